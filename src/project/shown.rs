//! A site that is up: what stands at each address, made when somebody asks for it.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::sync::{Arc, OnceLock};

use crate::compile::{Compiled, Pages};
use crate::date::Date;
use crate::diag::{Checked, Diagnostic, Severity};
use crate::path::SourcePath;
use crate::project::run::has_errors;
use crate::site::{Page, PageKind, Presence};
use crate::source::Asset;
use crate::theme::Content;

/// How many pages that failed are made once more by themselves.
const MADE_AGAIN: usize = 8;

/// A site that is up. Pages are made when they are asked for, each once.
pub struct Shown {
    /// The site.
    pub(super) compiled: Compiled,
    /// What makes its pages.
    pages: Pages,
    /// What stands at each address.
    places: Arc<HashMap<String, Place>>,
    /// The files beside these, once somebody asked for one.
    extras: OnceLock<HashMap<String, Arc<[u8]>>>,
    /// The pages that were made.
    made: Vec<OnceLock<Made>>,
    /// The files with findings, and how many each has.
    faults: HashMap<SourcePath, usize>,
    /// Pages as they were before, by address; they stay up where a template fails.
    kept: BTreeMap<String, Arc<str>>,
}

/// What stands at an address.
enum Place {
    /// A page, by its number.
    Page(usize),
    /// A file of the content, by its number.
    File(usize),
    /// A file of the theme, by its number.
    Asset(usize),
}

/// A page that was made.
#[derive(Clone)]
pub struct Made {
    /// Its HTML. Where a template could not make it, that of the last time; empty if there was none.
    pub html: Arc<str>,
    /// What a template could not do.
    pub findings: Vec<Diagnostic>,
}

/// What a reader gets at an address.
pub enum Answer {
    /// A page.
    Page {
        /// The page.
        made: Made,
        /// What is to be known of it.
        about: About,
    },
    /// A file.
    File(Arc<[u8]>),
    /// An old address; the new one as it stands in `href`.
    Redirect(String),
    /// Nothing; the page that says so, and the address that may have been meant.
    NotFound {
        /// The page.
        made: Option<Made>,
        /// The nearest address, as it stands in `href`.
        meant: Option<String>,
    },
}

/// What is to be known of a page besides its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Whether it is a draft.
    pub draft: bool,
    /// The day of its publication, where it lies ahead.
    pub planned: Option<Date>,
    /// The language of its text, where that is not the page's.
    pub fallback: Option<String>,
    /// How many findings its record has.
    pub findings: usize,
}

impl Shown {
    /// A site that goes up in the place of another.
    pub(super) fn new(
        compiled: Compiled,
        findings: &[Diagnostic],
        last: Option<&Self>,
    ) -> Self {
        // Where texts alone were changed, everything stands where it stood.
        let is_same = |last: &&Self| {
            Arc::ptr_eq(&last.compiled.site, &compiled.site)
                && Arc::ptr_eq(&last.compiled.theme, &compiled.theme)
        };
        let known = last.filter(is_same).map(|last| Arc::clone(&last.places));
        let places = known.unwrap_or_else(|| places(&compiled).into());
        let mut faults: HashMap<SourcePath, usize> = HashMap::new();
        for finding in findings.iter().filter(|f| f.severity != Severity::Note) {
            *faults.entry(finding.span.file.clone()).or_default() += 1;
        }
        let made = compiled.site.pages.iter().map(|_| OnceLock::new()).collect();
        let kept = last.map(Self::good).unwrap_or_default();
        let (pages, extras) = (compiled.pages(), OnceLock::new());
        Self { compiled, pages, places, extras, made, faults, kept }
    }

    /// The pages that were made, as they were when nothing was wrong with them.
    fn good(&self) -> BTreeMap<String, Arc<str>> {
        let is_there =
            |route: &String| matches!(self.places.get(route), Some(Place::Page(_)));
        let kept = self.kept.iter().filter(|(route, _)| is_there(route));
        let mut good: BTreeMap<_, _> =
            kept.map(|(route, html)| (route.clone(), Arc::clone(html))).collect();
        for (page, made) in self.compiled.site.pages.iter().zip(&self.made) {
            let made = made.get().filter(|made| !has_errors(&made.findings));
            if let Some(made) = made.filter(|made| !made.html.is_empty()) {
                good.insert(page.route.as_str().to_owned(), Arc::clone(&made.html));
            }
        }
        good
    }

    /// The addresses of some pages that could not be made.
    pub(super) fn failed(&self) -> Vec<String> {
        let pages = self.compiled.site.pages.iter().zip(&self.made);
        let is_failed = |made: &Made| has_errors(&made.findings);
        let failed = pages.filter(|(_, made)| made.get().is_some_and(is_failed));
        let routes = failed.map(|(page, _)| page.route.as_str().to_owned());
        routes.take(MADE_AGAIN).collect()
    }

    /// What is wrong with the page at an address.
    pub(super) fn faults_of(&self, route: &str) -> Vec<Diagnostic> {
        match self.places.get(route) {
            Some(Place::Page(number)) => self.made(*number).findings,
            _ => vec![],
        }
    }

    /// What a reader gets at a path from the root, without percent escapes.
    pub fn answer(&self, path: &str) -> Answer {
        let with_slash = || self.places.get(&format!("{path}/"));
        let without_index = || self.places.get(path.strip_suffix("index.html")?);
        let place = self.places.get(path).or_else(with_slash).or_else(without_index);
        match place {
            Some(Place::Page(number)) => self.page(*number, path),
            Some(Place::File(number)) => {
                let asset = &self.compiled.site.files[*number].asset;
                content(asset).map_or_else(|| self.nothing(path), Answer::File)
            }
            Some(Place::Asset(number)) => {
                match &self.compiled.theme.assets()[*number].1 {
                    Content::Text(text) => Answer::File(text.as_bytes().into()),
                    Content::Bytes(bytes) => Answer::File((*bytes).into()),
                    Content::Asset(asset) => {
                        content(asset).map_or_else(|| self.nothing(path), Answer::File)
                    }
                }
            }
            None => match self.extras().get(path) {
                Some(bytes) => Answer::File(Arc::clone(bytes)),
                None => self.nothing(path),
            },
        }
    }

    /// The files beside pages, assets and files of the content.
    fn extras(&self) -> &HashMap<String, Arc<[u8]>> {
        self.extras.get_or_init(|| {
            let extras = self.compiled.extras().into_iter();
            extras.map(|extra| (format!("/{}", extra.path), extra.bytes.into())).collect()
        })
    }

    /// A page.
    fn page(&self, number: usize, path: &str) -> Answer {
        let page = &self.compiled.site.pages[number];
        match &page.kind {
            PageKind::Redirect { to, .. } => {
                let target = self.compiled.site.destination(to, &page.language);
                Answer::Redirect(target.route.href())
            }
            // A folder has one address: links that lack the slash are told so.
            _ if path != page.route.as_str() && !path.ends_with("index.html") => {
                Answer::Redirect(page.route.href())
            }
            _ => Answer::Page { made: self.made(number), about: self.about(page) },
        }
    }

    /// A page, made now if it was not before.
    fn made(&self, number: usize) -> Made {
        let make = || {
            let page = &self.compiled.site.pages[number];
            let Checked { value, findings } = self.pages.render(page);
            let html = value.unwrap_or_default();
            let kept = self.kept.get(page.route.as_str()).filter(|_| html.is_empty());
            let made = || String::from_utf8_lossy(&html).into();
            Made { html: kept.cloned().unwrap_or_else(made), findings }
        };
        self.made[number].get_or_init(make).clone()
    }

    /// What is to be known of a page.
    fn about(&self, page: &Page) -> About {
        let PageKind::Record(node) = &page.kind else { return About::default() };
        let record = &self.compiled.site.nodes[node.0];
        let presence = record.presence(&page.language, &self.compiled.site.config);
        let is_fallback =
            presence == Presence::Fallback && page.language != record.original;
        let files = record.cards.values().map(|card| &card.file);
        About {
            draft: record.draft,
            planned: record.planned,
            fallback: is_fallback.then(|| record.original.to_string()),
            findings: files.filter_map(|file| self.faults.get(file)).sum(),
        }
    }

    /// The page that may be meant by an address where nothing stands: one of the same name that lies
    /// elsewhere, one with a similar address, or the list that it would belong to.
    fn meant(&self, path: &str) -> Option<&Page> {
        let pages = &self.compiled.site.pages;
        let mut namesakes =
            pages.iter().filter(|page| name_of(page.route.as_str()) == name_of(path));
        let namesake = namesakes.next().filter(|_| namesakes.next().is_none());
        let similar = || {
            let routes = pages.iter().map(|page| page.route.as_str());
            let similar = crate::diag::nearest(path, routes)?;
            pages.iter().find(|page| page.route.as_str() == similar)
        };
        let above = || {
            let ends = path.trim_end_matches('/').rmatch_indices('/');
            let mut folders = ends.map(|(end, _)| &path[..=end]).filter(|up| *up != "/");
            folders.find_map(|folder| match self.places.get(folder) {
                Some(Place::Page(number)) => Some(&pages[*number]),
                _ => None,
            })
        };
        namesake.or_else(similar).or_else(above)
    }

    /// The answer where nothing stands, in the language of the address.
    fn nothing(&self, path: &str) -> Answer {
        let pages = &self.compiled.site.pages;
        let language = path.split('/').nth(1).unwrap_or_default();
        let is_answer = |page: &Page| matches!(page.kind, PageKind::NotFound);
        let own = |page: &Page| is_answer(page) && page.language.as_str() == language;
        let number = pages.iter().position(own);
        let number = number.or_else(|| pages.iter().position(is_answer));
        let meant = self.meant(path).map(|page| page.route.href());
        Answer::NotFound { made: number.map(|number| self.made(number)), meant }
    }
}

/// What stands at each address of a site.
fn places(compiled: &Compiled) -> HashMap<String, Place> {
    let site = &compiled.site;
    let mut places = HashMap::with_capacity(site.pages.len() * 2);
    for (number, (path, _)) in compiled.theme.assets().iter().enumerate() {
        places.insert(format!("/{path}"), Place::Asset(number));
    }
    for (number, file) in site.files.iter().enumerate() {
        places.insert(file.route.as_str().to_owned(), Place::File(number));
    }
    for (number, page) in site.pages.iter().enumerate() {
        places.insert(page.route.as_str().to_owned(), Place::Page(number));
    }
    places
}

/// The last segment of a path.
fn name_of(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The content of a file; nothing where it is gone or another one by now.
fn content(asset: &Asset) -> Option<Arc<[u8]>> {
    let mut bytes = vec![];
    asset.open().ok()?.take(asset.size + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes.into())
}
