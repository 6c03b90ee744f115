//! Tables: with scope, a caption where the author wrote one, and a named container that scrolls.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use crate::markdown::escape;
use crate::markdown::heading::visible_text;
use crate::markdown::write::Writer;
use crate::path::Anchor;

/// What a paragraph directly above a table starts with to be its caption.
const CAPTIONS: [&str; 2] = ["Tabelle:", "Table:"];

/// The table that is being written. Tables do not nest.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The nodes of the caption, if there is one.
    caption: Option<Range<usize>>,
    /// How the columns are aligned.
    alignments: Vec<Alignment>,
    /// The next column.
    column: usize,
    /// Whether the head is being written.
    in_head: bool,
    /// Whether there are rows below the head.
    has_body: bool,
    /// Whether the cell that is being written heads its column.
    cell_is_head: bool,
}

/// The text of a caption without the word that makes it one.
fn caption_text(text: &str) -> Option<&str> {
    CAPTIONS.into_iter().find_map(|word| text.strip_prefix(word)).map(str::trim_start)
}

impl Writer<'_, '_> {
    /// Keeps a paragraph as the caption of the table below it. Hands out the table's first node, or
    /// nothing where the paragraph is none.
    pub(super) fn caption(&mut self, index: usize) -> Option<usize> {
        let end = self.nodes[index].end;
        let below = self.nodes.get(end + 1)?;
        if !matches!(below.event, Event::Start(Tag::Table(_))) {
            return None;
        }
        let Event::Text(text) = &self.nodes[index + 1].event else { return None };
        let rest = caption_text(text)?;
        if rest.is_empty() && index + 2 == end {
            return None;
        }
        self.table.caption = Some(index + 1..end);
        Some(end + 1)
    }

    /// Writes the start of a table with its container and caption.
    pub(super) fn table(&mut self, index: usize, alignments: &[Alignment]) {
        self.table.alignments = alignments.to_vec();
        self.table.has_body = false;
        // A group and no region: pages would be full of landmarks.
        self.html.push_str("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\"");
        let Some(caption) = self.table.caption.take() else {
            let section =
                self.section.and_then(|heading| self.outline.headings.get(heading));
            let anchor = section.map(|heading| heading.anchor.clone());
            self.container_name(anchor.as_ref().map(Anchor::as_str));
            return;
        };
        debug_assert!(caption.end < index, "a caption stands above its table");
        let text = visible_text(self.nodes, caption.clone());
        let text = caption_text(&text).unwrap_or(&text);
        let anchor = self.plan.anchors.for_heading(text);
        self.container_name(Some(anchor.as_str()));
        self.html.push_str("<caption id=\"");
        escape::attribute(&mut self.html, anchor.as_str());
        self.html.push_str("\">");
        self.anchor(anchor.as_str());
        if let Event::Text(first) = &self.nodes[caption.start].event {
            escape::text(&mut self.html, caption_text(first).unwrap_or(first));
        }
        self.walk(caption.start + 1..caption.end);
        self.html.push_str("</caption>");
    }

    /// Names the scrolling container: by the element that says its name, else by a word.
    fn container_name(&mut self, anchor: Option<&str>) {
        if let Some(anchor) = anchor {
            self.html.push_str(" aria-labelledby=\"");
            escape::attribute(&mut self.html, anchor);
        } else {
            self.html.push_str(" aria-label=\"");
            escape::attribute(&mut self.html, &self.options.words.table);
        }
        self.html.push_str("\"><table>");
    }

    /// Writes the start of the head or of a row.
    pub(super) fn table_row(&mut self, in_head: bool) {
        self.table.in_head = in_head;
        self.table.column = 0;
        if in_head {
            self.html.push_str("<thead>");
        } else if !self.table.has_body {
            self.table.has_body = true;
            self.html.push_str("<tbody>");
        }
        self.html.push_str("<tr>");
    }

    /// Writes the start of a cell. A head without words heads nothing.
    pub(super) fn table_cell(&mut self, index: usize) {
        let is_head = self.table.in_head && self.nodes[index].end > index + 1;
        self.html.push_str(if is_head { "<th scope=\"col\"" } else { "<td" });
        match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => self.html.push_str(" class=\"right\""),
            Some(Alignment::Center) => self.html.push_str(" class=\"center\""),
            _ => {}
        }
        self.html.push('>');
        self.table.column += 1;
        self.table.cell_is_head = is_head;
    }

    /// Writes the end of a table or of a part of it.
    pub(super) fn table_end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Table => {
                let body = if self.table.has_body { "</tbody>" } else { "" };
                self.html.push_str(body);
                self.html.push_str("</table></div>");
            }
            TagEnd::TableHead => self.html.push_str("</tr></thead>"),
            TagEnd::TableRow => self.html.push_str("</tr>"),
            _ => self.html.push_str(if self.table.cell_is_head {
                "</th>"
            } else {
                "</td>"
            }),
        }
    }
}
