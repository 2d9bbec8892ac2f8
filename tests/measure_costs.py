"""Measures what a form costs as it doubles in size, along many kinds of size.

    cargo build --release
    python tests/measure_costs.py target/release/xeploai 1000 [kind…]

Tells seconds of the processor at a size and at twice it, and the bytes of the outputs. More than twice is
worth a look; nothing is judged here, since a machine does other things beside. `tests/costs.rs` holds
the costs that can be counted.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

SAMPLE = Path(__file__).parent.parent / "samples/binh-an-2020"
FORM = SAMPLE / "nop/CB Nà Mẻ.xlsx"
FIRST = 100
MEMBERS = "2_DangVien"

Inbox = list[openpyxl.Workbook | bytes]
KINDS: dict[str, Callable[[int], Inbox]] = {}


def kind(make: Callable[[int], Inbox]) -> Callable[[int], Inbox]:
    KINDS[make.__name__] = make
    return make


def name(nth: int) -> str:
    return "Ma Văn H" + "".join(chr(97 + nth // 26**it % 26) for it in range(3))


def form(count: int, change: Callable[[list, int], None] = lambda row, nth: None) -> openpyxl.Workbook:
    """A form with more members, each like the second but for what is changed."""
    book = openpyxl.load_workbook(FORM)
    sheet = book[MEMBERS]
    like = [it.value for it in sheet[8]]
    for nth in range(count):
        row = list(like)
        row[0], row[1], row[9] = FIRST + nth, name(nth), f"99{nth:06}"
        change(row, nth)
        for col, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(FIRST + nth, col, value)
    return book


def put(**cells: object) -> Callable[[list, int], None]:
    def change(row: list, nth: int) -> None:
        for col, value in cells.items():
            row[openpyxl.utils.column_index_from_string(col) - 1] = value

    return change


@kind
def members(size: int) -> Inbox:
    return [form(size)]


@kind
def one_person(size: int) -> Inbox:
    return [form(size, put(B="Ma Văn Hùng", J="99000001"))]


@kind
def one_card(size: int) -> Inbox:
    return [form(size, put(J="99000001"))]


@kind
def one_name(size: int) -> Inbox:
    return [form(size, put(B="Ma Văn Hùng"))]


@kind
def no_cards(size: int) -> Inbox:
    return [form(size, put(B="Ma Văn Hùng", C="1971", J=None))]


@kind
def names_alone(size: int) -> Inbox:
    def change(row: list, nth: int) -> None:
        row[:] = [None, row[1]]

    return [form(size, change)]


@kind
def wrong_cells(size: int) -> Inbox:
    return [form(size, put(C="sai", D="không rõ", N="?", AD="lạ"))]


@kind
def long_cells(size: int) -> Inbox:
    return [form(size, put(B="x" * 8_000, E="y" * 8_000, AJ="z " * 4_000))]


@kind
def old_text(size: int) -> Inbox:
    return [form(size, put(AJ="§¶ng bé", AK="Ma v¨n"))]


@kind
def strangers(size: int) -> Inbox:
    book = form(size)
    for row in range(FIRST, FIRST + size):
        for col in range(40, 60):
            book[MEMBERS].cell(row, col, "x")
    return [book]


@kind
def merged(size: int) -> Inbox:
    book = form(size)
    for row in range(FIRST, FIRST + size - 1, 2):
        book[MEMBERS].merge_cells(start_row=row, end_row=row + 1, start_column=31, end_column=31)
        book[MEMBERS].merge_cells(start_row=9_000 + row, end_row=9_001 + row, start_column=2, end_column=5)
    return [book]


@kind
def hidden(size: int) -> Inbox:
    book = form(size)
    for row in range(FIRST, FIRST + size):
        book[MEMBERS].row_dimensions[row].hidden = True
    return [book]


@kind
def notes(size: int) -> Inbox:
    book = form(size, put(D="?"))
    for row in range(FIRST, FIRST + size):
        book[MEMBERS].cell(row, 4).comment = Comment("xem lại", "An")
    return [book]


@kind
def choices(size: int) -> Inbox:
    book = form(size, put(D="?"))
    for row in range(FIRST, FIRST + size):
        choice = DataValidation(type="list", formula1='"a,b"')
        choice.add(book[MEMBERS].cell(row, 5))
        book[MEMBERS].add_data_validation(choice)
    return [book]


@kind
def formats(size: int) -> Inbox:
    book = form(size, put(D="?"))
    for row in range(FIRST, FIRST + size):
        rule = CellIsRule(operator="equal", formula=["1"])
        book[MEMBERS].conditional_formatting.add(f"E{row}", rule)
    return [book]


@kind
def defined_names(size: int) -> Inbox:
    book = form(1, put(D="?"))
    for nth in range(size):
        book.defined_names[f"n{nth}"] = DefinedName(f"n{nth}", attr_text=f"'{MEMBERS}'!$A${nth + 1}")
    return [book]


@kind
def headings(size: int) -> Inbox:
    book = form(0)
    sheet = book[MEMBERS]
    rows = [[it.value for it in sheet[row]] for row in (4, 5, 8)]
    for nth in range(size // 4):
        for more, row in enumerate(rows):
            for col, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(FIRST + 3 * nth + more, col, value)
    return [book]


@kind
def totals(size: int) -> Inbox:
    def change(row: list, nth: int) -> None:
        if nth % 2:
            row[:] = [None, "Tổng cộng: 7"]

    return [form(size, change)]


@kind
def sheets(size: int) -> Inbox:
    book = form(0)
    for nth in range(size // 4):
        book.create_sheet(f"Z{nth}")["A1"] = "x"
    return [book]


@kind
def collectives(size: int) -> Inbox:
    book = form(0)
    sheet = book["3_TapThe"]
    for nth in range(size):
        for col in range(1, 23):
            sheet.cell(FIRST + nth, col, sheet.cell(7, col).value)
        sheet.cell(FIRST + nth, 2, f"Tập thể {nth}")
    return [book]


@kind
def facts(size: int) -> Inbox:
    book = form(0)
    for nth in range(size):
        book["1_ThongTinChiBo"].cell(FIRST + nth, 2, f"Nội dung lạ số {nth}")
        book["1_ThongTinChiBo"].cell(FIRST + nth, 3, nth)
    return [book]


@kind
def copies(size: int) -> Inbox:
    return [FORM.read_bytes()] * (size // 16)


@kind
def unknown_branches(size: int) -> Inbox:
    books = []
    for nth in range(size // 16):
        book = form(1)
        book["1_ThongTinChiBo"]["C6"] = f"KB{nth}"
        books.append(book)
    return books


@kind
def one_branch(size: int) -> Inbox:
    return [form(1, put(AJ=f"Lần {nth}")) for nth in range(size // 16)]


@kind
def no_forms(size: int) -> Inbox:
    return [f"%PDF-1.4 {nth}".encode() for nth in range(4 * size)]


def measure(program: Path, inbox: Inbox) -> tuple[float, int, int]:
    """Seconds of the processor, bytes of the outputs, bytes of the inbox."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "nop").mkdir()
        (home / "xeploai.toml").write_bytes((SAMPLE / "xeploai.toml").read_bytes())
        taken = 0
        for nth, book in enumerate(inbox):
            if isinstance(book, bytes):
                content = book
            else:
                stream = io.BytesIO()
                book.save(stream)
                content = stream.getvalue()
            taken += len(content)
            (home / f"nop/{nth:05}.xlsx").write_bytes(content)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([program, "consolidate", "--threads", "1", "-q"], cwd=home, capture_output=True)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        given = sum(it.stat().st_size for it in (home / "ket-qua").rglob("*") if it.is_file())
        return seconds, given, taken


def main() -> None:
    program, size, *kinds = sys.argv[1:]
    for wanted in kinds or KINDS:
        make = KINDS[wanted]
        once, twice = (measure(Path(program).resolve(), make(int(size) * it)) for it in (1, 2))
        print(
            f"{wanted:16} {once[2] >> 10:6} KB in, {once[0]:7.2f} s, {twice[0]:7.2f} s ({twice[0] / once[0]:.2f}),"
            f" out {once[1] >> 10:6} KB, {twice[1] >> 10:6} KB ({twice[1] / once[1]:.2f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
