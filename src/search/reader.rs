//! The entries of shards, read back from their bytes; see `shard` for their form.

/// The words of a shard, each with the number behind it.
pub(super) fn words(bytes: &[u8]) -> Vec<(String, u32)> {
    let mut reader = Reader::new(bytes);
    let mut words = vec![];
    while let Some(word) = reader.text() {
        words.push((word, reader.number()));
    }
    words
}

/// Reads the entries of a shard; behind the end there are zeros.
pub(super) struct Reader<'b> {
    /// The shard.
    bytes: &'b [u8],
    /// How far it was read.
    at: usize,
    /// The last text.
    last: String,
}

impl<'b> Reader<'b> {
    /// A reader at the start of a shard.
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0, last: String::new() }
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> u8 {
        self.at += 1;
        self.bytes.get(self.at - 1).copied().unwrap_or(0)
    }

    /// A varint.
    pub(super) fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0_u32, 0);
        loop {
            let byte = self.byte();
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    /// The text of the next entry; nothing at the end.
    pub(super) fn text(&mut self) -> Option<String> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let (common, length) = (usize::from(self.byte()), usize::from(self.byte()));
        let rest = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        let mut text = self.last.get(..common)?.to_owned();
        text.push_str(std::str::from_utf8(rest).ok()?);
        text.clone_into(&mut self.last);
        Some(text)
    }
}
