"""A whole December on the sample of 2026, as the clerk lives it: python tests/season/december.py PROGRAM FOLDER

Forms, a form that goes back and comes corrected, decisions, papers, the last ones by a supplement, decisions on them, a rating
decided anew, what changed since the final workbooks; then, where the program has these commands, the archive and its check.
Everything is read by openpyxl. FOLDER is made anew and kept to be looked at.
"""

import datetime
import json
import pathlib
import shutil
import subprocess
import sys

import openpyxl

import sheets

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FOLDER = pathlib.Path(sys.argv[2])
SAMPLE = ROOT / "samples/binh-an-2026"
FORM = "Chi bộ thôn Tống Pu - xep loai 2026.xlsx"
LATE_BRANCH, LATE_NAME = "NM", "Nguyễn Văn Khánh"
KEYS = ("excellent", "good", "satisfactory", "unsatisfactory")
LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
# The columns of sheet 2.
LAST = 52
LONG = {"HTNV": "Hoàn thành nhiệm vụ"}


def run(*args, code=0):
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{args}: {done.returncode}, not {code}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def has(command):
    """Whether the program has a command already."""
    return subprocess.run([PROGRAM, "help", command], capture_output=True, check=False).returncode == 0


def report(commune):
    return json.loads((commune / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))


def totals(commune):
    it = report(commune)["totals"]
    return {key: it[key] for key in ("members", "exempt", "unrated", "rated", *KEYS)}


def branch(commune, code):
    return next(it for it in report(commune)["branches"] if it["code"] == code)


def codes(commune):
    return {it["code"] for it in report(commune)["findings"]}


def workbook(commune):
    return openpyxl.load_workbook(commune / "ket-qua/tong-hop-2026.xlsx", data_only=True)


def rows(sheet, name):
    """Rows of a list in which somebody stands, as texts."""
    found = []
    for row in sheet.iter_rows(values_only=True):
        if name in [str(it).strip() for it in row if it is not None]:
            found.append([it for it in row if it is not None])
    return found


def is_draft(commune):
    lines = (c.value for sheet in workbook(commune) for row in sheet.iter_rows(max_row=14) for c in row)
    return any(isinstance(it, str) and it.startswith("DỰ THẢO") for it in lines)


def decide(path, number, date, only=None):
    """As proposed, all but what is over a quota by the program's own word."""
    book = openpyxl.load_workbook(path)
    for table in sheets.tables(book):
        chosen = [it for it in table.rows() if only is None or table.sheet.cell(it, table.name).value in only]
        if chosen:
            table.entry(sheets.NUMBER, number)
            table.entry(sheets.DATE, date)
        for row in chosen:
            table.decide(row, table.proposal(row))
    book.save(path)


def within(path, commune):
    """What a group has too many of is lowered, with a reason, until the program says no more."""
    for _ in range(6):
        subprocess.run([PROGRAM, "consolidate", commune, "-q"], capture_output=True, check=False)
        over = [it for it in report(commune)["findings"] if it["code"] in ("D018", "D019")]
        if not over:
            return
        book = openpyxl.load_workbook(path)
        for finding in over:
            table = sheets.Table(book[finding["sheet"]])
            row = int("".join(c for c in finding["cell"] if c.isdigit()))
            group = "Nhóm" if table.kind == "members" else "Loại hình"
            own = [
                it for it in table.rows()
                if table.get(it, sheets.DECISION) == "HTXSNV" and table.get(it, group) == table.get(row, group)
            ]
            table.decide(own[-1], "HTTNV", "Vượt tỷ lệ chung, hội nghị thống nhất")
        book.save(path)
    raise AssertionError("still over the quota")


def rolled_up(*files):
    """What becomes of a commune's workbooks at the province: its status, and the codes at each file."""
    *files, last = files
    settings = f'[settings]\nduplicates = "{last}"\n' if isinstance(last, str) else ""
    files += [] if isinstance(last, str) else [last]
    above = FOLDER / "tinh"
    shutil.rmtree(above, ignore_errors=True)
    (above / "nop").mkdir(parents=True)
    text = (ROOT / "samples/tinh-2026/xeploai.toml").read_text(encoding="utf-8")
    (above / "xeploai.toml").write_text(f"{text}\n{settings}", encoding="utf-8")
    for file in files:
        shutil.copy(file, above / "nop")
    # The other communes have not sent.
    run("rollup", above, "-q", code=1)
    told = {}
    for it in report(above)["findings"]:
        if it.get("file"):
            told.setdefault(it["file"].rsplit("/", 1)[-1], set()).add(it["code"])
    return branch(above, "BA")["status"], told


def step(text):
    print(f"-- {text}", flush=True)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    commune = FOLDER / "xa-binh-an"
    shutil.copytree(SAMPLE, commune, ignore=shutil.ignore_patterns("ket-qua"))
    # The workbooks that are kept have more than a form may have.
    with (commune / "xeploai.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[limits]\nlist-rows = 90\ncells = 5000\n")
    output, inbox = commune / "ket-qua", commune / "nop"

    step("blank forms go out")
    run("form", commune, "-q")
    blanks = list((output / "bieu-mau").glob("*.xlsx"))
    assert len(blanks) == report_branches(commune), len(blanks)

    step("forms drop in; one goes back and comes corrected")
    sent = inbox / FORM
    right = openpyxl.load_workbook(sent)
    subprocess.run([sys.executable, ROOT / "docs/plant_mistakes.py", sent], check=True)
    run("consolidate", commune, "-q", code=1)
    assert branch(commune, "TP")["status"] == "returned"
    back = openpyxl.load_workbook(output / "tra-lai/TP.xlsx")
    for cell in ("C9", "I11", "M12", "J13"):
        back["2_DangVien"][cell].value = right["2_DangVien"][cell].value
    back.save(inbox / "TP sua.xlsx")
    run("consolidate", commune, "-q")
    assert branch(commune, "TP")["status"] == "accepted" and "B009" in codes(commune)
    first = totals(commune)
    names = [it.title for it in workbook(commune)]
    assert "DS06" not in names and first["unrated"] > 0, names

    step("the committee decides, and the first final workbook is kept")
    run("decisions", commune, "-q")
    sheet = output / "quyet-dinh-2026.xlsx"
    decide(sheet, "101-QĐ/ĐU", "15/12/2026")
    within(sheet, commune)
    run("consolidate", commune, "-q")
    kept = output / "tong-hop-2026 (chính thức 1).xlsx"
    assert not is_draft(commune) and kept.exists()
    assert kept.read_bytes() == (output / "tong-hop-2026.xlsx").read_bytes()
    final = totals(commune)
    bytes_before = kept.read_bytes()
    run("consolidate", commune, "-q")
    assert not (output / "tong-hop-2026 (chính thức 2).xlsx").exists()
    assert (output / "tong-hop-2026.xlsx").read_bytes() == bytes_before
    shutil.copy(output / "bao-cao.json", FOLDER / "bao-cao-1.json")
    before = json.loads((output / "bao-cao.json").read_text(encoding="utf-8"))

    step("a form is taken away: its branch's decisions wait, all others count; it comes back, and all is as it was")
    away = next(it for it in inbox.rglob("*.xlsx") if "Nà Vàng" in it.name)
    shutil.move(away, FOLDER / away.name)
    run("consolidate", commune, "-q", code=1)
    told = codes(commune)
    assert "D036" in told and "D009" not in told, told
    lost = sum(it["rated"] for it in before["branches"] if it["code"] == "NV")
    assert totals(commune)["rated"] == final["rated"] - lost
    decided = json.loads((output / "bao-cao.json").read_text(encoding="utf-8"))["decisions"]
    assert decided["members_decided"] == final["rated"] - lost, decided
    assert "DS06" not in workbook(commune).sheetnames, "people of a branch that is out are no change"
    shutil.move(FOLDER / away.name, away)
    run("consolidate", commune, "-q")
    assert (output / "tong-hop-2026.xlsx").read_bytes() == bytes_before

    step("the final workbook that is kept is guarded, and a corrected date gives another one")
    if has("verify"):
        run("verify", commune)
    typed = openpyxl.load_workbook(kept)
    typed["DS01"]["A1"] = "sửa"
    typed.save(kept)
    if has("verify"):
        assert kept.name in run("verify", commune, code=1)
    run("consolidate", commune, "-q")
    assert "W151" in codes(commune), codes(commune)
    again = output / "tong-hop-2026 (chính thức 2).xlsx"
    again.unlink()
    kept.write_bytes(bytes_before)
    run("consolidate", commune, "-q")
    assert "W151" not in codes(commune) and not again.exists()

    step("papers")
    run("papers", commune, "-q")
    papers = sorted((output / "giay-to").rglob("*.docx"))
    assert papers

    step("a supplement of the branch of the one who was ill")
    run("form", commune, "--supplement", LATE_BRANCH, "-q")
    blank = output / "bieu-mau" / f"{LATE_BRANCH}-BoSung.xlsx"
    book = openpyxl.load_workbook(blank)
    members = book["2_DangVien"]
    listed = [members.cell(it, 2).value for it in range(7, 20) if members.cell(it, 2).value]
    assert LATE_NAME in listed, listed
    fill_supplement(book)
    wrong = inbox / f"phieu-{LATE_BRANCH}-BoSung.xlsx"
    # First with somebody whom the meeting rated.
    main_form = next(it for it in inbox.glob("*Nà Mẻ*.xlsx"))
    other = openpyxl.load_workbook(main_form, data_only=True)["2_DangVien"]
    source = next(r for r in range(7, 60) if other.cell(r, 13).value == "Được đánh giá")
    for column in range(1, LAST + 1):
        members.cell(8 + 1, column).value = other.cell(source, column).value
    recount(book)
    book.save(wrong)
    run("consolidate", commune, "-q", code=1)
    assert "B106" in codes(commune), codes(commune)
    assert branch(commune, LATE_BRANCH)["status"] == "accepted"
    assert totals(commune)["unrated"] == final["unrated"]
    assert (output / f"tra-lai/{LATE_BRANCH}-BoSung.xlsx").exists()

    step("it comes corrected in the copy that was sent back")
    back = openpyxl.load_workbook(output / f"tra-lai/{LATE_BRANCH}-BoSung.xlsx")
    for column in range(1, LAST + 1):
        back["2_DangVien"].cell(9, column).value = None
    recount(back)
    back.save(inbox / f"{LATE_BRANCH} bổ sung (đã sửa).xlsx")
    run("consolidate", commune, "-q")
    second = totals(commune)
    assert "B009" in codes(commune) and "B104" in codes(commune), codes(commune)
    moved = {**final, "unrated": final["unrated"] - 1, "rated": final["rated"] + 1, "satisfactory": final["satisfactory"] + 1}
    assert second == moved, (second, moved)
    assert is_draft(commune)
    book = workbook(commune)
    assert not rows(book["DS04"], LATE_NAME), "still on the list of those who are not rated"
    changed = rows(book["DS06"], LATE_NAME)
    assert len(changed) == 1 and "chưa xếp loại" in changed[0] and "HTNV" in changed[0], changed
    assert any("Phiếu bổ sung" in str(it) for it in changed[0]), changed

    draft = FOLDER / "tong-hop-2026 du thao.xlsx"
    shutil.copy(output / "tong-hop-2026.xlsx", draft)

    step("he is decided on; the next final workbook says what changed")
    run("decisions", commune, "-q")
    more = output / "quyet-dinh-2026 (2).xlsx"
    table_names = [it for table in sheets.tables(openpyxl.load_workbook(more)) for it in (table.sheet.cell(r, table.name).value for r in table.rows())]
    assert table_names == [LATE_NAME], table_names
    decide(more, "120-QĐ/ĐU", "28/12/2026")
    run("consolidate", commune, "-q")
    assert not is_draft(commune)
    kept = output / "tong-hop-2026 (chính thức 2).xlsx"
    assert kept.exists()
    changed = rows(workbook(commune)["DS06"], LATE_NAME)
    assert any("120-QĐ/ĐU" in str(it) for it in changed[0]), changed
    same = (output / "tong-hop-2026.xlsx").read_bytes()
    run("consolidate", commune, "-q")
    assert (output / "tong-hop-2026.xlsx").read_bytes() == same, "equal inputs, equal bytes"

    step("the province has both: the one that was kept is passed over, a draft in its place only where the newest is wanted")
    last = output / "tong-hop-2026.xlsx"
    first = output / "tong-hop-2026 (chính thức 1).xlsx"
    assert rolled_up(first, last) == ("accepted", {first.name: {"U070"}})
    assert rolled_up(first, draft) == ("returned", {first.name: {"U004"}, draft.name: {"U004"}})
    assert rolled_up(first, draft, "newest") == ("accepted", {first.name: {"U070"}, draft.name: {"U007"}})

    step("papers again, and somebody is rated anew by a decision of its own")
    run("papers", commune, "-q")
    again = openpyxl.load_workbook(sheet)
    renamed = None
    for table in sheets.tables(again):
        keep = None
        if table.kind == "members" and renamed is None:
            keep = next(r for r in table.rows() if table.get(r, sheets.DECISION) == "HTTNV")
            renamed = table.sheet.cell(keep, table.name).value
            table.decide(keep, "HTNV", "Xem xét lại theo kết luận kiểm tra")
            table.entry(sheets.NUMBER, "131-QĐ/ĐU")
            table.entry(sheets.DATE, "30/12/2026")
        for row in list(table.rows()):
            if row != keep:
                for cell in table.sheet[row]:
                    if type(cell).__name__ != "MergedCell":
                        cell.value = None
    again.save(inbox / "quyet dinh xep loai lai.xlsx")
    run("consolidate", commune, "-q")
    changed = [it for it in rows(workbook(commune)["DS06"], renamed) if "HTTNV" in it and "HTNV" in it]
    assert len(changed) == 1 and any("131-QĐ/ĐU" in str(it) for it in changed[0]), changed
    assert (output / "tong-hop-2026 (chính thức 3).xlsx").exists()

    step("diff")
    finals = [output / f"tong-hop-2026 (chính thức {it}).xlsx" for it in (1, 2, 3)]
    assert "khác" in run("diff", finals[0], finals[0]), "the same is the same"
    told = json.loads(subprocess.run([PROGRAM, "so-sanh", finals[0], finals[1], "--format", "json"], capture_output=True, text=True, check=False).stdout)
    assert not told["same"] and [it["name"] for it in told["members"]] == [LATE_NAME], told
    assert told["members"][0]["ratings"] == [None, "satisfactory"], told
    text = run("diff", finals[1], finals[2], code=1)
    assert renamed in text and "HTTNV → HTNV" in text, text
    text = run("diff", FOLDER / "bao-cao-1.json", output / "bao-cao.json", code=1)
    assert LATE_NAME not in text and "Chưa được đánh giá" in text, text
    run("diff", FOLDER / "bao-cao-1.json", finals[0])
    run("diff", output / "kiem-tra.xlsx", finals[0], code=2)

    if has("verify"):
        step("verify: the papers are older than the last decision, then nothing is amiss")
        assert "giay-to" in run("verify", commune, code=1)
        run("papers", commune, "-q")
        run("verify", commune)
    if has("archive"):
        step("archive, and its check")
        run("archive", commune)
        made = sorted(it for it in [*commune.rglob("*.zip"), *FOLDER.glob("*.zip")])
        assert made, "no archive"
        if has("verify"):
            run("verify", made[-1])
    print(f"{len(papers)} papers; {first} became {totals(commune)}")
    print("December holds")


def report_branches(commune):
    text = (commune / "xeploai.toml").read_text(encoding="utf-8")
    return sum(line.strip() == "[[branch]]" for line in text.splitlines())


def fill_supplement(book):
    """Only the one who was ill is rated; the others on the blank are still not."""
    members = book["2_DangVien"]
    row = next(it for it in range(7, 20) if members.cell(it, 2).value == LATE_NAME)
    own = [members.cell(row, column).value for column in range(1, 12)]
    for it in range(7, 20):
        for column in range(1, 12):
            members.cell(it, column).value = None
    target = 8
    for column, value in enumerate(own, 1):
        members.cell(target, column).value = value
    members.cell(target, 1).value = 1
    values = {
        12: "02C", 13: "Được đánh giá", 14: "Có", 16: 22, 17: 40, 18: 62, 19: 22, 20: 40, 21: 62, 22: 8, 23: 8, 24: 7, 25: 0, 26: 0,
        27: "Không có", 36: LONG["HTNV"], 38: 0, 39: 2, 40: 18, 41: 0, 42: LONG["HTNV"],
    }
    for column, value in values.items():
        members.cell(target, column).value = value
    info = {"Bí thư chi bộ": "Người Ký Phiếu", "Ngày họp": datetime.datetime(2026, 12, 22)}
    main_info = openpyxl.load_workbook(next((FOLDER / "xa-binh-an/nop").glob("*Nà Mẻ*.xlsx")), data_only=True)["1_ThongTinChiBo"]
    known = {main_info.cell(it, 2).value: main_info.cell(it, 3).value for it in range(1, 45)}
    sheet = book["1_ThongTinChiBo"]
    for it in range(5, 40):
        label = sheet.cell(it, 2).value
        if label and sheet.cell(it, 3).value is None and label in known:
            sheet.cell(it, 3).value = known[label]
        if label and label.startswith("Ngày họp"):
            sheet.cell(it, 3).value = info["Ngày họp"]
        if label and label.startswith("Ngày gửi dự thảo"):
            sheet.cell(it, 3).value = datetime.datetime(2026, 12, 15)
    ballots = {"Số đảng viên được triệu tập": 22, "Số đảng viên có mặt": 21, "Số phiếu phát ra": 20, "Số phiếu thu về": 20,
               "Số phiếu hợp lệ": 20, "Số phiếu không hợp lệ": 0}
    for it in range(5, 40):
        label = (sheet.cell(it, 2).value or "").removesuffix(" *")
        if label in ballots:
            sheet.cell(it, 3).value = ballots[label]
    recount(book)


def recount(book):
    """Sheet 1 by the rows of sheet 2."""
    members, sheet = book["2_DangVien"], book["1_ThongTinChiBo"]
    own = [it for it in range(7, 60) if members.cell(it, 2).value and members.cell(it, 13).value]
    count = lambda is_it: sum(bool(is_it(it)) for it in own)
    counts = {
        "Tổng số đảng viên có đến thời điểm đánh giá": len(own),
        "Trong đó: Chính thức": count(lambda it: members.cell(it, 9).value),
        "Trong đó: Dự bị": count(lambda it: not members.cell(it, 9).value),
        "Trong đó: Nữ": count(lambda it: members.cell(it, 4).value == "Nữ"),
        "Trong đó: Dân tộc thiểu số": count(lambda it: members.cell(it, 5).value != "Kinh"),
        "Số đảng viên được miễn": 0,
        "Số đảng viên chưa được đánh giá": 0,
        "Số đảng viên đã được đánh giá": len(own),
    }
    for it in range(5, 40):
        label = (sheet.cell(it, 2).value or "").removesuffix(" *")
        if label in counts:
            sheet.cell(it, 3).value = counts[label]


main()
