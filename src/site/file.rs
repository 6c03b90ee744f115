//! Files of the content that are published: those that a published record refers to, and no others.

use std::collections::{BTreeMap, HashMap};

use crate::diag::{Code, Diagnostic, Span};
use crate::markdown::{Outline, Target};
use crate::path::{Route, SourcePath, UnsafePath, is_hidden, slugify};
use crate::record::{Card, Field, FieldValue, Section};
use crate::site::catalog::{Catalog, Hidden, Standing};
use crate::site::lookup::source_candidates;
use crate::site::node::Node;
use crate::site::publication::Group;
use crate::source::{Asset, SourceFile, Sources};

/// A file of the content that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// Its address.
    pub route: Route,
    /// The file.
    pub source: SourcePath,
    /// What is known of it.
    pub asset: Asset,
    /// Where it is referred to first.
    pub span: Span,
}

/// A reference to a file.
#[derive(Debug)]
struct FileReference<'a> {
    /// What is written: relative to the record's file, or from the root of the content with `/`.
    path: &'a str,
    /// Its place.
    span: Span,
    /// Whether it may be a link to something else, which is checked elsewhere.
    maybe_link: bool,
}

/// The files that published records and sections refer to, by source.
pub(super) fn collect(
    nodes: &[Node],
    sections: &[Section],
    hidden: &HiddenFiles,
    sources: &Sources,
    findings: &mut Vec<Diagnostic>,
) -> Vec<PublishedFile> {
    let bundles = bundles(nodes);
    let mut files: BTreeMap<SourcePath, PublishedFile> = BTreeMap::new();
    let cards = nodes.iter().flat_map(|node| node.cards.values());
    let of_cards =
        cards.flat_map(|card| card_references(card).into_iter().map(|r| (&card.file, r)));
    let of_sections = sections.iter().flat_map(|section| {
        let mut references = Vec::new();
        outline_references(&section.outline, &section.file, &mut references);
        references.into_iter().map(|reference| (&section.file, reference))
    });
    for (file, mut reference) in of_cards.chain(of_sections) {
        let candidates = candidates(&reference, file);
        let found = find(&candidates, sources);
        if found.is_none() && reference.maybe_link {
            continue;
        }
        narrow(&mut reference, sources);
        let Some((source, asset)) = found else {
            findings.extend(missing(&reference, &candidates, sources));
            continue;
        };
        if let Some(hidden) = hidden.owner(&source) {
            findings.push(refused(&reference, hidden));
            continue;
        }
        if files.contains_key(&source) {
            continue;
        }
        match address(&source, &bundles) {
            Some(route) => {
                let asset = asset.clone();
                let span = reference.span.clone();
                files
                    .insert(source.clone(), PublishedFile { route, source, asset, span });
            }
            None => findings.push(
                Diagnostic::new(Code::FileNameWithoutSlug, reference.span.clone())
                    .with("name", source.file_name()),
            ),
        }
    }
    files.into_values().collect()
}

/// The files that a reference may mean: with `/` from the root of the content, else beside its file.
fn candidates(reference: &FileReference<'_>, file: &SourcePath) -> Vec<SourcePath> {
    match reference.path.strip_prefix('/') {
        Some(rooted) => {
            SourcePath::new("content/x").resolve(rooted).into_iter().collect()
        }
        None => source_candidates(reference.path, file),
    }
}

/// Moves the place of a reference from a group such as `{file: a.jpg, alt: …}` to the path in it.
fn narrow(reference: &mut FileReference<'_>, sources: &Sources) {
    let Span { file, range } = &mut reference.span;
    let written = sources.text(file).and_then(|text| text.get(range.clone()));
    let Some(written) = written.filter(|text| !text.starts_with(['!', '['])) else {
        return;
    };
    if let Some(at) = written.find(reference.path) {
        *range = range.start + at..range.start + at + reference.path.len();
    }
}

/// Finds the file of a reference among those that it may mean.
fn find<'a>(
    candidates: &[SourcePath],
    sources: &'a Sources,
) -> Option<(SourcePath, &'a Asset)> {
    let mut below = candidates.iter().filter(|path| path.below("content").is_some());
    below.find_map(|path| match sources.files.get(path) {
        Some(SourceFile::Asset(asset)) => Some((path.clone(), asset)),
        _ => None,
    })
}

/// The finding for a reference to a file that is not there; none where that has one of its own.
fn missing(
    reference: &FileReference<'_>,
    candidates: &[SourcePath],
    sources: &Sources,
) -> Option<Diagnostic> {
    let finding = |code| Diagnostic::new(code, reference.span.clone());
    if is_hidden(reference.path) {
        // Such files are left out when the content is read, so they would only seem to be missing.
        let finding = finding(Code::UnsafePath).with("path", reference.path);
        return Some(finding.with("reason", UnsafePath::Hidden.reason()));
    }
    // A text of the site is there, and no file that could be handed out.
    if candidates.iter().any(|path| sources.text(path).is_some()) {
        let finding = finding(Code::UnpublishedTarget).with("target", reference.path);
        return Some(finding.hint("hidden-source"));
    }
    if candidates.iter().any(|path| sources.refused.contains(path)) {
        return None;
    }
    let folder = candidates.first().map(SourcePath::folder);
    let near = sources.files.keys().filter(|path| Some(path.folder()) == folder);
    let written = reference.path.rsplit('/').next().unwrap_or(reference.path);
    let finding = finding(Code::MissingFile).with("target", reference.path);
    Some(finding.suggest(written, near.map(SourcePath::file_name)))
}

/// The finding for a file that belongs to a record that may not be seen.
fn refused(reference: &FileReference<'_>, hidden: Hidden) -> Diagnostic {
    match hidden {
        Hidden::Withheld => Diagnostic::new(Code::WithheldLink, reference.span.clone())
            .hint("withheld-name-cure"),
        other => Diagnostic::new(Code::UnpublishedTarget, reference.span.clone())
            .with("target", reference.path)
            .hint(other.reason()),
    }
}

/// The files that belong to records that may not be seen.
pub(super) struct HiddenFiles {
    /// Single files.
    files: HashMap<SourcePath, Hidden>,
    /// The folders of bundles.
    folders: HashMap<String, Hidden>,
}

impl HiddenFiles {
    /// Why a file may not be published, if it may not.
    pub(super) fn owner(&self, file: &SourcePath) -> Option<Hidden> {
        let mut folder = file.folder();
        let mut hidden = self.files.get(file).or_else(|| self.folders.get(folder));
        while let (None, Some((parent, _))) = (hidden, folder.rsplit_once('/')) {
            folder = parent;
            hidden = self.folders.get(folder);
        }
        hidden.copied()
    }
}

/// Collects the files of records that may not be seen: whole bundles, and what confidential records
/// refer to in any language. Drafts may share a picture with what is published.
pub(super) fn hidden_files(catalog: &Catalog, groups: &[Group]) -> HiddenFiles {
    let mut found = HiddenFiles { files: HashMap::new(), folders: HashMap::new() };
    for (entry, group) in catalog.entries.iter().zip(groups) {
        let Standing::Hidden(hidden) = entry.standing else { continue };
        for card in group.cards.values() {
            if is_bundle(&card.file) {
                found.folders.insert(card.file.folder().to_owned(), hidden);
            }
            if matches!(hidden, Hidden::Draft | Hidden::Planned) {
                continue;
            }
            for reference in card_references(card) {
                let files = candidates(&reference, &card.file).into_iter();
                found.files.extend(files.map(|file| (file, hidden)));
            }
        }
    }
    found
}

/// Tells whether a record is `name/index.md`, with its files beside it.
pub(super) fn is_bundle(file: &SourcePath) -> bool {
    file.file_name().split('.').next() == Some("index")
}

/// The folders of bundles with the segments of their records' addresses.
fn bundles(nodes: &[Node]) -> BTreeMap<String, &[String]> {
    nodes
        .iter()
        .filter(|node| is_bundle(&node.original().file))
        .map(|node| (node.original().file.folder().to_owned(), node.segments.as_slice()))
        .collect()
}

/// The address of a file: below its record where it lies in a bundle, else at the slugs of its
/// folders. The name becomes a slug with its ending in lower case.
fn address(source: &SourcePath, bundles: &BTreeMap<String, &[String]>) -> Option<Route> {
    let name = source.file_name();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut file = slugify(stem)?.to_string();
    if !ending.is_empty() {
        file.push('.');
        file.push_str(slugify(ending)?.as_str());
    }
    let mut below: Vec<&str> = Vec::new();
    let mut folder = source.folder();
    let mut segments: Vec<String> = loop {
        if let Some(record) = bundles.get(folder) {
            break record.to_vec();
        }
        let Some((parent, last)) = folder.rsplit_once('/') else { break vec![] };
        below.push(last);
        folder = parent;
    };
    for part in below.iter().rev() {
        segments.push(slugify(part)?.to_string());
    }
    segments.push(file);
    Some(Route::file(&segments.join("/")))
}

/// All references of a record to files: images, fields, and links that may be files.
fn card_references(card: &Card) -> Vec<FileReference<'_>> {
    let mut references = Vec::new();
    outline_references(&card.outline, &card.file, &mut references);
    field_references(&card.fields, &card.file, &mut references);
    references
}

/// The references of a text.
fn outline_references<'a>(
    outline: &'a Outline,
    file: &SourcePath,
    references: &mut Vec<FileReference<'a>>,
) {
    for image in &outline.images {
        let span = Span::new(file, image.range.clone());
        references.push(FileReference { path: &image.source, span, maybe_link: false });
    }
    for link in &outline.links {
        if let Target::Relative(path, _) = &link.target {
            let span = Span::new(file, link.range.clone());
            references.push(FileReference { path, span, maybe_link: true });
        }
    }
}

/// The references of fields, groups and lists.
fn field_references<'a>(
    fields: &'a [Field],
    file: &SourcePath,
    references: &mut Vec<FileReference<'a>>,
) {
    for field in fields {
        value_references(&field.value, &Span::new(file, field.range.clone()), references);
    }
}

/// The references of one value.
fn value_references<'a>(
    value: &'a FieldValue,
    span: &Span,
    references: &mut Vec<FileReference<'a>>,
) {
    match value {
        FieldValue::File(path) | FieldValue::Image(path, _) => {
            references.push(FileReference {
                path,
                span: span.clone(),
                maybe_link: false,
            });
        }
        FieldValue::Markdown(document) => {
            outline_references(&document.outline, &span.file, references);
        }
        FieldValue::Group(fields) => field_references(fields, &span.file, references),
        FieldValue::List(items) => {
            for item in items {
                let span = Span::new(&span.file, item.range.clone());
                value_references(&item.value, &span, references);
            }
        }
        _ => {}
    }
}
