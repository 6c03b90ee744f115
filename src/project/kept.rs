//! What a build finds of the one before it, and leaves for the next.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::codec;
use crate::compile::PageMemo;
use crate::diag::Diagnostic;
use crate::language::Language;
use crate::output;
use crate::path::SourcePath;
use crate::project::cause::{Builds, Last, Options};
use crate::project::indexed::Memos;
use crate::project::measure::Dearest;
use crate::project::run::{has_errors, settle};
use crate::project::{Outcome, Request, Summary};
use crate::record;
use crate::search::Memo;
use crate::source::{self, History, Sources, Stored};

/// The file with everything but readings.
const SITE: &str = "site";

/// The folder of the output's last generation.
const GENERATION: &str = "generation";

/// What a build leaves, but for what it read of records; of that see [`records`].
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The files of the site, if there was nothing to say about them.
    pub(super) files: Option<Stored>,
    /// The answer of git.
    pub(super) history: Option<History>,
    /// The pages.
    pub(super) pages: PageMemo,
    /// The output.
    pub(super) output: Option<output::Memo>,
    /// What it was asked for, and for how long its answer holds.
    pub(super) last: Option<Last>,
    /// The builds that rendered the pages.
    pub(super) builds: Builds,
    /// What it had to say, where a build without a change would say the same.
    pub(super) told: Option<Told>,
}

/// What a build had to say, for the next one where nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// How many pages there were.
    pages: usize,
    /// How many files there were.
    files: usize,
    /// What was found.
    findings: Vec<Diagnostic>,
    /// The texts that the findings point into.
    texts: Vec<(SourcePath, String)>,
}

impl Told {
    /// What a build had to say that went well; `sources` has the texts that its findings point into.
    pub(super) fn new(
        summary: &Summary,
        findings: &[Diagnostic],
        sources: &Sources,
    ) -> Self {
        let spans = findings.iter().flat_map(|f| [&f.span].into_iter().chain(&f.related));
        let named: BTreeSet<&SourcePath> = spans.map(|span| &span.file).collect();
        let text =
            |file: &SourcePath| Some((file.clone(), sources.wording(file)?.to_string()));
        Self {
            pages: summary.pages,
            files: summary.written + summary.unchanged,
            findings: findings.to_vec(),
            texts: named.into_iter().filter_map(text).collect(),
        }
    }

    /// The outcome of a build that changed nothing.
    fn outcome(&self) -> Outcome {
        let texts = self.texts.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        let summary = Summary {
            pages: self.pages,
            written: 0,
            unchanged: self.files,
            removed: 0,
            adopted: None,
            mixture: false,
        };
        Outcome {
            findings: self.findings.clone(),
            sources: Sources::from_texts(texts),
            summary: Some(summary),
            timings: vec![],
            dearest: Dearest::default(),
        }
    }
}

/// The pieces of the file.
type Pieces = (
    Option<Stored>,
    Option<History>,
    PageMemo,
    Option<output::Memo>,
    (Option<Last>, Builds),
    Option<Told>,
);

impl Kept {
    /// What the build before left; nothing where there is nothing.
    pub(super) fn read(cache: &Cache) -> Self {
        let pieces = cache.read(SITE);
        let whole = pieces.as_ref().and_then(|pieces| pieces.get(0));
        let (files, history, pages, output, (last, builds), told): Pieces =
            whole.and_then(codec::decode).unwrap_or_default();
        Self { files, history, pages, output, last, builds, told }
    }

    /// Leaves this for the next build.
    pub(super) fn write(&self, cache: &Cache) {
        let Self { files, history, pages, output, last, builds, told } = self;
        match codec::encode(&(files, history, pages, output, (last, builds), told)) {
            Some(whole) => cache.write(SITE, std::iter::once(whole)),
            None => cache.remove(SITE),
        }
    }

    /// What comes of a request, where nothing changed since the build before: neither a file nor the
    /// commit, nor the output, nor what the day makes of the site.
    pub(super) fn unchanged(&self, request: &Request) -> Option<Outcome> {
        let (last, told) = (self.last.as_ref()?, self.told.as_ref()?);
        if !last.answers(&Options::new(request)) {
            return None;
        }
        let (files, history) = (self.files.as_ref()?, self.history.as_ref()?);
        let output = self.output.as_ref()?;
        let is_same = files.is_all_of(&request.site, request.now)
            && source::head(&request.site, &request.search_path).ok()? == history.head()
            && output::is_untouched(output, &request.out);
        let mut outcome = is_same.then(|| told.outcome())?;
        settle(&mut outcome.findings, request.warnings);
        // What was a warning may be an error now, and then nothing is written.
        (!has_errors(&outcome.findings)).then_some(outcome)
    }
}

/// Opens the cache of a request; nothing where there is none that can be used. What lies among the
/// sources would be one of them.
pub(super) fn open(request: &Request) -> Option<Cache> {
    let folder = std::path::absolute(request.cache.as_deref()?).ok()?;
    let site = std::path::absolute(&request.site).ok()?;
    let is_source = |name| folder.starts_with(site.join(name));
    if ["content", "themes"].into_iter().any(is_source) {
        return None;
    }
    Cache::open(&folder)
}

/// What the files of records said in the build before.
pub(super) fn records(cache: &Cache) -> record::Memo {
    let shards = (0..record::SHARDS).into_par_iter();
    let shards: Vec<_> = shards.map(|number| cache.read(&shard_name(number))).collect();
    record::Memo::restore(shards.into_iter())
}

/// Leaves what the files of records said, as far as it is new.
pub(super) fn keep_records(cache: &Cache, memo: &record::Memo) {
    memo.changed_shards()
        .for_each(|(number, pieces)| cache.write(&shard_name(number), pieces));
}

/// What the builds of the search's indexes left.
pub(super) fn memos(cache: &Cache, languages: &[Language]) -> Memos {
    let memos = languages.par_iter().filter_map(|language| {
        let head = cache.read(&index_name(language, None))?;
        let group = |number| cache.read(&index_name(language, Some(number)));
        Some((language.clone(), Memo::restore(head, group)?))
    });
    memos.collect()
}

/// Leaves what the builds of the search's indexes left, as far as it is new.
pub(super) fn keep_memos(cache: &Cache, memos: &Memos) {
    memos.par_iter().for_each(|(language, memo)| {
        memo.keep(|group, pieces| {
            cache.write(&index_name(language, group), pieces.iter());
        });
    });
}

/// The file of a part of what the build of a language's index left: of a group of documents by its number,
/// or of all else.
fn index_name(language: &Language, group: Option<usize>) -> String {
    let group = group.map_or_else(String::new, |number| format!(".{number:02}"));
    format!("index-{language}{group}")
}

/// The file of a shard.
fn shard_name(number: usize) -> String {
    format!("records-{number:02}")
}

/// Where the output's last generation is kept. What is left of one that somebody deleted in part is
/// taken away, as no build could use it.
pub(super) fn generation(cache: &Cache) -> PathBuf {
    let place = cache.place(GENERATION);
    if place.exists() && !place.join(output::MANIFEST).exists() {
        cache.remove(GENERATION);
    }
    place
}
