//! What an address of the site is made of, and which change made it last.

use crate::compile::{Compiled, InputFinder, PageInputs, PageMemo, Pages};
use crate::diag::nearest;
use crate::path::{Route, SourcePath};
use crate::project::cause::{Builds, Cause};
use crate::project::run::{Begun, has_errors, in_pool, look};
use crate::project::{Failure, Request};
use crate::site::Page;
use crate::source::Sources;

/// A site whose addresses can be asked for.
pub struct Inquiry {
    /// The files of the site.
    sources: Sources,
    /// The site as its files are now.
    compiled: Compiled,
    /// What makes its pages.
    pages: Pages,
    /// Whether it has errors, so that the next build writes nothing.
    is_broken: bool,
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
        /// The files that it is made of.
        inputs: PageInputs,
        /// Its last rendering.
        last: LastTime,
        /// What the next build does with it.
        next: NextTime,
    },
    /// A file of the content.
    File(SourcePath),
    /// A file of the theme.
    Asset,
    /// A file of the search.
    Search,
    /// A file that is written for hosts and search engines.
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

/// What the next build does with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextTime {
    /// Nothing: it is as it was.
    Kept,
    /// It renders the page, and this is new since the last time.
    Rendered(Cause),
    /// It writes nothing, since the site has errors.
    Broken,
}

impl Inquiry {
    /// Reads a site and what its last build left in the cache.
    pub fn new(request: &Request) -> Result<Self, Failure> {
        in_pool(request, || Self::read(request))
    }

    /// The same, on as many threads as the request says.
    fn read(request: &Request) -> Result<Self, Failure> {
        let (_, kept, begun) = look(request)?;
        let Begun { sources, news, compiled, findings, .. } = begun;
        Ok(Self {
            sources,
            pages: compiled.pages(),
            compiled,
            is_broken: has_errors(&findings),
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
        let Compiled { theme, .. } = &self.compiled;
        let finder = InputFinder::new(&self.compiled, &self.pages, &self.sources);
        let Some(route) = self.route(address) else {
            return Err(self.unknown(address, address));
        };
        let subject = if let Some(page) = finder.page(&route) {
            self.page(page, finder.of(page))
        } else if let Some(file) = finder.file(&route) {
            Subject::File(file.source.clone())
        } else if theme.assets().iter().any(|(path, _)| is_at(path, &route)) {
            Subject::Asset
        } else if self.compiled.extras().iter().any(|extra| is_at(&extra.path, &route)) {
            Subject::Extra
        } else if self.is_of_search(&route) {
            Subject::Search
        } else {
            return Err(self.unknown(address, route.as_str()));
        };
        Ok(Why { route, subject })
    }

    /// Tells whether a script of the search or the root of an index stands at an address.
    fn is_of_search(&self, route: &Route) -> bool {
        let search = &self.compiled.search;
        search.scripts().any(|script| is_at(&script.path, route))
            || search.language_of_root(&route.as_str()[1..]).is_some()
    }

    /// What is to be said of a page.
    fn page(&self, page: &Page, inputs: PageInputs) -> Subject {
        let prepared = self.pages.prepare(page);
        let known = self.known.page(&page.route);
        let last = known.and_then(|known| {
            let cause = self.builds.get(known.build)?.clone();
            Some(LastTime::Known(cause, known.by_frame))
        });
        let input = prepared.input();
        let is_same = input.is_some() && known.map(|known| known.input) == input;
        let next = match (self.is_broken, is_same) {
            (true, _) => NextTime::Broken,
            (false, true) => NextTime::Kept,
            (false, false) => NextTime::Rendered(self.news.clone()),
        };
        let template = prepared.template().to_owned();
        Subject::Page { template, inputs, last: last.unwrap_or(LastTime::Unknown), next }
    }

    /// The address that somebody wrote, as one of the site: with any host, as the preview and trial
    /// deployments have others.
    fn route(&self, address: &str) -> Option<Route> {
        let site = &self.compiled.site;
        if let Some(route) = site.route_of(address) {
            return Some(whole_page(&route));
        }
        let hosted = address.split_once("://").map(|(_, rest)| {
            let path = rest.find('/').map_or("/", |start| &rest[start..]);
            site.route_of(path).or_else(|| Route::parse(path).ok())
        });
        if let Some(route) = hosted {
            return route.as_ref().map(whole_page);
        }
        let file = address.trim_start_matches("./");
        let out = self.out.trim_start_matches("./");
        let below = file.strip_prefix(out).filter(|rest| rest.starts_with('/'));
        let route = Route::parse(below.filter(|_| !out.is_empty()).unwrap_or(address));
        route.ok().as_ref().map(whole_page)
    }

    /// The page that lies nearest above an address, other than the first one of the site.
    fn above(&self, address: &str) -> Option<&str> {
        let address = address.trim_end_matches('/');
        let above = address.rmatch_indices('/').map(|(end, _)| &address[..=end]);
        let mut above = above.take_while(|address| *address != "/");
        above.find_map(|above| self.routes().map(Route::as_str).find(|at| *at == above))
    }

    /// The failure that nothing stands at an address, `meant` being what was understood of it.
    fn unknown(&self, address: &str, meant: &str) -> Failure {
        let failure = Failure::new("address-unknown").with("address", address);
        let near = nearest(meant, self.routes().map(Route::as_str));
        match near.or_else(|| self.above(meant)) {
            Some(near) => failure.hint("did-you-mean", [("suggestion", near.to_owned())]),
            None if self.is_broken => failure.hint("check-the-site", []),
            None => failure,
        }
    }
}

/// The page whose file was named: `/a/index.html` is `/a/`.
fn whole_page(route: &Route) -> Route {
    let page = route.as_str().strip_suffix("/index.html");
    page.map_or_else(|| route.clone(), |page| Route::page([page]))
}

/// Tells whether a file of the output stands at an address.
fn is_at(path: &str, route: &Route) -> bool {
    route.as_str().strip_prefix('/') == Some(path)
}
