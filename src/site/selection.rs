//! Selections: the records that have one value of a facet, or one of each of two.
//!
//! Each has a page, but those that select nothing, or the same as one of their values alone. The number of
//! pages for two values is limited (`facets.pairs` in `site.yaml`): where there would be more, two facets are
//! combined either in all their values or in none, and those go first that need the most pages.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use crate::language::Language;
use crate::path::slugify;
use crate::site::facet::{Facet, FacetValue, Facets};
use crate::site::list::{LONGEST, ListPart, Shelf};
use crate::site::node::NodeId;
use crate::site::tag;

/// The fewest values among which there is something to choose.
const FEWEST: usize = 2;

/// The records that readers have chosen by one value or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The place of the value among those of the language; of two, the one whose facet comes first.
    pub first: usize,
    /// The place of the other value, if there is one.
    pub second: Option<usize>,
    /// The records: newest first where there are parts.
    pub nodes: Vec<NodeId>,
    /// The parts of a list that is too long for one page; empty where it is not.
    pub parts: Vec<ListPart>,
    /// Whether it is the list of a kind, which has a page of its own already.
    pub is_section: bool,
}

/// The selections of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selections {
    /// Those of one value in the order of these, then those of two.
    pub all: Vec<Selection>,
    /// The segment of addresses of each value, by its place.
    slugs: Vec<String>,
    /// The selection of each value; nothing where its facet has no other one.
    singles: Vec<Option<usize>>,
    /// The selection of two values, the smaller place first: that of one alone where it has the same records.
    pairs: HashMap<(usize, usize), usize>,
}

impl Selections {
    /// The selection of one value, by its place.
    pub fn single(&self, value: usize) -> Option<usize> {
        self.singles.get(value).copied().flatten()
    }

    /// The selection that has all records with two values: that of both, or of one that all of them have.
    pub fn pair(&self, one: usize, other: usize) -> Option<usize> {
        self.pairs.get(&(one.min(other), one.max(other))).copied()
    }

    /// The segment of addresses of a value.
    pub fn slug(&self, value: usize) -> &str {
        self.slugs.get(value).map_or("", String::as_str)
    }

    /// The pairs of values in their order, each with its selection.
    pub fn sorted_pairs(&self) -> Vec<((usize, usize), usize)> {
        let mut pairs: Vec<_> =
            self.pairs.iter().map(|(pair, place)| (*pair, *place)).collect();
        pairs.sort_unstable();
        pairs
    }
}

/// Two facets with the selections of their values.
struct Combined {
    /// The selections that have pages.
    selections: Vec<Selection>,
    /// The pairs of values that select the same as one of them, and that one.
    same: Vec<((usize, usize), usize)>,
}

impl Combined {
    /// How many pages there are.
    fn pages(&self) -> usize {
        self.selections.iter().map(|selection| 1 + selection.parts.len()).sum()
    }
}

/// The selections of a full language; at most `limit` pages are for two values.
pub(super) fn selections(facets: &Facets, shelf: &Shelf<'_>, limit: usize) -> Selections {
    let offered: Vec<Range<usize>> = Facet::ALL
        .into_iter()
        .map(|facet| facets.of(facet))
        .filter(|values| values.len() >= FEWEST)
        .collect();
    let places: Vec<usize> = offered.iter().cloned().flatten().collect();
    let mut singles = vec![None; facets.values.len()];
    for (place, value) in places.iter().enumerate() {
        singles[*value] = Some(place);
    }
    let all = places.par_iter().map(|value| {
        let nodes = facets.values[*value].nodes.clone();
        let kind = shelf.nodes[facets.values[*value].named_by.0].kind;
        let is_section = facets.values[*value].facet == Facet::Kind
            && shelf.model.kinds[kind].folder.is_some();
        let made =
            Selection { first: *value, second: None, nodes, parts: vec![], is_section };
        finished(made, shelf)
    });
    let mut made = Selections {
        all: all.collect(),
        slugs: slugs(&facets.values, shelf),
        singles,
        pairs: HashMap::new(),
    };
    for combined in combinations(facets, &offered, shelf, limit) {
        for (pair, one) in combined.same {
            if let Some(place) = made.single(one) {
                made.pairs.insert(pair, place);
            }
        }
        for selection in combined.selections {
            if let Some(second) = selection.second {
                made.pairs.insert((selection.first, second), made.all.len());
            }
            made.all.push(selection);
        }
    }
    made
}

/// The pairs of facets that are combined, in the order of the facets.
fn combinations(
    facets: &Facets,
    offered: &[Range<usize>],
    shelf: &Shelf<'_>,
    limit: usize,
) -> Vec<Combined> {
    let values = values_of(facets, shelf.nodes.len());
    let pairs: Vec<(usize, usize)> = (0..offered.len())
        .flat_map(|one| (one + 1..offered.len()).map(move |other| (one, other)))
        .collect();
    let ranges = |(one, other): (usize, usize)| (&offered[one], &offered[other]);
    let counted = pairs.into_par_iter().map(|pair| {
        let counts = Counts::new(ranges(pair), &values);
        (counts.distinct(facets), pair, counts)
    });
    let mut counted: Vec<_> = counted.collect();
    // Those with the fewest pages first. What is too much without parts is so with them.
    counted.sort_by_key(|(pages, pair, _)| (*pages, *pair));
    let mut sum = 0;
    counted.retain(|(pages, ..)| {
        sum += pages;
        sum <= limit
    });
    let combined = counted.into_par_iter().map(|(_, pair, counts)| {
        let combined = combine(&counts, facets, &values, shelf);
        (combined.pages(), pair, combined)
    });
    let mut combined: Vec<_> = combined.collect();
    combined.sort_by_key(|(pages, pair, _)| (*pages, *pair));
    let mut sum = 0;
    combined.retain(|(pages, ..)| {
        sum += pages;
        sum <= limit
    });
    combined.sort_by_key(|(_, pair, _)| *pair);
    combined.into_iter().map(|(_, _, combined)| combined).collect()
}

/// The places of the values of each record, in ascending order.
fn values_of(facets: &Facets, nodes: usize) -> Vec<Vec<usize>> {
    let mut values = vec![vec![]; nodes];
    for (place, value) in facets.values.iter().enumerate() {
        for node in &value.nodes {
            values[node.0].push(place);
        }
    }
    values
}

/// How many records have each pair of values of two facets.
struct Counts {
    /// The places of the values of the first facet.
    first: Range<usize>,
    /// Those of the other one.
    second: Range<usize>,
    /// The numbers by both.
    numbers: Vec<u32>,
}

impl Counts {
    /// Counts the records.
    fn new(
        (first, second): (&Range<usize>, &Range<usize>),
        values: &[Vec<usize>],
    ) -> Self {
        let mut numbers = vec![0; first.len() * second.len()];
        for values in values {
            for one in within(values, first) {
                for other in within(values, second) {
                    let row = (one - first.start) * second.len();
                    numbers[row + other - second.start] += 1;
                }
            }
        }
        Self { first: first.clone(), second: second.clone(), numbers }
    }

    /// The pairs of values that some records have, each with their number.
    fn pairs(&self) -> impl Iterator<Item = ((usize, usize), usize)> {
        let some = self.numbers.iter().enumerate().filter(|(_, count)| **count > 0);
        some.map(|(at, count)| {
            let (one, other) = (at / self.second.len(), at % self.second.len());
            ((self.first.start + one, self.second.start + other), *count as usize)
        })
    }

    /// How many pairs select other records than each of their values alone.
    fn distinct(&self, facets: &Facets) -> usize {
        self.pairs().filter(|(pair, count)| same(facets, *pair, *count).is_none()).count()
    }
}

/// Those of some places in ascending order that lie in a range.
fn within<'v>(values: &'v [usize], range: &Range<usize>) -> &'v [usize] {
    let start = values.partition_point(|value| *value < range.start);
    let end = values.partition_point(|value| *value < range.end);
    &values[start..end]
}

/// The value of a pair that alone selects the same records, if there is one.
fn same(facets: &Facets, (one, other): (usize, usize), count: usize) -> Option<usize> {
    let is_same = |value: &usize| facets.values[*value].nodes.len() == count;
    [one, other].into_iter().find(is_same)
}

/// Makes the selections of two facets.
fn combine(
    counts: &Counts,
    facets: &Facets,
    values: &[Vec<usize>],
    shelf: &Shelf<'_>,
) -> Combined {
    let (mut selections, mut equal) = (vec![], vec![]);
    let mut places: HashMap<(usize, usize), usize> = HashMap::new();
    for (pair, count) in counts.pairs() {
        if let Some(one) = same(facets, pair, count) {
            equal.push((pair, one));
            continue;
        }
        places.insert(pair, selections.len());
        selections.push(Selection {
            first: pair.0,
            second: Some(pair.1),
            nodes: Vec::with_capacity(count),
            parts: vec![],
            is_section: false,
        });
    }
    for (node, values) in values.iter().enumerate() {
        for one in within(values, &counts.first) {
            for other in within(values, &counts.second) {
                if let Some(place) = places.get(&(*one, *other)) {
                    selections[*place].nodes.push(NodeId(node));
                }
            }
        }
    }
    let selections = selections.into_iter().map(|made| finished(made, shelf));
    Combined { selections: selections.collect(), same: equal }
}

/// A selection with its parts, if it is too long for one page and they divide it.
fn finished(mut made: Selection, shelf: &Shelf<'_>) -> Selection {
    if made.is_section || made.nodes.len() <= LONGEST {
        return made;
    }
    let mut nodes = made.nodes.clone();
    nodes.sort_by_cached_key(|node| shelf.newest_first(*node));
    let parts = tag::parts(&nodes, shelf);
    if parts.len() > 1 {
        (made.nodes, made.parts) = (nodes, parts);
    }
    made
}

/// The segment of addresses of each value; equal ones of a facet get a number.
fn slugs(values: &[FacetValue], shelf: &Shelf<'_>) -> Vec<String> {
    let mut taken: BTreeSet<(Facet, String)> = BTreeSet::new();
    let slug = |value: &FacetValue| {
        let kind = &shelf.model.kinds[shelf.nodes[value.named_by.0].kind];
        let folder = kind.folder.as_deref().filter(|_| value.facet == Facet::Kind);
        let plain = slugify(folder.unwrap_or(&value.id));
        let plain = plain.map_or_else(|| "wert".to_owned(), |slug| slug.to_string());
        let further = (2..).map(|number| format!("{plain}-{number}"));
        let mut names = std::iter::once(plain.clone()).chain(further);
        let free = names.find(|name| taken.insert((value.facet, name.clone())));
        free.unwrap_or(plain)
    };
    values.iter().map(slug).collect()
}

impl super::Site {
    /// The selections of a language; nothing for variants, which have no lists.
    pub fn selections(&self, language: &Language) -> Option<&Selections> {
        self.selections.get(language)
    }

    /// The segments of the address of a selection, without those of the language.
    pub fn selection_segments(
        &self,
        language: &Language,
        selection: &Selection,
    ) -> Vec<&str> {
        let (Some(facets), Some(all)) =
            (self.facets.get(language), self.selections.get(language))
        else {
            return vec![];
        };
        let mut segments = vec![super::SELECTIONS];
        for value in [Some(selection.first), selection.second].into_iter().flatten() {
            segments.push(facets.values[value].facet.segment());
            segments.push(all.slug(value));
        }
        segments
    }
}
