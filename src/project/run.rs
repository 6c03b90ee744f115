//! A run from disk to disk: read, compile, and what `write` does with it.

use std::collections::{BTreeMap, HashSet};
use std::error::Error as _;
use std::sync::Arc;

use crate::cache::Cache;
use crate::compile::{Compiled, Memo, Step, compile};
use crate::date::Date;
use crate::diag::{Diagnostic, Severity};
use crate::output::{Durability, OutputError, Places};
use crate::path::SourcePath;
use crate::project::cause::{Cause, Last, News, Options};
use crate::project::kept::{self, Kept, Told};
use crate::project::measure::{Dearest, Watch};
use crate::project::write::{Job, Output, Written};
use crate::project::{Failure, Outcome, Request, Stage, Warnings};
use crate::record;
use crate::site::Inputs;
use crate::source::{self, History, SourceFile, Sources, Stored, reason_of};

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
    if let Some(outcome) = kept.unchanged(request) {
        return Ok(Outcome { timings: watch.reports(), ..outcome });
    }
    let Begun { sources, listing, history, news, compiled, records, findings } =
        begin(request, cache.as_ref(), &mut kept, &watch)?;
    if let Some(cache) = &cache {
        kept::keep_records(cache, &records);
    }
    drop(records);
    let sources = without_silent_texts(sources, &findings);
    let durability = match target {
        Target::Output(durability) if !has_errors(&findings) => Some(durability),
        Target::Output(_) | Target::Nothing => None,
    };
    let languages = &compiled.site.config.languages;
    let memos = cache.as_ref().map(|cache| kept::memos(cache, languages));
    let mut memos = memos.unwrap_or_default();
    let job = Job {
        request,
        watch: &watch,
        compiled: &compiled,
        cache: cache.as_ref(),
        known: &kept.pages,
        number: kept.builds.next(),
    };
    let written = job.write(durability, kept.output.take(), &mut memos, findings)?;
    let Written { findings, renderings, output } = written;
    let sources = with_theme_texts(sources, &compiled, &findings);
    let summary = output.as_ref().map(|output| output.summary.clone());
    if let (Some(cache), Some(output)) = (&cache, output) {
        let Output { summary, memo, pages } = output;
        kept::keep_memos(cache, &memos);
        let last = Last { options: Options::new(request), until: compiled.until };
        let mut builds = kept.builds;
        builds.add(job.number, news, &pages.builds());
        let told = || Told::new(&summary, &findings, &sources);
        let kept = Kept {
            files: Some(listing),
            history: Some(history),
            pages,
            output: Some(memo),
            last: Some(last),
            builds,
            told: summary.adopted.is_none().then(told),
        };
        kept.write(cache);
    }
    // The process ends next: to take the site apart piece by piece would be work for nothing.
    std::mem::forget(compiled);
    let dearest = Dearest::of(renderings);
    Ok(Outcome { findings, sources, summary, timings: watch.reports(), dearest })
}

/// The first half of a run: what is known of a site when it is compiled.
pub(super) struct Begun {
    /// Its files.
    pub(super) sources: Sources,
    /// The same with their stamps.
    pub(super) listing: Stored,
    /// What git knows of them.
    pub(super) history: History,
    /// What is new since the build that left something in the cache.
    pub(super) news: Cause,
    /// The site.
    pub(super) compiled: Compiled,
    /// What the files of records said.
    pub(super) records: record::Memo,
    /// What was found.
    pub(super) findings: Vec<Diagnostic>,
}

/// Reads and compiles a site to look at it, with the help of what the last build left in the cache folder; a
/// folder that is not there is not made.
pub(super) fn look(request: &Request) -> Result<(Option<Cache>, Kept, Begun), Failure> {
    let is_there = request.cache.as_ref().is_some_and(|folder| folder.is_dir());
    let cache = if is_there { kept::open(request) } else { None };
    let mut kept = cache.as_ref().map(Kept::read).unwrap_or_default();
    let begun = begin(request, cache.as_ref(), &mut kept, &Watch::new(request))?;
    Ok((cache, kept, begun))
}

/// Reads and compiles a site.
fn begin(
    request: &Request,
    cache: Option<&Cache>,
    kept: &mut Kept,
    watch: &Watch<'_>,
) -> Result<Begun, Failure> {
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
    let options = Options::new(request);
    let news = kept.last.as_ref().zip(kept.history.as_ref()).map(|(last, dates)| News {
        last,
        files: files.changes(&listing),
        dates: history.new_times(dates, &sources),
    });
    let news = Cause::new(request.now, &options, news);
    drop(files);
    let mut memo = Memo::default();
    memo.records = cache.map(kept::records).unwrap_or_default();
    let observe =
        |step| watch.begin(if step == Step::Parse { Stage::Parse } else { Stage::Link });
    let base_url = request.base_url.as_deref();
    let changed = days(&history, &sources);
    let tagged = Arc::new(history.tagged().clone());
    let (today, drafts) = (request.today, request.drafts);
    let inputs = Inputs { today, drafts, changed, tagged };
    let compiled = compile(&sources, inputs, base_url, &mut memo, &observe);
    let compiled = compiled.drain_into(&mut findings);
    settle(&mut findings, request.warnings);
    let (count, read) = (memo.records.len(), memo.records.read());
    watch.count(Stage::Parse, count, Some(count - read));
    watch.count(Stage::Link, compiled.site.nodes.len(), None);
    let records = memo.records;
    Ok(Begun { sources, listing, history, news, compiled, records, findings })
}

/// The days of the last changes of the files that are there.
pub(super) fn days(history: &History, sources: &Sources) -> BTreeMap<SourcePath, Date> {
    let times = history.times(sources);
    let days =
        times.filter_map(|(file, time)| Some((file.clone(), Date::from_unix(time)?)));
    days.collect()
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
pub(super) fn is_known(finding: &Diagnostic, findings: &[Diagnostic]) -> bool {
    let span = &finding.span;
    let covers = |known: &Diagnostic| {
        known.span.file == span.file
            && known.span.range.start < span.range.end
            && span.range.start < known.span.range.end
    };
    findings.iter().any(covers)
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
