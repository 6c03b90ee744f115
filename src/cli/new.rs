//! `werkstatt new`: a record with all fields of its kind, each explained.

use std::path::Path;

use crate::cli::draft::draft;
use crate::cli::init::create;
use crate::cli::terminal::{Terminal, print};
use crate::diag::nearest;
use crate::model::{self, Kind, Model};
use crate::path::slugify;
use crate::project::Failure;
use crate::source;

/// Writes the record and prints its path. A file that is there already is never touched.
pub(super) fn run(
    site: &Path,
    kind: &str,
    title: &str,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let sources = source::read(site)?.value;
    let model = model::parse(&sources).value;
    let kind = find_kind(&model, kind)?;
    let slug = slugify(title)
        .ok_or_else(|| Failure::new("title-without-slug").with("title", title))?;
    let mut folder = site.join("content");
    folder.extend(kind.folder.as_deref());
    let file = folder.join(format!("{slug}.md"));
    for taken in [&file, &folder.join(slug.as_str()).join("index.md")] {
        if taken.symlink_metadata().is_ok() {
            let path = shown(taken);
            return Err(Failure::new("record-exists")
                .with("path", path)
                .hint("another-title", []));
        }
    }
    create(&file, draft(&model, kind, title, &terminal.messages).as_bytes())?;
    if terminal.quiet {
        return Ok(());
    }
    let path = shown(&file);
    let path = crate::report::visible(&path);
    print(&format!("{}\n", terminal.messages.format("cli.new.done", &[("path", &path)])))
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
