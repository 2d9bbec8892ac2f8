//! Dates as precise as they were written.

use std::fmt;

use jiff::{Span, civil};

/// A date as precise as it was written: day, month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartialDate {
    /// A full date.
    Day(civil::Date),
    /// Month and year.
    Month(i16, i8),
    /// The year only.
    Year(i16),
}

impl PartialDate {
    /// The first day that it can be.
    pub fn earliest(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Month(year, month) => {
                civil::Date::new(year, month, 1).unwrap_or(civil::Date::MAX)
            }
            Self::Year(year) => civil::Date::new(year, 1, 1).unwrap_or(civil::Date::MAX),
        }
    }

    /// The last day that it can be.
    pub fn latest(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Month(..) => self.earliest().last_of_month(),
            Self::Year(_) => self.earliest().last_of_year(),
        }
    }

    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(day) => day.year(),
            Self::Month(year, _) | Self::Year(year) => year,
        }
    }

    /// Whether the day is known.
    pub fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// Whether fewer than `months` calendar months lie between this date and
    /// `day`; `None` when the dates are too vague to tell. Six months from
    /// 31 August end on the last day of February.
    pub fn is_under_months(self, months: u8, day: Self) -> Option<bool> {
        let after = |date: civil::Date| date.saturating_add(Span::new().months(months));
        if after(self.earliest()) > day.latest() {
            Some(true)
        } else if after(self.latest()) <= day.earliest() {
            Some(false)
        } else {
            None
        }
    }
}

/// As Vietnamese forms write it: `05/12/2020`, `12/2020` or `2020`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
            Self::Month(year, month) => write!(f, "{month:02}/{year:04}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_months_are_calendar_months_and_vague_dates_may_not_tell() {
        let day = |year, month, day| PartialDate::Day(civil::date(year, month, day));
        let meeting = day(2020, 12, 5);
        let table = [
            (day(2020, 6, 5), meeting, Some(false)), // six months to the day
            (day(2020, 6, 6), meeting, Some(true)),
            (day(2020, 8, 31), day(2021, 2, 27), Some(true)),
            (day(2020, 8, 31), day(2021, 2, 28), Some(false)), // February has no 31st
            (day(2020, 12, 6), meeting, Some(true)),           // after the meeting
            (PartialDate::Month(2020, 5), meeting, Some(false)),
            (PartialDate::Month(2020, 6), meeting, None),
            (PartialDate::Month(2020, 7), meeting, Some(true)),
            (PartialDate::Year(2019), meeting, Some(false)),
            (PartialDate::Year(2020), meeting, None),
            (day(2020, 6, 6), PartialDate::Month(2020, 12), None),
        ];
        for (from, to, expected) in table {
            assert_eq!(from.is_under_months(6, to), expected, "{from} to {to}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_vague_date_never_says_more_than_every_day_of_it(
            month in 1i8..=12, days in 0i32..400, months in 0u8..=12
        ) {
            let vague = PartialDate::Month(2020, month);
            let to = civil::date(2020, 6, 15).saturating_add(Span::new().days(days));
            let answers: Vec<_> = vague.earliest().series(Span::new().days(1))
                .take_while(|it| *it <= vague.latest())
                .map(|it| PartialDate::Day(it).is_under_months(months, PartialDate::Day(to)))
                .collect();
            let all_alike = answers.iter().all(|it| *it == answers[0]);
            let expected = if all_alike { answers[0] } else { None };
            proptest::prop_assert_eq!(
                vague.is_under_months(months, PartialDate::Day(to)), expected);
        }
    }

    #[test]
    fn a_partial_date_spans_what_it_can_be() {
        let month = PartialDate::Month(2020, 2);
        assert_eq!(month.earliest(), civil::date(2020, 2, 1));
        assert_eq!(month.latest(), civil::date(2020, 2, 29));
        assert_eq!(PartialDate::Year(1985).latest(), civil::date(1985, 12, 31));
        assert_eq!(PartialDate::Day(civil::date(2020, 12, 5)).to_string(), "05/12/2020");
    }
}
