//! What is known of a document, and how a group of documents is kept.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::codec::{self, Piece, Pieces};
use crate::fingerprint::{Checksum, Checksums};
use crate::search::document::FacetValue;
use crate::search::index::{Counted, Weighed};
use crate::search::pack::{PARTS, Parts};
use crate::search::plain::{List, Plain};
use crate::search::ranking::FIELD_COUNT;

/// What is known of a document, by the numbers of a lexicon.
#[derive(Debug, Clone)]
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

/// What stands in front of a group for each of its documents, in whose order the lists of all follow: those of
/// [`Known::lists`].
#[derive(Debug, Serialize, Deserialize)]
struct Head<'a> {
    /// The checksum of the document.
    key: Checksum,
    /// How many words each field has.
    lengths: [f32; FIELD_COUNT],
    /// How long each part is.
    parts: [u16; PARTS],
    /// What readers may choose it by.
    facets: Cow<'a, [FacetValue]>,
}

impl Known {
    /// How many lists it has.
    const LISTS: usize = 7;

    /// What stands of it in front of its group.
    fn head(&self) -> Head<'_> {
        let (lengths, parts) = (self.counted.lengths, self.parts.lengths);
        Head { key: self.key, lengths, parts, facets: Cow::Borrowed(&self.facets) }
    }

    /// Its lists, which are kept as they are.
    fn lists(&self) -> [&[u8]; Self::LISTS] {
        let Self { counted, weighed, parts, .. } = self;
        [
            counted.forms.bytes(),
            counted.counts.bytes(),
            counted.pairs.bytes(),
            counted.title.bytes(),
            weighed.terms.bytes(),
            weighed.impacts.bytes(),
            parts.bytes.bytes(),
        ]
    }

    /// It from its head and from its lists, one after the other.
    fn new(head: Head<'_>, mut lists: impl Iterator<Item = Piece>) -> Option<Self> {
        let lists = &mut lists;
        let counted = Counted {
            forms: next(lists)?,
            counts: next(lists)?,
            pairs: next(lists)?,
            title: next(lists)?,
            lengths: head.lengths,
        };
        let weighed = Weighed { terms: next(lists)?, impacts: next(lists)? };
        let parts = Parts { bytes: next(lists)?, lengths: head.parts };
        let facets = head.facets.into_owned();
        Some(Self { key: head.key, counted, weighed, parts, facets })
    }
}

/// The next of some lists.
fn next<T: Plain>(lists: &mut impl Iterator<Item = Piece>) -> Option<List<T>> {
    List::of(lists.next()?)
}

/// Hands out the pieces of a group for a file: its checksum, its heads, the lists of its documents. Gives the first
/// one back; nothing where they cannot be encoded.
pub(super) fn keep_group(members: &[&Known], put: impl Fn(&[&[u8]])) -> Option<Checksum> {
    let heads: Vec<Head<'_>> = members.iter().map(|known| known.head()).collect();
    let heads = codec::encode(&heads)?;
    let mut pieces = vec![heads.as_slice()];
    pieces.extend(members.iter().flat_map(|known| known.lists()));
    let sum = sum(&pieces);
    pieces.insert(0, sum.bytes());
    put(&pieces);
    Some(sum)
}

/// The documents of a group, of which their lists stay where they are; nothing where it is not the group of
/// this checksum.
pub(super) fn members(group: Pieces, sum: &Checksum) -> Option<Vec<Arc<Known>>> {
    let group = Arc::new(group);
    let heads: Vec<Head<'_>> = codec::decode(group.get(1)?)?;
    let is_whole = group.get(0)? == sum.bytes()
        && group.len() == LISTS_FROM + Known::LISTS * heads.len();
    let mut lists = (LISTS_FROM..group.len()).map_while(|number| group.share(number));
    let known = heads.into_iter().map(|head| Known::new(head, &mut lists).map(Arc::new));
    is_whole.then(|| known.collect())?
}

/// The number of the first list among the pieces of a group; before it stand its checksum and its heads.
const LISTS_FROM: usize = 2;

/// The checksum of some pieces one behind the other.
fn sum(pieces: &[&[u8]]) -> Checksum {
    let mut sum = Checksums::default();
    for piece in pieces {
        sum.update(piece);
    }
    sum.finish()
}
