//! The text as a flat list of nodes, within the limits of depth and size.
//!
//! One of the three files that name the Markdown parser's events; nothing outside this stage does.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

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
                | Options::ENABLE_SUPERSCRIPT
                | Options::ENABLE_SUBSCRIPT
                | Options::ENABLE_WIKILINKS
        }
    };
    Parser::new_ext(text, options)
}

/// Reads a text.
pub(super) fn read(text: &str, dialect: Dialect) -> Reading<'_> {
    let mut nodes: Vec<Node<'_>> = Vec::with_capacity(text.len() / 16 + 16);
    let mut open: Vec<usize> = vec![];
    let mut beyond = 0_usize;
    let mut too_deep = None;
    for (event, range) in parser(text, dialect).into_offset_iter() {
        let index = nodes.len();
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
            Event::Start(_) => open.push(index),
            Event::End(_) => {
                if let Some(start) = open.pop() {
                    nodes[start].end = index;
                }
            }
            _ => {}
        }
        if index == NODE_LIMIT {
            return Reading { nodes: vec![], too_deep, too_large: Some(range) };
        }
        nodes.push(Node { event, range, end: index });
    }
    Reading { nodes, too_deep, too_large: None }
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
