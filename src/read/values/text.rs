//! Text: posts, reasons; names of ethnic groups and of groups of similar role.

use super::vocabulary::Vocabulary;
use super::{Outcome, Remark, dates, number_text, ratings, refused, tidy_float, usable, yes_no};
use crate::finding::{Code, Severity, code};
use crate::model::PartialDate;
use crate::read::fold::{fold, fold_words, tidy};
use crate::regime::Regime;
use crate::workbook::grid::{Cell, Format, Raw};
use crate::workbook::symbols::is_private;

pub(crate) static LIST_MARK: Code = code("R272", "list-mark", Severity::Notice);
pub(crate) static UNKNOWN_ETHNICITY: Code = code("R234", "unknown-ethnicity", Severity::Notice);
pub(crate) static NOT_A_GROUP: Code = code("R307", "not-a-group", Severity::Error);
pub(crate) static GROUP_BY_NUMBER: Code = code("R308", "group-by-number", Severity::Warning);
pub(crate) static TEXT_TOO_LONG: Code = code("R260", "text-too-long", Severity::Error);
pub(crate) static DATE_IN_TEXT: Code = code("R235", "date-in-text", Severity::Notice);

/// Most characters of a text, be it a reason or a note: some two printed pages.
const TEXT_CHARS: usize = 5_000;
/// Most characters of a name or a number. The longest name is shorter by far.
pub(super) const NAME_CHARS: usize = 200;

/// Refuses a text that is longer than what it is for: it would go whole into every list.
pub(super) fn fits(text: &str, allowed: usize) -> Result<(), Remark> {
    // No text has more characters than bytes.
    let count = if text.len() > allowed { text.chars().count() } else { 0 };
    if count > allowed {
        return Err(Remark::new(&TEXT_TOO_LONG).arg("count", count).arg("allowed", allowed));
    }
    Ok(())
}

/// Reads text as typed, composed and with single blanks.
pub(crate) fn read(cell: &Cell) -> Outcome<String> {
    usable(cell)?;
    Ok(match (&cell.raw, cell.format) {
        (Raw::Text(text), _) => {
            // A sign that only a font knows is no letter.
            let text = if text.contains(is_private) {
                tidy(&text.replace(is_private, " "))
            } else {
                tidy(text)
            };
            fits(&text, TEXT_CHARS)?;
            match without_bullet(&text) {
                Some(bare) => (bare.to_owned(), Some(Remark::new(&LIST_MARK).arg("read", bare))),
                None => (text, None),
            }
        }
        // "15/6" typed into a cell of text that lost its format is a date to Excel.
        (Raw::Number(number), Format::Date(_)) => match dates::date_of_serial(*number) {
            Some(date) => {
                let text = PartialDate::Day(date).to_string();
                (text.clone(), Some(Remark::new(&DATE_IN_TEXT).arg("read", text)))
            }
            None => (number_text(*number), None),
        },
        (Raw::Number(number), Format::Percent) => {
            (format!("{}%", number_text(tidy_float(number * 100.0))), None)
        }
        (Raw::Number(number), _) => (number_text(*number), None),
        (Raw::Bool(true), _) => ("TRUE".to_owned(), None),
        _ => ("FALSE".to_owned(), None),
    })
}

/// Signs that lists begin with and nothing else does.
const BULLETS: &str = "•·»§‣⁃∙⋅∘";

/// Crosses, with which somebody may be taken off a list.
const CROSSES: &str = "✕✖✗✘☒❌❎⊗⮽";

/// Whether lists begin with the sign: an arrow, a shape, a star and the like, but no cross.
pub(super) fn is_bullet(sign: char) -> bool {
    let is_shape = matches!(
        sign,
        '\u{2190}'..='\u{21FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2981}' | '\u{29BF}'
            | '\u{2B00}'..='\u{2BFF}'
    );
    BULLETS.contains(sign) || (is_shape && !CROSSES.contains(sign))
}

/// A text without the bullet of a list before it.
fn without_bullet(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches(|it: char| is_bullet(it) || it == ' ');
    (bare.len() < text.len() && bare.contains(char::is_alphanumeric)).then_some(bare)
}

/// Reads the name of an ethnic group; one that the profile does not know is remarked.
pub(crate) fn read_ethnicity(words: &Vocabulary, cell: &Cell) -> Outcome<String> {
    let (text, remark) = read(cell)?;
    fits(&text, NAME_CHARS)?;
    let is_known = |it: &str| words.ethnicities.contains(&fold(it));
    if is_known(&text) {
        return Ok((text, remark));
    }
    // What is no name of a group as a whole, but has one in it, is no rare name.
    match cell.text().and_then(|it| refused::several(it, is_known)) {
        Some(several) => Err(several),
        None => Ok((text, Some(Remark::new(&UNKNOWN_ETHNICITY)))),
    }
}

/// Reads the name of a group of similar role, in which a quota is counted: a tick, a number or
/// a rating names none, and would be a group of its own.
pub(crate) fn read_group(words: &Vocabulary, regime: &Regime, cell: &Cell) -> Outcome<String> {
    let (text, remark) = read(cell)?;
    fits(&text, NAME_CHARS)?;
    // "02A" is known, though it has one letter only.
    let named = regime.group_named(&text);
    if regime.self_forms().iter().any(|it| it.label == named) {
        return Ok((text, remark));
    }
    let has_word = |text: &str| text.split(|it: char| !it.is_alphabetic()).any(has_letters);
    let is_answer = matches!(yes_no::read(words, cell), Ok((true, _)));
    if !has_word(&text) || is_answer || ratings::read(words, cell).is_ok() {
        let known: Vec<&str> = regime.self_forms().iter().map(|it| &*it.label).collect();
        let ungrouped = regime.rules.quota.members.ungrouped.as_str();
        let known = if known.is_empty() { ungrouped.to_owned() } else { known.join(", ") };
        return Err(Remark::new(&NOT_A_GROUP).arg("known", known));
    }
    let folded = fold_words(&text);
    let is_counted = |it: &String| it.chars().all(|it| it.is_ascii_digit() || "ivx".contains(it));
    let is_numbered = matches!(&folded[..], [word, number] if word == "nhom" && is_counted(number));
    Ok((text, if is_numbered { Some(Remark::new(&GROUP_BY_NUMBER)) } else { remark }))
}

/// Whether a word has two letters at least.
fn has_letters(word: &str) -> bool {
    word.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::cards::read_card;
    use crate::read::values::names::{read_listed_name, read_name};
    use crate::read::values::tests::{number, remark, text};
    use crate::regime::Sources;
    use crate::workbook::grid::DateParts;

    #[test]
    fn what_names_no_group_is_refused() {
        let regime = Sources::builtin().regime("2025-hd43").unwrap();
        let words = Vocabulary::new(&regime);
        for (typed, said) in [
            ("Giáo viên, nhân viên trường học", ""),
            ("GV", ""),
            ("02A", ""),
            ("mẫu 02b", ""),
            ("Tổ 1", ""),
            ("Công chức 20%", ""),
            ("Nhóm 1", "group-by-number"),
            ("nhóm II", "group-by-number"),
            ("Nhóm trưởng", ""),
            ("x", "not-a-group"),
            ("✓", "not-a-group"),
            ("Có", "not-a-group"),
            ("1", "not-a-group"),
            ("20%", "not-a-group"),
            ("2D", "not-a-group"),
            ("A", "not-a-group"),
            ("HTXSNV", "not-a-group"),
        ] {
            let outcome = read_group(&words, &regime, &text(typed));
            let is_refused = said == "not-a-group";
            assert_eq!(outcome.is_err(), is_refused, "{typed}");
            let remark = outcome.map_or_else(Some, |it| it.1);
            assert_eq!(remark.map_or("", |it| it.code.name), said, "{typed}");
        }
        assert!(read_group(&words, &regime, &number(1.0, Format::Plain)).is_err());
        assert!(read_group(&words, &regime, &number(0.2, Format::Percent)).is_err());
    }

    #[test]
    fn a_bullet_before_a_text_is_none_of_it_and_told() {
        for (typed, kept, said) in [
            ("• Gương mẫu", "Gương mẫu", LIST_MARK.name),
            ("Gương mẫu • đi đầu", "Gương mẫu • đi đầu", ""),
            ("•", "•", ""),
        ] {
            let (value, mark) = read(&text(typed)).unwrap();
            assert_eq!(
                (value.as_str(), mark.map_or("", |it| it.code.name)),
                (kept, said),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_text_is_no_longer_than_what_it_is_for() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        let said = |length, read: &dyn Fn(&Cell) -> Outcome<String>| {
            remark(&read(&text(&"ệ".repeat(length))))
        };
        assert_eq!(said(TEXT_CHARS, &read), "");
        assert_eq!(said(TEXT_CHARS + 1, &read), "text-too-long");
        assert_eq!(said(NAME_CHARS, &|it| read_name(&words, it)), "");
        assert_eq!(said(NAME_CHARS + 1, &|it| read_name(&words, it)), "text-too-long");
        assert_eq!(said(NAME_CHARS + 1, &|it| read_listed_name(&words, it)), "text-too-long");
        assert_eq!(said(NAME_CHARS, &read_card), "odd-card-number");
        assert_eq!(said(NAME_CHARS + 1, &read_card), "text-too-long");
        assert_eq!(said(NAME_CHARS + 1, &|it| read_ethnicity(&words, it)), "text-too-long");
        // What nobody sees does not count.
        let padded = format!("Ma{}Văn Hòa", " ".repeat(9_000));
        assert_eq!(read_name(&words, &text(&padded)), Ok(("Ma Văn Hòa".to_owned(), None)));
    }

    #[test]
    fn numbers_in_columns_of_text_become_what_they_show() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        let value = |outcome: Outcome<String>| outcome.map(|it| it.0).unwrap_or_default();
        assert_eq!(value(read(&number(912_345_678.0, Format::Plain))), "912345678");
        assert_eq!(value(read(&number(44002.0, Format::Date(DateParts::Day)))), "20/06/2020");
        assert_eq!(value(read(&number(0.285, Format::Percent))), "28.5%");
        for (typed, said) in [
            ("Tày", ""),
            ("tay", ""),
            ("H’Mông", ""),
            ("Mông", ""),
            ("Tảy bắc", "unknown-ethnicity"),
            ("Nam\nTày", "several-facts-in-a-cell"),
            ("Tày\n", ""),
            ("H’\nMông", ""),
            ("Sán\nChỉ lạ", "unknown-ethnicity"),
        ] {
            assert_eq!(remark(&read_ethnicity(&words, &text(typed))), said, "{typed}");
        }
    }
}
