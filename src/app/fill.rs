//! `--fill`: the superior's own blanks.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::finding::{Arg, Finding};
use crate::model::CommuneResult;
use crate::words::Catalogue;
use crate::workbook::Limits;
use crate::write;

use super::{Failure, files};

/// Most mistakes that are shown at once: whoever has more corrects these first.
const SHOWN_MAX: usize = 20;

/// What a blank is by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Workbook,
    Document,
}

impl Kind {
    fn of(path: &Path) -> Self {
        let extension = path.extension().map(|it| it.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("docx" | "docm" | "dotx" | "dotm" | "doc" | "dot" | "rtf" | "odt") => {
                Self::Document
            }
            _ => Self::Workbook,
        }
    }
}

/// A blank that can be filled.
pub(super) struct Blank {
    /// Its path as typed.
    shown: String,
    kind: Kind,
    bytes: Vec<u8>,
    /// The name of the output, relative to the output folder.
    output: String,
}

/// Opens the blanks and judges them; nothing depends on what the forms say.
pub(super) fn open(paths: &[PathBuf], year: u32) -> Result<Vec<Blank>, Failure> {
    let limits = Limits::default();
    let mut blanks: Vec<Blank> = Vec::new();
    let mut findings = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let told = |why: Arg| {
            Failure::Told("fill-no-file", vec![("path", Arg::from(&shown)), ("why", why)])
        };
        if path.is_dir() {
            return Err(told(Arg::Word("fill-is-folder")));
        }
        let bytes = files::load(path, limits.file_bytes).map_err(|error| {
            told(match error.kind() {
                std::io::ErrorKind::NotFound => Arg::Word("fill-not-there"),
                std::io::ErrorKind::PermissionDenied => Arg::Word("fill-not-readable"),
                _ => Arg::from(error.to_string()),
            })
        })?;
        let output = output_name(path, year);
        let is_same = |name: &str| name.to_lowercase() == output.to_lowercase();
        if is_same(&crate::job::workbook_name(year)) || blanks.iter().any(|it| is_same(&it.output))
        {
            return Err(Failure::Told("fill-same-name", vec![("name", Arg::from(output))]));
        }
        let kind = Kind::of(path);
        let wrong = match kind {
            Kind::Workbook => crate::workbook::guard(&bytes, &limits)
                .map_or_else(|finding| vec![*finding], |()| write::fill::check(&bytes)),
            Kind::Document => write::papers::check(&bytes, &limits),
        };
        findings.extend(of_file(wrong, &shown));
        blanks.push(Blank { shown, kind, bytes, output });
    }
    if findings.is_empty() { Ok(blanks) } else { Err(Failure::Blanks(findings)) }
}

/// The filled blanks: names relative to the output folder, and bytes.
pub(super) fn fill(
    blanks: &[Blank],
    results: &CommuneResult,
    context: &Context,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let one = |blank: &Blank| {
        let filled = match blank.kind {
            Kind::Workbook => write::fill::fill(&blank.bytes, results, context),
            Kind::Document => write::papers::fill(&blank.bytes, results, context),
        };
        let bytes = filled.map_err(|it| Failure::Blanks(of_file(it, &blank.shown)))?;
        Ok((blank.output.clone(), bytes))
    };
    blanks.iter().map(one).collect()
}

fn of_file(mut findings: Vec<Finding>, shown: &str) -> Vec<Finding> {
    for it in &mut findings {
        it.file = Some(shown.to_owned());
    }
    findings
}

/// `mau.xlsx` becomes `mau-2020.xlsx`; what has macros says so by its name too.
fn output_name(path: &Path, year: u32) -> String {
    let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let has_macros = path.extension().is_some_and(|it| {
        ["xlsm", "xltm", "docm", "dotm"].iter().any(|own| it.eq_ignore_ascii_case(own))
    });
    let extension = match (Kind::of(path), has_macros) {
        (Kind::Workbook, true) => "xlsm",
        (Kind::Workbook, false) => "xlsx",
        (Kind::Document, true) => "docm",
        (Kind::Document, false) => "docx",
    };
    format!("{stem}-{year}.{extension}")
}

/// What is wrong in workbooks that are no forms, for people: each with its file, its cell, what was
/// expected and what to do; last what follows of it, by its key in the catalogue.
pub(super) fn told(findings: &[Finding], end: &str, words: &Catalogue) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for finding in findings.iter().take(SHOWN_MAX) {
        let worded = words.render(finding);
        let severity = words.severity(finding.severity);
        let _ = writeln!(out, "{severity}[{}]: {}", finding.code.id, worded.message);
        let mut place = finding.file.clone().unwrap_or_default();
        if let Some(sheet) = &finding.sheet {
            let sheet = ("sheet", Arg::from(sheet));
            place.push_str(", ");
            place.push_str(&match &finding.cell {
                Some(cell) => words.ui("fill-place", &[sheet, ("cell", Arg::from(cell.a1()))]),
                None => words.ui("fill-place-sheet", &[sheet]),
            });
        }
        let _ = writeln!(out, "  --> {place}");
        let mut line = |key: &str, text: &str| {
            let _ = writeln!(out, "  {}: {text}", words.ui(key, &[]));
        };
        if let Some(stored) = &finding.stored {
            line("fill-stored", stored);
        }
        if let Some(expected) = &worded.expected {
            line("label-expected", expected);
        }
        line("label-help", &worded.help);
        out.push('\n');
    }
    if let Some(more) = findings.len().checked_sub(SHOWN_MAX).filter(|it| *it > 0) {
        let _ = writeln!(out, "{}\n", words.ui("fill-more", &[("count", Arg::from(more))]));
    }
    out + &words.ui(end, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_named_after_its_blank() {
        for (path, name) in [
            ("a/Mẫu 02.xlsx", "Mẫu 02-2020.xlsx"),
            ("b.XLSM", "b-2020.xlsm"),
            ("c.xltx", "c-2020.xlsx"),
            ("Tờ trình.docx", "Tờ trình-2020.docx"),
            ("d.DOTM", "d-2020.docm"),
        ] {
            assert_eq!(output_name(Path::new(path), 2020), name);
        }
    }
}
