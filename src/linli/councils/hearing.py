"""What a street sets about hearing its neighbours: from how many people on what is shown, and why a statement may be
left out. Free of Django.

Below `people_for_shares` a share of those who agree says more about chance than about a neighbourhood; below
`people_for_map` groups found in the data are as likely noise; and a group of fewer than `people_per_group` would show
what its people said. An administrator edits the numbers and the reasons in the book `councils.hearing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

ANOTHER = "same"
"""The reason that points to another statement instead of closing a door."""
BOUNDS = {
    "people_for_shares": (10, 500),
    "people_for_map": (40, 2000),
    "stances_each": (1, 30),
    "stable_percent": (0, 100),
    "people_per_group": (5, 50),  # never fewer than five: a smaller group would be shown as persons
    "seconders": (1, 200),
    "keep_days": (1, 1095),
    "recurring_cases": (3, 100),
    "recurring_days": (14, 365),
}


@dataclass(frozen=True)
class Reason:
    """Why a statement is not shown, in the words its author and everybody else reads."""

    key: str
    words: str
    words_en: str


@dataclass(frozen=True)
class Hearing:
    people_for_shares: int
    people_for_map: int
    stances_each: int
    stable_percent: int  # how surely groups found in the stances must come out again before they are shown
    people_per_group: int
    seconders: int
    keep_days: int  # after a topic's end, until its participants' device, door and household are forgotten
    recurring_cases: int  # from so many cases of one kind from one compound
    recurring_days: int  # in so many days it is offered as a topic
    reasons: Mapping[str, Reason]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(N_("The book is a table: numbers, and the reasons for not showing a statement."))
        numbers = {name: _number(name, body.get(name, SHIPPED[name]), *bounds) for name, bounds in BOUNDS.items()}
        rows = body.get("reasons")
        if not isinstance(rows, list) or not rows:
            raise Faulty(N_("The reasons are a list of rows, one a reason."))
        reasons = [_reason(number, row) for number, row in enumerate(rows, start=1)]
        by_key = {reason.key: reason for reason in reasons}
        if len(by_key) != len(reasons):
            raise Faulty(N_("Two rows have the same short name."))
        if ANOTHER not in by_key:
            raise Faulty(N_("The reason “{key}”, the same as another statement, can't be left out."), key=ANOTHER)
        return cls(**numbers, reasons=by_key)


def _number(name: str, said: Any, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise Faulty(N_("“{name}” is a whole number from {least} to {most}."), name=name, least=least, most=most)
    return said


def _reason(number: int, row: Any) -> Reason:
    if not isinstance(row, dict) or not all(str(row.get(name) or "").strip() for name in ("key", "words", "words_en")):
        raise Faulty(N_("Reason {number}: it has a short name, and words in Chinese and in English."), number=number)
    key = str(row["key"]).strip()
    if len(key) > 30:
        raise Faulty(N_("Reason {number}: a short name has at most 30 characters."), number=number)
    return Reason(key, str(row["words"]).strip()[:60], str(row["words_en"]).strip()[:120])


SHIPPED: dict[str, Any] = {
    "people_for_shares": 40,
    "people_for_map": 80,
    "stances_each": 7,
    "stable_percent": 60,
    "people_per_group": 5,
    "seconders": 5,
    "keep_days": 90,
    "recurring_cases": 5,
    "recurring_days": 90,
    "reasons": [
        {"key": "attack", "words": "攻击他人", "words_en": "it attacks somebody"},
        {"key": "names", "words": "点了个人的名", "words_en": "it names a person"},
        {"key": "off_topic", "words": "与本议题无关", "words_en": "it is not about this topic"},
        {"key": ANOTHER, "words": "与另一条意思相同", "words_en": "it says the same as another one"},
        {"key": "unlawful", "words": "内容违法", "words_en": "it is unlawful"},
        {
            "key": "two",
            "words": "一条里说了几件事，请分开写",
            "words_en": "it says more than one thing; please write them one by one",
        },
    ],
}
"""Thresholds: simulations of groups of this size (docs); five to a cell: the usual rule of official statistics."""
