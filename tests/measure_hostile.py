"""Measures the program on a folder of hostile files with one good form among them.

    cargo build --release
    XEPLOAI_HOSTILE_DIR=target/hostile cargo test --test it hostile:: -- --ignored
    python3 tests/measure_hostile.py target/release/xeploai target/hostile

Tells the seconds, the largest sum of what the process and its children held at a time (sampled every
10 ms from /proc), and each one's own largest by the kernel's account. Linux only.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def held(pid: int) -> int:
    """Bytes in memory of a process and of its children."""
    try:
        total = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += held(int(child))
        return total
    except (OSError, IndexError, ValueError):
        return 0


def main() -> int:
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    start = time.monotonic()
    run = subprocess.Popen([program, "consolidate"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while run.poll() is None:
        peak = max(peak, held(run.pid))
        time.sleep(0.01)
    seconds = time.monotonic() - start
    own = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    report = json.loads((folder / "ket-qua/bao-cao.json").read_text())
    for file in report["files"]:
        codes = [it["code"] for it in report["findings"] if it["file"] == file["path"]]
        print(f"{file['status']:10} {' '.join(codes):6} {file['path']}")
    print(f"exit {run.returncode}, {seconds:.1f} s, together at most {peak / 2**20:.0f} MiB, one process {own / 2**20:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
