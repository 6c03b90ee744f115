//! A whole run over a site: what is asked for, and what comes of it.

mod ask;
mod cause;
mod difference;
mod indexed;
mod kept;
mod measure;
mod preview;
mod run;
mod shown;
mod stand;
mod stock;
mod survey;
mod verify;
mod why;
mod write;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::date::Date;
use crate::diag::{Diagnostic, Hint};
use crate::source::{ReadFailure, Sources, reason_of};

pub use ask::{Question, ask};
pub use cause::{Cause, Reason};
pub use difference::{Difference, Sheet};
pub use measure::{Dearest, StageReport};
pub use preview::{Look, Preview};
pub use run::{build, check, is_told};
pub use shown::{About, Answer, Made, Shown};
pub use survey::{GapReport, OpenRecord, coverage};
pub use verify::verify;
pub use why::{Inquiry, LastTime, NextTime, Subject, Why};

/// What a run shall do. Everything that could differ between machines is in here: nothing below
/// asks for the clock, the environment or the working folder.
#[derive(Clone)]
pub struct Request {
    /// The folder that holds `content/`.
    pub site: PathBuf,
    /// The folder that the site is written to.
    pub out: PathBuf,
    /// An address that takes the place of `base_url`, without a final slash.
    pub base_url: Option<String>,
    /// Whether drafts and what is planned for later are built as well.
    pub drafts: bool,
    /// The day as of which the site is built.
    pub today: Date,
    /// How many threads work; as many as there are processors if nothing is said.
    pub jobs: Option<NonZeroUsize>,
    /// What becomes of warnings.
    pub warnings: Warnings,
    /// What becomes of files in the output that this program does not know as its own.
    pub foreign: Foreign,
    /// The user's home folder, which is never an output.
    pub home: Option<PathBuf>,
    /// The folder in which a build keeps what spares the next one work; nothing is kept without one.
    pub cache: Option<PathBuf>,
    /// The time before anything is read.
    pub now: SystemTime,
    /// The variable `PATH`, where git is looked for.
    pub search_path: OsString,
    /// Whether somebody wants to know for how long the processors work.
    pub measures: bool,
    /// Hears that another run works on the output, and that this one waits for it.
    pub waiting: Option<OnWaiting>,
    /// Hears how far the run is; nothing depends on it.
    pub progress: Option<OnProgress>,
}

/// Somebody who hears how far a run is, from any thread.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// Somebody who hears whose lock a run waits for.
pub type OnWaiting = Arc<dyn Fn(&Path) + Send + Sync>;

/// What becomes of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warnings {
    /// They are named, and the site is published.
    Tolerated,
    /// They count as errors.
    Errors,
}

/// What becomes of an output folder of which this program does not know that it wrote all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// The run stops before it writes.
    Refused,
    /// Written files that were changed by hand are replaced, and a folder without a readable list of
    /// the written files is taken over; foreign files stay.
    Adopted,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How many pieces are done.
    pub done: usize,
    /// How many pieces there are.
    pub total: usize,
}

/// The parts of a run that take time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Files are read.
    Read,
    /// Records are taken apart.
    Parse,
    /// Records are linked.
    Link,
    /// Pages are rendered.
    Render,
    /// The index of the search is made.
    Search,
    /// Files are written.
    Write,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Self; 6] =
        [Self::Read, Self::Parse, Self::Link, Self::Render, Self::Search, Self::Write];

    /// The name below `cli.stages` in the message files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Link => "link",
            Self::Render => "render",
            Self::Search => "search",
            Self::Write => "write",
        }
    }
}

/// What came of a run that could be made.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// All findings of all stages, in no particular order; warnings are errors already where the
    /// request says so.
    pub findings: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Sources,
    /// What was written; nothing for a check, and nothing where errors kept the site back.
    pub summary: Option<Summary>,
    /// What the stages took.
    pub timings: Vec<StageReport>,
    /// The pages and templates that took longest.
    pub dearest: Dearest,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Pages of the site.
    pub pages: usize,
    /// Files that are new or differ from before.
    pub written: usize,
    /// Files that are as they were.
    pub unchanged: usize,
    /// Files of an earlier run that are gone.
    pub removed: usize,
    /// Where a folder without a readable list was taken over: the files in it that are no part of the
    /// site.
    pub adopted: Option<Vec<String>>,
    /// Whether readers may have seen old and new files side by side for a moment, since the output
    /// cannot be exchanged in one step.
    pub mixture: bool,
}

/// Why a run could not be made: a fault of the machine or of the call, never of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The key below `failures` in the message files.
    pub key: &'static str,
    /// What fills the placeholders of the sentence, by name.
    pub arguments: Vec<(&'static str, String)>,
    /// What could be done about it.
    pub hints: Vec<Hint>,
}

impl Failure {
    /// A failure without arguments.
    pub fn new(key: &'static str) -> Self {
        Self { key, arguments: vec![], hints: vec![] }
    }

    /// Something that could not be done with a file or folder. Keys of this kind have the
    /// placeholders `path` and `reason`.
    pub fn io(key: &'static str, path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_string_lossy();
        Self::new(key).with("path", path).with("reason", reason_of(error))
    }

    /// Fills a placeholder of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn hint<const N: usize>(
        mut self,
        key: &'static str,
        arguments: [(&'static str, String); N],
    ) -> Self {
        let arguments = arguments.map(|(name, value)| (name.into(), value)).into();
        self.hints.push(Hint { key: key.into(), arguments });
        self
    }
}

impl From<ReadFailure> for Failure {
    fn from(failure: ReadFailure) -> Self {
        Self { key: failure.key(), arguments: failure.arguments(), hints: vec![] }
    }
}
