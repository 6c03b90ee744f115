//! Pages as documents for the search: the words of a record or a list, without what surrounds them.

use std::borrow::Cow;

use crate::date::DateSpan;
use crate::minify::visible_text;
use crate::search::{Document, FacetValue, Section};
use crate::site::Facet;
use crate::view::call::{CallView, fill};
use crate::view::page::{Content, PageView, SectionView};
use crate::view::record::{Entry, Fact, FactValue, RecordView};
use crate::words::Dates;

/// Fields whose values are other names of a record.
pub(super) const NAMES: [&str; 2] = ["short", "synonyms"];

/// The role and the kind of record whose relations readers may choose by.
const CHALLENGE: &str = Facet::Challenge.id();

/// The role of organisations and groups.
const ACTOR: &str = "actor";

/// The field with the region of a meeting or an actor.
const REGION: &str = Facet::Region.id();

/// The field with the group that an actor stands for.
const GROUP: &str = Facet::Group.id();

/// A page as the search sees it; nothing for pages that are not found: those with neither a text nor a
/// list of their own, parts of lists, copies in another language than the page's, drafts and what is
/// planned. `dates` are in the language of the page; `list` is what the records of a list are called.
pub fn document(page: &PageView, dates: &Dates, list: &str) -> Option<Document> {
    if page.fallback || page.text_language.is_some() || page.head.noindex {
        return None;
    }
    match &page.content {
        Content::Record(record) | Content::Page(record) => {
            Some(of_record(page, record, dates))
        }
        // Its parts are found on pages of their own.
        Content::Dossier(dossier) => Some(of_record(page, &dossier.record, dates)),
        Content::Section(section) if section.key.is_none() => {
            Some(of_list(page, section, list))
        }
        _ => None,
    }
}

/// The page of a record.
fn of_record(page: &PageView, record: &RecordView, dates: &Dates) -> Document {
    let state = record.state.as_ref();
    Document {
        address: page.address.clone(),
        title: page.title.clone(),
        kind: record.kind_label.clone(),
        date: record.date.map_or_else(String::new, |date| dates.span(date)),
        state: state.map_or_else(String::new, |state| state.label.clone()),
        names: names(record),
        sections: sections(record, &page.calls),
        facets: facets(page, record),
    }
}

/// The first page of a list: its title and what introduces it. What is in the list has pages of its own.
fn of_list(page: &PageView, section: &SectionView, list: &str) -> Document {
    let mut sections = vec![Section::default()];
    if section.language.is_none() {
        sections = pieces(&with_words(&section.body, &page.calls));
        if !page.description.is_empty() {
            sections[0].text.insert(0, '\n');
            sections[0].text.insert_str(0, &page.description);
        }
    }
    Document {
        address: page.address.clone(),
        title: page.title.clone(),
        kind: list.to_owned(),
        sections,
        ..Document::default()
    }
}

/// The other names of a record: its id, its number, short forms and synonyms. The folders of a page are
/// left out of its id: what lies in one folder is not all called like it.
fn names(record: &RecordView) -> Vec<String> {
    let slug = record.id.rsplit('/').next().unwrap_or_default();
    let id = format!("{}/{slug}", record.kind);
    let mut names = vec![id, record.number.clone()];
    for fact in record.facts.iter().filter(|fact| NAMES.contains(&&*fact.id)) {
        each_text(&fact.value, &mut |text| names.push(text));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The text of a record: what stands before its first heading, with its fields, and its headings with
/// what stands below them.
fn sections(record: &RecordView, calls: &[CallView]) -> Vec<Section> {
    let mut first = record.summary.clone();
    let mut add = |text: String| {
        if !first.is_empty() && !text.is_empty() {
            first.push('\n');
        }
        first.push_str(&text);
    };
    for fact in record.facts.iter().filter(|fact| !NAMES.contains(&&*fact.id)) {
        each_text(&fact.value, &mut add);
    }
    add(visible_text(&record.reason));
    let mut pieces = pieces(&with_words(&record.body, calls)).into_iter();
    add(pieces.next().map_or_else(String::new, |section| section.text));
    for step in &record.history {
        add(visible_text(&step.note));
    }
    let first = Section { text: first, ..Section::default() };
    std::iter::once(first).chain(pieces).collect()
}

/// A text with what a person wrote into the components that it calls.
fn with_words<'t>(text: &'t str, calls: &[CallView]) -> Cow<'t, str> {
    if calls.is_empty() {
        return text.into();
    }
    let words: Vec<String> = calls.iter().map(CallView::words).collect();
    fill(text, |number| words.get(number.wrapping_sub(1)).map_or("", String::as_str))
        .into()
}

/// A text cut at its headings; the first piece stands before them all.
fn pieces(html: &str) -> Vec<Section> {
    let mut pieces = vec![Section::default()];
    let mut rest = html;
    while let Some((start, level)) = heading(rest) {
        add_text(&mut pieces, &rest[..start]);
        let end = format!("</h{level}>");
        let tag_end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        let tag = &rest[start..tag_end];
        let close = rest[tag_end..].find(&end).map_or(rest.len(), |end| tag_end + end);
        let anchor = tag.split_once(" id=\"").and_then(|(_, id)| id.split('"').next());
        pieces.push(Section {
            anchor: anchor.unwrap_or_default().to_owned(),
            heading: visible_text(&rest[tag_end..close]),
            text: String::new(),
        });
        rest = &rest[(close + end.len()).min(rest.len())..];
    }
    add_text(&mut pieces, rest);
    pieces
}

/// Adds text to the last piece.
fn add_text(pieces: &mut [Section], html: &str) {
    if let Some(last) = pieces.last_mut() {
        last.text.push_str(&visible_text(html));
    }
}

/// The next heading of a text: its first byte and its level.
fn heading(html: &str) -> Option<(usize, char)> {
    let starts = html.match_indices('<');
    let mut headings = starts.filter_map(|(start, _)| {
        let mut behind = html[start..].strip_prefix("<h")?.chars();
        let level = behind.next().filter(|level| ('2'..='6').contains(level))?;
        matches!(behind.next(), Some(' ' | '>')).then_some((start, level))
    });
    headings.next()
}

/// Hands out each text of a value that readers see.
fn each_text(value: &FactValue, take: &mut impl FnMut(String)) {
    match value {
        FactValue::Text { text, .. } | FactValue::Url { text, .. } => take(text.clone()),
        FactValue::Html { html, .. } => take(visible_text(html)),
        FactValue::Choice { label, .. } => take(label.clone()),
        FactValue::File { name, .. } => take(name.clone()),
        FactValue::Image { alt, .. } => take(alt.clone()),
        FactValue::Email { address } => take(address.clone()),
        FactValue::Entries { entries, .. } => {
            for entry in entries {
                take(entry.title.clone());
            }
        }
        FactValue::Group { facts } => {
            for fact in facts {
                each_text(&fact.value, take);
            }
        }
        FactValue::List { values } => {
            for value in values {
                each_text(value, take);
            }
        }
        FactValue::Integer { .. }
        | FactValue::Percent { .. }
        | FactValue::Boolean { .. }
        | FactValue::Date { .. }
        | FactValue::Time { .. }
        | FactValue::Participants { .. } => {}
    }
}

/// What readers may choose a record by: what the site as a whole is ordered by, and no other field.
fn facets(page: &PageView, record: &RecordView) -> Vec<FacetValue> {
    let mut facets = vec![];
    let mut add = |facet: &str, id: &str, label: &str| {
        facets.push(FacetValue {
            facet: facet.to_owned(),
            id: id.to_owned(),
            label: label.to_owned(),
        });
    };
    add(Facet::Kind.id(), &record.kind, &record.kind_label);
    for year in record.date.into_iter().flat_map(DateSpan::years) {
        add(Facet::Year.id(), &year.to_string(), &year.to_string());
    }
    if let Some(state) = &record.state {
        add(Facet::State.id(), &state.id, &state.label);
    }
    if let Some(dimension) = &record.dimension {
        add(Facet::Dimension.id(), &dimension.id, &dimension.label);
    }
    for fact in &record.facts {
        add_fact(fact, record.role == ACTOR, &mut add);
    }
    if record.role == CHALLENGE {
        add(CHALLENGE, last_segment(&page.address), &page.title);
    }
    for entry in challenges(record) {
        add(CHALLENGE, last_segment(&entry.href), &entry.title);
    }
    facets.sort();
    facets.dedup();
    facets
}

/// Hands out the regions and actor groups that a field says; an actor's own group is a choice.
fn add_fact(fact: &Fact, is_actor: bool, add: &mut impl FnMut(&str, &str, &str)) {
    let values = match &fact.value {
        FactValue::List { values } => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    for value in values {
        match value {
            // Regions alone have an official key.
            FactValue::Choice { id, label, code }
                if fact.id == REGION || !code.is_empty() =>
            {
                add(REGION, id, label);
            }
            FactValue::Choice { id, label, .. } if is_actor && fact.id == GROUP => {
                add(GROUP, id, label);
            }
            // Who took part in a meeting.
            FactValue::Participants { reports } => {
                let groups = reports.iter().flat_map(|report| &report.by_group);
                groups
                    .filter(|group| group.count > 0)
                    .for_each(|group| add(GROUP, &group.id, &group.label));
            }
            _ => {}
        }
    }
}

/// The challenges that a record is related with itself.
fn challenges(record: &RecordView) -> impl Iterator<Item = &Entry> {
    let related = record.relations.iter().flat_map(|relation| &relation.entries);
    let related = related.filter(|entry| entry.kind == CHALLENGE);
    let stages = record.trace.iter().flat_map(|trace| &trace.stages);
    let stages = stages.filter(|stage| stage.role == CHALLENGE);
    let traced = stages.flat_map(|stage| &stage.direct);
    related.chain(traced).map(|entry| &**entry).filter(|entry| !entry.href.is_empty())
}

/// The last segment of an address: the slug of the record whose page it is.
fn last_segment(address: &str) -> &str {
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_their_headings() {
        let html = "<p>Vorab &amp; so</p><h2 id=\"ziele\">Neue <em>Ziele</em></h2><p>Text</p><ul><li>a</li>\
                    <li>b</li></ul><h3 id=\"x\" class=\"y\">Mehr</h3><header>Kopf</header><hr>Ende";
        let pieces = pieces(html);
        let lines: Vec<String> = pieces
            .iter()
            .map(|piece| format!("{}|{}|{}", piece.anchor, piece.heading, piece.text))
            .collect();
        assert_eq!(
            lines,
            ["||Vorab & so", "ziele|Neue Ziele|Text a b", "x|Mehr|Kopf Ende"]
        );
    }
}
