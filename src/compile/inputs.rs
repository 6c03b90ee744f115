//! Which files a page is made of, told by what stands on it.
//!
//! What a page shows of another record stands with a link to it, so the links in its view lead to all of
//! that. What is only counted has no link: of pages that count it is said that they do.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::compile::{Compiled, Pages};
use crate::config;
use crate::language::Language;
use crate::model;
use crate::path::{Route, SourcePath};
use crate::site::{Destination, Page, PageKind, PublishedFile, Site};
use crate::source::Sources;

/// The files that a page is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageInputs {
    /// The texts that it is the page of.
    pub own: BTreeSet<SourcePath>,
    /// Those of which it shows something: a title, a state, a picture.
    pub shown: BTreeSet<SourcePath>,
    /// Those that all pages of its language show something of, in the navigation and at the end.
    pub everywhere: BTreeSet<SourcePath>,
    /// The settings, the model and the files of the project's themes.
    pub frame: BTreeSet<SourcePath>,
    /// Whether it counts or orders records, or tells that there are any, and shows nothing else of them.
    pub counts: bool,
}

impl PageInputs {
    /// Tells whether a file is one of them.
    pub fn contain(&self, file: &SourcePath) -> bool {
        let Self { own, shown, everywhere, frame, .. } = self;
        [own, shown, everywhere, frame].iter().any(|files| files.contains(file))
    }
}

/// Finds the files of pages.
pub struct InputFinder<'a> {
    /// The site.
    site: &'a Site,
    /// What makes its pages.
    pages: &'a Pages,
    /// The settings, the model and the files of the project's themes.
    frame: BTreeSet<SourcePath>,
    /// The pages by address.
    routes: HashMap<&'a Route, &'a Page>,
    /// The files of the content by address.
    files: HashMap<&'a Route, &'a PublishedFile>,
}

impl<'a> InputFinder<'a> {
    /// Finds the files of the pages of a site that was made of some sources.
    pub fn new(compiled: &'a Compiled, pages: &'a Pages, sources: &Sources) -> Self {
        let is_frame = |file: &&SourcePath| {
            [config::FILE, model::FILE].contains(&file.as_str())
                || compiled.theme.owns(file)
        };
        let frame = sources.files.keys().filter(is_frame).cloned().collect();
        let site = &*compiled.site;
        let routes = site.pages.iter().map(|page| (&page.route, page)).collect();
        let files = site.files.iter().map(|file| (&file.route, file)).collect();
        Self { site, pages, frame, routes, files }
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
        let language = &page.language;
        // All views can be written; one that could not would have made no page.
        let view = self.pages.prepare(page).view;
        let calls = serde_json::to_value(&view.calls).unwrap_or_default();
        let view = serde_json::to_value(view).unwrap_or_default();
        let chrome = self.pages.views.chrome(language);
        let chrome = serde_json::to_value(chrome).unwrap_or_default();
        let mut own = BTreeSet::new();
        self.add_page(page, language, &mut own);
        let mut shown = self.linked(&view, language);
        shown.extend(self.linked(&calls, language));
        let mut everywhere = self.linked(&chrome, language);
        shown.retain(|file| !own.contains(file));
        everywhere.retain(|file| !own.contains(file) && !shown.contains(file));
        let counts = match page.kind {
            PageKind::Record(_) => counts(&view),
            PageKind::Redirect { .. } => false,
            _ => true,
        };
        PageInputs { own, shown, everywhere, frame: self.frame.clone(), counts }
    }

    /// The files that the links of some view lead to.
    fn linked(&self, view: &Value, language: &Language) -> BTreeSet<SourcePath> {
        let mut files = BTreeSet::new();
        each_link(view, &mut |link| self.add_link(link, language, &mut files));
        files
    }

    /// Adds the files behind a link from a page of a language.
    fn add_link(
        &self,
        link: &str,
        language: &Language,
        files: &mut BTreeSet<SourcePath>,
    ) {
        let Some(route) = self.site.route_of(link) else { return };
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
            | PageKind::Selections
            | PageKind::Selection { .. }
            | PageKind::OpenPoints
            | PageKind::Picture { .. }
            | PageKind::Sitemap
            | PageKind::Search { .. }
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

/// Tells whether some view counts records of which it shows nothing else: persons who are not named,
/// the rest of a trace; related records are those with the fewest others beside them; the spelling of a tag is that of most records that have it.
fn counts(view: &Value) -> bool {
    match view {
        Value::Array(items) => items.iter().any(counts),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| match (&**name, value) {
                ("withheld" | "related" | "tags", Value::Array(items)) => {
                    !items.is_empty()
                }
                ("others" | "more", Value::Number(count)) => count.as_u64() != Some(0),
                (_, value) => counts(value),
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
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
