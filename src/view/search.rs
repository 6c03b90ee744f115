//! The context of the search: its form on every page, and the page with the register that answers
//! without script.

use serde::Serialize;

/// The search as every page offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchView {
    /// The address of the search page.
    pub action: String,
    /// The address of the script that waits for readers to search; empty where there is none.
    pub loader: String,
    /// The address of the script that it loads then; empty where there is none.
    pub module: String,
    /// The address of the one that it loads on the search page; empty where there is none.
    pub page: String,
}

/// The scripts of the search of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchFiles {
    /// The address of the script that every page loads, from the root; empty for none.
    pub loader: String,
    /// The address of the script that is loaded for a search; empty for none.
    pub module: String,
    /// The address of the one for the search page; empty for none.
    pub page: String,
}

/// The search page, or the page of one letter of its register.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SearchPage {
    /// The letter that is shown; nothing on the first page.
    pub letter: Option<String>,
    /// The letters of the register in their order.
    pub letters: Vec<RegisterLetter>,
    /// The lines by letter: all of a short register on the first page, none of a long one there.
    pub groups: Vec<RegisterGroup>,
    /// Whether headings are left out, since there would be too many lines.
    pub without_headings: bool,
    /// What there is, by what readers may choose it by; on the first page only.
    pub facets: Vec<FacetView>,
}

/// A letter of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterLetter {
    /// The letter; empty for numbers and signs.
    pub title: String,
    /// Where its lines stand; empty where it has none.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// The lines of a letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterGroup {
    /// The letter; empty for numbers and signs.
    pub letter: String,
    /// The id of its heading.
    pub anchor: String,
    /// The lines.
    pub entries: Vec<RegisterEntry>,
}

/// A line of the register: some words, and where they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterEntry {
    /// The words: a title, a heading, another name, or the last part of compound words.
    pub text: String,
    /// Where they stand; never empty.
    pub places: Vec<RegisterPlace>,
    /// How many more places there are, of words that are everywhere.
    pub more: usize,
}

/// A place where the words of a line stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterPlace {
    /// What they are there.
    pub is: PlaceIs,
    /// The title, heading or other name; another text than the line's where that is the last part of a
    /// word in it.
    pub title: String,
    /// The address, with the anchor of a heading.
    pub href: String,
    /// The title of the page.
    pub page: String,
    /// What the page shows: `Veranstaltung`.
    pub kind: String,
}

/// What the words of a line are in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceIs {
    /// The title of a page.
    Title,
    /// Another name of what the page is about.
    Name,
    /// A heading in its text.
    Heading,
}

/// What readers may choose pages by, with all values that there are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FacetView {
    /// Its id: `kind`, `year`, `state`, or that of a field.
    pub id: String,
    /// What the model calls the field; empty for the first three.
    pub label: String,
    /// The values.
    pub values: Vec<FacetChoice>,
}

/// A value that readers may choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FacetChoice {
    /// The value in words.
    pub label: String,
    /// How many pages have it.
    pub count: usize,
    /// The list of these pages, or the search for them.
    pub href: String,
    /// Whether that needs script.
    pub searched: bool,
}
