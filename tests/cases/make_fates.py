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
            new.writestr(zipfile.ZipInfo(info.filename, (2020, 12, 5, 3, 0, 0)), content, zipfile.ZIP_DEFLATED)


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


# Code and name of a neighbour, or its whole file.


def says_bm(book):
    """NL's form with BM's code and name."""
    book[INFO]["C6"], book[INFO]["C7"] = "BM", "Chi bộ thôn Bình Minh"


def without_phone(book):
    says_bm(book)
    book[INFO]["C13"] = None


def with_phone_of_bm(book):
    says_bm(book)
    book[INFO]["C13"] = "0900 000 100"


def typed_over(book):
    """NL's values over BM's returned form, code and name left."""
    source = openpyxl.load_workbook(NL)
    for sheet in (INFO, MEMBERS, "3_TapThe"):
        for row in source[sheet].iter_rows():
            for cell in row:
                if cell.value is not None and not (sheet == INFO and cell.coordinate in ("C6", "C7")):
                    try:
                        book[sheet][cell.coordinate] = cell.value
                    except AttributeError:
                        pass  # inside a merged cell


def only_named_nl(book):
    book[INFO]["C6"], book[INFO]["C7"] = "NL", "Chi bộ thôn Nà Lạn"


def newest(nop):
    toml = nop.parent / "xeploai.toml"
    toml.write_text(toml.read_text() + '\n[settings]\nduplicates = "newest"\n')


nop = inbox("fates-code-and-name-left")
shutil.copy(BM, nop / "bm.xlsx")
saved(NL, nop / "nl.xlsx", says_bm, without_mark=True)

nop = inbox("fates-code-and-name-left-no-phone")
shutil.copy(BM, nop / "bm.xlsx")
saved(NL, nop / "nl.xlsx", without_phone, without_mark=True)

nop = inbox("fates-code-and-name-left-unclear")
shutil.copy(BM, nop / "bm.xlsx")
saved(NL, nop / "nl.xlsx", with_phone_of_bm, without_mark=True, day=8)
newest(nop)

nop = inbox("fates-code-and-name-left-alone")
saved(NL, nop / "nl.xlsx", says_bm, without_mark=True)

nop = inbox("fates-code-and-name-left-last-year-known")
(nop / "nam truoc").mkdir()
shutil.copy(BM, nop / "bm.xlsx")
saved(NL, nop / "nl.xlsx", without_phone, without_mark=True)
saved(NL, nop / "nam truoc/nl.xlsx", year, without_mark=True)
saved(BM, nop / "nam truoc/bm.xlsx", year)

with tempfile.TemporaryDirectory() as folder:
    copy = returned(folder)
    nop = inbox("fates-code-and-name-left-typed-over")
    shutil.copy(BM_WRONG, nop / "bm.xlsx")
    saved(copy, nop / "nl.xlsx", typed_over)

    def headings_only(book):
        """The list without its head and its mark."""
        without_the_line(book)
        for area in list(book["CanSua"].merged_cells.ranges):
            book["CanSua"].unmerge_cells(str(area))
        book["CanSua"].delete_rows(1, 4)
        book["CanSua"].title = "CanSua_1"

    nop = inbox("fates-list-by-its-headings")
    saved(BM_WRONG, nop / "bm.xlsx", day=5)
    saved(copy, Path(folder) / "a.xlsx", headings_only, without_mark=True)
    convert(Path(folder) / "a.xlsx", "xlsx", nop / "bm sua.xlsx")
    date(nop / "bm sua.xlsx", "2020-12-07T03:00:00Z")

nop = inbox("fates-whole-file-of-a-neighbour")
shutil.copy(BM, nop / "bm.xlsx")
saved(BM, nop / "nl.xlsx", only_named_nl)

nop = inbox("fates-two-files-go-back")
shutil.copy(BM, nop / "bm.xlsx")
saved(NL, nop / "nl 1.xlsx", lambda book: book[INFO].__setitem__("C6", "BM"), without_mark=True)
saved(NL, nop / "nl 2.xlsx", lambda book: book[MEMBERS].__setitem__("AD9", None), without_mark=True)

HEAD = TOML.read_text().split("[[branch]]")[0]
GIVEN = "An Bách Cúc Duy Én Giao Hà Kiên Liễu Mận Nhàn Oanh Phúc".split()
MIDDLE = "Văn Thị Đình Hữu Xuân Minh Kim Ngọc".split()
FAMILY = "Ma Nông Hoàng Chẩu Lý Đặng Quan Phùng".split()


def branch_of(nth, is_former):
    """A branch of eight whom no other branch has."""

    def change(book):
        info, members = book[INFO], book[MEMBERS]
        info["C6"], info["C7"] = f"C{nth + 1:02}", f"Chi bộ thôn {nth + 1}"
        info["C13"] = f"0900 000 3{nth:02}"
        for row in range(8):
            name = f"{FAMILY[row]} {MIDDLE[(row + nth) % 8]} {GIVEN[nth]}"
            members.cell(7 + row, 2).value = name
            birth = members.cell(7 + row, 3)
            birth.value = birth.value.replace(day=1 + nth, month=1 + (birth.value.month + nth) % 12)
            if members.cell(7 + row, 10).value:
                members.cell(7 + row, 10).value = f"08{nth + 30}{row + 11:04}"
        info["C10"] = members.cell(7, 2).value
        if is_former:
            year(book)

    return change


nop = inbox("fates-thirteen-of-last-year")
(nop / "nam 2019").mkdir()
toml = HEAD
for nth in range(13):
    saved(BM, nop / f"c{nth + 1:02}.xlsx", branch_of(nth, False))
    saved(BM, nop / f"nam 2019/c{nth + 1:02}.xlsx", branch_of(nth, True))
    toml += f'[[branch]]\ncode = "C{nth + 1:02}"\nname = "Chi bộ thôn {nth + 1}"\nkind = "Thôn bản"\n'
    toml += f'members = 8\ncontact = "0900 000 3{nth:02}"\n\n'
(nop.parent / "xeploai.toml").write_text(toml)
