//! Findings as data: what is wrong, where, and what could be done.
//!
//! Nothing here knows words. The sentences in German and English, the carets and the output formats
//! are `report`'s; here a finding is a code, a place, and the arguments of its sentence.

mod code;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::language::{Language, Localised};
use crate::path::SourcePath;

pub use code::Code;

/// How much a finding weighs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Severity {
    /// The site cannot be published like this.
    Error,
    /// The site can be published, but somebody should look.
    Warning,
    /// Good to know.
    Note,
}

/// A place in a project file, in bytes from its start, byte order mark included. `0..0` means the
/// file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file; the empty path for the project as a whole.
    pub file: SourcePath,
    /// The bytes that are wrong.
    pub range: Range<usize>,
}

impl Span {
    /// A range of a file.
    pub fn new(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), range }
    }

    /// A file as a whole.
    pub fn whole(file: &SourcePath) -> Self {
        Self::new(file, 0..0)
    }

    /// The project as a whole.
    pub fn nowhere() -> Self {
        Self::whole(&SourcePath::new(""))
    }
}

/// The name of a placeholder or message: a constant of this program, or what a cache holds of one.
pub type Key = Cow<'static, str>;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of finding it is; decides its sentence and its explanation.
    pub code: Code,
    /// How much it weighs; the code's own weight unless a setting says otherwise.
    pub severity: Severity,
    /// The place that is wrong.
    pub span: Span,
    /// A second place that belongs to it, such as the other one of two equal ids.
    pub related: Option<Span>,
    /// What fills the placeholders of the sentence, by name; names from the model in the site's
    /// language.
    pub arguments: Vec<(Key, String)>,
    /// The names from the model among the arguments in all their languages. The sentence takes that of
    /// its own language, and without one the argument.
    pub names: Vec<(Key, Localised<String>)>,
    /// What could be done about it.
    pub hints: Vec<Hint>,
}

/// What the model calls something, for findings: its words per language, or its id.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// The words; may be empty.
    pub words: &'a Localised<String>,
    /// What stands where there are no words.
    pub id: &'a str,
}

impl<'a> Name<'a> {
    /// The name in a language.
    pub fn text(self, language: &Language) -> &'a str {
        self.words.get(language).map_or(self.id, String::as_str)
    }
}

/// One piece of advice: a key of the message files and what fills its placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The key below `hints` in the message files.
    pub key: Key,
    /// What fills the placeholders, by name.
    pub arguments: Vec<(Key, String)>,
}

impl Diagnostic {
    /// A finding of the code's own weight.
    pub fn new(code: Code, span: Span) -> Self {
        let severity = code.severity();
        let (arguments, names, hints) = (vec![], vec![], vec![]);
        Self { code, severity, span, related: None, arguments, names, hints }
    }

    /// Fills a placeholder of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name.into(), value.into()));
        self
    }

    /// Fills a placeholder with names from the model, with commas between them; `main` is the site's
    /// language.
    #[must_use]
    pub fn with_names(
        mut self,
        placeholder: &'static str,
        names: &[Name<'_>],
        main: &Language,
    ) -> Self {
        let joined = |language: &Language| {
            let texts: Vec<&str> = names.iter().map(|name| name.text(language)).collect();
            texts.join(", ")
        };
        let tags = names.iter().flat_map(|name| name.words.iter()).map(|(tag, _)| tag);
        let tags: BTreeSet<&str> = tags.collect();
        let words = tags.iter().map(|tag| (*tag, joined(&Language::new(tag))));
        let words: Localised<String> =
            words.map(|(tag, text)| (tag.to_owned(), text)).collect();
        self.names.push((placeholder.into(), words));
        let text = joined(main);
        self.with(placeholder, text)
    }

    /// Fills a placeholder with a name from the model; `main` is the site's language.
    #[must_use]
    pub fn with_name(
        self,
        placeholder: &'static str,
        name: Name<'_>,
        main: &Language,
    ) -> Self {
        self.with_names(placeholder, &[name], main)
    }

    /// Adds advice without placeholders.
    #[must_use]
    pub fn hint(self, key: &'static str) -> Self {
        self.hint_with(key, [])
    }

    /// Adds advice with placeholders.
    #[must_use]
    pub fn hint_with<const N: usize>(
        mut self,
        key: &'static str,
        arguments: [(&'static str, String); N],
    ) -> Self {
        let arguments = arguments.map(|(name, text)| (name.into(), text));
        self.hints.push(Hint { key: key.into(), arguments: arguments.into() });
        self
    }

    /// Adds "did you mean …" where one of the candidates is near to what was written.
    #[must_use]
    pub fn suggest<'a>(
        self,
        written: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match nearest(written, candidates) {
            Some(near) => {
                self.hint_with("did-you-mean", [("suggestion", near.to_owned())])
            }
            None => self,
        }
    }

    /// Names a second place.
    #[must_use]
    pub fn related(mut self, span: Span) -> Self {
        self.related = Some(span);
        self
    }
}

/// A best-effort value and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked<T> {
    /// The value, as good as it could be made.
    pub value: T,
    /// What was found on the way.
    pub findings: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value without findings.
    pub fn clean(value: T) -> Self {
        Self { value, findings: vec![] }
    }

    /// Moves the findings to `sink` and hands out the value.
    pub fn drain_into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.findings);
        self.value
    }
}

/// The candidate nearest to a word, if one is near enough to be meant: at most one edit in three
/// letters, where letters are compared without case. Ties go to the first in alphabetical order.
pub fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let limit = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            let distance = edits(&word, &letters);
            (distance <= limit && distance < letters.len())
                .then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance: insertions, deletions, substitutions, swapped neighbours
/// (Damerau 1964, restricted).
fn edits(left: &[char], right: &[char]) -> usize {
    let width = right.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, b) in right.iter().enumerate() {
            let mut best = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1);
            best = best.min(row[j] + 1);
            if i > 0 && j > 0 && left[i - 1] == *b && *a == right[j - 1] {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row[j + 1] = best;
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_near() {
        let fields = ["tags", "title", "summary"];
        assert_eq!(nearest("tgas", fields), Some("tags"));
        assert_eq!(nearest("Titel", fields), Some("title"));
        assert_eq!(nearest("sumary", fields), Some("summary"));
        assert_eq!(nearest("place", fields), None);
        assert_eq!(nearest("", fields), None);
    }
}
