//! Headings: levels without gaps, and ids that are unique on the page.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag};

use crate::diag::{Checked, Code, Diagnostic};
use crate::markdown::image;
use crate::markdown::read::Node;
use crate::markdown::{Dialect, Excerpt, Heading, Options};
use crate::path::{Anchor, Anchors};

/// The headings of a text, by the index of their first node.
///
/// Headings within footnotes are none: notes stand outside the order of the text.
pub(super) type Headings = BTreeMap<usize, Heading>;

/// Gives every heading its level and its id.
///
/// Ids that the author gave come first, so that none that is made up takes one of them.
pub(super) fn plan(
    nodes: &[Node<'_>],
    excerpt: &Excerpt<'_>,
    options: &Options<'_>,
    anchors: &mut Anchors,
) -> Checked<Headings> {
    let mut headings = Checked::clean(Headings::new());
    if options.dialect == Dialect::CommonMark {
        return headings;
    }
    let starts = starts(nodes);
    let given =
        claim(nodes, &starts, excerpt, anchors).drain_into(&mut headings.findings);
    let mut open: Vec<HeadingLevel> = vec![];
    for start in starts {
        let Event::Start(Tag::Heading { level, .. }) = &nodes[start].event else {
            continue;
        };
        let text = visible_text(nodes, start + 1..nodes[start].end);
        if is_silent(nodes, start + 1..nodes[start].end) {
            let span = excerpt.span(nodes[start].range.clone());
            headings.findings.push(Diagnostic::new(Code::EmptyHeading, span));
            continue;
        }
        while open.last().is_some_and(|outer| outer >= level) {
            open.pop();
        }
        let depth = u8::try_from(open.len()).unwrap_or(u8::MAX);
        open.push(*level);
        let anchor = given.get(&start).cloned();
        let anchor = anchor.unwrap_or_else(|| anchors.for_heading(&text));
        let level = options.top_level.saturating_add(depth).clamp(1, 6);
        headings.value.insert(start, Heading { level, text, anchor, links: vec![] });
    }
    headings
}

/// The first nodes of all headings outside footnotes.
fn starts(nodes: &[Node<'_>]) -> Vec<usize> {
    let mut starts = vec![];
    let mut index = 0;
    while index < nodes.len() {
        match &nodes[index].event {
            Event::Start(Tag::FootnoteDefinition(_)) => index = nodes[index].end,
            Event::Start(Tag::Heading { .. }) => starts.push(index),
            _ => {}
        }
        index += 1;
    }
    starts
}

/// Claims the ids that the author gave; the second of two equal ones is a finding, and so is one that
/// the program keeps for itself.
fn claim(
    nodes: &[Node<'_>],
    starts: &[usize],
    excerpt: &Excerpt<'_>,
    anchors: &mut Anchors,
) -> Checked<BTreeMap<usize, Anchor>> {
    let mut given = Checked::clean(BTreeMap::new());
    let mut places: BTreeMap<&str, Range<usize>> = BTreeMap::new();
    for start in starts {
        let node = &nodes[*start];
        let Event::Start(Tag::Heading { id: Some(id), .. }) = &node.event else {
            continue;
        };
        let place = place_of_id(excerpt.text, &node.range, id);
        if Anchors::is_reserved(id) {
            let finding = Diagnostic::new(Code::ReservedAnchor, excerpt.span(place));
            given.findings.push(finding.with("anchor", id.to_string()));
            continue;
        }
        if anchors.claim(id) {
            places.insert(id, place);
            given.value.insert(*start, Anchor::new(id));
            continue;
        }
        let mut finding = Diagnostic::new(Code::DuplicateAnchor, excerpt.span(place))
            .with("anchor", id.to_string());
        if let Some(first) = places.get(&**id) {
            finding = finding.related(excerpt.span(first.clone()));
        }
        given.findings.push(finding);
    }
    given
}

/// The bytes of `#id` within a heading.
fn place_of_id(source: &str, heading: &Range<usize>, id: &CowStr<'_>) -> Range<usize> {
    let text = &source[heading.clone()];
    match text.rfind(&**id).filter(|at| text[..*at].ends_with('#')) {
        Some(at) => heading.start + at - 1..heading.start + at + id.len(),
        None => heading.clone(),
    }
}

/// The text of some nodes without mark-up, as a reader sees it.
pub(super) fn visible_text(nodes: &[Node<'_>], range: Range<usize>) -> String {
    visible(nodes, range).0
}

/// The text of some nodes without mark-up, and where it has only the target of a link that will show a
/// title in its place: the nodes of these links and their bytes in the text.
pub(super) fn visible(
    nodes: &[Node<'_>],
    range: Range<usize>,
) -> (String, Vec<(usize, Range<usize>)>) {
    let mut text = String::new();
    let mut targets = vec![];
    let mut index = range.start;
    while index < range.end {
        match &nodes[index].event {
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole: false },
                ..
            }) => {
                let start = text.len();
                text.push_str(&visible_text(nodes, index + 1..nodes[index].end));
                targets.push((index, start..text.len()));
                index = nodes[index].end;
            }
            Event::Start(Tag::Image { .. }) if image::is_decoration(nodes, index) => {
                index = nodes[index].end;
            }
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
        index += 1;
    }
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        let start = text.len() - text.trim_start().len();
        let moved = |at: usize| at.saturating_sub(start).min(trimmed.len());
        for (_, range) in &mut targets {
            *range = moved(range.start)..moved(range.end);
        }
        text = trimmed.to_owned();
    }
    (text, targets)
}

/// Tells whether a link has nothing to read in it. An image speaks by its alternative text.
pub(super) fn is_silent(nodes: &[Node<'_>], range: Range<usize>) -> bool {
    let mut index = range.start;
    while index < range.end {
        match &nodes[index].event {
            Event::Text(text) | Event::Code(text) if !text.trim().is_empty() => {
                return false;
            }
            Event::Start(Tag::Image { .. }) => {
                if image::alternative(nodes, index).is_some_and(|text| !text.is_empty()) {
                    return false;
                }
                index = nodes[index].end;
            }
            _ => {}
        }
        index += 1;
    }
    true
}
