//! Languages of a site, and values that differ between them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language tag after BCP 47 in the site's own spelling: `de`, `en`, `hsb`, `de-simple`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(Arc<str>);

impl Language {
    /// Takes a tag as it stands.
    pub fn new(tag: &str) -> Self {
        Self(tag.into())
    }

    /// Reads a tag of the form that BCP 47 gives the common ones: two or three small letters, then
    /// perhaps parts of two to eight letters or digits (`de-simple`, `pt-BR`).
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let is_primary = matches!(primary.len(), 2 | 3)
            && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_part = |part: &str| {
            matches!(part.len(), 2..=8)
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        (is_primary && parts.all(is_part)).then(|| Self::new(tag))
    }

    /// The tag as text; it is also the first segment of addresses in this language.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether the tag is a variant of a language, such as Leichte Sprache (`de-simple`).
    ///
    /// Variants have only the pages that somebody wrote; they never fall back.
    pub fn is_variant(&self) -> bool {
        self.0.ends_with("-simple")
    }

    /// The language that conventions (sorting, dates, quotation marks) come from: `de` of
    /// `de-simple`.
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The language of a text, where it is not that of the page.
pub(crate) fn foreign(text: &Language, page: &Language) -> Option<Language> {
    (text != page).then(|| text.clone())
}

/// A value per language, such as a label. Never empty where it comes from a checked file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Localised<T> {
    /// The values by language tag.
    values: BTreeMap<String, T>,
}

impl<T> Localised<T> {
    /// No value at all.
    pub const fn empty() -> Self {
        Self { values: BTreeMap::new() }
    }

    /// Sets the value of a language.
    pub fn insert(&mut self, language: &str, value: T) {
        self.values.insert(language.to_owned(), value);
    }

    /// Tells whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value for a language: its own, else of its base, else English, else German, else the
    /// first one there is.
    pub fn get(&self, language: &Language) -> Option<&T> {
        [language.as_str(), language.base(), "en", "de"]
            .into_iter()
            .find_map(|tag| self.values.get(tag))
            .or_else(|| self.values.values().next())
    }

    /// The value that belongs to a language: its own, else that of its base.
    pub fn own(&self, language: &Language) -> Option<&T> {
        let tags = [language.as_str(), language.base()];
        tags.into_iter().find_map(|tag| self.values.get(tag))
    }

    /// All values with their languages, in the order of the tags.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.values.iter().map(|(tag, value)| (tag.as_str(), value))
    }
}

impl<T> FromIterator<(String, T)> for Localised<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        Self { values: values.into_iter().collect() }
    }
}
