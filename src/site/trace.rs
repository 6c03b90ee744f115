//! The trace: from the meetings where something was raised to the projects that put it into practice.

use std::collections::BTreeSet;

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
    /// The records of each stage, by id.
    pub stages: [Vec<NodeId>; STAGES.len()],
    /// The stage of the record that the trace is of.
    pub own: usize,
}

/// The stage of a role; single talks that are published count as meetings.
pub(super) fn stage(role: Role) -> Option<usize> {
    let role = if role == Role::Talk { Role::Meeting } else { role };
    STAGES.iter().position(|stage| *stage == role)
}

/// The trace of a record: all that it came from, going back stage by stage along the relations, and
/// all that came of it, going on likewise. Nothing for records of no stage, or without such relations.
pub(super) fn trace(nodes: &[Node], start: NodeId) -> Option<TraceColumns> {
    let own = stage(nodes[start.0].role)?;
    let mut seen = BTreeSet::from([start]);
    follow(nodes, start, &mut seen, |from, to| to < from);
    let mut later = BTreeSet::from([start]);
    follow(nodes, start, &mut later, |from, to| to > from);
    seen.extend(later);
    if seen.len() == 1 {
        return None;
    }
    let mut columns = TraceColumns { own, ..TraceColumns::default() };
    for node in seen {
        if let Some(stage) = stage(nodes[node.0].role) {
            columns.stages[stage].push(node);
        }
    }
    Some(columns)
}

/// Adds all records that can be reached from `start` over relations between stages in one direction.
fn follow(
    nodes: &[Node],
    start: NodeId,
    seen: &mut BTreeSet<NodeId>,
    direction: impl Fn(usize, usize) -> bool,
) {
    let mut open = vec![start];
    while let Some(current) = open.pop() {
        let node = &nodes[current.0];
        let Some(from) = stage(node.role) else { continue };
        let targets = node.outgoing.iter().flat_map(|relation| &relation.targets);
        let sources = node.incoming.iter().flat_map(|relation| &relation.sources);
        for next in targets.chain(sources) {
            let Some(to) = stage(nodes[next.0].role) else { continue };
            if direction(from, to) && seen.insert(*next) {
                open.push(*next);
            }
        }
    }
}
