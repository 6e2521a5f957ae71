"""What changed between two wordings, clause by clause. Free of Django."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
_CLAUSE = re.compile(r"[^，。；：、！？,.;:!?\n]*[，。；：、！？,.;:!?\n]|[^，。；：、！？,.;:!?\n]+")


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The words of both, in order: what stayed, what is gone, what is new."""
    old, new = _CLAUSE.findall(before), _CLAUSE.findall(after)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield SAME, "".join(old[a:b])
            continue
        if b > a:
            yield GONE, "".join(old[a:b])
        if d > c:
            yield NEW, "".join(new[c:d])
