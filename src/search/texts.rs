//! Maps by texts, with short ones in the map itself.
//!
//! Words are looked up millions of times in maps that no cache of a processor holds. Nearly all have no more
//! than sixteen bytes; kept beside its value, such a word costs one access of memory instead of two.

use rustc_hash::FxHashMap;

/// The most bytes of a text that is kept in the map itself.
const SHORT: usize = 16;

/// A short text, with zeros behind it.
type Short = [u64; 2];

/// Values by texts.
#[derive(Debug)]
pub(super) struct TextMap<V> {
    /// Those of short texts.
    short: FxHashMap<Short, V>,
    /// Those of others.
    long: FxHashMap<Box<str>, V>,
}

impl<V> Default for TextMap<V> {
    fn default() -> Self {
        Self { short: FxHashMap::default(), long: FxHashMap::default() }
    }
}

impl<V: Copy> TextMap<V> {
    /// The value of a text.
    pub(super) fn get(&self, text: &str) -> Option<V> {
        match short(text) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(text).copied(),
        }
    }

    /// The value of a text, which is made if there is none.
    pub(super) fn get_or_insert_with(
        &mut self,
        text: &str,
        make: impl FnOnce() -> V,
    ) -> V {
        match short(text) {
            Some(key) => *self.short.entry(key).or_insert_with(make),
            None => match self.long.get(text) {
                Some(value) => *value,
                None => *self.long.entry(text.into()).or_insert_with(make),
            },
        }
    }

    /// Gives a text a value, in place of the one that it had.
    pub(super) fn insert(&mut self, text: &str, value: V) {
        match short(text) {
            Some(key) => self.short.insert(key, value),
            None => self.long.insert(text.into(), value),
        };
    }

    /// Changes the value of a text.
    pub(super) fn change(&mut self, text: &str, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        change(match short(text) {
            Some(key) => self.short.entry(key).or_default(),
            None => self.long.entry(text.into()).or_default(),
        });
    }

    /// How many texts have a value.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }
}

/// A text with zeros behind it, if it is short; a text that ends in a zero itself is taken for a long one.
fn short(text: &str) -> Option<Short> {
    let bytes = text.as_bytes();
    let mut padded = [0; SHORT];
    padded.get_mut(..bytes.len())?.copy_from_slice(bytes);
    if bytes.last() == Some(&0) {
        return None;
    }
    let [start @ .., _, _, _, _, _, _, _, _] = padded;
    let [_, _, _, _, _, _, _, _, end @ ..] = padded;
    Some([u64::from_le_bytes(start), u64::from_le_bytes(end)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_lengths_have_their_values() {
        let texts =
            ["", "a", "ab", "ab\0", "acht Zei", "sechzehn Zeichen", "siebzehn  Zeichen"];
        let mut map = TextMap::default();
        for (value, text) in texts.iter().enumerate() {
            assert_eq!(map.get(text), None, "{text}");
            assert_eq!(map.get_or_insert_with(text, || value), value);
            assert_eq!(map.get_or_insert_with(text, || 99), value);
        }
        for (value, text) in texts.iter().enumerate() {
            assert_eq!(map.get(text), Some(value), "{text}");
            map.insert(text, value + 1);
            assert_eq!(map.get(text), Some(value + 1), "{text}");
        }
        assert_eq!(map.len(), texts.len());
    }
}
