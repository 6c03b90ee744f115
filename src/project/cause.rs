//! Why pages were rendered: the builds that did it, and what was new to each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::path::SourcePath;
use crate::project::Request;

/// What a build is asked for, as far as pages depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The address that takes the place of the one in `site.yaml`.
    pub(super) base_url: Option<String>,
    /// Whether drafts are built.
    pub(super) drafts: bool,
    /// The day as of which the site is built.
    pub(super) day: Date,
}

impl Asked {
    /// What a request asks for.
    pub(super) fn new(request: &Request) -> Self {
        let Request { base_url, drafts, today, .. } = request;
        Self { base_url: base_url.clone(), drafts: *drafts, day: *today }
    }
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
    /// The day.
    Day(Date),
    /// Files that came, went or changed.
    Files(Vec<SourcePath>),
    /// The dates of files in git.
    Dates(Vec<SourcePath>),
}

impl Cause {
    /// What is new to a build at some time. `last` is what the build before was asked for, if there was
    /// any, with the files and the dates of git that are new since.
    pub(super) fn new(
        now: SystemTime,
        asked: &Asked,
        last: Option<(&Asked, Vec<SourcePath>, Vec<SourcePath>)>,
    ) -> Self {
        let time = now.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let Some((last, files, dates)) = last else {
            return Self { time, reasons: vec![Reason::First] };
        };
        let mut reasons = vec![];
        if last.base_url != asked.base_url {
            reasons.push(Reason::Address);
        }
        if last.drafts != asked.drafts {
            reasons.push(Reason::Drafts);
        }
        if last.day != asked.day {
            reasons.push(Reason::Day(asked.day));
        }
        if !files.is_empty() {
            reasons.push(Reason::Files(files));
        }
        if !dates.is_empty() {
            reasons.push(Reason::Dates(dates));
        }
        Self { time, reasons }
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
