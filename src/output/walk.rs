//! Looking through folders, many at a time.

use std::ffi::OsString;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::output::error::OutputError;

/// Looks at folders level by level, from the empty path on; `look` gives what it found in a folder, and
/// the folders to be looked at next. However deep the folders lie, the stack stays as it is.
pub(super) fn walk<T: Send>(
    look: impl Fn(&Path) -> Result<(T, Vec<PathBuf>), OutputError> + Sync,
) -> Result<Vec<T>, OutputError> {
    let mut level = vec![PathBuf::new()];
    let mut all = vec![];
    while !level.is_empty() {
        let looked: Result<Vec<_>, _> =
            level.par_iter().map(|folder| look(folder)).collect();
        level.clear();
        for (found, below) in looked? {
            all.push(found);
            level.extend(below);
        }
    }
    Ok(all)
}

/// The names in a folder, and what they are; links are not followed.
#[expect(clippy::disallowed_methods, reason = "here the folders of the output are read")]
pub(super) fn entries(folder: &Path) -> io::Result<Vec<(OsString, FileType)>> {
    let entry = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name(), entry.file_type()?))
    };
    std::fs::read_dir(folder)?.map(entry).collect()
}
