//! How programs save a file.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use crate::watch::{Mirror, ROUNDS, watch, watch_with};

/// The file that is saved.
const FILE: &str = "content/a.md";

/// Saves in some way, again and again, and wants to see it each time.
fn replay(name: &str, save: fn(&Mirror, &str)) {
    let mut mirror = watch(name, &[FILE, "content/b.md"]);
    for round in 0..ROUNDS {
        let text = format!("round {round} {}", "x".repeat(round * 700));
        save(&mirror, &text);
        mirror.settle();
        assert_eq!(fs::read_to_string(mirror.at(FILE)).unwrap(), text);
    }
    assert_eq!(mirror.rescans, 0);
    for path in &mirror.told {
        let is_ours = path == FILE || path.starts_with("content/sed");
        assert!(is_ours, "{path}");
    }
}

/// Writes a file as most programs do: in pieces, and then to the disk.
fn write_slowly(place: &Path, text: &str) {
    let mut file = File::create(place).unwrap();
    for piece in text.as_bytes().chunks(512) {
        file.write_all(piece).unwrap();
    }
    file.sync_data().unwrap();
}

#[test]
fn vim() {
    replay("vim", |mirror, text| {
        fs::write(mirror.at("content/.a.md.swp"), "swap").unwrap();
        fs::write(mirror.at("content/4913"), "").unwrap();
        mirror.remove("content/4913");
        mirror.rename(FILE, "content/a.md~");
        write_slowly(&mirror.at(FILE), text);
        fs::set_permissions(mirror.at(FILE), fs::Permissions::from_mode(0o644)).unwrap();
        mirror.remove("content/a.md~");
        mirror.remove("content/.a.md.swp");
    });
}

#[test]
fn helix() {
    replay("helix", |mirror, text| {
        mirror.rename(FILE, "content/a.md.bck");
        write_slowly(&mirror.at(FILE), text);
        mirror.remove("content/a.md.bck");
    });
}

#[test]
fn helix_with_a_copy() {
    replay("helix-copy", |mirror, text| {
        fs::copy(mirror.at(FILE), mirror.at("content/.a.mdX1.bck")).unwrap();
        write_slowly(&mirror.at(FILE), text);
        mirror.remove("content/.a.mdX1.bck");
    });
}

#[test]
fn vs_code() {
    replay("vs-code", |mirror, text| {
        let mut file =
            OpenOptions::new().write(true).truncate(true).open(mirror.at(FILE)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.sync_all().unwrap();
    });
}

#[test]
fn jetbrains() {
    replay("jetbrains", |mirror, text| {
        write_slowly(&mirror.at("content/a.md___jb_tmp___"), text);
        mirror.rename(FILE, "content/a.md___jb_old___");
        mirror.rename("content/a.md___jb_tmp___", FILE);
        mirror.remove("content/a.md___jb_old___");
    });
}

#[test]
fn sublime() {
    replay("sublime", |mirror, text| {
        write_slowly(&mirror.at("content/.subl3f.tmp"), text);
        mirror.rename("content/.subl3f.tmp", FILE);
    });
}

#[test]
fn sed_in_place() {
    replay("sed", |mirror, text| {
        write_slowly(&mirror.at("content/sedk4Wq0x"), text);
        mirror.rename("content/sedk4Wq0x", FILE);
    });
}

#[test]
fn replaced_from_elsewhere() {
    replay("replaced", |mirror, text| {
        write_slowly(&mirror.beside("new.md"), text);
        fs::rename(mirror.beside("new.md"), mirror.at(FILE)).unwrap();
    });
}

#[test]
fn exchanged() {
    replay("exchanged", |mirror, text| {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        write_slowly(&mirror.at("content/a.tmp"), text);
        let (new, old) = (mirror.at("content/a.tmp"), mirror.at(FILE));
        renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).unwrap();
        mirror.remove("content/a.tmp");
    });
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
