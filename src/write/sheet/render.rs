//! Turns the plain values into bytes.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartRange, ChartSolidFill, ChartType, Color, DataValidation, DocProperties,
    ExcelDateTime, Format, IgnoreError, Url, Workbook, Worksheet, XlsxError,
};

use super::{Area, Book, Sheet, Style, Value};
use crate::model::column_name;
use crate::workbook::package::alike;

const INCHES_PER_MM: f64 = 1.0 / 25.4;
const A4: u8 = 9;
/// Size of the texts of a chart, in points.
const CHART_TEXT: u32 = 11;
/// Colour of the edge of a bar.
const CHART_EDGE: u32 = 0x008A_9A98;
/// Characters that Excel takes in a cell, as UTF-16 counts them.
const TEXT_MAX: usize = 32_767;

/// Formats, each made once.
struct Formats<'a> {
    font: &'a str,
    made: BTreeMap<(Style, bool), Format>,
}

impl Formats<'_> {
    fn get(&mut self, style: Style, quoted: bool) -> &Format {
        self.made.entry((style, quoted)).or_insert_with(|| style.format(self.font, quoted))
    }
}

impl Book {
    /// The workbook's bytes: the same for the same values, on any day. Each sheet is let go
    /// as soon as the library has it, so that no long list is there twice.
    pub(in crate::write) fn render(mut self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The columns' widths are counted in digits of this font.
        let normal = Format::new().set_font_name(&self.font).set_font_size(11);
        workbook.set_default_format(&normal, 20, 64)?;
        let year = u16::try_from(self.year).unwrap_or(1900).clamp(1900, 9999);
        let created = ExcelDateTime::from_ymd(year, 12, 31)?;
        workbook.set_properties(
            &DocProperties::new()
                .set_title(&self.title)
                .set_author(&self.author)
                .set_company(&self.author)
                .set_creation_datetime(&created),
        );
        let results = self.cached();
        let sheets = std::mem::take(&mut self.sheets);
        let mut formats = Formats { font: &self.font, made: BTreeMap::new() };
        for (sheet, results) in sheets.into_iter().zip(results) {
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(&*sheet.name)?;
            self.set_page(&sheet, worksheet)?;
            for chart in &sheet.charts {
                worksheet.insert_chart(chart.at.0, chart.at.1, &self.chart(chart))?;
            }
            write_cells(sheet, worksheet, &mut formats, results)?;
        }
        for (name, cell) in &self.names {
            let column = column_name(cell.col);
            let target = format!("='{}'!${column}${}", cell.sheet, u64::from(cell.row) + 1);
            workbook.define_name(name, &target)?;
        }
        workbook.save_to_buffer().map(alike)
    }

    /// The results of the formulas of each sheet, in the order of its cells.
    fn cached(&self) -> Vec<Vec<String>> {
        let results = self.results();
        let of_sheet = |sheet: &Sheet| {
            let formulas = sheet.cells.iter().filter(|it| matches!(it.1.value, Value::Formula(_)));
            let given = formulas.map(|((row, col), _)| results.given(&sheet.place(*row, *col)));
            given.map(|it| it.cached()).collect()
        };
        self.sheets.iter().map(of_sheet).collect()
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
        for (row, it) in (0_u32..).zip(&sheet.rows) {
            worksheet.set_row_height(row, it.height)?;
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

fn write_cells(
    sheet: Sheet,
    worksheet: &mut Worksheet,
    formats: &mut Formats,
    results: Vec<String>,
) -> Result<(), XlsxError> {
    // An empty cached text would otherwise become a 0.
    worksheet.set_formula_result_default("");
    for merge in &sheet.merges {
        let style = sheet.cells[&(merge.first_row, merge.first_col)].style;
        let format = formats.get(style, false);
        worksheet.merge_range(
            merge.first_row,
            merge.first_col,
            merge.last_row,
            merge.last_col,
            "",
            format,
        )?;
    }
    let mut results = results.into_iter();
    for ((row, col), cell) in sheet.cells {
        match cell.value {
            Value::Blank => {
                worksheet.write_blank(row, col, formats.get(cell.style, false))?;
            }
            Value::Text(text) => {
                let quoted = text.starts_with(['=', '+', '-', '@']);
                let format = formats.get(cell.style, quoted);
                worksheet.write_string_with_format(row, col, fitting(text), format)?;
            }
            Value::Number(number) => {
                let format = formats.get(cell.style, false);
                worksheet.write_number_with_format(row, col, number, format)?;
            }
            Value::Decimal(number) => {
                let format = formats.get(cell.style, false);
                let number = f64::from(number.get()) / 100.0;
                worksheet.write_number_with_format(row, col, number, format)?;
            }
            Value::Day(day) => {
                let format = formats.get(cell.style, false);
                let serial = super::serial(day).unwrap_or_default();
                worksheet.write_number_with_format(row, col, serial, format)?;
            }
            Value::Formula(formula) => {
                let spelled = rust_xlsxwriter::Formula::new(formula.spelled(&sheet.name))
                    .set_result(results.next().unwrap_or_default());
                let format = formats.get(cell.style, false);
                worksheet.write_formula_with_format(row, col, spelled, format)?;
            }
            Value::Link { text, target } => {
                let format = formats.get(cell.style, false);
                let link = Url::new(target).set_text(&text);
                worksheet.write_url_with_format(row, col, link, format)?;
            }
        }
    }
    if !sheet.choices.is_empty() {
        let list = DataValidation::new().allow_list_strings(&sheet.options)?;
        for (first, last, col) in runs(&sheet.choices) {
            worksheet.add_data_validation(first, col, last, col, &list)?;
        }
    }
    Ok(())
}

/// Black or white, whichever is read on this colour.
fn readable_on(colour: u32) -> u32 {
    let part = |shift: u32| (colour >> shift) & 0xFF;
    // How bright the three parts are to the eye, of 255,000.
    let bright = 299 * part(16) + 587 * part(8) + 114 * part(0);
    if bright < 140_000 { 0x00FF_FFFF } else { 0 }
}

/// A text as long as a cell can take; what is cut off is marked.
fn fitting(mut text: String) -> String {
    let mut length = 0;
    let cut = text.char_indices().find(|(_, it)| {
        length += it.len_utf16();
        length >= TEXT_MAX
    });
    match cut {
        Some((end, _)) => {
            text.truncate(end);
            text.push('…');
            text
        }
        None => text,
    }
}

/// Cells of one column that follow one another, as ranges: first row, last row, column.
fn runs(cells: &[(u32, u16)]) -> Vec<(u32, u32, u16)> {
    let mut runs: Vec<(u32, u32, u16)> = Vec::new();
    for &(row, col) in cells {
        match runs.last_mut() {
            Some((_, last, own)) if *own == col && *last + 1 == row => *last = row,
            _ => runs.push((row, row, col)),
        }
    }
    runs
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

    #[test]
    fn a_text_is_cut_where_the_cell_ends() {
        assert_eq!(fitting("ngắn".to_owned()), "ngắn");
        let most = "đ".repeat(TEXT_MAX - 1);
        assert_eq!(fitting(most.clone()), most);
        let cut = fitting("đ".repeat(40_000));
        assert_eq!(cut.chars().count(), TEXT_MAX);
        assert!(cut.ends_with('…'));
        assert!(fitting("🙂".repeat(40_000)).encode_utf16().count() <= TEXT_MAX);
    }

    #[test]
    fn neighbours_share_a_range() {
        let cells = [(3, 1), (4, 1), (5, 1), (7, 1), (8, 2)];
        assert_eq!(runs(&cells), [(3, 5, 1), (7, 7, 1), (8, 8, 2)]);
    }
}
