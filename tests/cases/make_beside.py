"""Makes the cases `beside-*` with openpyxl: what stands beside and below the list of members, and
answers that say nothing.

    python tests/cases/make_beside.py

The form is that of case 02, without what is struck out in it.
"""

import sys

from make_seen import form, save
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle


# People on a sheet of a few headings, on a hidden copy of the list, and a list of guests.
def people():
    for name in ("beside-people-below-few-headings", "beside-lists-of-others"):
        book, members = form()
        other = book.create_sheet("Bổ sung")
        rows = [["STT", "Họ tên", "Ngày sinh", "Xếp loại"]]
        if name.endswith("headings"):
            rows += [[9, "Lương Văn Ba", "1/2/1980", "HTTNV"], [10, "Ma Văn Thụ", "19/5/1972", "HTXSNV"]]
        else:
            # Nobody who is not on the list; and guests, of whom only the post is told.
            rows += [[1, "Ma Văn Thụ", "19/5/1972", "HTXSNV"]]
            guests = book.create_sheet("Khách mời")
            for row in (["TT", "Họ và tên", "Chức vụ"], [1, "Lương Văn Tư", "Trưởng ban Công tác Mặt trận"]):
                guests.append(row)
            copy = book.copy_worksheet(members)
            copy.title, copy.sheet_state = "Sheet9", "hidden"
            copy["B9"] = "Lương Văn Ba"
        for row in rows:
            other.append(row)
        save(name, book)


# Lines of text below the list, each one finding.
def lines():
    book, sheet = form()
    sheet["B15"], sheet["C15"] = "Trong đó nữ", 3
    sheet["B16"] = "Chi bộ họp ngày 05/12"
    save("beside-lines-below-the-list", book)


# Dashes and "no" where a text, an ethnic group or a yes may stand; times; cards; a doubt.
def answers():
    book, sheet = form()
    for cell, value in (
        ("E9", "-"), ("F9", "-"), ("F10", "Không"), ("G11", "/"), ("AG8", "Không có"), ("AH8", "-"),
        ("AK9", "Không"), ("I14", "Dự bị"), ("J14", "Chưa có"), ("J7", "Số 08012301"), ("J8", "O8012302"),
        ("B7", "♦ Ma Văn Thụ"), ("B8", "✗ Nông Thị Sắn"),
    ):
        sheet[cell] = value
    sheet["U9"], sheet["U9"].number_format = 0, "h:mm"
    save("beside-answers-that-are-none", book)


# A date over the hint of sheet 1, and a rating with a sign of doubt.
def hints():
    book, sheet = form()
    book.worksheets[0]["D14"] = "15/3/2020"
    book.worksheets[0]["D16"] = 8
    sheet["AD12"] = "HTNV ?"
    save("beside-values-over-hints", book)


# Conditions that strike out cells of the list, and one of another look or beside the list.
def conditions():
    for name in ("beside-struck-by-a-condition", "beside-coloured-by-a-condition"):
        book, sheet = form()
        look = DifferentialStyle(font=Font(strike=name.endswith("a-condition") and "struck" in name))
        where = "$L7=\"Chuyển đi\""
        sheet.conditional_formatting.add("A7:AK40", Rule(type="expression", dxf=look, formula=[where]))
        beside = DifferentialStyle(font=Font(strike=True))
        sheet.conditional_formatting.add("AM7:AM40", Rule(type="expression", dxf=beside, formula=["TRUE"]))
        save(name, book)


# Optional columns whose headings were shortened, and one of the branch's own.
def headings():
    book, sheet = form()
    sheet["J4"] = "Số thẻ ĐV"
    sheet["AL4"], sheet["AL7"] = "Điện thoại riêng", "0900"
    save("beside-heading-shortened", book)


if __name__ == "__main__":
    only = sys.argv[1:]
    for make in (people, lines, answers, hints, conditions, headings):
        if not only or make.__name__ in only:
            make()
