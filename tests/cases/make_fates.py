"""Makes the cases `fates-*`: which file stands for a branch. Values are those of the cases 15 and 24,
saved by openpyxl and, where the name says so, by LibreOffice. Needs a built `xeploai`:

    python tests/cases/make_fates.py target/debug/xeploai
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
PROGRAM = Path(sys.argv[1]).resolve()
BM = HERE / "23-last-years-form-beside/workspace/nop/bm 2020.xlsx"
BM_WRONG = HERE / "15-neighbours-returned-form/workspace/nop/bm.xlsx"
NL = HERE / "15-neighbours-returned-form/workspace/nop/nl.xlsx"
TOML = HERE / "15-neighbours-returned-form/workspace/xeploai.toml"
INFO, MEMBERS = "1_ThongTinChiBo", "2_DangVien"


def inbox(name):
    """The empty inbox of a case for BM and NL."""
    workspace = HERE / name / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "nop").mkdir(parents=True)
    shutil.copy(TOML, workspace / "xeploai.toml")
    return workspace / "nop"


def saved(path, to, change=lambda book: None, without_mark=False, day=6):
    book = openpyxl.load_workbook(path)
    if without_mark:
        book.custom_doc_props.props.clear()
    change(book)
    book.save(to)
    date(to, f"2020-12-{day:02}T03:00:00Z")


def date(path, stamp):
    """Both programs write the hour of saving, whatever the properties say."""
    with zipfile.ZipFile(path) as old:
        parts = [(it, old.read(it)) for it in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info, content in parts:
            if info.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), content)
            if info.filename == "meta.xml":
                content = re.sub(rb"(<dc:date>)[^<]*", rb"\g<1>" + stamp.encode(), content)
            new.writestr(zipfile.ZipInfo(info.filename, (2020, 12, 5, 3, 0, 0)), content)


def convert(path, form, to):
    with tempfile.TemporaryDirectory() as folder:
        home = f"-env:UserInstallation=file://{folder}/home"
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", form, "--outdir", folder, str(path)],
            check=True,
            capture_output=True,
        )
        shutil.copy(Path(folder) / f"{Path(path).stem}.{form}", to)


def returned(folder):
    """BM's wrong form as it goes back."""
    workspace = Path(folder) / "arbeit"
    (workspace / "nop").mkdir(parents=True)
    shutil.copy(TOML, workspace / "xeploai.toml")
    shutil.copy(BM_WRONG, workspace / "nop/bm.xlsx")
    subprocess.run([PROGRAM, "consolidate", "-q"], cwd=workspace, capture_output=True)
    return workspace / "ket-qua/tra-lai/BM.xlsx"


def corrected(book):
    # The one cell that was wrong.
    book[MEMBERS]["AD9"] = "HTTNV"


def without_the_line(book):
    corrected(book)
    sheet = book["CanSua"]
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "xeploai-original" in cell.value:
                cell.value = None


def year(book):
    book[INFO]["C9"] = 2019


def other_regime(book):
    year(book)
    book[INFO]["C9"] = 2018
    book[INFO]["C5"] = "XL-2018-HD16"


def copied_list(book):
    """NL's form with the list of BM in place of its own."""
    source = openpyxl.load_workbook(BM)[MEMBERS]
    for row in range(7, 15):
        for col in range(2, 11):
            book[MEMBERS].cell(row, col).value = source.cell(row, col).value


with tempfile.TemporaryDirectory() as folder:
    copy = returned(folder)
    nop = inbox("fates-mark-dropped")
    shutil.copy(BM_WRONG, nop / "bm.xlsx")
    saved(copy, nop / "bm sua.xlsx", corrected, without_mark=True)
    shutil.copy(NL, nop / "nl.xlsx")

    nop = inbox("fates-mark-gone-list-left")
    saved(BM_WRONG, nop / "bm.xlsx", day=5)
    saved(copy, nop / "bm sua.xlsx", without_the_line, without_mark=True, day=6)

    nop = inbox("fates-returned-form-as-xls")
    shutil.copy(BM_WRONG, nop / "bm.xlsx")
    saved(copy, Path(folder) / "a.xlsx", corrected, without_mark=True)
    convert(Path(folder) / "a.xlsx", "xls", nop / "bm sua.xls")

nop = inbox("fates-xls-and-ods-of-an-xlsx")
shutil.copy(BM, nop / "bm.xlsx")
convert(BM, "xls", nop / "bm cu.xls")
convert(BM, "ods", nop / "bm libre.ods")
convert(BM, "xlsx", nop / "bm libre.xlsx")
shutil.copy(NL, nop / "nl.xlsx")

nop = inbox("fates-other-years-in-a-subfolder")
(nop / "cu").mkdir()
shutil.copy(BM, nop / "bm.xlsx")
saved(BM, nop / "cu/bm 2019.xlsx", year)
saved(BM, nop / "cu/bm 2018.xlsx", other_regime)
saved(NL, nop / "cu/nl 2019.xlsx", year, without_mark=True)

nop = inbox("fates-list-copied")
shutil.copy(BM, nop / "bm.xlsx")
saved(NL, nop / "nl.xlsx", copied_list, without_mark=True)

nop = inbox("fates-two-forms")
saved(BM, nop / "bm 1.xlsx", day=5)
saved(BM, nop / "bm 2.xlsx", lambda book: book[INFO].__setitem__("C19", 4), day=6)
shutil.copy(NL, nop / "nl.xlsx")

nop = inbox("fates-newest-is-an-ods")
with tempfile.TemporaryDirectory() as folder:
    saved(BM, nop / "bm 1.xlsx", lambda book: book[INFO].__setitem__("C19", 4), day=5)
    saved(BM, Path(folder) / "b.xlsx")
    convert(Path(folder) / "b.xlsx", "ods", nop / "bm 2.ods")
    date(nop / "bm 2.ods", "2020-12-06T10:00:00.123456789")
shutil.copy(NL, nop / "nl.xlsx")
toml = nop.parent / "xeploai.toml"
toml.write_text(toml.read_text() + '\n[settings]\nduplicates = "newest"\n')
