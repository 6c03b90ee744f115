//! The tables of `--timings`: what the stages took, and the dearest pages and templates.

use std::fmt::Write as _;
use std::iter;
use std::time::Duration;

use crate::project::{Dearest, Outcome, Stage, StageReport};
use crate::report::{Messages, visible};
use crate::words::Numbers;

/// The columns of the first table, as the message files call them.
const COLUMNS: [&str; 5] = ["stage", "wall", "cpu", "items", "hits"];

/// A row of cells.
type Row = [String; COLUMNS.len()];

/// What a run took, as lines for the terminal.
pub(super) fn table(outcome: &Outcome, messages: &Messages) -> String {
    let head = COLUMNS.map(|column| messages.text(&format!("cli.timings.{column}")));
    let rows = outcome.timings.iter().map(|report| row(report, messages));
    let sum = |time: fn(&StageReport) -> Duration| outcome.timings.iter().map(time).sum();
    let total = [
        messages.text("cli.stages.total"),
        milliseconds(sum(|report| report.wall), messages),
        milliseconds(sum(|report| report.cpu), messages),
        String::new(),
        String::new(),
    ];
    let rows: Vec<Row> = iter::once(head).chain(rows).chain([total]).collect();
    let mut text = aligned(&rows);
    dearest(&outcome.dearest, messages, &mut text);
    text
}

/// A stage as a row.
fn row(report: &StageReport, messages: &Messages) -> Row {
    let numbers = Numbers::new(messages.language());
    let count = |count: usize| numbers.integer(i64::try_from(count).unwrap_or(i64::MAX));
    [
        stage_name(report.stage, messages),
        milliseconds(report.wall, messages),
        milliseconds(report.cpu, messages),
        count(report.items),
        report.hits.map_or_else(String::new, count),
    ]
}

/// Rows with the first column to the left, the others to the right.
fn aligned(rows: &[Row]) -> String {
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = format!("{:1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            // Writing to a string cannot fail.
            let _ = write!(line, "  {cell:>width$}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Adds the dearest pages and templates, if there are any.
fn dearest(dearest: &Dearest, messages: &Messages, text: &mut String) {
    let templates = dearest.templates.iter();
    let templates: Vec<(String, Duration)> = templates
        .map(|(name, count, time)| (format!("{name} ({count})"), *time))
        .collect();
    for (key, rows) in [("pages", &dearest.pages), ("templates", &templates)] {
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{}", messages.text(&format!("cli.timings.{key}")));
        for (name, time) in rows {
            let _ = writeln!(
                text,
                "{:>11}  {}",
                milliseconds(*time, messages),
                visible(name)
            );
        }
    }
}

/// A time in milliseconds, with the decimal sign of the language.
fn milliseconds(time: Duration, messages: &Messages) -> String {
    let written = format!("{:.1}", time.as_secs_f64() * 1000.0);
    format!("{} ms", Numbers::new(messages.language()).decimal(&written))
}

/// The name of a stage in words.
pub(super) fn stage_name(stage: Stage, messages: &Messages) -> String {
    messages.text(&format!("cli.stages.{}", stage.name()))
}
