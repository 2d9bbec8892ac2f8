//! What a breach weighs: how sure the clause is, unless the profile says otherwise.

use jiff::civil;
#[cfg(test)]
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::finding::Severity;
use crate::model::Certainty;

/// A day as TOML writes it: `enforce-from = 2026-01-01`.
pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<civil::Date>, D::Error> {
    let written = toml::value::Datetime::deserialize(from)?;
    let day = written.date.filter(|_| written.time.is_none()).and_then(|it| {
        let (month, day) = (i8::try_from(it.month).ok()?, i8::try_from(it.day).ok()?);
        civil::Date::new(i16::try_from(it.year).ok()?, month, day).ok()
    });
    day.map(Some).ok_or_else(|| serde::de::Error::custom("a day is written like 2026-01-01"))
}

/// The schema of such a day, for editors.
#[cfg(test)]
pub(super) fn schema_of_day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date" })
}

/// What a breach weighs on that day; `None` when it is not judged. `own` is the profile's
/// own severity, `from` the day before which a breach only warns.
pub(super) fn on(
    sure: Certainty,
    own: Option<Severity>,
    from: Option<civil::Date>,
    on: civil::Date,
) -> Option<Severity> {
    let weight = own.or(sure.severity())?;
    let is_early = from.is_some_and(|from| on < from);
    Some(if is_early { weight.max(Severity::Warning) } else { weight })
}

/// Refuses what could not be meant.
pub(super) fn check(
    rule: &str,
    sure: Certainty,
    own: Option<Severity>,
    from: Option<civil::Date>,
) -> Result<(), String> {
    let weight = own.or(sure.severity());
    if from.is_some() && weight != Some(Severity::Error) {
        return Err(format!("{rule}: enforce-from is for what is an error from then on"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profiles_severity_and_its_day_on_both_sides() {
        use Certainty::{Certain, Inferred, Unknown};
        use Severity::{Error, Notice, Warning};
        let (eve, day) = (civil::date(2025, 12, 31), civil::date(2026, 1, 1));
        #[rustfmt::skip]
        let table = [
            // how sure, severity, enforced from, on the eve, on the day
            (Certain,  None,          None,      Some(Error),   Some(Error)),
            (Certain,  Some(Warning), None,      Some(Warning), Some(Warning)),
            (Certain,  Some(Notice),  None,      Some(Notice),  Some(Notice)),
            (Certain,  None,          Some(day), Some(Warning), Some(Error)),
            (Inferred, None,          None,      Some(Warning), Some(Warning)),
            (Inferred, Some(Error),   None,      Some(Error),   Some(Error)),
            (Inferred, Some(Error),   Some(day), Some(Warning), Some(Error)),
            (Unknown,  None,          None,      None,          None),
            (Unknown,  Some(Warning), None,      Some(Warning), Some(Warning)),
        ];
        for (sure, own, from, before, after) in table {
            assert_eq!(on(sure, own, from, eve), before, "{sure:?} {own:?} {from:?}");
            assert_eq!(on(sure, own, from, day), after, "{sure:?} {own:?} {from:?}");
        }
        assert!(check("R", Certain, None, Some(day)).is_ok());
        assert!(check("R", Inferred, None, Some(day)).is_err());
        assert!(check("R", Certain, Some(Warning), Some(day)).is_err());
    }
}
