"""Types a branch's data into its blank form, the way the people of that branch would.

Nothing is found by position: sheets by name, columns by group and heading, rows of the first sheet
by their label. The blank's own drop-downs, formats and print settings stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

import commune
from commune import BRANCH_CRITERIA, RATINGS, Branch, Collective, Hand, Member

INFO, MEMBERS, COLLECTIVES = "1_ThongTinChiBo", "2_DangVien", "3_TapThe"

# (group, heading) of each column; headings are compared folded and may be cut short, since what
# stands in brackets after them is an explanation.
GRADES_GROUP = "Cấp độ thực hiện các tiêu chí"
OPINIONS_GROUP = "Kết quả đề xuất của các chủ thể"
VOTES_GROUP = "Kết quả bỏ phiếu"
DISCIPLINE_GROUP = "Kỷ luật trong năm"
VOTE_HEADINGS = dict(zip(RATINGS, ("HTXSNV", "HTTNV", "HTNV", "KHTNV"), strict=True))

MEMBER_COLUMNS: dict[str, tuple[str | None, str]] = {
    "number": (None, "Số TT"),
    "name": (None, "Họ và tên"),
    "born": (None, "Ngày, tháng, năm sinh"),
    "gender": (None, "Giới tính"),
    "ethnic": (None, "Dân tộc"),
    "post": ("Chức vụ", "Chức vụ đảng"),
    "job": ("Chức vụ", "Chức vụ chính quyền, đoàn thể; nghề nghiệp"),
    "admitted": (None, "Ngày vào Đảng"),
    "official": (None, "Ngày chính thức"),
    "card": (None, "Số thẻ đảng viên"),
    "scope": (None, "Diện cán bộ lãnh đạo, quản lý"),
    "eligibility": (None, "Diện đánh giá"),
    "reviewed": (None, "Đã kiểm điểm, tự phê bình và phê bình"),
    "grade.ideology": (GRADES_GROUP, "Tư tưởng chính trị"),
    "grade.ethics": (GRADES_GROUP, "Phẩm chất đạo đức, lối sống"),
    "grade.discipline": (GRADES_GROUP, "Ý thức tổ chức kỷ luật"),
    "grade.style": (GRADES_GROUP, "Tác phong, lề lối làm việc"),
    "grade.task": (GRADES_GROUP, "Kết quả thực hiện chức trách, nhiệm vụ được giao"),
    "grade.fixing": (GRADES_GROUP, "Khắc phục hạn chế, khuyết điểm"),
    "percent": (None, "Tỷ lệ hoàn thành nhiệm vụ (%)"),
    "sick_months": (None, "Số tháng nghỉ ốm trong năm"),
    "self_rating": (OPINIONS_GROUP, "Đảng viên tự xếp loại"),
    "state_rating": (OPINIONS_GROUP, "Xếp loại cán bộ, công chức, viên chức"),
    "union_rating": (OPINIONS_GROUP, "Tập thể lãnh đạo đoàn thể đề xuất"),
    "committee_rating": (OPINIONS_GROUP, "Chi ủy đề xuất"),
    **{f"votes.{r}": (VOTES_GROUP, h) for r, h in VOTE_HEADINGS.items()},
    "proposal": (None, "Chi bộ đề nghị xếp loại"),
    "cause": (None, "Nguyên nhân chính"),
    "penalty": (DISCIPLINE_GROUP, "Hình thức kỷ luật"),
    "decision": (DISCIPLINE_GROUP, "Số, ngày quyết định kỷ luật"),
    "counted_before": (DISCIPLINE_GROUP, "Vi phạm đã tính ở năm trước"),
    "years_excellent": (None, "Số năm liên tục HTXSNV"),
    "reason": (None, "Lý do, căn cứ"),
    "note": (None, "Ghi chú"),
}

COLLECTIVE_HEADINGS = (
    "Chính trị tư tưởng",
    "Tổ chức, cán bộ, xây dựng chi bộ",
    "Lãnh đạo xây dựng chính quyền, MTTQ, đoàn thể",
    "Kiểm tra, giám sát, kỷ luật",
    "Xây dựng, thực hiện chương trình, kế hoạch",
    "Kết quả chỉ tiêu kinh tế - xã hội, quốc phòng - an ninh",
    "Khắc phục hạn chế, khuyết điểm",
)
COLLECTIVE_COLUMNS: dict[str, tuple[str | None, str]] = {
    "number": (None, "TT"),
    "name": (None, "Tên tập thể"),
    "kind": (None, "Loại tập thể"),
    **{f"grade.{c}": (GRADES_GROUP, h)
       for c, h in zip(BRANCH_CRITERIA, COLLECTIVE_HEADINGS, strict=True)},
    "percent": (None, "Tỷ lệ hoàn thành chỉ tiêu (%)"),
    "disciplined": (None, "Bị kỷ luật"),
    "bodies": (None, "Xếp loại chính quyền, MTTQ, đoàn thể cùng cấp"),
    "self_rating": (None, "Tập thể tự xếp loại"),
    **{f"votes.{r}": (VOTES_GROUP, h) for r, h in VOTE_HEADINGS.items()},
    "proposal": (None, "Đề nghị xếp loại"),
    "summary": (None, "Tóm tắt căn cứ"),
}

INFO_LABELS = {
    "form": "Mã mẫu",
    "code": "Mã chi bộ",
    "name": "Tên chi bộ",
    "kind": "Loại hình chi bộ",
    "year": "Năm đánh giá",
    "secretary": "Bí thư chi bộ",
    "deputy": "Phó bí thư chi bộ",
    "clerk": "Người lập biểu",
    "phone": "Số điện thoại",
    "founded": "Ngày thành lập chi bộ",
    "meeting": "Ngày họp kiểm điểm, đánh giá",
    "total": "Tổng số đảng viên có đến thời điểm đánh giá",
    "officials": "Trong đó: Chính thức",
    "probationary": "Trong đó: Dự bị",
    "women": "Trong đó: Nữ",
    "minorities": "Trong đó: Dân tộc thiểu số",
    "exempt": "Số đảng viên được miễn",
    "unrated": "Số đảng viên chưa được đánh giá",
    "rated": "Số đảng viên đã được đánh giá",
    "summoned": "Số đảng viên được triệu tập",
    "present": "Số đảng viên có mặt",
    "issued": "Số phiếu phát ra",
    "collected": "Số phiếu thu về",
    "valid": "Số phiếu hợp lệ",
    "invalid": "Số phiếu không hợp lệ",
}

FULL = dict(zip(RATINGS, (
    "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ",
), strict=True))
RATING_WORDS = {
    "full": FULL,
    "abbreviated": VOTE_HEADINGS,
    "short": dict(zip(RATINGS, ("HTXS", "HTT", "HT", "KHT"), strict=True)),
}
GRADE_WORDS = {"XS": "Xuất sắc", "T": "Tốt", "TB": "Trung bình", "K": "Kém"}
RATING_FIELDS = ("self_rating", "state_rating", "union_rating", "committee_rating", "proposal",
                 "bodies")
END_MARKS = ("tongcong", "danhsachnayco", "nguoilapbieu", "tmchibo")
OLD_BIRTH = 1955


class BlankError(Exception):
    """The blank form is not what the contract of the form says."""


@dataclass
class Overrides:
    """What is typed instead of the true value: the planted mistakes. None empties the cell."""

    members: dict[tuple[int, str], Any] = field(default_factory=dict)
    collectives: dict[tuple[int, str], Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)


@dataclass
class Filled:
    """The cell of each value, for pointing at mistakes."""

    members: dict[tuple[int, str], str] = field(default_factory=dict)
    collectives: dict[tuple[int, str], str] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)


# --- reading the blank -------------------------------------------------------------------------


def fold(text: Any) -> str:
    """Letters and digits only, without case and marks."""
    decomposed = unicodedata.normalize("NFD", str(text).replace("Đ", "D").replace("đ", "d"))
    return re.sub(r"[^a-z0-9]", "", decomposed.lower())


def anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell itself, or the first cell of the merged range it lies in."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


@dataclass
class Table:
    """A head of one or two rows, perhaps a row of column numbers, and the first row below."""

    sheet: Worksheet
    top: int
    first: int
    headings: dict[int, tuple[str, str]]

    def column(self, group: str | None, heading: str) -> int:
        wanted, group_wanted = fold(heading), fold(group or "")
        inside = {
            c: h for c, (g, h) in self.headings.items()
            if (g.startswith(group_wanted) if group_wanted else not g)
        }
        exact = [c for c, h in inside.items() if h == wanted]
        matches = exact or [c for c, h in inside.items() if h.startswith(wanted)]
        if len(matches) != 1:
            raise BlankError(f"{self.sheet.title}: {len(matches)} columns for {group} / {heading}")
        return matches[0]

    def columns(self, wanted: dict[str, tuple[str | None, str]]) -> dict[str, int]:
        return {key: self.column(*names) for key, names in wanted.items()}


def is_number_row(sheet: Worksheet, row: int) -> bool:
    digits = [re.sub(r"\D", "", str(c.value)) for c in sheet[row] if c.value is not None]
    return len(digits) >= 5 and all(digits) and digits[:3] == ["1", "2", "3"]


def find_table(sheet: Worksheet, landmark: str) -> Table:
    wanted = fold(landmark)
    top = next((row for row in range(1, sheet.max_row + 1)
                for cell in sheet[row] if cell.value and fold(cell.value) == wanted), None)
    if top is None:
        raise BlankError(f"{sheet.title}: no heading {landmark}")
    merged = [m for m in sheet.merged_cells.ranges if m.min_row == top]
    bottom = max([m.max_row for m in merged if m.max_row > top], default=top)
    headings = {}
    for column in range(1, sheet.max_column + 1):
        upper, lower = anchor(sheet, top, column), anchor(sheet, bottom, column)
        if lower.value is None and upper.value is None:
            continue
        if upper.coordinate == lower.coordinate or lower.value is None:
            headings[column] = ("", fold(upper.value))
        else:
            headings[column] = (fold(upper.value or ""), fold(lower.value))
    first = bottom + 1 + is_number_row(sheet, bottom + 1)
    return Table(sheet, top, first, headings)


def has_own_end(table: Table) -> bool:
    return any(
        isinstance(cell.value, str) and fold(cell.value).startswith(END_MARKS)
        for row in table.sheet.iter_rows(min_row=table.first) for cell in row
    )


# --- writing cells -----------------------------------------------------------------------------


def typed_text(hand: Hand, text: str) -> str:
    return unicodedata.normalize("NFD" if hand.decomposed else "NFC", text)


def put(cell: Cell, hand: Hand, value: Any) -> None:
    """A value as this hand types it; None empties the cell."""
    if isinstance(value, (date, datetime)):
        put_date(cell, hand, value)
    elif isinstance(value, bool):
        word = "Có" if value else "Không"
        cell.value = "x" if value and hand.cross else typed_text(hand, word)
    elif isinstance(value, str):
        cell.value = typed_text(hand, value)
    else:
        cell.value = value


def put_date(cell: Cell, hand: Hand, day: date) -> None:
    if hand.dates == "text":
        cell.value = f"{day:%d/%m/%Y}"
    else:
        cell.value = datetime(day.year, day.month, day.day)
        cell.number_format = "dd/mm/yyyy"


def put_birth(cell: Cell, hand: Hand, born: date) -> None:
    if born.year >= OLD_BIRTH or not hand.old_births:
        put_date(cell, hand, born)
    elif hand.old_births == "dotted":
        cell.value = f"{born.day}.{born.month}.{born.year}"
    else:
        # As a plain number: under a date format Excel would show a day of 1905.
        cell.value, cell.number_format = born.year, "General"


def put_percent(cell: Cell, hand: Hand, percent: float | None) -> None:
    if percent is None:
        cell.value = None
    elif hand.percent == "format":
        # Rounded, for 97.5 / 100 has no short binary form everywhere.
        cell.value = round(percent / 100, 6)
        cell.number_format = "0%" if percent == int(percent) else "0.0%"
    elif hand.percent == "number":
        cell.value = int(percent) if percent == int(percent) else percent
        cell.number_format = "General"
    else:
        cell.value = f"{percent:g}%".replace(".", ",")
        cell.number_format = "General"


def rating_word(hand: Hand, rating: str | None) -> str | None:
    return RATING_WORDS[hand.ratings][rating] if rating else None


def grade_word(hand: Hand, grade: str | None) -> str | None:
    return GRADE_WORDS[grade] if grade and hand.grades == "full" else grade


def spelled(hand: Hand, name: str | None) -> str | None:
    return name.upper() if name and hand.capitals else name


# --- the three sheets --------------------------------------------------------------------------


def info_values(branch: Branch) -> dict[str, Any]:
    counted, ballots, hand = branch.counted, branch.ballots, branch.hand
    return {
        "form": commune.FORM_CODE, "code": branch.code, "name": branch.name, "kind": branch.kind,
        "year": commune.YEAR, "secretary": spelled(hand, branch.secretary),
        "deputy": spelled(hand, branch.deputy), "clerk": spelled(hand, branch.clerk),
        "phone": branch.phone, "founded": branch.founded, "meeting": branch.meeting,
        "total": len(counted),
        "officials": sum(m.official is not None for m in counted),
        "probationary": sum(m.official is None for m in counted),
        "women": sum(m.female for m in counted),
        "minorities": sum(m.minority for m in counted),
        "exempt": sum(m.eligibility == commune.EXEMPT for m in counted),
        "unrated": sum(m.eligibility in commune.UNRATED for m in counted),
        "rated": len(branch.rated),
        "summoned": ballots.summoned, "present": ballots.present, "issued": ballots.issued,
        "collected": ballots.collected, "valid": ballots.valid, "invalid": ballots.invalid,
    }


def fill_info(sheet: Worksheet, branch: Branch, overrides: Overrides, filled: Filled) -> None:
    table = find_table(sheet, "Nội dung")
    label_column = table.column(None, "Nội dung")
    value_column = table.column(None, "Số liệu, thông tin")
    rows = {fold(sheet.cell(r, label_column).value): r
            for r in range(table.first, sheet.max_row + 1) if sheet.cell(r, label_column).value}
    for key, value in info_values(branch).items():
        cell = sheet.cell(info_row(rows, INFO_LABELS[key]), value_column)
        filled.info[key] = cell.coordinate
        put(cell, branch.hand, overrides.info.get(key, value))


def info_row(rows: dict[str, int], label: str) -> int:
    wanted = fold(label)
    matches = [rows[wanted]] if wanted in rows else [
        row for text, row in rows.items() if text.startswith(wanted)
    ]
    if len(matches) != 1:
        raise BlankError(f"{INFO}: {len(matches)} rows for {label}")
    return matches[0]


def member_values(member: Member, hand: Hand) -> dict[str, Any]:
    values: dict[str, Any] = {
        key: getattr(member, key) for key in MEMBER_COLUMNS
        if hasattr(member, key) and key not in RATING_FIELDS
    }
    values["name"] = spelled(hand, member.name)
    values["gender"] = "Nữ" if member.female else "Nam"
    values.update({key: rating_word(hand, getattr(member, key))
                   for key in MEMBER_COLUMNS if key in RATING_FIELDS})
    values.update({f"grade.{c}": grade_word(hand, member.grades.get(c))
                   for c in commune.MEMBER_CRITERIA})
    # People leave an empty cell where nobody voted so.
    values.update({f"votes.{r}": (member.votes or {}).get(r) or None for r in RATINGS})
    return values


def collective_values(collective: Collective, hand: Hand) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": collective.name, "kind": collective.kind, "percent": collective.percent,
        "disciplined": False, "summary": collective.summary,
    }
    values.update({key: rating_word(hand, getattr(collective, key))
                   for key in COLLECTIVE_COLUMNS if key in RATING_FIELDS})
    values.update({f"grade.{c}": grade_word(hand, collective.grades[c]) for c in BRANCH_CRITERIA})
    values.update({f"votes.{r}": (collective.votes or {}).get(r) or None for r in RATINGS})
    return values


def put_field(cell: Cell, hand: Hand, key: str, value: Any) -> None:
    if key == "percent":
        put_percent(cell, hand, value)
    elif key == "born":
        put_birth(cell, hand, value)
    else:
        put(cell, hand, value)


def fill_row(
    sheet: Worksheet, row: int, columns: dict[str, int], hand: Hand,
    values: dict[str, Any], overrides: dict[str, Any],
) -> dict[str, str]:
    """Fills one row; gives the cell of each field."""
    cells = {}
    for key, column in columns.items():
        cell = sheet.cell(row, column)
        cells[key] = cell.coordinate
        if key in overrides:
            # As typed: a mistake doesn't follow the habits of the hand.
            cell.value = overrides[key]
        elif key in values:
            put_field(cell, hand, key, values[key])
    return cells


def row_overrides(overrides: dict[tuple[int, str], Any], index: int) -> dict[str, Any]:
    return {key: value for (i, key), value in overrides.items() if i == index}


def member_rows(first: int, count: int, blank_after: int | None) -> list[int]:
    return [first + i + (blank_after is not None and i >= blank_after) for i in range(count)]


def copy_row_style(sheet: Worksheet, source: int, target: int, columns: dict[str, int]) -> None:
    """Rows past the end of the prepared ones look like them, as after Excel's fill handle."""
    for column in columns.values():
        if not sheet.cell(target, column).has_style:
            sheet.cell(target, column)._style = copy(sheet.cell(source, column)._style)


def fill_members(table: Table, branch: Branch, overrides: Overrides, filled: Filled) -> int:
    """Fills the table of members; gives the last row used."""
    sheet, hand = table.sheet, branch.hand
    columns = table.columns(MEMBER_COLUMNS)
    rows = member_rows(table.first, len(branch.members), hand.blank_after)
    for index, (row, member) in enumerate(zip(rows, branch.members, strict=True)):
        copy_row_style(sheet, table.first, row, columns)
        values = {"number": index + 1, **member_values(member, hand)}
        cells = fill_row(sheet, row, columns, hand, values,
                         row_overrides(overrides.members, index))
        filled.members.update({(index, key): cell for key, cell in cells.items()})
    clear_numbers(sheet, columns["number"], rows)
    return rows[-1]


def clear_numbers(sheet: Worksheet, column: int, used: list[int]) -> None:
    """Numbers prepared for more members than there are would stand beside nobody."""
    for row in range(used[0], sheet.max_row + 1):
        if row not in used and isinstance(sheet.cell(row, column).value, int):
            sheet.cell(row, column).value = None


def fill_collectives(sheet: Worksheet, branch: Branch, overrides: Overrides,
                     filled: Filled) -> None:
    table = find_table(sheet, "Tên tập thể")
    columns = table.columns(COLLECTIVE_COLUMNS)
    for index, collective in enumerate(branch.collectives):
        row = table.first + index
        copy_row_style(sheet, table.first, row, columns)
        values = {"number": index + 1, **collective_values(collective, branch.hand)}
        cells = fill_row(sheet, row, columns, branch.hand, values,
                         row_overrides(overrides.collectives, index))
        filled.collectives.update({(index, key): cell for key, cell in cells.items()})
    clear_numbers(sheet, columns["number"],
                  list(range(table.first, table.first + len(branch.collectives))))


# --- what people add around the table ----------------------------------------------------------


def put_closing(table: Table, branch: Branch, last: int) -> None:
    hand, sheet, total = branch.hand, table.sheet, len(branch.counted)
    if has_own_end(table):
        return
    name_column = table.column(*MEMBER_COLUMNS["name"])
    if hand.closing == "total":
        put(sheet.cell(last + 1, name_column), hand, f"Tổng cộng: {total} đồng chí")
    elif hand.closing == "list":
        put(sheet.cell(last + 2, name_column), hand, f"Danh sách này có {total} đồng chí")
    if hand.signed:
        put_signatures(table, branch, last + 4)


def put_signatures(table: Table, branch: Branch, row: int) -> None:
    sheet, hand = table.sheet, branch.hand
    left = table.column(*MEMBER_COLUMNS["name"])
    right = table.column(*MEMBER_COLUMNS["proposal"])
    day = branch.meeting
    place = f"Bình An, ngày {day.day} tháng {day.month} năm {day.year}"
    lines = (
        (None, place), ("NGƯỜI LẬP BIỂU", "T/M CHI BỘ"),
        ("(Ký, ghi rõ họ tên, số điện thoại)", "BÍ THƯ"), (None, None), (None, None),
        (branch.clerk, branch.secretary),
    )
    for offset, texts in enumerate(lines):
        for column, text in zip((left, right), texts, strict=True):
            if text:
                put(sheet.cell(row + offset, column), hand, text)


def moved_range(text: str, rows: int) -> str:
    left, top, right, bottom = range_boundaries(text)
    return CellRange(min_col=left, min_row=top + rows, max_col=right, max_row=bottom + rows).coord


def moved_ranges(text: str, rows: int) -> str:
    return " ".join(moved_range(part, rows) for part in text.split())


def moved_formula(formula: str | None, old: str, new: str) -> str | None:
    """A rule's relative references count from the first cell of its range."""
    if not formula:
        return formula
    origin, target = (re.split(r"[ :]", ranges)[0] for ranges in (old, new))
    return Translator(f"={formula}", origin=origin).translate_formula(target)[1:]


def insert_title_rows(sheet: Worksheet, count: int) -> None:
    """Empty rows at the top. openpyxl moves the cells only, so all that hangs on them follows."""
    merged = [m.coord for m in sheet.merged_cells.ranges]
    for coord in merged:
        sheet.unmerge_cells(coord)
    heights = {row: copy(d) for row, d in sheet.row_dimensions.items()}
    sheet.insert_rows(1, count)
    for coord in merged:
        sheet.merge_cells(moved_range(coord, count))
    sheet.row_dimensions.clear()
    for row, dimension in heights.items():
        dimension.index = row + count
        sheet.row_dimensions[row + count] = dimension
    for validation in sheet.data_validations.dataValidation:
        old, new = str(validation.sqref), moved_ranges(str(validation.sqref), count)
        validation.sqref = MultiCellRange(new)
        validation.formula1 = moved_formula(validation.formula1, old, new)
        validation.formula2 = moved_formula(validation.formula2, old, new)
    move_sheet_settings(sheet, count)


def move_sheet_settings(sheet: Worksheet, count: int) -> None:
    if sheet.conditional_formatting:
        rules = [(str(f.sqref), f.rules) for f in sheet.conditional_formatting]
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        for ranges, rule_list in rules:
            moved = moved_ranges(ranges, count)
            for rule in rule_list:
                rule.formula = [moved_formula(f, ranges, moved) for f in rule.formula]
                sheet.conditional_formatting.add(moved, rule)
    if sheet.freeze_panes:
        sheet.freeze_panes = moved_range(sheet.freeze_panes, count)
    if sheet.print_title_rows:
        first, last = (int(n) for n in re.findall(r"\d+", sheet.print_title_rows))
        sheet.print_title_rows = f"{first + count}:{last + count}"
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved_range(sheet.auto_filter.ref, count)
    if sheet.print_area:
        first_area = str(sheet.print_area).split(",")[0].rsplit("!", 1)[-1].replace("$", "")
        sheet.print_area = moved_range(first_area, count)


def put_title_rows(sheet: Worksheet, branch: Branch) -> None:
    insert_title_rows(sheet, branch.hand.title_rows)
    lines = ("ĐẢNG BỘ XÃ BÌNH AN", branch.name.upper(), "(Bản đã thông qua hội nghị chi bộ)")
    for row, text in enumerate(lines[: branch.hand.title_rows], start=1):
        put(sheet.cell(row, 2), branch.hand, text)


def swap_columns(table: Table, one: int, other: int) -> None:
    """Two columns change places with all that is in them. Only columns without a group."""
    sheet = table.sheet
    for row in range(table.top, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        if isinstance(a, MergedCell) or isinstance(b, MergedCell):
            continue
        a.value, b.value = b.value, a.value
        a._style, b._style = copy(b._style), copy(a._style)
    places = {one: other, other: one}
    for validation in sheet.data_validations.dataValidation:
        ranges = [r for whole in validation.sqref.ranges for r in swapped_ranges(whole, places)]
        validation.sqref = MultiCellRange(" ".join(ranges))
    widths = [sheet.column_dimensions[get_column_letter(c)].width for c in (one, other)]
    for column, width in zip((other, one), widths, strict=True):
        sheet.column_dimensions[get_column_letter(column)].width = width


def swapped_ranges(whole: CellRange, places: dict[int, int]) -> list[str]:
    columns = set(range(whole.min_col, whole.max_col + 1))
    if columns.isdisjoint(places) or columns.issuperset(places):
        return [whole.coord]
    return [
        CellRange(min_col=places.get(c, c), max_col=places.get(c, c),
                  min_row=whole.min_row, max_row=whole.max_row).coord
        for c in sorted(columns)
    ]


# --- the whole form ----------------------------------------------------------------------------


def fill_form(
    blank: Path, branch: Branch, target: Path, overrides: Overrides | None = None
) -> Filled:
    overrides, filled, hand = overrides or Overrides(), Filled(), branch.hand
    book = load_workbook(blank, rich_text=True)
    fill_info(book[INFO], branch, overrides, filled)
    members = book[MEMBERS]
    if hand.title_rows:
        put_title_rows(members, branch)
    for one, other in hand.swapped:
        table = find_table(members, "Họ và tên")
        swap_columns(table, *(table.column(*MEMBER_COLUMNS[key]) for key in (one, other)))
    table = find_table(members, "Họ và tên")
    last = fill_members(table, branch, overrides, filled)
    put_closing(table, branch, last)
    fill_collectives(book[COLLECTIVES], branch, overrides, filled)
    book.properties.creator = book.properties.lastModifiedBy = branch.name
    book.save(target)
    return filled
