//! Ctrl+C: says goodbye, and what has become of the files.
//!
//! Outputs that are being put into their places are let come there first, so that a run is seen
//! whole or not at all; what was only made ready is taken away.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::report::html;
use crate::words::Catalogue;

use super::outputs;
use super::terminal::Terminal;

/// What a shell gives a program that was stopped by Ctrl+C.
const STOPPED: i32 = 130;

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

/// Says goodbye from now on.
pub(super) fn listen(words: &Catalogue, terminal: Terminal) {
    let lang = words.lang();
    let listening = ctrlc::set_handler(move || {
        let _written = lock(&WRITING);
        for path in lock(&STAGED).drain(..) {
            // It may have gone already.
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        if let Some((path, page)) = lock(&LEFT).take() {
            leave_page(&path, &page);
        }
        let stays = STAYS.load(Ordering::Relaxed);
        let doing = *lock(&NOW);
        let key = match doing {
            Doing::Reading if stays => "stopped-watching-early",
            Doing::Written if stays => "stopped-waiting",
            Doing::Reading => "stopped-reading",
            Doing::Forms => "stopped-forms",
            Doing::Written => "stopped-written",
            Doing::Waiting => "stopped-waiting",
        };
        terminal.tell(&format!("\n{}", Catalogue::new(lang).ui(key, &[])));
        leave(if stays || doing == Doing::Waiting { 0 } else { STOPPED });
    });
    if let Err(error) = listening {
        log::warn!("Ctrl+C ends the program without a word: {error}");
    }
}

/// Puts the page that no longer renews itself in the place of the one that does; where somebody changed
/// that it stays.
fn leave_page(path: &Path, page: &str) {
    let is_ours = fs::read(path).is_ok_and(|it| html::plain(it) == page.as_bytes());
    if is_ours && outputs::save_atomically(path, page.as_bytes()).is_err() {
        log::warn!("the page goes on renewing itself until the next run");
    }
}

/// From now on the program stays until it is stopped.
pub(super) fn stays() {
    STAYS.store(true, Ordering::Relaxed);
}

/// When the program ends, this page takes the place of the one that renews itself.
pub(super) fn leaves(path: PathBuf, page: String) {
    *lock(&LEFT) = Some((path, page));
}

#[expect(clippy::exit, reason = "no other thread can be asked to end")]
fn leave(code: i32) {
    std::process::exit(code)
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
