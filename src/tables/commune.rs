//! The commune whose tables these are: its names, its groups, and the words of the profile.

use crate::context::Context;
use crate::model::text::fold;
use crate::model::{Aid, BranchResult, CommuneResult, MemberBrief, Rating};
use crate::regime::Regime;
use crate::regime::consolidated::{AboveWords, Consolidated};

use super::units::{Section, sections};

/// Letters of a code of a group at most.
const CODE_MAX: usize = 6;

/// What all tables share.
pub(crate) struct Commune<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) profile: &'a Consolidated,
    pub(crate) committee: String,
    pub(crate) superior: String,
    place: String,
    year: String,
    /// The groups of members: their names, folded and as every sheet shows them.
    groups: Vec<(String, String)>,
    /// The groups as a narrow column shows them, in the same order.
    codes: Vec<String>,
    /// The branches by unit, where the workspace has some.
    pub(crate) sections: Vec<Section<'a>>,
    /// Accepted and expected branches.
    pub(crate) coverage: (usize, usize),
    pub(crate) is_provisional: bool,
    /// Whether decisions are in use.
    pub(crate) has_decisions: bool,
    /// What stands below titles where they are: that it is a draft, or the papers.
    pub(crate) announced: String,
    /// Whether that is a draft.
    pub(crate) is_draft: bool,
    /// What is known besides where these are the branches of several communes.
    pub(crate) above: Option<&'a AboveWords>,
}

impl<'a> Commune<'a> {
    pub(crate) fn new(results: &CommuneResult, context: &Context<'a>) -> Self {
        let profile = &context.regime.consolidated;
        let workspace = context.workspace;
        let name = |it: Option<&String>| {
            it.filter(|it| !it.is_empty()).unwrap_or(&profile.head.no_place).clone()
        };
        let names: Vec<_> = results.groups.iter().map(|it| it.name.as_str()).collect();
        let accepted = results.branches.iter().filter(|it| it.is_accepted()).count();
        let mut commune = Self {
            context: *context,
            profile,
            committee: name(workspace.map(|it| &it.committee)),
            superior: name(workspace.map(|it| &it.superior)),
            place: name(workspace.map(|it| &it.place)),
            year: context.year.to_string(),
            groups: results.groups.iter().map(|it| (fold(&it.name), it.name.clone())).collect(),
            codes: codes(&names, &profile.members.short.group),
            sections: if profile.units.is_some() {
                sections(results, workspace)
            } else {
                Vec::new()
            },
            coverage: (accepted, results.branches.len()),
            is_provisional: results.provisional,
            has_decisions: results.decisions.is_some(),
            announced: String::new(),
            is_draft: match &results.above {
                Some(above) => above.drafts > 0,
                None => results.decisions.as_ref().is_some_and(|it| !it.is_final()),
            },
            above: profile.above.as_ref().filter(|_| results.above.is_some()),
        };
        commune.announced = commune.announce(results);
        commune
    }

    /// Whether the form of a branch is out.
    pub(crate) fn is_partial(&self) -> bool {
        self.coverage.0 < self.coverage.1
    }

    pub(crate) fn regime(&self) -> &'a Regime {
        self.context.regime
    }

    /// How the row of a part by unit is called.
    pub(crate) fn section_name(&self, section: &Section) -> String {
        let branches = section.all.len().to_string();
        let Some(words) = &self.profile.units else { return String::new() };
        match section.unit {
            Some(unit) => self.fill(&words.row, &[("unit", &unit.name), ("branches", &branches)]),
            None => self.fill(&words.direct, &[("branches", &branches)]),
        }
    }

    /// The parts right under one.
    pub(crate) fn parts_of(&self, section: usize) -> impl Iterator<Item = usize> {
        let all = self.sections.iter().enumerate();
        all.filter(move |it| it.1.above == Some(section)).map(|it| it.0)
    }

    /// How members over a quota are ordered: as the workspace says, else as the profile does.
    pub(crate) fn order(&self) -> &'a [Aid] {
        let own = self.context.settings.quota_order.as_slice();
        let said = || self.regime().decisions.as_deref().map_or(&[][..], |it| &it.order);
        if own.is_empty() { said() } else { own }
    }

    /// The heading of a column for decisions: with units the body differs from row to row.
    pub(crate) fn decision_heading<'b>(&'b self, own: &'b str) -> &'b str {
        let words = self.profile.units.as_ref().filter(|_| !self.sections.is_empty());
        words.map_or(own, |it| &it.decision)
    }

    /// The abbreviation of a rating, as every sheet shows it.
    pub(crate) fn short(&self, rating: Rating) -> &'a str {
        self.context.regime.rules.short(rating)
    }

    /// The group of a member, as every sheet shows it.
    pub(crate) fn group(&self, branch: &BranchResult, member: &MemberBrief) -> &str {
        let written = self.context.group_of(branch, member);
        let wanted = fold(written);
        self.groups.iter().find(|it| it.0 == wanted).map_or("", |it| &it.1)
    }

    /// The group of a member by its code alone, where it has one.
    pub(crate) fn group_code(&self, branch: &BranchResult, member: &MemberBrief) -> &str {
        self.code_of(self.group(branch, member))
    }

    /// The code of a group as every sheet shows it.
    pub(crate) fn code_of<'b>(&'b self, group: &'b str) -> &'b str {
        let place = self.groups.iter().position(|it| it.1 == group);
        place.and_then(|it| self.codes.get(it)).map_or(group, String::as_str)
    }

    /// The codes of groups and what they stand for.
    pub(crate) fn coded_groups(&self) -> Vec<(&str, &str)> {
        let all = self.groups.iter().zip(&self.codes);
        all.filter_map(|((_, name), code)| {
            let what = split_code(name).map_or(name.as_str(), |it| it.1);
            (name != code).then_some((code.as_str(), what))
        })
        .collect()
    }

    /// Whether a text is no post where another stands beside it.
    pub(crate) fn is_no_post(&self, text: &str) -> bool {
        self.profile.members.short.no_post.iter().any(|it| fold(it) == fold(text))
    }

    /// A rating of a quarter, shortened.
    pub(crate) fn quarter(&self, rating: Rating) -> &'a str {
        let own = self.profile.members.short.rating.get(rating.key());
        own.map_or_else(|| self.short(rating), String::as_str)
    }

    /// Which sheets the series goes without right before this one.
    pub(crate) fn missing_before(&self, sheet: &str) -> Vec<&'a str> {
        let sections = self.profile.sections();
        let own = sections.iter().position(|it| *it.1.name == *sheet).unwrap_or_default();
        let before = sections[..own].iter().rev();
        let mut labels: Vec<_> = before
            .take_while(|it| self.profile.goes_without(it.0))
            .map(|it| it.1.label.as_str())
            .collect();
        labels.reverse();
        labels
    }

    /// Fills in `{year}`, `{committee}`, `{place}`, `{accepted}`, `{branches}` and these.
    pub(crate) fn fill(&self, text: &str, more: &[(&str, &str)]) -> String {
        let (accepted, branches) = (self.coverage.0.to_string(), self.coverage.1.to_string());
        let known = [
            ("year", self.year.as_str()),
            ("committee", &self.committee),
            ("place", &self.place),
            ("accepted", &accepted),
            ("branches", &branches),
        ];
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        // What is filled in is never searched again.
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, it)| Some((before, it.split_once('}')?)))
        {
            out.push_str(before);
            let value = more.iter().chain(&known).find(|it| it.0 == name).map(|it| it.1);
            out.push_str(value.unwrap_or_default());
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The code of a group that is called `code (what it is)`, and what it is.
fn split_code(name: &str) -> Option<(&str, &str)> {
    let (code, rest) = name.split_once(" (")?;
    let what = rest.strip_suffix(')')?;
    (!code.is_empty() && code.chars().count() <= CODE_MAX).then_some((code, what))
}

/// Groups by their codes; one without a code by its place among them, as `made` says, if
/// its name is longer than that. All by their names where two would be called the same.
pub(crate) fn codes(names: &[&str], made: &str) -> Vec<String> {
    let short = |(number, name): (usize, &&str)| {
        let made = made.replace("{number}", &number.to_string());
        match split_code(name) {
            Some((code, _)) => code.to_owned(),
            None if !made.is_empty() && name.chars().count() > CODE_MAX => made,
            None => (*name).to_owned(),
        }
    };
    let all: Vec<_> = (1..).zip(names).map(short).collect();
    let is_alone = |code: &String| all.iter().filter(|it| fold(it) == fold(code)).count() == 1;
    if all.iter().all(is_alone) { all } else { names.iter().map(|it| (*it).to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_shortened_only_where_its_code_is_its_own() {
        let table: [(&[&str], &[&str]); 6] = [
            (&["02A (lãnh đạo)", "Giáo viên"], &["02A", "Giáo viên"]),
            (&["02A (lãnh đạo)", "02A"], &["02A (lãnh đạo)", "02A"]),
            (
                &["Giáo viên (mầm non)", "Giáo viên (tiểu học)"],
                &["Giáo viên (mầm non)", "Giáo viên (tiểu học)"],
            ),
            (&["02A (lãnh đạo)", "N2 (xã)"], &["02A", "N2"]),
            (&["N2 (lãnh đạo)", "N1"], &["N2", "N1"]),
            (&[], &[]),
        ];
        for (names, wanted) in table {
            assert_eq!(codes(names, ""), wanted);
        }
        let made: [(&[&str], &[&str]); 3] = [
            (&["02A (lãnh đạo)", "Giáo viên", "02C"], &["02A", "N2", "02C"]),
            (&["N2 (lãnh đạo)", "Giáo viên"], &["N2 (lãnh đạo)", "Giáo viên"]),
            (&["Giáo viên", "Công chức"], &["N1", "N2"]),
        ];
        for (names, wanted) in made {
            assert_eq!(codes(names, "N{number}"), wanted);
        }
    }
}
