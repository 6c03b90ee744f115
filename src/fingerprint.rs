//! Content hashes: what tells whether two values are the same.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// A BLAKE3 hash of 32 bytes; written as 64 hexadecimal digits.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
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
