//! Records with their parts below them.

use std::collections::BTreeMap;
use std::iter::Peekable;

use crate::language::Language;
use crate::site::NodeId;
use crate::view::make::Views;
use crate::view::page::Branch;

/// How many levels of parts stand within each other; deeper ones stand on the last.
const DEEPEST: usize = 3;

impl Views {
    /// Records of a kind with their parts, which follow them in the list; nothing where none of them is
    /// part of another.
    pub(super) fn branches(
        &self,
        kind: usize,
        nodes: &[NodeId],
        language: &Language,
    ) -> Vec<Branch> {
        if !self.site.model.kinds[kind].has_parts() {
            return vec![];
        }
        let mut levels: BTreeMap<NodeId, usize> = BTreeMap::new();
        for node in nodes {
            // Of a circle, the record that comes first is part of nothing.
            let above = self.site.nodes[node.0].whole().and_then(|id| levels.get(&id));
            let level = above.map_or(0, |above| DEEPEST.min(above + 1));
            levels.insert(*node, level);
        }
        if levels.values().all(|level| *level == 0) {
            return vec![];
        }
        let mut rest = nodes.iter().map(|node| (*node, levels[node])).peekable();
        self.branches_at(0, &mut rest, language)
    }

    /// Takes the records of a level, each with its parts.
    fn branches_at(
        &self,
        level: usize,
        rest: &mut Peekable<impl Iterator<Item = (NodeId, usize)>>,
        language: &Language,
    ) -> Vec<Branch> {
        let mut found = vec![];
        while let Some((node, _)) = rest.next_if(|(_, at)| *at == level) {
            let entry = self.entry(node, language);
            let parts = if level < DEEPEST {
                self.branches_at(level + 1, rest, language)
            } else {
                vec![]
            };
            found.push(Branch { entry, parts });
        }
        found
    }
}
