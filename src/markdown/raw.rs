//! Raw HTML in a text: rejected, cleaned or, for the `CommonMark` examples, left alone.
//!
//! Comments are never written: authors use them as notes to each other. What the splitting here says
//! about a piece of HTML is good enough to report it and to leave it out; what may be published is
//! decided by the real parser behind [`sanitise`](super::sanitise).

use std::ops::Range;

use pulldown_cmark::Event;

use crate::config::RawHtml;
use crate::diag::Code;
use crate::markdown::escape;
use crate::markdown::read::DEPTH_LIMIT;
use crate::markdown::sanitise::is_allowed;
use crate::markdown::write::Writer;

/// Elements whose content is not HTML.
const OPAQUE: [&str; 10] = [
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
];

/// Elements without content.
const VOID: [&str; 8] = ["br", "hr", "wbr", "col", "img", "input", "link", "meta"];

/// The raw HTML of a text so far.
#[derive(Debug, Default)]
pub(super) struct RawState {
    /// Where raw HTML stands in what has been written.
    pub places: Vec<Range<usize>>,
    /// The elements that are open: reported or let through.
    open: Vec<String>,
}

/// A piece of raw HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Text between tags.
    Text(&'h str),
    /// A tag that opens an element: the whole tag, and its name as written.
    Open(&'h str, &'h str),
    /// A tag that closes an element: the whole tag, and its name as written.
    Close(&'h str, &'h str),
    /// A whole comment.
    Comment(&'h str),
    /// Declarations, instructions, elements that are not HTML inside, and what never ends.
    Other(&'h str),
}

impl<'h> Piece<'h> {
    /// The piece as written.
    fn text(self) -> &'h str {
        match self {
            Self::Text(text)
            | Self::Open(text, _)
            | Self::Close(text, _)
            | Self::Comment(text)
            | Self::Other(text) => text,
        }
    }
}

/// Splits raw HTML into its pieces.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = vec![];
    let mut rest = html;
    while !rest.is_empty() {
        let piece = piece(rest);
        pieces.push(piece);
        rest = &rest[piece.text().len()..];
    }
    pieces
}

/// The first piece of some HTML that is not empty.
fn piece(html: &str) -> Piece<'_> {
    let Some(inner) = html.strip_prefix('<') else {
        return Piece::Text(&html[..html.find('<').unwrap_or(html.len())]);
    };
    if let Some(comment) = inner.strip_prefix("!--") {
        let start = html.len() - comment.len();
        let short = ["-->", "->", ">"].into_iter().find(|end| comment.starts_with(end));
        return match short.map(str::len).or(comment.find("-->").map(|at| at + 3)) {
            Some(length) => Piece::Comment(&html[..start + length]),
            None => Piece::Other(html),
        };
    }
    if inner.starts_with(['!', '?']) {
        return Piece::Other(&html[..html.find('>').map_or(html.len(), |at| at + 1)]);
    }
    let closes = inner.starts_with('/');
    let name_start = if closes { 2 } else { 1 };
    let named = &html[name_start..];
    let length = named
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':'))
        .unwrap_or(named.len());
    let name = &named[..length];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let next = inner.find('<').map_or(html.len(), |at| at + 1);
        return Piece::Text(&html[..next]);
    }
    let Some(end) = tag_end(html) else { return Piece::Other(html) };
    if closes {
        return Piece::Close(&html[..end], name);
    }
    if OPAQUE.iter().any(|opaque| name.eq_ignore_ascii_case(opaque)) {
        return Piece::Other(&html[..opaque_end(html, end, name)]);
    }
    Piece::Open(&html[..end], name)
}

/// The byte behind a tag; `>` in quotes does not end it.
fn tag_end(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match quote {
            Some(open) => quote = (byte != open).then_some(open),
            None if byte == b'>' => return Some(at + 1),
            None => quote = matches!(byte, b'"' | b'\'').then_some(byte),
        }
    }
    None
}

/// The byte behind an element whose content is not HTML, whose start tag ends at `from`.
fn opaque_end(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(close) = html[at..].find("</") {
        at += close + 2;
        let is_named = html.as_bytes()[at..]
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if is_named {
            return tag_end(&html[at..]).map_or(html.len(), |end| at + end);
        }
    }
    html.len()
}

/// The start of a piece of HTML, short enough for a sentence.
fn excerpt(html: &str) -> String {
    let line = html.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(60) {
        Some((at, _)) => [&line[..at], "…"].concat(),
        None => line.to_owned(),
    }
}

impl Writer<'_, '_> {
    /// Writes a block of raw HTML and hands out the node behind it.
    pub(super) fn html_block(&mut self, index: usize) -> usize {
        let nodes = self.nodes;
        let end = nodes[index].end;
        let mut html = String::new();
        let mut lines: Vec<(usize, usize)> = vec![];
        for node in &nodes[index + 1..end] {
            if let Event::Html(line) | Event::Text(line) = &node.event {
                lines.push((html.len(), node.range.start));
                html.push_str(line);
            }
        }
        match self.options.html {
            RawHtml::Allow => self.html.push_str(&html),
            RawHtml::Sanitise => self.clean(html.trim_end(), |at| {
                let line = lines.partition_point(|(start, _)| *start <= at).max(1) - 1;
                lines.get(line).map_or(0, |(start, source)| source + at - start)
            }),
            RawHtml::Reject => {
                let speaks = pieces(&html).into_iter().any(|piece| match piece {
                    Piece::Comment(_) => false,
                    Piece::Text(text) => !text.trim().is_empty(),
                    _ => true,
                });
                if speaks {
                    let range = nodes[index].range.clone();
                    self.report(Code::RawHtml, range, ("html", excerpt(&html)));
                    self.html.push_str("<p>");
                    escape::text(&mut self.html, html.trim());
                    self.html.push_str("</p>");
                }
            }
        }
        end + 1
    }

    /// Writes a piece of raw HTML within a line.
    pub(super) fn inline_html(&mut self, index: usize, html: &str) {
        let range = self.nodes[index].range.clone();
        match self.options.html {
            RawHtml::Allow => self.html.push_str(html),
            RawHtml::Sanitise => self.clean(html, |at| range.start + at),
            RawHtml::Reject => {
                let first = pieces(html).into_iter().next();
                let known = match first {
                    None | Some(Piece::Comment(_)) => return,
                    Some(Piece::Close(_, name)) => self.close_raw(name),
                    Some(Piece::Open(_, name)) => {
                        self.open_raw(name);
                        false
                    }
                    Some(Piece::Text(_) | Piece::Other(_)) => false,
                };
                // One finding for an element, not one for each of its two tags.
                if !known {
                    self.report(Code::RawHtml, range, ("html", excerpt(html)));
                }
                escape::text(&mut self.html, html);
            }
        }
    }

    /// Writes the pieces that may be let through, and reports the others. `place` tells where a byte
    /// of the HTML stands in the text.
    fn clean(&mut self, html: &str, place: impl Fn(usize) -> usize) {
        let mut at = 0;
        for piece in pieces(html) {
            let text = piece.text();
            let lets = match piece {
                Piece::Text(_) => true,
                Piece::Comment(_) => {
                    at += text.len();
                    continue;
                }
                Piece::Open(_, name) => {
                    let allowed = is_allowed(name);
                    if allowed {
                        self.open_raw(name);
                    }
                    if self.raw.open.len() > DEPTH_LIMIT {
                        self.raw.open.pop();
                        let range = place(at)..place(at) + text.len();
                        let limit = ("limit", DEPTH_LIMIT.to_string());
                        return self.report(Code::MarkdownTooDeep, range, limit);
                    }
                    allowed
                }
                Piece::Close(_, name) => {
                    let open = self.close_raw(name);
                    if !open && is_allowed(name) {
                        at += text.len();
                        continue;
                    }
                    open
                }
                Piece::Other(_) => false,
            };
            if lets {
                let start = self.html.len();
                self.html.push_str(text);
                self.raw.places.push(start..self.html.len());
            } else if !matches!(piece, Piece::Close(..)) {
                let range = place(at)..place(at) + text.len();
                self.report(Code::RawHtml, range, ("html", excerpt(text)));
            }
            at += text.len();
        }
    }

    /// Notes an element that was opened.
    fn open_raw(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        if !VOID.contains(&name.as_str()) {
            self.raw.open.push(name);
        }
    }

    /// Notes an element that was closed; tells whether it was open.
    fn close_raw(&mut self, name: &str) -> bool {
        let mut open = self.raw.open.iter().rev().take(DEPTH_LIMIT);
        match open.position(|open| open.eq_ignore_ascii_case(name)) {
            Some(inner) => {
                let kept = self.raw.open.len() - inner - 1;
                self.raw.open.remove(kept);
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_html() {
        let html = "a<b title='>'>c</b><!-- <i> --><!DOCTYPE x>1 < 2<script>if (a </b>) </SCRIPT >z";
        assert_eq!(
            pieces(html),
            [
                Piece::Text("a"),
                Piece::Open("<b title='>'>", "b"),
                Piece::Text("c"),
                Piece::Close("</b>", "b"),
                Piece::Comment("<!-- <i> -->"),
                Piece::Other("<!DOCTYPE x>"),
                Piece::Text("1 "),
                Piece::Text("< 2"),
                Piece::Other("<script>if (a </b>) </SCRIPT >"),
                Piece::Text("z"),
            ]
        );
        assert_eq!(pieces("<!-- never"), [Piece::Other("<!-- never")]);
        assert_eq!(pieces("<a href=\"x"), [Piece::Other("<a href=\"x")]);
        assert_eq!(pieces("<!-->x"), [Piece::Comment("<!-->"), Piece::Text("x")]);
    }
}
