"""Makes the case `inbox-odd-files`: what nobody sends on purpose, made as its programs make it.

    python3 tests/cases/make_odd.py OUTPUTS   # OUTPUTS: a folder ket-qua/ of binh-an-2020-loi

Needs openpyxl, pillow, olefile, msoffcrypto-tool, cryptography, `soffice` and `zip`.
"""

import base64
import gzip
import hashlib
import io
import os
import plistlib
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from email.message import EmailMessage

import msoffcrypto
import olefile
import openpyxl
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "../../samples/binh-an-2020")
MTIME = (2020, 12, 10, 8, 0, 0)
FREE, END, FAT_MARK = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def converted(source, kind, folder):
    out = os.path.join(folder, "out")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", kind, "--outdir", out, source], check=True, capture_output=True
    )
    name = os.path.splitext(os.path.basename(source))[0]
    return open(os.path.join(out, name + "." + kind.split(":")[0]), "rb").read()


def compound(tree):
    """A container; `tree` has bytes for streams and further trees for storages. Short streams
    lie in small sectors, as Outlook writes them."""
    sector, small = 512, 64
    body, chain, mini, mini_chain, entries = b"", [], b"", [], []

    def store(data):
        nonlocal body
        start = len(chain)
        count = -(-len(data) // sector)
        chain.extend([start + it + 1 for it in range(count - 1)] + [END] if count else [])
        body += data + bytes(-len(data) % sector)
        return start if count else END

    def add(name, kind, start, size):
        entries.append([name, kind, FREE, FREE, start, size])
        return len(entries) - 1

    def fill(items):
        """Entries of a folder, each the right neighbour of the one before it."""
        nonlocal mini
        first = before = FREE
        for name in sorted(items, key=lambda it: (len(it), it.upper())):
            value = items[name]
            if isinstance(value, dict):
                place = add(name, 1, 0, 0)
                entries[place][3] = fill(value)
            elif len(value) < 4096:
                start = len(mini_chain)
                count = -(-len(value) // small)
                mini_chain.extend([start + it + 1 for it in range(count - 1)] + [END] if count else [])
                mini += value + bytes(-len(value) % small)
                place = add(name, 2, start if count else END, len(value))
            else:
                place = add(name, 2, store(value), len(value))
            if before == FREE:
                first = place
            else:
                entries[before][2] = place
            before = place
        return first

    add("Root Entry", 5, END, 0)
    entries[0][3] = fill(tree)
    if mini:
        entries[0][4], entries[0][5] = store(mini), len(mini)
    mini_table = store(struct.pack(f"<{len(mini_chain)}I", *mini_chain)) if mini_chain else END
    packed = b""
    for name, kind, right, child, start, size in entries:
        packed += name.encode("utf-16-le").ljust(64, b"\0")
        packed += struct.pack("<HBB3I", len(name) * 2 + 2, kind, 1, FREE, right, child) + bytes(36)
        packed += struct.pack("<IQ", start, size)
    directory = store(packed)
    fats = 1
    while (len(chain) + fats) * 4 > fats * sector:
        fats += 1
    first_fat = len(chain)
    chain += [FAT_MARK] * fats
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * sector, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIII", 0, fats, directory, 0, 4096, mini_table)
    header += struct.pack("<III", -(-len(mini_chain) * 4 // sector), END, 0)
    header += struct.pack(f"<{fats}I", *range(first_fat, first_fat + fats))
    return header.ljust(512, b"\xff") + body + table


def outlook(attached):
    """A message; `attached` has the names and bytes of its attachments."""
    wide = lambda it: it.encode("utf-16-le")
    tree = {"__properties_version1.0": bytes(32), "__substg1.0_0037001F": wide("Nộp phiếu")}
    for place, (name, data) in enumerate(attached):
        tree[f"__attach_version1.0_#{place:08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3704001F": wide("PHIEU~1.XLS"),
            "__substg1.0_3707001F": wide(name),
            "__substg1.0_37010102": data,
        }
    return compound(tree)


def tnef(names):
    """What Outlook makes of attachments: titles, and the long names among the properties."""
    def attribute(level, tag, data):
        return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    out = bytes.fromhex("789f3e22") + struct.pack("<H", 1)
    out += attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    out += attribute(1, 0x00018004, b"Nop phieu\0")
    for title, name in names:
        out += attribute(2, 0x00069002, bytes(14))
        out += attribute(2, 0x00018010, title.encode() + b"\0")
        out += attribute(2, 0x0006800F, b"PK\x03\x04" + bytes(60))
        if name:
            wide = name.encode("utf-16-le") + b"\0\0"
            data = struct.pack("<IHHIHHII", 2, 3, 0x0E20, 64, 0x1F, 0x3707, 1, len(wide))
            data += wide + bytes(-len(wide) % 4)
            out += attribute(2, 0x00069005, data)
    return out


def rar5(names):
    def number(it):
        out = b""
        while True:
            out += bytes([it & 127 | (128 if it > 127 else 0)])
            it >>= 7
            if not it:
                return out

    def block(kind, rest, data=b""):
        head = number(kind) + number(2 if data else 0) + (number(len(data)) if data else b"") + rest
        head = number(len(head)) + head
        return struct.pack("<I", zlib.crc32(head)) + head + data

    out = b"Rar!\x1a\x07\x01\x00" + block(1, number(0))
    for name in names:
        name = name.encode()
        rest = number(2) + number(3) + number(0x20) + bytes(4) + number(0) + number(0) + number(len(name)) + name
        out += block(2, rest, b"abc")
    return out + block(5, number(0))


def rar4(names):
    out = b"Rar!\x1a\x07\x00" + struct.pack("<HBHH", 0x90CF, 0x73, 0, 13) + bytes(6)
    for name in names:
        name = name.encode()
        head = struct.pack("<BHH", 0x74, 0x8000, 32 + len(name)) + struct.pack("<II", 3, 3)
        head += struct.pack("<BIIBBHI", 2, 0, 0, 29, 0x33, len(name), 0x20) + name
        out += struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + b"abc"
    return out + bytes.fromhex("c43d7b00400700")


def excel95():
    """The stream of a workbook of Excel 95, which calls it so."""
    record = lambda kind, data: struct.pack("<HH", kind, len(data)) + data
    stream = record(0x809, struct.pack("<HHHH", 0x500, 5, 0x0DBB, 0x07CC)) + record(0x42, b"\xe4\x04")
    stream += record(0x85, struct.pack("<IBB", 0, 0, 0) + b"\x06Phieu1") + record(0x0A, b"")
    return compound({"Book": stream.ljust(4096, b"\0")})


def mixed(key, data):
    """The cipher RC4."""
    cipher = Cipher(algorithms.ARC4(key), None).encryptor()
    return cipher.update(data)


def cryptoapi(xls, bits, password="VelvetSweatshop"):
    """An Excel 97-2003 workbook with the password that Excel tries by itself, by the way that came last."""
    sha1 = lambda it: hashlib.sha1(it).digest()
    stream = olefile.OleFileIO(io.BytesIO(xls)).openstream("Workbook").read()
    salt, check = bytes(range(16)), bytes(range(60, 76))
    base = sha1(salt + password.encode("utf-16-le"))

    def key(block):
        short = sha1(base + struct.pack("<I", block))[: bits // 8]
        return short.ljust(16, b"\0") if bits == 40 else short

    name = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    head = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + name
    proof = mixed(key(0), check + sha1(check))
    data = struct.pack("<HHHII", 1, 2, 2, 4, len(head)) + head
    data += struct.pack("<I", 16) + salt + proof[:16] + struct.pack("<I", 20) + proof[16:]
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    more = struct.pack("<HH", 0x2F, len(data)) + data
    stream = bytearray(stream[:first] + more + stream[first:])
    pad = b"".join(mixed(key(block), bytes(1024)) for block in range(len(stream) // 1024 + 1))
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == 0x85:
            struct.pack_into("<I", stream, at + 4, struct.unpack_from("<I", stream, at + 4)[0] + len(more))
        if kind not in (0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138):
            for place in range(at + 4 + (4 if kind == 0x85 else 0), at + 4 + length):
                stream[place] ^= pad[place]
        at += 4 + length
    made = compound({"Workbook": bytes(stream)})
    # Another program opens it with that password.
    file = msoffcrypto.OfficeFile(io.BytesIO(made))
    file.load_key(password=password)
    file.decrypt(io.BytesIO())
    return made


def zipped(files, raw=None):
    """An archive; with `raw` the names are bytes of that encoding, and no mark says which."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as it:
        for place, (name, data) in enumerate(files.items()):
            stand_in = f"{place:0>{len(name.encode(raw))}}" if raw else name
            it.writestr(zipfile.ZipInfo(stand_in, MTIME), data)
    out = out.getvalue()
    for place, name in enumerate(files if raw else []):
        name = name.encode(raw)
        out = out.replace(f"{place:0>{len(name)}}".encode(), name)
    return out


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, kind)
    return out.getvalue()


def main(outputs):
    tyt = os.path.join(SAMPLES, "nop/TRAM Y TE BINH AN.xlsx")
    folder = os.path.join(HERE, "inbox-odd-files/workspace")
    nop = os.path.join(folder, "nop")
    shutil.rmtree(nop, ignore_errors=True)
    os.makedirs(nop)
    shutil.copyfile(os.path.join(HERE, "ods-without-mimetype/workspace/xeploai.toml"), os.path.join(folder, "xeploai.toml"))
    form = open(tyt, "rb").read()
    with tempfile.TemporaryDirectory() as temp:
        plain = os.path.join(temp, "tyt.xlsx")
        shutil.copyfile(tyt, plain)
        book = openpyxl.load_workbook(plain)
        book.template = True
        book.save(os.path.join(temp, "mau.xltx"))
        made = {kind: converted(plain, kind, temp) for kind in ("xls", "html", "ods")}
        for name in ("khoa.zip", "khoa form.zip"):
            inner = os.path.join(temp, "phieu TYT.xlsx")
            shutil.copyfile(plain, inner)
            subprocess.run(["zip", "-j", "-X", "-P", "123456", os.path.join(temp, name), inner], check=True, capture_output=True)
        locked = open(os.path.join(temp, "khoa.zip"), "rb").read()
        template = open(os.path.join(temp, "mau.xltx"), "rb").read()

    types = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}
    docx = zipped(types | {"word/document.xml": b"<w:document/>"})
    doc = compound({"WordDocument": bytes(4096), "1Table": bytes(64)})
    odt = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    xml = b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    xml += "<Worksheet ss:Name='2_DangVien'><Table><Row><Cell><Data>Họ và tên</Data></Cell></Row></Table></Worksheet></Workbook>".encode()
    pdf = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Nộp phiếu xếp loại"
    mail.set_content("Kính gửi Đảng ủy xã")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="octet-stream", filename="Phiếu chi bộ trạm y tế xã Bình An năm 2020.xlsx")
    mail.add_attachment(b"x", maintype="image", subtype="jpeg", filename="anh.jpg")
    old = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: phieu\r\nMIME-Version: 1.0\r\nContent-Type: application/vnd.ms-excel; name=\"=?UTF-8?B?"
    old += base64.b64encode("Phiếu TYT.xls".encode()) + b"?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(form[:300])
    empty_mail = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: phieu\r\n\r\nKinh gui"
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as it:
        for name in ("nop/Phiếu TYT.xlsx", "nop/anh.jpg"):
            info = tarfile.TarInfo(name)
            info.size = 3
            it.addfile(info, io.BytesIO(b"abc"))
    tar = tar.getvalue()
    link = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + bytes(60)
    ftyp = lambda brand: struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mp41" + brand + bytes(40)
    xps = zipped(types | {"FixedDocSeq.fdseq": b"<x/>"})
    files = {
        "google/phieu.gsheet": b'{"":"WARNING! DO NOT EDIT THIS FILE!","doc_id":"1abc","resource_key":"","email":"a@example.org"}',
        "google/van ban.gdoc": b'{"":"WARNING! DO NOT EDIT THIS FILE!","doc_id":"1abd","resource_key":"","email":"a@example.org"}',
        "google/khao sat.gform": b'{"":"WARNING! DO NOT EDIT THIS FILE!","doc_id":"1abe","resource_key":"","email":"a@example.org"}',
        "google/thu muc.gshortcut": b'{"doc_id":"1abf","resource_key":"","email":"a@example.org"}',
        "lien ket/trang.url": b"[InternetShortcut]\r\nURL=https://docs.google.com/spreadsheets/d/1abg/edit\r\n",
        "lien ket/mac.webloc": plistlib.dumps({"URL": "https://docs.google.com/spreadsheets/d/1abh"}, fmt=plistlib.FMT_BINARY),
        "lien ket/phieu.xlsx - Shortcut.lnk": link,
        "mac/phieu.numbers/Index.zip": zipped({"Index/Document.iwa": b"x" * 20}),
        "mac/van ban.pages/Index.zip": zipped({"Index/Document.iwa": b"y" * 20}),
        "mac/._TYT.xlsx": b"\x00\x05\x16\x07" + bytes(40),
        "chua tai/OneDrive.xlsx": b"",
        "chua tai/drive.gsheet": b"",
        "chua tai/TYT.xlsx.crdownload": b"PK\x03\x04",
        "chua tai/TYT.xlsx.part": b"PK\x03\x04",
        "chua tai/Unconfirmed 87.crdownload": b"PK\x03\x04",
        "chua tai/B7A2F310.tmp": form[:3000],
        "sao/Bản sao của TYT.xlsx": form,
        "sao/TRAM Y TE (1).xlsx": form,
        "nen/cp1258.zip": zipped({"Phiêu tram y tê.xlsx": form[:200]}, "cp1258"),
        "nen/utf8 khong danh dau.zip": zipped({"Phiếu trạm y tế.xlsx": form[:200]}, "utf-8"),
        "nen/zip trong zip.zip": zipped({"nop.zip": zipped({"a.xlsx": b"x"}), "doc.txt": b"x"}),
        "nen/co mat khau.zip": locked,
        "nen/tyt.rar": rar5(["nop/Phiếu TYT.xlsx", "anh.jpg"]),
        "nen/tyt cu.rar": rar4(["Phieu TYT.xls"]),
        "nen/anh.rar": rar5(["anh.jpg"]),
        "nen/tyt.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "nen/tyt.tar": tar,
        "nen/tyt.tgz": gzip.compress(tar, mtime=0),
        "nen/phieu.xlsx.gz": gzip.compress(form[:500], mtime=0),
        "thu/thu.eml": mail.as_bytes(),
        "thu/thu cu.eml": old,
        "thu/khong kem.eml": empty_mail,
        "thu/thu.msg": outlook([("Phiếu TYT năm 2020.xlsx", b"PK\x03\x04" + bytes(5000)), ("anh.jpg", b"x" * 50)]),
        "thu/khong kem.msg": outlook([]),
        "thu/winmail.dat": tnef([("PHIEUT~1.XLS", "Phiếu TYT.xlsx"), ("anh.jpg", None)]),
        "thu/ATT00001.dat": tnef([("phieu.xls", None)]),
        "ten sai/xlsx goi la xls.xls": form + b"",
        "ten sai/xls goi la xlsx.xlsx": made["xls"],
        "ten sai/trang web.xls": made["html"],
        "ten sai/Excel 2003.xls": xml,
        "ten sai/Excel 2003.xml": xml + b"\n",
        "ten sai/Word.xlsx": zipped(types | {"word/document.xml": b"<w:document/> "}),
        "kieu khac/Excel 95.xls": excel95(),
        "kieu khac/tu khoa 128.xls": cryptoapi(made["xls"], 128),
        "kieu khac/tu khoa 40.xls": cryptoapi(made["xls"], 40),
        "kieu khac/khoa that.xls": cryptoapi(made["xls"], 128, "khac"),
        "kieu khac/mau.xltx": template,
        "kieu khac/TYT.ods": made["ods"],
        "kieu khac/phieu.docx": docx + b"",
        "kieu khac/phieu.doc": doc,
        "kieu khac/phieu.odt": odt,
        "kieu khac/quet.pdf": pdf,
        "kieu khac/in.xps": xps,
        "kieu khac/anh.jpg": picture("JPEG"),
        "kieu khac/anh.png": picture("PNG"),
        "kieu khac/IMG_0012.heic": ftyp(b"heic"),
        "kieu khac/IMG_0013.MOV": ftyp(b"qt  "),
        "kieu khac/ghi am.m4a": ftyp(b"M4A "),
        "kieu khac/ghi am.mp3": b"ID3\x04" + bytes(40),
        "kieu khac/danh ba.mdb": b"\0\1\0\0Standard Jet DB\0" + bytes(40),
        "kieu khac/ghi chu.txt": "Kính gửi Đảng ủy xã, chi bộ sẽ nộp phiếu vào thứ hai.\n".encode(),
    }
    for name, content in files.items():
        os.makedirs(os.path.dirname(os.path.join(nop, name)), exist_ok=True)
        with open(os.path.join(nop, name), "wb") as out:
            out.write(content)
    for name, new in [
        ("tong-hop-2020.xlsx", "cua minh/gui tinh.xlsx"),
        ("kiem-tra.xlsx", "cua minh/Bản sao của kiem-tra.xlsx"),
        ("bao-cao.html", "cua minh/bao-cao (1).html"),
        ("bao-cao.json", "cua minh/x.txt"),
        ("tra-lai/KC.txt", "cua minh/thu.txt"),
    ]:
        os.makedirs(os.path.join(nop, "cua minh"), exist_ok=True)
        shutil.copyfile(os.path.join(outputs, name), os.path.join(nop, new))


main(sys.argv[1])
