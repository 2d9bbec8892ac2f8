//! Sheet 1 as its rows, and how people write them down.

use std::collections::BTreeSet;

use super::super::made::{Made, Tab, Value};
use super::super::regime;
use super::reworded;

/// Sheet 1: its rows as label, value and hint, and where they stand.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) name: String,
    pub(super) rows: Vec<(String, Option<Value>, String)>,
    pub(super) has_headings: bool,
    pub(super) has_numbers: bool,
    pub(super) top: u32,
    pub(super) gaps: BTreeSet<usize>,
    pub(super) left: u16,
    pub(super) between: u16,
    pub(super) stray: bool,
}

impl Facts {
    /// Sheet 1 as the untouched form has it.
    pub(super) fn new(made: &Made) -> Self {
        let (form, info) = (&regime().form, &made.tabs[0]);
        let rows = (3..).zip(&form.info.row).map(|(row, fact)| {
            (fact.label.clone(), info.cells.get(&(row, 2)).cloned(), fact.how.clone())
        });
        Self {
            name: form.info.sheet.clone(),
            rows: rows.collect(),
            has_headings: true,
            has_numbers: true,
            top: 2,
            gaps: BTreeSet::new(),
            left: 0,
            between: 0,
            stray: false,
        }
    }

    pub(super) fn change(
        &mut self,
        how: u16,
        y: usize,
        renamed: &mut BTreeSet<usize>,
        notices: &mut BTreeSet<&'static str>,
    ) {
        let row = y % self.rows.len();
        match how % 10 {
            0 => {
                let moved = self.rows.remove(row);
                self.rows.insert((y / 64) % (self.rows.len() + 1), moved);
            }
            1 => reworded(&mut self.rows[row].0, y / 64),
            2 => self.rows[row].0.insert_str(0, "3. "),
            3 => self.has_headings = false,
            4 => self.top = u32::try_from(y % 7).unwrap(),
            5 => drop(self.gaps.insert(row)),
            6 => self.left = u16::try_from(y % 5).unwrap(),
            7 => self.between = u16::try_from(y % 3).unwrap(),
            8 => self.has_numbers = false,
            _ => {
                self.stray = true;
                self.name = "Thông tin chung".to_owned();
                renamed.insert(0);
                notices.insert("sheet-renamed");
            }
        }
    }

    pub(super) fn tab(&self) -> Tab {
        let mut tab = Tab { name: self.name.clone(), ..Tab::default() };
        let headings = &regime().form.info.headings;
        let cols = [0, 1, 2 + self.between, 3 + 2 * self.between].map(|it| it + self.left);
        let mut row = self.top;
        if self.has_headings {
            let all = [&headings.number, &headings.label, &headings.value, &headings.how];
            for (col, text) in cols.into_iter().zip(all) {
                tab.set(row, col, text.as_str());
            }
        }
        for (place, (label, value, how)) in self.rows.iter().enumerate() {
            row += if self.gaps.contains(&place) { 2 } else { 1 };
            if self.has_numbers {
                tab.set(row, cols[0], f64::from(u32::try_from(place).unwrap()) + 1.0);
            }
            tab.set(row, cols[1], label.as_str());
            if let Some(value) = value {
                tab.set(row, cols[2], value.clone());
            }
            tab.set(row, cols[3], how.as_str());
        }
        if self.stray {
            tab.set(row + 50_000, 9, "\u{200B} ");
        }
        tab
    }
}
