//! What is asked for: the target of a request, read once and strictly.
//!
//! Nothing is repaired or resolved: an address is looked up as it is or it is none.

/// Reads the target of a request line: its path, with its escapes read, and its query.
///
/// Nothing for whatever a browser would not send by itself: another form than path and query, a
/// fragment, control characters, backslashes, escapes of escapes, steps such as `..`, empty segments.
pub(super) fn read(target: &str) -> Option<(String, &str)> {
    if !target.starts_with('/') || target.contains('#') {
        return None;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = decode(path)?;
    let is_foreign = path.chars().any(|char| char.is_control() || char == '\\');
    let has_escapes = decode(&path).is_none_or(|again| again != path);
    let inside = path[1..].strip_suffix('/').unwrap_or(&path[1..]);
    let is_step = |segment: &str| matches!(segment, "" | "." | "..");
    let is_climbing = path.len() > 1 && inside.split('/').any(is_step);
    (!is_foreign && !has_escapes && !is_climbing).then_some((path, query))
}

/// Reads the escapes of a path; nothing if one is none, or if the result is no text.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        (bytes, rest) = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                bytes.push(digit(*high)? * 16 + digit(*low)?);
                (bytes, after)
            }
            (b'%', _) => return None,
            (byte, after) => {
                bytes.push(*byte);
                (bytes, after)
            }
        };
    }
    String::from_utf8(bytes).ok()
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_once() {
        for (target, path) in [
            ("/", "/"),
            ("/a/b/", "/a/b/"),
            ("/a.css", "/a.css"),
            ("/stra%C3%9Fe/", "/straße/"),
            ("/a?b=/../c", "/a"),
            ("/a%20b", "/a b"),
            ("/..a/.b/c..", "/..a/.b/c.."),
        ] {
            assert_eq!(read(target).map(|(path, _)| path).as_deref(), Some(path));
        }
        assert_eq!(read("/a?b=c?d"), Some(("/a".to_owned(), "b=c?d")));
    }

    #[test]
    fn whatever_climbs_is_no_address() {
        for target in [
            "",
            "*",
            "a",
            "http://localhost/",
            "//etc/passwd",
            "/a//b",
            "/a//",
            "//",
            "/..",
            "/../",
            "/a/../b",
            "/./a",
            "/a/.",
            "/%2e%2e%2fetc/passwd",
            "/%2e%2e/",
            "/%252e%252e/",
            "/a%25",
            "/..%5cwindows",
            "/a\\b",
            "/%00",
            "/a%0d%0ab",
            "/%ff",
            "/%",
            "/%2",
            "/%zz",
            "/%+1",
            "/a#b",
            "/#/../../etc/passwd",
            "/a?b#c",
        ] {
            assert_eq!(read(target), None, "{target}");
        }
    }
}
