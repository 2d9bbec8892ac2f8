"""What LibreOffice makes of a form in the older format of Excel and in its own: each stores things its own way."""

from __future__ import annotations

import re
import struct
from datetime import datetime, time, timedelta

from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from base import ADMITTED, BIRTH, CARD, ETHNIC, FIRST, GENDER, LAST, NAME, OFFICIAL, PERCENT, VOTES_GOOD, YEARS
from kit import members, mishap, put, replace_once

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"


def saved(name):
    return mishap(f"other-formats/{name}", by="libreoffice")


def patched(name):
    return mishap(f"other-formats/{name}", by="patched")


# --- the older format of Excel -----------------------------------------------------------------


@saved("dates-counted-from-1904.xls")
def _(book):
    book.epoch = CALENDAR_MAC_1904


@saved("time-of-day-for-a-date.xls")
def _(book):
    put(members(book), FIRST, BIRTH, time(12, 30), "h:mm")


@saved("hours-for-a-date.xls")
def _(book):
    # As a day it would be the second of January 1900.
    put(members(book), FIRST, BIRTH, timedelta(hours=50), "[h]:mm")


@saved("merged-cells-over-two-members.xls")
@saved("merged-cells-over-two-members.ods")
def _(book):
    put(members(book), FIRST + 1, ETHNIC, None)
    column = get_column_letter(ETHNIC)
    members(book).merge_cells(f"{column}{FIRST}:{column}{FIRST + 1}")


@saved("percentages-as-numbers.xls")
def _(book):
    # As Excel keeps "100%" and "95%" that somebody types; and beside one another, which it stores as one record.
    for row, share in zip(range(FIRST, FIRST + 3), (1, 0.95, 1.1)):
        put(members(book), row, PERCENT, share, "0%")
        put(members(book), row, PERCENT + 1, 2, "0")


@saved("row-struck-out.xls")
@saved("row-struck-out.ods")
def _(book):
    for cell in members(book)[FIRST + 2]:
        cell.font = Font(strike=True)


@saved("card-with-noughts-shown.xls")
def _(book):
    put(members(book), FIRST, CARD, 8012301, "00000000")


@patched("sheet-of-a-chart.xls")
def _(data):
    # The record that names the list of collectives' sheet, its name aside: the kind of sheet is its sixth byte.
    name = "3_TapThe"
    at = data.index(struct.pack("<BB", len(name), 0) + name.encode("ascii"))
    if data[at - 10:at - 6] != struct.pack("<HH", 0x85, 8 + len(name)) or data[at - 1] != 0:
        raise ValueError("no record of a sheet")
    return data[:at - 1] + b"\x02" + data[at:]


# --- OpenDocument ------------------------------------------------------------------------------


@saved("rows-hidden.xls")
@saved("rows-hidden.ods")
def _(book):
    for row in (FIRST + 2, FIRST + 3):
        members(book).row_dimensions[row].hidden = True


@saved("rows-hidden-by-a-filter.ods")
def _(book):
    sheet = members(book)
    sheet.auto_filter.ref = f"A{FIRST - 1}:{get_column_letter(YEARS)}{LAST}"
    sheet.auto_filter.add_filter_column(GENDER - 1, ["Nam"])
    for row in range(FIRST, LAST + 1):
        sheet.row_dimensions[row].hidden = sheet.cell(row, GENDER).value != "Nam"


@saved("columns-hidden.xls")
@saved("columns-hidden.ods")
def _(book):
    members(book).column_dimensions[get_column_letter(ETHNIC)].hidden = True


@saved("note-on-a-date.ods")
def _(book):
    members(book).cell(FIRST, BIRTH).comment = Comment("hỏi lại chi bộ", "Văn phòng")


@saved("note-on-a-name.ods")
def _(book):
    members(book).cell(FIRST, NAME).comment = Comment("họ cũ: Mã", "Văn phòng")


@saved("two-facts-in-a-cell-on-two-lines.ods")
def _(book):
    put(members(book), FIRST, GENDER, "Nam\nTày")


@saved("formula-with-an-error.ods")
def _(book):
    put(members(book), FIRST + 1, VOTES_GOOD, "=1/0")


@saved("date-shown-as-month-and-year.xls")
@saved("date-shown-as-month-and-year.ods")
def _(book):
    # The day that is stored would be after the official one; no more than the month is shown.
    put(members(book), FIRST, ADMITTED, datetime(1999, 2, 20), "mm/yyyy")


@saved("born-before-the-calendar.ods")
def _(book):
    put(members(book), FIRST, BIRTH, datetime(1900, 2, 28), "dd/mm/yyyy")


@patched("blanks-as-elements.ods")
def _(parts):
    replace_once(parts, CONTENT, "Ma Văn Thụ", "Ma<text:s/>Văn<text:s/>Thụ")
    replace_once(parts, CONTENT, ">Hoàn thành tốt nhiệm vụ<", ">Hoàn<text:s/>thành<text:s/>tốt<text:s/>nhiệm<text:s/>vụ<")


@patched("formula-without-a-result.ods")
def _(parts):
    text = parts[CONTENT].decode()
    cell = re.search(r'<table:table-cell (table:style-name="\w+" )?office:value-type="float" office:value="95"[^>]*>'
                     r"<text:p>95</text:p></table:table-cell>", text)
    formula = f'<table:table-cell {cell[1] or ""}table:formula="of:=90+5"/>'
    parts[CONTENT] = (text[:cell.start()] + formula + text[cell.end():]).encode()


@patched("sheet-kept-of-another-file.ods")
def _(parts):
    text = parts[CONTENT].decode()
    table = re.search(r'<table:table table:name="2_DangVien".*?</table:table>', text, flags=re.S)
    other = table[0].replace('"2_DangVien"', "\"'file:///C:/Bieu%20mau/nam-ngoai.ods'#$2_DangVien\"", 1)
    parts[CONTENT] = (text[:table.end()] + other + text[table.end():]).encode()


@patched("password.ods")
def _(parts):
    algorithm = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    data = f'<manifest:encryption-data><manifest:algorithm manifest:algorithm-name="{algorithm}"/></manifest:encryption-data>'
    text = parts[MANIFEST].decode()
    entry = re.search(r'<manifest:file-entry manifest:full-path="content.xml"[^>]*/>', text)
    parts[MANIFEST] = text.replace(entry[0], f"{entry[0][:-2]}>{data}</manifest:file-entry>").encode()
    parts[CONTENT] = bytes((it * 149 + 73) % 256 for it in range(4_000))


def shows_months(parts, style):
    """The first member was admitted on a day after the official one, in a cell that shows the month alone: by a
    style that has the format from another, which is among the common ones. `style` names it in the cell, if any."""
    formats = ('<number:date-style style:name="N900"><number:month number:style="long"/><number:text>/</number:text>'
               '<number:year number:style="long"/></number:date-style>'
               '<style:style style:name="thang" style:family="table-cell" style:data-style-name="N900"/>')
    replace_once(parts, "styles.xml", "</office:styles>", f"{formats}</office:styles>")
    own = '<style:style style:name="ce900" style:family="table-cell" style:parent-style-name="thang"/>'
    replace_once(parts, CONTENT, "</office:automatic-styles>", f"{own}</office:automatic-styles>")
    text = parts[CONTENT].decode()
    cell = re.search(r'<table:table-cell (table:style-name="\w+" )?office:value-type="date" office:date-value="1998-02-03"'
                     r' calcext:value-type="date"><text:p>[^<]*</text:p>', text)
    other = (f'<table:table-cell {style}office:value-type="date" office:date-value="1999-02-20"'
             ' calcext:value-type="date"><text:p>02/1999</text:p>')
    parts[CONTENT] = (text[:cell.start()] + other + text[cell.end():]).encode()
    return cell.start()


@patched("date-format-of-another-style.ods")
def _(parts):
    shows_months(parts, 'table:style-name="ce900" ')


@patched("date-format-of-its-row.ods")
def _(parts):
    at = shows_months(parts, "")
    text = parts[CONTENT].decode()
    row = text.rindex("<table:table-row ", 0, at)
    start = row + len("<table:table-row ")
    parts[CONTENT] = f'{text[:start]}table:default-cell-style-name="ce900" {text[start:]}'.encode()


@patched("date-format-of-its-column.ods")
def _(parts):
    at = shows_months(parts, "")
    text = parts[CONTENT].decode()
    table = text.rindex("<table:table ", 0, at)
    columns = re.compile(r"(<table:table-column [^>]*/>)+").search(text, table)
    first = '<table:table-column table:number-columns-repeated="7"/>'
    rest = '<table:table-column table:number-columns-repeated="30" table:default-cell-style-name="ce900"/>'
    parts[CONTENT] = (text[:columns.start()] + first + rest + text[columns.end():]).encode()
