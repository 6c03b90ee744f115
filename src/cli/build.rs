//! `werkstatt build` and `werkstatt check`: the request, and how its outcome is told.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::cli::Exit;
use crate::cli::arguments::{Format, Options};
use crate::cli::environment::{Environment, now};
use crate::cli::terminal::{Terminal, print, say};
use crate::cli::timings::{self, stage_name};
use crate::date::Date;
use crate::language::Language;
use crate::path::SourcePath;
use crate::project::{
    self, Failure, Foreign, OnProgress, OnWaiting, Outcome, Progress, Request, Stage,
    Summary, Warnings,
};
use crate::report::{self, Messages, Tally, visible};
use crate::words::Numbers;

/// The folder beside `content/` that the cache is in.
const CACHE: &str = ".werkstatt";

/// Erases the line that the cursor is in.
const ERASE: &str = "\r\x1b[2K";

/// Builds the site and tells what came of it; with `verify`, also whether it is what a build from
/// nothing comes to.
pub(super) fn build(
    verify: bool,
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let request = request(options, terminal, environment)?;
    let start = Instant::now();
    let outcome = project::build(&request);
    let time = start.elapsed();
    if terminal.live {
        say(ERASE);
    }
    let outcome = outcome?;
    let exit = tell(&outcome, options, terminal)?;
    let messages = &terminal.messages;
    if outcome.summary.as_ref().is_some_and(|summary| summary.mixture) {
        say(&format!("{}\n", messages.text("cli.build.mixture")));
    }
    if let Some(stayed) = outcome.summary.as_ref().and_then(|s| s.adopted.as_ref()) {
        say(&adopted_line(stayed, messages));
    }
    match &outcome.summary {
        Some(summary) if !terminal.quiet => {
            let line = summary_line(summary, time, messages);
            match terminal.format {
                Format::Text => print(&line)?,
                Format::Github => say(&line),
                Format::Json => {}
            }
        }
        None if terminal.format == Format::Text => {
            say(&format!("{}\n", messages.text("cli.build.kept-back")));
        }
        Some(_) | None => {}
    }
    if verify && outcome.summary.is_some() {
        let count = project::verify(&request, &outcome.findings)?.to_string();
        if !terminal.quiet {
            say(&format!(
                "{}\n",
                messages.format("cli.build.verified", &[("count", &count)])
            ));
        }
    }
    Ok(exit)
}

/// Checks the site and tells what was found; says nothing if all is well.
pub(super) fn check(
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let request = request(options, terminal, environment)?;
    let outcome = project::check(&request);
    if terminal.live {
        say(ERASE);
    }
    tell(&outcome?, options, terminal)
}

/// The folder of the site: the one that was named, else the nearest parent that holds `content/`.
pub(super) fn site_folder(
    options: &Options,
    environment: &Environment,
) -> Result<PathBuf, Failure> {
    let has_content = |folder: &Path| folder.join("content").is_dir();
    if let Some(site) = &options.site {
        if has_content(site) {
            return Ok(site.clone());
        }
        let key = if site.is_dir() { "site-without-content" } else { "site-missing" };
        return Err(Failure::new(key).with("path", site.to_string_lossy()));
    }
    let folder =
        environment.folder.as_deref().ok_or_else(|| Failure::new("no-folder"))?;
    // A relative path, so that messages do not tell where on the machine the site lies.
    match folder.ancestors().position(has_content) {
        Some(0) => Ok(PathBuf::from(".")),
        Some(levels) => Ok(std::iter::repeat_n("..", levels).collect()),
        None => Err(Failure::new("no-site").hint("name-the-site", [])),
    }
}

/// What the options ask for.
pub(super) fn request(
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Request, Failure> {
    let site = site_folder(options, environment)?;
    let out = options.out.clone().unwrap_or_else(|| site.join("public"));
    let today = today(options, environment)?;
    let strict = if options.strict { Warnings::Errors } else { Warnings::Tolerated };
    let cache = options.cache.clone().unwrap_or_else(|| site.join(CACHE));
    let foreign = if options.force { Foreign::Adopted } else { Foreign::Refused };
    Ok(Request {
        site,
        out,
        base_url: options.base_url.clone(),
        drafts: options.drafts,
        today,
        jobs: options.jobs,
        warnings: strict,
        foreign,
        home: environment.home.clone(),
        cache: Some(cache),
        now: now(),
        search_path: environment.search_path.clone(),
        measures: options.timings,
        waiting: Some(waiting(terminal)),
        progress: terminal.live.then(|| progress(terminal.messages.language())),
    })
}

/// The day as of which the site is wanted.
pub(super) fn today(
    options: &Options,
    environment: &Environment,
) -> Result<Date, Failure> {
    options.as_of.map_or_else(|| environment.today(), Ok)
}

/// Tells that another run works on the output, so that nobody thinks this one hangs.
fn waiting(terminal: &Terminal) -> OnWaiting {
    let line = format!("{}\n", terminal.messages.text("cli.build.waiting"));
    Arc::new(move |_| say(&line))
}

/// Draws the progress on standard error, each stage and each percent once.
fn progress(language: &Language) -> OnProgress {
    let messages = Messages::new(language);
    let stages = Stage::ALL.map(|stage| stage_name(stage, &messages));
    let drawn = AtomicUsize::new(usize::MAX);
    Arc::new(move |Progress { stage, done, total }| {
        let percent = (done * 100).checked_div(total).unwrap_or(100);
        let index = Stage::ALL.iter().position(|known| *known == stage).unwrap_or(0);
        let now = index * 1000 + percent;
        if drawn.swap(now, Ordering::Relaxed) != now {
            say(&format!("{ERASE}{} {percent} %", stages[index]));
        }
    })
}

/// Writes the findings in the form that was asked for, and how many there are.
fn tell(
    outcome: &Outcome,
    options: &Options,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let findings = &outcome.findings;
    let messages = &terminal.messages;
    let texts = |file: &SourcePath| outcome.sources.wording(file).map(|text| &**text);
    match terminal.format {
        Format::Json => print(&report::json(findings, &texts, messages))?,
        Format::Github => print(&report::github(findings, &texts, messages))?,
        Format::Text => say(&report::text(findings, &texts, messages, terminal.colour())),
    }
    let tally = Tally::of(findings);
    if terminal.format == Format::Text
        && let Some(line) = tally.in_words(messages)
    {
        say(&format!("{line}\n"));
    }
    if options.timings {
        say(&timings::table(outcome, messages));
    }
    Ok(if tally.errors > 0 { Exit::Errors } else { Exit::Good })
}

/// The most files that are named in one line.
const NAMED: usize = 5;

/// The one line on a folder that was taken over, and on what in it may be old.
fn adopted_line(stayed: &[String], messages: &Messages) -> String {
    if stayed.is_empty() {
        return format!("{}\n", messages.text("cli.build.adopted-whole"));
    }
    let mut names = stayed[..stayed.len().min(NAMED)].join(", ");
    if stayed.len() > NAMED {
        names.push_str(" …");
    }
    let arguments = [("count", &*stayed.len().to_string()), ("files", &*visible(&names))];
    format!("{}\n", messages.format("cli.build.adopted", &arguments))
}

/// The one line on what was written.
fn summary_line(summary: &Summary, time: Duration, messages: &Messages) -> String {
    let mut parts = vec![];
    let counts = [
        ("pages", summary.pages),
        ("written", summary.written),
        ("unchanged", summary.unchanged),
        ("removed", summary.removed),
    ];
    for (name, count) in counts {
        if count > 0 || name != "removed" {
            let count = count.to_string();
            let key = format!("cli.build.{name}");
            parts.push(messages.format(&key, &[("count", &count)]));
        }
    }
    parts.push(seconds(time, messages));
    format!("{}\n", parts.join(", "))
}

/// A time in seconds, with the decimal sign of the language.
pub(super) fn seconds(time: Duration, messages: &Messages) -> String {
    let written = format!("{:.2}", time.as_secs_f64());
    format!("{} s", Numbers::new(messages.language()).decimal(&written))
}
