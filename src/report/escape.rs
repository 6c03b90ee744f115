//! Texts from content made safe for a terminal: what cannot be seen is written out.

use std::borrow::Cow;

/// The text with control characters, and the invisible characters that turn the direction of
/// writing, as escapes such as `\u{1b}`.
///
/// So neither a file name nor a title can move the cursor, colour the screen or hide what stands
/// there.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unseen(character) {
            result.push_str(&written_out(character));
        } else {
            result.push(character);
        }
    }
    Cow::Owned(result)
}

/// A character as an escape: `\n`, `\t`, `\u{1b}`.
fn written_out(character: char) -> String {
    match character {
        '\n' | '\r' | '\t' => character.escape_default().to_string(),
        other => other.escape_unicode().to_string(),
    }
}

/// One character that stands for another one where columns count: itself if it can be seen or is a
/// tab, else its picture. Byte order marks, which editors do not count, have none.
pub(super) fn picture(character: char) -> Option<char> {
    match character {
        '\u{feff}' => None,
        '\t' => Some('\t'),
        '\u{7f}' => Some('␡'),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        other if is_unseen(other) => Some(char::REPLACEMENT_CHARACTER),
        other => Some(other),
    }
}

/// Tells whether a character does something to the terminal instead of being seen.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_out_what_cannot_be_seen() {
        let cases = [
            ("Größe 10\u{202f}000", "Größe 10\u{202f}000"),
            ("\u{1b}[31mrot", "\\u{1b}[31mrot"),
            ("a\tb\nc\r", "a\\tb\\nc\\r"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
        }
    }
}
