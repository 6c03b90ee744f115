//! How high the things of each stage stand: as near to what they are joined with as the others allow.

use super::order::{Order, Slot};
use crate::picture::count;

/// Between things of a stage.
pub(super) const GAP: i32 = 18;

/// What a stage has to hold.
pub(super) struct Stack {
    /// The heights of its slots.
    pub(super) heights: Vec<i32>,
    /// The height of what stands below them, with the gap before it.
    pub(super) rest: i32,
}

impl Stack {
    /// How high it is at least.
    pub(super) fn height(&self) -> i32 {
        let gaps = count(self.heights.len()).max(1) - 1;
        self.heights.iter().sum::<i32>() + gaps * GAP + self.rest
    }
}

/// Where the slots of all stages start, between an upper and a lower side.
pub(super) fn place(
    order: &Order,
    stacks: &[Stack],
    (top, bottom): (i32, i32),
) -> Vec<Vec<i32>> {
    let mut places: Vec<Vec<i32>> = stacks
        .iter()
        .map(|stack| {
            let mut y = top + (bottom - top - stack.height()) / 2;
            let place = |high: &i32| {
                y += high + GAP;
                y - high - GAP
            };
            stack.heights.iter().map(place).collect()
        })
        .collect();
    let last = stacks.len().saturating_sub(1);
    let forwards = (1..=last).map(|stage| (stage, stage - 1));
    let backwards = (0..last).rev().map(|stage| (stage, stage + 1));
    for (stage, other) in forwards.clone().chain(backwards).chain(forwards) {
        let wanted = wanted(order, stacks, &places, (stage, other));
        places[stage] = settle(&wanted, &stacks[stage], (top, bottom));
    }
    places
}

/// Where slots would be opposite the middle of what they are joined with in another stage.
fn wanted(
    order: &Order,
    stacks: &[Stack],
    places: &[Vec<i32>],
    (stage, other): (usize, usize),
) -> Vec<i32> {
    let middle = |slot: &Slot| {
        let at = order.columns[other].iter().position(|one| one == slot)?;
        Some(places[other][at] + stacks[other].heights[at] / 2)
    };
    let wanted = order.columns[stage].iter().enumerate().map(|(at, slot)| {
        let joined = order.pieces.iter().filter_map(|(start, from, to)| {
            if *start == other && other < stage && to == slot {
                middle(from)
            } else if *start == stage && other > stage && from == slot {
                middle(to)
            } else {
                None
            }
        });
        let middles: Vec<i32> = joined.collect();
        match middles.len() {
            0 => places[stage][at],
            number => {
                middles.iter().sum::<i32>() / count(number)
                    - stacks[stage].heights[at] / 2
            }
        }
    });
    wanted.collect()
}

/// Places in order and without touching: the mean of what comes of pushing down and of pushing up.
fn settle(wanted: &[i32], stack: &Stack, (top, bottom): (i32, i32)) -> Vec<i32> {
    let end = bottom - stack.rest;
    let mut down = vec![0; wanted.len()];
    let mut up = vec![0; wanted.len()];
    let mut free = top;
    for (at, high) in stack.heights.iter().enumerate() {
        down[at] = wanted[at].max(free);
        free = down[at] + high + GAP;
    }
    let mut limit = end;
    for (at, high) in stack.heights.iter().enumerate().rev() {
        down[at] = down[at].min(limit - high);
        limit = down[at] - GAP;
    }
    let mut limit = end;
    for (at, high) in stack.heights.iter().enumerate().rev() {
        up[at] = wanted[at].min(limit - high);
        limit = up[at] - GAP;
    }
    let mut free = top;
    for (at, high) in stack.heights.iter().enumerate() {
        up[at] = up[at].max(free);
        free = up[at] + high + GAP;
    }
    down.iter().zip(&up).map(|(down, up)| i32::midpoint(*down, *up)).collect()
}
