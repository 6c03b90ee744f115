//! What marks mean: a mark and a word, side by side.

use std::collections::BTreeSet;

use crate::picture::measure::{self, Face};
use crate::picture::scene::{Area, Item, Words, mark, named, state_class};
use crate::picture::shape::Shape;
use crate::picture::{Name, State};

/// A mark and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its shape.
    pub(super) shape: Shape,
    /// Its class, if it has one.
    pub(super) class: String,
    /// What it means.
    pub(super) label: String,
    /// Where it leads, if anywhere.
    pub(super) href: Option<String>,
}

impl Entry {
    /// A shape of the class of kinds.
    pub(super) fn kind(kind: usize, label: &str) -> Self {
        let label = label.to_owned();
        Self { shape: Shape::of_kind(kind), class: "kind".to_owned(), label, href: None }
    }
}

/// The entries of some states, each once, in the order of their course.
pub(super) fn states<'a>(states: impl Iterator<Item = &'a State>) -> Vec<Entry> {
    let course = |state: &State| match Shape::of_state(&state.name) {
        Shape::Empty => 0,
        Shape::Dotted => 1,
        Shape::Half => 2,
        Shape::Square => 3,
        _ => 4,
    };
    let ordered: BTreeSet<(i32, &State)> =
        states.map(|state| (course(state), state)).collect();
    let entry = |(_, state): (i32, &State)| Entry {
        shape: Shape::of_state(&state.name),
        class: state_class(state),
        label: state.label.clone(),
        href: state.href.clone(),
    };
    ordered.into_iter().map(entry).collect()
}

/// The entries from left to right, in lines as long as there is room; their upper side is given. Also
/// how high they are.
pub(super) fn draw(entries: &[Entry], x: i32, y: i32, room: i32) -> (Vec<Item>, i32) {
    let mut items = vec![];
    let (mut left, mut base) = (x, y + 15);
    for entry in entries {
        let label = measure::shorten(&entry.label, Face::Small, room - 20);
        let width = 18 + measure::width(&label, Face::Small);
        if left > x && left + width > x + room {
            (left, base) = (x, base + 24);
        }
        let words = Words::new(left + 18, base, &label, Face::Small);
        let sign = mark(entry.shape, (left, base - 10), 11, &entry.class);
        if let Some(href) = &entry.href {
            let area = Area::new(left, base - 16, width, 24);
            let parts = vec![sign, Item::Words(words)];
            items.push(named(&Name::linked(&entry.label, href), &[], area, parts));
        } else {
            items.extend([sign, Item::Words(words.class("muted"))]);
        }
        left += width + 22;
    }
    let height = if entries.is_empty() { 0 } else { base - y + 7 };
    (items, height)
}
