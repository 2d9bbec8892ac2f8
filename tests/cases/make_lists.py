"""Makes the cases `lists-*`: rows of a neighbour's list in a form. Values are those of cases 15 and 23,
saved by openpyxl:

    python tests/cases/make_lists.py
"""

import re
import shutil
import zipfile
from copy import copy
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
BM = HERE / "23-last-years-form-beside/workspace/nop/bm 2020.xlsx"
NL = HERE / "15-neighbours-returned-form/workspace/nop/nl.xlsx"
TOML = HERE / "15-neighbours-returned-form/workspace/xeploai.toml"
INFO, MEMBERS = "1_ThongTinChiBo", "2_DangVien"
FIRST, COLUMNS = 7, 36
PEOPLE = 8


def inbox(name, more=""):
    workspace = HERE / name / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "nop").mkdir(parents=True)
    (workspace / "xeploai.toml").write_text(TOML.read_text() + more)
    return workspace / "nop"


def saved(path, to, change=lambda book: None, day=6):
    book = openpyxl.load_workbook(path)
    book.custom_doc_props.props.clear()
    change(book)
    book.save(to)
    stamp = f"2020-12-{day:02}T03:00:00Z".encode()
    with zipfile.ZipFile(to) as old:
        parts = [(it.filename, old.read(it)) for it in old.infolist()]
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            new.writestr(zipfile.ZipInfo(name, (2020, 12, 5, 3, 0, 0)), content, zipfile.ZIP_DEFLATED)


def rows_of(path, first, count):
    """What is typed in rows of a list, without the number in the first column."""
    sheet = openpyxl.load_workbook(path)[MEMBERS]
    return [[sheet.cell(FIRST + first + nth, col).value for col in range(2, COLUMNS + 1)] for nth in range(count)]


def put(rows, at):
    """Types rows over those of a list from a place on."""

    def change(book):
        sheet = book[MEMBERS]
        for nth, row in enumerate(rows):
            for col, value in enumerate(row, 2):
                cell = sheet.cell(FIRST + at + nth, col)
                cell.value = value
                above = sheet.cell(FIRST, col)
                cell.number_format, cell.font = above.number_format, copy(above.font)

    return change


def both(*changes):
    def change(book):
        for it in changes:
            it(book)

    return change


def without_contacts(nop):
    """Nothing but the lists tells whose the people are."""
    toml = nop.parent / "xeploai.toml"
    text = re.sub(r"^(members|contact) = .*\n", "", toml.read_text(), flags=re.M)
    toml.write_text(text)


def info(**cells):
    def change(book):
        for cell, value in cells.items():
            book[INFO][cell] = value

    return change


# Three of BM's rows at the end of NL's list, in both orders of the files.
for name, bm, nl in [("lists-rows-at-the-end", "bm.xlsx", "nl.xlsx"), ("lists-rows-at-the-end-other-order", "z bm.xlsx", "a nl.xlsx")]:
    nop = inbox(name)
    saved(BM, nop / bm, day=5)
    saved(NL, nop / nl, put(rows_of(BM, 2, 3), PEOPLE))

# Over NL's own rows: only last year's form of BM tells whose they are.
nop = inbox("lists-rows-of-last-years-form")
(nop / "nam truoc").mkdir()
saved(BM, nop / "bm.xlsx", info(C13=None), day=5)
saved(BM, nop / "nam truoc/bm.xlsx", info(C9=2019), day=1)
saved(NL, nop / "nl.xlsx", both(put(rows_of(BM, 2, 3), 2), info(C13=None)))
without_contacts(nop)

# The same without it: both are asked, one finding each.
nop = inbox("lists-rows-of-nobody-knows-whom")
saved(BM, nop / "bm.xlsx", info(C13=None), day=5)
saved(NL, nop / "nl.xlsx", both(put(rows_of(BM, 2, 3), 2), info(C13=None)))
without_contacts(nop)

# One person on both lists: either may be right.
nop = inbox("lists-one-person")
saved(BM, nop / "bm.xlsx", day=5)
saved(NL, nop / "nl.xlsx", put(rows_of(BM, 4, 1), 4))

WAIVER = """
[[waive]]
branch = "{}"
code = "{}"
reason = "Đã đối chiếu hồ sơ"
by = "Văn phòng Đảng ủy, 10/12/2020"
"""

# The clerk says where he belongs.
nop = inbox("lists-one-person-let-through", WAIVER.format("BM", "V704"))
saved(BM, nop / "bm.xlsx", day=5)
saved(NL, nop / "nl.xlsx", put(rows_of(BM, 4, 1), 4))

# He cannot belong to both.
nop = inbox("lists-one-person-let-through-twice", WAIVER.format("BM", "V704") + WAIVER.format("NL", "V704"))
saved(BM, nop / "bm.xlsx", day=5)
saved(NL, nop / "nl.xlsx", put(rows_of(BM, 4, 1), 4))
