//! Search: an index that the browser reads in small pieces, and the same search on the build's side.
//!
//! The stages: a [`Document`] is what is fed in; [`analyse`] counts its words (`vocabulary`) and those that
//! stand for them (`synonyms`); [`build()`] gives them numbers and meanings (`lexicon`), weighs them in each
//! document (`index`), and cuts it all into files (`shard`, `pack`, `facets`, `listing`, `files`), with a
//! `memo` for the next build, in which only what changed is made anew (`known`, `renew`). [`Library`] answers questions to what it made (`query`, `engine`, `lookup`,
//! `spelling`, `results`), and [`client`] is what the browser runs. Nothing here knows the site.

pub mod analysis;
pub mod answer;
mod build;
pub mod client;
pub mod compound;
mod deflate;
pub mod document;
pub mod engine;
mod facets;
pub mod files;
pub mod fold;
pub mod index;
mod known;
mod lexicon;
mod listing;
mod lookup;
mod memo;
mod order;
pub mod pack;
mod plain;
pub mod query;
pub mod ranking;
mod reader;
pub mod renew;
mod results;
mod shard;
pub mod spelling;
pub mod stem;
pub mod synonyms;
mod table;
mod texts;
pub mod tongue;
mod vocabulary;
pub mod words;

pub use analysis::{Analysis, analyse};
pub use answer::{Answer, Hit, Library};
pub use build::{Entry, build, key};
pub use deflate::inflated;
pub use document::{Document, FacetValue, Section};
pub use files::{IndexFile, ROOT};
pub use memo::{KnownDocuments, MOST_GROUPS, Memo};
pub use synonyms::Synonyms;
pub use tongue::Tongue;
