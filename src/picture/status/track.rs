//! The states that a thing was in, along the time: each a bar whose filling is that of the state's mark.

use super::{Row, Segment};
use crate::date::Date;
use crate::picture::axis::Axis;
use crate::picture::measure::{self, Face};
use crate::picture::scene::{Area, Item, Words, hatch, line, state_class};
use crate::picture::shape::Shape;

/// How high a bar is.
const HIGH: i32 = 10;

/// The bars of a thing and its percentages below; nothing without dates. The upper side is given.
pub(super) fn draw(row: &Row, axis: Option<Axis>, y: i32) -> Vec<Item> {
    let Some(axis) = axis else { return vec![] };
    let mut segments: Vec<&Segment> = row.segments.iter().collect();
    segments.sort_by_key(|one| (one.start.first_day(), one.end, &one.state));
    let mut items = vec![];
    for (place, segment) in segments.iter().enumerate() {
        let next = segments.get(place + 1).map(|next| axis.start(next.start));
        let start = axis.start(segment.start);
        let open = next.unwrap_or(axis.to);
        let end = segment.end.map_or(open, |end| axis.stop(end));
        let end = next.map_or(end, |next| end.min(next)).max(start + 3);
        items.extend(bar(segment, Area::new(start, y, end - start - 1, HIGH)));
    }
    items.extend(percentages(row, axis, y + HIGH));
    items
}

/// One bar.
fn bar(segment: &Segment, area: Area) -> Vec<Item> {
    let class = state_class(&segment.state);
    let part = |y: i32, high: i32| {
        let inner = Area::new(area.x, area.y + y, area.width, high);
        Item::Block(inner, format!("bar {class}").into())
    };
    let frame = Item::Block(area, format!("outline {class}").into());
    match Shape::of_state(&segment.state.name) {
        Shape::Dotted => vec![frame, part(4, 2)],
        Shape::Half => vec![frame, part(5, 5)],
        Shape::Square => vec![part(0, HIGH)],
        Shape::Cross => vec![frame, hatch(area)],
        _ => vec![frame],
    }
}

/// Percentages as ticks; with their numbers where there is room, the last ones first.
fn percentages(row: &Row, axis: Axis, y: i32) -> Vec<Item> {
    let mut marks: Vec<&(Date, u8)> = row.marks.iter().collect();
    marks.sort();
    let mut items = vec![];
    let mut free = axis.to + 1;
    for (date, percent) in marks.into_iter().rev() {
        let x = axis.middle(*date);
        items.push(line((x, y - HIGH - 2), (x, y + 3), "tick"));
        let text = percent.min(&100).to_string();
        let half = measure::width(&text, Face::Small) / 2 + 1;
        let middle = x.clamp(axis.from + half, axis.to - half);
        if middle + half + 4 <= free {
            let words = Words::new(middle, y + 15, &text, Face::Small).middle();
            items.push(Item::Words(words.class("muted")));
            free = middle - half;
        }
    }
    items
}
