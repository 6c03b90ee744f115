//! The index of the search: made of what the pages of a site say, and asked what readers shall find.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::{Compiled, LOOKED_AT};
use crate::diag::Diagnostic;
use crate::language::Language;
use crate::search::{self, Entry, IndexFile, KnownDocuments, Library, Memo};

/// What the builds of the indexes leave for the next ones, by language.
pub(super) type Memos = BTreeMap<Language, Memo>;

/// The index of a language.
pub(super) struct Indexed {
    /// The language.
    pub(super) language: Language,
    /// Its files.
    pub(super) files: Vec<IndexFile>,
}

/// The languages whose index is needed: all, or those of which something is expected.
pub(super) fn needed(compiled: &Compiled, for_output: bool) -> BTreeSet<Language> {
    let expected = compiled.expectations.iter().map(|expectation| &expectation.language);
    let all = compiled.search.languages.keys().filter(|_| for_output);
    all.chain(expected).cloned().collect()
}

/// The documents that memos know, by language.
pub(super) fn known(
    compiled: &Compiled,
    memos: &Memos,
) -> BTreeMap<Language, KnownDocuments> {
    let known = compiled.search.languages.iter().filter_map(|(language, searched)| {
        let memo = memos.get(language)?;
        Some((language.clone(), memo.known(&searched.synonyms)))
    });
    known.collect()
}

/// Makes the indexes of some languages; `entries` are in the order of the pages, with their languages.
pub(super) fn index<'a>(
    compiled: &Compiled,
    languages: &BTreeSet<Language>,
    entries: impl Iterator<Item = (&'a Language, Entry)>,
    memos: &mut Memos,
) -> Vec<Indexed> {
    let mut by_language: BTreeMap<&Language, Vec<Entry>> = BTreeMap::new();
    for (language, entry) in entries {
        by_language.entry(language).or_default().push(entry);
    }
    memos.retain(|language, _| compiled.search.languages.contains_key(language));
    let searched = compiled.search.languages.iter();
    let searched = searched.filter(|(language, _)| languages.contains(*language));
    let indexed = searched.map(|(language, searched)| {
        let entries = by_language.remove(language).unwrap_or_default();
        let memo = memos.entry(language.clone()).or_default();
        let files = search::build(entries, &searched.synonyms, &searched.tongue, memo);
        Indexed { language: language.clone(), files }
    });
    indexed.collect()
}

/// What readers shall find and do not.
pub(super) fn judge(compiled: &Compiled, indexed: &[Indexed]) -> Vec<Diagnostic> {
    let mut findings = vec![];
    for Indexed { language, files } in indexed {
        let expected = compiled.expectations.iter();
        let mut expected = expected.filter(|e| e.language == *language).peekable();
        let Some(searched) = compiled.search.languages.get(language) else { continue };
        if expected.peek().is_none() {
            continue;
        }
        let library = Library::new(files.clone(), searched.tongue.clone());
        findings.extend(expected.filter_map(|expectation| {
            let answer = library.ask(&expectation.query, LOOKED_AT);
            expectation.judge(&answer.unwrap_or_default())
        }));
    }
    findings
}
