//! Pages of choices: the records that have a value or two, and what else readers may choose from there.
//!
//! Engines are told to leave them alone (`noindex`; they still follow the links), and `sitemap.xml` names but the
//! page with all choices: they show nothing that lists do not, in many variants. Each page is its own canonical
//! one, so that its address can be shared.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::codec;
use crate::fingerprint::Checksum;
use crate::language::Language;
use crate::path::Route;
use crate::site::{Facet, NodeId, Page, SELECTIONS, Selection};
use crate::view::make::Views;
use crate::view::make::entry::Hub;
use crate::view::make::facet::{FacetTable, FacetWords};
use crate::view::make::list::{NEWEST, Parts};
use crate::view::overview::{Chosen, FacetLink, FacetLinks};
use crate::view::page::{Content, Group, Head, LinkView, PageView, SectionView};
use crate::view::record::Entry;
use crate::view::shared::Shared;

/// How many records a list has at least for which facets stand beside it.
const SHORTEST: usize = 10;

/// How many values of a facet are shown beside a list. Of more, those with the most records.
const MOST_VALUES: usize = 24;

/// What readers have chosen: the places of one value or two.
#[derive(Clone, Copy)]
struct Choice {
    /// The value, or the one whose facet comes first.
    first: usize,
    /// The other one.
    second: Option<usize>,
}

/// A value that stands beside a list, before it is put in words: there may be very many of them.
struct Beside {
    /// The value.
    value: usize,
    /// The selection that it leads to.
    place: usize,
    /// How many records that has.
    count: usize,
    /// Whether it is chosen here, as the first value or the second one.
    chosen: Option<usize>,
}

impl Choice {
    /// Both values, or the only one.
    fn values(self) -> impl Iterator<Item = usize> {
        [Some(self.first), self.second].into_iter().flatten()
    }
}

impl Views {
    /// The records of a selection, or one part of them.
    pub(super) fn selection_page(
        &self,
        page: &Page,
        place: usize,
        part: Option<usize>,
    ) -> PageView {
        let language = &page.language;
        let (Some(selection), Some(table)) =
            (self.selection(place, language), self.facet_table(language))
        else {
            return self.plain(
                page,
                "selection.html",
                Content::Selections { facets: vec![] },
            );
        };
        let segments = self.site.selection_segments(language, selection);
        let parts =
            Parts { kind: 0, all: &selection.parts, current: part, segments: &segments };
        let chosen = self.chosen(selection, table, language);
        let is_foreign = chosen.len() == 1;
        let text_language = chosen[0].language.clone().filter(|_| is_foreign);
        let labels: Vec<&str> = chosen.iter().map(|value| value.label.as_str()).collect();
        let title = labels.join(" · ");
        let view = SectionView {
            kind: String::new(),
            body: String::new(),
            terms: vec![],
            language: None,
            count: part
                .map_or(selection.nodes.len(), |part| selection.parts[part].nodes.len()),
            groups: self.selection_groups(selection, part, language),
            keys: self.keys(&parts, language),
            key: part.map(|part| self.key_title(0, &selection.parts[part].key, language)),
            talks: vec![],
            facets: match part {
                None => self.facets_beside(place, &[], language),
                Some(_) => vec![],
            },
            chosen,
        };
        PageView {
            title,
            text_language,
            head: Head { noindex: true, ..Head::default() },
            breadcrumb: self.selection_way(place, part, language),
            ..self.plain(page, "selection.html", Content::Selection(view))
        }
    }

    /// What tells one page of a selection from another one: it is the same as long as its view would be, and
    /// told without making that.
    pub(super) fn selection_sum(
        &self,
        page: &Page,
        place: usize,
        part: Option<usize>,
    ) -> Option<Checksum> {
        #[derive(Serialize)]
        struct Ingredients {
            frame: PageView,
            shown: (usize, Option<usize>, Option<usize>),
            facets: Checksum,
            parts: Vec<(String, usize)>,
            entries: Vec<Shared<Entry>>,
        }
        let language = &page.language;
        let selection = self.selection(place, language)?;
        let parts = selection.parts.iter();
        let nodes = shown(selection, part);
        let all = Ingredients {
            frame: self.plain(
                page,
                "selection.html",
                Content::Selections { facets: vec![] },
            ),
            shown: (selection.first, selection.second, part),
            facets: self.facet_table(language)?.sum?,
            parts: parts.map(|part| (part.key.slug(), part.nodes.len())).collect(),
            entries: self.entries(&self.in_order(nodes, language), language),
        };
        codec::encode(&all).map(|bytes| Checksum::of(&bytes))
    }

    /// All that readers may choose records by.
    pub(super) fn all_facets(&self, language: &Language) -> Content {
        let (Some(table), Some(all)) =
            (self.facet_table(language), self.site.selections(language))
        else {
            return Content::Selections { facets: vec![] };
        };
        let facets = table.facets.iter().map(|words| {
            let values = words.values.iter().filter_map(|value| {
                let place = all.single(*value)?;
                let href = self.selection_href(place, language);
                Some(link(table, *value, href, all.all[place].nodes.len()))
            });
            links(words, values.collect())
        });
        let facets = facets.filter(|facet| !facet.values.is_empty()).collect();
        Content::Selections { facets }
    }

    /// The facets beside the list of a kind, if it is long enough; none beside its parts.
    pub(super) fn section_facets(
        &self,
        kind: usize,
        part: Option<usize>,
        language: &Language,
    ) -> Vec<FacetLinks> {
        if part.is_some() {
            return vec![];
        }
        let id = &self.site.model.kinds[kind].id;
        let facets = self.site.facets(language);
        let value = facets.and_then(|facets| facets.place(Facet::Kind, id));
        let all = self.site.selections(language);
        let place = value.and_then(|value| all?.single(value));
        let is_long = |place: &usize| {
            self.selection(*place, language)
                .is_some_and(|all| all.nodes.len() >= SHORTEST)
        };
        let place = place.filter(is_long);
        place.map_or_else(Vec::new, |place| {
            self.facets_beside(place, &[Facet::Kind], language)
        })
    }

    /// The address of a selection; of all records of a kind, that of their list.
    pub(super) fn selection_href(&self, place: usize, language: &Language) -> String {
        let Some(selection) = self.selection(place, language) else {
            return String::new();
        };
        let facets = self.site.facets(language);
        let value = facets.map(|facets| &facets.values[selection.first]);
        let kind = value.map(|value| self.site.nodes[value.named_by.0].kind);
        let section = kind.filter(|_| selection.is_section);
        let section = section.and_then(|kind| self.section_link(kind, language));
        section.map_or_else(
            || {
                let segments = self.site.selection_segments(language, selection);
                self.href(&self.localised(language, &segments))
            },
            |section| section.href,
        )
    }

    /// The page in another language for the same values, if there is one.
    pub(super) fn same_selection(
        &self,
        place: usize,
        from: &Language,
        to: &Language,
    ) -> Option<Route> {
        let selection = self.selection(place, from)?;
        let (facets, others) = (self.site.facets(from)?, self.site.facets(to)?);
        let all = self.site.selections(to)?;
        let other = |value: usize| {
            let value = &facets.values[value];
            others.place(value.facet, &value.id)
        };
        let first = other(selection.first)?;
        let place = match selection.second {
            Some(second) => all.pair(first, other(second)?)?,
            None => all.single(first)?,
        };
        let found = &all.all[place];
        let is_same = found.second.is_some() == selection.second.is_some();
        let segments = self.site.selection_segments(to, found);
        (is_same && !found.is_section).then(|| self.localised(to, &segments))
    }

    /// A selection of a language.
    fn selection(&self, place: usize, language: &Language) -> Option<&Selection> {
        self.site.selections(language)?.all.get(place)
    }

    /// The values of a selection, each with the page without it.
    fn chosen(
        &self,
        selection: &Selection,
        table: &FacetTable,
        language: &Language,
    ) -> Vec<Chosen> {
        let choice = Choice { first: selection.first, second: selection.second };
        let chosen = choice.values().filter_map(|value| {
            let words = table.of_value(value)?;
            let others = choice.values().find(|other| *other != value);
            let (label, language_of) = table.labels[value].clone();
            Some(Chosen {
                facet: words.facet.id().to_owned(),
                name: words.name.clone(),
                label,
                language: language_of,
                remove: self.without(others, language),
            })
        });
        chosen.collect()
    }

    /// The page of one value that remains, or of all choices where none does.
    fn without(&self, remaining: Option<usize>, language: &Language) -> String {
        let all = self.site.selections(language);
        let place = remaining.and_then(|value| all?.single(value));
        place.map_or_else(
            || self.href(&self.localised(language, &[SELECTIONS])),
            |place| self.selection_href(place, language),
        )
    }

    /// The facets beside a selection but some: what readers may add to their choice, or choose instead.
    fn facets_beside(
        &self,
        place: usize,
        but: &[Facet],
        language: &Language,
    ) -> Vec<FacetLinks> {
        let (Some(table), Some(selection)) =
            (self.facet_table(language), self.selection(place, language))
        else {
            return vec![];
        };
        let chosen = self.chosen(selection, table, language);
        let offered = table.facets.iter().filter(|words| !but.contains(&words.facet));
        let facets = offered.filter_map(|words| {
            let id = words.facet.id();
            let at = chosen.iter().position(|value| value.facet == id);
            let (first, second) = (selection.first, selection.second);
            // What a value of this facet is combined with.
            let with = match at {
                Some(0) => second,
                _ => Some(first),
            };
            let beside = |value: &usize| self.beside(*value, with, selection, language);
            let mut values: Vec<Beside> =
                words.values.iter().filter_map(beside).collect();
            let is_cut = keep_most(&mut values);
            let link = |beside: &Beside| {
                let href = match beside.chosen {
                    Some(at) => {
                        chosen.get(at).map_or_else(String::new, |one| one.remove.clone())
                    }
                    None if beside.place == place => String::new(),
                    None => self.selection_href(beside.place, language),
                };
                let link = link(table, beside.value, href, beside.count);
                FacetLink { current: beside.chosen.is_some(), ..link }
            };
            let values: Vec<FacetLink> = values.iter().map(link).collect();
            let more = is_cut.then(|| {
                let page = self.href(&self.localised(language, &[SELECTIONS]));
                format!("{page}#auswahl--{id}")
            });
            let can_choose =
                values.iter().any(|link| !link.href.is_empty() && !link.current);
            let instead = second.filter(|_| at.is_none()).and_then(|_| chosen.get(1));
            let facet =
                FacetLinks { instead: instead.cloned(), more, ..links(words, values) };
            (can_choose || at.is_some()).then_some(facet)
        });
        facets.collect()
    }

    /// A value beside a selection, together with another value if there is one; nothing where no record has
    /// both, or no page shows them.
    fn beside(
        &self,
        value: usize,
        with: Option<usize>,
        here: &Selection,
        language: &Language,
    ) -> Option<Beside> {
        let all = self.site.selections(language)?;
        let place = match with {
            Some(with) => all.pair(value, with)?,
            None => all.single(value)?,
        };
        let choice = Choice { first: here.first, second: here.second };
        let chosen = choice.values().position(|chosen| chosen == value);
        Some(Beside { value, place, count: all.all[place].nodes.len(), chosen })
    }

    /// The records of a selection that its page shows, by kind.
    fn selection_groups(
        &self,
        selection: &Selection,
        part: Option<usize>,
        language: &Language,
    ) -> Vec<Group> {
        let mut by_kind: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
        for node in shown(selection, part) {
            by_kind.entry(self.site.nodes[node.0].kind).or_default().push(*node);
        }
        let is_one = by_kind.len() == 1;
        let groups = by_kind.into_iter().map(|(kind, nodes)| {
            let declared = &self.site.model.kinds[kind];
            let title = self.site.section_title(kind, language);
            Group {
                title: if is_one { String::new() } else { title.to_owned() },
                anchor: format!("gruppe--{}", declared.id),
                entries: self.entries(&self.in_order(&nodes, language), language),
                branches: vec![],
                words: vec![],
            }
        });
        groups.collect()
    }

    /// The way to a selection: all choices, of two values the first one, of a part the whole.
    fn selection_way(
        &self,
        place: usize,
        part: Option<usize>,
        language: &Language,
    ) -> Vec<Shared<LinkView>> {
        let titles = self.titles.get(language);
        let all = LinkView {
            title: titles.map_or_else(String::new, |titles| titles.selections.clone()),
            href: self.href(&self.localised(language, &[SELECTIONS])),
            language: None,
        };
        let home = self.hub(Hub::Home, language);
        let mut way: Vec<_> = home.into_iter().chain([Shared::alone(all)]).collect();
        let (Some(selection), Some(table)) =
            (self.selection(place, language), self.facet_table(language))
        else {
            return way;
        };
        let first = &table.labels[selection.first];
        if selection.second.is_some() || part.is_some() {
            let (title, of) = first.clone();
            let href = self.without(Some(selection.first), language);
            way.push(Shared::alone(LinkView { title, href, language: of }));
        }
        if let (Some(second), Some(_)) = (selection.second, part) {
            let (title, of) = table.labels[second].clone();
            let href = self.selection_href(place, language);
            way.push(Shared::alone(LinkView { title, href, language: of }));
        }
        way
    }
}

/// The records that the page of a selection shows, or the one of a part.
fn shown(selection: &Selection, part: Option<usize>) -> &[NodeId] {
    match part {
        Some(part) => &selection.parts[part].nodes,
        None if selection.parts.is_empty() => &selection.nodes,
        None => &selection.nodes[..selection.nodes.len().min(NEWEST)],
    }
}

/// A facet with links and nothing else.
fn links(words: &FacetWords, values: Vec<FacetLink>) -> FacetLinks {
    FacetLinks {
        id: words.facet.id().to_owned(),
        name: words.name.clone(),
        instead: None,
        values,
        more: None,
    }
}

/// A link to a value that is not chosen.
fn link(table: &FacetTable, value: usize, href: String, count: usize) -> FacetLink {
    let (label, language) = table.labels[value].clone();
    FacetLink { label, language, href, count, current: false }
}

/// Keeps those values that lead to the most records, and the one that is chosen; tells whether there were more.
fn keep_most(values: &mut Vec<Beside>) -> bool {
    if values.len() <= MOST_VALUES {
        return false;
    }
    let mut order: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(at, beside)| (beside.chosen.is_none(), Reverse(beside.count), at))
        .collect();
    order.select_nth_unstable(MOST_VALUES - 1);
    let last = order[MOST_VALUES - 1];
    let mut at = 0;
    values.retain(|beside| {
        let place = (beside.chosen.is_none(), Reverse(beside.count), at);
        at += 1;
        place <= last
    });
    true
}
