//! `rules.toml`: levels, conditions and quotas, each with its clause.

mod condition;
mod deciding;
mod quota;
mod weight;

use std::collections::BTreeMap;

use jiff::civil;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::Form;
use crate::finding::Severity;
use crate::model::text::starts_with_words;
use crate::model::{Certainty, Grade, Rating};

pub use condition::{Breach, Condition, Flag, Subject, TaskMeasure, Test, UnitMeasure};
pub use deciding::{Body, Deciders, Deciding};
pub use quota::{Quota, Quotas, Within};

/// The rules of one regime.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rules {
    /// Its id, which is the name of its folder.
    pub regime: String,
    /// Its name for people.
    pub name: String,
    /// The rating years that it covers.
    pub years: Vec<u32>,
    /// The code that its form carries.
    pub form_code: String,
    /// How many years running a member has to be excellent for the award of the superior (R-AWARD);
    /// absent where the regulation says nothing of it.
    pub award_years: Option<u32>,
    /// The four ratings, best first.
    pub rating: Vec<Level<Rating>>,
    /// The four grades, best first; none where criteria have points instead.
    #[serde(default)]
    pub grade: Vec<Level<Grade>>,
    /// Words of the reader.
    pub words: Words,
    /// How posts of the branch are written.
    pub posts: Posts,
    /// Keys of the kinds of branches without government, Front and mass
    /// organizations of their own level.
    #[serde(default)]
    pub kinds_without_bodies: Vec<String>,
    /// Which form leaders rate themselves on, and which the others; absent where
    /// there is one form for all.
    pub self_forms: Option<SelfForms>,
    /// Clauses and limits of the rules that are not conditions of a rating.
    pub rule: BTreeMap<String, Rule>,
    /// Conditions of a rating, in the order in which they are asked and told.
    pub condition: Vec<Condition>,
    /// Quotas of excellent ratings.
    pub quota: Quotas,
    /// Who decides on whom (R-DECIDE).
    pub deciding: Option<Deciding>,
}

/// A rating or a grade and how people write it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Level<T> {
    /// Which one.
    pub key: T,
    /// In full.
    pub name: String,
    /// Abbreviated; ratings only.
    #[serde(default)]
    pub short: String,
    /// What people also write.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Words that the reader needs.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Words {
    /// Labels of abolished ratings, refused by name.
    pub old_labels: Vec<String>,
    /// What stands for yes; the first is the form's word.
    pub yes: Vec<String>,
    /// What stands for no; the first is the form's word.
    pub no: Vec<String>,
    /// How people write "as above", which is refused: dashes round it aside.
    #[serde(default)]
    pub ditto: Vec<String>,
    /// Words for a rating that people mix up with another's: read, with a notice.
    #[serde(default)]
    pub mixed_up: Vec<String>,
    /// What is written beside somebody who left or died.
    #[serde(default)]
    pub gone: Vec<String>,
    /// Names of disciplinary measures as they are written in a text.
    #[serde(default)]
    pub measures: Vec<String>,
    /// How people write that somebody has no rating of a quarter: read as blank, with a notice.
    #[serde(default)]
    pub unrated_quarter: Vec<String>,
    /// How people write, where a rating is asked for, that a member is not rated: read as blank,
    /// with a notice, in the row of somebody who is not.
    #[serde(default)]
    pub unrated_member: Vec<String>,
    /// What ticks one of several columns, beside the words for yes.
    #[serde(default)]
    pub ticks: Vec<String>,
    /// The ethnic group that is not counted as a minority.
    pub majority_ethnicity: String,
    /// Words before the number of a level ("Mức 2"), which is refused.
    #[serde(default)]
    pub level_words: Vec<String>,
    /// How tasks are called that were done, but not in time or not well.
    #[serde(default)]
    pub late_tasks: String,
    /// Forms of address that may precede a name.
    pub name_prefixes: Vec<String>,
    /// Of what level the commune's superior is, as a new workspace proposes it.
    #[serde(default)]
    pub superior_level: String,
}

/// How people write the posts that a rule asks for. A post is compared by how it
/// begins, folded, as whole words.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Posts {
    /// How the secretary's post begins.
    pub secretary: Vec<String>,
    /// Posts that begin alike, but belong to another body.
    pub elsewhere: Vec<String>,
}

/// Which forms members rate themselves on (R-FORM): keys of the list `self-form`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SelfForms {
    /// Of leaders and managers.
    pub leader: Vec<String>,
    /// Of everybody else.
    pub others: Vec<String>,
}

/// A rule's clause, how sure it is, and its limit.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// The clause.
    pub clause: String,
    /// How sure the clause is.
    pub sure: Certainty,
    /// What a breach weighs, where not what follows from `sure`.
    pub severity: Option<Severity>,
    /// The day before which a breach only warns: of the meeting, of a quota of the end of
    /// the year.
    #[serde(default, deserialize_with = "weight::day")]
    #[cfg_attr(test, schemars(schema_with = "weight::schema_of_day"))]
    pub enforce_from: Option<civil::Date>,
    /// A limit in calendar months, where the rule has one.
    pub months: Option<u8>,
    /// A limit in years, where the rule has one.
    pub years: Option<u8>,
    /// A number of people, where the rule has one (R-SMALL).
    pub people: Option<u8>,
    /// A limit in working days, where the rule has one.
    pub working_days: Option<u8>,
    /// Whether members whom the rule leaves unrated are reviewed all the same (R-NEW).
    #[serde(default)]
    pub reviewed: bool,
    /// Words by which the rule is known to be meant (R-SUSPCOM); compared folded.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words beside which it is not.
    #[serde(default)]
    pub unless_words: Vec<String>,
    /// Keys of the kinds of branches that the rule is about, where it is about some (R-STATEFIRST).
    #[serde(default)]
    pub branch_kinds: Vec<String>,
    /// Keys of members' own forms that the rule is about, where it is about some.
    #[serde(default)]
    pub only_forms: Vec<String>,
}

impl Rule {
    /// Whom it is about is what the form knows.
    fn check(&self, id: &str, form: &Form) -> Result<(), String> {
        for (wanted, list) in [(&self.only_forms, "self-form"), (&self.branch_kinds, "branch-kind")]
        {
            let options = form.choice.get(list).map_or(&[][..], Vec::as_slice);
            let is_known = |key: &&String| options.iter().any(|it| it.key == **key);
            if let Some(unknown) = wanted.iter().find(|it| !is_known(it)) {
                return Err(format!("{id}: the form has no {list} {unknown:?}"));
            }
        }
        Ok(())
    }
}

impl Certainty {
    /// What a breach weighs; `None` when the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Certain => Some(Severity::Error),
            Self::Inferred => Some(Severity::Warning),
            Self::Unknown => None,
        }
    }
}

impl Rule {
    /// What a breach weighs on that day, where the profile says so; `None` leaves it to
    /// the code of the finding.
    pub fn own_weight(&self, on: civil::Date) -> Option<Severity> {
        if self.severity.is_none() && self.enforce_from.is_none() {
            return None;
        }
        weight::on(self.sure, self.severity, self.enforce_from, on)
    }
}

impl Posts {
    /// Whether a post is one of `beginnings` of this branch.
    pub fn is_one_of(&self, post: &str, beginnings: &[String]) -> bool {
        let begins = |list: &[String]| list.iter().any(|it| starts_with_words(post, it));
        begins(beginnings) && !begins(&self.elsewhere)
    }
}

impl Rules {
    /// The abbreviation of a rating, e.g. `HTTNV`.
    pub fn short(&self, rating: Rating) -> &str {
        self.rating.iter().find(|it| it.key == rating).map_or("", |it| &it.short)
    }

    /// A rating in full.
    pub fn rating_name(&self, rating: Rating) -> &str {
        self.rating.iter().find(|it| it.key == rating).map_or("", |it| &it.name)
    }

    /// A grade's name.
    pub fn grade_name(&self, grade: Grade) -> &str {
        self.grade.iter().find(|it| it.key == grade).map_or("", |it| &it.name)
    }

    /// The clause of a rule, of a condition or of a quota, by its id.
    pub fn clause(&self, id: &str) -> Option<String> {
        let conditions = self.condition.iter().map(|it| (&*it.rule, &*it.clause));
        let quotas = [&self.quota.members, &self.quota.branches];
        let others = quotas.into_iter().map(|it| (it.rule.as_str(), it.clause.as_str()));
        let found = conditions.chain(others).find(|it| it.0 == id).map(|it| it.1.to_owned());
        self.rule(id).map(|it| it.clause.clone()).or(found)
    }

    /// Clause and limits of a rule; `None` when the regime does not have it.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rule.get(id)
    }

    /// The rule on members admitted lately, by its id: reviewed or left out.
    pub fn new_member(&self) -> Option<(&'static str, &Rule)> {
        ["R-NEW", "R-NEW-BD"].into_iter().find_map(|id| Some((id, self.rule(id)?)))
    }

    /// Refuses rules that contradict themselves or the form.
    pub(super) fn check(&self, folder: &str, form: &Form) -> Result<(), String> {
        if self.regime != folder {
            return Err(format!("the regime is called {:?}, its folder {folder:?}", self.regime));
        }
        if self.form_code != form.code {
            return Err(format!(
                "form-code is {:?}, but the form's is {:?}",
                self.form_code, form.code
            ));
        }
        if self.rating.iter().map(|it| it.key).ne(Rating::BEST_FIRST) {
            return Err("the four ratings must stand best first, each once".to_owned());
        }
        let grades = [Grade::Excellent, Grade::Good, Grade::Average, Grade::Poor];
        if !self.grade.is_empty() && self.grade.iter().map(|it| it.key).ne(grades) {
            return Err("the four grades must stand best first, each once".to_owned());
        }
        if self.grade.is_empty() && form.has_grades() {
            return Err("the form asks for grades, and there are none".to_owned());
        }
        let forms = form.choice.get("self-form").map_or(&[][..], Vec::as_slice);
        let is_form = |key: &String| forms.iter().any(|it| it.key == *key);
        if let Some(own) = &self.self_forms
            && let Some(unknown) = own.leader.iter().chain(&own.others).find(|it| !is_form(it))
        {
            return Err(format!("self-forms: the form has no self-form {unknown:?}"));
        }
        let kinds = form.choice.get("branch-kind").map_or(&[][..], Vec::as_slice);
        for kind in &self.kinds_without_bodies {
            if kinds.iter().all(|it| it.key != *kind) {
                return Err(format!("kinds-without-bodies: the form has no kind {kind:?}"));
            }
        }
        let causes = form.choice.get("cause").map_or(&[][..], Vec::as_slice);
        for (id, rule) in &self.rule {
            weight::check(id, rule.sure, rule.severity, rule.enforce_from)?;
            rule.check(id, form)?;
        }
        for condition in &self.condition {
            let (id, own) = (&condition.rule, condition.severity);
            weight::check(id, condition.sure, own, condition.enforce_from)?;
            // A rating is above the ceiling, or perhaps above it: there is no third.
            if own == Some(Severity::Notice) {
                return Err(format!("{id}: a condition is an error or a warning"));
            }
            if !condition.test.is_about(condition.subject) {
                return Err(format!(
                    "{}: a condition of this kind is not about a {:?}",
                    condition.rule, condition.subject
                ));
            }
            let forms = &condition.only_forms;
            if !forms.is_empty() && condition.subject != Subject::Member {
                return Err(format!("{id}: only members have forms of their own"));
            }
            if let Some(unknown) = forms.iter().find(|it| !is_form(it)) {
                return Err(format!("{id}: the form has no self-form {unknown:?}"));
            }
            if let Some((least, most)) = condition.test.bounds()
                && least.is_some() == most.is_some()
            {
                return Err(format!("{}: one bound, at least or at most", condition.rule));
            }
            if let Test::UnitShare { self_form, .. } = &condition.test
                && !is_form(self_form)
            {
                return Err(format!("{}: the form has no self-form {self_form:?}", condition.rule));
            }
            if let Test::Cause { cause, .. } = &condition.test
                && causes.iter().all(|it| it.key != *cause)
            {
                return Err(format!("{}: the form has no cause {cause:?}", condition.rule));
            }
        }
        for quota in [&self.quota.members, &self.quota.branches] {
            weight::check(&quota.rule, quota.sure, quota.severity, quota.enforce_from)?;
            if quota.percent.max(quota.percent_with_decision.unwrap_or(0)) > 100 {
                return Err(format!("{}: a quota over 100 %", quota.rule));
            }
            if quota.percent_with_decision.is_some_and(|it| it <= quota.percent) {
                return Err(format!("{}: a decision that allows no more", quota.rule));
            }
        }
        if let Some(deciding) = &self.deciding {
            deciding.check()?;
        }
        let (members, branches) = (&self.quota.members, &self.quota.branches);
        if self.quota.is_by_group() == members.ungrouped.is_empty() {
            return Err(format!("{}: groups and `ungrouped` go together", members.rule));
        }
        if members.percent_with_decision.is_some() && !self.quota.is_by_group() {
            return Err(format!("{}: decisions are for groups", members.rule));
        }
        if branches.within != Within::Commune
            || branches.percent_with_decision.is_some()
            || !branches.ungrouped.is_empty()
        {
            return Err(format!("{}: branches are counted by kind", branches.rule));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::regime::{RegimeError, Sources};

    /// Why the built-in profile is refused after a change of its text.
    #[track_caller]
    fn refused(from: &str, to: &str) -> String {
        let text = include_str!("../../templates/2019-hd21/rules.toml");
        assert!(text.contains(from), "the profile has no {from:?}");
        let mut sources = Sources::builtin();
        sources.lay_over("2019-hd21", "rules.toml", &text.replace(from, to));
        match sources.regime("2019-hd21") {
            Err(RegimeError::Inconsistent { problem, .. }) => problem,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn what_contradicts_the_form_is_refused() {
        assert_eq!(
            refused("bodies = [\"village\"]", "bodies = [\"vilage\"]"),
            "kinds-without-bodies: the form has no kind \"vilage\""
        );
        assert_eq!(
            refused("cause = \"degeneration\"", "cause = \"degenerate\""),
            "R-DEGEN: the form has no cause \"degenerate\""
        );
        assert_eq!(
            refused(
                "subject = \"member\"\nkind = \"sick-leave\"",
                "subject = \"branch\"\nkind = \"sick-leave\""
            ),
            "R-SICK-A: a condition of this kind is not about a Branch"
        );
    }

    #[test]
    fn a_weight_is_one_of_a_closed_list_and_a_day_is_a_day() {
        let sick = "kind = \"sick-leave\"";
        let with = |line: &str| {
            let text = include_str!("../../templates/2019-hd21/rules.toml");
            let mut sources = Sources::builtin();
            let text = text.replace(sick, &format!("{sick}\n{line}"));
            sources.lay_over("2019-hd21", "rules.toml", &text);
            sources.regime("2019-hd21")
        };
        let regime = with("severity = \"error\"\nenforce-from = 2020-07-01").expect("sound");
        let sick_leave = regime.rules.condition.iter().find(|it| &*it.rule == "R-SICK-A");
        let from = sick_leave.and_then(|it| it.enforce_from);
        assert_eq!(from, Some(jiff::civil::date(2020, 7, 1)));
        for wrong in
            ["severity = \"grave\"", "enforce-from = 2020-07-01T08:00:00", "enforce-from = \"x\""]
        {
            assert!(matches!(with(wrong), Err(RegimeError::Malformed { .. })), "{wrong}");
        }
        for wrong in ["severity = \"notice\"", "severity = \"warning\"\nenforce-from = 2020-07-01"]
        {
            assert!(matches!(with(wrong), Err(RegimeError::Inconsistent { .. })), "{wrong}");
        }
    }

    #[test]
    fn posts_of_other_bodies_are_not_the_branchs() {
        let regime = Sources::builtin().regime("2019-hd21").unwrap();
        let posts = &regime.rules.posts;
        let table = [
            ("Bí thư", true),
            ("BÍ THƯ CHI BỘ, trưởng thôn", true),
            ("Bí thư Đảng uỷ xã", false),
            ("Bí thư chi đoàn", false),
            ("Phó bí thư", false),
            ("", false),
        ];
        for (post, expected) in table {
            assert_eq!(posts.is_one_of(post, &posts.secretary), expected, "{post}");
        }
    }
}
