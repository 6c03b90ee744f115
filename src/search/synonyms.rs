//! Words and names that stand for each other, as the glossary of a site has them.
//!
//! Single words are told to the lexicon: what one of them is found by, the others are found by. Whether a text
//! has a name of several words, `additive Fertigung` for `3D-Druck`, shows only where they stand side by side.
//! So that is seen when a text is counted, and it then counts for the words of the other names as well, as it
//! does for the parts of its words.

use serde::{Deserialize, Serialize};

use crate::search::fold::fold;
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, words};

/// How many letters two forms of a word start with in common: what differs there needs no stemming.
const COMMON: usize = 4;

/// Words and names that stand for each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Groups of single words, folded.
    pub(super) words: Vec<Vec<String>>,
    /// Groups of names, of which one has several words at least.
    pub(super) names: Names,
}

/// Names that stand for each other, in groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Names(Vec<Vec<Name>>);

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Name {
    /// It as it is written.
    text: String,
    /// The stems of its words.
    stems: Vec<String>,
}

impl Synonyms {
    /// Groups of words and names that stand for each other, in a language.
    pub fn new(groups: &[Vec<String>], tongue: &Tongue) -> Self {
        let word = |name: &String| {
            let mut words = words(name);
            let (word, next) = (words.next()?, words.next());
            let is_word = next.is_none() && word.text == name.trim();
            is_word.then(|| fold(word.text, tongue.folding))
        };
        let singles = groups.iter().map(|group| group.iter().filter_map(word).collect());
        let names = groups.iter().map(|group| {
            let names = group.iter().map(|text| Name::new(text, tongue));
            names.filter(|name| !name.stems.is_empty()).collect()
        });
        let is_needed = |group: &Vec<Name>| {
            group.len() > 1 && group.iter().any(|name| name.stems.len() > 1)
        };
        Self {
            words: singles.filter(|group: &Vec<String>| group.len() > 1).collect(),
            names: Names(names.filter(is_needed).collect()),
        }
    }
}

impl Name {
    /// A name in a language.
    fn new(text: &str, tongue: &Tongue) -> Self {
        let mut stems = vec![];
        for word in words(text) {
            word.forms(|form, kind| {
                if kind == FormKind::Whole {
                    stems.push(tongue.stemmer.stem(&fold(form, tongue.folding)));
                }
            });
        }
        stems.retain(|stem| !stem.is_empty());
        Self { text: text.to_owned(), stems }
    }

    /// The places of the forms of each of its words; nothing where one has none.
    fn forms(&self, forms: &[&str], tongue: &Tongue) -> Option<Vec<Vec<u32>>> {
        let stems = self.stems.iter().map(|stem| {
            let start = stem.get(..COMMON).unwrap_or(stem);
            let alike = (0..).zip(forms).filter(|(_, form)| form.starts_with(start));
            let own = alike.filter(|(_, form)| tongue.stemmer.stem(form) == *stem);
            let own: Vec<u32> = own.map(|(place, _)| place).collect();
            (!own.is_empty()).then_some(own)
        });
        stems.collect()
    }

    /// How often its words stand side by side in a text of forms, given which forms each word has.
    fn count(&self, text: &[u32], forms: &[Vec<u32>]) -> usize {
        let is_here = |window: &&[u32]| {
            window.iter().zip(forms).all(|(form, forms)| forms.contains(form))
        };
        text.windows(self.stems.len()).filter(is_here).count()
    }
}

impl Names {
    /// Tells whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The other names for those that some texts have, once for each time that one stands there, with the
    /// number of its text. Texts are sequences of forms, by their places in `forms`.
    pub(super) fn others(
        &self,
        texts: &[Vec<u32>],
        forms: &[&str],
        tongue: &Tongue,
    ) -> Vec<(usize, &str)> {
        let mut found = vec![];
        for group in &self.0 {
            for name in group {
                let Some(own) = name.forms(forms, tongue) else { continue };
                for (number, text) in texts.iter().enumerate() {
                    let others = group.iter().filter(|other| *other != name);
                    let others = others.map(|other| (number, other.text.as_str()));
                    let count = name.count(text, &own);
                    found.extend(std::iter::repeat_n(others, count).flatten());
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn names_are_found_where_their_words_stand_side_by_side() {
        let tongue = Tongue::of(&Language::new("de"));
        let group =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let groups = [
            group(&["additive Fertigung", "3D-Druck"]),
            group(&["KMU", "Mittelstand"]),
            group(&["allein", ""]),
        ];
        let synonyms = Synonyms::new(&groups, &tongue);
        assert_eq!(synonyms.words, [["kmu", "mittelstand"]]);
        assert_eq!(synonyms.names.0.len(), 1);
        let forms = ["der", "additiven", "fertigung", "und", "3d", "druck"];
        let others =
            |text: &[u32]| synonyms.names.others(&[text.to_vec()], &forms, &tongue);
        assert_eq!(others(&[0, 1, 2]), [(0, "3D-Druck")]);
        assert_eq!(others(&[4, 5, 3, 1, 2, 4, 5]).len(), 3);
        assert_eq!(others(&[1, 0, 2, 4, 3, 5]), []);
    }
}
