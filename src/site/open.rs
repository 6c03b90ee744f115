//! What is still open: challenges that nothing answers, recommendations without origin or owner.

use crate::model::Role;
use crate::site::node::{Node, NodeId};

/// Records that lack something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenPoints {
    /// Challenges that no recommendation addresses.
    pub unanswered: Vec<NodeId>,
    /// Recommendations that were derived from no meeting.
    pub no_origin: Vec<NodeId>,
    /// Recommendations for which nobody is responsible.
    pub no_responsible: Vec<NodeId>,
}

/// Finds what is open.
pub(super) fn open_points(nodes: &[Node]) -> OpenPoints {
    let of =
        |role: Role| nodes.iter().enumerate().filter(move |(_, node)| node.role == role);
    let related = |node: &Node, role: Role| {
        let targets = node.outgoing.iter().flat_map(|relation| &relation.targets);
        let sources = node.incoming.iter().flat_map(|relation| &relation.sources);
        targets.chain(sources).any(|other| nodes[other.0].role == role)
    };
    let without_meeting =
        |node: &Node| !related(node, Role::Meeting) && !related(node, Role::Talk);
    let without_owner = |node: &Node| {
        !node.outgoing.iter().any(|relation| &*relation.field == "responsible")
    };
    let ids = |places: Vec<usize>| places.into_iter().map(NodeId).collect();
    let unanswered = of(Role::Challenge)
        .filter(|(_, node)| !related(node, Role::Recommendation))
        .map(|(place, _)| place);
    let no_origin = of(Role::Recommendation)
        .filter(|(_, node)| without_meeting(node))
        .map(|(place, _)| place);
    let no_responsible = of(Role::Recommendation)
        .filter(|(_, node)| without_owner(node))
        .map(|(place, _)| place);
    OpenPoints {
        unanswered: ids(unanswered.collect()),
        no_origin: ids(no_origin.collect()),
        no_responsible: ids(no_responsible.collect()),
    }
}
