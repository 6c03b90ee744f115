//! Opening files so that no link can lead out of a folder, not even one that is swapped in later.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use crate::source::stamp::Stamp;

/// An open folder, with files to be opened below it.
#[derive(Debug)]
pub(crate) struct Folder {
    /// The open folder itself: whoever renames it changes nothing for us.
    handle: File,
    /// Its path, for kernels that cannot open below a handle.
    path: PathBuf,
}

impl Folder {
    /// Opens a folder.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = rustix::fs::open(path, flags, Mode::empty())?;
        Ok(Self { handle: handle.into(), path: path.to_owned() })
    }

    /// Opens a regular file below the folder for reading.
    ///
    /// No part of the path may be a symbolic link. Where the kernel (Linux before 5.6) or a sandbox
    /// does not know `openat2`, only the last part is held to that.
    pub(crate) fn file(&self, path: &Path) -> io::Result<File> {
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match rustix::fs::openat2(&self.handle, path, reading(), Mode::empty(), resolve) {
            Ok(handle) => regular(handle.into()),
            Err(Errno::NOSYS | Errno::PERM) => open_plain(&self.path.join(path)),
            Err(errno) => Err(errno.into()),
        }
    }

    /// What stands for the content of a file below the folder, without opening it for reading; links
    /// are treated as there.
    pub(crate) fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let flags = OFlags::PATH | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match rustix::fs::openat2(&self.handle, path, flags, Mode::empty(), resolve) {
            Ok(handle) => Ok(Stamp::of(&File::from(handle).metadata()?)),
            Err(Errno::NOSYS | Errno::PERM) => {
                Ok(Stamp::of(&self.path.join(path).symlink_metadata()?))
            }
            Err(errno) => Err(errno.into()),
        }
    }

    /// Opens a folder below this one, as a place for others to be named from; the empty path is this
    /// one. Symbolic links are treated as for files.
    pub(crate) fn folder(&self, path: &Path) -> io::Result<OwnedFd> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match rustix::fs::openat2(&self.handle, path, flags, Mode::empty(), resolve) {
            Err(Errno::NOSYS | Errno::PERM) => {
                let path = self.path.join(path);
                Ok(rustix::fs::open(path, flags | OFlags::NOFOLLOW, Mode::empty())?)
            }
            opened => Ok(opened?),
        }
    }
}

/// Opens a regular file for reading; its last part may not be a symbolic link.
pub(super) fn open_plain(path: &Path) -> io::Result<File> {
    let handle = rustix::fs::open(path, reading() | OFlags::NOFOLLOW, Mode::empty())?;
    regular(handle.into())
}

/// How files are opened: a FIFO that took a file's place must not make us wait.
fn reading() -> OFlags {
    OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY
}

/// Lets only regular files pass.
fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}
