//! Results of the formulas that stay in a filled blank, so that a viewer that
//! does not compute shows the right numbers too.
//!
//! What sums and counts are made of is understood; of anything else there is no
//! result, and the cell is left without one: better none than an old one.

use std::collections::{BTreeMap, BTreeSet};

use super::operations::{binary, is_same, number, rounded};
use super::outcome::{Outcome, Place};
use super::tokens::{Reference, Token, tokens};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    Text(String),
    Bool(bool),
    Error(String),
    Formula(String),
}

/// Deepest chain of formulas that is followed, and deepest nesting in one of
/// them: together they have to fit on a small stack.
const DEPTH_MAX: usize = 12;
const NESTED_MAX: usize = 16;
/// Most cells that the results of one workbook look at.
const STEPS_MAX: u64 = 20_000_000;

/// All cells of a workbook.
#[derive(Default)]
pub(super) struct Grid {
    cells: BTreeMap<Place, Cell>,
    /// Sheets by name in lower case.
    sheets: BTreeMap<String, usize>,
    done: BTreeMap<Place, Option<Outcome>>,
    open: BTreeSet<Place>,
    steps: u64,
}

impl Grid {
    pub(super) fn new(names: impl Iterator<Item = String>) -> Self {
        let sheets = names.enumerate().map(|(place, it)| (it.to_lowercase(), place)).collect();
        Self { sheets, ..Self::default() }
    }

    pub(super) fn put(&mut self, place: Place, cell: Cell) {
        self.cells.insert(place, cell);
    }

    /// The result of a cell; `None` when it cannot be told.
    pub(super) fn outcome(&mut self, place: Place) -> Option<Outcome> {
        let text = match self.cells.get(&place) {
            None => return Some(Outcome::Blank),
            Some(Cell::Number(it)) => return Some(Outcome::Number(*it)),
            Some(Cell::Text(it)) => return Some(Outcome::Text(it.clone())),
            Some(Cell::Bool(it)) => return Some(Outcome::Bool(*it)),
            Some(Cell::Error(it)) => return Some(Outcome::Error(it.clone())),
            Some(Cell::Formula(text)) => text.clone(),
        };
        if let Some(done) = self.done.get(&place) {
            return done.clone();
        }
        if self.open.len() >= DEPTH_MAX || !self.open.insert(place) {
            return None;
        }
        let outcome = self.compute(&text, place);
        self.open.remove(&place);
        // A formula that shows an empty cell shows 0.
        let outcome = match outcome {
            Some(Outcome::Blank) => Some(Outcome::Number(0.0)),
            Some(Outcome::Number(it)) if !it.is_finite() => None,
            it => it,
        };
        self.done.insert(place, outcome.clone());
        outcome
    }

    fn compute(&mut self, text: &str, place: Place) -> Option<Outcome> {
        let tokens = tokens(text).into_iter().map(|it| it.0).filter(|it| *it != Token::Blank);
        let mut parser = Parser { tokens: tokens.collect(), at: 0, nested: 0, place, grid: self };
        let argument = parser.expression(0)?;
        if parser.at != parser.tokens.len() {
            return None;
        }
        parser.single(argument)
    }
}

/// An operand: a value, or cells that a function may go through.
enum Operand {
    Value(Outcome),
    Cells { sheet: usize, rows: (u32, u32), cols: (u32, u32) },
}

struct Parser<'t, 'g> {
    tokens: Vec<Token<'t>>,
    at: usize,
    nested: usize,
    place: Place,
    grid: &'g mut Grid,
}

const UNARY: u8 = 6;

impl Parser<'_, '_> {
    fn expression(&mut self, least: u8) -> Option<Operand> {
        self.nested += 1;
        let found = if self.nested > NESTED_MAX { None } else { self.operation(least) };
        self.nested -= 1;
        found
    }

    fn operation(&mut self, least: u8) -> Option<Operand> {
        let mut left = self.operand()?;
        loop {
            let operator = match self.tokens.get(self.at) {
                Some(Token::Operator(it)) => (*it).to_owned(),
                _ => return Some(left),
            };
            if operator == "%" {
                self.at += 1;
                left = Operand::Value(match number(self.single(left)?) {
                    Ok(it) => Outcome::Number(it / 100.0),
                    Err(it) => it?,
                });
                continue;
            }
            let power = match operator.as_str() {
                "=" | "<" | ">" | "<=" | ">=" | "<>" => 1,
                "&" => 2,
                "+" | "-" => 3,
                "*" | "/" => 4,
                "^" => 5,
                _ => return None,
            };
            if power < least {
                return Some(left);
            }
            self.at += 1;
            let right = self.expression(power + 1)?;
            let (one, other) = (self.single(left)?, self.single(right)?);
            left = Operand::Value(binary(&operator, one, other)?);
        }
    }

    fn operand(&mut self) -> Option<Operand> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        let value = match token {
            Token::Number(it) => Outcome::Number(it),
            Token::Text(it) => Outcome::Text(it),
            Token::Name(name) if name.eq_ignore_ascii_case("TRUE") => Outcome::Bool(true),
            Token::Name(name) if name.eq_ignore_ascii_case("FALSE") => Outcome::Bool(false),
            Token::Reference(reference) => return self.cells(&reference),
            Token::Open => {
                let inner = self.expression(0)?;
                self.eat(&Token::Close)?;
                return Some(inner);
            }
            Token::Operator(sign @ ("-" | "+")) => {
                let inner = self.expression(UNARY)?;
                let inner = self.single(inner)?;
                if sign == "+" {
                    inner
                } else {
                    match number(inner) {
                        Ok(it) => Outcome::Number(-it),
                        Err(it) => it?,
                    }
                }
            }
            Token::Function(name) => {
                self.eat(&Token::Open)?;
                return self.call(&name.to_ascii_uppercase()).map(Operand::Value);
            }
            _ => return None,
        };
        Some(Operand::Value(value))
    }

    fn eat(&mut self, wanted: &Token) -> Option<()> {
        let is_it = self.tokens.get(self.at) == Some(wanted);
        self.at += usize::from(is_it);
        is_it.then_some(())
    }

    fn cells(&self, reference: &Reference) -> Option<Operand> {
        let sheet = match &reference.sheet {
            Some(name) => *self.grid.sheets.get(&name.to_lowercase())?,
            None => self.place.0,
        };
        let to = reference.to.unwrap_or(reference.from);
        let ends = |one: Option<(u32, bool)>, other: Option<(u32, bool)>| match (one, other) {
            (Some(one), Some(other)) => (one.0.min(other.0), one.0.max(other.0)),
            _ => (0, u32::MAX),
        };
        let rows = ends(reference.from.row, to.row);
        let cols = ends(reference.from.col, to.col);
        Some(Operand::Cells { sheet, rows, cols })
    }

    /// One value of an operand; of several cells there is none.
    fn single(&mut self, operand: Operand) -> Option<Outcome> {
        match operand {
            Operand::Value(it) => Some(it),
            Operand::Cells { sheet, rows, cols } => {
                let is_one = rows.0 == rows.1 && cols.0 == cols.1;
                is_one.then(|| self.grid.outcome((sheet, rows.0, cols.0))).flatten()
            }
        }
    }

    /// Every value of an operand; empty cells are passed over. Says with it
    /// whether they are a cell's.
    fn each(&mut self, operand: Operand) -> Option<(Vec<Outcome>, bool)> {
        let (sheet, rows, cols) = match operand {
            Operand::Value(it) => return Some((vec![it], false)),
            Operand::Cells { sheet, rows, cols } => (sheet, rows, cols),
        };
        if self.grid.steps > STEPS_MAX {
            return None;
        }
        let range = (sheet, rows.0, 0)..=(sheet, rows.1, u32::MAX);
        let mut places = Vec::new();
        for (place, _) in self.grid.cells.range(range) {
            self.grid.steps += 1;
            if (cols.0..=cols.1).contains(&place.2) {
                places.push(*place);
            }
        }
        let all: Option<Vec<_>> = places.into_iter().map(|it| self.grid.outcome(it)).collect();
        Some((all?, true))
    }

    fn call(&mut self, name: &str) -> Option<Outcome> {
        let mut arguments = Vec::new();
        if self.tokens.get(self.at) == Some(&Token::Close) {
            self.at += 1;
        } else {
            loop {
                arguments.push(self.expression(0)?);
                if self.eat(&Token::Close).is_some() {
                    break;
                }
                self.eat(&Token::Comma)?;
            }
        }
        match name {
            "SUM" | "COUNT" | "COUNTA" | "AVERAGE" | "MIN" | "MAX" => self.over(name, arguments),
            "COUNTIF" => self.count_if(arguments),
            "ROW" if arguments.is_empty() => Some(Outcome::Number(f64::from(self.place.1) + 1.0)),
            "ROW" => match arguments.as_slice() {
                [Operand::Cells { rows, .. }] => Some(Outcome::Number(f64::from(rows.0) + 1.0)),
                _ => None,
            },
            "IF" => self.choose(arguments),
            "IFERROR" => {
                let [value, other] = <[Operand; 2]>::try_from(arguments).ok()?;
                match self.single(value)? {
                    Outcome::Error(_) => self.single(other),
                    value => Some(value),
                }
            }
            "ROUND" | "ROUNDDOWN" | "ROUNDUP" => {
                let [value, digits] = <[Operand; 2]>::try_from(arguments).ok()?;
                match (number(self.single(value)?), number(self.single(digits)?)) {
                    (Ok(value), Ok(digits)) => rounded(name, value, digits),
                    (Err(it), _) | (_, Err(it)) => it,
                }
            }
            _ => None,
        }
    }

    fn choose(&mut self, arguments: Vec<Operand>) -> Option<Outcome> {
        let mut arguments = arguments.into_iter();
        let condition = arguments.next()?;
        let is_true = match self.single(condition)? {
            Outcome::Bool(it) => it,
            Outcome::Number(it) => it != 0.0,
            Outcome::Blank => false,
            Outcome::Error(it) => return Some(Outcome::Error(it)),
            Outcome::Text(_) => return None,
        };
        let first = arguments.next()?;
        let second = arguments.next();
        match (is_true, second) {
            (true, _) => self.single(first),
            (false, Some(it)) => self.single(it),
            (false, None) => Some(Outcome::Bool(false)),
        }
    }

    /// Functions that go through all cells of all arguments.
    fn over(&mut self, name: &str, arguments: Vec<Operand>) -> Option<Outcome> {
        let (mut numbers, mut filled) = (Vec::new(), 0_u32);
        for argument in arguments {
            let (values, are_cells) = self.each(argument)?;
            for value in values {
                filled += u32::from(value != Outcome::Blank);
                match value {
                    Outcome::Number(it) => numbers.push(it),
                    Outcome::Error(it) if !name.starts_with("COUNT") => {
                        return Some(Outcome::Error(it));
                    }
                    // Typed into the formula itself they count as numbers, by rules of their own.
                    Outcome::Text(_) | Outcome::Bool(_) if !are_cells && name != "COUNTA" => {
                        return None;
                    }
                    _ => {}
                }
            }
        }
        let count = u32::try_from(numbers.len()).ok()?;
        let sum: f64 = numbers.iter().sum();
        let best = |pick: fn(f64, f64) -> f64| numbers.iter().copied().reduce(pick).unwrap_or(0.0);
        Some(Outcome::Number(match name {
            "SUM" => sum,
            "COUNT" => f64::from(count),
            "COUNTA" => f64::from(filled),
            "MIN" => best(f64::min),
            "MAX" => best(f64::max),
            _ if count == 0 => return Some(Outcome::Error("#DIV/0!".to_owned())),
            _ => sum / f64::from(count),
        }))
    }

    /// Cells that are equal to a number or a text; other conditions are not understood.
    fn count_if(&mut self, arguments: Vec<Operand>) -> Option<Outcome> {
        let [cells, wanted] = <[Operand; 2]>::try_from(arguments).ok()?;
        if !matches!(cells, Operand::Cells { .. }) {
            return None;
        }
        let wanted = match self.single(wanted)? {
            Outcome::Text(it)
                if it.starts_with(['=', '<', '>'])
                    || it.contains(['*', '?', '~'])
                    || it.trim().is_empty() =>
            {
                return None;
            }
            it @ (Outcome::Text(_) | Outcome::Number(_)) => it,
            _ => return None,
        };
        let typed = match &wanted {
            Outcome::Text(it) if it.trim().starts_with(|it: char| !it.is_alphabetic()) => {
                // What may be read as a number, a date or a share is left alone.
                return None;
            }
            Outcome::Text(it) => it.to_lowercase(),
            _ => String::new(),
        };
        let (values, _) = self.each(cells)?;
        let is_it = |it: &&Outcome| match (it, &wanted) {
            (Outcome::Number(one), Outcome::Number(other)) => is_same(*one, *other),
            (Outcome::Text(it), Outcome::Text(_)) => it.to_lowercase() == typed,
            _ => false,
        };
        let count = values.iter().filter(is_it).count();
        Some(Outcome::Number(f64::from(u32::try_from(count).ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(formula: &str) -> Option<Outcome> {
        let mut grid = Grid::new(["Một".to_owned(), "Hai".to_owned()].into_iter());
        for (row, number) in [3.0, 4.0, 5.0].into_iter().enumerate() {
            grid.put((0, u32::try_from(row).unwrap(), 0), Cell::Number(number));
        }
        grid.put((0, 0, 1), Cell::Text("x".to_owned()));
        grid.put((0, 2, 1), Cell::Text("X".to_owned()));
        grid.put((1, 0, 0), Cell::Formula("SUM('Một'!A1:A3)".to_owned()));
        grid.put((1, 1, 0), Cell::Formula("A2+1".to_owned()));
        grid.put((1, 2, 0), Cell::Formula("A3/0".to_owned()));
        grid.put((0, 9, 9), Cell::Formula(formula.to_owned()));
        grid.outcome((0, 9, 9))
    }

    #[test]
    fn sums_and_counts_are_known() {
        for (formula, number) in [
            ("SUM(A1:A3)", 12.0),
            ("SUM(A:A)", 12.0),
            ("SUM(A1:A3,1,B1:B3)", 13.0),
            ("SUM(C5:C5)", 0.0),
            ("COUNTA(B1:B3)", 2.0),
            ("COUNTIF(B1:B3,\"x\")", 2.0),
            ("COUNTIF(A1:A3,4)", 1.0),
            ("Hai!A1*2", 24.0),
            ("-A1^2+10%", 9.1),
            ("A1+A2*2-(1+1)", 9.0),
            ("IF(A1>=3,A2/A3,\"\")", 0.8),
            ("IFERROR(A1/C1,7)", 7.0),
            ("ROUND(A1/A3*100,1)", 60.0),
            ("ROW()+ROW(A1)", 11.0),
            ("AVERAGE(A1:A3)+MAX(A1:A3)-MIN(A1:A3)", 6.0),
            ("C1", 0.0),
        ] {
            if formula.starts_with('-') {
                // Excel's sign binds more tightly than its power, which is not computed.
                assert_eq!(result(formula), None);
                continue;
            }
            assert_eq!(result(formula), Some(Outcome::Number(number)), "{formula}");
        }
        assert_eq!(result("\"Tổng \"&A1"), Some(Outcome::Text("Tổng 3".to_owned())));
        assert_eq!(result("A1/C1"), Some(Outcome::Error("#DIV/0!".to_owned())));
        assert_eq!(result("B1=B3"), Some(Outcome::Bool(true)));
    }

    #[test]
    fn what_is_not_understood_has_no_result() {
        for formula in [
            "VLOOKUP(A1,A1:B3,2)",
            "A1:A3",
            "SUM(A1:A3",
            "A1 A2",
            "B1+1",
            "COUNTIF(A1:A3,\">3\")",
            "COUNTIF(A1:A3,\"3\")",
            "Ba!A1",
            "Hai!A2",
            "J10",
            "ROUND(1.005*1,2)",
            "TODAY()",
            "Tên",
        ] {
            assert_eq!(result(formula), None, "{formula}");
        }
    }
}
