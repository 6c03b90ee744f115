//! Names in files that are published as they are: tables, drawings, web pages, data.
//!
//! Such a file is searched as it is written, and as people or programs read it: without tags, with
//! character references and escapes undone. Nothing here has to be right about a format to the last
//! detail; it has to find names.

use std::ops::Range;

use crate::markdown::Passage;
use crate::path::SourcePath;
use crate::site::names::Names;

/// Elements that do not part a word; all others do, and so do those of `RAISED` in one of two readings.
const WITHIN_WORDS: [&str; 29] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span",
    "strike", "strong", "tt", "u", "var", "wbr",
];

/// Elements that may be a part of a word or a note on it.
const RAISED: [&str; 2] = ["sub", "sup"];

/// Endings of files with tags.
const MARKUP: [&str; 11] =
    ["svg", "html", "htm", "xhtml", "xml", "rdf", "rss", "atom", "kml", "gpx", "gml"];

/// Endings of files with texts in quotation marks and backslashes before what is special in them.
const QUOTED: [&str; 6] = ["json", "geojson", "jsonld", "topojson", "js", "mjs"];

/// The ends of character references to letters with a mark, and the mark.
const MARKS: [(&str, &str); 8] = [
    ("uml", "\u{308}"),
    ("acute", "\u{301}"),
    ("grave", "\u{300}"),
    ("circ", "\u{302}"),
    ("tilde", "\u{303}"),
    ("ring", "\u{30a}"),
    ("caron", "\u{30c}"),
    ("cedil", "\u{327}"),
];

/// The longest character reference that is looked at, in bytes.
const REFERENCE_LONGEST: usize = 10;

/// The places of names in a file, in ascending order.
pub(super) fn places(names: &Names, path: &SourcePath, text: &str) -> Vec<Range<usize>> {
    let mut found = names.find(text);
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let passage = if MARKUP.contains(&ending.as_str()) {
        Some(shown(text))
    } else if QUOTED.contains(&ending.as_str()) {
        Some(unquoted(text))
    } else {
        None
    };
    if let Some(passage) = passage {
        let read = names.find(&passage.text).into_iter();
        found.extend(read.map(|range| passage.place_of(range)));
    }
    if found.is_empty() {
        return encoded_lines(names, text, 0);
    }
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup_by(|later, earlier| later.start < earlier.end);
    found
}

/// Tells whether an element stands within words; its name is in lower case.
pub(super) fn is_within_words(name: &str) -> bool {
    WITHIN_WORDS.contains(&name)
}

/// Tells whether an element may stand within a word or be a note on it; its name is in lower case.
pub(super) fn is_raised(name: &str) -> bool {
    RAISED.contains(&name)
}

/// What readers of a file with tags see.
fn shown(text: &str) -> Passage {
    let mut passage = Passage::default();
    let mut at = 0;
    while let Some(found) = text[at..].find(['<', '&']) {
        let start = at + found;
        passage.push(&text[at..start], at..start);
        let rest = &text[start..];
        if let Some(tag) = rest.strip_prefix('<') {
            at = rest.find('>').map_or(text.len(), |end| start + end + 1);
            let name = tag.trim_start_matches('/');
            let end = name.find(|c: char| !c.is_ascii_alphanumeric());
            let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
            if !is_within_words(&name) {
                passage.push(" ", start..at);
            }
        } else if let Some((letters, length)) = reference(rest) {
            at = start + length;
            passage.push(&letters, start..at);
        } else {
            at = start + 1;
            passage.push("&", start..at);
        }
    }
    passage.push(&text[at..], at..text.len());
    passage
}

/// The letters of the character reference that a text starts with, and its length.
fn reference(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(REFERENCE_LONGEST).position(|byte| byte == b';')?;
    let name = &text[1..end];
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    let letters = if let Some(number) = name.strip_prefix('#') {
        let digits = number.strip_prefix(['x', 'X']);
        let code = digits
            .map_or_else(|| number.parse(), |digits| u32::from_str_radix(digits, 16));
        char::from_u32(code.ok()?)?.to_string()
    } else {
        match name {
            "szlig" => "ß".to_owned(),
            "shy" => String::new(),
            _ => {
                let with_mark = |(end, mark): &(&str, &str)| {
                    let letter = name.strip_suffix(end).filter(|rest| rest.len() == 1)?;
                    Some([letter, mark].concat())
                };
                MARKS.iter().find_map(with_mark).unwrap_or_else(|| " ".to_owned())
            }
        }
    };
    Some((letters, end + 1))
}

/// What a file with texts in quotation marks says: escapes undone, without the names of fields, which
/// may stand between a first and a last name.
fn unquoted(text: &str) -> Passage {
    let mut passage = Passage::default();
    let mut at = 0;
    while let Some(found) = text[at..].find(['"', '\\']) {
        let start = at + found;
        passage.push(&text[at..start], at..start);
        if text[start..].starts_with('"') {
            at = field(text, start).unwrap_or(start + 1);
            passage.push(" ", start..at);
        } else {
            let (letter, length) = escape(&text[start..]);
            at = start + length;
            passage.push(letter.encode_utf8(&mut [0; 4]), start..at);
        }
    }
    passage.push(&text[at..], at..text.len());
    passage
}

/// The byte behind the name of a field, if one stands in the quotation marks that start at a byte.
fn field(text: &str, start: usize) -> Option<usize> {
    let end = start + 1 + text[start + 1..].find(['"', '\\', '\n'])?;
    let behind = text[end..].strip_prefix('"')?;
    behind.trim_start().starts_with(':').then_some(end + 1)
}

/// The letter that an escape stands for, and the length of the escape.
fn escape(text: &str) -> (char, usize) {
    let code = text.strip_prefix("\\u").and_then(|rest| rest.get(..4));
    match code.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        Some(code) => (char::from_u32(code).unwrap_or(' '), 6),
        // A line break, a tabulator, or a sign that is no letter either.
        None => (' ', 1 + text[1..].chars().next().map_or(0, char::len_utf8)),
    }
}

/// The lines from a byte on that name somebody in percent escapes, or with raised letters.
pub(super) fn encoded_lines(
    names: &Names,
    text: &str,
    start: usize,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if names.stand_in(&decoded(line).replace(['^', '~'], "")) {
            found.push(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    found
}

/// A text with its percent escapes undone where they are whole.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit =
            |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (*first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &tail[2..];
            }
            (byte, _, _) => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a file as it is searched, and what the file has at the place of a word.
    fn read<'t>(passage: &Passage, text: &'t str, word: &str) -> &'t str {
        let at = passage.text.find(word).expect("the word");
        &text[passage.place_of(at..at + word.len())]
    }

    #[test]
    fn reads_what_tags_and_references_hide() {
        let text =
            "<text>J&#252;rgen<tspan x='1'>M<b>ü</b>ller</tspan> A&B&nbsp;c</text>";
        let passage = shown(text);
        assert_eq!(passage.text, " Jürgen Müller  A&B c ");
        assert_eq!(
            read(&passage, text, "Jürgen Müller"),
            "J&#252;rgen<tspan x='1'>M<b>ü</b>ller"
        );
        assert_eq!(shown("&Auml;&szlig;&shy;e<").text, "A\u{308}ße ");
    }

    #[test]
    fn reads_what_quotes_and_escapes_hide() {
        let text = r#"{"vorname": "J\u00fcrgen", "nachname": "M\"x"}"#;
        let passage = unquoted(text);
        assert_eq!(passage.text, "{ :  Jürgen ,  :  M x }");
        assert_eq!(read(&passage, text, "Jürgen"), r"J\u00fcrgen");
        assert_eq!(unquoted("\\").text, " ");
    }
}
