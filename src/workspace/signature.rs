//! `[signature]`: who signs, below every table or below one of them.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Workspace, unusable};
use crate::file_errors::{FileError, locate};
use crate::model::text::fold;

/// The key of the table, or of the list of tables.
const KEY: &str = "signature";

/// Who signs. What is not said stays as it is without this entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Signature {
    /// The sheet below which they sign, e.g. `DS01`; without it and without an authority,
    /// every one.
    pub list: Option<String>,
    /// The code of the body that decides, in whose lists and papers they sign.
    pub authority: Option<String>,
    /// In whose name, e.g. `T/M BAN THƯỜNG VỤ`.
    pub on_behalf: Option<String>,
    /// As what, e.g. `PHÓ BÍ THƯ`; lines are parted by a line feed.
    pub role: Option<String>,
    /// The name.
    pub name: Option<String>,
}

impl Signature {
    /// Whether it is for everything.
    pub fn is_general(&self) -> bool {
        self.list.is_none() && self.authority.is_none()
    }

    fn is_same_place(&self, other: &Self) -> bool {
        let key = |it: &Option<String>| it.as_deref().map(fold);
        key(&self.list) == key(&other.list) && key(&self.authority) == key(&other.authority)
    }
}

impl Workspace {
    /// What of the signatures can be said without the profile: each says something, of a
    /// place of its own.
    pub(super) fn check_signatures(&self, text: &str) -> Result<(), FileError> {
        for (place, it) in self.signature.iter().enumerate() {
            let refuse = |key: &str, value: &str, problem| {
                Err(unusable_signature(text, place, key, value, problem))
            };
            let said = [&it.on_behalf, &it.role, &it.name];
            let key = |it: &Signature| if it.list.is_some() { "list" } else { "authority" };
            let value = it.list.as_ref().or(it.authority.as_ref()).map_or("", String::as_str);
            if said.iter().all(|it| it.as_ref().is_none_or(|it| it.trim().is_empty())) {
                return refuse(key(it), value, "mistake-signature-empty");
            }
            if self.signature[..place].iter().any(|other| other.is_same_place(it)) {
                return refuse(key(it), value, "mistake-signature-twice");
            }
        }
        Ok(())
    }

    /// Refuses signatures below what is not there: `lists` are the sheets, `authorities` the
    /// codes of the bodies that decide.
    pub fn check_signatures_against(
        &self,
        text: &str,
        lists: &[&str],
        authorities: &[&str],
    ) -> Vec<FileError> {
        let mut mistakes = Vec::new();
        for (place, it) in self.signature.iter().enumerate() {
            for (key, value, known) in
                [("list", &it.list, lists), ("authority", &it.authority, authorities)]
            {
                let Some(value) = value else { continue };
                if known.iter().all(|it| fold(it) != fold(value)) {
                    let span = place_of(text, place, key);
                    mistakes.push(FileError::unknown(super::FILE_NAME, text, span, value, known));
                }
            }
        }
        mistakes
    }
}

/// Where a value of a signature stands. A single table has no place in a list.
fn place_of(text: &str, place: usize, key: &str) -> Option<std::ops::Range<usize>> {
    let place = place.to_string();
    locate(text, &[KEY, key]).or_else(|| locate(text, &[KEY, &place, key]))
}

fn unusable_signature(
    text: &str,
    place: usize,
    key: &str,
    value: &str,
    problem: &'static str,
) -> FileError {
    let number = place.to_string();
    let paths: [&[&str]; 4] = [&[KEY, key], &[KEY, &number, key], &[KEY, &number], &[KEY]];
    let path = paths.into_iter().find(|it| locate(text, it).is_some()).unwrap_or(&[KEY]);
    unusable(text, path, value, problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;

    const HEAD: &str = "year = 2026\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\n";

    fn problem(mistake: &FileError) -> &'static str {
        let args = &mistake.finding.args;
        let found = args.iter().find_map(|it| match it {
            ("problem", Arg::Word(word)) => Some(*word),
            _ => None,
        });
        found.unwrap_or_default()
    }

    #[test]
    fn one_for_all_or_one_a_list() {
        let one = "[signature]\non-behalf = \"T/M BAN THƯỜNG VỤ\"\nrole = \"PHÓ BÍ THƯ\"\n";
        let workspace = Workspace::parse(&format!("{HEAD}{one}")).unwrap();
        assert!(workspace.signature[0].is_general());
        let several = "[[signature]]\nname = \"Lò Văn Một\"\n[[signature]]\nlist = \"DS01\"\nrole = \"BÍ THƯ\"\n";
        let text = format!("{HEAD}{several}");
        let workspace = Workspace::parse(&text).unwrap();
        assert_eq!(workspace.signature.len(), 2);
        assert!(workspace.check_signatures_against(&text, &["ds01"], &[]).is_empty());
        let told = workspace.check_signatures_against(&text, &["DS02"], &[]);
        assert_eq!((told[0].line(), told[0].finding.code.id), (8, "B024"));
    }

    #[test]
    fn a_signature_that_says_nothing_or_comes_twice_is_refused() {
        for (more, line, why) in [
            ("[signature]\nlist = \"DS01\"\n", 6, "mistake-signature-empty"),
            ("[[signature]]\nrole = \" \"\n", 5, "mistake-signature-empty"),
            (
                "[[signature]]\nlist = \"DS01\"\nrole = \"x\"\n[[signature]]\nlist = \"ds01\"\nrole = \"y\"\n",
                9,
                "mistake-signature-twice",
            ),
        ] {
            let mistake = Workspace::parse(&format!("{HEAD}{more}")).unwrap_err();
            assert_eq!((mistake.line(), problem(&mistake)), (line, why), "{more}");
        }
    }
}
