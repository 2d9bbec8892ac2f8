"""Makes the blank of a made-up superior, which tests and CI fill.

    python3 tests/fill/make_blank.py OUT.xlsx      (needs openpyxl and, for the picture, pillow)

It has what such blanks have and what is easily lost: three rows of headings with
merged cells, a repeated row between a row of column numbers and a total, lines to
sign, print areas and titles, frozen panes, drop-downs, conditional formats, names,
a note, a link, a picture, a chart, a sheet of its own that stays as it is.
"""

import datetime
import io
import struct
import sys
import zlib

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

THIN = Side(style="thin", color="FF404040")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TEXT = Font(name="Times New Roman", size=12)
BOLD = Font(name="Times New Roman", size=12, bold=True)
ITALIC = Font(name="Times New Roman", size=12, italic=True)
HEAD = PatternFill("solid", fgColor="FFDDEBF7")
ROW = PatternFill("solid", fgColor="FFF7FBFF")
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)


def put(sheet, cell, value, font=TEXT, align=CENTER, fill=None, border=None, shown=None):
    place = sheet[cell]
    place.value = value
    place.font = font
    place.alignment = align
    if fill:
        place.fill = fill
    if border:
        place.border = border
    if shown:
        place.number_format = shown


def grid(sheet, area, fill=None):
    for row in sheet[area]:
        for cell in row:
            cell.border = GRID
            if fill:
                cell.fill = fill


def picture():
    """A small red square, made here so that no picture is kept."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    line = b"\0" + b"\xc0\x20\x20" * 16
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0))
    return io.BytesIO(data + chunk(b"IDAT", zlib.compress(line * 16)) + chunk(b"IEND", b""))


def totals(book):
    sheet = book.active
    sheet.title = "Biểu 02-TU"
    widths = [6, 34, 10, 9, 9, 9, 9, 9, 9, 9, 11, 28]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.merge_cells("A1:D1")
    put(sheet, "A1", "{{superior}}", BOLD)
    sheet.merge_cells("A2:D2")
    put(sheet, "A2", "{{committee}}", BOLD)
    sheet.merge_cells("F1:L1")
    put(sheet, "F1", "ĐẢNG CỘNG SẢN VIỆT NAM", BOLD)
    sheet.merge_cells("A4:L4")
    put(sheet, "A4", "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM {{year}}", Font(name="Times New Roman", size=14, bold=True))
    sheet.merge_cells("A5:L5")
    put(sheet, "A5", "(Có {{total.accepted}}/{{total.branches}} chi bộ; tỷ lệ HTXSNV {{total.excellent_share}})", ITALIC)
    sheet.row_dimensions[4].height = 30
    # Three rows of headings, and the row of the columns' numbers.
    for area, text in [
        ("A6:A8", "STT"), ("B6:B8", "Chi bộ"), ("C6:C8", "Tổng số đảng viên"),
        ("D6:K6", "Kết quả"), ("D7:D8", "Được miễn"), ("E7:E8", "Chưa xếp loại"),
        ("F7:J7", "Đã xếp loại"), ("K7:K8", "Tỷ lệ HTTNV trở lên"), ("L6:L8", "Ghi chú"),
    ]:
        sheet.merge_cells(area)
        put(sheet, area.split(":")[0], text, BOLD)
    for col, text in zip("FGHIJ", ["Cộng", "HTXSNV", "HTTNV", "HTNV", "KHTNV"]):
        put(sheet, f"{col}8", text, BOLD)
    sheet.row_dimensions[8].height = 36
    for number, col in enumerate("ABCDEFGHIJKL", 1):
        put(sheet, f"{col}9", number, Font(name="Times New Roman", size=10, italic=True))
    grid(sheet, "A6:L9", HEAD)
    row = [
        ("A", "{{branch.number}}", None), ("B", "{{branch.name}}", None),
        ("C", "{{branch.members}}", "#,##0"), ("D", "{{branch.exempt}}", "#,##0"),
        ("E", "{{branch.unrated}}", "#,##0"), ("F", "=SUM(G10:J10)", "#,##0"),
        ("G", "{{branch.excellent}}", "#,##0"), ("H", "{{branch.good}}", "#,##0"),
        ("I", "{{branch.satisfactory}}", "#,##0"), ("J", "{{branch.unsatisfactory}}", "#,##0"),
        ("K", "{{branch.good_or_better_share}}", "0.0%"), ("L", "{{branch.note}}", None),
    ]
    for col, value, shown in row:
        put(sheet, f"{col}10", value, TEXT, LEFT if col in "BL" else CENTER, ROW, GRID, shown)
    sheet.row_dimensions[10].height = 24
    put(sheet, "A11", None)
    put(sheet, "B11", "Tổng cộng", BOLD, LEFT)
    for col in "CDEFGHIJ":
        put(sheet, f"{col}11", f"=SUM({col}10:{col}10)", BOLD, CENTER, None, None, "#,##0")
    put(sheet, "K11", "=IF(F11=0,0,(G11+H11)/F11)", BOLD, CENTER, None, None, "0.0%")
    put(sheet, "L11", '=COUNTA(B10:B10)&" chi bộ"', ITALIC)
    grid(sheet, "A11:L11")
    put(sheet, "B12", "Đối chiếu", ITALIC, LEFT)
    put(sheet, "C12", "{{total.members}}", ITALIC)
    put(sheet, "D12", "=C11-C12", ITALIC)
    put(sheet, "E12", "=SUMPRODUCT((C10:C10>20)*1)", ITALIC)
    sheet.merge_cells("H14:L14")
    put(sheet, "H14", "{{place}}, ngày      tháng      năm {{year}}", ITALIC)
    sheet.merge_cells("A15:D15")
    put(sheet, "A15", "NGƯỜI LẬP BIỂU", BOLD)
    sheet.merge_cells("H15:L15")
    put(sheet, "H15", "T/M {{committee}}", BOLD)
    sheet.merge_cells("A16:B17")
    put(sheet, "A16", "(ký, ghi rõ họ tên)", ITALIC)
    sheet["B11"].comment = Comment("Dòng cộng: không sửa", "Cấp trên")
    put(sheet, "B13", "Xem danh mục", TEXT, LEFT)
    sheet["B13"].hyperlink = "#'Danh mục'!A1"
    drop = DataValidation(type="whole", operator="between", formula1="0", formula2="$C$11", allow_blank=True)
    drop.add("G10:J10")
    sheet.add_data_validation(drop)
    below = DataValidation(type="list", formula1="'Danh mục'!$A$2:$A$5")
    below.add("L12")
    sheet.add_data_validation(below)
    sheet.conditional_formatting.add(
        "A10:L10", FormulaRule(formula=["$J10>0"], fill=PatternFill("solid", bgColor="FFFFE0E0")))
    sheet.conditional_formatting.add(
        "C11:K11", FormulaRule(formula=["$C$11<>$C$12"], font=Font(color="FFFF0000")))
    sheet.freeze_panes = "C10"
    sheet.print_area = "A1:L17"
    sheet.print_title_rows = "6:9"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.row_breaks.append(Break(id=12))
    logo = Image(picture())
    logo.width = logo.height = 24
    sheet.add_image(logo, "F16")
    return sheet


def people(book):
    sheet = book.create_sheet("DS đảng viên")
    for number, width in enumerate([5, 28, 12, 26, 30, 8, 8, 8, 8, 12, 24], 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.merge_cells("A1:K1")
    put(sheet, "A1", "DANH SÁCH ĐẢNG VIÊN ĐÃ XẾP LOẠI NĂM {{year}}", BOLD)
    sheet.merge_cells("F3:I3")
    for col, text in zip("ABCDE", ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Chi bộ"]):
        sheet.merge_cells(f"{col}3:{col}4")
        put(sheet, f"{col}3", text, BOLD)
    put(sheet, "F3", "Xếp loại", BOLD)
    for col, text in zip("FGHI", ["HTXS", "HTT", "HT", "KHT"]):
        put(sheet, f"{col}4", text, BOLD)
    for col, text in zip("JK", ["Ngày vào Đảng", "Ghi chú"]):
        sheet.merge_cells(f"{col}3:{col}4")
        put(sheet, f"{col}3", text, BOLD)
    grid(sheet, "A3:K4", HEAD)
    names = [
        "{{dang_vien.stt}}", "{{member.name}}", "{{member.birth}}", "{{member.posts}}",
        "{{member.branch}} ({{member.branch_code}})", "{{member.excellent_mark}}", "{{member.good_mark}}",
        "{{member.satisfactory_mark}}", "{{member.unsatisfactory_mark}}", "{{member.admitted}}", None,
    ]
    for col, value in zip("ABCDEFGHIJK", names):
        put(sheet, f"{col}5", value, TEXT, LEFT if col in "BDEK" else CENTER, None, GRID)
    sheet.merge_cells("J5:K5")
    sheet["C5"].number_format = "dd/mm/yyyy"
    sheet.merge_cells("A6:E6")
    put(sheet, "A6", "Cộng", BOLD)
    for col in "FGHI":
        put(sheet, f"{col}6", f'=COUNTIF({col}5:{col}5,"x")', BOLD)
    put(sheet, "J6", "=SUM(F6:I6)", BOLD)
    grid(sheet, "A6:K6")
    put(sheet, "A8", "ĐẢNG VIÊN KHÔNG HOÀN THÀNH NHIỆM VỤ, BỊ KỶ LUẬT", BOLD, LEFT)
    for col, value in zip("ABCDE", ["{{failing.number}}", "{{failing.name}}", "{{failing.proposal}}", "{{failing.discipline}}", "{{failing.branch}}"]):
        put(sheet, f"{col}9", value, TEXT, LEFT, None, GRID)
    put(sheet, "A10", "Cộng: ", BOLD, LEFT)
    put(sheet, "B10", "=COUNTA(B9:B9)", BOLD)
    sheet.print_title_rows = "3:4"
    sheet.auto_filter.ref = "A4:K5"
    sheet.row_dimensions[5].height = 33
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9


def lists(book):
    sheet = book.create_sheet("Danh mục")
    for row, text in enumerate(["Mức", "HTXSNV", "HTTNV", "HTNV", "KHTNV"], 1):
        put(sheet, f"A{row}", text, BOLD if row == 1 else TEXT, LEFT)
    put(sheet, "B1", "Số đảng viên", BOLD)
    for row, col in enumerate("GHIJ", 2):
        put(sheet, f"B{row}", f"='Biểu 02-TU'!{col}11")
    put(sheet, "C1", datetime.date(2019, 12, 31), shown="dd/mm/yyyy")
    put(sheet, "D1", "=LOWER(A2)")
    chart = BarChart()
    chart.add_data(Reference(book["Biểu 02-TU"], min_col=7, max_col=10, min_row=10, max_row=10), from_rows=False)
    sheet.add_chart(chart, "E2")


def main():
    book = openpyxl.Workbook()
    totals(book)
    people(book)
    lists(book)
    book.defined_names["TongSo"] = DefinedName("TongSo", attr_text="'Biểu 02-TU'!$C$11")
    book.defined_names["CacChiBo"] = DefinedName("CacChiBo", attr_text="'Biểu 02-TU'!$B$10:$B$10")
    book.properties.creator = "Tỉnh ủy (mẫu bịa để thử)"
    book.properties.created = book.properties.modified = datetime.datetime(2020, 11, 1)
    book.save(sys.argv[1])


main()
