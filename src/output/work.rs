//! The place where we work beside the output, and the lock on it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags};

use crate::output::error::{OutputError, at};
use crate::output::manifest::MANIFEST;
use crate::path::{UnsafePath, check_site_path};

/// The name of the folder where it must lie inside the output: files can only be moved and linked
/// within one mount.
pub(super) const INSIDE: &str = ".werkstatt";

/// Refuses paths below an output that could lead out of it, those that some system cannot store, and
/// those of our own folder and manifest, also where only case tells them apart.
pub(super) fn check_path(path: &str) -> Result<(), UnsafePath> {
    check_site_path(path)?;
    let first = path.split('/').next().unwrap_or(path);
    let own = [INSIDE, MANIFEST];
    if own.iter().any(|name| first.eq_ignore_ascii_case(name)) {
        return Err(UnsafePath::Hidden);
    }
    Ok(())
}

/// Our folder while we hold its lock.
#[derive(Debug)]
pub(super) struct Work {
    /// The folder.
    pub(super) folder: PathBuf,
    /// Whether it lies in the output, as that is a mount point or its parent cannot be written.
    pub(super) inside: bool,
    /// Holds the lock as long as it is open.
    #[expect(dead_code, reason = "closing it gives the lock back")]
    lock: File,
}

/// Tells whether an earlier process left its folder, or one is working now.
pub(super) fn is_pending(out: &Path) -> bool {
    beside(out).is_dir() || out.join(INSIDE).is_dir()
}

impl Work {
    /// Makes our folder and takes the lock; calls `waiting` once if another process has it.
    pub(super) fn enter(
        out: &Path,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<Self, OutputError> {
        Self::enter_beside_or_inside(out, waiting).map_err(|error| match error {
            // Nobody knows our folder; what cannot be written to is the output.
            OutputError::Io { action, path, error } if !out.starts_with(&path) => {
                OutputError::Io { action, path: out.to_owned(), error }
            }
            other => other,
        })
    }

    /// Makes our folder where it can be, and takes the lock.
    fn enter_beside_or_inside(
        out: &Path,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<Self, OutputError> {
        if is_mount_point(out) {
            return Self::lock(out.join(INSIDE), true, waiting);
        }
        let folder = beside(out);
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent).map_err(at("create", parent))?;
        }
        match Self::lock(folder, false, waiting) {
            Err(OutputError::Io { error, .. }) if is_refused(&error) && out.is_dir() => {
                Self::lock(out.join(INSIDE), true, waiting)
            }
            entered => entered,
        }
    }

    /// Takes the lock of a folder, which is made if need be.
    fn lock(
        folder: PathBuf,
        inside: bool,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<Self, OutputError> {
        let path = folder.join("lock");
        let mut told = false;
        loop {
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(at("create", &folder)(error));
                }
                _ => {}
            }
            let opened =
                OpenOptions::new().write(true).create(true).truncate(false).open(&path);
            let lock = match opened {
                Ok(lock) => lock,
                // Whoever had the lock took the folder away between our two steps.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(at("lock", &path)(error)),
            };
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    if !std::mem::replace(&mut told, true) {
                        waiting(&path);
                    }
                    lock.lock().map_err(at("lock", &path))?;
                }
                Err(TryLockError::Error(error)) => return Err(at("lock", &path)(error)),
            }
            // The file that we locked may have been taken away meanwhile; then the lock is worth
            // nothing, as the next process locks another one.
            let held = lock.metadata().map_err(at("lock", &path))?.ino();
            if fs::metadata(&path).is_ok_and(|found| found.ino() == held) {
                return Ok(Self { folder, inside, lock });
            }
        }
    }

    /// The time on the clock of the file system, by which all stamps go.
    pub(super) fn now(&self) -> Option<SystemTime> {
        let path = self.file("clock");
        let made = File::create(&path).and_then(|mut file| {
            file.write_all(b"0")?;
            file.metadata()?.modified()
        });
        drop(fs::remove_file(path));
        made.ok()
    }

    /// A file in our folder.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Work {
    /// Takes the folder away, if nothing is left in it, and gives the lock back.
    fn drop(&mut self) {
        drop(fs::remove_file(self.file("lock")));
        drop(fs::remove_dir(&self.folder));
    }
}

/// Our folder beside an output.
fn beside(out: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(out.file_name().unwrap_or_default());
    name.push(".werkstatt");
    out.with_file_name(name)
}

/// Tells whether a folder is the root of a mount, so that it cannot be exchanged.
pub(super) fn is_mount_point(path: &Path) -> bool {
    let asked = rustix::fs::statx(CWD, path, AtFlags::empty(), StatxFlags::BASIC_STATS);
    if let Ok(found) = asked
        && found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    }
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    let parent = path.parent().and_then(device);
    device(path).is_some_and(|own| parent.is_some_and(|parent| parent != own))
}

/// Tells whether a folder cannot be written to.
fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}
