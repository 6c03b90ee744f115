//! Which files a page is made of, told by what stands on it.
//!
//! A page shows nothing of another record without a link to it, so the links in its view lead to all
//! that it shows. What is only counted has no link: pages that count say so.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use serde_json::Value;

use crate::compile::{Compiled, Pages};
use crate::language::Language;
use crate::path::{Route, SourcePath};
use crate::site::{Destination, Page, PageKind, PublishedFile, Site};

/// The files that a page is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageInputs {
    /// The texts that it is the page of.
    pub own: BTreeSet<SourcePath>,
    /// Those of which it shows something: a title, a state, a picture.
    pub shown: BTreeSet<SourcePath>,
    /// Those that all pages of its language show something of, in the navigation and at the end.
    pub everywhere: BTreeSet<SourcePath>,
    /// Whether it counts or orders records, or tells that there are any, and shows nothing else of them.
    pub counts: bool,
}

/// Finds the files of pages.
pub struct InputFinder<'a> {
    /// The site.
    site: &'a Site,
    /// What makes its pages.
    pages: &'a Pages,
    /// The pages by address.
    routes: HashMap<&'a Route, &'a Page>,
    /// The files of the content by address.
    files: HashMap<&'a Route, &'a PublishedFile>,
}

impl<'a> InputFinder<'a> {
    /// Finds the files of the pages of a site.
    pub fn new(compiled: &'a Compiled, pages: &'a Pages) -> Self {
        let site = &*compiled.site;
        let routes = site.pages.iter().map(|page| (&page.route, page)).collect();
        let files = site.files.iter().map(|file| (&file.route, file)).collect();
        Self { site, pages, routes, files }
    }

    /// The page at an address.
    pub fn page(&self, route: &Route) -> Option<&'a Page> {
        self.routes.get(route).copied()
    }

    /// The file of the content at an address.
    pub fn file(&self, route: &Route) -> Option<&'a PublishedFile> {
        self.files.get(route).copied()
    }

    /// The files of a page.
    pub fn of(&self, page: &Page) -> PageInputs {
        let mut own = BTreeSet::new();
        self.add_page(page, &page.language, &mut own);
        let mut shown = self.linked(&self.pages.prepare(page).view, &page.language);
        let chrome = self.pages.views.chrome(&page.language);
        let mut everywhere = self.linked(&chrome, &page.language);
        shown.retain(|file| !own.contains(file));
        everywhere.retain(|file| !own.contains(file) && !shown.contains(file));
        let counts =
            !matches!(page.kind, PageKind::Record(_) | PageKind::Redirect { .. });
        PageInputs { own, shown, everywhere, counts }
    }

    /// The files that the links of some view lead to.
    fn linked(&self, view: &impl Serialize, language: &Language) -> BTreeSet<SourcePath> {
        let mut files = BTreeSet::new();
        // All views can be written; one that could not would have made no page.
        let view = serde_json::to_value(view).unwrap_or_default();
        each_link(&view, &mut |link| self.add_link(link, language, &mut files));
        files
    }

    /// Adds the files behind a link from a page of a language.
    fn add_link(
        &self,
        link: &str,
        language: &Language,
        files: &mut BTreeSet<SourcePath>,
    ) {
        let base = &self.site.config.base_url;
        let path = link.strip_prefix(base.as_str()).map_or_else(
            || link.strip_prefix(self.site.base_path()).unwrap_or(link),
            |path| if path.is_empty() { "/" } else { path },
        );
        let path = path.split(['#', '?']).next().unwrap_or_default();
        if !path.starts_with('/') {
            return;
        }
        let Ok(route) = Route::parse(path) else { return };
        if let Some(page) = self.routes.get(&route) {
            self.add_page(page, language, files);
        } else if let Some(file) = self.files.get(&route) {
            files.insert(file.source.clone());
        }
    }

    /// Adds the files whose page a page is, as far as a page of some language shows something of them.
    fn add_page(
        &self,
        page: &Page,
        language: &Language,
        files: &mut BTreeSet<SourcePath>,
    ) {
        match &page.kind {
            PageKind::Record(node)
            | PageKind::Redirect { to: Destination::Record(node), .. } => {
                let node = &self.site.nodes[node.0];
                let cards =
                    [node.card(language), node.card(&page.language), node.original()];
                files.extend(cards.map(|card| card.file.clone()));
            }
            PageKind::Home => self.add_section("", &page.language, files),
            PageKind::List { kind, .. } => {
                if let Some(folder) = &self.site.model.kinds[*kind].folder {
                    self.add_section(folder, &page.language, files);
                }
            }
            PageKind::Folder(folder)
            | PageKind::Redirect { to: Destination::Section(folder), .. } => {
                self.add_section(folder, &page.language, files);
            }
            PageKind::Tags
            | PageKind::Tag { .. }
            | PageKind::OpenPoints
            | PageKind::Sitemap
            | PageKind::NotFound => {}
        }
        if let PageKind::Redirect { span, .. } = &page.kind {
            files.insert(span.file.clone());
        }
    }

    /// Adds the texts of a section.
    fn add_section(
        &self,
        folder: &str,
        language: &Language,
        files: &mut BTreeSet<SourcePath>,
    ) {
        files.extend(self.site.section(folder, language).map(|text| text.file.clone()));
    }
}

/// Calls for each address in some view: texts that are one, and those in texts of HTML.
fn each_link(view: &Value, call: &mut impl FnMut(&str)) {
    match view {
        Value::String(text) if text.contains('<') => {
            for attribute in [" href=\"", " src=\""] {
                for rest in text.split(attribute).skip(1) {
                    call(rest.split('"').next().unwrap_or_default());
                }
            }
        }
        Value::String(text) => call(text),
        Value::Array(items) => items.iter().for_each(|item| each_link(item, call)),
        Value::Object(fields) => fields.values().for_each(|field| each_link(field, call)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
