//! Yes and no: words, ticks, 1 and 0.

use super::vocabulary::{Vocabulary, look_up};
use super::{Outcome, Remark, number_text, usable};
use crate::finding::{Code, Severity, code};
use crate::workbook::grid::{Cell, Format, Raw};

pub(crate) static NOT_YES_NO: Code = code("R206", "not-yes-or-no", Severity::Error);

/// Reads yes or no.
pub(crate) fn read(words: &Vocabulary, cell: &Cell) -> Outcome<bool> {
    usable(cell)?;
    let found = match (&cell.raw, cell.format) {
        (Raw::Bool(it), _) => return Ok((*it, None)),
        (Raw::Text(text), _) => look_up(text, &words.yes_no),
        (Raw::Number(number), Format::Plain) => look_up(&number_text(*number), &words.yes_no),
        _ => None,
    };
    found.unwrap_or_else(|| Err(Remark::new(&NOT_YES_NO)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::regime::Sources;

    #[test]
    fn words_ticks_and_digits_are_read() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, value) in [
            ("Có", Some(true)),
            ("co", Some(true)),
            ("x", Some(true)),
            ("X ", Some(true)),
            ("✓", Some(true)),
            ("1", Some(true)),
            ("Không", Some(false)),
            ("KHÔNG", Some(false)),
            ("0", Some(false)),
            ("-", None),
            ("2", None),
            ("có thể", None),
        ] {
            assert_eq!(read(&words, &text(typed)).ok().map(|it| it.0), value, "{typed}");
        }
        assert_eq!(read(&words, &number(1.0, Format::Plain)), Ok((true, None)));
        assert_eq!(read(&words, &number(0.0, Format::Plain)), Ok((false, None)));
        assert_eq!(remark(&read(&words, &number(1.0, Format::Percent))), "not-yes-or-no");
        assert_eq!(remark(&read(&words, &text("cỏ"))), "value-misspelt");
    }
}
