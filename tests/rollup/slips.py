#!/usr/bin/env python3
"""Slips in the workbook of one commune, each told for itself: no run is stopped by one, nothing of it is counted in silence.

python tests/rollup/slips.py PROGRAM WORK

The workbook is saved with the values of its formulas, as when somebody pastes values.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples/tinh-2026"
BOOK = "Bản Pước.xlsx"


def find(sheet, text, column=None):
    """The row of the first cell with this text."""
    for row in sheet.iter_rows(min_row=10):
        for cell in row:
            if cell.value == text and (column is None or cell.column == column):
                return cell.row
    sys.exit(f"{sheet.title} has no {text!r}")


def people(book):
    sheet = book["DS01"]
    return sheet, [row for row in range(13, sheet.max_row) if isinstance(sheet.cell(row, 1).value, int) and sheet.cell(row, 2).value]


def filled_in(book):
    for sheet in book:
        for row in sheet.iter_rows(max_row=9):
            for cell in row:
                if str(cell.value or "").startswith("(Kèm theo Báo cáo số"):
                    cell.value = cell.value.replace("số …-", "số 123-").replace("ngày …/…/…", "ngày 10/12/2026")


def more_votes(book):
    sheet = book["DS02"]
    sheet.cell(12, 7).value = "9/8"


def strange_group(book):
    sheet = book["Bieu06"]
    sheet.insert_rows(find(sheet, "Tổng cộng"))
    for col, value in enumerate(["9", "Nhóm lạ", 0, 0, 0, 0, 0, 0, None, 5, 0], 1):
        sheet.cell(find(sheet, "Tổng cộng") - 1, col).value = value


def twice(book):
    sheet, rows = people(book)
    for col in range(2, 22):
        sheet.cell(rows[1], col).value = sheet.cell(rows[0], col).value


def no_limit(book):
    book["Bieu06"].cell(13, 10).value = None


def high_limit(book):
    book["Bieu06"].cell(13, 10).value = 99


def wrong_sum_of_limits(book):
    sheet = book["Bieu06"]
    sheet.cell(find(sheet, "Tổng cộng"), 10).value = 9


def wrong_over(book):
    book["Bieu06"].cell(13, 11).value = 7


def nobodys_number(book):
    sheet = book["Bieu01"]
    sheet.cell(find(sheet, "Tổng cộng"), 24).value = 12


def only_decided(book):
    sheet, rows = people(book)
    row = next(it for it in rows if sheet.cell(it, 18).value == "HTTNV")
    sheet.cell(row, 18).value, sheet.cell(row, 20).value = None, "HTTNV"


def hidden(book):
    book["Bieu04"].title = "Tập thể, lãnh đạo"


def gone(book):
    del book["DS03"]


def in_two(_, folder):
    """Another commune sends the same people."""
    other = load_workbook(SAMPLE / "nop" / BOOK, data_only=True)
    for sheet in other:
        for row in sheet.iter_rows(max_row=9):
            for cell in row:
                if "Bản Pước" in str(cell.value):
                    cell.value = cell.value.replace("Bản Pước", "Khuôn Hà")
    other.save(folder / "nop/0.xlsx")


# What is done, what has to be among the findings, and whether the commune counts.
SLIPS = [
    (lambda book: None, set(), True),
    (filled_in, set(), True),
    (hidden, set(), True),
    (more_votes, {"U023"}, False),
    (strange_group, {"U019"}, True),
    (twice, {"U030"}, False),
    (no_limit, {"U015"}, False),
    (high_limit, {"U028"}, False),
    (wrong_sum_of_limits, {"U016"}, False),
    (wrong_over, {"U016"}, False),
    (nobodys_number, {"U027"}, True),
    (only_decided, {"U032"}, False),
    (gone, {"U017"}, False),
    (in_two, {"U029"}, True),
]


def main():
    program, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    shutil.rmtree(work, ignore_errors=True)
    wrong = []
    for slip, wanted, counts in SLIPS:
        name = slip.__name__.strip("<>")
        folder = work / name
        (folder / "nop").mkdir(parents=True)
        shutil.copy(SAMPLE / "xeploai.toml", folder)
        book = load_workbook(SAMPLE / "nop" / BOOK, data_only=True)
        slip(book, folder) if slip is in_two else slip(book)
        book.save(folder / "nop" / BOOK)
        run = subprocess.run([program, "rollup", folder, "-q"], capture_output=True, text=True)
        if run.returncode != 1:
            wrong.append(f"{name}: ends with {run.returncode}: {run.stderr}")
            continue
        report = json.loads((folder / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))
        own = [it for it in report["findings"] if it["branch"] == "BP" and it["code"] not in ("U007",)]
        codes = {it["code"] for it in own}
        status = next(it["status"] for it in report["branches"] if it["code"] == "BP")
        if not wanted <= codes or (status == "accepted") != counts or (not wanted and codes):
            wrong.append(f"{name}: {status}, {[(it['code'], it.get('sheet'), it.get('cell')) for it in own]}")
        if any("{" in it["message"] for it in own):
            wrong.append(f"{name}: a message with a gap")
    print("\n".join(wrong) or f"{len(SLIPS)} slips told")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
