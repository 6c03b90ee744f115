//! One-to-one talks as numbers: how many, by period, region and group of actors.

use std::collections::BTreeMap;

use crate::model::{FieldType, Model};
use crate::record::FieldValue;
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

/// Counts the talks that are published as numbers only; drafts and planned ones do not count unless
/// they were asked for.
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
        if entry.standing != Standing::Hidden(Hidden::Aggregated) || !is_ready {
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
