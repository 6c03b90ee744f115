//! All records by id and by file, with how they stand: what references are looked up in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::sync::Arc;

use crate::diag::nearest;
use crate::model::Model;
use crate::path::{Slug, SourcePath, slug_of, slugify};
use crate::record::RecordId;
use crate::site::node::NodeId;

/// Records by id and by file.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    /// The records, by kind in the order of the model and then by id.
    pub(crate) entries: Vec<CatalogEntry>,
    /// The first place in `entries` of each slug.
    by_slug: HashMap<Slug, usize>,
    /// For each place in `entries` the next one of the same slug.
    twins: Vec<Option<usize>>,
    /// Places in `entries` by file.
    by_file: HashMap<SourcePath, usize>,
    /// The ids of records whose files could not be read at all.
    pub(crate) refused: BTreeSet<Slug>,
}

/// A record as references see it.
#[derive(Debug, Clone)]
pub(crate) struct CatalogEntry {
    /// Its id.
    pub(crate) id: RecordId,
    /// The place of its kind in the model.
    pub(crate) kind: usize,
    /// Its files: the original and its translations.
    pub(crate) files: Vec<SourcePath>,
    /// Whether it is published.
    pub(crate) standing: Standing,
    /// Whether all of it could be read, so that what it lacks was not written.
    pub(crate) whole: bool,
}

/// Whether a record is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is.
    Published(NodeId),
    /// It is not.
    Hidden(Hidden),
}

/// Why a record is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// It is a draft.
    Draft,
    /// Its day has not come.
    Planned,
    /// A person who may not be named.
    Withheld,
    /// A talk that is published as a number only.
    Aggregated,
    /// The minutes of a meeting that are not approved.
    Unapproved,
}

impl Hidden {
    /// The key of its words in the message files.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Draft => "hidden-draft",
            Self::Planned => "hidden-planned",
            Self::Withheld => "hidden-withheld",
            Self::Aggregated => "hidden-aggregated",
            Self::Unapproved => "hidden-unapproved",
        }
    }
}

/// What came of looking a reference up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// One record, by its place in the catalog.
    One(usize),
    /// Several records, of different kinds or pages in different folders.
    Several(Vec<usize>),
    /// A record of a kind that is not allowed here.
    WrongKind(usize),
    /// Nothing.
    Nothing,
}

impl Catalog {
    /// Makes the catalog of some records.
    pub(crate) fn new(entries: Vec<CatalogEntry>) -> Self {
        let slugs = || {
            let mut by_slug = HashMap::with_capacity(entries.len());
            let mut twins = vec![None; entries.len()];
            for (place, entry) in entries.iter().enumerate().rev() {
                twins[place] = by_slug.insert(entry.id.slug.clone(), place);
            }
            (by_slug, twins)
        };
        let files = || {
            let mut by_file = HashMap::with_capacity(entries.len());
            for (place, entry) in entries.iter().enumerate() {
                by_file.extend(entry.files.iter().map(|file| (file.clone(), place)));
            }
            by_file
        };
        let ((by_slug, twins), by_file) = rayon::join(slugs, files);
        Self { entries, by_slug, twins, by_file, refused: BTreeSet::new() }
    }

    /// The catalog without what is not published.
    pub(crate) fn published(&self) -> Self {
        let published =
            |entry: &&CatalogEntry| matches!(entry.standing, Standing::Published(_));
        Self::new(self.entries.iter().filter(published).cloned().collect())
    }

    /// The places of the records of a slug, in ascending order.
    fn of_slug(&self, slug: &str) -> impl Iterator<Item = usize> {
        let first = self.by_slug.get(slug).copied();
        iter::successors(first, |place| self.twins[*place])
    }

    /// Looks a reference up; `kinds` are the allowed ones, empty for all. The first of its readings that
    /// a record answers to holds.
    pub(crate) fn find(&self, written: &str, kinds: &[Arc<str>], model: &Model) -> Found {
        let mut found = Found::Nothing;
        for reading in readings(written, model) {
            let named = || {
                let places = self.of_slug(&reading.slug);
                places.filter(|place| reading.fits(&self.entries[*place]))
            };
            let is_allowed = |place: &usize| self.is_allowed(*place, kinds, model);
            let mut allowed = named().filter(is_allowed);
            match (allowed.next(), allowed.next()) {
                (Some(one), None) => return Found::One(one),
                (Some(_), Some(_)) => {
                    return Found::Several(named().filter(is_allowed).collect());
                }
                (None, _) => {}
            }
            if let (Found::Nothing, Some(other)) = (&found, named().next()) {
                found = Found::WrongKind(other);
            }
        }
        found
    }

    /// Tells whether something of this id could not be read as a whole: what speaks against a
    /// reference to it may only follow from that.
    pub(crate) fn is_torn(&self, written: &str, model: &Model) -> bool {
        readings(written, model).any(|Reading { slug, .. }| {
            self.refused.contains(&*slug)
                || self.of_slug(&slug).any(|place| !self.entries[place].whole)
        })
    }

    /// A reference that means one record and no other: the path of a page in a folder, unless that
    /// means something else as well; for all others the whole id.
    pub(crate) fn exact(&self, place: usize, model: &Model) -> String {
        let id = &self.entries[place].id;
        let path = id.path();
        if id.folder.is_empty() || self.find(&path, &[], model) != Found::One(place) {
            return id.to_string();
        }
        path.into_owned()
    }

    /// The record whose address is a path below that of its language.
    pub(crate) fn at(&self, path: &str, model: &Model) -> Option<usize> {
        let (folder, slug) = path.rsplit_once('/').unwrap_or(("", path));
        self.of_slug(slug).find(|place| {
            let CatalogEntry { id, kind, .. } = &self.entries[*place];
            **model.kinds[*kind].folder.as_ref().unwrap_or(&id.folder) == *folder
        })
    }

    /// The record that a file belongs to.
    pub(crate) fn of_file(&self, file: &SourcePath) -> Option<usize> {
        self.by_file.get(file).copied()
    }

    /// The references nearest to what was written, among those to published records of the allowed
    /// kinds: none, one, or one for each record that is called so. They have the kind or folder where
    /// that was written too, or where nothing less tells them apart.
    pub(crate) fn near(
        &self,
        written: &str,
        kinds: &[Arc<str>],
        model: &Model,
    ) -> Vec<String> {
        let offered: Vec<usize> = (0..self.entries.len())
            .filter(|place| {
                matches!(self.entries[*place].standing, Standing::Published(_))
                    && self.is_allowed(*place, kinds, model)
            })
            .collect();
        if written.contains('/') {
            let mut names: BTreeMap<String, usize> = BTreeMap::new();
            for place in &offered {
                let id = &self.entries[*place].id;
                names.extend([(id.path().into_owned(), *place)]);
                names.extend([(id.to_string(), *place)]);
            }
            names.retain(|name, _| name.contains('/'));
            let slugs = written.split('/').filter_map(slugify);
            let slugs: Vec<String> = slugs.map(|slug| slug.to_string()).collect();
            let near = nearest(&slugs.join("/"), names.keys().map(String::as_str));
            if let Some(place) = near.and_then(|near| names.get(near)) {
                return vec![self.exact(*place, model)];
            }
        }
        let slug = |place: &usize| self.entries[*place].id.slug.as_str();
        let nearest = |written| nearest(written, offered.iter().map(slug));
        // What is not where it was looked for may be elsewhere.
        let elsewhere = || nearest(written.rsplit_once('/')?.1);
        let Some(near) = nearest(written).or_else(elsewhere) else { return vec![] };
        if let Found::One(_) = self.find(near, kinds, model) {
            return vec![near.to_owned()];
        }
        let called = offered.iter().filter(|place| slug(place) == near);
        called.map(|place| self.exact(*place, model)).collect()
    }

    /// Tells whether a record is of an allowed kind.
    fn is_allowed(&self, place: usize, kinds: &[Arc<str>], model: &Model) -> bool {
        kinds.is_empty() || kinds.contains(&model.kinds[self.entries[place].kind].id)
    }
}

/// One way to read a reference.
#[derive(Debug)]
struct Reading<'a> {
    /// The place of the kind in the model, if it names one.
    kind: Option<usize>,
    /// The folder, as slugs with `/` between; nothing where it may be any.
    folder: Option<String>,
    /// The slug.
    slug: Cow<'a, str>,
}

impl Reading<'_> {
    /// Tells whether a record of its slug answers to it.
    fn fits(&self, entry: &CatalogEntry) -> bool {
        self.kind.is_none_or(|kind| kind == entry.kind)
            && self.folder.as_ref().is_none_or(|folder| **folder == *entry.id.folder)
    }
}

/// The ways to read a reference, in the order in which they hold: what stands behind a kind before what
/// names none, and each as a path before it is a name in any folder.
fn readings<'a>(written: &'a str, model: &Model) -> impl Iterator<Item = Reading<'a>> {
    let (kind, rest) = split_kind(written, model);
    let all = if kind.is_some() {
        [path(kind, rest), name(kind, rest), path(None, written)]
    } else if written.trim_matches('/').contains('/') {
        [path(None, written), name(None, written), None]
    } else {
        [name(None, written), None, None]
    };
    all.into_iter().flatten()
}

/// A reference as the path of a page below `content/`; that of any other record is its slug.
fn path(kind: Option<usize>, written: &str) -> Option<Reading<'_>> {
    let written = written.trim_matches('/');
    let (folders, last) = written.rsplit_once('/').unwrap_or(("", written));
    let folders: Option<Vec<Cow<'_, str>>> =
        folders.split('/').filter(|folder| !folder.is_empty()).map(slug_of).collect();
    Some(Reading { kind, folder: Some(folders?.join("/")), slug: slug_of(last)? })
}

/// A reference as a name.
fn name(kind: Option<usize>, written: &str) -> Option<Reading<'_>> {
    Some(Reading { kind, folder: None, slug: slug_of(written)? })
}

/// Takes `kind/id` apart, where the first part names a kind or its folder.
pub(crate) fn split_kind<'a>(
    written: &'a str,
    model: &Model,
) -> (Option<usize>, &'a str) {
    let Some((first, rest)) = written.split_once('/') else { return (None, written) };
    let first = first.trim();
    let place = model
        .kinds
        .iter()
        .position(|kind| &*kind.id == first || kind.folder.as_deref() == Some(first));
    match place {
        Some(kind) => (Some(kind), rest),
        None => (None, written),
    }
}
