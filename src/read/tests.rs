//! Reading whole workbooks: forms as a writer makes them, then as people and
//! enemies change them.

mod forms;
mod hostile;
mod layouts;
mod made;
mod properties;

use super::*;
use crate::regime::Sources;

/// The regime of the tests.
fn regime() -> Regime {
    Sources::builtin().regime("2019-hd21").unwrap()
}

/// Reads bytes that hold a form.
fn parse(bytes: &[u8]) -> Parsed {
    match read(bytes, &regime(), &Limits::default()) {
        Ok(parsed) => parsed,
        Err(finding) => panic!("no form: {finding:?}"),
    }
}

/// The finding of bytes that hold none.
fn refusal(bytes: &[u8]) -> Finding {
    match read(bytes, &regime(), &Limits::default()) {
        Ok(_) => panic!("this gives a form"),
        Err(finding) => *finding,
    }
}

/// Findings as `name sheet!cell`, in order.
fn said(findings: &[Finding]) -> Vec<String> {
    let place = |it: &Finding| match (&it.cell, &it.sheet) {
        (Some(cell), _) => format!(" {cell}"),
        (None, Some(sheet)) => format!(" {sheet}"),
        (None, None) => String::new(),
    };
    findings.iter().map(|it| format!("{}{}", it.code.name, place(it))).collect()
}
