//! Who worked with whom: actors on a circle, group by group, and curves between them, the stronger the
//! more often.
//!
//! Places depend on the order alone: one more actor moves no other by more than its own share of the
//! circle.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::picture::circle::{TURN, point, tenths_of_degrees};
use crate::picture::measure::{self, Face};
use crate::picture::scene::{Area, Item, Path, Scene, Words, named};
use crate::picture::{Drawing, Head, Name, Width, count, svg};

/// Edges that are drawn, the strongest first.
pub const MOST_EDGES: usize = 1500;

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// The groups, in their order.
    pub groups: Vec<Group>,
    /// Who worked with whom.
    pub edges: Vec<Edge>,
}

/// Actors that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// What it is called.
    pub label: String,
    /// Its actors, in their order.
    pub actors: Vec<Name>,
}

/// Two actors who worked together, each by the place of its group and its place there. Several edges between
/// the same two count together, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The one.
    pub from: Place,
    /// The other.
    pub to: Place,
    /// How often.
    pub weight: u32,
}

/// An actor: the place of the group and the place there.
pub type Place = (usize, usize);

/// Room on the circle before a group, in actors: its label and a gap.
const BEFORE: usize = 2;

/// The room of a label outside the circle.
const LABEL: i32 = 280;

/// The circle.
struct Circle {
    /// Its middle, in tenths.
    middle: (i32, i32),
    /// Its radius, in tenths.
    radius: i32,
    /// Parts that it is divided into.
    parts: usize,
    /// The part of the first actor of each group.
    starts: Vec<usize>,
}

impl Circle {
    /// The angle of a part, from the top.
    fn turn(&self, part: usize) -> i64 {
        turn(part, self.parts)
    }

    /// The part of an actor.
    fn part(&self, (group, actor): (usize, usize)) -> usize {
        self.starts[group] + actor
    }
}

/// The angle of a part of a circle, clockwise from the top; its first half part is a gap.
pub(super) fn turn(part: usize, parts: usize) -> i64 {
    (i64::from(count(part)) * TURN / i64::from(count(parts.max(1))) - TURN / 4)
        .rem_euclid(TURN)
}

/// Draws a network; nothing without actors.
pub fn draw(network: &Network, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(network, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(network: &Network, width: Width) -> Option<Scene> {
    let actors: usize = network.groups.iter().map(|group| group.actors.len()).sum();
    if actors == 0 {
        return None;
    }
    let mut starts = vec![];
    let mut parts = 0;
    for group in &network.groups {
        let before = if group.actors.is_empty() { 0 } else { BEFORE };
        starts.push(parts + before);
        parts += before + group.actors.len();
    }
    Some(match width {
        Width::Wide => {
            // The circle grows in steps, so that one actor more seldom moves all others outwards.
            let steps = count(parts).div_euclid(20) + 1;
            let radius = (steps * 20 * 17 * 100 / 628).max(200);
            let side = (radius + LABEL) * 2;
            let across = side.max(width.units());
            let middle = (across * 5, side * 5);
            let circle = Circle { middle, radius: radius * 10, parts, starts };
            let mut items = edges(network, &circle);
            items.extend(arcs(network, &circle));
            items.extend(labels(network, &circle));
            Scene { name: "network", width: across, height: side, items }
        }
        Width::Narrow => {
            let side = width.units();
            let circle = Circle {
                middle: (side * 5, side * 5),
                radius: side * 5 - 80,
                parts,
                starts,
            };
            let mut items = edges(network, &circle);
            items.extend(arcs(network, &circle));
            Scene { name: "network", width: side, height: side, items }
        }
    })
}

/// The curves between actors, the weakest first, so that the strongest lie above.
fn edges(network: &Network, circle: &Circle) -> Vec<Item> {
    let exists = |(group, actor): (usize, usize)| {
        network.groups.get(group).is_some_and(|group| actor < group.actors.len())
    };
    let mut weights: BTreeMap<(Place, Place), u64> = BTreeMap::new();
    for edge in &network.edges {
        if exists(edge.from) && exists(edge.to) && edge.from != edge.to {
            let pair = (edge.from.min(edge.to), edge.from.max(edge.to));
            *weights.entry(pair).or_default() += u64::from(edge.weight);
        }
    }
    let mut edges: Vec<((Place, Place), u64)> = weights.into_iter().collect();
    edges.sort_by_key(|(pair, weight)| (Reverse(*weight), *pair));
    edges.truncate(MOST_EDGES);
    let most = edges.first().map_or(1, |edge| edge.1).max(1);
    let mut classes = [Path::tenths(), Path::tenths(), Path::tenths()];
    for (pair, weight) in edges.iter().rev() {
        let class = match (weight * 3).div_ceil(most) {
            ..=1 => 0,
            2 => 1,
            _ => 2,
        };
        curve(&mut classes[class], circle, *pair);
    }
    let names = ["edge", "edge heavy", "edge heaviest"];
    let drawn = classes.into_iter().zip(names).filter(|(path, _)| !path.d.is_empty());
    drawn.map(|(path, class)| Item::Line(path, class.into())).collect()
}

/// Adds a curve that goes through the inner half of the circle: the further apart, the nearer to its middle.
fn curve(path: &mut Path, circle: &Circle, (from, to): (Place, Place)) {
    let (one, two) = (circle.turn(circle.part(from)), circle.turn(circle.part(to)));
    let apart = (one - two).abs().min(TURN - (one - two).abs());
    let inner = circle.radius * 82 / 100;
    let share = i32::try_from(apart * 200 / TURN).unwrap_or(100).min(100);
    let depth = inner - inner * share / 115;
    let start = point(circle.middle, circle.radius - 50, one);
    let end = point(circle.middle, circle.radius - 50, two);
    path.start(start);
    path.curve(point(circle.middle, depth, one), point(circle.middle, depth, two), end);
}

/// The line of each group along the circle, through a point for every actor.
fn arcs(network: &Network, circle: &Circle) -> Vec<Item> {
    let mut items = vec![];
    for (group, start) in network.groups.iter().zip(&circle.starts) {
        if group.actors.is_empty() {
            continue;
        }
        let mut path = Path::tenths();
        // Four pieces for each actor make a line that looks round.
        let (from, to) = (start * 4 - 1, (start + group.actors.len() - 1) * 4 + 1);
        for step in from..=to {
            let point = point(circle.middle, circle.radius, turn(step, circle.parts * 4));
            if step == from {
                path.start(point);
            } else {
                path.line(point);
            }
        }
        items.push(Item::Line(path, "arc".into()));
    }
    items
}

/// The names around the circle, each group's own before those of its actors.
fn labels(network: &Network, circle: &Circle) -> Vec<Item> {
    let mut items = vec![];
    for (place, group) in network.groups.iter().enumerate() {
        if group.actors.is_empty() {
            continue;
        }
        let own = circle.starts[place] - 1;
        items.push(label(circle, own, (&Name::plain(&group.label), Face::Strong)));
        for (actor, name) in group.actors.iter().enumerate() {
            let part = circle.part((place, actor));
            items.push(label(circle, part, (name, Face::Small)));
        }
    }
    items
}

/// A name at a part of the circle, from left to right as far as turning it allows.
fn label(circle: &Circle, part: usize, (name, face): (&Name, Face)) -> Item {
    let turn = circle.turn(part);
    let is_left = turn > TURN / 4 && turn < TURN * 3 / 4;
    let (x, y) = (circle.middle.0 / 10, circle.middle.1 / 10);
    let (radius, text) =
        (circle.radius / 10, measure::shorten(&name.text, face, LABEL - 20));
    let wide = measure::width(&text, face);
    let (words, target, degrees) = if is_left {
        let words = Words::new(x - radius - 12, y + 4, &text, face).end();
        let target = Area::new(x - radius - 14 - wide, y - 8, wide + 10, 16);
        (words, target, tenths_of_degrees(turn + TURN / 2))
    } else {
        let words = Words::new(x + radius + 12, y + 4, &text, face);
        (words, Area::new(x + radius + 4, y - 8, wide + 10, 16), tenths_of_degrees(turn))
    };
    let items = vec![Item::Words(words)];
    Item::Turned(
        degrees,
        circle.middle,
        vec![match name.href {
            Some(_) => named_exactly(name, target, items),
            None => named(name, &[], target, items),
        }],
    )
}

/// Like [`named`], but the target is no higher than the room between two names.
fn named_exactly(name: &Name, target: Area, items: Vec<Item>) -> Item {
    match named(name, &[], target, items) {
        Item::Link(mut link) => {
            link.target = target;
            Item::Link(link)
        }
        other => other,
    }
}
