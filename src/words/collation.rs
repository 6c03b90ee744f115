//! Alphabetical order and the letters of A–Z lists, as a language has them.
//!
//! German follows DIN 5007-1 (ä like a), numbers go by their value, and signs before the first
//! letter or digit of a title are passed over, so „Wir“ in quotation marks stands under W.

use std::cmp::Ordering;
use std::fmt;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};

use crate::language::Language;
use crate::words::locale_of;

/// The bucket of what starts with no letter of the alphabet: digits, signs, other scripts.
const REST: &str = "#";

/// What the other scripts start with, Greek first.
const BEHIND_LATIN: &str = "α";

/// The order of a language.
pub struct Collator {
    /// Compares by all differences.
    full: CollatorBorrowed<'static>,
    /// Compares letters only, without accents and case.
    letters: CollatorBorrowed<'static>,
    /// The letters of A–Z lists, in order.
    alphabet: Vec<&'static str>,
}

/// The letters of A–Z lists under which texts stand that are in order.
#[derive(Debug)]
pub struct Letters {
    /// The first place of each letter.
    starts: Vec<usize>,
    /// The first place behind the Latin letters.
    end: usize,
    /// The letters, in order.
    alphabet: Vec<&'static str>,
}

/// What a text is sorted by: equal to another only if the texts are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    /// The weights of the letters.
    weights: Vec<u8>,
    /// The text itself, for texts that the language does not tell apart.
    text: String,
}

impl Collator {
    /// The order of a language; the root order of Unicode where it is not known.
    pub fn new(language: &Language) -> Self {
        let full = load(language, Strength::Tertiary);
        let letters = load(language, Strength::Primary);
        let mut alphabet: Vec<&'static str> =
            "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"
                .split(' ')
                .chain(own_letters(language.base()))
                .collect();
        alphabet.sort_by(|a, b| full.compare(a, b));
        Self { full, letters, alphabet }
    }

    /// Compares two texts; only equal texts are equal.
    pub fn compare(&self, left: &str, right: &str) -> Ordering {
        self.full.compare(core_of(left), core_of(right)).then_with(|| left.cmp(right))
    }

    /// What a text is sorted by, for lists that are sorted more than once.
    pub fn key(&self, text: &str) -> SortKey {
        let mut weights = vec![];
        // Writing into a vector cannot fail.
        let Ok(()) = self.full.write_sort_key_to(core_of(text), &mut weights);
        SortKey { weights, text: text.to_owned() }
    }

    /// The first weights of a text: where those of two texts differ, so do the texts, and in the same way.
    /// Where they do not, only [`Self::compare`] tells.
    pub fn first_weights(&self, text: &str) -> u128 {
        let mut weights = vec![];
        let Ok(()) = self.letters.write_sort_key_to(core_of(text), &mut weights);
        weights.resize(size_of::<u128>(), 0);
        weights.iter().fold(0, |first, weight| first << 8 | u128::from(*weight))
    }

    /// The letter of an A–Z list under which a text stands: Ä under A in German, `Ch` by itself in
    /// Czech; `#` for what starts with no letter of the alphabet.
    pub fn letter(&self, text: &str) -> &'static str {
        let text = core_of(text);
        let not_after = |letter: &&str| self.letters.compare(letter, text).is_le();
        let count = self.alphabet.partition_point(not_after);
        // Behind the Latin letters come the other scripts, Greek first.
        let is_latin = self.letters.compare(text, BEHIND_LATIN).is_lt();
        match count.checked_sub(1) {
            Some(index) if is_latin => self.alphabet[index],
            _ => REST,
        }
    }

    /// The letters of texts that are in order: the same as [`Self::letter`] says of each, without looking
    /// at all of them.
    pub fn letters(&self, texts: &[&str]) -> Letters {
        let start = |letter: &&str| {
            texts.partition_point(|text| {
                self.letters.compare(core_of(text), letter).is_lt()
            })
        };
        let starts = self.alphabet.iter().map(start).collect();
        Letters { starts, end: start(&BEHIND_LATIN), alphabet: self.alphabet.clone() }
    }

    /// All letters that [`Self::letter`] may answer, in order; `#` stands first, as numbers come before
    /// letters.
    pub fn alphabet(&self) -> impl Iterator<Item = &'static str> {
        [REST].into_iter().chain(self.alphabet.iter().copied())
    }
}

impl Letters {
    /// The letter of the text at a place, and its own place in [`Collator::alphabet`].
    pub fn at(&self, place: usize) -> (usize, &'static str) {
        let count = self.starts.partition_point(|start| *start <= place);
        match count.checked_sub(1) {
            Some(letter) if place < self.end => (count, self.alphabet[letter]),
            _ => (0, REST),
        }
    }
}

impl fmt::Debug for Collator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collator")
            .field("alphabet", &self.alphabet)
            .finish_non_exhaustive()
    }
}

/// Loads the order of a language at a strength.
#[expect(
    clippy::expect_used,
    reason = "the data is compiled in, and every locale falls back to the root"
)]
fn load(language: &Language, strength: Strength) -> CollatorBorrowed<'static> {
    let locale = locale_of(language);
    let mut preferences = CollatorPreferences::from(&locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    CollatorBorrowed::try_new(preferences, options)
        .expect("the compiled data has the root order")
}

/// The letters that a language counts beside the basic ones, after its CLDR index characters.
fn own_letters(base: &str) -> impl Iterator<Item = &'static str> {
    let letters = match base {
        "cs" => "Č Ch Ř Š Ž",
        "sk" => "Ä Č Ch Ô Š Ž",
        "pl" => "Ą Ć Ę Ł Ń Ó Ś Ź Ż",
        "hsb" => "Č Ć Ch Ł Ř Š Ž",
        "dsb" => "Č Ć Ch Ł Š Ś Ž Ź",
        _ => "",
    };
    letters.split_whitespace()
}

/// The text from its first letter or digit on; the whole text where it has none.
fn core_of(text: &str) -> &str {
    let core = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    if core.is_empty() { text } else { core }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sorts, and checks that keys sort likewise.
    fn sorted(language: &str, mut names: Vec<&'static str>) -> Vec<&'static str> {
        let collator = Collator::new(&Language::new(language));
        names.sort_by(|a, b| collator.compare(a, b));
        let mut by_key = names.clone();
        by_key.reverse();
        by_key.sort_by_key(|name| collator.key(name));
        assert_eq!(names, by_key, "{language}");
        assert!(names.is_sorted_by_key(|name| collator.first_weights(name)));
        let letters = collator.letters(&names);
        let alphabet: Vec<&str> = collator.alphabet().collect();
        for (place, name) in names.iter().enumerate() {
            let (at, letter) = letters.at(place);
            assert_eq!(letter, collator.letter(name), "{language} {name}");
            assert_eq!(alphabet[at], letter, "{language} {name}");
        }
        names
    }

    #[test]
    fn sorts_as_the_language_does() {
        let golden: [(&str, &[&str]); 6] = [
            (
                "de",
                &[
                    "Aerger",
                    "Afrika",
                    "ähnlich",
                    "Apfel",
                    "Äpfel",
                    "Ärger",
                    "Straße",
                    "Strassenbau",
                    "Workshop 2",
                    "„Workshop 9“",
                    "Workshop 10",
                    "Zebra",
                ],
            ),
            ("en", &["apple", "Apple", "äpple", "Zebra"]),
            (
                "de",
                &["…", "2", "10", "Aal", "„Łódź“", "ßtart", "Zwickau", "Ωmega", "Ямал"],
            ),
            ("cs", &["cena", "čas", "hora", "chata", "Ideál", "řeka", "zima", "žena"]),
            ("pl", &["lato", "luty", "łan", "mak", "ósmy", "zima", "źródło", "żaba"]),
            (
                "hsb",
                &[
                    "cuzy", "čas", "ćma", "dom", "Hora", "chěža", "łuka", "luby",
                    "zymny", "žito",
                ],
            ),
        ];
        for (language, names) in golden {
            let mut mixed = names.to_vec();
            mixed.reverse();
            assert_eq!(sorted(language, mixed), names, "{language}");
        }
    }

    #[test]
    fn serves_several_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<(Collator, crate::words::Dates, crate::words::Catalogue)>();
    }

    #[test]
    fn finds_the_letter() {
        let cases = [
            ("de", "Ärger", "A"),
            ("de", "ßtart", "S"),
            ("de", "„Wir“", "W"),
            ("de", "Łódź", "L"),
            ("de", "2017", "#"),
            ("de", "…", "#"),
            ("de", "Ωmega", "#"),
            ("de", "Zwickau", "Z"),
            ("en", "Éire", "E"),
            ("cs", "chata", "Ch"),
            ("cs", "Cheb", "Ch"),
            ("cs", "Hrad", "H"),
            ("cs", "Čech", "Č"),
            ("cs", "Áron", "A"),
            ("pl", "łan", "Ł"),
            ("pl", "Luty", "L"),
            ("pl", "Żaba", "Ż"),
            ("hsb", "čas", "Č"),
            ("hsb", "ćma", "Ć"),
            ("hsb", "Łužica", "Ł"),
            ("hsb", "chěža", "Ch"),
        ];
        for (language, name, letter) in cases {
            let collator = Collator::new(&Language::new(language));
            assert_eq!(collator.letter(name), letter, "{language} {name}");
        }
    }
}
