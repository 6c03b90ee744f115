//! The whole program where the system sets limits: it says so in one line, and leaves what was there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::disk::{put, scratch, tree};

/// The settings of the sites here.
const SETTINGS: &[u8] = b"title: T\nbase_url: https://example.org/\nlanguage: de\n";

/// Builds the site of a folder after a shell line was run in the same process; gives its exit status
/// and what it said.
fn build(site: &Path, shell: &str) -> (i32, String) {
    let output = Command::new("sh")
        .args(["-c", &format!("{shell}\nexec \"$0\" build --lang en --color never")])
        .arg(env!("CARGO_BIN_EXE_werkstatt"))
        .current_dir(site)
        .env("RAYON_NUM_THREADS", "2")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap_or(-1), said)
}

/// All files of a site but for those of its cache.
fn without_cache(site: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = tree(site);
    files.retain(|path, _| !path.starts_with(".werkstatt"));
    files
}

#[test]
fn a_limit_of_file_sizes_is_said() {
    let site = scratch("limit-size");
    put(&site, &[("content/site.yaml", SETTINGS)]);
    let (status, said) = build(&site, "ulimit -f 1");
    assert_eq!(status, 2, "{said}");
    let line =
        "error: writing failed because the file is larger than the system allows: ";
    assert!(said.starts_with(line) && said.lines().count() == 1, "{said}");
    assert_eq!(without_cache(&site).len(), 1);
}

#[test]
fn too_few_open_files_are_the_machines_fault() {
    let site = scratch("limit-open");
    put(&site, &[("content/site.yaml", SETTINGS)]);
    for page in 0..400 {
        let path = format!("content/{page}/{page}.md");
        put(&site, &[(&path, b"---\ntitle: T\n---\n")]);
    }
    let before = without_cache(&site);
    for count in 4..16 {
        let (status, said) = build(&site, &format!("ulimit -n {count}"));
        if status == 0 {
            // That was enough.
            std::fs::remove_dir_all(site.join("public")).unwrap();
            continue;
        }
        assert_eq!(status, 2, "{count}: {said}");
        assert!(
            said.starts_with("error: ") && said.lines().count() == 2,
            "{count}: {said}"
        );
        assert!(said.contains("too many files"), "{count}: {said}");
        assert!(said.contains("ulimit -n"), "{count}: {said}");
        assert_eq!(without_cache(&site), before, "{count}");
    }
}
