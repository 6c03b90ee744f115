//! The constructs of the template engine: `{{ … }}`, `{% … %}`, `{# … #}`.

use std::ops::Range;

/// What a construct is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construct {
    /// `{{ … }}`.
    Expression,
    /// `{% … %}`.
    Tag,
    /// A comment or a raw block.
    Other,
}

/// A construct and its place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstructAt {
    /// What it is.
    pub kind: Construct,
    /// The bytes of what stands in it, without braces and dashes.
    pub inner: Range<usize>,
}

/// All constructs of a template, in order.
pub fn constructs(template: &str) -> impl Iterator<Item = ConstructAt> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let open = |pair: &[u8]| matches!(pair, b"{{" | b"{%" | b"{#");
        let start = at + template.as_bytes()[at..].windows(2).position(open)?;
        at = start + construct_length(&template[start..]);
        let construct = &template[start..at];
        let inner = inner_of(construct);
        let kind = match construct.as_bytes()[1] {
            b'{' => Construct::Expression,
            b'%' if first_word(inner).0 != "raw" => Construct::Tag,
            _ => Construct::Other,
        };
        let body = construct[2..].strip_prefix('-').unwrap_or(&construct[2..]);
        let offset = at - body.trim_start().len();
        Some(ConstructAt { kind, inner: offset..offset + inner.len() })
    })
}

/// The length of the construct that a text starts with: a comment up to the first `#}`, anything else
/// up to its end outside of strings, a raw block up to its `endraw`. All the rest where the end is
/// missing; the engine complains.
pub(super) fn construct_length(text: &str) -> usize {
    if text.starts_with("{#") {
        return text.find("#}").map_or(text.len(), |end| end + 2);
    }
    let close = if text.starts_with("{{") { "}}" } else { "%}" };
    let mut at = 2;
    let mut quote = None;
    while let Some(byte) = text.as_bytes().get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(*byte),
            (None, _) if text.as_bytes()[at..].starts_with(close.as_bytes()) => {
                return with_raw(text, at + 2);
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Lengthens `{% raw %}` to its `{% endraw %}`.
fn with_raw(text: &str, length: usize) -> usize {
    let keyword = |construct| first_word(inner_of(construct)).0;
    if !text.starts_with("{%") || keyword(&text[..length]) != "raw" {
        return length;
    }
    let mut at = length;
    while let Some(start) = text[at..].find("{%") {
        let open = at + start;
        let Some(close) = text[open..].find("%}") else { break };
        if keyword(&text[open..open + close + 2]) == "endraw" {
            return open + close + 2;
        }
        at = open + 2;
    }
    text.len()
}

/// What stands between the braces of a construct, without dashes and white space.
pub(super) fn inner_of(construct: &str) -> &str {
    let inner = construct.get(2..).unwrap_or("");
    let inner =
        inner.strip_suffix("%}").or_else(|| inner.strip_suffix("}}")).unwrap_or(inner);
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    inner.strip_suffix('-').unwrap_or(inner).trim()
}

/// A word and what follows it.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let (word, rest) = text.split_at(end.unwrap_or(text.len()));
    (word, rest.trim_start())
}
