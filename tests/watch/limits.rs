//! What happens where the system lets nobody listen any more.
//!
//! The limits are those of a name space for users that is made for the test; where none can be made,
//! there is nothing to try.

use std::process::Command;
use std::time::Duration;

use crate::watch::{Mirror, watch_with};

/// Runs one of the "tests" below in a process of its own, with a limit set.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn limited(limit: &str, count: usize, test: &str) {
    let inside = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c"]);
        command.arg(format!("echo {count} >/proc/sys/user/{limit} && {script}"));
        command.arg(std::env::current_exe().unwrap());
        command.env("WERKSTATT_TEST_LIMITED", limit);
        command
    };
    if !inside("true").output().is_ok_and(|probe| probe.status.success()) {
        eprintln!("skipped: no name spaces here");
        return;
    }
    let script = format!("exec \"$0\" watch::limits::{test} --exact --nocapture");
    let output = inside(&script).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{errors}");
}

/// The limit of this process, if it has one.
fn limit() -> Option<String> {
    std::env::var_os("WERKSTATT_TEST_LIMITED")?.into_string().ok()
}

/// Saves, moves and removes something, and wants to see it.
fn edit(mirror: &mut Mirror) {
    mirror.write("content/a.md", "new");
    mirror.settle();
    mirror.rename("content/a.md", "content/b.md");
    mirror.settle();
}

#[test]
fn too_many_folders_from_the_start() {
    limited("max_inotify_watches", 3, "looks_from_the_start");
}

#[test]
fn too_many_programs() {
    limited("max_inotify_instances", 0, "looks_from_the_start");
}

#[test]
fn too_many_folders_later() {
    limited("max_inotify_watches", 8, "looks_later");
}

#[test]
fn looks_from_the_start() {
    let Some(limit) = limit() else { return };
    let files = ["content/a.md", "content/x/y/z.md"];
    let mut mirror = watch_with(&limit, &files, None);
    let keys: Vec<&str> = mirror.notices.iter().map(|notice| notice.key).collect();
    let known = ["watch-too-many-folders", "watch-too-many-listeners"];
    assert!(keys.len() == 1 && known.contains(&keys[0]), "{keys:?}");
    edit(&mut mirror);
}

#[test]
fn looks_later() {
    if limit().is_none() {
        return;
    }
    let mut mirror = watch_with("limit-later", &["content/a.md"], None);
    assert_eq!(mirror.notices, []);
    for number in 0..12 {
        mirror.make_folder(&format!("content/f{number}"));
        mirror.write(&format!("content/f{number}/f.md"), "f");
    }
    while mirror.notices.is_empty() {
        assert!(mirror.look(Duration::from_secs(20)), "nothing was said");
    }
    assert_eq!(mirror.notices[0].key, "watch-too-many-folders");
    assert!(mirror.rescans > 0);
    mirror.settle();
    edit(&mut mirror);
}
