//! Links in texts: where each leads, on the published site.

use std::collections::HashMap;

use crate::language::Language;
use crate::markdown::Target;
use crate::model::Model;
use crate::path::{Route, Slug, SourcePath};
use crate::site::catalog::{Catalog, Found, Standing};
use crate::site::node::NodeId;

/// Where everything that is published is found.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The records.
    pub(super) catalog: Catalog,
    /// The files, by source.
    pub(super) files: HashMap<SourcePath, usize>,
    /// The sections, by the file of their text.
    pub(super) sections: HashMap<SourcePath, String>,
    /// What answers an address.
    pub(super) routes: HashMap<Route, RouteOwner>,
    /// The tags of each language, by slug.
    pub(super) tags: HashMap<Language, HashMap<Slug, usize>>,
    /// The pages in each folder.
    pub(super) folders: HashMap<String, Vec<NodeId>>,
}

/// What answers an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RouteOwner {
    /// The page of a record.
    Node(NodeId),
    /// Any other page or file.
    Other,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// To a record, perhaps to a place in it.
    Node(NodeId, Option<String>),
    /// To a section by its folder, perhaps to a place in it.
    Section(String, Option<String>),
    /// To an address that is none of these, perhaps to a place there.
    Address(Route, Option<String>),
    /// To a file, by its place in `Site::files`.
    File(usize),
    /// To a place on the same page.
    Anchor(String),
    /// Nowhere; a finding was made of it.
    Broken,
}

impl Index {
    /// Finds out where a link of a file leads.
    pub(super) fn resolve(
        &self,
        target: &Target,
        file: &SourcePath,
        model: &Model,
    ) -> Resolved {
        match target {
            Target::Anchor(anchor) => Resolved::Anchor(anchor.clone()),
            Target::Wiki(id, anchor) => match self.catalog.find(id, &[], model) {
                Found::One(place) => self.node(place, anchor.as_ref()),
                _ => Resolved::Broken,
            },
            Target::Relative(path, anchor) => self.relative(path, anchor.as_ref(), file),
            Target::Rooted(path, anchor) => self.rooted(path, anchor.as_ref()),
        }
    }

    /// A published record of the catalog.
    fn node(&self, place: usize, anchor: Option<&String>) -> Resolved {
        match self.catalog.entries[place].standing {
            Standing::Published(node) => Resolved::Node(node, anchor.cloned()),
            Standing::Hidden(_) => Resolved::Broken,
        }
    }

    /// A path relative to a file.
    fn relative(
        &self,
        path: &str,
        anchor: Option<&String>,
        file: &SourcePath,
    ) -> Resolved {
        let Some(path) = file.resolve(path) else { return Resolved::Broken };
        let found = self.at(&path, anchor).or_else(|| {
            further_candidates(&path).iter().find_map(|path| self.at(path, anchor))
        });
        found.unwrap_or(Resolved::Broken)
    }

    /// What a file is on the site.
    fn at(&self, path: &SourcePath, anchor: Option<&String>) -> Option<Resolved> {
        if let Some(place) = self.catalog.of_file(path) {
            return Some(self.node(place, anchor));
        }
        if let Some(folder) = self.sections.get(path) {
            return Some(Resolved::Section(folder.clone(), anchor.cloned()));
        }
        self.files.get(path).map(|place| Resolved::File(*place))
    }

    /// An address from the root.
    fn rooted(&self, path: &str, anchor: Option<&String>) -> Resolved {
        let Ok(route) = Route::parse(path) else { return Resolved::Broken };
        match self.routes.get(&route) {
            Some(RouteOwner::Node(node)) => Resolved::Node(*node, anchor.cloned()),
            Some(RouteOwner::Other) => Resolved::Address(route, anchor.cloned()),
            None => Resolved::Broken,
        }
    }
}

/// The files that a relative path may mean: itself, with `.md`, as a bundle, as a section.
pub(super) fn source_candidates(path: &str, file: &SourcePath) -> Vec<SourcePath> {
    let Some(resolved) = file.resolve(path) else { return vec![] };
    let further = further_candidates(&resolved);
    std::iter::once(resolved).chain(further).collect()
}

/// The files that a path may mean beside the one that it names.
fn further_candidates(path: &SourcePath) -> Vec<SourcePath> {
    if path.extension().is_some() {
        return vec![];
    }
    let name = path.as_str();
    let below = if name.is_empty() { String::new() } else { format!("{name}/") };
    let names =
        [format!("{name}.md"), format!("{below}index.md"), format!("{below}_index.md")];
    names.iter().map(|name| SourcePath::new(name)).collect()
}

/// The address of something in a language: below `/<language>/` unless it is the default.
pub(crate) fn localised<'a>(
    language: &'a Language,
    default: &Language,
    segments: impl IntoIterator<Item = &'a str>,
) -> Route {
    if language == default {
        Route::page(segments)
    } else {
        Route::page(std::iter::once(language.as_str()).chain(segments))
    }
}
