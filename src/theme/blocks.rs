//! Blocks that a template of a parent theme replaces, and a template of a nearer theme does not have.
//!
//! `section/actor.html` of the built-in theme extends whichever `section.html` comes first and replaces
//! its block `list`. Where a site's own `section.html` has no such block, that one is to be changed,
//! although the engine finds the fault in the other.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Span};
use crate::theme::templates::TemplateFile;

/// The templates by their full names, and the full name that each short one stands for.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The templates.
    pub(super) files: &'a BTreeMap<String, TemplateFile>,
    /// The short names.
    pub(super) names: &'a BTreeMap<String, String>,
}

/// Puts findings about missing blocks to the template that lacks them, each block once.
pub(super) fn blame(findings: Vec<Diagnostic>, known: Known<'_>) -> Vec<Diagnostic> {
    let mut blamed: Vec<Diagnostic> = vec![];
    for finding in findings {
        let finding =
            match missing(&finding).and_then(|block| moved(block, &finding, known)) {
                Some(moved) => moved,
                None => finding,
            };
        let is_same = |other: &Diagnostic| {
            other.span == finding.span && missing(other) == missing(&finding)
        };
        if missing(&finding).is_none() || !blamed.iter().any(is_same) {
            blamed.push(finding);
        }
    }
    blamed
}

/// The name of the block that a finding misses.
fn missing(finding: &Diagnostic) -> Option<&str> {
    let argument = |wanted| {
        let found = finding.arguments.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let is_missing = argument("reason") == Some("template-block");
    is_missing.then(|| argument("name")).flatten().map(|name| name.trim_matches('`'))
}

/// The finding at the template that was put before the one which the theme of the finding's template
/// has; nothing where there is none, and the finding is where it belongs.
fn moved(block: &str, finding: &Diagnostic, known: Known<'_>) -> Option<Diagnostic> {
    let (child, file) =
        known.files.iter().find(|(_, file)| file.path == finding.span.file)?;
    let theme = theme_of(child);
    let mut file = file;
    // A circle has a finding of its own.
    for _ in 0..known.files.len() {
        let written = parent(&file.written)?;
        // A full name means what it says, a short one the first theme that has it.
        let is_full = known.files.contains_key(written);
        let name = if is_full { written } else { known.names.get(written)?.as_str() };
        file = known.files.get(name)?;
        let was_meant = known.files.contains_key(&format!("{theme}/{written}"));
        if !is_full && was_meant && theme_of(name) != theme {
            let moved = Diagnostic { span: Span::whole(&file.path), ..finding.clone() };
            let arguments = [("block", block.to_owned()), ("template", child.clone())];
            let moved = moved.related(finding.span.clone());
            return Some(moved.hint_with("add-block", arguments));
        }
    }
    None
}

/// The theme of a template, by its full name.
fn theme_of(name: &str) -> &str {
    name.split_once('/').map_or("", |(theme, _)| theme)
}

/// The template that a template says it extends, before all else but comments.
fn parent(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(comment) = rest.strip_prefix("{#") {
        rest = comment.split_once("#}")?.1.trim_start();
    }
    let tag = rest.strip_prefix("{%")?.trim_start_matches('-').trim_start();
    let name = tag.strip_prefix("extends")?.trim_start();
    let quote = name.chars().next().filter(|sign| "\"'`".contains(*sign))?;
    Some(name[1..].split_once(quote)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_parent() {
        let text = "{#- extends \"x\" -#}\n{#y#}{%- extends 'a/b.html' -%}";
        assert_eq!(parent(text), Some("a/b.html"));
        for text in ["", "a", "{% block a %}", "{% extends %}", "{# ", "{% extends \"a"] {
            assert_eq!(parent(text), None, "{text}");
        }
    }
}
