//! What changed since the last final workbook: who, from what to what, by which form or paper, when. Only where
//! there is one that differs.

use super::frame::{BODY, CENTER, Frame, Heading, LEFT, finish, only_headings, remark, start};
use super::person::fits;
use crate::model::{Changed, CommuneResult, DecisionPaper, SinceFinal, Stood};
use crate::regime::decisions::{Since, SinceSource};
use crate::write::sheet::{Fit, RowKind, Sheet, Style, Value};

pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    since: Option<&SinceFinal>,
) -> Option<Sheet> {
    let since = since.filter(|it| !it.changed.is_empty())?;
    let profile = frame.regime().decisions.as_deref()?.since.as_ref()?;
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(&profile.column, |it| match it {
        SinceSource::Name | SinceSource::Branch => Some(Fit::OneLine),
        SinceSource::Why => Some(Fit::Wrapped),
        _ => None,
    });
    sheet.is_list = true;
    for (number, changed) in (1_u32..).zip(&since.changed) {
        let row = sheet.row(RowKind::Item);
        let paper = changed.paper.and_then(|it| results.decisions.as_ref()?.papers.get(it));
        let date = paper.map_or(changed.meeting, |it| it.date);
        for (col, column) in (0_u16..).zip(&profile.column) {
            let (value, style) = match column.source {
                SinceSource::Number => (Value::Number(number), CENTER),
                SinceSource::Name => (Value::from(changed.name.as_str()), LEFT),
                SinceSource::Birth => {
                    (changed.birth.map_or(Value::Blank, Value::from), CENTER.day())
                }
                SinceSource::Branch => (Value::from(changed.branch.as_str()), LEFT),
                SinceSource::Before => (stood(changed.before, profile, frame), CENTER),
                SinceSource::After => (stood(changed.after, profile, frame), CENTER),
                SinceSource::Why => (Value::from(why(changed, paper, profile, frame)), LEFT),
                SinceSource::Date => (date.map_or(Value::Blank, Value::from), CENTER.day()),
            };
            sheet.put(row, col, value, style);
        }
    }
    remark(&mut sheet, &frame.fill(&profile.base, &[("file", &since.file)]));
    let row = sheet.row(RowKind::Frame);
    let last = sheet.columns().saturating_sub(1);
    sheet.span(row, (0, last), "", Style::text(BODY));
    finish(frame, &mut sheet);
    Some(sheet)
}

fn stood(it: Stood, profile: &Since, frame: &Frame) -> Value {
    Value::from(match it {
        Stood::Absent => profile.absent.as_str(),
        Stood::Unrated => profile.unrated.as_str(),
        Stood::Rated(rating) => frame.short(rating),
    })
}

fn why(changed: &Changed, paper: Option<&DecisionPaper>, profile: &Since, frame: &Frame) -> String {
    let mut said = Vec::new();
    if !changed.file.is_empty() {
        let words = if changed.is_supplement { &profile.supplement } else { &profile.form };
        said.push(frame.fill(words, &[("file", &changed.file)]));
    }
    said.extend(paper.map(|it| frame.paper(it)));
    if changed.is_doubtful {
        said.push(profile.doubtful.clone());
    }
    said.join("; ")
}
