"""Three years of two communes that merged, beside the truth: python tests/season/years.py PROGRAM FOLDER

Bình An and Khuôn Hà are rated in 2024 and 2025; in 2026 they are one commune, two of whose villages merged, and two
of whose branches had one name and one code. People come, leave, move from branch to branch, marry, get new cards, and some have the
name of somebody else. The script knows who everybody is; the program is told nothing but the forms, the decisions and the workbooks of the years before. Whom it takes for whom, what it asks, the
years in a row and the awards are compared with the truth for every person. FOLDER is made anew and kept to be looked at.
"""

import copy
import json
import pathlib
import random
import shutil
import subprocess
import sys

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import sheets  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
FOLDER = pathlib.Path(sys.argv[2]).resolve()
CHANCE = random.Random(14)

FAMILY = ["Ma", "Nông", "Chẩu", "Quan", "Bàn", "Triệu", "Lý", "Hoàng", "Hà", "Lương"]
MIDDLE = {"Nam": ["Văn", "Đình", "Xuân", "Quang"], "Nữ": ["Thị", "Thúy", "Kim"]}
GIVEN = {
    "Nam": ["Hùng", "Dũng", "Tài", "Sơn", "Thắng", "Cương", "Bằng", "Toản", "Hải", "Duy", "Thiện", "Luyến"],
    "Nữ": ["Hương", "Lan", "Thảo", "Bích", "Nga", "Duyên", "Liên", "Mến", "Yến", "Quỳnh", "Diệp", "Gấm"],
}
COMMUNES = {
    "binh-an": ("Bình An", [("TP", "Chi bộ thôn Tống Pu"), ("NM", "Chi bộ thôn Nà Mẻ"), ("KC", "Chi bộ thôn Khuổi Chang")]),
    "khuon-ha": ("Khuôn Hà", [("TP", "Chi bộ thôn Nà Thom"), ("NV", "Chi bộ thôn Nà Thóm")]),
}
# Branch of 2026 to those of before.
MERGED = {
    "TN": ("Chi bộ thôn Tống Nà", [("binh-an", "TP"), ("binh-an", "NM")]),
    "KC": ("Chi bộ thôn Khuổi Chang", [("binh-an", "KC")]),
    "NT": ("Chi bộ thôn Nà Thom", [("khuon-ha", "TP")]),
    "NV": ("Chi bộ thôn Nà Thóm", [("khuon-ha", "NV")]),
    "T1": ("Chi bộ thôn 1", [("binh-an", "T1")]),
    "T2": ("Chi bộ thôn 2", [("khuon-ha", "T1")]),
}
# Both communes had a branch of this name, and of this code.
TWIN = ("T1", "Chi bộ thôn 1")
LEVELS = ["HTXSNV", "HTTNV", "HTNV"]


class Person:
    """Somebody, whatever the papers call him."""

    count = 0

    def __init__(self, where, sex=None, admitted=None):
        Person.count += 1
        self.id = Person.count
        self.where, self.sex = where, sex or CHANCE.choice(["Nam", "Nữ"])
        self.name = " ".join([CHANCE.choice(FAMILY), CHANCE.choice(MIDDLE[self.sex]), CHANCE.choice(GIVEN[self.sex])])
        year = admitted or CHANCE.randint(1990, 2020)
        self.admitted = (CHANCE.randint(1, 28), CHANCE.randint(1, 12), year)
        self.birth = (CHANCE.randint(1, 28), CHANCE.randint(1, 12), year - CHANCE.randint(20, 35))
        self.card = f"{70000000 + self.id * 37:08d}" if CHANCE.random() < 0.8 else ""
        self.rated = {}  # year: (proposed, decided)
        self.stated = [0, 0, 3, 2, 0, 1, 0][self.id % 7]  # excellent years in a row before 2024, as the form of 2024 said

    def running(self, year):
        """Years in a row up to this one, by what was decided."""
        years = 0
        while self.rated.get(year, ("", ""))[1] == "HTXSNV":
            years, year = years + 1, year - 1
        return years + (self.stated if years and year == 2023 else 0)


def day(date):
    return "{:02d}/{:02d}/{}".format(*date)


def run(*args, code=(0,)):
    done = subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, check=False)
    assert done.returncode in code, f"{args}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def workspace(folder, year, place, branches, more=""):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "nop").mkdir(parents=True)
    text = f'year = {year}\norganization = "Đảng bộ xã {place}"\ncommittee = "Đảng ủy xã {place}"\n'
    text += f'superior = "Đảng bộ tỉnh Tuyên Quang"\nplace = "{place}"\n{more}'
    for code, name, previous in branches:
        text += f'\n[[branch]]\ncode = "{code}"\nname = "{name}"\nkind = "Thôn bản"\n'
        if previous:
            text += f"previous-codes = {json.dumps(previous, ensure_ascii=False)}\n"
    # The workbooks of earlier years have more than a form may have.
    text += "\n[limits]\nlist-rows = 60\ncells = 1500\n"
    (folder / "xeploai.toml").write_text(text, encoding="utf-8")


def headings(sheet):
    found = {}
    for row in sheet.iter_rows(min_row=4, max_row=5):
        for cell in row:
            if isinstance(cell.value, str):
                found.setdefault(cell.value.rstrip(" *"), cell.column)
    return found


def member_cells(person, year, wrong):
    """What a form says of a member, by heading."""
    proposed = person.rated[year][0]
    cells = {
        "Họ và tên": person.name,
        "Ngày, tháng, năm sinh": day(person.birth),
        "Giới tính": person.sex,
        "Dân tộc": "Tày",
        "Chức vụ chính quyền, đoàn thể; nghề nghiệp": "Nông dân",
        "Ngày vào Đảng": day(person.admitted),
        "Ngày chính thức": None if person.admitted[2] == year else day(person.admitted[:2] + (person.admitted[2] + 1,)),
        "Số thẻ đảng viên": person.card or None,
        "Diện đánh giá": "Được đánh giá",
        "Đã kiểm điểm, tự phê bình và phê bình": "Có",
        "Chi bộ đề nghị xếp loại": proposed,
    }
    if proposed == "HTXSNV":
        cells["Lý do, căn cứ"] = "Gương mẫu, đi đầu trong các phong trào của thôn"
        # What the branch believes: its own proposals, or a number out of the air.
        cells["Số năm liên tục HTXSNV (tính cả năm nay)"] = wrong or max(1, believed(person, year))
    if year < 2025:
        best = proposed == "HTXSNV"
        grade = {"HTXSNV": "Xuất sắc", "HTTNV": "Tốt", "HTNV": "Trung bình"}[proposed]
        criteria = ["Tư tưởng chính trị", "Phẩm chất đạo đức, lối sống", "Ý thức tổ chức kỷ luật"]
        criteria += ["Tác phong, lề lối làm việc", "Kết quả thực hiện chức trách, nhiệm vụ được giao", "Khắc phục hạn chế, khuyết điểm"]
        cells |= {it: grade for it in criteria}
        cells |= {"Mẫu bản kiểm điểm": "02A (không giữ chức vụ)", "Tỷ lệ hoàn thành nhiệm vụ (%)": 100 if best else 92}
        cells |= {"Đảng viên tự xếp loại": proposed}
    else:
        points = {"HTXSNV": (28, 65), "HTTNV": (25, 55), "HTNV": (20, 42)}[proposed]
        cells |= {"Mẫu tự đánh giá": "02C", "Cá nhân tự xếp loại": proposed, "Khắc phục hạn chế, khuyết điểm đã chỉ ra": "Không có"}
        cells |= {"Được giao": 10, "Hoàn thành": 10, "Hoàn thành đúng hạn, bảo đảm chất lượng": 10, "Hoàn thành vượt mức yêu cầu": 5}
        cells |= {"@P": points[0], "@Q": points[1], "@R": sum(points), "@S": points[0], "@T": points[1], "@U": sum(points)}
    return cells


def believed(person, year):
    years = 0
    while person.rated.get(year, ("", ""))[0] == "HTXSNV":
        years, year = years + 1, year - 1
    return years + (person.stated if years and year == 2023 else 0)


def fill(path, out, people, year, wrong):
    book = openpyxl.load_workbook(path)
    info, members, units = book.worksheets[:3]
    known = headings(members)
    for row, person in enumerate(people, 7):
        for heading, value in member_cells(person, year, wrong.get(person.id)).items():
            if heading.startswith("@"):
                members[f"{heading[1:]}{row}"].value = value
            else:  # Also where nothing is to stand: the form has last year's members on it.
                members.cell(row, known[heading]).value = value
    for row in range(7 + len(people), members.max_row + 1):
        for column in range(2, 12):
            members.cell(row, column).value = None
    female = sum(it.sex == "Nữ" for it in people)
    new = sum(it.admitted[2] == year for it in people)
    counts = {12: len(people), 13: len(people) - new, 14: new, 15: female, 16: len(people), 17: 0, 18: 0, 19: len(people)}
    said = {6: people[0].name, 8: people[0].name, 9: "0900 000 001", 11: f"08/12/{year}", 26: f"01/12/{year}"} | counts
    said |= {20: len(people), 21: len(people), 22: len(people) - new, 23: len(people) - new, 24: len(people) - new, 25: 0}
    for row in info.iter_rows(min_row=5, max_row=30):
        if row[0].value in said:
            row[2].value = said[row[0].value]
    known = headings(units)
    unit = {"Tập thể tự xếp loại": "HTTNV", "Đề nghị xếp loại": "HTTNV", "Tóm tắt căn cứ": "Hoàn thành các nhiệm vụ"}
    if year < 2025:
        unit |= {"Tỷ lệ hoàn thành chỉ tiêu (%)": 95, "Bị kỷ luật": "Không"}
        unit |= {"Có tổ chức trực thuộc hoặc thành viên lãnh đạo bị kỷ luật": "Không"}
        for heading in ["Chính trị tư tưởng", "Tổ chức, cán bộ, xây dựng chi bộ", "Kiểm tra, giám sát, kỷ luật", "Khắc phục hạn chế, khuyết điểm"]:
            unit[heading] = "Tốt"
        unit |= {"Lãnh đạo xây dựng chính quyền, MTTQ, đoàn thể": "Tốt", "Xây dựng, thực hiện chương trình, kế hoạch": "Tốt"}
        unit |= {"Kết quả chỉ tiêu kinh tế - xã hội, quốc phòng - an ninh": "Tốt"}
    else:
        unit |= {"Nhóm tiêu chí chung": 25, "Kết quả thực hiện nhiệm vụ": 55, "Tổng điểm": 80, "Được giao": 10, "Hoàn thành": 10}
        unit |= {"Hoàn thành đúng hạn, bảo đảm chất lượng": 10, "Hoàn thành vượt mức yêu cầu": 2}
        unit |= {"Khắc phục hạn chế, khuyết điểm đã chỉ ra": "Không có", "Mất đoàn kết, sai phạm công tác cán bộ": "Không"}
        unit |= {"Có đơn vị trực thuộc hoặc thành viên lãnh đạo bị kỷ luật": "Không"}
    for heading, value in unit.items():
        units.cell(7, known[heading]).value = value
    book.save(out)


def rate(people, year):
    """What is proposed and decided within the quota; the committee lowers some."""
    for person in people:
        proposed = "HTTNV" if CHANCE.random() < 0.9 else "HTNV"
        person.rated[year] = (proposed, proposed)
    # Who was excellent is so again most of the time; one in ten is.
    order = sorted(people, key=lambda it: (it.rated.get(year - 1, ("", ""))[1] != "HTXSNV", -it.stated, it.id % 7, it.id))
    best = order[: len(people) // 9 + 2]
    for nth, person in enumerate(best):
        person.rated[year] = ("HTXSNV", "HTTNV" if nth % 4 == 2 or nth >= len(people) // 9 else "HTXSNV")


def rated_year(folder, people_by_branch, year, wrong=()):
    """Forms, decisions and the workbook of a year."""
    run("form", folder, "-q")
    for code, people in people_by_branch.items():
        fill(folder / f"ket-qua/bieu-mau/{code}.xlsx", folder / f"nop/{code}.xlsx", people, year, dict(wrong))
    run("consolidate", folder, "-q", code=(0, 1))
    run("decisions", folder, "-q", code=(0, 1))
    path = next((folder / "ket-qua").glob("quyet-dinh-*.xlsx"))
    decided = {(it.name, day(it.birth)): it.rated[year] for all_ in people_by_branch.values() for it in all_}

    def choose(table, row):
        if table.kind != "members":
            return None
        key = (table.get(row, "Họ và tên"), shown(table.get(row, "Ngày sinh")))
        proposed, rating = decided[key]
        return rating, None if rating == proposed else "Xét thêm kết quả của thôn"

    sheets.fill(path, number="12-QĐ/ĐU", date=f"20/12/{year}", choose=choose)
    return run("consolidate", folder, "-q", code=(0, 1))


def shown(value):
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)


def report(folder):
    return json.loads((folder / "ket-qua/bao-cao.json").read_text(encoding="utf-8"))


def unique(people):
    """No two of one name and birth within a commune: a decision could not tell them apart either."""
    seen = set()
    for it in people:
        while (it.name, it.birth) in seen:
            it.birth = (it.birth[0] % 28 + 1, *it.birth[1:])
        seen.add((it.name, it.birth))


def main():
    people = [Person((commune, code)) for commune, (_, branches) in COMMUNES.items() for code, _ in branches for _ in range(14)]
    for commune, (_, branches) in COMMUNES.items():
        branches.append(TWIN)
        people += [Person((commune, TWIN[0])) for _ in range(8)]
    # Two people of one name in one branch, and across communes; two of one name and one year of birth.
    for one, other in [(0, 1), (2, 45), (16, 30)]:
        people[other].name, people[other].sex = people[one].name, people[one].sex
    people[30].birth = (people[16].birth[0] % 28 + 1, *people[16].birth[1:])
    people[30].admitted = (*people[30].admitted[:2], people[30].birth[2] + 25)
    unique(people)

    for year in (2024, 2025):
        if year == 2025:
            # One dies, one comes, one moves within the commune.
            people.remove(people[5])
            people.append(Person(("binh-an", "KC"), admitted=2010))
            people[20].where = ("binh-an", "TP")
        for commune, (place, branches) in COMMUNES.items():
            rate([it for it in people if it.where[0] == commune], year)
            own = {code: [it for it in people if it.where == (commune, code)] for code, _ in branches}
            before = f'previous = "../{commune}-2024"\n' if year == 2025 else ""
            folder = FOLDER / f"{commune}-{year}"
            workspace(folder, year, place, [(code, name, None) for code, name in branches], before)
            rated_year(folder, own, year)

    # 2026: one commune.
    last = {it.id: copy.deepcopy(it) for it in people}
    branch_of = {it.id: next(code for code, (_, old) in MERGED.items() if it.where in old) for it in people}
    left = [next(it for it in people[7:20] if it.card), people[33], people[50]]
    people = [it for it in people if it not in left]
    came = [Person(None, admitted=2005), Person(None, admitted=2026), Person(None, admitted=2026)]
    came[1].admitted, came[2].admitted = (3, 2, 2026), (19, 5, 2026)
    came[0].name, came[0].sex = people[3].name, people[3].sex  # A namesake comes.
    for it, code in zip(came, ["KC", "NT", "TN"]):
        branch_of[it.id] = code
    people += came
    asked = {}
    moved = [people[10], people[40]]
    branch_of[moved[0].id], branch_of[moved[1].id] = "NV", "TN"
    cards = [it for it in people if it.card and it.id in last][3:9]
    for it in cards:  # New cards for all that are theirs.
        it.card = f"9{it.card[1:]}"
    married = [it for it in people if it.sex == "Nữ" and it.id in last and it not in cards and it not in moved][:4]
    for nth, it in enumerate(married):
        it.name = "Đặng " + it.name.split(" ", 1)[1]
        if nth % 2:
            it.card = ""  # Without a card only birth and admission are left: asked.
            asked[it.id] = "P010"
        elif not it.card:
            asked[it.id] = "P010"
    # A card that was somebody else's, who left.
    thief = came[0]
    thief.card = last[left[0].id].card
    asked[thief.id] = "P012"
    rate(people, 2026)
    unique(people)
    folder = FOLDER / "binh-an-2026"
    branches = [(code, name, [written(commune, was) for commune, was in old]) for code, (name, old) in MERGED.items()]
    before = 'previous = ["../binh-an-2025", "../khuon-ha-2025/ket-qua/tong-hop-2025.xlsx", "../binh-an-2024", "../khuon-ha-2024"]\n'
    names_of_two(branches, before, last)
    workspace(folder, 2026, "Bình An", branches, before)
    own = {code: [it for it in people if branch_of[it.id] == code] for code in MERGED}
    excellent = [it for it in people if it.rated[2026][0] == "HTXSNV"]
    wrong = {it.id: it.running(2026) + 2 for it in excellent[::5]}
    rated_year(folder, own, 2026, wrong)

    compare(folder, people, last, {it.id for it in left}, {it.id for it in came}, asked, branch_of, moved)
    assert {"P010", "P012"} <= set(asked.values()), asked
    assert report(folder)["previous"]["awards"], "nobody is awarded"
    # What was asked is answered.
    text = (folder / "xeploai.toml").read_text(encoding="utf-8")
    for it in people:
        if it.id in asked:
            other = last[it.id] if it.id in last else last[left[0].id]
            kind = "same-person" if it.id in last else "not-same"
            text += f'\n[[{kind}]]\nbranch = "{branch_of[it.id]}"\nname = "{it.name}"\nwas = "{other.name}"\n'
    (folder / "xeploai.toml").write_text(text, encoding="utf-8")
    run("consolidate", folder, "-q", code=(0, 1))
    compare(folder, people, last, {it.id for it in left}, {it.id for it in came}, {}, branch_of, moved)
    typed_into_last_year(folder)
    print(f"{len(people)} people of three years: as they are")


def written(commune, code):
    """A branch of before as previous-codes names it: of two of one name with the commune."""
    place, branches = COMMUNES[commune]
    name = dict(branches)[code]
    return f"{name} (xã {place})" if (code, name) == TWIN else name


def names_of_two(branches, before, people):
    """Of branches of one name nobody stands on a form until it is said which is which, and what to write is told."""
    folder = FOLDER / "binh-an-2026-hoi"
    said = [(code, name, None if code in ("T1", "T2") else of) for code, name, of in branches]
    workspace(folder, 2026, "Bình An", said, before)
    told = run("form", folder)
    one, other = (written(commune, TWIN[0]) for commune in COMMUNES)
    assert "P050" in told and f'previous-codes = ["{one}", "{other}"]' in told, told
    assert not on_form(folder, "T1") and not on_form(folder, "T2") and on_form(folder, "NT")
    # The same of folders of last year that are named on the line.
    shutil.rmtree(folder / "ket-qua")
    told = run("form", folder, "--roster", FOLDER / "binh-an-2025", "--roster", FOLDER / "khuon-ha-2025")
    assert "P050" in told and one in told and other in told, told
    assert not on_form(folder, "T1") and not on_form(folder, "T2") and on_form(folder, "NT")
    # The bare name and the bare code are refused with the same words.
    for entry in TWIN:
        workspace(folder, 2026, "Bình An", [(code, name, [entry] if code == "T1" else of) for code, name, of in branches], before)
        told = run("form", folder, code=(2,))
        assert one in told and other in told, told
    # What was told is written: everybody stands on the form of his branch, by either way.
    for roster in ([], ["--roster", FOLDER / "binh-an-2025", "--roster", FOLDER / "khuon-ha-2025"]):
        workspace(folder, 2026, "Bình An", branches, before)
        told = run("form", folder, *roster)
        assert "P050" not in told, told
        for code, (_, old) in MERGED.items():
            was = sorted(it.name for it in people.values() if it.where in old)
            assert on_form(folder, code) == was, (code, was, on_form(folder, code))
    shutil.rmtree(folder)


def on_form(folder, code):
    """The names on a form before anybody filled it in."""
    sheet = openpyxl.load_workbook(folder / f"ket-qua/bieu-mau/{code}.xlsx").worksheets[1]
    column = headings(sheet)["Họ và tên"]
    return sorted(it.value for it in (sheet.cell(row, column) for row in range(7, sheet.max_row + 1)) if it.value)


def typed_into_last_year(folder):
    """What is typed into last year's workbook and was never taken in there is told, and that it is another file than was used."""
    told = lambda: {it["code"]: it for it in report(folder)["findings"] if it["code"] in ("P045", "P046")}
    assert not told(), told()
    run("verify", folder)
    path = FOLDER / "binh-an-2025/ket-qua/tong-hop-2025.xlsx"
    bytes_before = path.read_bytes()
    book = openpyxl.load_workbook(path)
    # Only saved again: no decision is another one.
    book.save(path)
    assert "J019" in run("verify", folder, code=(1,))
    run("consolidate", folder, "-q", code=(0, 1))
    assert not told(), told()
    sheet = book["DS01"]
    head = next(row for row in sheet.iter_rows(max_row=20) if "Họ và tên" in [it.value for it in row])
    columns = {it.value: it.column for it in head}
    decided = next(it for it in columns if it and "quyết định" in it.lower())
    row = next(it for it in range(head[0].row + 1, sheet.max_row) if sheet.cell(it, columns[decided]).value == "HTTNV")
    sheet.cell(row, columns[decided]).value = "HTXSNV"
    name = sheet.cell(row, columns["Họ và tên"]).value
    book.save(path)
    run("consolidate", folder, "-q", code=(0, 1))
    found = told()
    assert list(found) == ["P046"] and name in found["P046"]["message"], found
    assert found["P046"]["file"] == "../binh-an-2025/ket-qua/tong-hop-2025.xlsx" and found["P046"]["cell"].endswith(str(row)), found
    # And of the workbook alone, of which nobody knows how it was written.
    alone = FOLDER / "binh-an-2025.xlsx"
    shutil.copy(path, alone)
    settings = (folder / "xeploai.toml").read_text(encoding="utf-8")
    (folder / "xeploai.toml").write_text(settings.replace('"../binh-an-2025"', '"../binh-an-2025.xlsx"'), encoding="utf-8")
    run("consolidate", folder, "-q", code=(0, 1))
    assert list(told()) == ["P045"], told()
    path.write_bytes(bytes_before)
    shutil.copy(path, alone)
    run("consolidate", folder, "-q", code=(0, 1))
    assert not told(), told()
    alone.unlink()
    (folder / "xeploai.toml").write_text(settings, encoding="utf-8")
    assert "J020" in run("verify", folder, code=(1,))
    run("consolidate", folder, "-q", code=(0, 1))
    run("verify", folder)


def compare(folder, people, last, left, came, asked, branch_of, moved):
    """Every person as the program has him, against the truth."""
    found = report(folder)
    told = {}
    for it in found["findings"]:
        if it["code"].startswith("P0"):
            told.setdefault(it["code"], []).append(it)
    by_row = {(it["branch"], it["row"]): it for it in found["previous"]["members"]}
    assert len(by_row) == len(found["previous"]["members"]), "somebody is there twice"
    sources = [(it["was_branch"], it["was_row"], it["was_source"]) for it in found["previous"]["members"]]
    assert len(set(sources)) == len(sources), "somebody of last year is two people"
    wrong = []
    for code in MERGED:
        for row, person in enumerate([it for it in people if branch_of[it.id] == code], 7):
            known = by_row.get((code, row))
            if person.id in came or person.id in asked:
                if known:
                    wrong.append(f"{person.name} {row} {code} is nobody of last year, taken for {known['was']}")
                continue
            truth = last[person.id]
            if not known or (known["was"], known["was_birth"]) != (truth.name, day(truth.birth)):
                wrong.append(f"{code} {row} {person.name} was {truth.name}, taken for {known}")
                continue
            if known["last"] != {"HTXSNV": "excellent", "HTTNV": "good", "HTNV": "satisfactory"}[truth.rated[2025][1]]:
                wrong.append(f"{person.name}: last rating {known['last']}, not {truth.rated[2025]}")
            if person.rated[2026][1] == "HTXSNV" and known["years"] != person.running(2026):
                wrong.append(f"{person.name}: {known['years']} years, not {person.running(2026)}")
    changes = {}
    for it in found["previous"]["changes"]:
        changes.setdefault(it["kind"], []).append(it["name"])
    names = lambda ids, of: sorted(of[it].name for it in ids)  # noqa: E731
    now = {it.id: it for it in people}
    expected = {
        "moved": names([it.id for it in moved if it.id not in asked], now),
        "asked": names(asked, now),
    }
    for kind in ("moved", "asked"):
        if sorted(changes.get(kind, [])) != expected[kind]:
            wrong.append(f"{kind}: {changes.get(kind)}, not {expected[kind]}")
    possible = {last[it].name for it in left} | {last[it].name for it in asked if it in last}
    if not asked and sorted(changes.get("left", [])) != names(left, last):
        wrong.append(f"left: {changes.get('left')}, not {names(left, last)}")
    if not set(changes.get("left", [])) <= possible:
        wrong.append(f"left: {changes.get('left')}, of {possible}")
    arrived = sorted(changes.get("came", []) + changes.get("admitted", []))
    if arrived != names([it for it in came if it not in asked], now):
        wrong.append(f"came: {arrived}")
    awarded = sorted(it["name"] for it in found["previous"]["awards"])
    truth = sorted(it.name for it in people if it.id in last and it.id not in asked and it.running(2026) >= 5)
    if awarded != truth:
        wrong.append(f"awards: {awarded}, not {truth}")
    assert not wrong, "\n".join(wrong)


main()
