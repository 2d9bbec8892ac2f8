//! The optional sheet of sub-criteria: laid over the form by a superior, written
//! for the branch, read back, compared with the list of members.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use xeploai::finding::Finding;
use xeploai::model::StoredValue;
use xeploai::read::{Limits, Parsed, read};
use xeploai::regime::form::ScoreField;
use xeploai::regime::{OVERLAY, Regime, Sources};
use xeploai::write::blank::{BlankFor, Filled, RosterMember, Spot, filled, workbook};

const SPLIT: &str = include_str!("../../src/validate/tests/scores.toml");

fn laid(overlay: &str) -> Result<Regime, String> {
    let mut sources = Sources::builtin();
    sources.lay_over("tinh", OVERLAY, overlay);
    sources.regime("tinh").map_err(|error| {
        let mistake = sources.mistake(&error).unwrap();
        format!("{:?}", mistake.finding.args)
    })
}

fn blank(roster: &[RosterMember]) -> BlankFor<'_> {
    BlankFor { year: Some(2026), committee: "Đảng ủy xã Bình An", branch: None, roster }
}

fn names(found: &[Finding]) -> Vec<String> {
    let place = |it: &Finding| match (&it.cell, &it.sheet) {
        (Some(cell), _) => cell.to_string(),
        (None, sheet) => sheet.clone().unwrap_or_default(),
    };
    found.iter().map(|it| format!("{} {}", it.code.name, place(it))).collect()
}

fn parse(bytes: &[u8], regime: &Regime) -> Parsed {
    read(bytes, regime, &Limits::default()).unwrap()
}

#[test]
fn a_blank_has_the_sheet_and_is_still_blank() {
    let regime = laid(SPLIT).unwrap();
    let member = RosterMember { name: "Ma Văn An".to_owned(), ..RosterMember::default() };
    let bytes = workbook(&regime, &blank(&[member])).unwrap();
    let parsed = parse(&bytes, &regime);
    assert_eq!(names(&parsed.findings), [""; 0]);
    assert!(parsed.unfilled);
    let rows: Vec<_> = parsed.submission.scores.iter().map(|it| it.name.text()).collect();
    assert_eq!(rows, ["Ma Văn An"]);
}

#[test]
fn the_sheet_may_be_left_out() {
    let base = Sources::builtin().regime("2025-hd43").unwrap();
    let bytes = workbook(&base, &blank(&[])).unwrap();
    let parsed = parse(&bytes, &laid(SPLIT).unwrap());
    assert_eq!(names(&parsed.findings), [""; 0]);
    // And one that this form does not have is only told of.
    let bytes = workbook(&laid(SPLIT).unwrap(), &blank(&[])).unwrap();
    assert_eq!(names(&parse(&bytes, &base).findings), ["unknown-sheet 4_ChamDiem"]);
}

#[test]
fn points_are_read_with_their_own_maxima() {
    let regime = laid(SPLIT).unwrap();
    let mut typed = Filled::default();
    typed.put(Spot::Score(0, 1), StoredValue::Text("Ma Văn An".to_owned()));
    typed.put(Spot::Score(0, 2), StoredValue::Text("19,75".to_owned()));
    typed.put(Spot::Score(0, 3), StoredValue::Number(10.01));
    typed.put(Spot::Score(0, 4), StoredValue::Number(70.0));
    typed.put(Spot::Score(1, 1), StoredValue::Text("Ma Văn Bình".to_owned()));
    typed.put(Spot::Score(1, 2), StoredValue::Number(20.01));
    let bytes = filled(&regime, &blank(&[]), &typed).unwrap();
    let parsed = parse(&bytes, &regime);
    assert_eq!(
        names(&parsed.findings),
        ["points-out-of-range 4_ChamDiem!D7", "points-out-of-range 4_ChamDiem!C8"]
    );
    let scores = &parsed.submission.scores;
    assert_eq!(scores.len(), 2);
    let points: Vec<_> = scores[0].criteria.iter().map(|it| it.points.get()).collect();
    let hundredths = points.iter().map(|it| it.map(xeploai::model::Hundredths::get));
    assert_eq!(hundredths.collect::<Vec<_>>(), [Some(1975), None, Some(7000)]);
    let tasks: Vec<_> = scores[0].criteria.iter().map(|it| it.task).collect();
    assert_eq!(tasks, [false, false, true]);
}

#[test]
fn maxima_add_up_to_the_group_that_they_split() {
    for (from, to, expected) in [
        ("most = 20", "most = 19", "add up to 29"),
        ("most = 70", "most = 71", "add up to 71"),
        ("type = \"points\"\nmost = 20", "type = \"count\"", "no points"),
        ("field = \"name\"", "field = \"nam\"", "nam"),
    ] {
        let changed = SPLIT.replacen(from, to, 1);
        assert_ne!(changed, SPLIT);
        let refused = laid(&changed).err().unwrap();
        assert!(refused.contains(expected), "{from} -> {to}: {refused}");
    }
    let of_grades = SPLIT.replace("2025-hd43", "2019-hd21");
    assert!(laid(&of_grades).is_err(), "there are no points that could be split up");
    let scoring = laid(SPLIT).unwrap().form.scoring.unwrap();
    assert_eq!(scoring.column.iter().filter(|it| it.field == ScoreField::Criterion).count(), 3);
}
