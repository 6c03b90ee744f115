//! What the index is fed with: documents that know nothing of the site they come from, so that another
//! search engine could be fed with them as well.

use serde::{Deserialize, Serialize};

/// A page as the search sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The address as it stands in `href`.
    pub address: String,
    /// The title.
    pub title: String,
    /// What it is, in the language of the index: `Veranstaltung`.
    pub kind: String,
    /// When it was, in words; may be empty.
    pub date: String,
    /// How far it is, in words; may be empty.
    pub state: String,
    /// Further words that it shall be found by as by its title: the id of the record, short forms.
    pub names: Vec<String>,
    /// Its text: first what stands before any heading, then a section for each heading.
    pub sections: Vec<Section>,
    /// What readers may choose it by.
    pub facets: Vec<FacetValue>,
}

/// A heading and the text up to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The id of the heading; empty before the first one.
    pub anchor: String,
    /// The heading; empty before the first one.
    pub heading: String,
    /// The text, without mark-up, its blocks parted by line breaks.
    pub text: String,
}

/// A value of a facet that a document has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FacetValue {
    /// The facet: `kind`, `year`, `region` …
    pub facet: String,
    /// The value as addresses have it.
    pub id: String,
    /// The value in words.
    pub label: String,
}
