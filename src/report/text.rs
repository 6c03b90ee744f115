//! Findings for people: the sentence, the line with carets under what is wrong, and the advice.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diag::{Diagnostic, Severity, Span};
use crate::report::escape::picture;
use crate::report::{Lines, Messages, Texts, sorted, visible};

/// How many characters wide a drawing is; longer lines are shown around what is meant.
const WIDTH: usize = 140;

/// How many characters are underlined at most.
const UNDERLINED: usize = 80;

/// How many characters behind what is meant are looked at.
const TAIL: usize = 2 * WIDTH;

/// The findings in full, with an empty line after each; `colour` adds the terminal's escapes.
pub fn text(
    findings: &[Diagnostic],
    texts: &Texts<'_>,
    messages: &Messages,
    colour: bool,
) -> String {
    let renderer = renderer(colour);
    let mut result = String::new();
    for finding in sorted(findings) {
        let parts = Parts::of(finding, texts, messages);
        result.push_str(&renderer.render(&[parts.group(finding, messages)]));
        result.push_str("\n\n");
    }
    result
}

/// One line on why the program could not run, and one for each hint; both are safe for a terminal
/// already.
pub fn failure(
    sentence: &str,
    hints: &[String],
    messages: &Messages,
    colour: bool,
) -> String {
    let level = Level::ERROR.with_name(messages.text("cli.names.error"));
    let hint = Level::HELP.with_name(messages.text("cli.names.hint"));
    let renderer = renderer(colour);
    let mut text = String::new();
    let sentence = std::iter::once((level, sentence));
    let hints = hints.iter().map(|text| (hint.clone(), text.as_str()));
    for (level, line) in sentence.chain(hints) {
        let group = Group::with_title(level.primary_title(line));
        text.push_str(&renderer.render(&[group]));
        text.push('\n');
    }
    text
}

/// What draws: with colours or without, as wide on every terminal.
fn renderer(colour: bool) -> Renderer {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH)
}

/// The words and lines of a finding, made ready to be drawn.
struct Parts {
    /// The sentence.
    sentence: String,
    /// What stands beside the carets.
    label: Option<String>,
    /// Where it is.
    view: View,
    /// The second place, and what is said beside it.
    related: Option<(View, String)>,
    /// The advice.
    hints: Vec<String>,
}

/// A place and the line to show for it.
struct View {
    /// The file.
    file: String,
    /// The line, where the file is text and the finding has a place in it.
    line: Option<Line>,
}

/// A line as it is drawn.
struct Line {
    /// Its number, from 1.
    number: usize,
    /// Its text: as many characters as in the file, so that columns are right.
    text: String,
    /// The bytes of the text that are meant.
    meant: Range<usize>,
}

impl Parts {
    /// Collects what is to be drawn of a finding.
    fn of(finding: &Diagnostic, texts: &Texts<'_>, messages: &Messages) -> Self {
        let related = finding.related.as_ref();
        Self {
            sentence: messages.sentence(finding),
            label: messages.label(finding),
            view: View::of(&finding.span, texts),
            related: related
                .map(|span| (View::of(span, texts), messages.text("cli.names.related"))),
            hints: messages.hints(finding),
        }
    }

    /// The drawing.
    fn group<'a>(&'a self, finding: &Diagnostic, messages: &Messages) -> Group<'a> {
        let level = match finding.severity {
            Severity::Error => Level::ERROR.with_name(messages.text("cli.names.error")),
            Severity::Warning => {
                Level::WARNING.with_name(messages.text("cli.names.warning"))
            }
            Severity::Note => Level::NOTE.with_name(messages.text("cli.names.note")),
        };
        let title = level.primary_title(&self.sentence).id(finding.code.id());
        let mut group = Group::with_title(title);
        if !self.view.file.is_empty() {
            group = self.view.draw(group, AnnotationKind::Primary, self.label.as_deref());
        }
        if let Some((view, label)) = &self.related {
            group = view.draw(group, AnnotationKind::Context, Some(label));
        }
        let hint = Level::HELP.with_name(messages.text("cli.names.hint"));
        group.elements(self.hints.iter().map(|text| hint.clone().message(text)))
    }
}

impl View {
    /// Looks a place up in its file.
    fn of(span: &Span, texts: &Texts<'_>) -> Self {
        let file = visible(span.file.as_str()).into_owned();
        let text = texts(&span.file).filter(|_| span.range != (0..0));
        let line = text.map(|text| {
            let lines = Lines::new(text);
            let (line, range) = lines.line(&span.range);
            let number = lines.place(span.range.start).line;
            let (text, meant) = shown(line, &range);
            Line { number, text, meant }
        });
        Self { file, line }
    }

    /// Adds the place and its line to a drawing.
    fn draw<'a>(
        &'a self,
        group: Group<'a>,
        kind: AnnotationKind,
        label: Option<&'a str>,
    ) -> Group<'a> {
        let Some(line) = &self.line else {
            return group.element(Origin::path(&self.file));
        };
        let annotation = kind.span(line.meant.clone()).label(label);
        let snippet =
            Snippet::source(&line.text).line_start(line.number).path(&self.file);
        group.element(snippet.annotation(annotation))
    }
}

/// A line as it is drawn, and the bytes of it that are meant: what cannot be seen has a picture, and
/// what lies far behind is cut off.
fn shown(line: &str, range: &Range<usize>) -> (String, Range<usize>) {
    let before: String = line[..range.start].chars().filter_map(picture).collect();
    let within = line[range.clone()].chars().filter_map(picture).take(UNDERLINED);
    let start = before.len();
    let mut text = before;
    text.extend(within);
    let end = text.len();
    let covered = line[range.clone()].chars().take(UNDERLINED).map(char::len_utf8);
    let rest = range.start + covered.sum::<usize>();
    text.extend(line[rest..].chars().filter_map(picture).take(TAIL));
    (text, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_columns_and_cuts_what_is_far() {
        assert_eq!(shown("a\tb\u{1b}c", &(2..3)), ("a\tb␛c".to_owned(), 2..3));
        assert_eq!(shown("a\u{9b}", &(1..3)), ("a\u{fffd}".to_owned(), 1..4));
        assert_eq!(shown("\u{feff}ab", &(3..4)), ("ab".to_owned(), 0..1));
        assert_eq!(shown("ende", &(4..4)), ("ende".to_owned(), 4..4));
        let long = format!("{}Fehler{}", "ä".repeat(1000), "z".repeat(1000));
        let (line, range) = shown(&long, &(2000..2006));
        assert_eq!((&line[range], line.len()), ("Fehler", 2006 + TAIL));
        let (line, range) = shown(&long, &(0..3006));
        assert_eq!((line.chars().count(), range), (UNDERLINED + TAIL, 0..2 * UNDERLINED));
    }
}
