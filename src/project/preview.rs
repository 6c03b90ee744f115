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
use crate::project::run::{has_errors, settle, with_theme_texts};
use crate::project::shown::Shown;
use crate::project::{Failure, Request};
use crate::site::Inputs;
use crate::source::{self, Sources};

/// A site that is looked at again and again.
pub struct Preview {
    /// What is asked for; nothing is written to its output.
    request: Request,
    /// The dates of the last changes, and what there is to say of them. Git is asked once, and again when
    /// it goes to another commit.
    history: Option<Checked<BTreeMap<SourcePath, Date>>>,
    /// Whether git has to be asked again.
    is_dated: bool,
    /// How often it was asked.
    asked: usize,
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
    /// How often git had been asked for their dates.
    asked: usize,
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
}

impl Preview {
    /// A preview that has not looked yet.
    pub fn new(request: Request) -> Self {
        let (files, memo) = (source::Memo::default(), compile::Memo::lasting());
        let sources = Arc::default();
        let (history, is_dated, asked) = (None, false, 0);
        Self { request, history, is_dated, asked, files, memo, sources, up: None }
    }

    /// Forgets everything, so that the next look starts from nothing. What is up stays up.
    pub fn forget(&mut self) {
        self.files = source::Memo::default();
        self.memo = compile::Memo::lasting();
        self.history = None;
    }

    /// Forgets the dates of the files, so that the next look asks git for them.
    pub fn forget_dates(&mut self) {
        self.is_dated = true;
    }

    /// Looks at the site. `now` is the time, `base_url` the address that the pages are served at;
    /// `changed` are the files that alone may differ from those of the last look, if that is known.
    pub fn look(
        &mut self,
        now: SystemTime,
        base_url: &str,
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
        let changed = self.dates(&sources, &mut findings)?;
        let (today, drafts) = (self.request.today, self.request.drafts);
        let inputs = Inputs { today, drafts, changed };
        let compiled =
            compile::compile(&sources, inputs, Some(base_url), &mut self.memo, &|_| {});
        let compiled = compiled.drain_into(&mut findings);
        settle(&mut findings, self.request.warnings);
        self.sources = Arc::new(sources);
        let latest = compiled.clone();
        let (shown, difference) = match &self.up {
            Some(up) if up.is_good && has_errors(&findings) => {
                (Arc::clone(&up.shown), Difference::Nothing)
            }
            _ => self.exchange(compiled, &mut findings),
        };
        let sources = self.texts_of(&latest, &findings);
        Ok(Look { shown, difference, findings, sources, is_whole })
    }

    /// Puts a site up, unless it is the one that is up. Pages that failed are made once more, so that
    /// what is wrong with them is known without anybody who asks for them.
    fn exchange(
        &mut self,
        compiled: Compiled,
        findings: &mut Vec<Diagnostic>,
    ) -> (Arc<Shown>, Difference) {
        let difference = match &self.up {
            None => Difference::Pages(None),
            Some(up) => {
                let old = &up.shown.compiled;
                let are_dates_same = up.asked == self.asked;
                match difference::edit(&up.sources, &self.sources) {
                    Edit::Nothing if are_dates_same => Difference::Nothing,
                    Edit::Sheets if are_dates_same => {
                        difference::sheets(&old.theme, &compiled.theme)
                    }
                    _ => {
                        let files = difference::replaced(&old.site, &compiled.site);
                        Difference::Pages(Some(files))
                    }
                }
            }
        };
        let is_good = !has_errors(findings);
        let (shown, failed) = match self.up.take() {
            Some(up) if difference == Difference::Nothing => {
                let failed = up.shown.failed();
                (up.shown, failed)
            }
            up => {
                let last = up.as_ref().map(|up| &*up.shown);
                let failed = last.map(Shown::failed).unwrap_or_default();
                (Arc::new(Shown::new(compiled, findings, last)), failed)
            }
        };
        for finding in failed.iter().flat_map(|route| shown.faults_of(route)) {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        let (sources, up) = (Arc::clone(&self.sources), Arc::clone(&shown));
        self.up = Some(Up { shown: up, sources, asked: self.asked, is_good });
        (shown, difference)
    }

    /// The texts that findings point into, as they are now.
    pub fn texts(&self, findings: &[Diagnostic]) -> Sources {
        match &self.up {
            Some(up) => self.texts_of(&up.shown.compiled, findings),
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

    /// The dates of the last changes.
    fn dates(
        &mut self,
        sources: &Sources,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<BTreeMap<SourcePath, Date>, Failure> {
        let known = self.history.take().filter(|_| !self.is_dated);
        let history = if let Some(known) = known {
            known
        } else {
            self.asked += 1;
            self.ask_git(sources)?
        };
        self.is_dated = false;
        self.history = Some(history.clone());
        Ok(history.drain_into(findings))
    }

    /// Asks git for the dates of the last changes.
    fn ask_git(
        &self,
        sources: &Sources,
    ) -> Result<Checked<BTreeMap<SourcePath, Date>>, Failure> {
        let Request { site, search_path, .. } = &self.request;
        let Checked { value, findings } =
            source::history(site, search_path, sources, None)?;
        let day = |(file, time)| Some((file, Date::from_unix(time)?));
        let value = value.changed.into_iter().filter_map(day).collect();
        Ok(Checked { value, findings })
    }
}
