//! Words that end a table, and those of rows of totals.

use super::totals::{Said, TotalWords};
use crate::read::fold::fold_words;
use crate::regime::form::Form;
use crate::workbook::grid::Cell;

/// No label of a sum is longer.
const LABEL_BYTES: usize = 200;

/// Words of the profile that end a table.
#[derive(Clone, Debug)]
pub(crate) struct EndMarks {
    /// Words that a cell begins with, or is when there is only one.
    starts: Vec<Vec<String>>,
    /// Those after which the number of entries may stand.
    totals: Vec<Vec<String>>,
    /// Words that follow one another in a cell, others between them.
    patterns: Vec<Vec<String>>,
    /// Words with which programs end the label of a row of sums.
    sums: Vec<Vec<String>>,
    /// Words that tell what the numbers behind them are of.
    numbers: TotalWords,
    /// Whether each mark begins with a word that has letters.
    have_letters: bool,
}

impl EndMarks {
    /// The marks of a profile.
    pub(crate) fn new(form: &Form) -> Self {
        let words = |all: &[String]| -> Vec<_> { all.iter().map(|it| fold_words(it)).collect() };
        let (starts, patterns) = (words(&form.end_marks), words(&form.end_patterns));
        let has_letter = |it: &String| it.contains(char::is_alphabetic);
        Self {
            have_letters: starts
                .iter()
                .chain(&patterns)
                .all(|it| it.first().is_some_and(has_letter)),
            starts,
            totals: words(&form.total_marks),
            patterns,
            sums: words(&form.sum_endings),
            numbers: TotalWords::new(form),
        }
    }

    /// Whether the cell ends a table.
    #[cfg(test)]
    fn is_mark(&self, cell: &Cell) -> bool {
        cell.text().is_some_and(|it| self.are_words_of(it, &crate::read::fold::fold(it)))
    }

    /// Whether a text may have such words, before it is folded: dates and numbers have not.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        !self.have_letters || text.bytes().any(|it| it.is_ascii_alphabetic() || !it.is_ascii())
    }

    /// Whether a text has the words that end a table.
    pub(crate) fn are_words_of(&self, text: &str, folded: &str) -> bool {
        self.may_be_words_of(folded) && self.are_in(&fold_words(text))
    }

    /// Whether words that end a table may be found in a folded text: of most none can be.
    fn may_be_words_of(&self, folded: &str) -> bool {
        let begins = |mark: &Vec<String>| {
            let mut rest = Some(folded);
            mark.iter().all(|it| {
                rest = rest.and_then(|rest| rest.strip_prefix(it.as_str()));
                rest.is_some()
            })
        };
        let first = |it: &Vec<String>| it.first().is_some_and(|it| folded.contains(it.as_str()));
        self.starts.iter().any(begins) || self.patterns.iter().any(first)
    }

    fn are_in(&self, words: &[String]) -> bool {
        let follows = |pattern: &Vec<String>| {
            let mut rest = words.iter();
            !pattern.is_empty() && pattern.iter().all(|word| rest.any(|it| it == word))
        };
        begins(words, &self.starts) || self.patterns.iter().any(follows)
    }

    /// Whether the cell is the label of a total in one word, as stands below each part of a
    /// list as well, or of a group of the list.
    pub(super) fn is_part_total(&self, cell: &Cell) -> bool {
        let Some(text) = cell.text() else { return false };
        let words = fold_words(text);
        let ones = self.totals.iter().filter(|it| it.len() == 1);
        begins(&words, &ones.cloned().collect::<Vec<_>>())
            || (self.is_total(cell) && self.numbers.line(text) == Said::OfAGroup)
    }

    /// What a line says that may state how many entries there are.
    pub(super) fn said(&self, text: &str) -> Said {
        self.numbers.line(text)
    }

    /// What it says of the number in the cell beside it.
    pub(super) fn said_of(&self, text: &str, number: u32) -> Said {
        self.numbers.label(text, number)
    }

    /// Whether the cell is a label such as `Nam Total`, which programs write above sums.
    pub(super) fn is_sum_label(&self, cell: &Cell) -> bool {
        let Some(text) = cell.text().filter(|it| it.len() <= LABEL_BYTES) else { return false };
        let words = fold_words(text);
        self.sums.iter().any(|it| !it.is_empty() && words.ends_with(it))
    }

    /// Whether the cell may state how many entries the table has.
    pub(super) fn is_total(&self, cell: &Cell) -> bool {
        cell.text().is_some_and(|it| begins(&fold_words(it), &self.totals))
    }
}

/// Whether the words begin with a mark. A mark of one word has to be alone, but
/// for numbers: people are called Công.
fn begins(words: &[String], marks: &[Vec<String>]) -> bool {
    let is_number = |it: &String| it.bytes().all(|it| it.is_ascii_digit());
    marks.iter().any(|mark| match mark.as_slice() {
        [] => false,
        [only] => {
            let mut rest = words.iter().skip(1);
            // What is counted may stand behind the number.
            words.first() == Some(only) && rest.next().is_none_or(is_number)
        }
        mark => words.starts_with(mark),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::text;
    use crate::regime::Sources;

    #[test]
    fn end_marks_are_told_from_names() {
        let marks = EndMarks::new(&Sources::builtin().regime("2019-hd21").unwrap().form);
        for (typed, is_mark) in [
            ("TỔNG CỘNG:", true),
            ("Tổng cộng 21 đồng chí", true),
            ("Cộng", true),
            ("Cộng: 21", true),
            ("TC: 8 đ/c", true),
            ("Tổng: 8 đảng viên", true),
            ("Cộng Văn 8", false),
            ("Cộng Văn Minh", false),
            ("Công Thị Hoa", false),
            ("danh sách này có 21 đồng chí", true),
            ("Danh sách này gồm 21 đảng viên", true),
            ("Danh sách trên có 8 đồng chí./.", true),
            ("Danh Sách Hòa", false),
            ("T/M CHI BỘ", true),
            ("T/M. Chi bộ thôn Tống Pu", true),
            ("Bình An, ngày 05 tháng 12 năm 2020", true),
            ("ngày 5/12", false),
            ("Ma Văn Tổng", false),
        ] {
            assert_eq!(marks.is_mark(&text(typed)), is_mark, "{typed}");
        }
    }
}
