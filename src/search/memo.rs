//! What a build of an index leaves for the next one of the same language, and how that is kept.
//!
//! The documents lie in groups, told by their keys: a document that changes makes two groups new, the one
//! that it was in and the one that it comes to, and only these are written again. Everything else is the
//! head; it names what the groups have in them, so that a head and groups of different builds are no memo.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::codec::{self, Piece, Pieces};
use crate::fingerprint::Checksum;
use crate::search::known::{Known, keep_group, members};
use crate::search::lexicon::Lexicon;
use crate::search::ranking::FIELD_COUNT;
use crate::search::shard::Cuts;
use crate::search::synonyms::{Names, Synonyms};

/// How many documents share a group, until there are [`MOST_GROUPS`].
const TOGETHER: usize = 128;

/// The most groups of documents.
pub const MOST_GROUPS: usize = 64;

/// What a build of an index leaves for the next one of the same language. It spares work and changes
/// nothing.
#[derive(Debug, Default)]
pub struct Memo {
    /// The words.
    pub(super) lexicon: Lexicon,
    /// The documents, each once.
    pub(super) documents: Vec<Arc<Known>>,
    /// The bits of the middle lengths of fields that the documents were weighed by.
    pub(super) middles: [u32; FIELD_COUNT],
    /// The names of several words that the documents were counted with.
    pub(super) names: Names,
    /// Shards as they are deflated, those of terms first.
    pub(super) shards: Vec<KnownShard>,
    /// How the terms are cut.
    pub(super) cuts: Cuts,
    /// The checksums of the groups of documents as they are kept; nothing for those that became others.
    groups: Vec<Option<Checksum>>,
    /// Whether the build that it is of found anything otherwise.
    pub(super) is_new: bool,
}

/// What stands in the head: words, middle lengths, names; the numbers of the documents in the order of their groups;
/// cuts; the checksums of shards and of groups.
type Head =
    (Lexicon, [u32; FIELD_COUNT], Names, Vec<u32>, Cuts, Vec<Checksum>, Vec<Checksum>);

/// A shard of a build before.
#[derive(Debug, Clone)]
pub(super) struct KnownShard {
    /// The checksum of what it says.
    pub(super) sum: Checksum,
    /// How that is deflated.
    pub(super) deflated: Piece,
}

/// The documents that a memo knows, to be found by their keys.
#[derive(Debug, Default)]
pub struct KnownDocuments(FxHashMap<Checksum, Arc<Known>>);

impl KnownDocuments {
    /// A document by its key.
    pub(super) fn get(&self, key: Checksum) -> Option<&Arc<Known>> {
        self.0.get(&key)
    }
}

impl Memo {
    /// Nothing, where something was kept.
    pub(super) fn worn() -> Self {
        Self { is_new: true, ..Self::default() }
    }

    /// The documents that it knows; none where they were counted with other names.
    pub fn known(&self, synonyms: &Synonyms) -> KnownDocuments {
        let is_same = self.names == synonyms.names;
        let documents = self.documents.iter().filter(|_| is_same);
        KnownDocuments(documents.map(|known| (known.key, Arc::clone(known))).collect())
    }

    /// Takes the documents of a build in place of those of the one before.
    pub(super) fn take(&mut self, documents: Vec<Arc<Known>>) {
        let count = (documents.len() / TOGETHER).next_power_of_two().min(MOST_GROUPS);
        if self.groups.len() == count {
            let gone = missing(&self.documents, &documents);
            for known in gone.chain(missing(&documents, &self.documents)) {
                self.groups[group(known.key, count)] = None;
            }
        } else {
            self.groups = vec![None; count];
        }
        self.is_new |= self.groups.iter().any(Option::is_none);
        self.documents = documents;
    }

    /// Hands out what is to be kept of it, if anything changed: each group that became another one with its
    /// number, then the head, without one. All as pieces for a file.
    pub fn keep(&self, put: impl Fn(Option<usize>, &[&[u8]]) + Sync) {
        if !self.is_new {
            return;
        }
        let Self { lexicon, documents, middles, names, shards, cuts, groups, .. } = self;
        let mut members: Vec<Vec<&Known>> = vec![vec![]; groups.len()];
        let mut numbers: Vec<Vec<u32>> = vec![vec![]; groups.len()];
        for (known, number) in documents.iter().zip(0..) {
            let group = group(known.key, groups.len());
            members[group].push(known);
            numbers[group].push(number);
        }
        let numbers = numbers.concat();
        let kept = groups.par_iter().zip(members).enumerate();
        let kept = kept.map(|(number, (kept, members))| {
            kept.or_else(|| keep_group(&members, |pieces| put(Some(number), pieces)))
        });
        let kept: Option<Vec<Checksum>> = kept.collect();
        let sums: Vec<Checksum> = shards.iter().map(|shard| shard.sum).collect();
        // Values of texts and numbers can always be encoded.
        let head = kept.and_then(|kept| {
            codec::encode(&(lexicon, middles, names, numbers, cuts, sums, kept))
        });
        let head = head.unwrap_or_default();
        let mut pieces = vec![head.as_slice()];
        pieces.extend(shards.iter().map(|shard| shard.deflated.bytes()));
        put(None, &pieces);
    }

    /// It from the pieces of its head and those of its groups by their numbers; nothing where they are not
    /// whole, or of different builds.
    pub fn restore(
        head: Pieces,
        group: impl Fn(usize) -> Option<Pieces> + Sync,
    ) -> Option<Self> {
        let head = Arc::new(head);
        let (lexicon, middles, names, numbers, cuts, sums, kept): Head =
            codec::decode(head.get(0)?)?;
        let shards = sums.into_iter().zip(1..);
        let shards: Option<Vec<KnownShard>> = shards
            .map(|(sum, number)| Some(KnownShard { sum, deflated: head.share(number)? }))
            .collect();
        let documents =
            kept.par_iter().enumerate().map(|(number, sum)| members(group(number)?, sum));
        let documents: Option<Vec<Vec<Arc<Known>>>> = documents.collect();
        let documents = in_places(documents?.concat(), &numbers)?;
        let (shards, groups) = (shards?, kept.into_iter().map(Some).collect());
        let is_new = false;
        let is_cut = cuts.texts.len() <= shards.len();
        is_cut.then_some(Self {
            lexicon,
            documents,
            middles,
            names,
            shards,
            cuts,
            groups,
            is_new,
        })
    }
}

/// The documents that are not among others as they are, or more often than there.
pub(super) fn missing<'d>(
    documents: &'d [Arc<Known>],
    others: &[Arc<Known>],
) -> impl Iterator<Item = &'d Known> {
    let mut others_left: FxHashMap<*const Known, usize> = FxHashMap::default();
    for other in others {
        *others_left.entry(Arc::as_ptr(other)).or_default() += 1;
    }
    let is_missing =
        move |known: &&'d Arc<Known>| match others_left.get_mut(&Arc::as_ptr(known)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        };
    documents.iter().filter(is_missing).map(|known| &**known)
}

/// Documents by their numbers, which are given in the order of these; nothing where one is missing.
fn in_places(documents: Vec<Arc<Known>>, numbers: &[u32]) -> Option<Vec<Arc<Known>>> {
    let mut places = vec![None; numbers.len()];
    for (known, number) in documents.into_iter().zip(numbers) {
        *places.get_mut(*number as usize)? = Some(known);
    }
    places.into_iter().collect()
}

/// The group of a document among so many.
fn group(key: Checksum, groups: usize) -> usize {
    usize::from(key.bytes()[0]) % groups
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;
    use crate::language::Language;
    use crate::search::build::{Entry, build};
    use crate::search::document::{Document, FacetValue, Section};
    use crate::search::lexicon::Use;
    use crate::search::tongue::Tongue;

    /// The pieces of files, by the numbers of groups; nothing for the head.
    type Files = BTreeMap<Option<usize>, Vec<Vec<u8>>>;

    /// Words that documents consist of.
    const WORDS: [&str; 6] =
        ["Arbeit", "Wandel", "Arbeitswandel", "Werk", "Werkstatt", "und"];

    /// A document that a number tells from others.
    fn document(number: usize) -> Document {
        let words = |count: usize| {
            let words = (0..count).map(|place| WORDS[(number >> place) % WORDS.len()]);
            words.collect::<Vec<_>>().join(" ") + &format!(" Wort{number}")
        };
        let value = |facet: &str| FacetValue {
            facet: facet.to_owned(),
            id: (number % 3).to_string(),
            label: format!("Nr. {}", number % 3),
        };
        let section = Section { heading: words(2), text: words(9), ..Section::default() };
        Document {
            title: words(3),
            sections: vec![section],
            facets: vec![value("year"), value("kind")],
            ..Document::default()
        }
    }

    /// Builds an index.
    fn index(documents: &[Document], memo: &mut Memo) {
        let tongue = Tongue::of(&Language::new("de"));
        let synonyms = Synonyms::default();
        let known = memo.known(&synonyms);
        let entries = documents.iter();
        let entries =
            entries.map(|document| Entry::new(document, &tongue, &synonyms, &known));
        build(entries.collect(), &synonyms, &tongue, memo);
    }

    /// What is kept of a memo.
    fn files(memo: &Memo) -> Files {
        let files = Mutex::new(Files::new());
        memo.keep(|group, pieces| {
            let pieces = pieces.iter().map(|piece| piece.to_vec()).collect();
            files.lock().expect("no panic").insert(group, pieces);
        });
        files.into_inner().expect("no panic")
    }

    /// The memo of which some files were kept.
    fn restored(files: &Files) -> Option<Memo> {
        let pieces = |group| {
            let (mut bytes, mut ranges) = (vec![], vec![]);
            for piece in files.get(&group)? {
                ranges.push(bytes.len()..bytes.len() + piece.len());
                bytes.extend(piece);
            }
            Some(Pieces::new(bytes, ranges))
        };
        Memo::restore(pieces(None)?, |number| pieces(Some(number)))
    }

    /// How the documents of a memo use forms, counted from nothing.
    fn uses(memo: &Memo) -> Vec<Use> {
        let mut uses = vec![Use::default(); memo.lexicon.forms.len()];
        for (form, count) in memo.documents.iter().flat_map(|known| known.counted.each())
        {
            let used = &mut uses[form as usize];
            used.pages += u32::from(!count.is_none());
            used.seen += u32::from(count.seen);
            used.capital += u32::from(count.capital);
        }
        uses
    }

    /// Takes a byte off the end.
    fn shorten(piece: &mut Vec<u8>) {
        piece.truncate(piece.len() - 1);
    }

    #[test]
    fn uses_follow_the_documents() {
        let mut documents: Vec<Document> = (0..30).map(document).collect();
        let mut memo = Memo::default();
        for number in 0..60 {
            let place = number * 7 % documents.len();
            match number % 5 {
                0 => documents.push(document(100 + number)),
                1 => drop(documents.remove(place)),
                // The same twice.
                2 => documents.push(documents[place].clone()),
                3 => documents[place].title.push_str(" Werk"),
                _ => documents.swap(place, 0),
            }
            index(&documents, &mut memo);
            let is_worn = memo.documents.is_empty();
            assert!(is_worn || memo.documents.len() == documents.len());
            assert_eq!(memo.lexicon.uses(), uses(&memo), "edit {number}");
            if number % 3 == 0 && !is_worn {
                memo.is_new = true;
                memo.groups.fill(None);
                memo = restored(&files(&memo)).expect("what was kept");
                assert_eq!(memo.lexicon.uses(), uses(&memo), "kept after edit {number}");
            }
        }
    }

    #[test]
    fn what_was_not_looked_at_is_kept_as_it_was() {
        let documents: Vec<Document> = (0..300).map(document).collect();
        let mut memo = Memo::default();
        index(&documents, &mut memo);
        let before = files(&memo);
        let order: Vec<Checksum> = memo.documents.iter().map(|known| known.key).collect();
        let mut memo = restored(&before).expect("what was kept");
        assert!(memo.documents.iter().map(|known| known.key).eq(order));
        assert!(files(&memo).is_empty(), "nothing is new");
        memo.is_new = true;
        memo.groups.fill(None);
        assert_eq!(files(&memo), before);
    }

    #[test]
    fn groups_of_another_form_are_none() {
        let documents: Vec<Document> = (0..9).map(document).collect();
        let mut memo = Memo::default();
        index(&documents, &mut memo);
        let whole = files(&memo);
        let is_whole = |change: fn(&mut Vec<Vec<u8>>)| {
            let mut files = whole.clone();
            change(files.get_mut(&Some(0)).expect("a group"));
            restored(&files).is_some()
        };
        assert!(is_whole(|_| {}));
        assert!(!is_whole(|pieces| drop(pieces.pop())), "a list is missing");
        assert!(!is_whole(|pieces| pieces.push(vec![])), "a list too many");
        assert!(!is_whole(|pieces| shorten(&mut pieces[2])), "half a number");
        assert!(!is_whole(|pieces| shorten(&mut pieces[1])), "half of the heads");
        assert!(!is_whole(|pieces| shorten(&mut pieces[0])), "another checksum");
    }
}
