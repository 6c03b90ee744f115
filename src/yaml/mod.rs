//! YAML that a person wrote, as a tree in which every node knows its place.
//!
//! Scalars stay the text that was written: what `no`, `1:30` or `2.10` means is decided by the type
//! of the field that takes it, never by YAML. There are no anchors, aliases, merge keys or tags.

mod front_matter;
mod number;
mod offsets;
mod quote;
mod reason;
mod scalar;
mod settings;
#[cfg(test)]
mod tests;
mod tree;

pub use front_matter::{FrontMatter, front_matter, has_front_matter};
pub(crate) use number::{decimal_number, whole_number};
pub use quote::quote;
pub(crate) use settings::Settings;

use std::ops::Range;

use crate::diag::{Checked, Code};
use crate::path::SourcePath;

/// The most bytes of a YAML file.
const MAX_FILE_BYTES: usize = 1024 * 1024;

/// Reads the one YAML document that stands in some bytes of a file; its root is a mapping.
///
/// What cannot be read is a finding; the tree holds what was read before it. Places are bytes of the
/// whole file, and a byte order mark at its start is skipped.
pub fn parse(file: &SourcePath, text: &str, range: Range<usize>) -> Checked<Node> {
    let mark = usize::from(range.start == 0 && text.starts_with('\u{feff}')) * 3;
    tree::read(file, text, range.start + mark..range.end.max(mark), MAX_FILE_BYTES)
}

/// Tells whether YAML, or what was made of it, is whole, so that what is missing in it was not written.
pub fn is_whole<T>(tree: &Checked<T>) -> bool {
    !tree.findings.iter().any(|finding| {
        matches!(
            finding.code,
            Code::YamlSyntax
                | Code::YamlReference
                | Code::YamlTooLarge
                | Code::NotAMapping
                | Code::FrontMatterMissing
                | Code::FrontMatterUnclosed
        )
    })
}

/// A node and the bytes of the file that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What the node is.
    pub value: Value,
    /// Its bytes in the file: of a scalar with its quotes, of a mapping from first key to last value.
    pub range: Range<usize>,
    /// The comment behind a scalar without quotes, from `#` on: where a text is expected, it may have
    /// been meant as a part of it. Behind nothing and behind quotation marks, only what looks like a word
    /// (`#3`) is kept here, and not a remark (`# later`).
    pub comment: Option<Range<usize>>,
}

/// What a node can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing behind the colon, `~` or `null`.
    Null,
    /// A text as it was written.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping in its written order; keys are unique.
    Map(Vec<Entry>),
}

/// A scalar: its text after quotes and folding are undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// Whether it stood without quotes, so that it may be a number, a date or a truth value.
    pub plain: bool,
}

/// One `key: value` of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The bytes of the key in the file.
    pub key_range: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node without a comment behind it.
    pub fn new(value: Value, range: Range<usize>) -> Self {
        Self { value, range, comment: None }
    }

    /// The entries, if this is a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The items, if this is a list.
    pub fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The items of a list; of a single value, itself; of nothing, none.
    pub fn one_or_many(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(self),
        }
    }

    /// The text, if this is a scalar.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// What was written, in a few words, for findings: long texts are cut.
    pub fn excerpt(&self) -> String {
        match &self.value {
            Value::Null => String::new(),
            Value::List(_) => "[…]".to_owned(),
            Value::Map(_) => "{…}".to_owned(),
            Value::Scalar(scalar) => match scalar.text.char_indices().nth(60) {
                Some((cut, _)) => format!("{}…", &scalar.text[..cut]),
                None => scalar.text.clone(),
            },
        }
    }

    /// Tells whether nothing was given.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}
