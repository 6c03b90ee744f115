//! Text as it stands in HTML.

/// Writes text so that it can stand in an attribute or between tags.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    let is_sign = |byte| matches!(byte, b'&' | b'<' | b'>' | b'"');
    while let Some(at) = rest.bytes().position(is_sign) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
