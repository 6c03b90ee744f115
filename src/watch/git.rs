//! What git does to the files: one after the other, and it says when it has finished.

use std::fs;
use std::path::{Path, PathBuf};

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

    /// Where to listen.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether git is changing files now. A git that was killed may say so for ever.
    pub(super) fn is_at_work(&self) -> bool {
        self.folder.join("index.lock").symlink_metadata().is_ok()
    }

    /// Whether a place is one that git writes when it goes to another commit.
    pub(super) fn is_head(&self, place: &Path) -> bool {
        let name = place.file_name().and_then(|name| name.to_str());
        matches!(name, Some("HEAD" | "ORIG_HEAD"))
            && place.parent() == Some(self.folder())
    }
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
