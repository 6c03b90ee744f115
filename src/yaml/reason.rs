//! What the parser complains of, as one of a few reasons that a person can act on.
//!
//! The keys stand in the message files; a complaint that is not known here keeps the parser's words.

use std::ops::Range;

/// What stopped the parser.
pub(super) enum Fault {
    /// Too many levels of brackets.
    TooDeep,
    /// An alias, anchor or tag, at these bytes.
    Reference(Range<usize>, &'static str),
    /// Anything else.
    Syntax {
        /// The bytes that are wrong.
        range: Range<usize>,
        /// The key of the reason's words, or the parser's own words.
        reason: String,
        /// The key of what can be done.
        hint: Option<&'static str>,
    },
}

/// Parts of the parser's messages, the reason they stand for, and what can be done about it. The
/// first part that fits decides.
const REASONS: &[(&str, &str, Option<&str>)] = &[
    ("tab", "yaml-tab", Some("indent-with-spaces")),
    ("mapping values are not allowed", "yaml-colon", Some("quote-value")),
    ("illegal placement of ':'", "yaml-brackets", None),
    ("':' must be followed", "yaml-no-space", Some("space-after-colon")),
    ("indentation in quoted scalar", "yaml-unclosed-quote", None),
    ("unexpected end of stream", "yaml-unclosed-quote", None),
    ("unexpected document indicator", "yaml-unclosed-quote", None),
    ("after double-quoted scalar", "yaml-after-quote", Some("quote-inside-quote")),
    ("unknown escape character", "yaml-escape", Some("single-quotes")),
    ("hexadecimal number", "yaml-escape", Some("single-quotes")),
    ("Unicode character escape", "yaml-escape", Some("single-quotes")),
    ("unexpected character", "yaml-reserved-character", Some("quote-value")),
    ("plain scalar cannot start", "yaml-reserved-character", Some("quote-value")),
    ("simple key", "yaml-missing-colon", None),
    ("flow mapping", "yaml-braces", None),
    ("flow sequence", "yaml-brackets", None),
    ("flow construct", "yaml-brackets", None),
    ("misplaced bracket", "yaml-brackets", None),
    ("block scalar", "yaml-block-text", None),
    ("byte order mark", "yaml-control-character", None),
    ("unprintable", "yaml-control-character", None),
    ("did not find expected key", "yaml-indentation", None),
    ("did not find expected '-' indicator", "yaml-indentation", None),
    ("indentation", "yaml-indentation", None),
    ("block sequence entries", "yaml-list-here", Some("quote-value")),
    ("not allowed in this context", "yaml-indentation", None),
    ("after document end marker", "yaml-several-documents", None),
    ("document start", "yaml-indentation", None),
    ("document-start", "yaml-indentation", None),
    ("directive", "yaml-directive", None),
    ("node content", "yaml-value", Some("quote-value")),
];

/// Reads the parser's message.
///
/// `place` is the byte of the file that it names, `bracket` that of the innermost open bracket. The
/// parser names the place where it gave up; the range that comes back is where the mistake was made.
pub(super) fn fault_of(
    text: &str,
    place: usize,
    message: &str,
    bracket: Option<usize>,
) -> Fault {
    if message.contains("recursion limit") {
        return Fault::TooDeep;
    }
    let what = if message.contains("unknown anchor") {
        Some("alias")
    } else if message.contains("anchor or alias") {
        Some(if sign_before(text, place) == Some(b'&') { "anchor" } else { "alias" })
    } else if message.contains("a tag") || message.contains("handle wasn't declared") {
        Some("tag")
    } else {
        None
    };
    if let Some(what) = what {
        return Fault::Reference(word_at(text, place), what);
    }
    let known = REASONS.iter().find(|(part, _, _)| message.contains(part));
    let Some((_, reason, hint)) = known else {
        let range = character_at(text, place);
        return Fault::Syntax { range, reason: message.to_owned(), hint: None };
    };
    let (found, range) = locate(text, place, reason, bracket);
    let hint = match found {
        "yaml-no-space" => Some("space-after-colon"),
        "yaml-after-quote" if text[..place].trim_end().ends_with('\'') => {
            Some("quote-inside-single")
        }
        found if found == *reason => *hint,
        _ => None,
    };
    Fault::Syntax { range, reason: found.to_owned(), hint }
}

/// Moves a fault from where the parser gave up to where the mistake is.
fn locate<'r>(
    text: &str,
    place: usize,
    reason: &'r str,
    bracket: Option<usize>,
) -> (&'r str, Range<usize>) {
    let here = character_at(text, place);
    let range = match (reason, bracket) {
        ("yaml-brackets" | "yaml-braces", Some(bracket)) => bracket..bracket + 1,
        ("yaml-tab" | "yaml-no-space", _) => tab_near(text, place).unwrap_or(here),
        ("yaml-escape", _) => bad_escape(text, place).unwrap_or(here),
        ("yaml-colon" | "yaml-missing-colon", _) => {
            let line = line_before(text, place);
            match cramped_colon(&text[line.clone()]) {
                Some(colon) => {
                    let colon = line.start + colon;
                    return ("yaml-no-space", colon..colon + 1);
                }
                None if reason == "yaml-colon" => match indentation(text, place) {
                    Some(indentation) => return ("yaml-indentation", indentation),
                    None => here,
                },
                None => line,
            }
        }
        _ => here,
    };
    (reason, range)
}

/// The white space at the start of a line whose first colon is at a place: it makes the line go on
/// with the text above it.
fn indentation(text: &str, place: usize) -> Option<Range<usize>> {
    let start = text[..place].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = &text[start..place];
    let length = before.len() - before.trim_start_matches(' ').len();
    (length > 0 && !before.contains(':') && !before.trim_start().starts_with("- "))
        .then_some(start..start + length)
}

/// The tab before a place on its line, else the next one behind it.
fn tab_near(text: &str, place: usize) -> Option<Range<usize>> {
    let line = text[..place].rfind(['\n', '\r']).map_or(0, |position| position + 1);
    let before = text[line..place].rfind('\t').map(|position| line + position);
    let tab = before.or_else(|| text[place..].find('\t').map(|next| place + next))?;
    Some(tab..tab + 1)
}

/// The first back slash behind a quote that starts no escape of YAML's.
fn bad_escape(text: &str, quote: usize) -> Option<Range<usize>> {
    let mut rest = text[quote..].char_indices();
    while let Some((position, character)) = rest.next() {
        if character != '\\' {
            continue;
        }
        match rest.next() {
            Some((_, next)) if "0abtnvfre \"/\\N_LPxuU\t\n\r".contains(next) => {}
            _ => return Some(quote + position..quote + position + 1),
        }
    }
    None
}

/// The last line before a place that is not blank, without the white space around it.
fn line_before(text: &str, place: usize) -> Range<usize> {
    let line = text[..place].rfind(['\n', '\r']).unwrap_or(0);
    let before = text[..line].trim_end();
    let start = before.rfind(['\n', '\r']).map_or(0, |position| position + 1);
    start + before[start..].len() - before[start..].trim_start().len()..before.len()
}

/// The colon of a line such as `title:Text`, which YAML does not take for the end of a key.
fn cramped_colon(line: &str) -> Option<usize> {
    let colon = line.find(':')?;
    let is_word = line[..colon].chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_cramped = !line[colon + 1..].starts_with([' ', '/']) && !line.contains(": ");
    (is_word && is_cramped && colon + 1 < line.len()).then_some(colon)
}

/// The `&` or `*` at or before a place on its line.
fn sign_before(text: &str, place: usize) -> Option<u8> {
    let line = &text.as_bytes()[..(place + 1).min(text.len())];
    line.iter().rev().copied().find(|byte| matches!(byte, b'&' | b'*' | b'\n'))
}

/// The bytes of the character at a place; none at the end of the text or of a line.
fn character_at(text: &str, place: usize) -> Range<usize> {
    match text[place..].chars().next() {
        Some(character) if !matches!(character, '\n' | '\r') => {
            place..place + character.len_utf8()
        }
        _ => place..place,
    }
}

/// The bytes from the sign that starts an alias, anchor or tag to the next white space.
fn word_at(text: &str, place: usize) -> Range<usize> {
    let line = text[..place].rfind(['\n', '\r']).map_or(0, |position| position + 1);
    let start = match text[place..].chars().next() {
        Some('*' | '&' | '!') => place,
        _ => text[line..place]
            .rfind(['*', '&', '!'])
            .map_or(place, |position| line + position),
    };
    let rest = &text[start..];
    start..start + rest.find(char::is_whitespace).unwrap_or(rest.len())
}
