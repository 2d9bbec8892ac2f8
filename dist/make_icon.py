"""Makes dist/xeploai.ico: a sheet of a table with a tick. Nothing but the standard library.

    python3 dist/make_icon.py
"""

import os
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = [16, 24, 32, 48, 64, 256]
# How many points of a pixel's row and column are asked.
SAMPLES = 4
RED, WHITE, LINE, GREEN = (196, 30, 36), (255, 255, 255), (214, 196, 196), (24, 128, 56)


def inside_round(x, y, left, top, right, bottom, radius):
    dx = max(left + radius - x, x - (right - radius), 0)
    dy = max(top + radius - y, y - (bottom - radius), 0)
    return left <= x <= right and top <= y <= bottom and dx * dx + dy * dy <= radius * radius


def near_line(x, y, x0, y0, x1, y1, width):
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    at = max(0, min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
    return (x - x0 - at * (x1 - x0)) ** 2 + (y - y0 - at * (y1 - y0)) ** 2 <= width * width


def colour(x, y):
    """The colour of a point of the unit square, or nothing."""
    if near_line(x, y, 0.40, 0.66, 0.56, 0.84, 0.075) or near_line(x, y, 0.56, 0.84, 0.90, 0.40, 0.075):
        return GREEN
    if not inside_round(x, y, 0.06, 0.04, 0.84, 0.96, 0.10):
        return None
    if y < 0.25:
        return RED
    if not inside_round(x, y, 0.11, 0.20, 0.79, 0.91, 0.06):
        return RED
    is_line = any(abs(y - at) < 0.014 for at in (0.42, 0.58, 0.74)) or abs(x - 0.34) < 0.014
    return LINE if is_line else WHITE


def png(size):
    rows = b""
    for row in range(size):
        rows += b"\0"
        for col in range(size):
            points = [
                colour((col + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size)
                for i in range(SAMPLES)
                for j in range(SAMPLES)
            ]
            seen = [it for it in points if it]
            mean = [sum(it[k] for it in seen) // len(seen) for k in range(3)] if seen else [0, 0, 0]
            rows += bytes(mean + [255 * len(seen) // len(points)])
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def bitmap(size):
    """What Windows before Vista reads: rows from below, blue first, and a mask."""
    rows = b""
    for row in range(size - 1, -1, -1):
        for col in range(size):
            points = [
                colour((col + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size)
                for i in range(SAMPLES)
                for j in range(SAMPLES)
            ]
            seen = [it for it in points if it]
            mean = [sum(it[k] for it in seen) // len(seen) for k in range(3)] if seen else [0, 0, 0]
            rows += bytes(mean[::-1] + [255 * len(seen) // len(points)])
    mask = bytes(-(-size // 32) * 4 * size)
    return struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(rows) + len(mask), 0, 0, 0, 0) + rows + mask


images = [png(it) if it == 256 else bitmap(it) for it in SIZES]
offset = 6 + 16 * len(images)
with open(os.path.join(HERE, "xeploai.ico"), "wb") as file:
    file.write(struct.pack("<HHH", 0, 1, len(images)))
    for size, image in zip(SIZES, images):
        file.write(struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), offset))
        offset += len(image)
    for image in images:
        file.write(image)
