//! What the program is doing, for whoever stops it (`goodbye.rs`): whether outputs are being put into
//! their places, and what lies ready beside them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the program is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// It reads and judges; nothing is written.
    Reading,
    /// It makes blank forms, one after another.
    Forms,
    /// All outputs are in their places.
    Written,
    /// It waits for a change; to be stopped is how this ends.
    Waiting,
}

static NOW: Mutex<Doing> = Mutex::new(Doing::Reading);
/// Held while outputs are put into their places.
static WRITING: Mutex<()> = Mutex::new(());
/// What takes the place of an output when the program ends, if that is still there.
static LEFT: Mutex<Option<(PathBuf, String)>> = Mutex::new(None);
/// Whether the program stays until it is stopped.
static STAYS: AtomicBool = AtomicBool::new(false);
/// What is ready beside its place.
static STAGED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    // Whoever panicked with it left nothing half done in it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on the program stays until it is stopped.
pub(super) fn stays() {
    STAYS.store(true, Ordering::Relaxed);
}

/// When the program ends, this page takes the place of the one that renews itself.
pub(super) fn leaves(path: PathBuf, page: String) {
    *lock(&LEFT) = Some((path, page));
}

/// From now on the program does this.
pub(super) fn now(doing: Doing) {
    *lock(&NOW) = doing;
}

/// Until the guard is dropped the program is not stopped.
pub(super) fn writing() -> MutexGuard<'static, ()> {
    lock(&WRITING)
}

/// This lies ready beside its place, to be taken away if the program is stopped.
pub(super) fn staged(path: &Path) {
    lock(&STAGED).push(path.to_owned());
}

/// Nothing lies ready any more.
pub(super) fn placed() {
    lock(&STAGED).clear();
}

/// What lies ready beside its place, and no longer does.
pub(super) fn take_staged() -> Vec<PathBuf> {
    std::mem::take(&mut *lock(&STAGED))
}

/// The page that takes the place of the one that renews itself, once.
pub(super) fn take_left() -> Option<(PathBuf, String)> {
    lock(&LEFT).take()
}

/// What the program is doing.
pub(super) fn doing() -> Doing {
    *lock(&NOW)
}

/// Whether it stays until it is stopped.
pub(super) fn is_staying() -> bool {
    STAYS.load(Ordering::Relaxed)
}
