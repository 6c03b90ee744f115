//! Long lists of small values as plain bytes, for what is kept between builds: read and written in one
//! piece, where serde would take each number by itself.
//!
//! A [`List`] has its values as bytes all the time. What the cache has of ten thousand documents is then
//! neither decoded nor copied, and what nobody asks for is not even looked at.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

use crate::codec::Piece;

/// A value of a fixed number of bytes.
pub(super) trait Plain: Sized {
    /// How many bytes it has.
    const SIZE: usize;

    /// Adds its bytes.
    fn put(&self, bytes: &mut Vec<u8>);

    /// The value of so many bytes.
    fn take(bytes: &[u8]) -> Self;
}

impl Plain for u8 {
    const SIZE: usize = 1;

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.push(*self);
    }

    fn take(bytes: &[u8]) -> Self {
        bytes[0]
    }
}

impl Plain for u16 {
    const SIZE: usize = 2;

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }

    fn take(bytes: &[u8]) -> Self {
        Self::from_le_bytes([bytes[0], bytes[1]])
    }
}

impl Plain for u32 {
    const SIZE: usize = 4;

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }

    fn take(bytes: &[u8]) -> Self {
        Self::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }
}

/// A list of values as their bytes.
#[derive(Debug, Clone)]
pub(super) struct List<T> {
    /// The values one behind the other.
    piece: Piece,
    /// What they are.
    values: PhantomData<T>,
}

impl<T: Plain> List<T> {
    /// The list that a piece is; nothing where it ends within a value.
    pub(super) fn of(piece: Piece) -> Option<Self> {
        let is_whole = piece.bytes().len().is_multiple_of(T::SIZE);
        is_whole.then_some(Self { piece, values: PhantomData })
    }

    /// The values.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = T> + Clone {
        self.bytes().chunks_exact(T::SIZE).map(T::take)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.bytes().len() / T::SIZE
    }

    /// Tells whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes().is_empty()
    }

    /// The values one behind the other.
    pub(super) fn bytes(&self) -> &[u8] {
        self.piece.bytes()
    }
}

impl<T: Plain> From<&[T]> for List<T> {
    fn from(values: &[T]) -> Self {
        Self { piece: bytes(values).into(), values: PhantomData }
    }
}

impl<T: Plain> Default for List<T> {
    fn default() -> Self {
        Self::from(&[][..])
    }
}

/// Some values one behind the other.
fn bytes<T: Plain>(values: &[T]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(values.len() * T::SIZE);
    for value in values {
        value.put(&mut bytes);
    }
    bytes
}

/// Writes a list; for `#[serde(with = "plain")]`.
pub(super) fn serialize<T: Plain, S: Serializer>(
    list: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&bytes(list))
}

/// Reads a list; for `#[serde(with = "plain")]`.
pub(super) fn deserialize<'de, T: Plain, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

/// Takes bytes as a list.
struct Bytes<T>(PhantomData<T>);

impl<T: Plain> Visitor<'_> for Bytes<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "bytes, {} for each value", T::SIZE)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        let values = bytes.chunks_exact(T::SIZE);
        if !values.remainder().is_empty() {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(values.map(T::take).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde::{Deserialize, Serialize};

    use super::{List as Values, bytes};
    use crate::codec::{self, Pieces};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct List(#[serde(with = "super")] Vec<u32>);

    #[test]
    fn lists_come_back() {
        let list = List(vec![0, 7, u32::MAX]);
        let bytes = codec::encode(&list).expect("bytes");
        assert_eq!((codec::decode(&bytes), bytes.len()), (Some(list), 13));
        assert_eq!(codec::decode::<List>(b"\x03abc"), None);
    }

    #[test]
    fn values_are_read_where_they_lie() {
        let made = Values::from(&[3_u32, 0, u32::MAX][..]);
        let pieces = [b"other".to_vec(), made.bytes().to_vec(), bytes::<u32>(&[])];
        let ranges = vec![0..5, 5..17, 17..17];
        let pieces = Arc::new(Pieces::new(pieces.concat(), ranges));
        let list = |number| Values::<u32>::of(pieces.share(number)?);
        let read = list(1).expect("three numbers");
        assert!(read.iter().eq([3, 0, u32::MAX]) && made.iter().eq(read.iter()));
        let place = pieces.get(1).map(<[u8]>::as_ptr);
        assert_eq!((read.len(), Some(read.bytes().as_ptr())), (3, place));
        assert!(list(2).is_some_and(|none| none.is_empty()));
        assert!(list(0).is_none() && list(3).is_none());
    }
}
