//! From the counted words of all documents to terms with their postings.

use crate::search::analysis::{Analysis, FormCount, PairCount};
use crate::search::lexicon::{Lexicon, WHOLE, number};
use crate::search::plain::List;
use crate::search::ranking::{BODY, FIELD_COUNT, HEADING, IMPACT_MAX, TITLE, impact};
use crate::search::tongue::Tongue;

/// The most documents of a term that are kept: those where it counts most. Nobody reads on behind them,
/// and a term that every page has tells pages apart by nothing.
const MOST_POSTINGS: usize = 2_500;

/// The most words of a title that is a term as a whole.
const TITLE_MOST: usize = 4;

/// The fewest letters of a stem that can have a plural in `s`.
const SHORTEST_SINGLE: usize = 4;

/// The steps in which lengths of fields are told, as a factor: a word more or less on one page must not change
/// the impact of all its terms, and still less that of all terms of the site.
const STEP: f32 = 1.25;

/// What a document says, by the numbers that the lexicon gives forms.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    /// The forms.
    pub(super) forms: List<u32>,
    /// How often it has each.
    pub(super) counts: List<FormCount>,
    /// The forms that follow each other in the title or a heading.
    pub(super) pairs: List<PairCount>,
    /// The forms of the title in their order, without stop words.
    pub(super) title: List<u32>,
    /// How many words each field has.
    pub(super) lengths: [f32; FIELD_COUNT],
}

impl Counted {
    /// What was counted, by the numbers of its forms.
    pub(super) fn new(analysis: Analysis, forms: &[u32]) -> Self {
        let number = |place: u32| forms[place as usize];
        let Analysis { counts, mut pairs, mut title, lengths, .. } = analysis;
        for pair in &mut pairs {
            (pair.first, pair.second) = (number(pair.first), number(pair.second));
        }
        for place in &mut title {
            *place = number(*place);
        }
        Self {
            forms: forms.into(),
            counts: counts.as_slice().into(),
            pairs: pairs.as_slice().into(),
            title: title.as_slice().into(),
            lengths,
        }
    }

    /// How often it has which form.
    pub(super) fn each(&self) -> impl Iterator<Item = (u32, FormCount)> {
        self.forms.iter().zip(self.counts.iter())
    }
}

/// What the terms of a document are worth in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighed {
    /// The terms by their numbers.
    pub(super) terms: List<u32>,
    /// What each is worth, see [`impact`].
    pub(super) impacts: List<u8>,
}

/// A document that has a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The number of the document.
    pub document: u32,
    /// What the term is worth in it, see [`impact`].
    pub impact: u8,
}

/// The documents of all terms, by the numbers of these.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Where those of each term start, and where the last ones end.
    starts: Vec<u32>,
    /// All postings, those of each term in the order of documents.
    all: Vec<Posting>,
}

/// How long each field is in the middle of all documents that have it, in steps.
pub(super) fn middles<'a>(
    documents: &(impl Iterator<Item = &'a Counted> + Clone),
) -> [f32; FIELD_COUNT] {
    std::array::from_fn(|field| {
        let lengths = documents.clone().map(|counted| counted.lengths[field]);
        let lengths = lengths.filter(|length| *length > 0.0);
        let (count, sum) = lengths
            .fold((0.0_f32, 0.0_f32), |(count, sum), length| (count + 1.0, sum + length));
        in_steps(sum / count.max(1.0))
    })
}

/// A length in steps.
fn in_steps(length: f32) -> f32 {
    STEP.powf(length.max(1.0).log(STEP).round())
}

/// Terms of a document that are no stems.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Phrases {
    /// The terms, each followed by a line break: tens of thousands of documents have a hundred of them each.
    terms: String,
    /// How often each field has them, in ten-thousandths; nothing for a whole title.
    fields: Vec<Option<[u32; FIELD_COUNT]>>,
}

impl Phrases {
    /// Adds a term.
    fn push(&mut self, term: &str, fields: Option<[u32; FIELD_COUNT]>) {
        self.terms.push_str(term);
        self.terms.push('\n');
        self.fields.push(fields);
    }

    /// The terms.
    pub(super) fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.lines()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }
}

/// Terms of a document that are no stems: words that stand side by side in the title or a heading, the
/// forms that words have there, and the whole title.
pub(super) fn phrases(counted: &Counted, lexicon: &Lexicon, tongue: &Tongue) -> Phrases {
    let form = |number: u32| lexicon.forms.get(number);
    let mut phrases = Phrases::default();
    for pair in counted.pairs.iter() {
        let fields = pair.fields.map(|field| u32::from(field) * u32::from(WHOLE));
        phrases
            .push(&neighbours(form(pair.first), form(pair.second), tongue), Some(fields));
    }
    for (number, count) in counted.each() {
        if count.fields[TITLE] > 0 || count.fields[HEADING] > 0 {
            written(number, count, lexicon, tongue, &mut phrases);
        }
    }
    let stems: Vec<&str> = counted.title.iter().map(|form| lexicon.stem(form)).collect();
    if let Some(term) = whole_title(&stems) {
        phrases.push(&term, None);
    }
    phrases
}

/// The term of two forms side by side. A stop word stands behind the other one and keeps its form, so that
/// the term lies beside the word that counts.
pub fn neighbours(first: &str, second: &str, tongue: &Tongue) -> String {
    let stem = |form| tongue.stemmer.stem(form);
    if tongue.is_stop(first) {
        return format!("{} <{first}", stem(second));
    }
    if tongue.is_stop(second) {
        return format!("{} >{second}", stem(first));
    }
    format!("{} {}", stem(first), stem(second))
}

/// Adds the form that a word has in a title or heading; of compound words that of the last part, too.
fn written(
    number: u32,
    count: FormCount,
    lexicon: &Lexicon,
    tongue: &Tongue,
    phrases: &mut Phrases,
) {
    let form = lexicon.forms.get(number);
    for meaning in lexicon.meanings(number) {
        let stem = lexicon.terms.get(meaning.term);
        let last = form.rfind(stem).map_or("", |at| &form[at..]);
        if tongue.stemmer.stem(last) == stem {
            let mut fields =
                count.fields.map(|field| u32::from(field) * u32::from(meaning.share));
            fields[BODY] = 0;
            phrases.push(&as_written(stem, last), Some(fields));
        }
    }
}

/// The stem of a word that came from another language, of the stem of its plural: `workshops`, `buros`. Words
/// in `-is`, `-us` and `-ss` are no plurals, and others only where the site has the singular.
pub fn singular(stem: &str) -> Option<&str> {
    let single =
        stem.strip_suffix('s').filter(|single| single.len() >= SHORTEST_SINGLE)?;
    (!single.ends_with(['i', 'u', 's'])).then_some(single)
}

/// The term that stands for a form of a stem.
pub fn as_written(stem: &str, form: &str) -> String {
    format!("{stem} '{}", form.strip_prefix(stem).unwrap_or(form))
}

/// The term that stands for a whole title of a few stems; nothing for longer ones, which nobody types.
pub fn whole_title(stems: &[&str]) -> Option<String> {
    let is_short = (1..=TITLE_MOST).contains(&stems.len());
    is_short.then(|| stems.join(" ") + "=")
}

/// What the terms of a document are worth in it. `phrases` are those that are no stem, with their numbers.
pub(super) fn weigh(
    counted: &Counted,
    phrases: (&[u32], &Phrases),
    lexicon: &Lexicon,
    middles: [f32; FIELD_COUNT],
) -> Weighed {
    let mut counts: Vec<(u32, [u32; FIELD_COUNT])> =
        Vec::with_capacity(counted.forms.len() * 3 / 2);
    for (form, count) in counted.each().filter(|(_, count)| !count.is_none()) {
        for meaning in lexicon.meanings(form) {
            let share = u32::from(meaning.share);
            counts
                .push((meaning.term, count.fields.map(|field| u32::from(field) * share)));
        }
    }
    let (mut terms, mut impacts) = (vec![], vec![]);
    let mut push = |term, impact| {
        terms.push(term);
        impacts.push(impact);
    };
    let (numbers, phrases) = phrases;
    for (term, fields) in numbers.iter().zip(&phrases.fields) {
        match fields {
            Some(fields) => counts.push((*term, *fields)),
            None => push(*term, IMPACT_MAX),
        }
    }
    counts.sort_unstable_by_key(|(term, _)| *term);
    counts.dedup_by(|(term, fields), (kept, sums)| {
        let is_same = term == kept;
        if is_same {
            sums.iter_mut().zip(fields).for_each(|(sum, field)| *sum += *field);
        }
        is_same
    });
    let lengths = counted.lengths.map(in_steps);
    for (term, fields) in counts {
        // Ten-thousandths, since shares and counts are hundredths both. Counts are small.
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let counts = fields.map(|field| field as f32 / 10_000.0);
        push(term, impact(counts, lengths, middles));
    }
    Weighed { terms: terms.as_slice().into(), impacts: impacts.as_slice().into() }
}

impl Postings {
    /// Sorts what documents are worth by terms, of which there are some.
    pub(super) fn new<'a>(
        documents: impl Iterator<Item = &'a Weighed> + Clone,
        terms: usize,
    ) -> Self {
        let mut starts = vec![0_u32; terms + 1];
        for term in documents.clone().flat_map(|weighed| weighed.terms.iter()) {
            starts[term as usize + 1] += 1;
        }
        for term in 0..terms {
            starts[term + 1] += starts[term];
        }
        let mut next = starts.clone();
        let none = Posting { document: 0, impact: 0 };
        let mut all = vec![none; starts[terms] as usize];
        for (document, weighed) in documents.enumerate() {
            let document = number(document);
            for (term, impact) in weighed.terms.iter().zip(weighed.impacts.iter()) {
                let place = &mut next[term as usize];
                all[*place as usize] = Posting { document, impact };
                *place += 1;
            }
        }
        Self { starts, all }
    }

    /// The documents of a term in their order.
    pub(super) fn of(&self, term: u32) -> &[Posting] {
        let term = term as usize;
        &self.all[self.starts[term] as usize..self.starts[term + 1] as usize]
    }
}

/// The most important of some postings, if there are too many.
pub(super) fn most_important(postings: &[Posting]) -> Option<Vec<Posting>> {
    if postings.len() <= MOST_POSTINGS {
        return None;
    }
    let mut postings = postings.to_vec();
    let level = |posting: &Posting| posting.impact & IMPACT_MAX;
    postings.sort_by_key(|posting| (std::cmp::Reverse(level(posting)), posting.document));
    postings.truncate(MOST_POSTINGS);
    postings.sort_by_key(|posting| posting.document);
    Some(postings)
}
