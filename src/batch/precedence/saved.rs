//! The date of saving inside a file: some programs write it with its zone, some without.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// What our blanks say in whatever year, until a program that saves them writes its own.
const OF_A_BLANK: &str = "-11-01T00:00:00Z";
/// Zones lie at most so many seconds apart from that of the other date.
const ZONES: i64 = 14 * 3600;

/// When a file was saved, as far as it says: in seconds, from and until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Saved {
    from: i64,
    until: i64,
    has_zone: bool,
}

/// Why it is not known which file was saved last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// A file does not say when it was saved.
    Missing,
    /// The last dates are equal.
    Equal,
    /// The last dates lie too near one another, one of them without its zone.
    Near,
    /// A date is of before the rating year, so that the clock was wrong by nobody knows how much.
    Impossible,
}

impl Unknown {
    /// The catalogue's key of its words.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Missing => "saved-missing",
            Self::Equal => "saved-equal",
            Self::Near => "saved-near",
            Self::Impossible => "saved-impossible",
        }
    }
}

impl Saved {
    /// Reads the date as it is stored; that of a blank is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().strip_suffix(OF_A_BLANK).map_or(Some(text.trim()), |_| None)?;
        if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
            let at = stamp.as_second();
            return Some(Self { from: at, until: at, has_zone: true });
        }
        let second = |it: DateTime| Some(TimeZone::UTC.to_timestamp(it).ok()?.as_second());
        if text.contains([':']) {
            let at = second(text.parse().ok()?)?;
            return Some(Self { from: at, until: at, has_zone: false });
        }
        let day: Date = text.parse().ok()?;
        let from = second(day.at(0, 0, 0, 0))?;
        Some(Self { from, until: from + 24 * 3600 - 1, has_zone: false })
    }

    /// Whether it is before the other whatever the zones are.
    pub(crate) fn is_before(self, other: Self) -> bool {
        let slack = if self.has_zone == other.has_zone { 0 } else { ZONES };
        self.until.saturating_add(slack) < other.from
    }
}

/// The place of the one saved last for certain, in the season of a year. There is no clock to
/// compare with: a date that is too late is as good as any.
pub(crate) fn newest(
    dates: impl Iterator<Item = Option<Saved>>,
    year: u32,
) -> Result<usize, Unknown> {
    let dates: Vec<Saved> = dates.collect::<Option<_>>().ok_or(Unknown::Missing)?;
    let first = Saved::parse(&format!("{year:04}-01-01"));
    if first.is_some_and(|first| dates.iter().any(|it| it.until.saturating_add(ZONES) < first.from))
    {
        return Err(Unknown::Impossible);
    }
    let is_last = |&place: &usize| {
        (0..dates.len()).all(|it| it == place || dates[it].is_before(dates[place]))
    };
    if let Some(place) = (0..dates.len()).find(is_last) {
        return Ok(place);
    }
    let last = dates.iter().map(|it| it.until).max();
    let are_equal = dates.iter().filter(|it| Some(it.until) == last).count() > 1;
    let is_one_kind = dates.iter().all(|it| it.has_zone == dates[0].has_zone);
    Err(if are_equal && is_one_kind { Unknown::Equal } else { Unknown::Near })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_without_a_zone_is_a_date() {
        #[rustfmt::skip]
        let table = [
            // Excel, LibreOffice in an ods, a day alone.
            (&["2020-12-05T03:00:00Z", "2020-12-05T03:00:01Z"][..], Ok(1)),
            (&["2020-12-06T08:00:00.123456789", "2020-12-05T23:00:00"], Ok(0)),
            (&["2020-12-06T08:00:00.1", "2020-12-05T03:00:00Z"], Ok(0)),
            (&["2020-12-04T08:00:00", "2020-12-05T03:00:00Z"], Ok(1)),
            (&["2020-12-05", "2020-12-06"], Ok(1)),
            // Nearer than zones lie apart.
            (&["2020-12-05T10:00:00", "2020-12-05T03:00:00Z"], Err(Unknown::Near)),
            (&["2020-12-05", "2020-12-05T10:00:00"], Err(Unknown::Near)),
            (&["2020-12-05T03:00:00Z", "2020-12-05T10:00:00+07:00"], Err(Unknown::Equal)),
            (&["2020-12-05T10:00:00", "2020-12-05T10:00:00"], Err(Unknown::Equal)),
            (&["2020-12-05T10:00:00", "hôm qua"], Err(Unknown::Missing)),
            // What is earlier than the two at stake decides nothing.
            (&["2020-12-01T03:00:00Z", "2020-12-05T03:00:00Z", "2020-12-09T00:00:00"], Ok(2)),
        ];
        for (dates, expected) in table {
            let found = newest(dates.iter().map(|it| Saved::parse(it)), 2020);
            assert_eq!(found, expected, "{dates:?}");
        }
    }

    #[test]
    fn a_clock_that_stood_still_chooses_no_form() {
        #[rustfmt::skip]
        let table = [
            (&["2020-12-05T03:00:00Z", "2009-01-01T00:10:00Z"][..], Err(Unknown::Impossible)),
            (&["2019-12-30T03:00:00Z", "2020-12-05T03:00:00Z"], Err(Unknown::Impossible)),
            // The zone may be what makes it the last day of the year before.
            (&["2019-12-31T20:00:00Z", "2020-12-05T03:00:00Z"], Ok(1)),
            (&["2020-01-01", "2020-12-05T03:00:00Z"], Ok(1)),
            // Forms are sent late, and no clock says which date is too late.
            (&["2020-12-05T03:00:00Z", "2031-01-05T03:00:00Z"], Ok(1)),
            // A blank's own date was written when nobody had filled it in.
            (&["2020-11-01T00:00:00Z", "2020-12-05T03:00:00Z"], Err(Unknown::Missing)),
            (&["2027-11-01T00:00:00Z", "2020-12-05T03:00:00Z"], Err(Unknown::Missing)),
            (&["2020-11-01T00:00:01Z", "2020-12-05T03:00:00Z"], Ok(1)),
        ];
        for (dates, expected) in table {
            let found = newest(dates.iter().map(|it| Saved::parse(it)), 2020);
            assert_eq!(found, expected, "{dates:?}");
        }
    }
}
