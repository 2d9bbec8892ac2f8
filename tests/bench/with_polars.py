"""The least of the job with polars and fastexcel: reads the members, counts them, writes one list.

    python tests/bench/with_polars.py INBOX LIST.xlsx [--fastexcel]

By the function that polars documents, which asks fastexcel, or by fastexcel itself, which is the
quickest there is. Checks nothing, and would be wrong on most forms that people really send.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import fastexcel
import polars

from words import GUEST, NAME, RATED, RATING_OF, SHEET, WANTED


def documented(file: Path) -> polars.DataFrame:
    return polars.read_excel(file, sheet_name=SHEET, has_header=False, infer_schema_length=0)


def quickest(file: Path) -> polars.DataFrame:
    sheet = fastexcel.read_excel(file).load_sheet(SHEET, header_row=None, dtypes="string")
    return sheet.to_polars()


def members(file: Path, table: polars.DataFrame) -> polars.DataFrame:
    top = next(n for n, row in enumerate(table.head(12).iter_rows()) if NAME in row)
    headings = table.row(top)
    columns = {table.columns[headings.index(heading)]: key for key, heading in WANTED.items()}
    return (
        table.slice(top + 1).select(list(columns)).rename(columns)
        .with_columns(polars.all().str.normalize("NFC"))
        # Column numbers and blank rows have no word here.
        .filter(polars.col("who").str.contains(r"\pL"))
        .with_columns(polars.lit(file.stem).alias("file"))
    )


def main() -> None:
    inbox, target = map(Path, sys.argv[1:3])
    read = quickest if sys.argv[3:] else documented
    files = sorted(inbox.rglob("*.xlsx"))
    table = polars.concat(members(file, read(file)) for file in files)
    rating = polars.col("rating").replace_strict(RATING_OF)
    ratings = table.filter(polars.col("who") == RATED).group_by(rating).len()
    table.write_excel(target, worksheet="DS01")
    counted = table.filter(polars.col("who") != GUEST).height
    print(json.dumps({"members": counted, **dict(ratings.iter_rows())}))


if __name__ == "__main__":
    main()
