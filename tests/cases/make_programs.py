"""Makes the cases about files of other programs and the program's own blank forms: `inbox-other-programs`,
`inbox-own-blanks`, `column-under-other-headings`, `seen-strikes-columns`. Values are those of the cases 02, 15 and 23.

    python tests/cases/make_programs.py target/debug/xeploai NODE_MODULES

NODE_MODULES is a folder with the package `xlsx` (SheetJS), which writes xlsb and xls by itself.
"""

import csv
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font

HERE = Path(__file__).parent
PROGRAM, MODULES = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
BM = HERE / "23-last-years-form-beside/workspace/nop/bm 2020.xlsx"
NL = HERE / "15-neighbours-returned-form/workspace/nop/nl.xlsx"
TOML = HERE / "15-neighbours-returned-form/workspace/xeploai.toml"
STRUCK = HERE / "02-struck-out-letters/workspace"
INFO, MEMBERS = "1_ThongTinChiBo", "2_DangVien"
WHEN = (2020, 12, 5, 3, 0, 0)


def inbox(name, toml=TOML):
    workspace = HERE / name / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "nop").mkdir(parents=True)
    shutil.copy(toml, workspace / "xeploai.toml")
    return workspace / "nop"


def repacked(path, to, change=lambda name, data: data, more=()):
    with zipfile.ZipFile(path) as old:
        parts = [(it, change(it, old.read(it))) for it in old.namelist()]
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in [*parts, *more]:
            new.writestr(zipfile.ZipInfo(name, WHEN), data, zipfile.ZIP_DEFLATED)


def dated(name, data):
    if name == "docProps/core.xml":
        return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2020-12-05T03:00:00Z", data)
    return data


def saved(book, to):
    book.custom_doc_props.props.clear()
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "a.xlsx")
        repacked(Path(folder) / "a.xlsx", to, dated)


def with_macro(name, data):
    """As Excel keeps a workbook with macros."""
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    if name == "[Content_Types].xml":
        data = data.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        kind = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        return data.replace(b"<Override", kind + b"<Override", 1)
    if name == "xl/_rels/workbook.xml.rels":
        kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
        link = b'<Relationship Id="rIdMacro" Type="%s" Target="vbaProject.bin"/></Relationships>' % kind
        return data.replace(b"</Relationships>", link)
    return data


def without_macro(name, data):
    """A workbook of the kind with macros that has none."""
    return data if name == "xl/_rels/workbook.xml.rels" else with_macro(name, data)


def by_sheetjs(path, to):
    script = (
        "const x = require(process.argv[1] + '/xlsx');"
        "const book = x.readFile(process.argv[2], {cellNF: true, cellStyles: true});"
        "x.writeFile(book, process.argv[3], {cellStyles: true});"
    )
    subprocess.run(["node", "-e", script, str(MODULES), str(path), str(to)], check=True)


def sheet_as_text(path, to, separator):
    sheet = openpyxl.load_workbook(path)[MEMBERS]
    with open(to, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(
            [["" if it is None else it for it in row] for row in sheet.iter_rows(values_only=True)]
        )


nop = inbox("inbox-other-programs")
repacked(BM, nop / "co macro.xlsm", with_macro, [("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(508))])
repacked(BM, nop / "khong macro.xlsm", without_macro)
by_sheetjs(BM, nop / "sheetjs.xlsb")
by_sheetjs(BM, nop / "sheetjs.xls")
sheet_as_text(BM, nop / "trang 2.csv", ",")
sheet_as_text(BM, nop / "trang 2 cham phay.csv", ";")
(nop / "bang khac.csv").write_text("Ngay,Chi,Thu\n1/12,20000,0\n2/12,0,50000\n", encoding="utf-8")
(nop / "dau cach.csv").write_text("   \r\n \t \r\n\r\n", encoding="utf-8")
(nop / "dau cach lai.csv").write_text("   \r\n \t \r\n\r\n", encoding="utf-8")
(nop / "mot dong.csv").write_text("Gui xa phieu\n", encoding="utf-8")

nop = inbox("inbox-own-blanks")
shutil.copy(BM, nop / "bm.xlsx")
with tempfile.TemporaryDirectory() as folder:
    shutil.copy(TOML, folder)
    subprocess.run([PROGRAM, "form", "-q"], cwd=folder, check=True, capture_output=True)
    blanks = sorted((Path(folder) / "ket-qua/bieu-mau").iterdir())
    for blank in blanks:
        code = openpyxl.load_workbook(blank)[INFO]["C6"].value
        shutil.copy(blank, nop / f"trong {code}.xlsx")
# What is no form: two equal texts of blanks, a download broken off.
(nop / "dau cach.csv").write_text("   \r\n \t \r\n\r\n", encoding="utf-8")
shutil.copy(nop / "dau cach.csv", nop / "dau cach lai.csv")
(nop / "phim.mp4.part").write_bytes(b"\0" * 32)


def other_headings(book):
    """As people word them, and a column that need not be there is gone."""
    sheet = book[MEMBERS]
    heads = {cell.value: cell for row in sheet.iter_rows(max_row=6) for cell in row if isinstance(cell.value, str)}
    heads["Họ và tên *"].value = "Họ tên đảng viên"
    heads["Giới tính *"].value = "Giới tính (Nam/Nữ)"
    heads["Ngày, tháng, năm sinh *"].value = "Ngày sinh"
    gone = heads["Ghi chú"].column
    for row in range(1, sheet.max_row + 1):
        if not isinstance(sheet.cell(row, gone), MergedCell):
            sheet.cell(row, gone).value = None


nop = inbox("column-under-other-headings")
shutil.copy(NL, nop / "nl.xlsx")
book = openpyxl.load_workbook(BM)
other_headings(book)
saved(book, nop / "bm.xlsx")


def struck(cell):
    font = cell.font
    cell.font = Font(name=font.name, sz=font.sz, b=font.b, strike=True)


nop = inbox("seen-strikes-columns", STRUCK / "xeploai.toml")
book = openpyxl.load_workbook(STRUCK / "nop/bm.xlsx")
sheet = book[MEMBERS]
sheet["AI7"], sheet["J9"], sheet["B11"], sheet["G10"] = 2, "08012303", "Lý Thị Mai", "Trưởng thôn"
for row in range(7, 15):
    struck(sheet.cell(row, 30))
# Two of another column are two mistakes.
struck(sheet["I8"])
struck(sheet["I9"])
saved(book, nop / "bm.xlsx")
