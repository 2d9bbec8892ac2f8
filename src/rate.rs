//! The ceilings that the regulation allows, with the trace of every condition.
//!
//! The profile says which conditions there are and with which limits; each file
//! of `rate/` says how one kind of condition is computed. A condition whose
//! input could not be read does not run. What is known to fail, fails, though
//! another input of the same condition be missing.

mod bodies;
mod cause;
mod collective_discipline;
mod conduct;
mod discipline;
mod disciplined_member;
mod disciplined_share;
mod flag;
mod grades;
mod head_cap;
mod member_share;
mod quarters;
mod score;
mod share;
mod sick_leave;
mod state_rating;
mod task_share;
mod tasks_done;
mod unit_led;
mod unit_share;
mod units_disciplined;
mod weaknesses;

use jiff::civil;

use crate::context::Context;
use crate::finding::{Arg, Code, Finding, Reason, Severity, code};
use crate::model::{
    Ceiling, Certainty, Collective, CollectiveKind, Member, Rated, Rating, Slot, Step, Submission,
};
use crate::regime::rules::{Condition, Subject, Test};

/// A member's proposal is above what certain clauses allow.
static MEMBER_ABOVE: Code = code("X301", "member-above-ceiling", Severity::Error);

/// A member's proposal is above what inferred clauses allow, certain ones do not forbid it.
static MEMBER_INFERRED: Code = code("X302", "member-above-inferred-ceiling", Severity::Warning);

/// A collective's proposal is above what certain clauses allow.
static COLLECTIVE_ABOVE: Code = code("X303", "collective-above-ceiling", Severity::Error);

/// A collective's proposal is above what inferred clauses allow, certain ones do not forbid it.
static COLLECTIVE_INFERRED: Code =
    code("X304", "collective-above-inferred-ceiling", Severity::Warning);

/// The proposal needs the rating of the bodies of the same level, which is not given.
static BODIES_MISSING: Code =
    code("X305", "bodies-rating-missing", Severity::Warning).citing(&["R-CELL-BODIES"]);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] =
    &[&MEMBER_ABOVE, &MEMBER_INFERRED, &COLLECTIVE_ABOVE, &COLLECTIVE_INFERRED, &BODIES_MISSING];

/// What a message mentions.
type Args = Vec<(&'static str, Arg)>;

/// What one condition says of one subject.
#[derive(Clone, Debug, PartialEq)]
enum Verdict {
    /// It is not about this subject.
    NotAsked,
    /// An input is not known; a finding says so already.
    Unknown,
    /// An input is missing that the form lets be empty, and nobody has said so yet.
    Missing,
    /// It holds.
    Holds,
    /// It fails: no rating above the cap is allowed.
    Fails(Rating, Args),
}

/// A submission and what it is judged by.
#[derive(Clone, Copy)]
struct Case<'a> {
    submission: &'a Submission,
    context: &'a Context<'a>,
    /// Row of the secretary, looked up once.
    secretary: Option<u32>,
    /// The day by which a breach is weighed.
    day: civil::Date,
    /// What the branch is proposed for, where that is not of this submission: it is a supplement.
    branch: Option<Rating>,
}

/// Whom a condition is asked of.
#[derive(Clone, Copy)]
enum Judged<'a> {
    Member(&'a Member),
    Collective(&'a Collective),
}

/// A condition and what it said.
struct Asked<'a> {
    condition: &'a Condition,
    verdict: Verdict,
}

/// Rates one submission: a ceiling for every subject that is rated, and a
/// finding for every proposal that is above its own.
///
/// Guests, members who are not rated, and collectives under six months have no
/// ceiling; a row of sheet 3 whose kind is not known has none either.
pub fn rate(submission: Submission, context: &Context) -> (Rated, Vec<Finding>) {
    let case = Case::new(&submission, context);
    let (members, mut found) = case.members();
    let collectives: Vec<_> = submission
        .collectives
        .iter()
        .map(|collective| {
            let asked = case.ask_collective(collective)?;
            let codes = [&COLLECTIVE_ABOVE, &COLLECTIVE_INFERRED];
            let name = collective.name.text();
            let ceiling = case.ceiling(&asked);
            found.extend(case.above(&asked, &ceiling, codes, &collective.proposal, name));
            found.extend(case.missing(&asked, collective));
            Some(ceiling)
        })
        .collect();
    (Rated { submission, members, collectives }, found)
}

/// The members of a supplement once more, now that it is known for what their branch is proposed on its own
/// form: what is asked of its head depends on that.
pub fn rate_late(
    submission: &Submission,
    branch: Rating,
    context: &Context,
) -> (Vec<Option<Ceiling>>, Vec<Finding>) {
    Case { branch: Some(branch), ..Case::new(submission, context) }.members()
}

/// Whether a finding says that a member is proposed for more than may be.
pub fn is_of_ceiling(finding: &Finding) -> bool {
    [&MEMBER_ABOVE, &MEMBER_INFERRED].contains(&finding.code)
}

impl<'a> Case<'a> {
    fn new(submission: &'a Submission, context: &'a Context<'a>) -> Self {
        let secretary = context.secretary_of(submission).map(|it| it.row);
        let day = context.weighing_day(&submission.info);
        Self { submission, context, secretary, day, branch: None }
    }

    /// The ceilings of all members, and what is above them.
    fn members(self) -> (Vec<Option<Ceiling>>, Vec<Finding>) {
        let mut found = Vec::new();
        let ceiling = |member: &Member| {
            let asked = self.ask_member(member)?;
            let codes = [&MEMBER_ABOVE, &MEMBER_INFERRED];
            let name = member.name.text();
            let ceiling = self.ceiling(&asked);
            found.extend(self.above(&asked, &ceiling, codes, &member.proposal, name));
            Some(ceiling)
        };
        let ceilings = self.submission.members.iter().map(ceiling).collect();
        (ceilings, found)
    }

    fn ask_member(self, member: &Member) -> Option<Vec<Asked<'a>>> {
        member.is_rated().then(|| self.ask(Subject::Member, Judged::Member(member)))
    }

    fn ask_collective(self, collective: &Collective) -> Option<Vec<Asked<'a>>> {
        let kind = collective.kind.get()?;
        let subject = match kind {
            CollectiveKind::Branch => Subject::Branch,
            CollectiveKind::BranchCommittee | CollectiveKind::Leadership => Subject::Collective,
        };
        let is_rated = self.context.is_rated_kind(kind, self.submission) != Some(false);
        is_rated.then(|| self.ask(subject, Judged::Collective(collective)))
    }

    /// Asks every condition on the subject, in the profile's order.
    fn ask(self, subject: Subject, judged: Judged) -> Vec<Asked<'a>> {
        let conditions = self.context.regime.rules.condition.iter();
        conditions
            .filter(|it| it.subject == subject && self.is_on(it))
            .map(|condition| {
                let verdict = match is_of_form(condition, judged) {
                    Some(true) => self.judge(&condition.test, judged),
                    Some(false) => Verdict::NotAsked,
                    None => Verdict::Unknown,
                };
                Asked { condition, verdict }
            })
            .filter(|it| it.verdict != Verdict::NotAsked)
            .collect()
    }

    /// Whether a condition is in force: one whose clause is not known only if
    /// a setting says so.
    fn is_on(self, condition: &Condition) -> bool {
        match condition.test {
            Test::HeadCap { .. } => self.context.is_head_capped(),
            _ => condition.weight(self.day) != Certainty::Unknown,
        }
    }

    /// The profile's check lets no condition be about a subject without its
    /// inputs; asked of such a one all the same, it says nothing.
    fn judge(self, test: &Test, judged: Judged) -> Verdict {
        let of_member = |judge: &dyn Fn(&Member) -> Verdict| match judged {
            Judged::Member(member) => judge(member),
            Judged::Collective(_) => Verdict::NotAsked,
        };
        let of_collective = |judge: &dyn Fn(&Collective) -> Verdict| match judged {
            Judged::Collective(collective) => judge(collective),
            Judged::Member(_) => Verdict::NotAsked,
        };
        match test {
            Test::Grades { cap, task_at_least, others_at_least } => {
                let criteria = match judged {
                    Judged::Member(member) => &member.criteria,
                    Judged::Collective(collective) => &collective.criteria,
                };
                grades::judge(self, criteria, *cap, *task_at_least, *others_at_least)
            }
            Test::TasksDone { cap, percent_at_least, only_with_key_targets } => {
                tasks_done::judge(self, judged, *cap, *percent_at_least, *only_with_key_targets)
            }
            Test::StateRating { cap, at_least } => {
                of_member(&|it| state_rating::judge(self, it, *cap, *at_least))
            }
            Test::SickLeave { cap, months_below } => {
                of_member(&|it| sick_leave::judge(it, *cap, *months_below))
            }
            Test::Cause { cap, cause } => of_member(&|it| cause::judge(self, it, *cap, cause)),
            Test::Discipline { cap, counted_once, unless_self_discovered } => {
                let passed_over = [*counted_once, *unless_self_discovered];
                of_member(&|it| discipline::judge(self, it, *cap, passed_over))
            }
            Test::UnitsDisciplined { cap, percent_at_most } => {
                of_collective(&|it| units_disciplined::judge(self, it, *cap, *percent_at_most))
            }
            Test::UnitLed { cap, unit_at_least } => {
                of_member(&|it| unit_led::judge(self, it, *cap, *unit_at_least))
            }
            Test::HeadCap { .. } => of_member(&|it| head_cap::judge(self, it)),
            Test::MemberShare { cap, percent_at_least, rated_at_least } => of_collective(&|_| {
                member_share::judge(self, *cap, *percent_at_least, *rated_at_least)
            }),
            Test::Bodies { cap, at_least } => {
                of_collective(&|it| bodies::judge(self, it, *cap, *at_least))
            }
            Test::CollectiveDiscipline { cap, unless_self_discovered } => of_collective(&|it| {
                collective_discipline::judge(self, it, *cap, *unless_self_discovered)
            }),
            Test::DisciplinedShare { cap, percent_at_most } => {
                of_collective(&|_| disciplined_share::judge(self, *cap, *percent_at_most))
            }
            Test::Score { cap, points_at_least } => {
                score::judge(self, judged, *cap, *points_at_least)
            }
            Test::TaskShare { cap, measure, percent_at_least, percent_at_most } => {
                let bound = share::Bound::new(*percent_at_least, *percent_at_most);
                task_share::judge(self, judged, *cap, *measure, bound)
            }
            Test::Weaknesses { cap } => weaknesses::judge(self, judged, *cap),
            Test::UnitShare { cap, self_form, measure, percent_at_least, percent_at_most } => {
                let bound = share::Bound::new(*percent_at_least, *percent_at_most);
                of_member(&|it| unit_share::judge(self, it, *cap, self_form, *measure, bound))
            }
            Test::Conduct { cap, breach, weighed } => {
                of_member(&|it| conduct::judge(self, it, *cap, *breach, *weighed))
            }
            Test::Undisciplined { cap } => {
                of_member(&|it| conduct::judge_undisciplined(self, it, *cap))
            }
            Test::Quarters { cap, first, at_least } => {
                of_member(&|it| quarters::judge(self, it, *cap, *first, *at_least))
            }
            Test::Flag { cap, flag, unless_self_discovered } => {
                of_collective(&|it| flag::judge(self, it, *cap, *flag, *unless_self_discovered))
            }
            Test::DisciplinedMember { cap, discipline_below, posts, only_for_duty } => {
                let asked = disciplined_member::Asked {
                    discipline_below: *discipline_below,
                    posts,
                    only_for_duty: *only_for_duty,
                };
                of_collective(&|it| disciplined_member::judge(self, it, *cap, asked))
            }
        }
    }

    /// The ceiling that follows from what the conditions said.
    fn ceiling(self, asked: &[Asked]) -> Ceiling {
        let step = |it: &Asked| {
            let (cap, args) = match &it.verdict {
                Verdict::Fails(cap, args) => (Some(*cap), self.full(*cap, args)),
                _ => (None, Vec::new()),
            };
            Step {
                rule: it.condition.rule.clone(),
                certainty: it.condition.weight(self.day),
                clause: it.condition.clause.clone(),
                cap,
                ran: matches!(it.verdict, Verdict::Holds | Verdict::Fails(..)),
                args: args.into_iter().map(|(name, arg)| (name, plain(arg))).collect(),
            }
        };
        let trace: Vec<_> = asked.iter().map(step).collect();
        let lowest = |is: &dyn Fn(&Step) -> bool| {
            let caps = trace.iter().filter(|it| is(it)).filter_map(|it| it.cap);
            caps.min().unwrap_or(Rating::Excellent)
        };
        let certain = lowest(&|it| it.certainty == Certainty::Certain);
        let inferred = lowest(&|_| true);
        Ceiling { certain, inferred, trace }
    }

    /// The finding of a proposal that is above its ceiling, with every condition
    /// that forbids it; certain ones first, so that the clause cited is certain.
    fn above(
        self,
        asked: &[Asked],
        ceiling: &Ceiling,
        [error, warning]: [&'static Code; 2],
        proposal: &Slot<Rating>,
        name: &str,
    ) -> Option<Finding> {
        let proposed = proposal.get()?;
        let (code, allowed) = if proposed > ceiling.certain {
            (error, ceiling.certain)
        } else if proposed > ceiling.inferred {
            (warning, ceiling.inferred)
        } else {
            return None;
        };
        let reasons = self.reasons(asked, proposed);
        let first = reasons.first()?;
        let rules = &self.context.regime.rules;
        let mut finding = Finding::new(code)
            .maybe_cell(proposal.cell())
            .of_whom(name)
            .stored(rules.short(proposed))
            .rule(&first.rule, &first.clause)
            .arg("proposal", rules.short(proposed))
            .arg("ceiling", rules.short(allowed));
        finding.reasons = reasons;
        Some(finding)
    }

    /// The conditions that forbid `proposed`. Where a rule asks the same in
    /// steps, only the step that leaves least is told.
    fn reasons(self, asked: &[Asked], proposed: Rating) -> Vec<Reason> {
        let mut failed: Vec<(&Condition, Rating, &Args)> = Vec::new();
        for it in asked {
            let Verdict::Fails(cap, args) = &it.verdict else { continue };
            if *cap >= proposed {
                continue;
            }
            let is_step_of = |other: &&mut (&Condition, Rating, &Args)| {
                other.0.rule == it.condition.rule && other.0.test.is_step_of(&it.condition.test)
            };
            match failed.iter_mut().find(is_step_of) {
                Some(step) if step.1 <= *cap => {}
                Some(step) => *step = (it.condition, *cap, args),
                None => failed.push((it.condition, *cap, args)),
            }
        }
        failed.sort_by_key(|it| it.0.weight(self.day) != Certainty::Certain);
        failed
            .into_iter()
            .map(|(condition, cap, args)| Reason {
                rule: condition.rule.to_string(),
                clause: condition.clause.to_string(),
                args: self.full(cap, args).into_iter().map(|it| (it.0, it.1.shown())).collect(),
            })
            .collect()
    }

    /// One finding if the proposal is better than what is allowed without the
    /// missing input (R-CELL-BODIES).
    fn missing(self, asked: &[Asked], collective: &Collective) -> Option<Finding> {
        let proposed = collective.proposal.get()?;
        let needed = asked.iter().find(|it| {
            it.verdict == Verdict::Missing
                && it.condition.test.cap().is_some_and(|it| it < proposed)
        })?;
        let rules = &self.context.regime.rules;
        let cell = collective.bodies_rating.cell().or(collective.proposal.cell());
        let finding = Finding::new(&BODIES_MISSING)
            .maybe_cell(cell)
            .of_whom(collective.name.text())
            .rule(&needed.condition.rule, &needed.condition.clause)
            .arg("proposal", rules.short(proposed));
        Some(finding)
    }

    /// The arguments of a failed condition, with those that every sentence may
    /// use: `cap`, what is left, and `above`, the least rating that is forbidden.
    fn full(self, cap: Rating, args: &Args) -> Args {
        let rules = &self.context.regime.rules;
        let above = Rating::BEST_FIRST.into_iter().rev().find(|it| *it > cap);
        let mut args = args.clone();
        args.push(("cap", rules.short(cap).into()));
        args.push(("above", above.map_or("", |it| rules.short(it)).into()));
        args
    }
}

/// Whether a condition is about the form that a member rates himself on; `None` when the
/// form is not known.
fn is_of_form(condition: &Condition, judged: Judged) -> Option<bool> {
    let Judged::Member(member) = judged else { return Some(true) };
    if condition.only_forms.is_empty() {
        return Some(true);
    }
    member.self_form.value().map(|own| condition.only_forms.contains(own))
}

/// An argument as the workbook's note writes it.
fn plain(arg: Arg) -> String {
    match arg {
        Arg::Text(text) => text,
        Arg::Decimal(number) => number.with_point(','),
        Arg::Percent(number) => format!("{}%", number.with_point(',')),
        Arg::Word(key) => key.to_owned(),
    }
}

#[cfg(test)]
mod tests;
