//! Records that somebody asks for: by kind, relation and field. Components and dossiers ask in the same
//! words, with the arguments `kind`, `related_to`, `relation`, `where`, `order` and `limit`.

use std::sync::Arc;

use crate::date::DateSpan;
use crate::language::Language;
use crate::record::{Field, FieldValue, Item};
use crate::site::Site;
use crate::site::node::{Node, NodeId, Presence};
use crate::site::tag::tagged;

/// What is asked for.
#[derive(Debug)]
pub struct RecordQuery<'a> {
    /// The kinds; all where none is named.
    kinds: Vec<&'a Arc<str>>,
    /// With what it shall be related, if that is asked: the record, where the reference leads to one, and
    /// the field.
    related: Option<(Option<NodeId>, Option<&'a str>)>,
    /// The conditions, all of which have to hold.
    conditions: Vec<Condition<'a>>,
    /// The order.
    pub order: Order,
    /// The most records that are wanted.
    pub limit: Option<usize>,
}

/// The order in which records are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As in the list of their kind.
    List,
    /// The newest first; those without a date last.
    NewestFirst,
    /// The oldest first; those without a date last.
    OldestFirst,
    /// By their titles.
    Title,
}

/// A condition on a field.
#[derive(Debug)]
struct Condition<'a> {
    /// The id of the field, `year` or `tags`.
    field: &'a str,
    /// The values of which one has to hold.
    values: Vec<&'a str>,
}

impl<'a> RecordQuery<'a> {
    /// What some arguments ask for; `related` is what `related_to` refers to.
    pub fn new(arguments: &'a [Field], related: Option<NodeId>) -> Self {
        let find = |id: &str| find(arguments, id);
        let relation = match find("relation") {
            Some(FieldValue::Text(field)) => Some(field.as_str()),
            _ => None,
        };
        let kinds = items(find("kind")).iter().filter_map(|item| match &item.value {
            FieldValue::Choice(kind) => Some(kind),
            _ => None,
        });
        let order = match find("order") {
            Some(FieldValue::Choice(order)) => match &**order {
                "newest_first" => Order::NewestFirst,
                "oldest_first" => Order::OldestFirst,
                "title" => Order::Title,
                _ => Order::List,
            },
            _ => Order::List,
        };
        let limit = match find("limit") {
            Some(FieldValue::Integer(limit)) => usize::try_from(*limit).ok(),
            _ => None,
        };
        Self {
            kinds: kinds.collect(),
            related: find("related_to").map(|_| (related, relation)),
            conditions: conditions(items(find("where"))),
            order,
            limit,
        }
    }
}

impl Site {
    /// The records of a language that meet all that is asked but the limit, in the order of the site.
    pub fn select(&self, query: &RecordQuery<'_>, language: &Language) -> Vec<NodeId> {
        // Where a reference leads nowhere, which is an error, nothing is related with it.
        let related = query.related.map(|(node, field)| {
            node.map_or_else(Vec::new, |node| self.related(node, field))
        });
        let is_wanted = |(place, node): &(usize, &Node)| {
            let kind = &self.model.kinds[node.kind];
            let is_present = node.presence(language, &self.config) != Presence::Absent;
            let is_of_kind = query.kinds.is_empty() || query.kinds.contains(&&kind.id);
            let is_related =
                || related.as_ref().is_none_or(|all| all.contains(&NodeId(*place)));
            let holds = |condition: &Condition<'_>| condition.holds(node, language);
            is_present && is_of_kind && is_related() && query.conditions.iter().all(holds)
        };
        let nodes = self.nodes.iter().enumerate().filter(is_wanted);
        nodes.map(|(place, _)| NodeId(place)).collect()
    }

    /// The records that a record points at and that point at it, by one field or by any.
    fn related(&self, node: NodeId, relation: Option<&str>) -> Vec<NodeId> {
        let node = &self.nodes[node.0];
        let is_meant = |field: &str| relation.is_none_or(|relation| relation == field);
        let outgoing = node.outgoing.iter().filter(|relation| is_meant(&relation.field));
        let incoming = node.incoming.iter().filter(|relation| is_meant(&relation.field));
        let targets = outgoing.flat_map(|relation| &relation.targets);
        targets.chain(incoming.flat_map(|relation| &relation.sources)).copied().collect()
    }
}

impl Condition<'_> {
    /// Tells whether a record meets it.
    fn holds(&self, node: &Node, language: &Language) -> bool {
        let is_one = |value: &str| self.values.contains(&value);
        match self.field {
            "year" => {
                let years = node.date.into_iter().flat_map(DateSpan::years);
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

/// The conditions that are asked for.
fn conditions(asked: &[Item]) -> Vec<Condition<'_>> {
    let conditions = asked.iter().filter_map(|item| {
        let FieldValue::Group(fields) = &item.value else { return None };
        let FieldValue::Text(field) = find(fields, "field")? else { return None };
        let values = items(find(fields, "is")).iter().filter_map(|item| {
            let FieldValue::Text(text) = &item.value else { return None };
            Some(text.as_str())
        });
        Some(Condition { field, values: values.collect() })
    });
    conditions.collect()
}

/// The value of an argument.
pub(super) fn find<'a>(arguments: &'a [Field], id: &str) -> Option<&'a FieldValue> {
    arguments.iter().find(|field| *field.id == *id).map(|field| &field.value)
}

/// The items of a list; nothing for what is none.
pub(super) fn items(value: Option<&FieldValue>) -> &[Item] {
    match value {
        Some(FieldValue::List(items)) => items,
        _ => &[],
    }
}
