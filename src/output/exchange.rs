//! The swap in one step, taking the old site down afterwards, and mending after a crash.
//!
//! Before the swap, the inode of the new tree is noted in `swap`. If we are killed, the next process
//! compares it with the output: equal, and the swap is done, so `tree` is the old site; different,
//! and `tree` is a new one that never was published.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use walkdir::WalkDir;

use crate::output::error::{OutputError, at};
use crate::output::files::{if_there, make_output_folder};
use crate::output::generation;
use crate::output::journal;
use crate::output::manifest::{self, MANIFEST};
use crate::output::work::Work;
use crate::source::error_of_walk;

/// Tells whether an error means that the system cannot do this here, rather than that it failed.
pub(super) fn is_unsupported(error: &io::Error) -> bool {
    let unsupported = [
        Errno::INVAL,
        Errno::NOSYS,
        Errno::OPNOTSUPP,
        Errno::XDEV,
        Errno::BUSY,
        Errno::PERM,
        Errno::MLINK,
    ];
    Errno::from_io_error(error).is_some_and(|errno| unsupported.contains(&errno))
}

/// Tries on two files whether the system can link and exchange in our folder.
pub(super) fn is_supported(work: &Work) -> io::Result<bool> {
    let (one, two) = (work.file("probe-1"), work.file("probe-2"));
    fs::File::create(&one)?;
    let tried = fs::hard_link(&one, &two).and_then(|()| exchange(&one, &two));
    if_there(fs::remove_file(&one))?;
    if_there(fs::remove_file(&two))?;
    Ok(tried.is_ok())
}

/// Lets two files or folders change places.
fn exchange(one: &Path, two: &Path) -> io::Result<()> {
    Ok(renameat_with(CWD, one, CWD, two, RenameFlags::EXCHANGE)?)
}

/// Notes which tree is the new one; belongs before the files are brought to the disk.
pub(super) fn announce(work: &Work) -> io::Result<()> {
    let inode = fs::metadata(work.file("tree"))?.ino();
    replace(&work.file("swap"), &inode.to_string())
}

/// Lets the new tree and the output change places; without an output it just moves there.
pub(super) fn swap(work: &Work, out: &Path) -> io::Result<()> {
    let tree = work.file("tree");
    match exchange(&tree, out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(renameat_with(CWD, &tree, CWD, out, RenameFlags::NOREPLACE)?)
        }
        done => done,
    }
}

/// Brings everything that an earlier process left to a good end: a started journal is finished, an
/// old site taken down, a new one that never was published thrown away.
pub(super) fn mend(work: &Work, out: &Path) -> Result<(), OutputError> {
    journal::resume(work, out)?;
    let (tree, note) = (work.file("tree"), work.file("swap"));
    let renewed = work.file("generation");
    generation::demolish(&renewed).map_err(at("remove", &renewed))?;
    if is_old(&tree, &note, out)? {
        take_down(&tree, out)?;
    } else {
        generation::demolish(&tree).map_err(at("remove", &tree))?;
    }
    let files =
        ["swap", "swap.new", "manifest", "journal.new", "probe-1", "probe-2", "clock"];
    for name in files {
        let path = work.file(name);
        if_there(fs::remove_file(&path)).map_err(at("remove", &path))?;
    }
    Ok(())
}

/// Tells whether a tree was the output until the swap that the note speaks of.
fn is_old(tree: &Path, note: &Path, out: &Path) -> Result<bool, OutputError> {
    if !fs::symlink_metadata(tree).is_ok_and(|found| found.is_dir()) {
        return Ok(false);
    }
    let published = fs::metadata(out).ok().map(|found| found.ino().to_string());
    let noted = read_note(note).map_err(at("read", note))?;
    Ok(noted.is_some() && noted == published)
}

/// Removes an old site: our files by its manifest. What is foreign lives in the new site already;
/// what came in the last moment, after we looked, is moved there now.
pub(super) fn take_down(tree: &Path, out: &Path) -> Result<(), OutputError> {
    let ours = manifest::entries(tree)?;
    for entry in WalkDir::new(tree).contents_first(true) {
        let entry = entry.map_err(|error| at("read", tree)(error_of_walk(error)))?;
        let path = entry.path();
        if entry.file_type().is_dir() {
            if entry.depth() == 0 {
                // Last, so that whoever goes on after us knows what was ours.
                let list = path.join(MANIFEST);
                if_there(fs::remove_file(&list)).map_err(at("remove", &list))?;
            }
            writable(path, |path| fs::remove_dir(path)).map_err(at("remove", path))?;
            continue;
        }
        let below = path.strip_prefix(tree).unwrap_or(path);
        if below == Path::new(MANIFEST) {
            continue;
        }
        if below.to_str().is_some_and(|name| ours.contains_key(name)) {
            writable(path, |path| fs::remove_file(path)).map_err(at("remove", path))?;
        } else {
            save(path, below, out)?;
        }
    }
    Ok(())
}

/// Removes a foreign file of the old site if the new site has it, else moves it there: what lay in
/// the output at the moment of the swap is right.
pub(super) fn save(path: &Path, below: &Path, out: &Path) -> Result<(), OutputError> {
    let target = out.join(below);
    let own = fs::symlink_metadata(path).map_err(at("read", path))?;
    match fs::symlink_metadata(&target) {
        Ok(found) if (found.dev(), found.ino()) == (own.dev(), own.ino()) => {
            return writable(path, |path| fs::remove_file(path))
                .map_err(at("remove", path));
        }
        Ok(_) => {
            let new = manifest::entries(out)?;
            if below.to_str().is_some_and(|name| new.contains_key(name)) {
                return Err(OutputError::Kept { path: path.to_owned() });
            }
        }
        Err(_) => {
            let parent = target.parent().unwrap_or(out);
            make_output_folder(parent).map_err(at("create", parent))?;
        }
    }
    writable(path, |path| fs::rename(path, &target)).map_err(at("move", path))
}

/// Does something that needs the folder above to be writable, and makes it so if it is not.
pub(super) fn writable(
    path: &Path,
    act: impl Fn(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let refused = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    match act(path) {
        Err(error) if refused(&error) => {
            let Some(parent) = path.parent() else { return Err(error) };
            fs::set_permissions(parent, fs::Permissions::from_mode(0o700))?;
            act(path)
        }
        done => done,
    }
}

/// Replaces a small file in one step.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = fs::File::create(&new)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    fs::rename(&new, path)
}

/// Reads the note, if there is one.
fn read_note(path: &Path) -> io::Result<Option<String>> {
    match fs::File::open(path).and_then(io::read_to_string) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
