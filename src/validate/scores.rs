//! The sheet of sub-criteria against the members' points (R-SCORE).
//!
//! The sheet is optional, and so is each of its rows: one without any points
//! says nothing, and a sheet of such rows is one that nobody used.

use super::row_number;
use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{Hundredths, Member, ScoreRow, Slot, Submission};
use crate::regime::form::{Column, MemberField};
use crate::sorted::{BTreeMap, BTreeSet};

/// Sub-criteria that do not add up to what sheet 2 says.
pub(super) static SUM: Code =
    code("V830", "sub-criteria-do-not-add-up", Severity::Error).citing(&["R-SCORE"]);

/// Points for somebody who is not on sheet 2, or for one of several of that name.
pub(super) static NOBODY: Code = code("V831", "scored-not-listed", Severity::Warning);

/// A second row for the same member.
pub(super) static TWICE: Code = code("V832", "scored-twice", Severity::Warning);

/// A member who is rated, without points where the others have some.
pub(super) static MISSING: Code = code("V833", "not-scored", Severity::Warning);

/// The points of each group add up to those of sheet 2, in hundredths. A blank
/// cell is no points, once another of its group has some.
pub(super) fn sum(submission: &Submission, context: &Context) -> Vec<Finding> {
    let form = &context.regime.form;
    let mut found = Vec::new();
    for (row, member) in firsts(submission) {
        for (task, stated, field) in [
            (false, &member.points.general, MemberField::General),
            (true, &member.points.task, MemberField::Task),
        ] {
            let (Some(points), Some(sum)) = (stated.get(), group_sum(row, task)) else { continue };
            if points == sum {
                continue;
            }
            let Some(cell) = row.name.cell() else { continue };
            let heading = form.member_column(field).map(Column::full_heading);
            let finding = Finding::new(&SUM)
                .maybe_cell(stated.cell())
                .of_whom(member.name.text())
                .stored(points.with_point(','))
                .arg("heading", heading.unwrap_or_default())
                .arg("sheet", &*cell.sheet)
                .arg("row", row_number(cell))
                .arg("sum", sum);
            found.push(context.cite(finding, "R-SCORE"));
        }
    }
    found
}

/// Every row with points is somebody's.
pub(super) fn nobody(submission: &Submission, context: &Context) -> Vec<Finding> {
    let rows = submission.scores.iter().filter(|it| has_points(it));
    let names = Names::of(submission);
    rows.filter(|it| !it.name.is_unread() && names.member_of(it).is_none())
        // A name on sheet 2 that could not be read may be the one.
        .filter(|_| submission.members.iter().all(|it| !it.name.is_unread()))
        .map(|row| {
            let cell =
                row.name.cell().or_else(|| row.criteria.iter().find_map(|it| it.points.cell()));
            Finding::new(&NOBODY)
                .maybe_cell(cell)
                .of_whom(row.name.text())
                .stored(row.name.text())
                .arg("members", &context.regime.form.members.sheet)
        })
        .collect()
}

/// Nobody has two rows with points.
pub(super) fn twice(submission: &Submission, _: &Context) -> Vec<Finding> {
    let mut seen: BTreeMap<u32, &ScoreRow> = BTreeMap::new();
    let mut found = Vec::new();
    for (row, member) in scored(submission) {
        match seen.get(&member.row) {
            Some(first) => found.push(
                Finding::new(&TWICE)
                    .maybe_cell(row.name.cell())
                    .of_whom(member.name.text())
                    .stored(row.name.text())
                    .arg("first", u64::from(first.row) + 1),
            ),
            None => _ = seen.insert(member.row, row),
        }
    }
    found
}

/// Where the sheet is used, it has everybody who is rated.
pub(super) fn missing(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(scoring) = &context.regime.form.scoring else { return Vec::new() };
    let used: Vec<_> = submission.scores.iter().filter(|it| has_points(it)).collect();
    // A row that is not known to be somebody's has its finding.
    let names = Names::of(submission);
    let is_open = used.iter().any(|it| names.member_of(it).is_none());
    if used.is_empty() || is_open {
        return Vec::new();
    }
    let with_row: BTreeSet<u32> = scored(submission).map(|it| it.1.row).collect();
    let has_none = |member: &&Member| !with_row.contains(&member.row);
    let rated = submission.members.iter().filter(|it| it.is_rated() && !it.name.is_unread());
    rated
        .filter(has_none)
        .map(|member| {
            Finding::new(&MISSING)
                .maybe_cell(member.name.cell())
                .of_whom(member.name.text())
                .stored(member.name.text())
                .arg("sheet", &scoring.sheet)
        })
        .collect()
}

/// Rows with points and whose they are.
fn scored(submission: &Submission) -> impl Iterator<Item = (&ScoreRow, &Member)> {
    let rows = submission.scores.iter().filter(|it| has_points(it));
    let names = Names::of(submission);
    rows.filter_map(move |it| Some((it, names.member_of(it)?)))
}

/// The first row of each member: a second one has a finding of its own.
fn firsts(submission: &Submission) -> Vec<(&ScoreRow, &Member)> {
    let mut seen = BTreeSet::new();
    scored(submission).filter(|it| seen.insert(it.1.row)).collect()
}

/// The members of sheet 2 by their names.
struct Names<'a> {
    /// As written, in small letters.
    written: BTreeMap<String, Vec<&'a Member>>,
    /// Without marks.
    folded: BTreeMap<String, Vec<&'a Member>>,
}

impl<'a> Names<'a> {
    fn of(submission: &'a Submission) -> Self {
        let mut names = Self { written: BTreeMap::new(), folded: BTreeMap::new() };
        // Most forms have no such sheet.
        let members = if submission.scores.is_empty() { &[][..] } else { &submission.members };
        for member in members {
            let name = member.name.text();
            names.written.entry(name.to_lowercase()).or_default().push(member);
            names.folded.entry(fold(name)).or_default().push(member);
        }
        names
    }

    /// Whose row it is: by the name as written, else without its marks; of several
    /// members with that name, the one with the same number.
    fn member_of(&self, row: &ScoreRow) -> Option<&'a Member> {
        let wanted = row.name.value()?;
        let found = self.written.get(&wanted.to_lowercase());
        match found.or_else(|| self.folded.get(&fold(wanted)))?.as_slice() {
            [only] => Some(only),
            several => {
                let number = row.number.get()?;
                let mut same = several.iter().filter(|it| it.number.get() == Some(number));
                let only = same.next().filter(|_| same.next().is_none());
                only.copied()
            }
        }
    }
}

fn has_points(row: &ScoreRow) -> bool {
    row.criteria.iter().any(|it| !it.points.is_blank())
}

/// The sum of one group; `None` where nothing of it was filled in, or where a
/// part of it could not be read or has no column.
fn group_sum(row: &ScoreRow, task: bool) -> Option<Hundredths> {
    let mut sum = None;
    for criterion in row.criteria.iter().filter(|it| it.task == task) {
        match &criterion.points {
            Slot::Is(points) => {
                sum = Some(points.value.get().checked_add(sum.unwrap_or(0))?);
            }
            Slot::Empty(_) => {}
            Slot::Absent | Slot::Unread(_) => return None,
        }
    }
    sum.map(Hundredths::new)
}
