//! Looks at all files in turns, where nobody tells of changes.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crate::path::SourcePath;
use crate::watch::Batch;
use crate::watch::git::Git;
use crate::watch::listen::Signal;
use crate::watch::territory::Territory;

/// How much longer than a look the time between two looks is at least: most of the time belongs to
/// others.
const REST: u32 = 4;

/// Looks at all files in turns.
pub(super) struct Lookout {
    /// What belongs to the site.
    territory: Territory,
    /// The repository that the site belongs to.
    git: Option<Git>,
    /// How long to wait between two looks.
    interval: Duration,
    /// What was seen last.
    seen: Seen,
    /// What was found to differ last. It is told twice: the clocks of disks tick slowly, and what was
    /// written twice within a tick looks the same.
    fresh: BTreeSet<SourcePath>,
    /// What told last where the repository is.
    trace: Vec<Option<Stamp>>,
    /// Whether it was found to have gone elsewhere last. That is told twice, too: some of what tells it
    /// is written before it is so.
    is_elsewhere: bool,
    /// How long the last look took.
    took: Duration,
}

/// The files of a site at some time.
type Seen = BTreeMap<SourcePath, Option<Stamp>>;

/// What tells that a file is another: length, and the times of the last change of its content and of
/// what the disk knows about it, in seconds and nanoseconds. Not the inode: some network drives make
/// it up anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    /// The length in bytes.
    size: u64,
    /// When its content was changed.
    modified: (i64, i64),
    /// When it was changed, renamed or given other rights.
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of a file; nothing where it cannot be looked at.
    fn of(place: &Path) -> Option<Self> {
        let file = fs::metadata(place).or_else(|_| fs::symlink_metadata(place)).ok()?;
        Some(Self {
            size: file.size(),
            modified: (file.mtime(), file.mtime_nsec()),
            changed: (file.ctime(), file.ctime_nsec()),
        })
    }
}

impl Lookout {
    /// Takes the first look.
    pub(super) fn new(site: &Path, interval: Duration) -> Self {
        let mut lookout = Self {
            territory: Territory::new(site),
            git: Git::of(site),
            interval,
            seen: Seen::new(),
            fresh: BTreeSet::new(),
            trace: vec![],
            is_elsewhere: false,
            took: Duration::ZERO,
        };
        lookout.trace = lookout.look_at_git();
        lookout.seen = lookout.look().0;
        lookout
    }

    /// Looks until it is told to stop or nobody wants to know any more.
    pub(super) fn run(mut self, heard: &Receiver<Signal>, batches: &Sender<Batch>) {
        loop {
            let pause = Instant::now() + self.interval.max(self.took * REST);
            loop {
                match heard.recv_timeout(pause.saturating_duration_since(Instant::now()))
                {
                    Err(RecvTimeoutError::Timeout) => break,
                    Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                    // Late news of a system that has gone silent.
                    Ok(Signal::Heard(..) | Signal::Lost) => {}
                }
            }
            let (now, is_patchy) = self.look();
            if is_patchy {
                continue;
            }
            let fresh = difference(&self.seen, &now);
            self.seen = now;
            let mut paths = std::mem::replace(&mut self.fresh, fresh);
            paths.extend(self.fresh.iter().cloned());
            let trace = self.look_at_git();
            let is_elsewhere = trace != std::mem::replace(&mut self.trace, trace.clone());
            let was_elsewhere = std::mem::replace(&mut self.is_elsewhere, is_elsewhere);
            let switched = is_elsewhere || was_elsewhere;
            let batch = Batch { paths, switched, ..Batch::default() };
            if !batch.is_empty() && batches.send(batch).is_err() {
                return;
            }
        }
    }

    /// The files as they are now, and whether the disk failed meanwhile.
    fn look(&mut self) -> (Seen, bool) {
        let start = Instant::now();
        let Ok(found) = self.territory.explore_all(&mut |_| Ok::<_, Infallible>(()));
        let files = found.files.into_iter();
        let seen = files.map(|(name, place)| (name, Stamp::of(&place))).collect();
        self.took = start.elapsed();
        (seen, found.is_patchy)
    }

    /// What tells where the repository is.
    fn look_at_git(&self) -> Vec<Option<Stamp>> {
        let signs = self.git.iter().flat_map(Git::signs);
        signs.map(|sign| Stamp::of(&sign)).collect()
    }
}

/// What is new, different or gone.
fn difference(old: &Seen, new: &Seen) -> BTreeSet<SourcePath> {
    let changed = new.iter().filter(|(path, stamp)| old.get(*path) != Some(*stamp));
    let gone = old.iter().filter(|(path, _)| !new.contains_key(*path));
    changed.chain(gone).map(|(path, _)| path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_differs() {
        let stamp = |size| {
            Some(Stamp { size, modified: (1, 0), changed: (1, size.cast_signed()) })
        };
        let seen = |files: &[(&str, u64)]| -> Seen {
            files
                .iter()
                .map(|(path, size)| (SourcePath::new(path), stamp(*size)))
                .collect()
        };
        let old = seen(&[("content/a.md", 1), ("content/b.md", 2), ("content/c.md", 3)]);
        let new = seen(&[("content/a.md", 1), ("content/b.md", 4), ("content/d.md", 3)]);
        let paths = difference(&old, &new);
        let paths: Vec<&str> = paths.iter().map(SourcePath::as_str).collect();
        assert_eq!(paths, ["content/b.md", "content/c.md", "content/d.md"]);
        assert!(difference(&new, &new).is_empty());
    }
}
