//! The ways in which programs save a file, as sequences of what they ask of the system.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// A program that saves.
pub(crate) struct Way {
    /// The name of the program.
    pub(crate) name: &'static str,
    /// Saves a text in a file that is there; the other path is a folder on the same disk that nobody
    /// looks at.
    pub(crate) save: fn(&Path, &Path, &str),
}

/// All ways that are replayed.
pub(crate) const WAYS: &[Way] = &[
    Way { name: "vim", save: vim },
    Way { name: "helix", save: helix },
    Way { name: "helix-copy", save: helix_with_a_copy },
    Way { name: "vs-code", save: vs_code },
    Way { name: "jetbrains", save: jetbrains },
    Way { name: "sublime", save: sublime },
    Way { name: "sed", save: sed_in_place },
    Way { name: "replaced", save: replaced_from_elsewhere },
    Way { name: "exchanged", save: exchanged },
    Way { name: "halves", save: in_two_halves },
];

/// A file in the same folder.
fn beside(file: &Path, name: &str) -> PathBuf {
    file.with_file_name(name)
}

/// A file whose name is that of another with something behind it.
fn behind(file: &Path, ending: &str) -> PathBuf {
    let name = file.file_name().unwrap().to_str().unwrap();
    beside(file, &format!("{name}{ending}"))
}

/// Writes a file as most programs do: in pieces, and then to the disk.
fn write_slowly(place: &Path, text: &str) {
    let mut file = File::create(place).unwrap();
    for piece in text.as_bytes().chunks(512) {
        file.write_all(piece).unwrap();
    }
    file.sync_data().unwrap();
}

fn vim(file: &Path, _: &Path, text: &str) {
    let (swap, probe, backup) =
        (beside(file, ".a.swp"), beside(file, "4913"), behind(file, "~"));
    fs::write(&swap, "swap").unwrap();
    fs::write(&probe, "").unwrap();
    fs::remove_file(probe).unwrap();
    fs::rename(file, &backup).unwrap();
    write_slowly(file, text);
    fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    fs::remove_file(backup).unwrap();
    fs::remove_file(swap).unwrap();
}

fn helix(file: &Path, _: &Path, text: &str) {
    let backup = behind(file, ".bck");
    fs::rename(file, &backup).unwrap();
    write_slowly(file, text);
    fs::remove_file(backup).unwrap();
}

fn helix_with_a_copy(file: &Path, _: &Path, text: &str) {
    let backup = beside(file, ".a.mdX1.bck");
    fs::copy(file, &backup).unwrap();
    write_slowly(file, text);
    fs::remove_file(backup).unwrap();
}

fn vs_code(file: &Path, _: &Path, text: &str) {
    let mut file = OpenOptions::new().write(true).truncate(true).open(file).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.sync_all().unwrap();
}

fn jetbrains(file: &Path, _: &Path, text: &str) {
    let (new, old) = (behind(file, "___jb_tmp___"), behind(file, "___jb_old___"));
    write_slowly(&new, text);
    fs::rename(file, &old).unwrap();
    fs::rename(new, file).unwrap();
    fs::remove_file(old).unwrap();
}

fn sublime(file: &Path, _: &Path, text: &str) {
    let new = beside(file, ".subl3f.tmp");
    write_slowly(&new, text);
    fs::rename(new, file).unwrap();
}

fn sed_in_place(file: &Path, _: &Path, text: &str) {
    let new = beside(file, "sedk4Wq0x");
    write_slowly(&new, text);
    fs::rename(new, file).unwrap();
}

fn replaced_from_elsewhere(file: &Path, elsewhere: &Path, text: &str) {
    let new = elsewhere.join("new.md");
    write_slowly(&new, text);
    fs::rename(new, file).unwrap();
}

fn exchanged(file: &Path, _: &Path, text: &str) {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let other = beside(file, "a.tmp");
    write_slowly(&other, text);
    renameat_with(CWD, &other, CWD, file, RenameFlags::EXCHANGE).unwrap();
    fs::remove_file(other).unwrap();
}

/// Between the halves the file is seen as it is.
fn in_two_halves(file: &Path, _: &Path, text: &str) {
    let mut file = OpenOptions::new().write(true).truncate(true).open(file).unwrap();
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    file.write_all(first).unwrap();
    file.sync_all().unwrap();
    file.write_all(second).unwrap();
}
