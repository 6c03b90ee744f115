//! Related records: those that are two relations away, and over which others.
//!
//! Two records have the more to do with each other the more neighbours they share, and the fewer neighbours
//! each of these has: a workshop of three recommendations says more than an actor of a hundred. That is the
//! index of Adamic and Adar (*Friends and neighbors on the Web*, Social Networks 25, 2003), with whole
//! numbers, so that every machine ranks alike. Tags that both have say little, and nothing alone.

use rustc_hash::FxHashMap;

use crate::site::neighbours::Neighbours;
use crate::site::node::{Node, NodeId};

/// How many related records are shown.
const MOST: usize = 5;

/// The most neighbours of a record that connects others: what is related with everything says nothing.
const MOST_NEIGHBOURS: usize = 200;

/// What a shared tag counts, in the unit of weights: a quarter of the least that a neighbour does.
const TAG: u64 = (1 << 16) / 32;

/// The most shared tags that count.
const MOST_TAGS: usize = 4;

/// A record that is related with another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The record.
    pub node: NodeId,
    /// The records that both are related with themselves, the one that says most first.
    pub over: Vec<NodeId>,
}

/// A record that may be related with another one, and how much speaks for that.
struct Candidate {
    /// The record.
    node: NodeId,
    /// What the records count over which they are related.
    weight: u64,
}

impl Neighbours {
    /// The records that are related with one over others, the nearest first. What the page of the record
    /// leads to anyway is left out: its own relations, mentions, and what its trace goes on to.
    pub fn related(&self, nodes: &[Node], start: NodeId) -> Vec<Related> {
        let mut candidates = self.found(start);
        // The same to all machines: by weight, then in the order of the site.
        let order = |one: &Candidate| (u64::MAX - one.weight, one.node);
        candidates.sort_unstable_by_key(order);
        let is_mentioned = |one: &Candidate| {
            nodes[start.0].mentions.contains(&one.node)
                || nodes[one.node.0].mentions.contains(&start)
        };
        // As many as tags can still bring among the first.
        let mut found: Vec<Candidate> = vec![];
        for one in candidates {
            let least = found.get(MOST - 1).map_or(0, |last| last.weight);
            if one.weight + TAG * (MOST_TAGS as u64) < least {
                break;
            }
            if !is_mentioned(&one) {
                found.push(one);
            }
        }
        let tags = self.tags(start);
        if !tags.is_empty() {
            for one in &mut found {
                let shared = self.tags(one.node).iter();
                let shared = shared.filter(|tag| tags.contains(tag)).count();
                one.weight += TAG * shared.min(MOST_TAGS) as u64;
            }
            found.sort_unstable_by_key(order);
        }
        found.truncate(MOST);
        let related =
            |Candidate { node, .. }| Related { node, over: self.over(start, node) };
        found.into_iter().map(related).collect()
    }

    /// The records that two others are related with, the one that says most first.
    fn over(&self, one: NodeId, other: NodeId) -> Vec<NodeId> {
        let others = self.of(other);
        let is_shared = |node: &NodeId| {
            self.of(*node).len() <= MOST_NEIGHBOURS && others.binary_search(node).is_ok()
        };
        let mut over: Vec<NodeId> =
            self.of(one).iter().copied().filter(is_shared).collect();
        over.sort_unstable_by_key(|node| (u64::MAX - self.weight(*node), *node));
        over
    }

    /// What it counts that two records are both related with this one.
    fn weight(&self, over: NodeId) -> u64 {
        weight(self.of(over).len())
    }

    /// All records that are two relations away and no less, without those that the trace has.
    fn found(&self, start: NodeId) -> Vec<Candidate> {
        let direct = self.of(start);
        let from = self.stage(start);
        // How much speaks for each record, or nothing where a trace leads there.
        let mut found: FxHashMap<NodeId, Option<u64>> = FxHashMap::default();
        for over in direct {
            let others = self.of(*over);
            if others.len() > MOST_NEIGHBOURS {
                continue;
            }
            let (weight, by) = (self.weight(*over), self.stage(*over));
            for other in others {
                let is_traced = goes_on(from, by, self.stage(*other));
                let sum = found.entry(*other).or_insert(Some(0));
                *sum = sum.filter(|_| !is_traced).map(|sum| sum + weight);
            }
        }
        let candidate = |(node, weight): (NodeId, Option<u64>)| {
            let is_near = node == start || direct.binary_search(&node).is_ok();
            (!self.is_page(node) && !is_near)
                .then_some(Candidate { node, weight: weight? })
        };
        // In no order: who asks for them sorts them.
        found.into_iter().filter_map(candidate).collect()
    }
}

/// Tells whether a way over three stages goes on in one direction, as traces do.
fn goes_on(from: Option<usize>, over: Option<usize>, to: Option<usize>) -> bool {
    match (from, over, to) {
        (Some(from), Some(over), Some(to)) => {
            (from < over && over < to) || (from > over && over > to)
        }
        _ => false,
    }
}

/// What a shared neighbour with so many neighbours of its own counts: one by the logarithm of that number,
/// where two count one, in units of 1/65,536.
fn weight(neighbours: usize) -> u64 {
    (1 << 32) / logarithm(neighbours.max(2) as u64)
}

/// The logarithm to the base of 2 of a number above 0, in units of 1/65,536.
fn logarithm(number: u64) -> u64 {
    let whole = u64::from(number.ilog2());
    let mut rest = (number << 32) >> whole;
    let mut logarithm = whole;
    for _ in 0..16 {
        // Squared, the logarithm of the rest doubles: where it reaches 2, the next binary digit is 1.
        rest = u64::try_from((u128::from(rest) * u128::from(rest)) >> 32).unwrap_or(0);
        let digit = rest >> 33;
        rest >>= digit;
        logarithm = logarithm << 1 | digit;
    }
    logarithm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_exact_enough() {
        for (number, expected) in [(1, 0), (2, 65536), (4, 131_072), (1024, 655_360)] {
            assert_eq!(logarithm(number), expected, "{number}");
        }
        // 65,536 times the logarithms of 3, 10 and 200, cut off.
        for (number, expected) in [(3, 103_872), (10, 217_705), (200, 500_947)] {
            assert_eq!(logarithm(number), expected, "{number}");
        }
        assert_eq!((weight(1), weight(2), weight(4)), (65536, 65536, 32768));
        assert!(TAG * 4 <= weight(MOST_NEIGHBOURS));
    }
}
