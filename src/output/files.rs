//! Making files and folders with the same permissions everywhere, and looking at what is there.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::io::Errno;

use crate::fingerprint::Fingerprint;
use crate::output::manifest::Known;
use crate::source::{Folder, Stamp};

/// Permissions of every file, whatever the umask.
const FILE_MODE: u32 = 0o644;

/// Permissions of every folder, whatever the umask.
const FOLDER_MODE: u32 = 0o755;

/// A tree of new files, filled from many threads.
#[derive(Debug)]
pub(super) struct Tree {
    /// The top folder.
    pub(super) root: PathBuf,
    /// Whether the system gives the permissions that we ask for, so that they need not be set again.
    exact: bool,
    /// The folders that exist already, below the top.
    folders: Mutex<HashSet<OsString>>,
}

impl Tree {
    /// Makes the top folder of a tree.
    pub(super) fn new(root: PathBuf) -> io::Result<Self> {
        DirBuilder::new().mode(FOLDER_MODE).create(&root)?;
        let mode = fs::metadata(&root)?.permissions().mode();
        // The umask, and rules that the file system hands down, hold for the whole tree.
        let exact = mode & 0o7777 == FOLDER_MODE;
        let tree = Self { root, exact, folders: Mutex::default() };
        tree.settle(&tree.root, FOLDER_MODE)?;
        Ok(tree)
    }

    /// A tree beside this one that is there already.
    pub(super) fn beside(&self, root: PathBuf) -> Self {
        Self { root, exact: self.exact, folders: Mutex::default() }
    }

    /// Makes a file that does not exist yet, and the folders above it.
    pub(super) fn create(&self, path: &Path) -> io::Result<File> {
        self.make_parent(path)?;
        let path = self.root.join(path);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(&path)?;
        if !self.exact {
            file.set_permissions(Permissions::from_mode(FILE_MODE))?;
        }
        Ok(file)
    }

    /// Gives a file from elsewhere a place in the tree, under the same inode; links are not followed.
    pub(super) fn link(&self, from: &Path, path: &Path) -> io::Result<()> {
        self.make_parent(path)?;
        fs::hard_link(from, self.root.join(path))
    }

    /// Moves a file from elsewhere to its place in the tree.
    pub(super) fn take(&self, from: &Path, path: &Path) -> io::Result<()> {
        self.make_parent(path)?;
        fs::rename(from, self.root.join(path))
    }

    /// Makes a folder and those above it; tells nothing if it is there.
    pub(super) fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || self.folders().contains(folder.as_os_str()) {
            return Ok(());
        }
        self.make_parent(folder)?;
        let path = self.root.join(folder);
        match DirBuilder::new().mode(FOLDER_MODE).create(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(error);
            }
            Err(error) if !path.is_dir() => return Err(error),
            _ => self.settle(&path, FOLDER_MODE)?,
        }
        self.folders().insert(folder.as_os_str().to_owned());
        Ok(())
    }

    /// Makes the folders above a path.
    fn make_parent(&self, path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), |parent| self.make_folder(parent))
    }

    /// Sets permissions where asking for them was not enough.
    fn settle(&self, path: &Path, mode: u32) -> io::Result<()> {
        if self.exact {
            return Ok(());
        }
        fs::set_permissions(path, Permissions::from_mode(mode))
    }

    /// The folders that exist; another thread's panic leaves the set usable.
    fn folders(&self) -> std::sync::MutexGuard<'_, HashSet<OsString>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a file outside a tree, with our permissions.
pub(super) fn make_file(path: &Path) -> io::Result<File> {
    let file = File::create(path)?;
    file.set_permissions(Permissions::from_mode(FILE_MODE))?;
    Ok(file)
}

/// Makes a folder in the output, and those above it, with our permissions.
pub(super) fn make_output_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_output_folder(parent)?;
    }
    DirBuilder::new().mode(FOLDER_MODE).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(FOLDER_MODE))
}

/// Gives a folder that is there already the permissions of a new one; tells how it was found then.
pub(super) fn settle_folder(path: &Path) -> io::Result<fs::Metadata> {
    let found = fs::symlink_metadata(path)?;
    if found.permissions().mode() & 0o7777 == FOLDER_MODE {
        return Ok(found);
    }
    fs::set_permissions(path, Permissions::from_mode(FOLDER_MODE))?;
    fs::symlink_metadata(path)
}

/// How a file of ours is found on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// As we wrote it.
    Intact,
    /// Not as we wrote it, or something else took its place.
    Edited,
    /// Not at all.
    Missing,
}

/// What a look at a file of ours showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// How it is found.
    pub(super) state: OnDisk,
    /// What stood for its content before it was looked at, if it is there.
    pub(super) stamp: Option<Stamp>,
}

/// Compares a file of ours with what is known of it: by its stamp, if that is known; else with
/// `expected`, which must be what the manifest describes, byte by byte; else by its hash.
///
/// Sizes and times agree too easily after an edit, so without a stamp the content is read.
pub(super) fn on_disk(
    folder: &Folder,
    path: &str,
    known: &Known,
    expected: Option<&[u8]>,
) -> io::Result<Seen> {
    let path = Path::new(path);
    if known.stamp.is_some() && folder.stamp(path).ok() == known.stamp {
        return Ok(Seen { state: OnDisk::Intact, stamp: known.stamp });
    }
    let file = match folder.file(path) {
        Ok(file) => file,
        Err(error) => return Ok(Seen { state: not_opened(error)?, stamp: None }),
    };
    let metadata = file.metadata()?;
    let stamp = Some(Stamp::of(&metadata));
    if metadata.len() != known.entry.size {
        return Ok(Seen { state: OnDisk::Edited, stamp });
    }
    let same = match expected {
        Some(bytes) => same_bytes(file, bytes)?,
        None => Fingerprint::of_stream(file, |_| Ok(()))?.0 == known.entry.fingerprint,
    };
    Ok(Seen { state: if same { OnDisk::Intact } else { OnDisk::Edited }, stamp })
}

/// What an error on opening says about a file of ours.
fn not_opened(error: io::Error) -> io::Result<OnDisk> {
    match Errno::from_io_error(&error) {
        Some(Errno::NOENT | Errno::NOTDIR) => Ok(OnDisk::Missing),
        // A link on the way, or in its place.
        Some(Errno::LOOP | Errno::XDEV) => Ok(OnDisk::Edited),
        _ if error.kind() == io::ErrorKind::InvalidInput => Ok(OnDisk::Edited),
        _ => Err(error),
    }
}

/// Compares a file with some bytes.
fn same_bytes(mut file: File, mut bytes: &[u8]) -> io::Result<bool> {
    let mut piece = [0; 16 * 1024];
    loop {
        let length = match file.read(&mut piece) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if length == 0 {
            return Ok(bytes.is_empty());
        }
        match bytes.strip_prefix(&piece[..length]) {
            Some(rest) => bytes = rest,
            None => return Ok(false),
        }
    }
}

/// Does something, and lets it pass that the file is not there.
pub(super) fn if_there(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
