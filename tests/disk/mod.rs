//! Both rims of the program on real disks: reading projects, asking git, writing the output.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod adopt;
mod again;
mod chance;
mod crash;
mod generation;
mod history;
mod limits;
mod memo;
mod output;
mod source;
mod system;
mod worker;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use werkstatt::output::{Durability, Method, Options, OutputError, Summary, open};

/// A folder for one test, empty, below the target folder.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("disk").join(name);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
        _ => {}
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes files below a folder, and the folders that they need.
#[expect(clippy::disallowed_methods, reason = "tests make their own projects")]
pub(crate) fn put(folder: &Path, files: &[(&str, &[u8])]) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The content of every file and the target of every link below a folder, by path.
#[expect(clippy::disallowed_methods, reason = "tests look at what was written")]
pub(crate) fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries =
        walkdir::WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    entries
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = entry.path();
            let content = match entry.file_type() {
                kind if kind.is_symlink() => {
                    fs::read_link(path).unwrap().as_os_str().as_bytes().to_vec()
                }
                kind if kind.is_file() => fs::read(path).unwrap(),
                _ => vec![],
            };
            (path.strip_prefix(folder).unwrap().to_owned(), content)
        })
        .collect()
}

/// Everything below a folder with its permissions: what files hold, where links lead.
pub(crate) fn listing(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut files = tree(folder);
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    entries
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_owned();
            let content = files.remove(&path).unwrap_or_default();
            (path, (entry.metadata().unwrap().mode(), content))
        })
        .collect()
}

/// Lets so much time pass, on the clock of the file system, that every later change of what lies there
/// now will show.
pub(crate) fn settle(folder: &Path) {
    let probe = folder.join("probe");
    let now = || {
        put(folder, &[("probe", b"")]);
        fs::metadata(&probe).unwrap().modified().unwrap()
    };
    let end = now() + std::time::Duration::from_millis(30);
    while now() < end {
        std::thread::yield_now();
    }
    fs::remove_file(probe).unwrap();
}

/// The names in a folder.
#[expect(clippy::disallowed_methods, reason = "tests look at what was written")]
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What tells whether a file is the very same: inode and time of change of its content.
pub(crate) fn identity(path: &Path) -> (u64, i64, i64) {
    let found = fs::symlink_metadata(path).unwrap();
    (found.ino(), found.mtime(), found.mtime_nsec())
}

/// Options for tests: nothing waits for the disk.
pub(crate) fn options(method: Method) -> Options {
    Options { method, durability: Durability::Whenever, ..Options::default() }
}

/// Builds `public` of a folder's `site` from texts.
pub(crate) fn build(
    folder: &Path,
    options: &Options,
    files: &[(&str, &str)],
) -> Result<Summary, OutputError> {
    let (site, out) = (folder.join("site"), folder.join("public"));
    let staging = open(&site, &out, options, &mut |_| panic!("nobody else is here"))?;
    for (path, text) in files {
        staging.put(path, text.as_bytes())?;
    }
    Ok(staging.commit()?.0)
}

/// A folder with an empty `site`.
pub(crate) fn project(name: &str) -> PathBuf {
    let folder = scratch(name);
    put(&folder, &[("site/content/a.md", b"")]);
    folder
}
