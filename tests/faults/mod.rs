//! Runs `tests/faults/<code>.md`: every kind of finding, word for word as people read it.
//!
//! A heading of level two starts a case. Blocks whose info string ends in a path are files of the
//! site; a block `setup` makes what no text can be (`setup`); the blocks `text de`, `text en` and
//! `json` are what `werkstatt check` says. A case without `content/site.yaml` gets a plain one.
//! `UPDATE=1` rewrites the expectations; the diff is reviewed like code.

mod check;
mod mutate;
mod setup;
mod site;

pub(crate) use mutate::Dice;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use werkstatt::diag::Code;

use crate::disk::{put, scratch};
use crate::faults::check::{check, said};
use crate::spec::{Block, Part, read_dir, split, write_block};

/// The settings of a case that brings none.
const SETTINGS: &str =
    "title: Netzwerk\nbase_url: https://www.example.org\nlanguage: de\n";

/// The expectations of a case, in their order.
const EXPECTED: [&str; 3] = ["text de", "text en", "json"];

#[test]
fn every_code_has_its_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let mut files: Vec<PathBuf> = read_dir(&folder)
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    let names: BTreeSet<&str> =
        files.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let failures: Vec<String> = files.par_iter().map(|file| check_file(file)).collect();
    assert!(failures.iter().all(String::is_empty), "{}", failures.concat());
    assert_eq!(names, codes, "cases and codes");
}

/// A case that is being read, then run.
#[derive(Default)]
struct Case {
    /// Its heading.
    title: String,
    /// Files of the site with their paths.
    files: Vec<(String, String)>,
    /// What is made on the disk.
    setup: String,
    /// What is expected; empty where nothing is.
    expected: [Option<String>; 3],
}

/// Runs the cases of one file; hands out what is wrong with them.
fn check_file(file: &Path) -> String {
    let code = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    let text = fs::read_to_string(file).expect("a readable case");
    let (mut out, mut failures) = (String::new(), String::new());
    let mut case: Option<Case> = None;
    for part in split(&text) {
        match part {
            Part::Line(line) => {
                // Expectations stand apart by one empty line each, however they were written.
                if line.is_empty() && out.ends_with("\n\n") {
                    continue;
                }
                if let Some(title) = line.strip_prefix("## ") {
                    finish(case.take(), code, &mut out, &mut failures);
                    case = Some(Case { title: title.to_owned(), ..Case::default() });
                }
                out.extend([&line, "\n"]);
            }
            Part::Block(block) => {
                let case = case.as_mut().expect("a case has a heading");
                if take(case, &block) {
                    write_block(&mut out, &block);
                }
            }
        }
    }
    finish(case, code, &mut out, &mut failures);
    out.truncate(out.trim_end().len() + 1);
    if is_update() {
        fs::write(file, out).expect("a writable case");
    } else if failures.is_empty() && out != text {
        failures = format!("\n{code}: the expectations stand in another order\n");
    }
    failures
}

/// Tells whether expectations are written anew instead of compared.
fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Notes a block; tells whether it is written again as it is.
fn take(case: &mut Case, block: &Block) -> bool {
    let Block { info, body, .. } = block;
    if let Some(index) = EXPECTED.iter().position(|name| name == info) {
        case.expected[index] = Some(body.clone());
        return false;
    }
    match info.split_once(' ') {
        Some((_, path)) => case.files.push((path.to_owned(), body.clone())),
        None if info == "setup" => case.setup.push_str(body),
        None => panic!("{}: what is a block `{info}`?", case.title),
    }
    true
}

/// Runs a case, unless it is for another build, and writes its expectations as they should be.
fn finish(case: Option<Case>, code: &str, out: &mut String, failures: &mut String) {
    let Some(case) = case else { return };
    let name = format!("{code}, “{}”", case.title);
    let expected = case.expected.clone().map(Option::unwrap_or_default);
    let found =
        if setup::suits(&case.setup) { run(&case, code) } else { expected.clone() };
    if !found[2].contains(&format!("\"code\": \"{code}\"")) {
        let _ = write!(failures, "\n{name} does not report its own code\n");
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    for ((info, expected), body) in EXPECTED.into_iter().zip(expected).zip(found) {
        if expected != body && !is_update() {
            let _ = write!(
                failures,
                "\n{name}, {info}:\n--- expected\n{expected}--- found\n{body}"
            );
        }
        let fence = "`".repeat(if body.contains("```") { 4 } else { 3 });
        out.push('\n');
        write_block(out, &Block { fence, info: info.to_owned(), body });
    }
    out.push('\n');
}

/// What is said about the site of a case.
fn run(case: &Case, code: &str) -> [String; 3] {
    let folder = scratch(&format!("faults/{code}/{}", case.title.replace(' ', "-")));
    put(&folder, &[("content/site.yaml", SETTINGS.as_bytes())]);
    for (path, text) in &case.files {
        put(&folder, &[(path, text.as_bytes())]);
    }
    setup::make(&folder, &case.setup);
    let outcome = check(
        &folder,
        ["shallow", "tagged"].iter().any(|word| case.setup.contains(word)),
    );
    ["de", "en", "json"].map(|form| said(&outcome, form))
}
