//! Records: what a Markdown file says, with every value of its declared type.
//!
//! Nothing here knows other files. References are texts until `site` resolves them.

use std::ops::Range;
use std::sync::Arc;

use crate::date::Date;
use crate::language::Language;
use crate::markdown::{Document, Outline, SlottedHtml};
use crate::path::{Slug, SourcePath};

/// One Markdown file.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What others may see of it.
    pub card: Card,
    /// Its text.
    pub body: SlottedHtml,
}

/// What a record says to the rest of the site.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What it is and how it is called in references.
    pub id: RecordId,
    /// The language of its text.
    pub language: Language,
    /// The file it comes from.
    pub file: SourcePath,
    /// The folders of a page below `content/`, as slugs; empty for all other kinds.
    pub folders: Vec<Slug>,
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
}

/// What a record is: its kind and its slug, unique together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The id of the kind, such as `workshop`.
    pub kind: Arc<str>,
    /// The slug of the file stem, or of the folder for `name/index.md`.
    pub slug: Slug,
}

/// A text and its place in the record's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key, such as `dimension`.
    pub id: Arc<str>,
    /// The value.
    pub value: FieldValue,
    /// The bytes of the value in the file.
    pub range: Range<usize>,
}

/// The value of a field, of the type that the model declares.
#[derive(Debug, Clone, PartialEq)]
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
    /// A reference, as written: `id` or `kind/id`.
    Ref(String),
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The value.
    pub value: FieldValue,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

impl Card {
    /// The value of a field.
    pub fn field(&self, id: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|field| &*field.id == id).map(|field| &field.value)
    }
}

/// TEMP
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// f
    pub folder: String,
    /// l
    pub language: Language,
    /// f
    pub file: SourcePath,
    /// t
    pub title: Option<Text>,
    /// s
    pub summary: Option<Text>,
    /// o
    pub outline: Outline,
    /// b
    pub body: SlottedHtml,
}

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind, self.slug)
    }
}
