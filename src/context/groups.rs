//! The group of similar role of a member: what the workspace fixes, else what the form says.

use crate::model::text::fold;
use crate::model::{BranchResult, LeaderScope, MemberBrief, is_same_name};
use crate::workspace::{Asked, FixedGroup, Heads, QuotaHeads};

use super::Context;

impl<'a> Context<'a> {
    /// The group of a member as it is written; groups are compared folded. Heads who are
    /// counted by themselves are a group of their own.
    pub fn group_of<'b>(&self, result: &'b BranchResult, member: &MemberBrief<'b>) -> &'b str
    where
        'a: 'b,
    {
        if self.is_head_outside(result, member) {
            return &self.regime.rules.quota.members.heads;
        }
        match self.fixed_group(result, member) {
            Some(group) => &group.name,
            None => self.regime.group_of(member),
        }
    }

    /// The group of the workspace that a member is in, if it has such groups and one fits.
    pub fn fixed_group(
        &self,
        result: &BranchResult,
        member: &MemberBrief,
    ) -> Option<&'a FixedGroup> {
        let groups = &self.workspace?.group;
        if groups.is_empty() {
            return None;
        }
        let forms = self.regime.self_forms();
        let label = forms.iter().find(|it| it.key == member.self_form);
        let asked = Asked {
            branch: &result.branch.code,
            kind: self.regime.branch_kind(&result.branch.kind),
            form: (member.self_form, label.map_or("", |it| &it.label)),
            posts: [member.party_post, member.other_post],
        };
        groups.iter().find(|it| it.has(&asked))
    }

    /// The group that somebody calls so.
    pub fn group_named<'b>(&'b self, written: &'b str) -> &'b str {
        let wanted = fold(written);
        let fixed = self.workspace.map_or(&[][..], |it| &it.group);
        match fixed.iter().find(|it| fold(&it.name) == wanted) {
            Some(group) => &group.name,
            None => self.regime.group_named(written),
        }
    }

    /// Whether a member is a head whom the quota of the others leaves out.
    pub fn is_head_outside(&self, result: &BranchResult, member: &MemberBrief) -> bool {
        self.settings.quota_heads == QuotaHeads::Outside
            && self.regime.rules.quota.is_by_group()
            && self.is_head(result, member)
    }

    fn is_head(&self, result: &BranchResult, member: &MemberBrief) -> bool {
        let managed = [Some(LeaderScope::Superior), Some(LeaderScope::Committee)];
        let is_leader = || managed.contains(&member.leader);
        match self.settings.heads {
            Heads::Leaders => is_leader(),
            Heads::Secretary => self.is_secretary(result, member),
            Heads::Both => is_leader() || self.is_secretary(result, member),
        }
    }

    /// By the post; where nobody has it, by the name that sheet 1 gives, if only one has that.
    fn is_secretary(&self, result: &BranchResult, member: &MemberBrief) -> bool {
        let posts = &self.regime.rules.posts;
        let has_post = |it: &MemberBrief| posts.is_one_of(it.party_post, &posts.secretary);
        if has_post(member) {
            return true;
        }
        let Some(form) = result.extract() else { return false };
        let named = fold(form.info().secretary.text());
        if named.is_empty() || named != fold(member.name) {
            return false;
        }
        let own = || form.members().filter(|it| !it.is_guest());
        if own().any(|it| has_post(&it)) {
            return false;
        }
        // Hòa and Hoa are two people.
        let info = form.info();
        let is_so = |it: &MemberBrief| is_same_name(it.name, info.secretary.text());
        match own().filter(is_so).count() {
            0 => own().filter(|it| fold(it.name) == named).count() == 1,
            same => same == 1 && is_so(member),
        }
    }
}
