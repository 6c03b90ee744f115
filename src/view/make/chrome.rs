//! What surrounds every page of a language.

use crate::config::FileSetting;
use crate::language::Language;
use crate::model::Role;
use crate::path::SourcePath;
use crate::site::{
    MenuEntry, MenuTarget, OPEN_POINTS, Picture, Presence, SEARCH, SELECTIONS, SITEMAP,
    TAGS,
};
use crate::view::chrome::{Chrome, ContactView, FooterLink, LogoView, NavigationEntry};
use crate::view::make::Views;
use crate::view::page::LinkView;
use crate::view::search::SearchView;

impl Views {
    /// What the pages of a language share.
    pub fn chrome(&self, language: &Language) -> Chrome {
        let config = &self.site.config;
        let text = |texts: &crate::language::Localised<String>| {
            texts.get(language).cloned().unwrap_or_default()
        };
        let place = if language.is_variant() { &config.language } else { language };
        let address = |segments: &[&str]| self.href(&self.localised(place, segments));
        let contact = &config.contact;
        Chrome {
            language: language.clone(),
            title: text(&config.title),
            description: text(&config.description),
            home: self.href(&self.localised(language, &[])),
            logo: self.logo(),
            navigation: self.navigation(language),
            footer: self.footer(language),
            simple: self.simple(language),
            accessibility: self.accessibility(language),
            contact: ContactView {
                name: contact.name.clone(),
                email: contact.email.clone(),
                phone: contact.phone.clone(),
                url: contact.url.clone(),
            },
            tags: self
                .site
                .tags
                .get(place)
                .is_some_and(|tags| !tags.is_empty())
                .then(|| address(&[TAGS])),
            selections: self
                .site
                .selections(place)
                .is_some_and(|all| !all.all.is_empty())
                .then(|| address(&[SELECTIONS])),
            sitemap: address(&[SITEMAP]),
            open_points: address(&[OPEN_POINTS]),
            dossiers: self.dossiers(language),
            pictures: self.pictures(place),
            search: self.search(language),
        }
    }

    /// The image beside the name of the site, if it is there.
    fn logo(&self) -> Option<LogoView> {
        let appearance = &self.site.config.appearance;
        let file = |logo: &FileSetting| {
            let source = SourcePath::new("content/x").resolve(&logo.path)?;
            self.site.published_file(&source)
        };
        let logo = appearance.logo.as_ref().and_then(file)?;
        let dark = appearance.dark_logo.as_ref().and_then(file);
        let (width, height) = logo.asset.dimensions.unzip();
        Some(LogoView {
            src: self.href(&logo.route),
            dark: dark.map(|dark| self.href(&dark.route)),
            width,
            height,
        })
    }

    /// The list of dossiers, if there are some.
    fn dossiers(&self, language: &Language) -> Option<LinkView> {
        let kinds = &self.site.model.kinds;
        let kind = kinds.iter().position(|kind| kind.role == Role::Dossier)?;
        let list = self.site.lists.get(&(language.clone(), kind))?;
        if list.nodes.is_empty() { None } else { self.section_link(kind, language) }
    }

    /// The links to the pages of drawings.
    fn pictures(&self, language: &Language) -> Vec<LinkView> {
        let there = Picture::ALL.into_iter();
        let there = there.filter(|picture| self.site.has_picture(*picture));
        let links = there.map(|picture| LinkView {
            title: self.say(language, &format!("picture_{}", picture.id())),
            href: self.href(&self.localised(language, &[picture.segment()])),
            language: None,
        });
        links.collect()
    }

    /// The search, if the language has one.
    fn search(&self, language: &Language) -> Option<SearchView> {
        let route = self.localised(language, &[SEARCH]);
        let page = self.site.config.search && self.site.has_page(&route);
        let files = self.search.own(language).cloned().unwrap_or_default();
        page.then(|| SearchView {
            action: self.href(&route),
            loader: files.loader,
            module: files.module,
            page: files.page,
        })
    }

    /// The main navigation.
    fn navigation(&self, language: &Language) -> Vec<NavigationEntry> {
        let entries = self.site.navigation.get(language).map_or(&[][..], Vec::as_slice);
        let entry = |entry: &MenuEntry| NavigationEntry {
            title: entry.title.clone(),
            language: entry.language.clone(),
            href: self.menu_href(entry),
            key: entry.key.clone(),
        };
        entries.iter().map(entry).collect()
    }

    /// The links of the footer.
    fn footer(&self, language: &Language) -> Vec<FooterLink> {
        let entries = self.site.footer.get(language).map_or(&[][..], Vec::as_slice);
        let link = |entry: &MenuEntry| FooterLink {
            title: entry.title.clone(),
            language: entry.language.clone(),
            href: self.menu_href(entry),
        };
        entries.iter().map(link).collect()
    }

    /// The address of an entry of a menu.
    fn menu_href(&self, entry: &MenuEntry) -> String {
        match &entry.href {
            MenuTarget::Route(route) => self.href(route),
            MenuTarget::External(href) => href.clone(),
        }
    }

    /// The first page in Leichte Sprache, seen from another language: in that one if there is one, else
    /// in whichever there is.
    fn simple(&self, language: &Language) -> Option<String> {
        let languages = self.site.config.languages.iter();
        let variants: Vec<&Language> =
            languages.filter(|other| other.is_variant() && *other != language).collect();
        let own = variants.iter().find(|variant| variant.base() == language.base());
        let variant = own.or_else(|| variants.first())?;
        let route = self.localised(variant, &[]);
        self.site.has_page(&route).then(|| self.href(&route))
    }

    /// The accessibility statement: by convention the page `barrierefreiheit`.
    fn accessibility(&self, language: &Language) -> Option<String> {
        let node = self.site.referenced("page/barrierefreiheit", &[])?;
        let presence = self.site.nodes[node.0].presence(language, &self.site.config);
        // A variant has the statement only where somebody wrote it.
        let is_there = presence != Presence::Absent || !language.is_variant();
        let language = if is_there { language } else { &self.site.config.language };
        Some(self.href(&self.site.route(node, language)))
    }
}
