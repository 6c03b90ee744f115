//! What readers may choose pages by, counted over all pages that the search finds in a language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::language::Language;
use crate::model::{FieldType, Kind, Role};
use crate::site::{ListKey, Node, NodeId, SEARCH};
use crate::view::document::{CHALLENGE, add_fact, last_segment};
use crate::view::make::Views;
use crate::view::make::entry::{choice_label, choices, named};
use crate::view::search::{FacetChoice, FacetView};
use crate::words::Collator;

/// The facets that come first, in this order; all others follow by their ids.
const FIRST: [&str; 4] = ["kind", "year", "state", "dimension"];

/// Those that are no field: the theme says what they are called.
const UNNAMED: [&str; 4] = ["kind", "year", "state", CHALLENGE];

/// The fewest values among which there is something to choose.
const FEWEST: usize = 2;

/// How often there is a value.
#[derive(Default)]
struct Count {
    /// The value in words.
    label: String,
    /// Where it stands among the others; equal ones by their words.
    rank: usize,
    /// How many pages have it.
    pages: usize,
    /// The kinds of these.
    kinds: BTreeSet<usize>,
}

/// Values of all facets.
#[derive(Default)]
struct Tally {
    /// The facets, by their order and id; of each the values by their ids.
    facets: BTreeMap<(usize, String), BTreeMap<String, Count>>,
}

/// A value of a page.
struct Value<'a> {
    /// The facet.
    facet: &'a str,
    /// Its id.
    id: &'a str,
    /// The value in words.
    label: &'a str,
    /// Where it stands among the others.
    rank: usize,
}

impl Tally {
    /// Counts a page of some kind by one of its values.
    fn add(&mut self, kind: usize, value: &Value<'_>) {
        let place = FIRST.iter().position(|first| *first == value.facet);
        let key = (place.unwrap_or(FIRST.len()), value.facet.to_owned());
        let values = self.facets.entry(key).or_default();
        let count = values.entry(value.id.to_owned()).or_default();
        if count.pages == 0 {
            value.label.clone_into(&mut count.label);
            count.rank = value.rank;
        }
        count.pages += 1;
        count.kinds.insert(kind);
    }
}

impl Views {
    /// The facets of a language with their values; those with one value alone are left out.
    pub(super) fn facets(&self, language: &Language) -> Vec<FacetView> {
        let mut tally = Tally::default();
        for (id, node) in self.found(language) {
            self.count(id, node, language, &mut tally);
        }
        let collator = Collator::new(language);
        let chosen = tally.facets.into_iter().filter(|(_, all)| all.len() >= FEWEST);
        let facets = chosen.map(|((_, id), values)| {
            let label = self.facet_label(&id, &values, language);
            let mut values: Vec<(String, Count)> = values.into_iter().collect();
            values.sort_by_cached_key(|(_, count)| {
                (count.rank, collator.key(&count.label))
            });
            let choice = |(value, count): (String, Count)| {
                let listed = self.listed_at(&id, &value, &count, language);
                FacetChoice {
                    label: count.label,
                    count: count.pages,
                    searched: listed.is_none(),
                    href: listed
                        .unwrap_or_else(|| self.search_for(&id, &value, language)),
                }
            };
            let values = values.into_iter().map(choice).collect();
            FacetView { label, values, id: id.clone() }
        });
        facets.collect()
    }

    /// Counts one page by all that readers may choose it by.
    fn count(&self, id: NodeId, node: &Node, language: &Language, tally: &mut Tally) {
        let kind = &self.site.model.kinds[node.kind];
        let mut add = |facet: &str, id: &str, label: &str, rank: usize| {
            tally.add(node.kind, &Value { facet, id, label, rank });
        };
        add("kind", &kind.id, kind.many(language), node.kind);
        if let Some(date) = node.date {
            for year in date.years() {
                let text = year.to_string();
                // The newest first.
                add("year", &text, &text, usize::from(u16::MAX - year.unsigned_abs()));
            }
        }
        if let Some(state) = &node.state {
            let all = choices(kind, &state.field);
            let rank = all.iter().position(|choice| *choice.id == *state.id);
            let label = choice_label(all, &state.id, language);
            add("state", &state.id, &label, node.kind * 1000 + rank.unwrap_or(999));
        }
        if let Some(dimension) = named(node, kind, "dimension", language) {
            let all = choices(kind, "dimension");
            let rank = all.iter().position(|choice| *choice.id == *dimension.id);
            add("dimension", &dimension.id, &dimension.label, rank.unwrap_or(999));
        }
        for challenge in self.challenges_of(id, node) {
            let challenge = &self.site.nodes[challenge.0];
            let (title, address) =
                (challenge.title(language), last_segment(&challenge.address));
            add(CHALLENGE, address, title, 0);
        }
        let mut seen = BTreeSet::new();
        let is_actor = kind.role == Role::Actor;
        for fact in self.facts_of(id, language, |field| has_choice(&field.ty)) {
            add_fact(&fact, is_actor, &mut |facet, id, label| {
                if seen.insert((facet.to_owned(), id.to_owned())) {
                    add(facet, id, label, 0);
                }
            });
        }
    }

    /// The challenges that a record is related with itself, or that it is.
    fn challenges_of(&self, id: NodeId, node: &Node) -> BTreeSet<NodeId> {
        let targets = node.outgoing.iter().flat_map(|field| &field.targets);
        let sources = node.incoming.iter().flat_map(|field| &field.sources);
        let related = targets.chain(sources).chain([&id]).copied();
        related.filter(|id| self.site.nodes[id.0].role == Role::Challenge).collect()
    }

    /// What the kinds of some values call their field; empty for what is no field of theirs.
    fn facet_label(
        &self,
        facet: &str,
        values: &BTreeMap<String, Count>,
        language: &Language,
    ) -> String {
        if UNNAMED.contains(&facet) {
            return String::new();
        }
        let kinds: BTreeSet<usize> =
            values.values().flat_map(|count| count.kinds.iter().copied()).collect();
        let mut kinds = kinds.into_iter().map(|kind| &self.site.model.kinds[kind]);
        let label = kinds.find_map(|kind| field_label(kind, facet, language));
        label.unwrap_or(facet).to_owned()
    }

    /// The list of just the pages that have a value, if there is one.
    fn listed_at(
        &self,
        facet: &str,
        value: &str,
        count: &Count,
        language: &Language,
    ) -> Option<String> {
        let [kind] = count.kinds.iter().copied().collect::<Vec<_>>()[..] else {
            return None;
        };
        let section = self.section_link(kind, language)?;
        if facet == "kind" {
            return Some(section.href);
        }
        let list = self.site.lists.get(&(language.clone(), kind))?;
        let is_value = |key: &ListKey| match key {
            ListKey::Year(year) => facet == "year" && year.0.to_string() == value,
            ListKey::Choice(_, field, id) => facet == *field && **id == *value,
            _ => false,
        };
        if let Some(part) = list.parts.iter().find(|part| is_value(&part.key)) {
            let has_all = part.nodes.len() >= count.pages;
            return has_all.then(|| format!("{}{}/", section.href, part.key.slug()));
        }
        let group = list.groups.iter().find(|group| is_value(&group.key))?;
        let has_all = list.parts.is_empty() && group.nodes.len() >= count.pages;
        has_all.then(|| format!("{}#gruppe--{}", section.href, group.key.slug()))
    }

    /// The search for all pages that have a value.
    fn search_for(&self, facet: &str, value: &str, language: &Language) -> String {
        let page = self.href(&self.localised(language, &[SEARCH]));
        format!("{page}?{}={}", encoded(facet), encoded(value))
    }
}

/// Tells whether a field has values to choose from, perhaps within.
fn has_choice(ty: &FieldType) -> bool {
    match ty {
        FieldType::Choice(_) | FieldType::Region | FieldType::Kind => true,
        FieldType::List { of, .. } => has_choice(of),
        FieldType::Group(fields) => fields.iter().any(|field| has_choice(&field.ty)),
        _ => false,
    }
}

/// What a kind calls a field, be it one within another.
fn field_label<'k>(kind: &'k Kind, id: &str, language: &Language) -> Option<&'k str> {
    let mut open: Vec<_> = kind.fields.iter().collect();
    while let Some(field) = open.pop() {
        if *field.id == *id {
            return Some(field.label(language));
        }
        let ty = match &field.ty {
            FieldType::List { of, .. } => of,
            ty => ty,
        };
        if let FieldType::Group(fields) = ty {
            open.extend(fields);
        }
    }
    None
}

/// A text as it can stand in the query of an address.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _written = write!(out, "%{byte:02X}");
        }
    }
    out
}
