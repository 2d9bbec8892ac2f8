//! Every file of `tests/corpus/` gives exactly what its row says: what becomes
//! of it, how many members and ratings are read, and each finding at its cell.
//!
//! `tests/corpus/README.md` is made from the rows: `XEPLOAI_BLESS=1 cargo test
//! --test it corpus::` writes it anew.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests write their own files")]

mod judge;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use judge::{Outcome, folder, judged};
use rows::{Row, rows};

/// Fewer files than this are no corpus.
const FILES_MIN: usize = 80;

#[test]
fn every_file_gives_exactly_what_its_row_says() {
    let judge = |row: &Row| {
        let is = judged(&row.file);
        (is != row.outcome).then(|| difference(row, &is))
    };
    let rows = rows();
    let wrong: Vec<String> = on_two_threads(&rows, |rows| rows.iter().filter_map(judge).collect());
    assert!(wrong.is_empty(), "{} rows are wrong\n\n{}", wrong.len(), wrong.join("\n"));
}

/// Does the work in two halves beside one another. Not with rayon: a run waits
/// in a pool of its own, and the waiting thread would take up the next row.
fn on_two_threads(rows: &[Row], work: impl Fn(&[Row]) -> Vec<String> + Sync) -> Vec<String> {
    let (first, second) = rows.split_at(rows.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        let mut all = work(first);
        all.extend(other.join().unwrap());
        all
    })
}

fn difference(row: &Row, is: &Outcome) -> String {
    format!("{}\n  expected {}\n  is       {}\n", row.file, row.outcome, is)
}

#[test]
fn every_file_has_a_row_and_every_row_a_file() {
    let rows = rows();
    let named: BTreeSet<&str> = rows.iter().map(|it| it.file.as_str()).collect();
    assert_eq!(named.len(), rows.len(), "a file has two rows");
    let there = judge::files();
    let there: BTreeSet<&str> = there.iter().map(String::as_str).collect();
    let strangers: String =
        there.difference(&named).map(|it| rows::toml(it, &judged(it))).collect();
    assert!(
        strangers.is_empty(),
        "files without a row; if this is right, it is theirs:\n{strangers}"
    );
    assert_eq!(named, there, "rows without a file");
    assert!(rows.len() >= FILES_MIN);
}

#[test]
fn the_table_for_readers_is_made_from_the_rows() {
    let table = rows::table(&rows());
    let path = folder().join("README.md");
    if std::env::var_os("XEPLOAI_BLESS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == table,
        "tests/corpus/README.md is stale; XEPLOAI_BLESS=1 cargo test --test it corpus:: writes it anew"
    );
}

#[test]
fn most_files_were_made_by_other_programs() {
    let mut by: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows() {
        *by.entry(row.made).or_default() += 1;
    }
    let known = ["openpyxl", "LibreOffice", "SheetJS", "patched XML", "raw bytes"];
    for (made, count) in &by {
        assert!(known.contains(&made.as_str()), "{count} files made by {made}");
    }
    for made in known {
        assert!(by.contains_key(made), "no file made by {made}");
    }
}
