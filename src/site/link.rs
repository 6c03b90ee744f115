//! Links in texts, checked: the target, its standing, and the place in it.

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::markdown::{Link, Outline, Target};
use crate::path::SourcePath;
use crate::record::{Card, Field, FieldValue};
use crate::site::Site;
use crate::site::catalog::{Catalog, Found, Hidden, Standing};
use crate::site::lookup::{Resolved, source_candidates};
use crate::site::reference::ambiguous;
use crate::source::Sources;

/// What links are checked against.
pub(super) struct Links<'a> {
    /// The site as it is published.
    pub(super) site: &'a Site,
    /// All records, hidden ones included.
    pub(super) all: &'a Catalog,
    /// All files.
    pub(super) sources: &'a Sources,
}

impl Links<'_> {
    /// Checks the links of a record's text and of its Markdown fields.
    pub(super) fn check_card(&self, card: &Card, findings: &mut Vec<Diagnostic>) {
        self.check_outline(&card.outline, &card.file, &card.language, findings);
        self.check_fields(&card.fields, card, findings);
    }

    /// Checks the links of a text.
    pub(super) fn check_outline(
        &self,
        outline: &Outline,
        file: &SourcePath,
        language: &Language,
        findings: &mut Vec<Diagnostic>,
    ) {
        for link in &outline.links {
            let Some(finding) = self.check(link, outline, file, language) else {
                continue;
            };
            // A link to a file that may not be seen was reported with the files.
            let is_said = |known: &Diagnostic| {
                known.span == finding.span
                    && matches!(known.code, Code::UnpublishedTarget | Code::WithheldLink)
            };
            if finding.code != Code::UnknownTarget || !findings.iter().any(is_said) {
                findings.push(finding);
            }
        }
    }

    /// Checks the links of Markdown fields, also in groups and lists.
    fn check_fields(
        &self,
        fields: &[Field],
        card: &Card,
        findings: &mut Vec<Diagnostic>,
    ) {
        for field in fields {
            self.check_value(&field.value, card, findings);
        }
    }

    /// Checks the links of one value.
    fn check_value(
        &self,
        value: &FieldValue,
        card: &Card,
        findings: &mut Vec<Diagnostic>,
    ) {
        match value {
            FieldValue::Markdown(document) => {
                self.check_outline(
                    &document.outline,
                    &card.file,
                    &card.language,
                    findings,
                );
            }
            FieldValue::Group(fields) => self.check_fields(fields, card, findings),
            FieldValue::List(items) => {
                for item in items {
                    self.check_value(&item.value, card, findings);
                }
            }
            _ => {}
        }
    }

    /// Checks one link.
    fn check(
        &self,
        link: &Link,
        outline: &Outline,
        file: &SourcePath,
        language: &Language,
    ) -> Option<Diagnostic> {
        let span = Span::new(file, link.range.clone());
        let index = &self.site.index;
        match index.resolve(&link.target, file, &self.site.model) {
            Resolved::Broken if self.is_consequence(&link.target, file) => None,
            Resolved::Broken => Some(self.broken(&link.target, file, span)),
            Resolved::Anchor(anchor) => missing_anchor(&anchor, outline, "", span),
            Resolved::Node(node, Some(anchor)) => {
                let card = self.site.nodes[node.0].card(language);
                missing_anchor(&anchor, &card.outline, &card.title.text, span)
            }
            Resolved::Section(folder, Some(anchor)) => {
                let text = self.site.section(&folder, language)?;
                missing_anchor(&anchor, &text.outline, &folder, span)
            }
            _ => None,
        }
    }

    /// Tells whether a link leads nowhere only because of a fault in its target, which has a finding
    /// of its own: a record that could not be read as a whole, or none came of.
    fn is_consequence(&self, target: &Target, file: &SourcePath) -> bool {
        match target {
            Target::Wiki(id, _) => self.all.is_torn(id, &self.site.model),
            Target::Relative(path, _) => {
                let candidates = source_candidates(path, file);
                if candidates.iter().any(|path| self.sources.refused.contains(path)) {
                    return true;
                }
                let mut texts = candidates.iter().filter(|path| {
                    path.below("content").is_some() && self.sources.text(path).is_some()
                });
                texts.any(|path| match self.all.of_file(path) {
                    Some(place) => !self.all.entries[place].whole,
                    None => path.extension().is_some_and(|ending| ending == "md"),
                })
            }
            Target::Rooted(..) | Target::Anchor(_) => false,
        }
    }

    /// The finding for a link that leads nowhere.
    fn broken(&self, target: &Target, file: &SourcePath, span: Span) -> Diagnostic {
        match target {
            Target::Wiki(id, _) => match self.all.find(id, &[], &self.site.model) {
                Found::One(place) => self.hidden(place, id, span),
                Found::Several(places) => ambiguous(id, &places, self.all, &span),
                Found::WrongKind(_) | Found::Nothing => {
                    let candidates = self.all.candidates(&[], &self.site.model);
                    unknown(id, span).suggest(id, candidates)
                }
            },
            Target::Relative(path, _) => {
                let candidates = source_candidates(path, file);
                if let Some(place) =
                    candidates.iter().find_map(|path| self.all.of_file(path))
                {
                    return self.hidden(place, path, span);
                }
                let name = path.rsplit('/').next().unwrap_or(path);
                let files = self.all.entries.iter().flat_map(|entry| &entry.files);
                let folder = candidates.first().map_or("", |path| path.folder());
                let near =
                    self.sources.files.keys().filter(|path| path.folder() == folder);
                let names = files.chain(near).map(SourcePath::file_name);
                unknown(path, span).suggest(name, names)
            }
            Target::Rooted(path, _) => {
                let mut routes: Vec<&str> = self
                    .site
                    .index
                    .routes
                    .keys()
                    .map(crate::path::Route::as_str)
                    .collect();
                routes.sort_unstable();
                unknown(path, span).suggest(path, routes)
            }
            Target::Anchor(anchor) => unknown(anchor, span),
        }
    }

    /// The finding for a link to a record that is not published.
    fn hidden(&self, place: usize, target: &str, span: Span) -> Diagnostic {
        match self.all.entries[place].standing {
            Standing::Hidden(Hidden::Withheld) => {
                Diagnostic::new(Code::WithheldLink, span).hint("withheld-name-cure")
            }
            Standing::Hidden(hidden) => Diagnostic::new(Code::UnpublishedTarget, span)
                .with("target", target)
                .hint(hidden.reason()),
            Standing::Published(_) => unknown(target, span),
        }
    }
}

/// The finding for a target that does not exist.
fn unknown(target: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnknownTarget, span).with("target", target)
}

/// The finding for a place that a text does not have.
fn missing_anchor(
    anchor: &str,
    outline: &Outline,
    target: &str,
    span: Span,
) -> Option<Diagnostic> {
    if outline.anchors.iter().any(|known| known.as_str() == anchor) {
        return None;
    }
    let known = outline.anchors.iter().map(crate::path::Anchor::as_str);
    Some(
        Diagnostic::new(Code::UnknownAnchor, span)
            .with("anchor", anchor)
            .with("page", target)
            .suggest(anchor, known),
    )
}
