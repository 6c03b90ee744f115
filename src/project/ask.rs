//! Questions to the search of a site as its files are now.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::compile::Compiled;
use crate::language::Language;
use crate::project::indexed::{self, Memos};
use crate::project::kept;
use crate::project::run::{Begun, in_pool, look};
use crate::project::{Failure, Request};
use crate::search::{Answer, Entry, Library};

/// Something that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The words.
    pub query: String,
    /// The language whose pages are searched; the site's own if nothing is said.
    pub language: Option<String>,
    /// How many results are wanted.
    pub most: usize,
}

/// Looks for something in a site as its files are now, with the help of what the last build left; nothing is
/// written. It is a failure if the site has no search, or none in the language.
pub fn ask(request: &Request, question: &Question) -> Result<Answer, Failure> {
    in_pool(request, || {
        let (cache, kept, Begun { compiled, .. }) = look(request)?;
        let language = language(&compiled, question.language.as_deref())?;
        let mut memos: Memos = cache
            .as_ref()
            .map(|cache| kept::memos(cache, std::slice::from_ref(&language)))
            .unwrap_or_default();
        let known = indexed::known(&compiled, &memos).remove(&language);
        let known = known.unwrap_or_default();
        let pages = compiled.pages();
        let own = compiled.site.pages.par_iter();
        let own = own.filter(|page| page.language == language);
        let entries = own.filter_map(|page| {
            let prepared = pages.prepare(page);
            let input = cache.as_ref().and_then(|_| prepared.input());
            let last = input.and_then(|input| kept.pages.known(&page.route, input));
            prepared.entry(&known, last.and_then(|last| last.document))
        });
        let entries: Vec<Entry> = entries.collect();
        let entries = entries.into_iter().map(|entry| (&language, entry));
        let languages = BTreeSet::from([language.clone()]);
        let indexed = indexed::index(&compiled, &languages, entries, &mut memos);
        let searched = &compiled.search.languages[&language];
        let files = indexed.into_iter().flat_map(|index| index.files).collect();
        let library = Library::new(files, searched.tongue.clone());
        Ok(library.ask(&question.query, question.most).unwrap_or_default())
    })
}

/// The language that is searched.
fn language(compiled: &Compiled, asked: Option<&str>) -> Result<Language, Failure> {
    let languages: &BTreeMap<_, _> = &compiled.search.languages;
    if languages.is_empty() {
        return Err(Failure::new("search-nowhere"));
    }
    let default = compiled.site.config.language.as_str();
    let tag = asked.unwrap_or(default);
    let language = Language::new(tag);
    if languages.contains_key(&language) {
        return Ok(language);
    }
    let known: Vec<&str> = languages.keys().map(Language::as_str).collect();
    let failure = Failure::new("search-language").with("language", tag);
    Err(failure.hint("choices", [("choices", known.join(", "))]))
}
