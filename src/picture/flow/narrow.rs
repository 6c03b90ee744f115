//! The stages from top to bottom: one rail, a station for each stage, its things below.

use super::wide::{note, notes};
use super::{Column, Flow, MOST, Node};
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Path, Scene, Words, line, lines, named, state_mark,
};
use crate::picture::{Width, count};

/// Where the rail is.
const RAIL: i32 = 9;

/// Where things start.
const LEFT: i32 = 40;

/// The stages on their rail.
pub(super) fn layout(flow: &Flow) -> Scene {
    let mut items = vec![];
    let mut stations = vec![];
    let mut y = 4;
    for column in &flow.columns {
        let is_here = column.nodes.iter().any(|piece| piece.node.current);
        stations.push((y + 9, column.nodes.is_empty(), is_here));
        let heading =
            measure::wrap(&column.heading, Face::Strong, Width::Narrow.units() - 30, 2);
        items.extend(lines(28, y + 14, &heading, Face::Strong));
        y += count(heading.len()) * Face::Strong.pitch() + 10;
        y = stage(&mut items, column, y) + 14;
    }
    let mut all = rail(&stations);
    all.extend(items);
    Scene { name: "flow", width: Width::Narrow.units(), height: y - 6, items: all }
}

/// The rail between the stations; what leads to an empty stage is dashed.
fn rail(stations: &[(i32, bool, bool)]) -> Vec<Item> {
    let mut items = vec![];
    for pair in stations.windows(2) {
        let class = if pair[0].1 || pair[1].1 { "dash" } else { "edge" };
        items.push(line((RAIL, pair[0].0 + 8), (RAIL, pair[1].0 - 8), class));
    }
    for (y, is_empty, is_here) in stations {
        let mut circle = Path::units();
        circle.circle((RAIL, *y), 7);
        let class = match (is_empty, is_here) {
            (true, _) => "dash",
            (false, true) => "pile here",
            (false, false) => "pile",
        };
        items.push(Item::Line(circle, class.into()));
    }
    items
}

/// The things of a stage; the place below them.
fn stage(items: &mut Vec<Item>, column: &Column, mut y: i32) -> i32 {
    let room = Width::Narrow.units() - LEFT - 2;
    if column.nodes.is_empty() {
        let gap = column.gap.as_deref().unwrap_or_default();
        let texts = measure::wrap(gap, Face::Plain, room + 12, 4);
        for text in texts.iter().filter(|text| !text.is_empty()) {
            items.push(Item::Words(
                Words::new(28, y + 12, text, Face::Plain).class("muted"),
            ));
            y += 18;
        }
        return y;
    }
    for piece in column.nodes.iter().take(MOST) {
        y = thing(items, &piece.node, y);
    }
    if let Some(more) = &column.more {
        let text = measure::shorten(&more.text, Face::Plain, room);
        let words = Item::Words(Words::new(LEFT, y + 14, &text, Face::Plain));
        let target =
            Area::new(LEFT - 4, y - 4, measure::width(&text, Face::Plain) + 8, 28);
        items.push(named(more, &[], target, vec![words]));
        y += 30;
    }
    y
}

/// A thing with its tick; the place below it.
fn thing(items: &mut Vec<Item>, node: &Node, y: i32) -> i32 {
    let room = Width::Narrow.units() - LEFT - 2;
    let face = if node.current { Face::Strong } else { Face::Plain };
    let title = measure::wrap(&node.name.text, face, room, 4);
    let mut base = y + 14;
    let mut parts = lines(LEFT, base, &title, face);
    base += count(title.len()) * 18;
    let mut wide = measure::widest(&title, face);
    let spoken = note(node);
    let indent = if node.state.is_some() { 18 } else { 0 };
    let notes = notes(node, room - indent);
    if let Some(state) = &node.state {
        parts.push(state_mark(state, (LEFT, base - 10), 11));
    }
    for note in &notes {
        parts.push(Item::Words(
            Words::new(LEFT + indent, base, note, Face::Small).class("muted"),
        ));
        base += 18;
    }
    wide = wide.max(indent + measure::widest(&notes, Face::Small));
    let end = base - 11;
    let rule = if node.current { "here" } else { "line" };
    parts.insert(0, line((LEFT - 10, y + 2), (LEFT - 10, end), rule));
    let target = Area::new(LEFT - 4, y, wide + 8, end - y + 2);
    items.push(named(&node.name, &[&spoken.unwrap_or_default()], target, parts));
    end + 12
}
