//! Gathers what is heard until it is quiet: times in, batches out, no clock of its own.

use std::time::{Duration, Instant};

use crate::watch::Batch;

/// So long nothing may be heard before a batch is complete. Editors need a millisecond or two for all
/// the steps of one save.
const QUIET: Duration = Duration::from_millis(5);

/// So long a batch takes at most, however much is still being heard.
const LONGEST: Duration = Duration::from_millis(300);

/// So long nothing may be heard, and so long a batch takes at most, while somebody else is known to be
/// at work who says when it is done.
const QUIET_AT_WORK: Duration = Duration::from_millis(100);

/// See [`QUIET_AT_WORK`].
const LONGEST_AT_WORK: Duration = Duration::from_secs(10);

/// How long it is waited until somebody who is at work is asked again.
const PAUSE: Duration = Duration::from_millis(5);

/// A batch in the making.
#[derive(Debug, Default)]
pub(super) struct Debounce {
    /// When the first and the last change were heard; nothing while the batch is empty.
    span: Option<(Instant, Instant)>,
    /// Until when it is waited for somebody who is at work.
    pause: Option<Instant>,
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
        Some((last + QUIET).min(first + LONGEST).max(self.pause.unwrap_or(first)))
    }

    /// Waits for somebody who is at work; not for ever.
    pub(super) fn postpone(&mut self, now: Instant) {
        let Some((first, last)) = self.span else { return };
        let latest = (last + QUIET_AT_WORK).min(first + LONGEST_AT_WORK);
        self.pause = Some((now + PAUSE).min(latest));
    }

    /// Whether the batch may not wait for more, even if there is more to hear.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        let is_paused = self.pause.is_some_and(|end| now < end);
        !is_paused && self.span.is_some_and(|(first, _)| now >= first + LONGEST)
    }

    /// Hands the batch out once its time has come.
    pub(super) fn take(&mut self, now: Instant) -> Option<Batch> {
        if now < self.deadline()? {
            return None;
        }
        (self.span, self.pause) = (None, None);
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
    fn waits_for_who_is_at_work() {
        let (start, mut debounce) = (Instant::now(), Debounce::default());
        debounce.hear(start, change("content/a.md"));
        debounce.postpone(start + ms(5));
        assert_eq!(debounce.deadline(), Some(start + ms(10)));
        assert_eq!(debounce.take(start + ms(9)), None);
        // Not longer than it is quiet, though.
        debounce.postpone(start + ms(98));
        assert_eq!(debounce.deadline(), Some(start + ms(100)));
        for at in (100..9_990).step_by(10) {
            debounce.hear(start + ms(at), change("content/b.md"));
            debounce.postpone(start + ms(at));
            assert!(!debounce.is_overdue(start + ms(at)));
        }
        debounce.hear(start + ms(9_998), change("content/b.md"));
        debounce.postpone(start + ms(9_998));
        assert!(debounce.is_overdue(start + ms(10_000)));
        assert_eq!(debounce.take(start + ms(10_000)).expect("it is over").paths.len(), 2);
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
