//! Names of people: without forms of address, marks of a list, and what stands beside them.

use super::text::{LIST_MARK, NAME_CHARS, fits, is_bullet, read};
use super::vocabulary::Vocabulary;
use super::{Outcome, Remark, refused};
use crate::finding::{Code, Severity, code};
use crate::read::fold::tidy;
use crate::workbook::grid::Cell;

pub(crate) static NOT_A_NAME: Code = code("R231", "not-a-name", Severity::Error);
pub(crate) static NAME_PREFIX: Code = code("R232", "name-prefix", Severity::Notice);
pub(crate) static MORE_THAN_A_NAME: Code = code("R247", "more-than-a-name", Severity::Warning);
pub(crate) static LETTER_LOST: Code = code("R315", "letter-lost-in-a-name", Severity::Warning);
pub(crate) static TWO_PEOPLE: Code = code("R310", "several-people-in-a-cell", Severity::Error);

/// Reads the name of a person in a list, where each has a row: several in one are refused.
pub(crate) fn read_listed_name(words: &Vocabulary, cell: &Cell) -> Outcome<String> {
    let name = read_name(words, cell)?;
    let Some(typed) = cell.text() else { return Ok(name) };
    let several = Some(typed).filter(|it| are_several(it));
    if let Some(several) = several.and_then(|it| refused::several(it, |_| true)) {
        return Err(several);
    }
    match second_person(typed) {
        Some(second) => Err(Remark::new(&TWO_PEOPLE).arg("second", tidy(second))),
        None => Ok(name),
    }
}

/// The second of two people whose names stand in one line: behind `và`, `+`, `;`, `,` or `&`, or behind a gap where
/// both together have more words than a name. Each has two words at least, all of them with a capital: a post has not.
fn second_person(typed: &str) -> Option<&str> {
    let line = typed.trim();
    let is_word = |it: &str| it.chars().next().is_some_and(char::is_uppercase);
    let words =
        |it: &str| it.split_whitespace().filter(|it| it.contains(char::is_alphabetic)).count();
    let is_name = |it: &str| words(it) >= 2 && it.split_whitespace().all(is_word);
    // In capitals throughout nobody can tell a post from a name, nor `và` from the name Và.
    let is_shouted = !line.contains(char::is_lowercase);
    let is_long = words(line) > WORDS_MAX;
    let parted = |by: &str| line.split_once(by).filter(|it| is_name(it.0) && is_name(it.1));
    let signs = [" và ", "+", ";", ",", "&"].into_iter().filter(|_| !is_shouted);
    let gaps = ["   ", "  ", "\t", "\u{a0}\u{a0}"].into_iter().filter(|_| is_long);
    let also = [" VÀ "].into_iter().filter(|_| is_shouted && is_long);
    signs.chain(gaps).chain(also).find_map(parted).map(|it| it.1)
}

/// Reads a person's name, the form of address before it off.
pub(crate) fn read_name(words: &Vocabulary, cell: &Cell) -> Outcome<String> {
    let (text, bullet) = read(cell)?;
    fits(&text, NAME_CHARS)?;
    let (text, mark) = match without_mark(words, &text) {
        Some(bare) => (bare.to_owned(), Some(Remark::new(&LIST_MARK).arg("read", bare))),
        None => (text, bullet),
    };
    let has_letter = |it: &str| it.chars().any(char::is_alphabetic);
    if !has_letter(&text) || cell.text().is_none() {
        return Err(Remark::new(&NOT_A_NAME));
    }
    let (name, remark) = match without_prefix(words, &text) {
        Some(name) if has_letter(name) => (name, Some(Remark::new(&NAME_PREFIX).arg("read", name))),
        _ => (text.as_str(), mark),
    };
    let is_more = || is_more(name) || cell.text().is_some_and(has_names);
    let remark = if name.contains(LOST) {
        Some(Remark::new(&LETTER_LOST))
    } else if is_more() {
        Some(Remark::new(&MORE_THAN_A_NAME))
    } else {
        remark
    };
    Ok((name.to_owned(), remark))
}

/// What programs put in the place of a letter that their encoding has not.
const LOST: [char; 2] = ['?', '\u{FFFD}'];

/// A name without what a list put before it: a dash or a cross, `1.`, `8)`, `(2)`, `a)`, or
/// several of them. A letter and a full stop may be a name: A. Páo. A form of address is no
/// letter of a list: D/c.
fn without_mark<'a>(words: &Vocabulary, text: &'a str) -> Option<&'a str> {
    let mut bare = text;
    loop {
        let rest = bare.trim_start_matches(|it: char| {
            let is_circled = matches!(it, '\u{2460}'..='\u{249B}');
            is_bullet(it) || is_circled || super::DASHES.contains(&it) || " +*>".contains(it)
        });
        let is_addressed = without_prefix(words, rest).is_some();
        let marked = || without_number(rest).or_else(|| without_roman(rest));
        let next = if is_addressed { rest } else { marked().unwrap_or(rest) };
        if next.len() == bare.len() {
            break;
        }
        bare = next;
    }
    (bare.len() < text.len() && bare.starts_with(char::is_alphabetic)).then_some(bare)
}

/// What follows the number of a list, or its letter.
fn without_number(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '#', '№']).map_or(text, str::trim_start);
    let rest = inner.trim_start_matches(|it: char| it.is_ascii_digit());
    let digits = inner.len() - rest.len();
    let is_end =
        |it: char| matches!(it, '.' | ',' | ')' | '/' | ':' | ' ') || super::DASHES.contains(&it);
    if (1..=3).contains(&digits) {
        return rest.strip_prefix(is_end).map(|it| it.trim_start_matches(is_end));
    }
    let mut letters = inner.chars();
    let is_letter = letters.next().is_some_and(|it| it.is_ascii_alphabetic());
    let rest = letters.as_str().strip_prefix([')', '/']).filter(|_| is_letter);
    rest.map(str::trim_start)
}

/// What follows a Roman number: `I. `, `iv)`, `II `; or the `o` that Word draws as a circle.
/// V. Páo may be a name, and so may VI VĂN A.
fn without_roman(text: &str) -> Option<&str> {
    let bare = text.strip_prefix('(').unwrap_or(text);
    let end = bare.find(|it: char| !"IVXivx".contains(it))?;
    let (number, rest) = bare.split_at(end);
    let is_upper = !number.contains(|it: char| it.is_ascii_lowercase());
    match (number.len(), rest.chars().next()) {
        (0, Some('o')) => {
            let rest = rest.strip_prefix("o ")?.trim_start();
            rest.starts_with(char::is_uppercase).then_some(rest)
        }
        (1, Some('.' | ')')) | (2..=5, Some('.' | ')' | '/')) => {
            let rest = rest[1..].trim_start();
            // One letter and one word are an abbreviated name.
            (number.len() > 1 || rest.split_whitespace().nth(1).is_some()).then_some(rest)
        }
        (2..=5, Some(' ')) if is_upper && number != "VI" => Some(rest.trim_start()),
        _ => None,
    }
}

/// Words of the longest usual name.
const WORDS_MAX: usize = 5;

/// Whether each of several lines may be a name; it may also be one, broken in the middle.
fn has_names(text: &str) -> bool {
    let words = words_of_lines(text);
    words.len() > 1 && words.iter().all(|it| *it >= 2)
}

/// Whether they are names of several people: one has not so many words.
fn are_several(text: &str) -> bool {
    has_names(text) && words_of_lines(text).iter().sum::<usize>() > WORDS_MAX
}

/// How many words each line has; signs are none, nor is a line of them.
fn words_of_lines(text: &str) -> Vec<usize> {
    let is_word = |it: &&str| it.contains(char::is_alphabetic);
    let words = text.lines().map(|it| it.split_whitespace().filter(is_word).count());
    words.filter(|it| *it > 0).collect()
}

/// Whether a post, a year of birth or another person stands beside the name, as far as
/// signs tell that no name has; H'Bia and Rơ-Chăm have theirs, and the second of two
/// people of one name may have a number.
fn is_more(name: &str) -> bool {
    let is_sign = |it: char| "()[]/,;:+&=".contains(it);
    let is_dash = |it: &str| matches!(it, "-" | "–" | "—");
    let is_year = |it: &str| it.len() > 3 && it.bytes().all(|it| it.is_ascii_digit());
    let is_marked = !name.starts_with(char::is_alphabetic);
    // The raised mark of a note, as a letter of its own.
    let is_noted = name.ends_with(|it: char| matches!(it, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹'));
    is_marked
        || is_noted
        || name.contains(is_sign)
        || name.split(' ').any(|it| is_dash(it) || is_year(it))
}

/// What follows a form of address; `None` when there is none. D is typed for Đ, and blanks slip
/// in beside a stroke.
fn without_prefix<'a>(words: &Vocabulary, text: &'a str) -> Option<&'a str> {
    for prefix in &words.prefixes {
        // Letter by letter, since lower case may have another length in bytes.
        let mut rest = text;
        let is_start = prefix.chars().all(|it| {
            let bare = |rest: &'a str| if it == '/' { rest.trim_start() } else { rest };
            let mut left = bare(rest).chars();
            let is_it = left.next().is_some_and(|own| is_same_letter(own, it));
            rest = bare(left.as_str());
            is_it
        });
        let follows = |it: char| it.is_whitespace() || matches!(it, '.' | ':' | ',' | '-');
        if is_start && rest.starts_with(follows) {
            return Some(rest.trim_start_matches(follows));
        }
    }
    None
}

/// Whether a letter is one of a form of address, which is in lower case; D may be typed for Đ.
fn is_same_letter(typed: char, wanted: char) -> bool {
    let is_it = |it: char| typed.to_lowercase().eq([it]);
    is_it(wanted) || (wanted == 'đ' && is_it('d'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::tests::{number, remark, text};
    use crate::regime::Sources;
    use crate::workbook::grid::Format;

    #[test]
    fn names_lose_their_form_of_address_and_nothing_else() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, name, said) in [
            ("Ma  Văn Hòa", Some("Ma Văn Hòa"), ""),
            ("Đ/c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("đ/c. Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("ĐC Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("D/c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("d/c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("đ/ c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("Đ / C: Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("D.c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("1) D/c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("D/ Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("d) Cà Văn Hòa", Some("Cà Văn Hòa"), "list-mark"),
            ("D/ Cà Văn Hòa", Some("Cà Văn Hòa"), "list-mark"),
            ("Đồng chí: Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("Đ/c", Some("Đ/c"), "more-than-a-name"),
            ("Đồng Chíến", Some("Đồng Chíến"), ""),
            ("MA VĂN HÒA", Some("MA VĂN HÒA"), ""),
            ("\u{FEFF}Ma\u{A0}Va\u{306}n Ho\u{300}a\u{200B}", Some("Ma Văn Hòa"), ""),
            (
                "\u{202D}Đ/c\u{A0}Ma Văn Ho\u{300}\u{300}a\u{202C}",
                Some("Ma Văn Hòa"),
                "name-prefix",
            ),
            ("Ma Văn Hòa¹", Some("Ma Văn Hòa¹"), "more-than-a-name"),
            ("Ma Văn Hòa (Bí thư)", Some("Ma Văn Hòa (Bí thư)"), "more-than-a-name"),
            ("Đ/c Ma Văn Hòa - Bí thư", Some("Ma Văn Hòa - Bí thư"), "more-than-a-name"),
            ("Ma Văn Hòa\n1980", Some("Ma Văn Hòa 1980"), "more-than-a-name"),
            ("Ma Văn Hòa, Ma Văn An", Some("Ma Văn Hòa, Ma Văn An"), "more-than-a-name"),
            ("Ma V?n Hòa", Some("Ma V?n Hòa"), "letter-lost-in-a-name"),
            ("?ỗ Văn Hòa", Some("?ỗ Văn Hòa"), "letter-lost-in-a-name"),
            ("Ma Th? Nga", Some("Ma Th? Nga"), "letter-lost-in-a-name"),
            ("Đ/c Ma V\u{FFFD}n Hòa", Some("Ma V\u{FFFD}n Hòa"), "letter-lost-in-a-name"),
            ("?", None, "not-a-name"),
            ("1. Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("- Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("-Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("+ Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("* Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("• Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("8) Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("(8) Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("a) Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("- 1. Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("12 Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("1.Đ/c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("I. Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("IV) Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("ii. Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("II Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("VI VĂN HÒA", Some("VI VĂN HÒA"), ""),
            ("Vi Văn Hòa", Some("Vi Văn Hòa"), ""),
            ("V. Páo", Some("V. Páo"), ""),
            ("Xí Văn Hòa", Some("Xí Văn Hòa"), ""),
            ("A/ Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("1,Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("#1 Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("№ 1 Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("① Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("» Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("o Ma Văn Hòa", Some("Ma Văn Hòa"), "list-mark"),
            ("o ma", Some("o ma"), ""),
            ("A. Páo", Some("A. Páo"), ""),
            ("Y Blim", Some("Y Blim"), ""),
            ("1980 Ma Văn Hòa", Some("1980 Ma Văn Hòa"), "more-than-a-name"),
            ("1.", None, "not-a-name"),
            ("Ma Thị\nHoa", Some("Ma Thị Hoa"), ""),
            ("Nguyễn Thị\nHồng Hạnh", Some("Nguyễn Thị Hồng Hạnh"), "more-than-a-name"),
            ("Ma Văn Hòa 2", Some("Ma Văn Hòa 2"), ""),
            ("H'Bia Niê", Some("H'Bia Niê"), ""),
            ("Rơ-Chăm Y Blim", Some("Rơ-Chăm Y Blim"), ""),
            ("Ma Văn A.", Some("Ma Văn A."), ""),
            ("\u{AD}\u{200B}", None, "not-a-name"),
            ("12", None, "not-a-name"),
            ("...", None, "not-a-name"),
        ] {
            let outcome = read_name(&words, &text(typed));
            assert_eq!(remark(&outcome), said, "{typed}");
            assert_eq!(outcome.ok().map(|it| it.0).as_deref(), name, "{typed}");
        }
    }

    #[test]
    fn in_a_list_each_person_has_a_row_and_elsewhere_two_may_share_a_cell() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, listed, elsewhere) in [
            ("Ma Văn Hòa\nMa Văn An", "several-facts-in-a-cell", "more-than-a-name"),
            ("Đ/c Ma Văn Hòa\n\nĐ/c Ma Văn An", "several-facts-in-a-cell", "more-than-a-name"),
            ("Giàng A\nSùng B", "more-than-a-name", "more-than-a-name"),
            ("Ma Văn Hòa và Ma Văn An", "several-people-in-a-cell", ""),
            ("Ma Văn Hòa, Ma Văn An", "several-people-in-a-cell", "more-than-a-name"),
            ("Ma Văn Hòa; Lý Nga", "several-people-in-a-cell", "more-than-a-name"),
            ("Ma Văn Hòa    Ma Văn An", "several-people-in-a-cell", ""),
            ("MA VĂN HÒA VÀ MA VĂN AN", "several-people-in-a-cell", ""),
            ("MA VĂN HÒA, BÍ THƯ", "more-than-a-name", "more-than-a-name"),
            ("Ma Văn Hòa, Bí thư", "more-than-a-name", "more-than-a-name"),
            ("Ma Văn   Hòa", "", ""),
            ("Nguyễn Thị   Hồng Hạnh", "", ""),
            ("Và A Páo", "", ""),
            ("GIÀNG VÀ PÁO", "", ""),
            ("Sùng Và Páo", "", ""),
            ("Ma Thị Hồng\nHoa", "", ""),
            ("Ma Văn Hòa", "", ""),
        ] {
            assert_eq!(remark(&read_listed_name(&words, &text(typed))), listed, "{typed}");
            assert_eq!(remark(&read_name(&words, &text(typed))), elsewhere, "{typed}");
        }
        assert_eq!(remark(&read_name(&words, &number(5.0, Format::Plain))), "not-a-name");
    }
}
