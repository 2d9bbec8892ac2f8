"""Forms that contradict themselves, or are not the form that was asked for."""

from __future__ import annotations

from datetime import datetime

from base import (
    ADMITTED, BIRTH, CARD, CAUSE, COMMITTEE, DECISION, ELIGIBILITY, FACTS, FIRST, FIXING, IDEOLOGY, LAST, LEADER, NAME,
    NOTE, NUMBER, OFFICIAL, PENALTY, PERCENT, PROPOSAL, REASON, REVIEWED, SELF, TASK, VOTES_EXCELLENT, VOTES_GOOD,
    VOTES_SATISFACTORY, YEARS,
)
from kit import collectives, info, members, mishap, put

CODE, BRANCH_NAME, KIND, YEAR, SECRETARY, MEETING, TOTAL = 6, 7, 8, 9, 10, 15, 16
EXEMPT = "Được miễn công tác và sinh hoạt đảng"


def fact(book, row, value):
    put(info(book), row, 3, value)


def clear(sheet, row, first=1, last=NOTE):
    for column in range(first, last + 1):
        put(sheet, row, column, None)


# --- not the form that was asked for -----------------------------------------------------------


@mishap("people/form-of-another-regulation")
def _(book):
    fact(book, 5, "XL-2023-HD25")


@mishap("people/form-without-its-code")
def _(book):
    fact(book, 5, None)


@mishap("people/form-of-last-year")
def _(book):
    fact(book, YEAR, 2019)
    fact(book, MEETING, datetime(2019, 12, 5))


@mishap("people/year-with-the-word-before-it")
def _(book):
    fact(book, YEAR, "Năm 2020")


@mishap("people/branch-that-nobody-knows")
def _(book):
    fact(book, CODE, "XX")
    fact(book, BRANCH_NAME, "Chi bộ thôn Xa")


@mishap("people/code-of-another-branch")
def _(book):
    fact(book, CODE, "NL")


@mishap("people/code-missing", by="libreoffice")
def _(book):
    fact(book, CODE, None)


@mishap("people/name-of-the-branch-worded-otherwise")
def _(book):
    fact(book, BRANCH_NAME, "Chi bộ Bình Minh")


@mishap("people/kind-of-branch-otherwise")
def _(book):
    fact(book, KIND, "Trường học")


def empty(book):
    for place in FACTS:
        if place not in ("C6", "C7", "C8", "C9"):
            info(book)[place] = None
    for row in range(FIRST, LAST + 1):
        clear(members(book), row, NAME)
    clear(collectives(book), 7, 4, 22)
    put(collectives(book), 7, 3, "Chi bộ")


@mishap("people/blank-form", by="libreoffice")
def _(book):
    empty(book)


@mishap("people/blank-form-with-the-roster")
def _(book):
    kept = [[members(book).cell(row, column).value for column in range(NAME, CARD + 1)]
            for row in range(FIRST, LAST + 1)]
    empty(book)
    for row, values in enumerate(kept, start=FIRST):
        for column, value in enumerate(values, start=NAME):
            put(members(book), row, column, value)


@mishap("people/list-of-members-empty")
def _(book):
    for row in range(FIRST, LAST + 1):
        clear(members(book), row)


# --- sheet 1 against the list ------------------------------------------------------------------


@mishap("people/total-that-is-not-the-list")
def _(book):
    fact(book, TOTAL, 9)


@mishap("people/women-counted-otherwise")
def _(book):
    fact(book, 19, 2)


@mishap("people/required-fact-empty")
def _(book):
    fact(book, SECRETARY, None)


@mishap("people/more-present-than-summoned")
def _(book):
    fact(book, 25, 9)


@mishap("people/ballots-that-do-not-add-up", by="libreoffice")
def _(book):
    fact(book, 29, 1)


@mishap("people/secretary-not-in-the-list")
def _(book):
    fact(book, SECRETARY, "Triệu Văn Sang")


@mishap("people/meeting-in-another-year")
def _(book):
    fact(book, MEETING, datetime(2021, 12, 5))


# --- members -----------------------------------------------------------------------------------


@mishap("people/row-without-a-name")
def _(book):
    put(members(book), FIRST + 3, NAME, None)


@mishap("people/row-with-a-name-only")
def _(book):
    clear(members(book), FIRST + 3, 3)


@mishap("people/one-member-in-two-rows")
def _(book):
    for column in range(NAME, NOTE + 1):
        if column != CARD:
            put(members(book), FIRST + 6, column, members(book).cell(FIRST + 4, column).value)


@mishap("people/one-card-for-two-people")
def _(book):
    put(members(book), FIRST + 6, CARD, "08012305")


@mishap("people/two-people-of-one-name")
def _(book):
    put(members(book), FIRST + 6, NAME, "Lý Thị Mai")


@mishap("people/admitted-under-age")
def _(book):
    put(members(book), FIRST + 3, BIRTH, datetime(1995, 7, 14))


@mishap("people/official-before-admitted")
def _(book):
    put(members(book), FIRST + 3, OFFICIAL, datetime(2009, 5, 19))


@mishap("people/admitted-after-the-year")
def _(book):
    put(members(book), LAST, ADMITTED, datetime(2021, 1, 2))


@mishap("people/admitted-after-the-meeting")
def _(book):
    put(members(book), LAST, ADMITTED, datetime(2020, 12, 20))


@mishap("people/new-member-who-is-not-new", by="libreoffice")
def _(book):
    put(members(book), LAST, ADMITTED, datetime(2020, 5, 5))


@mishap("people/new-member-who-is-rated")
def _(book):
    put(members(book), LAST, PROPOSAL, "Hoàn thành tốt nhiệm vụ")


@mishap("people/rated-without-anything-filled-in")
def _(book):
    clear(members(book), FIRST + 3, REVIEWED)


@mishap("people/eligibility-left-blank")
def _(book):
    put(members(book), FIRST + 3, ELIGIBILITY, None)


@mishap("people/proposal-left-blank")
def _(book):
    put(members(book), FIRST + 3, PROPOSAL, None)


@mishap("people/exempt-member")
def _(book):
    sheet = members(book)
    clear(sheet, FIRST + 2, REVIEWED)
    put(sheet, FIRST + 2, ELIGIBILITY, EXEMPT)
    put(sheet, FIRST + 2, REASON, "Tuổi cao, sức yếu")
    fact(book, 21, 1)
    fact(book, 23, 6)


@mishap("people/guest-member", by="libreoffice")
def _(book):
    sheet = members(book)
    put(sheet, LAST + 1, NUMBER, 9)
    for column, value in zip(range(NAME, CARD + 1), ["Triệu Văn Sang", datetime(1988, 4, 4), "Nam", "Dao", None, "Giáo viên",
                                                     datetime(2012, 3, 3), datetime(2013, 3, 3), "08019999"], strict=True):
        put(sheet, LAST + 1, column, value)
    put(sheet, LAST + 1, ELIGIBILITY, "Sinh hoạt đảng tạm thời")


@mishap("people/not-rated-without-a-reason")
def _(book):
    put(members(book), LAST, REASON, None)
    put(members(book), LAST, ELIGIBILITY, "Chưa đánh giá - lý do khác")


@mishap("people/more-votes-than-ballots")
def _(book):
    put(members(book), FIRST + 1, VOTES_GOOD, 8)


@mishap("people/fewer-votes-than-ballots")
def _(book):
    put(members(book), FIRST + 1, VOTES_GOOD, 6)


@mishap("people/excellent-without-its-grounds")
def _(book):
    put(members(book), FIRST, REASON, None)


@mishap("people/excellent-with-average-grades", by="libreoffice")
def _(book):
    for column in range(IDEOLOGY, FIXING + 1):
        put(members(book), FIRST, column, "Trung bình")


@mishap("people/good-with-half-of-the-tasks")
def _(book):
    put(members(book), FIRST + 1, PERCENT, 45)


@mishap("people/excellent-although-disciplined")
def _(book):
    put(members(book), FIRST, PENALTY, "Cảnh cáo")
    put(members(book), FIRST, DECISION, "12-QĐ/UBKT, 03/3/2020")


def worst(book):
    sheet = members(book)
    for column in (SELF, COMMITTEE, PROPOSAL):
        put(sheet, FIRST + 3, column, "Không hoàn thành nhiệm vụ")
    put(sheet, FIRST + 3, REASON, "Bỏ sinh hoạt nhiều kỳ")


@mishap("people/worst-rating-without-a-cause")
def _(book):
    worst(book)


@mishap("people/worst-rating-with-its-cause")
def _(book):
    worst(book)
    put(members(book), FIRST + 3, CAUSE, "Khác")


@mishap("people/discipline-without-its-decision")
def _(book):
    put(members(book), FIRST + 5, PENALTY, "Khiển trách")


@mishap("people/years-running-without-an-excellent-proposal")
def _(book):
    put(members(book), FIRST + 1, YEARS, 2)


@mishap("people/more-excellent-than-the-quota")
def _(book):
    # The quota is the commune's: no branch goes back for it.
    sheet = members(book)
    for row in (FIRST + 1, FIRST + 2):
        for column in range(IDEOLOGY, PERCENT):
            put(sheet, row, column, "Xuất sắc")
        put(sheet, row, PERCENT, 100)
        for column in (SELF, COMMITTEE, PROPOSAL):
            put(sheet, row, column, "Hoàn thành xuất sắc nhiệm vụ")
        put(sheet, row, VOTES_EXCELLENT, 7)
        put(sheet, row, VOTES_GOOD, 0)
        put(sheet, row, YEARS, 1)
        put(sheet, row, REASON, "Điển hình của thôn")


@mishap("people/leader-rated-by-the-state")
def _(book):
    put(members(book), FIRST, LEADER, "Đảng ủy xã quản lý")
    put(members(book), FIRST, 23, "Hoàn thành nhiệm vụ")


@mishap("people/tasks-graded-poor")
def _(book):
    put(members(book), FIRST + 1, TASK, "Kém")
    put(members(book), FIRST + 1, VOTES_SATISFACTORY, 0)
