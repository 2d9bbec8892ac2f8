"""Makes the workbooks of the cases about rows and messages, from that of case 07.

Run from the root of the repository: python tests/cases/make_rows.py
All people are invented; equal inputs give equal cells, not equal bytes.
"""

import datetime
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.worksheet.table import Table

HERE = Path(__file__).parent
SOURCE = HERE / "10-unknown-day-of-birth" / "workspace"
FIRST, LAST = 7, 14
BIRTHS = [(1972, 5, 19), (1979, 11, 2), (1965, 3, 27), (1983, 7, 14),
          (1990, 1, 30), (1958, 8, 8), (1995, 10, 25), (1999, 12, 16)]


def case(name, change, settings=None):
    folder = HERE / name / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "nop").mkdir(parents=True)
    text = (SOURCE / "xeploai.toml").read_text(encoding="utf-8")
    (folder / "xeploai.toml").write_text(settings(text) if settings else text, encoding="utf-8")
    book = openpyxl.load_workbook(SOURCE / "nop" / "bm.xlsx")
    members = book["2_DangVien"]
    for row, born in zip(range(FIRST, LAST + 1), BIRTHS):
        members.cell(row, 3).value = datetime.date(*born)
        members.cell(row, 3).number_format = "dd/mm/yyyy"
    change(book, members, book["1_ThongTinChiBo"])
    book.save(folder / "nop" / "bm.xlsx")


def filled_down(book, members, info):
    """Constants filled down too far: a rating's votes and a drop-down."""
    for row in range(LAST + 1, 40):
        members.cell(row, 12).value = "Được đánh giá"
        members.cell(row, 27).value = 8


def subtotals(book, members, info):
    """Data > Subtotal by gender in the midst of the list, results kept as numbers."""
    members.insert_rows(11)
    members["D11"] = "Nam Total"
    members["AA11"] = 12
    members["B17"] = None
    members["D16"] = "Grand Total"
    members["AA16"] = 36


def no_name(book, members, info):
    """A member whose name was lost is still one."""
    members["B9"] = None


def asides(book, members, info):
    """A hint in a heading, blanks in words, an odd cell, values beside the hints."""
    members["D4"] = "Giới tính (Nam/Nữ)"
    members["I14"] = "-"
    members["U8"] = "Không"
    members["U9"] = 2.0000000000000004
    members["AA15"] = None
    members["B17"] = "NGƯỜI LẬP"
    members["B20"] = "Nông Thị Sắn"
    for row, name in zip(range(FIRST, LAST + 1), "ABCDEFGH"):
        members.cell(row, 1).value = name
    for row in info.iter_rows(min_row=5, max_row=30):
        if row[1].value and str(row[1].value).startswith("Số điện thoại"):
            info.cell(row[0].row, 5).value = "gọi buổi tối"


def aside_missing(book, members, info):
    """The total stands right of the hint; its own cell is empty."""
    info["E16"] = info["C16"].value
    info["C16"] = None
    members["AA8"] = datetime.date(2020, 7, 7)
    members["AA8"].number_format = "d/m"


def old(book, members, info):
    """Computed by hand: the number of people is a formula with an old result."""
    info["C16"] = "=COUNTA('2_DangVien'!B7:B14)"
    book.calculation.calcMode = "manual"


def column_gone(book, members, info):
    members.delete_cols(4)


def copied(book, members, info):
    """The same people once more: a copy, nobody is missing."""
    book.copy_worksheet(members).title = "Ban sao"


def goes_on(book, members, info):
    """The last two go on upon a sheet without headings; a guest list has no dates of admission."""
    sheet = book.create_sheet("Tiep theo")
    for to, row in enumerate((13, 14), start=1):
        for col in range(1, 38):
            cell = members.cell(row, col)
            sheet.cell(to, col).value = cell.value
            sheet.cell(to, col).number_format = cell.number_format
            cell.value = None
    other = book.create_sheet("Quan chung")
    other.append([1, "Lò Thị Xuân", "03/04/2001", "Nữ"])


def totals(book, members, info):
    """The row of totals of a table, its label in the column for names and one that nobody knows."""
    for col in range(1, 38):
        members.cell(6, col).value = str(col)
    table = Table(displayName="DanhSach", ref="A6:AK15")
    table.totalsRowCount = 1
    members["B15"] = "Toàn chi bộ"
    members["AA15"] = "=SUBTOTAL(109,DanhSach[27])"
    members["AB15"] = "=COUNTIF(AB7:AB14,6)"
    members.add_table(table)


def total_words(book, members, info):
    """A total with what is counted, and below it a row of sums with a word that nobody knows."""
    members["B15"] = "Cộng dồn"
    members["Z15"], members["AA15"] = 7, 36
    members["B16"] = "TC: 8 đ/c"


def sums(book, members, info):
    """Rows of sums whose results are older than the votes above them."""
    members["Z17"] = "=SUM(Z7:Z14)"
    members["AA17"] = "=SUBTOTAL(9,AA7:AA14)"
    members["AI17"] = '=COUNTIF(D7:D14,"Nữ")'
    info["C16"] = "=COUNTA('2_DangVien'!B7:B14)"
    info["C19"] = '=COUNTIF(\'2_DangVien\'!D7:D14,"Nữ")'
    info["C17"] = "=C16-C18"


def left(book, members, info):
    """Numbers in cells that still have the format of dates, noughts and dashes where nothing is."""
    members["J8"], members["J8"].number_format = 8012, "dd/mm/yyyy"
    members["J9"], members["J9"].number_format = 44002, "dd/mm/yyyy"
    members["I14"] = 0
    members["U9"] = "-"
    members["U10"] = "Không"
    members["U11"] = 0
    members["Z8"] = "0"
    info["C14"] = "0"


def nothing(book, members, info):
    pass


case("rows-filled-down", filled_down)
case("rows-of-subtotals", subtotals)
case("row-without-a-name", no_name)
case("answers-that-say-nothing", asides)
case("value-beside-its-cell", aside_missing)
case("column-that-is-missing", column_gone)
case("second-list-is-a-copy", copied)
case("list-goes-on-without-headings", goes_on)
case(
    "settings-not-filled-in",
    nothing,
    lambda it: it.replace("Đảng ủy xã Bình An", "Đảng ủy xã …").replace(
        'place = "Bình An"', 'place = ""'
    ),
)
case(
    "settings-examples-left",
    nothing,
    lambda it: it
    + '\n[[waive]]\nbranch = "BM"\ncode = "X301"\nmember = "Họ và tên"\nreason = "Lý do"\nby = "Bí thư Đảng ủy, 12/12/2020"\n',
)
case("rows-totals-of-a-table", totals)
case("rows-of-sums-with-words", total_words)
case("numbers-left-in-date-cells", left)
case("result-that-is-old", old)
case("result-that-is-right", old)
# openpyxl writes no result beside a formula: put the old one in, as Excel keeps it.
for name, result in [("result-that-is-old", 7), ("result-that-is-right", 8)]:
    path = HERE / name / "workspace" / "nop" / "bm.xlsx"
    with zipfile.ZipFile(path) as file:
        parts = {it.filename: file.read(it) for it in file.infolist()}
    part = "xl/worksheets/sheet1.xml"
    text = parts[part].decode("utf-8")
    text, count = re.subn(r"(<f>COUNTA\([^<]*</f>)<v ?/>|(<f>COUNTA\([^<]*</f>)<v></v>",
                          lambda it: (it[1] or it[2]) + f"<v>{result}</v>", text)
    assert count == 1, text
    parts[part] = text.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for it, data in parts.items():
            file.writestr(it, data)


def results(path, values):
    """Puts results beside formulas, by the cells' places on a sheet."""
    with zipfile.ZipFile(path) as file:
        parts = {it.filename: file.read(it) for it in file.infolist()}
    for (part, cell), value in values.items():
        name = f"xl/worksheets/{part}.xml"
        text = parts[name].decode("utf-8")
        at = text.index(f'<c r="{cell}"')
        end = text.index("</c>", at)
        bare = re.sub(r"<v ?/>|<v></v>", "", text[at:end])
        parts[name] = (text[:at] + bare + f"<v>{value}</v>" + text[end:]).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for it, data in parts.items():
            file.writestr(it, data)


RIGHT = {
    ("sheet2", "Z17"): 7, ("sheet2", "AA17"): 36, ("sheet2", "AI17"): 3,
    ("sheet1", "C16"): 8, ("sheet1", "C19"): 3, ("sheet1", "C17"): 7,
}
path = HERE / "rows-totals-of-a-table" / "workspace" / "nop" / "bm.xlsx"
results(path, {("sheet2", "AA15"): 36, ("sheet2", "AB15"): 1})
for name, values in [("results-right", RIGHT), ("results-old", {it: value + 1 for it, value in RIGHT.items()})]:
    case(name, sums)
    path = HERE / name / "workspace" / "nop" / "bm.xlsx"
    results(path, values)
# LibreOffice keeps the results of a file of Excel as they are; so do its own.
for name in ("results-right", "results-old"):
    shutil.rmtree(HERE / f"{name}-ods" / "workspace", ignore_errors=True)
    shutil.copytree(HERE / name / "workspace", HERE / f"{name}-ods" / "workspace")
    path = HERE / f"{name}-ods" / "workspace" / "nop" / "bm.xlsx"
    subprocess.run(["soffice", "--headless", "--convert-to", "ods", "--outdir", path.parent, path], check=True)
    path.unlink()
