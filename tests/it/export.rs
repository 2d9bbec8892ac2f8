//! `xeploai export` as it is called, and `docs/export.md`, made of the tables themselves. Whether other programs
//! read what is written, and find the workbook's numbers in it, is asked by `tests/check_export.py`.
#![expect(clippy::disallowed_methods, reason = "tests make their own files")]

use std::fmt::Write as _;
use std::fs;

use xeploai::export::{Kind, TABLES, VERSION};

use crate::common::{run_in, sample, source, stderr, stdout};

const REFRESH: &str = "XEPLOAI_BLESS=1 cargo test --test it export::";

fn page() -> String {
    let mut page = format!(
        "# The exported tables\n\n\
         What `xeploai export` writes, version {VERSION}. Names and types are a contract: a new column comes last, none is renamed. Made of\n\
         `src/export/columns.rs` by `{REFRESH}`.\n\n\
         | format | where | types |\n|---|---|---|\n\
         | `csv` | `FOLDER/<commune>-<year>/<table>.csv` | UTF-8 with its mark, CRLF; days `2026-12-05`, decimals with a point, `true`, `false`; nothing is nothing |\n\
         | `parquet` | `FOLDER/<table>/year=…/province=…/commune=…/<table>.parquet` | UTF-8 strings (words with a dictionary), int32, decimal(9,2), date32, boolean; year, province and commune are in the path only |\n\
         | `sqlite` | `FOLDER/<commune>-<year>.sqlite`, a table each | TEXT, INTEGER, REAL, days as text, 0 and 1; `user_version` is the version |\n\n\
         A program that was built from the sources has `csv`; `--features parquet,sqlite` adds the others, which the package for servers has.\n\
         The tables name members: they are private to who wrote them. With `--mask KEY-FILE` names and cards are keys (HMAC-SHA-256 under the secret in\n\
         that file), `birth` and `birth_year` are empty and `birth_key` is a key of the date; posts and reasons, which tell who somebody is, are left out.\n\
         The same secret gives the same person the same keys, in every commune and year. Names of branches and files stay.\n\n\
         A spreadsheet that opens a `csv` by a double click guesses what each column is: it takes card numbers for numbers and drops the noughts in front,\n\
         and where decimals have a comma it does not take `86.75` for a number, or for another one. Excel's *Data, From Text/CSV* and the window with which\n\
         LibreOffice opens such a file ask: columns of texts and words as text, language English, UTF-8, commas. So opened, all six tables are as written.\n\n\
         What the tables of many communes answer: [engines.md](engines.md).\n"
    );
    for table in &TABLES {
        let _ = write!(
            page,
            "\n## {}\n\nA row is {}.\n\n| column | type | | |\n|---|---|---|---|\n",
            table.name, table.about
        );
        for it in table.columns {
            let kind = match it.kind {
                Kind::Text => "text",
                Kind::Word => "word",
                Kind::Whole => "whole number",
                Kind::Decimal => "two decimals",
                Kind::Day => "day",
                Kind::Flag => "yes or no",
            };
            let nullable = if it.nullable { "may be nothing" } else { "" };
            let _ = writeln!(page, "| `{}` | {kind} | {nullable} | {} |", it.name, it.about);
        }
    }
    page
}

#[test]
fn the_page_of_columns_is_as_they_are() {
    let (path, made) = (source("docs/export.md"), page());
    if std::env::var_os("XEPLOAI_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap_or_default(), made, "to make it anew: {REFRESH}");
}

#[test]
fn what_is_in_is_exported_and_it_is_said_that_branches_are_out() {
    let folder = sample("binh-an-2020-loi");
    let dir = folder.path();
    let output = run_in(dir, &["xuat", "--to", "ra ngoài"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.contains("Đã xuất 6 tệp") && said.contains("mới có 8/13 chi bộ"), "{said}");
    let made = dir.join("ra ngoài/dang-bo-xa-binh-an-2020");
    let members = fs::read_to_string(made.join("members.csv")).unwrap();
    let branches = fs::read_to_string(made.join("branches.csv")).unwrap();
    assert_eq!(branches.matches("accepted").count(), 8);
    assert_eq!(branches.lines().count(), 14);
    assert!(members.starts_with("\u{feff}year,province,commune,branch,row,name,"), "{members}");
    // Again over what is there, byte for byte; nothing of ours lies beside it.
    run_in(dir, &["export", "--to", "ra ngoài", "--format", "csv"]);
    assert_eq!(fs::read_to_string(made.join("members.csv")).unwrap(), members);
    assert!(!dir.join("ket-qua").exists());
}

#[test]
fn what_cannot_be_done_is_said_before_the_work() {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    fs::write(dir.join("ngan.txt"), "bí mật\r\n").unwrap();
    for (line, told) in [
        (
            &["xuat", "--to", "ra", "--mask", "khong-co.txt"][..],
            "không đọc được tệp khóa “khong-co.txt”",
        ),
        (&["xuat", "--to", "ra", "--mask", "ngan.txt"], "quá ngắn"),
        (&["xuat"], "xeploai xuat binh-an-2026 --to du-lieu"),
        (&["xuat", "--to", "ra", "--format", "xls"], "csv"),
    ] {
        let output = run_in(dir, line);
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        assert!(stderr(&output).contains(told), "{line:?}: {}", stderr(&output));
    }
    if cfg!(not(feature = "sqlite")) {
        let said = stderr(&run_in(dir, &["xuat", "--to", "ra", "--format", "sqlite"]));
        assert!(said.contains("không có dạng sqlite") && said.contains("--format csv"), "{said}");
    }
    assert!(!dir.join("ra").exists());
}
