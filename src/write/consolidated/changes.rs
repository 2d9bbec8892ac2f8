//! `DS05`: what was decided otherwise than proposed, and what was decided anew. Only where something
//! is decided.

use super::frame::{BODY, CENTER, Frame, Heading, LEFT, finish, gap, only_headings, remark, start};
use super::person::fits;
use crate::model::{CommuneResult, DecisionPaper, Decisions, PartialDate, Rating, SentChange};
use crate::regime::decisions::{ChangeSource, Changes};
use crate::tables::{Case, Whom, cases};
use crate::write::sheet::{Fit, RowKind, Sheet, Style, Value};

/// A row of the list.
struct Row<'a> {
    name: String,
    birth: Option<PartialDate>,
    branch: &'a str,
    proposal: Option<Rating>,
    decision: Option<Rating>,
    reason: &'a str,
    paper: String,
}

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult) -> Option<Sheet> {
    let profile = &frame.regime().decisions.as_deref()?.changes;
    // Above communes it is what they say, each behind the other.
    let decisions = results.decisions.as_ref().filter(|it| !it.decided.is_empty());
    let rows = match (&results.above, decisions) {
        (Some(above), _) if !above.changes.is_empty() => above.changes.iter().map(sent).collect(),
        (None, Some(decisions)) => changed(frame, results, decisions, profile),
        _ => return None,
    };
    let widths = profile.column.iter().map(|it| it.width).collect();
    let mut sheet = start(frame, &profile.sheet, widths);
    if let (None, Some(decisions)) = (&results.above, decisions) {
        write_papers(frame, &mut sheet, profile, &decisions.papers);
    }
    let headings: Vec<_> = profile.column.iter().map(Heading::from).collect();
    only_headings(&mut sheet, &headings);
    sheet.fits = fits(&profile.column, |it| match it {
        ChangeSource::Name | ChangeSource::Branch => Some(Fit::OneLine),
        ChangeSource::Reason | ChangeSource::Paper => Some(Fit::Wrapped),
        _ => None,
    });
    sheet.is_list = true;
    for (number, own) in (1_u32..).zip(&rows) {
        let row = sheet.row(RowKind::Item);
        let short = |it: Option<Rating>| Value::from(it.map_or("", |it| frame.short(it)));
        for (col, column) in (0_u16..).zip(&profile.column) {
            let (value, style) = match column.source {
                ChangeSource::Number => (Value::Number(number), CENTER),
                ChangeSource::Name => (Value::from(own.name.as_str()), LEFT),
                ChangeSource::Birth => (own.birth.map_or(Value::Blank, Value::from), CENTER.day()),
                ChangeSource::Branch => (Value::from(own.branch), LEFT),
                ChangeSource::Proposal => (short(own.proposal), CENTER),
                ChangeSource::Decision => (short(own.decision), CENTER),
                ChangeSource::Reason => (Value::from(own.reason), LEFT),
                ChangeSource::Paper => (Value::from(own.paper.as_str()), LEFT),
            };
            sheet.put(row, col, value, style);
        }
    }
    if rows.is_empty() {
        remark(&mut sheet, &profile.nothing);
    } else {
        let row = sheet.row(RowKind::Frame);
        let last = sheet.columns().saturating_sub(1);
        sheet.span(row, (0, last), "", Style::text(BODY));
    }
    finish(frame, &mut sheet);
    Some(sheet)
}

/// A row of a commune's list.
fn sent(it: &SentChange) -> Row<'_> {
    Row {
        name: it.who.name.clone(),
        birth: it.who.birth,
        branch: &it.who.branch,
        proposal: it.proposal,
        decision: it.decision,
        reason: &it.reason,
        paper: it.paper.clone(),
    }
}

/// What was decided otherwise or anew.
fn changed<'a>(
    frame: &Frame,
    results: &'a CommuneResult,
    decisions: &'a Decisions,
    profile: &Changes,
) -> Vec<Row<'a>> {
    let is_changed = |it: &Case| {
        let is_other = |own: Rating| it.proposal.is_some_and(|it| it != own);
        it.decided.is_some_and(|own| is_other(own.now.rating) || !own.earlier.is_empty())
    };
    let rows = cases(results).filter(is_changed).filter_map(|case| {
        let ruling = case.decided?;
        let mut said: Vec<String> =
            decisions.paper(&ruling.now).map(|it| frame.paper(it)).into_iter().collect();
        for before in &ruling.earlier {
            let paper = decisions.paper(before).map(|it| frame.paper(it));
            let args =
                [("rating", frame.short(before.rating)), ("paper", &paper.unwrap_or_default())];
            said.push(frame.fill(&profile.earlier, &args));
        }
        Some(Row {
            name: case.whom.name().to_owned(),
            birth: match &case.whom {
                Whom::Member(it) => it.member.birth,
                Whom::Collective(_) | Whom::Branch(_) | Whom::Unit(_) => None,
            },
            branch: case.branch_name(),
            proposal: case.proposal,
            decision: Some(ruling.now.rating),
            reason: &ruling.now.reason,
            paper: said.join("; "),
        })
    });
    rows.collect()
}

/// Where number and date of decisions are written that were typed into the workbook itself.
fn write_papers(frame: &Frame, sheet: &mut Sheet, profile: &Changes, papers: &[DecisionPaper]) {
    let typed: Vec<&DecisionPaper> = papers.iter().filter(|it| it.is_typed).collect();
    // A body whose decisions are on sheets may decide anew, here.
    let authorities = frame.context.authorities();
    let has = |code: &str, wanted: &[&DecisionPaper]| wanted.iter().any(|it| it.authority == code);
    let others: Vec<&DecisionPaper> = papers.iter().filter(|it| !it.is_typed).collect();
    let all = authorities.all().iter().filter(|_| profile.typed.later.is_some());
    let anew: Vec<&str> = all
        .filter(|it| has(&it.code, &others) && !has(&it.code, &typed))
        .map(|it| it.name.as_str())
        .collect();
    if typed.is_empty() && anew.is_empty() {
        return;
    }
    let last = sheet.columns().saturating_sub(1);
    let reason = profile.column.iter().find(|it| it.source == ChangeSource::Reason);
    let reason = reason.map_or("", |it| &it.heading);
    // Once they are there nobody has to be told.
    if typed.iter().any(|it| it.number.is_empty() || it.date.is_none()) {
        let row = sheet.row(RowKind::Frame);
        let how = frame.fill(&profile.typed.how, &[("reason", reason)]);
        sheet.span(row, (0, last), how, Style::text(BODY).italic());
    }
    if let Some(later) = profile.typed.later.as_ref().filter(|_| !anew.is_empty()) {
        let row = sheet.row(RowKind::Frame);
        let text = frame.fill(later, &[("reason", reason)]);
        sheet.span(row, (0, last), text, Style::text(BODY).italic());
    }
    let body = (0, sheet.column_at(0, 0.4).min(last.saturating_sub(2)));
    let number = (body.1 + 1, sheet.column_at(0, 0.52).clamp(body.1 + 1, last.saturating_sub(1)));
    let date = (number.1 + 1, number.1 + 1);
    let words = &profile.typed;
    let row = sheet.row(RowKind::Frame);
    for (cols, text) in [(body, &words.body), (number, &words.number), (date, &words.date)] {
        sheet.span(row, cols, text.as_str(), LEFT.bold().center());
    }
    for paper in typed {
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, body, paper.body.as_str(), LEFT);
        sheet.span(row, number, paper.number.as_str(), CENTER.entry());
        let day = paper.date.map_or(Value::Blank, Value::from);
        sheet.span(row, date, day, CENTER.day().entry());
    }
    for name in anew {
        let row = sheet.row(RowKind::Frame);
        sheet.span(row, body, name, LEFT);
        sheet.span(row, number, "", CENTER.entry());
        sheet.span(row, date, "", CENTER.day().entry());
    }
    gap(sheet);
}
