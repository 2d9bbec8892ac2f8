//! Branches pasted from a workbook: lines with tabs, with headings or without.
//!
//! Unlike a file, what is pasted is shown to the person before anything is made of it, so
//! that codes and kinds that were not pasted may be proposed.

use super::columns::{Column, Columns};
use super::values::{self, Said};
use super::{KnownKind, free_code};
use crate::model::text::fold;
use crate::model::{Branch, phone};
use crate::workbook::grid::{Cell, Sheet};
use crate::workbook::{Limits, text};

/// Rows above the headings.
const HEAD_ROWS: usize = 10;
/// More members no branch has: a larger number is something else.
const MEMBERS_MAX: u32 = 2_000;
/// A code that is typed is short; a longer word is a name.
const CODE_CHARS: usize = 10;

/// What was made of pasted lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// In the order of the lines.
    pub branches: Vec<Branch>,
    /// Codes of the branches whose kind was proposed by their names.
    pub guessed: Vec<String>,
    /// Lines that are no branch, as they were pasted.
    pub left_out: Vec<String>,
}

/// Reads pasted lines.
pub fn pasted(lines: &str, kinds: &[KnownKind]) -> Pasted {
    // A line without a tab is one cell, whatever commas are in it.
    let Ok(book) = text::table(lines, '\t', &Limits::default()) else {
        return Pasted::default();
    };
    let Some(sheet) = book.sheets.first() else { return Pasted::default() };
    let (first, places) = match Columns::find(sheet, HEAD_ROWS, false) {
        Some(columns) => {
            let places = Column::ALL.iter().filter_map(|it| Some((*it, columns.of(*it)?)));
            (columns.head + 1, places.collect())
        }
        None => (0, guess(sheet, kinds)),
    };
    let mut made = Pasted::default();
    for row in sheet.rows.iter().filter(|it| it.index >= first) {
        let of = |wanted: Column| {
            let col = places.iter().find(|it| it.0 == wanted)?.1;
            match values::said(sheet, row.index, col) {
                Said::Text(text) => Some(text),
                Said::Nothing | Said::Unusable(..) => None,
            }
        };
        let is_short = places.len() > 1 && row.cells.len() < 2;
        let name = of(Column::Name)
            .filter(|it| !values::is_total(it) && it.chars().any(char::is_alphabetic));
        if let Some(name) = name.filter(|it| !is_short || super::may_be_branch(Column::Name, it)) {
            made.take(name, &of, kinds);
        } else {
            let texts: Vec<_> = row.cells.iter().filter_map(Cell::text).collect();
            made.left_out.push(values::plain(&texts.join(" ")));
        }
    }
    made.left_out.retain(|it| it.chars().any(char::is_alphabetic));
    made
}

impl Pasted {
    fn take(&mut self, name: String, of: &dyn Fn(Column) -> Option<String>, kinds: &[KnownKind]) {
        let taken: Vec<String> = self.branches.iter().map(|it| it.code.clone()).collect();
        let is_free = |it: &String| {
            super::super::is_usable_code(it)
                && taken.iter().all(|own| !own.eq_ignore_ascii_case(it))
        };
        let code = of(Column::Code).filter(is_free).unwrap_or_else(|| free_code(&name, &taken));
        let kind = of(Column::Kind).and_then(|it| known(&it, kinds)).unwrap_or_else(|| {
            self.guessed.push(code.clone());
            kind_for(&name, kinds)
        });
        let members = of(Column::Members).and_then(|it| values::count(&it));
        let contact = of(Column::Contact)
            .map(|it| if values::has_lost_nought(&it) { format!("0{it}") } else { it });
        self.branches.push(Branch {
            code,
            name,
            kind,
            members,
            contact,
            unit: None,
            previous_codes: Vec::new(),
        });
    }
}

/// The kind that a text names.
fn known(text: &str, kinds: &[KnownKind]) -> Option<String> {
    let key = fold(text);
    let is_it =
        |it: &&KnownKind| fold(it.label) == key || it.others.iter().any(|it| fold(it) == key);
    kinds.iter().find(is_it).map(|it| it.label.to_owned())
}

/// The kind that a name speaks for: of its words, the first behind "chi bộ" counts, or the
/// first word of the kind. Where none does, the last of the list.
pub fn kind_for(name: &str, kinds: &[KnownKind]) -> String {
    let folded = fold(name);
    let own = folded.strip_prefix("chi bo ").unwrap_or(&folded);
    let words: Vec<&str> = own.split(' ').collect();
    let score = |it: &KnownKind| {
        let label = fold(it.label);
        let of_label: Vec<&str> = label.split(' ').collect();
        let is_near = of_label.contains(&words[0]) || words.contains(&of_label[0]);
        let shared = of_label.iter().filter(|it| words.contains(it)).count();
        if is_near && shared * 2 >= of_label.len() { shared * 10 / of_label.len() } else { 0 }
    };
    let mut best = kinds.last();
    for kind in kinds.iter().rev() {
        if score(kind) > 0 && best.is_none_or(|it| score(kind) >= score(it)) {
            best = Some(kind);
        }
    }
    best.map(|it| it.label.to_owned()).unwrap_or_default()
}

/// Which column says what, where no heading says it.
fn guess(sheet: &Sheet, kinds: &[KnownKind]) -> Vec<(Column, u32)> {
    let cols = sheet.rows.iter().flat_map(|it| it.cells.iter().map(|it| it.col)).max().unwrap_or(0);
    let mut places: Vec<(Column, u32)> = Vec::new();
    let mut names: Option<(u32, usize)> = None;
    for col in 0..=cols {
        let texts: Vec<String> = sheet
            .rows
            .iter()
            .filter_map(|row| match values::said(sheet, row.index, col) {
                Said::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        let most = |is: &dyn Fn(&String) -> bool| {
            !texts.is_empty() && texts.iter().filter(|it| is(it)).count() * 4 > texts.len() * 3
        };
        let is_free = |wanted| places.iter().all(|it: &(Column, u32)| it.0 != wanted);
        if most(&|it| known(it, kinds).is_some()) && is_free(Column::Kind) {
            places.push((Column::Kind, col));
        } else if most(&|it| !phone::numbers(it).is_empty()) && is_free(Column::Contact) {
            places.push((Column::Contact, col));
        } else if most(&|it| values::count(it).is_some_and(|it| it <= MEMBERS_MAX)) {
            // 1, 2, 3 … are the numbers of the rows.
            let is_numbering = texts.len() > 1
                && (1_u32..).zip(&texts).all(|(number, it)| values::count(it) == Some(number));
            if !is_numbering && is_free(Column::Members) && col > 0 {
                places.push((Column::Members, col));
            }
        } else if cols > 1
            && most(&|it| super::super::is_usable_code(it) && it.len() <= CODE_CHARS)
            && is_free(Column::Code)
        {
            places.push((Column::Code, col));
        } else {
            let length = texts.iter().map(|it| it.chars().count()).sum();
            if names.is_none_or(|it| length > it.1) && length > 0 {
                names = Some((col, length));
            }
        }
    }
    places.extend(names.map(|it| (Column::Name, it.0)));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [&str; 7] =
        ["Thôn bản", "Trường học", "Hợp tác xã", "Trạm y tế", "Công an xã", "Cơ quan", "Khác"];

    fn kinds() -> Vec<KnownKind<'static>> {
        LABELS.iter().map(|label| KnownKind { label, others: Vec::new() }).collect()
    }

    /// Code, name, kind, members, contact; a line each.
    fn made(lines: &str) -> Vec<String> {
        let line = |it: Branch| {
            let members = it.members.map(|it| it.to_string()).unwrap_or_default();
            let contact = it.contact.unwrap_or_default();
            format!("{}|{}|{}|{members}|{contact}", it.code, it.name, it.kind)
        };
        pasted(lines, &kinds()).branches.into_iter().map(line).collect()
    }

    #[test]
    fn names_alone_are_enough() {
        assert_eq!(
            made("Chi bộ thôn Nà Mẻ\r\nChi bộ thôn Nà Mòn, xã cũ\r\nChi bộ Trường Mầm non\r\n"),
            [
                "NM|Chi bộ thôn Nà Mẻ|Thôn bản||",
                "NMXC|Chi bộ thôn Nà Mòn, xã cũ|Thôn bản||",
                "TMN|Chi bộ Trường Mầm non|Trường học||",
            ]
        );
        assert_eq!(made("Nà Mẻ\nNa Mé\n"), ["NM|Nà Mẻ|Khác||", "NM-2|Na Mé|Khác||"]);
    }

    #[test]
    fn columns_are_known_with_headings_and_without() {
        let expected = ["TP|Chi bộ Tống Pu|Thôn bản|21|0912345678", "CQ|Chi bộ Cơ quan|Cơ quan|9|"];
        for lines in [
            "Mã\tTên\tLoại hình\tSố đảng viên\tLiên hệ\nTP\tChi bộ Tống Pu\tThôn bản\t21\t912345678\nCQ\tChi bộ Cơ quan\tCơ quan\t9\t\n",
            "STT\tTên chi bộ\tMã\tSố ĐV\tLoại hình\tSĐT\n1\tChi bộ Tống Pu\tTP\t21\tthon ban\t0912345678\n2\tChi bộ Cơ quan\tCQ\t9\tcơ quan\n\tTổng cộng\t\t30\n",
            "1\tTP\tChi bộ Tống Pu\tThôn bản\t21\t0912345678\n2\tCQ\tChi bộ Cơ quan\tCơ quan\t9\t\n",
        ] {
            assert_eq!(made(lines), expected, "{lines}");
        }
    }

    #[test]
    fn what_is_no_branch_is_named_and_what_is_guessed_too() {
        let lines =
            "Tên\tSố đảng viên\nKhối thôn\t\nChi bộ thôn A\t5\nChi bộ Ủy ban\t6\nTổng\t11\n";
        let made = pasted(lines, &kinds());
        assert_eq!(made.left_out, ["Khối thôn", "Tổng 11"]);
        assert_eq!(made.guessed, ["TA", "UB"]);
        assert_eq!(pasted("", &kinds()), Pasted::default());
    }

    #[test]
    fn a_name_speaks_for_its_kind() {
        for (name, kind) in [
            ("Chi bộ bản Nà Lơi", "Thôn bản"),
            ("Chi bộ thôn 3", "Thôn bản"),
            ("Chi bộ Trường THCS xã", "Trường học"),
            ("Chi bộ Trạm y tế xã", "Trạm y tế"),
            ("Chi bộ Công an xã", "Công an xã"),
            ("Chi bộ Công ty Hoa Ban", "Khác"),
            ("Chi bộ Hợp tác xã nông nghiệp", "Hợp tác xã"),
            ("Chi bộ Cơ quan Ủy ban nhân dân xã", "Cơ quan"),
            ("Chi bộ Ủy ban nhân dân xã", "Khác"),
            ("", "Khác"),
        ] {
            assert_eq!(kind_for(name, &kinds()), kind, "{name}");
        }
    }
}
