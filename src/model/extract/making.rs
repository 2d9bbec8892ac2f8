//! A form to its extract: each value is kept once, and rows say where it stands among them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::row::{self, DECIMALS, NUMBERS, PLACES, Row, TEXTS, Text};
use super::sheet1::Sheet1;
use super::{Extract, Place, Unit};
use crate::model::{Collective, Hundredths, Member, Slot, Submission};

/// The column of the years in a row, from 1; 0 where the form has none.
fn years_col(form: &Submission) -> u16 {
    let cell = form.members.iter().find_map(|it| it.excellent_years.cell());
    cell.and_then(|it| u16::try_from(it.col + 1).ok()).unwrap_or_default()
}

/// Values, each kept once, and the place of each from 1.
struct Pool<T>(BTreeMap<T, u32>);

impl<T: Ord> Pool<T> {
    fn place(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    fn in_order(self) -> Vec<T> {
        let mut all: Vec<(T, u32)> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|it| it.1);
        all.into_iter().map(|it| it.0).collect()
    }
}

/// What the rows of a form have in common, while they are taken in.
struct Making<'a> {
    texts: Pool<&'a str>,
    decimals: Pool<Hundredths>,
    numbers: Pool<u32>,
    places: Pool<Place>,
    sheets: Vec<Arc<str>>,
}

impl<'a> Making<'a> {
    fn text(&mut self, slot: &'a Slot<String>) -> Text {
        let text = slot.text();
        if text.is_empty() { 0 } else { self.texts.place(text) }
    }

    fn decimal(&mut self, slot: &Slot<Hundredths>) -> u32 {
        slot.get().map_or(0, |it| self.decimals.place(it))
    }

    fn number(&mut self, slot: &Slot<u32>) -> u32 {
        slot.get().map_or(0, |it| self.numbers.place(it))
    }

    fn place<T>(&mut self, slot: &Slot<T>, row: u32) -> u32 {
        let Some(cell) = slot.cell() else { return 0 };
        let known = self.sheets.iter().position(|it| *it == cell.sheet);
        let sheet = known.unwrap_or_else(|| {
            self.sheets.push(Arc::clone(&cell.sheet));
            self.sheets.len() - 1
        });
        self.places.place(Place {
            sheet: u16::try_from(sheet + 1).unwrap_or_default(),
            col: u16::try_from(cell.col).unwrap_or(u16::MAX),
            row: cell.row.wrapping_sub(row),
        })
    }

    /// What the values of a member are among those of the form.
    fn indices(&mut self, member: &'a Member) -> row::Of {
        let texts = [
            &member.name,
            &member.ethnicity,
            &member.party_post,
            &member.other_post,
            &member.card,
            &member.self_form,
            &member.group,
            &member.cause,
            &member.discipline_decision,
            &member.reason,
            &member.note,
        ];
        let texts: [Text; TEXTS] = texts.map(|it| self.text(it));
        let decimals = [
            &member.self_points.total,
            &member.points.general,
            &member.points.task,
            &member.points.total,
            &member.tasks_done,
        ];
        let decimals: [u32; DECIMALS] = decimals.map(|it| self.decimal(it));
        let votes = &member.ballots;
        let numbers =
            [&member.number, &member.excellent_years, &votes[0], &votes[1], &votes[2], &votes[3]];
        let numbers: [u32; NUMBERS] = numbers.map(|it| self.number(it));
        let row = member.row;
        let places: [u32; PLACES] = [self.place(&member.name, row), self.place(&member.card, row)];
        row::Of { texts, decimals, numbers, places }
    }

    fn row(&mut self, member: &'a Member) -> Row {
        Row {
            of: self.indices(member),
            at: member.row,
            has_unread_votes: member.ballots.iter().any(Slot::is_unread),
            birth: member.birth.get().into(),
            admitted: member.admitted.get().into(),
            official: member.official.get().into(),
            gender: member.gender.get(),
            leader: member.leader.get(),
            quarters: [0, 1, 2, 3].map(|it: usize| member.quarters[it].get()),
            eligibility: member.eligibility.get(),
            reviewed: member.reviewed.get(),
            self_rating: member.self_rating.get(),
            state_rating: member.state_rating.get(),
            proposal: member.proposal.get(),
            discipline: member.discipline.get(),
            allowed: None,
            cap: 0,
            decided: None,
            late: 0,
            is_old_breach: {
                let said = [&member.discipline_counted, &member.discipline_earlier];
                said.iter().filter_map(|it| it.get()).reduce(|one, other| one || other)
            },
            last_year: None,
            known_years: None,
        }
    }

    fn unit(&mut self, collective: &'a Collective) -> Unit {
        Unit {
            name: self.text(&collective.name),
            reason: self.text(&collective.reason),
            note: self.text(&collective.note),
            tasks_done: collective.tasks_done.get(),
            kind: collective.kind.get(),
            self_rating: collective.self_rating.get(),
            proposal: collective.proposal.get(),
            allowed: None,
            cap: 0,
            decided: None,
        }
    }
}

impl From<&Submission> for Extract {
    fn from(form: &Submission) -> Self {
        let mut making = Making {
            texts: Pool(BTreeMap::new()),
            decimals: Pool(BTreeMap::new()),
            numbers: Pool(BTreeMap::new()),
            places: Pool(BTreeMap::new()),
            sheets: Vec::new(),
        };
        let members = form.members.iter().map(|it| making.row(it).bytes()).collect();
        let collectives = form.collectives.iter().map(|it| making.unit(it)).collect();
        let (mut texts, mut ends) = (String::new(), Vec::new());
        for text in making.texts.in_order() {
            texts.push_str(text);
            // A form's texts are bounded far below.
            ends.push(u32::try_from(texts.len()).unwrap_or(u32::MAX));
        }
        Self {
            info: Sheet1::from(&form.info),
            ballots_valid: form.info.ballots_valid.get(),
            texts: texts.into_boxed_str(),
            ends: ends.into(),
            decimals: making.decimals.in_order().into_boxed_slice(),
            numbers: making.numbers.in_order().into(),
            places: making.places.in_order().into_boxed_slice(),
            sheets: making.sheets.into_boxed_slice(),
            members,
            collectives,
            has_all_members: form.has_all_members,
            late: Vec::new(),
            years_col: years_col(form),
        }
    }
}
