//! What the last tag of the repository had: the texts with a history, to be held against those of today.
//!
//! A tag stands for what was published once; who reads it again shall find it again.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use serde::{Deserialize, Serialize};

use crate::path::SourcePath;
use crate::source::history::git;

/// The texts of the last tag.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tagged {
    /// What the tag is called; empty where there is none.
    pub name: String,
    /// The texts below `content/` that have a history, as they were then.
    pub texts: BTreeMap<SourcePath, String>,
}

/// The question for the last tag that the commit has behind it: what it is called, and what it is of.
const LAST: &[&str] = &[
    "for-each-ref",
    "--merged=HEAD",
    "--sort=-creatordate",
    "--count=1",
    "--format=%(refname:strip=2) %(objectname)",
    "refs/tags",
];

/// The question which files of a commit have a history.
const WITH_HISTORY: &[&str] = &[
    "grep",
    "-l",
    "-z",
    "-I",
    "--no-color",
    "--no-textconv",
    "--threads=1",
    "-e",
    "^history:",
];

/// Asks git for the last tag: its name and what it is of, in a line; empty where there is none.
pub(super) fn last_tag(site: &Path, search_path: &OsStr) -> String {
    let answer = git(site, search_path, LAST).output().ok();
    let answer = answer.filter(|answer| answer.status.success());
    answer.map_or_else(String::new, |answer| {
        String::from_utf8_lossy(&answer.stdout).into_owned()
    })
}

/// The texts of a tag that have a history; `tag` is what [`last_tag`] gave. Without a tag, or where git
/// fails, there are none.
pub(super) fn tagged(site: &Path, search_path: &OsStr, tag: &str) -> Tagged {
    let Some((name, object)) = tag.trim_end().rsplit_once(' ') else {
        return Tagged::default();
    };
    let question: Vec<&str> =
        WITH_HISTORY.iter().copied().chain([object, "--", "content"]).collect();
    let answer = git(site, search_path, &question).output().ok();
    let listed = answer.filter(|answer| answer.status.success());
    let listed = listed.map(|answer| answer.stdout).unwrap_or_default();
    let paths = listed.split(|byte| *byte == 0).filter_map(|entry| {
        // `<object>:content/…`, from the folder of the site on.
        let entry = std::str::from_utf8(entry).ok()?;
        let path = entry.strip_prefix(object)?.strip_prefix(':')?;
        let is_text = Path::new(path).extension().is_some_and(|ending| ending == "md");
        (is_text && !path.contains('\n')).then_some(path)
    });
    let paths: Vec<&str> = paths.collect();
    let texts = texts(site, search_path, object, &paths).unwrap_or_default();
    Tagged { name: name.to_owned(), texts }
}

/// The texts of some files at a commit; nothing where git fails.
fn texts(
    site: &Path,
    search_path: &OsStr,
    object: &str,
    paths: &[&str],
) -> Option<BTreeMap<SourcePath, String>> {
    if paths.is_empty() {
        return None;
    }
    let mut command = git(site, search_path, &["cat-file", "--batch"]);
    let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
    let (mut questions, mut answers) = (child.stdin.take()?, child.stdout.take()?);
    let asked: Vec<String> =
        paths.iter().map(|path| format!("{object}:./{path}\n")).collect();
    let mut answer = vec![];
    // Both at once: neither side may wait for room that only the other one makes.
    let is_heard = std::thread::scope(|scope| {
        scope.spawn(move || drop(questions.write_all(asked.concat().as_bytes())));
        answers.read_to_end(&mut answer).is_ok()
    });
    let ended_well = child.wait().is_ok_and(|status| status.success());
    (is_heard && ended_well).then(|| contents(&answer, paths))
}

/// The contents in an answer of `git cat-file --batch`: for each file a line `<object> blob <size>`, its
/// bytes, and a line end; what is missing has a line without a size.
fn contents(mut answer: &[u8], paths: &[&str]) -> BTreeMap<SourcePath, String> {
    let mut contents = BTreeMap::new();
    for path in paths {
        let Some(end) = answer.iter().position(|byte| *byte == b'\n') else { break };
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        answer = &answer[end + 1..];
        let size = head.rsplit_once(" blob ").and_then(|(_, size)| size.parse().ok());
        let Some(content) = size.and_then(|size: usize| answer.get(..size)) else {
            continue;
        };
        answer = answer.get(content.len() + 1..).unwrap_or_default();
        if let Ok(text) = std::str::from_utf8(content) {
            contents.insert(SourcePath::new(path), text.to_owned());
        }
    }
    contents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_an_answer_apart() {
        let answer =
            b"0a blob 3\na\nb\nx:./y missing\n0b blob 0\n\n0c blob 2\n\xff\xfe\n";
        let contents = contents(answer, &["a.md", "y.md", "leer.md", "kein-text.md"]);
        let contents: Vec<(&str, &str)> =
            contents.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(contents, [("a.md", "a\nb"), ("leer.md", "")]);
    }
}
