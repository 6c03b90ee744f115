//! From the pages of a compiled site to their HTML, and what tells that a page is the same as before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::codec;
use crate::compile::Compiled;
use crate::config::Minify;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::fingerprint::{Checksum, Checksums, Fingerprint};
use crate::language::Language;
use crate::minify::{self, NotMinified};
use crate::model::Role;
use crate::path::{Route, SourcePath};
use crate::search::{Document, Entry, KnownDocuments, Synonyms, Tongue};
use crate::site::{Page, PageKind, Site};
use crate::theme::Renderer;
use crate::view::{self, PageView, Views};
use crate::words::Dates;

/// Renders the pages of a compiled site; threads may share it.
pub struct Pages {
    /// Makes the context of each page.
    pub(super) views: Views,
    /// What each language needs.
    voices: BTreeMap<Language, Voice>,
    /// What reads the pages of each language that is searched.
    readers: BTreeMap<Language, Reader>,
    /// How much is taken away from each page.
    minify: Minify,
    /// The site.
    site: Arc<Site>,
}

/// What reads the pages of a language for the search.
struct Reader {
    /// The rules of its words.
    tongue: Tongue,
    /// Words and names that stand for each other.
    synonyms: Synonyms,
    /// Its dates in words.
    dates: Dates,
}

/// What writes the pages of a language.
struct Voice {
    /// The renderer.
    renderer: Renderer,
    /// The checksum of all that a page depends on beside its view; nothing where it cannot be told.
    frame: Option<Checksum>,
}

/// A page before it is rendered.
pub struct Prepared<'a> {
    /// All that the template sees of it.
    pub(super) view: PageView,
    /// What writes it; nothing where templates cannot be read.
    voice: Option<&'a Voice>,
    /// What reads it for the search; nothing where it is not searched.
    reader: Option<&'a Reader>,
    /// How much is taken away from it.
    minify: Minify,
    /// The page.
    page: &'a Page,
    /// What is in it, where it is a list.
    list: &'a str,
}

/// The pages of an earlier build, by what they were made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageMemo {
    /// The pages by address.
    pages: BTreeMap<Route, KnownPage>,
}

/// A page of an earlier build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPage {
    /// The checksum of what it was made of.
    pub input: Checksum,
    /// The hash of its HTML.
    pub html: Fingerprint,
    /// The length of its HTML in bytes.
    pub size: u64,
    /// The checksum of what all pages of its language have in common.
    pub frame: Checksum,
    /// The number of the build that rendered it.
    pub build: u32,
    /// Whether that build found another frame than the one before.
    pub by_frame: bool,
    /// The key of the document that the search made of it, if it is found.
    pub document: Option<Checksum>,
    /// What tells that it is the same before its view is made; see [`Pages::sum`].
    pub sum: Option<Checksum>,
}

impl PageMemo {
    /// A page, if it was made of the same.
    pub fn known(&self, route: &Route, input: Checksum) -> Option<KnownPage> {
        self.page(route).filter(|known| known.input == input)
    }

    /// A page, whatever it was made of.
    pub fn page(&self, route: &Route) -> Option<KnownPage> {
        self.pages.get(route).copied()
    }

    /// The numbers of the builds that rendered the pages.
    pub fn builds(&self) -> BTreeSet<u32> {
        self.pages.values().map(|known| known.build).collect()
    }
}

impl FromIterator<(Route, KnownPage)> for PageMemo {
    fn from_iter<I: IntoIterator<Item = (Route, KnownPage)>>(pages: I) -> Self {
        Self { pages: pages.into_iter().collect() }
    }
}

impl Pages {
    /// What renders the pages of a site.
    pub(super) fn new(compiled: &Compiled) -> Self {
        let Compiled { site, bodies, theme, titles, catalogues, search, .. } = compiled;
        let (minify, languages) = (site.config.output.minify, &site.config.languages);
        let (site, bodies) = (Arc::clone(site), Arc::clone(bodies));
        let views = Views::new(
            Arc::clone(&site),
            bodies,
            titles.clone(),
            catalogues,
            search.addresses(),
        );
        let readers = search.languages.iter().map(|(language, searched)| {
            let (tongue, synonyms) = (searched.tongue.clone(), searched.synonyms.clone());
            let dates = Dates::new(language);
            (language.clone(), Reader { tongue, synonyms, dates })
        });
        let readers = readers.collect();
        // Templates of which one cannot be read make no page, and one finding says why.
        let languages = languages.iter().filter(|_| theme.can_render());
        let voices = languages.map(|language| {
            let chrome = views.chrome(language);
            let frame = codec::encode(&chrome).map(|chrome| {
                let mut hasher = Checksums::default();
                hasher.update(theme.fingerprint().bytes());
                hasher.update(&chrome);
                hasher.finish()
            });
            let renderer = theme.renderer(&chrome, views.shared());
            (language.clone(), Voice { renderer, frame })
        });
        let voices = voices.collect();
        Self { views, voices, readers, minify, site }
    }

    /// Makes all that the template sees of a page.
    pub fn prepare<'a>(&'a self, page: &'a Page) -> Prepared<'a> {
        let voice = self.voices.get(&page.language);
        let reader = self.readers.get(&page.language);
        let list = match page.kind {
            PageKind::List { kind, .. } => {
                self.site.model.kinds[kind].many(&page.language)
            }
            PageKind::Folder(_) => {
                let mut kinds = self.site.model.kinds.iter();
                let pages = kinds.find(|kind| kind.role == Role::Page);
                pages.map_or("", |kind| kind.one(&page.language))
            }
            _ => "",
        };
        let (view, minify) = (self.views.page(page), self.minify);
        Prepared { view, voice, reader, minify, page, list }
    }

    /// The checksum of all that a page depends on, where it can be told without making the view of the page:
    /// for those that show something of all pages and are not found by the search.
    pub fn sum(&self, page: &Page) -> Option<Checksum> {
        let sum = self.views.sum(page)?;
        let mut hasher = Checksums::default();
        hasher.update(self.voices.get(&page.language)?.frame?.bytes());
        hasher.update(sum.bytes());
        Some(hasher.finish())
    }

    /// The HTML of a page, as UTF-8. A template that cannot be rendered is an error, a page that could not be
    /// minified a note.
    pub fn render(&self, page: &Page) -> Checked<Option<Vec<u8>>> {
        self.prepare(page).render()
    }
}

impl Prepared<'_> {
    /// The name of the template.
    pub fn template(&self) -> &str {
        &self.view.template
    }

    /// The checksum of what all pages of its language have in common: menu, footer, theme.
    pub fn frame(&self) -> Option<Checksum> {
        self.voice?.frame
    }

    /// The checksum of all that the HTML depends on; nothing where it cannot be told.
    pub fn input(&self) -> Option<Checksum> {
        let mut hasher = Checksums::default();
        hasher.update(self.frame()?.bytes());
        // Templates do not see their own name, so it is not among the bytes of the view.
        hasher.update(&codec::encode(&self.view.template)?);
        hasher.update(&codec::encode(&self.view)?);
        hasher.update(&codec::encode(&self.view.calls)?);
        Some(hasher.finish())
    }

    /// The page as the search sees it; nothing where it is not found.
    pub fn document(&self) -> Option<Document> {
        view::document(&self.view, &self.reader?.dates, self.list)
    }

    /// What the search keeps of the page; nothing where the page is not found. `known` are the documents of
    /// the build before, `last` is the key of the one that this page was then, if it was made of the same.
    pub fn entry(&self, known: &KnownDocuments, last: Option<Checksum>) -> Option<Entry> {
        let reader = self.reader?;
        // What a list is called stands in the model, which its HTML need not depend on.
        let last = last.filter(|_| self.list.is_empty());
        last.and_then(|key| known.entry(key)).or_else(|| {
            let Reader { tongue, synonyms, .. } = reader;
            Some(Entry::new(&self.document()?, tongue, synonyms, known))
        })
    }

    /// The HTML of the page, as UTF-8; see [`Pages::render`].
    pub fn render(&self) -> Checked<Option<Vec<u8>>> {
        let Some(voice) = self.voice else { return Checked::clean(None) };
        let html = match voice.renderer.render(&self.view) {
            // A template that was checked out on Windows renders the same page.
            Ok(html) if has_returns(&html) => without_returns(&html),
            Ok(html) => html,
            Err(finding) => return Checked { value: None, findings: vec![*finding] },
        };
        if self.minify != Minify::Full {
            return Checked::clean(Some(html));
        }
        match minify::html(&String::from_utf8_lossy(&html)) {
            Ok(small) => Checked::clean(Some(small.into_bytes())),
            Err(reason) => {
                let findings = vec![not_minified(self.page, reason)];
                Checked { value: Some(html), findings }
            }
        }
    }
}

/// Tells whether a page has line ends of Windows. Nearly none has, so that all of it is looked at:
/// without a way out, many bytes are compared at once.
fn has_returns(html: &[u8]) -> bool {
    let returns = html.iter().map(|byte| u8::from(*byte == b'\r'));
    returns.fold(0, |some, one| some | one) != 0
}

/// A page with the line ends of Unix.
fn without_returns(html: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(html).replace("\r\n", "\n").into_bytes()
}

/// The note on a page that was left as it was; a program without the minifier says so once.
fn not_minified(page: &Page, reason: NotMinified) -> Diagnostic {
    let file = SourcePath::new("content/site.yaml");
    let route = match reason {
        NotMinified::Unavailable => "",
        NotMinified::TooDeep | NotMinified::TextChanged => page.route.as_str(),
    };
    Diagnostic::new(Code::NotMinified, Span::whole(&file))
        .with("page", route)
        .with("reason", reason.reason())
}
