//! The writer: one walk over the nodes, HTML behind HTML.
//!
//! It writes no white space between tags, and keeps what stands between words. What a construct looks
//! like stands in the file of its name.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr;
use pulldown_cmark::Event;

use crate::diag::{Checked, Diagnostic};
use crate::markdown::footnote::Notes;
use crate::markdown::heading::Headings;
use crate::markdown::raw::RawState;
use crate::markdown::read::Node;
use crate::markdown::table::Table;
use crate::markdown::{
    Dialect, Document, Excerpt, OUTPUT_LIMIT, Options, Outline, Slot, SlotKind,
    SlottedHtml, escape, sanitise, too_large,
};
use crate::path::{Anchor, Anchors};

/// What was worked out on the whole text before it is written.
#[derive(Debug)]
pub(super) struct Plan {
    /// The footnotes.
    pub notes: Notes,
    /// The headings.
    pub headings: Headings,
    /// The ids that are taken.
    pub anchors: Anchors,
}

/// The state of the walk.
#[derive(Debug)]
pub(super) struct Writer<'w, 'a> {
    /// The text.
    pub nodes: &'w [Node<'a>],
    /// Where it comes from.
    pub excerpt: &'w Excerpt<'w>,
    /// How it is read.
    pub options: &'w Options<'w>,
    /// What is known of the whole.
    pub plan: Plan,
    /// What has been written.
    pub html: String,
    /// The slots in it.
    pub slots: Vec<Slot>,
    /// What the text says about itself.
    pub outline: Outline,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// How many references to each footnote have been written.
    pub references: Vec<usize>,
    /// For each open link whether its tag was written.
    pub open_links: Vec<bool>,
    /// The level of the open heading as written; 0 in a footnote, where headings are bold lines.
    pub heading_level: u8,
    /// The links of the last heading that show titles: their nodes and their bytes in its text.
    pub heading_targets: BTreeMap<usize, Range<usize>>,
    /// The nearest heading above.
    pub section: Option<usize>,
    /// The table being written.
    pub table: Table,
    /// The raw HTML so far.
    pub raw: RawState,
    /// How many bytes of code have been highlighted.
    pub highlighted: usize,
    /// Where the output went over its limit.
    too_large: Option<Range<usize>>,
}

/// Writes a document.
pub(super) fn write<'a>(
    nodes: &[Node<'a>],
    excerpt: &Excerpt<'_>,
    options: &Options<'_>,
    plan: Plan,
) -> Checked<Document> {
    let length = excerpt.text.len();
    let mut writer: Writer<'_, 'a> = Writer {
        nodes,
        excerpt,
        options,
        plan,
        html: String::with_capacity(length + length / 2 + 64),
        slots: vec![],
        outline: Outline::default(),
        findings: vec![],
        references: vec![],
        open_links: vec![],
        heading_level: 0,
        heading_targets: BTreeMap::new(),
        section: None,
        table: Table::default(),
        raw: RawState::default(),
        highlighted: 0,
        too_large: None,
    };
    writer.walk(0..nodes.len());
    writer.footnotes();
    writer.finish()
}

impl Writer<'_, '_> {
    /// Writes some nodes.
    pub(super) fn walk(&mut self, range: Range<usize>) {
        let mut index = range.start;
        while index < range.end {
            if self.html.len() > OUTPUT_LIMIT << 20 {
                self.too_large.get_or_insert_with(|| self.nodes[index].range.clone());
                return;
            }
            index = self.node(index);
        }
    }

    /// Writes a node and hands out the next one to write.
    fn node(&mut self, index: usize) -> usize {
        let nodes = self.nodes;
        match &nodes[index].event {
            Event::Start(tag) => return self.start(index, tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => {
                let may_refer = memchr(b'[', text.as_bytes()).is_some();
                let is_site = self.options.dialect == Dialect::Site;
                if may_refer && is_site && text.contains("[^") {
                    self.undefined_footnotes(index);
                }
                escape::text(&mut self.html, text);
            }
            Event::Code(code) => {
                self.html.push_str("<code>");
                escape::text(&mut self.html, code);
                self.html.push_str("</code>");
            }
            Event::InlineHtml(html) => self.inline_html(index, html),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<hr>"),
            Event::TaskListMarker(done) => self.task(*done),
            // Raw HTML comes with its block, formulas are switched off.
            Event::Html(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                escape::text(&mut self.html, text);
            }
        }
        index + 1
    }

    /// Puts a slot behind what has been written.
    pub(super) fn slot(&mut self, kind: SlotKind) {
        self.slots.push(Slot { position: self.html.len(), kind });
    }

    /// Notes the id of an element.
    pub(super) fn anchor(&mut self, id: &str) {
        self.outline.anchors.push(Anchor::new(id));
    }

    /// Hands out the document.
    fn finish(mut self) -> Checked<Document> {
        let mut html = SlottedHtml { html: self.html, slots: self.slots };
        if !self.raw.places.is_empty() {
            html = sanitise::sanitise(&html, &self.raw.places, self.excerpt.text);
        }
        if html.html.len() > OUTPUT_LIMIT << 20 {
            self.too_large.get_or_insert(0..0);
        }
        if let Some(place) = self.too_large {
            self.findings.push(too_large(self.excerpt, place));
            return Checked { value: Document::default(), findings: self.findings };
        }
        html.html.shrink_to_fit();
        self.outline.anchors.sort();
        Checked {
            value: Document { html, outline: self.outline },
            findings: self.findings,
        }
    }
}
