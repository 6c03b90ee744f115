//! The search of the preview: an index of each language, made when somebody first asks for it.
//!
//! An index that comes after another is made of the same entries but for those of pages that changed. The
//! files of the last two stay, since pages that are open have read the root of an older one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::compile::{Compiled, Pages, Searched};
use crate::language::Language;
use crate::search::{self, Entry, Memo};

/// Files by address.
type Files = HashMap<String, Arc<[u8]>>;

/// The indexes of a site.
pub(super) struct Indexes {
    /// The files of each language that is searched, once somebody asked for one.
    languages: BTreeMap<Language, OnceLock<Arc<Files>>>,
    /// What indexes leave for those that come after them.
    stock: Arc<Mutex<Stock>>,
}

/// What indexes leave for those that come after them, by language.
type Stock = BTreeMap<Language, Left>;

/// What an index leaves.
#[derive(Default)]
struct Left {
    /// What the build left.
    memo: Memo,
    /// The files of this index and of the one before.
    files: [Arc<Files>; 2],
}

impl Indexes {
    /// The indexes of a site that comes after another.
    pub(super) fn new(compiled: &Compiled, last: Option<&Self>) -> Self {
        let languages = compiled.search.languages.keys();
        let languages = languages.map(|language| (language.clone(), OnceLock::new()));
        let stock = last.map(|last| Arc::clone(&last.stock)).unwrap_or_default();
        Self { languages: languages.collect(), stock }
    }

    /// What the search has at an address: a path from the root.
    pub(super) fn file(
        &self,
        path: &str,
        compiled: &Compiled,
        pages: &Pages,
    ) -> Option<Arc<[u8]>> {
        let search = &compiled.search;
        let inner = path.strip_prefix('/')?;
        if let Some(language) = search.language_of_root(inner) {
            return self.index(language, compiled, pages)?.get(inner).cloned();
        }
        if !inner.starts_with(search::client::FOLDER) {
            return None;
        }
        if let Some(script) = search.scripts().find(|script| script.path == inner) {
            return Some(script.text.as_bytes().into());
        }
        self.known(inner).or_else(|| {
            // A name that nobody has heard of yet is one of an index that nobody has asked for.
            let mut languages = self.languages.keys();
            languages.find_map(|language| {
                self.index(language, compiled, pages)?.get(inner).cloned()
            })
        })
    }

    /// A file of an index that was made.
    fn known(&self, path: &str) -> Option<Arc<[u8]>> {
        let mut made = self.languages.values().filter_map(OnceLock::get);
        if let Some(file) = made.find_map(|files| files.get(path)) {
            return Some(Arc::clone(file));
        }
        let stock = self.stock();
        let mut files = stock.values().flat_map(|left| &left.files);
        files.find_map(|files| files.get(path)).map(Arc::clone)
    }

    /// The files of the index of a language.
    fn index(
        &self,
        language: &Language,
        compiled: &Compiled,
        pages: &Pages,
    ) -> Option<&Files> {
        let files = self.languages.get(language)?.get_or_init(|| {
            let mut stock = self.stock();
            let left = stock.entry(language.clone()).or_default();
            left.follow(language, compiled, pages)
        });
        Some(files)
    }

    /// What indexes leave; a panic in another thread leaves it usable.
    fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Left {
    /// Makes the index that comes after what this is left of.
    fn follow(
        &mut self,
        language: &Language,
        compiled: &Compiled,
        pages: &Pages,
    ) -> Arc<Files> {
        let Some(searched) = compiled.search.languages.get(language) else {
            return Arc::default();
        };
        let own = compiled.site.pages.par_iter();
        let own = own.filter(|page| page.language == *language);
        let known = self.memo.known(&searched.synonyms);
        let entries = own.filter_map(|page| pages.prepare(page).entry(&known, None));
        let entries: Vec<Entry> = entries.collect();
        let Searched { synonyms, tongue, .. } = searched;
        let made = search::build(entries, synonyms, tongue, &mut self.memo);
        let made = made.into_iter();
        let files = made.map(|file| (searched.path(&file), file.bytes.into())).collect();
        let files = Arc::new(files);
        self.files.swap(0, 1);
        self.files[0] = Arc::clone(&files);
        files
    }
}
