"""A roll-up against its inputs: every number and every row of every sheet, and the report."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import books
import make
from books import Read, added, number, recount

BOOK = f"tong-hop-{make.YEAR}.xlsx"
KEYS = {
    "members": "members", "exempt": "exempt", "unrated": "unrated", "rated": "rated",
    "excellent": "HTXSNV", "good": "HTTNV", "satisfactory": "HTNV", "unsatisfactory": "KHTNV",
}


class Checks:
    """Counts what was compared, and keeps what differs."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed: list[str] = []

    def same(self, where: str, got: Any, wanted: Any) -> bool:
        if got == wanted:
            self.passed += 1
            return True
        self.failed.append(f"{where}: wanted {wanted!r}, got {got!r}")
        return False

    def that(self, where: str, holds: bool) -> bool:
        if holds:
            self.passed += 1
        else:
            self.failed.append(where)
        return holds

    def rows(self, where: str, got: Counter, wanted: Counter) -> None:
        """Two lists as multisets: what is missing and what is too much."""
        for row, times in (wanted - got).items():
            self.failed.append(f"{where}: missing {times} times {row}")
        for row, times in (got - wanted).items():
            self.failed.append(f"{where}: {times} times too many {row}")
        self.passed += sum((got & wanted).values())

    def show(self, whole: Path) -> None:
        """A few lines of each kind; all of them are in a file."""
        shown: Counter = Counter()
        for line in self.failed:
            kind = re.sub(r"[A-Z]+\d+.*|'.*|\(.*|\d.*", "", line)
            shown[kind] += 1
            if shown[kind] <= 4:
                print("DIFFERS", line)
        if self.failed:
            whole.write_text("".join(f"{line}\n" for line in self.failed), encoding="utf-8")
            print(f"all {len(self.failed)} in {whole}")

    def add(self, other: Checks) -> None:
        self.passed += other.passed
        self.failed += other.failed


class Runs:
    """The program."""

    def __init__(self, program: Path, checks: Checks) -> None:
        self.program, self.checks = program, checks

    def rollup(self, folder: Path, code: int | None = 0, *more: str) -> dict[str, Any]:
        """Rolls up a workspace; what comes back is its report."""
        done = subprocess.run([self.program, "rollup", folder, "-q", *more], capture_output=True, text=True, check=False)
        if code is not None and not self.checks.same(f"exit code of {folder.name}", done.returncode, code):
            print(f"{folder}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        file = folder / "ket-qua/bao-cao.json"
        report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        for it in report.get("findings", []):
            said = f"{it.get('message')} {it.get('help')}"
            self.checks.that(f"{folder.name}: {it['code']} has a gap: {said}", not re.search(r"\{[a-z_-]+\}", said))
        return report


def check_input(checks: Checks, one: Read) -> None:
    """A commune's own lists and numbers agree: else nothing can be concluded from them."""
    where = f"input {one.path.parent.parent.name}"
    checks.same(f"{where}: numbers, shares and closing lines", one.odd, [])
    counted = recount(one)
    for name, numbers in one.branches.items():
        for key, got in numbers.items():
            checks.same(f"{where} Bieu01!{one.where[name]} {name}, {key}", number(got), counted[name][key])
    whole = added(list(counted.values()))
    for key, got in one.total.items():
        checks.same(f"{where} Bieu01!{one.where['Tổng cộng']} Tổng cộng, {key}", number(got), whole[key])


def row_of(rows: dict[str, Any], name: str) -> str | None:
    """The row of a commune: its name, and in brackets how many branches it has."""
    return next((it for it in rows if it == name or it.startswith(f"{name} (")), None)


def as_kept(got: Counter, wanted: Counter, kept) -> Counter:
    """What a superior's workbook leaves out altogether is not wanted of it: `kept` takes it out of a row."""
    return wanted if any(kept(row) != row for row in got) else sum_by(wanted, kept)


def sum_by(rows: Counter, kept) -> Counter:
    found: Counter = Counter()
    for row, times in rows.items():
        found[kept(row)] += times
    return found


def without_ceiling(row: tuple) -> tuple:
    return (*row[:6], "", row[7])


def without_doubt(row: tuple) -> tuple:
    """What the commune was to look at again before it sent its workbook."""
    return tuple("" if it.startswith("Xem lại: ") else it for it in row)


def check_first(checks: Checks, where: str, got: Read, parts: dict[str, list[Read]]) -> None:
    """Bieu01: each branch, each commune, the total. `parts` are the inputs of each row above branches."""
    counted: dict[str, Counter] = {}
    for inputs in parts.values():
        for one in inputs:
            counted |= recount(one)
    checks.same(f"{where} Bieu01: its branches", sorted(got.branches), sorted(counted))
    for name, numbers in got.branches.items():
        for key, value in numbers.items():
            if name in counted:
                checks.same(f"{where} Bieu01!{got.where[name]} {name}, {key}", number(value), counted[name][key])
        level, is_hidden = got.hidden[name]
        checks.that(f"{where} Bieu01!{got.where[name]} {name} is not below its commune in a closed group: {level}, {is_hidden}",
                    level >= 1 and is_hidden)
    for name, inputs in parts.items():
        row = row_of(got.groups, name)
        if not checks.that(f"{where} Bieu01: no row of {name}, only {list(got.groups)}", row is not None):
            continue
        count = books.OF_BRANCHES.fullmatch(row)
        branches = sum(len(one.branches) for one in inputs)
        checks.same(f"{where} Bieu01!{got.where[row]} branches of {name}", count and int(count[2].replace(".", "")), branches)
        by_list = added([it for one in inputs for it in recount(one).values()])
        by_sheet = added([one.total for one in inputs])
        for key, value in got.groups[row].items():
            checks.same(f"{where} Bieu01!{got.where[row]} {name}, {key}, by the lists", number(value), by_list[key])
            checks.same(f"{where} Bieu01!{got.where[row]} {name}, {key}, by Bieu01", number(value), by_sheet[key])
    # A đảng bộ between commune and branch, and communes below a province.
    between = {}
    for one in (it for inputs in parts.values() for it in inputs):
        for name, numbers in one.groups.items():
            between[one.called(books.OF_BRANCHES.fullmatch(name)[1])] = numbers
        between[", ".join((f"Đảng bộ {one.above[0]}", *one.above[1:]))] = one.total
    for row, numbers in got.groups.items():
        name = books.OF_BRANCHES.fullmatch(row)[1]
        if name not in parts and checks.that(f"{where} Bieu01!{got.where[row]}: {name} is in no input", name in between):
            for key, value in numbers.items():
                checks.same(f"{where} Bieu01!{got.where[row]} {name}, {key}", number(value), number(between[name][key]))
    whole = added(list(counted.values()))
    for key, value in got.total.items():
        checks.same(f"{where} Bieu01!{got.where.get('Tổng cộng')} Tổng cộng, {key}", number(value), whole[key])


def check_others(checks: Checks, where: str, got: Read, inputs: list[Read], parts: dict[str, list[Read]]) -> None:
    """Bieu02, Bieu03, Bieu04, Bieu06."""
    kinds = {"Tổng số", *(kind for one in inputs for _, kind, *_ in one.branch_rows)}
    wanted: Counter = Counter()
    for one in inputs:
        for (label, column), value in one.statistics.items():
            if column in kinds:
                wanted[label, column] += number(value)
    for key, value in wanted.items():
        checks.same(f"{where} Bieu02, {key[0]!r} in {key[1]!r}", number(got.statistics.get(key)), value)
    checks.same(f"{where} Bieu02: its rows", {it for it, _ in got.statistics}, {it for it, _ in wanted})
    rated = added([one.rated for one in inputs])
    checks.same(f"{where} Bieu03: branches by rating", dict(got.rated), dict(rated))
    wanted_rows = sum((one.branch_rows for one in inputs), Counter())
    checks.rows(f"{where} Bieu03", got.branch_rows, as_kept(got.branch_rows, wanted_rows, without_ceiling))
    decided: Counter = Counter()
    for one in inputs:
        for (_, _, _, _, _, proposed, _, decision), times in one.branch_rows.items():
            decided[decision or proposed] += times
    names = {"Hoàn thành xuất sắc nhiệm vụ": "HTXSNV", "Hoàn thành tốt nhiệm vụ": "HTTNV", "Hoàn thành nhiệm vụ": "HTNV",
             "Không hoàn thành nhiệm vụ": "KHTNV"}
    for label, level in names.items():
        checks.same(f"{where} Bieu03, {label}, by its rows", got.rated.get(label), decided[level])
    by_unit = {row_of(got.rated_by_unit, name): its for name, its in parts.items()} if got.rated_by_unit else {}
    for row, its in by_unit.items():
        levels: Counter = Counter()
        for one in its:
            for (_, _, _, _, _, proposed, _, decision), times in one.branch_rows.items():
                levels[decision or proposed] += times
        wanted_row = [levels.total(), *(levels[it] for it in books.LEVELS), levels[""]]
        checks.same(f"{where} Bieu03, below, {row}", got.rated_by_unit.get(row), wanted_row)
    if got.rated_by_unit:
        checks.same(f"{where} Bieu03, below, Tổng cộng", got.rated_by_unit.get("Tổng cộng"),
                    [decided.total(), *(decided[it] for it in books.LEVELS), decided[""]])
    for (sheet, part), rows in got.below.items():
        for name, its in [*parts.items(), ("Tổng cộng", inputs)]:
            row = row_of(rows, name)
            checks.same(f"{where} {sheet}, below, {part} {row or name}", row and rows[row], books.sums(its)[sheet, part])
    for name, its in parts.items():
        if any(column == name for _, column in got.statistics):
            for label in {it for it, _ in wanted}:
                count = sum(number(one.statistics[label, "Tổng số"]) for one in its)
                checks.same(f"{where} Bieu02, {label!r} in {name!r}", number(got.statistics[label, name]), count)
    for name, its in parts.items():
        row = row_of(got.third, name)
        sums = tuple(sum(one.third["Tổng cộng"][at] for one in its) for at in range(3))
        if checks.that(f"{where} Bieu03: no row of {name}", row is not None):
            checks.same(f"{where} Bieu03, {name}: members, KHTNV, disciplined", got.third[row], sums)
            checks.same(f"{where} Bieu03: how {name} is called", row, row_of(got.groups, name))
    sums = tuple(sum(one.third["Tổng cộng"][at] for one in inputs) for at in range(3))
    checks.same(f"{where} Bieu03, Tổng cộng", got.third.get("Tổng cộng"), sums)
    checks.rows(f"{where} Bieu04, collectives", got.collectives, sum((one.collectives for one in inputs), Counter()))
    checks.rows(f"{where} Bieu04, leaders", got.leaders, sum((one.leaders for one in inputs), Counter()))
    groups: dict[str, Counter] = {}
    for one in inputs:
        for name, numbers in one.by_group.items():
            for key, value in numbers.items():
                groups.setdefault(name, Counter())[key] += number(value)
    checks.same(f"{where} Bieu06: its groups", sorted(got.by_group), sorted(groups))
    for name, numbers in groups.items():
        for key, value in numbers.items():
            checks.same(f"{where} Bieu06, {name}, {key}", number(got.by_group.get(name, {}).get(key)), value)


def check_lists(checks: Checks, where: str, got: Read, inputs: list[Read]) -> None:
    for title, key in (("DS01", "members"), ("DS02", "excellent"), ("DS03", "failing"), ("DS04", "open"),
                       ("DS04, guests", "guests"), ("DS05", "changed")):
        wanted = sum((getattr(one, key) for one in inputs), Counter())
        checks.rows(f"{where} {title}", getattr(got, key), as_kept(getattr(got, key), wanted, without_doubt))
    # The lists and the numbers of one workbook, by themselves.
    counted = recount(got)
    whole = added(list(counted.values()))
    for key, value in got.total.items():
        checks.same(f"{where} its own lists, {key}", whole[key], number(value))


def check_rollup(checks: Checks, where: str, got: Read, parts: dict[str, list[Read]]) -> None:
    inputs = [one for its in parts.values() for one in its]
    checks.same(f"{where}: numbers, shares and closing lines that do not fit", got.odd, [])
    check_first(checks, where, got, parts)
    check_others(checks, where, got, inputs, parts)
    check_lists(checks, where, got, inputs)


def check_report(checks: Checks, where: str, report: dict[str, Any], parts: dict[str, tuple[str, list[Read]]],
                 status: dict[str, str] | None = None) -> None:
    """bao-cao.json: `parts` are name and inputs by code, `status` what is not accepted."""
    status = status or {}
    # A commune stands where a branch stands in a commune's own report.
    rows = {it["code"]: it for it in report.get("communes", report.get("branches", []))}
    if not checks.same(f"{where} bao-cao.json: its communes", list(rows), list(parts)):
        return
    whole: Counter = Counter()
    for code, (name, inputs) in parts.items():
        it, wanted = rows.get(code, {}), status.get(code, "accepted")
        checks.same(f"{where} bao-cao.json {code}: name", it.get("name"), name)
        checks.same(f"{where} bao-cao.json {code}: status", it.get("status"), wanted)
        counts = added([one.total for one in inputs])
        for key, own in KEYS.items():
            checks.same(f"{where} bao-cao.json {code}: {key}", it.get(key), counts[own] if wanted == "accepted" else None)
        if wanted == "accepted":
            whole.update(counts)
    for key, own in KEYS.items():
        checks.same(f"{where} bao-cao.json totals: {key}", report.get("totals", {}).get(key), whole[own])
