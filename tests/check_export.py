"""Exports are read by other programs and say what the workbook says.

python tests/check_export.py PROGRAM WORK [--communes N] [--spark]

PROGRAM is built with `--features parquet,sqlite`. The sample of 2026 without and with decisions is exported in each
format: read by pyarrow, sqlite3, Python's csv and LibreOffice, all hold the same; sums are those of bao-cao.json, and
whom LibreOffice shows in the file of members is, member for member, whom the workbook lists, with every column that
both have. Then N communes are exported side by side, and the questions of docs/engines.md are asked of DuckDB and
DataFusion (with --spark of Spark too, with two worker processes) and counted anew here.
"""

import argparse
import collections
import csv
import datetime
import decimal
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
from datafusion import SessionContext

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TABLES = ["members", "branches", "collectives", "decisions", "findings", "files"]
RATINGS = {"excellent": "HTXSNV", "good": "HTTNV", "satisfactory": "HTNV", "unsatisfactory": "KHTNV"}
SHORT = {"excellent": "XS", "good": "T", "satisfactory": "HT", "unsatisfactory": "KHT"}
GENDERS = {"male": "Nam", "female": "Nữ"}
# What the workbook's list and the table of members both have, by the list's headings. The last are its second row's.
LISTED = {
    "name": "Họ và tên", "birth": "Ngày sinh", "gender": "Giới tính", "ethnicity": "Dân tộc", "admitted": "Ngày vào Đảng",
    "official": "Ngày chính thức", "card": "Số thẻ", "role_group": "Nhóm đối tượng", "self_rating": "Tự xếp loại",
    "proposal": "Chi bộ đề nghị", "ceiling": "Mức tối đa theo quy định", "decided": "Mức được quyết định",
    "post": "Chức vụ", "self_points": "Tự chấm", "points": "Chi bộ chấm",
    "quarter_1": "I", "quarter_2": "II", "quarter_3": "III", "quarter_4": "IV",
}


def run(program, *args, codes=(0, 1)):
    done = subprocess.run([program, *map(str, args)], capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        sys.exit(f"{args}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def export(program, workspace, to, kind, *more):
    return run(program, "export", workspace, "--to", to, "--format", kind, *more)


def plain(value):
    """A value as all three formats can have it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def of_parquet(folder, table):
    (file,) = sorted((folder / table).rglob("*.parquet"))
    place = dict(it.split("=") for it in file.parent.relative_to(folder / table).parts)
    rows = pq.ParquetFile(file).read().to_pylist()
    own = {"year": int(place["year"]), "province": place["province"], "commune": place["commune"]}
    return [{**own, **{key: plain(it) for key, it in row.items()}} for row in rows]


def of_sqlite(file, table):
    with sqlite3.connect(file) as database:
        database.row_factory = sqlite3.Row
        return [{key: plain(row[key]) for key in row.keys()} for row in database.execute(f"SELECT * FROM {table}")]


def of_csv(file, like):
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\n") == raw.count(b"\r\n"), file
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == len(like), (file, len(rows), len(like))

    def typed(text, other):
        if text == "":
            return None
        if text in ("true", "false") and isinstance(other, int):
            return int(text == "true")
        return type(other)(text) if isinstance(other, (int, float)) else text

    return [{key: typed(text, other[key]) for key, text in row.items()} for row, other in zip(rows, like)]


def kinds(table):
    """What each column of a table holds, as docs/export.md has it."""
    text = (ROOT / "docs/export.md").read_text(encoding="utf-8")
    own = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", own, re.M))


def by_office(folder, out):
    """The tables as LibreOffice shows them, each column told what it is, as one does when a spreadsheet asks."""
    formats = {"day": 5, "whole number": 1, "two decimals": 1}
    asked = collections.defaultdict(list)
    for table in TABLES:
        columns = "/".join(f"{at}/{formats.get(kind, 2)}" for at, kind in enumerate(kinds(table).values(), 1))
        asked[columns].append(str(folder / f"{table}.csv"))
    for columns, files in asked.items():
        line = ["soffice", f"-env:UserInstallation={(out / 'office').as_uri()}", "--headless"]
        line += [f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,{columns},1033,false,false"]
        line += ["--convert-to", "xlsx", "--outdir", str(out), *files]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    tables = {}
    for table in TABLES:
        head, *rows = openpyxl.load_workbook(out / f"{table}.xlsx").active.iter_rows(values_only=True)
        tables[table] = [dict(zip(head, map(shown, row), strict=True)) for row in rows]
    return tables


def shown(value):
    """A value that a spreadsheet shows, as the others have it."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return int(value == "true") if value in ("true", "false") else plain(value)


def list_of_members(workbook):
    """Everybody on the workbook's list of members, with the branch below whose name it stands."""
    rows = openpyxl.load_workbook(workbook, read_only=True)["DS01"].iter_rows(values_only=True)
    head = next(row for row in rows if "Họ và tên" in row)
    below = next(rows)
    columns = {key: (head if heading in head else below).index(heading) for key, heading in LISTED.items()}
    listed, branch = [], None
    for row in rows:
        if isinstance(row[0], str) and (section := re.fullmatch(r"[IVXLC]+\. (.+)", row[0])):
            branch = section[1]
        elif isinstance(row[0], int) and isinstance(row[columns["name"]], str):
            listed.append({"branch": branch, **{key: shown(row[at]) for key, at in columns.items()}})
    return listed


def check_list(members, branches, workbook):
    """Member for member, what a spreadsheet shows of the export is what stands in the workbook."""
    names = {it["branch"]: it["name"] for it in branches}
    listed = list_of_members(workbook)
    # Guests are counted by their own branch, and have no number on the list.
    told = {(names[it["branch"]], it["name"], it["card"]): it for it in members if it["standing"] != "guest"}
    groups = {}
    assert len(told) == len(listed) > 0, (len(told), len(listed))
    for row in listed:
        who = (row["branch"], row["name"], row["card"])
        assert who in told, f"only the workbook lists {who}"
        it = told.pop(who)
        for key in ("birth", "gender", "ethnicity", "admitted", "official", "self_points", "points"):
            value = GENDERS.get(it[key], it[key]) if key == "gender" else it[key]
            # Of a date that is not whole a column of days has nothing; the year is beside it.
            if key == "birth" and value is None and row[key] is not None:
                assert str(it["birth_year"]) == str(row[key])[-4:], (who, key)
                continue
            assert value == row[key], (who, key, value, row[key])
        for key in ("quarter_1", "quarter_2", "quarter_3", "quarter_4"):
            assert SHORT.get(it[key]) == row[key], (who, key, it[key], row[key])
        for key in ("self_rating", "proposal", "decided"):
            assert RATINGS.get(it[key]) == row[key], (who, key, it[key], row[key])
        if it["standing"] == "rated":
            assert RATINGS.get(it["ceiling"]) == row["ceiling"], (who, it["ceiling"], row["ceiling"])
        posts = [post for post in (it["party_post"], it["other_post"]) if post and post in (row["post"] or "")]
        assert "; ".join(posts) == (row["post"] or ""), (who, posts, row["post"])
        assert groups.setdefault(row["role_group"], it["role_group"]) == it["role_group"], (who, "role_group")
    assert not told, f"only the export has {list(told)[:3]}"
    assert len(set(groups.values())) == len(groups), groups


def check_formats(program, workspace, work):
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    for kind in ("parquet", "sqlite", "csv"):
        export(program, workspace, work / kind, kind)
    (database,) = (work / "sqlite").glob("*.sqlite")
    (folder,) = (work / "csv").iterdir()
    office = by_office(folder, work)
    tables = {}
    for table in TABLES:
        one = of_parquet(work / "parquet", table)
        assert list(kinds(table)) == list(one[0] if one else kinds(table)), f"{table}: docs/export.md has other columns"
        assert one == of_sqlite(database, table), f"{table}: Parquet and SQLite differ"
        assert one == of_csv(folder / f"{table}.csv", one), f"{table}: Parquet and CSV differ"
        assert one == office[table], f"{table}: LibreOffice shows something else"
        tables[table] = one
    report = json.loads((workspace / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))
    totals, branches = report["totals"], tables["branches"]
    for key in ("members", "exempt", "unrated", "rated", *RATINGS):
        assert sum(it[key] or 0 for it in branches) == totals[key], key
    counted = collections.Counter(it["standing"] for it in tables["members"])
    assert counted["rated"] == totals["rated"] and counted["exempt"] == totals["exempt"], counted
    for branch in branches:
        own = collections.Counter(it["rating"] for it in tables["members"] if it["branch"] == branch["branch"])
        assert all(own[key] == (branch[key] or 0) for key in RATINGS), (branch, own)
    assert len(tables["findings"]) == len(report["findings"])
    assert [it["sha256"] for it in tables["files"]] == [it["sha256"] for it in report["files"]]
    check_list(office["members"], branches, workspace / f"ket-qua/tong-hop-{report['year']}.xlsx")
    return tables


def check_decided(program, workspace, work):
    """The same after a committee decided on everybody, five of them otherwise than proposed."""
    run(program, "decisions", workspace)
    subprocess.run([sys.executable, "-W", "ignore", HERE / "decide.py", workspace, "5"], check=True, stdout=subprocess.DEVNULL)
    run(program, "consolidate", workspace, "-q")
    tables = check_formats(program, workspace, work)
    stand = {(it["branch"], it["row"]): it["rating"] for it in tables["decisions"] if it["standing"] and it["subject"] == "member"}
    decided = {(it["branch"], it["row"]): it["decided"] for it in tables["members"] if it["decided"]}
    assert stand == decided, "decisions and members differ"
    changed = sum(it["decided"] not in (None, it["proposal"]) for it in tables["members"])
    assert changed == 5, f"{changed} were decided otherwise than proposed"
    return len(decided)


def check_mask(program, workspace, work, tables):
    secret = work / "khoa.txt"
    secret.write_text("một câu dài không ai đoán được\n", encoding="utf-8")
    export(program, workspace, work / "masked", "csv", "--mask", secret)
    texts = {it.name: it.read_text(encoding="utf-8-sig") for it in (work / "masked").rglob("*.csv")}
    cells = {table: {cell for row in csv.reader(text.splitlines()) for cell in row} for table, text in texts.items()}
    for member in tables["members"]:
        for key in ("name", "card"):
            for table, own in cells.items():
                assert member[key] is None or str(member[key]) not in own, (table, key)
    masked = list(csv.DictReader(texts["members.csv"].splitlines()))
    assert all(it["birth"] == it["birth_year"] == "" and it["birth_key"] for it in masked)
    births = {(it["birth"], other["birth_key"]) for it, other in zip(tables["members"], masked) if it["birth"]}
    assert len({it[0] for it in births}) == len({it[1] for it in births}) == len(births)
    for key in ("name", "card"):
        pairs = {(it[key], other[key]) for it, other in zip(tables["members"], masked) if it[key]}
        assert len({it[1] for it in pairs}) == len({str(it[0]).lower() for it in pairs}), f"{key}: keys do not join"
    short = work / "ngan.txt"
    short.write_text("abc", encoding="utf-8")
    refused = run(program, "export", workspace, "--to", work / "x", "--mask", short, codes=(2,))
    assert "quá ngắn" in refused.stderr, refused.stderr


def questions():
    """The SQL of docs/engines.md, by what stands behind the word `sql`."""
    text = (ROOT / "docs/engines.md").read_text(encoding="utf-8")
    return dict(re.findall(r"```sql ([\w-]+)\n(.*?)```", text, re.S))


def communes(program, work, count):
    """Copies of two samples under other names, each with other forms missing: whoever is in two is counted twice. Every
    third is of the regime that has groups of similar role."""
    folder = work / "communes"
    for number in range(count):
        own = folder / f"xa-{number:03}"
        sample = "binh-an-2026" if number % 3 == 2 else "binh-an-2020"
        shutil.copytree(ROOT / "samples" / sample, own, ignore=shutil.ignore_patterns("ket-qua"))
        settings = own / "xeploai.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r'organization = "[^"]*"', f'organization = "Đảng bộ xã Thử {number}"', text), encoding="utf-8")
        for at, form in enumerate(sorted((own / "nop").rglob("*.xlsx"))):
            # A part of the large commune's forms is one copy's alone.
            is_sent = at % 5 in (number % 4, 4 if number == 2 else None) if sample == "binh-an-2026" else number % 2 == 0 or at != number % 5
            if not is_sent:
                form.unlink()
    began = time.monotonic()
    running = []
    for own in sorted(folder.iterdir()):
        line = [program, "export", own, "--to", work / "data", "--format", "parquet", "-q"]
        running.append(subprocess.Popen(list(map(str, line)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        while sum(it.poll() is None for it in running) >= (os.cpu_count() or 1):
            time.sleep(0.01)
    assert all(it.wait() in (0, 1) for it in running)
    forms = len(list(folder.rglob("nop/**/*.xlsx")))
    print(f"{count} communes of {forms} forms exported in {time.monotonic() - began:.1f} s")


def recount(data):
    """The answers, from the files, without SQL."""
    roll_up, quota, cards = {}, collections.defaultdict(lambda: [0, 0]), collections.defaultdict(list)
    numbers = ["members", "exempt", "unrated", "rated", "excellent", "good", "satisfactory", "unsatisfactory"]
    for file in sorted((data / "branches").rglob("*.parquet")):
        place = dict(it.split("=") for it in file.parent.parts if "=" in it)
        rows = pq.ParquetFile(file).read().to_pylist()
        own = [len(rows), sum(it["status"] == "accepted" for it in rows)]
        roll_up[place["province"], place["commune"]] = own + [sum(it[key] or 0 for it in rows) for key in numbers]
    for file in sorted((data / "members").rglob("*.parquet")):
        place = dict(it.split("=") for it in file.parent.parts if "=" in it)
        for it in pq.ParquetFile(file).read().to_pylist():
            if it["standing"] == "rated":
                own = quota[place["commune"], it["role_group"]]
                own[0] += it["rating"] == "excellent"
                own[1] += it["rating"] == "good"
            if it["card"] and it["standing"] != "guest":
                cards[it["card"]].append(place["commune"])
    twice = [(card, len(own), min(own), max(own)) for card, own in sorted(cards.items()) if len(set(own)) > 1]
    return {
        "roll-up": [(*key, *own) for key, own in sorted(roll_up.items())],
        "quota": sorted(((*key, *own) for key, own in quota.items()), key=lambda it: (it[0], it[1] is None, it[1] or "")),
        "duplicates": twice,
    }


def same(name, engine, got, wanted):
    key = lambda row: tuple((it is None, str(it)) for it in row)
    got = sorted((tuple(plain(it) for it in row) for row in got), key=key)
    wanted = sorted((tuple(row) for row in wanted), key=key)
    assert got == wanted, f"{engine}, {name}: {got[:3]} … {wanted[:3]}"


def check_engines(data, wants_spark):
    sql, wanted = questions(), recount(data)
    assert wanted["duplicates"], "nobody stands in two communes: the question is not tried"
    assert len({row[1] for row in wanted["quota"]}) > 3, "no groups of similar role: the question is not tried"
    members = sum(row[4] for row in wanted["roll-up"])
    os.chdir(data.parent)
    for engine, ask in engines(sql, wants_spark):
        began = time.monotonic()  # Spark's processes are there by now.
        for name, answer in wanted.items():
            same(name, engine, ask(sql[name]), answer)
        print(f"{engine}, {members} members: {', '.join(f'{name} {len(it)} rows' for name, it in wanted.items())} in {time.monotonic() - began:.1f} s")


def engines(sql, wants_spark):
    database = duckdb.connect()
    database.execute(sql["duckdb"])
    yield "DuckDB", lambda it: database.execute(it).fetchall()
    session = SessionContext()
    for one in filter(str.strip, sql["datafusion"].split(";")):
        session.sql(one).collect()

    def ask(it):
        return [tuple(row.values()) for batch in session.sql(it).collect() for row in batch.to_pylist()]

    yield "DataFusion", ask
    if wants_spark:
        from pyspark.sql import SparkSession

        spark = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false").getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        for one in filter(str.strip, sql["spark"].split(";")):
            spark.sql(one)
        yield "Spark", lambda it: [tuple(row) for row in spark.sql(it).collect()]
        spark.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=lambda it: str(Path(it).resolve()))
    parser.add_argument("work", type=lambda it: Path(it).resolve())
    parser.add_argument("--communes", type=int, default=6)
    parser.add_argument("--spark", action="store_true")
    args = parser.parse_args()
    shutil.rmtree(args.work, ignore_errors=True)
    args.work.mkdir(parents=True)
    workspace = args.work / "binh-an-2026"
    shutil.copytree(ROOT / "samples/binh-an-2026", workspace, ignore=shutil.ignore_patterns("ket-qua"))
    run(args.program, "consolidate", workspace, "-q")
    tables = check_formats(args.program, workspace, args.work / "proposed")
    check_mask(args.program, workspace, args.work, tables)
    decided = check_decided(args.program, workspace, args.work / "decided")
    communes(args.program, args.work, args.communes)
    check_engines(args.work / "data", args.spark)
    print(f"exports hold: {len(tables['members'])} members in three formats, {decided} of them decided on")


main()
