//! Gathers what is heard until it is quiet: times in, batches out, no clock of its own.

use std::time::{Duration, Instant};

use crate::watch::Batch;
use crate::watch::git::Activity;

/// So long nothing may be heard before a batch is complete. Editors need a millisecond or two for all
/// the steps of one save.
const QUIET: Duration = Duration::from_millis(5);

/// So long a batch takes at most, however much is still being heard.
const LONGEST: Duration = Duration::from_millis(300);

/// So long nothing may be heard while git is at work: on a busy machine it stands still now and then.
const QUIET_DURING_GIT: Duration = Duration::from_secs(2);

/// So long nothing may be heard after git was seen at work: it goes on after a while, and says last that
/// it has gone to another commit.
const QUIET_AFTER_GIT: Duration = Duration::from_millis(500);

/// So long a batch takes at most where git was seen at work.
const LONGEST_OF_GIT: Duration = Duration::from_secs(10);

/// A batch in the making.
#[derive(Debug, Default)]
pub(super) struct Debounce {
    /// When the first and the last change were heard; nothing while the batch is empty.
    span: Option<(Instant, Instant)>,
    /// Whether git was seen at work, and what it was doing last.
    git: Option<Activity>,
    /// What was heard.
    batch: Batch,
}

impl Debounce {
    /// Adds what was heard at some time; what says nothing does not make the batch longer.
    pub(super) fn hear(&mut self, at: Instant, change: Batch) {
        if change.is_empty() {
            return;
        }
        self.batch.merge(change);
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first, last.max(at)));
    }

    /// When the batch is complete, if nothing more is heard; nothing while it is empty.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let (first, last) = self.span?;
        let quiet = match self.git {
            Some(Activity::Working) => QUIET_DURING_GIT,
            Some(_) if !self.batch.switched => QUIET_AFTER_GIT,
            _ => QUIET,
        };
        Some((last + quiet).min(first + self.longest()))
    }

    /// So long the batch takes at most.
    fn longest(&self) -> Duration {
        if self.git.is_some() { LONGEST_OF_GIT } else { LONGEST }
    }

    /// Notes what git is doing at some time; without a change, nothing waits for it.
    pub(super) fn see_git(&mut self, at: Instant, activity: Activity) {
        let Some((_, last)) = &mut self.span else { return };
        let activity = match (self.git, activity) {
            (None, Activity::None) => return,
            // Much work takes long.
            (Some(Activity::Working), Activity::Waiting) => Activity::Working,
            _ => activity,
        };
        *last = (*last).max(at);
        self.git = Some(activity);
    }

    /// Whether the batch may not wait for more, even if there is more to hear.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.span.is_some_and(|(first, _)| now >= first + self.longest())
    }

    /// Hands the batch out once its time has come.
    pub(super) fn take(&mut self, now: Instant) -> Option<Batch> {
        if now < self.deadline()? {
            return None;
        }
        (self.span, self.git) = (None, None);
        Some(std::mem::take(&mut self.batch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    /// A change of one file.
    fn change(path: &str) -> Batch {
        Batch { paths: [SourcePath::new(path)].into(), ..Batch::default() }
    }

    /// Git has gone to another commit.
    fn switch() -> Batch {
        Batch { switched: true, ..Batch::default() }
    }

    /// Milliseconds.
    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn waits_for_quiet() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        assert_eq!(debounce.deadline(), None);
        debounce.hear(start, change("content/a.md"));
        assert_eq!(debounce.deadline(), Some(start + ms(5)));
        assert_eq!(debounce.take(start + ms(4)), None);
        debounce.hear(start + ms(4), change("content/b.md"));
        assert_eq!(debounce.take(start + ms(5)), None);
        let batch = debounce.take(start + ms(9)).expect("it is quiet");
        assert_eq!(batch.paths.len(), 2);
        assert_eq!(debounce.take(start + ms(100)), None);
    }

    #[test]
    fn does_not_wait_forever() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        for at in 0..299 {
            debounce.hear(start + ms(at), change(&format!("content/{at}.md")));
            assert_eq!(debounce.take(start + ms(at)), None);
        }
        assert!(!debounce.is_overdue(start + ms(299)));
        assert!(debounce.is_overdue(start + ms(300)));
        let batch = debounce.take(start + ms(300)).expect("it took long enough");
        assert_eq!(batch.paths.len(), 299);
        debounce.hear(start + ms(301), change("content/a.md"));
        assert_eq!(debounce.deadline(), Some(start + ms(306)));
    }

    #[test]
    fn waits_for_git() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        debounce.see_git(start, Activity::Working);
        assert_eq!(debounce.deadline(), None);
        debounce.hear(start, change("content/a.md"));
        debounce.see_git(start, Activity::Working);
        assert_eq!(debounce.deadline(), Some(start + ms(2_000)));
        for at in (10..9_000).step_by(10) {
            debounce.hear(start + ms(at), change("content/b.md"));
            debounce.see_git(start + ms(at), Activity::Waiting);
            assert_eq!(debounce.deadline(), Some(start + ms((at + 2_000).min(10_000))));
            assert!(!debounce.is_overdue(start + ms(at)));
        }
        // That it has gone to another commit is told before its last lock goes.
        debounce.hear(start + ms(9_000), switch());
        assert_eq!(debounce.deadline(), Some(start + ms(10_000)));
        debounce.see_git(start + ms(9_100), Activity::None);
        assert_eq!(debounce.deadline(), Some(start + ms(9_105)));
        assert!(debounce.is_overdue(start + ms(10_000)));
        assert!(debounce.take(start + ms(9_105)).expect("it is over").switched);
        debounce.hear(start + ms(9_996), change("content/a.md"));
        assert_eq!(debounce.deadline(), Some(start + ms(10_001)));
    }

    #[test]
    fn waits_for_the_commit_that_git_has_gone_to() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        debounce.hear(start, change("content/a.md"));
        debounce.see_git(start, Activity::Working);
        debounce.see_git(start + ms(20), Activity::None);
        assert_eq!(debounce.deadline(), Some(start + ms(520)));
        debounce.see_git(start + ms(200), Activity::Working);
        assert_eq!(debounce.deadline(), Some(start + ms(2_200)));
        debounce.see_git(start + ms(201), Activity::None);
        debounce.hear(start + ms(202), switch());
        assert_eq!(debounce.deadline(), Some(start + ms(207)));
    }

    #[test]
    fn a_lock_that_stays_delays_nothing_for_long() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        for save in [0, 1_000, 2_000].map(ms) {
            // So the listener does as long as the lock is there.
            debounce.hear(start + save, change("content/a.md"));
            debounce.see_git(start + save, Activity::Waiting);
            assert_eq!(debounce.deadline(), Some(start + save + ms(500)));
            assert!(debounce.take(start + save + ms(500)).is_some());
        }
        // Whoever never stops is told of all the same.
        for at in (3_000..13_000).step_by(50) {
            debounce.hear(start + ms(at), change("content/a.md"));
            debounce.see_git(start + ms(at), Activity::Waiting);
            assert_eq!(debounce.take(start + ms(at)), None);
        }
        assert!(debounce.is_overdue(start + ms(13_000)));
        assert!(debounce.take(start + ms(13_000)).is_some());
        // Once it is gone, nothing waits for it.
        debounce.hear(start + ms(14_000), change("content/a.md"));
        debounce.see_git(start + ms(14_000), Activity::None);
        assert_eq!(debounce.deadline(), Some(start + ms(14_005)));
    }

    #[test]
    fn nothing_is_no_noise() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        debounce.hear(start, Batch::default());
        assert_eq!(debounce.deadline(), None);
        debounce.hear(start, change("content/a.md"));
        debounce.hear(start + ms(4), Batch::default());
        assert_eq!(debounce.deadline(), Some(start + ms(5)));
    }

    #[test]
    fn times_out_of_order_do_no_harm() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        debounce.hear(start + ms(3), change("content/a.md"));
        debounce.hear(start, change("content/b.md"));
        assert_eq!(debounce.deadline(), Some(start + ms(8)));
    }

    #[test]
    fn losses_stay_in_the_batch() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        debounce.hear(start, Batch { rescan: true, ..Batch::default() });
        debounce.hear(start, change("content/a.md"));
        let batch = debounce.take(start + ms(5)).expect("it is quiet");
        assert!(batch.rescan);
        assert_eq!(batch.paths, change("content/a.md").paths);
    }
}
