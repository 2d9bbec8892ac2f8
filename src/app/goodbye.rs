//! Ctrl+C: says goodbye, and what has become of the files.
//!
//! Outputs that are being put into their places are let come there first, so that a run is seen
//! whole or not at all; what was only made ready is taken away.

use std::fs;
use std::path::Path;

use crate::report::html;
use crate::words::Catalogue;

use super::outputs;
use super::stop::{self, Doing};
use super::terminal::Terminal;

/// What a shell gives a program that was stopped by Ctrl+C.
const STOPPED: i32 = 130;

/// Says goodbye from now on.
pub(super) fn listen(words: &Catalogue, terminal: Terminal) {
    let lang = words.lang();
    let listening = ctrlc::set_handler(move || {
        let _written = stop::writing();
        for path in stop::take_staged() {
            // It may have gone already.
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        if let Some((path, page)) = stop::take_left() {
            leave_page(&path, &page);
        }
        let (stays, doing) = (stop::is_staying(), stop::doing());
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

#[expect(clippy::exit, reason = "no other thread can be asked to end")]
fn leave(code: i32) {
    std::process::exit(code)
}
