//! The stream over which browsers hear of changes (server-sent events).
//!
//! Every event has an id: the run of the server and the version of the site. A browser that was away
//! comes back with the last id it knows, and is told what happened since; if that can't be known any
//! more, that pages have changed. The findings are always told completely.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use crate::diag::Severity;
use crate::serve::{Change, Content, Finding, State};

/// How many changes are remembered; whoever missed more gets the page anew.
const REMEMBERED: usize = 32;

/// How often a quiet stream says that it is still there.
const BEAT: Duration = Duration::from_secs(15);

/// The content, and what has changed in it.
pub(super) struct Hub {
    /// What is served.
    pub(super) content: Arc<dyn Content>,
    /// Differs from one run of the server to the next, so that ids of another run are known as such.
    run: u64,
    /// The latest changes; streams wait for it to change.
    log: watch::Sender<Log>,
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("run", &self.run).finish_non_exhaustive()
    }
}

impl Hub {
    /// A hub without changes yet.
    pub(super) fn new(content: Arc<dyn Content>) -> Self {
        let floor = content.state().version;
        let log = watch::Sender::new(Log { floor, entries: VecDeque::new() });
        Self { content, run: RandomState::new().build_hasher().finish(), log }
    }

    /// Notes a change and wakes the streams.
    pub(super) fn changed(&self, change: Change) {
        let version = self.content.state().version;
        self.log.send_modify(|log| log.note(version, change));
    }

    /// A version as the id of events and pages.
    pub(super) fn id(&self, version: u64) -> String {
        format!("{:x}-{version}", self.run)
    }

    /// The version behind an id of this run.
    fn version(&self, id: &str) -> Option<u64> {
        let (run, version) = id.split_once('-')?;
        (u64::from_str_radix(run, 16).ok()? == self.run).then(|| version.parse().ok())?
    }

    /// Sends events until nobody listens: first what happened since an id, then whatever happens.
    pub(super) async fn feed(
        self: Arc<Self>,
        since: Option<String>,
        listener: mpsc::Sender<Bytes>,
    ) {
        let mut log = self.log.subscribe();
        // Versions of another run tell nothing: the page may show anything.
        let mut known = match since {
            Some(id) => self.version(&id),
            None => Some(self.content.state().version),
        };
        let mut told: Option<Arc<State>> = None;
        let mut text = "retry: 1000\n\n".to_owned();
        loop {
            // First the log, then the findings, so that these are never older.
            let (news, latest) = log.borrow_and_update().since(known);
            let version = known.map_or(latest, |known| known.max(latest));
            known = Some(version);
            let id = self.id(version);
            for change in &news {
                text += &event(&id, change);
            }
            let state = self.content.state();
            if told.as_ref().is_none_or(|told| told.findings != state.findings) {
                text += &findings_event(&id, &state);
            }
            told = Some(state);
            if !text.is_empty() && listener.send(text.into()).await.is_err() {
                return;
            }
            text = match tokio::time::timeout(BEAT, log.changed()).await {
                Ok(Ok(())) => String::new(),
                Ok(Err(_closed)) => return,
                Err(_quiet) => ":\n\n".to_owned(),
            };
        }
    }
}

/// The latest changes of what is served.
struct Log {
    /// The version before the first change that is remembered.
    floor: u64,
    /// Changes with the version they led to, oldest first.
    entries: VecDeque<(u64, Change)>,
}

impl Log {
    /// Adds a change. Findings are not remembered, since they are always told completely.
    fn note(&mut self, version: u64, change: Change) {
        if change == Change::Findings {
            return;
        }
        self.entries.push_back((version, change));
        if self.entries.len() > REMEMBERED
            && let Some((version, _)) = self.entries.pop_front()
        {
            self.floor = version;
        }
    }

    /// What happened since a version, if that is known, and the version that this leads to. New pages
    /// have the new style sheets already.
    fn since(&self, known: Option<u64>) -> (Vec<Change>, u64) {
        let latest = self.entries.back().map_or(self.floor, |(version, _)| *version);
        let Some(known) = known.filter(|known| *known >= self.floor) else {
            return (vec![Change::Pages(None)], latest);
        };
        let missed = self.entries.iter().filter(|(version, _)| *version > known);
        let news: Vec<Change> = missed.map(|(_, change)| change.clone()).collect();
        (together(news), latest)
    }
}

/// Several changes as those that a browser has to hear of: if there are other pages, once.
fn together(news: Vec<Change>) -> Vec<Change> {
    let files = |change: &Change| match change {
        Change::Pages(files) => Some(files.clone()),
        _ => None,
    };
    let pages: Vec<Option<Vec<String>>> = news.iter().filter_map(files).collect();
    if pages.is_empty() {
        return news;
    }
    let files: Option<Vec<Vec<String>>> = pages.into_iter().collect();
    vec![Change::Pages(files.map(|files| files.concat()))]
}

/// A finding as the client reads it.
#[derive(Serialize)]
struct Told<'a> {
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// See [`Finding`].
    code: &'a str,
    /// See [`Finding`].
    message: &'a str,
    /// See [`Finding`].
    place: &'a str,
    /// See [`Finding`].
    excerpt: &'a str,
    /// See [`Finding`].
    hints: &'a [String],
}

impl<'a> Told<'a> {
    /// Takes a finding apart.
    fn new(finding: &'a Finding) -> Self {
        let Finding { severity, code, message, place, excerpt, hints } = finding;
        let severity = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        Self { severity, code, message, place, excerpt, hints }
    }
}

/// A change as an event.
fn event(id: &str, change: &Change) -> String {
    match change {
        Change::Sheets(sheets) => {
            written(id, "sheets", &serde_json::json!({ "sheets": sheets }))
        }
        Change::Pages(files) => {
            written(id, "pages", &serde_json::json!({ "files": files }))
        }
        // These are always told completely, by the event below.
        Change::Findings => String::new(),
    }
}

/// All findings as an event.
fn findings_event(id: &str, state: &State) -> String {
    let findings: Vec<Told<'_>> = state.findings.iter().map(Told::new).collect();
    written(
        id,
        "findings",
        &serde_json::json!({ "language": state.language, "findings": findings }),
    )
}

/// An event in the form of the stream; JSON has no line breaks that could end it.
fn written(id: &str, name: &str, value: &serde_json::Value) -> String {
    format!("id: {id}\nevent: {name}\ndata: {value}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::Sheet;

    fn sheet(new: &str) -> Change {
        Change::Sheets(vec![Sheet { old: "/a.css".to_owned(), new: new.to_owned() }])
    }

    fn pages(file: Option<&str>) -> Change {
        Change::Pages(file.map(|file| vec![file.to_owned()]))
    }

    #[test]
    fn files_of_several_changes_are_told_together() {
        let (one, other) = (pages(Some("/a.png")), pages(Some("/b.png")));
        let both = Change::Pages(Some(vec!["/a.png".to_owned(), "/b.png".to_owned()]));
        assert_eq!(together(vec![one.clone(), sheet("/b.css"), other]), [both]);
        assert_eq!(together(vec![one.clone(), pages(None), one]), [pages(None)]);
    }

    #[test]
    fn whoever_was_away_is_told_what_happened() {
        let mut log = Log { floor: 3, entries: VecDeque::new() };
        assert_eq!(log.since(Some(3)), (vec![], 3));
        assert_eq!(log.since(Some(1)), (vec![pages(None)], 3));
        assert_eq!(log.since(None), (vec![pages(None)], 3));
        log.note(4, sheet("/b.css"));
        log.note(4, Change::Findings);
        log.note(5, sheet("/c.css"));
        assert_eq!(log.since(Some(3)), (vec![sheet("/b.css"), sheet("/c.css")], 5));
        assert_eq!(log.since(Some(4)), (vec![sheet("/c.css")], 5));
        log.note(6, pages(Some("/a.png")));
        assert_eq!(log.since(Some(3)), (vec![pages(Some("/a.png"))], 6));
        assert_eq!(log.since(Some(6)), (vec![], 6));
        // A page that is newer than the last event has missed nothing.
        assert_eq!(log.since(Some(7)), (vec![], 6));
    }

    #[test]
    fn a_long_absence_means_the_page_anew() {
        let mut log = Log { floor: 0, entries: VecDeque::new() };
        for version in 1..=40 {
            log.note(version, sheet("/b.css"));
        }
        assert_eq!(log.entries.len(), REMEMBERED);
        assert_eq!(log.since(Some(7)), (vec![pages(None)], 40));
        assert_eq!(log.since(Some(8)).0.len(), REMEMBERED);
    }
}
