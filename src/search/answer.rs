//! Questions to an index in memory, answered as readers see it: for checks, tests and the terminal.

use std::collections::BTreeMap;

use crate::search::engine::Engine;
use crate::search::files::IndexFile;
use crate::search::fold::fold;
use crate::search::pack::Fragment;
use crate::search::query::parse;
use crate::search::tongue::Tongue;
use crate::search::words::words;

/// The files of an index in memory.
#[derive(Debug, Clone)]
pub struct Library {
    /// The files by name.
    files: BTreeMap<String, Vec<u8>>,
    /// The rules of the language.
    tongue: Tongue,
}

/// The answer to a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many documents were found in all.
    pub count: usize,
    /// The first of them, the best one first.
    pub hits: Vec<Hit>,
    /// What was found in the place of a misspelt word: the word as it was read, and the one that was
    /// meant.
    pub meant: Vec<(String, String)>,
}

/// A document that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hit {
    /// The address as it stands in `href`.
    pub address: String,
    /// The title.
    pub title: String,
    /// What it is.
    pub kind: String,
    /// When it was, in words; may be empty.
    pub date: String,
    /// How far it is, in words; may be empty.
    pub state: String,
    /// The heading below which most words of the question stand, with its anchor; nothing where that is
    /// the start of the page.
    pub section: Option<(String, String)>,
}

impl Library {
    /// Takes the files of an index.
    pub fn new(files: Vec<IndexFile>, tongue: Tongue) -> Self {
        let files = files.into_iter().map(|file| (file.name, file.bytes)).collect();
        Self { files, tongue }
    }

    /// Looks for something, and gives the first `most` documents that were found; nothing where the index
    /// cannot be read.
    pub fn ask(&self, question: &str, most: usize) -> Option<Answer> {
        let get = |name: &str| self.files.get(name).cloned();
        let engine = Engine::open(&get, self.tongue.clone())?;
        let query = parse(question, &self.tongue);
        let found = engine.search(&query);
        let meant = found.meant.iter().flat_map(|(_, meant)| self.stems(meant));
        let asked: Vec<String> = self.stems(question).chain(meant).collect();
        let hits = engine.results(&query, &found, 0, most);
        // Whether quoted words stand side by side is known of the documents alone that were read.
        let is_exact = query.phrases.is_empty();
        let count = if is_exact { found.documents.len() } else { hits.len() };
        let hits = hits.into_iter().map(|hit| self.hit(hit.fragment, &asked)).collect();
        Some(Answer { count, hits, meant: found.meant })
    }

    /// A document with the section that has most of the stems that were asked for.
    fn hit(&self, fragment: Fragment, asked: &[String]) -> Hit {
        let count = |heading: &str, text: &str| {
            let stems: Vec<String> =
                self.stems(heading).chain(self.stems(text)).collect();
            asked.iter().filter(|stem| stems.contains(stem)).count()
        };
        let mut best = (0, None);
        for (anchor, heading, text) in fragment.sections {
            let count = count(&heading, &text);
            if count > best.0 {
                let section = (anchor, heading);
                best = (count, Some(section).filter(|(anchor, _)| !anchor.is_empty()));
            }
        }
        Hit {
            address: fragment.address,
            title: fragment.title,
            kind: fragment.kind,
            date: fragment.date,
            state: fragment.state,
            section: best.1,
        }
    }

    /// The stems of the words of a text that say something.
    fn stems(&self, text: &str) -> impl Iterator<Item = String> {
        let stem = |word: &str| {
            let folded = fold(word, self.tongue.folding);
            let stem = self.tongue.stemmer.stem(&folded);
            (!folded.is_empty() && !self.tongue.is_stop(&folded)).then_some(stem)
        };
        let stems = words(text).filter_map(move |word| stem(word.text));
        stems.collect::<Vec<_>>().into_iter()
    }
}
