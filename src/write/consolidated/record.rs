//! What we wrote into the columns of decisions, noted out of sight: by it the next run knows what people
//! typed there. Only where decisions are in use.

use super::frame::{Frame, LEFT};
use crate::model::CommuneResult;
use crate::tables::{cases, typed_line, typed_state};
use crate::workbook::ours::{
    DECIDED_BEFORE, DECIDED_SHEET, DECIDED_SOURCE, DECIDED_STATE, DECIDED_TYPED,
};
use crate::write::sheet::{RowKind, Sheet};

/// Key, value, word.
const WIDTHS: [f64; 3] = [16.0, 12.0, 8.0];

pub(super) fn lay_out(frame: &Frame, results: &CommuneResult) -> Option<Sheet> {
    let decisions = results.decisions.as_ref()?;
    if decisions.decided.is_empty() && decisions.typed.all.is_empty() {
        return None;
    }
    let mut sheet = frame.sheet(DECIDED_SHEET, WIDTHS.to_vec());
    sheet.is_printed = false;
    sheet.is_veiled = true;
    let mut lines = Vec::new();
    let mut written = Vec::new();
    for case in cases(results) {
        let Some(ruling) = case.decided else { continue };
        let now = &ruling.now;
        let paper = decisions.paper(now).filter(|it| it.is_typed);
        if let Some(it) = paper {
            let head = (it.body.as_str(), it.number.as_str(), it.date);
            lines.push(typed_line(&case, (now.rating, &now.reason), head));
        }
        written.push((case.identity(), now.rating, paper.is_some()));
    }
    let mut put = |texts: [&str; 3]| {
        let row = sheet.row(RowKind::Frame);
        for (col, text) in (0_u16..).zip(texts) {
            sheet.put(row, col, text, LEFT);
        }
    };
    put([DECIDED_STATE, &typed_state(lines), ""]);
    for source in &decisions.typed.direct {
        put([DECIDED_SOURCE, source, ""]);
    }
    for before in &decisions.typed.all {
        put([DECIDED_BEFORE, before, ""]);
    }
    for (key, rating, is_typed) in written {
        put([&key, frame.short(rating), if is_typed { DECIDED_TYPED } else { "" }]);
    }
    Some(sheet)
}
