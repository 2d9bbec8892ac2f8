//! The annotated copy: everything else stays as it was, what was added is where
//! Excel expects it, a second round leaves nothing double, and a file that
//! cannot be patched safely is refused.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "helpers of tests; tables of cases; names of parts that this project wrote"
)]

pub(crate) mod lint;
mod others;
mod refusals;
pub(crate) mod support;

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use xeploai::finding::{Finding, Severity};
use xeploai::model::CellRef;
use xeploai::words::{Catalogue, Lang};
use xeploai::write::returned::{LIST_SHEET, Refusal, annotate, from_findings};

use support::{
    SHA, changed, error, list_of, part, parts, plain, rich, rich_marks, stored, warning,
};

fn annotated(original: &[u8]) -> Vec<u8> {
    let marks = rich_marks();
    annotate(original, SHA, &marks, &list_of(&marks)).unwrap()
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn values_and_formulas_of_every_sheet_stay() {
    let original = rich();
    let copy = annotated(&original);
    let (mut before, mut after) = (open(&original), open(&copy));
    let names = before.sheet_names();
    let mut expected = names.clone();
    expected.push(LIST_SHEET.to_owned());
    assert_eq!(after.sheet_names(), expected);
    for name in names.iter().filter(|it| *it != "BieuDo") {
        assert_eq!(before.worksheet_range(name).unwrap(), after.worksheet_range(name).unwrap());
        assert_eq!(before.worksheet_formula(name).unwrap(), after.worksheet_formula(name).unwrap());
    }
    assert_eq!(before.defined_names(), after.defined_names());
}

#[test]
fn untouched_entries_are_copied_as_stored_and_in_their_order() {
    let original = rich();
    let copy = annotated(&original);
    let (before, after) = (stored(&original), stored(&copy));
    let touched = BTreeSet::from([
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/worksheets/_rels/sheet3.xml.rels",
        "xl/worksheets/_rels/sheet4.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet4.xml",
        "xl/worksheets/sheet5.xml",
    ]);
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old.name, new.name);
        assert_eq!(old != new, touched.contains(old.name.as_str()), "{}", old.name);
    }
    let added: Vec<_> = after[before.len()..].iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        added,
        [
            "docProps/custom.xml",
            "xl/worksheets/sheet6.xml",
            "xl/comments2.xml",
            "xl/drawings/vmlDrawing2.vml",
            "xl/comments3.xml",
            "xl/drawings/vmlDrawing3.vml",
            "xl/comments4.xml",
            "xl/drawings/vmlDrawing4.vml",
            "xl/comments5.xml",
            "xl/worksheets/_rels/sheet5.xml.rels",
            "xl/drawings/vmlDrawing5.vml",
        ]
    );
}

#[test]
fn nothing_is_left_for_excel_to_repair() {
    for original in [plain(), rich()] {
        lint::check(&original);
        lint::check(&annotated(&original));
        lint::check(&annotated(&annotated(&original)));
        lint::check(&annotate(&annotated(&original), SHA, &[], &list_of(&[])).unwrap());
    }
}

#[test]
fn equal_inputs_give_equal_bytes_and_a_second_round_leaves_nothing_double() {
    for original in [plain(), rich()] {
        let once = annotated(&original);
        assert_eq!(once, annotated(&original));
        for (first, second) in parts(&once).iter().zip(&parts(&annotated(&once))) {
            let texts = [first, second].map(|it| String::from_utf8_lossy(&it.1));
            assert_eq!(first.0, second.0);
            assert_eq!(texts[0], texts[1], "{}", first.0);
        }
        assert_eq!(annotated(&once), once);
    }
}

#[test]
fn a_round_without_findings_takes_the_marks_away() {
    let original = rich();
    let clean = annotate(&annotated(&original), SHA, &[], &list_of(&[])).unwrap();
    for name in ["xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"]
    {
        assert_eq!(part(&clean, name), part(&original, name), "{name}");
    }
    let names: Vec<_> = parts(&clean).into_iter().map(|it| it.0).collect();
    assert!(!names.iter().any(|it| it.ends_with("comments2.xml")), "{names:?}");
    assert!(!names.iter().any(|it| it.ends_with("vmlDrawing2.vml")), "{names:?}");
    // The office's own notes are still there.
    assert_eq!(part(&clean, "xl/comments1.xml").matches("<comment ").count(), 2);
    assert!(!part(&clean, "xl/comments1.xml").contains("Lỗi"));
}

#[test]
fn the_workbook_opens_on_the_list_and_no_sheet_is_grouped_with_it() {
    let copy = annotated(&rich());
    let workbook = lint::elements(&part(&copy, "xl/workbook.xml"));
    let view = workbook.iter().find(|it| it.name() == "workbookView").unwrap();
    let sheets: Vec<_> = workbook.iter().filter(|it| it.name() == "sheet").collect();
    assert_eq!(view.attrs["activeTab"], (sheets.len() - 1).to_string());
    assert_eq!(sheets.last().unwrap().attrs["name"], LIST_SHEET);
    let selected: Vec<_> = parts(&copy)
        .into_iter()
        .filter(|it| String::from_utf8_lossy(&it.1).contains("tabSelected"))
        .map(|it| it.0)
        .collect();
    assert_eq!(selected, ["xl/worksheets/sheet6.xml"]);
}

#[test]
fn a_cell_has_one_note_with_a_paragraph_for_each_mark() {
    let copy = annotated(&rich());
    let comments = part(&copy, "xl/comments2.xml");
    assert_eq!(comments.matches("ref=\"E5\"").count(), 1);
    let both = "Lỗi: mức xếp loại &lt; &amp; &gt; \"không\" rõ _x005F_x000D_\n\nCảnh báo: xem lại";
    assert!(comments.contains(both), "{comments}");
    assert!(comments.contains("ref=\"BI301\""));
    // The mark in C2 stands at the corner of the merged A1:D2, and the office's note is kept.
    let comments = part(&copy, "xl/comments1.xml");
    assert!(comments.contains("ref=\"A1\"") && !comments.contains("ref=\"C2\""), "{comments}");
    assert!(comments.contains("Không sửa ô này") && comments.contains("Ghi rõ ngày họp"));
    assert!(comments.find("mã mẫu không đúng") < comments.find("Không sửa ô này"));
    // Each note has a box.
    for number in 1..=5 {
        let vml = part(&copy, &format!("xl/drawings/vmlDrawing{number}.vml"));
        let notes = part(&copy, &format!("xl/comments{number}.xml"));
        assert_eq!(vml.matches("\"Note\"").count(), notes.matches("<comment ").count());
    }
}

#[test]
fn an_error_is_red_before_a_warning_is_yellow() {
    let sheet = part(&annotated(&rich()), "xl/worksheets/sheet2.xml");
    let red = sheet.find("sqref=\"E5:E6\"").unwrap();
    let yellow = sheet.find("sqref=\"BI301\"").unwrap();
    assert!(red < yellow);
    let rules = lint::elements(&sheet);
    let rules = rules.iter().filter(|it| it.name() == "cfRule" && it.path[1] != "extLst");
    let priorities: Vec<_> = rules.map(|it| it.attrs["priority"].as_str()).collect();
    let ours = sheet.matches("xeploai").count();
    assert_eq!((ours, &priorities[..4]), (2, &["3", "4", "1", "2"][..]), "{priorities:?}");
}

#[test]
fn the_list_links_to_what_can_be_seen_and_has_no_formula() {
    let copy = annotated(&rich());
    let list = part(&copy, "xl/worksheets/sheet6.xml");
    let links: Vec<_> = lint::elements(&list)
        .into_iter()
        .filter(|it| it.name() == "hyperlink")
        .map(|it| it.attrs["location"].clone())
        .collect();
    assert_eq!(
        links,
        [
            "'1_ThongTinChiBo'!C4",
            "'1_ThongTinChiBo'!C2",
            "'2_DangVien'!E5",
            "'2_DangVien'!E5",
            "'2_DangVien'!E6",
            "'2_DangVien'!BI301",
            "'3_TapThe'!A1",
            "'Bảng ''phụ'' 2'!B3",
        ]
    );
    assert!(!list.contains("<f>"));
    let mut book = open(&copy);
    let range = book.worksheet_range(LIST_SHEET).unwrap();
    let texts: Vec<_> = range.cells().map(|it| it.2.to_string()).collect();
    assert!(texts.contains(&"Đang khóa: 3_TapThe".to_owned()), "{texts:?}");
    assert!(texts.contains(&"=1+1 là chữ, không phải công thức".to_owned()));
    // Rows of marks that have no cell of their own are listed all the same.
    for text in ["Lỗi: không có ô", "Lỗi: không có trang", "Lỗi: ngoài lưới", "Lỗi: trang ẩn"]
    {
        assert!(texts.contains(&text.to_owned()), "{text}");
    }
}

#[test]
fn the_copy_names_its_original_beside_what_properties_there_were() {
    let original = rich();
    let copy = annotated(&original);
    let expected = format!("name=\"xeploai-original-sha256\"><vt:lpwstr>{SHA}</vt:lpwstr>");
    assert!(part(&copy, "docProps/custom.xml").contains(&expected));
    // Later rounds keep the earlier ones, three to a property.
    let mut copy = copy;
    let rounds: Vec<String> = (0..20).map(|it| format!("{it:064x}")).collect();
    for round in &rounds {
        copy = annotate(&copy, round, &[], &list_of(&[])).unwrap();
        lint::check(&copy);
    }
    let properties = part(&copy, "docProps/custom.xml");
    let found: Vec<_> = lint::elements(&properties)
        .into_iter()
        .filter(|it| it.name() == "property")
        .map(|it| (it.attrs["name"].clone(), it.attrs["pid"].clone()))
        .collect();
    let names = |it: &(String, String)| it.0.replace("xeploai-original-sha256", "");
    assert_eq!(found.iter().map(names).collect::<Vec<_>>(), ["", "-2", "-3", "-4", "-5", "-6"]);
    assert_eq!(found.iter().map(|it| &it.1).collect::<BTreeSet<_>>().len(), 6);
    let texts: Vec<_> = properties
        .split("<vt:lpwstr>")
        .skip(1)
        .map(|it| it.split('<').next().unwrap().to_owned())
        .collect();
    assert!(texts.iter().all(|it| it.len() <= 255));
    let latest: Vec<_> = rounds.iter().rev().take(16).cloned().collect();
    assert_eq!(texts.join(" "), latest.join(" "));
}

#[test]
fn beyond_500_notes_a_sheet_cells_are_coloured_and_the_list_says_so() {
    let marks: Vec<_> = (0..700).map(|row| error("Một", row * 2, 3, "Lỗi")).collect();
    let copy = annotate(&plain(), SHA, &marks, &list_of(&marks)).unwrap();
    lint::check(&copy);
    assert_eq!(part(&copy, "xl/comments1.xml").matches("<comment ").count(), 500);
    let sheet = part(&copy, "xl/worksheets/sheet1.xml");
    let ranges: Vec<_> = lint::elements(&sheet)
        .into_iter()
        .filter(|it| it.name() == "conditionalFormatting")
        .map(|it| it.attrs["sqref"].split(' ').count())
        .collect();
    assert_eq!(ranges.iter().sum::<usize>(), 700);
    assert!(ranges.len() > 1 && ranges.iter().all(|it| *it <= 150), "{ranges:?}");
    let list = part(&copy, "xl/worksheets/sheet2.xml");
    assert!(list.contains("Một: còn 200 ô"));
    assert_eq!(list.matches("<hyperlink ").count(), 700);
}

#[test]
fn a_sheet_of_the_submitters_that_is_called_like_the_list_stays_theirs() {
    let rename = |text: &str| text.replace("name=\"Một\"", "name=\"cansua\"");
    let original = changed(&plain(), "xl/workbook.xml", rename);
    let marks = [error("cansua", 0, 0, "Lỗi")];
    let once = annotate(&original, SHA, &marks, &list_of(&marks)).unwrap();
    assert_eq!(open(&once).sheet_names(), ["cansua", "CanSua (2)"]);
    let twice = annotate(&once, SHA, &marks, &list_of(&marks)).unwrap();
    assert_eq!(once, twice);
}

#[test]
fn what_somebody_did_to_our_list_goes_with_it() {
    let once = annotated(&rich());
    // Hidden, filtered, moved nowhere, with a formula that Excel has in its chain.
    let mine = changed(&once, "xl/workbook.xml", |text| {
        let name = "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"6\" hidden=\"1\">CanSua!$A$5:$H$17</definedName></definedNames>";
        text.replace("name=\"CanSua\"", "name=\"CanSua\" state=\"hidden\"")
            .replace("</definedNames>", name)
    });
    let mine = changed(&mine, "xl/worksheets/sheet6.xml", |text| {
        text.replace("</sheetData>", "<row r=\"99\"><c r=\"A99\"><f>1+1</f></c></row></sheetData>")
    });
    assert!(part(&mine, "xl/workbook.xml").contains("CanSua!$A$5"));
    let again = annotated(&mine);
    lint::check(&again);
    assert_eq!(part(&again, "xl/workbook.xml"), part(&once, "xl/workbook.xml"));
    assert_eq!(part(&again, "xl/worksheets/sheet6.xml"), part(&once, "xl/worksheets/sheet6.xml"));
}

#[test]
fn an_empty_list_of_names_stays_in_every_round() {
    let original = changed(&plain(), "xl/workbook.xml", |text| {
        text.replace("</sheets>", "</sheets><definedNames/>")
    });
    let marks = [error("Một", 0, 0, "Lỗi")];
    let once = annotate(&original, SHA, &marks, &list_of(&marks)).unwrap();
    assert!(part(&once, "xl/workbook.xml").contains("</sheets><definedNames/>"));
    assert_eq!(annotate(&once, SHA, &marks, &list_of(&marks)).unwrap(), once);
}

#[test]
fn other_prefixes_and_a_byte_order_mark_are_kept() {
    let rename = |text: &str| {
        let text = text.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=");
        let mut out = String::from("\u{feff}");
        for (number, piece) in text.split('<').enumerate() {
            let is_ours =
                piece.starts_with(|it: char| it.is_ascii_alphabetic()) && !piece.starts_with("x:");
            let piece = match piece.strip_prefix('/') {
                Some(rest) => format!("/x:{rest}"),
                None if is_ours => format!("x:{piece}"),
                None => piece.to_owned(),
            };
            out.push_str(if number == 0 { "" } else { "<" });
            out.push_str(&piece);
        }
        out
    };
    let original = changed(&plain(), "xl/worksheets/sheet1.xml", rename);
    let marks = [error("Một", 0, 0, "Lỗi"), warning("Một", 1, 1, "Xem")];
    let copy = annotate(&original, SHA, &marks, &list_of(&marks)).unwrap();
    lint::check(&copy);
    let sheet = part(&copy, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.starts_with('\u{feff}') && sheet.contains("<x:conditionalFormatting sqref=\"A1\">")
    );
    assert!(sheet.contains("<x:legacyDrawing r:id="), "{sheet}");
    assert_eq!(
        open(&copy).worksheet_range("Một").unwrap(),
        open(&original).worksheet_range("Một").unwrap()
    );
}

#[test]
fn the_strict_dialect_keeps_its_namespaces() {
    let strict = |text: &str| {
        text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    };
    let all: Vec<_> = parts(&plain())
        .into_iter()
        .map(|(name, bytes)| (name, strict(&String::from_utf8(bytes).unwrap()).into_bytes()))
        .collect();
    let original = support::packed(&all);
    let marks = [error("Một", 0, 0, "Lỗi")];
    let copy = annotate(&original, SHA, &marks, &list_of(&marks)).unwrap();
    lint::check(&copy);
    for (name, bytes) in parts(&copy) {
        let text = String::from_utf8(bytes).unwrap();
        for transitional in [
            "openxmlformats.org/spreadsheetml/",
            "openxmlformats.org/officeDocument/2006/relationships/comments",
        ] {
            assert!(!text.contains(transitional), "{name}");
        }
    }
}

#[test]
fn buttons_and_pictures_in_the_header_keep_their_drawings() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Một").unwrap();
    sheet.write_string(0, 0, "x").unwrap();
    sheet.insert_button(3, 3, &rust_xlsxwriter::Button::new().set_caption("In")).unwrap();
    // The smallest picture that has a size.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";
    let picture = rust_xlsxwriter::Image::new_from_buffer(png).unwrap();
    sheet.set_header("&L&[Picture]");
    sheet.set_header_image(&picture, rust_xlsxwriter::HeaderImagePosition::Left).unwrap();
    let original = book.save_to_buffer().unwrap();
    lint::check(&original);
    let marks = [error("Một", 0, 0, "Lỗi")];
    let copy = annotate(&original, SHA, &marks, &list_of(&marks)).unwrap();
    lint::check(&copy);
    let name = "xl/drawings/vmlDrawing1.vml";
    assert!(part(&copy, name).contains("ObjectType=\"Button\""));
    assert!(part(&copy, name).contains("ObjectType=\"Note\""));
    let clean = annotate(&copy, SHA, &[], &list_of(&[])).unwrap();
    lint::check(&clean);
    for name in [name, "xl/drawings/vmlDrawing2.vml", "xl/worksheets/sheet1.xml"] {
        let old = part(&original, name).replace(" tabSelected=\"1\"", "");
        // The button came without the type that notes need; it stays.
        let new = part(&clean, name);
        let start = new.find("<v:shapetype id=\"_x0000_t202\"");
        let end = new.rfind("</v:shapetype>").map(|it| it + "</v:shapetype>".len());
        let new = match (start, end) {
            (Some(start), Some(end)) => format!("{}{}", &new[..start], &new[end..]),
            _ => new,
        };
        assert_eq!(new, old, "{name}");
    }
}

#[test]
fn a_workbook_without_views_or_styles_gets_them() {
    let bare = changed(&plain(), "xl/workbook.xml", |text| {
        let start = text.find("<bookViews>").unwrap();
        let end = text.find("</bookViews>").unwrap() + "</bookViews>".len();
        format!("{}{}", &text[..start], &text[end..])
    });
    let bare = changed(&bare, "xl/_rels/workbook.xml.rels", |text| {
        let at = text.find("styles.xml").unwrap();
        let start = text[..at].rfind("<Relationship ").unwrap();
        let end = at + text[at..].find("/>").unwrap() + 2;
        format!("{}{}", &text[..start], &text[end..])
    });
    let bare = changed(&bare, "[Content_Types].xml", |text| {
        let at = text.find("/xl/styles.xml").unwrap();
        let start = text[..at].rfind("<Override ").unwrap();
        let end = at + text[at..].find("/>").unwrap() + 2;
        format!("{}{}", &text[..start], &text[end..])
    });
    let bare = support::without(&bare, "xl/styles.xml");
    let marks = [error("Một", 0, 0, "Lỗi")];
    let copy = annotate(&bare, SHA, &marks, &list_of(&marks)).unwrap();
    lint::check(&copy);
    assert!(
        part(&copy, "xl/workbook.xml")
            .contains("<bookViews><workbookView activeTab=\"1\"/></bookViews><sheets>")
    );
    assert_eq!(annotate(&copy, SHA, &marks, &list_of(&marks)).unwrap(), copy);
}

#[test]
fn findings_become_marks_and_rows_in_the_catalogues_words() {
    let cell = CellRef::new(&"Một".into(), 4, 5);
    let at = |severity| {
        Refusal::Dtd.finding().cell(&cell).severity(severity).member("An").rule("R-1", "khoản 1")
    };
    let waived =
        Finding { waiver: Some("thành tích (Bí thư)".to_owned()), ..at(Severity::Error) };
    let findings = [
        at(Severity::Notice),
        waived,
        at(Severity::Warning),
        at(Severity::Error),
        Refusal::Dtd.finding().sheet("Một").severity(Severity::Error),
    ];
    for (lang, words) in [
        (Lang::Vi, ["Lỗi", "Lỗi", "Cảnh báo", "Lưu ý", "Đã cho qua"]),
        (Lang::En, ["Error", "Error", "Warning", "Notice", "Waived"]),
    ] {
        let catalogue = Catalogue::new(lang);
        let (marks, list) = from_findings(&findings, &catalogue);
        let severities: Vec<_> = marks.iter().map(|it| it.severity).collect();
        assert_eq!(severities, [Severity::Error, Severity::Warning]);
        assert_eq!((marks[0].sheet.as_str(), marks[0].row, marks[0].col), ("Một", 4, 5));
        let worded = catalogue.render(&findings[3]);
        assert!(marks[0].text.contains(&worded.message) && marks[0].text.contains(&worded.help));
        let shown: Vec<_> = list.rows.iter().map(|it| it.word.as_str()).collect();
        assert_eq!(shown, words);
        let first = &list.rows[0];
        assert_eq!(
            (first.cell, first.member.as_str(), first.clause.as_str()),
            (Some((4, 5)), "An", "khoản 1")
        );
        assert_eq!((list.rows[1].cell, list.rows[1].sheet.as_str()), (None, "Một"));
        let hints = [&list.protected_hint, &list.more_hint];
        let texts: Vec<_> = list.intro.iter().chain(&list.headings).chain([&list.title]).collect();
        assert!(texts.iter().all(|it| !it.is_empty() && !it.contains('{')), "{texts:?}");
        assert!(list.intro[0].contains('2') && list.intro[0].contains('1'), "{}", list.intro[0]);
        assert!(hints[0].contains("{sheets}"));
        assert!(hints[1].contains("{sheet}") && hints[1].contains("{count}"));
    }
}
