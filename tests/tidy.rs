//! The house rules that no lint knows: headers, sizes, layers, doors, nothing left lying about.

#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]
#![expect(clippy::expect_used, reason = "helpers of tests fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers of `ARCHITECTURE.md`, lowest first: a module uses only what stands below its line.
const LAYERS: &[&[&str]] = &[
    &[
        "diag",
        "path",
        "date",
        "language",
        "fingerprint",
        "address",
        "codec",
        "signal",
        "colour",
    ],
    &["source", "yaml"],
    &["config"],
    &["model", "markdown", "minify", "picture", "search", "words"],
    &["glossary", "record", "report"],
    &["site"],
    &["view"],
    &["theme", "extras"],
    &["output", "compile", "cache"],
    &["project", "watch", "serve"],
    &["cli"],
];

/// Neighbours of the lowest layer may know each other: they are one vocabulary.
const GROUND: usize = 0;

/// Lines that a file may have.
const LONGEST: usize = 450;

/// A source file.
struct Source {
    /// Relative to the project's folder, with `/`.
    path: String,
    /// Its text.
    text: String,
}

impl Source {
    /// The module below the crate's root that a file of `src/` belongs to; none for the roots.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let first = inside.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(name, "lib" | "main")).then_some(name)
    }

    /// The lines of code with their numbers: without comments, and without string contents.
    fn code(&self) -> impl Iterator<Item = (usize, String)> {
        self.text.lines().zip(1..).map(|(line, number)| (number, code_of(line)))
    }
}

/// The project's folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below some folders or files of the project, sorted.
fn sources(places: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for place in places {
        collect(&root().join(place), &mut paths);
    }
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// Reads one file.
fn read(path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("source files are UTF-8");
    let relative = path.strip_prefix(root()).expect("it lies in the project");
    Source { path: relative.to_string_lossy().replace('\\', "/"), text }
}

/// Adds the Rust files below a folder; a place that does not exist has none.
fn collect(place: &Path, paths: &mut Vec<PathBuf>) {
    if place.is_file() {
        paths
            .extend((place.extension().is_some_and(|e| e == "rs")).then(|| place.into()));
    } else if let Ok(entries) = fs::read_dir(place) {
        for entry in entries {
            collect(&entry.expect("the folder can be read").path(), paths);
        }
    }
}

/// A line without its comment and without the contents of its string literals.
fn code_of(line: &str) -> String {
    let line = line.replace("'\"'", "");
    let mut code = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' if quoted => drop(chars.next()),
            '"' => quoted = !quoted,
            '/' if !quoted && chars.peek() == Some(&'/') => break,
            _ if quoted => {}
            _ => code.push(char),
        }
    }
    code
}

/// The names that a text has right after a path such as `crate::`, also in `crate::{a, b::c}`.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (start, _) in code.match_indices(prefix) {
        if code[..start].ends_with(is_name) {
            continue;
        }
        let rest = &code[start + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names(group)),
            None => names.extend(leading_name(rest)),
        }
    }
    names
}

/// The first segments of the paths of a `{…}` group.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut start) = (0_usize, true);
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            _ if start && is_name(char) => {
                names.extend(leading_name(&group[at..]));
                start = false;
            }
            _ => {}
        }
    }
    names
}

/// The identifier at the start of a text.
fn leading_name(text: &str) -> Option<String> {
    let end = text.find(|char| !is_name(char)).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Whether an identifier may have this character.
fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The layer of a module.
fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Fails with all faults at once.
fn expect_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

#[test]
fn every_file_says_what_it_is_for() {
    let files = sources(&["src", "tests", "benches", "build.rs"]);
    let faults: Vec<String> = files
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path.clone())
        .collect();
    assert!(!files.is_empty());
    expect_none("a file starts with `//!` and a sentence", &faults);
}

#[test]
fn no_file_is_too_long() {
    let faults: Vec<String> = sources(&["src", "tests", "benches", "build.rs"])
        .iter()
        .filter(|file| file.text.lines().count() > LONGEST)
        .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
        .collect();
    expect_none("a file has at most 450 lines", &faults);
}

#[test]
fn modules_use_only_lower_layers() {
    let mut faults = Vec::new();
    for file in sources(&["src"]) {
        let Some(module) = file.module() else { continue };
        let Some(own) = layer(module) else {
            faults.push(format!("{}: `{module}` has no layer", file.path));
            continue;
        };
        let code: Vec<String> = file.code().map(|(_, code)| code).collect();
        for used in names_after(&code.join(" "), "crate::") {
            let allowed = layer(&used)
                .is_none_or(|other| other < own || (own == GROUND && other == GROUND));
            if used != module && !allowed {
                faults.push(format!("{}: `{module}` uses `{used}`", file.path));
            }
        }
    }
    expect_none("a module uses only the layers below its own", &faults);
}

#[test]
fn every_word_that_views_say_is_a_string_of_the_theme() {
    let strings = read(&root().join("themes/werkstatt/strings/de.yaml")).text;
    let known: Vec<&str> = strings
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .collect();
    let (mut faults, mut said) = (Vec::new(), 0);
    // What says them passes on keys that it is given.
    let speakers = sources(&["src/view"]);
    for file in speakers.iter().filter(|file| !file.path.ends_with("speech.rs")) {
        for call in file.text.split(".say").skip(1) {
            // `say(language, "key")`, `say_with(…)`, `say_count(…)`, perhaps over several lines.
            let Some((_, arguments)) = call.split_once('(') else { continue };
            let words = arguments.split([')', ';']).next().unwrap_or_default();
            let Some(key) = words.split('"').nth(1) else { continue };
            said += 1;
            if !key.contains('{') && !known.contains(&key) {
                faults.push(format!("{}: there is no string `{key}`", file.path));
            }
        }
    }
    assert!(said > 50, "views say something");
    expect_none("what views say stands in the strings of the theme", &faults);
}

#[test]
fn every_crate_has_one_door() {
    let doors = doors(&read(&root().join("Cargo.toml")).text);
    assert!(doors.len() > 10, "Cargo.toml names the doors");
    let mut faults = Vec::new();
    for file in sources(&["src"]) {
        let module = file.module().unwrap_or("");
        for (number, code) in file.code() {
            for (name, door) in &doors {
                if module != door && mentions(&code, name) {
                    faults.push(format!(
                        "{}:{number}: `{name}` is behind `{door}`",
                        file.path
                    ));
                }
            }
        }
    }
    expect_none("a crate is named behind its door alone", &faults);
}

/// The doors that the comments of the manifest name: crate to module.
fn doors(manifest: &str) -> BTreeMap<String, String> {
    let dependencies =
        manifest.lines().skip_while(|line| line.trim() != "[dependencies]").skip(1);
    let mut doors = BTreeMap::new();
    let mut door = None;
    for line in dependencies.take_while(|line| !line.starts_with('[')) {
        if let Some(comment) = line.strip_prefix('#') {
            let name =
                comment.split_once("Door: ").and_then(|(_, rest)| leading_name(rest));
            door = name.or(door);
        } else if let Some((name, _)) = line.split_once('=') {
            let module = door.take();
            doors.extend(module.map(|door| (name.trim().replace('-', "_"), door)));
        }
    }
    doors
}

/// Whether a line of code names a crate: in a path, or in a `use` of it alone.
fn mentions(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(start, _)| {
        let before = &code[..start];
        let after = &code[start + name.len()..];
        let own = before.trim_end().ends_with("use") && after.starts_with(';');
        let path = after.starts_with("::") && !before.ends_with("::");
        !before.ends_with(is_name) && (own || path)
    })
}

#[test]
fn nothing_is_left_lying_about() {
    // Written apart, so that this file does not name them.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("to", "do!("),
        concat!("un", "implemented!("),
        concat!("db", "g!("),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("#[ig", "nore"),
    ];
    let mut faults = Vec::new();
    for file in sources(&["src", "tests", "benches", "build.rs"]) {
        for (line, number) in file.text.lines().zip(1..) {
            let found = words.iter().filter(|word| line.contains(**word));
            faults.extend(found.map(|word| format!("{}:{number}: `{word}`", file.path)));
        }
    }
    expect_none("no notes to oneself, no paths of a machine", &faults);
}

/// The reader of source lines itself.
mod reader {
    use super::*;

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(code_of("use crate::site; // crate::view"), "use crate::site; ");
        assert_eq!(code_of(r#"let text = "crate::view \" //"; x"#), "let text = ; x");
        assert_eq!(code_of("split('\"').crate::view // x"), "split().crate::view ");
        assert_eq!(code_of("/// [`crate::view`]"), "");
    }

    #[test]
    fn groups_are_taken_apart() {
        let names =
            names_after("use crate::{diag::{Code, Span}, path}; mycrate::x", "crate::");
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["diag", "path"]);
    }

    #[test]
    fn doors_are_read_from_comments() {
        let manifest = "[dependencies]\n# Hashes. Door: fingerprint.\nblake-3 = \"1\"\nserde = \"1\"\n[lints]\nx = 1\n";
        let doors = doors(manifest);
        assert_eq!(doors.get("blake_3").map(String::as_str), Some("fingerprint"));
        assert_eq!(doors.len(), 1);
        assert!(mentions("use blake_3;", "blake_3"));
        assert!(mentions("blake_3::hash(x)", "blake_3"));
        assert!(!mentions("crate::blake_3::hash(x)", "blake_3"));
        assert!(!mentions("my_blake_3::hash(x)", "blake_3"));
    }
}
