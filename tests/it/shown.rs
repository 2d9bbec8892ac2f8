//! However much is wrong with a form, all of it is in the files; a terminal shows fifty
//! of a branch and says how many more there are.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;
use std::io::Cursor;

use crate::common::{report, run_in, stdout};
use crate::filled::Branch;
use calamine::{Reader, Xlsx};
use xeploai::regime::form::MemberField;
use xeploai::write::returned::LIST_SHEET;

#[test]
fn fifty_findings_of_a_branch_are_shown_and_all_of_them_written() {
    for (wrong, more) in [(50, None), (51, Some(1)), (87, Some(37))] {
        let mut branch = Branch::of(90);
        for row in 0..wrong {
            branch.member(row, MemberField::StateRating, "2");
        }
        let folder = branch.workspace("");
        let dir = folder.path();
        let output = run_in(dir, &["tong-hop"]);
        assert_eq!(output.status.code(), Some(1));
        let text = stdout(&output);
        assert_eq!(text.matches("R202").count(), (wrong as usize).min(50), "{text}");
        let said = more.map(|it| format!("và {it} mục nữa, xem kiem-tra.xlsx"));
        assert_eq!(text.contains("mục nữa"), said.is_some(), "{text}");
        assert!(said.is_none_or(|it| text.contains(&it)), "{text}");

        let text = stdout(&run_in(dir, &["kiem-tra"]));
        let said =
            more.map(|it| format!("và {it} mục nữa; muốn xem hết thì ghi thêm --format json"));
        assert!(said.is_none_or(|it| text.contains(&it)), "nothing is written: {text}");

        let all = wrong as usize;
        let findings = report(dir)["findings"].as_array().expect("a list").clone();
        assert_eq!(findings.iter().filter(|it| it["code"] == "R202").count(), all);
        let page = fs::read_to_string(dir.join("ket-qua/bao-cao.html")).expect("it was written");
        // Each by its cell; AK9 is not AK90.
        let place = |row: u32| format!("AK{}", row + 7);
        for row in 0..wrong {
            let is_end = |rest: &str| !rest.starts_with(|it: char| it.is_ascii_digit());
            let named = page.split(&place(row)).skip(1).any(is_end);
            assert!(named, "{} of {wrong}", place(row));
        }
        let returned = fs::read_dir(dir.join("ket-qua/tra-lai")).expect("it was returned");
        let form = returned.map(|it| it.expect("it can be read").path());
        let form = form.into_iter().find(|it| it.extension().is_some_and(|it| it == "xlsx"));
        let bytes = fs::read(form.expect("a form")).expect("it can be read");
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("xlsx");
        let list = book.worksheet_range(LIST_SHEET).expect("a list");
        let rows = list.rows().filter(|row| row.iter().any(|it| *it == "R202"));
        assert_eq!(rows.count(), all);
    }
}
