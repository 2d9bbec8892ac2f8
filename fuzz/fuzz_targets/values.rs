//! One text in every column of a member, and the number that its first bytes are.
#![no_main]

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use xeploai::model::column_name;
use xeploai::read::foreign::Failure;
use xeploai::read::{self, Limits, Wording};
use xeploai::regime::{Regime, Sources};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const SHEET: &str = "xl/worksheets/sheet2.xml";

static WORDING: LazyLock<Wording<'static>> = LazyLock::new(|| Wording::new(&REGIME));
static REGIME: LazyLock<Regime> =
    LazyLock::new(|| Sources::builtin().regime("2019-hd21").expect("the built-in profile is sound"));

/// The other parts of the blank form, and the sheet of members around its rows.
static BLANK: LazyLock<(Vec<(String, Vec<u8>)>, String, String)> = LazyLock::new(|| {
    let bytes = include_bytes!("../../templates/2019-hd21/form.xlsx");
    let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).expect("a package");
    let (mut parts, mut sheet) = (Vec::new(), String::new());
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).expect("an entry");
        let (name, mut bytes) = (entry.name().expect("a name").into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("its bytes");
        if name == SHEET {
            sheet = String::from_utf8(bytes).expect("text");
        } else {
            parts.push((name, bytes));
        }
    }
    let (before, rest) = sheet.split_once("<row r=\"7\"").expect("a first row");
    let (_, after) = rest.split_once("</sheetData>").expect("an end");
    (parts, before.to_owned(), format!("</sheetData>{after}"))
});

fuzz_target!(|bytes: &[u8]| {
    let (parts, before, after) = &*BLANK;
    let text = String::from_utf8_lossy(bytes).replace('&', "&amp;").replace('<', "&lt;");
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(bytes) {
        *to = *from;
    }
    let number = f64::from_le_bytes(first);
    let mut sheet = before.clone();
    for row in [7, 8] {
        let _ = write!(sheet, "<row r=\"{row}\">");
        for col in 0..REGIME.form.members.column.len() {
            let place = format!("{}{row}", column_name(u32::try_from(col).expect("few columns")));
            let style = bytes.len() % 24;
            let _ = if row == 7 {
                write!(sheet, "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
            } else {
                write!(sheet, "<c r=\"{place}\" s=\"{style}\"><v>{number:e}</v></c>")
            };
        }
        sheet.push_str("</row>");
    }
    sheet.push_str(after);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let parts = parts.iter().map(|it| (it.0.as_str(), it.1.as_slice()));
    for (name, bytes) in parts.chain([(SHEET, sheet.as_bytes())]) {
        zip.start_file(name, stored).expect("a new part");
        zip.write_all(bytes).expect("memory");
    }
    let file = zip.finish().expect("memory").into_inner();
    // The other formats are read in a process of their own, where they may run out of memory.
    let opened = read::open(&file, &Limits::default(), |_, _| Err(Failure::NotStarted));
    let _ = opened.and_then(|it| it.parse(&WORDING));
});
