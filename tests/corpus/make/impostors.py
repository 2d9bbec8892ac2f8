"""Files that are no form, or not what their name says."""

from __future__ import annotations

import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from openpyxl import Workbook

from kit import mishap, saved, unzipped, zipped

HERE = Path(__file__).resolve().parent


def raw(name):
    return mishap(f"impostors/{name}", by="raw")


def docx() -> bytes:
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped({
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>').encode(),
        "_rels/.rels": (f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>').encode(),
        "word/document.xml": (f'<w:document xmlns:w="{main}"><w:body><w:p><w:r><w:t>DANH SÁCH ĐẢNG VIÊN</w:t></w:r></w:p>'
                              "</w:body></w:document>").encode(),
    })


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes([200, 0, 0] * 8) for _ in range(8))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def pdf() -> bytes:
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % it for it in places)
    return out + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table


def sheetjs(data: bytes, book_type: str) -> bytes:
    """The valid form saved by SheetJS in another format."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "phieu.xlsx"), Path(folder, "phieu.out")
        source.write_bytes(data)
        subprocess.run(["node", str(HERE / "sheetjs" / "save.mjs"), str(source), str(target), book_type], check=True)
        return target.read_bytes()


TABLE = [["STT", "Họ và tên", "Ngày sinh", "Xếp loại"], ["1", "Ma Văn Thụ", "19/05/1972", "HTXSNV"],
         ["2", "Nông Thị Sắn", "02/11/1979", "HTTNV"]]
HTML = ("<html><head><meta charset='utf-8'></head><body><table>"
        + "".join("<tr>" + "".join(f"<td>{it}</td>" for it in row) + "</tr>" for row in TABLE)
        + "</table></body></html>").encode()


# --- a form under another name -----------------------------------------------------------------


@raw("valid-form-named-xls.xls")
def _(data):
    return data


@raw("valid-form-without-an-extension.")
def _(data):
    return data


@raw("valid-form-named-docx.docx")
def _(data):
    return data


@raw("valid-form-with-a-number-in-brackets (1).xlsx")
def _(data):
    return data


@raw("Phiếu chi bộ Bình Minh - bản cuối cùng.xlsx")
def _(data):
    return data


# --- other programs' files ---------------------------------------------------------------------


@raw("word-document-named-xlsx.xlsx")
def _(data):
    return docx()


@raw("word-document.docx")
def _(data):
    return docx()


@raw("word-document-of-1997.doc")
def _(data):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + "WordDocument".encode("utf-16-le") + bytes(1000)


@raw("rich-text-named-doc.doc")
def _(data):
    return rb"{\rtf1\ansi DANH SACH DANG VIEN\par}"


@raw("slides.pptx")
def _(data):
    parts = unzipped(docx())
    parts["ppt/presentation.xml"] = parts.pop("word/document.xml")
    return zipped(parts)


@raw("pdf-named-xlsx.xlsx")
def _(data):
    return pdf()


@raw("picture-named-xlsx.xlsx")
def _(data):
    return png()


@raw("photograph.jpg")
def _(data):
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\0\0\x01\0\x01\0\0" + bytes(range(256)) + b"\xff\xd9"


@raw("photograph-of-a-telephone.heic")
def _(data):
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


@raw("web-page-named-xls.xls")
def _(data):
    return HTML


@raw("web-page-by-sheetjs-named-xlsx.xlsx")
def _(data):
    return sheetjs(data, "html")


@raw("comma-text-named-xlsx.xlsx")
def _(data):
    return "\r\n".join(",".join(row) for row in TABLE).encode("utf-8-sig")


@raw("tab-text-in-utf-16.txt")
def _(data):
    return "\r\n".join("\t".join(row) for row in TABLE).encode("utf-16")


@raw("excel-xml-of-2003-by-sheetjs.xls")
def _(data):
    return sheetjs(data, "xlml")


@raw("workbook-of-excel-2-by-sheetjs.xls")
def _(data):
    return sheetjs(data, "biff2")


@raw("text-document-of-libreoffice.odt")
def _(data):
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})


@raw("archive-of-the-form.zip")
def _(data):
    return zipped({"phieu chi bo.xlsx": data[:15_000]})


@raw("archive-of-another-kind.rar")
def _(data):
    return b"Rar!\x1a\x07\x01\x00" + bytes(range(200))


@raw("program.exe")
def _(data):
    return b"MZ\x90\x00\x03" + bytes(range(250))


@raw("link-to-a-sheet-in-the-cloud.gsheet")
def _(data):
    return b'{"url": "https://docs.google.com/open?id=abc", "doc_id": "abc"}'


@raw("message-with-the-form-attached.eml")
def _(data):
    return b"From: chi bo <chibo@example.com>\r\nSubject: phieu\r\nMIME-Version: 1.0\r\n\r\nXin gui phieu\r\n"


@raw("workbook-of-another-matter.xlsx")
def _(data):
    book = Workbook()
    book.active.title = "Thu chi"
    for row in [["Ngày", "Nội dung", "Số tiền"], ["05/12/2020", "Đảng phí", 120_000]]:
        book.active.append(row)
    return saved(book)


@raw("workbook-with-nothing-in-it.xlsx")
def _(data):
    book = Workbook()
    return saved(book)


# --- not all of a file -------------------------------------------------------------------------


@raw("password.xlsx")
def _(data):
    return (HERE / "password.xlsx").read_bytes()


@raw("first-half-only.xlsx")
def _(data):
    return data[: len(data) // 2]


@raw("last-bytes-missing.xlsx")
def _(data):
    return data[:-30]


@raw("last-byte-missing.xlsx")
def _(data):
    return data[:-1]


@raw("hole-in-the-middle.xlsx")
def _(data):
    middle = len(data) // 2
    return data[:middle - 1500] + bytes(3000) + data[middle + 1500:]


@raw("nothing-but-noughts.xlsx")
def _(data):
    return bytes(4096)


@raw("no-bytes.xlsx")
def _(data):
    return b""


@raw("one-byte.xlsx")
def _(data):
    return b"P"


@raw("end-of-an-archive-only.xlsx")
def _(data):
    return b"PK\x05\x06" + bytes(18)


@raw("noise.xlsx")
def _(data):
    out, state = bytearray(), 1
    for _ in range(2048):
        state = (state * 1103515245 + 12345) % 2**31
        out.append(state >> 16 & 0xFF)
    return bytes(out)


# --- left by programs --------------------------------------------------------------------------


@raw("~$phieu.xlsx")
def _(data):
    name = "Nông Thị Sắn"
    return bytes([len(name)]) + name.encode("cp1258", "replace").ljust(54, b" ") + struct.pack("<H", len(name)) + \
        name.encode("utf-16-le").ljust(108, b" ")


@raw("Thumbs.db")
def _(data):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@raw("._phieu.xlsx")
def _(data):
    return b"\0\x05\x16\x07\0\x02\0\0Mac OS X        " + bytes(40)


@raw("phieu.xlsx.tmp")
def _(data):
    return data[:1000]


@raw("phieu.xlsx.crdownload")
def _(data):
    return data[:5000]
