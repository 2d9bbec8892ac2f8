//! Templates of papers that a workspace has itself.

use crate::file_errors::nearest;
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::write::papers::{self, Own};

/// Folder of the workspace with templates of its own, and of the papers among the outputs.
pub const PAPERS: &str = "giay-to";
/// The extension of a paper.
const EXTENSION: &str = ".docx";

/// A file that is the template of no paper.
pub(super) static UNKNOWN_TEMPLATE: Code =
    code("B110", "paper-template-unknown", Severity::Warning);

/// The templates among the files of a folder, and what a person should know of the others.
pub fn own_papers(files: Vec<(String, Vec<u8>)>) -> (Own, Vec<Finding>) {
    let known: Vec<&str> = papers::names().collect();
    let (mut own, mut findings) = (Own::new(), Vec::new());
    for (name, bytes) in files {
        let lower = name.to_lowercase();
        let stem = lower.strip_suffix(EXTENSION);
        if let Some(stem) = stem.filter(|it| known.contains(it)) {
            own.insert(stem.to_owned(), bytes);
            continue;
        }
        let stem = stem.unwrap_or_else(|| lower.rsplit_once('.').map_or(&lower, |it| it.0));
        let near = nearest(stem, &known).map(|it| format!("{it}{EXTENSION}"));
        let near = near.unwrap_or_else(|| known.join(", "));
        let finding = Finding::new(&UNKNOWN_TEMPLATE).arg("name", name);
        findings.push(finding.arg("near", Arg::from(near)));
    }
    (own, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_known_by_its_name_and_others_are_told_with_the_nearest() {
        let files = ["THONG-BAO.docx", "quyet-dinh-dang-vein.docx", "to-trinh.doc", "x.docx"];
        let (own, findings) = own_papers(files.map(|it| (it.to_owned(), vec![1])).to_vec());
        assert_eq!(own.keys().collect::<Vec<_>>(), ["thong-bao"]);
        let near = |at: usize| findings[at].args[1].1.clone();
        assert_eq!(near(0), Arg::from("quyet-dinh-dang-vien.docx"));
        assert_eq!(near(1), Arg::from("to-trinh.docx"));
        assert_eq!(findings.len(), 3);
    }
}
