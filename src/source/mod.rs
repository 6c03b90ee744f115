//! The only reader of project files: the folder of a site becomes `Sources`.
//!
//! Everything after this stage works on the value; nothing else opens a file of the project.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;

/// Every input file of a site, by its path from the site's folder.
///
/// Holds what lies below `content/` and `themes/`; dot files, editors' backups and names that start
/// with `_` (but `_index*.md`) are left out. Sorted, so all that follows is deterministic.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files.
    pub files: BTreeMap<SourcePath, SourceFile>,
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
}

impl Sources {
    /// The text of a file, if it is there and text.
    pub fn text(&self, path: &SourcePath) -> Option<&Arc<str>> {
        match self.files.get(path)? {
            SourceFile::Text(text) => Some(text),
            SourceFile::Asset(_) => None,
        }
    }
}
