//! The files of a site as the cache lists them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::SystemTime;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::fingerprint::{Checksum, Fingerprint};
use crate::path::SourcePath;
use crate::source::read::find;
use crate::source::stamp::Stamp;
use crate::source::walk::Found;
use crate::source::{Asset, SourceFile, Wording};

/// The files of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The files.
    files: BTreeMap<SourcePath, StoredFile>,
    /// Whether these are all, each can be known again, and there was nothing to say about them.
    is_whole: bool,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredFile {
    /// Where it lies below the site's folder.
    place: OsString,
    /// What stands for its content, if anything does.
    stamp: Option<Stamp>,
    /// What is known of its content.
    content: StoredContent,
}

/// What is known of a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum StoredContent {
    /// That of a text, which is read again: its checksum.
    Text(Checksum),
    /// That of a file that is published as it is.
    Asset(StoredAsset),
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredAsset {
    /// Its length in bytes.
    size: u64,
    /// The hash of its content.
    fingerprint: Fingerprint,
    /// Width and height in CSS pixels.
    dimensions: Option<(u32, u32)>,
    /// What can be read of it.
    wording: Wording,
}

impl StoredFile {
    /// What is stored of a file.
    pub(super) fn new(place: &Path, stamp: Option<Stamp>, file: &SourceFile) -> Self {
        let content = match file {
            SourceFile::Text(text) => StoredContent::Text(Checksum::of(text.as_bytes())),
            SourceFile::Asset(asset) => StoredContent::Asset(StoredAsset {
                size: asset.size,
                fingerprint: asset.fingerprint,
                dimensions: asset.dimensions,
                wording: asset.wording.clone(),
            }),
        };
        Self { place: place.into(), stamp, content }
    }

    /// Tells whether two files have the same content.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (StoredContent::Text(one), StoredContent::Text(other)) => one == other,
            (StoredContent::Asset(one), StoredContent::Asset(other)) => {
                one.fingerprint == other.fingerprint
            }
            _ => false,
        }
    }
}

impl Stored {
    /// The files of a site; `is_silent` where there was nothing to say about them.
    pub(super) fn new(files: BTreeMap<SourcePath, StoredFile>, is_silent: bool) -> Self {
        let is_whole = is_silent && files.values().all(|file| file.stamp.is_some());
        Self { files, is_whole }
    }

    /// The files that came, went or changed from these to others, in their order.
    pub fn changes(&self, now: &Self) -> Vec<SourcePath> {
        let is_same = |one: Option<&StoredFile>, other: &StoredFile| {
            one.is_some_and(|one| one.is_same(other))
        };
        let gone = self.files.keys().filter(|path| !now.files.contains_key(*path));
        let changed = now.files.iter();
        let changed =
            changed.filter(|(path, file)| !is_same(self.files.get(*path), file));
        let mut changes: Vec<SourcePath> =
            gone.chain(changed.map(|(path, _)| path)).cloned().collect();
        changes.sort();
        changes
    }

    /// A file that was found, if it is published as it is and the same as before.
    pub(super) fn asset(
        &self,
        root: &Path,
        found: &Found,
        stamp: Stamp,
    ) -> Option<Asset> {
        let known = self.files.get(&found.path)?;
        let StoredContent::Asset(asset) = &known.content else { return None };
        let StoredAsset { size, fingerprint, dimensions, wording } = asset.clone();
        let path = root.join(&found.place);
        (known.place == *found.place && known.stamp == Some(stamp)).then_some(Asset {
            path,
            size,
            fingerprint,
            dimensions,
            wording,
        })
    }

    /// Tells whether the files of a site are these, and all as they were. `now` is the time.
    pub fn is_all_of(&self, site: &Path, now: SystemTime) -> bool {
        if !self.is_whole {
            return false;
        }
        let walked = || {
            let root = site.canonicalize().ok()?;
            let found = find(&root).ok()?;
            found.findings.is_empty().then_some((root, found.value))
        };
        let Some((root, found)) = walked() else { return false };
        let is_same = |(path, found): (&SourcePath, &Found)| {
            self.files.get(path).is_some_and(|known| {
                known.place == *found.place
                    && Stamp::trusted(&root.join(&found.place), now) == known.stamp
            })
        };
        found.len() == self.files.len() && found.par_iter().all(is_same)
    }
}
