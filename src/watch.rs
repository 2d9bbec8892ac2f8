//! When the main job is to run again.
//!
//! Nothing is done directly in reaction to a change: whoever copies thirteen forms,
//! or saves one in Excel, makes many changes, and a file that is half there is no
//! form. So a change counts once the folder has been quiet for a while. No clock and
//! no disk here: what the folder looks like and the time come in as arguments.

use std::time::{Duration, Instant};

/// Waits until a folder that has changed is quiet.
#[derive(Clone, Debug)]
pub struct Watch<S> {
    quiet: Duration,
    retry: Duration,
    seen: S,
    since: Instant,
    done: Option<S>,
    failed: Option<Instant>,
}

impl<S: PartialEq> Watch<S> {
    /// A change counts once nothing else happened for `quiet`; a job that could not
    /// run is tried again after `retry`, since what was in its way (a workbook open
    /// in Excel) need not stand in the folder. Nothing is done yet.
    pub fn new(seen: S, now: Instant, quiet: Duration, retry: Duration) -> Self {
        Self { quiet, retry, seen, since: now, done: None, failed: None }
    }

    /// Whether the job is to run now, with what the folder looks like now.
    pub fn is_due(&mut self, seen: S, now: Instant) -> bool {
        if seen != self.seen {
            (self.seen, self.since) = (seen, now);
        }
        let passed = |since| now.saturating_duration_since(since);
        let is_new = self.done.as_ref() != Some(&self.seen);
        let is_retried = self.failed.is_some_and(|it| passed(it) >= self.retry);
        (is_new || is_retried) && passed(self.since) >= self.quiet
    }

    /// The job has run, or could not, on what the folder looked like before it began:
    /// what was changed meanwhile is to be noticed.
    pub fn ran(&mut self, seen: S, is_failure: bool, now: Instant) {
        self.done = Some(seen);
        self.failed = is_failure.then_some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_secs(3);
    const RETRY: Duration = Duration::from_secs(30);

    fn watch() -> (Watch<u8>, impl Fn(u64) -> Instant) {
        let start = Instant::now();
        let mut watch = Watch::new(0, start, QUIET, RETRY);
        watch.ran(0, false, start);
        (watch, move |seconds| start + Duration::from_secs(seconds))
    }

    #[test]
    fn the_first_run_waits_for_quiet_too() {
        let start = Instant::now();
        let mut watch = Watch::new(0, start, QUIET, RETRY);
        assert!(!watch.is_due(0, start + Duration::from_secs(2)));
        assert!(watch.is_due(0, start + QUIET));
    }

    #[test]
    fn without_a_change_nothing_is_done_again() {
        let (mut watch, at) = watch();
        assert!(!watch.is_due(0, at(1)));
        assert!(!watch.is_due(0, at(100)));
    }

    #[test]
    fn files_copied_one_after_another_are_one_change() {
        let (mut watch, at) = watch();
        for second in 1..=9 {
            assert!(!watch.is_due(u8::try_from(second).unwrap(), at(second)));
        }
        assert!(!watch.is_due(9, at(11)), "two seconds are not quiet enough");
        assert!(watch.is_due(9, at(12)));
        watch.ran(9, false, at(13));
        assert!(!watch.is_due(9, at(50)));
    }

    #[test]
    fn what_changes_during_the_run_is_noticed_after_it() {
        let (mut watch, at) = watch();
        assert!(!watch.is_due(1, at(1)));
        assert!(watch.is_due(1, at(4)));
        watch.ran(1, false, at(6));
        assert!(!watch.is_due(2, at(6)));
        assert!(watch.is_due(2, at(9)));
    }

    #[test]
    fn a_change_that_was_taken_back_is_none() {
        let (mut watch, at) = watch();
        assert!(!watch.is_due(1, at(1)));
        assert!(!watch.is_due(0, at(2)));
        assert!(!watch.is_due(0, at(60)));
    }

    #[test]
    fn what_could_not_run_is_tried_again_later() {
        let (mut watch, at) = watch();
        watch.ran(0, true, at(10));
        assert!(!watch.is_due(0, at(39)));
        assert!(watch.is_due(0, at(40)));
        watch.ran(0, false, at(41));
        assert!(!watch.is_due(0, at(100)));
    }
}
