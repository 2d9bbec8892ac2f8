"""The one valid form from which every file of the corpus is made, by a single change.

It is the project's blank form, filled by openpyxl: a branch of eight people, of whom
one was admitted too lately to be rated. The people are invented.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

BLANK = Path(__file__).resolve().parents[3] / "templates" / "2019-hd21" / "form.xlsx"
INFO, MEMBERS, COLLECTIVES = "1_ThongTinChiBo", "2_DangVien", "3_TapThe"

# Rows of the sheets: headings, numbers of columns, first and last member.
HEAD, SUBHEAD, NUMBERS, FIRST, LAST = 4, 5, 6, 7, 14
BRANCH_ROW = 7

# Columns of the list of members.
(NUMBER, NAME, BIRTH, GENDER, ETHNIC, POST, JOB, ADMITTED, OFFICIAL, CARD, LEADER, ELIGIBILITY, REVIEWED,
 IDEOLOGY, ETHICS, DISCIPLINE, STYLE, TASK, FIXING, PERCENT, SICK, SELF, STATE, UNION, COMMITTEE,
 VOTES_EXCELLENT, VOTES_GOOD, VOTES_SATISFACTORY, VOTES_UNSATISFACTORY, PROPOSAL, CAUSE, PENALTY, DECISION,
 COUNTED, YEARS, REASON, NOTE) = range(1, 38)
WIDTH = NOTE

XS, T, TB = "Xuất sắc", "Tốt", "Trung bình"
EXCELLENT = "Hoàn thành xuất sắc nhiệm vụ"
GOOD = "Hoàn thành tốt nhiệm vụ"
SATISFACTORY = "Hoàn thành nhiệm vụ"
RATED, NEW = "Được đánh giá", "Mới kết nạp dưới 6 tháng"

# name, born, gender, ethnic group, post, work, admitted, official, card
PEOPLE = [
    ("Ma Văn Thụ", date(1972, 5, 19), "Nam", "Tày", "Bí thư", "Trưởng thôn", date(1998, 2, 3), date(1999, 2, 3), "08012301"),
    ("Nông Thị Sắn", date(1979, 11, 2), "Nữ", "Nùng", "Phó Bí thư", "Chi hội trưởng phụ nữ", date(2004, 9, 2), date(2005, 9, 2), "08012302"),
    ("Hoàng Đình Lợi", date(1965, 3, 27), "Nam", "Kinh", None, "Hưu trí", date(1989, 12, 22), date(1990, 12, 22), "08012303"),
    ("Chẩu Văn Quế", date(1983, 7, 14), "Nam", "Tày", None, "Công an viên", date(2010, 5, 19), date(2011, 5, 19), "08012304"),
    ("Lý Thị Mai", date(1990, 1, 30), "Nữ", "Dao", None, "Nông dân", date(2016, 6, 1), date(2017, 6, 1), "08012305"),
    ("Đặng Văn Khởi", date(1958, 8, 8), "Nam", "Kinh", None, "Nông dân", date(1985, 4, 30), date(1986, 4, 30), "08012306"),
    ("Quan Thị Hồng", date(1995, 10, 25), "Nữ", "Tày", "Bí thư Đoàn thanh niên", "Nông dân", date(2018, 3, 26), date(2019, 3, 26), "08012307"),
    ("Phùng Văn Tài", date(1999, 12, 16), "Nam", "Dao", None, "Nông dân", date(2020, 9, 2), None, None),
]
VALID = 7


def day(it: date) -> datetime:
    return datetime(it.year, it.month, it.day)


def marks(place: int) -> dict[int, Any]:
    """The rating of a member by the place in the list: the first excellent, the sixth satisfactory."""
    if place == 7:
        return {ELIGIBILITY: NEW, REVIEWED: None, REASON: "Kết nạp ngày 02/9/2020"}
    grades, percent, rating = [T] * 6, 95, GOOD
    votes = (0, VALID, 0, 0)
    more: dict[int, Any] = {}
    if place == 0:
        grades, percent, rating, votes = [XS] * 6, 100, EXCELLENT, (VALID, 0, 0, 0)
        more = {YEARS: 1, REASON: "Hoàn thành vượt mức các chỉ tiêu được giao, là điển hình của thôn"}
    if place == 5:
        grades, percent, rating, votes = [T, T, T, TB, TB, T], 80, SATISFACTORY, (0, 1, 6, 0)
    values = dict(zip(range(IDEOLOGY, FIXING + 1), grades, strict=True))
    values.update(zip(range(VOTES_EXCELLENT, VOTES_UNSATISFACTORY + 1), votes, strict=True))
    return values | more | {
        ELIGIBILITY: RATED, REVIEWED: "Có", PERCENT: percent, SELF: rating, COMMITTEE: rating, PROPOSAL: rating,
    }


FACTS = {
    "C6": "BM", "C7": "Chi bộ thôn Bình Minh", "C8": "Thôn bản", "C9": 2020, "C10": "Ma Văn Thụ", "C11": "Nông Thị Sắn",
    "C12": "Nông Thị Sắn", "C13": "0900 000 100", "C15": date(2020, 12, 5), "C16": 8, "C17": 7, "C18": 1, "C19": 3, "C20": 6,
    "C21": 0, "C22": 1, "C23": 7, "C24": 8, "C25": 8, "C26": 7, "C27": 7, "C28": 7, "C29": 0,
}


def fill_info(sheet: Worksheet) -> None:
    for place, value in FACTS.items():
        sheet[place].value = day(value) if isinstance(value, date) else value


def fill_members(sheet: Worksheet) -> None:
    for place, person in enumerate(PEOPLE):
        row = FIRST + place
        sheet.cell(row, NUMBER).value = place + 1
        values = [day(it) if isinstance(it, date) else it for it in person]
        for column, value in enumerate(values, start=NAME):
            sheet.cell(row, column).value = value
        for column, value in marks(place).items():
            sheet.cell(row, column).value = value


def fill_collectives(sheet: Worksheet) -> None:
    values = ["Chi bộ thôn Bình Minh", "Chi bộ", *[T] * 7, 95, "Không", None, None, GOOD, 0, VALID, 0, 0, GOOD,
              "Các chỉ tiêu của nghị quyết đều đạt"]
    for column, value in enumerate(values, start=2):
        sheet.cell(BRANCH_ROW, column).value = value


def base(whole: bool = False) -> Workbook:
    """A fresh copy of the valid form; as the branches get it when `whole`, else without its instructions,
    drop-downs and spare rows, which only make the files larger."""
    book = load_workbook(BLANK)
    members, collectives = book[MEMBERS], book[COLLECTIVES]
    if not whole:
        del book["HuongDan"], book["DanhMuc"]
        book.defined_names.clear()
        for sheet in (book[INFO], members, collectives):
            sheet.data_validations.dataValidation.clear()
        members.delete_rows(LAST + 1, members.max_row)
        collectives.delete_rows(BRANCH_ROW + 2, collectives.max_row)
    fill_info(book[INFO])
    fill_members(members)
    fill_collectives(collectives)
    return book
