//! Files that are kept from one reading of a site to the next.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::diag::Checked;
use crate::path::SourcePath;
use crate::source::stamp::Stamp;
use crate::source::stored::{Stored, StoredFile};
use crate::source::walk::Found;
use crate::source::{SourceFile, Sources};

/// The files of a site as they were read last.
///
/// Size, times and inode stand for the content of a file that had been left alone for a moment when it
/// was read; a file that was changed in the very moment before is read again.
#[derive(Debug, Default)]
pub struct Memo {
    /// The files.
    files: HashMap<SourcePath, Kept>,
    /// What an earlier process kept.
    stored: Stored,
    /// All of them together, if there was nothing to say about them.
    sources: Option<Sources>,
    /// How many had to be read the last time.
    read: usize,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Where it lies below the site's folder.
    place: PathBuf,
    /// What stands for its content: taken before it was read, and only if a later change would have
    /// made another one.
    stamp: Option<Stamp>,
    /// What it was.
    pub(super) loaded: Loaded,
}

/// A file and what there is to say about it; nothing where it cannot be used.
pub(super) type Loaded = Checked<Option<SourceFile>>;

impl Memo {
    /// A memo of what an earlier process stored.
    pub fn restore(stored: Stored) -> Self {
        Self { stored, ..Self::default() }
    }

    /// What can be stored for another process.
    pub fn store(&self) -> Stored {
        let is_silent = |kept: &Kept| kept.loaded.findings.is_empty();
        let files = self.files.iter().filter(|(_, kept)| is_silent(kept));
        let files = files.filter_map(|(path, kept)| {
            let file = kept.loaded.value.as_ref()?;
            Some((path.clone(), StoredFile::new(&kept.place, kept.stamp, file)))
        });
        Stored::new(files.collect(), self.sources.is_some())
    }

    /// The files that came, went or changed since an earlier process stored them.
    pub fn changes(&self, now: &Stored) -> Vec<SourcePath> {
        self.stored.changes(now)
    }

    /// How many files had to be read the last time.
    pub fn read(&self) -> usize {
        self.read
    }

    /// A file as it was read last, if it is the same; else `load` reads it. `now` is the time.
    pub(super) fn file(
        &self,
        root: &Path,
        found: &Found,
        now: Option<SystemTime>,
        load: impl FnOnce() -> io::Result<Loaded>,
    ) -> io::Result<(Kept, bool)> {
        let stamp = now.and_then(|now| Stamp::trusted(&root.join(&found.place), now));
        let known = self.files.get(&found.path).filter(|kept| kept.place == found.place);
        if let (Some(kept), Some(stamp)) = (known, stamp)
            && kept.stamp == Some(stamp)
        {
            return Ok((kept.clone(), false));
        }
        if let Some(stamp) = stamp
            && let Some(asset) = self.stored.asset(root, found, stamp)
        {
            let loaded = Checked::clean(Some(SourceFile::Asset(asset)));
            let place = found.place.clone();
            return Ok((Kept { place, stamp: Some(stamp), loaded }, false));
        }
        let mut loaded = load()?;
        // One text, one place in memory: then it is quickly seen to be the same.
        if let (Some(SourceFile::Text(text)), Some(SourceFile::Text(old))) =
            (&mut loaded.value, known.and_then(|kept| kept.loaded.value.as_ref()))
            && text == old
        {
            *text = Arc::clone(old);
        }
        let place = found.place.clone();
        Ok((Kept { place, stamp, loaded }, true))
    }

    /// Tells whether a file was there at the last reading.
    pub(super) fn is_known(&self, path: &SourcePath) -> bool {
        self.files.contains_key(path)
    }

    /// The files of the last reading, and the places of some of them; nothing where there was something
    /// to say, or where one of them is new.
    pub(super) fn places<'a>(
        &self,
        paths: impl Iterator<Item = &'a SourcePath>,
    ) -> Option<(Sources, Vec<(SourcePath, PathBuf)>)> {
        let place =
            |path: &SourcePath| Some((path.clone(), self.files.get(path)?.place.clone()));
        Some((self.sources.clone()?, paths.map(place).collect::<Option<_>>()?))
    }

    /// Keeps some files that were read again, and the files of a site with them.
    pub(super) fn renew(
        &mut self,
        files: Vec<(SourcePath, (Kept, bool))>,
        sources: &Sources,
    ) {
        self.read = files.iter().filter(|(_, (_, is_new))| *is_new).count();
        self.files.extend(files.into_iter().map(|(path, (kept, _))| (path, kept)));
        self.sources = Some(sources.clone());
    }

    /// Keeps the files of this reading, and no others; with each comes whether it had to be read.
    /// `sources` are all of them, if there was nothing to say.
    pub(super) fn keep(
        &mut self,
        files: impl Iterator<Item = (SourcePath, (Kept, bool))>,
        sources: Option<Sources>,
    ) {
        self.read = 0;
        self.sources = sources;
        let files = files.map(|(path, (kept, is_new))| {
            self.read += usize::from(is_new);
            (path, kept)
        });
        self.files = files.collect();
    }
}
