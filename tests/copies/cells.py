"""Every cell and every setting of every sheet, as openpyxl reads them."""

import re

from openpyxl.cell.cell import MergedCell

from .common import MARKER

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
