//! The way for outputs that cannot be exchanged: mount points and some network file systems.
//!
//! All new files are made first. Then the journal, which lists every step, is put in place: from
//! that moment on the new site is decided, and each step is a single rename or removal that can be
//! taken again. Whoever is killed before leaves the old site, whoever is killed after leaves the
//! rest of the steps to the next process.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat, renameat, unlinkat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::output::error::{OutputError, at};
use crate::output::exchange::replace;
use crate::output::files::{if_there, make_output_folder};
use crate::output::manifest::{MANIFEST, ancestors, has_below};
use crate::output::work::{Work, check_path};
use crate::source::Folder;

/// The steps from the old site to the new one, in their order; paths below the output.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Old files in whose place the new site has a folder, or the other way round.
    make_way: Vec<String>,
    /// New files, to be moved from the tree.
    place: Vec<String>,
    /// Old files that the new site does not have.
    remove: Vec<String>,
}

impl Journal {
    /// Plans the steps.
    pub(super) fn plan<T>(
        written: Vec<String>,
        removed: &[String],
        site: &BTreeMap<String, T>,
    ) -> Self {
        let in_the_way = |path: &&String| {
            has_below(site, path) || ancestors(path).any(|above| site.contains_key(above))
        };
        let (make_way, remove) = removed.iter().partition::<Vec<_>, _>(in_the_way);
        let owned = |paths: Vec<&String>| paths.into_iter().cloned().collect();
        Self { make_way: owned(make_way), place: written, remove: owned(remove) }
    }

    /// Writes the journal without deciding anything yet.
    pub(super) fn write(&self, work: &Work) -> io::Result<()> {
        replace(&work.file("journal.draft"), &serde_json::to_string(self)?)
    }
}

/// Refuses steps for which the rights are missing: once the journal is decided it would be too late.
pub(super) fn check_rights<'a>(
    out: &Path,
    paths: impl Iterator<Item = &'a String>,
) -> Result<(), OutputError> {
    let parents: BTreeSet<&Path> = paths
        .filter_map(|path| Path::new(path).parent())
        .chain([Path::new("")])
        .collect();
    let rights = Access::WRITE_OK | Access::EXEC_OK;
    for parent in parents {
        // What does not exist yet is made in the nearest folder above.
        for folder in parent.ancestors() {
            let folder = out.join(folder);
            // A file of that name is no folder, and makes way for one.
            match accessat(CWD, folder.join("."), rights, AtFlags::EACCESS) {
                Ok(()) => break,
                Err(Errno::NOENT | Errno::NOTDIR) => {}
                Err(errno) => return Err(at("write", &folder)(errno.into())),
            }
        }
    }
    Ok(())
}

/// Decides for the new site: from here on there is no way back.
pub(super) fn decide(work: &Work) -> io::Result<()> {
    fs::rename(work.file("journal.draft"), work.file("journal"))
}

/// Takes the steps of a journal that was decided, if there is one; takes them again if need be.
pub(super) fn resume(work: &Work, out: &Path) -> Result<(), OutputError> {
    let draft = work.file("journal.draft");
    if_there(fs::remove_file(&draft)).map_err(at("remove", &draft))?;
    let path = work.file("journal");
    let text = match fs::File::open(&path).and_then(io::read_to_string) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(at("read", &path))?,
    };
    let bad = || OutputError::BadJournal { path: path.clone() };
    let journal: Journal = serde_json::from_str(&text).map_err(|_| bad())?;
    let mut all = journal.make_way.iter().chain(&journal.place).chain(&journal.remove);
    if !all.all(|path| check_path(path).is_ok()) {
        return Err(bad());
    }
    make_output_folder(out).map_err(at("create", out))?;
    let folder = Folder::open(out).map_err(at("read", out))?;
    take(&journal, work, &Output { path: out, folder })?;
    let (manifest, target) = (work.file("manifest"), out.join(MANIFEST));
    if_there(fs::rename(manifest, &target)).map_err(at("move", &target))?;
    fs::remove_file(&path).map_err(at("remove", &path))
}

/// The output that the steps are taken in.
struct Output<'a> {
    /// Its path.
    path: &'a Path,
    /// Its handle, below which no link is followed.
    folder: Folder,
}

/// Takes all steps but the last.
fn take(journal: &Journal, work: &Work, out: &Output<'_>) -> Result<(), OutputError> {
    for path in &journal.make_way {
        out.remove(path).map_err(at("remove", &out.path.join(path)))?;
    }
    let tree = work.file("tree");
    for path in &journal.place {
        let target = out.path.join(path);
        out.place(&tree.join(path), path).map_err(at("move", &target))?;
    }
    for path in &journal.remove {
        out.remove(path).map_err(at("remove", &out.path.join(path)))?;
    }
    Ok(())
}

impl Output<'_> {
    /// Moves a new file to its place, unless that was done before.
    fn place(&self, from: &Path, path: &str) -> io::Result<()> {
        if !from.try_exists()? {
            return Ok(());
        }
        let (parent, name) = split(path);
        make_output_folder(&self.path.join(parent))?;
        Ok(renameat(CWD, from, self.folder.folder(parent)?, name)?)
    }

    /// Removes a file, and the folders above it that it leaves empty; a path that leads through a
    /// link is left alone.
    fn remove(&self, path: &str) -> io::Result<()> {
        let (parent, name) = split(path);
        let folder = match self.folder.folder(parent) {
            Ok(folder) => folder,
            Err(error) => {
                let gone = [Errno::NOENT, Errno::NOTDIR, Errno::LOOP];
                let errno = Errno::from_io_error(&error);
                return if errno.is_some_and(|errno| gone.contains(&errno)) {
                    Ok(())
                } else {
                    Err(error)
                };
            }
        };
        if_there(unlinkat(folder, name, AtFlags::empty()).map_err(Into::into))?;
        for above in ancestors(path) {
            let (parent, name) = split(above);
            let Ok(folder) = self.folder.folder(parent) else { break };
            // Not empty, then: it stays, and so do those above it.
            if unlinkat(folder, name, AtFlags::REMOVEDIR).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// A path's folder and its last segment.
fn split(path: &str) -> (&Path, &OsStr) {
    let path = Path::new(path);
    (path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default())
}

/// The path of the manifest that the last step puts in place.
pub(super) fn manifest(work: &Work) -> PathBuf {
    work.file("manifest")
}
