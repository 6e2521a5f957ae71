"""Opinion cards (A5): the statements with boxes to tick, large enough to read without glasses, and a stub with the
code to keep.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.kernel.codes import spaced
from linli.kernel.words import N_
from linli.paper.marks import both, qr
from linli.paper.press import press

MOST_LINES = 6
"""Statements on one card; with more the type would become small."""


@dataclass(frozen=True)
class Asked:
    """What stands on every card of a topic."""

    title: str
    place: str
    until: str
    groups: Sequence[dict]
    lines: Sequence[tuple[int, str]]  # number and words of a statement


def voice_cards(asked: Asked, codes: Iterable[str], *, address: str) -> bytes:
    """One card for each code, as PDF; two A5 pages fit on one A4 sheet."""
    return press(
        "voice-cards",
        {
            "title": _("Opinion cards {topic}").format(topic=asked.title),
            "topic": asked.title,
            "place": asked.place,
            "groups": [{"name": g["name"], "options": list(g["options"])} for g in asked.groups],
            "lines": [{"number": str(number), "words": words} for number, words in asked.lines[:MOST_LINES]],
            "cards": [{"code": spaced(code), "qr": qr(f"{address}/k/{code}")} for code in codes],
            "host": f"{address.split('//', 1)[-1]}/k/",
            "sides": [both(one)["zh"] for one in (N_("agree"), N_("disagree"), N_("no opinion"), N_("agree if"))],
            "words": {
                "card": both(N_("Opinion card")),
                "how": both(N_("Tick one box a line. “Agree if”: write the condition beside it. No name, please.")),
                "who": both(N_("I belong to (leave it out if you like)")),
                "own": both(N_("What else I want to say, in one sentence")),
                "where": both(N_("Put it into the opinion box, or give it to the grid worker."))
                if not asked.until
                else both(
                    N_("Put it into the opinion box by {until}, or give it to the grid worker."), until=asked.until
                ),
                "keep": both(N_("Tear off and keep")),
                "see": both(N_("With this code you see what was entered in your name, and correct it.")),
                "scan": both(N_("or fill it in on a phone")),
            },
        },
    )
