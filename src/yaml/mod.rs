//! YAML that a person wrote, as a tree in which every node knows its place.
//!
//! Scalars stay the text that was written: what `no`, `1:30` or `2.10` means is decided by the type
//! of the field that takes it, never by YAML. There are no anchors, aliases, merge keys or tags.

use std::ops::Range;

/// A node and the bytes of the file that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What the node is.
    pub value: Value,
    /// Its bytes in the file: of a scalar with its quotes, of a mapping from first key to last value.
    pub range: Range<usize>,
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

    /// The text, if this is a scalar.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Tells whether nothing was given.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}
