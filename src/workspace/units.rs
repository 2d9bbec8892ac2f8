//! `[[unit]]`: the đảng bộ that stand between the commune and its branches.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{FILE_NAME, Workspace, is_usable_code, unusable};
use crate::file_errors::{FileError, locate, nearest};
use crate::finding::{Code, Finding, Severity, code, fixed_code};
use crate::model::Branch;
use crate::model::text::fold;

/// A unit that nobody declared.
static UNKNOWN: Code = fixed_code("B098", "unit-unknown");
/// Units that stand under one another in a circle.
static CIRCLE: Code = fixed_code("B099", "unit-circle");
/// A code that another unit, a branch or a deciding body has.
static CODE_TWICE: Code = fixed_code("B100", "unit-code-twice");
/// A đảng bộ bộ phận that stands under none.
static PART_ALONE: Code = fixed_code("B101", "unit-part-alone");
/// A unit under which no branch stands.
static EMPTY: Code = code("B103", "unit-without-branches", Severity::Warning);

/// Kinds of findings of this module.
pub static CODES: &[&Code] = &[&UNKNOWN, &CIRCLE, &CODE_TWICE, &PART_ALONE, &EMPTY];

/// A đảng bộ that stands between the commune and branches.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// ASCII letters, digits and `-`; no other unit and no branch has it.
    pub code: String,
    /// Its name, e.g. `Đảng bộ Công an xã`.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// Code of the unit that it stands under; without one it stands right under the commune's.
    pub under: Option<String>,
    /// The body that decides in it, where it is not called as its name says.
    pub body: Option<String>,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// Đảng bộ cơ sở: its committee decides on its branches.
    DangBoCoSo,
    /// Đảng bộ bộ phận: its committee proposes, the committee above decides.
    DangBoBoPhan,
}

/// A collective of fewer than three people, which is reviewed with its committee (R-SMALL).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SmallCollective {
    /// Code of the branch on whose form it stands.
    pub branch: String,
    /// Its name as there.
    pub name: String,
}

impl Workspace {
    /// Whether a collective of a branch is named as one of fewer than three.
    pub fn is_small_collective(&self, branch: &str, name: &str) -> bool {
        let is_it = |it: &SmallCollective| {
            it.branch.trim().eq_ignore_ascii_case(branch) && fold(&it.name) == fold(name)
        };
        self.small_collective.iter().any(is_it)
    }

    /// The unit with this code, whatever its case.
    pub fn unit(&self, code: &str) -> Option<&Unit> {
        self.unit.iter().find(|it| it.code.eq_ignore_ascii_case(code.trim()))
    }

    /// The unit that a branch stands right under.
    pub fn unit_of(&self, branch: &Branch) -> Option<&Unit> {
        self.unit(branch.unit.as_deref()?)
    }

    /// The unit and those that it stands under, the nearest first.
    pub fn upwards<'a>(&'a self, from: Option<&'a Unit>) -> impl Iterator<Item = &'a Unit> {
        let above = |it: &&'a Unit| self.unit(it.under.as_deref()?);
        // A checked workspace has no circle; nothing turns in one for ever all the same.
        std::iter::successors(from, above).take(self.unit.len())
    }

    /// The đảng bộ cơ sở that a branch stands under, through others or not.
    pub fn base_of(&self, branch: &Branch) -> Option<&Unit> {
        self.upwards(self.unit_of(branch)).find(|it| it.kind == UnitKind::DangBoCoSo)
    }

    /// Whether a branch stands under a unit, through others or not.
    pub fn is_under(&self, branch: &Branch, unit: &Unit) -> bool {
        self.upwards(self.unit_of(branch)).any(|it| it.code == unit.code)
    }

    /// Whether a đảng bộ cơ sở is among the units: branches under none are chi bộ cơ sở then.
    pub fn has_base_units(&self) -> bool {
        self.unit.iter().any(|it| it.kind == UnitKind::DangBoCoSo)
    }

    /// What of the units can be said without the regulation.
    pub(super) fn check_units(&self, text: &str) -> Result<(), FileError> {
        for (place, unit) in self.unit.iter().enumerate() {
            let at = |key: &'static str| ["unit".to_owned(), place.to_string(), key.to_owned()];
            if !is_usable_code(&unit.code) {
                let path = at("code");
                let path = path.each_ref().map(String::as_str);
                return Err(unusable(text, &path, &unit.code, "mistake-code"));
            }
            if unit.name.trim().is_empty() {
                let path = at("name");
                let path = path.each_ref().map(String::as_str);
                return Err(unusable(text, &path, &unit.name, "mistake-unit-name"));
            }
            if let Some(other) = self.other_of_code(place, &unit.code) {
                return Err(of_unit(text, &at("code"), &CODE_TWICE)
                    .arg("code", &unit.code)
                    .arg("other", other));
            }
            if let Some(above) = &unit.under
                && self.unit(above).is_none()
            {
                return Err(self.unknown(text, &at("under"), above));
            }
            // As many steps as there are units, and still not at the top.
            let steps = self.upwards(Some(unit));
            if let Some(last) = steps.last()
                && last.under.is_some()
            {
                return Err(of_unit(text, &at("under"), &CIRCLE)
                    .arg("code", &unit.code)
                    .arg("name", &unit.name));
            }
        }
        for (place, branch) in self.branch.iter().enumerate() {
            if let Some(unit) = &branch.unit
                && self.unit(unit).is_none()
            {
                let path = ["branch".to_owned(), place.to_string(), "unit".to_owned()];
                return Err(self.unknown(text, &path, unit));
            }
        }
        Ok(())
    }

    /// What of the units the regulation says: whether a đảng bộ bộ phận may stand right under
    /// the commune, and which codes its bodies have.
    pub fn check_units_against(
        &self,
        text: &str,
        may_part_be_alone: bool,
        body_of_code: &dyn Fn(&str) -> Option<String>,
    ) -> Vec<FileError> {
        let mut mistakes = Vec::new();
        for (place, unit) in self.unit.iter().enumerate() {
            let path = ["unit".to_owned(), place.to_string(), "code".to_owned()];
            let is_part = unit.kind == UnitKind::DangBoBoPhan;
            if is_part && unit.under.is_none() && !may_part_be_alone {
                let mistake = of_unit(text, &path, &PART_ALONE);
                mistakes.push(mistake.arg("code", &unit.code).arg("name", &unit.name));
            }
            if let Some(body) = body_of_code(&unit.code) {
                let mistake = of_unit(text, &path, &CODE_TWICE);
                mistakes.push(mistake.arg("code", &unit.code).arg("other", body));
            }
        }
        mistakes
    }

    /// What else has the code of a unit.
    fn other_of_code(&self, place: usize, code: &str) -> Option<String> {
        let earlier = self.unit[..place].iter().find(|it| it.code.eq_ignore_ascii_case(code));
        let branch = || self.branch.iter().find(|it| it.code.eq_ignore_ascii_case(code));
        earlier.map(|it| &it.name).or_else(|| branch().map(|it| &it.name)).cloned()
    }

    fn unknown(&self, text: &str, path: &[String; 3], value: &str) -> FileError {
        let known: Vec<&str> = self.unit.iter().map(|it| it.code.as_str()).collect();
        let mut mistake = of_unit(text, path, &UNKNOWN)
            .arg("value", value)
            .arg("known", if known.is_empty() { "–".to_owned() } else { known.join(", ") });
        mistake.suggestion = nearest(value, &known);
        mistake
    }

    /// Units under which no branch stands, told once all branches are known.
    pub fn note_empty_units(&mut self) {
        let is_empty = |it: &&Unit| !self.branch.iter().any(|branch| self.is_under(branch, it));
        let told = self.unit.iter().filter(is_empty).map(|it| {
            let finding = Finding::new(&EMPTY).arg("code", &it.code).arg("name", &it.name);
            Finding { file: Some(FILE_NAME.to_owned()), ..finding }
        });
        let told: Vec<_> = told.collect();
        self.noted.extend(told);
    }
}

fn of_unit(text: &str, path: &[String; 3], code: &'static Code) -> FileError {
    let path = path.each_ref().map(String::as_str);
    FileError::new(FILE_NAME, text, code).at(locate(text, &path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;

    const HEAD: &str = "year = 2026\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\n";

    fn unit(code: &str, kind: &str, under: &str) -> String {
        let under = if under.is_empty() { String::new() } else { format!("under = \"{under}\"\n") };
        format!(
            "[[unit]]\ncode = \"{code}\"\nname = \"Đảng bộ {code}\"\nkind = \"{kind}\"\n{under}"
        )
    }

    fn branch(code: &str, unit: &str) -> String {
        let unit = if unit.is_empty() { String::new() } else { format!("unit = \"{unit}\"\n") };
        format!("[[branch]]\ncode = \"{code}\"\nname = \"x\"\nkind = \"y\"\n{unit}")
    }

    const BASE: &str = "dang-bo-co-so";
    const PART: &str = "dang-bo-bo-phan";

    #[test]
    fn branches_stand_under_units_and_these_under_others() {
        let text = [
            HEAD.to_owned(),
            unit("CA", BASE, ""),
            unit("CA-1", PART, "ca"),
            branch("A", "ca-1"),
            branch("B", "CA"),
            branch("C", ""),
        ];
        let workspace = Workspace::parse(&text.concat()).unwrap();
        let of = |code: &str| {
            let branch = workspace.branch(code).unwrap();
            let all = workspace.upwards(workspace.unit_of(branch));
            let all: Vec<_> = all.map(|it| it.code.as_str()).collect();
            (all.join(" "), workspace.base_of(branch).map_or("", |it| &it.code))
        };
        assert_eq!(of("A"), ("CA-1 CA".to_owned(), "CA"));
        assert_eq!(of("B"), ("CA".to_owned(), "CA"));
        assert_eq!(of("C"), (String::new(), ""));
        assert!(workspace.is_under(workspace.branch("A").unwrap(), workspace.unit("CA").unwrap()));
        assert!(!workspace.is_under(workspace.branch("C").unwrap(), workspace.unit("CA").unwrap()));
    }

    #[test]
    fn what_no_unit_may_be_is_refused_with_its_line() {
        for (units, line, wanted) in [
            (unit("C A", BASE, ""), 6, "B029"),
            (unit("CA", BASE, "XX"), 9, "B098"),
            (unit("CA", BASE, "CA"), 9, "B099"),
            ([unit("A", BASE, "B"), unit("B", BASE, "A")].concat(), 9, "B099"),
            // One that only leads into a circle.
            (
                [unit("A", PART, "B"), unit("B", BASE, "C"), unit("C", BASE, "B")].concat(),
                9,
                "B099",
            ),
            ([unit("CA", BASE, ""), unit("ca", BASE, "")].concat(), 10, "B100"),
            ([unit("CA", BASE, ""), branch("ca", "")].concat(), 6, "B100"),
            ([unit("CA", BASE, ""), branch("A", "CB")].concat(), 13, "B098"),
            (unit("CA", "dang-bo", ""), 8, "B024"),
        ] {
            let mistake = Workspace::parse(&format!("{HEAD}{units}")).unwrap_err();
            assert_eq!((mistake.line(), mistake.finding.code.id), (line, wanted), "{units}");
        }
        let text = [HEAD.to_owned(), unit("CA", BASE, ""), branch("A", "CB")].concat();
        let mistake = Workspace::parse(&text).unwrap_err();
        assert_eq!(mistake.suggestion.as_deref(), Some("CA"));
    }

    #[test]
    fn what_the_regulation_says_of_units_is_asked_of_it() {
        let text = [HEAD.to_owned(), unit("P", PART, ""), unit("DU", BASE, "")].concat();
        let workspace = Workspace::parse(&text).unwrap();
        let taken = |code: &str| (code == "DU").then(|| "x".to_owned());
        let told = |may| -> Vec<(usize, &str)> {
            let found = workspace.check_units_against(&text, may, &taken);
            found.iter().map(|it| (it.line(), it.finding.code.id)).collect()
        };
        assert_eq!(told(false), [(6, "B101"), (10, "B100")]);
        assert_eq!(told(true), [(10, "B100")]);
    }

    #[test]
    fn a_unit_without_branches_is_told() {
        let text = [
            HEAD.to_owned(),
            unit("CA", BASE, ""),
            unit("QS", BASE, ""),
            unit("P", PART, "CA"),
            branch("A", "P"),
        ];
        let mut workspace = Workspace::parse(&text.concat()).unwrap();
        workspace.note_empty_units();
        let told: Vec<_> = workspace.noted.iter().map(|it| &it.args).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(&("code", Arg::from("QS"))));
    }
}
