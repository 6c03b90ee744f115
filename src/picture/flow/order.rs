//! The order of things within their stages, so that few lines cross.
//!
//! A line over several stages goes through a place of its own in each stage between. Each stage in turn is
//! sorted by the middle of its neighbours, forwards and backwards; the best order found is kept, and
//! what makes no difference stays as it was given.

use std::collections::BTreeSet;

use super::{Flow, MOST};

/// What takes a place in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// A thing, by its place among those given.
    Node(usize),
    /// A line that only passes, by its place among the edges.
    Pass(usize),
}

/// Stages with their slots from top to bottom, and the pieces of lines between neighbouring stages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The slots of each stage.
    pub(super) columns: Vec<Vec<Slot>>,
    /// Pieces of lines: the stage they start in, and their slots there and in the next one.
    pub(super) pieces: Vec<(usize, Slot, Slot)>,
}

/// How often all stages are sorted.
const ROUNDS: usize = 8;

/// An order with few crossings.
pub(super) fn order(flow: &Flow) -> Order {
    let mut best = given(flow);
    let mut fewest = crossings(&best);
    let mut order = best.clone();
    let mut unchanged = 0;
    for round in 0..ROUNDS {
        // Nothing to gain any more, or nothing changes in either direction.
        if fewest == 0 || unchanged == 2 {
            break;
        }
        let before = order.columns.clone();
        let last = order.columns.len().saturating_sub(1);
        if round % 2 == 0 {
            (1..=last).for_each(|column| sort(&mut order, column, column - 1));
        } else {
            (0..last).rev().for_each(|column| sort(&mut order, column, column + 1));
        }
        unchanged = if order.columns == before { unchanged + 1 } else { 0 };
        let number = crossings(&order);
        if number < fewest {
            (best, fewest) = (order.clone(), number);
        }
    }
    best
}

/// The order as given, passing lines last.
fn given(flow: &Flow) -> Order {
    let nodes = |number: usize| (0..number.min(MOST)).map(Slot::Node).collect();
    let mut columns: Vec<Vec<Slot>> =
        flow.columns.iter().map(|column| nodes(column.nodes.len())).collect();
    let mut pieces = vec![];
    let edges: BTreeSet<super::Edge> = flow.edges.iter().copied().collect();
    for (number, edge) in edges.into_iter().enumerate() {
        let exists = |(column, node): (usize, usize)| {
            columns.get(column).is_some_and(|slots| slots.contains(&Slot::Node(node)))
        };
        if edge.from.0 >= edge.to.0 || !exists(edge.from) || !exists(edge.to) {
            continue;
        }
        let mut slot = Slot::Node(edge.from.1);
        for (column, slots) in
            columns.iter_mut().enumerate().take(edge.to.0).skip(edge.from.0 + 1)
        {
            let next = Slot::Pass(number);
            slots.push(next);
            pieces.push((column - 1, slot, next));
            slot = next;
        }
        pieces.push((edge.to.0 - 1, slot, Slot::Node(edge.to.1)));
    }
    Order { columns, pieces }
}

/// Sorts a stage by the middle of what its slots are joined with in a neighbouring stage.
fn sort(order: &mut Order, column: usize, other: usize) {
    let place = |slot: &Slot| order.columns[other].iter().position(|one| one == slot);
    let mut keyed: Vec<(usize, usize, Slot)> = vec![];
    let length = order.columns[other].len().max(1);
    for (at, slot) in order.columns[column].iter().enumerate() {
        let joined = order.pieces.iter().filter_map(|(start, from, to)| {
            if *start == other && other < column && to == slot {
                place(from)
            } else if *start == column && other > column && from == slot {
                place(to)
            } else {
                None
            }
        });
        let places: Vec<usize> = joined.collect();
        let key = if places.is_empty() {
            // What is joined with nothing keeps its share of the height.
            at * 1000 * length / order.columns[column].len()
        } else {
            places.iter().sum::<usize>() * 1000 / places.len()
        };
        keyed.push((key, at, *slot));
    }
    keyed.sort();
    order.columns[column] = keyed.into_iter().map(|(_, _, slot)| slot).collect();
}

/// How many pairs of lines cross.
pub(super) fn crossings(order: &Order) -> usize {
    let places: Vec<(usize, Option<usize>, Option<usize>)> = order
        .pieces
        .iter()
        .map(|(column, from, to)| {
            let place =
                |at: usize, slot| order.columns[at].iter().position(|one| one == slot);
            (*column, place(*column, from), place(column + 1, to))
        })
        .collect();
    let mut number = 0;
    for (at, one) in places.iter().enumerate() {
        for other in places[at + 1..].iter().filter(|other| other.0 == one.0) {
            let apart = (one.1 < other.1 && one.2 > other.2)
                || (one.1 > other.1 && one.2 < other.2);
            number += usize::from(apart);
        }
    }
    number
}
