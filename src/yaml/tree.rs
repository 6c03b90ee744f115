//! From saphyr's events to one tree, with limits checked before anything grows.
//!
//! The parser is pulled event by event, so nothing is read behind the first fault. Its own nesting
//! is a heap, ours ends at `MAX_DEPTH`: no input can exhaust the stack.

use std::collections::BTreeSet;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::yaml::offsets::Offsets;
use crate::yaml::reason::{Fault, fault_of};
use crate::yaml::scalar::{first_line, printable_prefix, scalar, swallowed_dash};
use crate::yaml::{Entry, Node, Scalar, Value};

/// The deepest nesting of lists and mappings.
const MAX_DEPTH: usize = 64;
/// The most nodes of one document.
const MAX_NODES: usize = 100_000;
/// From this many keys on, a mapping looks them up in a set instead of one by one.
const MANY_KEYS: usize = 16;

/// Reads one YAML document of at most `limit` bytes; the root is always a mapping, if need be an
/// empty one.
pub(super) fn read(
    file: &SourcePath,
    text: &str,
    range: Range<usize>,
    limit: usize,
) -> Checked<Node> {
    let mut builder = Builder {
        file,
        text,
        offsets: Offsets::new(&text[range.clone()], range.start),
        frames: vec![],
        root: None,
        nodes: 0,
        findings: vec![],
    };
    if range.len() > limit {
        let limit = format!("{} KiB", limit / 1024);
        builder.report(range.start..range.start, |finding| {
            finding.with("what", "bytes").with("limit", limit)
        });
    } else {
        builder.run(range.clone());
    }
    let empty = Node::new(Value::Map(vec![]), range.start..range.start);
    let value = match builder.root.take() {
        Some(node) if node.entries().is_some() => node,
        // After another fault, the rest may only look like a text.
        Some(node) if !node.is_null() && builder.findings.is_empty() => {
            let span = Span::new(file, first_line(text, &node.range));
            builder.findings.push(Diagnostic::new(Code::NotAMapping, span));
            empty
        }
        _ => empty,
    };
    Checked { value, findings: builder.findings }
}

/// What has been read so far.
struct Builder<'a> {
    /// The file, for findings.
    file: &'a SourcePath,
    /// The whole text of the file.
    text: &'a str,
    /// Turns the parser's places into bytes of the file.
    offsets: Offsets<'a>,
    /// The lists and mappings that are still open, outermost first.
    frames: Vec<Frame>,
    /// The finished document.
    root: Option<Node>,
    /// How many nodes were read.
    nodes: usize,
    /// What was found.
    findings: Vec<Diagnostic>,
}

/// A list or mapping that is still open.
struct Frame {
    /// The byte of its first character.
    start: usize,
    /// Whether it stands between brackets or braces.
    is_flow: bool,
    /// What it holds.
    content: Content,
}

/// The content of an open list or mapping.
enum Content {
    /// The items of a list.
    List(Vec<Node>),
    /// The entries of a mapping.
    Map(MapContent),
}

/// The content of an open mapping.
#[derive(Default)]
struct MapContent {
    /// The finished entries.
    entries: Vec<Entry>,
    /// The keys of the entries, once there are many.
    keys: BTreeSet<String>,
    /// The key whose value comes next.
    key: PendingKey,
}

/// What a mapping waits for.
#[derive(Default)]
enum PendingKey {
    /// The next key.
    #[default]
    None,
    /// The value of this key.
    Key(String, Range<usize>),
    /// A value whose key was refused.
    Refused,
}

/// Whether to read on.
enum Flow {
    /// The next event, please.
    On,
    /// Enough: the document is over or cannot be read further.
    Stop,
}

impl Builder<'_> {
    /// Reads events until the document ends or cannot be read further, then closes what is open.
    fn run(&mut self, range: Range<usize>) {
        let text: &str = self.text;
        let text = &text[range.clone()];
        let readable = printable_prefix(text);
        let mut parser = Parser::new_from_str(&text[..readable]);
        let mut end = range.start + readable;
        while let Some(event) = parser.next_event() {
            match event {
                Ok((event, span)) => {
                    if let Flow::Stop = self.take(event, span.start, span.end) {
                        break;
                    }
                }
                Err(error) => {
                    // The control character is the cause of whatever the parser says of the end.
                    if readable == text.len() {
                        self.report_error(&error);
                    }
                    end = self.offsets.byte(*error.marker()).max(range.start);
                    break;
                }
            }
        }
        if readable < text.len() {
            let start = range.start + readable;
            let width = text[readable..].chars().next().map_or(1, char::len_utf8);
            self.report_syntax(start..start + width, "yaml-control-character");
        }
        while !self.frames.is_empty() {
            self.close(end);
        }
    }

    /// Takes one event.
    fn take(&mut self, event: Event<'_>, start: Marker, end: Marker) -> Flow {
        match event {
            Event::Nothing | Event::StreamStart | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                if self.root.is_some() {
                    let start = self.offsets.byte(start);
                    let range = first_line(self.text, &(start..self.text.len()));
                    self.report_syntax(range, "yaml-several-documents");
                    return Flow::Stop;
                }
            }
            Event::StreamEnd => return Flow::Stop,
            Event::Alias(_) => {
                let range = self.range(start, end);
                self.report_reference(range.clone(), "alias");
                return self.attach(Node::new(Value::Null, range));
            }
            Event::Scalar(text, style, anchor, tag) => {
                let range = self.range(start, end);
                let plain = style == ScalarStyle::Plain;
                let range = self.strip_properties(range, anchor > 0 || tag.is_some());
                let node = scalar(self.text, &text, style, range);
                let is_flow = self.frames.last().is_some_and(|frame| frame.is_flow);
                if plain
                    && !is_flow
                    && let Some(dash) = swallowed_dash(self.text, &node.range)
                {
                    self.report_syntax(dash, "yaml-indentation");
                }
                return self.attach(node);
            }
            Event::SequenceStart(anchor, tag) => {
                let range = self.range(start, end);
                let range = self.strip_properties(range, anchor > 0 || tag.is_some());
                return self.open(range, Content::List(vec![]));
            }
            Event::MappingStart(anchor, tag) => {
                let range = self.range(start, end);
                let range = self.strip_properties(range, anchor > 0 || tag.is_some());
                return self.open(range, Content::Map(MapContent::default()));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.offsets.byte(end);
                return self.close(end);
            }
        }
        Flow::On
    }

    /// Opens a list or mapping; `range` is that of its bracket, or empty for a block.
    fn open(&mut self, range: Range<usize>, content: Content) -> Flow {
        let start = range.start;
        if self.frames.len() >= MAX_DEPTH {
            self.report_depth(start);
            return Flow::Stop;
        }
        let is_flow = self.text[range].starts_with(['[', '{']);
        self.frames.push(Frame { start, is_flow, content });
        Flow::On
    }

    /// Closes the innermost list or mapping; `end` is where its last token ends.
    fn close(&mut self, end: usize) -> Flow {
        let Some(frame) = self.frames.pop() else { return Flow::On };
        let Frame { start, is_flow, content } = frame;
        let (value, last) = match content {
            Content::List(items) => {
                let last = items.last().map(|node| node.range.end);
                (Value::List(items), last)
            }
            Content::Map(content) => {
                let last = content.entries.last().map(|entry| entry.value.range.end);
                (Value::Map(content.entries), last)
            }
        };
        // Only braces and brackets have an end of their own; a block ends with its last value.
        let end = match last {
            Some(last) if !is_flow => last,
            _ => end.max(start),
        };
        self.attach(Node::new(value, start..end))
    }

    /// Puts a finished node where it belongs.
    fn attach(&mut self, node: Node) -> Flow {
        self.nodes += 1;
        if self.nodes > MAX_NODES + 1 {
            return Flow::Stop;
        }
        if self.nodes > MAX_NODES {
            let limit = MAX_NODES.to_string();
            self.report(node.range.start..node.range.start, |finding| {
                finding.with("what", "nodes").with("limit", limit)
            });
            return Flow::Stop;
        }
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(content)) => match std::mem::take(&mut content.key) {
                PendingKey::None => self.attach_key(node),
                PendingKey::Refused => {}
                PendingKey::Key(key, key_range) => {
                    content.entries.push(Entry { key, key_range, value: node });
                }
            },
        }
        Flow::On
    }

    /// Takes a node as the key of the innermost mapping, unless it cannot be one.
    fn attach_key(&mut self, node: Node) {
        let range = node.range;
        let key = match node.value {
            Value::Scalar(scalar) => scalar,
            // `null:` and `~:` are keys as good as `no:`; nothing before the colon is not.
            Value::Null
                if !range.is_empty() && self.text.as_bytes()[range.start] != b':' =>
            {
                Scalar { text: self.text[range.clone()].to_owned(), plain: true }
            }
            _ => {
                // Of `{{ a }}: b`, the inner braces have been named already.
                let is_named = self.findings.last().is_some_and(|finding| {
                    finding.code == Code::YamlSyntax
                        && range.contains(&finding.span.range.start)
                });
                if !is_named {
                    self.report_syntax(range, "yaml-complex-key");
                }
                return self.set_key(PendingKey::Refused);
            }
        };
        if key.plain && key.text == "<<" {
            self.report_reference(range, "merge-key");
            return self.set_key(PendingKey::Refused);
        }
        if let Some(first) = self.first_use(&key.text) {
            let finding =
                Diagnostic::new(Code::DuplicateKey, Span::new(self.file, range))
                    .with("key", key.text)
                    .related(Span::new(self.file, first));
            self.findings.push(finding);
            return self.set_key(PendingKey::Refused);
        }
        self.set_key(PendingKey::Key(key.text, range));
    }

    /// Where the innermost mapping already has a key.
    fn first_use(&mut self, key: &str) -> Option<Range<usize>> {
        let Some(Frame { content: Content::Map(content), .. }) = self.frames.last_mut()
        else {
            return None;
        };
        if content.entries.len() >= MANY_KEYS {
            if content.keys.is_empty() {
                content
                    .keys
                    .extend(content.entries.iter().map(|entry| entry.key.clone()));
            }
            if content.keys.insert(key.to_owned()) {
                return None;
            }
        }
        let first = content.entries.iter().find(|entry| entry.key == key)?;
        Some(first.key_range.clone())
    }

    /// Sets what the innermost mapping waits for.
    fn set_key(&mut self, key: PendingKey) {
        if let Some(Frame { content: Content::Map(content), .. }) = self.frames.last_mut()
        {
            content.key = key;
        }
    }

    /// Reports an anchor or a tag before a node and hands out the range of the node without them.
    fn strip_properties(
        &mut self,
        range: Range<usize>,
        has_properties: bool,
    ) -> Range<usize> {
        if !has_properties {
            return range;
        }
        let text = &self.text[range.clone()];
        let first = text.find(char::is_whitespace).unwrap_or(text.len());
        let what = if text.starts_with('&') { "anchor" } else { "tag" };
        self.report_reference(range.start..range.start + first, what);
        let mut rest = &text[first..];
        while let Some(after) = rest.trim_start().strip_prefix(['&', '!']) {
            rest = after.trim_start_matches(|c: char| !c.is_whitespace());
        }
        range.end - rest.trim_start().len()..range.end
    }

    /// The bytes between two places of the parser.
    fn range(&mut self, start: Marker, end: Marker) -> Range<usize> {
        let start = self.offsets.byte(start);
        start..self.offsets.byte(end).max(start)
    }

    /// Reports what the parser could not read.
    fn report_error(&mut self, error: &ScanError) {
        let place = self.offsets.byte(*error.marker());
        let bracket = self.frames.iter().rev().find(|frame| frame.is_flow);
        let bracket = bracket.map(|frame| frame.start);
        match fault_of(self.text, place, error.info(), bracket) {
            Fault::TooDeep => self.report_depth(place),
            Fault::Reference(range, what) => self.report_reference(range, what),
            Fault::Syntax { range, reason, hint } => {
                let span = Span::new(self.file, range);
                let finding =
                    Diagnostic::new(Code::YamlSyntax, span).with("reason", reason);
                self.findings.push(match hint {
                    Some(hint) => finding.hint(hint),
                    None => finding,
                });
            }
        }
    }

    /// Reports a fault of the syntax by the key of its reason.
    fn report_syntax(&mut self, range: Range<usize>, reason: &'static str) {
        let span = Span::new(self.file, range);
        let finding = Diagnostic::new(Code::YamlSyntax, span).with("reason", reason);
        let is_key = reason == "yaml-complex-key";
        self.findings.push(if is_key { finding.hint("quote-value") } else { finding });
    }

    /// Reports something of YAML that there is not here.
    fn report_reference(&mut self, range: Range<usize>, what: &'static str) {
        let finding = Diagnostic::new(Code::YamlReference, Span::new(self.file, range))
            .with("what", what);
        let is_sign = what != "merge-key";
        self.findings.push(if is_sign { finding.hint("quote-value") } else { finding });
    }

    /// Reports nesting beyond the limit.
    fn report_depth(&mut self, place: usize) {
        self.report(place..place, |finding| {
            finding.with("what", "levels").with("limit", MAX_DEPTH.to_string())
        });
    }

    /// Reports a limit.
    fn report(
        &mut self,
        range: Range<usize>,
        fill: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let finding = Diagnostic::new(Code::YamlTooLarge, Span::new(self.file, range));
        self.findings.push(fill(finding));
    }
}
