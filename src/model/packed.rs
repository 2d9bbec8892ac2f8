//! Values as few bytes, to be kept from one run to the next by the same program: in the order in which
//! they are declared, without names. Whatever else the bytes are, what comes out is a value or nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil;

use super::{
    At, CaseKind, CellRef, CollectiveKind, DecisionFile, DecisionRow, DecisionSheet, Discipline,
    Eligibility, Gender, Hundredths, Info, LeaderScope, PartialDate, Rating, Slot,
};

/// A value that can be packed and unpacked.
pub trait Packed: Sized {
    /// Adds its bytes.
    fn pack(&self, out: &mut Vec<u8>);

    /// The value, if these bytes are one.
    fn unpack(from: &mut Source<'_>) -> Option<Self>;
}

/// A value of a short list, that is one byte.
pub trait Coded: Sized + Copy {
    /// Its byte.
    fn code(self) -> u8;

    /// The value of a byte, if it is that of one.
    fn of_code(code: u8) -> Option<Self>;
}

impl Coded for bool {
    fn code(self) -> u8 {
        self.into()
    }

    fn of_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

/// Bytes from which values are taken.
#[derive(Debug)]
pub struct Source<'a> {
    bytes: &'a [u8],
    /// Texts that many values share, such as names of sheets.
    shared: Vec<Arc<str>>,
}

impl<'a> Source<'a> {
    /// Begins with the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, shared: Vec::new() }
    }

    /// Whether all of them are taken.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The next bytes.
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// How many values come next: never more than there are bytes.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(u32::unpack(self)?).ok()?;
        (count <= self.bytes.len()).then_some(count)
    }

    /// The next text, as it stands in the bytes.
    pub fn text(&mut self) -> Option<&'a str> {
        let count = self.count()?;
        std::str::from_utf8(self.take(count)?).ok()
    }
}

/// Adds a text.
pub fn pack_text(text: &str, out: &mut Vec<u8>) {
    pack_count(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

fn pack_count(count: usize, out: &mut Vec<u8>) {
    // Everything that is read is bounded far below.
    u32::try_from(count).unwrap_or(u32::MAX).pack(out);
}

/// Small numbers are the most: seven bits a byte, the last without its eighth.
fn pack_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn unpack_number(from: &mut Source<'_>) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..10 {
        let byte = *from.take(1)?.first()?;
        number |= u64::from(byte & 0x7f).checked_shl(7 * place)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Packed for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                pack_number(u64::try_from(*self).unwrap_or(u64::MAX), out);
            }

            fn unpack(from: &mut Source<'_>) -> Option<Self> {
                Self::try_from(unpack_number(from)?).ok()
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, usize);

macro_rules! signed {
    ($($type:ty),*) => {$(
        impl Packed for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                // Those below nothing become the odd ones.
                let wide = i64::from(*self);
                pack_number(((wide << 1) ^ (wide >> 63)).cast_unsigned(), out);
            }

            fn unpack(from: &mut Source<'_>) -> Option<Self> {
                let wide = unpack_number(from)?;
                Self::try_from((wide >> 1).cast_signed() ^ -(wide & 1).cast_signed()).ok()
            }
        }
    )*};
}
signed!(i8, i16, i32, i64);

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Self::of_code(*from.take(1)?.first()?)
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl Packed for Box<str> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        from.text().map(Self::from)
    }
}

impl Packed for Arc<str> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        /// A form has a few sheets.
        const SHARED_MAX: usize = 16;
        let text = from.text()?;
        if let Some(known) = from.shared.iter().find(|it| ***it == *text) {
            return Some(Self::clone(known));
        }
        let text = Self::from(text);
        if from.shared.len() < SHARED_MAX {
            from.shared.push(Self::clone(&text));
        }
        Some(text)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        if bool::unpack(from)? { T::unpack(from).map(Some) } else { Some(None) }
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        T::unpack(from).map(Self::new)
    }
}

impl<T: Packed> Packed for Arc<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        T::unpack(from).map(Self::new)
    }
}

/// How many there are, and each.
fn pack_all<'a, T: Packed + 'a>(all: impl ExactSizeIterator<Item = &'a T>, out: &mut Vec<u8>) {
    pack_count(all.len(), out);
    for it in all {
        it.pack(out);
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_all(self.iter(), out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        let count = from.count()?;
        (0..count).map(|_| T::unpack(from)).collect()
    }
}

impl<T: Packed> Packed for Box<[T]> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_all(self.iter(), out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Vec::unpack(from).map(Vec::into_boxed_slice)
    }
}

impl<T: Packed + Ord> Packed for BTreeSet<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_all(self.iter(), out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        let count = from.count()?;
        (0..count).map(|_| T::unpack(from)).collect()
    }
}

impl<T: Packed, const N: usize> Packed for [T; N] {
    fn pack(&self, out: &mut Vec<u8>) {
        for it in self {
            it.pack(out);
        }
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        let all: Option<Vec<T>> = (0..N).map(|_| T::unpack(from)).collect();
        all?.try_into().ok()
    }
}

/// Packs a struct field by field, or an enum without fields; the compiler asks for what is forgotten.
macro_rules! packed {
    (struct $name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::model::packed::Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::model::packed::Packed::pack($field, out);)*
            }

            fn unpack(from: &mut $crate::model::packed::Source<'_>) -> Option<Self> {
                Some(Self { $($field: $crate::model::packed::Packed::unpack(from)?),* })
            }
        }
    };
    (enum $name:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::model::packed::Coded for $name {
            fn code(self) -> u8 {
                match self {
                    $(Self::$variant => Self::$variant as u8),*
                }
            }

            fn of_code(code: u8) -> Option<Self> {
                $(if code == Self::$variant as u8 {
                    return Some(Self::$variant);
                })*
                None
            }
        }

        impl $crate::model::packed::Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                out.push($crate::model::packed::Coded::code(*self));
            }

            fn unpack(from: &mut $crate::model::packed::Source<'_>) -> Option<Self> {
                $crate::model::packed::Coded::of_code(u8::unpack(from)?)
            }
        }
    };
}
pub(crate) use packed;

packed!(
    enum Rating {
        Unsatisfactory,
        Satisfactory,
        Good,
        Excellent,
    }
);
packed!(
    enum Eligibility {
        Rated,
        New,
        Exempt,
        Suspended,
        Temporary,
        Other,
    }
);
packed!(
    enum Gender {
        Male,
        Female,
    }
);
packed!(
    enum LeaderScope {
        None,
        Committee,
        Superior,
    }
);
packed!(
    enum Discipline {
        Reprimand,
        Warning,
        Dismissal,
        Expulsion,
    }
);
packed!(
    enum CollectiveKind {
        Branch,
        BranchCommittee,
        Leadership,
    }
);
packed!(
    enum CaseKind {
        Members,
        Collectives,
        Branches,
        Units,
    }
);
packed!(struct CellRef { sheet, row, col });
/// Sheets of decisions. A workbook that somebody typed into is never kept (`batch/kept.rs`).
impl Packed for DecisionFile {
    fn pack(&self, out: &mut Vec<u8>) {
        let Self { sheets, corrects, values, typed: _, waiting: _, cells: _ } = self;
        sheets.pack(out);
        corrects.pack(out);
        values.pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Some(Self {
            sheets: Packed::unpack(from)?,
            corrects: Packed::unpack(from)?,
            values: Packed::unpack(from)?,
            typed: None,
            waiting: Vec::new(),
            cells: String::new(),
        })
    }
}
packed!(struct DecisionSheet { kind, year, body, number, date, heading, rows });
packed!(struct DecisionRow { name, birth, card, branch, key, decision, reason });
packed!(struct Info {
    form_code, branch_code, branch_name, branch_kind, year, secretary, deputy, preparer, phone,
    founded, meeting, total, official, probationary, female, ethnic, exempt, unrated, rated, summoned,
    present, ballots_issued, ballots_collected, ballots_valid, ballots_invalid, draft_sent,
});

impl Packed for Hundredths {
    fn pack(&self, out: &mut Vec<u8>) {
        let (hundredths, beyond) = self.parts();
        hundredths.pack(out);
        beyond.pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Some(Self::of_parts(i32::unpack(from)?, i64::unpack(from)?))
    }
}

impl Packed for PartialDate {
    fn pack(&self, out: &mut Vec<u8>) {
        let (year, month, day) = match self {
            Self::Day(date) => (date.year(), date.month(), date.day()),
            Self::Month(year, month) => (*year, *month, 0),
            Self::Year(year) => (*year, 0, 0),
        };
        matches!(self, Self::Year(_)).pack(out);
        year.pack(out);
        month.pack(out);
        day.pack(out);
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        let is_year = bool::unpack(from)?;
        let (year, month, day) = (i16::unpack(from)?, i8::unpack(from)?, i8::unpack(from)?);
        Some(match (is_year, day) {
            (true, _) => Self::Year(year),
            (false, 0) => Self::Month(year, month),
            (false, day) => Self::Day(civil::Date::new(year, month, day).ok()?),
        })
    }
}

impl<T: Packed> Packed for Slot<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Absent => out.push(0),
            Self::Empty(at) => {
                out.push(1);
                at.pack(out);
            }
            Self::Unread(at) => {
                out.push(2);
                at.pack(out);
            }
            Self::Is(At { value, at }) => {
                out.push(3);
                value.pack(out);
                at.pack(out);
            }
        }
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Some(match u8::unpack(from)? {
            0 => Self::Absent,
            1 => Self::Empty(CellRef::unpack(from)?),
            2 => Self::Unread(Option::unpack(from)?),
            3 => Self::Is(At { value: T::unpack(from)?, at: CellRef::unpack(from)? }),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Extract;
    use crate::model::fixture::submission;

    fn again<T: Packed>(value: &T) -> Option<T> {
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut from = Source::new(&bytes);
        T::unpack(&mut from).filter(|_| from.is_empty())
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            assert_eq!(again(&number), Some(number));
        }
        for number in [0, 1, -1, 63, -64, 64, i64::MIN, i64::MAX] {
            assert_eq!(again(&number), Some(number));
        }
        for date in [
            PartialDate::Year(2026),
            PartialDate::Month(2026, 12),
            PartialDate::Day(civil::date(1962, 2, 28)),
        ] {
            assert_eq!(again(&date), Some(date));
        }
        let number = Hundredths::written(49.996, 0).unwrap();
        assert_eq!(again(&number), Some(number));
        let cell = CellRef::new(&"2_DangVien".into(), 70_000, 3);
        assert_eq!(
            again(&vec![Slot::Unread(Some(cell.clone())), Slot::Is(At { value: 3_u32, at: cell })])
                .unwrap()
                .len(),
            2
        );
        let extract = Extract::from(&submission());
        assert_eq!(format!("{:?}", again(&extract).unwrap()), format!("{extract:?}"));
    }

    #[test]
    fn no_bytes_make_it_fail_or_fill_the_memory() {
        let mut bytes = Vec::new();
        Extract::from(&submission()).pack(&mut bytes);
        for end in 0..bytes.len() {
            assert!(Extract::unpack(&mut Source::new(&bytes[..end])).is_none());
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                // Whatever it gives can be looked at.
                if let Some(it) = Extract::unpack(&mut Source::new(&changed)) {
                    assert!(it.members().all(|it| it.name.len() < bytes.len()));
                }
            }
        }
        assert!(Vec::<u64>::unpack(&mut Source::new(&[0xff, 0xff, 0xff, 0xff, 0x0f])).is_none());
    }
}
