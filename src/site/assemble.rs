//! From records to nodes: texts of one record come together, hidden ones are left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::model::{Model, Role};
use crate::path::{Route, Slug, SourcePath, slugify};
use crate::record::{Card, Record, RecordId, Section};
use crate::site::catalog::{Catalog, CatalogEntry, Found, Hidden, Standing};
use crate::site::file::is_bundle;
use crate::site::names::Names;
use crate::site::node::{Node, NodeId};
use crate::site::publication::{self, Group};
use crate::site::{Bodies, Inputs, SectionText, state};
use crate::source::Sources;

/// Brings the texts of each record together, by kind and id; sets the bodies aside. Of two texts of
/// one language the first stays.
pub(super) fn group(
    config: &Config,
    model: &Model,
    records: Vec<Record>,
) -> (Vec<Group>, Bodies) {
    let mut texts: Vec<(usize, Arc<Card>)> = Vec::with_capacity(records.len());
    let mut bodies = Bodies::with_capacity(records.len());
    for Record { card, body, .. } in records {
        let kind = model.kinds.iter().position(|kind| *kind.id == *card.id.kind);
        let Some(kind) = kind else { continue };
        bodies.insert(card.file.clone(), body);
        texts.push((kind, card));
    }
    texts.sort_by(|text, other| record_of(text).cmp(&record_of(other)));
    let groups = texts.chunk_by(|text, other| record_of(text) == record_of(other));
    (groups.filter_map(|texts| group_of(config, texts)).collect(), bodies)
}

/// The record of a text, by the place of its kind and its id.
fn record_of((kind, card): &(usize, Arc<Card>)) -> (usize, &RecordId) {
    (*kind, &card.id)
}

/// The texts of one record.
fn group_of(config: &Config, texts: &[(usize, Arc<Card>)]) -> Option<Group> {
    let (kind, first) = texts.first()?;
    let mut cards: BTreeMap<Language, Arc<Card>> = BTreeMap::new();
    for (_, card) in texts {
        cards.entry(card.language.clone()).or_insert_with(|| Arc::clone(card));
    }
    let mut languages = config.languages.iter();
    let original = languages.find(|language| cards.contains_key(language));
    let original = original.unwrap_or(cards.keys().next()?).clone();
    Some(Group { id: first.id.clone(), kind: *kind, cards, original })
}

/// How every record stands on the day; published ones are numbered in their order.
pub(super) fn catalog(groups: &[Group], model: &Model, inputs: &Inputs) -> Catalog {
    let entry = |group: &Group| CatalogEntry {
        id: group.id.clone(),
        kind: group.kind,
        files: group.cards.values().map(|card| card.file.clone()).collect(),
        standing: publication::hidden(group, model, inputs.today, inputs.drafts)
            .map_or(Standing::Published(NodeId(0)), Standing::Hidden),
        whole: group.cards.values().all(|card| card.whole),
    };
    let mut catalog = Catalog::new(groups.par_iter().map(entry).collect());
    for place in unapproved_minutes(groups, &catalog, model) {
        catalog.entries[place].standing = Standing::Hidden(Hidden::Unapproved);
    }
    let mut next = 0;
    for entry in &mut catalog.entries {
        if let Standing::Published(node) = &mut entry.standing {
            *node = NodeId(next);
            next += 1;
        }
    }
    catalog
}

/// The ids that the records in files that could not be read would have.
pub(super) fn refused(sources: &Sources) -> BTreeSet<Slug> {
    let records = sources.refused.iter().filter_map(|file| {
        let name = file.file_name();
        let stem = if is_bundle(file) { file.folder().rsplit('/').next()? } else { name };
        slugify(stem.split('.').next()?)
    });
    records.collect()
}

/// The places of the documents that are minutes nobody has approved, or minutes of talks of which
/// nothing but their number is published.
pub(super) fn unapproved_minutes(
    groups: &[Group],
    catalog: &Catalog,
    model: &Model,
) -> Vec<usize> {
    let documents: Vec<Arc<str>> = model
        .kinds
        .iter()
        .filter(|kind| kind.role == Role::Document)
        .map(|kind| kind.id.clone())
        .collect();
    let pairs = groups.iter().zip(&catalog.entries);
    let targets = pairs.flat_map(|(group, entry)| {
        let is_aggregated = entry.standing == Standing::Hidden(Hidden::Aggregated);
        let minutes = publication::minutes(group.original()).into_iter();
        minutes
            .filter(move |minutes| is_aggregated || !minutes.approved)
            .filter_map(|minutes| minutes.document)
    });
    targets
        .filter_map(|target| match catalog.find(target, &documents, model) {
            Found::One(place) => Some(place),
            _ => None,
        })
        .collect()
}

/// The published records as nodes without relations.
pub(super) fn publish(
    groups: &[Group],
    catalog: &Catalog,
    model: &Model,
    inputs: &Inputs,
) -> Vec<Node> {
    let pairs = groups.par_iter().zip(&catalog.entries);
    let published =
        pairs.filter(|(_, entry)| matches!(entry.standing, Standing::Published(_)));
    published.map(|(group, _)| node(group, model, inputs)).collect()
}

/// One published record as a node; what of its texts may not be seen is left behind.
pub(super) fn node(group: &Group, model: &Model, inputs: &Inputs) -> Node {
    let kind = &model.kinds[group.kind];
    let mut cards = group.cards.clone();
    let original = group.original.clone();
    if !inputs.drafts {
        cards.retain(|language, card| {
            *language == original
                || publication::is_ready(card.draft, card.publish_on, inputs)
        });
    }
    if publication::minutes(group.original()).iter().any(|minutes| !minutes.approved) {
        for card in cards.values_mut() {
            Arc::make_mut(card).fields.retain(|field| &*field.id != "minutes");
        }
    }
    let card = group.original();
    let folder = kind.folder.as_ref().unwrap_or(&card.id.folder);
    let folders = folder.split('/').filter(|segment| !segment.is_empty());
    let segments: Vec<String> =
        folders.chain([card.id.slug.as_str()]).map(ToOwned::to_owned).collect();
    Node {
        id: group.id.clone(),
        kind: group.kind,
        role: kind.role,
        address: Route::page(segments.iter().map(String::as_str)).href(),
        state: state::state(card, kind, inputs.today),
        date: state::period(card, kind),
        draft: card.draft,
        planned: publication::planned(card, inputs.today),
        cards,
        original,
        segments,
        outgoing: vec![],
        incoming: vec![],
        mentions: vec![],
    }
}

/// The names of the persons who may not be named, and of those who are.
pub(super) fn withheld(
    groups: &[Group],
    catalog: &Catalog,
    model: &Model,
    nodes: &[Node],
) -> Names {
    let pairs = groups.iter().zip(&catalog.entries);
    // Of a person whose record could not be read, nobody knows what may be said.
    let withheld = pairs.filter(|(_, entry)| {
        entry.standing == Standing::Hidden(Hidden::Withheld) && entry.whole
    });
    let withheld = withheld.flat_map(|(group, _)| group.cards.values());
    let named = nodes.iter().filter(|node| model.kinds[node.kind].role == Role::Person);
    let named = named.flat_map(|node| node.cards.values());
    Names::new(withheld.map(Arc::as_ref), named.map(Arc::as_ref))
}

/// Drops the texts of records that are not published.
pub(super) fn keep_published(bodies: &mut Bodies, catalog: &Catalog, nodes: &[Node]) {
    let is_published = |file: &SourcePath| {
        let place = catalog.of_file(file)?;
        let Standing::Published(node) = catalog.entries[place].standing else {
            return None;
        };
        nodes[node.0].cards.values().find(|card| card.file == *file)
    };
    bodies.retain(|file, _| is_published(file).is_some());
}

/// The texts of sections by folder and language; their bodies join the others. Of two for one
/// address the first stays.
pub(super) fn section_texts(
    sections: Vec<Section>,
    bodies: &mut Bodies,
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<(String, Language), SectionText> {
    let mut texts: BTreeMap<(String, Language), SectionText> = BTreeMap::new();
    for section in sections {
        let key = (section.folder, section.language);
        if let Some(other) = texts.get(&key) {
            findings.push(
                Diagnostic::new(Code::AddressCollision, Span::whole(&section.file))
                    .with("address", format!("/{}/", key.0))
                    .with("other", other.file.as_str())
                    .related(Span::whole(&other.file)),
            );
            continue;
        }
        bodies.insert(section.file.clone(), section.body);
        let text = SectionText {
            file: section.file,
            language: key.1.clone(),
            title: section.title.map(|title| title.text),
            summary: section.summary.map(|summary| summary.text),
            aliases: section.aliases,
            outline: section.outline,
            calls: section.calls,
        };
        texts.insert(key, text);
    }
    texts
}
