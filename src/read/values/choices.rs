//! Entries of the form's drop-down lists, which pasting destroys.

use super::vocabulary::{Vocabulary, look_up};
use super::{Outcome, Remark, usable};
use crate::finding::{Code, Severity, code};
use crate::read::fold::tidy;
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_IN_LIST: Code = code("R207", "not-in-list", Severity::Error);
pub(crate) static NO_AS_BLANK: Code = code("R236", "no-read-as-blank", Severity::Notice);

/// Reads an entry of the list, as its key in the profile; `None` when the cell
/// says "no", or is struck out, where the list has no such entry and the form can
/// do without an answer: that is how people leave blank.
pub(crate) fn read(
    words: &Vocabulary,
    list: &str,
    cell: &Cell,
    is_required: bool,
) -> Outcome<Option<String>> {
    usable(cell)?;
    let refused = || {
        let offered = words.offered.get(list).cloned().unwrap_or_default();
        Err(Remark::new(&NOT_IN_LIST).arg("choices", offered))
    };
    let Raw::Text(text) = &cell.raw else { return refused() };
    let terms = words.choices.get(list).map_or(&[][..], Vec::as_slice);
    if let Some(found) = look_up(text, terms) {
        return found.map(|(key, remark)| (Some(key), remark));
    }
    // Where the form cannot do without an answer, "no" is none.
    if is_required {
        return refused();
    }
    let struck = tidy(text);
    if !struck.is_empty() && struck.chars().all(|it| super::DASHES.contains(&it)) {
        return Ok((None, Some(Remark::new(&NO_AS_BLANK))));
    }
    match look_up(text, &words.yes_no) {
        Some(Ok((false, None))) => Ok((None, Some(Remark::new(&NO_AS_BLANK)))),
        _ => refused(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::regime::Sources;
    use crate::workbook::grid::Format;

    #[test]
    fn entries_are_read_by_label_and_alias() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (list, typed, key, said) in [
            ("gender", "nu", Some("female"), ""),
            ("gender", "Nam", Some("male"), ""),
            ("branch-kind", "Thôn", Some("village"), ""),
            ("eligibility", "Được đánh giá", Some("rated"), ""),
            ("eligibility", "Được đánh gía", Some("rated"), ""),
            ("eligibility", "Đươc đánh giáa", Some("rated"), "value-misspelt"),
            ("leader", "Không", Some("none"), ""),
            ("cause", "Hoàn thành dưới 50 % nhiệm vụ", Some("under-half"), ""),
            ("discipline", "Không", None, "no-read-as-blank"),
            ("discipline", "Phê bình", None, "not-in-list"),
            ("discipline", " – ", None, "no-read-as-blank"),
            ("gender", "1", None, "not-in-list"),
        ] {
            let outcome = read(&words, list, &text(typed), false);
            assert_eq!(remark(&outcome), said, "{typed}");
            assert_eq!(outcome.ok().and_then(|it| it.0).as_deref(), key, "{typed}");
        }
        let outcome = read(&words, "gender", &number(1.0, Format::Plain), false);
        assert_eq!(remark(&outcome), "not-in-list");
        let outcome = read(&words, "eligibility", &text("Không"), true);
        assert_eq!(remark(&outcome), "not-in-list", "an answer is needed");
    }
}
