//! What two outputs differ in, file by file as they lie on the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::fingerprint::Fingerprint;
use crate::output::error::{OutputError, at};
use crate::output::files::if_there;
use crate::output::manifest;
use crate::source::Folder;

/// The files of two outputs that only one of them has, or that are not the same in both; all content is
/// read. What is foreign does not count.
pub fn differences(one: &Path, other: &Path) -> Result<Vec<String>, OutputError> {
    let lists = [manifest::entries(one)?, manifest::entries(other)?];
    let paths: BTreeSet<&String> = lists.iter().flat_map(|list| list.keys()).collect();
    let folders = [open(one)?, open(other)?];
    let differs = |path: &&String| {
        let [first, second] = folders.each_ref().map(|folder| content(folder, path));
        first.is_none() || first != second
    };
    let paths: Vec<&String> = paths.into_iter().collect();
    Ok(paths.into_par_iter().filter(differs).cloned().collect())
}

/// Removes an output as a whole, foreign files and all, that lies in a folder of ours.
pub fn remove(folder: &Path) -> Result<(), OutputError> {
    if_there(fs::remove_dir_all(folder)).map_err(at("remove", folder))
}

/// Opens an output.
fn open(folder: &Path) -> Result<Folder, OutputError> {
    Folder::open(folder).map_err(at("read", folder))
}

/// The hash of a file; nothing where there is none that could be read.
fn content(folder: &Folder, path: &str) -> Option<Fingerprint> {
    let file = folder.file(Path::new(path)).ok()?;
    Fingerprint::of_stream(file, |_| Ok(())).ok().map(|(fingerprint, _)| fingerprint)
}
