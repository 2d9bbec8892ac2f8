//! The level above: the consolidated workbooks of communes put together. `tests/rollup/check.py` counts the
//! same anew, and spoils workbooks in many ways.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{
    change_dates, outputs, report, run_in, sample, source, stderr, stdout, workspace,
};

fn roll_up(dir: &Path, more: &[&str]) -> (Value, i32) {
    let args: Vec<&str> = ["rollup"].into_iter().chain(more.iter().copied()).collect();
    let run = run_in(dir, &args);
    let code = run.status.code().unwrap();
    assert!(code < 2, "{}", stderr(&run));
    (report(dir), code)
}

/// Status, and code of each finding, of a commune.
fn of<'a>(report: &'a Value, code: &str) -> (&'a str, Vec<&'a str>) {
    let all = report["branches"].as_array().unwrap();
    let own = all.iter().find(|it| it["code"] == code).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|it| it["branch"] == code);
    let codes = findings.map(|it| it["code"].as_str().unwrap()).collect();
    (own["status"].as_str().unwrap(), codes)
}

#[test]
fn the_sample_of_a_province_is_counted_and_the_wrong_ones_are_named() {
    let folder = sample("tinh-2026");
    let (report, code) = roll_up(folder.path(), &[]);
    assert_eq!(code, 1);
    assert_eq!(of(&report, "BA"), ("accepted", vec![]));
    assert_eq!(of(&report, "LK"), ("missing", vec!["U006", "U002"]));
    assert_eq!(of(&report, "KT"), ("returned", vec!["U007", "U016"]));
    assert_eq!(of(&report, "NC").0, "accepted");
    let copies = report["files"].as_array().unwrap().iter();
    let copies: Vec<&Value> = copies.filter(|it| it["status"] == "ignored").collect();
    assert_eq!(copies.len(), 2, "last year's, and the one that came twice");
    // One cause, one finding, at the cell that somebody typed over.
    let all = report["findings"].as_array().unwrap();
    let wrong: Vec<&Value> = all.iter().filter(|it| it["code"] == "U016").collect();
    assert_eq!((&wrong[0]["sheet"], &wrong[0]["cell"]), (&"Bieu01".into(), &"J18".into()));
    assert!(folder.path().join("ket-qua/tra-lai/KT.xlsx").exists());
    let sum = |key: &str| {
        let all = report["branches"].as_array().unwrap().iter();
        all.filter_map(|it| it[key].as_u64()).sum::<u64>()
    };
    for key in ["members", "exempt", "unrated", "rated", "excellent", "good"] {
        assert_eq!(report["totals"][key].as_u64(), Some(sum(key)), "{key}");
    }
}

#[test]
fn threads_do_not_change_a_byte() {
    let folder = sample("tinh-2026");
    roll_up(folder.path(), &["--threads", "1"]);
    let one = outputs(folder.path());
    fs::remove_dir_all(folder.path().join("ket-qua")).unwrap();
    roll_up(folder.path(), &["--threads", "2"]);
    let without = |all: Vec<(String, Vec<u8>)>| -> Vec<(String, Vec<u8>)> {
        all.into_iter().filter(|it| !it.0.ends_with("nhat-ky.jsonl")).collect()
    };
    assert!(without(one) == without(outputs(folder.path())));
}

#[test]
fn what_a_commune_sends_along_is_left_alone_and_its_page_is_linked() {
    let folder = sample("tinh-2026");
    let dir = folder.path();
    let commune = workspace(&source("tests/cases/decisions-as-people-type/workspace"));
    run_in(commune.path(), &["consolidate", "-q"]);
    let own = dir.join("nop/ba");
    fs::create_dir(&own).unwrap();
    fs::rename(dir.join("nop/tong-hop-2026 Binh An.xlsx"), own.join("tong-hop-2026.xlsx")).unwrap();
    for name in ["bao-cao.html", "bao-cao.json", "kiem-tra.xlsx"] {
        fs::copy(commune.path().join("ket-qua").join(name), own.join(name)).unwrap();
    }
    fs::copy(dir.join("xeploai.toml"), own.join("ghi-chu.txt")).unwrap();
    let (report, _) = roll_up(dir, &[]);
    // The report of that commune is of another year, and says so.
    assert_eq!(of(&report, "BA"), ("accepted", vec!["U037"]));
    let status = |name: &str| {
        let files = report["files"].as_array().unwrap();
        let is_it = |it: &&Value| it["path"].as_str().unwrap() == format!("nop/ba/{name}");
        files.iter().find(is_it).map(|it| it["status"].as_str().unwrap().to_owned())
    };
    for name in ["bao-cao.html", "bao-cao.json", "kiem-tra.xlsx"] {
        assert_eq!(status(name).as_deref(), Some("ignored"), "{name}");
    }
    let page = fs::read_to_string(dir.join("ket-qua/bao-cao.html")).unwrap();
    assert!(page.contains("href=\"../nop/ba/bao-cao.html\""));
    assert!(!page.contains("chi bộ đạt"), "it speaks of communes");
}

#[test]
fn two_versions_are_told_and_the_settings_may_choose() {
    let folder = sample("tinh-2026");
    let dir = folder.path();
    // Another program saved it later, with a number changed by hand: the one of Khau Tinh is at hand.
    let other = dir.join("nop/2026 - KT - BIEU TH.xlsx");
    let before = workspace(dir);
    let (report, _) = roll_up(before.path(), &[]);
    assert_eq!(of(&report, "KT").0, "returned");
    fs::copy(before.path().join("ket-qua/tra-lai/KT.xlsx"), dir.join("nop/KT sua.xlsx")).unwrap();
    // The copy that went back bears the mark of the first one and takes its place.
    let (report, _) = roll_up(dir, &[]);
    assert!(of(&report, "KT").1.contains(&"U021"), "{:?}", of(&report, "KT"));
    fs::remove_file(other).unwrap();
    assert_eq!(of(&roll_up(dir, &[]).0, "KT").0, "returned");
}

#[test]
fn what_our_writer_says_of_saving_is_no_date() {
    let folder = sample("tinh-2026");
    let dir = folder.path();
    let commune = workspace(&source("tests/cases/limits-of-members/workspace"));
    run_in(commune.path(), &["consolidate", "-q"]);
    let made = dir.join("nop/BA.xlsx");
    fs::copy(commune.path().join("ket-qua/tong-hop-2026.xlsx"), &made).unwrap();
    let settings = dir.join("xeploai.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[settings]\nduplicates = \"newest\"\n")).unwrap();
    let other = dir.join("nop/tong-hop-2026 Binh An.xlsx");
    let stamp = "2026-12-31T00:00:00Z";
    let saved = |path: &Path, before: &str, at: &str| {
        change_dates(path, |it| {
            assert!(it.contains(before), "{it}");
            it.replace(before, at)
        });
    };
    // Before and after what stands in the one that nobody saved: neither says which is the later.
    let mut before = "2026-12-28T08:00:00Z";
    for at in ["2026-12-20T03:00:00Z", "2027-01-05T03:00:00Z"] {
        saved(&other, before, at);
        let (report, _) = roll_up(dir, &[]);
        assert_eq!(of(&report, "BA"), ("returned", vec!["U071", "U071"]), "{at}");
        before = at;
    }
    // Both were saved.
    saved(&made, stamp, "2027-01-06T03:00:00Z");
    let (report, _) = roll_up(dir, &[]);
    let (status, told) = of(&report, "BA");
    assert!(status == "accepted" && told.contains(&"U020"), "{told:?}");
}

#[test]
fn the_communes_may_stand_in_a_table() {
    let folder = sample("tinh-2026");
    let dir = folder.path();
    let settings = dir.join("xeploai.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let head = text.split("[[commune]]").next().unwrap();
    fs::write(&settings, head).unwrap();
    let run = run_in(dir, &["rollup"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("[[commune]]"), "{}", stderr(&run));
    let table =
        "Mã;Tên đảng bộ;Điện thoại\nBA;Đảng bộ xã Bình An;0900 000 001\nKH;Đảng bộ xã Khuôn Hà;\n";
    fs::write(dir.join("xa.csv"), table).unwrap();
    let (report, _) = roll_up(dir, &[]);
    assert_eq!(report["branches"].as_array().unwrap().len(), 2);
    assert_eq!(of(&report, "KH").0, "accepted");
    // The others are nobody's.
    let all = report["findings"].as_array().unwrap();
    assert!(all.iter().any(|it| it["code"] == "U005"));
}

#[test]
fn each_level_names_the_command_of_the_other() {
    let folder = sample("tinh-2026");
    let run = run_in(folder.path(), &["consolidate"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("xeploai cap-tren"), "{}", stderr(&run));
    let commune = sample("binh-an-2020");
    let run = run_in(commune.path(), &["rollup"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("[[commune]]"), "{}", stderr(&run));
    assert!(stdout(&run).is_empty());
}

#[test]
fn a_form_and_a_broken_file_are_told() {
    let folder = sample("tinh-2026");
    let dir = folder.path();
    let form = source("samples/binh-an-2020/nop");
    let form = fs::read_dir(form).unwrap().flatten().find(|it| it.path().is_file()).unwrap();
    fs::copy(form.path(), dir.join("nop/phieu.xlsx")).unwrap();
    fs::write(dir.join("nop/hong.xlsx"), b"PK\x03\x04 broken").unwrap();
    let (report, _) = roll_up(dir, &[]);
    let of_file = |name: &str| {
        let all = report["findings"].as_array().unwrap();
        let own = all.iter().find(|it| it["file"] == format!("nop/{name}")).unwrap();
        own["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(of_file("phieu.xlsx"), "U001");
    assert!(of_file("hong.xlsx").starts_with('F'));
    assert_eq!(of(&report, "BA").0, "accepted");
}

/// A commune with its outputs, and the province whose inbox is empty but for what `put` copies there.
fn from_a_commune(put: impl Fn(&Path, &Path)) -> (Value, i32) {
    let commune = workspace(&source("tests/cases/limits-of-members/workspace"));
    run_in(commune.path(), &["consolidate", "-q"]);
    let folder = sample("tinh-2026");
    let inbox = folder.path().join("nop");
    fs::remove_dir_all(&inbox).unwrap();
    fs::create_dir(&inbox).unwrap();
    put(&commune.path().join("ket-qua"), &inbox);
    let (report, code) = roll_up(folder.path(), &[]);
    let letter = folder.path().join("ket-qua/tra-lai/BA.txt");
    assert_eq!(letter.exists(), of(&report, "BA").0 == "returned");
    assert!(
        !folder.path().join("ket-qua/tra-lai/BA.xlsx").exists(),
        "in a report nothing is marked"
    );
    (report, code)
}

fn copied(from: &Path, inbox: &Path, names: &[&str]) {
    for name in names {
        fs::copy(from.join(name), inbox.join(name)).unwrap();
    }
}

/// The report of the commune, changed, in the inbox.
fn changed(from: &Path, inbox: &Path, change: impl Fn(&mut Value)) {
    let mut said = serde_json::from_slice(&fs::read(from.join("bao-cao.json")).unwrap()).unwrap();
    change(&mut said);
    fs::write(inbox.join("bao-cao.json"), said.to_string()).unwrap();
}

/// Code, weight and message of what is told of the report.
fn told(report: &Value) -> Vec<(&str, &str, &str)> {
    let all = report["findings"].as_array().unwrap().iter();
    let own = all.filter(|it| it["file"] == "nop/bao-cao.json");
    let text =
        |it: &'_ Value| -> &'static str { Box::leak(it.as_str().unwrap().to_owned().into()) };
    own.map(|it| (text(&it["code"]), text(&it["severity"]), text(&it["message"]))).collect()
}

#[test]
fn a_report_alone_counts_nowhere_and_is_told_with_its_numbers() {
    let (report, code) = from_a_commune(|from, inbox| copied(from, inbox, &["bao-cao.json"]));
    assert_eq!((of(&report, "BA").0, code), ("returned", 1));
    let said = told(&report);
    assert_eq!((said.len(), said[0].0, said[0].1), (1, "U033", "error"));
    assert!(said[0].2.starts_with("Đảng bộ xã Bình An mới gửi báo cáo"), "{said:?}");
    assert!(!said[0].2.contains('{'), "{said:?}");
    assert_eq!(report["totals"]["members"], 0);
    // Instead of being missing, not besides.
    assert!(!of(&report, "BA").1.contains(&"U006"));
    // Edited by hand: what does not add up is named by its key.
    let (report, _) = from_a_commune(|from, inbox| {
        changed(from, inbox, |it| it["totals"]["exempt"] = 77.into());
    });
    let said = told(&report);
    let codes: Vec<&str> = said.iter().map(|it| it.0).collect();
    assert_eq!(codes, ["U033", "U035"]);
    assert!(said[1].2.contains("totals.exempt: 77 ≠"), "{said:?}");
}

/// A change of a report, the finding that it gives, its weight and what it says.
type Slip<'a> = (&'a dyn Fn(&mut Value), &'a str, &'a str, &'a str);

#[test]
fn a_report_beside_its_workbook_is_compared_with_it() {
    let both = ["bao-cao.json", "tong-hop-2026.xlsx"];
    let (report, _) = from_a_commune(|from, inbox| copied(from, inbox, &both));
    assert_eq!(of(&report, "BA").0, "accepted");
    let members = &report["totals"]["members"];
    assert!(members.as_u64() > Some(0));
    assert_eq!(told(&report)[0].0, "B048", "equal, nothing is said");
    let cases: [Slip; 6] = [
        (&|it| it["totals"]["good"] = 77.into(), "U034", "warning", "totals.good: 77 ≠ "),
        (
            &|it| {
                let all = it["branches"].as_array_mut().unwrap();
                let counted = all.iter_mut().find(|it| it["status"] == "accepted").unwrap();
                counted["rated"] = 77.into();
            },
            "U034",
            "warning",
            ").rated: 77 ≠ ",
        ),
        (
            &|it| it["regime"] = "2023-hd25".into(),
            "U034",
            "warning",
            "regime: 2023-hd25 ≠ 2025-hd43",
        ),
        (&|it| it["year"] = 2025.into(), "U037", "notice", "2025"),
        (&|it| it["committee"] = "Đảng ủy xã Lạ".into(), "U038", "warning", "Đảng ủy xã Lạ"),
        (&|it| it["totals"]["good"] = "77".into(), "U036", "warning", "totals.good"),
    ];
    for (change, wanted, weight, within) in cases {
        let (report, _) = from_a_commune(|from, inbox| {
            copied(from, inbox, &both);
            changed(from, inbox, change);
        });
        let said = told(&report);
        assert_eq!((said.len(), said[0].0, said[0].1), (1, wanted, weight), "{said:?}");
        assert!(said[0].2.contains(within), "{said:?}");
        // The workbook counts, whatever the report says.
        assert_eq!((of(&report, "BA").0, &report["totals"]["members"]), ("accepted", members));
    }
    // Without the keys that earlier versions did not write.
    let (report, _) = from_a_commune(|from, inbox| {
        copied(from, inbox, &both);
        changed(from, inbox, |it| {
            let all = it.as_object_mut().unwrap();
            for key in ["regime", "quotas", "branch_quotas", "units", "decisions", "previous"] {
                all.remove(key);
            }
        });
    });
    assert_eq!(told(&report)[0].0, "B048");
    // Broken off, as a download may be.
    let (report, _) = from_a_commune(|from, inbox| {
        copied(from, inbox, &both);
        let all = fs::read(from.join("bao-cao.json")).unwrap();
        fs::write(inbox.join("bao-cao.json"), &all[..all.len() / 2]).unwrap();
    });
    assert_eq!(told(&report)[0].0, "U036");
    assert_eq!(of(&report, "BA").0, "accepted");
}
