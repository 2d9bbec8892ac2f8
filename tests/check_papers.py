"""Reads the papers of a workspace with other programs: check_papers.py WORKSPACE

Every paper is opened by python-docx and, as PDF, by LibreOffice; both find the same words, and no
placeholder. A notice to a branch names nobody of another branch. The sums of the ballots are those of
the forms, counted again with openpyxl.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parent / "samples"))
from recount import WHO, branch_facts, column, grid, plain, table_below  # noqa: E402

BALLOTS = {
    "summoned": "so dang vien duoc trieu tap", "present": "so dang vien co mat", "issued": "so phieu phat ra",
    "collected": "so phieu thu ve", "valid": "so phieu hop le", "invalid": "so phieu khong hop le",
}
LEVELS = ("htxsnv", "httnv", "htnv", "khtnv")
# So many notices are looked at as pages; the others come of the same template.
NOTICES_PRINTED = 5


def texts(path: Path) -> list[str]:
    """All texts of a paper in their order: paragraphs, and cells of its tables."""
    document = Document(path)
    found = []
    for block in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        found.append("".join(t.text or "" for t in block.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")))
    return found


def shown(value: object) -> str:
    """A name as it is shown, however it was typed."""
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def words(text: str) -> str:
    """Letters and digits alone: lines and tables are broken otherwise on pages."""
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())


def pdf_texts(papers: list[Path], folder: Path) -> dict[str, str]:
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", folder, *papers],
        check=True, capture_output=True,
    )
    found = {}
    for paper in papers:
        pdf = folder / f"{paper.stem}.pdf"
        assert pdf.is_file(), f"LibreOffice makes no PDF of {paper.name}"
        text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True).stdout.decode()
        found[paper.name] = text
    return found


def same_words(paper: str, text: list[str], pdf: str) -> None:
    """Each word of the document is on its pages as often as in it, page numbers aside."""
    count: dict[str, int] = {}
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", " ".join(text)).casefold()):
        count[word] = count.get(word, 0) + 1
    on_pages = words(pdf)
    for word, times in count.items():
        assert on_pages.count(word) >= times, f"{paper}: {word} {times} times in the document, {on_pages.count(word)} on its pages"


def forms(workspace: Path) -> dict[str, dict]:
    """Of each form its facts of ballots, its names and the votes of its members."""
    found = {}
    for path in sorted((workspace / "nop").rglob("*.xls[xm]")):
        book = load_workbook(path, data_only=True)
        rows = grid(book["1_ThongTinChiBo"])
        code, _ = branch_facts(rows)
        facts = {}
        for row in rows:
            values = [v for v in row if v is not None]
            for label, value in zip(values, values[1:]):
                facts.setdefault(plain(label), value)
        ballots = {key: next((v for k, v in facts.items() if k.startswith(label)), None) for key, label in BALLOTS.items()}
        columns, body = table_below(grid(book["2_DangVien"]), "ho va ten")
        name, who = column(columns, "ho va ten"), column(columns, "dien danh gia")
        # Guests are counted, and told, by their own branch.
        body = [row for row in body if WHO.get(plain(row[who])) != "temporary"]
        names = [shown(row[name]) for row in body if row[name] and str(row[0] or "").strip().isdigit()]
        # The votes have the same headings as nothing else in the form.
        votes = {level: columns.get(level) for level in LEVELS}
        sums = {
            level: sum(row[at] for row in body if isinstance(row[at], (int, float)) and row[name] and WHO.get(plain(row[who])) == "rated")
            for level, at in votes.items()
            if at is not None
        }
        found[code] = {"ballots": ballots, "names": names, "votes": sums}
    return found


def counted(paper: Path, by_branch: dict[str, dict]) -> None:
    """The last row of the first list is the sum of the forms."""
    tables = [it for it in Document(paper).tables if len(it.columns) == 8 and it.rows[0].cells[1].text == "Chi bộ"]
    (table,) = tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == len(by_branch) + 2, f"{paper.name}: {len(rows)} rows of {len(by_branch)} branches"
    for place, key in enumerate(BALLOTS, 2):
        wanted = sum(int(it["ballots"][key] or 0) for it in by_branch.values())
        assert rows[-1][place] == str(wanted), f"{paper.name}: {key} {rows[-1][place]}, the forms have {wanted}"
        assert sum(int(row[place] or 0) for row in rows[1:-1]) == wanted, key
    (votes,) = [it for it in Document(paper).tables if len(it.columns) == 7]
    rows = [[cell.text for cell in row.cells] for row in votes.rows]
    for place, level in enumerate(LEVELS, 3):
        wanted = sum(it["votes"][level] for it in by_branch.values())
        assert wanted or level == "khtnv", f"no vote for {level} was found in the forms"
        given = sum(int(row[place] or 0) for row in rows[1:])
        assert given == wanted, f"{paper.name}: {given} votes {level}, the forms have {wanted}"


def main() -> None:
    workspace = Path(sys.argv[1])
    papers = sorted((workspace / "ket-qua" / "giay-to").glob("*.docx"))
    assert papers, "there is no paper"
    by_branch = forms(workspace)
    with tempfile.TemporaryDirectory() as folder:
        printed = [it for it in papers if not it.name.startswith("thong-bao-")]
        printed += [it for it in papers if it not in printed][:NOTICES_PRINTED]
        pages = pdf_texts(printed, Path(folder))
    notices = set()
    for paper in papers:
        text = texts(paper)
        whole = " ".join(text)
        pdf = pages.get(paper.name, "")
        for braces in ("{{", "}}"):
            assert braces not in whole and braces not in pdf, f"{paper.name}: a placeholder is left"
        assert len(whole) > 300, f"{paper.name} says nothing"
        assert "DỰ THẢO" in text[0] or len(sys.argv) > 2, f"{paper.name} is no draft"
        if paper.name in pages:
            same_words(paper.name, text, pdf)
        if paper.name.startswith("thong-bao-"):
            code = paper.stem.removeprefix("thong-bao-")
            notices.add(code)
            own = by_branch[code]["names"]
            cells = {shown(cell.text) for table in Document(paper).tables for row in table.rows for cell in row.cells}
            assert set(own) <= cells, f"{paper.name}: {set(own) - cells} are missing"
            others = {name for other, it in by_branch.items() if other != code for name in it["names"]} - set(own)
            assert not others & cells, f"{paper.name}: {others & cells} are of other branches"
    assert notices == set(by_branch), notices ^ set(by_branch)
    counted(workspace / "ket-qua" / "giay-to" / "bien-ban-kiem-phieu.docx", by_branch)
    print(f"{len(papers)} papers of {len(by_branch)} branches hold")


if __name__ == "__main__":
    main()
