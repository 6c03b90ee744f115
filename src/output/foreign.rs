//! Files in the output that are not ours: they stay, and nothing is written over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::output::error::{OutputError, at};
use crate::output::files::Tree;
use crate::output::manifest::{MANIFEST, ancestors, has_below};
use crate::output::walk::{entries, walk};
use crate::output::work::{INSIDE, is_mount_point};
use crate::path::is_hidden;

/// What is not ours in an output, by paths below it, parents first.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Files, links and everything else that is not a folder.
    files: Vec<PathBuf>,
    /// Folders without any file of ours below, and their permissions.
    folders: Vec<(PathBuf, u32)>,
    /// Folders at which something is mounted, so that they cannot be taken along.
    pub(super) mounts: Vec<PathBuf>,
    /// Folders that we may not look into, so that what lies in them cannot be taken along either.
    sealed: Vec<PathBuf>,
}

/// Looks through an output for what its manifest does not list. Links are not followed.
pub(super) fn scan<T: Sync>(
    out: &Path,
    ours: &BTreeMap<String, T>,
) -> Result<Foreign, OutputError> {
    let mut all = Foreign::default();
    if !out.is_dir() {
        return Ok(all);
    }
    for found in walk(|folder| look(out, folder, ours))? {
        all.files.extend(found.files);
        all.folders.extend(found.folders);
        all.mounts.extend(found.mounts);
        all.sealed.extend(found.sealed);
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
    ours: &BTreeMap<String, T>,
) -> Result<(Foreign, Vec<PathBuf>), OutputError> {
    let (mut foreign, mut below) = (Foreign::default(), vec![]);
    let path = out.join(folder);
    let entries = match entries(&path) {
        Err(error)
            if error.kind() == io::ErrorKind::PermissionDenied
                && !folder.as_os_str().is_empty() =>
        {
            foreign.sealed.push(folder.to_owned());
            return Ok((foreign, below));
        }
        entries => entries.map_err(at("read", &path))?,
    };
    for (name, kind) in entries {
        let within = folder.join(name);
        // A name that is not UTF-8 is none of ours.
        let name = within.to_str();
        if !kind.is_dir() {
            if !name.is_some_and(|name| name == MANIFEST || ours.contains_key(name)) {
                foreign.files.push(within);
            }
            continue;
        }
        if name == Some(INSIDE) {
            continue;
        }
        let path = out.join(&within);
        if is_mount_point(&path) {
            foreign.mounts.push(within.clone());
        }
        if !name.is_some_and(|name| has_below(ours, name)) {
            let found = fs::symlink_metadata(&path).map_err(at("read", &path))?;
            foreign.folders.push((within.clone(), found.permissions().mode()));
        }
        below.push(within);
    }
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
