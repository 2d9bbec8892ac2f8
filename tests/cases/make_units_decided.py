"""Makes the cases in which đảng bộ themselves are decided on, from the forms of `units-three-levels`.

Run from the root of the repository, with the program: python tests/cases/make_units_decided.py target/debug/xeploai
All people are invented; equal inputs give equal cells, not equal bytes.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "season"))
import sheets  # noqa: E402

SOURCE = HERE / "units-three-levels" / "workspace"
NAMES = ("Đảng bộ Công an xã", "Đảng bộ bộ phận phía bắc")


def run(program, *args):
    subprocess.run([program, *args, "-q"], check=False, capture_output=True)


def copy(name):
    folder = HERE / name / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("ket-qua"))
    return folder


def decided(path, date="22/12/2026"):
    """Everybody as proposed, but for what is over a quota; units as good."""
    book = openpyxl.load_workbook(path)
    for number, table in enumerate(sheets.tables(book), 1):
        table.entry(sheets.NUMBER, f"{number}-QĐ/ĐU")
        table.entry(sheets.DATE, date)
        for row in table.rows():
            rating = table.proposal(row)
            # Some groups are too small for an excellent one.
            lowered = rating == "HTXSNV"
            table.decide(row, "HTTNV" if lowered else rating, "Hội nghị thống nhất" if lowered else None)
    return book


def of_units(book):
    return [it for it in sheets.tables(book) if it.kind == "units"]


def wrong(book):
    table = of_units(book)[0]
    first, second = list(table.rows())
    table.entry(sheets.DATE, "20/12/2026")  # two days before their branches
    table.decide(first, None)  # left open
    last = table.sheet.max_row + 1
    for add, name in enumerate((None, "Đảng bộ Quân sự xã")):  # one twice, and one that there is not
        for col in range(1, table.sheet.max_column + 1):
            if type(table.sheet.cell(last + add, col)).__name__ != "MergedCell":
                table.sheet.cell(last + add, col).value = table.sheet.cell(second, col).value
        if name:
            table.sheet.cell(last + add, table.name).value = name


def typed(book):
    """Into the list of the body that decides, rows in another order."""
    sheet = book["QD-BTV"]
    rows = {row[1].value: row[1].row for row in sheet.iter_rows() if row[1].value in NAMES}
    column = next(cell.column for row in sheet.iter_rows(max_row=20) for cell in row if cell.value == "Quyết định")
    note = next(cell.column for row in sheet.iter_rows(max_row=20) for cell in row if cell.value == "Ghi chú")
    one, other = (rows[it] for it in NAMES)
    for col in range(2, sheet.max_column + 1):
        first, second = sheet.cell(one, col), sheet.cell(other, col)
        first.value, second.value = second.value, first.value
    sheet.cell(other, column).value = "Hoàn thành tốt nhiệm vụ"
    sheet.cell(other, note).value = "Ba chi bộ đều tốt"


def main(program):
    work = Path(tempfile.mkdtemp()) / "xa"
    shutil.copytree(SOURCE, work, ignore=shutil.ignore_patterns("ket-qua"))
    run(program, "decisions", work)
    path = next((work / "ket-qua").glob("quyet-dinh-*.xlsx"))
    for name, change in (("units-decided", None), ("units-decided-wrong", wrong)):
        folder = copy(name)
        book = decided(path)
        if change:
            change(book)
        book.save(folder / "nop" / "quyết định.xlsx")

    run(program, "consolidate", work)
    folder = copy("units-typed")
    book = openpyxl.load_workbook(work / "ket-qua" / "tong-hop-2026.xlsx")
    typed(book)
    book.save(folder / "nop" / "tong-hop da ghi.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
