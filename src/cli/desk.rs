//! Where looks at the site are made.
//!
//! What others hear of files, pages and the user's wishes becomes looks at the site, and what comes of
//! these is put on the board that the server reads from. A new day is a look as well. Nobody has to wait
//! for a look to end the preview: that is not heard here.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::board::Board;
use crate::cli::build::seconds;
use crate::cli::environment::now;
use crate::cli::terminal::{Terminal, say};
use crate::date::Date;
use crate::diag::Diagnostic;
use crate::path::SourcePath;
use crate::project::{self, Difference, Failure, Look, Preview};
use crate::report::{self, Tally};
use crate::serve::{self, Change, Server};
use crate::watch::Batch;

/// How long a finding has to hold before it is shown: editors write files in parts.
const HOLDS: Duration = Duration::from_millis(100);

/// How often it is looked whether there is another day. A timer until midnight would be late where the
/// computer sleeps.
const GLANCE: Duration = Duration::from_mins(1);

/// Tells a day.
pub(super) type Today = Box<dyn Fn() -> Result<Date, Failure> + Send>;

/// Something that happened.
pub(super) enum Event {
    /// Files had changed at a time.
    Files(Batch, Instant),
    /// A page of the site with that number could not be made.
    Page(u64, Vec<Diagnostic>),
    /// The user wants to see the first page.
    Open,
    /// The user wants everything to be made from nothing.
    Anew,
}

/// What is seen from outside.
pub(super) struct Front {
    /// What is up.
    pub(super) board: Arc<Board>,
    /// Who tells browsers.
    pub(super) server: Server,
    /// The address of the first page.
    pub(super) url: String,
    /// Where a browser is looked for.
    pub(super) search_path: OsString,
}

/// Where looks at the site are made.
pub(super) struct Desk {
    /// The site.
    preview: Preview,
    /// What is seen from outside.
    front: Front,
    /// Who hears the findings.
    terminal: Terminal,
    /// Tells the day as of which the site is shown.
    today: Today,
    /// The day of the last look.
    day: Option<Date>,
    /// When the last look began: what changed before, it has seen. Nothing if it failed.
    looked: Option<Instant>,
    /// Whether the last look was at all files.
    looked_at_all: bool,
    /// The files that changed since; nothing where any may have.
    changed: Option<BTreeSet<SourcePath>>,
    /// The findings that were said last.
    said: Vec<Diagnostic>,
    /// What came up while it was waited whether something holds.
    late: Vec<Diagnostic>,
}

impl Desk {
    /// A desk at which nobody has looked yet.
    pub(super) fn new(
        preview: Preview,
        front: Front,
        terminal: Terminal,
        today: Today,
    ) -> Self {
        Self {
            preview,
            front,
            terminal,
            today,
            day: None,
            looked: None,
            looked_at_all: false,
            changed: None,
            said: vec![],
            late: vec![],
        }
    }

    /// Looks at the site, shows it where that is wanted, and answers to what happens for as long as
    /// something may. Fails where not even the first look could be had.
    pub(super) fn open(
        &mut self,
        in_browser: bool,
        heard: &Receiver<Event>,
    ) -> Result<(), Failure> {
        self.look(heard)?;
        if in_browser {
            self.open_browser();
        }
        loop {
            let event = match heard.recv_timeout(GLANCE) {
                Ok(event) => Some(event),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            if let Err(failure) = self.answer(event, heard) {
                // The last good site stays up; the next change may mend it.
                (self.looked, self.changed) = (None, None);
                self.terminal.fail(&failure);
            }
        }
    }

    /// Answers to what happened; nothing may have, but time.
    fn answer(
        &mut self,
        event: Option<Event>,
        heard: &Receiver<Event>,
    ) -> Result<(), Failure> {
        match event {
            Some(Event::Open) => self.open_browser(),
            Some(Event::Anew) => {
                self.preview.forget();
                self.changed = None;
                return self.look(heard);
            }
            Some(Event::Files(batch, at)) if self.is_news(&batch, at) => {
                return self.look(heard);
            }
            Some(Event::Page(site, findings)) => {
                self.note(site, findings);
                return self.add(heard);
            }
            Some(Event::Files(..)) | None => {}
        }
        // Whatever it was, midnight may have passed before it.
        let is_same_day = self.day == Some((self.today)()?);
        if is_same_day { Ok(()) } else { self.look(heard) }
    }

    /// Looks at the site until its files are quiet. Good results are up at once; a finding is told when
    /// it still holds after a moment.
    fn look(&mut self, heard: &Receiver<Event>) -> Result<(), Failure> {
        loop {
            let start = Instant::now();
            self.looked = Some(start);
            let changed = self.changed.replace(BTreeSet::new());
            let today = (self.today)()?;
            let mut look = self.preview.look(now(), today, changed.as_ref())?;
            self.day = Some(today);
            self.looked_at_all = look.is_whole;
            let time = start.elapsed();
            if let Some(change) = change_of(&look.difference) {
                self.front.board.put_up(&look.shown);
                self.front.server.changed(change);
            }
            self.preview.try_out(&mut look);
            self.late.clear();
            let is_news = !look.findings.is_empty() && look.findings != self.said;
            if is_news && !self.holds(heard) {
                continue;
            }
            self.say(look, time);
            return self.add(heard);
        }
    }

    /// Takes note of what the watcher says; tells whether it happened since the last look.
    fn is_news(&mut self, batch: &Batch, at: Instant) -> bool {
        if let Some(notice) = &batch.notice {
            let messages = &self.terminal.messages;
            say(&format!("{}\n", messages.notice(notice.key, &notice.arguments)));
        }
        match &mut self.changed {
            Some(changed) if !batch.rescan && !batch.switched => {
                changed.extend(batch.paths.iter().cloned());
            }
            changed => *changed = None,
        }
        let is_seen =
            self.looked_at_all && self.looked.is_some_and(|looked| at <= looked);
        batch.switched || !is_seen
    }

    /// Waits for a moment; tells whether what was found may still hold then, since nothing has changed.
    fn holds(&mut self, heard: &Receiver<Event>) -> bool {
        let end = Instant::now() + HOLDS;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            match heard.recv_timeout(rest) {
                Ok(Event::Files(batch, at)) if self.is_news(&batch, at) => return false,
                Ok(Event::Anew) => {
                    self.preview.forget();
                    self.changed = None;
                    return false;
                }
                Ok(Event::Open) => self.open_browser(),
                Ok(Event::Page(site, findings)) => self.note(site, findings),
                Ok(Event::Files(..)) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return true;
                }
            }
        }
    }

    /// Tells the terminal and the browsers what was found.
    fn say(&mut self, look: Look, time: Duration) {
        let messages = &self.terminal.messages;
        let texts = |file: &SourcePath| look.sources.wording(file).map(|text| &**text);
        if look.findings != self.said {
            let colour = self.terminal.colour();
            say(&report::text(&look.findings, &texts, messages, colour));
        }
        if !self.terminal.quiet {
            let tally = Tally::of(&look.findings).in_words(messages);
            let good = || messages.text("cli.serve.good");
            let what = tally.unwrap_or_else(good);
            say(&format!("{what}, {}\n", seconds(time, messages)));
        }
        self.front.board.pin(&look.findings, &look.sources, messages);
        self.front.server.changed(Change::Findings);
        self.said = look.findings;
    }

    /// Notes what a template could not do, unless there is another site by now.
    fn note(&mut self, site: u64, findings: Vec<Diagnostic>) {
        if site != self.front.board.number() {
            return;
        }
        for finding in findings {
            if !project::is_told(&finding, &self.late) {
                self.late.push(finding);
            }
        }
    }

    /// Tells what was noted, if it still holds after a moment.
    fn add(&mut self, heard: &Receiver<Event>) -> Result<(), Failure> {
        self.late.retain(|finding| !project::is_told(finding, &self.said));
        if self.late.is_empty() {
            return Ok(());
        }
        if !self.holds(heard) {
            return self.look(heard);
        }
        let new = std::mem::take(&mut self.late);
        let messages = &self.terminal.messages;
        let sources = self.preview.texts(&new);
        let texts = |file: &SourcePath| sources.wording(file).map(|text| &**text);
        say(&report::text(&new, &texts, messages, self.terminal.colour()));
        self.said.extend(new);
        self.front.board.pin(&self.said, &self.preview.texts(&self.said), messages);
        self.front.server.changed(Change::Findings);
        Ok(())
    }

    /// Shows the first page in the user's browser.
    fn open_browser(&self) {
        let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let started = Command::new(program)
            .arg(&self.front.url)
            .env("PATH", &self.front.search_path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if let Ok(mut browser) = started {
            // It is waited for, so that nothing is left behind in the list of processes.
            drop(thread::spawn(move || browser.wait()));
        } else {
            let arguments = [("url", &*self.front.url)];
            let messages = &self.terminal.messages;
            say(&format!("{}\n", messages.format("cli.serve.no-browser", &arguments)));
        }
    }
}

/// What browsers hear of a site that went up.
fn change_of(difference: &Difference) -> Option<Change> {
    match difference {
        Difference::Nothing => None,
        Difference::Pages(files) => Some(Change::Pages(files.clone())),
        Difference::Sheets(sheets) => {
            let sheet = |sheet: &project::Sheet| serve::Sheet {
                old: sheet.old.clone(),
                new: sheet.new.clone(),
            };
            Some(Change::Sheets(sheets.iter().map(sheet).collect()))
        }
    }
}
