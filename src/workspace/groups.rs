//! `[[group]]`: groups of members of similar role, fixed for the whole commune.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{FILE_NAME, Workspace, unusable};
use crate::file_errors::{FileError, locate};
use crate::model::text::{fold, starts_with_words};

/// A group, and who is in it. A condition that is not written is none; who fits several
/// groups is in the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FixedGroup {
    /// Its name, as every table prints it.
    pub name: String,
    /// Members of branches of these kinds, as the form words them.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Members with one of these forms of their own, e.g. `02A`.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Members with a post that begins so, e.g. `Hiệu trưởng`.
    #[serde(default)]
    pub posts: Vec<String>,
    /// Members of branches with these codes.
    #[serde(default)]
    pub branches: Vec<String>,
}

/// What of a member a group asks for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Code of the branch.
    pub branch: &'a str,
    /// The kind of the branch as the form words it.
    pub kind: &'a str,
    /// The member's own form, by its key and by its label.
    pub form: (&'a str, &'a str),
    /// The member's posts.
    pub posts: [&'a str; 2],
}

impl FixedGroup {
    /// Whether a member is in it, other groups aside.
    pub fn has(&self, member: &Asked) -> bool {
        let is_one = |list: &[String], own: &[&str]| {
            list.is_empty() || list.iter().any(|it| own.iter().any(|own| fold(own) == fold(it)))
        };
        let code = member.form.1.split([' ', '(']).next().unwrap_or_default();
        is_one(&self.branches, &[member.branch])
            && is_one(&self.kinds, &[member.kind])
            && is_one(&self.forms, &[member.form.0, member.form.1, code])
            && (self.posts.is_empty()
                || self
                    .posts
                    .iter()
                    .any(|it| member.posts.iter().any(|own| starts_with_words(own, it))))
    }
}

impl Workspace {
    /// What of the groups can be said without the form: each has a name of its own, and its
    /// branches are there.
    pub(super) fn check_groups(&self, text: &str) -> Result<(), FileError> {
        for (place, it) in self.group.iter().enumerate() {
            let place = place.to_string();
            let refuse = |value: &str, problem| {
                Err(unusable(text, &["group", &place, "name"], value, problem))
            };
            if it.name.trim().is_empty() {
                return refuse(&it.name, "mistake-group-name");
            }
            let key = fold(&it.name);
            if self.group.iter().filter(|it| fold(&it.name) == key).count() > 1 {
                return refuse(&it.name, "mistake-group-twice");
            }
        }
        Ok(())
    }

    /// Refuses groups that ask for what is not there: `kinds` of branches and `forms` of
    /// members as the form has them, each by what it may be called.
    pub fn check_groups_against(
        &self,
        text: &str,
        is_by_group: bool,
        kinds: &[&str],
        forms: &[&str],
    ) -> Vec<FileError> {
        let mut mistakes = Vec::new();
        let branches: Vec<&str> = self.branch.iter().map(|it| it.code.as_str()).collect();
        for (place, group) in self.group.iter().enumerate() {
            let number = place.to_string();
            if !is_by_group {
                let path = ["group", &number, "name"];
                mistakes.push(unusable(text, &path, &group.name, "mistake-group-none"));
                continue;
            }
            for (key, values, known) in [
                ("kinds", &group.kinds, kinds),
                ("forms", &group.forms, forms),
                ("branches", &group.branches, &branches),
            ] {
                for (at, value) in values.iter().enumerate() {
                    if known.iter().all(|it| fold(it) != fold(value)) {
                        let span = locate(text, &["group", &number, key, &at.to_string()])
                            .or_else(|| locate(text, &["group", &number, key]));
                        mistakes.push(FileError::unknown(FILE_NAME, text, span, value, known));
                    }
                }
            }
        }
        mistakes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_asks_for_all_that_it_names() {
        let group = |kinds: &[&str], forms: &[&str], posts: &[&str]| {
            let owned = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
            FixedGroup {
                kinds: owned(kinds),
                forms: owned(forms),
                posts: owned(posts),
                ..FixedGroup::default()
            }
        };
        let member = Asked {
            branch: "TH",
            kind: "Trường học",
            form: ("02a", "02A (lãnh đạo, quản lý)"),
            posts: ["Bí thư chi bộ", "Hiệu trưởng trường tiểu học"],
        };
        for (group, wanted) in [
            (group(&[], &[], &[]), true),
            (group(&["TRƯỜNG HỌC"], &[], &[]), true),
            (group(&["Thôn bản"], &[], &[]), false),
            (group(&["Thôn bản", "truong hoc"], &["02a"], &[]), true),
            (group(&[], &["02A (lãnh đạo, quản lý)"], &[]), true),
            (group(&[], &["02B", "02C"], &[]), false),
            (group(&[], &[], &["hiệu trưởng"]), true),
            (group(&[], &[], &["trưởng"]), false),
            (group(&[], &["02B"], &["hiệu trưởng"]), false),
            (FixedGroup { branches: vec!["th".to_owned()], ..group(&[], &[], &[]) }, true),
            (FixedGroup { branches: vec!["T".to_owned()], ..group(&[], &[], &[]) }, false),
        ] {
            assert_eq!(group.has(&member), wanted, "{group:?}");
        }
    }
}
