//! `werkstatt coverage`: what the records lack.

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::arguments::{Format, Options};
use crate::cli::build::request;
use crate::cli::environment::Environment;
use crate::cli::terminal::{Terminal, print};
use crate::project::{self, Failure, GapReport};
use crate::report::{Messages, visible};

/// Tells what the records of a site lack.
pub(super) fn run(
    json: bool,
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let request = request(options, terminal, environment)?;
    let reports = project::coverage(&request)?;
    if json || options.format == Format::Json {
        let reports: Vec<Value> = reports.iter().map(as_json).collect();
        print(&format!("{:#}\n", json!({ "coverage": reports })))?;
    } else {
        print(&text(&reports, &terminal.messages))?;
    }
    Ok(Exit::Good)
}

/// The reports for people: what is covered, and what is not with its files.
fn text(reports: &[GapReport], messages: &Messages) -> String {
    let width = reports
        .iter()
        .flat_map(|report| &report.open)
        .map(|record| visible(&record.title).chars().count())
        .max()
        .unwrap_or(0);
    let mut lines = vec![];
    for report in reports {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let (covered, total) =
            ((report.total - report.open.len()).to_string(), report.total.to_string());
        let arguments = [("covered", &*covered), ("total", &*total)];
        let key = format!("cli.coverage.{}", report.gap.id());
        lines.push(messages.format(&key, &arguments));
        for record in &report.open {
            let title = visible(&record.title);
            lines.push(format!("  {title:width$}  {}", visible(&record.file)));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A report for programs.
fn as_json(report: &GapReport) -> Value {
    let records = report.open.iter().map(
        |record| json!({ "id": record.id, "title": record.title, "file": record.file }),
    );
    json!({
        "gap": report.gap.id(),
        "total": report.total,
        "covered": report.total - report.open.len(),
        "open": records.collect::<Vec<_>>(),
    })
}
