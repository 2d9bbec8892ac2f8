//! `Bieu04`: leadership collectives, then leaders and managers by who manages them.

use std::sync::Arc;

use super::by_unit::{self, Count, Part, Sums, filled, number_of, rated};
use super::frame::{CENTER, Frame, Heading, KEPT, LEFT, band, finish, remark, start};
use super::lists::{Stood, explain};
use super::person::{fit, fits};
use crate::model::{CommuneResult, LeaderScope, Rating};
use crate::regime::Keyed;
use crate::regime::consolidated::{CollectiveSource, PersonSource};
use crate::tables::{Listed, Person, collectives, collectives_of, everybody, members_of};
use crate::write::sheet::{Formula, Part as Table, RowKind, Sheet, Style, Value};

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult, sums: &mut Sums) -> Sheet {
    let profile = &frame.profile.leaders;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let headings: Vec<_> = profile
        .collective
        .iter()
        .map(|it| {
            let own = Heading::from(it);
            let is_decision = it.source == CollectiveSource::Decision;
            let text = if is_decision { frame.decision_heading(own.text) } else { own.text };
            Heading { text, ..own }
        })
        .collect();
    let heads = super::frame::headings(&mut sheet, &headings);
    sheet.frozen = (heads.1 + 1, 2);
    band(&mut sheet, "", profile.collectives.clone());
    let stood = write_collectives(frame, &mut sheet, results);
    sheet.parts.push(Table { heads, last: sheet.next_row() - 1 });
    sheet.keep_last(KEPT);
    sheet.fits = fits(&profile.column, fit);

    // The other parts have columns of their own, right below: their headings are those
    // that the file format repeats, on the pages after the one on which they stand.
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    let rows = super::frame::headings(&mut sheet, &headings);
    sheet.repeated = Some(rows);
    let scopes =
        [(&profile.superior, LeaderScope::Superior), (&profile.committee, LeaderScope::Committee)];
    let mut parts = vec![(&profile.collectives, None, stood)];
    for (title, scope) in scopes {
        band(&mut sheet, "", title.clone());
        let people = leaders(results).filter(|it| it.member.leader == Some(scope));
        let mut stood = Stood::new(results);
        if stood.listed(frame, &mut sheet, &profile.column, people, 1).is_none() {
            remark(&mut sheet, &frame.profile.words.nobody);
        }
        parts.push((title, Some(scope), stood.in_order()));
    }
    explain(frame, &mut sheet, &profile.column, || leaders(results));
    write_sums(frame, &mut sheet, results, &parts, sums);
    finish(frame, &mut sheet);
    sheet
}

/// Leaders and managers, guests aside.
fn leaders(results: &CommuneResult) -> impl Iterator<Item = Person<'_>> {
    let scopes = [Some(LeaderScope::Superior), Some(LeaderScope::Committee)];
    everybody(results).filter(move |it| !it.member.is_guest() && scopes.contains(&it.member.leader))
}

/// Collectives that this table lists. One whose kind is not known is not dropped.
fn is_listed(frame: &Frame, it: &Listed) -> bool {
    it.collective.kind.is_none_or(|it| frame.profile.leaders.kinds.contains(&it))
}

fn write_collectives<'a>(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &'a CommuneResult,
) -> Stood<'a> {
    let mut stood = Stood::new(results);
    let mut number = 0;
    for it in collectives(results).filter(|it| is_listed(frame, it)) {
        number += 1;
        stood.add(sheet.next_row(), it.branch);
        write_collective(frame, sheet, number, &it);
    }
    if number == 0 {
        remark(sheet, &frame.profile.words.nobody);
    }
    stood.in_order()
}

/// The sums by unit of each part: how many there are, and with which rating. No scope is the part
/// of the collectives.
fn write_sums(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    parts: &[(&String, Option<LeaderScope>, Stood)],
    sums: &mut Sums,
) {
    let Some(words) = &frame.profile.units else { return };
    let words = &words.sums;
    let name = Arc::clone(&sheet.name);
    let parts: Vec<Part> = parts
        .iter()
        .map(|(title, scope, stood)| {
            let columns = Columns::of(frame, *scope);
            let column = Column { frame, results, sheet: &name, stood, columns, scope: *scope };
            let mut counts = vec![column.count(words.all.clone(), Wanted::All)];
            counts.extend(Rating::BEST_FIRST.map(|it| {
                let heading = frame.fill(&words.rated, &[("rating", frame.short(it))]);
                column.count(heading, Wanted::Rated(it))
            }));
            counts.push(column.count(words.no_rating.clone(), Wanted::Unrated));
            Part { title: Some(title), counts }
        })
        .collect();
    by_unit::write(frame, sheet, results, sums, &parts);
}

/// Where in a part names and ratings stand.
#[derive(Clone, Copy)]
struct Columns {
    name: u16,
    proposal: Option<u16>,
    decision: Option<u16>,
}

impl Columns {
    fn of(frame: &Frame, scope: Option<LeaderScope>) -> Self {
        let profile = &frame.profile.leaders;
        if scope.is_some() {
            let of = |source| profile.column.iter().position(|it| it.source == source);
            let of = |source| of(source).and_then(|it| u16::try_from(it).ok());
            return Self {
                name: of(PersonSource::Name).unwrap_or_default(),
                proposal: of(PersonSource::Proposal),
                decision: of(PersonSource::Decision),
            };
        }
        let of = |source| {
            let place = profile.collective.iter().position(|it| it.source == source)?;
            Some(profile.collective[..place].iter().map(|it| it.span).sum::<u16>())
        };
        Self {
            name: of(CollectiveSource::Name).unwrap_or_default(),
            proposal: of(CollectiveSource::Proposal),
            decision: of(CollectiveSource::Decision),
        }
    }
}

/// Who of a part is counted.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    All,
    Rated(Rating),
    Unrated,
}

impl Wanted {
    fn is(self, rating: Option<Rating>) -> bool {
        match self {
            Self::All => true,
            Self::Rated(it) => rating == Some(it),
            Self::Unrated => rating.is_none(),
        }
    }
}

/// What the sums of a part are counted from.
#[derive(Clone, Copy)]
struct Column<'a> {
    frame: &'a Frame<'a>,
    results: &'a CommuneResult,
    sheet: &'a Arc<str>,
    stood: &'a Stood<'a>,
    columns: Columns,
    scope: Option<LeaderScope>,
}

impl<'a> Column<'a> {
    fn count(self, heading: String, wanted: Wanted) -> Count<'a> {
        Count::new(heading, move |branches| {
            (self.formula(branches, wanted), self.number(branches, wanted))
        })
    }

    fn number(&self, branches: &[usize], wanted: Wanted) -> u32 {
        let own = branches.iter().map(|it| &self.results.branches[*it]);
        let count = match self.scope {
            Some(scope) => own
                .flat_map(members_of)
                .filter(|it| !it.member.is_guest() && it.member.leader == Some(scope))
                .filter(|it| wanted.is(it.rating()))
                .count(),
            None => own
                .flat_map(collectives_of)
                .filter(|it| is_listed(self.frame, it) && wanted.is(it.collective.counted()))
                .count(),
        };
        number_of(count)
    }

    fn formula(&self, branches: &[usize], wanted: Wanted) -> Option<Formula> {
        let at = |col: Option<u16>| {
            col.map_or_else(Vec::new, |it| self.stood.areas(self.sheet, it, branches))
        };
        match wanted {
            Wanted::All => filled(at(Some(self.columns.name))),
            Wanted::Rated(it) => {
                let (decisions, proposals) = (at(self.columns.decision), at(self.columns.proposal));
                rated(self.frame, decisions, proposals, it)
            }
            // Blank cells are nobody's as well.
            Wanted::Unrated => None,
        }
    }
}

fn write_collective(frame: &Frame, sheet: &mut Sheet, number: u32, listed: &Listed) {
    let Listed { branch, collective, .. } = listed;
    let row = sheet.row(RowKind::Item);
    let mut col = 0;
    for column in &frame.profile.leaders.collective {
        let rating = |it: Option<Rating>| -> (Value, Style) {
            (Value::from(it.map_or("", |it| frame.short(it))), CENTER)
        };
        let (value, style) = match column.source {
            CollectiveSource::Number => (Value::Number(number), CENTER),
            CollectiveSource::Name => (Value::from(collective.name), LEFT),
            CollectiveSource::Kind => {
                let kind = collective
                    .kind
                    .map_or_else(String::new, |it| frame.regime().label("collective", it.key()));
                (Value::from(kind), LEFT)
            }
            CollectiveSource::Branch => (Value::from(branch.branch.name.as_str()), LEFT),
            CollectiveSource::SelfRating => rating(collective.self_rating),
            CollectiveSource::Proposal => rating(collective.proposal),
            CollectiveSource::Decision => rating(collective.proposal.and(collective.decided)),
            CollectiveSource::Reason => (Value::from(collective.reason), LEFT),
            CollectiveSource::Note => (Value::from(listed.note(frame)), LEFT),
        };
        if column.source == CollectiveSource::Decision {
            sheet.offer(row, col);
        }
        sheet.span(row, (col, col + column.span - 1), value, style);
        col += column.span;
    }
}
