//! The second half of a run: from a compiled site to the output.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::compile::{Compiled, KnownPage, PageMemo, Prepared};
use crate::diag::{Checked, Code, Diagnostic, Severity};
use crate::output::{self, Durability, OutputError, Staging};
use crate::path::Route;
use crate::project::cause::{Asked, Cause};
use crate::project::kept::{self, Kept, Silent};
use crate::project::measure::{Rendering, Watch};
use crate::project::run::{has_errors, is_known, output_failure, settle};
use crate::project::{Failure, Foreign, Request, Stage, Summary};
use crate::theme::Content;

/// A compiled site on its way to the output.
pub(super) struct Work<'a> {
    /// What is asked for.
    pub(super) request: &'a Request,
    /// Who hears how far it is.
    pub(super) watch: &'a Watch<'a>,
    /// The site.
    pub(super) compiled: &'a Compiled,
    /// The cache, if there is one.
    pub(super) cache: Option<Cache>,
    /// What the build before left; what this one leaves.
    pub(super) kept: Kept,
    /// The number of this build among those that left something.
    pub(super) number: u32,
    /// What was found.
    pub(super) findings: Vec<Diagnostic>,
    /// The pages that were rendered.
    pub(super) renderings: Vec<Rendering>,
}

impl Work<'_> {
    /// Renders all pages, and writes the site if it is to be published and nothing speaks against it.
    pub(super) fn write(
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
    pub(super) fn leave(&mut self, summary: Option<&Summary>, cause: Cause) {
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
