//! What readers may choose records by: their kind, year, state …, with all values that a language has.
//!
//! The assignment is made once for each language. The pages of choices, the facets beside lists and those of
//! the search are all read from it.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::date::DateSpan;
use crate::language::Language;
use crate::model::{Choice, Field, FieldType, Kind, Role};
use crate::record::{self, FieldValue};
use crate::site::list::Shelf;
use crate::site::node::{Node, NodeId, Presence};

/// Where the values of something stand that the model gives no order: behind all others.
const LAST: usize = 999;

/// Something that readers may choose records by, in the order in which it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// What a record is.
    Kind,
    /// When it was.
    Year,
    /// How far it has come.
    State,
    /// What it is about, in one of a few words.
    Dimension,
    /// The challenges that it has to do with.
    Challenge,
    /// The groups of actors that it stands for, or that took part.
    Group,
    /// Where it was.
    Region,
}

impl Facet {
    /// All facets in their order.
    pub const ALL: [Self; 7] = [
        Self::Kind,
        Self::Year,
        Self::State,
        Self::Dimension,
        Self::Challenge,
        Self::Group,
        Self::Region,
    ];

    /// Its name in the search, in strings of the theme, and of the field that it comes from, if it is one.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Year => "year",
            Self::State => "state",
            Self::Dimension => "dimension",
            Self::Challenge => "challenge",
            Self::Group => "group",
            Self::Region => "region",
        }
    }

    /// The segment of addresses that its value follows.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Kind => "art",
            Self::Year => "jahr",
            Self::State => "stand",
            Self::Dimension => "dimension",
            Self::Challenge => "herausforderung",
            Self::Group => "gruppe",
            Self::Region => "region",
        }
    }
}

/// A value of a facet, with the records that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The facet.
    pub facet: Facet,
    /// Its id, as the search calls it.
    pub id: String,
    /// Where it stands among the others; equal ones by their words.
    pub rank: usize,
    /// The record whose kind says what the value is called: the challenge itself, else the first that has it.
    pub named_by: NodeId,
    /// The records, those of the language alone.
    pub nodes: Vec<NodeId>,
}

/// The values of all facets in a language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// The values by facet and then by id.
    pub values: Vec<FacetValue>,
}

impl Facets {
    /// The places of the values of a facet.
    pub fn of(&self, facet: Facet) -> Range<usize> {
        let start = self.values.partition_point(|value| value.facet < facet);
        start..self.values.partition_point(|value| value.facet <= facet)
    }

    /// The place of a value.
    pub fn place(&self, facet: Facet, id: &str) -> Option<usize> {
        let key = |value: &FacetValue| {
            value.facet.cmp(&facet).then_with(|| value.id.as_str().cmp(id))
        };
        self.values.binary_search_by(key).ok()
    }
}

/// What tells the values of a facet apart while they are gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    /// A year.
    Year(i16),
    /// An id.
    Id(&'a str),
}

/// A value of a record.
struct Found<'a> {
    /// The facet.
    facet: Facet,
    /// What tells it from others of the facet.
    key: Key<'a>,
    /// Where it stands among the others.
    rank: usize,
    /// The record that it is named by.
    named_by: NodeId,
}

/// The values of all records that a language has.
pub(super) fn facets(shelf: &Shelf<'_>) -> Facets {
    let fields: Vec<Vec<&Field>> = shelf.model.kinds.iter().map(telling).collect();
    let mut places: HashMap<(Facet, Key<'_>), usize> = HashMap::new();
    let mut values: Vec<FacetValue> = vec![];
    for (place, node) in shelf.nodes.iter().enumerate() {
        if node.presence(shelf.language, shelf.config) == Presence::Absent {
            continue;
        }
        let id = NodeId(place);
        each_value(shelf, &fields[node.kind], id, &mut |found: Found<'_>| {
            let new = values.len();
            let at = *places.entry((found.facet, found.key)).or_insert(new);
            if at == new {
                values.push(FacetValue {
                    facet: found.facet,
                    id: match found.key {
                        Key::Year(year) => year.to_string(),
                        Key::Id(id) => id.to_owned(),
                    },
                    rank: found.rank,
                    named_by: found.named_by,
                    nodes: vec![],
                });
            }
            let nodes = &mut values[at].nodes;
            if nodes.last() != Some(&id) {
                nodes.push(id);
            }
        });
    }
    values.sort_by(|one, other| (one.facet, &one.id).cmp(&(other.facet, &other.id)));
    Facets { values }
}

/// The fields of a kind that tell a region or a group.
fn telling(kind: &Kind) -> Vec<&Field> {
    let is_actor = kind.role == Role::Actor;
    let tells = |field: &&Field| {
        let ty = match &field.ty {
            FieldType::List { of, .. } => of,
            ty => ty,
        };
        let is_one = match ty {
            FieldType::Region => true,
            FieldType::Choice(_) => {
                *field.id == *Facet::Region.id()
                    || (is_actor && *field.id == *Facet::Group.id())
            }
            _ => &*field.id == "participants",
        };
        field.shown && is_one
    };
    kind.fields.iter().filter(tells).collect()
}

/// Hands out all values of a record.
fn each_value<'a>(
    shelf: &Shelf<'a>,
    fields: &[&'a Field],
    id: NodeId,
    add: &mut impl FnMut(Found<'a>),
) {
    let node = &shelf.nodes[id.0];
    let kind = &shelf.model.kinds[node.kind];
    let mut found = |facet, key, rank, named_by| {
        add(Found { facet, key, rank, named_by });
    };
    found(Facet::Kind, Key::Id(&kind.id), node.kind, id);
    for year in node.date.into_iter().flat_map(DateSpan::years) {
        // The newest first.
        let rank = usize::from(u16::MAX - year.unsigned_abs());
        found(Facet::Year, Key::Year(year), rank, id);
    }
    if let Some(state) = &node.state {
        let rank = rank(kind, &state.field, &state.id);
        found(Facet::State, Key::Id(&state.id), node.kind * (LAST + 1) + rank, id);
    }
    let dimension = Facet::Dimension.id();
    if let Some(FieldValue::Choice(choice)) = node.original().field(dimension) {
        let rank = rank(kind, dimension, choice);
        found(Facet::Dimension, Key::Id(choice), rank, id);
    }
    for challenge in challenges(shelf.nodes, id) {
        let slug = shelf.nodes[challenge.0].segments.last();
        let key = Key::Id(slug.map_or("", String::as_str));
        found(Facet::Challenge, key, 0, challenge);
    }
    for field in fields {
        let value = node.field(&field.id, shelf.language);
        each_item(value, &mut |value| match value {
            FieldValue::Region(region) => {
                let mut regions = shelf.model.regions.iter();
                let has_code = |one: &Choice| one.id == *region && !one.code.is_empty();
                if *field.id == *Facet::Region.id() || regions.any(has_code) {
                    found(Facet::Region, Key::Id(region), 0, id);
                }
            }
            FieldValue::Choice(choice) if *field.id == *Facet::Region.id() => {
                found(Facet::Region, Key::Id(choice), 0, id);
            }
            FieldValue::Choice(choice) => {
                found(Facet::Group, Key::Id(choice), 0, id);
            }
            FieldValue::Group(report) => {
                for group in taking_part(report) {
                    found(Facet::Group, Key::Id(group), 0, id);
                }
            }
            _ => {}
        });
    }
}

/// Hands out a value, or each of several.
fn each_item<'a>(value: Option<&'a FieldValue>, take: &mut impl FnMut(&'a FieldValue)) {
    match value {
        Some(FieldValue::List(items)) => items.iter().for_each(|item| take(&item.value)),
        Some(value) => take(value),
        None => {}
    }
}

/// The groups of which somebody took part, as a report says.
fn taking_part(report: &[record::Field]) -> impl Iterator<Item = &str> {
    let by_group = report.iter().find(|field| &*field.id == "by_group");
    let counts = match by_group.map(|field| &field.value) {
        Some(FieldValue::Group(counts)) => counts.as_slice(),
        _ => &[],
    };
    let some = |field: &&record::Field| matches!(field.value, FieldValue::Integer(count) if count > 0);
    counts.iter().filter(some).map(|field| &*field.id)
}

/// The challenges that a record is related with itself, or that it is.
fn challenges(nodes: &[Node], id: NodeId) -> BTreeSet<NodeId> {
    let node = &nodes[id.0];
    let targets = node.outgoing.iter().flat_map(|field| &field.targets);
    let sources = node.incoming.iter().flat_map(|field| &field.sources);
    let related = targets.chain(sources).chain([&id]).copied();
    related.filter(|id| nodes[id.0].role == Role::Challenge).collect()
}

/// The place of a choice in the model.
fn rank(kind: &Kind, field: &str, id: &str) -> usize {
    let choices = match kind.field(field).map(|field| &field.ty) {
        Some(FieldType::Choice(choices)) => choices.as_slice(),
        _ => &[],
    };
    choices.iter().position(|choice| *choice.id == *id).unwrap_or(LAST)
}

impl super::Site {
    /// What readers of a language may choose records by.
    pub fn facets(&self, language: &Language) -> Option<&Facets> {
        self.facets.get(language)
    }
}
