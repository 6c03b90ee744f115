//! Finds the files below a folder of the site, follows links inside the project and no others.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diag::{Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::source::load::{error_of_walk, is_machine_fault};
use crate::source::names::{Area, is_left_out, may_be_linked};
use crate::source::reason::reason_of;

/// How often one folder may be entered through links: without a bound, folders that link to each
/// other's neighbours multiply without ever closing a circle.
pub(crate) const MOST_VISITS: usize = 16;

/// A file of the site, not yet opened.
#[derive(Debug)]
pub(super) struct Found {
    /// What the site calls it.
    pub(super) path: SourcePath,
    /// Where it lies below the site's folder, as the disk spells it, with every link resolved.
    pub(super) place: PathBuf,
    /// The folder that it belongs to.
    pub(super) area: Area,
}

/// The walk through one folder.
struct Walk<'a> {
    /// The site's folder, with every link resolved.
    site: &'a Path,
    /// The folder that is walked.
    area: Area,
    /// The depth of the outermost linked folder that we are in.
    linked: Option<usize>,
    /// How often each folder was entered through a link.
    visits: BTreeMap<PathBuf, usize>,
    /// The files so far.
    found: Vec<Found>,
    /// What there is to say so far.
    findings: Vec<Diagnostic>,
}

/// Files of an area, and what there is to say about it.
type Walked = (Vec<Found>, Vec<Diagnostic>);

/// Finds the files of an area, sorted by their names on the disk, and what cannot be one. A fault of
/// the machine ends the walk, and comes back with the place where it happened.
pub(super) fn walk(site: &Path, area: Area) -> Result<Walked, (SourcePath, io::Error)> {
    let (visits, found, findings) = (BTreeMap::new(), vec![], vec![]);
    let mut walk = Walk { site, area, linked: None, visits, found, findings };
    let folder = site.join(area.folder());
    let mut entries =
        WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Err(error) if error.io_error().is_some_and(is_machine_fault) => {
                let path = walk.name(error.path().unwrap_or(site));
                return Err((path, error_of_walk(error)));
            }
            Err(error) => walk.refuse(&error),
            Ok(entry) => {
                if !walk.enter(&entry) && entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
            }
        }
    }
    Ok((walk.found, walk.findings))
}

impl Walk<'_> {
    /// Looks at one entry; tells whether a folder may be gone into.
    fn enter(&mut self, entry: &DirEntry) -> bool {
        if self.linked.is_some_and(|depth| entry.depth() <= depth) {
            self.linked = None;
        }
        let name = entry.file_name().to_string_lossy();
        if entry.depth() > 0 && is_left_out(&name, self.area) {
            return false;
        }
        if let Some(code) = self.fault(entry) {
            let finding = Diagnostic::new(code, Span::whole(&self.name(entry.path())));
            self.findings.push(finding.with("name", name));
            return false;
        }
        let is_folder = entry.file_type().is_dir();
        if entry.path_is_symlink() && !self.follow(entry, is_folder) {
            return false;
        }
        if !is_folder {
            self.keep(entry);
        }
        is_folder
    }

    /// What speaks against an entry by its name and its type alone.
    fn fault(&self, entry: &DirEntry) -> Option<Code> {
        let kind = entry.file_type();
        if entry.file_name().to_str().is_none() {
            Some(Code::FileNameNotUtf8)
        } else if !kind.is_dir() && !kind.is_file() && !self.leads_out(entry) {
            Some(Code::SpecialFile)
        } else {
            None
        }
    }

    /// Tells whether an entry is a link out of the project.
    fn leads_out(&self, entry: &DirEntry) -> bool {
        entry.path_is_symlink()
            && entry
                .path()
                .canonicalize()
                .is_ok_and(|target| !target.starts_with(self.site))
    }

    /// Checks where a link leads; tells whether it may be followed.
    fn follow(&mut self, entry: &DirEntry, is_folder: bool) -> bool {
        let path = self.name(entry.path());
        let resolved = entry.path().canonicalize();
        let parent = entry.path().parent().map(Path::canonicalize);
        let (Ok(target), Some(Ok(parent))) = (resolved, parent) else {
            self.say(Code::UnreadableFile, &path);
            return false;
        };
        let Ok(inside) = target.strip_prefix(self.site) else {
            self.findings.push(
                Diagnostic::new(Code::SymlinkOutside, Span::whole(&path))
                    .hint("copy-file-into-project"),
            );
            return false;
        };
        if !may_be_linked(inside) {
            return false;
        }
        if is_folder {
            let visits = self.visits.entry(target.clone()).or_default();
            *visits += 1;
            if *visits > MOST_VISITS || parent.starts_with(&target) {
                self.say(Code::SymlinkLoop, &path);
                return false;
            }
            self.linked = self.linked.or(Some(entry.depth()));
        }
        true
    }

    /// Notes a file.
    fn keep(&mut self, entry: &DirEntry) {
        let path = self.name(entry.path());
        let resolved = if self.linked.is_some() || entry.path_is_symlink() {
            entry.path().canonicalize().ok()
        } else {
            Some(entry.path().to_owned())
        };
        // What a link is swapped for between two looks may lie anywhere: ask again for the place.
        let place =
            resolved.as_deref().and_then(|file| file.strip_prefix(self.site).ok());
        match place {
            Some(place) => {
                self.found.push(Found { path, place: place.to_owned(), area: self.area });
            }
            None => self.say(Code::SymlinkOutside, &path),
        }
    }

    /// Turns an error of the walk into a finding.
    fn refuse(&mut self, error: &walkdir::Error) {
        let Some(path) = error.path() else { return };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_top = path == self.site.join(self.area.folder());
        if !is_top && is_left_out(&name, self.area) {
            return;
        }
        let circle =
            error.loop_ancestor().is_some() || error.io_error().is_some_and(is_circle);
        if circle {
            self.say(Code::SymlinkLoop, &self.name(path));
            return;
        }
        if path.is_symlink() && !path.exists() {
            return self.say(Code::UnreadableFile, &self.name(path));
        }
        let reason = error.io_error().map_or(String::new(), reason_of);
        let finding =
            Diagnostic::new(Code::UnreadableFile, Span::whole(&self.name(path)));
        self.findings.push(finding.with("reason", reason));
    }

    /// Says something about a file as a whole.
    fn say(&mut self, code: Code, path: &SourcePath) {
        let finding = Diagnostic::new(code, Span::whole(path));
        self.findings.push(match code {
            Code::UnreadableFile => finding.with("reason", "broken link"),
            _ => finding,
        });
    }

    /// The path of an entry as the site calls it; what is not UTF-8 in it is replaced.
    fn name(&self, path: &Path) -> SourcePath {
        let relative = path.strip_prefix(self.site).unwrap_or(path);
        SourcePath::new(&relative.to_string_lossy())
    }
}

/// Tells whether the system gave up on links that point at each other (`ELOOP`).
fn is_circle(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}
