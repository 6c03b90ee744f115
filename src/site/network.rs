//! Who worked with whom: actors that meetings, recommendations and projects name together.

use std::collections::BTreeMap;

use crate::model::Role;
use crate::site::Site;
use crate::site::node::{Node, NodeId};

/// The most actors of a record that count as working together. Where half the country was invited, nobody
/// worked with everybody.
const MOST_TOGETHER: usize = 60;

/// The roles of records that bring actors together.
const TOGETHER: [Role; 4] =
    [Role::Meeting, Role::Talk, Role::Recommendation, Role::Project];

/// Two actors and the records that name both.
pub type Contacts = BTreeMap<(NodeId, NodeId), Vec<NodeId>>;

impl Site {
    /// The pairs of actors that records name together, the smaller id first, with these records.
    pub fn contacts(&self) -> Contacts {
        let mut contacts = Contacts::new();
        for (place, node) in self.nodes.iter().enumerate() {
            if !TOGETHER.contains(&node.role) {
                continue;
            }
            let actors = self.actors_of(node);
            if actors.len() > MOST_TOGETHER {
                continue;
            }
            for (at, one) in actors.iter().enumerate() {
                for other in &actors[at + 1..] {
                    contacts.entry((*one, *other)).or_default().push(NodeId(place));
                }
            }
        }
        contacts
    }

    /// The actors that a record names in any of its fields, by id, each once.
    pub fn actors_of(&self, node: &Node) -> Vec<NodeId> {
        let targets =
            node.outgoing.iter().flat_map(|relation| &relation.targets).copied();
        let is_actor = |node: &NodeId| self.nodes[node.0].role == Role::Actor;
        let mut actors: Vec<NodeId> = targets.filter(is_actor).collect();
        actors.sort_unstable();
        actors.dedup();
        actors
    }
}
