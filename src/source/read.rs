//! Reads the project: walks its folders, loads the files in parallel, and finds names that clash.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustix::io::Errno;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::source::beneath::Folder;
use crate::source::load::{is_machine_fault, load};
use crate::source::memo::Memo;
use crate::source::names::Area;
use crate::source::reason::reason_of;
use crate::source::walk::{Found, walk};

/// Why a project cannot be read at all.
#[derive(Debug)]
pub enum ReadFailure {
    /// The site's folder has no `content/`.
    NoContent {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The site's folder itself cannot be opened.
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The machine failed while a file was read; nothing is wrong with the file.
    Machine {
        /// The file, or what else was read.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl ReadFailure {
    /// The key of the failure's words in the message files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoContent { .. } => "read-no-content",
            Self::Unreadable { .. } => "read-unreadable",
            Self::Machine { error, .. } => match Errno::from_io_error(error) {
                Some(Errno::MFILE | Errno::NFILE) => "read-too-many-open-files",
                _ => "read-machine",
            },
        }
    }

    /// What fills the placeholders of the words, by name.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoContent { path } => vec![("path", path.display().to_string())],
            Self::Unreadable { path, error } | Self::Machine { path, error } => {
                vec![("path", path.display().to_string()), ("reason", reason_of(error))]
            }
        }
    }
}

impl fmt::Display for ReadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoContent { path } => write!(f, "no folder `{}`", path.display()),
            Self::Unreadable { path, error } | Self::Machine { path, error } => {
                write!(f, "cannot read `{}`: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for ReadFailure {}

/// Reads `content/` and `themes/` of a site's folder.
///
/// What cannot be read is a finding, and the other files are there all the same, unless the machine
/// itself is at fault.
pub fn read(site: &Path) -> Result<Checked<Sources>, ReadFailure> {
    read_again(site, &mut Memo::default(), None)
}

/// Reads a site as `read` does, but for files that are as they were when they were read last. `now`
/// is the time before the reading starts; without it, nothing of this reading is trusted in the next.
pub fn read_again(
    site: &Path,
    memo: &mut Memo,
    now: Option<SystemTime>,
) -> Result<Checked<Sources>, ReadFailure> {
    let unreadable = |error: io::Error| {
        let path = site.to_owned();
        if is_machine_fault(&error) {
            ReadFailure::Machine { path, error }
        } else {
            ReadFailure::Unreadable { path, error }
        }
    };
    let machine = |(path, error): (SourcePath, io::Error)| ReadFailure::Machine {
        path: site.join(path.as_str()),
        error,
    };
    let root = site.canonicalize().map_err(unreadable)?;
    let folder = Folder::open(&root).map_err(unreadable)?;
    if !root.join(Area::Content.folder()).is_dir() {
        return Err(ReadFailure::NoContent { path: site.join(Area::Content.folder()) });
    }
    let mut findings = vec![];
    let found = find(&root).map_err(machine)?.drain_into(&mut findings);
    let known = &*memo;
    let files = found.par_iter().map(|(path, found)| {
        let file = known.file(&root, found, now, || load(&root, &folder, found));
        let file = file.map_err(|error| machine((path.clone(), error)))?;
        Ok((path.clone(), file))
    });
    let files: Vec<_> = files.collect::<Result<_, ReadFailure>>()?;
    let mut sources = Sources::default();
    for (path, (kept, _)) in &files {
        findings.extend(kept.loaded.findings.iter().cloned());
        if let Some(file) = &kept.loaded.value {
            sources.files.insert(path.clone(), file.clone());
        }
    }
    let all = findings.is_empty().then(|| sources.clone());
    memo.keep(files.into_iter(), all);
    let unread = findings.iter().map(|finding| &finding.span.file);
    let unread = unread.filter(|file| !sources.files.contains_key(*file)).cloned();
    sources.refused = unread.collect();
    findings.sort_by(|a, b| a.span.file.cmp(&b.span.file).then(a.code.cmp(&b.code)));
    Ok(Checked { value: sources, findings })
}

/// Reads those files of a site that somebody saw change, and takes all others from the last reading.
///
/// Nothing comes back where that is not enough, so that the site has to be read as a whole: where a file
/// came or went, or where there is something to say about one.
pub fn read_some(
    site: &Path,
    memo: &mut Memo,
    now: SystemTime,
    changed: &BTreeSet<SourcePath>,
) -> Option<Sources> {
    let root = site.canonicalize().ok()?;
    let folder = Folder::open(&root).ok()?;
    // The disk may spell a name with other code points than the site does.
    let may_be_there =
        |path: &str| !path.is_ascii() || root.join(path).symlink_metadata().is_ok();
    // What neither was a file of the site nor is one now is none of ours.
    let ours = |path: &&SourcePath| memo.is_known(path) || may_be_there(path.as_str());
    let (mut sources, places) = memo.places(changed.iter().filter(ours))?;
    let mut files = Vec::with_capacity(places.len());
    for (path, place) in places {
        let is_content = path.below(Area::Content.folder()).is_some();
        let area = if is_content { Area::Content } else { Area::Themes };
        // A link may lead elsewhere by now.
        let file = root.join(path.as_str()).canonicalize().ok()?;
        if file != root.join(&place) || !file.is_file() {
            return None;
        }
        let found = Found { path: path.clone(), place, area };
        let load = || load(&root, &folder, &found);
        let (kept, is_new) = memo.file(&root, &found, Some(now), load).ok()?;
        let file =
            kept.loaded.value.clone().filter(|_| kept.loaded.findings.is_empty())?;
        sources.files.insert(path.clone(), file);
        files.push((path, (kept, is_new)));
    }
    memo.renew(files, &sources);
    Some(sources)
}

/// Finds the files of a site; `root` is its resolved folder. A fault of the machine comes back with the
/// place where it happened.
pub(super) fn find(root: &Path) -> Result<Checked<Files>, (SourcePath, io::Error)> {
    let (mut found, mut findings) = walk(root, Area::Content)?;
    if root.join(Area::Themes.folder()).symlink_metadata().is_ok() {
        let (themes, more) = walk(root, Area::Themes)?;
        found.extend(themes);
        findings.extend(more);
    }
    let value = without_clashes(found, &mut findings);
    Ok(Checked { value, findings })
}

/// Files that are not opened yet, by the names that the site calls them.
pub(super) type Files = BTreeMap<SourcePath, Found>;

/// Keeps the first of files whose names other systems cannot tell apart.
fn without_clashes(mut found: Vec<Found>, findings: &mut Vec<Diagnostic>) -> Files {
    found.sort_by(|a, b| (&a.path, &a.place).cmp(&(&b.path, &b.place)));
    let mut names: BTreeMap<String, SourcePath> = BTreeMap::new();
    let mut kept = BTreeMap::new();
    for file in found {
        let name = file.path.as_str().to_lowercase();
        if let Some(other) = names.get(&name) {
            findings.push(
                Diagnostic::new(Code::AmbiguousFileName, Span::whole(&file.path))
                    .with("other", other.as_str())
                    .related(Span::whole(other)),
            );
            continue;
        }
        names.insert(name, file.path.clone());
        kept.insert(file.path.clone(), file);
    }
    kept
}
