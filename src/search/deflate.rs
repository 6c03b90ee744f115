//! Raw deflate (RFC 1951), which browsers inflate by themselves.

use std::cell::RefCell;
use std::io::Read as _;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress};

/// How well files are deflated: 0 to 9. Above this, they hardly get smaller.
const LEVEL: u32 = 6;

thread_local! {
    /// The tables of the compressor, a third of a megabyte: to make them anew for each of ten thousand small
    /// texts takes longer than to deflate these. What is deflated depends on the text alone.
    static COMPRESSOR: RefCell<Compress> =
        RefCell::new(Compress::new(Compression::new(LEVEL), false));
}

/// Bytes as raw deflate.
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    // What cannot get smaller gets longer by five bytes for each block of 16 KiB at least.
    let mut content = Vec::with_capacity(bytes.len() + bytes.len() / 1_024 + 64);
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        // There is room for all of it, so once is enough; and texts in memory cannot fail to be read.
        let _status = compressor.compress_vec(bytes, &mut content, FlushCompress::Finish);
    });
    content.shrink_to_fit();
    content
}

/// What raw deflate was made of; nothing where it is damaged.
pub fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = vec![];
    DeflateDecoder::new(bytes).read_to_end(&mut content).ok()?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_comes_back() {
        let random = (0..100_000_u32)
            .map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()[3]);
        let random: Vec<u8> = random.collect();
        for bytes in [&b""[..], b"a", &b"Werkstatt ".repeat(9_000), &random] {
            assert_eq!(inflated(&deflated(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(inflated(b"\x07"), None);
    }
}
