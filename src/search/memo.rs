//! What a build of an index leaves for the next one of the same language, and how that is kept.
//!
//! The documents lie in groups, told by their keys: a document that changes makes two groups new, the one
//! that it was in and the one that it comes to, and only these are written again. Everything else is the
//! head; it names what the groups have in them, so that a head and groups of different builds are no memo.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::codec::{self, Pieces};
use crate::fingerprint::Checksum;
use crate::search::document::FacetValue;
use crate::search::index::{Counted, Weighed};
use crate::search::lexicon::Lexicon;
use crate::search::pack::Parts;
use crate::search::plain;
use crate::search::ranking::FIELD_COUNT;
use crate::search::synonyms::{Names, Synonyms};

/// How many documents share a group, until there are [`MOST_GROUPS`].
const TOGETHER: usize = 128;

/// The most groups of documents.
pub const MOST_GROUPS: usize = 64;

/// What is known of a document, by the numbers of a lexicon.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Known {
    /// The checksum of the document.
    pub(super) key: Checksum,
    /// Its words.
    pub(super) counted: Counted,
    /// What its terms are worth.
    pub(super) weighed: Weighed,
    /// What results show of it.
    pub(super) parts: Parts,
    /// What readers may choose it by.
    pub(super) facets: Vec<FacetValue>,
}

/// What a build of an index leaves for the next one of the same language. It spares work and changes
/// nothing.
#[derive(Debug, Default)]
pub struct Memo {
    /// The words.
    pub(super) lexicon: Lexicon,
    /// The documents, each once.
    pub(super) documents: Vec<Arc<Known>>,
    /// The bits of the middle lengths of fields that the documents were weighed by.
    pub(super) middles: [u32; FIELD_COUNT],
    /// The names of several words that the documents were counted with.
    pub(super) names: Names,
    /// Shards as they are deflated.
    pub(super) shards: Vec<KnownShard>,
    /// The checksums of the groups of documents as they are kept; nothing for those that became others.
    groups: Vec<Option<Checksum>>,
    /// Whether the build that it is of found anything otherwise.
    pub(super) is_new: bool,
}

/// A shard of a build before.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KnownShard {
    /// The checksum of what it says.
    pub(super) sum: Checksum,
    /// How that is deflated.
    #[serde(with = "plain")]
    pub(super) deflated: Vec<u8>,
}

/// The documents that a memo knows, to be found by their keys.
#[derive(Debug, Default)]
pub struct KnownDocuments(FxHashMap<Checksum, Arc<Known>>);

impl KnownDocuments {
    /// A document by its key.
    pub(super) fn get(&self, key: Checksum) -> Option<&Arc<Known>> {
        self.0.get(&key)
    }
}

impl Memo {
    /// Nothing, where something was kept.
    pub(super) fn worn() -> Self {
        Self { is_new: true, ..Self::default() }
    }

    /// The documents that it knows; none where they were counted with other names.
    pub fn known(&self, synonyms: &Synonyms) -> KnownDocuments {
        let is_same = self.names == synonyms.names;
        let documents = self.documents.iter().filter(|_| is_same);
        KnownDocuments(documents.map(|known| (known.key, Arc::clone(known))).collect())
    }

    /// Takes the documents of a build in place of those of the one before.
    pub(super) fn take(&mut self, documents: Vec<Arc<Known>>) {
        let count = (documents.len() / TOGETHER).next_power_of_two().min(MOST_GROUPS);
        if self.groups.len() == count {
            let (gone, new) = (
                missing(&self.documents, &documents),
                missing(&documents, &self.documents),
            );
            for known in gone.into_iter().chain(new) {
                self.groups[group(known.key, count)] = None;
            }
        } else {
            self.groups = vec![None; count];
        }
        self.is_new |= self.groups.iter().any(Option::is_none);
        self.documents = documents;
    }

    /// Hands out what is to be kept of it, if anything changed: each group that became another one with its
    /// number, then the head, without one. All as pieces for a file.
    pub fn keep(&self, put: impl Fn(Option<usize>, &[&[u8]]) + Sync) {
        if !self.is_new {
            return;
        }
        let Self { lexicon, documents, middles, names, shards, groups, .. } = self;
        let mut members: Vec<Vec<&Known>> = vec![vec![]; groups.len()];
        for known in documents {
            members[group(known.key, groups.len())].push(known);
        }
        let kept = groups.par_iter().zip(members).enumerate();
        let kept = kept.map(|(number, (kept, members))| {
            kept.or_else(|| {
                let bytes = codec::encode(&members)?;
                let sum = Checksum::of(&bytes);
                put(Some(number), &[sum.bytes(), &bytes]);
                Some(sum)
            })
        });
        let kept: Option<Vec<Checksum>> = kept.collect();
        // Values of texts and numbers can always be encoded.
        let head =
            kept.and_then(|kept| codec::encode(&(lexicon, middles, names, shards, kept)));
        put(None, &[&head.unwrap_or_default()]);
    }

    /// It from the pieces of its head and those of its groups by their numbers; nothing where they are not
    /// whole, or of different builds.
    pub fn restore(
        head: &Pieces,
        group: impl Fn(usize) -> Option<Pieces> + Sync,
    ) -> Option<Self> {
        let (lexicon, middles, names, shards, kept): (_, _, _, _, Vec<Checksum>) =
            codec::decode(head.get(0)?)?;
        let documents = kept.par_iter().enumerate().map(|(number, sum)| {
            let pieces =
                group(number).filter(|pieces| pieces.get(0) == Some(&sum.bytes()[..]))?;
            codec::decode(pieces.get(1)?)
        });
        let documents: Option<Vec<Vec<Arc<Known>>>> = documents.collect();
        let documents = documents?.into_iter().flatten().collect();
        let groups = kept.into_iter().map(Some).collect();
        Some(Self { lexicon, documents, middles, names, shards, groups, is_new: false })
    }
}

/// The documents that are not among others as they are.
fn missing<'d>(documents: &'d [Arc<Known>], others: &[Arc<Known>]) -> Vec<&'d Known> {
    let others: FxHashSet<*const Known> = others.iter().map(Arc::as_ptr).collect();
    let missing = documents.iter().filter(|known| !others.contains(&Arc::as_ptr(known)));
    missing.map(|known| &**known).collect()
}

/// The group of a document among so many.
fn group(key: Checksum, groups: usize) -> usize {
    usize::from(key.bytes()[0]) % groups
}
