//! What a stage judges by: the regime, the settings, and the workspace if there is one.

mod authorities;
#[cfg(test)]
pub(crate) mod fixture;
mod groups;
mod signature;

use jiff::civil;

use crate::finding::Finding;
use crate::model::text::fold;
use crate::model::{Branch, CollectiveKind, Info, Member, PartialDate, Submission, is_same_name};
use crate::regime::Regime;
use crate::regime::rules::Test;
use crate::workspace::{QuotaDecision, Settings, SixMonthDate, Workspace};

pub use authorities::{Authorities, Authority, Ground};
pub use signature::Signing;

/// What a stage judges by.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rule set and the forms in force.
    pub regime: &'a Regime,
    /// What the regulation leaves open.
    pub settings: &'a Settings,
    /// The rating year: the workspace's, else what the form says, if it says it.
    pub year: u32,
    /// The workspace; `None` when loose files are checked, so that nothing is
    /// known of branches, rosters and quota.
    pub workspace: Option<&'a Workspace>,
}

impl<'a> Context<'a> {
    /// The workspace's branch that a submission names by its code.
    pub fn branch_of(&self, info: &Info) -> Option<&'a Branch> {
        self.workspace?.branch(info.branch_code.value()?)
    }

    /// The decision for a group of members, if one is recorded. Whoever decided may call a
    /// group as the form does, or by the short name of its own form.
    pub fn decision(&self, group: &str) -> Option<&'a QuotaDecision> {
        let wanted = fold(group);
        let is_it = |it: &&QuotaDecision| fold(self.group_named(&it.group)) == wanted;
        self.workspace?.quota_decision.iter().find(is_it)
    }

    /// Whether the secretary's rating may not be above the branch's (R-HEAD-CAP).
    pub fn is_head_capped(&self) -> bool {
        self.settings.head_cap.unwrap_or_else(|| {
            self.regime.rules.condition.iter().any(|it| match it.test {
                Test::HeadCap { from_year } => from_year.is_some_and(|it| self.year >= it),
                _ => false,
            })
        })
    }

    /// Cites a rule and its clause. A rule that the regime does not have is not cited.
    pub fn cite(&self, finding: Finding, rule: &str) -> Finding {
        match self.regime.rules.clause(rule) {
            Some(clause) => finding.rule(rule, &clause),
            None => finding,
        }
    }

    /// Gives findings on a form the clause of the rule that they are about, where they
    /// cite none yet and only one can be meant, and the weight that the profile gives
    /// their rules. What guards an invariant keeps its own.
    pub fn weigh(&self, found: &mut [Finding], info: &Info) {
        let rules = &self.regime.rules;
        let day = self.weighing_day(info);
        for finding in found {
            if finding.rule.is_none() {
                let mut meant =
                    finding.code.rules.iter().filter_map(|id| Some((id, rules.clause(id)?)));
                if let (Some((id, clause)), None) = (meant.next(), meant.next()) {
                    finding.rule = Some((*id).to_owned());
                    finding.clause = Some(clause);
                }
            }
            let rule = finding.rule.as_deref().and_then(|it| rules.rule(it));
            if let Some(weight) = rule.and_then(|it| it.own_weight(day))
                && !finding.code.fixed
            {
                finding.severity = weight;
            }
        }
    }

    /// 31 December of the rating year.
    pub fn year_end(&self) -> civil::Date {
        let year = i16::try_from(self.year).ok();
        year.and_then(|it| civil::Date::new(it, 12, 31).ok()).unwrap_or(civil::Date::MAX)
    }

    /// The meeting's date, if it is known and within the rating year: from a
    /// date that is an error itself nothing else may be concluded.
    pub fn meeting(&self, info: &Info) -> Option<PartialDate> {
        let end = self.year_end();
        // Where only haste is asked for, a meeting in the next year is one too.
        let is_late = self.regime.rules.rule("R-DEADLINE-D").is_some();
        let last = if is_late { end.saturating_add(jiff::Span::new().years(1)) } else { end };
        let is_within =
            |it: &PartialDate| it.latest() >= end.first_of_year() && it.earliest() <= last;
        info.meeting.get().filter(is_within)
    }

    /// The day by which breaches are weighed (`enforce-from`): that of the meeting, else
    /// the end of the year.
    pub fn weighing_day(&self, info: &Info) -> civil::Date {
        self.meeting(info).map_or_else(|| self.year_end(), PartialDate::latest)
    }

    /// The day at which "under six months" is measured, if it is known
    /// (R-NEWDATE: the regulation leaves open which, so a setting says it).
    pub fn six_month_day(&self, submission: &Submission) -> Option<PartialDate> {
        match self.settings.six_month_date {
            SixMonthDate::Meeting => self.meeting(&submission.info),
            SixMonthDate::YearEnd => Some(PartialDate::Day(self.year_end())),
        }
    }

    /// Whether the branch is too young to be rated (R-NEWORG); `None` when its
    /// dates cannot tell. A branch without a founding date is an old one; from a
    /// founding date after the year nothing is concluded.
    pub fn is_new_branch(&self, submission: &Submission) -> Option<bool> {
        let Some(months) = self.regime.rules.rule("R-NEWORG").and_then(|it| it.months) else {
            return Some(false);
        };
        match submission.info.founded.known()? {
            None => Some(false),
            Some(founded) if founded.earliest() > self.year_end() => None,
            Some(founded) => founded.is_under_months(months, self.six_month_day(submission)?),
        }
    }

    /// Whether a collective of this kind is rated: a branch that is too young
    /// is not, nor is its chi ủy, which cannot be older; how old its other collectives are
    /// the form does not say, so that they may be rated or not. `None` when unknown.
    pub fn is_rated_kind(&self, kind: CollectiveKind, submission: &Submission) -> Option<bool> {
        match kind {
            CollectiveKind::Branch | CollectiveKind::BranchCommittee => {
                self.is_new_branch(submission).map(|it| !it)
            }
            CollectiveKind::Leadership => {
                (self.is_new_branch(submission) == Some(false)).then_some(true)
            }
        }
    }

    /// The key of the branch's kind: what the workspace says, else the form.
    pub fn branch_kind<'b>(&'b self, submission: &'b Submission) -> Option<&'b str> {
        let Some(branch) = self.branch_of(&submission.info) else {
            return submission.info.branch_kind.value().map(String::as_str);
        };
        let wanted = fold(&branch.kind);
        let options = self.regime.form.choice.get("branch-kind")?;
        let is_it = |it: &String| fold(it) == wanted;
        options
            .iter()
            .find(|it| is_it(&it.key) || is_it(&it.label) || it.aliases.iter().any(is_it))
            .map(|it| it.key.as_str())
    }

    /// Whether a member sits in the chi ủy: who sheet 1 says leads the branch, or who has
    /// one of these posts; `None` when what would tell could not be read.
    pub fn sits_in_committee(
        &self,
        submission: &Submission,
        member: &Member,
        posts: &[String],
    ) -> Option<bool> {
        let info = &submission.info;
        let key = fold(member.name.text());
        let is_named = |name: &str| !key.is_empty() && fold(name) == key;
        if is_named(info.secretary.text())
            || is_named(info.deputy.text())
            || self.regime.rules.posts.is_one_of(member.party_post.text(), posts)
        {
            return Some(true);
        }
        (!member.party_post.is_unread()).then_some(false)
    }

    /// The member who is the secretary: the one with the name that sheet 1
    /// gives, else the one with the post. `None` when none or several are.
    pub fn secretary_of<'s>(&self, submission: &'s Submission) -> Option<&'s Member> {
        let posts = &self.regime.rules.posts;
        let has_post = |it: &&Member| posts.is_one_of(it.party_post.text(), &posts.secretary);
        let key = fold(submission.info.secretary.text());
        let own = || submission.members.iter().filter(|it| !it.is_guest());
        let mut named: Vec<_> =
            own().filter(|it| !key.is_empty() && fold(it.name.text()) == key).collect();
        // Hòa and Hoa are two people.
        let is_so = |it: &&Member| is_same_name(it.name.text(), submission.info.secretary.text());
        if named.len() > 1 && named.iter().any(is_so) {
            named.retain(is_so);
        }
        match named[..] {
            [one] => Some(one),
            [] => only(own().filter(has_post)),
            // Two members have the name: the post tells them apart.
            _ => only(named.into_iter().filter(has_post)),
        }
    }
}

/// The only item, or nothing.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}
