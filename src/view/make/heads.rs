//! The last parts of compound words: who looks for „Strategie“ is led to „Industriestrategie“.

use std::collections::{BTreeMap, HashMap};

use crate::search::compound::{Splitter, worth};
use crate::search::fold::fold;
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, Word, words};

/// The fewest letters of a word that somebody looks for.
const SHORTEST: usize = 4;

/// The signs between the parts of a word.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];

/// How often words stand in the texts of a site.
#[derive(Debug, Default)]
struct Vocabulary<'t> {
    /// The words as they are written.
    written: Vec<(&'t str, u32)>,
    /// The folded forms: how often they stand there, and how often with a capital in front.
    forms: HashMap<String, (u32, u32)>,
}

/// The last parts of the compound words in some lines as readers write them, each with the lines that have
/// such a word, or the part as a word of its own. `others` are further texts that tell which words there
/// are. A language without compounds has none.
pub(super) fn heads(
    lines: &[&str],
    others: &[&str],
    tongue: &Tongue,
) -> BTreeMap<String, Vec<usize>> {
    if !tongue.has_compounds {
        return BTreeMap::new();
    }
    let vocabulary = Vocabulary::new(lines.iter().chain(others), tongue);
    let known = vocabulary.forms.iter();
    let known =
        known.map(|(form, (seen, capital))| (&**form, worth(form, *seen, *capital)));
    let splitter = Splitter::new(known);
    let nouns = vocabulary.nouns(tongue);
    let mut known: HashMap<&str, Option<(String, bool)>> = HashMap::new();
    let mut found: BTreeMap<&str, (Vec<usize>, bool)> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        for word in words(line) {
            let head =
                known.entry(word.text).or_insert_with(|| head(&word, &splitter, tongue));
            let Some((stem, is_compound)) = head else { continue };
            let Some(noun) = nouns.get(stem) else { continue };
            let (places, has_compound) = found.entry(noun).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
            *has_compound |= *is_compound;
        }
    }
    let heads = found.into_iter().filter(|(_, (_, has_compound))| *has_compound);
    heads.map(|(noun, (places, _))| (noun.to_owned(), places)).collect()
}

/// The stem of the last part of a noun, and whether there are parts before it; nothing for all other words.
fn head(
    word: &Word<'_>,
    splitter: &Splitter<'_>,
    tongue: &Tongue,
) -> Option<(String, bool)> {
    let (before, last) = word.text.rsplit_once(HYPHENS).unwrap_or(("", word.text));
    if !last.starts_with(char::is_uppercase) {
        return None;
    }
    let mut form = String::new();
    let last = Word { text: last, range: 0..last.len() };
    last.forms(|whole, kind| {
        // Of the two forms of a gender-neutral word, the first one has no ending.
        if kind == FormKind::Whole && form.is_empty() {
            form = fold(whole, tongue.folding);
        }
    });
    if form.len() < SHORTEST || tongue.is_stop(&form) {
        return None;
    }
    match splitter.parts(&form).pop() {
        Some(stem) => Some((stem, true)),
        None => Some((tongue.stemmer.stem(&form), !before.is_empty())),
    }
}

impl<'t> Vocabulary<'t> {
    /// Counts the words of some texts.
    fn new<'l>(texts: impl Iterator<Item = &'l &'t str>, tongue: &Tongue) -> Self
    where
        't: 'l,
    {
        let mut counts: HashMap<&'t str, u32> = HashMap::new();
        for text in texts {
            for word in words(text) {
                *counts.entry(word.text).or_default() += 1;
            }
        }
        let mut written: Vec<(&str, u32)> = counts.into_iter().collect();
        written.sort_unstable();
        let mut forms: HashMap<String, (u32, u32)> = HashMap::new();
        for (text, often) in &written {
            let word = Word { text, range: 0..text.len() };
            word.forms(|form, kind| {
                if kind != FormKind::Part {
                    let count = forms.entry(fold(form, tongue.folding)).or_default();
                    count.0 += often;
                    count.1 += if is_capitalised(form) { *often } else { 0 };
                }
            });
        }
        Self { written, forms }
    }

    /// The nouns by their stems, each in its shortest form: that is the one which readers look for.
    fn nouns(&self, tongue: &Tongue) -> HashMap<String, &'t str> {
        let mut nouns: HashMap<String, &str> = HashMap::new();
        for (word, _) in &self.written {
            if !word.chars().all(char::is_alphabetic) || !is_capitalised(word) {
                continue;
            }
            let form = fold(word, tongue.folding);
            let (seen, capital) = self.forms.get(&form).copied().unwrap_or_default();
            let is_noun = capital * 2 > seen && form.len() >= SHORTEST;
            if !is_noun || tongue.is_stop(&form) {
                continue;
            }
            let known = nouns.entry(tongue.stemmer.stem(&form)).or_insert(word);
            if word.len() < known.len() {
                *known = word;
            }
        }
        nouns
    }
}

/// Tells whether a word starts with a capital, with small letters behind it.
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(|letter| !letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// The heads of some lines, each with the lines that it leads to.
    fn shown(language: &str, lines: &[&str], others: &[&str]) -> Vec<String> {
        let heads = heads(lines, others, &Tongue::of(&Language::new(language)));
        heads.into_iter().map(|(head, places)| format!("{head} {places:?}")).collect()
    }

    #[test]
    fn compounds_stand_under_their_last_parts() {
        let lines = [
            "Industriestrategie 2030",
            "Eine Strategie für Sachsen",
            "Die Fachkräftesicherung",
            "KI-Strategien",
            "industriell sichern",
            "Verbandsvertreter:innen",
        ];
        let others = [
            "Strategie, Industrie, Fachkräfte und Sicherung",
            "Industrie, Fachkräfte, Sicherung, Verband, Vertreter",
            "Verband und Vertreter",
        ];
        assert_eq!(
            shown("de", &lines, &others),
            ["Sicherung [2]", "Strategie [0, 1, 3]", "Vertreter [5]"]
        );
        assert!(shown("en", &lines, &others).is_empty());
    }
}
