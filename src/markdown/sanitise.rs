//! Raw HTML through an allow-list, on a real HTML parser. The only file that names it.
//!
//! An element that an author opens in one paragraph may end in another, so the document is cleaned as
//! a whole. The writer's own tags go through as bare names with a number; what stood in them
//! (ids, addresses, slots) never meets the parser and is put back afterwards. The numbers stand in an
//! attribute whose name holds a hash of the text, so no text can contain it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::fingerprint::Fingerprint;
use crate::markdown::{Slot, SlotKind, SlottedHtml, escape};

/// What an author may write. Links, images and headings are Markdown's: there they are checked.
const ELEMENTS: [&str; 53] = [
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
];

/// What the writer writes besides.
const OWN: [&str; 9] = ["a", "h1", "h2", "h3", "h4", "h5", "h6", "img", "section"];

/// The attributes of an author's elements beyond those that all may have.
const ATTRIBUTES: [(&str, &[&str]); 7] = [
    ("bdo", &["dir"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("li", &["value"]),
    ("ol", &["start", "type"]),
    ("td", &["colspan", "rowspan"]),
    ("time", &["datetime"]),
];

/// The attributes that all of an author's elements may have.
const COMMON: [&str; 4] = ["class", "dir", "lang", "title"];

/// What stood in one of the writer's own tags: text and slots by their place in it.
type Inside = (String, Vec<(usize, SlotKind)>);

/// The list, without the attribute that changes from text to text.
static LIST: LazyLock<HashMap<&'static str, HashSet<&'static str>>> =
    LazyLock::new(|| {
        let cells: &[&str] = &["colspan", "rowspan", "scope"];
        let listed = ATTRIBUTES.into_iter().chain([("th", cells)]);
        listed
            .map(|(element, names)| (element, names.iter().copied().collect()))
            .collect()
    });

/// Tells whether an author may write an element.
pub(super) fn is_allowed(name: &str) -> bool {
    ELEMENTS.iter().any(|element| name.eq_ignore_ascii_case(element))
        || name.eq_ignore_ascii_case("wbr")
}

/// Cleans a document whose raw HTML stands at `raw`, in ascending order. `text` is what it was made
/// from.
pub(super) fn sanitise(
    document: &SlottedHtml,
    raw: &[Range<usize>],
    text: &str,
) -> SlottedHtml {
    let mark = ["data-w", &Fingerprint::of(text.as_bytes()).to_string()[..24]].concat();
    let (marked, insides) = bare(document, raw, &mark);
    let mut common: HashSet<&str> = COMMON.into();
    common.insert(&mark);
    let cleaned = Builder::empty()
        .tags(ELEMENTS.into_iter().chain(OWN).chain(["wbr"]).collect())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes(LIST.clone())
        .generic_attributes(common)
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .clean(&marked)
        .to_string();
    restore(&cleaned, &mark, &insides)
}

/// The document with numbers for what stands in its own tags.
fn bare(
    document: &SlottedHtml,
    raw: &[Range<usize>],
    mark: &str,
) -> (String, Vec<Inside>) {
    let SlottedHtml { html, slots } = document;
    let mut out = String::with_capacity(html.len());
    let mut insides: Vec<Inside> = vec![];
    let mut slots = slots.iter().peekable();
    let mut raw = raw.iter().peekable();
    let mut at = 0;
    while at < html.len() || slots.peek().is_some() {
        if let Some(range) = raw.next_if(|range| range.start == at) {
            out.push_str(&html[range.clone()]);
            at = range.end;
        } else if let Some(slot) = slots.next_if(|slot| slot.position == at) {
            out.push('[');
            out.push_str(mark);
            escape::number(&mut out, insides.len());
            out.push(']');
            insides.push((String::new(), vec![(0, slot.kind)]));
        } else if html[at..].starts_with('<') {
            let end = at + html[at..].find('>').unwrap_or(html.len() - at - 1);
            let tag = &html[at..end];
            let name = tag.find(' ').unwrap_or(tag.len());
            out.push_str(&tag[..name]);
            if name < tag.len() {
                let mut within = vec![];
                while let Some(slot) = slots.next_if(|slot| slot.position <= end) {
                    within.push((slot.position - at - name, slot.kind));
                }
                out.push(' ');
                out.push_str(mark);
                out.push_str("=\"");
                escape::number(&mut out, insides.len());
                out.push('"');
                insides.push((tag[name..].to_owned(), within));
            }
            out.push('>');
            at = end + 1;
        } else {
            let next = html[at..].find('<').map_or(html.len(), |next| at + next);
            let next = slots.peek().map_or(next, |slot| next.min(slot.position));
            let next = raw.peek().map_or(next, |range| next.min(range.start));
            out.push_str(&html[at..next]);
            at = next;
        }
    }
    (out, insides)
}

/// The document with what stood in its own tags.
fn restore(html: &str, mark: &str, insides: &[Inside]) -> SlottedHtml {
    let mut out =
        SlottedHtml { html: String::with_capacity(html.len() * 2), slots: vec![] };
    let mut rest = html;
    while let Some(at) = rest.find(mark) {
        // One byte before the mark, a space or a bracket, belongs to it.
        out.html.push_str(&rest[..at.saturating_sub(1)]);
        let tail = rest[at + mark.len()..].trim_start_matches(['=', '"']);
        let digits =
            tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let inside =
            tail[..digits].parse::<usize>().ok().and_then(|number| insides.get(number));
        if let Some((text, slots)) = inside {
            let start = out.html.len();
            out.slots.extend(
                slots.iter().map(|(at, kind)| Slot { position: start + at, kind: *kind }),
            );
            out.html.push_str(text);
        }
        // And one byte behind it, a quote or a bracket.
        rest = tail.get(digits + 1..).unwrap_or_default();
    }
    out.html.push_str(rest);
    out
}
