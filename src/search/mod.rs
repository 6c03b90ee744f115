//! Search: an index that the browser reads in small pieces, and the same search on the build's side.
//!
//! The stages: a [`Document`] is what is fed in; [`analyse`] counts its words; [`index()`] makes terms of
//! the words of all documents, with what each is worth where. Nothing here knows the site.

pub mod analysis;
pub mod compound;
pub mod document;
pub mod engine;
pub mod files;
pub mod fold;
pub mod index;
pub mod query;
pub mod ranking;
mod reader;
pub mod shard;
pub mod spelling;
pub mod stem;
pub mod tongue;
pub mod words;

pub use analysis::{Analysis, analyse};
pub use document::{Document, FacetValue, Section};
pub use index::{Index, index};
pub use tongue::Tongue;
