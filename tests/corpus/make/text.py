"""Letters, blanks and encodings in text."""

from __future__ import annotations

import unicodedata

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from base import (
    COMMITTEE, ELIGIBILITY, ETHNIC, FIRST, JOB, LAST, NAME, NOTE, PERCENT, PROPOSAL, REASON, SELF,
)
from kit import info, members, mishap, put, replace_once

SHEET2 = "xl/worksheets/sheet2.xml"
TCVN3 = dict(zip(
    "ăâêôơưđĂÂÊÔƠƯĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    bytes.fromhex(
        "a8a9aaabacadaea1a2a3a4a5a6a7b5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcddde"
        "dfe1e2e3e4e5e6e7e8e9eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfcfdfe").decode("latin-1"),
    strict=True,
))
VNI_MARKS = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_CIRCUMFLEX = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_I = {"\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}


def tcvn3(text: str) -> str:
    """Capitals with a tone are small letters: there are no others."""
    return "".join(TCVN3.get(it) or TCVN3.get(it.lower(), it) for it in unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """A capital keeps its small mark."""
    out = ""
    for letter in unicodedata.normalize("NFC", text):
        if letter in "đĐ":
            out += "ñ" if letter == "đ" else "Ñ"
            continue
        base, *combining = unicodedata.normalize("NFD", letter)
        tone = next((it for it in combining if it in VNI_MARKS), "")
        if "\u0302" in combining:
            out += base + VNI_CIRCUMFLEX[tone]
        elif "\u031b" in combining:
            out += {"o": "ô", "O": "Ô", "u": "ö", "U": "Ö"}[base] + (VNI_MARKS[tone] if tone else "")
        elif "\u0306" in combining:
            out += base + VNI_BREVE[tone]
        elif base in "iI" and tone:
            out += VNI_I[tone] if base == "i" else VNI_I[tone].upper()
        else:
            out += base + (VNI_MARKS[tone] if tone else "")
    return out


def all_text(book, change):
    for row in range(FIRST, LAST + 1):
        for column in range(1, NOTE + 1):
            cell = members(book).cell(row, column)
            if isinstance(cell.value, str):
                cell.value = change(cell.value)


# --- encodings ---------------------------------------------------------------------------------


@mishap("text/everything-decomposed", by="sheetjs")
def _(book):
    all_text(book, lambda it: unicodedata.normalize("NFD", it))


@mishap("text/tones-on-the-other-vowel")
def _(book):
    all_text(book, lambda it: it.replace("òa", "oà").replace("ủy", "uỷ").replace("oàn", "oàn"))


@mishap("text/no-marks-at-all", by="libreoffice")
def _(book):
    def bare(text):
        text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(it for it in text if not unicodedata.combining(it))
    all_text(book, bare)


@mishap("text/name-in-tcvn3-with-its-font")
def _(book):
    cell = members(book).cell(FIRST + 1, NAME)
    cell.value, cell.font = tcvn3("Nông Thị Sắn"), Font(name=".VnTime", size=13)


@mishap("text/name-in-tcvn3-with-the-font-of-capitals")
def _(book):
    cell = members(book).cell(FIRST + 1, NAME)
    cell.value, cell.font = tcvn3("nông thị sắn"), Font(name=".VnTimeH", size=13)


@mishap("text/whole-list-in-tcvn3", by="libreoffice")
def _(book):
    all_text(book, tcvn3)
    for row in range(FIRST, LAST + 1):
        for column in range(1, NOTE + 1):
            members(book).cell(row, column).font = Font(name=".VnTime", size=13)


@mishap("text/whole-list-in-tcvn3-without-its-font", by="sheetjs")
def _(book):
    all_text(book, tcvn3)


@mishap("text/name-in-vni-with-its-font")
def _(book):
    cell = members(book).cell(FIRST + 4, NAME)
    cell.value, cell.font = vni("Lý Thị Mai"), Font(name="VNI-Times", size=13)


@mishap("text/unicode-name-in-a-font-of-tcvn3")
def _(book):
    # The clerk typed Unicode, the cell kept the old font: the text is right as it stands.
    members(book).cell(FIRST + 1, NAME).font = Font(name=".VnTime", size=13)


def whole_form(book, change, font=None):
    """Headings, labels and hints too; the names of the sheets stay."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    cell.value = change(cell.value)
                    if font:
                        cell.font = Font(name=font, size=12)


@mishap("text/whole-form-in-tcvn3")
def _(book):
    whole_form(book, tcvn3, ".VnTime")


@mishap("text/whole-form-in-tcvn3-without-its-font")
def _(book):
    whole_form(book, tcvn3)


@mishap("text/whole-form-in-vni")
def _(book):
    whole_form(book, vni, "VNI-Times")


@mishap("text/whole-form-in-vni-without-its-font")
def _(book):
    whole_form(book, vni)


@mishap("text/name-in-tcvn3-as-a-piece-in-its-font")
def _(book):
    old = InlineFont(rFont=".VnTime")
    members(book).cell(FIRST + 1, NAME).value = CellRichText("Nong ", TextBlock(old, tcvn3("Thị Sắn")))


@mishap("text/name-in-capitals-by-the-font-of-its-pieces")
def _(book):
    # Plain letters for the most part: only the font of each piece tells.
    old = [InlineFont(rFont=".VnTimeH", b=it) for it in (True, False)]
    members(book).cell(FIRST + 1, NAME).value = CellRichText(
        TextBlock(old[0], tcvn3("nông ")), TextBlock(old[1], tcvn3("thị sắn")))


@mishap("text/name-that-is-one-in-either-encoding")
def _(book):
    # Lò Văn in Unicode would be beyond doubt; these letters are both, and nothing around tells.
    cell = members(book).cell(FIRST + 1, NAME)
    cell.value, cell.font = "Lò Bé", Font(name=".VnTime", size=13)


# --- blanks and what nobody sees ---------------------------------------------------------------


@mishap("text/blanks-round-names")
def _(book):
    put(members(book), FIRST, NAME, "  Ma  Văn   Thụ ")
    put(members(book), FIRST + 1, PROPOSAL, "Hoàn  thành tốt nhiệm vụ ")


@mishap("text/no-break-spaces", by="libreoffice")
def _(book):
    all_text(book, lambda it: it.replace(" ", "\u00a0"))


@mishap("text/zero-width-characters")
def _(book):
    put(members(book), FIRST, NAME, "\ufeffMa Văn\u200b Thụ\u200e")
    put(members(book), FIRST + 1, PROPOSAL, "Hoàn thành\u200b tốt nhiệm vụ")


@mishap("text/tab-and-line-break-in-a-name")
def _(book):
    put(members(book), FIRST, NAME, "Ma Văn\tThụ\n")


@mishap("text/required-cell-with-blanks-only")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, "   ")


@mishap("text/row-with-blanks-only", by="libreoffice")
def _(book):
    for column in range(1, NOTE + 1):
        put(members(book), LAST + 1, column, " \u00a0")


@mishap("text/line-breaks-inside-values")
def _(book):
    put(members(book), FIRST + 1, PROPOSAL, "Hoàn thành tốt\nnhiệm vụ")
    put(members(book), FIRST, ELIGIBILITY, "Được\nđánh giá")


# --- letters -----------------------------------------------------------------------------------


@mishap("text/look-alike-letters")
def _(book):
    # Icelandic Eth in place of Đ, a Cyrillic T in a rating.
    put(members(book), FIRST + 5, NAME, "Ðặng Văn Khởi")
    put(members(book), FIRST + 1, PROPOSAL, "\u0422ốt")


@mishap("text/full-width-digits")
def _(book):
    put(members(book), FIRST + 1, PERCENT, "９５")


@mishap("text/dash-of-another-kind")
def _(book):
    put(members(book), LAST, ELIGIBILITY, "Chưa đánh giá – lý do khác")


@mishap("text/names-in-capitals", by="libreoffice")
def _(book):
    for row in range(FIRST, LAST + 1):
        put(members(book), row, NAME, members(book).cell(row, NAME).value.upper())


@mishap("text/address-before-names")
def _(book):
    put(members(book), FIRST, NAME, "Đ/c Ma Văn Thụ")
    put(members(book), FIRST + 1, NAME, "đồng chí Nông Thị Sắn")


@mishap("text/rank-before-a-name")
def _(book):
    put(members(book), FIRST + 3, NAME, "Thượng úy Chẩu Văn Quế")


@mishap("text/names-of-ethnic-groups-with-marks-of-their-own")
def _(book):
    put(members(book), FIRST, ETHNIC, "H'Mông")
    put(members(book), FIRST + 1, ETHNIC, "Ê-đê")
    put(members(book), FIRST + 2, ETHNIC, "kinh")


@mishap("text/code-of-the-branch-in-small-letters")
def _(book):
    put(info(book), 6, 3, " bm ")


@mishap("text/name-of-the-branch-without-marks")
def _(book):
    put(info(book), 7, 3, "CHI BO THON BINH MINH")


# --- text that means something to a program ----------------------------------------------------


@mishap("text/name-that-looks-like-a-formula")
def _(book):
    cell = members(book).cell(FIRST + 2, NAME)
    cell.value = "=HYPERLINK(\"http://x\")"
    cell.data_type = "s"


@mishap("text/name-that-looks-like-html")
def _(book):
    put(members(book), FIRST + 2, NAME, "<b>Hoàng</b> & \"Lợi\"")


@mishap("text/text-with-an-apostrophe-before-it")
def _(book):
    cell = members(book).cell(FIRST + 1, PERCENT)
    cell.value, cell.quotePrefix = "95", True


@mishap("text/escapes-of-excel", by="patched")
def _(parts):
    replace_once(parts, SHEET2, "Ma Văn Thụ", "Ma_x0020_Văn Thụ_x000D_")


@mishap("text/pieces-in-many-fonts")
def _(book):
    bold = InlineFont(b=True)
    members(book).cell(FIRST, NAME).value = CellRichText("Ma ", TextBlock(bold, "Văn "), "Thụ")
    members(book).cell(FIRST + 1, PROPOSAL).value = CellRichText("HT", TextBlock(bold, "T"), "NV")


@mishap("text/pronunciation-beside-the-text", by="patched")
def _(parts):
    replace_once(parts, SHEET2, "<is><t>Ma Văn Thụ</t></is>", '<is><t>Ma Văn Thụ</t><rPh sb="0" eb="2"><t>đọc</t></rPh></is>')


@mishap("text/longest-text-that-excel-keeps")
def _(book):
    put(members(book), FIRST, REASON, "Hoàn thành vượt mức. " * 1560)


@mishap("text/emoji-and-quotes")
def _(book):
    put(members(book), FIRST, REASON, "“Điển hình” của thôn 👍🏽")


@mishap("text/link-on-a-name")
def _(book):
    members(book).cell(FIRST, NAME).hyperlink = "mailto:chibo@example.com"


@mishap("text/rating-in-quotes")
def _(book):
    for column in (SELF, COMMITTEE, PROPOSAL):
        put(members(book), FIRST + 1, column, "“Hoàn thành tốt nhiệm vụ”.")


@mishap("text/job-of-many-lines")
def _(book):
    put(members(book), FIRST + 3, JOB, "Công an viên\nTổ trưởng tổ an ninh")
