//! What was probably meant is offered to people and never taken for what they wrote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::parse;
use super::properties::values;
use crate::finding::Arg;
use crate::model::CellRef;

/// The forms of the corpus that are about values, in order.
#[expect(clippy::disallowed_methods, reason = "the files of the tests, sorted below")]
fn forms() -> Vec<PathBuf> {
    let corpus = crate::sources().join("tests/corpus");
    let folders = ["text", "values"];
    let files = folders.iter().flat_map(|it| std::fs::read_dir(corpus.join(it)).unwrap());
    let mut files: Vec<PathBuf> = files.map(|it| it.unwrap().path()).collect();
    files.retain(|it| it.extension().is_some_and(|it| it == "xlsx"));
    files.sort();
    files
}

#[test]
fn no_suggestion_is_applied() {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for file in forms() {
        let parsed = parse(&std::fs::read(&file).unwrap());
        let values: BTreeMap<CellRef, String> =
            values(&parsed.submission).into_iter().map(|(value, at)| (at, value)).collect();
        for finding in &parsed.findings {
            let is_offered = |(name, it): &(&str, Arg)| {
                *name == "suggestion" && !matches!(it, Arg::Word(_)) // An example otherwise.
            };
            if finding.args.iter().any(is_offered) {
                let at = finding.cell.as_ref().unwrap();
                let value = values.get(at).map(String::as_str);
                assert_eq!(value, Some("unread"), "{} {at} {:?}", file.display(), finding.args);
                *codes.entry(finding.code.name).or_default() += 1;
            }
        }
    }
    assert!(codes.len() >= 5, "{codes:?}");
}
