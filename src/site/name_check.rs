//! Looks for the names of withheld persons in everything that is published.
//!
//! Texts are searched as the HTML that readers get, so that no way of writing a name escapes; the place
//! of a finding is then looked for in what was written.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::markdown::{self, Excerpt, Place};
use crate::path::{Route, SourcePath};
use crate::record::{Card, FieldValue};
use crate::site::file::PublishedFile;
use crate::site::names::Names;
use crate::site::node::Node;
use crate::site::wording::{self, decoded, encoded_lines, is_raised, is_within_words};
use crate::site::{Bodies, SectionText};
use crate::source::{Asset, SourceFile, Sources, Wording};
use crate::yaml::{self, Value};

/// Bytes in one MiB.
const MIB: u64 = 1024 * 1024;

/// What is published.
pub(super) struct Published<'a> {
    /// The records.
    pub(super) nodes: &'a [Node],
    /// The texts of sections.
    pub(super) sections: &'a BTreeMap<(String, Language), SectionText>,
    /// The files.
    pub(super) files: &'a [PublishedFile],
}

/// Looks for the names in texts, fields, addresses and file names of records, in the texts of
/// sections, in the settings and in the site's own themes.
pub(super) fn check(
    names: &Names,
    published: &Published<'_>,
    bodies: &Bodies,
    sources: &Sources,
) -> Vec<Diagnostic> {
    if names.is_empty() {
        return vec![];
    }
    let search = Search { names, bodies, sources };
    let cards: Vec<&Card> = published
        .nodes
        .iter()
        .flat_map(|node| node.cards.values().map(AsRef::as_ref))
        .collect();
    let mut findings: Vec<Diagnostic> =
        cards.par_iter().flat_map_iter(|card| search.card(card)).collect();
    for ((folder, _), text) in published.sections {
        search.section(folder, text, &mut findings);
    }
    for file in ["content/site.yaml", "content/model.yaml"] {
        search.settings(&SourcePath::new(file), &mut findings);
    }
    search.themes(&mut findings);
    for node in published.nodes {
        if names.stand_in(&node.segments.join("/")) {
            findings.push(rename(Span::whole(&node.original().file)));
        }
    }
    for file in published.files {
        if names.stand_in(file.route.as_str()) {
            findings.push(rename(file.span.clone()));
        }
    }
    let found = published.files.par_iter();
    let found = found.flat_map_iter(|file| in_asset(names, &file.source, &file.asset));
    findings.par_extend(found);
    findings
}

/// What is looked for, and where.
struct Search<'a> {
    /// The names.
    names: &'a Names,
    /// The texts as HTML.
    bodies: &'a Bodies,
    /// The files as they were written.
    sources: &'a Sources,
}

impl Search<'_> {
    /// Looks at one record.
    fn card(&self, card: &Card) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let mut add = |text: &str, range: &Range<usize>| {
            if self.names.stand_in(text) {
                let places = self.narrowed(&card.file, range);
                findings
                    .extend(places.into_iter().map(|place| finding(&card.file, place)));
            }
        };
        let common = std::iter::once(&card.title).chain(&card.summary).chain(&card.tags);
        for text in common {
            add(&text.text, &text.range);
        }
        for alias in &card.aliases {
            let route = Route::parse(&alias.text);
            add(route.as_ref().map_or("", Route::as_str), &alias.range);
        }
        for field in &card.fields {
            value(&field.value, &field.range, &mut add);
        }
        for field in card.calls.iter().flat_map(|call| &call.fields) {
            value(&field.value, &field.range, &mut add);
        }
        self.body(&card.file, &mut findings);
        findings
    }

    /// The names within a range of a file; the range itself where quoting or mark-up tears them apart.
    fn narrowed(&self, file: &SourcePath, range: &Range<usize>) -> Vec<Range<usize>> {
        let text = self.sources.text(file).and_then(|text| text.get(range.clone()));
        let found = self.names.find(text.unwrap_or_default()).into_iter();
        let places: Vec<Range<usize>> = found
            .map(|place| range.start + place.start..range.start + place.end)
            .collect();
        if places.is_empty() { vec![range.clone()] } else { places }
    }

    /// Looks at the text of a section.
    fn section(&self, folder: &str, text: &SectionText, findings: &mut Vec<Diagnostic>) {
        if self.names.stand_in(folder) {
            findings.push(rename(Span::whole(&text.file)));
        }
        let texts = text.title.iter().chain(&text.summary);
        if texts.into_iter().any(|text| self.names.stand_in(text)) {
            let place = self.sources.text(&text.file).map_or(0..0, |written| {
                self.names.find(written).first().cloned().unwrap_or(0..0)
            });
            findings.push(finding(&text.file, place));
        }
        for alias in &text.aliases {
            let route = Route::parse(&alias.text);
            if self.names.stand_in(route.as_ref().map_or("", Route::as_str)) {
                let places = self.narrowed(&text.file, &alias.range).into_iter();
                findings.extend(places.map(|place| finding(&text.file, place)));
            }
        }
        for field in text.calls.iter().flat_map(|call| &call.fields) {
            value(&field.value, &field.range, &mut |value, range| {
                if self.names.stand_in(value) {
                    let places = self.narrowed(&text.file, range).into_iter();
                    findings.extend(places.map(|place| finding(&text.file, place)));
                }
            });
        }
        self.body(&text.file, findings);
    }

    /// Looks at the text of a file.
    fn body(&self, file: &SourcePath, findings: &mut Vec<Diagnostic>) {
        let Some(body) = self.bodies.get(file) else { return };
        if !stand_in_html(self.names, &body.html) {
            return;
        }
        let mut places = self.places(file);
        if places.is_empty() {
            places.push(0..0);
        }
        findings.extend(places.into_iter().map(|range| finding(file, range)));
    }

    /// The places of names in the Markdown of a file: as it is read, else letter by letter.
    fn places(&self, file: &SourcePath) -> Vec<Range<usize>> {
        let Some(text) = self.sources.text(file) else { return vec![] };
        let body = yaml::front_matter(file, text).value.body;
        let excerpt =
            Excerpt { text: &text[body.clone()], file, place: Place::At(body.start) };
        let passages = markdown::plain_text(&excerpt);
        let read: Vec<Range<usize>> = passages
            .iter()
            .flat_map(|passage| {
                let found = self.names.find(&passage.text);
                found.into_iter().map(|range| passage.place_of(range))
            })
            .collect();
        if !read.is_empty() {
            return read;
        }
        let found = self.names.find(&text[body.clone()]);
        if found.is_empty() {
            return encoded_lines(self.names, text, body.start);
        }
        let place =
            |range: Range<usize>| body.start + range.start..body.start + range.end;
        found.into_iter().map(place).collect()
    }

    /// Looks at a file of settings, keys included.
    fn settings(&self, file: &SourcePath, findings: &mut Vec<Diagnostic>) {
        let Some(text) = self.sources.text(file) else { return };
        let mut open = vec![yaml::parse(file, text, 0..text.len()).value];
        while let Some(node) = open.pop() {
            match node.value {
                Value::Null => {}
                Value::Scalar(scalar) => {
                    if self.names.stand_in(&scalar.text) {
                        findings.push(finding(file, node.range));
                    }
                }
                Value::List(items) => open.extend(items),
                Value::Map(entries) => {
                    for entry in entries {
                        if self.names.stand_in(&entry.key) {
                            findings.push(finding(file, entry.key_range));
                        }
                        open.push(entry.value);
                    }
                }
            }
        }
    }

    /// Looks at the names and texts of the site's own themes.
    fn themes(&self, findings: &mut Vec<Diagnostic>) {
        let files = &self.sources.files;
        for (path, file) in
            files.iter().filter(|(path, _)| path.below("themes").is_some())
        {
            if self.names.stand_in(path.as_str()) {
                findings.push(rename(Span::whole(path)));
            }
            match file {
                SourceFile::Text(text) => {
                    let found = self.names.find(text).into_iter();
                    findings.extend(found.map(|range| finding(path, range)));
                }
                SourceFile::Asset(asset) => {
                    findings.extend(in_asset(self.names, path, asset));
                }
            }
        }
    }
}

/// Looks at what can be read of a file that is published as it is. What is too long to be searched
/// may not be published while there is somebody to be looked for.
fn in_asset(names: &Names, path: &SourcePath, asset: &Asset) -> Vec<Diagnostic> {
    match &asset.wording {
        Wording::None => vec![],
        Wording::Text(text) => {
            let places = wording::places(names, path, text).into_iter();
            places.map(|range| finding(path, range)).collect()
        }
        Wording::TooLong(limit) => {
            let size = asset.size.div_ceil(MIB).to_string();
            let finding = Diagnostic::new(Code::FileTooLarge, Span::whole(path))
                .with("size", size)
                .with("limit", limit.to_string());
            vec![finding.hint("cannot-be-searched")]
        }
    }
}

/// Looks at the texts of a value. Markdown is compared as its HTML.
fn value(
    value: &FieldValue,
    range: &Range<usize>,
    add: &mut impl FnMut(&str, &Range<usize>),
) {
    match value {
        FieldValue::Text(text)
        | FieldValue::Email(text)
        | FieldValue::Number(_, text)
        | FieldValue::File(text) => add(text, range),
        FieldValue::Url(address) => add(&decoded(address), range),
        FieldValue::Image(path, alt) => {
            add(path, range);
            add(alt, range);
        }
        FieldValue::Markdown(document) => {
            for text in parts(&document.html.html) {
                add(&text, range);
            }
        }
        FieldValue::Group(fields) => {
            for field in fields {
                self::value(&field.value, &field.range, add);
            }
        }
        FieldValue::List(items) => {
            for item in items {
                self::value(&item.value, &item.range, add);
            }
        }
        _ => {}
    }
}

/// Tells whether HTML names somebody: to readers, or in an attribute.
pub(super) fn stand_in_html(names: &Names, html: &str) -> bool {
    parts(html).iter().any(|text| names.stand_in(text))
}

/// The readings of HTML: its text, the insides of its tags with percent escapes undone, and its text
/// with raised and lowered letters as parts of words if there are any. Entities stay, since names have
/// none in our HTML.
fn parts(html: &str) -> Vec<String> {
    let (mut text, mut attributes) = (String::with_capacity(html.len()), String::new());
    let mut joined: Option<String> = None;
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        push(&mut text, &mut joined, before);
        let end = if behind.starts_with("!--") { "-->" } else { ">" };
        let (tag, behind) = behind.split_once(end).unwrap_or((behind, ""));
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        if is_raised(&name[..end]) {
            joined.get_or_insert_with(|| text.clone());
            text.push(' ');
        } else if !is_within_words(&name[..end]) && !name.starts_with("!--") {
            push(&mut text, &mut joined, " ");
        }
        if end < name.len() {
            attributes.push_str(&name[end..]);
            attributes.push_str(" | ");
        }
        rest = behind;
    }
    push(&mut text, &mut joined, rest);
    [text, decoded(&attributes)].into_iter().chain(joined).collect()
}

/// Adds a piece to both readings of a text.
fn push(text: &mut String, joined: &mut Option<String>, piece: &str) {
    text.push_str(piece);
    if let Some(joined) = joined {
        joined.push_str(piece);
    }
}

/// The finding for a name.
fn finding(file: &SourcePath, range: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::WithheldName, Span::new(file, range)).hint("withheld-name-cure")
}

/// The finding for a name in an address.
fn rename(span: Span) -> Diagnostic {
    Diagnostic::new(Code::WithheldName, span).hint("rename-file")
}
