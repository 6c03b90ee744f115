//! The board that the preview's server reads from: the site that is up, and what was found, in words.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::cli::desk::Event;
use crate::diag::Diagnostic;
use crate::path::SourcePath;
use crate::project::{self, About, Shown};
use crate::report::{self, Lines, Messages};
use crate::serve::{Answer, Content, Finding, Mark, State};
use crate::source::Sources;

/// What is up: the server reads it, the desk changes it.
pub(super) struct Board {
    /// What is up.
    up: RwLock<Up>,
    /// Hears of pages that could not be made.
    events: Mutex<Sender<Event>>,
}

/// What is up.
struct Up {
    /// The site; nothing before there is one.
    shown: Option<Arc<Shown>>,
    /// How many sites were up before.
    number: u64,
    /// What was found, and the version of all this.
    state: Arc<State>,
}

impl Board {
    /// An empty board.
    pub(super) fn new(language: String, events: &Sender<Event>) -> Self {
        let state = State { version: 0, language, findings: vec![] };
        let up = Up { shown: None, number: 0, state: Arc::new(state) };
        Self { up: RwLock::new(up), events: Mutex::new(events.clone()) }
    }

    /// What is up, to be read.
    fn read(&self) -> RwLockReadGuard<'_, Up> {
        self.up.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is up, to be changed.
    fn write(&self) -> RwLockWriteGuard<'_, Up> {
        self.up.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the site that is up.
    pub(super) fn number(&self) -> u64 {
        self.read().number
    }

    /// Puts a site up that differs from the one before.
    pub(super) fn put_up(&self, shown: &Arc<Shown>) {
        let mut up = self.write();
        up.shown = Some(Arc::clone(shown));
        up.number += 1;
        Arc::make_mut(&mut up.state).version += 1;
    }

    /// Pins what was found beside it.
    pub(super) fn pin(
        &self,
        findings: &[Diagnostic],
        sources: &Sources,
        messages: &Messages,
    ) {
        let findings = findings.iter().map(|finding| words(finding, sources, messages));
        let mut up = self.write();
        let state = Arc::make_mut(&mut up.state);
        state.findings = findings.collect();
        state.version += 1;
    }
}

impl Content for Board {
    fn answer(&self, path: &str) -> Answer {
        let up = self.read();
        let (shown, number) = (up.shown.clone(), up.number);
        drop(up);
        let Some(shown) = shown else { return Answer::NotYet };
        match shown.answer(path) {
            project::Answer::Page { made, about } => {
                if !made.findings.is_empty() {
                    let events = self.events.lock();
                    let events = events.unwrap_or_else(PoisonError::into_inner);
                    drop(events.send(Event::Page(number, made.findings)));
                }
                let page = |html| Answer::Page { html, marks: marks(&about) };
                made.html.map_or(Answer::NotYet, page)
            }
            project::Answer::File(bytes) => Answer::File(bytes),
            project::Answer::Redirect(to) => Answer::Redirect(to),
            project::Answer::NotFound { made, meant } => {
                let html = made.and_then(|made| made.html);
                Answer::NotFound { html: html.unwrap_or_else(|| "".into()), meant }
            }
        }
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.read().state)
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
    if !about.files.is_empty() {
        let files = about.files.iter().map(ToString::to_string).collect();
        marks.push(Mark::Findings { files });
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
    // The place is told by itself.
    let is_excerpt = |line: &&str| {
        let line = line.trim_start();
        !line.starts_with("--> ") && line.trim_end() != "|"
    };
    let is_hint = |line: &&str| line.trim_start().starts_with("= ");
    let lines = drawn.lines().skip(1).take_while(|line| !is_hint(line));
    let excerpt: Vec<&str> = lines.filter(is_excerpt).collect();
    Finding {
        severity: finding.severity,
        code: finding.code.id().to_owned(),
        message: messages.sentence(finding),
        place,
        excerpt: excerpt.join("\n").trim_end().to_owned(),
        hints: messages.hints(finding),
    }
}
