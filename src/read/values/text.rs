//! Text: names, posts, reasons; card numbers; names of ethnic groups.

use super::vocabulary::Vocabulary;
use super::{Outcome, Remark, dates, number_text, ratings, refused, tidy_float, usable, yes_no};
use crate::finding::{Code, Severity, code};
use crate::model::PartialDate;
use crate::read::fold::{fold, fold_words, tidy};
use crate::regime::Regime;
use crate::workbook::grid::{Cell, Format, Raw};
use crate::workbook::symbols::is_private;

pub(crate) static NOT_A_NAME: Code = code("R231", "not-a-name", Severity::Error);
pub(crate) static NAME_PREFIX: Code = code("R232", "name-prefix", Severity::Notice);
pub(crate) static MORE_THAN_A_NAME: Code = code("R247", "more-than-a-name", Severity::Warning);
pub(crate) static LIST_MARK: Code = code("R272", "list-mark", Severity::Notice);
pub(crate) static TWO_PEOPLE: Code = code("R310", "several-people-in-a-cell", Severity::Error);
pub(crate) static CARD_DIGITS_LOST: Code = code("R273", "card-digits-lost", Severity::Error);
pub(crate) static TWO_CARDS: Code = code("R274", "two-card-numbers", Severity::Error);
pub(crate) static CARD_OR_DATE: Code = code("R279", "card-number-or-date", Severity::Error);
pub(crate) static ODD_CARD: Code = code("R280", "odd-card-number", Severity::Warning);
pub(crate) static CARD_AS_NUMBER: Code = code("R233", "card-as-number", Severity::Notice);
pub(crate) static UNKNOWN_ETHNICITY: Code = code("R234", "unknown-ethnicity", Severity::Notice);
pub(crate) static NOT_A_GROUP: Code = code("R307", "not-a-group", Severity::Error);
pub(crate) static GROUP_BY_NUMBER: Code = code("R308", "group-by-number", Severity::Warning);
pub(crate) static TEXT_TOO_LONG: Code = code("R260", "text-too-long", Severity::Error);
pub(crate) static DATE_IN_TEXT: Code = code("R235", "date-in-text", Severity::Notice);

/// Most characters of a text, be it a reason or a note: some two printed pages.
const TEXT_CHARS: usize = 5_000;
/// Most characters of a name or a number. The longest name is shorter by far.
const NAME_CHARS: usize = 200;

/// Refuses a text that is longer than what it is for: it would go whole into every list.
fn fits(text: &str, allowed: usize) -> Result<(), Remark> {
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
    let (text, mark) = match without_mark(&text) {
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
    let is_more = is_more(name) || cell.text().is_some_and(has_names);
    let remark = if is_more { Some(Remark::new(&MORE_THAN_A_NAME)) } else { remark };
    Ok((name.to_owned(), remark))
}

/// Signs that lists begin with and nothing else does.
const BULLETS: &str = "•·»§‣⁃∙⋅∘";

/// Crosses, with which somebody may be taken off a list.
const CROSSES: &str = "✕✖✗✘☒❌❎⊗⮽";

/// Whether lists begin with the sign: an arrow, a shape, a star and the like, but no cross.
fn is_bullet(sign: char) -> bool {
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

/// A name without what a list put before it: a dash or a cross, `1.`, `8)`, `(2)`, `a)`, or
/// several of them. A letter and a full stop may be a name: A. Páo.
fn without_mark(text: &str) -> Option<&str> {
    let mut bare = text;
    loop {
        let rest = bare.trim_start_matches(|it: char| {
            let is_circled = matches!(it, '\u{2460}'..='\u{249B}');
            is_bullet(it) || is_circled || super::DASHES.contains(&it) || " +*>".contains(it)
        });
        let next = without_number(rest).or_else(|| without_roman(rest)).unwrap_or(rest);
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
    is_marked || name.contains(is_sign) || name.split(' ').any(|it| is_dash(it) || is_year(it))
}

/// What follows a form of address; `None` when there is none.
fn without_prefix<'a>(words: &Vocabulary, text: &'a str) -> Option<&'a str> {
    for prefix in &words.prefixes {
        // Letter by letter, since lower case may have another length in bytes.
        let mut rest = text.chars();
        let is_start =
            prefix.chars().all(|it| rest.next().is_some_and(|own| own.to_lowercase().eq([it])));
        let rest = rest.as_str();
        let follows = |it: char| it.is_whitespace() || matches!(it, '.' | ':' | ',' | '-');
        if is_start && rest.starts_with(follows) {
            return Some(rest.trim_start_matches(follows));
        }
    }
    None
}

/// Reads a card number as text. From a number the zeros before it are gone.
pub(crate) fn read_card(cell: &Cell) -> Outcome<String> {
    if let Some(number) = number_of_date_cell(cell)? {
        let plain = Cell { raw: Raw::Number(number), format: Format::Plain, ..cell.clone() };
        let remark = Remark::new(&super::NUMBER_IN_DATE_CELL).arg("read", number_text(number));
        return read_card(&plain).map(|it| (it.0, Some(remark)));
    }
    let (text, remark) = read(cell)?;
    fits(&text, NAME_CHARS)?;
    // The sign that makes a cell of text, typed into one that was text already.
    let bare = text.trim_start_matches(['\'', '’', '‘', '`']).trim_start();
    let is_marked = bare.len() < text.len() && bare.starts_with(|it: char| it.is_ascii_digit());
    let (text, remark) = if is_marked {
        (bare.to_owned(), Some(Remark::new(&LIST_MARK).arg("read", bare)))
    } else {
        (text, remark)
    };
    let number = cell.plain_number();
    let is_number = number.is_some();
    if is_power(&text) || number.is_some_and(is_rounded) {
        return Err(Remark::new(&CARD_DIGITS_LOST));
    }
    if long_numbers(&text) > 1 {
        return Err(Remark::new(&TWO_CARDS));
    }
    let remark = match remark {
        _ if is_number => Some(Remark::new(&CARD_AS_NUMBER)),
        None if !is_card(&text) => Some(Remark::new(&ODD_CARD)),
        remark => remark,
    };
    Ok((text, remark))
}

/// A number that was typed into a cell which shows dates. One that is a day of this age may
/// as well be a date that was typed into the wrong column, and is refused.
fn number_of_date_cell(cell: &Cell) -> Result<Option<f64>, Remark> {
    let (Raw::Number(number), Format::Date(_)) = (&cell.raw, cell.format) else {
        return Ok(None);
    };
    let is_of_this_age = |it: &jiff::civil::Date| (1900..=2100).contains(&it.year());
    match dates::date_of_serial(*number).filter(is_of_this_age) {
        Some(_) if *number >= super::DATES_FROM => {
            Err(Remark::new(&CARD_OR_DATE).arg("read", number_text(*number)))
        }
        _ => Ok(Some(*number)),
    }
}

/// Whether a text has digits and what parts them, as numbers of cards have.
fn is_card(text: &str) -> bool {
    let is_part = |it: char| matches!(it, ' ' | '.') || super::DASHES.contains(&it);
    text.contains(|it: char| it.is_ascii_digit())
        && text.chars().all(|it| it.is_ascii_digit() || is_part(it))
}

/// Whether it is a number in the form of a power of ten, `8.01E+11`, `8,01E11`: what stood
/// behind the digits that are shown is gone.
fn is_power(text: &str) -> bool {
    if text.contains("10^") {
        return true;
    }
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let power = power.trim_start_matches(['+', '-', ' ']);
    is_number(power) && digits.trim().split(['.', ',']).all(is_number)
}

/// Whether a number has no more digits than Excel shows of a long one, or more than it
/// keeps: the rest was lost on the way through a text.
fn is_rounded(number: f64) -> bool {
    const KEPT: f64 = 1e15;
    const LONG: f64 = 1e10;
    const SHOWN: i32 = 6;
    /// Digits behind the point of "48.012345", as cards are written too.
    const BEHIND: usize = 6;
    if !(0.0..KEPT).contains(&number) {
        return true;
    }
    if let Some((_, behind)) = number_text(number).split_once('.') {
        // With fewer, noughts at the end are gone.
        return behind.len() != BEHIND;
    }
    if number < LONG {
        return false;
    }
    let digits = i32::try_from(number_text(number).len()).unwrap_or(i32::MAX);
    number % 10_f64.powi(digits - SHOWN) == 0.0
}

/// How many numbers as long as a card's stand in a text.
fn long_numbers(text: &str) -> usize {
    const DIGITS: usize = 6;
    let runs = text.split(|it: char| !it.is_ascii_digit());
    runs.filter(|it| it.len() >= DIGITS).count()
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
    fn names_lose_their_form_of_address_and_nothing_else() {
        let words = Vocabulary::new(&Sources::builtin().regime("2019-hd21").unwrap());
        for (typed, name, said) in [
            ("Ma  Văn Hòa", Some("Ma Văn Hòa"), ""),
            ("Đ/c Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("đ/c. Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
            ("ĐC Ma Văn Hòa", Some("Ma Văn Hòa"), "name-prefix"),
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
            ("Ma Văn Hòa (Bí thư)", Some("Ma Văn Hòa (Bí thư)"), "more-than-a-name"),
            ("Đ/c Ma Văn Hòa - Bí thư", Some("Ma Văn Hòa - Bí thư"), "more-than-a-name"),
            ("Ma Văn Hòa\n1980", Some("Ma Văn Hòa 1980"), "more-than-a-name"),
            ("Ma Văn Hòa, Ma Văn An", Some("Ma Văn Hòa, Ma Văn An"), "more-than-a-name"),
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
        // In a list each person has a row; elsewhere two may share a cell.
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
        let card = read_card(&number(12_345_678.0, Format::Plain));
        assert_eq!(remark(&card), "card-as-number");
        assert_eq!(value(card), "12345678");
        assert_eq!(read_card(&text("01234567")), Ok(("01234567".to_owned(), None)));
        for (typed, said) in [
            ("8.01231E+11", "card-digits-lost"),
            ("8,01232E+11", "card-digits-lost"),
            ("8,01232 E+11", "card-digits-lost"),
            ("8E07", "card-digits-lost"),
            ("8e+7", "card-digits-lost"),
            ("8.01×10^11", "card-digits-lost"),
            ("'08012301", "list-mark"),
            ("’08012301", "list-mark"),
            ("' ", "odd-card-number"),
            ("E07", "odd-card-number"),
            ("08E", "odd-card-number"),
            ("08.012305", ""),
            ("08 012 305", ""),
            ("08-012305", ""),
            ("O8012305", "odd-card-number"),
            ("8012304,00", "odd-card-number"),
            ("Số 08012305", "odd-card-number"),
            ("########", "odd-card-number"),
            ("thất lạc", "odd-card-number"),
            ("0801 2305", ""),
            ("08012304 08012305", "two-card-numbers"),
            ("08012304/08012305", "two-card-numbers"),
            ("08012304 (cũ 7012304)", "two-card-numbers"),
            ("chưa có", "odd-card-number"),
        ] {
            assert_eq!(remark(&read_card(&text(typed))), said, "{typed}");
        }
        for (typed, said) in [
            (801_230_300_003.0, "card-as-number"),
            (801_231_000_000.0, "card-digits-lost"),
            (801_231_300_000.0, "card-as-number"),
            (80_123_000.0, "card-as-number"),
            (8_012_303_000_031_234.0, "card-digits-lost"),
            (8_012_304.5, "card-digits-lost"),
        ] {
            assert_eq!(remark(&read_card(&number(typed, Format::Plain))), said, "{typed}");
        }
        // A number typed where the format of dates was left.
        for (typed, said) in [
            (8_012.0, "number-in-date-cell"),
            (9_999.0, "number-in-date-cell"),
            (10_000.0, "card-number-or-date"),
            (44_002.0, "card-number-or-date"),
            (73_415.0, "card-number-or-date"),
            (80_123.0, "number-in-date-cell"),
            (8_012_304.0, "number-in-date-cell"),
            (801_231_000_000.0, "card-digits-lost"),
        ] {
            let card = read_card(&number(typed, Format::Date(DateParts::Day)));
            assert_eq!(remark(&card), said, "{typed}");
            if said == "number-in-date-cell" {
                assert_eq!(value(card), number_text(typed));
            }
        }
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
