//! The name of a branch as lists have it: a number before it, how many members or whom to ring behind it.

use super::Column;
use super::MEMBERS_MAX;
use super::may_be_branch;
use super::values::plain;
use crate::model::phone;
use crate::model::text::{fold, starts_with_words};

/// Digits of a number in a list.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 1..=3;
/// What people call members when they count them, folded.
const MEMBERS: [&str; 4] = ["dang vien", "dv", "dong chi", "d c"];
/// What they write before the number, folded.
const HOW_MANY: [&str; 6] = ["tong so", "tong", "so", "co", "gom", "hien co"];
/// Words behind which a number is the branch's own: thôn 21.
const NUMBERED: [&str; 14] = [
    "chi", "bo", "thon", "ban", "xom", "to", "so", "khu", "pho", "ap", "buon", "khoi", "doi", "cum",
];

/// A name without what the list put around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    /// How many members the line counts.
    pub(super) members: Option<u32>,
    /// Whom to ring.
    pub(super) contact: Option<String>,
    /// What was taken off, as it stood.
    pub(super) dropped: Vec<String>,
}

/// Takes off a name what lists put around it.
pub(super) fn listed(text: &str) -> Listed {
    let text = plain(text);
    let bare = without_mark(&text);
    let mut listed = Listed::default();
    listed.drop(&text[..text.len() - bare.len()]);
    let mut name = bare;
    loop {
        let shown =
            name.trim_end_matches(|it: char| !it.is_alphanumeric() && !")]”\"’'»".contains(it));
        let rest = listed.without_tail(shown).filter(|it| is_name(it));
        let Some(rest) = rest else {
            // Full stops and semicolons end the lines of a list.
            listed.name = if is_name(shown) { shown } else { name }.to_owned();
            return listed;
        };
        name = rest;
    }
}

/// Whether something of a name is left.
fn is_name(text: &str) -> bool {
    let folded = fold(text);
    folded.chars().any(char::is_alphabetic)
        && !["chi bo", "dang bo", "cb"].contains(&folded.as_str())
}

impl Listed {
    fn drop(&mut self, text: &str) {
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            self.dropped.push(text.to_owned());
        }
    }

    /// The text without a number of members or a telephone number behind it, which are kept.
    fn without_tail<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let closed = [('(', ')'), ('[', ']')].into_iter().find(|it| text.ends_with(it.1));
        if let Some((open, _)) = closed {
            let start = text.rfind(open)?;
            let inner = &text[start + 1..text.len() - 1];
            let rest = text[..start].trim_end();
            let count = members(inner).filter(|_| self.members.is_none());
            let is_contact = !phone::numbers(inner).is_empty() && self.contact.is_none();
            if !is_name(rest) || (count.is_none() && !is_contact) {
                return None;
            }
            self.members = count.or(self.members);
            if count.is_none() {
                self.contact = Some(inner.trim().to_owned());
            }
            return Some(rest);
        }
        if self.members.is_some() {
            return None;
        }
        let starts: Vec<usize> = text.match_indices(' ').map(|it| it.0).rev().take(5).collect();
        // The longest takes "có" and "gồm" along.
        let found = |at: &usize| Some((*at, members(&text[at + 1..])?));
        let (at, count) = starts.iter().rev().find_map(found)?;
        let rest = text[..at].trim_end();
        let last = fold(rest.rsplit(' ').next().unwrap_or_default());
        let is_parted = rest.ends_with(|it: char| !it.is_alphanumeric())
            || text[at..].trim_start().starts_with(|it: char| !it.is_ascii_digit());
        if !is_name(rest) || (!is_parted && NUMBERED.contains(&last.as_str())) {
            return None;
        }
        self.members = Some(count);
        Some(rest)
    }
}

/// How many members a text counts, and nothing else: `21 đảng viên`, `có 21 đ/c`.
fn members(text: &str) -> Option<u32> {
    let folded = fold(text);
    let counted = MEMBERS.iter().find_map(|it| folded.strip_suffix(it)).map(str::trim);
    let bare = if let Some(counted) = counted {
        HOW_MANY.iter().find_map(|it| counted.strip_prefix(it)).unwrap_or(counted)
    } else {
        // Số đảng viên: 21.
        let (head, number) = folded.rsplit_once(' ')?;
        let before = MEMBERS.iter().find_map(|it| head.strip_suffix(it)).map(str::trim);
        before.filter(|it| it.is_empty() || HOW_MANY.contains(it)).map(|_| number)?
    };
    // `1.200` and `12,5` are not told apart from one another.
    bare.trim().parse().ok().filter(|it| *it <= MEMBERS_MAX)
}

/// The text without what a list begins its lines with: a sign, a picture, `1.`, `2)`, `(3)`, `4/`; a letter, a
/// Roman number or a number alone only before the word for a branch. As it is where nothing of a name follows.
fn without_mark(text: &str) -> &str {
    let mut bare = text;
    loop {
        let rest = bare.trim_start_matches(|it: char| {
            let is_circled = matches!(it, '\u{2460}'..='\u{249B}' | '\u{2776}'..='\u{2793}');
            is_circled || (!it.is_alphanumeric() && !"(\"“'‘«[".contains(it))
        });
        let next = without_number(rest).unwrap_or(rest);
        if next.len() == bare.len() {
            break;
        }
        bare = next;
    }
    let is_left = bare.starts_with(|it: char| it.is_alphabetic() || "\"“'‘«".contains(it));
    if is_left { bare } else { text }
}

/// What follows the number of a list.
fn without_number(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '[']).map_or(text, str::trim_start);
    let rest = inner.trim_start_matches(|it: char| it.is_ascii_digit());
    let digits = inner.len() - rest.len();
    let is_end = |it: char| ".,)]/:\u{20E3}".contains(it) || "-–—".contains(it);
    let own = rest.trim_start();
    let is_branch = |it: &str| {
        let bare = it.trim_start_matches(|it: char| !it.is_alphanumeric());
        may_be_branch(Column::Name, bare)
    };
    if NUMBER_DIGITS.contains(&digits) {
        let follows = own.strip_prefix(is_end).map(str::trim_start);
        // 30/4 and 1.2 go on: the first is a name, the second another number.
        let is_date = own.starts_with('/')
            && follows.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
        return follows.filter(|_| !is_date).or_else(|| is_branch(rest).then_some(own));
    }
    let letters = inner.trim_start_matches(|it: char| it.is_ascii_alphabetic());
    let word = &inner[..inner.len() - letters.len()];
    let is_roman = !word.is_empty() && word.chars().all(|it| matches!(it, 'I' | 'V' | 'X'));
    let is_mark = is_roman || word.len() == 1;
    let follows = letters.trim_start().strip_prefix(is_end)?.trim_start();
    (is_mark && is_branch(follows)).then_some(follows)
}

/// Whether a line is what stands above a list: a title, or a line that ends with a colon.
pub(super) fn is_above(text: &str) -> bool {
    text.trim_end().ends_with(':') || starts_with_words(text, "danh sách")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_without_what_its_list_put_around_it() {
        for (line, name, members, contact, dropped) in [
            ("Chi bộ thôn Nà Mẻ", "Chi bộ thôn Nà Mẻ", None, None, &[][..]),
            ("1. Chi bộ thôn 3", "Chi bộ thôn 3", None, None, &["1."]),
            ("12)\u{a0}Nà Mẻ", "Nà Mẻ", None, None, &["12)"]),
            ("(3) Chi bộ Cơ quan;", "Chi bộ Cơ quan", None, None, &["(3)"]),
            ("4 - Chi bộ Công an", "Chi bộ Công an", None, None, &["4 -"]),
            ("5 Chi bộ Quân sự.", "Chi bộ Quân sự", None, None, &["5"]),
            ("1.2. Chi bộ A", "Chi bộ A", None, None, &["1.2."]),
            ("a) Chi bộ A", "Chi bộ A", None, None, &["a)"]),
            ("II. Chi bộ A", "Chi bộ A", None, None, &["II."]),
            ("1\u{fe0f}\u{20e3} Chi bộ A", "Chi bộ A", None, None, &["1\u{20e3}"]),
            ("① Chi bộ A", "Chi bộ A", None, None, &["①"]),
            ("- Chi bộ A", "Chi bộ A", None, None, &[]),
            ("+ Chi bộ A ✅", "Chi bộ A", None, None, &[]),
            ("👉 • Chi bộ A 🇻🇳", "Chi bộ A", None, None, &[]),
            ("Chi bộ A (21 đảng viên)", "Chi bộ A", Some(21), None, &[]),
            ("2/ Chi bộ thôn 3 [5 ĐV];", "Chi bộ thôn 3", Some(5), None, &["2/"]),
            ("Chi bộ A - 21 đ/c", "Chi bộ A", Some(21), None, &[]),
            ("Chi bộ A: có 21 đồng chí.", "Chi bộ A", Some(21), None, &[]),
            ("Chi bộ A 21đv", "Chi bộ A", Some(21), None, &[]),
            ("Chi bộ thôn 3, 21 đảng viên", "Chi bộ thôn 3", Some(21), None, &[]),
            ("Chi bộ A (số đảng viên: 21)", "Chi bộ A", Some(21), None, &[]),
            (
                "Chi bộ A (đ/c Lò Văn Păn, 0912 345 678)",
                "Chi bộ A",
                None,
                Some("đ/c Lò Văn Păn, 0912 345 678"),
                &[],
            ),
            ("Chi bộ A (0912345678) (9 đv)", "Chi bộ A", Some(9), Some("0912345678"), &[]),
            // What is a name's own stays.
            ("Chi bộ thôn 21 đảng viên", "Chi bộ thôn 21 đảng viên", None, None, &[]),
            ("Chi bộ 21 đảng viên", "Chi bộ 21 đảng viên", None, None, &[]),
            ("Chi bộ thôn 1 (xã Ea Kao)", "Chi bộ thôn 1 (xã Ea Kao)", None, None, &[]),
            ("Chi bộ A (21)", "Chi bộ A (21)", None, None, &[]),
            ("30/4", "30/4", None, None, &[]),
            ("A. Páo", "A. Páo", None, None, &[]),
            ("19-5 Nà Mẻ", "19-5 Nà Mẻ", None, None, &[]),
            ("Chi bộ \"Hoa Ban\"", "Chi bộ \"Hoa Ban\"", None, None, &[]),
            ("Chi bộ", "Chi bộ", None, None, &[]),
            ("7", "7", None, None, &[]),
        ] {
            let expected = Listed {
                name: name.to_owned(),
                members,
                contact: contact.map(str::to_owned),
                dropped: dropped.iter().map(|it| (*it).to_owned()).collect(),
            };
            assert_eq!(listed(line), expected, "{line}");
        }
    }
}
