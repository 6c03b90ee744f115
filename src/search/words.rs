//! Words: what of a text is searched for.
//!
//! A word is a run of letters and digits. Signs that join the parts of one word belong to it: hyphens,
//! soft hyphens, apostrophes, the signs of gender-neutral forms (`Akteur:innen`, `Akteur*innen`), and the
//! point or comma of a number.

use std::ops::Range;

/// What can stand behind the sign of a gender-neutral form, in lower case.
const GENDER_ENDINGS: [&str; 7] = ["innen", "in", "r", "n", "e", "s", "m"];

/// A run of letters in a text, with the signs that join its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word as it is written.
    pub text: &'t str,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// What a form is of the word that it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// A word of its own: the word, a part between hyphens, one of two genders.
    Whole,
    /// All parts between hyphens as one word: `Ost-West-Forum` is found as `Ostwestforum`, too.
    Joined,
    /// A part between soft hyphens, which says where a compound word can be split.
    Part,
}

/// The words of a text, in their order.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + first(&text[at..])?;
        let mut end = start;
        let mut place = start;
        while let Some(letter) = letter_at(text, place) {
            let behind = place + letter.len_utf8();
            if is_letter(letter) {
                end = behind;
            } else {
                let next = letter_at(text, behind);
                if !joins(&text[start..place], letter, next, &text[behind..]) {
                    break;
                }
            }
            place = behind;
        }
        at = end;
        Some(Word { text: &text[start..end], range: start..end })
    })
}

/// Where the first letter or digit of a text stands.
fn first(text: &str) -> Option<usize> {
    let mut place = 0;
    loop {
        let letter = letter_at(text, place)?;
        if letter.is_alphanumeric() {
            return Some(place);
        }
        place += letter.len_utf8();
    }
}

/// The character at a place of a text; nothing behind its end. Nearly all are one byte, which need not be
/// put together.
fn letter_at(text: &str, place: usize) -> Option<char> {
    let byte = *text.as_bytes().get(place)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text[place..].chars().next() }
}

/// Tells whether a character is a letter, a digit, or a mark on one.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}')
}

/// Tells whether a sign between some letters joins them to one word.
fn joins(before: &str, sign: char, next: Option<char>, rest: &str) -> bool {
    let Some(next) = next.filter(|next| next.is_alphanumeric()) else { return false };
    let is_after_digit = before.ends_with(|last: char| last.is_ascii_digit());
    match sign {
        '-' | '\u{2010}' | '\u{2011}' | '\u{ad}' | '\'' | '’' => true,
        '.' | ',' => is_after_digit && next.is_ascii_digit(),
        ':' | '*' | '_' | '·' | '/' => is_gender_ending(rest),
        _ => false,
    }
}

/// Tells whether a text starts with what can stand behind the sign of a gender-neutral form; behind the
/// longest, a compound word can go on: `Bürger:innenrat`.
fn is_gender_ending(rest: &str) -> bool {
    if rest.starts_with(GENDER_ENDINGS[0]) {
        return true;
    }
    let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
    GENDER_ENDINGS.contains(&&rest[..end])
}

impl Word<'_> {
    /// Hands out the forms that the word is found by, not folded yet.
    pub fn forms(&self, mut take: impl FnMut(&str, FormKind)) {
        let hyphens = ['-', '\u{2010}', '\u{2011}'];
        if !self.text.contains(hyphens) {
            return part_forms(self.text, &mut take);
        }
        for part in self.text.split(hyphens).filter(|part| !part.is_empty()) {
            part_forms(part, &mut take);
        }
        take(&self.text.replace(hyphens, ""), FormKind::Joined);
    }
}

/// Hands out the forms of a word without hyphens.
fn part_forms(part: &str, take: &mut impl FnMut(&str, FormKind)) {
    if part.contains('\u{ad}') {
        let parts = part.split('\u{ad}').filter(|part| !part.is_empty());
        parts.for_each(|part| take(part, FormKind::Part));
        return gender_forms(&part.replace('\u{ad}', ""), take);
    }
    gender_forms(part, take);
}

/// Hands out both forms of a gender-neutral word, or the word.
fn gender_forms(word: &str, take: &mut impl FnMut(&str, FormKind)) {
    let sign = word.find([':', '*', '_', '·', '/']);
    let inner =
        sign.map(|at| (at, at + word[at..].chars().next().map_or(1, char::len_utf8)));
    match inner.or_else(|| inner_capital(word)) {
        Some((end, start)) => {
            let behind = word[start..].strip_prefix(GENDER_ENDINGS[0]).unwrap_or("");
            let behind =
                if behind.starts_with(char::is_alphabetic) { behind } else { "" };
            if !behind.is_empty() {
                take(&word[..end], FormKind::Part);
            }
            take(&[&word[..end], behind].concat(), FormKind::Whole);
            let ending = word[start..].to_lowercase();
            take(&[&word[..end], &ending].concat(), FormKind::Whole);
        }
        None => take(word, FormKind::Whole),
    }
}

/// Where the inner capital of `AkteurInnen` and `AkteurIn` stands: the end of what is before it, and its
/// start.
fn inner_capital(word: &str) -> Option<(usize, usize)> {
    let at = word.strip_suffix("Innen").or_else(|| word.strip_suffix("In"))?.len();
    let is_inner = word[..at].ends_with(char::is_lowercase);
    is_inner.then_some((at, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of all words of a text, with a sign for their kind.
    fn forms(text: &str) -> String {
        let mut all = vec![];
        for word in words(text) {
            word.forms(|form, kind| {
                let sign = match kind {
                    FormKind::Whole => "",
                    FormKind::Joined => "+",
                    FormKind::Part => "~",
                };
                all.push(format!("{sign}{form}"));
            });
        }
        all.join(" ")
    }

    /// A text with the characters that are written as `\u{ad}` in the file of cases.
    fn unescaped(text: &str) -> String {
        let mut pieces = text.split("\\u{");
        let mut plain = pieces.next().unwrap_or("").to_owned();
        for piece in pieces {
            let (number, rest) = piece.split_once('}').expect("an end");
            let number = u32::from_str_radix(number, 16).expect("a hexadecimal number");
            plain.push(char::from_u32(number).expect("a character"));
            plain.push_str(rest);
        }
        plain
    }

    #[test]
    fn takes_words_apart() {
        // A text, and its forms if it has words; the browser is held to the same cases.
        for line in include_str!("../../tests/search/forms.tsv").lines() {
            let (text, expected) = line.split_once('\t').unwrap_or((line, ""));
            assert_eq!(forms(&unescaped(text)), unescaped(expected), "{line}");
        }
    }

    #[test]
    fn knows_where_words_stand() {
        let text = "Größe: Ost-West";
        let places: Vec<&str> = words(text).map(|word| &text[word.range]).collect();
        assert_eq!(places, ["Größe", "Ost-West"]);
    }
}
