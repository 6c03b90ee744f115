//! The stages from left to right.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::order::{Slot, order};
use super::place::{GAP, Stack, place};
use super::{Column, Flow, MOST, Node, Piece};
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Path, Scene, Words, line, lines, linked, named, spoken, state_mark,
};
use crate::picture::{Width, count};

/// Between stages: where lines bend.
const GUTTER: i32 = 48;

/// How wide a stage is at least; more stages than have room make the drawing wider.
const LEAST: i32 = 120;

/// How high a passing line's place is.
const PASS: i32 = 6;

/// A thing with its lines of text.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// How wide its lines may be.
    room: i32,
    /// Its name.
    title: Vec<String>,
    /// What stands below.
    note: Vec<String>,
    /// What is said of it.
    spoken: String,
    /// How high it is.
    height: i32,
    /// How far its first and last line reach.
    wide: i32,
}

/// The stages with their headings, things and lines.
pub(super) fn layout(flow: &Flow) -> Scene {
    let number = count(flow.columns.len()).max(1);
    let room = ((Width::Wide.units() + GUTTER) / number - GUTTER).max(LEAST);
    let width = (number * (room + GUTTER) - GUTTER).max(Width::Wide.units());
    let left = |column: usize| count(column) * (room + GUTTER);
    let mut parts = vec![];
    let top = headings(&mut parts, flow, room) + 16;
    let order = order(flow);
    let blocks: Vec<Vec<Cow<'_, Block>>> = flow
        .columns
        .iter()
        .map(|column| {
            column.nodes.iter().take(MOST).map(|piece| block(piece, room - 12)).collect()
        })
        .collect();
    let stacks: Vec<Stack> = (0..flow.columns.len())
        .map(|at| stack(&order.columns[at], &blocks[at], (&flow.columns[at], room)))
        .collect();
    let bottom = top + stacks.iter().map(Stack::height).max().unwrap_or(0);
    let places = place(&order, &stacks, (top, bottom));
    let mut middles: BTreeMap<(usize, Slot), i32> = BTreeMap::new();
    for (at, column) in flow.columns.iter().enumerate() {
        let mut end = top;
        for ((slot, y), high) in
            order.columns[at].iter().zip(&places[at]).zip(&stacks[at].heights)
        {
            if let Slot::Node(node) = slot {
                parts.push(thing(
                    &column.nodes[*node].node,
                    &blocks[at][*node],
                    (left(at), *y),
                ));
            }
            middles.insert((at, *slot), y + high / 2);
            end = y + high + GAP;
        }
        if order.columns[at].is_empty() {
            end = i32::midpoint(top, bottom) - stacks[at].rest / 2;
        }
        parts.extend(rest(column, (left(at), end), room));
    }
    let mut items = vec![];
    for (column, from, to) in &order.pieces {
        let ends = (middles.get(&(*column, *from)), middles.get(&(column + 1, *to)));
        let (Some(start), Some(end)) = ends else { continue };
        let here = left(*column);
        let begin = match from {
            Slot::Node(node) => here + 20 + blocks[*column][*node].wide,
            Slot::Pass(_) => here,
        };
        items.push(edge((begin, here + room, *start), (left(column + 1), *end)));
    }
    items.extend(parts);
    Scene { name: "flow", width, height: bottom + 6, items }
}

/// The headings of the stages, each with a thin line below; where that is.
fn headings(parts: &mut Vec<Item>, flow: &Flow, room: i32) -> i32 {
    let wrap = |column: &Column| measure::wrap(&column.heading, Face::Strong, room, 2);
    let headings: Vec<Vec<String>> = flow.columns.iter().map(wrap).collect();
    let most = headings.iter().map(Vec::len).max().unwrap_or(1);
    let rule = 10 + count(most) * Face::Strong.pitch();
    for (heading, at) in headings.iter().zip(0..) {
        let x = at * (room + GUTTER);
        let base = 14 + count(most - heading.len()) * Face::Strong.pitch();
        parts.extend(lines(x, base, heading, Face::Strong));
        parts.push(line((x, rule), (x + room, rule), "line"));
    }
    rule
}

/// A line between two stages: straight to the end of its own, then bent.
fn edge((begin, corner, from): (i32, i32, i32), (end, to): (i32, i32)) -> Item {
    let mut path = Path::units();
    path.start((begin, from));
    if begin < corner {
        path.line((corner, from));
    }
    let corner = corner.max(begin);
    let bend = (end - corner) / 2;
    path.curve((corner + bend, from), (end - bend, to), (end, to));
    Item::Line(path, "edge".into())
}

/// A thing with the lines of its text: made now, or for another drawing whose stages are as wide.
fn block(piece: &Piece, room: i32) -> Cow<'_, Block> {
    let known = piece.block.get_or_init(|| new_block(&piece.node, room));
    if known.room == room {
        Cow::Borrowed(known)
    } else {
        Cow::Owned(new_block(&piece.node, room))
    }
}

/// A thing with the lines of its text.
fn new_block(node: &Node, room: i32) -> Block {
    let face = if node.current { Face::Strong } else { Face::Plain };
    let title = measure::wrap(&node.name.text, face, room, 4);
    let indent = if node.state.is_some() { 18 } else { 0 };
    let note = notes(node, room - indent);
    let wide =
        measure::widest(&title, face).max(indent + measure::widest(&note, Face::Small));
    let rows = count(title.len() + note.len());
    let spoken = spoken(&node.name, &[&self::note(node).unwrap_or_default()]);
    let height = (rows * 18 + 4).max(24);
    Block { room, title, note, spoken, height, wide }
}

/// What stands below a name: the state and the note, in one line if there is room for both.
pub(super) fn notes(node: &Node, room: i32) -> Vec<String> {
    let Some(both) = note(node) else { return vec![] };
    if measure::width(&measure::clean(&both), Face::Small) <= room {
        return vec![measure::clean(&both)];
    }
    let state = node.state.as_ref().map(|state| &state.label);
    let parts = state.into_iter().chain(&node.note);
    parts.flat_map(|part| measure::wrap(part, Face::Small, room, 2)).collect()
}

/// The same as one text.
pub(super) fn note(node: &Node) -> Option<String> {
    let state = node.state.as_ref().map(|state| state.label.clone());
    let parts: Vec<String> = state.into_iter().chain(node.note.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Draws a thing at its left upper corner.
fn thing(node: &Node, block: &Block, (x, y): (i32, i32)) -> Item {
    let face = if node.current { Face::Strong } else { Face::Plain };
    let rule = if node.current { "here" } else { "frame" };
    let mut parts = vec![line((x, y), (x, y + block.height), rule)];
    parts.extend(lines(x + 12, y + 15, &block.title, face));
    let base = y + 15 + count(block.title.len()) * 18;
    let mut left = x + 12;
    if let Some(state) = &node.state {
        parts.push(state_mark(state, (left, base - 10), 11));
        left += 18;
    }
    for (text, row) in block.note.iter().zip(0..) {
        let words = Words::new(left, base + row * 18, text, Face::Small);
        parts.push(Item::Words(words.class("muted")));
    }
    let target = Area::new(x + 4, y - 2, block.wide + 14, block.height + 4);
    linked(&node.name, block.spoken.clone(), target, parts)
}

/// What is said of things that are not shown, or that there are none.
fn rest(column: &Column, (x, y): (i32, i32), room: i32) -> Vec<Item> {
    if column.nodes.is_empty() {
        let texts = gap(column, room);
        let high = count(texts.len()) * 18 + 4;
        let mut items = vec![line((x, y), (x, y + high), "dash")];
        for (text, base) in texts.iter().zip((0..).map(|row| y + 15 + row * 18)) {
            items.push(Item::Words(
                Words::new(x + 12, base, text, Face::Plain).class("muted"),
            ));
        }
        return items;
    }
    let Some(more) = &column.more else { return vec![] };
    let text = measure::shorten(&more.text, Face::Plain, room - 12);
    let target = Area::new(x + 8, y - 2, measure::width(&text, Face::Plain) + 8, 24);
    let words = Item::Words(Words::new(x + 12, y + 15, &text, Face::Plain));
    vec![named(more, &[], target, vec![words])]
}

/// The lines of what is said of a stage without things.
fn gap(column: &Column, room: i32) -> Vec<String> {
    column
        .gap
        .as_ref()
        .map_or(vec![], |gap| measure::wrap(gap, Face::Plain, room - 12, 4))
}

/// What a stage has to hold.
fn stack(
    slots: &[Slot],
    blocks: &[Cow<'_, Block>],
    (column, room): (&Column, i32),
) -> Stack {
    let high = |slot: &Slot| match slot {
        Slot::Node(node) => blocks[*node].height,
        Slot::Pass(_) => PASS,
    };
    let before = if slots.is_empty() { 0 } else { GAP };
    let rest = if column.nodes.is_empty() {
        before + count(gap(column, room).len()) * 18 + 4
    } else if column.more.is_some() {
        before + 24
    } else {
        0
    };
    Stack { heights: slots.iter().map(high).collect(), rest }
}
