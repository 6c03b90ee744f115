//! The context of a component that a text calls: its arguments and what its query found, and nothing else.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::date::DateSpan;
use crate::language::Language;
use crate::view::escape::escape;
use crate::view::picture::PictureView;
use crate::view::record::{Entry, Named};
use crate::view::shared::Shared;

/// The sign that stands around the number of a call in the text that has it. No text of a person can have
/// it: Markdown replaces it, and YAML refuses it.
const SIGN: char = '\0';

/// A component that the text of a page calls. Template `fenced/<component>.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallView {
    /// The id of the component.
    pub component: String,
    /// Its place among the calls of the page, from 1: for ids that no other element of the page has.
    pub number: usize,
    /// The language of the text.
    pub language: Language,
    /// Whether all is there that it cannot do without. Where something is missing, which is an error in the
    /// text, nothing is shown.
    #[serde(skip)]
    pub is_whole: bool,
    /// The arguments that were given, by their ids.
    pub arguments: BTreeMap<String, Argument>,
    /// What the component shows of the site; nothing where it asks for nothing.
    pub result: Option<QueryView>,
}

/// An argument of a component.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Argument {
    /// Text.
    Text(String),
    /// Markdown as HTML.
    Html(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A date or period.
    Date(DateSpan),
    /// A choice, region or kind.
    Choice(Named),
    /// A record.
    Entry(Shared<Entry>),
    /// A file to download or play.
    File(FileView),
    /// An image.
    Image(ImageView),
    /// The fields of a group.
    Group(BTreeMap<String, Argument>),
    /// Several values.
    List(Vec<Argument>),
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileView {
    /// Its address.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its ending in capitals: `PDF`.
    pub format: String,
    /// Its size in bytes.
    pub size: u64,
}

/// An image of the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImageView {
    /// Its address.
    pub src: String,
    /// The text instead; empty for decoration.
    pub alt: String,
    /// The width in pixels, where it is known.
    pub width: Option<u32>,
    /// The height in pixels, where it is known.
    pub height: Option<u32>,
}

/// What a component shows of the site; in templates `call.result.type` tells which.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum QueryView {
    /// Records.
    Records {
        /// The records.
        entries: Vec<Shared<Entry>>,
        /// How many more there are.
        more: usize,
    },
    /// A drawing.
    Picture(Box<PictureView>),
}

/// Writes the place of a call, by its number among those of the page.
pub(super) fn mark(number: usize, out: &mut String) {
    out.push(SIGN);
    out.push_str(&number.to_string());
    out.push(SIGN);
}

/// Replaces the places of calls in a text; `show` tells what a call shows, by its number.
pub fn fill<'s>(text: &str, mut show: impl FnMut(usize) -> &'s str) -> String {
    let mut filled = String::with_capacity(text.len());
    // Every second piece is a number.
    for (place, piece) in text.split(SIGN).enumerate() {
        match piece.parse() {
            Ok(number) if place % 2 == 1 => filled.push_str(show(number)),
            _ => filled.push_str(piece),
        }
    }
    filled
}

/// A part of a page, with its calls numbered on behind those of the parts before it.
pub(super) fn number_on(text: &str, before: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, piece) in text.split(SIGN).enumerate() {
        match piece.parse::<usize>() {
            Ok(number) if place % 2 == 1 => mark(number + before, &mut out),
            _ => out.push_str(piece),
        }
    }
    out
}

impl CallView {
    /// What a person wrote into the call, as HTML, for those who look for words.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        for argument in self.arguments.values() {
            argument.add_words(&mut words);
        }
        words
    }
}

impl Argument {
    /// Changes all HTML that a person wrote.
    pub(super) fn change_html(&mut self, change: &impl Fn(&str) -> String) {
        match self {
            Self::Html(html) => *html = change(html),
            Self::Group(fields) => {
                for field in fields.values_mut() {
                    field.change_html(change);
                }
            }
            Self::List(items) => {
                for item in items {
                    item.change_html(change);
                }
            }
            _ => {}
        }
    }

    /// Adds the words of an argument.
    fn add_words(&self, words: &mut String) {
        match self {
            Self::Html(html) => words.push_str(html),
            Self::Text(text) => add_text(text, words),
            Self::Image(image) => add_text(&image.alt, words),
            Self::Group(fields) => {
                for field in fields.values() {
                    field.add_words(words);
                }
            }
            Self::List(items) => {
                for item in items {
                    item.add_words(words);
                }
            }
            Self::Integer(_)
            | Self::Number(_)
            | Self::Boolean(_)
            | Self::Date(_)
            | Self::Choice(_)
            | Self::Entry(_)
            | Self::File(_) => {}
        }
    }
}

/// Adds a text as a paragraph.
fn add_text(text: &str, words: &mut String) {
    words.push_str("<p>");
    escape(text, words);
    words.push_str("</p>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_put_where_they_stand() {
        let mut text = "<p>1</p>".to_owned();
        mark(1, &mut text);
        text.push('2');
        mark(2, &mut text);
        let shown = ["<b>eins</b>", ""];
        assert_eq!(fill(&text, |number| shown[number - 1]), "<p>1</p><b>eins</b>2");
        assert_eq!(fill("12", |_| "?"), "12");
        let mut on = "<p>1</p>".to_owned();
        mark(4, &mut on);
        on.push('2');
        mark(5, &mut on);
        assert_eq!(number_on(&text, 3), on);
    }
}
