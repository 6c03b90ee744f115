//! A site whose pages are made when somebody asks for them: what stands at each address.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::mem;
use std::sync::{Arc, OnceLock};

use crate::compile::{Compiled, Pages};
use crate::diag::Checked;
use crate::project::run::has_errors;
use crate::project::stock::Indexes;
use crate::site::{Page, PageKind};
use crate::source::Asset;
use crate::theme::Content;

/// How many pages that failed are made once more by themselves.
const MADE_AGAIN: usize = 8;

/// A site whose pages are made when they are asked for, each once.
pub(super) struct Stand {
    /// The site.
    pub(super) compiled: Compiled,
    /// What makes its pages.
    pages: Pages,
    /// What stands at each address.
    pub(super) places: Arc<HashMap<String, Place>>,
    /// The files beside these, once somebody asked for one.
    extras: OnceLock<HashMap<String, Arc<[u8]>>>,
    /// The pages that were made.
    made: Vec<OnceLock<Rendered>>,
    /// The indexes of its search.
    indexes: Indexes,
}

/// What a template made of a page; without HTML where it could not.
pub(super) type Rendered = Checked<Option<Arc<str>>>;

/// What stands at an address.
pub(super) enum Place {
    /// A page, by its number.
    Page(usize),
    /// A file of the content, by its number.
    File(usize),
    /// A file of the theme, by its number.
    Asset(usize),
}

impl Stand {
    /// A site that comes after another.
    pub(super) fn new(compiled: Compiled, last: Option<&Self>) -> Self {
        // Where texts alone were changed, everything stands where it stood.
        let is_same = |last: &&Self| {
            Arc::ptr_eq(&last.compiled.site, &compiled.site)
                && Arc::ptr_eq(&last.compiled.theme, &compiled.theme)
        };
        let known = last.filter(is_same).map(|last| Arc::clone(&last.places));
        let places = known.unwrap_or_else(|| places(&compiled).into());
        let made = compiled.site.pages.iter().map(|_| OnceLock::new()).collect();
        let (pages, extras) = (compiled.pages(), OnceLock::new());
        let indexes = Indexes::new(&compiled, last.map(|last| &last.indexes));
        Self { compiled, pages, places, extras, made, indexes }
    }

    /// Tells whether no page is known to have failed.
    pub(super) fn is_sound(&self) -> bool {
        self.compiled.theme.can_render() && self.failed().next().is_none()
    }

    /// The pages that could not be made.
    pub(super) fn failed(&self) -> impl Iterator<Item = (&Page, &Rendered)> {
        let pages = self.compiled.site.pages.iter().zip(&self.made);
        let made = pages.filter_map(|(page, made)| Some((page, made.get()?)));
        made.filter(|(_, made)| has_errors(&made.findings))
    }

    /// The pages that are the likeliest to fail: those that did so on the site before, and one of each
    /// sort where something else has changed than records.
    pub(super) fn doubtful(&self, last: Option<&Self>) -> Vec<usize> {
        let failed = last.into_iter().flat_map(Self::failed).take(MADE_AGAIN);
        let again = failed.filter_map(|(page, _)| self.number(page.route.as_str()));
        let is_same = last.is_some_and(|last| self.has_frame_of(last));
        let samples = if is_same { vec![] } else { self.samples() };
        again.chain(samples).collect()
    }

    /// Tells whether pages are made in the way of another site: with its theme, strings, model and settings.
    fn has_frame_of(&self, other: &Self) -> bool {
        let (own, others) = (&self.compiled, &other.compiled);
        let is_one = Arc::ptr_eq(&own.site, &others.site);
        own.theme.fingerprint() == others.theme.fingerprint()
            && (is_one || own.site.model == others.site.model)
            && (is_one || own.site.config == others.site.config)
    }

    /// One page of each sort for which a theme may have a template of its own, in each language.
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
            known.insert((mem::discriminant(&page.kind), kind, page.language.clone()))
        };
        (0..site.pages.len()).filter(|number| is_new(&site.pages[*number])).collect()
    }

    /// A page, made now if it was not before.
    pub(super) fn rendered(&self, number: usize) -> &Rendered {
        self.made[number].get_or_init(|| {
            let Checked { value, findings } =
                self.pages.render(&self.compiled.site.pages[number]);
            let text = |html: Vec<u8>| String::from_utf8_lossy(&html).into();
            Checked { value: value.map(text), findings }
        })
    }

    /// The number of the page at an address.
    pub(super) fn number(&self, route: &str) -> Option<usize> {
        match self.places.get(route)? {
            Place::Page(number) => Some(*number),
            Place::File(_) | Place::Asset(_) => None,
        }
    }

    /// The file at a place; nothing for pages, and where it is gone.
    pub(super) fn file(&self, place: &Place) -> Option<Arc<[u8]>> {
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

    /// What the search has at a path from the root.
    pub(super) fn search_file(&self, path: &str) -> Option<Arc<[u8]>> {
        self.indexes.file(path, &self.compiled, &self.pages)
    }

    /// The files beside pages, assets and files of the content.
    pub(super) fn extras(&self) -> &HashMap<String, Arc<[u8]>> {
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

/// The content of a file; nothing where it is gone or another one by now.
fn content(asset: &Asset) -> Option<Arc<[u8]>> {
    let mut bytes = vec![];
    asset.open().ok()?.take(asset.size + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes.into())
}
