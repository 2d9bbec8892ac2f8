//! A table of the form as its columns and lines, and how people write it down.

use std::collections::BTreeSet;

use super::super::made::{FIRST, Tab, Value};
use crate::regime::form::{Kind, TableSheet};

/// A column of a table: its headings and the values of the entries.
#[derive(Clone, Debug)]
pub(super) struct Col {
    pub(super) group: String,
    pub(super) heading: String,
    /// The level of which this column has the crosses.
    pub(super) level: &'static str,
    pub(super) values: Vec<Option<Value>>,
    /// Its place on the untouched form; 0 has the numbers, 1 the names.
    pub(super) place: u16,
    /// The form's, not one that somebody put in.
    pub(super) is_ours: bool,
    pub(super) kind: Option<Kind>,
    pub(super) is_hidden: bool,
    pub(super) is_reworded: bool,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) enum Line {
    Title(&'static str),
    Header,
    Numbers,
    Entry(usize),
    Blank,
    Group(u16),
    Total(bool),
    Signatures,
}

/// How the headings are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Merging {
    /// Groups merged over their columns, headings over their rows.
    Merged,
    /// Groups above their first column only.
    First,
    /// Groups above each column.
    Each,
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) cols: Vec<Col>,
    pub(super) lines: Vec<Line>,
    pub(super) merging: Merging,
    /// Whether there is one row of headings, without the groups.
    pub(super) is_flat: bool,
    /// Whether headings stand in the lowest row of the header.
    pub(super) is_low: bool,
    pub(super) hidden: BTreeSet<usize>,
    pub(super) stray: bool,
}

pub(super) fn table<F>(sheet: &TableSheet<F>, tab: &Tab) -> Table {
    let last = tab.cells.keys().map(|it| it.0).max().unwrap();
    let entries = usize::try_from(last - FIRST + 1).unwrap();
    let cols = (0..).zip(&sheet.column).map(|(col, column)| Col {
        group: column.group.clone(),
        heading: column.heading.clone(),
        level: "",
        values: (FIRST..=last).map(|row| tab.cells.get(&(row, col)).cloned()).collect(),
        place: col,
        is_ours: true,
        kind: Some(column.kind),
        is_hidden: false,
        is_reworded: false,
    });
    let mut lines =
        vec![Line::Title("CHI BỘ"), Line::Title("DANH SÁCH"), Line::Header, Line::Numbers];
    lines.extend((0..entries).map(Line::Entry));
    Table {
        name: sheet.sheet.clone(),
        cols: cols.collect(),
        lines,
        merging: Merging::Merged,
        is_flat: false,
        is_low: false,
        hidden: BTreeSet::new(),
        stray: false,
    }
}

impl Table {
    pub(super) fn entries(&self) -> usize {
        self.lines.iter().filter(|it| matches!(it, Line::Entry(_))).count()
    }

    /// The place of an entry in the list of lines.
    pub(super) fn place_of_entry(&self, entry: usize) -> usize {
        let entry = entry % self.entries();
        let is_it = |it: &Line| matches!(it, Line::Entry(own) if *own == entry);
        self.lines.iter().position(is_it).unwrap()
    }

    pub(super) fn insert(&mut self, at: usize, heading: &str, values: &[Option<Value>]) {
        let mut values = values.to_vec();
        values.resize(self.entries(), None);
        let new = Col {
            group: String::new(),
            heading: heading.to_owned(),
            level: "",
            values,
            place: u16::MAX,
            is_ours: false,
            kind: None,
            is_hidden: false,
            is_reworded: false,
        };
        self.cols.insert(at, new);
    }

    pub(super) fn close(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Four columns in place of one, each a level.
    pub(super) fn tick(&mut self, at: usize, how: usize) {
        let one = self.cols.remove(at);
        let marks: [Value; 6] =
            ["x".into(), "X".into(), "✓".into(), 1.0.into(), "v".into(), " x ".into()];
        for (place, level) in ["HTXSNV", "HTTNV", "HTNV", "KHTNV"].into_iter().enumerate() {
            let own = one.values.iter().map(|it| match it {
                Some(Value::Text(text)) if text == level => Some(marks[how % 6].clone()),
                Some(_) if (how / 6).is_multiple_of(2) => Some("-".into()),
                _ => None,
            });
            let col = Col { level, values: own.collect(), ..one.clone() };
            self.cols.insert(at + place, col);
        }
    }

    /// The texts above a column, from top to bottom.
    fn heads(&self, col: &Col) -> Vec<String> {
        if self.is_flat {
            let both = if col.level.is_empty() {
                col.heading.clone()
            } else {
                format!("{}: {}", col.heading, col.level)
            };
            return if both.is_empty() { Vec::new() } else { vec![both] };
        }
        let all = [col.group.as_str(), col.heading.as_str(), col.level];
        all.into_iter().filter(|it| !it.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn tab(&self) -> Tab {
        let mut tab = Tab { name: self.name.clone(), ..Tab::default() };
        let heads: Vec<Vec<String>> = self.cols.iter().map(|it| self.heads(it)).collect();
        let depth = heads.iter().map(Vec::len).max().unwrap();
        let col_of = |place| {
            u16::try_from(self.cols.iter().position(|it| it.place == place).unwrap()).unwrap()
        };
        let (number, name) = (col_of(0), col_of(1));
        let (mut row, mut counted, mut is_ended) = (0, 0_u32, false);
        for line in &self.lines {
            match line {
                Line::Title(text) => tab.set(row, 0, *text),
                Line::Header => {
                    if std::mem::take(&mut is_ended) {
                        counted = 0;
                    }
                    self.header(&mut tab, row, &heads, depth);
                    row += u32::try_from(depth).unwrap() - 1;
                }
                Line::Numbers => {
                    for col in 0..self.cols.len() {
                        let col = u16::try_from(col).unwrap();
                        tab.set(row, col, f64::from(col) + 1.0);
                    }
                }
                Line::Entry(entry) => {
                    counted += 1;
                    if self.hidden.contains(entry) {
                        tab.hidden_rows.push(row);
                    }
                    for (col, own) in (0..).zip(&self.cols) {
                        if let Some(value) = &own.values[*entry] {
                            tab.set(row, col, value.clone());
                        }
                    }
                }
                Line::Blank => {}
                Line::Group(how) => match how % 3 {
                    0 => {
                        tab.set(row, number, "II");
                        tab.set(row, name, "Tổ 2");
                    }
                    1 => {
                        tab.set(row, 0, "Tổ đảng số 3");
                        tab.merges.push((row, 0, row, 8));
                    }
                    _ => tab.set(row, number, "IV. Tổ 4"),
                },
                Line::Total(is_said) => {
                    let text = if *is_said {
                        format!("Tổng cộng: {counted}")
                    } else {
                        "Cộng".to_owned()
                    };
                    tab.set(row, name, text.as_str());
                    is_ended = true;
                }
                Line::Signatures => {
                    tab.set(row, 6, "Bình An, ngày 05 tháng 12 năm 2020");
                    tab.set(row + 1, 6, "T/M CHI BỘ");
                    tab.set(row + 2, 6, "BÍ THƯ");
                    tab.set(row + 5, 6, "Ma Văn Hòa");
                    row += 5;
                }
            }
            row += 1;
        }
        if self.stray {
            tab.set(row + 50_000, 3, " \u{A0}");
        }
        for (col, own) in (0..).zip(&self.cols) {
            if own.is_hidden {
                tab.hidden_cols.push(col);
            }
        }
        tab
    }

    fn header(&self, tab: &mut Tab, top: u32, heads: &[Vec<String>], depth: usize) {
        let row = |level: usize| top + u32::try_from(level).unwrap();
        for (place, own) in heads.iter().enumerate() {
            let col = u16::try_from(place).unwrap();
            let Some(last) = own.len().checked_sub(1) else { continue };
            // The lowest text stands where the header ends, or under the one above it.
            let lowest = if self.is_low { depth - 1 } else { last };
            for (level, text) in own[..last].iter().enumerate() {
                let is_same = |other: &Vec<String>| {
                    other.len() > level + 1 && other[..=level] == own[..=level]
                };
                let goes_on = place > 0 && is_same(&heads[place - 1]);
                if goes_on && self.merging != Merging::Each {
                    continue;
                }
                tab.set(row(level), col, text.as_str());
                let more = heads[place + 1..].iter().take_while(|it| is_same(it)).count();
                if self.merging == Merging::Merged && more > 0 {
                    let right = col + u16::try_from(more).unwrap();
                    tab.merges.push((row(level), col, row(level), right));
                }
            }
            tab.set(row(lowest), col, own[last].as_str());
            if self.merging == Merging::Merged && !self.is_low && lowest < depth - 1 {
                tab.merges.push((row(lowest), col, row(depth - 1), col));
            }
        }
    }
}
