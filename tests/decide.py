"""Decides as a committee would, on its own sheets: decide.py WORKSPACE [CHANGES]

Every row of `ket-qua/quyet-dinh-<year>.xlsx` gets what is proposed; so many members of the rows rated
excellent are lowered, with a reason. Number and date stand in the head, one number a body.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook


def cell_of(sheet, text: str):
    return next((c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.strip() == text), None)


def beside(sheet, cell):
    """The cell right of one, or of those that it is merged with."""
    merged = next((it for it in sheet.merged_cells.ranges if cell.coordinate in it), None)
    return sheet.cell(cell.row, (merged.max_col if merged else cell.column) + 1)


def main() -> None:
    workspace, changes = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    path = next((workspace / "ket-qua").glob("quyet-dinh-*.xlsx"))
    year = path.stem.rsplit("-", 1)[1]
    book = load_workbook(path)
    numbers: dict[str, int] = {}
    changed = 0
    for sheet in book:
        decision = cell_of(sheet, "QUYẾT ĐỊNH")
        if decision is None:
            continue
        proposal = cell_of(sheet, "Chi bộ đề nghị") or cell_of(sheet, "Mức đề nghị")
        reason = cell_of(sheet, "Lý do khác đề nghị")
        body = beside(sheet, cell_of(sheet, "Cơ quan quyết định:")).value
        number = numbers.setdefault(str(body), 41 + len(numbers))
        beside(sheet, cell_of(sheet, "Số quyết định:")).value = f"{number}-QĐ/ĐU"
        beside(sheet, cell_of(sheet, "Ngày quyết định:")).value = f"29/12/{year}"
        for row in range(decision.row + 1, sheet.max_row + 1):
            proposed = sheet.cell(row, proposal.column).value
            if proposed not in ("HTXSNV", "HTTNV", "HTNV", "KHTNV"):
                continue
            if proposed == "HTXSNV" and changed < changes and cell_of(sheet, "Họ và tên"):
                proposed, changed = "HTTNV", changed + 1
                sheet.cell(row, reason.column).value = "Xét thêm kết quả của đơn vị"
            sheet.cell(row, decision.column).value = proposed
    book.save(path)
    print(f"{len(numbers)} bodies, {changed} changed")


if __name__ == "__main__":
    main()
