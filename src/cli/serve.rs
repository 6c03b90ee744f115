//! `werkstatt serve`: the site as it is now, in the browser.
//!
//! One thread listens to the files, one to the keys; here what they hear becomes looks at the site, and
//! what comes of these is put on the board that the server reads from.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::Exit;
use crate::cli::arguments::{Options, Serve};
use crate::cli::board::Board;
use crate::cli::build::{request, seconds};
use crate::cli::environment::{Environment, now};
use crate::cli::keys::Keys;
use crate::cli::terminal::{Terminal, say};
use crate::diag::Diagnostic;
use crate::path::SourcePath;
use crate::project::{self, Difference, Failure, Look, Preview};
use crate::report::{self, Tally};
use crate::serve::{self, Change, Content, Server, StartError};
use crate::signal;
use crate::source::reason_of;
use crate::watch::{self, Batch, StartFailure, Watcher};

/// How long a finding has to hold before it is shown: editors write files in parts.
const HOLDS: Duration = Duration::from_millis(100);

/// How often files are looked at where the system cannot tell of changes.
const POLL: Duration = Duration::from_millis(500);

/// Something that happened.
pub(super) enum Event {
    /// Files had changed at a time.
    Files(Batch, Instant),
    /// A key was pressed.
    Key(char),
    /// A page of the site with that number could not be made.
    Page(u64, Vec<Diagnostic>),
    /// The system asks to end.
    End,
}

/// Serves the site until somebody ends it.
pub(super) fn run(
    asked: &Serve,
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let request = request(options, terminal, environment)?;
    let poll = asked.poll.then_some(POLL);
    let watching = watch::Options { site: request.site.clone(), poll };
    // Every change from here on is heard, so the site is read afterwards.
    let started = Watcher::start(&watching).map_err(|error| unwatched(&error))?;
    let (sender, heard) = channel();
    let board = Arc::new(Board::new(terminal.messages.language().to_string(), &sender));
    let listening = serve::Options { host: asked.host, port: asked.port };
    let server = serve::start(listening, Arc::clone(&board) as Arc<dyn Content>);
    let server = server.map_err(|error| unheard(&error))?;
    let url = format!("http://{}", place(asked.host, server.address().port()));
    greet(asked, &url, &server, started.notice.as_ref(), terminal);
    listen(started.watcher, &sender);
    let keys = Keys::start(&sender);
    if keys.is_some() && !terminal.quiet {
        say(&format!("{}\n", terminal.messages.text("cli.serve.keys")));
    }
    let ends = sender.clone();
    signal::on_end(move || drop(ends.send(Event::End)));
    let preview = Preview::new(request);
    let mut desk = Desk {
        preview,
        board,
        server,
        url,
        terminal,
        environment,
        looked: None,
        looked_at_all: false,
        changed: None,
        said: vec![],
        late: vec![],
    };
    desk.look(&heard)?;
    if asked.open {
        desk.open_browser();
    }
    desk.work(&heard);
    drop(keys);
    desk.server.stop();
    Ok(Exit::Good)
}

/// Says where the preview is, and what there is to know about that.
fn greet(
    asked: &Serve,
    url: &str,
    server: &Server,
    notice: Option<&watch::Notice>,
    terminal: &Terminal,
) {
    let messages = &terminal.messages;
    let port = server.address().port().to_string();
    if let Some(notice) = notice {
        say(&format!("{}\n", messages.notice(notice.key, &notice.arguments)));
    }
    if asked.port != 0 && asked.port != server.address().port() {
        let taken = [("asked", &*asked.port.to_string()), ("port", &*port)];
        say(&format!("{}\n", messages.format("cli.serve.moved", &taken)));
    }
    if !asked.host.is_loopback() {
        say(&format!("{}\n", messages.text("cli.serve.open-to-all")));
    }
    say(&format!("{}\n", messages.format("cli.serve.at", &[("url", url)])));
}

/// The host and port of an address as browsers are told it.
fn place(host: IpAddr, port: u16) -> String {
    match host {
        host if host.is_loopback() || host.is_unspecified() => {
            format!("localhost:{port}")
        }
        IpAddr::V6(host) => format!("[{host}]:{port}"),
        IpAddr::V4(host) => format!("{host}:{port}"),
    }
}

/// Why the files cannot be watched.
fn unwatched(error: &StartFailure) -> Failure {
    let arguments = error.arguments().into_iter();
    arguments.fold(Failure::new(error.key()), |failure, (name, value)| {
        failure.with(name, value)
    })
}

/// Why nobody can reach the preview.
fn unheard(error: &StartError) -> Failure {
    let hint = match error.error.kind() {
        ErrorKind::AddrNotAvailable => "serve-own-address",
        _ => "serve-other-port",
    };
    Failure::new("serve-listen")
        .with("address", error.address.to_string())
        .with("reason", reason_of(&error.error))
        .hint(hint, [])
}

/// Hands on what the watcher hears, until nobody wants it any more.
fn listen(watcher: Watcher, sender: &Sender<Event>) {
    let sender = sender.clone();
    thread::spawn(move || {
        while let Some(batch) = watcher.next(None) {
            if sender.send(Event::Files(batch, Instant::now())).is_err() {
                break;
            }
        }
    });
}

/// Where looks at the site are made.
struct Desk<'a> {
    /// The site.
    preview: Preview,
    /// What is up.
    board: Arc<Board>,
    /// Who tells browsers.
    server: Server,
    /// The address of the first page.
    url: String,
    /// Who hears the findings.
    terminal: &'a Terminal,
    /// Where a browser is looked for.
    environment: &'a Environment,
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

impl Desk<'_> {
    /// Answers to what happens, until somebody ends it.
    fn work(&mut self, heard: &Receiver<Event>) {
        while let Ok(event) = heard.recv() {
            let looked = match event {
                Event::End | Event::Key('q') => return,
                Event::Key('o') => {
                    self.open_browser();
                    continue;
                }
                Event::Key('r') => {
                    self.preview.forget();
                    self.changed = None;
                    self.look(heard)
                }
                Event::Files(batch, at) if self.is_news(&batch, at) => self.look(heard),
                Event::Page(site, findings) => {
                    self.note(site, findings);
                    self.add(heard)
                }
                Event::Files(..) | Event::Key(_) => continue,
            };
            match looked {
                Ok(Go::On) => {}
                Ok(Go::Home) => return,
                // The last good site stays up; the next change may mend it.
                Err(failure) => {
                    (self.looked, self.changed) = (None, None);
                    self.terminal.fail(&failure);
                }
            }
        }
    }

    /// Looks at the site until its files are quiet. Good results are up at once; a finding is told when
    /// it still holds after a moment.
    fn look(&mut self, heard: &Receiver<Event>) -> Result<Go, Failure> {
        loop {
            let start = Instant::now();
            self.looked = Some(start);
            let changed = self.changed.replace(BTreeSet::new());
            let look = self.preview.look(now(), &self.url, changed.as_ref())?;
            self.looked_at_all = look.is_whole;
            let time = start.elapsed();
            if let Some(change) = change_of(&look.difference) {
                self.board.put_up(&look.shown);
                self.server.changed(change);
            }
            self.late.clear();
            if !look.findings.is_empty() && look.findings != self.said {
                match self.hold(heard) {
                    Hold::True => {}
                    Hold::Changed => continue,
                    Hold::Home => return Ok(Go::Home),
                }
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
        if batch.switched {
            self.preview.forget_dates();
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

    /// Waits for a moment: does what was found still hold?
    fn hold(&mut self, heard: &Receiver<Event>) -> Hold {
        let end = Instant::now() + HOLDS;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            match heard.recv_timeout(rest) {
                Ok(Event::Files(batch, at)) if self.is_news(&batch, at) => {
                    return Hold::Changed;
                }
                Ok(Event::Key('r')) => {
                    self.preview.forget();
                    self.changed = None;
                    return Hold::Changed;
                }
                Ok(Event::End | Event::Key('q'))
                | Err(RecvTimeoutError::Disconnected) => return Hold::Home,
                Ok(Event::Key('o')) => self.open_browser(),
                Ok(Event::Page(site, findings)) => self.note(site, findings),
                Ok(Event::Files(..) | Event::Key(_)) => {}
                Err(RecvTimeoutError::Timeout) => return Hold::True,
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
        self.board.pin(&look.findings, &look.sources, messages);
        self.server.changed(Change::Findings);
        self.said = look.findings;
    }

    /// Notes what a template could not do, unless there is another site by now.
    fn note(&mut self, site: u64, findings: Vec<Diagnostic>) {
        if site != self.board.number() {
            return;
        }
        for finding in findings {
            if !self.late.contains(&finding) {
                self.late.push(finding);
            }
        }
    }

    /// Tells what was noted, if it still holds after a moment.
    fn add(&mut self, heard: &Receiver<Event>) -> Result<Go, Failure> {
        self.late.retain(|finding| !self.said.contains(finding));
        if self.late.is_empty() {
            return Ok(Go::On);
        }
        match self.hold(heard) {
            Hold::True => {}
            Hold::Changed => return self.look(heard),
            Hold::Home => return Ok(Go::Home),
        }
        let new = std::mem::take(&mut self.late);
        let messages = &self.terminal.messages;
        let sources = self.preview.texts(&new);
        let texts = |file: &SourcePath| sources.wording(file).map(|text| &**text);
        say(&report::text(&new, &texts, messages, self.terminal.colour()));
        self.said.extend(new);
        self.board.pin(&self.said, &self.preview.texts(&self.said), messages);
        self.server.changed(Change::Findings);
        Ok(Go::On)
    }

    /// Shows the first page in the user's browser.
    fn open_browser(&self) {
        let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let started = Command::new(program)
            .arg(&self.url)
            .env("PATH", &self.environment.search_path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if let Ok(mut browser) = started {
            // It is waited for, so that nothing is left behind in the list of processes.
            drop(thread::spawn(move || browser.wait()));
        } else {
            let arguments = [("url", &*self.url)];
            let messages = &self.terminal.messages;
            say(&format!("{}\n", messages.format("cli.serve.no-browser", &arguments)));
        }
    }
}

/// Whether to go on.
enum Go {
    /// There will be more.
    On,
    /// Somebody ended it.
    Home,
}

/// Whether what was found still holds after a moment.
enum Hold {
    /// It does.
    True,
    /// Files have changed meanwhile.
    Changed,
    /// Somebody ended it.
    Home,
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
