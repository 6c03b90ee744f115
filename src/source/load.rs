//! Loads one file: text with its encoding checked, anything else as a handle with its hash.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use rustix::io::Errno;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::fingerprint::Fingerprint;
use crate::path::SourcePath;
use crate::source::beneath::Folder;
use crate::source::dimensions::dimensions;
use crate::source::names::{is_readable, is_text, is_yaml};
use crate::source::reason::reason_of;
use crate::source::walk::Found;
use crate::source::{Asset, SourceFile, Wording};

/// Bytes in one MiB.
const MIB: u64 = 1024 * 1024;

/// The longest text: ten times the longest law as Markdown. More is a mistake, and would be held in
/// memory several times over.
const TEXT_LIMIT: u64 = 8 * MIB;

/// The longest YAML file: its tree takes some fifty times its length.
const YAML_LIMIT: u64 = MIB;

/// The largest file to publish: beyond what hosts of static sites take, and a recording of a meeting
/// belongs on a media server.
const ASSET_LIMIT: u64 = 512 * MIB;

/// Why a file is not loaded.
enum Refusal {
    /// It cannot be opened or read.
    Unreadable(io::Error),
    /// It is larger than its type may be; both in bytes.
    TooLarge {
        /// How large it is, as far as it was read.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// Loads a file that the walk has found; `site` is the resolved path of `folder`. Only faults of the
/// machine are errors; what is wrong with the file is a finding.
pub(super) fn load(
    site: &Path,
    folder: &Folder,
    found: &Found,
) -> io::Result<Checked<Option<SourceFile>>> {
    let loaded = if is_text(&found.path, found.area) {
        load_text(folder, found)
    } else {
        load_asset(site, folder, found)
            .map(|asset| Checked::clean(SourceFile::Asset(asset)))
    };
    Ok(match loaded {
        Ok(Checked { value, findings }) => Checked { value: Some(value), findings },
        Err(Refusal::Unreadable(error)) if is_machine_fault(&error) => return Err(error),
        Err(refusal) => {
            let finding = refusal.finding(Span::whole(&found.path));
            Checked { value: None, findings: vec![finding] }
        }
    })
}

/// Tells whether an error would have come for any file: no editor can mend it, and what was read so
/// far says nothing about the site.
pub(super) fn is_machine_fault(error: &io::Error) -> bool {
    let faults = [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::IO];
    error.kind() == io::ErrorKind::OutOfMemory
        || Errno::from_io_error(error).is_some_and(|errno| faults.contains(&errno))
}

/// Reads a text as a whole.
fn load_text(folder: &Folder, found: &Found) -> Result<Checked<SourceFile>, Refusal> {
    let limit = if is_yaml(&found.path) { YAML_LIMIT } else { TEXT_LIMIT };
    let (file, size) = open(folder, found, limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // A file may grow while it is read, so its length beforehand is no promise.
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    if size > limit {
        return Err(Refusal::TooLarge { size, limit });
    }
    Ok(decode(&found.path, bytes))
}

/// Hashes a file that is published as it is, and looks for its width and height.
fn load_asset(site: &Path, folder: &Folder, found: &Found) -> Result<Asset, Refusal> {
    let (mut file, _) = open(folder, found, ASSET_LIMIT)?;
    let dimensions = dimensions(found.path.file_name(), &mut file);
    file.rewind()?;
    let mut head = vec![];
    let is_readable = is_readable(&found.path);
    if is_readable {
        (&file).take(TEXT_LIMIT + 1).read_to_end(&mut head)?;
    }
    // What is searched is what is hashed, whatever happens to the file meanwhile.
    let whole = head.as_slice().chain(&file).take(ASSET_LIMIT + 1);
    let (fingerprint, size) = Fingerprint::of_stream(whole, |_| Ok(()))?;
    if size > ASSET_LIMIT {
        return Err(Refusal::TooLarge { size, limit: ASSET_LIMIT });
    }
    let wording = match is_readable {
        true if size > TEXT_LIMIT => Wording::TooLong(TEXT_LIMIT / MIB),
        true => Wording::Text(wording(&head).into()),
        false => Wording::None,
    };
    let path = site.join(&found.place);
    Ok(Asset { path, size, fingerprint, dimensions, wording })
}

/// Opens a file and looks at its size before anything of it is read.
fn open(folder: &Folder, found: &Found, limit: u64) -> Result<(File, u64), Refusal> {
    let file = folder.file(&found.place)?;
    let size = file.metadata()?.len();
    if size > limit { Err(Refusal::TooLarge { size, limit }) } else { Ok((file, size)) }
}

impl Refusal {
    /// The finding about a file; sizes in MiB, rounded up.
    fn finding(self, span: Span) -> Diagnostic {
        let error = match self {
            Self::Unreadable(error) => error,
            Self::TooLarge { size, limit } => {
                return Diagnostic::new(Code::FileTooLarge, span)
                    .with("size", size.div_ceil(MIB).to_string())
                    .with("limit", (limit / MIB).to_string());
            }
        };
        match Errno::from_io_error(&error) {
            // The place had every link resolved, so a link on the way was put there since.
            Some(Errno::LOOP | Errno::XDEV) => {
                Diagnostic::new(Code::SymlinkOutside, span)
            }
            _ if error.kind() == io::ErrorKind::InvalidInput => {
                Diagnostic::new(Code::SpecialFile, span)
            }
            _ => Diagnostic::new(Code::UnreadableFile, span)
                .with("reason", reason_of(&error)),
        }
    }
}

/// What the system said when a walk through folders failed.
pub(crate) fn error_of_walk(error: walkdir::Error) -> io::Error {
    error.into_io_error().unwrap_or_else(|| Errno::LOOP.into())
}

/// The text of some bytes. Where they are not UTF-8 there is a finding, and a text that later stages
/// can go on with: UTF-16 decoded, or each wrong byte replaced by one sign, so that places still fit.
fn decode(path: &SourcePath, bytes: Vec<u8>) -> Checked<SourceFile> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Checked::clean(SourceFile::Text(line_ends(text).into())),
        Err(error) => error.into_bytes(),
    };
    let (text, range, hint) = if let Some(text) = utf16(&bytes) {
        (text, 0..0, "file-is-utf-16")
    } else {
        let offset = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        (patched(&bytes), offset..offset + 1, "save-as-utf-8")
    };
    let finding = Diagnostic::new(Code::NotUtf8, Span::new(path, range.clone()))
        .with("offset", range.start.to_string())
        .hint(hint);
    Checked { value: SourceFile::Text(line_ends(text).into()), findings: vec![finding] }
}

/// The text with `\n` for each `\r` that stands alone, as old editors end lines; places stay. YAML,
/// Markdown and templates each read such a `\r` in another way.
fn line_ends(text: String) -> String {
    // Nearly no text has one: without a way out, many bytes are compared at once.
    let returns = text.bytes().map(|byte| u8::from(byte == b'\r'));
    if returns.fold(0, |some, one| some | one) == 0 {
        return text;
    }
    let Some(first) = lone_return(&text, 0) else { return text };
    let mut ended = String::with_capacity(text.len());
    let (mut written, mut next) = (0, Some(first));
    while let Some(at) = next {
        ended.push_str(&text[written..at]);
        ended.push('\n');
        written = at + 1;
        next = lone_return(&text, written);
    }
    ended.push_str(&text[written..]);
    ended
}

/// The first `\r` from a byte on that no `\n` follows.
fn lone_return(text: &str, from: usize) -> Option<usize> {
    let mut returns = text[from..].match_indices('\r').map(|(at, _)| from + at);
    returns.find(|at| !text[at + 1..].starts_with('\n'))
}

/// The text of bytes with a UTF-16 mark in front, as Windows' editors write it.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> =
        bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// The text of a file that others may have written in any way: UTF-8, UTF-16 with its mark, or what
/// spreadsheets save, where each byte is a letter.
fn wording(bytes: &[u8]) -> String {
    if let Some(text) = utf16(bytes) {
        return text;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    text
}

/// The text with a question mark for each byte that is not UTF-8; where a word starts, a line, since
/// YAML would read more into `title: ?` than a text.
fn patched(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            let starts_word = text.chars().next_back().is_none_or(char::is_whitespace);
            text.push(if starts_word { '_' } else { '?' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Key;

    /// The text and the finding's range and hint.
    fn decoded(bytes: &[u8]) -> (String, Option<(std::ops::Range<usize>, Key)>) {
        let checked = decode(&SourcePath::new("a.md"), bytes.to_vec());
        let SourceFile::Text(text) = checked.value else { panic!("not a text") };
        let finding = checked.findings.first();
        (
            text.to_string(),
            finding.map(|f| (f.span.range.clone(), f.hints[0].key.clone())),
        )
    }

    #[test]
    fn keeps_places_when_bytes_are_wrong() {
        let (text, finding) = decoded(b"Gr\xf6\xdfe\xff");
        assert_eq!(text, "Gr??e?");
        assert_eq!(finding, Some((2..3, "save-as-utf-8".into())));
        assert_eq!(decoded("\u{feff}ä\r\n".as_bytes()), ("\u{feff}ä\r\n".into(), None));
    }

    #[test]
    fn ends_lines_at_lone_returns() {
        for (bytes, text) in [
            ("a\rb\r\r\nä\r", "a\nb\n\r\nä\n"),
            ("\r\n\r\n", "\r\n\r\n"),
            ("\n\r", "\n\n"),
            ("\r", "\n"),
        ] {
            assert_eq!(decoded(bytes.as_bytes()), (text.to_owned(), None));
        }
        assert_eq!(decoded(b"\xff\xfea\0\r\0b\0").0, "a\nb");
        assert_eq!(decoded(b"a\r\xff").0, "a\n_");
    }

    #[test]
    fn knows_utf_16() {
        let (text, finding) = decoded(b"\xff\xfeA\0\xe4\0");
        assert_eq!(text, "Aä");
        assert_eq!(finding, Some((0..0, "file-is-utf-16".into())));
        assert_eq!(decoded(b"\xfe\xff\0A").0, "A");
    }

    #[test]
    fn reads_what_spreadsheets_save() {
        assert_eq!(wording(b"J\xfcrgen;M\xfcller"), "Jürgen;Müller");
        assert_eq!(wording("Jürgen;Mü\u{fffd}".as_bytes()), "Jürgen;Mü\u{fffd}");
        assert_eq!(wording(b"\xff\xfeJ\0\xfc\0"), "Jü");
    }
}
