#!/usr/bin/env python3
"""Makes the sample workspaces: of 2020 one complete and clean and one with planted mistakes, of
2023 a small one and of 2026 a merged commune, both clean. Each year needs its blanks; a year without blanks is left as it is."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

import clean_rules
import commune
import merged
import merged_filling
import merged_rules
import mistakes
import recount
import small_2023
from commune import RATINGS, Branch
from filling import INFO, MEMBERS, BlankError, Filled, Overrides, fill_form
from packing import OfficeError, pack, resave

HERE = Path(__file__).resolve().parent
CLEAN, FAULTY, MERGED = "binh-an-2020", "binh-an-2020-loi", "binh-an-2026"
INBOX = "nop"


@dataclass
class Job:
    """One form to be made: `key` names it while it is made."""

    key: str
    branch: Branch
    overrides: Overrides
    target: Path
    saved: date
    filled: Filled | None = None


def main() -> int:
    arguments = read_arguments()
    try:
        if arguments.blanks:
            make(arguments.blanks, arguments.out)
        if arguments.blanks_2023:
            make_small(arguments.blanks_2023, arguments.out)
        if arguments.blanks_own:
            make_small(arguments.blanks_own, arguments.out, own=True)
        if arguments.blanks_2026:
            make_merged(arguments.blanks_2026, arguments.out)
        write_text(arguments.out / "README.md", readme_text())
    except (BlankError, OfficeError, clean_rules.NotClean) as error:
        print(f"make_samples: {error}", file=sys.stderr)
        return 1
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blanks", type=Path, help="folder of blanks <CODE>.xlsx of 2020")
    parser.add_argument("--blanks-2023", type=Path, help="the same of 2023")
    parser.add_argument("--blanks-own", type=Path, help="of 2023 as the district words them")
    parser.add_argument("--blanks-2026", type=Path, help="the same of 2026")
    parser.add_argument("--out", type=Path, required=True, help="folder of the samples")
    return parser.parse_args()


def make(blanks: Path, out: Path) -> None:
    branches = commune.new_commune()
    plots = {b.code: mistakes.plot_for(b) for b in branches if b.code in mistakes.PLOTS}
    later = mistakes.second_thoughts(find(branches, mistakes.TWICE_BRANCH))
    check_model(branches, plots, later)
    clean_jobs = [new_job(b, out / CLEAN) for b in branches]
    faulty_jobs = [new_job(p.branch, out / FAULTY, p.overrides) for p in plots.values()]
    later_job = new_job(later, out / FAULTY, days_after=5)
    require_blanks(blanks, branches)
    for name in (CLEAN, FAULTY):
        clear_inbox(out / name / INBOX)
    make_forms(blanks, clean_jobs + faulty_jobs + [later_job])
    copy_unchanged(out, branches, plots)
    expected = expected_list(branches, plots, faulty_jobs, later)
    write_texts(out, branches, plots, expected)
    check_files(out, blanks, branches, clean_jobs)


def make_small(blanks: Path, out: Path, own: bool = False) -> None:
    folder = out / (small_2023.OWN_NAME if own else small_2023.NAME)
    clear_inbox(folder / INBOX)
    with tempfile.TemporaryDirectory() as work:
        wording = small_2023.OWN if own else small_2023.PLAIN
        small_2023.make(blanks, folder / INBOX, Path(work), wording)
    head = (HERE / "workspace_2023.toml.in").read_text(encoding="utf-8")
    write_text(folder / "xeploai.toml", small_2023.workspace_text(head, own))


def make_merged(blanks: Path, out: Path) -> None:
    branches = merged.new_commune()
    merged_rules.require_clean(branches)
    require_blanks(blanks, branches)
    inbox = out / MERGED / INBOX
    clear_inbox(inbox)
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as converted:
        made = {b.code: Path(work) / f"{b.code}.xlsx" for b in branches}
        for branch in branches:
            merged_filling.fill_form(blanks / f"{branch.code}.xlsx", branch, made[branch.code])
        again = [made[b.code] for b in branches if b.hand.resaved]
        resaved = {path.stem: path for path in resave(again, Path(converted))}
        for branch in branches:
            source = resaved.get(branch.code, made[branch.code])
            pack(source, inbox / branch.hand.file, branch.meeting + timedelta(days=1))
    write_text(out / MERGED / "xeploai.toml", merged_workspace_text(branches))
    counted = recount.recount(inbox)
    for branch in branches:
        own = dict(counted["branches"].get(branch.code, {}))
        own.pop("groups", None)
        if own != model_counts(branch):
            raise clean_rules.NotClean(f"{branch.code}: the written form counts otherwise")


def merged_workspace_text(branches: list[merged.Branch]) -> str:
    head = (HERE / "workspace_2026.toml.in").read_text(encoding="utf-8")
    decision = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}"
                         for key, value in merged.DECISION.items())
    rows = (branch_text(i, b) for i, b in enumerate(branches))
    return head.replace("{decision}", decision) + "".join(rows)


def find(branches: list[Branch], code: str) -> Branch:
    return next(b for b in branches if b.code == code)


def check_model(branches: list[Branch], plots: dict[str, mistakes.Plot], later: Branch) -> None:
    clean_rules.require_clean(branches)
    clean_rules.require_clean([later if b.code == later.code else b for b in branches])
    # What is left when the faulty forms go back must not break a quota of its own accord.
    out = {*plots, mistakes.MISSING_BRANCH, later.code}
    rest = [b for b in branches if b.code not in out]
    clean_rules.require_quotas(rest, "accepted branches of the faulty sample")
    clean_rules.require_quotas(rest + [later], "the same with the newest of two forms")


def new_job(branch: Branch, workspace: Path, overrides: Overrides | None = None,
            days_after: int = 1) -> Job:
    key = f"{workspace.name}-{branch.code}"
    target = workspace / INBOX / branch.hand.file
    return Job(key, branch, overrides or Overrides(), target,
               branch.meeting + timedelta(days=days_after))


def require_blanks(blanks: Path, branches: list[Branch] | list[merged.Branch]) -> None:
    missing = [b.code for b in branches if not (blanks / f"{b.code}.xlsx").is_file()]
    if missing:
        raise BlankError(f"no blank form for {', '.join(missing)} in {blanks}")


def clear_inbox(inbox: Path) -> None:
    if inbox.is_dir():
        shutil.rmtree(inbox)
    inbox.mkdir(parents=True)


def make_forms(blanks: Path, jobs: list[Job]) -> None:
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as converted:
        made = {job.key: Path(work) / f"{job.key}.xlsx" for job in jobs}
        for job in jobs:
            blank = blanks / f"{job.branch.code}.xlsx"
            job.filled = fill_form(blank, job.branch, made[job.key], job.overrides)
        again = [made[job.key] for job in jobs if job.branch.hand.resaved]
        resaved = {path.stem: path for path in resave(again, Path(converted))}
        for job in jobs:
            pack(resaved.get(job.key, made[job.key]), job.target, job.saved)


def copy_unchanged(out: Path, branches: list[Branch], plots: dict[str, mistakes.Plot]) -> None:
    for branch in branches:
        if branch.code not in plots and branch.code != mistakes.MISSING_BRANCH:
            target = out / FAULTY / INBOX / branch.hand.file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(out / CLEAN / INBOX / branch.hand.file, target)


def expected_list(branches: list[Branch], plots: dict[str, mistakes.Plot], jobs: list[Job],
                  later: Branch) -> list[dict[str, Any]]:
    missing = find(branches, mistakes.MISSING_BRANCH)
    twice = find(branches, mistakes.TWICE_BRANCH)
    expected = mistakes.whole_file_entries(missing, twice, later)
    for plot, job in zip(plots.values(), jobs, strict=True):
        expected += mistakes.expected_entries(plot, job.filled)
    return expected


# --- texts -------------------------------------------------------------------------------------


def write_texts(out: Path, branches: list[Branch], plots: dict[str, mistakes.Plot],
                expected: list[dict[str, Any]]) -> None:
    for name in (CLEAN, FAULTY):
        write_text(out / name / "xeploai.toml", workspace_text(branches))
    listed = json.dumps(expected, ensure_ascii=False, indent=2)
    write_text(out / FAULTY / "expected.json", listed + "\n")


def write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def workspace_text(branches: list[Branch]) -> str:
    head = (HERE / "workspace.toml.in").read_text(encoding="utf-8")
    return head + "".join(branch_text(i, b) for i, b in enumerate(branches))


def branch_text(index: int, branch: Branch | merged.Branch) -> str:
    return "\n".join((
        "", "[[branch]]", f'code = "{branch.code}"', f'name = "{branch.name}"',
        f'kind = "{branch.kind}"', f"members = {len(branch.counted)}",
        f'contact = "{commune.phone(index)}"', "",
    ))


def readme_text() -> str:
    branches = commune.new_commune()
    plots = {b.code: mistakes.plot_for(b) for b in branches if b.code in mistakes.PLOTS}
    members = [m for b in branches for m in b.counted]
    totals = {rating: sum(b.count(rating) for b in branches) for rating in RATINGS}
    text = (HERE / "README.in.md").read_text(encoding="utf-8")
    return text.format(
        **totals,
        **merged_counts(),
        members=len(members),
        rated=sum(totals.values()),
        exempt=sum(m.eligibility == commune.EXEMPT for m in members),
        unrated=sum(m.eligibility in commune.UNRATED for m in members),
        limit=clean_rules.quota(branches)[1],
        resaved=sum(b.hand.resaved for b in branches),
        missing=mistakes.MISSING_BRANCH, twice=mistakes.TWICE_BRANCH,
        mistakes=sum(len(plot.mistakes) for plot in plots.values()), wrong=", ".join(plots),
        right=len(branches) - len(plots) - 2,
    )


def merged_counts() -> dict[str, int]:
    """What the page says of the sample of 2026, whether it is made now or was before."""
    branches = merged.new_commune()
    members = [m for b in branches for m in b.counted]
    counts = {f"m_{rating}": sum(b.count(rating) for b in branches) for rating in RATINGS}
    return counts | {
        "m_branches": len(branches),
        "m_members": len(members),
        "m_rated": sum(len(b.rated) for b in branches),
        "m_exempt": sum(m.eligibility == commune.EXEMPT for m in members),
        "m_unrated": sum(m.eligibility in commune.UNRATED for m in members),
        "m_groups": len(merged.groups_of(branches)),
        "m_resaved": sum(b.hand.resaved for b in branches),
    }


# --- looking at what was written ---------------------------------------------------------------


def check_files(out: Path, blanks: Path, branches: list[Branch], jobs: list[Job]) -> None:
    counted = recount.recount(out / CLEAN / INBOX)
    for branch in branches:
        if counted["branches"].get(branch.code) != model_counts(branch):
            raise clean_rules.NotClean(f"{branch.code}: the written form counts otherwise")
    for job in jobs:
        require_intact(blanks / f"{job.branch.code}.xlsx", job)


def model_counts(branch: Branch | merged.Branch) -> dict[str, Any]:
    causes = [m.cause for m in branch.rated if m.cause]
    return {
        "members": len(branch.counted),
        "exempt": sum(m.eligibility == commune.EXEMPT for m in branch.counted),
        "unrated": sum(m.eligibility in commune.UNRATED for m in branch.counted),
        "rated": len(branch.rated),
        **{rating: branch.count(rating) for rating in RATINGS},
        "causes": {c: causes.count(c) for c in sorted(set(causes))},
        "proposal": branch.own.proposal,
        "kind": branch.kind,
    }


def require_intact(blank: Path, job: Job) -> None:
    """Filling and saving again must not cost the form its sheets and its drop-downs."""
    before, after = load_workbook(blank), load_workbook(job.target)
    if before.sheetnames != after.sheetnames:
        raise BlankError(f"{job.target.name}: sheets {after.sheetnames}")
    for name in (INFO, MEMBERS):
        kinds = [{v.type for v in book[name].data_validations.dataValidation}
                 for book in (before, after)]
        if not kinds[0] <= kinds[1]:
            raise BlankError(f"{job.target.name}: drop-downs of {name} were lost")


if __name__ == "__main__":
    sys.exit(main())
