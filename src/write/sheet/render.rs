//! Turns the plain values into bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Write};

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartRange, ChartSolidFill, ChartType, Color, DataValidation, DocProperties,
    ExcelDateTime, Format, IgnoreError, Url, Workbook, Worksheet, XlsxError,
};

use super::named::patched;
use super::rows::{Rows, SharedTexts, hand_on, is_quoted};
use super::split::ROWS_MAX;
use super::{Area, Book, Content, Sheet, Style};
use crate::model::{CellRef, column_name};
use crate::regime::consolidated::StyleWords;
use crate::threads;
use crate::workbook::ours;
use crate::workbook::patch::Refusal;
use crate::workbook::repack::{Place, part, repack};

const INCHES_PER_MM: f64 = 1.0 / 25.4;
const A4: u8 = 9;
/// Size of the texts of a chart, in points.
const CHART_TEXT: u32 = 11;
/// Colour of the edge of a bar.
const CHART_EDGE: u32 = 0x008A_9A98;
/// Parts of a package that are written here.
const STYLES: &str = "xl/styles.xml";
const TEXTS: &str = "xl/sharedStrings.xml";

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// The library refuses to write it, e.g. more rows than a sheet can have.
    #[error("the workbook cannot be written")]
    Library(#[from] XlsxError),
    /// A sheet with more texts, formulas or looks than their numbers can tell apart.
    #[error("a sheet has too many texts, formulas or looks")]
    TooMany,
    /// What the library wrote is not what is known of it: a bug.
    #[error("the parts of the workbook are not known")]
    Package(#[from] Refusal),
}

/// Looks of cells in the order in which they come first: that of their numbers.
fn looks(sheets: &[Sheet]) -> Vec<(Style, bool)> {
    let mut known = BTreeSet::new();
    let mut order = Vec::new();
    let mut add = |it: (Style, bool)| {
        if known.insert(it) {
            order.push(it);
        }
    };
    for sheet in sheets {
        for merge in &sheet.merges {
            if let Some(cell) = sheet.cells.get(merge.first_row, merge.first_col) {
                add((cell.style, false));
            }
        }
        // In a column most cells look like the one above.
        let mut last = vec![None; sheet.widths.len()];
        for ((_, col), cell) in sheet.cells.all() {
            let text = if let Content::Text(it) = cell.content { it.shown } else { "" };
            let look = (cell.style, is_quoted(text));
            match last.get_mut(usize::from(col)) {
                Some(last) if *last == Some(look) => {}
                own => {
                    if let Some(own) = own {
                        *own = Some(look);
                    }
                    add(look);
                }
            }
        }
    }
    order
}

impl Book {
    /// The workbook's bytes: the same for the same values, on any day. The library writes all but
    /// the cells, of which it would keep a copy each; they are written row by row. With words, each look has
    /// a name.
    pub(crate) fn render(&self, words: Option<&StyleWords>) -> Result<Vec<u8>, Unwritable> {
        let mut out = Cursor::new(Vec::new());
        self.render_to(words, &mut out)?;
        Ok(out.into_inner())
    }

    /// The same into a place of its own, part by part.
    pub(crate) fn render_to(
        &self,
        words: Option<&StyleWords>,
        out: &mut dyn Place,
    ) -> Result<(), Unwritable> {
        if self.sheets.iter().any(|it| it.cells.has_too_many()) {
            return Err(Unwritable::TooMany);
        }
        let frame = || -> Result<_, Unwritable> {
            let looks = looks(&self.sheets);
            let frame = self.frame(&looks)?;
            let formats = numbered(&frame, &looks)?;
            Ok((frame, formats))
        };
        let (framed, shared) = threads::both(frame, || SharedTexts::of(&self.sheets));
        let (frame, formats) = framed?;
        let results = self.results();
        let places: BTreeMap<String, usize> = (1..=self.sheets.len())
            .map(|it| (format!("xl/worksheets/sheet{it}.xml"), it - 1))
            .collect();
        let is_laid = |name: &str| {
            name == TEXTS || (name == STYLES && words.is_some()) || places.contains_key(name)
        };
        repack(&frame, out, is_laid, |name, text, out| {
            if let Some(place) = places.get(name) {
                let sheet = (*place, &self.sheets[*place]);
                let rows = Rows { sheet, shared: &shared, results: &results, formats: &formats };
                return write_sheet(&rows, text, out);
            }
            match words.filter(|_| name == STYLES) {
                Some(words) => {
                    let named = patched(text, words).map_err(io::Error::other)?;
                    out.write_all(named.as_bytes())
                }
                None => shared.write(&self.sheets, out),
            }
        })?;
        Ok(())
    }

    /// The workbook without its cells. Those of the first row of the first sheet have the looks.
    fn frame(&self, looks: &[(Style, bool)]) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The columns' widths are counted in digits of this font.
        let normal = Format::new().set_font_name(&self.font).set_font_size(11);
        workbook.set_default_format(&normal, 20, 64)?;
        let year = u16::try_from(self.year).unwrap_or(1900).clamp(1900, 9999);
        let created = ExcelDateTime::from_ymd(year, 12, 31)?;
        let mut properties = DocProperties::new()
            .set_title(&self.title)
            .set_author(&self.author)
            .set_company(&self.author)
            .set_creation_datetime(&created);
        for (name, value) in ours::properties(&self.corrects) {
            properties = properties.set_custom_property(name, value);
        }
        workbook.set_properties(&properties);
        let formats: Vec<Format> =
            looks.iter().map(|(style, is_quoted)| style.format(&self.font, *is_quoted)).collect();
        for (place, sheet) in self.sheets.iter().enumerate() {
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(&*sheet.name)?;
            if sheet.next_row() > ROWS_MAX {
                return Err(XlsxError::RowColumnLimitError);
            }
            if place == 0 {
                for (col, format) in (0_u16..).zip(&formats) {
                    worksheet.write_blank(0, col, format)?;
                }
                // So that there is a table of texts.
                worksheet.write_string(1, 0, "-")?;
            }
            self.set_page(sheet, worksheet)?;
            if let Some(row) = (0_u32..).zip(&sheet.rows).find(|it| it.1.is_folded) {
                // The library writes what a sheet says of its folds; the rows are ours.
                worksheet.group_rows(row.0, row.0)?;
                worksheet.group_symbols_above(true);
            }
            // Where a chart ends follows the heights of the rows that it covers.
            let covered = (0_u32..).zip(&sheet.rows).filter(|_| !sheet.charts.is_empty());
            for (row, it) in covered {
                worksheet.set_row_height(row, it.height)?;
            }
            for chart in &sheet.charts {
                worksheet.insert_chart(chart.at.0, chart.at.1, &self.chart(chart))?;
            }
            self.add_charted((place, sheet), worksheet)?;
            self.add_links(sheet, worksheet)?;
            add_choices(sheet, worksheet)?;
        }
        for (name, cell) in &self.names {
            let column = column_name(cell.col);
            let target = format!("='{}'!${column}${}", cell.sheet, u64::from(cell.row) + 1);
            workbook.define_name(name, &target)?;
        }
        workbook.save_to_buffer()
    }

    /// The cells that charts show: the library keeps with a chart what it shows.
    fn add_charted(
        &self,
        (place, sheet): (usize, &Sheet),
        worksheet: &mut Worksheet,
    ) -> Result<(), XlsxError> {
        let charts = self.sheets.iter().flat_map(|it| &it.charts);
        let areas = charts.flat_map(|chart| {
            let of_series = |it: &(CellRef, Area, u32)| [Area::from(it.0.clone()), it.1.clone()];
            let series = chart.series.iter().flat_map(of_series);
            series.chain([chart.categories.clone()])
        });
        let results = self.results();
        worksheet.set_formula_result_default("");
        for area in areas.filter(|it| it.sheet == sheet.name) {
            let col = u16::try_from(area.col).unwrap_or(u16::MAX);
            for row in area.first_row..=area.last_row {
                match sheet.cells.get(row, col).map(|it| it.content) {
                    Some(Content::Text(it) | Content::Link(it, _)) => {
                        worksheet.write_string(row, col, it.shown)?;
                    }
                    Some(Content::Formula(it)) => {
                        let spelled = rust_xlsxwriter::Formula::new(it.get().spelled(&sheet.name))
                            .set_result(results.at(place, row, col).cached());
                        worksheet.write_formula(row, col, spelled)?;
                    }
                    Some(Content::Number(number)) => {
                        worksheet.write_number(row, col, number)?;
                    }
                    Some(Content::Decimal(number)) => {
                        worksheet.write_number(row, col, f64::from(number.get()) / 100.0)?;
                    }
                    Some(Content::Day(_) | Content::Blank) | None => {}
                }
            }
        }
        Ok(())
    }

    /// The places outside to which cells lead.
    fn add_links(&self, sheet: &Sheet, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        for ((row, col), cell) in sheet.cells.all() {
            if let Content::Link(text, target) = cell.content {
                let format = cell.style.format(&self.font, false);
                let link = Url::new(target).set_text(text.shown);
                worksheet.write_url_with_format(row, col, link, &format)?;
            }
        }
        Ok(())
    }

    fn set_page(&self, sheet: &Sheet, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        let [top, right, bottom, left] = self.margins_mm.map(|it| f64::from(it) * INCHES_PER_MM);
        worksheet
            .set_landscape()
            .set_paper_size(A4)
            .set_margins(left, right, top, bottom, 10.0 * INCHES_PER_MM, 8.0 * INCHES_PER_MM)
            .set_header(format!("&C&\"{},Regular\"&12&P", self.font))
            .set_print_center_horizontally(true)
            .set_print_first_page_number(1)
            .set_print_scale(self.scale(sheet))
            .set_page_breaks(&self.page_breaks(sheet))?;
        if let Some((first, last)) = sheet.repeated {
            worksheet.set_repeat_rows(first, last)?;
        }
        let (last_row, last_col) =
            (sheet.next_row().saturating_sub(1), sheet.columns().saturating_sub(1));
        // What is not to be printed has one blank cell for its area: of that no page comes.
        let area =
            if sheet.is_printed { (0, 0, last_row, last_col) } else { (0, last_col, 0, last_col) };
        worksheet.set_print_area(area.0, area.1, area.2, area.3)?;
        if sheet.frozen != (0, 0) {
            worksheet.set_freeze_panes(sheet.frozen.0, sheet.frozen.1)?;
        }
        if let Some((first, last)) = sheet.filter {
            worksheet.autofilter(first, 0, last, last_col)?;
        }
        for (col, width) in (0_u16..).zip(&sheet.widths) {
            worksheet.set_column_width(col, *width)?;
        }
        for col in &sheet.hidden {
            worksheet.set_column_hidden(*col)?;
        }
        if sheet.is_veiled {
            worksheet.set_very_hidden(true);
        }
        for col in &sheet.digits {
            worksheet.ignore_error_range(
                0,
                *col,
                last_row,
                *col,
                IgnoreError::NumberStoredAsText,
            )?;
        }
        Ok(())
    }

    fn chart(&self, chart: &super::Chart) -> Chart {
        let kind = if chart.is_stacked { ChartType::BarStacked } else { ChartType::Column };
        let mut made = Chart::new(kind);
        let font = |size: u32| {
            let mut font = ChartFont::new();
            font.set_name(&self.font).set_size(size);
            font
        };
        let range = |it: &Area| {
            let col = u16::try_from(it.col).unwrap_or(u16::MAX);
            ChartRange::new_from_range(&it.sheet, it.first_row, col, it.last_row, col)
        };
        for (name, numbers, colour) in &chart.series {
            let mut label = ChartDataLabel::new();
            let mut label_font = font(CHART_TEXT);
            // Dark on light, light on dark.
            label_font.set_bold().set_color(Color::RGB(readable_on(*colour)));
            label.show_value().set_font(&label_font).set_num_format("0;;");
            if !chart.is_stacked {
                label.set_position(ChartDataLabelPosition::OutsideEnd);
                label.set_font(&font(CHART_TEXT));
            }
            made.add_series()
                .set_name(&range(&name.clone().into()))
                .set_categories(&range(&chart.categories))
                .set_values(&range(numbers))
                .set_data_label(&label)
                .set_gap(50)
                .set_format(
                    ChartFormat::new()
                        .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(*colour)))
                        // The palest is told from the paper by its edge.
                        .set_border(
                            ChartLine::new().set_color(Color::RGB(CHART_EDGE)).set_width(0.5),
                        ),
                );
        }
        made.title().set_name(&chart.title).set_font(&font(13));
        made.set_width(chart.size.0).set_height(chart.size.1);
        // Each bar has its number: lines behind them would only hide it.
        made.x_axis().set_font(&font(CHART_TEXT)).set_major_gridlines(false);
        made.y_axis().set_font(&font(CHART_TEXT)).set_major_gridlines(false);
        if chart.is_stacked {
            // The first branch on top, as in the table.
            made.y_axis().set_reverse();
            made.x_axis().set_hidden(true).set_min(0);
        } else {
            // Of few people its steps would be tenths of one.
            // Bars begin at 0, else Excel shows nearly equal ones as very different.
            made.y_axis().set_hidden(true).set_min(0);
        }
        if chart.series.len() > 1 {
            made.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(CHART_TEXT));
        } else {
            made.legend().set_hidden();
        }
        made
    }
}

/// The first of the drop-downs, as a pattern for the others: the library would keep thousands of copies.
fn add_choices(sheet: &Sheet, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    if let Some(&(first, last, col)) = sheet.choices.first() {
        let list = DataValidation::new().allow_list_strings(&sheet.options)?;
        worksheet.add_data_validation(first, col, last, col, &list)?;
    }
    Ok(())
}

/// Writes the text behind the rows with all drop-downs, after the pattern of the first and in the order of their names
/// as the library has them.
fn write_choices(sheet: &Sheet, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if sheet.choices.is_empty() {
        return out.write_all(text.as_bytes());
    }
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    let (before, rest) = text.split_once("<dataValidations count=\"1\">").ok_or_else(damaged)?;
    let (pattern, after) = rest.split_once("</dataValidations>").ok_or_else(damaged)?;
    let (head, tail) = pattern.split_once(" sqref=\"").ok_or_else(damaged)?;
    let (_, tail) = tail.split_once('"').ok_or_else(damaged)?;
    let name =
        |row: u32, col: u16| format!("{}{}", column_name(u32::from(col)), u64::from(row) + 1);
    let range = |&(first, last, col): &(u32, u32, u16)| {
        let first_name = name(first, col);
        if first == last { first_name } else { format!("{first_name}:{}", name(last, col)) }
    };
    let ranges: BTreeSet<String> = sheet.choices.iter().map(range).collect();
    let mut xml = format!("{before}<dataValidations count=\"{}\">", ranges.len());
    for it in ranges {
        for part in [head, " sqref=\"", &it, "\"", tail] {
            xml.push_str(part);
        }
        hand_on(&mut xml, out)?;
    }
    xml.push_str("</dataValidations>");
    xml.push_str(after);
    out.write_all(xml.as_bytes())
}

/// The numbers that the library gave these looks.
fn numbered(
    frame: &[u8],
    looks: &[(Style, bool)],
) -> Result<BTreeMap<(Style, bool), u32>, Refusal> {
    let first = part(frame, "xl/worksheets/sheet1.xml")?;
    let row = first.split_once("<row r=\"1\"").and_then(|it| it.1.split_once("</row>"));
    let cells = row.map_or("", |it| it.0).split("<c ").skip(1);
    let numbers = cells.filter_map(|it| it.split_once(" s=\"")?.1.split_once('"')?.0.parse().ok());
    let numbers: Vec<u32> = numbers.collect();
    if numbers.len() != looks.len() {
        return Err(Refusal::Damaged);
    }
    Ok(looks.iter().copied().zip(numbers).collect())
}

/// A sheet that the library wrote without its cells, with them.
fn write_sheet(rows: &Rows, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    let (head, rest) = text.split_once("<dimension ref=\"").ok_or_else(damaged)?;
    let (_, rest) = rest.split_once('"').ok_or_else(damaged)?;
    let (before, after) = rest.split_once("<sheetData").ok_or_else(damaged)?;
    let after = match after.strip_prefix("/>") {
        Some(after) => after,
        None => after.split_once("</sheetData>").ok_or_else(damaged)?.1,
    };
    write!(out, "{head}<dimension ref=\"{}\"{before}<sheetData>", rows.dimension())?;
    rows.write(out)?;
    out.write_all(b"</sheetData>")?;
    // Behind the filter, as the order of the parts wants it.
    let (filter, after) = match after.strip_prefix("<autoFilter") {
        Some(it) => {
            let end = it.find("/>").ok_or_else(damaged)? + "<autoFilter".len() + "/>".len();
            after.split_at(end)
        }
        None => ("", after),
    };
    out.write_all(filter.as_bytes())?;
    let merges = &rows.sheet.1.merges;
    if !merges.is_empty() {
        write!(out, "<mergeCells count=\"{}\">", merges.len())?;
        for it in merges {
            let (first, last) = (u32::from(it.first_col), u32::from(it.last_col));
            let (first, last) = (column_name(first), column_name(last));
            let (top, bottom) = (u64::from(it.first_row) + 1, u64::from(it.last_row) + 1);
            write!(out, "<mergeCell ref=\"{first}{top}:{last}{bottom}\"/>")?;
        }
        out.write_all(b"</mergeCells>")?;
    }
    write_choices(rows.sheet.1, after, out)
}

/// Black or white, whichever is read on this colour.
fn readable_on(colour: u32) -> u32 {
    let part = |shift: u32| (colour >> shift) & 0xFF;
    // How bright the three parts are to the eye, of 255,000.
    let bright = 299 * part(16) + 587 * part(8) + 114 * part(0);
    if bright < 140_000 { 0x00FF_FFFF } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_white_on_dark_bars_and_black_on_light_ones() {
        for (colour, wanted) in [
            (0x0012_525E, 0x00FF_FFFF),
            (0x00B2_473C, 0x00FF_FFFF),
            (0x00DD_EBE8, 0),
            (0x008C_BFC4, 0),
        ] {
            assert_eq!(readable_on(colour), wanted, "{colour:06x}");
        }
    }
}
