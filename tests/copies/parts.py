"""The parts of the package: what was added can be taken out again, and then
the original is there."""

import html
import os
import re
import zipfile

from openpyxl.utils import get_column_letter

from .common import AUTHOR, DIVIDER, LIST, MARKER, shown

TOKEN = re.compile(
    r"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+""", re.S
)
SHELVES = ["fonts", "fills", "borders", "cellXfs", "dxfs"]


def tokens(text):
    found = TOKEN.findall(text)
    assert "".join(found) == text, "XML that is not understood"
    return found


def is_open(token):
    return token[0] == "<" and token[1] not in "/!?"


def local(token):
    return re.match(r"</?([^\s/>]+)", token)[1].rpartition(":")[2]


def attributes(token):
    return dict(re.findall(r"""([\w:.-]+)\s*=\s*["']([^"']*)["']""", token))


def without(token, *names):
    """A tag without some attributes and without the stroke at its end."""
    for name in names:
        token = re.sub(rf"""\s+{name}\s*=\s*("[^"]*"|'[^']*')""", "", token)
    return re.sub(r"\s*/?>$", ">", token)


def element(all_tokens, start):
    """Where the element that begins at `start` ends."""
    depth = 0
    for place in range(start, len(all_tokens)):
        token = all_tokens[place]
        if token.startswith("</"):
            depth -= 1
        elif is_open(token) and not token.endswith("/>"):
            depth += 1
        if depth == 0 and (token.startswith("</") or is_open(token)):
            return place + 1
    raise AssertionError("an element without an end")


class Undo:
    """Walks along the original and the copy of a part and takes out of the copy
    what may have been added. What is left must be the original."""

    def __init__(self, before, after):
        self.before, self.after = tokens(before), tokens(after)
        self.roots = [next(local(it) for it in side if is_open(it)) for side in (self.before, self.after)]
        self.wrong = []
        self.added = []
        own = [it for it in re.findall(r"<(?:\w+:)?conditionalFormatting.*?</(?:\w+:)?conditionalFormatting>",
                                       after, re.S) if is_our_format(it)]
        self.rules = len(own)
        self.had_drawing = re.search(r"<(?:\w+:)?legacyDrawing[\s/>]", before) is not None

    def run(self):
        self.left = []
        path, i, j = [], 0, 0
        before, after = self.before, self.after
        while j < len(after):
            old = before[i] if i < len(before) else ""
            new = after[j]
            if is_open(new) and path:
                end = self.addition(path, old, j)
                if end:
                    self.added.append("".join(after[j:end]))
                    j = end
                    continue
            # A wrap round a bare text, so that runs of ours can stand beside it.
            if path[-1:] == ["text"] and new != old and local_or_none(new) == "r" and len(new) < 8:
                j += 1
                continue
            if new.startswith("</") and old != new and local(new) == "r" and path[-1:] == ["text"]:
                j += 1
                continue
            restored = old if old != new and self.is_changed_so(path, old, new, j) else new
            self.left.append(restored)
            is_expanded = is_open(new) and old.endswith("/>") and not new.endswith("/>") and restored == old
            if restored != old:
                self.wrong.append(f"{'/'.join(path)}: {shown(old)} became {shown(new)}")
                return self
            i, j = i + 1, j + 1
            if is_expanded:
                end = element(after, j - 1)
                self.added.append("".join(after[j:end - 1]))
                j = end
            elif is_open(new) and not new.endswith("/>"):
                path.append(local(new))
            elif new.startswith("</"):
                path.pop()
        if i < len(before):
            self.wrong.append(f"the copy ends before {shown(before[i])}")
        return self

    def addition(self, path, old, j):
        """The end of the element at `j` if it may be added there, else nothing."""
        root = self.roots[0]
        # Deeper nothing is ever added: most of a part is not looked through again and again.
        if len(path) > {"worksheet": 1, "styleSheet": 2}.get(root, len(path)):
            return None
        after, parent, name = self.after, path[-1], local(self.after[j])
        at_end = old.startswith("</") and local(old) == parent
        end = element(after, j)
        whole = "".join(after[j:end])
        if root == "worksheet" and path == ["worksheet"]:
            is_ours = name == "conditionalFormatting" and is_our_format(whole)
            # In the strict dialect the way to the notes stands among alternatives.
            is_wrap = name == "AlternateContent" and 'Requires="v"><legacyDrawing' in whole
            return (is_ours or (name == "legacyDrawing" or is_wrap) and not self.had_drawing) and end
        if root == "styleSheet":
            is_new_shelf = path == ["styleSheet"] and name in SHELVES and not any(
                is_open(it) and local(it) == name for it in self.before)
            return (len(path) == 2 and parent in SHELVES and at_end or is_new_shelf) and end
        if root == "comments":
            if parent == "authors":
                return at_end and text_of(whole) == AUTHOR and end
            if parent == "commentList":
                return at_end and text_of(whole).startswith(f"{AUTHOR}:\n") and end
            if parent == "text" and not self.left[-1].startswith("</"):
                return self.runs_above(j)
            return None
        if root == "Types" and parent == "Types":
            key = attributes(after[j])
            key = key.get("PartName") or key.get("Extension")
            is_new = not any(key in attributes(it).values() for it in self.before if is_open(it))
            return is_new and end
        if root == "workbook":
            is_list = path == ["workbook", "sheets"] and at_end and LIST.match(attributes(after[j])["name"])
            is_view = path == ["workbook"] and name == "bookViews" and local_or_none(old) != "bookViews"
            return (is_list or is_view) and end
        return root in ("Relationships", "Properties") and len(path) == 1 and at_end and end

    def runs_above(self, j):
        """The runs of ours at the beginning of somebody else's note."""
        after, place = self.after, j
        said = ""
        while place < len(after) and is_open(after[place]) and local(after[place]) == "r":
            end = element(after, place)
            said += text_of("".join(after[place:end]))
            place = end
            if not said.startswith(f"{AUTHOR}:\n"):
                return None
            if said.endswith(f"{DIVIDER}\n"):
                return place
        return None

    def is_changed_so(self, path, old, new, j):
        """Whether the tag `old` may have become `new`."""
        if not (old and is_open(old) and is_open(new) and local(old) == local(new)):
            return False
        was, now = attributes(old), attributes(new)
        name, root = local(new), self.roots[0]
        if root == "worksheet" and name == "cfRule":
            shifted = int(was["priority"]) + self.rules == int(now["priority"])
            return shifted and old.replace(f'priority="{was["priority"]}"', f'priority="{now["priority"]}"') == new
        if root == "worksheet" and name == "sheetView":
            return "tabSelected" not in now and without(old, "tabSelected") == without(new)
        if root == "styleSheet" and name in SHELVES:
            children = count_children(self.after, j)
            return ("count" not in was or int(now["count"]) == children) and without(old, "count") == without(new, "count")
        if root == "workbook" and name == "workbookView":
            return without(old, "activeTab") == without(new, "activeTab")
        if name in ("authors", "commentList", "Relationships", "sheets", "Properties", "Types", "bookViews"):
            return old.endswith("/>") and without(old) == without(new)
        return False


def local_or_none(token):
    return local(token) if is_open(token) else None


def is_our_format(xml):
    formulas = re.findall(r"<(?:\w+:)?formula>(.*?)</", xml)
    return bool(formulas) and all(it.replace(" ", "").replace("&gt;", ">") == MARKER for it in formulas)


def text_of(xml):
    pieces = re.findall(r"<(?:\w+:)?(?:t|author)(?:\s[^>]*)?>([^<]*)<", xml)
    return "".join(pieces)


def count_children(all_tokens, start):
    if all_tokens[start].endswith("/>"):
        return 0
    end, place, count = element(all_tokens, start) - 1, start + 1, 0
    while place < end:
        if is_open(all_tokens[place]):
            count += 1
            place = element(all_tokens, place)
        else:
            place += 1
    return count


SHAPE = re.compile(r"<v:shape[\s>].*?</v:shape>|<v:shapetype[\s>].*?</v:shapetype>", re.S)


def undo_shapes(before, after):
    """Shapes are added before the end, which need not be well-formed XML."""
    end = before.rfind("</xml>")
    if not (after.startswith(before[:end]) and after.endswith(before[end:])):
        return "more than an addition at the end"
    added = after[end:len(after) - len(before) + end]
    rest = SHAPE.sub("", added).strip()
    return f"{shown(rest)} was added" if rest else None


def check_parts(original, copy, wrong):
    old, new = zipfile.ZipFile(original), zipfile.ZipFile(copy)
    assert new.testzip() is None
    names = [it.filename for it in old.infolist()]
    wrong.same("entries", names, [it.filename for it in new.infolist()][:len(names)])
    wrong.same("comment of the archive", old.comment, new.comment)
    touched = 0
    for name in names:
        if name not in new.NameToInfo:
            wrong.append(f"{name} is lost")
            continue
        before, after = old.read(name), new.read(name)
        if before == after:
            continue
        touched += 1
        before, after = before.decode("utf-8"), after.decode("utf-8")
        if name.lower().endswith(".vml"):
            said = undo_shapes(before, after)
            wrong.extend([f"{name}: {said}"] if said else [])
            continue
        undo = Undo(before, after).run()
        wrong.extend(f"{name}: {it}" for it in undo.wrong)
        if not undo.wrong and "".join(undo.left) != before:
            wrong.append(f"{name}: the additions taken out, it is not the original")
    has_styles = any(it.lower().endswith("styles.xml") for it in names)
    allowed = re.compile(
        r"docProps/custom\d*\.xml|worksheets/sheet\d+\.xml|comments\d+\.xml|drawings/vmlDrawing\d+\.vml"
        + ("" if has_styles else r"|styles1\.xml"))
    for entry in new.infolist()[len(names):]:
        part = entry.filename.removeprefix("xl/")
        folder, _, rels = entry.filename.rpartition("_rels/")
        is_of_sheet = rels and folder and folder + rels.removesuffix(".rels") in names
        if not (allowed.fullmatch(part) or is_of_sheet):
            wrong.append(f"{entry.filename} was added")
    check_shapes(new, wrong)
    book, names = book_of(new), sheet_names(copy)
    if not LIST.match(names[-1]):
        wrong.append(f"the last sheet is {names[-1]}")
    opened = [attributes(it).get("activeTab") for it in re.findall(r"<(?:\w+:)?workbookView[\s/][^>]*>", book)]
    wrong.same("the sheet to open on", {str(len(names) - 1)}, set(opened))
    return touched


def book_of(package):
    part = next(it for it in package.namelist() if re.search(r"(^|/)workbook\.xml$", it, re.I))
    return package.read(part).decode("utf-8")


def sheet_names(workbook):
    tags = re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book_of(zipfile.ZipFile(workbook)))
    return [html.unescape(attributes(it)["name"]) for it in tags]


def check_shapes(package, wrong):
    """Every note of a part has its box, and every box of ours its note."""
    for rels in [it for it in package.namelist() if re.search(r"worksheets/_rels/.*\.rels$", it, re.I)]:
        folder = os.path.dirname(os.path.dirname(rels))
        found = {}
        for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", package.read(rels).decode("utf-8")):
            it = attributes(tag)
            target = it["Target"].lstrip("/") if it["Target"].startswith("/") \
                else os.path.normpath(f"{folder}/{it['Target']}")
            found[it["Type"].rpartition("/")[2]] = target
        if "comments" not in found:
            continue
        lower = {it.lower(): it for it in package.namelist()}
        notes = package.read(lower[found["comments"].lower()]).decode("utf-8")
        notes = {it for it in re.findall(r"<(?:\w+:)?comment\s[^>]*?ref=\"([A-Z]+\d+)\"", notes)}
        shapes = package.read(lower[found["vmlDrawing"].lower()]).decode("utf-8") if "vmlDrawing" in found else ""
        boxes = re.findall(r"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>", shapes)
        wrong.same(f"boxes of {found['comments']}", sorted(notes),
                   sorted(f"{get_column_letter(int(col) + 1)}{int(row) + 1}" for row, col in boxes))
