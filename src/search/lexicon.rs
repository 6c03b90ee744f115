//! The words of a site: all forms that its pages have, and the terms that each counts for.
//!
//! A form counts for its stem, for the stems of its parts where it is a compound word, and for what the
//! glossary calls the same. What a build knows of a form holds in the next one as long as the words that
//! it may consist of are worth the same, so that a page that changed costs its own words alone.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::search::analysis::FormCount;
use crate::search::compound::{self, Splitter};
use crate::search::index::{Counted, Weighed, singular};
use crate::search::order::Order;
use crate::search::plain::{self, Plain};
use crate::search::ranking::{PART, SYNONYM};
use crate::search::shard;
use crate::search::table::Table;
use crate::search::tongue::Tongue;

/// The most words that may have become worth something else before all forms are looked at again.
const MOST_CHANGED: usize = 500;

/// What a whole form counts for its stem, in hundredths.
pub(super) const WHOLE: u16 = 100;

/// The words of a site.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Lexicon {
    /// The folded forms.
    pub(super) forms: Table,
    /// The terms: stems, and what else pages are found by.
    pub(super) terms: Table,
    /// What each form counts for; its stem is the first.
    meanings: Vec<Box<[Meaning]>>,
    /// How each form is used.
    #[serde(with = "plain")]
    uses: Vec<Use>,
    /// How many documents have each term.
    #[serde(with = "plain")]
    frequencies: Vec<u32>,
    /// What each form is worth as a part of others.
    #[serde(with = "plain")]
    worths: Vec<u8>,
    /// The groups of words that mean the same, as folded forms.
    synonyms: Vec<Vec<String>>,
    /// The terms that are looked for by their ends.
    ended: Order,
    /// The forms that are suggested.
    suggested: Order,
}

/// A term that a form counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meaning {
    /// The term.
    pub(super) term: u32,
    /// How much, in hundredths.
    pub(super) share: u16,
}

/// How often the pages of a site have a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// How many pages have it, as a word or as a part of one.
    pub(super) pages: u32,
    /// How often it is a word of its own.
    pub(super) seen: u32,
    /// How often it then starts with a capital.
    pub(super) capital: u32,
}

impl Use {
    /// The use of a form that a document has so often.
    fn of(count: FormCount) -> Self {
        Self {
            pages: u32::from(!count.is_none()),
            seen: count.seen.into(),
            capital: count.capital.into(),
        }
    }

    /// This use and another one, or without it, as `put` puts numbers together.
    fn and(self, other: Self, put: fn(u32, u32) -> u32) -> Self {
        Self {
            pages: put(self.pages, other.pages),
            seen: put(self.seen, other.seen),
            capital: put(self.capital, other.capital),
        }
    }
}

impl Plain for Use {
    const SIZE: usize = 3 * u32::SIZE;

    fn put(&self, bytes: &mut Vec<u8>) {
        let Self { pages, seen, capital } = self;
        for number in [pages, seen, capital] {
            number.put(bytes);
        }
    }

    fn take(bytes: &[u8]) -> Self {
        let number = |place| u32::take(&bytes[place * u32::SIZE..]);
        Self { pages: number(0), seen: number(1), capital: number(2) }
    }
}

impl Lexicon {
    /// Brings up to date how forms are used: documents that are new use them, those that are gone do not.
    pub(super) fn count<'a>(
        &mut self,
        new: impl Iterator<Item = &'a Counted>,
        gone: impl Iterator<Item = &'a Counted>,
    ) {
        self.uses.resize(self.forms.len(), Use::default());
        let mut each = |counted: &Counted, put| {
            for (form, count) in counted.each() {
                let used = &mut self.uses[form as usize];
                *used = used.and(Use::of(count), put);
            }
        };
        new.for_each(|counted| each(counted, u32::wrapping_add));
        gone.for_each(|counted| each(counted, u32::wrapping_sub));
    }

    /// Brings up to date how many documents have each term, as [`Self::count`] does for forms.
    pub(super) fn count_terms<'a>(
        &mut self,
        new: impl Iterator<Item = &'a Weighed>,
        gone: impl Iterator<Item = &'a Weighed>,
    ) {
        self.frequencies.resize(self.terms.len(), 0);
        let terms = |weighed: &'a Weighed| weighed.terms.iter();
        new.flat_map(terms).for_each(|term| self.frequencies[term as usize] += 1);
        gone.flat_map(terms).for_each(|term| self.frequencies[term as usize] -= 1);
    }

    /// How many documents have a term.
    pub(super) fn frequency(&self, term: u32) -> u32 {
        self.frequencies[term as usize]
    }

    /// How many terms documents have, and how many postings these have together.
    pub(super) fn extent(&self) -> (usize, usize) {
        let there = self.frequencies.iter().filter(|documents| **documents > 0);
        (
            there.count(),
            self.frequencies.iter().map(|documents| *documents as usize).sum(),
        )
    }

    /// How forms are used, by their numbers.
    pub(super) fn uses(&self) -> &[Use] {
        &self.uses
    }

    /// Tells whether so many forms are used no longer that it is better to start from nothing.
    pub(super) fn is_worn(&self) -> bool {
        let unused = self.uses.iter().filter(|used| used.pages == 0).count();
        unused > self.uses.len() / 4
    }

    /// What a form counts for.
    pub(super) fn meanings(&self, form: u32) -> &[Meaning] {
        &self.meanings[form as usize]
    }

    /// The stem of a form.
    pub(super) fn stem(&self, form: u32) -> &str {
        self.terms.get(self.meanings[form as usize][0].term)
    }

    /// Puts new terms and forms in the orders that they are looked for by.
    pub(super) fn arrange(&mut self) {
        let Self { forms, terms, ended, suggested, .. } = self;
        let term = |number| terms.get(number);
        ended.extend(
            number(terms.len()),
            |number| shard::is_ended(term(number)),
            |number| shard::ending_start(term(number)),
            |one, other| shard::by_ending(term(one), term(other)),
        );
        let form = |number| forms.get(number);
        suggested.extend(
            number(forms.len()),
            |number| shard::is_suggested(form(number)),
            |number| shard::spelling_start(form(number)),
            |one, other| shard::by_spelling(form(one), form(other)),
        );
    }

    /// The terms that are looked for by their ends, in the order of these.
    pub(super) fn ended(&self) -> &[u32] {
        self.ended.numbers()
    }

    /// The forms that are suggested, in the order in which they are looked for.
    pub(super) fn suggested(&self) -> &[u32] {
        self.suggested.numbers()
    }

    /// Learns what all forms count for, from how they are used ([`Self::count`]). Tells of which forms it is something else
    /// than before; new ones are not among them.
    pub(super) fn learn(
        &mut self,
        synonyms: &[Vec<String>],
        tongue: &Tongue,
    ) -> FxHashSet<u32> {
        let known = self.meanings.len();
        self.add_stems(known, tongue);
        let worths = self.worths(tongue);
        let is_same = self.synonyms == synonyms;
        let live = self.live();
        let forms: Vec<u32> = match self.changed_words(&worths) {
            Some(changed) if is_same => {
                let olds = (0..number(known)).into_par_iter();
                let olds = olds.filter(|form| {
                    self.has_other_single(*form, &live, tongue)
                        || may_consist(self.forms.get(*form), &changed)
                });
                let news = number(known)..number(self.forms.len());
                olds.chain(news.into_par_iter()).collect()
            }
            _ => (0..number(self.forms.len())).collect(),
        };
        self.worths = worths;
        synonyms.clone_into(&mut self.synonyms);
        let mut changed = self.add_parts(&forms, &live, tongue);
        changed.retain(|form| (*form as usize) < known);
        changed
    }

    /// Stems new forms.
    fn add_stems(&mut self, known: usize, tongue: &Tongue) {
        let news = number(known)..number(self.forms.len());
        let stem = |form| tongue.stemmer.stem(self.forms.get(form));
        let stems: Vec<String> = news.into_par_iter().map(stem).collect();
        let terms = self.terms.add(stems.iter().map(String::as_str));
        let whole = |term| [Meaning { term, share: WHOLE }].into();
        self.meanings.extend(terms.into_iter().map(whole));
    }

    /// Which terms are stems of forms that pages have, by number.
    fn live(&self) -> Vec<bool> {
        let mut live = vec![false; self.terms.len()];
        for (meanings, used) in self.meanings.iter().zip(&self.uses) {
            live[meanings[0].term as usize] |= used.pages > 0;
        }
        live
    }

    /// The term of the singular, where a form is a plural in `s` of a word that the site has.
    fn single(&self, form: u32, live: &[bool], tongue: &Tongue) -> Option<u32> {
        let single = singular(self.stem(form)).filter(|_| tongue.has_compounds)?;
        self.terms.number(single).filter(|term| live[*term as usize])
    }

    /// Tells whether the singular of a form has come or gone.
    fn has_other_single(&self, form: u32, live: &[bool], tongue: &Tongue) -> bool {
        let known = self.meanings[form as usize].get(1);
        let known = known.filter(|meaning| meaning.share == WHOLE);
        known.map(|meaning| meaning.term) != self.single(form, live, tongue)
    }

    /// What each form is worth as a part of others. It counts as a noun as often as all forms of its word
    /// together are written as one.
    fn worths(&self, tongue: &Tongue) -> Vec<u8> {
        if !tongue.has_compounds {
            return vec![0; self.uses.len()];
        }
        let mut capitals = vec![0_u32; self.terms.len()];
        for (meanings, used) in self.meanings.iter().zip(&self.uses) {
            capitals[meanings[0].term as usize] += used.capital;
        }
        let worth = |form: u32| {
            let used = self.uses[form as usize];
            let capital = capitals[self.meanings[form as usize][0].term as usize];
            compound::worth(self.forms.get(form), used.seen, capital)
        };
        (0..number(self.uses.len())).into_par_iter().map(worth).collect()
    }

    /// The words that are worth something else than before; nothing where there are too many.
    fn changed_words(&self, worths: &[u8]) -> Option<Vec<&str>> {
        let olds = self.worths.iter().chain(std::iter::repeat(&0));
        let changed = worths.iter().zip(olds).enumerate();
        let changed = changed.filter(|(_, (worth, old))| worth != old);
        let changed = changed.map(|(form, _)| self.forms.get(number(form)));
        let changed: Vec<&str> = changed.take(MOST_CHANGED + 1).collect();
        (changed.len() <= MOST_CHANGED).then_some(changed)
    }

    /// Finds the parts of some forms, and what means the same. Tells of which it is something else than
    /// before.
    fn add_parts(
        &mut self,
        forms: &[u32],
        live: &[bool],
        tongue: &Tongue,
    ) -> FxHashSet<u32> {
        if forms.is_empty() {
            return FxHashSet::default();
        }
        let worths = self.worths.iter().enumerate().filter(|(_, worth)| **worth > 0);
        let words = worths.map(|(form, worth)| (self.forms.get(number(form)), *worth));
        let splitter = Splitter::new(words);
        let others = self.others(tongue);
        let terms = |form: &u32| {
            let stem = self.stem(*form);
            let mut parts = splitter.parts(self.forms.get(*form));
            parts.retain(|part| part != stem);
            let others = others.get(stem).into_iter().flatten();
            let others = others.map(|other| (other.clone(), SYNONYM));
            let parts = parts.into_iter().map(|part| (part, PART));
            let single = self.single(*form, live, tongue);
            let single = single.map(|single| (self.terms.get(single).to_owned(), WHOLE));
            single.into_iter().chain(parts).chain(others).collect()
        };
        let found: Vec<Vec<(String, u16)>> = forms.par_iter().map(terms).collect();
        let terms = found.iter().flatten().map(|(term, _)| term.as_str());
        let mut numbers = self.terms.add(terms).into_iter();
        let mut changed = FxHashSet::default();
        for (form, found) in forms.iter().zip(&found) {
            let place = *form as usize;
            let mut meanings = vec![self.meanings[place][0]];
            let news = numbers.by_ref().zip(found.iter().map(|(_, share)| *share));
            meanings.extend(
                news.take(found.len()).map(|(term, share)| Meaning { term, share }),
            );
            if *meanings != *self.meanings[place] {
                self.meanings[place] = meanings.into();
                changed.insert(*form);
            }
        }
        changed
    }

    /// The stems that mean the same as a stem, by that.
    fn others(&self, tongue: &Tongue) -> FxHashMap<String, Vec<String>> {
        let mut others: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for group in &self.synonyms {
            let stems: Vec<String> =
                group.iter().map(|form| tongue.stemmer.stem(form)).collect();
            for (one, other) in
                stems.iter().flat_map(|one| stems.iter().map(move |o| (one, o)))
            {
                let known = others.entry(one.clone()).or_default();
                if one != other && !known.contains(other) {
                    known.push(other.clone());
                }
            }
        }
        others
    }
}

/// Tells whether a form may have one of some words as a part, in any of its forms.
fn may_consist(form: &str, words: &[&str]) -> bool {
    let is_in =
        |word: &&str| form.len() > word.len() && form.contains(compound::root(word));
    words.iter().any(is_in)
}

/// A place as a number.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
