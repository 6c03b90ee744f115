//! `werkstatt new`: a record with all fields of its kind, each explained.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::draft::draft;
use crate::cli::init::create;
use crate::cli::terminal::{Terminal, print};
use crate::compile::{Memo, compile};
use crate::date::Date;
use crate::diag::{Code, Diagnostic, nearest};
use crate::model::{self, Kind, Model};
use crate::path::{SourcePath, slugify};
use crate::project::Failure;
use crate::site::{Inputs, OPEN_POINTS, SEARCH, SELECTIONS, SITEMAP, TAGS};
use crate::source::{self, SourceFile, Sources};

/// The most letters of a file name: longer titles are cut between words.
const LONGEST: usize = 80;

/// Writes the record and prints its path. A file that is there already is never touched, and what is
/// written never keeps the site from being built but for fields that wait to be filled in.
pub(super) fn run(
    site: &Path,
    kind: &str,
    title: &str,
    today: Date,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let sources = source::read(site)?.value;
    let model = model::parse(&sources).value;
    let kind = find_kind(&model, kind)?;
    let title = one_line(title)?;
    let slug = file_name(&title)
        .ok_or_else(|| Failure::new("title-without-slug").with("title", &title))?;
    let mut folder = PathBuf::from("content");
    folder.extend(kind.folder.as_deref());
    let file = folder.join(format!("{slug}.md"));
    for taken in [&file, &folder.join(&slug).join("index.md")] {
        if site.join(taken).symlink_metadata().is_ok() {
            return Err(exists(&taken.to_string_lossy()));
        }
    }
    let text = draft(&model, kind, &title, &terminal.messages);
    let source = SourcePath::new(&file.to_string_lossy());
    refuse_reserved(kind, &model, &slug)?;
    refuse_clashes(sources, &source, &text, today)?;
    let file = site.join(file);
    create(&file, text.as_bytes())?;
    if terminal.quiet {
        return Ok(());
    }
    let path = shown(&file);
    let path = crate::report::visible(&path);
    print(&format!("{}\n", terminal.messages.format("cli.new.done", &[("path", &path)])))
}

/// A title as one line, as it is when it was copied over several. Other control characters are no
/// part of any title, and a record that has one is refused later.
fn one_line(title: &str) -> Result<String, Failure> {
    let is_break =
        |c: char| c.is_control() && c.is_whitespace() || "\u{2028}\u{2029}".contains(c);
    let title = title.replace(is_break, " ").trim().to_owned();
    if title.chars().any(char::is_control) {
        return Err(Failure::new("title-control-character").with("title", title));
    }
    Ok(title)
}

/// The name of a record's file, without its ending: the slug of its title, cut where it is long.
/// `index` is the name of a record in a folder of its own, so a title cannot have it.
fn file_name(title: &str) -> Option<String> {
    let slug = slugify(title)?.to_string();
    let slug = match slug.get(..=LONGEST) {
        Some(start) => {
            let whole = start.rfind('-').unwrap_or(LONGEST);
            slugify(&slug[..whole])?.to_string()
        }
        None => slug,
    };
    Some(if slug == "index" { "index-2".to_owned() } else { slug })
}

/// Refuses a page at an address that belongs to every site, or to the list of a kind, be it still
/// empty: as soon as it has a record, the site could not be built any more.
fn refuse_reserved(kind: &Kind, model: &Model, slug: &str) -> Result<(), Failure> {
    if kind.folder.is_some() {
        return Ok(());
    }
    let failure = || Failure::new("address-taken").with("address", format!("/{slug}/"));
    if model.kind_of_folder(slug).is_some() {
        let path = format!("content/{slug}/_index.md");
        return Err(failure().hint("section-text", [("path", path)]));
    }
    if [TAGS, SELECTIONS, OPEN_POINTS, SITEMAP, SEARCH].contains(&slug) {
        return Err(failure().hint("another-title", []));
    }
    Ok(())
}

/// Refuses a record that would take the id, the file or the address of another. The site is compiled
/// with it, since a `kind:` or an alias in any file may be what it clashes with.
fn refuse_clashes(
    mut sources: Sources,
    file: &SourcePath,
    text: &str,
    today: Date,
) -> Result<(), Failure> {
    let lower = file.as_str().to_lowercase();
    let known = sources.files.keys().chain(&sources.refused);
    if let Some(other) = known.into_iter().find(|k| k.as_str().to_lowercase() == lower) {
        return Err(exists(other.as_str()));
    }
    sources.files.insert(file.clone(), SourceFile::Text(text.into()));
    let findings = check(&sources, today);
    for finding in &findings {
        let argument = |wanted| {
            let mut arguments = finding.arguments.iter();
            arguments.find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
        };
        let places = std::iter::once(&finding.span).chain(&finding.related);
        let files: Vec<&str> =
            places.map(|place| place.file.as_str()).chain(argument("other")).collect();
        if !files.contains(&file.as_str()) {
            continue;
        }
        match finding.code {
            Code::DuplicateId => {
                let other = files.iter().find(|other| **other != file.as_str());
                return Err(exists(other.unwrap_or(&"")));
            }
            Code::AddressCollision => {
                let address = argument("address").unwrap_or_default();
                return Err(Failure::new("address-taken")
                    .with("address", address)
                    .hint("another-title", []));
            }
            _ => {}
        }
    }
    sources.files.remove(file);
    refuse_ambiguity(&sources, &findings, today)
}

/// Refuses a record by whose name others are referred to already, so that nobody would know any more
/// which one is meant; `sources` are without it, `findings` with it.
fn refuse_ambiguity(
    sources: &Sources,
    findings: &[Diagnostic],
    today: Date,
) -> Result<(), Failure> {
    let is_ambiguous = |finding: &&Diagnostic| finding.code == Code::AmbiguousTarget;
    let mut ambiguous = findings.iter().filter(is_ambiguous).peekable();
    if ambiguous.peek().is_none() {
        return Ok(());
    }
    let known = check(sources, today);
    let is_known = |finding: &Diagnostic| {
        known.iter().any(|k| k.code == finding.code && k.span == finding.span)
    };
    match ambiguous.find(|finding| !is_known(finding)) {
        Some(finding) => Err(Failure::new("reference-ambiguous")
            .with("path", finding.span.file.as_str())
            .hint("another-title", [])),
        None => Ok(()),
    }
}

/// What is found in a site, drafts included.
fn check(sources: &Sources, today: Date) -> Vec<Diagnostic> {
    let inputs = Inputs {
        today,
        drafts: true,
        changed: BTreeMap::new(),
        tagged: std::sync::Arc::default(),
    };
    compile(sources, inputs, None, &mut Memo::default(), &|_| ()).findings
}

/// The failure for a record that is there already.
fn exists(path: &str) -> Failure {
    Failure::new("record-exists").with("path", path).hint("another-title", [])
}

/// A path without the `./` that the working folder puts before it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().into_owned()
}

/// The kind of an id, or of what people call it.
fn find_kind<'m>(model: &'m Model, name: &str) -> Result<&'m Kind, Failure> {
    if let Some(kind) = model.kind(name) {
        return Ok(kind);
    }
    let lower = name.to_lowercase();
    let called =
        |kind: &&Kind| kind.one.iter().any(|(_, one)| one.to_lowercase() == lower);
    if let Some(kind) = model.kinds.iter().find(called) {
        return Ok(kind);
    }
    let ids = model.kinds.iter().map(|kind| &*kind.id);
    let choices = ids.clone().collect::<Vec<_>>().join(", ");
    let failure = Failure::new("kind-unknown").with("kind", name);
    let failure = match nearest(name, ids) {
        Some(near) => failure.hint("did-you-mean", [("suggestion", near.to_owned())]),
        None => failure,
    };
    Err(failure.hint("choices", [("choices", choices)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_files_that_are_records_of_any_system() {
        let name = |title: &str| file_name(title).unwrap_or_default();
        assert_eq!(name("Fachkräfte"), "fachkraefte");
        assert_eq!(name("Index"), "index-2");
        assert_eq!(name("_index"), "index-2");
        assert_eq!(file_name("…"), None);
        assert_eq!(name(&"Wort ".repeat(60)).len(), "wort".len() * 16 + 15);
        assert_eq!(name(&"x".repeat(300)), "x".repeat(LONGEST));
        assert_eq!(name(&format!("con {}", "x".repeat(300))), "con-x");
    }

    #[test]
    fn keeps_titles_in_one_line() {
        let title = |text| one_line(text).map_err(|failure| failure.key);
        assert_eq!(
            title(" Auftakt\u{85}in\nLeipzig\t").as_deref(),
            Ok("Auftakt in Leipzig")
        );
        assert_eq!(title("Nr.\u{a0}5").as_deref(), Ok("Nr.\u{a0}5"));
        assert_eq!(title("\u{1b}[31mrot"), Err("title-control-character"));
    }
}
