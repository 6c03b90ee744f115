//! What a document says, counted: the part of the work that depends on nothing but its text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::search::document::Document;
use crate::search::fold::fold;
use crate::search::ranking::{BODY, FIELD_COUNT, HEADING, PART, TITLE};
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, words};

/// The longest folded form that is kept, in bytes; what is longer is no word.
const LONGEST: usize = 64;

/// The forms of a document and what stands side by side in its headings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// The folded forms, sorted.
    pub forms: Vec<FormCount>,
    /// Forms that follow each other in the title or a heading, sorted; of stop words there are none.
    pub pairs: Vec<PairCount>,
    /// The forms of the title in their order, without stop words.
    pub title: Vec<String>,
    /// How many words each field has.
    pub lengths: [f32; FIELD_COUNT],
}

/// A form and how often a document has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormCount {
    /// The folded form.
    pub form: String,
    /// How often each field has it; parts of words count for less.
    pub counts: [f32; FIELD_COUNT],
    /// How often it is a word of its own.
    pub seen: u32,
    /// How often it then starts with a capital, with small letters behind it.
    pub capital: u32,
}

/// Two forms side by side, and how often the title and the headings have them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairCount {
    /// The first form.
    pub first: String,
    /// The second form.
    pub second: String,
    /// How often each field has them.
    pub counts: [f32; FIELD_COUNT],
}

/// What is counted of a form.
#[derive(Default)]
struct Count {
    /// How often each field has it.
    counts: [f32; FIELD_COUNT],
    /// How often it is a word of its own.
    seen: u32,
    /// How often it then starts with a capital.
    capital: u32,
}

/// Counts the words of a document in a language.
pub fn analyse(document: &Document, tongue: &Tongue) -> Analysis {
    let mut counter = Counter {
        tongue,
        forms: BTreeMap::new(),
        pairs: BTreeMap::new(),
        lengths: [0.0; FIELD_COUNT],
    };
    counter.add(&document.title, TITLE);
    for name in &document.names {
        counter.add(name, TITLE);
    }
    for section in &document.sections {
        counter.add(&section.heading, HEADING);
        counter.add(&section.text, BODY);
    }
    counter.finish(title(&document.title, tongue))
}

/// The forms of a title in their order, without stop words.
fn title(title: &str, tongue: &Tongue) -> Vec<String> {
    let mut forms = vec![];
    for word in words(title) {
        let start = forms.len();
        word.forms(|form, kind| {
            if kind == FormKind::Whole {
                forms.push(fold(form, tongue.folding));
            }
        });
        // Of the two genders of a word, readers type one; parts between hyphens are words of their own.
        if !word.text.contains('-') {
            forms.truncate(start + 1);
        }
    }
    forms.retain(|form| !form.is_empty() && !tongue.is_stop(form));
    forms
}

/// Counts words.
struct Counter<'a> {
    /// How words are folded, and which are stop words.
    tongue: &'a Tongue,
    /// The forms.
    forms: BTreeMap<String, Count>,
    /// The pairs.
    pairs: BTreeMap<(String, String), [f32; FIELD_COUNT]>,
    /// How many words each field has.
    lengths: [f32; FIELD_COUNT],
}

impl Counter<'_> {
    /// Adds a text of a field.
    fn add(&mut self, text: &str, field: usize) {
        let mut last: Option<String> = None;
        for word in words(text) {
            word.forms(|form, kind| {
                let folded = fold(form, self.tongue.folding);
                if folded.is_empty()
                    || folded.len() > LONGEST
                    || self.tongue.is_stop(&folded)
                {
                    return;
                }
                if field != BODY
                    && kind == FormKind::Whole
                    && let Some(last) = last.replace(folded.clone())
                {
                    let pair = self.pairs.entry((last, folded.clone())).or_default();
                    pair[field] += 1.0;
                }
                self.count(folded, form, kind, field);
            });
        }
    }

    /// Counts a form.
    fn count(&mut self, folded: String, form: &str, kind: FormKind, field: usize) {
        let count = self.forms.entry(folded).or_default();
        if kind == FormKind::Part {
            count.counts[field] += PART;
            return;
        }
        count.counts[field] += 1.0;
        self.lengths[field] += 1.0;
        count.seen += 1;
        let mut letters = form.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase)
            && letters.all(|letter| !letter.is_uppercase());
        count.capital += u32::from(is_capital);
    }

    /// What was counted, with the forms of the title.
    fn finish(self, title: Vec<String>) -> Analysis {
        let forms = self.forms.into_iter().map(|(form, count)| {
            let Count { counts, seen, capital } = count;
            FormCount { form, counts, seen, capital }
        });
        let pairs = self.pairs.into_iter();
        let pairs =
            pairs.map(|((first, second), counts)| PairCount { first, second, counts });
        let lengths = self.lengths;
        Analysis { forms: forms.collect(), pairs: pairs.collect(), title, lengths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::search::document::Section;

    #[test]
    fn counts_by_field() {
        let document = Document {
            title: "Strategie der Akteur:innen".to_owned(),
            names: vec!["E-12".to_owned()],
            sections: vec![Section {
                heading: "Neue Strategien".to_owned(),
                text: "Die Größe, die Fach\u{ad}kräfte und die größe.".to_owned(),
                ..Section::default()
            }],
            ..Document::default()
        };
        let analysis = analyse(&document, &Tongue::of(&Language::new("de")));
        let line = |form: &FormCount| {
            let [title, heading, body] = form.counts;
            format!("{} {title} {heading} {body} {}", form.form, form.capital)
        };
        let lines: Vec<String> = analysis.forms.iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "12 1 0 0 0",
                "akteur 1 0 0 1",
                "akteurinnen 1 0 0 1",
                "e 1 0 0 1",
                "e12 1 0 0 1",
                "fach 0 0 0.55 0",
                "fachkrafte 0 0 1 1",
                "grosse 0 0 2 1",
                "krafte 0 0 0.55 0",
                "neue 0 1 0 1",
                "strategie 1 0 0 1",
                "strategien 0 1 0 1",
            ]
        );
        let pairs: Vec<&str> =
            analysis.pairs.iter().map(|pair| pair.second.as_str()).collect();
        assert_eq!(pairs, ["akteurinnen", "12", "strategien", "akteur"]);
        assert_eq!(format!("{:?}", analysis.lengths), "[6.0, 2.0, 3.0]");
    }
}
