//! Files in the output that are not ours: they stay, and nothing is written over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::output::error::{OutputError, at};
use crate::output::files::Tree;
use crate::output::manifest::{Folders, MANIFEST, ancestors, has_below, within};
use crate::output::walk::{entries, walk};
use crate::output::work::{INSIDE, is_mount_point};
use crate::path::is_hidden;
use crate::source::Stamp;

/// What is not ours in an output, by paths below it, parents first.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Files, links and everything else that is not a folder.
    files: Vec<PathBuf>,
    /// Folders without any file of ours below, and their permissions.
    folders: Vec<(PathBuf, u32)>,
    /// Folders at which something is mounted, so that they cannot be taken along.
    pub(super) mounts: Vec<PathBuf>,
    /// Folders in which nothing foreign lies.
    pub(super) clean: Folders,
    /// Folders that we may not look into, so that what lies in them cannot be taken along either.
    sealed: Vec<PathBuf>,
}

/// What is known of an output before it is looked through.
#[derive(Debug)]
pub(super) struct Before<'a, T> {
    /// The files that its manifest lists.
    pub(super) ours: &'a BTreeMap<String, T>,
    /// Folders in which nothing foreign lay.
    pub(super) clean: &'a Folders,
    /// The time on the clock of the file system.
    pub(super) now: Option<SystemTime>,
}

/// Looks through an output for what its manifest does not list. Links are not followed. A folder in
/// which nothing foreign lay and in which no name came or went since is not read.
pub(super) fn scan<T: Sync>(
    out: &Path,
    before: &Before<'_, T>,
) -> Result<Foreign, OutputError> {
    let mut all = Foreign::default();
    if !out.is_dir() {
        return Ok(all);
    }
    for found in walk(|folder| look(out, folder, before))? {
        all.files.extend(found.files);
        all.folders.extend(found.folders);
        all.mounts.extend(found.mounts);
        all.sealed.extend(found.sealed);
        all.clean.extend(found.clean);
    }
    // Parents come first.
    all.files.sort();
    all.folders.sort();
    all.mounts.sort();
    all.sealed.sort();
    Ok(all)
}

/// Looks for what is foreign in one folder below an output; gives also the folders in it.
fn look<T>(
    out: &Path,
    folder: &Path,
    before: &Before<'_, T>,
) -> Result<(Foreign, Vec<PathBuf>), OutputError> {
    let (mut foreign, mut below) = (Foreign::default(), vec![]);
    let (path, ours) = (out.join(folder), before.ours);
    let is_top = folder.as_os_str().is_empty();
    let is_sealed =
        |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied && !is_top;
    let found = match fs::symlink_metadata(&path) {
        Err(error) if is_sealed(&error) => {
            foreign.sealed.push(folder.to_owned());
            return Ok((foreign, below));
        }
        found => found.map_err(at("read", &path))?,
    };
    if !is_top && is_mount_point(&path) {
        foreign.mounts.push(folder.to_owned());
    }
    let name = folder.to_str().filter(|name| has_below(ours, name));
    if !is_top && name.is_none() {
        foreign.folders.push((folder.to_owned(), found.permissions().mode()));
    }
    let stamp = Stamp::of(&found);
    if let Some(name) = name
        && before.clean.get(name) == Some(&stamp)
    {
        foreign.clean.insert(name.to_owned(), stamp);
        return Ok((foreign, within(ours, name).1.into_iter().map(Into::into).collect()));
    }
    let entries = match entries(&path) {
        Err(error) if is_sealed(&error) => {
            foreign.sealed.push(folder.to_owned());
            return Ok((foreign, below));
        }
        entries => entries.map_err(at("read", &path))?,
    };
    let mut is_clean = before.now.is_some_and(|now| stamp.is_older_than(now));
    for (entry, kind) in entries {
        let path = folder.join(entry);
        // A name that is not UTF-8 is none of ours.
        let name = path.to_str();
        if kind.is_dir() {
            is_clean &= name.is_some_and(|name| has_below(ours, name));
            if name != Some(INSIDE) {
                below.push(path);
            }
        } else if !name.is_some_and(|name| name == MANIFEST || ours.contains_key(name)) {
            is_clean = false;
            foreign.files.push(path);
        }
    }
    foreign.clean.extend(name.filter(|_| is_clean).map(|name| (name.to_owned(), stamp)));
    Ok((foreign, below))
}

impl Foreign {
    /// Tells whether all of it can be given a place in a new tree.
    pub(super) fn is_movable(&self) -> bool {
        self.mounts.is_empty() && self.sealed.is_empty()
    }

    /// The names of the files, but for those below names with a dot.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.files.iter().map(|file| file.to_string_lossy());
        names.filter(|name| !is_hidden(name)).map(Cow::into_owned).collect()
    }

    /// Refuses a new site that needs a place where something foreign lies.
    pub(super) fn check<T>(
        &self,
        out: &Path,
        site: &BTreeMap<String, T>,
    ) -> Result<(), OutputError> {
        let mut clashes = vec![];
        let folders = self.folders.iter().map(|(folder, _)| folder);
        for foreign in folders.clone().chain(&self.files) {
            let Some(name) = foreign.to_str() else { continue };
            if site.contains_key(name) {
                clashes.push((name.to_owned(), foreign.clone()));
            }
            // Only the foreign thing nearest to our file is named, not all that lies below it.
            let above = ancestors(name).find(|folder| site.contains_key(*folder));
            if let Some(above) = above
                && !clashes.iter().any(|(path, _)| path == above)
            {
                clashes.push((above.to_owned(), foreign.clone()));
            }
        }
        // Nothing can be put into a foreign folder that is closed to us.
        let closed =
            self.sealed.iter().filter(|path| folders.clone().any(|f| f == *path));
        for foreign in self.files.iter().chain(closed) {
            let Some(name) = foreign.to_str() else { continue };
            if has_below(site, name) {
                let below = site.range(format!("{name}/")..).next();
                clashes.extend(below.map(|(path, _)| (path.clone(), foreign.clone())));
            }
        }
        if clashes.is_empty() {
            return Ok(());
        }
        Err(OutputError::Foreign { out: out.to_owned(), clashes })
    }

    /// Gives everything foreign its place in the new tree, under the same inodes.
    pub(super) fn link_into(&self, tree: &Tree, out: &Path) -> Result<(), OutputError> {
        for (folder, mode) in &self.folders {
            tree.make_folder(folder).map_err(at("create", folder))?;
            let path = tree.root.join(folder);
            // Whoever locked a folder against us would lock us out of taking it down again.
            let mode = fs::Permissions::from_mode((mode & 0o7777) | 0o700);
            fs::set_permissions(&path, mode).map_err(at("create", &path))?;
        }
        for file in &self.files {
            let from = out.join(file);
            tree.link(&from, file).map_err(at("link", &from))?;
        }
        Ok(())
    }
}
