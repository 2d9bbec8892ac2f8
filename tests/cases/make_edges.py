"""Makes the cases `edges-*`: what an independent count found at the edges, in every regime, through
forms filled with openpyxl.

    python3 tests/cases/make_edges.py
"""

import os
import shutil

import openpyxl

HERE = os.path.dirname(os.path.abspath(__file__))
TEMPLATES = os.path.join(HERE, "../../templates")
SURNAMES = ["Ma", "Lý", "Hà", "Lù", "Vàng"]
MIDDLE = ["Văn", "Thị", "Đức", "Thu"]
GRADES = [
    "Tư tưởng chính trị", "Phẩm chất đạo đức, lối sống", "Ý thức tổ chức kỷ luật", "Tác phong, lề lối làm việc",
    "Kết quả thực hiện chức trách, nhiệm vụ được giao", "Khắc phục hạn chế, khuyết điểm", "Chính trị tư tưởng",
    "Tổ chức, cán bộ, xây dựng chi bộ", "Lãnh đạo xây dựng chính quyền, MTTQ, đoàn thể", "Kiểm tra, giám sát, kỷ luật",
    "Xây dựng, thực hiện chương trình, kế hoạch", "Kết quả chỉ tiêu kinh tế - xã hội, quốc phòng - an ninh",
]
DONE = "Tỷ lệ hoàn thành nhiệm vụ (%)"
KEY = "Không đạt chỉ tiêu, nhiệm vụ trọng tâm"
UNITS = "Đơn vị phụ trách: tỷ lệ hoàn thành nhiệm vụ (%)"
BEYOND = "Đơn vị phụ trách: tỷ lệ nhiệm vụ vượt mức (%)"
PROPOSAL = "Chi bộ đề nghị xếp loại"
OWN = "Tập thể tự xếp loại"
OTHERS = "Đề nghị xếp loại"
REVIEWED = "Đã kiểm điểm, tự phê bình và phê bình"


def fill(regime, code, year, members, collectives, founded=None):
    """A form by its headings; columns that the regime has not are left out."""
    book = openpyxl.load_workbook(os.path.join(TEMPLATES, regime, "form.xlsx"))
    every = len(members)
    name = lambda place: f"{SURNAMES[place % 5]} {MIDDLE[int(code[1:]) - 1]} {'ABCDEFGH'[place // 5]}n"
    facts = {
        "Mã chi bộ": code, "Tên chi bộ": f"Chi bộ số {code[1:]}", "Loại hình chi bộ": "Thôn bản", "Năm đánh giá": year,
        "Bí thư chi bộ": name(0), "Người lập biểu": name(1), "Ngày thành lập chi bộ (nếu thành lập trong năm)": founded,
        "Ngày họp kiểm điểm, đánh giá": f"10/12/{year}", "Ngày gửi dự thảo báo cáo kiểm điểm": f"01/12/{year}",
        "Tổng số đảng viên có đến thời điểm đánh giá": every, "Trong đó: Chính thức": every, "Trong đó: Dự bị": 0,
        "Trong đó: Nữ": every, "Trong đó: Dân tộc thiểu số": every, "Số đảng viên được miễn": 0,
        "Số đảng viên chưa được đánh giá": 0, "Số đảng viên đã được đánh giá": every, "Số đảng viên được triệu tập": every,
        "Số đảng viên có mặt": every, "Số phiếu phát ra": every, "Số phiếu thu về": every, "Số phiếu hợp lệ": every,
        "Số phiếu không hợp lệ": 0,
    }
    sheet = book["1_ThongTinChiBo"]
    for row in range(5, sheet.max_row + 1):
        label = str(sheet.cell(row, 2).value or "").removesuffix(" *")
        if label in facts:
            sheet.cell(row, 3).value = facts[label]
    at = {}
    for title, rows in (("2_DangVien", members), ("3_TapThe", collectives)):
        sheet = book[title]
        group = ""
        columns = []
        for col in range(1, sheet.max_column + 1):
            top, below = (str(sheet.cell(row, col).value or "").removesuffix(" *") for row in (4, 5))
            group = top or group
            columns.append((group if below else "", below or top))
        at[title] = lambda heading, columns=columns: openpyxl.utils.get_column_letter(
            [it[1] for it in columns].index(heading) + 1
        )
        for place, (rating, change) in enumerate(rows):
            is_member = title == "2_DangVien"
            values = dict.fromkeys(GRADES, "T") | {
                "Số TT": place + 1, "TT": place + 1, "Họ và tên": name(place), "Giới tính": "Nữ", "Dân tộc": "Tày",
                "Ngày, tháng, năm sinh": f"{place + 1:02}/03/1970", "Chức vụ đảng": "Bí thư chi bộ" if place == 0 else None,
                "Ngày vào Đảng": "03/02/2005", "Ngày chính thức": "03/02/2006", "Diện cán bộ lãnh đạo, quản lý": "Không",
                "Số thẻ đảng viên": f"{code[1:]:0>2} {place + 1:06}", "Mẫu bản kiểm điểm": "02A (không giữ chức vụ)",
                "Mẫu tự đánh giá": "02B (không giữ chức vụ)", "Diện đánh giá": "Được đánh giá", REVIEWED: "Có",
                "Nhóm đối tượng tương đồng": "Nông dân", DONE: 100, "Tỷ lệ hoàn thành chỉ tiêu (%)": 100,
                "Nhóm tiêu chí chung (tối đa 30)": 25, "Kết quả thực hiện nhiệm vụ (tối đa 70)": 55, "Tổng điểm tự chấm": 80,
                "Tổng điểm": 80, "Nhóm tiêu chí chung": 25, "Kết quả thực hiện nhiệm vụ": 55, "Được giao": 10, "Hoàn thành": 10,
                "Hoàn thành đúng hạn, bảo đảm chất lượng": 10, "Hoàn thành vượt mức yêu cầu": 0,
                "Khắc phục hạn chế, khuyết điểm đã chỉ ra": "Không có", "Đảng viên tự xếp loại": rating,
                "Cá nhân tự xếp loại": rating, OWN: rating, PROPOSAL: rating, OTHERS: rating,
                "Có đơn vị trực thuộc hoặc thành viên lãnh đạo bị kỷ luật": "Không", "Bị kỷ luật": "Không",
                "Tên tập thể": f"Chi bộ số {code[1:]}" if place == 0 else f"Tổ số {place}",
                "Loại tập thể": "Chi bộ" if place == 0 else "Tập thể lãnh đạo, quản lý", "Tóm tắt căn cứ": "Đạt chỉ tiêu",
            }
            if is_member:
                values |= {it: every if it == rating else 0 for it in ("HTXSNV", "HTTNV", "HTNV", "KHTNV")}
            if regime == "2025-hd43":
                values.pop("Khắc phục hạn chế, khuyết điểm")
            values |= change
            for col, (_, heading) in enumerate(columns, 1):
                if heading in values:
                    sheet.cell(7 + place, col).value = values[heading]
    return book, at


def case(folder, about, regime, year, forms, expected, more=""):
    path = os.path.join(HERE, folder)
    nop = os.path.join(path, "workspace/nop")
    shutil.rmtree(nop, ignore_errors=True)
    os.makedirs(nop)
    toml = f'year = {year}\norganization = "Đảng bộ xã Bình An"\ncommittee = "Đảng ủy xã Bình An"\n'
    toml += f'superior = "Đảng bộ cấp trên"\nplace = "Bình An"\n{more}'
    at = None
    for number, form in enumerate(forms, 1):
        toml += f'\n[[branch]]\ncode = "B{number}"\nname = "Chi bộ số {number}"\nkind = "Thôn bản"\n'
        book, at = fill(regime, f"B{number}", year, *form)
        book.save(os.path.join(nop, f"B{number}.xlsx"))
    with open(os.path.join(path, "workspace/xeploai.toml"), "w") as out:
        out.write(toml)
    with open(os.path.join(path, "expected.toml"), "w") as out:
        out.write(f'about = """{about}\nMade by make_edges.py."""\n' + expected(at))


def told(number, code, severity, sheet, cell, says=""):
    text = f'\n[[told]]\ncode = "{code}"\nseverity = "{severity}"\nfile = "nop/B{number}.xlsx"\n'
    return text + f'sheet = "{sheet}"\ncell = "{cell}"\nsays = ["{says}"]\ncount = 1\n'


def main():
    good, branch = ("HTTNV", {}), ("HTTNV", {})
    half = [("HTNV", {DONE: it, KEY: "Có" if it < 50 else None}) for it in (49.996, 50, 50.004)]
    leader = {"Diện cán bộ lãnh đạo, quản lý": "Đảng ủy xã quản lý", "Mẫu tự đánh giá": "02A (lãnh đạo, quản lý)", BEYOND: 0}
    units = [("HTTNV", leader | {UNITS: it}) for it in (99.996, 100)]
    for regime, year in (("2018-hd16", 2018), ("2019-hd21", 2020), ("2023-hd25", 2024), ("2025-hd43", 2026)):
        is_new = regime == "2019-hd21"
        is_last = regime == "2025-hd43"
        young = ("", {OWN: None})
        edge, says = (units, "99,996") if is_last else (half, "49,996")
        forms = [
            ([good] * 3 + edge, [branch]),
            # A young branch that leaves all empty, and one whose other collective has a rating.
            ([good] * 3, [young, young], f"15/09/{year}"),
            ([good] * 3, [young if is_new else branch, branch], f"15/09/{year}"),
            ([good, ("HTTNV", {REVIEWED: "Không"}), good], [branch]),
        ]

        def expected(at):
            text = "exit = 1\nerrors = {}\nwarnings = 1\n\n[files]\n".format(1 if is_new else 5)
            for number, status in enumerate(("returned", "accepted" if is_new else "returned", "accepted", "accepted"), 1):
                text += f'"nop/B{number}.xlsx" = "{status}"\n'
            text += told(1, "X301", "error", "2_DangVien", at["2_DangVien"](PROPOSAL) + "10", says)
            text += told(4, "V303", "warning", "2_DangVien", at["2_DangVien"](REVIEWED) + "8")
            for row in () if is_new else (7, 8):
                for heading in (OWN, OTHERS):
                    text += told(2, "V209", "error", "3_TapThe", at["3_TapThe"](heading) + str(row), heading)
            return text

        case(
            f"edges-of-{regime[:4]}",
            f"The edges in {regime}: a percentage just under its limit, branches under six months with\n"
            "other collectives, and V303 lowered.",
            regime, year, forms, expected,
            '\n[severity]\nV303 = "warning"\nC403 = "notice"\n',
        )


main()
