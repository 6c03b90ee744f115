//! Hearing of changes: what editors, shells and git do to files, replayed in real folders.
//!
//! A mirror of the site looks again at what it is told of, and at nothing else; then it must be what
//! a reader finds who comes anew. Nothing is measured: who hears nothing waits long, and fails.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod editors;
mod folders;
mod git;
mod limits;
mod links;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use werkstatt::path::SourcePath;
use werkstatt::source::{self, SourceFile};
use werkstatt::watch::{Batch, Notice, Options, Watcher};

/// So long a change may take to be heard on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a way of saving is replayed.
const ROUNDS: usize = 100;

/// A site that is watched, and what somebody knows of it who only looks where told.
pub(crate) struct Mirror {
    /// The folder with `site/`, and with room beside it.
    folder: PathBuf,
    /// Tells what changed.
    watcher: Watcher,
    /// The known files and their content.
    files: BTreeMap<SourcePath, Vec<u8>>,
    /// What there was to say to the user.
    notices: Vec<Notice>,
    /// Every path that was ever told.
    told: BTreeSet<String>,
    /// How many batches there were.
    batches: usize,
    /// How many of them said that everything must be looked at.
    rescans: usize,
    /// How many of them said that git had gone to another commit.
    switches: usize,
}

/// Watches a new site with some files.
fn watch(name: &str, files: &[&str]) -> Mirror {
    let mirror = watch_with(name, files, None);
    assert_eq!(mirror.notices, []);
    mirror
}

/// Watches a new site with some files, by listening or by looking.
fn watch_with(name: &str, files: &[&str], poll: Option<Duration>) -> Mirror {
    watch_as(name, files, poll, |_| {})
}

/// Watches a new site with some files in whose folder something is done before.
fn watch_prepared(name: &str, files: &[&str], prepare: impl FnOnce(&Path)) -> Mirror {
    watch_as(name, files, None, prepare)
}

/// Watches a new site.
fn watch_as(
    name: &str,
    files: &[&str],
    poll: Option<Duration>,
    prepare: impl FnOnce(&Path),
) -> Mirror {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let site = folder.join("site");
    fs::create_dir_all(site.join("content")).unwrap();
    for path in files {
        fs::create_dir_all(site.join(path).parent().unwrap()).unwrap();
        fs::write(site.join(path), format!("old {path}")).unwrap();
    }
    prepare(&site);
    let started = Watcher::start(&Options { site: site.clone(), poll }).unwrap();
    Mirror {
        folder,
        notices: started.notice.into_iter().collect(),
        watcher: started.watcher,
        files: cold(&site),
        told: BTreeSet::new(),
        batches: 0,
        rescans: 0,
        switches: 0,
    }
}

/// What somebody finds who comes anew.
fn cold(site: &Path) -> BTreeMap<SourcePath, Vec<u8>> {
    // While a test takes the content away there is nothing to read.
    let Ok(read) = source::read(site) else { return BTreeMap::new() };
    let files = read.value.files.into_iter();
    files
        .map(|(path, file)| match file {
            SourceFile::Text(text) => (path, text.as_bytes().to_vec()),
            SourceFile::Asset(asset) => (path, fs::read(asset.path).unwrap()),
        })
        .collect()
}

impl Mirror {
    /// A place of the site.
    fn at(&self, path: &str) -> PathBuf {
        self.folder.join("site").join(path)
    }

    /// A place beside the site, where nobody listens.
    fn beside(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Writes a file of the site in place.
    fn write(&self, path: &str, text: &str) {
        fs::write(self.at(path), text).unwrap();
    }

    /// Renames something in the site.
    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.at(from), self.at(to)).unwrap();
    }

    /// Makes a folder of the site, and those above it.
    fn make_folder(&self, path: &str) {
        fs::create_dir_all(self.at(path)).unwrap();
    }

    /// Removes a file of the site.
    fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).unwrap();
    }

    /// Waits for changes and looks at what they name; tells whether there were any.
    fn look(&mut self, timeout: Duration) -> bool {
        let Some(Batch { paths, rescan, switched, notice }) =
            self.watcher.next(Some(timeout))
        else {
            return false;
        };
        self.notices.extend(notice);
        self.switches += usize::from(switched);
        self.batches += 1;
        if rescan {
            self.rescans += 1;
            self.files = cold(&self.folder.join("site"));
        }
        for path in paths {
            match fs::read(self.at(path.as_str())) {
                Ok(content) => self.files.insert(path.clone(), content),
                Err(_) => self.files.remove(&path),
            };
            self.told.insert(path.to_string());
        }
        true
    }

    /// Waits until the mirror shows what is there.
    fn settle(&mut self) {
        let site = self.folder.join("site");
        while self.files != cold(&site) {
            let now = cold(&site);
            assert!(
                self.look(PATIENCE),
                "nothing was heard of it\nknown {:?}\nthere {:?}\ntold {:?}",
                self.files.keys(),
                now.keys(),
                self.told
            );
        }
    }

    /// Waits until a path was told.
    fn hear(&mut self, path: &str) {
        while !self.told.contains(path) {
            assert!(self.look(PATIENCE), "{path} was not told: {:?}", self.told);
        }
    }

    /// Waits until everything that happened so far was told: what is told comes in its order.
    fn catch_up(&mut self) {
        self.told.remove("content/last.md");
        self.write("content/last.md", "last");
        self.hear("content/last.md");
    }
}
