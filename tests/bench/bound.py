"""What no program can do without: every part of the forms is inflated, the XML of the outputs deflated.

    python tests/bench/bound.py INBOX FOLDER_OF_XML

One thread, nothing looked at, nothing kept. The directory of a package is read by hand, since that
takes `zipfile` as long as all the inflating; the interpreter's own start is not counted.
"""

from __future__ import annotations

import struct
import sys
import time
import zlib
from pathlib import Path

LEVEL = 6


def inflate(package: bytes) -> int:
    end = package.rindex(b"PK\5\6")
    count, _, place = struct.unpack_from("<HII", package, end + 10)
    size = 0
    for _ in range(count):
        (method,) = struct.unpack_from("<H", package, place + 10)
        packed, plain, name, extra, comment = struct.unpack_from("<IIHHH", package, place + 20)
        (start,) = struct.unpack_from("<I", package, place + 42)
        start += 30 + sum(struct.unpack_from("<HH", package, start + 26))
        part = package[start : start + packed]
        size += len(zlib.decompress(part, -15, max(plain, 1))) if method else len(part)
        place += 46 + name + extra + comment
    return size


def deflate(part: Path) -> int:
    packer, size = zlib.compressobj(LEVEL, zlib.DEFLATED, -15), 0
    with part.open("rb") as xml:
        while piece := xml.read(1 << 20):
            size += len(packer.compress(piece))
    return size + len(packer.flush())


def main() -> None:
    inbox, xml = map(Path, sys.argv[1:])
    start = time.process_time()
    read = sum(inflate(file.read_bytes()) for file in sorted(inbox.rglob("*.xlsx")))
    written = sum(deflate(part) for part in sorted(xml.iterdir()))
    cpu = time.process_time() - start
    print(f'{{"inflated": {read}, "deflated": {written}, "cpu": {cpu}}}')


if __name__ == "__main__":
    main()
