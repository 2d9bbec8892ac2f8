"""Compares annotated copies with their originals: part by part, with openpyxl
cell by cell, and with LibreOffice by what it shows.

    python3 tests/check_copies.py WHERE...

WHERE is a workspace after a run (its ket-qua/bao-cao.json tells what has to be
found in tra-lai/), or a folder that `XEPLOAI_COPIES=DIR cargo test --test copies`
wrote. Of each pair:

- parts that nobody touched are equal to the byte; the others give the original
  back when the additions are taken out, which must all be of the kinds below;
- every sheet, cell, style, drop-down, name and print setting is as it was;
- every finding at a cell has its note and its colour, nothing else has one, and
  the sheet CanSua, last and open, lists every finding with a link;
- LibreOffice shows the same in every sheet.

Exit code 0 when that holds; else 1, with what differs.
"""

import csv
import html
import json
import multiprocessing
import multiprocessing.pool
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string, column_index_from_string
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

LIST = re.compile(r"^CanSua( \(\d+\))?$")
AUTHOR = "xeploai"
DIVIDER = "――― xeploai ―――"
MARKER = 'LEN("xeploai")>0'
COLOURS = {"error": "FFFFB3B3", "warning": "FFFFEB66"}
GRAVITY = ["error", "warning", "notice"]
NOTES_MAX = 500
# Workbooks whose original openpyxl cannot open either; their parts are compared, and what LibreOffice shows.
UNOPENED = {
    "chart-sheet-beside-the-form.xlsx", "number-that-is-none.xlsx", "reference-past-the-shared-table.xlsx",
    "shared-table-missing.xlsx", "strict-ooxml.xlsx", "style-that-does-not-exist.xlsx", "styles-missing.xlsx",
}
SHEET = [
    "sheet_state", "freeze_panes", "print_title_rows", "print_title_cols",
    "print_area", "sheet_properties", "sheet_format", "page_setup", "page_margins",
    "print_options", "protection", "row_breaks", "col_breaks", "auto_filter", "scenarios",
]
HEADERS = ["oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"]
DROP_DOWN = [
    "type", "formula1", "formula2", "operator", "allow_blank", "showDropDown", "showInputMessage",
    "showErrorMessage", "errorStyle", "errorTitle", "error", "promptTitle", "prompt",
]


class Differences(list):
    def same(self, place, before, after):
        if before != after:
            self.append(f"{place}: {shown(before)} became {shown(after)}")


def shown(value):
    text = repr(value)
    return text if len(text) < 400 else text[:400] + "…"


# --- Parts: what was added can be taken out again ------------------------------

TOKEN = re.compile(
    r"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+""", re.S
)
SHELVES = ["fonts", "fills", "borders", "cellXfs", "dxfs"]


def tokens(text):
    found = TOKEN.findall(text)
    assert "".join(found) == text, "XML that is not understood"
    return found


def is_open(token):
    return token[0] == "<" and token[1] not in "/!?"


def local(token):
    return re.match(r"</?([^\s/>]+)", token)[1].rpartition(":")[2]


def attributes(token):
    return dict(re.findall(r"""([\w:.-]+)\s*=\s*["']([^"']*)["']""", token))


def without(token, *names):
    """A tag without some attributes and without the stroke at its end."""
    for name in names:
        token = re.sub(rf"""\s+{name}\s*=\s*("[^"]*"|'[^']*')""", "", token)
    return re.sub(r"\s*/?>$", ">", token)


def element(all_tokens, start):
    """Where the element that begins at `start` ends."""
    depth = 0
    for place in range(start, len(all_tokens)):
        token = all_tokens[place]
        if token.startswith("</"):
            depth -= 1
        elif is_open(token) and not token.endswith("/>"):
            depth += 1
        if depth == 0 and (token.startswith("</") or is_open(token)):
            return place + 1
    raise AssertionError("an element without an end")


class Undo:
    """Walks along the original and the copy of a part and takes out of the copy
    what may have been added. What is left must be the original."""

    def __init__(self, before, after):
        self.before, self.after = tokens(before), tokens(after)
        self.roots = [next(local(it) for it in side if is_open(it)) for side in (self.before, self.after)]
        self.wrong = []
        self.added = []
        own = [it for it in re.findall(r"<(?:\w+:)?conditionalFormatting.*?</(?:\w+:)?conditionalFormatting>",
                                       after, re.S) if is_our_format(it)]
        self.rules = len(own)
        self.had_drawing = re.search(r"<(?:\w+:)?legacyDrawing[\s/>]", before) is not None

    def run(self):
        self.left = []
        path, i, j = [], 0, 0
        before, after = self.before, self.after
        while j < len(after):
            old = before[i] if i < len(before) else ""
            new = after[j]
            if is_open(new) and path:
                end = self.addition(path, old, j)
                if end:
                    self.added.append("".join(after[j:end]))
                    j = end
                    continue
            # A wrap round a bare text, so that runs of ours can stand beside it.
            if path[-1:] == ["text"] and new != old and local_or_none(new) == "r" and len(new) < 8:
                j += 1
                continue
            if new.startswith("</") and old != new and local(new) == "r" and path[-1:] == ["text"]:
                j += 1
                continue
            restored = old if self.is_changed_so(path, old, new, j) else new
            self.left.append(restored)
            is_expanded = is_open(new) and old.endswith("/>") and not new.endswith("/>") and restored == old
            if restored != old:
                self.wrong.append(f"{'/'.join(path)}: {shown(old)} became {shown(new)}")
                return self
            i, j = i + 1, j + 1
            if is_expanded:
                end = element(after, j - 1)
                self.added.append("".join(after[j:end - 1]))
                j = end
            elif is_open(new) and not new.endswith("/>"):
                path.append(local(new))
            elif new.startswith("</"):
                path.pop()
        if i < len(before):
            self.wrong.append(f"the copy ends before {shown(before[i])}")
        return self

    def addition(self, path, old, j):
        """The end of the element at `j` if it may be added there, else nothing."""
        after, parent, name = self.after, path[-1], local(self.after[j])
        at_end = old.startswith("</") and local(old) == parent
        end = element(after, j)
        whole = "".join(after[j:end])
        root = self.roots[0]
        if root == "worksheet" and path == ["worksheet"]:
            is_ours = name == "conditionalFormatting" and is_our_format(whole)
            return (is_ours or name == "legacyDrawing" and not self.had_drawing) and end
        if root == "styleSheet":
            is_new_shelf = path == ["styleSheet"] and name in SHELVES and not any(
                is_open(it) and local(it) == name for it in self.before)
            return (len(path) == 2 and parent in SHELVES and at_end or is_new_shelf) and end
        if root == "comments":
            if parent == "authors":
                return at_end and text_of(whole) == AUTHOR and end
            if parent == "commentList":
                return at_end and text_of(whole).startswith(f"{AUTHOR}:\n") and end
            if parent == "text" and not self.left[-1].startswith("</"):
                return self.runs_above(j)
            return None
        if root == "Types" and parent == "Types":
            key = attributes(after[j])
            key = key.get("PartName") or key.get("Extension")
            is_new = not any(key in attributes(it).values() for it in self.before if is_open(it))
            return is_new and end
        if root == "workbook":
            is_list = path == ["workbook", "sheets"] and at_end and LIST.match(attributes(after[j])["name"])
            is_view = path == ["workbook"] and name == "bookViews" and local_or_none(old) != "bookViews"
            return (is_list or is_view) and end
        return root in ("Relationships", "Properties") and len(path) == 1 and at_end and end

    def runs_above(self, j):
        """The runs of ours at the beginning of somebody else's note."""
        after, place = self.after, j
        said = ""
        while place < len(after) and is_open(after[place]) and local(after[place]) == "r":
            end = element(after, place)
            said += text_of("".join(after[place:end]))
            place = end
            if not said.startswith(f"{AUTHOR}:\n"):
                return None
            if said.endswith(f"{DIVIDER}\n"):
                return place
        return None

    def is_changed_so(self, path, old, new, j):
        """Whether the tag `old` may have become `new`."""
        if not (old and is_open(old) and is_open(new) and local(old) == local(new)):
            return False
        was, now = attributes(old), attributes(new)
        name, root = local(new), self.roots[0]
        if root == "worksheet" and name == "cfRule":
            shifted = int(was["priority"]) + self.rules == int(now["priority"])
            return shifted and old.replace(f'priority="{was["priority"]}"', f'priority="{now["priority"]}"') == new
        if root == "worksheet" and name == "sheetView":
            return "tabSelected" not in now and without(old, "tabSelected") == without(new)
        if root == "styleSheet" and name in SHELVES:
            children = count_children(self.after, j)
            return ("count" not in was or int(now["count"]) == children) and without(old, "count") == without(new, "count")
        if root == "workbook" and name == "workbookView":
            return without(old, "activeTab") == without(new, "activeTab")
        if name in ("authors", "commentList", "Relationships", "sheets", "Properties", "Types", "bookViews"):
            return old.endswith("/>") and without(old) == without(new)
        return False


def local_or_none(token):
    return local(token) if is_open(token) else None


def is_our_format(xml):
    formulas = re.findall(r"<(?:\w+:)?formula>(.*?)</", xml)
    return bool(formulas) and all(it.replace(" ", "").replace("&gt;", ">") == MARKER for it in formulas)


def text_of(xml):
    pieces = re.findall(r"<(?:\w+:)?(?:t|author)(?:\s[^>]*)?>([^<]*)<", xml)
    return "".join(pieces)


def count_children(all_tokens, start):
    if all_tokens[start].endswith("/>"):
        return 0
    end, place, count = element(all_tokens, start) - 1, start + 1, 0
    while place < end:
        if is_open(all_tokens[place]):
            count += 1
            place = element(all_tokens, place)
        else:
            place += 1
    return count


SHAPE = re.compile(r"<v:shape[\s>].*?</v:shape>|<v:shapetype[\s>].*?</v:shapetype>", re.S)


def undo_shapes(before, after):
    """Shapes are added before the end, which need not be well-formed XML."""
    end = before.rfind("</xml>")
    if not (after.startswith(before[:end]) and after.endswith(before[end:])):
        return "more than an addition at the end"
    added = after[end:len(after) - len(before) + end]
    rest = SHAPE.sub("", added).strip()
    return f"{shown(rest)} was added" if rest else None


def check_parts(original, copy, wrong):
    old, new = zipfile.ZipFile(original), zipfile.ZipFile(copy)
    assert new.testzip() is None
    names = [it.filename for it in old.infolist()]
    wrong.same("entries", names, [it.filename for it in new.infolist()][:len(names)])
    wrong.same("comment of the archive", old.comment, new.comment)
    touched = 0
    for name in names:
        if name not in new.NameToInfo:
            wrong.append(f"{name} is lost")
            continue
        before, after = old.read(name), new.read(name)
        if before == after:
            continue
        touched += 1
        before, after = before.decode("utf-8"), after.decode("utf-8")
        if name.lower().endswith(".vml"):
            said = undo_shapes(before, after)
            wrong.extend([f"{name}: {said}"] if said else [])
            continue
        undo = Undo(before, after).run()
        wrong.extend(f"{name}: {it}" for it in undo.wrong)
        if not undo.wrong and "".join(undo.left) != before:
            wrong.append(f"{name}: the additions taken out, it is not the original")
    has_styles = any(it.lower().endswith("styles.xml") for it in names)
    allowed = re.compile(
        r"docProps/custom\d*\.xml|worksheets/sheet\d+\.xml|comments\d+\.xml|drawings/vmlDrawing\d+\.vml"
        + ("" if has_styles else r"|styles1\.xml"))
    for entry in new.infolist()[len(names):]:
        part = entry.filename.removeprefix("xl/")
        folder, _, rels = entry.filename.rpartition("_rels/")
        is_of_sheet = rels and folder and folder + rels.removesuffix(".rels") in names
        if not (allowed.fullmatch(part) or is_of_sheet):
            wrong.append(f"{entry.filename} was added")
    check_shapes(new, wrong)
    book, names = book_of(new), sheet_names(copy)
    if not LIST.match(names[-1]):
        wrong.append(f"the last sheet is {names[-1]}")
    opened = [attributes(it).get("activeTab") for it in re.findall(r"<(?:\w+:)?workbookView[\s/][^>]*>", book)]
    wrong.same("the sheet to open on", {str(len(names) - 1)}, set(opened))
    return touched


def book_of(package):
    part = next(it for it in package.namelist() if re.search(r"(^|/)workbook\.xml$", it, re.I))
    return package.read(part).decode("utf-8")


def sheet_names(workbook):
    tags = re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book_of(zipfile.ZipFile(workbook)))
    return [html.unescape(attributes(it)["name"]) for it in tags]


def check_shapes(package, wrong):
    """Every note of a part has its box, and every box of ours its note."""
    for rels in [it for it in package.namelist() if re.search(r"worksheets/_rels/.*\.rels$", it, re.I)]:
        folder = os.path.dirname(os.path.dirname(rels))
        found = {}
        for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", package.read(rels).decode("utf-8")):
            it = attributes(tag)
            target = it["Target"].lstrip("/") if it["Target"].startswith("/") \
                else os.path.normpath(f"{folder}/{it['Target']}")
            found[it["Type"].rpartition("/")[2]] = target
        if "comments" not in found:
            continue
        lower = {it.lower(): it for it in package.namelist()}
        notes = package.read(lower[found["comments"].lower()]).decode("utf-8")
        notes = {it for it in re.findall(r"<(?:\w+:)?comment\s[^>]*?ref=\"([A-Z]+\d+)\"", notes)}
        shapes = package.read(lower[found["vmlDrawing"].lower()]).decode("utf-8") if "vmlDrawing" in found else ""
        boxes = re.findall(r"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>", shapes)
        wrong.same(f"boxes of {found['comments']}", sorted(notes),
                   sorted(f"{get_column_letter(int(col) + 1)}{int(row) + 1}" for row, col in boxes))


# --- openpyxl: every cell and every setting -------------------------------------


class Styles:
    """The looks of a workbook's cells as values that can be compared."""

    def __init__(self, book):
        self.book, self.kept = book, {}

    def of(self, cell):
        style = cell._style
        if style is None:
            return None
        key = tuple(style)
        if key not in self.kept:
            book = self.book
            named = [it.name for it in book._named_styles if it.xfId == style.xfId] if hasattr(
                book._named_styles[0] if len(book._named_styles) else None, "xfId") else []
            looks = [repr(getattr(book, shelf)[getattr(style, number)]) for shelf, number in [
                ("_fonts", "fontId"), ("_fills", "fillId"), ("_borders", "borderId"),
                ("_alignments", "alignmentId"), ("_protections", "protectionId")]]
            self.kept[key] = (cell.number_format, style.quotePrefix, style.pivotButton, *looks, *named)
        return self.kept[key]


def is_made_up(cell):
    return cell.value is None and getattr(cell, "comment", None) and not cell.has_style


def value_of(cell):
    value = cell.value
    if hasattr(value, "__dict__") and not isinstance(value, (str, bytes)):
        return (type(value).__name__, sorted((k, str(v)) for k, v in vars(value).items()))
    return value


def formats(sheet):
    """Conditional formats that are not ours, by range, without their priorities."""
    found = []
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if not is_ours(rule):
                fields = (rule.type, rule.operator, rule.formula, repr(rule.dxf), rule.stopIfTrue)
                found.append((rule.priority, str(ranges.sqref), fields))
    return [rest for _, *rest in sorted(found, key=lambda it: it[0])]


def is_ours(rule):
    return MARKER in [text.replace(" ", "") for text in rule.formula]


def drop_downs(sheet):
    return sorted((str(it.sqref), [str(getattr(it, key)) for key in DROP_DOWN])
                  for it in sheet.data_validations.dataValidation)


def compare_sheet(before, after, looks, wrong):
    name = before.title
    for key in SHEET:
        wrong.same(f"{name}: {key}", repr(getattr(before, key, None)), repr(getattr(after, key, None)))
    wrong.same(f"{name}: view", *(
        re.sub(r"tabSelected=\S+", "", repr(it.sheet_view)) for it in (before, after)))
    for key in HEADERS:
        wrong.same(f"{name}: {key}", *(
            [vars(getattr(getattr(it, key), part)) for part in ("left", "center", "right")] for it in (before, after)))
    for key in ("column_dimensions", "row_dimensions"):
        wrong.same(f"{name}: {key}", *(
            {place: ({k: v for k, v in dict(it).items() if k not in ("s", "style")}, styles.of(it))
             for place, it in getattr(sheet, key).items()} for sheet, styles in zip((before, after), looks)))
    wrong.same(f"{name}: merged", *(sorted(map(str, it.merged_cells.ranges)) for it in (before, after)))
    wrong.same(f"{name}: drop-downs", drop_downs(before), drop_downs(after))
    wrong.same(f"{name}: conditional formats", formats(before), formats(after))
    wrong.same(f"{name}: tables", *({key: repr(table) for key, table in it.tables.items()} for it in (before, after)))
    wrong.same(f"{name}: charts", len(before._charts), len(after._charts))
    wrong.same(f"{name}: pictures", len(before._images), len(after._images))
    wrong.same(f"{name}: names", *(
        {key: (it.attr_text, it.hidden) for key, it in sheet.defined_names.items()} for sheet in (before, after)))
    # openpyxl makes a cell where there is a note and no cell.
    new_cells = {place for place, it in after._cells.items() if place in before._cells or not is_made_up(it)}
    wrong.same(f"{name}: cells", [], sorted(set(before._cells) ^ new_cells))
    for place, old in before._cells.items():
        new = after._cells.get(place)
        if new is None:
            continue
        where = f"{name}!{old.coordinate}"
        wrong.same(f"{where}: kind", type(old), type(new))
        if isinstance(old, MergedCell) or isinstance(new, MergedCell):
            wrong.same(f"{where}: look", looks[0].of(old), looks[1].of(new))
            continue
        wrong.same(where, value_of(old), value_of(new))
        wrong.same(f"{where}: type", old.data_type, new.data_type)
        wrong.same(f"{where}: look", looks[0].of(old), looks[1].of(new))
        wrong.same(f"{where}: link", repr(old.hyperlink), repr(new.hyperlink))
        if old.comment and not (new.comment and new.comment.text.endswith(old.comment.text)):
            wrong.append(f"{where}: its note is gone")


# --- The marks and the list ------------------------------------------------------


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


def check_pair(pair):
    original, copy, findings = pair
    wrong = Differences()
    result = {"pair": pair, "marked": 0, "opened": True}
    try:
        result["touched"] = check_parts(original, copy, wrong)
        try:
            before = openpyxl.load_workbook(original)
            if not before.worksheets:
                raise ValueError("it finds no sheets")
        except Exception as error:  # Whatever it is, it is the original's.
            result["opened"] = f"{type(error).__name__}: {error}".partition("\n")[0]
            if Path(original).name not in UNOPENED:
                wrong.append(f"openpyxl cannot open the original: {result['opened']}")
            before = None
        if before is not None:
            after = openpyxl.load_workbook(copy)
            names = [{key: it.attr_text for key, it in book.defined_names.items()} for book in (before, after)]
            wrong.same("names", *names)
            looks = [Styles(before), Styles(after)]
            for sheet in before.worksheets:
                if sheet.title in after.sheetnames:
                    compare_sheet(sheet, after[sheet.title], looks, wrong)
            result["marked"] = check_marks(before, after, findings, wrong)
            check_list(before, after, findings, sheet_names(copy), wrong)
    except Exception as error:
        wrong.append(f"could not be compared: {type(error).__name__}: {error}")
        if os.environ.get("TRACE"):
            raise
    result["wrong"] = list(wrong)
    return result


# --- LibreOffice: what it shows -----------------------------------------------------


AT_ONCE = 60


def convert(folder, name):
    """Every sheet of every workbook of a folder as text, as it is shown."""
    shows = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    files = sorted(str(it) for it in folder.iterdir() if it.is_file())
    out = folder / "out"
    # A call that has to open hundreds of files stops somewhere without a word.
    for start in range(0, len(files), AT_ONCE):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile-{name}", "--headless", "--convert-to",
             shows, "--outdir", str(out), *files[start:start + AT_ONCE]],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
    return out


def tables(out, number):
    found = {}
    for path in out.glob(f"{number:04d}-*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            rows = [tuple("\t".join(row).rstrip("\t").split("\t")) for row in csv.reader(file)]
        # Notes beside the table make it larger.
        while rows and rows[-1] == ("",):
            rows.pop()
        found[path.name.partition("-")[2].removesuffix(".csv")] = rows
    return found


def check_shown(pairs, results):
    """Compares what LibreOffice shows; gives how many it opens neither of."""
    neither = []
    with tempfile.TemporaryDirectory(prefix="copies-") as temporary:
        sides = [Path(temporary) / it for it in ("originals", "copies")]
        for side, which in zip(sides, (0, 1)):
            side.mkdir()
            for number, pair in enumerate(pairs):
                shutil.copy(pair[which], side / f"{number:04d}{Path(pair[which]).suffix}")
        with multiprocessing.pool.ThreadPool(2) as pool:
            outs = pool.starmap(convert, [(it, it.name) for it in sides])
        for number, (pair, result) in enumerate(zip(pairs, results)):
            before, after = (tables(it, number) for it in outs)
            if not before and not after:
                neither.append(pair[0])
                continue
            wrong = Differences()
            lists = [it for it in after if it not in before and LIST.match(it)]
            if len(lists) != 1:
                wrong.append(f"LibreOffice: sheets {sorted(before)} became {sorted(after)}")
            else:
                said = [row[1] for row in after.pop(lists[0]) if len(row) > 1]
                missing = [it["code"] for it in pair[2] if it["code"] not in said]
                wrong.same("LibreOffice: findings missing from the list", [], missing)
            wrong.same("LibreOffice: sheets", sorted(before), sorted(after))
            for name in before.keys() & after.keys():
                wrong.same(f"LibreOffice: {name}", before[name], after[name])
            result["wrong"].extend(wrong)
    return neither


# --- What has to be compared ------------------------------------------------------------


def pairs_of(where):
    """Originals, copies and findings; and for a workspace how many forms go back
    as fresh ones, or as a letter only."""
    kept = where / "pairs.json"
    if kept.exists():
        all_pairs = json.loads(kept.read_text(encoding="utf-8"))["pairs"]
        return [(it["original"], str(where / it["copy"]), it["findings"]) for it in all_pairs], []
    report = json.loads((where / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))
    pairs, others = [], []
    for branch in report["branches"]:
        if branch["status"] != "returned":
            continue
        file, copy = branch["file"], where / f"ket-qua/tra-lai/{branch['code']}.xlsx"
        own = [it for it in report["findings"] if it["file"] == file]
        fresh = [it for it in own if it["code"] == "W101"]
        if fresh or not copy.exists():
            why = fresh[0]["message"] if fresh else "no marked copy: " + ", ".join(sorted({it["code"] for it in own}))
            others.append(f"{branch['code']} ({file}): {why}")
        else:
            pairs.append((str(where / file), str(copy), own))
    return pairs, others


def main(places):
    pairs, others = [], []
    for place in places:
        some, more = pairs_of(Path(place))
        pairs += some
        others += more
    with multiprocessing.Pool(2) as pool:
        results = pool.map(check_pair, pairs, chunksize=4)
    neither = check_shown(pairs, results)
    bad = [it for it in results if it["wrong"]]
    for it in bad:
        print(f"{it['pair'][0]} -> {it['pair'][1]}")
        for line in it["wrong"][:12]:
            print(f"  {line}")
    for line in others:
        print(f"not the branch's own workbook: {line}")
    for it in results:
        if it["opened"] is not True:
            print(f"openpyxl opens not even the original: {it['pair'][0]}: {it['opened']}")
    for file in neither:
        print(f"LibreOffice opens neither: {file}")
    bad += neither
    print(f"{len(pairs)} copies, {len(bad)} of them wrong; {sum(it.get('touched', 0) for it in results)} parts gave the originals back, {sum(it['marked'] for it in results)} marked cells, "
          f"{sum(len(it[2]) for it in pairs)} findings")
    return 1 if bad or not pairs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
