//! Which records are neighbours, laid out so that ways over ten thousand of them are walked without touching
//! the records.

use rustc_hash::FxHashMap;

use crate::model::Role;
use crate::path::{Slug, slugify};
use crate::site::node::{Node, NodeId};
use crate::site::tag::tagged;
use crate::site::trace::stage;

/// The records that each record of a site is related with itself. Relations count in both directions.
#[derive(Debug)]
pub struct Neighbours {
    /// The neighbours of all records one behind the other, each once, by id.
    all: Vec<NodeId>,
    /// Where those of each record end.
    ends: Vec<usize>,
    /// What is known of each record.
    facts: Vec<Facts>,
    /// The tags of each record, numbered as addresses have them, so that one is one however it is written.
    tags: Vec<Vec<usize>>,
}

/// What ways ask of a record.
#[derive(Debug, Clone, Copy)]
struct Facts {
    /// Its stage in traces.
    stage: Option<u8>,
    /// Whether it is a page, which has its path and no relations.
    is_page: bool,
}

impl Neighbours {
    /// The neighbours of all records.
    pub fn new(nodes: &[Node]) -> Self {
        let (mut all, mut ends) = (vec![], vec![]);
        let mut own: Vec<NodeId> = vec![];
        for (place, node) in nodes.iter().enumerate() {
            own.extend(node.outgoing.iter().flat_map(|relation| &relation.targets));
            own.extend(node.incoming.iter().flat_map(|relation| &relation.sources));
            own.sort_unstable();
            own.dedup();
            all.extend(own.drain(..).filter(|other| other.0 != place));
            ends.push(all.len());
        }
        let facts = nodes.iter().map(|node| Facts {
            stage: stage(node.role).and_then(|stage| u8::try_from(stage).ok()),
            is_page: node.role == Role::Page,
        });
        let mut numbers: FxHashMap<Slug, usize> = FxHashMap::default();
        let mut number = |slug| {
            let next = numbers.len();
            *numbers.entry(slug).or_insert(next)
        };
        let tags = nodes.iter().map(|node| {
            let card = tagged(node.original(), node.original());
            let slugs = card.tags.iter().filter_map(|tag| slugify(&tag.text));
            slugs.map(&mut number).collect()
        });
        Self { tags: tags.collect(), facts: facts.collect(), all, ends }
    }

    /// The neighbours of a record, by id.
    pub(super) fn of(&self, node: NodeId) -> &[NodeId] {
        let start = node.0.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[node.0]]
    }

    /// The stage of a record in traces, by its place among [`STAGES`](crate::site::STAGES).
    pub(super) fn stage(&self, node: NodeId) -> Option<usize> {
        self.facts[node.0].stage.map(usize::from)
    }

    /// Tells whether a record is a page.
    pub(super) fn is_page(&self, node: NodeId) -> bool {
        self.facts[node.0].is_page
    }

    /// The tags of a record by their numbers.
    pub(super) fn tags(&self, node: NodeId) -> &[usize] {
        &self.tags[node.0]
    }
}
