//! The labels of sheet 1 as people write them.

use super::made::Made;
use super::{check, regime, said};
use crate::model::Slot;
use crate::read::{Limits, read};

const FOUNDED: &str = "Ngày thành lập chi bộ (nếu thành lập trong năm)";

#[test]
fn the_note_of_a_label_may_be_left_out() {
    let form = check(
        |made| {
            let (row, col) = made.info().find(FOUNDED);
            made.info().set(row, col, "Ngày thành lập chi bộ");
            made.info().set(row, 2, "15/06/2020");
        },
        &[],
    );
    assert_eq!(form.info.founded.get().map(|it| it.to_string()).as_deref(), Some("15/06/2020"));
}

#[test]
fn a_label_may_be_worded_as_the_profile_says() {
    let mut regime = regime().clone();
    let fact = regime.form.info.row.iter_mut().find(|it| it.label == "Mã chi bộ").unwrap();
    fact.aliases = vec!["Ký hiệu đơn vị".to_owned()];
    let mut made = Made::form(&regime);
    let (row, col) = made.info().find("Mã chi bộ");
    made.info().set(row, col, "KÝ HIỆU ĐƠN VỊ:");
    let parsed = read(&made.bytes(), &regime, &Limits::default()).unwrap();
    assert_eq!(said(&parsed.findings), Vec::<String>::new());
    assert_eq!(parsed.submission.info.branch_code.text(), "TP");
    // Where the profile does not, it is a stranger.
    let form = check(
        |made| made.info().set(row, col, "Ký hiệu đơn vị"),
        &["unknown-row 1_ThongTinChiBo!B5", "row-missing 1_ThongTinChiBo"],
    );
    assert_eq!(form.info.branch_code, Slot::Unread(None));
}
