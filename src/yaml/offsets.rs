//! Places of the parser, which counts characters, as bytes of the file.

use saphyr_parser::Marker;

/// Turns the parser's places, counted in characters, into bytes of the file.
///
/// Places come almost in order, so a cursor that walks to the next one costs next to nothing; in
/// ASCII nothing has to be walked at all.
pub(super) struct Offsets<'a> {
    /// The document.
    text: &'a str,
    /// The byte of the file at which the document starts.
    base: usize,
    /// Whether characters are bytes.
    ascii: bool,
    /// The character and the byte (of the document) that were asked for last.
    last: (usize, usize),
}

impl<'a> Offsets<'a> {
    /// Starts at the beginning of a document.
    pub(super) fn new(text: &'a str, base: usize) -> Self {
        Self { text, base, ascii: text.is_ascii(), last: (0, 0) }
    }

    /// The byte of the file at a place; the end of the document for places behind it.
    pub(super) fn byte(&mut self, marker: Marker) -> usize {
        let target = marker.index();
        if self.ascii {
            return self.base + target.min(self.text.len());
        }
        let (mut character, mut byte) = self.last;
        if target < character {
            let back = self.text[..byte].char_indices().rev().nth(character - target - 1);
            byte = back.map_or(0, |(position, _)| position);
            character = target;
        } else if target > character {
            let mut rest = self.text[byte..].chars();
            rest.nth(target - character - 1);
            byte = self.text.len() - rest.as_str().len();
            character = target;
        }
        if byte < self.text.len() {
            self.last = (character, byte);
        }
        self.base + byte
    }
}
