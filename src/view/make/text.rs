//! Texts as HTML: the slots of a document filled with addresses, titles and sizes.

use std::fmt::Write as _;

use crate::language::Language;
use crate::markdown::{Document, Heading, Outline, SlotKind, SlottedHtml};
use crate::path::{Route, SourcePath};
use crate::record::Card;
use crate::site::{NodeId, Resolved, SectionText};
use crate::source::Asset;
use crate::view::call::{CallView, mark};
use crate::view::escape::escape;
use crate::view::make::Views;
use crate::view::record::TocEntry;

/// The fewest headings that make a table of contents worth its place.
const CONTENTS_FROM: usize = 3;

/// Where a text stands, and the language that it is written in.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// The file.
    pub(super) file: &'a SourcePath,
    /// The language.
    pub(super) language: &'a Language,
}

impl<'a> Written<'a> {
    /// A text of a record.
    pub(super) fn of(card: &'a Card) -> Self {
        Self { file: &card.file, language: &card.language }
    }
}

impl Views {
    /// The HTML of a section's text; empty where it has none.
    pub(super) fn section_html(&self, text: &SectionText, language: &Language) -> String {
        let Some(body) = self.bodies.get(&text.file) else { return String::new() };
        let written = Written { file: &text.file, language: &text.language };
        self.html(body, &text.outline, written, language)
    }

    /// The components that a section's text calls.
    pub(super) fn section_calls(
        &self,
        text: Option<&SectionText>,
        language: &Language,
    ) -> Vec<CallView> {
        let Some(text) = text else { return vec![] };
        let written = Written { file: &text.file, language: &text.language };
        self.calls(&text.calls, 0, written, language)
    }

    /// The HTML of a Markdown field of a file.
    pub(super) fn document_html(
        &self,
        document: &Document,
        written: Written<'_>,
        language: &Language,
    ) -> String {
        self.html(&document.html, &document.outline, written, language)
    }

    /// The HTML of a text, with its slots filled for a page in a language.
    pub(super) fn html(
        &self,
        html: &SlottedHtml,
        outline: &Outline,
        written: Written<'_>,
        language: &Language,
    ) -> String {
        let file = written.file;
        let mut out = String::new();
        html.write(&mut out, |slot, out| match slot {
            SlotKind::Href(link) => {
                let resolved = self.site.resolve(&outline.links[link].target, file);
                escape(&self.resolved_href(&resolved, language), out);
            }
            SlotKind::Title(link) => {
                let resolved = self.site.resolve(&outline.links[link].target, file);
                if let Resolved::Node(node, _) = resolved {
                    self.title(node, written.language, language, out);
                }
            }
            SlotKind::Source(image) => {
                if let Some((href, _)) = self.image(&outline.images[image].source, file) {
                    escape(&href, out);
                }
            }
            SlotKind::Dimensions(image) => {
                let asset = self.image(&outline.images[image].source, file);
                if let Some((width, height)) =
                    asset.and_then(|(_, asset)| asset.dimensions)
                {
                    // Writing to a string cannot fail.
                    let _written = write!(out, " width=\"{width}\" height=\"{height}\"");
                }
            }
            SlotKind::Call(call) => mark(call + 1, out),
        });
        out
    }

    /// The table of contents: headings of level 2 with those of level 3 below them.
    pub(super) fn contents(&self, card: &Card, language: &Language) -> Vec<TocEntry> {
        let outline = &card.outline;
        if outline.headings.len() < CONTENTS_FROM {
            return vec![];
        }
        let mut contents: Vec<TocEntry> = Vec::new();
        for heading in &outline.headings {
            let entry = TocEntry {
                title: self.heading(heading, card, language),
                anchor: heading.anchor.to_string(),
                children: vec![],
            };
            match (heading.level, contents.last_mut()) {
                (2, _) | (3, None) => contents.push(entry),
                (3, Some(parent)) => parent.children.push(entry),
                _ => {}
            }
        }
        contents
    }

    /// A heading of a text as readers see it.
    pub(super) fn heading(
        &self,
        heading: &Heading,
        card: &Card,
        language: &Language,
    ) -> String {
        heading.shown(|link| {
            let target = &card.outline.links[link].target;
            match self.site.resolve(target, &card.file) {
                Resolved::Node(node, _) => {
                    self.site.nodes[node.0].title(language).to_owned()
                }
                _ => String::new(),
            }
        })
    }

    /// The address that a link leads to.
    fn resolved_href(&self, resolved: &Resolved, language: &Language) -> String {
        let (mut href, anchor) = match resolved {
            Resolved::Node(node, anchor) => {
                let language = self.language_with(*node, anchor.as_deref(), language);
                (self.node_href(*node, language), anchor.as_deref())
            }
            Resolved::Section(folder, anchor) => {
                let route = self.section_route(folder, anchor.as_deref(), language);
                (self.href(&route), anchor.as_deref())
            }
            Resolved::Address(route, anchor) => (self.href(route), anchor.as_deref()),
            Resolved::File(place) => (self.href(&self.site.files[*place].route), None),
            Resolved::Anchor(anchor) => (String::new(), Some(anchor.as_str())),
            Resolved::Broken => (String::new(), None),
        };
        if let Some(anchor) = anchor {
            href.push('#');
            href.push_str(anchor);
        }
        href
    }

    /// The language in which a record has a place: that of the page, else another one. Translations
    /// have other headings, and a text that stands in for a missing one means those of its own.
    fn language_with<'l>(
        &'l self,
        node: NodeId,
        anchor: Option<&str>,
        language: &'l Language,
    ) -> &'l Language {
        let record = &self.site.nodes[node.0];
        let Some(anchor) = anchor else { return language };
        let has = |card: &Card| has_anchor(&card.outline, anchor);
        if has(record.card(language)) {
            return language;
        }
        let other = record.cards.iter().find(|(_, card)| has(card));
        other.map_or(language, |(language, _)| language)
    }

    /// The address of a section where it has a place: in the language of the page, else in the
    /// default one, which has it where a variant has no lists.
    fn section_route(
        &self,
        folder: &str,
        anchor: Option<&str>,
        language: &Language,
    ) -> Route {
        let default = &self.site.config.language;
        let is_good = |language: &&Language| {
            let text = self.site.section(folder, language);
            let has_place = anchor.is_none_or(|anchor| {
                text.is_some_and(|text| has_anchor(&text.outline, anchor))
            });
            has_place && self.site.has_page(&self.localised(language, &[folder]))
        };
        let languages =
            [language, default].into_iter().chain(&self.site.config.languages);
        let found = languages.into_iter().find(is_good).unwrap_or(default);
        self.localised(found, &[folder])
    }

    /// Writes the title of a record into a text, with its language where that is another one than the
    /// text's.
    fn title(&self, node: NodeId, text: &Language, page: &Language, out: &mut String) {
        let card = self.site.nodes[node.0].card(page);
        let title = &card.title.text;
        if card.language == *text {
            escape(title, out);
        } else {
            // Writing to a string cannot fail.
            let _written = write!(out, "<span lang=\"{}\">", card.language);
            escape(title, out);
            out.push_str("</span>");
        }
    }

    /// The address of a file that a record names, and what is known of it.
    pub(super) fn image(
        &self,
        written: &str,
        file: &SourcePath,
    ) -> Option<(String, &Asset)> {
        let source = match written.strip_prefix('/') {
            Some(rooted) => SourcePath::new("content/x").resolve(rooted)?,
            None => file.resolve(written)?,
        };
        let published = self.site.published_file(&source)?;
        Some((self.href(&published.route), &published.asset))
    }
}

/// Tells whether a text has a place.
fn has_anchor(outline: &Outline, anchor: &str) -> bool {
    outline.anchors.binary_search_by(|known| known.as_str().cmp(anchor)).is_ok()
}
