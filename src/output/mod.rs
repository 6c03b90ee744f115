//! The only writer of the output: a staging tree beside it, then one swap.
//!
//! [`open`] takes the lock, mends what an earlier crash left, and gives a [`Staging`]. Files are put
//! into it from any number of threads; [`Staging::commit`] makes them the site in one step. Until
//! then, and whenever something goes wrong, the old site is untouched.
//!
//! Beside the output `public` lies, while a build runs, the folder `.public.werkstatt` with
//! - `lock`: held by the operating system for whoever works here;
//! - `tree`: the new site being made; after the swap, the old one being taken down;
//! - `generation`: the site before the old one, while a new one is made of it (see `generation`);
//! - `clock`: for a moment, to tell the time of the file system;
//! - `swap`: which of the two `tree` is, should we be killed (see `exchange`);
//! - `journal` and `manifest`: for file systems that cannot swap (see `journal`).
//!
//! Nothing is ever deleted because of the folder it lies in: a file goes because the manifest of the
//! output lists it. What the manifest does not list is foreign, and lives on under the same inode.
//! A foreign folder that we may not look into is never moved: the files around it are replaced one by
//! one, as on a mount point.

mod adopt;
mod commit;
mod compare;
mod error;
mod exchange;
mod files;
mod foreign;
mod generation;
mod journal;
mod manifest;
mod memo;
mod places;
mod staging;
mod target;
mod walk;
mod work;

use std::path::{Path, PathBuf};

pub use compare::{differences, remove};
pub use error::{Danger, OutputError};
pub use manifest::MANIFEST;
pub use memo::{Memo, is_untouched};
pub use places::Places;
pub use staging::Staging;

/// How the output is to be written.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether files of ours that somebody changed by hand are replaced, and a folder without a
    /// readable manifest is taken over (see `adopt`).
    pub force: bool,
    /// The user's home folder, which is never an output.
    pub home: Option<PathBuf>,
    /// How the new site takes the place of the old one.
    pub method: Method,
    /// When written files reach the disk itself.
    pub durability: Durability,
    /// What the last build knew of its output; another output's is of no use.
    pub memo: Option<Memo>,
    /// Where the old site is kept for the next build, which makes a newer one of it: a folder that need
    /// not exist and may be deleted at any time, on the file system of the output (see `generation`).
    pub generation: Option<PathBuf>,
}

/// How the new site takes the place of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// By one exchange where the system can do that, else file by file.
    #[default]
    Automatic,
    /// File by file, from a journal: readers may see old and new files side by side for a moment.
    Journal,
}

/// When written files reach the disk itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Before the swap: a power cut leaves the whole old or the whole new site.
    #[default]
    BeforeSwap,
    /// Whenever the system likes: for previews, which can be built again.
    Whenever,
}

/// What a build did to the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many files the site has.
    pub files: usize,
    /// How many of them were written.
    pub written: usize,
    /// How many stayed as they were, with their inode and time.
    pub unchanged: usize,
    /// How many files of the old site are gone.
    pub removed: usize,
    /// Where a folder without a readable manifest was taken over: the files in it that are no part of
    /// the site, below the output; some may be old pages of ours.
    pub adopted: Option<Vec<String>>,
    /// How the new site took the place of the old one.
    pub swap: Swap,
}

/// How a new site took the place of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swap {
    /// Not at all: both are the same.
    Nothing,
    /// In one step.
    Exchange,
    /// File by file, as the output is a mount point, its file system cannot exchange folders, or a
    /// foreign folder in it can neither be read nor taken along.
    /// People are to be told: readers saw a mixture for a moment.
    Journal,
}

/// Makes ready for writing a site's output.
///
/// Refuses dangerous targets before anything is touched. Where another process works on the same
/// output, `waiting` is called once with the lock's path, and we wait for it.
pub fn open(
    site: &Path,
    out: &Path,
    options: &Options,
    waiting: &mut dyn FnMut(&Path),
) -> Result<Staging, OutputError> {
    let out = target::resolve(site, out, options.home.as_deref())?;
    // A crash in the middle of a journal leaves files without a manifest, so ask only if none did.
    if !options.force && !work::is_pending(&out) {
        target::check_ours(&out)?;
    }
    let work = work::Work::enter(&out, waiting)?;
    Staging::new(work, out, options)
}
