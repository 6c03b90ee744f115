//! What persons are called who may not be named, and where a text names them.
//!
//! A name is found whatever its case, accents, hyphens or line breaks, with or without academic
//! titles, as `First Last`, `Last, First`, `FirstLast` or `Frau Last`, also in the genitive. A family
//! name alone is not looked for: too many are ordinary words. What a person who may be named is called
//! as well is not looked for either.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::path::fold;
use crate::record::Card;

/// Words before or within a name that are no part of it.
const TITLES: [&str; 24] = [
    "dr",
    "prof",
    "professor",
    "professorin",
    "dipl",
    "ing",
    "inform",
    "kfm",
    "kffr",
    "med",
    "phil",
    "rer",
    "nat",
    "pol",
    "oec",
    "h",
    "c",
    "habil",
    "jun",
    "sen",
    "ma",
    "msc",
    "ba",
    "mba",
];

/// Words that make a family name alone a name.
const ADDRESSES: [&str; 9] =
    ["herr", "herrn", "frau", "dr", "prof", "professor", "professorin", "mr", "mrs"];

/// The fewest letters of a name that is looked for without a space in it, as in `erikamuster`: shorter
/// ones are parts of other words.
const SHORTEST_JOINED: usize = 8;

/// What the withheld persons are called: sequences of folded words.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The sequences by their first words.
    patterns: HashMap<String, Vec<Vec<String>>>,
}

impl Names {
    /// The names of withheld persons, but for those that somebody who may be named has as well.
    pub(super) fn new<'a>(
        withheld: impl Iterator<Item = &'a Card>,
        named: impl Iterator<Item = &'a Card>,
    ) -> Self {
        let mut wanted: BTreeSet<Vec<String>> =
            withheld.flat_map(|card| patterns(&card.title.text)).collect();
        if !wanted.is_empty() {
            for card in named {
                for pattern in patterns(&card.title.text) {
                    wanted.remove(&pattern);
                }
            }
        }
        // The longest comes first, so that a finding covers the whole name.
        let mut wanted: Vec<Vec<String>> = wanted.into_iter().collect();
        wanted.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        let mut names = Self::default();
        for pattern in wanted {
            names.patterns.entry(pattern[0].clone()).or_default().push(pattern);
        }
        names
    }

    /// Tells whether everybody may be named.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Tells whether a text names somebody.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let words = Words::new(text);
        (0..words.places.len()).any(|start| self.at(&words, start).is_some())
    }

    /// The places where a text names somebody.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let words = Words::new(text);
        let mut found = Vec::new();
        let mut next = 0;
        while next < words.places.len() {
            match self.at(&words, next) {
                Some(end) => {
                    let start = words.places[next].source.start;
                    found.push(start..words.places[end - 1].source.end);
                    next = end;
                }
                None => next += 1,
            }
        }
        found
    }

    /// The word behind the name that starts at a word, if one does.
    fn at(&self, words: &Words, start: usize) -> Option<usize> {
        let first = words.word(start);
        let of = |word: &str| self.patterns.get(word).map_or(&[][..], Vec::as_slice);
        let alone = first.strip_suffix('s').map_or(&[][..], of);
        let mut candidates =
            of(first).iter().chain(alone.iter().filter(|pattern| pattern.len() == 1));
        candidates.find_map(|pattern| ends(words, start, pattern))
    }
}

/// The word behind a name, if it starts at a word. Titles and numbers (of footnotes) may stand within
/// it; its last word may be in the genitive.
fn ends(words: &Words, start: usize, pattern: &[String]) -> Option<usize> {
    let mut place = start;
    for (number, name) in pattern.iter().enumerate() {
        let is_same = |word: &str| {
            let genitive = || word.strip_suffix('s').is_some_and(|stem| stem == name);
            word == name || (number + 1 == pattern.len() && genitive())
        };
        let is_between = |word: &str| {
            TITLES.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
        };
        while number > 0
            && place < words.places.len()
            && !is_same(words.word(place))
            && is_between(words.word(place))
        {
            place += 1;
        }
        if place >= words.places.len() || !is_same(words.word(place)) {
            return None;
        }
        place += 1;
    }
    Some(place)
}

/// The words of a text in lower case without accents. Characters that do not show are no part of them.
#[derive(Debug, Default)]
struct Words {
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

impl Words {
    /// Takes a text apart.
    fn new(text: &str) -> Self {
        let mut words = Self::default();
        let mut open: Option<Range<usize>> = None;
        for (start, character) in text.char_indices() {
            let end = start + character.len_utf8();
            if character.is_alphanumeric() || is_mark(character) {
                open = Some(open.map_or(start, |word| word.start)..end);
            } else if !is_invisible(character)
                && let Some(word) = open.take()
            {
                words.push(text, word);
            }
        }
        if let Some(word) = open {
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
            self.folded.push_str(&fold(&shown));
        }
        self.places.push(WordPlace { folded: start..self.folded.len(), source });
    }

    /// A word.
    fn word(&self, place: usize) -> &str {
        &self.folded[self.places[place].folded.clone()]
    }
}

/// Tells whether a character is a combining mark, which belongs to the letter before it.
fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

/// Tells whether a character does not show: soft hyphens and joiners.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

/// The words of a name without academic titles.
fn strip_titles(name: &str) -> Vec<String> {
    let words = Words::new(name);
    let all: Vec<String> =
        (0..words.places.len()).map(|place| words.word(place).to_owned()).collect();
    let rest: Vec<String> =
        all.iter().skip_while(|word| TITLES.contains(&word.as_str())).cloned().collect();
    if rest.is_empty() { all } else { rest }
}

/// The sequences of words that name a person; none of them is empty.
fn patterns(name: &str) -> Vec<Vec<String>> {
    let words = strip_titles(name);
    let [first, .., last] = words.as_slice() else {
        return if words.is_empty() { vec![] } else { vec![words] };
    };
    let pair = |left: &String, right: &String| vec![left.clone(), right.clone()];
    let mut patterns = vec![words.clone(), pair(first, last), pair(last, first)];
    // Where the family name starts cannot be told: `von Muster`, `Müller-Lüdenscheidt`.
    for start in 1..words.len() {
        let (given, family) = words.split_at(start);
        patterns.push([family, given].concat());
        for address in ADDRESSES {
            let mut pattern = vec![address.to_owned()];
            pattern.extend(family.iter().cloned());
            patterns.push(pattern);
        }
    }
    let joined = [[first.as_str(), last].concat(), [last.as_str(), first].concat()];
    let is_long = |name: &String| name.chars().count() >= SHORTEST_JOINED;
    patterns.extend(joined.into_iter().filter(is_long).map(|name| vec![name]));
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(name: &str, text: &str) -> Vec<String> {
        let mut names = Names::default();
        for pattern in patterns(name) {
            names.patterns.entry(pattern[0].clone()).or_default().push(pattern);
        }
        names.find(text).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn finds_a_name_in_all_its_forms() {
        let name = "Prof. Dr. Änne Müller-Lüdenscheidt";
        for text in [
            "Änne Müller-Lüdenscheidt",
            "aenne MUELLER-LUEDENSCHEIDT",
            "A\u{308}nne Mu\u{308}ller-Lu\u{308}denscheidt",
            "Müller-Lüdenscheidt, Änne",
            "Müller-Lüdenscheidt, Prof. Dr. Änne",
            "Frau Lüdenscheidt",
            "Frau Müller-Lüdenscheidt",
            "Frau Prof. Dr. Müller-Lüdenscheidt",
            "Dr. Lüdenscheidt",
            "Änne\nMüller-Lüdenscheidts",
            "Än\u{ad}ne Lüdenscheidt",
            "aenne.luedenscheidt@example.org",
            "#ÄnneLüdenscheidt",
            "aenne_mueller_luedenscheidt.jpg",
            "Änne 1 Müller-Lüdenscheidt",
        ] {
            assert_eq!(hits(name, text).len(), 1, "{text}");
        }
        assert_eq!(hits("Karl von Muster", "Herr von Muster").len(), 1);
        assert_eq!(hits("Karl von Muster", "von Muster, Karl").len(), 1);
        assert_eq!(hits("Gundula", "Gundulas Rede").len(), 1);
    }

    #[test]
    fn leaves_other_words_alone() {
        for text in ["Müller", "Die Anne Richter", "Annemüllerin", "Frau Müllerin"] {
            assert!(hits("Anne Müller", text).is_empty(), "{text}");
        }
        assert_eq!(hits("Anne Müller", "mit Anne Müller dort"), ["Anne Müller"]);
        assert!(hits("Li Na", "Lina").is_empty());
        assert!(hits("…", "… und …").is_empty());
    }
}
