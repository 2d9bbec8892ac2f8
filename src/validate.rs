//! The form against itself: identity, completeness, counts, dates, duplicates.
//!
//! Each rule is a function from a submission to its findings. What reading
//! could not understand ([`crate::model::Slot::Unread`]) has its finding
//! already; a rule that needs such a value does not run.

mod answers;
mod ballots;
mod between_branches;
mod branch;
mod cells;
mod counts;
mod dates;
pub mod decisions;
mod discipline;
mod duplicates;
mod eligibility;
mod facts;
mod form_code;
mod key_targets;
mod leaders;
mod new_branch;
mod new_member;
mod notes;
mod person;
mod points;
mod reasons;
mod reviewed;
mod roster;
mod scores;
mod secretary;
mod self_form;
mod small;
mod state_first;
mod supplement;
mod suspended;
mod votes;
mod year;

use crate::context::Context;
use crate::finding::{Code, Finding};
use crate::model::{CellRef, Submission};

pub use between_branches::{Filed, Twice, across, beside, counted_twice};
pub use branch::{miscoded, mistaken, named_otherwise, perhaps_anothers};
pub use dates::is_after_year;
pub use supplement::{Met, is_whole, met};
pub use year::other_season;

/// That a person stands in two branches, guest of neither.
pub static SAME_PERSON: &Code = &between_branches::SAME;
/// That a form has the list of another branch.
pub static LIST_OF_ANOTHER: &Code = &between_branches::LIST;

/// That a member is to be rated later.
pub static TO_BE_RATED: &Code = &reviewed::NOT_YET_RATED;

/// A rule: what it reports and the function that it is.
struct Rule {
    /// The kind of finding that it reports.
    code: &'static Code,
    /// The check. It gives nothing when the submission is right.
    check: fn(&Submission, &Context) -> Vec<Finding>,
}

/// Rules that compare the rows with a number of members.
static NUMBERS: &[&Code] = &[
    &roster::MEMBERS_DIFFER,
    &counts::TOTAL,
    &counts::OFFICIAL,
    &counts::WOMEN,
    &counts::MINORITIES,
    &counts::STANDING,
    &counts::PARTS,
];

/// Those of them that find nothing.
fn numbers_of_members(submission: &Submission, context: &Context) -> Vec<&'static Code> {
    let rules = RULES.iter().filter(|it| NUMBERS.contains(&it.code));
    rules.filter(|it| (it.check)(submission, context).is_empty()).map(|it| it.code).collect()
}

/// Every rule on one submission, in the order of the ids, which is the order of its findings.
static RULES: &[Rule] = &[
    Rule { code: &form_code::OTHER_REGIME, check: form_code::other_regime },
    Rule { code: &branch::UNKNOWN, check: branch::unknown },
    Rule { code: &branch::CODE_AND_NAME, check: branch::code_and_name },
    Rule { code: &branch::NAME_WORDED, check: branch::name_worded },
    Rule { code: &year::DIFFERS, check: year::differs },
    Rule { code: &roster::MEMBERS_DIFFER, check: roster::members_differ },
    Rule { code: &branch::KIND_DIFFERS, check: branch::kind_differs },
    Rule { code: &facts::EMPTY, check: facts::empty },
    Rule { code: &facts::EXPECTED, check: facts::expected },
    Rule { code: &facts::BALLOTS_REQUIRED, check: facts::ballots_required },
    Rule { code: &votes::REQUIRED, check: votes::required },
    Rule { code: &cells::NAME_EMPTY, check: cells::name_empty },
    Rule { code: &cells::MEMBER_CELL, check: cells::member_cell },
    Rule { code: &cells::RATING_CELL, check: cells::rating_cell },
    Rule { code: &cells::RATED_ROW, check: cells::rated_row },
    Rule { code: &cells::COLLECTIVE_CELL, check: cells::collective_cell },
    Rule { code: &cells::NO_MEMBERS, check: cells::no_members },
    Rule { code: &cells::BRANCH_ROW, check: cells::branch_row },
    Rule { code: &cells::BRANCH_ROW_TWICE, check: cells::branch_row_twice },
    Rule { code: &reasons::UNRATED, check: reasons::unrated },
    Rule { code: &reasons::EXPECTED, check: reasons::expected },
    Rule { code: &votes::NEITHER, check: votes::neither },
    Rule { code: &eligibility::RATING, check: eligibility::rating },
    Rule { code: &eligibility::CELLS, check: eligibility::cells },
    Rule { code: &reviewed::NOT_REVIEWED, check: reviewed::not_reviewed },
    Rule { code: &new_member::NOT_NEW, check: new_member::not_new },
    Rule { code: &new_member::RATED, check: new_member::rated },
    Rule { code: &new_member::UNDECIDED, check: new_member::undecided },
    Rule { code: &new_branch::RATED, check: new_branch::rated },
    Rule { code: &new_branch::UNDECIDED, check: new_branch::undecided },
    Rule { code: &reviewed::NOT_YET_RATED, check: reviewed::not_yet_rated },
    Rule { code: &new_member::MEETING_VAGUE, check: new_member::meeting_vague },
    Rule { code: &new_member::NOT_REVIEWED, check: new_member::not_reviewed },
    Rule { code: &suspended::COMMITTEE_ONLY, check: suspended::committee_only },
    Rule { code: &notes::LEFT, check: notes::left },
    Rule { code: &notes::DISCIPLINED, check: notes::disciplined },
    Rule { code: &dates::UNDER_AGE, check: dates::under_age },
    Rule { code: &dates::AGE_UNDECIDED, check: dates::age_undecided },
    Rule { code: &dates::OFFICIAL_FIRST, check: dates::official_first },
    Rule { code: &dates::AFTER_YEAR, check: dates::after_year },
    Rule { code: &dates::MEETING_BEFORE, check: dates::meeting_before },
    Rule { code: &dates::AFTER_MEETING, check: dates::after_meeting },
    Rule { code: &counts::TOTAL, check: counts::total },
    Rule { code: &counts::OFFICIAL, check: counts::official },
    Rule { code: &counts::WOMEN, check: counts::women },
    Rule { code: &counts::MINORITIES, check: counts::minorities },
    Rule { code: &counts::STANDING, check: counts::standing },
    Rule { code: &counts::PARTS, check: counts::parts },
    Rule { code: &ballots::PRESENT, check: ballots::present },
    Rule { code: &ballots::ISSUED_PRESENT, check: ballots::issued_present },
    Rule { code: &ballots::ISSUED_OFFICIAL, check: ballots::issued_official },
    Rule { code: &ballots::COLLECTED, check: ballots::collected },
    Rule { code: &ballots::SUM, check: ballots::sum },
    Rule { code: &votes::OVER_VALID, check: votes::over_valid },
    Rule { code: &votes::DIFFER, check: votes::differ },
    Rule { code: &votes::THRESHOLD, check: votes::threshold },
    Rule { code: &duplicates::SAME, check: duplicates::same },
    Rule { code: &duplicates::CARD, check: duplicates::card },
    Rule { code: &duplicates::LIKELY, check: duplicates::likely },
    Rule { code: &duplicates::MANY, check: duplicates::many },
    Rule { code: &duplicates::CARD_OF_MANY, check: duplicates::card_of_many },
    Rule { code: &small::COMMITTEE, check: small::committee },
    Rule { code: &small::NAMED, check: small::named },
    Rule { code: &answers::NO_CAUSE, check: answers::no_cause },
    Rule { code: &answers::NEEDLESS_CAUSE, check: answers::needless_cause },
    Rule { code: &discipline::NO_DECISION, check: discipline::no_decision },
    Rule { code: &discipline::ONLY_COUNTED, check: discipline::only_counted },
    Rule { code: &discipline::ONLY_DECISION, check: discipline::only_decision },
    Rule { code: &answers::EXCELLENT_YEARS, check: answers::excellent_years },
    Rule { code: &secretary::NOT_LISTED, check: secretary::not_listed },
    Rule { code: &secretary::OTHERWISE, check: secretary::otherwise },
    Rule { code: &new_member::REVIEWED, check: new_member::reviewed },
    Rule { code: &dates::AFTER_DEADLINE, check: dates::after_deadline },
    Rule { code: &dates::DRAFT_LATE, check: dates::draft_late },
    Rule { code: &points::SUM, check: points::sum },
    Rule { code: &points::TASKS, check: points::tasks },
    Rule { code: &points::NO_TASKS, check: points::no_tasks },
    Rule { code: &points::DISCIPLINE_FOR_WHAT, check: points::discipline_for_what },
    Rule { code: &self_form::OTHER_FORM, check: self_form::other_form },
    Rule { code: &scores::SUM, check: scores::sum },
    Rule { code: &scores::NOBODY, check: scores::nobody },
    Rule { code: &scores::TWICE, check: scores::twice },
    Rule { code: &scores::MISSING, check: scores::missing },
    Rule { code: &leaders::DISCIPLINED, check: leaders::disciplined },
    Rule { code: &state_first::NOBODY, check: state_first::nobody },
    Rule { code: &state_first::SOME, check: state_first::some },
    Rule { code: &cells::NAME_ONLY, check: cells::name_only },
    Rule { code: &key_targets::UNANSWERED, check: key_targets::unanswered },
];

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &form_code::OTHER_REGIME,
    &branch::UNKNOWN,
    &branch::CODE_AND_NAME,
    &branch::NAME_WORDED,
    &year::DIFFERS,
    &roster::MEMBERS_DIFFER,
    &branch::KIND_DIFFERS,
    &facts::EMPTY,
    &facts::EXPECTED,
    &facts::BALLOTS_REQUIRED,
    &votes::REQUIRED,
    &cells::NAME_EMPTY,
    &cells::MEMBER_CELL,
    &cells::RATING_CELL,
    &cells::RATED_ROW,
    &cells::COLLECTIVE_CELL,
    &cells::NO_MEMBERS,
    &cells::BRANCH_ROW,
    &cells::BRANCH_ROW_TWICE,
    &reasons::UNRATED,
    &reasons::EXPECTED,
    &votes::NEITHER,
    &eligibility::RATING,
    &eligibility::CELLS,
    &reviewed::NOT_REVIEWED,
    &new_member::NOT_NEW,
    &new_member::RATED,
    &new_member::UNDECIDED,
    &new_branch::RATED,
    &new_branch::UNDECIDED,
    &reviewed::NOT_YET_RATED,
    &new_member::MEETING_VAGUE,
    &new_member::NOT_REVIEWED,
    &suspended::COMMITTEE_ONLY,
    &notes::LEFT,
    &notes::DISCIPLINED,
    &dates::UNDER_AGE,
    &dates::AGE_UNDECIDED,
    &dates::OFFICIAL_FIRST,
    &dates::AFTER_YEAR,
    &dates::MEETING_BEFORE,
    &dates::AFTER_MEETING,
    &counts::TOTAL,
    &counts::OFFICIAL,
    &counts::WOMEN,
    &counts::MINORITIES,
    &counts::STANDING,
    &counts::PARTS,
    &ballots::PRESENT,
    &ballots::ISSUED_PRESENT,
    &ballots::ISSUED_OFFICIAL,
    &ballots::COLLECTED,
    &ballots::SUM,
    &votes::OVER_VALID,
    &votes::DIFFER,
    &votes::THRESHOLD,
    &duplicates::SAME,
    &duplicates::CARD,
    &duplicates::LIKELY,
    &between_branches::SAME,
    &between_branches::LIKELY,
    &between_branches::GUEST,
    &between_branches::CARD,
    &duplicates::MANY,
    &duplicates::CARD_OF_MANY,
    &branch::MISCODED,
    &between_branches::LIST,
    &branch::MISTAKEN,
    &branch::PERHAPS_ANOTHERS,
    &small::COMMITTEE,
    &small::NAMED,
    &between_branches::WITHOUT_CODE,
    &between_branches::ANOTHER_CAME,
    &answers::NO_CAUSE,
    &answers::NEEDLESS_CAUSE,
    &discipline::NO_DECISION,
    &discipline::ONLY_COUNTED,
    &discipline::ONLY_DECISION,
    &answers::EXCELLENT_YEARS,
    &secretary::NOT_LISTED,
    &secretary::OTHERWISE,
    &new_member::REVIEWED,
    &dates::AFTER_DEADLINE,
    &dates::DRAFT_LATE,
    &points::SUM,
    &points::TASKS,
    &points::NO_TASKS,
    &points::DISCIPLINE_FOR_WHAT,
    &self_form::OTHER_FORM,
    &scores::SUM,
    &scores::NOBODY,
    &scores::TWICE,
    &scores::MISSING,
    &leaders::DISCIPLINED,
    &state_first::NOBODY,
    &state_first::SOME,
    &cells::NAME_ONLY,
    &key_targets::UNANSWERED,
];

/// Rules that ask for the whole list of a branch, or for its sheet 3.
static OF_WHOLE_BRANCHES: &[&Code] = &[
    &roster::MEMBERS_DIFFER,
    &cells::BRANCH_ROW,
    &ballots::ISSUED_OFFICIAL,
    &secretary::NOT_LISTED,
    &secretary::OTHERWISE,
];

/// Applies every rule to one submission.
pub fn validate(submission: &Submission, context: &Context) -> Vec<Finding> {
    by(RULES.iter(), submission, context)
}

/// Applies every rule that can be asked of a part of a branch's members.
pub fn validate_supplement(submission: &Submission, context: &Context) -> Vec<Finding> {
    let rules = RULES.iter().filter(|it| !OF_WHOLE_BRANCHES.contains(&it.code));
    by(rules, submission, context)
}

fn by<'r>(
    rules: impl Iterator<Item = &'r Rule>,
    submission: &Submission,
    context: &Context,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in rules {
        let own = (rule.check)(submission, context);
        assert!(own.iter().all(|it| it.code == rule.code), "{} reports another", rule.code.id);
        found.extend(own);
    }
    context.weigh(&mut found, &submission.info);
    found
}

/// The number of a row as Excel shows it.
fn row_number(cell: &CellRef) -> u64 {
    u64::from(cell.row) + 1
}

#[cfg(test)]
mod tests;
