//! Long lists in pieces of one size: none moves when more comes, so that no room is left behind where it lay.

/// So many values are a piece.
const PIECE: usize = 1 << 14;

/// Values, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<T> {
    /// All but the last are full, and none is empty.
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T: Copy> Pieces<T> {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        let last = self.pieces.last();
        last.map_or(0, |it| (self.pieces.len() - 1) * PIECE + it.len())
    }

    /// The value at a place, if there is one.
    pub(crate) fn get(&self, at: usize) -> Option<T> {
        self.pieces.get(at / PIECE)?.get(at % PIECE).copied()
    }

    /// Puts a value in a place; where the list is shorter, `none` stands before it.
    pub(crate) fn put(&mut self, at: usize, value: T, none: T) {
        while self.len() <= at {
            self.push(none);
        }
        self.pieces[at / PIECE][at % PIECE] = value;
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, value: T) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < PIECE => {
                if last.len() == last.capacity() {
                    // Four times as much, so that few rooms are left behind.
                    last.reserve_exact((3 * last.len()).clamp(1, PIECE - last.len()));
                }
                last.push(value);
            }
            // The first may stay a short one.
            Some(_) => {
                let mut next = Vec::with_capacity(PIECE);
                next.push(value);
                self.pieces.push(next);
            }
            None => self.pieces.push(vec![value]),
        }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> {
        self.pieces.iter().flatten().copied()
    }

    /// Gives back the room that was kept for more.
    pub(crate) fn shrink(&mut self) {
        self.pieces.shrink_to_fit();
        if let Some(last) = self.pieces.last_mut() {
            last.shrink_to_fit();
        }
    }
}

impl<T: Copy> FromIterator<T> for Pieces<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut pieces = Self::default();
        values.into_iter().for_each(|it| pieces.push(it));
        pieces
    }
}

/// Room of a piece of text, but for one that is longer by itself.
const TEXT: usize = 1 << 16;
/// Bits that tell a place within a piece.
const WITHIN: u32 = 17;

/// Texts, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct TextPieces {
    pieces: Vec<String>,
    /// Of each text its piece, and where in it the text ends.
    ends: Pieces<u32>,
}

impl TextPieces {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are more than their places tell apart.
    pub(super) fn is_beyond(&self) -> bool {
        u32::try_from(self.ends.len()).is_err() || self.pieces.len() > 1 << (u32::BITS - WITHIN)
    }

    /// Adds a text of at most as many bytes as a place tells apart; no cell takes as many.
    pub(super) fn push(&mut self, text: &str) {
        if self.pieces.last().is_none_or(|it| it.len() + text.len() > TEXT) {
            // The first may stay a short one.
            let room = if self.pieces.is_empty() { 0 } else { TEXT };
            self.pieces.push(String::with_capacity(room));
        }
        let place = self.pieces.len() - 1;
        let piece = &mut self.pieces[place];
        piece.push_str(text);
        let end = place << WITHIN | piece.len();
        self.ends.push(u32::try_from(end).unwrap_or(u32::MAX));
    }

    /// The text of a number; empty where there is none.
    pub(super) fn get(&self, number: usize) -> &str {
        let parts = |end: u32| (end >> WITHIN, (end & ((1 << WITHIN) - 1)) as usize);
        let Some((piece, end)) = self.ends.get(number).map(parts) else { return "" };
        let before = number.checked_sub(1).and_then(|it| self.ends.get(it)).map(parts);
        let start = before.filter(|it| it.0 == piece).map_or(0, |it| it.1);
        self.pieces.get(piece as usize).and_then(|it| it.get(start..end)).unwrap_or_default()
    }

    /// Gives back the room that was kept for more.
    pub(super) fn shrink(&mut self) {
        self.ends.shrink();
        self.pieces.shrink_to_fit();
        if let Some(last) = self.pieces.last_mut() {
            last.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_is_there(writes in prop::collection::vec((0..3 * PIECE, 1..9_u8), 0..40)) {
            let (mut pieces, mut plain) = (Pieces::default(), Vec::new());
            for (at, value) in writes {
                pieces.put(at, value, 0);
                plain.resize(plain.len().max(at + 1), 0);
                plain[at] = value;
            }
            prop_assert_eq!(pieces.len(), plain.len());
            prop_assert!(pieces.iter().eq(plain.iter().copied()));
            pieces.shrink();
            for at in [0, PIECE - 1, PIECE, 2 * PIECE, plain.len()] {
                prop_assert_eq!(pieces.get(at), plain.get(at).copied());
            }
        }

        #[test]
        fn texts_come_out_as_they_went_in(lengths in prop::collection::vec(0..98_301_usize, 0..20)) {
            let texts: Vec<String> = lengths.iter().map(|it| "a".repeat(it % 7) + &"x".repeat(*it)).collect();
            let mut pieces = TextPieces::default();
            for it in &texts {
                pieces.push(it);
            }
            pieces.shrink();
            prop_assert_eq!(pieces.len(), texts.len());
            for (number, text) in texts.iter().enumerate() {
                prop_assert!(pieces.get(number) == text);
            }
            prop_assert_eq!(pieces.get(texts.len()), "");
        }
    }
}
