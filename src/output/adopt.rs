//! Taking over a folder whose manifest is missing or damaged, for whoever says `--force`.
//!
//! Nobody can tell any more which files in it are ours. So those that lie where the new site has files
//! are compared with the new ones, all others are foreign and stay. Before the usual way is gone, a
//! manifest of what was found at our addresses is put in place: should we be killed afterwards, the
//! folder has a list that is true.
//!
//! Other files than the new ones are replaced only where the folder is known to be ours: by a manifest,
//! be it damaged, or by a page that lies there byte for byte as we write it.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use rustix::io::Errno;

use crate::fingerprint::Fingerprint;
use crate::output::Options;
use crate::output::commit::Files;
use crate::output::error::{OutputError, at};
use crate::output::files::make_file;
use crate::output::foreign::{self, Before};
use crate::output::journal;
use crate::output::manifest::{self, Entries, Entry, Folders, Known, MANIFEST};
use crate::output::memo::Listed;
use crate::output::staging::Staging;
use crate::output::target::check_ours;
use crate::source::{Folder, Stamp};

/// Why a folder has to be taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adopting {
    /// It has content and no manifest.
    Unlisted,
    /// Its manifest cannot be read.
    Damaged,
}

/// What lies where the new site has files.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Regular files, as they are.
    pub(super) entries: Entries,
    /// Those that the new site has otherwise.
    others: Vec<String>,
    /// Whether one is a page of ours beyond doubt.
    recognised: bool,
}

/// Where a file of the new site comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The program made it.
    Generated,
    /// It is a file of the project, which anybody may have.
    Copied,
}

impl Found {
    /// Notes a file and the new one for its place.
    pub(super) fn note(&mut self, path: &str, found: Entry, new: Entry, origin: Origin) {
        let is_page = Path::new(path).extension().is_some_and(|ending| ending == "html");
        if found != new {
            self.others.push(path.to_owned());
        } else if is_page && origin == Origin::Generated && new.size > 0 {
            self.recognised = true;
        }
        self.entries.insert(path.to_owned(), found);
    }
}

/// The files of the old site, or why the folder has to be taken over first; `now` is the time.
pub(super) fn previous(
    out: &Path,
    options: &Options,
    now: Option<SystemTime>,
) -> Result<(Option<Listed>, Option<Adopting>), OutputError> {
    let known = options.memo.as_ref().and_then(|memo| memo.site_of(out));
    match check_ours(out).and_then(|()| Listed::read(out, known, now)) {
        Err(OutputError::NotOurs { .. }) if options.force => {
            Ok((None, Some(Adopting::Unlisted)))
        }
        Err(OutputError::BadManifest { .. }) if options.force => {
            Ok((None, Some(Adopting::Damaged)))
        }
        read => Ok((read?, None)),
    }
}

/// Looks at what lies at a path of the new site: only regular files can be ours.
pub(super) fn look(old: Option<&Folder>, path: &str) -> io::Result<Option<Known>> {
    let Some(old) = old else { return Ok(None) };
    let file = match old.file(Path::new(path)) {
        Ok(file) => file,
        Err(error) => {
            let absent = [Errno::NOENT, Errno::NOTDIR, Errno::LOOP, Errno::XDEV];
            let errno = Errno::from_io_error(&error);
            let is_other = error.kind() == io::ErrorKind::InvalidInput;
            return if is_other || errno.is_some_and(|errno| absent.contains(&errno)) {
                Ok(None)
            } else {
                Err(error)
            };
        }
    };
    let stamp = Some(Stamp::of(&file.metadata()?));
    let (fingerprint, size) = Fingerprint::of_stream(file, |_| Ok(()))?;
    Ok(Some(Known { entry: Entry { fingerprint, size }, stamp }))
}

/// Makes a folder ours, if nothing in it is lost by that; gives its manifest, and the files that are no
/// part of the site, but for those below names with a dot, which are not pages.
pub(super) fn take_over(
    staging: &Staging,
    adopting: Adopting,
    found: &Found,
    files: &Files,
) -> Result<(Known, Vec<String>), OutputError> {
    let out = &staging.out;
    let before =
        Before { ours: &found.entries, clean: &Folders::new(), now: staging.opened };
    let foreign = foreign::scan(out, &before)?;
    foreign.check(out, files)?;
    let is_ours = found.recognised || adopting == Adopting::Damaged;
    if !is_ours && !found.others.is_empty() {
        let mut paths = found.others.clone();
        paths.sort();
        return Err(OutputError::NotRecognised { out: out.clone(), paths });
    }
    let path = journal::manifest(&staging.work);
    let mut manifest = make_file(&path)
        .and_then(|file| manifest::write(file, found.entries.iter()))
        .map_err(at("write", &path))?;
    // Moving it makes it another one.
    manifest.stamp = None;
    let target = out.join(MANIFEST);
    fs::rename(&path, &target).map_err(at("move", &target))?;
    Ok((manifest, foreign.names()))
}
