//! Why pages were rendered: the builds that did it, and what was new to each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::compile::PageInputs;
use crate::date::Date;
use crate::path::SourcePath;
use crate::project::Request;

/// What a build is asked for, as far as pages depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Options {
    /// The address that takes the place of the one in `site.yaml`.
    pub(super) base_url: Option<String>,
    /// Whether drafts are built.
    pub(super) drafts: bool,
    /// The day as of which the site is built.
    pub(super) day: Date,
}

impl Options {
    /// What a request asks for.
    pub(super) fn new(request: &Request) -> Self {
        let Request { base_url, drafts, today, .. } = request;
        Self { base_url: base_url.clone(), drafts: *drafts, day: *today }
    }
}

/// What the build before was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Last {
    /// What it was asked for.
    pub(super) options: Options,
    /// The first day on which the same files make another site, if there is one.
    pub(super) until: Option<Date>,
}

impl Last {
    /// Tells whether the same comes of another request, as long as the files are the same.
    pub(super) fn answers(&self, now: &Options) -> bool {
        Options { day: now.day, ..self.options.clone() } == *now && self.holds_on(now.day)
    }

    /// Tells whether a day makes no other site of the files.
    fn holds_on(&self, day: Date) -> bool {
        self.options.day <= day && self.until.is_none_or(|until| day < until)
    }
}

/// What is new to a build.
pub(super) struct News<'a> {
    /// What the build before was asked for.
    pub(super) last: &'a Last,
    /// The files that came, went or changed since.
    pub(super) files: Vec<SourcePath>,
    /// Those of which git tells another date.
    pub(super) dates: Vec<SourcePath>,
}

/// A build that rendered pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// When it began, in Unix seconds.
    pub time: u64,
    /// What was new to it; nothing where pages were rendered though nothing was.
    pub reasons: Vec<Reason>,
}

/// Something that was new to a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Everything: there was no build before it that left something in the cache.
    First,
    /// The address of the site.
    Address,
    /// Whether there are drafts.
    Drafts,
    /// The day: something appears, lapses or becomes past.
    Day(Date),
    /// Files that came, went or changed.
    Files(Vec<SourcePath>),
    /// The dates of files in git.
    Dates(Vec<SourcePath>),
}

impl Cause {
    /// The cause of what a build renders that begins at some time; nothing is known of one before it
    /// where there is no `news`.
    pub(super) fn new(
        now: SystemTime,
        options: &Options,
        news: Option<News<'_>>,
    ) -> Self {
        let time = now.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let Some(News { last, files, dates }) = news else {
            return Self { time, reasons: vec![Reason::First] };
        };
        let mut reasons = vec![];
        if last.options.base_url != options.base_url {
            reasons.push(Reason::Address);
        }
        if last.options.drafts != options.drafts {
            reasons.push(Reason::Drafts);
        }
        if !last.holds_on(options.day) {
            reasons.push(Reason::Day(options.day));
        }
        if !files.is_empty() {
            reasons.push(Reason::Files(files));
        }
        if !dates.is_empty() {
            reasons.push(Reason::Dates(dates));
        }
        Self { time, reasons }
    }

    /// The files among the reasons, each once: those that a page is made of, and all others.
    pub fn files(&self, inputs: &PageInputs) -> (Vec<&SourcePath>, Vec<&SourcePath>) {
        let files = self.reasons.iter().flat_map(|reason| match reason {
            Reason::Files(files) | Reason::Dates(files) => files.as_slice(),
            Reason::First | Reason::Address | Reason::Drafts | Reason::Day(_) => &[],
        });
        let files: BTreeSet<&SourcePath> = files.collect();
        files.into_iter().partition(|file| inputs.contain(file))
    }

    /// Tells whether no build was before it.
    pub fn is_first(&self) -> bool {
        self.reasons.contains(&Reason::First)
    }
}

/// The builds that rendered the pages of a site, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Builds(BTreeMap<u32, Cause>);

impl Builds {
    /// The number of the next build.
    pub(super) fn next(&self) -> u32 {
        self.0.last_key_value().map_or(0, |(number, _)| number.wrapping_add(1))
    }

    /// Adds a build, and forgets those of which no page is left.
    pub(super) fn add(&mut self, number: u32, cause: Cause, used: &BTreeSet<u32>) {
        self.0.insert(number, cause);
        self.0.retain(|number, _| used.contains(number));
    }

    /// A build by its number.
    pub(super) fn get(&self, number: u32) -> Option<&Cause> {
        self.0.get(&number)
    }
}
