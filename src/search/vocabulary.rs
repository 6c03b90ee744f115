//! What becomes of words as they are written: their forms, folded.
//!
//! Ten thousand pages have the same words again and again. So each thread that counts words keeps what it
//! has made of those it met, and a page costs one look-up for each of its words. What a word becomes
//! depends on the word and the language alone; forms get numbers of their own on each page.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::search::fold::fold;
use crate::search::texts::TextMap;
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, Word};

/// The longest folded form that is kept, in bytes; what is longer is no word.
const LONGEST: u8 = 64;

/// The most words that are kept: about 60 MB. With more of them, it is begun anew.
const MOST_WORDS: usize = 500_000;

/// How many vocabularies there were.
static VOCABULARIES: AtomicU64 = AtomicU64::new(0);

/// The words of a language that were met.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// What tells it from all others of this process.
    id: u64,
    /// The rules of the language.
    tongue: Tongue,
    /// The forms of each word.
    words: TextMap<Forms>,
    /// The forms of words that have several.
    several: Vec<Written>,
    /// The number of each folded form here.
    numbers: TextMap<u32>,
    /// The folded forms by their numbers.
    folded: Vec<Folded>,
    /// Their texts, one behind the other.
    text: String,
    /// The page that is counted.
    page: u32,
}

/// The forms of a word.
#[derive(Debug, Clone, Copy)]
pub(super) enum Forms {
    /// The only one, as nearly all words have it.
    One(Written),
    /// Where they start and end among those of words that have several, or none.
    Several(u32, u32),
}

/// A folded form.
#[derive(Debug, Clone, Copy)]
struct Folded {
    /// The page that had it last.
    page: u32,
    /// The number that it has there.
    number: u32,
    /// Where its text starts.
    start: u32,
    /// How long that is.
    length: u8,
    /// Whether it is a stop word.
    is_stop: bool,
}

/// A form of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// The folded form, by its number in the vocabulary.
    pub(super) folded: u32,
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
            id: VOCABULARIES.fetch_add(1, Ordering::Relaxed),
            tongue: tongue.clone(),
            words: TextMap::default(),
            several: vec![],
            numbers: TextMap::default(),
            folded: vec![],
            text: String::new(),
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

    /// What tells it from all others of this process: a form has one number in it for all pages.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// The forms of a word; see [`Self::at`].
    pub(super) fn word(&mut self, text: &str) -> Forms {
        self.words.get(text).unwrap_or_else(|| self.add(text))
    }

    /// A form of a word by its place among the word's; nothing behind the last one.
    pub(super) fn at(&self, forms: Forms, place: usize) -> Option<Written> {
        match forms {
            Forms::One(written) => (place == 0).then_some(written),
            Forms::Several(start, end) => {
                self.several[start as usize..end as usize].get(place).copied()
            }
        }
    }

    /// The number of a form on the page. Where it is the first time there, `next` is its number, and its text
    /// is added to `forms` with a line break.
    pub(super) fn number(
        &mut self,
        written: Written,
        next: usize,
        forms: &mut String,
    ) -> Number {
        let folded = &mut self.folded[written.folded as usize];
        if folded.page != self.page {
            (folded.page, folded.number) = (self.page, number(next));
            let start = folded.start as usize;
            forms.push_str(&self.text[start..start + usize::from(folded.length)]);
            forms.push('\n');
        }
        Number { form: folded.number, is_stop: folded.is_stop }
    }

    /// Takes a word apart that was not met before.
    fn add(&mut self, text: &str) -> Forms {
        let start = self.several.len();
        Word { text, range: 0..text.len() }.forms(|form, kind| {
            let text = fold(form, self.tongue.folding);
            let Some(folded) = self.add_folded(&text) else { return };
            let is_capital = is_capital(form);
            self.several.push(Written { folded, kind, is_capital });
        });
        let forms = match self.several[start..] {
            [one] => {
                self.several.truncate(start);
                Forms::One(one)
            }
            _ => Forms::Several(number(start), number(self.several.len())),
        };
        self.words.insert(text, forms);
        forms
    }

    /// The number of a folded form; nothing where it is none that is kept.
    fn add_folded(&mut self, text: &str) -> Option<u32> {
        let length = u8::try_from(text.len())
            .ok()
            .filter(|length| (1..=LONGEST).contains(length))?;
        Some(self.numbers.get_or_insert_with(text, || {
            let start = number(self.text.len());
            self.text.push_str(text);
            let is_stop = self.tongue.is_stop(text);
            self.folded.push(Folded { page: 0, number: 0, start, length, is_stop });
            number(self.folded.len() - 1)
        }))
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
                let found = vocabulary.word(word);
                for place in 0.. {
                    let Some(written) = vocabulary.at(found, place) else { break };
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
