//! Years of excellence in a row: what the decisions of earlier years say, against what a form says.

use super::ask::Links;
use super::people::Found;
use super::years::Years;
use super::{Now, YEARS_ALONE, YEARS_BLANK, YEARS_OTHER};
use crate::context::Context;
use crate::finding::{Arg, Finding};
use crate::model::{Memory, Rating, Running};

/// Years in a row up to a year, of somebody of it.
pub(super) fn up_to(years: &Years, links: &Links, nth: usize, place: usize) -> Running {
    let mut running = Running::default();
    let mut own = place;
    for (at, year) in years.all.iter().enumerate().skip(nth) {
        let member = year.member(own);
        if member.counted() != Some(Rating::Excellent) {
            return running;
        }
        running.years += 1;
        let earlier = years.all.get(at + 1).filter(|it| it.year + 1 == year.year);
        let found = earlier.and_then(|_| links.earlier.get(at)).map(|it| &it[own]);
        if let Some(Found::Same(before, _)) = found {
            own = *before;
            continue;
        }
        // Nobody knows more but the form of that year.
        match member.excellent_years {
            Some(stated) if stated > 1 => {
                running.stated = stated - 1;
                running.years += stated - 1;
            }
            Some(1) => {}
            _ => running.is_open = true,
        }
        return running;
    }
    running
}

/// The years in a row that count, this one included, where they are known; and what is to be told of
/// those that the form says.
pub(super) fn check(
    it: &Now,
    memory: &Memory,
    context: &Context,
) -> (Option<u32>, Option<Finding>) {
    if it.rating() != Some(Rating::Excellent) {
        return (None, None);
    }
    let (running, form) = (memory.running, it.member.excellent_years);
    let least = running.years + 1;
    let is_right = match form {
        Some(form) if running.is_open => form >= least,
        Some(form) => form == least,
        None => false,
    };
    let shown = if running.is_open { form.unwrap_or(least).max(least) } else { least };
    let code = match form {
        _ if is_right => return (Some(shown), None),
        Some(_) => &YEARS_OTHER,
        None if least < 2 => return (Some(shown), None),
        None => &YEARS_BLANK,
    };
    let cell = it.member.years_cell();
    let told: Vec<String> = memory
        .ratings
        .iter()
        .map(|past| {
            let rating = past.rating.map_or("–", |it| context.regime.rules.short(it));
            format!("{}: {rating}", past.year)
        })
        .collect();
    let finding = it.finding(code).maybe_cell(cell.as_ref()).arg("name", it.member.name);
    let finding = finding.arg("years", shown).arg("told", told.join("; "));
    let open = if running.is_open { "previous-at-least" } else { "previous-exactly" };
    let stated = if running.stated > 0 { "previous-stated" } else { "previous-all-decided" };
    let finding = finding.arg("open", Arg::Word(open)).arg("stated", Arg::Word(stated));
    let finding = match form {
        Some(form) => finding.stored(form.to_string()).arg("form", form),
        None => finding,
    };
    (Some(shown), Some(finding))
}

/// Years that bring an award, of somebody of whom no earlier workbook tells.
pub(super) fn unchecked(it: &Now, found: &Found, context: &Context) -> Option<Finding> {
    let least = context.regime.rules.award_years?;
    let years = it.member.excellent_years.filter(|it| *it >= least)?;
    if *found != Found::Nobody || it.rating() != Some(Rating::Excellent) {
        return None;
    }
    let cell = it.member.years_cell();
    let finding = it.finding(&YEARS_ALONE).maybe_cell(cell.as_ref()).arg("name", it.member.name);
    Some(finding.stored(years.to_string()).arg("years", years))
}
