//! From the counted words of all documents to terms with their postings.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::search::analysis::Analysis;
use crate::search::compound::{Known, Splitter};
use crate::search::ranking::{FIELD_COUNT, IMPACT_MAX, PART, impact};
use crate::search::tongue::Tongue;

/// The most documents of a term that are kept: those where it counts most. Nobody reads on behind them,
/// and a term that every page has tells pages apart by nothing.
const MOST_POSTINGS: usize = 2_500;

/// The most words of a title that is a term as a whole.
const TITLE_MOST: usize = 4;

/// The steps in which the middle length of a field is told, as a factor: a word more or less on one page
/// must not change the impact of all terms.
const STEP: f32 = 1.25;

/// A document that has a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The number of the document.
    pub document: u32,
    /// What the term is worth in it, see [`impact`].
    pub impact: u8,
}

/// A term and the documents that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The stem, or two stems of neighbours with a space between them.
    pub term: String,
    /// How many documents have it.
    pub frequency: u32,
    /// The documents in their order, the most important ones if there are too many.
    pub postings: Vec<Posting>,
}

/// A form of the site as spelling suggestions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The folded form.
    pub form: String,
    /// How often the site has it.
    pub seen: u32,
}

/// All that can be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// The terms in their order.
    pub terms: Vec<Term>,
    /// The forms in their order.
    pub spellings: Vec<Spelling>,
}

/// What becomes of a form.
struct Form {
    /// The terms that it counts for, by their numbers, and how much.
    terms: Vec<(u32, f32)>,
}

/// Makes the index of some documents; their numbers are their places.
pub fn index(analyses: &[Analysis], tongue: &Tongue) -> Index {
    let spellings = vocabulary(analyses);
    let (forms, mut terms) = forms(analyses, &spellings, tongue);
    let middles = middles(analyses);
    let mut postings: Vec<Vec<Posting>> = vec![vec![]; terms.len()];
    let by_document: Vec<Vec<(u32, u8)>> =
        analyses.par_iter().map(|analysis| impacts(analysis, &forms, middles)).collect();
    for (document, impacts) in (0_u32..).zip(&by_document) {
        for (term, impact) in impacts {
            postings[*term as usize].push(Posting { document, impact: *impact });
        }
    }
    let terms =
        terms.drain(..).zip(postings).map(|(term, postings)| finish(term, postings));
    let mut terms: Vec<Term> = terms.collect();
    terms.extend(pairs(analyses, tongue, middles));
    terms.extend(titles(analyses, tongue));
    terms.par_sort_unstable_by(|one, other| one.term.cmp(&other.term));
    Index { terms, spellings }
}

/// All forms of the site in their order.
fn vocabulary(analyses: &[Analysis]) -> Vec<Spelling> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for form in analyses.iter().flat_map(|analysis| &analysis.forms) {
        *seen.entry(&form.form).or_default() += form.seen;
    }
    let mut forms: Vec<Spelling> = seen
        .into_iter()
        .map(|(form, seen)| Spelling { form: form.to_owned(), seen })
        .collect();
    forms.par_sort_unstable_by(|one, other| one.form.cmp(&other.form));
    forms
}

/// What each form counts for, and the terms by number.
fn forms<'a>(
    analyses: &[Analysis],
    spellings: &'a [Spelling],
    tongue: &Tongue,
) -> (HashMap<&'a str, Form>, Vec<String>) {
    let stems: Vec<String> = spellings
        .par_iter()
        .map(|spelling| tongue.stemmer.stem(&spelling.form))
        .collect();
    let splitter = tongue.has_compounds.then(|| splitter(analyses, spellings, &stems));
    let parts = |form, stem| {
        let parts = splitter.as_ref().map(|splitter: &Splitter<'_>| splitter.parts(form));
        let mut parts = parts.unwrap_or_default();
        parts.retain(|part| part != stem);
        parts
    };
    let stems: Vec<(String, Vec<String>)> = stems
        .par_iter()
        .zip(spellings)
        .map(|(stem, spelling)| (stem.clone(), parts(&*spelling.form, stem)))
        .collect();
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    for term in stems.iter().flat_map(|(stem, parts)| parts.iter().chain([stem])) {
        numbers.insert(term, 0);
    }
    for (number, place) in (0..).zip(numbers.values_mut()) {
        *place = number;
    }
    let forms = spellings.iter().zip(&stems).map(|(spelling, (stem, parts))| {
        let mut terms = vec![(numbers[stem.as_str()], 1.0)];
        terms.extend(parts.iter().map(|part| (numbers[part.as_str()], PART)));
        (spelling.form.as_str(), Form { terms })
    });
    let forms = forms.collect();
    (forms, numbers.into_keys().map(str::to_owned).collect())
}

/// What splits compound words, having learned from all forms. A form counts as a noun as often as all forms
/// of its word together are written as one.
fn splitter<'a>(
    analyses: &[Analysis],
    spellings: &'a [Spelling],
    stems: &[String],
) -> Splitter<'a> {
    let by_form: HashMap<&str, &str> = spellings
        .iter()
        .zip(stems)
        .map(|(spelling, stem)| (&*spelling.form, &**stem))
        .collect();
    let mut capitals: HashMap<&str, u32> = HashMap::new();
    for form in analyses.iter().flat_map(|analysis| &analysis.forms) {
        if form.capital > 0
            && let Some(stem) = by_form.get(form.form.as_str())
        {
            *capitals.entry(stem).or_default() += form.capital;
        }
    }
    let known = spellings.iter().zip(stems).map(|(spelling, stem)| Known {
        form: &spelling.form,
        seen: spelling.seen,
        capital: capitals.get(stem.as_str()).copied().unwrap_or(0),
    });
    Splitter::new(known)
}

/// How long each field is in the middle of all documents that have it, in steps.
fn middles(analyses: &[Analysis]) -> [f32; FIELD_COUNT] {
    std::array::from_fn(|field| {
        let lengths = analyses.iter().map(|analysis| analysis.lengths[field]);
        let lengths: Vec<f32> = lengths.filter(|length| *length > 0.0).collect();
        #[expect(clippy::cast_precision_loss, reason = "a middle, not a count")]
        let middle = lengths.iter().sum::<f32>() / lengths.len().max(1) as f32;
        STEP.powf(middle.max(1.0).log(STEP).round())
    })
}

/// What each term is worth in a document, by the number of the term.
fn impacts(
    analysis: &Analysis,
    forms: &HashMap<&str, Form>,
    middles: [f32; FIELD_COUNT],
) -> Vec<(u32, u8)> {
    let mut counts: BTreeMap<u32, [f32; FIELD_COUNT]> = BTreeMap::new();
    for form in &analysis.forms {
        let Some(known) = forms.get(form.form.as_str()) else { continue };
        for (term, share) in &known.terms {
            let sums = counts.entry(*term).or_default();
            for (sum, count) in sums.iter_mut().zip(form.counts) {
                *sum += count * share;
            }
        }
    }
    let counts = counts.into_iter();
    counts
        .map(|(term, counts)| (term, impact(counts, analysis.lengths, middles)))
        .collect()
}

/// Terms of two stems: words side by side in a title or a heading.
fn pairs(
    analyses: &[Analysis],
    tongue: &Tongue,
    middles: [f32; FIELD_COUNT],
) -> Vec<Term> {
    let mut postings: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    for (document, analysis) in (0_u32..).zip(analyses) {
        let mut counts: BTreeMap<String, [f32; FIELD_COUNT]> = BTreeMap::new();
        for pair in &analysis.pairs {
            let stem = |form| tongue.stemmer.stem(form);
            let term = [stem(&pair.first), stem(&pair.second)].join(" ");
            let sums = counts.entry(term).or_default();
            sums.iter_mut().zip(pair.counts).for_each(|(sum, count)| *sum += count);
        }
        for (term, counts) in counts {
            let impact = impact(counts, analysis.lengths, middles);
            postings.entry(term).or_default().push(Posting { document, impact });
        }
    }
    postings.into_iter().map(|(term, postings)| finish(term, postings)).collect()
}

/// Whole titles as terms.
fn titles(analyses: &[Analysis], tongue: &Tongue) -> Vec<Term> {
    let mut postings: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    for (document, analysis) in (0_u32..).zip(analyses) {
        let stems = analysis.title.iter().map(|form| tongue.stemmer.stem(form));
        let stems: Vec<String> = stems.collect();
        if let Some(term) = whole_title(&stems) {
            postings
                .entry(term)
                .or_default()
                .push(Posting { document, impact: IMPACT_MAX });
        }
    }
    postings.into_iter().map(|(term, postings)| finish(term, postings)).collect()
}

/// The term that stands for a whole title of a few stems; nothing for longer ones, which nobody types.
pub fn whole_title(stems: &[String]) -> Option<String> {
    let is_short = (1..=TITLE_MOST).contains(&stems.len());
    is_short.then(|| format!("={}", stems.join(" ")))
}

/// A term with the most important of its postings.
fn finish(term: String, mut postings: Vec<Posting>) -> Term {
    let frequency = u32::try_from(postings.len()).unwrap_or(u32::MAX);
    if postings.len() > MOST_POSTINGS {
        let level = |posting: &Posting| posting.impact & IMPACT_MAX;
        postings
            .sort_by_key(|posting| (std::cmp::Reverse(level(posting)), posting.document));
        postings.truncate(MOST_POSTINGS);
        postings.sort_by_key(|posting| posting.document);
    }
    Term { term, frequency, postings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::search::analysis::analyse;
    use crate::search::document::{Document, Section};

    /// The index of documents with a title and a text each.
    fn of(documents: &[(&str, &str)]) -> Index {
        let tongue = Tongue::of(&Language::new("de"));
        let documents = documents.iter().map(|(title, text)| Document {
            title: (*title).to_owned(),
            sections: vec![Section { text: (*text).to_owned(), ..Section::default() }],
            ..Document::default()
        });
        let analyses: Vec<Analysis> =
            documents.map(|document| analyse(&document, &tongue)).collect();
        index(&analyses, &tongue)
    }

    /// The documents that have a term, the best first.
    fn found(index: &Index, term: &str) -> Vec<u32> {
        let Ok(place) =
            index.terms.binary_search_by(|known| known.term.as_str().cmp(term))
        else {
            return vec![];
        };
        let mut postings = index.terms[place].postings.clone();
        postings.sort_by_key(|posting| std::cmp::Reverse(posting.impact & IMPACT_MAX));
        postings.iter().map(|posting| posting.document).collect()
    }

    #[test]
    fn finds_forms_parts_and_neighbours() {
        let index = of(&[
            ("Die Industriestrategie", "Text"),
            ("Strategien", "Die Industrie und die Strategie der Industrie"),
            ("Fachkräfte sichern", "Ohne Fachkräfte keine Industrie"),
        ]);
        assert_eq!(found(&index, "strategi"), [1, 0]);
        assert_eq!(found(&index, "industri"), [0, 1, 2]);
        assert_eq!(found(&index, "industriestrategi"), [0]);
        assert_eq!(found(&index, "fachkraft sich"), [2]);
        assert_eq!(found(&index, "und"), [0; 0]);
        let forms: Vec<&str> = index.spellings.iter().map(|s| s.form.as_str()).collect();
        assert!(forms.is_sorted() && forms.contains(&"strategien"), "{forms:?}");
    }

    #[test]
    fn keeps_the_documents_that_count() {
        let texts: Vec<(String, &str)> = (0..3_000)
            .map(|number| (format!("Nummer {number}"), "Wort und Wort"))
            .collect();
        let mut texts: Vec<(&str, &str)> =
            texts.iter().map(|(title, text)| (title.as_str(), *text)).collect();
        texts[2_900] = ("Wort", "");
        let index = of(&texts);
        let place = index.terms.binary_search_by(|known| known.term.as_str().cmp("wort"));
        let term = &index.terms[place.expect("the term")];
        assert_eq!((term.frequency, term.postings.len()), (3_000, MOST_POSTINGS));
        assert!(term.postings.iter().any(|posting| posting.document == 2_900));
        assert!(term.postings.is_sorted_by_key(|posting| posting.document));
    }
}
