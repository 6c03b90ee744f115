//! The list of our files in the output: what may be replaced and deleted.
//!
//! It lies in the output itself and holds nothing but paths, sizes and hashes, so the same site has
//! the same manifest everywhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Bound;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::output::error::{OutputError, at};
use crate::output::work::check_path;
use crate::source::{Folder, Stamp};

/// The name of the manifest in the output.
pub const MANIFEST: &str = ".werkstatt-manifest.json";

/// The version of the format; a manifest of another version is not read.
const VERSION: u32 = 1;

/// What the manifest says of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The hash of its content.
    pub(super) fingerprint: Fingerprint,
    /// Its length in bytes.
    pub(super) size: u64,
}

/// What is known of one file on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    /// Its content.
    pub(super) entry: Entry,
    /// What stands for that content; nothing where a later change might not show.
    pub(super) stamp: Option<Stamp>,
}

/// Folders by their path below a site, with what stands for the names in them.
pub(super) type Folders = BTreeMap<String, Stamp>;

/// Files by their path below the output.
pub(super) type Entries = BTreeMap<String, Entry>;

/// The file as it is written.
#[derive(Deserialize)]
struct Written {
    /// The version of the format.
    version: u32,
    /// The files.
    files: Vec<WrittenEntry>,
}

/// One line of the file.
#[derive(Deserialize)]
struct WrittenEntry {
    /// The path below the output.
    path: String,
    /// The length in bytes.
    size: u64,
    /// The hash, in hexadecimal digits.
    blake3: String,
}

impl Entry {
    /// The entry of some bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { fingerprint: Fingerprint::of(bytes), size: bytes.len() as u64 }
    }
}

/// A manifest that was read.
pub(super) struct List {
    /// What it lists.
    pub(super) entries: Entries,
    /// What would be said of itself.
    pub(super) own: Entry,
    /// What stands for its content.
    pub(super) stamp: Stamp,
}

/// Reads the manifest of a folder; nothing comes back where there is none.
pub(super) fn read(folder: &Path) -> Result<Option<List>, OutputError> {
    let path = folder.join(MANIFEST);
    let mut text = String::new();
    let opened = Folder::open(folder).and_then(|root| root.file(Path::new(MANIFEST)));
    let read = opened.and_then(|mut file| {
        let stamp = Stamp::of(&file.metadata()?);
        file.read_to_string(&mut text)?;
        Ok(stamp)
    });
    let stamp = match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(OutputError::BadManifest { path });
        }
        read => read.map_err(at("read", &path))?,
    };
    let entries = parse(&text).ok_or(OutputError::BadManifest { path })?;
    Ok(Some(List { entries, own: Entry::of(text.as_bytes()), stamp }))
}

/// What the manifest of a folder lists; nothing where there is none.
pub(super) fn entries(folder: &Path) -> Result<Entries, OutputError> {
    Ok(read(folder)?.map(|list| list.entries).unwrap_or_default())
}

/// Takes a manifest's text apart; every path is checked as if a stranger had written it.
fn parse(text: &str) -> Option<Entries> {
    let written: Written = serde_json::from_str(text).ok()?;
    if written.version != VERSION {
        return None;
    }
    let mut entries = Entries::new();
    for WrittenEntry { path, size, blake3 } in written.files {
        check_path(&path).ok()?;
        let fingerprint = Fingerprint::parse(&blake3)?;
        entries.insert(path, Entry { fingerprint, size });
    }
    Some(entries)
}

/// Writes a manifest, one file to a line; gives what is known of it then.
pub(super) fn write<'a>(
    mut file: File,
    entries: impl Iterator<Item = (&'a String, &'a Entry)>,
) -> io::Result<Known> {
    let text = text(entries)?;
    file.write_all(&text)?;
    Ok(Known { entry: Entry::of(&text), stamp: Some(Stamp::of(&file.metadata()?)) })
}

/// The text of a manifest.
fn text<'a>(
    entries: impl Iterator<Item = (&'a String, &'a Entry)>,
) -> io::Result<Vec<u8>> {
    let mut file = vec![];
    write!(file, "{{\"version\":{VERSION},\"files\":[")?;
    for (index, (path, entry)) in entries.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let path = serde_json::to_string(path)?;
        let Entry { fingerprint, size } = entry;
        write!(
            file,
            "{comma}\n{{\"path\":{path},\"size\":{size},\"blake3\":\"{fingerprint}\"}}"
        )?;
    }
    file.write_all(b"\n]}\n")?;
    Ok(file)
}

/// Tells whether something of the entries lies below a folder, given without its final slash.
pub(super) fn has_below<T>(entries: &BTreeMap<String, T>, folder: &str) -> bool {
    let start = format!("{folder}/");
    let range = (Bound::Included(start.as_str()), Bound::Unbounded);
    entries
        .range::<str, _>(range)
        .next()
        .is_some_and(|(path, _)| path.starts_with(&start))
}

/// The files and the folders right in a folder, by their full paths; the empty path is the top.
pub(super) fn within<'a, T>(
    entries: &'a BTreeMap<String, T>,
    folder: &str,
) -> (Vec<&'a str>, Vec<&'a str>) {
    let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let range = (Bound::Included(start.as_str()), Bound::Unbounded);
    let (mut files, mut folders) = (vec![], vec![]);
    let below = entries.range::<str, _>(range).map(|(path, _)| path.as_str());
    for path in below.take_while(|path| path.starts_with(&start)) {
        match path[start.len()..].find('/') {
            None => files.push(path),
            // All that lies below one folder comes in one piece.
            Some(end) if folders.last() != Some(&&path[..start.len() + end]) => {
                folders.push(&path[..start.len() + end]);
            }
            Some(_) => {}
        }
    }
    (files, folders)
}

/// The folders above a path, nearest first, without the top.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let above = |path: &str| path.rfind('/');
    std::iter::successors(above(path).map(|end| &path[..end]), move |folder| {
        above(folder).map(|end| &folder[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_it_did_not_write() {
        let hash = Fingerprint::of(b"").to_string();
        let line = |path: &str| {
            format!(
                r#"{{"version":1,"files":[{{"path":"{path}","size":0,"blake3":"{hash}"}}]}}"#
            )
        };
        assert_eq!(parse(&line("a/b.html")).unwrap().len(), 1);
        for path in ["../x", "/etc/passwd", "a//b", "a/./b", "", ".werkstatt/tree/x"] {
            assert!(parse(&line(path)).is_none(), "{path}");
        }
        assert!(parse("").is_none());
        assert!(parse(r#"{"version":2,"files":[]}"#).is_none());
    }

    #[test]
    fn knows_what_lies_below() {
        let entries: BTreeMap<String, u8> =
            [("a/b/c".into(), 0), ("ab".into(), 0)].into();
        assert!(has_below(&entries, "a") && has_below(&entries, "a/b"));
        assert!(!has_below(&entries, "a/b/c") && !has_below(&entries, "ab"));
        let entries = ["a", "b.c", "b/a", "b/c.d", "b/c/e", "b/c/f", "b/d/g/h"];
        let entries = entries.into_iter().map(|path| (path.to_owned(), 0)).collect();
        assert_eq!(within(&entries, ""), (vec!["a", "b.c"], vec!["b"]));
        assert_eq!(within(&entries, "b"), (vec!["b/a", "b/c.d"], vec!["b/c", "b/d"]));
        assert_eq!(within(&entries, "b/d"), (vec![], vec!["b/d/g"]));
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
    }
}
