//! Tags: the same word in any spelling is one tag with one page.

use std::collections::BTreeMap;

use crate::diag::Span;
use crate::path::{Slug, slugify};
use crate::record::Card;
use crate::site::list::{LONGEST, ListGroup, ListPart, Shelf, grouped};
use crate::site::node::{NodeId, Presence};

/// A tag in one language.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The last segment of its address.
    pub slug: Slug,
    /// The spelling that is used most; of equally frequent ones the first by code point.
    pub title: String,
    /// The records that have it, by title.
    pub nodes: Vec<NodeId>,
    /// The parts of a list that is too long for one page; empty where it is not.
    pub parts: Vec<ListPart>,
    /// Where it stands first, for collisions of its address.
    pub span: Span,
}

/// The spellings of a tag with how often each is used, and its records.
#[derive(Debug)]
struct Draft {
    /// How often each spelling is used.
    spellings: BTreeMap<String, usize>,
    /// The records.
    nodes: Vec<NodeId>,
    /// Where it stands first.
    span: Span,
}

/// The tags of the records in one language, by title.
pub(super) fn tags(shelf: &Shelf<'_>) -> Vec<Tag> {
    let mut drafts: BTreeMap<Slug, Draft> = BTreeMap::new();
    for (place, node) in shelf.nodes.iter().enumerate() {
        if node.presence(shelf.language, shelf.config) == Presence::Absent {
            continue;
        }
        let card = tagged(node.card(shelf.language), node.original());
        for tag in &card.tags {
            let Some(slug) = slugify(&tag.text) else { continue };
            let draft = drafts.entry(slug).or_insert_with(|| Draft {
                spellings: BTreeMap::new(),
                nodes: vec![],
                span: Span::new(&card.file, tag.range.clone()),
            });
            *draft.spellings.entry(tag.text.clone()).or_default() += 1;
            if draft.nodes.last() != Some(&NodeId(place)) {
                draft.nodes.push(NodeId(place));
            }
        }
    }
    let mut tags: Vec<Tag> =
        drafts.into_iter().map(|(slug, draft)| finish(slug, draft, shelf)).collect();
    tags.sort_by_cached_key(|tag| (shelf.collator.key(&tag.title), tag.slug.clone()));
    tags
}

/// The card whose tags count: a translation's own, else the original's.
pub(crate) fn tagged<'a>(own: &'a Card, original: &'a Card) -> &'a Card {
    if own.tags.is_empty() { original } else { own }
}

/// A tag with its title, its records in order and its parts.
fn finish(slug: Slug, draft: Draft, shelf: &Shelf<'_>) -> Tag {
    let most = draft.spellings.values().max().copied().unwrap_or(0);
    let title = draft
        .spellings
        .into_iter()
        .find(|(_, count)| *count == most)
        .map_or_else(|| slug.to_string(), |(title, _)| title);
    let mut nodes = draft.nodes;
    nodes.sort_by_key(|node| (shelf.nodes[node.0].kind, shelf.by_title(*node)));
    let parts = if nodes.len() > LONGEST { parts(&nodes, shelf) } else { vec![] };
    Tag { slug, title, nodes, parts, span: draft.span }
}

/// The parts of the list of a tag, by first letter.
fn parts(nodes: &[NodeId], shelf: &Shelf<'_>) -> Vec<ListPart> {
    grouped(nodes, |node| shelf.part_key(node))
        .into_iter()
        .map(|ListGroup { key, nodes }| ListPart { key, nodes })
        .collect()
}
