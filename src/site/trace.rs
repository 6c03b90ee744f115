//! The trace: from the meetings where something was raised to the projects that put it into practice.
//!
//! What a record is related with itself is kept apart from what follows over other records: the first is
//! recorded, the second is derived, and a shared guideline alone connects much that has little in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Role;
use crate::site::node::{Node, NodeId};

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

/// How a record is reached: by how many relations, and over which records before it.
type Found = BTreeMap<NodeId, (usize, Vec<NodeId>)>;

/// The stage of a role; single talks that are published count as meetings.
pub(super) fn stage(role: Role) -> Option<usize> {
    let role = if role == Role::Talk { Role::Meeting } else { role };
    STAGES.iter().position(|stage| *stage == role)
}

/// The trace of a record: all that it came from, going back stage by stage along the relations, and
/// all that came of it, going on likewise. Nothing for records of no stage, or without such relations.
pub(super) fn trace(nodes: &[Node], start: NodeId) -> Option<TraceColumns> {
    let own = stage(nodes[start.0].role)?;
    let mut found = Found::new();
    follow(nodes, start, &mut found, |from, to| to < from);
    follow(nodes, start, &mut found, |from, to| to > from);
    if found.is_empty() {
        return None;
    }
    let mut columns = TraceColumns { own, ..TraceColumns::default() };
    columns.stages[own].direct.push(start);
    let mut groups: BTreeMap<(usize, usize, Vec<NodeId>), Vec<NodeId>> = BTreeMap::new();
    for (node, (steps, mut over)) in found {
        let Some(stage) = stage(nodes[node.0].role) else { continue };
        if steps == 1 {
            columns.stages[stage].direct.push(node);
        } else {
            over.sort_unstable();
            groups.entry((stage, steps, over)).or_default().push(node);
        }
    }
    for ((stage, _, over), nodes) in groups {
        columns.stages[stage].indirect.push(TraceGroup { over, nodes });
    }
    Some(columns)
}

/// Finds all records that can be reached from `start` over relations between stages in one direction,
/// all of one distance before those of the next. The two directions of a trace meet in no stage.
fn follow(
    nodes: &[Node],
    start: NodeId,
    found: &mut Found,
    direction: impl Fn(usize, usize) -> bool,
) {
    let mut open = BTreeSet::from([start]);
    let mut steps = 0;
    while !open.is_empty() {
        steps += 1;
        let mut reached = BTreeSet::new();
        for current in open {
            let node = &nodes[current.0];
            let Some(from) = stage(node.role) else { continue };
            let targets = node.outgoing.iter().flat_map(|relation| &relation.targets);
            let sources = node.incoming.iter().flat_map(|relation| &relation.sources);
            for next in targets.chain(sources) {
                if !stage(nodes[next.0].role).is_some_and(|to| direction(from, to)) {
                    continue;
                }
                let (known, over) = found.entry(*next).or_insert_with(|| (steps, vec![]));
                if *known == steps && over.last() != Some(&current) {
                    over.push(current);
                    reached.insert(*next);
                }
            }
        }
        open = reached;
    }
}
