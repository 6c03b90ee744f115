//! The preview: the build in a loop, in memory.
//!
//! Each look at the site is a build with a warm memo, without writing. What was found last without an
//! error stays up until there is something better; pages are made when they are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::SystemTime;

use crate::compile::{self, Compiled};
use crate::date::Date;
use crate::diag::{Checked, Diagnostic};
use crate::path::SourcePath;
use crate::project::difference::{self, Difference, Edit};
use crate::project::run::{days, has_errors, is_told, settle, with_theme_texts};
use crate::project::shown::Shown;
use crate::project::{Failure, Request};
use crate::site::Inputs;
use crate::source::{self, History, Sources};

/// A site that is looked at again and again.
pub struct Preview {
    /// What is asked for; nothing is written to its output.
    request: Request,
    /// What git said last, and what there is to say of it.
    history: Checked<History>,
    /// The dates that follow from that for the files that are there.
    dates: Arc<BTreeMap<SourcePath, Date>>,
    /// The files as they were read last.
    files: source::Memo,
    /// What the last build left.
    memo: compile::Memo,
    /// The files as they are.
    sources: Arc<Sources>,
    /// What is up.
    up: Option<Up>,
}

/// What is up, with what it came from.
struct Up {
    /// The site.
    shown: Arc<Shown>,
    /// The files that it was made of.
    sources: Arc<Sources>,
    /// The dates of their last changes.
    dates: Arc<BTreeMap<SourcePath, Date>>,
    /// The day as of which it was made.
    today: Date,
    /// Whether nothing was wrong with them.
    is_good: bool,
}

/// What a look at the site has brought.
pub struct Look {
    /// What is up now: the site as it is, or the last one without errors.
    pub shown: Arc<Shown>,
    /// What differs from what was up before.
    pub difference: Difference,
    /// Everything that was found.
    pub findings: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Sources,
    /// Whether all files were looked at.
    pub is_whole: bool,
    /// Whether what is up is what was looked at.
    is_latest: bool,
}

impl Preview {
    /// A preview that has not looked yet.
    pub fn new(request: Request) -> Self {
        let (files, memo) = (source::Memo::default(), compile::Memo::lasting());
        let history = Checked::clean(History::default());
        let (dates, sources) = (Arc::default(), Arc::default());
        Self { request, history, dates, files, memo, sources, up: None }
    }

    /// Forgets everything, so that the next look starts from nothing. What is up stays up.
    pub fn forget(&mut self) {
        self.files = source::Memo::default();
        self.memo = compile::Memo::lasting();
        self.history = Checked::clean(History::default());
    }

    /// Looks at the site. `now` is the time, `today` the day as of which it is shown; `changed` are the
    /// files that alone may differ from those of the last look, if that is known. Git is asked for dates
    /// only where it is not.
    pub fn look(
        &mut self,
        now: SystemTime,
        today: Date,
        changed: Option<&BTreeSet<SourcePath>>,
    ) -> Result<Look, Failure> {
        let mut findings = Vec::new();
        let (site, files) = (&self.request.site, &mut self.files);
        let some = changed.and_then(|some| source::read_some(site, files, now, some));
        let is_whole = some.is_none();
        let sources = match some {
            Some(sources) => sources,
            None => source::read_again(site, files, Some(now))?.drain_into(&mut findings),
        };
        if is_whole {
            self.ask_git(&sources)?;
        }
        findings.extend(self.history.findings.iter().cloned());
        let (drafts, changed) = (self.request.drafts, self.dates.as_ref().clone());
        let tagged = Arc::new(self.history.value.tagged().clone());
        let inputs = Inputs { today, drafts, changed, tagged };
        let url = &self.request.base_url;
        let compiled =
            compile::compile(&sources, inputs, url.as_deref(), &mut self.memo, &|_| {});
        let compiled = compiled.drain_into(&mut findings);
        settle(&mut findings, self.request.warnings);
        self.sources = Arc::new(sources);
        let latest = compiled.clone();
        let has_errors = has_errors(&findings);
        let (shown, difference, is_latest) = match &self.up {
            Some(up) if up.is_good && has_errors => {
                (Arc::clone(&up.shown), Difference::Nothing, false)
            }
            _ => {
                let (shown, difference) = self.exchange(compiled, today, !has_errors);
                (shown, difference, true)
            }
        };
        let sources = self.texts_of(&latest, &findings);
        Ok(Look { shown, difference, findings, sources, is_whole, is_latest })
    }

    /// Makes the pages that are the likeliest to fail; what is wrong with them is found in the look as
    /// well. It may take longer than what readers should wait for.
    pub fn try_out(&self, look: &mut Look) {
        let faults = if look.is_latest { look.shown.try_out() } else { vec![] };
        let known = look.findings.len();
        for fault in faults {
            if !is_told(&fault, &look.findings) {
                look.findings.push(fault);
            }
        }
        if look.findings.len() > known {
            look.sources = self.texts(&look.findings);
        }
    }

    /// Puts a site up, with or without errors, unless it is the one that is up.
    fn exchange(
        &mut self,
        compiled: Compiled,
        today: Date,
        is_good: bool,
    ) -> (Arc<Shown>, Difference) {
        let difference = match &self.up {
            None => Difference::Pages(None),
            Some(up) => {
                let old = up.shown.compiled();
                let is_same = up.today == today && Arc::ptr_eq(&up.dates, &self.dates);
                match difference::edit(&up.sources, &self.sources) {
                    Edit::Nothing if is_same => Difference::Nothing,
                    Edit::Sheets if is_same => {
                        difference::sheets(&old.theme, &compiled.theme)
                    }
                    _ => {
                        let files = difference::replaced(&old.site, &compiled.site);
                        Difference::Pages(Some(files))
                    }
                }
            }
        };
        let shown = match self.up.take() {
            Some(up) if difference == Difference::Nothing => up.shown,
            up => {
                let last = up.as_ref().map(|up| &*up.shown);
                Arc::new(Shown::new(compiled, last))
            }
        };
        let (sources, dates) = (Arc::clone(&self.sources), Arc::clone(&self.dates));
        let up = Up { shown: Arc::clone(&shown), sources, dates, today, is_good };
        self.up = Some(up);
        (shown, difference)
    }

    /// The texts that findings point into, as they are now.
    pub fn texts(&self, findings: &[Diagnostic]) -> Sources {
        match &self.up {
            Some(up) => self.texts_of(up.shown.compiled(), findings),
            None => Sources::clone(&self.sources),
        }
    }

    /// The texts that findings of a build point into.
    fn texts_of(&self, compiled: &Compiled, findings: &[Diagnostic]) -> Sources {
        if findings.is_empty() {
            return Sources::default();
        }
        with_theme_texts(Sources::clone(&self.sources), compiled, findings)
    }

    /// Asks git for the dates of the last changes.
    fn ask_git(&mut self, sources: &Sources) -> Result<(), Failure> {
        let Request { site, search_path, .. } = &self.request;
        let last = std::mem::take(&mut self.history.value);
        self.history = source::history(site, search_path, sources, Some(last))?;
        let dates = days(&self.history.value, sources);
        if dates != *self.dates {
            self.dates = dates.into();
        }
        Ok(())
    }
}
