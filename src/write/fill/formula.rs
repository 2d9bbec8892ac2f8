//! What becomes of the references of a formula when rows move.
//!
//! Only references are ever rewritten; everything between them stays as it was typed.

use crate::workbook::patch::grid::GRID;

use super::shift::Shift;
use super::tokens::{Corner, Reference, Token, tokens};

/// Where a formula stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    /// Its sheet, by its place; none for a name of the workbook.
    pub(super) sheet: Option<usize>,
    /// Its row, when that is repeated, and which of the rows that take its place it is in.
    pub(super) copy: Option<(u32, u32)>,
    /// What becomes of one that points to a single cell of a repeated row.
    pub(super) single: Single,
}

/// What a reference to one cell of a repeated row becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Single {
    /// It is refused: a cell's formula may mean the first, the last or all of them.
    Refused,
    /// The cells of all rows: a chart shows them.
    All,
    /// The cell of the first row: a rule, a link or a name points at it.
    First,
}

/// Why a formula cannot be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It points to one cell of a repeated row, as written here.
    Single(String),
    /// In a repeated row it points to the row above, as written here.
    Above(String),
    /// It has cells of several sheets.
    Several,
}

/// Functions that add up or count: a single cell of a repeated row among their
/// arguments stands for all the rows.
const OVER_ALL: [&str; 7] = ["SUM", "COUNT", "COUNTA", "AVERAGE", "MIN", "MAX", "PRODUCT"];

/// The formula after rows have moved. `shift_of` gives the shift of a sheet by its name.
pub(super) fn moved<'s>(
    text: &str,
    home: Home,
    own: Option<&'s Shift>,
    shift_of: impl Fn(&str) -> Option<(usize, &'s Shift)>,
) -> Result<String, Fault> {
    let all = tokens(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut start = 0;
    let mut open: Vec<&str> = Vec::new();
    let plain = |token: Option<&(Token, usize)>| !matches!(token, Some((Token::Blank, _)));
    for (place, (token, end)) in all.iter().enumerate() {
        match token {
            Token::Open => open.push(match place.checked_sub(1).map(|it| &all[it].0) {
                Some(Token::Function(name)) => name,
                _ => "",
            }),
            Token::Close => {
                open.pop();
            }
            Token::Several if home.single == Single::Refused => return Err(Fault::Several),
            _ => {}
        }
        let piece = &text[start..*end];
        start = *end;
        let Token::Reference(reference) = token else {
            out.push_str(piece);
            continue;
        };
        let target = match &reference.sheet {
            Some(name) => shift_of(name),
            None => home.sheet.zip(own),
        };
        let Some((sheet, shift)) = target.filter(|it| it.1.is_any()) else {
            out.push_str(piece);
            continue;
        };
        let before = all[..place].iter().rev().find(|it| plain(Some(it))).map(|it| &it.0);
        let after = all[place + 1..].iter().find(|it| plain(Some(it))).map(|it| &it.0);
        let is_argument = matches!(before, Some(Token::Open | Token::Comma))
            && matches!(after, Some(Token::Close | Token::Comma));
        let over_all = is_argument
            && open.last().is_some_and(|it| OVER_ALL.contains(&it.to_ascii_uppercase().as_str()));
        let copy = home.copy.filter(|_| home.sheet == Some(sheet));
        let single = match home.single {
            Single::Refused if over_all => Single::All,
            it => it,
        };
        let (from, to) = carried(reference, piece, shift, copy, single)?;
        out.push_str(reference.prefix);
        from.write(&mut out);
        if let Some(to) = to {
            out.push(':');
            to.write(&mut out);
        }
    }
    Ok(out)
}

fn carried(
    reference: &Reference,
    piece: &str,
    shift: &Shift,
    copy: Option<(u32, u32)>,
    single: Single,
) -> Result<(Corner, Option<Corner>), Fault> {
    let put = |corner: Corner, row: u32| Corner {
        row: corner.row.map(|(_, is_fixed)| (row.min(GRID.0 - 1), is_fixed)),
        ..corner
    };
    let own = |row: u32, is_fixed: bool| {
        copy.filter(|it| it.0 == row && !is_fixed).map(|it| shift.start(row) + it.1)
    };
    let Some((row, is_fixed)) = reference.from.row else {
        return Ok((reference.from, reference.to));
    };
    if let Some((other, to)) = reference.to.and_then(|it| Some((it.row?, it))) {
        let (low, high) = (row.min(other.0), row.max(other.0));
        let first = |it: (u32, bool)| {
            own(it.0, it.1)
                .unwrap_or_else(|| if it.0 == low { shift.start(it.0) } else { shift.end(it.0) })
        };
        let second = |it: (u32, bool)| {
            own(it.0, it.1)
                .unwrap_or_else(|| if it.0 == high { shift.end(it.0) } else { shift.start(it.0) })
        };
        return Ok((put(reference.from, first((row, is_fixed))), Some(put(to, second(other)))));
    }
    if let Some(row) = own(row, is_fixed) {
        return Ok((put(reference.from, row), None));
    }
    if copy.is_some_and(|it| row + 1 == it.0) && !is_fixed {
        return Err(Fault::Above(piece.to_owned()));
    }
    let first = put(reference.from, shift.start(row));
    let is_own = copy.is_some_and(|it| it.0 == row);
    if shift.is_repeated(row) && !is_own {
        match single {
            Single::Refused => return Err(Fault::Single(piece.to_owned())),
            Single::All => return Ok((first, Some(put(reference.from, shift.end(row))))),
            Single::First => {}
        }
    }
    Ok((first, None))
}

/// A formula that another cell shares, as that cell would write it: relative
/// references go along by this many rows and columns.
pub(super) fn carried_over(text: &str, rows: i64, cols: i64) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 8);
    let mut start = 0;
    let along = |it: Option<(u32, bool)>, by: i64, size: u32| match it {
        Some((place, false)) => {
            let new = u32::try_from(i64::from(place) + by).ok().filter(|it| *it < size)?;
            Some(Some((new, false)))
        }
        it => Some(it),
    };
    for (token, end) in tokens(text) {
        let piece = &text[start..end];
        start = end;
        let Token::Reference(reference) = token else {
            out.push_str(piece);
            continue;
        };
        out.push_str(reference.prefix);
        for (place, corner) in
            [Some(reference.from), reference.to].into_iter().flatten().enumerate()
        {
            if place > 0 {
                out.push(':');
            }
            let corner = Corner {
                col: along(corner.col, cols, GRID.1)?,
                row: along(corner.row, rows, GRID.0)?,
            };
            corner.write(&mut out);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row 8 is repeated five times, row 12 not at all more often.
    fn shift() -> Shift {
        Shift::new(vec![(7, 5), (11, 1)])
    }

    fn run(text: &str, copy: Option<(u32, u32)>) -> Result<String, Fault> {
        let shift = shift();
        let home = Home { sheet: Some(0), copy, single: Single::Refused };
        let other = |name: &str| (name == "Biểu 1").then_some((0, &shift));
        moved(text, home, Some(&shift), other)
    }

    #[test]
    fn references_below_move_and_ranges_stretch() {
        for (old, new) in [
            ("SUM(D8:D8)", "SUM(D8:D12)"),
            ("SUM($D$8:$D$8)", "SUM($D$8:$D$12)"),
            ("SUM(D8)", "SUM(D8:D12)"),
            ("SUM(D7:D9)", "SUM(D7:D13)"),
            ("SUM(D9:D7)", "SUM(D13:D7)"),
            ("D9+D10*D7", "D13+D14*D7"),
            ("COUNTIF(E8:E8,\"x; D9\")", "COUNTIF(E8:E12,\"x; D9\")"),
            ("SUM('Biểu 1'!D8:D8)", "SUM('Biểu 1'!D8:D12)"),
            ("Khác!D9+LOG10(D9)", "Khác!D9+LOG10(D13)"),
            ("SUM(D:D)+SUM(8:8)+SUM($1:$9)", "SUM(D:D)+SUM(8:12)+SUM($1:$13)"),
            ("[1]Biểu!D9+#REF!+1E5+TAX2020", "[1]Biểu!D9+#REF!+1E5+TAX2024"),
            ("Bảng[[#This Row],[D9]]&D9", "Bảng[[#This Row],[D9]]&D13"),
            ("IF(D9>=1,TRUE,{1,2})", "IF(D13>=1,TRUE,{1,2})"),
            ("SUM(D12)", "SUM(D16:D16)"),
            (" D9 : D10 ", " D13 : D14 "),
        ] {
            assert_eq!(run(old, None).as_deref(), Ok(new), "{old}");
        }
    }

    #[test]
    fn in_a_repeated_row_its_own_cells_go_along() {
        for (old, new) in [
            ("D8/D$9", "D10/D$13"),
            ("SUM(D8:G8)", "SUM(D10:G10)"),
            ("SUM(D$8:D8)", "SUM(D$8:D10)"),
            ("D8/SUM($D$8:$D$8)", "D10/SUM($D$8:$D$12)"),
            ("ROW()-ROW($A$8)+1", "ROW()-ROW($A$8)+1"),
            ("A$7", "A$7"),
        ] {
            assert_eq!(run(old, Some((7, 2))).as_deref(), Ok(new), "{old}");
        }
        assert_eq!(run("A7+1", Some((7, 2))), Err(Fault::Above("A7".to_owned())));
    }

    #[test]
    fn what_would_be_a_guess_is_refused() {
        assert_eq!(run("D8*2", None), Err(Fault::Single("D8".to_owned())));
        assert_eq!(run("COUNTIF(D8,1)", None), Err(Fault::Single("D8".to_owned())));
        assert_eq!(run("SUM(A:B!D8)", None), Err(Fault::Several));
        assert_eq!(run("SUM('A:B'!D8)", None), Err(Fault::Several));
        // A name, a rule or a link may point to one cell: the first.
        let shift = shift();
        let home = Home { sheet: Some(0), copy: None, single: Single::First };
        assert_eq!(moved("$D8=1", home, Some(&shift), |_| None).as_deref(), Ok("$D8=1"));
    }

    #[test]
    fn a_shared_formula_is_written_out() {
        assert_eq!(carried_over("A1+$B$2+C$3", 2, 1).as_deref(), Some("B3+$B$2+D$3"));
        assert_eq!(carried_over("A1", -1, 0), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_apart_and_put_together(text in "[A-Ca-c0-9$!:'\"\\[\\](),;#.{} ễ+-]{0,24}") {
            let mut start = 0;
            for (_, end) in tokens(&text) {
                proptest::prop_assert!(end > start && text.is_char_boundary(end));
                start = end;
            }
            proptest::prop_assert_eq!(start, text.len());
            let home = Home { sheet: Some(0), copy: None, single: Single::Refused };
            let none = Shift::default();
            let same = moved(&text, home, Some(&none), |_| None);
            proptest::prop_assert!(same.is_err() || same == Ok(text));
        }
    }
}
