//! Markdown as documents: compact HTML with slots where the site decides what stands.
//!
//! Nothing here knows the site. A document says what it links to and which anchors it has; targets,
//! titles and image sizes are filled in when the site is known (`SlottedHtml::write`).

mod document;

pub use document::{
    Document, Heading, Image, Link, Outline, Slot, SlotKind, SlottedHtml, Target,
};

use std::ops::Range;

use crate::config::RawHtml;
use crate::path::SourcePath;

/// What to read, and where it stands in its file.
#[derive(Debug, Clone)]
pub struct Excerpt<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// The file that it comes from.
    pub file: &'a SourcePath,
    /// Its place in the file.
    pub place: Place,
}

/// Where an excerpt stands in its file.
#[derive(Debug, Clone)]
pub enum Place {
    /// It starts at this byte of the file and stands there letter by letter.
    At(usize),
    /// It was unquoted or folded out of these bytes; findings point at all of them.
    Within(Range<usize>),
}

/// How to read it.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The base language (`de`, `en` …): quotation marks follow it.
    pub language: &'a str,
    /// What becomes of raw HTML.
    pub html: RawHtml,
    /// The level that the highest heading of the text becomes; the others follow without gaps.
    pub top_level: u8,
    /// The words that the writer adds.
    pub words: &'a Words,
}

/// The words that the Markdown writer adds to a text, in the language of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The heading of the footnotes.
    pub footnotes: String,
    /// The name of the way back from a footnote; `{number}` is its number.
    pub footnote_back: String,
    /// The name of the way to a footnote; `{number}` is its number.
    pub footnote_reference: String,
    /// The titles of alerts: note, tip, important, warning, caution.
    pub alerts: [String; 5],
    /// The name of a table's scroll container where no caption or heading names it.
    pub table: String,
    /// The state of a task that is done.
    pub task_done: String,
    /// The state of a task that is open.
    pub task_open: String,
    /// The name of a scrolling code block; `{language}` is its language, may be empty.
    pub code: String,
}
/// TEMP
pub fn plain_text(_e: &Excerpt<'_>) -> Vec<(String, Range<usize>)> {
    vec![]
}
