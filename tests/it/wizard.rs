//! The program without a command, and the questions that make a workspace: answers come on
//! standard input, as a person types or pastes them.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::common::{sample, source, stderr, stdout, xeploai};
use tempfile::TempDir;
use xeploai::workspace::Workspace;

/// Runs the program in a folder with these answers.
fn answer(dir: &Path, args: &[&str], answers: &str) -> Output {
    let mut command = xeploai(args);
    command.current_dir(dir).write_stdin(answers).output().unwrap()
}

/// The only folder in a folder.
fn only(dir: &Path) -> std::path::PathBuf {
    let mut found: Vec<_> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn blanks(dir: &Path) -> Vec<String> {
    let listed = fs::read_dir(dir.join("ket-qua/bieu-mau")).unwrap();
    let mut names: Vec<_> =
        listed.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn enter_at_everything_gives_a_workspace_that_works() {
    let folder = TempDir::new().unwrap();
    // One Enter, then nobody answers any more: the same as Enter.
    let output = answer(folder.path(), &[], "\n");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let dir = only(folder.path());
    assert!(dir.file_name().unwrap().to_str().unwrap().starts_with("xep-loai-"));
    assert_eq!(blanks(&dir).len(), 10);
    let text = stdout(&output);
    assert!(!text.contains('{') && !text.contains("\\n"), "{text}");
    // A blank sent back as it is: the main job runs and says so.
    fs::copy(dir.join("ket-qua/bieu-mau/CB1.xlsx"), dir.join("nop/CB1.xlsx")).unwrap();
    let output = answer(folder.path(), &[], "");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("0/10") && text.contains("CB10") && text.contains("bao-cao.html"),
        "{text}"
    );
    assert!(text.contains("1 lỗi") && text.contains("CB1.xlsx"), "{text}");
}

#[test]
fn answers_stand_in_the_workspace() {
    let folder = TempDir::new().unwrap();
    let pasted = "STT\tTên chi bộ\tSố ĐV\tSĐT\r\n1\tChi bộ thôn Tống Pu\t21\t912345678\r\n2\tChi bộ Trường THCS \"Bình An\"\t17\t\r\n\tTổng\t38\t\r\n\r\n";
    let answers =
        format!("\u{feff}xã Bình \"An\"\r\n1999\r\n2026\r\n{pasted}\r\nthu-muc của tôi\r\nk\r\n");
    let output = answer(folder.path(), &[], &answers);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("“1999”"), "{}", stdout(&output));
    let dir = folder.path().join("thu-muc của tôi");
    assert!(!dir.join("ket-qua/bieu-mau").exists());
    let text = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let workspace = Workspace::parse(&text).unwrap();
    assert_eq!(workspace.organization, "Đảng bộ xã Bình An");
    assert_eq!(workspace.committee, "Đảng ủy xã Bình An");
    assert_eq!((workspace.place.as_str(), workspace.year), ("Bình An", 2026));
    let output = answer(&dir, &["form"], "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(blanks(&dir), ["TP.xlsx", "TTBA.xlsx"]);
    let output = answer(&dir, &["form"], "");
    assert!(stdout(&output).contains("TP.xlsx") || !stdout(&output).is_empty());
}

#[test]
fn a_list_that_is_not_right_is_asked_for_again() {
    let folder = TempDir::new().unwrap();
    let answers = "\n\n0\nChi bộ sai\n\nl\n3\n\n\n\n";
    let output = answer(folder.path(), &[], answers);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(blanks(&only(folder.path())), ["CB1.xlsx", "CB2.xlsx", "CB3.xlsx"]);
}

#[test]
fn a_no_in_any_words_is_a_no_and_what_is_neither_is_asked_again() {
    for no in ["l", "không", "Sai", "no", "k", "chưa đúng", "KHÔNG"] {
        let folder = TempDir::new().unwrap();
        let output = answer(folder.path(), &[], &format!("\n\nChi bộ sai\n\n{no}\n3\nc\n\n\n"));
        assert_eq!(output.status.code(), Some(0), "{no}: {}", stderr(&output));
        let made = blanks(&only(folder.path()));
        assert_eq!(made, ["CB1.xlsx", "CB2.xlsx", "CB3.xlsx"], "{no}");
    }
    let folder = TempDir::new().unwrap();
    let answers = "\n\n2\nhình như thiếu\nđúng\nkhông\nok\nừm thì\nchưa\n";
    let output = answer(folder.path(), &[], answers);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    for told in ["“hình như thiếu”", "“không” không phải tên thư mục", "“ừm thì”"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    // Neither a folder of such a name, nor forms that nobody wanted.
    let dir = only(folder.path());
    assert!(dir.file_name().unwrap().to_str().unwrap().starts_with("xep-loai-"));
    assert!(!dir.join("ket-qua/bieu-mau").exists());
}

#[test]
fn a_list_as_people_send_it_is_understood_and_what_is_taken_off_is_shown() {
    let folder = TempDir::new().unwrap();
    let list = "Danh sách các chi bộ:\r\n1. Chi bộ thôn Nà Mẻ (21 đảng viên)\r\n2)\u{a0}Chi bộ thôn Nà Mo\u{300}n;\r\n\r\n✅ Chi bộ Công an xã - 9 đ/c\r\n• Chi bộ Trạm Y tế xã (0912 345 678)\r\n";
    let answers = format!("x\u{e3} Bi\u{300}nh An\r\n2026\r\n{list}\r\nc\r\n\r\nk\r\n");
    let output = answer(folder.path(), &[], &answers);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    for told in [
        "Chi bộ thôn Nà Mẻ · Thôn bản (?) · 21 đảng viên   [đã bỏ: “1.”]",
        "Chi bộ thôn Nà Mòn · Thôn bản (?)   [đã bỏ: “2)”]",
        "· 9 đảng viên",
        "· 0912 345 678",
        "4 chi bộ.",
        "Không tính là chi bộ: “Danh sách các chi bộ:”",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let dir = only(folder.path());
    assert_eq!(dir.file_name().unwrap(), "binh-an-2026");
    let settings = fs::read_to_string(dir.join("xeploai.toml")).unwrap();
    assert!(settings.contains("\"Đảng bộ xã Bình An\""), "{settings}");
    let output = answer(&dir, &["form"], "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(blanks(&dir), ["CAX.xlsx", "NM-2.xlsx", "NM.xlsx", "TYTX.xlsx"]);
}

#[test]
fn a_list_is_not_lost_to_a_folder_that_cannot_be_or_has_another() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("tep"), "").unwrap();
    fs::create_dir(folder.path().join("cu")).unwrap();
    fs::write(folder.path().join("cu/chi-bo.xlsx"), "").unwrap();
    let answers = "\n2026\nChi bộ A\n\n\ntep/a\ncu\nmoi\n\n";
    let output = answer(folder.path(), &[], answers);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("Không tạo được thư mục") && text.contains("đã có danh sách"), "{text}");
    assert_eq!(blanks(&folder.path().join("moi")), ["BA.xlsx"]);
    // Where the folder is given its list is the workspace's, and no other is asked for.
    let table = fs::read(folder.path().join("moi/chi-bo.xlsx")).unwrap();
    fs::write(folder.path().join("cu/chi-bo.xlsx"), table).unwrap();
    let mut command = xeploai(&["init", "cu", "--year", "2026"]);
    command.current_dir(folder.path()).env("XEPLOAI_ASK", "always");
    let output = command.write_stdin("xã A\n\n").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stdout(&output).contains("Đúng chưa?"), "{}", stdout(&output));
    assert_eq!(blanks(&folder.path().join("cu")), ["BA.xlsx"]);
}

#[test]
fn init_asks_only_where_somebody_answers() {
    let folder = TempDir::new().unwrap();
    // As always: what stands on standard input is not for it.
    let output = answer(folder.path(), &["init", "a", "--year", "2026"], "xã Khác\n");
    assert_eq!(output.status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("a/xeploai.toml")).unwrap();
    assert!(text.contains("Đảng bộ xã …"), "{text}");
    let mut command = xeploai(&["init", "b", "--year", "2026"]);
    command.current_dir(folder.path()).env("XEPLOAI_ASK", "always");
    let output = command.write_stdin("phường Minh Xuân\n2\n\nk\n").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stdout(&output).contains("Năm đánh giá ["), "{}", stdout(&output));
    let text = fs::read_to_string(folder.path().join("b/xeploai.toml")).unwrap();
    assert!(text.contains("Đảng bộ phường Minh Xuân"), "{text}");
    let mut command = xeploai(&["init", "b"]);
    command.current_dir(folder.path()).env("XEPLOAI_ASK", "always");
    let output = command.write_stdin("x\n").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!stdout(&output).contains('['), "nothing is asked for nothing: {}", stdout(&output));
}

#[test]
fn nobody_to_talk_to_gets_the_help() {
    let folder = TempDir::new().unwrap();
    let output = answer(folder.path(), &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("xeploai <"), "{}", stderr(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_or_a_file_that_is_dropped_starts_the_main_job() {
    let folder = sample("binh-an-2020-loi");
    let form = fs::read_dir(folder.path().join("nop")).unwrap().find_map(|it| {
        let path = it.unwrap().path();
        path.is_file().then_some(path)
    });
    let other = TempDir::new().unwrap();
    for dropped in [folder.path().to_owned(), folder.path().join("nop"), form.unwrap()] {
        let output = answer(other.path(), &[dropped.to_str().unwrap()], "");
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let text = stdout(&output);
        assert!(text.contains("8/13") && text.contains("Trả lại để sửa (4)"), "{text}");
        assert!(text.contains("Chưa có phiếu (1)") && text.contains("liên hệ"), "{text}");
        // Of the branch with two forms there is a letter that asks, and no marked copy.
        assert!(text.contains("MN.txt") && text.contains("TP.xlsx"), "{text}");
        assert!(text.lines().count() < 20, "{text}");
        assert!(!stderr(&output).contains("Chưa tính"), "{}", stderr(&output));
    }
}

#[test]
fn what_is_dropped_and_does_not_count_is_said() {
    let folder = sample("binh-an-2020");
    let loose = folder.path().join("de-ngoai");
    fs::create_dir(&loose).unwrap();
    let form = loose.join("phieu.xlsx");
    fs::copy(source("tests/branches/nhu-van-phong.xlsx"), &form).unwrap();
    let output = answer(folder.path(), &[form.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("Chưa tính") && stderr(&output).contains("phieu.xlsx"));
    // Without a workspace anywhere forms are checked, and nothing is written.
    let other = TempDir::new().unwrap();
    fs::copy(
        source("tests/corpus/formats/valid-form-by-libreoffice.xls"),
        other.path().join("a.xls"),
    )
    .unwrap();
    let output = answer(other.path(), &["a.xls"], "");
    assert!(output.status.code().is_some_and(|it| it < 2), "{}", stderr(&output));
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
}

#[test]
fn of_several_workspaces_one_is_chosen() {
    let folder = TempDir::new().unwrap();
    for name in ["a-2020", "b-2021"] {
        let answers = format!("\n2020\n2\n\n{name}\nk\n");
        let made = TempDir::new().unwrap();
        assert_eq!(answer(made.path(), &[], &answers).status.code(), Some(0));
        fs::rename(made.path().join(name), folder.path().join(name)).unwrap();
    }
    let output = answer(folder.path(), &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("a-2020") && stderr(&output).contains("b-2021"));
    let output = answer(folder.path(), &[], "2\n");
    // Its inbox is empty.
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stdout(&output).contains("a-2020\n"), "{}", stdout(&output));
    assert_eq!(answer(folder.path(), &[], "7\n").status.code(), Some(2));
}
