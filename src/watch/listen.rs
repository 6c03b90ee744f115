//! Listens to what the system tells of the folders of a site.
//!
//! We tell the system ourselves which folders to listen at, one by one: only so a new folder is
//! listened at before we look what is in it, and links are followed as the source stage does it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use rustix::io::Errno;

use crate::source::reason_of;
use crate::watch::debounce::Debounce;
use crate::watch::git::Git;
use crate::watch::territory::Territory;
use crate::watch::{Batch, Notice};

/// What the watching thread is told.
#[derive(Debug)]
pub(super) enum Signal {
    /// Something happened at these places.
    Heard(What, Vec<PathBuf>),
    /// Something happened that nobody knows any more.
    Lost,
    /// The watching shall end.
    Stop,
}

/// What happened, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Something is at the place that was not there before.
    Came,
    /// Something was written to.
    Written,
    /// Something is no longer at the place.
    Gone,
    /// Anything else that may matter.
    Other,
}

/// Listens to the system.
pub(super) struct Listener {
    /// What belongs to the site.
    territory: Territory,
    /// The repository that the site belongs to.
    git: Option<Git>,
    /// The system's side.
    ears: Ears,
    /// The batch in the making.
    debounce: Debounce,
}

/// The system's side of listening.
struct Ears(RecommendedWatcher);

impl Ears {
    /// Listens at a folder. It may have vanished or be closed to us; then there is nothing to hear,
    /// and its folder tells if that changes.
    fn listen_at(&mut self, place: &Path) -> Result<(), Notice> {
        let Err(error) = self.0.watch(place, RecursiveMode::NonRecursive) else {
            return Ok(());
        };
        match &error.kind {
            ErrorKind::PathNotFound => Ok(()),
            ErrorKind::Io(io) if is_closed_to_us(io) => Ok(()),
            _ => Err(notice_of(&error)),
        }
    }

    /// Listens no longer; the system may have seen to that already.
    fn leave(&mut self, place: &Path) {
        drop(self.0.unwatch(place));
    }
}

impl Listener {
    /// Begins to listen at a site whose links are resolved; where the system cannot do that, says why.
    pub(super) fn new(site: &Path, signals: &Sender<Signal>) -> Result<Self, Notice> {
        let signals = signals.clone();
        let tell = move |event: notify::Result<Event>| {
            if let Some(signal) = signal_of(event) {
                // Nobody listens any more when the watching has just ended.
                drop(signals.send(signal));
            }
        };
        let ears =
            notify::recommended_watcher(tell).map_err(|error| notice_of(&error))?;
        let (ears, debounce) = (Ears(ears), Debounce::default());
        let (territory, git) = (Territory::new(site), Git::of(site));
        let mut listener = Self { territory, git, ears, debounce };
        for folder in listener.git.iter().flat_map(Git::folders) {
            listener.ears.listen_at(&folder)?;
        }
        listener.explore_all()?;
        Ok(listener)
    }

    /// Listens until it is told to stop or nobody wants to know any more; if the system's ears do not
    /// suffice, says why.
    pub(super) fn run(
        mut self,
        heard: &Receiver<Signal>,
        batches: &Sender<Batch>,
    ) -> Option<Notice> {
        loop {
            let signal = match self.debounce.deadline() {
                None => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(deadline) => {
                    heard.recv_timeout(deadline.saturating_duration_since(Instant::now()))
                }
            };
            // What waits to be heard is heard first, unless the batch is overdue.
            let is_due = match &signal {
                Err(RecvTimeoutError::Timeout) => true,
                _ => self.debounce.is_overdue(Instant::now()),
            };
            let understood = match signal {
                Ok(Signal::Heard(what, places)) => self.hear(what, &places),
                Ok(Signal::Lost) => self.lose_track(),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            };
            if let Err(notice) = understood {
                return Some(notice);
            }
            if is_due
                && let Some(batch) = self.debounce.take(Instant::now())
                && batches.send(batch).is_err()
            {
                return None;
            }
        }
    }

    /// Understands one event. Its time is that of understanding: where we are late, batches shall not
    /// fall apart into single events.
    fn hear(&mut self, what: What, places: &[PathBuf]) -> Result<(), Notice> {
        for place in places {
            let now = Instant::now();
            let is_lock = self.git.as_mut().is_some_and(|git| git.hear(now, what, place));
            let change = self.change(what, place)?;
            let tells = is_lock || !change.is_empty();
            self.debounce.hear(now, change);
            if let Some(git) = &self.git
                && tells
            {
                self.debounce.see_git(now, git.activity(now));
            }
        }
        Ok(())
    }

    /// Begins anew, since something is not known any more.
    fn lose_track(&mut self) -> Result<(), Notice> {
        let change = self.explore_all()?;
        self.debounce.hear(Instant::now(), change);
        Ok(())
    }

    /// What an event at a place means for the site: what is there now counts, not what was told.
    fn change(&mut self, what: What, place: &Path) -> Result<Batch, Notice> {
        if self.git.as_ref().is_some_and(|git| git.is_sign(what, place)) {
            return Ok(Batch { switched: true, ..Batch::default() });
        }
        let paths = self.territory.names(place);
        let was_folder = self.territory.is_folder(place);
        let was_link = self.territory.is_link(place);
        let is_awaited = what == What::Came && self.territory.awaits(place);
        if paths.is_empty() && !was_folder && !was_link && !is_awaited {
            return Ok(Batch::default());
        }
        let kind = fs::symlink_metadata(place).map(|found| found.file_type()).ok();
        let is_folder = kind.is_some_and(|kind| kind.is_dir());
        if was_link || is_awaited || kind.is_some_and(|kind| kind.is_symlink()) {
            return self.explore_all();
        }
        if is_folder && was_folder && what == What::Written {
            // Some systems tell that a folder was written to when one of its files came or went; they
            // tell of the file, too.
            return Ok(Batch::default());
        }
        if is_folder {
            return self.change_of_folder(what, place);
        }
        if was_folder {
            self.leave(place);
        }
        Ok(Batch { paths, rescan: was_folder, ..Batch::default() })
    }

    /// Something happened to a folder that is there now.
    fn change_of_folder(&mut self, what: What, place: &Path) -> Result<Batch, Notice> {
        let mut names = self.territory.names(place);
        names.extend(self.territory.names_of_folder(place));
        if names.is_empty() {
            return self.explore_all();
        }
        // When a folder comes, whatever had its place before was heard to go. Anything else that
        // happens to a known folder may mean that another one took its place.
        let rescan = what != What::Came && self.territory.is_folder(place);
        if rescan {
            self.leave(place);
        }
        let mut change = Batch { rescan, ..Batch::default() };
        if what != What::Came && !rescan {
            // A file may have been there before.
            change.paths.clone_from(&names);
        }
        let Self { territory, ears, .. } = self;
        for name in &names {
            let found =
                territory.explore(place, name, &mut |place| ears.listen_at(place))?;
            change.paths.extend(found.files.into_keys());
            change.rescan |= found.is_patchy;
        }
        if self.territory.is_overtaken() {
            return self.explore_all();
        }
        Ok(change)
    }

    /// Begins anew with everything, since something is not known any more.
    fn explore_all(&mut self) -> Result<Batch, Notice> {
        let before: Vec<PathBuf> = self.territory.folders().cloned().collect();
        let Self { territory, ears, .. } = self;
        territory.explore_all(&mut |place| ears.listen_at(place))?;
        while territory.is_overtaken() {
            territory.explore_all(&mut |place| ears.listen_at(place))?;
        }
        for place in before.iter().filter(|place| !territory.is_folder(place)) {
            ears.leave(place);
        }
        Ok(Batch { rescan: true, ..Batch::default() })
    }

    /// Leaves a folder and all below it.
    fn leave(&mut self, place: &Path) {
        for place in self.territory.forget(place) {
            self.ears.leave(&place);
        }
    }
}

/// What an event tells us; nothing for those that we cause ourselves by reading.
fn signal_of(event: notify::Result<Event>) -> Option<Signal> {
    let Ok(event) = event else { return Some(Signal::Lost) };
    if event.need_rescan() {
        return Some(Signal::Lost);
    }
    let what = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Data(_)) => What::Written,
        // What was only read; and both ends of a renaming, each of which was told before.
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
            return None;
        }
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
            What::Came
        }
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
            What::Gone
        }
        _ => What::Other,
    };
    Some(Signal::Heard(what, event.paths))
}

/// Whether a folder is there but not for us, or is no folder any more.
fn is_closed_to_us(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    matches!(error.kind(), NotADirectory | NotFound | PermissionDenied)
}

/// Why the system's ears do not suffice.
fn notice_of(error: &notify::Error) -> Notice {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Notice::too_many_folders(),
        ErrorKind::Io(io) if Errno::from_io_error(io) == Some(Errno::MFILE) => {
            Notice::too_many_listeners()
        }
        ErrorKind::Io(io) => Notice::unavailable(reason_of(io)),
        _ => Notice::unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, RemoveKind};

    use super::*;

    #[test]
    fn does_not_hear_its_own_reading() {
        let silent = [
            EventKind::Access(AccessKind::Open(AccessMode::Any)),
            EventKind::Access(AccessKind::Read),
            EventKind::Access(AccessKind::Close(AccessMode::Read)),
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)),
        ];
        for kind in silent {
            assert!(signal_of(Ok(Event::new(kind))).is_none(), "{kind:?}");
        }
    }

    #[test]
    fn tells_kinds_apart_as_far_as_they_matter() {
        let cases = [
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), What::Written),
            (EventKind::Modify(ModifyKind::Data(DataChange::Any)), What::Written),
            (EventKind::Create(CreateKind::File), What::Came),
            (EventKind::Modify(ModifyKind::Name(RenameMode::To)), What::Came),
            (EventKind::Modify(ModifyKind::Name(RenameMode::From)), What::Gone),
            (EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), What::Other),
            (EventKind::Remove(RemoveKind::Folder), What::Gone),
            (EventKind::Any, What::Other),
        ];
        for (kind, expected) in cases {
            let signal = signal_of(Ok(Event::new(kind)));
            let is_so =
                matches!(signal, Some(Signal::Heard(what, _)) if what == expected);
            assert!(is_so, "{kind:?}");
        }
    }

    #[test]
    fn losses_are_losses() {
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(signal_of(Ok(overflow)), Some(Signal::Lost)));
        let fault = notify::Error::generic("x");
        assert!(matches!(signal_of(Err(fault)), Some(Signal::Lost)));
    }

    #[test]
    fn names_the_limit_that_was_reached() {
        let notice = notice_of(&notify::Error::new(ErrorKind::MaxFilesWatch));
        assert_eq!(notice, Notice::too_many_folders());
        let notice = notice_of(&notify::Error::io(Errno::MFILE.into()));
        assert_eq!(notice, Notice::too_many_listeners());
        let notice = notice_of(&notify::Error::io(Errno::NOSYS.into()));
        assert_eq!(notice.key, "watch-unavailable");
    }
}
