//! One member in a list: what stands in which column.

use super::frame::{CENTER, Frame, LEFT};
use crate::model::{
    Allowed, BranchResult, BranchStatus, Eligibility, Gender, Hundredths, Info, MemberBrief,
    PartialDate, Rating, Rollup, Standing,
};
use crate::regime::Keyed;
use crate::regime::consolidated::{Column, PersonSource};
use crate::write::sheet::{Fit, Style, Value};

/// A member of an accepted branch.
#[derive(Clone, Copy)]
pub(in crate::write) struct Person<'a> {
    pub(in crate::write) branch: &'a BranchResult,
    pub(in crate::write) member: MemberBrief<'a>,
    info: &'a Info,
}

/// The members of one branch in the order of its form; none while it is out.
pub(in crate::write) fn members_of(branch: &BranchResult) -> impl Iterator<Item = Person<'_>> {
    let form = branch.extract.as_ref().filter(|_| branch.status == BranchStatus::Accepted);
    form.into_iter().flat_map(move |form| {
        form.members().map(move |member| Person { branch, member, info: &form.info })
    })
}

/// All members in the order of the workspace and of the forms.
pub(in crate::write) fn everybody(rollup: &Rollup) -> impl Iterator<Item = Person<'_>> {
    rollup.branches.iter().flat_map(members_of)
}

/// Whether a member counts as not reviewed: exempt, or neither rated nor said
/// to be reviewed.
pub(super) fn is_reviewed(member: &MemberBrief) -> bool {
    match member.standing() {
        // Where the workspace lets a rating without review through, it stays without one.
        Standing::Rated(_) => member.reviewed != Some(false),
        Standing::Unrated => member.reviewed == Some(true),
        Standing::Exempt | Standing::Guest => false,
    }
}

impl Person<'_> {
    /// The rating that counts.
    pub(in crate::write) fn rating(&self) -> Option<Rating> {
        match self.member.standing() {
            Standing::Rated(rating) => Some(rating),
            Standing::Guest | Standing::Exempt | Standing::Unrated => None,
        }
    }

    /// Votes for excellent and valid votes.
    pub(super) fn votes(&self) -> Option<(u32, u32)> {
        let excellent = self.member.excellent_votes?;
        let valid = self.info.ballots_valid.get()?;
        (valid > 0).then_some((excellent, valid))
    }

    /// What stands in a column. `has_why`: another column says why the member
    /// is not rated.
    pub(in crate::write) fn cell(
        &self,
        source: PersonSource,
        number: Option<u32>,
        has_why: bool,
        frame: &Frame,
    ) -> (Value, Style) {
        let member = &self.member;
        let mark = |it: bool| {
            let text = if it { frame.profile.words.mark.as_str() } else { "" };
            (Value::from(text), CENTER)
        };
        let rating =
            |it: Option<Rating>| (Value::from(it.map_or("", |it| frame.short(it))), CENTER);
        let date = |it: Option<PartialDate>| (it.map_or(Value::Blank, Value::from), CENTER.day());
        let left = |it: &str| (Value::from(it), LEFT);
        let label = |list: &str, key: Option<&'static str>| {
            let text = key.map_or_else(String::new, |it| frame.regime().label(list, it));
            Value::from(text)
        };
        let points = |it: Option<Hundredths>| {
            let points = it.filter(|_| self.rating().is_some());
            (points.map_or(Value::Blank, Value::Decimal), CENTER)
        };
        let standing = member.standing();
        match source {
            PersonSource::Number => (number.map_or(Value::Blank, Value::Number), CENTER),
            PersonSource::Name => left(member.name),
            PersonSource::Birth => date(member.birth),
            PersonSource::Gender => {
                (label("gender", member.gender.map(|it: Gender| it.key())), CENTER)
            }
            PersonSource::Ethnicity => (Value::from(member.ethnicity), CENTER),
            PersonSource::Posts => left(&self.posts().join("; ")),
            PersonSource::PostsShort => left(&self.posts_short(frame).join("; ")),
            PersonSource::PostsAndBranch => {
                let mut parts = self.posts();
                parts.push(&self.branch.branch.name);
                left(&parts.join("; "))
            }
            PersonSource::Branch => left(&self.branch.branch.name),
            PersonSource::Admitted => date(member.admitted),
            PersonSource::Official => date(member.official),
            PersonSource::Card => (Value::from(member.card), CENTER),
            PersonSource::SelfPoints => points(member.self_points),
            PersonSource::Points => points(member.points[2]),
            PersonSource::Group => left(frame.group(member)),
            PersonSource::GroupCode => (Value::from(frame.group_code(member)), CENTER),
            PersonSource::QuarterOne => self.quarter(0, frame),
            PersonSource::QuarterTwo => self.quarter(1, frame),
            PersonSource::QuarterThree => self.quarter(2, frame),
            PersonSource::QuarterFour => self.quarter(3, frame),
            PersonSource::Quarters => left(&self.quarters(frame)),
            PersonSource::SelfRating => {
                rating(member.self_rating.filter(|_| self.rating().is_some()))
            }
            PersonSource::StateRating => rating(member.state_rating),
            PersonSource::Proposal => rating(self.rating()),
            PersonSource::Ceiling => rating(self.rating().and(member.allowed).map(|it| it.certain)),
            PersonSource::Decision | PersonSource::SuperiorDecision => (Value::Blank, CENTER),
            PersonSource::Votes => {
                let text = match (member.excellent_votes, self.info.ballots_valid.get()) {
                    (Some(votes), Some(valid)) => format!("{votes}/{valid}"),
                    (Some(votes), None) => votes.to_string(),
                    (None, _) => String::new(),
                };
                (Value::from(text), CENTER)
            }
            PersonSource::ExcellentYears => {
                (member.excellent_years.map_or(Value::Blank, Value::Number), CENTER)
            }
            PersonSource::Reason => left(member.reason),
            PersonSource::Discipline => {
                (label("discipline", member.discipline.map(|it| it.key())), CENTER)
            }
            PersonSource::DisciplineDecision => left(member.discipline_decision),
            PersonSource::Cause => left(&self.cause(frame)),
            PersonSource::Exempt => mark(standing == Standing::Exempt),
            PersonSource::NotReviewed => {
                mark(standing == Standing::Unrated && !is_reviewed(member))
            }
            PersonSource::NotRated => mark(standing == Standing::Unrated),
            PersonSource::Why => left(&self.why(frame)),
            PersonSource::Note => left(&self.note(frame, has_why, false)),
            PersonSource::NoteShort => left(&self.note(frame, has_why, true)),
            PersonSource::NoteAndQuarters => {
                let told = Some(self.quarters(frame)).filter(|it| !it.is_empty());
                let told = told.map_or_else(String::new, |it| {
                    frame.fill(&frame.profile.words.quarters, &[("quarters", &it)])
                });
                left(&joined(vec![self.note(frame, has_why, false), told]))
            }
        }
    }

    /// Whether this is what the form gives as the reason.
    pub(super) fn is_not_rated_for(&self, key: &str) -> bool {
        self.member.eligibility.is_some_and(|it| it.key() == key)
    }

    fn posts(&self) -> Vec<&str> {
        let posts = [self.member.party_post, self.member.other_post];
        posts.into_iter().filter(|it| !it.is_empty()).collect()
    }

    /// The posts without what is none, e.g. that the member is one.
    fn posts_short(&self, frame: &Frame) -> Vec<&str> {
        let mut posts = self.posts();
        if posts.len() > 1 {
            posts.retain(|it| !frame.is_no_post(it));
        }
        if posts.is_empty() { self.posts() } else { posts }
    }

    /// Whether a lower inferred ceiling stands in its note.
    pub(super) fn has_ceiling_note(&self, frame: &Frame) -> bool {
        self.rating().is_some()
            && !ceiling_note(self.member.allowed, self.rating(), frame).is_empty()
    }

    /// Whether its posts stand shortened.
    pub(super) fn has_short_posts(&self, frame: &Frame) -> bool {
        self.posts_short(frame).len() < self.posts().len()
    }

    /// The rating of a quarter, shortened.
    fn quarter(&self, place: usize, frame: &Frame) -> (Value, Style) {
        let rating = self.member.quarters.get(place).copied().flatten();
        (Value::from(rating.map_or("", |it| frame.quarter(it))), CENTER)
    }

    /// The ratings of the quarters that the form gives, by their numbers.
    fn quarters(&self, frame: &Frame) -> String {
        let given = (1..).zip(self.member.quarters).filter_map(|(number, it)| {
            Some(format!("{}: {}", super::frame::roman(number), frame.short(it?)))
        });
        given.collect::<Vec<_>>().join(", ")
    }

    /// The cause of failing as the form words it; the last one without a cause,
    /// as it is counted.
    fn cause(&self, frame: &Frame) -> String {
        if self.rating() != Some(Rating::Unsatisfactory) {
            return String::new();
        }
        let causes = frame.regime().causes();
        let cause = causes.iter().find(|it| it.key == self.member.cause);
        cause.or(causes.last()).map_or_else(String::new, |it| it.label.clone())
    }

    /// Why the member is not rated: what the form offers, then what was typed.
    fn why(&self, frame: &Frame) -> String {
        let (kind, typed) = (self.eligibility(frame), self.member.reason);
        match (kind.as_str(), typed) {
            ("", typed) => typed.to_owned(),
            (kind, "") => kind.to_owned(),
            (kind, typed) => format!("{kind}: {typed}"),
        }
    }

    /// The eligibility as the form words it, of a member who is not rated.
    fn eligibility(&self, frame: &Frame) -> String {
        match self.member.eligibility {
            None | Some(Eligibility::Rated) => String::new(),
            Some(it) => frame.regime().label("eligibility", it.key()),
        }
    }

    fn note(&self, frame: &Frame, has_why: bool, is_short: bool) -> String {
        let words = &frame.profile.words;
        let mut parts = vec![self.member.note.to_owned()];
        match self.member.standing() {
            // Where the reason has a column, it says so.
            Standing::Guest if has_why => {}
            Standing::Guest => parts.push(words.guest.clone()),
            Standing::Exempt | Standing::Unrated if !has_why => {
                let key = self.member.eligibility.map(|it| it.key());
                let short = key.and_then(|it| frame.profile.members.short.eligibility.get(it));
                parts.push(match short.filter(|_| is_short) {
                    Some(short) => short.clone(),
                    None => self.eligibility(frame),
                });
            }
            Standing::Exempt | Standing::Unrated => {}
            Standing::Rated(rating) => {
                let short = &frame.profile.members.short.ceiling_inferred;
                let is_own = is_short && !short.is_empty();
                let text = if is_own { short } else { &words.ceiling_inferred };
                parts.push(ceiling_text(self.member.allowed, Some(rating), frame, text));
            }
        }

        joined(parts)
    }
}

/// How wide a column of a list is made.
pub(super) fn fit(source: PersonSource) -> Option<Fit> {
    match source {
        PersonSource::Name | PersonSource::Branch => Some(Fit::OneLine),
        PersonSource::Posts
        | PersonSource::PostsShort
        | PersonSource::PostsAndBranch
        | PersonSource::Group
        | PersonSource::Quarters
        | PersonSource::Reason
        | PersonSource::DisciplineDecision
        | PersonSource::Cause
        | PersonSource::Why
        | PersonSource::Note
        | PersonSource::NoteShort
        | PersonSource::NoteAndQuarters => Some(Fit::Wrapped),
        _ => None,
    }
}

/// The columns whose width follows their texts.
pub(super) fn fits<S: Copy>(
    columns: &[Column<S>],
    fit: impl Fn(S) -> Option<Fit>,
) -> Vec<(u16, Fit)> {
    let numbered = (0_u16..).zip(columns);
    numbered.filter_map(|(col, it)| Some((col, fit(it.source)?))).collect()
}

/// The ceiling with inferred conditions, where what is proposed lies above it: that
/// is to be looked at before signing, the rest would only fill the page.
pub(in crate::write) fn ceiling_note(
    ceiling: Option<Allowed>,
    proposed: Option<Rating>,
    frame: &Frame,
) -> String {
    ceiling_text(ceiling, proposed, frame, &frame.profile.words.ceiling_inferred)
}

/// The same in these words.
fn ceiling_text(
    ceiling: Option<Allowed>,
    proposed: Option<Rating>,
    frame: &Frame,
    text: &str,
) -> String {
    match ceiling.filter(|it| it.inferred < it.certain && proposed > Some(it.inferred)) {
        Some(it) => frame.fill(text, &[("rating", frame.short(it.inferred))]),
        None => String::new(),
    }
}

/// The parts that are not empty.
pub(in crate::write) fn joined(mut parts: Vec<String>) -> String {
    parts.retain(|it| !it.is_empty());
    parts.join("; ")
}
