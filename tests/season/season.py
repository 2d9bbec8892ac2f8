"""The season of a commune from the forms to the signed papers, as the office lives it: python tests/season/season.py PROGRAM FOLDER

The sample of 2026 with a đảng bộ cơ sở of three school branches: a form goes back and comes corrected, two bodies decide with
six mistakes, then without, on that đảng bộ cơ sở too; the sums of the final workbook are counted again from the sheets of
decisions by openpyxl, and LibreOffice computes every formula of these sheets. FOLDER is made anew and kept to be looked at.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

import docx
import openpyxl

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FOLDER = pathlib.Path(sys.argv[2])
SAMPLE = ROOT / "samples/binh-an-2026"
FORM = "Chi bộ thôn Tống Pu - xep loai 2026.xlsx"
UNIT = """
[[unit]]
code = "GD"
name = "Đảng bộ các trường học xã Bình An"
kind = "dang-bo-co-so"
body = "Đảng ủy các trường học xã Bình An"
"""
LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
DECISION, REASON = "QUYẾT ĐỊNH", "Lý do khác đề nghị"
PROPOSALS = ("Chi bộ đề nghị", "Mức đề nghị")
DATES = {"Đảng ủy các trường học xã Bình An": "10/12/2026"}
LATER = "15/12/2026"
OF_UNIT, BEFORE_BRANCHES = "HTTNV", "09/12/2026"


def run(*args, code=0):
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True, check=False)
    assert code is None or done.returncode == code, f"{args}: {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def report(workspace):
    return json.loads((workspace / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))


def codes(workspace):
    found = {}
    for it in report(workspace)["findings"]:
        found.setdefault(it["code"], []).append(it)
    return found


class Sheet:
    """A sheet of decisions, by its headings."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.top = next(c.row for row in sheet.iter_rows() for c in row if c.value == DECISION)
        self.columns = {}
        for row in range(self.top, self.top + 3):
            for cell in sheet[row]:
                if isinstance(cell.value, str):
                    self.columns.setdefault(cell.value, cell.column)
        self.proposal = next((self.columns[it] for it in PROPOSALS if it in self.columns), None)
        # Nobody proposes anything of a đảng bộ, and no form says anything of it.
        self.is_of_units = "Tên đảng bộ" in self.columns
        self.is_of_members = "Ngày sinh" in self.columns
        self.body = self.beside("Cơ quan quyết định:").value

    def beside(self, label):
        at = next(c for row in self.sheet.iter_rows(max_row=self.top) for c in row if c.value == label)
        return self.sheet.cell(at.row, at.column + 3)

    def rows(self):
        """The rows of people, collectives or branches: those with a proposal; of units those with a kind."""
        if self.is_of_units:
            return [it for it in range(self.top + 1, self.sheet.max_row + 1) if self.at(it, "Loại").value == "Đảng bộ cơ sở"]
        return [it for it in range(self.top + 1, self.sheet.max_row + 1) if self.at(it, self.proposal).value in LEVELS]

    def at(self, row, column):
        return self.sheet.cell(row, self.columns[column] if isinstance(column, str) else column)

    def head(self, number, date):
        self.beside("Số quyết định:").value = number
        self.beside("Ngày quyết định:").value = date


def sheets(book):
    return [Sheet(it) for it in book if any(c.value == DECISION for row in it.iter_rows(max_row=14) for c in row)]


def decide(path):
    """Fills every sheet as proposed; where a group has more excellent ones than its share allows, the last of them become good."""
    book = openpyxl.load_workbook(path)
    for number, sheet in enumerate(sheets(book), 1):
        sheet.head(f"{100 + number}-QĐ/ĐU", DATES.get(sheet.body, LATER))
        for row in sheet.rows():
            sheet.at(row, DECISION).value = OF_UNIT if sheet.is_of_units else sheet.at(row, sheet.proposal).value
    book.save(path)


def lower(path, told):
    """Takes back as many excellent ratings of a group as the program says are too many, with a reason."""
    book = openpyxl.load_workbook(path)
    for finding in told:
        over = int(re.search(r"vượt (\d+)", finding["message"]).group(1))
        sheet = Sheet(book[finding["sheet"]])
        group = sheet.at(row_of(finding), "Nhóm").value if sheet.is_of_members else None
        kind = None if sheet.is_of_members else sheet.at(row_of(finding), "Loại hình").value
        own = [
            it
            for it in sheet.rows()
            if sheet.at(it, DECISION).value == "HTXSNV"
            and (sheet.at(it, "Nhóm").value == group if sheet.is_of_members else sheet.at(it, "Loại hình").value == kind)
        ]
        for row in own[-over:]:
            sheet.at(row, DECISION).value = "HTTNV"
            sheet.at(row, REASON).value = "Vượt tỷ lệ chung, hội nghị thống nhất"
    book.save(path)


def row_of(finding):
    return int(re.search(r"(\d+)$", finding["cell"]).group(1))


def counted(path):
    """Members by decided rating, and what was decided on branches and units: an independent count."""
    book = openpyxl.load_workbook(path, data_only=True)
    members, branches, units = dict.fromkeys(LEVELS, 0), {}, {}
    for sheet in sheets(book):
        for row in sheet.rows():
            decided = sheet.at(row, DECISION).value
            if sheet.is_of_members:
                members[decided] += 1
            elif "Tên chi bộ" in sheet.columns:
                branches[sheet.at(row, "Tên chi bộ").value] = decided
            elif sheet.is_of_units:
                units[sheet.at(row, "Tên đảng bộ").value] = decided
    return members, branches, units


def recomputed(path, work):
    """Every formula of a workbook as LibreOffice computes it is what the file says already. It is given no results to believe."""
    bare = work / f"khong-ket-qua-{path.name}"
    openpyxl.load_workbook(path).save(bare)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{work.resolve()}/office", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", work / "tinh-lai", bare],
        check=True, capture_output=True,
    )
    formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    anew = openpyxl.load_workbook(work / "tinh-lai" / bare.name, data_only=True)
    seen = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    one, other = stored[sheet.title][cell.coordinate].value, anew[sheet.title][cell.coordinate].value
                    same = one == other or (isinstance(one, (int, float)) and isinstance(other, (int, float)) and abs(one - other) < 1e-9)
                    assert same or (one in (None, "") and other in (None, "")), f"{sheet.title}!{cell.coordinate}: {one} is {other}"
                    seen += 1
    return seen


def places(sheet, *headings):
    """The row of these headings, and their columns."""
    for row in sheet.iter_rows(max_row=40):
        texts = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
        if all(it in texts for it in headings):
            return row[0].row, [texts[it] for it in headings]
    raise AssertionError(f"{sheet.title} has not {headings}")


def listed(paper):
    """The rows of the list of a paper."""
    return [[cell.text for cell in row.cells] for row in docx.Document(paper).tables[-1].rows][1:]


def decide_anew(commune, output):
    """A unit and a member are rated anew, typed over what the sheets of decisions said: both decisions stay known."""
    papers = output / "giay-to"
    before = {it.name: listed(it) for it in papers.glob("quyet-dinh-d*.docx")}
    path = output / "tong-hop-2026.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["QD-BTV"]
    head, (name, decision, note) = places(sheet, "Họ và tên; tên tổ chức, tập thể", "Quyết định", "Ghi chú")
    rows = [it for it in range(head + 1, sheet.max_row + 1) if isinstance(sheet.cell(it, 1).value, int) and isinstance(sheet.cell(it, name).value, str)]
    unit = rows[0]
    member = next(it for it in reversed(rows) if sheet.cell(it, decision).value == "HTTNV")
    anew = {sheet.cell(it, name).value: it for it in (unit, member)}
    for row in anew.values():
        sheet.cell(row, decision).value = "HTNV"
        sheet.cell(row, note).value = "Kết luận kiểm tra sau khi xếp loại"
    changes = book["DS05"]
    head, (body, number, date) = places(changes, "Cơ quan quyết định", "Số quyết định", "Ngày quyết định")
    row = next(it for it in range(head + 1, head + 9) if changes.cell(it, body).value == "Ban Thường vụ Đảng ủy xã Bình An")
    changes.cell(row, number).value, changes.cell(row, date).value = "7-QĐ/BTV", "20/01/2027"
    book.save(path)
    run("consolidate", commune, "-q")
    told = codes(commune)
    assert len(told["D020"]) == 2 and "D029" not in told, told.keys()
    assert next(it for it in report(commune)["units"] if it["code"] == "GD")["decided"] == "satisfactory"
    book = openpyxl.load_workbook(path, data_only=True)
    for title in ("DS05", "DS06"):
        found = [[str(c.value) for c in row] for row in book[title].iter_rows() if any(c.value in anew for c in row)]
        assert len(found) == 2 and all("HTNV" in it for it in found), (title, found)
        assert all("HTTNV" in it or "thay mức HTTNV" in "".join(it) for it in found), (title, found)
    # What was signed is printed again as it was, and the later decision beside it.
    run("papers", commune, "-q")
    after = {it.name: listed(it) for it in papers.glob("quyet-dinh-d*.docx")}
    assert before.items() <= after.items(), before.keys() ^ after.keys()
    more = [row for name in after.keys() - before.keys() for row in after[name]]
    assert sorted(it[1] for it in more) == sorted(anew), more
    print(f"decided anew: {len(more)} of {sum(map(len, before.values()))}, the earlier papers as they were")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    work = FOLDER / "work"
    work.mkdir(parents=True)
    commune = FOLDER / "xa-binh-an"
    shutil.copytree(SAMPLE, commune, ignore=shutil.ignore_patterns("ket-qua"))
    settings = commune / "xeploai.toml"
    text = settings.read_text(encoding="utf-8")
    for code in ("TH1", "TC1", "PT3"):
        text = text.replace(f'code = "{code}"\n', f'code = "{code}"\nunit = "GD"\n')
    settings.write_text(text + UNIT, encoding="utf-8")
    output = commune / "ket-qua"

    # A form with mistakes goes back, and comes corrected in the copy that was sent.
    sent = commune / "nop" / FORM
    subprocess.run([sys.executable, ROOT / "docs/plant_mistakes.py", sent], check=True)
    run("consolidate", commune, "-q", code=1)
    back = output / "tra-lai/TP.xlsx"
    book, right = openpyxl.load_workbook(back), openpyxl.load_workbook(SAMPLE / "nop" / FORM)
    for cell in ("C9", "I11", "M12", "J13"):
        book["2_DangVien"][cell] = right["2_DangVien"][cell].value
    book.save(commune / "nop/TP sua.xlsx")
    run("consolidate", commune, "-q")

    # What the meeting decides on.
    run("decisions", commune, "-q")
    sheet_path = output / "quyet-dinh-2026.xlsx"
    blank_formulas = recomputed(sheet_path, work)
    # A group on whom several bodies decide is counted as one.
    watch = [[c.value for c in row] for row in openpyxl.load_workbook(sheet_path)["TheoDoi"].iter_rows()]
    head = next(at for at, row in enumerate(watch) if str(row[0]).startswith("Nhóm do nhiều cấp"))
    for row in (it for it in watch[head + 1 :] if isinstance(it[0], int)):
        parts = [it for it in watch[:head] if it[1] == row[1]]
        assert len(parts) > 1 and sum(it[2] for it in parts) == row[2], row
        assert row[9] and not any(it[9] or it[10] for it in parts), (row, parts)
    decide(sheet_path)

    # Six mistakes.
    book = openpyxl.load_workbook(sheet_path)
    all_sheets = sheets(book)
    members = max((it for it in all_sheets if it.is_of_members), key=lambda it: len(it.rows()))
    rows = members.rows()
    capped = next(it for it in rows if members.at(it, "Mức tối đa").value == "HTNV")
    members.at(capped, DECISION).value = "HTXSNV"
    members.at(capped, REASON).value = "Hội nghị thống nhất"
    changed = next(it for it in rows if members.at(it, DECISION).value == "HTTNV")
    members.at(changed, DECISION).value = "HTNV"
    twice = next(it for it in rows if members.at(it, DECISION).value == "HTTNV")
    last = members.sheet.max_row + 1
    for column in range(1, members.sheet.max_column + 1):
        members.sheet.cell(last, column).value = members.sheet.cell(twice, column).value
    early = next(it for it in all_sheets if it.body in DATES and it.is_of_members)
    early.beside("Ngày quyết định:").value = "01/10/2026"
    of_unit = next(it for it in all_sheets if it.is_of_units)
    of_unit.beside("Ngày quyết định:").value = BEFORE_BRANCHES
    of_branches = [of_unit.at(it, column).value for it in of_unit.rows() for column in ("Tổng số", *LEVELS)]
    assert of_branches[0] == 3 == sum(of_branches[1:]), of_branches
    book.save(sheet_path)
    run("consolidate", commune, "-q", code=1)
    told = codes(commune)
    title = members.sheet.title
    column = openpyxl.utils.get_column_letter(members.columns[DECISION])
    reason = openpyxl.utils.get_column_letter(members.columns[REASON])
    where = {code: [f"{it['sheet']}!{it['cell']}" for it in told.get(code, [])] for code in ("D003", "D005", "D010", "D018", "D030", "D037")}
    assert where["D003"] == [f"{title}!{column}{capped}"], where
    assert where["D005"] == [f"{title}!{reason}{changed}"], where
    assert where["D010"] == [f"{title}!{column}{last}"], where
    assert where["D018"] and all(it.startswith("DangVien") for it in where["D018"]), where
    assert [it.split("!")[0] for it in where["D030"]] == [early.sheet.title], where
    assert [it.split("!")[0] for it in where["D037"]] == [of_unit.sheet.title], where
    print(f"told: {where}")

    # Corrected: the copy that went back, or the sheet itself.
    book = openpyxl.load_workbook(sheet_path)
    members = Sheet(book[title])
    members.at(capped, DECISION).value = members.at(capped, members.proposal).value
    members.at(capped, REASON).value = None
    members.at(changed, REASON).value = "Còn hạn chế trong thực hiện nhiệm vụ"
    members.sheet.delete_rows(last)
    Sheet(book[early.sheet.title]).beside("Ngày quyết định:").value = DATES[early.body]
    Sheet(book[of_unit.sheet.title]).beside("Ngày quyết định:").value = LATER
    # As long as nobody decided on the đảng bộ itself the workbook is a draft, and says whom it lacks.
    unit_row = Sheet(book[of_unit.sheet.title]).rows()[0]
    Sheet(book[of_unit.sheet.title]).at(unit_row, DECISION).value = None
    book.save(sheet_path)
    run("consolidate", commune, "-q", code=None)
    assert any("Đảng bộ các trường học" in it["message"] for it in codes(commune)["D002"]), codes(commune)["D002"]
    assert report(commune)["decisions"]["units_decided"] == 0 and not report(commune)["decisions"]["final"]
    Sheet(book[of_unit.sheet.title]).at(unit_row, DECISION).value = OF_UNIT
    book.save(sheet_path)
    for _ in range(3):
        run_code = subprocess.run([PROGRAM, "consolidate", commune, "-q"], capture_output=True, check=False).returncode
        told = codes(commune)
        over = told.get("D018", []) + told.get("D019", [])
        if run_code == 0 and not over:
            break
        lower(sheet_path, over)
    run("consolidate", commune, "-q")
    findings = [it for it in report(commune)["findings"] if it["severity"] == "error"]
    assert not findings, findings

    # The final workbook counts the decisions.
    ratings, branches, units = counted(sheet_path)
    total = report(commune)["totals"]
    print("counted again:", ratings)
    book = openpyxl.load_workbook(output / "tong-hop-2026.xlsx", data_only=True)
    for sheet in book:
        words = [str(c.value) for row in sheet.iter_rows(max_row=12) for c in row if c.value]
        assert not any("DỰ THẢO" in it for it in words), sheet.title
    said = {level: total[key] for level, key in zip(LEVELS, ("excellent", "good", "satisfactory", "unsatisfactory"), strict=True)}
    assert said == ratings, (said, ratings)
    excellent = [row for row in book["DS02"].iter_rows(min_row=8, max_col=2) if isinstance(row[0].value, int) and isinstance(row[1].value, str)]
    assert len(excellent) == ratings["HTXSNV"], (len(excellent), ratings)
    by_level = {level: sum(it == level for it in branches.values()) for level in LEVELS}
    assert sum(by_level.values()) == total["branches_expected"], by_level
    assert units == {"Đảng bộ các trường học xã Bình An": OF_UNIT}, units
    own = next(it for it in report(commune)["units"] if it["code"] == "GD")
    assert own["decided"] == "good" and report(commune)["decisions"]["units_decided"] == 1, own
    listed = [[c.value for c in row] for row in book["QD-BTV"].iter_rows() if row[1].value in units]
    assert [OF_UNIT in it for it in listed] == [True], listed
    formulas = recomputed(output / "tong-hop-2026.xlsx", work)

    # And the papers are made of them.
    run("papers", commune, "-q")
    papers = sorted(it.relative_to(output).as_posix() for it in (output / "giay-to").rglob("*.docx"))
    paper = docx.Document(output / "giay-to" / next(it for it in papers if "quyet-dinh-dang-bo" in it).removeprefix("giay-to/"))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[-1].rows]
    assert rows[1:] == [["1", *units, "Đảng bộ cơ sở", "3", "Hoàn thành tốt nhiệm vụ"]], rows
    print(f"{blank_formulas} formulas of the blank sheets and {formulas} of the workbook computed again; {len(papers)} papers")
    decide_anew(commune, output)
    print("the season holds")


main()
