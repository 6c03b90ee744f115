//! Which folders of the disk belong to the site, and what the site calls what lies in them.
//!
//! Events name places on the disk; a place has several names where links lead to it. Links are
//! followed as the source stage does it: inside the site's folder, not in circles, and not to what is
//! left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io::ErrorKind;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::path::SourcePath;
use crate::source::{MOST_VISITS, is_part, may_be_linked};

/// The map from places on the disk to names of the site.
#[derive(Debug)]
pub(super) struct Territory {
    /// The site's folder, with every link resolved.
    site: PathBuf,
    /// Every folder to listen at, with what the site calls it. The site's own folder has the empty
    /// name; a folder that only holds the target of a link has none.
    folders: BTreeMap<PathBuf, BTreeSet<SourcePath>>,
    /// The symbolic links.
    links: BTreeSet<PathBuf>,
    /// Files and folders that links lead to, with the names of the links.
    targets: BTreeMap<PathBuf, BTreeSet<SourcePath>>,
    /// Places inside the site's folder where links lead, but nothing is.
    awaited: BTreeSet<PathBuf>,
    /// Whether a link leads to nothing by way of others: any new file may be what it waits for.
    awaits_anything: bool,
}

/// What an expedition has found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The files by their names, and where they lie.
    pub(super) files: BTreeMap<SourcePath, PathBuf>,
    /// Whether the disk failed, so that files may be there that were not seen.
    pub(super) is_patchy: bool,
    /// Folders that are still to be gone into.
    ahead: Vec<(PathBuf, SourcePath)>,
}

impl Territory {
    /// Knows nothing below the site's folder yet, whose links are resolved.
    pub(super) fn new(site: &Path) -> Self {
        Self {
            site: site.to_owned(),
            folders: BTreeMap::new(),
            links: BTreeSet::new(),
            targets: BTreeMap::new(),
            awaited: BTreeSet::new(),
            awaits_anything: false,
        }
    }

    /// Explores everything anew. `enter` is called for every folder before it is looked into, and
    /// stops everything if it fails.
    pub(super) fn explore_all<E>(
        &mut self,
        enter: &mut dyn FnMut(&Path) -> Result<(), E>,
    ) -> Result<Found, E> {
        *self = Self::new(&self.site);
        let site = self.site.clone();
        self.explore(&site, &SourcePath::new(""), enter)
    }

    /// Explores a folder that the site calls `name`, with all that lies below it.
    pub(super) fn explore<E>(
        &mut self,
        place: &Path,
        name: &SourcePath,
        enter: &mut dyn FnMut(&Path) -> Result<(), E>,
    ) -> Result<Found, E> {
        let mut found = Found::default();
        found.ahead.push((place.to_owned(), name.clone()));
        while let Some((place, name)) = found.ahead.pop() {
            enter(&place)?;
            self.folders.entry(place.clone()).or_default().insert(name.clone());
            for entry in WalkDir::new(&place).min_depth(1).max_depth(1) {
                match entry {
                    Ok(entry) => {
                        let child = child_of(&name, entry.path());
                        if is_part(&child) {
                            let kind = entry.file_type();
                            self.look(entry.into_path(), child, kind, &mut found);
                        }
                    }
                    Err(error) => found.is_patchy |= is_fault(&error),
                }
            }
        }
        self.listen_at_targets(enter)?;
        Ok(found)
    }

    /// Notes one entry of a folder.
    fn look(
        &mut self,
        place: PathBuf,
        name: SourcePath,
        kind: FileType,
        found: &mut Found,
    ) {
        if kind.is_symlink() {
            self.follow(place, name, found);
        } else if kind.is_dir() {
            found.ahead.push((place, name));
        } else {
            found.files.insert(name, place);
        }
    }

    /// Notes a link and where it leads. That it is there at all is worth telling: it may be a fault.
    fn follow(&mut self, place: PathBuf, name: SourcePath, found: &mut Found) {
        let target = place.canonicalize();
        let parent = place.parent().unwrap_or(&place).to_owned();
        found.files.insert(name.clone(), place.clone());
        let Ok(target) = target else {
            self.await_target(&place, &parent);
            self.links.insert(place);
            return;
        };
        self.links.insert(place);
        if !target.strip_prefix(&self.site).is_ok_and(may_be_linked) {
            return;
        }
        self.targets.entry(target.clone()).or_default().insert(name.clone());
        if !target.is_dir() {
            found.files.insert(name, target);
        } else if !parent.starts_with(&target) && !self.is_circle(&target, &name) {
            found.files.remove(&name);
            found.ahead.push((target, name));
        }
    }

    /// Notes what a broken link waits for.
    fn await_target(&mut self, link: &Path, parent: &Path) {
        let Ok(written) = fs::read_link(link) else { return };
        let mut target = parent.to_owned();
        for part in written.components() {
            match part {
                Component::ParentDir => drop(target.pop()),
                Component::CurDir => {}
                // An absolute path starts anew.
                part => target.push(part),
            }
        }
        let exists = target.symlink_metadata().is_ok();
        if exists || target.ancestors().any(Path::is_symlink) {
            self.awaits_anything = true;
        } else if target.starts_with(&self.site) {
            self.awaited.insert(target);
        }
    }

    /// Whether a broken link may lead somewhere now that something came to a place.
    pub(super) fn awaits(&self, place: &Path) -> bool {
        self.awaits_anything
            || self.awaited.iter().any(|target| target.starts_with(place))
    }

    /// Whether something came to an awaited place before we listened there: then nothing tells of it.
    pub(super) fn is_overtaken(&self) -> bool {
        let is_heard = |folder: &PathBuf| self.folders.contains_key(folder);
        self.awaited.iter().any(|target| {
            target.symlink_metadata().is_ok()
                || !nearest_folder(target).as_ref().is_some_and(is_heard)
        })
    }

    /// Whether a folder is entered from within itself under this name, or too often.
    fn is_circle(&self, target: &Path, name: &SourcePath) -> bool {
        let Some(names) = self.folders.get(target) else { return false };
        names.len() >= MOST_VISITS
            || names.iter().any(|outer| name.below(outer.as_str()).is_some())
    }

    /// Listens at the folders in which the targets of links lie or will lie.
    fn listen_at_targets<E>(
        &mut self,
        enter: &mut dyn FnMut(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let parents = self.targets.keys().filter_map(|target| target.parent());
        let nearest: Vec<PathBuf> =
            self.awaited.iter().filter_map(|target| nearest_folder(target)).collect();
        let unheard: BTreeSet<PathBuf> = parents
            .chain(nearest.iter().map(PathBuf::as_path))
            .filter(|parent| !self.folders.contains_key(*parent))
            .map(Path::to_owned)
            .collect();
        for parent in unheard {
            enter(&parent)?;
            self.folders.insert(parent, BTreeSet::new());
        }
        Ok(())
    }

    /// Forgets a folder and all below it; gives the places that were listened at.
    pub(super) fn forget(&mut self, place: &Path) -> Vec<PathBuf> {
        let from = (Bound::Included(place.to_owned()), Bound::Unbounded);
        let below = |other: &&PathBuf| other.starts_with(place);
        let gone: Vec<PathBuf> = self
            .folders
            .range(from)
            .map(|(place, _)| place)
            .take_while(below)
            .cloned()
            .collect();
        for place in &gone {
            self.folders.remove(place);
        }
        self.links.retain(|link| !link.starts_with(place));
        gone
    }

    /// What the site calls a place: by the folder that it lies in, and by the links that lead to it.
    pub(super) fn names(&self, place: &Path) -> BTreeSet<SourcePath> {
        let folder = place.parent().and_then(|parent| self.folders.get(parent));
        let names = folder.into_iter().flatten().map(|folder| child_of(folder, place));
        let linked = self.targets.get(place).into_iter().flatten().cloned();
        names.filter(is_part).chain(linked).collect()
    }

    /// What the site calls a folder that is listened at.
    pub(super) fn names_of_folder(&self, place: &Path) -> BTreeSet<SourcePath> {
        self.folders.get(place).cloned().unwrap_or_default()
    }

    /// Whether a place was a folder when it was last looked at.
    pub(super) fn is_folder(&self, place: &Path) -> bool {
        self.folders.contains_key(place)
    }

    /// Whether a place was a link when it was last looked at.
    pub(super) fn is_link(&self, place: &Path) -> bool {
        self.links.contains(place)
    }

    /// All folders that are listened at.
    pub(super) fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.keys()
    }
}

/// The folder that is there, nearest to a place that is not.
fn nearest_folder(place: &Path) -> Option<PathBuf> {
    place.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned)
}

/// The name of something in a folder that has a name; what is not UTF-8 in it is replaced.
fn child_of(folder: &SourcePath, place: &Path) -> SourcePath {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    match folder.as_str() {
        "" => SourcePath::new(&name),
        folder => SourcePath::new(&format!("{folder}/{name}")),
    }
}

/// Whether an error leaves open what there is: not that something vanished or may not be read.
fn is_fault(error: &walkdir::Error) -> bool {
    let kind = error.io_error().map(std::io::Error::kind);
    !matches!(
        kind,
        None | Some(
            ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory
        )
    )
}
