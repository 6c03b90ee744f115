//! The site before the last swap, kept so that the next one is made of it.
//!
//! After an exchange the old site is stripped of all that is foreign and moved to the cache. The next
//! build takes it back, keeps those files in it that are links of the output's own unchanged files,
//! removes everything else, and adds what is new: so it costs what changed, not what there is.
//!
//! Nothing is believed of a kept site: whatever was done to it, a file stays only if it is the very
//! file, by its inode, that was found intact in the output. It is used and removed only if it has a
//! manifest, so that a folder of somebody else in its place is left alone. Until it is complete it lies
//! in our own folder, where the next process removes it should we be killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use walkdir::WalkDir;

use crate::output::Options;
use crate::output::commit::Files;
use crate::output::error::{OutputError, at};
use crate::output::exchange::{save, writable};
use crate::output::files::{Tree, if_there, settle_folder};
use crate::output::manifest::{MANIFEST, has_below};
use crate::output::staging::Staging;
use crate::output::target::real;
use crate::output::walk::{entries, walk};
use crate::output::work::Work;
use crate::source::error_of_walk;

/// A kept site on its way to be the new one.
pub(super) struct Renewed {
    /// Its place in our folder.
    pub(super) tree: Tree,
    /// The files in it that stay.
    pub(super) stayed: BTreeSet<String>,
}

/// Where the old site of an output is to be kept, if the place is none of those that a build changes.
pub(super) fn place(out: &Path, options: &Options) -> Option<PathBuf> {
    let named = options.generation.as_ref()?;
    // A link in its place is not followed: what it leads to is none of ours.
    let place = real(named.parent()?).ok()?.join(named.file_name()?);
    let is_apart = !place.starts_with(out) && !out.starts_with(&place);
    is_apart.then_some(place)
}

/// Takes the kept site back, if that spares work, and frees it of all that differs from the output.
///
/// Whatever is wrong with it, nothing is lost: then there is none.
pub(super) fn renew(staging: &Staging, files: &Files) -> Option<Renewed> {
    let place = staging.generation.as_ref()?;
    let unchanged = files.values().filter(|put| !put.written).count();
    if unchanged <= files.len() / 2 {
        return None;
    }
    let root = take(place, &staging.work)?;
    match free(&root, files) {
        Ok(stayed) => Some(Renewed { tree: staging.tree.beside(root), stayed }),
        Err(_) => None,
    }
}

/// Moves a kept site to our folder, if there is one.
fn take(place: &Path, work: &Work) -> Option<PathBuf> {
    let root = work.file("generation");
    let is_ours = is_kept(place) && fs::rename(place, &root).is_ok();
    is_ours.then_some(root)
}

/// Tells whether a folder is a site that we made; links do not count.
fn is_kept(folder: &Path) -> bool {
    let found = |path: &Path| fs::symlink_metadata(path);
    found(folder).is_ok_and(|found| found.is_dir())
        && found(&folder.join(MANIFEST)).is_ok_and(|found| found.is_file())
}

/// Removes everything from a kept site that is no link of an unchanged file of the output; gives what
/// stays.
fn free(root: &Path, files: &Files) -> Result<BTreeSet<String>, OutputError> {
    let stays = |name: &str, path: &Path| {
        let put = files.get(name).filter(|put| !put.written);
        let inode = put.and_then(|put| put.stamp).map(|stamp| stamp.inode());
        let found = fs::symlink_metadata(path).ok();
        inode.is_some() && inode == found.map(|found| (found.dev(), found.ino()))
    };
    let stayed = walk(|folder| {
        let path = root.join(folder);
        settle_folder(&path).map_err(at("write", &path))?;
        let (mut stayed, mut below) = (vec![], vec![]);
        for (name, kind) in entries(&path).map_err(at("read", &path))? {
            let (within, path) = (folder.join(&name), path.join(&name));
            match within.to_str() {
                Some(name) if kind.is_dir() && has_below(files, name) => {
                    below.push(within);
                }
                Some(name) if !kind.is_dir() && stays(name, &path) => {
                    stayed.push(name.to_owned());
                }
                _ => demolish(&path).map_err(at("remove", &path))?,
            }
        }
        Ok((stayed, below))
    })?;
    Ok(stayed.into_iter().flatten().collect())
}

impl Renewed {
    /// Adds the files that were written, and takes the place of the tree that they were written to.
    pub(super) fn complete(
        &self,
        staging: &Staging,
        files: &Files,
    ) -> Result<(), OutputError> {
        let written = &staging.tree.root;
        files.par_iter().filter(|(_, put)| put.written).try_for_each(|(path, _)| {
            let from = written.join(path);
            self.tree.take(&from, Path::new(path)).map_err(at("move", &from))
        })?;
        // Empty folders are all that is left there.
        fs::remove_dir_all(written).map_err(at("remove", written))?;
        fs::rename(&self.tree.root, written).map_err(at("move", written))
    }
}

/// Keeps the old site after a swap for the next build; tells whether that was possible. If not, it
/// lies where it lay, and can be taken down.
pub(super) fn keep<T: Sync>(
    staging: &Staging,
    ours: &BTreeMap<String, T>,
) -> Result<bool, OutputError> {
    let tree = &staging.tree.root;
    let Some(place) = &staging.generation else { return Ok(false) };
    let Some(parent) = place.parent() else { return Ok(false) };
    if !is_kept(tree) || fs::create_dir_all(parent).is_err() {
        return Ok(false);
    }
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    if device(parent) != device(tree) {
        return Ok(false);
    }
    strip(tree, &staging.out, ours)?;
    // One that could not be used makes way; it goes with all else that is left in our folder.
    take(place, &staging.work);
    Ok(fs::rename(tree, place).is_ok())
}

/// Removes everything foreign from an old site: it lives in the new one already, and what came in the
/// last moment is moved there now.
fn strip<T: Sync>(
    tree: &Path,
    out: &Path,
    ours: &BTreeMap<String, T>,
) -> Result<(), OutputError> {
    let foreign = walk(|folder| {
        let path = tree.join(folder);
        let (mut foreign, mut below) = (vec![], vec![]);
        for (name, kind) in entries(&path).map_err(at("read", &path))? {
            let within = folder.join(&name);
            match within.to_str() {
                Some(name) if kind.is_dir() && has_below(ours, name) => {
                    below.push(within);
                }
                Some(name)
                    if !kind.is_dir()
                        && (name == MANIFEST || ours.contains_key(name)) => {}
                _ => foreign.push(within),
            }
        }
        Ok((foreign, below))
    })?;
    for top in foreign.iter().flatten() {
        let below = WalkDir::new(tree.join(top)).follow_root_links(false);
        for entry in below.contents_first(true) {
            let entry = entry.map_err(|error| at("read", tree)(error_of_walk(error)))?;
            let path = entry.path();
            if entry.file_type().is_dir() {
                writable(path, |path| fs::remove_dir(path))
                    .map_err(at("remove", path))?;
            } else {
                save(path, path.strip_prefix(tree).unwrap_or(path), out)?;
            }
        }
    }
    Ok(())
}

/// Removes whatever lies at a path, also below folders that are locked against us.
pub(super) fn demolish(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if !found.is_dir() {
        return if_there(fs::remove_file(path));
    }
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            unlock(path)?;
            fs::remove_dir_all(path)
        }
        removed => removed,
    }
}

/// Lets us look into a folder and all below it, and change them.
fn unlock(folder: &Path) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        let below = entries(&folder)?.into_iter().filter(|(_, kind)| kind.is_dir());
        folders.extend(below.map(|(name, _)| folder.join(name)));
    }
    Ok(())
}
