//! The index as files for the browser.
//!
//! `root.bin` keeps its name and is asked for anew each time; it names all others, whose names change with
//! their content, so that they may be kept for ever. All are raw deflate (RFC 1951), which browsers
//! inflate by themselves; packs are not, but what is in them is.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Checksum;
use crate::search::document::Document;
use crate::search::index::Index;
use crate::search::shard::{self, Shard};

/// The file that names all others.
pub const ROOT: &str = "root.bin";

/// The most packs of a site; with more pages, more of them share a pack.
const MOST_PACKS: usize = 2_500;

/// The most bytes of a page's text that results can quote from.
const LONGEST_TEXT: usize = 12_000;

/// The letters of names: those that no file system confuses (RFC 4648, base 32).
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The fewest letters of a name.
const SHORTEST_NAME: usize = 6;

/// How well files are deflated: 0 to 9. Above this, they hardly get smaller.
const LEVEL: u32 = 7;

/// A file for the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What the root says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// Some files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The texts before which they are cut, each on a line; empty for packs.
    pub cuts: String,
    /// How many letters each name has.
    pub length: usize,
    /// Their names without `.bin`, one behind the other.
    pub names: String,
}

/// A document as results show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment<'a> {
    /// The address.
    #[serde(rename = "a")]
    pub address: &'a str,
    /// The title.
    #[serde(rename = "t")]
    pub title: &'a str,
    /// What it is.
    #[serde(rename = "k")]
    pub kind: &'a str,
    /// When it was.
    #[serde(rename = "d")]
    pub date: &'a str,
    /// How far it is.
    #[serde(rename = "s")]
    pub state: &'a str,
    /// Anchor, heading and text of each section.
    #[serde(rename = "x")]
    pub sections: Vec<(&'a str, &'a str, &'a str)>,
}

/// The files of an index and the documents that it was made of.
pub fn files(index: &Index, documents: &[Document]) -> Vec<IndexFile> {
    let mut files = vec![];
    let terms = listed("t", shard::terms(&index.terms), &mut files);
    let endings = listed("e", shard::endings(&index.terms), &mut files);
    let spellings = listed("s", shard::spellings(&index.spellings), &mut files);
    let size = documents.len().div_ceil(MOST_PACKS).next_power_of_two();
    let packs: Vec<Vec<u8>> = documents.par_chunks(size.max(1)).map(pack).collect();
    let packs = named("p", &[], packs, &mut files);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let root = Root {
        documents: count(documents.len()),
        pack: count(size),
        terms,
        endings,
        spellings,
        packs,
    };
    // A value of texts and numbers can always be written.
    let bytes = serde_json::to_vec(&root).unwrap_or_default();
    files.push(IndexFile { name: ROOT.to_owned(), bytes: deflated(&bytes) });
    files
}

/// Adds shards to the files.
fn listed(kind: &str, shards: Vec<Shard>, files: &mut Vec<IndexFile>) -> Listing {
    let (cuts, contents): (Vec<String>, Vec<Vec<u8>>) =
        shards.into_par_iter().map(|shard| (shard.cut, deflated(&shard.bytes))).unzip();
    named(kind, &cuts, contents, files)
}

/// Adds files by the hashes of their contents.
fn named(
    kind: &str,
    cuts: &[String],
    contents: Vec<Vec<u8>>,
    files: &mut Vec<IndexFile>,
) -> Listing {
    let hashes: Vec<String> =
        contents.par_iter().map(|content| letters(content)).collect();
    let is_unique = |length: &usize| {
        let mut names: Vec<&str> = hashes.iter().map(|hash| &hash[..*length]).collect();
        names.sort_unstable();
        names.dedup();
        names.len() == hashes.len()
    };
    let longest = Checksum::LENGTH * 8 / 5;
    let length = (SHORTEST_NAME..longest).find(is_unique).unwrap_or(longest);
    let mut names = String::with_capacity(hashes.len() * length);
    for (hash, bytes) in hashes.iter().zip(contents) {
        names.push_str(&hash[..length]);
        files.push(IndexFile { name: format!("{kind}-{}.bin", &hash[..length]), bytes });
    }
    Listing { cuts: cuts.join("\n"), length, names }
}

/// The hash of a content in letters.
fn letters(content: &[u8]) -> String {
    let hash = u128::from_be_bytes(*Checksum::of(content).bytes());
    let digits =
        (0..Checksum::LENGTH * 8 / 5).map(|place| (hash >> (123 - 5 * place)) & 31);
    digits.map(|digit| char::from(LETTERS[digit as usize])).collect()
}

/// Some documents as a pack: two bytes for the length of each fragment, the lower one first, then the
/// deflated fragments.
fn pack(documents: &[Document]) -> Vec<u8> {
    let fragments: Vec<Vec<u8>> = documents.iter().map(fragment).collect();
    let lengths = fragments.iter().map(Vec::len);
    let lengths =
        lengths.flat_map(|length| u16::try_from(length).unwrap_or(0).to_le_bytes());
    lengths.chain(fragments.iter().flatten().copied()).collect()
}

/// A document as a deflated fragment.
fn fragment<'a>(document: &'a Document) -> Vec<u8> {
    let mut left = LONGEST_TEXT;
    let mut quote = |text: &'a str| {
        let text = &text[..text.floor_char_boundary(left)];
        left -= text.len();
        text
    };
    let sections = document.sections.iter();
    let sections = sections.map(|section| {
        (section.anchor.as_str(), quote(&section.heading), quote(&section.text))
    });
    let fragment = Fragment {
        sections: sections
            .filter(|(_, heading, text)| !heading.is_empty() || !text.is_empty())
            .collect(),
        address: &document.address,
        title: &document.title,
        kind: &document.kind,
        date: &document.date,
        state: &document.state,
    };
    // As in `files`.
    deflated(&serde_json::to_vec(&fragment).unwrap_or_default())
}

/// Bytes as raw deflate.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
    // Writing to memory cannot fail.
    let _written = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// What raw deflate was made of; nothing where it is damaged.
pub fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = vec![];
    DeflateDecoder::new(bytes).read_to_end(&mut content).ok()?;
    Some(content)
}
