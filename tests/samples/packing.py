"""Re-saving by LibreOffice, and packing a workbook so that equal content is equal bytes."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from datetime import date
from pathlib import Path

ZIP_DATE = (2020, 12, 10, 8, 0, 0)
CORE = "docProps/core.xml"
DCTERMS = "http://purl.org/dc/terms/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ATTEMPTS, TIMEOUT_SECONDS = 2, 180


class OfficeError(Exception):
    """LibreOffice is not there or did not convert a file."""


# What LibreOffice calls the formats.
FILTERS = {".xlsx": "xlsx:Calc MS Excel 2007 XML", ".xls": "xls:MS Excel 97", ".ods": "ods:calc8"}


def resave(files: list[Path], folder: Path, ending: str = ".xlsx") -> list[Path]:
    """Opens and saves the files with LibreOffice into `folder`, under the same names."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise OfficeError("soffice is not on the path")
    targets = [folder / f"{file.stem}{ending}" for file in files]
    for _ in range(ATTEMPTS):
        run_office(program, files, folder, ending)
        if all(target.is_file() for target in targets):
            return targets
    missing = [target.name for target in targets if not target.is_file()]
    raise OfficeError(f"not converted: {', '.join(missing)}")


def run_office(program: str, files: list[Path], folder: Path, ending: str) -> None:
    # A profile of its own: a second instance on the user's profile would hand the work over to
    # the first one and end at once.
    with tempfile.TemporaryDirectory() as profile:
        command = [
            program, "--headless", f"-env:UserInstallation={Path(profile).as_uri()}",
            "--convert-to", FILTERS[ending], "--outdir", str(folder),
            *map(str, files),
        ]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            return


def pack(source: Path, target: Path, saved: date) -> None:
    """Copies a workbook with all dates of its making set to `saved`, part by part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == CORE:
                data = with_dates(data.decode("utf-8"), saved).encode("utf-8")
            info = zipfile.ZipInfo(entry.filename, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, data, compresslevel=6)


def with_dates(core: str, saved: date) -> str:
    stamp = f"{saved:%Y-%m-%d}T08:00:00Z"
    for name in ("created", "modified"):
        # What stands in the tag is kept: it may be all that says what its prefixes mean.
        core, found = re.subn(rf"(<dcterms:{name}\b[^>]*>)[^<]*(?=</dcterms:{name}>)", rf"\g<1>{stamp}", core)
        if not found:
            element = f'<dcterms:{name} xmlns:dcterms="{DCTERMS}" xmlns:xsi="{XSI}" xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>'
            core = core.replace("</cp:coreProperties>", f"{element}</cp:coreProperties>")
    return core
