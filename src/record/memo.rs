//! Readings that are kept from one build to the next.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::language::Localised;
use crate::markdown::Words;
use crate::model::Model;
use crate::path::SourcePath;
use crate::record::{Context, Reading};

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
    /// How many files had to be read in the last build.
    read: usize,
}

/// A text and what it said.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The text.
    text: Arc<str>,
    /// What it said; nothing for texts that are no record.
    pub(super) reading: Option<Arc<Reading>>,
    /// Whether it was read in this build.
    is_new: bool,
}

impl Kept {
    /// A text that was just read.
    pub(super) fn new(text: &Arc<str>, reading: Option<Reading>) -> Self {
        Self { text: Arc::clone(text), reading: reading.map(Arc::new), is_new: true }
    }
}

impl Memo {
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
        }
    }

    /// What a file said, if its text is the same.
    pub(super) fn known(&self, file: &SourcePath, text: &Arc<str>) -> Option<&Kept> {
        let kept = self.files.get(file)?;
        (Arc::ptr_eq(&kept.text, text) || kept.text == *text).then_some(kept)
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
