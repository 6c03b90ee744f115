//! Runs `tests/spec/<stage>/*.md`: small behaviours, written down to be read.
//!
//! A heading of level two starts a case. Its first fenced block is the source; the words behind the
//! language in its info string are settings. Every other block is an expectation, named by its first
//! word; what a case does not mention is not compared, but findings that nobody expects fail.
//! `UPDATE=1` rewrites the expectations; the diff is reviewed like code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// What a source became, by the name of the expectation.
pub(crate) type Results = BTreeMap<&'static str, String>;

/// What turns a source and its settings into results.
type Run = fn(source: &str, settings: &[&str]) -> Results;

/// A line of a spec file, or a fenced block in it.
pub(crate) enum Part {
    /// A line outside of blocks.
    Line(String),
    /// A fenced block.
    Block(Block),
}

/// A fenced block.
#[derive(Clone)]
pub(crate) struct Block {
    /// The back-ticks around it.
    pub(crate) fence: String,
    /// What stands behind them.
    pub(crate) info: String,
    /// What stands in it, with a line break at its end.
    pub(crate) body: String,
}

#[test]
fn markdown() {
    check("markdown", crate::markdown::run);
}

#[test]
fn glossary() {
    check("glossary", crate::glossary::run);
}

/// Runs all files of a folder.
fn check(folder: &str, run: Run) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec").join(folder);
    let mut files: Vec<PathBuf> = read_dir(&folder)
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no spec files in {}", folder.display());
    let is_update = std::env::var_os("UPDATE").is_some();
    let mut failures = String::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable spec file");
        let parts = split(&text);
        let rewritten = compare(&file, &parts, run, &mut failures);
        if is_update {
            fs::write(&file, rewritten).expect("a writable spec file");
        }
    }
    assert!(is_update || failures.is_empty(), "{failures}");
}

/// The files of a folder.
pub(crate) fn read_dir(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of spec files");
    entries.map(|entry| entry.expect("an entry of a folder").path())
}

/// Splits a file into lines and blocks.
pub(crate) fn split(text: &str) -> Vec<Part> {
    let mut parts = vec![];
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            parts.push(Part::Line(line.to_owned()));
            continue;
        }
        let fence = line[..ticks].to_owned();
        let mut body = String::new();
        for line in lines.by_ref().take_while(|line| **line != fence) {
            body.push_str(line);
            body.push('\n');
        }
        parts.push(Part::Block(Block { fence, info: line[ticks..].to_owned(), body }));
    }
    parts
}

/// Compares a file with what its sources become, and hands out the file as it should be.
fn compare(file: &Path, parts: &[Part], run: Run, failures: &mut String) -> String {
    let mut out = String::new();
    let mut case = String::new();
    let mut results: Option<Results> = None;
    let mut seen: Vec<String> = vec![];
    for part in parts {
        match part {
            Part::Line(line) => {
                if line.starts_with('#') {
                    finish(&mut out, results.as_ref(), &seen, (file, &case), failures);
                    (case, results) =
                        (line.trim_start_matches(['#', ' ']).to_owned(), None);
                    seen.clear();
                }
                out.push_str(line);
                out.push('\n');
            }
            Part::Block(block) => {
                let mut block = block.clone();
                let mut words = block.info.split(' ');
                let name = words.next().unwrap_or_default().to_owned();
                if let Some(results) = &results {
                    let result = results.get(&*name).cloned().unwrap_or_default();
                    report(failures, (file, &case), &name, (&block.body, &result));
                    block.body = result;
                    seen.push(name);
                } else {
                    let settings: Vec<&str> = words.collect();
                    results = Some(run(&block.body, &settings));
                }
                write_block(&mut out, &block);
            }
        }
    }
    finish(&mut out, results.as_ref(), &seen, (file, &case), failures);
    out
}

/// Ends a case: findings that it does not expect fail, and a case that expects nothing does too.
fn finish(
    out: &mut String,
    results: Option<&Results>,
    seen: &[String],
    case: (&Path, &str),
    failures: &mut String,
) {
    let Some(results) = results else { return };
    let is_bare = seen.is_empty();
    for (name, result) in results {
        let is_missing = !seen.iter().any(|seen| seen == name) && !result.is_empty();
        let is_wanted = *name == "findings" || (is_bare && *name == "html");
        if is_missing && is_wanted {
            report(failures, case, name, ("", result));
            let fence = "`".repeat(if result.contains("```") { 4 } else { 3 });
            let info = (*name).to_owned();
            // Behind the last block there is an empty line before the next heading.
            let ends_empty = out.ends_with("\n\n");
            if !ends_empty {
                out.push('\n');
            }
            write_block(out, &Block { fence, info, body: result.clone() });
            if ends_empty {
                out.push('\n');
            }
        }
    }
}

/// Writes a fenced block.
pub(crate) fn write_block(out: &mut String, block: &Block) {
    let Block { fence, info, body } = block;
    let _ = write!(out, "{fence}{info}\n{body}{fence}\n");
}

/// Adds a failure where something else came out than was expected.
fn report(failures: &mut String, case: (&Path, &str), name: &str, bodies: (&str, &str)) {
    let (expected, found) = bodies;
    if expected != found {
        let (file, title) = case;
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        let _ = write!(
            failures,
            "\n{file}, “{title}”, {name}:\n--- expected\n{expected}--- found\n{found}"
        );
    }
}
