"""Compares an annotated copy with its original, cell by cell, with openpyxl.

    python3 tests/compare_annotated.py ORIGINAL COPY

Everything of the original must be in the copy unchanged; every cell that the
sheet CanSua links to must have a note of ours and one of our two colours.
Exit code 0 when that holds; else 1, with what differs.
"""

import re
import sys

import openpyxl
from openpyxl.utils import get_column_letter

LIST = re.compile(r"^CanSua( \(\d+\))?$")
MARKER = 'LEN("xeploai")>0'
COLOURS = {"FFFFB3B3", "FFFFEB66"}
STYLES = ["number_format", "font", "fill", "border", "alignment", "protection", "quotePrefix"]
SHEET = [
    "sheet_state", "freeze_panes", "print_title_rows", "print_title_cols",
    "print_area", "sheet_properties", "page_setup", "page_margins", "print_options",
    "protection", "row_breaks", "col_breaks",
]

differences = []


def same(place, before, after):
    if before != after:
        differences.append(f"{place}: {before!r} became {after!r}")


def plain(value):
    """A value that can be compared; openpyxl's own objects know their XML only."""
    return repr(value)


def formats(sheet):
    """Conditional formats that are not ours, by range, without their priorities."""
    found = []
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if MARKER not in [text.replace(" ", "") for text in rule.formula]:
                fields = (rule.type, rule.operator, rule.formula, plain(rule.dxf))
                found.append((rule.priority, str(ranges.sqref), fields))
    return [rest for _, *rest in sorted(found, key=lambda it: it[0])]


def colours(sheet):
    """The colour that our conditional formats give each cell."""
    found = {}
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if MARKER in [text.replace(" ", "") for text in rule.formula]:
                colour = rule.dxf.fill.bgColor.rgb
                for area in ranges.sqref.ranges:
                    for row in range(area.min_row, area.max_row + 1):
                        for col in range(area.min_col, area.max_col + 1):
                            found[(row, col)] = colour
    return found


def validations(sheet):
    keys = ["type", "formula1", "formula2", "operator", "allow_blank", "showDropDown",
            "showErrorMessage", "errorTitle", "error", "promptTitle", "prompt"]
    return sorted(
        (str(it.sqref), [str(getattr(it, key)) for key in keys])
        for it in sheet.data_validations.dataValidation
    )


def compare_sheet(before, after):
    name = before.title
    for key in SHEET:
        same(f"{name}: {key}", plain(getattr(before, key, None)), plain(getattr(after, key, None)))
    for key in ["oddHeader", "oddFooter"]:
        texts = [[getattr(getattr(sheet, key), it).text for it in ("left", "center", "right")]
                 for sheet in (before, after)]
        same(f"{name}: {key}", *texts)
    widths = [{key: (it.width, it.hidden, it.min, it.max) for key, it in sheet.column_dimensions.items()}
              for sheet in (before, after)]
    same(f"{name}: widths", *widths)
    heights = [{key: (it.height, it.hidden) for key, it in sheet.row_dimensions.items()}
               for sheet in (before, after)]
    same(f"{name}: heights", *heights)
    same(f"{name}: merged", *(sorted(map(str, it.merged_cells.ranges)) for it in (before, after)))
    same(f"{name}: drop-downs", validations(before), validations(after))
    same(f"{name}: conditional formats", formats(before), formats(after))
    same(f"{name}: filter", plain(before.auto_filter), plain(after.auto_filter))
    same(f"{name}: tables", *(sorted(it.tables) for it in (before, after)))
    same(f"{name}: charts", len(before._charts), len(after._charts))
    same(f"{name}: pictures", len(before._images), len(after._images))
    names = [{key: it.attr_text for key, it in sheet.defined_names.items()}
             for sheet in (before, after)]
    same(f"{name}: names", *names)
    for row in range(1, before.max_row + 1):
        for col in range(1, before.max_column + 1):
            place = f"{name}!{get_column_letter(col)}{row}"
            old, new = before.cell(row, col), after.cell(row, col)
            same(place, old.value, new.value)
            same(f"{place}: type", old.data_type, new.data_type)
            for key in STYLES:
                same(f"{place}: {key}", plain(getattr(old, key, None)), plain(getattr(new, key, None)))
            same(f"{place}: link", plain(old.hyperlink), plain(new.hyperlink))
            if old.comment and (not new.comment or old.comment.text not in new.comment.text):
                differences.append(f"{place}: its note is gone")


def corner(sheet, cell):
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def check_marks(book):
    lists = [it for it in book.sheetnames if LIST.match(it)]
    if not lists:
        differences.append("there is no list")
        return 0
    sheet = book[lists[-1]]
    same("the sheet to open on", lists[-1], book.active.title)
    selected = [it.title for it in book.worksheets if it.sheet_view.tabSelected]
    same("selected sheets", [lists[-1]], selected)
    fills = {it.title: colours(it) for it in book.worksheets}
    links = 0
    for row in sheet.iter_rows():
        for cell in row:
            if not cell.hyperlink:
                continue
            links += 1
            name, _, coordinate = cell.hyperlink.location.rpartition("!")
            name = name.strip("'").replace("''", "'")
            target = corner(book[name], book[name][coordinate])
            place = f"{name}!{target.coordinate}"
            if not target.comment or not target.comment.text.startswith("xeploai:"):
                differences.append(f"{place}: no note of ours")
            if fills[name].get((target.row, target.column)) not in COLOURS:
                differences.append(f"{place}: no colour of ours")
    return links


def main(original, copy):
    before, after = openpyxl.load_workbook(original), openpyxl.load_workbook(copy)
    names = [it for it in before.sheetnames if not LIST.match(it)]
    same("sheets", names, [it for it in after.sheetnames if not LIST.match(it)])
    same("names", {key: it.attr_text for key, it in before.defined_names.items()},
         {key: it.attr_text for key, it in after.defined_names.items()})
    for sheet in before.worksheets:
        if sheet.title in names and sheet.title in after.sheetnames:
            compare_sheet(sheet, after[sheet.title])
    links = check_marks(after)
    for line in differences[:50]:
        print(line)
    if differences:
        print(f"{len(differences)} differences")
        return 1
    print(f"equal; {links} marked cells have their notes and colours")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
