"""Makes the files of tests/corpus: the valid form with one mishap each.

    python3 tests/corpus/make/make.py [--out tests/corpus] [--only layout/]

Equal runs give equal bytes, but for `other-formats/`: there LibreOffice puts the time in, or has an order of its own.
Needs openpyxl, soffice, and node with the packages of `sheetjs/`
(`npm ci` there).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "samples")]

import packing  # noqa: E402

import base  # noqa: E402
import kit  # noqa: E402
import impostors, layout, others, package, people, text, values  # noqa: E402, F401, E401

LARGEST = 20_000
# The few that keep instructions, drop-downs and spare rows.
WHOLE = {"layout/valid-form-as-it-was-sent-out.xlsx", "layout/valid-form-saved-by-libreoffice.xlsx", "people/blank-form.xlsx"}


def changed(it: kit.Mishap) -> bytes:
    """The changed form as openpyxl saves it, or the file itself if that is made of the valid form's bytes."""
    if it.by == "patched" and it.path.endswith(".ods"):
        parts = kit.unzipped(saved_by_office(".ods"))
        it.change(parts)
        return kit.zipped_ods(parts)
    if it.by == "patched" and it.path.endswith(".xls"):
        return it.change(saved_by_office(".xls"))
    if it.by == "patched":
        parts = kit.unzipped(kit.saved(base.base()))
        again = it.change(parts)
        return again if isinstance(again, bytes) else kit.zipped(parts)
    if it.by == "raw":
        return it.change(kit.saved(base.base()))
    book = base.base(whole=it.path in WHOLE)
    return kit.saved(it.change(book) or book)


@cache
def saved_by_office(ending: str) -> bytes:
    """The valid form in another format."""
    path = f"valid-form{ending}"
    return through_office({path: kit.saved(base.base())})[path]


def through_office(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files of openpyxl saved again by LibreOffice in the formats that their names say."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        before.mkdir(), after.mkdir()
        paths = {}
        for path, data in files.items():
            paths[path] = before / f"{path.replace('/', '--').rsplit('.', 1)[0]}.xlsx"
            paths[path].write_bytes(data)
        targets = {}
        for ending in sorted({Path(it).suffix for it in files}):
            own = {path: it for path, it in paths.items() if path.endswith(ending)}
            targets.update(zip(own, packing.resave(list(own.values()), after, ending), strict=True))
        return {path: kit.steady(it.read_bytes()) for path, it in targets.items()}


def through_sheetjs(files: dict[str, bytes]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        paths = {path: Path(folder, f"{path.replace('/', '--')}") for path in files}
        for path, data in files.items():
            paths[path].write_bytes(data)
        subprocess.run(["node", str(HERE / "sheetjs" / "resave.mjs"), *map(str, paths.values())], check=True)
        return {path: kit.steady(it.read_bytes()) for path, it in paths.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    wanted = [it for it in kit.MISHAPS if it.path.startswith(args.only)]
    made = {it.path: changed(it) for it in wanted}
    for by, resave in (("libreoffice", through_office), ("sheetjs", through_sheetjs)):
        files = {it.path: made[it.path] for it in wanted if it.by == by}
        if files:
            made.update(resave(files))
    for path, data in made.items():
        target = args.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if len(data) > LARGEST:
            print(f"{path}: {len(data)} bytes")
    print(f"{len(made)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
