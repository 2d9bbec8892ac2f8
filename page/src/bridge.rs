//! Bytes to and from JavaScript: a buffer that it fills, an answer that it reads, and what it is asked
//! meanwhile. Nothing else crosses, neither clock nor chance.

use std::cell::RefCell;
use std::io;

use crate::tasks;

thread_local! {
    /// What JavaScript wrote.
    static HANDED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// What it reads next.
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "declares what the page gives")]
#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Hands over the file at a place (by `room`); 0 when it cannot be read any more.
    fn load(place: u32) -> u32;
    /// The file at a place is done.
    fn done(place: u32);
}

#[cfg(not(target_arch = "wasm32"))]
mod elsewhere {
    #[expect(unsafe_code, reason = "as it is declared for a browser")]
    pub(super) unsafe fn load(_: u32) -> u32 {
        0
    }
    #[expect(unsafe_code, reason = "as it is declared for a browser")]
    pub(super) unsafe fn done(_: u32) {}
}
#[cfg(not(target_arch = "wasm32"))]
use elsewhere::{done, load};

/// Makes room for so many bytes; JavaScript writes them there.
#[expect(unsafe_code, reason = "JavaScript calls it by this name")]
#[unsafe(no_mangle)]
extern "C" fn room(length: usize) -> *mut u8 {
    HANDED.with_borrow_mut(|it| {
        *it = vec![0; length];
        it.as_mut_ptr()
    })
}

/// Does the task of a number with what was handed over; the answer's place.
#[expect(unsafe_code, reason = "JavaScript calls it by this name")]
#[unsafe(no_mangle)]
extern "C" fn ask(task: u32) -> *const u8 {
    let handed = taken();
    let answer = tasks::answer(task, &handed);
    ANSWER.with_borrow_mut(|it| {
        *it = answer;
        it.as_ptr()
    })
}

/// How long the answer is.
#[expect(unsafe_code, reason = "JavaScript calls it by this name")]
#[unsafe(no_mangle)]
extern "C" fn length() -> usize {
    ANSWER.with_borrow(Vec::len)
}

fn taken() -> Vec<u8> {
    HANDED.with_borrow_mut(std::mem::take)
}

/// The bytes of a file.
pub(crate) fn file(place: usize) -> io::Result<Vec<u8>> {
    let place = u32::try_from(place).map_err(|_| io::ErrorKind::NotFound)?;
    #[expect(unsafe_code, reason = "a number goes out, and one comes back")]
    let is_there = unsafe { load(place) } != 0;
    if is_there { Ok(taken()) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// Tells that a file is done.
pub(crate) fn tell_done(place: usize) {
    if let Ok(place) = u32::try_from(place) {
        #[expect(unsafe_code, reason = "a number goes out")]
        unsafe {
            done(place);
        }
    }
}
