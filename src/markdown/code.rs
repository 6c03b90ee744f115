//! Code blocks: highlighted within limits, and reachable by keyboard where they scroll.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use crate::diag::{Code, Diagnostic};
use crate::markdown::highlight::{self, BLOCK_LIMIT, LINE_LIMIT, Language};
use crate::markdown::write::Writer;
use crate::markdown::{Dialect, call, escape};

/// How many bytes of code are highlighted in one text.
const TEXT_LIMIT: usize = 128 << 10;

/// Why a block is too large, and the limit as people read it.
fn excess(code: &str, highlighted: usize) -> Option<(&'static str, String)> {
    let kib = |bytes: usize| [&(bytes >> 10).to_string(), " KiB"].concat();
    if code.len() > BLOCK_LIMIT {
        return Some(("code-block-limit", kib(BLOCK_LIMIT)));
    }
    let is_long =
        |line: &str| line.len() > LINE_LIMIT && line.chars().count() > LINE_LIMIT;
    if code.lines().any(is_long) {
        return Some(("code-line-limit", LINE_LIMIT.to_string()));
    }
    (highlighted + code.len() > TEXT_LIMIT).then(|| ("code-text-limit", kib(TEXT_LIMIT)))
}

impl<'a> Writer<'_, 'a> {
    /// Writes a code block and hands out the node behind it.
    pub(super) fn code_block(&mut self, index: usize, kind: &CodeBlockKind<'a>) -> usize {
        let end = self.nodes[index].end;
        let info = match kind {
            CodeBlockKind::Fenced(info) => &**info,
            CodeBlockKind::Indented => "",
        };
        if let Some(name) = call::component(info, self.options.dialect) {
            return self.call(index, name);
        }
        let is_site = self.options.dialect == Dialect::Site;
        let separates =
            |c: char| c.is_whitespace() || (is_site && (c == ',' || c == '{'));
        let name = info.split(separates).next().unwrap_or_default();
        self.html.push_str("<pre");
        if is_site {
            let label = self.options.words.code.replace("{language}", name);
            self.html.push_str(" tabindex=\"0\" role=\"group\" aria-label=\"");
            escape::attribute(&mut self.html, label.trim());
            self.html.push('"');
        }
        self.html.push_str("><code");
        if !name.is_empty() {
            self.html.push_str(" class=\"language-");
            escape::attribute(&mut self.html, name);
            self.html.push('"');
        }
        self.html.push('>');
        let code = self.code_text(index + 1..end);
        if is_site && !name.is_empty() {
            self.highlighted_code(index, name, &code);
        } else {
            escape::text(&mut self.html, &code);
        }
        self.html.push_str("</code></pre>");
        end + 1
    }

    /// The code of a block, whose lines may come one by one.
    fn code_text(&self, range: Range<usize>) -> String {
        let mut lines = self.nodes[range].iter().filter_map(|node| match &node.event {
            Event::Text(text) => Some(&**text),
            _ => None,
        });
        let mut code = lines.next().unwrap_or_default().to_owned();
        lines.for_each(|line| code.push_str(line));
        code
    }

    /// Writes code in its language, or as it is where it has none or too much.
    fn highlighted_code(&mut self, index: usize, name: &str, code: &str) {
        let grammar = match highlight::language(name) {
            Language::Known(grammar) => grammar,
            Language::Plain => return escape::text(&mut self.html, code),
            Language::Unknown => {
                let span = self.excerpt.span(self.fence(index, name));
                let finding = Diagnostic::new(Code::UnknownCodeLanguage, span)
                    .with("language", name)
                    .suggest(name, highlight::names());
                self.findings.push(finding);
                return escape::text(&mut self.html, code);
            }
        };
        if let Some((reason, limit)) = excess(code, self.highlighted) {
            let span = self.excerpt.span(self.fence(index, ""));
            let finding = Diagnostic::new(Code::CodeTooLarge, span);
            self.findings.push(finding.with("limit", limit).hint(reason));
            return escape::text(&mut self.html, code);
        }
        self.highlighted += code.len();
        highlight::highlight(&mut self.html, code, grammar, self.options.lines);
    }

    /// The bytes of a word in the line that opens a block; the whole line where it is not there.
    fn fence(&self, index: usize, word: &str) -> Range<usize> {
        let block = self.nodes[index].range.clone();
        let line = self.excerpt.text[block.clone()].lines().next().unwrap_or_default();
        match line.find(word).filter(|_| !word.is_empty()) {
            Some(at) => block.start + at..block.start + at + word.len(),
            None => block.start..block.start + line.len(),
        }
    }
}
