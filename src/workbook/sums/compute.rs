//! Computes formulas again that are made of sums, counts, cells, figures and arithmetic; any
//! other gives nothing.

use super::{Area, Sum, range};
use crate::workbook::grid::{Cell, Raw, Sheet};
use crate::workbook::region::Region;

/// What a formula gives now.
pub(super) struct Result {
    pub number: f64,
    /// Whether it may give more: results that show nothing are counted too, and are not kept.
    pub may_be_more: bool,
    /// Whether it is made of a result that is old itself.
    pub is_of_old: bool,
}

/// Computes a formula, if it can be.
pub(super) fn result(sheets: &[Sheet], own: usize, sum: &Sum, left: &mut usize) -> Option<Result> {
    let at = (sum.row, sum.col);
    let mut work = Work { sheets, own, left, at, may_be_more: false, is_of_old: false };
    let mut text = Text { rest: &sum.formula };
    let number = work.expression(&mut text)?;
    let (may_be_more, is_of_old) = (work.may_be_more, work.is_of_old);
    let is_known = text.is_over() && number.is_finite();
    is_known.then_some(Result { number, may_be_more, is_of_old })
}

/// What is left of a formula.
struct Text<'t> {
    rest: &'t str,
}

impl<'t> Text<'t> {
    /// Takes the sign that comes next, if it is this one.
    fn takes(&mut self, sign: char) -> bool {
        let next = self.rest.trim_start().strip_prefix(sign);
        self.rest = next.unwrap_or(self.rest);
        next.is_some()
    }

    fn is_over(&self) -> bool {
        self.rest.trim().is_empty()
    }

    /// Takes a figure, a reference or the name of a function.
    fn word(&mut self) -> Option<&'t str> {
        let rest = self.rest.trim_start();
        let (mut is_quoted, mut is_column) = (false, false);
        let is_end = |it: char| {
            match it {
                '\'' => is_quoted = !is_quoted,
                '[' => is_column = true,
                ']' => is_column = false,
                _ => {}
            }
            !(is_quoted
                || is_column
                || it.is_alphanumeric()
                || matches!(it, '$' | '.' | ':' | '!' | '_' | '\'' | ']'))
        };
        let end = rest.find(is_end).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        self.rest = after;
        (!word.is_empty()).then_some(word)
    }

    /// Takes what stands up to the next comma or the closing parenthesis.
    fn argument(&mut self) -> Option<&'t str> {
        let (mut depth, mut is_text, mut is_name) = (0_usize, false, false);
        for (at, sign) in self.rest.char_indices() {
            match sign {
                '"' if !is_name => is_text = !is_text,
                '\'' if !is_text => is_name = !is_name,
                _ if is_text || is_name => {}
                '(' => depth += 1,
                ',' | ')' if depth == 0 => {
                    let (argument, rest) = self.rest.split_at(at);
                    self.rest = rest;
                    return Some(argument.trim());
                }
                ')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Takes the arguments of a function, behind its opening parenthesis.
    fn arguments(&mut self) -> Option<Vec<&'t str>> {
        let mut all = Vec::new();
        loop {
            all.push(self.argument()?);
            if self.takes(')') {
                return Some(all);
            }
            if !self.takes(',') {
                return None;
            }
        }
    }
}

/// What functions make their results of.
struct Tally {
    sum: f64,
    numbers: f64,
    filled: f64,
    least: f64,
    most: f64,
}

impl Tally {
    fn number(&mut self, number: f64) {
        self.sum += number;
        self.numbers += 1.0;
        self.filled += 1.0;
        self.least = self.least.min(number);
        self.most = self.most.max(number);
    }
}

/// The computing of one formula.
struct Work<'a> {
    sheets: &'a [Sheet],
    own: usize,
    /// How many cells may still be looked at.
    left: &'a mut usize,
    /// The cell of the formula.
    at: (u32, u32),
    may_be_more: bool,
    is_of_old: bool,
}

impl<'a> Work<'a> {
    fn expression(&mut self, text: &mut Text<'_>) -> Option<f64> {
        let mut number = self.product(text)?;
        loop {
            if text.takes('+') {
                number += self.product(text)?;
            } else if text.takes('-') {
                number -= self.product(text)?;
            } else {
                return Some(number);
            }
        }
    }

    fn product(&mut self, text: &mut Text<'_>) -> Option<f64> {
        let mut number = self.factor(text)?;
        loop {
            if text.takes('*') {
                number *= self.factor(text)?;
            } else if text.takes('/') {
                number /= self.factor(text)?;
            } else {
                return Some(number);
            }
        }
    }

    fn factor(&mut self, text: &mut Text<'_>) -> Option<f64> {
        if text.takes('-') {
            return self.factor(text).map(|it| -it);
        }
        let number = if text.takes('(') {
            let inner = self.expression(text)?;
            text.takes(')').then_some(inner)?
        } else {
            let word = text.word()?;
            if text.takes('(') {
                let arguments = text.arguments()?;
                self.function(word, &arguments)?
            } else if word.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
                word.parse().ok()?
            } else {
                self.cell(&self.area(word)?)?
            }
        };
        Some(if text.takes('%') { number / 100.0 } else { number })
    }

    fn function(&mut self, name: &str, arguments: &[&str]) -> Option<f64> {
        let name = name.to_ascii_uppercase();
        match (name.as_str(), arguments) {
            ("SUBTOTAL", [kind, areas @ ..]) => {
                let name = match kind.parse::<u32>().ok()? {
                    1 | 101 => "AVERAGE",
                    2 | 102 => "COUNT",
                    3 | 103 => "COUNTA",
                    4 | 104 => "MAX",
                    5 | 105 => "MIN",
                    9 | 109 => "SUM",
                    _ => return None,
                };
                let tally = self.tally(areas, true)?;
                Self::of_tally(name, &tally)
            }
            ("COUNTIF", [cells, wanted]) => self.count_if(cells, wanted),
            ("ROUND", [number, digits]) => {
                let number = self.whole(number)?;
                let ten = 10_f64.powi(digits.parse().ok().filter(|it| (0..=9).contains(it))?);
                Some((number * ten).round() / ten)
            }
            (_, areas) => {
                let tally = self.tally(areas, false)?;
                Self::of_tally(&name, &tally)
            }
        }
    }

    fn of_tally(name: &str, tally: &Tally) -> Option<f64> {
        match name {
            "SUM" => Some(tally.sum),
            "COUNT" => Some(tally.numbers),
            "COUNTA" => Some(tally.filled),
            _ if tally.numbers < 0.5 => None,
            "AVERAGE" => Some(tally.sum / tally.numbers),
            "MAX" => Some(tally.most),
            "MIN" => Some(tally.least),
            _ => None,
        }
    }

    /// A whole argument as a number.
    fn whole(&mut self, argument: &str) -> Option<f64> {
        let mut text = Text { rest: argument };
        let number = self.expression(&mut text)?;
        text.is_over().then_some(number)
    }

    /// Cells of a sheet, also those of a column of a list.
    fn area(&self, text: &str) -> Option<Area> {
        let Some((list, column)) = text.trim().split_once('[') else { return range(text) };
        let column = column.strip_suffix(']')?;
        let mut sheets = self.sheets.iter();
        sheets.find_map(|sheet| {
            let list = sheet.lists.iter().find(|it| it.name.eq_ignore_ascii_case(list))?;
            let nth = list.columns.iter().position(|it| it.eq_ignore_ascii_case(column))?;
            let col = list.entries.left.checked_add(u32::try_from(nth).ok()?)?;
            Some((Some(sheet.name.to_string()), Region { left: col, right: col, ..list.entries }))
        })
    }

    fn sheet(&self, name: Option<&str>) -> Option<&'a Sheet> {
        let Some(name) = name else { return self.sheets.get(self.own) };
        self.sheets.iter().find(|it| it.name.eq_ignore_ascii_case(name))
    }

    /// The number of one cell; one that is blank is 0.
    fn cell(&mut self, area: &Area) -> Option<f64> {
        let (sheet, region) = (self.sheet(area.0.as_deref())?, area.1);
        *self.left = self.left.checked_sub(1)?;
        if (region.top, region.left) != (region.bottom, region.right) {
            return None;
        }
        match sheet.get(region.top, region.left).map(|it| &it.raw) {
            None => Some(0.0),
            Some(Raw::Number(number)) => Some(*number),
            Some(Raw::Old(number, _)) => {
                self.is_of_old = true;
                Some(*number)
            }
            Some(_) => None,
        }
    }

    /// Gives each filled cell of some to `each`.
    fn each(
        &mut self,
        area: &Area,
        is_subtotal: bool,
        mut each: impl FnMut(&Cell) -> Option<()>,
    ) -> Option<()> {
        let (sheet, region) = (self.sheet(area.0.as_deref())?, area.1);
        let is_own = std::ptr::eq(sheet, self.sheets.get(self.own)?);
        // What goes round in a circle is computed by nobody.
        if is_own && region.contains(self.at.0, self.at.1) {
            return None;
        }
        let hidden = sheet.hidden_rows.partition_point(|it| *it < region.top);
        if is_subtotal && sheet.hidden_rows.get(hidden).is_some_and(|it| *it <= region.bottom) {
            return None;
        }
        let first = sheet.rows.partition_point(|it| it.index < region.top);
        for row in sheet.rows[first..].iter().take_while(|it| it.index <= region.bottom) {
            let first = row.cells.partition_point(|it| it.col < region.left);
            for cell in row.cells[first..].iter().take_while(|it| it.col <= region.right) {
                *self.left = self.left.checked_sub(1)?;
                let sum = || {
                    sheet.sums.binary_search_by_key(&(row.index, cell.col), |it| (it.row, it.col))
                };
                let is_sum = is_subtotal
                    && sum().ok().and_then(|it| sheet.sums.get(it)).is_some_and(Sum::is_subtotal);
                if !is_sum {
                    each(cell)?;
                }
            }
        }
        Some(())
    }

    fn tally(&mut self, arguments: &[&str], is_subtotal: bool) -> Option<Tally> {
        let (least, most) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut tally = Tally { sum: 0.0, numbers: 0.0, filled: 0.0, least, most };
        let (mut has_odd, mut is_of_old) = (false, false);
        for argument in arguments {
            let Some(area) = self.area(argument) else {
                tally.number(self.whole(argument)?);
                continue;
            };
            self.each(&area, is_subtotal, |cell| {
                match &cell.raw {
                    Raw::Number(number) => tally.number(*number),
                    Raw::Old(number, _) => {
                        is_of_old = true;
                        tally.number(*number);
                    }
                    Raw::Text(text) => {
                        // Figures with noughts before them may be a number that is shown so.
                        has_odd |= text.starts_with('0');
                        tally.filled += 1.0;
                    }
                    // To some programs it is a number.
                    Raw::Bool(_) => {
                        has_odd = true;
                        tally.filled += 1.0;
                    }
                    _ => return None,
                }
                Some(())
            })?;
            self.may_be_more |= self.sheet(area.0.as_deref())?.has_blank_results;
        }
        self.is_of_old |= is_of_old;
        if has_odd {
            (tally.sum, tally.numbers) = (f64::NAN, f64::NAN);
            (tally.least, tally.most) = (f64::NAN, f64::NAN);
        }
        Some(tally)
    }

    fn count_if(&mut self, cells: &str, wanted: &str) -> Option<f64> {
        let area = self.area(cells)?;
        let wanted = match wanted.strip_prefix('"') {
            Some(text) => Wanted::of(text.strip_suffix('"')?)?,
            None => match wanted.parse() {
                Ok(number) => Wanted::Number(Sign::Equal, number),
                Err(_) => self.wanted_of_cell(wanted)?,
            },
        };
        // What was struck out of a text, or raised, is no longer in it.
        let seen = &self.sheet(area.0.as_deref())?.seen;
        if !seen.partly.is_empty() || !seen.raised.is_empty() {
            return None;
        }
        let mut count = 0.0;
        self.each(&area, false, |cell| {
            count += f64::from(u8::from(wanted.is(&cell.raw)?));
            Some(())
        })?;
        Some(count)
    }

    fn wanted_of_cell(&self, text: &str) -> Option<Wanted> {
        let (name, region) = self.area(text)?;
        match &self.sheet(name.as_deref())?.get(region.top, region.left)?.raw {
            Raw::Number(number) => Some(Wanted::Number(Sign::Equal, *number)),
            Raw::Text(text) => Wanted::of(text),
            _ => None,
        }
    }
}

/// What is counted.
enum Wanted {
    Text(String),
    Number(Sign, f64),
}

#[derive(Clone, Copy)]
enum Sign {
    Equal,
    Less,
    LessEqual,
    More,
    MoreEqual,
}

impl Wanted {
    /// A condition as it is written; nothing of one with signs that stand for any letters, or
    /// of one that blank cells fulfil too.
    fn of(text: &str) -> Option<Self> {
        let signs = [
            ("<=", Sign::LessEqual),
            (">=", Sign::MoreEqual),
            ("<", Sign::Less),
            (">", Sign::More),
        ];
        if text.is_empty() || text.contains(['*', '?', '~', '[', '(', '|', '^', '\\']) {
            return None;
        }
        if text.starts_with("<>") {
            return None;
        }
        if let Some((sign, number)) =
            signs.iter().find_map(|it| Some((it.1, text.strip_prefix(it.0)?)))
        {
            return Some(Self::Number(sign, number.trim().parse().ok()?));
        }
        let text = text.strip_prefix('=').unwrap_or(text);
        Some(match text.parse() {
            Ok(number) => Self::Number(Sign::Equal, number),
            Err(_) => Self::Text(text.to_lowercase()),
        })
    }

    /// Whether a cell is counted; nothing where that is not known.
    fn is(&self, raw: &Raw) -> Option<bool> {
        Some(match (self, raw) {
            (Self::Text(wanted), Raw::Text(text)) => text.to_lowercase() == *wanted,
            // Figures that are text are equal to the number as well.
            (Self::Number(..), Raw::Text(text)) if text.parse::<f64>().is_ok() => return None,
            (Self::Text(_), Raw::Number(_)) | (Self::Number(..), Raw::Text(_)) => false,
            (Self::Number(sign, wanted), Raw::Number(number)) => match sign {
                Sign::Equal => (number - wanted).abs() < 1e-9,
                Sign::Less => number < wanted,
                Sign::LessEqual => number <= wanted,
                Sign::More => number > wanted,
                Sign::MoreEqual => number >= wanted,
            },
            _ => return None,
        })
    }
}
