//! The new site while it is being made: files come in from many threads, in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::fingerprint::Fingerprint;
use crate::output::adopt::{self, Adopting, Found};
use crate::output::error::{OutputError, at};
use crate::output::exchange;
use crate::output::files::{OnDisk, Tree, on_disk};
use crate::output::manifest::{Entries, Entry};
use crate::output::work::{Work, check_path};
use crate::output::{Durability, Method, Options};
use crate::source::{Asset, Folder};

/// A new site that is being made beside the old one.
///
/// Dropped or discarded, it leaves the old site as it was and nothing beside it. What it holds grows
/// with the number of files, not with their content.
#[derive(Debug)]
pub struct Staging {
    /// The output, with every link resolved.
    pub(super) out: PathBuf,
    /// The old site's folder, if there is one.
    pub(super) old: Option<Folder>,
    /// The old site's files, if there is one.
    pub(super) previous: Option<Entries>,
    /// The new files.
    pub(super) tree: Tree,
    /// Whether one exchange can make the swap.
    pub(super) exchanges: bool,
    /// Why the folder is to be taken over, if it is.
    pub(super) adopting: Option<Adopting>,
    /// Whether files that were changed by hand are replaced.
    pub(super) force: bool,
    /// When files reach the disk.
    pub(super) durability: Durability,
    /// What was put so far.
    puts: Mutex<Puts>,
    /// Our folder and its lock; last, so that it is given back last.
    pub(super) work: Work,
}

/// What was put so far.
#[derive(Debug, Default)]
pub(super) struct Puts {
    /// The new site's files.
    pub(super) files: BTreeMap<String, Put>,
    /// Files of the old site that somebody changed by hand.
    pub(super) edited: BTreeSet<String>,
    /// What lies where the new site has files, in a folder that is to be taken over.
    pub(super) found: Found,
}

/// One file of the new site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Put {
    /// Its hash and length.
    pub(super) entry: Entry,
    /// Whether it lies in the tree; otherwise the old site has it.
    pub(super) written: bool,
}

impl Staging {
    /// Mends what was left, and begins a new tree.
    pub(super) fn new(
        work: Work,
        out: PathBuf,
        options: &Options,
    ) -> Result<Self, OutputError> {
        exchange::mend(&work, &out)?;
        let (previous, adopting) = adopt::previous(&out, options)?;
        let old = if out.is_dir() {
            Some(Folder::open(&out).map_err(at("read", &out))?)
        } else {
            None
        };
        let root = work.file("tree");
        let tree = Tree::new(root.clone()).map_err(at("create", &root))?;
        let mut staging = Self {
            out,
            old,
            previous,
            tree,
            exchanges: false,
            adopting,
            force: options.force,
            durability: options.durability,
            puts: Mutex::default(),
            work,
        };
        if options.method == Method::Automatic && !staging.work.inside {
            let probed = exchange::is_supported(&staging.work);
            staging.exchanges = probed.map_err(at("write", &staging.work.folder))?;
        }
        Ok(staging)
    }

    /// Puts a file of the site; `path` is relative to the output, with `/` between segments.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let fingerprint = Fingerprint::of(bytes);
        let entry = Entry { fingerprint, size: bytes.len() as u64 };
        if self.is_needed(path, entry, Some(bytes))? {
            let written = self.create(path)?.write_all(bytes);
            written.map_err(at("write", &self.tree.root.join(path)))?;
        }
        Ok(())
    }

    /// Puts a file of the project as it is. It must still be what was read.
    pub fn put_file(&self, path: &str, asset: &Asset) -> Result<(), OutputError> {
        let entry = Entry { fingerprint: asset.fingerprint, size: asset.size };
        if !self.is_needed(path, entry, None)? {
            return Ok(());
        }
        let source = asset.open().map_err(at("read", &asset.path))?;
        let mut target = self.create(path)?;
        let staged = self.tree.root.join(path);
        // Reading and writing fail for different reasons, so they are told apart.
        let mut failed = None;
        let copied = Fingerprint::of_stream(source, |piece| {
            target.write_all(piece).map_err(|error| {
                let kind = error.kind();
                failed = Some(error);
                io::Error::from(kind)
            })
        });
        if let Some(error) = failed {
            return Err(at("write", &staged)(error));
        }
        if copied.map_err(at("read", &asset.path))? != (entry.fingerprint, entry.size) {
            return Err(OutputError::SourceChanged { path: asset.path.clone() });
        }
        Ok(())
    }

    /// Throws the new site away; the same as dropping it, but says what went wrong.
    pub fn discard(self) -> Result<(), OutputError> {
        exchange::mend(&self.work, &self.out)
    }

    /// Notes a file, and tells whether it must be written.
    fn is_needed(
        &self,
        path: &str,
        entry: Entry,
        expected: Option<&[u8]>,
    ) -> Result<bool, OutputError> {
        check_path(path).map_err(|reason| {
            let path = path.to_owned();
            OutputError::UnsafePath { path, reason }
        })?;
        let found = match &self.adopting {
            Some(_) => adopt::look(self.old.as_ref(), path)
                .map_err(at("read", &self.out.join(path)))?,
            None => None,
        };
        let state = self.state(path, &entry, expected)?;
        let needed = match state {
            _ if self.adopting.is_some() => found != Some(entry),
            OnDisk::Intact => self.known(path) != Some(&entry),
            OnDisk::Edited => self.force,
            OnDisk::Missing => true,
        };
        let mut puts = self.puts();
        if let Some(found) = found {
            puts.found.note(path, found, entry, expected);
        }
        if state == OnDisk::Edited && !self.force {
            puts.edited.insert(path.to_owned());
        }
        let put = Put { entry, written: needed };
        if puts.files.insert(path.to_owned(), put).is_some() {
            return Err(OutputError::Duplicate { path: path.to_owned() });
        }
        Ok(needed)
    }

    /// How the old site's file of a path is found.
    fn state(
        &self,
        path: &str,
        entry: &Entry,
        expected: Option<&[u8]>,
    ) -> Result<OnDisk, OutputError> {
        let (Some(old), Some(known)) = (&self.old, self.known(path)) else {
            return Ok(OnDisk::Missing);
        };
        let expected = expected.filter(|_| known == entry);
        on_disk(old, path, known, expected).map_err(at("read", &self.out.join(path)))
    }

    /// What the old site's manifest says of a path.
    fn known(&self, path: &str) -> Option<&Entry> {
        self.previous.as_ref()?.get(path)
    }

    /// Makes a file in the tree.
    fn create(&self, path: &str) -> Result<File, OutputError> {
        let staged = self.tree.root.join(path);
        self.tree.create(Path::new(path)).map_err(at("create", &staged))
    }

    /// What was put so far; a panic in another thread leaves it usable.
    pub(super) fn puts(&self) -> MutexGuard<'_, Puts> {
        self.puts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Whoever wants to know calls `discard`; what stays behind, the next process takes away.
        drop(exchange::mend(&self.work, &self.out));
    }
}
