"""Values typed in other ways than the form asks for."""

from __future__ import annotations

from datetime import datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from base import (
    ADMITTED, BIRTH, BRANCH_ROW, CARD, CAUSE, COMMITTEE, ELIGIBILITY, ETHNIC, FIRST, FIXING, GENDER, HEAD, IDEOLOGY,
    LAST, LEADER, NAME, NUMBER, OFFICIAL, PENALTY, PERCENT, PROPOSAL, REASON, REVIEWED, SELF, SICK, STATE, SUBHEAD,
    VOTES_EXCELLENT, VOTES_GOOD, VOTES_UNSATISFACTORY, YEARS,
)
from kit import collectives, info, insert_cols, members, mishap, put, replace_once

DAY = "dd/mm/yyyy"
SHEET2 = "xl/worksheets/sheet2.xml"


def each(sheet, column, change):
    for row in range(FIRST, LAST + 1):
        cell = sheet.cell(row, column)
        if cell.value is not None:
            cell.value = change(cell.value)


def as_text(sheet, column, pattern):
    each(sheet, column, lambda it: it.strftime(pattern))
    for row in range(FIRST, LAST + 1):
        sheet.cell(row, column).number_format = "@"


# --- dates -------------------------------------------------------------------------------------


@mishap("values/dates-as-text")
def _(book):
    for column in (BIRTH, ADMITTED, OFFICIAL):
        as_text(members(book), column, "%d/%m/%Y")


@mishap("values/dates-with-dashes", by="libreoffice")
def _(book):
    for column in (BIRTH, ADMITTED, OFFICIAL):
        as_text(members(book), column, "%-d-%-m-%Y")


@mishap("values/dates-with-points-and-two-digit-years")
def _(book):
    for column in (BIRTH, ADMITTED, OFFICIAL):
        as_text(members(book), column, "%-d.%-m.%y")


@mishap("values/two-digit-year-of-either-century")
def _(book):
    # Admitted in 1920 or 2020? Without a year of birth nothing tells.
    put(members(book), LAST, ADMITTED, "02/09/20", "@")
    put(members(book), LAST, BIRTH, None)


@mishap("values/dates-year-first")
def _(book):
    as_text(members(book), BIRTH, "%Y-%m-%d")


@mishap("values/dates-with-times")
def _(book):
    as_text(members(book), BIRTH, "%Y-%m-%d 00:00:00")


@mishap("values/months-and-years-only", by="libreoffice")
def _(book):
    sheet = members(book)
    put(sheet, FIRST, BIRTH, "5/1972", "@")
    put(sheet, FIRST + 1, BIRTH, 1979, "General")
    put(sheet, FIRST + 2, BIRTH, "1965", "@")


@mishap("values/year-typed-into-a-date-cell")
def _(book):
    put(members(book), FIRST + 2, BIRTH, 1965, DAY)


@mishap("values/date-as-a-serial-number")
def _(book):
    put(members(book), FIRST + 1, BIRTH, 29161, "General")


@mishap("values/date-as-a-serial-number-in-text")
def _(book):
    put(members(book), FIRST + 1, BIRTH, "29161", "@")


@mishap("values/dates-of-1904", by="libreoffice")
def _(book):
    book.epoch = CALENDAR_MAC_1904


@mishap("values/dates-that-excel-swapped")
def _(book):
    # An American Excel made real dates of those whose day may be a month, and left the others as text.
    sheet = members(book)
    for column in (BIRTH, ADMITTED, OFFICIAL):
        for row in range(FIRST, LAST + 1):
            cell = sheet.cell(row, column)
            it = cell.value
            if it is None:
                continue
            if it.day <= 12:
                cell.value = datetime(it.year, it.day, it.month)
            else:
                put(sheet, row, column, f"{it:%d/%m/%Y}", "@")


@mishap("values/day-that-does-not-exist")
def _(book):
    put(members(book), FIRST, BIRTH, "31/02/1972", "@")


@mishap("values/month-that-does-not-exist")
def _(book):
    put(members(book), FIRST, BIRTH, "05/19/1972", "@")


@mishap("values/date-in-words")
def _(book):
    put(members(book), FIRST, BIRTH, "Ngày 19 tháng 5 năm 1972", "@")


@mishap("values/date-without-separators")
def _(book):
    put(members(book), FIRST, BIRTH, 19051972, "General")


@mishap("values/date-of-a-wrong-millennium")
def _(book):
    put(members(book), FIRST, BIRTH, "19/05/2972", "@")


@mishap("values/two-dates-in-one-cell", by="libreoffice")
def _(book):
    put(members(book), FIRST, ADMITTED, "03/02/1998\n03/02/1999", "@")


@mishap("values/meeting-as-text-with-words")
def _(book):
    put(info(book), 15, 3, "Tối ngày 05/12/2020", "@")


# --- percentages and counts --------------------------------------------------------------------


@mishap("values/percent-as-text")
def _(book):
    each(members(book), PERCENT, lambda it: f"{it} %")


@mishap("values/percent-with-a-decimal-comma", by="libreoffice")
def _(book):
    each(members(book), PERCENT, lambda it: f"{it},0%")


@mishap("values/percent-by-format", by="sheetjs")
def _(book):
    for row in range(FIRST, LAST):
        put(members(book), row, PERCENT, members(book).cell(row, PERCENT).value / 100, "0%")


@mishap("values/percent-as-fraction")
def _(book):
    put(members(book), FIRST + 1, PERCENT, 0.95, "General")


@mishap("values/percent-that-is-one")
def _(book):
    put(members(book), FIRST, PERCENT, 1, "General")


@mishap("values/percent-out-of-range")
def _(book):
    put(members(book), FIRST, PERCENT, 1000, "General")


@mishap("values/percent-in-words")
def _(book):
    put(members(book), FIRST + 1, PERCENT, "trên 90%")


@mishap("values/counts-as-text")
def _(book):
    for row in range(16, 30):
        put(info(book), row, 3, str(info(book).cell(row, 3).value), "@")


@mishap("values/counts-with-leading-zeros")
def _(book):
    for row in range(16, 24):
        put(info(book), row, 3, f"{info(book).cell(row, 3).value:02}", "@")


@mishap("values/count-with-its-unit")
def _(book):
    put(info(book), 16, 3, "8 đồng chí")


@mishap("values/count-with-decimals")
def _(book):
    put(members(book), FIRST + 1, VOTES_GOOD, 6.5)


@mishap("values/count-below-nought")
def _(book):
    put(members(book), FIRST + 1, VOTES_GOOD, -7)


@mishap("values/months-with-their-unit", by="libreoffice")
def _(book):
    put(members(book), FIRST + 5, SICK, "2 tháng")


# --- ratings and grades ------------------------------------------------------------------------


SHORT = {"Hoàn thành xuất sắc nhiệm vụ": "HTXSNV", "Hoàn thành tốt nhiệm vụ": "HTTNV", "Hoàn thành nhiệm vụ": "HTNV"}


@mishap("values/ratings-abbreviated")
def _(book):
    for column in (SELF, COMMITTEE, PROPOSAL):
        each(members(book), column, lambda it: SHORT[it])


@mishap("values/ratings-abbreviated-further", by="libreoffice")
def _(book):
    words = {"HTXSNV": "xs", "HTTNV": "Tốt", "HTNV": "HT"}
    for column in (SELF, COMMITTEE, PROPOSAL):
        each(members(book), column, lambda it: words[SHORT[it]])


@mishap("values/ratings-without-marks")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, "HOAN THANH TOT NHIEM VU")


@mishap("values/rating-with-a-slip")
def _(book):
    put(members(book), FIRST, PROPOSAL, "Hoàn thành xuất sắc nhiểm vụ")


@mishap("values/rating-as-a-number")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, 2)


@mishap("values/rating-as-a-level")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, "Mức 2")


@mishap("values/rating-of-the-old-rules")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, "Đảng viên đủ tư cách, hoàn thành tốt nhiệm vụ")


@mishap("values/rating-of-a-body-of-the-old-rules")
def _(book):
    put(collectives(book), BRANCH_ROW, 15, "Trong sạch vững mạnh")


@mishap("values/two-ratings-in-one-cell")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, "HTTNV/HTNV")


@mishap("values/rating-that-says-no")
def _(book):
    put(members(book), FIRST + 1, STATE, "Không")


def ticks(book, row, marks):
    """Four columns to tick in place of the one of the proposal."""
    sheet = members(book)
    proposals = {it: sheet.cell(it, PROPOSAL).value for it in range(FIRST, LAST + 1)}
    insert_cols(sheet, PROPOSAL + 1, 3)
    for area in list(sheet.merged_cells.ranges):
        if area.min_col == PROPOSAL:
            sheet.unmerge_cells(str(area))
    names = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"]
    put(sheet, HEAD, PROPOSAL, "Chi bộ đề nghị xếp loại *")
    sheet.merge_cells(start_row=HEAD, start_column=PROPOSAL, end_row=HEAD, end_column=PROPOSAL + 3)
    for place, name in enumerate(names):
        put(sheet, SUBHEAD, PROPOSAL + place, name)
    for at, rating in proposals.items():
        ticked = [SHORT.get(rating)] if at != row else marks
        for place, name in enumerate(names):
            put(sheet, at, PROPOSAL + place, "x" if rating and name in ticked else None)


@mishap("values/rating-ticked-in-one-of-four-columns")
def _(book):
    ticks(book, 0, [])


@mishap("values/rating-ticked-twice", by="libreoffice")
def _(book):
    ticks(book, FIRST + 1, ["HTTNV", "HTNV"])


@mishap("values/rating-not-ticked")
def _(book):
    ticks(book, FIRST + 1, [])


@mishap("values/grades-abbreviated")
def _(book):
    short = {"Xuất sắc": "XS", "Tốt": "t", "Trung bình": "TB"}
    for column in range(IDEOLOGY, FIXING + 1):
        each(members(book), column, lambda it: short[it])


@mishap("values/grade-as-a-number")
def _(book):
    put(members(book), FIRST + 1, IDEOLOGY, 2)


@mishap("values/grade-unknown")
def _(book):
    put(members(book), FIRST + 1, IDEOLOGY, "Khá")


# --- answers and lists -------------------------------------------------------------------------


@mishap("values/yes-as-a-cross")
def _(book):
    for row, mark in zip(range(FIRST, LAST), ["x", "X", "✓", 1, "có", "CÓ", "Co"], strict=True):
        put(members(book), row, REVIEWED, mark)


@mishap("values/yes-as-true", by="libreoffice")
def _(book):
    put(members(book), FIRST, REVIEWED, True)


@mishap("values/yes-in-other-words")
def _(book):
    put(members(book), FIRST, REVIEWED, "Rồi")


@mishap("values/list-value-in-other-case")
def _(book):
    put(members(book), FIRST, GENDER, "NAM")
    put(members(book), FIRST, ELIGIBILITY, "được đánh giá")
    put(members(book), FIRST, LEADER, "Đảng uỷ xã quản lý")


@mishap("values/list-value-unknown")
def _(book):
    put(members(book), FIRST, ELIGIBILITY, "Bình thường")


@mishap("values/eligibility-that-says-no")
def _(book):
    put(members(book), FIRST + 1, ELIGIBILITY, "Không")


@mishap("values/gender-and-ethnic-group-in-one-cell")
def _(book):
    put(members(book), FIRST, GENDER, "Nam\nTày")


@mishap("values/ethnic-group-unknown")
def _(book):
    put(members(book), FIRST, ETHNIC, "Thủy")


@mishap("values/no-where-nothing-is-meant")
def _(book):
    for row in range(FIRST, LAST):
        put(members(book), row, PENALTY, "Không")


@mishap("values/dash-where-nothing-is-meant")
def _(book):
    put(members(book), FIRST + 1, CAUSE, "-")


@mishap("values/ditto-marks")
def _(book):
    sheet = members(book)
    put(sheet, FIRST + 1, ETHNIC, "nt")
    put(sheet, FIRST + 2, PROPOSAL, "-nt-")
    put(sheet, FIRST + 3, PROPOSAL, "//")


@mishap("values/card-as-a-number")
def _(book):
    put(members(book), FIRST, CARD, 8012301, "General")


@mishap("values/card-that-excel-made-a-date")
def _(book):
    put(members(book), FIRST, CARD, datetime(2012, 1, 8), DAY)


@mishap("values/row-numbers-typed-oddly", by="sheetjs")
def _(book):
    for row, number in zip(range(FIRST, LAST + 1), ["01", "2.", "3)", "bốn", 5, 5, None, 8.5], strict=True):
        put(members(book), row, NUMBER, number)


@mishap("values/years-running-in-words")
def _(book):
    put(members(book), FIRST, YEARS, "năm thứ nhất")


# --- formulas ----------------------------------------------------------------------------------


@mishap("values/formulas-never-computed")
def _(book):
    put(info(book), 16, 3, "=SUM(C17:C18)")


@mishap("values/formulas-computed-by-libreoffice", by="libreoffice")
def _(book):
    put(info(book), 16, 3, "=SUM(C17:C18)")
    put(members(book), FIRST + 1, NUMBER, f"=A{FIRST}+1")
    put(members(book), FIRST + 1, PROPOSAL, f'=IF(T{FIRST + 1}>90,"HTTNV","HTNV")')


@mishap("values/formula-with-an-error", by="libreoffice")
def _(book):
    put(info(book), 16, 3, "=C17/0")


@mishap("values/error-in-a-column-that-is-not-read", by="libreoffice")
def _(book):
    put(members(book), HEAD, 39, "Tính thử")
    put(members(book), FIRST, 39, "=1/0")


@mishap("values/error-as-typed-text")
def _(book):
    put(members(book), FIRST + 1, VOTES_GOOD, "#N/A")
    members(book).cell(FIRST + 1, VOTES_GOOD).data_type = "s"


@mishap("values/shared-formula", by="patched")
def _(parts):
    for row in range(FIRST + 1, FIRST + 4):
        number = row - FIRST + 1
        formula = f'<f t="shared" ref="A{FIRST + 1}:A{FIRST + 3}" si="0">A{FIRST}+1</f>' if number == 2 else '<f t="shared" si="0"/>'
        replace_once(parts, SHEET2, f"<v>{number}</v></c><c r=\"B{row}\"", f"{formula}<v>{number}</v></c><c r=\"B{row}\"")


@mishap("values/votes-of-none-left-blank")
def _(book):
    for row in range(FIRST, LAST):
        for column in range(VOTES_EXCELLENT, VOTES_UNSATISFACTORY + 1):
            if members(book).cell(row, column).value == 0:
                put(members(book), row, column, None)


@mishap("values/votes-of-none-as-a-dash")
def _(book):
    for row in range(FIRST, LAST):
        for column in range(VOTES_EXCELLENT, VOTES_UNSATISFACTORY + 1):
            if members(book).cell(row, column).value == 0:
                put(members(book), row, column, "-")


@mishap("values/reason-as-a-number")
def _(book):
    put(members(book), FIRST, REASON, 2020)


@mishap("values/name-as-a-number")
def _(book):
    put(members(book), FIRST + 3, NAME, 4)
