//! What many pages have in common.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

use crate::codec;
use crate::fingerprint::Checksum;

/// The name under which a shared value is serialised, as a variant whose index is its place. Whoever
/// turns views into other values may do it once for each place; others see a map with one entry.
pub const SHARED: &str = "werkstatt::Shared";

/// A value that is the same on all pages of a language, such as a record in a list. Cloning is cheap.
///
/// Where it is turned into bytes, its checksum stands for it: views are turned into bytes to tell whether
/// they are the same.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    /// What tells it from all other shared values in views of its language.
    place: u32,
    /// The value.
    value: Arc<Value<T>>,
}

/// The value and its checksum.
#[derive(Debug)]
struct Value<T> {
    /// The value.
    value: T,
    /// The checksum of its bytes, as soon as somebody asked for it; nothing where it has no bytes.
    checksum: OnceLock<Option<Checksum>>,
}

impl<T> Shared<T> {
    /// Shares a value. `place` must be its alone among all shared values of one language.
    pub(super) fn new(place: u32, value: T) -> Self {
        let value = Value { value, checksum: OnceLock::new() };
        Self { place, value: Arc::new(value) }
    }
}

impl<T> Shared<T> {
    /// A value that no other page has; it is converted each time.
    pub(super) fn alone(value: T) -> Self {
        Self::new(u32::MAX, value)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value.value
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value.value == other.value.value
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value { value, checksum } = &*self.value;
        if serializer.is_human_readable() {
            return serializer
                .serialize_newtype_variant(SHARED, self.place, "shared", value);
        }
        let hash = || codec::encode(value).map(|bytes| Checksum::of(&bytes));
        match checksum.get_or_init(hash) {
            Some(checksum) => serializer.serialize_bytes(checksum.bytes()),
            None => Err(serde::ser::Error::custom("a value without bytes")),
        }
    }
}
