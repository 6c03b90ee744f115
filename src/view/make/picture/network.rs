//! The network: who worked with whom, in meetings, recommendations and projects.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::language::Language;
use crate::model::Role;
use crate::picture::network::{Edge, Group, Network, draw};
use crate::site::NodeId;
use crate::view::make::Views;
use crate::view::make::entry::{choices, named};
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::picture::{CellView, PictureView, TableView};

/// The most actors that are drawn. Of more, those with contacts are; of still more, the table tells.
const MOST: usize = 300;

/// The most contacts that a row of the table names; more are counted.
const MOST_NAMED: usize = 12;

/// Actors that had to do with an actor, with the number of occasions.
type Contacts = BTreeMap<NodeId, BTreeMap<NodeId, usize>>;

impl Views {
    /// The network of all actors, or of one of them and those who had to do with it.
    pub(super) fn network_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let mut contacts = Contacts::new();
        for ((one, other), records) in self.site.contacts() {
            contacts.entry(one).or_default().insert(other, records.len());
            contacts.entry(other).or_default().insert(one, records.len());
        }
        let mut actors = self.of_role(Role::Actor, language);
        let of = self.asked_for(asked, "of");
        if let Some(of) = of {
            let near = contacts.get(&of);
            actors.retain(|actor| {
                *actor == of || near.is_some_and(|near| near.contains_key(actor))
            });
        }
        if actors.len() > MOST {
            actors.retain(|actor| contacts.contains_key(actor));
        }
        let groups = self.actor_groups(&actors, language);
        let data = self.network(&groups, &contacts, language);
        let is_drawn = actors.len() <= MOST && !data.edges.is_empty();
        let tables = vec![self.contact_table(&groups, &contacts, language)];
        let notes = match (data.edges.is_empty(), is_drawn) {
            (true, _) => vec![self.say(language, "picture_no_contacts")],
            (false, false) => vec![self.say(language, "picture_large")],
            (false, true) => vec![],
        };
        let of = of.map(|node| self.site.nodes[node.0].title(language).to_owned());
        let frame = Frame { id: "network", asked, of, notes, tables };
        self.framed(frame, |head, width| {
            is_drawn.then(|| draw(&data, head, width)).flatten()
        })
    }

    /// Actors by group, in the order of the model; those of none come last.
    fn actor_groups(
        &self,
        actors: &[NodeId],
        language: &Language,
    ) -> Vec<(String, Vec<NodeId>)> {
        let mut groups: BTreeMap<usize, (String, Vec<NodeId>)> = BTreeMap::new();
        for actor in actors {
            let record = &self.site.nodes[actor.0];
            let kind = &self.site.model.kinds[record.kind];
            let named = named(record, kind, "group", language);
            let known = choices(kind, "group");
            let place = named.as_ref().and_then(|named| {
                known.iter().position(|choice| *choice.id == *named.id)
            });
            let label =
                named.map_or_else(|| self.say(language, "ungrouped"), |n| n.label);
            let place = place.unwrap_or(usize::MAX);
            groups.entry(place).or_insert_with(|| (label, vec![])).1.push(*actor);
        }
        groups.into_values().collect()
    }

    /// The network as it is drawn.
    fn network(
        &self,
        groups: &[(String, Vec<NodeId>)],
        contacts: &Contacts,
        language: &Language,
    ) -> Network {
        let mut places: BTreeMap<NodeId, (usize, usize)> = BTreeMap::new();
        for (group, (_, actors)) in groups.iter().enumerate() {
            let own = actors.iter().enumerate();
            places.extend(own.map(|(place, actor)| (*actor, (group, place))));
        }
        let mut edges = BTreeSet::new();
        for (one, near) in contacts {
            for (other, weight) in near.iter().filter(|(other, _)| one < *other) {
                if let (Some(from), Some(to)) = (places.get(one), places.get(other)) {
                    let weight = u32::try_from(*weight).unwrap_or(u32::MAX);
                    edges.insert(Edge { from: *from, to: *to, weight });
                }
            }
        }
        let groups = groups.iter().map(|(label, actors)| Group {
            label: label.clone(),
            actors: actors
                .iter()
                .map(|node| self.picture_name(*node, language))
                .collect(),
        });
        Network { groups: groups.collect(), edges: edges.into_iter().collect() }
    }

    /// The table: each actor with its group and those it worked with, the most frequent first.
    fn contact_table(
        &self,
        groups: &[(String, Vec<NodeId>)],
        contacts: &Contacts,
        language: &Language,
    ) -> TableView {
        let mut rows = vec![];
        for (label, actors) in groups {
            for actor in actors {
                let none = BTreeMap::new();
                let near = contacts.get(actor).unwrap_or(&none);
                let mut sorted: Vec<NodeId> = near.keys().copied().collect();
                sorted = self.in_order(&sorted, language);
                sorted.sort_by_key(|node| Reverse(near[node]));
                let more = sorted.len().saturating_sub(MOST_NAMED);
                sorted.truncate(MOST_NAMED);
                let mut cell = self.nodes_cell(&sorted, language);
                if more > 0 {
                    let text = self.say_count(language, "picture_more", more);
                    cell.parts.extend(CellView::text(text).parts);
                }
                rows.push(row(vec![
                    self.node_cell(*actor, language),
                    CellView::text(label),
                    self.number_cell(near.len(), language),
                    cell,
                ]));
            }
        }
        let caption = self.say(language, "picture_network_table");
        let columns =
            ["column_actor", "column_group", "column_count#", "column_worked_with"];
        self.table(caption, &columns, rows, language).sortable()
    }
}
