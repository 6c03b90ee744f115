//! What many pages have in common.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// The name under which a shared value is serialised, as a variant whose index is its place. Whoever
/// turns views into other values may do it once for each place; others see a map with one entry.
pub const SHARED: &str = "werkstatt::Shared";

/// A value that is the same on all pages of a language, such as a record in a list. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    /// What tells it from all other shared values in views of its language.
    place: u32,
    /// The value.
    value: Arc<T>,
}

impl<T> Shared<T> {
    /// Shares a value. `place` must be its alone among all shared values of one language.
    pub(super) fn new(place: u32, value: T) -> Self {
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
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_variant(SHARED, self.place, "shared", &*self.value)
    }
}
