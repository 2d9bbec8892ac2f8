//! Texts that come again and again: what was found out about them once.
//!
//! The cells of a commune's forms hold a few hundred texts, over and over: headings, labels,
//! words of the drop-downs. Only names and reasons are ever new.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::layout::found::Role;
use super::legacy::Verdict;

/// How many tables a form has at most.
pub(super) const TABLES: usize = 3;
/// How many texts are kept.
const PLACES: usize = 1 << 12;
/// How many of them may have the same place by their letters. Of these the one that was asked for longest ago makes room
/// for one that comes new: words that all forms have stay, and names come and go.
const SHARED: usize = 2;
/// Bytes of a text that is kept at most: nobody writes a longer one twice.
const TEXT_BYTES: usize = 200;

/// Whether a text is kept, so that asking for it again costs next to nothing.
pub(super) fn is_kept(text: &str) -> bool {
    text.len() <= TEXT_BYTES
}

/// What the letters of a text tell, whatever the file it is in: asked of every text.
#[derive(Debug)]
pub(super) struct Spelling {
    /// Which encoding it is in.
    pub verdict: Verdict,
    /// Whether nothing of it is to be put right where all others are such texts too.
    pub is_settled: bool,
}

/// What its words tell: asked of those that may be headings, or end a table.
#[derive(Debug)]
pub(super) struct Known {
    /// It folded, as headings are compared.
    pub heading: Box<str>,
    /// Whether its words end a table.
    pub is_end: bool,
    /// What it may be to each table of the form.
    pub roles: [Role; TABLES],
}

/// Texts with what was found out about them, each at a place that its letters tell. Each thread has its own: they
/// would wait for one another at every word that all forms have.
pub(super) struct Texts<T> {
    of_threads: [Mutex<Vec<Option<Kept<T>>>>; THREADS],
}

/// A text as stored, and what is known of it.
struct Kept<T> {
    text: Box<str>,
    known: Arc<T>,
}

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self { of_threads: std::array::from_fn(|_| Mutex::default()) }
    }
}

/// More threads than these share with one another.
const THREADS: usize = 16;

/// Threads that asked so far.
static THREADS_SEEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The number of a thread.
    static THREAD: usize = THREADS_SEEN.fetch_add(1, Ordering::Relaxed);
}

/// Where a text is kept: for this thread, and from which place on.
#[inline]
fn place_of(text: &str) -> (usize, usize) {
    let place = usize::try_from(hash(text) % (PLACES / SHARED) as u64).unwrap_or_default();
    (THREAD.with(|it| *it % THREADS), SHARED * place)
}

/// The text among those that may be kept from a place on; it is then the first of them.
#[inline]
fn kept<'a, T>(places: &'a mut [Option<Kept<T>>], place: usize, text: &str) -> Option<&'a Kept<T>> {
    let [first, second] = places.get_mut(place..)?.first_chunk_mut::<SHARED>()?;
    let is_it = |it: &Option<Kept<T>>| it.as_ref().is_some_and(|it| *it.text == *text);
    if !is_it(first) {
        if !is_it(second) {
            return None;
        }
        std::mem::swap(first, second);
    }
    first.as_ref()
}

/// A number that the letters of a text tell: equal for equal ones.
#[inline]
fn hash(text: &str) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut pieces = text.as_bytes().chunks_exact(8);
    let mut hash = text.len() as u64;
    let mut add = |piece: &[u8]| {
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(bytes)).wrapping_mul(FACTOR);
    };
    pieces.by_ref().for_each(&mut add);
    add(pieces.remainder());
    // The high bits are the best mixed.
    hash >> 32
}

/// Of texts nothing is shown in logs.
impl<T> std::fmt::Debug for Texts<T> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Texts").finish_non_exhaustive()
    }
}

impl<T> Texts<T> {
    /// Something of what is known of a text, by `part`, which asks for no other.
    pub(super) fn with<R>(
        &self,
        text: &str,
        find_out: impl FnOnce(&str) -> T,
        part: impl FnOnce(&T) -> R,
    ) -> R {
        if !is_kept(text) {
            return part(&find_out(text));
        }
        let (thread, place) = place_of(text);
        if let Some(kept) = kept(&mut self.lock(thread), place, text) {
            return part(&kept.known);
        }
        part(&self.keep((thread, place), text, find_out(text)))
    }

    /// Whoever panicked left either the old text or the new one.
    #[inline]
    fn lock(&self, thread: usize) -> MutexGuard<'_, Vec<Option<Kept<T>>>> {
        self.of_threads[thread].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of a text; `find_out` tells it of one that is new, and must say the same
    /// whenever it is asked.
    pub(super) fn known(&self, text: &str, find_out: impl FnOnce(&str) -> T) -> Arc<T> {
        if !is_kept(text) {
            return Arc::new(find_out(text));
        }
        let (thread, place) = place_of(text);
        if let Some(kept) = kept(&mut self.lock(thread), place, text) {
            return Arc::clone(&kept.known);
        }
        self.keep((thread, place), text, find_out(text))
    }

    fn keep(&self, (thread, place): (usize, usize), text: &str, known: T) -> Arc<T> {
        let known = Arc::new(known);
        let mut places = self.lock(thread);
        if places.is_empty() {
            places.resize_with(PLACES, || None);
        }
        let shared = places.get_mut(place..).and_then(|it| it.first_chunk_mut::<SHARED>());
        if let Some([first, second]) = shared {
            *second = first.replace(Kept { text: text.into(), known: Arc::clone(&known) });
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Twice as many others come between as there is room for.
    #[test]
    fn what_is_asked_for_again_and_again_is_looked_into_once() {
        let texts = Texts::default();
        let asked = Cell::new(0);
        let length = |text: &str| {
            let find_out = |it: &str| {
                asked.set(asked.get() + usize::from(it == "tày"));
                it.len()
            };
            texts.with(text, find_out, |it| *it)
        };
        for it in 0..2 * PLACES {
            assert_eq!(length(&it.to_string()), it.to_string().len());
            assert_eq!(length("tày"), 4);
        }
        assert_eq!(asked.get(), 1);
    }

    #[test]
    fn a_text_is_looked_into_once_and_the_texts_that_are_kept_are_bounded() {
        let texts = Texts::default();
        let asked = Cell::new(0);
        let known = |text: &str| {
            texts.known(text, |it| {
                asked.set(asked.get() + 1);
                Known {
                    heading: it.to_uppercase().into(),
                    is_end: false,
                    roles: <[Role; TABLES]>::default(),
                }
            })
        };
        assert_eq!(&*known("tày").heading, "TÀY");
        assert_eq!(&*known("tày").heading, "TÀY");
        assert_eq!(asked.get(), 1);
        for it in 0..3 * PLACES {
            assert_eq!(*known(&it.to_string()).heading, it.to_string());
        }
        let kept = |it: &Mutex<Vec<Option<_>>>| it.lock().unwrap().iter().flatten().count();
        let kept: usize = texts.of_threads.iter().map(kept).sum();
        assert!(kept > PLACES / 2, "{kept}");
        let before = asked.get();
        for _ in 0..2 {
            assert_eq!(known(&"x".repeat(TEXT_BYTES + 1)).heading.len(), TEXT_BYTES + 1);
        }
        assert_eq!(asked.get(), before + 2, "a long one is not kept");
    }
}
