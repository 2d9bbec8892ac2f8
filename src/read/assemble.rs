//! The form's places and what stands in them, put together as a submission.

mod centuries;
mod collectives;
pub(super) mod consolidated;
pub(super) mod copies;
pub(super) mod decisions;
mod entries;
mod info;
mod members;
pub(super) mod merged;
mod reader;
mod scores;
mod second;
pub(super) mod sight;
pub(super) mod spots;
mod swapped;
mod ticks;
mod unfilled;

use super::grid::Book;
use super::layout::sheets;
use super::wording::Wording;
use crate::finding::Finding;
use crate::model::Submission;
use reader::Reader;

pub(super) use second::{
    LIST_HIDDEN, OTHER_RATINGS, OTHER_RATINGS_HIDDEN, PEOPLE_ELSEWHERE, PEOPLE_HIDDEN, SECOND_FORM,
};
pub(super) use swapped::DATES_SWAPPED;
pub(super) use unfilled::is_unfilled;

/// Reads the form out of the workbook. The error is the finding of a workbook
/// that has nothing of the form.
pub(super) fn assemble(
    book: &Book,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Submission, Box<Finding>> {
    let Wording { regime, words, members, collectives, scoring, marks, .. } = wording;
    let form = &regime.form;
    let sheets = sheets::find(book, wording, findings)?;
    let list_rows = book.list_rows.unwrap_or(usize::MAX);
    let mut reader = Reader { regime, words, wording, findings, list_rows, over: None };

    let info = info::read(&mut reader, sheets.info);
    let mut submission = Submission {
        info,
        members: Vec::new(),
        collectives: Vec::new(),
        scores: Vec::new(),
        has_all_members: false,
        has_collectives: sheets.collectives.is_some(),
    };
    let year = submission.info.year.get();
    if let Some((sheet, header)) = &sheets.members {
        (submission.members, submission.has_all_members) =
            members::read(&mut reader, sheet, header, members, marks, year);
    }
    if let Some((sheet, header)) = &sheets.collectives {
        submission.collectives = collectives::read(&mut reader, sheet, header, collectives, marks);
    }
    if let Some((sheet, header)) = &sheets.members {
        let main = second::Main {
            submission: &submission,
            info: sheets.info,
            list: (sheet, header),
            collectives: sheets.collectives.as_ref().map(|it| it.0),
        };
        // What does not agree then has its one cause.
        let is_any = second::check(&mut reader, &main, &sheets.others);
        submission.has_all_members &= !is_any;
    } else {
        let seen = sheets.others.iter().filter(|it| !it.sheet.hidden);
        seen.for_each(|it| reader.findings.push(it.finding()));
    }
    if let (Some((sheet, header)), Some(table), Some(headings)) =
        (sheets.scoring, &form.scoring, scoring)
    {
        submission.scores = scores::read(&mut reader, sheet, &header, table, headings, marks);
    }
    sight::gather_struck(reader.findings);
    reader.over.map_or(Ok(submission), Err)
}
