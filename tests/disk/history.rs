//! Asking git: dates, shallow clones, and repositories that mean harm.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use werkstatt::diag::{Checked, Code};
use werkstatt::source::{History, Sources, history};

use crate::disk::{put, scratch};
use crate::git::{git, search_path};

/// Commits everything at a time.
fn commit(folder: &Path, time: i64) {
    git(folder, time, &["add", "-A"]);
    git(folder, time, &["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// Asks for the history of a site with the given files.
fn ask(site: &Path, files: &[&str]) -> Checked<History> {
    history(site, &search_path(), &sources(files), None).unwrap()
}

/// A site with the given files.
fn sources(files: &[&str]) -> Sources {
    Sources::from_texts(files.iter().map(|file| (*file, "")))
}

/// The dates of the given files as plain pairs.
fn dates<'a>(history: &History, files: &[&'a str]) -> Vec<(&'a str, i64)> {
    let times: Vec<(String, i64)> = history
        .times(&sources(files))
        .map(|(path, time)| (path.as_str().to_owned(), time))
        .collect();
    let time =
        |file: &str| times.iter().find(|(path, _)| path == file).map(|(_, time)| *time);
    files.iter().filter_map(|file| Some((*file, time(file)?))).collect()
}

/// A repository whose site is a folder of it, with three commits at 1000, 2000 and 3000.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(name);
    git(&folder, 0, &["init", "-q"]);
    put(
        &folder,
        &[
            ("site/content/a.md", b"1"),
            ("site/content/u\u{308}.md", b"1"),
            ("content/a.md", b"not the site's"),
        ],
    );
    commit(&folder, 1000);
    put(&folder, &[("site/content/a.md", b"2"), ("site/content/line\nbreak.md", b"1")]);
    commit(&folder, 2000);
    put(&folder, &[("content/a.md", b"still not the site's")]);
    commit(&folder, 3000);
    put(
        &folder,
        &[("site/content/a.md", b"3, not committed"), ("site/content/new.md", b"")],
    );
    folder
}

/// The files of that repository's site.
const FILES: &[&str] =
    &["content/a.md", "content/line\nbreak.md", "content/new.md", "content/ü.md"];

/// The dates of that repository's site.
const DATES: &[(&str, i64)] =
    &[("content/a.md", 2000), ("content/line\nbreak.md", 2000), ("content/ü.md", 1000)];

#[test]
fn dates_are_those_of_the_last_commits() {
    let folder = repository("dates");
    let answer = ask(&folder.join("site"), FILES);
    assert_eq!(dates(&answer.value, FILES), DATES);
    assert_eq!(answer.findings, []);
    // It stops when it has seen what it was asked for.
    let answer = ask(&folder.join("site"), &["content/a.md"]);
    assert_eq!(dates(&answer.value, FILES), DATES[..1]);
}

#[test]
fn an_answer_holds_until_there_is_another_commit() {
    let folder = repository("again");
    let site = folder.join("site");
    let again = |files: &[&str], last: History| {
        history(&site, &search_path(), &sources(files), Some(last)).unwrap().value
    };
    // What was not asked for is not known: a file that was away has its date when it is back.
    let first = ask(&site, &FILES[..1]).value;
    assert_eq!(again(&FILES[..1], first.clone()), first);
    let second = again(FILES, first);
    assert_eq!(dates(&second, FILES), DATES);
    // Of a file that nobody committed git said all there is: it isn't asked for the next one.
    let more = [FILES, &["content/newer.md"]].concat();
    assert_eq!(again(&more, second.clone()), second);
    commit(&folder, 4000);
    let third = again(FILES, second);
    assert_eq!(dates(&third, FILES)[0], ("content/a.md", 4000));
    assert_eq!(dates(&third, FILES)[2], ("content/new.md", 4000));
}

#[test]
fn a_shallow_clone_has_no_dates_and_says_so() {
    let folder = repository("shallow");
    let from = format!("file://{}", folder.display());
    git(&folder, 0, &["clone", "-q", "--depth", "1", &from, "clone"]);
    let answer = ask(&folder.join("clone/site"), FILES);
    assert!(answer.value.is_shallow() && dates(&answer.value, FILES).is_empty());
    assert_eq!(answer.findings[0].code, Code::ShallowClone);
}

#[test]
fn without_git_or_a_repository_nothing_is_said() {
    let folder = repository("without");
    let sources = Sources::from_texts([("content/a.md", "")]);
    let answer =
        history(&folder.join("site"), OsStr::new("/nonexistent"), &sources, None)
            .unwrap();
    assert!(dates(&answer.value, FILES).is_empty() && answer.findings.is_empty());
    let answer = history(Path::new("/proc"), &search_path(), &sources, None).unwrap();
    assert!(dates(&answer.value, FILES).is_empty() && answer.findings.is_empty());
    // A repository in which nothing was committed yet.
    let empty = scratch("without-commit");
    git(&empty, 0, &["init", "-q"]);
    let answer = ask(&empty, &["content/a.md"]);
    assert!(dates(&answer.value, FILES).is_empty() && answer.findings.is_empty());
}

#[test]
fn a_repository_cannot_run_programs_or_bend_the_answer() {
    let folder = repository("hostile");
    let program = folder.join("evil");
    put(&folder, &[("evil", b"#!/bin/sh\ntouch \"$(dirname \"$0\")/ran\"\n")]);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    put(&folder, &[(".git/info/attributes", b"* diff=evil filter=evil\n")]);
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "gpg.program",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "core.sshCommand",
        "core.editor",
        "core.alternateRefsCommand",
        "alias.log",
    ] {
        git(&folder, 0, &["config", key, program]);
    }
    for (key, value) in [
        ("log.showSignature", "true"),
        ("log.date", "human"),
        ("core.quotePath", "true"),
        ("format.pretty", "fuller"),
        ("log.decorate", "full"),
        ("diff.noprefix", "true"),
        ("diff.orderFile", "evil"),
        ("color.ui", "always"),
        ("log.follow", "true"),
        ("diff.relative", "false"),
        ("diff.renames", "copies"),
        ("log.showRoot", "true"),
    ] {
        git(&folder, 0, &["config", key, value]);
    }
    assert_eq!(dates(&ask(&folder.join("site"), FILES).value, FILES), DATES);
    assert!(!folder.join("ran").exists());
}

#[test]
fn variables_of_git_do_not_reach_it() {
    let folder = repository("environment");
    let other = scratch("environment-other");
    git(&other, 0, &["init", "-q"]);
    commit(&other, 9000);
    // The test runs itself again in an environment that a hook might leave behind.
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["disk::history::asks_in_its_environment", "--exact"])
        .env("WERKSTATT_TEST_SITE", folder.join("site"))
        .env("GIT_DIR", other.join(".git"))
        .env("GIT_WORK_TREE", &other)
        .env("GIT_INDEX_FILE", "/nonexistent")
        .env("GIT_EXTERNAL_DIFF", "/bin/false")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "core.fsmonitor")
        .env("GIT_CONFIG_VALUE_0", "touch ran")
        .env("GIT_PAGER", "false")
        .env("GIT_TRACE", "1")
        .output()
        .unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stdout));
    assert!(String::from_utf8_lossy(&again.stdout).contains("1 passed"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "set by the test above")]
fn asks_in_its_environment() {
    let Some(site) = std::env::var_os("WERKSTATT_TEST_SITE") else { return };
    assert_eq!(dates(&ask(Path::new(&site), FILES).value, FILES), DATES);
}
