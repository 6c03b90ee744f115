//! The words of a glossary in the texts of a site: where a text mentions one of them for the first time.
//!
//! Texts are looked at as finished HTML, in one pass over its bytes. Only where a word starts are its first
//! letters looked up ([`starts`]); the few words that pass are folded and stemmed as the search does it, and
//! looked up by their stem ([`names`]). [`scan`] walks through the HTML and knows where nothing may be
//! linked, [`edges`] whether a place is a whole word. Nothing here knows the site.

mod edges;
mod names;
mod scan;
mod starts;

pub use names::{Glossary, Term};
pub use scan::Mention;
