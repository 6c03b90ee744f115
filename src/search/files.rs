//! The index as files for the browser.
//!
//! `root.bin` keeps its name and is asked for anew each time; it names all others, whose names change with
//! their content, so that they may be kept for ever. All are raw deflate (RFC 1951), which browsers
//! inflate by themselves; packs are not, but what is in them is.

use serde::{Deserialize, Serialize};

use crate::fingerprint::Checksum;
use crate::search::deflate::{deflated, inflated};
use crate::search::engine::Get;
use crate::search::listing::{Listed, Listing};

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

/// The root as it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WrittenRoot {
    /// How many documents there are.
    pub(super) documents: u32,
    /// How many of them share a pack.
    pub(super) pack: u32,
    /// The shards of terms.
    pub(super) terms: Listed,
    /// The shards of endings.
    pub(super) endings: Listed,
    /// The shards of spellings.
    pub(super) spellings: Listed,
    /// The packs: ten results lie in ten of them, so these are listed at once.
    pub(super) packs: Listing,
    /// The facets with their files.
    pub(super) facets: Vec<(String, String)>,
}

impl Root {
    /// Reads the root and what it names; nothing where it cannot be read.
    pub fn open(get: &Get<'_>) -> Option<Self> {
        let root: WrittenRoot = serde_json::from_slice(&inflated(&get(ROOT)?)?).ok()?;
        let WrittenRoot { documents, pack, terms, endings, spellings, packs, .. } = root;
        let [terms, endings, spellings] =
            [terms, endings, spellings].map(|listed| listed.read(get));
        let (terms, endings, spellings) = (terms?, endings?, spellings?);
        Some(Self { documents, pack, terms, endings, spellings, packs })
    }
}

/// Names files of a kind by the hashes of their contents, adds them to others, and gives their names without
/// kind and ending.
pub(super) fn named(
    kind: &str,
    contents: Vec<Vec<u8>>,
    files: &mut Vec<IndexFile>,
) -> Vec<String> {
    let mut names: Vec<String> =
        contents.iter().map(|content| letters(content)).collect();
    let length = length(&names);
    for name in &mut names {
        name.truncate(length);
    }
    let known = files.len();
    for (name, bytes) in names.iter().zip(contents) {
        files.push(IndexFile { name: format!("{kind}-{name}.bin"), bytes });
    }
    // What is the same is one file.
    files[known..].sort_by(|one, other| one.name.cmp(&other.name));
    let mut place = 0;
    files.dedup_by(|file, last| {
        place += 1;
        place > known && file.name == last.name
    });
    names
}

/// Names a single file, adds it to others, and gives its name without kind and ending.
pub(super) fn named_one(
    kind: &str,
    content: Vec<u8>,
    files: &mut Vec<IndexFile>,
) -> String {
    named(kind, vec![content], files).concat()
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
    fn same_contents_are_one_file() {
        let file = |name: &str| IndexFile { name: name.to_owned(), bytes: vec![] };
        let mut files = vec![file("t-x.bin"), file("t-x.bin")];
        let contents = [b"one".to_vec(), b"two".to_vec(), b"one".to_vec()];
        let names = named("p", contents.to_vec(), &mut files);
        assert_eq!(files.len(), 4);
        assert_eq!(names.iter().map(String::len).collect::<Vec<_>>(), [5, 5, 5]);
        assert!(names[0] == names[2] && names[0] != names[1]);
    }
}
