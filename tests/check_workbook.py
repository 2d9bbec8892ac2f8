#!/usr/bin/env python3
"""The independent reader of the consolidated workbook of one workspace.

Counts the inputs again (openpyxl, by heading), compares them with `Bieu01`, `Bieu02` and
`bao-cao.json`; lets LibreOffice recalculate every formula from a copy without cached values and
compares each result with ours; prints the workbook as PDF and looks for what clerks complain of.
Usage: check_workbook.py WORKSPACE (after `xeploai consolidate`).
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent / "samples"))
import recount  # noqa: E402  (our own second opinion, shares no code with the program)

SHEETS = ["Bieu01", "Bieu02", "Bieu03", "Bieu04", "Bieu05", "DS01", "DS02", "DS03", "DS04", "BieuDo"]
# From 2025: members by group of similar role instead of the sheet on the review.
SHEETS_2025 = ["Bieu01", "Bieu02", "Bieu03", "Bieu04", "Bieu06", "DS01", "DS02", "DS03", "DS04", "BieuDo"]
# Bieu01, by the printed column numbers.
COLUMNS = {
    "members": 3, "exempt": 4, "unrated": 5, "rated": 6,
    "excellent": 8, "good": 10, "satisfactory": 12, "unsatisfactory": 14,
}
CAUSES = {
    "Suy thoái": 16, "Hoàn thành dưới 50% nhiệm vụ": 17, "CC, VC xếp loại KHTNV": 18,
    "Bị kỷ luật": 19, "Khác": 20,
}
CAUSES_2025 = {
    "Dưới 50 điểm": 16, "Suy thoái": 17, "Vi phạm bị kỷ luật": 18,
    "Trên 50% nhiệm vụ không hoàn thành": 19, "Đơn vị phụ trách dưới 70%": 20,
    "Phiếu tín nhiệm thấp": 21, "Khác": 22,
}
# Bieu06, by the printed column numbers.
GROUP_COLUMNS = {"excellent": 4, "good": 5, "satisfactory": 6, "unsatisfactory": 7, "not_rated": 8}
# Bieu02, by the order of its counted rows.
STATISTICS = ["members", "exempt", "unrated", "rated",
              "excellent", "good", "satisfactory", "unsatisfactory"]


class Checks:
    """Counts what was compared and keeps what differs."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed: list[str] = []

    def same(self, what: str, ours: Any, theirs: Any) -> None:
        if ours == theirs:
            self.passed += 1
        else:
            self.failed.append(f"{what}: ours {ours!r}, theirs {theirs!r}")

    def that(self, what: str, holds: bool) -> None:
        self.same(what, holds, True)


def main() -> int:
    workspace = Path(sys.argv[1])
    settings = tomllib.loads((workspace / "xeploai.toml").read_text(encoding="utf-8-sig"))
    output = workspace / "ket-qua"
    book = output / f"tong-hop-{settings['year']}.xlsx"
    report = json.loads((output / "bao-cao.json").read_text(encoding="utf-8"))
    counted = count_accepted(workspace, report)
    checks = Checks()
    compare_report(checks, report, counted)
    values = load_workbook(book, data_only=True)
    is_2025 = settings["year"] >= 2025
    causes = CAUSES_2025 if is_2025 else CAUSES
    sheets = SHEETS_2025 if is_2025 else SHEETS
    checks.same("sheets", values.sheetnames, sheets)
    compare_bieu01(checks, values["Bieu01"], settings, report, counted, causes)
    compare_bieu02(checks, values["Bieu02"], counted, causes)
    compare_bieu03(checks, values["Bieu03"], counted)
    compare_lists(checks, values, report)
    look_at_kinds(checks, values)
    look_at_styles(checks, values)
    if is_2025:
        compare_groups(checks, values["Bieu06"], settings, report, counted)
    with tempfile.TemporaryDirectory() as work:
        recalculate(checks, book, Path(work))
        look_at_pdf(checks, book, values, Path(work))
        open_findings(checks, output / "kiem-tra.xlsx", report)
    for line in checks.failed[:40]:
        print("DIFFERS", line)
    print(f"check_workbook {workspace.name}: {checks.passed} passed, {len(checks.failed)} failed")
    return 1 if checks.failed or checks.passed < 300 else 0


def look_at_styles(checks: Checks, book: Any) -> None:
    """Every cell with a value follows a named style, whose look it has."""
    styles = {style.name: style for style in book._named_styles}
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            style = styles.get(cell.style)
            checks.that(f"{sheet.title}!{cell.coordinate} has a named style", cell.style != "Normal")
            looks = style is not None and all(
                getattr(cell, part) == getattr(style, part)
                for part in ("font", "border", "fill", "alignment", "number_format")
            )
            checks.that(f"{sheet.title}!{cell.coordinate} looks like {cell.style}", looks)


# --- the inputs, counted again --------------------------------------------------------------


def count_accepted(workspace: Path, report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Counts of the accepted files only, by branch code."""
    counted = {}
    for file in report["files"]:
        if file["status"] == "accepted":
            code, counts = recount.count_form(workspace / file["path"])
            counted[code.upper()] = counts
    return counted


def compare_report(checks: Checks, report: dict[str, Any], counted: dict[str, Any]) -> None:
    keys = recount.SUMMED
    for branch in report["branches"]:
        counts = counted.get(branch["code"].upper())
        for key in keys:
            checks.same(f"bao-cao {branch['code']} {key}", branch[key], counts and counts[key])
        checks.same(f"bao-cao {branch['code']} proposed", branch["proposed"],
                    counts and counts["proposal"])
    for key in keys:
        total = sum(c[key] for c in counted.values())
        checks.same(f"bao-cao totals {key}", report["totals"][key], total)
    checks.same("accepted", report["totals"]["accepted"], len(counted))


# --- the workbook ---------------------------------------------------------------------------


def number_row(sheet: Any) -> tuple[int, dict[int, int]]:
    """The row of column numbers, and the sheet's column for each printed number."""
    for row in sheet.iter_rows(min_row=1, max_row=40):
        printed = {}
        for cell in row:
            found = re.match(r"\s*\(?(\d+)\)?\s*(=|$)", str(cell.value)) if cell.value else None
            if found:
                printed[int(found.group(1))] = cell.column
        if len(printed) >= 4 and sorted(printed) == list(range(1, len(printed) + 1)):
            return row[0].row, printed
    raise AssertionError(f"{sheet.title} has no row of column numbers")


def plain(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value or "")).strip()


def compare_bieu01(checks: Checks, sheet: Any, settings: dict[str, Any],
                   report: dict[str, Any], counted: dict[str, Any],
                   causes: dict[str, int]) -> None:
    top, columns = number_row(sheet)
    note = max(columns)
    rows = {plain(sheet.cell(r, columns[2]).value): r for r in range(top + 1, sheet.max_row + 1)}
    status = {b["code"]: b["status"] for b in report["branches"]}
    for branch in settings["branch"]:
        row = rows.get(plain(branch["name"]))
        checks.that(f"Bieu01 has {branch['code']}", row is not None)
        if row is None:
            continue
        counts = counted.get(branch["code"].upper())
        for key, number in COLUMNS.items():
            value = sheet.cell(row, columns[number]).value
            checks.same(f"Bieu01 {branch['code']} {key}", value or (0 if counts else None),
                        counts and counts[key])
        for cause, number in causes.items():
            value = sheet.cell(row, columns[number]).value
            checks.same(f"Bieu01 {branch['code']} {cause}", value or (0 if counts else None),
                        counts and counts["causes"].get(cause, 0))
        if status[branch["code"]] != "accepted":
            checks.that(f"Bieu01 {branch['code']} says why it is empty",
                        bool(plain(sheet.cell(row, columns[note]).value)))
    total = next(r for r in range(top + 1, sheet.max_row + 1)
                 if any(plain(c.value).lower() == "tổng cộng" for c in sheet[r]))
    for key, number in COLUMNS.items():
        checks.same(f"Bieu01 total {key}", sheet.cell(total, columns[number]).value,
                    sum(c[key] for c in counted.values()))


def compare_bieu02(checks: Checks, sheet: Any, counted: dict[str, Any],
                   kinds: dict[str, int]) -> None:
    top, columns = number_row(sheet)
    label, total = columns[1], columns[2]
    counts = [sheet.cell(r, total).value for r in range(top + 1, sheet.max_row + 1)
              if plain(sheet.cell(r, label).value)
              and isinstance(sheet.cell(r, total).value, (int, float))]
    for key, value in zip(STATISTICS, counts, strict=False):
        checks.same(f"Bieu02 {key}", value, sum(c[key] for c in counted.values()))
    causes = [sum(c["causes"].get(cause, 0) for c in counted.values()) for cause in kinds]
    checks.same("Bieu02 causes", counts[len(STATISTICS):], causes)


def compare_bieu03(checks: Checks, sheet: Any, counted: dict[str, Any]) -> None:
    """The list of branches: its total has every row above it, and all members of the forms."""
    top, columns = number_row(sheet)
    total = next(r for r in range(top + 1, sheet.max_row + 1)
                 if plain(sheet.cell(r, columns[2]).value).lower() == "tổng cộng")
    # Members, those rated lowest, those disciplined.
    for number in (4, 6, 7):
        rows = [sheet.cell(r, columns[number]).value or 0 for r in range(top + 1, total)]
        checks.same(f"Bieu03 total, column {number}", sheet.cell(total, columns[number]).value, sum(rows))
    checks.same("Bieu03 members", sheet.cell(total, columns[4]).value,
                sum(c["members"] for c in counted.values()))


def compare_groups(checks: Checks, sheet: Any, settings: dict[str, Any],
                   report: dict[str, Any], counted: dict[str, Any]) -> None:
    """Groups are counted again from the forms, and their limits computed again."""
    groups: dict[str, Counter[str]] = {}
    for counts in counted.values():
        for name, levels in counts["groups"].items():
            groups.setdefault(name, Counter()).update(levels)
    decisions = settings.get("quota-decision", [])
    decisions = [decisions] if isinstance(decisions, dict) else decisions
    percents = {recount.plain(it["group"]): it["percent"] for it in decisions}
    lines = {recount.plain(it["group"]): it for it in report["quotas"]}
    top, columns = number_row(sheet)
    rows = {}
    for r in range(top + 1, sheet.max_row + 1):
        if isinstance(sheet.cell(r, columns[1]).value, (int, float)):
            rows[recount.plain(sheet.cell(r, columns[2]).value)] = r
    checks.same("Bieu06 groups", len(rows), len(groups))
    sums: Counter[str] = Counter()
    for name, levels in groups.items():
        # A member's own form stands with its explanation in brackets.
        full = next((n for n in rows if n == name or n.startswith(name + " ")), None)
        checks.that(f"Bieu06 has {name}", full is not None)
        if full is None:
            continue
        limit = levels["good"] * percents.get(full, 20) // 100
        over = max(0, levels["excellent"] - limit)
        wanted = {GROUP_COLUMNS[key]: levels[key] for key in GROUP_COLUMNS}
        wanted |= {3: sum(levels.values()), 10: limit, 11: over}
        for column, number in wanted.items():
            value = sheet.cell(rows[full], columns[column]).value
            checks.same(f"Bieu06 {name}, column {column}", value, number)
            sums[str(column)] += number
        line = lines.get(full, {})
        for key, number in (("excellent", levels["excellent"]), ("good", levels["good"]),
                            ("limit", limit)):
            checks.same(f"bao-cao quota {name} {key}", line.get(key), number)
    total = next(r for r in range(top + 1, sheet.max_row + 1)
                 if any(plain(c.value).lower() == "tổng cộng" for c in sheet[r]))
    for column, number in sums.items():
        value = sheet.cell(total, columns[int(column)]).value
        checks.same(f"Bieu06 total, column {column}", value, number)
    checks.that("Bieu06 total is bold", bool(sheet.cell(total, columns[3]).font.b))
    checks.same("Bieu06 total is Bieu01's", sums["3"], report["totals"]["members"])
    checks.same("quota_limit", report["totals"]["quota_limit"], sums["10"])


def numbered(sheet: Any) -> int:
    """Rows of a list: those with a number in the first column below the head."""
    top, columns = number_row(sheet)
    return sum(isinstance(sheet.cell(r, columns[1]).value, (int, float))
               for r in range(top + 1, sheet.max_row + 1))


def look_at_kinds(checks: Checks, book: Any) -> None:
    """Days and points are numbers, so that they sort; what is known to the month stays text."""
    days = points = 0
    for sheet in book:
        if not sheet.title.startswith("DS"):
            continue
        top, columns = number_row(sheet)
        heads = {n: " ".join(plain(sheet.cell(r, c).value) for r in range(top - 3, top))
                 for n, c in columns.items()}
        for r in range(top + 1, sheet.max_row + 1):
            for n, c in columns.items():
                cell = sheet.cell(r, c)
                if cell.value is None or not isinstance(sheet.cell(r, columns[1]).value, (int, float)):
                    continue
                where = f"{sheet.title}!{cell.coordinate} {cell.value!r}"
                if "Ngày" in heads[n] or "Ngày sinh" in heads[n]:
                    if cell.is_date:
                        days += 1
                    else:
                        checks.that(f"{where} is no day", not re.fullmatch(r"\d+/\d+/\d{4}", str(cell.value)))
                if heads[n].strip().endswith("chấm"):
                    points += 1
                    checks.that(f"{where} is a number", isinstance(cell.value, (int, float)))
    checks.that(f"{days} days", days > 100)
    if "Bieu06" in book.sheetnames:
        checks.that(f"{points} points", points > 100)


def compare_lists(checks: Checks, book: Any, report: dict[str, Any]) -> None:
    totals = report["totals"]
    checks.same("rows of DS01", numbered(book["DS01"]), totals["members"])
    checks.same("rows of DS02", numbered(book["DS02"]), totals["excellent"])
    guests = sum("tạm thời" in " ".join(plain(c.value) for c in row).lower()
                 for row in book["DS04"].iter_rows()
                 if isinstance(row[0].value, (int, float)))
    checks.same("rows of DS04 without guests", numbered(book["DS04"]) - guests,
                totals["exempt"] + totals["unrated"])
    checks.that("rows of Bieu03", numbered(book["Bieu03"]) >= totals["branches_expected"])


# --- LibreOffice ----------------------------------------------------------------------------


def convert(source: Path, to: str, work: Path) -> Path:
    target = work / to
    target.mkdir(exist_ok=True)
    profile = (work / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}",
         "--convert-to", to, "--outdir", str(target), str(source)],
        check=True, capture_output=True, timeout=300)
    return next(target.glob(f"{source.stem}.*"))


def recalculate(checks: Checks, book: Path, work: Path) -> None:
    """openpyxl drops the cached values when it saves, so LibreOffice has to compute them."""
    bare = work / "bare.xlsx"
    formulas = load_workbook(book)
    formulas.save(bare)
    without = load_workbook(bare, data_only=True)
    computed = load_workbook(convert(bare, "xlsx", work), data_only=True)
    cached = load_workbook(book, data_only=True)
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                place = f"{sheet.title}!{cell.coordinate} {cell.value}"
                if without[sheet.title][cell.coordinate].value is not None:
                    checks.failed.append(f"{place}: the copy still has a cached value")
                ours = cached[sheet.title][cell.coordinate].value
                theirs = computed[sheet.title][cell.coordinate].value
                checks.that(f"{place}: cached {ours!r}, LibreOffice {theirs!r}",
                            equal(ours, theirs))
    checks.that(f"{count} formulas", count > 200)


def equal(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)
    return (ours or "") == (theirs or "")


def look_at_pdf(checks: Checks, book: Path, values: Any, work: Path) -> None:
    pdf = convert(book, "pdf", work)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True,
                          capture_output=True, timeout=120).stdout.decode()
    text = unicodedata.normalize("NFC", text)
    for bad in ("###", "#REF", "#NAME", "#VALUE", "#DIV", "Err:", "\ufffd"):
        checks.that(f"the PDF has no {bad}", bad not in text)
    pages = [page for page in text.split("\f") if page.strip()]
    checks.that(f"{len(pages)} pages", len(pages) >= len(values.sheetnames))
    for page, content in enumerate(pages, 1):
        checks.that(f"page {page} is not nearly empty", len(content.split()) > 20)
        checks.that(f"page {page} has headings", any(map(is_number_row, content.splitlines())))
    words = " ".join(text.split())
    if "Bieu06" in values.sheetnames:
        checks.that("no district since 2025", "huyện" not in words.lower())
    for phrase in ("ĐẢNG CỘNG SẢN VIỆT NAM", "T/M ĐẢNG ỦY", "NGƯỜI LẬP BIỂU"):
        checks.that(f"the PDF shows {phrase}", phrase in words)
    # Headings repeat: wherever rows of the list of members stand, its heading does.
    heads = sum("Số thẻ" in " ".join(page.split()) for page in pages)
    checks.that("the heading of DS01 stands on several pages", heads >= 2)
    cut = names_missing(values["DS01"], words)
    checks.that(f"no name is cut off: {cut[:5]}", not cut)


def is_number_row(line: str) -> bool:
    """The row of column numbers that ends the headings: 1, 2, 3=4+5+6 …"""
    numbers = [re.match(r"\d+", word) for word in line.split()]
    return len(numbers) >= 4 and all(
        found and int(found.group()) == place for place, found in enumerate(numbers, 1))


def names_missing(sheet: Any, words: str) -> list[str]:
    """Names of DS01 of which some word is not on any page (a long name may wrap)."""
    top, columns = number_row(sheet)
    names = [plain(sheet.cell(r, columns[2]).value) for r in range(top + 1, sheet.max_row + 1)
             if isinstance(sheet.cell(r, columns[1]).value, (int, float))]
    there = set(words.split())
    return [name for name in names if not set(name.split()) <= there]


def open_findings(checks: Checks, path: Path, report: dict[str, Any]) -> None:
    sheet = load_workbook(path)["KiemTra"]
    codes = [plain(cell.value) for row in sheet.iter_rows() for cell in row]
    for finding in report["findings"]:
        checks.that(f"kiem-tra lists {finding['code']}", finding["code"] in codes)
    checks.that("kiem-tra has every finding", sheet.max_row > len(report["findings"]))


if __name__ == "__main__":
    sys.exit(main())
