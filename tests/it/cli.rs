//! The command line as scripts and people meet it.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::fs;

use crate::common::{run_in, sample, source, stderr, stdout, xeploai};
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn help_is_in_plain_vietnamese() {
    let output = xeploai(&["--help"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn help_of_the_main_job_in_both_languages() {
    insta::assert_snapshot!(
        "tong-hop-vi",
        stdout(&xeploai(&["tong-hop", "--help"]).output().unwrap())
    );
    insta::assert_snapshot!(
        "consolidate-en",
        stdout(&xeploai(&["consolidate", "--help", "--lang", "en"]).output().unwrap())
    );
}

#[test]
fn wrong_usage_is_exit_2_and_says_what_to_do() {
    for args in [&["tonghop"][..], &["--xyz"], &["init"], &["consolidate", "--threads", "many"]] {
        let output = xeploai(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stdout(&output).is_empty(), "{args:?}");
        assert!(stderr(&output).contains("--help"), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(xeploai(&[]).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_folder_without_workspace_is_exit_2() {
    let folder = TempDir::new().unwrap();
    for command in ["consolidate", "form", "validate"] {
        let output = run_in(folder.path(), &[command]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(stderr(&output).contains("xeploai tao"), "{}", stderr(&output));
    }
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is written");
}

#[test]
fn a_misspelt_key_of_the_workspace_shows_its_line() {
    let folder = sample("binh-an-2020");
    let file = folder.path().join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap().replace("quota-base", "quota_base");
    fs::write(&file, text).unwrap();
    let output = run_in(folder.path(), &["consolidate"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("quota_base"), "{}", stderr(&output));
    assert!(!folder.path().join("ket-qua").exists(), "nothing is written");
}

#[test]
fn settings_that_name_nothing_are_refused() {
    for (more, word) in [
        ("\n[[waive]]\nbranch = \"TP\"\ncode = \"V999\"\nreason = \"x\"\nby = \"y\"\n", "V999"),
        ("\n[[waive]]\nbranch = \"TP\"\ncode = \"B014\"\nreason = \"x\"\nby = \"y\"\n", "B014"),
        ("\n[[waive]]\nbranch = \"NO\"\ncode = \"B014\"\nreason = \"x\"\nby = \"y\"\n", "NO"),
    ] {
        let folder = sample("binh-an-2020");
        let file = folder.path().join("xeploai.toml");
        fs::write(&file, fs::read_to_string(&file).unwrap() + more).unwrap();
        let output = run_in(folder.path(), &["validate"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
    }
    let folder = sample("binh-an-2020");
    let file = folder.path().join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[severity]", "[severity]\nB008 = \"notice\"\n#")).unwrap();
    let output = run_in(folder.path(), &["validate"]);
    assert_eq!(output.status.code(), Some(2), "a code that guards the totals can't be lowered");
}

#[test]
fn an_empty_inbox_is_exit_3_and_nothing_is_written() {
    let folder = sample("binh-an-2020");
    fs::remove_dir_all(folder.path().join("nop")).unwrap();
    fs::create_dir(folder.path().join("nop")).unwrap();
    fs::write(folder.path().join("nop/Thumbs.db"), "x").unwrap();
    for command in ["consolidate", "validate"] {
        let output = run_in(folder.path(), &[command]);
        assert_eq!(output.status.code(), Some(3), "{command}: {}", stderr(&output));
    }
    assert!(!folder.path().join("ket-qua").exists());
}

#[test]
fn validate_writes_nothing_and_prints_json() {
    let folder = sample("binh-an-2020-loi");
    let output = run_in(folder.path(), &["validate", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["totals"]["accepted"], 8);
    assert!(!folder.path().join("ket-qua").exists());
}

#[test]
fn loose_files_are_checked_without_a_workspace() {
    let folder = sample("binh-an-2020");
    fs::remove_file(folder.path().join("xeploai.toml")).unwrap();
    let output = run_in(folder.path(), &["validate", "nop", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(report["totals"].is_null() && report["branches"].as_array().unwrap().is_empty());
    assert_eq!(report["files"].as_array().unwrap().len(), 13);
    let told =
        report["findings"].as_array().unwrap().iter().any(|it| it["name"] == "without-workspace");
    assert!(told, "it says what was left out");
}

#[test]
fn the_version_names_what_the_program_was_made_of() {
    for flag in ["--version", "-V"] {
        let text = stdout(&run_in(&source("."), &[flag]));
        assert!(text.starts_with(&format!("xeploai {}", env!("CARGO_PKG_VERSION"))), "{text}");
        assert!(text.contains("2018-hd16") && text.contains("2025-hd43"), "{text}");
    }
}

#[test]
fn init_form_and_consolidate_follow_one_another() {
    let folder = TempDir::new().unwrap();
    let output = run_in(folder.path(), &["tao", "xa-moi", "--year", "2020"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let dir = folder.path().join("xa-moi");
    assert!(dir.join("nop").is_dir() && dir.join("ket-qua").is_dir());
    for (name, command) in [("1-phieu-trong.cmd", "form ."), ("2-tong-hop.cmd", "consolidate .")] {
        let text = fs::read_to_string(dir.join(name)).unwrap();
        assert!(text.contains(command) && text.is_ascii(), "{name}");
        assert!(
            text.lines().count() > 5 && text.matches('\n').count() == text.matches("\r\n").count()
        );
    }
    let again = run_in(folder.path(), &["tao", "xa-moi", "--year", "2020"]);
    assert_eq!(again.status.code(), Some(2), "a workspace is never overwritten");
    let output = run_in(&dir, &["bieu-mau"]);
    assert_eq!(output.status.code(), Some(2), "no branch is listed yet");
    let file = dir.join("xeploai.toml");
    let text = fs::read_to_string(&file).unwrap()
        + "\n[[branch]]\ncode = \"A-1\"\nname = \"Chi bộ thôn Một\"\nkind = \"Thôn bản\"\n";
    fs::write(&file, text).unwrap();
    let output = run_in(&dir, &["bieu-mau"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let blank = dir.join("ket-qua/bieu-mau/A-1.xlsx");
    let bytes = fs::read(&blank).unwrap();
    let output = run_in(&dir, &["form"]);
    assert!(stdout(&output).contains("giữ lại"), "{}", stdout(&output));
    assert!(fs::read(&blank).unwrap() == bytes);
    // The blank, sent back as it is: one finding, not forty. What `init` left open in the
    // settings is said beside it, once for each entry.
    fs::copy(&blank, dir.join("nop/A-1.xlsx")).unwrap();
    let output = run_in(&dir, &["consolidate", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let names: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    let open = "workspace-not-filled-in";
    assert_eq!(names, ["not-filled", open, open, open, open]);
    assert_eq!(report["branches"][0]["status"], "returned");
    assert!(blank.exists(), "the main job leaves the blank forms alone");
}

#[test]
fn a_year_without_forms_is_refused_with_the_years_that_have_them() {
    let folder = TempDir::new().unwrap();
    let output = run_in(folder.path(), &["init", "x", "--year", "1999"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("2020"), "{}", stderr(&output));
    assert!(!folder.path().join("x").exists());
}

#[test]
fn last_years_members_stand_on_this_years_form() {
    let folder = TempDir::new().unwrap();
    let earlier = sample("binh-an-2020");
    let dir = folder.path().join("nay");
    fs::create_dir_all(dir.join("nop")).unwrap();
    let text = fs::read_to_string(earlier.path().join("xeploai.toml")).unwrap();
    fs::write(dir.join("xeploai.toml"), text.replace("year = 2020", "year = 2021")).unwrap();
    let roster = earlier.path().to_str().unwrap();
    let output = run_in(&dir, &["form", "--roster", roster]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    fs::copy(dir.join("ket-qua/bieu-mau/TP.xlsx"), dir.join("nop/TP.xlsx")).unwrap();
    let output = run_in(&dir, &["validate", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let of_tp: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["branch"] == "TP")
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(of_tp, ["not-filled"], "a prefilled roster is not a filled form");
    // A year that was sealed says the same.
    assert!(run_in(earlier.path(), &["consolidate", "-q"]).status.code() < Some(2));
    assert_eq!(run_in(earlier.path(), &["archive", "-q"]).status.code(), Some(0));
    let zip = folder.path().join("ho-so-2020.zip");
    fs::copy(earlier.path().join("ket-qua/ho-so-2020.zip"), &zip).unwrap();
    let wanted = fs::read(dir.join("ket-qua/bieu-mau/TP.xlsx")).unwrap();
    fs::remove_dir_all(dir.join("ket-qua")).unwrap();
    let output = run_in(&dir, &["form", "--roster", zip.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(fs::read(dir.join("ket-qua/bieu-mau/TP.xlsx")).unwrap(), wanted);
    fs::write(&zip, "no archive").unwrap();
    let output = run_in(&dir, &["form", "--roster", zip.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn every_code_is_explained_in_both_languages() {
    let list = stdout(&xeploai(&["explain", "--format", "json"]).output().unwrap());
    let list: Value = serde_json::from_str(&list).unwrap();
    let entries = list.as_array().unwrap();
    assert!(entries.len() > 80, "{}", entries.len());
    for lang in ["vi", "en"] {
        for entry in entries {
            let code = entry["code"].as_str().unwrap();
            // One process for each would take long: the list holds all texts.
            assert!(!entry["title"].as_str().unwrap().is_empty(), "{lang} {code}");
            assert!(!entry["why"].as_str().unwrap().is_empty(), "{lang} {code}");
        }
    }
    let page = stdout(&xeploai(&["giai-thich", "r-htxs-a"]).output().unwrap());
    assert!(page.contains("HD 21-HD/BTCTW"), "{page}");
    assert_eq!(xeploai(&["explain", "V999"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn completions_and_manual_pages_are_made() {
    let output = xeploai(&["completions", "bash"]).output().unwrap();
    for name in ["consolidate", "tong-hop", "watch", "theo-doi"] {
        assert!(stdout(&output).contains(name), "{name}");
    }
    let folder = TempDir::new().unwrap();
    let output = run_in(folder.path(), &["manual", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.path().join("xeploai-consolidate.1").is_file());
}

#[test]
fn regimes_are_listed_compared_and_checked() {
    let folder = TempDir::new().unwrap();
    let run = |args: &[&str]| run_in(folder.path(), args);
    let list: serde_json::Value =
        serde_json::from_str(&stdout(&run(&["regimes", "--format", "json"]))).unwrap();
    let list = list.as_array().unwrap();
    let ids: Vec<&str> = list.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, xeploai::regime::builtin_ids().collect::<Vec<_>>());
    assert!(list.iter().all(|it| it["origin"] == "built-in"));
    for pair in ids.windows(2) {
        let output = run(&["quy-dinh", "so-sanh", pair[0], pair[1]]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let said = stdout(&output);
        let is_rule = |it: &&str| it.starts_with("  - ") && it.contains(" R-");
        let mut lines: Vec<&str> = said.lines().filter(is_rule).collect();
        let all = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert!(all > 0 && lines.len() == all, "said twice: {said}");
    }
    let own = source("samples/binh-an-2023-rieng/bieu-mau");
    let output = run(&["regimes", "check", own.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert_eq!(stdout(&output).lines().count(), 1, "sound, nothing to remark");
    let listed = stdout(&run(&["quy-dinh", "luoc-do"]));
    assert!(listed.contains("rules.schema.json") && listed.contains("xeploai.toml"), "{listed}");
    assert!(!folder.path().join("rules.schema.json").exists(), "only listed");
    let output = run(&["regimes", "schema", "luoc-do"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for name in ["form", "rules", "consolidated", "overlay", "xeploai"] {
        let name = format!("{name}.schema.json");
        let written = std::fs::read_to_string(folder.path().join("luoc-do").join(&name)).unwrap();
        let kept = std::fs::read_to_string(source(&format!("templates/schema/{name}"))).unwrap();
        assert_eq!(written, kept.replace('\r', ""), "{name}");
    }
}

/// Loose forms take their profiles from the workspace in which they lie, which nobody named.
#[test]
fn a_mistake_in_the_settings_beside_a_loose_form_says_in_which_folder() {
    let folder = sample("binh-an-2020");
    fs::write(folder.path().join("xeploai.toml"), "year = 2020\nbranch = [\n").unwrap();
    let elsewhere = TempDir::new().unwrap();
    let form = folder.path().join("nop").join("CB Nà Mẻ.xlsx");
    let output = run_in(elsewhere.path(), &["validate", form.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let file = folder.path().canonicalize().unwrap().join("xeploai.toml");
    let said = stderr(&output);
    assert!(said.contains(&format!("{}:2:", file.display())), "{said}");
}

/// The first megabytes of a long list would be a list too, of fewer branches.
#[test]
fn settings_that_are_too_long_are_not_read_in_part() {
    let folder = sample("binh-an-2020");
    let path = folder.path().join("xeploai.toml");
    let own = fs::read_to_string(&path).unwrap();
    let filler = "# Danh sách chi bộ của xã.\n".repeat(600_000);
    let last = "[[branch]]\ncode = \"CUOI\"\nname = \"Chi bộ cuối\"\nkind = \"Thôn bản\"\n";
    fs::write(&path, format!("{own}\n{filler}{last}")).unwrap();
    let output = run_in(folder.path(), &["consolidate", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("chi-bo.xlsx"), "{}", stderr(&output));
}
