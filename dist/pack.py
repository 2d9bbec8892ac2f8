"""Packs a folder as a zip, or lists the sums of its files: equal contents, equal bytes.

    python3 dist/pack.py zip FOLDER FILE.zip SECONDS   # entries in order, all of one time
    python3 dist/pack.py sums FOLDER                   # SHA-256, as `certutil -hashfile` shows them
    python3 dist/pack.py text FILE…                    # a text for Windows: both line ends
"""

import hashlib
import os
import sys
import time
import zipfile


def files(folder):
    found = []
    for at, folders, names in os.walk(folder):
        folders.sort()
        found += [os.path.join(at, name) for name in names]
        found += [os.path.join(at, name) + "/" for name in folders if not os.listdir(os.path.join(at, name))]
    return sorted(found)


def pack(folder, out, seconds):
    stamp = time.gmtime(max(int(seconds), 315532800))[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files(folder):
            name = os.path.relpath(path, folder).replace(os.sep, "/") + ("/" if path.endswith("/") else "")
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            packed.writestr(entry, b"" if name.endswith("/") else open(path, "rb").read())


def sums(folder):
    lines = []
    for path in files(folder):
        if not path.endswith("/"):
            digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
            lines.append(f"{digest} *{os.path.relpath(path, folder).replace(os.sep, '/')}\n")
    sys.stdout.write("".join(lines))


def text(paths):
    for path in paths:
        data = open(path, "rb").read()
        data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        # Notepad of old Windows knows UTF-8 by its mark.
        if not data.isascii() and not data.startswith(b"\xef\xbb\xbf"):
            data = b"\xef\xbb\xbf" + data
        open(path, "wb").write(data)


match sys.argv[1:]:
    case ["zip", folder, out, seconds]:
        pack(folder, out, seconds)
    case ["sums", folder]:
        sums(folder)
    case ["text", *paths]:
        text(paths)
    case _:
        sys.exit(__doc__)
