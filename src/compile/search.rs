//! The search of a compiled site: which languages have one, where its files lie, and what it is told of
//! the words of the site.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::config::Config;
use crate::language::{Language, Localised};
use crate::model::Role;
use crate::path::Route;
use crate::record::{Card, FieldValue};
use crate::search::client::{self, Face, Script};
use crate::search::{IndexFile, ROOT, Synonyms, Tongue};
use crate::site::{SEARCH, Site, localised};
use crate::theme::Theme;
use crate::view::SearchFiles;
use crate::words::Catalogue;

/// What the keys of the client's strings start with.
const STRINGS: &str = "search_";

/// The fields of a term with other words for it.
const OTHER_WORDS: [&str; 2] = ["short", "synonyms"];

/// How the pages of a site are searched; without languages where they are not.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// The languages that have a search.
    pub languages: BTreeMap<Language, Searched>,
    /// The scripts of all languages: the one that every page loads, and the one with what few searches
    /// need. None where there is no search.
    pub common: Vec<Script>,
}

/// How the pages of a language are searched.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The rules of its words.
    pub tongue: Tongue,
    /// Words and names of its glossary that stand for each other.
    pub synonyms: Synonyms,
    /// The scripts that search.
    pub scripts: [Script; 2],
    /// The path of the root of its index in the output.
    root: String,
    /// The folder of all other files of its index there: names are short, and tell those of one language
    /// apart alone.
    folder: String,
    /// The addresses of its scripts.
    addresses: SearchFiles,
}

/// How the pages of a site are searched.
pub(super) fn search(site: &Site, theme: &Theme) -> Search {
    if !site.config.search {
        return Search::default();
    }
    let languages = site.config.languages.iter();
    let languages: Vec<&Language> = languages
        .filter(|language| {
            site.has_page(&localised(language, &site.config.language, [SEARCH]))
        })
        .collect();
    let [loader, more] = [client::loader(), client::more()];
    let searched = |language: &Language| {
        let config = client::Config {
            language: language.clone(),
            root: href(site, &root(site, language)),
            files: format!("{}/{}/", site.base_path(), folder(site, language)),
            page: page_href(site, language),
            more: href(site, &Route::file(&more.path)),
            strings: strings(theme.catalogue(language)),
        };
        let scripts = [Face::Box, Face::Page].map(|face| client::client(face, &config));
        let [module, page] =
            [0, 1].map(|place: usize| href(site, &Route::file(&scripts[place].path)));
        let loader = href(site, &Route::file(&loader.path));
        let addresses = SearchFiles { loader, module, page };
        let tongue = Tongue::of(language);
        let root = root(site, language).output_path();
        let synonyms = Synonyms::new(&synonyms(site, language), &tongue);
        let folder = folder(site, language);
        Searched { tongue, synonyms, scripts, root, folder, addresses }
    };
    let languages =
        languages.iter().map(|language| ((*language).clone(), searched(language)));
    Search { languages: languages.collect(), common: vec![loader, more] }
}

/// The paths of the output that belong to the search, whatever the content is, for the check of
/// collisions. The last one stands for all that lies beside it.
pub(super) fn reserved(config: &Config) -> Vec<String> {
    if !config.search {
        return vec![];
    }
    let languages = config.languages.iter();
    let roots =
        languages.map(|language| root_of(language, &config.language).output_path());
    roots.chain([format!("{}/loader.js", client::FOLDER)]).collect()
}

impl Search {
    /// The addresses of its scripts, by language.
    pub(super) fn addresses(&self) -> Localised<SearchFiles> {
        let searched = self.languages.iter();
        searched
            .map(|(language, searched)| {
                (language.to_string(), searched.addresses.clone())
            })
            .collect()
    }

    /// The scripts that browsers load.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        let clients = self.languages.values().flat_map(|searched| &searched.scripts);
        self.common.iter().chain(clients)
    }

    /// The language whose index has its root at a path of the output.
    pub fn language_of_root(&self, path: &str) -> Option<&Language> {
        let mut languages = self.languages.iter();
        languages
            .find(|(_, searched)| searched.root == path)
            .map(|(language, _)| language)
    }
}

impl Searched {
    /// The path in the output of a file of the index.
    pub fn path(&self, file: &IndexFile) -> String {
        if file.name == ROOT {
            self.root.clone()
        } else {
            format!("{}/{}", self.folder, file.name)
        }
    }
}

/// The address of the root of a language's index.
fn root(site: &Site, language: &Language) -> Route {
    root_of(language, &site.config.language)
}

/// The same, on any site with a default language.
fn root_of(language: &Language, default: &Language) -> Route {
    let page = localised(language, default, [SEARCH]);
    Route::file(&format!("{}{ROOT}", &page.as_str()[1..]))
}

/// The folder of the files of a language's index in the output: that of the default language has no
/// part of its own, as in all addresses.
fn folder(site: &Site, language: &Language) -> String {
    if *language == site.config.language {
        client::FOLDER.to_owned()
    } else {
        format!("{}/{language}", client::FOLDER)
    }
}

/// The search page of a language as it stands in `href`.
fn page_href(site: &Site, language: &Language) -> String {
    href(site, &localised(language, &site.config.language, [SEARCH]))
}

/// An address as it stands in `href`.
fn href(site: &Site, route: &Route) -> String {
    site.base_path().to_owned() + &route.href()
}

/// The words of the client: a text, or for those that are counted the texts by plural form.
fn strings(catalogue: &Catalogue) -> BTreeMap<String, Value> {
    let phrases = catalogue.all(STRINGS).into_iter();
    let phrases = phrases.map(|(key, phrase)| {
        let mut texts = phrase.texts().into_iter();
        let value = match (texts.len(), texts.next()) {
            (1, Some((_, text))) => Value::String(text),
            (_, first) => {
                let texts = first.into_iter().chain(texts);
                let texts = texts.map(|(form, text)| (form.to_owned(), text.into()));
                Value::Object(texts.collect::<Map<_, _>>())
            }
        };
        (key.to_owned(), value)
    });
    phrases.collect()
}

/// The words of the glossary that stand for each other: a term, its short form and its other names. Only
/// terms that are published without being asked for; a variant takes those of its base language as well.
fn synonyms(site: &Site, language: &Language) -> Vec<Vec<String>> {
    let terms = site
        .nodes
        .iter()
        .filter(|node| node.role == Role::Term && !node.draft && node.planned.is_none());
    let base = Language::new(language.base());
    let groups = terms.filter_map(|node| {
        let card: &Card = node.cards.get(language).or_else(|| node.cards.get(&base))?;
        let mut words = vec![card.title.text.clone()];
        for id in OTHER_WORDS {
            // Fields that a translation leaves out are in the language of the original.
            if node.card_with(id, language).language.base() == language.base() {
                node.field(id, language)
                    .into_iter()
                    .for_each(|value| add(value, &mut words));
            }
        }
        words.retain(|word| !word.trim().is_empty());
        let mut known = BTreeSet::new();
        words.retain(|word| known.insert(word.clone()));
        (words.len() > 1).then_some(words)
    });
    groups.collect()
}

/// Adds the texts of a field.
fn add(value: &FieldValue, words: &mut Vec<String>) {
    match value {
        FieldValue::Text(text) => words.push(text.clone()),
        FieldValue::List(items) => {
            for item in items {
                add(&item.value, words);
            }
        }
        _ => {}
    }
}
