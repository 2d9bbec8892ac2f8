//! Small things of wording that the page and the letters share.

use crate::model::BranchStatus;
use crate::words::Catalogue;

use super::FindingLine;

/// The text with a capital letter at its head.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The text with a full stop, unless it already ends a sentence.
pub(super) fn stopped(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':', ';', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// A catalogue's message as a sentence of its own.
pub(super) fn sentence(text: &str) -> String {
    capital(&stopped(text))
}

/// Sheet and cell in words; `None` for a whole file.
pub(super) fn place(finding: &FindingLine, words: &Catalogue) -> Option<String> {
    let sheet = finding.sheet.as_ref()?;
    Some(match &finding.cell {
        Some(cell) => words.ui("place-cell", &[("sheet", sheet.into()), ("cell", cell.into())]),
        None => words.ui("place-sheet", &[("sheet", sheet.into())]),
    })
}

/// The catalogue's key for a branch's status.
pub(super) fn status_key(status: BranchStatus) -> &'static str {
    match status {
        BranchStatus::Accepted => "status-accepted",
        BranchStatus::Returned => "status-returned",
        BranchStatus::Missing => "status-missing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence() {
        for (text, expected) in [
            ("đảng viên có hai dòng", "Đảng viên có hai dòng."),
            ("thiếu ngày sinh?", "Thiếu ngày sinh?"),
            ("“x” không có", "“x” không có."),
            ("", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }
}
