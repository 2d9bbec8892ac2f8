#!/usr/bin/env python3
"""Counts the forms of the cases with units again, by openpyxl alone, and compares the sums by đảng bộ
of the consolidated workbook, as LibreOffice computes its formulas, and of bao-cao.json. The sums below
the lists are compared for a sample of 2020 too, whose branches are put under units here.

    python tests/check_units.py target/release/xeploai
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

import openpyxl

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "samples"))
from recount import LEVEL_OF, WHO, branch_facts, column as place_of, grid, plain, table_below  # noqa: E402

CASES = ("units-three-levels", "units-of-a-table")
LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
# Which branch stands under which units, by hand: the program is not asked.
UNDER = {
    "CA1": ("CA",), "CA2": ("CA",), "CA3": ("CA", "CA-B"), "TP": (None,), "TH": (None,),
}
AUTHORITY = {"CA1": "CA", "CA2": "CA", "CA3": "CA", "TP": "BTV", "TH": "BTV"}


def column(sheet, heading: str) -> int:
    for row in (4, 5):
        for col in range(1, sheet.max_column + 1):
            if str(sheet.cell(row, col).value or "").removesuffix("*").strip() == heading:
                return col
    sys.exit(f"no column {heading!r}")


def counted(form: Path) -> tuple[str, Counter, list[tuple[str, str | None]]]:
    """Code, counts of members, and who is led by whom of a form."""
    book = openpyxl.load_workbook(form, data_only=True)
    info, sheet = book["1_ThongTinChiBo"], book["2_DangVien"]
    code = next(
        info.cell(row, 3).value for row in range(1, 40) if "Mã chi bộ" in str(info.cell(row, 2).value)
    )
    name, rating = column(sheet, "Họ và tên"), column(sheet, "Chi bộ đề nghị xếp loại")
    leader = column(sheet, "Diện cán bộ lãnh đạo, quản lý")
    counts, people = Counter(), []
    for row in range(7, sheet.max_row + 1):
        who = sheet.cell(row, name).value
        if not who:
            continue
        counts["members"] += 1
        level = sheet.cell(row, rating).value
        counts[level or "none"] += 1
        # Nobody decides on who is not rated.
        if level:
            people.append((who, sheet.cell(row, leader).value))
    return code, counts, people


def facts(form: Path) -> dict:
    """What the sums below the lists count of a form, as lists of members and of collectives."""
    book = openpyxl.load_workbook(form, data_only=True)
    code, _ = branch_facts(grid(book["1_ThongTinChiBo"]))
    columns, body = table_below(grid(book["2_DangVien"]), "ho va ten")
    starts = {
        "name": "ho va ten", "who": "dien danh gia", "level": "chi bo de nghi xep loai",
        "leader": "dien can bo lanh dao", "reviewed": "da kiem diem", "discipline": "hinh thuc ky luat",
    }
    places = {key: place_of(columns, start) for key, start in starts.items()}
    rows = ({key: plain(row[place]) for key, place in places.items()} for row in body)
    members = [it for it in rows if it["name"] and WHO.get(it["who"]) not in (None, "temporary")]
    for it in members:
        it["who"] = WHO[it["who"]]
        it["level"] = LEVEL_OF.get(it["level"]) if it["who"] == "rated" else None
    columns, body = table_below(grid(book["3_TapThe"]), "ten tap the")
    starts = {"name": "ten tap the", "kind": "loai tap the", "level": "de nghi xep loai"}
    places = {key: place_of(columns, start) for key, start in starts.items()}
    rows = ({key: plain(row[place]) for key, place in places.items()} for row in body)
    collectives = [it | {"level": LEVEL_OF.get(it["level"])} for it in rows if it["name"] and it["kind"]]
    return {"code": code, "members": members, "collectives": collectives}


def is_reviewed(member: dict) -> bool:
    said = {"rated": member["reviewed"] != "khong", "unrated": member["reviewed"] == "co"}
    return said.get(member["who"], False)


def wanted_of(forms: list[dict]) -> dict:
    """The sums of these forms, by sheet, part and heading."""
    members = [it for form in forms for it in form["members"]]
    collectives = [it for form in forms for it in form["collectives"]]

    def of_ratings(them: list[dict]) -> list[int]:
        levels = Counter(it["level"] for it in them)
        keys = ("excellent", "good", "satisfactory", "unsatisfactory", None)
        return [len(them), *(levels[it] for it in keys)]

    failing = [it for it in members if it["level"] == "unsatisfactory" or it["discipline"]]
    unrated = [it for it in members if it["who"] in ("exempt", "unrated")]
    open_ones = [it for it in unrated if it["who"] == "unrated"]
    yes = sum(is_reviewed(it) for it in members)
    rated = sum(it["level"] is not None for it in collectives)
    return {
        ("Bieu04", "I"): of_ratings([it for it in collectives if it["kind"] != "chi bo"]),
        ("Bieu04", "II"): of_ratings([it for it in members if it["leader"].startswith("ban thuong vu")]),
        ("Bieu04", "III"): of_ratings([it for it in members if it["leader"].startswith("dang uy")]),
        ("DS02", ""): [sum(it["level"] == "excellent" for it in members)],
        ("DS03", ""): [
            len(failing), sum(it["level"] == "unsatisfactory" for it in failing),
            sum(bool(it["discipline"]) for it in failing),
        ],
        ("DS04", ""): [
            len(unrated), len(unrated) - len(open_ones),
            sum(not is_reviewed(it) for it in open_ones), len(open_ones),
        ],
        ("Bieu05", ""): [
            [len(collectives), len(members)], [rated, yes],
            [len(collectives) - rated, len(members) - yes],
        ],
    }


def sums_below(sheet) -> dict[str, dict[str, list]]:
    """The sums by unit of a sheet: by part and name of the unit."""
    found: dict[str, dict[str, list]] = {}
    rows = [[it for it in row if it is not None] for row in sheet.iter_rows(values_only=True)]
    start = next((place for place, row in enumerate(rows) if row[:1] == ["Chia theo đảng bộ"]), None)
    part = ""
    for row in rows[start + 1 :] if start is not None else []:
        if not row or plain(row[0]) == "nguoi lap bieu":
            break
        if len(row) == 1:
            part = row[0].split(".")[0]
        else:
            found.setdefault(part, {})[row[0]] = row[1:]
    return found


def reviews_below(sheet) -> dict[str, list]:
    """The same of the sheet of reviews: three rows for each unit."""
    found: dict[str, list] = {}
    is_below, unit = False, ""
    for first, label, collectives, members in sheet.iter_rows(max_col=4, values_only=True):
        if is_below and label and isinstance(members, (int, float)):
            found[unit].append([collectives, members])
        elif is_below and label:
            unit = str(label)
            found[unit] = []
        is_below |= first == "Chia theo đảng bộ"
    return found


def check_sums(book, forms: list[dict], under: dict[str, tuple], names: dict[str | None, str]) -> int:
    """The sums below Bieu04, Bieu05, DS02, DS03 and DS04; how many there are."""
    parts = {f"{name} (": [it for it in forms if code in under[it["code"]]] for code, name in names.items()}
    count = 0
    for (sheet, part), whole in wanted_of(forms).items():
        if sheet not in book.sheetnames:
            continue
        found = reviews_below(book[sheet]) if sheet == "Bieu05" else sums_below(book[sheet]).get(part)
        if found is None:
            # Nobody at all: there is nothing to be parted.
            assert whole[0] == 0, (sheet, part, whole)
            continue
        wanted = {start: wanted_of(own)[sheet, part] for start, own in parts.items()}
        if sheet != "Bieu05":
            wanted["Tổng cộng"] = whole
        assert len(found) == len(wanted), (sheet, part, found)
        for start, numbers in wanted.items():
            own = [it for name, it in found.items() if name.startswith(start)]
            assert own == [numbers], (sheet, part, start, own, numbers)
            count += len(numbers)
    return count


def computed(made: Path, work: Path):
    """The workbook as LibreOffice computes it; without a stored result nothing but the formulas can tell."""
    formulas = work / "formulas.xlsx"
    openpyxl.load_workbook(made).save(formulas)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", work / "computed", formulas],
        check=True, capture_output=True,
    )
    return openpyxl.load_workbook(work / "computed/formulas.xlsx", data_only=True)


def check_sample(program: Path, work: Path) -> None:
    """A sample of 2020, the branches of which stand under units here, not side by side."""
    folder = work / "sample"
    shutil.copytree(HERE.parent / "samples/binh-an-2020", folder, ignore=shutil.ignore_patterns("ket-qua"))
    under = dict.fromkeys(("TP", "KC", "TH", "CAX"), ("A",)) | dict.fromkeys(("NM", "MN", "HTX"), ("B",))
    under |= dict.fromkeys(("BL", "THCS"), ("A", "A-B"))
    settings = folder / "xeploai.toml"
    text = settings.read_text("utf-8")
    for code, units in under.items():
        assert text.count(f'code = "{code}"\n') == 1, code
        text = text.replace(f'code = "{code}"\n', f'code = "{code}"\nunit = "{units[-1]}"\n')
    names = {"A": "Đảng bộ phía đông", "B": "Đảng bộ phía tây", "A-B": "Đảng bộ bộ phận ven suối"}
    for code, name in names.items():
        kind = 'dang-bo-bo-phan"\nunder = "A' if code == "A-B" else "dang-bo-co-so"
        text += f'\n[[unit]]\ncode = "{code}"\nname = "{name}"\nkind = "{kind}"\n'
    settings.write_text(text, "utf-8")
    run = subprocess.run([program, "consolidate", folder, "-q"], check=False, stdout=subprocess.DEVNULL)
    assert run.returncode == 0, run.returncode
    forms = [facts(it) for it in sorted((folder / "nop").rglob("*.xlsx"))]
    under |= {it["code"]: (None,) for it in forms if it["code"] not in under}
    book = computed(folder / "ket-qua/tong-hop-2020.xlsx", folder)
    count = check_sums(book, forms, under, names | {None: "Chi bộ cơ sở trực thuộc"})
    print(f"binh-an-2020: {len(forms)} forms, {count} sums below the lists")


def rows_of(sheet, first: str):
    """Values of the rows by what stands in their second column."""
    return {
        str(row[1]): row for row in sheet.iter_rows(values_only=True) if len(row) > 2 and row[1] and first
    }


def check(program: Path, case: str, work: Path) -> int:
    folder = work / case
    shutil.copytree(HERE / "cases" / case / "workspace", folder)
    run = subprocess.run([program, "consolidate", folder, "-q"], check=False, stdout=subprocess.DEVNULL)
    assert run.returncode == 0, run.returncode
    forms = [counted(it) for it in sorted((folder / "nop").glob("*.xlsx"))]
    expected: dict[str | None, Counter] = {}
    for code, counts, _ in forms:
        for unit in UNDER[code]:
            expected.setdefault(unit, Counter()).update(counts)
    whole = sum((counts for _, counts, _ in forms), Counter())

    report = json.loads((folder / "ket-qua/bao-cao.json").read_text("utf-8"))
    keys = dict(zip(LEVELS, ("excellent", "good", "satisfactory", "unsatisfactory")))
    assert {it["code"] for it in report["units"]} == set(expected), report["units"]
    for unit in report["units"]:
        own = expected[unit["code"]]
        assert unit["members"] == own["members"], unit
        assert all(unit[key] == own[level] for level, key in keys.items()), unit
    tops = [it for it in report["units"] if it["under"] is None]
    for key in ("members", *keys.values()):
        assert sum(it[key] for it in tops) == report["totals"][key], key

    made = folder / "ket-qua/tong-hop-2026.xlsx"
    book = computed(made, folder)
    names = {it["code"]: it["name"] for it in report["units"]}
    sheet = book["Bieu01"]
    found = rows_of(sheet, "Bieu01")
    for code, own in expected.items():
        row = next(it for text, it in found.items() if text.startswith(f"{names[code]} ("))
        assert row[2] == own["members"], (code, row)
        assert [row[7], row[9], row[11], row[13]] == [own[it] for it in LEVELS], (code, row)
    total = found["Tổng cộng"]
    assert total[2] == whole["members"], total
    assert [total[7], total[9], total[11], total[13]] == [whole[it] for it in LEVELS], total
    third = rows_of(book["Bieu03"], "Bieu03")
    for code, own in expected.items():
        row = next(it for text, it in third.items() if text.startswith(f"{names[code]} ("))
        assert row[3] == own["members"], (code, row)
    assert third["Tổng cộng"][3] == whole["members"]
    second = book["Bieu02"]
    heads = [str(it.value or "") for row in second.iter_rows(min_row=1, max_row=20) for it in row]
    assert "Chia theo đảng bộ" in heads, heads
    for row in second.iter_rows(values_only=True):
        if str(row[0] or "").startswith("1. Số có mặt"):
            kinds = len({it["kind"] for it in report["branches"]})
            assert sum(row[3 : 3 + kinds]) == sum(row[3 + kinds :]) == row[1] == whole["members"], row
    own = [facts(it) for it in sorted((folder / "nop").glob("*.xlsx"))]
    sums = check_sums(book, own, UNDER, names)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert not str(cell.value or "").startswith(("#", "Err:")), (sheet.title, cell)

    wanted: dict[str, set[str]] = {}
    for code, _, people in forms:
        for who, leader in people:
            body = AUTHORITY[code]
            if str(leader).startswith("Ban Thường vụ"):
                body = "CT"
            elif str(leader).startswith("Đảng ủy"):
                body = "DU"
            wanted.setdefault(body, set()).add(who)
    everybody = {who for _, _, people in forms for who, _ in people}
    listed = Counter()
    for body, people in wanted.items():
        rows = rows_of(book[f"QD-{body}"], "QD")
        assert people <= set(rows), (body, people - set(rows))
        assert not (everybody - people) & set(rows), (body, (everybody - people) & set(rows))
        listed.update(people)
    assert set(listed) == everybody and max(listed.values()) == 1
    print(f"{case}: {len(forms)} forms, {whole['members']} members, {len(expected)} parts, {sums} sums below lists")
    return len(forms)


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as work:
        for case in CASES:
            check(program, case, Path(work))
        check_sample(program, Path(work))


main()
