//! From documents to the files of an index: what everybody outside uses.
//!
//! An [`Entry`] is made of each document once and kept as long as the document is the same; [`build`]
//! makes the files of all of them. What one build may leave for the next beside its entries is a [`Memo`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::codec;
use crate::fingerprint::Checksum;
use crate::search::analysis::{Analysis, analyse};
use crate::search::document::Document;
use crate::search::files::{self, IndexFile};
use crate::search::index::index;
use crate::search::tongue::Tongue;

/// All that the search keeps of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What tells whether a document is the one that this was made of.
    key: Checksum,
    /// The document, as results show it.
    document: Document,
    /// Its words, counted.
    analysis: Analysis,
}

/// What a build of an index leaves for the next one of the same language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// The checksum of what it was made of, and the files.
    last: Option<(Checksum, Named)>,
}

/// Contents by the names of their files.
type Named = Vec<(String, Vec<u8>)>;

impl Entry {
    /// What is kept of a document in a language.
    pub fn new(document: &Document, tongue: &Tongue) -> Self {
        Self {
            key: key(document),
            document: document.clone(),
            analysis: analyse(document, tongue),
        }
    }

    /// What tells whether a document is the one that this was made of; see [`key`].
    pub fn key(&self) -> Checksum {
        self.key
    }
}

/// What tells a document from all others.
pub fn key(document: &Document) -> Checksum {
    // A value of texts can always be written.
    Checksum::of(&codec::encode(document).unwrap_or_default())
}

/// The files of the index of some documents, whose numbers are their places. Words of one group of
/// `synonyms` stand for each other. The same entries and synonyms give the same files, whatever the
/// memo holds.
pub fn build(
    entries: &[Arc<Entry>],
    synonyms: &[Vec<String>],
    tongue: &Tongue,
    memo: &mut Memo,
) -> Vec<IndexFile> {
    let keys: Vec<Checksum> = entries.iter().map(|entry| entry.key).collect();
    // A value of texts and numbers can always be written.
    let input = codec::encode(&(keys, synonyms)).unwrap_or_default();
    let input = Checksum::of(&input);
    if let Some((_, files)) = memo.last.as_ref().filter(|(known, _)| *known == input) {
        let files = files.iter().cloned();
        return files.map(|(name, bytes)| IndexFile { name, bytes }).collect();
    }
    let analyses: Vec<Analysis> =
        entries.iter().map(|entry| entry.analysis.clone()).collect();
    let documents: Vec<Document> =
        entries.iter().map(|entry| entry.document.clone()).collect();
    let files = files::files(&index(&analyses, tongue), &documents);
    let kept = files.iter().map(|file| (file.name.clone(), file.bytes.clone()));
    memo.last = Some((input, kept.collect()));
    files
}
