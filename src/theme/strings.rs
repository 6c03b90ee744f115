//! The words of the interface: `strings/<language>.yaml` of every theme of the chain, by language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::language::Language;
use crate::markdown::Words;
use crate::path::SourcePath;
use crate::theme::layer::Layer;
use crate::theme::scan::StringUse;
use crate::words::Catalogue;
use crate::yaml;

/// The strings of a theme for all languages of a site.
#[derive(Debug, Clone)]
pub(super) struct Strings {
    /// The strings by language, each with those that are taken where one is missing.
    catalogues: BTreeMap<Language, Arc<Catalogue>>,
    /// What Markdown adds to texts, by language.
    words: BTreeMap<Language, Words>,
    /// The keys that any language has.
    keys: BTreeSet<String>,
    /// Whether all files could be read.
    whole: bool,
}

impl Strings {
    /// The strings of a language of the site; those of its first language for any other.
    pub(super) fn catalogue(&self, language: &Language) -> &Arc<Catalogue> {
        by_language(&self.catalogues, language)
    }

    /// The words that Markdown adds to texts of a language.
    pub(super) fn words(&self, language: &Language) -> &Words {
        by_language(&self.words, language)
    }

    /// Tells whether all files could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// All keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// What is wrong with the use of a string in a template, whose bytes are given.
    pub(super) fn check(&self, found: &StringUse, place: Span) -> Option<Diagnostic> {
        let phrase = self.catalogues.values().find_map(|all| all.phrase(&found.key));
        let Some((phrase, _)) = phrase else {
            if !self.whole {
                return None;
            }
            let finding = Diagnostic::new(Code::UnknownString, place);
            return Some(
                finding.with("key", &found.key).suggest(&found.key, self.keys()),
            );
        };
        let given = found.arguments.as_deref().unwrap_or_default();
        let mut missing = phrase.placeholders();
        missing.retain(|name| !given.iter().any(|given| given == name));
        let name = missing.into_iter().next()?;
        let finding = Diagnostic::new(Code::MissingPlaceholder, place);
        Some(finding.with("key", &found.key).with("name", name))
    }
}

/// The value of a language; of the first one where it has none. There is always one, since a site has
/// a language.
fn by_language<'a, T>(values: &'a BTreeMap<Language, T>, language: &Language) -> &'a T {
    let value = values.get(language).or_else(|| values.values().next());
    #[expect(
        clippy::expect_used,
        reason = "`strings` fills in at least the default language"
    )]
    value.expect("a site has at least one language")
}

/// The strings of one language in the files of all themes.
struct Written {
    /// The strings; those of a theme come before those of the theme that it extends.
    catalogue: Catalogue,
}

/// Reads the strings of a chain of themes, which starts with the site's own.
///
/// A string that is missing in a language comes from the base language (`de` of `de-simple`), else from
/// the site's default language, else from English, else from German.
pub(super) fn strings(layers: &[Layer], config: &Config) -> Checked<Strings> {
    let mut findings = vec![];
    let read = read(layers);
    let whole = yaml::is_whole(&read);
    let written = read.drain_into(&mut findings);
    let mut languages: BTreeSet<&Language> = config.languages.iter().collect();
    languages.insert(&config.language);
    let mut catalogues = BTreeMap::new();
    for language in languages {
        let empty = Catalogue::from_entries(language, vec![]);
        let order = [language.base(), config.language.as_str(), "en", "de"];
        let mut fallback: Option<Arc<Catalogue>> = None;
        for tag in order.into_iter().rev().filter(|tag| *tag != language.as_str()) {
            if let Some(written) = written.get(tag) {
                fallback = Some(Arc::new(behind(written.catalogue.clone(), fallback)));
            }
        }
        let own = written.get(language.as_str());
        let own = own.map_or(empty, |written| written.catalogue.clone());
        catalogues.insert(language.clone(), Arc::new(behind(own, fallback)));
    }
    // What a file that cannot be read lacks may stand in it all the same.
    if whole {
        findings.extend(missing(layers, config, &written));
    }
    let words = catalogues.iter().map(|(language, all)| (language.clone(), words(all)));
    let words = words.collect();
    let keys = written.values().flat_map(|written| written.catalogue.keys());
    let keys = keys.map(str::to_owned).collect();
    Checked { value: Strings { catalogues, words, keys, whole }, findings }
}

/// A catalogue with another one behind it, if there is one.
fn behind(catalogue: Catalogue, fallback: Option<Arc<Catalogue>>) -> Catalogue {
    match fallback {
        Some(fallback) => catalogue.with_fallback(fallback),
        None => catalogue,
    }
}

/// Reads the files, by language tag.
fn read(layers: &[Layer]) -> Checked<BTreeMap<String, Written>> {
    let mut findings = vec![];
    let mut all: BTreeMap<String, Written> = BTreeMap::new();
    for layer in layers.iter().rev() {
        for (inner, file) in &layer.files {
            let name = inner.strip_prefix("strings/");
            let Some(tag) = name.and_then(|name| name.strip_suffix(".yaml")) else {
                continue;
            };
            let Some(text) = file.text() else { continue };
            let node = yaml::parse(&file.path, text, 0..text.len());
            let node = node.drain_into(&mut findings);
            let language = Language::new(tag);
            let own = Catalogue::read(&language, &file.path, &node);
            let own = own.drain_into(&mut findings);
            let below = all.remove(tag);
            let catalogue = match below {
                Some(below) => below.catalogue.overlaid(&own),
                None => own,
            };
            all.insert(tag.to_owned(), Written { catalogue });
        }
    }
    Checked { value: all, findings }
}

/// The strings that the default language (or what it falls back to) has and another language of the
/// site has not. A variant such
/// as Leichte Sprache takes the words of its base language, and that is right.
fn missing(
    layers: &[Layer],
    config: &Config,
    written: &BTreeMap<String, Written>,
) -> Vec<Diagnostic> {
    let mut findings = vec![];
    let tags = [config.language.as_str(), config.language.base(), "en", "de"];
    let Some(default) = tags.into_iter().find_map(|tag| written.get(tag)) else {
        return findings;
    };
    for language in &config.languages {
        let own: Vec<&Written> = [language.as_str(), language.base()]
            .into_iter()
            .filter_map(|tag| written.get(tag))
            .collect();
        // Where the site could write it; the built-in files are not its to change.
        let theme = layers.first().map_or("", |layer| layer.name.as_str());
        let file = SourcePath::new(&format!("themes/{theme}/strings/{language}.yaml"));
        let mut report = |what: &str, key: &str| {
            let finding = Diagnostic::new(Code::MissingString, Span::whole(&file));
            let finding = finding.with("language", language.as_str());
            findings.push(finding.with("what", what).with("key", key));
        };
        if own.is_empty() {
            // One finding for a language without any file, not one for each of its strings.
            report("all-strings", "");
            continue;
        }
        for key in default.catalogue.keys() {
            if own.iter().all(|written| written.catalogue.phrase(key).is_none()) {
                report("one-string", key);
            }
        }
    }
    findings
}

/// What Markdown adds to texts, from the strings whose keys start with `md_`.
fn words(catalogue: &Arc<Catalogue>) -> Words {
    let text = |key: &str| catalogue.text(&format!("md_{key}"));
    Words {
        footnotes: text("footnotes"),
        footnote_back: text("footnote_back"),
        footnote_reference: text("footnote_reference"),
        alerts: ["note", "tip", "important", "warning", "caution"]
            .map(|kind| text(&format!("alert_{kind}"))),
        table: text("table"),
        task_done: text("task_done"),
        task_open: text("task_open"),
        code: text("code"),
    }
}
