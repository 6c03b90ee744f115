//! The names of persons who may not be named, wherever somebody wrote them all the same.
//!
//! A name is found whatever its case, accents, emphasis or line breaks, with or without academic
//! titles, as `First Last`, `Last, First`, or `Frau Last`, also in the genitive. A family name alone
//! is not looked for: too many are ordinary words.

use std::ops::Range;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Span};
use crate::markdown::{self, Excerpt, Place};
use crate::path::{SourcePath, fold, slugify};
use crate::record::{Card, Field, FieldValue};
use crate::site::file::PublishedFile;
use crate::site::node::Node;
use crate::source::Sources;
use crate::yaml;

/// Words before a name that are no part of it.
const TITLES: [&str; 24] = [
    "dr",
    "prof",
    "professor",
    "professorin",
    "dipl",
    "ing",
    "inform",
    "kfm",
    "kffr",
    "med",
    "phil",
    "rer",
    "nat",
    "pol",
    "oec",
    "h",
    "c",
    "habil",
    "jun",
    "sen",
    "ma",
    "msc",
    "ba",
    "mba",
];

/// Words that make a family name alone a name.
const ADDRESSES: [&str; 9] =
    ["herr", "herrn", "frau", "dr", "prof", "professor", "professorin", "mr", "mrs"];

/// What the withheld persons are called: sequences of folded words, longest first.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The sequences.
    patterns: Vec<Vec<String>>,
    /// The slugs, for addresses and file names.
    slugs: Vec<String>,
}

impl Names {
    /// The names of some records of withheld persons.
    pub(super) fn new<'a>(persons: impl Iterator<Item = &'a Card>) -> Self {
        let mut names = Self::default();
        for card in persons {
            names.slugs.extend(
                slugify(&strip_titles(&card.title.text).join(" ")).map(|s| s.to_string()),
            );
            names.patterns.extend(patterns(&card.title.text));
        }
        names.patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        names.patterns.dedup();
        names
    }

    /// Tells whether everybody may be named.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// Looks for the names in everything that is published: texts, fields, addresses and file names of
/// records, the texts of sections, and the settings.
pub(super) fn check(
    names: &Names,
    nodes: &[Node],
    sections: &[SourcePath],
    files: &[PublishedFile],
    sources: &Sources,
) -> Vec<Diagnostic> {
    if names.is_empty() {
        return vec![];
    }
    let cards: Vec<&Card> =
        nodes.iter().flat_map(|node| node.cards.values().map(AsRef::as_ref)).collect();
    let mut findings: Vec<Diagnostic> =
        cards.par_iter().flat_map_iter(|card| check_card(names, card, sources)).collect();
    for file in sections {
        findings.extend(check_text(names, file, sources));
        findings.extend(check_yaml(names, file, sources));
    }
    for file in ["content/site.yaml", "content/model.yaml"] {
        findings.extend(check_yaml(names, &SourcePath::new(file), sources));
    }
    let in_path =
        |path: &str| names.slugs.iter().any(|slug| path.contains(slug.as_str()));
    let paths =
        nodes.iter().filter(|node| node.segments.iter().any(|part| in_path(part)));
    findings.extend(paths.map(|node| {
        Diagnostic::new(Code::WithheldName, Span::whole(&node.original().file))
            .hint("rename-file")
    }));
    let files = files.iter().filter(|file| in_path(file.route.as_str()));
    findings.extend(files.map(|file| {
        Diagnostic::new(Code::WithheldName, file.span.clone()).hint("rename-file")
    }));
    findings
}

/// Looks for the names in one record.
fn check_card(names: &Names, card: &Card, sources: &Sources) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let source = sources.text(&card.file);
    let mut add = |text: &str, range: &Range<usize>| {
        if find(names, &words(text)).is_empty() {
            return;
        }
        // The name itself is the place, unless quoting or mark-up tears it apart.
        let written =
            source.and_then(|source| source.get(range.clone())).unwrap_or_default();
        let places = find(names, &words(written)).into_iter();
        let places =
            places.map(|place| range.start + place.start..range.start + place.end);
        let mut places: Vec<Range<usize>> = places.collect();
        if places.is_empty() {
            places.push(range.clone());
        }
        findings.extend(places.into_iter().map(|place| finding(&card.file, place)));
    };
    let common = std::iter::once(&card.title).chain(&card.summary).chain(&card.tags);
    for text in common {
        add(&text.text, &text.range);
    }
    for field in &card.fields {
        check_field(field, &mut add);
    }
    findings.extend(check_text(names, &card.file, sources));
    findings
}

/// Looks at the texts of a field.
fn check_field(field: &Field, add: &mut impl FnMut(&str, &Range<usize>)) {
    check_value(&field.value, &field.range, add);
}

/// Looks at the texts of a value. Markdown is compared as its HTML without mark-up.
fn check_value(
    value: &FieldValue,
    range: &Range<usize>,
    add: &mut impl FnMut(&str, &Range<usize>),
) {
    match value {
        FieldValue::Text(text)
        | FieldValue::Url(text)
        | FieldValue::Email(text)
        | FieldValue::Number(_, text)
        | FieldValue::File(text)
        | FieldValue::Image(_, text) => add(text, range),
        FieldValue::Markdown(document) => add(&without_tags(&document.html.html), range),
        FieldValue::Group(fields) => {
            for field in fields {
                check_value(&field.value, &field.range, add);
            }
        }
        FieldValue::List(items) => {
            for item in items {
                check_value(&item.value, &item.range, add);
            }
        }
        _ => {}
    }
}

/// HTML without its tags; entities stay, since the names of persons have none in our output.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text
}

/// Looks for the names in the body of a file.
fn check_text(names: &Names, file: &SourcePath, sources: &Sources) -> Vec<Diagnostic> {
    let Some(text) = sources.text(file) else { return vec![] };
    let body = yaml::front_matter(file, text).value.body;
    let place = Place::At(body.start);
    let passages = markdown::plain_text(&Excerpt { text: &text[body], file, place });
    let hits = passages.iter().flat_map(|passage| {
        let found = find(names, &words(&passage.text));
        found.into_iter().map(|range| passage.place_of(range))
    });
    hits.map(|range| finding(file, range)).collect()
}

/// Looks for the names in a file of settings, keys included.
fn check_yaml(names: &Names, file: &SourcePath, sources: &Sources) -> Vec<Diagnostic> {
    let Some(text) = sources.text(file) else { return vec![] };
    let end = if file.extension() == Some("yaml") {
        text.len()
    } else {
        yaml::front_matter(file, text).value.body.start
    };
    find(names, &words(&text[..end]))
        .into_iter()
        .map(|range| finding(file, range))
        .collect()
}

/// The finding for a name.
fn finding(file: &SourcePath, range: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::WithheldName, Span::new(file, range)).hint("withheld-name-cure")
}

/// A word of a text, folded, and its place in the file.
#[derive(Debug)]
struct Word {
    /// The word in lower case without accents.
    folded: String,
    /// Its bytes in the text.
    range: Range<usize>,
}

/// The words of a text with their places. Characters that do not show are no part of a word.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, character) in text.char_indices() {
        if matches!(
            character,
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}'
        ) {
            continue;
        }
        if !character.is_alphanumeric() && !is_mark(character) {
            open = false;
            continue;
        }
        let end = start + character.len_utf8();
        match words.last_mut() {
            Some(word) if open => {
                word.folded.push(character);
                word.range.end = end;
            }
            _ => words.push(Word { folded: character.to_string(), range: start..end }),
        }
        open = true;
    }
    for word in &mut words {
        word.folded = fold(&word.folded);
    }
    words
}

/// Tells whether a character is a combining mark, which belongs to the letter before it.
fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

/// The places where a name stands.
fn find(names: &Names, words: &[Word]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut next = 0;
    while next < words.len() {
        let rest = &words[next..];
        let hit = names.patterns.iter().find(|pattern| starts_with(rest, pattern));
        match hit {
            Some(pattern) => {
                let last = &rest[pattern.len() - 1];
                found.push(rest[0].range.start..last.range.end.max(rest[0].range.end));
                next += pattern.len();
            }
            None => next += 1,
        }
    }
    found
}

/// Tells whether words start with a name; its last word may be in the genitive.
fn starts_with(words: &[Word], pattern: &[String]) -> bool {
    let Some((last, first)) = pattern.split_last() else { return false };
    if words.len() < pattern.len() {
        return false;
    }
    let same = first.iter().zip(words).all(|(name, word)| *name == word.folded);
    let word = &words[pattern.len() - 1].folded;
    same && (word == last || word.strip_suffix('s').is_some_and(|stem| stem == last))
}

/// The words of a name without academic titles.
fn strip_titles(name: &str) -> Vec<String> {
    let all: Vec<String> = words(name).into_iter().map(|w| w.folded).collect();
    let rest: Vec<String> =
        all.iter().skip_while(|word| TITLES.contains(&word.as_str())).cloned().collect();
    if rest.is_empty() { all } else { rest }
}

/// The sequences of words that name a person.
fn patterns(name: &str) -> Vec<Vec<String>> {
    let words = strip_titles(name);
    let [first, .., last] = words.as_slice() else { return vec![words] };
    let mut reversed = vec![last.clone()];
    reversed.extend(words[..words.len() - 1].iter().cloned());
    let mut patterns = vec![
        words.clone(),
        reversed,
        vec![first.clone(), last.clone()],
        vec![last.clone(), first.clone()],
    ];
    patterns.extend(ADDRESSES.map(|address| vec![address.to_owned(), last.clone()]));
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(name: &str, text: &str) -> Vec<String> {
        let names = Names { patterns: patterns(name), slugs: vec![] };
        find(&names, &words(text))
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    }

    #[test]
    fn finds_a_name_in_all_its_forms() {
        let name = "Prof. Dr. Änne Müller-Lüdenscheidt";
        for text in [
            "Änne Müller-Lüdenscheidt",
            "aenne MUELLER-LUEDENSCHEIDT",
            "A\u{308}nne Mu\u{308}ller-Lu\u{308}denscheidt",
            "Müller-Lüdenscheidt, Änne",
            "Frau Lüdenscheidt",
            "Dr. Lüdenscheidt",
            "Änne\nMüller-Lüdenscheidts",
            "Än\u{ad}ne Lüdenscheidt",
        ] {
            assert_eq!(hits(name, text).len(), 1, "{text}");
        }
    }

    #[test]
    fn leaves_other_words_alone() {
        for text in ["Müller", "Die Anne Richter", "Annemüller", "Frau Müllerin"] {
            assert!(hits("Anne Müller", text).is_empty(), "{text}");
        }
        assert_eq!(hits("Anne Müller", "mit Anne Müller dort"), ["Anne Müller"]);
    }
}
