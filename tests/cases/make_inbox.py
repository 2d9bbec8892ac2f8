"""Makes the files of `inbox-*` cases out of a form of the samples: other formats by LibreOffice,
encrypted workbooks by msoffcrypto and cryptography, and what else lies in an inbox by hand.

    python3 tests/cases/make_inbox.py OUTPUTS   # OUTPUTS: a folder ket-qua/ of binh-an-2020-loi

Needs msoffcrypto-tool, cryptography, olefile and `soffice`.
"""

import hashlib
import io
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import msoffcrypto
import msoffcrypto.format.ooxml as ooxml
import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.xor_obfuscation import DocumentXOR

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "../../samples/binh-an-2020")
PASSWORD = "VelvetSweatshop"
MTIME = (2020, 12, 10, 8, 0, 0)


def converted(source, kind, folder):
    subprocess.run(
        ["soffice", "--headless", "--convert-to", kind, "--outdir", folder, source],
        check=True,
        capture_output=True,
    )
    name = os.path.splitext(os.path.basename(source))[0]
    return os.path.join(folder, name + "." + kind.split(":")[0])


def repacked(source, change=lambda name, data: data, more=()):
    """The package with its parts changed; `more` are parts to add."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = change(item.filename, old.read(item.filename))
            new.writestr(zipfile.ZipInfo(item.filename, MTIME), data, zipfile.ZIP_DEFLATED)
        for name, data in more:
            new.writestr(zipfile.ZipInfo(name, MTIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sized(size):
    def change(name, data):
        if name.startswith("xl/worksheets/sheet"):
            start = data.index(b"<dimension")
            end = data.index(b">", start) + 1
            data = data[:start] + b'<dimension ref="' + size + b'"/>' + data[end:]
        return data

    return change


def protected(name, data):
    body = b"<office:spreadsheet"
    if name == "content.xml":
        data = data.replace(body, body + b' table:structure-protected="true"', 1)
    return data


def agile(plain, password):
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def compound(streams):
    """A container with some streams of its root, each of 4096 bytes or more."""
    sector, free, end, fat_mark = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    body, starts, chain = b"", [], []
    for _, data in streams:
        data = data + bytes(-len(data) % sector)
        count = len(data) // sector
        starts.append(len(chain))
        chain += [len(chain) + it + 1 for it in range(count - 1)] + [end]
        body += data
    names = sorted(range(len(streams)), key=lambda it: (len(streams[it][0]), streams[it][0].upper()))
    order = {place: number + 1 for number, place in enumerate(names)}
    entry = lambda name, kind, right, child, start, size: (
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I", len(name) * 2 + 2, kind, 1, free, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
    entries = [entry("Root Entry", 5, free, 1, end, 0)]
    for place in names:
        number = order[place]
        right = number + 1 if number < len(streams) else free
        name, data = streams[place]
        entries.append(entry(name, 2, right, free, starts[place], len(data)))
    directory = b"".join(entries)
    directory += bytes(-len(directory) % sector)
    count = len(directory) // sector
    first_directory = len(chain)
    chain += [len(chain) + it + 1 for it in range(count - 1)] + [end]
    fats = 1
    while (len(chain) + fats) * 4 > fats * sector:
        fats += 1
    first_fat = len(chain)
    chain += [fat_mark] * fats
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * sector, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIII", 0, fats, first_directory, 0, 4096, end)
    header += struct.pack("<III", 0, end, 0)
    header += struct.pack(f"<{fats}I", *range(first_fat, first_fat + fats))
    return header.ljust(512, b"\xff") + body + directory + table


def standard(plain, password):
    """As Excel 2007 encrypts."""
    salt, check = bytes(range(16)), bytes(range(50, 66))
    sha1 = lambda it: hashlib.sha1(it).digest()
    key = sha1(salt + password.encode("utf-16-le"))
    for spin in range(50_000):
        key = sha1(struct.pack("<I", spin) + key)
    key = sha1(key + bytes(4))
    half = lambda fill: sha1(bytes(it ^ fill for it in key.ljust(64, b"\0")))
    key = (half(0x36) + half(0x5C))[:16]
    seal = lambda data: (
        lambda it: it.update(data + bytes(-len(data) % 16)) + it.finalize()
    )(Cipher(algorithms.AES(key), modes.ECB()).encryptor())
    name = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    head = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 24, 0, 0) + name
    info = struct.pack("<HHII", 3, 2, 0x24, len(head)) + head
    info += struct.pack("<I", 16) + salt + seal(check) + struct.pack("<I", 20) + seal(sha1(check))
    package = struct.pack("<Q", len(plain)) + seal(plain)
    return compound([("EncryptionInfo", info.ljust(4096, b"\0")), ("EncryptedPackage", package)])


def patched(xls, change):
    """An xls whose stream of the workbook is changed where it lies."""
    ole = olefile.OleFileIO(io.BytesIO(xls), write_mode=False)
    name = "Workbook" if ole.exists("Workbook") else "Book"
    stream = bytearray(ole.openstream(name).read())
    change(stream)
    handle = io.BytesIO(xls)
    ole = olefile.OleFileIO(handle, write_mode=True)
    ole.write_stream(name, bytes(stream))
    return handle.getvalue()


def records(stream):
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at, length
        at += 4 + length


def password_behind_another(stream):
    kind, at, length = [it for it in records(stream) if it[2] >= 6][4]
    struct.pack_into("<HHHHH", stream, at, 0x2F, length, 1, 1, 1)


def oldest(locked):
    """The same by the oldest method, which mixes each byte with a pad of the password."""
    out = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(locked))
    file.load_key(password=PASSWORD)
    file.decrypt(out)
    pad = DocumentXOR.create_xor_array_method1(PASSWORD)

    def mix(stream):
        for number, (kind, at, length) in enumerate(list(records(stream))):
            if number == 1:
                struct.pack_into("<HHHHH", stream, at, 0x2F, length, 0, 0xB359, 0x9A0A)
                continue
            if kind in (0x809, 0xE1, 0x194, 0x195, 0x196, 0x138):
                continue
            for place in range(at + 4 + (4 if kind == 0x85 else 0), at + 4 + length):
                plain = stream[place]
                plain = (plain >> 3 | plain << 5) & 0xFF
                stream[place] = plain ^ pad[(place + length) % 16]

    return patched(out.getvalue(), mix)


def other_password(stream):
    at = next(it[1] for it in records(stream) if it[0] == 0x2F)
    stream[at + 4 + 30] ^= 0xFF


def renamed(xls, old, new):
    wide = lambda it: it.encode("utf-16-le")
    at = xls.index(wide(old).ljust(64, b"\0"))
    xls = xls[:at] + wide(new).ljust(64, b"\0") + struct.pack("<H", len(new) * 2 + 2) + xls[at + 66 :]
    return xls


def main(outputs):
    names = ["Chi bo Tong Pu 2020.xlsx", "TRAM Y TE BINH AN.xlsx"]
    tp, tyt = [os.path.join(SAMPLES, "nop", it) for it in names]
    with tempfile.TemporaryDirectory() as temp:
        plain = os.path.join(temp, "tyt.xlsx")
        shutil.copyfile(tyt, plain)
        fods = converted(plain, "fods", temp)
        xls = open(converted(plain, "xls", temp), "rb").read()
        ods = converted(plain, "ods", temp)
        locked = os.path.join(temp, "khoa.ods")
        # LibreOffice, as Excel, encrypts an xls whose structure is protected.
        with open(locked, "wb") as it:
            it.write(repacked(ods, protected))
        locked = open(converted(locked, "xls:MS Excel 97", temp), "rb").read()

        nop = os.path.join(HERE, "inbox-formats-that-excel-opens/workspace/nop")
        shutil.rmtree(nop, ignore_errors=True)
        os.makedirs(nop)
        data = open(plain, "rb").read()
        white = b"BM" + bytes(52) + b"\xff" * (3 << 20)
        files = {
            "lien.fods": open(fods, "rb").read(),
            "book.xls": renamed(xls, "Workbook", "Book"),
            "dong.xlsx": repacked(plain, sized(b"1:1048576")),
            "cot.xlsx": repacked(plain, sized(b"A:XFD")),
            "tat-ca.xlsx": repacked(plain, sized(b"A1:XFD1048576")),
            "anh.xlsx": repacked(plain, more=[("xl/media/image1.bmp", white)]),
            "to-xml.xlsx": repacked(plain, more=[("xl/worksheets/la.xml", b" " * (3 << 20))]),
            "tu-khoa.xls": locked,
            "tu-khoa-xor.xls": oldest(locked),
            "tu-khoa-2007.xlsx": standard(data, PASSWORD),
            "tu-khoa-2010.xlsx": agile(data, PASSWORD),
            "mat-khau-2007.xlsx": standard(data, "khac"),
            "mat-khau-2010.xlsx": agile(data, "khac"),
            "mat-khau.xls": patched(locked, other_password),
            "mat-khau-sau.xls": patched(xls, password_behind_another),
            "tai-lieu.xls": compound([("WordDocument", xls.ljust(4096, b"\0"))]),
        }
        for name, content in files.items():
            open(os.path.join(nop, name), "wb").write(content)
        toml = os.path.join(HERE, "ods-without-mimetype/workspace/xeploai.toml")
        shutil.copyfile(toml, os.path.join(nop, "../xeploai.toml"))

        nop = os.path.join(HERE, "inbox-what-else-lies-there/workspace/nop")
        shutil.rmtree(nop, ignore_errors=True)
        os.makedirs(nop)
        shutil.copyfile(toml, os.path.join(nop, "../xeploai.toml"))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as it:
            it.writestr(zipfile.ZipInfo("Chi bộ/phiếu TYT.xlsx", MTIME), data)
            it.writestr(zipfile.ZipInfo("__MACOSX/._phiếu TYT.xlsx", MTIME), b"x")
        others = io.BytesIO()
        with zipfile.ZipFile(others, "w") as it:
            it.writestr(zipfile.ZipInfo("anh.jpg", MTIME), b"x")
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w") as it:
            info = tarfile.TarInfo("phieu.xlsx")
            info.size = 3
            it.addfile(info, io.BytesIO(b"abc"))
        apple = io.BytesIO()
        with zipfile.ZipFile(apple, "w") as it:
            it.writestr(zipfile.ZipInfo("Index/Document.iwa", MTIME), b"x" * 20)
            it.writestr(zipfile.ZipInfo("Metadata/Properties.plist", MTIME), b"x")
        mail = b"Received: by a\r\n by b\r\nDate: Thu, 10 Dec 2020\r\nFrom: a@example.org\r\nSubject: phieu\r\n\r\nx"
        files = {
            "a-good.xlsx": open(tp, "rb").read(),
            # A form, whatever somebody called it.
            "kiem-tra.xlsx": data,
            "nen.zip": packed.getvalue(),
            "nen-anh.zip": others.getvalue(),
            "nen.tar": tar.getvalue(),
            # A document of Apple's whatever it is called.
            "phieu mac.xlsx": apple.getvalue(),
            "van ban.pages": apple.getvalue() + b"\0",
            "trinh chieu.key": apple.getvalue() + b"\0\0",
            "phieu.gsheet": b'{"":"WARNING!","doc_id":"1abc","email":"a@example.org"}',
            "van ban.gdoc": b'{"url":"https://docs.google.com/document/d/1abc"}',
            "mang.url": b"[InternetShortcut]\r\nURL=https://docs.google.com/spreadsheets/d/1abc\r\n",
            "may.url": b"[InternetShortcut]\r\nURL=file://may-chu/phieu.xlsx\r\n",
            "mac.webloc": b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>URL</key><string>https://a.example.org</string></dict></plist>',
            "hong.lnk": b"\x01\x02\x03\x04",
            "thu.eml": mail,
            # A message with a workbook in it, which is not to be read in its place.
            "thu.msg": compound(
                [("__properties_version1.0", bytes(4096)), ("__substg1.0_37010102", xls)]
            ),
            "winmail (1).dat": bytes.fromhex("789f3e22010001") + bytes(40),
            "rong.xlsx": b"",
            "Unconfirmed 123.crdownload": b"PK\x03\x04",
            "do dang.xlsx.part": b"PK\x03\x04",
            "a-good.xlsx.part": b"PK\x03\x04",
            ".anh.jpg.icloud": b"bplist00",
        }
        for name, content in files.items():
            open(os.path.join(nop, name), "wb").write(content)
        for name, new in [
            ("tong-hop-2020.xlsx", "bieu cua xa.xlsx"),
            ("kiem-tra.xlsx", "danh sach.xlsx"),
            ("bao-cao.html", "trang.html"),
            ("bao-cao.json", "bao-cao.json"),
            ("tra-lai/KC.txt", "thu gui.txt"),
        ]:
            shutil.copyfile(os.path.join(outputs, name), os.path.join(nop, new))


main(sys.argv[1])
