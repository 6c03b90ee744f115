//! The whole program where the system sets limits: it says so in one line, and leaves what was there.

use std::path::Path;
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

#[test]
fn a_limit_of_file_sizes_is_said() {
    let site = scratch("limit-size");
    put(&site, &[("content/site.yaml", SETTINGS)]);
    let (status, said) = build(&site, "ulimit -f 1");
    assert_eq!(status, 2, "{said}");
    let line =
        "error: writing failed because the file is larger than the system allows: ";
    assert!(said.starts_with(line) && said.lines().count() == 1, "{said}");
    assert_eq!(tree(&site).len(), 1);
}
