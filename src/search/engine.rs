//! The search itself, on the files that the browser reads: the twin of `client/search.js`.
//!
//! Both do the same in the same order, so that what `werkstatt check` finds is what readers find.

use std::collections::{BTreeMap, BTreeSet};

use crate::search::deflate::inflated;
use crate::search::files::{Listing, Root};
use crate::search::index::{Posting, whole_title};
use crate::search::query::{Query, QueryWord, Reading};
use crate::search::ranking::{
    ALL_IN_HEADINGS, ALL_IN_TITLE, BEGUN, BEGUN_LEAST, ENDED, ENDED_BELOW, IMPACT_MAX,
    IN_HEADING, IN_TITLE, LONGER, MISSPELT, RARE_MOST, SIDE_BY_SIDE, TORN, TYPED,
    WHOLE_TITLE, rarity,
};
use crate::search::reader::{Reader, words};
use crate::search::spelling;
use crate::search::tongue::Tongue;

/// The most words that are looked up for the start of one, and for its end.
const MOST_STARTED: usize = 40;

/// The same for the end of one.
const MOST_ENDED: usize = 12;

/// The fewest letters that other words can start with.
const SHORTEST_START: usize = 3;

/// The fewest letters that other words can end in, and of a part of a word that no page has.
const SHORTEST_END: usize = 4;

/// Steps of scores: differences below are no differences, since two programs may round otherwise.
const STEPS: f64 = 1e6;

/// Gives a file of the index by its name; nothing where there is none.
pub type Get<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The documents, the best first.
    pub documents: Vec<u32>,
    /// What was found in the place of a misspelt word: the word as it was read, and the one that was meant.
    pub meant: Vec<(String, String)>,
}

/// An index that can be searched.
pub struct Engine<'a> {
    /// What lies where.
    root: Root,
    /// Gives files.
    get: &'a Get<'a>,
    /// The rules of the language.
    tongue: Tongue,
}

/// An entry of a shard of terms.
struct Entry {
    /// The term.
    term: String,
    /// How many documents have it.
    frequency: u32,
    /// The documents.
    postings: Vec<Posting>,
}

/// What a document is worth for a word.
#[derive(Clone, Copy, Default)]
struct Hit {
    /// How much.
    score: f64,
    /// Where the word stands: bits of an impact.
    places: u8,
}

/// The documents for a word.
type Hits = BTreeMap<u32, Hit>;

impl<'a> Engine<'a> {
    /// Opens an index; nothing where it has no root that can be read.
    pub fn open(get: &'a Get<'a>, tongue: Tongue) -> Option<Self> {
        let root = Root::open(get)?;
        Some(Self { root, get, tongue })
    }

    /// Looks for something.
    pub fn search(&self, query: &Query) -> Found {
        let mut meant = vec![];
        let words = query.words.iter().map(|word| self.word(word, &mut meant));
        let (hits, stems): (Vec<Hits>, Vec<String>) = words.unzip();
        let mut scores = together(&hits);
        self.add_neighbours(&stems, &mut scores);
        self.add_titles(&stems, &mut scores);
        for word in &query.excluded {
            if let Some(entry) = self.term(&self.tongue.stemmer.stem(word)) {
                for posting in entry.postings {
                    scores.remove(&posting.document);
                }
            }
        }
        let mut documents: Vec<(u32, f64)> = scores
            .into_iter()
            .map(|(document, score)| (document, (score * STEPS).round()))
            .collect();
        documents.sort_by(|one, other| other.1.total_cmp(&one.1));
        let documents = documents.into_iter().map(|(document, _)| document).collect();
        Found { documents, meant }
    }

    /// The documents for a word, in any way to read it, and the stem that it is taken for.
    fn word(
        &self,
        word: &QueryWord,
        meant: &mut Vec<(String, String)>,
    ) -> (Hits, String) {
        let mut hits = Hits::new();
        let before = meant.len();
        let mut is_known = false;
        for reading in &word.readings {
            is_known |= self.add_form(&reading.folded, word.is_open, &mut hits);
        }
        for reading in word.readings.iter().filter(|_| !is_known) {
            self.add_misspelt(reading, &mut hits, meant);
        }
        for reading in &word.readings {
            if hits.is_empty() {
                self.add_torn(&reading.folded, &mut hits);
            }
        }
        let form = meant.get(before).map_or(&word.readings[0].folded, |(_, word)| word);
        (hits, self.tongue.stemmer.stem(form))
    }

    /// Adds the documents with a form: with its stem, with what it starts, with what it ends. Tells whether
    /// the form is a word of the site or the start of one; else it may be misspelt.
    fn add_form(&self, form: &str, is_open: bool, hits: &mut Hits) -> bool {
        let stem = self.tongue.stemmer.stem(form);
        let known = self.term(&stem);
        let mut is_known = known.is_some();
        let all = self.root.documents;
        let frequency = known.as_ref().map_or(1, |entry| entry.frequency);
        if let Some(entry) = &known {
            add(hits, entry, rarity(all, entry.frequency));
        }
        // Many a plural that came from another language keeps its `s` in the stem: `workshops`.
        if let Some(entry) = stem.strip_suffix('s').and_then(|stem| self.term(stem)) {
            add(hits, &entry, TYPED * rarity(all, entry.frequency));
            is_known = true;
        }
        if is_open || known.is_none() {
            for entry in self.starting(form, &stem, known.is_some()) {
                let is_typed = entry.term.starts_with(form);
                is_known |= is_typed;
                let rarity = rarity(all, entry.frequency.max(frequency));
                #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
                let share = stem.len() as f64 / entry.term.len() as f64;
                let worth = match (known.is_some(), is_typed) {
                    (true, _) => LONGER,
                    (false, true) => TYPED * share.max(BEGUN_LEAST),
                    (false, false) => BEGUN * share.max(BEGUN_LEAST),
                };
                add(hits, &entry, worth * rarity);
            }
        }
        if stem.len() >= SHORTEST_END && hits.len() < ENDED_BELOW {
            for entry in self.ending(&stem) {
                add(hits, &entry, ENDED * rarity(all, entry.frequency));
            }
        }
        is_known
    }

    /// Adds the documents with the words that a misspelt one may mean. What looks like an umlaut written out
    /// may be a slip, too, so the word is compared in both ways: `Keruel` is `Kernel`.
    fn add_misspelt(
        &self,
        reading: &Reading,
        hits: &mut Hits,
        meant: &mut Vec<(String, String)>,
    ) {
        let mut near = self.near(&reading.folded);
        if near.is_empty() && reading.plain != reading.folded {
            near = self.near(&reading.plain);
        }
        let mut first = None;
        for (word, distance) in near {
            if let Some(entry) = self.term(&self.tongue.stemmer.stem(&word)) {
                let worth = MISSPELT[usize::from(distance > 1)];
                add(hits, &entry, worth * rarity(self.root.documents, entry.frequency));
                first = first.or(Some(word));
            }
        }
        meant.extend(first.map(|word| (reading.folded.clone(), word)));
    }

    /// Adds the documents with the parts of a word that no page has: the longest known end, and what stands
    /// before it.
    fn add_torn(&self, form: &str, hits: &mut Hits) {
        let stem = |part: &str| self.tongue.stemmer.stem(part);
        if !self.tongue.has_compounds || !form.is_ascii() {
            return;
        }
        for at in SHORTEST_END..form.len().saturating_sub(SHORTEST_END - 1) {
            let (start, end) = form.split_at(at);
            let Some(entry) = self.term(&stem(end)) else { continue };
            add(hits, &entry, TORN * rarity(self.root.documents, entry.frequency));
            let starts = [Some(start), start.strip_suffix('s')];
            let start =
                starts.into_iter().flatten().find_map(|start| self.term(&stem(start)));
            if let Some(entry) = start {
                add(hits, &entry, TORN * rarity(self.root.documents, entry.frequency));
            }
            return;
        }
    }

    /// Adds what it is worth that a title has the words of the query and no others.
    fn add_titles(&self, stems: &[String], scores: &mut BTreeMap<u32, f64>) {
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let Some(entry) = whole_title(&stems).and_then(|term| self.term(&term)) else {
            return;
        };
        for posting in entry.postings {
            if let Some(score) = scores.get_mut(&posting.document) {
                *score *= WHOLE_TITLE;
            }
        }
    }

    /// Adds what words of the query that stand side by side in a title or heading are worth.
    fn add_neighbours(&self, stems: &[String], scores: &mut BTreeMap<u32, f64>) {
        for pair in stems.windows(2) {
            let (one, other) = (&pair[0], &pair[1]);
            let orders = [format!("{one} {other}"), format!("{other} {one}")];
            for (term, worth) in orders.iter().zip(SIDE_BY_SIDE) {
                let Some(entry) = self.term(term) else { continue };
                let rarity = rarity(self.root.documents, entry.frequency).min(RARE_MOST);
                for posting in entry.postings {
                    *scores.entry(posting.document).or_default() +=
                        worth * rarity * level(posting);
                }
            }
        }
    }

    /// A term.
    fn term(&self, term: &str) -> Option<Entry> {
        let shard = self.root.terms.place(term);
        self.terms(shard).into_iter().find(|entry| entry.term == term)
    }

    /// The terms that start with a form or with its stem, those that most documents have. Where the form is
    /// no word, but starts some, what its stem starts has nothing to do with it: `Wiederhers` and `Wiederh`.
    fn starting(&self, form: &str, stem: &str, is_word: bool) -> Vec<Entry> {
        let mut found: Vec<Entry> = vec![];
        let mut known = BTreeSet::from([stem.to_owned()]);
        for start in [form, stem] {
            let is_done = !is_word && !found.is_empty();
            if start.len() < SHORTEST_START || is_done {
                continue;
            }
            let first = self.root.terms.place(start);
            let last = self.root.terms.place(&format!("{start}\u{7f}")).min(first + 1);
            for shard in first..=last {
                let entries = self.terms(shard).into_iter();
                found.extend(entries.filter(|entry| {
                    entry.term.starts_with(start)
                        && !entry.term.contains(' ')
                        && known.insert(entry.term.clone())
                }));
            }
        }
        found.sort_by(|one, other| {
            other.frequency.cmp(&one.frequency).then_with(|| one.term.cmp(&other.term))
        });
        found.truncate(MOST_STARTED);
        found
    }

    /// The terms that end in a stem, the shortest first.
    fn ending(&self, stem: &str) -> Vec<Entry> {
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
    fn near(&self, form: &str) -> Vec<(String, usize)> {
        let most = spelling::tolerance(form);
        let mut words_near: BTreeMap<String, u32> = BTreeMap::new();
        if most > 0 {
            for length in form.len().saturating_sub(most)..=form.len() + most {
                let start = format!("{}{length:02}", &form[..1]);
                let first = self.root.spellings.place(&start);
                let last = self.root.spellings.place(&format!("{start}\u{7f}"));
                for shard in first..=last {
                    let found = words(&self.file(&self.root.spellings, "s", shard));
                    let found =
                        found.into_iter().filter(|(word, _)| word.starts_with(&start));
                    words_near
                        .extend(found.map(|(word, seen)| (word[3..].to_owned(), seen)));
                }
            }
            // Should the first letter be wrong, the last ones are right.
            let stem = self.tongue.stemmer.stem(form);
            let end = &stem[stem.len() / 2..];
            if end.len() >= SHORTEST_START {
                let backwards: String = end.chars().rev().collect();
                let shard = self.root.endings.place(&backwards);
                let found = words(&self.file(&self.root.endings, "e", shard));
                let found =
                    found.into_iter().filter(|(word, _)| word.starts_with(&backwards));
                let found = found.map(|(word, frequency)| {
                    let rest = &form[stem.len().min(form.len())..];
                    let word: String = word.chars().rev().collect();
                    (word + rest, frequency.max(1).ilog2())
                });
                words_near.extend(found);
            }
        }
        spelling::nearest(form, most, words_near)
    }

    /// The entries of a shard of terms.
    fn terms(&self, shard: usize) -> Vec<Entry> {
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
    fn file(&self, listing: &Listing, kind: &str, place: usize) -> Vec<u8> {
        let name = listing.name(kind, place);
        name.and_then(|name| inflated(&(self.get)(&name)?)).unwrap_or_default()
    }
}

/// Adds the documents of a term, each with the most that any term is worth in it.
fn add(hits: &mut Hits, entry: &Entry, weight: f64) {
    for posting in &entry.postings {
        let hit = hits.entry(posting.document).or_default();
        hit.score = hit.score.max(weight * level(*posting));
        hit.places |= posting.impact & (IN_TITLE | IN_HEADING);
    }
}

/// What a term is worth in a document, up to 1.
fn level(posting: Posting) -> f64 {
    f64::from(posting.impact & IMPACT_MAX) / f64::from(IMPACT_MAX)
}

/// What documents are worth for all words together: the more of them they have, the more.
fn together(words: &[Hits]) -> BTreeMap<u32, f64> {
    let mut sums: BTreeMap<u32, (f64, [usize; 3])> = BTreeMap::new();
    for (document, hit) in words.iter().flatten() {
        let (score, counts) = sums.entry(*document).or_default();
        *score += hit.score;
        let places = [true, hit.places & IN_TITLE != 0, hit.places != 0];
        counts.iter_mut().zip(places).for_each(|(count, is)| *count += usize::from(is));
    }
    let all = words.len();
    let weighed = sums.into_iter().map(|(document, (score, [hit, title, heading]))| {
        #[expect(clippy::cast_precision_loss, reason = "numbers of words")]
        let share = hit as f64 / all as f64;
        let title = if title == all { ALL_IN_TITLE } else { 0.0 };
        let heading = if heading == all { ALL_IN_HEADINGS } else { 0.0 };
        let factor = if all > 1 { share * share * (1.0 + title + heading) } else { 1.0 };
        (document, score * factor)
    });
    weighed.collect()
}
