//! What several fields of one record have to agree on.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::date::Date;
use crate::diag::{Code, Diagnostic, Span};
use crate::markdown::Outline;
use crate::model;
use crate::path::Anchor;
use crate::record::fields::{Reader, Subject};
use crate::record::{Field, FieldValue};

/// Fields that are the start and the end of something.
const RANGES: &[(&str, &str)] = &[("start", "end"), ("date", "end"), ("date", "until")];

/// The fields that may be the end of one.
pub(super) fn ends_of(start: &str) -> impl Iterator<Item = &'static str> {
    RANGES.iter().filter(move |(id, _)| *id == start).map(|(_, end)| *end)
}

/// The list of the steps that a record took, latest not necessarily last.
const HISTORY: &str = "history";

/// How far a record has come, in percent.
const PROGRESS: &str = "progress";

/// Finds ends that lie before their starts.
pub(super) fn ranges(reader: &mut Reader<'_>, fields: &[Field]) {
    for (start, end) in RANGES {
        let (Some((start, start_range)), Some((end, end_range))) =
            (date(fields, start), date(fields, end))
        else {
            continue;
        };
        if end.last_day() < start.first_day() {
            // Both may stand in one value.
            let is_apart = start_range != end_range;
            let span = Span::new(reader.file, end_range);
            let finding = Diagnostic::new(Code::ReversedRange, span)
                .with("start", start.to_string())
                .with("end", end.to_string());
            reader.findings.push(if is_apart {
                finding.related(Span::new(reader.file, start_range))
            } else {
                finding
            });
        }
    }
}

/// Finds fields whose value is not that of the latest step that names it.
pub(super) fn history(reader: &mut Reader<'_>, fields: &[Field], kind: &model::Kind) {
    for field in fields {
        let Some((latest, range)) = latest(fields, &field.id) else { continue };
        let Some(declared) = kind.field(&field.id) else { continue };
        if *latest == field.value {
            continue;
        }
        let subject = Subject::new(declared, None);
        let finding = reader
            .finding(Code::HistoryDisagrees, &subject, field.range.clone())
            .with("value", &reader.text[field.range.clone()])
            .with("latest", &reader.text[range.clone()])
            .related(Span::new(reader.file, range));
        reader.findings.push(finding);
    }
}

/// Finds figures of progress that nobody can check: those that no step of the history says, with its date, and
/// steps that say one without naming where it is from.
pub(super) fn progress(reader: &mut Reader<'_>, fields: &[Field], kind: &model::Kind) {
    let Some(declared) = kind.field(PROGRESS) else { return };
    if kind.field(HISTORY).is_none() {
        return;
    }
    let steps: Vec<&[Field]> = steps(fields).collect();
    let figure = |fields: &[Field]| {
        let figure = fields.iter().find(|field| &*field.id == PROGRESS)?;
        let is_figure = matches!(figure.value, FieldValue::Percent(_));
        is_figure.then(|| figure.range.clone())
    };
    let is_undated = steps.iter().all(|step| figure(step).is_none());
    let undated = figure(fields).filter(|_| is_undated);
    let undated = undated.map(|range| (range, "progress-undated"));
    let unsourced = steps.iter().filter(|step| {
        let source = step.iter().find(|field| &*field.id == "source");
        !source.is_some_and(|field| field.value != FieldValue::Text(String::new()))
    });
    let unsourced =
        unsourced.filter_map(|step| Some((figure(step)?, "progress-unsourced")));
    let found: Vec<_> = undated.into_iter().chain(unsourced).collect();
    for (range, what) in found {
        let subject = Subject::new(declared, None);
        let value = &reader.text[range.clone()];
        let finding = reader
            .finding(Code::ProgressWithoutSource, &subject, range)
            .with("value", value)
            .with("what", what);
        reader.findings.push(finding);
    }
}

/// The steps of the history as they are written.
fn steps(fields: &[Field]) -> impl Iterator<Item = &[Field]> {
    let history = fields.iter().find(|field| &*field.id == HISTORY);
    let steps = match history.map(|field| &field.value) {
        Some(FieldValue::List(steps)) => steps.as_slice(),
        _ => &[],
    };
    steps.iter().filter_map(|step| match &step.value {
        FieldValue::Group(step) => Some(step.as_slice()),
        _ => None,
    })
}

/// Finds ids that an author gave in the texts of several fields, or in one and in the text below them:
/// all of them stand on one page.
pub(super) fn anchors(reader: &mut Reader<'_>, fields: &[Field], body: &Outline) {
    let mut taken: BTreeSet<&Anchor> = body.anchors.iter().collect();
    let mut open: Vec<(&FieldValue, &Range<usize>)> =
        fields.iter().rev().map(|field| (&field.value, &field.range)).collect();
    while let Some((value, range)) = open.pop() {
        match value {
            FieldValue::Markdown(document) => {
                for anchor in &document.outline.anchors {
                    if !taken.insert(anchor) {
                        let span = Span::new(reader.file, range.clone());
                        let finding = Diagnostic::new(Code::DuplicateAnchor, span);
                        reader.findings.push(finding.with("anchor", anchor.to_string()));
                    }
                }
            }
            FieldValue::Group(fields) => {
                open.extend(
                    fields.iter().rev().map(|field| (&field.value, &field.range)),
                );
            }
            FieldValue::List(items) => {
                open.extend(items.iter().rev().map(|item| (&item.value, &item.range)));
            }
            _ => {}
        }
    }
}

/// The value that holds for a field: its own, else that of the latest step.
pub(super) fn state<'f>(fields: &'f [Field], id: &str) -> Option<&'f FieldValue> {
    let own = fields.iter().find(|field| *field.id == *id).map(|field| &field.value);
    own.or_else(|| latest(fields, id).map(|(value, _)| value))
}

/// What the latest step by date says of a field, and where; of several on one day, the last written.
fn latest<'f>(fields: &'f [Field], id: &str) -> Option<(&'f FieldValue, Range<usize>)> {
    let history = fields.iter().find(|field| &*field.id == HISTORY)?;
    let FieldValue::List(steps) = &history.value else { return None };
    let mut latest: Option<(Date, &Field)> = None;
    for step in steps {
        let FieldValue::Group(step) = &step.value else { continue };
        let Some((day, _)) = date(step, "date") else { continue };
        let Some(field) = step.iter().find(|field| *field.id == *id) else { continue };
        if latest.is_none_or(|(other, _)| other.first_day() <= day.first_day()) {
            latest = Some((day, field));
        }
    }
    latest
        .filter(|(_, field)| &*field.id != "date")
        .map(|(_, field)| (&field.value, field.range.clone()))
}

/// The date in a field and its place.
fn date(fields: &[Field], id: &str) -> Option<(Date, Range<usize>)> {
    let field = fields.iter().find(|field| &*field.id == id)?;
    match field.value {
        FieldValue::Date(date) => Some((date, field.range.clone())),
        _ => None,
    }
}
