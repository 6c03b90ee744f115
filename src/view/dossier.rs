//! The context of a dossier: records as one page to read and print.

use serde::Serialize;

use crate::date::Date;
use crate::language::Language;
use crate::view::record::RecordView;

/// A dossier. Template `dossier.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierView {
    /// The record that says what is in it.
    pub record: RecordView,
    /// What is in it, in its order.
    pub parts: Vec<DossierPart>,
    /// How many more meet the choice than it wants.
    pub more: usize,
    /// The day of the last change of all that is in it, in git.
    pub updated: Option<Date>,
}

/// A record in a dossier. Its text has headings from level 3; the ids in it begin with the anchor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierPart {
    /// The id of its heading.
    pub anchor: String,
    /// The title.
    pub title: String,
    /// The language of title and text where it is not the page's.
    pub language: Option<Language>,
    /// The address of its own page from the root.
    pub href: String,
    /// The same with scheme and host.
    pub address: String,
    /// What the record says, without contents, trace and neighbours.
    pub record: RecordView,
}
