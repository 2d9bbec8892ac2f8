//! A value of a form with its place, or why there is none.

use super::{
    CellRef, CollectiveKind, Discipline, Eligibility, Gender, Grade, Hundredths, LeaderScope,
    PartialDate, Rating, Weaknesses,
};

/// A value and the cell that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its cell.
    pub at: CellRef,
}

/// One place of a form: what is there, or why there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Slot<T> {
    /// The form has no such (optional) column or row.
    #[default]
    Absent,
    /// The cell is blank.
    Empty(CellRef),
    /// Something is there, or had to be, that could not be understood: a
    /// finding says so, and no rule that needs the value runs. No cell when a
    /// required column or row is missing altogether.
    Unread(Option<CellRef>),
    /// A value.
    Is(At<T>),
}

impl<T> Slot<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(it) => Some(&it.value),
            Self::Absent | Self::Empty(_) | Self::Unread(_) => None,
        }
    }

    /// The cell, if the form has one for it.
    pub fn cell(&self) -> Option<&CellRef> {
        match self {
            Self::Is(it) => Some(&it.at),
            Self::Empty(at) | Self::Unread(Some(at)) => Some(at),
            Self::Absent | Self::Unread(None) => None,
        }
    }

    /// `None` when it could not be read (no rule may judge), else what is
    /// there: `Some(None)` for a blank cell or an absent column.
    pub fn known(&self) -> Option<Option<&T>> {
        match self {
            Self::Unread(_) => None,
            Self::Absent | Self::Empty(_) => Some(None),
            Self::Is(it) => Some(Some(&it.value)),
        }
    }

    /// The slot as it is seen together with those of other types.
    pub fn any<'a>(&'a self) -> SlotRef<'a>
    where
        Value<'a>: From<&'a T>,
    {
        match self {
            Self::Absent => SlotRef::Absent,
            Self::Empty(at) => SlotRef::Empty(at),
            Self::Unread(at) => SlotRef::Unread(at.as_ref()),
            Self::Is(it) => SlotRef::Is(Value::from(&it.value), &it.at),
        }
    }

    /// Whether it could not be read.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Unread(_))
    }

    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Empty(_) | Self::Absent)
    }
}

#[cfg(test)]
impl<T> Slot<T> {
    /// Types a value into the cell.
    pub(crate) fn put(&mut self, value: impl Into<T>) {
        let at = self.cell().expect("a fixture has all cells").clone();
        *self = Self::Is(At { value: value.into(), at });
    }

    /// Clears the cell.
    pub(crate) fn clear(&mut self) {
        *self = Self::Empty(self.cell().expect("a fixture has all cells").clone());
    }

    /// Types something that nobody can read.
    pub(crate) fn spoil(&mut self) {
        *self = Self::Unread(self.cell().cloned());
    }
}

impl<T: Copy> Slot<T> {
    /// The value itself, for small values.
    pub fn get(&self) -> Option<T> {
        self.value().copied()
    }
}

impl Slot<String> {
    /// The text, or nothing.
    pub fn text(&self) -> &str {
        self.value().map_or("", String::as_str)
    }
}

/// A [`Slot`], whatever the type of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotRef<'a> {
    /// The form has no such (optional) column or row.
    Absent,
    /// The cell is blank.
    Empty(&'a CellRef),
    /// What is there, or had to be, could not be understood; a finding says so.
    Unread(Option<&'a CellRef>),
    /// A value with its cell.
    Is(Value<'a>, &'a CellRef),
}

impl<'a> SlotRef<'a> {
    /// The cell, if the form has one for it.
    pub fn cell(self) -> Option<&'a CellRef> {
        match self {
            Self::Is(_, at) | Self::Empty(at) | Self::Unread(Some(at)) => Some(at),
            Self::Absent | Self::Unread(None) => None,
        }
    }

    /// The value, if there is one.
    pub fn value(self) -> Option<Value<'a>> {
        match self {
            Self::Is(value, _) => Some(value),
            Self::Absent | Self::Empty(_) | Self::Unread(_) => None,
        }
    }

    /// Whether it could not be read.
    pub fn is_unread(self) -> bool {
        matches!(self, Self::Unread(_))
    }

    /// Whether nothing was typed.
    pub fn is_blank(self) -> bool {
        matches!(self, Self::Empty(_) | Self::Absent)
    }
}

/// Declares what a value may be: each type once.
macro_rules! values {
    ($($(#[$doc:meta])* $variant:ident($type:ty)),+ $(,)?) => {
        /// A value of a slot, whatever its type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Value<'a> {
            /// Text, or a key of a list of the profile.
            Text(&'a str),
            $($(#[$doc])* $variant($type)),+
        }

        impl<'a> From<&'a String> for Value<'a> {
            fn from(value: &'a String) -> Self {
                Self::Text(value)
            }
        }

        $(impl<'a> From<&'a $type> for Value<'a> {
            fn from(value: &'a $type) -> Self {
                Self::$variant(*value)
            }
        })+
    };
}

values! {
    /// A whole number.
    Count(u32),
    /// A percentage, months, points.
    Decimal(Hundredths),
    /// A date, as precise as typed.
    Date(PartialDate),
    /// Có or Không.
    YesNo(bool),
    /// A level of the rating.
    Rating(Rating),
    /// A grade of a criterion.
    Grade(Grade),
    /// Diện đánh giá.
    Eligibility(Eligibility),
    /// Giới tính.
    Gender(Gender),
    /// Diện cán bộ lãnh đạo, quản lý.
    LeaderScope(LeaderScope),
    /// Hình thức kỷ luật.
    Discipline(Discipline),
    /// Loại tập thể.
    CollectiveKind(CollectiveKind),
    /// Khắc phục hạn chế, khuyết điểm.
    Weaknesses(Weaknesses),
}

impl Value<'_> {
    /// Whether it is the number 0.
    pub fn is_zero(self) -> bool {
        self == Self::Count(0) || self == Self::Decimal(Hundredths::default())
    }
}
