//! What results show of a document: fragments, several of them in a file.

use serde::{Deserialize, Serialize};

use crate::search::deflate::{deflated, inflated};
use crate::search::document::Document;
use crate::search::plain;

/// The most bytes of a document's text that results can quote from.
const LONGEST_TEXT: usize = 20_000;

/// How many of them lie in its first part, with title and address: nearly always, what was looked for
/// stands there already.
const FIRST_TEXT: usize = 1_200;

/// The longest part whose length can be written.
const LONGEST: usize = u16::MAX as usize;

/// The bytes that a pack has for the lengths of a document's two parts.
const HEAD: usize = 4;

/// What results show of a document, deflated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parts {
    /// The [`Fragment`].
    #[serde(with = "plain")]
    first: Vec<u8>,
    /// The rest of its sections, if there is any; it goes on where the first part ends.
    #[serde(with = "plain")]
    rest: Vec<u8>,
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
    /// Anchor, heading and text of each section. In the second part, which is nothing but sections, the
    /// first one is the rest of the last one of the first part.
    #[serde(rename = "x")]
    pub sections: Vec<Quoted>,
}

/// Anchor, heading and text of a section.
pub type Quoted = (String, String, String);

impl Parts {
    /// What results show of a document. Of a long text, the start remains.
    pub(super) fn new(document: &Document) -> Self {
        let mut longest = LONGEST_TEXT;
        loop {
            let parts = Self::with(document, longest);
            if parts.first.len().max(parts.rest.len()) <= LONGEST || longest == 0 {
                return parts;
            }
            longest /= 2;
        }
    }

    /// What results show of a document, with so many bytes of its text.
    fn with(document: &Document, longest: usize) -> Self {
        let (sections, rest) = quoted(document, longest);
        let first = Fragment {
            address: document.address.clone(),
            title: document.title.clone(),
            kind: document.kind.clone(),
            date: document.date.clone(),
            state: document.state.clone(),
            sections,
        };
        // Values of texts can always be written.
        let json = |sections| serde_json::to_vec(sections).unwrap_or_default();
        let rest = if rest.is_empty() { vec![] } else { deflated(&json(&rest)) };
        Self { first: deflated(&serde_json::to_vec(&first).unwrap_or_default()), rest }
    }

    /// How long the parts are.
    fn lengths(&self) -> [usize; 2] {
        [self.first.len(), self.rest.len()]
    }
}

/// The sections of a document: those of the first part, and of the second.
fn quoted(document: &Document, longest: usize) -> (Vec<Quoted>, Vec<Quoted>) {
    let (mut first, mut rest) = (vec![], vec![]);
    let mut used = 0;
    for section in &document.sections {
        let (anchor, heading) = (section.anchor.clone(), section.heading.clone());
        let text = &section.text[..section.text.floor_char_boundary(longest - used)];
        let room = FIRST_TEXT.saturating_sub(used);
        used += text.len();
        if heading.is_empty() && text.is_empty() {
            continue;
        }
        if room == 0 {
            rest.push((anchor, heading, text.to_owned()));
            continue;
        }
        // A text is cut behind a word.
        let at = text.floor_char_boundary(room);
        let word =
            |at: usize| text[..at].rfind(char::is_whitespace).map_or(at, |end| end + 1);
        let at = if at < text.len() { word(at) } else { at };
        first.push((anchor, heading, text[..at].to_owned()));
        if at < text.len() {
            rest.push((String::new(), String::new(), text[at..].to_owned()));
            used = used.max(FIRST_TEXT);
        }
    }
    (first, rest)
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
    let lengths = all.flat_map(Parts::lengths);
    let length = |length| u16::try_from(length).unwrap_or(0).to_le_bytes();
    let mut bytes: Vec<u8> = lengths.flat_map(length).collect();
    for parts in documents {
        bytes.extend_from_slice(&parts.first);
        bytes.extend_from_slice(&parts.rest);
    }
    bytes
}

/// A document of a pack of a size by its place; nothing where there is none.
pub fn unpack(pack: &[u8], size: usize, place: usize) -> Option<Fragment> {
    let length = |number: usize| {
        let bytes = pack.get(2 * number..2 * number + 2)?;
        Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    };
    let before: Option<usize> = (0..2 * place).map(length).sum();
    let start = HEAD * size + before?;
    let middle = start + length(2 * place)?;
    let first = inflated(pack.get(start..middle)?)?;
    let rest = pack.get(middle..middle + length(2 * place + 1)?)?;
    let mut fragment: Fragment = serde_json::from_slice(&first).ok()?;
    if rest.is_empty() {
        return Some(fragment);
    }
    let mut rest: Vec<Quoted> = serde_json::from_slice(&inflated(rest)?).ok()?;
    if let (Some((_, _, text)), Some((_, heading, more))) =
        (fragment.sections.last_mut(), rest.first())
        && heading.is_empty()
    {
        text.push_str(more);
        rest.remove(0);
    }
    fragment.sections.extend(rest);
    Some(fragment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Section;

    #[test]
    fn packs_are_as_they_are_described() {
        let parts = |first: &[u8], rest: &[u8]| Parts {
            first: first.to_vec(),
            rest: rest.to_vec(),
        };
        let (one, other) = (parts(b"ab", b""), parts(b"cde", b"f"));
        let packed = pack(&[&one, &other], 4);
        assert_eq!(
            packed,
            b"\x02\x00\x00\x00\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00abcdef"
        );
        assert_eq!([0, 100, 400, 1_000, 10_000].map(size), [1, 1, 2, 4, 16]);
    }

    #[test]
    fn long_texts_come_in_two_parts() {
        let section = |heading: &str, text: &str, times: usize| Section {
            anchor: heading.to_lowercase(),
            heading: heading.to_owned(),
            text: text.repeat(times),
        };
        let sections = vec![
            section("", "ä b ", 100),
            section("B", "lang ", 5_000),
            section("C", "x", 9),
        ];
        let document =
            Document { title: "T".to_owned(), sections, ..Document::default() };
        let packed = pack(&[&Parts::new(&document)], 1);
        let fragment = unpack(&packed, 1, 0).expect("a fragment");
        let lengths: Vec<(&str, usize)> = fragment
            .sections
            .iter()
            .map(|(_, heading, text)| (heading.as_str(), text.len()))
            .collect();
        assert_eq!(lengths, [("", 500), ("B", 19_500), ("C", 0)]);
        let (first, rest) = quoted(&document, LONGEST_TEXT);
        assert_eq!([first.len(), rest.len(), first[1].2.len()], [2, 2, 700]);
        assert!(first[1].2.ends_with("lang ") && rest[0].2.starts_with("lang"));
        assert!(unpack(&packed, 1, 1).is_none());
    }
}
