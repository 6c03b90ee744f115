//! From bytes to lines and columns.

use std::ops::Range;

/// The byte order mark, which editors hide.
const BOM: char = '\u{feff}';

/// A place as people and editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1; a byte order mark is not counted.
    pub column: usize,
}

/// A text and where its lines start.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    /// The text, byte order mark included.
    text: &'a str,
    /// The byte with which each line starts; the first is 0.
    starts: Vec<usize>,
}

impl Place {
    /// Where nothing better is known.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text; they end with LF, CR LF or, in very old files, CR.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let is_end = |index: &usize| match bytes[*index] {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        let ends = (0..bytes.len()).filter(is_end);
        let starts = std::iter::once(0).chain(ends.map(|index| index + 1)).collect();
        Self { text, starts }
    }

    /// The place of a byte; the end of the text for bytes behind it.
    pub fn place(&self, byte: usize) -> Place {
        let byte = self.boundary(byte);
        let index = self.index(byte);
        let before = &self.text[self.starts[index]..byte];
        let column = before.chars().filter(|c| *c != BOM || index > 0).count() + 1;
        Place { line: index + 1, column }
    }

    /// The line of a byte without its line break, and the bytes of it that a range covers: up to its
    /// end where the range goes on in the next line.
    pub fn line(&self, range: &Range<usize>) -> (&'a str, Range<usize>) {
        let (from, to) = (self.boundary(range.start), self.boundary(range.end));
        let index = self.index(from);
        let start = self.starts[index];
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let line = self.text[start..end].trim_end_matches('\r');
        let clamp = |byte: usize| byte.clamp(start, start + line.len()) - start;
        (line, clamp(from)..clamp(to.max(from)))
    }

    /// The index of the line that a byte is in.
    fn index(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The nearest byte at or before `byte` with which a character starts.
    fn boundary(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let lines = Lines::new("\u{feff}aä\r\nb\u{308}c\n\nd");
        let cases = [
            (0, (1, 1)),
            (3, (1, 1)),
            (4, (1, 2)),
            (5, (1, 2)),
            (8, (2, 1)),
            (11, (2, 3)),
            (13, (3, 1)),
            (14, (4, 1)),
            (15, (4, 2)),
            (99, (4, 2)),
        ];
        for (byte, (line, column)) in cases {
            assert_eq!(lines.place(byte), Place { line, column }, "{byte}");
        }
        assert_eq!(Lines::new("").place(0), Place::START);
        assert_eq!(Lines::new("a\rb\r\rc").place(5), Place { line: 4, column: 1 });
    }

    #[test]
    fn cuts_ranges_at_the_end_of_the_line() {
        let lines = Lines::new("eins\r\nzwei\ndrei");
        assert_eq!(lines.line(&(0..4)), ("eins", 0..4));
        assert_eq!(lines.line(&(2..9)), ("eins", 2..4));
        assert_eq!(lines.line(&(5..9)), ("eins", 4..4));
        assert_eq!(lines.line(&(8..10)), ("zwei", 2..4));
        assert_eq!(lines.line(&(15..99)), ("drei", 4..4));
    }
}
