"""What a consolidated workbook says, read by openpyxl alone: by headings and printed column numbers.

The same reader for a commune's workbook, a province's and a country's; nothing of the program is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
# Bieu01, by printed column number.
COUNTS = {
    "members": 3, "exempt": 4, "unrated": 5, "rated": 6,
    "HTXSNV": 8, "HTTNV": 10, "HTNV": 12, "KHTNV": 14,
}
CAUSES = {
    "Dưới 50 điểm": 16, "Suy thoái": 17, "Vi phạm bị kỷ luật": 18, "Trên 50% nhiệm vụ không hoàn thành": 19,
    "Đơn vị phụ trách dưới 70%": 20, "Phiếu tín nhiệm thấp": 21, "Khác": 22,
}
GROUP_COUNTS = {"total": 3, "HTXSNV": 4, "HTTNV": 5, "HTNV": 6, "KHTNV": 7, "open": 8, "limit": 10, "over": 11}
ROMAN = re.compile(r"[IVXLCDM]+(\.\d+)*\.?")
# The row of a commune, a đảng bộ or a kind of branch: a name and how many branches it has.
OF_BRANCHES = re.compile(r"(.*) \((?:.*?)(\d[\d.]*) chi bộ\)")


def text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return " ".join(unicodedata.normalize("NFC", str(value)).split()) if value is not None else ""


def post(value: Any) -> str:
    """A post; whoever has another is not called a member besides."""
    return text(value).removeprefix("Đảng viên; ")


def number(value: Any) -> Any:
    """A count; an empty cell is none."""
    return 0 if value in (None, "") else value


# Shares of Bieu01: of which number of which, by printed column number.
SHARES = {
    7: ("rated", "members"), 9: ("HTXSNV", "rated"), 11: ("HTTNV", "rated"), 13: ("HTNV", "rated"), 15: ("KHTNV", "rated"),
    23: ("HTXSNV", "HTTNV"),
}


@dataclass
class Table:
    """A table with a row of printed column numbers."""

    sheet: Any
    top: int
    columns: dict[int, int]  # by printed number
    heads: dict[str, int]  # by heading

    def at(self, row: int, key: int | str) -> Any:
        column = self.columns[key] if isinstance(key, int) else self.heads[key]
        return self.sheet.cell(row, column).value

    def where(self, row: int, key: int | str) -> str:
        column = self.columns[key] if isinstance(key, int) else self.heads[key]
        return f"{self.sheet.title}!{self.sheet.cell(row, column).coordinate}"

    def is_one(self, row: int) -> bool:
        """A row that is somebody's: with a number of its own."""
        value = self.at(row, 1)
        return isinstance(value, (int, float)) and not isinstance(value, bool)


def tables(sheet: Any) -> list[Table]:
    """All tables of a sheet, one below the other; headings are those between it and the one before."""
    found, last = [], 0
    for cells in sheet.iter_rows():
        printed = {}
        for cell in cells:
            mark = re.fullmatch(r"\(?(\d+)\)?(\s*=.*)?", text(cell.value)) if cell.value is not None else None
            if not mark and cell.value is not None:
                printed = {}
                break
            if mark:
                printed[int(mark[1])] = cell.column
        if len(printed) >= 3 and sorted(printed) == list(range(1, len(printed) + 1)):
            heads: dict[str, int] = {}
            for row in sheet.iter_rows(min_row=max(last + 1, cells[0].row - 4), max_row=cells[0].row - 1):
                for cell in row:
                    if isinstance(cell.value, str):
                        heads.setdefault(text(cell.value), cell.column)
            found.append(Table(sheet, cells[0].row, printed, heads))
            last = cells[0].row
    return found


def parts(book: Any, title: str) -> list[Any]:
    """The sheet, and those in which a long list goes on: `DS01 (2)`."""
    return [it for it in book if it.title == title or re.fullmatch(rf"{title} \(\d+\)", it.title)]


def single(sheet: Any, row: int) -> str:
    """The text of a row with nothing but one text."""
    values = [it.value for it in sheet[row] if it.value is not None]
    return text(values[0]) if len(values) == 1 and isinstance(values[0], str) else ""


@dataclass
class Read:
    """What stands in a workbook."""

    path: Path
    above: tuple[str, ...] = ()  # what an upper level adds to the name of a branch: ("xã Bình An",)
    branches: dict[str, dict[str, Any]] = field(default_factory=dict)  # Bieu01, by name
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)  # rows above branches
    total: dict[str, Any] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)  # the row of Bieu01 by name
    hidden: dict[str, tuple[int, bool]] = field(default_factory=dict)
    statistics: dict[tuple[str, str], Any] = field(default_factory=dict)  # Bieu02, by row and column
    rated: dict[str, Any] = field(default_factory=dict)  # Bieu03, the sums below it
    rated_by_unit: dict[str, list] = field(default_factory=dict)  # the same of each commune: all, by level, open
    branch_rows: Counter = field(default_factory=Counter)  # Bieu03
    third: dict[str, tuple] = field(default_factory=dict)  # Bieu03, rows above branches
    collectives: Counter = field(default_factory=Counter)
    leaders: Counter = field(default_factory=Counter)
    by_group: dict[str, dict[str, Any]] = field(default_factory=dict)  # Bieu06
    members: Counter = field(default_factory=Counter)  # DS01
    excellent: Counter = field(default_factory=Counter)  # DS02
    failing: Counter = field(default_factory=Counter)  # DS03
    open: Counter = field(default_factory=Counter)  # DS04
    guests: Counter = field(default_factory=Counter)  # DS04
    changed: Counter = field(default_factory=Counter)  # DS05, where something is decided otherwise
    below: dict[tuple[str, str], dict[str, list]] = field(default_factory=dict)  # sums by đảng bộ: sheet, part, name
    odd: list[str] = field(default_factory=list)  # numbers in front of rows, shares, closing lines that do not fit
    people: list[dict[str, Any]] = field(default_factory=list)
    listed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def above_too(self, level: str) -> Read:
        """The same as the next level but one names it."""
        return read(self.path, (*self.above, level))

    def called(self, branch: str) -> str:
        return ", ".join((branch, *self.above)) if branch else ""


def numbered(found: Read, table: Table, rows: list[int], again: bool = False) -> None:
    """The numbers in front of rows go on by one; `again`: they may begin anew."""
    last = 0
    for row in rows:
        value = table.at(row, 1)
        if value != last + 1 and not (again and value == 1):
            found.odd.append(f"{table.where(row, 1)}: number {value!r} after {last}")
        last = value


def share(found: Read, where: str, got: Any, part: Any, whole: Any) -> None:
    wanted = number(part) / number(whole) if number(whole) else ""
    if (got or 0 if wanted else got or "") != wanted and not (
        isinstance(got, (int, float)) and isinstance(wanted, float) and abs(got - wanted) < 1e-9
    ):
        found.odd.append(f"{where}: share {got!r}, wanted {wanted!r}")


def closing(found: Read, sheet: Any, listed: int) -> None:
    """`Danh sách này có … đồng chí.`"""
    for row in range(1, sheet.max_row + 1):
        said = re.match(r"Danh sách này có ([\d.]+) đồng chí", text(sheet.cell(row, 1).value))
        if said and int(said[1].replace(".", "")) != listed:
            found.odd.append(f"{sheet.title}!A{row}: {said[0]}, wanted {listed}")


def read(path: Path, above: tuple[str, ...] = ()) -> Read:
    """`above` is added to the name of every branch, as the next level does."""
    book = load_workbook(path, data_only=True)
    found = Read(path, above)
    first(found, book["Bieu01"])
    second(found, book["Bieu02"])
    third(found, book["Bieu03"])
    fourth(found, book["Bieu04"])
    sixth(found, book["Bieu06"])
    members(found, book)
    lists(found, book)
    for title in ("Bieu04", "DS02", "DS03", "DS04"):
        below(found, parts(book, title)[-1], title)
    book.close()
    return found


def first(found: Read, sheet: Any) -> None:
    (table,) = tables(sheet)[:1]
    counts, mine = {**COUNTS, **CAUSES}, []
    for row in range(table.top + 1, sheet.max_row + 1):
        name = text(table.at(row, 2))
        numbers = {key: table.at(row, at) for key, at in counts.items()}
        if numbers["members"] is not None:
            for at, (part, whole) in SHARES.items():
                share(found, table.where(row, at), table.at(row, at), numbers[part], numbers[whole])
        if name.lower() == "tổng cộng":
            found.total = numbers
            found.where["Tổng cộng"] = str(row)
            break
        label = text(table.at(row, 1))
        if table.is_one(row):
            mine.append(row)
            name = found.called(name)
            assert name not in found.branches, f"{found.path.name} Bieu01!{row}: {name} stands twice"
            found.branches[name] = numbers
            shape = sheet.row_dimensions[row]
            found.hidden[name] = (shape.outlineLevel or 0, bool(shape.hidden))
        elif ROMAN.fullmatch(label) and name:
            assert name not in found.groups, f"{found.path.name} Bieu01!{row}: {name} stands twice"
            found.groups[name] = numbers
        else:
            continue
        found.where[name] = str(row)
    numbers = sorted(table.at(row, 1) for row in mine)
    if numbers != list(range(1, len(mine) + 1)):
        found.odd.append(f"Bieu01: numbers of branches are {numbers}")


def second(found: Read, sheet: Any) -> None:
    (table,) = tables(sheet)[:1]
    columns = {it: head for head, it in table.heads.items()}
    for row in range(table.top + 1, sheet.max_row + 1):
        label = text(table.at(row, 1))
        if label and isinstance(table.at(row, 2), (int, float)):
            for printed, column in table.columns.items():
                if printed not in (1, 3):
                    found.statistics[label, columns.get(column, str(printed))] = sheet.cell(row, column).value


def third(found: Read, sheet: Any) -> None:
    (table,) = tables(sheet)[:1]
    row, mine = table.top + 1, []
    while row <= sheet.max_row:
        name = text(table.at(row, 2))
        # The share of those who are good or better, by the numbers of the first sheet.
        line = found.branches.get(found.called(name)) if table.is_one(row) else found.groups.get(name)
        line = found.total if name.lower() == "tổng cộng" else line
        if line:
            good = number(line["HTXSNV"]) + number(line["HTTNV"])
            share(found, table.where(row, 5), table.at(row, 5), good, line["rated"])
        if name.lower() == "tổng cộng":
            found.third["Tổng cộng"] = tuple(number(table.at(row, it)) for it in (4, 6, 7))
            break
        if table.is_one(row):
            mine.append(row)
            found.branch_rows[(
                found.called(name), text(table.at(row, 3)), *(number(table.at(row, it)) for it in (4, 6, 7)),
                *(text(table.at(row, it)) for it in (8, 9, 10)),
            )] += 1
        elif name and ROMAN.fullmatch(text(table.at(row, 1))):
            found.third[name] = tuple(number(table.at(row, it)) for it in (4, 6, 7))
        row += 1
    numbered(found, table, mine)
    is_by_unit = False
    for row in range(row + 1, sheet.max_row + 1):
        label, values = text(sheet.cell(row, 1).value), [c.value for c in sheet[row][1:]]
        numbers = [it for it in values if isinstance(it, (int, float))]
        is_by_unit |= label.startswith("Chia theo")
        if label and numbers and is_by_unit:
            found.rated_by_unit[label] = numbers
        elif label and numbers:
            found.rated[label] = numbers[0]


def fourth(found: Read, sheet: Any) -> None:
    """Collectives, then people; a long part has its headings again on each printed page."""
    its, part, last = tables(sheet), "", {"Tên tập thể": 0, "Họ và tên": 0}
    for table, after in zip(its, [*(it.top for it in its[1:]), sheet.max_row + 1], strict=True):
        above = [text(c.value) for row in sheet.iter_rows(min_row=table.top - 2, max_row=table.top - 1) for c in row]
        kind = "Họ và tên" if "Họ và tên" in above else "Tên tập thể"
        for row in range(table.top + 1, after):
            alone = single(sheet, row)
            if alone:
                part = alone.split(".")[0] if re.match(r"[IVX]+\.", alone) else part
            elif text(sheet.cell(row, 1).value).startswith("Chia theo"):
                return
            elif table.is_one(row):
                if table.at(row, 1) not in (last[kind] + 1, 1):
                    found.odd.append(f"{table.where(row, 1)}: number {table.at(row, 1)!r} after {last[kind]}")
                last[kind] = table.at(row, 1)
                if kind == "Họ và tên":
                    values = [text(table.at(row, it)) for it in (2, 3, 4, 5, 6, 7, 8, 9)]
                    values[1] = found.called(post(values[1]))
                    found.leaders[(part, *values)] += 1
                else:
                    values = [text(table.at(row, it)) for it in (2, 3, 4, 5, 6, 7, 8)]
                    values[2] = found.called(values[2])
                    found.collectives[tuple(values)] += 1


def sixth(found: Read, sheet: Any) -> None:
    (table,) = tables(sheet)[:1]
    numbered(found, table, [row for row in range(table.top + 1, sheet.max_row + 1) if table.is_one(row)])
    for row in range(table.top + 1, sheet.max_row + 1):
        name = text(table.at(row, 2))
        if table.is_one(row) or name.lower() == "tổng cộng":
            found.by_group["Tổng cộng" if not table.is_one(row) else name] = {
                key: table.at(row, at) for key, at in GROUP_COUNTS.items()
            }
            share(found, table.where(row, 9), table.at(row, 9), table.at(row, 4), table.at(row, 5))


def members(found: Read, book: Any) -> None:
    names = legend(book)
    for sheet in parts(book, "DS01"):
        (table,) = tables(sheet)[:1]
        branch, mine = "", []
        for row in range(table.top + 1, sheet.max_row + 1):
            heading = re.match(r"[IVXLCDM]+\. (Chi bộ.*)", single(sheet, row))
            if heading:
                branch = found.called(re.sub(r" \(tiếp( theo)?\)$", "", heading[1]))
            elif table.is_one(row):
                mine.append(row)
                it = {key: text(table.at(row, key)) for key in (
                    "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Chức vụ", "Ngày vào Đảng", "Ngày chính thức",
                    "Số thẻ", "Nhóm đối tượng", "Tự xếp loại", "Chi bộ đề nghị", "Mức tối đa theo quy định",
                    "Mức được quyết định", "Tự chấm", "Chi bộ chấm", "I", "II", "III", "IV", "Ghi chú",
                )}
                code = it["Nhóm đối tượng"]
                it["Nhóm đối tượng"] = names.get(code, code)
                it["branch"], it["where"] = branch, f"{sheet.title}!{row}"
                it["final"] = it["Mức được quyết định"] or it["Chi bộ đề nghị"]
                found.people.append(it)
                found.members[tuple(value for key, value in it.items() if key not in ("where", "final"))] += 1
        numbered(found, table, mine, again=True)
    closing(found, parts(book, "DS01")[-1], len(found.people))


def legend(book: Any) -> dict[str, str]:
    """The groups that have a short name on the list: `N1: …; N2: …; 02C: ….`"""
    for sheet in parts(book, "DS01"):
        for row in sheet.iter_rows(min_row=12):
            for cell in row:
                line = text(cell.value)
                if line.startswith("Nhóm đối tượng –"):
                    pairs = re.findall(r"(N\d+|0\w+): (.*?)(?=; (?:N\d+|0\w+): |\.$)", line)
                    return {code: name for code, name in pairs if code.startswith("N")}
    return {}


def below(found: Read, sheet: Any, title: str) -> None:
    """The sums below a list, `Chia theo đảng bộ`: by part and name, in the order of their headings."""
    part, is_below = "", False
    for row in sheet.iter_rows(values_only=True):
        values = [it for it in row if it is not None]
        first = text(values[0]) if values else ""
        if first.startswith("Chia theo"):
            is_below = True
        elif is_below and values:
            if first == "NGƯỜI LẬP BIỂU":
                return
            numbers = [it for it in values[1:] if isinstance(it, (int, float))]
            if numbers:
                found.below.setdefault((title, part), {})[first] = numbers
            elif len(values) == 1:
                part = first.split(".")[0]


def sums(inputs: list[Read]) -> dict[tuple[str, str], list[int]]:
    """What stands below the lists of a superior, for these inputs."""
    def of_ratings(rows: Counter) -> list[int]:
        return [rows.total(), *(rows[it] for it in LEVELS), rows[""]]

    collectives: Counter = Counter()
    leaders: dict[str, Counter] = {"II": Counter(), "III": Counter()}
    listed: dict[str, list[dict[str, Any]]] = {"DS02": [], "DS03": [], "DS04": []}
    for one in inputs:
        for (_, _, _, _, proposed, decided, _), times in one.collectives.items():
            collectives[decided or proposed] += times
        for (part, _, _, _, _, proposed, committee, upper, _), times in one.leaders.items():
            leaders[part][upper or committee or proposed] += times
        for title, rows in listed.items():
            rows += [it for it in one.listed[title] if not it["guest"]]

    def crosses(key: str) -> int:
        return sum(it[key] == "X" for it in listed["DS04"])

    return {
        ("Bieu04", "I"): of_ratings(collectives),
        **{("Bieu04", part): of_ratings(rows) for part, rows in leaders.items()},
        ("DS02", ""): [len(listed["DS02"])],
        ("DS03", ""): [len(listed["DS03"]), sum(it["Xếp loại"] == "KHTNV" for it in listed["DS03"]),
                       sum(bool(it["Hình thức kỷ luật"]) for it in listed["DS03"])],
        ("DS04", ""): [len(listed["DS04"]), crosses("Được miễn (X)"), crosses("Chưa kiểm điểm (X)"),
                       crosses("Chưa đánh giá, xếp loại (X)")],
    }


LISTS = {
    "DS02": ("excellent", "Chi bộ", ("Họ và tên", "Ngày sinh", "Chức vụ", "Ngày vào Đảng", "Số phiếu HTXSNV/ hợp lệ",
                                     "Số năm liên tục HTXSNV", "Tóm tắt thành tích", "Ghi chú")),
    "DS03": ("failing", "Chi bộ", ("Họ và tên", "Ngày sinh", "Chức vụ", "Xếp loại", "Hình thức kỷ luật",
                                   "Số, ngày quyết định", "Nguyên nhân", "Ghi chú")),
    "DS04": ("open", "Chi bộ", ("Họ và tên", "Ngày sinh", "Ngày vào Đảng", "Được miễn (X)", "Chưa kiểm điểm (X)",
                                "Chưa đánh giá, xếp loại (X)", "Lý do", "Ghi chú")),
    "DS05": ("changed", "Chi bộ", ("Đảng viên, tập thể, chi bộ", "Ngày sinh", "Mức đề nghị", "Mức được quyết định",
                                   "Lý do", "Quyết định")),
}


def lists(found: Read, book: Any) -> None:
    for title, (name, branch, keys) in LISTS.items():
        rows = found.listed.setdefault(title, [])
        for sheet in parts(book, title):
            (table,) = tables(sheet)[:1]
            is_of_guests = False
            for row in range(table.top + 1, sheet.max_row + 1):
                alone = single(sheet, row)
                is_of_guests = "tạm thời" in alone if alone else is_of_guests
                if text(sheet.cell(row, 1).value).startswith(("Danh sách này", "Chia theo")):
                    is_of_guests = False
                    if text(sheet.cell(row, 1).value).startswith("Chia theo"):
                        break
                is_guest = is_of_guests and text(table.at(row, keys[0])) and not alone
                if not (table.is_one(row) or is_guest):
                    continue
                it = {key: (post if key == "Chức vụ" else text)(table.at(row, key)) for key in keys}
                whose = text(table.at(row, branch))
                it["branch"] = found.called(whose)
                # A branch is called by its commune too.
                if it[keys[0]] == whose:
                    it[keys[0]] = it["branch"]
                it["where"] = f"{sheet.title}!{row}"
                rows.append(it | {"guest": bool(is_guest)})
                target = found.guests if is_guest else getattr(found, name)
                target[tuple(value for key, value in it.items() if key != "where")] += 1
            numbered(found, table, [row for row in range(table.top + 1, sheet.max_row + 1) if table.is_one(row)], again=True)
            closing(found, sheet, sum(not it["guest"] for it in rows))


def recount(of: Read) -> dict[str, Counter]:
    """The numbers of Bieu01, from the lists of members alone, by branch."""
    found: dict[str, Counter] = {}
    for it in of.people:
        own = found.setdefault(it["branch"], Counter())
        own["members"] += 1
        if it["final"] in LEVELS:
            own["rated"] += 1
            own[it["final"]] += 1
    for it in of.listed["DS04"]:
        own = found.setdefault(it["branch"], Counter())
        if not it["guest"]:
            own["exempt"] += it["Được miễn (X)"] == "X"
            own["unrated"] += it["Chưa đánh giá, xếp loại (X)"] == "X"
    for it in of.listed["DS03"]:
        if it["Nguyên nhân"]:
            found[it["branch"]][it["Nguyên nhân"]] += 1
    return found


def added(counts: list[Counter] | list[dict[str, Any]]) -> Counter:
    whole: Counter = Counter()
    for it in counts:
        for key, value in it.items():
            whole[key] += number(value)
    return whole
