//! Both directions of every relation, and who is mentioned where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::Model;
use crate::site::catalog::Standing;
use crate::site::lookup::{Index, Resolved};
use crate::site::node::{Incoming, Node, NodeId, Outgoing};
use crate::site::publication::Group;
use crate::site::reference::{self, Lookup, Outcome};

/// Resolves the references of all records, hidden ones included, so that their mistakes are found as
/// well; fills the relations of the published ones.
pub(super) fn relate(
    nodes: &mut [Node],
    groups: &[Group],
    lookup: Lookup<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    for (place, entry) in lookup.catalog.entries.iter().enumerate() {
        let resolver = Resolver { nodes, groups, lookup };
        let outgoing = resolver.outgoing(place, findings);
        if let Standing::Published(node) = entry.standing {
            nodes[node.0].outgoing = outgoing;
        }
    }
    invert(nodes);
}

/// What references are resolved against.
struct Resolver<'a> {
    /// The published records, for their states.
    nodes: &'a [Node],
    /// The texts of all records, in the order of the catalog.
    groups: &'a [Group],
    /// All records, and what they are called.
    lookup: Lookup<'a>,
}

impl Resolver<'_> {
    /// The relations of one record, by field in the order of its front matter.
    fn outgoing(&self, place: usize, findings: &mut Vec<Diagnostic>) -> Vec<Outgoing> {
        let Lookup { catalog, model, language } = self.lookup;
        let group = &self.groups[place];
        let own = catalog.entries[place].standing;
        let mut relations: Vec<Outgoing> = Vec::new();
        let mut unnamed: BTreeSet<(Arc<str>, usize)> = BTreeSet::new();
        for written in reference::written(group.original(), &model.kinds[group.kind]) {
            let outcome = reference::resolve(&written, own, self.lookup, findings);
            let relation = entry(&mut relations, &written.field);
            match outcome {
                Outcome::Node(node) => {
                    let target = &self.nodes[node.0];
                    let state = (&model.kinds[target.kind], target.state.as_ref());
                    if !catalog.is_torn(written.target, model) {
                        reference::check_state(&written, state, language, findings);
                    }
                    if !relation.targets.contains(&node) {
                        relation.targets.push(node);
                    }
                }
                Outcome::Withheld(person) => {
                    // Somebody who is listed twice is still one.
                    if unnamed.insert((written.field.clone(), person)) {
                        let person = &self.groups[person];
                        relation.withheld.push(organisation(person, self.lookup));
                    }
                }
                Outcome::Nothing => {}
            }
        }
        relations.retain(|relation| {
            !relation.targets.is_empty() || !relation.withheld.is_empty()
        });
        relations
    }
}

/// The relation of a field, made if it is not there yet.
fn entry<'a>(relations: &'a mut Vec<Outgoing>, field: &Arc<str>) -> &'a mut Outgoing {
    let known = relations.iter().position(|relation| relation.field == *field);
    let place = known.unwrap_or(relations.len());
    if known.is_none() {
        relations.push(Outgoing {
            field: field.clone(),
            targets: vec![],
            withheld: vec![],
        });
    }
    &mut relations[place]
}

/// The organisation of a person who may not be named, if it may be shown.
fn organisation(person: &Group, lookup: Lookup<'_>) -> Option<NodeId> {
    let kind = &lookup.model.kinds[person.kind];
    let references = reference::written(person.original(), kind);
    let written = references.iter().find(|written| &*written.field == "organisation")?;
    let mut findings_are_made_elsewhere = Vec::new();
    let own = Standing::Hidden(crate::site::catalog::Hidden::Withheld);
    match reference::resolve(written, own, lookup, &mut findings_are_made_elsewhere) {
        Outcome::Node(node) => Some(node),
        Outcome::Withheld(_) | Outcome::Nothing => None,
    }
}

/// Fills the other direction of all relations, by kind and field.
fn invert(nodes: &mut [Node]) {
    let mut inverse: BTreeMap<(NodeId, usize, Arc<str>), Vec<NodeId>> = BTreeMap::new();
    for (place, node) in nodes.iter().enumerate() {
        for relation in &node.outgoing {
            for target in &relation.targets {
                let key = (*target, node.kind, relation.field.clone());
                inverse.entry(key).or_default().push(NodeId(place));
            }
        }
    }
    for ((target, kind, field), sources) in inverse {
        nodes[target.0].incoming.push(Incoming { kind, field, sources });
    }
}

/// Fills who is mentioned in whose text; what is a relation in either direction is no mention.
pub(super) fn mention(nodes: &mut [Node], index: &Index, model: &Model) {
    let mut mentions: BTreeSet<(NodeId, NodeId)> = BTreeSet::new();
    for (place, node) in nodes.iter().enumerate() {
        for card in node.cards.values() {
            for link in &card.outline.links {
                if let Resolved::Node(target, _) =
                    index.resolve(&link.target, &card.file, model)
                {
                    mentions.insert((target, NodeId(place)));
                }
            }
        }
    }
    for (target, source) in mentions {
        let related = target == source
            || nodes[source.0].outgoing.iter().any(|out| out.targets.contains(&target))
            || nodes[target.0].outgoing.iter().any(|out| out.targets.contains(&source));
        if !related {
            nodes[target.0].mentions.push(source);
        }
    }
}
