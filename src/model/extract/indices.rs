//! Numbers in two bytes each where none is larger, and dates in four.

use crate::model::PartialDate;
use crate::model::packed::{Packed, Source};
use jiff::civil;

/// Numbers.
#[derive(Clone, Debug)]
pub(super) enum Indices {
    Narrow(Box<[u16]>),
    Wide(Box<[u32]>),
}

impl Indices {
    /// The number at this place, if there is one.
    #[inline]
    pub(super) fn nth(&self, at: usize) -> Option<u32> {
        match self {
            Self::Narrow(all) => all.get(at).copied().map(u32::from),
            Self::Wide(all) => all.get(at).copied(),
        }
    }

    /// The same; 0 where there is none.
    #[inline]
    pub(super) fn get(&self, at: usize) -> usize {
        self.nth(at).unwrap_or_default() as usize
    }

    pub(super) fn all(&self) -> Vec<u32> {
        match self {
            Self::Narrow(all) => all.iter().map(|it| u32::from(*it)).collect(),
            Self::Wide(all) => all.to_vec(),
        }
    }
}

impl From<Vec<u32>> for Indices {
    fn from(all: Vec<u32>) -> Self {
        let narrow: Result<Box<[u16]>, _> = all.iter().map(|it| u16::try_from(*it)).collect();
        narrow.map_or_else(|_| Self::Wide(all.into_boxed_slice()), Self::Narrow)
    }
}

impl Packed for Indices {
    fn pack(&self, out: &mut Vec<u8>) {
        self.all().pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Vec::<u32>::unpack(from).map(Self::from)
    }
}

/// A date that may not be there, in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    year: i16,
    month: i8,
    /// 0 of a month; two other numbers that no day has: of a year, and where there is no date.
    day: i8,
}

const OF_YEAR: i8 = -1;
const NO_DATE: i8 = -2;

impl From<Option<PartialDate>> for Date {
    fn from(date: Option<PartialDate>) -> Self {
        match date {
            None => Self { year: 0, month: 0, day: NO_DATE },
            Some(PartialDate::Year(year)) => Self { year, month: 0, day: OF_YEAR },
            Some(PartialDate::Month(year, month)) => Self { year, month, day: 0 },
            Some(PartialDate::Day(it)) => {
                Self { year: it.year(), month: it.month(), day: it.day() }
            }
        }
    }
}

impl Date {
    /// Its bytes.
    pub(super) fn bytes(self) -> [u8; 4] {
        let [low, high] = self.year.to_le_bytes();
        [low, high, self.month.cast_unsigned(), self.day.cast_unsigned()]
    }

    /// The date of these bytes.
    pub(super) fn of([low, high, month, day]: [u8; 4]) -> Self {
        let year = i16::from_le_bytes([low, high]);
        Self { year, month: month.cast_signed(), day: day.cast_signed() }
    }

    pub(super) fn get(self) -> Option<PartialDate> {
        match self.day {
            NO_DATE => None,
            OF_YEAR => Some(PartialDate::Year(self.year)),
            0 => Some(PartialDate::Month(self.year, self.month)),
            day => civil::Date::new(self.year, self.month, day).ok().map(PartialDate::Day),
        }
    }

    /// This date, else the other one.
    pub(super) fn or(self, other: Self) -> Self {
        if self.day == NO_DATE { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_comes_out_as_it_was() {
        for date in [
            None,
            Some(PartialDate::Year(-1)),
            Some(PartialDate::Year(0)),
            Some(PartialDate::Month(1975, 4)),
            Some(PartialDate::Month(-1, 0)),
            Some(PartialDate::Day(civil::date(1975, 4, 30))),
            Some(PartialDate::Day(civil::date(9999, 12, 31))),
        ] {
            assert_eq!(Date::from(date).get(), date);
            assert_eq!(Date::of(Date::from(date).bytes()), Date::from(date));
        }
        let (none, some) = (Date::from(None), Date::from(Some(PartialDate::Year(1975))));
        assert_eq!((none.or(some), some.or(none)), (some, some));
        assert_eq!(std::mem::size_of::<Date>(), 4);
    }

    #[test]
    fn indices_are_what_was_put_however_large() {
        for all in [vec![], vec![0, 65_535, 3], vec![65_536, 1]] {
            let indices = Indices::from(all.clone());
            assert_eq!(matches!(indices, Indices::Wide(_)), all.contains(&65_536));
            assert_eq!(indices.all(), all);
            for (at, it) in all.iter().enumerate() {
                assert_eq!(indices.get(at), *it as usize);
            }
            assert_eq!(indices.get(all.len()), 0);
        }
    }
}
