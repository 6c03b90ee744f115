//! What git does to the files: one after the other, and it says when it has finished.

use std::fs;
use std::path::{Path, PathBuf};

use crate::watch::listen::What;

/// What in the folder of a repository is another when it has gone to another commit: what is checked out;
/// the list of what was, which a commit makes longer; and the list of tables, where these hold all that.
const SIGNS: [&str; 3] = ["HEAD", "logs/HEAD", "reftable/tables.list"];

/// The repository that a site belongs to.
#[derive(Debug)]
pub(super) struct Git {
    /// Its folder, `.git` in most cases.
    folder: PathBuf,
}

impl Git {
    /// The repository of a folder whose links are resolved.
    pub(super) fn of(site: &Path) -> Option<Self> {
        let folder =
            site.ancestors().find_map(|folder| repository(&folder.join(".git")))?;
        Some(Self { folder })
    }

    /// The folders to listen at; some repositories lack some of them.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        ["", "logs", "reftable"].into_iter().map(|name| self.folder.join(name))
    }

    /// The files that are others when it has gone to another commit, or are there for the first time.
    pub(super) fn signs(&self) -> impl Iterator<Item = PathBuf> {
        SIGNS.into_iter().map(|name| self.folder.join(name))
    }

    /// Whether git is changing files now. A git that was killed may say so for ever.
    pub(super) fn is_at_work(&self) -> bool {
        self.folder.join("index.lock").symlink_metadata().is_ok()
    }

    /// Whether what happened at a place may mean that it has gone to another commit.
    pub(super) fn is_sign(&self, what: What, place: &Path) -> bool {
        let Ok(name) = place.strip_prefix(&self.folder) else { return false };
        match what {
            What::Came => name == Path::new("ORIG_HEAD") || is_one_of(name, &SIGNS),
            What::Written => is_one_of(name, &SIGNS[1..]),
            // The list grows before the commit is there; the lock goes when it is.
            What::Other => name == Path::new("HEAD.lock"),
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
