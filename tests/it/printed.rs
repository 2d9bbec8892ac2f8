//! The consolidated workbook on paper, as `LibreOffice` prints it: every page has its
//! headings, and nothing is alone on a page.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;

use crate::common::{run_in, sample, stderr};
use crate::outside;

/// Pages of the samples at most: what grows them again is seen.
const SAMPLES: [(&str, &str, usize); 2] =
    [("binh-an-2020", "tong-hop-2020.pdf", 23), ("binh-an-2026", "tong-hop-2026.pdf", 60)];

fn pages(name: &str, file: &str) -> Vec<String> {
    let sample = sample(name);
    let output = run_in(sample.path(), &["tong-hop", "--pdf", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let pdf = sample.path().join("ket-qua").join(file);
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let pages = text.split('\u{c}').filter(|it| !it.trim().is_empty());
    pages.map(str::to_owned).collect()
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
    for (name, file, most) in SAMPLES {
        let pages = pages(name, file);
        assert!(pages.len() <= most, "{name}: {} pages", pages.len());
        let mut signed = 0;
        for (number, page) in (1..).zip(&pages) {
            let lines: Vec<_> = page.lines().collect();
            let heads = lines.iter().position(|it| column_numbers(it));
            let heads =
                heads.unwrap_or_else(|| panic!("{name}, page {number}: no headings\n{page}"));
            // A page of persons has the headings of persons, one of collectives theirs.
            let head = lines[..heads].join(" ");
            let is_of_collectives = says(&head, "Tên tập thể");
            for line in &lines[heads..] {
                let is_other = says(line, "CÁ NHÂN DIỆN");
                assert!(!(is_of_collectives && is_other), "{name}, page {number}: {line}");
            }
            let end = lines.iter().position(|it| says(it, "NGƯỜI LẬP BIỂU"));
            signed += usize::from(end.is_some());
            let rows = lines[heads + 1..end.unwrap_or(lines.len())]
                .iter()
                .filter(|it| !it.trim().is_empty())
                .count();
            assert!(rows >= 3, "{name}, page {number}: {rows} lines alone on it\n{page}");
        }
        assert_eq!(signed, 9, "{name}: nine sheets are signed");
    }
}
