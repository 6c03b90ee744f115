//! The cache folder: what a build leaves on the disk for the next one.
//!
//! Nothing depends on it. A file that is missing, damaged, or written by another program is not there;
//! a folder that cannot be written to, or that another run works with, keeps nothing. It may be deleted
//! at any time.
//!
//! A file is `MAGIC`, the identity of the program, pieces with their lengths before them, and the
//! checksum of all that. It is replaced in one step, so it is whole or absent.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::codec::Pieces;
use crate::fingerprint::{Checksum, Checksums};

/// What the files of a cache start with; the number is the version of their form.
const MAGIC: &[u8; 8] = b"wkstch01";

/// What tells a cache from every other folder, and backup programs to leave it alone.
const TAG: &str = "CACHEDIR.TAG";

/// The content of the tag, with a line that no other program writes; the first is that of the Cache
/// Directory Tagging Specification.
const SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# The cache of werkstatt; it may be deleted.\n";

/// What backup programs and version control shall know of the folder.
const NOTES: [(&str, &str); 2] = [(TAG, SIGNATURE), (".gitignore", "*\n")];

/// How often the lock of a cache is tried: half a second in all, since on a busy machine a child may hold
/// it for a while between its birth and the start of its program.
const LOCK_TRIES: usize = 100;

/// The pause between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// A cache folder that this run alone works with.
#[derive(Debug)]
pub struct Cache {
    /// The folder.
    folder: PathBuf,
    /// What tells this program from every other one that might have written here.
    identity: Checksum,
    /// Holds the lock as long as it is open.
    #[expect(dead_code, reason = "closing it gives the lock back")]
    lock: File,
}

impl Cache {
    /// Opens a cache folder, which is made if need be; nothing where it cannot be used.
    pub fn open(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        if !is_ours(folder)? {
            // Somebody else's folder.
            return None;
        }
        for (name, text) in NOTES {
            let path = folder.join(name);
            if !path.exists() {
                File::create(path)
                    .and_then(|mut note| note.write_all(text.as_bytes()))
                    .ok()?;
            }
        }
        let mut options = File::options();
        let lock = options.write(true).create(true).truncate(false);
        let lock = lock.open(folder.join("lock")).ok()?;
        // Whoever had it a moment ago may have left it to a child that is only about to be born.
        let mut tries = (0..LOCK_TRIES).map(|_| {
            let locked = lock.try_lock().is_ok();
            if !locked {
                thread::sleep(LOCK_PAUSE);
            }
            locked
        });
        if !tries.any(|locked| locked) {
            return None;
        }
        let identity = Checksum::of(env!("WERKSTATT_IDENTITY").as_bytes());
        Some(Self { folder: folder.to_owned(), identity, lock })
    }

    /// A place in the folder for things other than files of pieces.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The pieces of a file; nothing where there is none that this program wrote.
    pub fn read(&self, name: &str) -> Option<Pieces> {
        let mut bytes = vec![];
        File::open(self.place(name)).ok()?.read_to_end(&mut bytes).ok()?;
        let end = bytes.len().checked_sub(Checksum::LENGTH)?;
        let (content, hash) = bytes.split_at(end);
        let start = MAGIC.len() + Checksum::LENGTH;
        let is_ours = content.starts_with(MAGIC)
            && content.get(MAGIC.len()..start)? == self.identity.bytes()
            && Checksum::of(content).bytes() == hash;
        if !is_ours {
            return None;
        }
        let mut ranges = vec![];
        let mut at = start;
        while at < end {
            let length = content.get(at..at + size_of::<u64>())?;
            let length = u64::from_le_bytes(length.try_into().ok()?);
            let from = at + size_of::<u64>();
            at = from.checked_add(usize::try_from(length).ok()?)?;
            ranges.push(from..at);
        }
        (at == end).then(|| Pieces::new(bytes, ranges))
    }

    /// Replaces a file by pieces; where that cannot be done, there is none.
    pub fn write<P: AsRef<[u8]>>(&self, name: &str, pieces: impl Iterator<Item = P>) {
        let (path, new) = (self.place(name), self.place(&format!("{name}.new")));
        let written = self.write_to(&new, pieces).and_then(|()| fs::rename(&new, &path));
        if written.is_err() {
            // An old file would be as true as a new one, but a full disk is in need of room.
            drop(fs::remove_file(&new));
            drop(fs::remove_file(&path));
        }
    }

    /// Takes a file or folder away.
    pub fn remove(&self, name: &str) {
        let path = self.place(name);
        if fs::remove_file(&path).is_err() {
            drop(fs::remove_dir_all(&path));
        }
    }

    /// Writes a file of pieces.
    fn write_to<P: AsRef<[u8]>>(
        &self,
        path: &Path,
        pieces: impl Iterator<Item = P>,
    ) -> io::Result<()> {
        let mut file = Hashing {
            file: BufWriter::new(File::create(path)?),
            hasher: Checksums::default(),
        };
        file.put(MAGIC)?;
        file.put(self.identity.bytes())?;
        for piece in pieces {
            let piece = piece.as_ref();
            file.put(&(piece.len() as u64).to_le_bytes())?;
            file.put(piece)?;
        }
        let hash = file.hasher.finish();
        file.file.write_all(hash.bytes())?;
        file.file.flush()
    }
}

/// Tells whether a folder is a cache of ours: by its tag, or since there is nothing else in it than what
/// stands in every cache.
fn is_ours(folder: &Path) -> Option<bool> {
    let mut tag = String::new();
    let read = File::open(folder.join(TAG))
        .and_then(|mut tag_file| tag_file.read_to_string(&mut tag));
    if read.is_ok() && tag == SIGNATURE {
        return Some(true);
    }
    #[expect(clippy::disallowed_methods, reason = "the folder is the cache's own")]
    let entries = fs::read_dir(folder).ok()?;
    let names: Vec<_> =
        entries.map(|entry| Some(entry.ok()?.file_name())).collect::<Option<_>>()?;
    let is_known = |name: &std::ffi::OsString| name == ".gitignore" || name == "lock";
    Some(names.iter().all(is_known))
}

/// A file and the hash of what was put into it.
struct Hashing {
    /// The file.
    file: BufWriter<File>,
    /// The hash so far.
    hasher: Checksums,
}

impl Hashing {
    /// Puts bytes behind those that are there.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes)
    }
}
