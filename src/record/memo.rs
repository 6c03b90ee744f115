//! Readings that are kept from one build to the next.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::codec::Pieces;
use crate::config::Config;
use crate::fingerprint::Checksum;
use crate::language::Localised;
use crate::markdown::{CodeLines, SlottedHtml, Words};
use crate::model::Model;
use crate::path::SourcePath;
use crate::record::read::read;
use crate::record::stored::{self, Stored, shard_of};
use crate::record::{Context, FileContent, Reading};

/// What the files of a site said when they were read last.
///
/// A reading depends on nothing but the text and the context (see `read`), so it holds for as long as
/// both are equal; a new context makes the memo forget everything.
#[derive(Debug, Default)]
pub struct Memo {
    /// The context of all that is kept.
    context: Option<(Config, Model, Localised<Words>)>,
    /// What is kept, by file.
    files: HashMap<SourcePath, Kept>,
    /// What an earlier process kept.
    stored: Stored,
    /// How many files had to be read in the last build.
    read: usize,
}

/// A text and what it said.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The text.
    pub(super) text: Arc<str>,
    /// What it said; nothing for texts that are no record.
    pub(super) reading: Option<Arc<Reading>>,
    /// Whether it was read in this build.
    pub(super) is_new: bool,
    /// Whether the earlier process kept the same.
    pub(super) is_stored: bool,
}

impl Kept {
    /// A text that was just read.
    pub(super) fn new(text: &Arc<str>, reading: Option<Reading>) -> Self {
        let (text, reading) = (Arc::clone(text), reading.map(Arc::new));
        Self { text, reading, is_new: true, is_stored: false }
    }
}

impl Memo {
    /// A memo of what an earlier process kept, shard by shard.
    pub fn restore(shards: impl Iterator<Item = Option<Pieces>>) -> Self {
        Self { stored: Stored::new(shards), ..Self::default() }
    }

    /// The shards that differ from what was restored: their numbers and the pieces of their files.
    pub fn changed_shards(
        &self,
    ) -> impl IndexedParallelIterator<Item = (usize, impl Iterator<Item = Vec<u8>>)> {
        let numbers = stored::changed(&self.stored, self.files.iter());
        let context = self
            .context
            .as_ref()
            .map(|(config, model, words)| checksum(Context { config, model, words }));
        numbers.into_par_iter().map(move |number| (number, self.shard(number, context)))
    }

    /// A shard of all that is kept, by its number: the pieces of its file.
    fn shard(
        &self,
        number: usize,
        context: Option<Checksum>,
    ) -> impl Iterator<Item = Vec<u8>> {
        let files = self.files.iter();
        let files = files.filter(move |(file, _)| shard_of(file) == number);
        context
            .into_iter()
            .flat_map(move |context| stored::pieces(context, files.clone()))
    }

    /// How many files have a reading.
    pub fn len(&self) -> usize {
        self.files.values().filter(|kept| kept.reading.is_some()).count()
    }

    /// Tells whether no file has one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many files had to be read in the last build.
    pub fn read(&self) -> usize {
        self.read
    }

    /// Forgets what was read in another context.
    pub(super) fn start(&mut self, context: Context<'_>) {
        let is_same = self.context.as_ref().is_some_and(|(config, model, words)| {
            config == context.config && model == context.model && words == context.words
        });
        if !is_same {
            self.files.clear();
            let Context { config, model, words } = context;
            self.context = Some((config.clone(), model.clone(), words.clone()));
            self.stored.retain(checksum(context));
        }
    }

    /// What a file said, if its text is the same.
    pub(super) fn known(&self, file: &SourcePath, text: &Arc<str>) -> Option<Kept> {
        let is_same = |kept: &&Kept| Arc::ptr_eq(&kept.text, text) || kept.text == *text;
        let kept = self.files.get(file).filter(is_same).cloned();
        kept.or_else(|| Some(stored::kept(text, self.stored.reading(file, text)?)))
    }

    /// The text of a file that differs from what is kept in nothing but its text: all that others may
    /// see of the record or section is the same, and there is nothing to be said about it. Keeps it.
    pub fn only_text(
        &mut self,
        file: &SourcePath,
        text: &Arc<str>,
    ) -> Option<Arc<SlottedHtml>> {
        let (config, model, words) = self.context.as_ref()?;
        let kept = self.files.get_mut(file)?;
        let context = Context { config, model, words };
        let reading = read(file, text, context, &CodeLines::default())?;
        let body = reading.text_after(kept.reading.as_deref()?)?;
        *kept = Kept { is_new: false, ..Kept::new(text, Some(reading)) };
        self.read = 1;
        Some(body)
    }

    /// Keeps the files of this build, and no others.
    pub(super) fn keep(&mut self, files: impl Iterator<Item = (SourcePath, Kept)>) {
        self.read = 0;
        let files = files.map(|(file, kept)| {
            self.read += usize::from(kept.is_new && kept.reading.is_some());
            (file, Kept { is_new: false, ..kept })
        });
        self.files = files.collect();
    }
}

/// What stands for a context: readings that were made in another one are worth nothing.
fn checksum(context: Context<'_>) -> Checksum {
    Checksum::of(format!("{context:?}").as_bytes())
}

impl Reading {
    /// The text, where nothing else differs from what the file said before.
    fn text_after(&self, before: &Self) -> Option<Arc<SlottedHtml>> {
        let is_silent =
            |reading: &Self| reading.findings.is_empty() && reading.missing.is_empty();
        if !is_silent(self) || !is_silent(before) {
            return None;
        }
        match (self.content.as_ref()?, before.content.as_ref()?) {
            (FileContent::Record(now), FileContent::Record(before)) => {
                let mut card = (*now.card).clone();
                card.outline.take_places(&before.card.outline);
                (card == *before.card).then(|| Arc::clone(&now.body))
            }
            (FileContent::Section(now), FileContent::Section(before)) => {
                let mut section = (**now).clone();
                section.outline.take_places(&before.outline);
                section.body.clone_from(&before.body);
                section.text_range.clone_from(&before.text_range);
                (section == **before).then(|| Arc::clone(&now.body))
            }
            _ => None,
        }
    }
}
