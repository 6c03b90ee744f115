//! One-to-one talks as numbers: how many, by period, region and group of actors.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::model::{FieldType, Model};
use crate::record::{Card, FieldValue};
use crate::site::Inputs;
use crate::site::catalog::{Catalog, Found, Hidden, Standing};
use crate::site::publication::{self, Group};
use crate::site::reference;

/// How many talks there were that are not published one by one.
///
/// Nothing of a single talk is kept: no date below the year, no title, no person, no organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TalkCounts {
    /// All of them.
    pub total: usize,
    /// By year.
    pub by_year: BTreeMap<i16, usize>,
    /// By region id.
    pub by_region: BTreeMap<String, usize>,
    /// By id of the actor group, of the organisations that took part; a talk with two groups counts
    /// for each.
    pub by_group: BTreeMap<String, usize>,
}

/// Counts the talks that are published as numbers only and took place by the day of the build; drafts
/// and planned ones do not count unless they were asked for.
pub(super) fn count(
    groups: &[Group],
    catalog: &Catalog,
    model: &Model,
    inputs: &Inputs,
) -> TalkCounts {
    let mut counts = TalkCounts::default();
    for (group, entry) in groups.iter().zip(&catalog.entries) {
        let card = group.original();
        let is_ready = publication::is_ready(card.draft, card.publish_on, inputs);
        let is_number = entry.standing == Standing::Hidden(Hidden::Aggregated);
        if !is_number || !is_ready || !took_place(card, inputs.today) {
            continue;
        }
        counts.total += 1;
        if let Some(FieldValue::Date(date)) = card.field("date") {
            *counts.by_year.entry(date.year()).or_default() += 1;
        }
        if let Some(FieldValue::Region(region)) = card.field("region") {
            *counts.by_region.entry(region.to_string()).or_default() += 1;
        }
        for actor_group in actor_groups(group, groups, catalog, model) {
            *counts.by_group.entry(actor_group).or_default() += 1;
        }
    }
    counts
}

/// Tells whether a talk took place: it was not cancelled and does not lie ahead. One without a date
/// did, for all that is known.
fn took_place(card: &Card, today: Date) -> bool {
    let is_ahead = match card.field("date") {
        Some(FieldValue::Date(date)) => today.is_before(date.first_day()),
        _ => false,
    };
    let is_cancelled = card.field("cancelled") == Some(&FieldValue::Boolean(true));
    !is_ahead && !is_cancelled
}

/// The groups of the organisations that took part in a talk.
fn actor_groups(
    talk: &Group,
    groups: &[Group],
    catalog: &Catalog,
    model: &Model,
) -> Vec<String> {
    let mut found = Vec::new();
    for written in reference::written(talk.original(), &model.kinds[talk.kind]) {
        if &*written.field != "organisations" {
            continue;
        }
        let Found::One(place) = catalog.find(written.target, &written.rule.kinds, model)
        else {
            continue;
        };
        if let Some(FieldValue::Choice(group)) = groups[place].original().field("group") {
            found.push(group.to_string());
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The label of an actor group: of the choices of the field `group` of any kind that has one.
pub fn group_choices(model: &Model) -> &[crate::model::Choice] {
    let field = model.kinds.iter().find_map(|kind| kind.field("group"));
    match field.map(|field| &field.ty) {
        Some(FieldType::Choice(choices)) => choices,
        _ => &[],
    }
}
