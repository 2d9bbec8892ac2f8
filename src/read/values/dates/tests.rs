use super::*;
use crate::finding::Arg;
use crate::read::values::tests::{number, remark, text};
use proptest::prelude::*;

const DAY: Format = Format::Date(DateParts::Day);

fn shown(outcome: &Outcome<Typed>) -> String {
    match outcome {
        Ok((Typed::Sure(date), _)) => date.to_string(),
        Ok((Typed::TwoDigits { day, month, year }, _)) => format!("{day}/{month}/{year:02}"),
        Err(_) => String::new(),
    }
}

fn suggestion(outcome: &Outcome<Typed>) -> String {
    let args = match outcome {
        Err(remark) => remark.args.clone(),
        Ok(_) => Vec::new(),
    };
    match args.into_iter().find(|it| it.0 == "suggestion") {
        Some((_, Arg::Text(text))) => text,
        _ => String::new(),
    }
}

#[test]
fn text_is_read_day_first_and_keeps_its_precision() {
    for (typed, date) in [
        ("13/05/1980", "13/05/1980"),
        ("5/1/1980", "05/01/1980"),
        ("13-5-1980", "13/05/1980"),
        ("13.5.1980", "13/05/1980"),
        ("13.5.80", "13/5/80"),
        ("1/2/05", "1/2/05"),
        ("29/02/00", "29/2/00"),
        ("1980-05-13", "13/05/1980"),
        ("1980-05-13 00:00:00", "13/05/1980"),
        ("1980-05-13T07:30:00Z", "13/05/1980"),
        ("05/1980", "05/1980"),
        ("5-1980", "05/1980"),
        ("1980", "1980"),
        (" 13 / 05 / 1980 ", "13/05/1980"),
        ("13/05/1980.", "13/05/1980"),
        ("13–05–1980", "13/05/1980"),
        ("13/\u{200B}05/1980", "13/05/1980"),
        ("29/02/2020", "29/02/2020"),
        ("1900", "1900"),
        ("2100", "2100"),
        ("ngày 13 tháng 5 năm 1980", "13/05/1980"),
        ("Ngày 13 tháng 05, năm 1980.", "13/05/1980"),
        ("ngày 13/5/1980", "13/05/1980"),
        ("13 tháng 5 năm 1980", "13/05/1980"),
        ("ngày 13 tháng 5 năm 80", "13/5/80"),
        ("tháng 5 năm 1980", "05/1980"),
        ("tháng 5/1980", "05/1980"),
        ("Năm 1980", "1980"),
    ] {
        let outcome = read(&text(typed));
        assert_eq!(shown(&outcome), date, "{typed}");
        assert_eq!(remark(&outcome), "", "{typed}");
    }
}

#[test]
fn what_is_no_date_is_refused_with_its_reason() {
    for (typed, said, meant) in [
        ("31/02/1985", "no-such-day", ""),
        ("29/02/1900", "no-such-day", ""),
        ("29/02/1985", "no-such-day", ""),
        ("32/01/1985", "no-such-day", ""),
        ("31/04/85", "no-such-day", ""),
        ("05/13/1980", "no-such-month", "13/05/1980"),
        ("1980-13-05", "no-such-month", "13/05/1980"),
        ("13/13/1980", "no-such-month", ""),
        ("13/1980", "no-such-month", ""),
        ("13/05/1880", "year-out-of-range", ""),
        ("13/05/2101", "year-out-of-range", ""),
        ("1899", "year-out-of-range", ""),
        ("13/05", "not-a-date", ""),
        ("13/05/980", "not-a-date", ""),
        ("5/80", "not-a-date", ""),
        ("13051980", "not-a-date", "13/05/1980"),
        ("sinh ngày 13 tháng 5 năm 1980", "not-a-date", "13/05/1980"),
        ("ngày 31 tháng 2 năm 1980", "no-such-day", ""),
        ("ngày 13 tháng 5", "not-a-date", ""),
        ("tháng 5", "not-a-date", ""),
        ("năm ngoái", "not-a-date", ""),
        ("khoảng 1980", "not-a-date", ""),
        ("1980-05", "not-a-date", "05/1980"),
        ("29354", "date-as-serial-number", "13/05/1980"),
        ("-", "not-a-date", ""),
        ("không nhớ", "not-a-date", ""),
        ("00/13/1980", "no-such-month", ""),
        ("05/00/1980", "no-such-month", ""),
        ("05/xx/1980", "not-a-date", ""),
        ("00/00/72", "no-such-month", ""),
        ("00/00/0000", "year-out-of-range", ""),
        ("không rõ ngày, 13/05/1980", "not-a-date", "13/05/1980"),
        ("Ngày … tháng … năm 2020", "not-a-date", ""),
        ("xx/xx/xxxx", "not-a-date", ""),
        ("1//1980", "not-a-date", ""),
        ("99999999999999999999/1/1980", "not-a-date", ""),
    ] {
        let outcome = read(&text(typed));
        assert_eq!(remark(&outcome), said, "{typed}");
        assert!(outcome.is_err(), "{typed}");
        assert_eq!(suggestion(&outcome), meant, "{typed}");
    }
}

#[test]
fn a_date_of_which_the_day_is_not_known_is_the_rest_of_it() {
    for (typed, date) in [
        ("00/00/1972", "1972"),
        ("00/11/1979", "11/1979"),
        ("xx/xx/1965", "1965"),
        ("XX/11/1965", "11/1965"),
        ("--/--/1983", "1983"),
        (".../.../1990", "1990"),
        ("…/…/1990", "1990"),
        ("??/5/1990", "05/1990"),
        ("__/__/1960", "1960"),
        (" / /1960", "1960"),
        ("00-00-1972", "1972"),
        ("00.00.1972", "1972"),
        ("00/1972", "1972"),
        ("1958-00-00", "1958"),
        ("1958-11-00", "11/1958"),
        ("Không rõ ngày, 10/1995", "10/1995"),
        ("10/1995 (không rõ ngày)", "10/1995"),
        ("Không nhớ ngày tháng, 1995", "1995"),
        ("chỉ nhớ năm sinh 1958, không rõ ngày tháng", "1958"),
    ] {
        let outcome = read(&text(typed));
        assert_eq!(shown(&outcome), date, "{typed}");
        assert_eq!(remark(&outcome), "day-unknown", "{typed}");
    }
    assert_eq!(remark(&read(&text("00/00/1880"))), "year-out-of-range");
}

#[test]
fn numbers_are_years_or_refused() {
    for (stored, date, said, meant) in [
        (1900.0, "1900", "", ""),
        (1980.0, "1980", "", ""),
        (2100.0, "2100", "", ""),
        (1899.0, "", "not-a-date", ""),
        (2101.0, "", "not-a-date", ""),
        (29_354.0, "", "date-as-serial-number", "13/05/1980"),
        (44_331.0, "", "date-as-serial-number", "15/05/2021"),
        (13_051_980.0, "", "not-a-date", "13/05/1980"),
        (5_011_980.0, "", "not-a-date", "05/01/1980"),
        (12.202, "", "not-a-date", ""),
        (-5.0, "", "not-a-date", ""),
        (1e300, "", "not-a-date", ""),
    ] {
        let outcome = read(&number(stored, Format::Plain));
        assert_eq!(shown(&outcome), date, "{stored}");
        assert_eq!(remark(&outcome), said, "{stored}");
        assert_eq!(suggestion(&outcome), meant, "{stored}");
    }
    assert_eq!(remark(&read(&number(0.5, Format::Percent))), "not-a-date");
}

#[test]
fn date_cells_are_what_they_show() {
    for (stored, format, date, said) in [
        (29_354.0, DAY, "13/05/1980", ""),
        (29_354.75, DAY, "13/05/1980", ""),
        (1.0, DAY, "01/01/1900", ""),
        (59.0, DAY, "28/02/1900", ""),
        (60.0, DAY, "", "not-a-date"),
        (61.0, DAY, "01/03/1900", ""),
        (0.5, DAY, "", "not-a-date"),
        (-1.0, DAY, "", "not-a-date"),
        (1e12, DAY, "", "not-a-date"),
        (29_342.0, Format::Date(DateParts::Month), "05/1980", ""),
        (29_221.0, Format::Date(DateParts::Year), "1980", ""),
        // a year typed into a cell of dates
        (1968.0, DAY, "1968", "year-in-date-cell"),
        (200_000.0, DAY, "", "year-out-of-range"),
        (0.5, Format::Time, "", "not-a-date"),
    ] {
        let outcome = read(&number(stored, format));
        assert_eq!(shown(&outcome), date, "{stored}");
        assert_eq!(remark(&outcome), said, "{stored}");
    }
}

#[test]
fn two_digits_stand_for_one_day_in_each_century_that_has_it() {
    let days = |typed: &str| match read(&text(typed)) {
        Ok((typed, _)) => typed.candidates().iter().map(ToString::to_string).collect(),
        Err(_) => Vec::new(),
    };
    assert_eq!(days("13/5/80"), ["13/05/1980", "13/05/2080"]);
    assert_eq!(days("29/02/00"), ["29/02/2000"]);
    assert_eq!(days("29/02/04"), ["29/02/1904", "29/02/2004"]);
    assert_eq!(days("29/02/05"), Vec::<String>::new());
}

proptest! {
    #[test]
    fn every_day_is_read_back_from_text_and_from_its_serial(days in 61_u32..73_000) {
        let date = date_of_serial(f64::from(days)).unwrap();
        let day = PartialDate::Day(date);
        let sure = Ok((Typed::Sure(day), None));
        prop_assert_eq!(read(&text(&day.to_string())), sure.clone());
        let iso = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        prop_assert_eq!(read(&text(&iso)), sure.clone());
        if !(1900..=2100).contains(&days) {
            prop_assert_eq!(read(&number(f64::from(days), DAY)), sure);
        }
    }

    #[test]
    fn no_text_and_no_number_makes_it_stumble(typed in "[0-9/.:T \\-năm]{0,14}|\\PC{0,20}", stored: f64) {
        let _ = (read(&text(&typed)), read(&number(stored, DAY)));
        let _ = read(&number(stored, Format::Plain));
    }
}
