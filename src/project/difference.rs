//! What differs between two sites that are up one after the other, as far as browsers have to know.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::path::SourcePath;
use crate::site::{PublishedFile, Site};
use crate::source::{SourceFile, Sources};
use crate::theme::Theme;

/// What differs between two sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Nothing.
    Nothing,
    /// Style sheets of the theme: pages differ in the addresses of these alone.
    Sheets(Vec<Sheet>),
    /// Anything else; with the addresses, as they stand in `href`, at which another file is now. Nothing
    /// where that is not known.
    Pages(Option<Vec<String>>),
}

/// A style sheet that was changed; its name holds the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its address until now, as it stands in `href`.
    pub old: String,
    /// Its address from now on.
    pub new: String,
}

/// What the sources of two sites differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// Nothing.
    Nothing,
    /// Style sheets of themes.
    Sheets,
    /// Anything else.
    Anything,
}

/// What was done to the sources.
pub(super) fn edit(before: &Sources, now: &Sources) -> Edit {
    let is_other = before.refused != now.refused || before.files.len() != now.files.len();
    if is_other || !before.files.keys().eq(now.files.keys()) {
        return Edit::Anything;
    }
    let mut edit = Edit::Nothing;
    for ((path, file), known) in now.files.iter().zip(before.files.values()) {
        if is_same(known, file) {
            continue;
        }
        if !is_sheet(path) {
            return Edit::Anything;
        }
        edit = Edit::Sheets;
    }
    edit
}

/// What differs between two sites of which only style sheets were changed.
pub(super) fn sheets(old: &Theme, new: &Theme) -> Difference {
    let (old, new) = (old.addresses(), new.addresses());
    // A sheet that cannot be read has no address.
    let is_whole = new.values().chain(old.values()).all(|address| !address.is_empty());
    if !is_whole || !old.keys().eq(new.keys()) {
        return Difference::Pages(None);
    }
    let pairs = old.values().zip(new.values()).filter(|(old, new)| old != new);
    let sheet =
        |(old, new): (&String, &String)| Sheet { old: old.clone(), new: new.clone() };
    let sheets: Vec<Sheet> = pairs.map(sheet).collect();
    if sheets.is_empty() { Difference::Nothing } else { Difference::Sheets(sheets) }
}

/// The addresses at which the content has another file now.
pub(super) fn replaced(old: &Site, new: &Site) -> Vec<String> {
    let known: HashMap<_, _> =
        old.files.iter().map(|file| (&file.route, file.asset.fingerprint)).collect();
    let is_other = |file: &&PublishedFile| {
        known.get(&file.route).is_some_and(|known| *known != file.asset.fingerprint)
    };
    new.files.iter().filter(is_other).map(|file| file.route.href()).collect()
}

/// Tells whether two files are the same.
fn is_same(one: &SourceFile, other: &SourceFile) -> bool {
    match (one, other) {
        (SourceFile::Text(one), SourceFile::Text(other)) => {
            Arc::ptr_eq(one, other) || one == other
        }
        (SourceFile::Asset(one), SourceFile::Asset(other)) => one == other,
        _ => false,
    }
}

/// Tells whether a file is a style sheet of a theme: `themes/<name>/assets/….css`.
fn is_sheet(path: &SourcePath) -> bool {
    let mut segments = path.as_str().split('/');
    segments.next() == Some("themes")
        && segments.nth(1) == Some("assets")
        && segments.next_back().map(Path::new).and_then(Path::extension)
            == Some("css".as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        let text = |text: &str| SourceFile::Text(text.into());
        let files =
            files.iter().map(|(path, words)| (SourcePath::new(path), text(words)));
        Sources { files: files.collect(), ..Sources::default() }
    }

    #[test]
    fn only_sheets_of_themes_are_sheets() {
        for (path, is_so) in [
            ("themes/t/assets/style.css", true),
            ("themes/t/assets/a/b.css", true),
            ("themes/t/assets", false),
            ("themes/t/assets/a.js", false),
            ("themes/t/templates/a.css", false),
            ("themes/assets/a.css", false),
            ("content/assets/assets/a.css", false),
        ] {
            assert_eq!(is_sheet(&SourcePath::new(path)), is_so, "{path}");
        }
    }

    #[test]
    fn edits_are_told_apart() {
        let (text, sheet) = ("content/a.md", "themes/t/assets/a.css");
        let before = sources(&[(text, "a"), (sheet, "a")]);
        for (now, expected) in [
            (sources(&[(text, "a"), (sheet, "a")]), Edit::Nothing),
            (sources(&[(text, "a"), (sheet, "b")]), Edit::Sheets),
            (sources(&[(text, "b"), (sheet, "b")]), Edit::Anything),
            (sources(&[(text, "a")]), Edit::Anything),
            (sources(&[(text, "a"), ("themes/t/assets/b.css", "a")]), Edit::Anything),
        ] {
            assert_eq!(edit(&before, &now), expected);
        }
    }
}
