//! Search: an index that the browser reads in small pieces, and the same search on the build's side.
//!
//! The stages: a [`Document`] is what is fed in; [`analyse`] counts its words; [`index()`] makes terms of
//! the words of all documents, with what each is worth where. [`build()`] is all of it, from entries that
//! are kept as long as their documents are the same; [`Library`] answers questions to what it made, and
//! [`client`] is what the browser runs. Nothing here knows the site.

pub mod analysis;
pub mod answer;
pub mod build;
pub mod client;
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
pub use answer::{Answer, Hit, Library};
pub use build::{Entry, Memo, build};
pub use document::{Document, FacetValue, Section};
pub use files::{IndexFile, ROOT};
pub use index::{Index, index};
pub use tongue::Tongue;
