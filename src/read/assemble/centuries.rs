//! Finding the century of a year that was typed with two digits.

use super::reader::Reader;
use super::spots::{Spot, SpotAt};
use crate::finding::Arg;
use crate::model::{At, PartialDate, Slot};
use crate::read::values::Remark;
use crate::read::values::dates::{CENTURY_UNKNOWN, Typed};

/// Resolves a date that can only lie in the rating year (a meeting, a founding).
pub(super) fn resolve_in_year(
    reader: &mut Reader<'_>,
    spot: &Spot<'_>,
    typed: Slot<Typed>,
    year: Option<u32>,
) -> Slot<PartialDate> {
    let last = last_year(reader, year);
    let fits = |date: &PartialDate| i32::from(date.year()) == last;
    let fitting: Vec<PartialDate> = candidates(&typed).into_iter().filter(fits).collect();
    settle(reader, spot, typed, &fitting)
}

/// The rating year; without one, the last that the regime covers.
fn last_year(reader: &Reader<'_>, year: Option<u32>) -> i32 {
    let covered = || reader.regime.rules.years.iter().max().copied();
    i32::try_from(year.or_else(covered).unwrap_or(0)).unwrap_or(i32::MAX)
}

/// A member's dates: birth before admission, admission not after the official
/// date, and none after the rating year. Centuries that satisfy this are kept;
/// where two do or none, the date stays unread.
pub(super) fn resolve_member(
    reader: &mut Reader<'_>,
    spots: [&Spot<'_>; 3],
    typed: [Slot<Typed>; 3],
    year: Option<u32>,
) -> [Slot<PartialDate>; 3] {
    let last = last_year(reader, year);
    let is_open = |it: &Slot<Typed>| matches!(it.value(), Some(Typed::TwoDigits { .. }));
    let mut fitting: [Vec<PartialDate>; 3] = Default::default();
    if typed.iter().any(is_open) {
        // An unknown date restrains nothing; `None` stands for it.
        let options = typed.each_ref().map(|it| {
            let dates: Vec<Option<PartialDate>> = candidates(it).into_iter().map(Some).collect();
            if dates.is_empty() { vec![None] } else { dates }
        });
        for &birth in &options[0] {
            for &admitted in &options[1] {
                for &official in &options[2] {
                    let dates = [birth, admitted, official];
                    if is_in_order(dates, last, &typed) {
                        for (kept, date) in fitting.iter_mut().zip(dates) {
                            kept.extend(date.filter(|it| !kept.contains(it)));
                        }
                    }
                }
            }
        }
    }
    let [birth, admitted, official] = typed;
    [
        settle(reader, spots[0], birth, &fitting[0]),
        settle(reader, spots[1], admitted, &fitting[1]),
        settle(reader, spots[2], official, &fitting[2]),
    ]
}

/// Whether three dates can follow one another. Dates whose year was typed in
/// full are judged by the rules on dates, not here: between two of them the
/// order is taken as given.
fn is_in_order(dates: [Option<PartialDate>; 3], last: i32, typed: &[Slot<Typed>; 3]) -> bool {
    let is_open = |at: usize| matches!(typed[at].value(), Some(Typed::TwoDigits { .. }));
    let in_time =
        |at: usize| !is_open(at) || dates[at].is_none_or(|it| i32::from(it.year()) <= last);
    let ordered = |before: usize, after: usize, may_equal: bool| {
        if !is_open(before) && !is_open(after) {
            return true;
        }
        match (dates[before], dates[after]) {
            (Some(before), Some(after)) => {
                let (first, second) = (before.earliest(), after.latest());
                first < second || (may_equal && first == second)
            }
            _ => true,
        }
    };
    (0..3).all(in_time) && ordered(0, 1, false) && ordered(1, 2, true) && ordered(0, 2, false)
}

fn candidates(typed: &Slot<Typed>) -> Vec<PartialDate> {
    typed.value().map(|it| it.candidates()).unwrap_or_default()
}

/// The one date that fits, or the finding that two do or none.
fn settle(
    reader: &mut Reader<'_>,
    spot: &Spot<'_>,
    typed: Slot<Typed>,
    fitting: &[PartialDate],
) -> Slot<PartialDate> {
    let At { value, at } = match typed {
        Slot::Absent => return Slot::Absent,
        Slot::Empty(at) => return Slot::Empty(at),
        Slot::Unread(at) => return Slot::Unread(at),
        Slot::Is(it) => it,
    };
    match (value, fitting) {
        (Typed::Sure(value), _) | (_, &[value]) => Slot::Is(At { value, at }),
        (Typed::TwoDigits { .. }, _) => {
            let all = value.candidates().iter().map(ToString::to_string).collect::<Vec<_>>();
            let remark = Remark::new(&CENTURY_UNKNOWN).arg("candidates", Arg::Text(all.join("; ")));
            if let SpotAt::Cell(at, Some(cell)) = &spot.at {
                reader.report(spot, at, cell, remark);
            }
            Slot::Unread(Some(at))
        }
    }
}
