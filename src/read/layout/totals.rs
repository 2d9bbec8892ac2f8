//! Numbers in a line that begins like a total: how many people it says, if it says that of the whole list at all.

use crate::read::fold::{fold, fold_words};
use crate::regime::form::Form;

/// What a line says of how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing of the list: no number, or ballots, pages, a date.
    Nothing,
    /// How many a group of it has.
    OfAGroup,
    /// How many there are: any of these numbers.
    All(Vec<u32>),
    /// How many of a kind there are, and what these add up to.
    Parts(Vec<u32>),
}

/// A list of words, each as the words of a phrase.
type Phrases = Vec<Vec<String>>;

/// The words by which such numbers are told apart.
#[derive(Clone, Debug)]
pub(super) struct TotalWords {
    people: Phrases,
    others: Phrases,
    named: Phrases,
    groups: Phrases,
    branch: Phrases,
    kinds: Phrases,
    everybody: Phrases,
    breakdown: Phrases,
    and: Phrases,
}

/// A word, a number or what parts them.
enum Token {
    Word(String),
    Number(u32),
    /// Of a date, or glued to a word.
    NoNumber,
    Colon,
    Stop,
}

/// A number of a line.
struct Number {
    value: u32,
    clause: usize,
    /// Whether it stands in a breakdown.
    is_below: bool,
    /// Whether what it counts is people by its own words.
    is_people: bool,
}

impl TotalWords {
    pub(super) fn new(form: &Form) -> Self {
        let words = |all: &[String]| -> Phrases { all.iter().map(|it| fold_words(it)).collect() };
        let totals = &form.totals;
        Self {
            people: words(&totals.people),
            others: words(&totals.others),
            named: words(&totals.named),
            groups: words(&totals.groups),
            branch: words(&totals.branch),
            kinds: words(&totals.kinds),
            everybody: words(&totals.everybody),
            breakdown: words(&totals.breakdown),
            and: words(&totals.and),
        }
    }

    /// What a label says of the number in the cell beside it.
    pub(super) fn label(&self, text: &str, number: u32) -> Said {
        let tokens = tokens(text);
        let has = |all: &Phrases| (0..tokens.len()).any(|at| at_any(&tokens, at, all).is_some());
        if self.is_of_a_group(&tokens) {
            Said::OfAGroup
        } else if has(&self.others) {
            Said::Nothing
        } else if has(&self.kinds) {
            Said::Parts(vec![number])
        } else {
            Said::All(vec![number])
        }
    }

    /// What a line says.
    pub(super) fn line(&self, text: &str) -> Said {
        let tokens = tokens(text);
        if self.is_of_a_group(&tokens) {
            return Said::OfAGroup;
        }
        let (mut clauses, mut numbers) = (vec![Vec::new()], Vec::new());
        let (mut is_below, mut is_other) = (false, false);
        for (at, token) in tokens.iter().enumerate() {
            let begins = |all: &Phrases| at_any(&tokens, at, all).is_some();
            is_below |= begins(&self.breakdown);
            is_other |= begins(&self.others);
            if matches!(token, Token::Stop) || begins(&self.and) || begins(&self.breakdown) {
                clauses.push(Vec::new());
            }
            let clause = clauses.len() - 1;
            if let Some(own) = clauses.last_mut() {
                own.push(at);
            }
            let Token::Number(value) = token else { continue };
            let after = |all: &Phrases| at_any(&tokens, at + 1, all).is_some();
            let is_people = after(&self.people);
            let is_no_total = is_other || after(&self.others) || self.is_name(&tokens, at);
            if is_people || !is_no_total {
                numbers.push(Number { value: *value, clause, is_below, is_people });
            }
        }
        // A year without its word is one where another number stands.
        let is_year = |it: &Number| !it.is_people && (1900..=2100).contains(&it.value);
        if numbers.iter().any(|it| !is_year(it)) {
            numbers.retain(|it| !is_year(it));
        }
        let has = |clause: usize, phrase: &Vec<String>| {
            let own = clauses.get(clause).map_or(&[][..], Vec::as_slice);
            own.iter().any(|at| is_at(&tokens, *at, phrase))
        };
        self.judge(&numbers, has)
    }

    /// What the numbers of a line say; `has` tells whether a clause has a phrase.
    fn judge(&self, numbers: &[Number], has: impl Fn(usize, &Vec<String>) -> bool) -> Said {
        let is_part =
            |it: &&Number| it.is_below || self.kinds.iter().any(|own| has(it.clause, own));
        let values = |all: &[&Number]| -> Vec<u32> {
            let mut values: Vec<u32> = all.iter().map(|it| it.value).collect();
            // What is said of parts one by one may add up.
            let sums = (2..=values.len())
                .map(|it| values[..it].iter().fold(0, |sum: u32, own| sum.saturating_add(*own)));
            values.extend(sums.collect::<Vec<_>>());
            values
        };
        let all: Vec<&Number> = numbers.iter().filter(|it| !is_part(it)).collect();
        if !all.is_empty() {
            return Said::All(values(&all));
        }
        // Whoever is not one of these kinds is the other.
        let each: Vec<Vec<&Number>> = self
            .everybody
            .iter()
            .map(|own| numbers.iter().filter(|it| has(it.clause, own)).collect())
            .collect();
        let sum = each.iter().map(|it| match it.as_slice() {
            [only] => Some((only.clause, only.value)),
            _ => None,
        });
        if let Some(each) = sum.collect::<Option<Vec<_>>>()
            && each.windows(2).all(|it| it[0].0 != it[1].0)
            && each.len() > 1
        {
            return Said::All(vec![each.iter().fold(0, |sum, it| sum.saturating_add(it.1))]);
        }
        let parts: Vec<&Number> = numbers.iter().collect();
        if parts.is_empty() { Said::Nothing } else { Said::Parts(values(&parts)) }
    }

    /// Whether a number is the name of something: thôn 2, ngày 29.
    fn is_name(&self, tokens: &[Token], at: usize) -> bool {
        let ends = |own: &Vec<String>| {
            at.checked_sub(own.len()).is_some_and(|from| is_at(tokens, from, own))
        };
        self.named.iter().chain(&self.groups).any(ends)
    }

    /// Whether the line is of a group: a group's word with its number or letter, before any number of people and
    /// not in the name of a branch.
    fn is_of_a_group(&self, tokens: &[Token]) -> bool {
        let is_of_all = |at: usize| {
            let is_number = matches!(tokens.get(at), Some(Token::Number(_)));
            is_number || at_any(tokens, at, &self.branch).is_some()
        };
        (0..tokens.len()).any(|at| {
            let Some(length) = at_any(tokens, at, &self.groups) else { return false };
            let is_people = at_any(tokens, at + length + 1, &self.people).is_some();
            let is_numbered = match tokens.get(at + length) {
                Some(Token::Number(_)) => !is_people,
                Some(Token::Word(it)) => it.len() == 1 || it.bytes().all(|it| b"ivx".contains(&it)),
                _ => false,
            };
            is_numbered && !(0..at).any(is_of_all)
        })
    }
}

/// Whether a phrase stands at a place.
fn is_at(tokens: &[Token], at: usize, phrase: &[String]) -> bool {
    let own = tokens.get(at..).unwrap_or_default();
    own.len() >= phrase.len()
        && !phrase.is_empty()
        && own.iter().zip(phrase).all(|(own, it)| matches!(own, Token::Word(own) if own == it))
}

/// How many words the phrase has that stands at a place.
fn at_any(tokens: &[Token], at: usize, all: &Phrases) -> Option<usize> {
    all.iter().find(|it| is_at(tokens, at, it)).map(Vec::len)
}

/// The words and numbers of a line. Figures that signs join are a date, if they are three or the last is a year.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    let is_digit = |it: char| it.is_ascii_digit();
    let mut is_glued = false;
    while let Some(first) = rest.chars().next() {
        if is_digit(first) {
            let end =
                rest.find(|it: char| !is_digit(it) && !"/-.".contains(it)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            let figures: Vec<&str> =
                run.split(['/', '-', '.']).filter(|it| !it.is_empty()).collect();
            let is_date = figures.len() > 2 || figures.get(1).is_some_and(|it| it.len() == 4);
            for it in figures {
                // More figures than a number has are a telephone's.
                let value = it.parse().ok().filter(|_| !is_date && !is_glued);
                tokens.push(value.map_or(Token::NoNumber, Token::Number));
            }
            if run.ends_with('.') {
                tokens.push(Token::Stop);
            }
            rest = after;
            is_glued = false;
        } else if first.is_alphabetic() {
            let end =
                rest.find(|it: char| !it.is_alphabetic() && !is_mark(it)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            tokens.push(Token::Word(fold(word)));
            rest = after;
            is_glued = rest.starts_with(is_digit);
        } else {
            let after = &rest[first.len_utf8()..];
            let is_apart = after.is_empty() || after.starts_with(char::is_whitespace);
            match first {
                ':' => tokens.push(Token::Colon),
                ',' | ';' | '(' | ')' | '\n' | '+' => tokens.push(Token::Stop),
                '.' | '-' | '–' | '—' if is_apart => tokens.push(Token::Stop),
                _ => {}
            }
            rest = after;
            is_glued = false;
        }
    }
    tokens
}

/// A mark over the letter before it.
fn is_mark(it: char) -> bool {
    unicode_normalization::char::is_combining_mark(it)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::Sources;

    #[test]
    fn numbers_of_people_are_told_from_others() {
        let all = |it: &[u32]| Said::All(it.to_vec());
        let parts = |it: &[u32]| Said::Parts(it.to_vec());
        for regime in ["2019-hd21", "2025-hd43"] {
            let words = TotalWords::new(&Sources::builtin().regime(regime).unwrap().form);
            for (line, said) in [
                ("Tổng cộng: 27", all(&[27])),
                ("Tổng cộng 27 đồng chí", all(&[27])),
                ("TỔNG CỘNG: 27Đ/C", all(&[27])),
                ("Danh sách này có … đồng chí", Said::Nothing),
                ("Danh sách này có hai mươi bảy (27) đồng chí./.", all(&[27])),
                ("Tổng cộng (I+II): 27", all(&[27])),
                ("Danh sách này có 21 đồng chí, trong đó 3 nữ", all(&[21])),
                ("Tổng số: 30, trong đó 27 đã họp", all(&[30])),
                ("Tổng cộng: 27 đ/c; trong đó: 26 chính thức, 01 dự bị", all(&[27])),
                ("Danh sách này có 26 đảng viên chính thức và 01 đảng viên dự bị", all(&[27])),
                ("Danh sách này có 26 đảng viên chính thức, 01 dự bị, 7 nữ", all(&[27])),
                ("Danh sách này gồm 27 đảng viên", all(&[27])),
                ("Danh sách gồm có: 27 đồng chí", all(&[27])),
                ("Danh sách này có 26 đảng viên chính thức", parts(&[26])),
                ("Tổng số đảng viên được đánh giá: 24", parts(&[24])),
                ("Tổng cộng: HTXSNV 3; HTTNV 19; HTNV 2", parts(&[3, 19, 2, 22, 24])),
                ("Tổng số đảng viên: 27. Nữ: 7", all(&[27])),
                ("Tổng số đảng viên: 27 - Nữ: 7", all(&[27])),
                ("Tổng cộng: 13 + 14", all(&[13, 14, 27])),
                ("Tổng số: 27/27 đồng chí", all(&[27, 27, 54])),
                // Days, months and years.
                ("Tổng số đảng viên tính đến ngày 29/11/2026: 27 đồng chí", all(&[27])),
                ("Tổng số đảng viên đến 29-11-2026 là 27", all(&[27])),
                ("Tổng số đảng viên đến tháng 11/2026 là 27", all(&[27])),
                ("Tổng số đến ngày 29 tháng 11 năm 2026: 27", all(&[27])),
                ("Tổng cộng năm 2026: 27 đồng chí", all(&[27])),
                ("Tổng cộng 2026: 27", all(&[27])),
                ("Tổng cộng: 2020 đồng chí", all(&[2020])),
                // Names with a number.
                ("Tổng số đảng viên chi bộ thôn 2: 27 đồng chí", all(&[27])),
                ("Tổng số đảng viên của chi bộ: 27", all(&[27])),
                ("Tổng số đảng viên chi bộ 27 đồng chí", all(&[27])),
                ("Tổng số đảng viên chi bộ tổ 5: 27", all(&[27])),
                ("Tổng số đảng viên thôn2: 27", all(&[27])),
                // Other things.
                ("Danh sách này có 02 trang, 27 đồng chí", all(&[27])),
                ("Danh sách này có 27 đồng chí, 02 trang", all(&[27])),
                ("Tổng số phiếu phát ra: 24; thu về: 24; hợp lệ: 24", Said::Nothing),
                ("Tổng số 24 phiếu", Said::Nothing),
                ("Tổng số đảng viên: 27, số phiếu: 24", all(&[27])),
                // A group of the list.
                ("Tổng cộng tổ 1: 13 đồng chí", Said::OfAGroup),
                ("Tổng cộng nhóm II: 13", Said::OfAGroup),
                ("Cộng tổ A 13", Said::OfAGroup),
                ("Tổng cộng: 27 đồng chí, trong đó tổ 1: 13, tổ 2: 14", all(&[27])),
            ] {
                assert_eq!(words.line(line), said, "{line}");
            }
            for (label, said) in [
                ("Tổng cộng", all(&[9])),
                ("Tổng số đảng viên được đánh giá", parts(&[9])),
                ("Tổng số phiếu", Said::Nothing),
                ("Tổng cộng tổ 1", Said::OfAGroup),
            ] {
                assert_eq!(words.label(label, 9), said, "{label}");
            }
        }
    }
}
