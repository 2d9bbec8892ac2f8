//! Forms as they should be, and cells as people fill them.

use super::made::{FIRST, Made, Value, date};
use super::{parse, regime, said};
use crate::model::{
    CollectiveKind, Eligibility, Gender, Grade, Hundredths, PartialDate, Rating, Slot,
};

#[test]
fn a_form_that_is_well_filled_is_read_without_a_word() {
    let parsed = parse(&Made::form(&regime()).bytes());
    assert_eq!(said(&parsed.findings), Vec::<String>::new());
    assert!(!parsed.unfilled);

    let info = &parsed.submission.info;
    assert_eq!(info.form_code.text(), "XL-2019-HD21");
    assert_eq!(info.branch_kind.text(), "village");
    assert_eq!(info.year.get(), Some(2020));
    assert_eq!(info.meeting.get().map(|it| it.to_string()).as_deref(), Some("05/12/2020"));
    assert_eq!((info.total.get(), info.ballots_invalid.get()), (Some(3), Some(0)));
    assert!(matches!(&info.deputy, Slot::Empty(at) if at.a1() == "C10"));

    let members = &parsed.submission.members;
    assert_eq!(members.len(), 3);
    let first = &members[0];
    assert_eq!(first.row, FIRST);
    assert_eq!(first.name.text(), "Ma Văn Hòa");
    assert_eq!(first.birth.get().map(|it| it.to_string()).as_deref(), Some("13/05/1980"));
    assert_eq!(first.birth.cell().map(ToString::to_string).as_deref(), Some("2_DangVien!C6"));
    assert_eq!(first.gender.get(), Some(Gender::Male));
    assert_eq!(first.eligibility.get(), Some(Eligibility::Rated));
    assert_eq!(first.reviewed.get(), Some(true));
    assert_eq!(first.card.text(), "01234567");
    let grades: Vec<_> = first.criteria.iter().map(|it| it.grade.get().unwrap()).collect();
    assert_eq!(grades[4], Grade::Excellent);
    assert!(first.criteria[4].task && grades[0] == Grade::Excellent && grades[1] == Grade::Good);
    assert_eq!(first.tasks_done.get(), Some(Hundredths::whole(95)));
    let votes: Vec<_> = first.ballots.iter().map(Slot::get).collect();
    assert_eq!(votes, [Some(1), Some(2), Some(0), Some(0)]);
    assert_eq!(first.proposal.get(), Some(Rating::Excellent));
    assert!(matches!(&first.note, Slot::Empty(at) if at.a1() == "AK6"));
    assert_eq!(members[2].birth.get(), Some(PartialDate::Year(1968)));

    let branch = parsed.submission.branch_row().unwrap();
    assert_eq!(branch.kind.get(), Some(CollectiveKind::Branch));
    assert_eq!(branch.tasks_done.get(), Some(Hundredths::whole(96)));
    assert_eq!(branch.criteria.len(), 7);
}
