#!/usr/bin/env python3
"""Whether every output has the bytes that it had: of the samples, and of 300 generated forms.

    python tests/outputs.py target/release/xeploai target/bench/300
    python tests/outputs.py --bless target/release/xeploai target/bench/300

Work on speed or on the house must change no output; whatever means to change one says so by the
change of `tests/outputs.sha256` in its commit. The forms come from `tests/bench/generate.py
--forms 300`. The workspaces are copied: nothing is written beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "outputs.sha256"
SAMPLES = ("binh-an-2020", "binh-an-2020-loi", "binh-an-2026")


def sums(program: Path, workspace: Path, name: str, work: Path) -> dict[str, str]:
    """The SHA-256 of each output of the main job, by name."""
    copy = work / name
    shutil.copytree(workspace, copy, ignore=shutil.ignore_patterns("ket-qua"))
    run = subprocess.run(
        [program, "consolidate", copy, "-q"], stdout=subprocess.DEVNULL, check=False
    )
    if run.returncode not in (0, 1):
        sys.exit(f"{name}: the main job ended with {run.returncode}")
    # The journal alone says when; its lock is empty.
    timed = ("nhat-ky.jsonl", ".xeploai-nhat-ky")
    outputs = sorted(
        it for it in (copy / "ket-qua").rglob("*") if it.is_file() and it.name not in timed
    )
    return {
        it.relative_to(work).as_posix(): hashlib.sha256(it.read_bytes()).hexdigest()
        for it in outputs
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bless", action="store_true", help="keep what came out")
    parser.add_argument("program", type=Path)
    parser.add_argument("generated", type=Path, help="a workspace of 300 generated forms")
    args = parser.parse_args()
    program = args.program.resolve()
    workspaces = {it: HERE.parent / "samples" / it for it in SAMPLES}
    workspaces["generated-300"] = args.generated
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as work:
        for name, workspace in workspaces.items():
            found |= sums(program, workspace, name, Path(work))
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(found.items()))
    if args.bless:
        KEPT.write_text(lines, encoding="utf-8")
        return 0
    kept = dict(reversed(it.split("  ", 1)) for it in KEPT.read_text("utf-8").splitlines())
    changed = sorted(it for it in found.keys() | kept.keys() if found.get(it) != kept.get(it))
    for name in changed:
        what = "new" if name not in kept else "gone" if name not in found else "changed"
        print(f"{what}: {name}")
    print(f"{len(found)} outputs, {len(changed)} not as they were")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
