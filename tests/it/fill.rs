//! A superior's own blank, filled: as many rows as members, formulas that still add
//! up, nothing else changed, and whatever would be a guess refused at its cell.

#![expect(
    clippy::unwrap_used,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "helpers of tests; names of parts that this project wrote; tests make their files"
)]

mod refusals;
pub(crate) mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use crate::common;
use crate::returned::lint;
use crate::returned::support;
use calamine::{Data, Range, Reader, Xlsx};
use proptest::prelude::*;
use rust_xlsxwriter::{Chart, Format, Formula, Note, Sparkline, Table, Workbook};
use xeploai::model::{At, BranchStatus, Slot};
use xeploai::words::{Catalogue, Lang};
use xeploai::write::fill::{check, explained, fill};

use crate::returned::support::part;
use world::{World, branch, totals};

/// A workbook of these cells on one sheet; what begins with `=` is a formula.
pub(crate) fn blank(cells: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Mẫu").unwrap();
    for (place, value) in cells {
        let (row, col) = at(place);
        if value.starts_with('=') {
            sheet.write_formula(row, col, Formula::new(*value).set_result("77")).unwrap();
        } else {
            sheet.write_string(row, col, *value).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Row and column of a cell as Excel names it.
pub(crate) fn at(place: &str) -> (u32, u16) {
    let digits = place.find(|it: char| it.is_ascii_digit()).unwrap();
    let col = place[..digits].bytes().fold(0, |col, it| col * 26 + u16::from(it - b'A') + 1);
    (place[digits..].parse::<u32>().unwrap() - 1, col - 1)
}

fn read(bytes: &[u8]) -> (Range<Data>, Range<String>) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    (book.worksheet_range(&name).unwrap(), book.worksheet_formula(&name).unwrap())
}

fn value(range: &Range<Data>, place: &str) -> Data {
    let (row, col) = at(place);
    range.get_value((row, u32::from(col))).cloned().unwrap_or_default()
}

fn formula(range: &Range<String>, place: &str) -> String {
    let (row, col) = at(place);
    range.get_value((row, u32::from(col))).cloned().unwrap_or_default()
}

const LIST: &[(&str, &str)] = &[
    ("A1", "Năm {{year}}"),
    ("A4", "STT"),
    ("B4", "Họ tên"),
    ("C4", "Phiếu"),
    ("A5", "{{member.number}}"),
    ("B5", "{{member.name}}"),
    ("C5", "{{member.excellent_years}}"),
    ("D5", "=C5*2"),
    ("E5", "=C5/C$6"),
    ("A6", "Cộng"),
    ("B6", "=COUNTA(B5:B5)"),
    ("C6", "=SUM(C5:C5)"),
    ("D6", "=SUM(D5)"),
    ("A8", "=C6+1"),
];

/// What has to hold of [`LIST`] filled with this many members.
fn list_holds(count: u32) {
    let world = World::new();
    let totals = totals(&world, vec![branch(&world, "TP", count as usize, BranchStatus::Accepted)]);
    let bytes = fill(&blank(LIST), &totals, &world.context()).unwrap();
    lint::check(&bytes);
    let (values, formulas) = read(&bytes);
    assert_eq!(value(&values, "A1"), Data::String("Năm 2020".to_owned()));
    let rows = count.max(1);
    let names = (5..5 + rows).filter(|it| value(&values, &format!("B{it}")) != Data::Empty);
    assert_eq!(u32::try_from(names.count()).unwrap(), count);
    let (first, last, total) = (5, 4 + rows, 5 + rows);
    assert_eq!(value(&values, &format!("A{total}")), Data::String("Cộng".to_owned()));
    assert_eq!(formula(&formulas, &format!("B{total}")), format!("COUNTA(B{first}:B{last})"));
    assert_eq!(formula(&formulas, &format!("C{total}")), format!("SUM(C{first}:C{last})"));
    assert_eq!(formula(&formulas, &format!("D{total}")), format!("SUM(D{first}:D{last})"));
    assert_eq!(formula(&formulas, &format!("A{}", total + 2)), format!("C{total}+1"));
    assert_eq!(value(&values, &format!("B{total}")), Data::Float(f64::from(count)));
    // Each member has had two years.
    assert_eq!(value(&values, &format!("C{total}")), Data::Float(f64::from(count * 2)));
    assert_eq!(value(&values, &format!("D{total}")), Data::Float(f64::from(count * 4)));
    assert_eq!(value(&values, &format!("A{}", total + 2)), Data::Float(f64::from(count * 2 + 1)));
    for (number, row) in (1..=count).zip(first..) {
        assert_eq!(value(&values, &format!("A{row}")), Data::Float(f64::from(number)));
        assert_eq!(formula(&formulas, &format!("D{row}")), format!("C{row}*2"));
        assert_eq!(formula(&formulas, &format!("E{row}")), format!("C{row}/C${total}"));
    }
    if count == 0 {
        // The row of nobody stays, without what would be made of nothing.
        for place in ["A5", "B5", "C5", "D5", "E5"] {
            assert_eq!(value(&values, place), Data::Empty, "{place}");
            assert_eq!(formula(&formulas, place), "", "{place}");
        }
    }
    assert_eq!(values.end().map(|it| it.0 + 1), Some(total + 2));
    assert!(part(&bytes, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
}

#[test]
fn a_row_is_repeated_for_each_member() {
    for count in [0, 1, 2, 60] {
        list_holds(count);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn there_are_as_many_rows_as_members(count in 0u32..90) {
        list_holds(count);
    }
}

#[test]
fn every_branch_has_its_row_those_that_are_out_without_numbers() {
    let world = World::new();
    let branches = vec![
        branch(&world, "TP", 7, BranchStatus::Accepted),
        branch(&world, "NM", 3, BranchStatus::Returned),
        branch(&world, "KC", 0, BranchStatus::Missing),
    ];
    let totals = totals(&world, branches);
    let cells = [
        ("A2", "{{chi_bo.ma}}"),
        ("B2", "{{branch.members}}"),
        ("C2", "{{branch.good_or_better_share}}"),
        ("D2", "{{Branch.Note}}"),
        ("E2", "{{branch.members}} đảng viên"),
        ("F2", "=SUM(B2:B2)+G2"),
        ("H2", "=IF(F2>1,F2,0)"),
        ("I2", "=ROW()"),
        ("B3", "=SUM(B2:B2)"),
        ("C3", "{{total.members}}"),
    ];
    let bytes = fill(&blank(&cells), &totals, &world.context()).unwrap();
    let (values, _) = read(&bytes);
    let text = |place: &str| value(&values, place).to_string();
    assert_eq!([text("A2"), text("A3"), text("A4")], ["TP", "NM", "KC"]);
    assert_eq!(value(&values, "B2"), Data::Float(7.0));
    assert!(matches!(value(&values, "C2"), Data::Float(it) if (0.0..=1.0).contains(&it)));
    for row in [3, 4] {
        assert_eq!(value(&values, &format!("B{row}")), Data::Empty);
        assert_eq!(value(&values, &format!("C{row}")), Data::Empty);
        assert_ne!(value(&values, &format!("D{row}")), Data::Empty);
        assert_eq!(text(&format!("E{row}")), " đảng viên");
        // What would be made of nothing shows nothing; what is made of other things stays.
        assert_eq!(value(&values, &format!("F{row}")), Data::Empty);
        assert_eq!(value(&values, &format!("H{row}")), Data::Empty);
        assert_eq!(value(&values, &format!("I{row}")), Data::Float(f64::from(row)));
    }
    assert_ne!(text("D3"), text("D4"));
    assert_eq!((value(&values, "B5"), value(&values, "C5")), (Data::Float(7.0), Data::Float(7.0)));
}

#[test]
fn a_name_that_looks_like_a_formula_stays_text_and_a_date_is_one_where_dates_are_shown() {
    let world = World::new();
    let mut birth = None;
    let one = world::branch_with(&world, "TP", 1, |form| {
        let member = &mut form.members[0];
        let cell = member.name.cell().unwrap().clone();
        member.name = Slot::Is(At { value: "=1+1 & <x>".to_owned(), at: cell });
        birth = member.birth.get();
    });
    let birth = birth.unwrap();
    let totals = totals(&world, vec![one]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "{{member.name}}").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_string_with_format(0, 1, "{{member.birth}}", &date).unwrap();
    sheet.write_string(0, 2, "{{member.birth}}").unwrap();
    sheet.write_string_with_format(0, 3, "sinh {{member.birth}}", &date).unwrap();
    let bytes = fill(&book.save_to_buffer().unwrap(), &totals, &world.context()).unwrap();
    let (values, formulas) = read(&bytes);
    assert_eq!(value(&values, "A1"), Data::String("=1+1 & <x>".to_owned()));
    assert_eq!(formulas.get_value((0, 0)).map(String::as_str).unwrap_or_default(), "");
    assert!(matches!(value(&values, "B1"), Data::DateTime(_)), "{:?}", value(&values, "B1"));
    assert_eq!(value(&values, "C1"), Data::String(birth.to_string()));
    assert_eq!(value(&values, "D1"), Data::String(format!("sinh {birth}")));
}

/// What hangs on rows and is no cell: below a repeated row it goes down with them.
#[test]
fn what_stands_below_goes_along() {
    let world = World::new();
    let totals = totals(&world, vec![branch(&world, "TP", 5, BranchStatus::Accepted)]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Mẫu").unwrap();
    sheet.write_string(2, 0, "{{member.name}}").unwrap();
    sheet.write_number(2, 1, 1).unwrap();
    for row in 6..9 {
        sheet.write_number(row, 4, row).unwrap();
    }
    sheet.add_table(5, 4, 8, 5, &Table::new()).unwrap();
    sheet.write_url(9, 0, "internal:'Mẫu'!A3:A3").unwrap();
    sheet.write_url(9, 1, "internal:Khac!A3").unwrap();
    sheet.insert_note(10, 0, &Note::new("{{ghi chú}}")).unwrap();
    let line = Sparkline::new().set_range(("Mẫu", 2, 1, 2, 1));
    sheet.add_sparkline(11, 0, &line).unwrap();
    // Right below the repeated row, and below the table.
    sheet.set_page_breaks(&[3, 9]).unwrap();
    let mut chart = Chart::new_column();
    chart.add_series().set_values("Mẫu!$E$7:$E$9").set_categories("Mẫu!$B$3:$B$3");
    sheet.insert_chart(12, 1, &chart).unwrap();
    let other = book.add_worksheet().set_name("Khac").unwrap();
    other.write_formula(0, 0, Formula::new("=SUM(Mẫu!B3:B3)").set_result("77")).unwrap();
    other.write_formula(1, 0, Formula::new("=Mẫu!B10+1").set_result("77")).unwrap();
    book.define_name("Vung", "=Mẫu!$B$3:$B$3").unwrap();
    let bytes = fill(&book.save_to_buffer().unwrap(), &totals, &world.context()).unwrap();
    lint::check(&bytes);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        "<hyperlink ref=\"A14\" location=\"'Mẫu'!A3:A7\"",
        "<hyperlink ref=\"B14\" location=\"Khac!A3\"",
        "<xm:f>Mẫu!B3:B7</xm:f>",
        "<xm:sqref>A16</xm:sqref>",
        "<brk id=\"7\" ",
        "<brk id=\"13\" ",
    ] {
        assert!(sheet.contains(piece), "{piece} in {sheet}");
    }
    let chart = part(&bytes, "xl/charts/chart1.xml");
    assert!(chart.contains(">Mẫu!$E$11:$E$13<") && chart.contains(">Mẫu!$B$3:$B$7<"), "{chart}");
    assert!(!chart.contains("Cache"), "{chart}");
    let drawing = part(&bytes, "xl/drawings/drawing1.xml");
    let rows: Vec<&str> = drawing.split("<xdr:row>").skip(1).collect();
    assert!(rows[0].starts_with("16<") && rows.len() == 2, "{drawing}");
    let table = part(&bytes, "xl/tables/table1.xml");
    assert_eq!(table.matches("ref=\"E10:F13\"").count(), 2, "{table}");
    assert!(part(&bytes, "xl/comments1.xml").contains("ref=\"A15\""));
    let shape = part(&bytes, "xl/drawings/vmlDrawing1.vml");
    assert!(shape.contains("<x:Row>14</x:Row>"), "{shape}");
    assert!(part(&bytes, "xl/workbook.xml").contains(">Mẫu!$B$3:$B$7<"));
    let other = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(other.contains("<f>SUM(Mẫu!B3:B7)</f><v>5</v>"), "{other}");
    assert!(other.contains("<f>Mẫu!B14+1</f>"), "{other}");
}

/// Some programs write every element with a prefix.
#[test]
fn elements_with_a_prefix_are_filled_with_theirs() {
    let world = World::new();
    let totals = totals(&world, vec![branch(&world, "TP", 3, BranchStatus::Accepted)]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(4, 0, 4, 2, "{{member.name}}", &Format::new()).unwrap();
    sheet.merge_range(6, 0, 6, 2, "Năm {{year}}", &Format::new()).unwrap();
    sheet.write_formula(5, 0, Formula::new("=COUNTA(A5:A5)")).unwrap();
    let prefixed = |text: &str| {
        let (head, body) = text.split_once("<worksheet xmlns=").unwrap();
        let body = format!("<worksheet xmlns:s={body}");
        let mut out = head.to_owned();
        for piece in body.split('<').skip(1) {
            out.push('<');
            match piece.strip_prefix('/') {
                Some(rest) => out.extend(["/s:", rest]),
                None => out.extend(["s:", piece]),
            }
        }
        out
    };
    let bytes =
        support::changed(&book.save_to_buffer().unwrap(), "xl/worksheets/sheet1.xml", prefixed);
    let filled = fill(&bytes, &totals, &world.context()).unwrap();
    let sheet = part(&filled, "xl/worksheets/sheet1.xml");
    for piece in [
        "<s:mergeCells count=\"4\">",
        "<s:mergeCell ref=\"A7:C7\"/>",
        "<s:mergeCell ref=\"A9:C9\"/>",
        "<s:f>COUNTA(A5:A7)</s:f><s:v>3</s:v></s:c>",
        "<s:is><s:t xml:space=\"preserve\">Năm 2020</s:t></s:is></s:c>",
    ] {
        assert!(sheet.contains(piece), "{piece} in {sheet}");
    }
}

/// Pieces of which cells are thrown together: whatever comes of it is refused or filled,
/// and what is filled is a sound package.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{{member.name}}",
        "{{branch.name}}",
        "{{year}}",
        "{{",
        "}}",
        "{x}",
        "Năm ",
        "=",
        "A2",
        "SUM(",
        ")",
        "$A$2",
        "A2:B3",
        ":",
        "'",
        "!",
        "Mẫu!",
        "\"",
        "+1",
        ",",
        "[1]",
        "#REF!",
        "A:A",
        "2:3",
        "COUNTA(",
        "&",
        "<",
    ]);
    prop::collection::vec(piece, 1..5).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_typed_is_refused_or_filled(
        cells in prop::collection::btree_map((0u32..5, 0u8..4), typed(), 1..8),
        count in 0usize..4,
    ) {
        let names: Vec<(String, String)> = cells
            .into_iter()
            .map(|((row, col), text)| (format!("{}{}", char::from(b'A' + col), row + 1), text))
            .collect();
        let cells: Vec<(&str, &str)> =
            names.iter().map(|(place, text)| (place.as_str(), text.as_str())).collect();
        let bytes = blank(&cells);
        let refused = check(&bytes);
        let world = World::new();
        let totals = totals(&world, vec![branch(&world, "TP", count, BranchStatus::Accepted)]);
        match fill(&bytes, &totals, &world.context()) {
            Ok(filled) => {
                prop_assert!(refused.is_empty(), "{refused:?}");
                lint::check(&filled);
                let _ = read(&filled);
            }
            // What is wrong with a blank is told before any form is read.
            Err(_) => prop_assert!(!refused.is_empty()),
        }
    }
}

/// Shared formulas are written out, since the cells that share them part ways.
#[test]
fn formulas_that_cells_share_part_ways() {
    let world = World::new();
    let totals = totals(&world, vec![branch(&world, "TP", 3, BranchStatus::Accepted)]);
    let cells = [("A2", "{{member.excellent_years}}"), ("B1", "=A1"), ("B2", "=A2"), ("B3", "=A3")];
    let shared = support::changed(&blank(&cells), "xl/worksheets/sheet1.xml", |it| {
        let master = "<f t=\"shared\" ref=\"B1:B3\" si=\"0\">A1</f>";
        let child = "<f t=\"shared\" si=\"0\"/>";
        it.replace("<f>A1</f>", master).replace("<f>A2</f>", child).replace("<f>A3</f>", child)
    });
    let bytes = fill(&shared, &totals, &world.context()).unwrap();
    let (values, formulas) = read(&bytes);
    for (row, own) in [(1, "A1"), (2, "A2"), (3, "A3"), (4, "A4"), (5, "A5")] {
        assert_eq!(formula(&formulas, &format!("B{row}")), own);
    }
    assert_eq!(value(&values, "B4"), Data::Float(2.0));
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("shared"));
}

#[test]
fn equal_inputs_give_equal_bytes_and_a_filled_blank_has_nothing_left_to_fill() {
    let world = World::new();
    let totals = totals(&world, vec![branch(&world, "TP", 5, BranchStatus::Accepted)]);
    // Made once: the library notes the second in which it makes a workbook.
    let blank = blank(LIST);
    let once = fill(&blank, &totals, &world.context()).unwrap();
    assert_eq!(once, fill(&blank, &totals, &world.context()).unwrap());
    let codes: Vec<_> = check(&once).iter().map(|it| it.code.id).collect();
    assert_eq!(codes, ["W117"]);
}

#[test]
fn every_placeholder_has_words_in_both_languages_and_the_catalogue_has_no_others() {
    let keys: BTreeSet<String> = explained().into_iter().map(|it| it.key).collect();
    for lang in [Lang::Vi, Lang::En] {
        let words = Catalogue::new(lang);
        for key in &keys {
            let entry = words.placeholder(key);
            assert!(entry.is_some_and(|it| !it.0.is_empty()), "{key} {lang:?}");
        }
        for key in words.placeholders() {
            assert!(keys.contains(key), "the catalogue has {key}, which nothing fills");
        }
    }
    let names: Vec<String> = explained().into_iter().flat_map(|it| [it.name, it.alias]).collect();
    let unique: BTreeSet<&String> = names.iter().collect();
    assert_eq!(unique.len(), names.len(), "a name is used twice");
}

/// One sheet a list, one column a name; every name gives something somewhere.
#[test]
fn every_placeholder_is_really_filled() {
    let world = World::new();
    let mut totals = totals(
        &world,
        vec![
            world::everything(&world),
            branch(&world, "NM", 3, BranchStatus::Returned),
            branch(&world, "KC", 0, BranchStatus::Missing),
        ],
    );
    totals.decisions = Some(world::decisions());
    totals.units = vec![world::unit()];
    let mut sheets: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for it in explained() {
        sheets.entry(it.list).or_default().push(it.name);
    }
    let mut book = Workbook::new();
    for (list, names) in &sheets {
        let sheet = book.add_worksheet().set_name(format!("l_{list}")).unwrap();
        for (col, name) in (0..).zip(names) {
            sheet.write_string(0, col, name).unwrap();
            sheet.write_string(1, col, format!("{{{{{name}}}}}")).unwrap();
        }
    }
    let bytes = fill(&book.save_to_buffer().unwrap(), &totals, &world.context()).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let mut empty = Vec::new();
    for (list, names) in &sheets {
        let range = book.worksheet_range(&format!("l_{list}")).unwrap();
        for (col, name) in names.iter().enumerate() {
            let mut rows = range.rows().skip(1);
            if !rows.any(|row| row.get(col).is_some_and(|it| *it != Data::Empty)) {
                empty.push(name.clone());
            }
        }
    }
    // In these lists nobody has a rating of that kind, or everybody has one.
    let cannot = |name: &String| {
        let (list, own) = name.split_once('.').unwrap();
        match list {
            "excellent" => {
                matches!(
                    own,
                    "good_mark"
                        | "satisfactory_mark"
                        | "unsatisfactory_mark"
                        | "cause"
                        | "exempt_mark"
                        | "not_reviewed_mark"
                        | "not_rated_mark"
                        | "why"
                )
            }
            "failing" => matches!(
                own,
                "excellent_mark" | "exempt_mark" | "not_reviewed_mark" | "not_rated_mark" | "why"
            ),
            "unrated" => {
                own.starts_with("proposal")
                    || own.starts_with("rating")
                    || own.ends_with("_votes")
                    || own == "five_years"
                    || own.ends_with("points")
                    || matches!(own, "self_rating" | "ceiling" | "cause")
                    || (own.ends_with("_mark")
                        && !matches!(own, "exempt_mark" | "not_reviewed_mark" | "not_rated_mark"))
            }
            _ => false,
        }
    };
    // The regime of this commune has no groups; that of 2026 has.
    empty.retain(|it| !cannot(it) && !it.ends_with(".group"));
    assert!(empty.is_empty(), "{empty:?}");
}

#[test]
fn the_program_fills_the_blank_beside_its_own_outputs() {
    let folder = common::sample("binh-an-2020");
    let from = common::source("tests/fill/mau-cua-tren.xlsx");
    let here = folder.path().join("Mẫu 02.xlsx");
    common::copy(&from, &here);
    let before = std::fs::read(&here).unwrap();
    let run = || common::run_in(folder.path(), &["tong-hop", "--fill", "Mẫu 02.xlsx"]);
    let output = run();
    assert_eq!(output.status.code(), Some(0), "{}", common::stderr(&output));
    assert!(common::stderr(&output).contains("Mẫu 02-2020.xlsx"), "{}", common::stderr(&output));
    assert_eq!(std::fs::read(&here).unwrap(), before);
    let filled = folder.path().join("ket-qua/Mẫu 02-2020.xlsx");
    let bytes = std::fs::read(&filled).unwrap();
    lint::check(&bytes);
    let page = std::fs::read_to_string(folder.path().join("ket-qua/bao-cao.html")).unwrap();
    assert!(page.contains("Mẫu 02-2020.xlsx"));
    let registry =
        std::fs::read_to_string(folder.path().join("ket-qua/.xeploai-da-ghi.json")).unwrap();
    assert!(registry.contains("Mẫu 02-2020.xlsx"));

    // What somebody typed into it does not vanish.
    std::fs::write(&filled, "sửa").unwrap();
    run();
    assert_eq!(std::fs::read(&filled).unwrap(), bytes);
    let kept = folder.path().join("ket-qua/Mẫu 02-2020 (sửa tay 1).xlsx");
    assert_eq!(std::fs::read(kept).unwrap(), "sửa".as_bytes());
    // Without the flag it no longer applies.
    common::run_in(folder.path(), &["tong-hop"]);
    assert!(!filled.exists());
}

/// A commune that is rated by points.
#[test]
fn points_and_groups_are_filled_where_the_regime_has_them() {
    let folder = common::sample("binh-an-2026");
    let cells = [
        ("A2", "{{member.name}}"),
        ("B2", "{{member.points}}"),
        ("C2", "{{member.group}}"),
        ("D2", "{{member.proposal}}"),
        ("A4", "{{total.members}}"),
        ("B4", "=COUNT(B2:B2)"),
    ];
    std::fs::write(folder.path().join("mau.xlsx"), blank(&cells)).unwrap();
    let output = common::run_in(folder.path(), &["tong-hop", "--fill", "mau.xlsx"]);
    assert!(output.status.code().is_some_and(|it| it < 2), "{}", common::stderr(&output));
    let report = std::fs::read_to_string(folder.path().join("ket-qua/bao-cao.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let total = |name: &str| u32::try_from(report["totals"][name].as_u64().unwrap()).unwrap();
    let (members, rated) = (total("members"), total("rated"));
    let (values, _) = read(&std::fs::read(folder.path().join("ket-qua/mau-2026.xlsx")).unwrap());
    assert_eq!(value(&values, &format!("A{}", members + 3)), Data::Float(f64::from(members)));
    let mut with_group = 0;
    for row in 2..2 + members {
        assert_ne!(value(&values, &format!("A{row}")), Data::Empty);
        let is_rated = value(&values, &format!("D{row}")) != Data::Empty;
        let points = value(&values, &format!("B{row}"));
        assert_eq!(matches!(points, Data::Float(it) if (0.0..=100.0).contains(&it)), is_rated);
        with_group += u32::from(value(&values, &format!("C{row}")) != Data::Empty);
    }
    assert_eq!(value(&values, &format!("B{}", members + 3)), Data::Float(f64::from(rated)));
    assert!(with_group >= rated, "{with_group} of {rated}");
}

#[test]
fn a_blank_with_a_mistake_stops_the_run_before_anything_is_written() {
    let folder = common::sample("binh-an-2020");
    let file = folder.path().join("mau.xlsx");
    std::fs::write(&file, blank(&[("B7", "{{branch.nmae}}"), ("B9", "{{year}")])).unwrap();
    let output = common::run_in(folder.path(), &["tong-hop", "--fill", "mau.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(common::stdout(&output), "");
    let told = common::stderr(&output);
    for part in ["W111", "B7", "{{branch.name}}", "mau.xlsx", "W116", "B9"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!folder.path().join("ket-qua").exists());
    let many: Vec<(String, &str)> = (1..26).map(|it| (format!("A{it}"), "{{zzz}}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|it| (it.0.as_str(), it.1)).collect();
    std::fs::write(&file, blank(&many)).unwrap();
    let output = common::run_in(folder.path(), &["tong-hop", "--fill", "mau.xlsx"]);
    let told = common::stderr(&output);
    assert!(told.contains("A20") && !told.contains("A21") && told.contains("5 chỗ nữa"), "{told}");
    for (args, part) in [
        (&["tong-hop", "--fill", "khong-co.xlsx"][..], "khong-co.xlsx"),
        (&["tong-hop", "--fill", "nop"], "thư mục"),
        (&["tong-hop", "--fill", "xeploai.toml"], "F014"),
        (&["tong-hop", "--fill", "a/tong-hop.xlsx"], "a/tong-hop.xlsx"),
    ] {
        let output = common::run_in(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(common::stderr(&output).contains(part), "{}", common::stderr(&output));
    }
    // Two outputs of one name, and one of the name of our own.
    std::fs::write(&file, blank(LIST)).unwrap();
    std::fs::write(folder.path().join("tong-hop.xlsx"), blank(LIST)).unwrap();
    for args in [
        &["tong-hop", "--fill", "mau.xlsx", "--fill", "mau.xlsx"][..],
        &["tong-hop", "--fill", "tong-hop.xlsx"],
    ] {
        assert_eq!(common::run_in(folder.path(), args).status.code(), Some(2), "{args:?}");
    }
    assert!(!folder.path().join("ket-qua").exists());
}

#[test]
fn the_names_are_listed_in_both_languages() {
    let list = |args: &[&str]| common::stdout(&common::xeploai(args).output().unwrap());
    for (args, part) in [
        (&["explain", "placeholders", "--lang", "en"][..], "{{member.party_post}}"),
        (&["giai-thich", "o-dien"], "{{dang_vien.chuc_vu_dang}}"),
    ] {
        let text = list(args);
        assert!(text.contains(part) && text.contains("{{total.quota_limit}}"), "{text}");
    }
    let all: serde_json::Value =
        serde_json::from_str(&list(&["explain", "placeholders", "--format", "json"])).unwrap();
    assert_eq!(all.as_array().unwrap().len(), explained().len());
}
