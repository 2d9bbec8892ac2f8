//! What a blank is refused for, and at which cell that is said.

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use xeploai::finding::Finding;
use xeploai::words::{Catalogue, Lang};
use xeploai::write::fill::{check, fill};

use super::world::{World, totals};
use super::{at, blank};
use crate::returned::support::{changed, packed, part, with};

fn told(findings: &[Finding]) -> Vec<String> {
    let cell = |it: &Finding| it.cell.as_ref().map(xeploai::model::CellRef::a1);
    findings.iter().map(|it| format!("{} {}", it.code.id, cell(it).unwrap_or_default())).collect()
}

/// A blank with these cells and merged areas.
fn merged(cells: &[(&str, &str)], areas: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet: &mut Worksheet = book.add_worksheet();
    let format = Format::new();
    for (first, last) in areas {
        let ((top, left), (bottom, right)) = (at(first), at(last));
        sheet.merge_range(top, left, bottom, right, "", &format).unwrap();
    }
    for (place, value) in cells {
        let (row, col) = at(place);
        sheet.write_string(row, col, *value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_mistake_is_told_at_its_cell() {
    for (cells, expected) in [
        (&[("B2", "{{comittee}}"), ("C3", "{{nothing.like.it}}")][..], &["W111 B2", "W111 C3"][..]),
        (&[("A2", "{{member.name}}"), ("C2", "{{branch.name}}")], &["W112 C2"]),
        (&[("A2", "{{member.name}} {{branch.name}}")], &["W112 A2"]),
        (&[("A2", "{{year}")], &["W116 A2"]),
        (&[("A2", "{year}")], &["W116 A2"]),
        (&[("A2", "{1, 2}")], &["W117 "]),
        (&[("A2", "{{member.name}}"), ("A3", "{{member.card}}")], &["W118 A3"]),
        (&[("A2", "{{member.name}}"), ("A3", "=A2")], &["W120 A3"]),
        (&[("A2", "{{member.name}}"), ("B2", "=B1+1")], &["W122 B2"]),
        (&[("A2", "{{year}}"), ("B2", "=\"Năm {{year}}\"")], &["W123 B2"]),
        (&[("A2", "{{member.name}}"), ("B4", "=SUM(A:C!A1)")], &["W124 B4"]),
    ] {
        assert_eq!(told(&check(&blank(cells))), expected, "{cells:?}");
    }
    let near = |typed: &str| {
        let findings = check(&blank(&[("A1", typed)]));
        Catalogue::new(Lang::Vi).render(&findings[0]).expected.unwrap()
    };
    assert_eq!(near("{{comittee}}"), "{{committee}}");
    assert_eq!(near("{{dang_vien.ho_tn}}"), "{{dang_vien.ho_ten}}");
    assert!(near("{{zzzzzz}}").contains("giai-thich o-dien"));
}

#[test]
fn what_is_right_is_not_refused() {
    for cells in [
        &[("A2", "{{member.name}}"), ("A4", "{{member.card}}")][..],
        &[("A2", "{{member.name}}"), ("A3", "{{branch.name}}")],
        &[("A2", "{{member.name}}"), ("B2", "{{year}}"), ("A3", "=COUNTA(A2)")],
        &[("A2", "{{member.name}}"), ("B2", "=B$1+1")],
        &[("A2", "{{year}} {x} {}")],
    ] {
        assert_eq!(told(&check(&blank(cells))), [""; 0], "{cells:?}");
    }
}

#[test]
fn merged_cells_may_not_hide_a_placeholder_nor_span_a_repeated_row() {
    let row = [("B3", "{{member.name}}")];
    for (cells, areas, expected) in [
        (&[("B2", "{{year}}")][..], &[("A2", "C3")][..], &["W113 B2"][..]),
        (&[("A2", "{{year}}")], &[("A2", "C3")], &[]),
        (&row, &[("D2", "D3")], &["W115 B3"]),
        (&row, &[("D3", "D4")], &["W115 B3"]),
        (&row, &[("D2", "D4")], &["W115 B3"]),
        (&row, &[("D1", "D2"), ("D4", "D5"), ("D3", "F3")], &[]),
    ] {
        assert_eq!(told(&check(&merged(cells, areas))), expected, "{areas:?}");
    }
}

#[test]
fn placeholders_outside_the_cells_are_refused() {
    let good = blank(&[("A1", "{{year}}")]);
    assert_eq!(told(&check(&good)), [""; 0]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_footer("&CNăm {{year}}");
    sheet.write_string(0, 0, "{{year}}").unwrap();
    let shape = rust_xlsxwriter::Shape::textbox().set_text("Năm {{year}}");
    sheet.insert_shape(3, 3, &shape).unwrap();
    let mut chart = rust_xlsxwriter::Chart::new_column();
    chart.add_series().set_values("Sheet1!$A$1:$A$1");
    chart.title().set_name("Năm {{year}}");
    sheet.insert_chart(9, 3, &chart).unwrap();
    let findings = check(&book.save_to_buffer().unwrap());
    assert_eq!(told(&findings), ["W114 ", "W114 ", "W114 "]);
    let words = Catalogue::new(Lang::En);
    let told = findings.iter().map(|it| words.render(it).message).collect::<Vec<_>>().join(" ");
    for part in ["header or footer", "text box", "chart"] {
        assert!(told.contains(part), "{told}");
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Năm {{year}}").unwrap();
    sheet.write_string(0, 0, "{{year}}").unwrap();
    let findings = check(&book.save_to_buffer().unwrap());
    assert_eq!(findings[0].code.id, "W114");
}

#[test]
fn what_cannot_move_is_refused_and_only_then() {
    let with_array = |place: &str, last: &str, list: &str| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(1, 0, list).unwrap();
        let ((top, left), (bottom, right)) = (at(place), at(last));
        let formula = Formula::new("{=A1:A2}");
        sheet.write_array_formula(top, left, bottom, right, formula).unwrap();
        book.save_to_buffer().unwrap()
    };
    assert_eq!(told(&check(&with_array("C1", "C3", "{{member.name}}"))), ["W121 C1"]);
    assert_eq!(told(&check(&with_array("C1", "C3", "{{year}}"))), [""; 0]);
    assert_eq!(told(&check(&with_array("C4", "C6", "{{member.name}}"))), [""; 0]);
    let pivot = |cells: &[(&str, &str)]| {
        let book = with(
            &blank(cells),
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "<pivotCacheDefinition/>",
        );
        changed(&book, "[Content_Types].xml", |it| {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml";
            it.replace("</Types>", &format!("<Override PartName=\"/xl/pivotCache/pivotCacheDefinition1.xml\" ContentType=\"{kind}\"/></Types>"))
        })
    };
    assert_eq!(told(&check(&pivot(&[("A1", "{{member.name}}")]))), ["W121 "]);
    // Where no row moves it is only made anew.
    let world = World::new();
    let totals = totals(&world, Vec::new());
    let filled = fill(&pivot(&[("A1", "{{year}}")]), &totals, &world.context()).unwrap();
    let part = part(&filled, "xl/pivotCache/pivotCacheDefinition1.xml");
    assert_eq!(part, "<pivotCacheDefinition refreshOnLoad=\"1\"/>");
}

#[test]
fn a_file_that_cannot_be_patched_is_refused() {
    assert_eq!(told(&check(b"PK")), ["W110 "]);
    assert_eq!(told(&check(&packed(&[]))), ["W110 "]);
    assert_eq!(told(&check(&with(&blank(&[]), "_xmlsignatures/sig1.xml", "<a/>"))), ["W110 "]);
}
