//! The consolidated workbook on paper, as `LibreOffice` prints it: every page has its
//! headings, and nothing is alone on a page.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Read as _;
use std::process::Command;

use crate::common::{run_in, sample, stderr};
use crate::outside;

/// A sample on paper: what grows its pages again is seen.
struct Paper {
    sample: &'static str,
    year: u32,
    code: i32,
    /// Pages at most.
    pages: usize,
    /// Sheets, each of which is signed.
    sheets: usize,
}

const SAMPLES: [Paper; 4] = [
    Paper { sample: "binh-an-2020", year: 2020, code: 0, pages: 20, sheets: 9 },
    Paper { sample: "binh-an-2020-loi", year: 2020, code: 1, pages: 16, sheets: 9 },
    Paper { sample: "binh-an-2023", year: 2023, code: 0, pages: 11, sheets: 10 },
    Paper { sample: "binh-an-2026", year: 2026, code: 0, pages: 53, sheets: 9 },
];

/// No print of a sheet is smaller, in points.
const SMALLEST: f64 = 8.0;
/// No sheet of a set is printed larger than this times the smallest.
const LARGER: f64 = 1.2;

fn pages(paper: &Paper) -> Vec<String> {
    let sample = sample(paper.sample);
    let output = run_in(sample.path(), &["tong-hop", "--pdf", "-q"]);
    assert_eq!(output.status.code(), Some(paper.code), "{}", stderr(&output));
    let made = sample.path().join("ket-qua").join(format!("tong-hop-{}", paper.year));
    look_at_print(paper, &std::fs::read(made.with_extension("xlsx")).unwrap());
    let pdf = made.with_extension("pdf");
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let pages = text.split('\u{c}').filter(|it| !it.trim().is_empty());
    pages.map(str::to_owned).collect()
}

/// The values of an attribute in the elements of one name.
fn values<'a>(xml: &'a str, element: &str, attribute: &str) -> Vec<Option<&'a str>> {
    let (begin, wanted) = (format!("<{element} "), format!(" {attribute}=\""));
    let elements = xml.split(&begin).skip(1).filter_map(|it| it.split('>').next());
    let value = |it: &'a str| {
        let from = it.find(&wanted[1..]).filter(|at| *at == 0 || it[..*at].ends_with(' '))?;
        it[from + wanted.len() - 1..].split('"').next()
    };
    elements.map(value).collect()
}

/// The size of every cell's text times the scale of its sheet.
fn look_at_print(paper: &Paper, bytes: &[u8]) {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let styles = part("xl/styles.xml");
    let between = |from: &str, to: &str| {
        let start = styles.find(from).unwrap();
        &styles[start..start + styles[start..].find(to).unwrap()]
    };
    let sizes: Vec<f64> = values(between("<fonts", "</fonts>"), "sz", "val")
        .into_iter()
        .map(|it| it.unwrap().parse().unwrap())
        .collect();
    let fonts: Vec<usize> = values(between("<cellXfs", "</cellXfs>"), "xf", "fontId")
        .into_iter()
        .map(|it| it.unwrap().parse().unwrap())
        .collect();
    let mut scales = Vec::new();
    for number in 1..=paper.sheets {
        let sheet = part(&format!("xl/worksheets/sheet{number}.xml"));
        let scale = values(&sheet, "pageSetup", "scale")[0].map_or(100.0, |it| it.parse().unwrap());
        let own = values(&sheet, "c", "s").into_iter().flatten();
        let own = own.map(|it| sizes[fonts[it.parse::<usize>().unwrap()]]);
        let smallest = own.fold(f64::MAX, f64::min) * scale / 100.0;
        let sheet = format!("{}, sheet {number}: {smallest} points at {scale}%", paper.sample);
        assert!((SMALLEST..SMALLEST * 2.0).contains(&smallest), "{sheet}");
        scales.push(scale);
    }
    let (least, most) =
        scales.iter().fold((f64::MAX, 0.0), |(least, most), it| (it.min(least), it.max(most)));
    assert!(most <= least * LARGER + 1.0, "{}: {scales:?}", paper.sample);
}

/// Whether a page says something: the reader of the pages puts blanks between letters.
fn says(page: &str, what: &str) -> bool {
    let bare = |it: &str| it.split_whitespace().collect::<String>();
    bare(page).contains(&bare(what))
}

/// The row of column numbers of the headings: 1, 2, 3 … and nothing else.
fn column_numbers(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().collect();
    let number = |it: &str| it.split('=').next().and_then(|it| it.parse::<usize>().ok());
    words.len() >= 4 && words.iter().enumerate().all(|(place, it)| number(it) == Some(place + 1))
}

#[test]
fn every_page_has_its_headings_and_nothing_is_alone_on_one() {
    if !outside::is_there("soffice", &["--version"]) || !outside::is_there("pdftotext", &["-v"]) {
        return;
    }
    for paper in SAMPLES {
        let (name, pages) = (paper.sample, pages(&paper));
        assert!(pages.len() <= paper.pages, "{name}: {} pages", pages.len());
        let mut signed = 0;
        for (number, page) in (1..).zip(&pages) {
            let lines: Vec<_> = page.lines().collect();
            let heads = lines.iter().position(|it| column_numbers(it));
            let heads =
                heads.unwrap_or_else(|| panic!("{name}, page {number}: no headings\n{page}"));
            // Persons stand below the headings of persons, collectives below theirs.
            let head = lines[..heads].join(" ");
            let mut is_of_collectives = says(&head, "Tên tập thể");
            for line in &lines[heads..] {
                is_of_collectives &= !says(line, "Họ và tên");
                let is_other = says(line, "CÁ NHÂN DIỆN");
                assert!(!(is_of_collectives && is_other), "{name}, page {number}: {line}");
            }
            let end = lines.iter().position(|it| says(it, "NGƯỜI LẬP BIỂU"));
            signed += usize::from(end.is_some());
            let rows = lines[heads + 1..end.unwrap_or(lines.len())]
                .iter()
                .filter(|it| !it.trim().is_empty())
                .count();
            // A small table begins and ends on the first page of its sheet.
            let least = if says(page, "Kèm theo") { 1 } else { 3 };
            assert!(rows >= least, "{name}, page {number}: {rows} lines alone on it\n{page}");
        }
        assert_eq!(signed, paper.sheets, "{name}: every sheet is signed");
    }
}
