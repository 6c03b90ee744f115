//! Markdown as documents: compact HTML with slots where the site decides what stands.
//!
//! The steps, in order: [`read`] turns the text into a flat list of nodes within the limits of depth
//! and size; [`typography`] sets quotation marks and dashes; [`heading`] and [`footnote`] plan what
//! needs the whole text (levels, ids, numbers); [`mod@write`] makes the HTML in one walk, with one file
//! per construct beside it; [`sanitise`] lets a list of raw HTML through where a site wants that.
//!
//! Nothing here knows the site. A document says what it links to and which anchors it has; targets,
//! titles and image sizes are filled in when the site is known (`SlottedHtml::write`). Nothing here
//! recurses on what an author nests. [`embed()`] makes finished HTML a part of a larger page.
//!
//! # What a theme has to style
//!
//! Highlighted code is `pre > code.language-x` with `span`s of these classes: `c` comment,
//! `s` string, `e` escape, `r` regular expression, `n` number, `l` language constant, `m` other
//! constant, `k` keyword, `o` operator, `d` declaration word, `t` type, `f` function, `v` variable,
//! `p` parameter, `x` key or property, `g` tag, `a` attribute, `y` macro or annotation, `h` heading,
//! `b` strong, `i` emphasis, `z` inserted, `q` deleted, `w` wrong.
//!
//! Around it: `div.table-scroll > table` with cells of class `right` or `center`;
//! `div.alert.alert-note` (`-tip`, `-important`, `-warning`, `-caution`) with `p.alert-title`;
//! `li.task-item > span.task.task-done` or `.task-open`; `sup.footnote-ref`; `section.footnotes`
//! with `a.footnote-back`.

mod block;
mod call;
mod code;
mod document;
mod embed;
mod escape;
mod footnote;
mod heading;
mod highlight;
mod image;
mod link;
mod plain;
mod raw;
mod read;
mod sanitise;
mod table;
mod typography;
mod write;

use std::ops::Range;

use crate::config::RawHtml;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::path::{Anchors, SourcePath};

pub use document::{
    Call, Document, Heading, HeadingLink, Image, Link, Outline, Shown, Slot, SlotKind,
    SlottedHtml, Target,
};
pub use embed::embed;
pub use highlight::CodeLines;
pub use plain::{Passage, plain_text};
pub use typography::typeset;

/// The largest HTML that one text may become, in MiB.
const OUTPUT_LIMIT: usize = 8;

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
    /// Which Markdown it is.
    pub dialect: Dialect,
    /// The base language (`de`, `en` …): quotation marks follow it.
    pub language: &'a str,
    /// What becomes of raw HTML.
    pub html: RawHtml,
    /// The level that the highest heading of the text becomes; the others follow without gaps.
    pub top_level: u8,
    /// What the ids that are made up start with; empty for the main text of a page. Keeps the ids
    /// of several texts on one page apart. Ids that the author gave stay as they are.
    pub id_prefix: &'a str,
    /// Whether the text may call components; the texts of fields may not.
    pub calls: bool,
    /// The words that the writer adds.
    pub words: &'a Words,
    /// Lines of code that were read before.
    pub lines: &'a CodeLines,
}

/// Which Markdown a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `CommonMark` and all that records may use, checked and made ready for a page.
    Site,
    /// `CommonMark` alone, as its own examples show it: no ids, no shift of levels, no slots, no
    /// checks of addresses. Proves that the rest of the writer is right; never for a site.
    CommonMark,
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

impl Excerpt<'_> {
    /// The place in the file of some bytes of the text, without white space at their end.
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.place_of(range))
    }

    /// The bytes in the file of some bytes of the text, without white space at their end.
    fn place_of(&self, range: Range<usize>) -> Range<usize> {
        match &self.place {
            Place::At(start) => {
                let construct = self.text.get(range.clone()).unwrap_or_default();
                let end = range.start + construct.trim_end().len();
                start + range.start..start + end
            }
            Place::Within(whole) => whole.clone(),
        }
    }
}

/// Reads a Markdown text.
///
/// A text beyond the limits of depth or size is a finding; what comes back for it then lacks what
/// lies too deep, or everything.
pub fn parse(excerpt: &Excerpt<'_>, options: &Options<'_>) -> Checked<Document> {
    let mut reading = read::read(excerpt.text, options.dialect);
    let mut findings = vec![];
    if let Some(place) = reading.too_deep {
        let finding = Diagnostic::new(Code::MarkdownTooDeep, excerpt.span(place));
        findings.push(finding.with("limit", read::DEPTH_LIMIT.to_string()));
    }
    if let Some(place) = reading.too_large {
        findings.push(too_large(excerpt, place));
        return Checked { value: Document::default(), findings };
    }
    if options.dialect == Dialect::Site {
        typography::apply(&mut reading.nodes, excerpt.text, options.language);
    }
    let mut anchors = Anchors::below(options.id_prefix);
    let notes = footnote::plan(&reading.nodes, &mut anchors, options.id_prefix);
    let headings = heading::plan(&reading.nodes, excerpt, options, &mut anchors);
    let plan =
        write::Plan { notes, headings: headings.drain_into(&mut findings), anchors };
    let written = write::write(&reading.nodes, excerpt, options, plan);
    Checked { value: written.drain_into(&mut findings), findings }
}

/// The finding for more output than a page may have, at the place where it went over.
fn too_large(excerpt: &Excerpt<'_>, place: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::MarkdownTooLarge, excerpt.span(place))
        .with("limit", OUTPUT_LIMIT.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let file = SourcePath::new("a.md");
        let text = "# Ä\n\n";
        let excerpt = Excerpt { text, file: &file, place: Place::At(10) };
        assert_eq!(excerpt.place_of(0..text.len()), 10..14);
        let excerpt = Excerpt { text, file: &file, place: Place::Within(3..9) };
        assert_eq!(excerpt.place_of(0..text.len()), 3..9);
    }
}
