//! Where a text names persons who may not be named.
//!
//! A name is found whatever its case, accents, hyphens or line breaks, in letters that only look
//! different, with signs in it that do not show; with titles, particles, initials or numbers of
//! footnotes between its words; in the genitive. `name_forms` says which forms a name has. A family name
//! alone is not looked for: too many are ordinary words.
//!
//! Where the very name of a person who may be named stands, nobody else is meant. A part of it is not
//! that name: where Erika Anna Muster may be named and Erika Muster may not, `Erika Muster` is found.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::record::Card;
use crate::site::name_forms::{Form, is_addition, may_stand_between, own, sought};
use crate::site::name_words::Words;

/// The most words between two words of a name.
const MOST_BETWEEN: usize = 16;

/// What the withheld persons are called, and what those who may be named.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The forms of the withheld, by their first words.
    withheld: Forms,
    /// The forms of the others, by their first words; none where nobody is withheld.
    named: Forms,
}

/// Tells whether a word may stand within a name, given the word before it.
type Between = fn(&str, &str) -> bool;

/// Forms by their first words.
type Forms = HashMap<String, Vec<Form>>;

impl Names {
    /// The names of withheld persons, and of those who may be named.
    pub(super) fn new<'a>(
        withheld: impl Iterator<Item = &'a Card>,
        named: impl Iterator<Item = &'a Card>,
    ) -> Self {
        let titles = withheld.map(|card| &*card.title.text);
        let withheld = by_first(titles.flat_map(sought));
        if withheld.is_empty() {
            return Self::default();
        }
        let titles = named.map(|card| &*card.title.text);
        Self { withheld, named: by_first(titles.flat_map(own)) }
    }

    /// Tells whether everybody may be named.
    pub(super) fn is_empty(&self) -> bool {
        self.withheld.is_empty()
    }

    /// Tells whether a text names somebody.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let words = Words::new(text);
        (0..words.len()).any(|start| self.at(&words, start).is_some())
    }

    /// The places where a text names somebody.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let words = Words::new(text);
        let mut found = Vec::new();
        let mut next = 0;
        while next < words.len() {
            match self.at(&words, next) {
                Some(end) => {
                    found.push(words.source(next).start..words.source(end - 1).end);
                    next = end;
                }
                None => next += 1,
            }
        }
        found
    }

    /// The word behind the name that starts at a word, if one does that may not stand there.
    fn at(&self, words: &Words, start: usize) -> Option<usize> {
        let end = longest(&self.withheld, words, start, may_stand_between)?;
        (!self.is_own(words, start..end)).then_some(end)
    }

    /// Tells whether words belong to the very name of somebody who may be named.
    fn is_own(&self, words: &Words, place: Range<usize>) -> bool {
        let first = place.start.saturating_sub(MOST_BETWEEN);
        (first..=place.start).any(|start| {
            let end = longest(&self.named, words, start, is_addition);
            end.is_some_and(|end| place.end <= end)
        })
    }
}

/// Forms by their first words, each once.
fn by_first(forms: impl Iterator<Item = Form>) -> Forms {
    let mut by_first = Forms::new();
    for form in forms.collect::<BTreeSet<Form>>() {
        if let Some(first) = form.first() {
            by_first.entry(first.clone()).or_default().push(form);
        }
    }
    by_first
}

/// The word behind the longest form that starts at a word.
fn longest(
    forms: &Forms,
    words: &Words,
    start: usize,
    may_stand_between: Between,
) -> Option<usize> {
    let of = |word: &str| forms.get(word).map_or(&[][..], Vec::as_slice);
    let first = words.word(start);
    let genitive = first.strip_suffix('s').map_or(&[][..], of);
    let alone = genitive.iter().filter(|form| form.len() == 1);
    let candidates = of(first).iter().chain(alone);
    candidates.filter_map(|form| ends(words, start, form, may_stand_between)).max()
}

/// The word behind a name, if it starts at a word; its last word may be in the genitive.
fn ends(
    words: &Words,
    start: usize,
    form: &[String],
    may_stand_between: Between,
) -> Option<usize> {
    let mut place = start;
    for (number, name) in form.iter().enumerate() {
        let is_same = |word: &str| {
            let genitive = || word.strip_suffix('s').is_some_and(|stem| stem == name);
            word == name || (number + 1 == form.len() && genitive())
        };
        let limit = if number == 0 { place } else { place + MOST_BETWEEN };
        while place < words.len() && !is_same(words.word(place)) {
            if place == limit
                || !may_stand_between(words.word(place - 1), words.word(place))
            {
                return None;
            }
            place += 1;
        }
        if place == words.len() {
            return None;
        }
        place += 1;
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What may stand in the title of somebody's record.
    const TITLES: [&str; 53] = [
        "Max Mustermann",
        "Dr. jur. Max Mustermann",
        "PD Dr. Max Mustermann",
        "Prof. Dr. h. c. mult. Max Mustermann",
        "Prof. Dr. Dr. h.c. Max Mustermann",
        "Dipl.-Phys. Max Mustermann",
        "Dipl.-Ing. (FH) Max Mustermann",
        "Univ.-Prof. Max Mustermann",
        "Prof.in Max Mustermann",
        "Prof:in Max Mustermann",
        "Herr Max Mustermann",
        "Frau Dr. Max Mustermann",
        "Bürgermeister Max Mustermann",
        "Bürgermeister a. D. Max Mustermann",
        "Sächsischer Staatsminister Max Mustermann",
        "Max Mustermann (CDU)",
        "Max Mustermann (Bündnis 90/Die Grünen)",
        "Max Mustermann CDU",
        "Max Mustermann, MdL",
        "Max Mustermann MdL",
        "Max Mustermann M.A.",
        "Max Mustermann, M. A.",
        "Max Mustermann M.Sc.",
        "Max Mustermann MA",
        "Max Mustermann MBA",
        "Max Mustermann LL.M.",
        "Max Mustermann jun.",
        "Max Mustermann Jun.",
        "Max Mustermann II.",
        "Max Mustermann.",
        "Max K. Mustermann",
        "Max Emil Mustermann",
        "Max von Mustermann",
        "Max Graf von Mustermann",
        "Max Mustermann-Schulze",
        "Max „Mäxchen“ Mustermann",
        "Max (Mäxchen) Mustermann",
        "Max Mustermann, Bürgermeister von Leipzig",
        "Max Mustermann – Stadt Leipzig",
        "Mustermann, Max",
        "Mustermann, Dr. Max",
        "Mustermann, Max, MdL",
        "max mustermann",
        "MAX MUSTERMANN",
        "Max MUSTERMANN",
        "Ｍａｘ Ｍｕｓｔｅｒｍａｎｎ （ＣＤＵ）",
        "Staatsminister a.D. Dr.-Ing. habil. Max Mustermann",
        "RA Max Mustermann, M. Sc., PhD",
        "Max Mustermann B.Eng. (TUM)",
        "Max Mustermann (parteilos)",
        "Max Mustermann | CDU-Fraktion",
        "Max Mustermann/Stadtrat",
        "CDU: Max Mustermann",
    ];

    fn hits(name: &str, text: &str) -> Vec<String> {
        let withheld = by_first(sought(name).into_iter());
        let names = Names { withheld, named: Forms::new() };
        names.find(text).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn finds_a_name_in_all_its_forms() {
        let name = "Prof. Dr. Änne Müller-Lüdenscheidt";
        for text in [
            "Änne Müller-Lüdenscheidt",
            "aenne MUELLER-LUEDENSCHEIDT",
            "A\u{308}nne Mu\u{308}ller-Lu\u{308}denscheidt",
            "Müller-Lüdenscheidt, Änne",
            "Müller-Lüdenscheidt, Prof. Dr. Änne",
            "Frau Lüdenscheidt",
            "Frau Müller-Lüdenscheidt",
            "Frau Prof. Dr. Müller-Lüdenscheidt",
            "Dr. Lüdenscheidt",
            "Änne\nMüller-Lüdenscheidts",
            "Än\u{ad}ne Lüdenscheidt",
            "aenne.luedenscheidt@example.org",
            "#ÄnneLüdenscheidt",
            "aenne_mueller_luedenscheidt.jpg",
            "Änne 1 Müller-Lüdenscheidt",
        ] {
            assert_eq!(hits(name, text).len(), 1, "{text}");
        }
        assert_eq!(hits("Karl von Muster", "Herr von Muster").len(), 1);
        assert_eq!(hits("Karl von Muster", "von Muster, Karl").len(), 1);
        assert_eq!(hits("Gundula", "Gundulas Rede").len(), 1);
    }

    #[test]
    fn finds_a_name_whatever_is_said_in_the_title() {
        for title in TITLES {
            for text in ["Max Mustermann", "Mustermann, Max", "max-mustermann"] {
                let text = format!("Es sprach {text} zur Lage.");
                assert_eq!(hits(title, &text).len(), 1, "{title}: {text}");
            }
        }
        assert_eq!(hits("Erika Muster (geb. Schulze)", "Erika Schulze").len(), 1);
        assert_eq!(hits("Erika Muster, geborene Schulze", "Erika Schulze").len(), 1);
        assert_eq!(hits("Muster, Erika", "Frau Muster").len(), 1);
        assert_eq!(hits("Dr. K. Muster", "Dr. K. Muster").len(), 1);
        assert_eq!(hits("Phil Muster", "Phil Muster").len(), 1);
        assert_eq!(hits("Ma Long", "Ma Long").len(), 1);
        assert_eq!(hits("Michael Herr", "Michael Herr").len(), 1);
        assert_eq!(hits("Prof. Westkämper", "bei Westkämper").len(), 1);
    }

    #[test]
    fn finds_a_name_whatever_its_letters() {
        for text in [
            "Max K. Mustermann",
            "Max von Mustermann",
            "Max Muster\u{200e}mann",
            "Max Muster\u{2063}mann",
            "Max\u{202e} Muster\u{fe0f}mann",
            "Ｍａｘ Ｍｕｓｔｅｒｍａｎｎ",
            "𝐌𝐚𝐱 𝑀𝑢𝑠𝑡𝑒𝑟𝑚𝑎𝑛𝑛",
            "Ⓜⓐⓧ Mustermann",
            "Max Mustermann²",
            "Max Mustermann1",
            "maxmustermann1",
            "Frau Prof.in Mustermann",
            "Herr Prof. Dr. rer. nat. habil. Dr. h. c. mult. Mustermann",
        ] {
            assert_eq!(hits("Max Mustermann", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn additions_are_no_names() {
        for (title, text) in [
            ("Bürgermeister Max", "der Bürgermeister von Leipzig"),
            ("Max Mustermann, Bürgermeister von Leipzig", "Bürgermeister von Leipzig"),
            ("Max Mustermann – Stadt Leipzig", "in der Stadt Leipzig"),
            ("Max Mustermann (Freie Wähler)", "Freie Wähler"),
            ("Prof. Dr. h. c. Max Mustermann", "Prof. Dr. h. c. Max Schulze"),
            ("PD Dr. Max Mustermann", "PD Dr. Max Schulze"),
            ("Dipl.-Phys. Max Mustermann", "Dipl.-Phys. Max Schulze"),
            ("Dipl.-Ing. (FH) Max Mustermann", "Dipl.-Ing. (FH) Max Schulze"),
            ("Frau Max Mustermann", "Frau Max Schulze"),
            ("Ursula von der Muster", "Leiterin von der Muster AG"),
            ("Max Mustermann MdL (CDU)", "MdL (CDU)"),
            ("Frau Muster", "ein Muster"),
            ("Anna Berlin", "Anna in Berlin"),
            ("Prof. Dr.", "Prof. Dr. Schulze"),
        ] {
            assert_eq!(hits(title, text), [""; 0], "{title}");
        }
    }

    #[test]
    fn leaves_other_words_alone() {
        for text in ["Müller", "Die Anne Richter", "Annemüllerin", "Frau Müllerin"] {
            assert!(hits("Anne Müller", text).is_empty(), "{text}");
        }
        assert_eq!(hits("Anne Müller", "mit Anne Müller dort"), ["Anne Müller"]);
        assert!(hits("Li Na", "Lina").is_empty());
        assert!(hits("…", "… und …").is_empty());
    }
}
