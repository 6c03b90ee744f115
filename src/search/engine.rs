//! The search itself, on the files that the browser reads: the twin of `client/search.js`.
//!
//! Both do the same in the same order, so that what `werkstatt check` finds is what readers find.

use std::collections::{BTreeMap, BTreeSet};

use crate::search::files::Root;
use crate::search::index::{Posting, as_written, neighbours, singular, whole_title};
use crate::search::lookup::Entry;
use crate::search::query::{Query, QueryWord, Reading};
use crate::search::ranking::{
    ALL_IN_HEADINGS, ALL_IN_TITLE, ALL_WORDS, ALSO_NEAR, BEGUN, BEGUN_LEAST, ENDED, FEW,
    IMPACT_MAX, IN_HEADING, IN_TITLE, LONGER, MISSPELT, MORE_USED, RARE_MOST,
    SIDE_BY_SIDE, TORN, TYPED, WHOLE_TITLE, WRITTEN, rarity,
};
use crate::search::tongue::Tongue;

/// The fewest letters that other words can end in, and of a part of a word that no page has.
pub(super) const SHORTEST_END: usize = 4;

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
    pub(super) root: Root,
    /// Gives files.
    pub(super) get: &'a Get<'a>,
    /// The rules of the language.
    pub(super) tongue: Tongue,
}

/// What a document is worth for a word.
#[derive(Clone, Copy, Default)]
struct Worth {
    /// How much.
    score: f64,
    /// What its form adds to that.
    written: f64,
    /// Where the word stands: bits of an impact; and 1 for its form in a title.
    places: u8,
}

/// The terms that a word is looked for by, and what each is worth.
#[derive(Default)]
struct Terms {
    /// Those that the documents have.
    found: Vec<(Entry, f64)>,
    /// The forms of them that stand in titles and headings, and whether it is the very form.
    written: Vec<(Entry, f64, bool)>,
    /// How many documents have the word or one that starts with it; else it may be misspelt.
    known: u32,
    /// Whether a title or heading has it in the very form, or a word that starts with it.
    is_written: bool,
}

impl Terms {
    /// How many documents have the term that most have.
    fn frequency(&self) -> u32 {
        self.found.iter().map(|(entry, _)| entry.frequency).max().unwrap_or(1)
    }

    /// Adds a term that has or starts with the very word.
    fn add_known(&mut self, entry: Entry, worth: f64) {
        self.known = self.known.max(entry.frequency);
        self.found.push((entry, worth));
    }

    /// Whether the word is unknown, or stands in so few texts that they may have misspelt it as well.
    fn are_weak(&self) -> bool {
        self.known <= FEW && !self.is_written
    }
}

/// The documents for a word.
type Hits = BTreeMap<u32, Worth>;

impl<'a> Engine<'a> {
    /// Opens an index; nothing where it has no root that can be read.
    pub fn open(get: &'a Get<'a>, tongue: Tongue) -> Option<Self> {
        let root = Root::open(get)?;
        Some(Self { root, get, tongue })
    }

    /// Looks for something.
    pub fn search(&self, query: &Query) -> Found {
        let mut meant = vec![];
        let mut forms = vec![];
        let mut hits = vec![];
        for word in &query.words {
            let form = &word.readings[0].folded;
            if word.is_stop {
                forms.push(form.clone());
                continue;
            }
            let (found, form) = self.word(word, &mut meant);
            hits.push(found);
            forms.push(form);
        }
        let mut scores = together(&hits);
        self.add_neighbours(&forms, &mut scores);
        self.add_titles(&forms, &hits, &mut scores);
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

    /// The documents for a word, in any way to read it, and the form that it is taken for.
    fn word(
        &self,
        word: &QueryWord,
        meant: &mut Vec<(String, String)>,
    ) -> (Hits, String) {
        let mut terms = Terms::default();
        let form = &word.readings[0].folded;
        // No document is kept by its stop words; one that is open may be the start of another word.
        if !word.is_open && self.tongue.is_stop(form) {
            return (Hits::new(), form.clone());
        }
        for reading in &word.readings {
            self.add_form(&reading.folded, word.is_open, &mut terms);
        }
        let mut form = word.readings[0].folded.clone();
        if terms.are_weak() {
            for reading in &word.readings {
                if let Some(word) = self.add_misspelt(reading, &mut terms) {
                    meant.push((reading.folded.clone(), word.clone()));
                    form = word;
                }
            }
        }
        for reading in &word.readings {
            if terms.found.is_empty() {
                self.add_torn(&reading.folded, &mut terms);
            }
        }
        (self.hits(&terms), form)
    }

    /// Adds the terms for a form: its stem, what it starts, what it ends.
    fn add_form(&self, form: &str, is_open: bool, terms: &mut Terms) {
        let stem = self.tongue.stemmer.stem(form);
        let single = singular(&stem).filter(|_| self.tongue.has_compounds);
        let known = single.and_then(|stem| self.term(stem)).or_else(|| self.term(&stem));
        let is_word = known.is_some();
        let is_written = is_word && self.add_written(&stem, form, 1.0, terms);
        terms.is_written |= is_written;
        let is_wanted = is_open || !is_word;
        let longer = if is_wanted { self.starting(form, &stem, is_word) } else { vec![] };
        // `Projekts` is rather the start of `Projektskizze` than a genitive, where a title has that one alone.
        let is_begun = form != stem
            && !is_written
            && longer
                .iter()
                .any(|entry| entry.term.starts_with(form) && entry.is_headed());
        if let Some(entry) = known {
            terms.add_known(entry, if is_begun { LONGER } else { 1.0 });
        }
        for entry in longer {
            let is_start = entry.term.starts_with(form);
            #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
            let share = (stem.len() as f64 / entry.term.len() as f64).max(BEGUN_LEAST);
            let worth = match (is_word, is_start) {
                (true, true) if is_begun => TYPED,
                (true, _) => LONGER,
                (false, true) => TYPED * share,
                (false, false) => BEGUN * share,
            };
            if is_start {
                terms.is_written |= entry.is_headed();
                terms.add_known(entry, worth);
            } else {
                terms.found.push((entry, worth));
            }
        }
        if is_open && terms.found.is_empty() {
            let shorter = self.shorter(form);
            if let Some(entry) = shorter {
                terms.add_known(entry, TYPED);
            }
        }
        if stem.len() >= SHORTEST_END && terms.found.is_empty() {
            let ending = self.ending(&stem).into_iter();
            terms.found.extend(ending.map(|entry| (entry, ENDED)));
        }
    }

    /// Adds what it is worth that a title or heading has a word in the form that was typed, or in one of a
    /// close kind; tells whether any has that form.
    fn add_written(&self, stem: &str, form: &str, worth: f64, terms: &mut Terms) -> bool {
        let start = as_written(stem, stem);
        let typed = as_written(stem, form);
        let typed = &typed[start.len()..];
        let forms = self.started(&start);
        let mut is_written = false;
        for entry in forms {
            let rest = &entry.term[start.len()..];
            let (is_same, alike) = (rest == typed, alike(rest, typed));
            is_written |= is_same;
            terms.written.push((entry, alike * worth * WRITTEN, is_same));
        }
        is_written
    }

    /// Adds the words that a misspelt one may mean, and tells the first. What looks like an umlaut written
    /// out may be a slip, too, so the word is compared in both ways: `Keruel` is `Kernel`.
    fn add_misspelt(&self, reading: &Reading, terms: &mut Terms) -> Option<String> {
        let mut near = self.near(&reading.folded);
        if reading.plain != reading.folded {
            near.extend(self.near(&reading.plain));
            near.sort_by_key(|(_, distance)| *distance);
        }
        let mut first = None;
        let least = terms.known * MORE_USED;
        for (word, distance) in near {
            let stem = self.tongue.stemmer.stem(&word);
            let entry = self.term(&stem).filter(|entry| entry.frequency >= least);
            if let Some(entry) = entry {
                let also = if first.is_some() { ALSO_NEAR } else { 1.0 };
                let worth = also * MISSPELT[usize::from(distance > 1)];
                terms.found.push((entry, worth));
                self.add_written(&stem, &word, worth, terms);
                first = first.or(Some(word));
            }
        }
        first
    }

    /// Adds the parts of a word that no page has: the longest known end, and what stands before it.
    fn add_torn(&self, form: &str, terms: &mut Terms) {
        let stem = |part: &str| self.tongue.stemmer.stem(part);
        if !self.tongue.has_compounds || !form.is_ascii() {
            return;
        }
        for at in SHORTEST_END..form.len().saturating_sub(SHORTEST_END - 1) {
            let (start, end) = form.split_at(at);
            let Some(entry) = self.term(&stem(end)) else { continue };
            terms.found.push((entry, TORN));
            let starts = [Some(start), start.strip_suffix('s')];
            let start =
                starts.into_iter().flatten().find_map(|start| self.term(&stem(start)));
            terms.found.extend(start.map(|entry| (entry, TORN)));
            return;
        }
    }

    /// The documents that have some terms, each with the most that any of them is worth in it. All count as
    /// rare as the one that is used most: else what nobody writes would count most.
    fn hits(&self, terms: &Terms) -> Hits {
        let rarity = rarity(self.root.documents, terms.frequency());
        let mut hits = Hits::new();
        for (entry, worth) in &terms.found {
            for posting in &entry.postings {
                let hit = hits.entry(posting.document).or_default();
                hit.score = hit.score.max(worth * rarity * level(*posting));
                hit.places |= posting.impact & (IN_TITLE | IN_HEADING);
            }
        }
        for (entry, worth, is_same) in &terms.written {
            for posting in &entry.postings {
                if let Some(hit) = hits.get_mut(&posting.document) {
                    hit.written = hit.written.max(worth * rarity * level(*posting));
                    hit.places |= u8::from(*is_same);
                }
            }
        }
        hits
    }

    /// Adds what it is worth that a title has the words of the query and no others.
    fn add_titles(
        &self,
        forms: &[String],
        hits: &[Hits],
        scores: &mut BTreeMap<u32, f64>,
    ) {
        let forms = forms.iter().filter(|form| !self.tongue.is_stop(form));
        let stems: Vec<String> =
            forms.map(|form| self.tongue.stemmer.stem(form)).collect();
        let Some(entry) =
            whole_title(&stems.iter().map(String::as_str).collect::<Vec<_>>())
                .and_then(|term| self.term(&term))
        else {
            return;
        };
        for posting in entry.postings {
            if let Some(score) = scores.get_mut(&posting.document) {
                let is_written = hits.iter().all(|hits| {
                    hits.get(&posting.document).is_some_and(|hit| hit.places & 1 != 0)
                });
                if is_written {
                    *score += (*score - ALL_WORDS) * WHOLE_TITLE;
                }
            }
        }
    }

    /// Adds what words of the query that stand side by side in a title or heading are worth.
    fn add_neighbours(&self, forms: &[String], scores: &mut BTreeMap<u32, f64>) {
        let counting: Vec<&String> =
            forms.iter().filter(|form| !self.tongue.is_stop(form)).collect();
        let near = forms.windows(2).map(|pair| (&pair[0], &pair[1]));
        let over = counting.windows(2).map(|pair| (pair[0], pair[1]));
        let pairs: BTreeSet<(&String, &String)> = near.chain(over).collect();
        for (one, other) in pairs {
            let is_stop = self.tongue.is_stop(one) || self.tongue.is_stop(other);
            let terms = [
                neighbours(one, other, &self.tongue),
                neighbours(other, one, &self.tongue),
            ];
            for (term, worth) in terms.iter().zip(if is_stop {
                [SIDE_BY_SIDE[0], 0.0]
            } else {
                SIDE_BY_SIDE
            }) {
                if worth == 0.0 {
                    continue;
                }
                let Some(entry) = self.term(term) else { continue };
                let rarity = rarity(self.root.documents, entry.frequency).min(RARE_MOST);
                for posting in entry.postings {
                    if let Some(score) = scores.get_mut(&posting.document) {
                        *score += worth * rarity * level(posting);
                    }
                }
            }
        }
    }
}

/// How much two endings are alike: the share of letters that they start with.
fn alike(one: &str, other: &str) -> f64 {
    let longest = one.len().max(other.len());
    let common = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other);
    #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
    let share = common.count() as f64 / longest.max(1) as f64;
    if longest == 0 { 1.0 } else { share }
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
        *score += hit.score + hit.written;
        let places = [true, hit.places & IN_TITLE != 0, hit.places > 1];
        counts.iter_mut().zip(places).for_each(|(count, is)| *count += usize::from(is));
    }
    let all = words.len();
    let weighed = sums.into_iter().map(|(document, (score, [hit, title, heading]))| {
        #[expect(clippy::cast_precision_loss, reason = "numbers of words")]
        let share = hit as f64 / all as f64;
        let title = if title == all { ALL_IN_TITLE } else { 0.0 };
        let heading = if heading == all { ALL_IN_HEADINGS } else { 0.0 };
        let factor = if all > 1 { share * share * (1.0 + title + heading) } else { 1.0 };
        (document, score * factor + if hit == all { ALL_WORDS } else { 0.0 })
    });
    weighed.collect()
}
