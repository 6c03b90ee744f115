//! What the search knows of a language.

use std::collections::BTreeSet;

use crate::language::Language;
use crate::search::fold::{Folding, fold};
use crate::search::stem::Stemmer;
use crate::search::words::words;

/// Words that say nothing of what a text is about, folded.
const GERMAN_STOPS: &str = "aber als am an auch auf aus bei bis da damit dann das dass dem den der des die \
dies diese diesem diesen dieser dieses durch ein eine einem einen einer eines er es fur hat haben ich ihr \
ihre ihren im in indem ist ja kann kein keine konnen man mehr mit nach nicht noch nun nur ob oder ohne sein \
seine sich sie sind so soll sowie um und uber unter vom von vor war was weil wenn wer werden wie wir wird wo \
wurde wurden zu zum zur zwischen";

/// The same in English.
const ENGLISH_STOPS: &str = "a about an and are as at be been but by can do does for from had has have how if \
in into is it its no not of on or our so such than that the their then there these they this to was we were \
what when which who will with you your";

/// Endings that a stem loses beside those of inflection: who has typed some letters of one means the stem.
const GERMAN_ENDINGS: [&str; 6] =
    ["ungen", "lichkeit", "igkeit", "heiten", "keiten", "isch"];

/// The same in English.
const ENGLISH_ENDINGS: [&str; 6] =
    ["ations", "ingly", "ments", "ness", "ities", "ization"];

/// The rules of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tongue {
    /// How words are folded.
    pub folding: Folding,
    /// How they are stemmed.
    pub stemmer: Stemmer,
    /// Whether compound words are split.
    pub has_compounds: bool,
    /// Endings that make words of words.
    pub endings: &'static [&'static str],
    /// The stop words, sorted.
    stops: Vec<&'static str>,
}

impl Tongue {
    /// The stems of the words of a text, without stop words.
    pub fn stems(&self, text: &str) -> BTreeSet<String> {
        let forms = words(text).map(|word| fold(word.text, self.folding));
        let forms = forms.filter(|form| !form.is_empty() && !self.is_stop(form));
        forms.map(|form| self.stemmer.stem(&form)).collect()
    }

    /// The rules of a language; those of its base where it is a variant.
    pub fn of(language: &Language) -> Self {
        let none: &[&str] = &[];
        let (folding, stemmer, stops, endings) = match language.base() {
            "de" => (Folding::German, Stemmer::German, GERMAN_STOPS, &GERMAN_ENDINGS[..]),
            "en" => {
                (Folding::Plain, Stemmer::English, ENGLISH_STOPS, &ENGLISH_ENDINGS[..])
            }
            _ => (Folding::Plain, Stemmer::None, "", none),
        };
        let mut stops: Vec<&str> = stops.split_whitespace().collect();
        stops.sort_unstable();
        Self {
            folding,
            stemmer,
            has_compounds: stemmer == Stemmer::German,
            endings,
            stops,
        }
    }

    /// Tells whether a folded word is a stop word.
    pub fn is_stop(&self, folded: &str) -> bool {
        self.stops.binary_search(&folded).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fold::fold;

    #[test]
    fn stop_words_are_folded() {
        for tag in ["de", "en"] {
            let tongue = Tongue::of(&Language::new(tag));
            assert!(tongue.stops.len() > 50);
            for word in &tongue.stops {
                assert_eq!(fold(word, tongue.folding), *word);
            }
        }
        assert!(Tongue::of(&Language::new("de-simple")).is_stop("und"));
        assert!(!Tongue::of(&Language::new("cs")).is_stop("und"));
    }
}
