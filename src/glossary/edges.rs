//! The edges of a place in HTML: whether it is a whole word, or a part of something longer.

/// Elements that stand within words and lines; all others end them.
const INLINE: [&str; 25] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
    "wbr",
];

/// References to characters that stand between words.
const BETWEEN: [&str; 7] = ["amp", "lt", "gt", "quot", "nbsp", "#39", "#34"];

/// The start tag of a reference to a footnote, which belongs to no word.
const NOTE: &str = "<sup class=\"footnote-ref\">";

/// Tells whether a place in HTML is whole: no letters stand before and behind it, not even in another
/// element, it is no part of a compound between hyphens, and no part of an address.
pub(super) fn is_whole(html: &str, start: usize, end: usize) -> bool {
    is_start(&html[..start]) && is_end(&html[end..])
}

/// Tells whether a word can start behind some HTML.
fn is_start(mut before: &str) -> bool {
    let last = loop {
        let Some(last) = before.chars().next_back() else { return true };
        if last != '>' {
            break last;
        }
        let Some(tag) = before.rfind('<') else { return true };
        if !is_inline(&before[tag..]) {
            return true;
        }
        before = &before[..tag];
    };
    if last == ';' {
        return ends_with_reference(before);
    }
    if is_joining(last) || matches!(last, '@' | '.') {
        return false;
    }
    let token = before.rfind(|sign: char| sign.is_whitespace() || sign == '>');
    let token = &before[token.map_or(0, |at| at + 1)..];
    !["@", "://", "www."].iter().any(|sign| token.contains(sign))
}

/// Tells whether a word can end before some HTML.
fn is_end(mut behind: &str) -> bool {
    loop {
        let mut signs = behind.chars();
        match signs.next() {
            None => return true,
            Some('<') if behind.starts_with(NOTE) => return true,
            Some('<') => {
                let Some(end) = behind.find('>') else { return true };
                if !is_inline(&behind[..=end]) {
                    return true;
                }
                behind = &behind[end + 1..];
            }
            Some('&') => {
                let reference = behind[1..].split(';').next().unwrap_or_default();
                return BETWEEN.contains(&reference);
            }
            Some('.') => return !signs.next().is_some_and(char::is_alphanumeric),
            Some(sign) => return !is_joining(sign) && sign != '@',
        }
    }
}

/// Tells whether a character belongs to the word beside it.
fn is_joining(sign: char) -> bool {
    sign.is_alphanumeric()
        || matches!(sign, '-' | '_' | '\u{ad}' | '\u{2010}' | '\u{2011}')
        || matches!(sign, '\u{300}'..='\u{36f}')
}

/// Tells whether a tag is one of an element within lines.
fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|sign: char| !sign.is_ascii_alphanumeric());
    INLINE.contains(&&name[..end.unwrap_or(name.len())])
}

/// Tells whether some HTML ends with a semicolon, or with a reference to a character between words.
fn ends_with_reference(html: &str) -> bool {
    let rest = html.strip_suffix(';').unwrap_or(html);
    let start = rest.rfind(|sign: char| !sign.is_ascii_alphanumeric() && sign != '#');
    match start {
        Some(start) if rest[start..].starts_with('&') => {
            BETWEEN.contains(&&rest[start + 1..])
        }
        _ => true,
    }
}
