//! What changed since the last final workbook: who, from what to what, by which form or paper, when. Only where
//! there is one that differs.

use super::frame::{BODY, CENTER, Frame, Heading, LEFT, finish, only_headings, remark, start};
use super::person::fits;
use crate::model::{
    Changed, CommuneResult, DecisionPaper, PartialDate, SentSince, SinceFinal, Stood,
};
use crate::regime::decisions::{Since, SinceSource};
use crate::write::sheet::{Fit, RowKind, Sheet, Style, Value};

/// A row of the list.
struct Row<'a> {
    name: &'a str,
    birth: Option<PartialDate>,
    branch: &'a str,
    before: &'a str,
    after: &'a str,
    why: String,
    date: Option<PartialDate>,
}

pub(super) fn lay_out(
    frame: &Frame,
    results: &CommuneResult,
    since: Option<&SinceFinal>,
) -> Option<Sheet> {
    let profile = frame.regime().decisions.as_deref()?.since.as_ref()?;
    let (rows, bases): (Vec<Row>, Vec<String>) = match (since, &results.above) {
        (Some(since), _) => {
            let base = frame.fill(&profile.base, &[("file", &since.file)]);
            let rows = since.changed.iter().map(|it| row_of(it, results, profile, frame));
            (rows.collect(), vec![base])
        }
        // Above communes it is what they say, each behind the other.
        (None, Some(above)) => {
            (above.since.rows.iter().map(sent).collect(), above.since.bases.clone())
        }
        (None, None) => return None,
    };
    if rows.is_empty() {
        return None;
    }
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
    for (number, own) in (1_u32..).zip(&rows) {
        let row = sheet.row(RowKind::Item);
        let day = |it: Option<PartialDate>| (it.map_or(Value::Blank, Value::from), CENTER.day());
        for (col, column) in (0_u16..).zip(&profile.column) {
            let (value, style) = match column.source {
                SinceSource::Number => (Value::Number(number), CENTER),
                SinceSource::Name => (Value::from(own.name), LEFT),
                SinceSource::Birth => day(own.birth),
                SinceSource::Branch => (Value::from(own.branch), LEFT),
                SinceSource::Before => (Value::from(own.before), CENTER),
                SinceSource::After => (Value::from(own.after), CENTER),
                SinceSource::Why => (Value::from(own.why.as_str()), LEFT),
                SinceSource::Date => day(own.date),
            };
            sheet.put(row, col, value, style);
        }
    }
    for base in &bases {
        remark(&mut sheet, base);
    }
    let row = sheet.row(RowKind::Frame);
    let last = sheet.columns().saturating_sub(1);
    sheet.span(row, (0, last), "", Style::text(BODY));
    finish(frame, &mut sheet);
    Some(sheet)
}

/// A row of a commune's list.
fn sent(it: &SentSince) -> Row<'_> {
    Row {
        name: &it.who.name,
        birth: it.who.birth,
        branch: &it.who.branch,
        before: &it.before,
        after: &it.after,
        why: it.why.clone(),
        date: it.date,
    }
}

fn row_of<'a>(
    changed: &'a Changed,
    results: &CommuneResult,
    profile: &'a Since,
    frame: &'a Frame,
) -> Row<'a> {
    let paper = changed.paper.and_then(|it| results.decisions.as_ref()?.papers.get(it));
    Row {
        name: &changed.name,
        birth: changed.birth,
        branch: &changed.branch,
        before: stood(changed.before, profile, frame),
        after: stood(changed.after, profile, frame),
        why: why(changed, paper, profile, frame),
        date: paper.map_or(changed.meeting, |it| it.date),
    }
}

fn stood<'a>(it: Stood, profile: &'a Since, frame: &'a Frame) -> &'a str {
    match it {
        Stood::Absent => profile.absent.as_str(),
        Stood::Unrated => profile.unrated.as_str(),
        Stood::Rated(rating) => frame.short(rating),
    }
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
