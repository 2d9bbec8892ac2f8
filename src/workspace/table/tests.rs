use super::*;
use crate::workbook::foreign::here;
use crate::workspace::Workspace;

const KINDS: [(&str, &[&str]); 3] =
    [("Thôn bản", &["thon-ban", "Thôn"]), ("Trường học", &["truong-hoc"]), ("Cơ quan", &[])];

fn kinds() -> Vec<KnownKind<'static>> {
    KINDS.iter().map(|(label, others)| KnownKind { label, others: others.to_vec() }).collect()
}

/// Reads a table of texts, columns apart by `|`.
fn read_text(text: &str) -> Result<Table, Vec<Finding>> {
    let csv = text.replace('|', "\t");
    read("chi-bo.csv", csv.as_bytes(), &kinds(), &Limits::default(), here)
}

/// What is wrong: code and cell.
fn wrong(text: &str) -> Vec<(&'static str, String)> {
    let told = |it: &Finding| (it.code.id, it.cell.as_ref().map(CellRef::a1).unwrap_or_default());
    read_text(text).unwrap_err().iter().map(told).collect()
}

fn noted(text: &str) -> Vec<(&'static str, String)> {
    let told = |it: &Finding| (it.code.id, it.cell.as_ref().map(CellRef::a1).unwrap_or_default());
    read_text(text).unwrap().noted.iter().map(told).collect()
}

#[test]
fn columns_are_known_by_their_words_wherever_they_stand() {
    for head in [
        "Mã|Tên chi bộ|Loại hình|Số đảng viên|Liên hệ",
        "MA|TEN CHI BO|LOAI HINH|SO DANG VIEN|LIEN HE",
        "Mã chi bộ|Chi bộ|Loại hình chi bộ|Số ĐV (đến 30/11)|Số điện thoại",
        "code|name|kind|members|contact",
        "Ma\u{303}|Te\u{302}n|Loa\u{323}i hi\u{300}nh|SL đảng viên|SĐT",
        "Mã số|Đơn vị|Loại|Đảng viên|Điện thoại (bí thư)",
    ] {
        let table = read_text(&format!("{head}\nTP|Chi bộ Tống Pu|thon ban|21|0912345678\n"));
        let table = table.unwrap_or_else(|it| panic!("{head}: {it:?}"));
        let branch = &table.branches[0];
        assert_eq!(
            (branch.code.as_str(), branch.name.as_str(), branch.kind.as_str(), branch.members),
            ("TP", "Chi bộ Tống Pu", "Thôn bản", Some(21)),
            "{head}"
        );
        assert_eq!(branch.contact.as_deref(), Some("0912345678"));
        assert_eq!(table.noted, [], "{head}");
    }
}

#[test]
fn order_titles_and_other_columns_do_no_harm() {
    let text = "DANH SÁCH CHI BỘ\n\nSTT|Loại hình|Bí thư|Tên|Mã\n1|Cơ quan|Lò Văn A|Chi bộ Cơ quan|CQ\n2||||\n";
    let table = read_text(text).unwrap();
    assert_eq!(table.branches.len(), 1);
    assert_eq!((table.branches[0].code.as_str(), table.branches[0].members), ("CQ", None));
    assert_eq!(noted(text), [("B090", "C3".to_owned())]);
}

#[test]
fn mistakes_are_told_at_their_cells_all_at_once() {
    const HEAD: &str = "Mã|Tên|Loại hình|Số đảng viên|Liên hệ\n";
    for (rows, expected) in [
        ("|Chi bộ A|Thôn bản||\n", vec![("B084", "A2")]),
        ("A||Thôn bản||\n", vec![("B084", "B2")]),
        ("A|Chi bộ A|||\n", vec![("B084", "C2")]),
        ("A||||\n", vec![("B084", "B2"), ("B084", "C2")]),
        ("NÀ 1|Chi bộ A|Thôn bản||\n", vec![("B085", "A2")]),
        ("A|Chi bộ thôn …|Thôn bản||\n", vec![("B085", "B2")]),
        ("A|Chi bộ A|Thôn bàn ghế||\n", vec![("B087", "C2")]),
        ("A|Chi bộ A|Thôn bản|tám|\n", vec![("B085", "D2")]),
        ("A|Chi bộ A|Thôn bản|1.200|\n", vec![("B085", "D2")]),
        ("A|Chi bộ A|Thôn bản|-3|\n", vec![("B085", "D2")]),
        ("A|Một|Thôn|1|\na|Hai|Thôn|2|\n", vec![("B086", "A3")]),
        ("A|Một|Thôn|1|\n|Hai|Thon ban|x|\n", vec![("B084", "A3"), ("B085", "D3")]),
    ] {
        let expected: Vec<_> = expected.iter().map(|(id, at)| (*id, (*at).to_owned())).collect();
        assert_eq!(wrong(&format!("{HEAD}{rows}")), expected, "{rows}");
    }
}

#[test]
fn a_table_without_its_columns_is_told_once() {
    for (text, expected) in [
        ("TP|Chi bộ A|Thôn bản\n", vec![("B080", "")]),
        ("Tên chi bộ|Loại hình\nChi bộ A|Thôn\n", vec![("B082", "")]),
        ("Mã|Tên chi bộ\nA|Chi bộ A\n", vec![("B082", "")]),
        ("Mã|Tên|Loại hình|Mã số\nA|Chi bộ A|Thôn|B\n", vec![("B083", "D1")]),
    ] {
        let expected: Vec<_> = expected.iter().map(|(id, at)| (*id, (*at).to_owned())).collect();
        assert_eq!(wrong(text), expected, "{text}");
    }
}

#[test]
fn rows_that_are_no_branch_are_left_out_and_said_where_they_might_be_one() {
    const HEAD: &str = "Mã|Tên|Loại hình|Số đảng viên\nA|Chi bộ A|Thôn|5\n";
    for (row, expected) in [
        ("|Tổng cộng||5\n", vec![]),
        ("Cộng|||5\n", vec![]),
        ("TỔNG SỐ|||\n", vec![]),
        ("|Khối trường học||\n", vec![("B089", "B3")]),
        ("II|||\n", vec![("B089", "A3")]),
        ("Khối thôn bản|||\n", vec![("B089", "A3")]),
        ("B|Chi bộ a|Thôn|\n", vec![("B088", "B3")]),
    ] {
        let text = format!("{HEAD}{row}");
        let found = noted(&text);
        // A name twice is told at the code of the second.
        let found: Vec<_> = found
            .iter()
            .map(|(id, at)| (*id, if *id == "B088" { "B3" } else { at.as_str() }))
            .collect();
        assert_eq!(found, expected, "{row}");
    }
    assert_eq!(wrong(&format!("{HEAD}|Chi bộ quên mã||\n"))[0].0, "B084");
}

#[test]
fn a_nought_that_excel_took_is_put_back_and_told() {
    const HEAD: &str = "Mã|Tên|Loại hình|Liên hệ\nA|Chi bộ A|Thôn|";
    for (typed, kept, count) in [
        ("912345678", "0912345678", 1),
        ("2073876543", "02073876543", 1),
        ("0912345678", "0912345678", 0),
        ("84912345678", "84912345678", 0),
        ("Lò Văn A, 912345678", "Lò Văn A, 912345678", 0),
    ] {
        let table = read_text(&format!("{HEAD}{typed}\n")).unwrap();
        assert_eq!(table.branches[0].contact.as_deref(), Some(kept), "{typed}");
        assert_eq!(table.noted.len(), count, "{typed}");
    }
}

#[test]
fn codes_are_made_of_names() {
    for (name, code) in [
        ("Chi bộ thôn Nà Mẻ", "NM"),
        ("Chi bộ thôn Tống Pu", "TP"),
        ("Chi bộ Trường THCS Bình An", "TTBA"),
        ("Chi bộ thôn 12", "T12"),
        ("Đảng bộ bộ phận Đội 3", "DBBPD3"),
        ("Chi bộ", "CB"),
        ("", "CB"),
        ("…", "CB"),
    ] {
        assert_eq!(code_for(name), code, "{name}");
        assert!(crate::workspace::is_usable_code(&code_for(name)));
    }
    let taken = ["nm".to_owned(), "NM-2".to_owned()];
    assert_eq!(free_code("Chi bộ thôn Nà Mẻ", &taken), "NM-3");
}

#[test]
fn both_places_count_and_one_code_in_both_is_refused() {
    const TOML: &str = "year = 2020\norganization = \"a\"\ncommittee = \"b\"\nsuperior = \"c\"\nplace = \"d\"\n[[branch]]\ncode = \"TP\"\nname = \"Chi bộ\"\nkind = \"Thôn bản\"\n";
    let table =
        |code: &str| read_text(&format!("Mã|Tên|Loại hình\n{code}|Chi bộ A|Thôn\n")).unwrap();
    let mut workspace = Workspace::parse(TOML).unwrap();
    let wrong = workspace.take_table(table("tp")).unwrap_err();
    assert_eq!((wrong[0].code.id, wrong[0].cell.as_ref().unwrap().a1()), ("B086", "A2".to_owned()));
    assert!(workspace.branch("KC").is_none());
    workspace.take_table(table("KC")).unwrap();
    assert_eq!(workspace.branch("kc").unwrap().name, "Chi bộ A");
    assert_eq!(workspace.noted.iter().map(|it| it.code.id).collect::<Vec<_>>(), ["B091"]);
    // An empty list of blocks is nothing to be told of.
    let (head, _) = TOML.split_once("[[").unwrap();
    let mut workspace = Workspace::parse(head).unwrap();
    workspace.take_table(table("KC")).unwrap();
    assert_eq!((workspace.branch.len(), workspace.noted.len()), (1, 0));
}

const UNITS: &str = "year = 2026\norganization = \"Đảng bộ xã A\"\ncommittee = \"b\"\nsuperior = \"c\"\nplace = \"d\"\n[[unit]]\ncode = \"CA\"\nname = \"Đảng bộ Công an xã\"\nkind = \"dang-bo-co-so\"\n[[unit]]\ncode = \"QS\"\nname = \"Đảng bộ Quân sự\"\nkind = \"dang-bo-co-so\"\n";

#[test]
fn a_unit_is_known_by_code_or_name() {
    for (written, wanted) in [
        ("CA", Some("CA")),
        ("ca", Some("CA")),
        ("DANG BO CONG AN XA", Some("CA")),
        ("", None),
        ("đảng bộ xã A", None),
    ] {
        let table = format!("Mã|Tên|Trực thuộc|Loại hình\nB|Chi bộ B|{written}|Thôn\n");
        let mut workspace = Workspace::parse(UNITS).unwrap();
        workspace.take_table(read_text(&table).unwrap()).unwrap();
        assert_eq!(workspace.branch[0].unit.as_deref(), wanted, "{written}");
        assert_eq!(workspace.noted, [], "{written}");
    }
}

#[test]
fn a_unit_that_is_not_declared_is_told_at_its_cell() {
    let table = "Mã|Tên|Đảng bộ|Loại hình\nB|Chi bộ B|QS|Thôn\nC|Chi bộ C|CB|Thôn\n";
    let mut workspace = Workspace::parse(UNITS).unwrap();
    let wrong = workspace.take_table(read_text(table).unwrap()).unwrap_err();
    let told = |it: &Finding| (it.code.id, it.cell.as_ref().map(CellRef::a1).unwrap_or_default());
    assert_eq!(wrong.iter().map(told).collect::<Vec<_>>(), [("B102", "C3".to_owned())]);
    // The code of a unit is no branch's.
    let table = "Mã|Tên|Loại hình\nca|Chi bộ B|Thôn\n";
    let wrong = workspace.take_table(read_text(table).unwrap()).unwrap_err();
    assert_eq!(wrong[0].code.id, "B086");
}

#[test]
fn without_units_an_offices_own_column_of_them_is_not_used() {
    let table = "Mã|Tên|Trực thuộc|Loại hình\nB|Chi bộ B|Đảng bộ xã khác|Thôn\n";
    let head = UNITS.split_once("[[unit]]").unwrap().0;
    let mut workspace = Workspace::parse(head).unwrap();
    workspace.take_table(read_text(table).unwrap()).unwrap();
    assert_eq!(workspace.branch[0].unit, None);
    let told: Vec<_> = workspace.noted.iter().map(|it| it.code.id).collect();
    assert_eq!(told, ["B090"]);
}
