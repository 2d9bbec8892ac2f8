//! Tables of Excel on a sheet: what is called by their names in formulas, and their rows of
//! totals. A courtesy: a part that cannot be read takes nothing from the values.

use super::places::region;
use super::small_part;
use super::workbook::relations_of;
use crate::workbook::grid::Sheet;
use crate::workbook::package::Package;
use crate::workbook::region::Region;
use crate::workbook::sum::List;
use crate::workbook::xml::{Step, Xml, attr};

/// Parts that are longer are not looked into.
const PART_BYTES: u64 = 1 << 20;
/// More tables of a sheet are not.
const TABLES_MAX: usize = 100;
/// Nor are more columns of one.
const COLUMNS_MAX: usize = 1_000;

/// Notes the tables of a sheet, whose part it is.
pub(super) fn read(package: &mut Package<'_>, part: &str, sheet: &mut Sheet) {
    let relations = relations_of(package, part);
    for relation in relations.iter().filter(|it| it.kind == "table").take(TABLES_MAX) {
        let Ok(bytes) = small_part(package, &relation.target, PART_BYTES) else { continue };
        sheet.lists.extend(table(&bytes, &relation.target));
    }
}

fn table(bytes: &[u8], part: &str) -> Option<List> {
    let mut xml = Xml::new(bytes, part);
    let mut list: Option<List> = None;
    loop {
        match xml.step().ok()? {
            Step::Start(it) => match (it.local_name().as_ref(), &mut list) {
                ("table", None) => {
                    let all = region(&attr(&it, "ref")?)?;
                    let count = |name, usual| {
                        attr(&it, name).and_then(|it| it.parse().ok()).unwrap_or(usual)
                    };
                    let (headings, totals): (u32, u32) =
                        (count("headerRowCount", 1), count("totalsRowCount", 0));
                    let entries = Region {
                        top: all.top.checked_add(headings)?,
                        bottom: all.bottom.checked_sub(totals)?,
                        ..all
                    };
                    list = Some(List {
                        name: attr(&it, "displayName").or_else(|| attr(&it, "name"))?,
                        entries,
                        columns: Vec::new(),
                        totals: (totals > 0).then_some(all.bottom),
                    });
                }
                ("tableColumn", Some(list)) if list.columns.len() < COLUMNS_MAX => {
                    list.columns.push(attr(&it, "name")?);
                }
                _ => {}
            },
            Step::Done => return list,
            _ => {}
        }
    }
}
