//! What no column takes for a value: a sign for "as above", and several facts in
//! one cell.

use super::vocabulary::Vocabulary;
use super::{DASHES, Outcome, Remark};
use crate::finding::{Code, Severity, code};
use crate::read::fold::{is_tidy, tidy};
use crate::workbook::grid::{Cell, Raw};

pub(crate) static DITTO: Code = code("R244", "ditto-mark", Severity::Error);
pub(crate) static SEVERAL_LINES: Code = code("R245", "several-facts-in-a-cell", Severity::Error);

/// Reads a cell, unless it only says "as above": rows are sorted and taken into
/// other lists, where something else stands above. Where several lines are no
/// value, but one of them is, the lines are what is wrong.
pub(crate) fn read<T>(
    words: &Vocabulary,
    cell: &Cell,
    is_listed: bool,
    read: impl Fn(&Vocabulary, &Cell) -> Outcome<T>,
) -> Outcome<T> {
    let Some(text) = cell.text() else { return read(words, cell) };
    // What stands alone has nothing above it: a branch's code may well be NT.
    if is_listed && is_ditto(words, text) {
        return Err(Remark::new(&DITTO));
    }
    let outcome = read(words, cell);
    if outcome.is_ok() {
        return outcome;
    }
    let is_value = |line: &str| {
        let alone = Cell { raw: Raw::Text(line.into()), ..cell.clone() };
        read(words, &alone).is_ok()
    };
    several(text, is_value).map_or(outcome, Err)
}

/// That a text has several lines, one of them a value.
pub(super) fn several(text: &str, is_value: impl Fn(&str) -> bool) -> Option<Remark> {
    let lines: Vec<&str> = text.lines().filter(|it| !tidy(it).is_empty()).take(LINES_MAX).collect();
    let is_it = lines.len() > 1 && lines.iter().any(|it| is_value(it));
    is_it.then(|| Remark::new(&SEVERAL_LINES).arg("lines", lines.len()))
}

/// More lines than this are no list of facts.
const LINES_MAX: usize = 8;

/// Whether the text is a sign for what stands above, dashes round it aside.
fn is_ditto(words: &Vocabulary, text: &str) -> bool {
    // Nobody writes it long, and reasons need not be gone through.
    if text.len() > 64 {
        return false;
    }
    // Latin letters stay as many whatever is tidied; most texts have more of them than a sign.
    let is_latin = |it: &char| it.is_ascii_alphanumeric() || matches!(it, 'à'..='ö' | 'ạ'..='ỹ');
    if text.chars().filter(is_latin).nth(words.ditto_letters).is_some() {
        return false;
    }
    let is_edge = |it: char| DASHES.contains(&it) || it == '.' || it.is_whitespace();
    // Without a second copy where nothing is to be tidied; Σ is one letter or another by its place.
    if is_tidy(text) && !text.contains('Σ') {
        let bare = text.trim_matches(is_edge);
        if bare.is_ascii() {
            // The signs are lower case.
            return words.ditto.iter().any(|it| !bare.is_empty() && it.eq_ignore_ascii_case(bare));
        }
        let is_it = |it: &String| it.chars().eq(bare.chars().flat_map(char::to_lowercase));
        return !bare.is_empty() && words.ditto.iter().any(is_it);
    }
    let typed = tidy(text).to_lowercase();
    let bare = typed.trim_matches(is_edge);
    !bare.is_empty() && words.ditto.iter().any(|it| it == bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::text;
    use crate::read::values::{choices, dates};
    use crate::regime::Sources;

    #[test]
    fn signs_for_as_above_are_told_from_values() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, is_it) in [
            ("nt", true),
            ("-nt-", true),
            ("NT.", true),
            ("- nt -", true),
            ("//", true),
            ("-//-", true),
            ("\"", true),
            ("”", true),
            ("Như trên", true),
            ("-", false),
            (".", false),
            ("nt 5", false),
            ("Nông Thị", false),
            ("05//12", false),
        ] {
            assert_eq!(is_ditto(&words, typed), is_it, "{typed}");
        }
    }

    #[test]
    fn lines_are_told_where_one_of_them_is_a_value() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        let said = |typed: &str| {
            let it = |words: &Vocabulary, cell: &Cell| choices::read(words, "gender", cell, true);
            read(&words, &text(typed), true, it).map_err(|it| it.code.name).err()
        };
        assert_eq!(said("Nam\nTày"), Some("several-facts-in-a-cell"));
        assert_eq!(said("Tày\n Nữ\n"), Some("several-facts-in-a-cell"));
        assert_eq!(said("Nam\n"), None);
        assert_eq!(said("Tày\nKinh"), Some("not-in-list"));
        assert_eq!(said("Nam, Tày"), Some("not-in-list"));
        let alone =
            read(&words, &text("NT"), false, |_, cell| crate::read::values::text::read(cell));
        assert_eq!(alone.map(|it| it.0).as_deref(), Ok("NT"));
        let date = |typed: &str| read(&words, &text(typed), true, |_, cell| dates::read(cell));
        assert_eq!(
            date("03/02/1998\n03/02/1999").map_err(|it| it.code.name).err(),
            Some("several-facts-in-a-cell")
        );
    }
}
