//! What an address of the site is made of, and which change made it last.

use std::collections::BTreeSet;

use crate::compile::{Compiled, InputFinder, Memo, PageInputs, PageMemo, Pages, compile};
use crate::diag::nearest;
use crate::path::{Route, SourcePath};
use crate::project::cause::{Builds, Cause, Reason};
use crate::project::kept::{self, Kept};
use crate::project::run::{in_pool, inputs};
use crate::project::{Failure, Request};
use crate::site::Page;
use crate::source::{self, Sources};

/// A site whose addresses can be asked for.
pub struct Inquiry {
    /// The site as its files are now.
    compiled: Compiled,
    /// What makes its pages.
    pages: Pages,
    /// The files of settings and of the project's themes.
    frame: BTreeSet<SourcePath>,
    /// The pages as the last build left them.
    known: PageMemo,
    /// The builds that rendered them.
    builds: Builds,
    /// What is new since then.
    news: Cause,
    /// What stands before addresses when they are written as files of the output.
    out: String,
}

/// What is to be said of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The address.
    pub route: Route,
    /// What stands there.
    pub subject: Subject,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A page.
    Page {
        /// The name of its template.
        template: String,
        /// The texts that it is made of.
        inputs: PageInputs,
        /// The settings and the files of the project's themes, on which all pages depend.
        frame: BTreeSet<SourcePath>,
        /// Its last rendering.
        last: LastTime,
        /// What is new since then, if the next build renders it again.
        next: Option<Cause>,
    },
    /// A file of the content.
    File(SourcePath),
    /// A file of the theme.
    Asset,
    /// A file that is written for hosts and search engines, from all pages.
    Extra,
}

/// When a page was rendered last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastTime {
    /// By this build; and whether menu, footer or theme of all pages were others than before.
    Known(Cause, bool),
    /// Nobody knows: no build left it in the cache.
    Unknown,
}

impl Inquiry {
    /// Reads a site and what its last build left in the cache.
    pub fn new(request: &Request) -> Result<Self, Failure> {
        in_pool(request, || Self::read(request))
    }

    /// The same, on as many threads as the request says.
    fn read(request: &Request) -> Result<Self, Failure> {
        let is_there = request.cache.as_ref().is_some_and(|folder| folder.is_dir());
        let cache = if is_there { kept::open(request) } else { None };
        let mut kept = cache.as_ref().map(Kept::read).unwrap_or_default();
        let mut files = source::Memo::restore(kept.files.take().unwrap_or_default());
        let sources = source::read_again(&request.site, &mut files, Some(request.now))?;
        let sources = sources.value;
        let (git, last) = (&request.search_path, kept.history.clone());
        let history = source::history(&request.site, git, &sources, last)?.value;
        let news = kept.cause(request, (&files, &files.store()), (&history, &sources));
        let mut memo = Memo::default();
        if let Some(cache) = &cache {
            memo.records = kept::records(cache);
        }
        let (asked, base_url) =
            (inputs(request, &history, &sources), request.base_url.as_deref());
        let compiled = compile(&sources, asked, base_url, &mut memo, &|_| {}).value;
        Ok(Self {
            pages: compiled.pages(),
            compiled,
            frame: frame(&sources),
            known: kept.pages,
            builds: kept.builds,
            news,
            out: request.out.to_string_lossy().into_owned(),
        })
    }

    /// The addresses of all pages.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.compiled.site.pages.iter().map(|page| &page.route)
    }

    /// What is to be said of an address: a path from the root, the same with scheme and host, or a file
    /// of the output. It is a failure if nothing stands there.
    pub fn why(&self, address: &str) -> Result<Why, Failure> {
        let finder = InputFinder::new(&self.compiled, &self.pages);
        let Some(route) = self.route(address) else { return Err(self.unknown(address)) };
        let subject = if let Some(page) = finder.page(&route) {
            self.page(page, finder.of(page))
        } else if let Some(file) = finder.file(&route) {
            Subject::File(file.source.clone())
        } else if self.compiled.theme.assets().iter().any(|(path, _)| is_at(path, &route))
        {
            Subject::Asset
        } else if self.compiled.extras().iter().any(|extra| is_at(&extra.path, &route)) {
            Subject::Extra
        } else {
            return Err(self.unknown(address));
        };
        Ok(Why { route, subject })
    }

    /// What is to be said of a page.
    fn page(&self, page: &Page, inputs: PageInputs) -> Subject {
        let prepared = self.pages.prepare(page);
        let known = self.known.page(&page.route);
        let last = known.and_then(|known| {
            let cause = self.builds.get(known.build)?.clone();
            Some(LastTime::Known(cause, known.by_frame))
        });
        let is_old =
            prepared.input().is_none_or(|input| known.is_none_or(|k| k.input != input));
        Subject::Page {
            template: prepared.template().to_owned(),
            inputs,
            frame: self.frame.clone(),
            last: last.unwrap_or(LastTime::Unknown),
            next: is_old.then(|| self.news.clone()),
        }
    }

    /// The address that somebody wrote, as one of the site.
    fn route(&self, address: &str) -> Option<Route> {
        let site = &self.compiled.site;
        let below = |text: &str, start: &str| {
            let rest = text.strip_prefix(start).filter(|_| !start.is_empty())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_owned())
        };
        let path = below(address, &site.config.base_url)
            .or_else(|| below(address, site.base_path()))
            .or_else(|| {
                below(address.trim_start_matches("./"), self.out.trim_start_matches("./"))
            })
            .unwrap_or_else(|| address.to_owned());
        let path = path.split(['#', '?']).next().unwrap_or_default();
        Route::parse(path.strip_suffix("index.html").unwrap_or(path)).ok()
    }

    /// The failure that nothing stands at an address.
    fn unknown(&self, address: &str) -> Failure {
        let failure = Failure::new("address-unknown").with("address", address);
        match nearest(address, self.routes().map(Route::as_str)) {
            Some(near) => failure.hint("did-you-mean", [("suggestion", near.to_owned())]),
            None => failure,
        }
    }
}

impl Cause {
    /// The files among the reasons, each once: those that a page is made of, and all others.
    pub fn files(&self, inputs: &PageInputs) -> (Vec<&SourcePath>, Vec<&SourcePath>) {
        let files = self.reasons.iter().flat_map(|reason| match reason {
            Reason::Files(files) | Reason::Dates(files) => files.as_slice(),
            Reason::First | Reason::Address | Reason::Drafts | Reason::Day(_) => &[],
        });
        let files: BTreeSet<&SourcePath> = files.collect();
        let is_input = |file: &&SourcePath| {
            let PageInputs { own, shown, everywhere, .. } = inputs;
            [own, shown, everywhere].iter().any(|some| some.contains(*file))
        };
        files.into_iter().partition(is_input)
    }
}

/// Tells whether a file of the output stands at an address.
fn is_at(path: &str, route: &Route) -> bool {
    route.as_str().strip_prefix('/') == Some(path)
}

/// The files of settings, of the model and of themes.
fn frame(sources: &Sources) -> BTreeSet<SourcePath> {
    let is_frame = |path: &&SourcePath| {
        path.as_str().starts_with("themes/")
            || ["content/site.yaml", "content/model.yaml"].contains(&path.as_str())
    };
    sources.files.keys().filter(is_frame).cloned().collect()
}
