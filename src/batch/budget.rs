//! The memory that all threads share: a file is loaded and inflated only when there
//! is room for it, however many threads and files there are.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::workbook::Limits;

/// What a run may hold of files at a time. A thread takes from one after the other, in
/// this order, so that no two wait for each other.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes of files.
    pub(super) loaded: Room,
    /// Bytes of what is made of them while they are read.
    pub(super) inflated: Room,
    /// Bytes of the texts of their cells while these become values.
    pub(super) shown: Room,
}

impl Budget {
    /// What the limits allow.
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            loaded: Room::new(limits.file_bytes),
            inflated: Room::new(limits.memory_bytes),
            shown: Room::new(limits.memory_bytes),
        }
    }
}

/// A number of bytes that may be in use.
#[derive(Debug)]
pub(super) struct Room {
    all: u64,
    free: Mutex<u64>,
    freed: Condvar,
}

/// Bytes in use until it is dropped.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    fn new(all: u64) -> Self {
        Self { all, free: Mutex::new(all), freed: Condvar::new() }
    }

    /// Waits until there is room. More than there is at all means: all of it, alone.
    pub(super) fn take(&self, bytes: u64) -> Taken<'_> {
        let bytes = bytes.min(self.all);
        // Nothing fails while the number is held, so it is right even after a panic.
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.freed.wait_while(free, |free| *free < bytes);
        let mut free = wait.unwrap_or_else(PoisonError::into_inner);
        *free -= bytes;
        Taken { room: self, bytes }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut free = self.room.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free += self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_in_use_than_there_is() {
        let room = Room::new(100);
        let (in_use, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8_u64 {
                let (room, in_use, most) = (&room, &in_use, &most);
                scope.spawn(move || {
                    for turn in 0..200 {
                        let bytes = (thread * 37 + turn * 11) % 130;
                        let taken = room.take(bytes);
                        let now = in_use.fetch_add(taken.bytes, Ordering::SeqCst) + taken.bytes;
                        most.fetch_max(now, Ordering::SeqCst);
                        in_use.fetch_sub(taken.bytes, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!((61..=100).contains(&most.into_inner()));
        assert_eq!(*room.free.lock().unwrap(), 100);
    }
}
