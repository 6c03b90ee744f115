//! Readings as they lie in the cache: in shards, so that a change rewrites one of them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::codec::{self, Pieces};
use crate::fingerprint::Checksum;
use crate::path::SourcePath;
use crate::record::Reading;
use crate::record::memo::Kept;

/// How many shards there are.
pub const SHARDS: usize = 16;

/// The shard that a file's reading lies in.
pub(super) fn shard_of(file: &SourcePath) -> usize {
    usize::from(Checksum::of(file.as_str().as_bytes()).bytes()[0]) % SHARDS
}

/// The readings of an earlier process; each is taken apart when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// The shards with the contexts that their readings were made in.
    shards: Vec<(Option<Checksum>, Pieces)>,
    /// Where the readings are, and of which texts.
    places: HashMap<SourcePath, (Checksum, Place)>,
    /// How many readings each shard has.
    counts: [usize; SHARDS],
}

/// Where a reading is.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The number of the shard.
    shard: usize,
    /// The number of the piece in it.
    piece: usize,
}

impl Stored {
    /// The readings of some shards, in their order; a shard that is missing has none.
    pub(super) fn new(shards: impl Iterator<Item = Option<Pieces>>) -> Self {
        let mut stored = Self::default();
        for (shard, pieces) in shards.enumerate() {
            let pieces = pieces.unwrap_or_default();
            let context = pieces.get(0).and_then(codec::decode);
            for piece in 1..pieces.len() {
                let head = pieces.get(piece).and_then(codec::decode_front);
                if let Some(((file, text), _)) = head {
                    stored.places.insert(file, (text, Place { shard, piece }));
                    stored.counts[shard] += 1;
                }
            }
            stored.shards.push((context, pieces));
        }
        stored
    }

    /// Forgets what was read in another context.
    pub(super) fn retain(&mut self, context: Checksum) {
        let shards = &self.shards;
        self.places.retain(|_, (_, place)| shards[place.shard].0 == Some(context));
        if self.places.is_empty() {
            *self = Self::default();
        }
    }

    /// The reading of a file, if its text is the same.
    pub(super) fn reading(&self, file: &SourcePath, text: &str) -> Option<Reading> {
        let (known, place) = self.places.get(file)?;
        if *known != Checksum::of(text.as_bytes()) {
            return None;
        }
        let piece = self.shards[place.shard].1.get(place.piece)?;
        let (_, rest) = codec::decode_front::<(SourcePath, Checksum)>(piece)?;
        codec::decode(rest)
    }
}

/// A shard of readings that were made in a context, piece by piece.
pub(super) fn pieces<'a>(
    context: Checksum,
    readings: impl Iterator<Item = (&'a SourcePath, &'a Kept)>,
) -> impl Iterator<Item = Vec<u8>> {
    let readings = readings.filter_map(|(file, kept)| {
        let reading = kept.reading.as_deref()?;
        let text = Checksum::of(kept.text.as_bytes());
        let mut piece = codec::encode(&(file, text))?;
        piece.extend(codec::encode(reading)?);
        Some(piece)
    });
    codec::encode(&context).into_iter().chain(readings)
}

/// The shards that differ from what is stored, given all readings that there are now.
pub(super) fn changed<'a>(
    stored: &Stored,
    readings: impl Iterator<Item = (&'a SourcePath, &'a Kept)>,
) -> Vec<usize> {
    let mut counts = [0; SHARDS];
    let mut differs = [false; SHARDS];
    for (file, kept) in readings.filter(|(_, kept)| kept.reading.is_some()) {
        let shard = shard_of(file);
        counts[shard] += 1;
        differs[shard] |= !kept.is_stored;
    }
    (0..SHARDS)
        .filter(|shard| differs[*shard] || counts[*shard] != stored.counts[*shard])
        .collect()
}

/// A reading that was found in the store.
pub(super) fn kept(text: &Arc<str>, reading: Reading) -> Kept {
    Kept { is_new: false, is_stored: true, ..Kept::new(text, Some(reading)) }
}
