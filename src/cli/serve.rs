//! `werkstatt serve`: the site as it is now, in the browser.
//!
//! One thread listens to the files, one to the keys; here what they hear becomes looks at the site, and
//! what comes of these is put on the board that the server reads from.

use std::net::IpAddr;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::Exit;
use crate::cli::arguments::{Options, Serve};
use crate::cli::build::{request, seconds};
use crate::cli::environment::{Environment, now};
use crate::cli::keys::Keys;
use crate::cli::terminal::{Terminal, say};
use crate::diag::Diagnostic;
use crate::path::SourcePath;
use crate::project::{self, About, Failure, Look, Preview, Shown};
use crate::report::{self, Lines, Messages, Tally};
use crate::serve::{self, Answer, Change, Content, Finding, Mark, Server, State};
use crate::signal;
use crate::source::{Sources, reason_of};
use crate::watch::{self, Batch, StartFailure, Watcher};

/// How long a finding has to hold before it is shown: editors write files in parts.
const HOLDS: Duration = Duration::from_millis(100);

/// How often files are looked at where the system cannot tell of changes.
const POLL: Duration = Duration::from_millis(500);

/// Something that happened.
pub(super) enum Event {
    /// Files changed.
    Files(Batch),
    /// A key was pressed.
    Key(char),
    /// A page could not be made.
    Page(Vec<Diagnostic>),
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
    let server = server.map_err(|error| {
        let reason = reason_of(&error.error);
        Failure::new("serve-listen")
            .with("address", error.address.to_string())
            .with("reason", reason)
    })?;
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
    let mut desk =
        Desk { preview, board, server, url, terminal, environment, said: vec![] };
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

/// Hands on what the watcher hears, until nobody wants it any more.
fn listen(watcher: Watcher, sender: &Sender<Event>) {
    let sender = sender.clone();
    thread::spawn(move || {
        while let Some(batch) = watcher.next(None) {
            if sender.send(Event::Files(batch)).is_err() {
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
    /// The findings that were said last.
    said: Vec<Diagnostic>,
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
                    self.look(heard)
                }
                Event::Files(batch) => {
                    self.tell(batch.notice.as_ref());
                    self.look(heard)
                }
                Event::Page(findings) => {
                    self.add(findings);
                    continue;
                }
                Event::Key(_) => continue,
            };
            match looked {
                Ok(Go::On) => {}
                Ok(Go::Home) => return,
                // The last good site stays up; the next change may mend it.
                Err(failure) => self.terminal.fail(&failure),
            }
        }
    }

    /// Looks at the site until its files are quiet. Good results are up at once; a finding is told when
    /// it still holds after a moment.
    fn look(&mut self, heard: &Receiver<Event>) -> Result<Go, Failure> {
        loop {
            let start = Instant::now();
            let look = self.preview.look(now(), &self.url)?;
            let time = start.elapsed();
            let is_new = self.board.put_up(&look.shown);
            if is_new {
                self.server.changed(Change::Pages);
            }
            if !look.findings.is_empty() && look.findings != self.said {
                match heard.recv_timeout(HOLDS) {
                    Ok(Event::Files(_)) => continue,
                    Ok(Event::Key('r')) => {
                        self.preview.forget();
                        continue;
                    }
                    Ok(Event::End | Event::Key('q'))
                    | Err(RecvTimeoutError::Disconnected) => {
                        return Ok(Go::Home);
                    }
                    Ok(Event::Key('o')) => self.open_browser(),
                    // A page that could not be made is told again with its next answer.
                    Ok(Event::Key(_) | Event::Page(_))
                    | Err(RecvTimeoutError::Timeout) => {}
                }
            }
            self.say(look, time);
            return Ok(Go::On);
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

    /// Adds what a template could not do.
    fn add(&mut self, findings: Vec<Diagnostic>) {
        let new: Vec<Diagnostic> =
            findings.into_iter().filter(|finding| !self.said.contains(finding)).collect();
        if new.is_empty() {
            return;
        }
        let messages = &self.terminal.messages;
        let sources = self.preview.texts(&new);
        let texts = |file: &SourcePath| sources.wording(file).map(|text| &**text);
        say(&report::text(&new, &texts, messages, self.terminal.colour()));
        self.said.extend(new);
        self.board.pin(&self.said, &self.preview.texts(&self.said), messages);
        self.server.changed(Change::Findings);
    }

    /// Says something about the watching.
    fn tell(&self, notice: Option<&watch::Notice>) {
        if let Some(notice) = notice {
            let messages = &self.terminal.messages;
            say(&format!("{}\n", messages.notice(notice.key, &notice.arguments)));
        }
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

/// What is up: the server reads it, the desk changes it.
struct Board {
    /// The site and what was found.
    up: RwLock<(Option<Arc<Shown>>, Arc<State>)>,
    /// Hears of pages that could not be made.
    events: std::sync::Mutex<Sender<Event>>,
}

impl Board {
    /// An empty board.
    fn new(language: String, events: &Sender<Event>) -> Self {
        let state = State { version: 0, language, findings: vec![] };
        let up = RwLock::new((None, Arc::new(state)));
        Self { up, events: std::sync::Mutex::new(events.clone()) }
    }

    /// Puts a site up; tells whether it is another one.
    fn put_up(&self, shown: &Arc<Shown>) -> bool {
        let mut up = self.up.write().unwrap_or_else(PoisonError::into_inner);
        if up.0.as_ref().is_some_and(|known| Arc::ptr_eq(known, shown)) {
            return false;
        }
        up.0 = Some(Arc::clone(shown));
        Arc::make_mut(&mut up.1).version += 1;
        true
    }

    /// Pins what was found beside it.
    fn pin(&self, findings: &[Diagnostic], sources: &Sources, messages: &Messages) {
        let findings = findings.iter().map(|finding| words(finding, sources, messages));
        let mut up = self.up.write().unwrap_or_else(PoisonError::into_inner);
        let state = Arc::make_mut(&mut up.1);
        state.findings = findings.collect();
        state.version += 1;
    }
}

impl Content for Board {
    fn answer(&self, path: &str) -> Answer {
        let shown = self.up.read().unwrap_or_else(PoisonError::into_inner).0.clone();
        let nothing = || Answer::NotFound { html: "".into(), meant: None };
        let Some(shown) = shown else { return nothing() };
        match shown.answer(path) {
            project::Answer::Page { made, about } => {
                if !made.findings.is_empty() {
                    let events = self.events.lock();
                    let events = events.unwrap_or_else(PoisonError::into_inner);
                    drop(events.send(Event::Page(made.findings)));
                }
                if made.html.is_empty() {
                    return nothing();
                }
                Answer::Page { html: made.html, marks: marks(&about) }
            }
            project::Answer::File(bytes) => Answer::File(bytes),
            project::Answer::Redirect(to) => Answer::Redirect(to),
            project::Answer::NotFound { made, meant } => {
                let html = made.map_or_else(|| "".into(), |made| made.html);
                Answer::NotFound { html, meant }
            }
        }
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.up.read().unwrap_or_else(PoisonError::into_inner).1)
    }
}

/// What the badge of a page says.
fn marks(about: &About) -> Vec<Mark> {
    let mut marks = vec![];
    if about.draft {
        marks.push(Mark::Draft);
    }
    marks.extend(about.planned.map(|day| Mark::Planned { on: day.to_string() }));
    let fallback = about.fallback.clone();
    marks.extend(fallback.map(|language| Mark::Fallback { language }));
    if about.findings > 0 {
        marks.push(Mark::Findings { count: about.findings });
    }
    marks
}

/// A finding in words.
fn words(finding: &Diagnostic, sources: &Sources, messages: &Messages) -> Finding {
    let texts = |file: &SourcePath| sources.wording(file).map(|text| &**text);
    let file = &finding.span.file;
    let place = texts(file).map(|text| Lines::new(text).place(finding.span.range.start));
    let place = match place {
        Some(place) => format!("{file}:{}:{}", place.line, place.column),
        None => file.to_string(),
    };
    let drawn = report::text(std::slice::from_ref(finding), &texts, messages, false);
    let is_hint = |line: &&str| line.trim_start().starts_with("= ");
    let excerpt: Vec<&str> =
        drawn.lines().skip(1).take_while(|line| !is_hint(line)).collect();
    Finding {
        severity: finding.severity,
        code: finding.code.id().to_owned(),
        message: messages.sentence(finding),
        place,
        excerpt: excerpt.join("\n").trim_end().to_owned(),
        hints: messages.hints(finding),
    }
}
