"""Makes the cases `seen-*` with openpyxl: what people see beside the values of cells.

    python tests/cases/make_seen.py

The form is that of case 02, without what is struck out in it.
"""

import io
import pathlib
import shutil
import subprocess
import sys
import zipfile

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font

HERE = pathlib.Path(__file__).parent
FORM = HERE / "02-struck-out-letters/workspace/nop/bm.xlsx"
MEMBERS = "2_DangVien"


def form():
    book = openpyxl.load_workbook(FORM)
    sheet = book[MEMBERS]
    sheet["AI7"] = 2
    sheet["J9"] = "08012303"
    sheet["B11"] = "Lý Thị Mai"
    sheet["G10"] = "Trưởng thôn"
    return book, sheet


def save(name, book, patch=None):
    folder = HERE / name / "workspace"
    (folder / "nop").mkdir(parents=True, exist_ok=True)
    shutil.copy(FORM.parent.parent / "xeploai.toml", folder)
    to = folder / "nop/bm.xlsx"
    book.save(to)
    if patch:
        parts = {}
        with zipfile.ZipFile(to) as read:
            for item in read.namelist():
                parts[item] = read.read(item)
        patch(parts)
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as write:
            for item, content in parts.items():
                write.writestr(item, content)
    return to


def struck(cell):
    font = cell.font
    cell.font = Font(name=font.name, sz=font.sz, b=font.b, strike=True)


# A row struck out, a cell struck out, a struck piece of a text; underlined and bold text is none.
def strikes():
    book, sheet = form()
    for cell in sheet[9]:
        struck(cell)
    struck(sheet["I8"])
    off, on = InlineFont(rFont="Times New Roman"), InlineFont(rFont="Times New Roman", strike=True)
    sheet["G10"] = CellRichText(TextBlock(on, "Công an viên "), TextBlock(off, "Trưởng thôn"))
    sheet["B11"] = CellRichText(
        TextBlock(InlineFont(rFont="Times New Roman", b=True), "Lý Thị "),
        TextBlock(InlineFont(rFont="Times New Roman", u="single"), "Mai"),
    )
    sheet["B12"].font = Font(name="Times New Roman", b=True, u="single")
    # A blank cell that is struck says nothing.
    struck(sheet["AK12"])
    save("seen-strikes", book)


def strikes_ods():
    book, sheet = form()
    struck(sheet["I8"])
    sheet["J9"].number_format, sheet["J9"] = "00000000", 8012303
    on = InlineFont(rFont="Times New Roman", strike=True)
    off = InlineFont(rFont="Times New Roman")
    sheet["G10"] = CellRichText(TextBlock(on, "Công an viên "), TextBlock(off, "Trưởng thôn"))
    sheet["AK12"].comment = Comment("Sửa: không có", "Ma Văn Thụ")
    xlsx = save("seen-strikes-ods", book)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "ods", "--outdir", xlsx.parent, xlsx], check=True
    )
    xlsx.unlink()


DRAWING = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">%s</xdr:wsDr>"""


def shape(left, top, right, bottom, text="", kind="sp", hidden=""):
    inner = f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>" if text else ""
    return (
        "<xdr:twoCellAnchor>"
        f"<xdr:from><xdr:col>{left}</xdr:col><xdr:colOff>50000</xdr:colOff><xdr:row>{top}</xdr:row><xdr:rowOff>30000</xdr:rowOff></xdr:from>"
        f"<xdr:to><xdr:col>{right}</xdr:col><xdr:colOff>90000</xdr:colOff><xdr:row>{bottom}</xdr:row><xdr:rowOff>90000</xdr:rowOff></xdr:to>"
        f'<xdr:{kind}><xdr:nvSpPr><xdr:cNvPr id="2" name="Hình 1"{hidden}/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/>{inner}</xdr:{kind}><xdr:clientData/></xdr:twoCellAnchor>'
    )


def checkbox(left, top, ticked, link=""):
    return (
        f'<v:shape id="b{left}_{top}" type="#_x0000_t201"><x:ClientData ObjectType="Checkbox">'
        f"<x:Anchor>{left}, 5, {top}, 4, {left}, 40, {top}, 24</x:Anchor>"
        + ("<x:Checked>1</x:Checked>" if ticked else "")
        + (f"<x:FmlaLink>{link}</x:FmlaLink>" if link else "")
        + "</x:ClientData></v:shape>"
    )


VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">%s</xml>"""


# Shapes, boxes and notes over cells of the form; and where they say nothing.
def drawn():
    book, sheet = form()
    col = {name: openpyxl.utils.column_index_from_string(name) - 1 for name in ["M", "D", "E", "AK"]}
    sheet["M7"] = None
    sheet["M8"] = None
    sheet["M9"] = True
    shapes = [
        # An empty cell with a tick drawn over it, a value with a line through it, one
        # with words over it.
        shape(col["M"], 6, col["M"], 6),
        shape(col["D"], 9, col["E"] + 1, 9, kind="cxnSp"),
        shape(col["AK"], 10, col["AK"], 10, "Đã chuyển đi"),
        # What is hidden, and what lies beside the form.
        shape(col["M"], 11, col["M"], 11, hidden=' hidden="1"'),
        shape(col["M"], 40, col["M"], 41, "Đóng dấu"),
        shape(0, 0, 5, 1, "Đảng bộ xã"),
    ]
    boxes = [checkbox(col["M"], 7, True), checkbox(col["M"], 8, True, "$M$9")]
    note = Comment("Ma Văn Thụ:\nSửa lại: chuyển đi tháng 9", "Ma Văn Thụ")
    sheet["AK8"].comment = note
    sheet["B4"].comment = Comment("Ghi chữ in thường", "Ban Tổ chức")
    sheet["AK9"].comment = Comment("xeploai:\nMột lỗi đã sửa", "xeploai")

    def patch(parts):
        rels = "xl/worksheets/_rels/sheet2.xml.rels"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        more = (
            f'<Relationship Id="d1" Type="{kind}drawing" Target="../drawings/drawing9.xml"/>'
            f'<Relationship Id="d2" Type="{kind}vmlDrawing" Target="../drawings/vml9.vml"/>'
        )
        parts[rels] = parts[rels].replace(b"</Relationships>", more.encode() + b"</Relationships>")
        parts["xl/drawings/drawing9.xml"] = (DRAWING % "".join(shapes)).encode()
        parts["xl/drawings/vml9.vml"] = (VML % "".join(boxes)).encode()
        sheet2 = "xl/worksheets/sheet2.xml"
        drawing = b'<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="d1"/>'
        parts[sheet2] = parts[sheet2].replace(b"<legacyDrawing", drawing + b"<legacyDrawing")

    save("seen-drawn", book, patch)


# A picture that Excel places in a cell, a formula left as text; an error of another kind.
def placed():
    book, sheet = form()
    sheet["AJ7"] = "#VALUE!"
    sheet["G9"] = '\'=VLOOKUP(A1,B:C,2)'
    sheet["G9"].data_type = "s"
    sheet["G9"].value = "=VLOOKUP(A1,B:C,2)"
    sheet["G9"].data_type = "s"

    def patch(parts):
        sheet2 = "xl/worksheets/sheet2.xml"
        text = parts[sheet2].decode()
        at = text.index('<c r="AJ7"')
        end = text.index("</c>", at) + 4
        style = text[at:end].split('s="')[1].split('"')[0]
        cell = f'<c r="AJ7" s="{style}" t="e" vm="1"><v>#VALUE!</v></c>'
        parts[sheet2] = (text[:at] + cell + text[end:]).encode()
        parts["xl/richData/rdrichvaluestructure.xml"] = (
            b'<rvStructures xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="1">'
            b'<s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>'
        )

    save("seen-placed", book, patch)


# Signs of other fonts, one of them not understood; a font of signs on an empty cell says nothing.
def signs():
    book, sheet = form()
    for row, (font, value) in enumerate(
        [("Wingdings 2", "P"), ("Webdings", "a"), ("Segoe UI Symbol", "✔"), ("Marlett", "b"),
         ("Wingdings", "\uf0fc"), ("Symbol", "\uf0d6"), ("Wingdings", "J")], 7
    ):
        cell = sheet[f"M{row}"]
        cell.value, cell.font = value, Font(name=font)
    sheet["AK7"].font = Font(name="Wingdings")
    save("seen-signs", book)


# List marks in a column and before the secretary of sheet 1; names that begin alike, and cards.
def lists():
    book, sheet = form()
    sheet["B7"] = "a) Ma Văn Thụ"
    sheet["B8"] = "+ " + sheet["B8"].value
    sheet["B10"] = "A. Páo"
    sheet["J8"] = "08012302 08012399"
    sheet["J9"].number_format, sheet["J9"] = "00000000", 8012303
    sheet["J10"].number_format, sheet["J10"] = "0.00E+00", 801230300003
    info = book.worksheets[0]
    info["C10"] = "1. Ma Văn Thụ"
    save("seen-lists", book)


# Ratings in short, and a proposal that nobody gave; with ties and with no votes nothing is said.
def ratings():
    book, sheet = form()
    # Everybody voted for good, and so did the member: the proposal is another.
    sheet["AD8"] = "HT"
    # What most ballots gave, and two that have as many votes.
    sheet["AD9"], sheet["AA9"], sheet["AB9"] = "Hoàn thành", 3, 4
    sheet["AD10"], sheet["AA10"], sheet["AB10"], sheet["AC10"] = "Hoàn thành nhiệm vụ", 3, 3, 1
    sheet["AD11"] = "Hoàn thành nhiệm vụ"
    for votes in ("Z11", "AA11", "AB11", "AC11"):
        sheet[votes] = None
    book.worksheets[2]["T7"] = "Hoàn thành nhiệm vụ"
    save("seen-ratings", book)


if __name__ == "__main__":
    only = sys.argv[1:]
    for make in (strikes, strikes_ods, drawn, placed, signs, lists, ratings):
        if not only or make.__name__ in only:
            make()
