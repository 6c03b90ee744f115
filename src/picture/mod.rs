//! Drawings made at build time: plain data in, SVG text out.
//!
//! Each drawing has a type for its data, a layout and a function `draw`. The layout is a [`scene`]: boxes,
//! lines and words with whole coordinates, which tests look through before [`svg`] writes it down.
//! Nothing here knows the site, its model or its words; all texts come from the caller.
//! There are no fractions of the machine's making either: lengths are whole numbers, turns are
//! fixed-point numbers, and so the bytes are the same everywhere.
//!
//! A drawing is made twice, for wide and for narrow pages; the style sheet shows one of the two.

pub mod bars;
pub mod flow;
pub mod matrix;
pub mod network;
pub mod status;
pub mod tiles;
pub mod timeline;
pub mod tree;

mod axis;
mod circle;
mod legend;
mod measure;
mod scene;
mod shape;
mod svg;
#[cfg(test)]
mod tests;

use crate::date::Date;
use crate::language::Language;

/// What a drawing is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A desktop or a sheet of paper: 1040 units, more only where a drawing says so.
    Wide,
    /// A phone: 344 units.
    Narrow,
}

impl Width {
    /// Units of the viewport from left to right, each as long as a pixel of CSS.
    pub(super) fn units(self) -> i32 {
        match self {
            Self::Wide => 1040,
            Self::Narrow => 344,
        }
    }
}

/// A drawing, ready to be put into a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// An `<svg>` element without name spaces, as HTML has it.
    pub svg: String,
    /// Its own width in pixels of CSS.
    pub width: u32,
    /// Its own height in pixels of CSS.
    pub height: u32,
}

/// What a drawing is called, and what it shows in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What its ids start with: `<prefix>--title` and `<prefix>--desc`. Unique on a page.
    pub prefix: String,
    /// Its name.
    pub title: String,
    /// What it shows.
    pub description: String,
}

/// The name of something, perhaps with a page of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The whole name; drawings shorten what they show of it.
    pub text: String,
    /// The address of its page.
    pub href: Option<String>,
    /// The language of the text, where it is not that of the page.
    pub language: Option<Language>,
}

impl Name {
    /// A name without a page, in the language of the page it stands on.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// A name that leads to a page.
    pub fn linked(text: &str, href: &str) -> Self {
        Self { href: Some(href.to_owned()), ..Self::plain(text) }
    }
}

/// A state: its shape and colour come from its name, its word from the caller.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// The name in the model, such as `in_progress`.
    pub name: String,
    /// The word for readers, such as "in Umsetzung".
    pub label: String,
    /// Where its word in the legend leads, if anywhere.
    pub href: Option<String>,
}

/// The day that a drawing calls today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub date: Date,
    /// What stands beside its line, such as "heute".
    pub label: String,
}

/// A number of things as a length or a number of steps.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 4096)
}
