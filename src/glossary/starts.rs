//! The first letters of all words that a glossary knows, in a table that says of nearly every other word
//! that it is none of them, without folding it.
//!
//! A word has the key of its first four folded letters. Stems are shorter than their words, so that a stem
//! of less than five letters stands for all keys that its words can have.

use crate::search::fold::{Folding, fold};
use crate::search::stem::Stemmer;

/// How many letters are looked at.
const LETTERS: usize = 4;

/// How many codes of letters there are: the end of the word, `a` to `z`, a digit, any other letter.
const CODES: u8 = 29;

/// The code of a digit.
const DIGIT: u8 = 27;

/// The code of a letter that is none of `a` to `z` even when it is folded.
const OTHER: u8 = 28;

/// What no letter's code is: bytes that need a closer look.
const UNCLEAR: u8 = u8::MAX;

/// The codes of single bytes.
const BYTES: [u8; 256] = {
    let mut codes = [0; 256];
    let mut byte = u8::MAX;
    while byte > 0 {
        codes[byte as usize] = match byte {
            0x80.. | b'0'..=b'9' | b'-' | b'\'' | b':' | b'*' | b'_' | b'/' => UNCLEAR,
            letter if letter.is_ascii_alphabetic() => letter & 31,
            _ => 0,
        };
        byte -= 1;
    }
    codes
};

/// The code of `e`, which behind `a`, `o` and `u` may stand for an umlaut.
const E: u8 = 5;

/// A set of codes below 32, as bits.
const fn set(letters: &[u8]) -> u32 {
    let mut bits = 0;
    let mut place = 0;
    while place < letters.len() {
        bits |= 1 << (letters[place] & 31);
        place += 1;
    }
    bits
}

/// The letters that `e` makes umlauts of.
const ROUNDED: u32 = set(b"aou");

/// The letters behind which it does not.
const BOUND: u32 = set(b"aeiouq");

/// Tells whether a code is in a set.
fn is_in(code: u8, set: u32) -> bool {
    set >> (code & 31) & 1 == 1
}

/// The first letters of some words.
#[derive(Debug, Clone)]
pub(super) struct Starts {
    /// A bit for each of 65,536 hashes of keys.
    bits: Box<[u64]>,
    /// How words are folded.
    folding: Folding,
}

impl Starts {
    /// None yet.
    pub(super) fn new(folding: Folding) -> Self {
        Self { bits: vec![0; 1 << 10].into_boxed_slice(), folding }
    }

    /// Adds all words that have a stem.
    pub(super) fn add(&mut self, stem: &str, stemmer: Stemmer) {
        let mut codes = Codes::default();
        stem.chars().for_each(|letter| codes.take(letter));
        let whole = codes.known;
        let length = stem.chars().count();
        // English stems end in an `i` or `e` that their words may not have.
        let sure = if stemmer == Stemmer::English { length.min(3) - 1 } else { length };
        let sure = if length > LETTERS { LETTERS } else { sure.min(3) };
        let sure =
            if whole.contains(&DIGIT) || whole.contains(&OTHER) { LETTERS } else { sure };
        self.add_from(whole, sure);
    }

    /// Adds all keys whose first codes are given.
    fn add_from(&mut self, codes: [u8; LETTERS], sure: usize) {
        if sure >= LETTERS {
            let (word, bit) = place(codes);
            self.bits[word] |= 1 << bit;
            return;
        }
        for code in 0..CODES {
            let mut codes = codes;
            codes[sure] = code;
            self.add_from(codes, sure + 1);
        }
    }

    /// Tells whether a word that starts at a byte of a text may be one of them.
    pub(super) fn may_be_at(&self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        let codes = match bytes.get(at..at + LETTERS) {
            Some(&[a, b, c, d]) => [a, b, c, d].map(|byte| BYTES[usize::from(byte)]),
            _ => [UNCLEAR; LETTERS],
        };
        let (word, bit) = place(self.clear(codes).unwrap_or_else(|| {
            // No word needs more than this for four letters, but for long runs of marks.
            self.folded(text[at..].chars().take(4 * LETTERS))
        }));
        self.bits[word] >> bit & 1 == 1
    }

    /// The key of codes, if the bytes that they are of tell it.
    fn clear(&self, codes: [u8; LETTERS]) -> Option<[u8; LETTERS]> {
        let [a, b, c, d] = codes;
        let has_digraph = self.folding == Folding::German
            && ((b == E && is_in(a, ROUNDED))
                || (c == E && is_in(b, ROUNDED))
                || (d == E && is_in(c, ROUNDED)));
        let end = codes.iter().position(|code| *code == 0).unwrap_or(LETTERS);
        if has_digraph || codes[..end].contains(&UNCLEAR) {
            return None;
        }
        Some(match end {
            0 => [0; LETTERS],
            1 => [a, 0, 0, 0],
            2 => [a, b, 0, 0],
            3 => [a, b, c, 0],
            _ => codes,
        })
    }

    /// The key of a word that is not folded.
    fn folded(&self, word: impl Iterator<Item = char>) -> [u8; LETTERS] {
        let mut codes = Codes::default();
        let mut is_free = false;
        for letter in word {
            let before = codes.last();
            match letter {
                'e' | 'E' if is_free && self.folding == Folding::German => {
                    is_free = false;
                    continue;
                }
                'a'..='z' | 'A'..='Z' => codes.take(letter.to_ascii_lowercase()),
                'ä' | 'Ä' => codes.take('a'),
                'ö' | 'Ö' => codes.take('o'),
                'ü' | 'Ü' => codes.take('u'),
                'ß' => "ss".chars().for_each(|letter| codes.take(letter)),
                '-'
                | '\''
                | '’'
                | ':'
                | '*'
                | '_'
                | '·'
                | '/'
                | '\u{ad}'
                | '\u{2010}'
                | '\u{2011}'
                | '\u{300}'..='\u{36f}' => continue,
                letter if letter.is_alphanumeric() => {
                    let mut bytes = [0; 4];
                    let folded = fold(letter.encode_utf8(&mut bytes), Folding::Plain);
                    folded.chars().for_each(|letter| codes.take(letter));
                }
                _ => break,
            }
            is_free = is_in(codes.last(), ROUNDED)
                && codes.last() < DIGIT
                && !(before < DIGIT && is_in(before, BOUND));
            if codes.length == LETTERS {
                break;
            }
        }
        codes.known
    }
}

/// The codes of a word's first letters.
#[derive(Default)]
struct Codes {
    /// The codes so far, zeros behind them.
    known: [u8; LETTERS],
    /// How many there are; all of them where nothing behind the last one counts.
    length: usize,
}

impl Codes {
    /// Takes the next folded letter. What follows a digit or an unknown letter does not count.
    fn take(&mut self, letter: char) {
        if self.length >= LETTERS {
            return;
        }
        let code = match letter {
            // Both are below 32.
            'a'..='z' => letter as u8 & 31,
            letter if letter.is_ascii_digit() => DIGIT,
            _ => OTHER,
        };
        self.known[self.length] = code;
        self.length = if code < DIGIT { self.length + 1 } else { LETTERS };
    }

    /// The last code; 0 where there is none.
    fn last(&self) -> u8 {
        let known = self.known.iter().rev().find(|code| **code != 0);
        known.copied().unwrap_or(0)
    }
}

/// Where the bit of a key stands.
fn place(codes: [u8; LETTERS]) -> (usize, u32) {
    let key = codes.iter().fold(0, |key: u32, code| key << 5 | u32::from(*code));
    let hash = key.wrapping_mul(0x9e37_79b1) >> 16;
    ((hash >> 6) as usize, hash & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::search::Tongue;

    /// Tells of some words whether they may be one of a stem.
    fn pass<'w>(language: &str, word: &str, others: &[&'w str]) -> Vec<&'w str> {
        let tongue = Tongue::of(&Language::new(language));
        let mut starts = Starts::new(tongue.folding);
        let stem = tongue.stemmer.stem(&fold(word, tongue.folding));
        starts.add(&stem, tongue.stemmer);
        let passes = |other: &&&str| starts.may_be_at(&format!("… {other} x"), 4);
        others.iter().filter(passes).copied().collect()
    }

    #[test]
    fn forms_of_a_word_pass_and_others_do_not() {
        let forms = ["Maßnahme", "MASSNAHMEN", "Massnahmen", "mas\u{ad}snahme"];
        assert_eq!(pass("de", "Maßnahme", &forms), forms);
        let forms = ["Größe", "GROESSE", "gro\u{308}ße", "Grössen", "groß"];
        assert_eq!(pass("de", "Größe", &forms), forms);
        let forms = ["3D-Druck", "4.0"];
        assert_eq!(pass("de", "3D-Druck", &forms), forms);
        let forms = ["Łódź", "lodz", "lo\u{301}dz"];
        assert_eq!(pass("pl", "Łódź", &forms), forms);
        let forms = ["strategies", "Strategy", "strategic"];
        assert_eq!(pass("en", "strategy", &forms), forms);
        assert_eq!(pass("en", "hope", &["hoping", "hopes"]), ["hoping", "hopes"]);
        assert_eq!(pass("de", "KMU", &["KMU", "KMUs", "kmu,"]), ["KMU", "KMUs", "kmu,"]);
        assert_eq!(pass("ru", "Москва", &["Москвы"]), ["Москвы"]);
        let none: [&str; 0] = [];
        let others = ["Massiv", "Mast", "Naht", "aßen", "", "1", "für", "Quelle", "der"];
        assert_eq!(pass("de", "Maßnahme", &others[1..]), none);
        assert_eq!(pass("de", "Steuer", &["Stuer", "Stube", "Stil"]), none);
    }
}
