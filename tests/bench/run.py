#!/usr/bin/env python3
"""Runs the main job beside the least that others do of it, on the same forms, and compares.

    cargo build --release
    python3 -m venv target/bench-venv && target/bench-venv/bin/pip install -r tests/bench/requirements.txt
    target/bench-venv/bin/python tests/bench/run.py --sizes 13,300,3000
    … --sizes 13,300,3000,30000 --markdown docs/performance.md      # the figures of that page

Only a result that is wrong makes it fail, never a time: every program must count what was
generated. What each takes is told by the system, of that process alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COUNTED = ("members", "excellent", "good", "satisfactory", "unsatisfactory")
OURS, BOUND = "xeploai consolidate", "the bound"
OTHERS = {
    "polars + fastexcel": ["with_polars.py"],
    "fastexcel itself": ["with_polars.py", "--fastexcel"],
    "openpyxl": ["with_openpyxl.py"],
}
SLOW = "openpyxl"
MANY = 300  # forms from which one run says enough
REPEATS = 3


class Broken(Exception):
    """A result is wrong."""


@dataclass
class Taken:
    """What a process took of the machine."""

    cpu: float
    wall: float
    peak: int  # bytes


@dataclass
class Size:
    forms: int
    members: int
    taken: dict[str, Taken]


def measure(command: list[str | Path], said: Path) -> tuple[Taken, int]:
    """Runs it with its standard output in a file; what it took, and its exit code."""
    with said.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, cwd=HERE)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = code = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Taken(usage.ru_utime + usage.ru_stime, wall, peak), code


def best(runs: list[Taken]) -> Taken:
    return min(runs, key=lambda it: it.cpu)


def counts(found: dict) -> dict[str, int]:
    return {key: found.get(key, 0) for key in COUNTED}


def run_size(forms: int, args: argparse.Namespace) -> Size:
    home = args.work / str(forms)
    expected = workspace(home, forms)
    programs = [OURS, BOUND, *OTHERS]
    if forms > args.slow_up_to:
        programs.remove(SLOW)
    if forms > args.others_up_to:
        programs = [OURS, BOUND]
    runs: dict[str, list[Taken]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory(dir=args.work) as folder:
        scratch = Path(folder)
        for _ in range(1 if forms >= MANY else REPEATS):
            for name in programs:
                taken, found = run_program(name, home, scratch, args.program)
                if found is not None and counts(found) != counts(expected):
                    raise Broken(f"{name}, {forms} forms: {counts(found)}, not {counts(expected)}")
                runs[name].append(taken)
    return Size(forms, expected["members"], {name: best(those) for name, those in runs.items()})


def workspace(home: Path, forms: int) -> dict[str, int]:
    """The generated forms; those of an earlier run are as good, if they are all there and the
    generator did not change since."""
    told, generator = home / "expected.json", HERE / "generate.py"
    if not told.is_file() or told.stat().st_mtime < generator.stat().st_mtime:
        if home.is_dir():
            shutil.rmtree(home)
        print(f"generating {forms} forms …", file=sys.stderr, flush=True)
        command = [sys.executable, generator, "--forms", str(forms), "--out", home]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads(told.read_text(encoding="utf-8"))


def run_program(
    name: str, home: Path, scratch: Path, program: Path
) -> tuple[Taken, dict[str, int] | None]:
    said = scratch / "said.txt"
    inbox, outputs, xml = home / "nop", home / "ket-qua", scratch / "xml"
    if name == OURS:
        if outputs.is_dir():
            shutil.rmtree(outputs)
        taken, code = measure([program, "consolidate", home, "--format", "json", "-q"], said)
        if code:
            raise Broken(f"{name}: exit code {code}")
        unpack(outputs, xml)
        return taken, json.loads(said.read_text(encoding="utf-8"))["totals"]
    script, *more = OTHERS.get(name, ["bound.py"])
    second = xml if name == BOUND else scratch / "list.xlsx"
    taken, code = measure([sys.executable, HERE / script, inbox, second, *more], said)
    if code:
        raise Broken(f"{name}: exit code {code}")
    told = json.loads(said.read_text(encoding="utf-8"))
    return (replace(taken, cpu=told["cpu"]), None) if name == BOUND else (taken, told)


def unpack(outputs: Path, xml: Path) -> None:
    """The XML of the workbooks, for the bound to deflate."""
    xml.mkdir(exist_ok=True)
    for file in sorted(outputs.rglob("*.xlsx")):
        with zipfile.ZipFile(file) as book:
            for number, part in enumerate(book.infolist()):
                with book.open(part) as source, (xml / f"{file.stem}-{number}").open("wb") as out:
                    shutil.copyfileobj(source, out)


# --- what is shown -----------------------------------------------------------------------------


def tables(sizes: list[Size]) -> str:
    lines = [
        "| forms | | cpu s | wall s | peak MiB | ms of cpu a form | x the bound | x xeploai |",
        "|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    for size in sizes:
        bound, ours = size.taken[BOUND].cpu, size.taken[OURS].cpu
        for name in [BOUND, OURS, *(it for it in OTHERS if it in size.taken)]:
            it = size.taken[name]
            lines.append(
                f"| {size.forms:,} | {name} | {it.cpu:.2f} | {it.wall:.2f} | {it.peak / 2**20:.0f} "
                f"| {1000 * it.cpu / size.forms:.2f} | {it.cpu / bound:.1f} | {it.cpu / ours:.2f} |"
            )
    lines += [
        "", "How the main job grows:", "",
        "| forms | members | cpu s | wall s | peak MiB | bytes of the peak a member "
        "| cpu x that of the row above |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for place, size in enumerate(sizes):
        it = size.taken[OURS]
        growth = f"{it.cpu / sizes[place - 1].taken[OURS].cpu:.1f}" if place else ""
        lines.append(
            f"| {size.forms:,} | {size.members:,} | {it.cpu:.2f} | {it.wall:.2f} "
            f"| {it.peak / 2**20:.0f} | {it.peak / size.members:,.0f} | {growth} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """Cores, memory and system; and how busy it was, for the reader of the wall times."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cpu = re.search(r"model name\s*: (.*)", text_of("/proc/cpuinfo"))
    system = re.search(r'PRETTY_NAME="(.*)"', text_of("/etc/os-release"))
    return (
        f"{os.cpu_count()} cores ({cpu[1].strip() if cpu else platform.machine()}), "
        f"{memory:.0f} GiB, {system[1] if system else platform.system()}; "
        f"Python {platform.python_version()}; {os.getloadavg()[0]:.1f} other processes "
        "wanted a core when it began"
    )


def text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError:
        return ""


def put_into(page: Path, text: str) -> None:
    old = page.read_text(encoding="utf-8")
    start, end = "<!-- figures: tests/bench/run.py -->", "<!-- end of figures -->"
    before, rest = old.split(start)
    _, after = rest.split(end)
    page.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="13,300,3000", help="numbers of forms")
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/xeploai")
    parser.add_argument("--work", type=Path, default=ROOT / "target/bench",
                        help="where the generated forms are kept")
    parser.add_argument("--slow-up-to", type=int, default=3000, metavar="FORMS",
                        help="openpyxl, which takes minutes, is left out above this size")
    parser.add_argument("--others-up-to", type=int, default=3000, metavar="FORMS",
                        help="all of them are, and only the bound is run beside the program")
    parser.add_argument("--markdown", type=Path, help="put the tables into this page as well")
    args = parser.parse_args()
    args.program = args.program.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    args.work = args.work.resolve()
    where, done = machine(), []
    try:
        for forms in map(int, args.sizes.split(",")):
            done.append(run_size(forms, args))
    except Broken as wrong:
        print(f"run: {wrong}", file=sys.stderr)
        return 1
    shown = f"{tables(done)}\n\n{where}."
    print(shown)
    if args.markdown:
        put_into(args.markdown, shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
