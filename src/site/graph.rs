//! Both directions of every relation, and who is mentioned where.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Checked, Diagnostic};
use crate::model::Model;
use crate::record::Call;
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
    let resolver = Resolver { nodes, groups, lookup };
    let relations: Vec<Checked<Vec<Outgoing>>> =
        (0..groups.len()).into_par_iter().map(|place| resolver.outgoing(place)).collect();
    for (entry, relations) in lookup.catalog.entries.iter().zip(relations) {
        let outgoing = relations.drain_into(findings);
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
    fn outgoing(&self, place: usize) -> Checked<Vec<Outgoing>> {
        let mut findings = Vec::new();
        let Lookup { catalog, model, language } = self.lookup;
        let group = &self.groups[place];
        let own = catalog.entries[place].standing;
        let mut relations: Vec<Outgoing> = Vec::new();
        let mut unnamed: BTreeSet<(Arc<str>, usize)> = BTreeSet::new();
        for written in reference::written(group.original(), &model.kinds[group.kind]) {
            let outcome = reference::resolve(&written, own, self.lookup, &mut findings);
            let relation = entry(&mut relations, &written.field);
            match outcome {
                Outcome::Node(node) => {
                    let target = &self.nodes[node.0];
                    let state = (&model.kinds[target.kind], target.state.as_ref());
                    let wrong = reference::check_state(&written, state, language);
                    let is_torn = |_: &_| catalog.is_torn(written.target, model);
                    findings.extend(wrong.filter(|wrong| !is_torn(wrong)));
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
        Checked { value: relations, findings }
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
    let mut inverse: Vec<Vec<Incoming>> = vec![vec![]; nodes.len()];
    for (place, node) in nodes.iter().enumerate() {
        for relation in &node.outgoing {
            for target in &relation.targets {
                let incoming = &mut inverse[target.0];
                sources(incoming, node.kind, &relation.field).push(NodeId(place));
            }
        }
    }
    for (node, mut incoming) in nodes.iter_mut().zip(inverse) {
        incoming.sort_by(|a, b| (a.kind, &a.field).cmp(&(b.kind, &b.field)));
        node.incoming = incoming;
    }
}

/// The records of a kind that point at a record with a field; none yet if they are not there.
fn sources<'a>(
    incoming: &'a mut Vec<Incoming>,
    kind: usize,
    field: &Arc<str>,
) -> &'a mut Vec<NodeId> {
    let is_same = |known: &Incoming| known.kind == kind && known.field == *field;
    let known = incoming.iter().position(is_same);
    let place = known.unwrap_or(incoming.len());
    if known.is_none() {
        incoming.push(Incoming { kind, field: field.clone(), sources: vec![] });
    }
    &mut incoming[place].sources
}

/// Fills who is mentioned in whose text; what is a relation in either direction is no mention.
pub(super) fn mention(nodes: &mut [Node], index: &Index, model: &Model) {
    let all = &*nodes;
    let mentions: Vec<Vec<NodeId>> = (0..all.len())
        .into_par_iter()
        .map(|source| mentioned(all, NodeId(source), index, model))
        .collect();
    for (source, targets) in mentions.into_iter().enumerate() {
        for target in targets {
            nodes[target.0].mentions.push(NodeId(source));
        }
    }
}

/// The records that the texts of a record link to without a relation, each once.
fn mentioned(
    nodes: &[Node],
    source: NodeId,
    index: &Index,
    model: &Model,
) -> Vec<NodeId> {
    let node = &nodes[source.0];
    let mut targets: Vec<NodeId> = Vec::new();
    for card in node.cards.values() {
        let called = card.calls.iter().flat_map(Call::documents);
        let called = called.map(|document| &document.outline);
        for link in called.chain([&card.outline]).flat_map(|outline| &outline.links) {
            if let Resolved::Node(target, _) =
                index.resolve(&link.target, &card.file, model)
            {
                targets.push(target);
            }
        }
    }
    targets.sort_unstable();
    targets.dedup();
    let points_at = |from: &Node, to: &NodeId| {
        from.outgoing.iter().any(|relation| relation.targets.contains(to))
    };
    targets.retain(|target| {
        let is_related = points_at(node, target) || points_at(&nodes[target.0], &source);
        *target != source && !is_related
    });
    targets
}
