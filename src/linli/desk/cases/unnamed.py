"""Before a unit, and before the neighbours who look on, a resident who asked for it stays unnamed: in the own words,
and wherever colleagues wrote the name down. On paper before everybody, as a sheet goes from hand to hand.
"""

import re
from collections.abc import Iterable

from django.utils.html import escape

from linli.cases.blots import BLOT, without_numbers

STAFFS_WORDS = (
    "words",
    "decision",
    "review",
    "result",
    "plan",
    "overruled",
    "caller_words",
    "unit_words",
    "outcome",
    "acknowledgement",
)


def blot(things: Iterable[object], names: list[str], columns: Iterable[str] = STAFFS_WORDS) -> None:
    """Blot these attributes of rows that are about to be shown; nothing is saved."""
    for thing in things:
        for column in columns:
            if said := getattr(thing, column, ""):
                setattr(thing, column, without_numbers(said, *names))


def net(content: bytes, names: Iterable[str]) -> bytes:
    """A page as it goes out, with what slipped through blotted. Plain Latin words stay: they may be the page's own."""
    text = content.decode()
    for name in sorted({n.strip() for n in names if len(n.strip()) > 1}, key=len, reverse=True):
        if not name.isascii() or len(re.findall(r"\d", name)) > 4 or " " in name:
            text = text.replace(escape(name), BLOT)
    return text.encode()
