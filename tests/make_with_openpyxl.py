"""Makes workbooks with openpyxl for tests/it/returned.rs.

    python3 tests/make_with_openpyxl.py form OUT      a form with everything on it
    python3 tests/make_with_openpyxl.py resave IN OUT opens and saves a workbook
"""

import sys

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation


def form(out):
    book = openpyxl.Workbook()
    members = book.active
    members.title = "2_DangVien"
    members.merge_cells("A1:E2")
    members["A1"] = "DANH SÁCH"
    members["A1"].font = Font(bold=True, size=14)
    for row in range(4, 12):
        members.cell(row, 1, row - 3)
        members.cell(row, 2, f"Đảng viên {row - 3}")
        members.cell(row, 3, "Nam")
        members.cell(row, 4, 85.5)
    members["D12"] = "=AVERAGE(D4:D11)"
    members["B5"].comment = Comment("Hỏi lại chi bộ", "Văn phòng")
    members["B6"].fill = PatternFill("solid", fgColor="FF00B050")
    choices = DataValidation(type="list", formula1='"Nam,Nữ"', allow_blank=True)
    choices.add("C4:C40")
    members.add_data_validation(choices)
    members.conditional_formatting.add(
        "D4:D40", CellIsRule(operator="lessThan", formula=["50"], font=Font(bold=True)))
    members.conditional_formatting.add(
        "A4:A40", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="00FF00"))
    members.column_dimensions["B"].width = 30
    members.row_dimensions[1].height = 40
    members.freeze_panes = "C4"
    members.print_title_rows = "1:3"
    members.auto_filter.ref = "A3:D11"
    chart = BarChart()
    chart.add_data(Reference(members, min_col=4, min_row=4, max_row=11))
    members.add_chart(chart, "G4")
    locked = book.create_sheet("3_TapThe")
    locked["A1"] = "Tập thể"
    locked.protection.sheet = True
    book.create_sheet("DanhMuc").sheet_state = "hidden"
    book.defined_names["GioiTinh"] = DefinedName("GioiTinh", attr_text="DanhMuc!$A$1:$A$2")
    book.save(out)


def resave(source, out):
    openpyxl.load_workbook(source).save(out)


if __name__ == "__main__":
    {"form": form, "resave": resave}[sys.argv[1]](*sys.argv[2:])
