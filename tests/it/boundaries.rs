//! Both sides of the limits that decide a rating, through real workbooks and the program:
//! what a clerk sees, not what a function gives.

use std::fs;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use crate::common::{report, run_in, source, stderr, workspace};
use crate::filled::{Branch, GROUP};
use serde_json::Value;
use xeploai::regime::form::MemberField;

/// The report of the main job on a workspace with this form, with the exit code.
#[track_caller]
fn consolidated(branch: &Branch, more: &str) -> (Value, Option<i32>) {
    let folder = branch.workspace(more);
    let output = run_in(folder.path(), &["consolidate", "-q"]);
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{}", stderr(&output));
    (report(folder.path()), code)
}

/// Codes and cells of what is not a mere notice.
fn told(report: &Value) -> Vec<String> {
    let all = report["findings"].as_array().expect("findings are a list");
    let weighty = all.iter().filter(|it| it["severity"] != "notice");
    weighty
        .map(|it| {
            let code = it["code"].as_str().unwrap_or_default();
            format!("{code} {}", it["cell"].as_str().unwrap_or("-"))
        })
        .collect()
}

/// The first error.
fn weightiest(report: &Value) -> &Value {
    let all = report["findings"].as_array().expect("findings are a list");
    all.iter().find(|it| it["severity"] == "error").expect("there is an error")
}

/// The cell of the branch's proposal in a row of the form.
fn proposal(branch: &Branch, row: u32) -> String {
    let columns = &branch.regime.form.members.column;
    let place = columns.iter().position(|it| it.field == MemberField::Proposal);
    let place = place.and_then(|it| u32::try_from(it).ok()).expect("the form has it");
    let spot = xeploai::write::blank::Spot::Member(row, place);
    let (_, row, col) = spot.place(&branch.regime.form);
    format!("{}{}", xeploai::model::column_name(col), row + 1)
}

#[test]
fn a_form_without_a_fault_is_let_through() {
    let (report, code) = consolidated(&Branch::of(10), "");
    assert_eq!(told(&report), [""; 0]);
    assert_eq!((code, &report["totals"]["good"]), (Some(0), &10.into()));
}

#[test]
fn ninety_points_are_excellent_and_a_hundredth_less_is_not() {
    for (points, is_enough) in [
        (["25", "65", "90"], true),
        (["24.99", "65", "89.99"], false),
        (["25", "64.99", "89.99"], false),
    ] {
        let mut branch = Branch::of(10);
        branch.excellent(3);
        branch.points(3, points);
        let (report, code) = consolidated(&branch, "");
        if is_enough {
            assert_eq!(told(&report), [""; 0], "{points:?}");
            assert_eq!((code, &report["totals"]["excellent"]), (Some(0), &1.into()));
        } else {
            assert_eq!(told(&report), [format!("X301 {}", proposal(&branch, 3))], "{points:?}");
            let finding = weightiest(&report);
            assert_eq!(finding["rule"], "R-BAND");
            assert!(
                finding["message"].as_str().is_some_and(|it| it.contains("89,99")),
                "{finding}"
            );
            assert_eq!((code, &report["totals"]["accepted"]), (Some(1), &0.into()));
        }
    }
}

#[test]
fn two_late_tasks_of_ten_are_a_fifth_and_three_are_a_gap_of_the_text() {
    // done, in time, whether it is told
    for (done, on_time, is_told) in
        [("10", "8", false), ("10", "7", true), ("9", "9", true), ("10", "10", false)]
    {
        let mut branch = Branch::of(10);
        branch.points(5, ["20", "40", "60"]);
        branch.tasks(5, ["10", done, on_time, "0"]);
        branch.rating(5, "HTNV");
        let (report, code) = consolidated(&branch, "");
        // It warns, and sends no form back.
        let expected =
            if is_told { vec![format!("X302 {}", proposal(&branch, 5))] } else { Vec::new() };
        assert_eq!(told(&report), expected, "{done} {on_time}");
        assert_eq!((code, &report["totals"]["satisfactory"]), (Some(0), &1.into()));
    }
}

#[test]
fn somebody_without_a_task_is_rated_by_the_rest() {
    let mut branch = Branch::of(10);
    branch.tasks(5, ["0", "0", "0", "0"]);
    let (report, code) = consolidated(&branch, "");
    assert_eq!((told(&report), code), (Vec::new(), Some(0)));
}

#[test]
fn a_fifth_of_the_good_may_be_excellent_and_a_quarter_with_a_decision() {
    let decision = |percent: u32, group: &str| {
        format!(
            "[quota-decision]\nnumber = \"45-QĐ/ĐU\"\ndate = \"08/12/2026\"\n\
             percent = {percent}\ngroup = \"{group}\"\n"
        )
    };
    let table = [
        // decision, excellent beside a hundred good, limit, whether they are too many
        (String::new(), 20, 20, false),
        (String::new(), 21, 20, true),
        (decision(25, GROUP), 25, 25, false),
        (decision(25, GROUP), 26, 25, true),
        (decision(24, GROUP), 24, 24, false),
        (decision(24, GROUP), 25, 24, true),
    ];
    for (more, excellent, limit, is_over) in table {
        let mut branch = Branch::of(100 + excellent);
        // Not the secretary, who is not above the branch.
        for row in 1..=excellent {
            branch.excellent(row);
        }
        let (report, code) = consolidated(&branch, &more);
        let codes = told(&report);
        let place = format!("{excellent} with {more:?}");
        assert_eq!(codes, if is_over { vec!["C410 -"] } else { Vec::new() }, "{place}");
        assert_eq!(code, Some(i32::from(is_over)), "{place}");
        assert_eq!(report["totals"]["excellent"], excellent, "{place}");
        assert_eq!(report["totals"]["quota_limit"], limit, "{place}");
        // An error of the whole commune sends nobody's form back.
        assert_eq!(report["totals"]["accepted"], 1, "{place}");
    }
}

#[test]
fn a_decision_is_for_its_group_alone_and_never_for_more_than_a_quarter() {
    let decision = |percent: u32, group: &str| {
        format!(
            "[quota-decision]\nnumber = \"45-QĐ/ĐU\"\ndate = \"08/12/2026\"\n\
             percent = {percent}\ngroup = \"{group}\"\n"
        )
    };
    let mut branch = Branch::of(25);
    (0..5).for_each(|row| branch.excellent(row));
    let (report, _) = consolidated(&branch, &decision(25, "Cán bộ y tế"));
    let codes: Vec<String> = told(&report);
    assert!(codes.contains(&"C410 -".to_owned()), "{codes:?}");
    // More than the regulation lets anybody decide is a mistake of the file.
    let folder = branch.workspace(&decision(26, GROUP));
    let output = run_in(folder.path(), &["consolidate", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("ket-qua/bao-cao.json").exists());
}

#[test]
fn a_group_has_one_decision_by_whatever_name() {
    let decision = |group: &str| {
        format!(
            "[[quota-decision]]\nnumber = \"45-QĐ/ĐU\"\ndate = \"08/12/2026\"\n\
             percent = 25\ngroup = \"{group}\"\n"
        )
    };
    let long = "02B (không giữ chức vụ)";
    for (groups, is_refused) in [
        (["02B", long], true),
        ([long, "02b"], true),
        (["02B", "02C"], false),
        (["02B", GROUP], false),
    ] {
        let folder = Branch::of(5).workspace(&groups.map(decision).concat());
        let output = run_in(folder.path(), &["consolidate", "-q"]);
        assert_eq!(output.status.code() == Some(2), is_refused, "{groups:?} {}", stderr(&output));
        assert_eq!(stderr(&output).contains("tên khác của một nhóm"), is_refused, "{groups:?}");
    }
}

#[test]
fn the_regimes_before_know_no_decision() {
    let decision = "[quota-decision]\nnumber = \"45-QĐ/ĐU\"\ndate = \"08/12/2018\"\n\
                    percent = 25\ngroup = \"02B\"\n";
    for (year, is_refused) in [("2018", true), ("2020", true), ("2024", true), ("2026", false)] {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let text = format!("{}{decision}", crate::filled::WORKSPACE.replace("2026", year));
        crate::filled::save(folder.path(), "xeploai.toml", text.as_bytes());
        crate::filled::save(folder.path(), "nop/TH.xlsx", &Branch::of(5).bytes());
        let output = run_in(folder.path(), &["consolidate", "-q"]);
        assert_eq!(output.status.code() == Some(2), is_refused, "{year} {}", stderr(&output));
    }
}

#[test]
fn who_was_not_reviewed_is_counted_so_in_every_regime_that_has_the_sheet() {
    for (regime, year) in [("2018", 2018), ("2019", 2020), ("2023", 2024)] {
        let folder = workspace(&source(&format!("tests/cases/edges-of-{regime}/workspace")));
        run_in(folder.path(), &["consolidate", "-q"]);
        let made = folder.path().join(format!("ket-qua/tong-hop-{year}.xlsx"));
        let bytes = fs::read(made).expect("it was made");
        let mut book: Xlsx<_> = calamine::Reader::new(Cursor::new(bytes)).expect("a workbook");
        let sheet = book.worksheet_range("Bieu05").expect("the sheet is there");
        let mut rows = sheet.rows().map(|row| row.iter().map(ToString::to_string));
        let row = rows.find_map(|mut row| {
            row.any(|it| it == "Số chưa kiểm điểm").then(|| row.collect::<Vec<_>>())
        });
        let row = row.expect("the row is there");
        assert_eq!(row.get(1).map(String::as_str), Some("1"), "{regime} {row:?}");
    }
}
