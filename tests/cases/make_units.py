"""Makes the cases `units-*`: a made-up commune of three levels. A đảng bộ cơ sở with three chi bộ, of
which one stands under a đảng bộ bộ phận, and two chi bộ cơ sở; forms of 2025-hd43 filled with openpyxl
by the headings of the blank. Everybody is invented; nothing of the program is used.

    python3 tests/cases/make_units.py
"""

import datetime
import os
import shutil
import tomllib

import openpyxl

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILE = os.path.join(HERE, "../../templates/2025-hd43")
FORM = tomllib.load(open(os.path.join(PROFILE, "form.toml"), "rb"))
FACTS = [it["field"] for it in FORM["info"]["row"]]
FIRST_FACT, FIRST_ROW = 5, 7
DAY = datetime.datetime(2026, 12, 12)
LEVELS = {"HTXSNV": "excellent", "HTTNV": "good", "HTNV": "satisfactory", "KHTNV": "unsatisfactory"}
POINTS = {"HTXSNV": (28, 65), "HTTNV": (25, 55), "HTNV": (20, 40), "KHTNV": (15, 25)}
SURNAMES = ["Ma", "Lý", "Hà", "Lù", "Vàng", "Nông", "Hoàng", "Quan", "Triệu", "Chẩu", "Bàn"]
GIVEN = ["An", "Bình", "Chung", "Dung", "Giang", "Hoa", "Kim", "Lan", "Minh", "Nga", "Oanh"]

# Code, name, kind, unit, what it calls its group, ratings (x excellent, g good, s satisfactory,
# u not, e exempt), posts of the first members, leaders by place.
BRANCHES = [
    ("CA1", "Chi bộ Trung tâm", "Công an xã", "CA", "Công an", "gxggggggs", {1: "superior", 2: "committee"}),
    ("CA2", "Chi bộ Điều tra", "Công an xã", "CA", "Lực lượng CA", "xxgggggg", {}),
    ("CA3", "Chi bộ Cụm Nà Mẻ", "Công an xã", "CA-B", "lực lượng vũ trang", "gggggge", {}),
    ("TP", "Chi bộ thôn Tống Pu", "Thôn bản", None, "", "gxgggggsu", {}),
    ("TH", "Chi bộ Trường Tiểu học", "Trường học", None, "GV", "gxxgggggggggg", {2: "committee"}),
]
LEADER = {"superior": "Ban Thường vụ cấp trên quản lý", "committee": "Đảng ủy xã quản lý"}
SETTINGS = """year = 2026
organization = "Đảng bộ xã Bình An"
committee = "Đảng ủy xã Bình An"
superior = "Đảng bộ tỉnh Tuyên Quang"
place = "Bình An"
"""
UNITS = """
[[unit]]
code = "CA"
name = "Đảng bộ Công an xã"
kind = "dang-bo-co-so"
[[unit]]
code = "CA-B"
name = "Đảng bộ bộ phận phía bắc"
kind = "dang-bo-bo-phan"
under = "CA"
"""
SIGNATURES = """
[[signature]]
on-behalf = "T/M BAN THƯỜNG VỤ"
role = "PHÓ BÍ THƯ"
name = "Lò Văn Ký"
[[signature]]
authority = "CA"
name = "Bàn Thị Duyệt"
"""
GROUPS = """
[[group]]
name = "Công an xã"
kinds = ["Công an xã"]
[[group]]
name = "Trường học"
kinds = ["Trường học"]
[[group]]
name = "Thôn"
forms = ["02C"]
"""
RATING = {"x": "HTXSNV", "g": "HTTNV", "s": "HTNV", "u": "KHTNV"}


def columns(sheet, key):
    """Column of each field by its heading, and the heading above it."""
    wanted = {(it["heading"], it.get("group")): it["field"] for it in FORM[key]["column"]}
    found, group = {}, None
    for col in range(1, sheet.max_column + 1):
        top, below = (sheet.cell(row, col).value for row in (4, 5))
        group = top or group
        text = str(below or top or "").removesuffix("*").strip()
        upper = str(group).removesuffix("*").strip() if below else None
        field = wanted.get((text, upper))
        if field:
            found[field] = col
    return found


def rated(rating, every):
    general, task = POINTS[rating]
    found = {"general": general, "task": task, "total": general + task, "self-rating": rating, "proposal": rating}
    found |= {f"ballots-{key}": every if it == rating else 0 for it, key in LEVELS.items()}
    found |= {"tasks-assigned": 10, "tasks-completed": 10, "tasks-on-time": 8 if rating in ("HTNV", "KHTNV") else 10}
    found |= {"tasks-beyond": 4 if rating == "HTXSNV" else 0, "weaknesses": "Không có"}
    return found


def name(code, place):
    at = [it[0] for it in BRANCHES].index(code)
    return f"{SURNAMES[(place + 2 * at) % len(SURNAMES)]} {code[0]}{'ăâêôơ'[at]}n {GIVEN[place % len(GIVEN)]}{'h' * (place // len(GIVEN))}"


def form(path, branch, with_committee):
    code, title, kind, _, group, ratings, leaders = branch
    book = openpyxl.load_workbook(os.path.join(PROFILE, "form.xlsx"))
    every, exempt = len(ratings), ratings.count("e")
    info = {
        "form-code": FORM["code"], "branch-code": code, "branch-name": title, "branch-kind": kind, "year": 2026,
        "secretary": name(code, 0), "preparer": name(code, 1), "meeting": "10/12/2026", "draft-sent": "01/12/2026",
        "total": every, "official": every, "probationary": 0, "female": every, "ethnic": every,
        "exempt": exempt, "unrated": 0, "rated": every - exempt, "summoned": every - exempt, "present": every - exempt,
        "ballots-issued": every - exempt, "ballots-collected": every - exempt, "ballots-valid": every - exempt,
        "ballots-invalid": 0,
    }
    sheet = book["1_ThongTinChiBo"]
    for field, value in info.items():
        sheet.cell(FIRST_FACT + FACTS.index(field), 3).value = value
    sheet, places = book["2_DangVien"], columns(book["2_DangVien"], "members")
    posts = ["Bí thư chi bộ", "Phó Bí thư chi bộ", "Chi ủy viên"]
    for place, letter in enumerate(ratings):
        leader = leaders.get(place)
        own = "02A (lãnh đạo, quản lý)" if leader else "02B (không giữ chức vụ)"
        if kind == "Thôn bản":
            own = "02C (ngoài hệ thống chính trị)"
        values = {
            "number": place + 1, "name": name(code, place), "birth": f"{place + 1:02}/03/1980", "gender": "Nữ",
            "ethnicity": "Tày", "party-post": posts[place] if place < 3 else None, "admitted": "03/02/2005",
            "official": "03/02/2006", "card": f"{[it[0] for it in BRANCHES].index(code) + 11} {place + 1:06}",
            "leader": LEADER.get(leader, "Không"), "self-form": own, "eligibility": "Được đánh giá",
            "reviewed": "Có", "group": group or None, "state-rating": None,
        }
        if letter == "e":
            values |= {"eligibility": "Được miễn công tác và sinh hoạt đảng", "reviewed": "Không"}
            values |= {"reason": "Tuổi cao, sức yếu", "card": values["card"]}
        else:
            rating = RATING[letter]
            values |= rated(rating, every - exempt) | {"self-general": POINTS[rating][0], "self-task": POINTS[rating][1]}
            values["reason"] = {"HTXSNV": "Chiến sĩ thi đua cơ sở", "KHTNV": "Kết luận của chi bộ"}.get(rating)
            values["cause"] = "Dưới 50 điểm" if rating == "KHTNV" else None
            if kind != "Thôn bản":
                values["state-rating"] = rating
        if leader:
            values |= {"unit-done": 100, "unit-beyond": 40}
        for field, value in values.items():
            sheet.cell(FIRST_ROW + place, places[field]).value = value
    sheet, places = book["3_TapThe"], columns(book["3_TapThe"], "collectives")
    rows = [(title, "Chi bộ", "HTTNV")]
    if with_committee:
        rows.append((f"Chi ủy {title}", "Chi ủy", "HTTNV"))
    for place, (called, what, rating) in enumerate(rows):
        values = rated(rating, every - exempt) | {
            "number": place + 1, "name": called, "kind": what, "subordinate-disciplined": "Không",
            "disunity": "Không", "reason": "Đạt chỉ tiêu năm",
        }
        for field, value in values.items():
            sheet.cell(FIRST_ROW + place, places[field]).value = value
    book.properties.created = book.properties.modified = DAY
    book.save(path)


def blocks(branches, with_units=True):
    text = ""
    for code, title, kind, unit, _, ratings, _ in branches:
        text += f'\n[[branch]]\ncode = "{code}"\nname = "{title}"\nkind = "{kind}"\nmembers = {len(ratings)}\n'
        if unit and with_units:
            text += f'unit = "{unit}"\n'
    return text


def table(path, branches, named):
    """A list as an office has it: the đảng bộ by name, once for all branches below it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["TT", "Trực thuộc", "Mã", "Tên chi bộ", "Loại hình", "Số đảng viên"])
    first, last = 2, None
    for number, (code, title, kind, unit, _, ratings, _) in enumerate(branches, 1):
        written = named.get(unit, "Đảng bộ xã Bình An")
        sheet.append([number, None if written == last else written, code, title, kind, len(ratings)])
        if written == last:
            sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=2, end_column=2)
        else:
            first, last = sheet.max_row, written
    book.properties.created = book.properties.modified = DAY
    book.save(path)


def folder(case):
    nop = os.path.join(HERE, case, "workspace/nop")
    shutil.rmtree(os.path.join(HERE, case, "workspace"), ignore_errors=True)
    os.makedirs(nop)
    return nop


def write(case, file, text):
    with open(os.path.join(HERE, case, file), "w") as out:
        out.write(text)


def main():
    case = "units-three-levels"
    nop = folder(case)
    for branch in BRANCHES:
        form(os.path.join(nop, f"{branch[0]}.xlsx"), branch, branch[0] in ("CA1", "TH"))
    write(case, "workspace/xeploai.toml", SETTINGS + UNITS + SIGNATURES + GROUPS + blocks(BRANCHES))

    # The same branches in a table; who stands at the head is counted by itself.
    case = "units-of-a-table"
    nop = folder(case)
    for branch in BRANCHES[:4]:
        form(os.path.join(nop, f"{branch[0]}.xlsx"), branch, False)
    settings = '\n[settings]\nquota-heads = "outside"\nheads = "secretary"\n'
    write(case, "workspace/xeploai.toml", SETTINGS + settings + UNITS)
    table(os.path.join(HERE, case, "workspace/chi-bo.xlsx"), BRANCHES[:4],
          {"CA": "Đảng bộ Công an xã", "CA-B": "CA-B"})


main()
