//! The index as files for the browser.
//!
//! `root.bin` keeps its name and is asked for anew each time; it names all others, whose names change with
//! their content, so that they may be kept for ever. All are raw deflate (RFC 1951), which browsers
//! inflate by themselves; packs are not, but what is in them is.

use serde::{Deserialize, Serialize};

use crate::fingerprint::Checksum;
use crate::search::deflate::{deflated, inflated};
use crate::search::engine::Get;

/// The file that names all others.
pub const ROOT: &str = "root.bin";

/// The letters of names: those that no file system confuses (RFC 4648, base 32).
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The fewest letters of a name. With five, one changed file in thirty million keeps its name.
const SHORTEST_NAME: usize = 5;

/// A file for the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What the root says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    /// How many documents there are.
    pub documents: u32,
    /// How many of them share a pack.
    pub pack: u32,
    /// The shards of terms.
    pub terms: Listing,
    /// The shards of endings.
    pub endings: Listing,
    /// The shards of spellings.
    pub spellings: Listing,
    /// The packs, in the order of their documents.
    pub packs: Listing,
}

/// The root as it is written: with the names of listings that few queries need.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WrittenRoot {
    /// How many documents there are.
    pub(super) documents: u32,
    /// How many of them share a pack.
    pub(super) pack: u32,
    /// The shards of terms.
    pub(super) terms: Listing,
    /// The packs.
    pub(super) packs: Listing,
    /// The file that lists the shards of endings.
    pub(super) endings: String,
    /// The file that lists the shards of spellings.
    pub(super) spellings: String,
    /// The facets with their files.
    pub(super) facets: Vec<(String, String)>,
}

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

impl Root {
    /// Reads the root and what it names; nothing where it cannot be read.
    pub fn open(get: &Get<'_>) -> Option<Self> {
        let root: WrittenRoot = serde_json::from_slice(&inflated(&get(ROOT)?)?).ok()?;
        let listing = |name: &str| {
            let bytes = get(&format!("l-{name}.bin"))?;
            serde_json::from_slice(&inflated(&bytes)?).ok()
        };
        let WrittenRoot { documents, pack, terms, packs, endings, spellings, .. } = root;
        let (endings, spellings) = (listing(&endings)?, listing(&spellings)?);
        Some(Self { documents, pack, terms, endings, spellings, packs })
    }
}

impl Listing {
    /// The name of a file of a kind by its place.
    pub fn name(&self, kind: &str, place: usize) -> Option<String> {
        let start = place * self.length;
        let name = self.names.get(start..start + self.length)?;
        Some(format!("{kind}-{name}.bin"))
    }

    /// The place of the shard that a text lies in.
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

/// The most letters that a capital can stand for.
const MOST_COMMON: usize = 25;

/// Names files of a kind by the hashes of their contents, adds them to others, and lists them.
pub(super) fn named(
    kind: &str,
    cuts: &[String],
    contents: Vec<Vec<u8>>,
    files: &mut Vec<IndexFile>,
) -> Listing {
    let hashes: Vec<String> = contents.iter().map(|content| letters(content)).collect();
    let length = length(&hashes);
    let mut names = String::with_capacity(hashes.len() * length);
    let known = files.len();
    for (hash, bytes) in hashes.iter().zip(contents) {
        names.push_str(&hash[..length]);
        files.push(IndexFile { name: format!("{kind}-{}.bin", &hash[..length]), bytes });
    }
    // What is the same is one file.
    files[known..].sort_by(|one, other| one.name.cmp(&other.name));
    let mut place = 0;
    files.dedup_by(|file, last| {
        place += 1;
        place > known && file.name == last.name
    });
    Listing { cuts: front_coded(cuts), length, names }
}

/// Names a single file, adds it to others, and gives its name without kind and ending.
pub(super) fn named_one(
    kind: &str,
    content: Vec<u8>,
    files: &mut Vec<IndexFile>,
) -> String {
    named(kind, &[], vec![content], files).names
}

/// A listing or the root as a file.
pub(super) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    // A value of texts and numbers can always be written.
    deflated(&serde_json::to_vec(value).unwrap_or_default())
}

/// The fewest letters that tell some hashes apart; the same contents have the same.
fn length(hashes: &[String]) -> usize {
    let mut sorted: Vec<&str> = hashes.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let common = |pair: &[&str]| {
        let letters = pair[0].bytes().zip(pair[1].bytes());
        letters.take_while(|(one, other)| one == other).count() + 1
    };
    sorted.windows(2).map(common).fold(SHORTEST_NAME, usize::max)
}

/// The hash of a content in letters.
fn letters(content: &[u8]) -> String {
    let hash = u128::from_be_bytes(*Checksum::of(content).bytes());
    let digits =
        (0..Checksum::LENGTH * 8 / 5).map(|place| (hash >> (123 - 5 * place)) & 31);
    digits.map(|digit| char::from(LETTERS[digit as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_long_as_needed() {
        let hashes = ["aaaaaaab", "aaaaaaac", "b2345672"].map(str::to_owned);
        assert_eq!([length(&hashes), length(&hashes[1..]), length(&[])], [8, 5, 5]);
    }

    #[test]
    fn cuts_are_coded_and_found() {
        let cuts = ["", "an", "ang", "stra", "stuf", "ämter"].map(str::to_owned);
        let listing = Listing { cuts: front_coded(&cuts), ..Listing::default() };
        assert_eq!(listing.cuts, "AAanCgAstraCufAämter");
        let texts = ["", "ab", "an", "angst", "stadt", "strategi", "zu", "ämter"];
        assert_eq!(texts.map(|text| listing.place(text)), [0, 0, 1, 2, 2, 3, 4, 5]);
    }

    #[test]
    fn same_contents_are_one_file() {
        let file = |name: &str| IndexFile { name: name.to_owned(), bytes: vec![] };
        let mut files = vec![file("t-x.bin"), file("t-x.bin")];
        let contents = [b"one".to_vec(), b"two".to_vec(), b"one".to_vec()];
        let listing = named("p", &[], contents.to_vec(), &mut files);
        assert_eq!((files.len(), listing.names.len()), (4, 15));
        assert_eq!(listing.name("p", 0), listing.name("p", 2));
        assert_eq!(listing.name("p", 3), None);
    }
}
