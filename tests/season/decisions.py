"""The committee's season on the sample of 2026: sheets of decisions with planted mistakes, told at
their cells, sent back, corrected, counted; then split, shuffled and decided anew.

    python tests/season/decisions.py target/debug/xeploai

Needs openpyxl and LibreOffice.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

import sheets
from sheets import DATE, DECISION, NUMBER, REASON

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "samples" / "binh-an-2026"
LIMIT_REASON = "Hội nghị xem xét, thống nhất"


def run(program, *args, code):
    done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, check=False)
    assert done.returncode == code, (args, done.returncode, done.stderr[-2000:], done.stdout[-500:])
    return done.stdout


def report(folder):
    return json.loads((folder / "ket-qua" / "bao-cao.json").read_text(encoding="utf-8"))


def told(folder, code):
    return [it for it in report(folder)["findings"] if it["code"] == code]


def recalculated(path, folder):
    """The values of all formulas as LibreOffice computes them, and as they are stored."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)],
        check=True, capture_output=True,
    )
    formulas = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    computed = openpyxl.load_workbook(folder / path.name, data_only=True)
    count = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    ours, theirs = (it[sheet.title][cell.coordinate].value for it in (stored, computed))
                    same = ours == theirs or (ours or 0) == (theirs or 0)
                    if isinstance(ours, float) or isinstance(theirs, float):
                        same = abs((ours or 0) - (theirs or 0)) < 1e-9
                    assert same, (sheet.title, cell.coordinate, cell.value, ours, theirs)
                    count += 1
    return count


def totals(folder):
    it = report(folder)["totals"]
    return {"HTXSNV": it["excellent"], "HTTNV": it["good"], "HTNV": it["satisfactory"], "KHTNV": it["unsatisfactory"]}


def is_draft(folder):
    """Whether any sheet of the workbook bears the word."""
    book = openpyxl.load_workbook(folder / "ket-qua" / "tong-hop-2026.xlsx")
    lines = (cell.value for sheet in book.worksheets for row in sheet.iter_rows(max_row=14) for cell in row)
    return any(isinstance(it, str) and it.startswith("DỰ THẢO") for it in lines)


def copy_row(table, row):
    """The row once more, below the last."""
    last = table.sheet.max_row + 1
    for col in range(1, table.sheet.max_column + 1):
        cell = table.sheet.cell(row, col)
        if type(cell).__name__ != "MergedCell":
            table.sheet.cell(last, col).value = cell.value
    return last


def plant(path, out):
    """Everybody as proposed but for five mistakes; what must be told, as code, sheet and cell."""
    book = openpyxl.load_workbook(path)
    wanted, undo = [], []
    small, large = sorted((it for it in sheets.tables(book) if it.kind == "members"), key=lambda it: len(list(it.rows())))
    for table in sheets.tables(book):
        table.entry(NUMBER, "12-QĐ/ĐU" if table.kind == "members" else "13-QĐ/ĐU")
        early = table.sheet.title == small.sheet.title
        table.entry(DATE, "01/02/2026" if early else "20/12/2026")
        for row in table.rows():
            table.decide(row, table.proposal(row))
    cell = lambda table, row, heading: table.sheet.cell(row, table.columns[heading]).coordinate
    rows = list(large.rows())
    group = lambda row: large.get(row, "Nhóm")
    # Over the quota: nine good ones of the largest group fewer, of which excellent ones are a share.
    groups = [group(row) for row in rows]
    most = max(set(groups), key=groups.count)
    more = [row for row in rows if group(row) == most and large.proposal(row) == "HTTNV"][:9]
    for row in more:
        large.decide(row, "HTNV", LIMIT_REASON)
    undo += [(large.sheet.title, row, "HTTNV", None) for row in more]
    own = [row for row in rows if group(row) == most and large.get(row, DECISION) == "HTXSNV"]
    wanted.append(("D018", large.sheet.title, cell(large, own[0], DECISION)))
    # Over the ceiling.
    row = next(row for row in rows if large.ceiling(row) == "HTNV")
    large.decide(row, "HTTNV", LIMIT_REASON)
    undo.append((large.sheet.title, row, "HTNV", None))
    wanted.append(("D003", large.sheet.title, cell(large, row, DECISION)))
    # Lower than proposed, and nobody says why.
    row = next(row for row in rows if large.proposal(row) == "HTTNV" and row not in more)
    large.decide(row, "HTNV")
    undo.append((large.sheet.title, row, "HTNV", "Chưa hoàn thành việc được giao"))
    wanted.append(("D005", large.sheet.title, cell(large, row, REASON)))
    # Before the branches met.
    date = next(c for line in small.sheet.iter_rows(max_row=small.head) for c in line if c.value == "01/02/2026")
    wanted.append(("D030", small.sheet.title, date.coordinate))
    # One person twice.
    last = copy_row(large, rows[40])
    wanted.append(("D010", large.sheet.title, cell(large, last, DECISION)))
    book.save(out)
    return wanted, undo, (small.sheet.title, date.coordinate), (large.sheet.title, last)


def main(program):
    folder = Path(tempfile.mkdtemp(prefix="season-"))
    season = folder / "xa"
    shutil.copytree(SAMPLE, season)
    sheet = season / "ket-qua" / "quyet-dinh-2026.xlsx"
    run(program, "decisions", season, code=0)
    (folder / "office").mkdir()
    count = recalculated(sheet, folder / "office")
    assert count > 50, count
    run(program, "consolidate", season, code=0)
    assert is_draft(season) and told(season, "D001")

    wanted, undo, date, twice = plant(sheet, sheet)
    run(program, "consolidate", season, code=1)
    for code, name, cell in wanted:
        found = [(it["sheet"], it["cell"]) for it in told(season, code)]
        assert (name, cell) in found, (code, name, cell, found[:5])
    states = {it["path"]: it["status"] for it in report(season)["files"]}
    assert states["ket-qua/quyet-dinh-2026.xlsx"] == "returned"
    assert is_draft(season), "what goes back does not count"

    returned = season / "ket-qua" / "tra-lai" / "quyet-dinh-2026.xlsx"
    book = openpyxl.load_workbook(returned)
    assert "CanSua" in book.sheetnames
    marked = [cell for code, name, cell in wanted if book[name][cell].comment]
    assert len(marked) == len(wanted), (marked, wanted)
    by_name = {it.sheet.title: it for it in sheets.tables(book)}
    for name, row, rating, reason in undo:
        by_name[name].sheet.cell(row, by_name[name].columns[REASON]).value = None
        by_name[name].decide(row, rating, reason)
    book[date[0]][date[1]].value = "18/12/2026"
    book[twice[0]].cell(twice[1], by_name[twice[0]].columns[DECISION]).value = None
    book[twice[0]].delete_rows(twice[1])
    corrected = season / "nop" / "quyết định sửa.xlsx"
    book.save(corrected)
    run(program, "consolidate", season, code=0)
    states = {it["path"]: it["status"] for it in report(season)["files"]}
    assert states["nop/quyết định sửa.xlsx"] == "accepted", states["nop/quyết định sửa.xlsx"]
    assert states["ket-qua/quyet-dinh-2026.xlsx"] == "ignored"
    final = sheets.count([corrected])
    assert totals(season) == final, (totals(season), final)
    assert report(season)["decisions"]["final"] and not is_draft(season)
    changes = openpyxl.load_workbook(season / "ket-qua" / "tong-hop-2026.xlsx")["DS05"]
    assert "Chưa hoàn thành việc được giao" in [c.value for row in changes.iter_rows() for c in row]
    assert recalculated(season / "ket-qua" / "tong-hop-2026.xlsx", folder / "office") > 500

    split(program, season, corrected, folder, final)
    again(program, season, final)
    shutil.rmtree(folder)
    print("the season holds")


def split(program, season, corrected, folder, final):
    """A file for each sheet, rows shuffled, columns moved: no number changes."""
    kept = folder / "kept.xlsx"
    shutil.move(corrected, kept)
    (season / "ket-qua" / "quyet-dinh-2026.xlsx").unlink()
    names = [it.sheet.title for it in sheets.tables(openpyxl.load_workbook(kept))]
    chance = random.Random(2026)
    for place, name in enumerate(names):
        book = openpyxl.load_workbook(kept)
        for other in book.sheetnames:
            if other != name:
                del book[other]
        table = sheets.tables(book)[0]
        sheet, rows = table.sheet, list(table.rows())
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        values = [[sheet.cell(row, col).value for col in range(1, sheet.max_column + 1)] for row in rows]
        chance.shuffle(values)
        for row, line in zip(rows, values):
            for col, value in enumerate(line, 1):
                sheet.cell(row, col).value = value
        # The last column in sight goes to the front.
        moved = [[sheet.cell(row, col).value for col in range(1, sheet.max_column + 1)] for row in range(table.head, sheet.max_row + 1)]
        for row, line in enumerate(moved, table.head):
            for col, value in enumerate([line[-2]] + line[:-2] + [line[-1]], 1):
                sheet.cell(row, col).value = value
        book.save(season / "nop" / f"quyết định {place}.xlsx")
    run(program, "consolidate", season, code=0)
    assert totals(season) == final, (totals(season), final)
    assert report(season)["decisions"]["final"]


def again(program, season, final):
    """A later paper decides anew on one member; both stay known."""
    path = next(it for it in sorted((season / "nop").glob("quyết định *.xlsx")) if sheets.tables(openpyxl.load_workbook(it))[0].kind == "members")
    book = openpyxl.load_workbook(path)
    table = sheets.tables(book)[0]
    rows = list(table.rows())
    kept = next(row for row in rows if table.get(row, DECISION) == "HTTNV")
    for row in rows:
        if row != kept:
            for col in range(1, table.sheet.max_column + 1):
                table.sheet.cell(row, col).value = None
    table.decide(kept, "HTNV", "Xếp loại lại theo Mẫu 03")
    for row in table.sheet.iter_rows(max_row=table.head):
        for cell in row:
            if cell.value == "12-QĐ/ĐU":
                cell.value = "20-QĐ/ĐU"
            if cell.value in ("20/12/2026", "18/12/2026"):
                cell.value = "28/12/2026"
    book.save(season / "nop" / "xếp loại lại.xlsx")
    run(program, "consolidate", season, code=0)
    wanted = dict(final, HTTNV=final["HTTNV"] - 1, HTNV=final["HTNV"] + 1)
    assert totals(season) == wanted, (totals(season), wanted)
    assert told(season, "D020")
    changes = openpyxl.load_workbook(season / "ket-qua" / "tong-hop-2026.xlsx")["DS05"]
    papers = [c.value for row in changes.iter_rows() for c in row if isinstance(c.value, str)]
    assert any("20-QĐ/ĐU" in it and "thay mức HTTNV" in it for it in papers), papers[-20:]


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()))
