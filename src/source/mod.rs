//! The only reader of project files: the folder of a site becomes `Sources`.
//!
//! Everything after this stage works on the value; nothing else opens a file of the project. What
//! was read is what was checked: a link that is swapped for another while we read leads nowhere.
//! Texts keep their byte order mark and their line ends, so that a place in the text is the place in
//! the file; a carriage return alone becomes a line feed, which is as long.

mod beneath;
mod dimensions;
mod history;
mod load;
mod memo;
mod names;
mod orientation;
mod read;
mod reason;
mod stamp;
mod stored;
mod svg;
mod tagged;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;

pub use history::{History, head, history};
pub use memo::Memo;
pub use read::{ReadFailure, read, read_again, read_some};
pub use stored::Stored;
pub use tagged::Tagged;

pub(crate) use beneath::Folder;
pub(crate) use load::error_of_walk;
pub(crate) use names::{is_part, may_be_linked};
pub(crate) use reason::reason_of;
pub(crate) use stamp::Stamp;
pub(crate) use walk::MOST_VISITS;

/// Every input file of a site, by its path from the site's folder.
///
/// Holds what lies below `content/` and `themes/`; dot files, editors' backups and names that start
/// with `_` (but `_index*.md`) are left out. Sorted, so all that follows is deterministic.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files.
    pub files: BTreeMap<SourcePath, SourceFile>,
    /// What is there but could not be read; a finding says why.
    pub refused: BTreeSet<SourcePath>,
}

/// One input file.
#[derive(Debug, Clone)]
pub enum SourceFile {
    /// Text that the program reads: Markdown, YAML, templates, style sheets, scripts.
    Text(Arc<str>),
    /// Everything else: handed on as it is.
    Asset(Asset),
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Where it lies on the disk.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
    /// The hash of its content.
    pub fingerprint: Fingerprint,
    /// Width and height in CSS pixels, for images whose header says so.
    pub dimensions: Option<(u32, u32)>,
    /// What can be read of it.
    pub wording: Wording,
}

/// What can be read of a file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wording {
    /// Nothing: pictures, recordings, packed documents such as PDF.
    None,
    /// All of it, for formats that are text: tables, drawings, subtitles, calendars …
    Text(Arc<str>),
    /// It is text, but more than is held in memory; the limit in MiB.
    TooLong(u64),
}

impl Asset {
    /// Opens the file for copying; a symbolic link that took its place meanwhile is an error.
    ///
    /// The content may have changed since it was read: compare it with the fingerprint.
    pub(crate) fn open(&self) -> io::Result<File> {
        beneath::open_plain(&self.path)
    }
}

impl Sources {
    /// Sources that never were on a disk: texts by their paths from the site's folder.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let text = |text: &str| SourceFile::Text(text.into());
        let files = texts.into_iter().map(|(path, t)| (SourcePath::new(path), text(t)));
        Self { files: files.collect(), refused: BTreeSet::new() }
    }

    /// The text of a file, if it is there and text.
    pub fn text(&self, path: &SourcePath) -> Option<&Arc<str>> {
        match self.files.get(path)? {
            SourceFile::Text(text) => Some(text),
            SourceFile::Asset(_) => None,
        }
    }

    /// What can be read of a file, be it text for the program or published as it is: where findings
    /// have their places.
    pub fn wording(&self, path: &SourcePath) -> Option<&Arc<str>> {
        match self.files.get(path)? {
            SourceFile::Text(text)
            | SourceFile::Asset(Asset { wording: Wording::Text(text), .. }) => Some(text),
            SourceFile::Asset(_) => None,
        }
    }
}
