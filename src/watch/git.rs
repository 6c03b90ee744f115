//! What git does to the files: one after the other, and it says when it has finished.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::watch::listen::What;

/// The files that git makes when it begins to change something, and takes away when it has: its list of
/// files, and what is checked out.
const LOCKS: [&str; 2] = ["index.lock", "HEAD.lock"];

/// So long after a lock came, what changes is git's doing. Later the lock may be there because an editor
/// waits for the words of a commit, or because git was killed.
const FRESH: Duration = Duration::from_secs(2);

/// What git is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activity {
    /// Nothing that is known of.
    None,
    /// It is changing files.
    Working,
    /// It has a lock, but for so long that others may be changing files.
    Waiting,
}

/// What in the folder of a repository is another when it has gone to another commit: what is checked out;
/// the list of what was, which a commit makes longer; and the list of tables, where these hold all that.
const SIGNS: [&str; 3] = ["HEAD", "logs/HEAD", "reftable/tables.list"];

/// The repository that a site belongs to.
#[derive(Debug)]
pub(super) struct Git {
    /// Its folder, `.git` in most cases.
    folder: PathBuf,
    /// The locks that were heard to come and not yet to go, and when they came.
    locks: BTreeMap<&'static str, Instant>,
}

impl Git {
    /// The repository of a folder whose links are resolved.
    pub(super) fn of(site: &Path) -> Option<Self> {
        let folder =
            site.ancestors().find_map(|folder| repository(&folder.join(".git")))?;
        Some(Self { folder, locks: BTreeMap::new() })
    }

    /// The folders to listen at; some repositories lack some of them.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        ["", "logs", "reftable"].into_iter().map(|name| self.folder.join(name))
    }

    /// The files that are others when it has gone to another commit, or are there for the first time.
    pub(super) fn signs(&self) -> impl Iterator<Item = PathBuf> {
        SIGNS.into_iter().map(|name| self.folder.join(name))
    }

    /// Hears of its locks, and tells whether a place is one. What was told counts, in its order, and not
    /// what is there now: where we are late, git has long finished.
    pub(super) fn hear(&mut self, at: Instant, what: What, place: &Path) -> bool {
        let name = place.strip_prefix(&self.folder).ok();
        let lock = LOCKS.into_iter().find(|lock| name == Some(Path::new(lock)));
        let Some(lock) = lock else { return false };
        match what {
            What::Came => {
                self.locks.insert(lock, at);
            }
            What::Gone => {
                self.locks.remove(lock);
            }
            // Some systems do not tell the one from the other.
            What::Other if place.symlink_metadata().is_err() => {
                self.locks.remove(lock);
            }
            What::Written | What::Other => {}
        }
        true
    }

    /// What it is doing at a time.
    pub(super) fn activity(&self, at: Instant) -> Activity {
        match self.locks.values().max() {
            None => Activity::None,
            Some(came) if at.saturating_duration_since(*came) < FRESH => {
                Activity::Working
            }
            Some(_) => Activity::Waiting,
        }
    }

    /// Whether what happened at a place may mean that it has gone to another commit.
    pub(super) fn is_sign(&self, what: What, place: &Path) -> bool {
        let Ok(name) = place.strip_prefix(&self.folder) else { return false };
        match what {
            What::Came => name == Path::new("ORIG_HEAD") || is_one_of(name, &SIGNS),
            What::Written => is_one_of(name, &SIGNS[1..]),
            // The list grows before the commit is there; the lock goes when it is.
            What::Gone | What::Other => name == Path::new("HEAD.lock"),
        }
    }
}

/// Tells whether a path is among some names.
fn is_one_of(path: &Path, names: &[&str]) -> bool {
    names.iter().any(|name| path == Path::new(name))
}

/// The folder of a repository, of what is called `.git`: the folder itself, or a file that names it, as
/// in further working trees.
fn repository(place: &Path) -> Option<PathBuf> {
    if place.is_dir() {
        return Some(place.to_owned());
    }
    #[expect(clippy::disallowed_methods, reason = "it is no file of the site")]
    let text = fs::read_to_string(place).ok()?;
    let target = text.strip_prefix("gitdir:")?.trim();
    place.parent()?.join(target).canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a place is a lock, and what git is doing then.
    fn hear(git: &mut Git, at: Instant, what: What, name: &str) -> (bool, Activity) {
        let place = git.folder.join(name);
        (git.hear(at, what, &place), git.activity(at))
    }

    #[test]
    fn is_at_work_from_the_first_lock_to_the_last() {
        let start = Instant::now();
        let mut git =
            Git { folder: PathBuf::from("/nowhere/.git"), locks: BTreeMap::new() };
        assert_eq!(hear(&mut git, start, What::Came, "index"), (false, Activity::None));
        for (what, name, activity) in [
            (What::Came, "index.lock", Activity::Working),
            (What::Written, "index.lock", Activity::Working),
            (What::Came, "HEAD.lock", Activity::Working),
            (What::Gone, "index.lock", Activity::Working),
            // It is not there when we look.
            (What::Other, "HEAD.lock", Activity::None),
        ] {
            assert_eq!(hear(&mut git, start, what, name), (true, activity), "{name}");
        }
        hear(&mut git, start, What::Came, "index.lock");
        assert_eq!(git.activity(start + FRESH), Activity::Waiting);
        let later = hear(&mut git, start + FRESH, What::Came, "HEAD.lock");
        assert_eq!(later, (true, Activity::Working));
    }
}
