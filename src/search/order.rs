//! Numbers of texts in an order that is kept while texts come.

use std::cmp::Ordering;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::search::plain;

/// Some of the numbers from 0 on, in an order of what they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    /// The numbers in their order.
    #[serde(with = "plain")]
    numbers: Vec<u32>,
    /// How many were looked at.
    seen: u32,
}

impl Order {
    /// The numbers in their order.
    pub(super) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// Takes in the numbers below `end` that were not looked at yet, if they are among those to be ordered.
    /// What `start` gives is in the same order as what `compare` compares, as far as it goes.
    pub(super) fn extend(
        &mut self,
        end: u32,
        is_among: impl Fn(u32) -> bool,
        start: impl Fn(u32) -> u64,
        compare: impl Fn(u32, u32) -> Ordering + Sync,
    ) {
        let news = (self.seen..end).filter(|number| is_among(*number));
        let mut news: Vec<(u64, u32)> = news.map(|new| (start(new), new)).collect();
        news.par_sort_unstable_by(|(one, number), (other, next)| {
            one.cmp(other).then_with(|| compare(*number, *next))
        });
        self.seen = end;
        let mut numbers = Vec::with_capacity(self.numbers.len() + news.len());
        let mut rest = self.numbers.as_slice();
        for (_, new) in news {
            let before = leading(rest, |known| compare(*known, new).is_lt());
            numbers.extend_from_slice(rest.split_off(..before).unwrap_or_default());
            numbers.push(new);
        }
        numbers.extend_from_slice(rest);
        self.numbers = numbers;
    }
}

/// How many values lead a list of which one holds, and of none behind the first one of which it does not. The
/// fewer there are, the faster: whether many numbers come to few, or few to many, none is compared in vain.
fn leading<T>(list: &[T], holds: impl Fn(&T) -> bool) -> usize {
    let mut end = 1;
    while list.get(end - 1).is_some_and(&holds) {
        end *= 2;
    }
    let start = end / 2;
    start + list[start..list.len().min(end)].partition_point(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_between_those_that_are_there() {
        let texts = ["m", "c", "x", "b", "a", "n", "y", "d", "e", "f", "g", "h", "i"];
        let text = |number: u32| texts[number as usize];
        for step in 1..=texts.len() {
            let mut order = Order::default();
            for end in (step..).step_by(step).take(texts.len()) {
                let end = u32::try_from(end.min(texts.len())).expect("a small number");
                order.extend(
                    end,
                    |number| text(number) != "x",
                    |number| u64::from(text(number) > "f"),
                    |one, other| text(one).cmp(text(other)),
                );
            }
            let ordered: String = order.numbers().iter().map(|one| text(*one)).collect();
            assert_eq!(ordered, "abcdefghimny", "{step}");
        }
    }

    #[test]
    fn counts_what_leads() {
        for length in 0..20 {
            for count in 0..=length {
                let list: Vec<usize> = (0..length).collect();
                assert_eq!(leading(&list, |value| *value < count), count);
            }
        }
    }
}
