//! Cells as they lie in a sheet's XML, and what the grid has of them.

use proptest::prelude::*;

use super::made::{Made, Value, patched};
use super::regime;
use crate::finding::Finding;
use crate::read::Limits;
use crate::workbook::grid::{Book, DateParts, Format, Raw, Sheet};
use crate::workbook::package::Package;
use crate::workbook::xlsx;

const FIRST_SHEET: &str = "xl/worksheets/sheet1.xml";

fn grid(bytes: &[u8]) -> Result<Book, Box<Finding>> {
    let limits = Limits::default();
    xlsx::read(&mut Package::open(bytes, &limits)?, &limits)
}

/// The form with other XML for its first sheet: what stands around the cells, and they.
fn with_sheet(before: &str, cells: &str, after: &str) -> Vec<u8> {
    patched(&Made::form(regime()).bytes(), FIRST_SHEET, |_| {
        format!("<worksheet>{before}<sheetData>{cells}</sheetData>{after}</worksheet>")
    })
}

fn sheet(cells: &str) -> Sheet {
    match grid(&with_sheet("", cells, "")) {
        Ok(book) => book.sheets[0].clone(),
        Err(finding) => panic!("{cells}: {finding:?}"),
    }
}

/// What the writer was given is what the reader gives, in every sheet.
#[test]
fn cells_are_read_as_they_were_written() {
    let made = Made::form(regime());
    let book = grid(&made.bytes()).unwrap();
    assert_eq!(book.sheets.len(), made.tabs.len());
    for (tab, sheet) in made.tabs.iter().zip(&book.sheets) {
        assert_eq!((tab.name.as_str(), tab.hidden), (&*sheet.name, sheet.hidden));
        let count: usize = sheet.rows.iter().map(|it| it.cells.len()).sum();
        assert_eq!(count, tab.cells.len());
        for ((row, col), value) in &tab.cells {
            let cell = sheet.get(*row, u32::from(*col)).unwrap();
            let expected = match value {
                Value::Text(text) => (Raw::Text(text.as_str().into()), Format::Plain),
                Value::Number(number) => (Raw::Number(*number), Format::Plain),
                Value::Shown(number, "0%") => (Raw::Number(*number), Format::Percent),
                Value::Shown(number, _) => (Raw::Number(*number), Format::Date(DateParts::Day)),
                Value::Formula(..) => unreachable!("the form has none"),
            };
            assert_eq!((cell.raw.clone(), cell.format), expected, "{row} {col}");
        }
    }
}

/// A cell's type and content, and what becomes of it. Whatever it is, the cell
/// after it is read at its place, although it does not name one.
#[test]
fn no_cell_is_lost_and_none_is_guessed() {
    let text = |text: &str| Some(Raw::Text(text.into()));
    let error = |text: &str| Some(Raw::Error(text.to_owned()));
    let uncomputed = |text: &str| Some(Raw::Uncomputed(text.to_owned()));
    let broken = || Some(Raw::Broken);
    for (kind, inside, expected) in [
        ("", "<v>12.5</v>", Some(Raw::Number(12.5))),
        ("n", "<v>1E+2</v>", Some(Raw::Number(100.0))),
        ("", "<v> 7\n</v>", Some(Raw::Number(7.0))),
        ("", "<v>bảy</v>", text("bảy")),
        ("", "<v>NaN</v>", text("NaN")),
        ("n", "<v>1e999</v>", text("1e999")),
        ("n", "<v>bảy</v>", broken()),
        ("", "<v> </v>", None),
        ("", "", None),
        ("", "<v/>", None),
        ("s", "<v/>", None),
        // Not the first text of the table, as calamine would have it.
        ("s", "<v>x</v>", broken()),
        ("s", "<v>-1</v>", broken()),
        ("s", "<v>999999</v>", broken()),
        ("s", "<v>99999999999999999999999</v>", broken()),
        ("b", "<v>1</v>", Some(Raw::Bool(true))),
        ("b", "<v>false</v>", Some(Raw::Bool(false))),
        ("b", "<v>2</v>", broken()),
        ("e", "<v>#REF!</v>", error("#REF!")),
        ("e", "<f>A1#</f><v>#SPILL!</v>", error("#SPILL!")),
        ("d", "<v>2020-12-05T00:00:00</v>", text("2020-12-05T00:00:00")),
        ("x", "<v>1</v>", broken()),
        ("str", "<v> a &amp; &#225;_x000D_</v>", text(" a & á\r")),
        ("str", "<f>\"\"</f><v></v>", None),
        ("str", "<v>&của;</v>", broken()),
        ("inlineStr", "<is><t xml:space='preserve'> a</t></is>", text(" a")),
        ("inlineStr", "<is><t> a </t></is>", text("a")),
        ("inlineStr", "<is><t>a<![CDATA[<b>]]></t></is>", text("a<b>")),
        ("inlineStr", "<is><t> </t></is>", None),
        ("inlineStr", "<is/>", None),
        ("inlineStr", "<is><t>&của;</t></is>", broken()),
        ("inlineStr", "<v>a</v>", broken()),
        ("", "<f>1+1</f><v>2</v>", Some(Raw::Number(2.0))),
        ("", "<f>1+1</f>", uncomputed("1+1")),
        ("", "<f>1+1</f><v> </v>", uncomputed("1+1")),
        ("b", "<f>A1&gt;1</f><v/>", uncomputed("A1>1")),
        // A value in pieces, of which calamine would give the first or the last.
        ("", "<v>1&#50;</v>", broken()),
        ("", "<v>1<!-- -->2</v>", broken()),
        ("", "<v><!-- -->2</v>", broken()),
        ("", "<v><![CDATA[2]]></v>", broken()),
        ("str", "<v>a<![CDATA[b]]></v>", broken()),
        ("", "<v>1<x/>2</v>", broken()),
        ("", "<v>1</v><v>2</v>", broken()),
        ("", "<v>1</v><f>1</f>", broken()),
        ("inlineStr", "<is><t>a</t></is><v>b</v>", broken()),
        ("", "<v>1</v><extLst><ext/></extLst>", broken()),
        ("", "<extLst/>", None),
    ] {
        let kind = if kind.is_empty() { String::new() } else { format!(" t=\"{kind}\"") };
        let cells = format!("<row r=\"5\"><c r=\"B5\"{kind}>{inside}</c><c><v>9</v></c></row>");
        let sheet = sheet(&cells);
        assert_eq!(sheet.get(4, 1).map(|it| it.raw.clone()), expected, "{cells}");
        assert_eq!(sheet.get(4, 2).map(|it| it.raw.clone()), Some(Raw::Number(9.0)), "{cells}");
    }
}

/// A cell as most programs write it, or nearly so.
fn some_cell() -> impl Strategy<Value = (String, String)> {
    let types =
        ["", " t=\"n\"", " t=\"s\"", " t=\"inlineStr\"", " t=\"str\"", " t='s'", " t=\"b\""];
    let text = "[a-c ư&;_x0D\n\u{A0}\u{301}]{0,6}";
    let texts = text.prop_map(|it| it.replace('&', "&amp;"));
    let wrapped = (texts.clone(), prop_oneof![Just(""), Just(" xml:space=\"preserve\"")])
        .prop_map(|(text, space)| format!("<is><t{space}>{text}</t></is>"));
    let number = "[0-9.eE+ -]{0,6}".prop_map(|it| format!("<v>{it}</v>"));
    let inside = prop_oneof![
        number.clone(),
        wrapped.clone(),
        texts.prop_map(|it| format!("<v>{it}</v>")),
        number.prop_map(|it| format!("<f>1+1</f>{it}")),
        Just(String::new()),
        Just("<v>7</v>".to_owned()),
        Just("<v>2</v>".to_owned()),
    ];
    let style = prop_oneof![Just(""), Just(" s=\"1\""), Just(" s=\"3\""), Just(" s=\"99\"")];
    (prop::sample::select(types.to_vec()), style, inside)
        .prop_map(|(kind, style, inside)| (format!("{style}{kind}"), inside))
}

proptest! {
    /// An attribute that says nothing is enough to leave a cell to calamine: it is the same cell.
    #[test]
    fn a_plain_cell_is_what_calamine_would_have_read(
        rows in prop::collection::vec(prop::collection::vec(some_cell(), 0..8), 1..6),
    ) {
        let cells = |more: &str| {
            let row = |(index, row): (usize, &Vec<(String, String)>)| {
                let cell = |(col, (attrs, inside)): (usize, &(String, String))| {
                    let place = format!("{}{}", crate::model::column_name(u32::try_from(col).unwrap()), index + 1);
                    if inside.is_empty() {
                        format!("<c{more} r=\"{place}\"{attrs}/>")
                    } else {
                        format!("<c{more} r=\"{place}\"{attrs}>{inside}</c>")
                    }
                };
                let cells = row.iter().enumerate().map(cell).collect::<String>();
                format!("<row r=\"{}\">{cells}</row>", index + 1)
            };
            rows.iter().enumerate().map(row).collect::<String>()
        };
        let (plain, other) = (sheet(&cells("")), sheet(&cells(" x=\"\"")));
        prop_assert_eq!(format!("{plain:?}"), format!("{other:?}"));
    }
}

/// What would overflow, underflow or be understood in two ways is refused.
#[test]
fn references_are_judged_before_calamine_computes_them() {
    let damaged =
        |before: &str, cells: &str, after: &str| match grid(&with_sheet(before, cells, after)) {
            Ok(_) => false,
            Err(finding) => {
                assert_eq!(finding.code.name, "damaged", "{finding:?}");
                true
            }
        };
    let good = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    // Of how large the sheet says it is nothing hangs, and calamine gets to see no odd size.
    for before in [
        "<dimension ref=\"A1:XFD1048576\"/>",
        "<dimension ref=\"1:1048576\"/>",
        "<dimension ref=\"A:AK\"></dimension>",
        "<dimension ref=\"B2:A1\"/>",
        "<dimension ref=\"A1:ZZZZZZZ1\"/>",
        "<dimension ref=\"A1:A99999999999\"/>",
        "<dimension ref=\"\"/>",
        "<dimension/>",
    ] {
        assert!(!damaged(before, good, ""), "{before}");
    }
    assert!(!damaged("<dimension/><dimension ref=\"A:B\"/>", good, ""));
    for cells in [
        "<row><c r=\"ZZZZZZZ1\"/></row>",
        "<row><c r=\"XFE1\"/></row>",
        "<row><c r=\"A1048577\"/></row>",
        "<row><c r=\"A99999999999\"><v>1</v></c></row>",
        "<row><c r=\"A0\"/></row>",
        "<row><c r=\"$A$1\"/></row>",
        "<row><c r=\"A\"/></row>",
        "<row r=\"0\"/>",
        "<row r=\"4294967296\"/>",
        "<row r=\"+1\"/>",
        "<row r=\"1\" r=\"2\"/>",
        "<row><c r=\"A1\" r=\"B2\"><v>1</v></c></row>",
        "<row><c r=A1><v>1</v></c></row>",
        "<row><c r><v>1</v></c></row>",
        "<row><c r=\"A1\"><c r=\"B1\"/></c></row>",
        "<row><c r=\"A1\"><row/></c></row>",
        "<row></c></row>",
        "<sheetData/>",
    ] {
        assert!(damaged("", cells, ""), "{cells}");
    }
    assert!(damaged("", good, "<sheetData/>"));
    assert!(!damaged("<c/>", good, "<c r=\"ZZZZZZZ1\"><v>1</v></c>"));
    let many = (0..100).map(|it| format!(" a{it}=\"\"")).collect::<Vec<_>>().concat();
    assert!(damaged("", &format!("<row{many}/>"), ""));
}

/// From corner to corner it would be sixteen thousand million cells.
#[test]
fn a_sparse_sheet_is_no_range() {
    let far = sheet(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>",
    );
    assert_eq!(far.rows.len(), 1);
    let cells = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                 <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(grid(&with_sheet("", cells, "")).unwrap_err().code.name, "over-limit");
}

#[test]
fn every_way_to_write_a_number_is_read_alike_whatever_the_type_says() {
    for number in
        ["0", "-0.5", "+1", ".5", "5.", "1e5", "1E-5", "00012", "123456789012345678901234567890"]
    {
        let expected = number.parse::<f64>().unwrap();
        for kind in ["", " t=\"n\""] {
            let sheet = sheet(&format!("<row><c{kind}><v>{number}</v></c></row>"));
            assert_eq!(sheet.get(0, 0).map(|it| it.raw.clone()), Some(Raw::Number(expected)));
        }
    }
    for odd in ["inf", "-Infinity", "infinity", "nan", "+NaN", "1e99999999999999999999", "0x1"] {
        for kind in ["", " t=\"n\""] {
            let sheet = sheet(&format!("<row><c{kind}><v>{odd}</v></c></row>"));
            let raw = sheet.get(0, 0).map(|it| it.raw.clone());
            let text = Some(Raw::Text(odd.into()));
            assert!(raw == text || raw == Some(Raw::Broken), "{odd}: {raw:?}");
        }
    }
}

#[test]
fn two_tabs_of_one_part_are_refused() {
    let odd = patched(&Made::form(regime()).bytes(), "xl/_rels/workbook.xml.rels", |it| {
        it.replace("worksheets/sheet2.xml", "worksheets/SHEET1.xml")
    });
    assert_eq!(grid(&odd).unwrap_err().code.name, "damaged");
}

/// Parts under other names than calamine looks for, and tabs of one name.
#[test]
fn parts_are_found_by_their_relations() {
    let bytes = Made::form(regime()).bytes();
    let parts: Vec<_> = super::made::parts(&bytes)
        .into_iter()
        .map(|(name, bytes)| match name.as_str() {
            "xl/sharedStrings.xml" => ("xl/chữ.xml".to_owned(), bytes),
            "xl/_rels/workbook.xml.rels" => {
                let text = String::from_utf8(bytes).unwrap();
                (name, text.replace("sharedStrings.xml", "/xl/chữ.xml").into_bytes())
            }
            "xl/workbook.xml" => {
                let text = String::from_utf8(bytes).unwrap();
                (name, text.replace("2_DangVien", "1_ThongTinChiBo").into_bytes())
            }
            _ => (name, bytes),
        })
        .collect();
    let book = grid(&super::made::package(&parts)).unwrap();
    let same = grid(&bytes).unwrap();
    for (one, other) in book.sheets.iter().zip(&same.sheets) {
        assert!(one.rows.iter().map(|it| &it.cells).eq(other.rows.iter().map(|it| &it.cells)));
    }
    assert_eq!(book.sheets[0].name, book.sheets[1].name);
}

#[test]
fn east_asian_formats_of_every_workbook_are_dates() {
    let bytes = patched(&Made::form(regime()).bytes(), "xl/styles.xml", |it| {
        let (head, rest) = it.split_once("<cellXfs").unwrap();
        let (_, tail) = rest.split_once("</cellXfs>").unwrap();
        let xfs: String = ["0", "14", "17", "31", "33", "10", "22"]
            .map(|it| format!("<xf numFmtId=\"{it}\"/>"))
            .concat();
        format!("{head}<cellXfs>{xfs}</cellXfs>{tail}")
    });
    let cells = [0, 1, 2, 3, 4, 5, 6, 7].map(|it| format!("<c s=\"{it}\"><v>1</v></c>")).concat();
    let bytes = patched(&bytes, FIRST_SHEET, |_| {
        format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>")
    });
    let sheet = grid(&bytes).unwrap().sheets[0].clone();
    let formats: Vec<_> = sheet.rows[0].cells.iter().map(|it| it.format).collect();
    let day = Format::Date(DateParts::Day);
    let month = Format::Date(DateParts::Month);
    assert_eq!(
        formats,
        [Format::Plain, day, month, day, Format::Time, Format::Percent, day, Format::Plain]
    );
}
