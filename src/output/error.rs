//! What can keep the output from being written. The words for people are the command line's.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::path::UnsafePath;
use crate::source::reason_of;

/// Why the output was not written. The old site is intact.
#[derive(Debug)]
pub enum OutputError {
    /// The target is a folder whose content must never be replaced.
    Dangerous {
        /// The target, with every link resolved.
        path: PathBuf,
        /// What it is.
        danger: Danger,
    },
    /// The target is something else than a folder.
    NotAFolder {
        /// The target.
        path: PathBuf,
    },
    /// The target has content and no manifest of ours.
    NotOurs {
        /// The target.
        path: PathBuf,
        /// The first thing in it.
        example: String,
    },
    /// The manifest cannot be read, so nobody knows which files are ours.
    BadManifest {
        /// The manifest.
        path: PathBuf,
    },
    /// Files of ours that somebody changed by hand; `force` would replace them.
    Edited {
        /// The target.
        out: PathBuf,
        /// The files, below the target.
        paths: Vec<String>,
    },
    /// Files that are not ours where ours must be written.
    Foreign {
        /// The target.
        out: PathBuf,
        /// Each path of the site, and the foreign file in its way, below the target.
        clashes: Vec<(String, PathBuf)>,
    },
    /// Two artifacts of one path: a fault of the program.
    Duplicate {
        /// The path, below the target.
        path: String,
    },
    /// An artifact whose path is also the folder of another: a fault of the program.
    FileAndFolder {
        /// The path, below the target.
        path: String,
    },
    /// A path that could lead out of the target or that some system cannot store.
    UnsafePath {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: UnsafePath,
    },
    /// A file of the project changed while the site was built.
    SourceChanged {
        /// The file.
        path: PathBuf,
    },
    /// A foreign file came to lie where the new site has a file, in the moment of the swap.
    Kept {
        /// Where it was kept.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        /// What was to be done: `read`, `write`, `create`, `link`, `remove`, `move` or `lock`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What makes a target dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// It is the root of the file system.
    Root,
    /// It is or holds the user's home folder.
    Home,
    /// It is or holds the site's folder.
    Site,
    /// It is, holds or lies in the folder of the content.
    Content,
    /// It is, holds or lies in the folder of the themes.
    Themes,
    /// It lies in the data of a repository.
    Repository,
}

impl OutputError {
    /// The key of the error's words in the message files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Dangerous { danger, .. } => match danger {
                Danger::Root => "output-is-root",
                Danger::Home => "output-is-home",
                Danger::Site => "output-is-site",
                Danger::Content => "output-is-content",
                Danger::Themes => "output-is-themes",
                Danger::Repository => "output-is-repository",
            },
            Self::NotAFolder { .. } => "output-not-a-folder",
            Self::NotOurs { .. } => "output-not-ours",
            Self::BadManifest { .. } => "output-bad-manifest",
            Self::Edited { .. } => "output-edited",
            Self::Foreign { .. } => "output-foreign",
            Self::Duplicate { .. } => "output-duplicate",
            Self::FileAndFolder { .. } => "output-file-and-folder",
            Self::UnsafePath { .. } => "output-unsafe-path",
            Self::SourceChanged { .. } => "output-source-changed",
            Self::Kept { .. } => "output-kept",
            Self::Io { error, .. } => io_key(error),
        }
    }

    /// What fills the placeholders of the words, by name.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Dangerous { path, .. }
            | Self::NotAFolder { path }
            | Self::BadManifest { path }
            | Self::SourceChanged { path }
            | Self::Kept { path } => vec![("path", shown(path))],
            Self::NotOurs { path, example } => {
                vec![("path", shown(path)), ("example", example.clone())]
            }
            Self::Edited { out, paths } => {
                let files: Vec<_> =
                    paths.iter().map(|path| shown(&out.join(path))).collect();
                vec![("files", files.join(", ")), ("count", files.len().to_string())]
            }
            Self::Foreign { out, clashes } => {
                let pairs = clashes.iter().map(|(path, foreign)| {
                    format!("/{path}: {}", shown(&out.join(foreign)))
                });
                let files: Vec<_> = pairs.collect();
                vec![("files", files.join(", ")), ("count", files.len().to_string())]
            }
            Self::Duplicate { path } | Self::FileAndFolder { path } => {
                vec![("path", path.clone())]
            }
            Self::UnsafePath { path, reason } => {
                vec![("path", path.clone()), ("reason", reason.reason().to_owned())]
            }
            Self::Io { action, path, error } => vec![
                ("action", (*action).to_owned()),
                ("path", shown(path)),
                ("reason", reason_of(error)),
            ],
        }
    }
}

/// The key for what the system said: the common causes have words of their own.
fn io_key(error: &io::Error) -> &'static str {
    use rustix::io::Errno;
    match Errno::from_io_error(error) {
        Some(Errno::NOSPC | Errno::DQUOT) => "output-disk-full",
        Some(Errno::FBIG) => "output-file-too-large",
        Some(Errno::ROFS | Errno::ACCESS | Errno::PERM) => "output-not-writable",
        Some(Errno::MFILE | Errno::NFILE) => "output-too-many-open-files",
        _ => "output-io",
    }
}

impl fmt::Display for OutputError {
    /// English, for logs; one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangerous { path, danger } => {
                write!(f, "`{}` cannot be the output: {danger}", path.display())
            }
            Self::NotAFolder { path } => {
                write!(f, "`{}` is not a folder", path.display())
            }
            Self::NotOurs { path, example } => {
                let path = path.display();
                write!(f, "`{path}` was not made by us and is not empty: `{example}`")
            }
            Self::BadManifest { path } => {
                write!(f, "cannot make sense of `{}`", path.display())
            }
            Self::Edited { out, paths } => {
                let (out, paths) = (out.display(), paths.join("`, `"));
                write!(f, "changed by hand in `{out}`: `{paths}`")
            }
            Self::Foreign { out, clashes } => {
                write!(f, "foreign files in `{}` in the way:", out.display())?;
                clashes.iter().try_for_each(|(path, foreign)| {
                    write!(f, " `{}` of `{path}`", foreign.display())
                })
            }
            Self::Duplicate { path } => write!(f, "two artifacts of one path: `{path}`"),
            Self::FileAndFolder { path } => write!(f, "both file and folder: `{path}`"),
            Self::UnsafePath { path, reason } => {
                write!(f, "unsafe path {path:?}: {}", reason.reason())
            }
            Self::SourceChanged { path } => {
                write!(f, "`{}` changed during the build", path.display())
            }
            Self::Kept { path } => {
                write!(
                    f,
                    "a foreign file was in the way and is kept as `{}`",
                    path.display()
                )
            }
            Self::Io { action, path, error } => {
                write!(f, "cannot {action} `{}`: {error}", path.display())
            }
        }
    }
}

impl fmt::Display for Danger {
    /// English, for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "it is the root of the file system",
            Self::Home => "it is or holds the home folder",
            Self::Site => "it is or holds the site",
            Self::Content => "it overlaps with the content",
            Self::Themes => "it overlaps with the themes",
            Self::Repository => "it lies in a repository's data",
        })
    }
}

impl std::error::Error for OutputError {}

/// Gives an error of the system its action and its path.
pub(super) fn at(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> OutputError {
    move |error| OutputError::Io { action, path: path.to_owned(), error }
}
