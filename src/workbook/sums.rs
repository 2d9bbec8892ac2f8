//! Formulas that add up or count cells, as far as they can be computed again: which rows are
//! sums of others, and which results are older than what they are computed from.

mod compute;

use super::grid::{Raw, Sheet};
use super::region::Region;
use super::sum::{FORMULA_BYTES, Sum, is_arithmetic};

/// How much is added up again in a workbook, in cells; beyond that results are believed.
const CELLS_MAX: usize = 2_000_000;
/// How much of a formula is shown.
pub(crate) const FORMULA_CHARS: usize = 60;
/// Results that come from one another in so many steps are looked at.
const ROUNDS_MAX: usize = 8;
impl Sum {
    /// Whether it leaves out rows that are sums themselves.
    fn is_subtotal(&self) -> bool {
        let formula = self.formula.to_ascii_uppercase();
        formula.contains("SUBTOTAL(") || formula.contains("AGGREGATE(")
    }

    /// Whether it is about other rows than its own.
    pub(crate) fn is_of_rows(&self) -> bool {
        let Some((name, rest)) = self.formula.split_once('(') else { return false };
        if ["SUBTOTAL", "AGGREGATE"].iter().any(|it| name.eq_ignore_ascii_case(it)) {
            return true;
        }
        let end = rest.find([',', ';', ')']).unwrap_or(rest.len());
        matches!(range(&rest[..end]), Some((None, it)) if it.bottom > it.top
            && !(it.top..=it.bottom).contains(&self.row))
    }
}

/// Whether what stands behind the sign of equality refers to cells and nothing else.
pub(crate) fn is_of_cells(formula: &str) -> bool {
    let is_cell = |it: &str| place(it.trim()).is_some_and(|it| it.0 < 1 << 20);
    let mut cells = formula.split(['+', '-', '*', '/']);
    range(formula).is_some_and(|(sheet, it)| sheet.is_some() || it.bottom < 1 << 20)
        || (is_arithmetic(formula) && cells.all(is_cell))
}

/// A formula of an `OpenDocument` sheet as Excel writes it: `of:=SUM([.B2:.B9];[$S.C1])` as
/// `SUM(B2:B9,S!C1)`. Nothing of one that refers to another file.
pub(crate) fn plain(formula: &str) -> Option<String> {
    if formula.len() > 2 * FORMULA_BYTES {
        return None;
    }
    let mut rest = formula.split_once(":=").map(|it| it.1).or_else(|| formula.strip_prefix('='))?;
    let mut out = String::with_capacity(rest.len());
    while let Some(at) = rest.find(['[', ';', '"']) {
        out.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b';' => out.push(','),
            b'"' => {
                let end = rest.find('"')? + 1;
                out.push('"');
                out.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            _ => {
                let (cells, after) = rest.split_once(']')?;
                rest = after;
                let (from, to) = cells.split_once(':').unwrap_or((cells, ""));
                let (sheet, from) = from.rsplit_once('.')?;
                let sheet = sheet.trim_start_matches('$');
                if sheet.contains('#') {
                    return None;
                }
                if !sheet.is_empty() {
                    out.push_str(sheet);
                    out.push('!');
                }
                out.push_str(from);
                if let Some((_, to)) = to.rsplit_once('.') {
                    out.push(':');
                    out.push_str(to);
                }
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The name of a sheet, if it is another, and cells of it.
type Area = (Option<String>, Region);

/// `'2_DangVien'!$B$7:$B$66` as the name of the sheet and the cells.
fn range(text: &str) -> Option<Area> {
    let text = text.trim();
    let (sheet, cells) = match text.rsplit_once('!') {
        Some((sheet, cells)) => {
            let bare = sheet.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
            (Some(bare.map_or_else(|| sheet.to_owned(), |it| it.replace("''", "'"))), cells)
        }
        None => (None, text),
    };
    let (from, to) = cells.split_once(':').unwrap_or((cells, cells));
    if let (Some(left), Some(right)) = (column(from), column(to)) {
        let (left, right) = (left.min(right), left.max(right));
        return Some((sheet, Region { top: 0, bottom: u32::MAX, left, right }));
    }
    let (from, to) = (place(from)?, place(to)?);
    let region = Region {
        top: from.0.min(to.0),
        bottom: from.0.max(to.0),
        left: from.1.min(to.1),
        right: from.1.max(to.1),
    };
    Some((sheet, region))
}

/// `$B$7` as row and column from 0.
pub(crate) fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|it: char| it.is_ascii_digit())?;
    let (letters, number) = text.split_at(digits);
    let row: u32 = number.parse().ok().filter(|it| *it > 0)?;
    Some((row - 1, column(letters)?))
}

/// `$B` as a column from 0.
fn column(text: &str) -> Option<u32> {
    let letters = text.trim_start_matches('$');
    if !(1..=3).contains(&letters.len()) || !letters.bytes().all(|it| it.is_ascii_alphabetic()) {
        return None;
    }
    let col =
        letters.bytes().fold(0, |col, it| col * 26 + u32::from(it.to_ascii_uppercase() - b'A') + 1);
    Some(col - 1)
}

/// Puts [`Raw::Old`] where a result is not what its formula gives, and says how many of the
/// formulas could be computed again.
pub(crate) fn find_old(sheets: &mut [Sheet]) -> usize {
    let mut left = CELLS_MAX;
    let mut checked = 0;
    // What is computed from an old result is old as well.
    for round in 0..ROUNDS_MAX {
        let mut old = Vec::new();
        for (place, sheet) in sheets.iter().enumerate() {
            for sum in &sheet.sums {
                let Some(is_old) = is_old(sheets, place, sum, &mut left) else { continue };
                checked += usize::from(round == 0);
                if is_old {
                    old.push((place, sum.clone()));
                }
            }
        }
        if old.is_empty() {
            break;
        }
        for (place, sum) in old {
            let cell = sheets.get_mut(place).and_then(|it| it.get_mut(sum.row, sum.col));
            if let Some(cell) = cell
                && let Raw::Number(number) = cell.raw
            {
                cell.raw = Raw::Old(number, sum.formula.chars().take(FORMULA_CHARS).collect());
            }
        }
    }
    checked
}

/// Whether the result of a formula is not what it gives now; `None` where that is not known.
fn is_old(sheets: &[Sheet], own: usize, sum: &Sum, left: &mut usize) -> Option<bool> {
    let Raw::Number(stored) = sheets.get(own)?.get(sum.row, sum.col)?.raw else { return None };
    let compute::Result { number: result, may_be_more, is_of_old } =
        compute::result(sheets, own, sum, left)?;
    if is_of_old {
        return Some(true);
    }
    let near = 1e-6 * result.abs().max(1.0);
    let is_more = stored - result > near;
    let is_less = result - stored > near;
    if is_more && may_be_more { None } else { Some(is_more || is_less) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::grid::{Cell, Format};
    use crate::workbook::sum::List;

    #[test]
    fn formulas_about_other_rows_are_told() {
        for (formula, is_it) in [
            ("SUM(Z7:Z14)", true),
            ("SUM($Z$7:$Z$14)", true),
            ("SUBTOTAL(103,Table1[2])", true),
            ("subtotal(9,Z7:Z14)", true),
            ("COUNTA(B7:B14)", true),
            ("SUM(Z20:AC20)", false),
            ("SUM(Z7:Z30)", false),
            ("COUNTIF($V20:$Y20,\"HTTNV\")", false),
        ] {
            let sum = Sum::new(19, 3, formula).unwrap();
            assert_eq!(sum.is_of_rows(), is_it, "{formula}");
        }
        assert_eq!(Sum::new(0, 0, "IF(B15=\"\",\"\",1)"), None);
        assert_eq!(Sum::new(0, 0, "SUMIFS(A1:A2,B1:B2,1)"), None);
        assert_eq!(Sum::new(0, 0, "VLOOKUP(A1,B1:C2,2)"), None);
        assert_eq!(Sum::new(0, 0, "A1"), None);
        assert!(!Sum::new(19, 3, "N7+O7").unwrap().is_of_rows());
    }

    #[test]
    fn results_are_compared_with_what_the_formulas_give() {
        for (formula, stored, has_blanks, is_old) in [
            ("SUM(A1:A3)", 6.0, false, Some(false)),
            ("SUM(A1:A3)", 7.0, false, Some(true)),
            ("SUM(A1:A2,A3)", 6.0, false, Some(false)),
            ("SUM(S!A1:A3)", 5.0, false, Some(true)),
            ("SUM('S'!$A$1:$A$3)", 6.0, false, Some(false)),
            ("SUM(Khác!A1:A3)", 6.0, false, None),
            ("SUM(A1:A3)/2", 3.0, false, Some(false)),
            ("SUM(A1:A3)/2", 4.0, false, Some(true)),
            ("SUM(A:A)", 6.0, false, None),
            ("SUM(C:C)", 6.0, false, Some(true)),
            ("A1+A2*A3", 7.0, false, Some(false)),
            ("A1+A2*A3", 9.0, false, Some(true)),
            ("(A1+A2)*A3-A9", 9.0, false, Some(false)),
            ("-A1+5%", -0.95, false, Some(false)),
            ("A1+B1", 1.0, false, None),
            ("A1/A9", 1.0, false, None),
            ("A1^2", 1.0, false, None),
            ("ROUND(SUM(A1:A3)/4,1)", 1.5, false, None),
            ("SUM(A1:A3)+ROUND(A2/3,1)", 6.7, false, Some(false)),
            ("AVERAGE(A1:A3)", 2.0, false, Some(false)),
            ("AVERAGE(B1:B3)", 2.0, false, None),
            ("MAX(A1:A3)", 3.0, false, Some(false)),
            ("MIN(A1:A3)", 3.0, false, Some(true)),
            ("COUNTIF(A1:B3,\"x\")", 1.0, false, Some(false)),
            ("COUNTIF(A1:B3,\"X\")", 2.0, false, Some(true)),
            ("COUNTIF(A1:B3,B1)", 1.0, false, Some(false)),
            ("COUNTIF(A1:B3,2)", 1.0, false, Some(false)),
            ("COUNTIF(A1:B3,\">=2\")", 2.0, false, Some(false)),
            ("COUNTIF(A1:B3,\"<2\")", 2.0, false, Some(true)),
            ("COUNTIF(A1:B3,\"<>x\")", 3.0, false, None),
            ("COUNTIF(A1:B3,\"x*\")", 5.0, false, None),
            ("COUNTIF(A1:B3,A9)", 5.0, false, None),
            ("SUBTOTAL(9,A1:A3)", 6.0, false, Some(false)),
            ("SUBTOTAL(103,A1:B3)", 4.0, false, Some(false)),
            ("SUBTOTAL(3,L[a])", 2.0, false, Some(false)),
            ("SUBTOTAL(3,L[b])", 2.0, false, Some(true)),
            ("SUBTOTAL(3,L[c])", 2.0, false, None),
            ("SUM(A1:A3,K[b])", 2.0, false, None),
            ("SUM(A1:A3", 6.0, false, None),
            ("SUM(A1:A3))", 6.0, false, None),
            ("SUM(A1,IF(A1,2,3))", 9.0, false, None),
            ("COUNTA(A1:B3)", 4.0, false, Some(false)),
            ("COUNTA(A1:B3)", 3.0, false, Some(true)),
            ("COUNTA(A1:B3)", 9.0, false, Some(true)),
            ("COUNTA(A1:B3)", 9.0, true, None),
            ("COUNTA(A1:B3)", 3.0, true, Some(true)),
            ("COUNT(A1:B3)", 3.0, true, Some(false)),
            ("SUBTOTAL(9,A1:A3)", 5.0, false, Some(true)),
        ] {
            let number = |col, it| Cell { col, raw: Raw::Number(it), format: Format::Plain };
            let text = Cell { col: 1, raw: Raw::Text("x".into()), format: Format::Plain };
            let mut sheet = Sheet::new("S", false);
            sheet.has_blank_results = has_blanks;
            sheet.fill(vec![
                (0, number(0, 1.0)),
                (0, text),
                (1, number(0, 2.0)),
                (2, number(0, 3.0)),
                (5, number(0, stored)),
            ]);
            let entries = Region { top: 1, bottom: 2, left: 0, right: 1 };
            let columns = vec!["a".to_owned(), "b".to_owned()];
            sheet.lists.push(List { name: "L".to_owned(), entries, columns, totals: None });
            let formulas = Sum::new(5, 0, formula);
            sheet.sums.extend(formulas);
            let mut sheets = [sheet];
            assert_eq!(find_old(&mut sheets), usize::from(is_old.is_some()), "{formula}");
            let is = matches!(sheets[0].get(5, 0).unwrap().raw, Raw::Old(..));
            assert_eq!(is, is_old == Some(true), "{formula} {stored}");
        }
    }

    #[test]
    fn what_is_made_of_an_old_result_is_old() {
        let number = |it| Cell { col: 0, raw: Raw::Number(it), format: Format::Plain };
        let mut sheet = Sheet::new("S", false);
        sheet.fill((0..4).map(|row| (row, number(f64::from(row)))).collect());
        sheet.sums.extend(Sum::new(1, 0, "A1+1"));
        sheet.sums.extend(Sum::new(2, 0, "SUM(A4)"));
        sheet.sums.extend(Sum::new(3, 0, "A3+1"));
        let mut sheets = [sheet];
        assert_eq!(find_old(&mut sheets), 3);
        let is_old = |row| matches!(sheets[0].get(row, 0).unwrap().raw, Raw::Old(..));
        // The third refers to the fourth, and that to the third.
        assert_eq!([1, 2, 3].map(is_old), [false, true, true]);
    }

    #[test]
    fn rows_that_are_hidden_or_sums_are_no_part_of_a_subtotal() {
        let number = |it| Cell { col: 0, raw: Raw::Number(it), format: Format::Plain };
        let result = |hidden: &[u32]| {
            let mut sheet = Sheet::new("S", false);
            sheet.hidden_rows.extend(hidden);
            sheet.fill(vec![
                (0, number(1.0)),
                (1, number(1.0)),
                (2, number(5.0)),
                (3, number(6.0)),
            ]);
            sheet.sums.extend(Sum::new(1, 0, "SUBTOTAL(9,A1:A1)"));
            sheet.sums.extend(Sum::new(3, 0, "SUBTOTAL(9,A1:A3)"));
            let mut sheets = [sheet];
            (find_old(&mut sheets), matches!(sheets[0].get(3, 0).unwrap().raw, Raw::Old(..)))
        };
        assert_eq!(result(&[]), (2, false));
        // Whether a row was filtered or hidden by hand, which differs, is not known.
        assert_eq!(result(&[2]), (1, false));
    }

    #[test]
    fn formulas_of_the_other_format_are_read_as_those_of_excel() {
        for (formula, is) in [
            ("of:=SUM([.B2:.B9])", Some("SUM(B2:B9)")),
            ("of:=SUM([.B2:.B9];[.$C$1])", Some("SUM(B2:B9,$C$1)")),
            ("of:=COUNTA([$'2_Đảng viên'.B7:.B14])", Some("COUNTA('2_Đảng viên'!B7:B14)")),
            ("of:=COUNTIF([.V2:.Y2];\"H;[T\")", Some("COUNTIF(V2:Y2,\"H;[T\")")),
            ("of:=[.P7]+[.Q7]", Some("P7+Q7")),
            ("msoxl:=SUM(A1:A2)", Some("SUM(A1:A2)")),
            ("of:=SUM(['file:///D:/a.ods'#$S.A1])", None),
            ("of:=SUM([.A1", None),
            ("SUM(A1)", None),
        ] {
            assert_eq!(plain(formula).as_deref(), is, "{formula}");
        }
    }
}
