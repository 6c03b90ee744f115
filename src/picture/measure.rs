//! How wide text is, before anybody has a font: wrapping and shortening.
//!
//! Which font `system-ui` is differs from machine to machine, so the widths are those of the widest of the
//! usual ones (`DejaVu` Sans among them). A text may turn out shorter than its box, never longer.

/// How a text is set; the style sheet has the same sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// 13 units high.
    Small,
    /// 14 units high.
    Plain,
    /// 14 units high, semi-bold.
    Strong,
    /// 20 units high, semi-bold: figures.
    Large,
}

impl Face {
    /// The size of the letters.
    pub(super) fn size(self) -> i32 {
        match self {
            Self::Small => 13,
            Self::Plain | Self::Strong => 14,
            Self::Large => 20,
        }
    }

    /// From one base line to the next.
    pub(super) fn pitch(self) -> i32 {
        match self {
            Self::Small => 17,
            Self::Plain | Self::Strong => 18,
            Self::Large => 24,
        }
    }

    /// The class of the style sheet; nothing for what all text of a drawing is.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Plain => "",
            Self::Strong => "strong",
            Self::Large => "large",
        }
    }

    /// Thousandths by which it is wider than regular letters: bold ones of `DejaVu` are a ninth wider.
    fn weight(self) -> i32 {
        match self {
            Self::Small | Self::Plain => 1000,
            Self::Strong | Self::Large => 1110,
        }
    }
}

/// Widths of the characters from the space to the tilde, in thousandths of the size.
const ASCII: [i32; 95] = [
    318, 401, 460, 838, 638, 950, 780, 275, 390, 390, 551, 838, 318, 460, 318, 372, 636,
    636, 636, 636, 642, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684,
    686, 727, 770, 632, 587, 775, 752, 339, 543, 656, 562, 907, 760, 787, 635, 787, 695,
    638, 642, 741, 684, 989, 685, 665, 685, 390, 372, 390, 838, 500, 500, 613, 635, 558,
    635, 615, 361, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 413, 523, 392,
    634, 592, 818, 592, 592, 541, 636, 551, 636, 838,
];

/// The width of a character in thousandths of the size.
fn thousandths(character: char) -> i32 {
    let code = u32::from(character);
    match character {
        ' '..='~' => usize::try_from(code - 32).map_or(1000, |place| ASCII[place]),
        '\u{a0}' | '\u{202f}' => 318,
        '·' | '’' | '‘' | '‚' => 320,
        '–' | '„' | '“' | '”' | '«' | '»' | '‹' | '›' => 620,
        '\u{ad}' => 0,
        _ if joins(character) => 0,
        'ì'..='ï' | 'ĩ'..='ı' | 'ł' | 'ĺ'..='ŀ' => 400,
        '\u{c0}'..='\u{24f}' if character.is_uppercase() => 800,
        '\u{a1}'..='\u{24f}' => 680,
        '\u{590}'..='\u{6ff}' => 720,
        '\u{370}'..='\u{52f}' => 1000,
        _ => 1100,
    }
}

/// The width of a text, rounded up.
pub(super) fn width(text: &str, face: Face) -> i32 {
    units(sum(text), face)
}

/// The width of a text in thousandths of its size.
fn sum(text: &str) -> i32 {
    text.chars().map(thousandths).fold(0, i32::saturating_add)
}

/// Thousandths of the size of a face in whole units, rounded up.
fn units(sum: i32, face: Face) -> i32 {
    let sum = i64::from(sum) * i64::from(face.weight()) * i64::from(face.size());
    i32::try_from((sum + 999_999) / 1_000_000).unwrap_or(i32::MAX / 4096)
}

/// The width of the widest of some lines.
pub(super) fn widest(lines: &[String], face: Face) -> i32 {
    lines.iter().map(|line| width(line, face)).max().unwrap_or(0)
}

/// Whether a character is a part of the one before it: a mark, a selector, a tone of skin, a joiner.
fn joins(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93c}'
        | '\u{93e}'..='\u{94f}' | '\u{951}'..='\u{957}' | '\u{962}'..='\u{963}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{e31}'
        | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1160}'..='\u{11ff}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200c}'..='\u{200d}'
        | '\u{20d0}'..='\u{20ff}' | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// The characters as a reader counts them: a letter with its marks, an emoji with its parts, a flag.
pub(super) fn characters(text: &str) -> Vec<&str> {
    let is_flag = |character: char| matches!(character, '\u{1f1e6}'..='\u{1f1ff}');
    let mut starts = vec![];
    let mut before = ' ';
    let mut flags = 0;
    for (at, character) in text.char_indices() {
        flags = if is_flag(character) { flags + 1 } else { 0 };
        let inside =
            joins(character) || before == '\u{200d}' || (flags > 0 && flags % 2 == 0);
        if !inside || at == 0 {
            starts.push(at);
        }
        before = character;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
}

/// A text on one line: no signs that steer a terminal or turn the direction of writing, single spaces.
pub(super) fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {}
            _ if character.is_whitespace()
                && !matches!(character, '\u{a0}' | '\u{202f}') =>
            {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Tells at a glance that a text is clean, as most are; of some that are, it does not tell it.
fn is_clean(text: &str) -> bool {
    // Letters as European languages have them: whatever is to go starts with other bytes. All bytes are looked
    // at, whatever the first ones are, since that is done many at a time.
    let is_letter = |byte: &u8| matches!(byte, b' '..=b'~' | 0x80..=0xbf | 0xc3..=0xd7);
    let bytes = text.as_bytes();
    let is_even = bytes.iter().fold(true, |all, byte| all & is_letter(byte));
    let is_gap = |(one, next): (&u8, &u8)| one | next == b' ';
    let has_gap = bytes.iter().zip(bytes.iter().skip(1));
    let has_gap = has_gap.fold(false, |any, pair| any | is_gap(pair));
    is_even && !has_gap && !text.starts_with(' ') && !text.ends_with(' ')
}

/// A text as one line of at most this width: its end makes room for three dots.
pub(super) fn shorten(text: &str, face: Face, room: i32) -> String {
    shortened(&clean(text), face, room)
}

/// The same of a text that is clean.
fn shortened(text: &str, face: Face, room: i32) -> String {
    let text = text.replace('\u{ad}', "");
    if width(&text, face) <= room {
        return text;
    }
    let room = room - width("…", face);
    let start = fitting(&text, face, room);
    let start =
        text[..start].trim_end_matches([' ', '-', '–', ',', ';', ':', '.', '(', '„']);
    format!("{start}…")
}

/// How many bytes of a text, whole characters, are at most this wide.
fn fitting(text: &str, face: Face, room: i32) -> usize {
    let (mut end, mut wide) = (0, 0);
    for character in characters(text) {
        wide += sum(character);
        if units(wide, face) > room {
            break;
        }
        end += character.len();
    }
    end
}

/// A text in lines of at most this width; the last of at most so many lines is shortened. Never empty.
pub(super) fn wrap(text: &str, face: Face, room: i32, lines: usize) -> Vec<String> {
    let text = clean(text);
    let mut rest = text.as_str();
    let mut left = sum(rest);
    let mut out: Vec<String> = vec![];
    while out.len() + 1 < lines && units(left, face) > room {
        let (line, after) = first_line(rest, face, room);
        if line.is_empty() {
            break;
        }
        out.push(line);
        left -= sum(&rest[..rest.len() - after.len()]);
        rest = after;
    }
    if !rest.is_empty() || out.is_empty() {
        out.push(shortened(rest, face, room));
    }
    out
}

/// The first line of a text that is too long for it, and what comes after.
fn first_line(text: &str, face: Face, room: i32) -> (String, &str) {
    let (mut best, mut before, mut shown_before) = (0, 0, 0);
    for piece in text.split_inclusive([' ', '-', '/', '–', '\u{ad}']) {
        // As `shown` has it: no space at the end, but a hyphen for a soft one.
        let seen = piece.trim_end();
        let shown = if seen.is_empty() { shown_before } else { before + sum(seen) };
        let hyphen = if piece.ends_with('\u{ad}') { sum("-") } else { 0 };
        if units(shown + hyphen, face) > room {
            break;
        }
        best += piece.len();
        before += sum(piece);
        shown_before = shown;
    }
    if best > 0 {
        return (shown(&text[..best]), text[best..].trim_start());
    }
    let word = &text[..text.find(' ').unwrap_or(text.len())];
    let end = fitting(word, face, room - width("-", face));
    let end = syllable(&word[..end], &word[end..]).unwrap_or(end);
    let hyphen = if word[..end].ends_with(char::is_alphabetic) { "-" } else { "" };
    (format!("{}{hyphen}", &word[..end]), &text[end..])
}

/// The start of a text as a line shows it: the hyphen it may end with, none within.
fn shown(start: &str) -> String {
    let hyphen = if start.ends_with('\u{ad}') { "-" } else { "" };
    format!("{}{hyphen}", start.trim_end().replace('\u{ad}', ""))
}

/// Where a word too long for a line may be divided: behind a vowel, before the last consonant that follows.
///
/// That is the rule of German, near enough for the few words that are longer than a line.
fn syllable(head: &str, tail: &str) -> Option<usize> {
    let is_vowel = |c: char| "aeiouyäöüáéíóúěůAEIOUÄÖÜ".contains(c);
    let places: Vec<usize> = head.char_indices().map(|(at, _)| at).collect();
    // Words such as `SoftwareServiceCloud` show where they are put together.
    let joint = |at: &usize| {
        head[..*at].ends_with(char::is_lowercase)
            && head[*at..].starts_with(char::is_uppercase)
    };
    if let Some(joint) = places.iter().skip(3).copied().rfind(joint) {
        return Some(joint);
    }
    for &at in places.iter().skip(3).rev() {
        let (before, after) = (&head[..at], &head[at..]);
        let next = after.chars().chain(tail.chars()).nth(1).unwrap_or(' ');
        let here = after.chars().next().unwrap_or(' ');
        let starts = ["sch", "ch", "ph", "th"]
            .iter()
            .find(|unit| after.starts_with(**unit) && !before.ends_with('s'));
        let follows = match starts {
            Some(unit) => after[unit.len()..].chars().next().unwrap_or(' '),
            None => next,
        };
        let splits_unit = before.ends_with(['c', 's', 'p', 't']) && here == 'h'
            || before.ends_with('s') && here == 'c'
            || before.ends_with('c') && here == 'k'
            || before.ends_with('q');
        let has_vowel = before.chars().any(is_vowel);
        let left = after.chars().count() + tail.chars().count();
        if left >= 4
            && here.is_alphabetic()
            && !is_vowel(here)
            && is_vowel(follows)
            && !splits_unit
            && has_vowel
        {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stay_whole() {
        let text = "e\u{301}👩\u{200d}👩\u{200d}👧🇩🇪🇨🇿👍🏽x";
        let expected = ["e\u{301}", "👩\u{200d}👩\u{200d}👧", "🇩🇪", "🇨🇿", "👍🏽", "x"];
        assert_eq!(characters(text), expected);
    }

    #[test]
    fn short_texts_stay_and_long_ones_end_in_dots() {
        assert_eq!(shorten("Kurz", Face::Plain, 100), "Kurz");
        let shown = shorten("Regionale Innovations-Manager", Face::Plain, 120);
        assert_eq!(shown, "Regionale Inn…");
        assert!(width(&shown, Face::Plain) <= 120);
        assert_eq!(
            shorten("👩\u{200d}👩\u{200d}👧👩\u{200d}👩\u{200d}👧", Face::Plain, 70),
            "👩\u{200d}👩\u{200d}👧…"
        );
    }

    #[test]
    fn lines_fit() {
        let text =
            "Regionale Innovations- und Wertschöpfungsbündnisse im ländlichen Raum";
        for room in [60, 90, 120, 200, 400] {
            for face in [Face::Small, Face::Plain, Face::Strong] {
                let lines = wrap(text, face, room, 20);
                assert!(widest(&lines, face) <= room, "{room}: {lines:?}");
                let whole: String = lines.concat().replace(['-', ' '], "");
                assert_eq!(whole, text.replace(['-', ' '], ""));
            }
        }
        assert_eq!(wrap(text, Face::Plain, 150, 2).len(), 2);
        assert!(wrap(text, Face::Plain, 150, 2)[1].ends_with('…'));
    }

    #[test]
    fn long_words_are_divided_between_syllables() {
        let lines = wrap("Wertschöpfungsbündnisse", Face::Plain, 122, 9);
        assert_eq!(lines, ["Wertschöp-", "fungsbündnisse"]);
        assert_eq!(
            wrap("Donau\u{ad}dampf\u{ad}schiff", Face::Plain, 106, 9),
            ["Donaudampf-", "schiff"]
        );
    }

    #[test]
    fn signs_that_steer_are_gone() {
        assert_eq!(clean(" a\u{202e}b\n\t c\u{7} "), "ab c");
        for text in ["", "a", "Größe, 3 – 5 „km“", "a b c"] {
            assert_eq!(clean(text), text);
        }
        for (text, expected) in [(" ", ""), (" a", "a"), ("a ", "a"), ("a  b", "a b")] {
            assert_eq!(clean(text), expected, "{text:?}");
        }
        assert_eq!(wrap("", Face::Plain, 100, 3), [""]);
        assert!(wrap("www", Face::Plain, 0, 3).iter().all(|line| line.len() < 8));
    }
}
