//! The lists of those on whom each body decides, a sheet each, where the workspace has units.

use super::frame::{CENTER, Frame, Heading, LEFT, band, finish_for, only_headings, start};
use super::lists::explain;
use super::person::fits;
use crate::context::{Authorities, Authority};
use crate::model::{BranchResult, CollectiveKind, CommuneResult, Rating};
use crate::regime::Keyed;
use crate::regime::consolidated::{
    AuthorityLists, AuthoritySource, Column, PersonSource, SheetHead,
};
use crate::tables::{
    Case, Listed, Person, Whom, collectives, everybody, judge, members_of, note_on_rating, roman,
    unit_kind, units,
};
use crate::workspace::Unit;
use crate::write::sheet::{Fit, RowKind, Sheet, Style, Value};

/// The sheets, the highest body first. A body by which nobody is decided has none.
pub(super) fn lay_out(frame: &Frame, results: &CommuneResult) -> Vec<Sheet> {
    let Some(profile) = frame.profile.authorities.as_ref() else { return Vec::new() };
    if frame.sections.is_empty() || frame.above.is_some() {
        return Vec::new();
    }
    let all = frame.context.authorities();
    let sheets = all.all().iter().filter_map(|it| one(frame, profile, &all, it, results));
    sheets.collect()
}

fn one(
    frame: &Frame,
    profile: &AuthorityLists,
    all: &Authorities,
    authority: &Authority,
    results: &CommuneResult,
) -> Option<Sheet> {
    let is_its = |it: &Authority| it.order == authority.order;
    let workspace = frame.context.workspace;
    let known = units(results).map(Case::of_unit);
    let units: Vec<(&Unit, Case)> = known
        .filter(|it| is_its(it.authority(all)))
        .filter_map(|it| Some((workspace?.unit(it.code())?, it)))
        .collect();
    let branches: Vec<&BranchResult> =
        results.branches.iter().filter(|it| is_its(all.of_branch(&it.branch))).collect();
    let others: Vec<Listed> = collectives(results)
        .filter(|it| it.collective.kind != Some(CollectiveKind::Branch))
        .filter(|it| is_its(all.of_collective(&it.branch.branch, it.collective.kind)))
        .collect();
    // Nobody decides on a member who is not rated.
    let is_decided = |it: &Person| {
        it.rating().is_some() && is_its(all.of_member(&it.branch.branch, it.member.leader))
    };
    let members = everybody(results).filter(is_decided).count();
    let organizations = units.len() + branches.len() + others.len();
    if members + organizations == 0 {
        return None;
    }
    let mut sheet = started(frame, profile, authority);
    let mut list = List { frame, columns: &profile.column, sheet: &mut sheet, part: 0 };
    list.part(&profile.units, units.len());
    for (number, (unit, case)) in (1..).zip(units) {
        list.row(number, |source| list_unit(frame, unit, &case, source));
    }
    list.part(&profile.branches, branches.len());
    for (number, branch) in (1..).zip(branches) {
        list.row(number, |source| list_branch(frame, branch, source));
    }
    list.part(&profile.collectives, others.len());
    for (number, it) in (1..).zip(others) {
        list.row(number, |source| list_collective(frame, &it, source));
    }
    list.part(&profile.members, members);
    let mut number = 0;
    for branch in &results.branches {
        for person in members_of(branch).filter(is_decided) {
            number += 1;
            list.row(number, |source| list_member(frame, &person, source));
        }
    }
    let row = sheet.row(RowKind::Frame);
    let right = sheet.columns().saturating_sub(1);
    let (members, organizations) = (members.to_string(), organizations.to_string());
    let args = [("members", members.as_str()), ("organizations", &organizations)];
    sheet.span(row, (0, right), frame.fill(&profile.closing, &args), Style::text(12).bold());
    let shortened: Vec<_> = profile.column.iter().filter_map(shortened).collect();
    explain(frame, &mut sheet, &shortened, || everybody(results).filter(is_decided));
    finish_for(frame, &mut sheet, Some(authority));
    Some(sheet)
}

fn started(frame: &Frame, profile: &AuthorityLists, authority: &Authority) -> Sheet {
    let body = authority.name.to_uppercase();
    let head = SheetHead {
        name: frame.fill(&profile.sheet.name, &[("code", &authority.code)]),
        label: frame
            .fill(&profile.sheet.label, &[("code", &authority.code), ("body", &authority.name)]),
        title: frame.fill(&profile.sheet.title, &[("body", &body)]),
        others: Vec::new(),
    };
    let mut sheet = start(frame, &head, profile.column.iter().map(|it| it.width).collect());
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(&profile.column, |it| match it {
        AuthoritySource::Name | AuthoritySource::Where => Some(Fit::OneLine),
        AuthoritySource::What | AuthoritySource::Note => Some(Fit::Wrapped),
        _ => None,
    });
    sheet.is_list = true;
    sheet
}

/// A column in which something of a member stands shortened.
fn shortened(column: &Column<AuthoritySource>) -> Option<Column<PersonSource>> {
    let source = match column.source {
        AuthoritySource::What => PersonSource::PostsShort,
        AuthoritySource::GroupCode => PersonSource::GroupCode,
        _ => return None,
    };
    let Column { groups, heading, also, width, span, turned, .. } = column.clone();
    Some(Column { source, groups, heading, also, width, span, turned })
}

/// A list while it is written.
struct List<'a> {
    frame: &'a Frame<'a>,
    columns: &'a [Column<AuthoritySource>],
    sheet: &'a mut Sheet,
    /// Parts so far.
    part: usize,
}

/// What stands in a cell, and whether it is somebody's rating to be decided.
type Said = (Value, bool);

impl List<'_> {
    /// The row of a part that has rows.
    fn part(&mut self, title: &str, rows: usize) {
        if rows > 0 {
            self.part += 1;
            band(self.sheet, &roman(self.part), self.frame.fill(title, &[]));
        }
    }

    fn row(&mut self, number: u32, said: impl Fn(AuthoritySource) -> Said) {
        let row = self.sheet.row(RowKind::Item);
        for (col, column) in (0_u16..).zip(self.columns) {
            let style = match column.source {
                AuthoritySource::Name
                | AuthoritySource::What
                | AuthoritySource::Where
                | AuthoritySource::Note => LEFT,
                _ => CENTER,
            };
            let (value, is_decided) = match column.source {
                AuthoritySource::Number => (Value::Number(number), false),
                source => said(source),
            };
            self.sheet.put(row, col, value, style);
            if is_decided {
                self.sheet.offer(row, col);
            }
        }
    }
}

fn nothing() -> Said {
    (Value::Blank, false)
}

fn text(text: &str) -> Said {
    (Value::from(text), false)
}

fn rating(frame: &Frame, it: Option<Rating>) -> Said {
    text(it.map_or("", |it| frame.short(it)))
}

/// Of a unit no form says anything: what stands here is what was decided, and why.
fn list_unit(frame: &Frame, unit: &Unit, case: &Case, source: AuthoritySource) -> Said {
    let workspace = frame.context.workspace;
    match source {
        AuthoritySource::Name => text(&unit.name),
        AuthoritySource::What => match &case.whom {
            Whom::Unit(it) => text(unit_kind(frame, it.unit)),
            _ => nothing(),
        },
        AuthoritySource::Where => {
            let above = unit.under.as_deref().and_then(|it| workspace?.unit(it));
            let commune = workspace.map_or("", |it| &it.organization);
            text(above.map_or(commune, |it| &it.name))
        }
        AuthoritySource::Decision => (rating(frame, case.decided.map(|it| it.now.rating)).0, true),
        AuthoritySource::Note => text(case.decided.map_or("", |it| &it.now.reason)),
        _ => nothing(),
    }
}

fn list_branch(frame: &Frame, branch: &BranchResult, source: AuthoritySource) -> Said {
    let judged = judge(branch);
    let workspace = frame.context.workspace;
    match source {
        AuthoritySource::Name => text(&branch.branch.name),
        AuthoritySource::What => text(frame.regime().branch_kind(&branch.branch.kind)),
        AuthoritySource::Where => {
            let unit = workspace.and_then(|it| it.unit_of(&branch.branch));
            let commune = workspace.map_or("", |it| &it.organization);
            text(unit.map_or(commune, |it| &it.name))
        }
        AuthoritySource::SelfRating => rating(frame, judged.own),
        AuthoritySource::Proposal => rating(frame, judged.proposal),
        AuthoritySource::Ceiling => rating(frame, judged.ceiling.map(|it| it.certain)),
        AuthoritySource::Note => text(&note_on_rating(frame, branch, judged)),
        AuthoritySource::Decision => (rating(frame, judged.decided).0, branch.is_accepted()),
        _ => nothing(),
    }
}

fn list_collective(frame: &Frame, it: &Listed, source: AuthoritySource) -> Said {
    let own = &it.collective;
    match source {
        AuthoritySource::Name => text(own.name),
        AuthoritySource::What => {
            let kind = own.kind.map(|it| frame.regime().label("collective", it.key()));
            text(&kind.unwrap_or_default())
        }
        AuthoritySource::Where => text(&it.branch.branch.name),
        AuthoritySource::SelfRating => rating(frame, own.self_rating),
        AuthoritySource::Proposal => rating(frame, own.proposal),
        AuthoritySource::Ceiling => rating(frame, own.allowed.map(|it| it.certain)),
        AuthoritySource::Note => text(&it.note(frame)),
        AuthoritySource::Decision => (rating(frame, own.proposal.and(own.decided)).0, true),
        _ => nothing(),
    }
}

fn list_member(frame: &Frame, person: &Person, source: AuthoritySource) -> Said {
    let own = |source| (Value::from(person.value(source, None, false, frame)), false);
    match source {
        AuthoritySource::Number => nothing(),
        AuthoritySource::Name => own(PersonSource::Name),
        AuthoritySource::What => own(PersonSource::PostsShort),
        AuthoritySource::Where => own(PersonSource::Branch),
        AuthoritySource::GroupCode => own(PersonSource::GroupCode),
        AuthoritySource::SelfRating => own(PersonSource::SelfRating),
        AuthoritySource::StateRating => own(PersonSource::StateRating),
        AuthoritySource::Votes => own(PersonSource::Votes),
        AuthoritySource::Proposal => own(PersonSource::Proposal),
        AuthoritySource::Ceiling => own(PersonSource::Ceiling),
        AuthoritySource::Note => own(PersonSource::Note),
        // Nobody decides on a member who is not rated.
        AuthoritySource::Decision => (own(PersonSource::Decision).0, person.rating().is_some()),
    }
}
