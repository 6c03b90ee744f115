//! Histories only grow: what the last tag of the repository had of them is still there.

use std::collections::HashMap;
use std::fmt;

use crate::date::Date;
use crate::diag::{Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::record::{Card, FieldValue};
use crate::site::publication::Group;
use crate::site::state::history;
use crate::source::Tagged;
use crate::yaml::{self, Node};

/// An entry of a history, as far as it is what happened. How it is told, and who says so, may become better.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// When.
    date: Date,
    /// The state from then on.
    status: Option<String>,
    /// The progress from then on, as a number without sign.
    progress: Option<String>,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(status) = &self.status {
            write!(f, " {status}")?;
        }
        match &self.progress {
            Some(progress) => write!(f, " {progress} %"),
            None => Ok(()),
        }
    }
}

/// The findings on entries that the last tag had and that are gone.
///
/// A record is that of its file, or of the file that names the former address (`aliases`).
pub(super) fn findings(tagged: &Tagged, groups: &[Group]) -> Vec<Diagnostic> {
    if tagged.texts.is_empty() {
        return vec![];
    }
    let cards = || groups.iter().flat_map(|group| group.cards.values());
    let by_file: HashMap<&SourcePath, &Card> =
        cards().map(|card| (&card.file, &**card)).collect();
    let mut findings = vec![];
    for (file, text) in &tagged.texts {
        let before = entries_of(file, text);
        let moved = || cards().find(|card| was_called(card, file)).map(|card| &**card);
        let card = by_file.get(file).copied().or_else(moved);
        let now: Vec<Entry> = card.map(entries_of_card).unwrap_or_default();
        for entry in before.iter().filter(|entry| !now.contains(entry)) {
            let place = match card {
                Some(card) => place(card),
                None => Span::whole(file),
            };
            let finding = Diagnostic::new(Code::HistoryRewritten, place)
                .with("entry", entry.to_string())
                .with("tag", &tagged.name);
            findings.push(match card {
                Some(_) => finding,
                None => finding.hint("history-moved"),
            });
        }
    }
    findings
}

/// Where a record tells its history, or its title where it tells none.
fn place(card: &Card) -> Span {
    let field = card.fields.iter().find(|field| &*field.id == "history");
    let range = field.map_or(&card.title.range, |field| &field.range);
    Span::new(&card.file, range.clone())
}

/// Tells whether a record says that it once had the address of a file: its folder and its name.
fn was_called(card: &Card, file: &SourcePath) -> bool {
    let Some(old) = file.as_str().strip_prefix("content/") else { return false };
    let old = old.strip_suffix(".md").unwrap_or(old);
    let is_old = |value: &FieldValue| matches!(value, FieldValue::Text(alias) if alias.trim_matches('/') == old);
    match card.field("aliases") {
        Some(FieldValue::List(items)) => items.iter().any(|item| is_old(&item.value)),
        Some(value) => is_old(value),
        None => false,
    }
}

/// The entries of a record of today.
fn entries_of_card(card: &Card) -> Vec<Entry> {
    let entries = history(card).into_iter().map(|entry| Entry {
        date: entry.date,
        status: entry.status.map(|status| status.to_string()),
        progress: entry.progress.map(|progress| progress.to_string()),
    });
    entries.collect()
}

/// The entries of a text of then, in the words of its file; those without a date are none.
fn entries_of(file: &SourcePath, text: &str) -> Vec<Entry> {
    let front = yaml::front_matter(file, text).value;
    let Some(history) = front.node.get("history") else { return vec![] };
    let scalar = |entry: &Node, key: &str| {
        let value = entry.get(key)?.scalar()?.text.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let entries = history.one_or_many().iter().filter_map(|entry| {
        let progress = scalar(entry, "progress");
        Some(Entry {
            date: Date::parse(&scalar(entry, "date")?).ok()?,
            status: scalar(entry, "status"),
            progress: progress.map(|text| text.trim_end_matches(['%', ' ']).to_owned()),
        })
    });
    entries.collect()
}
