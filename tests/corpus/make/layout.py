"""Sheets, rows and columns that do not stand where the blank form has them."""

from __future__ import annotations

from copy import copy

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from base import (
    ADMITTED, BIRTH, BRANCH_ROW, CARD, COLLECTIVES, COMMITTEE, ELIGIBILITY, ETHNIC, FIRST, FIXING, GENDER, HEAD,
    IDEOLOGY, INFO, JOB, LAST, MEMBERS, NAME, NOTE, NUMBER, NUMBERS, PENALTY, PERCENT, POST, PROPOSAL, REASON, STATE, SUBHEAD,
    VOTES_EXCELLENT, VOTES_UNSATISFACTORY, WIDTH,
)
from kit import collectives, copy_row, drop_col, info, insert_cols, insert_rows, members, mishap, put, remap, replace_once, unmerge


@mishap("layout/valid-form")
def _(book):
    pass


@mishap("layout/valid-form-as-it-was-sent-out")
def _(book):
    pass


@mishap("layout/valid-form-saved-by-libreoffice", by="libreoffice")
def _(book):
    pass


@mishap("layout/valid-form-saved-by-sheetjs", by="sheetjs")
def _(book):
    pass


# --- the sheets --------------------------------------------------------------------------------


@mishap("layout/sheets-in-another-order")
def _(book):
    book.move_sheet(COLLECTIVES, -2)


@mishap("layout/sheet-renamed", by="libreoffice")
def _(book):
    members(book).title = "Danh sách đảng viên"


@mishap("layout/all-sheets-renamed")
def _(book):
    info(book).title, members(book).title, collectives(book).title = "Sheet1", "Sheet2", "Sheet3"


@mishap("layout/sheet-renamed-as-a-copy")
def _(book):
    members(book).title = "2_DangVien (2)"


@mishap("layout/sheet-and-its-copy")
def _(book):
    again = book.copy_worksheet(members(book))
    again.title = "2_DangVien (2)"


@mishap("layout/sheet-and-a-copy-with-fewer-rows")
def _(book):
    again = book.copy_worksheet(members(book))
    again.title = "2_DangVien (2)"
    for row in range(LAST - 1, LAST + 1):
        for column in range(1, WIDTH + 1):
            again.cell(row, column).value = None


def again(book, sheet):
    copied = book.copy_worksheet(sheet)
    copied.title = f"{sheet.title} (2)"
    return copied


@mishap("layout/copies-that-agree")
def _(book):
    for sheet in (info(book), members(book), collectives(book)):
        again(book, sheet)


@mishap("layout/list-and-a-draft-of-it")
def _(book):
    sheet = again(book, members(book))
    for row in range(FIRST, LAST + 1):
        for column in range(ELIGIBILITY, WIDTH + 1):
            put(sheet, row, column, None)


@mishap("layout/list-and-another-copy")
def _(book):
    put(again(book, members(book)), FIRST + 1, ELIGIBILITY, "Được miễn công tác và sinh hoạt đảng")


@mishap("layout/collectives-and-another-copy")
def _(book):
    put(again(book, collectives(book)), BRANCH_ROW, 20, "Hoàn thành nhiệm vụ")


@mishap("layout/facts-and-another-copy")
def _(book):
    sheet = again(book, info(book))
    put(sheet, 15, 3, "06/12/2020")
    put(sheet, 28, 3, 6)
    put(sheet, 29, 3, 1)


@mishap("layout/list-hidden-and-another-copy")
def _(book):
    put(again(book, members(book)), FIRST + 1, PENALTY, "Khiển trách")
    members(book).sheet_state = "hidden"


@mishap("layout/list-hidden-and-a-copy-with-fewer-rows")
def _(book):
    sheet = again(book, members(book))
    for column in range(1, WIDTH + 1):
        put(sheet, LAST, column, None)
    members(book).sheet_state = "hidden"


@mishap("layout/facts-hidden-and-a-copy-without-one")
def _(book):
    put(again(book, info(book)), 28, 3, None)
    info(book).sheet_state = "hidden"


def form_of_another_branch(book):
    facts, people, bodies = again(book, info(book)), again(book, members(book)), again(book, collectives(book))
    put(facts, 6, 3, "KC")
    put(facts, 7, 3, "Chi bộ thôn Khuổi Chang")
    put(bodies, BRANCH_ROW, 2, "Chi bộ thôn Khuổi Chang")
    for row in range(FIRST, LAST + 1):
        put(people, row, NAME, people.cell(row, NAME).value.replace("Văn", "Đức").replace("Thị", "Như"))
    return facts, people, bodies


@mishap("layout/form-of-another-branch-beside")
def _(book):
    form_of_another_branch(book)


@mishap("layout/facts-of-another-branch-without-its-code")
def _(book):
    facts, people, bodies = form_of_another_branch(book)
    put(facts, 6, 3, None)
    book.remove(people)
    book.remove(bodies)


@mishap("layout/facts-of-another-branch-and-a-copy-of-the-list")
def _(book):
    facts, people, bodies = form_of_another_branch(book)
    for row in range(FIRST, LAST + 1):
        put(people, row, NAME, members(book).cell(row, NAME).value)
    put(bodies, BRANCH_ROW, 2, collectives(book).cell(BRANCH_ROW, 2).value)


@mishap("layout/sheet-name-in-capitals-with-blanks")
def _(book):
    members(book).title = " 2_DANGVIEN "


@mishap("layout/sheet-missing")
def _(book):
    del book[COLLECTIVES]


@mishap("layout/list-of-members-missing")
def _(book):
    del book[MEMBERS]


@mishap("layout/facts-missing")
def _(book):
    del book[INFO]


@mishap("layout/sheet-of-notes-added")
def _(book):
    book.create_sheet("Nháp")["B2"] = "Hỏi lại đồng chí Lợi"


@mishap("layout/sheet-hidden")
def _(book):
    collectives(book).sheet_state = "hidden"


@mishap("layout/sheet-very-hidden")
def _(book):
    collectives(book).sheet_state = "veryHidden"


@mishap("layout/sheets-protected")
def _(book):
    for sheet in book.worksheets[:3]:
        sheet.protection.sheet = True
        sheet.protection.password = "2020"


@mishap("layout/values-pasted-into-a-new-workbook", by="libreoffice")
def _(book):
    new = Workbook()
    del new["Sheet"]
    for name in (INFO, MEMBERS, COLLECTIVES):
        sheet = new.create_sheet()
        for row in book[name].iter_rows():
            for cell in row:
                if cell.value is not None:
                    put(sheet, cell.row, cell.column, cell.value, cell.number_format)
    return new


# --- the rows above the members ----------------------------------------------------------------


@mishap("layout/title-rows-removed")
def _(book):
    remap(members(book), row_of=lambda it: it - 3 if it > 3 else None)


@mishap("layout/title-rows-added", by="libreoffice")
def _(book):
    sheet = members(book)
    insert_rows(sheet, 1, 6)
    sheet["A2"] = "ĐẢNG ỦY XÃ BÌNH AN"
    sheet["A3"] = "CHI BỘ THÔN BÌNH MINH"
    sheet["A5"] = "Họ và tên, ngày sinh, giới tính của đảng viên ghi theo lý lịch"


@mishap("layout/headings-in-one-row")
def _(book):
    sheet = members(book)
    unmerge(sheet)
    for column in range(1, WIDTH + 1):
        if sheet.cell(SUBHEAD, column).value:
            sheet.cell(HEAD, column).value = sheet.cell(SUBHEAD, column).value
    remap(sheet, row_of=lambda it: None if it == SUBHEAD else it - (it > SUBHEAD))


@mishap("layout/headings-in-three-rows")
def _(book):
    sheet = members(book)
    insert_rows(sheet, HEAD, 1)
    put(sheet, HEAD, IDEOLOGY, "Đánh giá của chi bộ")
    sheet.merge_cells(start_row=HEAD, start_column=IDEOLOGY, end_row=HEAD, end_column=FIXING)


@mishap("layout/headings-not-merged", by="sheetjs")
def _(book):
    unmerge(members(book))


@mishap("layout/group-headings-repeated-over-each-column")
def _(book):
    sheet = members(book)
    unmerge(sheet)
    group = None
    for column in range(1, WIDTH + 1):
        own, below = sheet.cell(HEAD, column), sheet.cell(SUBHEAD, column).value
        group = (own.value or group) if below else None
        own.value = group or own.value


@mishap("layout/headings-merged-downwards-into-the-lower-row")
def _(book):
    sheet = members(book)
    unmerge(sheet)
    for column in range(1, WIDTH + 1):
        if not sheet.cell(SUBHEAD, column).value:
            sheet.cell(SUBHEAD, column).value = sheet.cell(HEAD, column).value
            sheet.cell(HEAD, column).value = None


@mishap("layout/row-of-column-numbers-removed")
def _(book):
    remap(members(book), row_of=lambda it: None if it == NUMBERS else it - (it > NUMBERS))


@mishap("layout/column-numbers-in-parentheses", by="libreoffice")
def _(book):
    for column in range(1, WIDTH + 1):
        put(members(book), NUMBERS, column, f"({column})")


@mishap("layout/column-numbers-with-a-sum")
def _(book):
    put(members(book), NUMBERS, VOTES_EXCELLENT, "26=(27+28)")


@mishap("layout/blank-rows-below-the-headings")
def _(book):
    insert_rows(members(book), FIRST, 3)


@mishap("layout/headings-far-down")
def _(book):
    sheet = members(book)
    insert_rows(sheet, 1, 40)
    for row in range(1, 31):
        put(sheet, row, 2, f"Dòng hướng dẫn số {row}")


# --- the headings ------------------------------------------------------------------------------


def strip(text: str) -> str:
    import unicodedata
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(it for it in text if not unicodedata.combining(it))


def headings(sheet):
    return [it for row in sheet.iter_rows(min_row=HEAD, max_row=SUBHEAD) for it in row if isinstance(it.value, str)]


@mishap("layout/headings-without-marks")
def _(book):
    for cell in headings(members(book)):
        cell.value = strip(cell.value)


@mishap("layout/headings-in-capitals")
def _(book):
    for cell in headings(members(book)):
        cell.value = cell.value.upper()


@mishap("layout/headings-broken-over-lines", by="libreoffice")
def _(book):
    for cell in headings(members(book)):
        cell.value = cell.value.replace(" ", "\n", 2)


@mishap("layout/headings-without-stars-and-notes")
def _(book):
    import re
    for cell in headings(members(book)):
        cell.value = re.sub(r"\(.*?\)", "", cell.value).replace("*", "").strip()


@mishap("layout/headings-decomposed")
def _(book):
    import unicodedata
    for sheet in (members(book), collectives(book)):
        for cell in headings(sheet):
            cell.value = unicodedata.normalize("NFD", cell.value)


@mishap("layout/heading-with-a-slip")
def _(book):
    put(members(book), HEAD, PERCENT, "Tỷ lệ hoàn thàng nhiệm vụ (%)")


@mishap("layout/heading-reworded")
def _(book):
    put(members(book), HEAD, NAME, "Họ tên")


@mishap("layout/heading-of-a-required-column-not-known")
def _(book):
    put(members(book), HEAD, NAME, "Đồng chí")


@mishap("layout/heading-of-the-first-column-stt")
def _(book):
    put(members(book), HEAD, NUMBER, "STT")


# --- the columns -------------------------------------------------------------------------------


@mishap("layout/columns-moved")
def _(book):
    # The card stands right after the name, as in the roster.
    order = {CARD: NAME + 1}
    remap(members(book), col_of=lambda it: order.get(it, it + 1 if NAME < it < CARD else it))


@mishap("layout/column-inserted", by="libreoffice")
def _(book):
    sheet = members(book)
    insert_cols(sheet, ETHNIC)
    put(sheet, HEAD, ETHNIC, "Quê quán")
    sheet.merge_cells(start_row=HEAD, start_column=ETHNIC, end_row=SUBHEAD, end_column=ETHNIC)
    for row in range(FIRST, LAST + 1):
        put(sheet, row, ETHNIC, "Bình An")


@mishap("layout/column-with-values-but-no-heading")
def _(book):
    for row in range(FIRST, FIRST + 3):
        put(members(book), row, WIDTH + 2, "đã kiểm tra")


@mishap("layout/blank-column-before-the-table")
def _(book):
    for name in (INFO, MEMBERS, COLLECTIVES):
        insert_cols(book[name], 1)


@mishap("layout/columns-hidden")
def _(book):
    for column in (JOB, CARD):
        members(book).column_dimensions[get_column_letter(column)].hidden = True


@mishap("layout/optional-column-missing")
def _(book):
    drop_col(members(book), JOB)


@mishap("layout/number-column-missing", by="sheetjs")
def _(book):
    drop_col(members(book), NUMBER)


@mishap("layout/required-column-missing")
def _(book):
    drop_col(members(book), GENDER)


@mishap("layout/proposal-column-missing")
def _(book):
    drop_col(members(book), PROPOSAL)


@mishap("layout/column-twice")
def _(book):
    sheet = members(book)
    put(sheet, HEAD, WIDTH + 1, "Giới tính")
    for row in range(FIRST, LAST + 1):
        put(sheet, row, WIDTH + 1, "Nam")


# --- the rows of members -----------------------------------------------------------------------


@mishap("layout/blank-rows-between-members")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST + 5, 1)
    insert_rows(sheet, FIRST + 2, 2)


@mishap("layout/rows-hidden-by-a-filter")
def _(book):
    sheet = members(book)
    sheet.auto_filter.ref = f"A{NUMBERS}:{get_column_letter(WIDTH)}{LAST}"
    sheet.auto_filter.add_filter_column(GENDER - 1, ["Nữ"])
    for row in range(FIRST, LAST + 1):
        sheet.row_dimensions[row].hidden = sheet.cell(row, GENDER).value != "Nữ"


@mishap("layout/row-of-height-nought", by="patched")
def _(parts):
    replace_once(parts, "xl/worksheets/sheet2.xml", f'<row r="{FIRST + 1}"', f'<row r="{FIRST + 1}" ht="0" customHeight="1"')


@mishap("layout/groups-with-roman-numbers", by="libreoffice")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST + 4, 1)
    insert_rows(sheet, FIRST, 1)
    for row, number, title in ((FIRST, "I", "Tổ đảng số 1"), (FIRST + 5, "II", "Tổ đảng số 2")):
        put(sheet, row, NUMBER, number)
        put(sheet, row, NAME, title)


@mishap("layout/group-title-merged-across")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST, 1)
    put(sheet, FIRST, NUMBER, "I. Đảng viên chính thức")
    sheet.merge_cells(start_row=FIRST, start_column=1, end_row=FIRST, end_column=WIDTH)


@mishap("layout/headings-repeated-on-a-second-page")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST + 4, 3)
    for place, row in enumerate((HEAD, SUBHEAD, NUMBERS)):
        copy_row(sheet, row, FIRST + 4 + place)


@mishap("layout/two-tables-one-under-the-other")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST + 5, 6)
    put(sheet, FIRST + 5, NAME, "Tổng cộng: 5")
    put(sheet, FIRST + 7, 2, "Đảng viên sinh hoạt ở tổ 2")
    for place, row in enumerate((HEAD, SUBHEAD, NUMBERS)):
        copy_row(sheet, row, FIRST + 8 + place)


@mishap("layout/members-below-the-total")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST + 6, 1)
    put(sheet, FIRST + 6, NAME, "Tổng cộng")


@mishap("layout/member-below-the-total-with-name-and-card-only")
def _(book):
    sheet = members(book)
    put(sheet, LAST + 1, NAME, "Tổng cộng: 8")
    put(sheet, LAST + 2, NAME, "Bàn Thị Pham")
    put(sheet, LAST + 2, BIRTH, 1988)
    put(sheet, LAST + 2, CARD, "08012399")


@mishap("layout/reason-that-reads-like-a-signature-date")
def _(book):
    put(members(book), FIRST + 1, REASON, "Được tặng giấy khen ngày 01 tháng 3 năm 2020")


@mishap("layout/member-with-bare-years-and-a-reason-with-a-date")
def _(book):
    # Nothing but numbers beside the name, and a reason with the words of a signature's date.
    sheet = members(book)
    put(sheet, LAST, BIRTH, 1999, "General")
    put(sheet, LAST, ADMITTED, 2020, "General")
    put(sheet, LAST, GENDER, None)
    put(sheet, LAST, ELIGIBILITY, None)
    put(sheet, LAST, REASON, "Kết nạp ngày 02 tháng 9 năm 2020")


@mishap("layout/total-that-agrees")
def _(book):
    put(members(book), LAST + 1, NAME, "Tổng cộng: 8 đồng chí")


@mishap("layout/total-that-differs")
def _(book):
    put(members(book), LAST + 1, NAME, "Tổng cộng: 9 đồng chí")


@mishap("layout/sums-of-votes-below")
def _(book):
    sheet = members(book)
    put(sheet, LAST + 1, NAME, "Tổng cộng")
    for column in range(VOTES_EXCELLENT, VOTES_UNSATISFACTORY + 1):
        put(sheet, LAST + 1, column, sum(sheet.cell(row, column).value or 0 for row in range(FIRST, LAST + 1)))


@mishap("layout/signatures-below", by="libreoffice")
def _(book):
    sheet = members(book)
    put(sheet, LAST + 1, NAME, "Danh sách này có 08 đồng chí")
    put(sheet, LAST + 3, 25, "Bình An, ngày 05 tháng 12 năm 2020")
    put(sheet, LAST + 4, NAME, "NGƯỜI LẬP BIỂU")
    put(sheet, LAST + 4, 25, "T/M CHI BỘ")
    put(sheet, LAST + 5, 25, "BÍ THƯ")
    put(sheet, LAST + 5, NAME, "(Ký, ghi rõ họ tên)")
    put(sheet, LAST + 8, NAME, "Nông Thị Sắn")
    put(sheet, LAST + 8, 25, "Ma Văn Thụ")


@mishap("layout/signature-without-an-end-mark")
def _(book):
    sheet = members(book)
    put(sheet, LAST + 3, NAME, "BÍ THƯ")
    put(sheet, LAST + 4, NAME, "(Ký, ghi rõ họ tên)")
    put(sheet, LAST + 7, NAME, "Ma Văn Thụ")


@mishap("layout/row-with-a-note-only")
def _(book):
    put(members(book), LAST + 2, NOTE, "Danh sách đã công khai tại chi bộ")


@mishap("layout/merged-cells-over-two-members")
def _(book):
    put(members(book), FIRST + 2, ETHNIC, None)
    members(book).merge_cells(start_row=FIRST + 1, start_column=ETHNIC, end_row=FIRST + 2, end_column=ETHNIC)


@mishap("layout/group-title-above-collectives")
def _(book):
    insert_rows(collectives(book), BRANCH_ROW, 1)
    put(collectives(book), BRANCH_ROW, 1, "I")
    put(collectives(book), BRANCH_ROW, 2, "TẬP THỂ CHI BỘ")


def merge_across(sheet, row, first, last, value):
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    put(sheet, row, first, value)


@mishap("layout/cells-merged-across-columns")
def _(book):
    merge_across(members(book), FIRST + 1, VOTES_EXCELLENT, VOTES_UNSATISFACTORY, 7)
    merge_across(members(book), FIRST + 2, IDEOLOGY, FIXING, "Tốt")
    merge_across(collectives(book), BRANCH_ROW, 4, 6, "Tốt")


@mishap("layout/texts-merged-across-columns")
def _(book):
    merge_across(members(book), FIRST + 4, POST, JOB, "Nông dân")


@mishap("layout/merged-cells-that-say-nothing")
def _(book):
    merge_across(members(book), FIRST + 1, STATE, COMMITTEE, "-")
    merge_across(members(book), LAST, IDEOLOGY, FIXING, None)


@mishap("layout/member-in-two-merged-rows")
def _(book):
    sheet = members(book)
    insert_rows(sheet, FIRST + 3, 1)
    for column in range(1, WIDTH + 1):
        sheet.merge_cells(start_row=FIRST + 2, start_column=column, end_row=FIRST + 3, end_column=column)


@mishap("layout/stray-blank-far-below")
def _(book):
    put(members(book), 50_000, NAME, "  ")


@mishap("layout/stray-format-far-below")
def _(book):
    members(book).cell(50_000, NAME)._style = copy(members(book).cell(FIRST, NAME)._style)


@mishap("layout/stray-value-far-below")
def _(book):
    put(members(book), 50_000, NAME, "x")


@mishap("layout/list-as-an-excel-table")
def _(book):
    from openpyxl.worksheet.table import Table
    sheet = members(book)
    unmerge(sheet)
    for column in range(1, WIDTH + 1):
        sheet.cell(SUBHEAD, column).value = sheet.cell(SUBHEAD, column).value or sheet.cell(HEAD, column).value
    remap(sheet, row_of=lambda it: None if it == NUMBERS else it - (it > NUMBERS))
    sheet.add_table(Table(displayName="DangVien", ref=f"A{SUBHEAD}:{get_column_letter(WIDTH)}{LAST - 1}"))


@mishap("layout/notes-of-the-clerk-in-cells", by="libreoffice")
def _(book):
    members(book).cell(FIRST, NAME).comment = Comment("Đã hỏi lại", "Văn phòng")


# --- sheet 1 -----------------------------------------------------------------------------------


@mishap("layout/facts-without-headings")
def _(book):
    remap(info(book), row_of=lambda it: it - 4 if it > 4 else None)


@mishap("layout/facts-in-another-order")
def _(book):
    remap(info(book), row_of=lambda it: 34 - it if it > 4 else it)


@mishap("layout/facts-numbered-in-their-labels")
def _(book):
    sheet = info(book)
    for row in range(5, 30):
        put(sheet, row, 2, f"{row - 4}. {sheet.cell(row, 2).value}")
        put(sheet, row, 1, None)


@mishap("layout/fact-with-a-slip-in-its-label")
def _(book):
    put(info(book), 15, 2, "Ngày họp kiểm điểm, đáng giá")


@mishap("layout/fact-missing")
def _(book):
    remap(info(book), row_of=lambda it: None if it == 16 else it - (it > 16))


@mishap("layout/fact-twice")
def _(book):
    put(info(book), 30, 2, "Năm đánh giá")
    put(info(book), 30, 3, 2019)


@mishap("layout/fact-added", by="libreoffice")
def _(book):
    put(info(book), 30, 2, "Địa chỉ nhà văn hóa thôn")
    put(info(book), 30, 3, "Thôn Bình Minh")


@mishap("layout/value-in-the-column-of-hints")
def _(book):
    put(info(book), 15, 4, info(book)["C15"].value, "dd/mm/yyyy")
    put(info(book), 15, 3, None)


# --- sheet 3 -----------------------------------------------------------------------------------


@mishap("layout/own-row-of-the-branch-missing")
def _(book):
    for column in range(1, 23):
        put(collectives(book), BRANCH_ROW, column, None)


@mishap("layout/two-rows-are-the-branch")
def _(book):
    sheet = collectives(book)
    for column in range(1, 23):
        put(sheet, BRANCH_ROW + 1, column, sheet.cell(BRANCH_ROW, column).value)
