#!/usr/bin/env python3
"""Slips in the workbook of one commune, each told for itself: no run is stopped by one, nothing of it is counted in silence.

python tests/rollup/slips.py PROGRAM WORK

The workbook is saved with the values of its formulas, as when somebody pastes values. Those of OTHERS are slips in a
workbook in which something is decided, or files that another hand has been at: of each either a finding tells, or it
changes nothing. Those of HOSTILE want to harm, or came damaged.
"""

import io
import json
import resource
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from openpyxl import load_workbook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLE = ROOT / "samples/tinh-2026"
BOOK = "Bản Pước.xlsx"


def find(sheet, text, column=None):
    """The row of the first cell with this text."""
    for row in sheet.iter_rows(min_row=10):
        for cell in row:
            if cell.value == text and (column is None or cell.column == column):
                return cell.row
    sys.exit(f"{sheet.title} has no {text!r}")


def people(book):
    sheet = book["DS01"]
    return sheet, [row for row in range(13, sheet.max_row) if isinstance(sheet.cell(row, 1).value, int) and sheet.cell(row, 2).value]


def filled_in(book):
    for sheet in book:
        for row in sheet.iter_rows(max_row=9):
            for cell in row:
                if str(cell.value or "").startswith("(Kèm theo Báo cáo số"):
                    cell.value = cell.value.replace("số …-", "số 123-").replace("ngày …/…/…", "ngày 10/12/2026")


def more_votes(book):
    sheet = book["DS02"]
    sheet.cell(12, 7).value = "9/8"


def strange_group(book):
    sheet = book["Bieu06"]
    sheet.insert_rows(find(sheet, "Tổng cộng"))
    for col, value in enumerate(["9", "Nhóm lạ", 0, 0, 0, 0, 0, 0, None, 5, 0], 1):
        sheet.cell(find(sheet, "Tổng cộng") - 1, col).value = value


def twice(book):
    sheet, rows = people(book)
    for col in range(2, 22):
        sheet.cell(rows[1], col).value = sheet.cell(rows[0], col).value


def no_limit(book):
    book["Bieu06"].cell(13, 10).value = None


def high_limit(book):
    book["Bieu06"].cell(13, 10).value = 99


def wrong_sum_of_limits(book):
    sheet = book["Bieu06"]
    sheet.cell(find(sheet, "Tổng cộng"), 10).value = 9


def wrong_over(book):
    book["Bieu06"].cell(13, 11).value = 7


def nobodys_number(book):
    sheet = book["Bieu01"]
    sheet.cell(find(sheet, "Tổng cộng"), 24).value = 12


def only_decided(book):
    sheet, rows = people(book)
    row = next(it for it in rows if sheet.cell(it, 18).value == "HTTNV")
    sheet.cell(row, 18).value, sheet.cell(row, 20).value = None, "HTTNV"


def hidden(book):
    book["Bieu04"].title = "Tập thể, lãnh đạo"


def gone(book):
    del book["DS03"]


def listed_otherwise(book):
    """What was decided stands otherwise in the list of changes."""
    book["DS05"].cell(12, 6).value = "HTTNV"


def change_gone(book):
    book["DS05"].delete_rows(12)


def changes_gone(book):
    del book["DS05"]


def stranger_changed(book):
    unmerged(book)
    sheet = book["DS05"]
    for col in range(1, 9):
        sheet.cell(14, col).value = sheet.cell(12, col).value
    sheet.cell(14, 1).value, sheet.cell(14, 2).value = 3, "Người Lạ Mặt"


SINCE = "So với bản chính thức lần trước: tong-hop-2026 (chính thức 1).xlsx"


def since_final(book, after="HTNV"):
    """The list of changes since the last final workbook, as the program lays it out."""
    sheet = book.copy_worksheet(book["DS05"])
    unmerged([sheet])
    sheet.title = "DS06"
    sheet.cell(6, 1).value = "DANH SÁCH THAY ĐỔI SO VỚI BẢN CHÍNH THỨC LẦN TRƯỚC, NĂM 2026"
    headings = ["TT", "Đảng viên, chi bộ", "Ngày sinh", "Chi bộ", "Bản trước", "Nay là", "Theo phiếu, quyết định", "Ngày"]
    for col, heading in enumerate(headings, 1):
        sheet.cell(10, col).value = heading
    sheet.cell(12, 6).value, sheet.cell(12, 8).value = after, "20/12/2026"
    sheet.cell(13, 4).value, sheet.cell(13, 8).value = None, None
    sheet.cell(14, 1).value = SINCE


def since_otherwise(book):
    since_final(book, "KHTNV")


def hidden_list(book):
    book["DS02"].sheet_state = "hidden"


def hidden_members(book):
    book["DS01"].sheet_state = "hidden"


def hidden_table(book):
    book["Bieu03"].sheet_state = "hidden"


def branches_gone(book):
    del book["Bieu03"]


def kept_copy(book):
    """Excel calls a copy so."""
    book.copy_worksheet(book["DS01"]).title = "DS01 (2)"


def changed_copy(book):
    copy = book.copy_worksheet(book["DS01"])
    copy.title = "DS01 (2)"
    copy.cell(15, 18).value = "HTNV"


def blank_number(book):
    sheet = book["Bieu01"]
    sheet.cell(find(sheet, "Tổng cộng"), 10).value = None


def number_as_text(book):
    sheet = book["Bieu01"]
    cell = sheet.cell(find(sheet, "Tổng cộng"), 10)
    cell.value = str(cell.value)


def other_text(book):
    sheet = book["Bieu01"]
    sheet.cell(find(sheet, "Tổng cộng"), 10).value = " 99 người"


def retitled(sheet):
    for row in sheet.iter_rows(max_row=9):
        for cell in row:
            if "NĂM 2026" in str(cell.value):
                cell.value = cell.value.replace("2026", "2025")


def table_of_last_year(book):
    retitled(book["Bieu02"])


def members_of_last_year(book):
    retitled(book["DS01"])


def below_the_end(book):
    sheet = book["DS01"]
    row = sheet.max_row + 1
    sheet.cell(row, 2).value, sheet.cell(row, 18).value = "Hoàng Văn Thêm", "HTTNV"


def footnotes(book):
    for sheet in book:
        if sheet.title.startswith(("Bieu0", "DS")):
            sheet.cell(sheet.max_row + 2, 1).value = "Ghi chú: 12 đảng viên mới chuyển đến"


def remarks(book):
    """A column of the province's own, beside every row."""
    for sheet in book:
        if sheet.title.startswith(("Bieu0", "DS")):
            column = sheet.max_column + 1
            for row in range(11, sheet.max_row):
                if sheet.cell(row, 1).value is not None:
                    sheet.cell(row, column).value = "đã xem"


def column_inserted(book):
    sheet = book["DS01"]
    sheet.insert_cols(3)
    sheet.cell(10, 3).value = "Tỉnh rà soát"


def row_inserted(book):
    sheet, rows = people(book)
    sheet.insert_rows(rows[5])


def rows_hidden(book):
    sheet, rows = people(book)
    sheet.auto_filter.ref = f"A12:U{rows[-1]}"
    for row in rows[::2]:
        sheet.row_dimensions[row].hidden = True


def renamed(book):
    for nth, sheet in enumerate(book, 1):
        sheet.title = f"Sheet{nth}"
    book._sheets.reverse()


def unmerged(book):
    for sheet in book:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))


def protected(book):
    for sheet in book:
        sheet.protection.sheet = True


def nobodys(book):
    for sheet in book:
        for row in sheet.iter_rows(max_row=9):
            for cell in row:
                if "Kèm theo Báo cáo" in str(cell.value):
                    cell.value = None


def a_command(book):
    """Text that Excel would take as a formula if it were one."""
    sheet, rows = people(book)
    sheet.cell(rows[0], 21).value = "=cmd|'/c calc'!A0"
    sheet.cell(rows[0], 21).data_type = "s"


def column_renamed(book):
    """Its numbers cannot be compared; they are told once, not row by row."""
    sheet = book["Bieu01"]
    for row in sheet.iter_rows(max_row=12):
        for cell in row:
            if cell.value == "Số được miễn":
                cell.value = "Số miễn"


TABLES = ("Bieu01", "Bieu02", "Bieu03", "Bieu06")


def column_numbers(book, change):
    """What stands in each cell of the rows of column numbers, of all sheets."""
    for sheet in book:
        for row in sheet.iter_rows(min_row=10, max_row=14):
            if [it.value for it in row[:3]] == [1, 2, 3]:
                for cell in row:
                    if isinstance(cell.value, int):
                        cell.value = change(cell.value)


def numbers_in_brackets(book):
    column_numbers(book, lambda it: f"({it})")


def numbers_as_text(book):
    column_numbers(book, str)


def numbers_and_letters(book):
    column_numbers(book, lambda it: "AB"[it - 1] if it < 3 else it - 2)


def no_numbers(book):
    column_numbers(book, lambda _: None)


def no_caption(book):
    """Nobody types below whom to sign how."""
    for sheet in book:
        for row in sheet.iter_rows(min_row=12):
            for cell in row:
                if str(cell.value).startswith("(Ký"):
                    cell.value = None


def sums_called(book, word):
    for sheet in TABLES:
        for row in book[sheet].iter_rows(min_row=12):
            for cell in row[:2]:
                if cell.value == "Tổng cộng":
                    cell.value = word


def sums_called_otherwise(book):
    sums_called(book, "Cộng")


def sums_with_count(book):
    sums_called(book, "Tổng số: 3 chi bộ")


def sum_called_otherwise_and_wrong(book):
    sheet = book["Bieu01"]
    sheet.cell(find(sheet, "Tổng cộng"), 3).value += 1
    sums_called_otherwise(book)


def shares(book, change):
    for sheet in TABLES:
        for row in book[sheet].iter_rows(min_row=11):
            for cell in row:
                if "%" in cell.number_format and isinstance(cell.value, (int, float)):
                    cell.value, cell.number_format = change(cell.value), "General"


def shares_rounded(book):
    shares(book, lambda it: round(it, 3))


def shares_of_hundred(book):
    shares(book, lambda it: round(it * 100, 1))


def shares_as_text(book):
    shares(book, lambda it: f"{it * 100:.1f}%".replace(".", ","))


def shares_blank(book):
    shares(book, lambda _: None)


def share_wrong(book):
    sheet = book["Bieu01"]
    cell = sheet.cell(find(sheet, "Tổng cộng"), 7)
    shares_rounded(book)
    cell.value -= 0.01


def share_wrong_as_text(book):
    sheet = book["Bieu01"]
    row = find(sheet, "Tổng cộng")
    shares_as_text(book)
    sheet.cell(row, 7).value = "9,9%"


def noughts_blank(book):
    for sheet in TABLES:
        for row in book[sheet].iter_rows(min_row=13):
            for cell in row:
                # A limit of nought is one.
                if cell.value == 0 and cell.column > 2 and (sheet, cell.column) != ("Bieu06", 10):
                    cell.value = None


def roman_branches(book):
    sheet = book["Bieu03"]
    row = find(sheet, 1, 1)
    for nth, own in enumerate(range(row, find(sheet, "Tổng cộng"))):
        sheet.cell(own, 1).value = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"][nth]


def unit_of_numbers(book):
    """In the two cells right above the headings."""
    for sheet in book:
        sheet.cell(9, 8).value, sheet.cell(9, 10).value = "Đơn vị tính:", "đồng chí"


def attached(line):
    def slip(book):
        for sheet in book:
            for row in sheet.iter_rows(max_row=9):
                for cell in row:
                    if "Kèm theo Báo cáo" in str(cell.value):
                        cell.value = line

    slip.__name__ = "attached " + line[:24]
    return slip


def bands(change):
    """How the parts of the list of all members are called."""
    def slip(book):
        sheet = book["DS01"]
        for row in sheet.iter_rows(min_row=12):
            number, _, name = str(row[0].value).partition(". ")
            if name and set(number) <= set("IVX"):
                row[0].value = change(number, name)

    slip.__name__ = "band " + change("I", "A").replace("/", "-")
    return slip


def headed_branch(book):
    sheet = book["Bieu03"]
    sheet.cell(find(sheet, "Tên chi bộ"), 2).value = "Chi bộ"


def unrated_as(word):
    def slip(book):
        sheet, rows = people(book)
        for row in rows:
            if not sheet.cell(row, 18).value:
                for col in (17, 18, 19, 20):
                    sheet.cell(row, col).value = word

    slip.__name__ = "unrated as " + word
    return slip


def decided_as_none(book):
    """Of somebody who is proposed, that there is no rating is no decision."""
    sheet, rows = people(book)
    row = next(it for it in rows if sheet.cell(it, 18).value == "HTTNV")
    sheet.cell(row, 20).value = "Miễn"


def nobody(row):
    """That there is nobody, typed into the cells of a row."""
    def slip(book):
        unmerged(book)
        sheet = book["DS03"]
        own = next(it for it in range(11, 30) if str(sheet.cell(it, 1).value).startswith("Danh sách này có"))
        sheet.insert_rows(own)
        for col, value in enumerate(row, 1):
            sheet.cell(own, col).value = value

    slip.__name__ = "nobody " + str(row[0])
    return slip


def swapped(book):
    book["DS02"].title, book["DS03"].title = "DS03 ", "DS02"
    book["DS03 "].title = "DS03"


PAPER = "Báo cáo số 25-BC/ĐU, ngày 15/12/2026 của Đảng ủy xã Bình An"


def posts_alone(book):
    """Leaders with their posts, and no branch behind them."""
    sheet = book["Bieu04"]
    head = find(sheet, "Chức vụ, đơn vị")
    column = next(it.column for it in sheet[head] if it.value == "Chức vụ, đơn vị")
    changed = 0
    for row in range(head + 1, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        if "; Chi bộ" in str(cell.value):
            cell.value, changed = cell.value.rsplit("; ", 1)[0], changed + 1
    assert changed, "no leader has a branch"


def linked(book):
    sheet = book["Bieu01"]
    sheet.cell(find(sheet, "Tổng cộng"), 10).value = "=[1]Sheet1!$A$1"


def in_two(_, folder):
    """Another commune sends the same people."""
    other = load_workbook(SAMPLE / "nop" / BOOK, data_only=True)
    for sheet in other:
        for row in sheet.iter_rows(max_row=9):
            for cell in row:
                if "Bản Pước" in str(cell.value):
                    cell.value = cell.value.replace("Bản Pước", "Khuôn Hà")
    other.save(folder / "nop/0.xlsx")


def plain(book):
    """Rows of those who stand in no other list."""
    sheet, rows = people(book)
    named = {cell.value for other in book if other.title != "DS01" for row in other.iter_rows(min_row=10) for cell in row}
    return sheet, [row for row in rows if sheet.cell(row, 2).value not in named]


def one_in_two(book, folder):
    """Somebody of another commune, his card without the noughts before it."""
    shutil.copy(SAMPLE / "nop" / DECIDED, folder / "nop/0.xlsx")
    theirs, their_rows = plain(load_workbook(folder / "nop/0.xlsx", data_only=True))
    sheet, rows = plain(book)
    for col in (2, 3, 9):
        sheet.cell(rows[0], col).value = theirs.cell(their_rows[0], col).value
    sheet.cell(rows[0], 9).value = sheet.cell(rows[0], 9).value.lstrip("0")


def same(book, cols):
    sheet, rows = plain(book)
    for col in cols:
        sheet.cell(rows[1], col).value = sheet.cell(rows[0], col).value
    return sheet, rows


def same_card(book):
    sheet, rows = same(book, (2, 3, 9))
    sheet.cell(rows[1], 9).value = sheet.cell(rows[1], 9).value.lstrip("0")


def same_without_card(book):
    sheet, rows = same(book, (2, 3, 7))
    sheet.cell(rows[1], 9).value = None


def namesake(book):
    same(book, (2, 3, 7))


def noted_missing(book):
    book["Bieu03"].cell(12, 11).value = "Chưa nộp phiếu"


def noted_returned(book):
    book["Bieu03"].cell(13, 11).value = "Phiếu đã gửi trả để sửa; hẹn thứ hai"


def once_missing(book):
    book["Bieu03"].cell(12, 11).value = "Nộp muộn: đến 5/12 vẫn chưa nộp phiếu"


def name_alone(book):
    sheet, rows = plain(book)
    for col in range(1, 22):
        if col != 2:
            sheet.cell(rows[0], col).value = None


def name_and_remark(book):
    name_alone(book)
    sheet, _ = people(book)
    row = next(it for it in range(13, sheet.max_row) if sheet.cell(it, 2).value and not sheet.cell(it, 1).value)
    sheet.cell(row, 24).value = "xem lại"


def name_and_number(book):
    sheet, rows = plain(book)
    for col in range(3, 22):
        sheet.cell(rows[0], col).value = None
    sheet.cell(rows[0], 1).value = f"{sheet.cell(rows[0], 1).value}."


def numbered(book, how):
    for title in ("DS01", "Bieu04"):
        sheet = book[title]
        for row in range(13, sheet.max_row):
            cell = sheet.cell(row, 1)
            if isinstance(cell.value, int) and isinstance(sheet.cell(row, 2).value, str):
                cell.value = how(cell.value)


def numbers_with_dots(book):
    numbered(book, lambda it: f"{it}.")


def numbers_gone(book):
    numbered(book, lambda _: None)


def columns_numbered_in_text(book):
    for sheet in book:
        for row in sheet.iter_rows(min_row=11, max_row=14):
            if [cell.value for cell in row[:3]] == [1, 2, 3]:
                for cell in row:
                    if isinstance(cell.value, int):
                        cell.value = str(cell.value)


def headed(book, superior, committee, sheet="Bieu04"):
    sheet = book[sheet]
    for row in range(13, sheet.max_row):
        cell = sheet.cell(row, 1)
        for start, text in (("II. ", superior), ("III. ", committee)):
            if str(cell.value).startswith(start):
                cell.value = text


def other_sections(book):
    headed(book, "II. CÁ NHÂN DIỆN BAN THƯỜNG VỤ TỈNH ỦY QUẢN LÝ", "III. Cán bộ do Đảng ủy xã quản lý")


def sections_in_two_cells(book):
    unmerged([book["Bieu04"]])
    headed(book, "II.", "III.")
    sheet = book["Bieu04"]
    for row in range(13, sheet.max_row):
        if sheet.cell(row, 1).value in ("II.", "III."):
            sheet.cell(row, 2).value = "LÃNH ĐẠO, QUẢN LÝ"
            sheet.cell(row, 12).value = "xem lại"


def sections_unknown(book):
    headed(book, "Cán bộ cấp tỉnh", "Cán bộ khác")


def heading_changed(book, title, was, now):
    cells = [cell for row in book[title].iter_rows(min_row=9) for cell in row if cell.value == was]
    assert cells, f"{title} has no {was!r}"
    cells[0].value = now


def collectives_unheaded(book):
    heading_changed(book, "Bieu04", "Tên tập thể", "Tập thể nào")


def leaders_unheaded(book):
    heading_changed(book, "Bieu04", "Họ và tên", "Cán bộ")


def decisions_unheaded(book):
    heading_changed(book, "DS01", "Mức được quyết định", "Mức chốt")


def branches_decisions_unheaded(book):
    heading_changed(book, "Bieu03", "Đảng ủy quyết định", "Mức chốt")


def collectives_decisions_unheaded(book):
    heading_changed(book, "Bieu04", "Đảng ủy quyết định", "Mức chốt")


def unheaded(title, heading, now=None):
    """A heading that somebody cleared, or worded anew: its column is told, once, by the sheet and the heading."""
    def slip(book):
        heading_changed(book, title, heading, now)

    slip.__name__ = f"unheaded {title} {heading.replace('/', '-')}" + (f" {now}" if now else "")
    return slip


def unheaded_among_leaders(heading):
    """The same of the second table of a sheet, where the first may have the heading too."""
    def slip(book):
        sheet = book["Bieu04"]
        row = find(sheet, "Họ và tên")
        next(cell for cell in sheet[row] if cell.value == heading).value = None

    slip.__name__ = f"unheaded leaders {heading.replace('/', '-')}"
    return slip


def quarters_unheaded(book):
    for number in ("I", "II", "III", "IV"):
        heading_changed(book, "DS01", number, None)


def collective_only_decided(book):
    book["Bieu04"].cell(find(book["Bieu04"], "Chi ủy chi bộ Công an xã"), 7).value = None


def nameless_collective(book):
    book["Bieu04"].cell(find(book["Bieu04"], "Chi ủy chi bộ Công an xã"), 2).value = None


def nameless_leader(book):
    book["Bieu04"].cell(find(book["Bieu04"], "Lê Đình Thắng"), 2).value = None


def leader_rated_otherwise(column, rating):
    """What the table of leaders says of somebody, and the list of all does not."""
    def slip(book):
        sheet = book["Bieu04"]
        sheet.cell(find(sheet, "Quan Văn Bằng"), column).value = rating

    slip.__name__ = f"leader rated otherwise {column} {rating}"
    return slip


def gone_on(book):
    """The list of all members in two sheets, as the program parts a long one."""
    unmerged([book["DS01"]])
    first, rows = people(book)
    second = book.copy_worksheet(first)
    second.title = "DS01 (2)"
    # A part begins where the numbers of its people begin anew.
    part = next(row for row in range(rows[0] + 12, rows[-1]) if first.cell(row, 1).value and not first.cell(row, 2).value)
    first.delete_rows(part, first.max_row - part + 1)
    second.delete_rows(13, part - 13)


def gone_on_unheaded(book):
    gone_on(book)
    heading_changed(book, "DS01 (2)", "Dân tộc", None)


def some_undecided(book):
    sheet, rows = plain(book)
    for row in rows[:3]:
        if sheet.cell(row, 18).value == sheet.cell(row, 20).value:
            sheet.cell(row, 20).value = None


def nothing_decided(book):
    """What was decided stands as proposed, and nothing calls it a draft."""
    del book["DS05"]
    for title, proposal, decision in (("DS01", 18, 20), ("Bieu03", 8, 10), ("Bieu04", 7, 8)):
        sheet = book[title]
        for row in range(13 if title != "Bieu03" else 12, sheet.max_row + 1):
            if title == "Bieu04" and sheet.cell(row, 2).value == "Họ và tên":
                # The leaders below have their ratings one column before.
                proposal, decision = 6, 7
            if isinstance(sheet.cell(row, 1).value, int) and isinstance(sheet.cell(row, 2).value, str):
                sheet.cell(row, proposal).value = sheet.cell(row, decision).value
                sheet.cell(row, decision).value = None


def sums_of_branches(book):
    """How many a branch has, below its people."""
    unmerged([book["DS01"]])
    sheet, rows = people(book)
    last = next(it for it in rows if sheet.cell(it + 1, 2).value is None)
    sheet.insert_rows(last + 1)
    sheet.cell(last + 1, 2).value = "Cộng: 14 đồng chí"


def anothers_table(book):
    for title in ("Bieu02", "DS02"):
        for row in book[title].iter_rows(max_row=9):
            for cell in row:
                if "Kèm theo Báo cáo" in str(cell.value):
                    cell.value = cell.value.replace("Bình An", "Khuôn Hà")


def quarters_in_full(book):
    sheet, rows = plain(book)
    for col, rating in zip(range(13, 17), ("HTTNV", "Hoàn thành tốt nhiệm vụ", "T", "–")):
        sheet.cell(rows[0], col).value = rating


def quarter_unread(book):
    sheet, rows = plain(book)
    sheet.cell(rows[0], 13).value = "khá"


# What is done, what has to be among the findings, and whether the commune counts.
SLIPS = [
    (lambda book: None, set(), True),
    (filled_in, set(), True),
    (hidden, set(), True),
    (more_votes, {"U023"}, False),
    (strange_group, {"U019"}, True),
    (twice, {"U030"}, False),
    (no_limit, {"U015"}, False),
    (high_limit, {"U028"}, False),
    (wrong_sum_of_limits, {"U016"}, False),
    (wrong_over, {"U016"}, False),
    (nobodys_number, {"U027"}, True),
    (only_decided, {"U032"}, False),
    (gone, {"U017"}, False),
    (in_two, {"U049"}, False),
    (one_in_two, {"U029"}, True),
]


# The same in the workbook of a commune that decided. How often a finding is told is that of one cause.
DECIDED = "tong-hop-2026 Binh An.xlsx"
OTHERS = [
    (lambda book: None, {}, "accepted"),
    (listed_otherwise, {"U045": 1}, "returned"),
    (change_gone, {"U012": 1}, "returned"),
    (changes_gone, {"U017": 1}, "accepted"),
    (stranger_changed, {"U010": 1}, "returned"),
    (since_final, {}, "accepted"),
    (since_otherwise, {"U045": 1}, "returned"),
    (hidden_list, {"U040": 1}, "returned"),
    (hidden_members, {"U040": 1}, "unreadable"),
    (hidden_table, {"U040": 1}, "returned"),
    (branches_gone, {"U017": 1}, "returned"),
    (kept_copy, {"U041": 1}, "accepted"),
    (changed_copy, {"U041": 1}, "returned"),
    (blank_number, {"U042": 1}, "returned"),
    (number_as_text, {}, "accepted"),
    (other_text, {"U016": 1}, "returned"),
    (table_of_last_year, {"U043": 1}, "returned"),
    (members_of_last_year, {"U043": 1}, "returned"),
    (below_the_end, {"U044": 1}, "returned"),
    (footnotes, {}, "accepted"),
    (remarks, {}, "accepted"),
    (column_inserted, {}, "accepted"),
    (row_inserted, {}, "accepted"),
    (rows_hidden, {}, "accepted"),
    (renamed, {}, "accepted"),
    (unmerged, {}, "accepted"),
    (protected, {}, "accepted"),
    (nobodys, {"U039": 1}, "returned"),
    (a_command, {}, "accepted"),
    (linked, {"U016": 1}, "returned"),
    (column_renamed, {"U046": 1, "U027": 1}, "returned"),
    (numbers_in_brackets, {}, "accepted"),
    (numbers_as_text, {}, "accepted"),
    (numbers_and_letters, {}, "accepted"),
    (no_numbers, {}, "accepted"),
    (no_caption, {}, "accepted"),
    (sums_called_otherwise, {}, "accepted"),
    (sums_with_count, {}, "accepted"),
    (sum_called_otherwise_and_wrong, {"U016": 1}, "returned"),
    (shares_rounded, {}, "accepted"),
    (shares_of_hundred, {}, "accepted"),
    (shares_as_text, {}, "accepted"),
    (shares_blank, {}, "accepted"),
    (share_wrong, {"U016": 1}, "returned"),
    (share_wrong_as_text, {"U016": 1}, "returned"),
    (noughts_blank, {}, "accepted"),
    (roman_branches, {}, "accepted"),
    (unit_of_numbers, {}, "accepted"),
    (attached(f"Kèm theo {PAPER}"), {}, "accepted"),
    (attached(f"( Kèm theo {PAPER} )"), {}, "accepted"),
    (attached(unicodedata.normalize("NFD", f"(Kèm theo {PAPER})")), {}, "accepted"),
    (attached(f"(kèm theo {PAPER.lower()})."), {}, "accepted"),
    (attached("(Kèm theo Quyết định số 25-QĐ/ĐU của BCH Đảng bộ xã Bình An)"), {}, "accepted"),
    (attached("(Kèm theo Công văn số 2 của Ban Chấp hành Đảng bộ xã Bình An)"), {}, "accepted"),
    (attached("(Kèm theo Báo cáo của Đảng ủy xã Bình Anh)"), {"U005": 1}, "returned"),
    (attached("(Kèm theo Báo cáo số 25)"), {"U039": 1}, "returned"),
    (bands(lambda number, name: f"{number} - {name}"), {}, "accepted"),
    (bands(lambda number, name: f"{number}) {name}"), {}, "accepted"),
    (bands(lambda number, name: f"{number}/{name}"), {}, "accepted"),
    (bands(lambda number, name: f"{number}.{name}"), {}, "accepted"),
    (bands(lambda number, name: f"1. {name}"), {}, "accepted"),
    (bands(lambda number, name: f"{number}. {name} (10 đảng viên)"), {}, "accepted"),
    (headed_branch, {}, "accepted"),
    (unrated_as("-"), {}, "accepted"),
    (unrated_as("Miễn"), {}, "accepted"),
    (unrated_as("Chưa xếp loại"), {}, "accepted"),
    (decided_as_none, {"U023": 1}, "returned"),
    (nobody([1, "Không có"]), {}, "accepted"),
    (nobody(["-"] * 9), {}, "accepted"),
    (swapped, {}, "accepted"),
    (same_card, {"U030": 1}, "returned"),
    (same_without_card, {"U030": 1}, "returned"),
    (namesake, {}, "accepted"),
    (noted_missing, {"U048": 1}, "returned"),
    (noted_returned, {"U048": 1}, "returned"),
    (once_missing, {}, "accepted"),
    (name_alone, {"U050": 1}, "returned"),
    (name_and_remark, {"U050": 1}, "returned"),
    (name_and_number, {"U012": 1}, "returned"),
    (numbers_with_dots, {}, "accepted"),
    (numbers_gone, {}, "accepted"),
    (posts_alone, {}, "accepted"),
    (columns_numbered_in_text, {}, "accepted"),
    (other_sections, {}, "accepted"),
    (sections_in_two_cells, {}, "accepted"),
    (sections_unknown, {"U052": 1}, "returned"),
    (collectives_unheaded, {"U051": 1}, "returned"),
    (leaders_unheaded, {"U051": 1}, "returned"),
    (decisions_unheaded, {"U051": 1}, "returned"),
    (branches_decisions_unheaded, {"U051": 1}, "returned"),
    (collectives_decisions_unheaded, {"U051": 1}, "returned"),
    (unheaded("DS02", "Tóm tắt thành tích", "Nêu gương"), {"U051": 1}, "returned"),
    (quarters_unheaded, {"U051": 4}, "returned"),
    (collective_only_decided, {"U032": 1}, "returned"),
    (nameless_collective, {"U025": 1}, "returned"),
    (nameless_leader, {"U025": 1}, "returned"),
    (leader_rated_otherwise(4, "HTNV"), {"U055": 1}, "returned"),
    (leader_rated_otherwise(6, "HTNV"), {"U055": 1}, "returned"),
    (leader_rated_otherwise(7, "HTNV"), {"U055": 1}, "returned"),
    (leader_rated_otherwise(8, "Hoàn thành nhiệm vụ"), {"U055": 1}, "returned"),
    (leader_rated_otherwise(7, None), {}, "accepted"),
    (gone_on, {}, "accepted"),
    (gone_on_unheaded, {"U051": 1}, "returned"),
    (some_undecided, {"U007": 1, "U053": 1}, "accepted"),
    (sums_of_branches, {}, "accepted"),
    (nothing_decided, {"U007": 1}, "accepted"),
    (anothers_table, {"U054": 1}, "returned"),
    (quarters_in_full, {}, "accepted"),
    (quarter_unread, {"U023": 1}, "returned"),
]


# What the message of one of them has to say.
SAID = {
    share_wrong: "93,6%",
    share_wrong_as_text: "93,6%",
    column_renamed: "“Số được miễn”",
    sum_called_otherwise_and_wrong: "“Cộng”",
}


# Headings that one workbook after the other lacks, by their sheets, and whether the commune still counts: what the list
# of all members says too is not lost.
UNHEADED = {
    ("DS01", "returned"): [
        "Ngày sinh", "Giới tính", "Dân tộc", "Chức vụ", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ", "Nhóm đối tượng",
        "Tự chấm", "Chi bộ chấm", "III", "Tự xếp loại", "Chi bộ đề nghị", "Mức tối đa theo quy định", "Ghi chú",
    ],
    ("DS02", "accepted"): ["Chức vụ", "Ngày vào Đảng", "Ghi chú"],
    ("DS02", "returned"): [
        "Họ và tên", "Ngày sinh", "Chi bộ", "Số phiếu HTXSNV/ hợp lệ", "Số năm liên tục HTXSNV", "Tóm tắt thành tích",
    ],
    ("DS03", "returned"): [
        "Họ và tên", "Ngày sinh", "Chức vụ", "Chi bộ", "Xếp loại", "Hình thức kỷ luật", "Số, ngày quyết định", "Nguyên nhân",
        "Ghi chú",
    ],
    ("DS04", "returned"): [
        "Họ và tên", "Ngày sinh", "Chi bộ", "Ngày vào Đảng", "Được miễn (X)", "Chưa kiểm điểm (X)",
        "Chưa đánh giá, xếp loại (X)", "Lý do", "Ghi chú",
    ],
    ("Bieu03", "returned"): ["Tên chi bộ", "Loại hình", "Chi bộ tự xếp loại", "Mức tối đa theo quy định", "Ghi chú"],
    ("Bieu04", "returned"): ["Loại", "Chi bộ", "Tự xếp loại", "Đề nghị", "Căn cứ, lý do", "Ghi chú"],
}
AMONG_LEADERS = {
    "accepted": ["Tự xếp loại", "Chi bộ đề nghị", "Đảng ủy đề xuất/ quyết định", "Ghi chú"],
    "returned": ["Chức vụ, đơn vị", "Xếp loại CB, CC, VC", "Cấp trên quyết định", "Căn cứ"],
}
# Without these it was always told.
NEEDED = {("DS01", it) for it in ("Ngày sinh", "Ngày vào Đảng", "Số thẻ", "Chi bộ đề nghị")}
# The sheet where one of them is told.
TOLD_AT = {gone_on_unheaded: "DS01 (2)"}
# Both places are named, with what stands in each.
for slip, _, status in OTHERS:
    if slip.__name__.startswith("leader rated") and status == "returned":
        SAID[slip], TOLD_AT[slip] = "nhưng ô DS01!", "Bieu04"
for (title, status), headings in UNHEADED.items():
    for heading in headings:
        slip = unheaded(title, heading)
        OTHERS.append((slip, {"U022" if (title, heading) in NEEDED else "U051": 1}, status))
        SAID[slip], TOLD_AT[slip] = f"“{heading}”", title
for status, headings in AMONG_LEADERS.items():
    for heading in headings:
        slip = unheaded_among_leaders(heading)
        OTHERS.append((slip, {"U051": 1}, status))
        SAID[slip], TOLD_AT[slip] = f"“{heading}”", "Bieu04"


# Of these nobody of the table of collectives and leaders may be lost.
KEPT = (posts_alone, numbers_with_dots, numbers_gone, other_sections, sections_in_two_cells)


# What of the two lists of changes has to stand in the province's workbook.
LISTED = {
    "DS05": [
        (1, "Lê Đình Thắng", "Chi bộ Công an xã, xã Bình An", "HTTNV", "HTNV", "Hội nghị thống nhất mức thấp hơn"),
        (2, "Chi bộ thôn Nà Mẻ, xã Bình An", "HTTNV", "HTNV"),
    ],
    "DS06": [
        (1, "Lê Đình Thắng", "Chi bộ Công an xã, xã Bình An", "HTTNV", "HTNV", "Hội nghị thống nhất mức thấp hơn"),
        (2, "Chi bộ thôn Nà Mẻ, xã Bình An", "HTTNV", "HTNV"),
        (f"{SINCE}, xã Bình An",),
    ],
}


def rolled_up(program, folder, name):
    """The report of a province with one file, findings of it alone."""
    run = subprocess.run([program, "rollup", folder, "-q"], capture_output=True, text=True)
    if run.returncode != 1:
        return f"{name}: ends with {run.returncode}: {run.stderr}", None
    return None, json.loads((folder / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))


def others(program, work):
    wrong = []
    for slip, wanted, status in OTHERS:
        name = slip.__name__.strip("<>")
        folder = work / "khac" / name
        (folder / "nop").mkdir(parents=True)
        shutil.copy(SAMPLE / "xeploai.toml", folder)
        book = load_workbook(SAMPLE / "nop" / DECIDED, data_only=True)
        slip(book)
        book.save(folder / "nop" / DECIDED)
        failed, report = rolled_up(program, folder, name)
        if failed:
            wrong.append(failed)
            continue
        own = [it for it in report["findings"] if it["file"]]
        codes = dict(Counter(it["code"] for it in own))
        (file,) = report["files"]
        members = report["totals"]["members"]
        if codes != wanted or file["status"] != status or members != (47 if status == "accepted" else 0):
            wrong.append(f"{name}: {file['status']}, {members} members, {[(it['code'], it['sheet'], it['cell']) for it in own]}")
        if any("{" in it["message"] for it in own):
            wrong.append(f"{name}: a message with a gap")
        if slip in TOLD_AT and TOLD_AT[slip] not in [it["sheet"] for it in own]:
            wrong.append(f"{name}: told at {[it['sheet'] for it in own]}")
        if SAID.get(slip, "") not in " ".join(it["message"] for it in own):
            wrong.append(f"{name}: nothing says {SAID[slip]}: {[it['message'] for it in own]}")
        # Without a workbook it was told above what came of it.
        if not (folder / "ket-qua/tong-hop-2026.xlsx").is_file():
            continue
        if slip in KEPT:
            got = load_workbook(folder / "ket-qua/tong-hop-2026.xlsx", data_only=True)["Bieu04"]
            ours = load_workbook(SAMPLE / "nop" / DECIDED, data_only=True)["Bieu04"]
            names = [{row[1].value for row in it.iter_rows(min_row=12) if row[0].value} for it in (got, ours)]
            lost = {it for it in names[1] if isinstance(it, str) and it != "Họ và tên"} - names[0]
            if lost:
                wrong.append(f"{name}: Bieu04 lacks {lost}")
        if slip is quarters_in_full:
            got = load_workbook(folder / "ket-qua/tong-hop-2026.xlsx", data_only=True)["DS01"]
            if not any([it.value for it in row[12:16]] == ["T", "T", "T", None] for row in got.iter_rows(min_row=13)):
                wrong.append(f"{name}: the quarters are lost")
        if slip is since_final:
            got = load_workbook(folder / "ket-qua/tong-hop-2026.xlsx", data_only=True)
            for title, rows in LISTED.items():
                found = [tuple(it.value for it in row if it.value is not None) for row in got[title].iter_rows(min_row=10)]
                lost = [row for row in rows if not any(set(row) <= set(own) for own in found)]
                if lost:
                    wrong.append(f"{name}: {title} lacks {lost}")
    return wrong


# Workbooks that the very first version made of the samples: bands in two cells, dates as text, groups in full, some
# lines and headings worded otherwise.
EARLIER = {2020: "binh-an-2020", 2023: "binh-an-2023", 2026: "binh-an-2026"}


def province(folder, year, book):
    (folder / "nop").mkdir(parents=True)
    settings = (SAMPLE / "xeploai.toml").read_text(encoding="utf-8").replace("year = 2026", f"year = {year}")
    (folder / "xeploai.toml").write_text(settings, encoding="utf-8")
    shutil.copy(book, folder / "nop")


def numbers(folder, year):
    made = folder / f"ket-qua/tong-hop-{year}.xlsx"
    book = load_workbook(made, data_only=True) if made.is_file() else []
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book if sheet.title not in ("DS02", "DS04") for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, (int, float))
    }


def earlier(program, work):
    """They give the numbers that a workbook of today gives, to the last cell; a number typed over is told at its cell."""
    wrong = []
    for year, sample in EARLIER.items():
        ours = HERE / f"earlier/tong-hop-{year}.xlsx"
        now, before, spoiled = (work / f"truoc/{year}-{it}" for it in ("nay", "cu", "sai"))
        commune = work / "truoc" / sample
        shutil.copytree(ROOT / "samples" / sample, commune, ignore=shutil.ignore_patterns("ket-qua"))
        subprocess.run([program, "consolidate", commune, "-q"], capture_output=True)
        province(now, year, commune / f"ket-qua/tong-hop-{year}.xlsx")
        province(before, year, ours)
        province(spoiled, year, ours)
        book = load_workbook(ours, data_only=True)
        sheet = book["Bieu01"]
        cell = sheet.cell(find(sheet, "Tổng cộng"), 3)
        cell.value += 1
        book.save(spoiled / f"nop/tong-hop-{year}.xlsx")
        wanted = {now: [("U007", None)], before: [("U007", None), ("U047", None)],
                  spoiled: [("U007", None), ("U016", cell.coordinate), ("U047", None)]}
        for folder, told in wanted.items():
            failed, report = rolled_up(program, folder, folder.name)
            if failed:
                wrong.append(failed)
                continue
            own = sorted((it["code"], it["cell"]) for it in report["findings"] if it["file"])
            if own != told or bool(report["totals"]["members"]) != (folder is not spoiled):
                wrong.append(f"{folder.name}: {own}")
        if numbers(now, year) != numbers(before, year) or not numbers(now, year):
            wrong.append(f"{year}: other numbers than of a workbook of today")
    return wrong


def packed(change):
    """The workbook of the commune that decided, with parts changed; all of them deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(SAMPLE / "nop" / DECIDED) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in book.namelist():
            for name, part in change(name, book.read(name)):
                made.writestr(name, part)
    return out.getvalue()


def swollen(name, part):
    """A sheet that becomes 400 MB."""
    if name.endswith("sheet1.xml"):
        part = part.replace(b"<sheetData>", b"<sheetData>" + b" " * 400_000_000)
    return [(name, part)]


def laughs(name, part):
    """Texts that are made of texts that are made of texts."""
    if name.endswith("sharedStrings.xml"):
        steps = [b'<!ENTITY a0 "ha">']
        steps += [b'<!ENTITY a%d "%s">' % (it, b"&a%d;" % (it - 1) * 10) for it in range(1, 10)]
        declaration, rest = part.split(b"?>", 1)
        part = declaration + b"?><!DOCTYPE sst [" + b"".join(steps) + b"]>" + rest.replace(b"</t>", b"&a9;</t>", 1)
    return [(name, part)]


def thousands_of_parts(name, part):
    return [(name, part)] + [(f"xl/media/{it}.bin", b"x") for it in range(100_000 if name == "xl/workbook.xml" else 0)]


def elsewhere(name, part):
    """A part that wants to lie outside of the folder, and a sheet that is another file."""
    outside = [("../../outside.txt", b"x")] if name == "xl/workbook.xml" else []
    return [(name, part.replace(b'Target="worksheets/sheet1.xml"', b'Target="file:///etc/passwd"')), *outside]


def deep(name, part):
    """Elements within elements; no two names are alike, that they are not called too well packed."""
    if name.endswith("sheet1.xml"):
        part = part.replace(b"<sheetData>", b"<sheetData>" + b"".join(b"<x%d>" % (it * 2_654_435_761 % 2**32) for it in range(200_000)))
    return [(name, part)]


def far(name, part):
    """A cell in the last row and column that there can be, and one beyond."""
    if name.endswith("sheet1.xml"):
        more = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="4294967295"><c r="ZZZZ9"><v>1</v></c></row>'
        part = part.replace(b"</sheetData>", more + b"</sheetData>")
    return [(name, part)]


def torn(_):
    whole = (SAMPLE / "nop" / DECIDED).read_bytes()
    return whole[: len(whole) // 2]


# Files that want to harm, or that came damaged: nothing of them counts, and one finding tells why.
HOSTILE = {
    "swollen": lambda: packed(swollen),
    "laughs": lambda: packed(laughs),
    "thousands_of_parts": lambda: packed(thousands_of_parts),
    "elsewhere": lambda: packed(elsewhere),
    "deep": lambda: packed(deep),
    "far": lambda: packed(far),
    "torn": lambda: torn(None),
    "no_workbook": lambda: b"MZ" + bytes(range(256)) * 40,
}
MEMORY = 400 << 20  # bytes that the program may ask for at most, its own code among them


def hostile(program, work):
    wrong = []
    for name, made in HOSTILE.items():
        folder = work / "hai" / name
        (folder / "nop").mkdir(parents=True)
        shutil.copy(SAMPLE / "xeploai.toml", folder)
        (folder / "nop" / DECIDED).write_bytes(made())
        limit = lambda: resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))  # noqa: E731
        run = subprocess.run([program, "rollup", folder, "-q"], capture_output=True, text=True, timeout=60,
                             preexec_fn=limit)
        report = folder / "ket-qua/bao-cao.json"
        if run.returncode != 1 or not report.is_file():
            wrong.append(f"{name}: ends with {run.returncode}: {run.stderr}")
            continue
        report = json.loads(report.read_text(encoding="utf-8"))
        (file,) = report["files"]
        own = [it["code"] for it in report["findings"] if it["file"]]
        if file["status"] == "accepted" or report["totals"]["members"] or len(own) != 1:
            wrong.append(f"{name}: {file['status']}, {report['totals']['members']} members, {own}")
        if (folder.parent / "outside.txt").exists() or (work / "outside.txt").exists():
            wrong.append(f"{name}: wrote outside")
    return wrong


def main():
    program, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    shutil.rmtree(work, ignore_errors=True)
    wrong = []
    for slip, wanted, counts in SLIPS:
        name = slip.__name__.strip("<>")
        folder = work / name
        (folder / "nop").mkdir(parents=True)
        shutil.copy(SAMPLE / "xeploai.toml", folder)
        book = load_workbook(SAMPLE / "nop" / BOOK, data_only=True)
        slip(book, folder) if slip in (in_two, one_in_two) else slip(book)
        book.save(folder / "nop" / BOOK)
        run = subprocess.run([program, "rollup", folder, "-q"], capture_output=True, text=True)
        if run.returncode != 1:
            wrong.append(f"{name}: ends with {run.returncode}: {run.stderr}")
            continue
        report = json.loads((folder / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))
        own = [it for it in report["findings"] if it["branch"] == "BP" and it["code"] not in ("U007",)]
        codes = {it["code"] for it in own}
        status = next(it["status"] for it in report["branches"] if it["code"] == "BP")
        if not wanted <= codes or (status == "accepted") != counts or (not wanted and codes):
            wrong.append(f"{name}: {status}, {[(it['code'], it.get('sheet'), it.get('cell')) for it in own]}")
        if any("{" in it["message"] for it in own):
            wrong.append(f"{name}: a message with a gap")
    wrong += others(program, work)
    wrong += earlier(program, work)
    wrong += hostile(program, work)
    print("\n".join(wrong) or f"{len(SLIPS) + len(OTHERS) + 2 * len(EARLIER) + len(HOSTILE)} slips told")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
