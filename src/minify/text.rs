//! The text that a page shows, for comparing a page with its minified form.

use std::borrow::Cow;

use crate::minify::elements::{Flow, flow, starts_with_ignoring_case, tag_name};

/// Elements that stand in a line like a letter, so that white space on either side of them counts.
const OBJECTS: [&str; 14] = [
    "audio", "button", "canvas", "embed", "iframe", "img", "input", "meter", "object",
    "progress", "select", "svg", "textarea", "video",
];

/// What stands for such an element.
const OBJECT: char = '\u{fffc}';

/// The named entities that are decoded beside the numeric ones.
#[rustfmt::skip]
const ENTITIES: [(&str, char); 58] = [
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''),
    ("nbsp", '\u{a0}'), ("shy", '\u{ad}'), ("ensp", '\u{2002}'), ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'), ("zwnj", '\u{200c}'), ("zwj", '\u{200d}'),
    ("ndash", '–'), ("mdash", '—'), ("hellip", '…'), ("bull", '•'), ("middot", '·'),
    ("bdquo", '„'), ("ldquo", '“'), ("rdquo", '”'), ("lsquo", '‘'), ("rsquo", '’'),
    ("sbquo", '‚'), ("laquo", '«'), ("raquo", '»'), ("lsaquo", '‹'), ("rsaquo", '›'),
    ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'), ("Auml", 'Ä'), ("Ouml", 'Ö'), ("Uuml", 'Ü'),
    ("szlig", 'ß'), ("eacute", 'é'), ("egrave", 'è'), ("agrave", 'à'), ("ccedil", 'ç'),
    ("copy", '©'), ("reg", '®'), ("trade", '™'), ("sect", '§'), ("para", '¶'), ("deg", '°'),
    ("euro", '€'), ("cent", '¢'), ("pound", '£'), ("times", '×'), ("divide", '÷'),
    ("plusmn", '±'), ("minus", '−'), ("frac12", '½'), ("sup2", '²'), ("sup3", '³'),
    ("larr", '←'), ("uarr", '↑'), ("rarr", '→'), ("darr", '↓'),
];

/// The text that a page shows: without tags, white space collapsed, the bounds of blocks as a space,
/// entities decoded, the content of `pre` and `textarea` letter by letter.
///
/// Careful rather than complete: an entity that is not in the table stays as it is, so it is
/// different from its letter.
pub fn visible_text(html: &str) -> String {
    let mut text = Text { shown: String::with_capacity(html.len() / 2), keep: None };
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.add(&rest[..start]);
        rest = text.tag(&rest[start..]);
    }
    text.add(rest);
    text.shown.truncate(text.shown.trim_end_matches(' ').len());
    text.shown
}

/// The text of a page so far.
struct Text {
    /// What is shown.
    shown: String,
    /// The element whose white space counts, while it is open.
    keep: Option<&'static str>,
}

impl Text {
    /// Adds text between tags.
    fn add(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let decoded = decode(raw);
        if self.keep.is_some() {
            self.shown.push_str(&decoded);
            return;
        }
        let mut rest = &*decoded;
        while !rest.is_empty() {
            let bare = rest.trim_ascii_start();
            if bare.len() < rest.len() {
                self.space();
            }
            let (as_it_is, other) = bare.split_at(collapsed(bare));
            self.shown.push_str(as_it_is);
            rest = other;
        }
    }

    /// Adds a space, unless there is one.
    fn space(&mut self) {
        if !(self.shown.is_empty() || self.shown.ends_with(' ')) {
            self.shown.push(' ');
        }
    }

    /// Takes in what starts with `<` and hands out what follows it.
    fn tag<'a>(&mut self, html: &'a str) -> &'a str {
        if let Some(comment) = html.strip_prefix("<!--") {
            return comment.find("-->").map_or("", |end| &comment[end + 3..]);
        }
        let inner = &html[1..];
        let (is_end, named) = match inner.strip_prefix('/') {
            Some(named) => (true, named),
            None => (false, inner),
        };
        let Some(name) = tag_name(named) else {
            if inner.starts_with(['!', '?', '/']) {
                return after_tag(inner);
            }
            self.add("<");
            return inner;
        };
        let rest = after_tag(&named[name.len()..]);
        let kept = ["pre", "textarea"]
            .into_iter()
            .find(|known| name.eq_ignore_ascii_case(known));
        if is_end && kept.is_some() {
            self.keep = None;
        }
        if flow(name) == Flow::Block {
            self.space();
        } else if OBJECTS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            self.shown.push(OBJECT);
        }
        if is_end {
            return rest;
        }
        if kept.is_some() {
            self.keep = kept;
            // A parser drops the line break right behind the tag.
            return rest.strip_prefix('\n').unwrap_or(rest);
        }
        if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
            return after_raw(rest, name);
        }
        rest
    }
}

/// The bytes at the start of a text whose white space is single spaces between words.
fn collapsed(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_other = |(place, byte): (usize, &u8)| {
        let is_space = byte.is_ascii_whitespace();
        is_space
            && (*byte != b' ' || bytes.get(place + 1).is_none_or(u8::is_ascii_whitespace))
    };
    bytes.iter().enumerate().position(is_other).unwrap_or(bytes.len())
}

/// What follows a tag, whose inner part is given from behind its name.
pub(super) fn after_tag(inner: &str) -> &str {
    let mut quote = None;
    let mut value = false;
    for (index, byte) in inner.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return &inner[index + 1..],
            (None, b'"' | b'\'') if value => quote = Some(byte),
            (None, byte) if byte.is_ascii_whitespace() => continue,
            _ => {}
        }
        value = byte == b'=';
    }
    ""
}

/// What follows the end tag of an element whose content is no mark-up.
pub(super) fn after_raw<'a>(html: &'a str, name: &str) -> &'a str {
    let mut at = 0;
    while let Some(found) = html[at..].find("</") {
        let inner = &html[at + found + 2..];
        if starts_with_ignoring_case(inner, name) {
            return after_tag(inner);
        }
        at += found + 2;
    }
    ""
}

/// Undoes entities.
fn decode(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let (letter, length) = entity(&rest[1..]).unwrap_or(('&', 0));
        text.push(letter);
        rest = &rest[1 + length..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The letter of an entity that starts behind `&`, and the bytes it takes there. Minifiers leave out
/// the semicolon where the standard lets them.
fn entity(text: &str) -> Option<(char, usize)> {
    let number = text.strip_prefix('#');
    let (is_hex, digits) = match number {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => (true, digits),
            None => (false, number),
        },
        None => (false, text),
    };
    let length =
        digits.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(digits.len());
    let (name, after) = digits.split_at(length);
    let end = text.len() - after.len() + usize::from(after.starts_with(';'));
    let letter = if number.is_some() {
        let radix = if is_hex { 16 } else { 10 };
        char::from_u32(u32::from_str_radix(name, radix).ok()?)?
    } else {
        ENTITIES.iter().find(|(known, _)| *known == name)?.1
    };
    Some((letter, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_a_reader_sees() {
        let cases = [
            ("<p>Ein  <b>fettes</b>\n Wort</p>", "Ein fettes Wort"),
            ("<div><a>x</a> <a>y</a></div>", "x y"),
            ("<div><a>x</a><a>y</a></div>", "xy"),
            ("<ul><li>a<li>b</ul>c", "a b c"),
            ("a&nbsp;&amp; &#228;&#x1F600;&unbekannt;", "a\u{a0}& ä😀&unbekannt;"),
            ("<script>if (a<b) '</p>'</script>x<style>b{}</style>", "x"),
            ("<pre>\n a\n  b </pre> c", " a\n  b c"),
            ("<a title='a>b' href=\"x>y\">t</a><!-- <b>nein</b> -->", "t"),
            ("1 < 2 <br> 3", "1 < 2 3"),
            ("x <img alt=''> y", "x \u{fffc} y"),
            ("x <img alt=''>y", "x \u{fffc}y"),
        ];
        for (html, expected) in cases {
            assert_eq!(visible_text(html), expected, "{html}");
        }
    }
}
