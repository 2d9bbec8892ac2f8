"""Who is decided on anew, or while a form is out, in the consolidated workbook: python tests/season/anew.py PROGRAM FOLDER

Everybody of the sample of 2026 is decided on by typing. Then number and date of a second and a third decision are typed over those of the first,
beside the ratings of one person each; a number is corrected; a form goes and comes back, with something typed between. Each paper
keeps whom it decided on, and nobody who was decided on is lost. FOLDER is made anew and kept to be looked at.
"""

import re
import shutil
import zipfile

import openpyxl

from typed import FOLDER, LISTS, NAME, codes, columns, fill, put, report, rows, run, season

FIRST, SECOND, THIRD = ("12-QĐ/ĐU", "20/12/2026"), ("15-QĐ/ĐU", "25/12/2026"), ("17-QĐ/ĐU", "29/12/2026")
BODY = "Đảng ủy"


def type_paper(book, paper, over=None):
    """Types number and date of the committee's decision into DS05, over those of another one."""
    sheet = book["DS05"]
    head, cols = columns(sheet, "Số quyết định")
    for row in range(head + 1, head + 9):
        number = sheet.cell(row, cols["Số quyết định"])
        if str(sheet.cell(row, 1).value or "").startswith(BODY) and number.value == over:
            number.value, sheet.cell(row, cols["Ngày quyết định"]).value = paper
            return
    raise AssertionError(f"no row for {over}")


def type_others(book):
    """Number and date of whoever else decides."""
    sheet = book["DS05"]
    head, cols = columns(sheet, "Số quyết định")
    for row in range(head + 1, head + 9):
        body = str(sheet.cell(row, 1).value or "")
        if body.startswith("Ban Thường vụ"):
            sheet.cell(row, cols["Số quyết định"]).value = "90-QĐ/TU"
            sheet.cell(row, cols["Ngày quyết định"]).value = "30/12/2026"


def rate(book, place, level, note=None):
    """Types a rating of one of the last members who are good, none of whom the superior decides on, and a note; gives the name."""
    sheet = book["DS01"]
    row, who, _ = [it for it in rows(sheet, *LISTS["DS01"]) if it[2] == "HTTNV"][place - 60]
    put(sheet, "Mức được quyết định", row, level)
    if note:
        put(sheet, "Ghi chú", row, note)
    return who


def edited(commune, change):
    path = commune / "ket-qua" / NAME
    book = openpyxl.load_workbook(path)
    said = change(book)
    book.save(path)
    return said


def decided(commune):
    """How many stand by each paper of the committee."""
    papers = report(commune)["decisions"]["papers"]
    return {it["number"]: it["decided"] for it in papers if it["body"].startswith(BODY)}


def printed(commune):
    """Of each paper on members its number, how many it says it is on, and whether it is a draft."""
    shutil.rmtree(commune / "ket-qua/giay-to", ignore_errors=True)
    run("papers", commune, "-q", code=(0, 1))
    found = {}
    for path in (commune / "ket-qua/giay-to").glob("quyet-dinh-dang-vien*.docx"):
        with zipfile.ZipFile(path) as package:
            xml = package.read("word/document.xml").decode()
        text = re.sub("<[^>]+>", "", xml.replace("</w:p>", "\n"))
        count = re.search(r"đối với (\d+) ", text)
        found[re.search(r"Số:? *(\S+)", text)[1]] = int(count[1]), "DỰ THẢO" in text
    return found


def reasons(commune):
    """What DS05 says of each: the reason, and by which papers."""
    sheet = openpyxl.load_workbook(commune / "ket-qua" / NAME)["DS05"]
    head, cols = columns(sheet, "Lý do")
    cells = lambda row: (sheet.cell(row, cols["Lý do"]).value, sheet.cell(row, cols["Quyết định"]).value)
    name = cols["Đảng viên, tập thể, chi bộ"]
    return {sheet.cell(row, name).value: cells(row) for row in range(head + 2, sheet.max_row + 1)}


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "work").mkdir(parents=True)
    commune = season("xa")
    fill(commune / "ket-qua" / NAME)
    run("consolidate", commune, "-q")
    edited(commune, lambda book: (type_paper(book, FIRST), type_others(book)))
    run("consolidate", commune, "-q")
    assert report(commune)["decisions"]["final"], report(commune)["decisions"]
    whole = decided(commune)
    assert whole.keys() == {FIRST[0]}, whole
    signed = printed(commune)[FIRST[0]]

    def anew(book):
        type_paper(book, SECOND, FIRST[0])
        return rate(book, 0, "HTNV", "Kết luận A")

    one = edited(commune, anew)
    run("consolidate", commune, "-q")
    assert decided(commune) == {FIRST[0]: whole[FIRST[0]] - 1, SECOND[0]: 1}, decided(commune)
    assert len(codes(commune)["D040"]) == 1 and FIRST[0] in codes(commune)["D040"][0]["message"], codes(commune)["D040"]
    assert printed(commune)[FIRST[0]] == signed and printed(commune)[SECOND[0]] == (1, False), printed(commune)
    reason, papers = reasons(commune)[one]
    assert reason == "Kết luận A" and papers.index(SECOND[0]) < papers.index(FIRST[0]), (reason, papers)

    # A third one, of somebody else and of the first once more: the reason of before is none of it.
    def third(book):
        type_paper(book, THIRD, SECOND[0])
        rate(book, 0, "HTTNV")
        return rate(book, 1, "HTNV", "Kết luận B")

    other = edited(commune, third)
    run("consolidate", commune, "-q")
    assert decided(commune) == {FIRST[0]: whole[FIRST[0]] - 2, SECOND[0]: 0, THIRD[0]: 2}, decided(commune)
    assert printed(commune)[FIRST[0]] == signed and printed(commune)[SECOND[0]] == (1, False), printed(commune)
    assert printed(commune)[THIRD[0]] == (2, False), printed(commune)
    assert reasons(commune)[other][0] == "Kết luận B" and reasons(commune)[one][0] is None, reasons(commune)
    run("consolidate", commune, "-q")
    assert printed(commune)[FIRST[0]] == signed, "the same from the same"

    # A slip of a number put right: everybody of that paper goes along, and it is told.
    edited(commune, lambda book: type_paper(book, ("18-QĐ/ĐU", THIRD[1]), THIRD[0]))
    run("consolidate", commune, "-q")
    assert decided(commune) == {FIRST[0]: whole[FIRST[0]] - 2, SECOND[0]: 0, "18-QĐ/ĐU": 2}, decided(commune)
    assert len(codes(commune)["D041"]) == 1, codes(commune).keys()
    print("each paper has whom it decided on")

    # A form is away: what was decided on its people waits, the papers are drafts, and what is typed meanwhile counts.
    form = commune / "nop/NC_2026.xlsx"
    away = FOLDER / "work" / form.name
    form.rename(away)
    run("consolidate", commune, "-q", code=1)
    waiting = {it["member"] for it in codes(commune)["D036"]}
    assert "D009" not in codes(commune) and len(waiting) > 15, (codes(commune).keys(), len(waiting))
    assert not report(commune)["decisions"]["final"]
    count, draft = printed(commune)[FIRST[0]]
    assert draft and count < signed[0], (count, draft)
    third_one = edited(commune, lambda book: rate(book, 5, "HTNV", "Kết luận C"))
    run("consolidate", commune, "-q", code=1)
    assert {it["member"] for it in codes(commune)["D036"]} == waiting
    away.rename(form)
    run("consolidate", commune, "-q")
    assert report(commune)["decisions"]["final"], report(commune)["decisions"]
    # A rating that was corrected without another number stays in its paper.
    assert decided(commune) == {FIRST[0]: whole[FIRST[0]] - 2, SECOND[0]: 0, "18-QĐ/ĐU": 2}, decided(commune)
    assert reasons(commune)[third_one][0] == "Kết luận C", reasons(commune)
    assert printed(commune)[FIRST[0]] == signed, (printed(commune), signed)
    print("what was decided on a branch waits for its form")

    # Two of one name in one branch, told by birth and card.
    twins = season("trung-ten")
    form = twins / "nop/NC_2026.xlsx"
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[1]
    names = [cell for row in sheet.iter_rows(min_col=2, max_col=2) for cell in row if isinstance(cell.value, str)]
    people = [it for it in names if isinstance(sheet.cell(it.row, 1).value, (int, float)) or str(sheet.cell(it.row, 1).value).isdigit()]
    people[-1].value = people[-2].value
    book.save(form)
    run("consolidate", twins, "-q", code=(0, 1))
    counts = fill(twins / "ket-qua" / NAME)
    run("consolidate", twins, "-q", code=(0, 1))
    assert "D014" not in codes(twins), codes(twins)["D014"]
    assert report(twins)["decisions"]["members_decided"] == sum(counts.values()), report(twins)["decisions"]
    print("namesakes are told apart")

    # Somebody leaves: the form has another one in that row. In the workbook the rating is cleared, as is asked, and
    # nothing waits for them. The first copy goes, so that the new workbook is what counts.
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[1]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if isinstance(cell.value, str)}
    col = lambda word: next(col for text, col in heads.items() if word in text)
    left = sheet.cell(people[0].row, 2).value
    sheet.cell(people[0].row, 2).value = "Lò Văn Mới"
    sheet.cell(people[0].row, col("Số thẻ")).value = "99.000123"
    sheet.cell(people[0].row, col("năm sinh")).value = "03/02/1971"
    book.save(form)
    for path in (twins / "ket-qua").glob("tong-hop-2026 (sửa tay *).xlsx"):
        path.unlink()

    def leave(book):
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                if sheet.sheet_state == "visible" and any(cell.value == left for cell in row):
                    for cell in row:
                        if cell.value in ("HTXSNV", "HTTNV", "HTNV", "KHTNV") and not isinstance(cell, openpyxl.cell.cell.MergedCell):
                            cell.value = None

    edited(twins, leave)
    run("consolidate", twins, "-q", code=(0, 1))
    told = codes(twins)
    assert [it["member"] for it in told["D042"]] == [left] and "D036" not in told, (told.get("D042"), told.get("D036"))
    run("consolidate", twins, "-q", code=(0, 1))
    print("who left is told of, and nothing waits for them")


main()
