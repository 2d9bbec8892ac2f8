"""The invented merged commune of the sample of 2026: 40 branches under regime 2025-hd43.

Drawn from random generators seeded with the year and the branch's code, like the commune of 2020,
whose names, cards and hands it shares. Ratings are given to the groups of similar role, so that the
quota of each is nearly full; points, tasks and votes then follow from the rating.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from commune import (
    DAO, EXCELLENT, EXCELLENT_REASONS, EXEMPT, GOOD, MIXED, MONG, NEW, NUNG, OTHER, RATED, RATINGS,
    SATISFACTORY, SCOPE_COMMUNE, SCOPE_SUPERIOR, SUSPENDED, TAY, TEMPORARY, UNRATED,
    UNSATISFACTORY, WOMEN, Ballots, Cards, Hand, Names, cast_votes, phone, pick_weighted,
    random_day, written, years_later,
)

YEAR = 2026
FORM_CODE = "XL-2025-HD43"
VILLAGE, SCHOOL, COOP, CLINIC, POLICE, OFFICE, OTHER_KIND = (
    "Thôn bản", "Trường học", "Hợp tác xã", "Trạm y tế", "Công an xã", "Cơ quan", "Khác",
)
LEADER, STAFF, OUTSIDE = "02A", "02B", "02C"

# Groups of similar role, as the branches write them; villages leave the column empty.
TEACHERS = "Giáo viên, nhân viên trường học"
OFFICIALS = "Công chức, viên chức xã"
ARMED = "Lực lượng vũ trang xã"
# The forms' own groups, for those whose column is empty.
LEADERS_OWN, OUTSIDE_OWN = "(02A)", "(02C)"
# A decision raises the share of one group.
DECISION = {"number": "45-QĐ/ĐU", "date": "08/12/2026", "percent": 25, "group": TEACHERS}
SHARE = {TEACHERS: 25}

NO_WEAKNESS, FIXED, FIXING = "Không có", "Đã khắc phục xong", "Đang khắc phục"
UNDER_50, DISCIPLINED, FAILED = (
    "Dưới 50 điểm", "Vi phạm bị kỷ luật", "Trên 50% nhiệm vụ không hoàn thành",
)


@dataclass
class Points:
    """Points in hundredths, so that sums are exact."""

    general: int
    task: int

    @property
    def total(self) -> int:
        return self.general + self.task


@dataclass
class Tasks:
    assigned: int
    done: int
    on_time: int
    beyond: int
    failed: int | None = None


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
    form: str = OUTSIDE
    group: str | None = None
    eligibility: str = RATED
    reviewed: bool = True
    self_points: Points | None = None
    points: Points | None = None
    tasks: Tasks | None = None
    weaknesses: str | None = None
    unit_done: int | None = None
    unit_beyond: int | None = None
    self_rating: str | None = None
    state_rating: str | None = None
    votes: dict[str, int] | None = None
    proposal: str | None = None
    cause: str | None = None
    penalty: str | None = None
    decision: str | None = None
    on_duty: bool | None = None
    breach: bool | None = None
    owned_up: bool | None = None
    elsewhere: bool | None = None
    years_excellent: int | None = None
    reason: str | None = None
    note: str | None = None
    quarters: tuple[str, str, str, str] | None = None
    role: str = "ordinary"

    @property
    def counted(self) -> bool:
        return self.eligibility != TEMPORARY

    @property
    def minority(self) -> bool:
        return self.ethnic != "Kinh"

    @property
    def counted_in(self) -> str:
        """The group in which the quota is counted."""
        return self.group or {LEADER: LEADERS_OWN, OUTSIDE: OUTSIDE_OWN}[self.form]


@dataclass
class Collective:
    name: str
    kind: str
    points: Points
    tasks: Tasks
    weaknesses: str
    disciplined: bool
    self_rating: str
    votes: dict[str, int]
    proposal: str
    summary: str | None


@dataclass
class Branch:
    code: str
    name: str
    kind: str
    secretary: str
    deputy: str
    clerk: str
    phone: str
    founded: date | None
    meeting: date
    draft: date
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
        return self.collectives[0]

    def count(self, rating: str) -> int:
        return sum(m.proposal == rating for m in self.rated)


@dataclass
class Plan:
    code: str
    name: str
    kind: str
    total: int
    ethnic: tuple[tuple[str, int], ...] = TAY
    proposal: str = GOOD
    roles: dict[str, int] = field(default_factory=dict)
    hand: Hand = field(default_factory=lambda: Hand(""))


# --- the plans ---------------------------------------------------------------------------------

VILLAGES = (
    ("TP", "Tống Pu", 27, TAY), ("NM", "Nà Mẻ", 29, TAY), ("KC", "Khuổi Chang", 22, DAO),
    ("BL", "Bản Luông", 24, NUNG), ("PM", "Phiêng Mơ", 30, MONG), ("NT", "Nà Tông", 26, TAY),
    ("PH", "Pác Hoan", 28, DAO), ("NC", "Nà Cọn", 21, TAY), ("BC", "Bản Cuống", 25, TAY),
    ("KL", "Khuổi Luông", 19, DAO), ("NB", "Nà Bản", 23, NUNG), ("TL", "Thẳm Lầu", 18, MONG),
    ("CN", "Chợ Nà", 33, MIXED), ("PT", "Phiêng Tạ", 20, MONG), ("NL", "Nà Lầu", 27, TAY),
    ("BK", "Bản Khiển", 24, TAY), ("KT", "Khau Tinh", 16, DAO), ("LK", "Lũng Khiêng", 17, DAO),
    ("NK", "Nà Khậu", 26, TAY), ("BN", "Bản Nghiên", 22, NUNG), ("TM", "Tát Mỏ", 21, TAY),
    ("NV", "Nà Vàng", 25, TAY), ("PL", "Pom Lót", 19, MONG), ("BP", "Bản Pước", 23, NUNG),
)
SCHOOLS = (
    ("MN1", "Trường Mầm non Bình An", 26), ("MN2", "Trường Mầm non Nà Bản", 20),
    ("MN3", "Trường Mầm non Chợ Nà", 22), ("TH1", "Trường Tiểu học Bình An", 28),
    ("TH2", "Trường Tiểu học Chợ Nà", 25), ("PT1", "Trường PTDTBT Tiểu học Phiêng Mơ", 19),
    ("TC1", "Trường THCS Bình An", 24), ("TC2", "Trường PTDTBT THCS Khau Tinh", 21),
    ("PT3", "Trường THPT Bình An", 31),
)
OTHERS = (
    Plan("HTX1", "Chi bộ Hợp tác xã nông nghiệp Bình An", COOP, 9),
    Plan("HTX2", "Chi bộ Hợp tác xã dược liệu Khau Tinh", COOP, 7, DAO),
    Plan("TYT", "Chi bộ Trạm y tế xã", CLINIC, 14, MIXED),
    Plan("CAX", "Chi bộ Công an xã", POLICE, 19, MIXED),
    Plan("CQD", "Chi bộ Cơ quan Đảng, Mặt trận xã", OFFICE, 27, MIXED),
    Plan("CQU", "Chi bộ Cơ quan Ủy ban nhân dân xã", OFFICE, 38, MIXED),
    Plan("QS", "Chi bộ Quân sự xã", OTHER_KIND, 8, MIXED),
)
# How the people of some branches write and save; all other forms are typed plainly.
HANDS: dict[str, dict[str, object]] = {
    "TP": {"dates": "text", "closing": "list", "signed": True},
    "NM": {"ratings": "abbreviated", "resaved": True},
    "KC": {"old_births": "dotted", "cross": True, "closing": "total"},
    "BL": {"resaved": True, "dates": "text"},
    "PM": {"capitals": True, "ratings": "short", "blank_after": 14},
    "NT": {"decomposed": True},
    "PH": {"old_births": "year", "closing": "total", "signed": True},
    "CN": {"resaved": True, "ratings": "abbreviated", "closing": "list"},
    "KT": {"cross": True, "blank_after": 5},
    "NV": {"resaved": True},
    "MN1": {"ratings": "abbreviated", "resaved": True},
    "TH1": {"dates": "text", "closing": "list", "signed": True},
    "TC2": {"resaved": True, "ratings": "short"},
    "PT3": {"ratings": "abbreviated"},
    "TYT": {"resaved": True, "cross": True},
    "CAX": {"dates": "text"},
    "CQU": {"resaved": True},
}
EXCELLENT_BRANCHES = ("TP", "NK", "CN", "TH1")
SATISFACTORY_BRANCHES = ("KC", "PT", "HTX2")
# Members out of the ordinary: role, branch.
SPECIAL = (
    ("new", "TP"), ("new", "NT"), ("new", "BC"), ("new", "TH2"), ("new", "CAX"), ("new", "PT3"),
    ("suspended", "PM"), ("other", "NM"), ("other", "TC1"), ("temporary", "CN"),
    ("temporary", "NL"), ("probationary", "BL"), ("probationary", "NK"), ("probationary", "MN2"),
    ("probationary", "CQU"), ("probationary", "QS"), ("disciplined", "KC"), ("disciplined", "CN"),
    ("under-50", "PT"), ("failed", "HTX2"), ("owned-up", "BN"),
)
HEADS = {
    "CQD": (
        ("Bí thư Đảng ủy xã", "Chủ tịch HĐND xã", SCOPE_SUPERIOR),
        ("Phó Bí thư Thường trực Đảng ủy xã", None, SCOPE_SUPERIOR),
        ("Ủy viên Ban Thường vụ Đảng ủy", "Chủ tịch Ủy ban MTTQ xã", SCOPE_SUPERIOR),
        ("Đảng ủy viên", "Trưởng Ban Xây dựng Đảng", SCOPE_COMMUNE),
        ("Đảng ủy viên", "Chánh Văn phòng Đảng ủy", SCOPE_COMMUNE),
        (None, "Chủ tịch Hội Nông dân xã", SCOPE_COMMUNE),
        (None, "Chủ tịch Hội LHPN xã", SCOPE_COMMUNE),
        (None, "Chủ tịch Hội Cựu chiến binh xã", SCOPE_COMMUNE),
        (None, "Bí thư Đoàn TNCS Hồ Chí Minh xã", SCOPE_COMMUNE),
    ),
    "CQU": (
        ("Phó Bí thư Đảng ủy xã", "Chủ tịch UBND xã", SCOPE_SUPERIOR),
        ("Ủy viên Ban Thường vụ Đảng ủy", "Phó Chủ tịch UBND xã", SCOPE_SUPERIOR),
        ("Đảng ủy viên", "Phó Chủ tịch HĐND xã", SCOPE_SUPERIOR),
        ("Đảng ủy viên", "Trưởng phòng Kinh tế xã", SCOPE_COMMUNE),
        ("Đảng ủy viên", "Trưởng phòng Văn hóa - Xã hội xã", SCOPE_COMMUNE),
        (None, "Chánh Văn phòng HĐND và UBND xã", SCOPE_COMMUNE),
        (None, "Giám đốc Trung tâm Phục vụ hành chính công xã", SCOPE_COMMUNE),
    ),
    "CAX": (("Đảng ủy viên", "Trưởng Công an xã", SCOPE_COMMUNE),
            (None, "Phó Trưởng Công an xã", SCOPE_COMMUNE)),
    "QS": (("Đảng ủy viên", "Chỉ huy trưởng BCH Quân sự xã", SCOPE_COMMUNE),),
    "TYT": ((None, "Trạm trưởng Trạm y tế xã", SCOPE_COMMUNE),),
}
SCHOOL_HEADS = ((None, "Hiệu trưởng", SCOPE_COMMUNE), (None, "Phó Hiệu trưởng", SCOPE_COMMUNE))
JOBS = {
    VILLAGE: ("Nông dân", "Nông dân", "Nông dân", "Cán bộ hưu trí", "Y tế thôn bản", None,
              "Chi hội trưởng Chi hội Nông dân", "Thôn đội trưởng", "Kinh doanh tự do"),
    SCHOOL: ("Giáo viên", "Giáo viên", "Giáo viên", "Giáo viên", "Tổ trưởng chuyên môn",
             "Kế toán", "Nhân viên thư viện"),
    COOP: ("Thành viên HTX", "Kế toán HTX", "Tổ trưởng tổ sản xuất"),
    CLINIC: ("Bác sĩ", "Y sĩ", "Điều dưỡng", "Hộ sinh", "Dược sĩ"),
    POLICE: ("Cán bộ Công an xã",),
    OFFICE: ("Chuyên viên Văn phòng", "Chuyên viên phòng Kinh tế",
             "Chuyên viên phòng Văn hóa - Xã hội", "Chuyên viên Ban Xây dựng Đảng",
             "Công chức Tư pháp - Hộ tịch"),
    OTHER_KIND: ("Trợ lý BCH Quân sự xã", "Tiểu đội trưởng dân quân thường trực"),
}
GROUP_OF = {SCHOOL: TEACHERS, CLINIC: OFFICIALS, OFFICE: OFFICIALS, POLICE: ARMED,
            OTHER_KIND: ARMED}
AGES = {VILLAGE: (24, 74), SCHOOL: (26, 57), COOP: (30, 60), CLINIC: (27, 57), POLICE: (25, 52),
        OFFICE: (27, 58), OTHER_KIND: (24, 50)}


def file_name(code: str, name: str) -> str:
    """Folders and habits differ as in life."""
    if name.startswith("Chi bộ Trường"):
        return f"truong hoc/{name}.xlsx"
    styles = ("{name}.xlsx", "{code}_2026.xlsx", "{name} - xep loai 2026.xlsx")
    return styles[sum(map(ord, code)) % 3].format(code=code, name=name)


def plans() -> list[Plan]:
    found = [Plan(code, f"Chi bộ thôn {name}", VILLAGE, total, ethnic)
             for code, name, total, ethnic in VILLAGES]
    found += [Plan(code, f"Chi bộ {name}", SCHOOL, total, MIXED) for code, name, total in SCHOOLS]
    found += [Plan(p.code, p.name, p.kind, p.total, p.ethnic) for p in OTHERS]
    for plan in found:
        if plan.code in EXCELLENT_BRANCHES:
            plan.proposal = EXCELLENT
        elif plan.code in SATISFACTORY_BRANCHES:
            plan.proposal = SATISFACTORY
        plan.roles = dict(Counter(role for role, code in SPECIAL if code == plan.code))
        if plan.kind == VILLAGE:
            plan.roles["exempt"] = plan.total // 12
            plan.roles["low"] = 1 + (plan.total > 24)
        elif plan.total > 20:
            plan.roles["low"] = 1
        file = file_name(plan.code, plan.name)
        plan.hand = Hand(file, **HANDS.get(plan.code, {}))  # type: ignore[arg-type]
    return found


# --- people ------------------------------------------------------------------------------------


def dates_of(rng: random.Random, kind: str, role: str) -> tuple[date, date, date | None]:
    if role == "new":
        return random_day(rng, rng.randint(1994, 2005)), date(YEAR, rng.randint(7, 9), 19), None
    if role == "probationary":
        admitted = date(YEAR, rng.randint(1, 4), rng.choice((3, 12, 19)))
        return random_day(rng, rng.randint(1992, 2003)), admitted, None
    youngest, oldest = (76, 88) if role == "exempt" else AGES[kind]
    born = random_day(rng, YEAR - rng.randint(youngest, oldest))
    latest = YEAR - 2 - born.year
    admitted = random_day(rng, born.year + rng.randint(min(21, latest), min(36, latest)))
    return born, admitted, years_later(admitted, 1)


def roles_of(plan: Plan) -> list[str]:
    first = ["secretary", "deputy"] + (["committee"] if plan.total >= 9 else [])
    special = [r for role, n in plan.roles.items() for r in [role] * n]
    ordinary = plan.total + plan.roles.get("temporary", 0) - len(first) - len(special)
    return first + special + ["ordinary"] * ordinary


POSTS = {"secretary": "Bí thư chi bộ", "deputy": "Phó Bí thư chi bộ", "committee": "Chi ủy viên"}


def new_member(rng: random.Random, plan: Plan, role: str, names: Names, cards: Cards) -> Member:
    ethnic = pick_weighted(rng, plan.ethnic)
    share = 0.9 if plan.code.startswith("MN") else WOMEN.get(plan.kind, 0.35)
    female = rng.random() < share
    born, admitted, official = dates_of(rng, plan.kind, role)
    card = cards.draw(rng) if official else None
    member = Member(names.draw(rng, ethnic, female), born, female, ethnic, admitted, official,
                    card, role=role)
    member.post = POSTS.get(role) or rng.choice(("Đảng viên", None))
    member.job = rng.choice(JOBS[plan.kind])
    member.form = OUTSIDE if plan.kind in (VILLAGE, COOP) else STAFF
    member.group = GROUP_OF.get(plan.kind)
    if plan.kind == VILLAGE and role in ("secretary", "deputy"):
        member.job = ("Trưởng thôn", "Trưởng Ban công tác Mặt trận thôn")[role == "deputy"]
    if YEAR - born.year > 62 or role == "exempt":
        member.job = "Cán bộ hưu trí"
    return member


def give_offices(plan: Plan, members: list[Member]) -> None:
    """Leaders and managers: the first members who are rated officials."""
    heads = SCHOOL_HEADS if plan.kind == SCHOOL else HEADS.get(plan.code, ())
    able = [m for m in members if m.role in ("secretary", "deputy", "committee", "ordinary")]
    for member, (post, job, scope) in zip(able, heads, strict=False):
        own = POSTS.get(member.role)
        member.post = "; ".join(p for p in (post, own) if p) or member.post
        if post and own:
            # The branch's own post decides who its secretary is.
            member.post = f"{own}; {post}"
        member.job, member.scope, member.form = job, scope, LEADER
        member.group = None


def exclude(rng: random.Random, member: Member) -> None:
    member.reviewed = False
    if member.role == "exempt":
        member.eligibility = EXEMPT
        member.reason = "Tuổi cao, sức yếu, chi bộ đã có nghị quyết cho miễn công tác và sinh hoạt đảng"
    elif member.role == "new":
        member.eligibility = NEW
        member.reason = f"Kết nạp ngày {written(member.admitted)}, chưa đủ 6 tháng"
    elif member.role == "suspended":
        member.eligibility = SUSPENDED
        member.reason = "Đình chỉ sinh hoạt đảng theo Quyết định số 11-QĐ/UBKT ngày 14/9/2026"
    elif member.role == "temporary":
        member.eligibility = TEMPORARY
        member.reason = "Sinh hoạt chính thức tại đảng bộ khác, do nơi đó đánh giá, xếp loại"
        member.note = "Đến sinh hoạt tạm thời từ 15/6/2026"
    elif member.role == "other":
        member.eligibility = OTHER
        member.reason = "Chuyển đến ngày 16/11/2026, chưa có nhận xét của chi bộ nơi chuyển đi"


# --- ratings: by group, then points and tasks ----------------------------------------------------

FAILING = {"disciplined": DISCIPLINED, "under-50": UNDER_50, "failed": FAILED}


def most_excellent(pool: int, percent: int) -> int:
    """The most of `pool` who can be excellent when the others are good."""
    return max(e for e in range(pool + 1) if 100 * e <= percent * (pool - e))


def give_ratings(branches: list[tuple[Plan, list[Member]]]) -> None:
    pools: dict[str, list[Member]] = {}
    for plan, members in branches:
        for member in members:
            if member.eligibility != RATED:
                continue
            if member.role in FAILING:
                member.proposal = UNSATISFACTORY
            elif member.role in ("low", "owned-up") or (
                    member.role == "secretary" and plan.proposal == SATISFACTORY):
                member.proposal = SATISFACTORY
            else:
                member.proposal = GOOD
                pools.setdefault(member.counted_in, []).append(member)
    rng = random.Random(f"{YEAR}-excellent")
    for group, pool in sorted(pools.items()):
        able = [m for m in pool if m.official and m.official.year <= YEAR - 2]
        for member in rng.sample(able, most_excellent(len(pool), SHARE.get(group, 20))):
            member.proposal = EXCELLENT


def points_for(rng: random.Random, rating: str) -> Points:
    """Quarters of points; the band's own ends come up now and then."""
    low, high = {EXCELLENT: (9000, 9800), GOOD: (7000, 8975), SATISFACTORY: (5000, 6975),
                 UNSATISFACTORY: (3500, 4975)}[rating]
    total = 25 * rng.randint(low // 25, high // 25)
    general = min(3000, 25 * round(total * rng.uniform(0.29, 0.31) / 25))
    return Points(general, min(7000, total - general))


def tasks_for(rng: random.Random, rating: str, cause: str | None = None) -> Tasks:
    assigned = rng.randint(8, 16)
    if rating == EXCELLENT:
        least = -(-3 * assigned // 10)
        return Tasks(assigned, assigned, assigned, rng.randint(least, least + 2), 0)
    if rating == GOOD:
        return Tasks(assigned, assigned, assigned, rng.randint(0, assigned // 4), 0)
    if rating == SATISFACTORY:
        late = rng.randint(1, assigned // 5)
        return Tasks(assigned, assigned, assigned - late, 0, 0)
    if cause == FAILED:
        failed = assigned // 2 + 1
        return Tasks(assigned, assigned - failed, assigned - failed, 0, failed)
    return Tasks(assigned, assigned - 2, assigned - 4, 0, 1)


def rate(rng: random.Random, plan: Plan, member: Member, valid: int) -> None:
    rating = member.proposal
    assert rating
    member.cause = FAILING.get(member.role)
    member.points = points_for(rng, rating)
    if member.role == "disciplined":
        # The points alone would have been enough for HTNV.
        member.points = Points(1700, 3800)
    elif member.role == "failed":
        member.points = Points(1800, 2700)
    member.self_points = Points(min(3000, member.points.general + 25 * rng.randint(0, 2)),
                                member.points.task)
    member.tasks = tasks_for(rng, rating, member.cause)
    member.weaknesses = rng.choice(
        (NO_WEAKNESS, NO_WEAKNESS, FIXED) if rating == EXCELLENT
        else (NO_WEAKNESS, FIXED, FIXED, FIXING))
    if member.form == LEADER:
        member.unit_done = 100 if rating in (EXCELLENT, GOOD) else 90
        member.unit_beyond = {EXCELLENT: rng.randint(30, 42), GOOD: rng.randint(8, 29)}.get(rating, 5)
    member.self_rating = rating
    band = [r for r, low in zip(RATINGS, (9000, 7000, 5000, 0), strict=True)
            if member.self_points.total >= low][0]
    if RATINGS.index(band) > RATINGS.index(rating):
        member.self_rating = band
    if member.form in (LEADER, STAFF) and plan.kind != OTHER_KIND:
        member.state_rating = rating
    member.votes = cast_votes(rng, rating, valid)
    if rating == EXCELLENT:
        assert member.official
        member.years_excellent = min(rng.choice((1, 1, 1, 2, 2, 3)), YEAR - member.official.year)
        member.reason = rng.choice([r for r in EXCELLENT_REASONS if "Covid" not in r])
    elif rating == SATISFACTORY:
        member.reason = "Có nhiệm vụ hoàn thành chậm so với yêu cầu"
    elif rating == UNSATISFACTORY:
        member.reason = {
            "disciplined": "Vi phạm liên quan nhiệm vụ được giao, đã thi hành kỷ luật",
            "under-50": "Tổng điểm dưới 50, nhiều nhiệm vụ không hoàn thành đúng hạn",
            "failed": "Trên 50% số nhiệm vụ được kết luận không hoàn thành",
        }[member.role]
    give_discipline(member)
    if plan.code in ("CQD", "TH1"):
        previous = {EXCELLENT: GOOD, UNSATISFACTORY: SATISFACTORY}.get(rating, rating)
        member.quarters = (previous, rating, rating, rating)


def give_discipline(member: Member) -> None:
    if member.role == "disciplined":
        member.penalty, member.decision = "Khiển trách", "Quyết định số 07-QĐ/CB ngày 20/7/2026"
        member.on_duty, member.breach, member.owned_up, member.elsewhere = True, False, False, False
    elif member.role == "owned-up":
        # Disciplined for something that has nothing to do with duty: no rule lowers the rating.
        member.penalty, member.decision = "Khiển trách", "Quyết định số 03-QĐ/CB ngày 12/5/2026"
        member.on_duty, member.breach, member.owned_up, member.elsewhere = (
            False, False, True, False)
        member.reason = "Có nhiệm vụ hoàn thành chậm; đã tự giác khắc phục khuyết điểm"


# --- branches ----------------------------------------------------------------------------------


def hold_meeting(members: list[Member], absent: int) -> Ballots:
    away = [m for m in members if m.eligibility in (EXEMPT, SUSPENDED, TEMPORARY)]
    summoned = len(members) - len(away)
    present = summoned - absent
    voters = present - sum(m.official is None for m in members)
    return Ballots(summoned, present, voters, voters, voters, 0)


def working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day


SUMMARIES = {
    EXCELLENT: "Hoàn thành vượt mức các nhiệm vụ; là điển hình để các chi bộ học tập",
    GOOD: "Hoàn thành tốt các nhiệm vụ năm 2026",
    SATISFACTORY: "Còn nhiệm vụ hoàn thành chậm",
}


def collectives_of(rng: random.Random, plan: Plan, valid: int) -> list[Collective]:
    rows = [(plan.name, "Chi bộ")]
    if plan.total >= 9:
        rows.append((plan.name.replace("Chi bộ", "Chi ủy chi bộ", 1), "Chi ủy"))
    if plan.kind == SCHOOL:
        rows.append((plan.name.replace("Chi bộ", "Ban giám hiệu", 1), "Tập thể lãnh đạo, quản lý"))
    rating = plan.proposal
    return [
        Collective(name, kind, points_for(rng, rating), tasks_for(rng, rating),
                   rng.choice((NO_WEAKNESS, FIXED)), False, rating,
                   cast_votes(rng, rating, valid), rating, SUMMARIES[rating])
        for name, kind in rows
    ]


def meeting_of(rng: random.Random) -> date:
    return date(YEAR, 11, 28) + timedelta(days=rng.randint(0, 14))


def new_commune() -> list[Branch]:
    names, cards = Names(), Cards()
    drawn = []
    for plan in plans():
        rng = random.Random(f"{YEAR}-{plan.code}")
        members = [new_member(rng, plan, role, names, cards) for role in roles_of(plan)]
        first = sum(m.role in POSTS for m in members)
        rest = members[first:]
        rng.shuffle(rest)
        members[first:] = rest
        give_offices(plan, members)
        for member in members:
            if member.role in ("exempt", "new", "suspended", "temporary", "other"):
                exclude(rng, member)
        drawn.append((plan, members))
    give_ratings(drawn)
    return [new_branch(plan, members, index) for index, (plan, members) in enumerate(drawn)]


def new_branch(plan: Plan, members: list[Member], index: int) -> Branch:
    rng = random.Random(f"{YEAR}-{plan.code}-rating")
    ballots = hold_meeting(members, rng.choice((0, 0, 1, 2)) if plan.total > 12 else 0)
    for member in members:
        if member.eligibility == RATED:
            rate(rng, plan, member, ballots.valid)
    meeting = meeting_of(rng)
    # Some write the group in their own way; groups are compared without case and blanks.
    if plan.code in ("MN2", "TC1"):
        for member in members:
            if member.group:
                member.group = member.group.upper() if plan.code == "MN2" else (
                    member.group.replace(", ", ",  "))
    return Branch(
        plan.code, plan.name, plan.kind, secretary=members[0].name, deputy=members[1].name,
        clerk=members[1].name, phone=phone(index), founded=None, meeting=meeting,
        draft=working_days_before(meeting, 4), members=members, ballots=ballots,
        collectives=collectives_of(rng, plan, ballots.valid), hand=plan.hand,
    )


def groups_of(branches: list[Branch]) -> dict[str, Counter[str]]:
    """Ratings by group, with the one spelling of each."""
    found: dict[str, Counter[str]] = {}
    for branch in branches:
        for member in branch.rated:
            key = " ".join(member.counted_in.replace(",", ", ").split()).casefold()
            found.setdefault(key, Counter())[member.proposal or ""] += 1
    return found
