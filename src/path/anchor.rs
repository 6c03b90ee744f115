//! Anchors: the `id` of a heading within one page.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::path::slug::slugify;

/// The `id` attribute of an element, without `#`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Anchor(Arc<str>);

impl Anchor {
    /// Takes an id as an author wrote it.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands in the anchors that the program keeps for its own elements, and in no other.
const RESERVED: &str = "--";

/// Gives out the anchors of one text, each only once.
#[derive(Debug, Default)]
pub struct Anchors {
    /// What stands before those that are made from texts; empty for the main text of a page.
    prefix: String,
    /// How often each base has been asked for.
    given: BTreeMap<String, usize>,
}

impl Anchors {
    /// The anchors of a text that is not the only one on its page.
    pub fn below(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), given: BTreeMap::new() }
    }

    /// Tells whether an anchor is kept for elements that no author writes, such as the frame of the
    /// page or the groups of a list.
    pub fn is_reserved(id: &str) -> bool {
        id.contains(RESERVED)
    }

    /// The anchor of a heading's text: its slug, `abschnitt` where that is empty, with `-2`, `-3` …
    /// behind it where it is taken.
    pub fn for_heading(&mut self, text: &str) -> Anchor {
        let slug = slugify(text);
        let base = slug.as_ref().map_or("abschnitt", |slug| slug.as_str());
        let base = [&self.prefix, base].concat();
        let Some(given) = self.given.get(&base) else {
            let anchor = Anchor::new(&base);
            self.given.insert(base, 1);
            return anchor;
        };
        let mut count = given + 1;
        let mut candidate = format!("{base}-{count}");
        while self.given.contains_key(&candidate) {
            count += 1;
            candidate = format!("{base}-{count}");
        }
        let anchor = Anchor::new(&candidate);
        self.given.insert(base, count);
        self.given.insert(candidate, 1);
        anchor
    }

    /// Claims an id that an author wrote; tells whether it was still free.
    pub fn claim(&mut self, id: &str) -> bool {
        self.given.insert(id.to_owned(), 1).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_repeated_headings() {
        let mut anchors = Anchors::default();
        let mut next = |text| anchors.for_heading(text).to_string();
        assert_eq!(next("Ziele"), "ziele");
        assert_eq!(next("Ziele"), "ziele-2");
        assert_eq!(next("Ziele 2"), "ziele-2-2");
        assert_eq!(next("Ziele"), "ziele-3");
        assert_eq!(next("…"), "abschnitt");
        let mut anchors = Anchors::below("reason--");
        assert_eq!(anchors.for_heading("Ziele").as_str(), "reason--ziele");
        assert_eq!(anchors.for_heading("Ziele").as_str(), "reason--ziele-2");
    }
}
