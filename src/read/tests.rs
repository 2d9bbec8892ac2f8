//! Reading whole workbooks: forms as a writer makes them, then as people and
//! enemies change them.

mod cells;
mod compositions;
mod facts;
mod forms;
mod groups;
mod hostile;
mod layouts;
mod made;
mod pieces;
mod properties;
mod rows;
mod sheets;
mod suggestions;
mod ticks;

use std::sync::LazyLock;

use super::*;
use crate::regime::Sources;
use crate::words::{Catalogue, Lang, Worded};
use made::Made;

/// The regime of the tests, parsed once.
fn regime() -> &'static Regime {
    static REGIME: LazyLock<Regime> =
        LazyLock::new(|| Sources::builtin().regime("2019-hd21").unwrap());
    &REGIME
}

/// How many columns sheet 2 has.
fn width() -> u16 {
    u16::try_from(regime().form.members.column.len()).unwrap()
}

/// Reads bytes that hold a form.
fn parse(bytes: &[u8]) -> Parsed {
    match read(bytes, regime(), &Limits::default()) {
        Ok(parsed) => parsed,
        Err(finding) => panic!("no form: {finding:?}"),
    }
}

/// The finding of bytes that hold none.
fn refusal(bytes: &[u8]) -> Finding {
    match read(bytes, regime(), &Limits::default()) {
        Ok(_) => panic!("this gives a form"),
        Err(finding) => *finding,
    }
}

/// Makes a form, changes it, reads it, and compares what is said.
fn check(change: impl Fn(&mut Made), expected: &[&str]) -> Submission {
    let mut made = Made::form(regime());
    change(&mut made);
    let parsed = parse(&made.bytes());
    assert_eq!(said(&parsed.findings), expected);
    parsed.submission
}

/// Findings as `name sheet!cell`, in order. Each is put into words as well, so
/// that no message lacks an argument.
fn said(findings: &[Finding]) -> Vec<String> {
    for lang in [Lang::Vi, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for finding in findings {
            let Worded { message, expected, help } = catalogue.render(finding);
            for text in [message, expected.unwrap_or_default(), help] {
                assert!(!text.contains(['{', '}']), "{}: {text}", finding.code.id);
            }
        }
    }
    let place = |it: &Finding| match (&it.cell, &it.sheet) {
        (Some(cell), _) => format!(" {cell}"),
        (None, Some(sheet)) => format!(" {sheet}"),
        (None, None) => String::new(),
    };
    findings.iter().map(|it| format!("{}{}", it.code.name, place(it))).collect()
}

#[test]
fn every_code_is_unique_and_in_the_catalogue() {
    let codes = || CODES.iter().chain(crate::workbook::CODES);
    let mut ids: Vec<&str> = codes().map(|it| it.id).collect();
    let mut names: Vec<&str> = codes().map(|it| it.name).collect();
    for lang in [Lang::Vi, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for id in &ids {
            let entry = catalogue.entry(id).unwrap_or_else(|| panic!("{id} has no entry"));
            assert!(!entry.help.is_empty() && entry.help.ends_with('.'), "{id}: {}", entry.help);
            assert!(entry.why.ends_with('.'), "{id}: {}", entry.why);
        }
        let pages = [include_str!("../words/read.toml"), include_str!("../words/file.toml")];
        for key in catalogue.keys() {
            let is_ours = pages.iter().any(|it| it.contains(&format!("[finding.{key}.vi]")));
            assert!(!is_ours || ids.contains(&key), "{key} is in the catalogue, but no code");
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    names.sort_unstable();
    names.dedup();
    assert_eq!((ids.len(), names.len()), (count, count));
}
