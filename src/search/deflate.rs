//! Raw deflate (RFC 1951), which browsers inflate by themselves.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// How well files are deflated: 0 to 9. Above this, they hardly get smaller.
const LEVEL: u32 = 7;

/// Bytes as raw deflate.
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
    // Writing to memory cannot fail.
    let _written = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// What raw deflate was made of; nothing where it is damaged.
pub fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = vec![];
    DeflateDecoder::new(bytes).read_to_end(&mut content).ok()?;
    Some(content)
}
