//! The words of a text as names are compared: in lower case, without accents, whatever letters they are
//! written with.

use std::ops::Range;

use crate::path::{compatible, fold, is_mark};

/// The words of a text. Characters that do not show are no part of them, and digits are words of their
/// own: `Muster1` is a name and the number of a note.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// All words, one behind the other.
    folded: String,
    /// Where each stands.
    places: Vec<WordPlace>,
}

/// Where a word stands.
#[derive(Debug)]
struct WordPlace {
    /// Its bytes in `folded`.
    folded: Range<usize>,
    /// Its bytes in the text.
    source: Range<usize>,
}

/// What a character is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A letter, or a mark on one.
    Letter,
    /// A digit.
    Digit,
    /// Not to be seen.
    Nothing,
    /// What parts words.
    Gap,
}

/// The sort of a character.
fn sort(character: char) -> Sort {
    match character {
        'a'..='z' | 'A'..='Z' => Sort::Letter,
        '0'..='9' => Sort::Digit,
        _ if character.is_ascii() => Sort::Gap,
        _ if is_invisible(character) => Sort::Nothing,
        _ if character.is_alphabetic() || is_mark(character) => Sort::Letter,
        _ if character.is_numeric() => Sort::Digit,
        _ => Sort::Gap,
    }
}

impl Words {
    /// Takes a text apart.
    pub(super) fn new(text: &str) -> Self {
        let mut words = Self::default();
        let mut open: Option<(Sort, Range<usize>)> = None;
        for (start, character) in text.char_indices() {
            let sort = sort(character);
            if sort == Sort::Nothing {
                continue;
            }
            let end = start + character.len_utf8();
            match &mut open {
                Some((same, word)) if *same == sort => word.end = end,
                _ => {
                    if let Some((_, word)) = open.take() {
                        words.push(text, word);
                    }
                    open = (sort != Sort::Gap).then_some((sort, start..end));
                }
            }
        }
        if let Some((_, word)) = open {
            words.push(text, word);
        }
        words
    }

    /// Adds the word of some bytes.
    fn push(&mut self, text: &str, source: Range<usize>) {
        let start = self.folded.len();
        let word = &text[source.clone()];
        if word.is_ascii() {
            self.folded.push_str(word);
            self.folded[start..].make_ascii_lowercase();
        } else {
            let shown: String = word.chars().filter(|c| !is_invisible(*c)).collect();
            self.folded.push_str(&fold(&compatible(&shown)));
        }
        self.places.push(WordPlace { folded: start..self.folded.len(), source });
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// A word.
    pub(super) fn word(&self, place: usize) -> &str {
        &self.folded[self.places[place].folded.clone()]
    }

    /// The bytes of a word in the text.
    pub(super) fn source(&self, place: usize) -> Range<usize> {
        self.places[place].source.clone()
    }
}

/// Tells whether a word is a number.
pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a character does not show: Unicode's `Default_Ignorable_Code_Point`, such as soft
/// hyphens, joiners, marks of direction and selectors of variants.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
