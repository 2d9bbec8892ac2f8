//! Earlier years: which workbooks they are, which branches of then go on in which of now, and what
//! somebody says of people whom nothing else tells apart.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::lines::{Was, called};
use super::{Workspace, unusable};
use crate::file_errors::{FileError, locate};
use crate::finding::Arg;
use crate::model::text::fold;
use crate::model::{BookMember, PartialDate};

/// A person of this year and one of an earlier year: one person (`[[same-person]]`), or two
/// (`[[not-same]]`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pairing {
    /// Code of the branch on whose form he stands this year.
    pub branch: String,
    /// His name there.
    pub name: String,
    /// His date of birth there, where two have the name.
    pub birth: Option<String>,
    /// His card there, where two have the name.
    pub card: Option<String>,
    /// The name in the earlier year.
    pub was: String,
    /// The branch in the earlier year, by name or code, where two had the name.
    pub was_branch: Option<String>,
    /// The date of birth in the earlier year, where two had the name.
    pub was_birth: Option<String>,
    /// The card in the earlier year, where two had the name.
    pub was_card: Option<String>,
    /// Of which earlier year this is said; without it of all.
    pub year: Option<u32>,
}

/// What of somebody is compared with an entry.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The name.
    pub name: &'a str,
    /// The date of birth.
    pub birth: Option<PartialDate>,
    /// The card.
    pub card: &'a str,
}

impl<'a> From<&'a BookMember> for Who<'a> {
    fn from(it: &'a BookMember) -> Self {
        Self { name: &it.name, birth: it.birth, card: &it.card }
    }
}

impl Pairing {
    /// Whether it means somebody of this year, in the branch of a code.
    pub fn is_now(&self, who: Who, branch: &str) -> bool {
        self.branch.trim().eq_ignore_ascii_case(branch)
            && is_who(who, (&self.name, self.birth.as_ref(), self.card.as_ref()))
    }

    /// Whether it means somebody of an earlier year, in a branch by its name and code.
    pub fn was(&self, who: Who, (name, code): (&str, &str)) -> bool {
        let is_branch = self.was_branch.as_ref().is_none_or(|it| {
            fold(it) == fold(name) || (!code.is_empty() && it.trim().eq_ignore_ascii_case(code))
        });
        is_branch && is_who(who, (&self.was, self.was_birth.as_ref(), self.was_card.as_ref()))
    }
}

fn is_who(who: Who, (name, birth, card): (&str, Option<&String>, Option<&String>)) -> bool {
    let date = |it: &String| who.birth.is_some_and(|own| same_date(it, own));
    let number = |it: &String| fold(it).replace(' ', "") == fold(who.card).replace(' ', "");
    fold(name) == fold(who.name) && birth.is_none_or(date) && card.is_none_or(number)
}

/// Whether a date as it is written in the file is this one.
fn same_date(written: &str, date: PartialDate) -> bool {
    let numbers = |it: &str| -> Vec<u32> {
        it.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect()
    };
    numbers(written) == numbers(&date.to_string())
}

impl Workspace {
    /// What of the entries can be said without the earlier years.
    pub(super) fn check_previous(&self, text: &str) -> Result<(), FileError> {
        for (place, path) in self.previous.iter().enumerate() {
            let at = ["previous", &place.to_string()];
            if path.trim().is_empty() {
                return Err(unusable(text, &at, path, "mistake-previous-empty"));
            }
            let plain = |it: &str| it.trim().trim_end_matches(['/', '\\']).replace('\\', "/");
            if self.previous[..place].iter().any(|it| plain(it) == plain(path)) {
                return Err(unusable(text, &at, path, "mistake-previous-twice"));
            }
        }
        for (key, entries) in [("same-person", &self.same_person), ("not-same", &self.not_same)] {
            for (place, it) in entries.iter().enumerate() {
                let place = place.to_string();
                for (field, value) in [("name", &it.name), ("was", &it.was)] {
                    if fold(value).is_empty() {
                        let at = [key, &place, field];
                        return Err(unusable(text, &at, value, "mistake-pairing-name"));
                    }
                }
                if self.previous.is_empty() {
                    let at = [key, &place, "name"];
                    return Err(unusable(text, &at, &it.name, "mistake-pairing-alone"));
                }
            }
        }
        for (place, branch) in self.branch.iter().enumerate() {
            if let (Some(code), true) = (branch.previous_codes.first(), self.previous.is_empty()) {
                let at = ["branch", &place.to_string(), "previous-codes"];
                return Err(unusable(text, &at, code, "mistake-previous-codes-alone"));
            }
        }
        Ok(())
    }

    /// Refuses branches of earlier years that no earlier workbook has, once these were read.
    pub fn check_previous_codes(&self, text: &str) -> Vec<FileError> {
        let mut mistakes = Vec::new();
        for (place, branch) in self.branch.iter().enumerate() {
            for (nth, written) in branch.previous_codes.iter().enumerate() {
                let span = locate(
                    text,
                    &["branch", &place.to_string(), "previous-codes", &nth.to_string()],
                );
                let years: Vec<Vec<Was>> = self.earlier_years().map(|it| self.was_in(it)).collect();
                let found: Vec<usize> = years.iter().map(|it| called(it, written).len()).collect();
                if found.iter().all(|it| *it == 0) {
                    let mut known: Vec<&str> = Vec::new();
                    for it in self.earlier.iter().flat_map(|it| &it.branches) {
                        known.extend(
                            [it.code.as_str(), it.name.as_str()].iter().filter(|it| !it.is_empty()),
                        );
                    }
                    known.sort_unstable();
                    known.dedup();
                    let file = super::FILE_NAME;
                    mistakes.push(FileError::unknown(file, text, span, written, &known));
                } else if let Some(year) = found.iter().position(|it| *it > 1) {
                    let all = &years[year];
                    let labels: Vec<String> =
                        called(all, written).iter().map(|it| it.label(all)).collect();
                    let value = format!("“{written}”");
                    let mistake = FileError::new(super::FILE_NAME, text, &super::UNUSABLE);
                    let mistake = mistake.at(span).arg("value", value);
                    let mistake = mistake.arg("raw", format!(": “{}”", labels.join("”, “")));
                    let problem = Arg::Word("mistake-previous-code-of-several");
                    mistakes.push(mistake.arg("problem", problem));
                }
            }
        }
        mistakes
    }

    /// The earlier years that are known, the latest first.
    pub fn earlier_years(&self) -> impl Iterator<Item = u32> {
        let mut years: Vec<u32> = self.earlier.iter().map(|it| it.year).collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        years.dedup();
        years.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests::problem;

    const HEAD: &str = "year = 2026\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\n";

    #[test]
    fn earlier_years_are_named_once_and_by_one_text_or_several() {
        let one = Workspace::parse(&format!("{HEAD}previous = \"../a\"\n")).unwrap();
        assert_eq!(one.previous, ["../a"]);
        let two = Workspace::parse(&format!("{HEAD}previous = [\"../a\", \"../b\"]\n")).unwrap();
        assert_eq!(two.previous, ["../a", "../b"]);
        for (lines, why) in [
            ("previous = [\"../a\", \"../a/\"]", "mistake-previous-twice"),
            ("previous = [\" \"]", "mistake-previous-empty"),
            (
                "[[same-person]]\nbranch = \"TP\"\nname = \"A\"\nwas = \"B\"",
                "mistake-pairing-alone",
            ),
            (
                "previous = [\"a\"]\n[[not-same]]\nbranch = \"TP\"\nname = \"A\"\nwas = \"-\"",
                "mistake-pairing-name",
            ),
            (
                "[[branch]]\ncode = \"TP\"\nname = \"a\"\nkind = \"b\"\nprevious-codes = [\"X\"]",
                "mistake-previous-codes-alone",
            ),
        ] {
            assert_eq!(problem(&format!("{HEAD}{lines}\n")).1, why, "{lines}");
        }
    }

    #[test]
    fn dates_of_entries_are_compared_as_numbers() {
        let day = PartialDate::Day(jiff::civil::date(1980, 5, 2));
        for (written, is_it) in
            [("02/05/1980", true), ("2-5-1980", true), ("05/02/1980", false), ("1980", false)]
        {
            assert_eq!(same_date(written, day), is_it, "{written}");
        }
    }
}
