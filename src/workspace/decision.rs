//! `[quota-decision]`: a recorded decision that allows a group of members more
//! excellent ratings than the regulation does by itself.

use jiff::civil;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Workspace, unusable};
use crate::file_errors::{FileError, locate};
use crate::model::text::fold;

/// The key of the table, or of the list of tables.
const KEY: &str = "quota-decision";

/// A decision for one group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuotaDecision {
    /// Its number.
    pub number: String,
    /// Its date, `dd/mm/yyyy`.
    pub date: String,
    /// Not more than this many percent.
    pub percent: u32,
    /// The group as the forms word it; case and marks do not matter.
    pub group: String,
}

impl QuotaDecision {
    /// The day of the decision; a workspace that was read has one in each.
    pub fn day(&self) -> Option<civil::Date> {
        civil::Date::strptime("%d/%m/%Y", self.date.trim()).ok()
    }
}

impl Workspace {
    /// What of the decisions can be said without the regulation: one a group, each
    /// with a number, a date and a share.
    pub(super) fn check_decisions(&self, text: &str) -> Result<(), FileError> {
        for (place, it) in self.quota_decision.iter().enumerate() {
            let refuse = |key: &str, value: &str, problem| {
                Err(unusable_decision(text, place, key, value, problem))
            };
            if it.number.trim().is_empty() {
                return refuse("number", &it.number, "mistake-decision-number");
            }
            if it.day().is_none() {
                return refuse("date", &it.date, "mistake-decision-date");
            }
            if !(1..=100).contains(&it.percent) {
                return refuse("percent", &it.percent.to_string(), "mistake-decision-percent");
            }
            let group = fold(&it.group);
            if group.is_empty() {
                return refuse("group", &it.group, "mistake-decision-group");
            }
            if self.quota_decision[..place].iter().any(|other| fold(&other.group) == group) {
                return refuse("group", &it.group, "mistake-decision-twice");
            }
        }
        Ok(())
    }

    /// Refuses decisions that the regulation knows nothing of, or that allow more
    /// than it does, or that call one group by two names; `most` is what it allows with a
    /// decision, if it knows of any, `named` is the group that somebody calls so.
    pub fn check_decisions_against(
        &self,
        text: &str,
        most: Option<u8>,
        named: &dyn Fn(&str) -> String,
    ) -> Vec<FileError> {
        let group = |it: &QuotaDecision| fold(&named(&it.group));
        let is_second = |place: usize, it: &QuotaDecision| {
            self.quota_decision[..place].iter().any(|other| group(other) == group(it))
        };
        let refuse = |(place, it): (usize, &QuotaDecision)| match most {
            None => {
                Some(unusable_decision(text, place, "number", &it.number, "mistake-decision-none"))
            }
            Some(most) if it.percent > u32::from(most) => {
                let percent = it.percent.to_string();
                let problem = "mistake-decision-over";
                let mut mistake = unusable_decision(text, place, "percent", &percent, problem);
                mistake.finding.args.retain(|it| it.0 != "raw");
                Some(mistake.arg("raw", format!(" ({most}%)")))
            }
            Some(_) if is_second(place, it) => {
                let problem = "mistake-decision-same";
                Some(unusable_decision(text, place, "group", &it.group, problem))
            }
            Some(_) => None,
        };
        self.quota_decision.iter().enumerate().filter_map(refuse).collect()
    }
}

/// A value of a decision that cannot be used. A single table has no place in a list.
fn unusable_decision(
    text: &str,
    place: usize,
    key: &str,
    value: &str,
    problem: &'static str,
) -> FileError {
    let place = place.to_string();
    let (alone, in_list) = ([KEY, key], [KEY, place.as_str(), key]);
    let is_alone = locate(text, &alone).is_some();
    unusable(text, if is_alone { &alone } else { &in_list }, value, problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;

    const HEAD: &str = "year = 2026\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\n";
    const ONE: &str = "[quota-decision]\nnumber = \"12-QĐ/TU\"\ndate = \"05/12/2026\"\npercent = 25\ngroup = \"Giáo viên\"\n";

    fn parse(text: &str) -> Result<Workspace, FileError> {
        Workspace::parse(&format!("{HEAD}{text}"))
    }

    fn problem(mistake: &FileError) -> &'static str {
        let args = &mistake.finding.args;
        args.iter()
            .find_map(|it| match it {
                ("problem", Arg::Word(word)) => Some(*word),
                _ => None,
            })
            .unwrap_or_default()
    }

    #[test]
    fn one_table_or_several() {
        let second = ONE.replace("Giáo viên", "Công an");
        let both = format!("{ONE}{second}").replace("[quota-decision]", "[[quota-decision]]");
        assert_eq!(parse(&both).unwrap().quota_decision.len(), 2);
        assert!(parse("").unwrap().quota_decision.is_empty());
    }

    #[test]
    fn what_a_decision_may_not_say_is_refused_with_its_line() {
        for (from, to, line, why) in [
            ("\"12-QĐ/TU\"", "\" \"", 6, "mistake-decision-number"),
            ("05/12/2026", "31/02/2026", 7, "mistake-decision-date"),
            ("05/12/2026", "2026-12-05", 7, "mistake-decision-date"),
            ("= 25", "= 0", 8, "mistake-decision-percent"),
            ("= 25", "= 101", 8, "mistake-decision-percent"),
            ("Giáo viên", "  ", 9, "mistake-decision-group"),
        ] {
            for head in ["[quota-decision]", "[[quota-decision]]"] {
                let text = ONE.replace(from, to).replace("[quota-decision]", head);
                let mistake = parse(&text).unwrap_err();
                assert_eq!((mistake.line(), problem(&mistake)), (line, why), "{text}");
            }
        }
        let twice = format!("{ONE}{}", ONE.replace("Giáo viên", "giáo VIÊN"));
        let mistake = parse(&twice.replace("[quota-decision]", "[[quota-decision]]")).unwrap_err();
        assert_eq!((mistake.line(), problem(&mistake)), (14, "mistake-decision-twice"));
    }

    #[test]
    fn an_unknown_or_missing_key_is_refused_with_its_line() {
        for head in ["[quota-decision]", "[[quota-decision]]"] {
            let text = ONE.replace("[quota-decision]", head);
            let unknown = parse(&text.replace("percent", "percnt")).unwrap_err();
            assert_eq!((unknown.line(), unknown.finding.code.id), (8, "B021"), "{head}");
            let missing = parse(&text.replace("percent = 25\n", "")).unwrap_err();
            assert_eq!((missing.line(), missing.finding.code.id), (5, "B023"), "{head}");
        }
        let word = parse("quota-decision = 25\n").unwrap_err();
        assert_eq!((word.line(), word.finding.code.id), (5, "B022"));
    }

    #[test]
    fn the_regulation_has_the_last_word() {
        let workspace = parse(ONE).unwrap();
        let text = format!("{HEAD}{ONE}");
        let against =
            |most| workspace.check_decisions_against(&text, most, &|it: &str| it.to_owned());
        assert!(against(Some(25)).is_empty());
        let over = against(Some(24));
        assert_eq!((over[0].line(), problem(&over[0])), (8, "mistake-decision-over"));
        let none = against(None);
        assert_eq!((none[0].line(), problem(&none[0])), (6, "mistake-decision-none"));
    }

    #[test]
    fn one_group_by_two_names_has_one_decision() {
        let named = |it: &str| match it {
            "02B" => "02B (không giữ chức vụ)".to_owned(),
            other => other.to_owned(),
        };
        for (first, second, lines) in [
            ("02B", "02b (Không giữ chức vụ)", vec![14]),
            ("02B (không giữ chức vụ)", "02B", vec![14]),
            ("02B", "02A", vec![]),
            ("02B", "Giáo viên", vec![]),
        ] {
            let both = [first, second].map(|it| ONE.replace("Giáo viên", it)).concat();
            let both = both.replace("[quota-decision]", "[[quota-decision]]");
            let text = format!("{HEAD}{both}");
            let told = parse(&both).unwrap().check_decisions_against(&text, Some(25), &named);
            let found: Vec<_> = told.iter().map(FileError::line).collect();
            assert_eq!(found, lines, "{first} {second}");
            assert!(told.iter().all(|it| problem(it) == "mistake-decision-same"));
        }
    }
}
