//! Reading mappings whose keys the program knows: `site.yaml`, `model.yaml`.
//!
//! Every function takes the node as it is and hands out the value, or nothing and a finding. A key
//! without a value counts as not written.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Span};
use crate::language::{Language, Localised};
use crate::path::SourcePath;
use crate::yaml::{Entry, Node, Value, whole_number};

/// The file that is read and what was found in it.
#[derive(Debug)]
pub(crate) struct Settings<'a> {
    /// The file.
    pub(crate) file: &'a SourcePath,
    /// What was found.
    pub(crate) findings: Vec<Diagnostic>,
}

impl<'a> Settings<'a> {
    /// Starts with a file.
    pub(crate) fn new(file: &'a SourcePath) -> Self {
        Self { file, findings: vec![] }
    }

    /// A finding at some bytes of the file; it still has to be pushed.
    pub(crate) fn finding(&self, code: Code, range: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, Span::new(self.file, range))
    }

    /// Reports a value of another type.
    pub(crate) fn wrong_type(&mut self, field: &str, node: &Node, expected: &str) {
        let finding = self.wrong_type_finding(field, node, expected);
        self.findings.push(finding);
    }

    /// The finding for a value of another type.
    pub(crate) fn wrong_type_finding(
        &self,
        field: &str,
        node: &Node,
        expected: &str,
    ) -> Diagnostic {
        self.finding(Code::WrongType, node.range.clone())
            .with("field", field)
            .with("label", field)
            .with("expected", expected)
            .with("value", node.excerpt())
    }

    /// Reports what YAML leaves out behind a text without quotes.
    pub(crate) fn cut_text(&mut self, field: &str, node: &Node) {
        let Some(comment) = node.comment.clone() else { return };
        let finding = self
            .finding(Code::CutText, comment)
            .with("field", field)
            .with("label", field)
            .hint("quote-value")
            .hint("comment-above");
        self.findings.push(finding);
    }

    /// Reports a key that nobody knows.
    pub(crate) fn unknown_key(&mut self, entry: &Entry, place: &str, known: &[&str]) {
        let finding = self
            .finding(Code::UnknownField, entry.key_range.clone())
            .with("field", &entry.key)
            .with("kind", place)
            .suggest(&entry.key, known.iter().copied());
        self.findings.push(finding);
    }

    /// Reports a key that has to be there; `range` is where it could stand.
    pub(crate) fn missing(&mut self, field: &str, place: &str, range: Range<usize>) {
        self.lacking(field, place, range, "is-missing");
    }

    /// Reports a key that stands there and has no value; `range` is where.
    pub(crate) fn empty(&mut self, field: &str, place: &str, range: Range<usize>) {
        self.lacking(field, place, range, "is-empty");
    }

    /// Reports a key without which there is nothing to go on with.
    fn lacking(
        &mut self,
        field: &str,
        place: &str,
        range: Range<usize>,
        what: &'static str,
    ) {
        let finding = self
            .finding(Code::MissingField, range)
            .with("field", field)
            .with("label", field)
            .with("what", what)
            .with("kind", place);
        self.findings.push(finding);
    }

    /// The entries of a mapping.
    pub(crate) fn entries<'n>(&mut self, field: &str, node: &'n Node) -> &'n [Entry] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            Value::Scalar(_) | Value::List(_) => {
                self.wrong_type(field, node, "group");
                &[]
            }
        }
    }

    /// One text.
    pub(crate) fn text<'n>(&mut self, field: &str, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Scalar(scalar) => Some(scalar.text.trim()),
            Value::Null => None,
            Value::Map(_) | Value::List(_) => {
                self.wrong_type(field, node, "text");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, field: &str, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Null => None,
            Value::Scalar(scalar) if scalar.text == "true" => Some(true),
            Value::Scalar(scalar) if scalar.text == "false" => Some(false),
            Value::Scalar(_) | Value::Map(_) | Value::List(_) => {
                let finding = self.wrong_type_finding(field, node, "boolean");
                self.findings.push(finding.hint("true-or-false"));
                None
            }
        }
    }

    /// A whole number from 0 on.
    pub(crate) fn count(&mut self, field: &str, node: &Node) -> Option<usize> {
        let number = node
            .scalar()
            .and_then(|scalar| whole_number(&scalar.text))
            .and_then(|number| usize::try_from(number).ok());
        if number.is_none() && !node.is_null() {
            self.wrong_type(field, node, "count");
        }
        number
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        field: &str,
        node: &Node,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let word = self.text(field, node)?;
        if let Some((_, value)) = choices.iter().find(|(id, _)| *id == word) {
            return Some(*value);
        }
        let ids = choices.iter().map(|(id, _)| *id);
        let finding = self
            .finding(Code::UnknownChoice, node.range.clone())
            .with("field", field)
            .with("label", field)
            .with("value", word)
            .suggest(word, ids.clone())
            .hint_with("choices", [("choices", ids.collect::<Vec<_>>().join(", "))]);
        self.findings.push(finding);
        None
    }

    /// A text, or a mapping from languages to texts. A plain text is put down for `language`.
    pub(crate) fn localised(
        &mut self,
        field: &str,
        node: &Node,
        language: &str,
    ) -> Option<Localised<String>> {
        let Value::Map(entries) = &node.value else {
            self.cut_text(field, node);
            let text = self.text(field, node)?;
            return Some([(language.to_owned(), text.to_owned())].into_iter().collect());
        };
        let mut texts = Localised::default();
        for entry in entries {
            if Language::parse(&entry.key).is_none() {
                let finding = self
                    .finding(Code::WrongType, entry.key_range.clone())
                    .with("field", field)
                    .with("label", field)
                    .with("expected", "language")
                    .with("value", &entry.key);
                self.findings.push(finding);
                continue;
            }
            self.cut_text(field, &entry.value);
            if let Some(text) = self.text(&entry.key, &entry.value) {
                texts.insert(&entry.key, text.to_owned());
            }
        }
        (!texts.is_empty()).then_some(texts)
    }
}
