//! The last parts of compound words: who looks for „Strategie“ is led to „Industriestrategie“.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::search::compound::{Splitter, worth};
use crate::search::fold::fold;
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, Word, words};

/// The fewest letters of a word that somebody looks for.
const SHORTEST: usize = 4;

/// The signs between the parts of a word.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];

/// A word of the texts of a site.
struct Written<'t> {
    /// The word as it is written.
    text: &'t str,
    /// How often it stands there.
    often: u32,
    /// The folded form by which its last part is known.
    form: String,
}

/// How often a folded form stands in the texts of a site.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Anywhere.
    all: u32,
    /// With a capital in front.
    capital: u32,
}

/// What readers look for in a word.
#[derive(Debug, Clone, Copy)]
struct Head<'t> {
    /// The noun.
    noun: &'t str,
    /// Whether the word has parts before it.
    is_compound: bool,
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
    let mut counter = Counter::default();
    // Each line is taken apart once; from then on words are numbers.
    let lines: Vec<Vec<usize>> = lines.iter().map(|line| counter.count(line)).collect();
    for other in others {
        counter.count(other);
    }
    let (words, forms) = counter.fold(tongue);
    let heads = heads_of(&words, &forms, tongue);
    let mut found: Vec<(Vec<usize>, bool)> = vec![(vec![], false); words.len()];
    let mut places: HashMap<&str, usize> = HashMap::new();
    let slots: Vec<Option<usize>> = heads
        .iter()
        .enumerate()
        .map(|(word, head)| Some(*places.entry(head.as_ref()?.noun).or_insert(word)))
        .collect();
    for (place, line) in lines.iter().enumerate() {
        for word in line {
            let (Some(slot), Some(head)) = (slots[*word], heads[*word]) else { continue };
            let (places, has_compound) = &mut found[slot];
            if places.last() != Some(&place) {
                places.push(place);
            }
            *has_compound |= head.is_compound;
        }
    }
    let found =
        found.into_iter().zip(heads).filter(|((_, has_compound), _)| *has_compound);
    let found =
        found.filter_map(|((places, _), head)| Some((head?.noun.to_owned(), places)));
    found.collect()
}

/// Counts the words of texts.
#[derive(Default)]
struct Counter<'t> {
    /// The number of each word.
    numbers: HashMap<&'t str, usize>,
    /// The words and how often each was there, by their numbers.
    words: Vec<(&'t str, u32)>,
}

impl<'t> Counter<'t> {
    /// Counts the words of a text; gives their numbers.
    fn count(&mut self, text: &'t str) -> Vec<usize> {
        let numbers = words(text).map(|word| {
            let next = self.words.len();
            let number = *self.numbers.entry(word.text).or_insert(next);
            if number == next {
                self.words.push((word.text, 0));
            }
            self.words[number].1 += 1;
            number
        });
        numbers.collect()
    }

    /// The words with the forms of their last parts, and how often there is each form.
    fn fold(self, tongue: &Tongue) -> (Vec<Written<'t>>, HashMap<String, Seen>) {
        let mut forms: HashMap<String, Seen> = HashMap::with_capacity(self.words.len());
        let words = self.words.into_iter().map(|(text, often)| {
            let mut first = None;
            Word { text, range: 0..text.len() }.forms(|form, kind| {
                if kind == FormKind::Part {
                    return;
                }
                let folded = fold(form, tongue.folding);
                if first.is_none() && kind == FormKind::Whole {
                    first = Some(folded.clone());
                }
                let seen = forms.entry(folded).or_default();
                seen.all += often;
                seen.capital += if is_capitalised(form) { often } else { 0 };
            });
            let form = match text.rsplit_once(HYPHENS) {
                Some((_, last)) => first_form(last, tongue),
                None => first.unwrap_or_default(),
            };
            Written { text, often, form }
        });
        let words = words.collect();
        (words, forms)
    }
}

/// The folded form of a word; of the two of a gender-neutral word the first, which has no ending.
fn first_form(word: &str, tongue: &Tongue) -> String {
    let mut first = None;
    Word { text: word, range: 0..word.len() }.forms(|form, kind| {
        if first.is_none() && kind == FormKind::Whole {
            first = Some(fold(form, tongue.folding));
        }
    });
    first.unwrap_or_default()
}

/// The noun that readers look for in each word, if there is one.
fn heads_of<'t>(
    words: &[Written<'t>],
    forms: &HashMap<String, Seen>,
    tongue: &Tongue,
) -> Vec<Option<Head<'t>>> {
    let known = forms.iter();
    let known = known.map(|(form, seen)| (&**form, worth(form, seen.all, seen.capital)));
    let splitter = Splitter::new(known);
    let nouns = nouns(words, forms, tongue);
    let head = |word: &Written<'t>| {
        let last = word.text.rsplit(HYPHENS).next().unwrap_or_default();
        let is_noun = last.starts_with(char::is_uppercase);
        if !is_noun || word.form.len() < SHORTEST || tongue.is_stop(&word.form) {
            return None;
        }
        let (stem, is_compound) = match splitter.parts(&word.form).pop() {
            Some(stem) => (stem, true),
            None => (tongue.stemmer.stem(&word.form), last.len() < word.text.len()),
        };
        nouns.get(&stem).map(|noun| Head { noun, is_compound })
    };
    words.iter().map(head).collect()
}

/// The nouns by their stems, each in its shortest form: that is the one which readers look for.
fn nouns<'t>(
    words: &[Written<'t>],
    forms: &HashMap<String, Seen>,
    tongue: &Tongue,
) -> HashMap<String, &'t str> {
    let mut nouns: HashMap<String, (usize, Reverse<u32>, &str)> = HashMap::new();
    for word in words {
        if !is_capitalised(word.text) || !word.text.chars().all(char::is_alphabetic) {
            continue;
        }
        let seen = forms.get(&word.form).copied().unwrap_or_default();
        let is_noun = seen.capital * 2 > seen.all && word.form.len() >= SHORTEST;
        if !is_noun || tongue.is_stop(&word.form) {
            continue;
        }
        let rank = (word.text.len(), Reverse(word.often), word.text);
        let known = nouns.entry(tongue.stemmer.stem(&word.form)).or_insert(rank);
        *known = rank.min(*known);
    }
    nouns.into_iter().map(|(stem, (_, _, noun))| (stem, noun)).collect()
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
            "Start-Startstrategie",
        ];
        let others = [
            "Strategie, Industrie, Fachkräfte und Sicherung",
            "Industrie, Fachkräfte, Sicherung, Verband, Vertreter",
            "Verband und Vertreter, Start und Start",
        ];
        assert_eq!(
            shown("de", &lines, &others),
            ["Sicherung [2]", "Strategie [0, 1, 3, 6]", "Vertreter [5]"]
        );
        assert!(shown("en", &lines, &others).is_empty());
    }
}
