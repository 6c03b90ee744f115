//! Footnotes: numbered in the order of their references, each with a way back to every one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::diag::{Code, Diagnostic};
use crate::markdown::escape;
use crate::markdown::read::{Node, is_escaped};
use crate::markdown::write::Writer;
use crate::path::Anchors;

/// The footnotes of a text.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The notes by their number, from 0.
    pub order: Vec<Note>,
    /// The numbers of the labels, in lower case.
    numbers: BTreeMap<String, usize>,
    /// The definitions that nothing refers to, or that another one comes before: node and label.
    pub unused: Vec<(usize, String)>,
}

/// One footnote.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note {
    /// The first node of its definition.
    definition: usize,
    /// How often the text refers to it.
    references: usize,
}

/// Numbers the footnotes and claims their ids.
///
/// Notes may refer to notes: those follow the text's own, in the order in which they are written.
pub(super) fn plan(nodes: &[Node<'_>], anchors: &mut Anchors, prefix: &str) -> Notes {
    let mut notes = Notes::default();
    let mut definitions: BTreeMap<String, usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = &node.event {
            match definitions.entry(label.to_lowercase()) {
                Entry::Vacant(entry) => _ = entry.insert(index),
                Entry::Occupied(_) => notes.unused.push((index, label.to_string())),
            }
        }
    }
    if definitions.is_empty() {
        return notes;
    }
    notes.count(nodes, 0..nodes.len(), &definitions);
    let mut number = 0;
    while let Some(note) = notes.order.get(number) {
        let within = note.definition + 1..nodes[note.definition].end;
        notes.count(nodes, within, &definitions);
        number += 1;
    }
    for (label, index) in definitions {
        if !notes.numbers.contains_key(&label) {
            notes.unused.push((index, label));
        }
    }
    notes.unused.sort();
    for (number, note) in notes.order.iter().enumerate() {
        anchors.claim(&id(prefix, "fn-", number));
        for reference in 0..note.references {
            anchors.claim(&reference_id(prefix, number, reference));
        }
    }
    notes
}

impl Notes {
    /// Counts the references among some nodes. Images have no place for any.
    fn count(
        &mut self,
        nodes: &[Node<'_>],
        range: Range<usize>,
        definitions: &BTreeMap<String, usize>,
    ) {
        let mut index = range.start;
        while index < range.end {
            match &nodes[index].event {
                Event::Start(Tag::FootnoteDefinition(_) | Tag::Image { .. }) => {
                    index = nodes[index].end;
                }
                Event::FootnoteReference(label) => {
                    let label = label.to_lowercase();
                    if let Some(definition) = definitions.get(&label) {
                        let next = self.order.len();
                        let number = *self.numbers.entry(label).or_insert(next);
                        if number == next {
                            self.order
                                .push(Note { definition: *definition, references: 0 });
                        }
                        self.order[number].references += 1;
                    }
                }
                _ => {}
            }
            index += 1;
        }
    }
}

/// The id of something that belongs to a footnote; `number` counts from 0.
fn id(prefix: &str, kind: &str, number: usize) -> String {
    let mut id = [prefix, kind].concat();
    escape::number(&mut id, number + 1);
    id
}

/// The id of one of the references to a footnote; both count from 0.
fn reference_id(prefix: &str, number: usize, reference: usize) -> String {
    let mut id = id(prefix, "fnref-", number);
    if reference > 0 {
        id.push('-');
        escape::number(&mut id, reference + 1);
    }
    id
}

/// The number of a reference as a reader sees it: `2`, and `2-3` for the third way back of note 2.
fn label(number: usize, reference: usize) -> String {
    let mut label = String::new();
    escape::number(&mut label, number + 1);
    if reference > 0 {
        label.push('-');
        escape::number(&mut label, reference + 1);
    }
    label
}

impl Writer<'_, '_> {
    /// Writes the reference to a footnote.
    pub(super) fn footnote_reference(&mut self, name: &str) {
        let Some(number) = self.plan.notes.numbers.get(&name.to_lowercase()).copied()
        else {
            return;
        };
        self.references.resize(self.plan.notes.order.len(), 0);
        let reference = self.references[number];
        self.references[number] += 1;
        let prefix = self.options.id_prefix;
        let place = reference_id(prefix, number, reference);
        self.html.push_str("<sup class=\"footnote-ref\"><a href=\"#");
        escape::attribute(&mut self.html, &id(prefix, "fn-", number));
        self.html.push_str("\" id=\"");
        escape::attribute(&mut self.html, &place);
        self.html.push_str("\" role=\"doc-noteref\" aria-label=\"");
        let shown = label(number, 0);
        let name = self.options.words.footnote_reference.replace("{number}", &shown);
        escape::attribute(&mut self.html, &name);
        self.html.push_str("\">");
        self.html.push_str(&shown);
        self.html.push_str("</a></sup>");
        self.anchor(&place);
    }

    /// Writes the footnotes behind the text.
    pub(super) fn footnotes(&mut self) {
        self.unused_footnotes();
        if self.plan.notes.order.is_empty() {
            return;
        }
        let words = self.options.words;
        let heading = self.plan.anchors.for_heading(&words.footnotes);
        self.html.push_str(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-labelledby=\"",
        );
        self.html.push_str(heading.as_str());
        self.html.push_str("\"><h");
        let level = usize::from(self.options.top_level.clamp(1, 6));
        escape::number(&mut self.html, level);
        self.html.push_str(" id=\"");
        self.html.push_str(heading.as_str());
        self.html.push_str("\">");
        escape::text(&mut self.html, &words.footnotes);
        self.html.push_str("</h");
        escape::number(&mut self.html, level);
        self.html.push_str("><ol>");
        self.anchor(heading.as_str());
        for number in 0..self.plan.notes.order.len() {
            self.footnote(number);
        }
        self.html.push_str("</ol></section>");
    }

    /// Writes one footnote with its ways back, in its last paragraph where it ends in one.
    fn footnote(&mut self, number: usize) {
        let prefix = self.options.id_prefix;
        let Note { definition, references } = self.plan.notes.order[number];
        let place = id(prefix, "fn-", number);
        self.html.push_str("<li id=\"");
        escape::attribute(&mut self.html, &place);
        self.html.push_str("\">");
        self.anchor(&place);
        self.walk(definition + 1..self.nodes[definition].end);
        let open = self.html.ends_with("</p>");
        if open {
            self.html.truncate(self.html.len() - "</p>".len());
        } else {
            self.html.push_str("<p>");
        }
        for reference in 0..references {
            if open || reference > 0 {
                self.html.push(' ');
            }
            self.way_back(number, reference);
        }
        self.html.push_str("</p></li>");
    }

    /// Writes the way back to one of the references.
    fn way_back(&mut self, number: usize, reference: usize) {
        let prefix = self.options.id_prefix;
        self.html.push_str("<a class=\"footnote-back\" href=\"#");
        escape::attribute(&mut self.html, &reference_id(prefix, number, reference));
        self.html.push_str("\" role=\"doc-backlink\" aria-label=\"");
        let name = &self.options.words.footnote_back;
        let name = name.replace("{number}", &label(number, reference));
        escape::attribute(&mut self.html, &name);
        // The selector keeps telephones from drawing the arrow as a coloured picture.
        self.html.push_str("\">↩\u{fe0e}");
        if reference > 0 {
            escape::number(&mut self.html, reference + 1);
        }
        self.html.push_str("</a>");
    }

    /// Tells which footnotes nobody would ever see.
    fn unused_footnotes(&mut self) {
        for (index, name) in std::mem::take(&mut self.plan.notes.unused) {
            let node = &self.nodes[index];
            let mut place = node.range.clone();
            let text = &self.excerpt.text[place.clone()];
            // The label alone, `[^name]`, is the place to look at.
            if let Some(end) = text.find(']') {
                place.end = place.start + end + 1;
            }
            let is_second = self.plan.notes.numbers.contains_key(&name.to_lowercase());
            let reason = if is_second { "footnote-twice" } else { "footnote-unused" };
            let span = self.excerpt.span(place);
            let finding = Diagnostic::new(Code::UnusedFootnote, span).with("name", name);
            self.findings.push(finding.with("reason", reason));
        }
    }

    /// Tells of `[^name]` in a text where no footnote has this name.
    pub(super) fn undefined_footnotes(&mut self, index: usize) {
        let node = &self.nodes[index];
        let source = self.excerpt.text;
        let mut at = node.range.start;
        while let Some(found) = source[at..node.range.end].find("[^") {
            let start = at + found;
            at = start + 2;
            let rest = &source[at..];
            let label_end = |c: char| c == ']' || c == '[' || c.is_whitespace();
            let Some(length) = rest.find(label_end) else { return };
            let is_reference = length > 0 && rest[length..].starts_with(']');
            if is_reference && !is_escaped(source, start) {
                let name = &rest[..length];
                let span = self.excerpt.span(start..at + length + 1);
                let numbers = self.plan.notes.numbers.keys().map(String::as_str);
                let finding = Diagnostic::new(Code::UndefinedFootnote, span);
                self.findings.push(finding.with("name", name).suggest(name, numbers));
            }
        }
    }
}
