"""Makes the files of tests/corpus: the valid form with one mishap each.

    python3 tests/corpus/make/make.py [--out tests/corpus] [--only layout/]

Equal runs give equal bytes. Needs openpyxl, soffice, and node with the packages of `sheetjs/`
(`npm ci` there).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "samples")]

import packing  # noqa: E402

import base  # noqa: E402
import kit  # noqa: E402
import impostors, layout, package, people, text, values  # noqa: E402, F401, E401

LARGEST = 20_000
# The few that keep instructions, drop-downs and spare rows.
WHOLE = {"layout/valid-form-as-it-was-sent-out.xlsx", "layout/valid-form-saved-by-libreoffice.xlsx", "people/blank-form.xlsx"}


def changed(it: kit.Mishap) -> bytes:
    if it.by == "patched":
        parts = kit.unzipped(kit.saved(base.base()))
        again = it.change(parts)
        return again if isinstance(again, bytes) else kit.zipped(parts)
    if it.by == "raw":
        return it.change(kit.saved(base.base()))
    book = base.base(whole=it.path in WHOLE)
    return kit.saved(it.change(book) or book)


def through_office(files: dict[str, bytes]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        before.mkdir(), after.mkdir()
        paths = {}
        for path, data in files.items():
            paths[path] = before / f"{path.replace('/', '--').rsplit('.', 1)[0]}.xlsx"
            paths[path].write_bytes(data)
        packing.resave(list(paths.values()), after)
        return {path: kit.steady((after / it.name).read_bytes()) for path, it in paths.items()}


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
