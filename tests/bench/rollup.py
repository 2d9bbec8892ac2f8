#!/usr/bin/env python3
"""Times the roll-up of many communes: copies of the sample of 2020 under other names, consolidated, then put together.

python tests/bench/rollup.py PROGRAM WORK [--communes N]...

Prints seconds of wall and of cpu, and the peak of memory, for each number of communes.
"""

import argparse
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples/binh-an-2020"


def consolidated(program, work, number):
    """The workbook of a commune of this number."""
    own = work / f"xa-{number:03}"
    shutil.copytree(SAMPLE, own, ignore=shutil.ignore_patterns("ket-qua"))
    settings = own / "xeploai.toml"
    text = settings.read_text(encoding="utf-8")
    for key, name in (("organization", "Đảng bộ"), ("committee", "Đảng ủy")):
        text = re.sub(rf'^{key} = "[^"]*"', f'{key} = "{name} xã Thử {number}"', text, flags=re.M)
    settings.write_text(text, encoding="utf-8")
    subprocess.run([program, "consolidate", own, "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return own / "ket-qua/tong-hop-2020.xlsx"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--communes", type=int, action="append")
    args = parser.parse_args()
    shutil.rmtree(args.work, ignore_errors=True)
    args.work.mkdir(parents=True)
    counts = sorted(args.communes or [9, 124])
    books = [consolidated(args.program, args.work, number) for number in range(counts[-1])]
    print("| communes | members | wall s | cpu s | peak MiB | workbook MB |")
    print("|---|---|---|---|---|---|")
    for count in counts:
        above = args.work / f"tinh-{count}"
        (above / "nop").mkdir(parents=True)
        lines = ['year = 2020', 'organization = "Đảng bộ tỉnh Thử"', 'committee = "Tỉnh ủy Thử"', 'superior = "Trung ương"', 'place = "Thử"']
        for number in range(count):
            os.link(books[number], above / f"nop/{number:03}.xlsx")
            lines.append(f'[[commune]]\ncode = "X{number}"\nname = "Đảng bộ xã Thử {number}"')
        (above / "xeploai.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        began = time.monotonic()
        run = subprocess.Popen([args.program, "rollup", above, "-q", "--format", "json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(run.pid, 0)
        wall = time.monotonic() - began
        assert os.waitstatus_to_exitcode(status) == 0, "every commune counts"
        size = (above / "ket-qua/tong-hop-2020.xlsx").stat().st_size / 1e6
        cpu = used.ru_utime + used.ru_stime
        print(f"| {count} | {count * 230:,} | {wall:.2f} | {cpu:.2f} | {used.ru_maxrss / 1024:.0f} | {size:.1f} |")


if __name__ == "__main__":
    main()
