//! Which cell formats show dates.

use crate::workbook::patch::spans::Outline;
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{PatchedPackage, Refusal};

/// For each cell format whether it shows a date.
pub(super) fn dates(package: &mut PatchedPackage, book: &Workbook) -> Result<Vec<bool>, Refusal> {
    let styles = package.relations(&book.part)?.into_iter().find(|it| it.is("styles"));
    let Some(part) = styles.and_then(|it| it.part).filter(|it| package.has(it)) else {
        return Ok(Vec::new());
    };
    let text = package.text(&part)?;
    let outline = Outline::new(&text)?;
    let number = |it: usize| outline.attr(it, "numFmtId")?.parse::<u32>().ok();
    let own: Vec<(u32, bool)> = outline.child(0, "numFmts").map_or_else(Vec::new, |list| {
        let one = |it| Some((number(it)?, is_date(&outline.attr(it, "formatCode")?)));
        outline.children(list).filter_map(one).collect()
    });
    let shows_date = |id: u32| match own.iter().find(|it| it.0 == id) {
        Some((_, is_date)) => *is_date,
        None => matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=58),
    };
    Ok(outline.child(0, "cellXfs").map_or_else(Vec::new, |list| {
        outline.children(list).map(|it| number(it).is_some_and(shows_date)).collect()
    }))
}

/// Whether a format's code has a day or a year, texts and brackets aside.
fn is_date(code: &str) -> bool {
    let mut quote = false;
    let mut bracket = false;
    let mut signs = code.chars();
    while let Some(it) = signs.next() {
        match it {
            '"' => quote = !quote,
            _ if quote => {}
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => {}
            '\\' | '_' | '*' => {
                signs.next();
            }
            'd' | 'D' | 'y' | 'Y' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn a_date_has_a_day_or_a_year() {
        for (code, is) in [
            ("dd/mm/yyyy", true),
            ("[$-42A]d/m/yy;@", true),
            ("\"ngày\" d", true),
            ("0.0%", false),
            ("General", false),
            ("#,##0\" đảng viên dy\"", false),
            ("[Red]0", false),
            ("0\\d", false),
            ("h:mm", false),
        ] {
            assert_eq!(is_date(code), is, "{code}");
        }
    }
}
