//! Makes the new site the site.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::output::adopt;
use crate::output::error::{OutputError, at};
use crate::output::exchange;
use crate::output::files::{OnDisk, make_file, on_disk};
use crate::output::foreign::{self, Foreign};
use crate::output::journal::{self, Journal};
use crate::output::manifest::{self, MANIFEST, ancestors};
use crate::output::staging::{Put, Staging};
use crate::output::{Durability, Summary, Swap};

/// The new site's files by their paths.
pub(super) type Files = BTreeMap<String, Put>;

impl Staging {
    /// Makes the new site the site, in one step where that is possible.
    ///
    /// Where nothing changed, nothing is written. On an error the old site is as it was.
    pub fn commit(mut self) -> Result<Summary, OutputError> {
        let puts = std::mem::take(&mut *self.puts());
        let (files, mut edited) = (puts.files, puts.edited);
        check_shape(&files)?;
        let mut adopted = None;
        if let Some(adopting) = self.adopting {
            adopted = Some(adopt::take_over(&self, adopting, &puts.found, &files)?);
            self.previous = Some(puts.found.entries);
        }
        let removed = self.removed(&files);
        if !self.force {
            edited.extend(self.edited(&removed)?);
        }
        if !edited.is_empty() {
            let paths = edited.into_iter().collect();
            return Err(OutputError::Edited { out: self.out.clone(), paths });
        }
        let written = files.values().filter(|put| put.written).count();
        let is_same = written == 0 && removed.is_empty() && self.previous.is_some();
        let swap = if is_same {
            Swap::Nothing
        } else {
            let ours = self.previous.as_ref();
            let foreign = foreign::scan(&self.out, ours.unwrap_or(&BTreeMap::new()))?;
            foreign.check(&self.out, &files)?;
            self.publish(&files, &removed, &foreign)?
        };
        exchange::mend(&self.work, &self.out)?;
        let (unchanged, removed) = (files.len() - written, removed.len());
        Ok(Summary { files: files.len(), written, unchanged, removed, adopted, swap })
    }

    /// The old site's files that the new one does not have.
    fn removed(&self, files: &Files) -> Vec<String> {
        let previous = self.previous.iter().flatten().map(|(path, _)| path);
        previous.filter(|path| !files.contains_key(*path)).cloned().collect()
    }

    /// Those among the removed files that somebody changed by hand.
    fn edited(&self, removed: &[String]) -> Result<Vec<String>, OutputError> {
        let (Some(previous), Some(old)) = (&self.previous, &self.old) else {
            return Ok(vec![]);
        };
        let is_edited = |path: &String| -> Result<bool, OutputError> {
            let Some(known) = previous.get(path) else { return Ok(false) };
            let state = on_disk(old, path, known, None);
            Ok(state.map_err(at("read", &self.out.join(path)))? == OnDisk::Edited)
        };
        removed
            .par_iter()
            .filter_map(|path| match is_edited(path) {
                Ok(true) => Some(Ok(path.clone())),
                Ok(false) => None,
                Err(error) => Some(Err(error)),
            })
            .collect()
    }

    /// Brings the new site to its place.
    fn publish(
        &self,
        files: &Files,
        removed: &[String],
        foreign: &Foreign,
    ) -> Result<Swap, OutputError> {
        if self.exchanges && foreign.is_movable() && self.try_exchange(files, foreign)? {
            return Ok(Swap::Exchange);
        }
        let path = journal::manifest(&self.work);
        make_file(&path)
            .and_then(|file| manifest::write(file, entries(files)))
            .map_err(at("write", &path))?;
        let staged = files.iter().filter(|(_, put)| put.written);
        let staged: Vec<_> = staged.map(|(path, _)| path.clone()).collect();
        // Nothing can be moved into a mount; once the journal is decided it would be too late.
        let mounted = |path: &&String| {
            foreign.mounts.iter().any(|mount| Path::new(path).starts_with(mount))
        };
        if let Some(path) = staged.iter().find(mounted) {
            let error = io::ErrorKind::CrossesDevices.into();
            return Err(at("move", &self.out.join(path))(error));
        }
        journal::check_rights(&self.out, staged.iter().chain(removed))?;
        let plan = Journal::plan(staged, removed, files);
        let folder = &self.work.folder;
        plan.write(&self.work).map_err(at("write", folder))?;
        self.flush()?;
        journal::decide(&self.work).map_err(at("write", folder))?;
        journal::resume(&self.work, &self.out)?;
        Ok(Swap::Journal)
    }

    /// Completes the tree with what stays, and exchanges it with the output; tells whether the
    /// system can do that here.
    fn try_exchange(
        &self,
        files: &Files,
        foreign: &Foreign,
    ) -> Result<bool, OutputError> {
        let linked = self
            .link_unchanged(files)
            .and_then(|()| foreign.link_into(&self.tree, &self.out));
        match linked {
            Err(OutputError::Io { action: "link", error, .. })
                if exchange::is_unsupported(&error) =>
            {
                return Ok(false);
            }
            linked => linked?,
        }
        let path = self.tree.root.join(MANIFEST);
        self.tree
            .create(Path::new(MANIFEST))
            .and_then(|file| manifest::write(file, entries(files)))
            .map_err(at("write", &path))?;
        exchange::announce(&self.work).map_err(at("write", &self.work.folder))?;
        self.flush()?;
        match exchange::swap(&self.work, &self.out) {
            Ok(()) => Ok(true),
            Err(error) if exchange::is_unsupported(&error) => Ok(false),
            Err(error) => Err(at("move", &self.out)(error)),
        }
    }

    /// Gives the old site's unchanged files their place in the tree.
    fn link_unchanged(&self, files: &Files) -> Result<(), OutputError> {
        files.par_iter().filter(|(_, put)| !put.written).try_for_each(|(path, _)| {
            let from = self.out.join(path);
            self.tree.link(&from, Path::new(path)).map_err(at("link", &from))
        })
    }

    /// Brings everything written to the disk itself, by one call for the whole file system.
    fn flush(&self) -> Result<(), OutputError> {
        if self.durability == Durability::Whenever {
            return Ok(());
        }
        let folder = &self.work.folder;
        let opened = File::open(folder).map_err(at("write", folder))?;
        rustix::fs::syncfs(opened).map_err(|errno| at("write", folder)(errno.into()))
    }
}

/// The files as the manifest lists them.
fn entries(files: &Files) -> impl Iterator<Item = (&String, &manifest::Entry)> {
    files.iter().map(|(path, put)| (path, &put.entry))
}

/// Refuses a file whose path is also the folder of another.
fn check_shape(files: &Files) -> Result<(), OutputError> {
    for path in files.keys() {
        if let Some(above) = ancestors(path).find(|above| files.contains_key(*above)) {
            return Err(OutputError::FileAndFolder { path: above.to_owned() });
        }
    }
    Ok(())
}
