//! Texts that come again and again: what was found out about them once.
//!
//! The cells of a commune's forms hold a few hundred texts, over and over: headings, labels,
//! words of the drop-downs. Only names and reasons are ever new.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use super::layout::header::Role;
use super::legacy::Verdict;

/// How many texts are kept. One that comes new takes the place of another.
const PLACES: usize = 1 << 12;
/// Bytes of a text that is kept at most: nobody writes a longer one twice.
const TEXT_BYTES: usize = 200;

/// What is known of a text, whatever the file it is in.
#[derive(Debug)]
pub(super) struct Known {
    /// The text as stored.
    text: Box<str>,
    /// Which encoding it is in, by its letters alone.
    pub verdict: Verdict,
    /// It folded, as headings are compared.
    pub heading: Box<str>,
    /// What it may be to each table of the form.
    pub roles: Vec<Role>,
}

/// The texts, each at a place that its letters tell. Threads share them.
pub(super) struct Texts {
    places: Box<[Mutex<Option<Arc<Known>>>]>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { places: (0..PLACES).map(|_| Mutex::default()).collect() }
    }
}

/// Of texts nothing is shown in logs.
impl std::fmt::Debug for Texts {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Texts").finish_non_exhaustive()
    }
}

impl Texts {
    /// What is known of a text; `find_out` gives the verdict, the heading and the roles of one
    /// that is new, and must say the same whenever it is asked.
    pub(super) fn known(
        &self,
        text: &str,
        find_out: impl FnOnce(&str) -> (Verdict, String, Vec<Role>),
    ) -> Arc<Known> {
        let made = |(verdict, heading, roles): (_, String, _)| {
            Arc::new(Known { text: text.into(), verdict, heading: heading.into(), roles })
        };
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % PLACES as u64).unwrap_or_default();
        let Some(place) = self.places.get(place).filter(|_| text.len() <= TEXT_BYTES) else {
            return made(find_out(text));
        };
        // Whoever panicked left either the old text or the new one.
        let lock = || place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().as_ref().filter(|it| *it.text == *text) {
            return Arc::clone(known);
        }
        let known = made(find_out(text));
        *lock() = Some(Arc::clone(&known));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_text_is_looked_into_once_and_the_texts_that_are_kept_are_bounded() {
        let texts = Texts::default();
        let asked = Cell::new(0);
        let known = |text: &str| {
            texts.known(text, |it| {
                asked.set(asked.get() + 1);
                (Verdict::Plain, it.to_uppercase(), Vec::new())
            })
        };
        assert_eq!(&*known("tày").heading, "TÀY");
        assert_eq!(&*known("tày").heading, "TÀY");
        assert_eq!(asked.get(), 1);
        for it in 0..3 * PLACES {
            assert_eq!(*known(&it.to_string()).heading, it.to_string());
        }
        let kept = texts.places.iter().filter(|it| it.lock().unwrap().is_some()).count();
        assert!(kept > PLACES / 2, "{kept}");
        let before = asked.get();
        for _ in 0..2 {
            assert_eq!(known(&"x".repeat(TEXT_BYTES + 1)).heading.len(), TEXT_BYTES + 1);
        }
        assert_eq!(asked.get(), before + 2, "a long one is not kept");
    }
}
