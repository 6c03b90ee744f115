//! What git does to a site and to its own folder is heard as it is meant.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::git::git;
use crate::watch::{PATIENCE, watch_as, watch_prepared};

/// Runs git in a folder; when does not matter here.
fn run(folder: &Path, arguments: &[&str]) {
    git(folder, 0, arguments);
}

/// A repository of some form in which a site lies.
struct Form {
    /// What it is called.
    name: &'static str,
    /// Makes it of the folder of the site.
    make: fn(&Path),
}

/// The forms that a repository has on people's disks.
const FORMS: &[Form] = &[
    Form { name: "new", make: new },
    Form { name: "files", make: of_files },
    Form { name: "packed", make: packed },
    Form { name: "detached", make: detached },
    Form { name: "further", make: further },
    Form { name: "tables", make: of_tables },
];

fn new(site: &Path) {
    run(site, &["init", "--quiet", "-b", "main"]);
}

fn of_files(site: &Path) {
    new(site);
    run(site, &["commit", "--quiet", "--allow-empty", "-m", "first"]);
}

fn packed(site: &Path) {
    of_files(site);
    run(site, &["pack-refs", "--all"]);
}

fn detached(site: &Path) {
    of_files(site);
    run(site, &["switch", "--quiet", "--detach"]);
}

/// A further working tree of a repository that lies elsewhere.
fn further(site: &Path) {
    let elsewhere = site.with_file_name("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    of_files(&elsewhere);
    let place = site.with_file_name("tree");
    let place_text = place.to_str().unwrap();
    run(&elsewhere, &["worktree", "add", "--quiet", "-b", "b", place_text]);
    fs::copy(place.join(".git"), site.join(".git")).unwrap();
}

fn of_tables(site: &Path) {
    let tables = ["init", "--quiet", "-b", "main", "--ref-format=reftable"];
    // Git before 2.45 has no such form.
    let made = Command::new("git").args(tables).arg(site).output().unwrap();
    if !made.status.success() {
        new(site);
    }
    run(site, &["commit", "--quiet", "--allow-empty", "-m", "first"]);
}

#[test]
fn a_commit_alone_is_heard() {
    let pause = Duration::from_millis(10);
    for (way, poll) in [("heard", None), ("seen", Some(pause))] {
        for form in FORMS {
            let name = format!("commit-{way}-{}", form.name);
            let mut mirror = watch_as(&name, &["content/a.md"], poll, form.make);
            for round in 0..3 {
                let switches = mirror.switches;
                run(
                    &mirror.at(""),
                    &["commit", "--quiet", "--allow-empty", "-m", "more"],
                );
                while mirror.switches == switches {
                    assert!(mirror.look(PATIENCE), "{name}: not told, round {round}");
                }
            }
            assert_eq!(mirror.rescans, 0, "{name}");
        }
    }
}

#[test]
fn git_switches_a_branch_in_one_batch() {
    let mut mirror = watch_prepared("git", &["content/a.md"], |site| {
        for folder in 0..50 {
            fs::create_dir_all(site.join(format!("content/s{folder}"))).unwrap();
        }
        new(site);
    });
    run(&mirror.at(""), &["add", "--all"]);
    run(&mirror.at(""), &["commit", "--quiet", "-m", "main"]);
    run(&mirror.at(""), &["switch", "--quiet", "-c", "many"]);
    for number in 0..5000 {
        mirror.write(&format!("content/s{}/f{number}.md", number % 50), "many");
    }
    run(&mirror.at(""), &["add", "--all"]);
    run(&mirror.at(""), &["commit", "--quiet", "-m", "many"]);
    mirror.settle();
    mirror.catch_up();
    mirror.remove("content/last.md");
    mirror.settle();
    for (branch, count) in [("main", 1), ("many", 5001), ("main", 1)] {
        let (batches, switches) = (mirror.batches, mirror.switches);
        run(&mirror.at(""), &["switch", "--quiet", branch]);
        while mirror.switches == switches {
            assert!(mirror.look(PATIENCE), "nothing was heard of {branch}");
        }
        mirror.settle();
        assert_eq!(mirror.files.len(), count);
        assert_eq!(mirror.batches - batches, 1, "batches for {branch}");
    }
}

#[test]
fn git_may_stand_still_for_a_while() {
    let mut mirror = watch_prepared("git-slow", &["content/a.md"], |site| {
        fs::create_dir_all(site.join(".git/logs")).unwrap();
        fs::write(site.join(".git/HEAD"), "main").unwrap();
    });
    let pause = || thread::sleep(Duration::from_millis(120));
    mirror.write(".git/index.lock", "");
    for number in 0..3 {
        mirror.write(&format!("content/{number}.md"), "new");
        pause();
    }
    mirror.rename(".git/index.lock", ".git/index");
    pause();
    mirror.write(".git/HEAD.lock", "new");
    mirror.write(".git/logs/HEAD", "new");
    pause();
    mirror.rename(".git/HEAD.lock", ".git/HEAD");
    assert!(mirror.look(PATIENCE), "nothing was heard");
    assert_eq!((mirror.files.len(), mirror.switches), (4, 1));
    mirror.catch_up();
    assert_eq!(mirror.switches, 1, "it was told twice");
}

#[test]
fn what_happens_beside_a_lock_that_git_has_left_is_heard() {
    let mut mirror = watch_prepared("git-lock", &["content/a.md"], |site| {
        fs::create_dir_all(site.join(".git")).unwrap();
        fs::write(site.join(".git/index.lock"), "").unwrap();
    });
    for round in 0..5 {
        mirror.write("content/a.md", &format!("round {round}"));
        mirror.settle();
    }
    assert_eq!(mirror.switches, 0);
    mirror.write(".git/HEAD", "ref: refs/heads/main");
    while mirror.switches == 0 {
        assert!(mirror.look(PATIENCE), "nothing was heard of the commit");
    }
}
