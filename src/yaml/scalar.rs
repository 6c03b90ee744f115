//! Scalars with what stands around them, and the characters that YAML allows.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use crate::yaml::{Node, Scalar, Value};

/// A scalar with its range, or nothing where nothing was written.
pub(super) fn scalar(
    file: &str,
    text: &str,
    style: ScalarStyle,
    range: Range<usize>,
) -> Node {
    let plain = style == ScalarStyle::Plain;
    let is_quoted =
        matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    if plain && text.is_empty() {
        // The parser's place is the sign before the gap, `:` or `-`.
        let mut node = Node::new(Value::Null, range.end..range.end);
        // A remark behind a field that is still empty is what comments are for.
        node.comment = word_behind(file, gap(file, range.end));
        return node;
    }
    if plain && matches!(text, "~" | "null" | "Null" | "NULL") {
        return Node::new(Value::Null, range);
    }
    // Block scalars and plain ones end behind their line breaks; nobody means those.
    let written = file[range.clone()].trim_end();
    let length = if is_quoted { quoted_length(written) } else { None };
    let end = range.start + length.unwrap_or(written.len());
    let scalar = Scalar { text: text.to_owned(), plain };
    let mut node = Node::new(Value::Scalar(scalar), range.start..end);
    // Who sets quotation marks knows where the text ends.
    node.comment = if plain { comment_behind(file, end) } else { word_behind(file, end) };
    node
}

/// The bytes up to the closing quotation mark of a scalar that starts with one: the parser goes on to the
/// end of the line, comment included.
fn quoted_length(written: &str) -> Option<usize> {
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut signs = written.char_indices().skip(1).peekable();
    while let Some((place, sign)) = signs.next() {
        let is_doubled =
            quote == '\'' && signs.peek().is_some_and(|(_, next)| *next == '\'');
        if sign == '\\' && quote == '"' || sign == quote && is_doubled {
            signs.next();
        } else if sign == quote {
            return Some(place + 1);
        }
    }
    None
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

/// The comment that follows a place, if it looks like a word (`#3`) and not like a remark (`# later`).
fn word_behind(file: &str, place: usize) -> Option<Range<usize>> {
    comment_behind(file, place).filter(|comment| {
        file[comment.start + 1..comment.end].starts_with(|c: char| !c.is_whitespace())
    })
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
