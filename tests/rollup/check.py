#!/usr/bin/env python3
"""The roll-up of a made-up province against an independent recount: python tests/rollup/check.py PROGRAM WORK

Reads the workbooks of nine communes (make.py) by openpyxl, counts everybody anew from their lists, and holds the
province's workbook to it: every number of every commune, branch and sum, every row of every list, as LibreOffice
computes the formulas. Then what is wrong in a commune's workbook is told at its cell and counted nowhere, file names
and threads change no byte, a country is rolled up from two provinces, and DuckDB says the same over the exports.
With --inputs-only only the recount of each commune against its own workbook.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
import books  # noqa: E402
import make  # noqa: E402
import packing  # noqa: E402
from against import BOOK, KEYS, Checks, Runs, check_input, check_report, check_rollup, row_of  # noqa: E402
from books import COUNTS, Read, added, number, read  # noqa: E402


# --- LibreOffice -----------------------------------------------------------------------------------


def office(files: list[Path], folder: Path) -> dict[str, Path]:
    """Opens and saves all files in one go."""
    folder.mkdir(parents=True, exist_ok=True)
    for attempt in range(2):
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation={(folder / f'profile-{attempt}').as_uri()}",
             "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, *files],
            check=False, capture_output=True, timeout=300,
        )
        if all((folder / it.name).is_file() for it in files):
            return {it.stem: folder / it.name for it in files}
    raise SystemExit(f"LibreOffice did not convert {[it.name for it in files if not (folder / it.name).is_file()]}")


def bare(book: Path, to: Path) -> Path:
    """A copy without results of formulas, as openpyxl saves."""
    load_workbook(book).save(to)
    return to


def check_formulas(checks: Checks, where: str, book: Path, computed: Path, least: int) -> None:
    formulas, stored, anew = load_workbook(book), load_workbook(book, data_only=True), load_workbook(computed, data_only=True)
    seen = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                seen += 1
                ours, theirs = (it[sheet.title][cell.coordinate].value for it in (stored, anew))
                near = isinstance(ours, (int, float)) and isinstance(theirs, (int, float)) and abs(ours - theirs) < 1e-9
                checks.that(
                    f"{where} {sheet.title}!{cell.coordinate} {cell.value}: LibreOffice computes {theirs!r}, stored is {ours!r}",
                    near or (ours or "") == (theirs or ""),
                )
    checks.that(f"{where}: only {seen} formulas", seen >= least)
    # The sums of the first sheet are formulas, not numbers.
    sheet = formulas["Bieu01"]
    row = make.row_named(sheet, "Tổng cộng")
    for key, at in COUNTS.items():
        cell = make.cell_of(formulas, "Bieu01", at, row)
        checks.that(f"{where} Bieu01!{cell.coordinate} {key} is no formula: {cell.value!r}", cell.data_type == "f")


# --- workspaces of the checks ------------------------------------------------------------------------


class Province:
    """The province with other files in its inbox."""

    def __init__(self, world: make.World, work: Path, its: list[make.Commune]) -> None:
        self.world, self.work, self.its = world, work, its
        self.sent = {it.code: it.sent for it in its}

    def folder(self, name: str, files: dict[str, Path | bytes] | None = None, without: str = "", more: str = "") -> Path:
        """All nine but `without`, then `files` by name. They are as they came: no two are one file."""
        folder = self.work / name
        inbox = make.province(folder, make.PROVINCE, self.its)
        if more:
            settings = folder / "xeploai.toml"
            first, block, rest = settings.read_text(encoding="utf-8").partition("\n[[commune]]")
            settings.write_text(first + more + block + rest, encoding="utf-8")
        for code, name_ in self.sent.items():
            if code != without:
                shutil.copyfile(self.world.books[code], inbox / name_)
        for name_, content in (files or {}).items():
            if isinstance(content, bytes):
                (inbox / name_).write_bytes(content)
            else:
                shutil.copyfile(content, inbox / name_)
        return folder


def totals_of(file: Path) -> dict[str, Any]:
    """The total of the first sheet, without the rest of the workbook."""
    book = load_workbook(file, read_only=True, data_only=True)
    for row in book["Bieu01"].iter_rows(values_only=True):
        if any(books.text(it).lower() == "tổng cộng" for it in row[:2]):
            return {key: number(row[at - 1]) for key, at in COUNTS.items()}
    raise AssertionError(f"{file}: Bieu01 has no total")


def errors_of(report: dict[str, Any], file: str) -> list[dict[str, Any]]:
    return [it for it in report.get("findings", []) if it["severity"] == "error" and Path(it.get("file") or "").name == file]


# Of which the copy that goes back is compared cell by cell; the others go the same way.
MARKED = ("typed-total", "typed-total-of-final", "typed-branch", "row-gone")


class Faults:
    """What is wrong in an inbox, each in a province of its own."""

    def __init__(self, program: Path, province: Province, inputs: dict[str, Read]) -> None:
        self.checks = Checks()
        self.runs, self.province, self.inputs = Runs(program, self.checks), province, inputs
        self.names = {it.code: f"Đảng bộ {it.name}" for it in province.its}

    def outcome(self, where: str, folder: Path, report: dict[str, Any], status: dict[str, str],
                instead: dict[str, Path] | None = None) -> None:
        """Who is counted, in the report and in the workbook; a commune that is not stays out of every sum."""
        inputs = self.inputs | {code: read(it) for code, it in (instead or {}).items()}
        parts = {code: (name, [inputs[code]]) for code, name in self.names.items()}
        check_report(self.checks, where, report, parts, status)
        whole = added([one.total for code, one in inputs.items() if code not in status])
        if self.checks.that(f"{where}: no {BOOK}", (folder / "ket-qua" / BOOK).exists()):
            self.checks.same(f"{where} Bieu01 Tổng cộng", totals_of(folder / "ket-qua" / BOOK), {key: whole[key] for key in COUNTS})

    def plant(self, it: make.Plant, file: Path, saved_by: str) -> Checks:
        where = f"{it.name}, saved by {saved_by},"
        sent = self.province.sent[it.code]
        folder = self.province.folder(f"{it.name}-{saved_by}", {sent: file}, without=it.code)
        if it.accepted:
            report = self.runs.rollup(folder)
            self.outcome(where, folder, report, {})
            return self.checks
        report = self.runs.rollup(folder, 1)
        self.outcome(where, folder, report, {it.code: "returned"})
        told = {(f.get("sheet"), f.get("cell")) for f in errors_of(report, sent)}
        # What openpyxl saves has no results of formulas: that alone may be told of it.
        if self.checks.that(f"{where} {sent}: no error is told of it", bool(told)) and saved_by == "LibreOffice":
            exact = {cell for cell in it.cells if cell[1] != "*"}
            if len(it.cells) == len(exact):
                self.checks.same(f"{where} cells of errors in {sent}", sorted(map(str, told)), sorted(map(str, exact)))
            else:
                allowed = {sheet for sheet, _ in it.cells}
                self.checks.that(f"{where} errors of {sent} at {sorted(map(str, told))}, wanted somewhere in {sorted(allowed)}",
                                 bool({sheet for sheet, _ in told} & allowed))
            if it.name in MARKED:
                self.marked(where, folder, it.code, file, told)
        return self.checks

    def marked(self, where: str, folder: Path, code: str, file: Path, told: set[tuple[str | None, str | None]]) -> None:
        """The copy that goes back opens, has all that was sent, and its wrong cells are coloured or noted."""
        back = folder / f"ket-qua/tra-lai/{code}.xlsx"
        if not self.checks.that(f"{where} tra-lai/{code}.xlsx is not there", back.exists()):
            return
        marked, sent = load_workbook(back), load_workbook(file)
        for sheet in sent:
            if not self.checks.that(f"{where} tra-lai/{code}.xlsx has no sheet {sheet.title}", sheet.title in marked.sheetnames):
                continue
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        now = marked[sheet.title][cell.coordinate].value
                        self.checks.same(f"{where} tra-lai/{code}.xlsx {sheet.title}!{cell.coordinate}", now, cell.value)
        for title, place in told:
            if not title or not place or title not in sent.sheetnames:
                continue
            now, was = (book[title][place.split(":")[0]] for book in (marked, sent))
            is_marked = now.comment is not None or now.fill.fgColor.rgb != was.fill.fgColor.rgb
            self.checks.that(f"{where} tra-lai/{code}.xlsx {title}!{place} is neither coloured nor noted", is_marked)

    def inbox(self, name: str, files: dict[str, Path | bytes], without: str, status: dict[str, str], told: list[str],
              code: int | None, more: str = "", instead: dict[str, Path] | None = None) -> Checks:
        folder = self.province.folder(name, files, without, more)
        report = self.runs.rollup(folder, code)
        self.outcome(name, folder, report, status, instead)
        text = json.dumps(report.get("findings", []), ensure_ascii=False)
        for file in told:
            self.checks.that(f"{name}: nothing is said of {file}", file in text)
        return self.checks


def inboxes(province: Province, saved_again: Path) -> list[tuple]:
    """Files that are no second chance to be counted, and what becomes of them."""
    world, sent, own, other = province.world, province.sent, make.LAST_YEAR_OF, "NC"
    book, again, newest = world.books[other].read_bytes(), "gui lai.xlsx", '\n[settings]\nduplicates = "newest"\n'
    dated = {}
    for name, source, day in (("dau", world.books[other], 20), ("sau", world.decided, 28), ("dau-moi", world.books[other], 30)):
        dated[name] = world.out / f"sua/ngay-{name}.xlsx"
        packing.pack(source, dated[name], date(make.YEAR, 12, day))
    return [
        ("last-year-alone", {"nam ngoai.xlsx": world.last_year}, own, {own: "missing"}, ["nam ngoai.xlsx"], 1),
        ("last-year-beside", {"nam ngoai.xlsx": world.last_year}, "", {}, [], 0),
        ("other-regime-alone", {"2020.xlsx": world.old}, "BA", {"BA": "missing"}, ["2020.xlsx"], 1),
        ("twice-equal", {again: book}, "", {}, [], 0),
        ("twice-saved-again", {again: saved_again}, "", {}, [], 0),
        ("twice-other", {again: world.decided}, "", {other: "returned"}, [sent[other], again], 1),
        ("newest-decided", {sent[other]: dated["dau"], again: dated["sau"]}, other, {}, [], None, newest, {other: world.decided}),
        ("newest-draft", {sent[other]: dated["sau"], again: dated["dau-moi"]}, other, {}, [], None, newest),
        # No program has saved the one of the two: what stands in it as its time is no time.
        ("newest-never-saved", {sent[other]: dated["dau"], again: world.decided}, "", {other: "returned"}, [sent[other], again], 1, newest),
        # A form lies there by mistake: told, whether that is a warning or an error.
        ("form", {"phieu chi bo.xlsx": world.form}, "", {}, ["phieu chi bo.xlsx"], None),
        ("form-alone", {sent["TL"]: world.form}, "TL", {"TL": "missing"}, [sent["TL"]], 1),
        ("broken", {sent[other]: book[: len(book) // 2]}, other, {other: "missing"}, [sent[other]], 1),
        ("missing", {}, other, {other: "missing"}, [], 1),
    ]


def tried(faults: Faults, kind: str, *args: Any) -> Checks:
    return getattr(faults, kind)(*args)


def check_bytes(checks: Checks, runs: Runs, province: Province, files: dict[str, Path | bytes], without: str) -> None:
    """One thread or two, files copied in another order: equal bytes; other names: an equal workbook."""
    def outputs(folder: Path) -> dict[str, bytes]:
        output = folder / "ket-qua"
        return {
            it.relative_to(output).as_posix(): it.read_bytes() for it in sorted(output.rglob("*"))
            if it.is_file() and not it.name.startswith(".") and it.suffix != ".jsonl"
        }

    folder = province.folder("order/1/tinh", files, without)
    runs.rollup(folder, None, "--threads", "1")
    one = outputs(folder)
    checks.that(f"order: outputs are {sorted(one)}", {BOOK, "bao-cao.json", "bao-cao.html", "kiem-tra.xlsx"} <= set(one))
    other = province.work / "order/2/tinh"
    (other / "nop").mkdir(parents=True)
    shutil.copyfile(folder / "xeploai.toml", other / "xeploai.toml")
    for it in sorted((folder / "nop").iterdir(), reverse=True):
        (other / "nop" / it.name).write_bytes(it.read_bytes())
    runs.rollup(other, None, "--threads", "2")
    two = outputs(other)
    checks.same("order: outputs of one thread and of two", sorted(two), sorted(one))
    for name, content in one.items():
        checks.that(f"order: {name} differs between one thread and two", content == two.get(name))
    runs.rollup(other, None, "--threads", "2")
    for name, content in outputs(other).items():
        checks.that(f"order: {name} differs when the same is run again", content == two.get(name))
    third = province.work / "order/3/tinh"
    (third / "nop").mkdir(parents=True)
    shutil.copyfile(folder / "xeploai.toml", third / "xeploai.toml")
    for at, it in enumerate(sorted((folder / "nop").iterdir(), reverse=True)):
        (third / f"nop/{at:02} {it.suffix[1:]}{it.suffix}").write_bytes(it.read_bytes())
    runs.rollup(third, None)
    checks.that(f"order: {BOOK} differs when the files have other names", outputs(third).get(BOOK) == one.get(BOOK))


def check_sql(checks: Checks, runs: Runs, world: make.World, its: list[make.Commune], got: Read, work: Path) -> None:
    """DuckDB over the exports of the communes: the roll-up of docs/engines.md, and everybody by name, card and rating."""
    import duckdb

    data = work / "sql/data"

    def export(code: str) -> int:
        # Every build has this format.
        line = [runs.program, "export", world.books[code].parent.parent, "--to", data, "--format", "csv", "-q"]
        return subprocess.run(line, capture_output=True, check=False).returncode

    with ThreadPoolExecutor(2) as pool:
        for code, done in zip(world.books, pool.map(export, world.books), strict=True):
            checks.same(f"exit code of export of {code}", done, 0)
    sql = dict(re.findall(r"```sql ([\w-]+)\n(.*?)```", (ROOT / "docs/engines.md").read_text(encoding="utf-8"), re.S))
    database = duckdb.connect()
    for table in ("branches", "members"):
        text = "" if table == "branches" else ", types = {'card': 'VARCHAR'}"
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM read_csv('{data}/*/{table}.csv', union_by_name = true{text})")
    answer = database.execute(sql["roll-up"])
    names = [it[0] for it in answer.description]
    rows = {row[names.index("commune")]: dict(zip(names, row, strict=True)) for row in answer.fetchall()}
    people = database.execute("SELECT commune, name, card, rating FROM members WHERE standing <> 'guest'").fetchall()
    ratings = {None: "", **{key: own for key, own in KEYS.items() if own in books.LEVELS}}
    exported = Counter((commune, books.text(name), card or "", ratings[rating]) for commune, name, card, rating in people)
    listed: Counter = Counter()
    for it in its:
        name = f"Đảng bộ {it.name}"
        said, row = rows.pop(slug(name), None), row_of(got.groups, name)
        for one in got.people:
            if one["branch"].endswith(f", {it.name}"):
                rating = one["final"] if one["final"] in books.LEVELS else ""
                listed[slug(name), one["Họ và tên"], one["Số thẻ"], rating] += 1
        if checks.that(f"DuckDB has no {slug(name)}, only {sorted(rows)}", said is not None) and row:
            for key, own in KEYS.items():
                checks.same(f"Bieu01!{got.where[row]} {name}, {key}, by DuckDB", number(got.groups[row][own]), int(said[key]))
            checks.same(f"{name}: branches, by DuckDB", said["branches"], len(it.plans))
    checks.same("DuckDB: other communes", sorted(rows), [])
    checks.rows("DS01 by DuckDB", listed, exported)


def slug(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "-".join("".join(it for it in folded if not unicodedata.combining(it)).split())


def check_sample(program: Path, work: Path) -> Checks:
    """The sample for users: seven of nine count, one goes back for one cell, one has sent last year's workbook."""
    checks = Checks()
    folder = work / "tinh-2026"
    shutil.copytree(ROOT / "samples/tinh-2026", folder, ignore=shutil.ignore_patterns("ket-qua"))
    status = {make.SAMPLE_ERROR: "returned", make.LAST_YEAR_OF: "missing"}
    its = make.communes()
    inputs = {it.code: Read(folder / "nop" / it.sent, total=totals_of(folder / "nop" / it.sent)) for it in its}
    report = Runs(program, checks).rollup(folder, 1)
    check_report(checks, "sample", report, {it.code: (f"Đảng bộ {it.name}", [inputs[it.code]]) for it in its}, status)
    whole = added([one.total for code, one in inputs.items() if code not in status])
    checks.same("sample Bieu01 Tổng cộng", totals_of(folder / "ket-qua" / BOOK), {key: whole[key] for key in COUNTS})
    file = inputs[make.SAMPLE_ERROR].path
    book = load_workbook(file)
    cell = make.cell_of(book, "Bieu01", 10, make.row_named(book["Bieu01"], "Tổng cộng"))
    told = sorted((it.get("sheet"), it.get("cell")) for it in errors_of(report, file.name))
    checks.same(f"sample: cells of errors in {file.name}", told, [("Bieu01", cell.coordinate)])
    return checks


# --- all of it ---------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=lambda it: Path(it).resolve())
    parser.add_argument("work", type=lambda it: Path(it).resolve())
    parser.add_argument("--inputs-only", action="store_true")
    args = parser.parse_args()
    began, checks = time.monotonic(), Checks()
    with ProcessPoolExecutor() as pool:
        world, its, others = make.make(args.program, args.work, pool), make.communes(), make.others()
        inputs = dict(zip(world.books, pool.map(read, world.books.values(), [(it.name,) for it in its]), strict=True))
        second = dict(zip(world.others, pool.map(read, world.others.values(), [(it.name,) for it in others]), strict=True))
        for one in (*inputs.values(), *second.values()):
            check_input(checks, one)
        people = sum(len(one.people) for one in inputs.values())
        print(f"made: {len(inputs)} communes, {people} members, {time.monotonic() - began:.1f} s", flush=True)
        if not args.inputs_only:
            check_all(checks, pool, args.program, args.work, world, inputs, second)
    checks.show(args.work / "khac.txt")
    print(f"rollup: {checks.passed} passed, {len(checks.failed)} failed, {time.monotonic() - began:.1f} s")
    return 1 if checks.failed else 0


def check_all(checks: Checks, pool: ProcessPoolExecutor, program: Path, work: Path, world: make.World,
              inputs: dict[str, Read], second: dict[str, Read]) -> None:
    its, others = make.communes(), make.others()
    runs = Runs(program, checks)
    plants = make.plants(world, pool)

    # The province, and what it is by the inputs.
    folder = work / "tinh"
    report = runs.rollup(folder)
    book = folder / "ket-qua" / BOOK
    if not checks.that(f"{book} is not there", book.exists()):
        return
    got = read(book)
    parts = {it.code: (f"Đảng bộ {it.name}", [inputs[it.code]]) for it in its}
    check_rollup(checks, "tinh", got, dict(parts.values()))
    check_report(checks, "tinh", report, parts)
    check_sql(checks, runs, world, its, got, work)

    # The second province, then the country.
    runs.rollup(work / "tinh-2")
    below = {it.code: (f"Đảng bộ {it.name}", [second[it.code]]) for it in others}
    check_rollup(checks, "tinh-2", read(work / "tinh-2/ket-qua" / BOOK), dict(below.values()))
    country = work / "ca-nuoc"
    shutil.copyfile(book, country / "nop/an-son.xlsx")
    shutil.copyfile(work / "tinh-2/ket-qua" / BOOK, country / "nop/dong-linh.xlsx")
    report = runs.rollup(country)
    above = {
        "AS": (f"Đảng bộ {make.PROVINCE}", [one.above_too(make.PROVINCE) for one in inputs.values()]),
        "DL": (f"Đảng bộ {make.SECOND}", [one.above_too(make.SECOND) for one in second.values()]),
    }
    check_rollup(checks, "ca-nuoc", read(country / "ket-qua" / BOOK), dict(above.values()))
    check_report(checks, "ca-nuoc", report, above)

    # LibreOffice starts once: it saves what openpyxl changed, and computes the roll-ups anew.
    copies = {"tinh": book, "ca-nuoc": country / "ket-qua" / BOOK}
    files = list(pool.map(bare, copies.values(), [work / f"sua/khong-ket-qua-{it}.xlsx" for it in copies]))
    again = work / "sua/nguyen-ven.xlsx"
    shutil.copyfile(world.books["NC"], again)
    saved = office([*(it.file for it in plants), *files, again], work / "luu-lai")

    # What is wrong, and the formulas.
    province = Province(world, work / "loi", its)
    faults = Faults(program, province, inputs)
    jobs = [pool.submit(formulas, name, it, saved[f"khong-ket-qua-{name}"]) for name, it in copies.items()]
    for it in plants:
        jobs.append(pool.submit(tried, faults, "plant", it, saved[it.name], "LibreOffice"))
        if not it.accepted:
            jobs.append(pool.submit(tried, faults, "plant", it, it.file, "openpyxl"))
    jobs += [pool.submit(tried, faults, "inbox", *it) for it in inboxes(province, saved[again.stem])]
    jobs.append(pool.submit(check_sample, program, work / "mau-tinh"))
    empty = province.work / "empty"
    make.province(empty, make.PROVINCE, its)
    runs.rollup(empty, 3)
    typed = next(it for it in plants if it.name == "typed-branch")
    wrong = {province.sent[typed.code]: saved[typed.name], "nam ngoai.xlsx": world.last_year, "phieu.xlsx": world.form}
    check_bytes(checks, runs, province, wrong, typed.code)
    for it in jobs:
        checks.add(it.result())


def formulas(name: str, book: Path, computed: Path) -> Checks:
    checks = Checks()
    check_formulas(checks, name, book, computed, 500)
    return checks


if __name__ == "__main__":
    sys.exit(main())
