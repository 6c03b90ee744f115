//! The text as a flat list of nodes, within the limits of depth and size.
//!
//! One of the three files that name the Markdown parser's events; nothing outside this stage does.

use std::ops::Range;

use memchr::memchr2;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::markdown::Dialect;

/// The deepest nesting of elements. Browsers stop at 512, readers long before.
pub(super) const DEPTH_LIMIT: usize = 64;

/// The most nodes of one text. Twelve kilobytes of table can ask for four million cells.
const NODE_LIMIT: usize = 500_000;

/// An event of the parser and its place.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// What it is.
    pub event: Event<'a>,
    /// Its bytes in the text; those of the whole element at its start and at its end.
    pub range: Range<usize>,
    /// For the start of an element the index of its end, else the node's own index.
    pub end: usize,
}

/// A text as nodes.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// The nodes; starts and ends are balanced.
    pub nodes: Vec<Node<'a>>,
    /// The first element that lies too deep; all such are left out.
    pub too_deep: Option<Range<usize>>,
    /// The place from which on the text was not read, because there was too much of it.
    pub too_large: Option<Range<usize>>,
}

/// Makes the parser of a dialect.
pub(super) fn parser(text: &str, dialect: Dialect) -> Parser<'_> {
    let options = match dialect {
        Dialect::CommonMark => Options::empty(),
        Dialect::Site => {
            Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_HEADING_ATTRIBUTES
                | Options::ENABLE_GFM
                | Options::ENABLE_DEFINITION_LIST
                | Options::ENABLE_SUBSCRIPT
                | Options::ENABLE_WIKILINKS
        }
    };
    Parser::new_ext(text, options)
}

/// Reads a text.
pub(super) fn read(text: &str, dialect: Dialect) -> Reading<'_> {
    let nodes = Vec::with_capacity(text.len() / 24 + 16);
    let mut reader = Reader { text, dialect, nodes, is_code: false, is_open: false };
    let mut open: Vec<usize> = vec![];
    let mut beyond = 0_usize;
    let mut too_deep = None;
    for (event, range) in parser(text, dialect).into_offset_iter() {
        match &event {
            Event::Start(_) if beyond > 0 || open.len() == DEPTH_LIMIT => {
                beyond += 1;
                too_deep.get_or_insert(range);
                continue;
            }
            Event::End(_) if beyond > 0 => {
                beyond -= 1;
                continue;
            }
            _ if beyond > 0 => continue,
            _ => {}
        }
        if reader.nodes.len() >= NODE_LIMIT {
            return Reading { nodes: vec![], too_deep, too_large: Some(range) };
        }
        match event {
            Event::Text(part) => reader.text(part, range),
            event => reader.element(event, range, &mut open),
        }
    }
    Reading { nodes: reader.nodes, too_deep, too_large: None }
}

/// Tells whether a text stands in the source letter by letter.
pub(super) fn is_verbatim(source: &str, node: &Node<'_>) -> bool {
    match &node.event {
        Event::Text(text) => source[node.range.clone()] == **text,
        _ => false,
    }
}

/// Tells whether the sign at a byte is escaped by a back slash.
pub(super) fn is_escaped(source: &str, at: usize) -> bool {
    at > 0 && source.as_bytes()[at - 1] == b'\\'
}

/// The nodes being collected.
struct Reader<'a> {
    /// The source.
    text: &'a str,
    /// The dialect.
    dialect: Dialect,
    /// The nodes so far.
    nodes: Vec<Node<'a>>,
    /// Whether the texts are those of a code block.
    is_code: bool,
    /// Whether the last node is a text that stands in the source letter by letter.
    is_open: bool,
}

impl<'a> Reader<'a> {
    /// Adds a node.
    fn push(&mut self, event: Event<'a>, range: Range<usize>) {
        let end = self.nodes.len();
        self.nodes.push(Node { event, range, end });
    }

    /// Adds what is no text.
    fn element(&mut self, event: Event<'a>, range: Range<usize>, open: &mut Vec<usize>) {
        self.finish_text();
        match &event {
            Event::Start(tag) => {
                self.is_code = matches!(tag, Tag::CodeBlock(_));
                open.push(self.nodes.len());
            }
            Event::End(_) => {
                self.is_code = false;
                if let Some(start) = open.pop() {
                    self.trim_wikilink(start);
                    self.nodes[start].end = self.nodes.len();
                }
            }
            _ => {}
        }
        self.push(event, range);
    }

    /// Adds a text, behind the last one where they are neighbours in the source: the parser splits at
    /// every sign that could have meant something.
    fn text(&mut self, part: CowStr<'a>, range: Range<usize>) {
        let is_verbatim = self.text[range.clone()] == *part;
        if let Some(last) = self.nodes.last_mut()
            && self.is_open
            && is_verbatim
            && last.range.end == range.start
        {
            last.range.end = range.end;
            last.event = Event::Text(self.text[last.range.clone()].into());
        } else {
            self.finish_text();
            self.push(Event::Text(part), range);
            self.is_open = is_verbatim;
        }
    }

    /// Sets `H~2~O` and `x^2^` in the last text. The parser knows these signs at the edges of words
    /// alone, and would let `^` raise whole sentences between two of them.
    fn finish_text(&mut self) {
        let is_open = std::mem::take(&mut self.is_open);
        if !is_open || self.is_code || self.dialect == Dialect::CommonMark {
            return;
        }
        let source = self.text;
        while let Some(last) = self.nodes.last()
            && matches!(last.event, Event::Text(_))
            && let Some(script) = script(source, &last.range)
        {
            let Some(Node { range, .. }) = self.nodes.pop() else { return };
            let (tag, end) = match source.as_bytes()[script.start] {
                b'^' => (Tag::Superscript, TagEnd::Superscript),
                _ => (Tag::Subscript, TagEnd::Subscript),
            };
            let inner = script.start + 1..script.end - 1;
            if range.start < script.start {
                let before = range.start..script.start;
                self.push(Event::Text(source[before.clone()].into()), before);
            }
            let start = self.nodes.len();
            self.push(Event::Start(tag), script.clone());
            self.push(Event::Text(source[inner.clone()].into()), inner);
            self.push(Event::End(end), script.clone());
            self.nodes[start].end = start + 2;
            if script.end < range.end {
                let after = script.end..range.end;
                self.push(Event::Text(source[after.clone()].into()), after);
            }
        }
    }

    /// Takes the spaces around the text of a wikilink away: `[[ id | text ]]`.
    fn trim_wikilink(&mut self, start: usize) {
        let Event::Start(Tag::Link { link_type: LinkType::WikiLink { .. }, .. }) =
            &self.nodes[start].event
        else {
            return;
        };
        let last = self.nodes.len() - 1;
        for index in [start + 1, last] {
            let Some(node) = self.nodes.get_mut(index) else { continue };
            if !is_verbatim(self.text, node) {
                continue;
            }
            let text = &self.text[node.range.clone()];
            if index == start + 1 {
                node.range.start += text.len() - text.trim_start().len();
            }
            if index == last {
                node.range.end =
                    node.range.start + self.text[node.range.clone()].trim_end().len();
            }
            node.event = Event::Text(self.text[node.range.clone()].into());
        }
    }
}

/// The first `^…^` or `~…~` of a text that raises or lowers: within it only letters and digits behind
/// an optional sign, so that `a^2+b^2` stays as it is. `~` must stand within a word; at its edges it
/// is the parser's, and the start of a path or a rough number as well.
fn script(source: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let text = &source[range.clone()];
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr2(b'~', b'^', &bytes[from..]) {
        let at = from + found;
        from = at + 1;
        let delimiter = char::from(bytes[at]);
        let rest = &text[at + 1..];
        let Some(length) = rest.find(delimiter) else { continue };
        let (inner, behind) = (&rest[..length], &rest[length + 1..]);
        let word = inner.strip_prefix(['+', '-', '−']).unwrap_or(inner);
        let is_word = !word.is_empty() && word.chars().all(char::is_alphanumeric);
        let before = text[..at].chars().next_back();
        let follows =
            before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']'));
        let is_single = before != Some(delimiter) && !behind.starts_with(delimiter);
        let is_escaped = at == 0 && is_escaped(source, range.start);
        if is_word && is_single && !is_escaped && (delimiter == '^' || follows) {
            let start = range.start + at;
            return Some(start..start + length + 2);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_elements_end() {
        let reading = read("> *a*\n\nb", Dialect::Site);
        let ends: Vec<usize> = reading.nodes.iter().map(|node| node.end).collect();
        assert_eq!(ends, [6, 5, 4, 3, 4, 5, 6, 9, 8, 9]);
    }

    #[test]
    fn leaves_out_what_lies_too_deep() {
        let text = format!("{}a\n", "> ".repeat(DEPTH_LIMIT + 5));
        let reading = read(&text, Dialect::Site);
        assert_eq!(reading.too_deep.map(|place| place.start), Some(DEPTH_LIMIT * 2));
        assert_eq!(reading.nodes.len(), DEPTH_LIMIT * 2);
    }

    #[test]
    fn stops_at_too_many_nodes() {
        let rows = "|a\n".repeat(2_000);
        let text = format!("{}\n{}\n{rows}", "|a".repeat(2_000), "|-".repeat(2_000));
        let reading = read(&text, Dialect::Site);
        assert!(reading.too_large.is_some() && reading.nodes.is_empty());
    }
}
