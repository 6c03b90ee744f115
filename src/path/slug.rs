//! Slugs: what of a name can stand in an address.
//!
//! Umlauts are written out as in DIN 5007-2 (`ä` → `ae`); Sorbian, Polish and Czech letters lose
//! their marks; every other run of characters that is neither letter nor digit becomes one hyphen.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case letters and digits in ASCII with single hyphens between them; never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(Arc<str>);

impl Slug {
    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The slug of a name, or nothing where no letter or digit is left of it.
///
/// Names that Windows reserves (`con`, `nul`, `com1` …) get a hyphen and an `x` behind them, so
/// that a folder of that name can be checked out everywhere.
pub fn slugify(name: &str) -> Option<Slug> {
    slug_of(name).map(|slug| Slug(slug.into()))
}

/// The text of the slug of a name, for those who only look it up; see [`slugify`].
pub fn slug_of(name: &str) -> Option<Cow<'_, str>> {
    if is_slug(name) && !is_reserved(name) {
        return Some(name.into());
    }
    let mut slug = String::with_capacity(name.len());
    let mut gap = false;
    for character in fold(name).chars() {
        if character.is_ascii_alphanumeric() {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(character);
        } else {
            gap = true;
        }
    }
    if is_reserved(&slug) {
        slug.push_str("-x");
    }
    if slug.is_empty() { None } else { Some(slug.into()) }
}

/// Lower case without marks: umlauts and ß written out, other accents dropped.
///
/// Letters of scripts that have no fixed Latin form here are kept as they are.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len() + 8);
    // No letter before the combining marks composes with anything.
    if text.chars().all(|character| character < '\u{300}') {
        fold_into(&mut folded, text.chars());
    } else {
        fold_into(&mut folded, text.nfc());
    }
    folded
}

/// Folds composed characters.
fn fold_into(folded: &mut String, characters: impl Iterator<Item = char>) {
    for character in characters.flat_map(char::to_lowercase) {
        match character {
            plain if plain.is_ascii() => folded.push(plain),
            'ä' | 'æ' => folded.push_str("ae"),
            'ö' | 'œ' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            other => folded.extend(
                std::iter::once(other).nfd().filter(|part| !is_combining_mark(*part)),
            ),
        }
    }
}

/// A text with plain letters for those that only look different: `Ｍａｘ` and `𝐌𝐚𝐱` become `Max`.
pub fn compatible(text: &str) -> String {
    text.nfkc().collect()
}

/// Tells whether a character is a mark on the letter before it, such as a combining accent.
pub fn is_mark(character: char) -> bool {
    is_combining_mark(character)
}

/// Tells whether a name is made like a slug.
fn is_slug(name: &str) -> bool {
    let mut gap = true;
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => gap = false,
            b'-' if !gap => gap = true,
            _ => return false,
        }
    }
    !gap
}

/// Tells whether Windows reserves a name for a device.
fn is_reserved(name: &str) -> bool {
    match name {
        "con" | "prn" | "aux" | "nul" => true,
        _ => match name.as_bytes() {
            [prefix @ .., digit] => {
                (prefix == b"com" || prefix == b"lpt") && digit.is_ascii_digit()
            }
            [] => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_german_and_sorbian_letters_out() {
        let cases = [
            ("Größe und Übermaß", "groesse-und-uebermass"),
            ("a\u{308}rger", "aerger"),
            ("ć č ě ł ń ó ř š ž ź", "c-c-e-l-n-o-r-s-z-z"),
            ("Landkreis Leipzig", "landkreis-leipzig"),
            ("  --Ein:Fall!  ", "ein-fall"),
            ("Akteur:innen*", "akteur-innen"),
            ("2.10", "2-10"),
            ("CON", "con-x"),
            ("com1", "com1-x"),
            ("Budyšin", "budysin"),
        ];
        for (name, slug) in cases {
            assert_eq!(slugify(name).expect(name).as_str(), slug);
        }
    }

    #[test]
    fn finds_nothing_in_signs_alone() {
        assert_eq!(slugify("…"), None);
        assert_eq!(slugify(""), None);
        assert_eq!(slugify("日本"), None);
    }
}
