#!/usr/bin/env python3
"""Counts the filled forms of an inbox from their rows, and prints the counts as JSON.

A second opinion for tests: it shares nothing with the program, nor with the script that fills the
forms, and reads just what the counts need. Findings are not its business: what it cannot read
stands under `unreadable`.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

LEVELS = ("excellent", "good", "satisfactory", "unsatisfactory")
SPELLINGS = {
    "excellent": ("hoan thanh xuat sac nhiem vu", "htxsnv", "htxs", "xs", "xuat sac"),
    "good": ("hoan thanh tot nhiem vu", "httnv", "htt", "tot"),
    "satisfactory": ("hoan thanh nhiem vu", "htnv", "ht"),
    "unsatisfactory": ("khong hoan thanh nhiem vu", "khtnv", "kht", "khong htnv"),
}
LEVEL_OF = {spelling: level for level, spellings in SPELLINGS.items() for spelling in spellings}
WHO = {
    "duoc danh gia": "rated",
    "duoc mien cong tac va sinh hoat dang": "exempt",
    "moi ket nap duoi 6 thang": "unrated",
    "bi dinh chi sinh hoat dang": "unrated",
    "chua danh gia ly do khac": "unrated",
    "sinh hoat dang tam thoi": "temporary",
}
CAUSES = (
    "Suy thoái", "Hoàn thành dưới 50% nhiệm vụ", "CC, VC xếp loại KHTNV", "Bị kỷ luật", "Khác",
    "Dưới 50 điểm", "Vi phạm bị kỷ luật", "Trên 50% nhiệm vụ không hoàn thành",
    "Đơn vị phụ trách dưới 70%", "Phiếu tín nhiệm thấp",
)
ENDS = ("tong cong", "danh sach nay co", "nguoi lap bieu")
SUMMED = ("members", "exempt", "unrated", "rated", *LEVELS)


def plain(value: Any) -> str:
    """Lower case, no marks, single blanks, no punctuation."""
    if value is None:
        return ""
    text = unicodedata.normalize("NFKD", str(value)).lower().replace("đ", "d")
    letters = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c))
    return " ".join(letters.split())


CAUSE_OF = {plain(cause): cause for cause in CAUSES}


def grid(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def table_below(rows: list[list[Any]], landmark: str) -> tuple[dict[str, int], list[list[Any]]]:
    """Columns by heading, and the rows below the row of column numbers."""
    top = next(i for i, row in enumerate(rows) if landmark in map(plain, row))
    columns: dict[str, int] = {}
    for row in rows[top : top + 2]:
        for place, value in enumerate(row):
            if plain(value) and not isinstance(value, (int, float)):
                columns.setdefault(plain(value), place)
    body = top + 1
    while body < len(rows) and not plain(rows[body][columns[landmark]]).isdigit():
        body += 1
    return columns, rows[body + 1 :]


def column(columns: dict[str, int], start: str) -> int:
    return next(place for heading, place in columns.items() if heading.startswith(start))


def branch_facts(rows: list[list[Any]]) -> tuple[str, str]:
    facts = {}
    for row in rows:
        texts = [v for v in row if v is not None]
        for label, value in zip(texts, texts[1:], strict=False):
            facts.setdefault(plain(label), value)
    return str(facts["ma chi bo"]).strip().upper(), str(facts["loai hinh chi bo"]).strip()


def people(rows: list[list[Any]]) -> list[dict[str, str]]:
    columns, body = table_below(rows, "ho va ten")
    wanted = {
        "name": "ho va ten", "who": "dien danh gia", "level": "chi bo de nghi xep loai",
        "cause": "nguyen nhan chinh",
    }
    if any(heading.startswith("nhom doi tuong") for heading in columns):
        wanted |= {"group": "nhom doi tuong", "form": "mau tu danh gia"}
    places = {key: column(columns, start) for key, start in wanted.items()}
    found = []
    for row in body:
        if any(plain(v).startswith(ENDS) for v in row):
            break
        person = {key: plain(row[place]) for key, place in places.items()}
        if person["name"] or person["who"]:
            found.append(person)
    return found


def by_group(persons: list[dict[str, str]]) -> dict[str, dict[str, int]]:
    """Members by group of similar role, folded; without one by the form's own letter."""
    groups: dict[str, Counter[str]] = {}
    for person in persons:
        who = WHO.get(person["who"], "unreadable")
        if who == "temporary":
            continue
        name = person["group"] or person["form"].split(" ")[0]
        level = LEVEL_OF.get(person["level"], "unreadable") if who == "rated" else "not_rated"
        groups.setdefault(name, Counter())[level] += 1
    return {name: dict(sorted(counts.items())) for name, counts in sorted(groups.items())}


def own_proposal(rows: list[list[Any]]) -> str | None:
    columns, body = table_below(rows, "ten tap the")
    kind, level = column(columns, "loai tap the"), column(columns, "de nghi xep loai")
    own = next((row for row in body if plain(row[kind]) == "chi bo"), None)
    return LEVEL_OF.get(plain(own[level])) if own else None


def count_form(path: Path) -> tuple[str, dict[str, Any]]:
    book = load_workbook(path, read_only=False, data_only=True)
    code, kind = branch_facts(grid(book["1_ThongTinChiBo"]))
    persons = people(grid(book["2_DangVien"]))
    who = Counter(WHO.get(p["who"], "unreadable") for p in persons)
    rated = [p for p in persons if WHO.get(p["who"]) == "rated"]
    levels = Counter(LEVEL_OF.get(p["level"], "unreadable") for p in rated)
    causes = Counter(CAUSE_OF.get(p["cause"], "unreadable") for p in rated if p["cause"])
    counts = {
        "members": len(persons) - who["temporary"],
        "exempt": who["exempt"],
        "unrated": who["unrated"],
        "rated": who["rated"],
        **{level: levels[level] for level in LEVELS},
        "causes": dict(sorted(causes.items())),
        "proposal": own_proposal(grid(book["3_TapThe"])),
        "kind": unicodedata.normalize("NFC", kind),
    }
    if persons and "group" in persons[0]:
        counts["groups"] = by_group(persons)
    unreadable = who["unreadable"] + levels["unreadable"]
    return code, counts | ({"unreadable": unreadable} if unreadable else {})


def add_up(branches: list[dict[str, Any]]) -> dict[str, Any]:
    totals: dict[str, Any] = {key: sum(b[key] for b in branches) for key in SUMMED}
    causes: Counter[str] = Counter()
    for branch in branches:
        causes.update(branch["causes"])
    proposals = Counter(b["proposal"] for b in branches)
    return {
        "branches": len(branches), **totals, "causes": dict(sorted(causes.items())),
        "proposals": {level: proposals[level] for level in LEVELS},
    }


def recount(inbox: Path) -> dict[str, Any]:
    """Branches that sent more than one form are named and left out of all sums."""
    forms: dict[str, list[dict[str, Any]]] = {}
    files: dict[str, list[str]] = {}
    for path in sorted(inbox.rglob("*.xlsx")):
        code, counts = count_form(path)
        forms.setdefault(code, []).append(counts)
        files.setdefault(code, []).append(path.relative_to(inbox).as_posix())
    branches = {code: counts[0] for code, counts in sorted(forms.items()) if len(counts) == 1}
    kinds = sorted({counts["kind"] for counts in branches.values()})
    return {
        "branches": branches,
        "duplicates": {code: files[code] for code in sorted(forms) if len(forms[code]) > 1},
        "totals": add_up(list(branches.values())),
        "by_kind": {k: add_up([c for c in branches.values() if c["kind"] == k]) for k in kinds},
    }


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: recount.py NOP_DIR", file=sys.stderr)
        return 2
    print(json.dumps(recount(Path(sys.argv[1])), ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
