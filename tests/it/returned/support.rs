//! Packages taken apart and put together, and workbooks to annotate.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar,
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Table,
    Workbook,
};
use xeploai::finding::Severity;
use xeploai::write::returned::{List, ListRow, Mark};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What a submitter's file had as its fingerprint.
pub(crate) const SHA: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// An entry as stored: name, how, sums, date and the bytes in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) crc: u32,
    pub(crate) date: String,
    pub(crate) bytes: Vec<u8>,
}

/// The entries as stored, in order.
pub(crate) fn stored(package: &[u8]) -> Vec<Stored> {
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index_raw(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            Stored {
                name: entry.name().unwrap().into_owned(),
                method: format!("{:?}", entry.compression()),
                crc: entry.crc32(),
                date: format!("{:?}", entry.last_modified()),
                bytes,
            }
        })
        .collect()
}

/// The inflated parts, in order.
pub(crate) fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A part as text.
pub(crate) fn part(package: &[u8], name: &str) -> String {
    let found = parts(package).into_iter().find(|it| it.0 == name);
    String::from_utf8(found.unwrap_or_else(|| panic!("no part {name}")).1).unwrap()
}

/// A package of parts.
pub(crate) fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes) in parts {
        out.start_file(name.as_str(), options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The package with one part changed by `change`.
pub(crate) fn changed(package: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut all = parts(package);
    let found = all.iter_mut().find(|it| it.0 == name);
    let (_, bytes) = found.unwrap_or_else(|| panic!("no part {name}"));
    let old = String::from_utf8(bytes.clone()).unwrap();
    let new = change(&old);
    assert_ne!(old, new, "the change of {name} changes nothing");
    *bytes = new.into_bytes();
    packed(&all)
}

/// The package without one part.
pub(crate) fn without(package: &[u8], name: &str) -> Vec<u8> {
    let all: Vec<_> = parts(package).into_iter().filter(|it| it.0 != name).collect();
    assert_ne!(all.len(), parts(package).len(), "no part {name}");
    packed(&all)
}

/// The package with one part more.
pub(crate) fn with(package: &[u8], name: &str, text: &str) -> Vec<u8> {
    let mut all = parts(package);
    all.push((name.to_owned(), text.as_bytes().to_vec()));
    packed(&all)
}

fn fixed_properties() -> DocProperties {
    let day = ExcelDateTime::from_ymd(2020, 12, 1).unwrap();
    DocProperties::new().set_creation_datetime(&day)
}

/// Two cells of text.
pub(crate) fn plain() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties());
    let sheet = book.add_worksheet().set_name("Một").unwrap();
    sheet.write_string(0, 0, "Nguyễn Văn An").unwrap();
    sheet.write_number(1, 1, 2.5).unwrap();
    book.save_to_buffer().unwrap()
}

/// Everything that a form may have: charts, notes, conditional formats, lists,
/// merged cells, protection, names, formulas, a table, links, a hidden sheet.
pub(crate) fn rich() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties());
    let head = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Center);
    let percent = Format::new().set_num_format("0.0%");

    let info = book.add_worksheet().set_name("1_ThongTinChiBo").unwrap();
    info.merge_range(0, 0, 1, 3, "THÔNG TIN CHI BỘ", &head).unwrap();
    info.set_column_width(1, 38).unwrap().set_column_width(2, 24).unwrap();
    for (row, (label, value)) in
        (3..).zip([("Mã mẫu", "XL-2019-HD21"), ("Tên chi bộ", "Chi bộ thôn Tống Pu")])
    {
        info.write_string(row, 1, label).unwrap();
        info.write_string(row, 2, value).unwrap();
    }
    info.insert_note(3, 2, &Note::new("Không sửa ô này").set_author("Văn phòng")).unwrap();
    info.insert_note(9, 2, &Note::new("Ghi rõ ngày họp").set_author("Văn phòng")).unwrap();

    let members = book.add_worksheet().set_name("2_DangVien").unwrap();
    members.merge_range(0, 1, 0, 4, "Danh sách đảng viên", &head).unwrap();
    for (col, text) in (0..).zip(["TT", "Họ và tên", "Giới tính", "Tỷ lệ", "Xếp loại"])
    {
        members.write_string_with_format(2, col, text, &head).unwrap();
    }
    for row in 3..20 {
        members.write_number(row, 0, f64::from(row - 2)).unwrap();
        members.write_string(row, 1, format!("Đảng viên số {}", row - 2)).unwrap();
        members.write_string(row, 2, "Nữ").unwrap();
        members.write_number_with_format(row, 3, 0.85, &percent).unwrap();
        members.write_string(row, 4, "HTTNV").unwrap();
    }
    members.write_formula(20, 3, "AVERAGE(D4:D20)").unwrap();
    let list = DataValidation::new().allow_list_strings(&["Nam", "Nữ"]).unwrap();
    members.add_data_validation(3, 2, 50, 2, &list).unwrap();
    let low = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::LessThan(0.5))
        .set_format(Format::new().set_bold());
    members.add_conditional_format(3, 3, 50, 3, &low).unwrap();
    members.add_conditional_format(3, 0, 50, 0, &ConditionalFormatDataBar::new()).unwrap();
    members.set_freeze_panes(3, 2).unwrap();
    members.set_row_height(2, 45).unwrap();
    members.set_header("&CĐảng bộ xã").set_landscape().set_paper_size(9);
    members.set_repeat_rows(0, 2).unwrap();
    members.autofilter(2, 0, 19, 4).unwrap();
    members.write_url(22, 1, "https://example.com/").unwrap();

    let teams = book.add_worksheet().set_name("3_TapThe").unwrap();
    teams.write_string(0, 0, "Tập thể").unwrap();
    teams.protect();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("'2_DangVien'!$D$4:$D$20");
    teams.insert_chart(5, 1, &chart).unwrap();

    let table = book.add_worksheet().set_name("Bảng 'phụ' 2").unwrap();
    table.add_table(0, 0, 5, 2, &Table::new()).unwrap();

    let hidden = book.add_worksheet().set_name("DanhMuc").unwrap();
    hidden.write_string(0, 0, "Nam").unwrap();
    hidden.set_hidden(true);
    let mut lone = Chart::new(ChartType::Pie);
    lone.add_series().set_values("'2_DangVien'!$D$4:$D$6");
    book.add_chartsheet().set_name("BieuDo").unwrap().insert_chart(0, 0, &lone).unwrap();
    book.define_name("GioiTinh", "=DanhMuc!$A$1:$A$2").unwrap();
    book.define_name("'2_DangVien'!Rieng", "='2_DangVien'!$A$1").unwrap();
    book.save_to_buffer().unwrap()
}

/// A mark of severity error.
pub(crate) fn error(sheet: &str, row: u32, col: u32, text: &str) -> Mark {
    Mark { sheet: sheet.to_owned(), row, col, severity: Severity::Error, text: text.to_owned() }
}

/// A mark of severity warning.
pub(crate) fn warning(sheet: &str, row: u32, col: u32, text: &str) -> Mark {
    Mark { severity: Severity::Warning, ..error(sheet, row, col, text) }
}

/// Marks on [`rich`]: twice at one cell, at cells that do not exist, inside a
/// merged area, on a note of somebody else, on every kind of sheet.
pub(crate) fn rich_marks() -> Vec<Mark> {
    vec![
        error("1_ThongTinChiBo", 3, 2, "Lỗi: mã mẫu không đúng\nYêu cầu: XL-2019-HD21"),
        warning("1_ThongTinChiBo", 1, 2, "Cảnh báo: tiêu đề"),
        error("2_DangVien", 4, 4, "Lỗi: mức xếp loại < & > \"không\" rõ _x000D_"),
        warning("2_DangVien", 4, 4, "Cảnh báo: xem lại"),
        error("2_DangVien", 5, 4, "Lỗi: dưới liền"),
        warning("2_DangVien", 300, 60, "Cảnh báo: ô chưa có"),
        error("3_TapThe", 0, 0, "Lỗi: trang khóa"),
        error("Bảng 'phụ' 2", 2, 1, "Lỗi: trong bảng"),
        error("DanhMuc", 0, 0, "Lỗi: trang ẩn"),
        error("BieuDo", 0, 0, "Lỗi: không có ô"),
        error("Không có", 0, 0, "Lỗi: không có trang"),
        error("2_DangVien", 2_000_000, 0, "Lỗi: ngoài lưới"),
    ]
}

/// The list that says what the marks say.
pub(crate) fn list_of(marks: &[Mark]) -> List {
    let row = |mark: &Mark| ListRow {
        severity: mark.severity,
        word: if mark.severity == Severity::Error { "Lỗi" } else { "Cảnh báo" }.to_owned(),
        code: "V104".to_owned(),
        sheet: mark.sheet.clone(),
        cell: Some((mark.row, mark.col)),
        member: "Nguyễn Thị Bình".to_owned(),
        message: mark.text.clone(),
        help: "=1+1 là chữ, không phải công thức".to_owned(),
        clause: "HD 21, mục II.B".to_owned(),
    };
    List {
        title: "NHỮNG CHỖ CẦN SỬA TRONG PHIẾU".to_owned(),
        intro: vec!["Sửa trong tệp này rồi gửi lại.".to_owned()],
        headings: ["Mức", "Mã", "Trang tính", "Ô", "Họ và tên", "Nội dung", "Cách sửa", "Căn cứ"]
            .map(str::to_owned),
        rows: marks.iter().map(row).collect(),
        protected_hint: "Đang khóa: {sheets}".to_owned(),
        more_hint: "{sheet}: còn {count} ô".to_owned(),
    }
}
