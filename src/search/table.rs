//! Texts by number: each once, found by its place in the order of all.

use serde::{Deserialize, Serialize};

use crate::search::order::Order;
use crate::search::plain;
use crate::search::texts::TextMap;

/// Texts, numbered as they came, with their order beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    /// All texts one behind the other.
    text: String,
    /// Where each ends.
    #[serde(with = "plain")]
    ends: Vec<u32>,
    /// The numbers in the order of their texts.
    order: Order,
}

impl Table {
    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// The numbers in the order of their texts.
    pub(super) fn order(&self) -> &[u32] {
        self.order.numbers()
    }

    /// The number of a text, if it is there.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        let order = self.order();
        let place = order.binary_search_by(|number| self.get(*number).cmp(text));
        place.ok().map(|place| order[place])
    }

    /// The numbers of some texts, which are added where they are not there yet.
    pub(super) fn add<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
        let mut known: TextMap<u32> = TextMap::default();
        let mut numbers = Vec::with_capacity(texts.size_hint().0);
        for text in texts {
            let number = known.get_or_insert_with(text, || {
                self.number(text).unwrap_or_else(|| {
                    let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
                    self.text.push_str(text);
                    self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
                    number
                })
            });
            numbers.push(number);
        }
        let end = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let mut order = std::mem::take(&mut self.order);
        let compare = |one, other| self.get(one).cmp(self.get(other));
        order.extend(end, |_| true, |number| start(self.get(number)), compare);
        self.order = order;
        numbers
    }
}

/// The first eight bytes of a text as a number that is in the same order: to compare two of these, nothing
/// has to be fetched from elsewhere.
pub(super) fn start(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_and_order_is_kept() {
        let mut table = Table::default();
        assert_eq!(table.add(["b", "d", "b"].into_iter()), [0, 1, 0]);
        assert_eq!(table.add(["c", "b", "a", "e"].into_iter()), [2, 0, 3, 4]);
        let ordered: Vec<&str> = table.order().iter().map(|n| table.get(*n)).collect();
        assert_eq!(ordered, ["a", "b", "c", "d", "e"]);
        assert_eq!([table.number("d"), table.number("f")], [Some(1), None]);
        let texts = ["", "abcdefg", "abcdefgh", "abcdefgi", "b", "ä"].map(start);
        assert!(texts.is_sorted() && start("abcdefgh") == start("abcdefghz"));
    }
}
