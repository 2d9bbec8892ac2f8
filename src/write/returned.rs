//! The submitter's own workbook, annotated.
//!
//! A copy of the very file that a branch sent, in which each faulty cell has a
//! colour and a note, and a last sheet lists every finding. The package is
//! patched: what is not ours stays as it was, to the byte, so that drop-downs,
//! formulas, widths and charts are still there. A file that cannot be patched
//! safely is refused with a reason, and the caller gives a fresh form instead.

mod comment_boxes;
mod comments;
mod fresh;
mod list;
mod noted;
mod sheet;
mod styles;
mod ticked;
mod worded;
mod workbook;

use std::collections::BTreeMap;

use crate::finding::{self, Arg, Code, Finding, Severity};
use crate::workbook::ours;
use crate::workbook::patch::PatchedPackage;
use crate::workbook::patch::grid::GRID;
use crate::workbook::patch::workbook::Workbook;
use sheet::Sheet;

pub use crate::workbook::ours::{LIST_SHEET, ORIGINAL_PROPERTY};
pub use crate::workbook::patch::Refusal;
pub use fresh::{Fresh, FreshError, fresh};
pub use worded::from_findings;

/// Columns of the list.
pub const COLUMNS: usize = 8;

/// Most notes on one sheet; cells beyond are coloured and listed.
const NOTES_MAX: usize = 500;

/// Kinds of findings of this part.
pub static CODES: &[&Code] = &[&NOT_ANNOTATED, &NOT_MADE];

pub(super) static NOT_ANNOTATED: Code =
    finding::code("W101", "copy-not-annotated", Severity::Notice);
static NOT_MADE: Code = finding::code("W102", "no-form-to-return", Severity::Notice);

/// Something to say at a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The sheet's name as in the file.
    pub sheet: String,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Errors are red, warnings yellow; a notice has a note and no colour.
    pub severity: Severity,
    /// The note. Several for one cell become paragraphs of one note.
    pub text: String,
}

/// What the sheet [`LIST_SHEET`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The line on top.
    pub title: String,
    /// Lines under it.
    pub intro: Vec<String>,
    /// Headings of the table, in the order of [`ListRow`]'s fields.
    pub headings: [String; COLUMNS],
    /// The findings, in order.
    pub rows: Vec<ListRow>,
    /// A line shown if a marked sheet is protected; `{sheets}` in it becomes their names.
    pub protected_hint: String,
    /// A line shown for a sheet with more cells than notes; `{sheet}` and
    /// `{count}` in it become its name and how many cells have no note.
    pub more_hint: String,
}

/// One finding in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Colours its word.
    pub severity: Severity,
    /// The word for its severity.
    pub word: String,
    /// Its code, which people quote on the telephone.
    pub code: String,
    /// The sheet's name; empty for the whole file.
    pub sheet: String,
    /// Row and column, from 0.
    pub cell: Option<(u32, u32)>,
    /// Name of the member.
    pub member: String,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The clause behind it.
    pub clause: String,
}

impl Refusal {
    /// The finding of a fresh form that goes back instead; file and branch are left to the caller.
    pub fn finding(self) -> Finding {
        Finding::new(&NOT_ANNOTATED).arg("reason", Arg::Word(self.key()))
    }

    /// The finding of a branch that gets neither its own workbook nor a fresh form.
    pub fn finding_without_form(self) -> Finding {
        Finding::new(&NOT_MADE).arg("reason", Arg::Word(self.key()))
    }
}

/// The copy of an xlsx or xlsm with marks and the list; equal inputs give equal bytes.
///
/// Marks of an earlier round are replaced. A mark on a sheet that the workbook
/// lacks, or that has no cells, stands in the list only; so does one outside
/// the grid. `original_sha256` goes into the property [`ORIGINAL_PROPERTY`], before
/// the hashes that the file itself carries there; several of them, parted by
/// blanks, are written in their order.
pub fn annotate(
    original: &[u8],
    original_sha256: &str,
    marks: &[Mark],
    list: &List,
) -> Result<Vec<u8>, Refusal> {
    patched(original, original_sha256, marks, list)?.finish()
}

/// The package with every patch laid over it.
fn patched<'a>(
    original: &'a [u8],
    original_sha256: &str,
    marks: &[Mark],
    list: &List,
) -> Result<PatchedPackage<'a>, Refusal> {
    let mut package = PatchedPackage::open(original)?;
    let mut book = Workbook::open(&mut package)?;
    let (is_again, rounds) = ours::set_original(&mut package, &book, original_sha256)?;
    let ours = ours::list::lists(&mut package, &book)?;
    let list_part = book.place_list(&mut package, &ours, is_again)?;
    // Somebody copied the list of an earlier round: each says what is to be done now.
    let copies: Vec<_> = ours.iter().map(|&it| book.sheets[it].clone()).collect();
    let copies: Vec<_> = copies.into_iter().filter(|it| it.part != list_part).collect();
    for copy in &copies {
        workbook::clear_list(&mut package, &book.part, copy)?;
    }
    let is_list = |part: &str| part == list_part || copies.iter().any(|it| it.part == part);
    let looks = styles::add(&mut package, &book)?;

    let mut by_sheet: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
    for mark in marks.iter().filter(|it| it.row < GRID.0 && it.col < GRID.1) {
        by_sheet.entry(&mark.sheet).or_default().push(mark);
    }
    let mut protected = Vec::new();
    let mut extra = Vec::new();
    for entry in book.sheets.iter().filter(|it| it.has_cells && !is_list(&it.part)) {
        let text = package.text(&entry.part)?;
        let sheet = Sheet::scan(&text, book.namespace)?;
        let own = by_sheet.get(entry.name.as_str()).map_or(&[][..], Vec::as_slice);
        let cells = at_cells(own, &sheet);
        let colours = cells.iter().map(|(cell, it)| (*cell, it.0)).collect();
        let texts = cells.into_iter().map(|(cell, it)| (cell, it.1));
        let mut texts: Vec<_> = texts.collect();
        if texts.len() > NOTES_MAX {
            let more = texts.len() - NOTES_MAX;
            let hint = list.more_hint.replace("{sheet}", &entry.name);
            extra.push(hint.replace("{count}", &more.to_string()));
            texts.truncate(NOTES_MAX);
        }
        let notes = texts.into_iter().collect();
        let legacy = comments::write(&mut package, &book, entry, &sheet, &notes)?;
        let edits = sheet.edits(&colours, &looks, &legacy, book.relation_namespace());
        package.patch(&entry.part, &text, &edits);
        if !own.is_empty() && sheet.is_protected() {
            protected.push(entry.name.as_str());
        }
    }
    if !protected.is_empty() {
        extra.insert(0, list.protected_hint.replace("{sheets}", &protected.join(", ")));
    }
    let xml = list::xml(list, &extra, &rounds, &book, &looks);
    for copy in &copies {
        // Two sheets that are chosen would be edited together.
        package.put(&copy.part, xml.replacen(" tabSelected=\"1\"", "", 1));
    }
    package.put(&list_part, xml);
    Ok(package)
}

/// Marks by the cell that shows them: the gravest severity and one text.
fn at_cells(marks: &[&Mark], sheet: &Sheet) -> BTreeMap<(u32, u32), (Severity, String)> {
    let mut cells: BTreeMap<(u32, u32), (Severity, String)> = BTreeMap::new();
    for mark in marks {
        let area = sheet.area_of(mark.row, mark.col);
        let (severity, text) =
            cells.entry((area.top, area.left)).or_insert((mark.severity, String::new()));
        *severity = (*severity).min(mark.severity);
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&mark.text);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        List {
            title: "T".to_owned(),
            intro: vec!["I".to_owned()],
            headings: std::array::from_fn(|it| it.to_string()),
            rows: Vec::new(),
            protected_hint: "{sheets}".to_owned(),
            more_hint: "{sheet} {count}".to_owned(),
        }
    }

    fn workbook() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let format = rust_xlsxwriter::Format::new().set_bold();
        for name in ["A", "B & C"] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            sheet.write_string_with_format(2, 1, "x", &format).unwrap();
            sheet.insert_note(0, 0, &rust_xlsxwriter::Note::new("theirs")).unwrap();
            let rule = rust_xlsxwriter::ConditionalFormatDuplicate::new().set_format(&format);
            sheet.add_conditional_format(0, 0, 9, 9, &rule).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn every_patch_can_be_taken_back() {
        let mark = |row, col| Mark {
            sheet: "B & C".to_owned(),
            row,
            col,
            severity: Severity::Error,
            text: "sai".to_owned(),
        };
        let bytes = workbook();
        let package = patched(&bytes, "ab", &[mark(0, 0), mark(2, 1)], &list()).unwrap();
        let names: Vec<_> = package.history.iter().map(|it| it.0.as_str()).collect();
        for part in [
            "xl/workbook.xml",
            "xl/styles.xml",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
            "xl/comments2.xml",
            "xl/drawings/vmlDrawing2.vml",
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
        ] {
            assert!(names.contains(&part), "{part} was not patched: {names:?}");
        }
        assert!(!names.contains(&"xl/comments1.xml"), "{names:?}");
        for (part, old, edits) in &package.history {
            assert_eq!(&edits.inverse(old).apply(&edits.apply(old)), old, "{part}");
        }
    }

    /// A strict workbook in which the branch left a note at B9.
    #[test]
    fn notes_of_a_strict_workbook_share_their_boxes() {
        let bytes =
            include_bytes!("../../tests/cases/strict-workbook-with-a-note/workspace/nop/tyt.xlsx");
        let mark = |sheet: &str, row, col| Mark {
            sheet: sheet.to_owned(),
            row,
            col,
            severity: Severity::Error,
            text: "sai".to_owned(),
        };
        let names = {
            let mut package = PatchedPackage::open(bytes).unwrap();
            let book = Workbook::open(&mut package).unwrap();
            book.sheets.iter().map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        let marks = [mark(&names[1], 7, 2), mark(&names[0], 3, 1)];
        let copy = annotate(bytes, "ab", &marks, &list()).unwrap();
        let mut package = PatchedPackage::open(&copy).unwrap();
        let noted = package.text("xl/worksheets/sheet2.xml").unwrap();
        assert_eq!(noted.matches("<legacyDrawing").count(), 1);
        let boxes = package.text("xl/drawings/vmlDrawing1.vml").unwrap();
        assert_eq!(boxes.matches("<v:shape ").count(), 2);
        let texts = package.text("xl/comments1.xml").unwrap();
        assert!(texts.contains("ghi chu cua chi bo") && texts.contains("ref=\"C8\""), "{texts}");
        // Where there was no note, the way to ours is written as Excel writes it there.
        assert_eq!(package.ending_in(".vml").len(), 2);
        let own = package.text("xl/worksheets/sheet1.xml").unwrap();
        assert!(own.contains("<mc:Choice Requires=\"v\"><legacyDrawing"), "{own}");
        let relations = package.relations("xl/worksheets/sheet1.xml").unwrap();
        let vml = relations.iter().find(|it| it.is("vmlDrawing")).unwrap();
        assert!(vml.kind.starts_with("http://schemas.openxmlformats.org/"), "{}", vml.kind);
        // The next round finds them all again and changes nothing.
        let again = annotate(&copy, "ab", &marks, &list()).unwrap();
        let mut again = PatchedPackage::open(&again).unwrap();
        assert_eq!(again.text("xl/worksheets/sheet2.xml").unwrap(), noted);
        assert_eq!(again.text("xl/worksheets/sheet1.xml").unwrap(), own);
    }

    /// Sheets of a workbook, and the texts of those whose name begins as our list's.
    fn lists_of(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
        use calamine::Reader as _;
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let names = book.sheet_names();
        let ours = names.iter().filter(|it| it.starts_with(LIST_SHEET));
        let texts = ours.map(|it| {
            let range = book.worksheet_range(it).unwrap();
            range.used_cells().map(|it| it.2.to_string()).collect::<Vec<_>>().join("|")
        });
        let texts = texts.collect();
        (names, texts)
    }

    /// The mark was lost in the property and on the list: the list is known by its words, in
    /// whatever way a program writes them, and takes no second sheet.
    #[test]
    fn the_list_of_an_earlier_round_is_replaced_where_its_mark_is_lost() {
        for bytes in [
            // Title there, saved by openpyxl.
            &include_bytes!(
                "../../tests/cases/fates-mark-gone-list-left/workspace/nop/bm sua.xlsx"
            )[..],
            // Headings alone, under another name, saved by LibreOffice.
            include_bytes!(
                "../../tests/cases/fates-list-by-its-headings/workspace/nop/bm sua.xlsx"
            ),
        ] {
            let (before, _) = lists_of(bytes);
            let new = List { title: "lần hai".to_owned(), ..list() };
            let copy = annotate(bytes, "ab", &[], &new).unwrap();
            let (after, texts) = lists_of(&copy);
            assert_eq!(before, after);
            assert_eq!(texts.len(), 1);
            assert!(
                texts[0].contains("lần hai|") && texts[0].contains("xeploai-original-sha256 ab")
            );
            assert!(!texts[0].contains("AD9"), "{}", texts[0]);
        }
    }

    /// A sheet of that name which is the branch's own stays, and ours comes beside it.
    #[test]
    fn a_sheet_that_only_has_the_name_of_our_list_stays() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("A").unwrap();
        let own = book.add_worksheet().set_name(LIST_SHEET).unwrap();
        own.write_string(0, 0, "Việc cần sửa của chi bộ").unwrap();
        let copy = annotate(&book.save_to_buffer().unwrap(), "ab", &[], &list()).unwrap();
        let (names, texts) = lists_of(&copy);
        assert_eq!(names, ["A", "CanSua", "CanSua (2)"]);
        assert!(texts[0].contains("của chi bộ"));
        // Ours is replaced in the next round, though somebody copied it.
        let again = annotate(&copy, "cd", &[], &list()).unwrap();
        assert_eq!(lists_of(&again).0, ["A", "CanSua", "CanSua (2)"]);
    }

    /// A flat `OpenDocument` sheet or a page that calls itself `.xls` is not damaged; a package without its end is.
    #[test]
    fn what_is_no_package_is_not_called_damaged() {
        for (bytes, refusal) in [
            (&b"<?xml version=\"1.0\"?><office:document/>"[..], Refusal::NotWorkbook),
            (b"Ho ten;Ngay sinh", Refusal::NotWorkbook),
            (b"PK\x03\x04\x14", Refusal::Damaged),
        ] {
            assert_eq!(annotate(bytes, "ab", &[], &list()), Err(refusal));
        }
    }

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        for lang in [crate::words::Lang::Vi, crate::words::Lang::En] {
            let catalogue = crate::words::Catalogue::new(lang);
            for refusal in Refusal::ALL {
                assert!(!catalogue.ui(refusal.key(), &[]).is_empty());
            }
        }
    }
}
