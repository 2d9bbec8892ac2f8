"""The invented commune of the samples: 13 branches, their members, ratings and ballots.

Everything is drawn from random generators seeded with the year and the branch's code, so that the
same people come out every time and an edit to one branch leaves the others as they are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

YEAR = 2020
FORM_CODE = "XL-2019-HD21"

RATINGS = ("excellent", "good", "satisfactory", "unsatisfactory")
EXCELLENT, GOOD, SATISFACTORY, UNSATISFACTORY = RATINGS

RATED = "Được đánh giá"
NEW = "Mới kết nạp dưới 6 tháng"
EXEMPT = "Được miễn công tác và sinh hoạt đảng"
SUSPENDED = "Bị đình chỉ sinh hoạt đảng"
TEMPORARY = "Sinh hoạt đảng tạm thời"
OTHER = "Chưa đánh giá - lý do khác"
UNRATED = (NEW, SUSPENDED, OTHER)

SCOPE_COMMUNE = "Đảng ủy xã quản lý"
SCOPE_SUPERIOR = "Ban Thường vụ cấp trên quản lý"
DISCIPLINED = "Bị kỷ luật"

MEMBER_CRITERIA = ("ideology", "ethics", "discipline", "style", "task", "fixing")
BRANCH_CRITERIA = (
    "politics", "organisation", "system", "inspection", "programmes", "targets", "weaknesses",
)
BRANCH_TASKS = ("programmes", "targets")

VILLAGE, SCHOOL, COOP, CLINIC, POLICE = (
    "Thôn bản", "Trường học", "Hợp tác xã", "Trạm y tế", "Công an xã",
)
# Kinds whose members are civil servants or teachers and so have a rating by the state.
STATE_KINDS = (SCHOOL, CLINIC, POLICE)


@dataclass
class Member:
    name: str
    born: date
    female: bool
    ethnic: str
    admitted: date
    official: date | None
    card: str | None = None
    post: str | None = None
    job: str | None = None
    scope: str | None = None
    eligibility: str = RATED
    reviewed: bool = True
    grades: dict[str, str] = field(default_factory=dict)
    percent: float | None = None
    sick_months: int | None = None
    self_rating: str | None = None
    state_rating: str | None = None
    union_rating: str | None = None
    committee_rating: str | None = None
    votes: dict[str, int] | None = None
    proposal: str | None = None
    cause: str | None = None
    penalty: str | None = None
    decision: str | None = None
    counted_before: bool | None = None
    years_excellent: int | None = None
    reason: str | None = None
    note: str | None = None
    # What the generator was asked for; never written to a form.
    role: str = "ordinary"

    @property
    def counted(self) -> bool:
        """A member in temporary activity is counted by the branch of his official activity."""
        return self.eligibility != TEMPORARY

    @property
    def minority(self) -> bool:
        return self.ethnic != "Kinh"


@dataclass
class Collective:
    name: str
    kind: str
    grades: dict[str, str]
    percent: float
    bodies: str | None
    self_rating: str
    votes: dict[str, int] | None
    proposal: str
    summary: str | None = None


@dataclass
class Ballots:
    summoned: int
    present: int
    issued: int
    collected: int
    valid: int
    invalid: int


@dataclass
class Hand:
    """How the people of one branch write: what varies between forms without being wrong."""

    file: str
    dates: str = "cell"  # cell | text
    old_births: str | None = None  # dotted | year: how births before 1955 are written
    ratings: str = "full"  # full | abbreviated | short
    grades: str = "full"  # full | abbreviated
    percent: str = "number"  # format | number | text
    cross: bool = False  # x instead of Có
    decomposed: bool = False  # diacritics as combining marks (typed on a Mac)
    capitals: bool = False
    blank_after: int | None = None  # an empty row after this member
    title_rows: int = 0  # rows inserted above the table
    swapped: tuple[tuple[str, str], ...] = ()  # pairs of columns that changed places
    closing: str | None = None  # total | list
    signed: bool = False
    resaved: bool = False  # opened and saved by LibreOffice


@dataclass
class Branch:
    code: str
    name: str
    kind: str
    secretary: str
    deputy: str
    clerk: str | None
    phone: str | None
    founded: date | None
    meeting: date
    members: list[Member]
    ballots: Ballots
    collectives: list[Collective]
    hand: Hand

    @property
    def counted(self) -> list[Member]:
        return [m for m in self.members if m.counted]

    @property
    def rated(self) -> list[Member]:
        return [m for m in self.members if m.eligibility == RATED]

    @property
    def own(self) -> Collective:
        """The branch's own row among the collectives: always the first."""
        return self.collectives[0]

    def count(self, rating: str) -> int:
        return sum(m.proposal == rating for m in self.rated)


@dataclass
class Plan:
    """What a branch is to look like; `roles` are its members out of the ordinary, by number."""

    code: str
    name: str
    kind: str
    total: int
    excellent: int
    proposal: str
    meeting: date
    ethnic: tuple[tuple[str, int], ...]
    roles: dict[str, int]
    hand: Hand
    absent: int = 0
    invalid: int = 0
    founded: date | None = None
    extra: dict[str, bool] = field(default_factory=dict)


TAY = (("Tày", 8), ("Kinh", 1), ("Nùng", 1))
DAO = (("Dao", 7), ("Tày", 2), ("Kinh", 1))
NUNG = (("Nùng", 6), ("Tày", 3), ("Kinh", 1))
MONG = (("H'Mông", 6), ("Dao", 2), ("Tày", 2))
MIXED = (("Tày", 5), ("Kinh", 3), ("Dao", 1), ("Nùng", 1))

PLANS = (
    Plan("TP", "Chi bộ thôn Tống Pu", VILLAGE, 21, 3, GOOD, date(2020, 11, 28), TAY,
         {"exempt": 1, "new": 1, "low": 3, "sick": 1, "head-superior": 1, "official": 1},
         Hand("Chi bo Tong Pu 2020.xlsx", percent="format", closing="list", signed=True)),
    Plan("NM", "Chi bộ thôn Nà Mẻ", VILLAGE, 24, 3, GOOD, date(2020, 11, 29), TAY,
         {"exempt": 2, "other": 1, "probationary": 1, "low": 1, "head-superior": 1, "official": 1},
         Hand("CB Nà Mẻ.xlsx", dates="text", ratings="abbreviated", grades="abbreviated",
              blank_after=11, resaved=True), absent=1, invalid=1),
    Plan("KC", "Chi bộ thôn Khuổi Chang", VILLAGE, 19, 2, SATISFACTORY, date(2020, 12, 1), DAO,
         {"exempt": 3, "reprimanded": 1, "low": 1, "official": 1},
         Hand("KhuoiChang_bieu xep loai 2020.xlsx", old_births="dotted", cross=True,
              closing="total", resaved=True)),
    Plan("BL", "Chi bộ thôn Bản Luông", VILLAGE, 17, 4, EXCELLENT, date(2020, 11, 27), NUNG,
         {"exempt": 1, "probationary": 1, "official": 2},
         Hand("Chi bộ Bản Luông - đánh giá đảng viên 2020.xlsx", percent="format",
              old_births="year", resaved=True)),
    Plan("PM", "Chi bộ thôn Phiêng Mơ", VILLAGE, 26, 1, GOOD, date(2020, 11, 30), MONG,
         {"exempt": 1, "suspended": 1, "probationary": 1, "head-superior": 1, "official": 1},
         Hand("phieng mo.xlsx", ratings="short", grades="abbreviated", capitals=True,
              blank_after=18, closing="total"), absent=3, invalid=1),
    Plan("NT", "Chi bộ thôn Nà Tông", VILLAGE, 22, 3, GOOD, date(2020, 12, 2), TAY,
         {"exempt": 1, "new": 1, "temporary": 1, "official": 1},
         Hand("thon Na Tong (da sua).xlsx", dates="text", percent="text", decomposed=True),
         absent=2),
    Plan("PH", "Chi bộ thôn Pác Hoan", VILLAGE, 25, 3, GOOD, date(2020, 11, 28), DAO,
         {"exempt": 1, "new": 1, "low": 1, "official": 1},
         Hand("XL2020 - Pac Hoan.xlsx", old_births="year", percent="text", title_rows=3,
              closing="list", signed=True), absent=1, invalid=2),
    Plan("MN", "Chi bộ Trường Mầm non Bình An", SCHOOL, 18, 4, GOOD, date(2020, 12, 3), MIXED,
         {"probationary": 1, "head-commune": 1, "deputy-head": 2},
         Hand("CB_TruongMamNon_final (1).xlsx", ratings="abbreviated", percent="format",
              resaved=True), extra={"mostly-women": True}),
    Plan("TH", "Chi bộ Trường Tiểu học Bình An", SCHOOL, 22, 3, GOOD, date(2020, 12, 4), MIXED,
         {"new": 1, "state-low": 1, "head-commune": 1, "deputy-head": 1},
         Hand("truong hoc/Chi bo TH Binh An.xlsx", dates="text", blank_after=9, closing="list",
              signed=True, resaved=True)),
    Plan("THCS", "Chi bộ Trường THCS Bình An", SCHOOL, 17, 4, GOOD, date(2020, 12, 4), MIXED,
         {"probationary": 1, "head-commune": 1, "deputy-head": 1},
         Hand("truong hoc/THCS-BinhAn.xlsx", ratings="abbreviated", grades="abbreviated",
              swapped=(("gender", "ethnic"),))),
    Plan("HTX", "Chi bộ Hợp tác xã nông nghiệp Bình An", COOP, 8, 1, SATISFACTORY,
         date(2020, 11, 26), TAY, {"warned": 1}, Hand("HTX nong nghiep.xlsx", percent="text"),
         founded=date(2020, 2, 3)),
    Plan("TYT", "Chi bộ Trạm y tế xã Bình An", CLINIC, 5, 1, GOOD, date(2020, 12, 2), MIXED,
         {"head-commune": 1}, Hand("TRAM Y TE BINH AN.xlsx", ratings="short", cross=True)),
    Plan("CAX", "Chi bộ Công an xã Bình An", POLICE, 6, 1, GOOD, date(2020, 12, 1), MIXED,
         {"head-commune": 1}, Hand("cong_an_xa.xlsx", percent="format", dates="text",
                                   title_rows=2, swapped=(("card", "scope"),), resaved=True)),
)

# --- names -------------------------------------------------------------------------------------

SURNAMES = {
    "Tày": ("Ma", "Nông", "Chẩu", "Quan", "Hoàng", "Nguyễn", "Lương", "Hà", "Ma", "Quan"),
    "Dao": ("Bàn", "Triệu", "Đặng", "Phùng", "Lý", "Chúc", "Bàn", "Triệu"),
    "Nùng": ("Nông", "Hoàng", "Lục", "Vi", "Lương", "Nông"),
    "H'Mông": ("Vàng", "Giàng", "Sùng", "Lý", "Thào", "Hầu", "Vàng"),
    "Kinh": ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ"),
}
MIDDLES = {
    True: ("Thị", "Thị", "Thị", "Thu", "Thanh", "Ngọc", "Thúy"),
    False: ("Văn", "Văn", "Đình", "Đức", "Quang", "Xuân", "Ngọc", "Công"),
}
MIDDLES_OF = {
    ("Dao", False): ("Văn", "Văn", "Tòn", "Phúc", "Kim", "Hữu"),
    ("H'Mông", False): ("A", "Seo", "Văn", "Mí", "A"),
    ("H'Mông", True): ("Thị", "Thị", "Mỷ"),
}
GIVEN = {
    True: ("Hoa", "Huệ", "Lan", "Mai", "Thơm", "Nhung", "Hằng", "Liên", "Thảo", "Hương", "Duyên",
           "Bích", "Yến", "Nga", "Xuyến", "Tươi", "Hiền", "Loan", "Oanh", "Sen", "Chiêm", "Diệp",
           "Vân", "Phượng", "Thoa", "Quỳnh", "Lệ", "Ngân"),
    False: ("Thắng", "Tuấn", "Hùng", "Dũng", "Lợi", "Sơn", "Bình", "Quyết", "Thành", "Chiến",
            "Tiến", "Vinh", "Khánh", "Toản", "Nghị", "Long", "Hải", "Kiên", "Tài", "Thiện",
            "Cương", "Đoàn", "Luyến", "Tưởng", "Hiệp", "Phong", "Nguyên", "Bằng", "Duy"),
}


class Names:
    """Gives a name once only over the whole commune: namesakes are another test's business."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def draw(self, rng: random.Random, ethnic: str, female: bool) -> str:
        middles = MIDDLES_OF.get((ethnic, female), MIDDLES[female])
        while True:
            name = " ".join(
                (rng.choice(SURNAMES[ethnic]), rng.choice(middles), rng.choice(GIVEN[female]))
            )
            if name not in self._taken:
                self._taken.add(name)
                return name


class Desks:
    """The posts of the commune's own officials: each is held by one person."""

    def __init__(self) -> None:
        self._left = list(OFFICIAL_JOBS)

    def take(self, female: bool) -> str:
        suitable = [job for job in self._left if (job == WOMEN_JOB) <= female]
        # A woman who comes first takes the Women's Union, or nobody may be left for it.
        job = WOMEN_JOB if female and WOMEN_JOB in suitable else suitable[0]
        self._left.remove(job)
        return job


class Cards:
    """Party cards: text of eight digits, so that the leading zeros matter."""

    def __init__(self) -> None:
        self._last = 123_400

    def draw(self, rng: random.Random) -> str:
        self._last += rng.randint(3, 6_000)
        return f"{self._last:08d}"


# --- one member --------------------------------------------------------------------------------

AGES = {VILLAGE: (25, 72), SCHOOL: (27, 54), COOP: (30, 58), CLINIC: (28, 52), POLICE: (26, 48)}
AGES_OF = {"exempt": (75, 86), "official": (33, 54), "head-superior": (36, 55)}
WOMEN = {VILLAGE: 0.34, SCHOOL: 0.6, COOP: 0.3, CLINIC: 0.6, POLICE: 0.1}
YOUNG_ROLES = ("probationary", "new")
POSTS = {"secretary": "Bí thư chi bộ", "deputy": "Phó Bí thư chi bộ", "committee": "Chi ủy viên"}
SUPERIOR_POSTS = {
    "TP": ("Bí thư Đảng ủy xã", "Chủ tịch HĐND xã"),
    "NM": ("Phó Bí thư Đảng ủy xã", "Chủ tịch UBND xã"),
    "PM": ("Phó Bí thư Thường trực Đảng ủy xã", None),
}
OFFICIAL_JOBS = (
    "Chủ tịch Hội Nông dân xã", "Chủ tịch Ủy ban MTTQ xã", "Chủ tịch Hội LHPN xã",
    "Chỉ huy trưởng BCH Quân sự xã", "Công chức Tư pháp - Hộ tịch xã", "Phó Chủ tịch UBND xã",
    "Chủ tịch Hội Cựu chiến binh xã", "Công chức Văn phòng - Thống kê xã",
)
WOMEN_JOB = "Chủ tịch Hội LHPN xã"
HEAD_JOBS = {SCHOOL: "Hiệu trưởng", CLINIC: "Trạm trưởng Trạm y tế", POLICE: "Trưởng Công an xã"}
FIRST_JOBS = {VILLAGE: ("Trưởng thôn", "Trưởng Ban công tác Mặt trận thôn"),
              COOP: ("Chủ tịch Hội đồng quản trị", "Giám đốc HTX")}
JOBS = {
    VILLAGE: ("Nông dân", "Nông dân", "Nông dân", "Nông dân", None, "Công an viên",
              "Y tế thôn bản", "Chi hội trưởng Chi hội Nông dân", "Thôn đội trưởng"),
    SCHOOL: ("Giáo viên", "Giáo viên", "Giáo viên", "Giáo viên", "Tổ trưởng chuyên môn",
             "Kế toán", "Nhân viên thư viện"),
    COOP: ("Thành viên HTX", "Thành viên HTX", "Kế toán HTX", "Tổ trưởng tổ sản xuất"),
    CLINIC: ("Y sĩ", "Điều dưỡng", "Hộ sinh", "Dược sĩ"),
    POLICE: ("Phó Trưởng Công an xã", "Cán bộ Công an xã", "Cán bộ Công an xã"),
}
EXCELLENT_REASONS = (
    "Hoàn thành vượt mức chỉ tiêu được giao, gương mẫu trong phong trào của thôn",
    "Tham mưu thực hiện tốt công tác phòng, chống dịch Covid-19 trên địa bàn",
    "Vận động 12 hộ hiến đất làm đường bê tông nông thôn",
    "Có mô hình phát triển kinh tế hiệu quả, giúp đỡ 03 hộ thoát nghèo",
    "Hoàn thành xuất sắc nhiệm vụ chuyên môn, đạt danh hiệu Chiến sĩ thi đua cơ sở",
    "Có sáng kiến được công nhận, dẫn đầu phong trào thi đua của đơn vị",
    "Đi đầu thực hiện học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
)


def pick_weighted(rng: random.Random, choices: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([c for c, _ in choices], [w for _, w in choices])[0]


def random_day(rng: random.Random, year: int) -> date:
    # Up to the 28th: the anniversary then exists in every year.
    return date(year, rng.randint(1, 12), rng.randint(1, 28))


def years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def birth_and_admission(rng: random.Random, kind: str, role: str) -> tuple[date, date, date | None]:
    if role == "new":
        # After 30 June: under six months at the meeting as well as at the end of the year.
        return random_day(rng, rng.randint(1988, 1999)), date(YEAR, rng.randint(7, 9), 19), None
    if role == "probationary":
        # Over six months at the meeting, and not yet due to become official.
        admitted = date(YEAR, rng.randint(1, 5), rng.choice((3, 12, 19)))
        return random_day(rng, rng.randint(1986, 1998)), admitted, None
    youngest, oldest = AGES_OF.get(role, AGES[kind])
    born = random_day(rng, YEAR - rng.randint(youngest, oldest))
    latest = YEAR - 2 - born.year
    admitted = random_day(rng, born.year + rng.randint(min(21, latest), min(38, latest)))
    return born, admitted, years_later(admitted, 1)


def new_member(
    rng: random.Random, plan: Plan, role: str, names: Names, cards: Cards
) -> Member:
    ethnic = pick_weighted(rng, plan.ethnic)
    women = 0.92 if plan.extra.get("mostly-women") else WOMEN[plan.kind]
    female = rng.random() < women
    born, admitted, official = birth_and_admission(rng, plan.kind, role)
    # The card comes with full membership; a few people never wrote its number down.
    card = cards.draw(rng) if official and rng.random() < 0.95 else None
    name = names.draw(rng, ethnic, female)
    member = Member(name, born, female, ethnic, admitted, official, card, role=role)
    member.post = POSTS.get(role) or rng.choice(("Đảng viên", None))
    return member


def give_job(rng: random.Random, plan: Plan, member: Member, desks: Desks) -> None:
    role, kind = member.role, plan.kind
    if role == "head-superior":
        member.post, member.job = SUPERIOR_POSTS[plan.code]
        member.scope = SCOPE_SUPERIOR
    elif role == "official":
        member.job, member.scope = desks.take(member.female), SCOPE_COMMUNE
    elif role == "head-commune" or (role == "secretary" and plan.roles.get("head-commune")):
        # Where the unit has a head, the head is the branch's secretary too.
        member.job, member.scope = HEAD_JOBS[kind], SCOPE_COMMUNE
    elif role == "deputy-head":
        member.job, member.scope = "Phó Hiệu trưởng", SCOPE_COMMUNE
    elif role in ("secretary", "deputy") and kind in FIRST_JOBS:
        member.job = FIRST_JOBS[kind][0 if role == "secretary" else 1]
        member.scope = SCOPE_COMMUNE if role == "secretary" else rng.choice((None, "Không"))
    elif role == "exempt":
        member.job = rng.choice((None, "Cán bộ hưu trí"))
    elif YEAR - member.born.year > 62:
        member.job = rng.choice(("Cán bộ hưu trí", "Nông dân"))
    elif role == "warned":
        member.job = "Thành viên HTX"
    else:
        member.job = rng.choice(JOBS[kind])
    if member.scope is None and rng.random() < 0.2:
        member.scope = "Không"


# --- who is rated, and how ---------------------------------------------------------------------


def written(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def exclude(rng: random.Random, member: Member) -> None:
    """Members who are not rated: the reason is a must, the rest of the row stays empty."""
    role = member.role
    member.reviewed = role == "new"
    if role == "exempt":
        member.eligibility = EXEMPT
        member.reason = rng.choice((
            "Tuổi cao, sức yếu, chi bộ đã có nghị quyết cho miễn công tác và sinh hoạt đảng",
            "Miễn công tác, sinh hoạt đảng do tuổi cao",
            "Mắc bệnh hiểm nghèo, được miễn sinh hoạt đảng theo nghị quyết chi bộ",
        ))
    elif role == "new":
        member.eligibility = NEW
        member.reason = f"Kết nạp ngày {written(member.admitted)}, chưa đủ 6 tháng"
    elif role == "suspended":
        member.eligibility = SUSPENDED
        member.reason = "Đình chỉ sinh hoạt đảng theo Quyết định số 08-QĐ/UBKT ngày 14/9/2020"
    elif role == "temporary":
        member.eligibility = TEMPORARY
        member.reason = "Sinh hoạt chính thức tại đảng bộ xã khác, do nơi đó đánh giá, xếp loại"
        member.note = "Đến sinh hoạt tạm thời từ 15/6/2020"
    elif role == "other":
        member.eligibility = OTHER
        member.reason = "Chuyển đến ngày 16/11/2020, chưa có nhận xét của chi bộ nơi chuyển đi"


GRADE_WEIGHTS = {
    EXCELLENT: (("XS", 7), ("T", 3)),
    GOOD: (("XS", 2), ("T", 13), ("TB", 1)),
    SATISFACTORY: (("T", 3), ("TB", 2)),
    UNSATISFACTORY: (("T", 2), ("TB", 2)),
}


def give_grades(rng: random.Random, member: Member, rating: str) -> None:
    member.grades = {c: pick_weighted(rng, GRADE_WEIGHTS[rating]) for c in MEMBER_CRITERIA}
    task = {EXCELLENT: "XS", GOOD: rng.choices(("T", "XS"), (8, 1))[0]}
    member.grades["task"] = task.get(rating, "T")
    if member.role == "low":
        member.grades["task"] = "TB"
    if member.role == "reprimanded":
        member.grades["discipline"] = "TB"
    if member.role == "warned":
        member.grades["discipline"] = "K"
        member.grades["ethics"] = "TB"


def give_percent(rng: random.Random, member: Member, rating: str) -> None:
    member.percent = {
        EXCELLENT: lambda: 100.0,
        GOOD: lambda: rng.choice((85.0, 90.0, 92.0, 95.0, 95.0, 97.5, 100.0)),
        SATISFACTORY: lambda: rng.choice((65.0, 70.0, 75.0, 78.0)),
        UNSATISFACTORY: lambda: rng.choice((60.0, 70.0)),
    }[rating]()


def give_state_rating(rng: random.Random, plan: Plan, member: Member, rating: str) -> None:
    """Only civil servants have one, and the party's rating is never above it."""
    on_payroll = plan.kind in STATE_KINDS or member.role in ("head-superior", "official")
    if not on_payroll:
        return
    if rating == GOOD:
        member.state_rating = rng.choices((GOOD, EXCELLENT), (5, 1))[0]
    elif member.role == "state-low":
        member.state_rating = SATISFACTORY
    else:
        member.state_rating = rating


def give_opinions(rng: random.Random, plan: Plan, member: Member, rating: str) -> None:
    member.self_rating = rating
    modest = rng.random() < 0.06
    ambitious = rating == GOOD and member.state_rating in (None, EXCELLENT) and rng.random() < 0.08
    if rating == EXCELLENT and modest:
        member.self_rating = GOOD
    elif ambitious and "TB" not in member.grades.values():
        # Meets every condition; the branch chose others within the commune's limit.
        member.self_rating, member.grades["task"] = EXCELLENT, "XS"
        member.percent = 100.0
    if plan.total >= 9:
        member.committee_rating = rating
    if member.job and "hội" in member.job.lower().split()[:3] and member.role != "secretary":
        member.union_rating = rating


def cast_votes(rng: random.Random, rating: str, valid: int) -> dict[str, int]:
    """Most ballots for the proposal, the rest one level away; all valid ballots are used up."""
    rest = rng.randint(0, valid // 5)
    neighbour = {
        EXCELLENT: GOOD,
        GOOD: rng.choice((EXCELLENT, SATISFACTORY)),
        SATISFACTORY: rng.choice((GOOD, SATISFACTORY)),
        UNSATISFACTORY: SATISFACTORY,
    }[rating]
    votes = dict.fromkeys(RATINGS, 0)
    votes[rating] += valid - rest
    votes[neighbour] += rest
    return votes


def give_reason(rng: random.Random, member: Member, rating: str) -> None:
    if rating == EXCELLENT:
        member.years_excellent = min(rng.choice((1, 1, 1, 2, 2, 3)), YEAR - member.official.year)
        member.reason = rng.choice(EXCELLENT_REASONS)
    elif member.role == "sick":
        member.sick_months = 4
        member.reason = "Nghỉ ốm 4 tháng trong năm"
    elif member.role == "low":
        member.reason = "Kết quả thực hiện nhiệm vụ ở mức trung bình"
    elif member.role == "state-low":
        member.reason = "Viên chức xếp loại hoàn thành nhiệm vụ"
    elif member.role == "secretary" and rating == SATISFACTORY:
        member.reason = "Chi bộ có đảng viên bị kỷ luật trong năm"
    elif rating == GOOD and rng.random() < 0.04:
        member.sick_months = 1


def give_discipline(member: Member) -> None:
    penalties = {
        "reprimanded": ("Khiển trách", "Quyết định số 05-QĐ/CB ngày 20/7/2020",
                        "Vi phạm chính sách dân số, chi bộ đã thi hành kỷ luật"),
        "warned": ("Cảnh cáo", "Quyết định số 17-QĐ/UBKT ngày 12/8/2020",
                   "Vi phạm quy định về quản lý tài chính của tổ sản xuất"),
    }
    member.penalty, member.decision, member.reason = penalties[member.role]
    member.cause, member.counted_before = DISCIPLINED, False


def rate(rng: random.Random, plan: Plan, member: Member, rating: str, valid: int) -> None:
    member.proposal = rating
    give_grades(rng, member, rating)
    give_percent(rng, member, rating)
    give_state_rating(rng, plan, member, rating)
    give_opinions(rng, plan, member, rating)
    give_reason(rng, member, rating)
    if rating == UNSATISFACTORY:
        give_discipline(member)
    member.votes = cast_votes(rng, rating, valid)


# --- one branch --------------------------------------------------------------------------------

NOT_RATED_ROLES = ("exempt", "new", "suspended", "temporary", "other")
SATISFACTORY_ROLES = ("low", "sick", "state-low")
UNSATISFACTORY_ROLES = ("reprimanded", "warned")


def roles_of(plan: Plan) -> list[str]:
    first = ["secretary", "deputy"] + (["committee"] if plan.total >= 9 else [])
    special = [r for role, n in plan.roles.items() if role != "head-commune" for r in [role] * n]
    extra_rows = plan.roles.get("temporary", 0)
    ordinary = plan.total + extra_rows - len(first) - len(special)
    return first + special + ["ordinary"] * ordinary


def choose_excellent(rng: random.Random, plan: Plan, members: list[Member]) -> set[str]:
    """Never the secretary, unless the branch itself is excellent: the head not above the whole."""
    allowed = {"deputy", "committee", "ordinary", "official", "head-superior", "deputy-head"}
    if plan.proposal == EXCELLENT:
        allowed.add("secretary")
    able = [m.name for m in members
            if m.role in allowed and m.official and m.official.year <= YEAR - 2]
    return set(rng.sample(able, plan.excellent))


def rating_for(plan: Plan, member: Member, excellent: set[str]) -> str:
    if member.role in UNSATISFACTORY_ROLES:
        return UNSATISFACTORY
    if member.role in SATISFACTORY_ROLES:
        return SATISFACTORY
    if member.name in excellent:
        return EXCELLENT
    # The head is not rated above the collective.
    return SATISFACTORY if member.role == "secretary" and plan.proposal == SATISFACTORY else GOOD


def hold_meeting(plan: Plan, members: list[Member]) -> Ballots:
    away = [m for m in members if m.eligibility in (EXEMPT, SUSPENDED, TEMPORARY)]
    summoned = len(members) - len(away)
    present = summoned - plan.absent
    # Probationary members come but do not vote; those absent are official members.
    issued = present - sum(m.official is None for m in members)
    return Ballots(summoned, present, issued, issued, issued - plan.invalid, plan.invalid)


COLLECTIVE_GRADES = {
    EXCELLENT: ("XS", "T", "XS", "T", "XS", "XS", "T"),
    GOOD: ("T", "T", "T", "TB", "T", "T", "T"),
    SATISFACTORY: ("T", "TB", "T", "TB", "T", "T", "TB"),
}
SUMMARIES = {
    EXCELLENT: "Hoàn thành vượt mức các chỉ tiêu, nhiệm vụ; là điển hình để các chi bộ học tập",
    GOOD: "Hoàn thành tốt các chỉ tiêu, nhiệm vụ năm 2020",
    SATISFACTORY: "Có đảng viên bị kỷ luật trong năm",
}


def new_collective(
    rng: random.Random, plan: Plan, name: str, kind: str, valid: int, own: bool
) -> Collective:
    rating = plan.proposal
    grades = dict(zip(BRANCH_CRITERIA, COLLECTIVE_GRADES[rating], strict=True))
    if plan.code == "TP":
        # A branch with excellent results, kept from the top level only by its members' ratings.
        grades.update(dict.fromkeys(BRANCH_TASKS, "XS"), inspection="T")
    percent = {EXCELLENT: 100.0, GOOD: rng.choice((92.0, 95.0, 98.0)), SATISFACTORY: 85.0}[rating]
    # A village has no government of its own level to compare with.
    bodies = None if plan.kind == VILLAGE else (EXCELLENT if plan.code == "THCS" else GOOD)
    summary = SUMMARIES[rating] if own or rng.random() < 0.5 else None
    votes = cast_votes(rng, rating, valid)
    return Collective(name, kind, grades, percent, bodies, rating, votes, rating, summary)


def collectives_of(rng: random.Random, plan: Plan, valid: int) -> list[Collective]:
    rows = [(plan.name, "Chi bộ")]
    if plan.total >= 9:
        rows.append((plan.name.replace("Chi bộ", "Chi ủy chi bộ", 1), "Chi ủy"))
    if plan.kind == SCHOOL:
        head = plan.name.replace("Chi bộ", "Ban giám hiệu", 1)
        rows.append((head, "Tập thể lãnh đạo, quản lý"))
    return [new_collective(rng, plan, name, kind, valid, i == 0)
            for i, (name, kind) in enumerate(rows)]


def new_branch(plan: Plan, index: int, names: Names, cards: Cards, desks: Desks) -> Branch:
    rng = random.Random(f"{YEAR}-{plan.code}")
    members = [new_member(rng, plan, role, names, cards) for role in roles_of(plan)]
    first = sum(m.role in POSTS for m in members)
    rest = members[first:]
    rng.shuffle(rest)
    members[first:] = rest
    for member in members:
        give_job(rng, plan, member, desks)
        if member.role in NOT_RATED_ROLES:
            exclude(rng, member)
    ballots = hold_meeting(plan, members)
    excellent = choose_excellent(rng, plan, members)
    for member in members:
        if member.eligibility == RATED:
            rate(rng, plan, member, rating_for(plan, member, excellent), ballots.valid)
    return Branch(
        plan.code, plan.name, plan.kind,
        secretary=members[0].name,
        deputy=members[1].name,
        clerk=rng.choice((members[1].name, members[0].name, None)),
        phone=None if plan.code == "PM" else phone(index),
        founded=plan.founded, meeting=plan.meeting, members=members, ballots=ballots,
        collectives=collectives_of(rng, plan, ballots.valid), hand=plan.hand,
    )


def phone(index: int) -> str:
    """Numbers of this range are not given to anyone."""
    return f"0900 000 {index + 1:03d}"


def new_commune() -> list[Branch]:
    names, cards, desks = Names(), Cards(), Desks()
    return [new_branch(plan, i, names, cards, desks) for i, plan in enumerate(PLANS)]
