"""Every finding has its note, its colour and its line in the list; nothing else has."""

import re

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from .cells import is_ours
from .common import AUTHOR, LIST, shown

COLOURS = {"error": "FFFFB3B3", "warning": "FFFFEB66"}
GRAVITY = ["error", "warning", "notice"]
NOTES_MAX = 500


def cleaned(text):
    """A text as it may be written into a workbook."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text or "").replace("\r\n", "\n").replace("\r", "\n")


def place_of(coordinate):
    letters, row = coordinate_from_string(coordinate)
    return row, column_index_from_string(letters)


def area_of(sheet, place):
    for it in sheet.merged_cells.ranges:
        if it.min_row <= place[0] <= it.max_row and it.min_col <= place[1] <= it.max_col:
            return it.min_row, it.min_col, it.max_row, it.max_col
    return (*place, *place)


def check_marks(before, after, findings, wrong):
    marked = 0
    for sheet in after.worksheets:
        # Of two sheets of one name openpyxl numbers the second; both are marked.
        title, named = sheet.title, {it["sheet"] for it in findings}
        if title not in named and title.rstrip("0123456789") in named:
            title = title.rstrip("0123456789")
        wanted = {}
        for it in findings:
            if it["cell"] and it["sheet"] == title and not it.get("waiver") and it["severity"] != "notice":
                wanted.setdefault(area_of(sheet, place_of(it["cell"])), []).append(it)
        if sheet.title not in before.sheetnames:
            wanted = {}
        colours = {}
        for ranges in sheet.conditional_formatting:
            for rule in ranges.rules:
                if is_ours(rule):
                    for area in ranges.sqref.ranges:
                        for row in range(area.min_row, area.max_row + 1):
                            for col in range(area.min_col, area.max_col + 1):
                                colours.setdefault((row, col), []).append(rule.dxf.fill.bgColor.rgb)
        expected = {}
        for (top, left, bottom, right), its in wanted.items():
            gravest = min((it["severity"] for it in its), key=GRAVITY.index)
            for row in range(top, bottom + 1):
                for col in range(left, right + 1):
                    expected[(row, col)] = [COLOURS[gravest]]
        wrong.same(f"{title}: colours", expected, colours)

        with_note = sorted(wanted)[:NOTES_MAX]
        for area in with_note:
            cell = sheet.cell(*area[:2]) if area[:2] in sheet._cells else None
            note = cell.comment.text if cell is not None and cell.comment else ""
            note = cleaned(unescape(note))
            where = f"{title}!{get_column_letter(area[1])}{area[0]}"
            if not note.startswith(f"{AUTHOR}:\n"):
                wrong.append(f"{where}: no note of ours")
                continue
            for it in wanted[area]:
                for key in ("message", "expected", "help"):
                    if it[key] and cleaned(unescape(it[key])) not in note:
                        wrong.append(f"{where}: its note does not say {shown(it[key])}: {shown(note)}")
        ours = [place for place, cell in sheet._cells.items()
                if getattr(cell, "comment", None) and cell.comment.text.startswith(f"{AUTHOR}:")]
        wrong.same(f"{title}: notes", sorted(it[:2] for it in with_note), sorted(ours))
        marked += len(wanted)
    return marked


def check_list(before, after, findings, stored, wrong):
    name = after.sheetnames[-1]
    wrong.same("sheets", before.sheetnames, after.sheetnames[:-1])
    if not LIST.match(name):
        wrong.append(f"{name} is no list of findings")
        return
    sheet = after[name]
    wrong.same("selected sheets", [name], [it.title for it in after.worksheets if it.sheet_view.tabSelected])
    wrong.same("state of the list", "visible", sheet.sheet_state)
    rows = list(sheet.iter_rows(max_col=8))
    head = next(place for place, row in enumerate(rows) if all(cell.value for cell in row))
    rows = rows[head + 1:]
    # Below the list, apart from it, stands what the copy is known again by.
    *rows, gap, mark = rows
    if any(cell.value for cell in gap) or not str(mark[0].value).startswith("xeploai-original-sha256 "):
        wrong.append(f"{name}!A{mark[0].row} is no mark: {shown(str(mark[0].value))}")
    wrong.same("findings in the list", len(findings), len(rows))
    ordered = sorted(findings, key=lambda it: (bool(it.get("waiver")), GRAVITY.index(it["severity"])))
    for finding, row in zip(ordered, rows):
        where = f"{name}!A{row[0].row}"
        said = [cleaned(unescape(it.value or "")) for it in row]
        expected = [finding["code"], finding["sheet"], finding["cell"], finding["member"]]
        wrong.same(where, [cleaned(unescape(it or "")) for it in expected], said[1:5])
        for column, key in [(5, "message"), (5, "expected"), (6, "help"), (7, "clause")]:
            if cleaned(unescape(finding[key] or "")) not in said[column]:
                wrong.append(f"{where}: does not say {shown(finding[key])}: {shown(said[column])}")
        if not said[0]:
            wrong.append(f"{where}: no word for how grave it is")
        if finding["sheet"] not in before.sheetnames and finding["sheet"] in stored:
            continue  # openpyxl passed over the sheet itself.
        target = after[finding["sheet"]] if finding["sheet"] in before.sheetnames else None
        is_place = isinstance(target, Worksheet) and target.sheet_state == "visible" and finding["cell"]
        quoted = (finding["sheet"] or "").replace("'", "''")
        link = row[3].hyperlink.location if row[3].hyperlink else None
        wrong.same(f"{where}: link", f"'{quoted}'!{finding['cell']}" if is_place else None, link)
