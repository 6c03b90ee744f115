//! The first letters of all words that a glossary knows, in a table that says of nearly every other word
//! that it is none of them, without folding it.
//!
//! A word has keys: its first four, eight and twelve folded letters. Stems are shorter than their words, so that
//! a stem is looked up by the longest key that is shorter than itself, and one of less than five letters
//! stands for all keys of four that its words can have. Nearly all words are told by the first four bytes.

use crate::search::fold::{Folding, fold};
use crate::search::stem::Stemmer;

/// How many letters are looked at.
const LETTERS: usize = 12;

/// How many of them tell nearly all words.
const FEW: usize = 4;

/// How many of them long keys have, the longest first.
const LONG: [usize; 2] = [LETTERS, 8];

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
    /// The bytes of HTML that count: those that a word can start with, and `<`, `&` and the sign of
    /// components. Most names of German are nouns, and most of a text is in small letters.
    counts: [bool; 256],
    /// A bit for each of 65,536 hashes of the first four letters of all words.
    few: Box<[u64]>,
    /// The same of the keys by which stems are looked up.
    keys: Box<[u64]>,
    /// How words are folded.
    folding: Folding,
}

impl Starts {
    /// None yet.
    pub(super) fn new(folding: Folding) -> Self {
        let bits = vec![0; 1 << 10].into_boxed_slice();
        let mut counts = [false; 256];
        for byte in *b"<&\0" {
            counts[usize::from(byte)] = true;
        }
        Self { counts, few: bits.clone(), keys: bits, folding }
    }

    /// Adds all words that have a stem; only those with a capital where they have to have one.
    pub(super) fn add(&mut self, stem: &str, stemmer: Stemmer, is_capital: bool) {
        let mut codes = Codes::default();
        stem.chars().for_each(|letter| codes.take(letter));
        let whole = codes.known;
        self.add_first(whole[0], is_capital);
        let length = stem.chars().count();
        let few = [whole[0], whole[1], whole[2], whole[3]];
        let long = LONG.iter().find(|key| length > **key);
        if let Some(long) = long.filter(|_| few.iter().all(|code| *code < DIGIT)) {
            set_bit(&mut self.few, hash(&few));
            set_bit(&mut self.keys, hash(&whole[..*long]));
            return;
        }
        // English stems end in an `i` or `e` that their words may not have.
        let most = if stemmer == Stemmer::English { 2 } else { 3 };
        let is_sure = length > FEW || few.iter().any(|code| *code >= DIGIT);
        self.add_few(few, if is_sure { FEW } else { length.min(most) });
    }

    /// Adds the bytes that a word can start with whose first letter has a code.
    fn add_first(&mut self, code: u8, is_capital: bool) {
        for byte in 0..=u8::MAX {
            let is_of_code = match byte {
                // Letters of several bytes may be folded to any other.
                0xc3.. => true,
                b'0'..=b'9' => code == DIGIT,
                b'A'..=b'Z' => byte & 31 == code,
                b'a'..=b'z' => byte & 31 == code && !is_capital,
                _ => false,
            };
            self.counts[usize::from(byte)] |= is_of_code;
        }
    }

    /// Adds all keys of four letters whose first codes are given.
    fn add_few(&mut self, codes: [u8; FEW], sure: usize) {
        if sure >= FEW {
            set_bit(&mut self.few, hash(&codes));
            set_bit(&mut self.keys, hash(&codes));
            return;
        }
        for code in 0..CODES {
            let mut codes = codes;
            codes[sure] = code;
            self.add_few(codes, sure + 1);
        }
    }

    /// The next byte of HTML that counts, from one on.
    pub(super) fn next(&self, html: &[u8], at: usize) -> Option<usize> {
        let rest = html.get(at..)?;
        let next = rest.iter().position(|byte| self.counts[usize::from(*byte)])?;
        Some(at + next)
    }

    /// Tells whether a word that starts at a byte of a text may be one of them.
    pub(super) fn may_be_at(&self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        let codes = match bytes.get(at..at + FEW) {
            Some(word) => std::array::from_fn(|at| BYTES[usize::from(word[at])]),
            None => [UNCLEAR; FEW],
        };
        if self.clear(codes).is_some_and(|few| !has_bit(&self.few, hash(&few))) {
            return false;
        }
        // No word needs more than this for its letters, but for long runs of marks.
        let codes = self.folded(text[at..].chars().take(4 * LETTERS));
        [LETTERS, LONG[1], FEW]
            .iter()
            .any(|letters| has_bit(&self.keys, hash(&codes[..*letters])))
    }

    /// The key of the codes of a word's first bytes, if these tell it.
    fn clear(&self, [a, b, c, d]: [u8; FEW]) -> Option<[u8; FEW]> {
        let clear = match (a, b, c) {
            (0, ..) => [0; FEW],
            (_, 0, _) => [a, 0, 0, 0],
            (_, _, 0) => [a, b, 0, 0],
            _ => [a, b, c, d],
        };
        let is_unclear = clear.contains(&UNCLEAR);
        let is_digraph = |first, second| second == E && is_in(first, ROUNDED);
        let has_digraph = self.folding == Folding::German
            && (is_digraph(a, b) || is_digraph(b, c) || is_digraph(c, d));
        (!is_unclear && !has_digraph).then_some(clear)
    }

    /// The key of a word that is not folded.
    fn folded(&self, word: impl Iterator<Item = char>) -> [u8; LETTERS] {
        let mut codes = Codes::default();
        let mut is_free = false;
        for letter in word {
            let before = codes.last;
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
            is_free = is_in(codes.last, ROUNDED)
                && codes.last < DIGIT
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
    /// The last one; 0 where there is none.
    last: u8,
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
        self.last = code;
        self.length = if code < DIGIT { self.length + 1 } else { LETTERS };
    }
}

/// The hash of a key, of 16 bits.
fn hash(codes: &[u8]) -> u32 {
    let key = codes.iter().fold(0, |key: u64, code| key << 5 | u64::from(*code));
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as u32
}

/// Sets the bit of a hash.
fn set_bit(bits: &mut [u64], hash: u32) {
    bits[hash as usize >> 6] |= 1 << (hash & 63);
}

/// Tells whether the bit of a hash is set.
fn has_bit(bits: &[u64], hash: u32) -> bool {
    bits[hash as usize >> 6] >> (hash & 63) & 1 == 1
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
        starts.add(&stem, tongue.stemmer, false);
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
