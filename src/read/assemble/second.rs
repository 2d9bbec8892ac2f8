//! Other sheets than the list of members: people who are not on that list, and people who are
//! rated otherwise there.

use super::{Reader, members};
use crate::finding::{Code, Finding, Severity, code};
use crate::model::{CellRef, Member, Rating, Slot};
use crate::read::fold::fold;
use crate::read::layout::columns;
use crate::read::layout::header::Header;
use crate::read::layout::headings::Headings;
use crate::read::layout::sheets::Other;
use crate::regime::form::MemberField;
use crate::workbook::grid::Sheet;

pub(crate) static PEOPLE_ELSEWHERE: Code = code("R298", "people-on-another-sheet", Severity::Error);
pub(crate) static PEOPLE_HIDDEN: Code = code("R281", "people-on-a-hidden-sheet", Severity::Warning);
pub(crate) static OTHER_RATINGS: Code =
    code("R305", "other-ratings-on-another-sheet", Severity::Error);
pub(crate) static OTHER_RATINGS_HIDDEN: Code =
    code("R306", "other-ratings-on-a-hidden-sheet", Severity::Warning);

/// Names shown; the others are counted.
const NAMES_MAX: usize = 10;

/// Says of each sheet that was not read what it is; one with people who are missing from the
/// list names them, one that rates somebody otherwise says so. Gives whether anybody is missing.
pub(super) fn check(
    reader: &mut Reader<'_>,
    listed: &[Member],
    others: &[Other<'_>],
    list: (&Sheet, &Header),
    headings: &Headings,
) -> bool {
    let mut is_any = false;
    for other in others {
        let people = other.members.as_ref().map(|own| people(reader, other, own, headings));
        let missing = match &people {
            Some(people) => members::missing_from(listed, people),
            None => missing(reader, listed, other, list, headings),
        };
        is_any |= !missing.is_empty() && !other.sheet.hidden;
        if missing.is_empty()
            && let Some(finding) =
                other_ratings(reader, listed, &people.unwrap_or_default(), (other, list.0))
        {
            reader.findings.push(finding);
            continue;
        }
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

/// The list of another sheet with headings of its own. What is amiss on a sheet that is not
/// read is nobody's business.
fn people(
    reader: &Reader<'_>,
    other: &Other<'_>,
    own: &Header,
    headings: &Headings,
) -> Vec<Member> {
    let mut unsaid = Vec::new();
    let mut aside = Reader {
        regime: reader.regime,
        words: reader.words,
        wording: reader.wording,
        findings: &mut unsaid,
        list_rows: reader.list_rows,
        over: None,
    };
    let marks = &reader.wording.marks;
    members::read(&mut aside, other.sheet, own, headings, marks, None).0
}

/// That the same people are rated otherwise on another sheet: the first of them, with both
/// ratings. A rating that stands on one of the sheets only is none that was changed.
fn other_ratings(
    reader: &Reader<'_>,
    listed: &[Member],
    people: &[Member],
    (other, list): (&Other<'_>, &Sheet),
) -> Option<Finding> {
    let mut first = None;
    let mut count = 0_usize;
    for (own, there) in members::same_people(listed, people) {
        let both = [
            (MemberField::Proposal, &own.proposal, &there.proposal),
            (MemberField::SelfRating, &own.self_rating, &there.self_rating),
        ];
        let is_other = |own: &Slot<Rating>, there: &Slot<Rating>| {
            own.get().zip(there.get()).is_some_and(|(own, there)| own != there)
        };
        if let Some(pair) = both.iter().find(|it| is_other(it.1, it.2)) {
            first.get_or_insert((own, *pair));
            count += 1;
        }
    }
    let (member, (field, own, there)) = first?;
    let is_hidden = other.sheet.hidden;
    let code = if is_hidden { &OTHER_RATINGS_HIDDEN } else { &OTHER_RATINGS };
    let name =
        |it: &Slot<Rating>| it.get().map_or_else(String::new, |it| reader.words.rating_name(it));
    let heading = reader.regime.form.member_column(field).map(|it| it.heading.clone());
    let cell = own.cell().map(CellRef::a1).unwrap_or_default();
    let finding = Finding::new(code).sheet(&other.sheet.name).maybe_cell(there.cell());
    let finding = finding.member(member.name.text()).arg("count", count);
    let finding = finding.arg("heading", heading.unwrap_or_default());
    let finding = finding.arg("there", name(there)).arg("own", name(own));
    Some(finding.arg("list", &*list.name).arg("cell", cell))
}

fn missing(
    reader: &Reader<'_>,
    listed: &[Member],
    other: &Other<'_>,
    (sheet, header): (&Sheet, &Header),
    headings: &Headings,
) -> Vec<String> {
    let form = &reader.regime.form;
    let mut unsaid = Vec::new();
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
