//! Results as readers see them: documents read from their packs, and what is in quotes looked for in them.

use crate::search::engine::{Engine, Found};
use crate::search::fold::fold;
use crate::search::pack::{Fragment, unpack};
use crate::search::query::Query;
use crate::search::words::{FormKind, words};

/// The most documents that are read to find what is in quotes.
const MOST_READ: usize = 60;

/// A document that was found, with what results show of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number.
    pub document: u32,
    /// What results show of it.
    pub fragment: Fragment,
}

impl Engine<'_> {
    /// Some of what was found, with their texts. Where the query has quotes, only documents that have the
    /// quoted words side by side count, as far as their texts are kept.
    pub fn results(
        &self,
        query: &Query,
        found: &Found,
        from: usize,
        count: usize,
    ) -> Vec<Shown> {
        let most = if query.phrases.is_empty() { usize::MAX } else { MOST_READ };
        let documents = found.documents.iter().take(most);
        if query.phrases.is_empty() {
            let documents = documents.skip(from).take(count);
            return documents.filter_map(|document| self.hit(*document)).collect();
        }
        let hits = documents.filter_map(|document| self.hit(*document));
        let hits =
            hits.filter(|hit| query.phrases.iter().all(|phrase| self.has(hit, phrase)));
        hits.skip(from).take(count).collect()
    }

    /// Whether the title, a heading or a text of a document has some folded words side by side.
    fn has(&self, hit: &Shown, phrase: &[String]) -> bool {
        let sections = hit.fragment.sections.iter();
        let texts =
            sections.flat_map(|(_, heading, text)| [heading.as_str(), text.as_str()]);
        std::iter::once(hit.fragment.title.as_str()).chain(texts).any(|text| {
            let mut forms: Vec<String> = vec![];
            for word in words(text) {
                word.forms(|form, kind| {
                    if kind == FormKind::Whole {
                        forms.push(fold(form, self.tongue.folding));
                    }
                });
            }
            forms.windows(phrase.len()).any(|window| window == phrase)
        })
    }

    /// A document, read from its pack.
    fn hit(&self, document: u32) -> Option<Shown> {
        let size = self.root.pack as usize;
        let number = document as usize;
        let name = self.root.packs.name("p", number.checked_div(size)?)?;
        let fragment = unpack(&(self.get)(&name)?, size, number % size)?;
        Some(Shown { document, fragment })
    }
}
