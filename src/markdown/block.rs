//! Elements without a file of their own: what is written at their start and at their end.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use crate::markdown::heading::visible;
use crate::markdown::write::Writer;
use crate::markdown::{Dialect, escape};

/// The class of an alert, and the index of its title among the words.
fn alert(kind: BlockQuoteKind) -> (&'static str, usize) {
    match kind {
        BlockQuoteKind::Note => ("note", 0),
        BlockQuoteKind::Tip => ("tip", 1),
        BlockQuoteKind::Important => ("important", 2),
        BlockQuoteKind::Warning => ("warning", 3),
        BlockQuoteKind::Caution => ("caution", 4),
    }
}

impl<'a> Writer<'_, 'a> {
    /// Writes the start of an element, or all of it, and hands out the next node to write.
    pub(super) fn start(&mut self, index: usize, tag: &Tag<'a>) -> usize {
        let opening = match tag {
            Tag::Paragraph => {
                if let Some(table) = self.caption(index) {
                    return table;
                }
                "<p>"
            }
            Tag::Heading { .. } => return self.heading(index),
            Tag::BlockQuote(Some(kind)) => return self.alert(index, *kind),
            Tag::BlockQuote(None) => "<blockquote>",
            Tag::CodeBlock(kind) => return self.code_block(index, kind),
            Tag::HtmlBlock => return self.html_block(index),
            Tag::List(Some(1)) => "<ol>",
            Tag::List(Some(first)) => return self.ordered_list(index, *first),
            Tag::List(None) => "<ul>",
            Tag::Item if self.is_task(index) => "<li class=\"task-item\">",
            Tag::Item => "<li>",
            Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => {
                return self.nodes[index].end + 1;
            }
            Tag::DefinitionList => "<dl>",
            Tag::DefinitionListTitle => "<dt>",
            Tag::DefinitionListDefinition => "<dd>",
            Tag::Table(alignments) => {
                self.table(index, alignments);
                ""
            }
            Tag::TableHead => {
                self.table_row(true);
                ""
            }
            Tag::TableRow => {
                self.table_row(false);
                ""
            }
            Tag::TableCell => {
                self.table_cell(index);
                ""
            }
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            Tag::Superscript => "<sup>",
            Tag::Subscript => "<sub>",
            Tag::Link { .. } => return self.link(index),
            Tag::Image { .. } => return self.image(index),
        };
        self.html.push_str(opening);
        index + 1
    }

    /// Writes the end of an element.
    pub(super) fn end(&mut self, tag: TagEnd) {
        let closing = match tag {
            TagEnd::Paragraph => "</p>",
            TagEnd::Heading(_) => return self.heading_end(),
            TagEnd::BlockQuote(Some(_)) => "</div>",
            TagEnd::BlockQuote(None) => "</blockquote>",
            TagEnd::List(true) => "</ol>",
            TagEnd::List(false) => "</ul>",
            TagEnd::Item => "</li>",
            TagEnd::DefinitionList => "</dl>",
            TagEnd::DefinitionListTitle => "</dt>",
            TagEnd::DefinitionListDefinition => "</dd>",
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => {
                return self.table_end(tag);
            }
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link if self.open_links.pop() == Some(true) => "</a>",
            // These are written as a whole at their start.
            TagEnd::Link
            | TagEnd::Image
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::MetadataBlock(_) => "",
        };
        self.html.push_str(closing);
    }

    /// Writes the start of a heading. One without text is left out; one in a footnote is a bold line.
    fn heading(&mut self, index: usize) -> usize {
        let nodes = self.nodes;
        let Event::Start(Tag::Heading { level, classes, .. }) = &nodes[index].event
        else {
            return index + 1;
        };
        let planned = self.plan.headings.get(&index).cloned();
        self.heading_level = match &planned {
            Some(heading) => heading.level,
            None if self.options.dialect == Dialect::CommonMark => *level as u8,
            None => 0,
        };
        if self.heading_level == 0 {
            let is_empty = nodes[index].end == index + 1;
            self.html.push_str(if is_empty { "" } else { "<p><strong>" });
            return if is_empty { nodes[index].end + 1 } else { index + 1 };
        }
        self.html.push_str("<h");
        escape::number(&mut self.html, usize::from(self.heading_level));
        if let Some(heading) = planned {
            self.html.push_str(" id=\"");
            escape::attribute(&mut self.html, heading.anchor.as_str());
            self.html.push('"');
            self.anchor(heading.anchor.as_str());
            self.section = Some(self.outline.headings.len());
            self.outline.headings.push(heading);
            let (_, targets) = visible(nodes, index + 1..nodes[index].end);
            self.heading_targets = targets.into_iter().collect();
        }
        for (position, class) in classes.iter().enumerate() {
            self.html.push_str(if position == 0 { " class=\"" } else { " " });
            escape::attribute(&mut self.html, class);
        }
        self.html.push_str(if classes.is_empty() { ">" } else { "\">" });
        index + 1
    }

    /// Writes the end of a heading.
    fn heading_end(&mut self) {
        if self.heading_level == 0 {
            self.html.push_str("</strong></p>");
            return;
        }
        self.html.push_str("</h");
        escape::number(&mut self.html, usize::from(self.heading_level));
        self.html.push('>');
    }

    /// Writes the start of an alert with its title.
    fn alert(&mut self, index: usize, kind: BlockQuoteKind) -> usize {
        let (class, title) = alert(kind);
        self.html.push_str("<div class=\"alert alert-");
        self.html.push_str(class);
        self.html.push_str("\" role=\"note\"><p class=\"alert-title\">");
        escape::text(&mut self.html, &self.options.words.alerts[title]);
        self.html.push_str("</p>");
        index + 1
    }

    /// Writes the start of a list that does not begin with 1.
    fn ordered_list(&mut self, index: usize, first: u64) -> usize {
        self.html.push_str("<ol start=\"");
        self.html.push_str(&first.to_string());
        self.html.push_str("\">");
        index + 1
    }

    /// Tells whether an item is a task.
    fn is_task(&self, item: usize) -> bool {
        let event = |index: usize| self.nodes.get(index).map(|node| &node.event);
        let first = match event(item + 1) {
            Some(Event::Start(Tag::Paragraph)) => event(item + 2),
            first => first,
        };
        matches!(first, Some(Event::TaskListMarker(_)))
    }

    /// Writes the state of a task as a sign with a name: a box that nobody can tick says less to a
    /// screen reader than the word.
    pub(super) fn task(&mut self, done: bool) {
        let words = self.options.words;
        let (class, name, sign) = if done {
            ("task-done", &words.task_done, "☑")
        } else {
            ("task-open", &words.task_open, "☐")
        };
        self.html.push_str("<span class=\"task ");
        self.html.push_str(class);
        self.html.push_str("\" role=\"img\" aria-label=\"");
        escape::attribute(&mut self.html, name);
        self.html.push_str("\">");
        self.html.push_str(sign);
        self.html.push_str("</span> ");
    }
}
