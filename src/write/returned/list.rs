//! The sheet that lists every finding, each with a link to its cell.
//!
//! Its texts stand in the cells themselves and it has no formulas, so neither
//! the shared strings nor the order of formulas change.

use std::fmt::Write as _;

use crate::finding::Severity;
use crate::workbook::ours;
use crate::workbook::patch::DECLARATION;
use crate::workbook::patch::grid::{GRID, name};
use crate::workbook::patch::spans::{attribute, content};
use crate::workbook::patch::workbook::Workbook;
use crate::write::returned::styles::Looks;
use crate::write::returned::{COLUMNS, List, ListRow, comments};
use crate::write::sheet::{Style, measure};

/// Most links of a sheet; Excel stops at 65,530.
const LINKS_MAX: usize = 65_000;
/// Most characters of a cell.
const CHARACTERS_MAX: usize = 32_767;
/// Most findings that a sheet takes, its head aside.
const ROWS_MAX: usize = 1_000_000;
/// Widths of the columns in characters: together a landscape A4 page, somewhat reduced.
const WIDTHS: [u32; COLUMNS] = [11, 8, 18, 8, 20, 46, 40, 28];
/// The size of its font in points.
const SIZE: u8 = 12;
/// The greatest height of a row in points.
const POINTS_MAX: u32 = 409;
/// The height of the line with the mark.
const MARK_POINTS: u32 = 9;
/// Most rows above the table that stay in sight.
const FROZEN_MAX: u32 = 12;
/// Column of the link.
const LINK: u32 = 3;

/// The list as a worksheet part; `extra` lines stand under the introduction, the mark
/// (`rounds`) in the last line.
pub(super) fn xml(
    list: &List,
    extra: &[String],
    rounds: &str,
    book: &Workbook,
    looks: &Looks,
) -> String {
    let last_col = u32::try_from(COLUMNS - 1).unwrap_or(0);
    let mut rows = String::new();
    let mut merges = String::new();
    let mut links = String::new();
    let mut row = 0;

    open_row(&mut rows, row, 27);
    cell(&mut rows, row, 0, looks.title, &list.title);
    rows.push_str("</row>");
    let intro: Vec<_> = list.intro.iter().chain(extra).collect();
    for line in &intro {
        row += 1;
        open_row(&mut rows, row, points(lines(line, &WIDTHS)));
        cell(&mut rows, row, 0, looks.intro, line);
        rows.push_str("</row>");
        put(
            &mut merges,
            format_args!("<mergeCell ref=\"{}:{}\"/>", name(row, 0), name(row, last_col)),
        );
    }
    row += 2;
    let heading = row;
    open_row(&mut rows, row, 33);
    for (col, text) in (0..).zip(&list.headings) {
        cell(&mut rows, row, col, looks.heading, text);
    }
    rows.push_str("</row>");

    let mut links_count = 0;
    for item in list.rows.iter().take(ROWS_MAX) {
        row += 1;
        let target = target(item, book).filter(|_| links_count < LINKS_MAX);
        write_row(&mut rows, row, item, target.is_some(), looks);
        if let Some(target) = target {
            links_count += 1;
            put(
                &mut links,
                format_args!(
                    "<hyperlink ref=\"{}\" location=\"{}\"/>",
                    name(row, LINK),
                    attribute(&target)
                ),
            );
        }
    }

    // A row of its own below a blank one, so that no filter or sorting takes it along.
    row += 2;
    open_row(&mut rows, row, MARK_POINTS);
    cell(&mut rows, row, 0, looks.mark, &ours::mark(rounds));
    rows.push_str("</row>");

    let below = heading + 1;
    let corner = name(below, 0);
    // A head that fills the window must not be frozen: nobody could scroll.
    let view = if below > FROZEN_MAX {
        String::new()
    } else {
        format!(
            "<pane ySplit=\"{below}\" topLeftCell=\"{corner}\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"{corner}\" sqref=\"{corner}\"/>"
        )
    };
    let mut cols = String::new();
    for (col, width) in (1..).zip(WIDTHS) {
        put(
            &mut cols,
            format_args!("<col min=\"{col}\" max=\"{col}\" width=\"{width}\" customWidth=\"1\"/>"),
        );
    }
    let merges = match intro.len() {
        0 => String::new(),
        count => format!("<mergeCells count=\"{count}\">{merges}</mergeCells>"),
    };
    let links = match links_count {
        0 => String::new(),
        _ => format!("<hyperlinks>{links}</hyperlinks>"),
    };
    format!(
        "{DECLARATION}<worksheet xmlns=\"{}\"><sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{}\"/><sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\">{view}</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15.75\"/><cols>{cols}</cols><sheetData>{rows}</sheetData>{merges}{links}<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>",
        book.namespace,
        name(row, last_col),
    )
}

fn write_row(out: &mut String, row: u32, item: &ListRow, is_link: bool, looks: &Looks) {
    let severity = match item.severity {
        Severity::Error => looks.error,
        Severity::Warning => looks.warning,
        Severity::Notice => looks.short,
    };
    // `LibreOffice` does not fit rows to wrapped text when it opens a file.
    let texts = [
        &item.word,
        &item.code,
        &item.sheet,
        "",
        &item.member,
        &item.message,
        &item.help,
        &item.clause,
    ];
    let lines = texts.into_iter().zip(WIDTHS).map(|(text, width)| lines(text, &[width]));
    open_row(out, row, points(lines.max().unwrap_or(1)));
    cell(out, row, 0, severity, &item.word);
    cell(out, row, 1, looks.short, &item.code);
    cell(out, row, 2, looks.text, &item.sheet);
    let place = item.cell.filter(|it| it.0 < GRID.0 && it.1 < GRID.1);
    let place = place.map(|(row, col)| name(row, col)).unwrap_or_default();
    cell(out, row, LINK, if is_link { looks.link } else { looks.short }, &place);
    cell(out, row, 4, looks.text, &item.member);
    cell(out, row, 5, looks.text, &item.message);
    cell(out, row, 6, looks.text, &item.help);
    cell(out, row, 7, looks.text, &item.clause);
    out.push_str("</row>");
}

/// Where a finding's link leads: only to a cell that can be seen.
fn target(item: &ListRow, book: &Workbook) -> Option<String> {
    let (row, col) = item.cell.filter(|it| it.0 < GRID.0 && it.1 < GRID.1)?;
    let sheet = book.sheets.iter().find(|it| it.name == item.sheet)?;
    let quoted = sheet.name.replace('\'', "''");
    (sheet.has_cells && sheet.is_visible).then(|| format!("'{quoted}'!{}", name(row, col)))
}

fn put(out: &mut String, text: std::fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

fn open_row(out: &mut String, row: u32, points: u32) {
    put(out, format_args!("<row r=\"{}\" ht=\"{points}\" customHeight=\"1\">", row + 1));
}

fn cell(out: &mut String, row: u32, col: u32, look: usize, text: &str) {
    let place = name(row, col);
    if text.is_empty() {
        put(out, format_args!("<c r=\"{place}\" s=\"{look}\"/>"));
        return;
    }
    let text = content(&comments::shortened(text, CHARACTERS_MAX));
    put(
        out,
        format_args!(
            "<c r=\"{place}\" s=\"{look}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
        ),
    );
}

/// How many lines a text takes across columns of these widths.
fn lines(text: &str, widths: &[u32]) -> u32 {
    let room = widths.iter().map(|it| measure::column_points(f64::from(*it))).sum();
    measure::lines(text, room, Style::text(SIZE))
}

/// The height of so many lines.
fn points(lines: u32) -> u32 {
    lines.saturating_mul(16).saturating_add(2).min(POINTS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_cut_off() {
        // Each was cut when letters were counted instead of measured.
        for (text, width, expected) in [
            ("", 10, 1),
            ("Điều lệ Đảng, Điều 3; biên bản kiểm phiếu", 28, 2),
            (
                "Chi bộ thôn Tống Pu được đề nghị HTXSNV, nhưng theo quy định tối đa là HTTNV: mức HTXSNV cần 80% đảng viên được xếp loại đạt HTTNV trở lên (hiện 15/19)",
                46,
                4,
            ),
            ("một\n\nhai", 10, 3),
            (&"m".repeat(100), 10, 19),
        ] {
            assert_eq!(lines(text, &[width]), expected, "{text}");
        }
        // A note across the whole list needs no second line so soon.
        assert_eq!(lines(&"chữ ".repeat(40), &WIDTHS), 1);
        assert_eq!(points(1), 18);
        assert_eq!(points(u32::MAX), POINTS_MAX);
    }
}
