//! Every page of the site, by address.

use rayon::prelude::*;

use crate::diag::Span;
use crate::language::Language;
use crate::model::Role;
use crate::path::{Route, SourcePath};
use crate::site::Site;
use crate::site::list::ListKey;
use crate::site::lookup::localised;
use crate::site::node::{NodeId, Presence};
use crate::site::picture::{Picture, PictureOrder};
use crate::words::Collator;

/// A page that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub route: Route,
    /// The language of what surrounds its text.
    pub language: Language,
    /// What it shows.
    pub kind: PageKind,
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageKind {
    /// The first page of a language.
    Home,
    /// A record.
    Record(NodeId),
    /// The list of a kind, or one of its parts by place.
    List {
        /// The place of the kind in the model.
        kind: usize,
        /// The place of the part; nothing for the first page of the list.
        part: Option<usize>,
    },
    /// A folder of pages that has a text of its own (`_index.md`).
    Folder(String),
    /// All tags.
    Tags,
    /// The records with one tag, or one part of them.
    Tag {
        /// The place of the tag in its language.
        tag: usize,
        /// The place of the part; nothing for the first page.
        part: Option<usize>,
    },
    /// All that readers may choose records by.
    Selections,
    /// The records that have one value of a facet, or one of each of two; or one part of them.
    Selection {
        /// The place of the selection in its language.
        place: usize,
        /// The place of the part; nothing for the first page.
        part: Option<usize>,
    },
    /// What is still open.
    OpenPoints,
    /// A drawing of what the records say together.
    Picture {
        /// The drawing.
        picture: Picture,
        /// How its rows and columns are sorted.
        order: PictureOrder,
    },
    /// All pages.
    Sitemap,
    /// The search, which is a register without script; or one letter of that.
    Search {
        /// The place of the letter in the alphabet of the language (`Collator::alphabet`); nothing for
        /// the first page.
        part: Option<usize>,
    },
    /// The answer to an unknown address.
    NotFound,
    /// The page at an old address.
    Redirect {
        /// Where it leads.
        to: Destination,
        /// Where in its file the old address stands.
        span: Span,
    },
}

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To a record.
    Record(NodeId),
    /// To a section, by its folder; the empty one is the first page.
    Section(String),
}

/// The folder of tags in addresses.
pub const TAGS: &str = "schlagworte";
/// The folder of selections in addresses.
pub const SELECTIONS: &str = "auswahl";
/// The address of the open points.
pub const OPEN_POINTS: &str = "offene-punkte";
/// The address of the site map.
pub const SITEMAP: &str = "uebersicht";
/// The address of the search and the folder of its register.
pub const SEARCH: &str = "suche";

/// How many lines the register may have on one page. The page is loaded for every search as well, so it
/// must not weigh more than the search: three hundred lines are about 10 KB as they are sent.
const LONGEST_REGISTER: usize = 300;

/// All pages in all languages but the redirects, by language and then by kind of page.
pub(super) fn pages(site: &Site) -> Vec<Page> {
    let mut pages =
        Vec::with_capacity(site.nodes.len() * site.config.languages.len() + 64);
    for language in &site.config.languages {
        if language.is_variant() {
            variant_pages(site, language, &mut pages);
        } else {
            language_pages(site, language, &mut pages);
        }
    }
    pages.push(Page {
        route: Route::file("404.html"),
        language: site.config.language.clone(),
        kind: PageKind::NotFound,
    });
    pages
}

/// The pages of a full language.
fn language_pages(site: &Site, language: &Language, pages: &mut Vec<Page>) {
    let mut add = |segments: &[&str], kind| {
        let route = localised(language, &site.config.language, segments.iter().copied());
        pages.push(Page { route, language: language.clone(), kind });
    };
    add(&[], PageKind::Home);
    for (kind, declared) in site.model.kinds.iter().enumerate() {
        let Some(folder) = declared.folder.as_deref() else { continue };
        if !site.has_list(kind, language) {
            continue;
        }
        add(&[folder], PageKind::List { kind, part: None });
        let parts =
            site.lists.get(&(language.clone(), kind)).map_or(&[][..], |l| &l.parts);
        for (part, declared) in parts.iter().enumerate() {
            let slug = declared.key.slug();
            add(&[folder, &slug], PageKind::List { kind, part: Some(part) });
        }
    }
    let tags = site.tags.get(language).map_or(&[][..], Vec::as_slice);
    if !tags.is_empty() {
        add(&[TAGS], PageKind::Tags);
    }
    for (place, tag) in tags.iter().enumerate() {
        add(&[TAGS, tag.slug.as_str()], PageKind::Tag { tag: place, part: None });
        for (part, declared) in tag.parts.iter().enumerate() {
            let slug = declared.key.slug();
            let kind = PageKind::Tag { tag: place, part: Some(part) };
            add(&[TAGS, tag.slug.as_str(), &slug], kind);
        }
    }
    let selections = site.selections(language).map_or(&[][..], |all| &all.all);
    if !selections.is_empty() {
        add(&[SELECTIONS], PageKind::Selections);
    }
    let chosen = selections.iter().enumerate().filter(|(_, one)| !one.is_section);
    for (place, selection) in chosen {
        let segments = site.selection_segments(language, selection);
        add(&segments, PageKind::Selection { place, part: None });
        for (part, declared) in selection.parts.iter().enumerate() {
            let slug = declared.key.slug();
            let kind = PageKind::Selection { place, part: Some(part) };
            add(&[&segments[..], &[&slug]].concat(), kind);
        }
    }
    add(&[OPEN_POINTS], PageKind::OpenPoints);
    for picture in Picture::ALL.into_iter().filter(|picture| site.has_picture(*picture)) {
        for order in site.picture_orders(picture).iter().copied() {
            add(&picture.segments(order), PageKind::Picture { picture, order });
        }
    }
    add(&[SITEMAP], PageKind::Sitemap);
    search_pages(site, language, pages);
    folder_and_record_pages(site, language, pages);
}

/// The pages of a variant: only what somebody wrote in it, and a first page that leads there.
fn variant_pages(site: &Site, language: &Language, pages: &mut Vec<Page>) {
    let written = |node: &crate::site::Node| node.cards.contains_key(language);
    let has_home = site.sections.contains_key(&(String::new(), language.clone()));
    if has_home || site.nodes.iter().any(written) {
        let route = localised(language, &site.config.language, []);
        pages.push(Page { route, language: language.clone(), kind: PageKind::Home });
    }
    if site.nodes.iter().any(written) {
        search_pages(site, language, pages);
    }
    folder_and_record_pages(site, language, pages);
}

/// The search, if the site wants one, and the letters of a long register. Their addresses depend on
/// nothing but the language, so that a new record moves none of them.
fn search_pages(site: &Site, language: &Language, pages: &mut Vec<Page>) {
    if !site.config.search {
        return;
    }
    let mut add = |segments: &[&str], part| {
        let route = localised(language, &site.config.language, segments.iter().copied());
        let kind = PageKind::Search { part };
        pages.push(Page { route, language: language.clone(), kind });
    };
    add(&[SEARCH], None);
    let cards = site.nodes.iter().filter_map(|node| node.cards.get(language));
    let lines: usize = cards.map(|card| 1 + card.outline.headings.len()).sum();
    if lines > LONGEST_REGISTER {
        for (place, letter) in Collator::new(language).alphabet().enumerate() {
            let slug = ListKey::Letter(place, letter).slug();
            add(&[SEARCH, &slug], Some(place));
        }
    }
}

/// The folders of pages with texts of their own, and the records.
fn folder_and_record_pages(site: &Site, language: &Language, pages: &mut Vec<Page>) {
    let default = &site.config.language;
    for folder in site.page_folders() {
        let own = site.sections.contains_key(&(folder.to_owned(), language.clone()));
        let fallback = site.sections.contains_key(&(folder.to_owned(), default.clone()));
        if own || (fallback && !language.is_variant()) {
            let segments = folder.split('/');
            let route = localised(language, default, segments);
            let kind = PageKind::Folder(folder.to_owned());
            pages.push(Page { route, language: language.clone(), kind });
        }
    }
    let present =
        site.nodes.par_iter().enumerate().filter(|(_, node)| {
            node.presence(language, &site.config) != Presence::Absent
        });
    pages.par_extend(present.map(|(place, node)| {
        let segments = node.segments.iter().map(String::as_str);
        let route = localised(language, default, segments);
        let kind = PageKind::Record(NodeId(place));
        Page { route, language: language.clone(), kind }
    }));
}

impl Site {
    /// Tells whether a kind has a list in a language: there are records, or somebody wrote a text.
    pub fn has_list(&self, kind: usize, language: &Language) -> bool {
        let declared = &self.model.kinds[kind];
        let Some(folder) = declared.folder.as_deref() else { return false };
        let has_text = |language: &Language| {
            self.sections.contains_key(&(folder.to_owned(), language.clone()))
        };
        let has_talks = declared.role == Role::Talk && self.talks.total > 0;
        has_talks
            || self.lists.contains_key(&(language.clone(), kind))
            || has_text(language)
            || has_text(&self.config.language)
    }

    /// The folders of pages that have a text of their own, other than the first page.
    pub fn page_folders(&self) -> impl Iterator<Item = &str> {
        let mut last = None;
        self.sections
            .keys()
            .map(|(folder, _)| folder.as_str())
            .filter(|folder| {
                !folder.is_empty() && self.model.kind_of_folder(folder).is_none()
            })
            .filter(move |folder| {
                last.replace((*folder).to_owned()).as_deref() != Some(*folder)
            })
    }

    /// The file of a record's text in a language.
    pub fn file(&self, node: NodeId, language: &Language) -> &SourcePath {
        &self.nodes[node.0].card(language).file
    }

    /// The page that an old address leads to, for a text in a language.
    pub fn destination(&self, to: &Destination, language: &Language) -> Page {
        match to {
            Destination::Record(node) => {
                let route = self.route(*node, language);
                Page { route, language: language.clone(), kind: PageKind::Record(*node) }
            }
            Destination::Section(folder) => self.section_page(folder, language),
        }
    }

    /// The page of a section in a language; variants have no lists, so there it is that of the site's
    /// default language.
    fn section_page(&self, folder: &str, language: &Language) -> Page {
        let default = &self.config.language;
        let mut kinds = self.model.kinds.iter();
        let kind = kinds.position(|kind| kind.folder.as_deref() == Some(folder));
        let is_there = kind.is_none() || !language.is_variant();
        let language = if is_there { language } else { default };
        let segments = folder.split('/').filter(|segment| !segment.is_empty());
        let route = localised(language, default, segments);
        let kind = match kind {
            Some(kind) => PageKind::List { kind, part: None },
            None if folder.is_empty() => PageKind::Home,
            None => PageKind::Folder(folder.to_owned()),
        };
        Page { route, language: language.clone(), kind }
    }

    /// The address of a record in a language; where it has none there, that of its original.
    pub fn route(&self, node: NodeId, language: &Language) -> Route {
        let record = &self.nodes[node.0];
        let language = match record.presence(language, &self.config) {
            Presence::Absent => &record.original,
            Presence::Own | Presence::Fallback => language,
        };
        let segments = record.segments.iter().map(String::as_str);
        localised(language, &self.config.language, segments)
    }
}
