//! A site that is up: what stands at each address, made when somebody asks for it.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::mem;
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

/// A site that is up, and the one behind it.
pub struct Shown {
    /// The site.
    front: Arc<Stand>,
    /// The last one before of which no page is known to have failed. Its pages are up where those of the
    /// site cannot be made.
    back: Option<Arc<Stand>>,
    /// The files with findings, and how many each has.
    faults: HashMap<SourcePath, usize>,
    /// The pages of which it is not known whether they can be made.
    doubtful: Vec<usize>,
}

/// A site whose pages are made when they are asked for, each once.
struct Stand {
    /// The site.
    compiled: Compiled,
    /// What makes its pages.
    pages: Pages,
    /// What stands at each address.
    places: Arc<HashMap<String, Place>>,
    /// The files beside these, once somebody asked for one.
    extras: OnceLock<HashMap<String, Arc<[u8]>>>,
    /// The pages that were made.
    made: Vec<OnceLock<Rendered>>,
}

/// What a template made of a page; without HTML where it could not.
type Rendered = Checked<Option<Arc<str>>>;

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
    /// Its HTML. Where a template could not make it, that of the last good site; nothing where there has
    /// been none.
    pub html: Option<Arc<str>>,
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
        let mut faults: HashMap<SourcePath, usize> = HashMap::new();
        for finding in findings.iter().filter(|f| f.severity != Severity::Note) {
            *faults.entry(finding.span.file.clone()).or_default() += 1;
        }
        let front: Arc<_> = Stand::new(compiled, last.map(|last| &*last.front)).into();
        let doubtful = front.doubtful(last.map(|last| &*last.front));
        let back = last.and_then(|last| {
            if last.front.is_sound() {
                Some(Arc::clone(&last.front))
            } else {
                last.back.clone()
            }
        });
        Self { front, back, faults, doubtful }
    }

    /// The site.
    pub(super) fn compiled(&self) -> &Compiled {
        &self.front.compiled
    }

    /// Makes the pages of which it is not known whether they can be made, and gives what is wrong with
    /// all that were made so far: nobody has to ask for a page to be told that it fails.
    pub(super) fn try_out(&self) -> Vec<Diagnostic> {
        for number in &self.doubtful {
            self.front.rendered(*number);
        }
        self.front.failed().flat_map(|(_, made)| made.findings.iter().cloned()).collect()
    }

    /// What a reader gets at a path from the root, without percent escapes.
    pub fn answer(&self, path: &str) -> Answer {
        let places = &self.front.places;
        let with_slash = || places.get(&format!("{path}/"));
        let without_index = || places.get(path.strip_suffix("index.html")?);
        match places.get(path).or_else(with_slash).or_else(without_index) {
            Some(Place::Page(number)) => self.page(*number, path),
            Some(place) => self.file(self.front.file(place), path),
            None => match self.front.extras().get(path) {
                Some(bytes) => Answer::File(Arc::clone(bytes)),
                None => self.file(self.old_asset(path), path),
            },
        }
    }

    /// A file, if it is there.
    fn file(&self, bytes: Option<Arc<[u8]>>, path: &str) -> Answer {
        bytes.map_or_else(|| self.nothing(path), Answer::File)
    }

    /// A file of the theme before: pages of the site before name its style sheets, which have other
    /// addresses by now.
    fn old_asset(&self, path: &str) -> Option<Arc<[u8]>> {
        let back = self.back.as_ref().filter(|_| !self.front.is_sound())?;
        let place = back.places.get(path)?;
        matches!(place, Place::Asset(_)).then(|| back.file(place))?
    }

    /// A page.
    fn page(&self, number: usize, path: &str) -> Answer {
        let page = &self.front.compiled.site.pages[number];
        match &page.kind {
            PageKind::Redirect { to, .. } => {
                let target = self.front.compiled.site.destination(to, &page.language);
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
        let Checked { value, findings } = self.front.rendered(number).clone();
        let route = self.front.compiled.site.pages[number].route.as_str();
        let before = || {
            let back = self.back.as_ref()?;
            back.rendered(back.number(route)?).value.clone()
        };
        Made { html: value.or_else(before), findings }
    }

    /// What is to be known of a page.
    fn about(&self, page: &Page) -> About {
        let PageKind::Record(node) = &page.kind else { return About::default() };
        let record = &self.front.compiled.site.nodes[node.0];
        let presence = record.presence(&page.language, &self.front.compiled.site.config);
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
        let pages = &self.front.compiled.site.pages;
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
            folders.find_map(|folder| match self.front.places.get(folder) {
                Some(Place::Page(number)) => Some(&pages[*number]),
                _ => None,
            })
        };
        namesake.or_else(similar).or_else(above)
    }

    /// The answer where nothing stands, in the language of the address.
    fn nothing(&self, path: &str) -> Answer {
        let pages = &self.front.compiled.site.pages;
        let language = path.split('/').nth(1).unwrap_or_default();
        let is_answer = |page: &Page| matches!(page.kind, PageKind::NotFound);
        let own = |page: &Page| is_answer(page) && page.language.as_str() == language;
        let number = pages.iter().position(own);
        let number = number.or_else(|| pages.iter().position(is_answer));
        let meant = self.meant(path).map(|page| page.route.href());
        Answer::NotFound { made: number.map(|number| self.made(number)), meant }
    }
}

impl Stand {
    /// A site that comes after another.
    fn new(compiled: Compiled, last: Option<&Self>) -> Self {
        // Where texts alone were changed, everything stands where it stood.
        let is_same = |last: &&Self| {
            Arc::ptr_eq(&last.compiled.site, &compiled.site)
                && Arc::ptr_eq(&last.compiled.theme, &compiled.theme)
        };
        let known = last.filter(is_same).map(|last| Arc::clone(&last.places));
        let places = known.unwrap_or_else(|| places(&compiled).into());
        let made = compiled.site.pages.iter().map(|_| OnceLock::new()).collect();
        let (pages, extras) = (compiled.pages(), OnceLock::new());
        Self { compiled, pages, places, extras, made }
    }

    /// Tells whether no page is known to have failed.
    fn is_sound(&self) -> bool {
        self.compiled.theme.can_render() && self.failed().next().is_none()
    }

    /// The pages that could not be made.
    fn failed(&self) -> impl Iterator<Item = (&Page, &Rendered)> {
        let pages = self.compiled.site.pages.iter().zip(&self.made);
        let made = pages.filter_map(|(page, made)| Some((page, made.get()?)));
        made.filter(|(_, made)| has_errors(&made.findings))
    }

    /// The pages that may fail: those that did so on the site before, and, where the templates are others,
    /// one of each sort.
    fn doubtful(&self, last: Option<&Self>) -> Vec<usize> {
        let failed = last.into_iter().flat_map(Self::failed).take(MADE_AGAIN);
        let again = failed.filter_map(|(page, _)| self.number(page.route.as_str()));
        let theme = &self.compiled.theme;
        let is_same = |last: &Self| last.compiled.theme.has_templates_of(theme);
        let samples = if last.is_some_and(is_same) { vec![] } else { self.samples() };
        again.chain(samples).collect()
    }

    /// One page of each sort for which a theme may have a template of its own.
    fn samples(&self) -> Vec<usize> {
        let site = &self.compiled.site;
        let mut known = HashSet::new();
        let mut is_new = |page: &Page| {
            let kind = match &page.kind {
                PageKind::Record(node) => Some(site.nodes[node.0].kind),
                PageKind::List { kind, .. } => Some(*kind),
                // Nobody sees them in the preview.
                PageKind::Redirect { .. } => return false,
                _ => None,
            };
            known.insert((mem::discriminant(&page.kind), kind))
        };
        (0..site.pages.len()).filter(|number| is_new(&site.pages[*number])).collect()
    }

    /// A page, made now if it was not before.
    fn rendered(&self, number: usize) -> &Rendered {
        self.made[number].get_or_init(|| {
            let Checked { value, findings } =
                self.pages.render(&self.compiled.site.pages[number]);
            let text = |html: Vec<u8>| String::from_utf8_lossy(&html).into();
            Checked { value: value.map(text), findings }
        })
    }

    /// The number of the page at an address.
    fn number(&self, route: &str) -> Option<usize> {
        match self.places.get(route)? {
            Place::Page(number) => Some(*number),
            Place::File(_) | Place::Asset(_) => None,
        }
    }

    /// The file at a place; nothing for pages, and where it is gone.
    fn file(&self, place: &Place) -> Option<Arc<[u8]>> {
        match place {
            Place::Page(_) => None,
            Place::File(number) => content(&self.compiled.site.files[*number].asset),
            Place::Asset(number) => match &self.compiled.theme.assets()[*number].1 {
                Content::Text(text) => Some(text.as_bytes().into()),
                Content::Bytes(bytes) => Some((*bytes).into()),
                Content::Asset(asset) => content(asset),
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
