//! What becomes of words as they are written: their forms, folded.
//!
//! Ten thousand pages have the same words again and again. So each thread that counts words keeps what it
//! has made of those it met, and a page costs one look-up for each of its words. What a word becomes
//! depends on the word and the language alone; forms get numbers of their own on each page.

use rustc_hash::FxHashMap;

use crate::search::fold::fold;
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, Word};

/// The longest folded form that is kept, in bytes; what is longer is no word.
const LONGEST: usize = 64;

/// The most words that are kept: about 60 MB. With more of them, it is begun anew.
const MOST_WORDS: usize = 500_000;

/// The words of a language that were met.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// The rules of the language.
    tongue: Tongue,
    /// Where the forms of each word stand among all.
    words: FxHashMap<Box<str>, (u32, u32)>,
    /// The forms of all words.
    written: Vec<Written>,
    /// The number of each folded form here.
    numbers: FxHashMap<Box<str>, u32>,
    /// The folded forms by their numbers, one behind the other.
    folded: String,
    /// Where each ends, and whether it is a stop word.
    ends: Vec<(usize, bool)>,
    /// The page that had each form last, and the number that it has there.
    places: Vec<(u32, u32)>,
    /// The page that is counted.
    page: u32,
}

/// A form of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// The folded form, by its number in the vocabulary.
    folded: u32,
    /// What it is of the word.
    pub(super) kind: FormKind,
    /// Whether it starts with a capital, with small letters behind it.
    pub(super) is_capital: bool,
}

/// The number of a form on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// The number.
    pub(super) form: u32,
    /// Whether it is a stop word, which is not counted.
    pub(super) is_stop: bool,
}

impl Vocabulary {
    /// Words of a language, none of which was met.
    pub(super) fn new(tongue: &Tongue) -> Self {
        Self {
            tongue: tongue.clone(),
            words: FxHashMap::default(),
            written: vec![],
            numbers: FxHashMap::default(),
            folded: String::new(),
            ends: vec![],
            places: vec![],
            page: 0,
        }
    }

    /// Begins another page, on which no form has a number; words that were met stay known if they are of
    /// the same language.
    pub(super) fn begin(&mut self, tongue: &Tongue) {
        if self.tongue != *tongue
            || self.words.len() > MOST_WORDS
            || self.page == u32::MAX
        {
            *self = Self::new(tongue);
        }
        self.page += 1;
    }

    /// The places of the forms of a word; see [`Self::at`].
    pub(super) fn word(&mut self, text: &str) -> std::ops::Range<usize> {
        let (start, end) = match self.words.get(text) {
            Some(places) => *places,
            None => self.add(text),
        };
        start as usize..end as usize
    }

    /// A form of a word.
    pub(super) fn at(&self, place: usize) -> Written {
        self.written[place]
    }

    /// The number of a form on the page. Where it is the first time there, `next` is its number, and its text
    /// is added to `forms` with a line break.
    pub(super) fn number(
        &mut self,
        written: Written,
        next: usize,
        forms: &mut String,
    ) -> Number {
        let folded = written.folded as usize;
        let (end, is_stop) = self.ends[folded];
        let (page, form) = &mut self.places[folded];
        if *page != self.page {
            (*page, *form) = (self.page, number(next));
            let start = folded.checked_sub(1).map_or(0, |last| self.ends[last].0);
            forms.push_str(&self.folded[start..end]);
            forms.push('\n');
        }
        Number { form: *form, is_stop }
    }

    /// Takes a word apart that was not met before.
    fn add(&mut self, text: &str) -> (u32, u32) {
        let start = number(self.written.len());
        Word { text, range: 0..text.len() }.forms(|form, kind| {
            let folded = fold(form, self.tongue.folding);
            if folded.is_empty() || folded.len() > LONGEST {
                return;
            }
            let folded = match self.numbers.get(folded.as_str()) {
                Some(number) => *number,
                None => self.add_folded(folded),
            };
            let is_capital = is_capital(form);
            self.written.push(Written { folded, kind, is_capital });
        });
        let places = (start, number(self.written.len()));
        self.words.insert(text.into(), places);
        places
    }

    /// Gives a folded form a number that has none.
    fn add_folded(&mut self, folded: String) -> u32 {
        let number = number(self.ends.len());
        self.folded.push_str(&folded);
        self.ends.push((self.folded.len(), self.tongue.is_stop(&folded)));
        self.places.push((0, 0));
        self.numbers.insert(folded.into(), number);
        number
    }
}

/// Tells whether a form starts with a capital, with small letters behind it.
fn is_capital(form: &str) -> bool {
    let mut letters = form.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(|letter| !letter.is_uppercase())
}

/// A place as a number.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn forms_have_numbers_of_their_own_on_each_page() {
        let tongue = Tongue::of(&Language::new("de"));
        let mut vocabulary = Vocabulary::new(&tongue);
        let mut page = |tongue: &Tongue, words: &[&str]| {
            vocabulary.begin(tongue);
            let (mut forms, mut line) = (String::new(), vec![]);
            for word in words {
                for place in vocabulary.word(word) {
                    let written = vocabulary.at(place);
                    let next = forms.lines().count();
                    let number = vocabulary.number(written, next, &mut forms);
                    line.push(format!(
                        "{}{}",
                        number.form,
                        if number.is_stop { "." } else { "" }
                    ));
                }
            }
            format!("{} {}", line.join(" "), forms.replace('\n', " "))
        };
        assert_eq!(page(&tongue, &["Die", "Größe", "grosse"]), "0. 1 1 die grosse ");
        assert_eq!(
            page(&tongue, &["Größe", "Ost-Die"]),
            "0 1 2. 3 grosse ost die ostdie "
        );
        let english = Tongue::of(&Language::new("en"));
        assert_eq!(page(&english, &["die", "the"]), "0 1. die the ");
    }
}
