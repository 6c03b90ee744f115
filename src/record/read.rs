//! One file as a record or as the text of a section.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diag::{Checked, Code, Diagnostic, Name, Span};
use crate::language::{Language, Localised};
use crate::markdown::{self, CodeLines, Dialect, Document, Excerpt, Options};
use crate::model::{self, Kind, Role};
use crate::path::{Route, SourcePath, slug_of, slugify};
use crate::record::fields::{Mapping, Reader};
use crate::record::place::{FileRole, Place, locate};
use crate::record::{
    Card, Context, Field, FieldValue, Record, RecordId, Section, Text, call, check,
};
use crate::yaml::{self, FrontMatter, Node};

/// What came out of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What the file is; nothing where no id could come from its name.
    pub content: Option<FileContent>,
    /// What was found in it.
    pub findings: Vec<Diagnostic>,
    /// Required fields that are not there, by id. Whether that is a fault depends on other files: a
    /// translation takes them from its original.
    pub missing: Vec<(Arc<str>, Diagnostic)>,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FileContent {
    /// A record.
    Record(Box<Record>),
    /// The text of a section.
    Section(Box<Section>),
}

/// Reads one file; nothing comes back for files that are no Markdown below `content/`.
///
/// Depends on nothing but file, text and context, so the result can be kept for as long as they are
/// equal; `lines` spares work.
pub(super) fn read(
    file: &SourcePath,
    text: &str,
    context: Context<'_>,
    lines: &CodeLines,
) -> Option<Reading> {
    let is_section = |folder: &str| context.model.kind_of_folder(folder).is_some();
    let place = locate(file, context.config, is_section)?;
    let mut findings = vec![];
    if let Some(tag) = place.undeclared {
        let finding = Diagnostic::new(Code::UndeclaredLanguage, Span::whole(file));
        findings.push(finding.with("language", tag));
    }
    let is_bare = place.role == FileRole::Section && !yaml::has_front_matter(text);
    let front = if is_bare { bare(text) } else { yaml::front_matter(file, text) };
    let front = front.drain_into(&mut findings);
    let language = language(&place, &front, context);
    let language = &language;
    let prefix = String::new();
    let reader = Reader { context, file, text, language, lines, prefix, findings };
    Some(match place.role {
        FileRole::Section => section(reader, &place, &front),
        FileRole::Record(name) => record(reader, &place, &front, name),
        FileRole::Nameless => nameless(reader, "index", Some("use-underscore-index")),
    })
}

/// A text without front matter.
fn bare(text: &str) -> Checked<FrontMatter> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let node = Node::new(yaml::Value::Map(vec![]), start..start);
    let body = start..text.len();
    Checked::clean(FrontMatter { node, opening: start..start, body, whole: true })
}

/// The language of a file: that of `lang:`, else of its name, else the site's. A `lang:` that the
/// site does not have is reported with the other fields.
fn language(place: &Place<'_>, front: &FrontMatter, context: Context<'_>) -> Language {
    let written = front.node.get("lang").and_then(Node::scalar).and_then(|tag| {
        context.config.languages.iter().find(|language| language.as_str() == tag.text)
    });
    let language = written.or(place.language.as_ref());
    language.unwrap_or(&context.config.language).clone()
}

/// A file from whose name no id can come.
fn nameless(mut reader: Reader<'_>, name: &str, hint: Option<&'static str>) -> Reading {
    let finding = Diagnostic::new(Code::FileNameWithoutSlug, Span::whole(reader.file))
        .with("name", name);
    reader.findings.push(match hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    });
    Reading { content: None, findings: reader.findings, missing: vec![] }
}

/// Reads a record.
fn record(
    mut reader: Reader<'_>,
    place: &Place<'_>,
    front: &FrontMatter,
    name: &str,
) -> Reading {
    let Some(slug) = slugify(name) else { return nameless(reader, name, None) };
    let before = reader.findings.len();
    let Some(kind) = kind_of(&mut reader, place, front) else {
        return nameless(reader, name, None);
    };
    let whole = front.whole && reader.findings.len() == before;
    let folder = match kind.folder {
        Some(_) => String::new(),
        None => folder_path(&mut reader, &place.folders),
    };
    let model = reader.context.model;
    let mapping = Mapping {
        entries: front.node.entries().unwrap_or_default(),
        owner: kind.name(),
        range: front.opening.clone(),
    };
    let from = reader.findings.len();
    let read = reader.fields(&[&model.common, &kind.fields], &mapping, None);
    let is_open = kind.open || (front.whole && !whole);
    drop_consequences(&mut reader.findings, from, is_open);
    check::ranges(&mut reader, &read.fields);
    check::history(&mut reader, &read.fields, kind);
    check::progress(&mut reader, &read.fields, kind);
    let mut common = Common::default();
    let fields = common.take_out(&mut reader, read.fields);
    let document = body(&mut reader, front.body.clone());
    let calls = call::calls(&mut reader, &document.outline);
    check::anchors(&mut reader, &fields, &document.outline);
    let title = common.title.unwrap_or_else(|| Text {
        text: slug.as_str().to_owned(),
        range: front.opening.clone(),
    });
    let card = Card {
        id: RecordId { kind: Arc::clone(&kind.id), slug, folder: folder.into() },
        language: reader.language.clone(),
        file: reader.file.clone(),
        title,
        summary: common.summary,
        tags: common.tags,
        draft: common.draft,
        publish_on: common.publish_on,
        aliases: common.aliases,
        fields,
        outline: document.outline,
        calls,
        whole,
    };
    let text_range = front.body.clone();
    let (card, body) = (Arc::new(card), Arc::new(document.html));
    let record = Record { card, body, text_range };
    Reading {
        content: Some(FileContent::Record(Box::new(record))),
        findings: reader.findings,
        missing: if whole { read.missing } else { vec![] },
    }
}

/// Takes back what was found in fields, from an index on, where it only follows from another fault:
/// in a value in which the YAML ended, or about fields of a kind that nobody knows (`is_open`).
pub(super) fn drop_consequences(
    findings: &mut Vec<Diagnostic>,
    from: usize,
    is_open: bool,
) {
    let of_fields = findings.split_off(from);
    let faults: Vec<usize> = findings
        .iter()
        .filter(|finding| {
            finding.code == Code::YamlSyntax || finding.code == Code::YamlTooLarge
        })
        .map(|finding| finding.span.range.start)
        .collect();
    findings.extend(of_fields.into_iter().filter(|finding| {
        let holds_fault = faults.iter().any(|at| finding.span.range.contains(at));
        !(holds_fault || is_open && finding.code == Code::UnknownField)
    }));
}

/// The fields that a section has, of those that every record has.
const SECTION_FIELDS: &[&str] =
    &["title", "summary", "draft", "publish_on", "aliases", "lang"];

/// Reads the text of a section; it needs none of its fields.
fn section(mut reader: Reader<'_>, place: &Place<'_>, front: &FrontMatter) -> Reading {
    if place.undeclared.is_some() {
        return Reading { content: None, findings: reader.findings, missing: vec![] };
    }
    let common = reader.context.model.common.iter();
    let declared: Vec<model::Field> =
        common.filter(|field| SECTION_FIELDS.contains(&&*field.id)).cloned().collect();
    let mapping = Mapping {
        entries: front.node.entries().unwrap_or_default(),
        owner: Name { words: &Localised::default(), id: "_index.md" },
        range: front.opening.clone(),
    };
    let from = reader.findings.len();
    let read = reader.fields(&[&declared], &mapping, None);
    drop_consequences(&mut reader.findings, from, false);
    let mut common = Common::default();
    common.take_out(&mut reader, read.fields);
    let folder = folder_path(&mut reader, &place.folders);
    let document = body(&mut reader, front.body.clone());
    let calls = call::calls(&mut reader, &document.outline);
    let section = Section {
        folder,
        language: reader.language.clone(),
        file: reader.file.clone(),
        title: common.title,
        summary: common.summary,
        draft: common.draft,
        publish_on: common.publish_on,
        aliases: common.aliases,
        outline: document.outline,
        calls,
        body: Arc::new(document.html),
        text_range: front.body.clone(),
    };
    let content = Some(FileContent::Section(Box::new(section)));
    Reading { content, findings: reader.findings, missing: vec![] }
}

/// The kind of a record: that of `kind:`, else of its top folder, else a page.
fn kind_of<'m>(
    reader: &mut Reader<'m>,
    place: &Place<'_>,
    front: &FrontMatter,
) -> Option<&'m Kind> {
    let model = reader.context.model;
    let by_folder = place.folders.first().and_then(|top| model.kind_of_folder(top));
    let default =
        by_folder.or_else(|| model.kinds.iter().find(|kind| kind.role == Role::Page));
    let Some(node) = front.node.get("kind") else { return default };
    let Some(scalar) = node.scalar() else { return default };
    let kind = model.kind(&scalar.text);
    if kind.is_none() {
        let ids: Vec<&str> = model.kinds.iter().map(|kind| &*kind.id).collect();
        let span = Span::new(reader.file, node.range.clone());
        let finding = Diagnostic::new(Code::UnknownKind, span).with("kind", &scalar.text);
        // Whoever writes `kind: Gespräch` or the name of a folder means that kind.
        let written = scalar.text.to_lowercase();
        let is_named = |kind: &&Kind| {
            let names = kind.one.iter().chain(kind.many.iter());
            let mut names = names.map(|(_, name)| name.to_lowercase());
            names.any(|name| name == written)
                || kind.folder.as_deref() == Some(written.as_str())
        };
        let finding = match model.kinds.iter().find(is_named) {
            Some(kind) => {
                finding.hint_with("did-you-mean", [("suggestion", kind.id.to_string())])
            }
            None => finding.suggest(&scalar.text, ids.iter().copied()),
        };
        let finding = finding.hint_with("choices", [("choices", ids.join(", "))]);
        reader.findings.push(finding);
    }
    kind.or(default)
}

/// Folders as part of an address, with `/` between; those without a letter or digit are findings.
fn folder_path(reader: &mut Reader<'_>, folders: &[&str]) -> String {
    let mut path = String::new();
    for folder in folders {
        if let Some(slug) = slug_of(folder) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(&slug);
        } else {
            let span = Span::whole(reader.file);
            let finding = Diagnostic::new(Code::FileNameWithoutSlug, span);
            reader.findings.push(finding.with("name", *folder));
        }
    }
    path
}

/// Reads the Markdown of a file.
fn body(reader: &mut Reader<'_>, range: Range<usize>) -> Document {
    let place = markdown::Place::At(range.start);
    let excerpt = Excerpt { text: &reader.text[range], file: reader.file, place };
    let options = Options {
        dialect: Dialect::Site,
        language: reader.language.base(),
        html: reader.context.config.markdown.html,
        top_level: 2,
        id_prefix: "",
        calls: true,
        words: reader.context.words(reader.language),
        lines: reader.lines,
    };
    markdown::parse(&excerpt, &options).drain_into(&mut reader.findings)
}

/// What every record has.
#[derive(Default)]
struct Common {
    /// `title`.
    title: Option<Text>,
    /// `summary`.
    summary: Option<Text>,
    /// `tags`.
    tags: Vec<Text>,
    /// `draft`.
    draft: bool,
    /// `publish_on`.
    publish_on: Option<Date>,
    /// `aliases`.
    aliases: Vec<Text>,
}

impl Common {
    /// Takes the common fields out of those of a record and hands the others back.
    fn take_out(&mut self, reader: &mut Reader<'_>, fields: Vec<Field>) -> Vec<Field> {
        let mut others = Vec::with_capacity(fields.len());
        for Field { id, value, range } in fields {
            match (&*id, value) {
                ("title", FieldValue::Text(text)) => {
                    self.title = Some(Text { text, range });
                }
                ("summary", FieldValue::Text(text)) => {
                    self.summary = Some(Text { text, range });
                }
                ("tags", FieldValue::List(items)) => self.tags = texts(items),
                ("aliases", FieldValue::List(items)) => self.aliases = texts(items),
                ("draft", FieldValue::Boolean(draft)) => self.draft = draft,
                ("publish_on", FieldValue::Date(date)) => self.publish_on = Some(date),
                ("lang", FieldValue::Text(tag)) => check_language(reader, &tag, range),
                // Taken before all fields, since it decides which ones there are.
                ("kind", _) => {}
                (_, value) => others.push(Field { id, value, range }),
            }
        }
        check_tags(reader, &self.tags);
        check_aliases(reader, &self.aliases);
        others
    }
}

/// The texts of a list with their places.
fn texts(items: Vec<crate::record::Item>) -> Vec<Text> {
    let text = |item: crate::record::Item| match item.value {
        FieldValue::Text(text) => Some(Text { text, range: item.range }),
        _ => None,
    };
    items.into_iter().filter_map(text).collect()
}

/// Reports a language that the site does not have.
fn check_language(reader: &mut Reader<'_>, tag: &str, range: Range<usize>) {
    let languages = &reader.context.config.languages;
    if languages.iter().any(|language| language.as_str() == tag) {
        return;
    }
    let tags: Vec<&str> = languages.iter().map(Language::as_str).collect();
    let finding = common_finding(reader, Code::UnknownChoice, "lang", range)
        .with("value", tag)
        .suggest(tag, tags.iter().copied())
        .hint_with("choices", [("choices", tags.join(", "))]);
    reader.findings.push(finding);
}

/// Reports tags that cannot have a page, since no address can come from them.
fn check_tags(reader: &mut Reader<'_>, tags: &[Text]) {
    for tag in tags.iter().filter(|tag| slugify(&tag.text).is_none()) {
        let finding = common_finding(reader, Code::WrongType, "tags", tag.range.clone())
            .with("expected", "tag-name")
            .with("value", &tag.text);
        reader.findings.push(finding);
    }
}

/// A finding on a field that every record has.
fn common_finding(
    reader: &Reader<'_>,
    code: Code,
    field: &'static str,
    range: Range<usize>,
) -> Diagnostic {
    let declared = reader.context.model.common.iter().find(|common| &*common.id == field);
    let finding =
        Diagnostic::new(code, Span::new(reader.file, range)).with("field", field);
    match declared {
        Some(declared) => finding.with_name("label", declared.name(), reader.main()),
        None => finding.with("label", field),
    }
}

/// Reports aliases that cannot be an address.
fn check_aliases(reader: &mut Reader<'_>, aliases: &[Text]) {
    for alias in aliases {
        if let Err(fault) = Route::parse(&alias.text) {
            let span = Span::new(reader.file, alias.range.clone());
            let finding = Diagnostic::new(Code::UnsafePath, span)
                .with("path", &alias.text)
                .with("reason", fault.reason());
            // Of a whole address, the path is meant.
            let path = alias
                .text
                .split_once("://")
                .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
            let path = path.filter(|path| Route::parse(path).is_ok());
            reader.findings.push(match path {
                Some(path) => {
                    finding.hint_with("did-you-mean", [("suggestion", path.to_owned())])
                }
                None => finding,
            });
        }
    }
}
