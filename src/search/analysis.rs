//! What a document says, counted: the part of the work that depends on nothing but its text.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::search::document::Document;
use crate::search::plain::Plain;
use crate::search::ranking::{BODY, FIELD_COUNT, HEADING, PART, TITLE};
use crate::search::synonyms::{Names, Synonyms};
use crate::search::tongue::Tongue;
use crate::search::vocabulary::{Number, Vocabulary, Written};
use crate::search::words::{FormKind, words};

/// The forms of a document and what stands side by side in its headings. Forms are named by their places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// The folded forms in the order in which they come up, each followed by a line break.
    forms: String,
    /// The vocabulary that knows these forms, by its id, and the number of each there.
    origin: (u64, Vec<u32>),
    /// How often the document has each form; stop words never.
    pub counts: Vec<FormCount>,
    /// Forms that follow each other in the title or a heading, sorted: words of which both count, with stop
    /// words between them left out, and words beside stop words.
    pub pairs: Vec<PairCount>,
    /// The forms of the title in their order, without stop words.
    pub title: Vec<u32>,
    /// How many words each field has.
    pub lengths: [f32; FIELD_COUNT],
}

/// How often a document has a form. No page has a word so often that it would not fit; where one has, more
/// would not make a difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FormCount {
    /// How often each field has it, in hundredths: parts of words count for less than a whole.
    pub fields: [u16; FIELD_COUNT],
    /// How often it is a word of its own.
    pub seen: u16,
    /// How often it then starts with a capital, with small letters behind it.
    pub capital: u16,
}

/// Two forms side by side, and how often the title and the headings have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairCount {
    /// The first form.
    pub first: u32,
    /// The second form.
    pub second: u32,
    /// How often each field has them, in hundredths.
    pub fields: [u16; FIELD_COUNT],
}

impl FormCount {
    /// Tells whether the form stands nowhere: it is a stop word, which only stands beside others.
    pub(super) fn is_none(self) -> bool {
        self.fields == [0; FIELD_COUNT]
    }
}

impl Plain for FormCount {
    const SIZE: usize = 2 * (FIELD_COUNT + 2);

    fn put(&self, bytes: &mut Vec<u8>) {
        let Self { fields: [title, heading, body], seen, capital } = self;
        for number in [title, heading, body, seen, capital] {
            number.put(bytes);
        }
    }

    fn take(bytes: &[u8]) -> Self {
        let number = |place| u16::take(&bytes[2 * place..]);
        let fields = std::array::from_fn(number);
        Self { fields, seen: number(FIELD_COUNT), capital: number(FIELD_COUNT + 1) }
    }
}

impl Plain for PairCount {
    const SIZE: usize = 8 + 2 * FIELD_COUNT;

    fn put(&self, bytes: &mut Vec<u8>) {
        let Self { first, second, fields } = self;
        first.put(bytes);
        second.put(bytes);
        for field in fields {
            field.put(bytes);
        }
    }

    fn take(bytes: &[u8]) -> Self {
        let fields = std::array::from_fn(|field| u16::take(&bytes[8 + 2 * field..]));
        Self { first: u32::take(bytes), second: u32::take(&bytes[4..]), fields }
    }
}

impl Analysis {
    /// The folded forms in their order.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.lines()
    }

    /// The number of each form in the vocabulary of an id: equal numbers of one vocabulary are equal forms.
    /// Both are others in each run.
    pub(super) fn origin(&self) -> (u64, &[u32]) {
        (self.origin.0, &self.origin.1)
    }
}

thread_local! {
    /// What becomes of the words that this thread met: to take the same words apart for each of ten
    /// thousand documents takes longer than to count them. What is counted depends on the document alone.
    static VOCABULARY: RefCell<Option<Vocabulary>> = const { RefCell::new(None) };
}

/// Counts the words of a document in a language, and those of other names for what it names.
pub fn analyse(document: &Document, tongue: &Tongue, synonyms: &Synonyms) -> Analysis {
    VOCABULARY.with_borrow_mut(|vocabulary| {
        let vocabulary = vocabulary.get_or_insert_with(|| Vocabulary::new(tongue));
        vocabulary.begin(tongue);
        let mut counter = Counter::new(vocabulary, !synonyms.names.is_empty());
        counter.add(&document.title, TITLE);
        for name in &document.names {
            counter.add(name, TITLE);
        }
        for section in &document.sections {
            counter.add(&section.heading, HEADING);
            counter.add(&section.text, BODY);
        }
        let title = counter.title(&document.title);
        counter.add_names(&synonyms.names, tongue);
        counter.finish(title)
    })
}

/// Counts words.
struct Counter<'v> {
    /// What becomes of words.
    vocabulary: &'v mut Vocabulary,
    /// The forms, each followed by a line break.
    forms: String,
    /// The number of each in the vocabulary.
    origins: Vec<u32>,
    /// What is counted of each form.
    counts: Vec<FormCount>,
    /// The pairs.
    pairs: FxHashMap<(u32, u32), [u16; FIELD_COUNT]>,
    /// How many words each field has.
    lengths: [f32; FIELD_COUNT],
    /// The forms of each text one behind the other, and its field, if they are needed.
    texts: Option<(Vec<Vec<u32>>, Vec<usize>)>,
}

impl<'v> Counter<'v> {
    /// A counter that has seen nothing of a page that begins, which keeps what its texts are or does not.
    fn new(vocabulary: &'v mut Vocabulary, keeps_texts: bool) -> Self {
        Self {
            texts: keeps_texts.then(Default::default),
            vocabulary,
            forms: String::new(),
            origins: vec![],
            counts: vec![],
            pairs: FxHashMap::default(),
            lengths: [0.0; FIELD_COUNT],
        }
    }

    /// Adds a text of a field.
    fn add(&mut self, text: &str, field: usize) {
        let (mut last, mut last_of_all): (Option<Number>, Option<Number>) = (None, None);
        if let Some((texts, fields)) = &mut self.texts {
            texts.push(vec![]);
            fields.push(field);
        }
        for word in words(text) {
            let forms = self.vocabulary.word(word.text);
            for place in 0.. {
                let Some(form) = self.vocabulary.at(forms, place) else { break };
                let number = self.number(form);
                if let Some((texts, _)) = &mut self.texts
                    && form.kind == FormKind::Whole
                {
                    texts.last_mut().into_iter().for_each(|text| text.push(number.form));
                }
                if field != BODY && form.kind == FormKind::Whole {
                    let before = last_of_all.replace(number);
                    let before = before.filter(|last| last.is_stop != number.is_stop);
                    let last = if number.is_stop { None } else { last.replace(number) };
                    for last in before.into_iter().chain(last) {
                        let pair =
                            self.pairs.entry((last.form, number.form)).or_default();
                        pair[field] = pair[field].saturating_add(WHOLE);
                    }
                }
                if !number.is_stop {
                    self.count(number.form, form, field);
                }
            }
        }
    }

    /// Counts the words of other names for those that the texts have, as parts of these.
    fn add_names(&mut self, names: &Names, tongue: &Tongue) {
        let Some((texts, fields)) = self.texts.take() else { return };
        let forms = self.forms.clone();
        let forms: Vec<&str> = forms.lines().collect();
        for (text, name) in names.others(&texts, &forms, tongue) {
            for word in words(name) {
                let forms = self.vocabulary.word(word.text);
                for place in 0.. {
                    let Some(mut form) = self.vocabulary.at(forms, place) else { break };
                    form.kind = FormKind::Part;
                    let number = self.number(form);
                    if !number.is_stop {
                        self.count(number.form, form, fields[text]);
                    }
                }
            }
        }
    }

    /// The number of a form.
    fn number(&mut self, form: Written) -> Number {
        let next = self.counts.len();
        let number = self.vocabulary.number(form, next, &mut self.forms);
        if number.form as usize == next {
            self.counts.push(FormCount::default());
            self.origins.push(form.folded);
        }
        number
    }

    /// Counts a form.
    fn count(&mut self, number: u32, form: Written, field: usize) {
        let count = &mut self.counts[number as usize];
        let is_part = form.kind == FormKind::Part;
        let share = if is_part { PART } else { WHOLE };
        count.fields[field] = count.fields[field].saturating_add(share);
        if is_part {
            return;
        }
        self.lengths[field] += 1.0;
        count.seen = count.seen.saturating_add(1);
        count.capital = count.capital.saturating_add(u16::from(form.is_capital));
    }

    /// The forms of a title in their order, without stop words.
    fn title(&mut self, title: &str) -> Vec<u32> {
        let mut forms = vec![];
        for word in words(title) {
            let start = forms.len();
            let written = self.vocabulary.word(word.text);
            for place in 0.. {
                let Some(form) = self.vocabulary.at(written, place) else { break };
                if form.kind == FormKind::Whole {
                    let number = Some(self.number(form)).filter(|number| !number.is_stop);
                    forms.extend(number.map(|number| number.form));
                }
            }
            // Of the two genders of a word, readers type one; parts between hyphens are words of their own.
            if !word.text.contains('-') {
                forms.truncate(start + 1);
            }
        }
        forms
    }

    /// What was counted, with the forms of the title.
    fn finish(self, title: Vec<u32>) -> Analysis {
        let pairs = self.pairs.into_iter();
        let pairs =
            pairs.map(|((first, second), fields)| PairCount { first, second, fields });
        let mut pairs: Vec<PairCount> = pairs.collect();
        pairs.sort_unstable_by_key(|pair| (pair.first, pair.second));
        let origin = (self.vocabulary.id(), self.origins);
        let (forms, counts, lengths) = (self.forms, self.counts, self.lengths);
        Analysis { forms, origin, counts, pairs, title, lengths }
    }
}

/// What a whole word counts for, in hundredths.
const WHOLE: u16 = 100;

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
        let analysis =
            analyse(&document, &Tongue::of(&Language::new("de")), &Synonyms::default());
        let line = |(form, count): (&str, &FormCount)| {
            let [title, heading, body] = count.fields;
            format!("{form} {title} {heading} {body} {}", count.capital)
        };
        let forms: Vec<&str> = analysis.forms().collect();
        let mut lines: Vec<String> =
            analysis.forms().zip(&analysis.counts).map(line).collect();
        lines.sort();
        assert_eq!(
            lines,
            [
                "12 100 0 0 0",
                "akteur 100 0 0 1",
                "akteurinnen 100 0 0 1",
                "der 0 0 0 0",
                "die 0 0 0 0",
                "e 100 0 0 1",
                "e12 100 0 0 1",
                "fach 0 0 30 0",
                "fachkrafte 0 0 100 1",
                "grosse 0 0 200 1",
                "krafte 0 0 30 0",
                "neue 0 100 0 1",
                "strategie 100 0 0 1",
                "strategien 0 100 0 1",
                "und 0 0 0 0",
            ]
        );
        let form = |place: u32| forms[place as usize];
        let pairs: Vec<&str> =
            analysis.pairs.iter().map(|pair| form(pair.second)).collect();
        assert_eq!(pairs, ["der", "akteur", "akteur", "akteurinnen", "12", "strategien"]);
        let title: Vec<&str> = analysis.title.iter().map(|place| form(*place)).collect();
        assert_eq!(title, ["strategie", "akteur"]);
        assert_eq!(format!("{:?}", analysis.lengths), "[6.0, 2.0, 3.0]");
    }
}
