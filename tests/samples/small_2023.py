"""A small commune of 2023 under regime 2023-hd25: four branches, clean. People are invented.

Each line of `PEOPLE` is a member; what is not said is as usual (`fill`). The exceptions that QĐ 124
brought stand in it: discipline that was self-discovered and repaired, a share below half by force
majeure, below half with key targets missed, a new member who is not reviewed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import filling
from commune import (
    BRANCH_CRITERIA, EXCELLENT, EXEMPT, GOOD, Hand, MEMBER_CRITERIA, NEW, RATED, RATINGS,
    SATISFACTORY, SCOPE_COMMUNE, UNSATISFACTORY,
)
from filling import COLLECTIVES, INFO, INFO_LABELS, MEMBERS, find_table, fold, info_row
from packing import pack

YEAR, FORM_CODE, NAME = 2023, "XL-2023-HD25", "binh-an-2023"
MEETING = date(2023, 12, 6)
BELOW_HALF, FORM = "Nếu dưới 50%", "Mẫu bản kiểm điểm"
GONE = ("sick_months", "counted_before")
MEMBER_COLUMNS = {k: v for k, v in filling.MEMBER_COLUMNS.items() if k not in GONE} | {
    "form": (None, FORM),
    "group": (None, "Nhóm đối tượng tương đồng"),
    "key_missed": (BELOW_HALF, "Không đạt chỉ tiêu, nhiệm vụ trọng tâm"),
    "prevented": (BELOW_HALF, "Do bất khả kháng"),
    "owned_up": (filling.DISCIPLINE_GROUP, "Tự phát hiện, đã khắc phục"),
}
COLLECTIVE_COLUMNS = {k: v for k, v in filling.COLLECTIVE_COLUMNS.items() if k != "bodies"} | {
    "subordinate": (None, "Có tổ chức trực thuộc hoặc thành viên lãnh đạo bị kỷ luật"),
}

# code, name, kind, how its people write
BRANCHES = (
    ("NM", "Chi bộ thôn Nà Mẻ", "Thôn bản",
     Hand("Chi bo Na Me 2023.xlsx", dates="text", ratings="abbreviated", closing="total")),
    ("PH", "Chi bộ thôn Pác Hoan", "Thôn bản",
     Hand("PAC HOAN - XL 2023.xlsx", percent="format", old_births="year", closing="list",
          signed=True)),
    ("TH", "Chi bộ Trường Tiểu học Bình An", "Trường học",
     Hand("TH Bình An (nộp).xlsx", ratings="short", decomposed=True)),
    ("YT", "Chi bộ Trạm Y tế xã", "Trạm y tế", Hand("tram_y_te.xlsx", cross=True)),
)
TEACHER, MEDIC = "Giáo viên, nhân viên trường học", "Y tế"
SECRETARY, DEPUTY = "Bí thư chi bộ", "Phó bí thư chi bộ"
KEYS = ("name", "born", "female", "ethnic", "admitted", "job")
# name, born, whether a woman, ethnic group, admitted, job; then what is unusual
PEOPLE: dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]] = {
    "NM": [
        (("Ma Văn Chấn", (1971, 4, 12), False, "Tày", (1998, 6, 3), "Nông dân"),
         {"post": SECRETARY, "scope": SCOPE_COMMUNE}),
        (("Quan Thị Dung", (1980, 9, 2), True, "Tày", (2007, 5, 19), "Trưởng thôn"),
         {"post": DEPUTY}),
        (("Hoàng Văn Én", (1948, 2, 7), False, "Tày", (1970, 9, 2), "Hưu trí"),
         {"eligibility": EXEMPT}),
        (("Ma Thị Gấm", (1985, 11, 30), True, "Tày", (2012, 2, 3), "Nông dân"),
         {"proposal": EXCELLENT, "years_excellent": 1,
          "reason": "Vận động 9 hộ hiến đất làm đường, mô hình nuôi cá lồng có hiệu quả"}),
        (("Chẩu Văn Hiên", (1990, 7, 14), False, "Tày", (2016, 10, 20), "Nông dân"),
         {"percent": 45, "key_missed": True, "prevented": True, "proposal": SATISFACTORY,
          "reason": "Lũ tháng 8 cuốn trôi diện tích được giao"}),
        (("Ma Văn Ích", (1988, 1, 25), False, "Tày", (2014, 5, 19), "Nông dân"),
         {"percent": 40, "key_missed": True, "proposal": UNSATISFACTORY,
          "cause": "Dưới 50%, không đạt chỉ tiêu trọng tâm",
          "reason": "Không tham gia phần việc được giao"}),
        (("Lý Thị Kiều", (2001, 3, 8), True, "Dao", (2023, 9, 2), "Nông dân"),
         {"eligibility": NEW, "reviewed": False, "reason": "Kết nạp ngày 02/9/2023"}),
        (("Quan Văn Lập", (1976, 12, 1), False, "Tày", (2003, 2, 3), "Nông dân"), {}),
        (("Ma Thị Mến", (1992, 6, 17), True, "Tày", (2018, 5, 19), "Nông dân"), {}),
    ],
    "PH": [
        (("Nông Văn Ninh", (1969, 8, 21), False, "Tày", (1995, 2, 3), "Nông dân"),
         {"post": SECRETARY, "scope": SCOPE_COMMUNE}),
        (("Ma Văn Oanh", (1975, 5, 5), False, "Tày", (2001, 9, 2), "Trưởng thôn"),
         {"post": DEPUTY}),
        (("Hoàng Thị Phấn", (1951, 10, 10), True, "Tày", (1975, 5, 19), "Hưu trí"), {}),
        (("Ma Văn Quyết", (1983, 3, 3), False, "Tày", (2009, 12, 22), "Nông dân"),
         {"penalty": "Khiển trách", "decision": "12-QĐ/ĐU, 15/5/2023", "owned_up": True,
          "proposal": SATISFACTORY, "reason": "Tự báo cáo vi phạm, đã nộp lại đủ tiền"}),
        (("Đặng Thị Rang", (1994, 4, 27), True, "Dao", (2019, 2, 3), "Nông dân"), {}),
        (("Ma Văn Sính", (1987, 9, 9), False, "Tày", (2013, 5, 19), "Nông dân"), {}),
        (("Quan Thị Thơm", (1999, 2, 16), True, "Tày", (2022, 11, 20), "Nông dân"), {}),
        (("Nông Văn Uy", (1979, 6, 6), False, "Tày", (2005, 10, 20), "Nông dân"), {}),
    ],
    "TH": [
        (("Nguyễn Thị Vân", (1974, 11, 20), True, "Kinh", (2000, 11, 20), "Hiệu trưởng"),
         {"post": SECRETARY, "scope": SCOPE_COMMUNE, "state_rating": GOOD}),
        (("Trần Văn Xuân", (1982, 2, 2), False, "Kinh", (2008, 5, 19), "Phó hiệu trưởng"),
         {"post": DEPUTY, "scope": SCOPE_COMMUNE, "state_rating": GOOD}),
        (("Ma Thị Yến", (1989, 7, 7), True, "Tày", (2015, 9, 2), "Giáo viên"),
         {"group": TEACHER, "state_rating": EXCELLENT, "proposal": EXCELLENT,
          "years_excellent": 2, "reason": "Giáo viên dạy giỏi cấp huyện, có sáng kiến áp dụng"}),
        (("Hoàng Thị Ánh", (1991, 1, 1), True, "Tày", (2017, 2, 3), "Giáo viên"),
         {"group": TEACHER, "state_rating": GOOD}),
        (("Lương Thị Bích", (1993, 5, 13), True, "Tày", (2018, 9, 2), "Giáo viên"),
         {"group": TEACHER, "state_rating": GOOD}),
        (("Quan Văn Cử", (1986, 8, 8), False, "Tày", (2012, 5, 19), "Giáo viên"),
         {"group": TEACHER, "state_rating": GOOD}),
        (("Ma Thị Đào", (1995, 12, 12), True, "Tày", (2020, 11, 20), "Giáo viên"),
         {"group": TEACHER, "state_rating": GOOD}),
        (("Nguyễn Thị Hà", (1984, 10, 4), True, "Kinh", (2011, 2, 3), "Kế toán"),
         {"group": TEACHER, "state_rating": GOOD}),
    ],
    "YT": [
        (("Ma Văn Khánh", (1978, 3, 22), False, "Tày", (2004, 2, 27), "Trạm trưởng"),
         {"post": SECRETARY, "scope": SCOPE_COMMUNE, "state_rating": GOOD}),
        (("Hoàng Thị Liên", (1987, 6, 28), True, "Tày", (2013, 2, 27), "Y sĩ"),
         {"group": MEDIC, "state_rating": GOOD}),
        (("Quan Thị Mai", (1990, 9, 15), True, "Tày", (2016, 2, 27), "Điều dưỡng"),
         {"group": MEDIC, "state_rating": GOOD}),
        (("Ma Văn Nghĩa", (1996, 4, 4), False, "Tày", (2023, 2, 3), "Dược sĩ"),
         {"group": MEDIC, "state_rating": GOOD, "official": None}),
    ],
}
GRADES = {
    EXCELLENT: ("XS", "XS", "T", "T", "XS", "T"), GOOD: ("T", "T", "T", "TB", "T", "T"),
    SATISFACTORY: ("T", "T", "TB", "TB", "TB", "TB"),
    UNSATISFACTORY: ("TB", "TB", "K", "TB", "K", "TB"),
}
BRANCH_GRADES = ("T", "T", "T", "TB", "T", "T", "T")


def complete(line: tuple[Any, ...], unusual: dict[str, Any], index: int, valid: int
             ) -> dict[str, Any]:
    """A member with all that goes without saying."""
    it: dict[str, Any] = dict(zip(KEYS, line, strict=True)) | unusual
    it["born"], it["admitted"] = date(*it["born"]), date(*it["admitted"])
    it["gender"] = "Nữ" if it["female"] else "Nam"
    it.setdefault("eligibility", RATED)
    new = it["eligibility"] == NEW
    if "official" not in it and not new:
        it["official"] = it["admitted"].replace(year=it["admitted"].year + 1)
    if it.get("official"):
        it["card"] = f"0710{12000 + index * 37:05d}"
    if it["eligibility"] == EXEMPT:
        it.setdefault("reason", "Tuổi cao, sức yếu; chi bộ đồng ý cho miễn")
    if it["eligibility"] != RATED:
        return it
    it.setdefault("proposal", GOOD)
    it.setdefault("percent", 100 if it["proposal"] == EXCELLENT else 96)
    it["reviewed"] = True
    it["form"] = "02B (lãnh đạo, quản lý)" if it.get("scope") else "02A (không giữ chức vụ)"
    it["grades"] = dict(zip(MEMBER_CRITERIA, GRADES[it["proposal"]], strict=True))
    it["self_rating"] = it["committee_rating"] = it["proposal"]
    it["votes"] = {it["proposal"]: valid}
    return it


def members_of(code: str) -> tuple[list[dict[str, Any]], int]:
    """The members of a branch, and the valid ballots: all official members vote."""
    first = sum(len(PEOPLE[it[0]]) for it in BRANCHES[: [b[0] for b in BRANCHES].index(code)])
    voters = sum(unusual.get("eligibility") not in (EXEMPT, NEW) and unusual.get("official", 0)
                 is not None for _, unusual in PEOPLE[code])
    return [complete(line, unusual, first + i, voters)
            for i, (line, unusual) in enumerate(PEOPLE[code])], voters


def info_values(branch: tuple[Any, ...], people: list[dict[str, Any]], voters: int
                ) -> dict[str, Any]:
    def count(key: str, *values: Any) -> int:
        return sum(it.get(key) in values for it in people)
    named = {it.get("post"): it["name"] for it in people}
    present = voters + sum(it["eligibility"] == RATED and not it.get("official")
                           for it in people)
    return {
        "form": FORM_CODE, "code": branch[0], "name": branch[1], "kind": branch[2], "year": YEAR,
        "secretary": named[SECRETARY], "deputy": named.get(DEPUTY), "clerk": named[SECRETARY],
        "phone": "0900 000 111", "founded": None, "meeting": MEETING, "total": len(people),
        "officials": len(people) - count("official", None), "probationary": count("official", None),
        "women": count("female", True), "minorities": len(people) - count("ethnic", "Kinh"),
        "exempt": count("eligibility", EXEMPT), "unrated": count("eligibility", NEW),
        "rated": count("eligibility", RATED), "summoned": present + count("eligibility", NEW),
        "present": present, "issued": voters, "collected": voters, "valid": voters, "invalid": 0,
    }


def spread(it: dict[str, Any], criteria: tuple[str, ...], hand: Hand) -> dict[str, Any]:
    values = dict(it)
    for key in filling.RATING_FIELDS:
        values[key] = filling.rating_word(hand, it.get(key))
    values |= {f"grade.{c}": filling.grade_word(hand, it.get("grades", {}).get(c))
               for c in criteria}
    return values | {f"votes.{r}": it.get("votes", {}).get(r) for r in RATINGS}


def fill_rows(sheet: Worksheet, landmark: str, names: dict[str, tuple[str | None, str]],
              rows: list[dict[str, Any]], hand: Hand) -> filling.Table:
    table = find_table(sheet, landmark)
    columns = table.columns(names)
    for index, it in enumerate(rows):
        row = table.first + index
        filling.copy_row_style(sheet, table.first, row, columns)
        filling.fill_row(sheet, row, columns, hand, {"number": index + 1} | it, {})
    filling.clear_numbers(sheet, columns["number"],
                          list(range(table.first, table.first + len(rows))))
    return table


def fill_info(sheet: Worksheet, values: dict[str, Any], hand: Hand, labels: dict[str, str]
              ) -> None:
    table = find_table(sheet, "Nội dung")
    label, value = table.column(None, "Nội dung"), table.column(None, "Số liệu, thông tin")
    rows = {fold(sheet.cell(r, label).value): r
            for r in range(table.first, sheet.max_row + 1) if sheet.cell(r, label).value}
    for key, it in values.items():
        filling.put(sheet.cell(info_row(rows, labels[key]), value), hand, it)


# The same commune where the district words the form its own way (docs/overlay.md).
OWN_NAME = "binh-an-2023-rieng"
OWN = {"form_code": "XL-2023-LB", "landmark": "Họ, chữ đệm và tên", "dropped": ("union_rating",),
       "labels": {"clerk": "Cán bộ lập biểu"},
       "renamed": {"name": (None, "Họ, chữ đệm và tên"), "card": (None, "Số thẻ đảng"),
                   "digital": (filling.GRADES_GROUP, "Chuyển đổi số")}}
PLAIN = {"form_code": FORM_CODE, "landmark": "Họ và tên", "dropped": (), "labels": {},
         "renamed": {}}


def fill_form(blank: Path, branch: tuple[Any, ...], target: Path, wording: dict[str, Any]
              ) -> None:
    code, name, _, hand = branch
    people, voters = members_of(code)
    book = load_workbook(blank, rich_text=True)
    info = info_values(branch, people, voters) | {"form": wording["form_code"]}
    fill_info(book[INFO], info, hand, INFO_LABELS | wording["labels"])
    rows = [spread(it, MEMBER_CRITERIA, hand) for it in people]
    for it, row in zip(people, rows, strict=True):
        row["digital"] = filling.grade_word(hand, it.get("grades") and "T")
    names = {k: v for k, v in (MEMBER_COLUMNS | wording["renamed"]).items()
             if k not in wording["dropped"]}
    table = fill_rows(book[MEMBERS], wording["landmark"], names, rows, hand)
    column = table.column(*names["name"])
    text = {"total": f"Tổng cộng: {len(people)} đồng chí",
            "list": f"Danh sách này có {len(people)} đồng chí"}.get(hand.closing or "")
    filling.put(book[MEMBERS].cell(table.first + len(people) + 1, column), hand, text)
    own = {"name": name, "kind": "Chi bộ", "percent": 97, "disciplined": False,
           "subordinate": False, "self_rating": GOOD, "proposal": GOOD, "votes": {GOOD: voters},
           "grades": dict(zip(BRANCH_CRITERIA, BRANCH_GRADES, strict=True)),
           "summary": "Hoàn thành các chỉ tiêu trong năm"}
    fill_rows(book[COLLECTIVES], "Tên tập thể", COLLECTIVE_COLUMNS,
              [spread(own, BRANCH_CRITERIA, hand)], hand)
    book.properties.creator = book.properties.lastModifiedBy = name
    book.save(target)


def workspace_text(head: str, own: bool = False) -> str:
    def rows(branch: tuple[Any, ...]) -> str:
        code, name, kind, _ = branch
        return "\n".join(("", "[[branch]]", f'code = "{code}"', f'name = "{name}"',
                          f'kind = "{kind}"', f"members = {len(PEOPLE[code])}", ""))
    if own:
        head += 'templates = "bieu-mau"                    # thư mục biểu mẫu riêng của cấp trên\n'
    return head + "".join(map(rows, BRANCHES))


def make(blanks: Path, folder: Path, work: Path, wording: dict[str, Any] = PLAIN) -> None:
    """Writes the four forms into `folder`."""
    for branch in BRANCHES:
        made = work / f"{branch[0]}.xlsx"
        fill_form(blanks / f"{branch[0]}.xlsx", branch, made, wording)
        pack(made, folder / branch[3].file, MEETING)
