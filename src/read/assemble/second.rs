//! Other sheets than those of the form: people who are not on the list of members, copies of a
//! sheet that say something else, another branch's form.

use super::reader::Reader;
use super::{collectives, copies, info, members};
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{CellRef, Collective, Info, Member, Rating, Slot, Submission};
use crate::read::fold::fold;
use crate::read::layout::columns;
use crate::read::layout::header::Header;
use crate::read::layout::sheets::Other;
use crate::read::wording::Wording;
use crate::regime::form::MemberField;
use crate::workbook::grid::Sheet;

pub(crate) static PEOPLE_ELSEWHERE: Code = code("R298", "people-on-another-sheet", Severity::Error);
pub(crate) static PEOPLE_HIDDEN: Code = code("R281", "people-on-a-hidden-sheet", Severity::Warning);
pub(crate) static OTHER_RATINGS: Code =
    code("R305", "other-ratings-on-another-sheet", Severity::Error);
pub(crate) static OTHER_RATINGS_HIDDEN: Code =
    code("R306", "other-ratings-on-a-hidden-sheet", Severity::Warning);

pub(crate) static SECOND_FORM: Code = code("R325", "second-form", Severity::Error);
pub(crate) static LIST_HIDDEN: Code = code("R327", "hidden-list-has-more", Severity::Error);

/// Names shown; the others are counted.
const NAMES_MAX: usize = 10;

/// The form as it was read, and from which sheets.
pub(super) struct Main<'a> {
    pub submission: &'a Submission,
    pub info: Option<&'a Sheet>,
    pub list: (&'a Sheet, &'a Header),
    pub collectives: Option<&'a Sheet>,
}

/// What a sheet holds that was not read.
enum Copied {
    People(Vec<Member>),
    Collectives(Vec<Collective>),
    Facts(Box<Info>),
    Nothing,
}

/// Says of each sheet that was not read what it is; one with people who are missing from the
/// list names them, one that says something else of them, of a collective or of the branch names
/// the first place. Gives whether anybody is missing.
pub(super) fn check(reader: &mut Reader<'_>, main: &Main<'_>, others: &[Other<'_>]) -> bool {
    let listed = &main.submission.members;
    let (list, _) = main.list;
    let copied: Vec<Copied> = others.iter().map(|it| read(reader, it)).collect();
    let foreign = second_form(main, others, &copied, reader.findings);
    let mut is_any = false;
    for ((other, copied), _) in others.iter().zip(&copied).zip(&foreign).filter(|it| !it.1) {
        let missing = match copied {
            Copied::People(people) => members::missing_from(listed, people),
            _ => missing(reader, listed, other, main.list),
        };
        is_any |= !missing.is_empty() && !other.sheet.hidden;
        let finding = match missing.as_slice() {
            [] => match says_otherwise(reader, main, other, copied) {
                Some(finding) => finding,
                // Hidden sheets hold what nobody is asked about.
                None if other.sheet.hidden => continue,
                None => other.finding(),
            },
            names => {
                let code = if other.sheet.hidden { &PEOPLE_HIDDEN } else { &PEOPLE_ELSEWHERE };
                named(code, other, names, list)
            }
        };
        reader.findings.push(finding);
    }
    is_any
}

/// Says who is only on one of two lists.
fn named(code: &'static Code, other: &Other<'_>, names: &[String], list: &Sheet) -> Finding {
    let shown = crate::model::text::listed(names, NAMES_MAX, ", ");
    let place = CellRef::new(&other.sheet.name, 0, 0);
    Finding::new(code)
        .sheet(&place.sheet)
        .arg("count", names.len())
        .arg("names", shown)
        .arg("list", &*list.name)
}

/// That a sheet says something else than the one of the form that was read.
fn says_otherwise(
    reader: &Reader<'_>,
    main: &Main<'_>,
    other: &Other<'_>,
    copied: &Copied,
) -> Option<Finding> {
    let form = &reader.regime.form;
    let Submission { members: listed, collectives, info, .. } = main.submission;
    // Where the sheet that was read is hidden people see the copy alone.
    let is_only = |own: &Sheet| own.hidden && !other.sheet.hidden;
    match copied {
        Copied::People(people) => {
            let (list, _) = main.list;
            let ratings = other_ratings(reader, listed, people, (other, list));
            if ratings.is_some() || other.sheet.hidden {
                return ratings;
            }
            let more = members::missing_from(people, listed);
            if is_only(list) && !more.is_empty() {
                return Some(named(&LIST_HIDDEN, other, &more, list));
            }
            let same = members::same_people(listed, people);
            let found = copies::of_members(form, &same, is_only(list))?;
            Some(found.finding(other.sheet, list))
        }
        Copied::Collectives(there) => {
            let own = main.collectives?;
            let same = same_collectives(collectives, there);
            let found = copies::of_collectives(form, &same, is_only(own))?;
            Some(found.finding(other.sheet, own))
        }
        Copied::Facts(there) => {
            let own = main.info?;
            let found = copies::of_facts(form, info, there, is_only(own))?;
            Some(found.finding(other.sheet, own))
        }
        Copied::Nothing => None,
    }
}

/// The collectives of two tables, by their names; those of other names in their order.
fn same_collectives<'a>(
    own: &'a [Collective],
    there: &'a [Collective],
) -> Vec<(&'a Collective, &'a Collective)> {
    let mut left: Vec<(String, &Collective)> =
        there.iter().map(|it| (fold(it.name.text()), it)).collect();
    let mut same = Vec::new();
    let mut alone = Vec::new();
    for it in own {
        let name = fold(it.name.text());
        match left.iter().position(|it| it.0 == name) {
            Some(place) => same.push((it, left.remove(place).1)),
            None => alone.push(it),
        }
    }
    same.extend(alone.into_iter().zip(left.into_iter().map(|it| it.1)));
    same
}

/// The sheets of another branch's form in the same workbook, each form told once: to whom it
/// belongs its first page says. People who are not on the list are nobody who is missing then.
fn second_form(
    main: &Main<'_>,
    others: &[Other<'_>],
    copied: &[Copied],
    findings: &mut Vec<Finding>,
) -> Vec<bool> {
    let Submission { info, members: listed, collectives, .. } = main.submission;
    let is_other = |own: &Slot<String>, there: &Slot<String>| {
        let both = own.value().zip(there.value());
        both.map(|(own, there)| fold(own) != fold(there))
    };
    let is_foreign = |there: &Info| {
        let code = is_other(&info.branch_code, &there.branch_code);
        code.or_else(|| is_other(&info.branch_name, &there.branch_name)) == Some(true)
    };
    let forms: Vec<(usize, &Info)> = copied
        .iter()
        .enumerate()
        .filter_map(|(place, it)| match it {
            Copied::Facts(there) if is_foreign(there) => Some((place, &**there)),
            _ => None,
        })
        .collect();
    let mut foreign = vec![false; others.len()];
    if forms.is_empty() {
        return foreign;
    }
    let names: Vec<String> = collectives.iter().map(|it| fold(it.name.text())).collect();
    for ((it, other), copied) in foreign.iter_mut().zip(others).zip(copied) {
        *it = match copied {
            Copied::Facts(there) => is_foreign(there),
            Copied::People(people) => {
                let missing = members::missing_from(listed, people).len();
                !other.sheet.hidden && missing * 2 > people.len()
            }
            Copied::Collectives(there) => {
                there.first().is_some_and(|it| !names.contains(&fold(it.name.text())))
            }
            Copied::Nothing => false,
        };
    }
    for (place, there) in &forms {
        // Of several forms nobody knows which tables are whose.
        let is_its = |it: usize| it == *place || (forms.len() == 1 && foreign[it]);
        let sheets = others.iter().enumerate().filter(|it| is_its(it.0));
        let sheets: Vec<&str> = sheets.map(|it| &*it.1.sheet.name).collect();
        let said = |it: &Slot<String>| match it.value() {
            Some(text) => Arg::from(text.as_str()).shown(),
            None => Arg::Word("cell-left-blank"),
        };
        findings.push(
            Finding::new(&SECOND_FORM)
                .sheet(&others[*place].sheet.name)
                .maybe_cell(there.branch_code.cell())
                .arg("code", said(&there.branch_code))
                .arg("name", said(&there.branch_name))
                .arg("sheets", crate::model::text::listed(&sheets, NAMES_MAX, ", ")),
        );
    }
    foreign
}

/// What stands on another sheet that has most headings of a table, or most facts. What is amiss
/// on a sheet that is not read is nobody's business.
fn read(reader: &Reader<'_>, other: &Other<'_>) -> Copied {
    let mut unsaid = Vec::new();
    let mut aside = Reader {
        regime: reader.regime,
        words: reader.words,
        wording: reader.wording,
        findings: &mut unsaid,
        list_rows: reader.list_rows,
        over: None,
    };
    let Wording { members: headings, collectives: of_collectives, marks, .. } = reader.wording;
    if let Some(own) = &other.members {
        let people = members::read(&mut aside, other.sheet, own, headings, marks, None).0;
        Copied::People(people)
    } else if let Some(own) = &other.collectives {
        let rows = collectives::read(&mut aside, other.sheet, own, of_collectives, marks);
        Copied::Collectives(rows)
    } else if other.is_info {
        Copied::Facts(Box::new(info::read(&mut aside, Some(other.sheet))))
    } else {
        Copied::Nothing
    }
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
) -> Vec<String> {
    let form = &reader.regime.form;
    let headings = &reader.wording.members;
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
