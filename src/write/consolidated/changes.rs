//! `DS05`: what was decided otherwise than proposed, and what was decided anew. Only where something
//! is decided.

use super::frame::{BODY, CENTER, Frame, Heading, LEFT, finish, only_headings, remark, start};
use super::person::fits;
use crate::model::CommuneResult;
use crate::regime::decisions::ChangeSource;
use crate::tables::{Case, Whom, cases};
use crate::write::sheet::{Fit, RowKind, Sheet, Style, Value};

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult) -> Option<Sheet> {
    let decisions = results.decisions.as_ref().filter(|it| !it.decided.is_empty())?;
    let profile = &frame.regime().decisions.as_deref()?.changes;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(&profile.column, |it| match it {
        ChangeSource::Name | ChangeSource::Branch => Some(Fit::OneLine),
        ChangeSource::Reason | ChangeSource::Paper => Some(Fit::Wrapped),
        _ => None,
    });
    sheet.is_list = true;
    let is_changed = |it: &Case| {
        it.decided.is_some_and(|own| own.now.rating != it.proposal || !own.earlier.is_empty())
    };
    let mut number = 0;
    for case in cases(results).filter(is_changed) {
        let Some(ruling) = case.decided else { continue };
        number += 1;
        let row = sheet.row(RowKind::Item);
        for (col, column) in (0_u16..).zip(&profile.column) {
            let (value, style) = match column.source {
                ChangeSource::Number => (Value::Number(number), CENTER),
                ChangeSource::Name => (Value::from(case.whom.name()), LEFT),
                ChangeSource::Birth => (birth(&case), CENTER.day()),
                ChangeSource::Branch => (Value::from(case.branch.branch.name.as_str()), LEFT),
                ChangeSource::Proposal => (Value::from(frame.short(case.proposal)), CENTER),
                ChangeSource::Decision => (Value::from(frame.short(ruling.now.rating)), CENTER),
                ChangeSource::Reason => (Value::from(ruling.now.reason.as_str()), LEFT),
                ChangeSource::Paper => {
                    let mut said: Vec<String> =
                        decisions.paper(&ruling.now).map(|it| frame.paper(it)).into_iter().collect();
                    for before in &ruling.earlier {
                        let paper = decisions.paper(before).map(|it| frame.paper(it));
                        let args = [
                            ("rating", frame.short(before.rating)),
                            ("paper", &paper.unwrap_or_default()),
                        ];
                        said.push(frame.fill(&profile.earlier, &args));
                    }
                    (Value::from(said.join("; ")), LEFT)
                }
            };
            sheet.put(row, col, value, style);
        }
    }
    if number == 0 {
        remark(&mut sheet, &profile.nothing);
    } else {
        let row = sheet.row(RowKind::Frame);
        let last = sheet.columns().saturating_sub(1);
        sheet.span(row, (0, last), "", Style::text(BODY));
    }
    finish(frame, &mut sheet);
    Some(sheet)
}

fn birth(case: &Case) -> Value {
    match &case.whom {
        Whom::Member(it) => it.member.birth.map_or(Value::Blank, Value::from),
        Whom::Collective(_) | Whom::Branch(_) => Value::Blank,
    }
}
