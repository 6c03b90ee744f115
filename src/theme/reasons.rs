//! What the template engine and the reader of style sheets say, as keys of words.
//!
//! Both write English sentences and have no codes. Those that a theme's author is likely to see
//! are known here by their shape, `*` for what changes; the words for them stand in the message files,
//! and so does the sentence around all others, which are quoted.

/// The shapes of the engine's sentences, then those of our own about templates. A sentence is that of the
/// first shape that it fits. Behind the key stand the names of what `*` stands for; the parts without a
/// name are left out.
#[rustfmt::skip]
const SHAPES: [(&str, &str, &[&str]); 65] = [
    ("Found invalid field of `loop`: *. Only *", "template-loop-field", &["name"]),
    ("Found * but expected one of: *", "template-expected-one", &["found", "wanted"]),
    ("Found * but expected one of *", "template-expected-one", &["found", "wanted"]),
    ("Found * but expected *", "template-expected", &["found", "wanted"]),
    ("Found * but was expecting *", "template-expected-one", &["found", "wanted"]),
    ("Unexpected end of input", "template-end", &[]),
    ("unexpected end of string", "template-open-string", &[]),
    ("String opened with *", "template-open-string", &[]),
    ("unexpected end of raw block", "template-open-raw", &[]),
    ("Closing comment tag *", "template-open-comment", &[]),
    ("Unexpected character", "template-character", &[]),
    ("unexpected escape character", "template-escape", &[]),
    ("Invalid Integer", "template-number", &[]),
    ("Invalid float", "template-number", &[]),
    ("Closing tag '*' doesn't match opening tag '*'", "template-closing", &["found", "wanted"]),
    ("* was named `*` in the opening tag, found `*` as name in the end tag", "template-closing", &["", "wanted", "found"]),
    ("Unclosed component '*'", "template-open-component", &["name"]),
    ("Unknown tag", "template-tag", &[]),
    ("Unknown filter `*`", "template-filter", &["name"]),
    ("Unknown test `*`", "template-test", &["name"]),
    ("Unknown function `*`", "template-function", &["name"]),
    ("Unknown component `*`", "template-component", &["name"]),
    ("Unknown template `*`", "template-missing", &["name"]),
    ("Template '*' not found", "template-missing", &["name"]),
    ("Template '*' is inheriting from '*', *", "template-parent", &["", "name"]),
    ("Circular extend detected *", "template-extends-circle", &[]),
    ("Circular include detected *", "template-include-circle", &[]),
    ("Template is already extending `*`", "template-extends-twice", &["name"]),
    ("`extends` needs to be the first tag *", "template-extends-first", &[]),
    ("`extends` cannot be nested *", "template-extends-first", &[]),
    ("This content would be ignored: *", "template-ignored", &[]),
    ("Block `*` is not defined in any parent template", "template-block", &["name"]),
    ("Blocks cannot be written inside a *", "template-block-inside", &[]),
    ("Template already contains a block named `*`", "template-block-twice", &["name"]),
    ("Template already contains a component named `*`", "template-component-twice", &["name"]),
    ("Component `*` is defined in both `*` and `*`", "template-component-in-two", &["name", "first", "second"]),
    ("Component argument `*` is defined more than once", "template-argument-twice", &["name"]),
    ("Keyword argument `*` is defined more than once", "template-argument-twice", &["name"]),
    ("Unknown argument(s) * in component call*", "template-arguments", &["name"]),
    ("Implicit argument `*` not found *", "template-argument", &["name"]),
    ("Missing keyword argument `*`", "template-argument", &["name"]),
    ("Function calls are only allowed *", "template-call", &[]),
    ("* can only be used in a for loop", "template-outside-loop", &["name"]),
    ("* is a reserved keyword *", "template-reserved", &["name"]),
    ("The expression is too complex", "template-too-deep", &[]),
    ("The template nesting is too deep", "template-too-deep", &[]),
    ("Maximum render recursion depth *", "template-endless", &[]),
    ("Field `*` is not defined", "template-field", &["name"]),
    ("Variable `*` is not defined", "template-variable", &["name"]),
    ("Tried to render a variable that is undefined", "template-undefined", &[]),
    ("Tried to escape an undefined value", "template-undefined", &[]),
    ("Cannot index into an undefined value", "template-undefined", &[]),
    ("Index expression is undefined", "template-undefined", &[]),
    ("Invalid type for the value, expected `*` but got `*`", "template-type", &["wanted", "found"]),
    ("Iteration not possible on type `*`", "template-iteration", &["found"]),
    ("Key/value iteration is not possible on type `*`, *", "template-iteration", &["found"]),
    ("Cannot compare `*` with `*`", "template-comparison", &["first", "second"]),
    ("Math operations can only be done on numbers, found `*`", "template-arithmetic", &["found"]),
    ("Only numbers can be used in arithmetic. This is a `*`", "template-arithmetic", &["found"]),
    ("Cannot divide by 0", "template-zero", &[]),
    ("Value of type * has no length", "template-length", &["found"]),
    ("No language has the string `*`", "template-string", &["name"]),
    ("Expected a date or a period, found `*`", "template-date", &["found"]),
    ("Expected a time, found `*`", "template-time", &["found"]),
    ("Expected a number, found `*`", "template-digits", &["found"]),
];

/// The shapes of sentences about style sheets, likewise.
#[rustfmt::skip]
const STYLE_SHAPES: [(&str, &str, &[&str]); 16] = [
    ("Unexpected end of input", "style-end", &[]),
    ("Invalid @ rule body", "style-at-rule", &[]),
    ("Invalid @ rule prelude", "style-at-rule", &[]),
    ("Unknown at rule: *", "style-at-unknown", &["name"]),
    ("Invalid declaration", "style-declaration", &[]),
    ("Invalid media query", "style-media", &[]),
    ("Invalid value", "style-value", &[]),
    ("Invalid qualified rule", "style-rule", &[]),
    ("Invalid empty selector", "style-selector", &[]),
    ("Invalid dangling combinator in selector", "style-selector", &[]),
    ("Expected identifier in class selector, *", "style-selector", &[]),
    ("Unexpected token *", "style-character", &[]),
    ("@import rules must precede *", "style-import", &[]),
    ("Overflowed the maximum nesting depth", "style-too-deep", &[]),
    ("the theme has no style sheet `*`", "style-no-sheet", &["name"]),
    ("the theme has no file `*`", "style-no-file", &["name"]),
];

/// A key below `terms.reason`, and what fills the placeholders of its words, by name.
pub(super) type Reason = (&'static str, Vec<(&'static str, String)>);

/// What a sentence about a template says.
pub(super) fn reason(sentence: &str) -> Reason {
    find(sentence, &SHAPES, "template-engine")
}

/// What a sentence about a style sheet says.
pub(super) fn style_reason(sentence: &str) -> Reason {
    find(sentence, &STYLE_SHAPES, "style-engine")
}

/// The reason of the first shape that a sentence fits; else a key for the sentence as it is.
fn find(
    sentence: &str,
    shapes: &[(&str, &'static str, &'static [&str])],
    other: &'static str,
) -> Reason {
    for (shape, key, names) in shapes {
        if let Some(parts) = fit(sentence, shape) {
            let named = names.iter().zip(parts).filter(|(name, _)| !name.is_empty());
            let arguments = named.map(|(name, part)| (*name, marked(part)));
            return (*key, arguments.collect());
        }
    }
    (other, vec![("said", sentence.to_owned())])
}

/// What `*` stands for in a sentence of a shape; nothing where the sentence has another shape.
fn fit<'s>(sentence: &'s str, shape: &str) -> Option<Vec<&'s str>> {
    let mut pieces = shape.split('*');
    let mut rest = sentence.strip_prefix(pieces.next()?)?;
    let mut parts = vec![];
    for piece in pieces {
        let end = if piece.is_empty() { rest.len() } else { rest.find(piece)? };
        parts.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(parts)
}

/// A piece of a template between marks, which the engine puts around some pieces and not around others.
fn marked(part: &str) -> String {
    if part.contains('`') { part.to_owned() } else { format!("`{part}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_sentences_by_their_shape() {
        let said = |sentence| {
            let (key, arguments) = reason(sentence);
            let arguments: Vec<String> = arguments
                .into_iter()
                .map(|(name, text)| format!("{name}={text}"))
                .collect();
            format!("{key} {}", arguments.join(" "))
        };
        let cases = [
            ("Found `}` but expected }}", "template-expected found=`}` wanted=`}}`"),
            (
                "Found `%}` but expected one of: integer, `-` or `(`",
                "template-expected-one found=`%}` wanted=integer, `-` or `(`",
            ),
            ("Unknown filter `uper`", "template-filter name=`uper`"),
            (
                "Template 'a/b.html' is inheriting from 'c.html', which doesn't exist",
                "template-parent name=`c.html`",
            ),
            (
                "block was named `a` in the opening tag, found `b` as name in the end tag",
                "template-closing wanted=`a` found=`b`",
            ),
            ("Cannot divide by 0", "template-zero "),
            ("Something else", "template-engine said=Something else"),
        ];
        for (sentence, expected) in cases {
            assert_eq!(said(sentence), expected);
        }
    }
}
