//! What the search reads of the index: terms, what a word starts and ends, words that are near to it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::search::deflate::inflated;
use crate::search::engine::{Engine, SHORTEST_END};

use crate::search::index::Posting;
use crate::search::listing::Listing;
use crate::search::ranking::IMPACT_MAX;
use crate::search::reader::{Reader, words};
use crate::search::spelling;

/// The most words that are looked up for the start of one, and for its end.
const MOST_STARTED: usize = 40;

/// The same for the end of one.
const MOST_ENDED: usize = 3;

/// The fewest letters that other words can start with.
const SHORTEST_START: usize = 3;

/// The power of two of how often the site has a word that is surely meant by one that is near to it.
const OFTEN: u32 = 3;

/// The most last letters of a stem by which words are looked for whose first letter is wrong.
const LONGEST_END: usize = 6;

/// An entry of a shard of terms.
pub(super) struct Entry {
    /// The term.
    pub(super) term: String,
    /// How many documents have it.
    pub(super) frequency: u32,
    /// The documents.
    pub(super) postings: Vec<Posting>,
}

impl Entry {
    /// Whether a title or heading has it.
    pub(super) fn is_headed(&self) -> bool {
        self.postings.iter().any(|posting| posting.impact > IMPACT_MAX)
    }
}

impl Engine<'_> {
    /// A term.
    pub(super) fn term(&self, term: &str) -> Option<Entry> {
        let shard = self.root.terms.place(term);
        self.terms(shard).into_iter().find(|entry| entry.term == term)
    }

    /// The terms that start with a form or with its stem, those that most documents have. Where the form is
    /// no word, but starts some, what its stem starts has nothing to do with it: `Wiederhers` and `Wiederh`.
    pub(super) fn starting(&self, form: &str, stem: &str, is_word: bool) -> Vec<Entry> {
        let mut found: Vec<Entry> = vec![];
        let mut known = BTreeSet::from([stem.to_owned()]);
        for start in [form, stem] {
            let is_done = !is_word && !found.is_empty();
            if start.len() < SHORTEST_START || is_done {
                continue;
            }
            found.extend(self.started(start).into_iter().filter(|entry| {
                !entry.term.contains([' ', '=']) && known.insert(entry.term.clone())
            }));
        }
        found.sort_by(|one, other| {
            other.frequency.cmp(&one.frequency).then_with(|| one.term.cmp(&other.term))
        });
        found.truncate(MOST_STARTED);
        found
    }

    /// The terms with a start, of two shards at most.
    pub(super) fn started(&self, start: &str) -> Vec<Entry> {
        let first = self.root.terms.place(start);
        let last = self.root.terms.place(&format!("{start}\u{7f}")).min(first + 1);
        let entries = (first..=last).flat_map(|shard| self.terms(shard));
        entries.filter(|entry| entry.term.starts_with(start)).collect()
    }

    /// The terms that end in a stem, the shortest first.
    pub(super) fn ending(&self, stem: &str) -> Vec<Entry> {
        let backwards: String = stem.chars().rev().collect();
        let shard = self.root.endings.place(&backwards);
        let mut found: Vec<String> = words(&self.file(&self.root.endings, "e", shard))
            .into_iter()
            .filter(|(word, _)| {
                word.len() > backwards.len() && word.starts_with(&backwards)
            })
            .map(|(word, _)| word.chars().rev().collect())
            .collect();
        found.sort_by_key(|word| (word.len(), word.clone()));
        found.truncate(MOST_ENDED);
        found.iter().filter_map(|word| self.term(word)).collect()
    }

    /// The words of the site that are nearest to a misspelt one, with their distances.
    pub(super) fn near(&self, form: &str) -> Vec<(String, usize)> {
        let most = spelling::tolerance(form);
        if most == 0 {
            return vec![];
        }
        let (start, count) = (&form[..1], form.len());
        let mut words = self.listed(start, count - 1..=count + 1);
        let is_done = |words: &BTreeMap<String, u32>| {
            let near = spelling::nearest(form, 1, words);
            near.first().is_some_and(|(word, _)| words[word] >= OFTEN)
        };
        if !is_done(&words) {
            // The second letter is the first one where one was put before it, or both were swapped.
            words.extend(self.listed(&form[1..2], count - 1..=count));
            words.extend(self.ended(form));
            if most > 1 && !is_done(&words) {
                words.extend(self.listed(start, count - 2..=count - 2));
                words.extend(self.listed(start, count + 2..=count + 2));
            }
        }
        spelling::nearest(form, most, &words)
    }

    /// The words of the site with a first letter and some lengths.
    pub(super) fn listed(
        &self,
        first: &str,
        lengths: RangeInclusive<usize>,
    ) -> BTreeMap<String, u32> {
        let starts = lengths.map(|length| format!("{first}{length:02}"));
        let found = starts.flat_map(|start| {
            let shard = self.root.spellings.place(&start);
            let last = self.root.spellings.place(&format!("{start}\u{7f}"));
            let found = (shard..=last)
                .flat_map(|shard| words(&self.file(&self.root.spellings, "s", shard)));
            found
                .filter(|(word, _)| word.starts_with(&start))
                .map(|(word, seen)| (word[3..].to_owned(), seen))
                .collect::<Vec<_>>()
        });
        found.collect()
    }

    /// The words of the site that end as a form whose first letter is missing or another one.
    pub(super) fn ended(&self, form: &str) -> BTreeMap<String, u32> {
        let stem = self.tongue.stemmer.stem(form);
        let end = &stem[1.max(stem.len().saturating_sub(LONGEST_END))..];
        if end.len() < SHORTEST_START {
            return BTreeMap::new();
        }
        let backwards: String = end.chars().rev().collect();
        let shard = self.root.endings.place(&backwards);
        let found = words(&self.file(&self.root.endings, "e", shard)).into_iter();
        let found = found.filter(|(word, _)| word.starts_with(&backwards));
        let rest = &form[stem.len().min(form.len())..];
        let found = found.map(|(word, seen)| {
            let word: String = word.chars().rev().collect();
            (word + rest, seen)
        });
        found.collect()
    }

    /// The entries of a shard of terms.
    pub(super) fn terms(&self, shard: usize) -> Vec<Entry> {
        let bytes = self.file(&self.root.terms, "t", shard);
        let mut reader = Reader::new(&bytes);
        let mut entries = vec![];
        while let Some(term) = reader.text() {
            let (frequency, count) = (reader.number(), reader.number() as usize);
            let mut document = 0;
            let mut documents = Vec::with_capacity(count);
            for _ in 0..count {
                document += reader.number();
                documents.push(document);
            }
            let postings = documents.into_iter();
            let postings = postings
                .map(|document| Posting { document, impact: reader.byte() })
                .collect();
            entries.push(Entry { term, frequency, postings });
        }
        entries
    }

    /// A file of a listing; empty where it cannot be had.
    pub(super) fn file(&self, listing: &Listing, kind: &str, place: usize) -> Vec<u8> {
        let name = listing.name(kind, place);
        name.and_then(|name| inflated(&(self.get)(&name)?)).unwrap_or_default()
    }

    /// The term of a word whose ending was begun, which its stem has not: `öffentl`.
    pub(super) fn shorter(&self, form: &str) -> Option<Entry> {
        let stems = self.tongue.endings.iter().filter_map(|ending| {
            let begun = (1..=ending.len())
                .rev()
                .find(|length| form.ends_with(&ending[..*length]));
            let stem = form.strip_suffix(&ending[..begun?])?;
            (stem.len() >= SHORTEST_END).then_some(stem)
        });
        stems.into_iter().find_map(|stem| self.term(&self.tongue.stemmer.stem(stem)))
    }
}
