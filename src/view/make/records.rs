//! Lists of records that a component asks for: by kind, relation and field.

use std::cmp::Reverse;

use crate::language::Language;
use crate::record::{Call, FieldValue};
use crate::site::{Node, NodeId, Presence, tagged, years};
use crate::view::call::QueryView;
use crate::view::make::Views;
use crate::view::make::call::listed;
use crate::words::Collator;

/// A condition on a field.
struct Condition<'a> {
    /// The id of the field, `year` or `tags`.
    field: &'a str,
    /// The values of which one has to hold.
    values: Vec<&'a str>,
}

impl Views {
    /// The records that a call asks for.
    pub(super) fn records(&self, call: &Call, language: &Language) -> QueryView {
        let kinds = listed(call.field("kind"));
        let conditions = conditions(call);
        let relation = match call.field("relation") {
            Some(FieldValue::Text(field)) => Some(field.as_str()),
            _ => None,
        };
        // Where a reference leads nowhere, which is an error, nothing is related with it.
        let related = call.field("related_to").map(|_| {
            let node = self.referred(call, "related_to");
            node.map_or_else(Vec::new, |node| self.related(node, relation))
        });
        let is_wanted = |(place, node): &(usize, &Node)| {
            let kind = &self.site.model.kinds[node.kind];
            let is_present =
                node.presence(language, &self.site.config) != Presence::Absent;
            is_present
                && (kinds.is_empty() || kinds.contains(&&kind.id))
                && related
                    .as_ref()
                    .is_none_or(|related| related.contains(&NodeId(*place)))
                && conditions.iter().all(|condition| condition.holds(node, language))
        };
        let nodes = self.site.nodes.iter().enumerate().filter(is_wanted);
        let nodes: Vec<NodeId> = nodes.map(|(place, _)| NodeId(place)).collect();
        let mut nodes = self.in_order(&nodes, language);
        self.reorder(&mut nodes, call, language);
        let limit = match call.field("limit") {
            Some(FieldValue::Integer(limit)) => usize::try_from(*limit).unwrap_or(0),
            _ => nodes.len(),
        };
        let more = nodes.len().saturating_sub(limit);
        nodes.truncate(limit);
        QueryView::Records { entries: self.entries(&nodes, language), more }
    }

    /// The records that a record points at and that point at it, by one field or by any.
    fn related(&self, node: NodeId, relation: Option<&str>) -> Vec<NodeId> {
        let node = &self.site.nodes[node.0];
        let is_meant = |field: &str| relation.is_none_or(|relation| relation == field);
        let outgoing = node.outgoing.iter().filter(|relation| is_meant(&relation.field));
        let incoming = node.incoming.iter().filter(|relation| is_meant(&relation.field));
        let targets = outgoing.flat_map(|relation| &relation.targets);
        targets.chain(incoming.flat_map(|relation| &relation.sources)).copied().collect()
    }

    /// Sorts records as a call asks for; they come in the order of their lists.
    fn reorder(&self, nodes: &mut [NodeId], call: &Call, language: &Language) {
        let order = match call.field("order") {
            Some(FieldValue::Choice(order)) => &**order,
            _ => "list",
        };
        let date = |node: &NodeId| self.site.nodes[node.0].date;
        match order {
            "newest_first" => {
                nodes.sort_by_key(|node| (date(node).is_none(), Reverse(date(node))));
            }
            "oldest_first" => nodes.sort_by_key(|node| {
                let start = date(node).map(|date| date.start.oldest_first());
                (start.is_none(), start)
            }),
            "title" => {
                let collator = Collator::new(language);
                nodes.sort_by_cached_key(|node| {
                    collator.key(self.site.nodes[node.0].title(language))
                });
            }
            _ => {}
        }
    }
}

impl Condition<'_> {
    /// Tells whether a record meets it.
    fn holds(&self, node: &Node, language: &Language) -> bool {
        let is_one = |value: &str| self.values.contains(&value);
        match self.field {
            "year" => {
                let years = node.date.into_iter().flat_map(years);
                years.into_iter().any(|year| is_one(&year.to_string()))
            }
            "tags" => {
                let tags = &tagged(node.card(language), node.original()).tags;
                tags.iter().any(|tag| is_one(&tag.text))
            }
            field => {
                let is_state = node.state.as_ref().filter(|state| *state.field == *field);
                match is_state {
                    // That of today, which the history may decide.
                    Some(state) => is_one(&state.id),
                    None => node
                        .field(field, language)
                        .is_some_and(|value| is_among(value, &is_one)),
                }
            }
        }
    }
}

/// Tells whether a value, or one of several, is among those that are asked for.
fn is_among(value: &FieldValue, is_one: &impl Fn(&str) -> bool) -> bool {
    match value {
        FieldValue::Text(text)
        | FieldValue::Number(_, text)
        | FieldValue::Url(text)
        | FieldValue::Email(text)
        | FieldValue::Ref(text) => is_one(text),
        FieldValue::Choice(id) | FieldValue::Region(id) => is_one(id),
        FieldValue::Integer(number) => is_one(&number.to_string()),
        FieldValue::Percent(number) => is_one(&number.to_string()),
        FieldValue::Boolean(is) => is_one(if *is { "true" } else { "false" }),
        FieldValue::Date(date) => is_one(&date.to_string()),
        FieldValue::List(items) => items.iter().any(|item| is_among(&item.value, is_one)),
        FieldValue::Markdown(_)
        | FieldValue::Period(_)
        | FieldValue::Time(..)
        | FieldValue::File(_)
        | FieldValue::Image(..)
        | FieldValue::Group(_) => false,
    }
}

/// The conditions of a call.
fn conditions(call: &Call) -> Vec<Condition<'_>> {
    let Some(FieldValue::List(items)) = call.field("where") else { return vec![] };
    let conditions = items.iter().filter_map(|item| {
        let FieldValue::Group(fields) = &item.value else { return None };
        let find = |id: &str| fields.iter().find(|field| &*field.id == id);
        let FieldValue::Text(field) = &find("field")?.value else { return None };
        let values = match &find("is")?.value {
            FieldValue::List(items) => items.as_slice(),
            _ => &[],
        };
        let values = values.iter().filter_map(|item| match &item.value {
            FieldValue::Text(text) => Some(text.as_str()),
            _ => None,
        });
        Some(Condition { field, values: values.collect() })
    });
    conditions.collect()
}
