"""Makes the tables of branches of `tests/it/branches.rs`, as people make them.

    python tests/branches/make.py

Needs openpyxl and `soffice`. The branches are those of samples/binh-an-2020.
"""

import datetime
import os
import subprocess
import tomllib

import openpyxl
from openpyxl.styles import Font

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, "../../samples/binh-an-2020/xeploai.toml")
DAY = datetime.datetime(2020, 11, 1)


def branches():
    with open(SAMPLE, "rb") as file:
        return tomllib.load(file)["branch"]


def save(book, name):
    book.properties.created = book.properties.modified = DAY
    book.save(os.path.join(HERE, name))


def convert(name, kind):
    source = os.path.join(HERE, name)
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", HERE, source], check=True, capture_output=True)


def a_list_as_offices_have_it():
    """Titles, groups, a total, columns in another order and more of them, headings without marks,
    the kind once for all rows of a group, telephone numbers as numbers, a hidden row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DS chi bộ 2020"
    sheet["A1"] = "ĐẢNG BỘ XÃ BÌNH AN"
    sheet["A2"] = "DANH SÁCH CÁC CHI BỘ TRỰC THUỘC"
    sheet.append([])
    sheet.append(["STT", "TEN CHI BO", "Ma CB", "Loại hình", "Bí thư", "SĐT liên hệ", "Số đảng viên (30/11)", "Liên hệ", "Ghi chú"])
    listed = branches()
    kind, first = None, 0
    for number, it in enumerate(listed, 1):
        if it["kind"] != kind:
            if kind is not None and sheet.max_row > first:
                sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=4, end_column=4)
            sheet.append([None, "Khối " + it["kind"].lower()])
            kind, first = it["kind"], sheet.max_row + 1
        is_first = sheet.max_row + 1 == first
        contact = it["contact"]
        sheet.append([number, it["name"], it["code"], kind.upper() if is_first else None, None, None, it["members"], contact])
    if sheet.max_row > first:
        sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=4, end_column=4)
    total = sum(it["members"] for it in listed)
    sheet.append([None, "Tổng cộng", None, None, None, None, total])
    sheet.append([])
    sheet.append([None, None, None, None, None, None, None, None, "NGƯỜI LẬP BIỂU"])
    sheet.row_dimensions[7].hidden = True
    save(book, "nhu-van-phong.xlsx")
    convert("nhu-van-phong.xlsx", "ods")
    convert("nhu-van-phong.xlsx", "xls")


def as_text():
    """What Excel saves as CSV UTF-8: a mark at the beginning, semicolons, both line ends."""
    lines = ["Mã;Tên chi bộ;Loại hình;Số đảng viên;Liên hệ"]
    for it in branches():
        lines.append(";".join([it["code"], it["name"], it["kind"], str(it["members"]), it["contact"]]))
    with open(os.path.join(HERE, "utf8.csv"), "w", encoding="utf-8-sig", newline="") as file:
        file.write("".join(line + "\r\n" for line in lines))


def with_mistakes():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Mã", "Tên chi bộ", "Loại hình", "Số đảng viên", "Liên hệ"])
    rows = [
        ["TP", "Chi bộ một", "Thôn bản", 21, 912345678],
        [DAY, "Chi bộ hai", "Thôn bản", 21, None],
        ["TP-3", "Chi bộ ba", "Thôn bảm", 21, None],
        ["TP-4", "Chi bộ bốn", "Thôn bản", "=D2+1", None],
        ["TP-5", "Chi bé n¨m", "Thôn bản", 21, None],
        ["TP-6", "Chi bộ sáu", "Thôn bản", 21, None],
        ["tp", "Chi bộ bảy", "Thôn bản", "hai mươi", None],
        [None, "Chi bộ tám", "Thôn bản", None, None],
    ]
    for row in rows:
        sheet.append(row)
    sheet["B6"].font = Font(name=".VnTime")
    sheet["A7"].font = Font(strike=True)
    save(book, "sai.xlsx")


def on_two_sheets():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2020"
    sheet.append(["Mã", "Tên chi bộ", "Loại hình"])
    sheet.append(["TP", "Chi bộ thôn Tống Pu", "Thôn bản"])
    other = book.copy_worksheet(sheet)
    other.title = "2019"
    save(book, "hai-trang.xlsx")
    other.sheet_state = "hidden"
    save(book, "mot-trang-an.xlsx")


a_list_as_offices_have_it()
as_text()
with_mistakes()
on_two_sheets()
