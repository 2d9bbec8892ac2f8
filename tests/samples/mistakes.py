"""The mistakes planted in the second sample: each one cause, so that each gives one finding.

A mistake either changes the model of the branch (then sheet 1 stays in step with the rows) or is
typed over the true value of one cell.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import commune
from commune import (
    EXCELLENT, EXEMPT, GOOD, RATED, SATISFACTORY, UNSATISFACTORY, Branch, Member,
)
from filling import (
    COLLECTIVE_COLUMNS, COLLECTIVES, INFO, INFO_LABELS, MEMBER_COLUMNS, MEMBERS, Filled, Overrides,
    rating_word,
)

MISSING_BRANCH = "BL"
TWICE_BRANCH = "MN"
TWICE_FILE = "CB_TruongMamNon_final (2).xlsx"


@dataclass
class Mistake:
    """Where a finding is due. `fields` are the cells it may well stand at, the likeliest first."""

    kind: str
    what: str
    sheet: str
    fields: tuple[str, ...]
    index: int = 0  # of the member or collective
    changed: tuple[str, ...] = ()  # if not the same as `fields`


@dataclass
class Plot:
    """A branch with its mistakes."""

    branch: Branch
    overrides: Overrides = field(default_factory=Overrides)
    mistakes: list[Mistake] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def take(self, fits: Callable[[Member], bool]) -> int:
        """The first member who fits and has no mistake yet; never one of the leaders."""
        for index, member in enumerate(self.branch.members):
            leads = member.role in commune.POSTS
            if index not in self.used and not leads and fits(member):
                self.used.add(index)
                return index
        raise LookupError(f"{self.branch.code}: nobody left for this mistake")

    def member(self, index: int) -> Member:
        return self.branch.members[index]

    def type_over(self, index: int, key: str, value: Any) -> None:
        self.overrides.members[index, key] = value

    def add(self, kind: str, what: str, fields: tuple[str, ...], index: int,
            changed: tuple[str, ...] = ()) -> None:
        self.mistakes.append(Mistake(kind, what, MEMBERS, fields, index, changed))


def good(member: Member) -> bool:
    return (member.eligibility == RATED and member.proposal == GOOD
            and member.official is not None and member.scope in (None, "Không"))


def excellent(member: Member) -> bool:
    return member.eligibility == RATED and member.proposal == EXCELLENT


# --- one function a mistake --------------------------------------------------------------------


def impossible_birth(plot: Plot) -> None:
    index = plot.take(lambda m: good(m) and m.admitted.year >= 2006)
    plot.type_over(index, "born", "31/02/1985")
    plot.add("impossible-date", "birth date 31/02/1985 does not exist", ("born",), index)


def too_many_votes(plot: Plot) -> None:
    index = plot.take(good)
    member, valid = plot.member(index), plot.branch.ballots.valid
    votes = member.votes[GOOD] + 4
    total = sum(member.votes.values()) + 4
    plot.type_over(index, f"votes.{GOOD}", votes)
    fields = tuple(f"votes.{r}" for r in (GOOD, EXCELLENT, SATISFACTORY, UNSATISFACTORY))
    plot.add("votes-over-ballots", f"votes add up to {total}, valid ballots are {valid}",
             fields, index, changed=(f"votes.{GOOD}",))


def missing_name(plot: Plot) -> None:
    index = plot.take(lambda m: good(m) and m.card is not None)
    plot.type_over(index, "name", None)
    plot.add("missing-name", "the row has no name", ("name",), index)


def wrong_women(plot: Plot) -> None:
    true = sum(m.female for m in plot.branch.counted)
    plot.overrides.info["women"] = true + 1
    plot.mistakes.append(Mistake("count-disagrees", f"sheet 1 says {true + 1} women, the rows have "
                                 f"{true}", INFO, ("women",)))


def branch_too_high(plot: Plot) -> None:
    branch = plot.branch
    share = branch.count(GOOD) + branch.count(EXCELLENT)
    plot.overrides.collectives[0, "proposal"] = rating_word(branch.hand, EXCELLENT)
    plot.mistakes.append(Mistake(
        "branch-above-ceiling", f"branch proposed HTXSNV with {share} of {len(branch.rated)} rated "
        "members at HTTNV or better, under 80 %", COLLECTIVES, ("proposal",)))


def task_grade_too_low(plot: Plot) -> None:
    index = plot.take(excellent)
    plot.member(index).grades["task"] = "T"
    plot.add("above-ceiling-grade", "HTXSNV with the task grade Tốt", ("proposal",), index,
             changed=("grade.task",))


def state_rating_too_low(plot: Plot) -> None:
    index = plot.take(excellent)
    plot.member(index).state_rating = GOOD
    plot.add("above-ceiling-state", "HTXSNV with the state rating HTTNV", ("proposal",), index,
             changed=("state_rating",))


def dates_swapped(plot: Plot) -> None:
    index = plot.take(good)
    member = plot.member(index)
    member.admitted, member.official = member.official, member.admitted
    plot.add("dates-out-of-order", "admission after the official date (the two are swapped)",
             ("official", "admitted"), index)


def text_for_percent(plot: Plot) -> None:
    index = plot.take(good)
    plot.type_over(index, "percent", "nghỉ")
    plot.add("not-a-percentage", "the text 'nghỉ' in the percentage", ("percent",), index)


def alike(one: Member, other: Member) -> bool:
    """The two may stand for each other in every count of sheet 1."""
    return (one.female, one.minority) == (other.female, other.minority)


def same_person_twice(plot: Plot) -> None:
    """A row pasted over another: the counts stay right, one person stands twice."""
    first = plot.take(lambda m: good(m) and m.card is not None and any(
        good(o) and o is not m and alike(m, o) for o in later_members(plot, m)))
    original = plot.member(first)
    second = plot.take(lambda m: good(m) and alike(original, m) and m in
                       list(later_members(plot, original)))
    plot.branch.members[second] = copy.deepcopy(original)
    number = f"No. {first + 1}"
    plot.add("same-person-twice", f"the person of {number} once more, same card number",
             ("card", "name"), second, changed=("name", "born", "admitted", "official", "card"))


def later_members(plot: Plot, member: Member) -> Iterator[Member]:
    members = plot.branch.members
    place = next(i for i, m in enumerate(members) if m is member)
    return (m for i, m in enumerate(members) if i > place and i not in plot.used)


def rating_as_number(plot: Plot) -> None:
    index = plot.take(good)
    plot.type_over(index, "proposal", "Mức 2")
    plot.add("unreadable-rating", "rating typed as 'Mức 2'", ("proposal",), index)


def old_label(plot: Plot) -> None:
    index = plot.take(good)
    plot.type_over(index, "self_rating", "Đủ tư cách hoàn thành nhiệm vụ")
    plot.add("old-label", "label from before 2018", ("self_rating",), index)


def disciplined_passed(plot: Plot) -> None:
    index = plot.take(lambda m: m.penalty is not None)
    member = plot.member(index)
    member.proposal = member.self_rating = member.committee_rating = SATISFACTORY
    member.votes = dict.fromkeys(member.votes, 0) | {SATISFACTORY: plot.branch.ballots.valid}
    member.cause = None
    plot.add("above-ceiling-discipline", "disciplined in the year, proposed HTNV", ("proposal",),
             index, changed=("proposal", "cause", "self_rating", "committee_rating",
                             f"votes.{SATISFACTORY}", f"votes.{UNSATISFACTORY}"))


def reason_missing(plot: Plot) -> None:
    index = plot.take(lambda m: m.eligibility == EXEMPT)
    plot.member(index).reason = None
    plot.add("reason-missing", "exempt without a reason", ("reason",), index)


def exempt_but_rated(plot: Plot) -> None:
    index = plot.take(lambda m: m.eligibility == EXEMPT)
    plot.member(index).proposal = GOOD
    plot.add("rated-though-exempt", "'Được miễn' with a rating", ("proposal",), index)


def grade_missing(plot: Plot) -> None:
    index = plot.take(good)
    del plot.member(index).grades["discipline"]
    plot.add("grade-missing", "rated without a grade in one criterion", ("grade.discipline",),
             index)


# Ratings that cannot be read stand in another branch than the mistake about shares of ratings:
# a rule whose input could not be read is not run.
PLOTS: dict[str, tuple[Callable[[Plot], None], ...]] = {
    "TP": (impossible_birth, too_many_votes, missing_name, wrong_women, branch_too_high),
    "KC": (rating_as_number, old_label, disciplined_passed, reason_missing, exempt_but_rated,
           grade_missing),
    "THCS": (task_grade_too_low, state_rating_too_low, dates_swapped, text_for_percent,
             same_person_twice),
}


def plot_for(branch: Branch) -> Plot:
    plot = Plot(copy.deepcopy(branch))
    for plant in PLOTS[branch.code]:
        plant(plot)
    return plot


# --- the branch that sent two forms ------------------------------------------------------------


def second_thoughts(branch: Branch) -> Branch:
    """A later form of the same branch, as clean as the first, with one rating lowered."""
    later = copy.deepcopy(branch)
    member = next(m for m in later.members if good(m) and m.role not in commune.POSTS)
    member.grades["task"] = "TB"
    member.percent, member.reason = 75.0, "Kết quả thực hiện nhiệm vụ ở mức trung bình"
    member.self_rating = member.proposal = member.committee_rating = SATISFACTORY
    member.state_rating = SATISFACTORY
    member.votes = dict.fromkeys(member.votes, 0) | {SATISFACTORY: later.ballots.valid}
    later.hand.file = TWICE_FILE
    return later


# --- the list of what was planted --------------------------------------------------------------


def expected_entries(plot: Plot, filled: Filled) -> list[dict[str, Any]]:
    return [entry(plot, filled, mistake) for mistake in plot.mistakes]


def entry(plot: Plot, filled: Filled, mistake: Mistake) -> dict[str, Any]:
    cells, headings, locator = places(plot, filled, mistake)
    found = [cells[f] for f in mistake.fields]
    return {
        "branch": plot.branch.code,
        "file": f"nop/{plot.branch.hand.file}",
        "sheet": mistake.sheet,
        **locator,
        "field": headings[mistake.fields[0]],
        "cell": found[0],
        "also_plausible": found[1:],
        "changed_cells": [cells[f] for f in mistake.changed or mistake.fields],
        "what": mistake.what,
        "kind": mistake.kind,
    }


def places(
    plot: Plot, filled: Filled, mistake: Mistake
) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
    """The cells and the headings of a row by field, and how a person would name the row."""
    if mistake.sheet == INFO:
        label = INFO_LABELS[mistake.fields[0]]
        return filled.info, INFO_LABELS, {"member": None, "row_label": label}
    is_member = mistake.sheet == MEMBERS
    source = filled.members if is_member else filled.collectives
    cells = {key: cell for (i, key), cell in source.items() if i == mistake.index}
    columns = MEMBER_COLUMNS if is_member else COLLECTIVE_COLUMNS
    headings = {key: heading for key, (_, heading) in columns.items()}
    if not is_member:
        return cells, headings, {"member": None, "row_label": plot.branch.own.name}
    row_label = f"Số TT {mistake.index + 1}"
    return cells, headings, {"member": typed_name(plot, mistake), "row_label": row_label}


def typed_name(plot: Plot, mistake: Mistake) -> str | None:
    """The name that stands in the row: none where it is missing."""
    return None if mistake.kind == "missing-name" else plot.member(mistake.index).name


def whole_file_entries(missing: Branch, twice: Branch, later: Branch) -> list[dict[str, Any]]:
    nothing = {"sheet": None, "member": None, "row_label": None, "field": None, "cell": None,
               "also_plausible": [], "changed_cells": []}
    files = [f"nop/{b.hand.file}" for b in (twice, later)]
    return [
        {"branch": missing.code, "file": None, **nothing,
         "what": "the branch sent nothing", "kind": "branch-missing"},
        {"branch": twice.code, "file": files[0], "other_files": files[1:], **nothing,
         "what": "two different forms of one branch", "kind": "branch-twice"},
    ]
