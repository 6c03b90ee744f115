//! Values as bytes, for what is kept from one build to the next.
//!
//! The form is compact and says nothing of itself: only the program that wrote it may read it.

use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as bytes. All values of this program can be written; should one not be, nothing is kept.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Option<Vec<u8>> {
    postcard::to_allocvec(value).ok()
}

/// The value that some bytes are; nothing where they are none of this type.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// The value at the start of some bytes, and what comes behind it.
pub fn decode_front<T: DeserializeOwned>(bytes: &[u8]) -> Option<(T, &[u8])> {
    postcard::take_from_bytes(bytes).ok()
}

/// Pieces of bytes that were read at once.
#[derive(Debug, Default)]
pub struct Pieces {
    /// All bytes.
    bytes: Vec<u8>,
    /// Where the pieces are.
    ranges: Vec<Range<usize>>,
}

impl Pieces {
    /// The pieces that lie at some places of some bytes; the places must be there.
    pub fn new(bytes: Vec<u8>, ranges: Vec<Range<usize>>) -> Self {
        Self { bytes, ranges }
    }

    /// A piece by its number.
    pub fn get(&self, number: usize) -> Option<&[u8]> {
        self.bytes.get(self.ranges.get(number)?.clone())
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}
