//! Errors of the template engine as findings in the files as they were written.

use std::collections::BTreeMap;
use std::ops::Range;

use tera::{Error, ErrorKind};

use crate::diag::{Code, Diagnostic, Span};
use crate::minify::{Construct, constructs};
use crate::theme::reasons::reason;
use crate::theme::templates::TemplateFile;

/// The filters that templates may use, for suggestions: ours, then the engine's.
#[rustfmt::skip]
const FILTERS: [&str; 46] = [
    "date", "day", "filesize", "iso", "month", "number", "percent", "time", "weekday", "year",
    "abs", "capitalize", "default", "escape", "escape_html", "escape_xml", "first", "float",
    "get", "group_by", "indent", "int", "join", "keys", "last", "length", "lower",
    "newlines_to_br", "nth", "pairs", "pluralize", "replace", "reverse", "round", "safe",
    "sort", "split", "str", "title", "trim", "trim_end", "trim_start", "truncate", "unique",
    "upper", "values",
];

/// The functions that templates may call.
const FUNCTIONS: [&str; 4] = ["phrase", "range", "super", "throw"];

/// The findings of an error. `template` is taken for the place where the engine names none; `page` is
/// the address of the page that was rendered, empty while templates are loaded.
pub(super) fn findings(
    error: &Error,
    files: &BTreeMap<String, TemplateFile>,
    template: &str,
    page: &str,
) -> Vec<Diagnostic> {
    let finding = |message: &str, span: Span| describe(message, span, files, page);
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = span(files, report.filename(), report.span().range.clone());
            let mut finding = finding(report.message(), span);
            // The engine tells where a component was called, but only in its printed form.
            let printed = error.to_string();
            let caller = printed.split_once("note: called from ").map(|(_, place)| place);
            if let Some(caller) = caller.and_then(|place| printed_span(files, place)) {
                finding = finding.related(caller);
            }
            vec![finding]
        }
        // Faults of several files come as one text of printed reports.
        ErrorKind::Msg(text) if text.starts_with("error: ") => text
            .trim_start_matches("error: ")
            .split("\n\nerror: ")
            .map(|report| {
                let (message, place) = report.split_once('\n').unwrap_or((report, ""));
                let place = place.trim_start().trim_start_matches("--> ");
                let span = printed_span(files, place);
                finding(message, span.unwrap_or_else(|| whole(files, template)))
            })
            .collect(),
        ErrorKind::Msg(text) => vec![finding(text, named_place(text, files, template))],
        ErrorKind::CircularExtend { tpl, .. }
        | ErrorKind::MissingParent { current: tpl, .. } => {
            vec![finding(&error.to_string(), word(files, tpl, "extends"))]
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            vec![finding(&error.to_string(), word(files, tpl, "include"))]
        }
        _ => vec![finding(&error.to_string(), whole(files, template))],
    }
}

/// A finding with what the engine says, shortened, and with what may have been meant.
fn describe(
    message: &str,
    span: Span,
    files: &BTreeMap<String, TemplateFile>,
    page: &str,
) -> Diagnostic {
    let message = message.lines().next().unwrap_or_default();
    let (sentence, available) = match message.split_once(". Available ") {
        Some((sentence, list)) => {
            (sentence, list.split_once(": ").map_or("", |(_, list)| list))
        }
        None => (message.trim_end_matches('.'), ""),
    };
    let written = sentence.split('`').nth(1).unwrap_or_default();
    if let Some(finding) = closing(sentence, &span, files) {
        return finding.with("page", page);
    }
    let (reason, arguments) = reason(sentence);
    let mut finding = Diagnostic::new(Code::TemplateError, span)
        .with("reason", reason)
        .with("page", page);
    finding
        .arguments
        .extend(arguments.into_iter().map(|(name, text)| (name.into(), text)));
    if sentence.starts_with("Unknown filter") {
        finding.suggest(written, FILTERS)
    } else if sentence.starts_with("Unknown function") {
        finding.suggest(written, FUNCTIONS)
    } else if sentence.starts_with("Unknown template") {
        let names = files.keys().filter_map(|name| name.split_once('/'));
        finding.suggest(written, names.map(|(_, name)| name))
    } else {
        finding.suggest(written, available.split(", ").filter(|name| !name.is_empty()))
    }
}

/// The finding for the end of something while something else is still open, which the engine calls a
/// tag that it does not know.
fn closing(
    sentence: &str,
    span: &Span,
    files: &BTreeMap<String, TemplateFile>,
) -> Option<Diagnostic> {
    let file = files.values().find(|file| file.path == span.file)?;
    let found = file.written.get(span.range.clone())?;
    if sentence != "Unknown tag" || !(found.starts_with("end") || found.starts_with("el"))
    {
        return None;
    }
    let open = open_tags(&file.written, span.range.start).pop();
    let finding = Diagnostic::new(Code::TemplateError, span.clone());
    let found = format!("`{found}`");
    Some(match open {
        Some((word, range)) => finding
            .with("reason", "template-closing-open")
            .with("found", found)
            .with("wanted", format!("`{word}`"))
            .related(Span::new(&file.path, range)),
        None => finding.with("reason", "template-closing-none").with("found", found),
    })
}

/// The tags that are still open at a place of a template, innermost last.
fn open_tags(template: &str, place: usize) -> Vec<(&str, Range<usize>)> {
    let mut open: Vec<(&str, Range<usize>)> = vec![];
    let tags = constructs(template).filter(|found| found.kind == Construct::Tag);
    for tag in tags.take_while(|tag| tag.inner.start < place) {
        let inner = &template[tag.inner.clone()];
        let word = inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
        let word = word.unwrap_or_default();
        let range = tag.inner.start..tag.inner.start + word.len();
        match word {
            "block" | "component" | "filter" | "for" | "if" => open.push((word, range)),
            "set" | "set_global" if !inner.contains('=') => open.push((word, range)),
            _ => {
                let ends = word.strip_prefix("end");
                if open.last().is_some_and(|(word, _)| ends == Some(*word)) {
                    open.pop();
                }
            }
        }
    }
    open
}

/// A range of a loaded template, in its file.
fn span(files: &BTreeMap<String, TemplateFile>, name: &str, range: Range<usize>) -> Span {
    let Some(file) = files.get(name) else { return Span::nowhere() };
    let start = file.loaded.original(range.start);
    let end = match range.end.checked_sub(1) {
        Some(last) if last >= range.start => file.loaded.original(last) + 1,
        _ => start,
    };
    Span::new(&file.path, start..end)
}

/// The place that a printed report starts with: `name:line:column`, then excerpt and carets.
fn printed_span(files: &BTreeMap<String, TemplateFile>, report: &str) -> Option<Span> {
    let mut lines = report.lines();
    let mut parts = lines.next()?.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let carets = lines.nth(2).map_or(1, |line| line.matches('^').count()).max(1);
    let text = &files.get(name)?.loaded.text;
    let above = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len);
    let start: usize = above.sum();
    let mut letters = text[start..].char_indices().map(|(index, _)| index);
    let from = letters.nth(column.checked_sub(1)?)?;
    let to = letters.nth(carets - 1).unwrap_or(text.len() - start);
    Some(span(files, name, start + from..start + to))
}

/// A component that two templates define is named in the sentence, and so are they: the place is where
/// the second one starts it.
fn named_place(
    message: &str,
    files: &BTreeMap<String, TemplateFile>,
    template: &str,
) -> Span {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match names.as_slice() {
        [component, _, second] if message.starts_with("Component ") => {
            word(files, second, &format!("component {component}"))
        }
        _ => whole(files, template),
    }
}

/// The first place of a word in a template; the file as a whole where it is not found.
fn word(files: &BTreeMap<String, TemplateFile>, name: &str, word: &str) -> Span {
    let found = files.get(name).and_then(|file| file.loaded.text.find(word));
    match found {
        Some(start) => span(files, name, start..start + word.len()),
        None => whole(files, name),
    }
}

/// A template as a whole.
fn whole(files: &BTreeMap<String, TemplateFile>, name: &str) -> Span {
    files.get(name).map_or_else(Span::nowhere, |file| Span::whole(&file.path))
}
