//! A bar on standard error for work that takes more than a second.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that appears only when the work takes long, and only on a terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    done: AtomicU64,
}

impl Progress {
    /// A bar over `total` items; `label` says what they are. Hidden when `quiet`.
    pub fn new(total: usize, label: &str, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        // The template is a constant: when it were malformed, the plain style stays.
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(label.to_owned());
        let quiet_from = if quiet { u64::MAX } else { 0 };
        Self { bar, started: Instant::now(), done: AtomicU64::new(quiet_from) }
    }

    /// One more item is done. May be called from any thread.
    pub fn step(&self) {
        if self.done.load(Ordering::Relaxed) == u64::MAX {
            return;
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(done);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
