"""An office's own Word document with placeholders, and what has to be in it when it is filled.

make_document.py make OUT.docx      by python-docx
make_document.py html OUT.html      for LibreOffice to make a document of
make_document.py check BLANK.docx FILLED.docx bao-cao.json
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

HEADINGS = ("TT", "Chi bộ", "Số ĐV", "HTXSNV")
NAMES = ("{{branch.number}}", "{{chi_bo.ten}}", "{{branch.members}}", "{{branch.excellent}}")
TITLE = "BÁO CÁO NĂM {{year}} CỦA {{committee}}"
CONDITIONS = (
    "{{nếu tong.dang_vien}}Toàn Đảng bộ có {{tong.dang_vien}} đảng viên, đã xếp loại {{total.rated}}.",
    "{{nếu không tong.dang_vien}}Không có đảng viên nào.",
)
UNTOUCHED = "Chữ này giữ nguyên: 50 % & <kèm>."


def make(out: Path) -> None:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    document.core_properties.title = "Báo cáo"
    title = document.add_paragraph()
    # As Word tears what is typed in pieces.
    for number, piece in enumerate(re.split(r"(?<=\{)|(?=ar)|(?=\}\})", TITLE)):
        run = title.add_run(piece)
        run.bold = number == 0
        run.font.size = Pt(14 + number % 2)
    for text in CONDITIONS:
        document.add_paragraph(text)
    document.add_paragraph(UNTOUCHED)
    table = document.add_table(rows=3, cols=4, style="Table Grid")
    for row, texts in zip(table.rows, (HEADINGS, NAMES, ("", "Cộng", "{{total.members}}", "{{total.excellent}}"))):
        for cell, text in zip(row.cells, texts):
            cell.text = text
    document.sections[0].header.paragraphs[0].text = "{{dang_uy}}"
    document.save(out)


def html(out: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{it}</td>" for it in texts) + "</tr>" for texts in (HEADINGS, NAMES, ("", "Cộng", "{{total.members}}", "{{total.excellent}}")))
    title = TITLE.replace("{{ye", "<b>{{</b><i>ye</i>")
    text = UNTOUCHED.replace("&", "&amp;").replace("<", "&lt;")
    paragraphs = "".join(f"<p>{it}</p>" for it in (title, *CONDITIONS, text))
    out.write_text(f'<html><head><meta charset="utf-8"></head><body>{paragraphs}<table border="1">{rows}</table></body></html>', encoding="utf-8")


def check(blank: Path, filled: Path, report: Path) -> None:
    from docx import Document

    told = json.loads(report.read_text(encoding="utf-8"))
    totals, branches = told["totals"], told["branches"]
    old, new = Document(blank), Document(filled)
    texts = [it.text.strip() for it in new.paragraphs if it.text.strip()]
    wanted = [
        "BÁO CÁO NĂM 2020 CỦA Đảng ủy xã Bình An",
        f"Toàn Đảng bộ có {totals['members']} đảng viên, đã xếp loại {totals['rated']}.",
        UNTOUCHED,
    ]
    assert texts == wanted, texts
    (table,) = new.tables
    rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
    assert rows[0] == list(HEADINGS), rows[0]
    expected = [[str(n), it["name"], str(it["members"]), str(it["ratings"]["excellent"] if "ratings" in it else it["excellent"])] for n, it in enumerate(branches, 1)]
    assert rows[1:-1] == expected, (rows[1:-1], expected)
    assert rows[-1][2] == str(totals["members"]), rows[-1]
    # Every row has the look of the one that was repeated.
    look = lambda row: [re.sub(r"<w:t[ >].*?</w:t>", "", cell._tc.tcPr.xml if cell._tc.tcPr is not None else "") for cell in row.cells]
    assert all(look(row) == look(old.tables[0].rows[1]) for row in table.rows[1:-1])
    header = new.sections[0].header.paragraphs
    if header and old.sections[0].header.paragraphs[0].text:
        assert header[0].text == "Đảng ủy xã Bình An", header[0].text
    # The look of the first piece of a torn placeholder.
    title = next(it for it in new.paragraphs if "BÁO CÁO" in it.text)
    assert all("{" not in run.text for run in title.runs)


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    {"make": make, "html": html, "check": check}[command](*map(Path, paths))
