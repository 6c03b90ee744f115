//! Search: an index that the browser reads in small pieces, and the same search on the build's side.
//!
//! The stages: a [`Document`] is what is fed in; [`analyse`] counts its words; [`index()`] makes terms of
//! the words of all documents, with what each is worth where. Nothing here knows the site.

pub mod analysis;
mod build;
pub mod compound;
mod deflate;
pub mod document;
pub mod engine;
mod facets;
pub mod files;
pub mod fold;
pub mod index;
mod lexicon;
pub mod pack;
mod plain;
pub mod query;
pub mod ranking;
mod reader;
mod shard;
pub mod spelling;
pub mod stem;
mod table;
pub mod tongue;
pub mod words;

pub use analysis::{Analysis, analyse};
pub use build::{Entry, KnownDocuments, Memo, build};
pub use deflate::inflated;
pub use document::{Document, FacetValue, Section};
pub use files::IndexFile;
pub use tongue::Tongue;
