//! The optional sheet of sub-criteria.

use super::plain;
use crate::context::fixture::World;
use crate::model::fixture::submission_with_points;
use crate::model::{At, CellRef, Hundredths, ScoreRow, Slot, SubCriterion, Submission};
use crate::regime::{OVERLAY, Sources};
use crate::validate::validate;

/// A superior who splits 30 into 20 + 10 and keeps 70 whole.
const SPLIT: &str = include_str!("scores.toml");

/// Rows for the five members, all with 15,5 + 9,5 and 60.
fn scored() -> Submission {
    let mut form = submission_with_points();
    form.scores = (0..5).map(|nth| row(&form, nth)).collect();
    form
}

fn row(form: &Submission, nth: u32) -> ScoreRow {
    let row = 6 + nth;
    let at = |col| CellRef::new(&"4_ChamDiem".into(), row, col);
    let criterion = |col, key: &str, task, points| SubCriterion {
        key: key.into(),
        task,
        points: Slot::Is(At { value: Hundredths::new(points), at: at(col) }),
    };
    let name = form.members[nth as usize].name.text().to_owned();
    ScoreRow {
        row,
        number: Slot::Is(At { value: nth + 1, at: at(0) }),
        name: Slot::Is(At { value: name, at: at(1) }),
        criteria: vec![
            criterion(2, "politics", false, 1550),
            criterion(3, "self-criticism", false, 950),
            criterion(4, "duties", true, 6000),
        ],
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let mut world = World::with_points();
    let mut sources = Sources::builtin();
    sources.lay_over("tinh", OVERLAY, SPLIT);
    world.regime = sources.regime("tinh").expect("the overlay is sound");
    let mut form = scored();
    change(&mut form);
    let found = validate(&form, &world.context());
    let lines = found.iter().map(|it| plain(it, &world));
    lines.map(|it| it.split(" (").next().unwrap_or_default().to_owned()).collect()
}

fn blank(row: &mut ScoreRow) {
    row.criteria.iter_mut().for_each(|it| it.points.clear());
}

#[track_caller]
fn codes(lines: &[String]) -> String {
    lines.iter().map(|it| &it[..4]).collect::<Vec<_>>().join(" ")
}

#[test]
fn sub_criteria_add_up_to_the_hundredth() {
    assert_eq!(check(|_| {}), [""; 0]);
    for (points, expected) in [(949, "V830"), (950, ""), (951, "V830")] {
        let lines = check(|it| it.scores[1].criteria[1].points.put(Hundredths::new(points)));
        assert_eq!(codes(&lines), expected, "{points}");
    }
    let tasks = check(|it| it.scores[1].criteria[2].points.put(Hundredths::new(5999)));
    assert_eq!(codes(&tasks), "V830");
    let both = check(|it| {
        it.scores[1].criteria[0].points.put(Hundredths::new(1));
        it.scores[1].criteria[2].points.put(Hundredths::new(1));
    });
    assert_eq!(codes(&both), "V830 V830", "one for each group");
}

#[test]
fn a_blank_cell_is_no_points_once_its_group_has_some() {
    let lines = check(|it| it.scores[1].criteria[1].points.clear());
    assert_eq!(codes(&lines), "V830");
    // A group that nobody filled in is not compared.
    assert_eq!(codes(&check(|it| it.scores[1].criteria[2].points.clear())), "");
}

#[test]
fn what_could_not_be_read_decides_nothing() {
    let part = check(|it| {
        it.scores[1].criteria[0].points.spoil();
        it.scores[1].criteria[1].points.put(Hundredths::new(1));
    });
    assert_eq!(codes(&part), "");
    let whole = check(|it| {
        it.members[1].points.general.spoil();
        it.scores[1].criteria[1].points.put(Hundredths::new(1));
    });
    assert_eq!(codes(&whole), "");
    assert_eq!(codes(&check(|it| it.scores[1].name.spoil())), "");
}

#[test]
fn rows_are_found_by_name_wherever_they_stand() {
    assert_eq!(codes(&check(|it| it.scores.reverse())), "");
    assert_eq!(codes(&check(|it| it.scores[1].name.put("MA VĂN BÌNH"))), "");
    assert_eq!(codes(&check(|it| it.scores[1].name.put("Ma Van Binh"))), "");
    let marked = check(|it| {
        it.members[2].name.put("Ma Văn Bính");
        it.scores[2].name.put("Ma Văn Bính");
        it.members[2].points.general.put(Hundredths::whole(20));
        it.members[2].points.total.put(Hundredths::whole(80));
        it.scores[2].criteria[0].points.put(Hundredths::new(1050));
    });
    assert_eq!(codes(&marked), "", "a mark on a letter makes another name");
    let stranger = check(|it| it.scores[1].name.put("Ma Văn Bảy"));
    assert_eq!(codes(&stranger), "V831", "and nobody is said to be missing for it");
    assert!(stranger[0].contains("4_ChamDiem!B8"), "{stranger:?}");
}

#[test]
fn two_of_one_name_are_told_apart_by_their_numbers() {
    let same = |it: &mut Submission| {
        it.members[1].name.put("Ma Văn An");
        it.scores[1].name.put("Ma Văn An");
        it.members[1].points.general.put(Hundredths::whole(24));
        it.members[1].points.total.put(Hundredths::whole(84));
        it.scores[1].criteria[0].points.put(Hundredths::new(1450));
    };
    let own = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|it| it.starts_with("V83")).collect()
    };
    assert_eq!(own(check(same)), [""; 0]);
    let unnumbered = own(check(|it| {
        same(it);
        it.scores[1].number.clear();
    }));
    assert_eq!(codes(&unnumbered), "V831");
}

#[test]
fn one_member_has_one_row() {
    let lines = check(|it| {
        let mut again = row(it, 1);
        again.row = 11;
        again.criteria[0].points.put(Hundredths::new(1));
        it.scores.push(again);
    });
    assert_eq!(codes(&lines), "V832", "only the first is compared");
}

#[test]
fn a_sheet_that_is_used_has_everybody_who_is_rated() {
    let lines = check(|it| blank(&mut it.scores[1]));
    assert_eq!(codes(&lines), "V833");
    assert!(lines[0].contains("2_DangVien!B11"), "{lines:?}");
    assert_eq!(codes(&check(|it| drop(it.scores.remove(1)))), "V833");
    assert_eq!(codes(&check(|it| it.scores.iter_mut().for_each(blank))), "", "nobody used it");
    assert_eq!(codes(&check(|it| it.scores.clear())), "");
}
