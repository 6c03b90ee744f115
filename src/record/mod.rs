//! Records: what a Markdown file says, with every value of its declared type.
//!
//! Each file is read by itself (`read`), in parallel; what needs them all (equal ids, translations)
//! is looked at afterwards (`gather`). References are texts until `site` resolves them.

mod call;
mod check;
mod fields;
mod gather;
mod image;
mod list;
mod memo;
mod place;
mod read;
mod scalar;
mod stored;
#[cfg(test)]
mod tests;
mod value;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::date::{Date, DateSpan};
use crate::diag::Checked;
use crate::language::{Language, Localised};
use crate::markdown::{CodeLines, Document, Outline, SlottedHtml, Words};
use crate::model::Model;
use crate::path::{Slug, SourcePath};
use crate::source::{SourceFile, Sources};

use gather::gather;
use memo::Kept;
use read::read;

pub use memo::Memo;
pub use read::{FileContent, Reading};
pub use stored::SHARDS;

/// What the files of a site say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Content {
    /// The records, in the order of their paths.
    pub records: Vec<Record>,
    /// The texts of sections, in the order of their paths.
    pub sections: Vec<Section>,
}

impl Content {
    /// The first day after `today` on which a date that somebody wrote begins or is over: until then, no
    /// record is published, lapses or becomes past by itself.
    pub fn next_day(&self, today: Date) -> Option<Date> {
        let cards = self.records.iter().map(|record| &record.card);
        let called = cards.clone().flat_map(|card| &card.calls);
        let called = called.chain(self.sections.iter().flat_map(|text| &text.calls));
        let fields = cards.clone().flat_map(|card| &card.fields);
        let fields = fields.chain(called.flat_map(|call| &call.fields));
        let mut dates: Vec<Date> = cards.filter_map(|card| card.publish_on).collect();
        dates.extend(self.sections.iter().filter_map(|section| section.publish_on));
        for field in fields {
            field.value.dates(&mut dates);
        }
        let days =
            dates.iter().flat_map(|date| [Some(date.first_day()), date.day_after()]);
        days.flatten().filter(|day| today < *day).min()
    }
}

/// What reading a record needs to know of the site; the same for all files of a build.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The kinds and their fields.
    pub model: &'a Model,
    /// The words that the Markdown writer adds, for each language of the site.
    pub words: &'a Localised<Words>,
}

/// What the Markdown writer adds where no language has words: nothing.
static NO_WORDS: Words = Words {
    footnotes: String::new(),
    footnote_back: String::new(),
    footnote_reference: String::new(),
    alerts: [const { String::new() }; 5],
    table: String::new(),
    task_done: String::new(),
    task_open: String::new(),
    code: String::new(),
};

impl<'a> Context<'a> {
    /// The words for a language.
    fn words(&self, language: &Language) -> &'a Words {
        self.words.get(language).unwrap_or(&NO_WORDS)
    }
}

/// Reads all records and sections of a site; `memo` spares what it has of the same text.
pub fn parse(
    sources: &Sources,
    context: Context<'_>,
    memo: &mut Memo,
) -> Checked<Content> {
    memo.start(context);
    let files: Vec<(&SourcePath, &Arc<str>)> = sources
        .files
        .iter()
        .filter_map(|(path, file)| match file {
            SourceFile::Text(text) => Some((path, text)),
            SourceFile::Asset(_) => None,
        })
        .collect();
    let kept: Vec<Kept> = files
        .par_iter()
        .map_init(CodeLines::default, |lines, (path, text)| {
            match memo.known(path, text) {
                Some(kept) => kept,
                None => Kept::new(text, read(path, text, context, lines)),
            }
        })
        .collect();
    let readings = kept.iter().filter_map(|kept| kept.reading.as_deref());
    let content = gather(readings, context);
    memo.keep(files.into_iter().map(|(path, _)| path.clone()).zip(kept));
    content
}

/// One Markdown file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What others may see of it.
    pub card: Arc<Card>,
    /// Its text.
    pub body: Arc<SlottedHtml>,
    /// The bytes of the text in the file, as Markdown.
    pub text_range: Range<usize>,
}

/// The text of a section, `_index.md`; that of `content/` itself is the home page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The path of the folder below `content/` as slugs with `/` between; empty for the home page.
    pub folder: String,
    /// The language of its text.
    pub language: Language,
    /// The file it comes from.
    pub file: SourcePath,
    /// Its title, if it has one of its own.
    pub title: Option<Text>,
    /// One or two sentences on it.
    pub summary: Option<Text>,
    /// Whether it says `draft: true`.
    pub draft: bool,
    /// The first day on which it may be published.
    pub publish_on: Option<Date>,
    /// Further addresses, as written.
    pub aliases: Vec<Text>,
    /// What its text says about itself.
    pub outline: Outline,
    /// The components that its text calls, in their order.
    pub calls: Vec<Call>,
    /// Its text.
    pub body: Arc<SlottedHtml>,
    /// The bytes of the text in the file, as Markdown.
    pub text_range: Range<usize>,
}

/// What a record says to the rest of the site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What it is and how it is called in references.
    pub id: RecordId,
    /// The language of its text.
    pub language: Language,
    /// The file it comes from.
    pub file: SourcePath,
    /// Its title.
    pub title: Text,
    /// One or two sentences on it.
    pub summary: Option<Text>,
    /// The tags.
    pub tags: Vec<Text>,
    /// Whether it says `draft: true`.
    pub draft: bool,
    /// The first day on which it may be published.
    pub publish_on: Option<Date>,
    /// Further addresses, as written.
    pub aliases: Vec<Text>,
    /// The fields of its kind that are there, in the order of the model.
    pub fields: Vec<Field>,
    /// What its text says about itself.
    pub outline: Outline,
    /// The components that its text calls, in their order.
    pub calls: Vec<Call>,
    /// Whether all of its fields could be read. Where they could not, nothing that follows from what
    /// is missing is held against anybody.
    pub whole: bool,
}

/// What a record is: its kind, its slug and, where that is part of its address, its folder; unique
/// together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId {
    /// The id of the kind, such as `workshop`.
    pub kind: Arc<str>,
    /// The slug of the file stem, or of the folder for `name/index.md`.
    pub slug: Slug,
    /// The folder of a page below `content/` as slugs with `/` between; empty for all other kinds,
    /// whose folders only keep order.
    pub folder: Arc<str>,
}

/// A call of a component in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The id of the component.
    pub component: Arc<str>,
    /// The arguments, in the order of the model.
    pub fields: Vec<Field>,
    /// The bytes of the name in the file.
    pub range: Range<usize>,
}

/// A text and its place in the record's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The key, such as `dimension`.
    pub id: Arc<str>,
    /// The value.
    pub value: FieldValue,
    /// The bytes of the value in the file.
    pub range: Range<usize>,
}

/// The value of a field, of the type that the model declares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FieldValue {
    /// One line.
    Text(String),
    /// Markdown, read with headings from level 3.
    Markdown(Document),
    /// A number: its value, and as it was written, since `2.10` is not `2.1` to a reader.
    Number(f64, String),
    /// A whole number, also a `count`.
    Integer(i64),
    /// 0 to 100.
    Percent(u8),
    /// A truth value.
    Boolean(bool),
    /// A day, month or year.
    Date(Date),
    /// A date, or two.
    Period(DateSpan),
    /// A time of day and, if it is a span, its end: minutes since midnight.
    Time(u16, Option<u16>),
    /// An address whose scheme is allowed.
    Url(String),
    /// An e-mail address.
    Email(String),
    /// The id of a choice.
    Choice(Arc<str>),
    /// The id of a region.
    Region(Arc<str>),
    /// A file, as written: relative to the record's file.
    File(String),
    /// An image, as written, and its alternative text (empty for decoration).
    Image(String, String),
    /// The fields of a group, in the order of the model.
    Group(Vec<Field>),
    /// The values of a list with their places.
    List(Vec<Item>),
    /// A reference, as written: `id`, `folder/id` or `kind/id`.
    Ref(String),
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The value.
    pub value: FieldValue,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

impl FieldValue {
    /// Adds the Markdown texts in a value.
    fn documents<'v>(&'v self, documents: &mut Vec<&'v Document>) {
        match self {
            Self::Markdown(document) => documents.push(document),
            Self::Group(fields) => {
                for field in fields {
                    field.value.documents(documents);
                }
            }
            Self::List(items) => {
                for item in items {
                    item.value.documents(documents);
                }
            }
            _ => {}
        }
    }

    /// Adds the dates in a value.
    fn dates(&self, dates: &mut Vec<Date>) {
        match self {
            Self::Date(date) => dates.push(*date),
            Self::Period(span) => {
                dates.push(span.start);
                dates.extend(span.end);
            }
            Self::Group(fields) => {
                for field in fields {
                    field.value.dates(dates);
                }
            }
            Self::List(items) => {
                for item in items {
                    item.value.dates(dates);
                }
            }
            Self::Text(_)
            | Self::Markdown(_)
            | Self::Number(..)
            | Self::Integer(_)
            | Self::Percent(_)
            | Self::Boolean(_)
            | Self::Time(..)
            | Self::Url(_)
            | Self::Email(_)
            | Self::Choice(_)
            | Self::Region(_)
            | Self::File(_)
            | Self::Image(..)
            | Self::Ref(_) => {}
        }
    }
}

impl Call {
    /// The texts among the arguments.
    pub fn documents(&self) -> Vec<&Document> {
        let mut documents = vec![];
        for field in &self.fields {
            field.value.documents(&mut documents);
        }
        documents
    }

    /// The value of an argument.
    pub fn field(&self, id: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|field| &*field.id == id).map(|field| &field.value)
    }
}

impl Card {
    /// The value of a field.
    pub fn field(&self, id: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|field| &*field.id == id).map(|field| &field.value)
    }

    /// The groups of a field that has one or a list of them.
    pub fn groups(&self, id: &str) -> Vec<&[Field]> {
        match self.field(id) {
            Some(FieldValue::List(items)) => items
                .iter()
                .filter_map(|item| match &item.value {
                    FieldValue::Group(fields) => Some(fields.as_slice()),
                    _ => None,
                })
                .collect(),
            Some(FieldValue::Group(fields)) => vec![fields.as_slice()],
            _ => vec![],
        }
    }
}

impl RecordId {
    /// The id without its kind: the slug, below the folder of a page.
    pub fn path(&self) -> Cow<'_, str> {
        match &*self.folder {
            "" => self.slug.as_str().into(),
            folder => format!("{folder}/{}", self.slug).into(),
        }
    }
}

impl std::fmt::Display for RecordId {
    /// Writes `kind/slug`, of a page in a folder `kind/folder/slug`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind, self.path())
    }
}
