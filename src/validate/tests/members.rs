//! Cells of a member, who is rated and who is not, and what goes with it.

use super::{Change, World, check, check_in, message};
use crate::model::{
    Discipline, Eligibility, Member, PartialDate, Rating, Slot, Submission, fixture,
};
use crate::workspace::SixMonthDate;

#[test]
fn cells_of_a_member_are_filled_in() {
    let table: &[(Change, &[&str])] = &[
        (|form| form.members[1].name.clear(), &["V205 2_DangVien!B11"]),
        (|form| form.members[1].birth.clear(), &["V206 2_DangVien!C11"]),
        (|form| form.members[1].gender.clear(), &["V206 2_DangVien!D11"]),
        (|form| form.members[1].ethnicity.clear(), &[]),
        (|form| form.members[1].admitted.clear(), &["V206 2_DangVien!H11"]),
        (|form| form.members[1].card.clear(), &[]),
        (|form| form.members[1].eligibility.clear(), &["V207 2_DangVien!L11"]),
        (|form| form.members[1].reviewed.clear(), &["V206 2_DangVien!M11"]),
        (|form| form.members[1].criteria[5].grade.clear(), &["V206 2_DangVien!S11"]),
        (|form| form.members[1].tasks_done.clear(), &["V206 2_DangVien!T11"]),
        (|form| form.members[1].self_rating.clear(), &["V206 2_DangVien!V11"]),
        (|form| form.members[1].committee_rating = Slot::Absent, &[]),
        (|form| form.members[1].proposal.clear(), &["V207 2_DangVien!AD11"]),
        (|form| form.members.clear(), &["V210 2_DangVien"]),
    ];
    for (place, (change, expected)) in table.iter().enumerate() {
        let found = check(change);
        // A form without members contradicts nothing else on sheet 1 but its secretary.
        assert_eq!(found, *expected, "change {place}");
    }
}

#[test]
fn a_row_without_any_rating_is_one_finding() {
    let bare = |form: &mut Submission| {
        form.unrate(1, Eligibility::Exempt);
        form.members[1].eligibility.put(Eligibility::Rated);
        form.members[1].reviewed.put(true);
        form.recount();
    };
    assert_eq!(check(bare), ["V208 2_DangVien!N11"]);
    let not_quite = check(|form| {
        bare(form);
        form.members[1].proposal.put(Rating::Good);
    });
    assert_eq!(not_quite.len(), 8, "{not_quite:?}");
    assert!(not_quite.iter().all(|it| it.starts_with("V206")), "{not_quite:?}");
}

#[test]
fn who_is_not_rated_is_so_for_a_reason_and_without_rating() {
    for why in [Eligibility::Exempt, Eligibility::Suspended, Eligibility::New] {
        assert_eq!(check(|form| form.unrate(4, why)), [""; 0], "{why:?}");
        let reasonless = check(|form| {
            form.unrate(4, why);
            form.members[4].reason.clear();
        });
        assert_eq!(reasonless, ["V213 2_DangVien!AJ14"], "{why:?}");
        let no_column = check(|form| {
            form.unrate(4, why);
            form.members[4].reason = Slot::Absent;
        });
        assert_eq!(no_column, ["V213 2_DangVien!L14"], "{why:?}");
        let rated = check(|form| {
            form.unrate(4, why);
            form.members[4].self_rating.put(Rating::Good);
            form.members[4].ballots[0].put(2u32);
            form.members[4].proposal.put(Rating::Good);
        });
        assert_eq!(rated, ["V301 2_DangVien!AD14"], "{why:?}");
    }
    assert_eq!(check(|form| form.unrate(4, Eligibility::Other)), ["V309 2_DangVien!L14"]);
}

#[test]
fn a_guest_is_rated_elsewhere() {
    let guest = |form: &mut Submission| {
        form.unrate(4, Eligibility::Temporary);
        form.members[4].reason.clear();
    };
    assert_eq!(check(guest), [""; 0]);
    let rated = check(|form| {
        guest(form);
        form.members[4].state_rating.put(Rating::Good);
    });
    assert_eq!(rated, ["V301 2_DangVien!W14"]);
}

#[test]
fn grades_and_votes_of_who_is_not_rated_only_warn() {
    let change = |form: &mut Submission| {
        form.unrate(1, Eligibility::Exempt);
        form.members[1].criteria[0].grade.put(crate::model::Grade::Good);
        form.members[1].ballots[0].put(1u32);
        form.members[1].ballots[1].put(3u32);
    };
    assert_eq!(check(change), ["V302 2_DangVien!N11"]);
    assert_eq!(
        message(&World::new(), change),
        "Ma Văn Bình thuộc diện “Được miễn công tác và sinh hoạt đảng” nhưng đã ghi: \
         Tư tưởng chính trị; Kết quả bỏ phiếu tại chi bộ (số phiếu)"
    );
    // A zero claims nothing; a review may have been held.
    let zero = check(|form| {
        form.unrate(1, Eligibility::Exempt);
        form.members[1].ballots[1].put(0u32);
        form.members[1].sick_months.put(crate::model::Hundredths::whole(0));
        form.members[1].reviewed.put(true);
    });
    assert_eq!(zero, [""; 0]);
}

#[test]
fn the_profile_says_what_a_rule_weighs_and_from_which_day() {
    use super::{submission, validate};
    use crate::finding::Severity::{Error, Notice, Warning};
    use jiff::civil::date;
    // The fixture's meeting is on 5 December.
    #[rustfmt::skip]
    let table = [
        (None,          None,                    Error),
        (Some(Notice),  None,                    Notice),
        (None,          Some(date(2020, 12, 5)), Error),
        (None,          Some(date(2020, 12, 6)), Warning),
    ];
    for (severity, from, expected) in table {
        let mut world = World::new();
        let rule = world.regime.rules.rule.get_mut("R-REVIEW1ST").expect("it is there");
        (rule.severity, rule.enforce_from) = (severity, from);
        let mut form = submission();
        form.members[1].reviewed.put(false);
        let found = validate(&form, &world.context());
        let weights: Vec<_> = found.iter().map(|it| it.severity).collect();
        assert_eq!(weights, [expected], "{severity:?} {from:?}");
    }
    // What guards an invariant keeps its weight.
    let mut world = World::new();
    let rule = world.regime.rules.rule.get_mut("R-REG").expect("it is there");
    rule.severity = Some(Notice);
    let mut form = submission();
    form.info.form_code.put("XL-2018-HD16");
    assert_eq!(validate(&form, &world.context())[0].severity, Error);
}

#[test]
fn who_is_suspended_from_the_committee_only_is_rated() {
    use Eligibility::{Exempt, Other, Suspended};
    let found = |regime: &str, why: Eligibility, reason: &str, note: &str| {
        check_in(&World::of(regime), |form| {
            form.unrate(1, why);
            form.members[1].reason.put(reason);
            form.members[1].note.put(note);
        })
        .iter()
        .any(|it| it.starts_with("V312 2_DangVien!L11"))
    };
    #[rustfmt::skip]
    let table = [
        (Suspended, "Bị đình chỉ sinh hoạt cấp ủy theo QĐ 5", "",                 true),
        (Suspended, "bị ĐÌNH CHỈ sinh hoạt cấp uỷ",           "",                 true),
        (Other,     "Đang xem xét",                           "Đình chỉ cấp ủy",  true),
        (Suspended, "Bị đình chỉ sinh hoạt đảng",             "",                 false),
        (Suspended, "Đình chỉ sinh hoạt đảng, đình chỉ cấp ủy", "",               false),
        (Suspended, "Đình chỉ sinh hoạt cấp ủy và sinh hoạt đảng", "",            false),
        (Suspended, "Theo QĐ 5-QĐ/ĐU",                        "",                 false),
        (Exempt,    "Từng bị đình chỉ cấp ủy",                "",                 false),
        (Suspended, "Bị đình chỉ sinh hoạt đảng", "Trước đó đình chỉ chức vụ cấp ủy", false),
        (Suspended, "Đình chỉ chức vụ Trưởng Công an xã",     "",                 false),
        (Other,     "Không bị đình chỉ cấp ủy",               "",                 false),
    ];
    for (why, reason, note, expected) in table {
        assert_eq!(found("2019-hd21", why, reason, note), expected, "{reason} {note}");
        // In 2018 suspended members are rated anyway.
        assert!(!found("2018-hd16", why, reason, note));
    }
}

#[test]
fn the_review_comes_first() {
    assert_eq!(check(|form| form.members[1].reviewed.put(false)), ["V303 2_DangVien!M11"]);
    let unrated = check(|form| {
        form.unrate(1, Eligibility::Exempt);
        form.members[1].reviewed.put(false);
    });
    assert_eq!(unrated, [""; 0]);
}

#[test]
fn under_six_months_is_not_rated_and_only_that_is_new() {
    let day = fixture::day;
    let rated = |date: PartialDate| {
        check(|form| {
            form.members[4].admitted.put(date);
        })
    };
    assert_eq!(rated(day(2020, 6, 5)), [""; 0]);
    assert_eq!(rated(day(2020, 6, 6)), ["V305 2_DangVien!L14"]);
    assert_eq!(rated(day(2020, 12, 9)), ["V305 2_DangVien!L14"]);
    assert_eq!(rated(PartialDate::Month(2020, 6)), ["V306 2_DangVien!H14"]);
    assert_eq!(rated(PartialDate::Month(2020, 5)), [""; 0]);
    let new = |date: PartialDate| {
        check(|form| {
            form.unrate(4, Eligibility::New);
            form.members[4].admitted.put(date);
        })
    };
    assert_eq!(new(day(2020, 6, 6)), [""; 0]);
    assert_eq!(new(day(2020, 6, 5)), ["V304 2_DangVien!L14"]);
    assert_eq!(new(PartialDate::Year(2020)), ["V306 2_DangVien!H14"]);
    assert_eq!(new(PartialDate::Year(2019)), ["V304 2_DangVien!L14"]);
    let mut world = World::new();
    world.workspace.settings.six_month_date = SixMonthDate::YearEnd;
    let at_end = |date| check_in(&world, |form| form.members[4].admitted.put(date));
    assert_eq!(at_end(day(2020, 6, 30)), [""; 0]);
    assert_eq!(at_end(day(2020, 7, 1)), ["V305 2_DangVien!L14"]);
    // With full dates of admission it is the meeting that cannot tell, and once.
    let vague = check(|form| {
        form.members[3].admitted.put(day(2020, 6, 6));
        form.members[3].official.clear();
        form.members[4].admitted.put(day(2020, 6, 6));
        form.members.push(fixture::member(5));
        form.recount();
        form.info.meeting.put(PartialDate::Month(2020, 12));
    });
    assert_eq!(vague, ["V310 1_ThongTinChiBo!C15"]);
    // Without a usable meeting nothing is measured.
    let unknown = check(|form| {
        form.members[4].admitted.put(day(2020, 6, 6));
        form.info.meeting.put(day(2021, 12, 5));
    });
    assert_eq!(unknown, ["V404 1_ThongTinChiBo!C15"]);
}

#[test]
fn a_new_member_is_reviewed() {
    let new = |reviewed: bool, admitted: PartialDate| {
        check(|form| {
            form.unrate(4, Eligibility::New);
            form.members[4].admitted.put(admitted);
            form.members[4].reviewed.put(reviewed);
        })
    };
    assert_eq!(new(true, fixture::day(2020, 12, 5)), [""; 0]);
    assert_eq!(new(false, fixture::day(2020, 12, 5)), ["V311 2_DangVien!M14"]);
    assert_eq!(new(false, fixture::day(2020, 12, 6)), ["V406 2_DangVien!H14"]);
}

#[test]
fn who_has_no_name_is_called_by_the_row() {
    let mut form = fixture::submission();
    form.members[1].name.spoil();
    form.members[1].reviewed.put(false);
    let found = crate::validate::validate(&form, &World::new().context());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].member, None);
    assert_eq!(
        super::CATALOGUES[0].render(&found[0]).message,
        "Người ở dòng 11 được đánh giá nhưng cột kiểm điểm ghi “Không”"
    );
}

#[test]
fn the_worst_rating_has_a_cause_and_a_reason() {
    let worst = |form: &mut Submission| {
        form.members[1].proposal.put(Rating::Unsatisfactory);
        form.members[1].self_rating.put(Rating::Unsatisfactory);
        form.members[1].cause.put("other");
        form.members[1].reason.put("Bỏ sinh hoạt");
    };
    assert_eq!(check(worst), [""; 0]);
    let causeless = check(|form| {
        worst(form);
        form.members[1].cause.clear();
    });
    assert_eq!(causeless, ["V801 2_DangVien!AE11"]);
    let no_column = check(|form| {
        worst(form);
        form.members[1].cause = Slot::Absent;
    });
    assert_eq!(no_column, ["V801 2_DangVien!AD11"]);
    let reasonless = check(|form| {
        worst(form);
        form.members[1].reason.clear();
    });
    assert_eq!(reasonless, ["V214 2_DangVien!AJ11"]);
    let no_reason_column = check(|form| {
        worst(form);
        form.members[1].reason = Slot::Absent;
    });
    assert_eq!(no_reason_column, [""; 0]);
}

#[test]
fn a_cause_goes_with_the_worst_rating_only() {
    let cause = |key: &'static str| check(|form| form.members[1].cause.put(key));
    assert_eq!(cause("other"), ["V802 2_DangVien!AE11"]);
    // Suy thoái caps the rating itself: the rating stage says so.
    assert_eq!(cause("degeneration"), [""; 0]);
    let unrated = check(|form| {
        form.unrate(1, Eligibility::Exempt);
        form.members[1].cause.put("degeneration");
    });
    assert_eq!(unrated, ["V802 2_DangVien!AE11"]);
    let unproposed = check(|form| {
        form.members[1].cause.put("other");
        form.members[1].proposal.clear();
    });
    assert_eq!(unproposed, ["V207 2_DangVien!AD11"]);
}

#[test]
fn the_best_rating_has_a_reason() {
    let best = |form: &mut Submission| {
        form.members[1].proposal.put(Rating::Excellent);
        form.members[1].self_rating.put(Rating::Excellent);
    };
    assert_eq!(check(best), ["V214 2_DangVien!AJ11"]);
    let reasoned = check(|form| {
        best(form);
        form.members[1].reason.put("Được tặng bằng khen");
    });
    assert_eq!(reasoned, [""; 0]);
}

#[test]
fn years_running_go_with_the_proposal() {
    #[rustfmt::skip]
    let table = [
        (Rating::Excellent, 0u32, true), (Rating::Excellent, 1, false),
        (Rating::Good,      0, false), (Rating::Good,     1, true),
    ];
    for (rating, years, is_wrong) in table {
        let found = check(|form| {
            form.members[1].proposal.put(rating);
            form.members[1].self_rating.put(rating);
            form.members[1].reason.put("x");
            form.members[1].excellent_years.put(years);
        });
        let expected: &[&str] = if is_wrong { &["V806 2_DangVien!AI11"] } else { &[] };
        assert_eq!(found, expected, "{rating:?} {years}");
    }
}

#[test]
fn the_cells_on_discipline_agree() {
    let disciplined = |form: &mut Submission| {
        form.members[1].discipline.put(Discipline::Reprimand);
        form.members[1].discipline_decision.put("15-QĐ/ĐU, 20/6/2020");
        form.members[1].discipline_counted.put(true);
    };
    assert_eq!(check(disciplined), [""; 0]);
    let table: &[(Change, &str)] = &[
        (|form| form.members[1].discipline_decision.clear(), "V803 2_DangVien!AG11"),
        (
            |form| {
                form.members[1].discipline.clear();
                form.members[1].discipline_decision.clear();
            },
            "V804 2_DangVien!AH11",
        ),
        (
            |form| {
                form.members[1].discipline.clear();
                form.members[1].discipline_counted.put(false);
            },
            "V805 2_DangVien!AF11",
        ),
    ];
    for (change, expected) in table {
        let found = check(|form| {
            disciplined(form);
            change(form);
        });
        assert_eq!(found, [*expected]);
    }
}

#[test]
fn one_person_stands_once() {
    // The third row becomes the second person.
    let copy = |form: &mut Submission| {
        let (name, birth) = (form.members[1].name.text().to_owned(), form.members[1].birth.get());
        form.members[2].name.put(name);
        form.members[2].birth.put(birth.expect("the fixture has it"));
        form.members[2].card.clear();
    };
    assert_eq!(check(copy), ["V701 2_DangVien!B12"]);
    assert_eq!(message(&World::new(), copy), "Ma Văn Bình trùng với Ma Văn Bình ở dòng 11");
    let card = check(|form| form.members[2].card.put("00 00001"));
    assert_eq!(card, ["V702 2_DangVien!J12"]);
    let likely = check(|form| {
        copy(form);
        form.members[2].birth.put(PartialDate::Year(1980));
    });
    assert_eq!(likely, ["V703 2_DangVien!B12"]);
    // A third row of the person names the first again.
    let thrice = |form: &mut Submission| {
        copy(form);
        // The values come with their cells, so that both findings point at one.
        form.members[3].name = form.members[2].name.clone();
        form.members[3].birth = form.members[2].birth.clone();
        form.members[3].card.clear();
    };
    assert_eq!(check(thrice), ["V701 2_DangVien!B12", "V701 2_DangVien!B12"]);
    let mut form = fixture::submission();
    thrice(&mut form);
    let found = crate::validate::validate(&form, &World::new().context());
    let message = super::CATALOGUES[0].render(&found[1]).message;
    assert_eq!(message, "Ma Văn Bình trùng với Ma Văn Bình ở dòng 11");
}

/// A row, or a card number, that was filled down is told once.
#[test]
fn one_person_in_many_rows_is_one_finding() {
    let filled = |more: u32, change: fn(&mut Member, u32)| {
        let mut form = fixture::submission();
        for nth in 0..more {
            let mut member = form.members[1].clone();
            member.row = 20 + nth + nth / 3;
            change(&mut member, nth);
            form.members.push(member);
        }
        let found = crate::validate::validate(&form, &World::new().context());
        let told = found.iter().filter(|it| it.code.id.starts_with("V70"));
        let told: Vec<_> = told
            .map(|it| format!("{} {}", it.code.id, super::CATALOGUES[0].render(it).message))
            .collect();
        told
    };
    let few = filled(4, |_, _| {});
    assert_eq!(few, vec!["V701 Ma Văn Bình trùng với Ma Văn Bình ở dòng 11"; 4]);
    assert_eq!(
        filled(5, |_, _| {}),
        ["V708 Ma Văn Bình có thêm ở 5 dòng nữa ngoài dòng 11: dòng 21–23, 25–26"]
    );
    let named = |member: &mut Member, nth: u32| member.name.put(format!("Lý Thị {nth}"));
    assert_eq!(filled(4, named).len(), 4);
    let many = filled(9, named);
    assert_eq!(many.len(), 1, "{many:?}");
    assert!(
        many[0].starts_with("V709 Số thẻ")
            && many[0].ends_with(
                "của Ma Văn Bình ở dòng 11 còn ghi cho 9 người khác: dòng 21–23, 25–27, 29–31"
            ),
        "{many:?}"
    );
}

#[test]
fn what_a_note_says_is_asked_about_where_the_columns_say_otherwise() {
    let found = |note: &str| check(|form| form.members[1].note.put(note));
    for gone in ["Đã chuyển sinh hoạt ra ngoài từ tháng 9", "ĐÃ MẤT", "Đã xóa tên 01/11"]
    {
        let found = found(gone);
        assert!(found.len() == 1 && found[0].starts_with("V313 "), "{gone}: {found:?}");
    }
    let told = found("Bị khiển trách tháng 6/2020");
    assert!(told.len() == 1 && told[0].starts_with("V314 "), "{told:?}");
    for nothing in ["Mới chuyển sinh hoạt đến", "Không bị khiển trách", "Hộ mất đất", ""]
    {
        assert_eq!(found(nothing), [""; 0], "{nothing}");
    }
    // Where the columns say it too nothing is asked.
    let both = check(|form| {
        form.members[1].note.put("Bị khiển trách tháng 6/2020");
        form.members[1].discipline.put(crate::model::Discipline::Reprimand);
    });
    assert!(!both.iter().any(|it| it.starts_with("V314")), "{both:?}");
}
