//! Content hashes: what tells whether two values are the same.

use std::fmt::{self, Write as _};
use std::io::{self, Read};

use serde::{Deserialize, Serialize};

/// How many bytes of a stream are held at once: enough for BLAKE3's widest instructions, and not so
/// many that the allocator asks the system for each of ten thousand buffers.
const STREAM_PIECE: usize = 64 * 1024;

/// A BLAKE3 hash of 32 bytes; written as 64 hexadecimal digits.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Fingerprint([u8; Self::LENGTH]);

/// The hash of bytes that come in pieces.
#[derive(Debug, Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces together.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(*self.0.finalize().as_bytes())
    }
}

/// An XXH3 hash of 16 bytes: tells values apart that nobody makes alike on purpose, several times as fast
/// as a fingerprint. For what one build keeps for the next, and for nothing that is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Checksum([u8; Self::LENGTH]);

/// The checksum of bytes that come in pieces.
#[derive(Clone, Default)]
pub struct Checksums(xxhash_rust::xxh3::Xxh3);

impl Checksums {
    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The checksum of all pieces together.
    pub fn finish(&self) -> Checksum {
        Checksum(self.0.digest128().to_le_bytes())
    }
}

impl Checksum {
    /// The length in bytes.
    pub const LENGTH: usize = 16;

    /// The checksum of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(bytes).to_le_bytes())
    }

    /// The bytes of the checksum.
    pub fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl Fingerprint {
    /// The length in bytes.
    pub const LENGTH: usize = 32;

    /// The bytes of the hash.
    pub fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The hash and the length of what a reader gives, in pieces of bounded size; each piece is also
    /// handed to `each`, such as for copying.
    pub fn of_stream(
        mut reader: impl Read,
        mut each: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<(Self, u64)> {
        let mut hasher = blake3::Hasher::new();
        let mut piece = vec![0; STREAM_PIECE];
        let mut size = 0;
        loop {
            let length = match reader.read(&mut piece) {
                Ok(0) => return Ok((Self(*hasher.finalize().as_bytes()), size)),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hasher.update(&piece[..length]);
            each(&piece[..length])?;
            size += length as u64;
        }
    }

    /// The first ten hexadecimal digits (40 bits): enough to name the assets of one site apart.
    pub fn short(&self) -> String {
        let mut name = self.to_string();
        name.truncate(10);
        name
    }

    /// Reads the 64 digits back.
    pub fn parse(digits: &str) -> Option<Self> {
        let hash = blake3::Hash::from_hex(digits).ok()?;
        Some(Self(*hash.as_bytes()))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| {
            f.write_char(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'))?;
            f.write_char(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'))
        })
    }
}
