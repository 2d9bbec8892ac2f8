"""Types a branch of the merged commune into its blank form of regime 2025-hd43.

What a hand does to a cell, and how a blank is searched by its headings, is `filling`'s; here are the
columns of this form and what stands in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import filling
import merged
from commune import EXEMPT, RATINGS, UNRATED
from filling import (
    COLLECTIVES, DISCIPLINE_GROUP, INFO, INFO_LABELS, MEMBERS, VOTE_HEADINGS, VOTES_GROUP, Table,
    clear_numbers, copy_row_style, fill_row, find_table, info_row, member_rows, put, put_percent,
    rating_word, spelled,
)
from merged import Branch, Collective, Member, Points, Tasks

SELF_POINTS, BRANCH_POINTS = "Cá nhân tự chấm điểm", "Chi bộ chấm điểm"
TASKS, LEADERS, RATING = "Nhiệm vụ trong năm", "Riêng lãnh đạo, quản lý", "Mức xếp loại"
POINT_HEADINGS = {"general": "Nhóm tiêu chí chung", "task": "Kết quả thực hiện nhiệm vụ"}
TASK_HEADINGS = {
    "assigned": "Được giao", "done": "Hoàn thành *",
    "on_time": "Hoàn thành đúng hạn, bảo đảm chất lượng", "beyond": "Hoàn thành vượt mức yêu cầu",
}

Columns = dict[str, tuple[str | None, str]]

MEMBER_COLUMNS: Columns = {
    **{key: filling.MEMBER_COLUMNS[key] for key in (
        "number", "name", "born", "gender", "ethnic", "post", "job", "admitted", "official",
        "card", "scope")},
    "form": (None, "Mẫu tự đánh giá"),
    **{key: filling.MEMBER_COLUMNS[key] for key in ("eligibility", "reviewed")},
    "group": (None, "Nhóm đối tượng tương đồng"),
    **{f"self.{k}": (SELF_POINTS, h) for k, h in POINT_HEADINGS.items()},
    "self.total": (SELF_POINTS, "Tổng điểm tự chấm"),
    **{f"points.{k}": (BRANCH_POINTS, h) for k, h in POINT_HEADINGS.items()},
    "points.total": (BRANCH_POINTS, "Tổng điểm"),
    **{f"tasks.{k}": (TASKS, h) for k, h in TASK_HEADINGS.items()},
    "tasks.failed": (TASKS, "Được kết luận không hoàn thành"),
    "weaknesses": (None, "Khắc phục hạn chế, khuyết điểm đã chỉ ra"),
    "unit_done": (LEADERS, "Đơn vị phụ trách: tỷ lệ hoàn thành nhiệm vụ"),
    "unit_beyond": (LEADERS, "Đơn vị phụ trách: tỷ lệ nhiệm vụ vượt mức"),
    "self_rating": (RATING, "Cá nhân tự xếp loại"),
    "state_rating": (RATING, "Xếp loại cán bộ, công chức, viên chức"),
    **{f"votes.{r}": (VOTES_GROUP, h) for r, h in VOTE_HEADINGS.items()},
    "proposal": (None, "Chi bộ đề nghị xếp loại"),
    "cause": (None, "Nguyên nhân chính"),
    "penalty": (DISCIPLINE_GROUP, "Hình thức kỷ luật"),
    "decision": (DISCIPLINE_GROUP, "Số, ngày quyết định kỷ luật"),
    "on_duty": (DISCIPLINE_GROUP, "Liên quan chức trách, nhiệm vụ"),
    "breach": (DISCIPLINE_GROUP, "Vi phạm những điều đảng viên không được làm"),
    "owned_up": (DISCIPLINE_GROUP, "Tự giác nhận, đã khắc phục"),
    "elsewhere": (DISCIPLINE_GROUP, "Vi phạm tại đơn vị cũ"),
    "years_excellent": (None, "Số năm liên tục HTXSNV"),
    "reason": (None, "Lý do, căn cứ"),
    "note": (None, "Ghi chú"),
}
# Optional columns: filled where the blank has them.
QUARTERS = ("Quý I", "Quý II", "Quý III", "Quý IV")

COLLECTIVE_COLUMNS: Columns = {
    "number": (None, "TT"),
    "name": (None, "Tên tập thể"),
    "kind": (None, "Loại tập thể"),
    **{f"self.{k}": ("Tự chấm điểm", h) for k, h in POINT_HEADINGS.items()},
    "self.total": ("Tự chấm điểm", "Tổng điểm"),
    **{f"tasks.{k}": (TASKS, h) for k, h in TASK_HEADINGS.items()},
    "weaknesses": (None, "Khắc phục hạn chế, khuyết điểm đã chỉ ra"),
    "disciplined": (None, "Có đơn vị trực thuộc hoặc thành viên lãnh đạo bị kỷ luật"),
    "disunity": (None, "Mất đoàn kết, sai phạm công tác cán bộ"),
    "self_rating": (None, "Tập thể tự xếp loại"),
    **{f"votes.{r}": (VOTES_GROUP, h) for r, h in VOTE_HEADINGS.items()},
    "proposal": (None, "Đề nghị xếp loại"),
    "summary": (None, "Tóm tắt căn cứ"),
}
INFO_ROWS = INFO_LABELS | {"draft": "Ngày gửi dự thảo báo cáo kiểm điểm"}
RATED_FIELDS = ("self_rating", "state_rating", "proposal")
TEXT_FIELDS = (
    "born", "ethnic", "post", "job", "admitted", "official", "card", "scope", "eligibility",
    "reviewed", "group", "weaknesses", "unit_done", "unit_beyond", "cause", "penalty", "decision",
    "on_duty", "breach", "owned_up", "elsewhere", "years_excellent", "reason", "note", "form",
)


def number(hundredths: int) -> float | int:
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def points_values(prefix: str, points: Points | None) -> dict[str, Any]:
    parts = points and {"general": points.general, "task": points.task, "total": points.total}
    return {f"{prefix}.{key}": number(parts[key]) if parts else None
            for key in ("general", "task", "total")}


def tasks_values(tasks: Tasks | None, keys: tuple[str, ...]) -> dict[str, Any]:
    return {f"tasks.{key}": getattr(tasks, key) if tasks else None for key in keys}


def votes_values(votes: dict[str, int] | None) -> dict[str, Any]:
    return {f"votes.{r}": (votes or {}).get(r) or None for r in RATINGS}


def info_values(branch: Branch) -> dict[str, Any]:
    counted, ballots, hand = branch.counted, branch.ballots, branch.hand
    return {
        "form": merged.FORM_CODE, "code": branch.code, "name": branch.name, "kind": branch.kind,
        "year": merged.YEAR, "secretary": spelled(hand, branch.secretary),
        "deputy": spelled(hand, branch.deputy), "clerk": spelled(hand, branch.clerk),
        "phone": branch.phone, "founded": branch.founded, "meeting": branch.meeting,
        "draft": branch.draft, "total": len(counted),
        "officials": sum(m.official is not None for m in counted),
        "probationary": sum(m.official is None for m in counted),
        "women": sum(m.female for m in counted),
        "minorities": sum(m.minority for m in counted),
        "exempt": sum(m.eligibility == EXEMPT for m in counted),
        "unrated": sum(m.eligibility in UNRATED for m in counted),
        "rated": len(branch.rated),
        "summoned": ballots.summoned, "present": ballots.present, "issued": ballots.issued,
        "collected": ballots.collected, "valid": ballots.valid, "invalid": ballots.invalid,
    }


def member_values(member: Member, branch: Branch) -> dict[str, Any]:
    hand = branch.hand
    values: dict[str, Any] = {key: getattr(member, key) for key in TEXT_FIELDS}
    values["name"] = spelled(hand, member.name)
    values["gender"] = "Nữ" if member.female else "Nam"
    values.update({key: rating_word(hand, getattr(member, key)) for key in RATED_FIELDS})
    values |= points_values("self", member.self_points) | points_values("points", member.points)
    values |= tasks_values(member.tasks, ("assigned", "done", "on_time", "beyond", "failed"))
    return values | votes_values(member.votes)


def collective_values(collective: Collective, branch: Branch) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": collective.name, "kind": collective.kind, "weaknesses": collective.weaknesses,
        "disciplined": collective.disciplined, "disunity": False, "summary": collective.summary,
        "self_rating": rating_word(branch.hand, collective.self_rating),
        "proposal": rating_word(branch.hand, collective.proposal),
    }
    values |= points_values("self", collective.points)
    values |= tasks_values(collective.tasks, ("assigned", "done", "on_time", "beyond"))
    return values | votes_values(collective.votes)


def fill_info(sheet: Worksheet, branch: Branch) -> None:
    table = find_table(sheet, "Nội dung")
    label, value = table.column(None, "Nội dung"), table.column(None, "Số liệu, thông tin")
    rows = {filling.fold(sheet.cell(r, label).value): r
            for r in range(table.first, sheet.max_row + 1) if sheet.cell(r, label).value}
    for key, it in info_values(branch).items():
        put(sheet.cell(info_row(rows, INFO_ROWS[key]), value), branch.hand, it)


def fill_members(table: Table, branch: Branch) -> int:
    sheet, hand = table.sheet, branch.hand
    columns = table.columns(MEMBER_COLUMNS)
    rows = member_rows(table.first, len(branch.members), hand.blank_after)
    quarters = quarter_columns(table)
    for index, (row, member) in enumerate(zip(rows, branch.members, strict=True)):
        copy_row_style(sheet, table.first, row, columns)
        values = {"number": index + 1, **member_values(member, branch)}
        fill_row(sheet, row, columns, hand, values, {})
        for key in ("unit_done", "unit_beyond"):
            put_percent(sheet.cell(row, columns[key]), hand, getattr(member, key))
        for column, rating in zip(quarters, member.quarters or (), strict=False):
            put(sheet.cell(row, column), hand, rating_word(hand, rating))
    clear_numbers(sheet, columns["number"], rows)
    return rows[-1]


def quarter_columns(table: Table) -> list[int]:
    found = {h: c for c, (_, h) in table.headings.items()}
    wanted = [filling.fold(heading) for heading in QUARTERS]
    return [found[it] for it in wanted] if all(it in found for it in wanted) else []


def fill_collectives(sheet: Worksheet, branch: Branch) -> None:
    table = find_table(sheet, "Tên tập thể")
    columns = table.columns(COLLECTIVE_COLUMNS)
    for index, collective in enumerate(branch.collectives):
        row = table.first + index
        copy_row_style(sheet, table.first, row, columns)
        values = {"number": index + 1, **collective_values(collective, branch)}
        fill_row(sheet, row, columns, branch.hand, values, {})
    clear_numbers(sheet, columns["number"],
                  list(range(table.first, table.first + len(branch.collectives))))


def fill_form(blank: Path, branch: Branch, target: Path) -> None:
    book = load_workbook(blank, rich_text=True)
    fill_info(book[INFO], branch)
    table = find_table(book[MEMBERS], "Họ và tên")
    last = fill_members(table, branch)
    filling.put_closing(table, branch, last)  # type: ignore[arg-type]
    fill_collectives(book[COLLECTIVES], branch)
    book.properties.creator = book.properties.lastModifiedBy = branch.name
    book.save(target)
