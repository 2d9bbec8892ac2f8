//! People who stand on another sheet than the list of members, and not on that list.

use super::{Reader, members};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, Member};
use crate::read::fold::fold;
use crate::read::layout::columns;
use crate::read::layout::header::Header;
use crate::read::layout::headings::Headings;
use crate::read::layout::sheets::Other;
use crate::workbook::grid::Sheet;

pub(crate) static PEOPLE_ELSEWHERE: Code = code("R298", "people-on-another-sheet", Severity::Error);
pub(crate) static PEOPLE_HIDDEN: Code = code("R281", "people-on-a-hidden-sheet", Severity::Warning);

/// Names shown; the others are counted.
const NAMES_MAX: usize = 10;

/// Says of each sheet that was not read what it is; one with people who are missing from the
/// list names them, and whether there is any.
pub(super) fn check(
    reader: &mut Reader<'_>,
    listed: &[Member],
    others: &[Other<'_>],
    list: (&Sheet, &Header),
    headings: &Headings,
) -> bool {
    let mut is_any = false;
    for other in others {
        let missing = missing(reader, listed, other, list, headings);
        is_any |= !missing.is_empty() && !other.sheet.hidden;
        let finding = match missing.as_slice() {
            // Hidden sheets hold what nobody is asked about.
            [] if other.sheet.hidden => continue,
            [] => other.finding(),
            names => {
                let shown = crate::model::text::listed(names, NAMES_MAX, ", ");
                let place = CellRef::new(&other.sheet.name, 0, 0);
                let is_hidden = other.sheet.hidden;
                Finding::new(if is_hidden { &PEOPLE_HIDDEN } else { &PEOPLE_ELSEWHERE })
                    .sheet(&place.sheet)
                    .arg("count", names.len())
                    .arg("names", shown)
                    .arg("list", &*list.0.name)
            }
        };
        reader.findings.push(finding);
    }
    is_any
}

fn missing(
    reader: &Reader<'_>,
    listed: &[Member],
    other: &Other<'_>,
    (sheet, header): (&Sheet, &Header),
    headings: &Headings,
) -> Vec<String> {
    let form = &reader.regime.form;
    // What is amiss on a sheet that is not read is nobody's business.
    let mut unsaid = Vec::new();
    if let Some(own) = &other.members {
        let mut aside = Reader {
            regime: reader.regime,
            words: reader.words,
            wording: reader.wording,
            findings: &mut unsaid,
            list_rows: reader.list_rows,
            over: None,
        };
        let marks = &reader.wording.marks;
        let (people, _) = members::read(&mut aside, other.sheet, own, headings, marks, None);
        return members::missing_from(listed, &people);
    }
    let Some(bottom) = sheet.rows.get(header.bottom).map(|it| it.index) else { return Vec::new() };
    let columns = columns::resolve(headings, sheet, &header.found, bottom, &mut unsaid);
    let known: Vec<String> = listed.iter().map(|it| fold(it.name.text())).collect();
    let mut people = members::continued(other.sheet, &columns, &form.members.column);
    if people.is_empty() {
        people =
            members::below_a_heading(other.sheet, headings, reader.words, &form.members.column);
    }
    people.retain(|it| !known.contains(&fold(it)));
    people
}
