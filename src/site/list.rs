//! The list of a kind in one language: its order, its headings, and the parts of a long one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::date::Date;
use crate::language::Language;
use crate::model::{FieldType, Model, Order, Role};
use crate::path::slugify;
use crate::record::FieldValue;
use crate::site::node::{Node, NodeId, Presence};
use crate::words::{Collator, Letters, SortKey};

/// The most records of a list on one page; longer lists are split by a stable key.
pub(super) const LONGEST: usize = 200;

/// The records of a kind in one language.
#[derive(Debug, Clone)]
pub struct List {
    /// The records in their order.
    pub nodes: Vec<NodeId>,
    /// The same, under their headings.
    pub groups: Vec<ListGroup>,
    /// The parts of a list that is too long for one page; empty where it is not.
    pub parts: Vec<ListPart>,
    /// Each record with its place in `nodes`, by record.
    positions: Vec<(NodeId, usize)>,
}

/// Records under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListGroup {
    /// The heading.
    pub key: ListKey,
    /// The records.
    pub nodes: Vec<NodeId>,
}

/// What records of a list have in common. Ordered as the headings are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKey {
    /// Nothing: the list has no headings.
    All,
    /// A year, newest first.
    Year(Reverse<i16>),
    /// A choice: its place among the choices, the field and its id.
    Choice(usize, &'static str, Arc<str>),
    /// A first letter, by its place in the alphabet.
    Letter(usize, &'static str),
    /// None of the above; comes last.
    Rest,
}

impl ListKey {
    /// The last segment of the address of a part, and the id of a heading.
    pub fn slug(&self) -> String {
        match self {
            Self::All => "alle".to_owned(),
            Self::Year(year) => year.0.to_string(),
            Self::Choice(_, _, id) => {
                slugify(id).map_or_else(String::new, |s| s.to_string())
            }
            Self::Letter(_, letter) => letter_slug(letter),
            Self::Rest => "weitere".to_owned(),
        }
    }
}

/// A letter in an address; letters that lose their marks there keep apart by their code points.
fn letter_slug(letter: &str) -> String {
    let Some(slug) = slugify(letter) else { return "zeichen".to_owned() };
    let mut small = letter.chars().flat_map(char::to_lowercase);
    let marked = small.find(|character| !character.is_ascii());
    marked.map_or_else(|| slug.to_string(), |c| format!("{slug}-{:x}", u32::from(c)))
}

/// What decides the order of a list before the titles do; one variant per list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Nothing.
    None,
    /// The date, newest first.
    Newest(Reverse<Option<Date>>),
    /// The date, oldest first.
    Oldest(Option<(i16, i8, i8)>),
    /// A number as people read it.
    Number(SortKey),
    /// A rank that an editor gave.
    Order(i64),
}

/// A part of a long list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPart {
    /// The year or letter.
    pub key: ListKey,
    /// The records.
    pub nodes: Vec<NodeId>,
}

impl List {
    /// Makes a list of records that are in order already.
    fn new(nodes: Vec<NodeId>, groups: Vec<ListGroup>, parts: Vec<ListPart>) -> Self {
        let places = nodes.iter().enumerate().map(|(place, node)| (*node, place));
        let mut positions: Vec<(NodeId, usize)> = places.collect();
        positions.sort_unstable();
        Self { nodes, groups, parts, positions }
    }

    /// The place of a record in the list.
    pub fn position(&self, node: NodeId) -> Option<usize> {
        let found = self.positions.binary_search_by_key(&node, |(node, _)| *node);
        found.ok().map(|at| self.positions[at].1)
    }

    /// The records before and after one.
    pub fn neighbours(&self, node: NodeId) -> (Option<NodeId>, Option<NodeId>) {
        let Some(place) = self.position(node) else { return (None, None) };
        let previous = place.checked_sub(1).map(|before| self.nodes[before]);
        (previous, self.nodes.get(place + 1).copied())
    }
}

/// What lists are made from: one language's view of the records.
pub(super) struct Shelf<'a> {
    /// The records.
    pub(super) nodes: &'a [Node],
    /// The kinds.
    pub(super) model: &'a Model,
    /// The settings.
    pub(super) config: &'a Config,
    /// The language.
    pub(super) language: &'a Language,
    /// Its order.
    pub(super) collator: Collator,
    /// The place of each record among all, by title and then by id.
    by_title: Vec<usize>,
    /// The letters of the titles in that order.
    letters: Letters,
}

impl<'a> Shelf<'a> {
    /// The records as a language sees them.
    pub(super) fn new(
        nodes: &'a [Node],
        model: &'a Model,
        config: &'a Config,
        language: &'a Language,
    ) -> Self {
        let collator = Collator::new(language);
        let titles = nodes.par_iter().enumerate().map(|(place, node)| {
            let title = node.title(language);
            (collator.first_weights(title), title, place)
        });
        let mut sorted: Vec<(u128, &str, usize)> = titles.collect();
        sorted.par_sort_unstable_by(|(weights, title, a), (others, other, b)| {
            let order = weights.cmp(others).then_with(|| collator.compare(title, other));
            let (a, b) = (&nodes[*a], &nodes[*b]);
            order.then_with(|| (&a.id, a.kind).cmp(&(&b.id, b.kind)))
        });
        let mut by_title = vec![0; nodes.len()];
        for (place, (_, _, node)) in sorted.iter().enumerate() {
            by_title[*node] = place;
        }
        let titles: Vec<&str> = sorted.into_iter().map(|(_, title, _)| title).collect();
        let letters = collator.letters(&titles);
        Self { nodes, model, config, language, collator, by_title, letters }
    }

    /// The place of a record among all, by title and then by id.
    pub(super) fn by_title(&self, node: NodeId) -> usize {
        self.by_title[node.0]
    }

    /// The lists of all kinds that have records in the language.
    pub(super) fn lists(&self) -> BTreeMap<usize, List> {
        let mut by_kind: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
        for (place, node) in self.nodes.iter().enumerate() {
            if node.presence(self.language, self.config) != Presence::Absent {
                by_kind.entry(node.kind).or_default().push(NodeId(place));
            }
        }
        let lists = by_kind.into_par_iter();
        lists.map(|(kind, nodes)| (kind, self.list(kind, nodes))).collect()
    }

    /// The list of one kind.
    fn list(&self, kind: usize, nodes: Vec<NodeId>) -> List {
        let order = self.model.kinds[kind].order;
        let nodes = self.sorted(order, nodes);
        let groups = self.nested(kind, grouped(&nodes, |node| self.heading(kind, node)));
        // Pages keep their paths, so they have no address below which parts could lie.
        let has_folder = self.model.kinds[kind].folder.is_some();
        let parts = if has_folder && nodes.len() > LONGEST {
            self.nested(kind, grouped(&nodes, |node| self.part_key(node)))
                .into_iter()
                .map(|group| ListPart { key: group.key, nodes: group.nodes })
                .collect()
        } else {
            vec![]
        };
        // A list by title has the order of its letters, which puts all signs into one.
        let is_lettered = order == Order::Title && groups.len() == 1;
        let nodes = if is_lettered && !parts.is_empty() {
            parts.iter().flat_map(|part| &part.nodes).copied().collect()
        } else {
            groups.iter().flat_map(|group| &group.nodes).copied().collect()
        };
        List::new(nodes, groups, parts)
    }

    /// Groups of records of a kind whose records may be part of others: each part stands behind what it
    /// is part of, where both are in one group.
    fn nested(&self, kind: usize, mut groups: Vec<ListGroup>) -> Vec<ListGroup> {
        if self.model.kinds[kind].has_parts() {
            for group in &mut groups {
                group.nodes = nested(self.nodes, &group.nodes);
            }
        }
        groups
    }

    /// Puts records in the order that the model gives their kind; equal ones by title, then by id.
    pub(super) fn sorted(&self, order: Order, mut nodes: Vec<NodeId>) -> Vec<NodeId> {
        nodes.sort_by_cached_key(|node| {
            (self.rank(order, &self.nodes[node.0]), self.by_title(*node))
        });
        nodes
    }

    /// What decides before the title; what a record lacks comes last.
    fn rank(&self, order: Order, node: &Node) -> (bool, Rank) {
        let day = node.date.map(|date| date.start);
        match order {
            Order::Title => (false, Rank::None),
            Order::NewestFirst => (day.is_none(), Rank::Newest(Reverse(day))),
            Order::OldestFirst => {
                (day.is_none(), Rank::Oldest(day.map(Date::oldest_first)))
            }
            Order::Number => match node.original().field("number") {
                Some(FieldValue::Text(number) | FieldValue::Number(_, number)) => {
                    (false, Rank::Number(self.collator.key(number)))
                }
                Some(FieldValue::Integer(number)) => (false, Rank::Order(*number)),
                _ => (true, Rank::None),
            },
            Order::Order => match node.original().field("order") {
                Some(FieldValue::Integer(order)) => (false, Rank::Order(*order)),
                _ => (true, Rank::None),
            },
        }
    }

    /// What decides the order of records of several kinds: those of kinds that are listed by date come
    /// first, newest first, then all others by title.
    pub(super) fn newest_first(&self, node: NodeId) -> impl Ord + use<> {
        let record = &self.nodes[node.0];
        let dated = record.date.filter(|_| self.is_dated(record.kind));
        let day = dated.map(|date| date.start);
        (day.is_none(), Reverse(day), self.by_title(node))
    }

    /// Tells whether the records of a kind are listed by date.
    fn is_dated(&self, kind: usize) -> bool {
        self.model.kinds[kind].order == Order::NewestFirst
    }

    /// The heading under which a record stands in its list.
    fn heading(&self, kind: usize, node: NodeId) -> ListKey {
        let record = &self.nodes[node.0];
        match self.model.kinds[kind].role {
            _ if self.is_dated(kind) => year(record),
            Role::Challenge => self.choice(kind, record, "dimension"),
            Role::Actor => self.choice(kind, record, "group"),
            Role::Term => self.letter(node),
            _ => ListKey::All,
        }
    }

    /// The stable key by which a long list is split: the year, else the first letter.
    pub(super) fn part_key(&self, node: NodeId) -> ListKey {
        let record = &self.nodes[node.0];
        if self.is_dated(record.kind) { year(record) } else { self.letter(node) }
    }

    /// The first letter of a record's title.
    fn letter(&self, node: NodeId) -> ListKey {
        let (place, letter) = self.letters.at(self.by_title(node));
        ListKey::Letter(place, letter)
    }

    /// The value of a choice of a record, in the order of the model.
    fn choice(&self, kind: usize, record: &Node, field: &'static str) -> ListKey {
        let Some(FieldValue::Choice(id)) = record.original().field(field) else {
            return ListKey::Rest;
        };
        let declared = self.model.kinds[kind].field(field).map(|field| &field.ty);
        let place = match declared {
            Some(FieldType::Choice(choices)) => {
                choices.iter().position(|choice| *choice.id == **id)
            }
            _ => None,
        };
        ListKey::Choice(place.unwrap_or(usize::MAX), field, id.clone())
    }
}

/// The year of a record.
fn year(record: &Node) -> ListKey {
    record.date.map_or(ListKey::Rest, |date| ListKey::Year(Reverse(date.start.year())))
}

/// Records in the given order, but each behind the one that it is part of, if that is among them.
fn nested(nodes: &[Node], listed: &[NodeId]) -> Vec<NodeId> {
    let members: BTreeSet<NodeId> = listed.iter().copied().collect();
    let whole = |node: &NodeId| nodes[node.0].whole().filter(|id| members.contains(id));
    let mut parts: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for node in listed.iter().rev() {
        if let Some(whole) = whole(node) {
            parts.entry(whole).or_default().push(*node);
        }
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(listed.len());
    // Whoever is part of nothing comes first; what is left are circles, entered at their first record.
    let tops = listed.iter().filter(|node| whole(node).is_none());
    for top in tops.chain(listed) {
        let mut open = vec![*top];
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                found.push(node);
                open.extend(parts.get(&node).into_iter().flatten());
            }
        }
    }
    found
}

/// Records under their headings, both in order.
pub(super) fn grouped(
    nodes: &[NodeId],
    key: impl Fn(NodeId) -> ListKey,
) -> Vec<ListGroup> {
    let mut groups: BTreeMap<ListKey, Vec<NodeId>> = BTreeMap::new();
    for node in nodes {
        groups.entry(key(*node)).or_default().push(*node);
    }
    groups.into_iter().map(|(key, nodes)| ListGroup { key, nodes }).collect()
}
