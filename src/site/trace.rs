//! The trace: from the meetings where something was raised to the projects that put it into practice.
//!
//! What a record is related with itself is kept apart from what follows over other records: the first is
//! recorded, the second is derived, and a shared guideline alone connects much that has little in common.

use rustc_hash::FxHashMap;

use crate::model::Role;
use crate::site::neighbours::Neighbours;
use crate::site::node::NodeId;

/// The stages of a trace in their order.
pub const STAGES: [Role; 5] = [
    Role::Meeting,
    Role::Challenge,
    Role::Guideline,
    Role::Recommendation,
    Role::Project,
];

/// The records of a trace, by stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceColumns {
    /// The stages.
    pub stages: [TraceColumn; STAGES.len()],
    /// The stage of the record that the trace is of.
    pub own: usize,
}

/// The records of one stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceColumn {
    /// The record itself, or those that one relation connects with it; by id.
    pub direct: Vec<NodeId>,
    /// Those that are reached over records of other stages, the shortest ways first.
    pub indirect: Vec<TraceGroup>,
}

impl TraceColumn {
    /// How many records it has; each is in it once.
    pub fn number(&self) -> usize {
        self.direct.len()
            + self.indirect.iter().map(|group| group.nodes.len()).sum::<usize>()
    }
}

/// Records that are reached over the same others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceGroup {
    /// The last records on the shortest ways, each related with all of the group; by id.
    pub over: Vec<NodeId>,
    /// The records, by id.
    pub nodes: Vec<NodeId>,
}

/// How a record is reached.
#[derive(Debug)]
struct Way {
    /// The record.
    node: NodeId,
    /// By how many relations.
    steps: usize,
    /// The records before it, by id.
    over: Vec<NodeId>,
}

/// The ways to all records that were reached, and the place of each among them.
#[derive(Debug, Default)]
struct Ways {
    /// The ways.
    all: Vec<Way>,
    /// Where the way to each record stands.
    places: FxHashMap<NodeId, usize>,
}

/// The stage of a role; single talks that are published count as meetings.
pub(super) fn stage(role: Role) -> Option<usize> {
    let role = if role == Role::Talk { Role::Meeting } else { role };
    STAGES.iter().position(|stage| *stage == role)
}

impl Neighbours {
    /// The trace of a record: all that it came from, going back stage by stage along the relations, and
    /// all that came of it, going on likewise. Nothing for records of no stage, or without such relations.
    pub fn trace(&self, start: NodeId) -> Option<TraceColumns> {
        let own = self.stage(start)?;
        let mut ways = Ways::default();
        self.follow(start, &mut ways, |from, to| to < from);
        self.follow(start, &mut ways, |from, to| to > from);
        let mut ways = ways.all;
        if ways.is_empty() {
            return None;
        }
        let stage = |way: &Way| self.stage(way.node).unwrap_or(own);
        let key = |way: &Way| (stage(way), way.steps);
        ways.sort_unstable_by(|one, other| {
            let order = key(one).cmp(&key(other));
            order.then_with(|| (&one.over, one.node).cmp(&(&other.over, other.node)))
        });
        let mut columns = TraceColumns { own, ..TraceColumns::default() };
        columns.stages[own].direct.push(start);
        let is_group =
            |one: &Way, other: &Way| key(one) == key(other) && one.over == other.over;
        for group in ways.chunk_by(is_group) {
            let column = &mut columns.stages[stage(&group[0])];
            let nodes = group.iter().map(|way| way.node);
            if group[0].steps == 1 {
                column.direct.extend(nodes);
            } else {
                let over = group[0].over.clone();
                column.indirect.push(TraceGroup { over, nodes: nodes.collect() });
            }
        }
        Some(columns)
    }

    /// Finds all records that can be reached from `start` over relations between stages in one direction,
    /// all of one distance before those of the next. The two directions of a trace meet in no stage.
    fn follow(
        &self,
        start: NodeId,
        ways: &mut Ways,
        direction: impl Fn(usize, usize) -> bool,
    ) {
        let mut open = vec![start];
        let mut steps = 0;
        while !open.is_empty() {
            steps += 1;
            let before = ways.all.len();
            // In their order, so that those before a record are in theirs.
            for current in open {
                let Some(from) = self.stage(current) else { continue };
                let next = self.of(current).iter();
                for next in next.filter(|next| {
                    self.stage(**next).is_some_and(|to| direction(from, to))
                }) {
                    let place = *ways.places.entry(*next).or_insert(ways.all.len());
                    if place == ways.all.len() {
                        ways.all.push(Way { node: *next, steps, over: vec![] });
                    }
                    if ways.all[place].steps == steps {
                        ways.all[place].over.push(current);
                    }
                }
            }
            open = ways.all[before..].iter().map(|way| way.node).collect();
            open.sort_unstable();
        }
    }
}
