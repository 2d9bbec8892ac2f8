"""The least of the job with openpyxl: reads the members, counts them, writes one list.

    python tests/bench/with_openpyxl.py INBOX LIST.xlsx

Checks nothing, and would be wrong on most forms that people really send.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from openpyxl import Workbook, load_workbook

from words import GUEST, NAME, RATED, RATING_OF, SHEET, WANTED


def members(file: Path) -> Iterator[dict[str, object]]:
    book = load_workbook(file, read_only=True, data_only=True)
    columns = None
    for row in book[SHEET].iter_rows(values_only=True):
        if columns is None:
            if NAME in row:
                columns = {key: row.index(heading) for key, heading in WANTED.items()}
            continue
        member = {key: row[place] if place < len(row) else None for key, place in columns.items()}
        if isinstance(member["who"], str):
            yield {k: normalize("NFC", v) if isinstance(v, str) else v for k, v in member.items()}
    book.close()


def main() -> None:
    inbox, target = map(Path, sys.argv[1:])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("DS01")
    sheet.append(["file", *WANTED])
    counts: Counter[str] = Counter()
    for file in sorted(inbox.rglob("*.xlsx")):
        for member in members(file):
            sheet.append([file.stem, *member.values()])
            counts["members"] += member["who"] != GUEST
            if member["who"] == RATED:
                counts[RATING_OF[member["rating"]]] += 1
    book.save(target)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
