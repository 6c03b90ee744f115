//! Makes the new site the site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::output::adopt;
use crate::output::error::{OutputError, at};
use crate::output::exchange;
use crate::output::files::{OnDisk, Tree, make_file, on_disk};
use crate::output::foreign::{self, Before, Foreign};
use crate::output::generation;
use crate::output::journal::{self, Journal};
use crate::output::manifest::{self, Folders, Known, MANIFEST, ancestors};
use crate::output::memo::{Done, Listed, Memo, Touched};
use crate::output::staging::{Put, Staging};
use crate::output::{Durability, Summary, Swap};

/// The new site's files by their paths.
pub(super) type Files = BTreeMap<String, Put>;

/// A new site that has become the site.
struct Published {
    /// How.
    swap: Swap,
    /// When it could be seen for the first time.
    time: Option<SystemTime>,
    /// Its manifest.
    manifest: Known,
    /// Whose stamps are others now.
    touched: Touched,
    /// Folders in which nothing foreign lies.
    folders: Folders,
    /// Folders of the kept site that are as the output's.
    kept: Folders,
}

impl Staging {
    /// Makes the new site the site, in one step where that is possible; gives also what is known of
    /// it, for the next build.
    ///
    /// Where nothing changed, nothing is written. On an error the old site is as it was.
    pub fn commit(mut self) -> Result<(Summary, Memo), OutputError> {
        let puts = std::mem::take(&mut *self.puts());
        let (files, mut edited) = (puts.files, puts.edited);
        check_shape(&files)?;
        let mut adopted = None;
        if let Some(adopting) = self.adopting {
            let (manifest, names) =
                adopt::take_over(&self, adopting, &puts.found, &files)?;
            adopted = Some(names);
            self.previous = Some(Listed::new(manifest, puts.found.entries, None));
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
        let published = match &self.previous {
            Some(same) if written == 0 && removed.is_empty() => Published {
                swap: Swap::Nothing,
                time: None,
                manifest: same.manifest,
                touched: Touched::Nothing,
                folders: same.folders.clone(),
                kept: same.kept.clone(),
            },
            _ => self.replace(&files, &removed)?,
        };
        let swap = published.swap;
        exchange::mend(&self.work, &self.out)?;
        let done = Done {
            files: &files,
            manifest: published.manifest,
            before: self.previous.as_ref(),
            opened: self.opened,
            swapped: published.time,
            touched: published.touched,
            folders: published.folders,
            kept: published.kept,
        };
        let memo = done.memo(&self.out, self.work.now());
        let (unchanged, removed) = (files.len() - written, removed.len());
        let summary =
            Summary { files: files.len(), written, unchanged, removed, adopted, swap };
        Ok((summary, memo))
    }

    /// Brings the new site to its place, and keeps the old one if that is wanted and possible.
    fn replace(
        &self,
        files: &Files,
        removed: &[String],
    ) -> Result<Published, OutputError> {
        let (none, unknown) = (BTreeMap::new(), Folders::new());
        let (ours, clean) = self
            .previous
            .as_ref()
            .map_or((&none, &unknown), |previous| (&previous.files, &previous.folders));
        let before = Before { ours, clean, now: self.opened };
        let foreign = foreign::scan(&self.out, &before)?;
        foreign.check(&self.out, files)?;
        let mut published = self.publish(files, removed, &foreign)?;
        if published.swap == Swap::Exchange {
            if generation::keep(self, ours, &foreign.clean)? {
                let changed = changed_folders(files, removed);
                published.kept = foreign.clean;
                published.kept.retain(|folder, _| !changed.contains(folder.as_str()));
            } else {
                published.touched.also_by_removal();
            }
        }
        Ok(published)
    }

    /// The old site's files that the new one does not have.
    fn removed(&self, files: &Files) -> Vec<String> {
        let previous = self.previous.iter().flat_map(|previous| previous.files.keys());
        previous.filter(|path| !files.contains_key(*path)).cloned().collect()
    }

    /// Those among the removed files that somebody changed by hand.
    fn edited(&self, removed: &[String]) -> Result<Vec<String>, OutputError> {
        let (Some(previous), Some(old)) = (&self.previous, &self.old) else {
            return Ok(vec![]);
        };
        let is_edited = |path: &String| -> Result<bool, OutputError> {
            let Some(known) = previous.files.get(path) else { return Ok(false) };
            let seen = on_disk(old, path, known, None);
            let seen = seen.map_err(at("read", &self.out.join(path)))?;
            Ok(seen.state == OnDisk::Edited)
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
    ) -> Result<Published, OutputError> {
        if self.exchanges
            && foreign.is_movable()
            && let Some(published) = self.try_exchange(files, foreign)?
        {
            return Ok(published);
        }
        let path = journal::manifest(&self.work);
        let manifest = make_file(&path)
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
        let time = self.work.now();
        journal::decide(&self.work).map_err(at("write", folder))?;
        journal::resume(&self.work, &self.out)?;
        Ok(Published {
            swap: Swap::Journal,
            time,
            manifest,
            touched: Touched::All,
            folders: Folders::new(),
            kept: Folders::new(),
        })
    }

    /// Completes the tree with what stays, and exchanges it with the output; nothing comes back where
    /// the system cannot do that.
    fn try_exchange(
        &self,
        files: &Files,
        foreign: &Foreign,
    ) -> Result<Option<Published>, OutputError> {
        let renewed = generation::renew(self, files);
        let is_plain = renewed.is_none() && files.values().all(|put| put.written);
        let none = BTreeSet::new();
        let (tree, stayed) = renewed
            .as_ref()
            .map_or((&self.tree, &none), |renewed| (&renewed.tree, &renewed.stayed));
        let linked = self
            .link_unchanged(tree, files, stayed)
            .and_then(|()| foreign.link_into(tree, &self.out));
        match linked {
            Err(OutputError::Io { action: "link", error, .. })
                if exchange::is_unsupported(&error) =>
            {
                return Ok(None);
            }
            linked => linked?,
        }
        if let Some(renewed) = &renewed {
            renewed.complete(self, files)?;
        }
        let path = self.tree.root.join(MANIFEST);
        let manifest = self
            .tree
            .create(Path::new(MANIFEST))
            .and_then(|file| manifest::write(file, entries(files)))
            .map_err(at("write", &path))?;
        exchange::announce(&self.work).map_err(at("write", &self.work.folder))?;
        self.flush()?;
        let time = self.work.now();
        match exchange::swap(&self.work, &self.out) {
            Err(error) if exchange::is_unsupported(&error) => return Ok(None),
            swapped => swapped.map_err(at("move", &self.out))?,
        }
        let (touched, folders) = match renewed {
            _ if is_plain => (Touched::Nothing, Folders::new()),
            Some(renewed) => (Touched::AllBut(renewed.stayed), renewed.clean),
            None => (Touched::All, Folders::new()),
        };
        let (swap, kept) = (Swap::Exchange, Folders::new());
        Ok(Some(Published { swap, time, manifest, touched, folders, kept }))
    }

    /// Gives the old site's unchanged files their place in a tree, but for those that are there.
    fn link_unchanged(
        &self,
        tree: &Tree,
        files: &Files,
        there: &BTreeSet<String>,
    ) -> Result<(), OutputError> {
        let stays = |path: &String, put: &Put| !put.written && !there.contains(path);
        files.par_iter().filter(|(path, put)| stays(path, put)).try_for_each(
            |(path, _)| {
                let from = self.out.join(path);
                tree.link(&from, Path::new(path)).map_err(at("link", &from))
            },
        )
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

/// The folders above everything that comes, changes or goes.
fn changed_folders<'a>(files: &'a Files, removed: &'a [String]) -> BTreeSet<&'a str> {
    let written = files.iter().filter(|(_, put)| put.written).map(|(path, _)| path);
    written.chain(removed).flat_map(|path| ancestors(path)).collect()
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
