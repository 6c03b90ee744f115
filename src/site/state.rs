//! State, progress and date of a record on the day of the build.

use crate::date::{Date, DateSpan};
use crate::model::Kind;
use crate::record::{Card, Field, FieldValue};
use crate::site::node::State;
use crate::site::publication::value;

/// The state of a record: the latest entry of its history up to the day, else what stands at the
/// top. An entry without a state changes the progress alone, and the other way round.
pub(super) fn state(card: &Card, kind: &Kind, today: Date) -> Option<State> {
    let field = kind.state_field.clone()?;
    let written = match card.field(&field) {
        Some(FieldValue::Choice(id)) => Some(id.clone()),
        _ => None,
    };
    let progress = match card.field("progress") {
        Some(FieldValue::Percent(progress)) => Some(*progress),
        _ => None,
    };
    let entries = history(card);
    if entries.is_empty() {
        return Some(State { field, id: written?, progress, since: None });
    }
    let past: Vec<_> =
        entries.iter().filter(|entry| entry.date.first_day() <= today).collect();
    // What no entry ever names, what stands at the top says.
    let names_state = entries.iter().any(|entry| entry.status.is_some());
    let names_progress = entries.iter().any(|entry| entry.progress.is_some());
    let mut current = if names_state { None } else { written.map(|id| (id, None)) };
    for entry in &past {
        let Some(id) = &entry.status else { continue };
        if current.as_ref().is_none_or(|(before, _)| before != id) {
            current = Some((id.clone(), Some(entry.date)));
        }
    }
    let latest = past.iter().rev().find_map(|entry| entry.progress);
    let progress = if names_progress { latest } else { progress };
    current.map(|(id, since)| State { field, id, progress, since })
}

/// An entry of a history.
#[derive(Debug)]
pub(crate) struct HistoryEntry<'a> {
    /// When.
    pub(crate) date: Date,
    /// The state from then on.
    pub(crate) status: Option<std::sync::Arc<str>>,
    /// The progress from then on.
    pub(crate) progress: Option<u8>,
    /// All its fields.
    pub(crate) fields: &'a [Field],
}

/// The entries of a record's history, oldest first; those without a date are left out.
pub(crate) fn history(card: &Card) -> Vec<HistoryEntry<'_>> {
    let mut entries: Vec<HistoryEntry<'_>> =
        card.groups("history").into_iter().filter_map(history_entry).collect();
    entries.sort_by_key(|entry| entry.date);
    entries
}

/// One entry, if it has a date.
fn history_entry(fields: &[Field]) -> Option<HistoryEntry<'_>> {
    let Some(FieldValue::Date(date)) = value(fields, "date") else { return None };
    let status = match value(fields, "status") {
        Some(FieldValue::Choice(id)) => Some(id.clone()),
        _ => None,
    };
    let progress = match value(fields, "progress") {
        Some(FieldValue::Percent(progress)) => Some(*progress),
        _ => None,
    };
    Some(HistoryEntry { date: *date, status, progress, fields })
}

/// The date or period of a record: the date field of its kind, to `end`.
pub(super) fn period(card: &Card, kind: &Kind) -> Option<DateSpan> {
    let date = |id: &str| match card.field(id) {
        Some(FieldValue::Date(date)) => Some(*date),
        _ => None,
    };
    let start = kind.date_field.as_deref().and_then(date);
    let end = date("end");
    match start {
        Some(start) => Some(DateSpan { start, end: end.filter(|end| *end != start) }),
        None => end.map(|start| DateSpan { start, end: None }),
    }
}
