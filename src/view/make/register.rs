//! The register of a language: every title, heading and other name of the pages that the search finds, and
//! the last parts of compound words, in the order of the alphabet.
//!
//! It is made once for all its pages, of what records show of themselves: no text is rendered for it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::codec;
use crate::fingerprint::Checksum;
use crate::language::Language;
use crate::search::tongue::Tongue;
use crate::site::{Node, NodeId, Page};
use crate::view::document::NAMES;
use crate::view::make::Views;
use crate::view::make::heads::heads;
use crate::view::record::{Fact, FactValue};
use crate::view::search::{FacetView, PlaceIs, RegisterEntry, RegisterPlace};
use crate::words::Collator;

/// How many places of a line are shown. Words that are in more places („Einleitung“) lead nowhere; all of
/// these have lines of their own, or follow from the title of their page.
const MOST_PLACES: usize = 40;

/// How many lines a letter may have with headings: more than that nobody reads, and no telephone likes.
const MOST_LINES: usize = 3000;

/// The lines of a language.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// The lines by the place of their letter in the alphabet.
    letters: BTreeMap<usize, Vec<RegisterEntry>>,
}

/// What the register of a language is made of, and what else its pages show.
#[derive(Debug)]
pub(super) struct Source {
    /// The words of pages.
    lines: Vec<Line>,
    /// What readers may choose pages by.
    pub(super) facets: Vec<FacetView>,
    /// The checksum of all that the register shows or is made of.
    pub(super) sum: Option<Checksum>,
}

/// Some words of a page.
#[derive(Debug, Serialize)]
struct Line {
    /// The words.
    text: String,
    /// What they are.
    is: PlaceIs,
    /// The record that the page shows.
    #[serde(skip)]
    node: NodeId,
    /// The place of the line with its title.
    title: usize,
    /// The anchor of a heading; empty for all else.
    anchor: String,
}

impl Register {
    /// The lines of a letter, and whether there are so many that headings are left out.
    pub(super) fn lines(&self, letter: usize) -> (Vec<RegisterEntry>, bool) {
        let lines = self.letters.get(&letter).map_or(&[][..], Vec::as_slice);
        if lines.len() <= MOST_LINES {
            return (lines.to_vec(), false);
        }
        let mut lines = lines.to_vec();
        for line in &mut lines {
            line.places.retain(|place| place.is != PlaceIs::Heading);
        }
        lines.retain(|line| !line.places.is_empty());
        (lines, true)
    }

    /// Tells whether a letter has lines.
    pub(super) fn has(&self, letter: usize) -> bool {
        self.letters.contains_key(&letter)
    }
}

impl Views {
    /// The register that a page is of.
    pub(super) fn register(&self, page: &Page) -> Option<&Register> {
        let source = self.source(page)?;
        let (_, register) = self.registers.get(&page.language)?;
        Some(register.get_or_init(|| self.make_register(source, &page.language)))
    }

    /// What the register is made of that a page is of.
    pub(super) fn source(&self, page: &Page) -> Option<&Source> {
        let (source, _) = self.registers.get(&page.language)?;
        Some(source.get_or_init(|| self.make_source(&page.language)))
    }

    /// The records whose pages the search finds in a language.
    pub(super) fn found<'a>(
        &'a self,
        language: &'a Language,
    ) -> impl Iterator<Item = (NodeId, &'a Node)> {
        let nodes = self.site.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| self.is_found(node, language))
            .map(|(place, node)| (NodeId(place), node))
    }

    /// Gathers what the register of a language is made of.
    fn make_source(&self, language: &Language) -> Source {
        let (mut lines, mut pages) = (vec![], vec![]);
        for (id, node) in self.found(language) {
            let (href, kind) =
                (self.node_href(id, language), self.kind_of(node, language));
            pages.push((lines.len(), href, node.title(language), kind));
            self.add_lines(id, node, language, &mut lines);
        }
        let facets = self.facets(language);
        let summaries: Vec<&str> = self.summaries(language).collect();
        let all = codec::encode(&(&lines, pages, summaries, &facets));
        Source { sum: all.map(|all| Checksum::of(&all)), lines, facets }
    }

    /// The summaries of the pages that the search finds in a language.
    fn summaries<'a>(&'a self, language: &'a Language) -> impl Iterator<Item = &'a str> {
        let summaries = self
            .found(language)
            .filter_map(|(_, node)| node.card(language).summary.as_ref());
        summaries.map(|summary| summary.text.as_str())
    }

    /// Makes the register of a language.
    fn make_register(&self, source: &Source, language: &Language) -> Register {
        let lines = &source.lines;
        let summaries: Vec<&str> = self.summaries(language).collect();
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let heads = heads(&texts, &summaries, &Tongue::of(language));
        let mut by_text: HashMap<&str, Vec<usize>> = HashMap::with_capacity(lines.len());
        for (place, text) in texts.iter().enumerate() {
            by_text.entry(text).or_default().push(place);
        }
        for (head, places) in &heads {
            // What starts with the word stands beside it anyway.
            let others = places.iter().filter(|place| !texts[**place].starts_with(head));
            let others: Vec<usize> = others.copied().collect();
            if !others.is_empty() {
                by_text.entry(head).or_default().extend(others);
            }
        }
        self.in_letters(by_text, lines, language)
    }

    /// Puts lines in the order of the alphabet; of each the places where it stands are known.
    fn in_letters(
        &self,
        by_text: HashMap<&str, Vec<usize>>,
        lines: &[Line],
        language: &Language,
    ) -> Register {
        let collator = Collator::new(language);
        let weighted = by_text.into_iter();
        let weighted =
            weighted.map(|(text, all)| (collator.first_weights(text), text, all));
        let mut sorted: Vec<(u128, &str, Vec<usize>)> = weighted.collect();
        sorted.sort_unstable_by(|(weights, text, _), (others, other, _)| {
            weights.cmp(others).then_with(|| collator.compare(text, other))
        });
        let texts: Vec<&str> = sorted.iter().map(|(_, text, _)| *text).collect();
        let at = collator.letters(&texts);
        let mut ranks = vec![0; lines.len()];
        for (rank, (_, text, places)) in sorted.iter().enumerate() {
            for place in places.iter().filter(|place| lines[**place].text == *text) {
                ranks[*place] = rank;
            }
        }
        let mut register = Register::default();
        for (rank, (_, text, mut places)) in sorted.into_iter().enumerate() {
            places.sort_unstable_by_key(|place| {
                let line = &lines[*place];
                (line.is, ranks[*place], ranks[line.title], *place)
            });
            places.dedup();
            let shown = places.iter().take(MOST_PLACES);
            let entry = RegisterEntry {
                text: text.to_owned(),
                places: shown
                    .map(|place| self.place_of(&lines[*place], language))
                    .collect(),
                more: places.len().saturating_sub(MOST_PLACES),
            };
            register.letters.entry(at.at(rank).0).or_default().push(entry);
        }
        register
    }

    /// Adds the title, the other names and the headings of a page; of equal ones the first.
    fn add_lines(
        &self,
        id: NodeId,
        node: &Node,
        language: &Language,
        lines: &mut Vec<Line>,
    ) {
        let card = node.card(language);
        let start = lines.len();
        let mut add = |text: String, is, anchor: &str| {
            let own = &lines[start..];
            if !text.is_empty() && own.iter().all(|line| line.text != text) {
                let anchor = anchor.to_owned();
                lines.push(Line { text, is, node: id, title: start, anchor });
            }
        };
        add(card.title.text.clone(), PlaceIs::Title, "");
        for fact in self.facts_of(id, language, |field| NAMES.contains(&&*field.id)) {
            for name in own_texts(fact) {
                add(name, PlaceIs::Name, "");
            }
        }
        if self.bodies.contains_key(&card.file) {
            for heading in &card.outline.headings {
                let text = self.heading(heading, card, language);
                add(text, PlaceIs::Heading, heading.anchor.as_str());
            }
        }
    }

    /// Where a line stands.
    fn place_of(&self, line: &Line, language: &Language) -> RegisterPlace {
        let node = &self.site.nodes[line.node.0];
        let mut href = self.node_href(line.node, language);
        if !line.anchor.is_empty() {
            href.push('#');
            href.push_str(&line.anchor);
        }
        RegisterPlace {
            is: line.is,
            title: line.text.clone(),
            href,
            page: node.title(language).to_owned(),
            kind: self.kind_of(node, language).to_owned(),
        }
    }

    /// What the page of a record shows.
    fn kind_of(&self, node: &Node, language: &Language) -> &str {
        self.site.model.kinds[node.kind].one(language)
    }
}

/// The texts of a field in the language of the page.
fn own_texts(fact: Fact) -> Vec<String> {
    let texts = match fact.value {
        FactValue::List { values } => values,
        value => vec![value],
    };
    let own = texts.into_iter().filter_map(|value| match value {
        FactValue::Text { text, language: None } => Some(text),
        _ => None,
    });
    own.collect()
}
