//! How long the stages of a run take, and what they were spared.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::project::{Progress, Request, Stage};

/// How many of the dearest pages and templates are named.
const DEAREST: usize = 10;

/// What a stage took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageReport {
    /// The stage.
    pub stage: Stage,
    /// The time that passed.
    pub wall: Duration,
    /// The time that the processors worked for this program, all of them together; zero where nobody
    /// asked for it.
    pub cpu: Duration,
    /// How many things it had to do with: files, records, pages.
    pub items: usize,
    /// How many of them the cache spared it, where it can be spared any.
    pub hits: Option<usize>,
}

/// The pages and templates that took longest to render, the longest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dearest {
    /// Addresses of pages.
    pub pages: Vec<(String, Duration)>,
    /// Templates with the number of their pages, and the time of all of them.
    pub templates: Vec<(String, usize, Duration)>,
}

/// A page that was rendered.
#[derive(Debug, Clone)]
pub(super) struct Rendering {
    /// Its address.
    pub(super) address: String,
    /// Its template.
    pub(super) template: String,
    /// How long it took.
    pub(super) time: Duration,
}

/// Measures the stages, and tells whoever wants to hear.
pub(super) struct Watch<'a> {
    /// The request.
    request: &'a Request,
    /// The stages so far, and the start of the last one.
    stages: Mutex<Vec<Started>>,
}

/// A stage that began.
#[derive(Clone, Copy)]
struct Started {
    /// What is known of it; its times are those of its start.
    report: StageReport,
    /// When it began.
    at: Instant,
}

impl<'a> Watch<'a> {
    /// A watch for a run.
    pub(super) fn new(request: &'a Request) -> Self {
        Self { request, stages: Mutex::default() }
    }

    /// Notes that a stage begins.
    pub(super) fn begin(&self, stage: Stage) {
        let (at, cpu) = (Instant::now(), self.processor_time());
        let report =
            StageReport { stage, wall: Duration::ZERO, cpu, items: 0, hits: None };
        if let Ok(mut stages) = self.stages.lock() {
            stages.push(Started { report, at });
        }
        self.tell(stage, 0, 1);
    }

    /// Notes how many things a stage had to do with, and how many the cache spared it.
    pub(super) fn count(&self, stage: Stage, items: usize, hits: Option<usize>) {
        if let Ok(mut stages) = self.stages.lock()
            && let Some(started) = stages.iter_mut().find(|s| s.report.stage == stage)
        {
            started.report = StageReport { items, hits, ..started.report };
        }
    }

    /// Tells how far a stage is.
    pub(super) fn tell(&self, stage: Stage, done: usize, total: usize) {
        if let Some(progress) = &self.request.progress {
            progress(Progress { stage, done, total });
        }
    }

    /// How long the processors have worked for this program; zero where nobody wants to know.
    fn processor_time(&self) -> Duration {
        if !self.request.measures {
            return Duration::ZERO;
        }
        Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
    }

    /// What each stage took.
    pub(super) fn reports(self) -> Vec<StageReport> {
        let now = self.processor_time();
        let stages = self.stages.into_inner().unwrap_or_default();
        let starts = stages.iter().map(|started| (started.at, started.report.cpu));
        let ends = starts.skip(1).chain([(Instant::now(), now)]);
        let report =
            |(started, (at, cpu)): (&Started, (Instant, Duration))| StageReport {
                wall: at - started.at,
                cpu: cpu.saturating_sub(started.report.cpu),
                ..started.report
            };
        stages.iter().zip(ends).map(report).collect()
    }
}

impl Dearest {
    /// The dearest among some pages.
    pub(super) fn of(renderings: Vec<Rendering>) -> Self {
        let mut sums = std::collections::BTreeMap::<String, (usize, Duration)>::new();
        for rendering in &renderings {
            let sum = sums.entry(rendering.template.clone()).or_default();
            *sum = (sum.0 + 1, sum.1 + rendering.time);
        }
        let mut templates: Vec<_> =
            sums.into_iter().map(|(name, (count, time))| (name, count, time)).collect();
        templates.sort_by_key(|(_, _, time)| std::cmp::Reverse(*time));
        templates.truncate(DEAREST);
        let mut pages: Vec<_> =
            renderings.into_iter().map(|page| (page.address, page.time)).collect();
        pages.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
        pages.truncate(DEAREST);
        Self { pages, templates }
    }
}
