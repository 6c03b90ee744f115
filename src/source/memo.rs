//! Files that are kept from one reading of a site to the next.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::diag::Checked;
use crate::path::SourcePath;
use crate::source::SourceFile;
use crate::source::walk::Found;

/// How far the clock of a file system may lag behind: its time moves in steps of up to 10 ms.
const STEP: Duration = Duration::from_millis(20);

/// The same for file systems that know seconds alone (FAT: two of them).
const COARSE_STEP: Duration = Duration::from_secs(2);

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

/// What changes whenever the content of a file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    /// The length in bytes.
    size: u64,
    /// The file system and the number of the file on it.
    inode: (u64, u64),
    /// When the content changed, in seconds and nanoseconds.
    modified: (i64, i64),
    /// When the content or the rights changed, in seconds and nanoseconds.
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of a file.
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            inode: (metadata.dev(), metadata.ino()),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Tells whether a change after `time` would have made another stamp.
    fn is_older_than(&self, time: SystemTime) -> bool {
        let (seconds, nanoseconds) = self.modified.max(self.changed);
        let is_coarse = self.modified.1 == 0 && self.changed.1 == 0;
        let step = if is_coarse { COARSE_STEP } else { STEP };
        let (Ok(seconds), Ok(nanoseconds)) =
            (u64::try_from(seconds), u32::try_from(nanoseconds))
        else {
            return false;
        };
        UNIX_EPOCH + Duration::new(seconds, nanoseconds) + step < time
    }
}

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
