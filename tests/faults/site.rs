//! One site with a fault of almost every kind: each is found, at its line and column.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use werkstatt::diag::Code;

use crate::disk::{put, scratch, tree};
use crate::faults::check::{check, said};
use crate::faults::setup;
use crate::spec::{Part, split};

/// The codes that cannot stand beside the others in one folder; each has its case.
///
/// A chain of themes ends at its first fault: it is either a circle or leads to a theme that does not
/// exist. Where templates are broken, no page is read for the search. A shallow clone has no tag to be held against.
const APART: [Code; 3] = [Code::UnknownTheme, Code::SearchTest, Code::HistoryRewritten];

/// The line between the head of the table and its rows.
const RULE: &str = "| --- | --- | --- | --- |\n";

#[test]
fn one_site_with_every_fault() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/faults");
    let folder = scratch("faults-site");
    for (path, bytes) in tree(&source) {
        put(&folder, &[(path.to_str().expect("a path of ours"), &bytes)]);
    }
    let file = source.join("expected.md");
    let text = fs::read_to_string(&file).expect("what is expected");
    let setup = split(&text).into_iter().find_map(|part| match part {
        Part::Block(block) if block.info == "setup" => Some(block.body),
        _ => None,
    });
    setup::make(&folder, &setup.expect("a set-up"));
    let outcome = check(&folder, true);
    let table = table(&said(&outcome, "json"));
    let (head, expected) = text.split_once(RULE).expect("a table");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file, format!("{head}{RULE}{table}")).expect("a writable table");
    } else {
        assert_eq!(table, expected);
    }
    for language in ["de", "en"] {
        holds_places(&said(&outcome, language), &table);
    }
    let found: BTreeSet<Code> =
        outcome.findings.iter().map(|finding| finding.code).collect();
    let all: BTreeSet<Code> =
        Code::ALL.iter().filter(|code| !APART.contains(code)).copied().collect();
    assert_eq!(found, all, "one fault of every kind");
}

/// The places of all findings as rows of a table.
fn table(json: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let mut rows = String::new();
    for finding in document["findings"].as_array().expect("a list") {
        let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
        let number = |key: &str| finding[key].as_u64().expect("a number");
        let (line, column) = (number("line"), number("column"));
        let _ =
            writeln!(rows, "| {} | {} | {line} | {column} |", text("code"), text("file"));
    }
    rows
}

/// Holds that a report names every finding of a table at its place, in words of its language.
fn holds_places(report: &str, table: &str) {
    for row in table.lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, code, file, line, column, _] = cells.as_slice() else { panic!("{row}") };
        assert!(report.contains(&format!("[{code}]: ")), "{code}");
        let place = format!("--> {file}:{line}:{column}\n");
        let is_whole = (*line, *column) == ("1", "1");
        let whole = format!("--> {file}\n");
        let is_placed = report.contains(&place) || (is_whole && report.contains(&whole));
        assert!(is_placed || file.is_empty(), "{row}");
    }
    for raw in ["hints.", "terms.", "codes."] {
        assert!(!report.contains(raw), "a text is missing: {raw}");
    }
}
