//! What `werkstatt explain` says: a code taught with its cause, its cure and an example.

use std::fmt::Write as _;

use crate::diag::{Code, Severity};
use crate::report::Messages;

/// How wide explanations are set, in characters.
const WIDTH: usize = 80;

/// The lesson on a code.
pub fn explain(code: Code, messages: &Messages) -> String {
    let part = |name: &str| messages.find(&format!("codes.{code}.{name}"));
    let mut text = format!("{} [{code}]\n", weight(code, messages));
    let sentence = messages.outline(&format!("codes.{code}.message"));
    text.push_str(&wrapped(&sentence.unwrap_or_default(), ""));
    for (heading, name) in [("what", "explain.what"), ("cure", "explain.cure")] {
        let _ = write!(text, "\n{}\n", messages.text(&format!("cli.explain.{heading}")));
        text.push_str(&wrapped(&part(name).unwrap_or_default(), "  "));
    }
    if let Some(example) = part("explain.example") {
        let _ = write!(text, "\n{}\n", messages.text("cli.explain.example"));
        for line in example.lines() {
            text.push_str(if line.is_empty() { "" } else { "    " });
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// All codes with their weights and sentences, one line each.
pub fn list_codes(messages: &Messages) -> String {
    let width = Code::ALL.iter().map(|code| code.id().len()).max().unwrap_or(0);
    let mut text = String::new();
    for code in Code::ALL {
        let sentence = messages.outline(&format!("codes.{code}.message"));
        let sentence = sentence.unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:width$}  {sentence}", code.id());
    }
    text
}

/// The word for a code's weight.
fn weight(code: Code, messages: &Messages) -> String {
    messages.text(match code.severity() {
        Severity::Error => "cli.names.error",
        Severity::Warning => "cli.names.warning",
        Severity::Note => "cli.names.note",
    })
}

/// A paragraph broken between words, with an indent before each line.
pub(crate) fn wrapped(text: &str, indent: &str) -> String {
    let mut result = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            result.push('\n');
            column = 0;
        }
        if column == 0 {
            result.push_str(indent);
            column = indent.len();
        } else {
            result.push(' ');
            column += 1;
        }
        result.push_str(word);
        column += length;
    }
    if column > 0 {
        result.push('\n');
    }
    result
}
