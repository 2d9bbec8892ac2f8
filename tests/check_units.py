#!/usr/bin/env python3
"""Counts the forms of the cases with units again, by openpyxl alone, and compares the sums by đảng bộ
of the consolidated workbook, as LibreOffice computes its formulas, and of bao-cao.json.

    python tests/check_units.py target/release/xeploai
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

import openpyxl

HERE = Path(__file__).resolve().parent
CASES = ("units-three-levels", "units-of-a-table")
LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
# Which branch stands under which units, by hand: the program is not asked.
UNDER = {
    "CA1": ("CA",), "CA2": ("CA",), "CA3": ("CA", "CA-B"), "TP": (None,), "TH": (None,),
}
AUTHORITY = {"CA1": "CA", "CA2": "CA", "CA3": "CA", "TP": "BTV", "TH": "BTV"}


def column(sheet, heading: str) -> int:
    for row in (4, 5):
        for col in range(1, sheet.max_column + 1):
            if str(sheet.cell(row, col).value or "").removesuffix("*").strip() == heading:
                return col
    sys.exit(f"no column {heading!r}")


def counted(form: Path) -> tuple[str, Counter, list[tuple[str, str | None]]]:
    """Code, counts of members, and who is led by whom of a form."""
    book = openpyxl.load_workbook(form, data_only=True)
    info, sheet = book["1_ThongTinChiBo"], book["2_DangVien"]
    code = next(
        info.cell(row, 3).value for row in range(1, 40) if "Mã chi bộ" in str(info.cell(row, 2).value)
    )
    name, rating = column(sheet, "Họ và tên"), column(sheet, "Chi bộ đề nghị xếp loại")
    leader = column(sheet, "Diện cán bộ lãnh đạo, quản lý")
    counts, people = Counter(), []
    for row in range(7, sheet.max_row + 1):
        who = sheet.cell(row, name).value
        if not who:
            continue
        counts["members"] += 1
        level = sheet.cell(row, rating).value
        counts[level or "none"] += 1
        # Nobody decides on who is not rated.
        if level:
            people.append((who, sheet.cell(row, leader).value))
    return code, counts, people


def rows_of(sheet, first: str):
    """Values of the rows by what stands in their second column."""
    return {
        str(row[1]): row for row in sheet.iter_rows(values_only=True) if len(row) > 2 and row[1] and first
    }


def check(program: Path, case: str, work: Path) -> int:
    folder = work / case
    shutil.copytree(HERE / "cases" / case / "workspace", folder)
    run = subprocess.run([program, "consolidate", folder, "-q"], check=False, stdout=subprocess.DEVNULL)
    assert run.returncode == 0, run.returncode
    forms = [counted(it) for it in sorted((folder / "nop").glob("*.xlsx"))]
    expected: dict[str | None, Counter] = {}
    for code, counts, _ in forms:
        for unit in UNDER[code]:
            expected.setdefault(unit, Counter()).update(counts)
    whole = sum((counts for _, counts, _ in forms), Counter())

    report = json.loads((folder / "ket-qua/bao-cao.json").read_text("utf-8"))
    keys = dict(zip(LEVELS, ("excellent", "good", "satisfactory", "unsatisfactory")))
    assert {it["code"] for it in report["units"]} == set(expected), report["units"]
    for unit in report["units"]:
        own = expected[unit["code"]]
        assert unit["members"] == own["members"], unit
        assert all(unit[key] == own[level] for level, key in keys.items()), unit
    tops = [it for it in report["units"] if it["under"] is None]
    for key in ("members", *keys.values()):
        assert sum(it[key] for it in tops) == report["totals"][key], key

    made = folder / "ket-qua/tong-hop-2026.xlsx"
    computed = work / f"{case}-computed"
    # Without a stored result nothing but the formulas can tell.
    book = openpyxl.load_workbook(made)
    book.save(folder / "formulas.xlsx")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", computed, folder / "formulas.xlsx"],
        check=True, capture_output=True,
    )
    book = openpyxl.load_workbook(computed / "formulas.xlsx", data_only=True)
    names = {it["code"]: it["name"] for it in report["units"]}
    sheet = book["Bieu01"]
    found = rows_of(sheet, "Bieu01")
    for code, own in expected.items():
        row = next(it for text, it in found.items() if text.startswith(f"{names[code]} ("))
        assert row[2] == own["members"], (code, row)
        assert [row[7], row[9], row[11], row[13]] == [own[it] for it in LEVELS], (code, row)
    total = found["Tổng cộng"]
    assert total[2] == whole["members"], total
    assert [total[7], total[9], total[11], total[13]] == [whole[it] for it in LEVELS], total
    third = rows_of(book["Bieu03"], "Bieu03")
    for code, own in expected.items():
        row = next(it for text, it in third.items() if text.startswith(f"{names[code]} ("))
        assert row[3] == own["members"], (code, row)
    assert third["Tổng cộng"][3] == whole["members"]
    second = book["Bieu02"]
    heads = [str(it.value or "") for row in second.iter_rows(min_row=1, max_row=20) for it in row]
    assert "Chia theo đảng bộ" in heads, heads
    for row in second.iter_rows(values_only=True):
        if str(row[0] or "").startswith("1. Số có mặt"):
            kinds = len({it["kind"] for it in report["branches"]})
            assert sum(row[3 : 3 + kinds]) == sum(row[3 + kinds :]) == row[1] == whole["members"], row
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert not str(cell.value or "").startswith(("#", "Err:")), (sheet.title, cell)

    wanted: dict[str, set[str]] = {}
    for code, _, people in forms:
        for who, leader in people:
            body = AUTHORITY[code]
            if str(leader).startswith("Ban Thường vụ"):
                body = "CT"
            elif str(leader).startswith("Đảng ủy"):
                body = "DU"
            wanted.setdefault(body, set()).add(who)
    everybody = {who for _, _, people in forms for who, _ in people}
    listed = Counter()
    for body, people in wanted.items():
        rows = rows_of(book[f"QD-{body}"], "QD")
        assert people <= set(rows), (body, people - set(rows))
        assert not (everybody - people) & set(rows), (body, (everybody - people) & set(rows))
        listed.update(people)
    assert set(listed) == everybody and max(listed.values()) == 1
    print(f"{case}: {len(forms)} forms, {whole['members']} members, {len(expected)} parts")
    return len(forms)


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as work:
        for case in CASES:
            check(program, case, Path(work))


main()
