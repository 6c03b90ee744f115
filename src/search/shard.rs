//! Sorted lists cut into shards, so that a reader loads only those that a query needs.
//!
//! Where a list is cut depends on its entries alone, not on how many there are before them (the idea of
//! content-defined chunking: Muthitacharoen, Chen, Mazières 2001, *A Low-bandwidth Network File System*).
//! So a page that changes changes the shards of its own words, and the next cut stays where it was; and a
//! site built from nothing is cut like one that was built before.

use crate::fingerprint::Checksum;
use crate::search::index::{Spelling, Term};

/// The fewest bytes of a shard before a cut is looked for, not deflated.
const SHORTEST: usize = 5_000;

/// The bytes at which a shard is cut in any case.
const LONGEST: usize = 20_000;

/// One entry of so many may have a cut before it.
const ONE_OF: u8 = 12;

/// The longest word that is suggested or looked for by its end, in letters.
const LONGEST_WORD: usize = 36;

/// The fewest letters of a word that is looked for by its end.
const SHORTEST_ENDED: usize = 7;

/// The fewest letters of a word that is suggested.
const SHORTEST_SUGGESTED: usize = 4;

/// A piece of a sorted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// The shortest text that stands in the list before all entries of this shard and behind those of the
    /// one before; empty for the first.
    pub cut: String,
    /// The entries.
    pub bytes: Vec<u8>,
}

/// The terms with their postings.
///
/// An entry is the number of bytes that its term has in common with the one before in the shard, the
/// number of the others, these, the number of documents that have it, the number of postings that
/// follow, the documents as differences, and a byte of impact for each. Numbers are varints: seven bits
/// to a byte, the lowest first.
pub fn terms(terms: &[Term]) -> Vec<Shard> {
    let mut list = List::default();
    for term in terms {
        list.start(&term.term);
        put_number(&mut list.bytes, term.frequency);
        put_number(&mut list.bytes, u32::try_from(term.postings.len()).unwrap_or(0));
        let mut last = 0;
        for posting in &term.postings {
            put_number(&mut list.bytes, posting.document - last);
            last = posting.document;
        }
        list.bytes.extend(term.postings.iter().map(|posting| posting.impact));
    }
    list.finish()
}

/// Long terms written backwards, so that those with one ending stand together: who looks for `Sicherung`
/// finds `Fachkräftesicherung`. Behind each stands the number of documents that have it.
pub fn endings(terms: &[Term]) -> Vec<Shard> {
    let is_long = |term: &&Term| {
        (SHORTEST_ENDED..=LONGEST_WORD).contains(&term.term.len()) && is_plain(&term.term)
    };
    let mut words: Vec<(String, u32)> = terms
        .iter()
        .filter(is_long)
        .map(|term| (term.term.chars().rev().collect(), term.frequency))
        .collect();
    words.sort_unstable();
    let mut list = List::default();
    for (word, frequency) in words {
        list.start(&word);
        put_number(&mut list.bytes, frequency);
    }
    list.finish()
}

/// The words of the site for spelling suggestions, by first letter and length: both stand before each
/// word in its entry, as `s09strategie`. Behind each stands how often the site has it, as a power of two.
pub fn spellings(spellings: &[Spelling]) -> Vec<Shard> {
    let mut words: Vec<(String, u32)> = spellings
        .iter()
        .filter(|spelling| {
            let letters = SHORTEST_SUGGESTED..=LONGEST_WORD;
            letters.contains(&spelling.form.len()) && is_plain(&spelling.form)
        })
        .map(|spelling| {
            let form = &spelling.form;
            (format!("{}{:02}{form}", &form[..1], form.len()), spelling.seen)
        })
        .collect();
    words.sort_unstable();
    let mut list = List::default();
    for (word, seen) in words {
        list.start(&word);
        put_number(&mut list.bytes, seen.max(1).ilog2());
    }
    list.finish()
}

/// Tells whether a word has no other signs than `a` to `z`.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A list on its way into shards.
#[derive(Default)]
struct List {
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
    /// Starts an entry with its text, in a new shard if it is time for one.
    fn start(&mut self, text: &str) {
        let may_cut = || Checksum::of(text.as_bytes()).bytes()[0].is_multiple_of(ONE_OF);
        let is_full =
            self.bytes.len() >= LONGEST || self.bytes.len() >= SHORTEST && may_cut();
        let mut common = common(&self.last, text);
        if is_full {
            let bytes = std::mem::take(&mut self.bytes);
            let cut = std::mem::replace(&mut self.cut, cut_before(text, common));
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
    fn finish(mut self) -> Vec<Shard> {
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
    use crate::search::index::Posting;

    /// Many terms with a posting each.
    fn many(skip: impl Fn(u32) -> bool) -> Vec<Term> {
        let numbers = (0..20_000).filter(|number| !skip(*number));
        let term = |number: u32| Term {
            term: format!("wort{number:05}"),
            frequency: 1,
            postings: vec![Posting { document: number, impact: 7 }],
        };
        numbers.map(term).collect()
    }

    #[test]
    fn a_changed_word_changes_its_shard_alone() {
        let before = terms(&many(|_| false));
        let after = terms(&many(|number| number == 7_000));
        assert!(before.len() > 10, "{}", before.len());
        let news = after.iter().filter(|shard| !before.contains(shard)).count();
        assert!(news <= 2, "{news} of {} shards", after.len());
    }

    #[test]
    fn cuts_lie_between_shards() {
        let shards = terms(&many(|_| false));
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
    fn entries_are_written_as_they_are_described() {
        let term = |term: &str, document| Term {
            term: term.to_owned(),
            frequency: 300,
            postings: vec![
                Posting { document, impact: 9 },
                Posting { document: 200, impact: 64 },
            ],
        };
        let shards = terms(&[term("bauen", 1), term("baum", 0)]);
        let expected: &[u8] = b"\x00\x05bauen\xac\x02\x02\x01\xc7\x01\x09\x40\
                                \x03\x01m\xac\x02\x02\x00\xc8\x01\x09\x40";
        assert_eq!(shards[0].bytes, expected);
        let long = [term("fachkraftesicher", 0), term("sicher", 0), term("versicher", 0)];
        assert_eq!(
            endings(&long)[0].bytes,
            b"\x00\x10rehcisetfarkhcaf\xac\x02\x06\x03rev\xac\x02"
        );
        let spelling = |form: &str| Spelling { form: form.to_owned(), seen: 9 };
        let words = ["rat", "strategie", "stadt"].map(spelling);
        assert_eq!(
            spellings(&words)[0].bytes,
            b"\x00\x08s05stadt\x03\x02\x0a9strategie\x03"
        );
    }
}
