//! What stands in double braces in a paragraph: values, and conditions.
//!
//! `{{if total.disciplined}}` keeps a paragraph only where that says something; `{{row if …}}` does so of
//! the row of a table. In Vietnamese `{{nếu tong.ky_luat}}` and `{{dòng nếu …}}`. With `not` (`không`)
//! it is the other way round; what is asked may be a list, too: whether it has anybody.

use std::ops::Range;

use crate::finding::{Arg, Finding};
use crate::model::text::fold;
use crate::write::fill::names::{List, Source, find, nearest};
use crate::write::fill::text::{Wrong, scanned};
use crate::write::fill::{BRACES, UNKNOWN};

/// What a condition asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    /// Whether a value says something.
    Value(Source),
    /// Whether a list has anybody.
    List(List),
}

/// A condition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub(super) asked: Asked,
    /// Whether it is to say nothing.
    pub(super) is_not: bool,
}

/// What stands in double braces.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Value(Source),
    /// Of this paragraph.
    If(Condition),
    /// Of the row that it stands in.
    RowIf(Condition),
}

impl What {
    /// The list that it goes through.
    pub(super) fn list(self) -> Option<List> {
        match self {
            Self::Value(it)
            | Self::If(Condition { asked: Asked::Value(it), .. })
            | Self::RowIf(Condition { asked: Asked::Value(it), .. }) => it.list(),
            Self::If(_) | Self::RowIf(_) => None,
        }
    }
}

/// Double braces in a paragraph's text.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Where they stand; behind a condition also the blanks after it.
    pub(super) at: Range<usize>,
    pub(super) what: What,
}

/// All of a text, or what is wrong in it.
pub(super) fn marks(text: &str) -> Result<Vec<Mark>, Vec<Finding>> {
    let found = scanned(text, &meaning)
        .map_err(|wrong| wrong.into_iter().map(|it| told(it, text)).collect::<Vec<_>>())?;
    let one = |(at, what): (Range<usize>, What)| {
        let after = &text[at.end..];
        let blanks = after.len() - after.trim_start_matches(' ').len();
        let end = if matches!(what, What::Value(_)) { at.end } else { at.end + blanks };
        Mark { at: at.start..end, what }
    };
    Ok(found.into_iter().map(one).collect())
}

fn told(wrong: Wrong, text: &str) -> Finding {
    let finding = match wrong {
        Wrong::Unknown(name) => {
            let near = match nearest(&name) {
                Some(near) => Arg::from(format!("{{{{{near}}}}}")),
                None => Arg::Word("fill-any-name"),
            };
            Finding::new(&UNKNOWN).arg("name", format!("{{{{{name}}}}}")).arg("near", near)
        }
        Wrong::Braces(part) => Finding::new(&BRACES).arg("part", part),
    };
    finding.stored(text.trim())
}

fn meaning(inner: &str) -> Result<What, String> {
    if let Some(source) = find(inner) {
        return Ok(What::Value(source));
    }
    let mut rest = inner.trim();
    let is_row = taken(&mut rest, &["row", "dong"]);
    if !taken(&mut rest, &["if", "neu"]) {
        return Err(inner.trim().to_owned());
    }
    let is_not = taken(&mut rest, &["not", "khong"]);
    // `nếu không có …` reads better.
    taken(&mut rest, &["co"]);
    let asked = match (find(rest), list_named(rest)) {
        (Some(source), _) => Asked::Value(source),
        (None, Some(list)) => Asked::List(list),
        (None, None) => return Err(rest.to_owned()),
    };
    let condition = Condition { asked, is_not };
    Ok(if is_row { What::RowIf(condition) } else { What::If(condition) })
}

/// Takes the first word, if it is one of these.
fn taken(rest: &mut &str, words: &[&str]) -> bool {
    let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_it = words.contains(&fold(first).as_str());
    if is_it {
        *rest = after.trim_start();
    }
    is_it
}

fn list_named(typed: &str) -> Option<List> {
    let name = typed.trim().to_lowercase().replace(['-', ' '], "_");
    List::ALL.into_iter().find(|it| it.prefix().0 == name || it.prefix().1 == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<Vec<String>, Vec<Finding>> {
        let one = |it: &Mark| match it.what {
            What::Value(it) => format!("{it:?}"),
            What::If(it) => format!("if {it:?}"),
            What::RowIf(it) => format!("row if {it:?}"),
        };
        marks(text).map(|it| it.iter().map(one).collect())
    }

    #[test]
    fn values_and_conditions_are_told_apart() {
        let not = "if Condition { asked: Value(total.disciplined), is_not: true }";
        let has = "if Condition { asked: List(Excellent), is_not: false }";
        let table: [(&str, &[&str]); 9] = [
            ("Năm {{year}}", &["year"]),
            ("{{if not total.disciplined}}Không ai", &[not]),
            ("{{nếu không có tong.ky_luat}} Không ai", &[not]),
            ("{{NEU KHONG Tong.Ky-luat}}", &[not]),
            ("{{if excellent}}", &[has]),
            ("{{nếu có xuat_sac}}", &[has]),
            (
                "{{dòng nếu member.reason}}{{member.name}}",
                &["row if Condition { asked: Value(member.reason), is_not: false }", "member.name"],
            ),
            ("{a} {1}", &[]),
            ("", &[]),
        ];
        for (text, wanted) in table {
            assert_eq!(shown(text).unwrap(), wanted, "{text}");
        }
        let mark = &marks("{{if excellent}}  a").unwrap()[0];
        assert_eq!(mark.at, 0..18);
    }

    #[test]
    fn what_is_no_name_is_told_with_the_nearest() {
        for (text, name, near) in [
            ("{{yeer}}", "{{yeer}}", Arg::from("{{year}}")),
            (
                "{{if total.disciplind}}x",
                "{{total.disciplind}}",
                Arg::from("{{total.disciplined}}"),
            ),
            ("{{iff year}}", "{{iff year}}", Arg::Word("fill-any-name")),
        ] {
            let finding = &marks(text).unwrap_err()[0];
            assert_eq!(finding.code.id, "W111");
            assert_eq!(finding.args, [("name", Arg::from(name)), ("near", near)], "{text}");
            assert_eq!(finding.stored.as_deref(), Some(text));
        }
        assert_eq!(marks("{{year}").unwrap_err()[0].code.id, "W116");
    }
}
