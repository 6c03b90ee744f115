//! Tags: the same word in any spelling is one tag with one page.

use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::diag::Span;
use crate::language::Language;
use crate::path::{Slug, slugify};
use crate::record::{Card, Text};
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
struct Draft<'a> {
    /// The last segment of its address.
    slug: Slug,
    /// How each spelling is used.
    spellings: Vec<Spelling<'a>>,
    /// The records.
    nodes: Vec<NodeId>,
    /// Where it stands first.
    span: Span,
}

/// One spelling of a tag.
#[derive(Debug)]
struct Spelling<'a> {
    /// How it is written.
    text: &'a str,
    /// How often it is used.
    count: usize,
    /// The language of a text that uses it, if possible that of the list.
    language: &'a Language,
}

/// The tags of the records in one language, by title.
pub(super) fn tags(shelf: &Shelf<'_>) -> Vec<Tag> {
    let mut drafts = Drafts::default();
    for (place, node) in shelf.nodes.iter().enumerate() {
        if node.presence(shelf.language, shelf.config) == Presence::Absent {
            continue;
        }
        let card = tagged(node.card(shelf.language), node.original());
        for tag in &card.tags {
            let Some((draft, spelling)) = drafts.place(tag, card) else { continue };
            let draft = &mut drafts.tags[draft];
            let spelling = &mut draft.spellings[spelling];
            spelling.count += 1;
            if card.language == *shelf.language {
                spelling.language = &card.language;
            }
            if draft.nodes.last() != Some(&NodeId(place)) {
                draft.nodes.push(NodeId(place));
            }
        }
    }
    let mut tags: Vec<Tag> =
        drafts.tags.into_par_iter().map(|draft| finish(draft, shelf)).collect();
    tags.sort_by_cached_key(|tag| (shelf.collator.key(&tag.title), tag.slug.clone()));
    tags
}

/// Tags that are being gathered.
#[derive(Default)]
struct Drafts<'a> {
    /// The tags.
    tags: Vec<Draft<'a>>,
    /// Their places by slug.
    by_slug: HashMap<Slug, usize>,
    /// For each spelling the place of its tag, and its own in that; nothing where it has no slug.
    by_text: HashMap<&'a str, Option<(usize, usize)>>,
}

impl<'a> Drafts<'a> {
    /// The place of a tag and that of its spelling, made if they are not there yet; nothing where no
    /// letter or digit is in it.
    fn place(&mut self, tag: &'a Text, card: &'a Card) -> Option<(usize, usize)> {
        let text = tag.text.as_str();
        if let Some(known) = self.by_text.get(text) {
            return *known;
        }
        let place = slugify(text).map(|slug| {
            let new = self.tags.len();
            let place = *self.by_slug.entry(slug.clone()).or_insert(new);
            if place == new {
                let span = Span::new(&card.file, tag.range.clone());
                self.tags.push(Draft { slug, spellings: vec![], nodes: vec![], span });
            }
            let spellings = &mut self.tags[place].spellings;
            spellings.push(Spelling { text, count: 0, language: &card.language });
            (place, spellings.len() - 1)
        });
        self.by_text.insert(text, place);
        place
    }
}

/// The card whose tags count: a translation's own, else the original's.
pub(crate) fn tagged<'a>(own: &'a Card, original: &'a Card) -> &'a Card {
    if own.tags.is_empty() { original } else { own }
}

/// A tag with its title, its records in order and its parts.
fn finish(draft: Draft<'_>, shelf: &Shelf<'_>) -> Tag {
    let Draft { slug, spellings, mut nodes, span } = draft;
    let most = spellings.iter().max_by_key(|one| (one.count, Reverse(one.text)));
    let (title, language) = most.map_or_else(
        || (slug.to_string(), shelf.language.clone()),
        |spelling| (spelling.text.to_owned(), spelling.language.clone()),
    );
    let is_long = nodes.len() > LONGEST;
    if is_long {
        nodes.sort_by_cached_key(|node| shelf.newest_first(*node));
    } else {
        nodes.sort_by_key(|node| (shelf.nodes[node.0].kind, shelf.by_title(*node)));
    }
    let parts = if is_long { parts(&nodes, shelf) } else { vec![] };
    Tag { slug, title, language, nodes, parts, span }
}

/// The parts of a list of records of several kinds, by year or first letter.
pub(super) fn parts(nodes: &[NodeId], shelf: &Shelf<'_>) -> Vec<ListPart> {
    grouped(nodes, |node| shelf.part_key(node))
        .into_iter()
        .map(|ListGroup { key, nodes }| ListPart { key, nodes })
        .collect()
}
