"""Makes the workbooks of the cases about decisions, from the form of `decision-group-02B`.

Run from the root of the repository, with the program: python tests/cases/make_decisions.py target/debug/xeploai
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

SOURCE = HERE / "decision-group-02B" / "workspace"
SPELLINGS = {
    "HTXSNV": ["Hoàn thành xuất sắc nhiệm vụ", "htxsnv", "Xuất sắc"],
    "HTTNV": ["Hoàn thành tốt nhiệm vụ", " HTTNV ", "H.T.T.N.V", "HOAN THANH TOT NHIEM VU"],
    "HTNV": ["Hoàn thành nhiệm vụ", "HTNV"],
}


def made(program):
    """The sheets of decisions of the form."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(SOURCE, folder / "xa")
    subprocess.run([program, "decisions", folder / "xa", "-q"], check=True, capture_output=True)
    return next((folder / "xa" / "ket-qua").glob("quyet-dinh-*.xlsx"))


def case(name, path, change):
    folder = HERE / name / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE, folder)
    book = openpyxl.load_workbook(path)
    for table in sheets.tables(book):
        table.entry(sheets.NUMBER, "7-QĐ/ĐU")
        table.entry(sheets.DATE, "22/12/2025")
        for row in table.rows():
            table.decide(row, table.proposal(row))
    change(book)
    book.save(folder / "nop" / "quyết định.xlsx")
    return folder / "nop" / "quyết định.xlsx"


def as_people_type(book):
    for table in sheets.tables(book):
        rows = list(table.rows())
        for number, row in enumerate(rows):
            ways = SPELLINGS[table.proposal(row)]
            table.decide(row, ways[number % len(ways)])
        # Sorted the other way round, the hidden column left where it was.
        last = table.sheet.max_column - 1
        lines = [[table.sheet.cell(row, col).value for col in range(1, last + 1)] for row in rows]
        for row, line in zip(rows, reversed(lines)):
            for col, value in enumerate(line, 1):
                table.sheet.cell(row, col).value = value


def wrong(book):
    table = next(it for it in sheets.tables(book) if it.kind == "members")
    rows, put = list(table.rows()), table.sheet.cell
    table.decide(rows[0], "HTXSNV", "Hội nghị thống nhất")  # its points allow no more than good
    table.decide(rows[1], "HTNV")  # nobody says why
    put(rows[2], table.name).value = "Người Không Có"
    put(rows[2], table.columns["Số thẻ"]).value = "99887766"
    table.decide(rows[4], "Khá")  # no rating
    table.decide(rows[5], None)  # left open
    last = table.sheet.max_row + 1
    for col in range(1, table.sheet.max_column + 1):  # one person twice
        if type(put(rows[3], col)).__name__ != "MergedCell":
            put(last, col).value = put(rows[3], col).value
    table.entry(sheets.DATE, "01/11/2025")  # before the branch met


def main(program):
    path = made(program)
    typed = case("decisions-as-people-type", path, as_people_type)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "ods", "--outdir", typed.parent, typed],
        check=True, capture_output=True,
    )
    typed.unlink()
    case("decisions-wrong", path, wrong)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
