//! A record as it stands in a list, and what lists and pages share.

use std::sync::{Arc, OnceLock};

use crate::language::{Language, foreign};
use crate::model::{Choice, FieldType, Kind};
use crate::picture::flow::Piece;
use crate::record::FieldValue;
use crate::site::{Node, NodeId, Site, State, TAGS};
use crate::view::make::Views;
use crate::view::page::LinkView;
use crate::view::record::{Badge, Entry, Named, Place, StateView};
use crate::view::shared::Shared;

/// The records as the lists of one language show them.
#[derive(Debug)]
pub(super) struct Listed {
    /// The entry of each record, made when it is asked for.
    entries: Vec<OnceLock<Shared<Entry>>>,
    /// Each record as the traces of others show it, made when it is asked for.
    pub(super) pieces: Vec<OnceLock<Arc<Piece>>>,
    /// The rank of each record among all: by kind, then as its section shows it.
    ranks: Vec<u32>,
    /// The links that many pages have, made when they are asked for; nothing for pages that are not
    /// there.
    links: Vec<OnceLock<Option<Shared<LinkView>>>>,
}

/// What many pages of a language link to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hub {
    /// The first page.
    Home,
    /// The list of a kind, by its place in the model.
    Section(usize),
    /// The list of a tag, by its place among those of the language.
    Tag(usize),
}

impl Listed {
    /// The records of a site in a language.
    pub(super) fn new(site: &Site, language: &Language) -> Self {
        let nodes = site.nodes.iter().enumerate();
        let mut order: Vec<(usize, Option<usize>, NodeId)> = nodes
            .map(|(place, node)| {
                let list = site.lists.get(&(language.clone(), node.kind));
                let id = NodeId(place);
                (node.kind, list.and_then(|list| list.position(id)), id)
            })
            .collect();
        order.sort_unstable();
        let mut ranks = vec![0; order.len()];
        for ((_, _, node), rank) in order.into_iter().zip(0..) {
            ranks[node.0] = rank;
        }
        let entries = std::iter::repeat_with(OnceLock::new).take(site.nodes.len());
        let pieces = std::iter::repeat_with(OnceLock::new).take(site.nodes.len());
        let tags = site.tags.get(language).map_or(0, Vec::len);
        let links = 1 + site.model.kinds.len() + tags;
        let links = std::iter::repeat_with(OnceLock::new).take(links);
        Self {
            entries: entries.collect(),
            pieces: pieces.collect(),
            ranks,
            links: links.collect(),
        }
    }

    /// How many values pages of the language may share.
    pub(super) fn shared(&self) -> usize {
        self.entries.len() + self.links.len()
    }
}

impl Views {
    /// A record in a list of a page in a language.
    pub(super) fn entry(&self, node: NodeId, language: &Language) -> Shared<Entry> {
        let make = || {
            let place = u32::try_from(node.0).unwrap_or(u32::MAX);
            Shared::new(place, self.make_entry(node, language))
        };
        let listed = self.listed.get(language).and_then(|all| all.entries.get(node.0));
        listed.map_or_else(make, |entry| entry.get_or_init(make).clone())
    }

    /// Makes the entry of a record.
    fn make_entry(&self, node: NodeId, language: &Language) -> Entry {
        let record = &self.site.nodes[node.0];
        let kind = &self.site.model.kinds[record.kind];
        let card = record.card(language);
        Entry {
            href: self.node_href(node, language),
            title: card.title.text.clone(),
            language: foreign(&card.language, language),
            kind: kind.id.to_string(),
            kind_label: kind.one(language).to_owned(),
            summary: card.summary.as_ref().map_or_else(String::new, |s| s.text.clone()),
            date: record.date,
            place: self.place(node, language),
            number: self.text_field(node, "number", language),
            state: record.state.as_ref().map(|state| state_view(kind, state, language)),
            dimension: named(record, kind, "dimension", language),
            badges: badges(record, record.draft || record.planned.is_some()),
        }
    }

    /// Where a record took place.
    fn place(&self, node: NodeId, language: &Language) -> Option<Place> {
        let name = self.text_field(node, "place", language);
        let language = self.field_language(node, "place", language);
        (!name.is_empty()).then_some(Place { name, language })
    }

    /// Records in a list, in the given order.
    pub(super) fn entries(
        &self,
        nodes: &[NodeId],
        language: &Language,
    ) -> Vec<Shared<Entry>> {
        nodes.iter().map(|node| self.entry(*node, language)).collect()
    }

    /// Records in the order of their lists: by kind, then as their section shows them.
    pub(super) fn in_order(&self, nodes: &[NodeId], language: &Language) -> Vec<NodeId> {
        let mut sorted = nodes.to_vec();
        let ranks = self.listed.get(language).map_or(&[][..], |all| &all.ranks);
        sorted.sort_by_key(|node| ranks.get(node.0));
        sorted
    }

    /// A link that many pages of a language have, if the page is there.
    pub(super) fn hub(&self, hub: Hub, language: &Language) -> Option<Shared<LinkView>> {
        let place = match hub {
            Hub::Home => 0,
            Hub::Section(kind) => 1 + kind,
            Hub::Tag(tag) => 1 + self.site.model.kinds.len() + tag,
        };
        let make = || {
            let link = match hub {
                Hub::Home => Some(self.home_link(language)),
                Hub::Section(kind) => self.section_link(kind, language),
                Hub::Tag(tag) => self.tag_link(tag, language),
            };
            let shared = self.site.nodes.len() + place;
            let shared = u32::try_from(shared).unwrap_or(u32::MAX);
            link.map(|link| Shared::new(shared, link))
        };
        let known = self.listed.get(language).and_then(|all| all.links.get(place));
        known.map_or_else(make, |link| link.get_or_init(make).clone())
    }

    /// A link to the list of a tag.
    fn tag_link(&self, tag: usize, language: &Language) -> Option<LinkView> {
        let tag = self.site.tags.get(language)?.get(tag)?;
        Some(LinkView {
            title: tag.title.clone(),
            href: self.href(&self.localised(language, &[TAGS, tag.slug.as_str()])),
            language: foreign(&tag.language, language),
        })
    }

    /// A link to a record.
    pub(super) fn link(&self, node: NodeId, language: &Language) -> LinkView {
        let card = self.site.nodes[node.0].card(language);
        LinkView {
            title: card.title.text.clone(),
            href: self.node_href(node, language),
            language: foreign(&card.language, language),
        }
    }
}

/// What a reader must know of a record before anything else.
pub(super) fn badges(record: &Node, is_draft: bool) -> Vec<Badge> {
    let cancelled = record.original().field("cancelled");
    let is_cancelled = cancelled == Some(&FieldValue::Boolean(true));
    let all = [(is_cancelled, Badge::Cancelled), (is_draft, Badge::Draft)];
    all.into_iter().filter_map(|(holds, badge)| holds.then_some(badge)).collect()
}

/// A state with its label.
pub(super) fn state_view(kind: &Kind, state: &State, language: &Language) -> StateView {
    StateView {
        id: state.id.to_string(),
        label: choice_label(choices(kind, &state.field), &state.id, language),
        progress: state.progress,
        since: state.since,
    }
}

/// The value of a choice with its label.
pub(super) fn named(
    record: &Node,
    kind: &Kind,
    field: &str,
    language: &Language,
) -> Option<Named> {
    let Some(FieldValue::Choice(id)) = record.original().field(field) else {
        return None;
    };
    let label = choice_label(choices(kind, field), id, language);
    Some(Named { id: id.to_string(), label })
}

/// The values that a field chooses from.
pub(super) fn choices<'a>(kind: &'a Kind, field: &str) -> &'a [Choice] {
    match kind.field(field).map(|field| &field.ty) {
        Some(FieldType::Choice(choices)) => choices,
        _ => &[],
    }
}

/// The label of a value; the value itself where the model names nothing.
pub(super) fn choice_label(choices: &[Choice], id: &str, language: &Language) -> String {
    let choice = choices.iter().find(|choice| *choice.id == *id);
    let label = choice.and_then(|choice| choice.label.get(language));
    label.map_or_else(|| id.to_owned(), Clone::clone)
}
