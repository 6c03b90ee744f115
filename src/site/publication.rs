//! Which records may be published, and which may not and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::Date;
use crate::language::Language;
use crate::model::{Model, Role};
use crate::record::{Card, Field, FieldValue, RecordId};
use crate::site::Inputs;
use crate::site::catalog::Hidden;

/// All texts of one record.
#[derive(Debug)]
pub(super) struct Group {
    /// Its id.
    pub(super) id: RecordId,
    /// The place of its kind in the model.
    pub(super) kind: usize,
    /// Its texts by language; never empty.
    pub(super) cards: BTreeMap<Language, Arc<Card>>,
    /// The language of the text that all fields come from.
    pub(super) original: Language,
}

impl Group {
    /// The text that all fields come from.
    pub(super) fn original(&self) -> &Card {
        &self.cards[&self.original]
    }
}

/// Why a record may not be published on a day; nothing if it may.
///
/// Minutes are not judged here, since that takes the meeting they belong to (`minutes`).
pub(super) fn hidden(
    group: &Group,
    model: &Model,
    today: Date,
    drafts: bool,
) -> Option<Hidden> {
    let card = group.original();
    match model.kinds[group.kind].role {
        Role::Person if !may_be_named(card, today) => return Some(Hidden::Withheld),
        Role::Talk if card.field("publish") != Some(&FieldValue::Boolean(true)) => {
            return Some(Hidden::Aggregated);
        }
        _ => {}
    }
    if drafts {
        return None;
    }
    if card.draft {
        return Some(Hidden::Draft);
    }
    planned(card, today).map(|_| Hidden::Planned)
}

/// The day on which a record is published, if it lies ahead.
pub(super) fn planned(card: &Card, today: Date) -> Option<Date> {
    card.publish_on.filter(|day| today.is_before(day.first_day()))
}

/// Tells whether a person's `publication` holds on a day: it has a basis and a date that has come,
/// its last day has not passed, and it was not withdrawn.
fn may_be_named(card: &Card, today: Date) -> bool {
    let Some(FieldValue::Group(right)) = card.field("publication") else { return false };
    let has_come = match value(right, "date") {
        Some(FieldValue::Date(date)) => date.first_day() <= today,
        _ => false,
    };
    let holds = match value(right, "until") {
        Some(FieldValue::Date(date)) => today <= date.last_day(),
        Some(_) => false,
        None => true,
    };
    let withdrawn = match value(right, "withdrawn") {
        Some(FieldValue::Date(date)) => date.first_day() <= today,
        Some(FieldValue::Boolean(withdrawn)) => *withdrawn,
        Some(_) => true,
        None => false,
    };
    value(right, "basis").is_some() && has_come && holds && !withdrawn
}

/// The minutes of a meeting: the document, if one is named, and whether they are approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Minutes<'a> {
    /// The reference to the document.
    pub(super) document: Option<&'a str>,
    /// Whether everybody has agreed.
    pub(super) approved: bool,
}

/// The minutes of a record; a model may allow several.
pub(super) fn minutes(card: &Card) -> Vec<Minutes<'_>> {
    let groups: Vec<&FieldValue> = match card.field("minutes") {
        Some(FieldValue::List(items)) => items.iter().map(|item| &item.value).collect(),
        Some(value) => vec![value],
        None => vec![],
    };
    groups.into_iter().filter_map(minutes_of).collect()
}

/// The minutes of one group.
fn minutes_of(group: &FieldValue) -> Option<Minutes<'_>> {
    let FieldValue::Group(fields) = group else { return None };
    let document = match value(fields, "document") {
        Some(FieldValue::Ref(target)) => Some(target.as_str()),
        _ => None,
    };
    let approved = value(fields, "approved") == Some(&FieldValue::Boolean(true));
    Some(Minutes { document, approved })
}

/// Tells whether a text may be seen on a day by what it says of itself.
pub(super) fn is_ready(draft: bool, publish_on: Option<Date>, inputs: &Inputs) -> bool {
    let has_come = publish_on.is_none_or(|day| !inputs.today.is_before(day.first_day()));
    inputs.drafts || (!draft && has_come)
}

/// A field of a group.
pub(super) fn value<'a>(fields: &'a [Field], id: &str) -> Option<&'a FieldValue> {
    fields.iter().find(|field| &*field.id == id).map(|field| &field.value)
}
