"""Ratings typed into the consolidated workbook itself: python tests/season/typed.py PROGRAM FOLDER

The office types what the committee decided into the columns of decisions of tong-hop of the sample of 2026, as proposed but for
a few: they count, what is lacking of the paper is told, and typed into the new workbook they make it final. The same comes of
the workbook with its rows shuffled, saved by LibreOffice, or dropped into the inbox. FOLDER is made anew and kept to be looked at.
"""

import json
import pathlib
import random
import shutil
import subprocess
import sys

import openpyxl

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FOLDER = pathlib.Path(sys.argv[2])
SAMPLE = ROOT / "samples/binh-an-2026"
NAME = "tong-hop-2026.xlsx"
LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
KEYS = ("excellent", "good", "satisfactory", "unsatisfactory")
LIMITS = "\n[limits]\nlist-rows = 90\ncells = 5000\n"
# Another branch is called Nà Lầu: two names that differ in a mark alone.
ALIKE = "Chi bộ thôn Nà Cọn", "Chi bộ thôn Nà Lâu"
NUMBER, DATE = "15-QĐ/ĐU", "20/12/2026"
# The column of decisions, of names and of proposals (of a branch the program's own proposal is its self-rating).
LISTS = {
    "DS01": ("Mức được quyết định", "Họ và tên", "Chi bộ đề nghị"),
    "Bieu03": ("Đảng ủy quyết định", "Tên chi bộ", "Chi bộ tự xếp loại"),
}


def run(*args, code=0):
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True, check=False)
    wanted = code if isinstance(code, tuple) else (code,)
    assert done.returncode in wanted, f"{args}: {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def report(workspace):
    return json.loads((workspace / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))


def totals(workspace):
    own = report(workspace)["totals"]
    return {level: own[key] for level, key in zip(LEVELS, KEYS, strict=True)}


def codes(workspace):
    found = {}
    for it in report(workspace)["findings"]:
        found.setdefault(it["code"], []).append(it)
    return found


def columns(sheet, heading):
    """The row of the headings and their columns, of the table that has this one."""
    # Remembered: openpyxl goes through all cells each time to know how large a sheet is.
    heads = sheet.__dict__.setdefault("heads", {})
    if heading not in heads:
        for row in sheet.iter_rows():
            texts = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
            if heading in texts:
                heads[heading] = row[0].row, texts
                break
        else:
            raise AssertionError(f"{sheet.title}: no {heading}")
    return heads[heading]


def rows(sheet, heading, name, proposal):
    """Rows of a list that have a proposal: their numbers, names and proposals."""
    head, cols = columns(sheet, heading)
    for row in range(head + 1, sheet.max_row + 1):
        who, level = (sheet.cell(row, cols[it]).value for it in (name, proposal))
        if who and level in LEVELS:
            yield row, who, level
    assert cols[heading]


def put(sheet, heading, row, value):
    sheet.cell(row, columns(sheet, heading)[1][heading]).value = value


def fill(path):
    """Types everybody as proposed, two members lower; gives how many have which rating then."""
    book = openpyxl.load_workbook(path)
    counts = dict.fromkeys(LEVELS, 0)
    for title, (heading, name, proposal) in LISTS.items():
        sheet, lowered = book[title], 0
        for row, _, level in rows(sheet, heading, name, proposal):
            # Of the excellent ones so many that no group has too many, the first with a reason.
            if title == "DS01" and level == "HTXSNV" and lowered < 2:
                lowered += 1
                level = "HTTNV"
                if lowered == 1:
                    put(sheet, "Ghi chú", row, "Hội nghị thống nhất hạ một mức")
            put(sheet, heading, row, level)
            counts[level] += title == "DS01"
    sheet = book["Bieu04"]
    for row, _, level in rows(sheet, "Đảng ủy quyết định", "Tên tập thể", "Đề nghị"):
        if sheet.cell(row, 1).value and level in LEVELS:
            put(sheet, "Đảng ủy quyết định", row, level)
    book.save(path)
    return counts


def shuffled(path):
    """Puts the people of DS01 in another order, with all that stands in their rows; bands stay where they are."""
    book = openpyxl.load_workbook(path)
    sheet = book["DS01"]
    head, cols = columns(sheet, "Mức được quyết định")
    own = [it[0] for it in rows(sheet, "Mức được quyết định", "Họ và tên", "Chi bộ đề nghị")]
    lines = [[sheet.cell(row, col).value for col in range(2, sheet.max_column + 1)] for row in own]
    random.Random(13).shuffle(lines)
    for row, line in zip(own, lines, strict=True):
        for col, value in enumerate(line, 2):
            sheet.cell(row, col).value = value
    book.save(path)


def resaving(path, work):
    """LibreOffice saves the file as xlsx and as ods while other things are done: the folder, and what to wait for."""
    folder = work / "luu-lai"
    kinds = ("xlsx:Calc MS Excel 2007 XML", "ods")
    script = " && ".join(
        f"soffice --headless '-env:UserInstallation=file://{work.resolve()}/office' --convert-to '{kind}' "
        f"--outdir '{folder / kind.split(':')[0]}' '{path}'"
        for kind in kinds
    )
    return folder, subprocess.Popen(["sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def written(workspace):
    """What the consolidated workbook says in its column of decisions, and below its titles."""
    book = openpyxl.load_workbook(workspace / "ket-qua" / NAME)
    sheet = book["DS01"]
    _, cols = columns(sheet, "Mức được quyết định")
    said = {}
    for row, who, _ in rows(sheet, "Mức được quyết định", "Họ và tên", "Chi bộ đề nghị"):
        said[who, sheet.cell(row, cols["Ngày sinh"]).value] = sheet.cell(row, cols["Mức được quyết định"]).value
    draft = any("DỰ THẢO" in str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row)
    return said, draft


def call(commune, before, after):
    """Gives a branch another name, in the settings and on its form."""
    settings = commune / "xeploai.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count(f'"{before}"') == 1
    settings.write_text(text.replace(f'"{before}"', f'"{after}"'), encoding="utf-8")
    for path in (commune / "nop").rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == before]
        for cell in cells:
            cell.value = after
        if cells:
            book.save(path)
            return
    raise AssertionError(f"no form of {before}")


def season(name):
    """A commune whose forms are in: the same run for all of them, made once."""
    made = FOLDER / "work/xong"
    if not made.exists():
        shutil.copytree(SAMPLE, made, ignore=shutil.ignore_patterns("ket-qua"))
        call(made, *ALIKE)
        # The workbook has more than a form may have.
        with (made / "xeploai.toml").open("a", encoding="utf-8") as settings:
            settings.write(LIMITS)
        run("consolidate", made, "-q")
    commune = FOLDER / name
    shutil.copytree(made, commune)
    return commune


def outputs(commune):
    """Every output but the journal, which says when."""
    files = (commune / "ket-qua").rglob("*")
    return {it.name: it.read_bytes() for it in files if it.is_file() and it.name != "nhat-ky.jsonl" and not it.name.startswith(".")}


def assert_settled(commune):
    """The second run from the same makes the same, of every output."""
    first = outputs(commune)
    run("consolidate", commune, "-q")
    second = outputs(commune)
    assert first.keys() == second.keys(), first.keys() ^ second.keys()
    assert [it for it in first if first[it] != second[it]] == []


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    work = FOLDER / "work"
    work.mkdir(parents=True)

    commune = season("xa")
    output = commune / "ket-qua"
    before = totals(commune)
    counts = fill(output / NAME)
    assert counts != before
    run("consolidate", commune, "-q")
    assert totals(commune) == counts, (totals(commune), counts)
    told = codes(commune)
    kept = "ket-qua/tong-hop-2026 (sửa tay 1).xlsx"
    assert (commune / kept).exists()
    assert [it["path"] for it in report(commune)["files"] if "tong-hop" in it["path"]] == [kept]
    # One has no reason, and no paper is known.
    assert [it["file"] for it in told["D028"]] == [kept], told.get("D028")
    assert len(told["D027"]) >= 1 and "DS05" in told["D027"][0]["help"], told.get("D027")
    # A workbook is like itself, branches of names that are nearly the same as well.
    run("diff", output / NAME, output / NAME)
    said, draft = written(commune)
    assert draft and sum(it == "HTXSNV" for it in said.values()) == counts["HTXSNV"]

    # Nothing changes by running again, and what was typed is not told twice.
    assert_settled(commune)
    assert totals(commune) == counts

    # Number, date and the reason go into the new workbook, and one more is lowered there.
    book = openpyxl.load_workbook(output / NAME)
    sheet = book["DS05"]
    head, cols = columns(sheet, "Số quyết định")
    for row in range(head + 1, head + 4):
        if str(sheet.cell(row, 1).value or "").startswith(("Đảng ủy", "Ban Thường vụ")):
            sheet.cell(row, cols["Số quyết định"]).value = NUMBER
            sheet.cell(row, cols["Ngày quyết định"]).value = DATE
    head, cols = columns(sheet, "Lý do")
    changed = [row for row in range(head + 2, sheet.max_row + 1) if sheet.cell(row, cols["Mức đề nghị"]).value in LEVELS]
    assert len(changed) == 2, changed
    given = [sheet.cell(row, cols["Lý do"]).value for row in changed]
    assert given == ["Hội nghị thống nhất hạ một mức", None], given
    sheet.cell(changed[1], cols["Lý do"]).value = "Còn việc chậm hạn"
    ds01 = book["DS01"]
    more = next(it for it in rows(ds01, *LISTS["DS01"]) if it[2] == "HTNV")
    put(ds01, "Mức được quyết định", more[0], "KHTNV")
    put(ds01, "Ghi chú", more[0], "Bỏ sinh hoạt ba tháng")
    book.save(output / NAME)
    run("consolidate", commune, "-q")
    counts["HTNV"] -= 1
    counts["KHTNV"] += 1
    assert totals(commune) == counts, (totals(commune), counts)
    told = codes(commune)
    assert not told.keys() & {"D027", "D028", "D029", "D033", "D035"}, told.keys()
    said, draft = written(commune)
    assert not draft
    files = {it["path"]: it["status"] for it in report(commune)["files"] if "tong-hop" in it["path"]}
    assert files == {kept: "ignored", "ket-qua/tong-hop-2026 (sửa tay 2).xlsx": "accepted"}, files
    final = (output / NAME).read_bytes()
    assert_settled(commune)
    assert (output / NAME).read_bytes() == final, "the same from the same"
    # Everything is decided by typing: no sheet asks anything.
    run("decisions", commune)
    assert not list(output.glob("quyet-dinh-*")), "nothing is open"

    # Copies that somebody deletes: what was typed stands in the workbook and is not lost.
    for path in output.glob("tong-hop-2026 (sửa tay *).xlsx"):
        path.rename(work / path.name)
    run("consolidate", commune, "-q")
    assert totals(commune) == counts and (output / NAME).read_bytes() == final
    (work / "tong-hop-2026 (sửa tay 1).xlsx").rename(output / "tong-hop-2026 (sửa tay 1).xlsx")
    run("consolidate", commune, "-q")
    assert totals(commune) == counts, "the first copy alone is not the last word"

    # One taken back.
    book = openpyxl.load_workbook(output / NAME)
    put(book["DS01"], "Mức được quyết định", more[0], None)
    for row, who, _ in rows(book["DS05"], "Mức được quyết định", "Đảng viên, tập thể, chi bộ", "Mức đề nghị"):
        if who == more[1]:
            put(book["DS05"], "Mức được quyết định", row, None)
    book.save(output / NAME)
    run("consolidate", commune, "-q")
    counts["HTNV"] += 1
    counts["KHTNV"] -= 1
    assert totals(commune) == counts and written(commune)[1], "it is open again, and the workbook a draft"
    assert_settled(commune)
    # And typed again: it stands there as it once did, and is no copy of that.
    book = openpyxl.load_workbook(output / NAME)
    put(book["DS01"], "Mức được quyết định", more[0], "KHTNV")
    book.save(output / NAME)
    run("consolidate", commune, "-q")
    counts["HTNV"] -= 1
    counts["KHTNV"] += 1
    assert totals(commune) == counts, (totals(commune), counts)
    assert_settled(commune)
    print("typed, numbered, changed, kept, taken back and typed again")

    # The same from a workbook that another program saved, in another order, or that came by the inbox.
    plain = season("thang")
    wanted = fill(plain / "ket-qua" / NAME)
    filled = work / "da-ghi.xlsx"
    shutil.copy(plain / "ket-qua" / NAME, filled)
    run("consolidate", plain, "-q")
    assert totals(plain) == wanted
    as_plain = written(plain)
    named = work / "ban" / NAME
    named.parent.mkdir()
    shutil.copy(filled, named)
    converted, saving = resaving(named, work)
    for name in ("xao", "nop", "luu", "ods"):
        if name == "luu":
            assert saving.wait() == 0, saving.stderr.read()
        other = season(name)
        path = other / "ket-qua" / NAME
        shutil.copy(filled, path)
        if name == "xao":
            shuffled(path)
        elif name == "luu":
            shutil.copy(converted / "xlsx" / path.name, path)
        elif name == "ods":
            shutil.copy(converted / "ods" / path.with_suffix(".ods").name, path.parent)
            path.unlink()
        else:
            # Called otherwise it may have as much as a form.
            settings = other / "xeploai.toml"
            settings.write_text(settings.read_text(encoding="utf-8").replace(LIMITS, ""), encoding="utf-8")
            path.rename(other / "nop/bieu da ghi.xlsx")
        run("consolidate", other, "-q")
        assert totals(other) == wanted, (name, totals(other), wanted)
        assert written(other) == as_plain, name
        print(f"{name}: as typed")

    # What stands on a sheet of decisions and something else in the workbook: told at the cell, nothing guessed.
    both = season("hai-noi")
    run("decisions", both, "-q")
    book = openpyxl.load_workbook(both / "ket-qua/quyet-dinh-2026.xlsx")
    sheet = book["DangVien"]
    head, cols = columns(sheet, "QUYẾT ĐỊNH")
    row = next(it for it in range(head + 2, sheet.max_row + 1) if sheet.cell(it, cols["Chi bộ đề nghị"]).value == "HTTNV")
    sheet.cell(row, cols["QUYẾT ĐỊNH"]).value = "HTTNV"
    who = sheet.cell(row, cols["Họ và tên"]).value, str(sheet.cell(row, cols["Số thẻ"]).value)
    book.save(both / "ket-qua/quyet-dinh-2026.xlsx")
    run("consolidate", both, "-q")
    book = openpyxl.load_workbook(both / "ket-qua" / NAME)
    sheet = book["DS01"]
    _, cols = columns(sheet, "Mức được quyết định")
    at = next(
        it for it in range(1, sheet.max_row + 1)
        if (sheet.cell(it, cols["Họ và tên"]).value, str(sheet.cell(it, cols["Số thẻ"]).value)) == who
    )
    assert sheet.cell(at, cols["Mức được quyết định"]).value == "HTTNV"
    sheet.cell(at, cols["Mức được quyết định"]).value = "HTNV"
    book.save(both / "ket-qua" / NAME)
    run("consolidate", both, "-q", code=1)
    told = codes(both)["D029"]
    column = openpyxl.utils.get_column_letter(cols["Mức được quyết định"])
    assert [(it["file"], it["sheet"], it["cell"]) for it in told] == [(kept, "DS01", f"{column}{at}")], told
    assert "DangVien!" in told[0]["message"] and "quyet-dinh-2026.xlsx" in told[0]["message"], told
    assert (both / "ket-qua/tra-lai/tong-hop-2026 (sửa tay 1).xlsx").exists()
    assert written(both)[0] and totals(both) == before, "nothing of that workbook counts"
    # Cleared where a sheet of decisions says it: that stands, and is told.
    (both / kept).unlink()
    book = openpyxl.load_workbook(both / "ket-qua" / NAME)
    assert book["DS01"].cell(at, cols["Mức được quyết định"]).value == "HTTNV"
    book["DS01"].cell(at, cols["Mức được quyết định"]).value = None
    # And the committee's proposal for somebody on whom the superior decides is no decision.
    leaders = book["Bieu04"]
    row = list(rows(leaders, "Cấp trên quyết định", "Họ và tên", "Chi bộ đề nghị"))[1][0]
    put(leaders, "Đảng ủy đề xuất/ quyết định", row, "HTTNV")
    book.save(both / "ket-qua" / NAME)
    run("consolidate", both, "-q")
    told = codes(both)
    assert [(it["sheet"], it["cell"]) for it in told["D035"]] == [("DS01", f"{column}{at}")], told["D035"]
    assert "biểu quyết định vẫn ghi" in told["D035"][0]["message"]
    assert [it["sheet"] for it in told["D034"]] == ["Bieu04"] and "Ban Thường vụ" in told["D034"][0]["message"], told["D034"]
    assert totals(both) == before
    book = openpyxl.load_workbook(both / "ket-qua" / NAME)
    put(book["Bieu04"], "Cấp trên quyết định", row, "HTTNV")
    book.save(both / "ket-qua" / NAME)
    run("consolidate", both, "-q")
    assert "D034" not in codes(both)
    print("what is typed into the workbook is as good as a sheet of decisions")


if __name__ == "__main__":
    main()
