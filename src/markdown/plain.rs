//! The visible text of a Markdown text, for those who look for words in it.
//!
//! Everything that a page would show is there: text, code, alternative texts, titles of links, raw
//! HTML without its tags. Marks of emphasis are gone, character references decoded, and a line break
//! is a space, so that a name is found however it was written.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::markdown::raw::{Piece, pieces};
use crate::markdown::read::parser;
use crate::markdown::{Dialect, Excerpt, Place};

/// A run of text that a reader reads in one go: a paragraph, a heading, a cell, a title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// The text.
    pub text: String,
    /// Where its parts come from, in ascending order.
    parts: Vec<Part>,
}

/// Where a part of a passage comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    /// Its first byte in the passage.
    start: usize,
    /// Its bytes in the file.
    range: Range<usize>,
    /// Whether it stands in the file letter by letter.
    is_verbatim: bool,
}

impl Passage {
    /// The bytes in the file of some bytes of the text.
    pub fn place_of(&self, range: Range<usize>) -> Range<usize> {
        let part = |at: usize| {
            let behind = self.parts.partition_point(|part| part.start <= at);
            self.parts.get(behind.saturating_sub(1))
        };
        let (Some(first), Some(last)) =
            (part(range.start), part(range.end.saturating_sub(1).max(range.start)))
        else {
            return 0..0;
        };
        let start = if first.is_verbatim {
            (first.range.start + range.start - first.start).min(first.range.end)
        } else {
            first.range.start
        };
        let end = if last.is_verbatim {
            (last.range.start + range.end.saturating_sub(last.start)).min(last.range.end)
        } else {
            last.range.end
        };
        start..end.max(start)
    }

    /// Adds a part that comes from some bytes of the file.
    pub(crate) fn push(&mut self, text: &str, range: Range<usize>) {
        let is_verbatim = range.len() == text.len();
        self.parts.push(Part { start: self.text.len(), range, is_verbatim });
        self.text.push_str(text);
    }
}

/// The passages of a text being read.
struct Passages<'e> {
    /// The text.
    excerpt: &'e Excerpt<'e>,
    /// The passages so far.
    done: Vec<Passage>,
    /// The open ones: the block, and the images within it.
    open: Vec<Passage>,
}

/// Reads the visible text of an excerpt, passage by passage.
pub fn plain_text(excerpt: &Excerpt<'_>) -> Vec<Passage> {
    let mut passages = Passages { excerpt, done: vec![], open: vec![Passage::default()] };
    let mut hidden = false;
    let mut html: Option<(String, Range<usize>)> = None;
    for (event, range) in parser(excerpt.text, Dialect::Site).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => html = Some((String::new(), range)),
            Event::Html(line) => {
                if let Some((html, _)) = &mut html {
                    html.push_str(&line);
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some((html, range)) = html.take() {
                    passages.html(&html, range);
                }
            }
            Event::Start(Tag::Image { title, .. }) => {
                passages.title(&title, range);
                passages.open.push(Passage::default());
            }
            Event::End(TagEnd::Image) => passages.close(),
            Event::Start(Tag::Link { title, link_type, .. }) => {
                passages.title(&title, range);
                // Such a link shows the title of its target.
                hidden = link_type == LinkType::WikiLink { has_pothole: false };
            }
            Event::End(TagEnd::Link) => hidden = false,
            Event::Start(tag) => passages.boundary(tag.to_end()),
            Event::End(tag) => passages.boundary(tag),
            Event::Text(_) if hidden => {}
            Event::Text(text) => passages.push(&text, range),
            Event::Code(text) => {
                passages.push(&text, code_place(excerpt.text, &text, range));
            }
            Event::SoftBreak | Event::HardBreak => passages.push(" ", range),
            _ => {}
        }
    }
    passages.flush();
    passages.done
}

/// The bytes of a code span's text between its back-ticks.
fn code_place(source: &str, text: &str, range: Range<usize>) -> Range<usize> {
    match source[range.clone()].find(text) {
        Some(at) => range.start + at..range.start + at + text.len(),
        None => range,
    }
}

impl Passages<'_> {
    /// Adds text to the innermost passage.
    fn push(&mut self, text: &str, range: Range<usize>) {
        let range = match &self.excerpt.place {
            Place::At(start) => start + range.start..start + range.end,
            Place::Within(whole) => whole.clone(),
        };
        if let Some(passage) = self.open.last_mut() {
            passage.push(text, range);
        }
    }

    /// Ends the passage where a block starts or ends; emphasis and links go on.
    fn boundary(&mut self, tag: TagEnd) {
        let is_inline = matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
        );
        if !is_inline {
            self.flush();
        }
    }

    /// Ends the innermost passage.
    fn close(&mut self) {
        if let Some(passage) = self.open.pop()
            && !passage.text.trim().is_empty()
        {
            self.done.push(passage);
        }
    }

    /// Ends all open passages and starts a new one.
    fn flush(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
        self.open.push(Passage::default());
    }

    /// Adds the title of a link or image as a passage of its own.
    fn title(&mut self, title: &str, construct: Range<usize>) {
        if title.is_empty() {
            return;
        }
        let place = code_place(self.excerpt.text, title, construct);
        self.open.push(Passage::default());
        self.push(title, place);
        self.close();
    }

    /// Adds the text of a block of raw HTML. Its lines are read as Markdown for the sake of their
    /// character references.
    fn html(&mut self, html: &str, range: Range<usize>) {
        let mut text = String::new();
        for piece in pieces(html) {
            match piece {
                Piece::Text(part) => {
                    for line in part.split_inclusive('\n') {
                        let starts_line = text.is_empty() || text.ends_with('\n');
                        text.push_str(if starts_line { line.trim_start() } else { line });
                    }
                }
                Piece::Open(_, name) | Piece::Close(_, name) if is_block(name) => {
                    text.push_str("\n\n");
                }
                _ => {}
            }
        }
        let place = match &self.excerpt.place {
            Place::At(start) => start + range.start..start + range.end,
            Place::Within(whole) => whole.clone(),
        };
        // There is no HTML left in it, so this goes no deeper.
        let text = text.replace('<', "&lt;");
        let file = self.excerpt.file;
        self.flush();
        self.done.extend(plain_text(&Excerpt {
            text: &text,
            file,
            place: Place::Within(place),
        }));
    }
}

/// Tells whether an element of raw HTML interrupts what is read in one go.
fn is_block(name: &str) -> bool {
    let inline = [
        "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
        "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub",
        "sup", "time", "u", "var", "wbr",
    ];
    !inline.iter().any(|inline| name.eq_ignore_ascii_case(inline))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    /// The passages of a text, and what the file has at the place of a word.
    fn found<'t>(text: &'t str, word: &str) -> (Vec<String>, Vec<&'t str>) {
        let file = SourcePath::new("a.md");
        let passages = plain_text(&Excerpt { text, file: &file, place: Place::At(0) });
        let places = passages
            .iter()
            .filter_map(|passage| {
                let at = passage.text.find(word)?;
                Some(&text[passage.place_of(at..at + word.len())])
            })
            .collect();
        (passages.into_iter().map(|passage| passage.text).collect(), places)
    }

    #[test]
    fn joins_what_is_read_in_one_go() {
        let (texts, places) =
            found("Mit *Erika* **Muster\nmann**, `x`.\n\n- b\n", "Erika Muster");
        assert_eq!(texts, ["Mit Erika Muster mann, x.", "b"]);
        assert_eq!(places, ["Erika* **Muster"]);
    }

    #[test]
    fn finds_names_however_they_are_written() {
        let name = "Jürgen Müller";
        let cases = [
            ("J&uuml;rgen M&#252;ller", "J&uuml;rgen M&#252;ller"),
            ("Jürgen\r\nMüller", "Jürgen\r\nMüller"),
            ("![Jürgen Müller](a.png)", "Jürgen Müller"),
            ("[a](b \"Jürgen Müller\")", "Jürgen Müller"),
            ("# Jürgen _Müller_ {#x}", "Jürgen _Müller"),
            ("| a |\n|---|\n| Jürgen Müller |", "Jürgen Müller"),
            ("[^1]\n\n[^1]: Jürgen Müller", "Jürgen Müller"),
            ("```\nJürgen Müller\n```", "Jürgen Müller"),
            ("`` Jürgen Müller ``", "Jürgen Müller"),
            ("J\\ürgen Jürgen M<b>ü</b>ller", "Jürgen M<b>ü</b>ller"),
            ("[[x|Jürgen Müller]]", "Jürgen Müller"),
            (
                "<div>J&uuml;rgen <b>Müller</b></div>",
                "<div>J&uuml;rgen <b>Müller</b></div>",
            ),
        ];
        for (text, place) in cases {
            assert_eq!(found(text, name).1, [place], "{text}");
        }
    }

    #[test]
    fn hides_what_is_not_shown() {
        assert_eq!(found("a [[max-muster]] <!-- Max --> b", "x").0, ["a   b"]);
        assert_eq!(found("<!-- Max -->\n", "x").0, Vec::<String>::new());
    }
}
