//! Long lists of small values as plain bytes, for what is kept between builds: read and written in one
//! piece, where serde would take each number by itself.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

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

/// Writes a list; for `#[serde(with = "plain")]`.
pub(super) fn serialize<T: Plain, S: Serializer>(
    list: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(list.len() * T::SIZE);
    for value in list {
        value.put(&mut bytes);
    }
    serializer.serialize_bytes(&bytes)
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
    use serde::{Deserialize, Serialize};

    use crate::codec;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct List(#[serde(with = "super")] Vec<u32>);

    #[test]
    fn lists_come_back() {
        let list = List(vec![0, 7, u32::MAX]);
        let bytes = codec::encode(&list).expect("bytes");
        assert_eq!((codec::decode(&bytes), bytes.len()), (Some(list), 13));
        assert_eq!(codec::decode::<List>(b"\x03abc"), None);
    }
}
