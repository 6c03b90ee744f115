//! Images: always with alternative text, never from elsewhere.
//!
//! `![What is seen](a.jpg)` describes the picture, `![-](a.jpg)` marks it as decoration.

use pulldown_cmark::{Event, LinkType, Tag};

use crate::diag::{Code, Diagnostic};
use crate::markdown::heading::visible_text;
use crate::markdown::link::{Address, address};
use crate::markdown::read::Node;
use crate::markdown::write::Writer;
use crate::markdown::{Dialect, Image, SlotKind, Target, escape};

/// The alternative text of an image that decorates.
const DECORATION: &str = "-";

/// The alternative text of an image: empty for decoration, nothing where the author wrote none.
pub(super) fn alternative(nodes: &[Node<'_>], index: usize) -> Option<String> {
    let Event::Start(Tag::Image { link_type, .. }) = &nodes[index].event else {
        return None;
    };
    if *link_type == (LinkType::WikiLink { has_pothole: false }) {
        return None;
    }
    if is_decoration(nodes, index) {
        return Some(String::new());
    }
    Some(visible_text(nodes, index + 1..nodes[index].end)).filter(|text| !text.is_empty())
}

/// Tells whether an image says that it decorates.
pub(super) fn is_decoration(nodes: &[Node<'_>], index: usize) -> bool {
    let only = nodes[index].end == index + 2;
    only && matches!(&nodes[index + 1].event, Event::Text(text) if text.trim() == DECORATION)
}

impl Writer<'_, '_> {
    /// Writes an image and hands out the node behind it.
    pub(super) fn image(&mut self, index: usize) -> usize {
        let node = &self.nodes[index];
        let Event::Start(Tag::Image { link_type, dest_url, title, .. }) = &node.event
        else {
            return index + 1;
        };
        if self.options.dialect == Dialect::CommonMark {
            self.html.push_str("<img src=\"");
            escape::address(&mut self.html, dest_url);
            let text = visible_text(self.nodes, index + 1..node.end);
            self.alternative_and_title(&text, title);
            self.html.push('>');
            return node.end + 1;
        }
        let alternative = alternative(self.nodes, index);
        if alternative.is_none() {
            let span = self.excerpt.span(node.range.clone());
            let finding = Diagnostic::new(Code::MissingAlt, span);
            self.findings.push(
                finding
                    .with("image", dest_url.to_string())
                    .hint("describe-or-decorate-image"),
            );
        }
        let alternative = alternative.unwrap_or_default();
        let dest = match link_type {
            LinkType::WikiLink { has_pothole: true } => {
                dest_url.strip_suffix('\\').unwrap_or(dest_url)
            }
            _ => dest_url,
        };
        let source = match address(dest) {
            Address::Internal(Target::Relative(path, _) | Target::Rooted(path, _)) => {
                path
            }
            Address::Internal(_) => dest_url.to_string(),
            elsewhere => {
                self.image_from_elsewhere(index, elsewhere);
                escape::text(&mut self.html, &alternative);
                return node.end + 1;
            }
        };
        let number = self.outline.images.len();
        let range = self.excerpt.place_of(node.range.clone());
        self.outline.images.push(Image { source, range });
        self.html.push_str("<img src=\"");
        self.slot(SlotKind::Source(number));
        self.alternative_and_title(&alternative, title);
        self.slot(SlotKind::Dimensions(number));
        self.html.push_str(" loading=\"lazy\">");
        node.end + 1
    }

    /// Ends the address of an image and writes what is said about it.
    fn alternative_and_title(&mut self, alternative: &str, title: &str) {
        self.html.push_str("\" alt=\"");
        escape::attribute(&mut self.html, alternative);
        if !title.is_empty() {
            self.html.push_str("\" title=\"");
            escape::attribute(&mut self.html, title);
        }
        self.html.push('"');
    }

    /// Reports an image that a reader's browser would have to ask somebody else for.
    fn image_from_elsewhere(&mut self, index: usize, elsewhere: Address) {
        let node = &self.nodes[index];
        let Event::Start(Tag::Image { dest_url, .. }) = &node.event else { return };
        let (code, argument) = match elsewhere {
            Address::Forbidden(scheme) if scheme != "//" => {
                (Code::ForbiddenScheme, ("scheme", scheme))
            }
            _ => (Code::ExternalImage, ("address", dest_url.to_string())),
        };
        self.report(code, node.range.clone(), argument);
    }
}
