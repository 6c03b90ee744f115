//! `werkstatt init`: a small complete site to start from.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::cli::terminal::{Terminal, print};
use crate::project::Failure;

/// Files by their paths, packed by `build.rs`. A name that starts with `dot-` stands for one with a
/// dot.
type Files = &'static [(&'static str, &'static [u8])];

/// What every new site gets.
const COMMON: Files = include!(concat!(env!("OUT_DIR"), "/starter-common.rs"));

/// What a site in German gets.
const GERMAN: Files = include!(concat!(env!("OUT_DIR"), "/starter-de.rs"));

/// What a site in English gets.
const ENGLISH: Files = include!(concat!(env!("OUT_DIR"), "/starter-en.rs"));

/// Writes the starter site in the language of the messages to a folder that is new or empty, and says
/// what to do next.
pub(super) fn run(folder: &Path, terminal: &Terminal) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::io("folder-not-made", folder, &error))?;
    refuse_content(folder)?;
    let is_german = terminal.messages.language().base() == "de";
    let files = [COMMON, if is_german { GERMAN } else { ENGLISH }].concat();
    for (path, content) in &files {
        create(&folder.join(path.replace("dot-", ".")), content)?;
    }
    if terminal.quiet {
        return Ok(());
    }
    let path = folder.to_string_lossy();
    let path = crate::report::visible(&path);
    let count = files.len().to_string();
    let arguments = [("path", &*path), ("count", &count)];
    print(&terminal.messages.format("cli.init.done", &arguments))
}

/// Refuses a folder that holds anything but the repository it may belong to.
fn refuse_content(folder: &Path) -> Result<(), Failure> {
    #[expect(clippy::disallowed_methods, reason = "a new site is no project yet")]
    let entries = fs::read_dir(folder);
    let failure = |error| Failure::io("folder-not-read", folder, &error);
    for entry in entries.map_err(failure)? {
        if entry.map_err(failure)?.file_name() != ".git" {
            let path = folder.to_string_lossy();
            return Err(Failure::new("folder-not-empty")
                .with("path", path)
                .hint("name-a-new-folder", []));
        }
    }
    Ok(())
}

/// Writes a file that must not be there yet, and the folders above it.
pub(super) fn create(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)
            .map_err(|error| Failure::io("folder-not-made", parent, &error))?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(content)).map_err(|error| {
        let key = match error.kind() {
            ErrorKind::AlreadyExists => "file-exists",
            _ => "file-not-written",
        };
        Failure::io(key, path, &error)
    })
}
