//! Pages as documents for the search: the words of a record, without what surrounds them.

use crate::minify::visible_text;
use crate::search::{Document, FacetValue, Section};
use crate::view::page::{Content, PageView};
use crate::view::record::{Fact, FactValue, RecordView};

/// Fields whose values are other names of a record.
pub(super) const NAMES: [&str; 2] = ["short", "synonyms"];

/// The kind of record whose relations readers may choose by.
const CHALLENGE: &str = "challenge";

/// A page as the search sees it; nothing for pages that are not found: those that no record is behind,
/// copies in another language than the page's, drafts and what is planned.
pub fn document(page: &PageView) -> Option<Document> {
    let (Content::Record(record) | Content::Page(record)) = &page.content else {
        return None;
    };
    if page.fallback || page.text_language.is_some() || page.head.noindex {
        return None;
    }
    Some(Document {
        address: page.address.clone(),
        title: page.title.clone(),
        kind: record.kind_label.clone(),
        date: record.date.map_or_else(String::new, |date| match date.end {
            Some(end) => format!("{}/{end}", date.start),
            None => date.start.to_string(),
        }),
        state: record
            .state
            .as_ref()
            .map_or_else(String::new, |state| state.label.clone()),
        names: names(record),
        sections: sections(record),
        facets: facets(record),
    })
}

/// The other names of a record: its id, its number, short forms and synonyms.
fn names(record: &RecordView) -> Vec<String> {
    let mut names = vec![record.id.clone(), record.number.clone()];
    for fact in record.facts.iter().filter(|fact| NAMES.contains(&&*fact.id)) {
        each_text(&fact.value, &mut |text| names.push(text));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The text of a record: what stands before its first heading, with its fields, and its headings with
/// what stands below them.
fn sections(record: &RecordView) -> Vec<Section> {
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
    let mut pieces = pieces(&record.body).into_iter();
    add(pieces.next().map_or_else(String::new, |section| section.text));
    for step in &record.history {
        add(visible_text(&step.note));
    }
    let first = Section { text: first, ..Section::default() };
    std::iter::once(first).chain(pieces).collect()
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
    let starts = html.match_indices("<h");
    let mut headings = starts.filter_map(|(start, _)| {
        let mut behind = html[start + 2..].chars();
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

/// What readers may choose a record by.
fn facets(record: &RecordView) -> Vec<FacetValue> {
    let mut facets = vec![];
    let mut add = |facet: &str, id: &str, label: &str| {
        facets.push(FacetValue {
            facet: facet.to_owned(),
            id: id.to_owned(),
            label: label.to_owned(),
        });
    };
    add("kind", &record.kind, &record.kind_label);
    if let Some(date) = record.date {
        for year in date.start.year()..=date.end.unwrap_or(date.start).year() {
            add("year", &year.to_string(), &year.to_string());
        }
    }
    if let Some(state) = &record.state {
        add("state", &state.id, &state.label);
    }
    if let Some(dimension) = &record.dimension {
        add("dimension", &dimension.id, &dimension.label);
    }
    for fact in &record.facts {
        each_choice(fact, &mut add);
    }
    for entry in record.relations.iter().flat_map(|relation| &relation.entries) {
        if entry.kind == CHALLENGE {
            add(CHALLENGE, &entry.href, &entry.title);
        }
    }
    facets.sort();
    facets.dedup();
    facets
}

/// Hands out the choices in a field, by its id.
pub(super) fn each_choice(fact: &Fact, add: &mut impl FnMut(&str, &str, &str)) {
    match &fact.value {
        FactValue::Choice { id, label, .. } => add(&fact.id, id, label),
        FactValue::Group { facts } => {
            for fact in facts {
                each_choice(fact, add);
            }
        }
        FactValue::List { values } => {
            for value in values {
                if let FactValue::Choice { id, label, .. } = value {
                    add(&fact.id, id, label);
                }
            }
        }
        _ => {}
    }
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
