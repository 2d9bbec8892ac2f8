"""The rules of regime 2019-hd21 that the clean sample must not break, written down a second time.

Independent of the program on purpose: an edit of the sample that breaks a rule stops here, with the
branch, the member and the rule named, and not as a puzzling finding in a test of the program.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import commune
from commune import (
    BRANCH_TASKS, EXCELLENT, EXEMPT, GOOD, NEW, RATED, RATINGS, SATISFACTORY, SUSPENDED,
    UNSATISFACTORY, VILLAGE, YEAR, Branch, Collective, Member,
)

RANK = {EXCELLENT: 3, GOOD: 2, SATISFACTORY: 1, UNSATISFACTORY: 0}
GRADE_RANK = {"XS": 3, "T": 2, "TB": 1, "K": 0}
# For each rating: the least grade of the task criteria, and of the others.
LEAST_GRADES = {EXCELLENT: ("XS", "T"), GOOD: ("T", "TB"), SATISFACTORY: ("TB", "TB")}
# Shares of members rated good or better, in percent.
LEAST_SHARE = {EXCELLENT: 80, GOOD: 50}
CHI_UY_FROM = 9


class NotClean(Exception):
    """The commune as generated breaks rules of the clean sample."""


@dataclass
class Checker:
    problems: list[str] = field(default_factory=list)

    def expect(self, holds: bool, where: str, what: str) -> None:
        if not holds:
            self.problems.append(f"{where}: {what}")


def require_clean(branches: list[Branch]) -> None:
    checker = Checker()
    for branch in branches:
        check_branch(checker, branch)
        for member in branch.members:
            check_member(checker, branch, member)
    check_commune(checker, branches)
    if checker.problems:
        raise NotClean("\n".join(checker.problems))


def years_after(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def months_before(day: date, months: int) -> date:
    month = day.month - months
    return date(day.year - (month < 1), (month - 1) % 12 + 1, min(day.day, 28))


# --- members -----------------------------------------------------------------------------------


def check_member(checker: Checker, branch: Branch, member: Member) -> None:
    where = f"{branch.code}, {member.name}"
    check_dates(checker, where, branch, member)
    checker.expect(bool(member.name and member.ethnic), where, "name and ethnic group")
    if member.eligibility == RATED:
        check_rated(checker, where, branch, member)
    else:
        check_not_rated(checker, where, branch, member)


def check_dates(checker: Checker, where: str, branch: Branch, member: Member) -> None:
    checker.expect(years_after(member.born, 18) <= member.admitted, where, "of age at admission")
    checker.expect(member.admitted <= branch.meeting, where, "admitted before the meeting")
    if member.official is None:
        due = years_after(member.admitted, 1)
        checker.expect(due > branch.meeting, where, "still on probation")
        checker.expect(member.card is None, where, "no card on probation")
    else:
        checker.expect(member.official == years_after(member.admitted, 1), where, "a year after")
        checker.expect(member.official <= branch.meeting, where, "official before the meeting")
    if member.card is not None:
        eight = len(member.card) == 8 and member.card.isdigit()
        checker.expect(eight and member.card.startswith("0"), where, "card of eight digits")


def check_rated(checker: Checker, where: str, branch: Branch, member: Member) -> None:
    rating, votes = member.proposal, member.votes or {}
    checker.expect(rating in RATINGS, where, "has a rating")
    checker.expect(member.reviewed, where, "reviewed before rated")
    for day in (branch.meeting, date(YEAR, 12, 31)):
        checker.expect(member.admitted <= months_before(day, 6), where, "six months a member")
    checker.expect(set(member.grades) == set(commune.MEMBER_CRITERIA), where, "all grades")
    checker.expect(member.percent is not None and member.self_rating in RATINGS, where, "complete")
    checker.expect(sum(votes.values()) == branch.ballots.valid, where, "votes add up")
    checker.expect(max(votes.values()) == votes[rating], where, "most votes for the proposal")
    checker.expect(branch.ballots.valid * 2 <= votes[rating] * 3, where, "two thirds at least")
    checker.expect(RANK[rating] <= ceiling(member), where, f"{rating} above the ceiling")
    # Nobody sensible claims more than the rules allow.
    checker.expect(RANK[member.self_rating] <= ceiling(member), where, "self-rating too high")
    check_companions(checker, where, branch, member)


def ceiling(member: Member) -> int:
    if member.penalty and not member.counted_before or member.percent < 50:
        return RANK[UNSATISFACTORY]
    others = {k: g for k, g in member.grades.items() if k != "task"}
    best = rank_by_grades({"task": member.grades["task"]}, others)
    if member.state_rating:
        best = min(best, RANK[member.state_rating])
    if (member.sick_months or 0) >= 3:
        best = min(best, RANK[SATISFACTORY])
    return best


def rank_by_grades(tasks: dict[str, str], others: dict[str, str]) -> int:
    for rating, (task, other) in LEAST_GRADES.items():
        enough = all(GRADE_RANK[g] >= GRADE_RANK[task] for g in tasks.values())
        if enough and all(GRADE_RANK[g] >= GRADE_RANK[other] for g in others.values()):
            return RANK[rating]
    return RANK[UNSATISFACTORY]


def check_companions(checker: Checker, where: str, branch: Branch, member: Member) -> None:
    """What must, or must not, stand beside a certain rating."""
    excellent, failed = member.proposal == EXCELLENT, member.proposal == UNSATISFACTORY
    checker.expect((member.years_excellent or 0) >= 1 if excellent
                   else member.years_excellent is None, where, "years of excellence")
    if member.years_excellent:
        checker.expect(member.years_excellent <= YEAR - member.official.year, where, "years known")
    if excellent or failed:
        checker.expect(bool(member.reason), where, "reason given")
    checker.expect(failed == bool(member.cause), where, "cause of KHTNV")
    checker.expect(bool(member.penalty) == bool(member.decision), where, "decision of discipline")
    checker.expect(failed == bool(member.penalty), where, "disciplined exactly when KHTNV")
    payroll = branch.kind in commune.STATE_KINDS
    checker.expect(not payroll or bool(member.state_rating), where, "rated by the state")
    if member.scope == commune.SCOPE_SUPERIOR:
        checker.expect(bool(member.state_rating), where, "official rated by the state")


def check_not_rated(checker: Checker, where: str, branch: Branch, member: Member) -> None:
    given = (member.proposal, member.self_rating, member.state_rating, member.union_rating,
             member.committee_rating, member.votes, member.percent, member.years_excellent,
             member.cause, member.penalty)
    checker.expect(not member.grades and all(v is None for v in given), where, "row left empty")
    checker.expect(bool(member.reason), where, "reason for not being rated")
    checker.expect(member.reviewed == (member.eligibility == NEW), where, "reviewed only if new")
    if member.eligibility == NEW:
        for day in (branch.meeting, date(YEAR, 12, 31)):
            checker.expect(member.admitted > months_before(day, 6), where, "new under six months")


# --- branches ----------------------------------------------------------------------------------


def check_branch(checker: Checker, branch: Branch) -> None:
    where = branch.code
    checker.expect(date(YEAR, 11, 1) <= branch.meeting <= date(YEAR, 12, 31), where, "meeting")
    if branch.founded:
        checker.expect(branch.founded.year == YEAR, where, "founded in the year")
        checker.expect(branch.founded <= months_before(branch.meeting, 6), where, "six months old")
    posts = Counter(m.post for m in branch.members)
    checker.expect(posts["Bí thư chi bộ"] == 1, where, "one secretary")
    checker.expect(branch.members[0].name == branch.secretary, where, "secretary listed first")
    check_ballots(checker, branch)
    check_collectives(checker, branch)


def check_ballots(checker: Checker, branch: Branch) -> None:
    ballots, where, counted = branch.ballots, branch.code, branch.counted
    called = [m for m in counted if m.eligibility not in (EXEMPT, SUSPENDED)]
    voters = sum(m.official is not None for m in called)
    checker.expect(ballots.summoned == len(called), where, "all summoned but exempt, suspended")
    checker.expect(ballots.present <= ballots.summoned, where, "present among the summoned")
    checker.expect(ballots.present * 3 >= ballots.summoned * 2, where, "two thirds present")
    checker.expect(ballots.issued <= min(ballots.present, voters), where, "only officials vote")
    checker.expect(ballots.collected == ballots.issued, where, "all ballots collected")
    checker.expect(ballots.valid + ballots.invalid == ballots.collected, where, "ballots add up")


def check_collectives(checker: Checker, branch: Branch) -> None:
    kinds = Counter(c.kind for c in branch.collectives)
    where = branch.code
    checker.expect(branch.own.kind == "Chi bộ" and kinds["Chi bộ"] == 1, where, "own row first")
    checker.expect(kinds["Chi ủy"] == (len(branch.counted) >= CHI_UY_FROM), where, "chi ủy row")
    for collective in branch.collectives:
        check_collective(checker, branch, collective)
    check_shares(checker, branch)
    # A chi ủy or a management with a member warned or worse would be KHTNV.
    warned = [m for m in branch.members if m.penalty not in (None, "Khiển trách")]
    seats = [m for m in warned
             if m.post not in (None, "Đảng viên") or m.scope not in (None, "Không")]
    checker.expect(not seats, where, "no leader warned")


def check_collective(checker: Checker, branch: Branch, collective: Collective) -> None:
    where = f"{branch.code}, {collective.name}"
    tasks = {k: g for k, g in collective.grades.items() if k in BRANCH_TASKS}
    others = {k: g for k, g in collective.grades.items() if k not in BRANCH_TASKS}
    best = rank_by_grades(tasks, others)
    if branch.kind == VILLAGE:
        checker.expect(collective.bodies is None, where, "no bodies of its level")
    else:
        # Both tests of the bodies are one step below the branch's rating.
        checker.expect(collective.bodies is not None, where, "bodies of its level")
        best = min(best, RANK[collective.bodies] + 1)
    checker.expect(collective.percent >= 50, where, "targets")
    for rating in (collective.self_rating, collective.proposal):
        checker.expect(RANK[rating] <= best, where, "rating above the ceiling")
    votes = collective.votes or {}
    checker.expect(sum(votes.values()) == branch.ballots.valid, where, "votes add up")


def check_shares(checker: Checker, branch: Branch) -> None:
    rated, proposal = branch.rated, branch.own.proposal
    disciplined = sum(m.penalty is not None for m in branch.counted)
    checker.expect(disciplined * 100 <= 20 * len(branch.counted), branch.code, "disciplined share")
    if proposal in LEAST_SHARE:
        good = branch.count(EXCELLENT) + branch.count(GOOD)
        checker.expect(good * 100 >= LEAST_SHARE[proposal] * len(rated), branch.code, "share")
        checker.expect(branch.count(UNSATISFACTORY) == 0, branch.code, "nobody KHTNV")


# --- the commune -------------------------------------------------------------------------------


def quota(branches: list[Branch]) -> tuple[int, int]:
    """Members rated HTXSNV, and how many there may be: one number for the whole commune."""
    excellent = sum(b.count(EXCELLENT) for b in branches)
    return excellent, sum(b.count(GOOD) for b in branches) // 5


def branch_quota(branches: list[Branch], kind: str) -> tuple[int, int]:
    proposals = Counter(b.own.proposal for b in branches if b.kind == kind)
    return proposals[EXCELLENT], proposals[GOOD] // 5


def check_quotas(checker: Checker, branches: list[Branch], where: str) -> None:
    excellent, limit = quota(branches)
    checker.expect(excellent <= limit, where, f"{excellent} excellent members, limit {limit}")
    for kind in {b.kind for b in branches}:
        excellent, limit = branch_quota(branches, kind)
        checker.expect(excellent <= limit, where, f"{kind}: {excellent} excellent of {limit}")


def check_commune(checker: Checker, branches: list[Branch]) -> None:
    where = "commune"
    members = [m for b in branches for m in b.members]
    names = Counter(m.name for m in members)
    cards = Counter(m.card for m in members if m.card)
    checker.expect(max(names.values()) == 1, where, "no namesakes")
    checker.expect(max(cards.values()) == 1, where, "cards unique")
    checker.expect(len({b.hand.file for b in branches}) == len(branches), where, "file names")
    check_quotas(checker, branches, where)
    excellent, limit = quota(branches)
    checker.expect(limit - excellent <= 1, where, f"quota nearly full: {excellent} of {limit}")


def require_quotas(branches: list[Branch], where: str) -> None:
    checker = Checker()
    check_quotas(checker, branches, where)
    if checker.problems:
        raise NotClean("\n".join(checker.problems))
