//! The preview: the build in a loop, in memory.
//!
//! Each look at the site is a build with a warm memo, without writing. What was found last without an
//! error stays up until there is something better; pages are made when they are asked for.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::compile::{self, Compiled, Pages};
use crate::date::Date;
use crate::diag::{Checked, Diagnostic, Severity};
use crate::path::SourcePath;
use crate::project::difference::{self, Difference, Edit};
use crate::project::run::{has_errors, settle, with_theme_texts};
use crate::project::{Failure, Request};
use crate::site::{Inputs, Page, PageKind, Presence};
use crate::source::{self, Asset, Sources};
use crate::theme::Content;

/// How many pages that failed are made once more by themselves.
const MADE_AGAIN: usize = 8;

/// A site that is looked at again and again.
pub struct Preview {
    /// What is asked for; nothing is written to its output.
    request: Request,
    /// The dates of the last changes, and what there is to say of them. Git is asked once, and again when
    /// it goes to another commit.
    history: Option<Checked<BTreeMap<SourcePath, Date>>>,
    /// Whether git has to be asked again.
    is_dated: bool,
    /// How often it was asked.
    asked: usize,
    /// The files as they were read last.
    files: source::Memo,
    /// What the last build left.
    memo: compile::Memo,
    /// The files as they are.
    sources: Sources,
    /// What is up.
    up: Option<Up>,
}

/// What is up, with what it came from.
struct Up {
    /// The site.
    shown: Arc<Shown>,
    /// The files that it was made of.
    sources: Sources,
    /// How often git had been asked for their dates.
    asked: usize,
    /// Whether nothing was wrong with them.
    is_good: bool,
}

/// What a look at the site has brought.
pub struct Look {
    /// What is up now: the site as it is, or the last one without errors.
    pub shown: Arc<Shown>,
    /// What differs from what was up before.
    pub difference: Difference,
    /// Everything that was found.
    pub findings: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Sources,
}

/// A site that is up. Pages are made when they are asked for, each once.
pub struct Shown {
    /// The site.
    compiled: Compiled,
    /// What makes its pages.
    pages: Pages,
    /// What stands at each address.
    places: HashMap<String, Place>,
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
    /// Any other file.
    Extra(Arc<[u8]>),
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

impl Preview {
    /// A preview that has not looked yet.
    pub fn new(request: Request) -> Self {
        let (files, memo) = (source::Memo::default(), compile::Memo::lasting());
        let sources = Sources::default();
        let (history, is_dated, asked) = (None, false, 0);
        Self { request, history, is_dated, asked, files, memo, sources, up: None }
    }

    /// Forgets everything, so that the next look starts from nothing. What is up stays up.
    pub fn forget(&mut self) {
        self.files = source::Memo::default();
        self.memo = compile::Memo::lasting();
        self.history = None;
    }

    /// Forgets the dates of the files, so that the next look asks git for them.
    pub fn forget_dates(&mut self) {
        self.is_dated = true;
    }

    /// Looks at the site. `now` is the time, `base_url` the address that the pages are served at.
    pub fn look(&mut self, now: SystemTime, base_url: &str) -> Result<Look, Failure> {
        let mut findings = Vec::new();
        let read = source::read_again(&self.request.site, &mut self.files, Some(now))?;
        let sources = read.drain_into(&mut findings);
        let changed = self.dates(&sources, &mut findings)?;
        let (today, drafts) = (self.request.today, self.request.drafts);
        let inputs = Inputs { today, drafts, changed };
        let compiled =
            compile::compile(&sources, inputs, Some(base_url), &mut self.memo, &|_| {});
        let compiled = compiled.drain_into(&mut findings);
        settle(&mut findings, self.request.warnings);
        self.sources = sources.clone();
        let latest = compiled.clone();
        let (shown, difference) = match &self.up {
            Some(up) if up.is_good && has_errors(&findings) => {
                (Arc::clone(&up.shown), Difference::Nothing)
            }
            _ => self.exchange(compiled, &mut findings),
        };
        let sources = with_theme_texts(sources, &latest, &findings);
        Ok(Look { shown, difference, findings, sources })
    }

    /// Puts a site up, unless it is the one that is up. Pages that failed are made once more, so that
    /// what is wrong with them is known without anybody who asks for them.
    fn exchange(
        &mut self,
        compiled: Compiled,
        findings: &mut Vec<Diagnostic>,
    ) -> (Arc<Shown>, Difference) {
        let difference = match &self.up {
            None => Difference::Pages(None),
            Some(up) => {
                let old = &up.shown.compiled;
                let are_dates_same = up.asked == self.asked;
                match difference::edit(&up.sources, &self.sources) {
                    Edit::Nothing if are_dates_same => Difference::Nothing,
                    Edit::Sheets if are_dates_same => {
                        difference::sheets(&old.theme, &compiled.theme)
                    }
                    _ => {
                        let files = difference::replaced(&old.site, &compiled.site);
                        Difference::Pages(Some(files))
                    }
                }
            }
        };
        let is_good = !has_errors(findings);
        let (shown, failed) = match self.up.take() {
            Some(up) if difference == Difference::Nothing => {
                let failed = up.shown.failed();
                (up.shown, failed)
            }
            up => {
                let last = up.as_ref().map(|up| &*up.shown);
                let failed = last.map(Shown::failed).unwrap_or_default();
                (Arc::new(Shown::new(compiled, findings, last)), failed)
            }
        };
        for finding in failed.iter().flat_map(|route| shown.faults_of(route)) {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        let (sources, up) = (self.sources.clone(), Arc::clone(&shown));
        self.up = Some(Up { shown: up, sources, asked: self.asked, is_good });
        (shown, difference)
    }

    /// The texts that findings point into, as they are now.
    pub fn texts(&self, findings: &[Diagnostic]) -> Sources {
        let sources = self.sources.clone();
        match &self.up {
            Some(up) => with_theme_texts(sources, &up.shown.compiled, findings),
            None => sources,
        }
    }

    /// The dates of the last changes.
    fn dates(
        &mut self,
        sources: &Sources,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<BTreeMap<SourcePath, Date>, Failure> {
        let known = self.history.take().filter(|_| !self.is_dated);
        let history = if let Some(known) = known {
            known
        } else {
            self.asked += 1;
            self.ask_git(sources)?
        };
        self.is_dated = false;
        self.history = Some(history.clone());
        Ok(history.drain_into(findings))
    }

    /// Asks git for the dates of the last changes.
    fn ask_git(
        &self,
        sources: &Sources,
    ) -> Result<Checked<BTreeMap<SourcePath, Date>>, Failure> {
        let Request { site, search_path, .. } = &self.request;
        let Checked { value, findings } =
            source::history(site, search_path, sources, None)?;
        let day = |(file, time)| Some((file, Date::from_unix(time)?));
        let value = value.changed.into_iter().filter_map(day).collect();
        Ok(Checked { value, findings })
    }
}

impl Shown {
    /// A site that goes up in the place of another.
    fn new(compiled: Compiled, findings: &[Diagnostic], last: Option<&Self>) -> Self {
        let site = &compiled.site;
        let mut places = HashMap::with_capacity(site.pages.len() * 2);
        for extra in compiled.extras() {
            places.insert(format!("/{}", extra.path), Place::Extra(extra.bytes.into()));
        }
        for (number, (path, _)) in compiled.theme.assets().iter().enumerate() {
            places.insert(format!("/{path}"), Place::Asset(number));
        }
        for (number, file) in site.files.iter().enumerate() {
            places.insert(file.route.as_str().to_owned(), Place::File(number));
        }
        for (number, page) in site.pages.iter().enumerate() {
            places.insert(page.route.as_str().to_owned(), Place::Page(number));
        }
        let mut faults: HashMap<SourcePath, usize> = HashMap::new();
        for finding in findings.iter().filter(|f| f.severity != Severity::Note) {
            *faults.entry(finding.span.file.clone()).or_default() += 1;
        }
        let made = site.pages.iter().map(|_| OnceLock::new()).collect();
        let kept = last.map(Self::good).unwrap_or_default();
        Self { pages: compiled.pages(), compiled, places, made, faults, kept }
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
    fn failed(&self) -> Vec<String> {
        let pages = self.compiled.site.pages.iter().zip(&self.made);
        let is_failed = |made: &Made| has_errors(&made.findings);
        let failed = pages.filter(|(_, made)| made.get().is_some_and(is_failed));
        let routes = failed.map(|(page, _)| page.route.as_str().to_owned());
        routes.take(MADE_AGAIN).collect()
    }

    /// What is wrong with the page at an address.
    fn faults_of(&self, route: &str) -> Vec<Diagnostic> {
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
            Some(Place::Extra(bytes)) => Answer::File(Arc::clone(bytes)),
            None => self.nothing(path),
        }
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
