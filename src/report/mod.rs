//! Findings in words, for people and for machines.
//!
//! A finding is a code, a place and some arguments; here it gets its sentence in German or English,
//! its line and column, and the form that a terminal, a program or a code host wants. All functions
//! are pure: what they need of a file is asked for through [`Texts`], what they make is a `String`.
//!
//! Nothing from content reaches the output as it is: control characters are written as escapes.

mod escape;
mod explain;
mod messages;
mod place;
mod remote;
#[cfg(test)]
mod tests;
mod text;

use crate::diag::{Diagnostic, Severity};
use crate::path::SourcePath;

pub use escape::visible;
pub(crate) use explain::wrapped;
pub use explain::{explain, list_codes};
pub use messages::Messages;
pub use place::{Lines, Place};
pub use remote::{github, json};
pub use text::{failure, text};

/// Hands out the text of a file, if it is known.
pub type Texts<'a> = dyn Fn(&SourcePath) -> Option<&'a str> + 'a;

/// How many findings there are of each weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many notes.
    pub notes: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic]) -> Self {
        let count = |severity| {
            findings.iter().filter(|finding| finding.severity == severity).count()
        };
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// The count in words, such as "3 errors, 1 warning"; nothing where nothing was found.
    pub fn in_words(self, messages: &Messages) -> Option<String> {
        let parts = [
            ("cli.tally.errors", self.errors),
            ("cli.tally.warnings", self.warnings),
            ("cli.tally.notes", self.notes),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(key, count)| messages.format(key, &[("count", &count.to_string())]))
            .collect();
        if parts.is_empty() { None } else { Some(parts.join(", ")) }
    }
}

/// The findings in the order in which people work them off: by file, by place, then by code. Equal
/// findings are named once.
fn sorted(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut sorted: Vec<&Diagnostic> = findings.iter().collect();
    sorted.sort_by(|a, b| {
        let place =
            |finding: &Diagnostic| (finding.span.range.start, finding.span.range.end);
        (&a.span.file, place(a), a.severity, a.code, &a.arguments).cmp(&(
            &b.span.file,
            place(b),
            b.severity,
            b.code,
            &b.arguments,
        ))
    });
    sorted.dedup();
    sorted
}
