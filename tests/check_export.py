"""Exports are read by other programs and say what the workbook says.

python tests/check_export.py PROGRAM WORK [--communes N] [--spark]

The sample of 2026 with and without decisions is exported in each format that the program has; the three formats
hold the same, sums are those of bao-cao.json, names those of the workbook's own list. Then N communes are
exported side by side, and the questions of docs/engines.md are asked of DuckDB and DataFusion (with --spark of
Spark too, with several worker processes) and counted anew here.
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


def names_of_list(workbook):
    """Everybody on the workbook's list of members, by its heading."""
    sheet = openpyxl.load_workbook(workbook, read_only=True)["DS01"]
    names, column = collections.Counter(), None
    for row in sheet.iter_rows(values_only=True):
        if column is None:
            column = next((at for at, it in enumerate(row) if it == "Họ và tên"), None)
        elif isinstance(row[0], (int, float)) and isinstance(row[column], str):
            names[row[column]] += 1
    return names


def check_formats(program, workspace, work):
    for kind in ("parquet", "sqlite", "csv"):
        export(program, workspace, work / kind, kind)
    (database,) = (work / "sqlite").glob("*.sqlite")
    tables = {}
    for table in TABLES:
        one = of_parquet(work / "parquet", table)
        (text,) = (work / "csv").glob(f"*/{table}.csv")
        assert one == of_sqlite(database, table), f"{table}: Parquet and SQLite differ"
        assert one == of_csv(text, one), f"{table}: Parquet and CSV differ"
        tables[table] = one
    report = json.loads((workspace / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))
    totals, branches = report["totals"], tables["branches"]
    for key in ("members", "exempt", "unrated", "rated", "excellent", "good", "satisfactory", "unsatisfactory"):
        assert sum(it[key] or 0 for it in branches) == totals[key], key
    counted = collections.Counter(it["standing"] for it in tables["members"])
    assert counted["rated"] == totals["rated"] and counted["exempt"] == totals["exempt"], counted
    ratings = collections.Counter(it["rating"] for it in tables["members"])
    for key in ("excellent", "good", "satisfactory", "unsatisfactory"):
        assert ratings[key] == totals[key], (key, ratings)
    assert len(tables["findings"]) == len(report["findings"])
    assert [it["sha256"] for it in tables["files"]] == [it["sha256"] for it in report["files"]]
    (workbook,) = (workspace / "ket-qua").glob("tong-hop-*.xlsx")
    # Guests are counted by their own branch, and have no number on the list.
    listed = collections.Counter(it["name"] for it in tables["members"] if it["standing"] != "guest")
    assert names_of_list(workbook) == listed, "the workbook lists others"
    return tables


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
    """Copies of the sample under other names, of which every other one lacks a branch: whoever is in two is counted twice."""
    folder = work / "communes"
    for number in range(count):
        own = folder / f"xa-{number:03}"
        shutil.copytree(ROOT / "samples/binh-an-2020", own, ignore=shutil.ignore_patterns("ket-qua"))
        settings = own / "xeploai.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r'organization = "[^"]*"', f'organization = "Đảng bộ xã Thử {number}"', text), encoding="utf-8")
        if number % 2:
            # Every other one has sent less.
            sorted((own / "nop").rglob("*.xlsx"))[number % 5].unlink()
    began = time.monotonic()
    running = []
    for own in sorted(folder.iterdir()):
        line = [program, "export", own, "--to", work / "data", "--format", "parquet", "-q"]
        running.append(subprocess.Popen(list(map(str, line)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        while sum(it.poll() is None for it in running) >= (os.cpu_count() or 1):
            time.sleep(0.01)
    assert all(it.wait() in (0, 1) for it in running)
    print(f"{count} communes exported in {time.monotonic() - began:.1f} s")


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
    os.chdir(data.parent)
    for engine, ask in engines(sql, wants_spark):
        began = time.monotonic()
        for name, answer in wanted.items():
            same(name, engine, ask(sql[name]), answer)
        print(f"{engine}: {', '.join(f'{name} {len(it)} rows' for name, it in wanted.items())} in {time.monotonic() - began:.1f} s")


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
    tables = check_formats(args.program, workspace, args.work)
    check_mask(args.program, workspace, args.work, tables)
    communes(args.program, args.work, args.communes)
    check_engines(args.work / "data", args.spark)
    print(f"exports hold: {len(tables['members'])} members in three formats")


main()
