//! Groups of headings in a form whose groups have headings in common: points that
//! a member gives and points that the branch gives stand under the same words.

use super::made::{FIRST, Made, Tab};
use super::said;
use crate::model::{Points, Rating};
use crate::read::{Limits, read};
use crate::regime::Sources;

const OWN: &str = "Cá nhân tự chấm điểm";
const BRANCH: &str = "Chi bộ chấm điểm";
/// The first column of each of the two groups.
const COLS: [u16; 2] = [15, 18];

/// The points of the one member, own then the branch's, and what is said of the sheet.
fn points(change: impl Fn(&mut Tab)) -> ([Option<i32>; 6], Vec<String>) {
    let regime = Sources::builtin().regime("2025-hd43").unwrap();
    let mut made = Made::blank(&regime);
    let tab = made.members();
    assert_eq!(COLS, [tab.find(OWN).1, tab.find(BRANCH).1]);
    tab.set(FIRST, 1, "Ma Văn Hòa");
    for (col, points) in (COLS[0]..).zip([25.0, 60.0, 85.0, 24.0, 58.0, 82.0]) {
        tab.set(FIRST, col, points);
    }
    change(tab);
    let parsed = read(&made.bytes(), &regime, &Limits::default()).unwrap();
    let member = &parsed.submission.members[0];
    let of = |it: &Points| it.all().map(|it| it.get().map(|it| it.get() / 100));
    let all = [of(&member.self_points), of(&member.points)].concat();
    (all.try_into().unwrap(), said(&parsed.findings))
}

const READ: [Option<i32>; 6] = [Some(25), Some(60), Some(85), Some(24), Some(58), Some(82)];

#[test]
fn a_group_may_be_misspelt_or_not_merged() {
    assert_eq!(points(|_| {}), (READ, Vec::new()));
    let misspelt = |tab: &mut Tab| {
        tab.set(2, COLS[0], "Cá nhân tự chấmm điểm");
        tab.set(2, COLS[1], "Chi bộ chấm điểmm");
    };
    assert_eq!(points(misspelt), (READ, Vec::new()));
    // Without merged cells a group goes on to the right until the next begins.
    let apart = |tab: &mut Tab| tab.merges.retain(|it| !COLS.contains(&it.1));
    assert_eq!(points(apart), (READ, Vec::new()));
}

#[test]
fn without_their_groups_the_points_are_nobodys() {
    let (read, said) = points(|tab| {
        for col in COLS {
            tab.clear(2, col);
            tab.merges.retain(|it| it.1 != col);
        }
    });
    // The totals have words of their own.
    assert_eq!(read[..2], [None; 2]);
    assert_eq!(read[3..5], [None; 2]);
    assert!(said.iter().any(|it| it == "column-renamed 2_DangVien!P4"), "{said:?}");
}

#[test]
fn ticks_are_no_groups_and_numbers_of_groups_are_said_once() {
    let regime = Sources::builtin().regime("2025-hd43").unwrap();
    let col = 14;
    let read_with = |groups: [&str; 3]| {
        let mut made = Made::blank(&regime);
        let tab = made.members();
        assert_eq!(tab.find("Nhóm đối tượng tương đồng").1, col);
        for (row, group) in (FIRST..).zip(groups) {
            tab.set(row, 1, "Ma Văn Hòa");
            tab.set(row, col, group);
        }
        let parsed = read(&made.bytes(), &regime, &Limits::default()).unwrap();
        let groups = parsed.submission.members.into_iter().map(|it| it.group);
        (groups.collect::<Vec<_>>(), said(&parsed.findings))
    };
    let (groups, said) = read_with(["x", "Giáo viên", "02B"]);
    assert!(groups[0].is_unread());
    assert_eq!((groups[1].text(), groups[2].text()), ("Giáo viên", "02B"));
    assert_eq!(said, ["not-a-group 2_DangVien!O6"]);
    let (groups, said) = read_with(["Nhóm 1", "Nhóm 2", "Nhóm 1"]);
    assert_eq!(groups[1].text(), "Nhóm 2");
    assert_eq!(said, ["group-by-number 2_DangVien!O6"]);
}

#[test]
fn a_quarter_without_a_rating_is_blank() {
    let regime = Sources::builtin().regime("2025-hd43").unwrap();
    let mut made = Made::blank(&regime);
    let tab = made.members();
    let first = tab.find("Xếp loại hằng quý").1;
    tab.set(FIRST, 1, "Ma Văn Hòa");
    for (col, typed) in (first..).zip(["HTTNV", "Chưa xếp loại", "CHƯA XL", "Chưa tốt"]) {
        tab.set(FIRST, col, typed);
    }
    let parsed = read(&made.bytes(), &regime, &Limits::default()).unwrap();
    let quarters = &parsed.submission.members[0].quarters;
    assert_eq!(quarters.clone().map(|it| it.get()), [Some(Rating::Good), None, None, None]);
    let said = said(&parsed.findings);
    let told = |what: &str| said.iter().filter(|it| it.starts_with(what)).count();
    assert_eq!((told("no-read-as-blank"), told("not-a-rating")), (2, 1), "{said:?}");
}
