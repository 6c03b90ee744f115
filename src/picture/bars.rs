//! Numbers as lengths: one bar for each thing, in groups; ranges between sources are hatched.

use crate::picture::measure::{self, Face};
use crate::picture::scene::{Area, Item, Scene, Words, hatch, lines, named};
use crate::picture::{Drawing, Head, Name, Width, count, svg};

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bars {
    /// The groups, in their order.
    pub groups: Vec<Group>,
}

/// Bars that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// What it is called.
    pub heading: Option<String>,
    /// Groups with the same number share one scale: they count the same.
    pub scale: usize,
    /// Its bars, in their order.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bar {
    /// What is counted.
    pub name: Name,
    /// The number; the lowest one where sources differ.
    pub value: u32,
    /// The highest number of sources that differ.
    pub upper: Option<u32>,
    /// What the value is a part of.
    pub total: Option<u32>,
    /// The number in words, such as "250", "200 bis 250" or "12 von 16".
    pub label: String,
}

/// Draws bars; nothing without any.
pub fn draw(bars: &Bars, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(bars, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(bars: &Bars, width: Width) -> Option<Scene> {
    let all = || bars.groups.iter().flat_map(|group| &group.bars);
    let most = |scale: usize| {
        let groups = bars.groups.iter().filter(|group| group.scale == scale);
        groups.flat_map(|group| &group.bars).map(largest).max().unwrap_or(0).max(1)
    };
    let label = all().map(|bar| measure::width(&bar.label, Face::Strong)).max()?.min(160);
    let left = match width {
        Width::Wide => {
            let names = all().map(|bar| measure::width(&bar.name.text, Face::Plain));
            names.max()?.clamp(80, 380) + 16
        }
        Width::Narrow => 1,
    };
    let room = width.units() - left - label - 14;
    let mut items = vec![];
    let mut y = 2;
    for (place, group) in
        bars.groups.iter().enumerate().filter(|one| !one.1.bars.is_empty())
    {
        y += if place > 0 { 14 } else { 0 };
        if let Some(heading) = &group.heading {
            let texts = measure::wrap(heading, Face::Strong, width.units() - 2, 3);
            items.extend(lines(1, y + 16, &texts, Face::Strong));
            y += count(texts.len()) * 18 + 10;
        }
        for bar in &group.bars {
            let scale = Scale { left, room, most: most(group.scale) };
            y = match width {
                Width::Wide => wide(&mut items, bar, scale, y),
                Width::Narrow => narrow(&mut items, bar, scale, y),
            };
        }
    }
    Some(Scene { name: "bars", width: width.units(), height: y + 2, items })
}

/// The largest number that a bar shows.
fn largest(bar: &Bar) -> u32 {
    bar.value.max(bar.upper.unwrap_or(0)).max(bar.total.unwrap_or(0))
}

/// How long numbers are.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Where bars start.
    left: i32,
    /// The length of the largest number.
    room: i32,
    /// The largest number.
    most: u32,
}

impl Scale {
    /// The length of a number; what is more than nothing can be seen.
    fn length(self, value: u32) -> i32 {
        let length = i64::from(self.room) * i64::from(value) / i64::from(self.most);
        let length = i32::try_from(length).unwrap_or(self.room);
        if value > 0 { length.max(2) } else { 0 }
    }
}

/// A bar beside its name; the place below it.
fn wide(items: &mut Vec<Item>, bar: &Bar, scale: Scale, y: i32) -> i32 {
    let texts = measure::wrap(&bar.name.text, Face::Plain, scale.left - 16, 2);
    let high = (count(texts.len()) * 18 + 10).max(28);
    let wide = measure::widest(&texts, Face::Plain);
    let mut parts = lines(1, y + 18, &texts, Face::Plain);
    parts.extend(lengths(bar, scale, y + high / 2 - 8));
    let target = Area::new(0, y + 2, wide + 4, high - 4);
    items.push(named(&bar.name, &[&bar.label], target, parts));
    y + high
}

/// A bar below its name; the place below it.
fn narrow(items: &mut Vec<Item>, bar: &Bar, scale: Scale, y: i32) -> i32 {
    let texts = measure::wrap(&bar.name.text, Face::Plain, Width::Narrow.units() - 4, 3);
    let high = count(texts.len()) * 18 + 6;
    let wide = measure::widest(&texts, Face::Plain);
    let mut parts = lines(1, y + 16, &texts, Face::Plain);
    parts.extend(lengths(bar, scale, y + high));
    let target = Area::new(0, y, wide + 4, high);
    items.push(named(&bar.name, &[&bar.label], target, parts));
    y + high + 26
}

/// The value, what it may be more, what it is a part of, and the number.
fn lengths(bar: &Bar, scale: Scale, y: i32) -> Vec<Item> {
    let value = scale.length(bar.value);
    let mut end = value;
    let mut parts = vec![];
    if let Some(total) = bar.total.filter(|total| *total > 0) {
        end = end.max(scale.length(total));
        parts.push(Item::Block(
            Area::new(scale.left, y, scale.length(total), 16),
            "track".into(),
        ));
    }
    parts.push(Item::Block(Area::new(scale.left, y, value, 16), "bar".into()));
    if let Some(upper) = bar.upper.filter(|upper| *upper > bar.value) {
        let more = Area::new(scale.left + value, y, scale.length(upper) - value, 16);
        parts.push(hatch(more));
        parts.push(Item::Block(more, "frame".into()));
        end = end.max(scale.length(upper));
    }
    let label = measure::shorten(&bar.label, Face::Strong, 160);
    let words = Words::new(scale.left + end + 8, y + 13, &label, Face::Strong);
    parts.push(Item::Words(words.class("fact")));
    parts
}
