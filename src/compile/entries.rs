//! The entries of the search as an earlier build left them: in shards, so that a change rewrites one.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::codec::{self, Pieces};
use crate::fingerprint::Checksum;
use crate::path::Route;
use crate::search::Entry;

/// How many shards there are.
pub const SHARDS: usize = 16;

/// The entries of an earlier build by address; each is taken apart when it is asked for.
#[derive(Debug, Default)]
pub struct Entries {
    /// The shards.
    shards: Vec<Pieces>,
    /// Where the entry of each page is.
    places: HashMap<Route, Place>,
    /// How many entries each shard has.
    counts: [usize; SHARDS],
}

/// Where an entry is, and what it was made of.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The number of the shard.
    shard: usize,
    /// The number of the piece in it.
    piece: usize,
    /// The checksum of all that the page was made of; nothing where its entry depends on more.
    input: Option<Checksum>,
    /// The key of the entry.
    key: Checksum,
}

/// The entry of a page.
#[derive(Debug, Clone)]
pub struct PageEntry {
    /// The address of the page.
    pub route: Route,
    /// The checksum of all that the page was made of; nothing where its entry depends on more.
    pub input: Option<Checksum>,
    /// What the search keeps of it.
    pub entry: Arc<Entry>,
    /// Whether it was kept from the build before.
    pub is_reused: bool,
    /// Whether the build before left the very same.
    pub is_stored: bool,
}

/// The shard that the entry of a page lies in.
fn shard_of(route: &Route) -> usize {
    usize::from(Checksum::of(route.as_str().as_bytes()).bytes()[0]) % SHARDS
}

impl Entries {
    /// The entries of some shards, in their order; a shard that is missing has none.
    pub fn restore(shards: impl Iterator<Item = Option<Pieces>>) -> Self {
        let mut stored = Self::default();
        for (shard, pieces) in shards.enumerate() {
            let pieces = pieces.unwrap_or_default();
            for piece in 0..pieces.len() {
                let head = pieces.get(piece).and_then(codec::decode_front);
                if let Some(((route, input, key), _)) = head {
                    let place = Place { shard, piece, input, key };
                    stored.places.insert(route, place);
                    stored.counts[shard] += 1;
                }
            }
            stored.shards.push(pieces);
        }
        stored
    }

    /// The entry of a page, if the page was made of the same.
    pub(super) fn of_input(
        &self,
        route: &Route,
        input: Option<Checksum>,
    ) -> Option<Arc<Entry>> {
        let place = self.places.get(route)?;
        if input.is_some() && place.input == input { self.read(*place) } else { None }
    }

    /// The entry of a page, if it was made of the document with a key.
    pub(super) fn of_key(&self, route: &Route, key: Checksum) -> Option<Arc<Entry>> {
        let place = self.places.get(route)?;
        if place.key == key { self.read(*place) } else { None }
    }

    /// Tells whether these are the very same of a page.
    pub(super) fn have(
        &self,
        route: &Route,
        input: Option<Checksum>,
        key: Checksum,
    ) -> bool {
        let place = self.places.get(route);
        place.is_some_and(|place| place.input == input && place.key == key)
    }

    /// Takes an entry apart.
    fn read(&self, place: Place) -> Option<Arc<Entry>> {
        let piece = self.shards.get(place.shard)?.get(place.piece)?;
        let (_, rest) =
            codec::decode_front::<(Route, Option<Checksum>, Checksum)>(piece)?;
        let entry: Entry = codec::decode(rest)?;
        (entry.key() == place.key).then(|| Arc::new(entry))
    }

    /// Lets go of the entries, which are as large as all texts of the site; what is left tells which shards
    /// to write anew.
    pub fn into_counts(self) -> Counts {
        Counts(self.counts)
    }
}

/// How many entries each shard of an earlier build has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts([usize; SHARDS]);

impl Counts {
    /// The shards that differ from these, given all entries that there are now, by number; each piece by
    /// piece.
    pub fn changed_shards(&self, entries: &[PageEntry]) -> Vec<(usize, Vec<Vec<u8>>)> {
        let mut shards: Vec<Vec<&PageEntry>> = vec![vec![]; SHARDS];
        for entry in entries {
            shards[shard_of(&entry.route)].push(entry);
        }
        let is_other = |(number, entries): &(usize, Vec<&PageEntry>)| {
            entries.len() != self.0[*number]
                || entries.iter().any(|entry| !entry.is_stored)
        };
        let changed: Vec<_> = shards.into_iter().enumerate().filter(is_other).collect();
        changed
            .into_par_iter()
            .map(|(number, entries)| {
                (number, entries.into_iter().filter_map(piece).collect())
            })
            .collect()
    }
}

/// An entry as a piece of a shard.
fn piece(entry: &PageEntry) -> Option<Vec<u8>> {
    let PageEntry { route, input, entry, .. } = entry;
    let mut piece = codec::encode(&(route, input, entry.key()))?;
    piece.extend(codec::encode(&**entry)?);
    Some(piece)
}
