//! Findings of one kind that a file has hundreds of: the first are told, and that there are more.

use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::sorted::BTreeMap;

pub(super) static MANY_MORE: Code = code("F040", "many-more-of-a-kind", Severity::Warning);

/// So many findings of one kind are kept of a file. Nobody mends more at a time, and a file
/// of some kilobytes may have a million.
pub const KEPT: usize = 500;

/// Keeps the first findings of each kind of one file, and says of which there are more.
pub fn keep_few(findings: &mut Vec<Finding>) {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let told: Vec<Arg> = findings.iter().filter(|it| it.code == &MANY_MORE).map(kind).collect();
    findings.retain(|it| {
        let count = counts.entry(it.code.id).or_default();
        *count += 1;
        *count <= KEPT || it.code == &MANY_MORE
    });
    let many = counts.into_iter().filter(|it| it.1 > KEPT).map(|it| it.0);
    let new = many.filter(|it| !told.contains(&Arg::from(*it)) && *it != MANY_MORE.id);
    let new = new.map(|it| Finding::new(&MANY_MORE).arg("code", it).arg("kept", KEPT));
    findings.extend(new);
}

/// The kind that there are more of.
fn kind(finding: &Finding) -> Arg {
    let kind = finding.args.iter().find(|it| it.0 == "code");
    kind.map_or_else(|| Arg::from(""), |it| it.1.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    static ONE: Code = code("T001", "one", Severity::Error);
    static OTHER: Code = code("T002", "other", Severity::Notice);

    #[test]
    fn the_first_of_a_kind_are_kept_and_more_are_told_once() {
        let some = |count: usize| (0..count).map(|it| Finding::new(&ONE).arg("nth", it));
        let mut findings: Vec<_> = some(KEPT).collect();
        findings.insert(3, Finding::new(&OTHER));
        let few = findings.clone();
        keep_few(&mut findings);
        assert_eq!(findings, few);
        for _ in 0..2 {
            findings.extend(some(KEPT));
            keep_few(&mut findings);
            assert_eq!(findings[..=KEPT], few);
            assert_eq!(findings.len(), KEPT + 2);
            let last = findings.last().map(|it| (it.code.id, it.args[0].1.clone()));
            assert_eq!(last, Some(("F040", Arg::from("T001"))));
        }
    }
}
