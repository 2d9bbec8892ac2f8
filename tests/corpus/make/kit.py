"""How the files of the corpus are declared: a name, who writes the file, and one change to the valid form."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import packing

import base
from base import COLLECTIVES, INFO, MEMBERS


@dataclass
class Mishap:
    """A file of the corpus."""

    path: str
    # openpyxl | libreoffice | sheetjs: which program saves the changed form; patched: its parts are
    # changed after openpyxl; raw: the bytes are made from those of the valid form.
    by: str
    change: Callable


MISHAPS: list[Mishap] = []


def mishap(path: str, by: str = "openpyxl") -> Callable:
    """Declares a file. A path without an extension gets `.xlsx`."""
    def declare(change: Callable) -> Callable:
        name = path.rstrip(".") if "." in path.rsplit("/", 1)[-1] else f"{path}.xlsx"
        if any(it.path == name for it in MISHAPS):
            raise ValueError(f"{name} is declared twice")
        MISHAPS.append(Mishap(name, by, change))
        return change
    return declare


def members(book: Workbook) -> Worksheet:
    return book[MEMBERS]


def info(book: Workbook) -> Worksheet:
    return book[INFO]


def collectives(book: Workbook) -> Worksheet:
    return book[COLLECTIVES]


def put(sheet: Worksheet, row: int, column: int, value, number_format: str | None = None) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    if number_format:
        cell.number_format = number_format


def remap(sheet: Worksheet, row_of: Callable = lambda it: it, col_of: Callable = lambda it: it) -> None:
    """Moves every cell and merge to another place; `None` drops it. Drop-downs are lost, as with pasted cells."""
    cells = [(it.row, it.column, it.value, copy(it._style)) for row in sheet.iter_rows() for it in row
             if it.value is not None or it.has_style]
    merges = [it.bounds for it in sheet.merged_cells.ranges]
    for left, top, right, bottom in merges:
        sheet.unmerge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    sheet.delete_rows(1, sheet.max_row)
    sheet.data_validations.dataValidation.clear()
    for row, column, value, style in cells:
        row, column = row_of(row), col_of(column)
        if row and column:
            cell = sheet.cell(row, column)
            cell.value, cell._style = value, style
    for left, top, right, bottom in merges:
        places = [row_of(top), col_of(left), row_of(bottom), col_of(right)]
        if all(places):
            sheet.merge_cells(start_row=places[0], start_column=places[1], end_row=places[2], end_column=places[3])


def insert_rows(sheet: Worksheet, before: int, count: int) -> None:
    remap(sheet, row_of=lambda it: it + count if it >= before else it)


def insert_cols(sheet: Worksheet, before: int, count: int = 1) -> None:
    remap(sheet, col_of=lambda it: it + count if it >= before else it)


def drop_col(sheet: Worksheet, column: int) -> None:
    for area in list(sheet.merged_cells.ranges):
        if area.min_col == column == area.max_col:
            sheet.unmerge_cells(str(area))
    remap(sheet, col_of=lambda it: None if it == column else it - (it > column))


def unmerge(sheet: Worksheet) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


def copy_row(sheet: Worksheet, source: int, target: int) -> None:
    for column in range(1, base.WIDTH + 1):
        old, new = sheet.cell(source, column), sheet.cell(target, column)
        new.value, new._style = old.value, copy(old._style)


def replace_once(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    """Changes one place of a part; a mishap that changes nothing is none."""
    text = parts[name].decode("utf-8")
    if text.count(old) < 1:
        raise ValueError(f"{name} has no {old}")
    parts[name] = text.replace(old, new, 1).encode("utf-8")


def replace_all(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    text = parts[name].decode("utf-8")
    if old not in text:
        raise ValueError(f"{name} has no {old}")
    parts[name] = text.replace(old, new).encode("utf-8")


CORE = "docProps/core.xml"
ZIP_DATE = (2020, 12, 10, 8, 0, 0)


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {it.filename: archive.read(it) for it in archive.infolist()}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = method
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data, compresslevel=9)
    return out.getvalue()


def saved(book) -> bytes:
    book.properties.created = book.properties.modified = datetime(2020, 12, 10, 8)
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue())


def zipped_ods(parts: dict[str, bytes]) -> bytes:
    """A package of OpenDocument: what it is comes first and as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda it: it != "mimetype"):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name], compresslevel=9)
    return out.getvalue()


def steady_ods(parts: dict[str, bytes]) -> bytes:
    """The package without its picture and without how long it was open, dates set."""
    dropped = [it for it in parts if it.startswith(("Thumbnails/", "Configurations2/"))]
    for name in dropped:
        del parts[name]
    manifest = parts["META-INF/manifest.xml"].decode("utf-8")
    for name in ("Thumbnails/", "Configurations2/"):
        manifest = re.sub(rf'\s*<manifest:file-entry manifest:full-path="{name}[^>]*/>', "", manifest)
    parts["META-INF/manifest.xml"] = manifest.encode("utf-8")
    meta = parts["meta.xml"].decode("utf-8")
    meta = re.sub(r"<(dc:date|meta:creation-date)>[^<]*<", r"<\1>2020-12-10T08:00:00<", meta)
    meta = re.sub(r"<(meta:editing-duration|meta:editing-cycles)>[^<]*</\1>", "", meta)
    parts["meta.xml"] = meta.encode("utf-8")
    return zipped_ods(parts)


def steady(data: bytes) -> bytes:
    """The package with the dates of its making set, parts in their order; what is no package as it is."""
    if not data.startswith(b"PK"):
        return data
    parts = unzipped(data)
    if "mimetype" in parts:
        return steady_ods(parts)
    if CORE in parts:
        core = packing.with_dates(parts[CORE].decode("utf-8"), datetime(2020, 12, 10))
        parts[CORE] = core.encode("utf-8")
    if "docProps/app.xml" in parts:
        # LibreOffice counts how long it was open.
        parts["docProps/app.xml"] = re.sub(rb"<TotalTime>\d+</TotalTime>", b"", parts["docProps/app.xml"])
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            # LibreOffice writes drop-downs in an order of its own each time.
            parts[name] = re.sub(rb"(<dataValidations[^>]*>)(.*?)(</dataValidations>)", in_order, parts[name], flags=re.S)
    return zipped(parts)


def in_order(found: re.Match[bytes]) -> bytes:
    each = re.findall(rb"<dataValidation .*?</dataValidation>|<dataValidation [^>]*/>", found[2], flags=re.S)
    return found[1] + b"".join(sorted(each)) + found[3]
