//! The site before the last swap, kept so that the next one is made of it.
//!
//! After an exchange the old site is stripped of all that is foreign and moved to the cache. The next
//! build takes it back, keeps those files in it that are links of the output's own unchanged files,
//! removes everything else, and adds what is new: so it costs what changed, not what there is.
//!
//! Whatever was done to a kept site, a file stays only if it is the very file, by its inode, that was
//! found intact in the output. A folder is read to see that, unless it was seen to hold just those
//! files and its stamp says that no name in it came or went since. A kept site is used and removed only
//! if it has a manifest, so that a folder of somebody else in its place is left alone. Until it is
//! complete it lies in our own folder, where the next process removes it should we be killed.

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
use crate::output::manifest::{Folders, MANIFEST, has_below, within};
use crate::output::staging::Staging;
use crate::output::target::real;
use crate::output::walk::{entries, walk};
use crate::output::work::Work;
use crate::source::{Stamp, error_of_walk};

/// A kept site on its way to be the new one.
pub(super) struct Renewed {
    /// Its place in our folder.
    pub(super) tree: Tree,
    /// The files in it that stay.
    pub(super) stayed: BTreeSet<String>,
    /// Its folders in which nothing else lies.
    pub(super) clean: Folders,
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
    let freed = walk(|folder| free(staging, &root, folder, files)).ok()?;
    let (mut stayed, mut clean) = (BTreeSet::new(), Folders::new());
    for (files, folder) in freed {
        stayed.extend(files);
        clean.extend(folder);
    }
    Some(Renewed { tree: staging.tree.beside(root), stayed, clean })
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

/// What stays of a folder: its files; and the folder itself, if nothing else lies in it.
type Freed = (Vec<String>, Option<(String, Stamp)>);

/// Removes everything from one folder of a kept site that is no link of an unchanged file of the
/// output; gives what stays, and the folders in it.
fn free(
    staging: &Staging,
    root: &Path,
    folder: &Path,
    files: &Files,
) -> Result<(Freed, Vec<PathBuf>), OutputError> {
    let path = root.join(folder);
    let found = settle_folder(&path).map_err(at("write", &path))?;
    let stamp = Stamp::of(&found);
    let name = folder.to_str().unwrap_or_default();
    let (ours, below) = within(files, name);
    if !name.is_empty() && is_as_before(staging, name, &stamp, &ours, files) {
        let stayed = ours.into_iter().map(str::to_owned).collect();
        let below = below.into_iter().map(Into::into).collect();
        return Ok(((stayed, Some((name.to_owned(), stamp))), below));
    }
    let (mut stayed, mut below) = (vec![], vec![]);
    let mut is_clean = staging.opened.is_some_and(|now| stamp.is_older_than(now));
    for (entry, kind) in entries(&path).map_err(at("read", &path))? {
        let (within, path) = (folder.join(&entry), path.join(&entry));
        match within.to_str() {
            Some(name) if kind.is_dir() && has_below(files, name) => below.push(within),
            Some(name) if !kind.is_dir() && stays(files, name, &path) => {
                stayed.push(name.to_owned());
            }
            _ => {
                is_clean = false;
                demolish(&path).map_err(at("remove", &path))?;
            }
        }
    }
    let clean = (is_clean && !name.is_empty()).then(|| (name.to_owned(), stamp));
    Ok(((stayed, clean), below))
}

/// Tells whether a folder of a kept site, which looks like `stamp`, is known to hold links of the
/// output's files, and all of those stay.
fn is_as_before(
    staging: &Staging,
    folder: &str,
    stamp: &Stamp,
    ours: &[&str],
    files: &Files,
) -> bool {
    let Some(before) = &staging.previous else { return false };
    let is_same = |path: &&str| {
        let (put, known) = (files.get(*path), before.files.get(*path));
        put.is_some_and(|put| {
            !put.written
                && put.stamp.is_some()
                && known.is_some_and(|known| known.stamp == put.stamp)
        })
    };
    let (old_files, old_folders) = within(&before.files, folder);
    before.kept.get(folder) == Some(stamp)
        && ours.iter().all(is_same)
        && old_files.len() == ours.len()
        && old_folders == within(files, folder).1
}

/// Tells whether a file of a kept site is a link of the output's file, and that one stays.
fn stays(files: &Files, name: &str, path: &Path) -> bool {
    let put = files.get(name).filter(|put| !put.written);
    let inode = put.and_then(|put| put.stamp).map(|stamp| stamp.inode());
    let found = fs::symlink_metadata(path).ok();
    inode.is_some() && inode == found.map(|found| (found.dev(), found.ino()))
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
/// lies where it lay, and can be taken down. In the folders `clean` nothing foreign lay before.
pub(super) fn keep<T: Sync>(
    staging: &Staging,
    ours: &BTreeMap<String, T>,
    clean: &Folders,
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
    strip(staging, ours, clean)?;
    // One that could not be used makes way; it goes with all else that is left in our folder.
    take(place, &staging.work);
    Ok(fs::rename(tree, place).is_ok())
}

/// Removes everything foreign from an old site: it lives in the new one already, and what came in the
/// last moment is moved there now.
fn strip<T: Sync>(
    staging: &Staging,
    ours: &BTreeMap<String, T>,
    clean: &Folders,
) -> Result<(), OutputError> {
    let (tree, out) = (&staging.tree.root, &staging.out);
    let foreign = walk(|folder| {
        let path = tree.join(folder);
        if let Some(name) = folder.to_str()
            && let Some(stamp) = clean.get(name)
            && fs::symlink_metadata(&path).is_ok_and(|found| Stamp::of(&found) == *stamp)
        {
            return Ok((
                vec![],
                within(ours, name).1.into_iter().map(Into::into).collect(),
            ));
        }
        let (mut foreign, mut below) = (vec![], vec![]);
        for (name, kind) in entries(&path).map_err(at("read", &path))? {
            let below_top = folder.join(&name);
            match below_top.to_str() {
                Some(name) if kind.is_dir() && has_below(ours, name) => {
                    below.push(below_top);
                }
                Some(name)
                    if !kind.is_dir()
                        && (name == MANIFEST || ours.contains_key(name)) => {}
                _ => foreign.push(below_top),
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
