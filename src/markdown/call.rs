//! Fenced blocks that call components: the name between braces, arguments in YAML up to the closing fence.
//!
//! The form is that of a code block, which every editor of Markdown leaves alone; the braces are those of
//! `MyST`, where such a block is called a directive. What the arguments mean is nothing that Markdown knows.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::diag::{Code, Diagnostic};
use crate::markdown::write::Writer;
use crate::markdown::{Call, Dialect, Place, SlotKind};

/// The name of the component that the line behind a fence calls, if it calls one.
pub(super) fn component(info: &str, dialect: Dialect) -> Option<&str> {
    let inner = info.strip_prefix('{')?.strip_suffix('}')?.trim();
    // `{.rust}` and `{#id}` are attributes of code in other programs.
    let is_name = !inner.is_empty() && !inner.starts_with(['.', '#']);
    (dialect == Dialect::Site && is_name && !inner.contains(char::is_whitespace))
        .then_some(inner)
}

impl Writer<'_, '_> {
    /// Notes a call and hands out the node behind its block.
    pub(super) fn call(&mut self, index: usize, name: &str) -> usize {
        let end = self.nodes[index].end;
        let block = self.nodes[index].range.clone();
        let text = &self.excerpt.text[block.clone()];
        let line = text.split_inclusive('\n').next().unwrap_or_default();
        let at = block.start + line.find(name).unwrap_or(0);
        let name_range = at..at + name.len();
        let reason = match &self.excerpt.place {
            _ if !self.options.calls => Some("call-in-field"),
            Place::Within(_) => Some("call-in-field"),
            Place::At(_) => self.is_nested(index).then_some("call-nested"),
        };
        if let Some(reason) = reason {
            let span = self.excerpt.span(name_range);
            let finding = Diagnostic::new(Code::MisplacedComponent, span);
            self.findings.push(finding.with("component", name).hint(reason));
            return end + 1;
        }
        let first = block.start + line.len();
        let texts =
            self.nodes[index + 1..end].iter().filter_map(|node| match node.event {
                Event::Text(_) => Some(node.range.end),
                _ => None,
            });
        let arguments = first..texts.max().unwrap_or(first).max(first);
        let Place::At(start) = self.excerpt.place else { return end + 1 };
        let moved = |range: Range<usize>| start + range.start..start + range.end;
        self.slot(SlotKind::Call(self.outline.calls.len()));
        self.outline.calls.push(Call {
            component: name.to_owned(),
            name: moved(name_range),
            arguments: moved(arguments),
        });
        end + 1
    }

    /// Tells whether a block stands in a list, a quotation or a footnote.
    fn is_nested(&self, index: usize) -> bool {
        let before = self.nodes[..index].iter();
        before.rev().any(|node| matches!(node.event, Event::Start(_)) && node.end > index)
    }
}
