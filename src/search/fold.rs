//! Folding: one form for all ways of writing a word.
//!
//! A term of the index is a folded word. `Größe`, `Groesse`, `Grösse` and `GROSSE` fold to the same, and so
//! does what readers type. The browser folds with the same rules (`client/words.js`);
//! `tests/search/words.tsv` holds both to them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How the words of a language are folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// Letters lose their marks.
    Plain,
    /// As `Plain`; then `ae`, `oe` and `ue` are `a`, `o` and `u`, except behind a vowel or `q`, where they
    /// are no umlaut: `Steuer`, `Quelle`.
    German,
}

/// The folded form of a word: its letters and digits in lower case without marks; of other signs only a
/// point between digits stays, which a comma there becomes as well. May be empty.
pub fn fold(word: &str, folding: Folding) -> String {
    let mut folded = String::with_capacity(word.len());
    if word.is_ascii() {
        push(&mut folded, word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        push(&mut folded, word.chars().flat_map(char::to_lowercase).nfd());
    }
    match folding {
        Folding::Plain => folded,
        Folding::German => without_digraphs(folded),
    }
}

/// Adds decomposed letters in lower case.
fn push(folded: &mut String, letters: impl Iterator<Item = char>) {
    let mut letters = letters.peekable();
    while let Some(letter) = letters.next() {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            '.' | ',' => {
                let is_between = folded.ends_with(|last: char| last.is_ascii_digit())
                    && letters.peek().is_some_and(char::is_ascii_digit);
                if is_between {
                    folded.push('.');
                }
            }
            '₀'..='₉' => {
                folded.extend(char::from_digit(u32::from(letter) - 0x2080, 10));
            }
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            mark if is_combining_mark(mark) => {}
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ => {}
        }
    }
}

/// A folded word with `a`, `o`, `u` for the digraphs that stand for umlauts.
fn without_digraphs(folded: String) -> String {
    let is_digraph = |pair: &[u8]| matches!(pair, [b'a' | b'o' | b'u', b'e']);
    if !folded.as_bytes().windows(2).any(is_digraph) {
        return folded;
    }
    let mut short = String::with_capacity(folded.len());
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_free = !short.ends_with(['a', 'e', 'i', 'o', 'u', 'q']);
        short.push(letter);
        if is_free && matches!(letter, 'a' | 'o' | 'u') && letters.peek() == Some(&'e') {
            letters.next();
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_all_ways_of_writing_to_one() {
        for word in ["Größe", "Groesse", "Grösse", "GRÖSSE", "gro\u{308}ße", "grosse"]
        {
            assert_eq!(fold(word, Folding::German), "grosse", "{word}");
        }
        let cases = [
            ("Steuer", "steuer"),
            ("Quelle", "quelle"),
            ("neue", "neue"),
            ("Überläufe", "uberlaufe"),
            ("Aerosol", "arosol"),
            ("Budyšin", "budysin"),
            ("Łódź", "lodz"),
            ("Akteur:innen", "akteurinnen"),
            ("Ærø-Ǿ", "aroo"),
            ("İzmir", "izmir"),
            ("ΟΔΟΣ", "οδοσ"),
            ("3,5", "3.5"),
            ("3-,5", "3.5"),
            ("3,-5", "35"),
            ("4.0", "4.0"),
            ("CO₂", "co2"),
            ("2017.", "2017"),
            ("Москва", "москва"),
            ("…", ""),
        ];
        for (word, folded) in cases {
            assert_eq!(fold(word, Folding::German), folded, "{word}");
        }
        assert_eq!(fold("does Größe", Folding::Plain), "doesgrosse");
        assert_eq!(fold("Müller", Folding::Plain), "muller");
    }
}
