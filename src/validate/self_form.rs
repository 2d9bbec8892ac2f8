//! Leaders and managers rate themselves on one form, everybody else on others (R-FORM).

use crate::context::Context;
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{LeaderScope, Submission};
use crate::regime::form::MemberField;

/// A form that is not the one for this member.
pub(super) static OTHER_FORM: Code =
    code("V827", "self-form-of-others", Severity::Error).citing(&["R-FORM"]);

/// The form of leaders exactly for those of whom the form says that they lead.
pub(super) fn other_form(submission: &Submission, context: &Context) -> Vec<Finding> {
    let regime = context.regime;
    let Some(forms) = &regime.rules.self_forms else { return Vec::new() };
    let heading = regime.form.member_column(MemberField::Leader).map_or("", |it| &it.heading);
    let mut found = Vec::new();
    for member in submission.members.iter().filter(|it| it.is_rated()) {
        let (Some(own), Some(scope)) = (member.self_form.value(), member.leader.known()) else {
            continue;
        };
        let is_leader = !matches!(scope, None | Some(LeaderScope::None));
        let allowed = if is_leader { &forms.leader } else { &forms.others };
        if allowed.contains(own) {
            continue;
        }
        let label = |key: &String| regime.label("self-form", key);
        let allowed: Vec<_> = allowed.iter().map(label).collect();
        let scope = scope.copied().unwrap_or(LeaderScope::None);
        let finding = Finding::new(&OTHER_FORM)
            .maybe_cell(member.self_form.cell())
            .of_whom(member.name.text())
            .stored(label(own))
            .arg("heading", heading)
            .arg("scope", regime.label("leader", crate::regime::Keyed::key(&scope)))
            .arg("allowed", allowed.join(" / "));
        found.push(context.cite(finding, "R-FORM"));
    }
    found
}
