"""The rules of regime 2025-hd43 that the clean sample must not break, written down a second time.

Independent of the program on purpose, like `clean_rules` for the commune of 2020.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import clean_rules
import merged
from clean_rules import Checker, NotClean, months_before, years_after
from commune import (
    EXCELLENT, EXEMPT, GOOD, RATED, RATINGS, SATISFACTORY, SCOPE_COMMUNE, SCOPE_SUPERIOR,
    SUSPENDED, UNSATISFACTORY,
)
from merged import FIXED, LEADER, NO_WEAKNESS, YEAR, Branch, Collective, Member, Points, Tasks

RANK = clean_rules.RANK
BANDS = {EXCELLENT: 9000, GOOD: 7000, SATISFACTORY: 5000, UNSATISFACTORY: 0}


def require_clean(branches: list[Branch]) -> None:
    checker = Checker()
    for branch in branches:
        check_branch(checker, branch)
        for member in branch.members:
            check_member(checker, branch, member)
    check_commune(checker, branches)
    if checker.problems:
        raise NotClean("\n".join(checker.problems))


def band(points: Points) -> int:
    return max(RANK[rating] for rating, low in BANDS.items() if points.total >= low)


def by_tasks(tasks: Tasks, weaknesses: str) -> int:
    """The best rating that tasks and earlier weaknesses leave."""
    on_time = tasks.on_time == tasks.done == tasks.assigned
    beyond = 10 * tasks.beyond >= 3 * tasks.assigned
    if on_time and beyond and weaknesses in (NO_WEAKNESS, FIXED):
        return RANK[EXCELLENT]
    if on_time:
        return RANK[GOOD]
    late = tasks.assigned - tasks.on_time
    if tasks.done == tasks.assigned and 5 * late <= tasks.assigned:
        return RANK[SATISFACTORY]
    return RANK[UNSATISFACTORY]


def check_points(checker: Checker, where: str, points: Points) -> None:
    checker.expect(0 <= points.general <= 3000 and 0 <= points.task <= 7000, where, "points 30/70")


def check_tasks(checker: Checker, where: str, tasks: Tasks) -> None:
    checker.expect(tasks.done <= tasks.assigned and tasks.on_time <= tasks.done
                   and tasks.beyond <= tasks.done
                   and (tasks.failed or 0) <= tasks.assigned - tasks.done, where, "tasks")


def ceiling(member: Member) -> int:
    assert member.points and member.tasks and member.weaknesses
    best = min(band(member.points), by_tasks(member.tasks, member.weaknesses))
    if member.form == LEADER:
        assert member.unit_done is not None and member.unit_beyond is not None
        if member.unit_done < 100:
            best = min(best, RANK[SATISFACTORY if member.unit_done >= 70 else UNSATISFACTORY])
        elif member.unit_beyond < 30:
            best = min(best, RANK[GOOD])
    if 2 * (member.tasks.failed or 0) > member.tasks.assigned:
        best = RANK[UNSATISFACTORY]
    if member.penalty and (member.on_duty or member.breach) and not member.owned_up:
        best = RANK[UNSATISFACTORY]
    return best


def check_member(checker: Checker, branch: Branch, member: Member) -> None:
    where = f"{branch.code}, {member.name}"
    checker.expect(years_after(member.born, 18) <= member.admitted <= branch.meeting, where, "dates")
    if member.official is None:
        checker.expect(years_after(member.admitted, 1) > branch.meeting, where, "on probation")
        checker.expect(member.card is None, where, "no card on probation")
    leads = member.scope in (SCOPE_COMMUNE, SCOPE_SUPERIOR)
    checker.expect(leads == (member.form == LEADER), where, "02A exactly for leaders")
    if member.eligibility == RATED:
        check_rated(checker, where, branch, member)
        return
    given = (member.proposal, member.self_rating, member.votes, member.points, member.tasks)
    checker.expect(all(it is None for it in given), where, "row left empty")
    checker.expect(bool(member.reason), where, "reason for not being rated")
    checker.expect(not member.reviewed, where, "neither reviewed nor rated")


def check_rated(checker: Checker, where: str, branch: Branch, member: Member) -> None:
    rating, votes = member.proposal, member.votes or {}
    assert rating and member.points and member.self_points and member.tasks
    for points in (member.points, member.self_points):
        check_points(checker, where, points)
    check_tasks(checker, where, member.tasks)
    for day in (branch.meeting, date(YEAR, 12, 31)):
        checker.expect(member.admitted <= months_before(day, 6), where, "six months a member")
    checker.expect(RANK[rating] <= ceiling(member), where, f"{rating} above the ceiling")
    checker.expect(member.self_rating in RATINGS, where, "a rating of one's own")
    checker.expect(sum(votes.values()) == branch.ballots.valid, where, "votes add up")
    checker.expect(max(votes.values()) == votes[rating], where, "most votes for the proposal")
    failed = rating == UNSATISFACTORY
    checker.expect(failed == bool(member.cause), where, "cause of KHTNV")
    checker.expect(bool(member.penalty) == bool(member.decision), where, "decision of discipline")
    if failed or rating == EXCELLENT:
        checker.expect(bool(member.reason), where, "reason given")
    checker.expect((rating == EXCELLENT) == bool(member.years_excellent), where, "years")
    if member.years_excellent and member.official:
        checker.expect(member.years_excellent <= YEAR - member.official.year, where, "years known")
    if member.state_rating:
        checker.expect(RANK[rating] <= RANK[member.state_rating], where, "not above the state's")


def check_branch(checker: Checker, branch: Branch) -> None:
    where, ballots = branch.code, branch.ballots
    checker.expect(date(YEAR, 11, 1) <= branch.meeting < date(YEAR, 12, 31), where, "meeting")
    days = [branch.draft + timedelta(days=n)
            for n in range((branch.meeting - branch.draft).days)]
    checker.expect(sum(d.weekday() < 5 for d in days) >= 4, where, "draft three working days ahead")
    called = [m for m in branch.counted if m.eligibility not in (EXEMPT, SUSPENDED)]
    voters = sum(m.official is not None for m in called)
    checker.expect(ballots.summoned == len(called) >= ballots.present, where, "summoned")
    checker.expect(ballots.valid + ballots.invalid == ballots.issued <= voters, where, "ballots")
    secretaries = [m for m in branch.members if (m.post or "").startswith("Bí thư chi bộ")]
    checker.expect([m.name for m in secretaries] == [branch.secretary], where, "one secretary")
    checker.expect(branch.own.kind == "Chi bộ", where, "own row first")
    for collective in branch.collectives:
        check_collective(checker, f"{where}, {collective.name}", branch, collective)


def check_collective(checker: Checker, where: str, branch: Branch, it: Collective) -> None:
    check_points(checker, where, it.points)
    check_tasks(checker, where, it.tasks)
    best = min(band(it.points), by_tasks(it.tasks, it.weaknesses))
    checker.expect(RANK[it.proposal] <= best and RANK[it.self_rating] <= best, where, "ceiling")
    checker.expect(sum(it.votes.values()) == branch.ballots.valid, where, "votes add up")


def check_commune(checker: Checker, branches: list[Branch]) -> None:
    where = "commune"
    members = [m for b in branches for m in b.members]
    names, cards = Counter(m.name for m in members), Counter(m.card for m in members if m.card)
    checker.expect(max(names.values()) == 1 and max(cards.values()) == 1, where, "nobody twice")
    checker.expect(len({b.hand.file for b in branches}) == len(branches), where, "file names")
    checker.expect(len({b.code for b in branches}) == len(branches), where, "codes")
    decided = merged.DECISION["group"].casefold()
    for group, ratings in merged.groups_of(branches).items():
        percent = merged.DECISION["percent"] if group == decided else 20
        limit = ratings[GOOD] * percent // 100
        checker.expect(limit - 1 <= ratings[EXCELLENT] <= limit, group,
                       f"{ratings[EXCELLENT]} excellent, nearly {limit}")
        if group == decided:
            needed = ratings[EXCELLENT] > ratings[GOOD] * 20 // 100
            checker.expect(needed, group, "the decision is needed")
    for kind in {b.kind for b in branches}:
        proposals = Counter(b.own.proposal for b in branches if b.kind == kind)
        limit = proposals[GOOD] // 5
        checker.expect(proposals[EXCELLENT] <= limit, kind, f"at most {limit} excellent branches")
