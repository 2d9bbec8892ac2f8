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
        &["row-renamed 1_ThongTinChiBo!B5"],
    );
    assert_eq!(form.info.branch_code, Slot::Unread(None));
}

#[test]
fn what_stands_in_the_place_of_a_missing_row_is_asked_about() {
    let form = check(
        |made| {
            let (row, col) = made.info().find(FOUNDED);
            made.info().set(row, col, "Thành lập ngày");
            made.info().set(row, 2, "15/06/2020");
        },
        &["row-renamed 1_ThongTinChiBo!B13"],
    );
    assert_eq!(form.info.founded, Slot::Unread(None));
    // With nothing beside it nothing is lost; nor is it of a telephone number.
    let form = check(
        |made| {
            for (label, other) in [(FOUNDED, "Thành lập ngày"), ("Số điện thoại", "Liên hệ")]
            {
                let (row, col) = made.info().find(label);
                made.info().set(row, col, other);
            }
        },
        &[
            "unknown-row 1_ThongTinChiBo!B12",
            "optional-row-missing 1_ThongTinChiBo",
            "optional-row-missing 1_ThongTinChiBo",
        ],
    );
    assert_eq!((&form.info.founded, &form.info.phone), (&Slot::Absent, &Slot::Absent));
    // All that the form has is there: a row of the branch's own.
    check(
        |made| {
            let (row, _) = made.info().find(FOUNDED);
            let tab = made.info();
            *tab = tab.moved(|it| if it >= row { it + 1 } else { it }, |it| it);
            tab.set(row, 1, "Thành lập thôn");
            tab.set(row, 2, "15/06/1980");
        },
        &["unknown-row 1_ThongTinChiBo!B13"],
    );
}
