//! The context of pages over all kinds: tags, selections, open points, all pages.

use serde::Serialize;

use crate::language::Language;
use crate::view::page::LinkView;
use crate::view::record::Entry;
use crate::view::shared::Shared;

/// Tags with one first letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TagGroup {
    /// The letter.
    pub letter: String,
    /// The tags.
    pub tags: Vec<TagCount>,
}

/// A tag and how often it is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TagCount {
    /// The tag.
    pub title: String,
    /// The language of the tag where it is not the page's.
    pub language: Option<Language>,
    /// Its page.
    pub href: String,
    /// How many records have it.
    pub count: usize,
}

/// Records that lack something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenList {
    /// What they lack: `unanswered` (challenges without recommendation), `no_origin`,
    /// `no_responsible` (recommendations).
    pub id: String,
    /// The records.
    pub entries: Vec<Shared<Entry>>,
}

/// The pages of one section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SitemapGroup {
    /// The section.
    pub section: LinkView,
    /// Its pages; for a long list its parts.
    pub links: Vec<LinkView>,
    /// How many records it has.
    pub count: usize,
}

/// A value that the records of a page were chosen by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// The facet: `kind`, `year`, `state` …
    pub facet: String,
    /// What the model calls the facet; empty for those that are no field.
    pub name: String,
    /// The value in words.
    pub label: String,
    /// The language of that where it is not the page's.
    pub language: Option<Language>,
    /// The page without this choice.
    pub remove: String,
}

/// A facet with links to what readers may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetLinks {
    /// Its id: `kind`, `year`, `state` …
    pub id: String,
    /// What the model calls the field; empty for those that are no field.
    pub name: String,
    /// The chosen value that any of these would replace, where two are chosen and this would be a third.
    pub instead: Option<Chosen>,
    /// The values in their order.
    pub values: Vec<FacetLink>,
    /// The page with all values, where there are more than these.
    pub more: Option<String>,
}

/// A value that readers may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetLink {
    /// The value in words.
    pub label: String,
    /// The language of that where it is not the page's.
    pub language: Option<Language>,
    /// The page of the records; where the value is chosen, the one without it. Empty where it would be this.
    pub href: String,
    /// How many records there are.
    pub count: usize,
    /// Whether it is chosen.
    pub current: bool,
}
