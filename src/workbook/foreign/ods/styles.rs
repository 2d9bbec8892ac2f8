//! Styles: what cells, rows and columns look like, by the names that these give.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use crate::workbook::foreign::drawn;
use crate::workbook::grid::DateParts;
use crate::workbook::xml::attr;

/// What the styles say, by their names.
#[derive(Default)]
pub(super) struct Styles {
    /// Sheets that are not shown.
    pub(super) hidden: BTreeSet<String>,
    /// The parts that formats of dates show.
    dates: BTreeMap<String, DateParts>,
    /// The format of a cell's style.
    cells: BTreeMap<String, String>,
    /// The style from which another takes what it does not say itself.
    parents: BTreeMap<String, String>,
    /// Whether text of a style is struck out, where the style says so.
    struck: BTreeMap<String, bool>,
    /// Whether it stands above or below the line, where the style says so.
    raised: BTreeMap<String, bool>,
    /// How wide columns and how tall rows of a style are.
    sizes: BTreeMap<String, i64>,
    /// The style or format whose parts come now.
    open: String,
    has_day: bool,
    has_month: bool,
}

/// Styles that take from one another; more of them go round in a circle.
const PARENTS_MAX: usize = 16;

impl Styles {
    /// Takes in an element, if it is one of a style.
    pub(super) fn take(&mut self, it: &BytesStart<'_>) {
        match it.local_name().as_ref() {
            "text-properties" => {
                let line = attr(it, "text-line-through-style");
                let line = line.or_else(|| attr(it, "text-line-through-type"));
                if let Some(line) = line {
                    self.struck.insert(self.open.clone(), line != "none");
                }
                // "super 58%", "-33% 58%"; "0% 100%" is on the line.
                if let Some(position) = attr(it, "text-position") {
                    let height = position.split_whitespace().next().unwrap_or("0%");
                    self.raised.insert(self.open.clone(), !matches!(height, "0%" | "0"));
                }
            }
            "table-column-properties" | "table-row-properties" => {
                let size = attr(it, "column-width").or_else(|| attr(it, "row-height"));
                if let Some(size) = size.and_then(|it| drawn::length(&it)) {
                    self.sizes.insert(self.open.clone(), size);
                }
            }
            "style" | "default-style" => {
                self.open = attr(it, "name").unwrap_or_default();
                if let Some(format) = attr(it, "data-style-name") {
                    self.cells.insert(self.open.clone(), format);
                }
                if let Some(parent) = attr(it, "parent-style-name") {
                    self.parents.insert(self.open.clone(), parent);
                }
            }
            "date-style" => {
                self.open = attr(it, "name").unwrap_or_default();
                (self.has_day, self.has_month) = (false, false);
                self.dates.insert(self.open.clone(), DateParts::Year);
            }
            name @ ("day" | "month") => {
                self.has_day |= name == "day";
                self.has_month |= name == "month";
                if let Some(parts) = self.dates.get_mut(&self.open) {
                    let month = if self.has_month { DateParts::Month } else { DateParts::Year };
                    *parts = if self.has_day { DateParts::Day } else { month };
                }
            }
            "table-properties" if attr(it, "display").as_deref() == Some("false") => {
                self.hidden.insert(self.open.clone());
            }
            _ => {}
        }
    }

    /// A style and those from which it takes.
    fn with_parents<'a>(&'a self, style: &'a str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(Some(style), |it| self.parents.get(*it).map(String::as_str))
            .take(PARENTS_MAX)
    }

    pub(super) fn is_struck(&self, style: &str) -> Option<bool> {
        self.with_parents(style).find_map(|it| self.struck.get(it)).copied()
    }

    pub(super) fn is_raised(&self, style: &str) -> Option<bool> {
        self.with_parents(style).find_map(|it| self.raised.get(it)).copied()
    }

    /// How wide or tall a column or a row is; what is hidden takes no room.
    pub(super) fn size(&self, it: &BytesStart<'_>) -> Option<i64> {
        if is_collapsed(it) {
            return Some(0);
        }
        self.sizes.get(&attr(it, "style-name")?).copied()
    }

    pub(super) fn parts(&self, style: &str) -> DateParts {
        let format = self.with_parents(style).find_map(|it| self.cells.get(it));
        format.and_then(|it| self.dates.get(it)).copied().unwrap_or(DateParts::Day)
    }
}

pub(super) fn is_collapsed(it: &BytesStart<'_>) -> bool {
    matches!(attr(it, "visibility").as_deref(), Some("collapse" | "filter"))
}
