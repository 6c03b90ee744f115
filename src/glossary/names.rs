//! The names of a glossary's terms, found by the stem of their first word.

use std::collections::HashMap;

use crate::glossary::starts::Starts;
use crate::language::Language;
use crate::search::Tongue;
use crate::search::fold::fold;
use crate::search::stem::Stemmer;
use crate::search::words::{FormKind, Word, words};

/// A term of a glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What it is called, the most important name first.
    pub names: Vec<String>,
    /// Where it is explained, as it stands in `href`. A text that leads there itself mentions the term.
    pub address: String,
}

/// The terms of a language, ready to be found in texts.
#[derive(Debug, Clone)]
pub struct Glossary {
    /// The first letters of all names.
    pub(super) starts: Starts,
    /// The rules of the language.
    tongue: Tongue,
    /// The names by the stem of their first word, the longest first.
    names: HashMap<String, Vec<Name>>,
    /// The terms by the address where they are explained.
    addresses: HashMap<String, usize>,
}

/// A name of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    /// The place of its term.
    term: usize,
    /// Which letters have to be capitals.
    capitals: Capitals,
    /// What follows its first word.
    rest: Vec<Further>,
}

/// A word of a name behind its first one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Further {
    /// What stands before it, as HTML; a blank stands for any white space.
    gap: String,
    /// Its stem.
    stem: String,
}

/// Which letters of a text have to be capitals, so that it has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Capitals {
    /// None.
    None,
    /// The first: German nouns. `Gründer` is no form of `gründen`.
    First,
    /// The first two: abbreviations. `IT` is no form of `it`.
    Both,
}

impl Glossary {
    /// The terms of a language. Where several have the same name, the first one is meant.
    pub fn new(terms: &[Term], language: &Language) -> Self {
        let tongue = Tongue::of(language);
        let mut starts = Starts::new(tongue.folding);
        let mut names: HashMap<String, Vec<Name>> = HashMap::new();
        let most = terms.iter().map(|term| term.names.len()).max().unwrap_or(0);
        // What a term is called first goes before what another one is called as well.
        for rank in 0..most {
            for (place, term) in terms.iter().enumerate() {
                let Some(name) = term.names.get(rank) else { continue };
                let Some((stem, name)) = Name::new(name, place, &tongue, language) else {
                    continue;
                };
                let is_capital = name.capitals != Capitals::None;
                starts.add(&stem, tongue.stemmer, is_capital);
                let names = names.entry(stem).or_default();
                let is_longer = |other: &Name| other.rest.len() >= name.rest.len();
                names.insert(names.partition_point(is_longer), name);
            }
        }
        let addresses = terms.iter().zip(0..);
        let addresses = addresses.map(|(term, place)| (term.address.clone(), place));
        Self { starts, tongue, names, addresses: addresses.collect() }
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The term that is explained at an address.
    pub(super) fn at_address(&self, address: &str) -> Option<usize> {
        self.addresses.get(address).copied()
    }

    /// The longest name that starts with a word at a byte of a text: its term, and where it ends.
    pub(super) fn name_at(&self, html: &str, at: usize) -> Option<(usize, usize)> {
        let first = word_at(html, at)?;
        let names = self.names.get(&stem(&first, &self.tongue)).or_else(|| {
            self.names.get(&stem(&without_s(&first, &self.tongue)?, &self.tongue))
        })?;
        names.iter().find_map(|name| {
            name.capitals.are_in(first.text).then_some(())?;
            let end = name.rest.iter().try_fold(first.range.end, |end, further| {
                let start = behind_gap(html, end, &further.gap)?;
                let word = word_at(html, start)?;
                let is_same = |word: &Word<'_>| stem(word, &self.tongue) == further.stem;
                let short = || without_s(&word, &self.tongue);
                let is_form =
                    is_same(&word) || short().is_some_and(|word| is_same(&word));
                is_form.then_some(word.range.end)
            })?;
            Some((name.term, end))
        })
    }
}

impl Name {
    /// A name of a term with the stem of its first word; nothing for a text without words.
    fn new(
        text: &str,
        term: usize,
        tongue: &Tongue,
        language: &Language,
    ) -> Option<(String, Self)> {
        let mut all = words(text);
        let first = all.next()?;
        let mut end = first.range.end;
        let mut rest = vec![];
        for word in all {
            let gap = spaced(&text[end..word.range.start]);
            end = word.range.end;
            rest.push(Further { gap, stem: stem(&word, tongue) });
        }
        let is_german = language.base() == "de";
        let capitals = Capitals::of(first.text, is_german && rest.is_empty());
        let stem = stem(&first, tongue);
        (!stem.is_empty()).then_some((stem, Self { term, capitals, rest }))
    }
}

/// What stands between two words of a name, as HTML, with one blank for each run of white space.
fn spaced(gap: &str) -> String {
    let mut html = String::new();
    for sign in gap.chars() {
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            sign if sign.is_whitespace() => {
                if !html.ends_with(' ') {
                    html.push(' ');
                }
            }
            sign => html.push(sign),
        }
    }
    html
}

/// The word that starts at a byte of a text; what is written as a reference ends it.
fn word_at(html: &str, at: usize) -> Option<Word<'_>> {
    let rest = html.get(at..)?;
    let is_end = |byte: u8| matches!(byte, b'<' | b'&' | b' ' | b'\n' | 0);
    let end = rest.bytes().position(is_end).unwrap_or(rest.len());
    let word = words(&rest[..end]).next().filter(|word| word.range.start == 0)?;
    Some(Word { text: word.text, range: at..at + word.range.end })
}

/// Where a text goes on behind what stands between two words; nothing where something else stands there.
fn behind_gap(html: &str, at: usize, gap: &str) -> Option<usize> {
    let mut rest = &html[at..];
    for sign in gap.chars() {
        let behind = if sign == ' ' {
            rest.trim_start()
        } else {
            rest.strip_prefix(sign).unwrap_or(rest)
        };
        if behind.len() == rest.len() {
            return None;
        }
        rest = behind;
    }
    Some(html.len() - rest.len())
}

/// A word without the `s` of a plural or genitive, where the stemmer of its language may have left it:
/// `Start-ups`, `KMUs`.
fn without_s<'t>(word: &Word<'t>, tongue: &Tongue) -> Option<Word<'t>> {
    let text = word.text.strip_suffix('s').filter(|text| !text.ends_with('s'))?;
    let is_form = tongue.stemmer != Stemmer::None && !text.is_empty();
    is_form.then(|| Word { text, range: word.range.clone() })
}

/// The stem of a word; of a gender-neutral form, that of the shorter one of its two.
fn stem(word: &Word<'_>, tongue: &Tongue) -> String {
    let mut folded = None;
    if word.text.contains([':', '*', '_', '·', '/']) && !word.text.contains('-') {
        word.forms(|form, kind| {
            if kind == FormKind::Whole && folded.is_none() {
                folded = Some(fold(form, tongue.folding));
            }
        });
    }
    let folded = folded.unwrap_or_else(|| fold(word.text, tongue.folding));
    tongue.stemmer.stem(&folded)
}

impl Capitals {
    /// Which letters have to be capitals where a name starts with a word. `is_noun` says that the word is a
    /// noun where it starts with a capital.
    fn of(word: &str, is_noun: bool) -> Self {
        let letters = || word.chars().filter(|letter| letter.is_alphabetic());
        if letters().count() > 1 && letters().all(char::is_uppercase) {
            Self::Both
        } else if is_noun && word.starts_with(char::is_uppercase) {
            Self::First
        } else {
            Self::None
        }
    }

    /// Tells whether the first word of a text has them.
    fn are_in(self, word: &str) -> bool {
        match self {
            Self::None => true,
            Self::First => word.starts_with(char::is_uppercase),
            Self::Both => {
                let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
                letters.by_ref().take(2).all(char::is_uppercase)
            }
        }
    }
}
