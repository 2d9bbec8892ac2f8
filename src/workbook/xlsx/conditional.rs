//! Cells that a condition may strike out: the condition itself is not computed.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::places::region;
use crate::finding::Finding;
use crate::workbook::grid::Sheet;
use crate::workbook::xml::{Step, Xml, attr};

/// Rules of conditions that are kept of a sheet, and places of them.
const RULES_MAX: usize = 1_000;

/// The rules of a sheet that lay a look over cells: the number of the look, and the cells.
#[derive(Debug, Default)]
pub(super) struct Rules {
    cells: Rc<str>,
    all: Vec<(u32, Rc<str>)>,
}

impl Rules {
    /// The cells that the next rules are about.
    pub(super) fn of(&mut self, cells: Option<String>) {
        // A list that is longer is no hand-made one.
        const CELLS_BYTES: usize = 10_000;
        let cells = cells.filter(|it| it.len() <= CELLS_BYTES).unwrap_or_default();
        self.cells = cells.into();
    }

    /// A rule.
    pub(super) fn add(&mut self, look: Option<String>) {
        let look = look.and_then(|it| it.parse().ok());
        self.all
            .extend(look.filter(|_| self.all.len() < RULES_MAX).map(|it| (it, self.cells.clone())));
    }

    /// Notes the cells of those whose look is one that strikes out.
    pub(super) fn note(&self, strikes: &BTreeSet<u32>, sheet: &mut Sheet) {
        let struck = self.all.iter().filter(|it| strikes.contains(&it.0));
        let regions = struck.flat_map(|it| it.1.split_whitespace().filter_map(region));
        sheet.seen.perhaps_struck.extend(regions.take(RULES_MAX));
    }
}

/// Numbers of the looks of conditions that strike out what is in a cell.
pub(super) fn strikes(bytes: &[u8], part: &str) -> Result<BTreeSet<u32>, Box<Finding>> {
    let mut strikes = BTreeSet::new();
    if memchr::memmem::find(bytes, b"strike").is_none() {
        return Ok(strikes);
    }
    let mut xml = Xml::new(bytes, part);
    let (mut is_inside, mut looks) = (false, 0_u32);
    loop {
        match xml.step()? {
            Step::Start(it) => match it.local_name().as_ref() {
                "dxfs" => is_inside = true,
                "dxf" => looks = looks.saturating_add(1),
                "strike" if is_inside => {
                    let is_off = |it: String| matches!(it.as_str(), "0" | "false");
                    if !attr(&it, "val").is_some_and(is_off) {
                        strikes.insert(looks.saturating_sub(1));
                    }
                }
                "tableStyles" => is_inside = false,
                _ => {}
            },
            Step::Done => return Ok(strikes),
            _ => {}
        }
    }
}
