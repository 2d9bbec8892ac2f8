//! Cells of sheets 2 and 3 that have to be filled.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::{Collective, CollectiveKind, Eligibility, Member, Slot, SlotRef, Submission};
use crate::regime::form::{Fill, MemberField};

/// A member row without a name.
pub(super) static NAME_EMPTY: Code = code("V205", "name-empty", Severity::Error);

/// A required cell of a member is empty.
pub(super) static MEMBER_CELL: Code = code("V206", "member-cell-empty", Severity::Error);

/// A member without eligibility, or rated without a rating: he could be
/// counted nowhere, so that the workbook would not add up.
pub(super) static RATING_CELL: Code = fixed_code("V207", "rating-cell-empty");

/// A row with a name and nothing else of a person: perhaps a line below the list.
pub(super) static NAME_ONLY: Code = fixed_code("V837", "row-with-a-name-only");

/// A member who is rated, with nothing of his rating filled in.
pub(super) static RATED_ROW: Code = fixed_code("V208", "rated-row-empty");

/// A required cell of a collective is empty.
pub(super) static COLLECTIVE_CELL: Code = code("V209", "collective-cell-empty", Severity::Error);

/// No member at all.
pub(super) static NO_MEMBERS: Code = code("V210", "no-members", Severity::Error);

/// No row of sheet 3 is the branch.
pub(super) static BRANCH_ROW: Code = code("V211", "branch-row-missing", Severity::Error);

/// Two rows of sheet 3 are the branch.
pub(super) static BRANCH_ROW_TWICE: Code = code("V212", "branch-row-twice", Severity::Error);

/// Every member row has a name.
pub(super) fn name_empty(submission: &Submission, context: &Context) -> Vec<Finding> {
    empty_cells(submission, context, &NAME_EMPTY, |field| field == MemberField::Name)
}

/// Cells that every member needs are filled; those on the rating, for members
/// who are rated. The cells that a total hangs on have a code of their own.
pub(super) fn member_cell(submission: &Submission, context: &Context) -> Vec<Finding> {
    empty_cells(submission, context, &MEMBER_CELL, |field| {
        field != MemberField::Name && !counts(field)
    })
}

/// Diện đánh giá, and for those who are rated Chi bộ đề nghị xếp loại.
pub(super) fn rating_cell(submission: &Submission, context: &Context) -> Vec<Finding> {
    empty_cells(submission, context, &RATING_CELL, counts)
}

/// Whether totals hang on the field.
fn counts(field: MemberField) -> bool {
    matches!(field, MemberField::Eligibility | MemberField::Proposal)
}

fn empty_cells(
    submission: &Submission,
    context: &Context,
    code: &'static Code,
    is_asked: impl Fn(MemberField) -> bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in &submission.members {
        let is_bare = is_bare(member, context);
        let is_remark = is_remark(member, context);
        let is_named_only = is_named_only(member, context);
        for (column, slot) in context.regime.form.members.slots(member) {
            let SlotRef::Empty(cell) = slot else { continue };
            let is_due = match column.fill {
                Fill::Always => true,
                // A row without any of them has one finding of its own.
                Fill::Rated => {
                    let only = column.only_for.as_ref();
                    let is_one = only.is_none_or(|it| member.self_form.value() == Some(it));
                    member.is_rated() && !is_bare && is_one
                }
                Fill::Reviewed => member.is_rated(),
                Fill::Optional => false,
            };
            // Whoever wrote a remark below the list has one thing to do.
            let is_told = is_named_only || (is_remark && column.field != MemberField::Name);
            if is_due && !is_told && is_asked(column.field) {
                found.push(
                    Finding::at(code, cell)
                        .of_whom(member.name.text())
                        .arg("heading", column.full_heading())
                        .arg("row", super::row_number(cell)),
                );
            }
        }
    }
    found
}

/// Whether a row without a name has nothing but remarks.
fn is_remark(member: &Member, context: &Context) -> bool {
    let is_text = |field| matches!(field, MemberField::Reason | MemberField::Note);
    matches!(member.name, Slot::Empty(_))
        && context
            .regime
            .form
            .members
            .slots(member)
            .all(|(column, slot)| is_text(column.field) || slot.is_blank())
}

/// A row of a member says more of the person than the name; one that does not has one
/// finding instead of one a cell.
pub(super) fn name_only(submission: &Submission, context: &Context) -> Vec<Finding> {
    let named_only = submission.members.iter().filter(|it| is_named_only(it, context));
    let told = named_only.filter_map(|member| {
        let Slot::Is(name) = &member.name else { return None };
        let finding = Finding::at(&NAME_ONLY, &name.at).of_whom(&name.value);
        let row = super::row_number(&name.at);
        Some(finding.stored(format!("\"{}\"", name.value)).arg("row", row))
    });
    told.collect()
}

/// Whether a row has a name, and of what tells who the person is and how he is rated nothing
/// that can be read: what follows the names may be a line below the list.
fn is_named_only(member: &Member, context: &Context) -> bool {
    use MemberField as Field;
    matches!(member.name, Slot::Is(_))
        && context.regime.form.members.slots(member).all(|(column, slot)| match column.field {
            Field::Gender
            | Field::Ethnicity
            | Field::Admitted
            | Field::Official
            | Field::Card
            | Field::Eligibility
            | Field::Reviewed
            | Field::SelfRating
            | Field::Proposal => slot.is_blank(),
            Field::Birth => !matches!(slot, SlotRef::Is { .. }),
            _ => true,
        })
}

/// A member who is rated has something of his rating filled in; otherwise one
/// finding says so, at the first cell, instead of one for each cell.
pub(super) fn rated_row(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| is_bare(it, context)) {
        let mut slots = context.regime.form.members.slots(member);
        let first = slots.find_map(|(column, slot)| match slot {
            SlotRef::Empty(cell) if column.fill == Fill::Rated => Some(cell),
            _ => None,
        });
        let eligibility = context.regime.label("eligibility", "rated");
        found.push(
            Finding::new(&RATED_ROW)
                .maybe_cell(first)
                .of_whom(member.name.text())
                .arg("eligibility", eligibility),
        );
    }
    found
}

/// Whether a member is rated, but every cell on the rating is empty.
fn is_bare(member: &Member, context: &Context) -> bool {
    let mut slots = context.regime.form.members.slots(member);
    member.eligibility.get() == Some(Eligibility::Rated)
        && slots.all(|(column, slot)| column.fill != Fill::Rated || slot.is_blank())
}

/// Cells that every collective needs are filled; those on the rating only
/// where it is rated for certain: a branch under six months leaves them empty.
pub(super) fn collective_cell(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for collective in &submission.collectives {
        let kind = collective.kind.get();
        let is_rated = kind.and_then(|it| context.is_rated_kind(it, submission)) == Some(true);
        for (column, slot) in context.regime.form.collectives.slots(collective) {
            let SlotRef::Empty(cell) = slot else { continue };
            let is_due = match column.fill {
                Fill::Always => true,
                Fill::Rated | Fill::Reviewed => is_rated,
                Fill::Optional => false,
            };
            if is_due {
                found.push(
                    Finding::at(&COLLECTIVE_CELL, cell)
                        .of_whom(collective.name.text())
                        .arg("heading", column.full_heading())
                        .arg("row", super::row_number(cell)),
                );
            }
        }
    }
    found
}

/// Sheet 2 lists somebody.
pub(super) fn no_members(submission: &Submission, context: &Context) -> Vec<Finding> {
    if !submission.members.is_empty() || !submission.has_all_members {
        return Vec::new();
    }
    vec![Finding::new(&NO_MEMBERS).sheet(&context.regime.form.members.sheet)]
}

/// One row of sheet 3 is the branch. It does not run while the kind of a row
/// is not known.
pub(super) fn branch_row(submission: &Submission, context: &Context) -> Vec<Finding> {
    let mut kinds = submission.collectives.iter().map(|it| &it.kind);
    if !submission.has_collectives
        || kinds.any(|it| it.value().is_none() || it.get() == Some(CollectiveKind::Branch))
    {
        return Vec::new();
    }
    let label = context.regime.label("collective", "branch");
    vec![Finding::new(&BRANCH_ROW).sheet(&context.regime.form.collectives.sheet).arg("kind", label)]
}

/// Only one row of sheet 3 is the branch: each later one is reported.
pub(super) fn branch_row_twice(submission: &Submission, context: &Context) -> Vec<Finding> {
    let is_branch = |it: &&Collective| it.kind.get() == Some(CollectiveKind::Branch);
    let mut rows = submission.collectives.iter().filter(is_branch);
    let Some(first) = rows.next() else { return Vec::new() };
    let again = |it: &Collective| {
        Finding::new(&BRANCH_ROW_TWICE)
            .maybe_cell(it.kind.cell())
            .of_whom(it.name.text())
            .stored(context.regime.label("collective", "branch"))
            .arg("first_row", u64::from(first.row) + 1)
    };
    rows.map(again).collect()
}
