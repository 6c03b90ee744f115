//! Tags: the same word in any spelling is one tag with one page.

use std::collections::BTreeMap;

use crate::diag::Span;
use crate::language::Language;
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
    /// The language that it is spelled in: that of the list where one of its texts is.
    pub language: Language,
    /// The records that have it: by kind and title, or newest first where there are parts.
    pub nodes: Vec<NodeId>,
    /// The parts of a list that is too long for one page; empty where it is not.
    pub parts: Vec<ListPart>,
    /// Where it stands first, for collisions of its address.
    pub span: Span,
}

/// The spellings of a tag with how often each is used, and its records.
#[derive(Debug)]
struct Draft {
    /// How each spelling is used.
    spellings: BTreeMap<String, Spelling>,
    /// The records.
    nodes: Vec<NodeId>,
    /// Where it stands first.
    span: Span,
}

/// One spelling of a tag.
#[derive(Debug)]
struct Spelling {
    /// How often it is used.
    count: usize,
    /// The language of a text that uses it, if possible that of the list.
    language: Language,
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
            let spelling = draft.spellings.entry(tag.text.clone());
            let new = || Spelling { count: 0, language: card.language.clone() };
            let spelling = spelling.or_insert_with(new);
            spelling.count += 1;
            if card.language == *shelf.language {
                spelling.language = card.language.clone();
            }
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
    let most = draft.spellings.values().map(|spelling| spelling.count).max();
    let (title, language) = draft
        .spellings
        .into_iter()
        .find(|(_, spelling)| Some(spelling.count) == most)
        .map_or_else(
            || (slug.to_string(), shelf.language.clone()),
            |(title, spelling)| (title, spelling.language),
        );
    let mut nodes = draft.nodes;
    let is_long = nodes.len() > LONGEST;
    if is_long {
        nodes.sort_by_cached_key(|node| shelf.newest_first(*node));
    } else {
        nodes.sort_by_key(|node| (shelf.nodes[node.0].kind, shelf.by_title(*node)));
    }
    let parts = if is_long { parts(&nodes, shelf) } else { vec![] };
    Tag { slug, title, language, nodes, parts, span: draft.span }
}

/// The parts of the list of a tag, by first letter.
fn parts(nodes: &[NodeId], shelf: &Shelf<'_>) -> Vec<ListPart> {
    grouped(nodes, |node| shelf.part_key(node))
        .into_iter()
        .map(|ListGroup { key, nodes }| ListPart { key, nodes })
        .collect()
}
