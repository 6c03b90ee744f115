//! Makes the context of any page, from the site and the texts that it may show.

mod branch;
mod call;
mod chrome;
mod dossier;
mod entry;
mod facet;
mod fact;
mod glossary;
mod heads;
mod home;
mod list;
mod overview;
mod picture;
mod record;
mod records;
mod register;
mod related;
mod search;
mod selection;
mod speech;
mod term;
mod text;
mod trace;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::language::{Language, Localised, foreign};
use crate::path::Route;
use crate::record::FieldValue;
use crate::site::{
    Bodies, Destination, Neighbours, NodeId, OPEN_POINTS, Page, PageKind, Presence,
    SEARCH, SELECTIONS, SITEMAP, Site, TAGS,
};
use crate::view::call::QueryView;
use crate::view::make::entry::{Hub, Listed};
use crate::view::make::facet::FacetTable;
use crate::view::make::register::{Register, Source};
use crate::view::make::speech::Speech;
use crate::view::make::term::Terms;
use crate::view::page::{Alternate, Content, Head, LinkView, PageView, Redirect, Titles};
use crate::view::search::SearchFiles;
use crate::words::Catalogue;

/// Makes views; threads may share it.
#[derive(Debug)]
pub struct Views {
    /// The site.
    site: Arc<Site>,
    /// The texts by file.
    bodies: Arc<Bodies>,
    /// The titles of pages that no record is behind.
    titles: Localised<Titles>,
    /// How each language says things.
    speech: BTreeMap<Language, Speech>,
    /// The path of the base address, without a final slash: empty, or `/sub`.
    root: String,
    /// The records as lists show them, by language.
    listed: BTreeMap<Language, Listed>,
    /// Which records are neighbours.
    neighbours: Neighbours,
    /// The terms that the texts of each language link.
    terms: BTreeMap<Language, Terms>,
    /// The scripts of the search.
    search: Localised<SearchFiles>,
    /// The register of each language with what it is made of, each made when one of its pages is asked for:
    /// within one thread, since whoever waits for it may be any other.
    registers: BTreeMap<Language, (OnceLock<Source>, OnceLock<Register>)>,
    /// What the facets of each language are called, made when it is asked for.
    facets: BTreeMap<Language, OnceLock<FacetTable>>,
}

impl Views {
    /// Views of a site, with the words of the theme and the scripts of the search in each language.
    pub fn new(
        site: Arc<Site>,
        bodies: Arc<Bodies>,
        titles: Localised<Titles>,
        catalogues: &Localised<Arc<Catalogue>>,
        search: Localised<SearchFiles>,
    ) -> Self {
        let languages = site.config.languages.iter();
        let listed = languages
            .clone()
            .map(|language| (language.clone(), Listed::new(&site, language)))
            .collect();
        let registers =
            languages.clone().map(|language| (language.clone(), Default::default()));
        let registers = registers.collect();
        let facets = languages.map(|language| (language.clone(), OnceLock::new()));
        let facets = facets.collect();
        let root = site.base_path().to_owned();
        let speech = site.config.languages.iter().filter_map(|language| {
            let catalogue = catalogues.own(language)?;
            Some((language.clone(), Speech::new(language, catalogue)))
        });
        let speech = speech.collect();
        let mut views = Self {
            neighbours: site.neighbours(),
            terms: BTreeMap::new(),
            site,
            bodies,
            titles,
            speech,
            root,
            listed,
            search,
            registers,
            facets,
        };
        views.terms = views.linked_terms();
        views
    }

    /// How many shared values the views of a language may have; their places lie below it.
    pub fn shared(&self) -> usize {
        self.listed.values().map(Listed::shared).max().unwrap_or(0)
    }

    /// The context of a page.
    pub fn page(&self, page: &Page) -> PageView {
        let mut view = self.view(page);
        let site = self.site.config.title.get(&page.language).map_or("", String::as_str);
        view.head.title = document_title(&view.title, site);
        view.head.sorts = has_sortable(&view);
        view
    }

    /// The context of a page, but for what its parts tell of the whole.
    fn view(&self, page: &Page) -> PageView {
        let language = &page.language;
        match &page.kind {
            PageKind::Record(node) => self.record_page(page, *node),
            PageKind::Home => self.home_page(page),
            PageKind::List { kind, part } => self.list_page(page, *kind, *part),
            PageKind::Folder(folder) => self.folder_page(page, folder),
            PageKind::Tag { tag, part } => self.tag_page(page, *tag, *part),
            PageKind::Tags => self.plain(page, "tags.html", self.tags(language)),
            PageKind::Selections => {
                self.plain(page, "selections.html", self.all_facets(language))
            }
            PageKind::Selection { place, part } => {
                self.selection_page(page, *place, *part)
            }
            PageKind::OpenPoints => {
                self.plain(page, "open-points.html", self.open(language))
            }
            PageKind::Picture { picture, order } => {
                self.picture_page(page, *picture, *order)
            }
            PageKind::Sitemap => self.plain(page, "sitemap.html", self.sitemap(language)),
            PageKind::Search { part } => self.search_page(page, *part),
            PageKind::NotFound => {
                let content = Content::NotFound { sections: self.sections(language) };
                let head = Head { noindex: true, ..Head::default() };
                PageView { head, ..self.plain(page, "404.html", content) }
            }
            PageKind::Redirect { to, .. } => self.redirect_page(page, to),
        }
    }

    /// The address of a route as it stands in `href`.
    fn href(&self, route: &Route) -> String {
        let mut href = String::with_capacity(self.root.len() + route.as_str().len());
        href.push_str(&self.root);
        href.push_str(&route.href());
        href
    }

    /// The address of a record in a language, as it stands in `href`.
    fn node_href(&self, node: NodeId, language: &Language) -> String {
        let site = &self.site;
        let record = &site.nodes[node.0];
        let language = match record.presence(language, &site.config) {
            Presence::Absent => &record.original,
            Presence::Own | Presence::Fallback => language,
        };
        let mut href = String::with_capacity(self.root.len() + record.address.len() + 8);
        href.push_str(&self.root);
        if *language != site.config.language {
            href.push('/');
            href.push_str(language.as_str());
        }
        href.push_str(&record.address);
        href
    }

    /// The address with scheme and host.
    fn url(&self, route: &Route) -> String {
        self.site.config.base_url.clone() + &route.href()
    }

    /// A page of which all but the content follows from its kind.
    fn plain(&self, page: &Page, template: &str, content: Content) -> PageView {
        PageView {
            template: template.to_owned(),
            language: page.language.clone(),
            text_language: None,
            fallback: false,
            title: self.own_title(page),
            head: Head::default(),
            description: String::new(),
            address: self.href(&page.route),
            canonical: self.url(&page.route),
            alternates: self.alternates(page),
            breadcrumb: self.hub(Hub::Home, &page.language).into_iter().collect(),
            active: String::new(),
            content,
            calls: vec![],
        }
    }

    /// The page at an old address.
    fn redirect_page(&self, page: &Page, to: &Destination) -> PageView {
        let target = self.site.destination(to, &page.language);
        let title = match &target.kind {
            PageKind::Record(node) => {
                self.site.nodes[node.0].title(&page.language).to_owned()
            }
            _ => self.page(&target).title,
        };
        let route = target.route;
        let target = Redirect { target: self.href(&route), title: title.clone() };
        PageView {
            title,
            canonical: self.url(&route),
            head: Head { noindex: true, ..Head::default() },
            alternates: vec![],
            ..self.plain(page, "redirect.html", Content::Redirect(target))
        }
    }

    /// The link to the first page.
    fn home_link(&self, language: &Language) -> LinkView {
        let title =
            self.titles.get(language).map_or_else(String::new, |t| t.home.clone());
        let route = self.localised(language, &[]);
        LinkView { title, href: self.href(&route), language: None }
    }

    /// The title of a page that no record is behind; empty for all others.
    fn own_title(&self, page: &Page) -> String {
        let Some(titles) = self.titles.get(&page.language) else { return String::new() };
        let title = match page.kind {
            PageKind::Tags => &titles.tags,
            PageKind::Selections => &titles.selections,
            PageKind::OpenPoints => &titles.open_points,
            PageKind::Sitemap => &titles.sitemap,
            PageKind::NotFound => &titles.not_found,
            PageKind::Search { part: None } => &titles.search,
            _ => return String::new(),
        };
        title.clone()
    }

    /// The address of some segments in a language.
    fn localised(&self, language: &Language, segments: &[&str]) -> Route {
        let default = &self.site.config.language;
        crate::site::localised(language, default, segments.iter().copied())
    }

    /// The page in all languages that have it; nothing where only one does.
    fn alternates(&self, page: &Page) -> Vec<Alternate> {
        let languages = &self.site.config.languages;
        if languages.len() < 2 {
            return vec![];
        }
        let found = languages.iter().filter_map(|language| {
            let (route, translated) = self.in_language(page, language)?;
            Some(Alternate {
                language: language.clone(),
                name: own_name(language),
                href: self.href(&route),
                url: self.url(&route),
                current: *language == page.language && page.kind != PageKind::NotFound,
                translated,
            })
        });
        let alternates: Vec<Alternate> = found.collect();
        if alternates.len() > 1 { alternates } else { vec![] }
    }

    /// The address of a page in another language, and whether it is really translated.
    fn in_language(&self, page: &Page, language: &Language) -> Option<(Route, bool)> {
        let site = &self.site;
        let same = |segments: &[&str]| Some((self.localised(language, segments), true));
        match &page.kind {
            PageKind::Record(node) => {
                match site.nodes[node.0].presence(language, &site.config) {
                    Presence::Absent => None,
                    presence => {
                        Some((site.route(*node, language), presence == Presence::Own))
                    }
                }
            }
            // From an unknown address every language offers its first page.
            PageKind::Home | PageKind::NotFound => {
                let home = self.localised(language, &[]);
                let has_home = !language.is_variant() || site.has_page(&home);
                has_home.then_some((home, page.kind == PageKind::Home))
            }
            PageKind::Search { part } => {
                let route = self.localised(language, &[SEARCH]);
                site.has_page(&route).then_some((route, part.is_none()))
            }
            _ if language.is_variant() => None,
            PageKind::List { kind, .. } => {
                let folder = site.model.kinds[*kind].folder.as_deref()?;
                site.has_list(*kind, language).then(|| same(&[folder]))?
            }
            PageKind::Folder(folder) => {
                let route = self.localised(language, &[folder]);
                site.has_page(&route).then_some((route, true))
            }
            PageKind::Tag { tag, .. } => {
                let slug = &site.tags[&page.language][*tag].slug;
                site.tag(language, slug)?;
                same(&[TAGS, slug.as_str()])
            }
            PageKind::Tags => {
                let has = site.tags.get(language).is_some_and(|tags| !tags.is_empty());
                has.then(|| same(&[TAGS]))?
            }
            PageKind::Selections => {
                let route = self.localised(language, &[SELECTIONS]);
                site.has_page(&route).then_some((route, true))
            }
            PageKind::Selection { place, .. } => {
                let route = self.same_selection(*place, &page.language, language)?;
                Some((route, true))
            }
            PageKind::OpenPoints => same(&[OPEN_POINTS]),
            PageKind::Picture { picture, order } => same(&picture.segments(*order)),
            PageKind::Sitemap => same(&[SITEMAP]),
            PageKind::Redirect { .. } => None,
        }
    }

    /// A text field of a record in a language; empty where there is none.
    fn text_field(&self, node: NodeId, id: &str, language: &Language) -> String {
        match self.site.nodes[node.0].field(id, language) {
            Some(FieldValue::Text(text) | FieldValue::Number(_, text)) => text.clone(),
            Some(FieldValue::Integer(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The language of a field's text, where it is not that of the page.
    fn field_language(
        &self,
        node: NodeId,
        id: &str,
        language: &Language,
    ) -> Option<Language> {
        foreign(&self.site.nodes[node.0].card_with(id, language).language, language)
    }
}

/// The most characters of a document's title that search engines show.
const TITLE_LONGEST: usize = 70;

/// Tells whether a page has a table that readers may sort: it is a drawing, or a text of it has one.
fn has_sortable(view: &PageView) -> bool {
    let in_texts = view.calls.iter().filter_map(|call| match &call.result {
        Some(QueryView::Picture(picture)) => Some(&**picture),
        _ => None,
    });
    let own = match &view.content {
        Content::Picture(picture) => Some(&**picture),
        _ => None,
    };
    let mut tables = own.into_iter().chain(in_texts).flat_map(|picture| &picture.tables);
    tables.any(|table| table.sortable)
}

/// The title of a document: with the name of the site where both fit, else without it, cut at a word
/// if even that is too long.
fn document_title(title: &str, site: &str) -> String {
    if title.is_empty() || title == site {
        return shortened(site);
    }
    let both = format!("{title} – {site}");
    if both.chars().count() <= TITLE_LONGEST { both } else { shortened(title) }
}

/// A text of at most as many characters as fit, cut before a word.
fn shortened(text: &str) -> String {
    if text.chars().count() <= TITLE_LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(TITLE_LONGEST - 2).collect();
    let end = start.rfind(' ').unwrap_or(start.len());
    start[..end].trim_end_matches([',', ';', ':', '–', ' ']).to_owned() + " …"
}

/// What a language calls itself; the tag where it is not known.
pub fn own_name(language: &Language) -> String {
    let name = match language.as_str() {
        "de" => "Deutsch",
        "en" => "English",
        "cs" => "Čeština",
        "pl" => "Polski",
        "hsb" => "Hornjoserbšćina",
        "dsb" => "Dolnoserbšćina",
        "fr" => "Français",
        "de-simple" => "Leichte Sprache",
        other => other,
    };
    name.to_owned()
}
