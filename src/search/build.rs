//! From documents to the files of their index, with what is kept from one build to the next.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::codec::{self, Piece};
use crate::fingerprint::Checksum;
use crate::search::analysis::{Analysis, analyse};
use crate::search::deflate::deflated;
use crate::search::document::{Document, FacetValue};
use crate::search::facets::facets;
use crate::search::files::{IndexFile, ROOT, WrittenRoot, json, named, named_one};
use crate::search::index::{
    Counted, Phrases, Postings, Weighed, middles, phrases, weigh,
};
use crate::search::known::Known;
use crate::search::lexicon::{Lexicon, number};
use crate::search::listing::{Listed, Listing};
use crate::search::memo::{KnownDocuments, KnownShard, Memo, missing};
use crate::search::pack::{Parts, pack, size};
use crate::search::ranking::FIELD_COUNT;
use crate::search::renew::{Renewed, renewed};
use crate::search::shard::{self, Cuts, Shard};
use crate::search::synonyms::Synonyms;
use crate::search::tongue::Tongue;

/// All that the search keeps of a document: made anew, or of a build before.
#[derive(Debug, Clone)]
pub struct Entry(Kind);

/// Where an entry comes from.
#[derive(Debug, Clone)]
enum Kind {
    /// A document that was not there before.
    New(Box<New>),
    /// A document of a build before.
    Known(Arc<Known>),
}

/// What is made of a new document.
#[derive(Debug, Clone)]
struct New {
    /// The checksum of the document.
    key: Checksum,
    /// Its words.
    analysis: Analysis,
    /// What results show of it.
    parts: Parts,
    /// What readers may choose it by.
    facets: Vec<FacetValue>,
}

impl KnownDocuments {
    /// The entry of a document, by its key.
    pub fn entry(&self, key: Checksum) -> Option<Entry> {
        self.get(key).map(|known| Entry(Kind::Known(Arc::clone(known))))
    }
}

/// What tells a document from all others.
pub fn key(document: &Document) -> Checksum {
    // A value of texts can always be encoded.
    Checksum::of(&codec::encode(document).unwrap_or_default())
}

impl Entry {
    /// Makes the entry of a document, unless it is known from the build before.
    pub fn new(
        document: &Document,
        tongue: &Tongue,
        synonyms: &Synonyms,
        known: &KnownDocuments,
    ) -> Self {
        let key = key(document);
        if let Some(entry) = known.entry(key) {
            return entry;
        }
        let (analysis, parts) =
            (analyse(document, tongue, synonyms), Parts::new(document));
        let facets = document.facets.clone();
        Self(Kind::New(Box::new(New { key, analysis, parts, facets })))
    }

    /// The key of its document.
    pub fn key(&self) -> Checksum {
        match &self.0 {
            Kind::New(new) => new.key,
            Kind::Known(known) => known.key,
        }
    }

    /// Tells whether it is of a build before.
    pub fn is_known(&self) -> bool {
        matches!(self.0, Kind::Known(_))
    }
}

/// Makes the files of an index. Documents are numbered by their places; `synonyms` are groups of words
/// that mean the same; `memo` is what the build before left, with the documents of which entries were
/// made by [`Entry::new`].
pub fn build(
    entries: Vec<Entry>,
    synonyms: &Synonyms,
    tongue: &Tongue,
    memo: &mut Memo,
) -> Vec<IndexFile> {
    let documents = numbered(entries, &mut memo.lexicon);
    let new = missing(&documents, &memo.documents).map(|known| &known.counted);
    let gone = missing(&memo.documents, &documents).map(|known| &known.counted);
    memo.lexicon.count(new, gone);
    let middles = middles(&documents.iter().map(|known| &known.counted));
    let changed = memo.lexicon.learn(&synonyms.words, tongue);
    let is_changed = |known: &Known| {
        known.weighed.terms.is_empty()
            || middles.map(f32::to_bits) != memo.middles
            || !changed.is_empty()
                && known.counted.forms.iter().any(|form| changed.contains(&form))
    };
    let documents = weighed(documents, is_changed, &mut memo.lexicon, middles, tongue);
    let new = missing(&documents, &memo.documents).map(|known| &known.weighed);
    let gone = missing(&memo.documents, &documents).map(|known| &known.weighed);
    memo.lexicon.count_terms(new, gone);
    memo.lexicon.arrange();
    let (lists, cuts) = lists(&documents, memo);
    let before = std::mem::take(&mut memo.shards);
    let known: FxHashMap<Checksum, &Piece> =
        before.iter().map(|shard| (shard.sum, &shard.deflated)).collect();
    let mut files = vec![];
    let lists = lists.map(|(kind, shards)| {
        let (listed, kept) = listed(kind, shards, (&before, &known), &mut files);
        memo.shards.extend(kept);
        listed
    });
    memo.cuts = cuts;
    let root = root(&documents, lists, &mut files);
    files.push(IndexFile { name: ROOT.to_owned(), bytes: json(&root) });
    // Where the order of documents is another one, so are shards.
    memo.is_new |= memo.shards.iter().any(|shard| !known.contains_key(&shard.sum));
    memo.take(documents);
    memo.is_new |= memo.names != synonyms.names;
    synonyms.names.clone_into(&mut memo.names);
    memo.middles = middles.map(f32::to_bits);
    if memo.lexicon.is_worn() {
        *memo = Memo::worn();
    }
    files
}

/// Gives the forms of new documents their numbers.
fn numbered(entries: Vec<Entry>, lexicon: &mut Lexicon) -> Vec<Arc<Known>> {
    let new = entries.iter().filter_map(|Entry(kind)| match kind {
        Kind::New(new) => Some(&new.analysis),
        Kind::Known(_) => None,
    });
    let (distinct, places) = distinct(new);
    let numbers = lexicon.forms.add(distinct.into_iter());
    let known = |Entry(kind)| match kind {
        Kind::Known(known) => known,
        Kind::New(new) => {
            let New { key, analysis, parts, facets } = *new;
            let (vocabulary, forms) = analysis.origin();
            let place = |form: &u32| places[&vocabulary][*form as usize];
            let forms = forms.iter().map(|form| numbers[place(form) as usize]);
            let forms: Vec<u32> = forms.collect();
            let counted = Counted::new(analysis, &forms);
            let weighed = Weighed::default();
            Arc::new(Known { key, counted, weighed, parts, facets })
        }
    };
    entries.into_iter().map(known).collect()
}

/// The forms of documents in the order in which they come up, each of a vocabulary once, and by the ids of the
/// vocabularies where the forms of each stand. Of millions, so some hundred thousand are left to be compared.
fn distinct<'a>(
    all: impl Iterator<Item = &'a Analysis>,
) -> (Vec<&'a str>, FxHashMap<u64, Vec<u32>>) {
    const NOWHERE: u32 = u32::MAX;
    let mut distinct = vec![];
    let mut places: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for analysis in all {
        let (vocabulary, numbers) = analysis.origin();
        let places = places.entry(vocabulary).or_default();
        for (form, place) in analysis.forms().zip(numbers) {
            let place = *place as usize;
            if place >= places.len() {
                places.resize(place + 1, NOWHERE);
            }
            if places[place] == NOWHERE {
                places[place] = number(distinct.len());
                distinct.push(form);
            }
        }
    }
    (distinct, places)
}

/// Weighs the terms of documents that are new or have changed.
fn weighed(
    mut documents: Vec<Arc<Known>>,
    is_changed: impl Fn(&Known) -> bool + Sync,
    lexicon: &mut Lexicon,
    middles: [f32; FIELD_COUNT],
    tongue: &Tongue,
) -> Vec<Arc<Known>> {
    let mut changed: Vec<&mut Arc<Known>> =
        documents.par_iter_mut().filter(|known| is_changed(known)).collect();
    let found: Vec<Phrases> = changed
        .par_iter()
        .map(|known| phrases(&known.counted, lexicon, tongue))
        .collect();
    let numbers = lexicon.terms.add(found.iter().flat_map(Phrases::terms));
    let mut rest = numbers.as_slice();
    let numbers: Vec<&[u32]> = found
        .iter()
        .map(|found| rest.split_off(..found.len()).unwrap_or_default())
        .collect();
    changed.par_iter_mut().zip(found).zip(numbers).for_each(
        |((known, found), numbers)| {
            let weighed = weigh(&known.counted, (numbers, &found), lexicon, middles);
            Arc::make_mut(known).weighed = weighed;
        },
    );
    documents
}

/// The lists of the index, each with its kind, cut into shards: terms, endings, spellings; and how the first one
/// is cut.
fn lists(
    documents: &[Arc<Known>],
    memo: &Memo,
) -> ([(&'static str, Vec<Renewed>); 3], Cuts) {
    let lexicon = &memo.lexicon;
    let (count, postings) = lexicon.extent();
    let length = shard::length_of_terms(count, postings);
    let ended = lexicon.ended().iter();
    let ended = ended.map(|term| (lexicon.terms.get(*term), lexicon.frequency(*term)));
    let ended = ended.filter(|(_, frequency)| *frequency > 0);
    let used = |form: u32| lexicon.uses()[form as usize];
    let suggested = lexicon.suggested().iter().filter(|form| used(**form).pages > 0);
    let suggested = suggested.map(|form| (lexicon.forms.get(*form), used(*form).seen));
    let (terms, (endings, spellings)) = rayon::join(
        || {
            let before = (memo.documents.as_slice(), &memo.cuts);
            renewed(documents, lexicon, before, length)
                .unwrap_or_else(|| anew(terms(documents, lexicon, length)))
        },
        || rayon::join(|| shard::endings(ended), || shard::spellings(suggested)),
    );
    let cuts = terms.iter().map(|shard| shard.cut().to_owned()).collect();
    let cuts = Cuts { length, texts: cuts };
    ([("t", terms), ("e", anew(endings)), ("s", anew(spellings))], cuts)
}

/// The shards of all terms.
pub(super) fn terms(
    documents: &[Arc<Known>],
    lexicon: &Lexicon,
    length: usize,
) -> Vec<Shard> {
    let weighed = documents.iter().map(|known| &known.weighed);
    let postings = Postings::new(weighed, lexicon.terms.len());
    let terms = lexicon.terms.order().iter();
    let terms = terms.map(|term| (lexicon.terms.get(*term), postings.of(*term)));
    shard::terms(terms.filter(|(_, postings)| !postings.is_empty()), length)
}

/// Shards of which none was there before.
fn anew(shards: Vec<Shard>) -> Vec<Renewed> {
    shards.into_iter().map(Renewed::New).collect()
}

/// Adds shards to the files, deflated now or in the build before: of that, all shards and by their checksums.
fn listed(
    kind: &str,
    shards: Vec<Renewed>,
    (before, known): (&[KnownShard], &FxHashMap<Checksum, &Piece>),
    files: &mut Vec<IndexFile>,
) -> (Listed, Vec<KnownShard>) {
    let deflate = |shard: Renewed| match shard {
        Renewed::Known(place, cut) => (cut, before[place].clone()),
        Renewed::New(Shard { cut, bytes }) => {
            let sum = Checksum::of(&bytes);
            let known = known.get(&sum).map(|known| Piece::clone(known));
            let deflated = known.unwrap_or_else(|| deflated(&bytes).into());
            (cut, KnownShard { sum, deflated })
        }
    };
    let (cuts, kept): (Vec<String>, Vec<KnownShard>) =
        shards.into_par_iter().map(deflate).unzip();
    let contents = kept.iter().map(|shard| shard.deflated.bytes().to_vec()).collect();
    let names = named(kind, contents, files);
    (Listed::new(&cuts, &names, files), kept)
}

/// The root, having added what it names besides shards.
fn root(
    documents: &[Arc<Known>],
    [terms, endings, spellings]: [Listed; 3],
    files: &mut Vec<IndexFile>,
) -> WrittenRoot {
    let size = size(documents.len());
    let packs = documents.par_chunks(size).map(|documents| {
        let parts: Vec<&Parts> = documents.iter().map(|known| &known.parts).collect();
        pack(&parts, size)
    });
    let packs = named("p", packs.collect(), files);
    let facets = facets(documents.iter().map(|known| known.facets.as_slice()));
    WrittenRoot {
        documents: number(documents.len()),
        pack: number(size),
        terms,
        endings,
        spellings,
        packs: Listing::new(&[], &packs),
        facets: facets
            .into_iter()
            .map(|(facet, bytes)| (facet.to_owned(), named_one("f", bytes, files)))
            .collect(),
    }
}
