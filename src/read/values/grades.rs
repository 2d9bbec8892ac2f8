//! Grades of criteria typed by hand.

use super::ratings::is_numbered;
use super::vocabulary::{Vocabulary, look_up};
use super::{Outcome, Remark, usable};
use crate::finding::{Code, Severity, code};
use crate::model::Grade;
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_A_GRADE: Code = code("R204", "not-a-grade", Severity::Error);
pub(crate) static GRADE_BY_NUMBER: Code =
    code("R205", "grade-by-number", Severity::Error).citing(&["R-GRADE"]);

/// Reads a grade; numbers are refused as they are for ratings.
pub(crate) fn read(words: &Vocabulary, cell: &Cell) -> Outcome<Grade> {
    usable(cell)?;
    let refused = |code| Err(Remark::new(code).arg("choices", words.grade_names.clone()));
    match &cell.raw {
        Raw::Number(_) => refused(&GRADE_BY_NUMBER),
        Raw::Text(text) if is_numbered(words, text) => refused(&GRADE_BY_NUMBER),
        Raw::Text(text) => look_up(text, &words.grades).unwrap_or_else(|| refused(&NOT_A_GRADE)),
        _ => refused(&NOT_A_GRADE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::regime::Sources;
    use crate::workbook::grid::Format;

    #[test]
    fn grades_are_read_or_refused_by_name() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, grade, said) in [
            ("Xuất sắc", Some(Grade::Excellent), ""),
            ("XS", Some(Grade::Excellent), ""),
            ("T", Some(Grade::Good), ""),
            ("tốt", Some(Grade::Good), ""),
            ("Tôt", Some(Grade::Good), ""),
            ("Tột", Some(Grade::Good), "value-misspelt"),
            ("TB", Some(Grade::Average), ""),
            ("Trung binh", Some(Grade::Average), ""),
            ("Trung bìh", Some(Grade::Average), "value-misspelt"),
            ("K", Some(Grade::Poor), ""),
            ("Khá", None, "not-a-grade"),
            ("HTTNV", None, "not-a-grade"),
            ("Mức 1", None, "grade-by-number"),
            ("4", None, "grade-by-number"),
        ] {
            let outcome = read(&words, &text(typed));
            assert_eq!(remark(&outcome), said, "{typed}");
            assert_eq!(outcome.ok().map(|it| it.0), grade, "{typed}");
        }
        assert_eq!(remark(&read(&words, &number(1.0, Format::Plain))), "grade-by-number");
    }
}
