//! A run from disk to disk: read, compile, render, write.

use std::collections::{BTreeMap, HashSet};
use std::error::Error as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::compile::{Compiled, Memo, Step, compile};
use crate::date::Date;
use crate::diag::{Code, Diagnostic, Severity};
use crate::output::{self, OutputError, Places, Staging};
use crate::path::SourcePath;
use crate::project::{
    Failure, Foreign, Outcome, Progress, Request, Stage, Summary, Warnings,
};
use crate::site::Inputs;
use crate::source::{self, SourceFile, Sources, reason_of};
use crate::theme::Content;

/// The stack of a worker in bytes: minify-html recurses once per level of nesting.
const STACK: usize = 16 << 20;

/// Reads a site, checks it and writes it to the output folder if it has no errors.
pub fn build(request: &Request) -> Result<Outcome, Failure> {
    in_pool(request, || run(request, Target::Output))
}

/// Reads a site and checks it as a build does, without writing anything.
pub fn check(request: &Request) -> Result<Outcome, Failure> {
    in_pool(request, || run(request, Target::Nothing))
}

/// Where a run leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// To the output folder.
    Output,
    /// Nowhere: pages are rendered to find what is wrong with them.
    Nothing,
}

/// Runs something on as many threads as the request says.
fn in_pool<T: Send>(
    request: &Request,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let threads = request.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(error) => {
            let system = error.source().and_then(|source| source.downcast_ref());
            let reason = system.map_or_else(|| error.to_string(), reason_of);
            Err(Failure::new("threads").with("reason", reason))
        }
    }
}

/// Measures the stages, and tells whoever wants to hear.
struct Watch<'a> {
    /// The request.
    request: &'a Request,
    /// The stages with their starts.
    starts: Mutex<Vec<(Stage, Instant)>>,
}

impl Watch<'_> {
    /// Notes that a stage begins.
    fn begin(&self, stage: Stage) {
        if let Ok(mut starts) = self.starts.lock() {
            starts.push((stage, Instant::now()));
        }
        self.tell(stage, 0, 1);
    }

    /// Tells how far a stage is.
    fn tell(&self, stage: Stage, done: usize, total: usize) {
        if let Some(progress) = &self.request.progress {
            progress(Progress { stage, done, total });
        }
    }

    /// How long each stage took.
    fn timings(self) -> Vec<(Stage, Duration)> {
        let starts = self.starts.into_inner().unwrap_or_default();
        let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([Instant::now()]);
        starts
            .iter()
            .zip(ends)
            .map(|((stage, start), end)| (*stage, end - *start))
            .collect()
    }
}

/// The whole run.
fn run(request: &Request, target: Target) -> Result<Outcome, Failure> {
    let watch = Watch { request, starts: Mutex::new(vec![]) };
    watch.begin(Stage::Read);
    let mut findings = Vec::new();
    let read = source::read(&request.site)?;
    let sources = read.drain_into(&mut findings);
    let history = source::history(&request.site, &request.search_path, &sources)?;
    let history = history.drain_into(&mut findings);
    let changed: BTreeMap<_, _> = history
        .changed
        .into_iter()
        .filter_map(|(file, time)| Some((file, Date::from_unix(time)?)))
        .collect();
    let inputs = Inputs { today: request.today, drafts: request.drafts, changed };
    let observe =
        |step| watch.begin(if step == Step::Parse { Stage::Parse } else { Stage::Link });
    let compiled = compile(
        &sources,
        inputs,
        request.base_url.as_deref(),
        &mut Memo::default(),
        &observe,
    );
    let compiled = compiled.drain_into(&mut findings);
    settle(&mut findings, request.warnings);
    let publish = target == Target::Output && !has_errors(&findings);
    let staging = if publish { Some(open(request)?) } else { None };
    let sources = without_silent_texts(sources, &findings);
    watch.begin(Stage::Render);
    let is_renderable = !findings.iter().any(|f| f.code == Code::TemplateError);
    let rendered = if is_renderable {
        render(&compiled, staging.as_ref(), &watch)
    } else {
        // Templates that could not be read are said to be wrong; that pages lack them goes without
        // saying.
        Ok(vec![])
    };
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(error) => return Err(abandon(staging, &error, request)),
    };
    let news = rendered.into_iter().filter(|finding| !is_known(finding, &findings));
    let news: Vec<Diagnostic> = news.collect();
    findings.extend(news);
    settle(&mut findings, request.warnings);
    watch.begin(Stage::Write);
    let summary = match staging {
        Some(staging) if has_errors(&findings) => {
            staging.discard().map_err(|error| output_failure(&error, request))?;
            None
        }
        Some(staging) => Some(finish(&compiled, staging, request)?),
        None => None,
    };
    let sources = with_theme_texts(sources, &compiled, &findings);
    // The process ends next: to take the site apart piece by piece would be work for nothing.
    std::mem::forget(compiled);
    Ok(Outcome { findings, sources, summary, timings: watch.timings() })
}

/// Tells whether something was found at a place of a template before any page was rendered.
fn is_known(finding: &Diagnostic, findings: &[Diagnostic]) -> bool {
    let span = &finding.span;
    let covers = |known: &Diagnostic| {
        known.span.file == span.file
            && known.span.range.start < span.range.end
            && span.range.start < known.span.range.end
    };
    findings.iter().any(covers)
}

/// Lets go of the texts of records that no finding points into: they are as large as all that was made of
/// them, and whatever is found from here on lies in templates or settings.
fn without_silent_texts(mut sources: Sources, findings: &[Diagnostic]) -> Sources {
    let spans = findings.iter().flat_map(|f| [&f.span].into_iter().chain(&f.related));
    let named: HashSet<&SourcePath> = spans.map(|span| &span.file).collect();
    let is_record =
        |path: &SourcePath| path.extension().is_some_and(|ending| ending == "md");
    sources.files.retain(|path, _| !is_record(path) || named.contains(path));
    sources
}

/// Opens the output.
fn open(request: &Request) -> Result<Staging, Failure> {
    let options = output::Options {
        force: request.foreign == Foreign::Adopted,
        home: request.home.clone(),
        ..output::Options::default()
    };
    let mut waiting = |lock: &std::path::Path| {
        if let Some(waiting) = &request.waiting {
            waiting(lock);
        }
    };
    output::open(&request.site, &request.out, &options, &mut waiting)
        .map_err(|error| output_failure(&error, request))
}

/// Renders all pages; writes them where there is an output. Findings come in the order of the pages,
/// each only once.
fn render(
    compiled: &Compiled,
    staging: Option<&Staging>,
    watch: &Watch<'_>,
) -> Result<Vec<Diagnostic>, OutputError> {
    let pages = compiled.pages();
    let all = &compiled.site.pages;
    let done = AtomicUsize::new(0);
    let findings: Vec<Vec<Diagnostic>> = all
        .par_iter()
        .map(|page| {
            let rendered = pages.render(page);
            if let (Some(staging), Some(html)) = (staging, &rendered.value) {
                staging.put(&page.route.output_path(), html)?;
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            watch.tell(Stage::Render, done, all.len());
            Ok(rendered.findings)
        })
        .collect::<Result<_, OutputError>>()?;
    // As in `run`.
    std::mem::forget(pages);
    let mut known = HashSet::new();
    let mut unique: Vec<Diagnostic> = findings.into_iter().flatten().collect();
    unique.retain(|finding| {
        // A fault of a template shows on every page that uses it; the first is enough.
        let is_note = finding.severity == Severity::Note;
        let pages = if is_note { finding.arguments.clone() } else { vec![] };
        known.insert((finding.code, finding.span.clone(), pages))
    });
    Ok(unique)
}

/// Writes what is no page, and makes the new tree the site.
fn finish(
    compiled: &Compiled,
    staging: Staging,
    request: &Request,
) -> Result<Summary, Failure> {
    if let Err(error) = put_files(compiled, &staging) {
        return Err(abandon(Some(staging), &error, request));
    }
    let summary = staging.commit().map_err(|error| output_failure(&error, request))?;
    Ok(Summary {
        pages: compiled.site.pages.len(),
        written: summary.written,
        unchanged: summary.unchanged,
        removed: summary.removed,
        adopted: summary.adopted,
        mixture: summary.swap == output::Swap::Journal,
    })
}

/// Writes the files of the theme, of the content, and those for hosts and search engines.
fn put_files(compiled: &Compiled, staging: &Staging) -> Result<(), OutputError> {
    for (path, content) in compiled.theme.assets() {
        match content {
            Content::Text(text) => staging.put(path, text.as_bytes())?,
            Content::Bytes(bytes) => staging.put(path, bytes)?,
            Content::Asset(asset) => staging.put_file(path, asset)?,
        }
    }
    for file in &compiled.site.files {
        staging.put_file(&file.route.output_path(), &file.asset)?;
    }
    for extra in compiled.extras() {
        staging.put(&extra.path, &extra.bytes)?;
    }
    Ok(())
}

/// Gives the output up after an error. What was staged is cleaned up now or by the next run.
fn abandon(staging: Option<Staging>, error: &OutputError, request: &Request) -> Failure {
    if let Some(staging) = staging {
        // The first error is the one to tell; a second one while tidying up would only hide it.
        drop(staging.discard());
    }
    output_failure(error, request)
}

/// An error of the output as a failure of the run.
fn output_failure(error: &OutputError, request: &Request) -> Failure {
    let places = Places { site: &request.site, out: &request.out };
    Failure { key: error.key(), arguments: error.arguments(&places), hints: vec![] }
}

/// Makes warnings errors where the request says so.
pub(super) fn settle(findings: &mut [Diagnostic], warnings: Warnings) {
    if warnings == Warnings::Errors {
        for finding in findings.iter_mut().filter(|f| f.severity == Severity::Warning) {
            finding.severity = Severity::Error;
        }
    }
}

/// Tells whether a finding keeps the site from being published.
pub(super) fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The sources, with those texts of the built-in theme that findings point into.
pub(super) fn with_theme_texts(
    mut sources: Sources,
    compiled: &Compiled,
    findings: &[Diagnostic],
) -> Sources {
    for span in findings.iter().flat_map(|f| [&f.span].into_iter().chain(&f.related)) {
        let file = &span.file;
        if let (None, Some(text)) = (sources.files.get(file), compiled.theme.source(file))
        {
            sources.files.insert(file.clone(), SourceFile::Text(text.into()));
        }
    }
    sources
}
