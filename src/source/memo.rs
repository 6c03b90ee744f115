//! Files that are kept from one reading of a site to the next.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::diag::Checked;
use crate::path::SourcePath;
use crate::source::SourceFile;
use crate::source::stamp::Stamp;
use crate::source::walk::Found;

/// The files of a site as they were read last.
///
/// Size, times and inode stand for the content of a file that had been left alone for a moment when it
/// was read; a file that was changed in the very moment before is read again.
#[derive(Debug, Default)]
pub struct Memo {
    /// The files.
    files: HashMap<SourcePath, Kept>,
    /// How many had to be read the last time.
    read: usize,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Where it lies below the site's folder.
    place: PathBuf,
    /// What told of its content before it was read, and when that was; nothing where it cannot be told.
    stamp: Option<(Stamp, SystemTime)>,
    /// What it was.
    pub(super) loaded: Loaded,
}

/// A file and what there is to say about it; nothing where it cannot be used.
pub(super) type Loaded = Checked<Option<SourceFile>>;

impl Memo {
    /// How many files had to be read the last time.
    pub fn read(&self) -> usize {
        self.read
    }

    /// A file as it was read last, if it is the same; else `load` reads it. `now` is the time.
    pub(super) fn file(
        &self,
        root: &Path,
        found: &Found,
        now: Option<SystemTime>,
        load: impl FnOnce() -> io::Result<Loaded>,
    ) -> io::Result<(Kept, bool)> {
        let stamp = now.and_then(|now| {
            let metadata = root.join(&found.place).symlink_metadata().ok()?;
            Some((Stamp::of(&metadata), now))
        });
        let known = self.files.get(&found.path).filter(|kept| kept.place == found.place);
        if let Some(kept) = known
            && let (Some((old, at)), Some((new, _))) = (kept.stamp, stamp)
            && old == new
            && old.is_older_than(at)
        {
            return Ok((kept.clone(), false));
        }
        let mut loaded = load()?;
        // One text, one place in memory: then it is quickly seen to be the same.
        if let (Some(SourceFile::Text(text)), Some(SourceFile::Text(old))) =
            (&mut loaded.value, known.and_then(|kept| kept.loaded.value.as_ref()))
            && text == old
        {
            *text = Arc::clone(old);
        }
        let place = found.place.clone();
        Ok((Kept { place, stamp, loaded }, true))
    }

    /// Keeps the files of this reading, and no others; with each comes whether it had to be read.
    pub(super) fn keep(
        &mut self,
        files: impl Iterator<Item = (SourcePath, (Kept, bool))>,
    ) {
        self.read = 0;
        let files = files.map(|(path, (kept, is_new))| {
            self.read += usize::from(is_new);
            (path, kept)
        });
        self.files = files.collect();
    }
}
