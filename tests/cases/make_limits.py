"""Makes the cases `limits-*`: forms of 2025-hd43 filled with openpyxl at both sides of each limit of
the regulation, and what must be told of each row. The tables below are the cases; nothing of
the program is used.

    python3 tests/cases/make_limits.py
"""

import io
import os
import shutil
import subprocess
import tomllib

import openpyxl

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILE = os.path.join(HERE, "../../templates/2025-hd43")
# The blank that went out before columns were added to it.
OLD_BLANK = "811f4b9~1:templates/2025-hd43/form.xlsx"
FORM = tomllib.load(open(os.path.join(PROFILE, "form.toml"), "rb"))
FACTS = [it["field"] for it in FORM["info"]["row"]]
FIRST_FACT, FIRST_ROW = 5, 7
SURNAMES = ["Ma", "Lý", "Hà", "Lù", "Vàng", "Nông", "Hoàng", "Quan", "Triệu", "Chẩu"]
MIDDLE = ["Văn", "Thị", "Đức", "Thu", "Minh", "Ngọc", "Quang", "Hải", "Mạnh", "Bích", "Hồng", "Xuân", "Công", "Kim"]
NAMES = ["An", "Bình", "Chung", "Dung", "Giang", "Hoa"]
LEVELS = {"HTXSNV": "excellent", "HTTNV": "good", "HTNV": "satisfactory", "KHTNV": "unsatisfactory"}


def points(general, task):
    return {"general": general, "task": task, "total": round(general + task, 2)}


def tasks(assigned, done, on_time, beyond=0, failed=None):
    found = {"assigned": assigned, "completed": done, "on-time": on_time, "beyond": beyond}
    found["failed"] = failed
    return {f"tasks-{key}": value for key, value in found.items() if value is not None}


def unit(done, beyond=0, failing=None, low=None):
    found = {"unit-done": done, "unit-beyond": beyond, "unit-failing": failing, "low-confidence": low}
    return {key: value for key, value in found.items() if value is not None}


def discipline(duty="Không", breach="Không", form="Khiển trách", **more):
    found = {"discipline-duty": duty, "discipline-breach": breach}
    if form:
        found |= {"discipline": form, "discipline-decision": "12-QĐ/ĐU ngày 05/5/2026"}
    return found | {f"discipline-{key.replace('_', '-')}": value for key, value in more.items()}


XS = points(28, 65) | tasks(10, 10, 10, 3)
T = {}
HT = points(20, 40)
K = points(15, 25)
LED = {"leader": "Đảng ủy xã quản lý", "self-form": "02A (lãnh đạo, quản lý)"}
OUT = {"self-form": "02C (ngoài hệ thống chính trị)"}
NO_TASKS = tasks(0, 0, 0)

# Rows of sheet 2: what it is about, rating, what differs, what is told (code and a part of its
# message); "" is nothing above a notice.
CERTAIN = [
    ("89.99 points", "HTXSNV", points(24.99, 65) | tasks(10, 10, 10, 3), "X301 89,99"),
    ("69.99 points", "HTTNV", points(24.99, 45), "X301 69,99"),
    ("49.99 points", "HTNV", points(14.99, 35), "X301 49,99"),
    ("19 of 20 in time", "HTTNV", tasks(20, 20, 19), "X301 19/20"),
    ("29 of 100 beyond", "HTXSNV", points(28, 65) | tasks(100, 100, 100, 29), "X301 29/100"),
    ("weaknesses not fixed", "HTXSNV", XS | {"weaknesses": "Đang khắc phục"}, "X301 Đang khắc phục"),
    ("6 of 10 judged not done", "HTNV", HT | tasks(10, 4, 4, 0, 6), "X301 6/10"),
    ("51 of 100 judged not done", "HTNV", HT | tasks(100, 49, 49, 0, 51), "X301 51/100"),
    ("general points over 30", "HTTNV", {"general": 30.01, "task": 49.99, "total": 80}, "R241 30.01"),
    ("points on tasks over 70", "HTTNV", {"general": 5, "task": 70.01, "total": 75.01}, "R241 70.01"),
    ("own points over 30", "HTTNV", {"self-general": 31, "self-task": 49}, "R241 31"),
    ("tied to duty", "HTNV", HT | discipline(duty="Có"), "X301 Liên quan chức trách"),
    ("named breach, disciplined", "HTNV", HT | discipline(breach="Có"), "X301 Vi phạm những điều"),
    ("leader: 99.99 % of the units", "HTXSNV", LED | XS | unit(99.99, 40), "X301 99,99"),
    ("leader: 29.99 % beyond", "HTXSNV", LED | XS | unit(100, 29.99), "X301 29,99"),
    ("leader: good with 99.99 %", "HTTNV", LED | unit(99.99), "X301 99,99"),
    ("leader: 69.99 %", "HTNV", LED | HT | unit(69.99), "X301 69,99"),
    ("leader: 50.01 % of units failing", "HTNV", LED | HT | unit(100, 0, 50.01), "X301 50,01"),
    ("leader: 50.01 % low confidence", "HTTNV", LED | unit(100, 0, None, 50.01), "X301 50,01"),
    ("leader: tied to duty", "HTNV", LED | HT | unit(100) | discipline(duty="Có"), "X301 Liên quan"),
]
WEIGHED = [
    ("90 points", "HTXSNV", points(25, 65) | tasks(10, 10, 10, 3), ""),
    ("70 points", "HTTNV", points(25, 45), ""),
    ("50 points", "HTNV", points(15, 35), ""),
    ("all 100 points", "HTXSNV", points(30, 70) | tasks(100, 100, 100, 30), ""),
    ("weaknesses fixed", "HTXSNV", XS | {"weaknesses": "Đã khắc phục xong"}, ""),
    ("19 of 20 done, 72 points", "HTNV", points(25, 47) | tasks(20, 19, 19), "X302 19/20"),
    ("20 of 20 done, 72 points", "HTNV", points(25, 47) | tasks(20, 20, 20), ""),
    ("19 of 20 done", "KHTNV", K | tasks(20, 19, 19) | {"cause": "Dưới 50 điểm"}, ""),
    ("20 of 100 late", "HTNV", HT | tasks(100, 100, 80), ""),
    ("21 of 100 late", "HTNV", HT | tasks(100, 100, 79), "X302 21/100"),
    ("19 of 100 late", "HTNV", HT | tasks(100, 100, 81), ""),
    ("half judged not done", "HTNV", HT | tasks(100, 50, 50, 0, 50), "X302 50/100"),
    ("neither duty nor a named breach", "HTTNV", discipline(), ""),
    ("tied to duty, lowest", "KHTNV", K | discipline(duty="Có") | {"cause": "Vi phạm bị kỷ luật"}, ""),
    ("owned up", "HTNV", HT | discipline(duty="Có", owned_up="Có"), "X302 Liên quan"),
    ("of an earlier year", "HTNV", HT | discipline(duty="Có", earlier="Có"), "X302 Liên quan"),
    ("named, of an earlier year", "HTTNV", discipline(breach="Có", earlier="Có"), "X302 Vi phạm những"),
    ("at the old unit", "HTNV", HT | discipline(duty="Có", elsewhere="Có"), ""),
    ("named breach, no discipline", "HTTNV", discipline("", "Có", ""), "X302 để trống"),
    ("no breach, no discipline", "HTTNV", discipline("", "Không", ""), ""),
    ("the same, lowest", "KHTNV", K | discipline("", "Có", "") | {"cause": "Dưới 50 điểm"}, ""),
    ("the same at the old unit", "HTTNV", discipline("", "Có", "", elsewhere="Có"), ""),
    ("state HTXSNV", "HTXSNV", XS | {"state-rating": "HTXSNV"}, ""),
    ("state HTTNV, party above", "HTXSNV", XS | {"state-rating": "HTTNV"}, "X302 cán bộ, công chức, viên chức là HTTNV"),
    ("state HTTNV", "HTTNV", {"state-rating": "HTTNV"}, ""),
    ("state HTNV, party above", "HTTNV", {"state-rating": "HTNV"}, "X302 viên chức là HTNV"),
    ("state HTNV", "HTNV", HT | {"state-rating": "HTNV"}, ""),
    ("state KHTNV, party above", "HTNV", HT | {"state-rating": "KHTNV"}, "X302 viên chức là KHTNV"),
    ("state KHTNV", "KHTNV", K | {"state-rating": "KHTNV", "cause": "Dưới 50 điểm"}, ""),
    ("party below the state", "HTNV", HT | {"state-rating": "HTXSNV"}, ""),
    ("quarter I KHTNV", "HTXSNV", XS | {"quarter-one": "KHTNV"}, "X302 Quý I"),
    ("quarter III KHTNV", "HTXSNV", XS | {"quarter-three": "KHTNV"}, "X302 Quý III"),
    ("quarter IV is the year's", "HTXSNV", XS | {"quarter-four": "KHTNV"}, ""),
    ("quarter II HTNV", "HTXSNV", XS | {"quarter-two": "HTNV"}, ""),
    ("quarter II KHTNV, not the best", "HTTNV", {"quarter-two": "KHTNV"}, ""),
    ("aged, no task", "HTTNV", OUT | NO_TASKS, ""),
    ("aged, no task, the best", "HTXSNV", OUT | points(28, 65) | NO_TASKS, "V825 0"),
    ("five years running", "HTXSNV", XS | {"excellent-years": 5}, ""),
    ("the first year", "HTXSNV", XS | {"excellent-years": 1}, ""),
    ("no year, the best", "HTXSNV", XS | {"excellent-years": 0}, "V806 0"),
    ("five years, not this one", "HTTNV", {"excellent-years": 5}, "V806 5"),
    ("leader: units 100 and 30 %", "HTXSNV", LED | XS | unit(100, 30), ""),
    ("leader: own tasks 8 of 10", "HTXSNV", LED | points(30, 65) | tasks(10, 10, 8, 4) | unit(100, 40), "X302 8/10"),
    ("leader: own tasks 2 beyond", "HTXSNV", LED | points(28, 65) | tasks(10, 10, 10, 2) | unit(100, 40), "X302 2/10"),
    ("leader: good, own tasks 9 of 10", "HTTNV", LED | tasks(10, 10, 9) | unit(100), "X302 9/10"),
    ("leader: units 80 %", "HTNV", LED | HT | unit(80), "X302 80%"),
    ("leader: units 70 %", "HTNV", LED | HT | unit(70), "X302 70%"),
    ("leader: units 100 %", "HTNV", LED | HT | unit(100), ""),
    ("leader: half failing, half low", "HTTNV", LED | unit(100, 0, 50, 50), ""),
    ("leader: named breach", "HTNV", LED | HT | unit(100) | discipline(breach="Có"), "X302 Vi phạm những"),
    ("leader: units 69.99 %, lowest", "KHTNV", LED | K | unit(69.99) | {"cause": "Đơn vị phụ trách dưới 70%"}, ""),
]

# Rows of sheet 3, all of them leadership collectives.
COLLECTIVES_CERTAIN = [
    ("35 and 60 points", "HTXSNV", points(35, 60) | tasks(10, 10, 10, 3), "R241 35"),
    ("30.01 and 60", "HTXSNV", points(30.01, 60) | tasks(10, 10, 10, 3), "R241 30.01"),
    ("20 and 75 points", "HTXSNV", points(20, 75) | tasks(10, 10, 10, 3), "R241 75"),
    ("25 and 70.01", "HTXSNV", points(25, 70.01) | tasks(10, 10, 10, 3), "R241 70.01"),
    ("89.99", "HTXSNV", points(24.99, 65) | tasks(10, 10, 10, 3), "X303 89,99"),
    ("69.99", "HTTNV", points(24.99, 45), "X303 69,99"),
    ("49.99", "HTNV", points(14.99, 35), "X303 49,99"),
    ("69 of 100 done", "HTNV", HT | tasks(100, 69, 69), "X303 69/100"),
    ("9 of 10 in time", "HTTNV", tasks(10, 10, 9), "X303 9/10"),
    ("29 of 100 beyond", "HTXSNV", points(28, 65) | tasks(100, 100, 100, 29), "X303 29/100"),
    ("weaknesses", "HTXSNV", XS | {"weaknesses": "Chưa khắc phục"}, "X303 Chưa khắc phục"),
    ("disciplined below", "HTXSNV", XS | {"subordinate-disciplined": "Có"}, "X303 bị kỷ luật"),
]
COLLECTIVES_WEIGHED = [
    ("30 and 70", "HTXSNV", points(30, 70) | tasks(10, 10, 10, 3), ""),
    ("30 and 60", "HTXSNV", points(30, 60) | tasks(100, 100, 100, 30), ""),
    ("70", "HTTNV", points(25, 45), ""),
    ("50", "HTNV", points(15, 35), ""),
    ("70 of 100 done", "HTNV", HT | tasks(100, 70, 70), "X304 70/100"),
    ("9 of 10 done", "HTNV", HT | tasks(10, 9, 9), "X304 9/10"),
    ("10 of 10 done", "HTNV", HT | tasks(10, 10, 10), ""),
    ("2 of 10 late", "HTNV", HT | tasks(10, 10, 8), ""),
    ("3 of 10 late", "HTNV", HT | tasks(10, 10, 7), "X304 3/10"),
    ("disciplined below", "HTTNV", {"subordinate-disciplined": "Có"}, ""),
    ("disunity", "HTNV", HT | {"disunity": "Có"}, "X304 Mất đoàn kết"),
    ("disunity, lowest", "KHTNV", K | {"disunity": "Có"}, ""),
    ("69 of 100 done, lowest", "KHTNV", K | tasks(100, 69, 69), ""),
    ("no task", "HTTNV", NO_TASKS, "V825 0"),
]

# Forms of three people of which the first is the secretary: what it is about, the branch's rating
# and what differs in its row; what differs at the secretary; findings (sheet, code, words).
SECRETARY_XS = XS | {"rating": "HTXSNV"}
BRANCHES = [
    ("35 + 60 points", "HTXSNV", points(35, 60) | tasks(10, 10, 10, 3), {}, [("3_TapThe", "R241 35")]),
    ("30 + 60 points", "HTXSNV", points(30, 60) | tasks(10, 10, 10, 3), {}, []),
    ("9 of 10 done", "HTNV", HT | tasks(10, 9, 9), HT | {"rating": "HTNV"}, [("3_TapThe", "X304 9/10")]),
    ("7 of 10 done", "HTNV", HT | tasks(10, 7, 7), HT | {"rating": "HTNV"}, [("3_TapThe", "X304 7/10")]),
    ("69 of 100 done", "HTNV", HT | tasks(100, 69, 69), HT | {"rating": "HTNV"}, [("3_TapThe", "X303 69/100")]),
    ("secretary disciplined, sheet 3 denies it", "HTTNV", T, discipline(), [("3_TapThe", "V834 Khiển trách")]),
    ("secretary disciplined, sheet 3 says so", "HTTNV", {"subordinate-disciplined": "Có"}, discipline(), []),
    ("secretary disciplined, branch the best", "HTXSNV", XS, discipline(), [("3_TapThe", "X304 Khiển trách")]),
    ("disciplined at the old unit, branch the best", "HTXSNV", XS, discipline(elsewhere="Có"), []),
    ("head above the branch", "HTNV", HT, SECRETARY_XS, [("2_DangVien", "X302 không cao hơn tập thể")]),
    ("head above the branch by one", "HTTNV", T, SECRETARY_XS, [("2_DangVien", "X302 không cao hơn tập thể")]),
    ("head as the branch", "HTNV", HT, HT | {"rating": "HTNV"}, []),
    ("head below the branch", "HTTNV", T, HT | {"rating": "HTNV"}, []),
    ("head and branch the best", "HTXSNV", XS, SECRETARY_XS, []),
]
BEFORE_2026 = [
    ("head above the branch", "HTNV", HT, SECRETARY_XS, []),
]


def name(code, number):
    """Nobody is in two branches."""
    middle = MIDDLE[int(code[1:]) - 1]
    return f"{SURNAMES[number % len(SURNAMES)]} {middle} {NAMES[number // len(SURNAMES)]}"


def put(sheet, row, fields, values):
    for field, value in values.items():
        if field in fields:
            sheet.cell(row, fields.index(field) + 1).value = value


def fill(blank, code, year, members, collectives):
    """A form; `members` and `collectives` are rows of the tables above."""
    book = openpyxl.load_workbook(io.BytesIO(blank))
    headings = {}
    for key, title in (("members", "2_DangVien"), ("collectives", "3_TapThe")):
        sheet = book[title]
        # Where a column of today is not there, its values are not written.
        wanted = {it["field"]: it["heading"] for it in FORM[key]["column"]}
        groups = {it["field"]: it.get("group") for it in FORM[key]["column"]}
        found, group = [], None
        for col in range(1, sheet.max_column + 1):
            top, below = (sheet.cell(row, col).value for row in (4, 5))
            group = top or group
            text = str(below or top or "").removesuffix("*").strip()
            upper = str(group).removesuffix("*").strip() if below else None
            match = [it for it in wanted if wanted[it] == text and groups[it] == upper]
            found.append(match[0] if match else None)
        headings[key] = found
    every = len(members)
    info = {
        "form-code": FORM["code"], "branch-code": code, "branch-name": f"Chi bộ số {code[1:]}",
        "branch-kind": "Thôn bản", "year": year, "secretary": name(code, 0),
        "preparer": name(code, 1), "meeting": f"10/12/{year}", "draft-sent": f"01/12/{year}",
        "total": every, "official": every, "probationary": 0, "female": every, "ethnic": every,
        "exempt": 0, "unrated": 0, "rated": every, "summoned": every, "present": every,
        "ballots-issued": every, "ballots-collected": every, "ballots-valid": every, "ballots-invalid": 0,
    }
    sheet = book["1_ThongTinChiBo"]
    for field, value in info.items():
        sheet.cell(FIRST_FACT + FACTS.index(field), 3).value = value
    for place, (_, rating, change, _) in enumerate(members):
        values = {
            "number": place + 1, "name": name(code, place), "birth": f"{place % 28 + 1:02}/03/{1970 + place // 28}",
            "gender": "Nữ", "ethnicity": "Tày", "party-post": "Bí thư chi bộ" if place == 0 else None,
            "admitted": "03/02/2005", "official": "03/02/2006", "card": f"{code[1:]:0>2} {place + 1:06}",
            "leader": "Không", "self-form": "02B (không giữ chức vụ)", "eligibility": "Được đánh giá",
            "reviewed": "Có", "group": "Giáo viên", "self-general": 25, "self-task": 55, "weaknesses": "Không có",
        } | points(25, 55) | tasks(10, 10, 10) | change
        rating = change.get("rating", rating)
        values |= {f"ballots-{key}": every if it == rating else 0 for it, key in LEVELS.items()}
        values |= {"self-rating": rating, "proposal": rating}
        reasons = {"HTXSNV": "Chiến sĩ thi đua cơ sở", "KHTNV": "Kết luận của chi bộ"}
        values["reason"] = reasons.get(rating)
        put(book["2_DangVien"], FIRST_ROW + place, headings["members"], values)
    for place, (what, rating, change, _) in enumerate(collectives):
        values = {
            "number": place + 1, "name": f"Chi bộ số {code[1:]}" if place == 0 else f"Tổ chuyên môn số {place}",
            "kind": "Chi bộ" if place == 0 else "Tập thể lãnh đạo, quản lý", "weaknesses": "Không có",
            "subordinate-disciplined": "Không", "disunity": "Không", "reason": "Đạt chỉ tiêu năm",
        } | points(25, 55) | tasks(10, 10, 10) | change | {"self-rating": rating, "proposal": rating}
        put(book["3_TapThe"], FIRST_ROW + place, headings["collectives"], values)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), headings


class Case:
    """A folder of cases with what is expected of it."""

    def __init__(self, folder, about, year=2026, more=""):
        self.folder, self.about, self.year, self.more = os.path.join(HERE, folder), about, year, more
        self.files, self.told, self.branches = {}, [], []
        nop = os.path.join(self.folder, "workspace/nop")
        shutil.rmtree(nop, ignore_errors=True)
        os.makedirs(nop)

    def form(self, members, collectives, told=None, blank=None):
        code = f"B{len(self.branches) + 1}"
        self.branches.append(code)
        blank = blank or open(os.path.join(PROFILE, "form.xlsx"), "rb").read()
        with open(os.path.join(self.folder, "workspace/nop", f"{code}.xlsx"), "wb") as out:
            data, headings = fill(blank, code, self.year, members, collectives)
            out.write(data)
        if told is None:
            told = [("2_DangVien", it[0], place, it[3]) for place, it in enumerate(members)]
            told += [("3_TapThe", it[0], place, it[3]) for place, it in enumerate(collectives)]
        is_wrong = False
        for sheet, what, place, words in told:
            if not words:
                continue
            # A total of wrong points is not to be relied on, which is said once.
            found, says = words.split(" ", 1)
            is_error = found in ("X301", "X303", "R241")
            is_wrong |= is_error
            at = cell(headings, sheet, found, says, FIRST_ROW + place)
            self.told.append((code, sheet, what, at, found, "error" if is_error else "warning", says))
        self.files[f"nop/{code}.xlsx"] = "returned" if is_wrong else "accepted"

    def save(self, warnings=0):
        toml = f'year = {self.year}\norganization = "Đảng bộ xã Bình An"\ncommittee = "Đảng ủy xã Bình An"\n'
        toml += 'superior = "Đảng bộ tỉnh Tuyên Quang"\nplace = "Bình An"\n'
        toml += self.more
        for code in self.branches:
            toml += f'\n[[branch]]\ncode = "{code}"\nname = "Chi bộ số {code[1:]}"\nkind = "Thôn bản"\n'
        with open(os.path.join(self.folder, "workspace/xeploai.toml"), "w") as out:
            out.write(toml)
        errors = sum(it[5] == "error" for it in self.told)
        text = f'about = """{self.about}\nMade by make_limits.py."""\nexit = {int(errors > 0)}\nerrors = {errors}\n'
        text += f"warnings = {len(self.told) - errors + warnings}\n\n[files]\n"
        text += "".join(f'"{path}" = "{status}"\n' for path, status in sorted(self.files.items()))
        for code, sheet, what, at, found, severity, says in self.told:
            text += f'\n[[told]]  # {what}\ncode = "{found}"\nseverity = "{severity}"\nfile = "nop/{code}.xlsx"\n'
            text += f'sheet = "{sheet}"\ncell = "{at}"\nsays = ["{says}"]\ncount = 1\n'
        with open(os.path.join(self.folder, "expected.toml"), "w") as out:
            out.write(text)


def cell(headings, sheet, code, says, row):
    """Where a finding points."""
    key = {"2_DangVien": "members", "3_TapThe": "collectives"}[sheet]
    field = "proposal"
    if code == "R241":
        number = float(says)
        field = "task" if number > 40 else "self-general" if says == "31" else "general"
    field = {"V825": "tasks-assigned", "V806": "excellent-years", "V834": "subordinate-disciplined"}.get(code, field)
    column = openpyxl.utils.get_column_letter(headings[key].index(field) + 1)
    return f"{column}{row}"


def main():
    plain = [("somebody", "HTTNV", {}, "")]
    branch = [("the branch", "HTTNV", {}, "")]
    # Room for those who are excellent.
    good = [("one of many", "HTTNV", {}, "")]
    best = [("the branch", "HTXSNV", XS, "")]

    case = Case("limits-of-members", "Members of 2026 at both sides of each limit: what is certain sends the form\n"
                "back, what is inferred warns, and the other side of each is quiet.", more=ROOM)
    case.form(plain + CERTAIN, branch)
    case.form(plain + WEIGHED, branch)
    case.save()

    case = Case("limits-of-collectives", "Collectives of 2026 at both sides of each limit; 30 and 70 points bind them.")
    case.form(plain * 3, branch + COLLECTIVES_CERTAIN)
    case.form(plain * 3, branch + COLLECTIVES_WEIGHED)
    case.save()

    for folder, year, table, about in (
        ("limits-of-branches", 2026, BRANCHES, "A branch beside its secretary: discipline of sheet 2 on sheet 3, points, tasks,\n"
         "and the head not above the collective."),
        ("limits-before-2026", 2025, BEFORE_2026, "Before 2026 nothing says that the head is not above the collective."),
    ):
        case = Case(folder, about, year, ROOM)
        for what, rating, change, secretary, told in table:
            told = [(sheet, what, 0, words) for sheet, words in told]
            case.form([("secretary", "HTTNV", secretary, "")] + good * 2, [(what, rating, change, "")], told)
        case.save()

    old = subprocess.run(["git", "show", OLD_BLANK], check=True, capture_output=True, cwd=HERE).stdout
    case = Case("limits-on-the-old-blank", "The blank that went out before columns were added is still valid: nobody is asked for\n"
                "a column that he has not, and what can be judged is.")
    case.form(plain + [it for it in WEIGHED if it[1] != "HTXSNV" and not
                       ({"quarter-two", "discipline-earlier"} & set(it[2]))], branch, blank=old)
    case.save()


# Everybody of a form is of one group, and the quota is tested elsewhere.
ROOM = """
[severity]
C403 = "notice"
C410 = "notice"
C411 = "notice"
C413 = "notice"
"""

main()
