//! Who is not rated has no rating.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, Eligibility, Member, SlotRef, Submission};
use crate::regime::Keyed;
use crate::regime::form::{Kind, MemberField};

/// A rating for a member who is not rated (R-EXEMPT, R-SUSP, R-NEW, R-TEMP).
pub(super) static RATING: Code = code("V301", "rating-of-unrated", Severity::Error)
    .citing(&["R-EXEMPT", "R-SUSP", "R-NEW", "R-NEW-BD", "R-TEMP", "R-ABSENT"]);

/// Grades, shares or votes, though no rating, for a member who is not rated.
pub(super) static CELLS: Code = code("V302", "cells-of-unrated", Severity::Warning)
    .citing(&["R-EXEMPT", "R-SUSP", "R-NEW", "R-NEW-BD", "R-TEMP", "R-ABSENT"]);

/// What a member who is not rated has filled in all the same.
struct Filled<'a> {
    headings: Vec<&'a str>,
    /// The proposal's cell if it is filled, else the first rating's, else the first.
    at: &'a CellRef,
    has_rating: bool,
}

/// No rating stands in the row of a member who is not rated.
pub(super) fn rating(submission: &Submission, context: &Context) -> Vec<Finding> {
    findings(submission, context, &RATING, true)
}

/// Nor do grades, shares or votes. They decide nothing, so they only warn.
pub(super) fn cells(submission: &Submission, context: &Context) -> Vec<Finding> {
    findings(submission, context, &CELLS, false)
}

fn findings(
    submission: &Submission,
    context: &Context,
    code: &'static Code,
    has_rating: bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in &submission.members {
        let Some(why) = member.eligibility.get().filter(|it| *it != Eligibility::Rated) else {
            continue;
        };
        let Some(filled) = filled(member, context).filter(|it| it.has_rating == has_rating) else {
            continue;
        };
        let finding = Finding::at(code, filled.at)
            .of_whom(member.name.text())
            .arg("eligibility", context.regime.label("eligibility", why.key()))
            .arg("headings", filled.headings.join("; "));
        found.push(context.cite(finding, rule_of(why, context)));
    }
    found
}

/// The rule that keeps a member from being rated.
fn rule_of(why: Eligibility, context: &Context) -> &'static str {
    match why {
        Eligibility::New => context.regime.rules.new_member().map_or("R-NEW", |it| it.0),
        Eligibility::Exempt => "R-EXEMPT",
        Eligibility::Suspended => "R-SUSP",
        Eligibility::Temporary => "R-TEMP",
        Eligibility::Other | Eligibility::Rated => "R-ABSENT",
    }
}

/// Filled cells that have to be empty. A number 0 says nothing and is let be.
fn filled<'a>(member: &'a Member, context: &Context<'a>) -> Option<Filled<'a>> {
    let (mut headings, mut first, mut rating, mut proposal) = (Vec::new(), None, None, None);
    for (column, slot) in context.regime.form.members.slots(member) {
        let SlotRef::Is(value, at) = slot else { continue };
        if value.is_zero() || !column.empty_when_unrated() {
            continue;
        }
        first = first.or(Some(at));
        if column.kind == Kind::Rating {
            rating = rating.or(Some(at));
        }
        if column.field == MemberField::Proposal {
            proposal = Some(at);
        }
        // The four columns of votes are told by what they have in common.
        let name = if column.kind == Kind::Count && !column.group.is_empty() {
            column.group.as_str()
        } else {
            column.heading.as_str()
        };
        if headings.last() != Some(&name) {
            headings.push(name);
        }
    }
    let at = proposal.or(rating).or(first)?;
    Some(Filled { headings, at, has_rating: rating.is_some() })
}
