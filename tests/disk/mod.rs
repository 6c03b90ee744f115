//! Both rims of the program on real disks: reading projects, asking git, writing the output.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod history;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

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
