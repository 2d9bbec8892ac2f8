#!/usr/bin/env python3
"""What an inbox takes in which every form lies under many names, as links to one file.

    python tests/bench/copies.py target/release/xeploai target/bench/30000 --names 10

The program opens, reads and judges each of them; one of each counts, the others are told to be copies. The numbers have
to be those of the forms themselves, else it ends with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTED = ("members", "excellent", "good", "satisfactory", "unsatisfactory")


def links(forms: Path, out: Path, names: int) -> int:
    (out / "nop").mkdir()
    listed = (forms / "xeploai.toml").read_text(encoding="utf-8")
    listed = re.sub(r"(?m)^\[limits\]\n(files = .*\n)?", "", listed)
    made = 0
    for file in os.scandir(forms / "nop"):
        stem, ending = os.path.splitext(file.name)
        for number in range(names):
            os.link(file.path, out / "nop" / f"{stem} ({number}){ending}")
            made += 1
    (out / "xeploai.toml").write_text(f"{listed}\n[limits]\nfiles = {2 * made}\n", encoding="utf-8")
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("forms", type=Path, help="a workspace of tests/bench/generate.py")
    parser.add_argument("--names", type=int, default=10, help="under so many names each lies there")
    args = parser.parse_args()
    # Links are of one file system.
    out = Path(tempfile.mkdtemp(prefix="copies-", dir=args.forms.resolve().parent))
    try:
        made = links(args.forms, out, args.names)
        start = time.monotonic()
        code = subprocess.run([args.program.resolve(), "consolidate", out, "-q"],
                              stdout=subprocess.DEVNULL, check=False).returncode
        wall, used = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        with (out / "ket-qua/bao-cao.json").open(encoding="utf-8") as report:
            totals = json.load(report)["totals"]
    finally:
        shutil.rmtree(out)
    expected = json.loads((args.forms / "expected.json").read_text(encoding="utf-8"))
    found = {key: totals[key] for key in COUNTED}
    wanted = {key: expected[key] for key in COUNTED}
    if code or found != wanted:
        print(f"copies: ended with {code}, counted {found} in place of {wanted}", file=sys.stderr)
        return 1
    print(f"{made:,} files: {used.ru_utime + used.ru_stime:.0f} s of cpu, {wall:.0f} s of wall, "
          f"{used.ru_maxrss / 1024:.0f} MiB; counted as {expected['forms']:,} forms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
