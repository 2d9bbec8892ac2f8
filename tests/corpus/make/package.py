"""What lies in the package: odd, but right; broken; and meant to mislead."""

from __future__ import annotations

import io
import re
import struct
import zipfile

from base import FIRST
from kit import ZIP_DATE, mishap, replace_once, zipped

BOOK, RELS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
SHEET1, SHEET2, SHEET3 = (f"xl/worksheets/sheet{it}.xml" for it in (1, 2, 3))
STYLES, CORE = "xl/styles.xml", "docProps/core.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def patched(name):
    return mishap(f"package/{name}", by="patched")


def with_prefix(xml: str) -> str:
    xml = xml.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return re.sub(r"<(/?)(?![a-z0-9]+:|[?!])", r"<\1x:", xml)


# --- odd, but right ----------------------------------------------------------------------------


@patched("small-entries-not-compressed")
def _(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_STORED if len(data) < 2_500 else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return out.getvalue()


@patched("part-names-in-capitals")
def _(parts):
    parts["XL/Worksheets/Sheet2.XML"] = parts.pop(SHEET2)


@patched("part-names-with-backslashes")
def _(parts):
    data = zipped(parts)
    # Python writes `/` whatever it is given.
    return data.replace(SHEET2.encode(), SHEET2.replace("/", "\\").encode())


@patched("targets-with-dots")
def _(parts):
    text = parts[RELS].decode()
    parts[RELS] = text.replace("/xl/worksheets/", "../xl/./worksheets/").encode()


@patched("targets-relative")
def _(parts):
    text = parts[RELS].decode()
    parts[RELS] = text.replace("/xl/worksheets/", "worksheets/").encode()


@patched("sheet-in-another-folder")
def _(parts):
    parts["daten/blatt.xml"] = parts.pop(SHEET2)
    replace_once(parts, RELS, "/xl/worksheets/sheet2.xml", "/daten/blatt.xml")
    replace_once(parts, TYPES, "/xl/worksheets/sheet2.xml", "/daten/blatt.xml")


@patched("elements-with-a-prefix")
def _(parts):
    for name in (BOOK, SHEET1, SHEET2, SHEET3):
        parts[name] = with_prefix(parts[name].decode()).encode()


@patched("strict-ooxml")
def _(parts):
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            text = data.decode()
            text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            text = text.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            parts[name] = text.encode()


@mishap("package/macros.xlsm", by="patched")
def _(parts):
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    replace_once(parts, TYPES, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                 "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    replace_once(parts, TYPES, "<Default", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default')
    replace_once(parts, RELS, "</Relationships>", '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/'
                 'relationships/vbaProject" Target="vbaProject.bin"/></Relationships>')


@patched("link-to-another-workbook")
def _(parts):
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"/></externalLink>').encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" '
        'Target="file:///C:/mau.xlsx" TargetMode="External"/></Relationships>').encode()
    replace_once(parts, RELS, "</Relationships>", f'<Relationship Id="rIdOut" Type="{OFFICE}/externalLink" '
                 'Target="externalLinks/externalLink1.xml"/></Relationships>')


@patched("no-document-properties")
def _(parts):
    for name in (CORE, "docProps/app.xml", "docProps/custom.xml"):
        parts.pop(name, None)


@patched("chart-sheet-beside-the-form")
def _(parts):
    parts["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"><sheetViews/></chartsheet>'.encode()
    replace_once(parts, RELS, "</Relationships>",
                 f'<Relationship Id="rIdChart" Type="{OFFICE}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>')
    replace_once(parts, BOOK, "</sheets>", f'<sheet xmlns:r="{OFFICE}" name="Biểu đồ" sheetId="99" r:id="rIdChart"/></sheets>')


@patched("texts-in-a-shared-table")
def _(parts):
    share(parts)


def share(parts):
    """Puts the texts of sheet 2 into a table of shared texts, as Excel does."""
    texts: list[str] = []

    def place(found):
        texts.append(found.group(3))
        return f'<c{found.group(1)} t="s"{found.group(2)}><v>{len(texts) - 1}</v></c>'
    xml = re.sub(r'<c([^>]*?) t="inlineStr"([^>]*)><is>(.*?)</is></c>', place, parts[SHEET2].decode(), flags=re.S)
    parts[SHEET2] = xml.encode()
    items = "".join(f"<si>{it}</si>" for it in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">{items}</sst>'.encode()
    replace_once(parts, RELS, "</Relationships>",
                 f'<Relationship Id="rIdTexts" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>')
    replace_once(parts, TYPES, "</Types>", '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
                 'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>')
    return texts


@patched("reference-past-the-shared-table")
def _(parts):
    texts = share(parts)
    name = next(place for place, it in enumerate(texts) if "Ma Văn Thụ" in it)
    replace_once(parts, SHEET2, f"<v>{name}</v>", "<v>99999</v>")


@patched("shared-table-missing")
def _(parts):
    share(parts)
    del parts["xl/sharedStrings.xml"]


@patched("cells-without-references")
def _(parts):
    xml = parts[SHEET2].decode()
    # The first cell of a row keeps its place; cells that follow are the next ones.
    def row(found):
        return found.group(1) + re.sub(r'<c r="[A-Z]+\d+"', "<c", found.group(2))
    parts[SHEET2] = re.sub(r'(<row [^>]*>)(.*?</row>)', row, xml, flags=re.S).encode()


@patched("rows-without-numbers")
def _(parts):
    xml = parts[SHEET2].decode()
    found = {int(it) for it in re.findall(r'<row r="(\d+)"', xml)}
    if found != set(range(1, max(found) + 1)):
        raise ValueError("a row is left out, numbers cannot be")
    xml = re.sub(r'<row r="\d+"', "<row", xml)
    parts[SHEET2] = re.sub(r'<c r="[A-Z]+\d+"', "<c", xml).encode()


@patched("extent-that-lies")
def _(parts):
    parts[SHEET2] = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', parts[SHEET2].decode()).encode()


@patched("byte-order-mark")
def _(parts):
    for name in (BOOK, SHEET2):
        parts[name] = b"\xef\xbb\xbf" + parts[name]


@patched("sheet-in-utf-16")
def _(parts):
    text = re.sub(r"<\?xml[^>]*\?>", "", parts[SHEET2].decode())
    parts[SHEET2] = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


@patched("comment-of-the-archive")
def _(parts):
    data = zipped(parts)
    comment = "gửi từ điện thoại".encode()
    return data[:-2] + struct.pack("<H", len(comment)) + comment


@patched("bytes-before-the-archive")
def _(parts):
    return b"\r\n" + zipped(parts)


@patched("bytes-after-the-archive")
def _(parts):
    return zipped(parts) + bytes(64)


@patched("sizes-behind-the-entries")
def _(parts):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation
    out = Pipe()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return out.getvalue()


@patched("archive-of-64-bits")
def _(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as part:
                part.write(data)
    return out.getvalue()


@patched("folders-as-entries")
def _(parts):
    return zipped({"xl/": b"", "xl/worksheets/": b"", **parts})


@patched("picture-and-printer-settings")
def _(parts):
    parts["docProps/thumbnail.jpeg"] = b"\xff\xd8\xff\xe0" + bytes(200)
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(500)


@patched("text-cell-as-str")
def _(parts):
    replace_once(parts, SHEET2, 't="inlineStr"><is><t>Ma Văn Thụ</t></is>', 't="str"><v>Ma Văn Thụ</v>')


@patched("date-cell-as-iso-date")
def _(parts):
    xml = parts[SHEET2].decode()
    cell = re.search(rf'<c r="C{FIRST}"([^>]*?)( t="n")?><v>[^<]*</v>', xml)
    parts[SHEET2] = xml.replace(cell.group(0), f'<c r="C{FIRST}"{cell.group(1)} t="d"><v>1972-05-19T00:00:00</v>').encode()


@patched("style-that-does-not-exist")
def _(parts):
    parts[SHEET2] = re.sub(rf'(<c r="C{FIRST}") s="\d+"', r'\1 s="9999"', parts[SHEET2].decode()).encode()


@patched("styles-missing")
def _(parts):
    del parts[STYLES]
    parts[RELS] = re.sub(r'<Relationship [^>]*styles\.xml"[^>]*/>', "", parts[RELS].decode()).encode()


@patched("entities-in-text")
def _(parts):
    replace_once(parts, SHEET2, "Ma Văn Thụ", "Ma V&#x103;n Th&#7909;")


@patched("text-in-cdata")
def _(parts):
    replace_once(parts, SHEET2, "<t>Ma Văn Thụ</t>", "<t><![CDATA[Ma Văn Thụ]]></t>")


@patched("comments-and-instructions-in-the-xml")
def _(parts):
    replace_once(parts, SHEET2, "<sheetData>", "<!-- <c r=\"A1\"/> --><?xeploai x?><sheetData>")


@patched("other-version-of-the-sheet-for-old-programs")
def _(parts):
    replace_once(parts, SHEET2, "<sheetData>", '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
                 'markup-compatibility/2006"><mc:Choice Requires="x14"/></mc:AlternateContent><sheetData>')


# --- doubtful ----------------------------------------------------------------------------------


@patched("cell-twice")
def _(parts):
    replace_once(parts, SHEET2, "</sheetData>", f'<row r="{FIRST}"><c r="B{FIRST}" t="str"><v>Tên khác</v></c></row></sheetData>')


@patched("rows-out-of-order")
def _(parts):
    xml = parts[SHEET2].decode()
    row = re.search(rf'<row r="{FIRST + 1}".*?</row>', xml, flags=re.S).group(0)
    parts[SHEET2] = xml.replace(row, "").replace("</sheetData>", row + "</sheetData>").encode()


@patched("number-that-is-none")
def _(parts):
    parts[SHEET2] = re.sub(rf'(<c r="T{FIRST}"[^>]*><v>)[^<]*', r"\1nhiều", parts[SHEET2].decode()).encode()


@patched("number-of-a-thousand-digits")
def _(parts):
    parts[SHEET2] = re.sub(rf'(<c r="T{FIRST}"[^>]*><v>)[^<]*', r"\g<1>" + "9" * 1000, parts[SHEET2].decode()).encode()


@patched("document-type-with-an-entity")
def _(parts):
    xml = parts[SHEET2].decode()
    at = xml.index("<worksheet")
    parts[SHEET2] = (xml[:at] + '<!DOCTYPE worksheet [<!ENTITY x "Tên khác">]>' + xml[at:].replace("Ma Văn Thụ", "&x;")).encode()


@patched("two-sheets-of-one-name")
def _(parts):
    replace_once(parts, BOOK, 'name="3_TapThe"', 'name="2_DangVien"')


@patched("cell-past-the-last-column")
def _(parts):
    replace_once(parts, SHEET2, f'<c r="AK{FIRST}"', f'<c r="ZZZZ{FIRST}"')


@patched("cell-reference-that-is-none")
def _(parts):
    replace_once(parts, SHEET2, f'<c r="B{FIRST}"', '<c r="7B"')


@patched("value-in-the-last-cell")
def _(parts):
    replace_once(parts, SHEET2, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


@patched("empty-cell-in-the-last-place")
def _(parts):
    replace_once(parts, SHEET2, "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')


# --- broken ------------------------------------------------------------------------------------


@patched("sheet-cut-short")
def _(parts):
    parts[SHEET2] = parts[SHEET2][: len(parts[SHEET2]) // 2]


@patched("sheet-that-is-no-xml")
def _(parts):
    parts[SHEET2] = parts[SHEET2].replace(b"<sheetData>", b"<sheetData><<<")


@patched("sheet-missing-from-the-package")
def _(parts):
    del parts[SHEET2]


@patched("sheet-without-rows")
def _(parts):
    parts[SHEET2] = re.sub(r"<sheetData>.*</sheetData>", "<sheetData/>", parts[SHEET2].decode(), flags=re.S).encode()


@patched("workbook-missing")
def _(parts):
    del parts[BOOK]


@patched("relations-missing")
def _(parts):
    del parts["_rels/.rels"]


@patched("relations-of-the-workbook-missing")
def _(parts):
    del parts[RELS]


@patched("content-types-missing")
def _(parts):
    del parts[TYPES]


@patched("no-sheets")
def _(parts):
    parts[BOOK] = re.sub(r"<sheets>.*</sheets>", "<sheets/>", parts[BOOK].decode(), flags=re.S).encode()


@patched("checksum-that-is-wrong")
def _(parts):
    data = bytearray(zipped(parts))
    at = data.rindex(SHEET2.encode()) - 46
    data[at + 16] ^= 0xFF
    return bytes(data)


@patched("compressed-bytes-damaged")
def _(parts):
    data = bytearray(zipped(parts))
    at = data.index(SHEET2.encode()) + 500
    for place in range(at, at + 200):
        data[place] ^= 0x5A
    return bytes(data)


@patched("compressed-by-a-way-unknown")
def _(parts):
    data = bytearray(zipped(parts))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] = 14
            at = data.find(mark, at + 4)
    return bytes(data)


# --- meant to mislead --------------------------------------------------------------------------


@patched("entry-with-a-password")
def _(parts):
    data = bytearray(zipped(parts))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


@patched("part-twice")
def _(parts):
    parts["xl/worksheets/sheet9.xml"] = b"<worksheet/>"
    return zipped(parts).replace(b"sheet9.xml", b"sheet2.xml")


@patched("part-twice-in-other-case")
def _(parts):
    parts["XL/worksheets/SHEET2.xml"] = b"<worksheet/>"


@patched("part-that-leaves-the-package")
def _(parts):
    parts["../../ngoai.txt"] = b"ra ngo\xc3\xa0i"


@patched("size-that-lies")
def _(parts):
    data = bytearray(zipped(parts))
    at = data.rindex(SHEET2.encode()) - 46
    data[at + 24:at + 28] = struct.pack("<I", 100)
    return bytes(data)


@patched("form-in-a-form")
def _(parts):
    inner = zipped(dict(parts))
    parts["xl/embeddings/phieu.xlsx"] = inner[:2_000]
