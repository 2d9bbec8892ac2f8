//! Counts of sheet 1 against the rows of sheet 2, guests aside (R-COUNT).
//!
//! One cause, one finding. A row too many makes the total wrong and with it the
//! parts that the row belongs to: that is one finding, at the total, naming the
//! parts. A row in the wrong part makes two parts wrong and no total: one
//! finding at the first. Parts that the total does not explain speak for themselves.

use crate::context::Context;
use crate::finding::{Code, Finding, Reason, Severity, code};
use crate::model::text::fold;
use crate::model::{CellRef, Eligibility, Gender, Info, Member, Slot, Submission};
use crate::regime::form::InfoField;

/// The total, with the parts that are wrong along with it.
pub(super) static TOTAL: Code = code("V501", "total-differs", Severity::Error).citing(&["R-COUNT"]);
/// Chính thức and dự bị.
pub(super) static OFFICIAL: Code =
    code("V502", "official-count-differs", Severity::Error).citing(&["R-COUNT"]);
/// Nữ.
pub(super) static WOMEN: Code =
    code("V503", "women-count-differs", Severity::Error).citing(&["R-COUNT"]);
/// Dân tộc thiểu số.
pub(super) static MINORITIES: Code =
    code("V504", "minority-count-differs", Severity::Error).citing(&["R-COUNT"]);
/// Được miễn, chưa được đánh giá, đã được đánh giá.
pub(super) static STANDING: Code =
    code("V505", "standing-counts-differ", Severity::Error).citing(&["R-COUNT"]);
/// The total is not the sum of its parts, where the rows could not be counted.
pub(super) static PARTS: Code =
    code("V506", "total-not-its-parts", Severity::Error).citing(&["R-COUNT"]);

/// The rule behind all of them, and the sentence of one wrong line.
const RULE: &str = "R-COUNT";

/// Counts in which one row stands in one place only: a finding for each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Total,
    Official,
    Women,
    Minorities,
    Standing,
}

/// A count of sheet 1 that the rows contradict.
struct Wrong<'a> {
    group: Group,
    field: InfoField,
    cell: Option<&'a CellRef>,
    stated: u32,
    /// What the rows say: two numbers where rows leave it open.
    counted: (u32, u32),
}

impl Wrong<'_> {
    /// By how much sheet 1 says too many (or, below 0, too few).
    fn excess(&self) -> i64 {
        let nearest = if self.stated > self.counted.1 { self.counted.1 } else { self.counted.0 };
        i64::from(self.stated) - i64::from(nearest)
    }
}

/// The total is the number of rows, guests aside.
pub(super) fn total(submission: &Submission, context: &Context) -> Vec<Finding> {
    report(submission, context, Group::Total, &TOTAL)
}

/// Members with a date of becoming official, and those without.
pub(super) fn official(submission: &Submission, context: &Context) -> Vec<Finding> {
    report(submission, context, Group::Official, &OFFICIAL)
}

/// Women.
pub(super) fn women(submission: &Submission, context: &Context) -> Vec<Finding> {
    report(submission, context, Group::Women, &WOMEN)
}

/// Members of ethnic minorities. A row without ethnicity may be either.
pub(super) fn minorities(submission: &Submission, context: &Context) -> Vec<Finding> {
    report(submission, context, Group::Minorities, &MINORITIES)
}

/// Exempt, not rated, rated.
pub(super) fn standing(submission: &Submission, context: &Context) -> Vec<Finding> {
    report(submission, context, Group::Standing, &STANDING)
}

/// The total is the sum of its parts. Counts that agree with the rows add up
/// anyway, so this speaks only where no row contradicts the counts.
pub(super) fn parts(submission: &Submission, context: &Context) -> Vec<Finding> {
    let info = &submission.info;
    let wrong = wrong(submission, context);
    let standing = [
        (InfoField::Exempt, &info.exempt),
        (InfoField::Unrated, &info.unrated),
        (InfoField::Rated, &info.rated),
    ];
    let official =
        [(InfoField::Official, &info.official), (InfoField::Probationary, &info.probationary)];
    for (group, parts) in [(Group::Standing, &standing[..]), (Group::Official, &official[..])] {
        let is_told = wrong.iter().any(|it| it.group == Group::Total || it.group == group);
        let sum: Option<u64> = parts.iter().map(|it| it.1.get().map(u64::from)).sum();
        let (Some(total), Some(sum)) = (info.total.get(), sum) else { continue };
        if is_told || u64::from(total) == sum {
            continue;
        }
        let labels: Vec<_> = parts.iter().map(|it| label(it.0, context)).collect();
        let finding = Finding::new(&PARTS)
            .maybe_cell(info.total.cell())
            .stored(total.to_string())
            .arg("label", label(InfoField::Total, context))
            .arg("parts", labels.join(" + "))
            .arg("sum", sum);
        return vec![context.cite(finding, RULE)];
    }
    Vec::new()
}

fn report(
    submission: &Submission,
    context: &Context,
    group: Group,
    code: &'static Code,
) -> Vec<Finding> {
    let all = wrong(submission, context);
    let excess = all.iter().find(|it| it.group == Group::Total).map_or(0, Wrong::excess);
    let is_explained = |it: &Wrong| {
        it.group != Group::Total
            && it.excess().signum() == excess.signum()
            && it.excess().abs() <= excess.abs()
    };
    let lines: Vec<_> = all
        .iter()
        .filter(|it| match group {
            Group::Total => it.group == Group::Total || is_explained(it),
            _ => it.group == group && !is_explained(it),
        })
        .collect();
    // Without a wrong total nothing is explained by it, so the first line is the group's own.
    let Some(first) = lines.first() else { return Vec::new() };
    let mut finding = Finding::new(code)
        .maybe_cell(first.cell)
        .stored(first.stated.to_string())
        .arg("sheet", &context.regime.form.members.sheet);
    finding = context.cite(finding, RULE);
    finding.reasons = lines.iter().map(|it| line(it, context)).collect();
    vec![finding]
}

/// One wrong line as the message tells it.
fn line(wrong: &Wrong, context: &Context) -> Reason {
    let (low, high) = wrong.counted;
    let counted = if low == high { low.to_string() } else { format!("{low}–{high}") };
    Reason {
        rule: RULE.to_owned(),
        clause: context.regime.rules.rule(RULE).map_or_else(String::new, |it| it.clause.clone()),
        args: vec![
            ("label", label(wrong.field, context).into()),
            ("stated", wrong.stated.into()),
            ("counted", counted.into()),
        ],
    }
}

fn label(field: InfoField, context: &Context) -> String {
    context.regime.form.info_row(field).map_or_else(String::new, |it| it.label.clone())
}

/// Every count that the rows contradict, the total first.
fn wrong<'a>(submission: &'a Submission, context: &Context) -> Vec<Wrong<'a>> {
    use InfoField as Field;
    // While a row may or may not be a guest, nothing can be counted.
    let members = &submission.members;
    if members.is_empty()
        || !submission.has_all_members
        || members.iter().any(|it| it.eligibility.value().is_none())
    {
        return Vec::new();
    }
    let own: Vec<_> = members.iter().filter(|it| !it.is_guest()).collect();
    let info: &Info = &submission.info;
    let is = |wanted: &[Eligibility]| {
        count(&own, |it| it.eligibility.get().map(|it| wanted.contains(&it)))
    };
    let is_official = |it: &Member| match &it.official {
        Slot::Is(_) => Some(true),
        Slot::Empty(_) => Some(false),
        Slot::Absent | Slot::Unread(_) => None,
    };
    let majority = &context.regime.rules.words.majority_ethnicity;
    // Folding is for the few who type it another way.
    let is_minority =
        |it: &Member| it.ethnicity.value().map(|it| it != majority && fold(it) != fold(majority));
    let is_open = |it: &&Member| it.ethnicity.is_unread();
    let ethnic = if own.iter().any(is_open) { None } else { span(&own, is_minority) };
    let exact = |number: Option<u32>| number.map(|it| (it, it));
    let table = [
        (Group::Total, Field::Total, &info.total, exact(count(&own, |_| Some(true)))),
        (Group::Official, Field::Official, &info.official, exact(count(&own, is_official))),
        (
            Group::Official,
            Field::Probationary,
            &info.probationary,
            exact(count(&own, |it| is_official(it).map(|it| !it))),
        ),
        (
            Group::Women,
            Field::Female,
            &info.female,
            exact(count(&own, |it| it.gender.get().map(|it| it == Gender::Female))),
        ),
        (Group::Minorities, Field::Ethnic, &info.ethnic, ethnic),
        (Group::Standing, Field::Exempt, &info.exempt, exact(is(&[Eligibility::Exempt]))),
        (
            Group::Standing,
            Field::Unrated,
            &info.unrated,
            exact(is(&[Eligibility::New, Eligibility::Suspended, Eligibility::Other])),
        ),
        (Group::Standing, Field::Rated, &info.rated, exact(is(&[Eligibility::Rated]))),
    ];
    table
        .into_iter()
        .filter_map(|(group, field, slot, counted)| {
            let (stated, counted) = (slot.get()?, counted?);
            let is_right = (counted.0..=counted.1).contains(&stated);
            (!is_right).then(|| Wrong { group, field, cell: slot.cell(), stated, counted })
        })
        .collect()
}

/// How many rows are so; `None` when a row cannot tell.
fn count(rows: &[&Member], is: impl Fn(&Member) -> Option<bool>) -> Option<u32> {
    let (low, high) = span(rows, is)?;
    (low == high).then_some(low)
}

/// How many rows are so at least, and at most.
fn span(rows: &[&Member], is: impl Fn(&Member) -> Option<bool>) -> Option<(u32, u32)> {
    let answers: Vec<_> = rows.iter().map(|it| is(it)).collect();
    let low = answers.iter().filter(|it| **it == Some(true)).count();
    let high = answers.iter().filter(|it| **it != Some(false)).count();
    Some((u32::try_from(low).ok()?, u32::try_from(high).ok()?))
}
