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


class Members:
    """The list of all members in the consolidated workbook."""

    def __init__(self, book, title="DS01"):
        self.sheet = book[title]
        for row in self.sheet.iter_rows(max_row=40):
            texts = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
            if "Mức được quyết định" in texts:
                self.columns, self.head = texts, row[0].row
                break

    def rows(self):
        name = self.columns.get("Họ và tên") or self.columns["Đảng viên, tập thể, chi bộ"]
        return [
            row for row in range(self.head + 1, self.sheet.max_row + 1)
            if isinstance(self.sheet.cell(row, name).value, str) and isinstance(self.sheet.cell(row, 1).value, int)
        ]

    def at(self, row, heading):
        return self.sheet.cell(row, self.columns[heading])


def typed_case(program, name, place, *steps):
    """A case whose consolidated workbook was typed into, once for each step, with a run between two."""
    folder = HERE / name / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    work = Path(tempfile.mkdtemp()) / "xa"
    shutil.copytree(SOURCE, work)
    path = work / "ket-qua" / "tong-hop-2025.xlsx"
    for step in steps:
        subprocess.run([program, "consolidate", work, "-q"], check=False, capture_output=True)
        book = openpyxl.load_workbook(path)
        step(book)
        book.save(path)
    shutil.copytree(SOURCE, folder)
    (folder / place).parent.mkdir(exist_ok=True)
    shutil.copy(path, folder / place)


def typed_as_people_do(book):
    members = Members(book)
    rows = members.rows()
    for number, row in enumerate(rows):
        ways = SPELLINGS[members.at(row, "Chi bộ đề nghị").value]
        members.at(row, "Mức được quyết định").value = ways[number % len(ways)]
    members.at(rows[1], "Mức được quyết định").value = "HTNV"
    members.at(rows[1], "Ghi chú").value = "Hội nghị thống nhất"
    members.at(rows[2], "Mức được quyết định").value = "htnv"  # nobody says why
    members.at(rows[-1], "Mức được quyết định").value = None  # left open
    sheet = book["Bieu03"]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Đảng ủy quyết định")
    sheet.cell(at.row + 2, at.column).value = "HTTNV"


def typed_wrong(book):
    members = Members(book)
    rows = members.rows()
    decide = lambda row, rating: setattr(members.at(row, "Mức được quyết định"), "value", rating)  # noqa: E731
    decide(rows[0], "HTXSNV")  # its points allow no more than good
    decide(rows[2], "HTTNV")
    members.at(rows[2], "Họ và tên").value = "Người Không Có"
    members.at(rows[2], "Số thẻ").value = "99887766"
    decide(rows[4], "Khá")  # no rating
    decide(rows[5], "HTTNV")  # and another one in a row of the same person
    last = members.sheet.max_row + 1
    for col in range(1, members.sheet.max_column + 1):
        members.sheet.cell(last, col).value = members.sheet.cell(rows[5], col).value
    decide(last, "HTNV")


def lowered(book):
    members = Members(book)
    for row in members.rows():
        members.at(row, "Mức được quyết định").value = members.at(row, "Chi bộ đề nghị").value
    members.at(members.rows()[1], "Mức được quyết định").value = "HTNV"
    members.at(members.rows()[2], "Mức được quyết định").value = "HTNV"


def cleared(book):
    members, changes = Members(book), Members(book, "DS05")
    rows = members.rows()
    members.at(rows[0], "Mức được quyết định").value = None  # taken back: no other list has it
    members.at(rows[1], "Mức được quyết định").value = None  # the list of changes has it still
    changes.at(changes.rows()[0], "Lý do").value = "Hội nghị thống nhất"
    changes.at(changes.rows()[1], "Lý do").value = "Hội nghị thống nhất"


def main(program):
    typed_case(program, "decisions-typed-in-the-workbook", "nop/tong-hop-2025.xlsx", typed_as_people_do)
    typed_case(program, "decisions-typed-wrong", "nop/tong hop da ghi.xlsx", typed_wrong)
    typed_case(program, "decisions-typed-and-cleared", "nop/tong-hop-2025 (sửa tay 2).xlsx", lowered, cleared)
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
