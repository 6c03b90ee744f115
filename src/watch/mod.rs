//! Hears of changes to the files of a site, and hands them out in batches.
//!
//! Folders are listened at, never single files, since most editors replace a file instead of writing
//! to it. What counts is the path of a change, not its kind; only paths that the source stage would
//! read are told. Nothing here reads a file of the site, and nothing knows what becomes of a change.
//! While git is seen at work, a batch waits until it is done: a switch of the branch is one change.
//!
//! Where the system has no ear left, or for network drives, the folders are looked at in turns.

mod debounce;
mod git;
mod listen;
mod look;
mod territory;

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::path::SourcePath;
use crate::source::reason_of;
use crate::watch::listen::{Listener, Signal};
use crate::watch::look::Lookout;

/// How often it is looked where the system cannot tell of changes.
const FALLBACK: Duration = Duration::from_secs(1);

/// What is watched, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `content/`.
    pub site: PathBuf,
    /// How long to wait between two looks at all files, for drives that tell of nothing, such as those
    /// of a network; without it the system tells of changes.
    pub poll: Option<Duration>,
}

/// What changed since the last batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Files that are new, different or gone: look at each of them again, as a reader of the whole site
    /// would. Not everything that is told has changed, and some of it may be no file of the site.
    pub paths: BTreeSet<SourcePath>,
    /// More may have changed than the paths say: look at everything. So it is where changes were lost,
    /// a folder went away or a link was changed.
    pub rescan: bool,
    /// Git may have gone to another commit: files may have other dates, be they changed or not.
    pub switched: bool,
    /// Something to tell the user.
    pub notice: Option<Notice>,
}

/// Something that the user should know about the watching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The key below `notices` in the message files.
    pub key: &'static str,
    /// What fills the placeholders of the sentence, by name.
    pub arguments: Vec<(&'static str, String)>,
}

/// Why the watching could not begin.
#[derive(Debug)]
pub enum StartFailure {
    /// The site's folder is not there or cannot be read.
    Site {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The system has no thread left.
    Thread(io::Error),
}

/// Hears of changes until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    /// What was heard.
    batches: Receiver<Batch>,
    /// Tells the listening thread to end.
    signals: Sender<Signal>,
}

/// A watcher, and what there is to say about it.
#[derive(Debug)]
pub struct Started {
    /// The watcher.
    pub watcher: Watcher,
    /// Something to tell the user.
    pub notice: Option<Notice>,
}

/// How changes are come by.
enum Way {
    /// The system tells of them.
    Listen(Listener),
    /// All files are looked at in turns.
    Look(Lookout),
}

impl Watcher {
    /// Begins to watch. Every change from now on will be told: read the site after this, not before.
    pub fn start(options: &Options) -> Result<Started, StartFailure> {
        let site = match options.site.canonicalize() {
            Ok(site) if site.is_dir() => site,
            Ok(path) => {
                let error = ErrorKind::NotADirectory.into();
                return Err(StartFailure::Site { path, error });
            }
            Err(error) => {
                return Err(StartFailure::Site { path: options.site.clone(), error });
            }
        };
        let (signals, heard) = channel();
        let (batches, received) = channel();
        let mut notice = None;
        let way = match options.poll {
            Some(interval) => Way::Look(Lookout::new(&site, interval)),
            None => match Listener::new(&site, &signals) {
                Ok(listener) => Way::Listen(listener),
                Err(reason) => {
                    notice = Some(reason);
                    Way::Look(Lookout::new(&site, FALLBACK))
                }
            },
        };
        thread::Builder::new()
            .name("watch".into())
            .spawn(move || run(way, &site, &heard, &batches))
            .map_err(StartFailure::Thread)?;
        Ok(Started { watcher: Self { batches: received, signals }, notice })
    }

    /// Waits for changes, at most for some time; gives all that were heard since the last call.
    pub fn next(&self, timeout: Option<Duration>) -> Option<Batch> {
        let mut batch = match timeout {
            Some(timeout) => self.batches.recv_timeout(timeout).ok()?,
            None => self.batches.recv().ok()?,
        };
        while let Ok(more) = self.batches.try_recv() {
            batch.merge(more);
        }
        Some(batch)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // A thread that has ended already has nobody who hears this. Nobody waits for its end: on a
        // network drive a look may take long.
        drop(self.signals.send(Signal::Stop));
    }
}

impl Batch {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        let Self { paths, rescan, switched, notice } = self;
        paths.is_empty() && !rescan && !switched && notice.is_none()
    }

    /// Adds another batch that was heard later.
    pub fn merge(&mut self, later: Self) {
        let Self { paths, rescan, switched, notice } = later;
        self.paths.extend(paths);
        self.rescan |= rescan;
        self.switched |= switched;
        self.notice = self.notice.take().or(notice);
    }
}

impl Notice {
    /// The number of folders that a user may listen at is used up.
    fn too_many_folders() -> Self {
        let setting = ("setting", "fs.inotify.max_user_watches".to_owned());
        Self { key: "watch-too-many-folders", arguments: vec![setting] }
    }

    /// The number of programs that may listen for one user is used up.
    fn too_many_listeners() -> Self {
        let setting = ("setting", "fs.inotify.max_user_instances".to_owned());
        Self { key: "watch-too-many-listeners", arguments: vec![setting] }
    }

    /// The system cannot tell of changes for another reason.
    fn unavailable(reason: String) -> Self {
        Self { key: "watch-unavailable", arguments: vec![("reason", reason)] }
    }
}

impl StartFailure {
    /// The key below `failures` in the message files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Site { .. } => "read-unreadable",
            Self::Thread(_) => "threads",
        }
    }

    /// What fills the placeholders of the sentence, by name.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Site { path, error } => vec![
                ("path", path.to_string_lossy().into_owned()),
                ("reason", reason_of(error)),
            ],
            Self::Thread(error) => vec![("reason", reason_of(error))],
        }
    }
}

/// Watches until it is told to stop or nobody wants to know any more. Where the system's ears no
/// longer suffice, it goes on by looking.
fn run(mut way: Way, site: &Path, heard: &Receiver<Signal>, batches: &Sender<Batch>) {
    loop {
        match way {
            Way::Listen(listener) => {
                let Some(notice) = listener.run(heard, batches) else { return };
                let lookout = Lookout::new(site, FALLBACK);
                // What happened between the last that was heard and the first look is not known.
                let batch =
                    Batch { rescan: true, notice: Some(notice), ..Batch::default() };
                if batches.send(batch).is_err() {
                    return;
                }
                way = Way::Look(lookout);
            }
            Way::Look(lookout) => return lookout.run(heard, batches),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::report::Messages;

    #[test]
    fn notices_name_what_can_be_done() {
        for language in ["de", "en"] {
            let messages = Messages::new(&Language::new(language));
            let say = |notice: Notice| messages.notice(notice.key, &notice.arguments);
            let folders = say(Notice::too_many_folders());
            assert!(folders.contains("sysctl fs.inotify.max_user_watches="), "{folders}");
            let listeners = say(Notice::too_many_listeners());
            assert!(listeners.contains("fs.inotify.max_user_instances="), "{listeners}");
            let other = say(Notice::unavailable("io-unsupported".into()));
            assert!(!other.contains("io-unsupported"), "{other}");
        }
    }
}
