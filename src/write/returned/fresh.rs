//! A fresh form of ours in place of a workbook that cannot be patched: what the
//! branch typed stands in it as stored, marked and listed like any other copy.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity};
use crate::model::text::fold;
use crate::model::{
    CellRef, Collective, Criterion, Info, Member, ScoreRow, Slot, StoredCell, StoredValue,
    Submission,
};
use crate::regime::Regime;
use crate::regime::form::{CollectiveField, InfoField, MemberField, ScoreField};
use crate::words::Catalogue;
use crate::write::blank::{self, BlankError, BlankFor, Filled, Spot};
use crate::write::returned::{ListRow, Refusal, annotate, from_findings, ticked};

/// Why no fresh form could be made either.
#[derive(Debug, thiserror::Error)]
pub enum FreshError {
    /// Our own form cannot be written.
    #[error("the fresh form cannot be written")]
    Blank(#[from] BlankError),
    /// Our own form cannot be annotated.
    #[error("the fresh form cannot be annotated")]
    Annotate(#[from] Refusal),
}

/// What a fresh form is made from.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<'a> {
    /// Whose form it is.
    pub regime: &'a Regime,
    /// What the office knows; none of it is filled in, only its titles.
    pub blank: BlankFor<'a>,
    /// What was read from the branch's file.
    pub submission: &'a Submission,
    /// Every cell of that file.
    pub cells: &'a [StoredCell],
    /// Its SHA-256 and, after a blank, those that it carries itself.
    pub original_sha256: &'a str,
    /// Why it is not the branch's own workbook, as the finding says it.
    pub refusal: Refusal,
}

/// The fresh form with the findings about the branch's file. What it has no
/// place for is listed with its values.
pub fn fresh(
    fresh: &Fresh,
    findings: &[Finding],
    words: &Catalogue,
) -> Result<Vec<u8>, FreshError> {
    let form = &fresh.regime.form;
    let spots = spots(fresh.submission, fresh.regime);
    let mut filled = Filled::default();
    let mut left = Vec::new();
    for spot in spots.values() {
        filled.reach(*spot);
    }
    let ratings = ticked::ratings(fresh.submission);
    let unread = ticked::unread(fresh.submission);
    let ticks = ticked::Ticks::new(&spots, fresh);
    let beside = ticks.beside();
    for cell in fresh.cells {
        match spots.get(&cell.at) {
            // A cross that could not be read says nothing in the one column of our form;
            // the finding there names the levels.
            Some(_) if unread.contains(&cell.at) && ticks.has(&cell.at) => {}
            // Nor do the others of the four: what was ticked there is read or told.
            None if beside.contains(&(cell.at.sheet.as_ref(), cell.at.col)) => {}
            Some(spot) => {
                let rating = ratings.get(&cell.at);
                let as_ours = rating.map(|it| ticked::put(&cell.value, *it, fresh.regime));
                filled.put(*spot, as_ours.unwrap_or_else(|| cell.value.clone()));
            }
            None => left.push(cell),
        }
    }
    let bytes = blank::filled(fresh.regime, &fresh.blank, &filled)?;

    let moved: Vec<Finding> = findings
        .iter()
        .map(|finding| {
            let mut moved = finding.clone();
            let spot = finding.cell.as_ref().and_then(|it| spots.get(it));
            if let Some(spot) = spot {
                let (sheet, row, col) = spot.place(form);
                moved.cell = Some(CellRef::new(&sheet.into(), row, col));
                moved.sheet = Some(sheet.to_owned());
            } else if let Some(sheet) = &finding.sheet {
                // A place of the branch's file: not to be looked for in this one.
                let there = words.ui("returned-fresh-there", &[("sheet", sheet.into())]);
                if let Some(cell) = &mut moved.cell {
                    cell.sheet = there.as_str().into();
                }
                moved.sheet = Some(there);
            }
            moved
        })
        .collect();
    let (marks, mut list) = from_findings(&moved, words);
    let reason = words.ui(fresh.refusal.key(), &[]);
    let told = words.ui("returned-fresh", &[("reason", reason.into())]);
    list.intro.insert(0, told);
    list.rows.extend(left_out(&left, &spots, fresh, words));
    Ok(annotate(&bytes, fresh.original_sha256, &marks, &list)?)
}

/// Where on our form each cell of the branch's file belongs.
fn spots(submission: &Submission, regime: &Regime) -> BTreeMap<CellRef, Spot> {
    let form = &regime.form;
    let mut spots = BTreeMap::new();
    let mut put = |cell: Option<&CellRef>, spot| {
        if let Some(cell) = cell {
            spots.entry(cell.clone()).or_insert(spot);
        }
    };
    for (fact, row) in (0..).zip(&form.info.row) {
        put(info_cell(&submission.info, row.field), Spot::Info(fact));
    }
    for (row, member) in (0..).zip(&submission.members) {
        for (col, column) in (0..).zip(&form.members.column) {
            let criterion = column.criterion.as_deref();
            put(member_cell(member, column.field, criterion), Spot::Member(row, col));
        }
    }
    for (row, collective) in (0..).zip(&submission.collectives) {
        for (col, column) in (0..).zip(&form.collectives.column) {
            let criterion = column.criterion.as_deref();
            put(collective_cell(collective, column.field, criterion), Spot::Collective(row, col));
        }
    }
    let scoring = form.scoring.as_ref().map_or(&[][..], |it| &it.column);
    for (row, score) in (0..).zip(&submission.scores) {
        for (col, column) in (0..).zip(scoring) {
            let criterion = column.criterion.as_deref();
            put(score_cell(score, column.field, criterion), Spot::Score(row, col));
        }
    }
    spots
}

/// Rows of the list for the columns that our form does not have: their heading
/// and every value in the rows of entries.
fn left_out(
    left: &[&StoredCell],
    spots: &BTreeMap<CellRef, Spot>,
    fresh: &Fresh,
    words: &Catalogue,
) -> Vec<ListRow> {
    // Places in a list are given anew.
    let collectives = &fresh.regime.form.collectives.column;
    let number = collectives.iter().find(|it| it.field == CollectiveField::Number);
    let is_number = |heading: &str| number.is_some_and(|it| fold(&it.heading) == fold(heading));
    // Rows of entries only: above them are titles, below them signatures.
    let is_entry = |spot: &Spot| !matches!(spot, Spot::Info(_));
    let entries: BTreeSet<(&str, u32)> = spots
        .iter()
        .filter(|(_, spot)| is_entry(spot))
        .map(|(cell, _)| (cell.sheet.as_ref(), cell.row))
        .collect();
    let mut columns: BTreeMap<(&str, u32), Vec<&StoredCell>> = BTreeMap::new();
    for cell in left.iter().filter(|it| entries.contains(&(it.at.sheet.as_ref(), it.at.row))) {
        columns.entry((cell.at.sheet.as_ref(), cell.at.col)).or_default().push(cell);
    }
    let row = |((sheet, col), values): ((&str, u32), Vec<&StoredCell>)| {
        let first = entries.iter().find(|it| it.0 == sheet).map_or(0, |it| it.1);
        let heading = heading(fresh.cells, sheet, col, first).unwrap_or_default();
        if is_number(&heading) {
            return None;
        }
        let shown: Vec<_> =
            values.iter().map(|it| format!("{}: {}", it.at.a1(), it.value.text())).collect();
        let args = [
            ("heading", heading.into()),
            ("column", crate::model::column_name(col).into()),
            ("values", shown.join("; ").into()),
        ];
        Some(ListRow {
            severity: Severity::Notice,
            word: words.severity(Severity::Notice),
            code: String::new(),
            sheet: words.ui("returned-fresh-there", &[("sheet", sheet.into())]),
            cell: None,
            member: String::new(),
            message: words.ui("returned-fresh-left-out", &args),
            help: words.ui("returned-fresh-left-out-help", &[]),
            clause: String::new(),
        })
    };
    columns.into_iter().filter_map(row).collect()
}

/// The text that stands above a row in a column, if one does.
pub(super) fn heading(cells: &[StoredCell], sheet: &str, col: u32, row: u32) -> Option<String> {
    let heading = cells.iter().rfind(|it| {
        it.at.sheet.as_ref() == sheet
            && it.at.col == col
            && it.at.row < row
            && matches!(it.value, StoredValue::Text(_))
    });
    heading.map(|it| it.value.text())
}

fn grade_cell<'a>(criteria: &'a [Criterion], key: Option<&str>) -> Option<&'a CellRef> {
    criteria.iter().find(|it| Some(it.key.as_str()) == key)?.grade.cell()
}

/// The cell of one vote, best rating first.
fn ballot_cell(ballots: &[Slot<u32>; 4], place: usize) -> Option<&CellRef> {
    ballots.get(place).and_then(Slot::cell)
}

fn member_cell<'a>(
    it: &'a Member,
    field: MemberField,
    criterion: Option<&str>,
) -> Option<&'a CellRef> {
    match field {
        MemberField::Number => it.number.cell(),
        MemberField::Name => it.name.cell(),
        MemberField::Birth => it.birth.cell(),
        MemberField::Gender => it.gender.cell(),
        MemberField::Ethnicity => it.ethnicity.cell(),
        MemberField::PartyPost => it.party_post.cell(),
        MemberField::OtherPost => it.other_post.cell(),
        MemberField::Admitted => it.admitted.cell(),
        MemberField::Official => it.official.cell(),
        MemberField::Card => it.card.cell(),
        MemberField::Leader => it.leader.cell(),
        MemberField::SelfForm => it.self_form.cell(),
        MemberField::Group => it.group.cell(),
        MemberField::SelfGeneral => it.self_points.general.cell(),
        MemberField::SelfTask => it.self_points.task.cell(),
        MemberField::SelfTotal => it.self_points.total.cell(),
        MemberField::General => it.points.general.cell(),
        MemberField::Task => it.points.task.cell(),
        MemberField::Total => it.points.total.cell(),
        MemberField::TasksAssigned => it.tasks.assigned.cell(),
        MemberField::TasksCompleted => it.tasks.done.cell(),
        MemberField::TasksOnTime => it.tasks.on_time.cell(),
        MemberField::TasksBeyond => it.tasks.beyond.cell(),
        MemberField::TasksFailed => it.tasks.failed.cell(),
        MemberField::Weaknesses => it.weaknesses.cell(),
        MemberField::UnitDone => it.unit.tasks_done.cell(),
        MemberField::UnitBeyond => it.unit.tasks_beyond.cell(),
        MemberField::UnitFailing => it.unit.failing_units.cell(),
        MemberField::LowConfidence => it.unit.low_confidence.cell(),
        MemberField::QuarterOne => it.quarters[0].cell(),
        MemberField::QuarterTwo => it.quarters[1].cell(),
        MemberField::QuarterThree => it.quarters[2].cell(),
        MemberField::QuarterFour => it.quarters[3].cell(),
        MemberField::Eligibility => it.eligibility.cell(),
        MemberField::Reviewed => it.reviewed.cell(),
        MemberField::Criterion => grade_cell(&it.criteria, criterion),
        MemberField::TasksDone => it.tasks_done.cell(),
        MemberField::SickMonths => it.sick_months.cell(),
        MemberField::SelfRating => it.self_rating.cell(),
        MemberField::StateRating => it.state_rating.cell(),
        MemberField::UnionRating => it.union_rating.cell(),
        MemberField::CommitteeRating => it.committee_rating.cell(),
        MemberField::BallotsExcellent => ballot_cell(&it.ballots, 0),
        MemberField::BallotsGood => ballot_cell(&it.ballots, 1),
        MemberField::BallotsSatisfactory => ballot_cell(&it.ballots, 2),
        MemberField::BallotsUnsatisfactory => ballot_cell(&it.ballots, 3),
        MemberField::Proposal => it.proposal.cell(),
        MemberField::Cause => it.cause.cell(),
        MemberField::Discipline => it.discipline.cell(),
        MemberField::DisciplineDecision => it.discipline_decision.cell(),
        MemberField::DisciplineCounted => it.discipline_counted.cell(),
        MemberField::DisciplineDuty => it.discipline_duty.cell(),
        MemberField::DisciplineBreach => it.discipline_breach.cell(),
        MemberField::DisciplineOwnedUp => it.discipline_owned_up.cell(),
        MemberField::DisciplineElsewhere => it.discipline_elsewhere.cell(),
        MemberField::DisciplineEarlier => it.discipline_earlier.cell(),
        MemberField::KeyTargetsMissed => it.key_targets_missed.cell(),
        MemberField::ForceMajeure => it.force_majeure.cell(),
        MemberField::ExcellentYears => it.excellent_years.cell(),
        MemberField::Reason => it.reason.cell(),
        MemberField::Note => it.note.cell(),
    }
}

fn collective_cell<'a>(
    it: &'a Collective,
    field: CollectiveField,
    criterion: Option<&str>,
) -> Option<&'a CellRef> {
    match field {
        // The place in the list; nothing depends on what was typed.
        CollectiveField::Number => None,
        CollectiveField::Name => it.name.cell(),
        CollectiveField::Kind => it.kind.cell(),
        CollectiveField::Criterion => grade_cell(&it.criteria, criterion),
        CollectiveField::TasksDone => it.tasks_done.cell(),
        CollectiveField::General => it.points.general.cell(),
        CollectiveField::Task => it.points.task.cell(),
        CollectiveField::Total => it.points.total.cell(),
        CollectiveField::TasksAssigned => it.tasks.assigned.cell(),
        CollectiveField::TasksCompleted => it.tasks.done.cell(),
        CollectiveField::TasksOnTime => it.tasks.on_time.cell(),
        CollectiveField::TasksBeyond => it.tasks.beyond.cell(),
        CollectiveField::Weaknesses => it.weaknesses.cell(),
        CollectiveField::SubordinateDisciplined => it.subordinate_disciplined.cell(),
        CollectiveField::Disunity => it.disunity.cell(),
        CollectiveField::UnitsDisciplined => it.units_disciplined.cell(),
        CollectiveField::KeyTargetsMissed => it.key_targets_missed.cell(),
        CollectiveField::ForceMajeure => it.force_majeure.cell(),
        CollectiveField::Disciplined => it.disciplined.cell(),
        CollectiveField::SelfDiscovered => it.self_discovered.cell(),
        CollectiveField::BodiesRating => it.bodies_rating.cell(),
        CollectiveField::SelfRating => it.self_rating.cell(),
        CollectiveField::BallotsExcellent => ballot_cell(&it.ballots, 0),
        CollectiveField::BallotsGood => ballot_cell(&it.ballots, 1),
        CollectiveField::BallotsSatisfactory => ballot_cell(&it.ballots, 2),
        CollectiveField::BallotsUnsatisfactory => ballot_cell(&it.ballots, 3),
        CollectiveField::Proposal => it.proposal.cell(),
        CollectiveField::Reason => it.reason.cell(),
        CollectiveField::Note => it.note.cell(),
    }
}

fn score_cell<'a>(
    it: &'a ScoreRow,
    field: ScoreField,
    criterion: Option<&str>,
) -> Option<&'a CellRef> {
    match field {
        ScoreField::Number => it.number.cell(),
        ScoreField::Name => it.name.cell(),
        ScoreField::Criterion => {
            let own = it.criteria.iter().find(|it| Some(it.key.as_str()) == criterion)?;
            own.points.cell()
        }
    }
}

fn info_cell(it: &Info, field: InfoField) -> Option<&CellRef> {
    match field {
        InfoField::FormCode => it.form_code.cell(),
        InfoField::BranchCode => it.branch_code.cell(),
        InfoField::BranchName => it.branch_name.cell(),
        InfoField::BranchKind => it.branch_kind.cell(),
        InfoField::Year => it.year.cell(),
        InfoField::Secretary => it.secretary.cell(),
        InfoField::Deputy => it.deputy.cell(),
        InfoField::Preparer => it.preparer.cell(),
        InfoField::Phone => it.phone.cell(),
        InfoField::Founded => it.founded.cell(),
        InfoField::Meeting => it.meeting.cell(),
        InfoField::Total => it.total.cell(),
        InfoField::Official => it.official.cell(),
        InfoField::Probationary => it.probationary.cell(),
        InfoField::Female => it.female.cell(),
        InfoField::Ethnic => it.ethnic.cell(),
        InfoField::Exempt => it.exempt.cell(),
        InfoField::Unrated => it.unrated.cell(),
        InfoField::Rated => it.rated.cell(),
        InfoField::Summoned => it.summoned.cell(),
        InfoField::Present => it.present.cell(),
        InfoField::BallotsIssued => it.ballots_issued.cell(),
        InfoField::BallotsCollected => it.ballots_collected.cell(),
        InfoField::BallotsValid => it.ballots_valid.cell(),
        InfoField::BallotsInvalid => it.ballots_invalid.cell(),
        InfoField::DraftSent => it.draft_sent.cell(),
    }
}
