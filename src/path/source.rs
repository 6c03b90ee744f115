//! The path of a project file, relative to the site's folder, with `/` between segments.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A file of the project, such as `content/workshops/a.md`; in NFC, whatever the disk says.
///
/// The empty path stands for "no file" in findings about the project as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Makes a path from its relative form; back slashes are not separators here.
    pub fn new(path: &str) -> Self {
        if path.is_ascii() {
            return Self(path.into());
        }
        Self(path.nfc().collect::<String>().into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without its last segment; empty at the top.
    pub fn folder(&self) -> &str {
        last_slash(&self.0).map_or("", |at| &self.0[..at])
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        last_slash(&self.0).map_or(&self.0, |at| &self.0[at + 1..])
    }

    /// The last segment's ending after its last dot, if it has one, as written.
    pub fn extension(&self) -> Option<&str> {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => Some(extension),
            _ => None,
        }
    }

    /// The rest of the path below `folder`, or nothing if it lies elsewhere.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// Resolves a relative reference such as `../b/c.md` or `bild.png` against this file's folder.
    ///
    /// `.` and `..` are worked out on the text. Nothing comes back where `..` would leave the
    /// project, so the result always lies inside it.
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        let mut path = String::with_capacity(self.0.len() + reference.len());
        path.push_str(self.folder());
        for segment in reference.split('/') {
            match segment {
                "" | "." => {}
                ".." if path.is_empty() => return None,
                ".." => path.truncate(last_slash(&path).unwrap_or(0)),
                name => {
                    if !path.is_empty() {
                        path.push('/');
                    }
                    path.push_str(name);
                }
            }
        }
        Some(Self::new(&path))
    }
}

/// The last slash of a path. Names are too short for a search that first gets ready for many bytes.
fn last_slash(path: &str) -> Option<usize> {
    path.bytes().rposition(|byte| byte == b'/')
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_references_on_the_text() {
        let file = SourcePath::new("content/workshops/a.md");
        let resolve = |reference| file.resolve(reference).map(|path| path.to_string());
        assert_eq!(resolve("b.md").as_deref(), Some("content/workshops/b.md"));
        assert_eq!(resolve("../x/./c.md").as_deref(), Some("content/x/c.md"));
        assert_eq!(resolve("../../../etc/passwd"), None);
    }

    #[test]
    fn takes_paths_apart() {
        let file = SourcePath::new("content/workshops/a.en.md");
        assert_eq!(file.folder(), "content/workshops");
        assert_eq!(file.file_name(), "a.en.md");
        assert_eq!(file.extension(), Some("md"));
        assert_eq!(SourcePath::new(".gitignore").extension(), None);
        assert_eq!(file.below("content"), Some("workshops/a.en.md"));
        assert_eq!(file.below("cont"), None);
    }

    #[test]
    fn composes_decomposed_names() {
        assert_eq!(SourcePath::new("a\u{308}.md").as_str(), "ä.md");
    }
}
