//! Files of the content that are published: those that a published record refers to, and no others.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Span};
use crate::markdown::{Image, Link, Outline, Target};
use crate::path::{Route, SourcePath, UnsafePath, is_hidden, slugify};
use crate::record::{Call, Card, Field, FieldValue, Section};
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
    /// The file that it stands in.
    file: &'a SourcePath,
    /// Its bytes there.
    range: &'a Range<usize>,
    /// Whether it may be a link to something else, which is checked elsewhere.
    maybe_link: bool,
}

/// A reference whose file is there and may be published.
struct Referred<'a> {
    /// The file.
    source: &'a SourcePath,
    /// What is known of it.
    asset: &'a Asset,
    /// The place of the reference.
    span: Span,
}

/// The files that published records, sections and the settings refer to, by source.
pub(super) fn collect(
    nodes: &[Node],
    sections: &[Section],
    config: &Config,
    (hidden, sources): (&HiddenFiles, &Sources),
    findings: &mut Vec<Diagnostic>,
) -> Vec<PublishedFile> {
    let search = Search { assets: assets(sources), hidden, sources };
    let of_cards = nodes.par_iter().flat_map_iter(|node| {
        let references = node.cards.values().flat_map(|card| card_references(card));
        references.filter_map(|reference| search.refer(&reference))
    });
    let mut referred: Vec<Result<Referred<'_>, Diagnostic>> = of_cards.collect();
    for section in sections {
        let mut references = Vec::new();
        outline_references(&section.outline, &section.file, &mut references);
        call_references(&section.calls, &section.file, &mut references);
        referred.extend(references.iter().filter_map(|one| search.refer(one)));
    }
    let settings = SourcePath::new(config::FILE);
    let logos = [&config.appearance.logo, &config.appearance.dark_logo];
    for (logo, path) in
        logos.into_iter().flatten().map(|logo| (logo, format!("/{}", logo.path)))
    {
        let (path, file, range) = (path.as_str(), &settings, &logo.range);
        let reference = FileReference { path, file, range, maybe_link: false };
        referred.extend(search.refer(&reference));
    }
    let bundles = bundles(nodes);
    let mut files: BTreeMap<&SourcePath, PublishedFile> = BTreeMap::new();
    for referred in referred {
        match referred {
            Ok(Referred { source, .. }) if files.contains_key(source) => {}
            Ok(Referred { source, asset, span }) => match address(source, &bundles) {
                Some(route) => {
                    let (asset, path) = (asset.clone(), source.clone());
                    let file = PublishedFile { route, source: path, asset, span };
                    files.insert(source, file);
                }
                None => findings.push(
                    Diagnostic::new(Code::FileNameWithoutSlug, span)
                        .with("name", source.file_name()),
                ),
            },
            Err(finding) => findings.push(finding),
        }
    }
    files.into_values().collect()
}

/// The files of the content that are handed on as they are.
fn assets(sources: &Sources) -> HashMap<&SourcePath, &Asset> {
    let files = sources.files.iter().filter_map(|(path, file)| match file {
        SourceFile::Asset(asset) => Some((path, asset)),
        SourceFile::Text(_) => None,
    });
    files.filter(|(path, _)| path.below("content").is_some()).collect()
}

/// What references to files are looked up in.
struct Search<'a> {
    /// The files of the content that are handed on as they are.
    assets: HashMap<&'a SourcePath, &'a Asset>,
    /// Those that may not be.
    hidden: &'a HiddenFiles,
    /// All files.
    sources: &'a Sources,
}

impl<'a> Search<'a> {
    /// Finds the file of a reference; nothing where there is nothing to say of it.
    fn refer(
        &self,
        reference: &FileReference<'_>,
    ) -> Option<Result<Referred<'a>, Diagnostic>> {
        let candidates = candidates(reference);
        let found = candidates.iter().find_map(|path| self.assets.get_key_value(path));
        if found.is_none() && reference.maybe_link {
            return None;
        }
        let span = narrowed(reference, self.sources);
        let Some((source, asset)) = found else {
            return missing(reference, span, &candidates, self.sources).map(Err);
        };
        Some(match self.hidden.owner(source) {
            Some(hidden) => Err(refused(reference, span, hidden)),
            None => Ok(Referred { source, asset, span }),
        })
    }
}

/// The files that a reference may mean: with `/` from the root of the content, else beside its file.
fn candidates(reference: &FileReference<'_>) -> Vec<SourcePath> {
    match reference.path.strip_prefix('/') {
        Some(rooted) => {
            SourcePath::new("content/x").resolve(rooted).into_iter().collect()
        }
        None => source_candidates(reference.path, reference.file),
    }
}

/// The place of a reference: in a group such as `{file: a.jpg, alt: …}` that of the path.
fn narrowed(reference: &FileReference<'_>, sources: &Sources) -> Span {
    let FileReference { path, file, range, .. } = reference;
    let written = sources.text(file).and_then(|text| text.get((*range).clone()));
    let written = written.filter(|text| !text.starts_with(['!', '[']));
    let range = match written.and_then(|text| text.find(path)) {
        Some(at) => range.start + at..range.start + at + path.len(),
        None => (*range).clone(),
    };
    Span::new(file, range)
}

/// The finding for a reference to a file that is not there; none where that has one of its own.
fn missing(
    reference: &FileReference<'_>,
    span: Span,
    candidates: &[SourcePath],
    sources: &Sources,
) -> Option<Diagnostic> {
    let finding = |code| Diagnostic::new(code, span);
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
fn refused(reference: &FileReference<'_>, span: Span, hidden: Hidden) -> Diagnostic {
    match hidden {
        Hidden::Withheld => {
            Diagnostic::new(Code::WithheldLink, span).hint("withheld-name-cure")
        }
        other => Diagnostic::new(Code::UnpublishedTarget, span)
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
                let files = candidates(&reference).into_iter();
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
    call_references(&card.calls, &card.file, &mut references);
    references
}

/// The references of a text.
fn outline_references<'a>(
    outline: &'a Outline,
    file: &'a SourcePath,
    references: &mut Vec<FileReference<'a>>,
) {
    for Image { source, range } in &outline.images {
        references.push(FileReference { path: source, file, range, maybe_link: false });
    }
    for Link { target, range } in &outline.links {
        if let Target::Relative(path, _) = target {
            references.push(FileReference { path, file, range, maybe_link: true });
        }
    }
}

/// The references of arguments of components.
fn call_references<'a>(
    calls: &'a [Call],
    file: &'a SourcePath,
    references: &mut Vec<FileReference<'a>>,
) {
    for call in calls {
        field_references(&call.fields, file, references);
    }
}

/// The references of fields, groups and lists.
fn field_references<'a>(
    fields: &'a [Field],
    file: &'a SourcePath,
    references: &mut Vec<FileReference<'a>>,
) {
    for field in fields {
        value_references(&field.value, file, &field.range, references);
    }
}

/// The references of one value.
fn value_references<'a>(
    value: &'a FieldValue,
    file: &'a SourcePath,
    range: &'a Range<usize>,
    references: &mut Vec<FileReference<'a>>,
) {
    match value {
        FieldValue::File(path) | FieldValue::Image(path, _) => {
            references.push(FileReference { path, file, range, maybe_link: false });
        }
        FieldValue::Markdown(document) => {
            outline_references(&document.outline, file, references);
        }
        FieldValue::Group(fields) => field_references(fields, file, references),
        FieldValue::List(items) => {
            for item in items {
                value_references(&item.value, file, &item.range, references);
            }
        }
        _ => {}
    }
}
