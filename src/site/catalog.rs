//! All records by id and by file, with how they stand: what references are looked up in.

use std::collections::{BTreeSet, HashMap};
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
    /// The records, by kind in the order of the model and then by slug.
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
    /// Several records of different kinds.
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

    /// Looks up `id` or `kind/id`; `kinds` are the allowed ones, empty for all.
    pub(crate) fn find(&self, written: &str, kinds: &[Arc<str>], model: &Model) -> Found {
        let (kind, id) = split_kind(written, model);
        let Some(slug) = slug_of(id) else { return Found::Nothing };
        let kind_of = |place: &usize| self.entries[*place].kind;
        let named = || {
            let places = self.of_slug(&slug);
            places.filter(|place| kind.is_none_or(|kind| kind_of(place) == kind))
        };
        let is_allowed = |place: &usize| {
            kinds.is_empty() || kinds.contains(&model.kinds[kind_of(place)].id)
        };
        let mut allowed = named().filter(is_allowed);
        match (allowed.next(), allowed.next()) {
            (Some(one), None) => Found::One(one),
            (Some(_), Some(_)) => Found::Several(named().filter(is_allowed).collect()),
            (None, _) => named().next().map_or(Found::Nothing, Found::WrongKind),
        }
    }

    /// Tells whether something of this id could not be read as a whole: what speaks against a
    /// reference to it may only follow from that.
    pub(crate) fn is_torn(&self, written: &str, model: &Model) -> bool {
        let (_, id) = split_kind(written, model);
        let Some(slug) = slug_of(id) else { return false };
        self.refused.contains(&*slug)
            || self.of_slug(&slug).any(|place| !self.entries[place].whole)
    }

    /// The record that a file belongs to.
    pub(crate) fn of_file(&self, file: &SourcePath) -> Option<usize> {
        self.by_file.get(file).copied()
    }

    /// The id nearest to what was written, among published records of the allowed kinds; with its kind
    /// where that was written too.
    pub(crate) fn nearest(
        &self,
        written: &str,
        kinds: &[Arc<str>],
        model: &Model,
    ) -> Option<String> {
        if written.contains('/') {
            let ids = self.allowed(kinds, model).map(|entry| entry.id.to_string());
            let ids: Vec<String> = ids.collect();
            let slugs = written.split('/').filter_map(slugify);
            let slugs: Vec<String> = slugs.map(|slug| slug.to_string()).collect();
            let near = nearest(&slugs.join("/"), ids.iter().map(String::as_str));
            if let Some(near) = near {
                return Some(near.to_owned());
            }
        }
        nearest(written, self.candidates(kinds, model)).map(ToOwned::to_owned)
    }

    /// The ids that a writer may have meant: of published records of the allowed kinds.
    pub(crate) fn candidates<'a>(
        &'a self,
        kinds: &'a [Arc<str>],
        model: &'a Model,
    ) -> impl Iterator<Item = &'a str> {
        self.allowed(kinds, model).map(|entry| entry.id.slug.as_str())
    }

    /// The published records of the allowed kinds.
    fn allowed<'a>(
        &'a self,
        kinds: &'a [Arc<str>],
        model: &'a Model,
    ) -> impl Iterator<Item = &'a CatalogEntry> {
        self.entries.iter().filter(move |entry| {
            matches!(entry.standing, Standing::Published(_))
                && (kinds.is_empty() || kinds.contains(&model.kinds[entry.kind].id))
        })
    }
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
