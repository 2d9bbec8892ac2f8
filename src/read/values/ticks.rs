//! A cross in the column of one level of rating.

use super::vocabulary::Vocabulary;
use super::{DASHES, Remark, ratings, usable, yes_no};
use crate::finding::{Code, Severity, code};
use crate::model::Rating;
use crate::read::fold::tidy;
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_A_TICK: Code = code("R242", "not-a-tick", Severity::Error);
pub(crate) static TICKED_TWICE: Code = code("R243", "ticked-twice", Severity::Error);
pub(crate) static TICKS_MERGED: Code = code("R246", "tick-in-merged-cells", Severity::Error);

/// Signs for a box that is not ticked.
const BOXES: &str = "☐□◻▢❑❒⬜";

/// Whether the cell is ticked. A dash is left blank, and so is a box that is not
/// ticked, which stores FALSE; the name of the column's own level is as good as a
/// cross. Zeros and other words may mean anything.
pub(crate) fn read(words: &Vocabulary, level: Rating, cell: &Cell) -> Result<bool, Remark> {
    usable(cell)?;
    if is_mark(words, cell) || names_level(words, level, cell) {
        return Ok(true);
    }
    if cell.raw == Raw::Bool(false) {
        return Ok(false);
    }
    // A box that is drawn by a sign and not ticked is a box left alone.
    let is_dash = |text: &str| text.chars().all(|it| DASHES.contains(&it) || BOXES.contains(it));
    match cell.text() {
        Some(text) if is_dash(&tidy(text)) => Ok(false),
        _ => Err(Remark::new(&NOT_A_TICK).arg("level", words.rating_name(level))),
    }
}

/// Whether it is the name of the level, however short.
fn names_level(words: &Vocabulary, level: Rating, cell: &Cell) -> bool {
    ratings::read(words, cell).is_ok_and(|(it, remark)| {
        it == level && remark.is_none_or(|it| it.code == &ratings::SHORT_RATING)
    })
}

/// Whether the cell holds a mark and nothing else.
pub(crate) fn is_mark(words: &Vocabulary, cell: &Cell) -> bool {
    let is_tick = |text: &str| {
        let typed = tidy(text).to_lowercase();
        words.ticks.contains(&typed)
    };
    yes_no::read(words, cell) == Ok((true, None)) || cell.text().is_some_and(is_tick)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, text};
    use crate::regime::Sources;
    use crate::workbook::grid::Format;

    #[test]
    fn marks_are_told_from_what_may_be_anything() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, ticked) in [
            ("x", Some(true)),
            (" X.", Some(true)),
            ("\u{445}", Some(true)), // Cyrillic
            ("✓", Some(true)),
            ("✔", Some(true)),
            ("×", Some(true)),
            ("V", Some(true)),
            ("1", Some(true)),
            ("Có", Some(true)),
            ("httnv", Some(true)),
            ("Tốt", Some(true)),
            ("-", Some(false)),
            ("–", Some(false)),
            ("☐", Some(false)),
            ("□", Some(false)),
            ("☑", Some(true)),
            ("☒", Some(true)),
            ("✔\u{FE0F}", Some(true)),
            ("✅", Some(true)),
            ("0", None),
            ("Không", None),
            ("HTNV", None), // another column's
            ("2", None),
            ("?", None),
            ("xx", None),
            ("cỏ", None),
        ] {
            assert_eq!(read(&words, Rating::Good, &text(typed)).ok(), ticked, "{typed}");
        }
        let plain = |it| number(it, Format::Plain);
        assert_eq!(read(&words, Rating::Good, &plain(1.0)), Ok(true));
        assert!(read(&words, Rating::Good, &plain(0.0)).is_err());
        assert!(read(&words, Rating::Good, &plain(2.0)).is_err());
        let boxed = |it| Cell { raw: Raw::Bool(it), ..text("") };
        assert_eq!(read(&words, Rating::Good, &boxed(true)), Ok(true));
        assert_eq!(read(&words, Rating::Good, &boxed(false)), Ok(false));
        let broken = Cell { raw: Raw::Error("#REF!".into()), ..text("") };
        assert_eq!(read(&words, Rating::Good, &broken).unwrap_err().code.name, "formula-error");
    }
}
