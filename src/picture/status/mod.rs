//! How far things are: their states over time, in groups, and the whole in percent.

mod track;

use crate::picture::axis::Axis;
use crate::picture::legend as legends;
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Scene, Words, line, lines, mark, named, state_mark,
};
use crate::picture::shape::Shape;
use crate::picture::tree::progress;
use crate::picture::{Drawing, Head, Name, State, Today, Width, count, svg};

use crate::date::Date;

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// The whole: its name and its percentage.
    pub whole: Option<(Name, u8)>,
    /// The groups, in their order.
    pub groups: Vec<Group>,
    /// Today.
    pub today: Option<Today>,
    /// What is said of things without news, such as "lange nichts Neues".
    pub stale_label: String,
}

/// Things that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Its name; nothing for things of no group.
    pub name: Option<Name>,
    /// How far its things are together, in percent.
    pub percent: Option<u8>,
    /// Its things, in their order.
    pub rows: Vec<Row>,
}

/// A thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Its name.
    pub name: Name,
    /// The states that it was in, in any order.
    pub segments: Vec<Segment>,
    /// Percentages at dates, in any order.
    pub marks: Vec<(Date, u8)>,
    /// Its state.
    pub state: Option<State>,
    /// How far it is, in percent.
    pub percent: Option<u8>,
    /// Whether there has been no news for long.
    pub stale: bool,
}

/// A time in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The state.
    pub state: State,
    /// Since when.
    pub start: Date,
    /// Until when; open if it still lasts.
    pub end: Option<Date>,
}

/// Where things stand.
struct Form {
    /// What it is drawn for.
    width: Width,
    /// The time; nothing if there are no dates.
    axis: Option<Axis>,
    /// Where states start on wide pages.
    state: i32,
    /// Where bars start on wide pages.
    bar: i32,
}

/// How long bars are.
const BAR: i32 = 92;

/// Draws the states; nothing without things.
pub fn draw(status: &Status, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(status, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(status: &Status, width: Width) -> Option<Scene> {
    if status.groups.iter().all(|group| group.rows.is_empty()) {
        return None;
    }
    let (from, to) = match width {
        Width::Wide => (318, 668),
        Width::Narrow => (1, width.units() - 1),
    };
    let axis = Axis::new(&dates(status), from, to);
    let form = Form { width, axis, state: 694, bar: 886 };
    let mut items = vec![];
    let mut y = 4;
    if let Some((name, percent)) = &status.whole {
        y = head_row(&mut items, &form, (name, Some(*percent)), y) + 8;
    }
    let top = y;
    y += if axis.is_some() { 40 } else { 0 };
    for group in &status.groups {
        if let Some(name) = &group.name {
            y = head_row(&mut items, &form, (name, group.percent), y + 8) + 2;
        }
        for row in &group.rows {
            y = thing(&mut items, &form, (status, row), y);
        }
    }
    let mut all = years(status, &form, (top, y));
    all.extend(items);
    let rows = status.groups.iter().flat_map(|group| &group.rows);
    let states =
        rows.flat_map(|row| row.segments.iter().map(|one| &one.state).chain(&row.state));
    let entries = legends::states(states);
    let (key, height) = legends::draw(&entries, 1, y + 10, width.units() - 2);
    all.extend(key);
    Some(Scene {
        name: "status",
        width: width.units(),
        height: y + height + 14,
        items: all,
    })
}

/// All dates that the axis has to hold.
fn dates(status: &Status) -> Vec<Date> {
    let rows = status.groups.iter().flat_map(|group| &group.rows);
    let mut dates: Vec<Date> = rows
        .flat_map(|row| {
            let segments = row.segments.iter().flat_map(|one| [Some(one.start), one.end]);
            segments.flatten().chain(row.marks.iter().map(|mark| mark.0))
        })
        .collect();
    if let (Some(today), Some(last)) = (&status.today, dates.iter().max()) {
        let is_near = today.date.year() <= last.year() + 10;
        dates.extend(
            (is_near && dates.iter().any(|date| *date <= today.date))
                .then_some(today.date),
        );
    }
    dates
}

/// The years above, with a thin line where each starts, and today.
fn years(status: &Status, form: &Form, (top, bottom): (i32, i32)) -> Vec<Item> {
    let Some(axis) = form.axis else { return vec![] };
    let mut items = vec![line((axis.from, top + 36), (axis.to, top + 36), "line")];
    for (x, year) in axis.years() {
        items.push(line((x, top + 20), (x, bottom), "line"));
        items.push(Item::Words(Words::new(
            x + 5,
            top + 31,
            &year.to_string(),
            Face::Small,
        )));
    }
    if let Some(today) =
        status.today.as_ref().filter(|today| dates(status).contains(&today.date))
    {
        let x = axis.middle(today.date);
        let label = measure::shorten(&today.label, Face::Strong, 300);
        let half = measure::width(&label, Face::Strong) / 2 + 1;
        let middle = x.clamp(half, form.width.units() - half);
        items.push(line((x, top + 18), (x, bottom), "today"));
        items.push(Item::Words(
            Words::new(middle, top + 13, &label, Face::Strong).middle().class("now"),
        ));
    }
    items
}

/// The name and the percentage of the whole or of a group; the place below them.
fn head_row(
    items: &mut Vec<Item>,
    form: &Form,
    (name, percent): (&Name, Option<u8>),
    y: i32,
) -> i32 {
    let is_wide = form.width == Width::Wide;
    let room = if is_wide { form.bar - 20 } else { form.width.units() - 2 };
    let texts = measure::wrap(&name.text, Face::Strong, room, 3);
    let wide = measure::widest(&texts, Face::Strong);
    let mut high = (count(texts.len()) * 18 + 8).max(26);
    let mut parts = lines(1, y + 17, &texts, Face::Strong);
    let target = Area::new(0, y + 2, wide + 4, high - 2);
    let spoken =
        percent.map(|percent| format!("{} %", percent.min(100))).unwrap_or_default();
    if let Some(percent) = percent {
        let (x, base) = if is_wide { (form.bar, y + 17) } else { (1, y + high + 11) };
        parts.extend(bar(percent, (x, base), if is_wide { BAR } else { 200 }));
        high += if is_wide { 0 } else { 24 };
    }
    items.push(named(name, &[&spoken], target, parts));
    y + high
}

/// A bar and its number.
fn bar(percent: u8, (x, base): (i32, i32), length: i32) -> Vec<Item> {
    let mut parts = progress(percent, Area::new(x, base - 10, length, 10));
    let text = format!("{} %", percent.min(100));
    parts.push(Item::Words(
        Words::new(x + length + 8, base, &text, Face::Small).class("fact"),
    ));
    parts
}

/// A thing with its times, its state and its percentage; the place below it.
fn thing(
    items: &mut Vec<Item>,
    form: &Form,
    (status, row): (&Status, &Row),
    y: i32,
) -> i32 {
    let is_wide = form.width == Width::Wide;
    let room = if is_wide { 290 } else { form.width.units() - 2 };
    let texts =
        measure::wrap(&row.name.text, Face::Plain, room, if is_wide { 2 } else { 3 });
    let wide = measure::widest(&texts, Face::Plain);
    let name = count(texts.len()) * 18;
    let mut high = (name + 12).max(36);
    let mut parts = lines(1, y + 20, &texts, Face::Plain);
    let target = Area::new(0, y + 4, wide + 4, name + 4);
    let (stand, spoken, below);
    if is_wide {
        (stand, spoken) = self::stand(form, (status, row), (form.state, y + 20));
        high += if row.stale && row.state.is_some() && high < 52 { 52 - high } else { 0 };
        below = track::draw(row, form.axis, y + 10);
    } else {
        (stand, spoken) = self::stand(form, (status, row), (1, y + name + 23));
        let lines = 1 + i32::from(row.stale);
        high = name + 16 + lines * 20;
        below = track::draw(row, form.axis, y + high);
        high += match (below.is_empty(), row.marks.is_empty()) {
            (true, _) => 4,
            (false, true) => 22,
            (false, false) => 36,
        };
    }
    parts.extend(stand);
    parts.extend(below);
    let spoken: Vec<&str> = spoken.iter().map(String::as_str).collect();
    items.push(named(&row.name, &spoken, target, parts));
    items.push(line((0, y), (form.width.units(), y), "line"));
    y + high
}

/// The state, the percentage and whether there is no news; also in words.
fn stand(
    form: &Form,
    (status, row): (&Status, &Row),
    (x, base): (i32, i32),
) -> (Vec<Item>, Vec<String>) {
    let (mut parts, mut spoken) = (vec![], vec![]);
    let mut left = x;
    if let Some(state) = &row.state {
        let label = measure::shorten(&state.label, Face::Small, 158);
        parts.push(state_mark(state, (x, base - 10), 11));
        parts.push(Item::Words(
            Words::new(x + 18, base, &label, Face::Small).class("muted"),
        ));
        left += 18 + measure::width(&label, Face::Small) + 14;
        spoken.push(state.label.clone());
    }
    if let Some(percent) = row.percent {
        let left = if form.width == Width::Wide { form.bar } else { left };
        let length = if form.width == Width::Wide { BAR } else { 72 };
        parts.extend(bar(percent, (left, base), length));
        spoken.push(format!("{} %", percent.min(100)));
    }
    if row.stale {
        let label = measure::shorten(&status.stale_label, Face::Small, 300);
        let base = base + 19;
        parts.push(mark(Shape::Ring, (x, base - 10), 11, "stale"));
        parts.push(Item::Words(
            Words::new(x + 18, base, &label, Face::Small).class("muted"),
        ));
        spoken.push(status.stale_label.clone());
    }
    (parts, spoken)
}
