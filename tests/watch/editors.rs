//! Whatever way a program saves a file in, it is heard.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::time::Duration;

use crate::saving::{WAYS, Way};
use crate::watch::{ROUNDS, watch, watch_with};

/// The file that is saved.
const FILE: &str = "content/a.md";

#[test]
fn every_way_of_saving_is_heard() {
    std::thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(|| replay(way));
        }
    });
}

/// Saves in some way, again and again, and wants to see it each time.
fn replay(way: &Way) {
    let mut mirror = watch(way.name, &[FILE, "content/b.md"]);
    for round in 0..ROUNDS {
        let text = format!("round {round} {}", "x".repeat(round * 70));
        (way.save)(&mirror.at(FILE), &mirror.beside(""), &text);
        mirror.settle();
        assert_eq!(fs::read_to_string(mirror.at(FILE)).unwrap(), text);
    }
    assert_eq!(mirror.rescans, 0, "{}", way.name);
    for path in &mirror.told {
        let is_ours = path == FILE || path.starts_with("content/sed");
        assert!(is_ours, "{path}");
    }
}

#[test]
fn appended_to() {
    let mut mirror = watch("appended", &[FILE]);
    for round in 0..ROUNDS {
        let mut file = OpenOptions::new().append(true).open(mirror.at(FILE)).unwrap();
        write!(file, "{round}").unwrap();
        mirror.settle();
    }
}

#[test]
fn made_renamed_and_removed() {
    let mut mirror = watch("made", &[FILE]);
    for _ in 0..ROUNDS {
        mirror.write("content/new.md", "new");
        mirror.settle();
        mirror.rename("content/new.md", "content/other.md");
        mirror.settle();
        mirror.remove("content/other.md");
        mirror.settle();
    }
    assert_eq!(mirror.rescans, 0);
}

#[test]
fn looking_in_turns_sees_the_same() {
    let pause = Some(Duration::from_millis(10));
    let mut mirror = watch_with("poll", &[FILE, "themes/t/a.css"], pause);
    for round in 0..5 {
        mirror.write(FILE, &format!("round {round}"));
        mirror.settle();
        mirror.write("content/a.md.new", "replacement");
        mirror.rename("content/a.md.new", FILE);
        mirror.settle();
        mirror.make_folder("content/x/y");
        mirror.write("content/x/y/b.md", "b");
        mirror.settle();
        mirror.rename("content/x", "content/z");
        mirror.settle();
        fs::remove_dir_all(mirror.at("content/z")).unwrap();
        mirror.settle();
    }
    mirror.write("themes/t/a.css", "a {}");
    mirror.settle();
}

#[test]
fn reading_is_silent_and_strangers_are_not_told() {
    let mut mirror = watch("silent", &[FILE, "themes/t/_part.html"]);
    for path in ["content/.git", "content/_private", "public/content", ".werkstatt"] {
        mirror.make_folder(path);
        mirror.write(&format!("{path}/a.md"), "a");
    }
    mirror.write("notes.md", "n");
    mirror.write("content/a.md~", "n");
    for _ in 0..3 {
        fs::read(mirror.at(FILE)).unwrap();
    }
    mirror.catch_up();
    assert_eq!(mirror.told.iter().collect::<Vec<_>>(), ["content/last.md"]);
    mirror.write("themes/t/_part.html", "p");
    mirror.hear("themes/t/_part.html");
    assert_eq!(mirror.rescans, 0);
}
