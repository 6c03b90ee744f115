//! What text has to become before it may stand in HTML.
//!
//! Every piece of a text or an address that is written goes through one of these functions.

/// What a byte needs in HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Nothing.
    Plain,
    /// A character reference, in text and attributes.
    Reference(&'static str),
    /// A character reference in attributes.
    Quote,
    /// Code points that HTML forbids: the replacement character instead.
    Control,
    /// The first byte of `U+0080` to `U+00BF`, half of which HTML forbids.
    Lead,
}

/// The needs of all bytes.
const NEEDS: [Need; 256] = {
    let mut needs = [Need::Plain; 256];
    let mut byte = 0;
    while byte < 0x20 {
        needs[byte] = Need::Control;
        byte += 1;
    }
    needs[b'\t' as usize] = Need::Plain;
    needs[b'\n' as usize] = Need::Plain;
    needs[0x7f] = Need::Control;
    needs[0xc2] = Need::Lead;
    needs[b'&' as usize] = Need::Reference("&amp;");
    needs[b'<' as usize] = Need::Reference("&lt;");
    needs[b'>' as usize] = Need::Reference("&gt;");
    needs[b'"' as usize] = Need::Quote;
    needs
};

/// Which bytes need nothing, in a table that is small enough to stay at hand.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        plain[byte] = matches!(NEEDS[byte], Need::Plain);
        byte += 1;
    }
    plain
};

/// How many bytes are looked at in one go.
const BLOCK: usize = 64;

/// Tells whether none of some bytes needs anything; says no where there is a line break. Without a way
/// out, many bytes are compared at once.
fn is_plain(block: &[u8]) -> bool {
    let needs =
        |byte: u8| byte < 0x20 || matches!(byte, b'&' | b'<' | b'>' | b'"' | 0x7f | 0xc2);
    block.iter().map(|byte| u8::from(needs(*byte))).fold(0, |some, one| some | one) == 0
}

/// Writes text that stands between tags.
pub(super) fn text(out: &mut String, text: &str) {
    escape(out, text, "\"");
}

/// Writes text that stands in an attribute between double quotes.
pub(super) fn attribute(out: &mut String, value: &str) {
    escape(out, value, "&quot;");
}

/// Writes text with references where HTML needs them.
fn escape(out: &mut String, text: &str, quote: &str) {
    let bytes = text.as_bytes();
    let mut written = 0;
    let mut at = 0;
    while at < bytes.len() {
        let block = &bytes[at..bytes.len().min(at + BLOCK)];
        if is_plain(block) {
            at += block.len();
            continue;
        }
        let plain = bytes[at..].iter().position(|byte| !IS_PLAIN[usize::from(*byte)]);
        let Some(plain) = plain else { break };
        at += plain;
        let (length, replacement) = match NEEDS[usize::from(bytes[at])] {
            Need::Plain => {
                at += 1;
                continue;
            }
            Need::Reference(reference) => (1, reference),
            Need::Quote if quote.len() == 1 => {
                at += 1;
                continue;
            }
            Need::Quote => (1, quote),
            Need::Control => (1, "\u{fffd}"),
            Need::Lead if bytes.get(at + 1).is_some_and(|next| *next < 0xa0) => {
                (2, "\u{fffd}")
            }
            Need::Lead => {
                at += 2;
                continue;
            }
        };
        out.push_str(&text[written..at]);
        out.push_str(replacement);
        at += length;
        written = at;
    }
    out.push_str(&text[written..]);
}

/// Writes an address that stands in an attribute: what RFC 3986 does not know is percent-encoded.
pub(super) fn address(out: &mut String, address: &str) {
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            _ if byte.is_ascii_alphanumeric()
                || b"-_.+!*'(),%#@?=;:/$~".contains(&byte) =>
            {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                    out.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
}

/// Undoes percent escapes. A text whose escapes are broken or not UTF-8 stays as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = tail else { return text.to_owned() };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else {
            return text.to_owned();
        };
        let Ok(byte) = u8::try_from(high * 16 + low) else { return text.to_owned() };
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Writes a number.
pub(super) fn number(out: &mut String, number: usize) {
    if number < 10 {
        out.push(char::from(b'0' + u8::try_from(number).unwrap_or(0)));
    } else {
        out.push_str(&number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_html_reads() {
        let mut out = String::new();
        text(&mut out, "a<b> & \"c\" \u{0}\u{1b}\u{85}\u{a0}ä");
        assert_eq!(out, "a&lt;b&gt; &amp; \"c\" \u{fffd}\u{fffd}\u{fffd}\u{a0}ä");
        out.clear();
        attribute(&mut out, "\" onload=\"x");
        assert_eq!(out, "&quot; onload=&quot;x");
        out.clear();
        address(&mut out, "https://a.de/ü \"<>\\&[");
        assert_eq!(out, "https://a.de/%C3%BC%20%22%3C%3E%5C&amp;%5B");
    }

    #[test]
    fn decodes_what_is_whole() {
        assert_eq!(percent_decoded("a%20b%C3%BC"), "a bü");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zz%ff"), "%zz%ff");
        assert_eq!(percent_decoded("%ff"), "%ff");
    }
}
