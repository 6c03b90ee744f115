//! Which files belong to the site by their names, and which of them are read as text.

use std::path::Path;

use crate::path::SourcePath;

/// Endings of what editors and downloads leave behind, in lower case.
const BACKUP_ENDINGS: &[&str] = &[
    "~",
    ".swp",
    ".swo",
    ".swx",
    ".orig",
    ".bak",
    ".bck",
    ".tmp",
    "___jb_tmp___",
    "___jb_old___",
];

/// Files that systems and editors make beside ours, in lower case: Windows' folder settings and
/// previews, and the name with which vim tries whether a folder can be written.
const BYSTANDERS: &[&str] = &["thumbs.db", "desktop.ini", "4913"];

/// Endings of files that are published as they are and that people read as text.
const READABLE: &[&str] = &[
    "txt", "text", "log", "rst", "markdown", "rtf", "tex", "bib", "ris", // texts
    "csv", "tsv", "tab", "json", "geojson", "jsonld", "topojson", "ttl", // data
    "svg", "html", "htm", "xhtml", "xml", "rdf", "rss", "atom", "kml", "gpx", "gml",
    "css", "js", "mjs", "ics", "vcf", "eml", "vtt", "srt",
];

/// Which of the two folders a file lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    /// `content/`: records, settings, and files to publish.
    Content,
    /// `themes/`: templates, style sheets, scripts, strings.
    Themes,
}

impl Area {
    /// The folder's name below the site's folder.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Themes => "themes",
        }
    }
}

/// Tells whether a file or folder of that name stays out of the site.
///
/// Dot files, backups and bystanders always do. In `content/` a leading `_` does too, but for a
/// section's own text, `_index.md` and `_index.en.md`; themes may name parts like that.
pub(super) fn is_left_out(name: &str, area: Area) -> bool {
    if name.starts_with('.') || is_leftover(name) {
        return true;
    }
    area == Area::Content && name.starts_with('_') && !is_section_text(name)
}

/// Tells whether a path from the site's folder may be that of a file of the site, or of a folder with
/// such files, by its names alone.
pub(crate) fn is_part(path: &SourcePath) -> bool {
    let mut names = path.as_str().split('/');
    let first = names.next();
    let areas = [Area::Content, Area::Themes];
    let area = areas.into_iter().find(|area| first == Some(area.folder()));
    area.is_some_and(|area| names.all(|name| !is_left_out(name, area)))
}

/// Tells whether a link may lead to a place, given from the site's folder: a link to what is left out
/// is left out, so that `.env` does not become public by another name.
pub(crate) fn may_be_linked(place: &Path) -> bool {
    let area = if place.starts_with("content") { Area::Content } else { Area::Themes };
    place.iter().all(|name| !is_left_out(&name.to_string_lossy(), area))
}

/// Tells whether a name is an editor's backup, a lock or a bystander.
fn is_leftover(name: &str) -> bool {
    let lower = name.to_lowercase();
    BACKUP_ENDINGS.iter().any(|ending| lower.ends_with(ending))
        || BYSTANDERS.contains(&lower.as_str())
        || (name.starts_with('#') && name.ends_with('#'))
        || name.starts_with("~$")
}

/// Tells whether a name is that of a section's text in some language.
fn is_section_text(name: &str) -> bool {
    let rest = name.strip_prefix("_index");
    rest.is_some_and(|rest| rest.starts_with('.') && has_ending(rest, &["md"]))
}

/// Tells whether a file is read as text; everything else is handed on as it is.
///
/// In `content/` only records and settings are: a page that somebody saved as HTML is published
/// untouched. Templates may be of any text type.
pub(super) fn is_text(path: &SourcePath, area: Area) -> bool {
    let name = path.file_name();
    if has_ending(name, &["md", "yaml", "yml"]) {
        return true;
    }
    if area == Area::Content {
        return false;
    }
    let is_template = path.as_str().split('/').nth(2) == Some("templates");
    has_ending(name, &["html", "css", "js", "mjs"])
        || (is_template && has_ending(name, &["xml", "txt", "json", "svg"]))
}

/// Tells whether a file that is published as it is holds text that can be searched.
pub(super) fn is_readable(path: &SourcePath) -> bool {
    has_ending(path.file_name(), READABLE)
}

/// Tells whether a file is YAML as a whole.
pub(super) fn is_yaml(path: &SourcePath) -> bool {
    has_ending(path.file_name(), &["yaml", "yml"])
}

/// Tells whether a name ends in one of some endings (without dot), in whatever case.
pub(super) fn has_ending(name: &str, endings: &[&str]) -> bool {
    let Some((_, written)) = name.rsplit_once('.') else { return false };
    endings.iter().any(|ending| written.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_is_not_the_sites() {
        let out = [
            ".git",
            ".env",
            "a.md~",
            "a.md.swp",
            "a.md.SWO",
            "a.orig",
            "a.bak",
            "x.tmp",
            "#a.md#",
            ".#a.md",
            "a.md___jb_tmp___",
            "4913",
            "Thumbs.db",
            "Desktop.ini",
            "~$Protokoll.docx",
            "_private",
            "_indexe.md",
            "_index",
            "_index.html",
        ];
        for name in out {
            assert!(is_left_out(name, Area::Content), "{name}");
        }
        for name in ["a.md", "_index.md", "_index.en.md", "#a.md", "4913.md", "tmp"] {
            assert!(!is_left_out(name, Area::Content), "{name}");
        }
        assert!(!is_left_out("_partials", Area::Themes));
        assert!(is_left_out("base.html~", Area::Themes));
    }

    #[test]
    fn knows_its_folders() {
        let part = |path| is_part(&SourcePath::new(path));
        for path in ["content", "themes", "content/a/_index.md", "themes/t/_part.html"] {
            assert!(part(path), "{path}");
        }
        let others =
            ["", "public/a.md", "contents/a.md", "content/_a/b.md", "content/.a/b"];
        for path in others {
            assert!(!part(path), "{path}");
        }
        assert!(may_be_linked(Path::new("data/_raw/a.csv")));
        assert!(!may_be_linked(Path::new("content/_raw/a.csv")));
        assert!(!may_be_linked(Path::new("data/.env")));
    }

    #[test]
    fn tells_text_from_assets() {
        let text = |path, area| is_text(&SourcePath::new(path), area);
        assert!(text("content/a/b.MD", Area::Content));
        assert!(text("content/site.yaml", Area::Content));
        assert!(!text("content/a/page.html", Area::Content));
        assert!(!text("content/a/liste.txt", Area::Content));
        assert!(text("themes/t/templates/feed.xml", Area::Themes));
        assert!(text("themes/t/assets/a.css", Area::Themes));
        assert!(!text("themes/t/assets/logo.svg", Area::Themes));
        assert!(!text("themes/t/assets/a.woff2", Area::Themes));
    }
}
