//! What a template asks the strings for: `t.skip_link`, `phrase(key="entries", count=n)`.

use std::ops::Range;

use crate::minify::{Construct, constructs};

/// A use of a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StringUse {
    /// The key.
    pub(super) key: String,
    /// Its bytes in the template.
    pub(super) range: Range<usize>,
    /// The names of the arguments; nothing for `t.key`, which fills no placeholders.
    pub(super) arguments: Option<Vec<String>>,
}

/// A piece of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// A name or number.
    Word(&'a str),
    /// A string without its quotes.
    Text(&'a str),
    /// Any other character.
    Sign(u8),
}

/// The strings that a template asks for by their keys. A template that calls something else `t` is
/// not searched for `t.key`.
pub(super) fn string_uses(template: &str) -> Vec<StringUse> {
    let constructs: Vec<_> = constructs(template)
        .filter(|construct| construct.kind != Construct::Other)
        .map(|construct| (construct.inner.start, tokens(&template[construct.inner])))
        .collect();
    let shadowed = constructs.iter().any(|(_, tokens)| binds_t(tokens));
    let mut uses = vec![];
    for (start, tokens) in constructs {
        for index in 0..tokens.len() {
            let found = phrase_at(&tokens[index..])
                .or_else(|| if shadowed { None } else { field_at(&tokens, index) });
            if let Some(mut found) = found {
                found.range = found.range.start + start..found.range.end + start;
                uses.push(found);
            }
        }
    }
    uses
}

/// Reads `phrase(key="…", …)`.
fn phrase_at(tokens: &[(Token<'_>, Range<usize>)]) -> Option<StringUse> {
    let is_call =
        matches!(tokens, [(Token::Word("phrase"), _), (Token::Sign(b'('), _), ..]);
    if !is_call {
        return None;
    }
    let mut depth = 0_usize;
    let mut key = None;
    let mut names = vec![];
    for (index, (token, _)) in tokens.iter().enumerate().skip(1) {
        match token {
            Token::Sign(b'(' | b'[' | b'{') => depth += 1,
            Token::Sign(b')' | b']' | b'}') => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Token::Word(name) if depth == 1 => match &tokens[index + 1..] {
                [(Token::Sign(b'='), _), (Token::Text(text), range), (after, _), ..]
                    if *name == "key" && matches!(after, Token::Sign(b',' | b')')) =>
                {
                    key = Some(((*text).to_owned(), range.clone()));
                }
                [(Token::Sign(b'='), _), ..] => names.push((*name).to_owned()),
                _ => {}
            },
            _ => {}
        }
    }
    let (key, range) = key?;
    Some(StringUse { key, range, arguments: Some(names) })
}

/// Reads `t.key` and `t["key"]`. What is put together (`t["key_" ~ id]`) is known when it is rendered.
fn field_at(tokens: &[(Token<'_>, Range<usize>)], index: usize) -> Option<StringUse> {
    let before = index.checked_sub(1).map(|index| tokens[index].0);
    if matches!(before, Some(Token::Sign(b'.' | b'@'))) {
        return None;
    }
    let ([(Token::Word("t"), _), (Token::Sign(b'.'), _), (Token::Word(key), range), ..]
    | [
        (Token::Word("t"), _),
        (Token::Sign(b'['), _),
        (Token::Text(key), range),
        (Token::Sign(b']'), _),
        ..,
    ]) = &tokens[index..]
    else {
        return None;
    };
    Some(StringUse { key: (*key).to_owned(), range: range.clone(), arguments: None })
}

/// Tells whether a construct gives the name `t` to something of its own.
fn binds_t(tokens: &[(Token<'_>, Range<usize>)]) -> bool {
    let words: Vec<Token<'_>> = tokens.iter().map(|(token, _)| *token).take(5).collect();
    match words.as_slice() {
        [Token::Word("set" | "set_global" | "for"), Token::Word("t"), ..]
        | [Token::Word("for"), Token::Word(_), Token::Sign(b','), Token::Word("t"), ..] => {
            true
        }
        [Token::Word("component"), ..] => tokens.windows(2).any(|pair| {
            pair[1].0 == Token::Word("t") && matches!(pair[0].0, Token::Sign(b'(' | b','))
        }),
        _ => tokens.windows(3).any(|three| {
            let words = [three[0].0, three[1].0, three[2].0];
            words == [Token::Word("for"), Token::Word("t"), Token::Word("in")]
        }),
    }
}

/// Takes an expression apart; the ranges count from its start.
fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let bytes = text.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut tokens = vec![];
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let start = at;
        at += 1;
        if is_word(first) {
            while bytes.get(at).is_some_and(|byte| is_word(*byte)) {
                at += 1;
            }
            tokens.push((Token::Word(&text[start..at]), start..at));
        } else if matches!(first, b'"' | b'\'' | b'`') {
            while bytes.get(at).is_some_and(|byte| *byte != first) {
                at += 1 + usize::from(bytes[at] == b'\\');
            }
            let end = at.min(bytes.len());
            at = end + 1;
            if let Some(inner) = text.get(start + 1..end) {
                tokens.push((Token::Text(inner), start + 1..end));
            }
        } else if !first.is_ascii_whitespace() {
            tokens.push((Token::Sign(first), start..at));
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str) -> Vec<String> {
        let uses = string_uses(template);
        let show = |found: StringUse| {
            assert_eq!(template[found.range], found.key);
            match found.arguments {
                Some(names) => format!("{}({})", found.key, names.join(",")),
                None => found.key,
            }
        };
        uses.into_iter().map(show).collect()
    }

    #[test]
    fn finds_strings_in_expressions_only() {
        let cases: [(&str, &[&str]); 9] = [
            ("t.nein {{ t.skip }} {# t.nein #}", &["skip"]),
            ("{% if t.a %}{% raw %}{{ t.nein }}{% endraw %}{% endif %}", &["a"]),
            ("{{ page.t.nein }}{{ t['b'] }}{{ \"t.nein\" }}", &["b"]),
            ("{{ <x label={t.c} /> }}{{ t['c_' ~ kind] }}", &["c"]),
            ("{{ phrase(key=\"d\", count=f(a=1), name='x') }}", &["d(count,name)"]),
            ("{{ phrase(count=n, key='e') }}", &["e(count)"]),
            ("{{ phrase(key=kind) }}{{ phrase(key=\"f_\" ~ kind) }}", &[]),
            (
                "{% for t in tags %}{{ t.nein }}{% endfor %}{{ phrase(key='g') }}",
                &["g()"],
            ),
            ("{% component x(a, @t) %}{{ t.h }}{% endcomponent x %}", &["h"]),
        ];
        for (template, expected) in cases {
            assert_eq!(found(template), expected, "{template}");
        }
    }
}
