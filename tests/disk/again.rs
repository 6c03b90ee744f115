//! Reading a site again: what is as it was is not read, and everything else is.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use werkstatt::path::SourcePath;
use werkstatt::source::{Memo, Sources, read, read_again};

use crate::disk::{put, scratch};

/// A moment after which nothing was changed.
fn later() -> SystemTime {
    SystemTime::now() + Duration::from_hours(1)
}

/// Reads again, and compares with what reading from nothing gives; how many files were read.
fn again(
    site: &Path,
    memo: &mut Memo,
    now: impl Into<Option<SystemTime>>,
) -> (Sources, usize) {
    let warm = read_again(site, memo, now.into()).unwrap();
    let cold = read(site).unwrap();
    assert_eq!(warm.findings, cold.findings);
    assert_eq!(format!("{:?}", warm.value), format!("{:?}", cold.value));
    (warm.value, memo.read())
}

/// A site of five files, read once.
fn site(name: &str, now: SystemTime) -> (PathBuf, Memo, Sources) {
    let site = scratch(name);
    let files = ["site.yaml", "a.md", "b.md", "c.png", "daten.csv"];
    put(&site.join("content"), &files.map(|file| (file, &b"title: x"[..])));
    let mut memo = Memo::default();
    let (sources, read) = again(&site, &mut memo, now);
    assert_eq!(read, 5);
    (site, memo, sources)
}

#[test]
fn what_is_as_it_was_is_not_read() {
    let (site, mut memo, before) = site("again-same", later());
    let (sources, read) = again(&site, &mut memo, later());
    assert_eq!(read, 0);
    let text = |sources: &Sources| {
        Arc::clone(sources.text(&SourcePath::new("content/a.md")).unwrap())
    };
    assert!(Arc::ptr_eq(&text(&before), &text(&sources)));
}

#[test]
fn every_way_to_change_a_file_is_seen() {
    let (site, mut memo, _) = site("again-changed", later());
    let file = site.join("content/a.md");
    let times = || {
        let metadata = file.metadata().unwrap();
        FileTimes::new().set_modified(metadata.modified().unwrap())
    };
    // Another content of the same length, under the old time.
    let old = times();
    fs::write(&file, "title: y").unwrap();
    File::options().write(true).open(&file).unwrap().set_times(old).unwrap();
    assert_eq!(again(&site, &mut memo, later()).1, 1);
    // A new file in its place.
    let old = times();
    put(&site, &[("content/neu.tmp", b"title: z")]);
    fs::rename(site.join("content/neu.tmp"), &file).unwrap();
    File::options().write(true).open(&file).unwrap().set_times(old).unwrap();
    assert_eq!(again(&site, &mut memo, later()).1, 1);
    // A new name, a new file, one less.
    fs::rename(&file, site.join("content/d.md")).unwrap();
    put(&site, &[("content/e/f.md", b"x")]);
    fs::remove_file(site.join("content/b.md")).unwrap();
    assert_eq!(again(&site, &mut memo, later()).1, 2);
    assert_eq!(again(&site, &mut memo, later()).1, 0);
}

#[test]
fn a_file_that_changed_just_before_is_not_trusted() {
    let then = SystemTime::now() - Duration::from_secs(1);
    let (site, mut memo, before) = site("again-fresh", then);
    let (sources, read) = again(&site, &mut memo, later());
    assert_eq!(read, 5, "read again, since a later change might not show");
    let text = |sources: &Sources| {
        Arc::clone(sources.text(&SourcePath::new("content/a.md")).unwrap())
    };
    assert!(
        Arc::ptr_eq(&text(&before), &text(&sources)),
        "the same text, once in memory"
    );
    assert_eq!(again(&site, &mut memo, later()).1, 0);
    assert_eq!(again(&site, &mut memo, None).1, 5, "nothing is trusted without a time");
}
