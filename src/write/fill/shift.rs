//! Where the rows of a sheet go when some of them are repeated.

use crate::workbook::patch::grid::Area;

/// The repeated rows of a sheet and how many rows take the place of each, at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift(Vec<(u32, u32)>);

impl Shift {
    /// From rows in order.
    pub(super) fn new(rows: Vec<(u32, u32)>) -> Self {
        Self(rows)
    }

    /// Whether any row is repeated, even once.
    pub(super) fn is_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether this row is repeated.
    pub(super) fn is_repeated(&self, row: u32) -> bool {
        self.0.iter().any(|it| it.0 == row)
    }

    /// Where a row goes; of a repeated one the first that takes its place.
    pub(super) fn start(&self, row: u32) -> u32 {
        self.0
            .iter()
            .take_while(|it| it.0 < row)
            .fold(row, |at, it| at.saturating_add(it.1.saturating_sub(1)))
    }

    /// Where a row goes; of a repeated one the last that takes its place.
    pub(super) fn end(&self, row: u32) -> u32 {
        let own = self.0.iter().find(|it| it.0 == row).map_or(1, |it| it.1);
        self.start(row).saturating_add(own.saturating_sub(1))
    }

    /// Where an area goes: one that has a repeated row grows.
    pub(super) fn area(&self, area: Area) -> Area {
        Area { top: self.start(area.top), bottom: self.end(area.bottom), ..area }
    }
}
