"""What the comparisons share: what differs, and how marks of ours are known."""

import re

LIST = re.compile(r"^CanSua( \(\d+\))?$")
AUTHOR = "xeploai"
DIVIDER = "――― xeploai ―――"
MARKER = 'LEN("xeploai")>0'


class Differences(list):
    def same(self, place, before, after):
        if before != after:
            self.append(f"{place}: {shown(before)} became {shown(after)}")


def shown(value):
    text = repr(value)
    return text if len(text) < 400 else text[:400] + "…"
