//! A rating in four columns, one a level, in place of the form's one.

use super::check;
use super::made::{FIRST, Made, Tab, Value};
use crate::model::{CollectiveKind, Rating, Slot};

/// The column of the proposal and the first of the votes.
const PROPOSAL: u16 = 29;
const VOTES: u16 = 25;
const LEVELS: [&str; 4] = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"];

/// Puts four columns in place of one that has no group, and ticks each row's level.
fn ticked(tab: &mut Tab, col: u16) {
    let heading = tab.cells[&(2, col)].clone();
    tab.merges.retain(|it| it.1 != col);
    let mut moved = tab.moved(|it| it, |it| if it > col { it + 3 } else { it });
    moved.merges.push((2, col, 2, col + 3));
    moved.set(2, col, heading);
    for row in FIRST..FIRST + 3 {
        let Some(Value::Text(level)) = moved.cells.remove(&(row, col)) else { continue };
        let place = LEVELS.iter().position(|it| *it == level).unwrap();
        moved.set(row, col + u16::try_from(place).unwrap(), "x");
    }
    for (place, level) in (col..).zip(LEVELS) {
        moved.set(3, place, level);
    }
    // The numbers of the columns are written afresh.
    for (place, number) in (0..super::width() + 3).zip(1..) {
        moved.set(4, place, f64::from(number));
    }
    *tab = moved;
}

fn members(made: &mut Made) -> &mut Tab {
    ticked(made.members(), PROPOSAL);
    made.members()
}

#[test]
fn the_ticked_level_is_read_at_its_cell() {
    let form = check(
        |made| {
            members(made);
        },
        &[],
    );
    let proposals: Vec<_> = form.members.iter().map(|it| it.proposal.get().unwrap()).collect();
    assert_eq!(proposals, [Rating::Excellent, Rating::Good, Rating::Good]);
    let cell = |row: usize| form.members[row].proposal.cell().unwrap().a1();
    assert_eq!([cell(0), cell(1)], ["AD6", "AE7"]);
    let votes: Vec<_> = form.members[0].ballots.iter().map(Slot::get).collect();
    assert_eq!(votes, [Some(1), Some(2), Some(0), Some(0)]);
    // Of collectives as well.
    let form = check(|made| ticked(made.collectives(), 19), &[]);
    let branch = &form.collectives[0];
    assert_eq!(branch.kind.get(), Some(CollectiveKind::Branch));
    assert_eq!(branch.proposal.cell().map(crate::model::CellRef::a1).as_deref(), Some("U6"));
}

#[test]
fn the_heading_above_the_four_need_not_be_merged() {
    let form = check(|made| members(made).merges.retain(|it| (it.0, it.1) != (2, PROPOSAL)), &[]);
    let proposals: Vec<_> = form.members.iter().map(|it| it.proposal.get().unwrap()).collect();
    assert_eq!(proposals, [Rating::Excellent, Rating::Good, Rating::Good]);
}

#[test]
fn votes_to_the_right_of_the_four_have_a_group_of_their_own() {
    // The rating that stands left of the votes, with a row of levels below the headings; of the
    // headings only the groups are merged.
    const COMMITTEE: u16 = VOTES - 1;
    let form = check(
        |made| {
            let tab = made.members();
            let mut moved = tab.moved(
                |row| if row > 2 { row + 1 } else { row },
                |col| if col > COMMITTEE { col + 3 } else { col },
            );
            moved.merges.retain(|it| it.0 == 2 && it.2 == 2);
            let heading = moved.cells.remove(&(4, COMMITTEE)).unwrap();
            moved.set(3, COMMITTEE, heading);
            for (col, level) in (COMMITTEE..).zip(LEVELS) {
                moved.set(4, col, level);
            }
            for row in FIRST + 1..FIRST + 4 {
                moved.clear(row, COMMITTEE);
                moved.set(row, COMMITTEE + 1, "x");
            }
            moved.cells.retain(|at, _| at.0 != 5);
            *tab = moved;
        },
        &[],
    );
    for member in &form.members {
        assert_eq!(member.committee_rating.get(), Some(Rating::Good));
        let votes: Vec<_> = member.ballots.iter().map(Slot::get).collect();
        assert_eq!(votes, [Some(1), Some(2), Some(0), Some(0)]);
    }
}

#[test]
fn a_heading_goes_on_to_the_right_no_further_than_its_levels() {
    // Votes without their group, with a column between them and the four, all headings low.
    let form = check(
        |made| {
            let tab = members(made);
            let (votes, cause) = (VOTES..VOTES + 4, PROPOSAL + 4);
            let mut moved = tab.moved(
                |row| row,
                |col| match col {
                    _ if votes.contains(&col) => col + 5,
                    _ if (PROPOSAL..=cause).contains(&col) => col - 4,
                    _ => col,
                },
            );
            let heading = moved.cells.remove(&(2, cause - 4)).unwrap();
            moved.merges.retain(|it| !(PROPOSAL - 4..=cause).contains(&it.1));
            moved.set(3, cause - 4, heading);
            moved.clear(2, PROPOSAL + 1);
            for col in VOTES..=cause {
                moved.clear(4, col);
            }
            *tab = moved;
        },
        &[],
    );
    for (member, proposal) in form.members.iter().zip([Rating::Excellent, Rating::Good]) {
        assert_eq!(member.proposal.get(), Some(proposal));
        let votes: Vec<_> = member.ballots.iter().map(Slot::get).collect();
        assert_eq!(votes, [Some(1), Some(2), Some(0), Some(0)]);
    }
}

#[test]
fn misspelt_headings_of_the_four_are_read_and_said() {
    let words = [
        "Hoàn thành xuất sắc nhiệm vụ",
        "Hoàn thành tốt nhiệm vụ",
        "Hoàn thành nhiệm vụ",
        "Không hoàn thành nhiệm vụ",
    ];
    let with = |place: usize, text: &'static str, said: &[&str]| {
        let form = check(
            |made| {
                let tab = members(made);
                for (col, word) in (PROPOSAL..).zip(words) {
                    tab.set(3, col, word);
                }
                if !text.is_empty() {
                    tab.set(3, PROPOSAL + u16::try_from(place).unwrap(), text);
                }
            },
            said,
        );
        form.members.iter().map(|it| it.proposal.get()).collect::<Vec<_>>()
    };
    let read = [Rating::Excellent, Rating::Good, Rating::Good].map(Some);
    assert_eq!(with(0, "", &[]), read);
    assert_eq!(with(1, "Hoàn thàn tốt nhiệm vụ", &["heading-misspelt 2_DangVien!AE4"]), read);
    assert_eq!(with(3, "Không hoàn thành nhiêm vụj", &["heading-misspelt 2_DangVien!AG4"]), read);
    // What is near to one level is not taken for it where that one is there already.
    let missing = [
        "column-missing 2_DangVien",
        "unknown-column 2_DangVien!AD4",
        "unknown-column 2_DangVien!AE4",
    ];
    assert_eq!(with(1, "Hoàn thàn nhiệm vụ", &missing), [None; 3]);
    // Of the heading above them it is said once.
    for is_merged in [true, false] {
        let form = check(
            |made| {
                let tab = members(made);
                tab.set(2, PROPOSAL, "Chi bộ đề ngị xếp loại *");
                tab.merges.retain(|it| is_merged || (it.0, it.1) != (2, PROPOSAL));
            },
            &["heading-misspelt 2_DangVien!AD3"],
        );
        assert_eq!(form.members.iter().map(|it| it.proposal.get()).collect::<Vec<_>>(), read);
    }
}

#[test]
fn two_ticks_none_and_doubtful_marks_are_told() {
    let form = check(|made| members(made).set(FIRST, 32, "X"), &["ticked-twice 2_DangVien!AG6"]);
    assert!(matches!(&form.members[0].proposal, Slot::Unread(Some(at)) if at.a1() == "AG6"));
    // Whose cell is blank is for the rules to say.
    let form = check(|made| members(made).clear(FIRST + 1, 30), &[]);
    assert!(matches!(&form.members[1].proposal, Slot::Empty(at) if at.a1() == "AD7"));
    for (typed, said) in [
        (Value::from(0.0), "not-a-tick 2_DangVien!AF6"),
        ("0".into(), "not-a-tick 2_DangVien!AF6"),
        ("?".into(), "not-a-tick 2_DangVien!AF6"),
        (5.0.into(), "not-a-tick 2_DangVien!AF6"),
        // The name of another column's level.
        ("HTTNV".into(), "not-a-tick 2_DangVien!AF6"),
        (1.0.into(), "ticked-twice 2_DangVien!AF6"),
        ("HTNV".into(), "ticked-twice 2_DangVien!AF6"),
    ] {
        let form = check(|made| members(made).set(FIRST, 31, typed.clone()), &[said]);
        assert!(matches!(form.members[0].proposal, Slot::Unread(Some(_))));
    }
    // Of merged cells the leftmost has the value, whichever level was meant.
    for (typed, first, last, said) in [
        (30, 30, 31, "tick-in-merged-cells 2_DangVien!AE7"),
        (30, 30, 32, "tick-in-merged-cells 2_DangVien!AE7"),
        (29, 29, 32, "tick-in-merged-cells 2_DangVien!AD7"),
    ] {
        let form = check(
            |made| {
                let tab = members(made);
                tab.clear(FIRST + 1, 30);
                tab.set(FIRST + 1, typed, "x");
                tab.merges.push((FIRST + 1, first, FIRST + 1, last));
            },
            &[said],
        );
        assert!(matches!(form.members[1].proposal, Slot::Unread(Some(_))));
    }
    // Struck out is left blank.
    let form = check(|made| members(made).set(FIRST, 31, "-"), &[]);
    assert_eq!(form.members[0].proposal.get(), Some(Rating::Excellent));
}

#[test]
fn columns_of_votes_are_never_taken_for_ticks_nor_ticks_for_votes() {
    // The votes' group is gone: they are what is left.
    let form = check(
        |made| {
            let tab = members(made);
            tab.clear(2, VOTES);
            tab.merges.retain(|it| it.1 != VOTES);
        },
        &[],
    );
    assert_eq!(form.members[0].ballots[1].get(), Some(2));
    assert_eq!(form.members[0].proposal.get(), Some(Rating::Excellent));
    // The votes are gone altogether: crosses are no votes.
    let form = check(
        |made| {
            let tab = members(made);
            tab.cells.retain(|at, _| !(VOTES..VOTES + 4).contains(&at.1));
            tab.merges.retain(|it| it.1 != VOTES);
        },
        &[
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
            "optional-column-missing 2_DangVien",
        ],
    );
    assert!(form.members.iter().all(|it| it.ballots[0] == Slot::Absent));
    assert_eq!(form.members[0].proposal.get(), Some(Rating::Excellent));
    // Three of the four say nothing for certain.
    let form = check(
        |made| members(made).clear(3, 32),
        &[
            "column-missing 2_DangVien",
            "unknown-column 2_DangVien!AD4",
            "unknown-column 2_DangVien!AE4",
        ],
    );
    assert!(form.members.iter().all(|it| it.proposal == Slot::Unread(None)));
    // Beside the one column of the form nothing tells which counts.
    let form = check(
        |made| {
            let tab = members(made);
            tab.set(2, 45, "Chi bộ đề nghị xếp loại *");
            tab.set(FIRST, 45, "HTTNV");
        },
        &["column-twice 2_DangVien!AD4"],
    );
    assert!(form.members.iter().all(|it| it.proposal == Slot::Unread(None)));
}

#[test]
fn sums_below_the_ticks_are_no_totals() {
    check(
        |made| {
            let tab = members(made);
            tab.set(FIRST + 3, 28, "Tổng cộng");
            tab.set(FIRST + 3, 29, 1.0);
            tab.set(FIRST + 3, 30, 2.0);
        },
        &[],
    );
    // A cross below the end is somebody's.
    check(
        |made| {
            let tab = members(made);
            tab.set(FIRST + 3, 1, "Tổng cộng");
            tab.set(FIRST + 4, 1, "Lý Thị Mai");
            tab.set(FIRST + 4, 30, "x");
        },
        &["row-after-end 2_DangVien!B10"],
    );
}
