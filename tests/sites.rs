//! Runs `tests/sites/<name>/`: whole small sites with the whole output that they shall become.
//!
//! A site is a folder with `content/`, perhaps `themes/`, and `expect/`. Its theme `plain` comes from
//! `tests/sites/plain-theme`, which says what the views hold and has no looks. `arguments` beside
//! `content/` holds options of the command line, one per line. What the theme publishes below
//! `assets/`, the roots of the search and the manifest are left out of the comparison, as other tests
//! hold them. `UPDATE=1`
//! rewrites the expectations; the diff is reviewed like code.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workshop::{Built, Workshop, tree};

/// A folder for what several sites share.
const THEME: &str = "plain-theme";

/// The files of an output by their paths.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn sites_become_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let entries = fs::read_dir(&folder).expect("the folder of sites");
    let mut sites: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of a folder").path())
        .filter(|path| path.join("expect").is_dir())
        .collect();
    sites.sort();
    assert!(sites.len() > 5, "the sites are there");
    let failures: Vec<String> =
        sites.iter().filter_map(|site| check(&folder, site)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Builds one site and compares; gives what is wrong.
fn check(folder: &Path, site: &Path) -> Option<String> {
    let name = site.file_name().expect("a site has a name").to_string_lossy();
    let workshop = Workshop::new(&format!("sites/{name}"));
    workshop.copy(&site.join("content"), "content");
    workshop.copy(&folder.join(THEME), "themes/plain");
    if site.join("themes").is_dir() {
        workshop.copy(&site.join("themes"), "themes");
    }
    let arguments = fs::read_to_string(site.join("arguments")).unwrap_or_default();
    let Built { status, text } = workshop.run_with(&["build"], |command| {
        command.args(arguments.lines());
    });
    if status != 0 {
        return Some(format!("{name}: status {status}\n{text}"));
    }
    let mut found: Files = tree(&workshop.path("public"));
    found.retain(|path, _| {
        let is_elsewhere =
            path.starts_with("assets/") || path.ends_with("suche/root.bin");
        !is_elsewhere && !path.starts_with('.')
    });
    let broken = broken_links(&found);
    if !broken.is_empty() {
        return Some(format!("{name}: {broken:#?}"));
    }
    let expect = site.join("expect");
    if std::env::var_os("UPDATE").is_some() {
        rewrite(&expect, &found);
        return None;
    }
    let faults = differences(&tree(&expect), &found);
    (!faults.is_empty()).then(|| format!("{name}:\n{}", faults.join("\n")))
}

/// The links of pages that lead to no file, or to no place in it.
fn broken_links(found: &Files) -> Vec<String> {
    let mut broken = vec![];
    let texts: BTreeMap<&str, std::borrow::Cow<'_, str>> = found
        .iter()
        .map(|(path, bytes)| (path.as_str(), String::from_utf8_lossy(bytes)))
        .collect();
    for (page, text) in
        texts.iter().filter(|(path, _)| path.rsplit('.').next() == Some("html"))
    {
        let links =
            ["href=\"", "src=\""].into_iter().flat_map(|start| text.split(start).skip(1));
        for link in links.filter_map(|rest| rest.split('"').next()) {
            let (address, place) = link.split_once('#').unwrap_or((link, ""));
            let address = address.split('?').next().unwrap_or_default();
            let Some(path) = address.strip_prefix('/') else { continue };
            let path =
                path.strip_prefix("sub/path/").unwrap_or(path).replace("%C3%BC", "ü");
            let is_page = path.is_empty() || path.ends_with('/');
            let file = if is_page { format!("{path}index.html") } else { path };
            let id = format!("id=\"{place}\"");
            match texts.get(file.as_str()) {
                Some(target) if place.is_empty() || target.contains(&id) => {}
                _ => broken.push(format!("{page}: {link}")),
            }
        }
    }
    broken
}

/// Makes an output the expectation.
fn rewrite(expect: &Path, found: &Files) {
    fs::remove_dir_all(expect).expect("the old expectation can go");
    for (path, bytes) in found {
        let path = expect.join(path);
        let parent = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
}

/// What differs between two outputs: files that are missing, too many, or different.
fn differences(expected: &Files, found: &Files) -> Vec<String> {
    let mut faults = vec![];
    for path in expected.keys().filter(|path| !found.contains_key(*path)) {
        faults.push(format!("  {path}: expected, but not there"));
    }
    for (path, bytes) in found {
        match expected.get(path) {
            None => faults.push(format!("  {path}: not expected")),
            Some(other) if other != bytes => {
                faults.push(format!("  {path}:\n{}", lines(other, bytes)));
            }
            Some(_) => {}
        }
    }
    faults
}

/// The lines that only one of two texts has.
fn lines(expected: &[u8], found: &[u8]) -> String {
    let expected = String::from_utf8_lossy(expected);
    let found = String::from_utf8_lossy(found);
    let gone = expected.lines().filter(|line| !found.lines().any(|other| other == *line));
    let new = found.lines().filter(|line| !expected.lines().any(|other| other == *line));
    let gone = gone.map(|line| format!("    - {line}\n"));
    gone.chain(new.map(|line| format!("    + {line}\n"))).collect()
}
