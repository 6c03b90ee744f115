//! The early cut-off: where nothing but texts changed, the site as it was linked before stays.
//!
//! What others may see of a record, its card, decides what all other pages look like. So a build whose
//! sources differ from those of the last one in texts alone, and whose cards are the same, needs no
//! linking: it shows the new texts on the old site. In the terms of *Build Systems à la Carte* (Mokhov,
//! Mitchell, Peyton Jones 2018) this is an early cut-off.

use std::sync::Arc;

use crate::compile::{Compiled, Memo};
use crate::diag::{Checked, Diagnostic};
use crate::path::SourcePath;
use crate::site::{Inputs, Unnamed};
use crate::source::{SourceFile, Sources};

/// What a build depends on besides the sources.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    /// The day, the drafts, the dates from git.
    pub(super) inputs: Inputs,
    /// The address that takes the place of the one in `site.yaml`.
    pub(super) base_url: Option<String>,
}

/// A build that is done.
pub(super) struct Last {
    /// What it was made of.
    pub(super) sources: Sources,
    /// What else it depends on.
    pub(super) asked: Asked,
    /// What came of it.
    pub(super) compiled: Checked<Compiled>,
    /// Who may not be named.
    pub(super) unnamed: Unnamed,
}

/// The site of the last build with the texts that changed since; nothing where more changed than texts,
/// or where something is to be said of them.
pub(super) fn compiled(
    memo: &mut Memo,
    sources: &Sources,
    asked: &Asked,
) -> Option<Checked<Compiled>> {
    let last = memo.last.as_mut().filter(|last| last.asked == *asked)?;
    let changed = changed(&last.sources, sources)?;
    let mut bodies = Arc::clone(&last.compiled.value.bodies);
    for (file, text) in changed {
        if last.compiled.findings.iter().any(|finding| speaks_of(finding, file)) {
            return None;
        }
        let body = memo.records.only_text(file, text)?;
        if last.unnamed.stand_in(&body) {
            return None;
        }
        // What is not published has no text to replace.
        if bodies.contains_key(file) {
            Arc::make_mut(&mut bodies).insert(file.clone(), body);
        }
    }
    last.compiled.value.bodies = bodies;
    last.sources = sources.clone();
    Some(last.compiled.clone())
}

/// The texts that changed; nothing where files came, went or changed that are no text.
fn changed<'a>(
    before: &Sources,
    now: &'a Sources,
) -> Option<Vec<(&'a SourcePath, &'a Arc<str>)>> {
    if before.files.len() != now.files.len() || before.refused != now.refused {
        return None;
    }
    let mut changed = vec![];
    for ((path, file), (known_path, known)) in now.files.iter().zip(&before.files) {
        if path != known_path {
            return None;
        }
        match (file, known) {
            (SourceFile::Text(text), SourceFile::Text(known)) => {
                if !Arc::ptr_eq(text, known) && text != known {
                    changed.push((path, text));
                }
            }
            (SourceFile::Asset(asset), SourceFile::Asset(known)) if asset == known => {}
            _ => return None,
        }
    }
    Some(changed)
}

/// Tells whether a finding points into a file.
fn speaks_of(finding: &Diagnostic, file: &SourcePath) -> bool {
    finding.span.file == *file || finding.related.iter().any(|span| span.file == *file)
}
