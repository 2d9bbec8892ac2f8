//! Files that are no forms, that are broken, and that mean harm.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::made::{FIRST, Made, Value, date, package, parts, patched};
use super::{parse, refusal, regime, said};
use crate::model::{Slot, column_name};
use crate::read::{Limits, read};

const MEMBERS: &str = "xl/worksheets/sheet2.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

fn form() -> Vec<u8> {
    Made::form(regime()).bytes()
}

/// The form with a part of another name put in.
fn with_part(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = parts(&form());
    all.push((name.to_owned(), bytes.to_vec()));
    package(&all)
}

fn refused(bytes: &[u8]) -> String {
    said(&[refusal(bytes)]).concat()
}

#[test]
fn what_is_no_workbook_is_named() {
    let zip = |parts: &[(&str, &[u8])]| {
        let parts: Vec<_> =
            parts.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        package(&parts)
    };
    for (bytes, name) in [
        (Vec::new(), "no-content"),
        (b"%PDF-1.4".to_vec(), "not-a-workbook"),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "not-a-workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), "other-format"),
        ("Họ và tên;Ngày sinh\n".as_bytes().to_vec(), "other-format"),
        (zip(&[("word/document.xml", b"<w/>")]), "not-a-workbook"),
        (zip(&[("anh.jpg", b"\xFF\xD8\xFF")]), "archive"),
        (zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), "damaged"),
        (zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), "not-a-workbook"),
        (zip(&[("xl/workbook.bin", b"\0")]), "damaged"),
    ] {
        assert_eq!(refused(&bytes), name);
    }
}

#[test]
fn a_file_cut_short_is_told_from_a_damaged_one() {
    let whole = form();
    for end in [whole.len() / 2, whole.len() - 30, 100, 4] {
        assert_eq!(refused(&whole[..end]), "truncated", "{end} bytes");
    }
    let mut damaged = whole.clone();
    let place = damaged.windows(MEMBERS.len()).position(|it| it == MEMBERS.as_bytes()).unwrap();
    for byte in &mut damaged[place + 100..place + 400] {
        *byte ^= 0x5A;
    }
    assert_eq!(refused(&damaged), "damaged");
    for change in ["<sheetData", "</sheetData>"] {
        let odd = patched(&whole, MEMBERS, |it| it.replace(change, "<&&"));
        assert_eq!(refused(&odd), "damaged");
    }
}

/// Copies of sheets leave names behind by the ten thousand, megabytes of them.
#[test]
fn names_left_behind_are_no_damage() {
    let whole = form();
    let mut seed = 1_u64;
    let names: Vec<String> = (0..60_000)
        .map(|nth| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(nth);
            format!(
                "<definedName name=\"_n{seed:x}\" hidden=\"1\">'{:x}'!#REF!</definedName>",
                seed >> 7
            )
        })
        .collect();
    let names = names.concat();
    assert!(names.len() > 4 << 20, "{}", names.len());
    let junk = patched(&whole, "xl/workbook.xml", |it| {
        assert!(it.contains("</sheets>") && !it.contains("<definedNames>"));
        it.replace("</sheets>", &format!("</sheets><definedNames>{names}</definedNames>"))
    });
    let (plain, full) = (parse(&whole), parse(&junk));
    assert_eq!(format!("{:?}", full.submission), format!("{:?}", plain.submission));
    assert_eq!(said(&full.findings), said(&plain.findings));
    // The limit on all parts bounds them too, and a list of sheets that is broken is damage.
    let tight = Limits { declared_bytes: 4 << 20, ..Limits::default() };
    let refusal = read(&junk, regime(), &tight).err().map(|it| it.code.name);
    assert_eq!(refusal, Some("over-limit"));
    let broken = patched(&junk, "xl/workbook.xml", |it| it.replace("<sheets", "<&&"));
    assert_eq!(refused(&broken), "damaged");
}

#[test]
fn claims_of_size_are_judged_before_anything_is_inflated() {
    let zeros = vec![b' '; 2 << 20];
    assert_eq!(refused(&with_part("xl/calc/a.xml", &zeros)), "over-limit");
    // As dense, but small: formats of styles are like that in good files.
    assert_eq!(parse(&with_part("xl/calc/a.xml", &zeros[..1 << 19])).submission.members.len(), 3);
    // As dense, but a picture, which nobody opens.
    assert_eq!(parse(&with_part("xl/media/a.bmp", &zeros)).submission.members.len(), 3);

    // One file for all: it carries the second in which it was made, which packs
    // now better, now worse.
    let form = form();
    let limits = Limits::default();
    let tight = |limits: Limits| match read(&form, regime(), &limits) {
        Ok(_) => String::new(),
        Err(finding) => {
            let limit = finding.args.iter().find(|it| it.0 == "limit").unwrap().1.clone();
            assert_eq!(finding.code.name, "over-limit");
            said(&[*finding]);
            format!("{limit:?}")
        }
    };
    assert_eq!(tight(limits), "");
    let size = form.len() as u64;
    let declared: u64 = parts(&form).iter().map(|it| it.1.len() as u64).sum();
    let entries = parts(&form).len();
    for (limits, limit) in [
        (Limits { file_bytes: size, ..limits }, ""),
        (Limits { file_bytes: size - 1, ..limits }, "limit-file"),
        (Limits { entries, ..limits }, ""),
        (Limits { entries: entries - 1, ..limits }, "limit-entries"),
        (Limits { declared_bytes: declared, ..limits }, ""),
        (Limits { declared_bytes: declared - 1, ..limits }, "limit-declared"),
        (Limits { shared_text_bytes: 100, ..limits }, "limit-shared-text"),
        (Limits { shared_texts: 10, ..limits }, "limit-texts"),
        (Limits { cell_text_bytes: 500, ..limits }, "limit-cell-texts"),
        (Limits { cells: 50, ..limits }, "limit-cells"),
        (Limits { list_rows: 2, ..limits }, "limit-list"),
        (Limits { list_rows: 3, ..limits }, ""),
        (Limits { rows: FIRST + 1, ..limits }, "limit-rows"),
        (Limits { cols: u32::from(super::width()) - 1, ..limits }, "limit-cols"),
        (Limits { cols: super::width().into(), ..limits }, ""),
    ] {
        let expected = if limit.is_empty() { String::new() } else { format!("Word({limit:?})") };
        assert_eq!(tight(limits), expected);
    }
}

#[test]
fn parts_of_one_name_are_refused_whatever_their_case() {
    assert_eq!(
        refused(&with_part("XL/Worksheets/Sheet2.xml", b"<worksheet/>")),
        "part-names-twice"
    );
    assert_eq!(
        refused(&with_part("xl\\worksheets\\sheet2.xml", b"<worksheet/>")),
        "part-names-twice"
    );
    // The same name twice: the writer refuses it, so it is patched in.
    let mut twin = with_part("xl/worksheets/sheet9.xml", b"<worksheet/>");
    let name = b"xl/worksheets/sheet9.xml";
    for place in (0..twin.len() - name.len()).rev() {
        if &twin[place..place + name.len()] == name {
            twin[place + 19] = b'2';
        }
    }
    assert_eq!(refused(&twin), "part-names-twice");
}

#[test]
fn an_encrypted_entry_is_a_password() {
    let mut zip = form();
    // Bit 0 of the flags, in the local header and in the directory.
    for place in 0..zip.len() - 10 {
        match &zip[place..place + 4] {
            b"PK\x03\x04" => zip[place + 6] |= 1,
            b"PK\x01\x02" => zip[place + 8] |= 1,
            _ => {}
        }
    }
    assert_eq!(refused(&zip), "password");
}

#[test]
fn a_value_in_the_last_cell_of_a_sheet_costs_nothing() {
    let far = patched(&form(), MEMBERS, |it| {
        it.replace(
            "</sheetData>",
            "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>",
        )
    });
    let finding = refusal(&far);
    assert_eq!(said(std::slice::from_ref(&finding)), ["over-limit 2_DangVien!XFD1048576"]);
    // A blank far away is nothing.
    let blank = patched(&form(), MEMBERS, |it| {
        it.replace(
            "</sheetData>",
            "<row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/><c t=\"inlineStr\"><is><t> \u{A0}</t></is></c></row></sheetData>",
        )
    });
    assert_eq!(said(&parse(&blank).findings), Vec::<String>::new());
}

#[test]
fn a_table_of_texts_is_not_believed_its_own_count() {
    let lie = patched(&form(), STRINGS, |it| {
        let at = it.find("uniqueCount=\"").unwrap() + 13;
        format!("{}99999999999{}", &it[..at], &it[at..])
    });
    assert_eq!(refused(&lie), "over-limit");
    // Nor are references into it.
    let odd = patched(&form(), MEMBERS, |it| {
        it.replacen("<c r=\"B6\" t=\"s\"><v>", "<c r=\"B6\" t=\"s\"><v>999", 1)
    });
    let parsed = parse(&odd);
    assert_eq!(said(&parsed.findings), ["broken-cell 2_DangVien!B6"]);
    assert_eq!(parsed.submission.members.len(), 3);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = patched(&form(), MEMBERS, |it| {
        let (head, rest) = it.split_once("<worksheet").unwrap();
        let xml = format!(
            "{head}<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">\
             <!ENTITY x SYSTEM \"file:///etc/passwd\">]><worksheet{rest}"
        );
        xml.replace("<c r=\"AK4\"", "<c r=\"AK1\" t=\"str\"><v>&b;&x;</v></c><c r=\"AK4\"")
    });
    let parsed = parse(&bomb);
    assert_eq!(parsed.submission.members.len(), 3);
}

#[test]
fn cells_twice_and_cells_out_of_order_are_seen() {
    let odd = patched(&form(), MEMBERS, |it| {
        it.replace(
            "</sheetData>",
            "<row r=\"6\"><c r=\"B6\" t=\"str\"><v>Tên khác</v></c></row></sheetData>",
        )
    });
    let parsed = parse(&odd);
    assert_eq!(said(&parsed.findings), ["cell-twice 2_DangVien!B6"]);
    assert_eq!(parsed.submission.members[0].name.text(), "Ma Văn Hòa");
}

#[test]
fn formulas_without_results_and_errors_are_no_blanks() {
    let odd = patched(&form(), MEMBERS, |it| {
        let at = |it: &str, name: &str, cell: &str| {
            let start = it.find(&format!("<c r=\"{name}\"")).unwrap();
            let end = start + it[start..].find("</c>").unwrap() + 4;
            format!("{}{cell}{}", &it[..start], &it[end..])
        };
        let it = at(it, "Z6", "<c r=\"Z6\"><f>SUM(A1:A2)</f><v></v></c>");
        let it = at(&it, "Z7", "<c r=\"Z7\"><f>SUM(A1:A2)</f></c>");
        let it = at(&it, "Z8", "<c r=\"Z8\"><f>1/0</f><v>7</v></c>");
        let it = at(&it, "AA6", "<c r=\"AA6\" t=\"e\"><f>A1#</f><v>#SPILL!</v></c>");
        let it = at(&it, "AA7", "<c r=\"AA7\" t=\"e\"><v>#REF!</v></c>");
        at(&it, "AB6", "<c r=\"AB6\" t=\"str\"><f>\"\"</f><v></v></c>")
    });
    let parsed = parse(&odd);
    assert_eq!(
        said(&parsed.findings),
        [
            "formula-without-result 2_DangVien!Z6",
            "formula-error 2_DangVien!AA6",
            "formula-without-result 2_DangVien!Z7",
            "formula-error 2_DangVien!AA7",
        ]
    );
    let stored: Vec<_> = parsed.findings.iter().map(|it| it.stored.clone().unwrap()).collect();
    assert_eq!(stored, ["=SUM(A1:A2)", "#SPILL!", "=SUM(A1:A2)", "#REF!"]);
    let members = &parsed.submission.members;
    assert!(members[0].ballots[0].is_unread());
    assert!(matches!(members[0].ballots[2], Slot::Empty(_)));
    assert_eq!(members[2].ballots[0].get(), Some(7));
}

#[test]
fn the_calendar_of_1904_gives_the_same_days() {
    let mut made = Made::form(regime());
    made.members().set(FIRST, 2, date(29_354.0 - 1462.0));
    let odd = patched(&made.bytes(), "xl/workbook.xml", |it| {
        it.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let birth = parse(&odd).submission.members[0].birth.get();
    assert_eq!(birth.map(|it| it.to_string()).as_deref(), Some("13/05/1980"));
}

#[test]
fn chart_sheets_are_passed_over() {
    let odd = patched(&form(), "xl/_rels/workbook.xml.rels", |it| {
        it.replacen(
            "relationships/worksheet\" Target=\"worksheets/sheet4",
            "relationships/chartsheet\" Target=\"chartsheets/sheet4",
            1,
        )
    });
    assert_eq!(parse(&odd).submission.members.len(), 3);
    let only = patched(&form(), "xl/_rels/workbook.xml.rels", |it| {
        it.replace("relationships/worksheet\"", "relationships/chartsheet\"")
    });
    assert_eq!(refused(&only), "no-worksheets");
}

#[test]
fn what_lies_outside_the_file_is_no_part_of_it() {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let outside = |kind: &str| {
        let target = "file:///C:/Bieu%20mau/khac.xlsx";
        format!(
            r#"<Relationship Id="rId900" Type="{TYPES}/{kind}" Target="{target}" TargetMode="External"/>"#
        )
    };
    let first = |text: &str, added: &str| {
        let at = text.find("<Relationship ").unwrap();
        format!("{}{added}{}", &text[..at], &text[at..])
    };
    for (part, kind) in [
        ("_rels/.rels", "officeDocument"),
        ("xl/_rels/workbook.xml.rels", "sharedStrings"),
        ("xl/_rels/workbook.xml.rels", "vbaProject"),
    ] {
        let parsed = parse(&patched(&form(), part, |it| first(it, &outside(kind))));
        assert_eq!(parsed.submission.members.len(), 3, "{kind}");
        assert_eq!(parsed.submission.members[0].name.text(), "Ma Văn Hòa", "{kind}");
        assert_eq!(said(&parsed.findings), Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn properties_tell_when_it_was_saved_and_what_it_corrects() {
    let parsed = parse(&form());
    assert!(parsed.modified.is_some_and(|it| it.ends_with('Z')));
    assert!(parsed.corrects.is_empty());
    let [first, second, third] = ["a1", "B2", "c3"].map(|it| it.repeat(32));
    let custom = format!(
        r#"<Properties><property fmtid="{{D5CDD505}}" pid="2" name="khac"><vt:lpwstr>{third}</vt:lpwstr></property><property name="xeploai-original-sha256"><vt:lpwstr> {first} abc123 {second}</vt:lpwstr></property><property name="xeploai-original-sha256-2"><vt:lpwstr>{third}</vt:lpwstr></property><property name="xeploai-original-sha256-x"><vt:lpwstr>{third}</vt:lpwstr></property></Properties>"#
    );
    let parsed = parse(&with_part("docProps/custom.xml", custom.as_bytes()));
    assert_eq!(parsed.corrects, [first.clone(), second.to_lowercase(), third]);
    let many = format!("{first} ").repeat(40);
    let custom = format!(
        r#"<Properties><property name="xeploai-original-sha256"><vt:lpwstr>{many}</vt:lpwstr></property></Properties>"#
    );
    let parsed = parse(&with_part("docProps/custom.xml", custom.as_bytes()));
    assert_eq!(parsed.corrects.len(), 16);
    // Properties that cannot be read are none.
    let parsed = parse(&with_part("docProps/custom.xml", b"<a><<<"));
    assert!(parsed.corrects.is_empty());
}

#[test]
fn prefixes_inline_texts_runs_and_escapes_are_read() {
    let odd = patched(&form(), MEMBERS, |it| {
        let at = it.find("<c r=\"B6\"").unwrap();
        let end = at + it[at..].find("</c>").unwrap() + 4;
        let cell = "<c r=\"B6\" t=\"inlineStr\"><is><r><t xml:space=\"preserve\">Ma </t></r><r><t xml:space=\"preserve\">V&#x103;n_x000D_ </t></r><rPh><t>x</t></rPh><r><t>H&#242;a</t></r></is></c>";
        format!("{}{cell}{}", &it[..at], &it[end..])
    });
    assert_eq!(parse(&odd).submission.members[0].name.text(), "Ma Văn Hòa");
    let prefixed = patched(&form(), MEMBERS, |it| {
        let mut out = it.replace("xmlns=\"", "xmlns:x=\"");
        for name in ["worksheet", "sheetData", "row", "c", "v", "mergeCells", "mergeCell"] {
            for (from, to) in [
                (format!("<{name} "), format!("<x:{name} ")),
                (format!("<{name}>"), format!("<x:{name}>")),
                (format!("</{name}>"), format!("</x:{name}>")),
            ] {
                out = out.replace(&from, &to);
            }
        }
        out
    });
    assert_eq!(said(&parse(&prefixed).findings), Vec::<String>::new());
}

#[test]
fn cells_without_references_follow_one_another() {
    let odd = patched(&form(), MEMBERS, |it| {
        // A cell whose place follows from the one before it says nothing.
        let mut next = String::new();
        let cells = it.split_inclusive("<c r=\"").map(|piece| {
            let (name, rest) = piece.split_once('"').unwrap_or(("", piece));
            let is_next = !next.is_empty() && name == next;
            let col = name.trim_end_matches(|it: char| it.is_ascii_digit());
            let after = (0..60).find(|it| column_name(*it) == col).map(|it| column_name(it + 1));
            next = after.map(|it| format!("{it}{}", &name[col.len()..])).unwrap_or_default();
            if is_next { format!("\u{1}{rest}") } else { piece.to_owned() }
        });
        let all: String = cells.collect();
        assert!(all.contains('\u{1}'));
        all.replace("<c r=\"\u{1}", "<c")
    });
    assert_eq!(said(&parse(&odd).findings), Vec::<String>::new());
}

#[test]
fn a_large_form_is_read_in_one_go() {
    let mut made = Made::form(regime());
    let template: Vec<(u16, Value)> = made
        .members()
        .cells
        .iter()
        .filter(|(at, _)| at.0 == FIRST)
        .map(|(at, it)| (at.1, it.clone()))
        .collect();
    for row in FIRST..FIRST + 1000 {
        for (col, value) in &template {
            made.members().set(row, *col, value.clone());
        }
    }
    assert_eq!(parse(&made.bytes()).submission.members.len(), 1000);
}

#[test]
fn stored_entries_and_directories_are_read_too() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.add_directory("xl/", stored).unwrap();
    for (name, bytes) in parts(&form()) {
        zip.start_file(name, stored).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(parse(&bytes).submission.members.len(), 3);
}
