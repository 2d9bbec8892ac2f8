//! Suspended from the committee only (R-SUSPCOM): such a member is still reviewed and rated.

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{Eligibility, Submission};
use crate::regime::Keyed;

/// A member is not rated, and what is written says that it is only the committee.
pub(super) static COMMITTEE_ONLY: Code =
    code("V312", "suspended-from-committee-only", Severity::Warning).citing(&["R-SUSPCOM"]);

/// Nobody is left unrated for a suspension from the committee. The form has no entry for
/// one, so it is told by the words of the reason or the note; the profile has the words, and
/// those by which a suspension from party activities stands beside it.
pub(super) fn committee_only(submission: &Submission, context: &Context) -> Vec<Finding> {
    let Some(rule) = context.regime.rules.rule("R-SUSPCOM") else { return Vec::new() };
    let mut found = Vec::new();
    for member in &submission.members {
        let Some(why @ (Eligibility::Suspended | Eligibility::Other)) = member.eligibility.get()
        else {
            continue;
        };
        let has = |text: &str, words: &[String]| {
            let text = format!(" {} ", fold(text));
            words.iter().any(|it| text.contains(&format!(" {} ", fold(it))))
        };
        let both = [&member.reason, &member.note];
        // Of a suspension from party activities the other text may tell more.
        if both.iter().any(|it| has(it.text(), &rule.unless_words)) {
            continue;
        }
        let written = both.into_iter().find(|it| has(it.text(), &rule.words));
        let Some(written) = written else { continue };
        let finding = Finding::new(&COMMITTEE_ONLY)
            .maybe_cell(member.eligibility.cell())
            .of_whom(member.name.text())
            .stored(context.regime.label("eligibility", why.key()))
            .arg("reason", written.text())
            .arg("rated", context.regime.label("eligibility", Eligibility::Rated.key()));
        found.push(context.cite(finding, "R-SUSPCOM"));
    }
    found
}
