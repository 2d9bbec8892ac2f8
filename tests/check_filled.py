#!/usr/bin/env python3
"""The independent reader of a filled blank: compares it with the blank cell by cell, with openpyxl.

Every style, height, width, merged area, print set-up, drop-down, conditional format, name, note,
picture and chart of the blank must be where it was, or where the repeated rows moved it; every row of
a list must look as the row of the blank; numbers must be those of `bao-cao.json`; LibreOffice must
come to the same results of the formulas from a copy without results.
Usage: check_filled.py WORKSPACE BLANK FILLED (after `xeploai consolidate --fill BLANK WORKSPACE`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

LIST = re.compile(r"\{\{\s*(branch|chi_bo|member|dang_vien|failing)\s*\.")
STYLE = ["number_format", "font", "fill", "border", "alignment", "protection"]
PAGE = ["page_setup", "page_margins", "print_options", "sheet_properties", "sheet_format"]
# Not computed by the program: the cell must have no result rather than an old one.
WITHOUT_RESULT = ("SUMPRODUCT(", "LOWER(")

passed = 0
failed: list[str] = []


def same(what: str, before: Any, after: Any) -> None:
    global passed
    if before == after:
        passed += 1
    else:
        failed.append(f"{what}: {before!r} became {after!r}")


def listed(counts: dict[str, int], sheet: Any) -> dict[int, int]:
    """The repeated rows of a sheet of the blank, and how many rows take their place."""
    rows = {}
    for row in sheet.iter_rows():
        for cell in row:
            found = isinstance(cell.value, str) and LIST.search(cell.value)
            if found:
                rows[cell.row] = max(1, counts[found.group(1)])
    return rows


class Moved:
    def __init__(self, rows: dict[int, int]) -> None:
        self.rows = rows

    def start(self, row: int) -> int:
        return row + sum(count - 1 for own, count in self.rows.items() if own < row)

    def end(self, row: int) -> int:
        return self.start(row) + self.rows.get(row, 1) - 1

    def area(self, text: str) -> tuple[int, int, int, int]:
        left, top, right, bottom = range_boundaries(text.replace("$", ""))
        return left, self.start(top), right, self.end(bottom)


def areas(ranges: Any) -> list[tuple[int, int, int, int]]:
    return sorted(range_boundaries(str(it)) for it in ranges)


def chosen_heights(blank: Path, number: int) -> set[int]:
    """Rows whose height somebody chose; openpyxl takes any that is stored for chosen."""
    with zipfile.ZipFile(blank) as book:
        text = book.read(f"xl/worksheets/sheet{number}.xml").decode()
    tags = re.findall(r"<row [^>]*>", text)
    return {int(re.search(r' r="(\d+)"', it)[1]) for it in tags if re.search(r'customHeight="(1|true)"', it)}


def compare_sheet(old: Any, new: Any, moved: Moved, chosen: set[int]) -> None:
    name = old.title
    for attribute in PAGE:
        same(f"{name}: {attribute}", repr(getattr(old, attribute)), repr(getattr(new, attribute)))
    margins = lambda sheet: [(getattr(sheet, it).left.text, getattr(sheet, it).center.text, getattr(sheet, it).right.text)
                             for it in ("oddHeader", "oddFooter", "evenHeader", "evenFooter")]
    same(f"{name}: header and footer", margins(old), margins(new))
    same(f"{name}: frozen", old.freeze_panes, new.freeze_panes)
    same(f"{name}: titles", old.print_title_rows, new.print_title_rows)
    if old.print_area:
        area = old.print_area.rsplit("!", 1)[-1]
        after = new.print_area.rsplit("!", 1)[-1].replace("$", "")
        same(f"{name}: print area", moved.area(area), range_boundaries(after))
    if old.auto_filter.ref:
        same(f"{name}: filter", moved.area(old.auto_filter.ref), range_boundaries(new.auto_filter.ref))
    same(f"{name}: breaks", [moved.end(it.id) for it in old.row_breaks.brk], [it.id for it in new.row_breaks.brk])
    widths = [(key, it.width, it.hidden) for key, it in sorted(old.column_dimensions.items())]
    same(f"{name}: widths", widths, [(key, it.width, it.hidden) for key, it in sorted(new.column_dimensions.items())])
    merged = []
    for area in old.merged_cells.ranges:
        left, top, right, bottom = area.bounds
        if top in moved.rows:
            merged += [(left, row, right, row) for row in range(moved.start(top), moved.end(top) + 1)]
        else:
            merged.append((left, moved.start(top), right, moved.end(bottom)))
    same(f"{name}: merged", sorted(merged), areas(new.merged_cells.ranges))
    rules = lambda sheet, place: sorted(
        (place(str(one)), rule.type, repr(rule.dxf)) for ranges in sheet.conditional_formatting
        for one in ranges.sqref.ranges for rule in ranges.rules)
    same(f"{name}: conditional formats", rules(old, moved.area), rules(new, range_boundaries))
    drops = lambda sheet, place: sorted(
        (place(str(one)), it.type, it.formula1, bool(it.formula2)) for it in sheet.data_validations.dataValidation
        for one in it.sqref.ranges)
    same(f"{name}: validations", drops(old, moved.area), drops(new, range_boundaries))
    same(f"{name}: pictures", [(it.anchor._from.col, moved.start(it.anchor._from.row + 1)) for it in old._images],
         [(it.anchor._from.col, it.anchor._from.row + 1) for it in new._images])
    same(f"{name}: charts", len(old._charts), len(new._charts))
    notes = 0
    for row in old.iter_rows():
        for cell in row:
            for at in range(moved.start(cell.row), moved.end(cell.row) + 1):
                other = new.cell(at, cell.column)
                for part in STYLE:
                    same(f"{name}!{cell.coordinate} at {other.coordinate}: {part}",
                         repr(getattr(cell, part)), repr(getattr(other, part)))
            other = new.cell(moved.start(cell.row), cell.column)
            is_text = isinstance(cell.value, str) and ("{{" in cell.value or cell.value.startswith("="))
            if not is_text and cell.row not in moved.rows:
                same(f"{name}!{cell.coordinate}: value", cell.value, other.value)
            if cell.comment:
                notes += 1
                same(f"{name}!{cell.coordinate}: note", cell.comment.text, other.comment and other.comment.text)
            if cell.hyperlink:
                same(f"{name}!{cell.coordinate}: link", cell.hyperlink.target, other.hyperlink and other.hyperlink.target)
        number = row[0].row
        if number in chosen:
            height = old.row_dimensions[number].height
            for at in range(moved.start(number), moved.end(number) + 1):
                same(f"{name}: height of row {number} at {at}", height, new.row_dimensions[at].height)
    same(f"{name}: notes", notes, sum(1 for row in new.iter_rows() for it in row if it.comment))
    same(f"{name}: rows", moved.end(old.max_row), new.max_row)


def compare_values(blank: Any, values: Any, report: dict[str, Any], moved: dict[str, Moved]) -> None:
    """Each branch's row, from the report; the columns by the names in the blank."""
    for sheet in blank:
        names: dict[int, dict[int, str]] = {}
        for row in sheet.iter_rows():
            for cell in row:
                text = cell.value if isinstance(cell.value, str) else ""
                only = re.fullmatch(r"\{\{branch\.(\w+)\}\}", text)
                if only:
                    names.setdefault(cell.row, {})[cell.column] = only.group(1)
                total = re.fullmatch(r"\{\{total\.(\w+)\}\}", text)
                if total and total.group(1) in report["totals"]:
                    place = values[sheet.title].cell(moved[sheet.title].start(cell.row), cell.column)
                    same(f"total {total.group(1)}", report["totals"][total.group(1)], place.value)
        for row, columns in names.items():
            for number, branch in enumerate(report["branches"]):
                for column, name in columns.items():
                    shown = values[sheet.title].cell(moved[sheet.title].start(row) + number, column).value
                    if name == "number":
                        same(f"{branch['code']} {name}", number + 1, shown)
                    elif name in branch:
                        same(f"{branch['code']} {name}", branch[name], shown)
                    elif name == "note" and branch["status"] != "accepted":
                        same(f"{branch['code']} has a note", True, bool(shown))
                    elif name == "good_or_better_share":
                        share = branch["rated"] and (branch["excellent"] + branch["good"]) / branch["rated"]
                        same(f"{branch['code']} share", share or None, shown or None)


def compare_members(blank: Any, values: Any, report: dict[str, Any], moved: dict[str, Moved]) -> None:
    """Crosses of members against the totals of the report."""
    for sheet in blank:
        for row in sheet.iter_rows():
            for cell in row:
                mark = re.fullmatch(r"\{\{member\.(\w+)_mark\}\}", str(cell.value or ""))
                if mark and mark.group(1) in report["totals"]:
                    own = moved[sheet.title]
                    rows = range(own.start(cell.row), own.end(cell.row) + 1)
                    count = sum(bool(values[sheet.title].cell(at, cell.column).value) for at in rows)
                    same(f"crosses {mark.group(1)}", report["totals"][mark.group(1)], count)


def recalculate(filled: Path, work: Path) -> None:
    formulas, ours = load_workbook(filled), load_workbook(filled, data_only=True)
    bare = work / "bare.xlsx"
    # openpyxl writes no results.
    formulas.save(bare)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(work / "out"), str(bare)], check=True, capture_output=True, timeout=300)
    theirs = load_workbook(work / "out" / "bare.xlsx", data_only=True)
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if not (isinstance(cell.value, str) and cell.value.startswith("=")):
                    continue
                count += 1
                place = f"{sheet.title}!{cell.coordinate} {cell.value}"
                own = ours[sheet.title][cell.coordinate].value
                if any(it in cell.value for it in WITHOUT_RESULT):
                    same(f"{place} has no result", None, own)
                    continue
                other = theirs[sheet.title][cell.coordinate].value
                if isinstance(own, (int, float)) and isinstance(other, (int, float)):
                    own, other = round(own, 9), round(other, 9)
                same(place, other, own)
    same("formulas were compared", True, count > 0)


def main() -> int:
    workspace, blank_path, filled_path = (Path(it) for it in sys.argv[1:])
    report = json.loads((workspace / "ket-qua" / "bao-cao.json").read_text(encoding="utf-8"))
    blank, filled = load_workbook(blank_path), load_workbook(filled_path)
    values = load_workbook(filled_path, data_only=True)
    ours = load_workbook(workspace / "ket-qua" / f"tong-hop-{report['year']}.xlsx", data_only=True)
    failing = sum(isinstance(row[0].value, int) and isinstance(row[1].value, str) for row in ours["DS03"].iter_rows())
    members = report["totals"]["members"]
    counts = {"branch": len(report["branches"]), "chi_bo": len(report["branches"]),
              "member": members, "dang_vien": members, "failing": failing}
    same("sheets", blank.sheetnames, filled.sheetnames)
    moved = {it.title: Moved(listed(counts, it)) for it in blank}
    for number, sheet in enumerate(blank, 1):
        compare_sheet(sheet, filled[sheet.title], moved[sheet.title], chosen_heights(blank_path, number))
    same("names", sorted(blank.defined_names), sorted(filled.defined_names))
    for name, defined in blank.defined_names.items():
        sheet, area = defined.attr_text.rsplit("!", 1)
        after = filled.defined_names[name].attr_text.rsplit("!", 1)
        same(f"name {name}", (sheet, moved[sheet.strip("'")].area(area)), (after[0], range_boundaries(after[1].replace("$", ""))))
    compare_values(blank, values, report, moved)
    compare_members(blank, values, report, moved)
    with zipfile.ZipFile(blank_path) as old, zipfile.ZipFile(filled_path) as new:
        same("damaged entry", None, new.testzip())
        for name in new.namelist():
            if name.startswith("xl/charts/chart"):
                text = new.read(name).decode()
                same(f"{name}: kept values", False, "Cache>" in text)
                own = moved["Biểu 02-TU"]
                same(f"{name}: all rows are shown", 4, text.count(f"$10:$") if own.rows[10] > 1 else 4)
        for name in old.namelist():
            if re.match(r"xl/(media|theme|printerSettings|styles|sharedStrings)", name):
                same(f"{name}: bytes", old.read(name), new.read(name))
    for sheet in values:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "{{" in cell.value:
                    failed.append(f"{sheet.title}!{cell.coordinate} still has braces")
    with tempfile.TemporaryDirectory() as work:
        recalculate(filled_path, Path(work))
    for line in failed[:40]:
        print("DIFFERS", line)
    print(f"check_filled {filled_path.name}: {passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
