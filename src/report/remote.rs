//! Findings for programs: JSON for editors and scripts, workflow commands for code hosts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::diag::{Diagnostic, Severity};
use crate::path::SourcePath;
use crate::report::escape::is_unseen;
use crate::report::{Lines, Messages, Place, Texts, sorted};

/// The object that `--format json` prints. Its keys are promised to the outside world.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// All findings, sorted by file and place.
    findings: Vec<Entry<'a>>,
}

/// One finding. Its keys are promised to the outside world.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    /// The id of the code.
    code: &'static str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// The file from the site's folder; empty if there is none.
    file: &'a str,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    /// The sentence.
    message: String,
    /// The advice.
    hints: Vec<String>,
}

/// The findings as one JSON object, ended by a line break.
pub fn json(findings: &[Diagnostic], texts: &Texts<'_>, messages: &Messages) -> String {
    let mut places = Places::new(texts);
    let findings = sorted(findings).into_iter().map(|finding| {
        let Place { line, column } = places.of(finding);
        Entry {
            code: finding.code.id(),
            severity: severity_id(finding.severity),
            file: finding.span.file.as_str(),
            line,
            column,
            message: messages.sentence(finding),
            hints: messages.hints(finding),
        }
    });
    let document = Document { findings: findings.collect() };
    // Only strings and numbers are written, to memory; that cannot fail.
    let json = serde_json::to_string_pretty(&document).unwrap_or_default();
    // JSON itself leaves some characters as they are that a terminal would obey.
    let mut escaped = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        if character != '\n' && is_unseen(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped.push('\n');
    escaped
}

/// The findings as workflow commands of GitHub and Forgejo, one line each.
pub fn github(findings: &[Diagnostic], texts: &Texts<'_>, messages: &Messages) -> String {
    let mut places = Places::new(texts);
    let mut lines = String::new();
    for finding in sorted(findings) {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        lines.extend(["::", command, " "]);
        let file = finding.span.file.as_str();
        if !file.is_empty() {
            let Place { line, column } = places.of(finding);
            let file = property(file);
            let _ = write!(lines, "file={file},line={line},col={column},");
        }
        let _ = write!(lines, "title={}::", finding.code.id());
        lines.push_str(&data(&messages.sentence(finding)));
        for hint in messages.hints(finding) {
            let name = messages.text("cli.names.hint");
            lines.push_str(&data(&format!("\n{name}: {hint}")));
        }
        lines.push('\n');
    }
    lines
}

/// The places of findings; the lines of a file are found once.
struct Places<'a, 't> {
    /// Where texts come from.
    texts: &'a Texts<'t>,
    /// The lines of the files that were asked for.
    lines: BTreeMap<SourcePath, Option<Lines<'t>>>,
}

impl<'a, 't> Places<'a, 't> {
    /// Knows no file yet.
    fn new(texts: &'a Texts<'t>) -> Self {
        Self { texts, lines: BTreeMap::new() }
    }

    /// The place of a finding; the start where its file has no text.
    fn of(&mut self, finding: &Diagnostic) -> Place {
        let file = &finding.span.file;
        if !self.lines.contains_key(file) {
            // Findings are sorted by file, so no other file is asked for again.
            self.lines.clear();
            self.lines.insert(file.clone(), (self.texts)(file).map(Lines::new));
        }
        match self.lines.get(file) {
            Some(Some(lines)) => lines.place(finding.span.range.start),
            _ => Place::START,
        }
    }
}

/// The word for a weight that the formats promise.
fn severity_id(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The text of a command, with the escapes that its reader undoes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property, with the escapes that its reader undoes.
fn property(text: &str) -> String {
    let text: String = crate::report::visible(text).into_owned();
    data(&text).replace(':', "%3A").replace(',', "%2C")
}
