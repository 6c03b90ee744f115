//! Routes: the address of a page or file on the site, and the file that answers it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// An address from the site's root: `/`, `/workshops/a/` or `/assets/x.css`. Never unsafe.
///
/// Pages end in a slash and are answered by the `index.html` below it; files do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Route(Arc<str>);

/// Why a path cannot be an address of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsafePath {
    /// A segment is `..`, `.` or empty, or the path is not from the root.
    Traversal,
    /// The path of a file leads out of the folder of the content.
    Outside,
    /// A control character, a back slash, or one of `< > : " | ? *`.
    Character,
    /// A segment that Windows reserves, or that ends in a dot or a space.
    Reserved,
    /// A segment that starts with a dot.
    Hidden,
    /// A segment of more than 255 bytes, or a path of more than 1,024.
    TooLong,
    /// Percent escapes that are broken.
    Escape,
    /// Percent escapes of bytes that are not UTF-8.
    Encoding,
}

impl UnsafePath {
    /// The key of the reason's words in the message files.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Traversal => "path-traversal",
            Self::Outside => "path-outside",
            Self::Character => "path-character",
            Self::Reserved => "path-reserved",
            Self::Hidden => "path-hidden",
            Self::TooLong => "path-too-long",
            Self::Escape => "path-escape",
            Self::Encoding => "path-encoding",
        }
    }
}

impl Route {
    /// The page at the given segments; `page([])` is the root.
    pub fn page<'a>(segments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut address = String::from("/");
        for segment in segments {
            for part in segment.split('/').filter(|part| !part.is_empty()) {
                address.push_str(part);
                address.push('/');
            }
        }
        Self(address.into())
    }

    /// The file at a path from the root, given without its first slash.
    pub fn file(path: &str) -> Self {
        Self(format!("/{path}").into())
    }

    /// Reads a path that a person wrote, such as an alias; percent escapes are decoded first.
    ///
    /// The final slash is optional unless the last segment has an ending: `/alt` is the page
    /// `/alt/`, `/alt.html` the file.
    pub fn parse(path: &str) -> Result<Self, UnsafePath> {
        let decoded = decode(path)?;
        let decoded: String = decoded.nfc().collect();
        let inner = decoded.strip_prefix('/').unwrap_or(&decoded);
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.is_empty() {
            return Ok(Self("/".into()));
        }
        check_address(inner)?;
        let last = inner.rsplit('/').next().unwrap_or(inner);
        let is_file = !decoded.ends_with('/') && last.contains('.');
        Ok(Self(if is_file { format!("/{inner}") } else { format!("/{inner}/") }.into()))
    }

    /// The address as text, not percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it stands in `href`: percent-encoded where it is not plain ASCII.
    pub fn href(&self) -> String {
        encode(&self.0)
    }

    /// The file below the output folder that answers the address.
    pub fn output_path(&self) -> String {
        let inner = &self.0[1..];
        if inner.is_empty() || inner.ends_with('/') {
            format!("{inner}index.html")
        } else {
            inner.to_owned()
        }
    }

    /// A form that is equal for addresses that one file system might not tell apart.
    pub fn collision_key(&self) -> String {
        let path = self.output_path();
        if path.is_ascii() {
            return path.to_ascii_lowercase();
        }
        path.nfc().flat_map(char::to_lowercase).collect()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks a path that a person chose as the address of something, given without slashes at its ends.
///
/// Names with a dot in front are not for people to choose: servers read some of them as orders
/// (`.htaccess`), repositories keep their data below others (`.git`), and we keep ours
/// (`.werkstatt`). Only the folder that RFC 8615 sets aside, `.well-known`, may stand first.
pub fn check_address(path: &str) -> Result<(), UnsafePath> {
    check_site_path(path)?;
    let inner = match path.split_once('/') {
        Some((".well-known", inner)) => inner,
        _ => path,
    };
    if is_hidden(inner) { Err(UnsafePath::Hidden) } else { Ok(()) }
}

/// Tells whether a segment of a path starts with a dot; `.` and `..` are steps, not names.
pub fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with('.') && !matches!(name, "." | ".."))
}

/// Checks a relative path of the site, given without slashes at its ends.
pub fn check_site_path(path: &str) -> Result<(), UnsafePath> {
    if path.len() > 1024 {
        return Err(UnsafePath::TooLong);
    }
    for segment in path.split('/') {
        check_segment(segment)?;
    }
    Ok(())
}

/// Checks one segment of a path.
fn check_segment(segment: &str) -> Result<(), UnsafePath> {
    if matches!(segment, "" | "." | "..") {
        return Err(UnsafePath::Traversal);
    }
    if segment.len() > 255 {
        return Err(UnsafePath::TooLong);
    }
    if segment.chars().any(|c| c.is_control() || "\\<>:\"|?*".contains(c)) {
        return Err(UnsafePath::Character);
    }
    let stem =
        segment.split('.').next().unwrap_or(segment).trim_end().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul");
    if device || numbered("com") || numbered("lpt") || segment.ends_with(['.', ' ']) {
        return Err(UnsafePath::Reserved);
    }
    Ok(())
}

/// Undoes percent escapes.
fn decode(path: &str) -> Result<String, UnsafePath> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let [high, low, tail @ ..] = tail else { return Err(UnsafePath::Escape) };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else {
            return Err(UnsafePath::Escape);
        };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| UnsafePath::Escape)?);
        rest = tail;
    }
    String::from_utf8(bytes).map_err(|_| UnsafePath::Encoding)
}

/// Tells whether a path may have a byte as it is.
fn stands_in_address(byte: u8) -> bool {
    matches!(
        byte,
        b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-' | b'.' | b'_' | b'~' | b'/' | b'!' | b'$' | b'\'' | b'(' | b')'
            | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@'
    )
}

/// Percent-encodes everything but the characters that RFC 3986 lets a path have.
fn encode(address: &str) -> String {
    if address.bytes().all(stands_in_address) {
        return address.to_owned();
    }
    let mut encoded = String::with_capacity(address.len());
    for byte in address.bytes() {
        if stands_in_address(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|digit| {
                char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
            }));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_files_have_their_output() {
        assert_eq!(Route::page([]).output_path(), "index.html");
        assert_eq!(
            Route::page(["workshops", "a"]).output_path(),
            "workshops/a/index.html"
        );
        assert_eq!(Route::file("assets/x.css").output_path(), "assets/x.css");
    }

    #[test]
    fn reads_what_people_write() {
        let parse = |path| Route::parse(path).map(|route| route.to_string());
        assert_eq!(parse("alt").as_deref(), Ok("/alt/"));
        assert_eq!(parse("/alt/x/").as_deref(), Ok("/alt/x/"));
        assert_eq!(parse("/alt.html").as_deref(), Ok("/alt.html"));
        assert_eq!(parse("/%C3%BCber/").as_deref(), Ok("/über/"));
        assert_eq!(parse("/u\u{308}ber/").as_deref(), Ok("/über/"));
        assert_eq!(parse("/.well-known/x").as_deref(), Ok("/.well-known/x/"));
        for path in
            ["/.x/", "/.x", "a/.x/b", "%2Ex", "/x/.well-known/y", "/.well-known/.x"]
        {
            assert_eq!(parse(path), Err(UnsafePath::Hidden), "{path}");
        }
        assert_eq!(
            Route::parse("/über uns/").map(|r| r.href()).as_deref(),
            Ok("/%C3%BCber%20uns/")
        );
    }
}
