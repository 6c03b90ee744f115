//! Which folders may be an output: not those whose loss would hurt.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::output::error::{Danger, OutputError, at};
use crate::output::manifest::MANIFEST;
use crate::output::work::INSIDE;
use crate::source::error_of_walk;

/// What may lie in a folder that counts as empty.
const EMPTY: &[&str] = &[".gitkeep", ".gitignore", ".git", "lost+found", INSIDE];

/// Resolves the target's links and refuses what is dangerous; the target need not exist.
pub(super) fn resolve(
    site: &Path,
    out: &Path,
    home: Option<&Path>,
) -> Result<PathBuf, OutputError> {
    let path = real(out).map_err(at("read", out))?;
    let refuse = |danger| Err(OutputError::Dangerous { path: path.clone(), danger });
    if path.parent().is_none() {
        return refuse(Danger::Root);
    }
    let site = real(site).map_err(at("read", site))?;
    let home = home.map(|home| real(home).unwrap_or_else(|_| home.to_owned()));
    if home.is_some_and(|home| home.starts_with(&path)) {
        return refuse(Danger::Home);
    }
    if site.starts_with(&path) {
        return refuse(Danger::Site);
    }
    for (name, danger) in [("content", Danger::Content), ("themes", Danger::Themes)] {
        let named = site.join(name);
        let folder = real(&named).unwrap_or_else(|_| named.clone());
        if [named, folder].iter().any(|f| f.starts_with(&path) || path.starts_with(f)) {
            return refuse(danger);
        }
    }
    if path.iter().any(|part| part == ".git") {
        return refuse(Danger::Repository);
    }
    match fs::metadata(&path) {
        Ok(found) if !found.is_dir() => Err(OutputError::NotAFolder { path }),
        _ => Ok(path),
    }
}

/// Refuses a folder that has content and no manifest of ours.
pub(super) fn check_ours(out: &Path) -> Result<(), OutputError> {
    let entries = match walkdir::WalkDir::new(out)
        .min_depth(1)
        .max_depth(1)
        .sort_by_file_name()
        .into_iter()
        .collect::<Result<Vec<_>, _>>()
    {
        Ok(entries) => entries,
        Err(error) => {
            let error = error_of_walk(error);
            return match error.kind() {
                io::ErrorKind::NotFound => Ok(()),
                _ => Err(at("read", out)(error)),
            };
        }
    };
    let names: Vec<_> =
        entries.iter().map(|entry| entry.file_name().to_string_lossy()).collect();
    let example = names.iter().find(|name| !EMPTY.contains(&name.as_ref()));
    match example {
        Some(example) if !names.iter().any(|name| name == MANIFEST) => {
            let (path, example) = (out.to_owned(), example.to_string());
            Err(OutputError::NotOurs { path, example })
        }
        _ => Ok(()),
    }
}

/// The path with every link resolved, of something that need not exist yet.
pub(super) fn real(path: &Path) -> io::Result<PathBuf> {
    let mut existing = std::path::absolute(path)?;
    let mut missing: Vec<OsString> = vec![];
    loop {
        match existing.canonicalize() {
            Ok(base) => {
                return Ok(missing.iter().rev().fold(base, |path, name| path.join(name)));
            }
            // A link to nowhere exists itself: what would be made there, nobody knows.
            Err(error)
                if error.kind() != io::ErrorKind::NotFound
                    || existing.symlink_metadata().is_ok() =>
            {
                return Err(error);
            }
            Err(error) => match existing.file_name() {
                Some(name) => missing.push(name.to_owned()),
                None => return Err(error),
            },
        }
        existing.pop();
    }
}
