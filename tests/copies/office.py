"""What LibreOffice shows of originals and copies."""

import csv
import multiprocessing.pool
import shutil
import subprocess
import tempfile
from pathlib import Path

from .common import LIST, Differences

AT_ONCE = 60


def convert(folder, name):
    """Every sheet of every workbook of a folder as text, as it is shown."""
    shows = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    files = sorted(str(it) for it in folder.iterdir() if it.is_file())
    out = folder / "out"
    # A call that has to open hundreds of files stops somewhere without a word.
    for start in range(0, len(files), AT_ONCE):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile-{name}", "--headless", "--convert-to",
             shows, "--outdir", str(out), *files[start:start + AT_ONCE]],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
    return out


def tables(out, number):
    found = {}
    for path in out.glob(f"{number:04d}-*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            rows = [tuple("\t".join(row).rstrip("\t").split("\t")) for row in csv.reader(file)]
        # Notes beside the table make it larger.
        while rows and rows[-1] == ("",):
            rows.pop()
        found[path.name.partition("-")[2].removesuffix(".csv")] = rows
    return found


def check_shown(pairs, results):
    """Compares what LibreOffice shows; gives how many it opens neither of."""
    neither = []
    with tempfile.TemporaryDirectory(prefix="copies-") as temporary:
        sides = [Path(temporary) / it for it in ("originals", "copies")]
        for side, which in zip(sides, (0, 1)):
            side.mkdir()
            for number, pair in enumerate(pairs):
                shutil.copy(pair[which], side / f"{number:04d}{Path(pair[which]).suffix}")
        with multiprocessing.pool.ThreadPool(2) as pool:
            outs = pool.starmap(convert, [(it, it.name) for it in sides])
        for number, (pair, result) in enumerate(zip(pairs, results)):
            before, after = (tables(it, number) for it in outs)
            if not before and not after:
                neither.append(pair[0])
                continue
            wrong = Differences()
            lists = [it for it in after if it not in before and LIST.match(it)]
            if len(lists) != 1:
                wrong.append(f"LibreOffice: sheets {sorted(before)} became {sorted(after)}")
            else:
                said = [row[1] for row in after.pop(lists[0]) if len(row) > 1]
                missing = [it["code"] for it in pair[2] if it["code"] not in said]
                wrong.same("LibreOffice: findings missing from the list", [], missing)
            wrong.same("LibreOffice: sheets", sorted(before), sorted(after))
            for name in before.keys() & after.keys():
                wrong.same(f"LibreOffice: {name}", before[name], after[name])
            result["wrong"].extend(wrong)
    return neither
