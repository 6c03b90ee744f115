//! Meetings of a month or a year as one.

use std::collections::BTreeMap;

use super::{Grain, Heap, Timeline};
use crate::date::Date;
use crate::picture::Name;

/// Meetings that are shown as one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pile<'a> {
    /// The month or the year.
    pub(super) date: Date,
    /// How many there are.
    pub(super) number: usize,
    /// What the caller says of them.
    pub(super) heap: Option<&'a Heap>,
}

impl Pile<'_> {
    /// What it is called.
    pub(super) fn name(&self) -> Name {
        match self.heap {
            Some(heap) => heap.name.clone(),
            None => Name::plain(&format!("{}: {}", self.date, self.number)),
        }
    }
}

/// The meetings of a process by month or by year. A meeting of which only the year is known has its year
/// for a month.
pub(super) fn heaps(timeline: &Timeline, grain: Grain) -> Vec<Pile<'_>> {
    let mut numbers: BTreeMap<(i16, i8), (Date, usize)> = BTreeMap::new();
    for meeting in &timeline.meetings {
        let date = match grain {
            Grain::Year => meeting.date.in_year(),
            _ => meeting.date.in_month(),
        };
        let key = (date.year(), date.month().unwrap_or(0));
        numbers.entry(key).or_insert((date, 0)).1 += 1;
    }
    let pile = |(date, number): (Date, usize)| Pile {
        date,
        number,
        heap: timeline.heaps.iter().find(|heap| heap.date == date),
    };
    numbers.into_values().map(pile).collect()
}
