//! The lines of a glossary: words with their short forms and other names, which have lines of their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::{Language, foreign};
use crate::model::Order;
use crate::record::FieldValue;
use crate::site::{List, ListKey, NodeId};
use crate::view::make::Views;
use crate::view::page::{Group, WordView, Words};
use crate::words::{Collator, SortKey};

/// Lines with what they are sorted by.
type Lines = Vec<(SortKey, WordView)>;

impl Views {
    /// The groups of a glossary with their lines. Another word stands under its own letter; where a list
    /// is split, on the page of its letter, if there is one.
    pub(super) fn glossary(
        &self,
        kind: usize,
        part: Option<usize>,
        groups: Vec<Group>,
        language: &Language,
    ) -> Vec<Group> {
        let Some(list) = self.site.lists.get(&(language.clone(), kind)) else {
            return groups;
        };
        let part = part.and_then(|part| list.parts.get(part));
        let is_by_title = self.site.model.kinds[kind].order == Order::Title;
        if !is_by_title || (part.is_none() && !list.parts.is_empty()) {
            // Not in the order of the words, or the first page of a long list: no place for others.
            let nodes = part.map_or(&list.nodes, |part| &part.nodes);
            let mut nodes = nodes.iter().map(|node| self.word(*node, language));
            let mut fill = |group: Group| {
                let words = nodes.by_ref().take(group.entries.len()).collect();
                Group { words, ..group }
            };
            return groups.into_iter().map(&mut fill).collect();
        }
        let collator = Collator::new(language);
        let mut letters: BTreeMap<ListKey, (Vec<NodeId>, Lines)> = BTreeMap::new();
        for node in &list.nodes {
            let title = self.site.nodes[node.0].title(language);
            let (nodes, lines) = letters.entry(letter(&collator, title)).or_default();
            nodes.push(*node);
            lines.push((collator.key(title), self.word(*node, language)));
        }
        for (other, line) in self.other_words(list, language) {
            let (_, lines) = letters.entry(letter(&collator, &other)).or_default();
            lines.push((collator.key(&other), line));
        }
        let shown = letters
            .into_iter()
            .filter(|(key, _)| part.is_none_or(|part| part.key == *key));
        let groups = shown.map(|(key, (nodes, mut lines))| {
            lines.sort_by(|(left, _), (right, _)| left.cmp(right));
            let words = lines.into_iter().map(|(_, line)| line).collect();
            Group { words, ..self.group(kind, &key, &nodes, language) }
        });
        groups.collect()
    }

    /// The line of a word that is explained.
    fn word(&self, node: NodeId, language: &Language) -> WordView {
        WordView {
            entry: self.entry(node, language),
            other: None,
            short: self.names(node, "short", language).into_iter().next(),
            synonyms: self.names(node, "synonyms", language),
        }
    }

    /// The lines of short forms and other names, those left out that are the title of a record; each
    /// with its word.
    fn other_words(&self, list: &List, language: &Language) -> Vec<(String, WordView)> {
        let title = |node: &NodeId| self.site.nodes[node.0].title(language).to_owned();
        let mut known: BTreeSet<(String, Option<NodeId>)> =
            list.nodes.iter().map(|node| (title(node), None)).collect();
        let mut found = vec![];
        for node in &list.nodes {
            let short = self.names(*node, "short", language);
            for other in short.into_iter().chain(self.names(*node, "synonyms", language))
            {
                let text = other.text.clone();
                let is_title = known.contains(&(text.clone(), None));
                if !is_title && known.insert((text.clone(), Some(*node))) {
                    let entry = self.entry(*node, language);
                    let line = WordView {
                        entry,
                        other: Some(other),
                        short: None,
                        synonyms: vec![],
                    };
                    found.push((text, line));
                }
            }
        }
        found
    }

    /// The texts of a field in a language.
    pub(super) fn names(
        &self,
        node: NodeId,
        field: &str,
        language: &Language,
    ) -> Vec<Words> {
        let card = self.site.nodes[node.0].card_with(field, language);
        let foreign = foreign(&card.language, language);
        let words = |value: &FieldValue| match value {
            FieldValue::Text(text) if !text.is_empty() => {
                Some(Words { text: text.clone(), language: foreign.clone() })
            }
            _ => None,
        };
        match card.field(field) {
            Some(FieldValue::List(items)) => {
                items.iter().filter_map(|item| words(&item.value)).collect()
            }
            Some(value) => words(value).into_iter().collect(),
            None => vec![],
        }
    }
}

/// The letter under which a word stands.
fn letter(collator: &Collator, word: &str) -> ListKey {
    let letter = collator.letter(word);
    let place = collator.alphabet().position(|other| other == letter);
    ListKey::Letter(place.unwrap_or(usize::MAX), letter)
}
