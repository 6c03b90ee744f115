//! Which files of a kind there are, and in which of them a text lies.
//!
//! A list of many files is cut into pieces itself, all in one file of which readers ask for parts: the root
//! names no more than these. Where there are few files, it lists them.

use serde::{Deserialize, Serialize};

use crate::search::deflate::inflated;
use crate::search::engine::Get;
use crate::search::files::{IndexFile, json, named_one};

/// How many files a piece lists. Who looks something up loads the root, which has a line for each piece, and
/// mostly one piece; at some thousands of files the sum is least.
const TOGETHER: usize = 32;

/// The most files that the root lists by itself: so few that a piece would save less than it takes to ask for.
const MOST_HERE: usize = 64;

/// The most letters that a capital can stand for.
const MOST_COMMON: usize = 25;

/// Some files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The texts before which they are cut: of each a capital for the number of letters that it has in
    /// common with the one before, `A` for none, and the others. The first one is empty; packs have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cuts: String,
    /// How many letters each name has.
    pub length: usize,
    /// Their names without kind and ending, one behind the other.
    pub names: String,
}

/// A listing as the root has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Listed {
    /// All of it.
    Here(Listing),
    /// What tells where it lies.
    Elsewhere(Pieces),
}

/// A listing in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pieces {
    /// The first cut of each piece, as [`Listing::cuts`].
    cuts: String,
    /// How many bytes each piece has: a [`Listing`], deflated.
    lengths: Vec<usize>,
    /// The name of the file in which they lie one behind the other.
    name: String,
}

impl Listing {
    /// Some files by their names, all of the same length, and the texts before which they are cut.
    pub(super) fn new(cuts: &[String], names: &[impl AsRef<str>]) -> Self {
        let length = names.first().map_or(1, |name| name.as_ref().len());
        Self {
            cuts: front_coded(cuts),
            length,
            names: names.iter().map(AsRef::as_ref).collect(),
        }
    }

    /// The name of a file of a kind by its place.
    pub fn name(&self, kind: &str, place: usize) -> Option<String> {
        let start = place * self.length;
        let name = self.names.get(start..start + self.length)?;
        Some(format!("{kind}-{name}.bin"))
    }

    /// The place of the file that a text lies in.
    pub fn place(&self, text: &str) -> usize {
        let is_count = |letter: char| letter.is_ascii_uppercase();
        let counts = self.cuts.matches(is_count);
        let rests = self.cuts.split(is_count).skip(1);
        let mut cut = String::new();
        let before = counts.zip(rests).take_while(|(count, rest)| {
            let common = count.bytes().map(|count| usize::from(count - b'A')).sum();
            let bytes = cut.chars().take(common).map(char::len_utf8).sum();
            cut.truncate(bytes);
            cut.push_str(rest);
            *cut <= *text
        });
        // The first cut is empty, so nothing stands before it.
        before.count().saturating_sub(1)
    }
}

impl Listed {
    /// Some files as the root lists them; adds the file with the pieces where there are too many.
    pub(super) fn new(
        cuts: &[String],
        names: &[String],
        files: &mut Vec<IndexFile>,
    ) -> Self {
        if names.len() <= MOST_HERE {
            return Self::Here(Listing::new(cuts, names));
        }
        let pieces = cuts.chunks(TOGETHER).zip(names.chunks(TOGETHER));
        let pieces: Vec<Vec<u8>> =
            pieces.map(|(cuts, names)| json(&Listing::new(cuts, names))).collect();
        let first: Vec<String> = cuts.iter().step_by(TOGETHER).cloned().collect();
        Self::Elsewhere(Pieces {
            cuts: front_coded(&first),
            lengths: pieces.iter().map(Vec::len).collect(),
            name: named_one("l", pieces.concat(), files),
        })
    }

    /// The whole listing; nothing where it cannot be read.
    pub(super) fn read(self, get: &Get<'_>) -> Option<Listing> {
        let pieces = match self {
            Self::Here(listing) => return Some(listing),
            Self::Elsewhere(pieces) => pieces,
        };
        let bytes = get(&format!("l-{}.bin", pieces.name))?;
        let mut rest = bytes.as_slice();
        let mut all = Listing::default();
        for length in pieces.lengths {
            let (piece, others) = rest.split_at_checked(length)?;
            rest = others;
            // Each piece starts with a cut that has nothing in common with the one before.
            let piece: Listing = serde_json::from_slice(&inflated(piece)?).ok()?;
            all.cuts.push_str(&piece.cuts);
            all.names.push_str(&piece.names);
            all.length = piece.length;
        }
        Some(all)
    }
}

/// Cuts as a listing has them.
fn front_coded(cuts: &[String]) -> String {
    let mut coded = String::new();
    let mut last = "";
    for cut in cuts {
        let same = last.chars().zip(cut.chars()).take_while(|(one, other)| one == other);
        let common = same.take(MOST_COMMON).count();
        coded.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[common]));
        coded.extend(cut.chars().skip(common));
        last = cut;
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_coded_and_found() {
        let cuts = ["", "an", "ang", "stra", "stuf", "ämter"].map(str::to_owned);
        let listing = Listing::new(&cuts, &[""; 0]);
        assert_eq!(listing.cuts, "AAanCgAstraCufAämter");
        let texts = ["", "ab", "an", "angst", "stadt", "strategi", "zu", "ämter"];
        assert_eq!(texts.map(|text| listing.place(text)), [0, 0, 1, 2, 2, 3, 4, 5]);
    }

    #[test]
    fn many_files_are_listed_in_pieces() {
        let texts = |count: usize| -> Vec<String> {
            (0..count).map(|place| format!("w{place:04}")).collect()
        };
        for count in [0, 1, 64, 65, 1_000] {
            let texts = texts(count);
            let mut files = vec![];
            let listed = Listed::new(&texts, &texts, &mut files);
            assert_eq!(files.len(), usize::from(count > 64), "{count}");
            let get = |name: &str| {
                let file = files.iter().find(|file| file.name == name)?;
                Some(file.bytes.clone())
            };
            let json = serde_json::to_string(&listed).expect("JSON");
            assert!(json.len() < 700, "{json}");
            let listed: Listed = serde_json::from_str(&json).expect("a listing");
            let whole = listed.read(&get).expect("all pieces");
            assert_eq!(whole.names, texts.concat());
            for (place, text) in texts.iter().enumerate() {
                assert_eq!(whole.place(text), place);
            }
        }
    }
}
