//! When the main job is to run again.
//!
//! Nothing is done directly in reaction to a change: whoever copies thirteen forms,
//! or saves one in Excel, makes many changes, and a file that is half there is no
//! form. So a change counts once the folder has been quiet for a while. No clock and
//! no disk here: what the folder looks like and the time come in as arguments.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

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

/// What a change is noticed by: never the content, which the job itself judges. The time is only
/// compared for being another one, so that a clock that is set back does no harm.
pub type Stamp = (u64, Option<SystemTime>);

/// What is there: files by the names by which they are told.
pub type Look = BTreeMap<String, Stamp>;

/// What happened to a file between two looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(String),
    /// It has another content.
    Changed(String),
    /// It is gone.
    Removed(String),
    /// It is called otherwise now.
    Renamed {
        /// As it was called.
        from: String,
        /// As it is called now.
        to: String,
    },
}

impl Change {
    /// The name of what is there now, if something is.
    pub fn there(&self) -> Option<&str> {
        match self {
            Self::Added(name) | Self::Changed(name) | Self::Renamed { to: name, .. } => Some(name),
            Self::Removed(_) => None,
        }
    }
}

/// What happened between two looks, by names. One file that is gone and one that is new and has its
/// length and its time are one that was renamed.
pub fn changes(before: &Look, now: &Look) -> Vec<Change> {
    let gone: Vec<(&String, &Stamp)> = before.iter().filter(|it| !now.contains_key(it.0)).collect();
    let new: Vec<(&String, &Stamp)> = now.iter().filter(|it| !before.contains_key(it.0)).collect();
    let count = |all: &[(&String, &Stamp)]| {
        let mut counted: BTreeMap<Stamp, usize> = BTreeMap::new();
        for it in all.iter().filter(|it| it.1.1.is_some()) {
            *counted.entry(*it.1).or_default() += 1;
        }
        counted
    };
    let (gone_by, new_by) = (count(&gone), count(&new));
    let is_one = |stamp: &Stamp| gone_by.get(stamp) == Some(&1) && new_by.get(stamp) == Some(&1);
    let mut renamed: BTreeMap<Stamp, &String> = BTreeMap::new();
    renamed.extend(gone.iter().filter(|it| is_one(it.1)).map(|it| (*it.1, it.0)));
    let mut found: BTreeMap<&String, Change> = BTreeMap::new();
    for (name, stamp) in gone {
        if !is_one(stamp) {
            found.insert(name, Change::Removed(name.clone()));
        }
    }
    for (name, stamp) in now {
        let change = match before.get(name) {
            Some(old) if old == stamp => continue,
            Some(_) => Change::Changed(name.clone()),
            None => match renamed.get(stamp) {
                Some(from) => Change::Renamed { from: (*from).clone(), to: name.clone() },
                None => Change::Added(name.clone()),
            },
        };
        found.insert(name, change);
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_told_once_and_for_what_it_is() {
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let look = |files: &[(&str, u64, u64)]| {
            files.iter().map(|it| (it.0.to_owned(), (it.1, at(it.2)))).collect::<Look>()
        };
        let before = look(&[("a", 1, 1), ("b", 1, 2), ("c", 1, 3), ("d", 9, 9), ("e", 9, 9)]);
        let now = look(&[("a", 1, 1), ("b", 2, 2), ("x", 1, 3), ("y", 9, 9), ("z", 5, 5)]);
        let told = changes(&before, &now);
        assert_eq!(
            told,
            [
                Change::Changed("b".into()),
                // Two of one length and time: which of them became the other is not known.
                Change::Removed("d".into()),
                Change::Removed("e".into()),
                Change::Renamed { from: "c".into(), to: "x".into() },
                Change::Added("y".into()),
                Change::Added("z".into()),
            ]
        );
        assert_eq!(changes(&now, &now), []);
        // A clock that was set back.
        let back = look(&[("a", 1, 0)]);
        assert_eq!(changes(&look(&[("a", 1, 1)]), &back), [Change::Changed("a".into())]);
    }

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
