//! Raw deflate (RFC 1951), which browsers inflate by themselves.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor, DecompressionError, Decompressor};

/// How well files are deflated: 1 to 12. At the next levels, texts of some hundred bytes get smaller by less
/// than a hundredth and take half as long again.
const LEVEL: i32 = 1;

/// How many times longer what is inflated is than its deflated form, to begin with.
const USUAL_RATIO: usize = 8;

/// The most times: a bit of deflate cannot stand for more than 129 bytes.
const MOST_RATIO: usize = 1_032;

thread_local! {
    /// The tables of the compressor: to make them anew for each of ten thousand small texts takes longer than
    /// to deflate these. What is deflated depends on the text alone.
    static COMPRESSOR: RefCell<Compressor> =
        RefCell::new(Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()));
}

/// Bytes as raw deflate.
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let mut content = vec![0; compressor.deflate_compress_bound(bytes.len())];
        // There is room for all of it, so it cannot fail.
        let length = compressor.deflate_compress(bytes, &mut content).unwrap_or_default();
        content.truncate(length);
        content.shrink_to_fit();
        content
    })
}

/// What raw deflate was made of; nothing where it is damaged.
pub fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inflater = Decompressor::new();
    let mut room = bytes.len() * USUAL_RATIO;
    loop {
        let mut content = vec![0; room];
        match inflater.deflate_decompress(bytes, &mut content) {
            Ok(length) => {
                content.truncate(length);
                return Some(content);
            }
            Err(DecompressionError::InsufficientSpace)
                if room < bytes.len() * MOST_RATIO =>
            {
                room *= 2;
            }
            Err(_) => return None,
        }
    }
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
