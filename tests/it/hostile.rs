//! A folder of files made to harm, and one good form among them: the form counts,
//! each of the others is named, and the run ends as ever.
//!
//! The files are made here and never kept. `tests/measure_hostile.py` makes them in
//! full size (the ignored test below) and measures memory and time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read and write their own files")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use crate::common::{report, run_in, sample, source, stderr};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const GOOD: &str = "CB Nà Mẻ.xlsx";
const SHEET: &str = "xl/worksheets/sheet2.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

/// A file, its bytes, and the codes of which it gets one.
pub(crate) type Hostile = (&'static str, Vec<u8>, &'static [&'static str]);

fn good() -> Vec<u8> {
    fs::read(source("samples/binh-an-2020/nop").join(GOOD)).unwrap()
}

fn format(name: &str) -> Vec<u8> {
    fs::read(source("tests/corpus/formats").join(name)).unwrap()
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for place in 0..zip.len() {
        let mut part = zip.by_index(place).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        found.push((part.name().unwrap().into_owned(), content));
    }
    found
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The workbook with one part in place of what it was, or beside the others.
fn with(bytes: &[u8], name: &str, content: Vec<u8>) -> Vec<u8> {
    let mut parts = parts(bytes);
    match parts.iter_mut().find(|it| it.0 == name) {
        Some(part) => part.1 = content,
        None => parts.push((name.to_owned(), content)),
    }
    zipped(&parts)
}

fn sheet(rows: &str) -> Vec<u8> {
    let open = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
    format!("{open}<sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

/// Numbers that hardly pack.
fn noise(count: usize) -> impl Iterator<Item = u32> {
    let mut state = 0x2545_F491_u32;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    })
    .take(count)
}

fn cells(count: usize) -> Vec<u8> {
    let mut rows = String::new();
    let mut noise = noise(count);
    for row in 1..=count / 100 {
        let _ = write!(rows, "<row r=\"{row}\">");
        for value in noise.by_ref().take(100) {
            let _ = write!(rows, "<c><v>{value}</v></c>");
        }
        rows.push_str("</row>");
    }
    sheet(&rows)
}

fn strings(bytes: usize) -> Vec<u8> {
    let mut text = String::from("<sst>");
    for word in noise(bytes / 8) {
        let _ = write!(text, "{word:08x}");
    }
    format!("{}</sst>", text.replacen("<sst>", "<sst><si><t>", 1) + "</t></si>").into_bytes()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>\
         <office:spreadsheet><table:table table:name=\"Trang\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    zipped(&[("mimetype".to_owned(), kind), ("content.xml".to_owned(), content.into_bytes())])
}

fn ods_cell(attributes: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"float\" office:value=\"1\" {attributes}>\
         <text:p>1</text:p></table:table-cell>"
    )
}

/// An Excel 97-2003 workbook whose first text stands in the last cell there is:
/// from corner to corner that is 16 million cells.
fn xls_corner() -> Vec<u8> {
    let mut bytes = format("valid-form-by-sheetjs.xls");
    // LABELSST, 10 bytes: row, column, format, text.
    let places: Vec<usize> =
        (0..bytes.len() - 14).filter(|it| bytes[*it..].starts_with(&[0xFD, 0, 0x0A, 0])).collect();
    let last = *places.last().unwrap() + 4;
    bytes[last..last + 4].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x00]);
    bytes
}

/// Two entries of one name, which no writer writes.
fn names_twice() -> Vec<u8> {
    let mut bytes = with(&with(&good(), "xl/aaaa.xml", vec![b' ']), "xl/aaab.xml", vec![b' ']);
    for place in 0..bytes.len() - 11 {
        if bytes[place..].starts_with(b"xl/aaab.xml") {
            bytes[place + 6] = b'a';
        }
    }
    bytes
}

/// A directory that claims a text of 1.5 GB; the entry itself is small.
fn claims_much() -> Vec<u8> {
    let mut bytes = with(&good(), STRINGS, strings(1 << 20));
    let name = STRINGS.as_bytes();
    let place = bytes.windows(name.len()).rposition(|it| it == name).unwrap();
    // 46 bytes of the directory stand before a name, the size 24 bytes from their start.
    bytes[place - 22..place - 18].copy_from_slice(&1_500_000_000_u32.to_le_bytes());
    bytes
}

/// The files; `full` for those that are measured.
pub(crate) fn hostile(full: bool) -> Vec<Hostile> {
    let size = |small: usize, large: usize| if full { large } else { small };
    let good = good();
    let many: Vec<_> = (0..5_000).map(|it| (format!("xl/media/{it}.xml"), vec![b' '])).collect();
    let random: Vec<u8> = noise(size(50_000, 2_000_000)).flat_map(u32::to_le_bytes).collect();
    let begun = |start: &[u8]| [start, &random].concat();
    let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let wide: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let corner = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let deep = format!("<row>{}", "<a>".repeat(size(100_000, 300_000)));
    let laughs = "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><sst><si><t>&c;</t></si></sst>";
    let row = |attributes: &str, inside: &str| {
        format!("<table:table-row {attributes}>{inside}</table:table-row>")
    };
    let endless = "table:number-rows-repeated=\"1048576\"";
    let wide_repeat = ods_cell("table:number-columns-repeated=\"16384\"");
    let long = format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        "chữ ".repeat(8_000)
    );
    let spaces =
        "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"16000000\"/>\
        </text:p></table:table-cell>"
            .repeat(size(100, 100_000));
    let mut xlsb = parts(&format("valid-form-by-sheetjs.xlsb"));
    for (name, content) in &mut xlsb {
        if name.starts_with("xl/worksheets/sheet") {
            let noise = noise(content.len());
            content.iter_mut().zip(noise).skip(64).for_each(|(it, by)| *it ^= (by & 0x7F) as u8);
        }
    }
    let comma = "a,b,c\n".repeat(size(200_000, 7_000_000));
    let commas = format!("a{}", ",".repeat(size(1 << 20, 40 << 20)));
    let quotes = "\"\"\",".repeat(size(1 << 18, 8 << 20));
    let nested = zipped(&[("a.zip".to_owned(), zipped(&[("b.zip".to_owned(), good.clone())]))]);
    let leaves = zipped(&[("../../../evil.xlsx".to_owned(), good.clone())]);
    vec![
        ("ratio.xlsx", with(&good, SHEET, vec![b' '; size(8 << 20, 600 << 20)]), &["F013"]),
        ("entries.xlsx", zipped(&many), &["F013"]),
        ("nested.xlsx", nested, &["F023"]),
        ("leaves.xlsx", leaves, &["F023"]),
        ("names.xlsx", names_twice(), &["F018"]),
        ("claims.xlsx", claims_much(), &["F013"]),
        ("corner.xlsx", with(&good, SHEET, sheet(corner)), &["F013"]),
        ("cells.xlsx", with(&good, SHEET, cells(size(210_000, 2_000_000))), &["F013"]),
        ("more-cells.xlsx", with(&good, SHEET, cells(size(220_000, 8_000_000))), &["F013"]),
        ("strings.xlsx", with(&good, STRINGS, strings(size(17 << 20, 40 << 20))), &["F013"]),
        ("deep.xlsx", with(&good, SHEET, sheet(&deep)), &["F012"]),
        ("laughs.xlsx", with(&good, STRINGS, laughs.as_bytes().to_vec()), &["F012"]),
        ("corner.xls", xls_corner(), &["F024"]),
        ("random.xls", begun(&[&ole[..], &wide].concat()), &["F012", "F024"]),
        ("noise.xlsb", zipped(&xlsb), &["F012", "F013", "F024"]),
        ("corner.ods", ods(&row(endless, &wide_repeat)), &["F013"]),
        ("rows.ods", ods(&row(endless, &ods_cell(""))), &["F013"]),
        ("blanks.ods", ods(&row(endless, "<table:table-cell/>").repeat(10)), &["F016"]),
        ("claims.ods", ods(&row("table:number-rows-repeated=\"4000000000\"", "")), &["F012"]),
        ("texts.ods", ods(&row("table:number-rows-repeated=\"1000\"", &long)), &["F013"]),
        ("spaces.ods", ods(&row("", &spaces)), &["F013", "F016"]),
        ("deep.ods", ods(&deep), &["F012"]),
        ("random.xlsx", begun(b""), &["F010"]),
        ("random-package.xlsx", begun(b"PK\x03\x04"), &["F012", "F017"]),
        ("random-image.xlsx", begun(b"\xFF\xD8\xFF"), &["F010"]),
        ("rows.csv", comma.into_bytes(), &["F013"]),
        ("columns.csv", commas.into_bytes(), &["F014"]),
        ("texts.csv", format!("a,{}\n", "x".repeat(17 << 20)).into_bytes(), &["F013"]),
        ("quotes.csv", quotes.into_bytes(), &["F013", "F014"]),
        ("long.xlsx", vec![b'x'; size(51 << 20, 300 << 20)], &["F013"]),
    ]
}

/// A workspace with the good form and the hostile files.
fn make(dir: &Path, files: &[Hostile]) {
    let inbox = dir.join("nop");
    fs::create_dir_all(&inbox).unwrap();
    fs::copy(source("samples/binh-an-2020/xeploai.toml"), dir.join("xeploai.toml")).unwrap();
    fs::write(inbox.join(GOOD), good()).unwrap();
    for (name, bytes, _) in files {
        fs::write(inbox.join(name), bytes).unwrap();
    }
}

#[test]
fn hostile_files_are_named_and_the_good_form_counts() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    fs::remove_dir_all(dir.join("nop")).unwrap();
    let files = hostile(false);
    make(dir, &files);
    let output = run_in(dir, &["tong-hop"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report = report(dir);
    let lines = report["files"].as_array().unwrap();
    let status = |name: &str| {
        let path = format!("nop/{name}");
        lines.iter().find(|it| it["path"] == path).unwrap_or_else(|| panic!("{name}"))["status"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(status(GOOD), "accepted");
    let mut wrong = Vec::new();
    for (name, _, codes) in &files {
        let path = format!("nop/{name}");
        let all = report["findings"].as_array().unwrap().iter();
        let told: Vec<_> =
            all.filter(|it| it["file"] == path).map(|it| it["code"].as_str().unwrap()).collect();
        let is_named = matches!(told[..], [code] if codes.contains(&code));
        if !is_named || status(name) != "unreadable" {
            wrong.push(format!("{name}: {} {told:?}, not {codes:?}", status(name)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_limit_is_told_with_its_key_and_the_key_raises_it() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    let settings = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    let limited = |limits: &str| {
        let (head, rest) = settings.split_once("[severity]").unwrap();
        let text = format!("{head}[limits]\n{limits}\n[severity]{rest}");
        fs::write(dir.join("xeploai.toml"), text).unwrap();
        let output = run_in(dir, &["consolidate", "--lang", "en"]);
        let code = output.status.code();
        (code, if code == Some(2) { stderr(&output) } else { report(dir).to_string() })
    };
    for (limits, key) in [
        ("cells = 200", "cells under [limits]"),
        ("rows = 20", "rows under [limits]"),
        ("sheets-mb = 1\ntexts = 20", "texts under [limits]"),
        ("entries = 3", "entries under [limits]"),
    ] {
        let (code, told) = limited(limits);
        assert_eq!(code, Some(1), "{limits}");
        assert!(told.contains(key), "{limits}: {told}");
    }
    let (code, told) = limited("files = 5");
    assert!(code == Some(2) && told.contains("files under [limits]"), "{told}");
    assert_eq!(limited("cells = 0").0, Some(2));
    assert_eq!(limited("cell = 5").0, Some(2));
    assert_eq!(
        limited("cells = 300000\ncell-texts-mb = 1\nseconds = 60\nmemory-mb = 1").0,
        Some(0)
    );
}

#[test]
#[ignore = "makes the files in full size for tests/measure_hostile.py"]
fn make_them_in_full_size() {
    let dir = std::env::var_os("XEPLOAI_HOSTILE_DIR").unwrap();
    make(Path::new(&dir), &hostile(true));
}
