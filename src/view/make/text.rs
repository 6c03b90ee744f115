//! Texts as HTML: the slots of a document filled with addresses, titles and sizes.

use std::fmt::Write as _;

use crate::language::Language;
use crate::markdown::{Document, Outline, SlotKind, SlottedHtml};
use crate::path::SourcePath;
use crate::site::{Resolved, SectionText};
use crate::source::Asset;
use crate::view::make::Views;

impl Views<'_> {
    /// The HTML of a section's text; empty where it has none.
    pub(super) fn section_html(&self, text: &SectionText, language: &Language) -> String {
        let Some(body) = self.bodies.get(&text.file) else { return String::new() };
        self.html(body, &text.outline, &text.file, language)
    }

    /// The HTML of a Markdown field of a file.
    pub(super) fn document_html(
        &self,
        document: &Document,
        file: &SourcePath,
        language: &Language,
    ) -> String {
        self.html(&document.html, &document.outline, file, language)
    }

    /// The HTML of a text, with its slots filled for a page in a language.
    pub(super) fn html(
        &self,
        html: &SlottedHtml,
        outline: &Outline,
        file: &SourcePath,
        language: &Language,
    ) -> String {
        let mut out = String::new();
        html.write(&mut out, |slot, out| match slot {
            SlotKind::Href(link) => {
                let resolved = self.site.resolve(&outline.links[link].target, file);
                escape(&self.resolved_href(&resolved, language), out);
            }
            SlotKind::Title(link) => {
                let resolved = self.site.resolve(&outline.links[link].target, file);
                escape(&self.resolved_title(&resolved, language), out);
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
        });
        out
    }

    /// The address that a link leads to.
    fn resolved_href(&self, resolved: &Resolved, language: &Language) -> String {
        let (mut href, anchor) = match resolved {
            Resolved::Node(node, anchor) => {
                (self.href(&self.site.route(*node, language)), anchor.as_deref())
            }
            Resolved::Section(folder, anchor) => {
                let segments: Vec<&str> = folder.split('/').collect();
                (self.href(&self.localised(language, &segments)), anchor.as_deref())
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

    /// The title of what a link leads to.
    fn resolved_title(&self, resolved: &Resolved, language: &Language) -> String {
        match resolved {
            Resolved::Node(node, _) => self.site.nodes[node.0].title(language).to_owned(),
            _ => String::new(),
        }
    }

    /// The address of a file that a record names, and what is known of it.
    pub(super) fn image(
        &self,
        written: &str,
        file: &SourcePath,
    ) -> Option<(String, &Asset)> {
        let source = match written.strip_prefix('/') {
            Some(rooted) => SourcePath::new(&format!("content/{rooted}")),
            None => file.resolve(written)?,
        };
        let published = self.site.published_file(&source)?;
        Some((self.href(&published.route), &published.asset))
    }
}

/// Writes text so that it can stand in an attribute or between tags.
pub(super) fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}
