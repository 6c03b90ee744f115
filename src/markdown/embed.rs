//! Texts as parts of a larger page: headings deeper, and ids that no other part has.

use crate::markdown::raw::{Piece, pieces};

/// The deepest heading of HTML.
const DEEPEST: u8 = 6;

/// The attributes that name elements by their ids.
const REFERENCES: [&str; 8] = [
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-labelledby",
    "aria-owns",
    "for",
    "form",
    "headers",
];

/// The HTML of a text as a part of a larger page: its headings so many levels deeper, its ids and all that
/// names them behind a prefix. `html` is what this module writes; the prefix has letters, digits and
/// hyphens only.
pub fn embed(html: &str, prefix: &str, deeper: u8) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    for piece in pieces(html) {
        match piece {
            Piece::Open(tag, name) => {
                out.push('<');
                push_name(name, deeper, &mut out);
                push_attributes(&tag[1 + name.len()..], prefix, &mut out);
            }
            Piece::Close(tag, name) => {
                out.push_str("</");
                push_name(name, deeper, &mut out);
                out.push_str(&tag[2 + name.len()..]);
            }
            Piece::Text(text) | Piece::Comment(text) | Piece::Other(text) => {
                out.push_str(text);
            }
        }
    }
    out
}

/// Writes the name of an element; that of a heading so many levels deeper.
fn push_name(name: &str, deeper: u8, out: &mut String) {
    match name.as_bytes() {
        [b'h' | b'H', level @ b'1'..=b'6'] => {
            out.push('h');
            out.push(char::from(b'0' + (level - b'0' + deeper).min(DEEPEST)));
        }
        _ => out.push_str(name),
    }
}

/// Writes what stands in a tag behind its name, ids and what names them behind the prefix.
fn push_attributes(mut rest: &str, prefix: &str, out: &mut String) {
    while !rest.is_empty() {
        let gap = length(rest, |c| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        let name = gap
            + length(&rest[gap..], |c| {
                !(c.is_ascii_whitespace() || matches!(c, '=' | '/' | '>'))
            });
        let sign =
            name + length(&rest[name..], |c| c.is_ascii_whitespace() || matches!(c, '='));
        let has_value = rest[name..sign].contains('=');
        if !has_value {
            // At least the gap or the name is there; a stray sign alone counts as one.
            let end = name.max(1);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let quote = rest[sign..].chars().next().filter(|c| matches!(c, '"' | '\''));
        let start = sign + quote.map_or(0, char::len_utf8);
        let value = start
            + match quote {
                Some(quote) => length(&rest[start..], |c| c != quote),
                None => {
                    length(&rest[start..], |c| !(c.is_ascii_whitespace() || c == '>'))
                }
            };
        out.push_str(&rest[..start]);
        push_value(&rest[gap..name], &rest[start..value], prefix, out);
        rest = &rest[value..];
        if let Some(quote) = quote {
            out.push(quote);
            rest = rest.strip_prefix(quote).unwrap_or(rest);
        }
    }
}

/// Writes the value of an attribute.
fn push_value(name: &str, value: &str, prefix: &str, out: &mut String) {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("id") && !value.is_empty() {
        out.push_str(prefix);
        out.push_str(value);
    } else if REFERENCES.iter().any(|reference| is(reference)) {
        let ids = value.split_ascii_whitespace();
        let ids: Vec<String> = ids.map(|id| format!("{prefix}{id}")).collect();
        out.push_str(&ids.join(" "));
    } else if let (true, Some(anchor)) = (is("href"), value.strip_prefix('#'))
        && !anchor.is_empty()
    {
        out.push('#');
        out.push_str(prefix);
        out.push_str(anchor);
    } else {
        out.push_str(value);
    }
}

/// The bytes of the characters at the start of a text that are wanted.
fn length(text: &str, is_wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_wanted(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_deeper_and_ids_their_own() {
        let cases = [
            ("", ""),
            ("Text &amp; more", "Text &amp; more"),
            ("<h2 id=\"a\">A</h2>", "<h3 id=\"x--a\">A</h3>"),
            ("<h6>A</h6><H1>B</H1>", "<h6>A</h6><h2>B</h2>"),
            ("<hr><header>h2</header>", "<hr><header>h2</header>"),
            (
                "<p>1<sup id=\"r\"><a href=\"#f\" class=c>1</a></sup>",
                "<p>1<sup id=\"x--r\"><a href=\"#x--f\" class=c>1</a></sup>",
            ),
            (
                "<a href=\"#\">a</a><a href='/b#c'>b</a>",
                "<a href=\"#\">a</a><a href='/b#c'>b</a>",
            ),
            (
                "<td headers=\"a  b\" aria-labelledby = 'c'><p id=d>",
                "<td headers=\"x--a x--b\" aria-labelledby = 'x--c'><p id=x--d>",
            ),
            (
                "<img alt=\"id=&quot;a&quot; >\"/><!-- <h2 id=\"a\"> --><input hidden>",
                "<img alt=\"id=&quot;a&quot; >\"/><!-- <h2 id=\"a\"> --><input hidden>",
            ),
            ("<p =a id>é", "<p =a id>é"),
            ("<p id=\"", "<p id=\""),
        ];
        for (html, expected) in cases {
            assert_eq!(embed(html, "x--", 1), expected, "{html}");
        }
    }
}
