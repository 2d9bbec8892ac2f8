//! What may stand in the cells of a form: each column gets words of every column,
//! words of its own that were changed, numbers of every kind in every format.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use xeploai::model::column_name;
use xeploai::model::text::fold;
use xeploai::read::{self, Limits};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::chance::{Chance, EDGES, letters, odd_char};
use super::{REGIME, fuzz, number, say};

/// Values that each column gets at least.
const VALUES: u64 = 40_000;
/// Rows of a form that is filled so.
const ROWS: u32 = 200;
/// Forms for that: a table ends when a row happens to read like its end.
const FORMS: u64 = 300;
const SHEET: &str = "xl/worksheets/sheet2.xml";

/// What people type, and what they should not.
const TYPED: [&str; 60] = [
    "13/05/1980",
    "5.3.1948",
    "1948",
    "05/1980",
    "1-2-99",
    "2020-12-05",
    "31/02/1985",
    "29/02/2019",
    "29/02/2020",
    "ngày 5 tháng 12 năm 2020",
    "tháng 5/2010",
    "5 tháng 3, 1999",
    "00/00/0000",
    "32/13/2020",
    "1/1/1",
    "99/99/9999",
    "12/2020",
    "01012020",
    "44170",
    "Q1/2020",
    "95",
    "95%",
    "95,5",
    "95.5 %",
    "0,95",
    "1.000,5",
    "1,000.5",
    "100/100",
    "12/15",
    "-5",
    "+5",
    "1e3",
    "5 tháng",
    "12 th",
    "7/8",
    "x",
    "X",
    "✓",
    "có",
    "Không",
    "nt",
    "-nt-",
    "//",
    "''",
    "-",
    "—",
    "Mức 2",
    "2. HTTNV",
    "HTXSNV/HTTNV",
    "Tốt (3)",
    "Đ/c Ma Văn Hòa",
    "MA VĂN HÒA",
    "H'Mông",
    "=1+1",
    "#REF!",
    "TRUE",
    "Hoµn thµnh tèt nhiÖm vô",
    "Hoaøn thaønh toát",
    "\u{422}ốt",
    "Họ\u{301}\u{301} tên",
];

/// The blank form: its parts, and the sheet of members cut where its rows begin and end.
struct Blank {
    parts: Vec<(String, Vec<u8>)>,
    before: String,
    after: String,
    columns: u32,
    /// Formats of cells that the form has.
    styles: usize,
}

static BLANK: LazyLock<Blank> = LazyLock::new(|| {
    let bytes = include_bytes!("../../templates/2019-hd21/form.xlsx");
    let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut parts = Vec::new();
    let mut sheet = String::new();
    let mut styles = 0;
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).unwrap();
        let (name, mut bytes) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).unwrap();
        if name == SHEET {
            sheet = String::from_utf8(bytes).unwrap();
        } else {
            if name == "xl/styles.xml" {
                styles = String::from_utf8_lossy(&bytes).matches("<xf ").count();
            }
            parts.push((name, bytes));
        }
    }
    let cut = sheet.find("<row r=\"7\"").unwrap();
    let end = sheet.find("</sheetData>").unwrap();
    let columns = u32::try_from(REGIME.form.members.column.len()).unwrap();
    Blank {
        parts,
        before: sheet[..cut].to_owned(),
        after: sheet[end..].to_owned(),
        columns,
        styles,
    }
});

/// Every word that the profile knows: labels, abbreviations, aliases.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = TYPED.iter().map(|it| (*it).to_owned()).collect();
    let profile = [
        include_str!("../../templates/2019-hd21/form.toml"),
        include_str!("../../templates/2019-hd21/rules.toml"),
    ];
    for text in profile {
        words.extend(text.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    words.retain(|it| it.len() < 120);
    words
});

/// A value that does not end the table by its words.
fn value(chance: &mut Chance) -> String {
    let value = any_value(chance);
    let key = fold(&value);
    let form = &REGIME.form;
    let is_end = form.end_marks.iter().any(|it| key.starts_with(&fold(it)))
        || form
            .end_patterns
            .iter()
            .any(|it| fold(it).split(' ').all(|word| key.split(' ').any(|own| own == word)));
    if is_end { "Ma".to_owned() } else { value }
}

fn any_value(chance: &mut Chance) -> String {
    let word = WORDS[chance.below(WORDS.len())].clone();
    let typed = chance.pick(&TYPED).to_owned();
    match chance.below(8) {
        0 => word,
        1 | 2 => letters(chance, &word),
        3 => typed,
        4 | 5 => letters(chance, &typed),
        6 => format!("{typed} {word}"),
        _ => (0..chance.below(24)).map(|_| odd_char(chance)).collect(),
    }
}

fn cell(chance: &mut Chance, xml: &mut String, row: u32, col: u32) {
    let place = format!("{}{}", column_name(col), row + 1);
    let style = chance.below(BLANK.styles);
    match chance.below(10) {
        0 => write!(xml, "<c r=\"{place}\" s=\"{style}\"><v>{}</v></c>", chance.pick(&EDGES))
            .unwrap(),
        1 | 2 => {
            let whole = chance.below(60_000);
            write!(xml, "<c r=\"{place}\" s=\"{style}\"><v>{whole}</v></c>").unwrap();
        }
        3 => {
            let kind = chance.pick(&["b", "e", "s", "str", "d", "n"]);
            let text = chance.pick(&["1", "0", "#N/A", "99999", "2020-02-30", "abc"]);
            write!(xml, "<c r=\"{place}\" s=\"{style}\" t=\"{kind}\"><v>{text}</v></c>").unwrap();
        }
        _ => {
            write!(
                xml,
                "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            )
            .unwrap();
            for it in value(chance).chars() {
                match it {
                    '<' => xml.push_str("&lt;"),
                    '&' => xml.push_str("&amp;"),
                    it => xml.push(it),
                }
            }
            xml.push_str("</t></is></c>");
        }
    }
}

fn form(chance: &mut Chance, rows: u32) -> Vec<u8> {
    let mut xml = BLANK.before.clone();
    for row in 6..6 + rows {
        write!(xml, "<row r=\"{}\">", row + 1).unwrap();
        // The numbers of rows are no words of a total, else the table would end.
        write!(xml, "<c r=\"A{}\"><v>{}</v></c>", row + 1, row - 5).unwrap();
        for col in 1..BLANK.columns {
            cell(chance, &mut xml, row, col);
        }
        xml.push_str("</row>");
    }
    xml.push_str(&BLANK.after);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in BLANK
        .parts
        .iter()
        .map(|it| (it.0.as_str(), it.1.as_slice()))
        .chain([(SHEET, xml.as_bytes())])
    {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Each parser of values: 200 values of each column a form.
pub(crate) fn values() {
    let read = AtomicU64::new(0);
    fuzz("values (forms of 200 rows)", 3, FORMS, |chance| {
        let bytes = form(chance, ROWS);
        let parsed = match read::read(&bytes, &REGIME, &Limits::default()) {
            Ok(parsed) => parsed,
            Err(finding) => panic!("no form: {finding:?}"),
        };
        say(&parsed.findings);
        read.fetch_add(parsed.submission.members.len() as u64, Ordering::Relaxed);
    });
    let read = read.into_inner();
    super::report(&format!("fuzz values: {read} values of each of {} columns", BLANK.columns));
    let is_whole =
        number("XEPLOAI_FUZZ_SECONDS").is_some() && number("XEPLOAI_FUZZ_CASE").is_none();
    assert!(!is_whole || read >= VALUES, "{read}");
}
