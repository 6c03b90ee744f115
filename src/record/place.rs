//! What the path of a file says about its record: folder, name, language.

use crate::config::Config;
use crate::language::Language;
use crate::path::SourcePath;

/// The folder of all records.
pub(super) const CONTENT: &str = "content";

/// What the path of a Markdown file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place<'f> {
    /// The folders below `content/`, without that of a bundle.
    pub(super) folders: Vec<&'f str>,
    /// What the file is.
    pub(super) role: FileRole<'f>,
    /// The language that the name ends in, if the site has it.
    pub(super) language: Option<Language>,
    /// The language that the name ends in, if the site does not have it.
    pub(super) undeclared: Option<&'f str>,
}

/// What a Markdown file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileRole<'f> {
    /// A record of this name, from which its id comes.
    Record(&'f str),
    /// The text of a section: `_index.md`.
    Section,
    /// `index.md` in a folder that is a section: a bundle without a name.
    Nameless,
}

/// Languages that a file name is taken to mean, although the site does not have them: those of
/// Europe and some that many people in Saxony read.
const TAGS: &[&str] = &[
    "ar", "bg", "bs", "ca", "cs", "da", "de", "dsb", "el", "en", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "hr", "hsb", "hu", "is", "it", "ja", "ko", "ku", "lb", "lt", "lv",
    "mk", "mt", "nb", "nds", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr",
    "sv", "tr", "uk", "vi", "zh",
];

/// Reads a path; `is_section` tells whether a top folder belongs to a kind.
pub(super) fn locate<'f>(
    file: &'f SourcePath,
    config: &Config,
    is_section: impl Fn(&str) -> bool,
) -> Option<Place<'f>> {
    let path = file.below(CONTENT)?;
    let mut folders: Vec<&str> = path.split('/').collect();
    let name = folders.pop()?;
    let (stem, extension) = name.rsplit_once('.')?;
    if !extension.eq_ignore_ascii_case("md") {
        return None;
    }
    let (stem, language, undeclared) = split_language(stem, config);
    let role = match stem {
        "_index" => FileRole::Section,
        stem if undeclared.is_some() && stem.starts_with("_index.") => FileRole::Section,
        "index" => match folders.as_slice() {
            [] => FileRole::Nameless,
            [top] if is_section(top) => FileRole::Nameless,
            [.., _] => FileRole::Record(folders.pop()?),
        },
        stem => FileRole::Record(stem),
    };
    Some(Place { folders, role, language, undeclared })
}

/// Takes the language off the end of a file's stem.
fn split_language<'f>(
    stem: &'f str,
    config: &Config,
) -> (&'f str, Option<Language>, Option<&'f str>) {
    let Some((name, suffix)) = stem.rsplit_once('.') else { return (stem, None, None) };
    let is_same = |language: &&Language| language.as_str().eq_ignore_ascii_case(suffix);
    if let Some(language) = config.languages.iter().find(is_same) {
        return (name, Some(language.clone()), None);
    }
    let base = suffix.split('-').next().unwrap_or(suffix);
    let is_tag = Language::parse(suffix).is_some() && TAGS.contains(&base);
    (stem, None, is_tag.then_some(suffix))
}
