//! The timeline from left to right: years, phases, meetings and milestones below each other, the marks of
//! each in as many lanes as their names need.

use super::heap::heaps;
use super::{Grain, Timeline, dates, legend, links_of_milestones, today};
use crate::date::Date;
use crate::picture::axis::Axis;
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Path, Scene, Words, line, lines, mark, named, state_class,
};
use crate::picture::shape::Shape;
use crate::picture::{Name, Width, count, legend as legends};

/// From one lane to the next: what a finger can hit.
const LANE: i32 = 26;

/// Between what stands in one lane.
const GAP: i32 = 14;

/// Lanes that things are put into, first come, first served.
#[derive(Debug, Default)]
struct Lanes {
    /// What is taken in each: from and to.
    taken: Vec<Vec<(i32, i32)>>,
}

impl Lanes {
    /// The first lane in which a stretch is free.
    fn free(&self, (from, to): (i32, i32)) -> usize {
        let free = |lane: &Vec<(i32, i32)>| {
            lane.iter().all(|(start, end)| to + GAP <= *start || end + GAP <= from)
        };
        self.taken.iter().position(free).unwrap_or(self.taken.len())
    }

    /// Takes a stretch in the first lane in which it is free.
    fn take(&mut self, stretch: (i32, i32)) -> usize {
        let lane = self.free(stretch);
        if lane == self.taken.len() {
            self.taken.push(vec![]);
        }
        self.taken[lane].push(stretch);
        lane
    }

    /// How far a stretch that was taken could reach on both sides.
    fn reach(&self, lane: usize, (from, to): (i32, i32)) -> (i32, i32) {
        let others = self.taken[lane].iter();
        let before =
            others.clone().filter(|other| other.1 < from).map(|other| other.1).max();
        let after = others.filter(|other| other.0 > to).map(|other| other.0).min();
        (
            before.map_or(0, |end| end + GAP),
            after.map_or(Width::Wide.units(), |start| start - GAP),
        )
    }

    /// Replaces a stretch by a longer one.
    fn stretch(&mut self, lane: usize, old: (i32, i32), new: (i32, i32)) {
        for taken in self.taken[lane].iter_mut().filter(|taken| **taken == old) {
            *taken = new;
        }
    }

    /// How many there are.
    fn number(&self) -> i32 {
        count(self.taken.len())
    }
}

/// A mark with its name.
struct Point<'a> {
    /// When.
    date: Date,
    /// What it is called.
    name: Name,
    /// What else is said of it.
    spoken: [&'a str; 2],
    /// Its shape.
    shape: Shape,
    /// Its class.
    class: String,
}

/// The timeline between its years and its legend.
pub(super) fn layout(timeline: &Timeline, axis: Axis, grain: Grain) -> Scene {
    let width = Width::Wide.units();
    let dates = dates(timeline);
    let mut items = vec![];
    let mut y = 44;
    if !timeline.phases.is_empty() {
        y = caption(&mut items, &timeline.phases_label, y);
        y = phases(&mut items, timeline, axis, y) + 16;
    }
    if !timeline.meetings.is_empty() {
        y = caption(&mut items, &timeline.meetings_label, y);
        y = match grain {
            Grain::Single => points(&mut items, &meetings(timeline), axis, y),
            _ => piles(&mut items, timeline, (axis, grain), y),
        } + 16;
    }
    if !timeline.milestones.is_empty() {
        y = caption(&mut items, &timeline.milestones_label, y);
        y = points(&mut items, &milestones(timeline), axis, y) + 12;
    }
    let bottom = y;
    let (key, height) = legends::draw(&legend(timeline, grain), 0, bottom + 6, width);
    items.extend(key);
    let mut all = years(axis, bottom);
    if let Some(today) = today(timeline, &dates) {
        let x = axis.middle(today.date);
        let text = measure::shorten(&today.label, Face::Strong, 400);
        let half = measure::width(&text, Face::Strong) / 2 + 1;
        let middle = x.clamp(half, width - half);
        all.push(line((x, 18), (x, bottom), "today"));
        all.push(Item::Words(
            Words::new(middle, 13, &text, Face::Strong).middle().class("now"),
        ));
    }
    all.extend(items);
    Scene { name: "timeline", width, height: bottom + height + 8, items: all }
}

/// The years, and a thin line where each starts.
fn years(axis: Axis, bottom: i32) -> Vec<Item> {
    let mut items = vec![line((axis.from, 38), (axis.to, 38), "line")];
    for (x, year) in axis.years() {
        items.push(line((x, 20), (x, bottom), "line"));
        items.push(Item::Words(Words::new(x + 6, 32, &year.to_string(), Face::Strong)));
    }
    items
}

/// What a part of the drawing is called; the place below it.
fn caption(items: &mut Vec<Item>, label: &str, y: i32) -> i32 {
    let label = measure::shorten(label, Face::Small, 400);
    items.push(Item::Words(Words::new(1, y + 14, &label, Face::Small).class("muted")));
    y + 26
}

/// The phases; the place below them.
fn phases(items: &mut Vec<Item>, timeline: &Timeline, axis: Axis, y: i32) -> i32 {
    let mut lanes = Lanes::default();
    let mut placed = vec![];
    for phase in &timeline.phases {
        let start = axis.start(phase.start);
        let stop = phase.end.map_or(axis.to, |end| axis.stop(end)).max(start + 3);
        let room = (stop - start - 4).clamp(190, 300);
        let words = measure::wrap(&phase.name.text, Face::Strong, room, 2);
        let dates = measure::shorten(&phase.dates, Face::Small, room);
        let wide = measure::widest(&words, Face::Strong)
            .max(measure::width(&dates, Face::Small));
        let left = start.min(axis.to - wide - 2).max(0);
        let lane = lanes.take((start.min(left), stop.max(left + wide) - GAP));
        let lane = count(lane);
        placed.push((phase, (start, stop), left, (words, dates), lane));
    }
    let most = placed.iter().map(|one| one.3.0.len()).max().unwrap_or(1);
    let pitch = 34 + count(most) * Face::Strong.pitch();
    for (phase, (start, stop), left, (words, dates), lane) in placed {
        let top = y + lane * pitch;
        let mut parts = band(start, stop, top, phase.end.is_some());
        parts.extend(lines(left, top + 21, &words, Face::Strong));
        let base = top + 21 + count(words.len()) * Face::Strong.pitch();
        parts.push(Item::Words(
            Words::new(left, base, &dates, Face::Small).class("muted"),
        ));
        let wide = measure::widest(&words, Face::Strong)
            .max(measure::width(&dates, Face::Small));
        let target = Area::new(left, top + 5, wide, base - top + 2);
        items.push(named(&phase.name, &[&phase.dates], target, parts));
    }
    y + lanes.number() * pitch
}

/// The line of a phase; one that has not ended runs out in dashes.
fn band(start: i32, stop: i32, top: i32, has_ended: bool) -> Vec<Item> {
    let rule = |from, to, class: &'static str| {
        Item::Block(Area::new(from, top, to - from, 4), class.into())
    };
    if has_ended {
        return vec![rule(start, (stop - 3).max(start + 3), "band")];
    }
    let solid = stop - ((stop - start) / 3).min(48);
    let mut parts = vec![rule(start, solid, "band")];
    let mut at = solid + 4;
    while at + 6 <= stop {
        parts.push(rule(at, at + 6, "band"));
        at += 10;
    }
    parts
}

/// The meetings as marks.
fn meetings(timeline: &Timeline) -> Vec<Point<'_>> {
    let label = |kind: usize| timeline.kinds.get(kind).map_or("", String::as_str);
    let points = timeline.meetings.iter().map(|one| Point {
        date: one.date,
        name: one.name.clone(),
        spoken: [&one.dates, label(one.kind)],
        shape: Shape::of_kind(one.kind),
        class: "kind".to_owned(),
    });
    points.collect()
}

/// The milestones as marks.
fn milestones(timeline: &Timeline) -> Vec<Point<'_>> {
    let is_linked = links_of_milestones(timeline);
    let points = timeline.milestones.iter().map(|one| Point {
        date: one.date,
        name: Name {
            href: one.name.href.clone().filter(|_| is_linked),
            ..one.name.clone()
        },
        spoken: [&one.dates, &one.state.label],
        shape: Shape::of_state(&one.state.name),
        class: state_class(&one.state),
    });
    points.collect()
}

/// Marks with their names beside them; the place below them.
fn points(items: &mut Vec<Item>, points: &[Point<'_>], axis: Axis, y: i32) -> i32 {
    let room = match points.len() {
        ..=16 => 320,
        17..=40 => 250,
        _ => 205,
    };
    let mut lanes = Lanes::default();
    let mut places = vec![];
    for point in points {
        let x = axis.middle(point.date).clamp(axis.from + 6, axis.to - 6);
        let label = measure::shorten(&point.name.text, Face::Plain, room);
        let wide = measure::width(&label, Face::Plain);
        let (right, left) = ((x - 8, x + 12 + wide), (x - 12 - wide, x + 8));
        // The name stands where it comes higher, on the right if that makes no difference.
        let is_right = right.1 <= axis.to
            && (left.0 < axis.from || lanes.free(right) <= lanes.free(left));
        let stretch = if is_right { right } else { left };
        places.push((x, is_right, stretch, lanes.take(stretch)));
    }
    for (point, (x, is_right, stretch, lane)) in points.iter().zip(places) {
        let reach = lanes.reach(lane, stretch);
        let room = if is_right { reach.1 - x - 12 } else { x - 12 - reach.0 };
        let label = measure::shorten(&point.name.text, Face::Plain, room.min(420));
        let wide = measure::width(&label, Face::Plain);
        let new = if is_right { (x - 8, x + 12 + wide) } else { (x - 12 - wide, x + 8) };
        lanes.stretch(lane, stretch, new);
        let base = y + count(lane) * LANE + 16;
        let (from, to) = (axis.start(point.date), axis.stop(point.date));
        let mut parts = vec![];
        if to - from > 14 {
            parts.push(line((from, base + 6), (to, base + 6), "about"));
        }
        parts.push(mark(point.shape, (x - 6, base - 11), 12, &point.class));
        let words =
            Words::new(if is_right { x + 12 } else { x - 12 }, base, &label, Face::Plain);
        parts.push(Item::Words(if is_right { words } else { words.end() }));
        let target = Area::new(new.0, base - 17, new.1 - new.0, LANE - 2);
        items.push(named(&point.name, &point.spoken, target, parts));
    }
    y + lanes.number() * LANE
}

/// Heaps of meetings as circles with their numbers; the place below them.
fn piles(
    items: &mut Vec<Item>,
    timeline: &Timeline,
    (axis, grain): (Axis, Grain),
    y: i32,
) -> i32 {
    let mut lanes = Lanes::default();
    for pile in heaps(timeline, grain) {
        let number = pile.number.to_string();
        let half = measure::width(&number, Face::Small).max(16) / 2 + 4;
        let x = axis.middle(pile.date).clamp(axis.from + half, axis.to - half);
        let lane = lanes.take((x - half, x + half - GAP));
        let middle = y + count(lane) * 26 + 13;
        let mut circle = Path::units();
        circle.circle((x, middle), half);
        let area = Area::new(x - half, middle - half, half * 2, half * 2);
        let parts = vec![
            Item::Line(circle, "pile".into()),
            Item::Words(Words::new(x, middle + 5, &number, Face::Small).middle()),
        ];
        items.push(named(&pile.name(), &[], area, parts));
    }
    y + lanes.number() * 26
}
