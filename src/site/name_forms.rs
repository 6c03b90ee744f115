//! What a person is called, told from the title of the record.
//!
//! A title is a name with additions. The degrees, mandates and parties listed here are no part of the
//! name, nor is what stands in brackets, or behind a comma, dash or stroke once a name stands before
//! it. Abbreviations (`K.`, `jun.`) and words in lower case (`von`) belong to a name without naming
//! anybody. Every other word names: what is not known to be an addition is taken for a part of the
//! name, since a name that got out cannot be called back.
//!
//! Any two of the words that name are looked for, in either order, and so is the whole; a form of
//! address makes a name of a family name. A title with one word that names is looked for as it stands:
//! `Gundula`, `Frau Muster`.

use crate::path::compatible;
use crate::site::name_words::{Words, is_number};

/// Words of a title that are no part of the name.
const TITLES: [&str; 29] = [
    "dr",
    "prof",
    "professor",
    "professorin",
    "doktor",
    "doktorin",
    "pd",
    "univ",
    "dipl",
    "habil",
    "inform",
    "kfm",
    "kffr",
    "fh",
    "msc",
    "bsc",
    "mba",
    "llm",
    "phd",
    "mdl",
    "mdb",
    "mdep",
    "mep",
    "cdu",
    "csu",
    "spd",
    "fdp",
    "afd",
    "bsw",
];

/// Parts of degrees, which may be names as well; in a text they may stand within a name.
const DEGREES: [&str; 23] = [
    "med", "phil", "rer", "nat", "pol", "oec", "jur", "iur", "ing", "mult", "mag",
    "theol", "agr", "vet", "dent", "sc", "techn", "phys", "jun", "sen", "ma", "ba", "hc",
];

/// Words that join the parts of a name.
const PARTICLES: [&str; 26] = [
    "von", "vom", "van", "zu", "zum", "zur", "de", "der", "den", "di", "da", "dos",
    "del", "della", "du", "la", "le", "el", "al", "ten", "ter", "te", "af", "bin", "ibn",
    "ben",
];

/// Words before a name that was given up or taken on.
const BIRTH: [&str; 9] = [
    "geb",
    "geborene",
    "geborener",
    "verh",
    "gen",
    "genannt",
    "alias",
    "vormals",
    "ehemals",
];

/// Words that make a family name alone a name.
const ADDRESSES: [&str; 20] = [
    "herr",
    "herrn",
    "hr",
    "hrn",
    "frau",
    "fr",
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "professor",
    "professorin",
    "doktor",
    "doktorin",
    "pd",
    "dipl",
    "ing",
    "kollege",
    "kollegin",
];

/// How many of them stand before a name in a title, and are no titles.
const GREETINGS: usize = 9;

/// The most words of a name; what follows is none.
const MOST_WORDS: usize = 24;

/// The fewest letters of a name that is looked for without a space in it, as in `erikamuster`: shorter
/// ones are parts of other words.
const SHORTEST_JOINED: usize = 8;

/// A form of a name: folded words, never none.
pub(super) type Form = Vec<String>;

/// What a word is in a title. Titles are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It names.
    Name,
    /// It belongs to the name, but does not name anybody.
    Small,
    /// A form of address.
    Address,
}

/// A word of a title.
#[derive(Debug)]
struct Part {
    /// The word.
    word: String,
    /// What it is.
    sort: Sort,
    /// How many commas, dashes or strokes stand before it.
    segment: usize,
    /// Whether it stands in brackets.
    is_enclosed: bool,
    /// Whether a hyphen joins it to the word before.
    is_joined: bool,
    /// Whether it is a name that was given up or taken on.
    is_other_name: bool,
}

/// The forms that name a person who may not be named.
pub(super) fn sought(title: &str) -> Vec<Form> {
    let parts = name(title);
    let whole: Form = parts.iter().map(|part| part.word.clone()).collect();
    let named = parts.iter().filter(|part| part.sort == Sort::Name);
    let names: Form = named.map(|part| part.word.clone()).collect();
    let mut forms = turned(&whole);
    for (place, left) in names.iter().enumerate() {
        for right in names.iter().skip(place + 1).take(REACH) {
            forms.push(vec![left.clone(), right.clone()]);
            forms.push(vec![right.clone(), left.clone()]);
        }
    }
    if let [first, .., last] = names.as_slice() {
        forms.push(vec![first.clone(), last.clone()]);
        forms.push(vec![last.clone(), first.clone()]);
    }
    forms.extend(turned(&names).into_iter().filter(|form| form.len() > 1));
    forms.extend(addressed(&names));
    if let [others @ .., last] = names.as_slice() {
        for other in others {
            forms.extend(joined(&[other.clone(), last.clone()]));
        }
    }
    forms.extend(joined(&whole));
    forms
}

/// How far apart two words of a title may stand that name together.
const REACH: usize = 6;

/// The forms of a person who may be named: the very name, and the family name with a form of address.
pub(super) fn own(title: &str) -> Vec<Form> {
    let whole: Form = name(title).into_iter().map(|part| part.word).collect();
    let mut forms = turned(&whole);
    forms.extend(addressed(&whole));
    forms.extend(joined(&whole));
    forms
}

/// A name with its last words, which may be the family name, behind and in front.
fn turned(name: &[String]) -> Vec<Form> {
    let starts = 0..name.len();
    starts.map(|start| [&name[start..], &name[..start]].concat()).collect()
}

/// Forms of address before what may be the family name. Where that starts cannot be told: `von Muster`,
/// `Müller-Lüdenscheidt`.
fn addressed(name: &[String]) -> Vec<Form> {
    let first = usize::from(name.len() > 1);
    let starts = (first..name.len()).filter(|start| name.len() - start <= REACH);
    let families = starts.map(|start| &name[start..]);
    let forms = families.flat_map(|family| {
        let with = |address: &&str| [&[(*address).to_owned()], family].concat();
        ADDRESSES.iter().map(with).collect::<Vec<Form>>()
    });
    forms.collect()
}

/// A name in one word, both ways round, if it is long enough.
fn joined(name: &[String]) -> Vec<Form> {
    let [first @ .., last] = name else { return vec![] };
    if first.is_empty()
        || name.iter().map(|word| word.chars().count()).sum::<usize>() < SHORTEST_JOINED
    {
        return vec![];
    }
    vec![vec![name.concat()], vec![[last.as_str(), &first.concat()].concat()]]
}

/// Tells whether a word of a text may stand within a name, given the word before it: titles, particles,
/// initials, numbers of footnotes.
pub(super) fn may_stand_between(before: &str, word: &str) -> bool {
    let is_letter = word.chars().nth(1).is_none();
    is_addition(before, word) || PARTICLES.contains(&word) || is_letter
}

/// Tells whether a word of a text says no more of a name than a title or the number of a footnote.
pub(super) fn is_addition(before: &str, word: &str) -> bool {
    let is_title = TITLES.contains(&word) || DEGREES.contains(&word);
    // `Prof.in`
    is_number(word) || is_title || (word == "in" && TITLES.contains(&before))
}

/// The words of the name in a title, the given name first.
fn name(title: &str) -> Vec<Part> {
    let mut parts = parts(&compatible(title));
    parts.retain(|part| !part.word.is_empty());
    if parts.iter().all(|part| part.sort != Sort::Name) {
        for part in &mut parts {
            part.sort = Sort::Name;
        }
    }
    // What stands in brackets is a part of the name between other parts only.
    let names = |part: &Part| part.sort == Sort::Name && !part.is_enclosed;
    let first = parts.iter().position(names).unwrap_or(0);
    let last = parts.iter().rposition(names).unwrap_or(parts.len());
    let mut place = 0;
    parts.retain(|part| {
        place += 1;
        !part.is_enclosed || part.is_other_name || (first < place && place <= last)
    });
    // `Muster, Erika`, but not `Erika Muster, Bürgermeisterin`.
    let count = |until: usize| {
        let before = parts.iter().filter(|part| part.segment < until && names(part));
        before.filter(|part| !part.is_joined).count()
    };
    let segments = parts.last().map_or(0, |part| part.segment + 1);
    let end = (1..segments).find(|end| count(*end) > 1).unwrap_or(segments);
    let family = (1..end).find(|segment| count(*segment) == 1);
    parts.retain(|part| part.segment < end || part.is_other_name);
    if let Some(start) = family {
        parts.sort_by_key(|part| (part.is_other_name, part.segment < start));
    }
    let count = parts.iter().filter(|part| part.sort == Sort::Name).count();
    if count > 1 {
        parts.retain(|part| part.sort != Sort::Address);
    }
    parts
}

/// The words of a title that are no titles.
fn parts(title: &str) -> Vec<Part> {
    let words = Words::new(title);
    let is_shouted = !title.contains(char::is_lowercase);
    let mut parts: Vec<Part> = Vec::new();
    let (mut end, mut depth, mut segment) = (0_usize, 0_usize, 0);
    let (mut follows_title, mut is_other_name) = (false, false);
    for place in 0..words.len() {
        if parts.len() == MOST_WORDS {
            break;
        }
        let (word, source) = (words.word(place), words.source(place));
        let gap = &title[end..source.start];
        end = source.end;
        let opened = gap.matches(['(', '[', '{']).count();
        depth = (depth + opened).saturating_sub(gap.matches([')', ']', '}']).count());
        if depth == 0 && parts_segments(gap) {
            segment += 1;
        }
        if is_number(word) {
            continue;
        }
        let is_joined = matches!(gap, "-" | ".-" | "‐" | ".‐" | "\u{2011}");
        let written = Written {
            word,
            text: &title[source],
            rest: &title[end..],
            is_joined,
            follows_title,
            is_shouted,
        };
        is_other_name |= BIRTH.contains(&word);
        let is_address = parts.is_empty() && ADDRESSES[..GREETINGS].contains(&word);
        let sort = if is_address { Some(Sort::Address) } else { written.sort() };
        follows_title = sort.is_none();
        let Some(sort) = sort else { continue };
        let word = word.to_owned();
        let is_enclosed = depth > 0;
        parts.push(Part { word, sort, segment, is_enclosed, is_joined, is_other_name });
    }
    parts
}

/// Tells whether what stands between two words parts a name from what is said of it.
fn parts_segments(gap: &str) -> bool {
    gap.contains([',', ';', ':', '|', '/', '–', '—']) || gap.contains(" - ")
}

/// A word as it is written in a title.
#[derive(Debug)]
struct Written<'a> {
    /// The word, folded.
    word: &'a str,
    /// The word.
    text: &'a str,
    /// What follows it.
    rest: &'a str,
    /// Whether a hyphen joins it to the word before.
    is_joined: bool,
    /// Whether the word before is a title.
    follows_title: bool,
    /// Whether the whole title has no small letters.
    is_shouted: bool,
}

impl Written<'_> {
    /// What the word is; nothing for a title.
    fn sort(&self) -> Option<Sort> {
        if TITLES.contains(&self.word) {
            return None;
        }
        let is_small = self.text.starts_with(char::is_lowercase);
        let is_short = self.is_abbreviation();
        let is_letter = self.word.chars().nth(1).is_none();
        // `Dr. rer. nat.`, `Dipl.-Phys.`, `Prof.in`, but `Dr. von Muster` and `Dr. K. Muster`.
        let is_degree = is_small || self.is_joined || (is_short && !is_letter);
        if self.follows_title && is_degree && !PARTICLES.contains(&self.word) {
            return None;
        }
        let is_loud = self.text.chars().all(char::is_uppercase) && !self.is_shouted;
        if DEGREES.contains(&self.word) && (is_short || is_loud) && !is_letter {
            return None;
        }
        Some(if is_small || is_short || is_letter { Sort::Small } else { Sort::Name })
    }

    /// Tells whether the word is cut short: a full stop follows it that does not end the title.
    fn is_abbreviation(&self) -> bool {
        let length = self.word.chars().count();
        let rest = self.rest.strip_prefix('.').map(str::trim);
        rest.is_some_and(|rest| length <= 3 || (length <= 6 && !rest.is_empty()))
    }
}
