//! What results show of a document: fragments, several of them in a file.

use serde::{Deserialize, Serialize};

use crate::search::deflate::inflated;
use crate::search::document::{Document, Section};
use crate::search::files::json;
use crate::search::plain::List;

/// Where the text of a document is cut into parts, in bytes: nearly always, what was looked for stands in the
/// first one, which has title and address as well. Behind the last cut, results cannot quote.
const CUTS: [usize; PARTS] = [600, 2_400, 20_000];

/// How many parts there are at most.
pub(super) const PARTS: usize = 3;

/// The bytes that a pack has for the lengths of a document's parts.
const HEAD: usize = 2 * PARTS;

/// What results show of a document, deflated: the [`Fragment`] with its first sections, then lists of
/// further ones; empty where there are none. What has neither anchor nor heading goes on where the part
/// before ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// The parts one behind the other.
    pub(super) bytes: List<u8>,
    /// How long each is.
    pub(super) lengths: [u16; PARTS],
}

/// A document as results show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// The address.
    #[serde(rename = "a")]
    pub address: String,
    /// The title.
    #[serde(rename = "t")]
    pub title: String,
    /// What it is.
    #[serde(rename = "k")]
    pub kind: String,
    /// When it was.
    #[serde(rename = "d")]
    pub date: String,
    /// How far it is.
    #[serde(rename = "s")]
    pub state: String,
    /// Anchor, heading and text of each section.
    #[serde(rename = "x")]
    pub sections: Vec<Quoted>,
}

/// Anchor, heading and text of a section.
pub type Quoted = (String, String, String);

impl Parts {
    /// What results show of a document. Of a text that is too long, the start remains.
    pub(super) fn new(document: &Document) -> Self {
        let mut sections = document.sections.as_slice();
        loop {
            let parts = parts(document, sections);
            let lengths = parts.each_ref().map(|part| u16::try_from(part.len()));
            if let [Ok(first), Ok(second), Ok(third)] = lengths {
                let bytes = parts.concat().as_slice().into();
                return Self { bytes, lengths: [first, second, third] };
            }
            if sections.is_empty() {
                return Self::default();
            }
            sections = &sections[..sections.len() / 2];
        }
    }
}

/// The parts of a document with some of its sections.
fn parts(document: &Document, sections: &[Section]) -> [Vec<u8>; PARTS] {
    let [first, others @ ..] = quoted(sections);
    let first = Fragment {
        address: document.address.clone(),
        title: document.title.clone(),
        kind: document.kind.clone(),
        date: document.date.clone(),
        state: document.state.clone(),
        sections: first,
    };
    let mut parts: [Vec<u8>; PARTS] = Default::default();
    parts[0] = json(&first);
    for (part, sections) in parts[1..].iter_mut().zip(&others) {
        if !sections.is_empty() {
            *part = json(sections);
        }
    }
    parts
}

/// Sections by parts.
fn quoted(sections: &[Section]) -> [Vec<Quoted>; PARTS] {
    let mut parts: [Vec<Quoted>; PARTS] = Default::default();
    let (mut part, mut used) = (0, 0);
    for Section { anchor, heading, text } in sections {
        let mut title = (anchor.clone(), heading.clone());
        let mut text = text.as_str();
        if heading.is_empty() && text.is_empty() {
            continue;
        }
        loop {
            let room = CUTS[part].saturating_sub(used);
            let is_last = part + 1 == PARTS;
            if room > 0 || is_last {
                let (start, rest) = text.split_at(cut(text, room));
                let (anchor, heading) = std::mem::take(&mut title);
                parts[part].push((anchor, heading, start.to_owned()));
                used += start.len();
                text = rest;
            }
            if text.is_empty() && title == Default::default() || is_last {
                break;
            }
            part += 1;
        }
    }
    parts
}

/// Where a text is cut that has so many bytes at most: behind a word, if it is too long.
fn cut(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let room = text.floor_char_boundary(room);
    let mut words = text[..room].split_inclusive(char::is_whitespace);
    let rest = words.next_back().filter(|word| !word.ends_with(char::is_whitespace));
    match rest.map_or(room, |word| room - word.len()) {
        0 => room,
        at => at,
    }
}

/// How many of some documents share a pack: a power of two. The first file that a reader loads names all
/// packs, so there shall be few; a server that gives out no parts of files sends whole packs.
pub(super) fn size(documents: usize) -> usize {
    (documents.isqrt() / 10).max(1).next_power_of_two()
}

/// Some documents as a pack of a size: for each two bytes for the length of each part, the lower ones
/// first, 0 for those that lack, then the parts one behind the other.
pub(super) fn pack(documents: &[&Parts], size: usize) -> Vec<u8> {
    let none = Parts::default();
    let all = (0..size).map(|place| documents.get(place).copied().unwrap_or(&none));
    let lengths = all.flat_map(|parts| parts.lengths);
    let mut bytes: Vec<u8> = lengths.flat_map(u16::to_le_bytes).collect();
    for parts in documents {
        bytes.extend_from_slice(parts.bytes.bytes());
    }
    bytes
}

/// A document of a pack of a size by its place; nothing where there is none.
pub fn unpack(pack: &[u8], size: usize, place: usize) -> Option<Fragment> {
    let length = |number: usize| {
        let bytes = pack.get(2 * number..2 * number + 2)?;
        Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    };
    let before: Option<usize> = (0..PARTS * place).map(length).sum();
    let mut rest = pack.get(HEAD * size + before?..)?;
    let mut part = |number: usize| {
        let (part, others) = rest.split_at_checked(length(PARTS * place + number)?)?;
        rest = others;
        if part.is_empty() { Some(vec![]) } else { inflated(part) }
    };
    let mut fragment: Fragment = serde_json::from_slice(&part(0)?).ok()?;
    for number in 1..PARTS {
        let part = part(number)?;
        if part.is_empty() {
            break;
        }
        let sections: Vec<Quoted> = serde_json::from_slice(&part).ok()?;
        for (anchor, heading, text) in sections {
            match fragment.sections.last_mut() {
                Some((_, _, start)) if anchor.is_empty() && heading.is_empty() => {
                    start.push_str(&text);
                }
                _ => fragment.sections.push((anchor, heading, text)),
            }
        }
    }
    Some(fragment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Checksum;

    #[test]
    fn packs_are_as_they_are_described() {
        let parts = |bytes: &[u8], lengths| Parts { bytes: bytes.into(), lengths };
        let (one, other) = (parts(b"ab", [2, 0, 0]), parts(b"cdef", [3, 1, 0]));
        let packed = pack(&[&one, &other], 4);
        let head = [2, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0].map(|length| [length, 0]);
        assert_eq!(packed, [head.concat(), b"abcdef".to_vec()].concat());
        assert_eq!([0, 100, 400, 1_000, 10_000].map(size), [1, 1, 2, 4, 16]);
    }

    #[test]
    fn long_texts_come_in_parts() {
        let section = |heading: &str, text: &str, times: usize| Section {
            anchor: heading.to_lowercase(),
            heading: heading.to_owned(),
            text: text.repeat(times),
        };
        let sections = vec![
            section("", "ä\u{a0}bc ", 100),
            section("B", "lang ", 5_000),
            section("C", "x", 9),
        ];
        let quoted = quoted(&sections);
        assert_eq!(quoted.each_ref().map(Vec::len), [1, 2, 2]);
        assert!(quoted[0][0].2.ends_with("ä\u{a0}") && quoted[1][0].2.starts_with("bc "));
        assert!(quoted[1][1].2.ends_with("lang ") && quoted[2][0].2.starts_with("lang"));
        let document =
            Document { title: "T".to_owned(), sections, ..Document::default() };
        let packed = pack(&[&Parts::new(&document)], 1);
        let fragment = unpack(&packed, 1, 0).expect("a fragment");
        let sections: Vec<(&str, usize)> = fragment
            .sections
            .iter()
            .map(|(_, heading, text)| (heading.as_str(), text.len()))
            .collect();
        assert_eq!(sections, [("", 700), ("B", 19_300), ("C", 0)]);
        assert!(unpack(&packed, 1, 1).is_none());
    }

    #[test]
    fn more_sections_than_can_be_written_are_left_out() {
        let section = |number: u32| {
            let anchor = format!("{:?}", Checksum::of(&number.to_le_bytes()).bytes());
            Section { anchor, heading: format!("{number}"), text: String::new() }
        };
        let sections: Vec<Section> = (0..20_000).map(section).collect();
        let document = Document { sections, ..Document::default() };
        let packed = pack(&[&Parts::new(&document)], 1);
        let fragment = unpack(&packed, 1, 0).expect("a fragment");
        assert!((1_000..10_000).contains(&fragment.sections.len()));
    }
}
