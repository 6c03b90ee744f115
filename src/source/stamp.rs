//! What stands for the content of a file that was left alone since.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How far the clock of a file system may lag behind: its time moves in steps of up to 10 ms.
const STEP: Duration = Duration::from_millis(20);

/// The same for file systems that know seconds alone (FAT: two of them).
const COARSE_STEP: Duration = Duration::from_secs(2);

/// What changes whenever the content of a file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
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
    /// The stamp of what lies at a path, no link followed; nothing where a change until `now` need not
    /// have made another one.
    pub(crate) fn trusted(path: &Path, now: SystemTime) -> Option<Self> {
        let stamp = Self::of(&path.symlink_metadata().ok()?);
        stamp.is_older_than(now).then_some(stamp)
    }

    /// The stamp of a file.
    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            inode: (metadata.dev(), metadata.ino()),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// The file system and the number of the file on it.
    pub(crate) fn inode(&self) -> (u64, u64) {
        self.inode
    }

    /// Tells whether two stamps are of one file with one content, be its rights or its names others.
    pub(crate) fn is_of_same_content(&self, other: &Self) -> bool {
        let content = |stamp: &Self| (stamp.size, stamp.inode, stamp.modified);
        content(self) == content(other)
    }

    /// Tells whether a change after `time` would have made another stamp.
    pub(crate) fn is_older_than(&self, time: SystemTime) -> bool {
        let (seconds, nanoseconds) = self.modified.max(self.changed);
        let is_coarse = self.modified.1 == 0 && self.changed.1 == 0;
        let step = if is_coarse { COARSE_STEP } else { STEP };
        let (Ok(seconds), Ok(nanoseconds)) =
            (u64::try_from(seconds), u32::try_from(nanoseconds))
        else {
            return false;
        };
        let moment = UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds) + step);
        moment.is_some_and(|moment| moment < time)
    }
}
