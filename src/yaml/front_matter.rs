//! The YAML between the two `---` lines at the start of a record, and the text behind it.

use std::ops::Range;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::yaml::{Node, Value, is_whole, tree};

/// The most bytes of front matter.
const MAX_BYTES: usize = 64 * 1024;

/// The two parts of a record's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// The mapping between the `---` lines; empty where there is none.
    pub node: Node,
    /// The bytes of the first `---`: where findings about the whole front matter point.
    pub opening: Range<usize>,
    /// The bytes of the text behind the second `---` line.
    pub body: Range<usize>,
    /// Whether all was read, so that a missing key was really not written.
    pub whole: bool,
}

/// Tells whether a text starts with a `---` line, so that it has, or should have, front matter.
pub fn has_front_matter(text: &str) -> bool {
    let start = skip_mark(text);
    is_fence(line_at(text, start).0, text)
}

/// Takes a record's file apart.
///
/// Without a first `---` line, everything is text; without a second one, nothing is.
pub fn front_matter(file: &SourcePath, text: &str) -> Checked<FrontMatter> {
    let start = skip_mark(text);
    let (opening, yaml_start) = line_at(text, start);
    if !is_fence(opening.clone(), text) {
        return faulty(file, Code::FrontMatterMissing, opening, start..text.len());
    }
    let mut next = yaml_start;
    while next < text.len() {
        let (line, after) = line_at(text, next);
        if is_fence(line, text) {
            let mut read = tree::read(file, text, yaml_start..next, MAX_BYTES);
            let whole = is_whole(&read);
            let findings = std::mem::take(&mut read.findings);
            let body = after..text.len();
            let node = read.value;
            let value = FrontMatter { node, opening, body, whole };
            return Checked { value, findings };
        }
        next = after;
    }
    faulty(file, Code::FrontMatterUnclosed, opening, text.len()..text.len())
}

/// A file without front matter that could be read.
fn faulty(
    file: &SourcePath,
    code: Code,
    line: Range<usize>,
    body: Range<usize>,
) -> Checked<FrontMatter> {
    let node = Node::new(Value::Map(vec![]), line.start..line.start);
    let finding = Diagnostic::new(code, Span::new(file, line.clone()));
    let value = FrontMatter { node, opening: line, body, whole: false };
    Checked { value, findings: vec![finding] }
}

/// The byte behind a byte order mark.
fn skip_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The line that starts at a byte, without its end, and the start of the next one. Lines end in LF,
/// CR LF or CR.
fn line_at(text: &str, start: usize) -> (Range<usize>, usize) {
    let rest = &text.as_bytes()[start..];
    match rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        None => (start..text.len(), text.len()),
        Some(length) => {
            let end = start + length;
            let is_pair = rest[length..].starts_with(b"\r\n");
            (start..end, end + if is_pair { 2 } else { 1 })
        }
    }
}

/// Tells whether a line is `---`; blanks behind it do not matter.
fn is_fence(line: Range<usize>, text: &str) -> bool {
    text[line].trim_end_matches([' ', '\t']) == "---"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Vec<&'static str>, Option<String>, &str) {
        let Checked { value, findings } = front_matter(&SourcePath::new("a.md"), text);
        let title = value.node.get("title").and_then(Node::scalar);
        let title = title.map(|scalar| scalar.text.clone());
        (findings.iter().map(|f| f.code.id()).collect(), title, &text[value.body])
    }

    #[test]
    fn takes_files_of_all_systems_apart() {
        for text in [
            "---\ntitle: Ä\n---\nText",
            "\u{feff}---\ntitle: Ä\n---\nText",
            "---\r\ntitle: Ä\r\n---\r\nText",
            "---\rtitle: Ä\r---\rText",
            "--- \ntitle: Ä\n---\t\nText",
        ] {
            assert_eq!(split(text), (vec![], Some("Ä".to_owned()), "Text"), "{text:?}");
        }
        assert_eq!(split("---\n---"), (vec![], None, ""));
        assert_eq!(split("---\n# nichts\n---\n\nx"), (vec![], None, "\nx"));
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(split(""), (vec!["front-matter-missing"], None, ""));
        assert_eq!(
            split("Text\n---\n"),
            (vec!["front-matter-missing"], None, "Text\n---\n")
        );
        assert_eq!(split("----\nx"), (vec!["front-matter-missing"], None, "----\nx"));
        assert_eq!(split("---\ntitle: a\n"), (vec!["front-matter-unclosed"], None, ""));
        assert_eq!(split("---"), (vec!["front-matter-unclosed"], None, ""));
    }
}
