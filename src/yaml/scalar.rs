//! Scalars with what stands around them, and the characters that YAML allows.

use std::ops::Range;

use crate::yaml::{Node, Scalar, Value};

/// A scalar with its range, or nothing where nothing was written.
pub(super) fn scalar(file: &str, text: &str, plain: bool, range: Range<usize>) -> Node {
    if plain && text.is_empty() {
        // The parser's place is the sign before the gap, `:` or `-`.
        let mut node = Node::new(Value::Null, range.end..range.end);
        // A remark behind a field that is still empty is what comments are for.
        let is_word = |comment: &Range<usize>| {
            file[comment.start + 1..comment.end].starts_with(|c: char| !c.is_whitespace())
        };
        node.comment = comment_behind(file, gap(file, range.end)).filter(is_word);
        return node;
    }
    if plain && matches!(text, "~" | "null" | "Null" | "NULL") {
        return Node::new(Value::Null, range);
    }
    // Block scalars and plain ones end behind their line breaks; nobody means those.
    let end = range.start + file[range.clone()].trim_end().len();
    let scalar = Scalar { text: text.to_owned(), plain };
    let mut node = Node::new(Value::Scalar(scalar), range.start..end);
    if plain {
        node.comment = comment_behind(file, end);
    }
    node
}

/// Where nothing was written: behind the colon at a place, or behind the dash of the line that ends
/// there.
fn gap(file: &str, place: usize) -> usize {
    if file[place..].starts_with(':') {
        return place + 1;
    }
    let line = file[..place].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = &file[line..place];
    let item = before.trim_start_matches([' ', '\t']);
    if item.starts_with("- ") { line + before.len() - item.len() + 1 } else { place }
}

/// The comment that follows a place on its line, without white space at its end.
fn comment_behind(file: &str, place: usize) -> Option<Range<usize>> {
    let rest = &file[place..];
    let start = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if start == 0 || !rest[start..].starts_with('#') {
        return None;
    }
    let line = first_line(file, &(place + start..file.len()));
    Some(line.start..line.start + file[line].trim_end().len())
}

/// The white space before a dash that starts a further line of a text without quotes. YAML takes the
/// dash for a part of the text; its writer meant a list.
pub(super) fn swallowed_dash(file: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let mut start = range.start;
    for (number, line) in file[range.clone()].split_inclusive(['\n', '\r']).enumerate() {
        let text = line.trim_start();
        let is_dash = text.trim_end() == "-" || text.starts_with("- ");
        if number > 0 && is_dash {
            let dash = start + line.len() - text.len();
            return Some(if dash > start { start..dash } else { dash..dash + 1 });
        }
        start += line.len();
    }
    None
}

/// The part of a range on its first line.
pub(super) fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let length = text[range.clone()].find(['\n', '\r']).unwrap_or(range.len());
    range.start..range.start + length
}

/// How many bytes come before the first character that YAML does not allow in a file.
pub(super) fn printable_prefix(text: &str) -> usize {
    let allowed =
        |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e) || *byte >= 0x80;
    if text.is_ascii() {
        return text.bytes().position(|byte| !allowed(&byte)).unwrap_or(text.len());
    }
    text.char_indices()
        .find(|(_, character)| match character {
            '\t' | '\n' | '\r' | '\u{85}' => false,
            '\u{fffe}' | '\u{ffff}' => true,
            other => other.is_control(),
        })
        .map_or(text.len(), |(position, _)| position)
}
