"""Makes the files of tests/corpus/formats: one submission, saved in every format that is read.

    python3 tests/corpus/make/formats.py [--out tests/corpus/formats]

The source is the valid form of the corpus and one branch of the sample. Needs soffice, and node with
the packages of `sheetjs/` (`npm ci` there). LibreOffice puts the time of saving into its files, so
equal runs do not give equal bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SOURCES = {
    "valid-form": ROOT / "tests/corpus/layout/valid-form.xlsx",
    "branch-of-the-sample": ROOT / "samples/binh-an-2020/nop/CB Nà Mẻ.xlsx",
}
OFFICE = {"xls": "xls:MS Excel 97", "ods": "ods:calc8", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
# Its ods keeps no dates.
SHEETJS = {"xlsb": "xlsb", "xls": "biff8"}


def by_office(source: Path, target: Path, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "in", f"{target.stem}.xlsx")
        copy.parent.mkdir()
        shutil.copy(source, copy)
        subprocess.run([
            shutil.which("soffice"), "--headless", f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to", OFFICE[ending], "--outdir", folder, str(copy),
        ], check=True, capture_output=True)
        shutil.move(Path(folder, target.name), target)


def by_sheetjs(source: Path, target: Path, ending: str) -> None:
    subprocess.run(["node", str(HERE / "sheetjs/whole.mjs"), str(source), str(target), SHEETJS[ending]], check=True)


def shown(value) -> str:
    if hasattr(value, "strftime"):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


def by_hand(source: Path, folder: Path) -> None:
    """The list of members as text, as Excel and others write it."""
    sheet = load_workbook(source, data_only=True)["2_DangVien"]
    rows = [[shown(cell.value) for cell in row] for row in sheet.iter_rows()]
    for name, separator, encoding in [
        ("members-with-commas.csv", ",", "utf-8"),
        ("members-with-semicolons.csv", ";", "utf-8-sig"),
        ("members-with-tabs.txt", "\t", "utf-16"),
    ]:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
        (folder / name).write_bytes(text.getvalue().encode(encoding))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "formats")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in SOURCES.items():
        shutil.copy(source, folder / f"{name}.xlsx")
        for ending in OFFICE:
            by_office(source, folder / f"{name}-by-libreoffice.{ending}", ending)
        for ending in SHEETJS:
            by_sheetjs(source, folder / f"{name}-by-sheetjs.{ending}", ending)
    by_hand(SOURCES["valid-form"], folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
