//! The new site while it is being made: files come in from many threads, in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::fingerprint::Fingerprint;
use crate::output::adopt::{self, Adopting, Found, Origin};
use crate::output::error::{OutputError, at};
use crate::output::exchange;
use crate::output::files::{OnDisk, Seen, Tree, on_disk};
use crate::output::generation;
use crate::output::manifest::{Entry, Known};
use crate::output::memo::Listed;
use crate::output::work::{Work, check_path};
use crate::output::{Durability, Method, Options};
use crate::source::{Asset, Folder, Stamp};

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
    pub(super) previous: Option<Listed>,
    /// The new files.
    pub(super) tree: Tree,
    /// Where the old site is to be kept, if it is.
    pub(super) generation: Option<PathBuf>,
    /// When we began, on the clock of the file system.
    pub(super) opened: Option<SystemTime>,
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
    /// What stands for its content: from before it was checked, or after it was written.
    pub(super) stamp: Option<Stamp>,
}

/// What a look at the place of a new file showed.
struct Look {
    /// The old site's file.
    seen: Seen,
    /// What lies there in a folder that is to be taken over.
    found: Option<Known>,
    /// Whether the new file must be written.
    needed: bool,
}

impl Staging {
    /// Mends what was left, and begins a new tree.
    pub(super) fn new(
        work: Work,
        out: PathBuf,
        options: &Options,
    ) -> Result<Self, OutputError> {
        exchange::mend(&work, &out)?;
        let opened = work.now();
        let (previous, adopting) = adopt::previous(&out, options, opened)?;
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
            generation: None,
            opened,
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
        if staging.exchanges {
            staging.generation = generation::place(&staging.out, options);
        }
        Ok(staging)
    }

    /// Puts a file of the site; `path` is relative to the output, with `/` between segments. Gives the
    /// hash of its bytes.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<Fingerprint, OutputError> {
        let entry = Entry::of(bytes);
        let look = self.look(path, &entry, Some(bytes))?;
        if self.note(path, entry, &look, Origin::Generated)? {
            let mut file = self.create(path)?;
            let written = file.write_all(bytes);
            written.map_err(at("write", &self.tree.root.join(path)))?;
            self.wrote(path, &file);
        }
        Ok(entry.fingerprint)
    }

    /// Puts a file of the site whose bytes are not at hand, but known by hash and length; tells whether
    /// that is done, as the old site has that very file. If not, it has to be put with its bytes.
    pub fn keep(
        &self,
        path: &str,
        fingerprint: Fingerprint,
        size: u64,
    ) -> Result<bool, OutputError> {
        let entry = Entry { fingerprint, size };
        let look = self.look(path, &entry, None)?;
        let is_intact = look.found.is_some() || look.seen.state == OnDisk::Intact;
        if look.needed || !is_intact {
            return Ok(false);
        }
        self.note(path, entry, &look, Origin::Generated)?;
        Ok(true)
    }

    /// Puts a file of the project as it is. It must still be what was read.
    pub fn put_file(&self, path: &str, asset: &Asset) -> Result<(), OutputError> {
        let entry = Entry { fingerprint: asset.fingerprint, size: asset.size };
        let look = self.look(path, &entry, None)?;
        if !self.note(path, entry, &look, Origin::Copied)? {
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
        self.wrote(path, &target);
        Ok(())
    }

    /// Throws the new site away; the same as dropping it, but says what went wrong.
    pub fn discard(self) -> Result<(), OutputError> {
        exchange::mend(&self.work, &self.out)
    }

    /// Looks whether a file of the new site is there; `expected` are its bytes, if they are at hand.
    fn look(
        &self,
        path: &str,
        entry: &Entry,
        expected: Option<&[u8]>,
    ) -> Result<Look, OutputError> {
        check_path(path).map_err(|reason| {
            let path = path.to_owned();
            OutputError::UnsafePath { path, reason }
        })?;
        let found = match &self.adopting {
            Some(_) => adopt::look(self.old.as_ref(), path)
                .map_err(at("read", &self.out.join(path)))?,
            None => None,
        };
        let seen = self.seen(path, entry, expected)?;
        let needed = match seen.state {
            _ if self.adopting.is_some() => {
                found.map(|known| known.entry) != Some(*entry)
            }
            OnDisk::Intact => self.known(path).map(|known| known.entry) != Some(*entry),
            OnDisk::Edited => self.force,
            OnDisk::Missing => true,
        };
        Ok(Look { seen, found, needed })
    }

    /// Notes a file, and tells whether it must be written.
    fn note(
        &self,
        path: &str,
        entry: Entry,
        look: &Look,
        origin: Origin,
    ) -> Result<bool, OutputError> {
        let mut puts = self.puts();
        if let Some(found) = look.found {
            puts.found.note(path, found.entry, entry, origin);
        }
        if look.seen.state == OnDisk::Edited && !self.force {
            puts.edited.insert(path.to_owned());
        }
        let stamp = look.found.map_or(look.seen.stamp, |found| found.stamp);
        let stamp = stamp.filter(|_| !look.needed);
        let put = Put { entry, written: look.needed, stamp };
        if puts.files.insert(path.to_owned(), put).is_some() {
            return Err(OutputError::Duplicate { path: path.to_owned() });
        }
        Ok(look.needed)
    }

    /// Notes what stands for a file from now on.
    fn wrote(&self, path: &str, file: &File) {
        let stamp = file.metadata().ok().map(|metadata| Stamp::of(&metadata));
        if let Some(put) = self.puts().files.get_mut(path) {
            put.stamp = stamp;
        }
    }

    /// How the old site's file of a path is found.
    fn seen(
        &self,
        path: &str,
        entry: &Entry,
        expected: Option<&[u8]>,
    ) -> Result<Seen, OutputError> {
        let (Some(old), Some(known)) = (&self.old, self.known(path)) else {
            return Ok(Seen { state: OnDisk::Missing, stamp: None });
        };
        let expected = expected.filter(|_| known.entry == *entry);
        on_disk(old, path, known, expected).map_err(at("read", &self.out.join(path)))
    }

    /// What is known of the old site's file of a path.
    fn known(&self, path: &str) -> Option<&Known> {
        self.previous.as_ref()?.files.get(path)
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
