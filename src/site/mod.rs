//! Records become a site: who may be seen, which address everything has, what points at what.
//!
//! `link` is the only place that sees what may not be published. What comes out of it holds no
//! trace of withheld persons, unapproved minutes, drafts or single talks; so no later stage can
//! publish them by mistake. The value is built once and never changed.

mod assemble;
mod balance;
mod call;
mod catalog;
mod collision;
mod dossier;
mod facet;
mod file;
mod graph;
mod link;
mod list;
mod lookup;
mod menu;
mod name_check;
mod name_forms;
mod name_words;
mod names;
mod neighbours;
mod network;
mod node;
mod open;
mod past;
mod picture;
mod progress;
mod publication;
mod query;
mod reference;
mod related;
mod route;
mod selection;
mod state;
mod tag;
mod talk;
mod trace;
mod wording;

use std::sync::Arc;

use std::collections::{BTreeMap, HashMap};

use crate::config::Config;
use crate::date::Date;
use crate::diag::{Checked, Diagnostic, Span};
use crate::language::Language;
use crate::markdown::{Outline, SlottedHtml, Target};
use crate::model::{Model, Role};
use crate::path::{Route, Slug, SourcePath};
use crate::record::{Call, Record, Section, Text};
use crate::site::catalog::{Catalog, Standing};
use crate::site::lookup::{Index, RouteOwner};
use crate::site::name_check::Published;
use crate::site::names::Names;
use crate::site::reference::Lookup;
use crate::source::{Sources, Tagged};

pub use balance::Turnout;
pub use collision::OWN_FILES;
pub use dossier::Chosen;
pub use facet::{Facet, FacetValue, Facets};
pub use file::PublishedFile;
pub use list::{List, ListGroup, ListKey, ListPart};
pub use lookup::Resolved;
pub use menu::{MenuEntry, MenuTarget};
pub use neighbours::Neighbours;
pub use network::Contacts;
pub use node::{Incoming, Node, NodeId, Outgoing, Presence, State};
pub use open::{Gap, OpenPoints};
pub use picture::{Picture, PictureOrder};
pub use progress::Progress;
pub use query::{Order, RecordQuery};
pub use related::Related;
pub use route::{
    Destination, OPEN_POINTS, Page, PageKind, SEARCH, SELECTIONS, SITEMAP, TAGS,
};
pub use selection::{Selection, Selections};
pub use tag::Tag;
pub use talk::{TalkCounts, group_choices};
pub use trace::{STAGES, TraceColumn, TraceColumns, TraceGroup};

pub(crate) use lookup::localised;
pub(crate) use state::{HistoryEntry, history};
pub(crate) use tag::tagged;

/// What a site depends on beside its files. The clock, the environment and git are asked elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// The day for which the site is made.
    pub today: Date,
    /// Whether drafts and planned records are shown.
    pub drafts: bool,
    /// The last change of each file, where git knows it.
    pub changed: BTreeMap<SourcePath, Date>,
    /// What the last tag of the repository had of histories.
    pub tagged: Arc<Tagged>,
}

/// The whole of a site, as far as it may be published.
#[derive(Debug)]
pub struct Site {
    /// The settings.
    pub config: Config,
    /// The kinds of record.
    pub model: Model,
    /// The records, by kind in the order of the model and then by slug.
    pub nodes: Vec<Node>,
    /// The texts of sections, by folder and language; the folder of the first page is empty.
    pub sections: BTreeMap<(String, Language), SectionText>,
    /// The list of each kind that has one, by language and kind.
    pub lists: BTreeMap<(Language, usize), List>,
    /// The tags by language.
    pub tags: BTreeMap<Language, Vec<Tag>>,
    /// What readers may choose records by, by language.
    facets: BTreeMap<Language, Facets>,
    /// What they choose by one value or two, by full language.
    selections: BTreeMap<Language, Selections>,
    /// The main navigation by language.
    pub navigation: BTreeMap<Language, Vec<MenuEntry>>,
    /// The links of the footer by language.
    pub footer: BTreeMap<Language, Vec<MenuEntry>>,
    /// Every page that is written.
    pub pages: Vec<Page>,
    /// Every file of the content that is published.
    pub files: Vec<PublishedFile>,
    /// The talks that are published as numbers.
    pub talks: TalkCounts,
    /// What is still open.
    pub open_points: OpenPoints,
    /// The day for which the site is made.
    pub today: Date,
    /// The last change of each file, where git knows it.
    pub changed: BTreeMap<SourcePath, Date>,
    /// Where everything is found again.
    index: Index,
}

/// The text of an `_index.md`, without its body.
#[derive(Debug, Clone)]
pub struct SectionText {
    /// The file.
    pub file: SourcePath,
    /// The language.
    pub language: Language,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Its summary, if it has one.
    pub summary: Option<String>,
    /// Further addresses, as written.
    pub aliases: Vec<Text>,
    /// What its text says about itself.
    pub outline: Outline,
    /// The components that its text calls, in their order.
    pub calls: Vec<Call>,
}

/// The texts that may be published, by file.
pub type Bodies = HashMap<SourcePath, Arc<SlottedHtml>>;

/// What comes of a project.
#[derive(Debug)]
pub struct Linked {
    /// The site.
    pub site: Site,
    /// The texts that it may show.
    pub bodies: Bodies,
    /// Who may not be named in them.
    pub unnamed: Unnamed,
}

/// Persons who may not be named. Their names cannot be asked for.
#[derive(Debug)]
pub struct Unnamed(Names);

impl Unnamed {
    /// Tells whether a text names one of them.
    pub fn stand_in(&self, text: &SlottedHtml) -> bool {
        name_check::stand_in_html(&self.0, &text.html)
    }
}

/// What `link` works on.
#[derive(Debug)]
pub struct Project<'a> {
    /// The settings.
    pub config: Config,
    /// The kinds of record.
    pub model: Model,
    /// The records.
    pub records: Vec<Record>,
    /// The texts of sections.
    pub sections: Vec<Section>,
    /// All files.
    pub sources: &'a Sources,
    /// The paths of the theme's files in the output.
    pub assets: &'a [String],
}

/// Links the records of a project; hands out the site and the texts that it may show.
///
/// Findings: references and links that lead nowhere or where they may not, names of persons who may
/// not be named, missing files, addresses that collide, navigation targets that do not exist.
pub fn link(project: Project<'_>, inputs: Inputs) -> Checked<Linked> {
    let mut findings = Vec::new();
    let tagged = Arc::clone(&inputs.tagged);
    let Project { config, model, records, mut sections, sources, assets } = project;
    sections.retain(|text| publication::is_ready(text.draft, text.publish_on, &inputs));
    let (groups, mut bodies) = assemble::group(&config, &model, records);
    let mut catalog = assemble::catalog(&groups, &model, &inputs);
    catalog.refused = assemble::refused(sources);
    let mut nodes = assemble::publish(&groups, &catalog, &model, &inputs);
    let lookup = Lookup { catalog: &catalog, model: &model, language: &config.language };
    graph::relate(&mut nodes, &groups, lookup, &mut findings);
    let hidden = file::hidden_files(&catalog, &groups);
    let files =
        file::collect(&nodes, &sections, &config, (&hidden, sources), &mut findings);
    let talks = talk::count(&groups, &catalog, &model, &inputs);
    assemble::keep_published(&mut bodies, &catalog, &nodes);
    let sections = assemble::section_texts(sections, &mut bodies, &mut findings);
    let names = assemble::withheld(&groups, &catalog, &model, &nodes);
    let published = Published { nodes: &nodes, sections: &sections, files: &files };
    findings.extend(name_check::check(&names, &published, &bodies, sources));
    let mut site = Site::new(config, model, nodes, sections, inputs);
    site.changed.retain(|file, _| bodies.contains_key(file));
    site.talks = talks;
    site.files = files;
    site.index.catalog = catalog.published();
    site.arrange(&catalog, assets, &mut findings);
    let links = link::Links { site: &site, all: &catalog, files: &hidden, sources };
    links.check(&groups, &mut findings);
    findings.extend(past::findings(&tagged, &groups));
    Checked { value: Linked { site, bodies, unnamed: Unnamed(names) }, findings }
}

impl Site {
    /// A site whose lists, menus and pages are still to be made.
    fn new(
        config: Config,
        model: Model,
        nodes: Vec<Node>,
        sections: BTreeMap<(String, Language), SectionText>,
        inputs: Inputs,
    ) -> Self {
        Self {
            config,
            model,
            nodes,
            sections,
            lists: BTreeMap::new(),
            tags: BTreeMap::new(),
            facets: BTreeMap::new(),
            selections: BTreeMap::new(),
            navigation: BTreeMap::new(),
            footer: BTreeMap::new(),
            pages: vec![],
            files: vec![],
            talks: TalkCounts::default(),
            open_points: OpenPoints::default(),
            today: inputs.today,
            changed: inputs.changed,
            index: Index::default(),
        }
    }

    /// Makes lists, pages, addresses, mentions and menus, each from what was made before it.
    fn arrange(
        &mut self,
        all: &Catalog,
        assets: &[String],
        findings: &mut Vec<Diagnostic>,
    ) {
        for language in self.config.languages.clone() {
            let shelf =
                list::Shelf::new(&self.nodes, &self.model, &self.config, &language);
            let (lists, tags) = rayon::join(|| shelf.lists(), || tag::tags(&shelf));
            let lists =
                lists.into_iter().map(|(kind, list)| ((language.clone(), kind), list));
            self.lists.extend(lists);
            let facets = facet::facets(&shelf);
            if !language.is_variant() {
                let pairs = self.config.facets.pairs;
                let selections = selection::selections(&facets, &shelf, pairs);
                self.selections.insert(language.clone(), selections);
            }
            self.facets.insert(language.clone(), facets);
            self.tags.insert(language, tags);
        }
        self.pages = route::pages(self);
        let redirects = collision::redirects(self);
        self.pages.extend(redirects);
        findings.extend(collision::check(self, &self.pages, assets));
        self.fill_index();
        graph::mention(&mut self.nodes, &self.index, &self.model);
        self.open_points = open::open_points(self);
        findings.extend(open::findings(self));
        findings.extend(dossier::findings(self));
        for language in self.config.languages.clone() {
            let wanted = menu::Wanted { site: self, all, language: &language };
            let navigation = menu::navigation(wanted, findings);
            let footer = menu::footer(wanted, findings);
            self.navigation.insert(language.clone(), navigation);
            self.footer.insert(language.clone(), footer);
        }
    }

    /// Notes where every address, file and section is found again.
    fn fill_index(&mut self) {
        let index = &mut self.index;
        for page in &self.pages {
            let owner = match page.kind {
                PageKind::Record(node) => RouteOwner::Node(node),
                _ => RouteOwner::Other,
            };
            index.routes.insert(page.route.clone(), owner);
        }
        for (place, file) in self.files.iter().enumerate() {
            index.files.insert(file.source.clone(), place);
            index.routes.insert(file.route.clone(), RouteOwner::Other);
        }
        for ((folder, _), text) in &self.sections {
            index.sections.insert(text.file.clone(), folder.clone());
        }
        for (language, tags) in &self.tags {
            let places = tags.iter().enumerate();
            let places = places.map(|(place, tag)| (tag.slug.clone(), place)).collect();
            index.tags.insert(language.clone(), places);
        }
        let nodes = self.nodes.iter().enumerate();
        for (place, node) in nodes.filter(|(_, node)| node.role == Role::Page) {
            let folder = node.segments[..node.segments.len() - 1].join("/");
            index.folders.entry(folder).or_default().push(NodeId(place));
        }
    }

    /// Tells whether a page or file answers an address.
    pub fn has_page(&self, route: &Route) -> bool {
        self.index.routes.contains_key(route)
    }

    /// The tag of an address in a language.
    pub fn tag(&self, language: &Language, slug: &Slug) -> Option<&Tag> {
        self.tags.get(language)?.get(self.tag_place(language, slug)?)
    }

    /// The place of the tag of an address among those of its language.
    pub fn tag_place(&self, language: &Language, slug: &Slug) -> Option<usize> {
        self.index.tags.get(language)?.get(slug).copied()
    }

    /// The pages that lie in a folder, by id.
    pub fn pages_in(&self, folder: &str) -> &[NodeId] {
        self.index.folders.get(folder).map_or(&[], Vec::as_slice)
    }

    /// The path of the base address, without a final slash: empty, or `/sub`.
    pub fn base_path(&self) -> &str {
        let rest = self.config.base_url.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("", |start| &rest[start..]).trim_end_matches('/')
    }

    /// Where an address leads on this site: one with its base address, or one from the root as pages
    /// have it; nothing for all others.
    pub fn route_of(&self, address: &str) -> Option<Route> {
        let below = |start: &str| {
            let rest = address.strip_prefix(start)?;
            rest.starts_with('/').then_some(rest)
        };
        let is_base = address == self.config.base_url;
        let path = if is_base { Some("/") } else { below(&self.config.base_url) };
        let path = path.or_else(|| below(self.base_path()))?;
        Route::parse(path.split(['#', '?']).next().unwrap_or_default()).ok()
    }

    /// The text of a section in a language, else in the site's default language.
    pub fn section(&self, folder: &str, language: &Language) -> Option<&SectionText> {
        let key = |language: &Language| (folder.to_owned(), language.clone());
        self.sections
            .get(&key(language))
            .or_else(|| self.sections.get(&key(&self.config.language)))
    }

    /// The title of the list of a kind in a language.
    pub fn section_title(&self, kind: usize, language: &Language) -> &str {
        let declared = &self.model.kinds[kind];
        let text = declared
            .folder
            .as_deref()
            .and_then(|folder| self.sections.get(&(folder.to_owned(), language.clone())));
        let own = text.and_then(|text| text.title.as_deref());
        own.unwrap_or_else(|| declared.many(language))
    }

    /// Where a link in a file leads.
    pub fn resolve(&self, target: &Target, file: &SourcePath) -> Resolved {
        self.index.resolve(target, file, &self.model)
    }

    /// The record that a reference in a field means.
    pub fn referenced(&self, written: &str, kinds: &[Arc<str>]) -> Option<NodeId> {
        let catalog::Found::One(place) =
            self.index.catalog.find(written, kinds, &self.model)
        else {
            return None;
        };
        match self.index.catalog.entries[place].standing {
            Standing::Published(node) => Some(node),
            Standing::Hidden(_) => None,
        }
    }

    /// The finding for a reference that means no single published record.
    pub(crate) fn unidentified(&self, written: &str, span: Span) -> Diagnostic {
        reference::unidentified(written, &self.index.catalog, &self.model, span)
    }

    /// The published file of a source.
    pub fn published_file(&self, source: &SourcePath) -> Option<&PublishedFile> {
        self.index.files.get(source).map(|place| &self.files[*place])
    }

    /// Which records are neighbours.
    pub fn neighbours(&self) -> Neighbours {
        Neighbours::new(&self.nodes)
    }
}
