"""Before a unit a resident who asked for it stays unnamed: in the own words, and wherever colleagues wrote the name
down.
"""

import re
from collections.abc import Iterable

from django.utils.html import escape

from linli.cases.blots import BLOT, names_in, without_numbers
from linli.cases.models import Case, Contact, Voice
from linli.people import rules as people
from linli.people.models import Post

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


def secret_names(cases: Iterable[Case], post: Post) -> list[str] | None:
    """The names and phones of the confidential voices in these cases, for a unit's post; None if there is nothing to
    hide. Two statements, and none for those who serve.
    """
    if post.role not in people.FOR_A_UNIT:
        return None
    voices = list(Voice.objects.filter(case__in=list(cases), confidential=True).values_list("pk", flat=True))
    return list(names_in(*Contact.objects.filter(voice__in=voices))) if voices else None


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
