//! Sorted lists cut into shards, so that a reader loads only those that a query needs.
//!
//! Where a list is cut depends on the entries around the cut, not on how many there are before them (the
//! idea of content-defined chunking: Muthitacharoen, Chen, Mazières 2001, *A Low-bandwidth Network File
//! System*). So a page that changes changes the shards of its own words, and the next cut stays where it
//! was; and a site built from nothing is cut like one that was built before. Cuts lie where few letters
//! tell the entries on their two sides apart: they are short to name, and words that start alike stay
//! together.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::search::index::{Posting, most_important};
use crate::search::table::start;

/// How many letters may be needed to tell the entries at a cut apart, by the length of the shard before it
/// in fourths of the length from which on a cut is looked for. What is longer is cut in any case.
const CUT_LETTERS: [usize; 9] = [2, 3, 3, 4, 4, 5, 5, 6, 7];

/// The shortest and the longest length from which on a cut is looked for, in bytes, not deflated.
const SHORTEST: std::ops::RangeInclusive<usize> = 512..=16_384;

/// How long shards of terms are, see [`length`]. Nearly every query loads some.
const TERMS: usize = 3;

/// The same for shards of endings and spellings. Few queries need them, so they shall not be many files.
const WORDS: usize = 6;

/// The longest word that is suggested or looked for by its end, in letters.
const LONGEST_WORD: usize = 36;

/// The fewest letters of a word that is looked for by its end.
const SHORTEST_ENDED: usize = 5;

/// The letters before a word that is suggested: its first one, and how many it has.
const SPELLING_HEAD: usize = 3;

/// The fewest letters of a word that is suggested.
const SHORTEST_SUGGESTED: usize = 4;

/// A piece of a sorted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shard {
    /// The shortest text that stands in the list before all entries of this shard and behind those of the
    /// one before; empty for the first.
    pub(super) cut: String,
    /// The entries.
    pub(super) bytes: Vec<u8>,
}

/// How a list of terms is cut.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Cuts {
    /// The length from which on a cut is looked for, in bytes.
    pub(super) length: usize,
    /// The cut before each shard.
    pub(super) texts: Vec<String>,
}

/// Terms in their order, with their postings.
///
/// An entry is the number of bytes that its term has in common with the one before in the shard, the
/// number of the others, these, the number of documents that have it, the number of postings that
/// follow, the documents as differences, and a byte of impact for each. Numbers are varints: seven bits
/// to a byte, the lowest first. `length` is that of [`length_of_terms`].
pub(super) fn terms<'a>(
    terms: impl Iterator<Item = (&'a str, &'a [Posting])>,
    length: usize,
) -> Vec<Shard> {
    let mut list = List::new(length);
    terms.for_each(|(term, postings)| list.add_term(term, postings));
    list.finish()
}

/// The length from which on a cut is looked for in a list of so many terms with so many postings.
pub(super) fn length_of_terms(terms: usize, postings: usize) -> usize {
    // Two bytes and a half for each posting, some letters for each term.
    length(postings * 5 / 2 + terms * 8, TERMS)
}

/// Long terms written backwards, so that those with one ending stand together: who looks for `Sicherung`
/// finds `Fachkräftesicherung`. They come in the order of [`by_ending`]; behind each stands how many documents
/// have it, as a power of two.
pub(super) fn endings<'a>(terms: impl Iterator<Item = (&'a str, u32)>) -> Vec<Shard> {
    words(terms.collect(), 0, |term, word| word.extend(term.chars().rev()))
}

/// A term written backwards.
fn backwards(term: &str) -> String {
    term.chars().rev().collect()
}

/// Tells whether a term is looked for by its end.
pub(super) fn is_ended(term: &str) -> bool {
    (SHORTEST_ENDED..=LONGEST_WORD).contains(&term.len()) && is_plain(term)
}

/// The first bytes of a term written backwards, as [`start`] gives those of a text.
pub(super) fn ending_start(term: &str) -> u64 {
    let end = term.as_bytes().last_chunk().copied();
    end.map_or_else(|| start(&backwards(term)), u64::from_le_bytes)
}

/// The order of two terms that are looked for by their ends.
pub(super) fn by_ending(one: &str, other: &str) -> Ordering {
    one.bytes().rev().cmp(other.bytes().rev())
}

/// The words of the site for spelling suggestions, by first letter and length: both stand before each
/// word in its entry, as `s09strategie`. They come in the order of [`by_spelling`]; behind each stands how
/// often the site has it, as a power of two.
pub(super) fn spellings<'a>(forms: impl Iterator<Item = (&'a str, u32)>) -> Vec<Shard> {
    words(forms.collect(), SPELLING_HEAD, |form, word| {
        word.push_str(&spelling_head(form));
        word.push_str(form);
    })
}

/// What stands before a word that is suggested: its first letter, and how many it has.
fn spelling_head(form: &str) -> String {
    format!("{}{:02}", &form[..1], form.len())
}

/// The first bytes of a word that is suggested, as [`start`] gives those of a text.
pub(super) fn spelling_start(form: &str) -> u64 {
    start(&(spelling_head(form) + form))
}

/// Tells whether a word is suggested.
pub(super) fn is_suggested(form: &str) -> bool {
    (SHORTEST_SUGGESTED..=LONGEST_WORD).contains(&form.len()) && is_plain(form)
}

/// The order of two words that are suggested.
pub(super) fn by_spelling(one: &str, other: &str) -> Ordering {
    let key = |form: &str| (form.as_bytes().first().copied(), form.len());
    key(one).cmp(&key(other)).then_with(|| one.cmp(other))
}

/// Words with a number each as a list, written by `write` with some letters more.
fn words(
    words: Vec<(&str, u32)>,
    more: usize,
    write: impl Fn(&str, &mut String),
) -> Vec<Shard> {
    let lengths = words.iter().map(|(word, _)| word.len() + more);
    let total: usize = lengths.map(|length| length / 2 + 3).sum();
    let mut list = List::new(length(total, WORDS));
    let mut text = String::new();
    for (word, number) in words {
        text.clear();
        write(word, &mut text);
        list.start(&text);
        put_number(&mut list.bytes, number.max(1).ilog2());
    }
    list.finish()
}

/// The length from which on a cut is looked for, for a list of some bytes, as a multiple of the root of
/// these: so a longer list has more shards and longer ones. In steps, so that a list that grows keeps its
/// cuts.
fn length(total: usize, fourths: usize) -> usize {
    let ideal = total.isqrt() * fourths / 4;
    let power =
        if ideal.is_power_of_two() { ideal } else { ideal.next_power_of_two() / 2 };
    let between = power + power * 2 / 5;
    let length = if ideal >= between { between } else { power };
    length.clamp(*SHORTEST.start(), *SHORTEST.end())
}

/// A count as it is written.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Tells whether a word has no other signs than `a` to `z`.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A list on its way into shards.
pub(super) struct List {
    /// The length from which on a cut is looked for.
    length: usize,
    /// The shards so far.
    shards: Vec<Shard>,
    /// The cut before the open shard.
    cut: String,
    /// The entries of the open shard.
    bytes: Vec<u8>,
    /// The last text.
    last: String,
}

impl List {
    /// A list without entries.
    fn new(length: usize) -> Self {
        Self::behind(String::new(), length)
    }

    /// The rest of a list behind a cut.
    pub(super) fn behind(cut: String, length: usize) -> Self {
        Self { length, shards: vec![], cut, bytes: vec![], last: String::new() }
    }

    /// Adds a term with its postings.
    pub(super) fn add_term(&mut self, term: &str, all: &[Posting]) {
        let some = most_important(all);
        let postings = some.as_deref().unwrap_or(all);
        self.start(term);
        put_number(&mut self.bytes, number(all.len()));
        put_number(&mut self.bytes, number(postings.len()));
        let mut last = 0;
        for posting in postings {
            put_number(&mut self.bytes, posting.document - last);
            last = posting.document;
        }
        self.bytes.extend(postings.iter().map(|posting| posting.impact));
    }

    /// The cut before a text that comes next, if it is time for one.
    pub(super) fn cut(&self, text: &str) -> Option<String> {
        let fourths = (4 * self.bytes.len() / self.length).checked_sub(4)?;
        let common = common(&self.last, text);
        let most = CUT_LETTERS.get(fourths).unwrap_or(&usize::MAX);
        (common < *most).then(|| cut_before(text, common))
    }

    /// Starts an entry with its text, in a new shard if it is time for one.
    fn start(&mut self, text: &str) {
        let mut common = common(&self.last, text);
        if let Some(cut) = self.cut(text) {
            let bytes = std::mem::take(&mut self.bytes);
            let cut = std::mem::replace(&mut self.cut, cut);
            self.shards.push(Shard { cut, bytes });
            common = 0;
        }
        // Terms have at most two stems, so both fit into a byte.
        let length = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
        self.bytes.extend([length(common), length(text.len() - common)]);
        self.bytes.extend(&text.as_bytes()[common..]);
        text.clone_into(&mut self.last);
    }

    /// The shards of the whole list.
    pub(super) fn finish(mut self) -> Vec<Shard> {
        if !self.bytes.is_empty() {
            self.shards.push(Shard { cut: self.cut, bytes: self.bytes });
        }
        self.shards
    }
}

/// The bytes that two texts start with, in whole letters.
fn common(one: &str, other: &str) -> usize {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    same.map(|(letter, _)| letter.len_utf8()).sum()
}

/// The shortest start of a text that is behind another one with which it has some bytes in common.
fn cut_before(text: &str, common: usize) -> String {
    let next = text[common..].chars().next().map_or(0, char::len_utf8);
    text[..common + next].to_owned()
}

/// Puts a number as a varint.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shards of many terms with a posting each.
    fn many(skip: impl Fn(u32) -> bool) -> Vec<Shard> {
        let numbers = (0..20_000).filter(|number| !skip(*number));
        let term = |document: u32| {
            (format!("wort{document:05}"), [Posting { document, impact: 7 }])
        };
        let all: Vec<(String, [Posting; 1])> = numbers.map(term).collect();
        terms(
            all.iter().map(|(term, postings)| (term.as_str(), &postings[..])),
            length(7_500_000, TERMS),
        )
    }

    #[test]
    fn a_changed_word_changes_its_shard_alone() {
        let before = many(|_| false);
        let after = many(|number| number == 7_000);
        assert!(before.len() > 10, "{}", before.len());
        let news = after.iter().filter(|shard| !before.contains(shard)).count();
        assert!(news <= 2, "{news} of {} shards", after.len());
    }

    #[test]
    fn cuts_lie_between_shards() {
        let shards = many(|_| false);
        assert_eq!(shards[0].cut, "");
        assert!(shards.is_sorted_by(|one, other| one.cut < other.cut));
        for shard in &shards[1..] {
            let length = usize::from(shard.bytes[1]);
            let first = std::str::from_utf8(&shard.bytes[2..2 + length]).expect("a term");
            assert!(first.starts_with(&shard.cut), "{first} {}", shard.cut);
            assert_eq!(shard.bytes[0], 0);
        }
    }

    #[test]
    fn shards_grow_with_the_root_of_the_list() {
        let lengths = [0, 1_000_000, 2_000_000, 4_000_000, 1 << 40]
            .map(|total| length(total, WORDS));
        assert_eq!(lengths, [512, 1_433, 2_048, 2_867, 16_384]);
    }

    #[test]
    fn entries_are_written_as_they_are_described() {
        let postings = |document| {
            [Posting { document, impact: 9 }, Posting { document: 200, impact: 64 }]
        };
        let (one, other) = (postings(1), postings(0));
        let shards = terms([("bauen", &one[..]), ("baum", &other[..])].into_iter(), 512);
        let expected: &[u8] = b"\x00\x05bauen\x02\x02\x01\xc7\x01\x09\x40\
                                \x03\x01m\x02\x02\x00\xc8\x01\x09\x40";
        assert_eq!(shards[0].bytes, expected);
        let long = [("sicher", 1), ("fachkraftesicher", 300), ("versicher", 300)];
        assert_eq!(
            endings(long.into_iter())[0].bytes,
            b"\x00\x06rehcis\x00\x06\x0aetfarkhcaf\x08\x06\x03rev\x08"
        );
        let words = ["stadt", "strategie"].map(|form| (form, 9));
        assert_eq!(
            spellings(words.into_iter())[0].bytes,
            b"\x00\x08s05stadt\x03\x02\x0a9strategie\x03"
        );
    }

    #[test]
    fn a_frequent_term_keeps_the_documents_that_count() {
        let posting = |document| Posting {
            document,
            impact: if document == 2_900 { 9 } else { 5 },
        };
        let postings: Vec<Posting> = (0..3_000).map(posting).collect();
        let kept = most_important(&postings).expect("too many");
        assert!(kept.len() < 3_000 && kept.is_sorted_by_key(|posting| posting.document));
        assert!(kept.iter().any(|posting| posting.document == 2_900));
        assert_eq!(most_important(&postings[..9]), None);
    }
}
