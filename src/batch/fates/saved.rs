//! The date of saving inside a file: some programs write it with its zone, some without.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Zones lie at most so many seconds apart from that of the other date.
const ZONES: i64 = 14 * 3600;

/// When a file was saved, as far as it says: in seconds, from and until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Saved {
    from: i64,
    until: i64,
    has_zone: bool,
}

/// Why it is not known which file was saved last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// A file does not say when it was saved.
    Missing,
    /// The last dates are equal.
    Equal,
    /// The last dates lie too near one another, one of them without its zone.
    Near,
}

impl Unknown {
    /// The catalogue's key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Missing => "saved-missing",
            Self::Equal => "saved-equal",
            Self::Near => "saved-near",
        }
    }
}

impl Saved {
    /// Reads the date as it is stored.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
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
    pub(super) fn is_before(self, other: Self) -> bool {
        let slack = if self.has_zone == other.has_zone { 0 } else { ZONES };
        self.until.saturating_add(slack) < other.from
    }
}

/// The place of the one saved last for certain.
pub(super) fn newest(dates: impl Iterator<Item = Option<Saved>>) -> Result<usize, Unknown> {
    let dates: Vec<Saved> = dates.collect::<Option<_>>().ok_or(Unknown::Missing)?;
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
            assert_eq!(newest(dates.iter().map(|it| Saved::parse(it))), expected, "{dates:?}");
        }
    }
}
