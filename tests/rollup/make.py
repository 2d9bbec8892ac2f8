"""A made-up province for the roll-up: python tests/rollup/make.py PROGRAM OUT [--sample FOLDER]

Nine communes of 2026 with two to four branches each, as their own offices would have them: forms are typed into the
blank by the hands of the samples (tests/samples), the program consolidates each commune, and what comes out is what a
commune sends up. One of them is decided and final, one half decided and with a đảng bộ between commune and branch, all
others are proposals. Branches of several communes have one name, so have people; everybody is invented. Equal
arguments, equal values.

OUT/xa/CODE are the communes, OUT/nam-truoc the workbook of one of them of last year, OUT/tinh the province with all
nine in its inbox, OUT/tinh-2 a second one of two communes, OUT/ca-nuoc a country of the two. With --sample a folder
is made from them for users to try: one workbook with an error, one of last year, one twice.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import openpyxl

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent / "samples"), str(HERE.parent / "season")]
import commune as people  # noqa: E402
import merged  # noqa: E402
import merged_filling  # noqa: E402
import packing  # noqa: E402
import sheets  # noqa: E402
from commune import DAO, Hand, MIXED, MONG, NUNG, SATISFACTORY, TAY  # noqa: E402
from merged import CLINIC, COOP, OFFICE, OTHER_KIND, POLICE, SCHOOL, VILLAGE, Plan  # noqa: E402

BLANK = ROOT / "templates/2025-hd43/form.xlsx"
YEAR, LAST_YEAR = 2026, 2025
PROVINCE, SECOND = "tỉnh An Sơn", "tỉnh Đông Lĩnh"
# Places of the branches of all communes: most are in two.
PLACES = ("Nà Mẻ", "Bản Luông", "Khuổi Chang", "Phiêng Tạ", "Nà Vàng", "Pom Lót")


@dataclass
class Commune:
    code: str
    name: str  # as in "xã Bình An"
    sent: str  # the name under which its workbook comes in
    plans: list[Plan]
    province: str = PROVINCE
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)  # a đảng bộ: name, and its branches
    decided: str = ""  # "all", or the part of a title of the sheets that are decided
    share: bool = False  # a decision raises the share of teachers

    @property
    def place(self) -> str:
        return self.name.split(" ", 1)[1]


def village(code: str, name: str, total: int, ethnic=TAY, proposal=None, **roles: int) -> Plan:
    return plan(code, f"Chi bộ thôn {name}", VILLAGE, total, ethnic, proposal, **roles)


def plan(code: str, name: str, kind: str, total: int, ethnic=MIXED, proposal=None, **roles: int) -> Plan:
    names = {"owned_up": "owned-up", "under_50": "under-50"}
    roles = {names.get(key, key): count for key, count in roles.items()}
    return Plan(code, name, kind, total, ethnic, proposal or merged.GOOD, roles, Hand(f"{code}.xlsx"))


def police(total: int, **roles: int) -> Plan:
    return plan("CAX", "Chi bộ Công an xã", POLICE, total, **roles)


def communes() -> list[Commune]:
    return [
        Commune("BA", "xã Bình An", "tong-hop-2026 Binh An.xlsx", [
            village("NM", "Nà Mẻ", 14, exempt=2, new=1, low=1), police(11, probationary=1),
            plan("TH1", "Chi bộ Trường Tiểu học Bình An", SCHOOL, 12),
            village("KC", "Khuổi Chang", 10, DAO, SATISFACTORY, disciplined=1, temporary=1),
        ], decided="all", share=True),
        Commune("KH", "xã Khuôn Hà", "KHUON HA - bieu tong hop.xlsx", [
            plan("CA1", "Chi bộ Công an xã", POLICE, 8), plan("CA2", "Chi bộ Điều tra", POLICE, 7),
            village("NM", "Nà Mẻ", 11, exempt=1), village("BL", "Bản Luông", 9, NUNG, temporary=1),
        ], units={"CA": ("Đảng bộ Công an xã", "CA1", "CA2")}, decided="Đảng ủy Công an xã"),
        Commune("TL", "xã Thượng Lâm", "3. Thượng Lâm.xlsx", [
            village("PT", "Phiêng Tạ", 12, MONG, under_50=1, exempt=1), police(8, suspended=1),
            plan("TYT", "Chi bộ Trạm y tế xã", CLINIC, 7),
        ]),
        Commune("PS", "phường Phiêng Sơn", "Phường Phiêng Sơn nộp Tỉnh ủy.xlsx", [
            plan("TH1", "Chi bộ Trường Tiểu học Phiêng Sơn", SCHOOL, 13, low=1),
            plan("MN1", "Chi bộ Trường Mầm non Phiêng Sơn", SCHOOL, 9, other=1),
            plan("QS", "Chi bộ Quân sự xã", OTHER_KIND, 6, probationary=1),
        ]),
        Commune("NC", "xã Nà Cọn", "tong-hop-2026.xlsx", [
            village("NM", "Nà Mẻ", 9, owned_up=1), plan("HTX2", "Chi bộ Hợp tác xã dược liệu", COOP, 7, DAO, failed=1),
        ]),
        Commune("LK", "xã Lũng Khiêng", "lung_khieng_2026_cuoi.xlsx", [
            village("NV", "Nà Vàng", 10, exempt=2), police(7), village("PL", "Pom Lót", 8, MONG, new=1),
        ]),
        Commune("BP", "xã Bản Pước", "Bản Pước.xlsx", [
            village("BL", "Bản Luông", 8, NUNG, SATISFACTORY), police(9, low=1),
        ]),
        Commune("TM", "xã Tát Mỏ", "tong hop tat mo (1).xlsx", [
            village("KC", "Khuổi Chang", 13, DAO, exempt=1, low=1), village("PT", "Phiêng Tạ", 6, MONG),
            plan("CQD", "Chi bộ Cơ quan Đảng, Mặt trận xã", OFFICE, 9),
        ]),
        Commune("KT", "xã Khau Tinh", "2026 - KT - BIEU TH.xlsx", [
            village("NV", "Nà Vàng", 12, temporary=1, disciplined=1), police(6),
        ]),
    ]


def others() -> list[Commune]:
    """The communes of the second province: one has the name of one of the first."""
    return [
        Commune("BA", "xã Bình An", "binh an.xlsx", [
            village("NM", "Nà Mẻ", 10, exempt=1), police(6),
        ], SECOND),
        Commune("VT", "xã Vĩnh Tân", "vinh tan.xlsx", [
            # Two villages and two communes have names that differ in a mark alone.
            village("PL", "Pom Lót", 9, MONG, new=1), plan("TYT", "Chi bộ Trạm y tế xã", CLINIC, 6, low=1),
            village("PT", "Pom Lọt", 7, exempt=1),
        ], SECOND),
        Commune("VN", "xã Vĩnh Tần", "vinh tan (2).xlsx", [
            village("NM", "Nà Mẻ", 8, low=1), village("NE", "Nà Mè", 6),
        ], SECOND),
    ]


# --- people ------------------------------------------------------------------------------------


def branches_of(which: Commune, names: people.Names, cards: people.Cards) -> list[merged.Branch]:
    """As `merged.new_commune` draws its own, by a seed of this commune."""
    drawn = []
    for own in which.plans:
        rng = random.Random(f"{merged.YEAR}-{which.province}-{which.code}-{own.code}")
        members = [merged.new_member(rng, own, role, names, cards) for role in merged.roles_of(own)]
        first = sum(it.role in merged.POSTS for it in members)
        rest = members[first:]
        rng.shuffle(rest)
        members[first:] = rest
        merged.give_offices(own, members)
        for member in members:
            if member.role in ("exempt", "new", "suspended", "temporary", "other"):
                merged.exclude(rng, member)
        drawn.append((own, members))
    share, merged.SHARE = merged.SHARE, merged.SHARE if which.share else {}
    merged.give_ratings(drawn)
    merged.SHARE = share
    return [merged.new_branch(own, members, index) for index, (own, members) in enumerate(drawn)]


def namesakes(all_: list[tuple[Commune, list[merged.Branch]]]) -> None:
    """Some people of two communes have one name, one of them the same day of birth too."""
    ordinary = [[m for b in own for m in b.members if m.role == "ordinary"] for _, own in all_]
    for nth, (one, other) in enumerate(zip(ordinary, ordinary[1:], strict=False)):
        own = next(m for m in other[nth % 3 :] if m.female == one[nth % 2].female)
        own.name = one[nth % 2].name
        if nth == 2 and own.admitted.year > one[0].born.year + 20:
            own.born = one[nth % 2].born


def of_last_year(which: Commune) -> tuple[Commune, list[merged.Branch]]:
    """Another year of a commune, by other people than this year's."""
    own = replace(which, plans=[replace(it, roles={}) for it in which.plans], units={}, decided="", share=False)
    merged.YEAR = LAST_YEAR
    try:
        names, cards = people.Names(), people.Cards()
        branches = branches_of(own, names, cards)
    finally:
        merged.YEAR = YEAR
    for branch in branches:
        for collective in branch.collectives:
            collective.summary = (collective.summary or "").replace(str(YEAR), str(LAST_YEAR))
    return own, branches


# --- communes ----------------------------------------------------------------------------------


def run(program: Path, *args, codes=(0,)) -> str:
    done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(map(str, args))}: exit code {done.returncode}, not {codes}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout + done.stderr


def settings(which: Commune, year: int) -> str:
    text = f'year = {year}\norganization = "Đảng bộ {which.name}"\ncommittee = "Đảng ủy {which.name}"\n'
    text += f'superior = "Đảng bộ {which.province}"\nplace = "{which.place}"\n'
    if which.share:
        text += "\n[quota-decision]\n" + "".join(
            f"{key} = {it}\n" if isinstance(it, int) else f'{key} = "{it}"\n' for key, it in merged.DECISION.items()
        )
    for code, (name, *_) in which.units.items():
        text += f'\n[[unit]]\ncode = "{code}"\nname = "{name}"\nkind = "dang-bo-co-so"\n'
    for it in which.plans:
        text += f'\n[[branch]]\ncode = "{it.code}"\nname = "{it.name}"\nkind = "{it.kind}"\n'
        text += "".join(f'unit = "{code}"\n' for code, (_, *own) in which.units.items() if it.code in own)
    return text


def commune(program: Path, folder: Path, which: Commune, branches: list[merged.Branch], year: int = YEAR) -> Path:
    """A commune's own year; what comes back is its workbook."""
    inbox = folder / "nop"
    inbox.mkdir(parents=True)
    (folder / "xeploai.toml").write_text(settings(which, year), encoding="utf-8")
    merged.YEAR = year
    for branch in branches:
        merged_filling.fill_form(BLANK, branch, inbox / branch.hand.file)
    run(program, "consolidate", folder, "-q")
    output = folder / "ket-qua"
    if which.decided:
        run(program, "decisions", folder, "-q")
        decide(output / f"quyet-dinh-{year}.xlsx", which.decided)
        run(program, "consolidate", folder, "-q")
    return output / f"tong-hop-{year}.xlsx"


def of_2020(program: Path, folder: Path) -> Path:
    shutil.copytree(ROOT / "samples/binh-an-2020", folder, ignore=shutil.ignore_patterns("ket-qua"))
    run(program, "consolidate", folder, "-q")
    return folder / "ket-qua/tong-hop-2020.xlsx"


def decide(path: Path, what: str) -> None:
    """As proposed, but for one member and one branch who are rated lower, with a reason."""
    book = openpyxl.load_workbook(path)
    lowered, decided = set(), 0
    for table in sheets.tables(book):
        head = [str(c.value) for row in table.sheet.iter_rows(max_row=table.head) for c in row if c.value]
        if what != "all" and what.lower() not in " ".join(head).lower():
            continue
        table.entry(sheets.NUMBER, "21-QĐ/ĐU")
        table.entry(sheets.DATE, f"18/12/{YEAR}")
        for row in table.rows():
            rating = table.proposal(row)
            decided += 1
            if table.kind in ("members", "branches") and rating == "HTTNV" and table.kind not in lowered:
                lowered.add(table.kind)
                table.decide(row, "HTNV", "Hội nghị thống nhất mức thấp hơn")
            else:
                table.decide(row, rating)
    assert decided and len(lowered) == 2, f"{path}: nothing to decide on of {what}"
    book.save(path)


def superior(folder: Path, organization: str, committee: str, above: str, place: str, below: list[tuple[str, str]]) -> Path:
    """The workspace of a superior; what comes back is its inbox."""
    inbox = folder / "nop"
    inbox.mkdir(parents=True, exist_ok=True)
    text = f'year = {YEAR}\norganization = "{organization}"\ncommittee = "{committee}"\n'
    text += f'superior = "{above}"\nplace = "{place}"\n'
    for index, (code, name) in enumerate(below):
        text += f'\n[[commune]]\ncode = "{code}"\nname = "{name}"\ncontact = "{people.phone(index)}"\n'
    (folder / "xeploai.toml").write_text(text, encoding="utf-8")
    return inbox


def province(folder: Path, name: str, its: list[Commune]) -> Path:
    below = [(it.code, f"Đảng bộ {it.name}") for it in its]
    place = name.split(" ", 1)[1]
    return superior(folder, f"Đảng bộ {name}", f"Tỉnh ủy {place}", "Ban Chấp hành Trung ương", place, below)


@dataclass
class World:
    """Where everything lies, and the workbook of each commune."""

    out: Path
    books: dict[str, Path]  # of the first province, by code
    others: dict[str, Path]
    last_year: Path
    decided: Path  # a later workbook of NC, with decisions
    old: Path  # the workbook of BA of 2020, under another regulation
    form: Path


# Whose workbook of last year there is, and which of the sample has an error.
LAST_YEAR_OF, SAMPLE_ERROR = "LK", "KT"


def make(program: Path, out: Path, pool) -> World:
    """Everything that a province sends; `pool` makes several communes at a time."""
    shutil.rmtree(out, ignore_errors=True)
    names, cards = people.Names(), people.Cards()
    jobs, found = [], []
    for which in [*communes(), *others()]:
        found.append((which, branches_of(which, names, cards)))
    namesakes(found)
    for which, branches in found:
        part = "xa" if which.province == PROVINCE else "xa-2"
        jobs.append((program, out / part / which.code, which, branches, YEAR))
    which = next(it for it in communes() if it.code == LAST_YEAR_OF)
    jobs.append((program, out / "nam-truoc" / which.code, *of_last_year(which), LAST_YEAR))
    which, branches = next(it for it in found if it[0].code == "NC")
    jobs.append((program, out / "sau/NC", replace(which, decided="all"), branches, YEAR))
    old = pool.submit(of_2020, program, out / "cu")
    books = list(pool.map(commune, *zip(*jobs, strict=True)))
    first, second = communes(), others()
    world = World(
        out, dict(zip((it.code for it in first), books, strict=False)),
        dict(zip((it.code for it in second), books[len(first) :], strict=False)),
        *books[-2:], old.result(), out / "xa/TL/nop/PT.xlsx",
    )
    inbox = province(out / "tinh", PROVINCE, first)
    for it in first:
        shutil.copyfile(world.books[it.code], inbox / it.sent)
    inbox = province(out / "tinh-2", SECOND, second)
    for it in second:
        shutil.copyfile(world.others[it.code], inbox / it.sent)
    superior(
        out / "ca-nuoc", "Đảng bộ toàn quốc", "Ban Chấp hành Trung ương", "Đại hội đại biểu toàn quốc", "Hà Nội",
        [("AS", f"Đảng bộ {PROVINCE}"), ("DL", f"Đảng bộ {SECOND}")],
    )
    return world


# --- what goes wrong ---------------------------------------------------------------------------


def cell_of(book, sheet: str, number: int, row: int):
    """The cell of a printed column number in a row."""
    return book[sheet].cell(row, columns(book[sheet])[1][number])


def columns(sheet) -> tuple[int, dict[int, int]]:
    """The row of printed column numbers, and the column of each."""
    for row in sheet.iter_rows(max_row=40):
        found = {}
        for cell in row:
            number = re.match(r"\s*(\d+)\s*(=|$)", str(cell.value)) if cell.value is not None else None
            if number:
                found[int(number[1])] = cell.column
        if len(found) >= 4 and sorted(found) == list(range(1, len(found) + 1)):
            return row[0].row, found
    raise AssertionError(f"{sheet.title} has no row of column numbers")


def row_named(sheet, name: str, number: int = 2) -> int:
    top, at = columns(sheet)
    return next(r for r in range(top + 1, sheet.max_row + 1) if str(sheet.cell(r, at[number]).value or "").strip() == name)


def rows_of(sheet) -> list[int]:
    """Rows of a list that are somebody's: with a number in the first column."""
    top, at = columns(sheet)
    return [r for r in range(top + 1, sheet.max_row + 1) if isinstance(sheet.cell(r, at[1]).value, (int, float))]


def delete_row(book, title: str, row: int) -> None:
    """Deletes a row as Excel does: what points below it in any formula, merged cells and heights go along."""
    sheet = book[title]
    merged_cells = [it.bounds for it in sheet.merged_cells.ranges]
    for bounds in merged_cells:
        sheet.unmerge_cells(start_row=bounds[1], start_column=bounds[0], end_row=bounds[3], end_column=bounds[2])
    heights = {r: it.height for r, it in sheet.row_dimensions.items()}
    sheet.delete_rows(row)
    for r, height in heights.items():
        if r > row:
            sheet.row_dimensions[r - 1].height = height
    for left, top, right, bottom in merged_cells:
        if top <= row <= bottom and top == bottom:
            continue
        up = [it - (it > row) for it in (top, bottom)]
        sheet.merge_cells(start_row=up[0], start_column=left, end_row=up[1], end_column=right)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved(sheet.auto_filter.ref, row)
    mark = rf"('?{title}'?!)" if title.isalnum() else rf"('{re.escape(title)}'!)"
    area = r"(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    for other in book:
        for cells in other.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    text = re.sub(mark + area, lambda it: it[1] + moved(it[2], row), cell.value)
                    if other.title == title:
                        text = re.sub(r"(?<![!A-Za-z'\"$:])" + area + r"(?![\w(!])", lambda it: moved(it[1], row), text)
                    cell.value = text
    for name in book.defined_names.values():
        name.attr_text = re.sub(mark + area, lambda it: it[1] + moved(it[2], row), name.attr_text)


def moved(area: str, row: int) -> str:
    """A reference after the row is gone; an area of several rows shrinks, that row alone is lost."""
    ends = area.split(":")
    first, last = (int(re.search(r"\d+$", it)[0]) for it in (ends[0], ends[-1]))
    if first == last == row:
        return "#REF!"
    numbers = (first - (first > row), last - (last >= row))
    return ":".join(re.sub(r"\d+$", str(n), it) for it, n in zip(ends, numbers, strict=False))


@dataclass
class Plant:
    """Something wrong in the workbook of a commune: `cells` are all places where it may be told."""

    name: str
    code: str
    cells: set[tuple[str, str]]  # (sheet, cell); a cell "*" is any of that sheet
    file: Path
    accepted: bool = False


def saved(book: Path, folder: Path, name: str, code: str, change) -> Plant:
    """A commune's workbook with a change that openpyxl makes; it keeps no results of formulas."""
    folder.mkdir(exist_ok=True)
    opened = openpyxl.load_workbook(book)
    opened.path_of = book
    cells = change(opened)
    file = folder / f"{name}.xlsx"
    opened.save(file)
    return Plant(name, code, cells or set(), file, accepted=cells is None)


def typed_total(book):
    """Over the total of those who are good."""
    sheet = book["Bieu01"]
    cell = cell_of(book, "Bieu01", 10, row_named(sheet, "Tổng cộng"))
    assert str(cell.value).startswith("="), cell.value
    cell.value = of(book, "HTTNV") + 1
    return {("Bieu01", cell.coordinate)}


def typed_branch(book):
    """Over the number of a branch's excellent ones."""
    cell = cell_of(book, "Bieu01", 8, row_named(book["Bieu01"], "Chi bộ Công an xã"))
    assert str(cell.value).startswith("="), cell.value
    cell.value = 7
    return {("Bieu01", cell.coordinate)}


def of(book, rating: str) -> int:
    """How many of the list have a rating that is proposed or decided."""
    sheet = book["DS01"]
    heads = {str(c.value): c.column for row in sheet.iter_rows(max_row=14) for c in row if c.value}
    count = 0
    for r in rows_of(sheet):
        decided = sheet.cell(r, heads["Mức được quyết định"]).value
        count += (decided or sheet.cell(r, heads["Chi bộ đề nghị"]).value) == rating
    return count


def row_gone(book):
    """A good member's row is deleted, every formula follows: the numbers of the list have a gap."""
    sheet = book["DS01"]
    mine = rows_of(sheet)
    row = next(r for r in mine[1:] if proposal(book, r).value == "HTTNV" and r + 1 in mine)
    delete_row(book, "DS01", row)
    return {("DS01", "*")}


def last_gone(book):
    """The last of a branch is deleted: only the line that counts the list, and the other sheets' texts, can tell."""
    sheet = book["DS01"]
    mine = rows_of(sheet)
    row = next(r for r in mine if proposal(book, r).value == "HTTNV" and r + 1 not in mine and r - 1 in mine)
    delete_row(book, "DS01", row)
    return {("DS01", "*"), ("Bieu01", "*"), ("Bieu06", "*")}


def proposal(book, row: int):
    sheet = book["DS01"]
    heads = {str(c.value): c.column for r in sheet.iter_rows(max_row=14) for c in r if c.value}
    return sheet.cell(row, heads["Chi bộ đề nghị"])


def rating_changed(book):
    """A rating is another one, and the numbers stay as they were: as values, not as formulas."""
    values = openpyxl.load_workbook(book.path_of, data_only=True)
    for title in ("Bieu01", "Bieu02", "Bieu03", "Bieu06"):
        for row in book[title].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = values[title][cell.coordinate].value
    row = next(r for r in rows_of(book["DS01"]) if proposal(book, r).value == "HTTNV")
    proposal(book, row).value = "HTNV"
    return {("DS01", proposal(book, row).coordinate), ("Bieu01", "*"), ("Bieu06", "*")}


def rating_raised(book):
    """A rating becomes excellent, which the formulas count, and the list of excellent ones does not have it."""
    row = next(r for r in rows_of(book["DS01"])[3:] if proposal(book, r).value == "HTTNV")
    proposal(book, row).value = "HTXSNV"
    return {("DS01", "*"), ("DS02", "*"), ("Bieu01", "*")}


def excellent_gone(book):
    """Somebody is taken out of the list of excellent ones."""
    row = rows_of(book["DS02"])[0]
    delete_row(book, "DS02", row)
    return {("DS02", "*"), ("DS01", "*"), ("Bieu01", "*")}


def exempt_more(book):
    """One more is typed as exempt over the formula."""
    sheet = book["Bieu01"]
    at = columns(sheet)[1]
    row = next(r for r in rows_of(sheet) if str(sheet.cell(r, at[4]).value).startswith("="))
    sheet.cell(row, at[4]).value = 5
    return {("Bieu01", sheet.cell(row, at[4]).coordinate)}


def note_typed(book):
    """Somebody of the office leaves a note, which changes nothing."""
    sheet = book["DS01"]
    heads = {str(c.value): c.column for row in sheet.iter_rows(max_row=14) for c in row if c.value}
    row = next(r for r in rows_of(sheet) if not sheet.cell(r, heads["Ghi chú"]).value)
    sheet.cell(row, heads["Ghi chú"]).value = "Đã rà soát"


CHANGES = (
    ("typed-total", "NC", typed_total), ("typed-total-of-final", "BA", typed_total), ("typed-branch", "LK", typed_branch),
    ("exempt-more", "TL", exempt_more), ("row-gone", "TM", row_gone), ("last-gone", "TM", last_gone),
    ("rating-changed", "KT", rating_changed), ("rating-raised", "PS", rating_raised),
    ("excellent-gone", "BP", excellent_gone), ("note-typed", "KH", note_typed),
)


def plants(world: World, pool) -> list[Plant]:
    folder = world.out / "sua"
    jobs = [(world.books[code], folder, name, code, change) for name, code, change in CHANGES]
    return list(pool.map(saved, *zip(*jobs, strict=True)))


# --- the sample --------------------------------------------------------------------------------

def sample(world: World, folder: Path) -> None:
    """A province for users: one workbook with an error over a formula, one of last year, one twice."""
    shutil.rmtree(folder, ignore_errors=True)
    its = communes()
    inbox = province(folder, PROVINCE, its)
    head = (
        "# Kỳ đánh giá, xếp loại chất lượng năm 2026 của một tỉnh: mỗi xã, phường gửi lên một bảng tổng hợp (tong-hop-2026.xlsx).\n"
        "# Tỉnh, xã, chi bộ và người trong mẫu này dùng để chạy thử chương trình; tất cả là hư cấu.\n\n"
    )
    text = (folder / "xeploai.toml").read_text(encoding="utf-8")
    (folder / "xeploai.toml").write_text(head + text, encoding="utf-8")
    wrong = saved(world.books[SAMPLE_ERROR], world.out / "sua", "mau", SAMPLE_ERROR, typed_total)
    (resaved,) = packing.resave([wrong.file], world.out / "mau")
    for it in its:
        source = {SAMPLE_ERROR: resaved, LAST_YEAR_OF: world.last_year}.get(it.code, world.books[it.code])
        packing.pack(source, inbox / it.sent, date(2026, 12, 28))
    shutil.copyfile(inbox / next(it.sent for it in its if it.code == "NC"), inbox / "Nà Cọn gửi lại.xlsx")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=lambda it: Path(it).resolve())
    parser.add_argument("out", type=lambda it: Path(it).resolve())
    parser.add_argument("--sample", type=Path, help="folder of the sample")
    args = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        world = make(args.program, args.out, pool)
    if args.sample:
        sample(world, args.sample)
    print(f"{len(world.books)} communes in {args.out / 'tinh'}")


if __name__ == "__main__":
    main()
