"""Makes the cases about members who were rated late, from the forms of `fates-two-forms`.

Run from the root of the repository: python tests/cases/make_late.py
Made by openpyxl and, where a case says so, saved by LibreOffice. All people are invented.
"""

import datetime
import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
SOURCE = HERE / "fates-two-forms" / "workspace"
INFO, MEMBERS, UNITS = "1_ThongTinChiBo", "2_DangVien", "3_TapThe"
FIRST, LAST = 7, 14
RATED, WHY = 12, 36
# Two of them the meeting did not rate.
LATE = (12, 13)
NOT_YET = "Chưa đánh giá - lý do khác"


def form():
    return openpyxl.load_workbook(SOURCE / "nop" / "bm 1.xlsx")


def count(book, rated, unrated):
    """Sheet 1 by the rows of sheet 2."""
    info, sheet = book[INFO], book[MEMBERS]
    rows = [row for row in range(FIRST, LAST + 1) if sheet.cell(row, 2).value]
    official = sum(sheet.cell(row, 9).value is not None for row in rows)
    women = sum(sheet.cell(row, 4).value == "Nữ" for row in rows)
    minorities = sum(sheet.cell(row, 5).value != "Kinh" for row in rows)
    for row, value in zip(range(16, 24), (len(rows), official, len(rows) - official, women, minorities, 0, unrated, rated)):
        info.cell(row, 3).value = value


def main():
    """The form of the branch: two are not rated yet, and one is new."""
    book = form()
    sheet = book[MEMBERS]
    for row in LATE:
        for column in range(RATED + 1, 38):
            sheet.cell(row, column).value = None
        sheet.cell(row, RATED).value = NOT_YET
        sheet.cell(row, WHY).value = "Đi điều trị xa, chưa dự họp kiểm điểm"
    count(book, 5, 3)
    return book


def supplement(rows=LATE, meeting=datetime.datetime(2020, 12, 20)):
    """What people make of it: the others deleted, the numbers put right, sheet 3 left as it was."""
    book = form()
    sheet = book[MEMBERS]
    kept = [[cell.value for cell in sheet[row]] for row in rows]
    for row in range(FIRST, LAST + 1):
        for cell in sheet[row]:
            cell.value = None
    for number, (row, line) in enumerate(zip(range(FIRST, LAST + 1), kept), 1):
        for cell, value in zip(sheet[row], line):
            cell.value = value
        sheet.cell(row, 1).value = number
    info = book[INFO]
    info["C15"].value = meeting
    count(book, len(rows), 0)
    return book


def office(path, kind):
    """Saved by LibreOffice as another kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["nice", "-n", "10", "soffice", "--headless", "--convert-to", kind, "--outdir", folder, path],
            check=True, capture_output=True,
        )
        made = next(Path(folder).iterdir())
        shutil.copy(made, path.with_suffix(made.suffix))
    if path.suffix != made.suffix:
        path.unlink()


def case(name, files, without=("bm 1.xlsx", "bm 2.xlsx")):
    folder = HERE / name / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE, folder)
    for path in without:
        (folder / "nop" / path).unlink()
    for path, book in files.items():
        book.save(folder / "nop" / path)
    return folder / "nop"


def changed(book, change):
    change(book[INFO], book[MEMBERS], book)
    return book


def in_cell(text):
    def change(info, _members, _book):
        info["C6"].value = text
    return change


def bare(_info, _members, book):
    del book[UNITS]


def someone_else(_info, members, _book):
    members["B7"].value, members["J7"].value = "Lò Thị Xoan", "08099999"
    members["C7"].value = datetime.datetime(1960, 4, 5)


def other_birth(_info, members, _book):
    members["J8"].value = None
    members["C8"].value = "1995"


def other_branch_rating(_info, _members, book):
    book[UNITS]["T7"].value = "Hoàn thành nhiệm vụ"


def guest():
    """The form of the branch on which one of the two is a guest, and in no total."""
    book = main()
    sheet = book[MEMBERS]
    official = sheet.cell(LATE[0], 9).value
    sheet.cell(LATE[0], RATED).value = "Sinh hoạt đảng tạm thời"
    count(book, 5, 2)
    info = book[INFO]
    info["C16"].value -= 1
    info["C17" if official else "C18"].value -= 1
    info["C19"].value -= sheet.cell(LATE[0], 4).value == "Nữ"
    info["C20"].value -= sheet.cell(LATE[0], 5).value != "Kinh"
    return book


def also_there():
    """The form of the other branch, which counts the guest."""
    book = openpyxl.load_workbook(SOURCE / "nop" / "nl.xlsx")
    sheet, other = book[MEMBERS], form()[MEMBERS]
    row = next(it for it in range(FIRST, LAST + 1) if sheet.cell(it, 4).value == "Nam" and not sheet.cell(it, 6).value
               and sheet.cell(it, RATED).value == "Được đánh giá" and sheet.cell(it, 5).value == "Kinh")
    for column in (2, 3, 8, 9, 10):
        sheet.cell(row, column).value = other.cell(LATE[0], column).value
    return book


case("late-counted", {"bm.xlsx": main(), "Phieu BM-BoSung.xlsx": supplement()})
folder = case("late-on-two-supplements", {
    "bm.xlsx": main(),
    "phieu them.xlsx": changed(changed(supplement(LATE[:1]), in_cell("bm (bổ sung)")), bare),
    "BM bổ sung lần 2.xlsx": supplement(LATE[1:]),
})
office(folder / "BM bổ sung lần 2.xlsx", "ods")
case("late-rated-already", {"bm.xlsx": main(), "BM-BoSung.xlsx": supplement((8, *LATE))})
case("late-not-on-the-form", {"bm.xlsx": main(), "BM-BoSung.xlsx": changed(changed(supplement(), someone_else), other_birth)})
case("late-twice", {"bm.xlsx": main(), "BM-BoSung 1.xlsx": supplement(LATE), "BM-BoSung 2.xlsx": supplement(LATE[1:])})
case("late-without-the-form", {"BM-BoSung.xlsx": supplement()})
case("late-beside-a-wrong-form", {"bm.xlsx": changed(main(), lambda info, _m, _b: info.__setitem__("C16", 9)), "BM-BoSung.xlsx": supplement()})
case("late-only-called-so", {"BM bo sung chu ky.xlsx": main()})
case("late-only-called-so-beside", {"bm.xlsx": form(), "BM bo sung chu ky.xlsx": main()})
case("late-rates-the-branch", {"bm.xlsx": main(), "BM-BoSung.xlsx": changed(supplement(), other_branch_rating)})
case("late-was-a-guest", {"bm.xlsx": guest(), "BM-BoSung.xlsx": supplement()})
case("late-is-another-branchs", {"bm.xlsx": guest(), "BM-BoSung.xlsx": supplement(), "nl.xlsx": also_there()}, ("bm 1.xlsx", "bm 2.xlsx", "nl.xlsx"))
