//! Branches pasted from a workbook: lines with tabs, with headings or without.
//!
//! Unlike a file, what is pasted is shown to the person before anything is made of it, so
//! that codes and kinds that were not pasted may be proposed.

use super::columns::{Column, Columns};
use super::guess::{guess, known};
use super::listed::{Listed, is_above, listed};
use super::values::{self, Said};
use super::{KnownKind, free_code};
use crate::model::Branch;
use crate::model::text::fold;
use crate::workbook::grid::{Cell, Row, Sheet};
use crate::workbook::{Limits, text};

/// Rows above the headings.
const HEAD_ROWS: usize = 10;
/// What was made of pasted lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// In the order of the lines.
    pub branches: Vec<Branch>,
    /// Codes of the branches whose kind was proposed by their names.
    pub guessed: Vec<String>,
    /// Lines that are no branch, as they were pasted.
    pub left_out: Vec<String>,
    /// Of each branch what its line says and none of its fields has: the number of the list, a code that
    /// another branch has, a kind that nobody knows.
    pub dropped: Vec<Vec<String>>,
    /// Columns that nothing was taken of: the first that stands in each.
    pub unused: Vec<String>,
}

/// Reads pasted lines.
pub fn pasted(lines: &str, kinds: &[KnownKind]) -> Pasted {
    let Some(sheet) = table_of(lines) else { return Pasted::default() };
    let sheet = &sheet;
    let mut made = Pasted::default();
    let groups = groups(sheet);
    let (first, places) = if let Some(columns) = Columns::find(sheet, HEAD_ROWS, false) {
        let places: Vec<_> =
            Column::ALL.iter().filter_map(|it| Some((*it, columns.of(*it)?))).collect();
        made.unused = columns.unused.iter().map(|it| it.1.clone()).collect();
        let again = columns.twice.iter().filter_map(|it| sheet.get(columns.head, it.2)?.text());
        made.unused.extend(again.map(values::plain));
        (columns.head + 1, places)
    } else {
        let head = sheet.rows.iter().take(HEAD_ROWS).find(|it| Columns::is_head(it));
        let first = head.map_or(0, |it| it.index + 1);
        (first, guess(sheet, (first, &groups), kinds, &mut made.unused))
    };
    for row in &sheet.rows {
        let of = |wanted: Column| {
            let col = places.iter().find(|it| it.0 == wanted)?.1;
            match values::said(sheet, row.index, col) {
                Said::Text(text) => Some(text),
                Said::Nothing | Said::Unusable(..) => None,
            }
        };
        let is_head = || row.index + 1 == first || Columns::is_head(row);
        let is_short = places.len() > 1 && row.cells.len() < 2;
        let is_branch = |it: &Listed| {
            row.index >= first
                && !is_head()
                && !groups.contains(&row.index)
                && !values::is_total(&it.name)
                && it.name.chars().any(char::is_alphabetic)
                && (!is_short || super::may_be_branch(Column::Name, &it.name))
        };
        let name = of(Column::Name).filter(|it| row.cells.len() > 1 || !is_above(it));
        if let Some(name) = name.map(|it| listed(&it)).filter(is_branch) {
            made.take(name, &of, kinds);
        } else if !is_head() {
            let texts: Vec<_> = row.cells.iter().filter_map(Cell::text).collect();
            made.left_out.push(values::plain(&texts.join(" ")));
        }
    }
    made.left_out.retain(|it| it.chars().any(char::is_alphabetic));
    made
}

/// The rows of headings of groups: those with a Roman number where others have 1, 2, 3.
fn groups(sheet: &Sheet) -> Vec<u32> {
    let first = |row: &Row| row.cells.first().and_then(Cell::text).map(values::plain);
    let number = |text: &str| -> String {
        let end = text.find(|it: char| !it.is_alphanumeric()).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let rows: Vec<(u32, String)> =
        sheet.rows.iter().filter_map(|it| Some((it.index, number(&first(it)?)))).collect();
    let has = |digits: &str| rows.iter().any(|it| it.1 == digits);
    let are_numbered = has("1") && has("2");
    let roman = rows.into_iter().filter(|it| !it.1.is_empty() && values::is_roman(&it.1));
    roman.filter(|_| are_numbered).map(|it| it.0).collect()
}

/// Pasted lines as a table. A line without a tab is one cell, whatever commas are in it, unless headings are
/// parted by them, or each of its parts is called a branch.
fn table_of(lines: &str) -> Option<Sheet> {
    let table = |text: &str, separator| {
        text::table(text, separator, &Limits::default()).ok()?.sheets.into_iter().next()
    };
    if lines.contains('\t') {
        return table(lines, '\t');
    }
    let has_heads = |it: &Sheet| Columns::find(it, HEAD_ROWS, false).is_some();
    let headed = [';', ','].into_iter().find_map(|it| table(lines, it).filter(has_heads));
    headed.or_else(|| table(&parted(lines), '\t'))
}

/// Lines without tabs, parted where others have them: at three blanks, and before a branch behind a comma.
fn parted(lines: &str) -> String {
    let is_branch = |it: &str| super::may_be_branch(Column::Name, it);
    let mut all = String::new();
    for line in lines.lines() {
        let mut rest = line.trim();
        while let Some((at, _)) = rest
            .match_indices([',', ';'])
            .find(|it| is_branch(&rest[..it.0]) && is_branch(&rest[it.0 + 1..]))
        {
            all.push_str(&rest[..at]);
            all.push('\n');
            rest = rest[at + 1..].trim_start();
        }
        let cells = rest.split("   ").map(str::trim).filter(|it| !it.is_empty());
        all.push_str(&cells.collect::<Vec<_>>().join("\t"));
        all.push('\n');
    }
    all
}

impl Pasted {
    fn take(&mut self, listed: Listed, of: &dyn Fn(Column) -> Option<String>, kinds: &[KnownKind]) {
        let Listed { name, members, contact, mut dropped } = listed;
        let taken: Vec<String> = self.branches.iter().map(|it| it.code.clone()).collect();
        let is_free = |it: &String| {
            super::super::is_usable_code(it)
                && taken.iter().all(|own| !own.eq_ignore_ascii_case(it))
        };
        let mut used = |column: Column, is_used: &dyn Fn(&String) -> bool| {
            let said = of(column)?;
            if is_used(&said) {
                return Some(said);
            }
            dropped.push(said);
            None
        };
        let code = used(Column::Code, &is_free).unwrap_or_else(|| free_code(&name, &taken));
        let kind = used(Column::Kind, &|it| known(it, kinds).is_some());
        let kind = kind.and_then(|it| known(&it, kinds)).unwrap_or_else(|| {
            self.guessed.push(code.clone());
            kind_for(&name, kinds)
        });
        let counted = used(Column::Members, &|it| values::count(it).is_some());
        let counted = counted.and_then(|it| values::count(&it));
        // What a column of its own says goes before what stands behind the name.
        if let (Some(behind), true) = (members, counted.is_some() && counted != members) {
            dropped.push(behind.to_string());
        }
        let said = of(Column::Contact)
            .map(|it| if values::has_lost_nought(&it) { format!("0{it}") } else { it });
        dropped.extend(contact.iter().filter(|_| said.is_some()).cloned());
        self.dropped.push(dropped);
        self.branches.push(Branch {
            code,
            name,
            kind,
            members: counted.or(members),
            contact: said.or(contact),
            unit: None,
            previous_codes: Vec::new(),
        });
    }
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
    fn a_column_of_codes_is_known_before_the_names_and_behind_them() {
        let expected = ["NM|Chi bộ thôn Nà Mẻ|Thôn bản||", "TP|Chi bộ Tống Pu|Khác||"];
        for lines in [
            "NM\tChi bộ thôn Nà Mẻ\nTP\tChi bộ Tống Pu\n",
            "Chi bộ thôn Nà Mẻ\tNM\nChi bộ Tống Pu\tTP\n",
            "STT\tTên chi bộ\tMã\n1\tChi bộ thôn Nà Mẻ\tNM\n2\tChi bộ Tống Pu\tTP\n",
        ] {
            assert_eq!(made(lines), expected, "{lines}");
        }
        // Names of one word; a text that comes again is no code.
        assert_eq!(made("NM\tNamet\nTP\tTongpu\n"), ["NM|Namet|Khác||", "TP|Tongpu|Khác||"]);
        assert_eq!(
            made("Chi bộ A\tNam\nChi bộ B\tNam\n"),
            ["BA|Chi bộ A|Khác||", "BB|Chi bộ B|Khác||"]
        );
        assert_eq!(pasted("Chi bộ A\tNam\nChi bộ B\tNam\n", &kinds()).unused, ["Nam"]);
    }

    #[test]
    fn a_heading_is_no_branch() {
        let expected = ["NM|Chi bộ thôn Nà Mẻ|Thôn bản||", "TP|Chi bộ Tống Pu|Khác||"];
        for (lines, left_out) in [
            ("Tên chi bộ\nChi bộ thôn Nà Mẻ\nChi bộ Tống Pu\n", ""),
            ("STT\tTên chi bộ\n1\tChi bộ thôn Nà Mẻ\n2\tChi bộ Tống Pu\n", ""),
            ("CHI BỘ\nChi bộ thôn Nà Mẻ\n\nCHI BỘ\nChi bộ Tống Pu\n", ""),
            ("Danh sách chi bộ\nChi bộ thôn Nà Mẻ\nChi bộ Tống Pu\n", "Danh sách chi bộ"),
            (
                "Em gửi chị các chi bộ ạ:\n1. Chi bộ thôn Nà Mẻ\n2. Chi bộ Tống Pu\n",
                "Em gửi chị các chi bộ ạ:",
            ),
        ] {
            assert_eq!(made(lines), expected, "{lines}");
            assert_eq!(pasted(lines, &kinds()).left_out.join("|"), left_out, "{lines}");
        }
    }

    #[test]
    fn lists_without_tabs_are_parted_where_they_mean_it() {
        let expected = ["T1|Chi bộ thôn 1|Thôn bản||", "T2|Chi bộ thôn 2|Thôn bản||"];
        for lines in [
            "Chi bộ thôn 1, Chi bộ thôn 2\n",
            "Chi bộ thôn 1; chi bộ thôn 2.\n",
            "TT;Mã;Tên chi bộ\n1;T1;Chi bộ thôn 1\n2;T2;Chi bộ thôn 2\n",
            "TT,Tên chi bộ,Mã\n1,Chi bộ thôn 1,T1\n2,Chi bộ thôn 2,T2\n",
            "  1   Chi bộ thôn 1      T1\n  2   Chi bộ thôn 2      T2\n",
            "I\tCác chi bộ thôn\n1\tChi bộ thôn 1\n2\tChi bộ thôn 2\n",
            "I. CHI BỘ NÔNG THÔN\n1. Chi bộ thôn 1\n2. Chi bộ thôn 2\n",
        ] {
            assert_eq!(
                made(lines).iter().map(|it| it.replace("chi bộ", "Chi bộ")).collect::<Vec<_>>(),
                expected,
                "{lines}"
            );
        }
        // A name that begins like a Roman number is none.
        assert_eq!(made("1. Chi bộ A\n2. Chi bộ B\nXã đội\n").len(), 3);
        assert_eq!(made("Chi bộ Nà Mòn, xã cũ\n"), ["NMXC|Chi bộ Nà Mòn, xã cũ|Khác||"]);
        // One column is that of the names, whatever else stands there.
        assert_eq!(made("Chi bộ A 0912345678\n").len(), 1);
    }

    #[test]
    fn what_stands_around_a_name_is_taken_off_and_told() {
        let lines = "1.\tChi bộ A (21 đảng viên)\n2.\tChi bộ B;\n";
        assert_eq!(made(lines), ["BA|Chi bộ A|Khác|21|", "BB|Chi bộ B|Khác||"]);
        let lines = "1. Chi bộ A (21 đảng viên)\n2) Chi bộ B\n";
        assert_eq!(pasted(lines, &kinds()).dropped, [["1."], ["2)"]]);
        let lines = "Mã\tTên\tLoại hình\tSố đảng viên\nA\tChi bộ A (5 đv)\tThôn\tkhoảng 6\na\tChi bộ B (5 đv)\tKhác\t6\n";
        let told = pasted(lines, &kinds());
        assert_eq!(told.dropped, [vec!["Thôn", "khoảng 6"], vec!["a", "5"]]);
        assert_eq!(made(lines), ["A|Chi bộ A|Khác|5|", "BB|Chi bộ B|Khác|6|"]);
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
