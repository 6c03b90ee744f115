//! A record as it stands in a list, and what lists and pages share.

use crate::language::{Language, foreign};
use crate::model::{Choice, FieldType, Kind};
use crate::record::FieldValue;
use crate::site::{Node, NodeId, State};
use crate::view::make::Views;
use crate::view::page::LinkView;
use crate::view::record::{Entry, Named, StateView};

impl Views<'_> {
    /// A record in a list of a page in a language.
    pub(super) fn entry(&self, node: NodeId, language: &Language) -> Entry {
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
            place: self.text_field(node, "place", language),
            place_language: self.field_language(node, "place", language),
            number: self.text_field(node, "number", language),
            state: record.state.as_ref().map(|state| state_view(kind, state, language)),
            dimension: named(record, kind, "dimension", language),
            cancelled: record.original().field("cancelled")
                == Some(&FieldValue::Boolean(true)),
            draft: record.draft || record.planned.is_some(),
        }
    }

    /// Records in a list, in the given order.
    pub(super) fn entries(&self, nodes: &[NodeId], language: &Language) -> Vec<Entry> {
        nodes.iter().map(|node| self.entry(*node, language)).collect()
    }

    /// Records in the order of their lists: by kind, then as their section shows them.
    pub(super) fn in_order(&self, nodes: &[NodeId], language: &Language) -> Vec<NodeId> {
        let mut sorted = nodes.to_vec();
        sorted.sort_by_cached_key(|node| {
            let kind = self.site.nodes[node.0].kind;
            let list = self.site.lists.get(&(language.clone(), kind));
            (kind, list.and_then(|list| list.position(*node)), *node)
        });
        sorted
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
