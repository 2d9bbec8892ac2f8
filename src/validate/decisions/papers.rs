//! By which paper a rating was decided that was typed into our workbook.
//!
//! Its table of numbers and dates has a row for each paper. Who decides anew types the new number and date over the old
//! ones, as there is no other place for them; what was decided by the old paper stays what it is, since the workbook
//! notes it out of sight. Who corrects a slip types over them as well: a later paper of another number beside
//! ratings that were typed since is a new one, anything else a correction, and both are told.

use std::collections::BTreeMap;

use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::text::fold;
use crate::model::{At, PartialDate, Slot, TypedDecision, TypedWorkbook, is_later_paper};

pub(super) static ANEW: Code = code("D040", "typed-paper-anew", Severity::Notice);
pub(super) static CORRECTED: Code = code("D041", "typed-paper-corrected", Severity::Warning);

/// Where number and date of a decision stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Head {
    /// In this row of the table.
    Row(usize),
    /// In this one of the decisions that we noted.
    Noted(usize),
}

/// Number, folded, and date.
type Paper = (String, Option<PartialDate>);

fn of_noted(it: &TypedDecision) -> Paper {
    (fold(&it.number), it.date)
}

fn is_whole(paper: &Paper) -> bool {
    !paper.0.is_empty() && paper.1.is_some()
}

/// What is known of the papers of one body.
#[derive(Debug, Default)]
struct OfBody {
    /// Where the head of each noted paper stands now.
    heads: BTreeMap<Paper, Head>,
    /// The row of a paper that is new.
    anew: Option<usize>,
    /// The row of the latest paper.
    latest: Option<usize>,
}

/// The papers of a workbook, by body.
pub(super) struct Papers<'a> {
    typed: &'a TypedWorkbook,
    bodies: BTreeMap<String, OfBody>,
}

impl<'a> Papers<'a> {
    /// Those of a workbook, and what is to be said of them. `has_changed` tells of a body, folded, whether ratings of it
    /// were typed since the workbook was written.
    pub(super) fn of(
        typed: &'a TypedWorkbook,
        has_changed: impl Fn(&str) -> bool,
    ) -> (Self, Vec<Finding>) {
        let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, it) in typed.papers.iter().enumerate() {
            rows.entry(fold(&it.body)).or_default().push(place);
        }
        for it in &typed.record.typed {
            rows.entry(fold(&it.body)).or_default();
        }
        let mut findings = Vec::new();
        let bodies = rows.into_iter().map(|(body, rows)| {
            let own = of_body(typed, &body, &rows, has_changed(&body), &mut findings);
            (body, own)
        });
        let bodies = bodies.collect();
        (Self { typed, bodies }, findings)
    }

    /// The head of a decision that we noted.
    pub(super) fn noted(&self, place: usize) -> Head {
        let it = &self.typed.record.typed[place];
        let own = self.bodies.get(&fold(&it.body));
        own.and_then(|own| own.heads.get(&of_noted(it)).copied()).unwrap_or(Head::Noted(place))
    }

    /// The head of what was typed since; `before` is what we noted of the same case. None where there is no table.
    pub(super) fn changed(&self, body: &str, before: Option<usize>) -> Option<Head> {
        let own = self.bodies.get(&fold(body));
        if let Some(anew) = own.and_then(|it| it.anew) {
            return Some(Head::Row(anew));
        }
        let latest = own.and_then(|it| it.latest).map(Head::Row);
        before.map(|it| self.noted(it)).or(latest)
    }

    /// Number and date.
    pub(super) fn head(&self, head: Option<Head>) -> (Slot<String>, Slot<PartialDate>) {
        match head {
            None => (Slot::Absent, Slot::Absent),
            Some(Head::Row(it)) => {
                let paper = &self.typed.papers[it];
                (paper.number.clone(), paper.date.clone())
            }
            Some(Head::Noted(it)) => {
                let noted = &self.typed.record.typed[it];
                let at = || self.typed.heading.clone();
                let number = at().filter(|_| !noted.number.is_empty());
                let date = noted.date.zip(at());
                (
                    number.map_or(Slot::Absent, |at| {
                        Slot::Is(At { value: noted.number.clone(), at })
                    }),
                    date.map_or(Slot::Absent, |(date, at)| Slot::Is(At { value: date, at })),
                )
            }
        }
    }
}

fn of_body(
    typed: &TypedWorkbook,
    body: &str,
    rows: &[usize],
    has_changed: bool,
    findings: &mut Vec<Finding>,
) -> OfBody {
    let of_row = |row: usize| -> Paper {
        let it = &typed.papers[row];
        (fold(it.number.text()), it.date.get())
    };
    let is_blank = |row: &usize| of_row(*row) == (String::new(), None);
    let mut own = OfBody::default();
    // Those that stood in the table when it was written, the earliest first, as it has them; of others no form was in.
    let mut shown: Vec<Paper> = Vec::new();
    for it in typed.record.typed.iter().filter(|it| fold(&it.body) == body) {
        let paper = of_noted(it);
        if let Some(row) = rows.iter().find(|row| of_row(**row) == paper) {
            own.heads.insert(paper, Head::Row(*row));
        } else if typed.record.written.contains_key(&it.identity) && !shown.contains(&paper) {
            shown.push(paper);
        }
    }
    shown.sort_by(|one, other| by_date(one).cmp(&by_date(other)));
    let is_known = |row: &usize| own.heads.values().any(|it| *it == Head::Row(*row));
    let mut others = rows
        .iter()
        .copied()
        .filter(|it| !is_blank(it) && !is_known(it))
        .collect::<Vec<_>>()
        .into_iter();
    let blank = rows.iter().copied().find(is_blank);
    let mut anew: Vec<usize> = Vec::new();
    for paper in shown {
        let Some(row) = others.next() else {
            // Its number was cleared, or its row is gone, which says nothing of what was decided.
            if let Some(row) = blank {
                own.heads.insert(paper, Head::Row(row));
            }
            continue;
        };
        let now = of_row(row);
        let is_anew = has_changed
            && is_whole(&paper)
            && is_whole(&now)
            && paper.0 != now.0
            && is_later_paper((&paper.0, paper.1), (&now.0, now.1));
        let code = match (is_anew, is_whole(&paper)) {
            (true, _) => Some(&ANEW),
            (false, true) => Some(&CORRECTED),
            // What was still lacking.
            (false, false) => None,
        };
        if let Some(code) = code {
            findings.push(told(code, typed, row, &paper));
        }
        if is_anew {
            anew.push(row);
        } else {
            own.heads.insert(paper, Head::Row(row));
        }
    }
    anew.extend(others);
    let latest = |all: &[usize]| {
        all.iter()
            .copied()
            .max_by(|one, other| by_date(&of_row(*one)).cmp(&by_date(&of_row(*other))))
    };
    own.anew = latest(&anew).filter(|_| has_changed);
    own.latest = latest(rows);
    own
}

/// By what papers are in order.
fn by_date(paper: &Paper) -> (Option<jiff::civil::Date>, &str) {
    (paper.1.map(PartialDate::earliest), &paper.0)
}

/// How a head was understood that was typed over another one.
fn told(code: &'static Code, typed: &TypedWorkbook, row: usize, before: &Paper) -> Finding {
    let it = &typed.papers[row];
    let cell = it.number.cell().or(it.date.cell()).or(typed.heading.as_ref());
    let day = |it: Option<PartialDate>| it.map_or_else(|| "…".to_owned(), |it| it.to_string());
    let noted = typed.record.typed.iter().find(|it| of_noted(it) == *before);
    let was = noted.map_or("…", |it| it.number.as_str());
    let finding = Finding::new(code).maybe_cell(cell).stored(it.number.text());
    let finding = finding.arg("body", it.body.as_str()).arg("now", it.number.text());
    let finding = finding.arg("now_date", Arg::from(day(it.date.get())));
    finding.arg("before", was).arg("before_date", Arg::from(day(before.1)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil;

    use super::*;
    use crate::model::{CaseKind, CellRef, DecidedRecord, Rating, TypedPaper};

    type Said<'a> = (&'a str, Option<i8>);

    fn day(it: Option<i8>) -> Option<PartialDate> {
        it.map(|it| PartialDate::Day(civil::date(2026, 12, it)))
    }

    /// A workbook in which somebody was decided on by each of these papers, and in whose table those papers stand.
    fn workbook(noted: &[Said<'_>], table: &[Said<'_>]) -> TypedWorkbook {
        let at = CellRef::new(&Arc::from("DS05"), 10, 4);
        let decision = |(place, (number, date)): (usize, &Said<'_>)| TypedDecision {
            identity: place.to_string(),
            kind: Some(CaseKind::Members),
            name: format!("Người {place}"),
            birth: None,
            card: String::new(),
            branch: "A".to_owned(),
            rating: Rating::Good,
            reason: String::new(),
            body: "Đảng ủy".to_owned(),
            number: (*number).to_owned(),
            date: day(*date),
            is_replaced: false,
        };
        let typed: Vec<_> = noted.iter().enumerate().map(decision).collect();
        let written = typed.iter().map(|it| (it.identity.clone(), (it.rating, true))).collect();
        let empty = || Slot::Empty(at.clone());
        let row = |(number, date): &Said<'_>| TypedPaper {
            body: "ĐẢNG ỦY".to_owned(),
            number: match *number {
                "" => empty(),
                value => Slot::Is(At { value: value.to_owned(), at: at.clone() }),
            },
            date: day(*date)
                .map_or(Slot::Empty(at.clone()), |value| Slot::Is(At { value, at: at.clone() })),
        };
        TypedWorkbook {
            heading: Some(at.clone()),
            papers: table.iter().map(row).collect(),
            record: DecidedRecord { written, typed, ..DecidedRecord::default() },
            ..TypedWorkbook::default()
        }
    }

    /// The numbers by which the noted decisions stand now and by which what was typed since does, and what is said.
    fn read(
        noted: &[Said<'_>],
        table: &[Said<'_>],
        has_changed: bool,
    ) -> (Vec<String>, String, Vec<&'static str>) {
        let typed = workbook(noted, table);
        let (papers, findings) = Papers::of(&typed, |_| has_changed);
        let number = |head: Option<Head>| papers.head(head).0.text().to_owned();
        let noted = (0..noted.len()).map(|it| number(Some(papers.noted(it)))).collect();
        let codes = findings.iter().map(|it| it.code.id).collect();
        (noted, number(papers.changed("Đảng ủy", None)), codes)
    }

    #[test]
    fn a_later_number_beside_a_new_rating_is_another_paper() {
        let (noted, now, codes) = read(&[("12", Some(20))], &[("15", Some(25))], true);
        assert_eq!(
            (noted.as_slice(), now.as_str(), codes.as_slice()),
            (&["12".to_owned()][..], "15", &["D040"][..])
        );
        // Over the later of two, over the earlier, and in a row of its own.
        for table in [
            &[("12", Some(20)), ("17", Some(29))][..],
            &[("17", Some(29)), ("15", Some(25))],
            &[("12", Some(20)), ("15", Some(25)), ("17", Some(29))],
        ] {
            let (noted, now, _) = read(&[("12", Some(20)), ("15", Some(25))], table, true);
            assert_eq!(
                (noted, now.as_str()),
                (vec!["12".to_owned(), "15".to_owned()], "17"),
                "{table:?}"
            );
        }
        // On one day the number tells.
        let (noted, now, _) = read(&[("12", Some(20))], &[("13", Some(20))], true);
        assert_eq!((noted, now.as_str()), (vec!["12".to_owned()], "13"));
    }

    #[test]
    fn anything_else_typed_over_a_number_corrects_it() {
        let both = |table: Said<'_>, has_changed: bool| {
            let (noted, now, codes) = read(&[("12", Some(20))], &[table], has_changed);
            assert_eq!(noted, [table.0], "{table:?}");
            assert_eq!((now.as_str(), codes.as_slice()), (table.0, &["D041"][..]), "{table:?}");
        };
        both(("13", Some(20)), false);
        both(("12", Some(21)), true);
        both(("15", Some(19)), true);
        both(("15", None), true);
    }

    #[test]
    fn what_was_lacking_is_nothing_to_tell() {
        for noted in [("", None), ("12", None), ("", Some(20))] {
            let (stand, now, codes) = read(&[noted], &[("12", Some(20))], true);
            assert_eq!(
                (stand, now.as_str(), codes.len()),
                (vec!["12".to_owned()], "12", 0),
                "{noted:?}"
            );
        }
        let (noted, now, codes) = read(&[("12", Some(20))], &[("12", Some(20))], true);
        assert_eq!((noted, now.as_str(), codes.len()), (vec!["12".to_owned()], "12", 0));
        // A row that is gone takes no decision with it; one that was cleared leaves it without a number.
        let (noted, _, codes) = read(&[("12", Some(20))], &[], false);
        assert_eq!((noted, codes.len()), (vec!["12".to_owned()], 0));
        let (noted, _, codes) = read(&[("12", Some(20))], &[("", None)], false);
        assert_eq!((noted, codes.len()), (vec![String::new()], 0));
    }
}
