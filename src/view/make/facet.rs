//! What readers may choose pages by, in words: for the pages of choices and for the search.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::codec;
use crate::fingerprint::Checksum;
use crate::language::{Language, foreign};
use crate::model::{FieldType, Kind};
use crate::site::{Facet, FacetValue, Facets, NodeId, SEARCH};
use crate::view::make::Views;
use crate::view::make::entry::{choice_label, choices};
use crate::view::search::{FacetChoice, FacetView};
use crate::words::Collator;

/// Those that are no field: the theme says what they are called.
const UNNAMED: [Facet; 4] = [Facet::Kind, Facet::Year, Facet::State, Facet::Challenge];

/// The fewest values among which there is something to choose.
const FEWEST: usize = 2;

/// The values of a language in words.
#[derive(Debug, Default)]
pub(super) struct FacetTable {
    /// The words of each value, by its place, and their language where it is not the page's.
    pub(super) labels: Vec<(String, Option<Language>)>,
    /// The facets that have values, in their order.
    pub(super) facets: Vec<FacetWords>,
    /// The checksum of all that pages of choices show beside their records; nothing where it cannot be told.
    pub(super) sum: Option<Checksum>,
}

/// A facet in words.
#[derive(Debug)]
pub(super) struct FacetWords {
    /// The facet.
    pub(super) facet: Facet,
    /// What the model calls the field; empty for those that are no field.
    pub(super) name: String,
    /// The places of its values in the order in which readers see them.
    pub(super) values: Vec<usize>,
}

impl FacetTable {
    /// The facet of a value, by its place.
    pub(super) fn of_value(&self, value: usize) -> Option<&FacetWords> {
        self.facets.iter().find(|words| words.values.contains(&value))
    }
}

impl Views {
    /// The values of a language in words.
    pub(super) fn facet_table(&self, language: &Language) -> Option<&FacetTable> {
        let table = self.facets.get(language)?;
        Some(table.get_or_init(|| self.make_facet_table(language)))
    }

    /// Puts the values of a language into words.
    fn make_facet_table(&self, language: &Language) -> FacetTable {
        let Some(facets) = self.site.facets(language) else {
            return FacetTable::default();
        };
        let values = facets.values.iter();
        let labels: Vec<_> =
            values.map(|value| self.value_label(value, language)).collect();
        let collator = Collator::new(language);
        let all = Facet::ALL.into_iter().filter_map(|facet| {
            let mut values: Vec<usize> = facets.of(facet).collect();
            values.sort_by_cached_key(|place| {
                (facets.values[*place].rank, collator.key(&labels[*place].0))
            });
            let name = self.facet_name(facet, facets, language);
            (!values.is_empty()).then_some(FacetWords { facet, name, values })
        });
        let all: Vec<FacetWords> = all.collect();
        let sum = self.facets_sum(&labels, &all, language);
        FacetTable { labels, facets: all, sum }
    }

    /// The checksum of all that pages of choices show beside their records.
    fn facets_sum(
        &self,
        labels: &[(String, Option<Language>)],
        facets: &[FacetWords],
        language: &Language,
    ) -> Option<Checksum> {
        let selections = self.site.selections(language)?;
        let names: Vec<(&str, &[usize])> = facets
            .iter()
            .map(|facet| (facet.name.as_str(), facet.values.as_slice()))
            .collect();
        let all = (0..selections.all.len()).map(|place| {
            let selection = &selections.all[place];
            (self.selection_href(place, language), selection.nodes.len())
        });
        let all: Vec<(String, usize)> = all.collect();
        let kinds = 0..self.site.model.kinds.len();
        let sections: Vec<&str> =
            kinds.map(|kind| self.site.section_title(kind, language)).collect();
        let pairs = selections.sorted_pairs();
        codec::encode(&(labels, names, all, sections, pairs))
            .map(|bytes| Checksum::of(&bytes))
    }

    /// A value in words.
    fn value_label(
        &self,
        value: &FacetValue,
        language: &Language,
    ) -> (String, Option<Language>) {
        let node = &self.site.nodes[value.named_by.0];
        let kind = &self.site.model.kinds[node.kind];
        let id = value.id.as_str();
        let label = match value.facet {
            Facet::Kind => kind.many(language).to_owned(),
            Facet::Year => value.id.clone(),
            Facet::State => {
                let field = node.state.as_ref().map_or("", |state| &*state.field);
                choice_label(choices(kind, field), id, language)
            }
            Facet::Dimension => {
                choice_label(choices(kind, Facet::Dimension.id()), id, language)
            }
            Facet::Challenge => {
                let card = node.card(language);
                return (card.title.text.clone(), foreign(&card.language, language));
            }
            Facet::Group => group_label(kind, id, language),
            Facet::Region => {
                let regions = &self.site.model.regions;
                let is_known = regions.iter().any(|region| *region.id == *id);
                let own = choices(kind, Facet::Region.id());
                choice_label(if is_known { regions } else { own }, id, language)
            }
        };
        (label, None)
    }

    /// What the kinds of some values call their field; empty for what is no field of theirs.
    fn facet_name(&self, facet: Facet, facets: &Facets, language: &Language) -> String {
        if UNNAMED.contains(&facet) {
            return String::new();
        }
        let nodes = facets.values[facets.of(facet)].iter().flat_map(|value| &value.nodes);
        let kinds: BTreeSet<usize> =
            nodes.map(|node| self.site.nodes[node.0].kind).collect();
        let mut kinds = kinds.into_iter().map(|kind| &self.site.model.kinds[kind]);
        let label = kinds.find_map(|kind| field_label(kind, facet.id(), language));
        label.unwrap_or(facet.id()).to_owned()
    }

    /// The facets of the pages that the search finds in a language, with their values; those with one value
    /// alone are left out.
    pub(super) fn facets(&self, language: &Language) -> Vec<FacetView> {
        let (Some(table), Some(facets)) =
            (self.facet_table(language), self.site.facets(language))
        else {
            return vec![];
        };
        let nodes = self.site.nodes.iter();
        let found: Vec<bool> = nodes.map(|node| self.is_found(node, language)).collect();
        let is_found = |node: &&NodeId| found[node.0];
        let view = |words: &FacetWords| {
            let values = words.values.iter().filter_map(|place| {
                let value = &facets.values[*place];
                let count = value.nodes.iter().filter(is_found).count();
                let listed = self.listed_at(*place, value, language);
                let choice = || FacetChoice {
                    label: table.labels[*place].0.clone(),
                    count,
                    searched: listed.is_none(),
                    href: listed.clone().unwrap_or_else(|| {
                        self.search_for(words.facet.id(), &value.id, language)
                    }),
                };
                (count > 0).then(choice)
            });
            let values: Vec<FacetChoice> = values.collect();
            let id = words.facet.id().to_owned();
            let view = FacetView { id, label: words.name.clone(), values };
            (view.values.len() >= FEWEST).then_some(view)
        };
        table.facets.iter().filter_map(view).collect()
    }

    /// The page with all records that have a value, if there is one.
    fn listed_at(
        &self,
        place: usize,
        value: &FacetValue,
        language: &Language,
    ) -> Option<String> {
        let selection = self.site.selections(language).and_then(|all| all.single(place));
        let page = selection.map(|place| self.selection_href(place, language));
        page.or_else(|| {
            let kind = self.site.nodes[value.named_by.0].kind;
            let section = self.section_link(kind, language);
            section.filter(|_| value.facet == Facet::Kind).map(|link| link.href)
        })
    }

    /// The page with all records that have a value of a facet, if there is one.
    pub(super) fn value_href(
        &self,
        facet: Facet,
        id: &str,
        language: &Language,
    ) -> Option<String> {
        let facets = self.site.facets(language)?;
        let place = facets.place(facet, id)?;
        self.listed_at(place, &facets.values[place], language)
    }

    /// The page with the records of a kind that are in a state, else with all in that state, if there is one.
    pub(super) fn state_href(
        &self,
        kind: &Kind,
        state: &str,
        language: &Language,
    ) -> Option<String> {
        let facets = self.site.facets(language)?;
        let both =
            (facets.place(Facet::Kind, &kind.id), facets.place(Facet::State, state)?);
        let all = self.site.selections(language)?;
        let pair = both.0.and_then(|kind| all.pair(kind, both.1));
        let place = pair.or_else(|| all.single(both.1))?;
        Some(self.selection_href(place, language))
    }

    /// The search for all pages that have a value.
    fn search_for(&self, facet: &str, value: &str, language: &Language) -> String {
        let page = self.href(&self.localised(language, &[SEARCH]));
        format!("{page}?{}={}", encoded(facet), encoded(value))
    }
}

/// What a group of actors is called: by the kind of an actor of it, or where it is said who took part.
fn group_label(kind: &Kind, id: &str, language: &Language) -> String {
    let participants = kind.field("participants").map(|field| match &field.ty {
        FieldType::List { of, .. } => of,
        ty => ty,
    });
    let within = |ty: &FieldType, id: &str| match ty {
        FieldType::Group(fields) => fields.iter().find(|field| *field.id == *id).cloned(),
        _ => None,
    };
    let by_group = participants.and_then(|ty| within(ty, "by_group"));
    let counted = by_group.and_then(|field| within(&field.ty, id));
    match counted {
        Some(field) => field.label(language).to_owned(),
        None => choice_label(choices(kind, Facet::Group.id()), id, language),
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
