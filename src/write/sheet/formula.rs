//! Formulas as values: what they refer to, what they give, how Excel spells them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Book, Content, serial};
use crate::model::{CellRef, column_name};
use crate::workspace::QuotaRounding;

/// Part of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) sheet: Arc<str>,
    pub(crate) col: u32,
    pub(crate) first_row: u32,
    pub(crate) last_row: u32,
}

impl From<CellRef> for Area {
    fn from(cell: CellRef) -> Self {
        Self { sheet: cell.sheet, col: cell.col, first_row: cell.row, last_row: cell.row }
    }
}

/// What a computed cell is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Formula {
    /// The sum of these cells; blank ones and texts are 0.
    Sum(Vec<Area>),
    /// How many of these cells have this text, whatever its case.
    CountIf(Vec<Area>, String),
    /// In how many rows all of these columns have these texts, in each of several tables; an empty
    /// text is a blank cell.
    CountRows(Vec<Vec<(Area, String)>>),
    /// By how much the first number is above the second; 0 where it is not.
    Above(CellRef, CellRef),
    /// How many of these cells are not blank.
    CountFilled(Vec<Area>),
    /// The number of another cell.
    Same(CellRef),
    /// The sum of the parts over the sum of the whole; an empty text where that is 0.
    Share { parts: Vec<CellRef>, whole: Vec<CellRef> },
    /// So many percent of the sum of these cells, as a number of people.
    Percent { percent: u8, of: Vec<CellRef>, rounding: QuotaRounding },
}

/// What a cell gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Given<'a> {
    Nothing,
    Text(&'a str),
    Number(f64),
}

impl Given<'_> {
    /// Whether it is this text, given in lower case too; a blank cell is an empty one.
    fn is_text(&self, text: &str, lower: &str) -> bool {
        match self {
            Self::Text(own) if own.is_ascii() && text.is_ascii() => own.eq_ignore_ascii_case(text),
            Self::Text(own) => {
                *own == text || own.chars().flat_map(char::to_lowercase).eq(lower.chars())
            }
            Self::Nothing => text.is_empty(),
            Self::Number(_) => false,
        }
    }

    /// As a term of a sum.
    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Nothing | Self::Text(_) => 0.0,
        }
    }

    /// As a file caches it.
    pub(super) fn cached(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => (*text).to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Formula {
    /// Counts `text`, unless Excel would read it as a pattern or a comparison
    /// or could confuse it with something else.
    pub(crate) fn count_if(mut areas: Vec<Area>, text: &str) -> Option<Self> {
        // There is one for each branch and rating.
        areas.shrink_to_fit();
        (is_plain(text) && !areas.is_empty()).then(|| Self::CountIf(areas, text.to_owned()))
    }

    /// Counts rows by the texts of several columns; the first text is not empty, so that
    /// no row outside the list is counted. A text that Excel would not take as a criterion
    /// (`02C`) is compared instead, which is never more than that.
    pub(crate) fn count_rows(all: &[(Area, &str)]) -> Option<Self> {
        let is_countable = all.first().is_some_and(|it| !it.1.is_empty())
            && all.iter().all(|it| it.1.encode_utf16().count() <= 255);
        let owned = || all.iter().map(|it| (it.0.clone(), it.1.to_owned())).collect();
        is_countable.then(|| Self::CountRows(vec![owned()]))
    }

    /// Counts `text` in the columns of decisions, and where these are blank in those of proposals
    /// beside them.
    pub(crate) fn count_decided(
        decisions: Vec<Area>,
        proposals: Vec<Area>,
        text: &str,
    ) -> Option<Self> {
        if decisions.len() != proposals.len() || decisions.is_empty() {
            return None;
        }
        let pairs = decisions.into_iter().zip(proposals);
        let tables = pairs.map(|(decision, proposal)| Self::decided(&[], decision, proposal, text));
        let tables: Option<Vec<_>> = tables.collect();
        tables.map(|it| Self::CountRows(it.into_iter().flatten().collect()))
    }

    /// The same of the rows of a group.
    pub(crate) fn count_group_decided(
        group: &(Area, &str),
        decision: Area,
        proposal: Area,
        text: &str,
    ) -> Option<Self> {
        let tables = Self::decided(std::slice::from_ref(group), decision, proposal, text)?;
        Some(Self::CountRows(tables.into()))
    }

    /// The two tables whose rows are counted: those with this decision, and those with this proposal
    /// and no decision.
    fn decided(
        more: &[(Area, &str)],
        decision: Area,
        proposal: Area,
        text: &str,
    ) -> Option<[Vec<(Area, String)>; 2]> {
        let of = |last: &[(Area, &str)]| match Self::count_rows(&[more, last].concat())? {
            Self::CountRows(mut tables) => tables.pop(),
            _ => None,
        };
        Some([of(&[(decision.clone(), text)])?, of(&[(proposal, text), (decision, "")])?])
    }

    /// As Excel spells it, for a cell of `sheet`, without the equals sign.
    pub(super) fn spelled(&self, sheet: &str) -> String {
        let area = |it: &Area| spelled_area(it, sheet);
        let cell = |it: &CellRef| spelled_area(&it.clone().into(), sheet);
        let cells =
            |them: &[CellRef], sign: &str| them.iter().map(cell).collect::<Vec<_>>().join(sign);
        match self {
            Self::Sum(areas) => {
                format!("SUM({})", areas.iter().map(area).collect::<Vec<_>>().join(","))
            }
            Self::CountIf(areas, text) => {
                let text = text.replace('"', "\"\"");
                let count = |it: &Area| format!("COUNTIF({},\"{text}\")", area(it));
                areas.iter().map(count).collect::<Vec<_>>().join("+")
            }
            Self::CountRows(all) => {
                let count = |it: &Vec<_>| spelled_rows(it, sheet);
                all.iter().map(count).collect::<Vec<_>>().join("+")
            }
            Self::Above(one, other) => format!("MAX(0,{}-{})", cell(one), cell(other)),
            Self::CountFilled(areas) => {
                format!("COUNTA({})", areas.iter().map(area).collect::<Vec<_>>().join(","))
            }
            Self::Same(it) => cell(it),
            Self::Share { parts, whole } => {
                let sum = |them: &[CellRef]| match them {
                    [one] => cell(one),
                    several => format!("({})", cells(several, "+")),
                };
                let (part, whole) = (sum(parts), sum(whole));
                format!("IF({whole}=0,\"\",{part}/{whole})")
            }
            Self::Percent { percent, of, rounding } => {
                let exact = format!("{percent}*({})/100", cells(of, "+"));
                match rounding {
                    QuotaRounding::Down => format!("ROUNDDOWN({exact},0)"),
                    QuotaRounding::Nearest => format!("ROUND({exact},0)"),
                    QuotaRounding::Up => format!("ROUNDUP({exact},0)"),
                }
            }
        }
    }
}

/// How many rows of a table have these texts.
fn spelled_rows(all: &[(Area, String)], sheet: &str) -> String {
    if all.iter().any(|it| !it.1.is_empty() && !is_plain(&it.1)) {
        let one = |(it, text): &(Area, String)| {
            format!("({}=\"{}\")", spelled_area(it, sheet), text.replace('"', "\"\""))
        };
        // Once more by 1: a single comparison is no number yet.
        return format!("SUMPRODUCT({}*1)", all.iter().map(one).collect::<Vec<_>>().join("*"));
    }
    let one = |(it, text): &(Area, String)| {
        format!("{},\"{}\"", spelled_area(it, sheet), text.replace('"', "\"\""))
    };
    format!("COUNTIFS({})", all.iter().map(one).collect::<Vec<_>>().join(","))
}

/// Whether a text means itself as a criterion. It may begin with a digit only when it
/// cannot be read as a number.
fn is_plain(text: &str) -> bool {
    let is_word = text.starts_with(char::is_alphabetic)
        || text.starts_with(|it: char| it.is_ascii_digit()) && has_word(text);
    is_word
        && !text.contains(['*', '?', '~'])
        && text.trim() == text
        && text.encode_utf16().count() <= 255
}

/// Whether a word of at least four letters is in it: no number, date or time has one.
fn has_word(text: &str) -> bool {
    text.split(|it: char| !it.is_alphabetic()).any(|it| it.chars().count() >= 4 && !it.is_ascii())
}

fn spelled_area(area: &Area, sheet: &str) -> String {
    // Always quoted: `DS01` alone reads as a cell of column DS.
    let other = if *area.sheet == *sheet {
        String::new()
    } else {
        format!("'{}'!", area.sheet.replace('\'', "''"))
    };
    let name = |row: u32| format!("{}{}", column_name(area.col), u64::from(row) + 1);
    if area.first_row == area.last_row {
        format!("{other}{}", name(area.first_row))
    } else {
        format!("{other}{}:{}", name(area.first_row), name(area.last_row))
    }
}

impl Book {
    /// The results of its formulas.
    pub(crate) fn results(&self) -> Results<'_> {
        Results {
            book: self,
            places: self.sheets.iter().enumerate().map(|(place, it)| (&*it.name, place)).collect(),
            known: self.sheets.iter().map(|_| RefCell::default()).collect(),
        }
    }
}

/// What the formulas of a workbook give, each worked out once.
#[derive(Debug)]
pub(crate) struct Results<'a> {
    book: &'a Book,
    /// Sheets by their names.
    places: BTreeMap<&'a str, usize>,
    /// Of each sheet, by the numbers of its formulas, those that are numbers.
    known: Vec<RefCell<Vec<f64>>>,
}

impl<'a> Results<'a> {
    /// What a cell gives.
    pub(crate) fn given(&self, cell: &CellRef) -> Given<'a> {
        let Some(place) = self.places.get(&*cell.sheet) else { return Given::Nothing };
        let col = u16::try_from(cell.col).unwrap_or(u16::MAX);
        self.at(*place, cell.row, col)
    }

    /// What a cell of the sheet in this place gives.
    pub(super) fn at(&self, sheet: usize, row: u32, col: u16) -> Given<'a> {
        let cell = self.book.sheets[sheet].cells.get(row, col);
        match cell.map_or(Content::Blank, |it| it.content) {
            Content::Blank => Given::Nothing,
            Content::Text(it) | Content::Link(it, _) => Given::Text(it.shown),
            Content::Number(number) => Given::Number(f64::from(number)),
            Content::Decimal(number) => Given::Number(f64::from(number.get()) / 100.0),
            Content::Day(day) => Given::Number(f64::from(serial(day).unwrap_or_default())),
            Content::Formula(formula) => {
                let number = formula.number() as usize;
                let known = self.known[sheet].borrow().get(number).copied();
                // What gave a text is computed anew: there are few of them.
                known.filter(|it| !it.is_nan()).map_or_else(
                    || {
                        let given = self.computed(&formula.get());
                        let mut known = self.known[sheet].borrow_mut();
                        if known.is_empty() {
                            known.resize(self.book.sheets[sheet].cells.formulas(), f64::NAN);
                        }
                        if let Given::Number(it) = given {
                            known[number] = it;
                        }
                        given
                    },
                    Given::Number,
                )
            }
        }
    }

    /// What a formula gives: in the order in which Excel computes it, so that
    /// not the last bit differs.
    fn computed(&self, formula: &Formula) -> Given<'a> {
        let number = |it: &CellRef| self.given(it).number();
        match formula {
            Formula::Sum(areas) => {
                let cells = areas.iter().flat_map(|it| self.filled(it));
                Given::Number(sum(cells.map(|it| it.number())))
            }
            Formula::CountIf(areas, text) => {
                let lower = text.to_lowercase();
                let cells = areas.iter().flat_map(|it| self.filled(it));
                count(cells.filter(|it| it.is_text(text, &lower)).count())
            }
            Formula::CountRows(all) => count(all.iter().map(|it| self.rows(it)).sum()),
            Formula::Above(one, other) => Given::Number((number(one) - number(other)).max(0.0)),
            Formula::CountFilled(areas) => {
                let cells = areas.iter().flat_map(|it| self.filled(it));
                count(cells.filter(|it| *it != Given::Nothing).count())
            }
            Formula::Same(cell) => self.given(cell),
            Formula::Share { parts, whole } => {
                let whole = sum(whole.iter().map(number));
                if whole == 0.0 {
                    return Given::Text("");
                }
                Given::Number(sum(parts.iter().map(number)) / whole)
            }
            Formula::Percent { percent, of, rounding } => {
                let exact = f64::from(*percent) * sum(of.iter().map(number)) / 100.0;
                Given::Number(match rounding {
                    QuotaRounding::Down => exact.floor(),
                    QuotaRounding::Nearest => exact.round(),
                    QuotaRounding::Up => exact.ceil(),
                })
            }
        }
    }

    /// In how many rows all of these columns have these texts.
    fn rows(&self, all: &[(Area, String)]) -> usize {
        let Some((first, _)) = all.first() else { return 0 };
        let columns: Vec<_> = all
            .iter()
            .map(|(area, text)| (self.column(area), area, text, text.to_lowercase()))
            .collect();
        let has_all = |offset: &u32| {
            columns.iter().all(|(column, area, text, lower)| {
                let row = area.first_row + offset;
                let given = column.map_or(Given::Nothing, |(sheet, col)| self.at(sheet, row, col));
                row <= area.last_row && given.is_text(text, lower)
            })
        };
        (0..=first.last_row.saturating_sub(first.first_row)).filter(has_all).count()
    }

    /// What the cells of an area give, those that are blank or not there as nothing.
    fn filled(&self, area: &Area) -> impl Iterator<Item = Given<'a>> {
        let column = self.column(area);
        let rows = area.first_row..=area.last_row;
        column
            .into_iter()
            .flat_map(move |(sheet, col)| rows.clone().map(move |row| self.at(sheet, row, col)))
    }

    /// The place of the sheet of an area, and its column.
    fn column(&self, area: &Area) -> Option<(usize, u16)> {
        Some((*self.places.get(&*area.sheet)?, u16::try_from(area.col).ok()?))
    }
}

/// The sum of nothing is -0 in Rust, 0 in Excel.
fn sum(them: impl Iterator<Item = f64>) -> f64 {
    0.0 + them.sum::<f64>()
}

#[expect(clippy::cast_precision_loss, reason = "no list has as many rows")]
fn count(them: usize) -> Given<'static> {
    Given::Number(them as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::sheet::{RowKind, Sheet, Style};

    fn book() -> Book {
        let mut list = Sheet::new("DS01", vec![10.0; 2]);
        for text in ["HTTNV", "HTXSNV", "", "httnv"] {
            let row = list.row(RowKind::Item);
            list.put(row, 1, text, Style::cell(11));
        }
        let mut sums = Sheet::new("Bieu 'A'", vec![10.0; 3]);
        for number in [6_u32, 7, 0] {
            let row = sums.row(RowKind::Item);
            sums.put(row, 0, number, Style::cell(11));
        }
        let mut book = Book::of_one(list);
        book.sheets.push(sums);
        book
    }

    #[test]
    fn spelling_and_value() {
        let book = book();
        let list = &book.sheets[0];
        let sums = &book.sheets[1];
        let at = |row| sums.place(row, 0);
        let percent = |rounding| Formula::Percent { percent: 20, of: vec![at(0), at(1)], rounding };
        let table = [
            (
                Formula::count_if(vec![list.area(1, 0, 3)], "HTTNV").unwrap(),
                "COUNTIF('DS01'!B1:B4,\"HTTNV\")",
                Given::Number(2.0),
            ),
            (
                Formula::count_if(vec![list.area(1, 0, 3)], "KHTNV").unwrap(),
                "COUNTIF('DS01'!B1:B4,\"KHTNV\")",
                Given::Number(0.0),
            ),
            (
                Formula::count_rows(&[
                    (sums.area(0, 0, 2), "02A (lãnh đạo)"),
                    (list.area(1, 0, 2), "HTTNV"),
                ])
                .unwrap(),
                "COUNTIFS(A1:A3,\"02A (lãnh đạo)\",'DS01'!B1:B3,\"HTTNV\")",
                Given::Number(0.0),
            ),
            (
                Formula::count_rows(&[(list.area(1, 0, 3), "httnv"), (list.area(0, 0, 3), "")])
                    .unwrap(),
                "COUNTIFS('DS01'!B1:B4,\"httnv\",'DS01'!A1:A4,\"\")",
                Given::Number(2.0),
            ),
            (Formula::Above(at(1), at(0)), "MAX(0,A2-A1)", Given::Number(1.0)),
            (Formula::Above(at(0), at(1)), "MAX(0,A1-A2)", Given::Number(0.0)),
            (
                Formula::CountFilled(vec![list.area(1, 0, 3)]),
                "COUNTA('DS01'!B1:B4)",
                Given::Number(3.0),
            ),
            (
                Formula::Sum(vec![sums.area(0, 0, 1), at(2).into()]),
                "SUM(A1:A2,A3)",
                Given::Number(13.0),
            ),
            (Formula::Same(at(1)), "A2", Given::Number(7.0)),
            (
                Formula::Share { parts: vec![at(0)], whole: vec![at(1)] },
                "IF(A2=0,\"\",A1/A2)",
                Given::Number(6.0 / 7.0),
            ),
            (
                Formula::Share { parts: vec![at(0), at(1)], whole: vec![at(2)] },
                "IF(A3=0,\"\",(A1+A2)/A3)",
                Given::Text(""),
            ),
            (percent(QuotaRounding::Down), "ROUNDDOWN(20*(A1+A2)/100,0)", Given::Number(2.0)),
            (percent(QuotaRounding::Nearest), "ROUND(20*(A1+A2)/100,0)", Given::Number(3.0)),
            (percent(QuotaRounding::Up), "ROUNDUP(20*(A1+A2)/100,0)", Given::Number(3.0)),
        ];
        for (formula, spelled, given) in table {
            assert_eq!(formula.spelled("Bieu 'A'"), spelled);
            assert_eq!(book.results().computed(&formula), given, "{spelled}");
            assert_eq!(book.results().computed(&formula).cached(), given.cached(), "{spelled}");
        }
        assert_eq!(Formula::Same(at(0)).spelled("DS01"), "'Bieu ''A'''!A1");
    }

    #[test]
    fn what_excel_would_read_as_a_pattern_is_not_counted_by_formula() {
        let area = || vec![book().sheets[0].area(1, 0, 3)];
        for text in ["", ">5", "=a", "a*", "b?", "~", "5", " a"] {
            assert_eq!(Formula::count_if(area(), text), None, "{text:?}");
        }
        for text in ["5 %", "02/2026", "3 May 2020", "02A"] {
            assert_eq!(Formula::count_if(area(), text), None, "{text:?}");
        }
        assert!(Formula::count_if(area(), "02A (lãnh đạo)").is_some());
        let blank_first = [(area().remove(0), ""), (area().remove(0), "a")];
        assert_eq!(Formula::count_rows(&blank_first), None, "rows outside would count");
        assert_eq!(Formula::count_if(Vec::new(), "a"), None);
        assert!(Formula::count_if(area(), "CC, VC \"x\"").is_some());
    }
}
