"""Compares annotated copies with their originals: part by part, with openpyxl
cell by cell, and with LibreOffice by what it shows.

    python3 tests/check_copies.py WHERE...

WHERE is a workspace after a run (its ket-qua/bao-cao.json tells what has to be
found in tra-lai/), or a folder that `XEPLOAI_COPIES=DIR cargo test --test it copies::`
wrote. Of each pair:

- parts that nobody touched are equal to the byte; the others give the original
  back when the additions are taken out, which must all be of the kinds below;
- every sheet, cell, style, drop-down, name and print setting is as it was;
- every finding at a cell has its note and its colour, nothing else has one, and
  the sheet CanSua, last and open, lists every finding with a link;
- LibreOffice shows the same in every sheet.

Exit code 0 when that holds; else 1, with what differs.
"""

import json
import multiprocessing
import sys
from pathlib import Path

import openpyxl

from copies.cells import Styles, compare_sheet
from copies.common import Differences
from copies.marks import check_list, check_marks
from copies.office import check_shown
from copies.parts import check_parts, sheet_names

# Workbooks whose original openpyxl cannot open either; their parts are compared, and what LibreOffice shows.
UNOPENED = {
    "chart-sheet-beside-the-form.xlsx", "number-that-is-none.xlsx", "reference-past-the-shared-table.xlsx",
    "shared-table-missing.xlsx", "strict-ooxml.xlsx", "style-that-does-not-exist.xlsx", "styles-missing.xlsx",
}


def check_pair(pair):
    original, copy, findings = pair
    wrong = Differences()
    result = {"pair": pair, "marked": 0, "opened": True}
    try:
        result["touched"] = check_parts(original, copy, wrong)
        try:
            before = openpyxl.load_workbook(original)
            if not before.worksheets:
                raise ValueError("it finds no sheets")
        except Exception as error:  # Whatever it is, it is the original's.
            result["opened"] = f"{type(error).__name__}: {error}".partition("\n")[0]
            if Path(original).name not in UNOPENED:
                wrong.append(f"openpyxl cannot open the original: {result['opened']}")
            before = None
        if before is not None:
            after = openpyxl.load_workbook(copy)
            names = [{key: it.attr_text for key, it in book.defined_names.items()} for book in (before, after)]
            wrong.same("names", *names)
            looks = [Styles(before), Styles(after)]
            for sheet in before.worksheets:
                if sheet.title in after.sheetnames:
                    compare_sheet(sheet, after[sheet.title], looks, wrong)
            result["marked"] = check_marks(before, after, findings, wrong)
            check_list(before, after, findings, sheet_names(copy), wrong)
    except Exception as error:
        wrong.append(f"could not be compared: {type(error).__name__}: {error}")
    result["wrong"] = list(wrong)
    return result


def pairs_of(where):
    """Originals, copies and findings; and for a workspace how many forms go back
    as fresh ones, or as a letter only."""
    kept = where / "pairs.json"
    if kept.exists():
        all_pairs = json.loads(kept.read_text(encoding="utf-8"))["pairs"]
        return [(it["original"], str(where / it["copy"]), it["findings"]) for it in all_pairs], []
    report = json.loads((where / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))
    pairs, others = [], []
    for branch in report["branches"]:
        if branch["status"] != "returned":
            continue
        file, copy = branch["file"], where / f"ket-qua/tra-lai/{branch['code']}.xlsx"
        own = [it for it in report["findings"] if it["file"] == file]
        fresh = [it for it in own if it["code"] == "W101"]
        if fresh or not copy.exists():
            why = fresh[0]["message"] if fresh else "no marked copy: " + ", ".join(sorted({it["code"] for it in own}))
            others.append(f"{branch['code']} ({file}): {why}")
        else:
            pairs.append((str(where / file), str(copy), own))
    return pairs, others


def main(places):
    pairs, others = [], []
    for place in places:
        some, more = pairs_of(Path(place))
        pairs += some
        others += more
    with multiprocessing.Pool(2) as pool:
        results = pool.map(check_pair, pairs, chunksize=4)
    neither = check_shown(pairs, results)
    bad = [it for it in results if it["wrong"]]
    for it in bad:
        print(f"{it['pair'][0]} -> {it['pair'][1]}")
        for line in it["wrong"][:12]:
            print(f"  {line}")
    for line in others:
        print(f"not the branch's own workbook: {line}")
    for it in results:
        if it["opened"] is not True:
            print(f"openpyxl opens not even the original: {it['pair'][0]}: {it['opened']}")
    for file in neither:
        print(f"LibreOffice opens neither: {file}")
    bad += neither
    print(f"{len(pairs)} copies, {len(bad)} of them wrong; {sum(it.get('touched', 0) for it in results)} parts gave the originals back, {sum(it['marked'] for it in results)} marked cells, "
          f"{sum(len(it[2]) for it in pairs)} findings")
    return 1 if bad or not pairs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
