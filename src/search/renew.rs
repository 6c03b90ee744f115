//! Shards of terms when some documents changed in their places: those with terms of these are made anew, all
//! others are what they were, and nobody looks at what they say.
//!
//! Where a list is cut depends on what comes before, back to the last cut. So the shard before one whose terms
//! changed is made anew as well: its own first term did not change, nor did the cut before that. Behind such
//! shards, the list must be cut where it was; then the rest is cut as before. That it must be is rarely not so,
//! and then all is made anew.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::search::index::Posting;
use crate::search::known::Known;
use crate::search::lexicon::{Lexicon, number};
use crate::search::shard::{Cuts, List, Shard};

/// The most documents that may have changed: with more, nearly all shards have terms of theirs.
const MOST: usize = 32;

/// How many documents are looked through at a time.
const TOGETHER: usize = 512;

/// A shard of a list that was made before.
#[derive(Debug)]
pub(super) enum Renewed {
    /// One that was there, by its place among those, with the cut before it now.
    Known(usize, String),
    /// One that was made anew.
    New(Shard),
}

impl Renewed {
    /// The cut before it.
    pub(super) fn cut(&self) -> &str {
        match self {
            Self::Known(_, cut) => cut,
            Self::New(shard) => &shard.cut,
        }
    }
}

/// The shards of the terms of some documents, given the documents and cuts of a build before; nothing where it is
/// better to make all anew.
pub(super) fn renewed(
    documents: &[Arc<Known>],
    lexicon: &Lexicon,
    before: (&[Arc<Known>], &Cuts),
    length: usize,
) -> Option<Vec<Renewed>> {
    let (others, cuts) = before;
    if cuts.length != length || cuts.texts.is_empty() {
        return None;
    }
    let list = Before { lexicon, cuts: &cuts.texts };
    let is_open = list.open(&changed_terms(documents, others)?);
    let open: Vec<Vec<u32>> = is_open
        .iter()
        .enumerate()
        .map(|(place, is_open)| if *is_open { list.terms(place) } else { vec![] })
        .collect();
    let mut postings =
        gathered(documents, open.concat(), lexicon.terms.len()).into_iter();
    let mut renewed = vec![];
    let mut place = 0;
    while place < is_open.len() {
        if !is_open[place] {
            renewed.push(Renewed::Known(place, cuts.texts[place].clone()));
            place += 1;
            continue;
        }
        let mut anew = List::behind(cuts.texts[place].clone(), length);
        while is_open.get(place) == Some(&true) {
            for (term, postings) in open[place].iter().zip(postings.by_ref()) {
                anew.add_term(lexicon.terms.get(*term), &postings);
            }
            place += 1;
        }
        let next = if place < is_open.len() { list.terms(place) } else { vec![] };
        let cut = next.first().map(|next| anew.cut(lexicon.terms.get(*next)));
        renewed.extend(anew.finish().into_iter().map(Renewed::New));
        if let Some(cut) = cut {
            renewed.push(Renewed::Known(place, cut?));
            place += 1;
        }
    }
    Some(renewed)
}

/// The list of a build before.
struct Before<'a> {
    /// The terms as they are now.
    lexicon: &'a Lexicon,
    /// The cuts before its shards.
    cuts: &'a [String],
}

impl Before<'_> {
    /// Tells which shards are to be made anew where some terms changed.
    fn open(&self, terms: &[u32]) -> Vec<bool> {
        let mut is_open = vec![false; self.cuts.len()];
        for term in terms {
            let text = self.lexicon.terms.get(*term);
            let behind = self.cuts.partition_point(|cut| cut.as_str() <= text);
            is_open[behind.saturating_sub(2)..behind].fill(true);
        }
        is_open
    }

    /// The terms between the cut before a shard and the next one, in their order, that documents have.
    fn terms(&self, place: usize) -> Vec<u32> {
        let order = self.lexicon.terms.order();
        let at = |cut: &String| {
            order.partition_point(|term| self.lexicon.terms.get(*term) < cut.as_str())
        };
        let range: Range<usize> =
            at(&self.cuts[place])..self.cuts.get(place + 1).map_or(order.len(), at);
        let is_there = |term: &u32| self.lexicon.frequency(*term) > 0;
        order[range].iter().copied().filter(is_there).collect()
    }
}

/// The terms that documents have otherwise than those in whose places they are; nothing where these are too many
/// or not as many.
fn changed_terms(documents: &[Arc<Known>], others: &[Arc<Known>]) -> Option<Vec<u32>> {
    let pairs = documents.iter().zip(others);
    let changed: Vec<(&Arc<Known>, &Arc<Known>)> =
        pairs.filter(|(new, old)| !Arc::ptr_eq(new, old)).take(MOST + 1).collect();
    if documents.len() != others.len() || changed.len() > MOST {
        return None;
    }
    let terms = changed.into_iter().flat_map(|(new, old)| {
        let (new, old) = (new.sorted_terms(), old.sorted_terms());
        let is_in = |term: &(u32, u8), all: &[(u32, u8)]| all.binary_search(term).is_ok();
        let gone = old.iter().filter(|term| !is_in(term, &new));
        let come = new.iter().filter(|term| !is_in(term, &old));
        gone.chain(come).map(|(term, _)| *term).collect::<Vec<_>>()
    });
    Some(terms.collect())
}

impl Known {
    /// Its terms with what they are worth, by number.
    fn sorted_terms(&self) -> Vec<(u32, u8)> {
        let weighed = &self.weighed;
        let mut terms: Vec<(u32, u8)> =
            weighed.terms.iter().zip(weighed.impacts.iter()).collect();
        terms.sort_unstable();
        terms
    }
}

/// The postings of some terms, of all there are so many.
fn gathered(documents: &[Arc<Known>], terms: Vec<u32>, all: usize) -> Vec<Vec<Posting>> {
    const NOWHERE: u32 = u32::MAX;
    let mut places = vec![NOWHERE; all];
    let mut postings = vec![vec![]; terms.len()];
    for (place, term) in terms.into_iter().enumerate() {
        places[term as usize] = number(place);
    }
    let found = documents.par_chunks(TOGETHER).enumerate().map(|(chunk, documents)| {
        let mut found = vec![];
        for (known, document) in documents.iter().zip(chunk * TOGETHER..) {
            let weighed = &known.weighed;
            for (term, impact) in weighed.terms.iter().zip(weighed.impacts.iter()) {
                let place = places[term as usize];
                if place != NOWHERE {
                    found.push((place, Posting { document: number(document), impact }));
                }
            }
        }
        found
    });
    let found: Vec<Vec<(u32, Posting)>> = found.collect();
    for (place, posting) in found.into_iter().flatten() {
        postings[place as usize].push(posting);
    }
    postings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::search::build::{Entry, build, terms};
    use crate::search::document::Document;
    use crate::search::memo::Memo;
    use crate::search::synonyms::Synonyms;
    use crate::search::tongue::Tongue;

    /// A sequence of numbers that look random.
    struct Dice(u64);

    impl Dice {
        /// The next number below another one.
        fn below(&mut self, end: u64) -> u64 {
            self.0 =
                self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            (self.0 >> 33) % end
        }

        /// Some words; no two letters say much of those that follow.
        fn words(&mut self, count: usize) -> String {
            let mut letter = || char::from(b"abcdefghiklmnoprstuwz"[self.place(21)]);
            let mut word = || (0..6).map(|_| letter()).collect::<String>();
            (0..count).map(|_| word()).collect::<Vec<_>>().join(" ")
        }

        /// A place among so many.
        fn place(&mut self, count: u64) -> usize {
            usize::try_from(self.below(count)).expect("few")
        }
    }

    /// Brings a memo up to date.
    fn index(documents: &[Document], memo: &mut Memo) {
        let tongue = Tongue::of(&Language::new("de"));
        let synonyms = Synonyms::default();
        let known = memo.known(&synonyms);
        let entry = |document| Entry::new(document, &tongue, &synonyms, &known);
        build(documents.iter().map(entry).collect(), &synonyms, &tongue, memo);
    }

    /// A text without the words that shards may start with.
    fn without_first_terms(text: &str, cuts: &Cuts) -> String {
        let is_first =
            |word: &&str| cuts.texts.iter().skip(1).any(|cut| word.starts_with(cut));
        text.split(' ').filter(|word| !is_first(word)).collect::<Vec<_>>().join(" ")
    }

    /// The shards of all terms.
    fn whole(memo: &Memo) -> Vec<Shard> {
        terms(&memo.documents, &memo.lexicon, memo.cuts.length)
    }

    #[test]
    fn what_is_renewed_is_what_would_be_made() {
        let mut dice = Dice(5);
        let document = |dice: &mut Dice| Document {
            title: dice.words(3),
            sections: vec![crate::search::document::Section {
                text: dice.words(30),
                ..Default::default()
            }],
            ..Document::default()
        };
        let mut documents: Vec<Document> = (0..15).map(|_| document(&mut dice)).collect();
        let mut memo = Memo::default();
        index(&documents, &mut memo);
        let (mut times, mut taken) = (0, 0);
        for edit in 0..200 {
            let before = whole(&memo);
            let (others, cuts) = (memo.documents.clone(), std::mem::take(&mut memo.cuts));
            let place = dice.place(15);
            let text = &mut documents[place].sections[0].text;
            match edit % 4 {
                0 => *text = dice.words(30),
                1 => text.push_str(&(" ".to_owned() + &dice.words(2))),
                2 => text.truncate(text.rfind(' ').unwrap_or(0)),
                _ => *text = without_first_terms(text, &cuts),
            }
            index(&documents, &mut memo);
            if memo.documents.is_empty() {
                index(&documents, &mut memo);
                continue;
            }
            let length = memo.cuts.length;
            let found = renewed(&memo.documents, &memo.lexicon, (&others, &cuts), length);
            let Some(found) = found else { continue };
            times += 1;
            let shards = found.into_iter().map(|shard| match shard {
                Renewed::New(shard) => shard,
                Renewed::Known(place, cut) => {
                    taken += 1;
                    Shard { cut, bytes: before[place].bytes.clone() }
                }
            });
            let shards: Vec<Shard> = shards.collect();
            assert!(shards == whole(&memo), "edit {edit}");
        }
        assert!(times > 40 && taken > times, "{times} times {taken} shards");
    }
}
