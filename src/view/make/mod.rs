//! Makes the context of any page, from the site and the texts that it may show.

mod chrome;
mod entry;
mod fact;
mod home;
mod list;
mod overview;
mod record;
mod text;

use crate::language::Language;
use crate::path::Route;
use crate::record::FieldValue;
use crate::site::{
    Bodies, NodeId, OPEN_POINTS, Page, PageKind, Presence, SITEMAP, Site, TAGS,
};
use crate::view::page::{Alternate, Content, LinkView, PageView, Redirect};

/// Makes views. Cheap to make itself; shares the site and the texts.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    /// The site.
    site: &'a Site,
    /// The texts by file.
    bodies: &'a Bodies,
    /// The path of the base address, without a final slash: empty, or `/sub`.
    root: &'a str,
}

impl<'a> Views<'a> {
    /// Views of a site.
    pub fn new(site: &'a Site, bodies: &'a Bodies) -> Self {
        Self { site, bodies, root: site.base_path() }
    }

    /// The context of a page.
    pub fn page(&self, page: &Page) -> PageView {
        let language = &page.language;
        match &page.kind {
            PageKind::Record(node) => self.record_page(page, *node),
            PageKind::Home => self.home_page(page),
            PageKind::List { kind, part } => self.list_page(page, *kind, *part),
            PageKind::Folder(folder) => self.folder_page(page, folder),
            PageKind::Tag { tag, part } => self.tag_page(page, *tag, *part),
            PageKind::Tags => self.plain(page, "tags.html", self.tags(language)),
            PageKind::OpenPoints => {
                self.plain(page, "open-points.html", self.open(language))
            }
            PageKind::Sitemap => self.plain(page, "sitemap.html", self.sitemap(language)),
            PageKind::NotFound => {
                let content = Content::NotFound { sections: self.sections(language) };
                PageView { noindex: true, ..self.plain(page, "404.html", content) }
            }
            PageKind::Redirect { node, .. } => self.redirect_page(page, *node),
        }
    }

    /// The address of a route as it stands in `href`.
    fn href(&self, route: &Route) -> String {
        let mut href = String::with_capacity(self.root.len() + route.as_str().len());
        href.push_str(self.root);
        href.push_str(&route.href());
        href
    }

    /// The address with scheme and host.
    fn url(&self, route: &Route) -> String {
        self.site.config.base_url.clone() + &route.href()
    }

    /// A page of which all but the content follows from its kind. Its title is a string of the
    /// interface, so it stays empty here and the template says it.
    fn plain(&self, page: &Page, template: &str, content: Content) -> PageView {
        PageView {
            template: template.to_owned(),
            language: page.language.clone(),
            text_language: page.language.clone(),
            fallback: false,
            title: String::new(),
            description: String::new(),
            address: self.href(&page.route),
            canonical: self.url(&page.route),
            alternates: self.alternates(page),
            breadcrumb: vec![self.home_link(&page.language)],
            active: String::new(),
            noindex: false,
            content,
        }
    }

    /// The page at an old address.
    fn redirect_page(&self, page: &Page, node: NodeId) -> PageView {
        let route = self.site.route(node, &page.language);
        let title = self.site.nodes[node.0].title(&page.language).to_owned();
        let target = Redirect { target: self.href(&route), title: title.clone() };
        PageView {
            title,
            canonical: self.url(&route),
            noindex: true,
            alternates: vec![],
            ..self.plain(page, "redirect.html", Content::Redirect(target))
        }
    }

    /// The link to the first page. Its text is a string of the interface.
    fn home_link(&self, language: &Language) -> LinkView {
        let route = self.localised(language, &[]);
        LinkView { title: String::new(), href: self.href(&route), language: None }
    }

    /// The address of some segments in a language.
    fn localised(&self, language: &Language, segments: &[&str]) -> Route {
        let default = &self.site.config.language;
        crate::site::localised(language, default, segments.iter().copied())
    }

    /// The page in all languages that have it; nothing where only one does.
    fn alternates(&self, page: &Page) -> Vec<Alternate> {
        let languages = &self.site.config.languages;
        let found = languages.iter().filter_map(|language| {
            let (route, translated) = self.in_language(page, language)?;
            Some(Alternate {
                language: language.clone(),
                name: own_name(language),
                href: self.href(&route),
                url: self.url(&route),
                current: *language == page.language,
                translated,
            })
        });
        let alternates: Vec<Alternate> = found.collect();
        if alternates.len() > 1 { alternates } else { vec![] }
    }

    /// The address of a page in another language, and whether it is really translated.
    fn in_language(&self, page: &Page, language: &Language) -> Option<(Route, bool)> {
        let site = self.site;
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
            PageKind::Home if !language.is_variant() => same(&[]),
            PageKind::Home => {
                let home = self.localised(language, &[]);
                site.has_page(&home).then_some((home, true))
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
            PageKind::OpenPoints => same(&[OPEN_POINTS]),
            PageKind::Sitemap => same(&[SITEMAP]),
            PageKind::NotFound | PageKind::Redirect { .. } => None,
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
}

/// What a language calls itself; the tag where it is not known.
fn own_name(language: &Language) -> String {
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
