//! Links in texts, checked: the target, its standing, and the place in it.

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::markdown::{Link, Outline, Target};
use crate::path::{Route, SourcePath};
use crate::record::{Card, Field, FieldValue};
use crate::site::Site;
use crate::site::catalog::{Catalog, Found, Hidden, Standing};
use crate::site::file::HiddenFiles;
use crate::site::lookup::{Resolved, source_candidates};
use crate::site::publication::Group;
use crate::site::reference;
use crate::source::Sources;

/// What links are checked against.
pub(super) struct Links<'a> {
    /// The site as it is published.
    pub(super) site: &'a Site,
    /// All records, hidden ones included.
    pub(super) all: &'a Catalog,
    /// The files that may not be published; whoever collects files has said so of links to them.
    pub(super) files: &'a HiddenFiles,
    /// All files.
    pub(super) sources: &'a Sources,
}

impl Links<'_> {
    /// Checks the links of all texts.
    pub(super) fn check(&self, groups: &[Group], findings: &mut Vec<Diagnostic>) {
        let records = groups.par_iter().zip(&self.all.entries);
        findings.par_extend(records.flat_map_iter(|(group, entry)| {
            let cards = group.cards.values();
            cards.flat_map(|card| self.check_card(card, entry.standing))
        }));
        for ((_, language), text) in &self.site.sections {
            let place = (&text.file, language);
            self.check_outline(&text.outline, place, findings);
            self.check_calls(&text.calls, place, findings);
        }
    }

    /// Checks the links of a record's text and of its Markdown fields. A text that is itself hidden may
    /// link to hidden records.
    fn check_card(&self, card: &Card, standing: Standing) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let place = (&card.file, &card.language);
        self.check_outline(&card.outline, place, &mut found);
        self.check_fields(&card.fields, place, &mut found);
        self.check_calls(&card.calls, place, &mut found);
        if !self.is_shown(card, standing) {
            found.retain(|finding| {
                !matches!(finding.code, Code::UnpublishedTarget | Code::WithheldLink)
            });
        }
        found
    }

    /// Tells whether a text of a record that stands so is published.
    fn is_shown(&self, card: &Card, standing: Standing) -> bool {
        match standing {
            Standing::Published(node) => {
                self.site.nodes[node.0].cards.contains_key(&card.language)
            }
            Standing::Hidden(_) => false,
        }
    }

    /// Checks the links of a text in a file.
    fn check_outline(
        &self,
        outline: &Outline,
        (file, language): (&SourcePath, &Language),
        findings: &mut Vec<Diagnostic>,
    ) {
        for link in &outline.links {
            let Some(finding) = self.check_link(link, outline, file, language) else {
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
    pub(super) fn check_fields(
        &self,
        fields: &[Field],
        place: (&SourcePath, &Language),
        findings: &mut Vec<Diagnostic>,
    ) {
        for field in fields {
            self.check_value(&field.value, place, findings);
        }
    }

    /// Checks the links of one value.
    fn check_value(
        &self,
        value: &FieldValue,
        place: (&SourcePath, &Language),
        findings: &mut Vec<Diagnostic>,
    ) {
        match value {
            FieldValue::Markdown(document) => {
                self.check_outline(&document.outline, place, findings);
            }
            FieldValue::Group(fields) => self.check_fields(fields, place, findings),
            FieldValue::List(items) => {
                for item in items {
                    self.check_value(&item.value, place, findings);
                }
            }
            _ => {}
        }
    }

    /// Checks one link.
    fn check_link(
        &self,
        link: &Link,
        outline: &Outline,
        file: &SourcePath,
        language: &Language,
    ) -> Option<Diagnostic> {
        let span = Span::new(file, link.range.clone());
        let Site { index, model, .. } = self.site;
        let resolved = match &link.target {
            // What means one published record today may mean another on the day that one appears.
            Target::Wiki(id, _) if !self.is_settled(id) => Resolved::Broken,
            target => index.resolve(target, file, model),
        };
        match resolved {
            Resolved::Broken if self.is_consequence(&link.target, file) => None,
            Resolved::Broken => self.broken(&link.target, file, span),
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

    /// Tells whether an id means a published record, also once all others are published.
    fn is_settled(&self, id: &str) -> bool {
        match self.all.find(id, &[], &self.site.model) {
            Found::One(place) => {
                matches!(self.all.entries[place].standing, Standing::Published(_))
            }
            _ => false,
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
    fn broken(
        &self,
        target: &Target,
        file: &SourcePath,
        span: Span,
    ) -> Option<Diagnostic> {
        Some(match target {
            Target::Wiki(id, _) => self.unidentified(id, span),
            Target::Relative(path, _) => {
                let candidates = source_candidates(path, file);
                if let Some(place) =
                    candidates.iter().find_map(|path| self.all.of_file(path))
                {
                    return Some(self.hidden(place, path, span));
                }
                if candidates.iter().any(|path| self.files.owner(path).is_some()) {
                    return None;
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
                if let Some(place) = self.at_address(path) {
                    return Some(self.hidden(place, path, span));
                }
                let mut routes: Vec<&str> =
                    self.site.index.routes.keys().map(Route::as_str).collect();
                routes.sort_unstable();
                unknown(path, span).suggest(path, routes)
            }
            Target::Anchor(anchor) => unknown(anchor, span),
        })
    }

    /// The finding for an id that means no single published record.
    fn unidentified(&self, id: &str, span: Span) -> Diagnostic {
        match self.all.find(id, &[], &self.site.model) {
            Found::One(place) => self.hidden(place, id, span),
            Found::WrongKind(_) | Found::Nothing | Found::Several(_) => {
                reference::unidentified(id, self.all, &self.site.model, span)
            }
        }
    }

    /// The record that would be at an address, were it published.
    fn at_address(&self, path: &str) -> Option<usize> {
        let route = Route::parse(path).ok()?;
        let mut inner = route.as_str().trim_matches('/');
        if let Some((first, rest)) = inner.split_once('/')
            && self.site.config.languages.iter().any(|tag| tag.as_str() == first)
        {
            inner = rest;
        }
        self.all.at(inner, &self.site.model)
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
