//! Ratings typed by hand.

use super::vocabulary::{Vocabulary, look_up};
use super::{Outcome, Remark, usable};
use crate::finding::{Code, Severity, code};
use crate::model::Rating;
use crate::model::text::plain;
use crate::read::fold::{fold, fold_words};
use crate::workbook::grid::{Cell, Raw};

pub(crate) static NOT_A_RATING: Code = code("R201", "not-a-rating", Severity::Error);
pub(crate) static RATING_BY_NUMBER: Code =
    code("R202", "rating-by-number", Severity::Error).citing(&["R-LEVEL"]);
pub(crate) static OLD_RATING: Code =
    code("R203", "rating-of-old-rules", Severity::Error).citing(&["R-LEVEL"]);

pub(crate) static SAYS_UNRATED: Code =
    code("R313", "unrated-in-place-of-a-rating", Severity::Error);
pub(crate) static NO_RATING_WANTED: Code =
    code("R314", "not-blank-though-unrated", Severity::Error);

pub(crate) static SHORT_RATING: Code =
    code("R275", "rating-in-short", Severity::Notice).citing(&["R-LEVEL"]);

/// Reads a rating. Numbers are refused, since forms disagree on whether 1 or 4
/// is best; so are labels that no longer exist.
pub(crate) fn read(words: &Vocabulary, cell: &Cell) -> Outcome<Rating> {
    usable(cell)?;
    let refused = |code| Err(Remark::new(code).arg("choices", words.rating_names.clone()));
    let text = match &cell.raw {
        Raw::Text(text) => text,
        Raw::Number(_) => return refused(&RATING_BY_NUMBER),
        _ => return refused(&NOT_A_RATING),
    };
    // An old label may hold a present one: "đủ tư cách, hoàn thành tốt nhiệm vụ".
    let folded = fold(text);
    if words.old_labels.iter().any(|it| folded.contains(it.as_str())) {
        return refused(&OLD_RATING);
    }
    if is_numbered(words, text) {
        return refused(&RATING_BY_NUMBER);
    }
    let (rating, remark) =
        look_up(text, &words.ratings).unwrap_or_else(|| refused(&NOT_A_RATING))?;
    // Where two levels begin alike, it is said which was read.
    let is_mixed_up = || words.mixed_up.contains(&folded);
    let short = || Remark::new(&SHORT_RATING).arg("read", words.rating_name(rating));
    Ok((rating, remark.or_else(|| is_mixed_up().then(short))))
}

/// Whether the text is a number, or the number of a level: "2", "Mức 2", "Loại II".
pub(super) fn is_numbered(words: &Vocabulary, text: &str) -> bool {
    // Without a figure it would end with one of the letters that number.
    if !text.bytes().any(|it| it.is_ascii_digit()) && !matches!(last_letter(text), Some('i' | 'v'))
    {
        return false;
    }
    let typed = fold_words(text);
    let is_number = |it: &String| it.bytes().all(|it| it.is_ascii_digit());
    let is_roman = |it: &String| matches!(it.as_str(), "i" | "ii" | "iii" | "iv");
    match typed.as_slice() {
        [] => false,
        all if all.iter().all(is_number) => true,
        [before @ .., last] if is_number(last) || is_roman(last) => {
            words.level_words.iter().any(|it| it == before)
        }
        [glued] => {
            let letters = glued.trim_end_matches(|it: char| it.is_ascii_digit());
            letters.len() < glued.len() && words.level_words.iter().any(|it| it.concat() == letters)
        }
        _ => false,
    }
}

/// The last letter of a text, folded.
fn last_letter(text: &str) -> Option<char> {
    let mut last = None;
    for letter in text.chars().rev() {
        plain(letter, |it| last = Some(it).filter(|it| it.is_alphanumeric()).or(last));
        if last.is_some() {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::regime::Sources;
    use crate::workbook::grid::Format;

    #[test]
    fn ratings_are_read_as_people_write_them() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, rating, said) in [
            ("Hoàn thành xuất sắc nhiệm vụ", Rating::Excellent, ""),
            ("HTXSNV", Rating::Excellent, ""),
            ("htxs", Rating::Excellent, ""),
            ("XS", Rating::Excellent, ""),
            ("xuất sắc", Rating::Excellent, ""),
            ("Hoàn  thành tốt\u{A0}nhiệm vụ ", Rating::Good, ""),
            ("H.T.T.N.V", Rating::Good, ""),
            ("HTT", Rating::Good, ""),
            ("Tốt", Rating::Good, "rating-in-short"),
            ("tot", Rating::Good, "rating-in-short"),
            ("HOAN THANH NHIEM VU", Rating::Satisfactory, ""),
            ("HT", Rating::Satisfactory, "rating-in-short"),
            ("Hoàn thành", Rating::Satisfactory, "rating-in-short"),
            ("Không hoàn thành nhiệm vụ", Rating::Unsatisfactory, ""),
            ("Không HTNV", Rating::Unsatisfactory, ""),
            ("KHT", Rating::Unsatisfactory, ""),
            // NFD
            (
                "Hoa\u{300}n tha\u{300}nh to\u{302}\u{301}t nhie\u{323}\u{302}m vu\u{323}",
                Rating::Good,
                "",
            ),
            // one slip of the keyboard in a long name
            ("Hoàn thành tốt nhiểm vụ", Rating::Good, "value-misspelt"),
            ("Hoàn thành xuất xắc nhiệm vụ", Rating::Excellent, "value-misspelt"),
            ("Hoàn thành tốt nhệm vụ", Rating::Good, "value-misspelt"),
            ("Không hoàn thành nhiệm vu.", Rating::Unsatisfactory, ""),
        ] {
            let outcome = read(&words, &text(typed));
            assert_eq!(remark(&outcome), said, "{typed}");
            assert_eq!(outcome.map(|it| it.0), Ok(rating), "{typed}");
        }
    }

    #[test]
    fn what_can_be_read_two_ways_is_refused_by_name() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, said) in [
            ("1", "rating-by-number"),
            ("Mức 2", "rating-by-number"),
            ("mức: 2", "rating-by-number"),
            ("Muc2", "rating-by-number"),
            ("Loại II", "rating-by-number"),
            ("Trong sạch, vững mạnh", "rating-of-old-rules"),
            ("Đảng viên đủ tư cách, hoàn thành tốt nhiệm vụ", "rating-of-old-rules"),
            ("Yếu kém", "rating-of-old-rules"),
            ("HTTNV/HTNV", "not-a-rating"),
            ("HTXNV", "not-a-rating"), // one letter from two abbreviations
            ("Khá", "not-a-rating"),
            ("x", "not-a-rating"),
            ("?", "not-a-rating"),
            ("Hoàn thành tốt xuất sắc nhiệm vụ", "not-a-rating"),
        ] {
            let outcome = read(&words, &text(typed));
            assert!(outcome.is_err(), "{typed}");
            assert_eq!(remark(&outcome), said, "{typed}");
        }
        let outcome = read(&words, &number(2.0, Format::Plain));
        assert_eq!(remark(&outcome), "rating-by-number");
    }
}
