//! The pass over the HTML of a text.

use std::ops::Range;

use crate::glossary::edges::is_whole;
use crate::glossary::names::Glossary;

/// A place where a text mentions a term for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the HTML.
    pub range: Range<usize>,
    /// The place of the term.
    pub term: usize,
}

/// What stands in the start tag of an element that is left alone: another language, words that the program
/// adds, and what is not there for everybody.
const CLOSED_BY: [&str; 5] =
    [" lang=\"", "class=\"alert-title\"", "class=\"task ", " aria-hidden=", " hidden"];

impl Glossary {
    /// Adds the places where HTML mentions a term that is not yet among `mentioned`, each longest name where
    /// several fit; and the terms to those. Nothing is found in headings, links, code and all else that
    /// readers do not take for running text.
    pub fn find(&self, html: &str, mentioned: &mut Vec<usize>, found: &mut Vec<Mention>) {
        if self.is_empty() {
            return;
        }
        let bytes = html.as_bytes();
        let mut at = 0;
        while let Some(next) = self.starts.next(bytes, at) {
            at = match bytes[next] {
                b'<' => self.tag(html, next, mentioned),
                b'&' => behind_reference(html, next),
                0 => behind_call(bytes, next),
                _ => self.word(html, next, mentioned, found),
            };
        }
    }

    /// Looks at a letter and hands out where to go on: behind it, or behind the name that starts with it.
    fn word(
        &self,
        html: &str,
        at: usize,
        mentioned: &mut Vec<usize>,
        found: &mut Vec<Mention>,
    ) -> usize {
        if starts_word(html, at)
            && self.starts.may_be_at(html, at)
            && let Some((term, end)) = self.name_at(html, at)
            && is_whole(html, at, end)
        {
            if !mentioned.contains(&term) {
                mentioned.push(term);
                found.push(Mention { range: at..end, term });
            }
            return end;
        }
        // A letter of several bytes, at which nothing but its first one is looked at.
        at + 1
    }

    /// Looks at a tag and hands out where it ends, or the element that it starts, if that is left alone.
    fn tag(&self, html: &str, at: usize, mentioned: &mut Vec<usize>) -> usize {
        let end = behind_tag(html, at);
        let tag = &html[at..end];
        let name = name(tag);
        if tag.starts_with("</") || name.is_empty() {
            return end;
        }
        if name == "a" {
            let address = tag.split_once(" href=\"").and_then(|(_, address)| {
                address.split(['"', '#']).next().and_then(|href| self.at_address(href))
            });
            mentioned.extend(address);
        }
        // Nearly all tags have no attributes.
        let has_attributes = tag.len() > name.len() + 2;
        let is_closed = is_closed(name)
            || (has_attributes
                && !is_void(name)
                && CLOSED_BY.iter().any(|sign| tag.contains(sign)));
        if is_closed { behind_element(html, name, end) } else { end }
    }
}

/// Tells whether no letter, and no hyphen, stands before a byte of HTML.
fn starts_word(html: &str, at: usize) -> bool {
    match at.checked_sub(1).map(|before| html.as_bytes()[before]) {
        None => true,
        Some(0x80..) => {
            let before = html[..at].chars().next_back();
            before.is_none_or(|letter| {
                !letter.is_alphanumeric()
                    && !matches!(letter, '\u{ad}' | '\u{300}'..='\u{36f}')
            })
        }
        Some(before) => !before.is_ascii_alphanumeric() && before != b'-',
    }
}

/// Tells whether an element is left alone, whatever its attributes are.
fn is_closed(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "audio"
            | "button"
            | "caption"
            | "code"
            | "dfn"
            | "figcaption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "iframe"
            | "kbd"
            | "label"
            | "math"
            | "object"
            | "pre"
            | "samp"
            | "script"
            | "select"
            | "style"
            | "summary"
            | "svg"
            | "textarea"
            | "th"
            | "var"
            | "video"
    )
}

/// Tells whether an element has no end tag.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "input" | "source" | "track" | "wbr")
}

/// The name in a tag; empty where it is none.
fn name(tag: &str) -> &str {
    let name = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
    let end = name.bytes().position(|byte| !byte.is_ascii_alphanumeric());
    &name[..end.unwrap_or(name.len())]
}

/// Where a tag or comment ends.
fn behind_tag(html: &str, at: usize) -> usize {
    let bytes = html.as_bytes();
    if html[at..].starts_with("<!--") {
        return html[at..].find("-->").map_or(bytes.len(), |end| at + end + 3);
    }
    let mut quote = None;
    for (place, byte) in bytes.iter().enumerate().skip(at + 1) {
        match (quote, byte) {
            (None, b'>') => return place + 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    bytes.len()
}

/// Where an element ends whose start tag ends at a byte.
fn behind_element(html: &str, element: &str, start: usize) -> usize {
    let (mut at, mut depth) = (start, 1);
    while let Some(tag) = html[at..].find('<') {
        let (tag, end) = (at + tag, behind_tag(html, at + tag));
        if name(&html[tag..end]) == element {
            if html[tag..].starts_with("</") {
                depth -= 1;
            } else {
                depth += 1;
            }
        }
        at = end;
        if depth == 0 {
            return at;
        }
    }
    html.len()
}

/// Where a reference to a character ends.
fn behind_reference(html: &str, at: usize) -> usize {
    let rest = &html.as_bytes()[at + 1..];
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#');
    at + 1 + end.unwrap_or(rest.len())
}

/// Where the place of a component ends.
fn behind_call(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at + 1..].iter().position(|byte| *byte == 0);
    end.map_or(bytes.len(), |end| at + end + 2)
}
