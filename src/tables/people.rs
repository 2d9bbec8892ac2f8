//! The lists of people: who stands in which, and what is told of each.

use crate::model::{
    Allowed, BranchResult, CommuneResult, Eligibility, Gender, Hundredths, LeaderScope,
    MemberBrief, PartialDate, Rating, Standing,
};
use crate::regime::Keyed;
use crate::regime::consolidated::PersonSource;

use super::Value;
use super::commune::Commune;
use super::roman::roman;

/// A member of an accepted branch.
#[derive(Clone, Copy)]
pub(crate) struct Person<'a> {
    pub(crate) branch: &'a BranchResult,
    pub(crate) member: MemberBrief<'a>,
}

/// The members of one branch in the order of its form; none while it is out.
pub(crate) fn members_of(branch: &BranchResult) -> impl Iterator<Item = Person<'_>> {
    branch.members().map(move |member| Person { branch, member })
}

/// All members in the order of the workspace and of the forms.
pub(crate) fn everybody(results: &CommuneResult) -> impl Iterator<Item = Person<'_>> {
    results.branches.iter().flat_map(members_of)
}

/// Whether a member counts as not reviewed: exempt, or neither rated nor said
/// to be reviewed.
pub(crate) fn is_reviewed(member: &MemberBrief) -> bool {
    match member.standing() {
        // Where the workspace lets a rating without review through, it stays without one.
        Standing::Rated(_) => member.reviewed != Some(false),
        Standing::Unrated => member.reviewed == Some(true),
        Standing::Exempt | Standing::Guest => false,
    }
}

impl Person<'_> {
    /// The rating that counts.
    pub(crate) fn rating(&self) -> Option<Rating> {
        match self.member.standing() {
            Standing::Rated(rating) => Some(rating),
            Standing::Guest | Standing::Exempt | Standing::Unrated => None,
        }
    }

    /// Votes for excellent and valid votes.
    pub(crate) fn votes(&self) -> Option<(u32, u32)> {
        let excellent = self.member.excellent_votes?;
        let valid = self.member.ballots_valid()?;
        (valid > 0).then_some((excellent, valid))
    }

    /// What stands in a column. `has_why`: another column says why the member
    /// is not rated.
    pub(crate) fn value(
        &self,
        source: PersonSource,
        number: Option<u32>,
        has_why: bool,
        commune: &Commune,
    ) -> Value {
        let member = &self.member;
        let mark =
            |it: bool| Value::from(if it { commune.profile.words.mark.as_str() } else { "" });
        let rating = |it: Option<Rating>| Value::from(it.map_or("", |it| commune.short(it)));
        let date = |it: Option<PartialDate>| it.map_or(Value::Empty, Value::Date);
        let label = |list: &str, key: Option<&'static str>| {
            let text = key.map_or_else(String::new, |it| commune.regime().label(list, it));
            Value::from(text)
        };
        let points = |it: Option<Hundredths>| {
            let points = it.filter(|_| self.rating().is_some());
            points.map_or(Value::Empty, Value::Decimal)
        };
        let standing = member.standing();
        match source {
            PersonSource::Number => number.map_or(Value::Empty, Value::Number),
            PersonSource::Name => Value::from(member.name),
            PersonSource::Birth => date(member.birth),
            PersonSource::Gender => label("gender", member.gender.map(|it: Gender| it.key())),
            PersonSource::Ethnicity => Value::from(member.ethnicity),
            PersonSource::Posts => Value::from(self.posts().join("; ")),
            PersonSource::PostsShort => Value::from(self.posts_short(commune).join("; ")),
            PersonSource::PostsAndBranch => {
                let mut parts = self.posts();
                parts.push(&self.branch.branch.name);
                Value::from(parts.join("; "))
            }
            PersonSource::Branch => Value::from(self.branch.branch.name.as_str()),
            PersonSource::Admitted => date(member.admitted),
            PersonSource::Official => date(member.official),
            PersonSource::Card => Value::from(member.card),
            PersonSource::SelfPoints => points(member.self_points),
            PersonSource::Points => points(member.points[2]),
            PersonSource::Group => Value::from(commune.group(self.branch, member)),
            PersonSource::GroupCode => Value::from(commune.group_code(self.branch, member)),
            PersonSource::QuarterOne => self.quarter(0, commune),
            PersonSource::QuarterTwo => self.quarter(1, commune),
            PersonSource::QuarterThree => self.quarter(2, commune),
            PersonSource::QuarterFour => self.quarter(3, commune),
            PersonSource::Quarters => Value::from(self.quarters(commune)),
            PersonSource::SelfRating => {
                rating(member.self_rating.filter(|_| self.rating().is_some()))
            }
            PersonSource::StateRating => rating(member.state_rating),
            PersonSource::Proposal => rating(self.rating().and(member.proposal)),
            PersonSource::Rating => rating(self.rating()),
            PersonSource::Ceiling => rating(self.rating().and(member.allowed).map(|it| it.certain)),
            PersonSource::Decision => rating(self.rating().and(member.decided)),
            PersonSource::SuperiorDecision => {
                let is_theirs = member.leader == Some(LeaderScope::Superior);
                rating(self.rating().and(member.decided).filter(|_| is_theirs))
            }
            PersonSource::Votes => {
                let text = match (member.excellent_votes, member.ballots_valid()) {
                    (Some(votes), Some(valid)) => format!("{votes}/{valid}"),
                    (Some(votes), None) => votes.to_string(),
                    (None, _) => String::new(),
                };
                Value::from(text)
            }
            PersonSource::ExcellentYears => {
                member.excellent_years.map_or(Value::Empty, Value::Number)
            }
            PersonSource::Reason => Value::from(member.reason),
            PersonSource::Discipline => label("discipline", member.discipline.map(|it| it.key())),
            PersonSource::DisciplineDecision => Value::from(member.discipline_decision),
            PersonSource::Cause => Value::from(self.cause(commune)),
            PersonSource::Exempt => mark(standing == Standing::Exempt),
            PersonSource::NotReviewed => {
                mark(standing == Standing::Unrated && !is_reviewed(member))
            }
            PersonSource::NotRated => mark(standing == Standing::Unrated),
            PersonSource::Why => Value::from(self.why(commune)),
            PersonSource::Note => Value::from(self.note(commune, has_why, false)),
            PersonSource::NoteShort => Value::from(self.note(commune, has_why, true)),
            PersonSource::NoteAndQuarters => {
                let told = Some(self.quarters(commune)).filter(|it| !it.is_empty());
                let told = told.map_or_else(String::new, |it| {
                    commune.fill(&commune.profile.words.quarters, &[("quarters", &it)])
                });
                Value::from(joined(vec![self.note(commune, has_why, false), told]))
            }
        }
    }

    /// Whether this is what the form gives as the reason.
    pub(crate) fn is_not_rated_for(&self, key: &str) -> bool {
        self.member.eligibility.is_some_and(|it| it.key() == key)
    }

    fn posts(&self) -> Vec<&str> {
        let posts = [self.member.party_post, self.member.other_post];
        posts.into_iter().filter(|it| !it.is_empty()).collect()
    }

    /// The posts without what is none, e.g. that the member is one.
    fn posts_short(&self, commune: &Commune) -> Vec<&str> {
        let mut posts = self.posts();
        if posts.len() > 1 {
            posts.retain(|it| !commune.is_no_post(it));
        }
        if posts.is_empty() { self.posts() } else { posts }
    }

    /// Whether a lower inferred ceiling stands in its note.
    pub(crate) fn has_ceiling_note(&self, commune: &Commune) -> bool {
        self.rating().is_some()
            && !ceiling_note(self.member.allowed, self.rating(), commune).is_empty()
    }

    /// Whether its posts stand shortened.
    pub(crate) fn has_short_posts(&self, commune: &Commune) -> bool {
        self.posts_short(commune).len() < self.posts().len()
    }

    /// The rating of a quarter, shortened.
    fn quarter(&self, place: usize, commune: &Commune) -> Value {
        let rating = self.member.quarters.get(place).copied().flatten();
        Value::from(rating.map_or("", |it| commune.quarter(it)))
    }

    /// The ratings of the quarters that the form gives, by their numbers.
    fn quarters(&self, commune: &Commune) -> String {
        let given = (1..)
            .zip(self.member.quarters)
            .filter_map(|(number, it)| Some(format!("{}: {}", roman(number), commune.short(it?))));
        given.collect::<Vec<_>>().join(", ")
    }

    /// The cause of failing as the form words it; the last one without a cause,
    /// as it is counted.
    fn cause(&self, commune: &Commune) -> String {
        if self.rating() != Some(Rating::Unsatisfactory) {
            return String::new();
        }
        let causes = commune.regime().causes();
        let cause = causes.iter().find(|it| it.key == self.member.cause);
        cause.or(causes.last()).map_or_else(String::new, |it| it.label.clone())
    }

    /// Why the member is not rated: what the form offers, then what was typed.
    fn why(&self, commune: &Commune) -> String {
        let (kind, typed) = (self.eligibility(commune), self.member.reason);
        match (kind.as_str(), typed) {
            ("", typed) => typed.to_owned(),
            (kind, "") => kind.to_owned(),
            (kind, typed) => format!("{kind}: {typed}"),
        }
    }

    /// The eligibility as the form words it, of a member who is not rated.
    fn eligibility(&self, commune: &Commune) -> String {
        match self.member.eligibility {
            None | Some(Eligibility::Rated) => String::new(),
            Some(it) => commune.regime().label("eligibility", it.key()),
        }
    }

    fn note(&self, commune: &Commune, has_why: bool, is_short: bool) -> String {
        let words = &commune.profile.words;
        let mut parts = vec![self.member.note.to_owned()];
        match self.member.standing() {
            // Where the reason has a column, it says so.
            Standing::Guest if has_why => {}
            Standing::Guest => parts.push(words.guest.clone()),
            Standing::Exempt | Standing::Unrated if !has_why => {
                let key = self.member.eligibility.map(|it| it.key());
                let short = key.and_then(|it| commune.profile.members.short.eligibility.get(it));
                parts.push(match short.filter(|_| is_short) {
                    Some(short) => short.clone(),
                    None => self.eligibility(commune),
                });
            }
            Standing::Exempt | Standing::Unrated => {}
            Standing::Rated(rating) => {
                let short = &commune.profile.members.short.ceiling_inferred;
                let is_own = is_short && !short.is_empty();
                let text = if is_own { short } else { &words.ceiling_inferred };
                parts.push(ceiling_text(self.member.allowed, Some(rating), commune, text));
            }
        }

        joined(parts)
    }
}

/// The ceiling with inferred conditions, where what is proposed lies above it: that
/// is to be looked at before signing, the rest would only fill the page.
pub(crate) fn ceiling_note(
    ceiling: Option<Allowed>,
    proposed: Option<Rating>,
    commune: &Commune,
) -> String {
    ceiling_text(ceiling, proposed, commune, &commune.profile.words.ceiling_inferred)
}

/// The same in these words.
fn ceiling_text(
    ceiling: Option<Allowed>,
    proposed: Option<Rating>,
    commune: &Commune,
    text: &str,
) -> String {
    match ceiling.filter(|it| it.inferred < it.certain && proposed > Some(it.inferred)) {
        Some(it) => commune.fill(text, &[("rating", commune.short(it.inferred))]),
        None => String::new(),
    }
}

/// The parts that are not empty.
pub(crate) fn joined(mut parts: Vec<String>) -> String {
    parts.retain(|it| !it.is_empty());
    parts.join("; ")
}

/// Whether a member stands among those who fail or were disciplined.
pub(crate) fn is_failing(person: &Person) -> bool {
    let is_failing = person.rating() == Some(Rating::Unsatisfactory);
    !person.member.is_guest() && (is_failing || person.member.discipline.is_some())
}

/// Whether a member stands among those who are exempt or not rated.
pub(crate) fn is_unrated(person: &Person) -> bool {
    matches!(person.member.standing(), Standing::Exempt | Standing::Unrated)
}
