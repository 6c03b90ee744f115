//! The second half of a run: the pages of a compiled site are rendered, and written where they lead to.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::compile::{Compiled, KnownPage, PageMemo, Pages, Prepared};
use crate::diag::{Checked, Code, Diagnostic, Severity};
use crate::fingerprint::Checksum;
use crate::language::Language;
use crate::output::{self, Durability, OutputError, Staging};
use crate::path::Route;
use crate::project::indexed::{self, Indexed, Memos};
use crate::project::kept;
use crate::project::measure::{Rendering, Watch};
use crate::project::run::{has_errors, is_known, output_failure, settle};
use crate::project::{Failure, Foreign, Request, Stage, Summary};
use crate::search::{Entry, KnownDocuments};
use crate::site::Page;
use crate::theme::Content;

/// A compiled site on its way to the output.
pub(super) struct Job<'a> {
    /// What is asked for.
    pub(super) request: &'a Request,
    /// Who hears how far it is.
    pub(super) watch: &'a Watch<'a>,
    /// The site.
    pub(super) compiled: &'a Compiled,
    /// The cache, if there is one.
    pub(super) cache: Option<&'a Cache>,
    /// The pages that the build before left.
    pub(super) known: &'a PageMemo,
    /// The number of this build among those that left something.
    pub(super) number: u32,
}

/// What came of it.
pub(super) struct Written {
    /// What was found, with what had been found before.
    pub(super) findings: Vec<Diagnostic>,
    /// The pages that were rendered.
    pub(super) renderings: Vec<Rendering>,
    /// The output, if it was written.
    pub(super) output: Option<Output>,
}

/// An output that was written.
pub(super) struct Output {
    /// What was written.
    pub(super) summary: Summary,
    /// What is known of its files.
    pub(super) memo: output::Memo,
    /// What is known of its pages.
    pub(super) pages: PageMemo,
}

impl Job<'_> {
    /// Renders all pages, and writes the site if it is to be published and nothing speaks against it.
    /// `findings` are those so far, `last` is what is known of the files of the last output, `memos` is what
    /// the last indexes left.
    pub(super) fn write(
        &self,
        durability: Option<Durability>,
        last: Option<output::Memo>,
        memos: &mut Memos,
        mut findings: Vec<Diagnostic>,
    ) -> Result<Written, Failure> {
        let request = self.request;
        let staging =
            durability.map(|durability| self.open(durability, last)).transpose()?;
        self.watch.begin(Stage::Render);
        let is_broken = findings.iter().any(|f| f.code == Code::TemplateError);
        let needed = indexed::needed(self.compiled, staging.is_some());
        // Templates that could not be read are said to be wrong; that pages lack them goes without saying.
        let rendered = if is_broken {
            Ok(Rendered::default())
        } else {
            self.render(staging.as_ref(), &needed, &indexed::known(self.compiled, memos))
        };
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(error) => return Err(abandon(staging, &error, request)),
        };
        let Rendered { findings: news, pages, entries, renderings } = rendered;
        let count = self.compiled.site.pages.len();
        self.watch.count(Stage::Render, count, Some(count - renderings.len()));
        let news = news.into_iter().filter(|finding| !is_known(finding, &findings));
        let news: Vec<Diagnostic> = news.collect();
        findings.extend(news);
        let mut indexes = vec![];
        if !is_broken && !needed.is_empty() {
            indexes = self.index(&needed, entries, memos);
            findings.extend(indexed::judge(self.compiled, &indexes));
        }
        settle(&mut findings, request.warnings);
        self.watch.begin(Stage::Write);
        let output = match staging {
            Some(staging) if has_errors(&findings) => {
                staging.discard().map_err(|error| output_failure(&error, request))?;
                None
            }
            Some(staging) => {
                let (summary, memo) = finish(self.compiled, &indexes, staging, request)?;
                let files = summary.written + summary.unchanged;
                self.watch.count(Stage::Write, files, Some(summary.unchanged));
                Some(Output { summary, memo, pages })
            }
            None => None,
        };
        Ok(Written { findings, renderings, output })
    }

    /// Opens the output.
    fn open(
        &self,
        durability: Durability,
        memo: Option<output::Memo>,
    ) -> Result<Staging, Failure> {
        let request = self.request;
        let options = output::Options {
            force: request.foreign == Foreign::Adopted,
            home: request.home.clone(),
            memo,
            generation: self.cache.map(kept::generation),
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

    /// Makes the indexes of some languages.
    fn index(
        &self,
        needed: &BTreeSet<Language>,
        entries: Vec<Option<Entry>>,
        memos: &mut Memos,
    ) -> Vec<Indexed> {
        self.watch.begin(Stage::Search);
        let pages = self.compiled.site.pages.iter().zip(entries);
        let entries: Vec<(&Language, Entry)> =
            pages.filter_map(|(page, entry)| Some((&page.language, entry?))).collect();
        let reused = entries.iter().filter(|(_, entry)| entry.is_known()).count();
        self.watch.count(Stage::Search, entries.len(), Some(reused));
        indexed::index(self.compiled, needed, entries.into_iter(), memos)
    }

    /// Renders the pages that are not known, and writes them where there is an output; reads those of some
    /// languages for the search.
    fn render(
        &self,
        staging: Option<&Staging>,
        searched: &BTreeSet<Language>,
        documents: &BTreeMap<Language, KnownDocuments>,
    ) -> Result<Rendered, OutputError> {
        let pages = self.compiled.pages();
        let all = &self.compiled.site.pages;
        let (done, none) = (AtomicUsize::new(0), KnownDocuments::default());
        let rendered: Vec<PageResult> = all
            .par_iter()
            .map(|page| {
                let is_searched = searched.contains(&page.language);
                let documents = documents.get(&page.language).unwrap_or(&none);
                let documents = is_searched.then_some(documents);
                let rendered = self.made(&pages, page, documents, staging)?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.watch.tell(Stage::Render, done, all.len());
                Ok(rendered)
            })
            .collect::<Result<_, OutputError>>()?;
        // The process ends next: to take them apart piece by piece would be work for nothing.
        std::mem::forget(pages);
        let known = all.iter().zip(&rendered);
        let known =
            known.filter_map(|(page, done)| Some((page.route.clone(), done.known?)));
        let pages = known.collect();
        let (mut findings, mut renderings, mut entries) = (vec![], vec![], vec![]);
        for done in rendered {
            findings.push(done.findings);
            renderings.extend(done.rendering);
            entries.push(done.entry);
        }
        Ok(Rendered { findings: each_once(findings), pages, entries, renderings })
    }

    /// A page as it is known, or made now. `documents` as in [`Self::page`].
    fn made(
        &self,
        pages: &Pages,
        page: &Page,
        documents: Option<&KnownDocuments>,
        staging: Option<&Staging>,
    ) -> Result<PageResult, OutputError> {
        let sum = self.cache.and_then(|_| pages.sum(page));
        if let Some(same) = self.same(page, sum, staging)? {
            return Ok(same);
        }
        let made = self.page(&pages.prepare(page), &page.route, documents, staging)?;
        let known = made.known.map(|known| KnownPage { sum, ..known });
        Ok(PageResult { known, ..made })
    }

    /// A page that is known by a checksum and need not be made, if the old site has it; the search does not
    /// find such a page.
    fn same(
        &self,
        page: &Page,
        sum: Option<Checksum>,
        staging: Option<&Staging>,
    ) -> Result<Option<PageResult>, OutputError> {
        let known = self.known.page(&page.route);
        let known = known.filter(|known| sum.is_some() && known.sum == sum);
        let (Some(staging), Some(known)) = (staging, known) else { return Ok(None) };
        let is_kept = staging.keep(&page.route.output_path(), known.html, known.size)?;
        let same = PageResult { known: Some(known), ..PageResult::default() };
        Ok(is_kept.then_some(same))
    }

    /// Renders a page, unless it is known, and reads it for the search if it is searched: then the documents
    /// of the build before are given.
    fn page(
        &self,
        prepared: &Prepared<'_>,
        route: &Route,
        documents: Option<&KnownDocuments>,
        staging: Option<&Staging>,
    ) -> Result<PageResult, OutputError> {
        let input = self.cache.and_then(|_| prepared.frame().zip(prepared.input()));
        let same = input.and_then(|(_, input)| self.known.known(route, input));
        let last = same.and_then(|known| known.document);
        let entry = documents.and_then(|documents| prepared.entry(documents, last));
        let document = entry.as_ref().map(Entry::key);
        let path = route.output_path();
        if let (Some(staging), Some(known)) = (staging, same)
            && staging.keep(&path, known.html, known.size)?
        {
            let known = Some(KnownPage { document, ..known });
            return Ok(PageResult { known, entry, ..PageResult::default() });
        }
        let start = Instant::now();
        let Checked { value, findings } = prepared.render();
        let rendering = Some(Rendering {
            address: route.as_str().to_owned(),
            template: prepared.template().to_owned(),
            time: start.elapsed(),
        });
        let mut known = None;
        if let (Some(staging), Some(html)) = (staging, value) {
            let (put, size) = (staging.put(&path, &html)?, html.len() as u64);
            let input = input.filter(|_| findings.is_empty());
            known = input.map(|(frame, input)| {
                let build = self.number;
                let last = self.known.page(route);
                let by_frame = last.is_some_and(|last| last.frame != frame);
                let sum = None;
                KnownPage {
                    input,
                    html: put,
                    size,
                    frame,
                    build,
                    by_frame,
                    document,
                    sum,
                }
            });
        }
        Ok(PageResult { findings, known, entry, rendering })
    }
}

/// What came of a page.
#[derive(Default)]
struct PageResult {
    /// What was found.
    findings: Vec<Diagnostic>,
    /// What is known of it from now on, if there was nothing to say.
    known: Option<KnownPage>,
    /// What the search keeps of it, if it is found.
    entry: Option<Entry>,
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
    /// What the search keeps of each page, in their order.
    entries: Vec<Option<Entry>>,
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
    indexes: &[Indexed],
    staging: Staging,
    request: &Request,
) -> Result<(Summary, output::Memo), Failure> {
    let put = put_files(compiled, &staging)
        .and_then(|()| put_search(compiled, indexes, &staging));
    if let Err(error) = put {
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

/// Writes the files of the search: scripts and indexes.
fn put_search(
    compiled: &Compiled,
    indexes: &[Indexed],
    staging: &Staging,
) -> Result<(), OutputError> {
    // Two languages may have the same file, since its name is the hash of its content.
    let mut files: BTreeMap<String, &[u8]> = BTreeMap::new();
    for script in compiled.search.scripts() {
        files.insert(script.path.clone(), script.text.as_bytes());
    }
    for Indexed { language, files: parts } in indexes {
        let Some(searched) = compiled.search.languages.get(language) else { continue };
        files.extend(parts.iter().map(|file| (searched.path(file), &*file.bytes)));
    }
    files.par_iter().try_for_each(|(path, bytes)| staging.put(path, bytes).map(drop))
}

/// Gives the output up after an error. What was staged is cleaned up now or by the next run.
fn abandon(staging: Option<Staging>, error: &OutputError, request: &Request) -> Failure {
    if let Some(staging) = staging {
        // The first error is the one to tell; a second one while tidying up would only hide it.
        drop(staging.discard());
    }
    output_failure(error, request)
}
