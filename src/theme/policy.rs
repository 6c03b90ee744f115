//! What the strict content security policy of every page forbids, and browsers leave out in silence:
//! styles and scripts within a page, files from elsewhere.

use std::ops::Range;

use crate::minify::{Construct, ConstructAt, constructs};

/// What would be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blocked {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// A key below `terms.what`.
    pub(super) what: &'static str,
    /// The attribute or address.
    pub(super) name: String,
}

/// The elements that load something, each with the attributes that say from where.
const LOADING: [(&str, &[&str]); 14] = [
    ("audio", &["src"]),
    ("embed", &["src"]),
    ("form", &["action"]),
    ("iframe", &["src"]),
    ("image", &["href", "xlink:href"]),
    ("img", &["src", "srcset"]),
    ("input", &["src"]),
    ("link", &["href"]),
    ("object", &["data"]),
    ("script", &["src"]),
    ("source", &["src", "srcset"]),
    ("track", &["src"]),
    ("use", &["href", "xlink:href"]),
    ("video", &["src", "poster"]),
];

/// The relations of `link` that make browsers load its address.
const LOADED: [&str; 6] =
    ["stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "manifest"];

/// How many letters of an address are shown.
const SHOWN: usize = 60;

/// A start tag: its element and its attributes.
struct Tag<'t> {
    /// The bytes of `<` and the name.
    range: Range<usize>,
    /// The name, in small letters.
    name: String,
    /// The attributes, with the bytes of their names.
    attributes: Vec<(&'t str, Range<usize>, &'t str)>,
    /// Whether some of it is put in by the template engine.
    is_filled: bool,
}

/// Finds in a template what browsers leave out. `own` is the address of the site itself.
pub(super) fn blocked(template: &str, own: &str) -> Vec<Blocked> {
    let text = without_constructs(template);
    let mut found = vec![];
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|start| at + start) {
        let rest = &text[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = comment.find("-->").map_or(text.len(), |end| start + 4 + end + 3);
            continue;
        }
        let Some((tag, end)) = tag_at(template, &text, start) else {
            at = start + 1;
            continue;
        };
        check(&tag, own, &mut found);
        at = end;
        // The text of these is no HTML.
        if ["script", "style"].contains(&tag.name.as_str()) {
            let close = format!("</{}", tag.name);
            at += text[at..].to_ascii_lowercase().find(&close).unwrap_or(text.len() - at);
        }
    }
    found
}

/// A template with spaces in the place of what the engine fills in, byte by byte.
fn without_constructs(template: &str) -> String {
    let mut text = template.to_owned();
    for ConstructAt { kind, inner } in constructs(template) {
        let brace = template[..inner.start].rfind('{').unwrap_or(inner.start);
        let start = brace - usize::from(template[..brace].ends_with('{'));
        let rest = &template[inner.end..];
        let close = if kind == Construct::Expression { "}}" } else { "}" };
        let end = match rest.find(close) {
            // A comment is all within.
            _ if template[..inner.end].ends_with("#}") => inner.end,
            Some(at) => inner.end + at + close.len(),
            None => template.len(),
        };
        if start < end {
            text.replace_range(start..end, &" ".repeat(end - start));
        }
    }
    text
}

/// The start tag at a place, and where it ends.
fn tag_at<'t>(template: &str, text: &'t str, start: usize) -> Option<(Tag<'t>, usize)> {
    let bytes = text.as_bytes();
    let word = |mut at: usize| {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"/>=\"'<".contains(byte);
        while bytes.get(at).is_some_and(|byte| !is_end(byte)) {
            at += 1;
        }
        at
    };
    let space = |at: usize| at + (text[at..].len() - text[at..].trim_start().len());
    let mut at = word(start + 1);
    let name = text[start + 1..at].to_ascii_lowercase();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let range = start..at;
    let mut attributes = vec![];
    loop {
        at = space(at);
        match bytes.get(at) {
            None | Some(b'>' | b'<') => break,
            Some(b'/' | b'=' | b'"' | b'\'') => {
                at += 1;
                continue;
            }
            Some(_) => {}
        }
        let name = at..word(at);
        at = space(name.end);
        let mut value = "";
        if bytes.get(at) == Some(&b'=') {
            at = space(at + 1);
            if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                let rest = &text[at + 1..];
                let length = rest.find(char::from(*quote)).unwrap_or(rest.len());
                value = &rest[..length];
                at = text.len().min(at + length + 2);
            } else {
                let end = text[at..].find([' ', '\t', '\n', '\r', '>']);
                let end = end.map_or(text.len(), |end| at + end);
                value = &text[at..end];
                at = end;
            }
        }
        attributes.push((&text[name.clone()], name, value));
    }
    let end = text.len().min(at + 1);
    let is_filled = template[start..end] != text[start..end];
    Some((Tag { range, name, attributes, is_filled }, end))
}

/// Adds what browsers leave out of a tag.
fn check(tag: &Tag<'_>, own: &str, found: &mut Vec<Blocked>) {
    let value = |wanted: &str| {
        let mut all = tag.attributes.iter();
        all.find(|(name, ..)| name.eq_ignore_ascii_case(wanted)).map(|(.., value)| *value)
    };
    let mut add = |range: &Range<usize>, what, name: &str| {
        found.push(Blocked { range: range.clone(), what, name: name.to_owned() });
    };
    let is_script = tag.name == "script" && !tag.is_filled && value("src").is_none();
    if is_script && !value("type").is_some_and(|kind| kind.contains("json")) {
        add(&tag.range, "policy-script", "script");
    } else if tag.name == "style" {
        add(&tag.range, "policy-style", "style");
    }
    let is_loaded = tag.name != "link"
        || value("rel").is_some_and(|all| {
            all.split_whitespace()
                .any(|rel| LOADED.iter().any(|r| r.eq_ignore_ascii_case(rel)))
        });
    let loading = LOADING.iter().find(|(name, _)| *name == tag.name);
    let loading = loading.filter(|_| is_loaded).map_or(&[][..], |(_, names)| names);
    for (written, range, value) in &tag.attributes {
        let name = written.to_ascii_lowercase();
        let event = name.strip_prefix("on");
        let is_event = |rest: &str| {
            rest.len() > 2 && rest.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        if name == "style" || event.is_some_and(is_event) {
            add(range, "policy-attribute", &name);
        } else if is_code(value)
            && ["href", "src", "action", "formaction"].contains(&&*name)
        {
            add(range, "policy-code", "javascript:");
        } else if loading.contains(&&*name) {
            let addresses = value.split(if name == "srcset" { ',' } else { '\n' });
            for address in addresses.filter(|address| is_foreign(address, own)) {
                add(range, "policy-address", &shortened(address));
            }
        }
    }
}

/// Tells whether an address is code to run.
fn is_code(address: &str) -> bool {
    let start = address.trim_start().get(..11);
    start.is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
}

/// Tells whether browsers load nothing from an address: of another site, or with the data in it.
pub(super) fn is_foreign(address: &str, own: &str) -> bool {
    let address = address.trim();
    let small = address.to_ascii_lowercase();
    let is_elsewhere = ["http://", "https://", "//", "data:"];
    let host = own.find("://").map_or(0, |at| at + 3);
    let origin = own[host..].find('/').map_or(own, |at| &own[..host + at]);
    let rest = small.strip_prefix(&origin.to_ascii_lowercase());
    let is_own = !origin.is_empty()
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !is_own && is_elsewhere.iter().any(|start| small.starts_with(start))
}

/// The start of an address, up to what the engine fills in.
pub(super) fn shortened(address: &str) -> String {
    let address = address.trim();
    let word = address.split_whitespace().next().unwrap_or_default();
    let mut start: String = word.chars().take(SHOWN).collect();
    if start.len() < address.len() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_browsers_leave_out() {
        let cases: [(&str, &[&str]); 18] = [
            ("<style>p{}</style>", &["<style style"]),
            ("<script>if (a<b) x('<p style=a>')</script>", &["<script script"]),
            ("<script type='application/ld+json'>{}</script>", &[]),
            ("<script src=\"{{ assets['a.js'] }}\"></script>", &[]),
            ("<script {{ attributes }}></script>", &[]),
            ("<p STYLE='a' class=\"style=b\">style=c</p>", &["STYLE style"]),
            ("{% if x %}<p{% if y %} onclick=\"a\"{% endif %}>", &["onclick onclick"]),
            ("<p on=1 one=2 data-style=3>", &[]),
            ("<!-- <p style=a> --><p>a < b style=c</p>", &[]),
            ("<img src=https://a.example/b.png>", &["src https://a.example/b.png"]),
            ("<img src=\"//a.example/{{ x }}.png\">", &["src //a.example/…"]),
            ("<img srcset='a.png 1x, http://a.de/b 2x'>", &["srcset http://a.de/b…"]),
            ("<img src=\"https://own.example/a.png\">", &[]),
            ("<img src='https://own.example.org/'>", &["src https://own.example.org/"]),
            ("<a href=\"https://a.example\">", &[]),
            ("<link rel=canonical href='https://a.de/'>", &[]),
            ("<link href='https://a.de/' rel='x StyleSheet'>", &["href https://a.de/"]),
            ("<a href=' JavaScript:x()'>", &["href javascript:"]),
        ];
        for (template, expected) in cases {
            let found = blocked(template, "https://own.example/sub");
            let found: Vec<String> = found
                .into_iter()
                .map(|found| format!("{} {}", &template[found.range], found.name))
                .collect();
            assert_eq!(found, expected, "{template}");
        }
    }

    #[test]
    fn reads_whatever_is_written() {
        let whole =
            "ä<p a='b\" c={{ d }} {# e #} <!-- {% raw %}<{% endraw %} <style x=\"";
        for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            for start in (0..=end).filter(|start| whole.is_char_boundary(*start)) {
                blocked(&whole[start..end], "https://own.example");
            }
        }
    }
}
