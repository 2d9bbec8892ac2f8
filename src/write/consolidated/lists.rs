//! The lists of members: all (`DS01`), excellent (`DS02`), failing and
//! disciplined (`DS03`), exempt, not reviewed and not rated (`DS04`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::by_unit::{self, Count, Part, Sums, areas, few, filled};
use super::frame::{BODY, Frame, Heading, LEFT, band, finish, only_headings, remark, start};
use super::person::{cell, fit, fits};
use super::stretches::Stretches;
use crate::model::{Aid, BranchResult, CommuneResult, LeaderScope, QuotaState, Rating, Standing};
use crate::regime::consolidated::{Column, PersonSource, SheetHead, UnitSums};
use crate::tables::{
    Person, ahead, everybody, is_failing, is_reviewed, is_unrated, members_of, roman,
};
use crate::write::sheet::style::Edges;
use crate::write::sheet::{Area, Formula, RowKind, Sheet, Style};

/// The columns of quarters.
const QUARTERS: [PersonSource; 4] = [
    PersonSource::QuarterOne,
    PersonSource::QuarterTwo,
    PersonSource::QuarterThree,
    PersonSource::QuarterFour,
];

/// Where in a list the members of each branch stand.
pub(super) struct Places {
    sheet: Arc<str>,
    columns: BTreeMap<PersonSource, u16>,
    /// By branch: one for each part in which it has members.
    rows: Stretches,
}

impl Places {
    /// The cells of a branch in a column.
    pub(super) fn areas_of(&self, branch: usize, source: PersonSource) -> Vec<Area> {
        self.rows.of(branch).filter_map(|it| self.area(it, source)).collect()
    }

    /// The cells of these branches in a column; none where they are too many for a formula.
    fn few_of(&self, branches: &[usize], source: PersonSource) -> Vec<Area> {
        few(branches.iter().flat_map(|it| self.areas_of(*it, source)).collect())
    }

    /// A column from the first member to the last, with the rows between them.
    pub(super) fn whole(&self, source: PersonSource) -> Option<Area> {
        let rows = || self.rows.all();
        let (first, last) = (rows().map(|it| it.0).min()?, rows().map(|it| it.1).max()?);
        self.area((first, last), source)
    }

    fn area(&self, (first_row, last_row): (u32, u32), source: PersonSource) -> Option<Area> {
        let col = u32::from(*self.columns.get(&source)?);
        Some(Area { sheet: Arc::clone(&self.sheet), col, first_row, last_row })
    }
}

/// All members, by branch; where the profile says so, first by who decides.
pub(super) fn members(frame: &Frame, results: &CommuneResult) -> (Sheet, Places) {
    let profile = &frame.profile.members;
    let mut sheet = started(frame, &profile.sheet, &profile.column);
    let mut rows = Stretches::default();
    let mut count = 0;
    match &profile.authority {
        _ if frame.above.is_some() => {
            count += part(frame, &mut sheet, results, |_| true, &mut rows);
        }
        _ if !frame.sections.is_empty() => {
            count += by_authority(frame, &mut sheet, results, &mut rows);
        }
        None => count += part(frame, &mut sheet, results, |_| true, &mut rows),
        Some(titles) => {
            for (title, is_superior) in [(&titles.superior, true), (&titles.committee, false)] {
                let is_in =
                    |it: &Person| (it.member.leader == Some(LeaderScope::Superior)) == is_superior;
                if everybody(results).any(|it| !it.member.is_guest() && is_in(&it)) {
                    band(&mut sheet, "", frame.fill(title, &[]));
                    count += part(frame, &mut sheet, results, is_in, &mut rows);
                }
            }
        }
    }
    closing(frame, &mut sheet, count);
    let people = || everybody(results).filter(|it| !it.member.is_guest());
    explain(frame, &mut sheet, &profile.column, people);
    finish(frame, &mut sheet);
    let places = places(&sheet, &profile.column, rows);
    (sheet, places)
}

/// All members by who decides on them, where the workspace has units; how many they are.
fn by_authority(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    rows: &mut Stretches,
) -> usize {
    let Some(words) = &frame.profile.units else { return 0 };
    let all = frame.context.authorities();
    let mut count = 0;
    let mut letters = ('A'..='Z').map(String::from).chain((27_u32..).map(|it| it.to_string()));
    for authority in all.all() {
        let is_in = |it: &Person| {
            all.of_member(&it.branch.branch, it.member.leader).order == authority.order
        };
        if !everybody(results).any(|it| !it.member.is_guest() && is_in(&it)) {
            continue;
        }
        let letter = letters.next().unwrap_or_default();
        let body = authority.name.to_uppercase();
        let args = [("letter", letter.as_str()), ("body", &body)];
        band(sheet, "", frame.fill(&words.authority, &args));
        count += part(frame, sheet, results, is_in, rows);
    }
    count
}

/// Below a list of these people: what is shortened in its columns.
pub(super) fn explain<'a, I: Iterator<Item = Person<'a>>>(
    frame: &Frame,
    sheet: &mut Sheet,
    columns: &[Column<PersonSource>],
    own: impl Fn() -> I,
) {
    let profile = &frame.profile.members;
    let shows = |sources: &[PersonSource]| columns.iter().any(|it| sources.contains(&it.source));
    let pairs = |them: Vec<(&str, &str)>| {
        them.iter().map(|(short, full)| format!("{short}: {full}")).collect::<Vec<_>>().join("; ")
    };
    let mut groups = String::new();
    if shows(&[PersonSource::GroupCode]) {
        groups = pairs(frame.coded_groups());
    }
    let mut ratings = String::new();
    if shows(&QUARTERS) && own().any(|it| it.member.quarters.iter().any(Option::is_some)) {
        let all = Rating::BEST_FIRST.map(|it| (frame.quarter(it), frame.short(it)));
        ratings = pairs(all.into_iter().filter(|it| it.0 != it.1).collect());
    }
    let mut eligibilities = String::new();
    if shows(&[PersonSource::NoteShort]) {
        let labels: Vec<_> = profile
            .short
            .eligibility
            .iter()
            .filter(|it| own().any(|person| is_unrated(&person) && person.is_not_rated_for(it.0)))
            .map(|it| (it.1.as_str(), frame.regime().label("eligibility", it.0)))
            .collect();
        eligibilities = pairs(labels.iter().map(|it| (it.0, it.1.as_str())).collect());
    }
    let mut posts = String::new();
    if shows(&[PersonSource::PostsShort]) && own().any(|it| it.has_short_posts(frame)) {
        posts = profile.short.no_post.join(", ");
    }
    let mut ceiling = String::new();
    let short = &profile.short.ceiling_inferred;
    if shows(&[PersonSource::NoteShort]) && own().any(|it| it.has_ceiling_note(frame)) {
        ceiling = frame.fill(short, &[("rating", "…")]);
    }
    let known = [
        ("groups", groups.as_str()),
        ("ratings", &ratings),
        ("posts", &posts),
        ("ceiling", &ceiling),
        ("eligibilities", &eligibilities),
    ];
    for line in &profile.short.legend {
        let is_empty =
            |it: &(&str, &str)| it.1.is_empty() && line.contains(&format!("{{{}}}", it.0));
        if known.iter().any(is_empty) {
            continue;
        }
        let row = sheet.row(RowKind::Frame);
        let last = sheet.columns().saturating_sub(1);
        sheet.span(row, (0, last), frame.fill(line, &known), Style::text(BODY).italic());
    }
}

/// The members of a part of the list, by branch; how many they are.
fn part(
    frame: &Frame,
    sheet: &mut Sheet,
    results: &CommuneResult,
    is_in: impl Fn(&Person) -> bool,
    rows: &mut Stretches,
) -> usize {
    let mut number = 0;
    let mut count = 0;
    for (place, branch) in results.branches.iter().enumerate() {
        let own = members_of(branch).filter(|it| !it.member.is_guest());
        let people: Vec<_> = own.filter(|it| is_in(it)).collect();
        if people.is_empty() {
            continue;
        }
        number += 1;
        count += people.len();
        band(sheet, &roman(number), branch.branch.name.clone());
        let own = listed(frame, sheet, &frame.profile.members.column, people.into_iter(), 1);
        if let Some(own) = own {
            rows.add(place, own);
        }
    }
    count
}

/// The excellent members. Over the quota they stand by their share of votes,
/// with the line of the quota drawn; where it is counted in groups, by group.
pub(super) fn excellent(frame: &Frame, results: &CommuneResult, sums: &mut Sums) -> Sheet {
    let profile = &frame.profile.excellent;
    let mut sheet = started(frame, &profile.sheet, &profile.column);
    let all = || everybody(results).filter(|it| it.rating() == Some(Rating::Excellent));
    let count = all().count();
    let mut stood = Stood::new(results);
    if results.over() == 0 {
        stood.listed(frame, &mut sheet, &profile.column, all(), 1);
        filtered(&mut sheet, count);
    } else if results.groups.is_empty() {
        against(frame, &mut sheet, all().collect(), &results.quota, 1, &mut stood);
    } else {
        let mut next = 1;
        for group in results.groups.iter().filter(|it| it.quota.excellent > 0) {
            let own = all().filter(|it| frame.group(it.branch, &it.member) == group.name).collect();
            band(&mut sheet, "", frame.fill(&profile.group, &[("group", &group.name)]));
            next += against(frame, &mut sheet, own, &group.quota, next, &mut stood);
        }
    }
    closing(frame, &mut sheet, count);
    explain(frame, &mut sheet, &profile.column, all);
    if let Some(words) = &frame.profile.units {
        let places = places(&sheet, &profile.column, stood.rows);
        let is_its = |it: &Person| it.rating() == Some(Rating::Excellent);
        let count = Count::members(results, &words.sums.people, is_its, |branches| {
            filled(places.few_of(branches, PersonSource::Name))
        });
        let parts = [Part { title: None, counts: vec![count] }];
        by_unit::write(frame, &mut sheet, results, sums, &parts);
    }
    finish(frame, &mut sheet);
    sheet
}

/// Lists these members, numbered from `number`; over their quota by their share of
/// votes, with its line. How many they are.
fn against(
    frame: &Frame,
    sheet: &mut Sheet,
    mut people: Vec<Person>,
    quota: &QuotaState,
    number: u32,
    stood: &mut Stood,
) -> u32 {
    let profile = &frame.profile.excellent;
    let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
    if quota.over() == 0 {
        stood.listed(frame, sheet, &profile.column, people.into_iter(), number);
        return count;
    }
    // Stable: who is alike keeps the workbook's order.
    let order = frame.context.settings.quota_order.as_slice();
    let is_set = !order.is_empty();
    let order = if is_set { order } else { &[Aid::Votes] };
    people.sort_by(|one, other| ahead(one, other, order));
    let below = people.split_off(quota.limit as usize);
    let is_tied = people.last().is_some_and(|last| ahead(last, &below[0], order).is_eq());
    stood.listed(frame, sheet, &profile.column, people.into_iter(), number);
    let mut text = frame.fill(
        &profile.line,
        &[
            ("limit", &quota.limit.to_string()),
            ("excellent", &count.to_string()),
            ("over", &quota.over().to_string()),
        ],
    );
    if is_tied {
        let words = frame.regime().decisions.as_deref().filter(|_| is_set);
        text.push_str(words.map_or(profile.line_tied.as_str(), |it| &it.words.line_tied));
    }
    if frame.is_provisional {
        text.push_str(&profile.line_so_far);
    }
    let row = sheet.row(RowKind::Band);
    let last = sheet.columns().saturating_sub(1);
    sheet.span(row, (0, last), text, Style { edges: Edges::Barred, ..LEFT }.bold().center());
    let next = number.saturating_add(quota.limit);
    stood.listed(frame, sheet, &profile.column, below.into_iter(), next);
    count
}

/// Members who fail or were disciplined, by branch.
pub(super) fn failing(frame: &Frame, results: &CommuneResult, sums: &mut Sums) -> (Sheet, Places) {
    let profile = &frame.profile.failing;
    let mut sheet = started(frame, &profile.sheet, &profile.column);
    let (rows, count) = by_branch(frame, &mut sheet, &profile.column, results, is_failing);
    filtered(&mut sheet, count);
    closing(frame, &mut sheet, count);
    let places = places(&sheet, &profile.column, rows);
    if let Some(words) = &frame.profile.units {
        let (words, places) = (&words.sums, &places);
        let fails = |it: &Person| is_failing(it) && it.rating() == Some(Rating::Unsatisfactory);
        let text = frame.short(Rating::Unsatisfactory);
        let counts = vec![
            Count::members(results, &words.people, is_failing, |branches| {
                filled(places.few_of(branches, PersonSource::Name))
            }),
            Count::members(results, frame.fill(&words.rated, &[("rating", text)]), fails, |it| {
                Formula::count_if(places.few_of(it, PersonSource::Rating), text)
            }),
            Count::members(
                results,
                &words.disciplined,
                |it| is_failing(it) && it.member.discipline.is_some(),
                |branches| filled(places.few_of(branches, PersonSource::Discipline)),
            ),
        ];
        by_unit::write(frame, &mut sheet, results, sums, &[Part { title: None, counts }]);
    }
    finish(frame, &mut sheet);
    (sheet, places)
}

/// Members who are exempt or not rated, by branch; below them the guests.
pub(super) fn unrated(frame: &Frame, results: &CommuneResult, sums: &mut Sums) -> (Sheet, Places) {
    let profile = &frame.profile.unrated;
    let mut sheet = started(frame, &profile.sheet, &profile.column);
    let (rows, count) = by_branch(frame, &mut sheet, &profile.column, results, is_unrated);
    let guests: Vec<_> = everybody(results).filter(|it| it.member.is_guest()).collect();
    if guests.is_empty() {
        filtered(&mut sheet, count);
    } else {
        band(&mut sheet, "", profile.guests.clone());
        for guest in guests {
            // Without a number: the numbers of this list add up to a total.
            let row = sheet.row(RowKind::Aside);
            write(frame, &mut sheet, row, &profile.column, &guest, None);
        }
    }
    closing(frame, &mut sheet, count);
    let places = places(&sheet, &profile.column, rows);
    if let Some(words) = &frame.profile.units {
        let counts = unrated_counts(frame, results, &words.sums, &places);
        by_unit::write(frame, &mut sheet, results, sums, &[Part { title: None, counts }]);
    }
    finish(frame, &mut sheet);
    (sheet, places)
}

/// How many are not rated, and with which cross.
fn unrated_counts<'a>(
    frame: &'a Frame,
    results: &'a CommuneResult,
    words: &'a UnitSums,
    places: &'a Places,
) -> Vec<Count<'a>> {
    let marked = |heading: &'a str, source, is_its: fn(&Person) -> bool| {
        Count::members(results, heading, is_its, move |branches| {
            Formula::count_if(places.few_of(branches, source), &frame.profile.words.mark)
        })
    };
    let is_unrated_only = |it: &Person| it.member.standing() == Standing::Unrated;
    vec![
        Count::members(results, &words.people, is_unrated, |branches| {
            filled(places.few_of(branches, PersonSource::Name))
        }),
        marked(&words.exempt, PersonSource::Exempt, |it| it.member.standing() == Standing::Exempt),
        marked(&words.not_reviewed, PersonSource::NotReviewed, |it| {
            it.member.standing() == Standing::Unrated && !is_reviewed(&it.member)
        }),
        marked(&words.not_rated, PersonSource::NotRated, is_unrated_only),
    ]
}

/// The members of each branch that are listed, numbered through.
fn by_branch(
    frame: &Frame,
    sheet: &mut Sheet,
    columns: &[Column<PersonSource>],
    results: &CommuneResult,
    is_listed: impl Fn(&Person) -> bool,
) -> (Stretches, usize) {
    let mut next = 1;
    let mut rows = Stretches::default();
    for (place, branch) in results.branches.iter().enumerate() {
        let range =
            listed(frame, sheet, columns, members_of(branch).filter(|it| is_listed(it)), next);
        next += range.map_or(0, |(first, last)| last - first + 1);
        if let Some(own) = range {
            rows.add(place, own);
        }
    }
    (rows, next as usize - 1)
}

/// A sheet with the headings of a list.
fn started(frame: &Frame, head: &SheetHead, columns: &[Column<PersonSource>]) -> Sheet {
    let mut sheet = start(frame, head, columns.iter().map(|it| it.width).collect());
    sheet.digits = (0_u16..)
        .zip(columns)
        .filter(|(_, it)| it.source == PersonSource::Card)
        .map(|(col, _)| col)
        .collect();
    let headings: Vec<_> = columns.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(columns, fit);
    sheet.is_list = true;
    sheet
}

/// Writes these members, numbered from `number`: their first and last row.
pub(super) fn listed<'a>(
    frame: &Frame,
    sheet: &mut Sheet,
    columns: &[Column<PersonSource>],
    people: impl Iterator<Item = Person<'a>>,
    number: u32,
) -> Option<(u32, u32)> {
    let first = sheet.next_row();
    for (number, person) in (number..).zip(people) {
        let row = sheet.row(RowKind::Item);
        write(frame, sheet, row, columns, &person, Some(number));
    }
    let next = sheet.next_row();
    (next > first).then(|| (first, next - 1))
}

/// Where the members of each branch stand in a list of another order.
pub(super) struct Stood<'a> {
    /// Places of the branches, by their codes.
    places: BTreeMap<&'a str, usize>,
    rows: Stretches,
}

impl<'a> Stood<'a> {
    pub(super) fn new(results: &'a CommuneResult) -> Self {
        let codes = results.branches.iter().map(|it| it.branch.code.as_str());
        Self { places: codes.zip(0..).collect(), rows: Stretches::default() }
    }

    /// What stands in this row is of this branch.
    pub(super) fn add(&mut self, row: u32, branch: &BranchResult) {
        if let Some(place) = self.places.get(branch.branch.code.as_str()) {
            self.rows.add(*place, (row, row));
        }
    }

    /// Once all are there.
    pub(super) fn in_order(self) -> Self {
        Self { rows: self.rows.in_order(), ..self }
    }

    /// Writes these members, numbered from `number`: their first and last row.
    pub(super) fn listed<'b>(
        &mut self,
        frame: &Frame,
        sheet: &mut Sheet,
        columns: &[Column<PersonSource>],
        people: impl Iterator<Item = Person<'b>>,
        number: u32,
    ) -> Option<(u32, u32)> {
        let mut row = sheet.next_row();
        let people = people.inspect(|it| {
            if !frame.sections.is_empty() {
                self.add(row, it.branch);
            }
            row += 1;
        });
        listed(frame, sheet, columns, people, number)
    }

    /// The cells of these branches in a column; none where they are too many for a formula.
    pub(super) fn areas(&self, sheet: &Arc<str>, col: u16, branches: &[usize]) -> Vec<Area> {
        areas(sheet, col, &self.rows, branches)
    }
}

fn write(
    frame: &Frame,
    sheet: &mut Sheet,
    row: u32,
    columns: &[Column<PersonSource>],
    person: &Person,
    number: Option<u32>,
) {
    let has_why = columns.iter().any(|it| it.source == PersonSource::Why);
    for (col, column) in (0_u16..).zip(columns) {
        let (value, style) = cell(person, column.source, (number, has_why), frame);
        sheet.put(row, col, value, style);
        // Nobody decides on a member who is not rated.
        if column.source == PersonSource::Decision && person.rating().is_some() {
            sheet.offer(row, col);
        }
    }
}

/// A filter over a list without parts.
fn filtered(sheet: &mut Sheet, count: usize) {
    let heads = sheet.repeated.map(|it| it.1);
    sheet.filter = heads.filter(|_| count > 0).map(|it| (it, sheet.next_row() - 1));
}

/// The sentence that closes a list.
fn closing(frame: &Frame, sheet: &mut Sheet, count: usize) {
    if count == 0 {
        remark(sheet, &frame.profile.words.nobody);
    }
    let row = sheet.row(RowKind::Frame);
    let last = sheet.columns().saturating_sub(1);
    let text = frame.fill(&frame.profile.words.closing, &[("count", &count.to_string())]);
    sheet.span(row, (0, last), text, Style::text(BODY + 1).bold());
}

fn places(sheet: &Sheet, columns: &[Column<PersonSource>], rows: Stretches) -> Places {
    let columns = (0_u16..).zip(columns).map(|(col, it)| (it.source, col)).collect();
    Places { sheet: Arc::clone(&sheet.name), columns, rows: rows.in_order() }
}
