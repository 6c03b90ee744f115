//! What happens to folders, and much at once.

use std::fs;

use crate::watch::{ROUNDS, watch};

#[test]
fn new_folders_with_files_at_once() {
    let mut mirror = watch("new-folders", &["content/a.md"]);
    for round in 0..ROUNDS {
        let folder = format!("content/n{round}/b/c");
        mirror.make_folder(&folder);
        mirror.write(&format!("{folder}/d.md"), "d");
        mirror.settle();
        mirror.hear(&format!("{folder}/d.md"));
        mirror.write(&format!("{folder}/d.md"), "later");
        mirror.settle();
    }
}

#[test]
fn renamed_folders() {
    let mut mirror = watch("renamed", &["content/a/b/c.md", "content/d.md"]);
    for round in 0..ROUNDS {
        mirror.rename("content/a", "content/x");
        mirror.settle();
        mirror.write("content/x/b/c.md", &format!("at x {round}"));
        mirror.settle();
        mirror.rename("content/x", "content/a");
        mirror.make_folder("content/x");
        mirror.write("content/x/other.md", "other");
        mirror.write("content/a/b/c.md", &format!("at a {round}"));
        mirror.settle();
        fs::remove_dir_all(mirror.at("content/x")).unwrap();
        mirror.settle();
    }
    assert!(mirror.rescans > 0);
}

#[test]
fn moved_in_and_out() {
    let mut mirror = watch("moved", &["content/a/b.md", "content/c.md"]);
    for round in 0..ROUNDS {
        fs::rename(mirror.at("content/a"), mirror.beside("a")).unwrap();
        mirror.settle();
        fs::write(mirror.beside("a/b.md"), format!("outside {round}")).unwrap();
        fs::rename(mirror.beside("a"), mirror.at("content/a")).unwrap();
        mirror.settle();
        mirror.write("content/a/b.md", &format!("inside {round}"));
        mirror.settle();
    }
}

#[test]
fn replaced_by_another() {
    let mut mirror = watch("folder-replaced", &["content/a/b.md", "content/x/y.md"]);
    for round in 0..ROUNDS {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        let (a, x) = (mirror.at("content/a"), mirror.at("content/x"));
        renameat_with(CWD, &a, CWD, &x, RenameFlags::EXCHANGE).unwrap();
        mirror.settle();
        for file in ["content/a/new.md", "content/x/new.md"] {
            mirror.write(file, &format!("new {round}"));
        }
        mirror.settle();
        fs::remove_dir_all(&a).unwrap();
        mirror.make_folder("content/a");
        mirror.write("content/a/b.md", &format!("again {round}"));
        mirror.settle();
        mirror.write("content/a/b.md", &format!("and again {round}"));
        mirror.settle();
    }
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let mut mirror = watch("file-or-folder", &["content/a", "content/b.md"]);
    for round in 0..ROUNDS {
        mirror.remove("content/a");
        mirror.make_folder("content/a");
        mirror.write("content/a/c.md", &format!("{round}"));
        mirror.settle();
        fs::remove_dir_all(mirror.at("content/a")).unwrap();
        mirror.write("content/a", &format!("{round}"));
        mirror.settle();
    }
}

#[test]
fn everything_goes_and_comes_back() {
    let mut mirror = watch("everything", &["content/a/b.md", "themes/t/t.css"]);
    for round in 0..ROUNDS {
        fs::remove_dir_all(mirror.at("content")).unwrap();
        fs::remove_dir_all(mirror.at("themes")).unwrap();
        mirror.settle();
        mirror.make_folder("content/a");
        mirror.make_folder("themes/t");
        mirror.write("content/a/b.md", &format!("b {round}"));
        mirror.write("themes/t/t.css", &format!("t {round}"));
        mirror.settle();
        mirror.write("content/a/b.md", &format!("c {round}"));
        mirror.write("themes/t/t.css", &format!("u {round}"));
        mirror.settle();
    }
}

#[test]
fn a_branch_is_switched() {
    let files: Vec<String> =
        (0..500).map(|n| format!("content/s{}/f{n}.md", n % 20)).collect();
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut mirror = watch("branch", &names);
    for (number, file) in files.iter().enumerate() {
        match number % 5 {
            0 => mirror.remove(file),
            1 => {
                mirror.remove(file);
                mirror.make_folder(&format!("content/t{}", number % 30));
                mirror.write(&format!("content/t{}/g{number}.md", number % 30), "new");
            }
            _ => {
                mirror.remove(file);
                mirror.write(file, "other");
            }
        }
    }
    mirror.settle();
    mirror.catch_up();
    mirror.settle();
    // One batch at best; how many it takes depends on how long the machine took to write.
    assert!(mirror.batches < 100, "{} batches", mirror.batches);
}

#[test]
fn a_flood_is_survived() {
    let files: Vec<String> =
        (0..64).map(|n| format!("content/s{}/f{n}.md", n % 16)).collect();
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut mirror = watch("flood", &names);
    std::thread::scope(|scope| {
        for own in names.chunks(8) {
            let own: Vec<_> = own.iter().map(|path| mirror.at(path)).collect();
            scope.spawn(move || {
                for round in 0..4000 {
                    fs::write(&own[round % own.len()], format!("round {round}")).unwrap();
                }
            });
        }
    });
    mirror.settle();
    mirror.catch_up();
    mirror.make_folder("content/new");
    mirror.write("content/new/a.md", "a");
    mirror.settle();
}
