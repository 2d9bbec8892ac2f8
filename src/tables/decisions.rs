//! Who and what is to be decided on, with the proposal and what was decided.

use std::cmp::Ordering;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::context::{Authorities, Authority};
use crate::model::text::{fold, hex};
use crate::model::{
    Allowed, BranchResult, CaseKind, CollectiveBrief, CollectiveKind, CommuneResult, Decided,
    DecisionPaper, PartialDate, Rating, Ruling, Standing, Subject, Tally, TypedDecision,
    UnitResult,
};
use crate::regime::decisions::Aid;
use crate::workspace::QuotaRounding;

use super::collectives::{Listed, collectives};
use super::commune::Commune;
use super::people::{Person, everybody};

/// How many bytes of a fingerprint are kept.
const KEY_BYTES: usize = 6;

/// Who or what is decided on.
#[expect(clippy::large_enum_variant, reason = "most are members")]
#[derive(Clone, Copy)]
pub(crate) enum Whom<'a> {
    /// A member.
    Member(Person<'a>),
    /// A collective, no branch.
    Collective(Listed<'a>),
    /// A branch, with the row of its form for itself.
    Branch(Listed<'a>),
    /// A unit, of which no form says anything.
    Unit(UnitRow<'a>),
}

/// A unit with the branches that are known of it.
#[derive(Clone, Copy)]
pub(crate) struct UnitRow<'a> {
    pub(crate) unit: &'a UnitResult,
    pub(crate) results: &'a CommuneResult,
}

/// Somebody or something to be decided on.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    /// Who or what.
    pub(crate) whom: Whom<'a>,
    /// The branch that proposes; none of a unit.
    pub(crate) branch: Option<&'a BranchResult>,
    /// What it proposes; nobody proposes anything of a unit here.
    pub(crate) proposal: Option<Rating>,
    /// What the regulation allows.
    pub(crate) allowed: Option<Allowed>,
    /// What was decided, with its reason, its paper and what it replaced.
    pub(crate) decided: Option<&'a Ruling>,
}

impl Whom<'_> {
    /// By what it is known among decisions.
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Self::Member(it) => Subject::Member(it.branch.branch.code.clone(), it.member.row),
            Self::Collective(it) => {
                Subject::Collective(it.branch.branch.code.clone(), it.collective.place)
            }
            Self::Branch(it) => Subject::Branch(it.branch.branch.code.clone()),
            Self::Unit(it) => Subject::Unit(it.unit.code.clone()),
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Member(it) => it.member.name,
            Self::Collective(it) => it.collective.name,
            Self::Branch(it) => &it.branch.branch.name,
            Self::Unit(it) => &it.unit.name,
        }
    }
}

impl UnitRow<'_> {
    /// How many of its branches have each rating, best first: as decided, else as proposed.
    pub(crate) fn ratings(&self) -> [u32; 4] {
        let counted = |it: &CollectiveBrief| it.counted();
        self.by_rating(counted)
    }

    /// The same as proposed.
    fn proposals(&self) -> [u32; 4] {
        self.by_rating(|it| it.proposal)
    }

    fn by_rating(&self, of: fn(&CollectiveBrief) -> Option<Rating>) -> [u32; 4] {
        let rows = self.branches().filter_map(BranchResult::own_row);
        rows.filter_map(|it| of(&it)).fold([0; 4], |mut sum, rating| {
            sum[rating.place()] += 1;
            sum
        })
    }

    /// What was decided on it.
    pub(crate) fn decided(&self) -> Option<Rating> {
        Case::of_unit(*self).decided.map(|it| it.now.rating)
    }

    /// Sum over its accepted branches.
    pub(crate) fn tally(&self) -> Tally {
        let own = self.branches().filter_map(BranchResult::tally);
        own.fold(Tally::default(), |mut sum, it| {
            sum.add(it);
            sum
        })
    }

    fn branches(&self) -> impl Iterator<Item = &BranchResult> {
        let all = self.results.branches.iter().filter(|it| it.is_accepted());
        all.filter(|it| self.unit.branches.contains(&it.branch.code))
    }
}

/// What a unit is, as the lists of the workbook for the superior word it.
pub(crate) fn unit_kind<'a>(commune: &Commune<'a>, unit: &UnitResult) -> &'a str {
    let words = commune.profile.authorities.as_ref();
    words.map_or("", |it| match unit.kind {
        Decided::PartUnits => it.part_unit.as_str(),
        _ => &it.base_unit,
    })
}

/// All units on which somebody decides.
pub(crate) fn units(results: &CommuneResult) -> impl Iterator<Item = UnitRow<'_>> {
    results.units.iter().map(move |unit| UnitRow { unit, results })
}

/// All members, collectives and branches of accepted forms of whom something is proposed, and the
/// units: members, then collectives, then branches, then units, each in the order of the workspace
/// and of the forms.
pub(crate) fn cases<'a>(results: &'a CommuneResult) -> impl Iterator<Item = Case<'a>> {
    let decisions = results.decisions.as_ref();
    let case = move |whom: Whom<'a>, branch, proposal, allowed| Case {
        whom,
        branch: Some(branch),
        proposal: Some(proposal),
        allowed,
        decided: decisions.and_then(|it| it.of(&whom.subject())),
    };
    let members = everybody(results).filter_map(move |it| match it.member.proposed() {
        Standing::Rated(proposal) => {
            Some(case(Whom::Member(it), it.branch, proposal, it.member.allowed))
        }
        Standing::Guest | Standing::Exempt | Standing::Unrated => None,
    });
    let of_kind = move |is_branch: bool| {
        let own = collectives(results).filter(move |it| {
            (it.collective.kind == Some(CollectiveKind::Branch)) == is_branch
                && (!is_branch || is_own_row(it))
        });
        own.filter_map(move |it| {
            let whom = if is_branch { Whom::Branch(it) } else { Whom::Collective(it) };
            Some(case(whom, it.branch, it.collective.proposal?, it.collective.allowed))
        })
    };
    members.chain(of_kind(false)).chain(of_kind(true)).chain(units(results).map(Case::of_unit))
}

/// Whether a row is the one that counts for its branch.
fn is_own_row(listed: &Listed) -> bool {
    let own = listed.form.extract.branch_row();
    own.is_some_and(|it| it.place == listed.collective.place)
}

impl<'a> Case<'a> {
    /// A unit to be decided on.
    pub(crate) fn of_unit(it: UnitRow<'a>) -> Self {
        let whom = Whom::Unit(it);
        let decisions = it.results.decisions.as_ref();
        let decided = decisions.and_then(|it| it.of(&whom.subject()));
        Self { whom, branch: None, proposal: None, allowed: None, decided }
    }

    /// Who decides.
    pub(crate) fn authority<'b>(&self, authorities: &'b Authorities<'_>) -> &'b Authority {
        match self.whom {
            Whom::Member(it) => authorities.of_member(&it.branch.branch, it.member.leader),
            Whom::Collective(it) => {
                authorities.of_collective(&it.branch.branch, it.collective.kind)
            }
            Whom::Branch(it) => authorities.of_branch(&it.branch.branch),
            Whom::Unit(it) => authorities.of_unit_of_code(&it.unit.code),
        }
    }

    /// What it is.
    pub(crate) fn kind(&self) -> CaseKind {
        match self.whom {
            Whom::Member(_) => CaseKind::Members,
            Whom::Collective(_) => CaseKind::Collectives,
            Whom::Branch(_) => CaseKind::Branches,
            Whom::Unit(_) => CaseKind::Units,
        }
    }

    /// Name of the branch; empty of a unit.
    pub(crate) fn branch_name(&self) -> &'a str {
        self.branch.map_or("", |it| &it.branch.name)
    }

    /// Code of the branch, of a unit its own.
    pub(crate) fn code(&self) -> &str {
        match &self.whom {
            Whom::Unit(it) => &it.unit.code,
            Whom::Member(it) => &it.branch.branch.code,
            Whom::Collective(it) | Whom::Branch(it) => &it.branch.branch.code,
        }
    }

    /// By what its row on a sheet of decisions is known: the branch, and a fingerprint of all that
    /// the sheet shows the meeting. Where the form changes it is another one.
    pub(crate) fn key(&self) -> String {
        let mut said = String::new();
        // Writing to a string cannot fail.
        let _ = match &self.whom {
            Whom::Member(Person { member: it, .. }) => write!(
                said,
                "{}|{:?}|{}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{}|{}|{:?}",
                it.name,
                it.birth,
                it.card,
                it.leader,
                it.self_points,
                it.points,
                it.quarters,
                it.self_rating,
                it.state_rating,
                self.votes(),
                it.group,
                it.self_form,
                it.discipline
            ),
            Whom::Collective(it) | Whom::Branch(it) => {
                let own = &it.collective;
                write!(said, "{}|{:?}|{:?}", own.name, own.kind, own.self_rating)
            }
            // What is decided on its branches later is no change of a form.
            Whom::Unit(it) => {
                write!(said, "{}|{:?}|{:?}", it.unit.name, it.unit.kind, it.proposals())
            }
        };
        let proposal = self.proposal.map(|it| format!("{it:?}")).unwrap_or_default();
        let _ = write!(said, "|{proposal}|{:?}", self.allowed);
        format!("{}/{}", self.code(), fingerprint(&said))
    }

    /// By what it is known from one run to the next, whatever its form says of it besides.
    pub(crate) fn identity(&self) -> String {
        let (kind, birth, card) = match &self.whom {
            Whom::Member(it) => ("member", it.member.birth, it.member.card),
            Whom::Collective(_) => ("collective", None, ""),
            Whom::Branch(_) => ("branch", None, ""),
            Whom::Unit(_) => ("unit", None, ""),
        };
        identity(kind, self.code(), (self.whom.name(), birth, card))
    }

    /// Votes for excellent and valid votes of a member.
    pub(crate) fn votes(&self) -> Option<(u32, u32)> {
        match &self.whom {
            Whom::Member(it) => it.votes(),
            Whom::Collective(_) | Whom::Branch(_) | Whom::Unit(_) => None,
        }
    }

    /// Who of two comes first where too many are proposed as excellent, as [`ahead`] says.
    pub(crate) fn before(&self, other: &Self, order: &[Aid]) -> Ordering {
        match (&self.whom, &other.whom) {
            (Whom::Member(one), Whom::Member(other)) => ahead(one, other, order),
            _ => Ordering::Equal,
        }
    }
}

/// By what a member (or, without date and card, a branch) is known from one run to the next.
pub(crate) fn identity(
    kind: &str,
    branch: &str,
    (name, birth, card): (&str, Option<PartialDate>, &str),
) -> String {
    let birth = birth.map(|it| it.to_string()).unwrap_or_default();
    let name = fold(name);
    fingerprint(&format!("{kind}|{branch}|{name}|{birth}|{card}"))
}

/// Who of two members comes first where too many are excellent: by what is named, one after another;
/// who is alike in all stays where he is.
pub(crate) fn ahead(one: &Person<'_>, other: &Person<'_>, order: &[Aid]) -> Ordering {
    let quarters = |it: &Person<'_>| {
        it.member.quarters.iter().filter(|it| **it == Some(Rating::Excellent)).count()
    };
    let by = |aid: &Aid| match aid {
        Aid::Votes => by_votes(other.votes(), one.votes()),
        Aid::Quarters => quarters(other).cmp(&quarters(one)),
        Aid::Points => other.member.points[2].cmp(&one.member.points[2]),
    };
    order.iter().map(by).find(|it| it.is_ne()).unwrap_or(Ordering::Equal)
}

/// A decision that was typed into our workbook, as it is noted there.
pub(crate) fn typed_decision(
    case: &Case<'_>,
    (rating, reason): (Rating, &str),
    (body, number, date): (&str, &str, Option<PartialDate>),
    is_replaced: bool,
) -> TypedDecision {
    let (birth, card) = match &case.whom {
        Whom::Member(it) => (it.member.birth, it.member.card),
        Whom::Collective(_) | Whom::Branch(_) | Whom::Unit(_) => (None, ""),
    };
    // No list shows why somebody is rated as proposed.
    let reason = if Some(rating) == case.proposal { "" } else { reason };
    TypedDecision {
        identity: case.identity(),
        kind: Some(case.kind()),
        name: case.whom.name().to_owned(),
        birth,
        card: card.to_owned(),
        branch: case.code().to_owned(),
        rating,
        reason: reason.to_owned(),
        body: body.to_owned(),
        number: number.to_owned(),
        date,
        is_replaced,
    }
}

/// The fingerprint of all decisions that were typed into our workbook.
pub(crate) fn typed_state<'a>(all: impl Iterator<Item = &'a TypedDecision>) -> String {
    let line = |it: &TypedDecision| {
        let date = |it: Option<PartialDate>| it.map(|it| it.to_string()).unwrap_or_default();
        // Whose form is out is known by no more.
        let who = match it.identity.as_str() {
            "" => format!("{}|{}|{}", fold(&it.name), date(it.birth), it.branch),
            known => known.to_owned(),
        };
        let (rating, reason, day) = (it.rating, &it.reason, date(it.date));
        let end = if it.is_replaced { "|" } else { "" };
        format!("{who}|{rating:?}|{reason}|{}|{}|{day}{end}", it.body, it.number)
    };
    let mut lines: Vec<String> = all.map(line).collect();
    lines.sort();
    hex(&Sha256::digest(lines.join("\n").as_bytes()))
}

/// What is kept of the SHA-256 of a text by which a case is known, in hexadecimal.
fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..KEY_BYTES])
}

/// Orders shares of votes, the unknown one lowest, without a fraction.
pub(crate) fn by_votes(one: Option<(u32, u32)>, other: Option<(u32, u32)>) -> Ordering {
    match (one, other) {
        (Some((one, of_one)), Some((other, of_other))) => {
            (u64::from(one) * u64::from(of_other)).cmp(&(u64::from(other) * u64::from(of_one)))
        }
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// `percent` of `base` as a number of people.
pub(crate) fn limit(base: u32, percent: u8, rounding: QuotaRounding) -> u32 {
    let exact = u64::from(base) * u64::from(percent);
    let limit = match rounding {
        QuotaRounding::Down => exact / 100,
        QuotaRounding::Nearest => (exact + 50) / 100,
        QuotaRounding::Up => exact.div_ceil(100),
    };
    // A profile's quota is at most 100 %, so the limit is at most the base.
    u32::try_from(limit).unwrap_or(u32::MAX)
}

impl Commune<'_> {
    /// What stands below titles where decisions are in use.
    pub(super) fn announce(&self, results: &CommuneResult) -> String {
        if let Some((above, words)) = results.above.as_ref().zip(self.above) {
            let (accepted, communes) = (above.coverage.0.to_string(), above.coverage.1.to_string());
            let drafts = above.drafts.to_string();
            let text = if above.drafts > 0 { &words.draft } else { &words.r#final };
            let args = [("accepted", &*accepted), ("communes", &communes), ("drafts", &drafts)];
            return self.fill(text, &args);
        }
        let Some((decisions, sheets)) =
            results.decisions.as_ref().zip(self.regime().decisions.as_deref())
        else {
            return String::new();
        };
        let words = &sheets.consolidated;
        if decisions.decided.is_empty() {
            return self.fill(&words.draft_proposed, &[]);
        }
        if decisions.open() > 0 || decisions.is_provisional {
            let (members, open) = (decisions.members, decisions.open().to_string());
            let (decided, due) = (members.decided.to_string(), members.due.to_string());
            let args = [("decided", decided.as_str()), ("due", &due), ("open", &open)];
            let of_units = words.draft_units.as_ref().filter(|_| !results.units.is_empty());
            let out = words.draft_out.as_ref().filter(|_| decisions.open() == 0);
            return self.fill(out.or(of_units).unwrap_or(&words.draft), &args);
        }
        let papers: Vec<_> = decisions.papers.iter().map(|it| self.paper(it)).collect();
        let text = if decisions.is_final() { &words.decided } else { &words.draft_unnumbered };
        self.fill(text, &[("papers", &papers.join("; "))])
    }

    /// A paper as it is cited.
    pub(crate) fn paper(&self, paper: &DecisionPaper) -> String {
        let Some(sheets) = self.regime().decisions.as_deref() else { return String::new() };
        let date = paper.date.map_or_else(|| "…".to_owned(), |it| it.to_string());
        let number = if paper.number.is_empty() { "…" } else { &paper.number };
        let args = [("number", number), ("date", &date), ("body", &paper.body)];
        self.fill(&sheets.consolidated.paper, &args)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::by_votes;

    #[test]
    fn votes_are_compared_as_shares() {
        for (one, other, ordering) in [
            (Some((9, 10)), Some((17, 20)), Ordering::Greater),
            (Some((9, 10)), Some((18, 20)), Ordering::Equal),
            (Some((0, 10)), None, Ordering::Greater),
            (None, None, Ordering::Equal),
        ] {
            assert_eq!(by_votes(one, other), ordering);
            assert_eq!(by_votes(other, one), ordering.reverse());
        }
    }
}
