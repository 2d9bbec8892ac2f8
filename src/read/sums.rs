//! Formulas that add up or count cells, as far as they can be computed again: which rows are
//! sums of others, and which results are older than what they are computed from.

use super::grid::{Raw, Region, Sheet};

/// How much is added up again in a workbook, in cells; beyond that results are believed.
const CELLS_MAX: usize = 2_000_000;

/// A formula that adds up or counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Its text without the sign of equality.
    pub formula: String,
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sum,
    CountAll,
    CountNumbers,
}

impl Sum {
    /// The formula of a cell, if it is one that adds up or counts.
    pub(super) fn new(row: u32, col: u32, formula: &str) -> Option<Self> {
        let formula = formula.trim();
        let (name, _) = formula.split_once('(')?;
        let is_one = ["SUM", "SUBTOTAL", "COUNTA", "COUNT", "COUNTIF", "AVERAGE", "AGGREGATE"]
            .iter()
            .any(|it| name.eq_ignore_ascii_case(it));
        is_one.then(|| Self { row, col, formula: formula.to_owned() })
    }

    /// Whether it is about other rows than its own.
    pub(super) fn is_of_rows(&self) -> bool {
        let Some((name, rest)) = self.formula.split_once('(') else { return false };
        if ["SUBTOTAL", "AGGREGATE"].iter().any(|it| name.eq_ignore_ascii_case(it)) {
            return true;
        }
        let end = rest.find([',', ';', ')']).unwrap_or(rest.len());
        matches!(range(&rest[..end]), Some((None, it)) if it.bottom > it.top
            && !(it.top..=it.bottom).contains(&self.row))
    }

    /// What it adds up or counts, if nothing else is in it.
    fn parts(&self) -> Option<(Kind, Vec<Area>)> {
        let (name, rest) = self.formula.split_once('(')?;
        let kind = [("SUM", Kind::Sum), ("COUNTA", Kind::CountAll), ("COUNT", Kind::CountNumbers)]
            .into_iter()
            .find(|it| name.eq_ignore_ascii_case(it.0))?
            .1;
        let parts = rest.strip_suffix(')')?.split(',').map(range).collect::<Option<Vec<_>>>()?;
        Some((kind, parts))
    }
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
fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|it: char| it.is_ascii_digit())?;
    let (letters, number) = text.split_at(digits);
    if !(1..=3).contains(&letters.len()) || !letters.bytes().all(|it| it.is_ascii_alphabetic()) {
        return None;
    }
    let col =
        letters.bytes().fold(0, |col, it| col * 26 + u32::from(it.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = number.parse().ok().filter(|it| *it > 0)?;
    Some((row - 1, col - 1))
}

/// Puts [`Raw::Old`] where a result is not what its formula gives, and says how many of the
/// formulas could be computed again.
pub(super) fn find_old(sheets: &mut [Sheet]) -> usize {
    let mut left = CELLS_MAX;
    let mut checked = 0;
    let mut old = Vec::new();
    for (place, sheet) in sheets.iter().enumerate() {
        for sum in &sheet.sums {
            let Some(is_old) = is_old(sheets, place, sum, &mut left) else { continue };
            checked += 1;
            if is_old {
                old.push((place, sum.clone()));
            }
        }
    }
    for (place, sum) in old {
        let cell = sheets.get_mut(place).and_then(|it| it.get_mut(sum.row, sum.col));
        if let Some(cell) = cell
            && let Raw::Number(number) = cell.raw
        {
            cell.raw = Raw::Old(number, sum.formula);
        }
    }
    checked
}

/// Whether the result of a formula is not what it gives now; `None` where that is not known.
fn is_old(sheets: &[Sheet], own: usize, sum: &Sum, left: &mut usize) -> Option<bool> {
    let Raw::Number(stored) = sheets.get(own)?.get(sum.row, sum.col)?.raw else { return None };
    let (kind, parts) = sum.parts()?;
    let (mut total, mut blanks) = (0.0, false);
    for (name, region) in parts {
        let sheet = match name {
            None => sheets.get(own)?,
            Some(name) => sheets.iter().find(|it| it.name.eq_ignore_ascii_case(&name))?,
        };
        let first = sheet.rows.partition_point(|it| it.index < region.top);
        for row in sheet.rows[first..].iter().take_while(|it| it.index <= region.bottom) {
            let first = row.cells.partition_point(|it| it.col < region.left);
            for cell in row.cells[first..].iter().take_while(|it| it.col <= region.right) {
                *left = left.checked_sub(1)?;
                total += match (&cell.raw, kind) {
                    (Raw::Number(number), Kind::Sum) => *number,
                    (Raw::Number(_), _) | (Raw::Text(_) | Raw::Bool(_), Kind::CountAll) => 1.0,
                    (Raw::Text(_) | Raw::Bool(_), _) => 0.0,
                    _ => return None,
                };
            }
        }
        blanks |= sheet.has_blank_results;
    }
    // Results that show nothing are counted too, and are not kept.
    let may_be_more = kind == Kind::CountAll && blanks;
    let is_more = stored - total > 1e-6;
    let is_less = total - stored > 1e-6;
    if is_more && may_be_more { None } else { Some(is_more || is_less) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::grid::{Cell, Format};

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
            ("SUM(A1:A3)/2", 3.0, false, None),
            ("COUNTA(A1:B3)", 4.0, false, Some(false)),
            ("COUNTA(A1:B3)", 3.0, false, Some(true)),
            ("COUNTA(A1:B3)", 9.0, false, Some(true)),
            ("COUNTA(A1:B3)", 9.0, true, None),
            ("COUNTA(A1:B3)", 3.0, true, Some(true)),
            ("COUNT(A1:B3)", 3.0, true, Some(false)),
            ("SUBTOTAL(9,A1:A3)", 5.0, false, None),
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
            sheet.sums.extend(Sum::new(5, 0, formula));
            let mut sheets = [sheet];
            assert_eq!(find_old(&mut sheets), usize::from(is_old.is_some()), "{formula}");
            let is = matches!(sheets[0].get(5, 0).unwrap().raw, Raw::Old(..));
            assert_eq!(is, is_old == Some(true), "{formula} {stored}");
        }
    }
}
