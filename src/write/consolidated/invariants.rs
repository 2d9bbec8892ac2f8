//! What must hold in every consolidated workbook, asked of the cells that are
//! about to be written and of the numbers that the branches gave.

use super::Layout;
use crate::context::Context;
use crate::model::{BranchResult, CellRef, CollectiveKind, CommuneResult, Rating, Tally};
use crate::regime::consolidated::{
    Count, GroupSource, ReviewColumn, Reviewed, SheetHead, StatisticsSource,
};
use crate::tables::{Listed, collectives, everybody, reviewed_members, sections};
use crate::write::sheet::RowKind;
use crate::write::sheet::formula::{Given, Results};

/// A layout, and what its formulas give.
struct Laid<'a> {
    layout: &'a Layout,
    results: Results<'a>,
}

/// Says what does not hold, and where.
pub(super) fn check(
    layout: &Layout,
    results: &CommuneResult,
    context: &Context,
) -> Result<(), String> {
    let laid = &Laid { layout, results: layout.book.results() };
    check_tallies(results)?;
    check_branch_rows(laid, results, context)?;
    check_statistics(laid, results, context)?;
    check_groups(laid, results)?;
    check_lists(laid, results, context)?;
    check_authorities(laid, results, context)?;
    check_reviews(laid, results, context)?;
    for (cell, number) in &layout.sums {
        same(laid, cell, *number)?;
    }
    check_changes(results)?;
    check_votes(results)
}

/// Above communes as many stand in the list of changes as have two ratings that differ.
fn check_changes(results: &CommuneResult) -> Result<(), String> {
    let Some(above) = &results.above else { return Ok(()) };
    let differ = |proposal: Option<Rating>, decided: Option<Rating>| {
        proposal.is_some() && decided.is_some() && proposal != decided
    };
    let members = everybody(results);
    let members = members.filter(|it| differ(it.member.proposal, it.member.decided)).count();
    let bodies = collectives(results);
    let bodies = bodies.filter(|it| differ(it.collective.proposal, it.collective.decided)).count();
    let listed = above.changes.iter().filter(|it| differ(it.proposal, it.decision)).count();
    if members + bodies == listed {
        Ok(())
    } else {
        Err(format!("{members} members and {bodies} collectives changed, {listed} are listed"))
    }
}

/// 3 = 4+5+6, 6 = the four ratings, KHTNV = its causes; the sum of the branches.
fn check_tallies(results: &CommuneResult) -> Result<(), String> {
    let mut sum = Tally { causes: vec![0; results.total.causes.len()], ..Tally::default() };
    for branch in &results.branches {
        let code = &branch.branch.code;
        if let Some(tally) = branch.tally() {
            check_tally(tally, code)?;
            sum.add(tally);
        }
    }
    check_tally(&results.total, "the total")?;
    if sum != results.total {
        return Err(format!("the branches add up to {sum:?}, the total is {:?}", results.total));
    }
    let quota = &results.quota;
    let outside = results.groups.iter().filter(|it| it.is_outside);
    let good: u32 = outside.map(|it| it.tally.count(Rating::Good)).sum();
    let counted = (sum.count(Rating::Excellent), sum.count(Rating::Good));
    if (quota.excellent + results.outside(), quota.good + good) != counted {
        return Err("the quota is not of the members that are counted".to_owned());
    }
    let is_provisional = results.branches.iter().any(BranchResult::is_out);
    if results.provisional != is_provisional {
        return Err("provisional is a commune with a branch that is out, no other".to_owned());
    }
    Ok(())
}

fn check_tally(tally: &Tally, whose: &str) -> Result<(), String> {
    let holds = tally.members == tally.exempt + tally.unrated + tally.rated
        && tally.rated == tally.ratings.iter().sum::<u32>()
        && tally.count(Rating::Unsatisfactory) == tally.causes.iter().sum::<u32>();
    if holds { Ok(()) } else { Err(format!("{whose}: {tally:?} does not add up")) }
}

/// What stands in `Bieu01` is what the branches gave.
fn check_branch_rows(
    laid: &Laid<'_>,
    results: &CommuneResult,
    context: &Context,
) -> Result<(), String> {
    let totals = &laid.layout.totals;
    let causes = context.regime.causes();
    let check_row = |row: u32, tally: &Tally| -> Result<(), String> {
        for count in Count::ALL {
            same(laid, &totals.count(row, count), count.of(tally))?;
        }
        for (cause, number) in causes.iter().zip(&tally.causes) {
            same(laid, &totals.cause(row, &cause.key), *number)?;
        }
        Ok(())
    };
    for (branch, row) in results.branches.iter().zip(&totals.branches) {
        match branch.tally() {
            Some(tally) => check_row(*row, tally)?,
            None => {
                for count in Count::ALL {
                    let cell = totals.count(*row, count);
                    if laid.results.given(&cell) != Given::Nothing {
                        return Err(format!("{cell}: a branch that is out has numbers"));
                    }
                }
            }
        }
    }
    let causes_of = vec![0; causes.len()];
    for (kind, rows) in &totals.kinds {
        let mut sum = Tally { causes: causes_of.clone(), ..Tally::default() };
        for branch in &results.branches {
            if let Some(tally) = branch.tally()
                && context.regime.branch_kind(&branch.branch.kind) == kind
            {
                sum.add(tally);
            }
        }
        if let ([row], true) = (&rows[..], totals.units.is_empty()) {
            check_row(*row, &sum)?;
        }
    }
    let sections = sections(results, context.workspace);
    if !totals.units.is_empty() {
        let mut places: Vec<usize> = sections.iter().flat_map(|it| it.own.clone()).collect();
        places.sort_unstable();
        if !places.into_iter().eq(0..results.branches.len()) {
            return Err("a branch stands under no unit, or under two".to_owned());
        }
        for (section, row) in sections.iter().zip(&totals.units) {
            check_row(*row, &section.tally(results))?;
        }
    }
    check_row(totals.total, &results.total)?;
    same(laid, &totals.limit, results.quota.limit)
}

/// The totals of `Bieu01` are those of `Bieu02`.
fn check_statistics(
    laid: &Laid<'_>,
    results: &CommuneResult,
    context: &Context,
) -> Result<(), String> {
    for (source, cell) in &laid.layout.statistics.totals {
        let (number, other) = match source {
            StatisticsSource::Count(count) => (
                count.of(&results.total),
                laid.layout.totals.count(laid.layout.totals.total, *count),
            ),
            StatisticsSource::Cause(key) => {
                let causes = context.regime.causes();
                let place = causes.iter().position(|it| it.key == *key);
                let number = place.and_then(|it| results.total.causes.get(it)).copied();
                let other = laid.layout.totals.cause(laid.layout.totals.total, key);
                (number.unwrap_or_default(), other)
            }
        };
        same(laid, cell, number)?;
        if laid.results.given(cell) != laid.results.given(&other) {
            return Err(format!("{cell} is not {other}"));
        }
    }
    Ok(())
}

/// `Bieu06`: each group as it was counted, and its sum is that of `Bieu01`.
fn check_groups(laid: &Laid<'_>, results: &CommuneResult) -> Result<(), String> {
    if !results.groups.is_empty() {
        let causes = vec![0; results.total.causes.len()];
        let mut sum = Tally { causes, ..Tally::default() };
        for group in &results.groups {
            check_tally(&group.tally, &group.name)?;
            sum.add(&group.tally);
            let counted = (group.tally.count(Rating::Excellent), group.tally.count(Rating::Good));
            if (group.quota.excellent, group.quota.good) != counted {
                return Err(format!("{}: the quota is not of its members", group.name));
            }
        }
        if sum != results.total {
            return Err(format!("the groups add up to {sum:?}, not {:?}", results.total));
        }
        let counted = results.groups.iter().filter(|it| !it.is_outside);
        if counted.map(|it| it.quota.limit).sum::<u32>() != results.quota.limit {
            return Err("the limit is not the sum of the groups' limits".to_owned());
        }
    }
    let Some(places) = &laid.layout.groups else { return Ok(()) };
    let check_row = |row: u32, tally: &Tally, quota: Option<(u32, u32)>| {
        for (source, number) in [
            (GroupSource::Members, tally.members),
            (GroupSource::NotRated, tally.exempt + tally.unrated),
        ] {
            same(laid, &places.cell(row, source), number)?;
        }
        let (limit, over) =
            [GroupSource::Limit, GroupSource::Over].map(|it| places.cell(row, it)).into();
        match quota {
            Some(quota) => {
                same(laid, &limit, quota.0)?;
                same(laid, &over, quota.1)?;
            }
            None if laid.results.given(&limit) != Given::Nothing => {
                return Err(format!("{limit}: a limit for those whom no quota holds for"));
            }
            None => {}
        }
        for source in [
            GroupSource::Excellent,
            GroupSource::Good,
            GroupSource::Satisfactory,
            GroupSource::Unsatisfactory,
        ] {
            let number = source.rating().map_or(0, |it| tally.count(it));
            same(laid, &places.cell(row, source), number)?;
        }
        Ok(())
    };
    for (group, row) in results.groups.iter().zip(&places.groups) {
        let quota = (group.quota.limit, results.over_in(group));
        check_row(*row, &group.tally, (!group.is_outside).then_some(quota))?;
    }
    check_row(places.total, &results.total, Some((results.quota.limit, results.over())))
}

/// Each list has as many rows as members are counted.
fn check_lists(laid: &Laid<'_>, results: &CommuneResult, context: &Context) -> Result<(), String> {
    let profile = &context.regime.consolidated;
    let total = &results.total;
    let own = everybody(results).filter(|it| !it.member.is_guest());
    let failing = own
        .filter(|it| it.rating() == Some(Rating::Unsatisfactory) || it.member.discipline.is_some())
        .count();
    for (head, number) in [
        (&profile.members.sheet, total.members as usize),
        (&profile.excellent.sheet, total.count(Rating::Excellent) as usize),
        (&profile.failing.sheet, failing),
        (&profile.unrated.sheet, (total.exempt + total.unrated) as usize),
        (&profile.branches.sheet, results.branches.len()),
        (&profile.totals.sheet, results.branches.len()),
    ] {
        let rows: usize = laid.layout.sheets(head).map(|it| it.count(RowKind::Item)).sum();
        if rows != number {
            return Err(format!("{}: {rows} rows instead of {number}", head.name));
        }
    }
    Ok(())
}

/// The lists of the bodies that decide: all who are rated, all branches, units and other
/// collectives, each once.
fn check_authorities(
    laid: &Laid<'_>,
    results: &CommuneResult,
    context: &Context,
) -> Result<(), String> {
    let Some(lists) = &context.regime.consolidated.authorities else { return Ok(()) };
    if laid.layout.totals.units.is_empty() || results.above.is_some() {
        return Ok(());
    }
    let units = context.workspace.map_or(0, |it| it.unit.len());
    let is_other = |it: &Listed| it.collective.kind != Some(CollectiveKind::Branch);
    let others = collectives(results).filter(is_other).count();
    let wanted = results.total.rated as usize + results.branches.len() + units + others;
    let mut rows = 0;
    for authority in context.authorities().all() {
        let name = lists.sheet.name.replace("{code}", &authority.code);
        let head = SheetHead { name, ..lists.sheet.clone() };
        rows += laid.layout.sheets(&head).map(|it| it.count(RowKind::Item)).sum::<usize>();
    }
    if rows == wanted {
        Ok(())
    } else {
        Err(format!("the lists for decisions have {rows} rows instead of {wanted}"))
    }
}

/// `Bieu05`: everybody is reviewed or not.
fn check_reviews(
    laid: &Laid<'_>,
    results: &CommuneResult,
    context: &Context,
) -> Result<(), String> {
    let profile = &context.regime.consolidated.reviews;
    let Some(sheet) = laid.layout.sheet(&profile.sheet) else {
        return Err(format!("there is no sheet {}", profile.sheet.name));
    };
    let col = profile.column.iter().position(|it| it.source == ReviewColumn::Members);
    let col = u32::try_from(col.unwrap_or_default()).unwrap_or_default();
    let first = sheet.rows.iter().position(|it| it.kind == RowKind::Item).unwrap_or_default();
    for (row, line) in (first..).zip(&profile.row) {
        let Some(what) = line.members else { continue };
        let number = match what {
            Reviewed::All => results.total.members,
            what => reviewed_members(results.branches.iter(), what),
        };
        let row = u32::try_from(row).unwrap_or_default();
        same(laid, &CellRef::new(&sheet.name, row, col), number)?;
    }
    Ok(())
}

/// The votes of a member are at most the valid ballots.
fn check_votes(results: &CommuneResult) -> Result<(), String> {
    for branch in &results.branches {
        for member in branch.members() {
            let Some(valid) = member.ballots_valid() else { continue };
            let votes = member.votes.unwrap_or_default();
            if votes > valid {
                let (code, row) = (&branch.branch.code, member.row + 1);
                return Err(format!("{code}, row {row}: {votes} votes of {valid} valid ones"));
            }
        }
    }
    Ok(())
}

fn same(laid: &Laid<'_>, cell: &CellRef, number: u32) -> Result<(), String> {
    let given = laid.results.given(cell);
    if given == Given::Number(f64::from(number)) {
        Ok(())
    } else {
        Err(format!("{cell} gives {given:?} instead of {number}"))
    }
}
