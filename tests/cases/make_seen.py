"""Makes the cases `seen-*` with openpyxl: what people see beside the values of cells.

    python tests/cases/make_seen.py

The form is that of case 02, without what is struck out in it.
"""

import pathlib
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
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


# Marks of notes behind a number, a name and a card, raised or lowered; and where the whole text is raised.
# openpyxl writes such texts into the cells, LibreOffice into the table of texts.
def raised():
    book, sheet = form()
    on = InlineFont(rFont="Times New Roman")
    up, down = (InlineFont(rFont="Times New Roman", vertAlign=f"{it}script") for it in ("super", "sub"))
    sheet["AI7"] = CellRichText(TextBlock(on, "2"), TextBlock(up, "1"))
    sheet["B8"] = CellRichText(sheet["B8"].value, TextBlock(up, "2)"))
    sheet["J9"] = CellRichText(TextBlock(on, "08012303"), TextBlock(down, "3"))
    sheet["AK10"] = CellRichText(TextBlock(on, "Hiến 120 m"), TextBlock(up, "2"), TextBlock(on, " đất"))
    # All of it is raised, by the cell or by its pieces; a mark of letters that come as such.
    font = sheet["AK11"].font
    sheet["AK11"], sheet["AK11"].font = "Ốm", Font(name=font.name, sz=font.sz, vertAlign="superscript")
    sheet["AK12"] = CellRichText(TextBlock(up, "Ở "), TextBlock(up, "xa"))
    sheet["B13"] = sheet["B13"].value + "¹"
    xlsx = save("seen-raised", book)
    for name, suffix in (("seen-raised-shared", "xlsx:Calc MS Excel 2007 XML"), ("seen-raised-ods", "ods")):
        save(name, book)
        to = HERE / name / "workspace/nop"
        subprocess.run(
            ["soffice", "--headless", "--convert-to", suffix, "--outdir", to, xlsx], check=True
        )
        if suffix == "ods":
            (to / xlsx.name).unlink()


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


def converted(path, *formats):
    """The same saved by LibreOffice, the file of Excel taken away."""
    for name in formats:
        subprocess.run(
            ["soffice", "--headless", "--convert-to", name, "--outdir", path.parent, path],
            check=True,
        )
    path.unlink()


def pixels():
    """A black picture of 12 by 12."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 12, 12, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 13 * 12)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURE = """<xdr:oneCellAnchor><xdr:from><xdr:col>%d</xdr:col><xdr:colOff>50000</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>30000</xdr:rowOff></xdr:from><xdr:ext cx="114300" cy="114300"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="9" name="Dấu tích"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="i1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"""


# Pictures and shapes that LibreOffice keeps in cells and on the sheet, in its two formats.
# What is hidden or lies beside the form says nothing; a note of ours is none of the branch.
def drawn_ods():
    for suffix in ("ods", "fods"):
        book, sheet = form()
        sheet["M7"] = None
        col = {name: openpyxl.utils.column_index_from_string(name) - 1 for name in ["M", "D", "AK"]}
        shapes = [
            PICTURE % (col["M"], 6),
            shape(col["D"], 9, col["D"], 9),
            shape(col["AK"], 10, col["AK"], 10, "Đã chuyển đi"),
            shape(col["M"], 11, col["M"], 11, hidden=' hidden="1"'),
            shape(col["M"], 40, col["M"], 41, "Đóng dấu"),
        ]
        sheet["AK8"].comment = Comment("Sửa lại: chuyển đi tháng 9", "Ma Văn Thụ")
        sheet["AK9"].comment = Comment("xeploai:\nMột lỗi đã sửa", "xeploai")

        def patch(parts):
            rels = "xl/worksheets/_rels/sheet2.xml.rels"
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
            more = f'<Relationship Id="d1" Type="{kind}drawing" Target="../drawings/drawing9.xml"/>'
            parts[rels] = parts[rels].replace(b"</Relationships>", more.encode() + b"</Relationships>")
            parts["xl/drawings/drawing9.xml"] = (DRAWING % "".join(shapes)).encode()
            parts["xl/drawings/_rels/drawing9.xml.rels"] = (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="i1" Type="{kind}image" Target="../media/tick.png"/></Relationships>'
            ).encode()
            parts["xl/media/tick.png"] = pixels()
            types = "[Content_Types].xml"
            png = b'<Default Extension="png" ContentType="image/png"/>'
            parts[types] = parts[types].replace(b"<Default ", png + b"<Default ", 1)
            sheet2 = "xl/worksheets/sheet2.xml"
            drawing = b'<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="d1"/>'
            parts[sheet2] = parts[sheet2].replace(b"<legacyDrawing", drawing + b"<legacyDrawing")

        converted(save(f"seen-drawn-{suffix}", book, patch), suffix)


# A row struck out, by what its cells look like; the number of another row alone; in a file of
# Excel, and in the two of LibreOffice.
def strikes_rows():
    for suffix in ("xlsx", "ods", "fods"):
        book, sheet = form()
        for cell in sheet[9]:
            struck(cell)
        struck(sheet["A11"])
        struck(sheet["A12"])
        # Bold and underlined is as if nothing were.
        sheet["A10"].font = Font(name="Times New Roman", b=True, u="single")
        path = save(f"seen-strikes-rows-{suffix}", book)
        if suffix != "xlsx":
            converted(path, suffix)


# Errors that Excel keeps as #VALUE! with a value of their own, beside a picture in a cell.
def errors_beside_pictures():
    book, sheet = form()
    sheet["G9"] = "#VALUE!"
    sheet["G10"] = "#VALUE!"
    sheet["AJ7"] = "#VALUE!"

    def patch(parts):
        sheet2 = "xl/worksheets/sheet2.xml"
        text = parts[sheet2].decode()
        for place, number in (("AJ7", 1), ("G9", 2), ("G10", None)):
            at = text.index(f'<c r="{place}"')
            end = text.index("</c>", at) + 4
            style = text[at:end].split('s="')[1].split('"')[0]
            rich = f' vm="{number}"' if number else ""
            cell = f'<c r="{place}" s="{style}" t="e"{rich}><v>#VALUE!</v></c>'
            text = text[:at] + cell + text[end:]
        parts[sheet2] = text.encode()
        space = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
        parts["xl/metadata.xml"] = (
            f'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:xlrd="{space}">'
            '<metadataTypes count="2"><metadataType name="XLDAPR"/><metadataType name="XLRICHVALUE"/></metadataTypes>'
            '<futureMetadata name="XLRICHVALUE" count="2">'
            '<bk><extLst><ext><xlrd:rvb i="1"/></ext></extLst></bk><bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst></bk>'
            '</futureMetadata><valueMetadata count="2"><bk><rc t="2" v="0"/></bk><bk><rc t="2" v="1"/></bk></valueMetadata></metadata>'
        ).encode()
        parts["xl/richData/rdrichvalue.xml"] = (
            f'<rvData xmlns="{space}" count="2"><rv s="0"><v>0</v><v>8</v><v>0</v></rv><rv s="1"><v>0</v><v>5</v></rv></rvData>'
        ).encode()
        parts["xl/richData/rdrichvaluestructure.xml"] = (
            f'<rvStructures xmlns="{space}" count="2">'
            '<s t="_error"><k n="colOffset" t="i"/><k n="errorType" t="i"/><k n="rwOffset" t="i"/></s>'
            '<s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>'
        ).encode()

    save("seen-errors-beside-pictures", book, patch)


# A rating lowered by one from the best: by the branch's own share, with a reason, with neither.
def lowered():
    for name in ("seen-lowered-by-quota", "seen-lowered-for-nothing"):
        book, sheet = form()
        best = "Hoàn thành xuất sắc nhiệm vụ"
        for row in (8, 9):
            sheet[f"V{row}"] = best
            sheet[f"Z{row}"], sheet[f"AA{row}"] = 6, 1
            sheet[f"AD{row}"] = "Hoàn thành tốt nhiệm vụ"
        if name.endswith("nothing"):
            # Nobody of the branch has the best level.
            sheet["V7"] = sheet["AD7"] = "Hoàn thành tốt nhiệm vụ"
            sheet["Z7"], sheet["AA7"], sheet["AI7"], sheet["AJ7"] = 0, 7, None, None
            sheet["AK9"] = "Hạ một bậc do tỷ lệ của xã"
        save(name, book)


# Marks of lists of other kinds, signs of Segoe, errors and formulas that are but text, cards with
# the sign of text before them, noughts and dashes for no card; a dash for nobody on sheet 1.
def odd():
    book, sheet = form()
    marks = ["I. ", "IV) ", "A/ ", "1,", "№ 1 ", "① ", "» ", "o "]
    for row, mark in zip(range(7, 15), marks):
        sheet[f"B{row}"] = mark + sheet[f"B{row}"].value
    for row, sign in zip(range(7, 11), ["\u2714", "\U0001f5f8", "\U0001f5f9", "\u2705"]):
        sheet[f"M{row}"], sheet[f"M{row}"].font = sign, Font(name="Segoe UI Symbol")
    for cell, value in (("G8", "#REF!"), ("G10", "=Sheet1!A1")):
        sheet[cell] = value
        sheet[cell].data_type = "s"
    sheet["J7"], sheet["J9"], sheet["J11"], sheet["J12"] = "'08012301", "8.01×10^11", "-", 0
    info = book.worksheets[0]
    info["C10"], info["C12"] = "I. Ma Văn Thụ", "-"
    save("seen-odd-writing", book)


if __name__ == "__main__":
    only = sys.argv[1:]
    for make in (
        strikes, strikes_ods, raised, drawn, placed, signs, lists, ratings,
        drawn_ods, strikes_rows, errors_beside_pictures, lowered, odd,
    ):
        if not only or make.__name__ in only:
            make()
