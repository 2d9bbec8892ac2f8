//! One worksheet: what has to be known of it, and the splices that colour its
//! cells. `sheetData` is looked at and never touched.

use std::fmt::Write as _;

use crate::finding::Severity;
use crate::sorted::BTreeMap;
use crate::workbook::patch::Refusal;
use crate::workbook::patch::grid::{Area, GRID, col_pixels, pixels, place, walk};
use crate::workbook::patch::spans::{Edits, Outline, Tag, attr, local};
use crate::write::returned::styles::Looks;

/// What the rules of ours ask, always true; they are known again by it.
const MARKER: &str = "LEN(\"xeploai\")>0";
/// Most ranges of one conditional format: nobody knows how many Excel bears.
const RANGES_MAX: usize = 150;

/// Most merged regions that are looked through for the one of a cell.
const NEAR_MAX: usize = 4_000;
/// How addresses of the strict dialect begin.
const STRICT: &str = "http://purl.oclc.org/";

/// An element that the strict dialect lacks, as Excel writes it there.
fn wrapped(element: &str) -> String {
    format!(
        "<mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:v=\"urn:schemas-microsoft-com:vml\"><mc:Choice Requires=\"v\">{element}</mc:Choice></mc:AlternateContent>"
    )
}

/// Children of the root in the order that the schema demands.
const ORDER: [&str; 38] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
];

/// Where `name` stands in the schema's order; `extLst` is the last.
fn rank(name: &str) -> Option<usize> {
    ORDER.iter().position(|it| *it == name).or((name == "extLst").then_some(ORDER.len()))
}

/// What becomes of the element that leads to the notes' shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Legacy {
    /// It stays, or stays away.
    Keep,
    /// It comes, with this relationship.
    Add(String),
    /// It goes.
    Remove,
}

/// What had to be known of a worksheet.
pub(super) struct Sheet<'a> {
    outline: Outline<'a>,
    /// From the top; of those with one top in the order of the file.
    merges: Vec<Area>,
    /// For each of them the lowest row of all up to it.
    reach: Vec<u32>,
    /// Heights in pixels of the rows that say one.
    heights: BTreeMap<u32, u32>,
    /// Last column and width in pixels, by the first column.
    widths: BTreeMap<u32, (u32, u32)>,
    row_pixels: u32,
    col_pixels: u32,
}

/// Rows and cells come in order, each once.
#[derive(Default)]
struct Order {
    is_in_data: bool,
    /// One more than the last row, and than the last column in it.
    next_row: u32,
    next_col: u32,
    heights: BTreeMap<u32, u32>,
}

impl Order {
    /// Looks at a tag; says whether the outline wants it.
    fn see(&mut self, tag: &Tag) -> Result<bool, Refusal> {
        if tag.depth == 1 {
            self.is_in_data = local(tag.name) == "sheetData";
        }
        if !self.is_in_data || tag.depth == 1 {
            return Ok(true);
        }
        match (tag.depth, local(tag.name)) {
            (2, "row") => self.row(tag.text)?,
            (3, "c") => self.cell(tag.text)?,
            _ => {}
        }
        Ok(false)
    }

    fn row(&mut self, tag: &str) -> Result<(), Refusal> {
        let row = match attr(tag, "r") {
            Some(number) => number
                .parse::<u32>()
                .ok()
                .and_then(|it| it.checked_sub(1))
                .ok_or(Refusal::Damaged)?,
            None => self.next_row,
        };
        if row < self.next_row || row >= GRID.0 {
            return Err(Refusal::OutOfOrder);
        }
        (self.next_row, self.next_col) = (row + 1, 0);
        if attr(tag, "hidden").is_some_and(|it| is_true(&it)) {
            self.heights.insert(row, 0);
        } else if let Some(points) = attr(tag, "ht").and_then(|it| it.parse::<f64>().ok()) {
            self.heights.insert(row, pixels(points * 96.0 / 72.0));
        }
        Ok(())
    }

    fn cell(&mut self, tag: &str) -> Result<(), Refusal> {
        let col = match attr(tag, "r") {
            Some(name) => {
                let (row, col) = place(&name).ok_or(Refusal::Damaged)?;
                if row + 1 != self.next_row {
                    return Err(Refusal::OutOfOrder);
                }
                col
            }
            None => self.next_col,
        };
        if col < self.next_col {
            return Err(Refusal::OutOfOrder);
        }
        self.next_col = col + 1;
        Ok(())
    }
}

fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

impl<'a> Sheet<'a> {
    /// Scans a worksheet part whose root must be of `namespace`.
    pub(super) fn scan(text: &'a str, namespace: &str) -> Result<Self, Refusal> {
        let mut order = Order::default();
        let outline = Outline::with(text, |tag| order.see(tag))?;
        if outline.elements[0].local() != "worksheet" {
            return Err(Refusal::Damaged);
        }
        if outline.namespace().as_deref() != Some(namespace) {
            return Err(Refusal::UnknownNamespace);
        }
        if outline.child(0, "sheetData").is_none() {
            return Err(Refusal::NoSheetData);
        }
        let number =
            |it: usize, name: &str| -> Option<f64> { outline.attr(it, name)?.parse().ok() };
        let mut merges: Vec<Area> = outline.child(0, "mergeCells").map_or_else(Vec::new, |it| {
            let areas = outline.children(it).filter_map(|it| outline.attr(it, "ref"));
            areas.filter_map(|it| Area::parse(&it)).collect()
        });
        merges.sort_by_key(|it| it.top);
        let reach = merges.iter().scan(0, |lowest, it| {
            *lowest = it.bottom.max(*lowest);
            Some(*lowest)
        });
        let reach = reach.collect();
        let widths = outline.child(0, "cols").map_or_else(BTreeMap::new, |it| {
            let width = |it: usize| {
                let whole =
                    |name: &str| outline.attr(it, name)?.parse::<u32>().ok()?.checked_sub(1);
                let is_hidden = outline.attr(it, "hidden").is_some_and(|it| is_true(&it));
                let width = if is_hidden { 0 } else { col_pixels(number(it, "width")?) };
                Some((whole("min")?, (whole("max")?, width)))
            };
            outline.children(it).filter_map(width).collect()
        });
        let format = outline.child(0, "sheetFormatPr");
        let row_pixels = format.and_then(|it| number(it, "defaultRowHeight")).unwrap_or(15.0);
        let col_width = format.and_then(|it| number(it, "defaultColWidth")).unwrap_or(8.43);
        Ok(Self {
            merges,
            reach,
            heights: order.heights,
            widths,
            row_pixels: pixels(row_pixels * 96.0 / 72.0).max(1),
            col_pixels: col_pixels(col_width),
            outline,
        })
    }

    /// Whether it is protected, so that its cells may have to be unlocked first.
    pub(super) fn is_protected(&self) -> bool {
        self.outline
            .child(0, "sheetProtection")
            .is_some_and(|it| self.outline.attr(it, "sheet").is_some_and(|it| is_true(&it)))
    }

    /// The relationship of the notes' shapes.
    pub(super) fn legacy_id(&self) -> Option<String> {
        let element = self.legacy()?;
        Some(self.outline.relation_id(element).unwrap_or_default().into_owned())
    }

    /// The element that leads to the notes' shapes. In the strict dialect, which has none, Excel
    /// puts it among alternatives.
    fn legacy(&self) -> Option<usize> {
        let outline = &self.outline;
        let is_legacy = |it: &usize| outline.elements[*it].local() == "legacyDrawing";
        let wraps = || outline.children(0).filter(|it| self.is_wrap(*it));
        let plain = outline.child(0, "legacyDrawing");
        plain.or_else(|| wraps().find_map(|it| outline.descendants(it).find(is_legacy)))
    }

    fn is_wrap(&self, element: usize) -> bool {
        self.outline.elements[element].local() == "AlternateContent"
    }

    /// What goes with the way to the notes' shapes: the alternatives too, if they hold nothing else.
    fn legacy_whole(&self) -> Option<std::ops::Range<usize>> {
        let (outline, element) = (&self.outline, self.legacy()?);
        let local = |it: usize| outline.elements[it].local();
        let wrap = outline.children(0).find(|&it| {
            self.is_wrap(it) && outline.descendants(it).any(|inside| inside == element)
        });
        let is_alone = |wrap: &usize| {
            outline
                .descendants(*wrap)
                .all(|it| matches!(local(it), "Choice" | "Fallback" | "legacyDrawing"))
        };
        let whole = wrap.filter(is_alone).unwrap_or(element);
        Some(outline.elements[whole].whole.clone())
    }

    /// The cells that show as one with a cell: a merged area, else itself.
    pub(super) fn area_of(&self, row: u32, col: u32) -> Area {
        let end = self.merges.partition_point(|it| it.top <= row);
        // Where none above reaches down to the row, none of those before does.
        let near = (0..end).rev().take_while(|it| self.reach.get(*it).is_some_and(|it| *it >= row));
        // A region over all rows hides this; no form has so many beside one.
        let near = near.take(NEAR_MAX).filter_map(|it| self.merges.get(it));
        let merged = near.filter(|it| it.holds(row, col)).last();
        merged.copied().unwrap_or_else(|| Area::cell(row, col))
    }

    fn col_size(&self, col: u32) -> u32 {
        let said = self.widths.range(..=col).next_back().filter(|(_, (last, _))| col <= *last);
        said.map_or(self.col_pixels, |it| it.1.1)
    }

    fn row_size(&self, row: u32) -> u32 {
        self.heights.get(&row).copied().unwrap_or(self.row_pixels)
    }

    /// The box of a note beside a cell, as a VML anchor: left column and offset
    /// in it, top row and offset, then right and bottom.
    pub(super) fn note_box(&self, row: u32, col: u32, width: u32, height: u32) -> [u32; 8] {
        let left = (col + 1).min(GRID.1 - 30);
        let top = row.saturating_sub(1).min(GRID.0 - 60);
        let (right, right_rest) = walk(left, 15 + width, GRID.1 - 1, |it| self.col_size(it));
        let (bottom, bottom_rest) = walk(top, 10 + height, GRID.0 - 1, |it| self.row_size(it));
        [left, 15, top, 10, right, right_rest, bottom, bottom_rest]
    }

    /// The splices: the colours of `cells` in the place of those of an earlier
    /// round, the way to the notes, and that it is not the sheet to open on.
    pub(super) fn edits(
        &self,
        cells: &BTreeMap<(u32, u32), Severity>,
        looks: &Looks,
        legacy: &Legacy,
        relation_namespace: &str,
    ) -> Edits {
        let mut edits = Edits::default();
        if let Some(views) = self.outline.child(0, "sheetViews") {
            for view in self.outline.children(views) {
                self.outline.remove_attr(&mut edits, view, "tabSelected");
            }
        }
        self.colour(cells, looks, &mut edits);
        match legacy {
            Legacy::Keep => {}
            Legacy::Add(id) => {
                let (r, bound) = match self.outline.prefix_of(relation_namespace) {
                    Some(r) => (r, String::new()),
                    None => ("r:".to_owned(), format!(" xmlns:r=\"{relation_namespace}\"")),
                };
                let prefix = self.outline.prefix();
                let element = format!("<{prefix}legacyDrawing {r}id=\"{id}\"{bound}/>");
                let xml = if relation_namespace.starts_with(STRICT) {
                    wrapped(&element)
                } else {
                    element
                };
                edits.insert(self.place_for("legacyDrawing"), xml);
            }
            Legacy::Remove => {
                if let Some(whole) = self.legacy_whole() {
                    edits.delete(whole);
                }
            }
        }
        edits
    }

    /// Where a child of the root belongs: before the first that must come later.
    fn place_for(&self, name: &str) -> usize {
        let outline = &self.outline;
        let later = outline.children(0).find(|&it| self.rank_of(it) > rank(name));
        later.map_or(outline.elements[0].inner().end, |it| outline.elements[it].whole.start)
    }

    /// The rank of a child of the root; what wraps alternatives has that of its content.
    fn rank_of(&self, element: usize) -> Option<usize> {
        let own = rank(self.outline.elements[element].local());
        let is_wrap = self.is_wrap(element);
        let inside = || {
            let mut all = self.outline.descendants(element);
            all.find_map(|it| rank(self.outline.elements[it].local()))
        };
        own.or_else(|| is_wrap.then(inside).flatten())
    }

    fn is_ours(&self, rule: usize) -> bool {
        self.outline.child(rule, "formula").is_some_and(|it| {
            let formula = self.outline.text_of(it);
            formula.chars().filter(|it| !it.is_whitespace()).eq(MARKER.chars())
        })
    }

    fn colour(&self, cells: &BTreeMap<(u32, u32), Severity>, looks: &Looks, edits: &mut Edits) {
        let outline = &self.outline;
        let priority = |it: usize| outline.attr(it, "priority")?.parse::<u32>().ok();
        let mut earlier = Vec::new();
        for format in outline.children(0) {
            if outline.elements[format].local() != "conditionalFormatting" {
                continue;
            }
            let rules: Vec<_> = outline.children(format).collect();
            let own: Vec<_> = rules.iter().copied().filter(|&it| self.is_ours(it)).collect();
            earlier.extend(own.iter().filter_map(|&it| priority(it)));
            if own.len() == rules.len() && !own.is_empty() {
                edits.delete(outline.elements[format].whole.clone());
            } else {
                for it in own {
                    edits.delete(outline.elements[it].whole.clone());
                }
            }
        }
        earlier.sort_unstable();
        let blocks = self.blocks(cells, looks);
        let more = u32::try_from(blocks.len()).unwrap_or(u32::MAX);
        for rule in 0..outline.elements.len() {
            if outline.elements[rule].local() != "cfRule" || self.is_ours(rule) {
                continue;
            }
            let Some(old) = priority(rule) else { continue };
            let gone = earlier.partition_point(|it| *it < old);
            let new = old.saturating_sub(u32::try_from(gone).unwrap_or(0)).saturating_add(more);
            if new != old {
                outline.set_attr(edits, rule, "priority", &new.to_string());
            }
        }
        if !blocks.is_empty() {
            let p = outline.prefix();
            let mut xml = String::new();
            for (priority, (ranges, dxf)) in (1_u32..).zip(&blocks) {
                // Writing to a string cannot fail.
                let _ = write!(
                    xml,
                    "<{p}conditionalFormatting sqref=\"{ranges}\"><{p}cfRule type=\"expression\" dxfId=\"{dxf}\" priority=\"{priority}\"><{p}formula>{}</{p}formula></{p}cfRule></{p}conditionalFormatting>",
                    MARKER.replace('>', "&gt;")
                );
            }
            edits.insert(self.place_for("conditionalFormatting"), xml);
        }
    }

    /// Lists of ranges with their colour, errors first.
    fn blocks(
        &self,
        cells: &BTreeMap<(u32, u32), Severity>,
        looks: &Looks,
    ) -> Vec<(String, usize)> {
        let mut blocks = Vec::new();
        let colours = [(Severity::Error, looks.error_dxf), (Severity::Warning, looks.warning_dxf)];
        for (severity, dxf) in colours {
            let wanted = cells.iter().filter(|(_, it)| **it == severity);
            let mut places: Vec<_> = wanted.map(|((row, col), _)| (*col, *row)).collect();
            places.sort_unstable();
            let mut areas: Vec<Area> = Vec::new();
            for (col, row) in places {
                let area = self.area_of(row, col);
                match areas.last_mut() {
                    Some(last)
                        if (last.left, last.right) == (area.left, area.right)
                            && last.bottom + 1 == area.top =>
                    {
                        last.bottom = area.bottom;
                    }
                    _ => areas.push(area),
                }
            }
            for chunk in areas.chunks(RANGES_MAX) {
                let mut ranges = String::new();
                for area in chunk {
                    if !ranges.is_empty() {
                        ranges.push(' ');
                    }
                    area.write(&mut ranges);
                }
                blocks.push((ranges, dxf));
            }
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const LOOKS: Looks = Looks {
        error_dxf: 7,
        warning_dxf: 8,
        title: 0,
        intro: 0,
        heading: 0,
        text: 0,
        short: 0,
        link: 0,
        error: 0,
        warning: 0,
        mark: 0,
    };

    fn sheet(body: &str) -> String {
        format!("<worksheet xmlns=\"{MAIN}\">{body}</worksheet>")
    }

    fn edited(body: &str, cells: &[((u32, u32), Severity)], legacy: &Legacy) -> String {
        let text = sheet(body);
        let scanned = Sheet::scan(&text, MAIN).unwrap();
        let cells = cells.iter().copied().collect();
        let edits = scanned.edits(&cells, &LOOKS, legacy, RELATIONS);
        let new = edits.apply(&text);
        assert_eq!(edits.inverse(&text).apply(&new), text);
        new.split_once("main\">").unwrap().1.trim_end_matches("</worksheet>").to_owned()
    }

    #[test]
    fn colours_come_first_and_the_others_step_back() {
        let old = "<sheetData/><conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" priority=\"1\"><formula>TRUE</formula></cfRule></conditionalFormatting><dataValidations/>";
        let cells =
            [((4, 0), Severity::Error), ((5, 0), Severity::Error), ((2, 1), Severity::Warning)];
        let once = edited(old, &cells, &Legacy::Keep);
        let ours = |range: &str, dxf: u32, priority: u32| {
            format!(
                "<conditionalFormatting sqref=\"{range}\"><cfRule type=\"expression\" dxfId=\"{dxf}\" priority=\"{priority}\"><formula>LEN(\"xeploai\")&gt;0</formula></cfRule></conditionalFormatting>"
            )
        };
        let expected = old.replace("priority=\"1\"", "priority=\"3\"").replace(
            "<dataValidations/>",
            &format!("{}{}<dataValidations/>", ours("A5:A6", 7, 1), ours("B3", 8, 2)),
        );
        assert_eq!(once, expected);
        // The next round takes the old colours away before it puts new ones.
        assert_eq!(edited(&once, &cells, &Legacy::Keep), once);
        assert_eq!(edited(&once, &[], &Legacy::Keep), old);
    }

    #[test]
    fn the_way_to_the_notes_stands_where_the_schema_wants_it() {
        for (tail, before) in [
            ("", "<sheetData/>"),
            ("<drawing a=\"1\"/><extLst/>", "<sheetData/><drawing a=\"1\"/>"),
            ("<tableParts/>", "<sheetData/>"),
            (
                "<mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><controls/></mc:Choice></mc:AlternateContent>",
                "<sheetData/>",
            ),
            (
                "<customSheetViews><customSheetView><legacyDrawing/></customSheetView></customSheetViews><pageMargins/>",
                "<sheetData/><customSheetViews><customSheetView><legacyDrawing/></customSheetView></customSheetViews><pageMargins/>",
            ),
        ] {
            let new = edited(&format!("<sheetData/>{tail}"), &[], &Legacy::Add("rId9".to_owned()));
            let expected =
                format!("{before}<legacyDrawing r:id=\"rId9\" xmlns:r=\"{RELATIONS}\"/>");
            assert!(new.starts_with(&expected), "{new}");
        }
    }

    #[test]
    fn the_way_to_the_notes_is_found_among_alternatives_and_goes_with_them() {
        let own = "<legacyDrawing r:id=\"rId1\"/>";
        let wrap = wrapped(own);
        let body = format!("<sheetData/>{wrap}<tableParts/>");
        let text = sheet(&body);
        assert_eq!(Sheet::scan(&text, MAIN).unwrap().legacy_id().as_deref(), Some("rId1"));
        assert_eq!(edited(&body, &[], &Legacy::Keep), body);
        assert_eq!(edited(&body, &[], &Legacy::Remove), "<sheetData/><tableParts/>");
        let shared = body.replace(own, &format!("<controls/>{own}"));
        assert_eq!(edited(&shared, &[], &Legacy::Remove), shared.replace(own, ""));
        let text = sheet("<sheetData/>");
        let edits = Sheet::scan(&text, MAIN).unwrap().edits(
            &BTreeMap::new(),
            &LOOKS,
            &Legacy::Add("rId1".to_owned()),
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        );
        let new = edits.apply(&text);
        assert!(new.contains("<sheetData/><mc:AlternateContent"), "{new}");
        assert_eq!(Sheet::scan(&new, MAIN).unwrap().legacy_id().as_deref(), Some("rId1"));
    }

    #[test]
    fn no_other_sheet_stays_selected() {
        let view = |selected: &str| {
            format!(
                "<sheetViews><sheetView{selected} workbookViewId=\"0\"/></sheetViews><sheetData/>"
            )
        };
        assert_eq!(edited(&view(" tabSelected=\"1\""), &[], &Legacy::Keep), view(""));
        assert_eq!(edited(&view("\n  tabSelected='true'"), &[], &Legacy::Keep), view(""));
    }

    #[test]
    fn a_merged_area_is_coloured_whole_and_noted_at_its_corner() {
        let body = "<sheetData/><mergeCells><mergeCell ref=\"B2:C3\"/></mergeCells>";
        let text = sheet(body);
        let area = Sheet::scan(&text, MAIN).unwrap().area_of(2, 2);
        assert_eq!((area.top, area.left), (1, 1));
        let new = edited(body, &[((1, 1), Severity::Error)], &Legacy::Keep);
        assert!(new.contains("sqref=\"B2:C3\""), "{new}");
    }

    #[test]
    fn rows_and_cells_must_come_in_order() {
        for (body, refusal) in [
            ("<row r=\"2\"/><row r=\"1\"/>", Some(Refusal::OutOfOrder)),
            ("<row r=\"2\"/><row r=\"2\"/>", Some(Refusal::OutOfOrder)),
            ("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>", Some(Refusal::OutOfOrder)),
            ("<row r=\"1\"><c r=\"A1\"/><c r=\"A1\"/></row>", Some(Refusal::OutOfOrder)),
            ("<row r=\"1\"><c r=\"A2\"/></row>", Some(Refusal::OutOfOrder)),
            ("<row r=\"0\"/>", Some(Refusal::Damaged)),
            ("<row r=\"1\"><c r=\"A1\"/><c/><c r=\"C1\"/></row><row/><row r=\"9\"/>", None),
        ] {
            let text = sheet(&format!("<sheetData>{body}</sheetData>"));
            assert_eq!(Sheet::scan(&text, MAIN).err(), refusal, "{body}");
        }
    }

    #[test]
    fn a_note_is_as_wide_as_asked_whatever_the_columns() {
        let body = "<cols><col min=\"1\" max=\"4\" width=\"5\" customWidth=\"1\"/></cols><sheetData><row r=\"1\" ht=\"30\"/></sheetData>";
        let text = sheet(body);
        let scanned = Sheet::scan(&text, MAIN).unwrap();
        // Columns of 40 pixels: 15 + 100 end in the third one behind B; rows of 40 and 20.
        assert_eq!(scanned.note_box(0, 1, 100, 60), [2, 15, 0, 10, 4, 35, 2, 10]);
        let last = scanned.note_box(GRID.0 - 1, GRID.1 - 1, 300, 300);
        assert!(last[4] < GRID.1 && last[6] < GRID.0);
    }
}
