//! Symbolic links, which are followed as a reader follows them.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use crate::watch::{Mirror, ROUNDS, watch, watch_with};

/// Sets a link anew in one step.
fn link(mirror: &Mirror, target: &str, path: &str) {
    symlink(target, mirror.at("link.tmp")).unwrap();
    mirror.rename("link.tmp", path);
}

/// A site with data beside its content, and links to them.
fn linked(name: &str, poll: Option<Duration>) -> Mirror {
    let files = ["content/a.md", "data/one/x.md", "data/two/x.md", "data/single.md"];
    let mut mirror = watch_with(name, &files, poll);
    link(&mirror, "../data/one", "content/current");
    link(&mirror, "../data/single.md", "content/single.md");
    mirror.settle();
    assert!(mirror.files.len() == 3, "{:?}", mirror.files);
    mirror
}

/// What happens behind links.
fn follow(mut mirror: Mirror) {
    for round in 0..ROUNDS / 4 {
        mirror.write("data/one/x.md", &format!("one, round {round}"));
        mirror.settle();
        mirror.write("data/single.tmp", &format!("single, round {round}"));
        mirror.rename("data/single.tmp", "data/single.md");
        mirror.settle();
        link(&mirror, "../data/two", "content/current");
        mirror.settle();
        mirror.write("data/two/x.md", &format!("two, round {round}"));
        mirror.make_folder("data/two/new");
        mirror.write("data/two/new/y.md", &format!("y, round {round}"));
        mirror.settle();
        fs::remove_dir_all(mirror.at("data/two/new")).unwrap();
        mirror.settle();
        link(&mirror, "../data/one", "content/current");
        mirror.settle();
    }
}

#[test]
fn files_and_folders_behind_links() {
    follow(linked("links", None));
}

#[test]
fn looked_at_in_turns() {
    follow(linked("links-poll", Some(Duration::from_millis(10))));
}

#[test]
fn a_broken_link_is_mended() {
    let mut mirror = linked("links-broken", None);
    for _ in 0..ROUNDS {
        mirror.remove("data/single.md");
        fs::rename(mirror.at("data/one"), mirror.at("data/gone")).unwrap();
        mirror.settle();
        mirror.write("data/single.md", "here again");
        fs::rename(mirror.at("data/gone"), mirror.at("data/one")).unwrap();
        mirror.settle();
    }
    link(&mirror, "../data/later/deep/x.md", "content/deep.md");
    mirror.catch_up();
    let rescans = mirror.rescans;
    mirror.write("content/a.tmp", "saved beside a broken link");
    mirror.rename("content/a.tmp", "content/a.md");
    mirror.settle();
    mirror.catch_up();
    assert_eq!(mirror.rescans, rescans);
    mirror.make_folder("data/later/deep");
    mirror.write("data/later/deep/x.md", "at last");
    mirror.settle();
    link(&mirror, "later.md", "content/early.md");
    mirror.catch_up();
    mirror.write("content/later.md", "later");
    mirror.settle();
    mirror.write("content/later.md", "later still");
    mirror.settle();
}

#[test]
fn circles_end() {
    let mut mirror = watch("links-circle", &["content/a/b.md", "content/c/d.md"]);
    link(&mirror, "../c", "content/a/to-c");
    link(&mirror, "../a", "content/c/to-a");
    link(&mirror, "..", "content/a/up");
    mirror.settle();
    mirror.write("content/a/b.md", "seen by all its names");
    mirror.settle();
}
