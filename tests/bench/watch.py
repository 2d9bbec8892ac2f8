#!/usr/bin/env python3
"""What `watch` takes after one form of many changed, against a full run, as a ratio.

    cargo build --release
    python tests/bench/generate.py --forms 3000 --out target/bench/3000
    python tests/bench/watch.py target/release/xeploai target/bench/3000

Both are timed from outside on this machine: the full run as `consolidate` from its start to its end,
an update from the line that tells the change to the line that waits again. The outputs after the last
update have to be those of a full run, byte for byte, or it fails; a time never makes it fail.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EVERY_MS = "200"
UPDATES = 3
RENEW = b'<meta http-equiv="refresh" content="20">'


def full(program: Path, workspace: Path) -> float:
    """Seconds of the main job."""
    started = time.monotonic()
    line = [program, "consolidate", workspace, "-q", "--lang", "en"]
    run = subprocess.run(line, stdout=subprocess.DEVNULL, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"the main job ended with {run.returncode}")
    return time.monotonic() - started


def outputs(workspace: Path) -> dict[str, bytes]:
    """Outputs by name; the journal says when, and the page renews itself while it is watched."""
    folder = workspace / "ket-qua"
    shown = (it for it in folder.rglob("*") if it.is_file() and not it.name.startswith("."))
    return {
        it.relative_to(folder).as_posix(): it.read_bytes().replace(RENEW, b"")
        for it in shown
        if it.name != "nhat-ky.jsonl"
    }


class Watching:
    """The program as it watches."""

    def __init__(self, program: Path, workspace: Path) -> None:
        environment = os.environ | {"XEPLOAI_WATCH_MS": EVERY_MS}
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [program, "watch", workspace, "--lang", "en"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        )

    def heard(self, words: str) -> float:
        """Waits for a line; gives the time at which it was said."""
        for line in self.process.stderr:
            if words in line:
                return time.monotonic()
        sys.exit(f"not said: {words}")

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("workspace", type=Path)
    args = parser.parse_args()
    program = args.program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        shutil.copytree(args.workspace, work, ignore=shutil.ignore_patterns("ket-qua"))
        whole = min(full(program, work) for _ in range(2))
        shutil.rmtree(work / "ket-qua")
        watching = Watching(program, work)
        first = watching.heard("Watching") - watching.started
        forms = sorted((work / "nop").rglob("*.xlsx"))
        one, other = forms[0], forms[1]
        kept = one.read_bytes()
        took = []
        for update in range(UPDATES):
            # It becomes a copy of another branch's form, is itself again, and so on.
            one.write_bytes(other.read_bytes() if update % 2 == 0 else kept)
            changed = watching.heard("changed, doing the job again")
            took.append(watching.heard("Watching") - changed)
        made = outputs(work)
        watching.end()
        fresh = Path(folder) / "fresh"
        shutil.copytree(work, fresh, ignore=shutil.ignore_patterns("ket-qua"))
        full(program, fresh)
        wanted = outputs(fresh)
        differing = sorted(it for it in wanted.keys() | made.keys() if wanted.get(it) != made.get(it))
        if differing:
            sys.exit(f"other bytes than a full run: {', '.join(differing)}")
    update = statistics.median(took)
    print(
        f"{len(forms)} forms: full run {whole:.2f} s, first run of watch {first:.2f} s, "
        f"one form changed {update:.2f} s, ratio {update / whole:.2f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
