"""Makes the forms of cases about what a file costs, out of the samples, with openpyxl.

    python tests/cases/make_bytes.py
"""

from __future__ import annotations

from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "samples/binh-an-2020"
FORMS = SAMPLE / "nop"
HEAD, *BRANCHES = (SAMPLE / "xeploai.toml").read_text(encoding="utf-8").split("[[branch]]")


def workspace(name: str, *codes: str) -> Path:
    """A workspace of some branches of the sample; its inbox."""
    own = [it for it in BRANCHES if any(f'code = "{code}"' in it for code in codes)]
    folder = HERE / name / "workspace"
    (folder / "nop").mkdir(parents=True, exist_ok=True)
    (folder / "xeploai.toml").write_text("[[branch]]".join([HEAD, *own]), encoding="utf-8")
    return folder / "nop"


def card_filled_down() -> None:
    inbox = workspace("card-number-filled-down", "TP", "TYT")
    book = openpyxl.load_workbook(FORMS / "Chi bo Tong Pu 2020.xlsx")
    for row in range(9, 19):
        book["2_DangVien"].cell(row, 10).value = book["2_DangVien"].cell(8, 10).value
    book.save(inbox / "tp.xlsx")
    book = openpyxl.load_workbook(FORMS / "TRAM Y TE BINH AN.xlsx")
    # Two mistakes are two findings.
    for row in (8, 9):
        book["2_DangVien"].cell(row, 10).value = book["2_DangVien"].cell(7, 10).value
    book.save(inbox / "tyt.xlsx")


def document_pasted() -> None:
    inbox = workspace("document-pasted-into-a-cell", "TP", "TYT")
    book = openpyxl.load_workbook(FORMS / "Chi bo Tong Pu 2020.xlsx")
    # A long reason is a reason.
    book["2_DangVien"]["AJ9"] = "Tham gia đầy đủ các phong trào của thôn. " * 60
    book.save(inbox / "tp.xlsx")
    book = openpyxl.load_workbook(FORMS / "TRAM Y TE BINH AN.xlsx")
    document = "Trong năm qua, đồng chí đã hoàn thành các nhiệm vụ được giao. "
    book["2_DangVien"]["AJ8"] = document * 500
    book["2_DangVien"]["B9"] = book["2_DangVien"]["B9"].value + ". " + document * 10
    book["1_ThongTinChiBo"]["C12"] = document * 4
    book.save(inbox / "tyt.xlsx")


if __name__ == "__main__":
    card_filled_down()
    document_pasted()
