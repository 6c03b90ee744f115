//! What readers of the preview get: the site that is up, and where a page of it fails, the one behind it.

use std::sync::Arc;

use crate::compile::Compiled;
use crate::date::Date;
use crate::diag::{Checked, Diagnostic};
use crate::path::SourcePath;
use crate::project::stand::{Place, Stand};
use crate::site::{Page, PageKind, Presence};

/// A site that is up, and the one behind it.
pub struct Shown {
    /// The site.
    front: Arc<Stand>,
    /// The last one before of which no page is known to have failed. Its pages are up where those of the
    /// site cannot be made.
    back: Option<Arc<Stand>>,
    /// The pages of the site that are made without being asked for.
    doubtful: Vec<usize>,
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
    /// The files of its record: what is found in them concerns the page.
    pub files: Vec<SourcePath>,
}

impl Shown {
    /// A site that goes up in the place of another.
    pub(super) fn new(compiled: Compiled, last: Option<&Self>) -> Self {
        let front: Arc<_> = Stand::new(compiled, last.map(|last| &*last.front)).into();
        let doubtful = front.doubtful(last.map(|last| &*last.front));
        let back = last.and_then(|last| {
            if last.front.is_sound() {
                Some(Arc::clone(&last.front))
            } else {
                last.back.clone()
            }
        });
        Self { front, back, doubtful }
    }

    /// The site.
    pub(super) fn compiled(&self) -> &Compiled {
        &self.front.compiled
    }

    /// Makes the pages that are the likeliest to fail, and gives what is wrong with all that were made so
    /// far. A page that fails for what stands in its record alone is known once somebody has asked for it.
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
            None => {
                let extra = self.front.extras().get(path).cloned();
                let found = extra.or_else(|| self.front.search_file(path));
                self.file(found.or_else(|| self.old_asset(path)), path)
            }
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
            files: files.cloned().collect(),
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

/// The last segment of a path.
fn name_of(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
