//! What we wrote into the columns of decisions, noted out of sight: by it the next run knows what people
//! typed there. Only where decisions are in use.

use super::frame::{Frame, LEFT};
use crate::model::{CaseKind, CommuneResult, Decision, TypedDecision};
use crate::tables::{cases, typed_decision, typed_state};
use crate::workbook::ours::{
    DECIDED_BEFORE, DECIDED_REPLACED, DECIDED_SHEET, DECIDED_SOURCE, DECIDED_STATE, DECIDED_TYPED,
};
use crate::write::sheet::{RowKind, Sheet};

/// Key, value, word; of a decision that was typed all that is known of it.
const WIDTHS: [f64; 12] = [16.0, 12.0, 16.0, 12.0, 8.0, 24.0, 12.0, 12.0, 24.0, 24.0, 12.0, 12.0];

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult) -> Option<Sheet> {
    let decisions = results.decisions.as_ref()?;
    if decisions.decided.is_empty()
        && decisions.typed.all.is_empty()
        && decisions.waiting.is_empty()
    {
        return None;
    }
    let mut sheet = frame.sheet(DECIDED_SHEET, WIDTHS.to_vec());
    sheet.is_printed = false;
    sheet.is_veiled = true;
    let mut typed: Vec<TypedDecision> = decisions.waiting.clone();
    let mut written = Vec::new();
    for case in cases(results) {
        let Some(ruling) = case.decided else { continue };
        let own = |it: &Decision, is_replaced: bool| {
            let paper = decisions.paper(it).filter(|it| it.is_typed)?;
            let head = (paper.body.as_str(), paper.number.as_str(), paper.date);
            Some(typed_decision(&case, (it.rating, &it.reason), head, is_replaced))
        };
        let now = own(&ruling.now, false);
        written.push((case.identity(), ruling.now.rating, now.is_some()));
        // From the first to the last.
        typed.extend(ruling.earlier.iter().rev().filter_map(|it| own(it, true)));
        typed.extend(now);
    }
    let mut put = |texts: &[&str]| {
        let row = sheet.row(RowKind::Frame);
        for (col, text) in (0_u16..).zip(texts) {
            sheet.put(row, col, *text, LEFT);
        }
    };
    put(&[DECIDED_STATE, &typed_state(typed.iter())]);
    for source in &decisions.typed.direct {
        put(&[DECIDED_SOURCE, source]);
    }
    for before in &decisions.typed.all {
        put(&[DECIDED_BEFORE, before]);
    }
    for (key, rating, is_typed) in written {
        put(&[&key, frame.short(rating), if is_typed { DECIDED_TYPED } else { "" }]);
    }
    for it in typed {
        let word = if it.is_replaced { DECIDED_REPLACED } else { DECIDED_TYPED };
        let [birth, date] =
            [it.birth, it.date].map(|it| it.map(|it| it.to_string()).unwrap_or_default());
        let kind = it.kind.map_or("", CaseKind::word);
        put(&[
            word,
            frame.short(it.rating),
            &it.identity,
            kind,
            &it.branch,
            &it.name,
            &birth,
            &it.card,
            &it.reason,
            &it.body,
            &it.number,
            &date,
        ]);
    }
    Some(sheet)
}
