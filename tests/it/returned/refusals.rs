//! One file for each reason to refuse.

use std::sync::LazyLock;

use proptest::prelude::*;
use xeploai::write::returned::{Refusal, annotate};

use crate::returned::support::{
    SHA, changed, error, list_of, packed, part, parts, plain, rich, rich_marks, with, without,
};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn refusal(original: &[u8]) -> Option<Refusal> {
    let marks = [error("Một", 0, 0, "Lỗi")];
    annotate(original, SHA, &marks, &list_of(&marks)).err()
}

/// Renames an entry in the bytes of the package, in both of its headers.
fn renamed(package: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut out = package.to_vec();
    for at in 0..out.len() - old.len() {
        if out[at..].starts_with(old.as_bytes()) {
            out[at..at + old.len()].copy_from_slice(new.as_bytes());
        }
    }
    out
}

/// Sets the flag of encryption in both headers of the first entry.
fn encrypted(package: &[u8]) -> Vec<u8> {
    let mut out = package.to_vec();
    let central = out.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    out[6] |= 1;
    out[central + 8] |= 1;
    out
}

/// Changes a byte in the sum of a sheet, in both of its headers.
fn with_wrong_sum(package: &[u8]) -> Vec<u8> {
    let mut out = package.to_vec();
    let places: Vec<_> = (0..out.len() - SHEET.len())
        .filter(|&at| out[at..].starts_with(SHEET.as_bytes()))
        .collect();
    let [local, central] = places[..] else { panic!("{places:?}") };
    out[local - 30 + 14] ^= 1;
    out[central - 46 + 16] ^= 1;
    out
}

fn utf16(text: &str) -> Vec<u8> {
    let text = text.replace("UTF-8", "UTF-16");
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn in_sheet(from: &str, to: &str) -> Vec<u8> {
    changed(&plain(), SHEET, |text| text.replace(from, to))
}

#[test]
fn each_reason_has_its_file() {
    let base = plain();
    let mut wide: Vec<_> = parts(&base);
    wide.extend((0..1000).map(|it| (format!("media/{it}"), Vec::new())));
    let mut large = parts(&base);
    large.push(("xl/media/image1.png".to_owned(), vec![0; (64 << 20) + 1]));
    let mut foreign = parts(&base);
    for (name, bytes) in &mut foreign {
        if name == SHEET {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = utf16(&text);
        }
    }
    let types =
        |from: &str, to: &str| changed(&base, "[Content_Types].xml", |text| text.replace(from, to));
    let main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    let cases: Vec<(&str, Vec<u8>, Refusal)> = vec![
        ("ole", [&[0xd0, 0xcf, 0x11, 0xe0], &[0; 600][..]].concat(), Refusal::Ole),
        ("encrypted entry", encrypted(&base), Refusal::Encrypted),
        ("cut off", base[..base.len() / 2].to_vec(), Refusal::Damaged),
        ("no zip", b"<html><table></table></html>".to_vec(), Refusal::NotWorkbook),
        ("empty", Vec::new(), Refusal::Damaged),
        ("wrong sum", with_wrong_sum(&base), Refusal::Damaged),
        ("ill-formed sheet", in_sheet("</sheetData>", ""), Refusal::Damaged),
        ("no content types", without(&base, "[Content_Types].xml"), Refusal::Damaged),
        ("a missing sheet", without(&base, SHEET), Refusal::Damaged),
        (
            "two entries of one name",
            renamed(&with(&base, "xl/worksheets/sheetX.xml", "x"), "sheetX.xml", "sheet1.xml"),
            Refusal::DuplicateNames,
        ),
        (
            "two names but for case",
            with(&base, "XL/Worksheets/Sheet1.xml", "x"),
            Refusal::DuplicateNames,
        ),
        ("backslash", renamed(&base, SHEET, "xl\\worksheets/sheet1.xml"), Refusal::BadNames),
        ("leads out", with(&base, "../x", "x"), Refusal::BadNames),
        ("too many entries", packed(&wide), Refusal::TooLarge),
        ("too large a part", packed(&large), Refusal::TooLarge),
        ("no workbook", without(&base, "xl/workbook.xml"), Refusal::NotWorkbook),
        ("another type", types(main, "application/xml"), Refusal::NotWorkbook),
        (
            "xlsb",
            types(main, "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            Refusal::Binary,
        ),
        (
            "unknown dialect",
            changed(&base, "xl/workbook.xml", |it| {
                it.replace("spreadsheetml/2006/main", "spreadsheetml/2106/main")
            }),
            Refusal::UnknownNamespace,
        ),
        (
            "unknown dialect of a sheet",
            in_sheet("spreadsheetml/2006/main", "spreadsheetml/2106/main"),
            Refusal::UnknownNamespace,
        ),
        ("signed", with(&base, "_xmlsignatures/sig1.xml", "<a/>"), Refusal::Signed),
        (
            "shared",
            changed(&base, "xl/_rels/workbook.xml.rels", |it| {
                it.replace("</Relationships>", "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/revisionHeaders\" Target=\"revisions/revisionHeaders.xml\"/></Relationships>")
            }),
            Refusal::SharedRevisions,
        ),
        ("utf-16", packed(&foreign), Refusal::Encoding),
        (
            "another encoding",
            in_sheet("encoding=\"UTF-8\"", "encoding=\"windows-1258\""),
            Refusal::Encoding,
        ),
        ("dtd", in_sheet("<worksheet", "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet"), Refusal::Dtd),
        ("rows out of order", in_sheet("<row r=\"1\"", "<row r=\"3\""), Refusal::OutOfOrder),
        ("a cell of another row", in_sheet("r=\"A1\"", "r=\"A2\""), Refusal::OutOfOrder),
        (
            "no cells",
            {
                changed(&base, SHEET, |text| {
                    let (before, rest) = text.split_once("<sheetData>").unwrap();
                    format!("{before}{}", rest.split_once("</sheetData>").unwrap().1)
                })
            },
            Refusal::NoSheetData,
        ),
        (
            "dangling notes",
            in_sheet(
                "</worksheet>",
                "<legacyDrawing xmlns:q=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" q:id=\"rId7\"/></worksheet>",
            ),
            Refusal::DanglingDrawing,
        ),
    ];
    for (name, file, expected) in &cases {
        assert_eq!(refusal(file), Some(*expected), "{name}");
    }
    for reason in Refusal::ALL {
        assert!(cases.iter().any(|it| it.2 == reason), "no file for {reason:?}");
    }
    assert_eq!(refusal(&base), None);
}

#[test]
fn notes_whose_boxes_are_gone_are_refused() {
    let gone = without(&rich(), "xl/drawings/vmlDrawing1.vml");
    assert_eq!(refusal(&gone), Some(Refusal::DanglingDrawing));
    let gone = without(&rich(), "xl/comments1.xml");
    assert_eq!(refusal(&gone), Some(Refusal::DanglingDrawing));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever was done to a part: a copy or a reason, never a crash.
    #[test]
    fn no_damage_makes_it_crash(
        which in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..60, "[<>/\"'&=a-z0-9:]{0,6}"), 1..4),
    ) {
        static MARKED: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
            let marks = rich_marks();
            parts(&annotate(&rich(), SHA, &marks, &list_of(&marks)).unwrap())
        });
        let mut all = MARKED.clone();
        let index = which.index(all.len());
        for (place, length, with) in cuts {
            let bytes = &mut all[index].1;
            let start = place.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, with.into_bytes());
        }
        let marks = rich_marks();
        let _ = annotate(&packed(&all), SHA, &marks, &list_of(&marks));
    }
}

#[test]
fn a_workbook_with_macros_is_annotated_and_its_macros_stay() {
    let macros = changed(&plain(), "[Content_Types].xml", |it| {
        it.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
        .replace("<Override", "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/><Override")
    });
    let macros = with(&macros, "xl/vbaProject.bin", "macros");
    let marks = [error("Một", 0, 0, "Lỗi")];
    let copy = annotate(&macros, SHA, &marks, &list_of(&marks)).unwrap();
    assert_eq!(part(&copy, "xl/vbaProject.bin"), "macros");
}
