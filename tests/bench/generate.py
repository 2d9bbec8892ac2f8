#!/usr/bin/env python3
"""Makes a workspace of any number of forms of 2020, for measuring: equal seed, equal bytes.

    python tests/bench/generate.py --forms 3000 --out target/bench/3000

What people type and how comes from the scripts of the samples (`tests/samples/`): some sixty
layouts are filled into the blank form and saved by openpyxl, never by this program's writer. Of
each, the parts of the package are kept as texts with gaps, and a form is one of them with names,
cards, dates, place and telephone of its own. Half of the layouts keep their texts in the cells,
as openpyxl writes them, half in the table of shared texts, as Excel and LibreOffice do.

The forms are right, so that a run over them ends with 0; `--errors` puts a mistake into one of a
hundred, and it ends with 1. `expected.json` beside the inbox has the counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import struct
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "samples"
BLANK = HERE.parent.parent / "templates/2019-hd21/form.xlsx"
sys.path.insert(0, str(SAMPLES))

# Where lxml is installed openpyxl writes other XML, in which no gap would be found.
os.environ["OPENPYXL_LXML"] = "False"

import commune  # noqa: E402
import filling  # noqa: E402
import packing  # noqa: E402

SETS = 5  # of the thirteen branches of the sample, each time other people and other habits
MISTAKES_EVERY = 100
SAVED = date(2020, 12, 10)
INFO, MEMBERS, COLLECTIVES = (f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3))
CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*?)(?: ?/>|>(.*?)</c>)', re.DOTALL)
TEXT = re.compile(r"<is><t[^>]*>(.*?)</t></is>", re.DOTALL)

# --- names of people and places ----------------------------------------------------------------

GIVEN_MORE = {
    True: ("Hồng", "Kim", "Minh", "Bảo", "Diễm", "Cúc", "Đào", "Hạnh", "Khuyên", "Lành", "Miền",
           "Nhàn", "Phương", "Quyên", "Sáu", "Tâm", "Uyên", "Xoan", "Ánh", "Chinh"),
    False: ("An", "Bảo", "Chung", "Đạt", "Giang", "Hòa", "Huân", "Khoa", "Lâm", "Mạnh", "Nam",
            "Phúc", "Quân", "Sáng", "Tân", "Uy", "Việt", "Xuyên", "Ước", "Đăng"),
}
PLACES = (
    "Nà", "Bản", "Khuổi", "Pác", "Phiêng", "Tống", "Lũng", "Thẳm", "Cốc", "Kéo", "Nặm", "Đon",
    "Pù", "Tổng", "Vằng", "Bó", "Chang", "Luông", "Mơ", "Hoan", "Pu", "Mẻ", "Tông", "Dầu", "Khau",
    "Lạc", "Mạ", "Nghiều", "Phai", "Quang", "Sào", "Tàu", "Vàng", "Xỏm", "Cuổi", "Đứa", "Giàng",
    "Héc", "Loòng", "Ngoa",
)


class Numbers:
    """Numbers below a bound, each once, in an order that the seed decides."""

    def __init__(self, bound: int, rng: random.Random) -> None:
        self._bound, self._at = bound, rng.randrange(bound)
        self._step = int(bound * 0.6180339887) | 1
        while _common(self._step, bound) != 1:
            self._step += 2
        self._left = bound

    def draw(self) -> int:
        if not self._left:
            raise SystemExit("generate: no more names; add some to the lists")
        self._left -= 1
        self._at = (self._at + self._step) % self._bound
        return self._at


def _common(one: int, other: int) -> int:
    while other:
        one, other = other, one % other
    return one


class Words:
    """Texts of a few words, each text once."""

    def __init__(self, lists: list[list[str]], rng: random.Random) -> None:
        self._lists = lists
        bound = 1
        for words in lists:
            bound *= len(words)
        self._numbers = Numbers(bound, rng)

    def draw(self) -> str:
        number, words = self._numbers.draw(), []
        for choices in self._lists:
            number, place = divmod(number, len(choices))
            words.append(choices[place])
        return " ".join(words)


def distinct(*lists: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))


def people(female: bool, rng: random.Random) -> Words:
    surnames = distinct(*commune.SURNAMES.values())
    given = distinct(commune.GIVEN[female], GIVEN_MORE[female])
    return Words([surnames, distinct(commune.MIDDLES[female]), given, given], rng)


# --- layouts -----------------------------------------------------------------------------------


@dataclass
class Gap:
    """What a form has of its own: `key` names it, `shape` writes it as this layout's people do."""

    key: tuple[str, int] | str
    shape: Callable


Piece = str | Gap


@dataclass
class Layout:
    """A filled form, cut where forms differ."""

    branch: commune.Branch
    packed: list[tuple[str, bytes, int, int]]  # parts that are the same in all forms, deflated
    parts: list[tuple[str, list[Piece]]]


def habits(plan: commune.Plan, nth: int) -> commune.Plan:
    """The plan of a sample's branch with other people, and typed in another way."""
    rng = random.Random(f"layout-{plan.code}-{nth}")
    hand = replace(plan.hand, resaved=False)
    more = 0 if plan.total == 8 else rng.choice((0, 1, 1, 2))
    if nth:
        hand = replace(
            hand,
            dates=rng.choice(("cell", "cell", "text")),
            ratings=rng.choice(("full", "abbreviated", "abbreviated", "short")),
            grades=rng.choice(("full", "full", "abbreviated")),
            percent=rng.choice(("format", "number", "number", "text")),
            cross=rng.random() < 0.3,
            decomposed=rng.random() < 0.1,
            capitals=rng.random() < 0.1,
            blank_after=rng.choice((None, None, 4)),
            title_rows=rng.choice((0, 0, 0, 1, 2, 3)),
            swapped=rng.choice(((), (), (("gender", "ethnic"),), (("card", "scope"),))),
            closing=rng.choice((None, "total", "list")),
            signed=rng.random() < 0.4,
        )
    code = f"{plan.code}-{nth}"
    if plan.code in commune.SUPERIOR_POSTS:
        commune.SUPERIOR_POSTS[code] = commune.SUPERIOR_POSTS[plan.code]
    return replace(plan, code=code, total=plan.total + more, hand=hand)


def layouts(work: Path) -> list[Layout]:
    made = []
    for nth in range(SETS):
        names, cards, desks = commune.Names(), commune.Cards(), commune.Desks()
        for index, plan in enumerate(commune.PLANS):
            branch = commune.new_branch(habits(plan, nth), index, names, cards, desks)
            branch.phone = commune.phone(index)
            made.append(new_layout(branch, work / "form.xlsx", shared=(nth + index) % 2 == 1))
    return made


def new_layout(branch: commune.Branch, file: Path, shared: bool) -> Layout:
    filled = filling.fill_form(BLANK, branch, file)
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    core = packing.with_dates(parts[packing.CORE].decode(), SAVED)
    texts = own_texts(branch)
    cut = {
        INFO: cut_sheet(parts[INFO].decode(), texts, {}),
        MEMBERS: cut_sheet(parts[MEMBERS].decode(), texts, own_dates(branch, filled)),
        COLLECTIVES: cut_sheet(parts[COLLECTIVES].decode(), texts, {}),
        packing.CORE: cut_text(core, branch.name),
    }
    for name in parts:
        if name.startswith("xl/worksheets/sheet") and name not in cut:
            cut[name] = cut_sheet(parts[name].decode(), {}, {})
    if shared:
        share_texts(parts, cut)
    else:
        for name in [it for it in cut if it.startswith("xl/")]:
            cut[name] = in_cells(cut[name])
    packed = []
    for name in sorted(parts):
        pieces = cut.get(name)
        if pieces is None or all(isinstance(it, str) for it in pieces):
            content = parts[name] if pieces is None else "".join(pieces).encode()
            packed.append(deflated(name, content))
            cut.pop(name, None)
    return Layout(branch, packed, sorted(cut.items()))


@dataclass
class Text:
    """The text of a cell: known now, or a gap."""

    content: str | Gap


def own_texts(branch: commune.Branch) -> dict[str, Gap]:
    """The texts of this layout that are other ones in each form, however they are typed."""
    found: dict[str, Gap] = {}

    def add(old: str | None, key: tuple[str, int] | str, change: Callable[[str], str]) -> None:
        if not old:
            return
        for case in (str, str.upper):
            for form in ("NFC", "NFD"):
                def shape(new, change=change, case=case, form=form):
                    return escape(unicodedata.normalize(form, case(change(new))), quote=False)
                found.setdefault(unicodedata.normalize(form, case(old)), Gap(key, shape))

    for index, member in enumerate(branch.members):
        add(member.name, ("name", index), str)
        add(member.card, ("card", index), str)
    add(branch.code, "code", str)
    add(branch.phone, "phone", str)
    add(branch.name, "branch", str)
    for word in ("Chi ủy chi bộ", "Ban giám hiệu"):
        change = replaced(word)
        add(change(branch.name), "branch", change)
    return found


def replaced(word: str) -> Callable[[str], str]:
    return lambda name: name.replace("Chi bộ", word, 1)


def own_dates(branch: commune.Branch, filled: filling.Filled) -> dict[str, tuple[str, int]]:
    """The cells of dates that are other ones in each form. A day of admission that some rule
    looks at stays."""
    cells = {}
    for index, member in enumerate(branch.members):
        cells[filled.members[index, "born"]] = ("born", index)
        if member.official and member.official.year <= commune.YEAR - 2:
            cells[filled.members[index, "admitted"]] = ("admitted", index)
            cells[filled.members[index, "official"]] = ("official", index)
    return cells


def date_gap(key: tuple[str, int], typed: str) -> Gap | None:
    """The date as it is typed here; a year alone stays."""
    if re.fullmatch(r"\d{5}", typed):
        return Gap(key, lambda day: str((day - date(1899, 12, 30)).days))
    if re.fullmatch(r"\d\d/\d\d/\d{4}", typed):
        return Gap(key, lambda day: f"{day:%d/%m/%Y}")
    if re.fullmatch(r"\d+\.\d+\.\d{4}", typed):
        return Gap(key, lambda day: f"{day.day}.{day.month}.{day.year}")
    return None


def cut_sheet(
    xml: str, texts: dict[str, Gap], dates: dict[str, tuple[str, int]]
) -> list[Piece | Text]:
    pieces: list[Piece | Text] = []
    end = 0
    for cell in CELL.finditer(xml):
        place, content = cell[1], cell[3] or ""
        text = TEXT.fullmatch(content)
        typed = text[1] if text else re.sub("<[^>]*>", "", content)
        gap = date_gap(dates[place], typed) if place in dates else None
        if text:
            plain = typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            new: Text | Gap = Text(gap or texts.get(plain) or typed)
        elif gap:
            new = gap
        else:
            continue
        start, stop = (cell.start(3), cell.end(3)) if text else (xml.index("<v>", cell.start(3)) + 3,
                                                                xml.index("</v>", cell.start(3)))
        pieces += [xml[end:start], new]
        end = stop
    return [*pieces, xml[end:]]


def cut_text(xml: str, name: str) -> list[Piece]:
    before, *rest = re.split(re.escape(escape(name, quote=False)), xml)
    pieces: list[Piece] = [before]
    for after in rest:
        pieces += [Gap("branch", lambda new: escape(new, quote=False)), after]
    return pieces


def in_cells(pieces: list[Piece | Text]) -> list[Piece]:
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Text):
            out += ["<is><t>", piece.content, "</t></is>"]
        else:
            out.append(piece)
    return joined(out)


def share_texts(parts: dict[str, bytes], cut: dict[str, list]) -> None:
    """Texts go into a table, and the cells say where."""
    places: dict[object, int] = {}
    table: list[str | Gap] = []
    count = 0
    for name in sorted(it for it in cut if it.startswith("xl/worksheets/")):
        out: list[Piece] = []
        for piece in cut[name]:
            if isinstance(piece, Text):
                content = piece.content
                # A gap is the same text as another of the same key and shape.
                key = content if isinstance(content, str) else (content.key, id(content.shape))
                place = places.setdefault(key, len(table))
                if place == len(table):
                    table.append(content)
                count += 1
                out[-1] = out[-1][: out[-1].rindex('t="inlineStr"')] + 't="s">'
                out.append(f"<v>{place}</v>")
            else:
                out.append(piece)
        cut[name] = joined(out)
    head = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns='
            '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' count="{count}" uniqueCount="{len(table)}">')
    pieces: list[Piece] = [head]
    for content in table:
        spaced = isinstance(content, str) and content != content.strip()
        pieces += ['<si><t xml:space="preserve">' if spaced else "<si><t>", content, "</t></si>"]
    cut["xl/sharedStrings.xml"] = joined([*pieces, "</sst>"])
    parts["xl/sharedStrings.xml"] = b""
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{office}"/></Types>'
    tie = ('<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="http://schemas.'
           'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>')
    for name, end, more in (("[Content_Types].xml", "</Types>", kind),
                            ("xl/_rels/workbook.xml.rels", "</Relationships>", tie)):
        parts[name] = parts[name].decode().replace(end, more).encode()


def joined(pieces: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        else:
            out.append(piece)
    return out


# --- packages ----------------------------------------------------------------------------------


def deflated(name: str, content: bytes) -> tuple[str, bytes, int, int]:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return name, packed, zlib.crc32(content), len(content)


def zipped(parts: list[tuple[str, bytes, int, int]]) -> bytes:
    """A package of parts that are deflated already; zipfile would do it again for each form."""
    day, body, ends = (SAVED.year - 1980) << 9 | SAVED.month << 5 | SAVED.day, [], []
    offset = 0
    for name, packed, crc, size in parts:
        title = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 8 << 11, day, crc, len(packed), size,
                             len(title), 0)
        ends.append(struct.pack("<IH", 0x02014B50, 20) + common
                    + struct.pack("<HHHII", 0, 0, 0, 0, offset) + title)
        body += [b"PK\x03\x04" + common + title, packed]
        offset += 30 + len(title) + len(packed)
    index = b"".join(ends)
    last = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(parts), len(parts), len(index), offset, 0)
    return b"".join([*body, index, last])


# --- forms -------------------------------------------------------------------------------------


class Maker:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._people = {female: people(female, self.rng) for female in (True, False)}
        self._places = Words([list(PLACES)] * 3, self.rng)
        self._cards = Numbers(9_000_000, self.rng)
        self.sums: Counter[str] = Counter()

    def form(self, number: int, layout: Layout, wrong: bool) -> tuple[bytes, str, str]:
        """The bytes, the name of the file, and the lines of the workspace file."""
        branch, own = layout.branch, self._own(number, layout.branch)
        if wrong:
            self._mistake(own, branch)
        parts = list(layout.packed)
        for name, pieces in layout.parts:
            text = "".join(it if isinstance(it, str) else it.shape(own[it.key]) for it in pieces)
            parts.append(deflated(name, text.encode()))
        # Programs begin with the list of parts.
        parts.sort(key=lambda it: (it[0] != "[Content_Types].xml", it[0]))
        self._count(branch)
        lines = (
            "", "[[branch]]", f'code = "{own["code"]}"', f'name = "{own["branch"]}"',
            f'kind = "{branch.kind}"', f"members = {len(branch.counted)}",
            f'contact = "{own["phone"]}"', "",
        )
        return zipped(parts), f"{own['code']} {own['place']}.xlsx", "\n".join(lines)

    def _own(self, number: int, branch: commune.Branch) -> dict:
        place = self._places.draw()
        old = "Bình An" if branch.name.endswith("Bình An") else " ".join(branch.name.split()[-2:])
        own: dict = {
            "code": f"{branch.code.split('-')[0]}{number:05d}",
            "place": place,
            "branch": branch.name.replace(old, place),
            "phone": f"0900 {number // 1000:03d} {number % 1000:03d}",
        }
        for index, member in enumerate(branch.members):
            own["name", index] = self._people[member.female].draw()
            own["card", index] = f"{self._cards.draw() + 100_000:08d}"
            own["born", index] = self._day(member.born.year)
            own["admitted", index] = admitted = self._day(member.admitted.year)
            own["official", index] = admitted.replace(year=admitted.year + 1)
        return own

    def _day(self, year: int) -> date:
        return date(year, 1 + self.rng.randrange(12), 1 + self.rng.randrange(28))

    def _mistake(self, own: dict, branch: commune.Branch) -> None:
        """Two members with one card, or one who was admitted as a child."""
        known = [i for i, m in enumerate(branch.members) if m.card]
        if self.rng.random() < 0.5:
            own["card", known[1]] = own["card", known[0]]
        else:
            own["born", known[0]] = own["admitted", known[0]] - timedelta(days=3_000)

    def _count(self, branch: commune.Branch) -> None:
        self.sums["forms"] += 1
        self.sums["rows"] += len(branch.members)
        self.sums["members"] += len(branch.counted)
        for rating in commune.RATINGS:
            self.sums[rating] += branch.count(rating)


def generate(out: Path, forms: int, seed: int, errors: bool) -> dict[str, int]:
    inbox = out / "nop"
    if inbox.is_dir():
        shutil.rmtree(inbox)
    inbox.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as work:
        kinds = layouts(Path(work))
    maker = Maker(seed)
    with (out / "xeploai.toml").open("w", encoding="utf-8", newline="\n") as listed:
        listed.write((SAMPLES / "workspace.toml.in").read_text(encoding="utf-8"))
        if forms > 15_000:
            listed.write(f"\n[limits]\nfiles = {2 * forms}\n")
        for number in range(forms):
            wrong = errors and number % MISTAKES_EVERY == MISTAKES_EVERY // 2
            content, name, lines = maker.form(number, kinds[number % len(kinds)], wrong)
            (inbox / name).write_bytes(content)
            listed.write(lines)
    sums = dict(maker.sums)
    (out / "expected.json").write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
    return sums


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the workspace")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", action="store_true", help="a mistake in one of a hundred")
    args = parser.parse_args()
    sums = generate(args.out, args.forms, args.seed, args.errors)
    print(" ".join(f"{key}={value}" for key, value in sums.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
