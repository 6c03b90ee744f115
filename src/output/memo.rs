//! What is known of the output as the last build left it, so that the next need not read it.
//!
//! Size, times and inode stand for the content of a file that had been left alone for a moment when
//! they were noted: a later change shows in them. All other files are read again. What is noted is
//! true forever, as it says nothing but "a file with this stamp has this content".

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::time::SystemTime;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::output::commit::Files;
use crate::output::error::OutputError;
use crate::output::files::{OnDisk, on_disk};
use crate::output::manifest::{self, Entries, Folders, Known, MANIFEST};
use crate::output::staging::Put;
use crate::output::target::real;
use crate::output::work::is_pending;
use crate::source::{Folder, Stamp};

/// What is known of an output as the last build left it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memo {
    /// The output, with every link resolved; not a path, since those must be UTF-8 to be kept.
    out: OsString,
    /// What it holds; nothing if there is no output yet.
    site: Option<Listed>,
}

/// The files of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Listed {
    /// The manifest itself.
    pub(super) manifest: Known,
    /// The files that it lists.
    pub(super) files: BTreeMap<String, Known>,
    /// Folders in which nothing foreign lies.
    pub(super) folders: Folders,
    /// Folders of the kept site that hold exactly the files of the output, under the same inodes.
    pub(super) kept: Folders,
}

/// Tells whether an output is as the build that gave the memo left it, and nobody works on it now.
///
/// What is foreign in it does not count.
pub fn is_untouched(memo: &Memo, out: &Path) -> bool {
    let Ok(out) = real(out) else { return false };
    let (Some(site), Ok(folder)) = (memo.site_of(&out), Folder::open(&out)) else {
        return false;
    };
    let is_intact = |path: &str, known: &Known| {
        on_disk(&folder, path, known, None).is_ok_and(|seen| seen.state == OnDisk::Intact)
    };
    !is_pending(&out)
        && is_intact(MANIFEST, &site.manifest)
        && site.files.par_iter().all(|(path, known)| is_intact(path, known))
}

impl Memo {
    /// What is known of an output.
    pub(super) fn site_of(&self, out: &Path) -> Option<&Listed> {
        self.site.as_ref().filter(|_| self.out == out)
    }
}

impl Listed {
    /// The files of the old site, if there is one: as its manifest lists them, with the stamps of those
    /// that are known. A manifest that is known is not taken apart again. `now` is the time.
    pub(super) fn read(
        out: &Path,
        known: Option<&Self>,
        now: Option<SystemTime>,
    ) -> Result<Option<Self>, OutputError> {
        let trusted = |stamp: &Stamp| now.is_some_and(|now| stamp.is_older_than(now));
        if let (Some(known), Ok(folder)) = (known, Folder::open(out))
            && let Ok(seen) = on_disk(&folder, MANIFEST, &known.manifest, None)
            && seen.state == OnDisk::Intact
        {
            let mut known = known.clone();
            known.manifest.stamp =
                known.manifest.stamp.or_else(|| seen.stamp.filter(trusted));
            return Ok(Some(known));
        }
        let Some(list) = manifest::read(out)? else { return Ok(None) };
        let manifest = Known { entry: list.own, stamp: Some(list.stamp).filter(trusted) };
        Ok(Some(Self::new(manifest, list.entries, known)))
    }

    /// Files as a manifest lists them, with the stamps of those that are known.
    pub(super) fn new(manifest: Known, entries: Entries, known: Option<&Self>) -> Self {
        let files = entries.into_iter().map(|(path, entry)| {
            let known = known.and_then(|known| known.files.get(&path));
            let stamp = known.filter(|known| known.entry == entry);
            let stamp = stamp.and_then(|known| known.stamp);
            (path, Known { entry, stamp })
        });
        let files = files.collect();
        Self { manifest, files, folders: Folders::new(), kept: Folders::new() }
    }
}

/// Which files had links or names added or taken away by a build, so that their stamps are others now.
#[derive(Debug)]
pub(super) enum Touched {
    /// None.
    Nothing,
    /// All that are not named here.
    AllBut(BTreeSet<String>),
    /// All.
    All,
}

impl Touched {
    /// Notes that the old site was taken down, and its links with it.
    pub(super) fn also_by_removal(&mut self) {
        if let Self::AllBut(_) = self {
            *self = Self::All;
        }
    }

    /// Tells whether a file is one of them.
    fn has(&self, path: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::AllBut(others) => !others.contains(path),
            Self::All => true,
        }
    }
}

/// What a build knows of its own doing when it is done.
#[derive(Debug)]
pub(super) struct Done<'a> {
    /// The files of the site; their stamps are those from before they were checked or after they were
    /// written.
    pub(super) files: &'a Files,
    /// The manifest, likewise.
    pub(super) manifest: Known,
    /// The files of the site before.
    pub(super) before: Option<&'a Listed>,
    /// When the build began.
    pub(super) opened: Option<SystemTime>,
    /// When the new site could be seen by others for the first time.
    pub(super) swapped: Option<SystemTime>,
    /// Whose stamps are others now.
    pub(super) touched: Touched,
    /// Folders in which nothing foreign lies.
    pub(super) folders: Folders,
    /// Folders of the kept site that are as the output's.
    pub(super) kept: Folders,
}

impl Done<'_> {
    /// What is known of the output from now on; `now` is the time.
    pub(super) fn memo(self, out: &Path, now: Option<SystemTime>) -> Memo {
        let folder = Folder::open(out).ok();
        let settled = |path: &str, stamp: Stamp| -> Option<Stamp> {
            if !self.touched.has(path) {
                return Some(stamp);
            }
            let found = folder.as_ref()?.stamp(Path::new(path)).ok()?;
            let is_same = found.is_of_same_content(&stamp) && found.is_older_than(now?);
            is_same.then_some(found)
        };
        let known = |(path, put): (&String, &Put)| {
            let stamp = put.stamp.filter(|stamp| self.is_proof(path, put, stamp));
            let stamp = stamp.and_then(|stamp| settled(path, stamp));
            (path.clone(), Known { entry: put.entry, stamp })
        };
        let mut manifest = self.manifest;
        if let Some(swapped) = self.swapped {
            let stamp = manifest.stamp.filter(|stamp| stamp.is_older_than(swapped));
            manifest.stamp = stamp.and_then(|stamp| settled(MANIFEST, stamp));
        }
        let files = self.files.par_iter().map(known).collect();
        let (folders, kept) = (self.folders, self.kept);
        Memo { out: out.into(), site: Some(Listed { manifest, files, folders, kept }) }
    }

    /// Tells whether a later change of a file would have shown in its stamp.
    fn is_proof(&self, path: &str, put: &Put, stamp: &Stamp) -> bool {
        let known = self.before.and_then(|before| before.files.get(path));
        let is_known = known.is_some_and(|known| known.stamp == Some(*stamp));
        let time = if put.written { self.swapped } else { self.opened };
        is_known || time.is_some_and(|time| stamp.is_older_than(time))
    }
}
