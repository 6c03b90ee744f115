//! Values as bytes, for what is kept from one build to the next.
//!
//! The form is compact and says nothing of itself: only the program that wrote it may read it.

use std::ops::Range;
use std::sync::Arc;

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

    /// A piece by its number, to be held on to; the others stay with it.
    pub fn share(self: &Arc<Self>, number: usize) -> Option<Piece> {
        self.get(number)?;
        Some(Piece(Owner::Pieces(Arc::clone(self), number)))
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

/// Some bytes: by themselves, or one of several pieces that were read at once. Those are not copied.
#[derive(Debug, Clone)]
pub struct Piece(Owner);

/// Who has the bytes of a piece.
#[derive(Debug, Clone)]
enum Owner {
    /// The piece itself.
    Itself(Vec<u8>),
    /// Pieces that were read at once, of which it has a number.
    Pieces(Arc<Pieces>, usize),
}

impl Piece {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            Owner::Itself(bytes) => bytes,
            // It is there: `Pieces::share` looked.
            Owner::Pieces(pieces, number) => pieces.get(*number).unwrap_or_default(),
        }
    }
}

impl From<Vec<u8>> for Piece {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Owner::Itself(bytes))
    }
}
