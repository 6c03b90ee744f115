//! When each file was last changed, as one `git log` tells it.
//!
//! Names of people are never asked for. Git runs with fixed arguments and an environment of our own:
//! neither a variable nor the repository's settings can make it run another program, use the network
//! or change its output. A file that is changed and not committed has the date of its last commit.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::source::load::is_machine_fault;
use crate::source::tagged::{Tagged, last_tag, tagged};
use crate::source::{ReadFailure, Sources};

/// What git knows of the files in `content/` at a commit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    /// The time of each file's last commit, in Unix seconds, be the file there or not.
    changed: BTreeMap<SourcePath, i64>,
    /// Whether git was heard to the end: then of a file without a time nothing is known at all.
    is_whole: bool,
    /// The commit that is checked out, where the site lies in the repository, whether the clone is shallow,
    /// and the last tag; empty where there is no repository or no commit.
    head: String,
    /// What the last tag had of histories.
    tagged: Tagged,
}

impl History {
    /// What is checked out, as [`head`] gives it.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Tells whether the clone is shallow: then nothing is known, as every date would be the newest.
    pub fn is_shallow(&self) -> bool {
        self.head.lines().next() == Some("true")
    }

    /// What the last tag had of histories.
    pub fn tagged(&self) -> &Tagged {
        &self.tagged
    }

    /// The time of the last commit of each of these files, in Unix seconds; without an entry, nothing is
    /// known.
    pub fn times<'a>(
        &self,
        sources: &'a Sources,
    ) -> impl Iterator<Item = (&'a SourcePath, i64)> {
        content(sources).filter_map(|path| Some((path, *self.changed.get(path)?)))
    }

    /// Those of these files that have another time than in an earlier answer, or have one in one of
    /// both alone.
    pub fn new_times(&self, earlier: &Self, sources: &Sources) -> Vec<SourcePath> {
        let is_new =
            |path: &&SourcePath| self.changed.get(*path) != earlier.changed.get(*path);
        content(sources).filter(is_new).cloned().collect()
    }

    /// Tells whether git would say nothing else of these files, as long as the commit is the same.
    fn covers(&self, sources: &Sources) -> bool {
        self.is_whole || content(sources).all(|path| self.changed.contains_key(path))
    }
}

/// The files whose dates are asked for.
fn content(sources: &Sources) -> impl Iterator<Item = &SourcePath> {
    sources.files.keys().filter(|path| path.below("content").is_some())
}

/// Arguments before the command: what settings of the repository must not decide.
///
/// `safe.directory` lets git look at a checkout that belongs to somebody else, as in containers. It
/// guards against programs that a repository's settings name, and of these none can run here.
const SETTINGS: &[&str] = &[
    "--no-pager",
    "--no-optional-locks",
    "-c",
    "safe.directory=*",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "diff.orderFile=/dev/null",
    "-c",
    "log.showRoot=true",
    "-c",
    "log.follow=false",
];

/// The question what is checked out: one line each for whether the clone is shallow, the commit, and the
/// folder in the repository.
const HEAD: &[&str] = &["rev-parse", "--is-shallow-repository", "HEAD", "--show-prefix"];

/// The question itself. A time starts with `/`, which no path in the answer does.
const LOG: &[&str] = &[
    "log",
    "-z",
    "--format=tformat:/%ct",
    "--name-only",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=all",
    "--relative",
];

/// Asks git what is checked out at a site, and which tag was the last.
///
/// Where git cannot be run since the machine is at fault, that is an error: the same site would be
/// another one without its dates.
pub fn head(site: &Path, search_path: &OsStr) -> Result<String, ReadFailure> {
    match git(site, search_path, HEAD).output() {
        Err(error) if is_machine_fault(&error) => Err(machine(error)),
        Ok(answer) if answer.status.success() => {
            let mut head = String::from_utf8_lossy(&answer.stdout).into_owned();
            head.push_str(&last_tag(site, search_path));
            Ok(head)
        }
        _ => Ok(String::new()),
    }
}

/// A fault of the machine while git is asked.
fn machine(error: std::io::Error) -> ReadFailure {
    ReadFailure::Machine { path: "git log".into(), error }
}

/// Asks git for the last change of every file in `content/`, unless `last`, an earlier answer, is one to
/// the same question.
///
/// `search_path` is the variable `PATH`, where git is looked for. Without git, without a repository,
/// or where git fails, there are no dates and nothing is said. Where the machine cannot run another
/// program at the moment, that is an error: the same site would be another one without its dates.
pub fn history(
    site: &Path,
    search_path: &OsStr,
    sources: &Sources,
    last: Option<History>,
) -> Result<Checked<History>, ReadFailure> {
    let head = head(site, search_path)?;
    let unknown = History { head, ..History::default() };
    if unknown.is_shallow() {
        let finding = Diagnostic::new(Code::ShallowClone, Span::nowhere());
        let findings = vec![finding.hint("fetch-full-history")];
        return Ok(Checked { value: unknown, findings });
    }
    if unknown.head.is_empty() {
        return Ok(Checked::clean(unknown));
    }
    let is_answer = |last: &History| last.head == unknown.head && last.covers(sources);
    if let Some(last) = last.filter(is_answer) {
        return Ok(Checked::clean(last));
    }
    let tag = unknown.head.lines().nth(3).unwrap_or_default();
    let tagged = tagged(site, search_path, tag);
    let unknown = History { tagged, ..unknown };
    // The commit that was named, should another one come meanwhile.
    let commit = unknown.head.lines().nth(1).unwrap_or("HEAD");
    let log: Vec<&str> = LOG.iter().copied().chain([commit, "--", "content"]).collect();
    let child = match git(site, search_path, &log).spawn() {
        Err(error) if is_machine_fault(&error) => return Err(machine(error)),
        child => child.ok(),
    };
    let changes = child.and_then(|child| last_changes(child, sources));
    // Where git failed, it is asked again the next time.
    let history =
        changes.map(|(changed, is_whole)| History { changed, is_whole, ..unknown });
    Ok(Checked::clean(history.unwrap_or_default()))
}

/// A git command in the site's folder with nothing from outside but `PATH`.
pub(super) fn git(site: &Path, search_path: &OsStr, arguments: &[&str]) -> Command {
    // Found by ourselves: the system copies all that it knows of our memory for a program that has to be
    // looked for in another path than ours.
    let found = std::env::split_paths(search_path).map(|folder| folder.join("git"));
    let program = found.into_iter().find(|program| program.is_file());
    let mut command = Command::new(program.unwrap_or_else(|| "git".into()));
    command
        .env_clear()
        .env("PATH", search_path)
        .env("LC_ALL", "C")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        // What is checked out decides the answer, and nothing that is laid over it.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_GRAFT_FILE", "/dev/null")
        // A partial clone would fetch what it lacks, by a program that its settings name.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_TERMINAL_PROMPT", "0")
        .arg("-C")
        .arg(site)
        .args(SETTINGS)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Reads the log from the newest commit on, until every file has been seen; tells whether that was its
/// end.
///
/// Nothing comes back where git fails on the way: half a history has wrong gaps.
fn last_changes(
    mut child: Child,
    sources: &Sources,
) -> Option<(BTreeMap<SourcePath, i64>, bool)> {
    let mut missing = content(sources).count();
    let mut answer = BufReader::new(child.stdout.take()?);
    let mut changed = BTreeMap::new();
    let mut reader = Reader::default();
    let mut piece = vec![];
    let mut complete = true;
    while missing > 0 {
        piece.clear();
        match answer.read_until(0, &mut piece) {
            Ok(0) => break,
            Ok(_) => {}
            Err(_) => {
                complete = false;
                break;
            }
        }
        let Some((path, time)) = reader.take(&piece) else { continue };
        // The first time that is told is the last.
        if let Entry::Vacant(entry) = changed.entry(path) {
            missing -= usize::from(sources.files.contains_key(entry.key()));
            entry.insert(time);
        }
    }
    drop(answer);
    if missing == 0 {
        // Enough is known; how git takes the end of its listener does not matter.
        drop(child.kill());
        drop(child.wait());
        return Some((changed, false));
    }
    let ended_well = child.wait().is_ok_and(|status| status.success());
    (complete && ended_well).then_some((changed, true))
}

/// Where the reader of the log stands.
#[derive(Debug, Default)]
struct Reader {
    /// The time of the commit whose files are being listed.
    time: Option<i64>,
    /// Whether the next piece is the first name of a commit, with a line end before it.
    first: bool,
}

impl Reader {
    /// Takes a piece of the log, its final NUL included; gives a file and its time, or nothing for
    /// the head of a commit and for names that are not UTF-8.
    fn take(&mut self, piece: &[u8]) -> Option<(SourcePath, i64)> {
        let piece = piece.strip_suffix(b"\0").unwrap_or(piece);
        if let Some(time) = piece.strip_prefix(b"/") {
            self.time = std::str::from_utf8(time).ok().and_then(|time| time.parse().ok());
            self.first = true;
            return None;
        }
        let name =
            if self.first { piece.strip_prefix(b"\n").unwrap_or(piece) } else { piece };
        self.first = false;
        Some((SourcePath::new(std::str::from_utf8(name).ok()?), self.time?))
    }
}
