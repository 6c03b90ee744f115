//! Texts as YAML that reads back as the same text.

use std::fmt::Write as _;

/// A text between double quotes, on one line, whatever it holds.
///
/// Always quoted: a title such as `no`, `012` or `a: b` needs it, and nobody has to know which.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() || matches!(other, '\u{2028}' | '\u{2029}') => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(other));
            }
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::yaml;

    #[test]
    fn reads_back_what_was_quoted() {
        for text in
            ["", "no", "a: b", "\"x\" \\ 'y'", "zwei\nZeilen\t\u{1b}[31m", "„Ä“\u{feff}"]
        {
            let source = format!("title: {}\n", quote(text));
            let tree = yaml::parse(&SourcePath::new("a"), &source, 0..source.len());
            assert_eq!(tree.findings, []);
            let read = tree.value.get("title").and_then(yaml::Node::scalar);
            assert_eq!(read.map(|scalar| scalar.text.as_str()), Some(text));
        }
    }
}
