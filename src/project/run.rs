//! A run from disk to disk: read, compile, render, write.

use std::collections::{BTreeMap, HashSet};
use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::compile::{Compiled, KnownPage, Memo, PageMemo, Prepared, Step, compile};
use crate::date::Date;
use crate::diag::{Checked, Code, Diagnostic, Severity};
use crate::output::{self, Durability, OutputError, Places, Staging};
use crate::path::{Route, SourcePath};
use crate::project::cause::{Asked, Cause};
use crate::project::kept::{self, Kept, Silent};
use crate::project::measure::{Dearest, Rendering, Watch};
use crate::project::{Failure, Foreign, Outcome, Request, Stage, Summary, Warnings};
use crate::site::Inputs;
use crate::source::{self, History, SourceFile, Sources, reason_of};
use crate::theme::Content;

/// The stack of a worker in bytes: minify-html recurses once per level of nesting.
const STACK: usize = 16 << 20;

/// Reads a site, checks it and writes it to the output folder if it has no errors.
pub fn build(request: &Request) -> Result<Outcome, Failure> {
    in_pool(request, || run(request, Target::Output(Durability::BeforeSwap)))
}

/// Reads a site and checks it as a build does, without writing anything.
pub fn check(request: &Request) -> Result<Outcome, Failure> {
    in_pool(request, || run(request, Target::Nothing))
}

/// Where a run leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To the output folder.
    Output(Durability),
    /// Nowhere: pages are rendered to find what is wrong with them.
    Nothing,
}

/// Runs something on as many threads as the request says.
pub(super) fn in_pool<T: Send>(
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

/// The whole run.
pub(super) fn run(request: &Request, target: Target) -> Result<Outcome, Failure> {
    let watch = Watch::new(request);
    watch.begin(Stage::Read);
    let cache = if target == Target::Nothing { None } else { kept::open(request) };
    let mut kept = cache.as_ref().map(Kept::read).unwrap_or_default();
    if let Some(summary) = kept.unchanged(request) {
        return Ok(Outcome::silent(summary, watch.reports()));
    }
    let mut findings = Vec::new();
    let mut files = source::Memo::restore(kept.files.take().unwrap_or_default());
    let sources = source::read_again(&request.site, &mut files, Some(request.now))?;
    let sources = sources.drain_into(&mut findings);
    let count = sources.files.len();
    watch.count(Stage::Read, count, Some(count.saturating_sub(files.read())));
    let (git, last) = (&request.search_path, kept.history.clone());
    let history = source::history(&request.site, git, &sources, last)?;
    let history = history.drain_into(&mut findings);
    let listing = files.store();
    let cause = kept.cause(request, (&files, &listing), (&history, &sources));
    drop(files);
    let mut memo = Memo::default();
    if let Some(cache) = &cache {
        memo.records = kept::records(cache);
    }
    let observe =
        |step| watch.begin(if step == Step::Parse { Stage::Parse } else { Stage::Link });
    let base_url = request.base_url.as_deref();
    let inputs = inputs(request, &history, &sources);
    let compiled = compile(&sources, inputs, base_url, &mut memo, &observe);
    let compiled = compiled.drain_into(&mut findings);
    settle(&mut findings, request.warnings);
    let (records, read) = (memo.records.len(), memo.records.read());
    watch.count(Stage::Parse, records, Some(records - read));
    watch.count(Stage::Link, compiled.site.nodes.len(), None);
    if let Some(cache) = &cache {
        kept::keep_records(cache, &memo.records);
    }
    drop(memo);
    let sources = without_silent_texts(sources, &findings);
    let durability = match target {
        Target::Output(durability) if !has_errors(&findings) => Some(durability),
        Target::Output(_) | Target::Nothing => None,
    };
    let mut work = Work {
        request,
        watch: &watch,
        compiled: &compiled,
        cache,
        number: kept.builds.next(),
        kept,
        findings,
        renderings: vec![],
    };
    let summary = work.write(durability)?;
    (work.kept.files, work.kept.history) = (Some(listing), Some(history));
    work.leave(summary.as_ref(), cause);
    let Work { findings, renderings, .. } = work;
    let sources = with_theme_texts(sources, &compiled, &findings);
    // The process ends next: to take the site apart piece by piece would be work for nothing.
    std::mem::forget(compiled);
    let dearest = Dearest::of(renderings);
    Ok(Outcome { findings, sources, summary, timings: watch.reports(), dearest })
}

/// What a build depends on besides the sources.
pub(super) fn inputs(request: &Request, history: &History, sources: &Sources) -> Inputs {
    let changed = days(history, sources);
    Inputs { today: request.today, drafts: request.drafts, changed }
}

/// The days of the last changes of the files that are there.
pub(super) fn days(history: &History, sources: &Sources) -> BTreeMap<SourcePath, Date> {
    let times = history.times(sources);
    let days =
        times.filter_map(|(file, time)| Some((file.clone(), Date::from_unix(time)?)));
    days.collect()
}

/// The second half of a run: from a compiled site to the output.
struct Work<'a> {
    /// What is asked for.
    request: &'a Request,
    /// Who hears how far it is.
    watch: &'a Watch<'a>,
    /// The site.
    compiled: &'a Compiled,
    /// The cache, if there is one.
    cache: Option<Cache>,
    /// What the build before left; what this one leaves.
    kept: Kept,
    /// The number of this build among those that left something.
    number: u32,
    /// What was found.
    findings: Vec<Diagnostic>,
    /// The pages that were rendered.
    renderings: Vec<Rendering>,
}

impl Work<'_> {
    /// Renders all pages, and writes the site if it is to be published and nothing speaks against it.
    fn write(
        &mut self,
        durability: Option<Durability>,
    ) -> Result<Option<Summary>, Failure> {
        let request = self.request;
        let staging = durability.map(|durability| self.open(durability)).transpose()?;
        self.watch.begin(Stage::Render);
        let is_broken = self.findings.iter().any(|f| f.code == Code::TemplateError);
        // Templates that could not be read are said to be wrong; that pages lack them goes without saying.
        let rendered = if is_broken {
            Ok(Rendered::default())
        } else {
            self.render(staging.as_ref())
        };
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(error) => return Err(abandon(staging, &error, request)),
        };
        let pages = self.compiled.site.pages.len();
        self.watch.count(Stage::Render, pages, Some(pages - rendered.renderings.len()));
        self.renderings = rendered.renderings;
        let news = rendered.findings.into_iter();
        let news = news.filter(|finding| !is_known(finding, &self.findings));
        let news: Vec<Diagnostic> = news.collect();
        self.findings.extend(news);
        settle(&mut self.findings, request.warnings);
        self.watch.begin(Stage::Write);
        match staging {
            Some(staging) if has_errors(&self.findings) => {
                staging.discard().map_err(|error| output_failure(&error, request))?;
                Ok(None)
            }
            Some(staging) => {
                self.kept.pages = rendered.pages;
                let (summary, memo) = finish(self.compiled, staging, request)?;
                self.kept.output = Some(memo);
                let files = summary.written + summary.unchanged;
                self.watch.count(Stage::Write, files, Some(summary.unchanged));
                Ok(Some(summary))
            }
            None => Ok(None),
        }
    }

    /// Leaves what is known for the next build, if the site was written.
    fn leave(&mut self, summary: Option<&Summary>, cause: Cause) {
        let (Some(cache), Some(summary)) = (&self.cache, summary) else { return };
        let is_silent = self.findings.is_empty() && summary.adopted.is_none();
        let silent = || Silent::new(self.compiled.until, summary);
        self.kept.silent = is_silent.then(silent);
        self.kept.asked = Some(Asked::new(self.request));
        self.kept.builds.add(self.number, cause, &self.kept.pages.builds());
        self.kept.write(cache);
    }

    /// Opens the output.
    fn open(&mut self, durability: Durability) -> Result<Staging, Failure> {
        let request = self.request;
        let options = output::Options {
            force: request.foreign == Foreign::Adopted,
            home: request.home.clone(),
            memo: self.kept.output.take(),
            generation: self.cache.as_ref().map(kept::generation),
            durability,
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

    /// Renders the pages that are not known; writes them where there is an output.
    fn render(&self, staging: Option<&Staging>) -> Result<Rendered, OutputError> {
        let pages = self.compiled.pages();
        let all = &self.compiled.site.pages;
        let done = AtomicUsize::new(0);
        let rendered: Vec<PageResult> = all
            .par_iter()
            .map(|page| {
                let rendered = self.page(&pages.prepare(page), &page.route, staging)?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.watch.tell(Stage::Render, done, all.len());
                Ok(rendered)
            })
            .collect::<Result<_, OutputError>>()?;
        // As in `run`.
        std::mem::forget(pages);
        let known = all.iter().zip(&rendered);
        let known =
            known.filter_map(|(page, done)| Some((page.route.clone(), done.known?)));
        let pages = known.collect();
        let (findings, renderings): (Vec<_>, Vec<_>) =
            rendered.into_iter().map(|done| (done.findings, done.rendering)).unzip();
        let renderings = renderings.into_iter().flatten().collect();
        Ok(Rendered { findings: each_once(findings), pages, renderings })
    }

    /// Renders a page, unless it is known.
    fn page(
        &self,
        page: &Prepared<'_>,
        route: &Route,
        staging: Option<&Staging>,
    ) -> Result<PageResult, OutputError> {
        let input = self.cache.as_ref().and_then(|_| page.frame().zip(page.input()));
        let path = route.output_path();
        if let (Some(staging), Some((_, input))) = (staging, input)
            && let Some(known) = self.kept.pages.known(route, input)
            && staging.keep(&path, known.html, known.size)?
        {
            return Ok(PageResult { known: Some(known), ..PageResult::default() });
        }
        let start = Instant::now();
        let Checked { value, findings } = page.render();
        let rendering = Some(Rendering {
            address: route.as_str().to_owned(),
            template: page.template().to_owned(),
            time: start.elapsed(),
        });
        let mut known = None;
        if let (Some(staging), Some(html)) = (staging, value) {
            let (put, size) = (staging.put(&path, &html)?, html.len() as u64);
            let input = input.filter(|_| findings.is_empty());
            known = input.map(|(frame, input)| {
                let build = self.number;
                let last = self.kept.pages.page(route);
                let by_frame = last.is_some_and(|last| last.frame != frame);
                KnownPage { input, html: put, size, frame, build, by_frame }
            });
        }
        Ok(PageResult { findings, known, rendering })
    }
}

/// What came of a page.
#[derive(Default)]
struct PageResult {
    /// What was found.
    findings: Vec<Diagnostic>,
    /// What is known of it from now on, if there was nothing to say.
    known: Option<KnownPage>,
    /// What it took, if it was rendered.
    rendering: Option<Rendering>,
}

/// What came of the pages.
#[derive(Default)]
struct Rendered {
    /// What was found.
    findings: Vec<Diagnostic>,
    /// The pages about which there was nothing to say.
    pages: PageMemo,
    /// Those that were rendered.
    renderings: Vec<Rendering>,
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

/// Tells whether others say what a finding says: a fault of a template shows on every page that uses it.
pub fn is_told(finding: &Diagnostic, findings: &[Diagnostic]) -> bool {
    findings.contains(finding) || is_known(finding, findings)
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

/// The findings of all pages in their order, each only once.
fn each_once(findings: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let mut known = HashSet::new();
    let mut unique: Vec<Diagnostic> = findings.into_iter().flatten().collect();
    unique.retain(|finding| {
        // A fault of a template shows on every page that uses it; the first is enough.
        let is_note = finding.severity == Severity::Note;
        let pages = if is_note { finding.arguments.clone() } else { vec![] };
        known.insert((finding.code, finding.span.clone(), pages))
    });
    unique
}

/// Writes what is no page, and makes the new tree the site.
fn finish(
    compiled: &Compiled,
    staging: Staging,
    request: &Request,
) -> Result<(Summary, output::Memo), Failure> {
    if let Err(error) = put_files(compiled, &staging) {
        return Err(abandon(Some(staging), &error, request));
    }
    let (summary, memo) =
        staging.commit().map_err(|error| output_failure(&error, request))?;
    let summary = Summary {
        pages: compiled.site.pages.len(),
        written: summary.written,
        unchanged: summary.unchanged,
        removed: summary.removed,
        adopted: summary.adopted,
        mixture: summary.swap == output::Swap::Journal,
    };
    Ok((summary, memo))
}

/// Writes the files of the theme, of the content, and those for hosts and search engines.
fn put_files(compiled: &Compiled, staging: &Staging) -> Result<(), OutputError> {
    for (path, content) in compiled.theme.assets() {
        let bytes = match content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
            Content::Asset(asset) => {
                staging.put_file(path, asset)?;
                continue;
            }
        };
        staging.put(path, bytes)?;
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
pub(super) fn output_failure(error: &OutputError, request: &Request) -> Failure {
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
