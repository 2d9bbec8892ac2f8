//! What is said to slips at the keyboard and in `xeploai.toml`, as somebody makes them who never
//! used a terminal: the words, since they are all that such a person has.
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::common::{copy, report, run_in, sample, source, stderr, stdout, xeploai};

/// A folder with two workspaces, one of a name with blanks, an empty folder, and one whose
/// settings have the name that Notepad gives them.
fn desk() -> TempDir {
    let desk = TempDir::new().unwrap();
    for name in ["xa-son-la-2026", "xa Mường Hoa"] {
        copy(&source("samples/binh-an-2023"), &desk.path().join(name));
        let _ = fs::remove_dir_all(desk.path().join(name).join("ket-qua"));
    }
    fs::create_dir(desk.path().join("trong")).unwrap();
    fs::create_dir(desk.path().join("doi")).unwrap();
    let settings = desk.path().join("xa-son-la-2026/xeploai.toml");
    fs::copy(settings, desk.path().join("doi/xeploai.toml.txt")).unwrap();
    desk
}

/// Runs, and holds what is said on standard error to these words; nothing is written.
#[track_caller]
fn says(dir: &Path, args: &[&str], words: &[&str]) {
    let output = run_in(dir, args);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert!(stdout(&output).is_empty(), "{args:?}");
    for word in words {
        assert!(said.contains(word), "{args:?} does not say {word}:\n{said}");
    }
    for leak in ["error:", "invalid", "unexpected", "os error", "tip:", "Usage", "{"] {
        assert!(!said.contains(leak), "{args:?} says {leak}:\n{said}");
    }
}

#[test]
fn a_misspelt_command_gets_the_line_that_was_meant() {
    let desk = desk();
    let say = |args: &[&str], words: &[&str]| says(desk.path(), args, words);
    for typed in ["tonghop", "tong-hopp", "TONG-HOP", "tổng-hợp", "tong", "tong_hop", "tong–hop"]
    {
        say(&[typed, "x"], &["có phải ý là “tong-hop”?", "Hãy gõ lại: xeploai tong-hop x"]);
    }
    say(&["tổng", "hợp", "x"], &["“tổng hợp”; có phải ý là “tong-hop”?", "xeploai tong-hop x"]);
    for (typed, meant) in [
        ("consolidat", "consolidate"),
        ("kiemtra", "kiem-tra"),
        ("bieu_mau", "bieu-mau"),
        ("theodoi", "theo-doi"),
        ("giaithich", "giai-thich"),
        ("quydinh", "quy-dinh"),
        ("taoo", "tao"),
        ("giupp", "giup"),
    ] {
        say(&[typed], &[&format!("có phải ý là “{meant}”?")]);
    }
    say(&["quy-dinh", "sosanh"], &["có phải ý là “so-sanh”?", "xeploai quy-dinh so-sanh"]);
    say(&["giup", "tonghop"], &["có phải ý là “tong-hop”?", "xeploai giup tong-hop"]);
    say(&["tong-hop x"], &["Hãy gõ lại: xeploai tong-hop x\n"]);
    say(&["tong-hop \"xa Mường Hoa\""], &["Hãy gõ lại: xeploai tong-hop \"xa Mường Hoa\""]);
    say(&["xeploai", "tong-hop", "x"], &["Hãy gõ lại: xeploai tong-hop x\n"]);
    say(&["in-ra"], &["không có lệnh “in-ra”", "xeploai --help"]);
    say(&["x", "tong-hop"], &["tên lệnh đứng trước", "xeploai tong-hop x"]);
    say(&["-q"], &["còn thiếu tên lệnh", "xeploai tong-hop"]);
    // In English too, and by the English name.
    let output = run_in(desk.path(), &["consolidte", "--lang", "en"]);
    assert!(stderr(&output).contains("did you mean “consolidate”?"), "{}", stderr(&output));
}

#[test]
fn a_misspelt_option_gets_the_line_that_was_meant() {
    let desk = desk();
    let say = |args: &[&str], words: &[&str]| says(desk.path(), args, words);
    for typed in ["--pfd", "-pdf", "--pdff", "—pdf", "--PDF"] {
        let words = ["có phải ý là “--pdf”?", "Hãy gõ lại: xeploai tong-hop x --pdf"];
        say(&["tong-hop", "x", typed], &words);
    }
    say(&["tong-hop", "–pdf"], &["hai dấu gạch ngắn: --pdf"]);
    say(&["bieu-mau", "--rooster=a"], &["“--rooster”", "xeploai bieu-mau --roster=a"]);
    say(&["kiem-tra", "--pdf"], &["chỉ dùng với lệnh tong-hop, theo-doi", "kiem-tra --help"]);
    say(&["--pdf", "tong-hop", "x"], &["sau tên lệnh", "xeploai tong-hop --pdf x"]);
    say(&["tong-hop", "--xyz"], &["không có tùy chọn “--xyz”", "xeploai tong-hop --help"]);
    say(&["tong-hop", "-y"], &["không có tùy chọn “-y”"]);
    say(&["tong-hop", "--pdf=co"], &["“--pdf” không ghi thêm giá trị nào", "“co”"]);
    say(&["-q", "-v", "tong-hop"], &["“--quiet” và “--verbose” không dùng cùng nhau"]);
}

#[test]
fn a_value_that_cannot_be_says_what_may_stand_there() {
    let desk = desk();
    let say = |args: &[&str], words: &[&str]| says(desk.path(), args, words);
    for typed in ["hai", "20266", "26", "20x6", ""] {
        let words = ["năm", "--year 2026"];
        say(&["tao", "x", "--year", typed], &words);
    }
    say(&["tao", "x", "--year", "hai"], &["“hai” không phải là năm", "bốn chữ số"]);
    say(&["tao", "x", "--year"], &["sau “--year” còn thiếu năm đánh giá", "--year 2026"]);
    say(&["tao", "x", "--year", "2025", "--year", "2026"], &["“--year” ghi hai lần"]);
    say(&["tong-hop", "--lang", "vn"], &["vi (tiếng Việt)", "có phải ý là “vi”?"]);
    say(&["tong-hop", "--format", "jsn"], &["text", "có phải ý là “json”?"]);
    say(&["tong-hop", "--threads", "nhieu"], &["“nhieu” không phải là số luồng"]);
    say(&["tong-hop", "--color", "do"], &["“do” không dùng được", "never"]);
    say(&["tong-hop", "--fill"], &["tên tệp mẫu của cấp trên", "--fill mau-cua-tren.xlsx"]);
    say(&["hoan-thanh-lenh", "bas"], &["có phải ý là “bash”?"]);
    say(&["tong-hop", "trong", "--templates", "khong-co"], &["xeploai.toml"]);
    let own = ["tong-hop", "xa-son-la-2026", "--templates", "khong-co"];
    say(&own, &["không đọc được “khong-co”", "Kiểm tra lại tên"]);
}

#[test]
fn a_missing_argument_shows_the_command_with_an_example() {
    let desk = desk();
    let say = |args: &[&str], words: &[&str]| says(desk.path(), args, words);
    say(
        &["quy-dinh", "so-sanh"],
        &["còn thiếu BỘ-CŨ, BỘ-MỚI", "xeploai quy-dinh so-sanh 2023-hd25"],
    );
    say(&["quy-dinh", "kiem-tra"], &["ví dụ: xeploai quy-dinh kiem-tra bieu-mau-rieng"]);
    say(&["so-tay"], &["ví dụ: xeploai so-tay"]);
    say(&["hoan-thanh-lenh"], &["ví dụ: xeploai hoan-thanh-lenh bash"]);
}

#[test]
fn help_is_found_in_the_ways_that_people_try() {
    let general = stdout(&xeploai(&["--help"]).output().unwrap());
    for args in [
        &["help"][..],
        &["giup"],
        &["huong-dan"],
        &["tro-giup"],
        &["/?"],
        &["-h"],
        &["-help"],
        &["--giup"],
    ] {
        let output = xeploai(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(stdout(&output), general, "{args:?}");
    }
    let own = stdout(&xeploai(&["tong-hop", "--help"]).output().unwrap());
    for args in [&["help", "tong-hop"][..], &["giup", "consolidate"], &["tong-hop", "/?"]] {
        assert_eq!(stdout(&xeploai(args).output().unwrap()), own, "{args:?}");
    }
    // The Vietnamese name first, in the list and in the line of usage; the other beside it.
    let list: Vec<&str> = general.lines().skip_while(|it| *it != "Lệnh:").skip(1).collect();
    let names: Vec<&str> = list
        .iter()
        .take_while(|it| !it.is_empty())
        .filter(|it| it.starts_with("  ") && !it.starts_with("   "))
        .filter_map(|it| it.split_whitespace().next())
        .collect();
    let expected = [
        "tao",
        "bieu-mau",
        "kiem-tra",
        "tong-hop",
        "quyet-dinh",
        "giay-to",
        "cap-tren",
        "so-sanh",
        "theo-doi",
        "xuat",
        "xac-minh",
        "luu-tru",
        "giai-thich",
        "quy-dinh",
        "giup",
    ];
    assert_eq!(names, expected);
    assert!(general.contains("(cũng gõ được: init)"), "{general}");
    assert!(own.contains("Cách dùng: xeploai tong-hop"), "{own}");
    for output in
        ["tong-hop-<năm>.xlsx", ".pdf", "--fill", "bao-cao.html", "kiem-tra.xlsx", "bao-cao.json"]
    {
        assert!(own.contains(output), "{output}: {own}");
    }
    for output in ["tra-lai\\<mã>.xlsx", "tra-lai\\<mã>.txt", "tra-lai\\<mã>-mau-trong.xlsx"] {
        assert!(own.contains(output), "{output}: {own}");
    }
}

#[test]
fn a_name_with_blanks_is_put_in_quotes() {
    let desk = desk();
    let say = |args: &[&str], words: &[&str]| says(desk.path(), args, words);
    let line = "Hãy gõ lại: xeploai tong-hop \"xa Mường Hoa\"";
    say(&["tong-hop", "xa", "Mường", "Hoa"], &["thừa “Mường”", "trong ngoặc kép", line]);
    say(&["tong-hop", "“xa", "Mường", "Hoa”"], &["trong ngoặc kép", line]);
    say(&["tong-hop", "xa", "Mường", "Hoa", "--pdf"], &[&format!("{line} --pdf")]);
    say(&["tao", "xa", "Nà", "Mẻ"], &["xeploai tao \"xa Nà Mẻ\""]);
    say(&["kiem-tra", "xa", "Mường", "Hoa"], &["xeploai kiem-tra \"xa Mường Hoa\""]);
    // A folder, and something that belongs to nothing.
    say(&["tong-hop", "xa-son-la-2026", "nua"], &["thừa “nua”: lệnh này không nhận thêm gì"]);
    say(&["giai-thich", "V206", "V301"], &["thừa “V301”: lệnh này không nhận thêm gì"]);
    say(&["tong-hop"], &["xeploai tong-hop \"xa Mường Hoa\"", "xa-son-la-2026"]);
}

#[test]
fn a_folder_that_is_not_there_is_told_apart_from_one_without_settings() {
    let desk = desk();
    let at = |dir: &str, args: &[&str], words: &[&str]| says(&desk.path().join(dir), args, words);
    for command in ["tong-hop", "bieu-mau", "theo-doi", "kiem-tra"] {
        let near = format!("Hãy gõ: xeploai {command} xa-son-la-2026");
        at("", &[command, "xa-sonla-2026"], &["không có thư mục “xa-sonla-2026”", &near]);
        at(
            "",
            &[command, "khac"],
            &["không có thư mục “khac”; ở đây có: xa Mường Hoa, xa-son-la-2026"],
        );
        at("", &[command, "doi"], &["“xeploai.toml.txt”", "tên đúng phải là xeploai.toml"]);
        at("", &[command, "doi/xeploai.toml.txt"], &["tên đúng phải là xeploai.toml"]);
        at(
            "trong",
            &[command],
            &["không có tệp xeploai.toml nên không phải là thư mục làm việc", "xeploai tao"],
        );
        at("trong", &[command, "moi"], &["ở đây chưa có thư mục làm việc nào", "xeploai tao moi"]);
        at("", &[command, "x/y"], &["cũng không có thư mục “x”"]);
        at("", &[command, "trong/y"], &["trong “trong” chưa có thư mục làm việc nào"]);
        at("", &[command], &["thư mục làm việc nằm bên trong: xa Mường Hoa, xa-son-la-2026"]);
        let here = format!("Chỉ cần gõ: xeploai {command}");
        at("xa-son-la-2026", &[command, "xa-son-la-2026"], &["đang đứng ngay trong", &here]);
    }
    for typed in ["help", "giup", "huong-dan"] {
        at(
            "",
            &["tong-hop", typed],
            &["Muốn xem hướng dẫn của lệnh này thì gõ: xeploai tong-hop --help"],
        );
    }
    at("", &["kiem-tra", "*.xlsx"], &["không hiểu dấu * và ?", "xeploai kiem-tra ."]);
    at("", &["kiem-tra", "trong/*.xls?"], &["xeploai kiem-tra trong"]);
    at("", &["tong-hop", "doi/xeploai.toml"], &["tên đúng phải là xeploai.toml"]);
    at("", &["tong-hop", "trong/la.xlsx"], &["không có tệp hay thư mục “trong/la.xlsx”"]);
    at("", &["tong-hop", "trong"], &["không phải là thư mục làm việc"]);
    at(
        "",
        &["bieu-mau", "xa-son-la-2026", "--roster", "khac"],
        &["không có thư mục “khac”; ở đây có"],
    );
    at("", &["bieu-mau", "xa-son-la-2026", "--roster", "trong"], &["thư mục làm việc năm trước"]);
    fs::write(desk.path().join("trong/phieu.xlsx"), "x").unwrap();
    at("trong", &["tong-hop", "phieu.xlsx"], &["“phieu.xlsx” là một tệp", "xeploai tong-hop"]);
    at("trong", &["kiem-tra", "phieuu.xlsx"], &["xeploai kiem-tra phieu.xlsx"]);
    at("trong", &["kiem-tra", "la.pdf"], &["không có tệp hay thư mục “la.pdf”"]);
}

#[test]
fn the_workspace_is_found_from_what_lies_in_it() {
    let desk = desk();
    let dir = desk.path().join("xa-son-la-2026");
    let form = fs::read_dir(dir.join("nop")).unwrap().map(|it| it.unwrap().path()).min().unwrap();
    let form = form.to_str().unwrap();
    fs::create_dir_all(dir.join("nop/sau/nua")).unwrap();
    let whole = |at: &Path, args: &[&str], is_told: bool| {
        let output = run_in(at, args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        let told = stderr(&output).contains("làm với thư mục đó");
        assert_eq!(told, is_told, "{args:?}: {}", stderr(&output));
        assert_eq!(report(&dir)["totals"]["accepted"], 4);
        assert!(!dir.join("nop/ket-qua").exists());
        fs::remove_dir_all(dir.join("ket-qua")).unwrap();
    };
    whole(&dir, &["tong-hop"], false);
    whole(desk.path(), &["tong-hop", "xa-son-la-2026/xeploai.toml"], false);
    whole(&dir, &["tong-hop", "xeploai.toml"], false);
    whole(&dir, &["tong-hop", "nop"], true);
    whole(&dir, &["tong-hop", form], true);
    whole(&dir.join("nop"), &["tong-hop"], true);
    whole(&dir.join("nop/sau/nua"), &["tong-hop"], true);
    whole(desk.path(), &["tong-hop", "“xa-son-la-2026”"], false);
    // What is checked is what was named: a form, or a folder of forms.
    for args in [&["kiem-tra", form][..], &["kiem-tra", "nop"]] {
        let output = run_in(&dir, args);
        let said = stderr(&output);
        assert!(
            said.contains("muốn đối chiếu cả danh sách chi bộ thì gõ: xeploai kiem-tra"),
            "{said}"
        );
    }
    for args in [&["kiem-tra", "xeploai.toml"][..], &["kiem-tra"]] {
        let output = run_in(&dir, args);
        assert!(stdout(&output).contains("Tổng cộng"), "{args:?}: {}", stderr(&output));
    }
    assert!(stdout(&run_in(&dir.join("nop"), &["kiem-tra"])).contains("Tổng cộng"));
}

const HEAD: &str = "year = 2020\norganization = \"Đảng bộ xã A\"\ncommittee = \"Đảng ủy xã A\"\n\
                    superior = \"Đảng bộ huyện B\"\nplace = \"A\"\n";
const BRANCH: &str =
    "[[branch]]\ncode = \"TP\"\nname = \"Chi bộ thôn Tống Pu\"\nkind = \"Thôn bản\"\n";

#[test]
fn a_slip_in_the_settings_shows_the_line_as_it_has_to_be() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("nop")).unwrap();
    let table: Vec<(String, &[&str])> = vec![
        (
            HEAD.replace("2020", "20x6"),
            &["B062", "year phải là một số, ở đây đang ghi 20x6", "year = 2026"],
        ),
        (String::new(), &["B068", "đang trống", "xeploai tao"]),
        ("# chưa ghi gì\n\n".to_owned(), &["B068"]),
        (HEAD.replace("2020", "hai"), &["B062", "year phải là một số"]),
        (HEAD.replace("2020", "\"2020\""), &["B062", "cần ghi: year = 2020"]),
        (HEAD.replace("2020", "“2020”"), &["B062", "cần ghi: year = 2020"]),
        (HEAD.replace("2020", "02020"), &["B062", "cần ghi: year = 2020"]),
        (HEAD.replace(" = 2020", ": 2020"), &["B020", "thiếu dấu ="]),
        (HEAD.replace("year", "Year"), &["B021", "có phải ý là “year”?"]),
        (format!("{HEAD}[branch]\n"), &["B061", "phải mở đầu bằng [[branch]]"]),
        (
            HEAD.to_owned() + &BRANCH.replace("[[branch]]", "[branch]"),
            &["B061", "[[branch]]", "6 |"],
        ),
        (
            HEAD.to_owned() + &BRANCH.replace("[[branch]]", "[branch]").repeat(2),
            &["B061", "[[branch]]"],
        ),
        (HEAD.to_owned() + "[branch]\ncode = \"A\"\n" + BRANCH, &["B061", "6 | [branch]"]),
        (HEAD.to_owned() + &BRANCH.replace("[[branch]]", "[[branch]"), &["B061", "[[branch]]"]),
        (
            format!("{HEAD}[[settings]]\nhead-cap = true\n"),
            &["B061", "phải mở đầu bằng [settings]"],
        ),
        (
            format!("{HEAD}{BRANCH}members = tám\n"),
            &["B062", "members phải là một số, ở đây đang ghi tám"],
        ),
        (format!("{HEAD}{BRANCH}members = 21 người # sổ\n"), &["B062", "cần ghi: members = 21"]),
        (format!("{HEAD}{BRANCH}members = 021\n"), &["B062", "cần ghi: members = 21"]),
        (format!("{HEAD}{BRANCH}members = tr\n"), &["B062", "members phải là một số"]),
        (format!("{HEAD}{BRANCH}members =\n"), &["B020", "sau dấu = chưa có giá trị"]),
        (
            format!("{HEAD}{BRANCH}contact = 0912345678\n"),
            &["B063", "số điện thoại", "cần ghi: contact = \"0912345678\""],
        ),
        (
            format!("{HEAD}{BRANCH}contact = 0912 345 678 # An\n"),
            &["B063", "contact = \"0912 345 678\""],
        ),
        (format!("{HEAD}{BRANCH}contact = 912345678\n"), &["B063", "contact = \"912345678\""]),
        (
            format!("{HEAD}{BRANCH}contact = 0912.345.678\n"),
            &["B063", "contact = \"0912.345.678\""],
        ),
        (
            format!("{HEAD}{BRANCH}contact = +84912345678\n"),
            &["B063", "contact = \"+84912345678\""],
        ),
        (format!("{HEAD}{BRANCH}contact = An\n"), &["B063", "contact = \"An\""]),
        (
            format!("{HEAD}{BRANCH}contact = “0912”\n"),
            &["B064", "ngoặc kép cong", "contact = \"0912\""],
        ),
        (format!("{HEAD}{BRANCH}contact = \"0912”\n"), &["B064", "contact = \"0912\""]),
        (format!("{HEAD}{BRANCH}contact = \"ông \"An\"\"\n"), &["B065", "contact = \"ông 'An'"]),
        (format!("{HEAD}{BRANCH}contact = \"0912\n"), &["B020", "chưa đóng ngoặc kép"]),
        (format!("{HEAD}{BRANCH}dien-thoai = \"0912\"\n"), &["B021", "có phải ý là “contact”?"]),
        (format!("{HEAD}[settings]\nhead-cap = có\n"), &["B066", "cần ghi: head-cap = true"]),
        (
            format!("{HEAD}[settings]\nhead-cap = \"không\"\n"),
            &["B066", "cần ghi: head-cap = false"],
        ),
        (
            format!("{HEAD}[settings]\nvote-threshold = 1/2\n"),
            &["B063", "vote-threshold = \"1/2\""],
        ),
        (format!("{HEAD}[settings]\nquota-base = good\n"), &["B063", "quota-base = \"good\""]),
        (format!("{HEAD}[settings]\n[settings]\n"), &["B025", "“settings” đã được ghi ở trên"]),
        (format!("{HEAD}[quota-decision]\npercent = 25%\n"), &["B062", "percent = 25"]),
        (format!("{HEAD}[[chi-bo]]\n"), &["B021", "có phải ý là “branch”?"]),
        // What stands twice is right as it is; a blank that nobody sees is none of TOML.
        (format!("{HEAD}{BRANCH}members = 21\nmembers = 21\n"), &["B025", "“members” đã được ghi"]),
        (
            format!("{HEAD}{BRANCH}members\u{a0}=\u{a0}21\n"),
            &["B020", "có dấu cách lạ, nhìn không thấy"],
        ),
        (format!("{HEAD}{BRANCH}members = 21\u{200b} # sổ\n"), &["B020", "có dấu cách lạ"]),
        // Two slips: the first is told, in its own words.
        (format!("{HEAD}{BRANCH}members = tám\ncontact = 0912\n"), &["B062", "members"]),
        (format!("{HEAD}{BRANCH}contact = 0912\nmembers = tám\n"), &["B063", "contact"]),
    ];
    for (text, words) in table {
        fs::write(folder.path().join("xeploai.toml"), &text).unwrap();
        says(folder.path(), &["tong-hop"], words);
        let output = run_in(folder.path(), &["tong-hop"]);
        let has_curly = text.contains('“') || text.contains('”');
        let says_so = stderr(&output).contains("cong");
        assert!(has_curly || !says_so, "no curly quotes are there: {text}\n{}", stderr(&output));
    }
}

#[test]
fn settings_that_are_no_text_show_no_garbage() {
    let folder = TempDir::new().unwrap();
    let utf16: Vec<u8> =
        format!("\u{feff}{HEAD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let form = fs::read_dir(source("samples/binh-an-2023/nop")).unwrap().next().unwrap().unwrap();
    for (bytes, words) in [
        (utf16, &["B026", "Encoding chọn UTF-8"]),
        (fs::read(form.path()).unwrap(), &["B067", "bị đổi tên thành xeploai.toml"]),
    ] {
        fs::write(folder.path().join("xeploai.toml"), bytes).unwrap();
        says(folder.path(), &["tong-hop"], words);
        assert!(stderr(&run_in(folder.path(), &["tong-hop"])).lines().count() < 6);
    }
}

#[test]
fn a_code_or_a_regime_that_is_not_there_is_asked_for() {
    let desk = desk();
    let say = |args: &[&str], words: &[&str]| says(desk.path(), args, words);
    for (typed, meant) in
        [("V206x", "V206"), ("B6", "B006"), ("v206-", "V206"), ("member-twic", "member-twice")]
    {
        say(&["giai-thich", typed], &[&format!("xeploai giai-thich {meant}")]);
    }
    say(&["giai-thich", "9999"], &["không có mã “9999”", "xeploai giai-thich"]);
    say(&["quy-dinh", "so-sanh", "2023", "2025-hd43"], &["có phải ý là “2023-hd25”?"]);
    say(&["quy-dinh", "kiem-tra", "khong-co"], &["không đọc được “khong-co”", "Kiểm tra lại tên"]);
    say(&["quy-dinh", "xem"], &["không có lệnh “xem”", "xeploai quy-dinh --help"]);
    say(
        &["kiem-tra", "xa-son-la-2026", "trong"],
        &["mỗi lần chỉ kiểm tra một", "xeploai kiem-tra xa-son-la-2026"],
    );
}

#[test]
fn blank_forms_of_two_hundred_branches_are_two_lines() {
    let folder = TempDir::new().unwrap();
    let branch = |number: u32| BRANCH.replace("TP", &format!("C{number}"));
    let text = HEAD.to_owned() + &(0..200).map(branch).collect::<String>();
    fs::write(folder.path().join("xeploai.toml"), text).unwrap();
    let output = run_in(folder.path(), &["bieu-mau"]);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(said.lines().count() + stderr(&output).lines().count(), 2, "{said}");
    assert!(said.contains("Đã làm 200 phiếu trống") && said.contains("bieu-mau"), "{said}");
    fs::remove_file(folder.path().join("ket-qua/bieu-mau/C7.xlsx")).unwrap();
    let said = stdout(&run_in(folder.path(), &["bieu-mau"]));
    assert!(said.contains("Đã làm 1 phiếu trống; giữ lại 199 phiếu"), "{said}");
    let said = stdout(&run_in(folder.path(), &["bieu-mau", "-v"]));
    assert_eq!(said.lines().count(), 202, "each with -v");
}

#[test]
fn a_branch_whose_form_could_not_be_opened_is_not_said_to_have_sent_none() {
    let folder = sample("binh-an-2020");
    let form = fs::read_dir(folder.path().join("nop")).unwrap().flatten();
    let mut forms: Vec<_> = form.map(|it| it.path()).filter(|it| it.is_file()).collect();
    forms.sort();
    let whole = fs::read(&forms[0]).unwrap();
    fs::write(&forms[0], &whole[..whole.len() / 2]).unwrap();
    let said = stderr(&run_in(folder.path(), &["tong-hop"]));
    assert!(said.contains("1 chi bộ chưa có phiếu. Có 1 tệp chưa đọc được"), "{said}");
    assert!(!said.contains("chưa nộp"), "{said}");
    fs::remove_file(&forms[0]).unwrap();
    let said = stderr(&run_in(folder.path(), &["tong-hop"]));
    assert!(said.contains("1 chi bộ chưa nộp.") && !said.contains("chưa đọc được"), "{said}");
}

#[test]
fn the_last_line_names_the_page_and_a_second_run_tells_what_changed() {
    let folder = sample("binh-an-2020-loi");
    let dir = folder.path();
    let run = || {
        let output = run_in(dir, &["tong-hop"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let said = stderr(&output);
        assert!(said.lines().last().unwrap().ends_with("ket-qua/bao-cao.html"), "{said}");
        let told = said.lines().find(|it| it.contains("còn") && it.contains("chi bộ chưa đạt"));
        (told.map(str::to_owned), said)
    };
    let (told, said) = run();
    assert_eq!(told, None, "nothing was before");
    let whole = "Mới có 8/13 chi bộ đạt: 4 chi bộ bị trả lại, 1 chi bộ chưa nộp.";
    assert!(said.contains(whole), "{said}");
    assert!(!said.contains("tra-lai/TP"), "many of them are one line: {said}");
    assert!(said.contains("đã ghi  7 tệp để trả lại các chi bộ"), "{said}");

    let (told, _) = run();
    let told = told.unwrap();
    assert!(
        told.contains(": không có gì thay đổi; còn 5 chi bộ chưa đạt (so với lần chạy lúc "),
        "{told}"
    );
    let form = dir.join("nop/CB Nà Mẻ.xlsx");
    fs::rename(&form, dir.join("cho.xlsx")).unwrap();
    let (told, _) = run();
    assert!(told.unwrap().contains(": bỏ CB Nà Mẻ.xlsx; còn 6 chi bộ"));
    fs::rename(dir.join("cho.xlsx"), &form).unwrap();
    let (told, _) = run();
    assert!(told.unwrap().contains(": thêm CB Nà Mẻ.xlsx → đạt; còn 5 chi bộ"));
    // A report that somebody damaged says nothing, and stops nothing.
    fs::write(dir.join("ket-qua/bao-cao.json"), "{\"files\": 1").unwrap();
    assert_eq!(run().0, None);
    // For programs the line is not in the result, and a quiet run has none.
    let output = run_in(dir, &["tong-hop", "-q", "--format", "json"]);
    assert!(stderr(&output).is_empty(), "{}", stderr(&output));
    assert!(serde_json::from_str::<serde_json::Value>(&stdout(&output)).is_ok());
}

#[test]
fn paths_are_links_only_where_the_terminal_makes_them_so() {
    let folder = sample("binh-an-2023");
    let run = |args: &[&str], is_able: bool| {
        let mut command = xeploai(args);
        if is_able {
            command.env("FORCE_HYPERLINK", "1");
        }
        stderr(&command.current_dir(folder.path()).output().unwrap())
    };
    let said = run(&["tong-hop", "--color", "always"], true);
    assert!(said.contains("\u{1b}]8;;file:///"), "{said:?}");
    assert!(said.contains("ket-qua/bao-cao.html\u{1b}\\./ket-qua/bao-cao.html\u{1b}]8;;\u{1b}\\"));
    for said in [
        run(&["tong-hop", "--color", "always"], false),
        run(&["tong-hop", "--color", "never"], true),
        run(&["tong-hop"], true),
    ] {
        assert!(!said.contains('\u{1b}'), "{said:?}");
    }
}

/// A PDF of the last run is no output of this one, and its numbers are still right.
#[cfg(unix)]
#[test]
fn a_pdf_of_last_time_is_not_said_to_be_useless() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = sample("binh-an-2023");
    let dir = folder.path();
    let tools = TempDir::new().unwrap();
    let office = tools.path().join("soffice");
    let script = "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done\nprintf '%%PDF-1.4' > \"$2/tong-hop.pdf\"\n";
    fs::write(&office, script).unwrap();
    fs::set_permissions(&office, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", tools.path().display());
    let run = |args: &[&str]| {
        let output = xeploai(args).current_dir(dir).env("PATH", &path).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
        stderr(&output)
    };
    let pdf = dir.join("ket-qua/tong-hop-2023.pdf");
    run(&["tong-hop", "--pdf"]);
    assert!(pdf.is_file());
    for _ in 0..2 {
        let said = run(&["tong-hop"]);
        assert!(pdf.is_file() && !said.contains(".pdf"), "{said}");
    }
    let form = fs::read_dir(dir.join("nop")).unwrap().map(|it| it.unwrap().path()).min().unwrap();
    fs::remove_file(form).unwrap();
    let said = run(&["tong-hop"]);
    assert!(!pdf.exists() && !said.contains("không còn dùng"), "{said}");
    assert!(said.contains("của lần trước, vì số liệu đã khác") && said.contains("--pdf"), "{said}");
}

/// Stopped while it works: nothing is half there, and that is said.
#[cfg(unix)]
#[test]
fn who_stops_the_main_job_is_told_that_nothing_was_written() {
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let folder = sample("binh-an-2023");
    let dir = folder.path();
    let tools = TempDir::new().unwrap();
    // An office that takes its time holds the run where it can be met.
    let office = tools.path().join("soffice");
    fs::write(&office, "#!/bin/sh\nexec sleep 20\n").unwrap();
    fs::set_permissions(&office, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("xeploai"));
    command.args(["tong-hop", "--pdf", "--lang", "vi"]).current_dir(dir);
    command.env("PATH", format!("{}:/usr/bin:/bin", tools.path().display()));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let left = || -> Vec<String> {
        let listed = fs::read_dir(dir.join("ket-qua")).into_iter().flatten();
        listed.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    };
    let started = Instant::now();
    while !left().iter().any(|it| it.starts_with(".xeploai-pdf")) {
        assert!(started.elapsed() < Duration::from_mins(2), "{:?}", left());
        std::thread::sleep(Duration::from_millis(20));
    }
    let pid = running.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    // Not to the end of the pipe, which the office holds.
    let mut said = vec![0; 1000];
    let length = running.stderr.take().unwrap().read(&mut said).unwrap();
    let said = String::from_utf8_lossy(&said[..length]);
    assert!(said.contains("Đã dừng theo yêu cầu (Ctrl+C). Chưa ghi tệp nào"), "{said}");
    assert_eq!(left(), [".xeploai-dang-chay"], "nothing is left behind");
}

/// Nobody, not even root, may write there.
#[cfg(target_os = "linux")]
#[test]
fn where_nothing_may_be_written_it_is_said_what_to_do() {
    let folder = sample("binh-an-2023");
    std::os::unix::fs::symlink("/sys/kernel", folder.path().join("ket-qua")).unwrap();
    for command in ["tong-hop", "bieu-mau"] {
        let words = ["không ghi được", "không có quyền ghi", "Chép cả thư mục làm việc sang"];
        says(folder.path(), &[command], &words);
    }
    says(Path::new("/sys/kernel"), &["tao", "xa"], &["không có quyền", "ổ D:"]);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = sample("binh-an-2023");
    let close = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    close("xeploai.toml", 0o000);
    if fs::read(folder.path().join("xeploai.toml")).is_ok() {
        return; // Root reads everything.
    }
    says(folder.path(), &["tong-hop"], &["xeploai.toml", "không có quyền đọc", "rồi chạy lại"]);
    close("xeploai.toml", 0o644);
    close("nop", 0o000);
    says(folder.path(), &["tong-hop"], &["nop", "không có quyền đọc", "rồi chạy lại"]);
    close("nop", 0o755);
}
