//! `Bieu04`: leadership collectives, then leaders and managers by who manages them.

use super::frame::{CENTER, Frame, Heading, KEPT, LEFT, band, finish, remark, start};
use super::lists::{explain, listed};
use super::person::{fit, fits};
use crate::model::{CommuneResult, LeaderScope, Rating};
use crate::regime::Keyed;
use crate::regime::consolidated::CollectiveSource;
use crate::tables::{Listed, Person, collectives, everybody};
use crate::write::sheet::{Part, RowKind, Sheet, Style, Value};

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult) -> Sheet {
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
    write_collectives(frame, &mut sheet, results);
    sheet.parts.push(Part { heads, last: sheet.next_row() - 1 });
    sheet.keep_last(KEPT);
    sheet.fits = fits(&profile.column, fit);

    // The other parts have columns of their own, right below: their headings are those
    // that the file format repeats, on the pages after the one on which they stand.
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    let rows = super::frame::headings(&mut sheet, &headings);
    sheet.repeated = Some(rows);
    for (title, scope) in
        [(&profile.superior, LeaderScope::Superior), (&profile.committee, LeaderScope::Committee)]
    {
        band(&mut sheet, "", title.clone());
        let people = leaders(results).filter(|it| it.member.leader == Some(scope));
        if listed(frame, &mut sheet, &profile.column, people, 1).is_none() {
            remark(&mut sheet, &frame.profile.words.nobody);
        }
    }
    explain(frame, &mut sheet, &profile.column, || leaders(results));
    finish(frame, &mut sheet);
    sheet
}

/// Leaders and managers, guests aside.
fn leaders(results: &CommuneResult) -> impl Iterator<Item = Person<'_>> {
    let scopes = [Some(LeaderScope::Superior), Some(LeaderScope::Committee)];
    everybody(results).filter(move |it| !it.member.is_guest() && scopes.contains(&it.member.leader))
}

fn write_collectives(frame: &Frame, sheet: &mut Sheet, results: &CommuneResult) {
    let kinds = &frame.profile.leaders.kinds;
    // One whose kind is not known is not dropped.
    let is_in = |it: &Listed| it.collective.kind.is_none_or(|it| kinds.contains(&it));
    let mut number = 0;
    for it in collectives(results).filter(is_in) {
        number += 1;
        write_collective(frame, sheet, number, &it);
    }
    if number == 0 {
        remark(sheet, &frame.profile.words.nobody);
    }
}

fn write_collective(frame: &Frame, sheet: &mut Sheet, number: u32, listed: &Listed) {
    let Listed { branch, collective } = listed;
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
            sheet.choices.push((row, col));
        }
        sheet.span(row, (col, col + column.span - 1), value, style);
        col += column.span;
    }
}
