//! A row of sheet 2 as it is kept, and its bytes.

use super::Allowed;
use super::indices::Date;
use crate::model::packed::Coded;
use crate::model::{Discipline, Eligibility, Gender, LeaderScope, Rating};

/// A text of an extract: its place among them, from 1; 0 is none.
pub(super) type Text = u32;

/// The texts of a member, in this order.
pub(super) const TEXTS: usize = 11;
/// Numbers with decimals of a member, in this order.
pub(super) const DECIMALS: usize = 5;
/// Whole numbers of a member: TT, years in a row, votes for each rating, best first.
pub(super) const NUMBERS: usize = 6;
/// Where name and card number stand.
pub(super) const PLACES: usize = 2;
/// Bytes of a row: places of values, row, three dates, what is one of a few, the supplement, the years.
pub(super) const WIDTH: usize =
    4 * (TEXTS + DECIMALS + NUMBERS + PLACES) + 4 + 3 * 4 + 18 + 4 + 4 + 3;

/// What the values of a row are among those of the form, from 1; 0 is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of {
    pub(super) texts: [Text; TEXTS],
    pub(super) decimals: [u32; DECIMALS],
    pub(super) numbers: [u32; NUMBERS],
    pub(super) places: [u32; PLACES],
}

/// A row of sheet 2.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) of: Of,
    pub(super) at: u32,
    pub(super) birth: Date,
    pub(super) admitted: Date,
    pub(super) official: Date,
    pub(super) has_unread_votes: bool,
    pub(super) gender: Option<Gender>,
    pub(super) leader: Option<LeaderScope>,
    pub(super) quarters: [Option<Rating>; 4],
    pub(super) eligibility: Option<Eligibility>,
    pub(super) reviewed: Option<bool>,
    pub(super) self_rating: Option<Rating>,
    pub(super) state_rating: Option<Rating>,
    pub(super) proposal: Option<Rating>,
    pub(super) discipline: Option<Discipline>,
    pub(super) allowed: Option<Allowed>,
    /// The rule that capped it.
    pub(super) cap: Text,
    pub(super) decided: Option<Rating>,
    /// The supplement that it is of, from 1; 0 is the form itself.
    pub(super) late: u32,
    /// Whether the form says that the breach was counted before, or is of an earlier year.
    pub(super) is_old_breach: Option<bool>,
    /// The rating of last year, where it is known.
    pub(super) last_year: Option<Rating>,
    /// The years in a row, where they are known better than the form knows them.
    pub(super) known_years: Option<u16>,
}

impl Row {
    /// Its bytes.
    pub(super) fn bytes(&self) -> [u8; WIDTH] {
        let mut out = Bytes { all: [0; WIDTH], at: 0 };
        let Of { texts, decimals, numbers, places } = &self.of;
        for all in [&texts[..], decimals, numbers, places, &[self.at, self.cap]] {
            for it in all {
                out.put(it.to_le_bytes());
            }
        }
        for date in [self.birth, self.admitted, self.official] {
            out.put(date.bytes());
        }
        out.put([u8::from(self.has_unread_votes)]);
        out.code(self.gender);
        out.code(self.leader);
        self.quarters.into_iter().for_each(|it| out.code(it));
        out.code(self.eligibility);
        out.code(self.reviewed);
        out.code(self.self_rating);
        out.code(self.state_rating);
        out.code(self.proposal);
        out.code(self.discipline);
        out.code(self.allowed.map(|it| it.certain));
        out.code(self.allowed.map(|it| it.inferred));
        out.code(self.decided);
        out.code(self.is_old_breach);
        out.code(self.last_year);
        out.put(self.late.to_le_bytes());
        out.put([u8::from(self.known_years.is_some())]);
        out.put(self.known_years.unwrap_or_default().to_le_bytes());
        out.all
    }

    /// The row of these bytes.
    pub(super) fn of(bytes: &[u8; WIDTH]) -> Self {
        let mut from = Source(bytes);
        Self {
            of: Of {
                texts: from.numbers(),
                decimals: from.numbers(),
                numbers: from.numbers(),
                places: from.numbers(),
            },
            at: u32::from_le_bytes(from.take()),
            cap: u32::from_le_bytes(from.take()),
            birth: Date::of(from.take()),
            admitted: Date::of(from.take()),
            official: Date::of(from.take()),
            has_unread_votes: from.take() == [1],
            gender: from.value(),
            leader: from.value(),
            quarters: [from.value(), from.value(), from.value(), from.value()],
            eligibility: from.value(),
            reviewed: from.value(),
            self_rating: from.value(),
            state_rating: from.value(),
            proposal: from.value(),
            discipline: from.value(),
            allowed: {
                let (certain, inferred) = (from.value(), from.value());
                certain.zip(inferred).map(|(certain, inferred)| Allowed { certain, inferred })
            },
            decided: from.value(),
            is_old_breach: from.value(),
            last_year: from.value(),
            late: u32::from_le_bytes(from.take()),
            known_years: {
                let is_known = from.take() == [1];
                Some(u16::from_le_bytes(from.take())).filter(|_| is_known)
            },
        }
    }
}

/// The bytes of a row, put one after the other.
struct Bytes {
    all: [u8; WIDTH],
    at: usize,
}

impl Bytes {
    #[inline]
    fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        self.all[self.at..self.at + N].copy_from_slice(&bytes);
        self.at += N;
    }

    /// A value of a short list, from 1; 0 is none.
    #[inline]
    fn code<T: Coded>(&mut self, value: Option<T>) {
        self.put([value.map_or(0, |it| it.code() + 1)]);
    }
}

/// The bytes of a row, taken one after the other: there are as many as a row asks for, behind them noughts. Rows are
/// taken apart for every list, so all of this stands in one function, in plain loops.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    #[inline]
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((taken, rest)) = self.0.split_first_chunk() else { return [0; N] };
        self.0 = rest;
        *taken
    }

    #[inline]
    fn numbers<const N: usize>(&mut self) -> [u32; N] {
        let mut all = [0; N];
        for it in &mut all {
            *it = u32::from_le_bytes(self.take());
        }
        all
    }

    #[inline]
    fn value<T: Coded>(&mut self) -> Option<T> {
        let [code] = self.take();
        code.checked_sub(1).and_then(T::of_code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_a_row_and_a_row_its_bytes() {
        // Each byte by itself: what is no value of a field comes out as none.
        for at in 0..WIDTH {
            for byte in [1, 2, 3, 200] {
                let mut bytes = [0; WIDTH];
                bytes[at] = byte;
                let again = Row::of(&bytes).bytes();
                let is_in_list =
                    (4 * 24 + 8..4 * 24 + 8 + 12 + 18).contains(&at) || at == WIDTH - 3;
                assert!(again == bytes || is_in_list || at > WIDTH - 3, "byte {at}: {again:?}");
                assert_eq!(Row::of(&again).bytes(), again);
            }
        }
        let mut row = Row::of(&[0; WIDTH]);
        row.known_years = Some(0);
        row.allowed = Some(Allowed { certain: Rating::Good, inferred: Rating::Unsatisfactory });
        row.cap = 70_000;
        let again = Row::of(&row.bytes());
        assert_eq!(format!("{again:?}"), format!("{row:?}"));
    }
}
