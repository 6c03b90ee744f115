//! Snowball's stemmer for German (snowballstem.org/algorithms/german/stemmer.html), for folded words.

use crate::search::stem::{is_vowel, region};

/// The stem of a word of `a` to `z`.
pub(super) fn stem(word: &str) -> String {
    let letters = marked(word);
    let after = |start| region(&letters, start);
    let second = after(after(0));
    // A stem has at least three letters before its first ending.
    let first = after(0).max(3);
    let mut stem = Stem { letters: &letters, end: letters.len(), first, second };
    stem.take_inflection();
    stem.take_comparison();
    stem.take_derivation();
    word[..stem.end].to_owned()
}

/// The letters of a word, with `U` and `Y` for those between vowels, which count as consonants.
fn marked(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    for at in 1..letters.len().saturating_sub(1) {
        if is_vowel(letters[at - 1])
            && is_vowel(letters[at + 1])
            && matches!(letters[at], b'u' | b'y')
        {
            letters[at].make_ascii_uppercase();
        }
    }
    letters
}

/// A word that loses its endings.
struct Stem<'a> {
    /// The letters of the word.
    letters: &'a [u8],
    /// How many of them are left.
    end: usize,
    /// Where Snowball's region R1 starts.
    first: usize,
    /// Where its region R2 starts.
    second: usize,
}

impl Stem<'_> {
    /// The longest of some endings that it has; they stand with the longest first.
    fn ending(&self, endings: &[&'static str]) -> Option<&'static str> {
        let letters = &self.letters[..self.end];
        endings.iter().copied().find(|ending| letters.ends_with(ending.as_bytes()))
    }

    /// The letter before the last ones.
    fn before(&self, last: usize) -> u8 {
        self.end.checked_sub(last + 1).map_or(0, |at| self.letters[at])
    }

    /// Takes an ending away if it lies behind the start of a region; tells whether it did.
    fn take(&mut self, length: usize, region: usize) -> bool {
        let is_taken = self.end >= region + length;
        if is_taken {
            self.end -= length;
        }
        is_taken
    }

    /// Step 1: cases and plurals.
    fn take_inflection(&mut self) {
        match self.ending(&["ern", "em", "er", "en", "es", "e", "s"]) {
            Some(ending @ ("ern" | "em" | "er")) => {
                self.take(ending.len(), self.first);
            }
            Some("s") => {
                let is_valid = b"bdfghklmnrt".contains(&self.before(1));
                self.take(usize::from(is_valid), self.first);
            }
            Some(ending) => {
                let is_taken = self.take(ending.len(), self.first);
                if is_taken && self.ending(&["niss"]).is_some() {
                    self.end -= 1;
                }
            }
            None => {}
        }
    }

    /// Step 2: comparison and persons.
    fn take_comparison(&mut self) {
        match self.ending(&["est", "en", "er", "st"]) {
            Some("st") => {
                let has_stem = self.end >= 6 && b"bdfghklmnt".contains(&self.before(2));
                if has_stem {
                    self.take(2, self.first);
                }
            }
            Some(ending) => {
                self.take(ending.len(), self.first);
            }
            None => {}
        }
    }

    /// Step 3: endings that make words of words.
    fn take_derivation(&mut self) {
        let endings = ["isch", "lich", "heit", "keit", "end", "ung", "ig", "ik"];
        let Some(ending) = self.ending(&endings) else { return };
        let is_free = self.before(ending.len()) != b'e';
        match ending {
            "end" | "ung" => {
                if self.take(3, self.second)
                    && self.ending(&["ig"]).is_some()
                    && self.before(2) != b'e'
                {
                    self.take(2, self.second);
                }
            }
            "ig" | "ik" | "isch" => {
                if is_free {
                    self.take(ending.len(), self.second);
                }
            }
            "lich" | "heit" => {
                if self.take(4, self.second) && self.ending(&["er", "en"]).is_some() {
                    self.take(2, self.first);
                }
            }
            _ => {
                if self.take(4, self.second)
                    && let Some(before) = self.ending(&["lich", "ig"])
                {
                    self.take(before.len(), self.second);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_meet() {
        let cases = [
            (["strategie", "strategien"].as_slice(), "strategi"),
            (&["sicherung", "sicherungen"], "sicher"),
            (&["verein", "vereins"], "verein"),
            (&["unternehmen", "unternehmens"], "unternehm"),
            (&["erkenntnis", "erkenntnisse", "erkenntnissen"], "erkenntnis"),
            (&["abhangigkeit", "abhangigkeiten"], "abhang"),
        ];
        for (forms, expected) in cases {
            for form in forms {
                assert_eq!(stem(form), expected, "{form}");
            }
        }
    }
}
